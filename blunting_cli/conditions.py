"""The one small condition language: what a bank may ask about answers and scores.

A condition comes in as plain data (mappings, never code), is parsed into a frozen tree, and is evaluated to one of
three verdicts: true, false, or unknown (None). An answer that is missing for whatever reason is unknown, so it can
never quietly become "no". Branching, factors, patterns and escalation all read the same tree, and `cited` tells
which answers made a verdict.

    {question: value}                 the answer is that value or label
    {question: [value, value]}        one of these (for a tick list: at least one of these is ticked)
    {question: {at_least: 3}}         also at_most, between: [low, high]; durations as "4 weeks"
    {question: {answered: true}}      an answer was given, whatever it is
    {question: {state: skipped}}      the question stands in that state
    {score.tears: {at_least: 50}}     a score; an incomplete one counts where its whole interval agrees
    {medicines: {class: [ssri]}}      a listed medicine of that class; also change, within_weeks
    {all: [...]}  {any: [...]}  {not: ...}
    {count: {of: [...], where: {at_least: 2}, at_least: 5}}
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

from blunting_cli.errors import did_you_mean


class State(str, Enum):
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
    def parse(cls, text: str) -> Duration | None:
        """Read "3 weeks" or "1 year"; None where the text is anything else."""
        found = _DURATION.fullmatch(text.strip())
        return cls(int(found[1]), found[2].lower()) if found else None


@dataclass(frozen=True)
class Medicine:
    """One medicine as it was typed, and what it was read as.

    `started` and `changed` are how long ago; `change` is raised, lowered or stopped; `generic`, `medicine_class` and
    `kind` are None where the name was not recognised.
    """

    name: str
    started: Duration | None = None
    change: str | None = None
    changed: Duration | None = None
    generic: str | None = None
    medicine_class: str | None = None
    kind: str | None = None


Value = int | float | str | Duration | tuple[int, ...] | tuple[Medicine, ...]
Answer = Value | State
CHANGES = ("raised", "lowered", "stopped")


class ScoreFact(Protocol):
    """What a condition needs to know of a score."""

    @property
    def value(self) -> float | None: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...
    @property
    def missing(self) -> tuple[str, ...]: ...


class Facts(Protocol):
    """What conditions are evaluated against; `score_questions` are the answered questions a score rests on."""

    def answer(self, question: str) -> Answer: ...
    def score(self, score: str) -> ScoreFact | None: ...
    def score_questions(self, score: str) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Test:
    """What one answer is held against; the fields that are set must all hold. `low` and `high` are inclusive."""

    __test__ = False

    values: tuple[int | str, ...] | None = None
    low: float | None = None
    high: float | None = None
    answered: bool | None = None
    state: State | None = None
    classes: frozenset[str] | None = None
    change: str | None = None
    within_weeks: int | None = None


@dataclass(frozen=True)
class AnswerIs:
    """The answer to one question passes a test."""

    question: str
    test: Test


@dataclass(frozen=True)
class ScoreIs:
    """A score lies between `low` and `high`, both inclusive; None leaves that side open."""

    score: str
    low: float | None
    high: float | None


@dataclass(frozen=True)
class AllOf:
    """Every part is true."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class AnyOf:
    """At least one part is true."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class NotSo:
    """The part is false; unknown stays unknown."""

    part: Condition


@dataclass(frozen=True)
class CountOf:
    """Between `low` and `high` of the questions pass the test, both inclusive."""

    questions: tuple[str, ...]
    test: Test
    low: int | None
    high: int | None


Condition = AnswerIs | ScoreIs | AllOf | AnyOf | NotSo | CountOf
ALWAYS = AllOf(())


# Evaluation ---------------------------------------------------------------------------------------------------------


def evaluate(condition: Condition, facts: Facts) -> bool | None:
    """Give the verdict: True, False, or None where the answers cannot decide."""
    match condition:
        case AnswerIs(question, test):
            return check(test, facts.answer(question))
        case ScoreIs(score, low, high):
            return _within_interval(facts.score(score), low, high)
        case AllOf(parts):
            return _all(evaluate(part, facts) for part in parts)
        case AnyOf(parts):
            return _any(evaluate(part, facts) for part in parts)
        case NotSo(part):
            verdict = evaluate(part, facts)
            return None if verdict is None else not verdict
        case CountOf(questions, test, low, high):
            verdicts = [check(test, facts.answer(question)) for question in questions]
            return _count_between(verdicts.count(True), verdicts.count(None), low, high)


def check(test: Test, answer: Answer) -> bool | None:
    """Hold one answer against a test; does-not-apply passes no comparison, other missing answers are unknown."""
    if test.answered is not None:
        return (not isinstance(answer, State)) == test.answered
    if test.state is not None:
        return answer is test.state
    if isinstance(answer, State):
        return False if answer is State.NOT_APPLICABLE else None
    if test.values is not None:
        given = answer if isinstance(answer, tuple) else (answer,)
        return any(value in test.values for value in given)
    if test.classes is not None:
        listed = answer if isinstance(answer, tuple) else ()
        return _any(_medicine_fits(test, medicine) for medicine in listed if isinstance(medicine, Medicine))
    amount = _amount(answer)
    return None if amount is None else _within(amount, test.low, test.high)


def cited(condition: Condition, facts: Facts) -> tuple[str, ...]:
    """Give the questions whose answers fix the verdict, each once, in the order of the condition.

    Without these answers the verdict would not stand. An unknown verdict is fixed by nothing: the result is empty.
    """
    verdict = evaluate(condition, facts)
    if verdict is None:
        return ()
    return tuple(dict.fromkeys(_cited(condition, verdict, facts)))


def _cited(condition: Condition, verdict: bool, facts: Facts) -> Iterator[str]:
    match condition:
        case AnswerIs(question, _):
            yield question
        case ScoreIs(score, _, _):
            yield from facts.score_questions(score)
        case NotSo(part):
            yield from _cited(part, not verdict, facts)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                if evaluate(part, facts) is verdict:
                    yield from _cited(part, verdict, facts)
        case CountOf(questions, test, low, _):
            wanted = {True} if verdict and low is not None else {True, False}
            yield from (question for question in questions if check(test, facts.answer(question)) in wanted)


def undecided(condition: Condition, facts: Facts) -> tuple[str, ...]:
    """Give the questions whose missing answers keep the verdict unknown; empty where it is known."""
    if evaluate(condition, facts) is not None:
        return ()
    return tuple(dict.fromkeys(name for name in questions_of(condition) if is_missing(facts.answer(name))))


def is_missing(answer: Answer) -> bool:
    """Tell whether an answer is lacking; does-not-apply is an answer of its own kind."""
    return isinstance(answer, State) and answer is not State.NOT_APPLICABLE


def questions_of(condition: Condition) -> tuple[str, ...]:
    """Give every question a condition names itself (not those behind its scores), each once."""
    return tuple(dict.fromkeys(leaf.question for leaf in leaves(condition) if isinstance(leaf, AnswerIs)))


def scores_of(condition: Condition) -> tuple[str, ...]:
    """Give every score a condition names, each once."""
    return tuple(dict.fromkeys(leaf.score for leaf in leaves(condition) if isinstance(leaf, ScoreIs)))


def leaves(condition: Condition) -> Iterator[AnswerIs | ScoreIs]:
    """Walk the single comparisons of a condition, a count opened into one comparison a question."""
    match condition:
        case AnswerIs() | ScoreIs():
            yield condition
        case NotSo(part):
            yield from leaves(part)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)
        case CountOf(questions, test, _, _):
            yield from (AnswerIs(question, test) for question in questions)


def _all(verdicts: Iterable[bool | None]) -> bool | None:
    seen = list(verdicts)
    return False if False in seen else None if None in seen else True


def _any(verdicts: Iterable[bool | None]) -> bool | None:
    seen = list(verdicts)
    return True if True in seen else None if None in seen else False


def _within(amount: float, low: float | None, high: float | None) -> bool:
    return (low is None or amount >= low) and (high is None or amount <= high)


def _within_interval(score: ScoreFact | None, low: float | None, high: float | None) -> bool | None:
    if score is None:
        return None
    if score.value is not None:
        return _within(score.value, low, high)
    if score.low is None or score.high is None:
        return None
    if _within(score.low, low, high) and _within(score.high, low, high):
        return True
    outside = (low is not None and score.high < low) or (high is not None and score.low > high)
    return False if outside else None


def _count_between(true: int, unknown: int, low: int | None, high: int | None) -> bool | None:
    if (low is not None and true + unknown < low) or (high is not None and true > high):
        return False
    if (low is None or true >= low) and (high is None or true + unknown <= high):
        return True
    return None


def _amount(answer: Value) -> float | None:
    match answer:
        case Duration():
            return answer.days
        case int() | float():
            return answer
        case _:
            return None


def _medicine_fits(test: Test, medicine: Medicine) -> bool | None:
    if medicine.medicine_class is None:
        return None
    if not {medicine.medicine_class, medicine.kind} & (test.classes or frozenset()):
        return False
    changed = True if test.change is None else None if medicine.change is None else medicine.change == test.change
    if test.within_weeks is None:
        return changed
    since = medicine.changed if test.change else _latest(medicine.started, medicine.changed)
    return _all((changed, None if since is None else since.days <= 7 * test.within_weeks))


def _latest(*times: Duration | None) -> Duration | None:
    return min((time for time in times if time is not None), key=lambda time: time.days, default=None)


# Saying a condition --------------------------------------------------------------------------------------------------


def condition_data(condition: Condition) -> dict[str, Any]:
    """Give a condition as plain data again, in the form a bank would write it."""
    match condition:
        case AnswerIs(question, test):
            return {question: held_against(test)}
        case ScoreIs(score, low, high):
            return {f"score.{score}": _bounds_data(low, high)}
        case AllOf(parts):
            return {"all": [condition_data(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [condition_data(part) for part in parts]}
        case NotSo(part):
            return {"not": condition_data(part)}
        case CountOf(questions, test, low, high):
            return {"count": {"of": list(questions), "where": held_against(test), **_bounds_data(low, high)}}


def held_against(test: Test) -> Any:
    """Give a test as plain data."""
    if test.values is not None:
        return test.values[0] if len(test.values) == 1 else list(test.values)
    if test.answered is not None:
        return {"answered": test.answered}
    if test.state is not None:
        return {"state": test.state.value}
    if test.classes is not None:
        extra = {"change": test.change, "within_weeks": test.within_weeks}
        return {"class": sorted(test.classes), **{key: value for key, value in extra.items() if value is not None}}
    return _bounds_data(test.low, test.high)


def _bounds_data(low: float | None, high: float | None) -> dict[str, float]:
    return {key: end for key, end in (("at_least", low), ("at_most", high)) if end is not None}


def in_short(condition: Condition) -> str:
    """Say a condition in one line of words, for a comment in a file."""
    match condition:
        case AnswerIs(question, test):
            return f"{question} {_test_words(test)}"
        case ScoreIs(score, low, high):
            return f"the score {score} {_test_words(Test(low=low, high=high))}"
        case AllOf(parts):
            return " and ".join(_bracketed(part) for part in parts)
        case AnyOf(parts):
            return " or ".join(_bracketed(part) for part in parts)
        case NotSo(part):
            return f"not {_bracketed(part)}"
        case CountOf(questions, test, low, high):
            words = _test_words(Test(low=low, high=high)).removeprefix("is ")
            return f"{words} of {', '.join(questions)} {_test_words(test)}"


def _bracketed(condition: Condition) -> str:
    words = in_short(condition)
    return f"({words})" if isinstance(condition, AllOf | AnyOf) else words


def _test_words(test: Test) -> str:
    if test.values is not None:
        return "is " + " or ".join(str(value) for value in test.values)
    if test.answered is not None:
        return "is answered" if test.answered else "is not answered"
    if test.state is not None:
        return f"is {test.state.value}"
    if test.classes is not None:
        return "names " + " or ".join(sorted(test.classes))
    ends = [f"at least {test.low:g}"] if test.low is not None else []
    ends += [f"at most {test.high:g}"] if test.high is not None else []
    return "is " + " and ".join(ends)


# Parsing ------------------------------------------------------------------------------------------------------------

Path = tuple[str | int, ...]
Complain = Callable[[Path, str, str], None]


@dataclass(frozen=True)
class Vocabulary:
    """The names a condition may use: for each question the texts of its options, the scores, the medicine classes."""

    questions: Mapping[str, Mapping[str, int]]
    scores: frozenset[str]
    classes: frozenset[str]


def parse(data: Any, path: Path, vocabulary: Vocabulary, complain: Complain) -> Condition:
    """Read a condition from plain data; every mistake goes to `complain` with its path, and parsing goes on."""
    return _Parser(vocabulary, complain).condition(data, path)


class _Parser:
    def __init__(self, vocabulary: Vocabulary, complain: Complain) -> None:
        self.vocabulary = vocabulary
        self.complain = complain

    def condition(self, data: Any, path: Path) -> Condition:
        if not isinstance(data, dict) or not data:
            self.complain(path, "a condition is a mapping, such as {low_mood: {at_least: 2}}", "")
            return ALWAYS
        parts = tuple(self._entry(key, value, (*path, key)) for key, value in data.items())
        return parts[0] if len(parts) == 1 else AllOf(parts)

    def _entry(self, key: str, value: Any, path: Path) -> Condition:
        if key in ("all", "any"):
            parts = self._list(value, path)
            conditions = tuple(self.condition(part, (*path, index)) for index, part in enumerate(parts))
            return AllOf(conditions) if key == "all" else AnyOf(conditions)
        if key == "not":
            return NotSo(self.condition(value, path))
        if key == "count":
            return self._count(value, path)
        if key.startswith("score."):
            return self._score(key.removeprefix("score."), value, path)
        self._known(key, path)
        return AnswerIs(key, self._test(key, value, path))

    def _list(self, value: Any, path: Path) -> list[Any]:
        if isinstance(value, list) and value:
            return value
        self.complain(path, "a list with at least one entry is needed here", "")
        return []

    def _known(self, question: str, path: Path) -> None:
        if question not in self.vocabulary.questions:
            names = [*self.vocabulary.questions, *(f"score.{score}" for score in self.vocabulary.scores)]
            self.complain(path, f"no question is called {question}", did_you_mean(question, names))

    def _score(self, score: str, value: Any, path: Path) -> Condition:
        if score not in self.vocabulary.scores:
            self.complain(path, f"no score is called {score}", did_you_mean(score, self.vocabulary.scores))
        low, high = self._range(value if isinstance(value, dict) else {}, path)
        if low is None and high is None:
            self.complain(path, "a score is compared with at_least, at_most or between", "")
        return ScoreIs(score, low, high)

    def _count(self, value: Any, path: Path) -> Condition:
        if not isinstance(value, dict) or not {"of", "where"} <= value.keys():
            self.complain(path, "count needs `of`, `where`, and at_least or at_most", "")
            return ALWAYS
        questions = tuple(str(question) for question in self._list(value["of"], (*path, "of")))
        for index, question in enumerate(questions):
            self._known(question, (*path, "of", index))
        test = self._test(questions[0] if questions else "", value["where"], (*path, "where"))
        low, high = self._range({key: value[key] for key in value if key not in ("of", "where")}, path)
        if low is None and high is None:
            self.complain(path, "count needs at_least or at_most", "")
        return CountOf(questions, test, None if low is None else int(low), None if high is None else int(high))

    def _test(self, question: str, value: Any, path: Path) -> Test:
        if isinstance(value, list):
            return Test(values=tuple(self._value(question, v, (*path, i)) for i, v in enumerate(value)))
        if not isinstance(value, dict):
            return Test(values=(self._value(question, value, path),))
        if "answered" in value and isinstance(value["answered"], bool):
            self._only(value, path, "answered")
            return Test(answered=value["answered"])
        if "state" in value:
            self._only(value, path, "state")
            return Test(state=self._state(value["state"], (*path, "state")))
        if "class" in value:
            return self._medicine(value, path)
        low, high = self._range(value, path)
        if low is None and high is None:
            self.complain(path, "nothing is compared here", "Say a value, at_least, at_most, between or answered.")
        return Test(low=low, high=high)

    def _state(self, name: Any, path: Path) -> State:
        if name in {state.value for state in State}:
            return State(name)
        self.complain(path, f"no such state: {name}", "States: " + ", ".join(state.value for state in State))
        return State.NOT_ASKED

    def _medicine(self, value: dict[str, Any], path: Path) -> Test:
        self._only(value, path, "class", "change", "within_weeks")
        classes = value["class"] if isinstance(value["class"], list) else [value["class"]]
        for name in classes:
            if name not in self.vocabulary.classes:
                self.complain(
                    (*path, "class"),
                    f"no medicine class is called {name}",
                    did_you_mean(str(name), self.vocabulary.classes),
                )
        change, weeks = value.get("change"), value.get("within_weeks")
        if change is not None and change not in CHANGES:
            self.complain((*path, "change"), f"no such change: {change}", "Changes: " + ", ".join(CHANGES))
        if weeks is not None and not isinstance(weeks, int):
            self.complain((*path, "within_weeks"), "a whole number of weeks is needed here", "")
            weeks = None
        return Test(classes=frozenset(map(str, classes)), change=change, within_weeks=weeks)

    def _only(self, value: dict[str, Any], path: Path, *allowed: str) -> None:
        for key in value.keys() - set(allowed):
            self.complain((*path, key), f"{key} cannot stand beside {allowed[0]}", "")

    def _range(self, value: dict[str, Any], path: Path) -> tuple[float | None, float | None]:
        self._only(value, path, "at_least", "at_most", "between")
        if "between" in value:
            ends = value["between"]
            if not isinstance(ends, list) or len(ends) != 2:
                self.complain((*path, "between"), "between takes two numbers, [low, high]", "")
                return None, None
            return self._number(ends[0], (*path, "between", 0)), self._number(ends[1], (*path, "between", 1))
        return self._number(value.get("at_least"), (*path, "at_least")), self._number(
            value.get("at_most"), (*path, "at_most")
        )

    def _number(self, value: Any, path: Path) -> float | None:
        if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
            return value
        duration = Duration.parse(value) if isinstance(value, str) else None
        if duration is None:
            self.complain(path, f"{value} is not a number or a time such as 4 weeks", "")
            return None
        return duration.days

    def _value(self, question: str, value: Any, path: Path) -> int | str:
        texts = self.vocabulary.questions.get(question, {})
        if not texts:
            return value if isinstance(value, int) else str(value)
        if isinstance(value, bool):
            value = "true" if value else "false"
        found = texts.get(str(value).casefold())
        if found is None:
            self.complain(path, f"{question} has no option {value}", "Options: " + ", ".join(texts))
            return -1
        return found
