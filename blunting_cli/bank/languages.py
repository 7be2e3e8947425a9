"""In which languages a bank is: what it says to people may stand as a mapping of language to text.

The table of shapes says what is said to people; nothing else can be such a mapping. Before a bank is built, each gives
way to its text in the language that was chosen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from typing import Any, NamedTuple

from blunting_cli.bank.fields import Complaints, Fields
from blunting_cli.bank.reading import Document, Path
from blunting_cli.bank.shapes import BANK
from blunting_cli.bank.shapes.kinds import LANGUAGE_PATTERN, MOST_LANGUAGES, Either, Kind, ListOf, MapOf, Plain, Shape
from blunting_cli.errors import UsageError, printable

_LANGUAGE = re.compile(LANGUAGE_PATTERN)
ENGLISH = "en"
_WRITTEN = "Two letters, such as en, or as in pt-BR."


class Languages(NamedTuple):
    """The languages of a bank: the `main` one, whose texts stand in for those that are missing, and all in order."""

    main: str
    all: tuple[str, ...]

    def named(self, wanted: str) -> str:
        """Give the language of a name, as the bank writes it; the main one for an empty name.

        Raises:
            UsageError: the bank is not in that language.
        """
        known = {language.casefold(): language for language in self.all}
        if wanted and wanted.casefold() not in known:
            raise UsageError(
                f"this bank has no texts in the language {printable(wanted)}.", f"Languages: {', '.join(self.all)}."
            )
        return known[wanted.casefold()] if wanted else self.main


def read_languages(head: Document, complaints: Complaints) -> Languages:
    """Read in which languages a bank is; one that names none is in its main language alone."""
    fields = Fields(head, (), head.data, complaints, BANK)
    main, named = fields.text("language", ENGLISH), fields.texts("languages", ())
    known = bool(_LANGUAGE.fullmatch(main))
    if not known:
        # It is read as English, so that its words are checked all the same.
        fields.complain(("language",), "bad-language", f"{main or 'this'} is not how a language is written", _WRITTEN)
        main = ENGLISH
    if len(named) > MOST_LANGUAGES:
        fields.complain(("languages",), "wrong-number", f"a bank has at most {MOST_LANGUAGES} languages")
    for index, language in enumerate(named):
        if not _LANGUAGE.fullmatch(language):
            message = f"{language} is not how a language is written"
            fields.complain(("languages", index), "bad-language", message, _WRITTEN)
        elif language in named[:index]:
            fields.complain(("languages", index), "duplicate-item", f"{language} is named twice")
    if named and known and main not in named:
        message = f"the main language, {main}, is not among them"
        fields.complain(("languages",), "bad-language", message, "Add it, or say another under `language`.")
    every = {main, *filter(_LANGUAGE.fullmatch, named[:MOST_LANGUAGES])}
    return Languages(main, tuple(sorted(every, key=[*named, main].index)))


def is_english(language: str) -> bool:
    """Tell whether a language is English, of whatever country."""
    return language.split("-")[0].casefold() == ENGLISH


def words_of(data: Any, kind: Kind = BANK, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Walk all that the data of a file says to people: where it stands, and the text or the mapping of languages."""
    match kind:
        case Plain.WORDS if _is_text(data) or is_translated(data):
            yield path, data
        case Shape(keys=keys) if isinstance(data, dict):
            for key, value in data.items():
                if key in keys:
                    yield from words_of(value, keys[key].kind, (*path, key))
        case ListOf(inner) if isinstance(data, list):
            for index, value in enumerate(data):
                yield from words_of(value, inner, (*path, index))
        case ListOf(inner, strict=False):
            yield from words_of(data, inner, path)
        case MapOf(inner) if isinstance(data, dict):
            for name, value in data.items():
                yield from words_of(value, inner, (*path, name))
        case Either(kinds):
            for inner in kinds:
                yield from words_of(data, inner, path)


def is_translated(data: Any) -> bool:
    """Tell whether data is a mapping of languages, some of which may still be empty, to text."""
    if not isinstance(data, dict) or not all(map(_LANGUAGE.fullmatch, data)):
        return False
    return any(map(_is_filled, data.values())) and all(text is None or _is_text(text) for text in data.values())


def in_language(
    documents: Iterable[Document], languages: Languages, language: str, complaints: Complaints
) -> list[Document]:
    """Give the documents with a text in place of each mapping of languages, and complain where it is missing."""
    return [_in_language(document, languages, language, complaints) for document in documents]


def _in_language(document: Document, languages: Languages, language: str, complaints: Complaints) -> Document:
    translated = [(path, words) for path, words in words_of(document.data) if isinstance(words, dict)]
    if not translated:
        return document
    data = deepcopy(document.data)
    for path, words in translated:
        for name in words:
            if name not in languages.all:
                message, hint = f"the bank does not name the language {name}", "Name it under `languages`."
                complaints.keep(document.complain((*path, name), message, hint, key=True, code="unknown-language"))
        lacking = [name for name in languages.all if not _is_filled(words.get(name))]
        if language in lacking:
            complaints.keep(document.complain(path, *not_said_in(lacking, languages.all), code="missing-translation"))
        inner = data
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = next(
            text for text in (words.get(language), words.get(languages.main), *words.values()) if _is_filled(text)
        )
    return document.with_data(data)


def not_said_in(lacking: Sequence[str], languages: Sequence[str]) -> tuple[str, str]:
    """Say that something lacks some of the languages, and what to do."""
    form = ", ".join(f"{language}: ..." for language in languages)
    return f"there is no text in {' and '.join(lacking)}", f"Write it as {{{form}}}."


def _is_text(data: Any) -> bool:
    return isinstance(data, str | int | float) and not isinstance(data, bool)


def _is_filled(text: Any) -> bool:
    return _is_text(text) and bool(str(text).strip())
