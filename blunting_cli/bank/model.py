"""The frozen types a bank is made of: what is asked, how it is scored, what speaks for what, and what is said.

Everything here comes from YAML and nothing here computes; texts are shown as they stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from blunting_cli.conditions import Condition, State, questions_of

QUESTION_TYPES = ("single", "multi", "number", "duration", "date", "text", "medicine")


@dataclass(frozen=True)
class Option:
    """One answer to choose: `value` is what is typed, stored and scored."""

    value: int
    label: str


@dataclass(frozen=True)
class Question:
    """One question; `opens` is None where it is asked of everyone.

    `low`, `high` and `unit` bound a number or a duration (in days) or the length of a text; `also` are the ways of
    not answering that are offered besides skipping.
    """

    id: str
    ask: str
    why: str
    section: str
    type: str
    options: tuple[Option, ...] = ()
    also: tuple[State, ...] = ()
    opens: Condition | None = None
    reverse: bool = False
    safety: bool = False
    red_flag: bool = False
    low: float | None = None
    high: float | None = None
    unit: str = ""
    examples: tuple[str, ...] = ()

    def label(self, value: int) -> str:
        """Give the label of an option's value; the value itself where there is none."""
        return next((option.label for option in self.options if option.value == value), str(value))


@dataclass(frozen=True)
class Section:
    """A group of questions with a short word of why.

    `lead` is said before each of its questions; answers of a `summary` section stand on the sheet one by one.
    """

    id: str
    title: str
    why: str
    lead: str = ""
    summary: bool = False


@dataclass(frozen=True)
class Score:
    """The mean of questions or of other scores, from 0 to `scale`.

    `share` is the part of the questions that must be answered, `least` how many of its scores must have a value.
    """

    id: str
    title: str
    of: tuple[str, ...]
    scale: int
    share: float
    least: int = 0
    bands: str = ""
    unbanded: Condition | None = None
    composite: bool = False
    domain: bool = False
    about: str = ""


@dataclass(frozen=True)
class Band:
    """One step of a scale: it begins at `start` and ends where the next begins."""

    start: float
    label: str
    text: str


@dataclass(frozen=True)
class Bands:
    """Steps in rising order, with where they come from."""

    steps: tuple[Band, ...]
    source: str
    provisional: bool


@dataclass(frozen=True)
class Pattern:
    """A shape the answers may have; the first that fits in the bank's order is the pattern."""

    id: str
    title: str
    text: str
    when: Condition
    source: str


@dataclass(frozen=True)
class Evidence:
    """One rule of a factor: positive points speak for it, negative points against."""

    id: str
    when: Condition
    points: int
    because: str
    source: str


@dataclass(frozen=True)
class Help:
    """One thing that can help; `by` is self or clinician, `medicine` marks what touches a prescribed medicine."""

    text: str
    by: str
    source: str
    caution: str = ""
    medicine: bool = False
    substance: bool = False


@dataclass(frozen=True)
class Factor:
    """Something that can contribute, the evidence for and against it, and what may help.

    `gate` are the questions one of which must be answered; `levels` maps few, some and many to the points they begin
    at; fewer than `needs` decided rules give no level.
    """

    id: str
    title: str
    text: str
    strength: str
    gate: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    levels: dict[str, int]
    needs: int
    helps: tuple[Help, ...]
    ask_prescriber: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Tier:
    """How soon to talk to whom; `exit_code` is the status `check --exit-code` ends with."""

    id: str
    title: str
    text: str
    exit_code: int = 0


@dataclass(frozen=True)
class Trigger:
    """One reason for a tier."""

    id: str
    tier: str
    when: Condition
    because: str
    source: str


@dataclass(frozen=True)
class Flag:
    """Something the sheet must say when its condition is true."""

    id: str
    when: Condition
    text: str


@dataclass(frozen=True)
class Statement:
    """A fixed wording of a group; of the statements of one group the first that applies is said.

    It applies when `when` is true; where `unless` is set instead, when `unless` is not true.
    """

    id: str
    group: str
    text: str
    when: Condition | None = None
    unless: Condition | None = None


@dataclass(frozen=True)
class Source:
    """An entry of the bibliography; `read` says how it was read."""

    id: str
    title: str
    year: int | None
    where: str
    read: str


@dataclass(frozen=True)
class HelpLine:
    """One help line; `checked` is the day its number was last compared with a public page, `seen_on` that page."""

    name: str
    phone: str
    text: str
    chat: str
    email: str
    hours: str
    who: str
    note: str
    checked: str
    seen_on: str


@dataclass(frozen=True)
class Region:
    """The help lines of a country, by its ISO 3166 code."""

    code: str
    name: str
    also: tuple[str, ...]
    emergency: str
    lines: tuple[HelpLine, ...]


@dataclass(frozen=True)
class MedicineName:
    """What a medicine's name is read as; `names` are all spellings and brands, lower case."""

    generic: str
    medicine_class: str
    kind: str
    class_label: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Bank:
    """One instrument, whole. `sha256` is the hash of the files that decide a result."""

    id: str
    version: str
    title: str
    language: str
    recall: str
    sha256: str
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    scores: tuple[Score, ...]
    bands: dict[str, Bands]
    patterns: tuple[Pattern, ...]
    factors: tuple[Factor, ...]
    helps: tuple[Help, ...]
    tiers: tuple[Tier, ...]
    triggers: tuple[Trigger, ...]
    flags: tuple[Flag, ...]
    outside: Flag | None
    statements: tuple[Statement, ...]
    sources: dict[str, Source]
    texts: dict[str, str]

    @cached_property
    def by_id(self) -> dict[str, Question]:
        """The questions by their id."""
        return {question.id: question for question in self.questions}

    @cached_property
    def section_by_id(self) -> dict[str, Section]:
        """The sections by their id."""
        return {section.id: section for section in self.sections}

    @cached_property
    def score_by_id(self) -> dict[str, Score]:
        """The scores by their id."""
        return {score.id: score for score in self.scores}

    @cached_property
    def safety(self) -> frozenset[str]:
        """The questions marked as about safety, and whatever they open."""
        found: set[str] = set()
        for question in self.questions:
            if question.safety or (question.opens and found & set(questions_of(question.opens))):
                found.add(question.id)
        return frozenset(found)
