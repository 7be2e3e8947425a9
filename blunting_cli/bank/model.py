"""The frozen types a bank is made of: what is asked, how it is scored, what speaks for what, and what is said.

Everything here comes from YAML and nothing here computes; texts are shown as they stand. The parts of a bank are
named tuples: immutable like frozen dataclasses, and made in a fifth of the time when the program starts.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from blunting_cli.bank.topics import Topic
from blunting_cli.conditions import AllOf, Condition, State, questions_of, scores_of

LEVELS = ("few", "some", "many")
HELP = "help"
# The tier of a bank that says nothing of how soon to talk to whom.
NO_TIER = "none"
# The groups of words that must stand before advice on medicines and on use.
CARE = ("medicine", "substance")
QUESTION_TYPES = ("single", "multi", "number", "duration", "date", "time", "text", "medicine")
# How the parts of a score are put together; each is the name of a key.
MEAN = "mean_of"
METHODS = (MEAN, "sum_of", "count_of", "hours_between", "ratio_of")


class Option(NamedTuple):
    """One answer to choose: `value` is what is typed, stored and scored.

    Of several that may be chosen together, one that stands `alone` goes with no other, such as "I am not sure"; so does
    the one that says `none` of them. `ago` is how many days ago that was, from and to, where the answer tells a time;
    the second is None where it has no end.
    """

    value: int
    label: str
    alone: bool = False
    none: bool = False
    ago: tuple[int, int | None] | None = None


class Question(NamedTuple):
    """One question; `opens` is None where it is asked of everyone, `short` names it on a sheet in a few words.

    `only_if` says on paper whom it is for, where the condition itself would be hard to read. Of a `fixed` one no other
    answer is thought through when it is said what one step would change. `implied` is the value it counts as in scores
    where it is not asked, since an answer before it leaves only that.

    `low`, `high` and `unit` bound a number or a duration (in days) or the length of a text; `also` are the ways of
    not answering that are offered besides skipping.
    """

    id: str
    ask: str
    why: str
    section: str
    type: str
    short: str = ""
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
    only_if: str = ""
    fixed: bool = False
    implied: int | None = None

    def label(self, value: int) -> str:
        """Give the label of an option's value; the value itself where there is none."""
        return next((option.label for option in self.options if option.value == value), str(value))

    @property
    def none_of_these(self) -> int | None:
        """The value of the option that says none of the others; None without one."""
        return next((option.value for option in self.options if option.none), None)

    @property
    def plain_no(self) -> int | None:
        """The value of a choice of one that says no: its lowest, of a reversed question its highest."""
        values = [option.value for option in self.options]
        if self.type != "single" or not values:
            return None
        return max(values) if self.reverse else min(values)

    def agree(self, values: tuple[int, ...]) -> bool:
        """Tell whether the values may be chosen together."""
        return len(values) < 2 or not any(option.alone for option in self.options if option.value in values)


class Section(NamedTuple):
    """A group of questions with a short word of why; `lead` is said before each of its questions."""

    id: str
    title: str
    why: str
    lead: str = ""


class Step(NamedTuple):
    """One step of a recode: what values from `start` on give, or with `over` those above it; None is the lowest."""

    start: float | None
    gives: float
    over: bool = False


class Recode(NamedTuple):
    """Values turned into other values: one by one, each with its standard error where there is one, or by steps."""

    values: dict[float, tuple[float, float | None]]
    steps: tuple[Step, ...] = ()
    source: str = ""


class Score(NamedTuple):
    """One number made of questions and other scores (`of`), by one of METHODS; see `scoring` for the formulas.

    `low` and `high` are the lowest and highest value that answers can give, worked out from the bank. `share` is the
    part of the questions that must be answered, `fewest` how many at the least; `least` is how many of its scores must
    have a value, None for every one that applies. With `prorate` what is missing counts as the mean of the others.
    `counted` are the conditions that are counted, `recodes` the recode of a part by its name. `composite` means made of
    scores alone. `applies` is the condition without which there is no such score. One that is not `shown` only serves
    others, and stands on no sheet.
    """

    id: str
    title: str
    of: tuple[str, ...]
    method: str = "mean_of"
    low: float = 0
    high: float = 100
    times: float = 1
    share: float = 1.0
    fewest: int = 1
    least: int | None = 0
    prorate: bool = False
    recodes: dict[str, str] = {}
    counted: tuple[Condition, ...] = ()
    applies: Condition | None = None
    bands: tuple[str, ...] = ()
    unbanded: Condition | None = None
    composite: bool = False
    domain: bool = False
    shown: bool = True
    source: str = ""


class Band(NamedTuple):
    """One step of a scale: it begins at `start` and ends where the next begins."""

    start: float
    label: str
    text: str


class Bands(NamedTuple):
    """Steps in rising order, with where they come from; `title` says for whom or what they were made."""

    steps: tuple[Band, ...]
    source: str
    provisional: bool
    title: str = ""


class Criterion(NamedTuple):
    """A rule that is met, not met, or undecided where answers are missing; every part must be true.

    Each part has a title, which is empty where there is one alone; `met` and `unmet` are what is said then.
    """

    id: str
    title: str
    parts: tuple[tuple[str, Condition], ...]
    met: str
    unmet: str
    source: str

    @property
    def when(self) -> Condition:
        """The condition of all its parts."""
        return self.parts[0][1] if len(self.parts) == 1 else AllOf(tuple(condition for _, condition in self.parts))


class Pattern(NamedTuple):
    """A shape the answers may have; the first that fits in the bank's order is the pattern.

    With `compare` it is also said how the answers differ from the neighbours they do not fit.
    """

    id: str
    title: str
    text: str
    when: Condition
    source: str
    compare: bool = False


class Neighbour(NamedTuple):
    """Something near to blunting and not the same: what is said where the answers fit it, and where they differ.

    `pattern` is the pattern that says the same, or empty.
    """

    id: str
    title: str
    fits: Condition
    fits_text: str
    differs: Condition
    differs_text: str
    source: str
    pattern: str = ""


class Evidence(NamedTuple):
    """One rule of a factor: positive points speak for it, negative points against."""

    id: str
    when: Condition
    points: int
    because: str
    source: str


class Help(NamedTuple):
    """One thing that can help; `by` is self or clinician, `medicine` marks what touches a prescribed medicine.

    It is left out of a sheet where `unless` is true.
    """

    text: str
    by: str
    source: str
    caution: str = ""
    medicine: bool = False
    substance: bool = False
    unless: Condition | None = None


class Ask(NamedTuple):
    """A question to take along; it is left out of a sheet where `unless` is true."""

    text: str
    unless: Condition | None = None


class Factor(NamedTuple):
    """Something that can contribute, the evidence for and against it, and what may help.

    `gate` are the questions one of which must be answered; `levels` maps few, some and many to the points they begin
    at; fewer than `needs` answered questions give no level. `ask` are questions to take along, and `whom` to ask them.
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
    whom: str
    ask: tuple[Ask, ...]
    source: str


class TellApart(NamedTuple):
    """How someone who knows tells apart the factors `of`, said where all of them are printed."""

    of: tuple[str, ...]
    text: str
    source: str


class Tier(NamedTuple):
    """How soon to talk to whom; `exit_code` is what `check --exit-code` ends with.

    `urgent` means today or now, `now` that not even today will do: call for help at once.
    """

    id: str
    title: str
    text: str
    exit_code: int = 0
    urgent: bool = False
    now: bool = False


class Trigger(NamedTuple):
    """One reason for a tier."""

    id: str
    tier: str
    when: Condition
    because: str
    source: str


class Flag(NamedTuple):
    """Something that a reader of the record must notice when its condition is true; `lines` are special help lines."""

    id: str
    when: Condition
    text: str
    lines: tuple[str, ...] = ()


class Statement(NamedTuple):
    """A fixed wording of a group; of the statements of one group the first that applies is said.

    It applies when `when` is true; where `unless` is set instead, when `unless` is not true; where a `tier` is set, in
    that tier only. The groups `help` and those that begin with `help_` are words of help: all that apply stand together
    in the help panel, with the special `lines` that they name, such as abuse.
    """

    id: str
    group: str
    text: str
    when: Condition | None = None
    unless: Condition | None = None
    lines: tuple[str, ...] = ()
    tier: str = ""

    @property
    def is_help(self) -> bool:
        """Whether these are words of help, which may answer what was said about safety."""
        return is_help(self.group)


def is_help(group: str) -> bool:
    """Tell whether the statements of a group are words of help."""
    return group == HELP or group.startswith(f"{HELP}_")


class Group(NamedTuple):
    """Answers that stand together on the page for a clinician.

    Of its `brief` questions the lowest answer, or none of the listed, is a plain no; all of these stand in one line.
    """

    title: str
    questions: tuple[str, ...]
    brief: tuple[str, ...] = ()


class Timeplan(NamedTuple):
    """How the timeline is drawn: `ticks` in days ago, rising, with their names, and questions with their labels.

    Times told of medicines are drawn in any case.
    """

    ticks: tuple[tuple[int, str], ...] = ()
    tracks: tuple[tuple[str, str], ...] = ()


class Source(NamedTuple):
    """An entry of the bibliography; `read` says how it was read, `doi` or `address` where it is found."""

    id: str
    title: str
    year: int | None
    where: str
    read: str
    doi: str = ""
    address: str = ""


@dataclass(frozen=True, repr=False)
class Bank:
    """One instrument, whole.

    `language` is that of its texts, one of the `languages` it can be had in. `sha256` is the hash of the files that
    decide a result, `pace` how many seconds an answer takes, roughly.
    """

    id: str
    version: str
    title: str
    language: str
    languages: tuple[str, ...]
    licence: str
    recall: str
    pace: int
    sha256: str
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    scores: tuple[Score, ...]
    recodes: dict[str, Recode]
    bands: dict[str, Bands]
    criteria: tuple[Criterion, ...]
    patterns: tuple[Pattern, ...]
    neighbours: tuple[Neighbour, ...]
    factors: tuple[Factor, ...]
    comparisons: tuple[TellApart, ...]
    helps: tuple[Help, ...]
    tiers: tuple[Tier, ...]
    triggers: tuple[Trigger, ...]
    flags: tuple[Flag, ...]
    contradictions: tuple[Flag, ...]
    outside: Flag | None
    statements: tuple[Statement, ...]
    groups: tuple[Group, ...]
    timeline: Timeplan
    topics: tuple[Topic, ...]
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
        """The questions marked as about safety, and whatever they open, also through a score."""
        found: set[str] = set()
        for question in self.questions:
            if question.safety or (question.opens and not found.isdisjoint(self.rests_on(question.opens))):
                found.add(question.id)
        return frozenset(found)

    @cached_property
    def safety_scores(self) -> frozenset[str]:
        """The scores made of an answer about safety."""
        return frozenset(score.id for score in self.scores if not self.safety.isdisjoint(self.behind(score.id)))

    def rests_on(self, condition: Condition) -> frozenset[str]:
        """Give every question a condition can rest on, those behind its scores included."""
        behind = (self.behind(score) for score in scores_of(condition))
        return frozenset(questions_of(condition)).union(*behind)

    def made_of(self, score: str) -> tuple[str, ...]:
        """Give the questions a score is made of in their order, through the scores it is made of."""
        found = walked((score,), lambda name: self.score_by_id[name].of if name in self.score_by_id else ())
        return tuple(name for name in found if name not in self.score_by_id)

    def behind(self, score: str) -> frozenset[str]:
        """Give every question that can shape a score, near or far."""
        if score not in self._behind:
            found: set[str] = set()
            self._behind[score] = frozenset()
            one = self.score_by_id.get(score)
            for part in one.of if one else ():
                question = self.by_id.get(part)
                found |= self.behind(part) if part in self.score_by_id else {part}
                if question is not None and question.implied is not None and question.opens is not None:
                    found |= self._opening(question.opens)
            if one is not None and one.applies is not None:
                found |= self._opening(one.applies)
            self._behind[score] = frozenset(found)
        return self._behind[score]

    def _opening(self, condition: Condition) -> frozenset[str]:
        """Give the questions that decide a condition which opens something, those that close others for certain too."""
        opens = {question.id: question.opens for question in self.questions}
        found = walked(self.rests_on(condition), lambda name: self.rests_on(one) if (one := opens.get(name)) else ())
        return frozenset(found)

    @cached_property
    def _behind(self) -> dict[str, frozenset[str]]:
        return {}


def walked(names: Iterable[str], onward: Callable[[str], Iterable[str]]) -> tuple[str, ...]:
    """Give names and all that they lead to, each once, one before what it leads to."""
    waiting, seen = [*names][::-1], dict[str, None]()
    while waiting:
        if (name := waiting.pop()) not in seen:
            seen[name] = None
            waiting += [*onward(name)][::-1]
    return tuple(seen)
