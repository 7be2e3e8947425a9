"""Cases -> what differs: every person is assessed as the program does, and held against what must come out.

Nothing here reads or writes. Each difference carries what was expected, what came out, and the rules and answers that
made it so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from math import floor
from typing import Any, NamedTuple

from blunting_cli.answers import Recognise
from blunting_cli.assessment import Assessment, assess
from blunting_cli.bank.model import Bank
from blunting_cli.bank.reading import Document
from blunting_cli.checking.case_files import Case, read_cases
from blunting_cli.checking.expectations import Expected
from blunting_cli.checking.grounds import Ground, grounds_of
from blunting_cli.errors import Complaint, Place
from blunting_cli.factors import PRINTED
from blunting_cli.scoring import VERDICTS

CLOSE = 0.005


class Difference(NamedTuple):
    """One expectation that was not met: `found` is what came out, as plain data."""

    expected: Expected
    found: Any
    grounds: tuple[Ground, ...]


class CaseResult(NamedTuple):
    """One case that was run; it is as expected where there are no differences."""

    name: str
    place: Place
    assessment: Assessment
    differences: tuple[Difference, ...]


class FileResult(NamedTuple):
    """What came of one file: the cases that were run, how many it tells in all, and what is wrong with it."""

    results: tuple[CaseResult, ...]
    told: int
    complaints: tuple[Complaint, ...]


def run_cases(document: Document, bank: Bank, recognise: Recognise, bases: Mapping[str, Document]) -> FileResult:
    """Read and run the cases of one file; `bases` are the documents of the folder beside it, by name."""
    read = read_cases(document, bank, recognise, bases)
    return FileResult(tuple(run_case(case, bank) for case in read.cases), read.told, read.complaints)


def run_case(case: Case, bank: Bank) -> CaseResult:
    """Assess one person and hold the result against what is expected."""
    assessment = assess(bank, case.answers)
    return CaseResult(case.name, case.place, assessment, tuple(_differences(case.expected, assessment)))


def _differences(expected: Iterable[Expected], assessment: Assessment) -> Iterator[Difference]:
    outcome = _Outcome(assessment)
    for one in expected:
        right, found = _CHECKS[one.key](one, outcome)
        if not right:
            yield Difference(one, found, grounds_of(one, assessment))


class _Outcome:
    """What expectations speak about, taken from an assessment."""

    def __init__(self, assessment: Assessment) -> None:
        escalation, pattern = assessment.escalation, assessment.pattern.pattern
        self.scores = assessment.scores
        self.criteria = {name: VERDICTS[result.verdict] for name, result in assessment.criteria.items()}
        self.pattern = pattern.id if pattern else None
        self.levels = {result.factor.id: result.level for result in assessment.factors}
        self.points = {result.factor.id: result.points for result in assessment.factors}
        self.printed = [name for name, level in self.levels.items() if level in PRINTED]
        self.first = self.printed[0] if self.printed else None
        self.heights = {tier.id: height for height, tier in enumerate(reversed(assessment.bank.tiers))}
        self.tier = escalation.tier.id
        self.triggers = [reason.trigger.id for reason in escalation.reasons]
        said = (statement.id for statement in escalation.statements)
        self.flags = [*(flag.id for flag in escalation.flags), *said]
        self.notes = [note.id for note in assessment.notes]

    def of_score(self, one: Expected) -> float | None:
        result = self.scores.get(one.name)
        found: float | None = getattr(result, one.part) if result is not None else None
        return found

    def band(self, one: Expected) -> str | None:
        result = self.scores.get(one.name)
        return next((band.label for name, band in result.bands if name == one.part), None) if result else None


Check = Callable[[Expected, _Outcome], tuple[bool, Any]]


def _score(one: Expected, outcome: _Outcome) -> tuple[bool, Any]:
    [wanted], found = one.wanted, outcome.of_score(one)
    if wanted is None or found is None:
        return wanted is found, found
    # As it is, to two decimals, or as it is shown, to one.
    return abs(found - wanted) < CLOSE or abs(floor(round(found * 10, 6) + 0.5) / 10 - wanted) < CLOSE, found


def _is(found: Any, one: Expected) -> tuple[bool, Any]:
    return found in one.wanted, found


def _held(names: list[str], one: Expected) -> tuple[bool, Any]:
    return one.name in names, names


def _not_held(names: list[str], one: Expected) -> tuple[bool, Any]:
    return one.name not in names, names


_CHECKS: dict[str, Check] = {
    "pattern": lambda one, outcome: _is(outcome.pattern, one),
    "first_factor": lambda one, outcome: _is(outcome.first, one),
    "listed": lambda one, outcome: _held(outcome.printed, one),
    "not_listed": lambda one, outcome: _not_held(outcome.printed, one),
    "not_first": lambda one, outcome: (outcome.first != one.name, outcome.first),
    "levels": lambda one, outcome: _is(outcome.levels.get(one.name), one),
    "points": lambda one, outcome: _is(outcome.points.get(one.name), one),
    "tier": lambda one, outcome: _is(outcome.tier, one),
    "tier_at_least": lambda one, outcome: (
        outcome.heights[outcome.tier] >= outcome.heights[one.wanted[0]],
        outcome.tier,
    ),
    "tier_at_most": lambda one, outcome: (
        outcome.heights[outcome.tier] <= outcome.heights[one.wanted[0]],
        outcome.tier,
    ),
    "triggers": lambda one, outcome: _held(outcome.triggers, one),
    "no_triggers": lambda one, outcome: _not_held(outcome.triggers, one),
    "flags": lambda one, outcome: _held(outcome.flags, one),
    "no_flags": lambda one, outcome: _not_held(outcome.flags, one),
    "scores": _score,
    "bands": lambda one, outcome: _is(outcome.band(one), one),
    "criteria": lambda one, outcome: _is(outcome.criteria.get(one.name), one),
    "notes": lambda one, outcome: _held(outcome.notes, one),
}
