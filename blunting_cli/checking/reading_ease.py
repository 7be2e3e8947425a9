"""How hard English text is to read, as a school grade, and the texts of a bank that a person is shown.

The grade is that of Flesch and Kincaid (1975):  0.39 * words / sentences + 11.8 * syllables / words - 15.59. It is made
for English alone, and says nothing of a text of a few words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from blunting_cli.bank.model import Bank, Question

# A shorter text by itself is not graded.
FEWEST_WORDS = 20

_WORD = re.compile(r"[A-Za-z][A-Za-z'\u2019]*")
_SENTENCE = re.compile(r"[.?:;](?:\s|$)")
_HIATUS = re.compile(r"(?<![tcs])i[ao]|iet|ience|crea(?=t)|[^aeiou]ea$|eo(?!p)|[^q]ua[lt]|[aeiouy]ing$")
# Names of kinds of medicines, which no plainer word can stand for.
_NAMES = re.compile(r"\b(antidepressants?|SSRIs?|SNRIs?)\b")


class Graded(NamedTuple):
    """One screen or text with its grade; `place` says where in the bank it stands, such as "question tears"."""

    place: str
    grade: float


def words_of(text: str) -> list[str]:
    """Give the words of a text, without numbers."""
    return _WORD.findall(text)


def syllables(word: str) -> int:
    """Count the syllables of an English word by its vowels: silent e, -ed and -es off, two vowels said apart on."""
    bare = re.sub(r"[^a-z]", "", re.sub(r"['\u2019]s$", "", word.casefold()))
    if len(bare) <= 3:
        return 1
    bare = re.sub(r"(?<=[aeiouy][^aeiouy])e(?=(thing|times|one|where|ful|less|ly|ness|ment|how)s?$)", "", bare)
    count = len(re.findall(r"[aeiouy]+", bare))
    silent = r"([^aeiouy]|qu|gu)(?<![^aeiouy]l)e$|[^aeioutd](?<![bcdfgkptz]l)ed$|[^aeiouscxzgyh](?<![^aeiouy]l)es$"
    count -= bool(re.search(silent, bare))
    return max(1, count + len(_HIATUS.findall(bare)))


def reading_grade(lines: Iterable[str]) -> float | None:
    """Give the grade of a text, of which every line ends a sentence; None where there is no word."""
    text = [_NAMES.sub("drug", line) for line in lines]
    words = [word for line in text for word in words_of(line)]
    if not words:
        return None
    sentences = sum(1 for line in text for part in _SENTENCE.split(line) if _WORD.search(part))
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def grades(bank: Bank) -> list[Graded]:
    """Grade the screen of every question, and every text of the bank that is long enough, in the order of the bank."""
    shown = [*((f"question {question.id}", screen(question)) for question in bank.questions)]
    shown += [(place, [text]) for place, text in texts(bank) if len(words_of(text)) >= FEWEST_WORDS]
    graded = ((place, reading_grade(lines)) for place, lines in shown)
    return [Graded(place, grade) for place, grade in graded if grade is not None]


def screen(question: Question) -> list[str]:
    """Give what is shown for a question: its wording, why it is asked, and its options."""
    return [question.ask, question.why, *(option.label for option in question.options)]


def texts(bank: Bank) -> Iterator[tuple[str, str]]:
    """Walk every text of a bank that a person may be shown beside its questions, by a name for its place."""
    for section in bank.sections:
        yield f"section {section.id}", f"{section.why} {section.lead}"
    for name, bands in bank.bands.items():
        yield from ((f"band {name}, {step.label}", step.text) for step in bands.steps)
    for rule in bank.criteria:
        yield from ((f"criterion {rule.id}, met", rule.met), (f"criterion {rule.id}, unmet", rule.unmet))
    for pattern in bank.patterns:
        yield f"pattern {pattern.id}", pattern.text
    for near in bank.neighbours:
        yield from (
            (f"neighbour {near.id}, fits", near.fits_text),
            (f"neighbour {near.id}, differs", near.differs_text),
        )
    yield from _texts_of_factors(bank)
    yield from _texts_of_help(bank)
    for topic in bank.topics:
        for part in topic.parts:
            yield from ((f"topic {topic.id}", text) for text in (part.heading, part.text, *part.items))


def _texts_of_factors(bank: Bank) -> Iterator[tuple[str, str]]:
    for factor in bank.factors:
        place = f"factor {factor.id}"
        yield from ((place, factor.text), (f"{place}, strength", factor.strength))
        yield from ((f"{place}, rule {rule.id}", rule.because) for rule in factor.evidence)
        for number, entry in enumerate(factor.helps, 1):
            yield from ((f"{place}, help {number}", entry.text), (f"{place}, caution {number}", entry.caution))
        yield from ((f"{place}, question {number}", ask.text) for number, ask in enumerate(factor.ask, 1))
    for pair in bank.comparisons:
        yield f"comparison of {', '.join(pair.of)}", pair.text
    for number, entry in enumerate(bank.helps, 1):
        yield from ((f"help {number}", entry.text), (f"help {number}, caution", entry.caution))


def _texts_of_help(bank: Bank) -> Iterator[tuple[str, str]]:
    for tier in bank.tiers:
        yield f"tier {tier.id}", tier.text
    for trigger in bank.triggers:
        yield f"trigger {trigger.id}", trigger.because
    for flag in (*bank.flags, *filter(None, [bank.outside])):
        yield f"flag {flag.id}", flag.text
    for found in bank.contradictions:
        yield f"contradiction {found.id}", found.text
    for statement in bank.statements:
        yield f"statement {statement.id}", statement.text
