"""The frozen tree of a condition, and what it is held against: values, states, times, medicines, scores."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol


class State(StrEnum):
    """The ways of having no answer; each stays apart from the others, and from an answer of zero."""

    NOT_ASKED = "not_asked"
    UNANSWERED = "unanswered"
    SKIPPED = "skipped"
    PREFER_NOT_TO_SAY = "prefer_not_to_say"
    NOT_APPLICABLE = "not_applicable"
    WITHHELD = "withheld"


DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_DURATION = re.compile(r"(\d{1,4})\s*(day|week|month|year)s?", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Duration:
    """A length of time as a person says it: a whole number of days, weeks, months (30 days) or years (365 days)."""

    amount: int
    unit: str

    @property
    def days(self) -> int:
        """The length in days."""
        return self.amount * DAYS[self.unit]

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}{'' if self.amount == 1 else 's'}"

    @classmethod
    def parse(cls, text: str) -> "Duration | None":
        """Read "3 weeks" or "1 year"; None where the text is anything else."""
        found = _DURATION.fullmatch(text.strip())
        return cls(int(found[1]), found[2].lower()) if found else None


class Medicine(NamedTuple):
    """One medicine as it was typed, and what it was read as.

    `started` and `changed` are how long ago; `change` is one of `CHANGES`, of which `unchanged` says that the dose was
    left as it was. Each is None where it was not said; `generic`, `medicine_class` and `kind` are None where the name
    was not recognised. `read_as` is the known name that the person chose where the typed one is not known itself.
    """

    name: str
    started: Duration | None = None
    change: str | None = None
    changed: Duration | None = None
    generic: str | None = None
    medicine_class: str | None = None
    kind: str | None = None
    read_as: str | None = None


Value = int | float | str | Duration | tuple[int, ...] | tuple[Medicine, ...]
Answer = Value | State
UNCHANGED = "unchanged"
CHANGES = ("raised", "lowered", "stopped", UNCHANGED)
# What can be told of a medicine: a name that is known, its start, what became of its dose, and that it was just this.
TELLABLE = ("name", "started", "change", *CHANGES)
ANY_CLASS = "any"


def is_missing(answer: Answer) -> bool:
    """Tell whether an answer is lacking; does-not-apply is an answer of its own kind."""
    return isinstance(answer, State) and answer is not State.NOT_APPLICABLE


class Interval(Protocol):
    """A score that has a value, or lies between two ends."""

    @property
    def value(self) -> float | None: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...


class ScoreFact(Interval, Protocol):
    """What a condition needs to know of a score."""

    @property
    def missing(self) -> tuple[str, ...]: ...


class Facts(Protocol):
    """What conditions are evaluated against; `score_questions` are the questions a score rests on.

    These are the ones that were answered, and those that do not apply.
    """

    def answer(self, question: str) -> Answer: ...
    def score(self, score: str) -> ScoreFact | None: ...
    def score_questions(self, score: str) -> tuple[str, ...]: ...


class Comparison(NamedTuple):
    """What one answer is held against; the fields that are set must all hold. `low` and `high` are inclusive."""

    values: tuple[int | float | str, ...] | None = None
    low: float | None = None
    high: float | None = None
    answered: bool | None = None
    state: State | None = None
    classes: tuple[str, ...] | None = None
    change: str | None = None
    within_weeks: int | None = None
    told: str | None = None
    all_told: str | None = None


class AnswerIs(NamedTuple):
    """The answer to one question passes a test."""

    question: str
    test: Comparison


class ScoreIs(NamedTuple):
    """A score lies between `low` and `high`, both inclusive; None leaves that side open."""

    score: str
    low: float | None
    high: float | None


class AllOf(NamedTuple):
    """Every part is true."""

    parts: "tuple[Condition, ...]"


class AnyOf(NamedTuple):
    """At least one part is true; `key` tells it from AllOf, since named tuples with equal fields are equal."""

    parts: "tuple[Condition, ...]"
    key: str = "any"


class NotSo(NamedTuple):
    """The part is false; unknown stays unknown."""

    part: "Condition"


class CountOf(NamedTuple):
    """Between `low` and `high` of the parts are true, both inclusive."""

    parts: "tuple[Condition, ...]"
    low: int | None
    high: int | None

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions that are all held against one test; empty where the parts differ in more."""
        alike = self.test is not None
        return tuple(part.question for part in self.parts if isinstance(part, AnswerIs)) if alike else ()

    @property
    def test(self) -> Comparison | None:
        """The one test of all parts, or None where they have no such test."""
        tests = {part.test if isinstance(part, AnswerIs) else None for part in self.parts}
        return tests.pop() if len(tests) == 1 else None


Condition = AnswerIs | ScoreIs | AllOf | AnyOf | NotSo | CountOf
ALWAYS = AllOf(())
