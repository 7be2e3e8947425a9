"""A bank in numbers: what it holds, how long it is, what its scores can come to, and how hard it is to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from blunting_cli.bank.formulary import Formulary
from blunting_cli.bank.model import NO_TIER, Bank, Score
from blunting_cli.checking.paths import Lengths, lengths
from blunting_cli.checking.reading_ease import Graded, grades, screen, texts, words_of

# The grade is one of English texts.
GRADED_LANGUAGE = "en"


class ScoreRange(NamedTuple):
    """What a score can come to, from `low` to `high`.

    `parts` counts the questions and scores it is made of, `bands` names its sets of bands.
    """

    id: str
    title: str
    method: str
    low: float
    high: float
    parts: int
    bands: tuple[str, ...]


class Reading(NamedTuple):
    """How hard the texts are: the mean grade of `graded` screens and texts, and the hardest of them, hardest first."""

    mean: float
    graded: int
    hardest: tuple[Graded, ...]


class Stats(NamedTuple):
    """A bank in numbers; `reading` is None where nothing can be graded.

    `holds` counts what the bank holds, by names in the plural, such as questions. `words` are those of all its texts,
    `bands` the steps of every set, each with where it begins.
    """

    id: str
    version: str
    title: str
    language: str
    holds: Mapping[str, int]
    types: Mapping[str, int]
    conditional: int
    words: int
    lengths: Lengths
    scores: tuple[ScoreRange, ...]
    bands: Mapping[str, tuple[tuple[float, str], ...]]
    reading: Reading | None


def bank_stats(bank: Bank, known: Formulary) -> Stats:
    """Count what a bank holds; `known` are the medicines that are recognised, which can open questions.

    Texts are the bank's own: a tier that the program gives it is left out.
    """
    if not bank.triggers and [tier.id for tier in bank.tiers] == [NO_TIER]:
        bank = replace(bank, tiers=())
    return Stats(
        id=bank.id,
        version=bank.version,
        title=bank.title,
        language=bank.language,
        holds=_holds(bank),
        types=Counter(question.type for question in bank.questions),
        conditional=sum(question.opens is not None for question in bank.questions),
        words=_words(bank),
        lengths=lengths(bank, known),
        scores=tuple(_range(score) for score in bank.scores),
        bands={name: tuple((step.start, step.label) for step in found.steps) for name, found in bank.bands.items()},
        reading=_reading(bank) if bank.language == GRADED_LANGUAGE else None,
    )


def _holds(bank: Bank) -> dict[str, int]:
    return {
        "questions": len(bank.questions),
        "sections": len(bank.sections),
        "options": sum(len(question.options) for question in bank.questions),
        "scores": len(bank.scores),
        "criteria": len(bank.criteria),
        "patterns": len(bank.patterns),
        "factors": len(bank.factors),
        "rules": sum(len(factor.evidence) for factor in bank.factors),
        "tiers": len(bank.tiers),
        "triggers": len(bank.triggers),
        "pages": len(bank.topics),
        "sources": len(bank.sources),
    }


def _words(bank: Bank) -> int:
    shown = [text for question in bank.questions for text in screen(question)]
    return sum(len(words_of(text)) for text in (*shown, *(text for _, text in texts(bank))))


def _range(score: Score) -> ScoreRange:
    return ScoreRange(score.id, score.title, score.method, score.low, score.high, len(score.of), score.bands)


def _reading(bank: Bank) -> Reading | None:
    found = sorted(grades(bank), key=lambda graded: -graded.grade)
    if not found:
        return None
    return Reading(sum(graded.grade for graded in found) / len(found), len(found), tuple(found[:3]))
