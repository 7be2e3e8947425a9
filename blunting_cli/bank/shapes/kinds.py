"""The kinds of value that a key can have, and the shape of a mapping: its keys, each with its kind and a sentence.

A shape is a table and checks nothing. The loader reads by it; the schema for editors and the reference for authors are
made from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

# How a language is written: en, or with a country pt-BR.
LANGUAGE_PATTERN = r"^[a-z]{2}(-[A-Z]{2})?$"
MOST_LANGUAGES = 20


class Plain(StrEnum):
    """The kinds that need no more than their name; TEST is what one answer is held against.

    WORDS are said to people: a text, or each language with its text. TEXT is any other text, such as a name.
    """

    TEXT = "text"
    WORDS = "words"
    LANGUAGE = "a language such as en or pt-BR"
    TRUTH = "true or false"
    TIME = "a time such as 4 weeks"
    FILE = "a file name such as scores.yaml"
    CONDITION = "condition"
    TEST = "value, list of values or comparison"
    ANSWER = "answer"
    NOTHING = "null"


class Number(NamedTuple):
    """A number, from `least` to `most` or more than `above`; None leaves that side open."""

    whole: bool = False
    least: float | None = None
    most: float | None = None
    above: float | None = None


class Words(NamedTuple):
    """One of a few given words or numbers."""

    words: tuple[str | int, ...]


class ListOf(NamedTuple):
    """A list of at least `fewest` and at most `most` entries; in one that is `unlike` no entry stands twice.

    A list of texts may be one text alone, unless it is `strict`.
    """

    kind: Kind
    fewest: int = 0
    most: int | None = None
    unlike: bool = False
    strict: bool = False


class MapOf(NamedTuple):
    """A mapping of names to values of one kind; `names` is a pattern for the names, empty where any will do."""

    kind: Kind
    names: str = ""
    fewest: int = 0


class Either(NamedTuple):
    """A value of one of several kinds."""

    kinds: tuple[Kind, ...]


class Needed(StrEnum):
    """Whether a key must be there; SOMETIMES where other keys decide, as its sentence says."""

    YES = "yes"
    NO = "no"
    SOMETIMES = "sometimes"


class Key(NamedTuple):
    """One key of a mapping: its kind, whether it must be there, and one sentence on what it is for.

    Where it may be `empty`, an empty value counts as none.
    """

    kind: Kind
    needed: Needed
    sentence: str
    empty: bool = False


class Shape(NamedTuple):
    """A kind of mapping: `id` names it among all, `name` in complaints, such as "a question"."""

    id: str
    name: str
    sentence: str
    keys: Mapping[str, Key]

    def inner(self, key: str) -> Shape | None:
        """Give the shape of the mappings that stand at or under a key; None where there are none."""
        return shape_in(self.keys[key].kind) if key in self.keys else None


Kind = Plain | Number | Words | ListOf | MapOf | Either | Shape


class Row(NamedTuple):
    """A line of the reference: a key of a shape, its kind in words, whether it must be there, and what it is for."""

    shape: Shape
    key: str
    kind: str
    needed: Needed
    sentence: str


def needs(kind: Kind, sentence: str) -> Key:
    """Make a key that must be there."""
    return Key(kind, Needed.YES, sentence)


def may(kind: Kind, sentence: str, *, empty: bool = True) -> Key:
    """Make a key that may be left out."""
    return Key(kind, Needed.NO, sentence, empty)


def hangs(kind: Kind, sentence: str, *, empty: bool = False) -> Key:
    """Make a key of which others decide whether it must be there."""
    return Key(kind, Needed.SOMETIMES, sentence, empty)


def shape_in(kind: Kind) -> Shape | None:
    """Give the first shape that a kind holds."""
    match kind:
        case Shape():
            return kind
        case ListOf() | MapOf():
            return shape_in(kind.kind)
        case Either():
            return next((found for found in map(shape_in, kind.kinds) if found), None)
    return None


def shapes_of(top: Shape) -> Iterator[Shape]:
    """Walk a shape and all that stand below it, each once, in the order of their keys."""
    seen: set[str] = set()
    waiting = [top]
    while waiting:
        shape = waiting.pop(0)
        if shape.id not in seen:
            seen.add(shape.id)
            yield shape
            waiting += [found for key in shape.keys if (found := shape.inner(key))]


def rows_of(top: Shape) -> Iterator[Row]:
    """Walk every key of a shape and of all below it, for a table of reference."""
    for shape in shapes_of(top):
        for name, key in shape.keys.items():
            yield Row(shape, name, in_words(key.kind), key.needed, key.sentence)


def in_words(kind: Kind) -> str:
    """Say a kind in a few words."""
    match kind:
        case Plain():
            return kind.value
        case Number():
            return _number_in_words(kind)
        case Words(words):
            return " or ".join(map(str, words)) if len(words) < 3 else "one of " + ", ".join(map(str, words))
        case ListOf(Plain.TEXT):
            return "list of names" if kind.strict or kind.fewest > 1 else "list of names, or one name"
        case ListOf(Plain.WORDS):
            return "list of words"
        case ListOf(inner):
            return f"list, each {in_words(inner)}"
        case MapOf():
            return f"mapping of names, each to {in_words(kind.kind)}"
        case Either(kinds):
            return ", or ".join(map(in_words, kinds))
        case Shape():
            return kind.name.replace("`", "")


def _number_in_words(kind: Number) -> str:
    said = "whole number" if kind.whole else "number"
    if kind.above is not None:
        return f"{said} more than {kind.above:g}"
    if kind.least is None:
        return said
    return f"{said}, {kind.least:g} or more" if kind.most is None else f"{said} from {kind.least:g} to {kind.most:g}"


# What most tables use.
TEXT, WORDS, TRUTH, TIME, CONDITION = Plain.TEXT, Plain.WORDS, Plain.TRUTH, Plain.TIME, Plain.CONDITION
WHOLE, NUMBER = Number(whole=True), Number()
TEXTS = ListOf(TEXT)
SOURCE = "Where that is known from: the name of an entry of `sources`."
WHEN = "The condition under which it holds."
