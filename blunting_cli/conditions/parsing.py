"""Reading a condition from plain data; every mistake is told with its path, and reading goes on."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from blunting_cli.conditions.tree import (
    ALWAYS,
    ANY_CLASS,
    CHANGES,
    TELLABLE,
    UNCHANGED,
    AllOf,
    AnswerIs,
    AnyOf,
    Comparison,
    Condition,
    CountOf,
    Duration,
    NotSo,
    ScoreIs,
    State,
)
from blunting_cli.errors import did_you_mean

Path = tuple[str | int, ...]
# What a comparison can say.
COMPARED = (
    *("at_least", "at_most", "between", "answered", "state"),
    *("class", "change", "within_weeks", "told", "all_told"),
)
# What is written for the words that join conditions.
JOINED = {"or": "any", "and": "all", "one_of": "any", "all_of": "all", "any_of": "any"}
_COMPARE = "Say a value, at_least, at_most, between or answered."
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
# Where, the code of the kind of mistake, what, and what to do.
# Among so many questions or scores a near one is looked for.
MOST_KNOWN = 200
Complain = Callable[[Path, str, str, str], None]


@dataclass(frozen=True)
class Vocabulary:
    """The names a condition may use: for each question the texts of its options, the scores, the medicine classes.

    `named` are the bank's own named conditions, as they were read; None where none may be used. `uncountable` are the
    questions whose answer is no amount: lists to tick, texts, medicines and clock times, which are the `times`.
    `labels` are the options of a question as they are written, `kinds` the types of the questions. `later` are the
    questions, and the scores as a condition names them, that are there and are known later.
    """

    questions: Mapping[str, Mapping[str, int]]
    scores: frozenset[str]
    classes: frozenset[str]
    named: Mapping[str, Any] | None = field(default_factory=dict)
    uncountable: frozenset[str] = frozenset()
    times: frozenset[str] = frozenset()
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    later: frozenset[str] = frozenset()


def parse(data: Any, path: Path, vocabulary: Vocabulary, complain: Complain) -> Condition:
    """Read a condition from plain data; every mistake goes to `complain` with its path, and parsing goes on."""
    return _Parser(vocabulary, complain).condition(data, path)


def parse_counted(
    of: Any, where: Any, path: Path, vocabulary: Vocabulary, complain: Complain, *, key: str
) -> tuple[Condition, ...]:
    """Read what is counted, under a key at `path`: questions held against `where`, and conditions of their own."""
    return _Parser(vocabulary, complain).counted(of, where, path, key)


class _Parser:
    def __init__(self, vocabulary: Vocabulary, complain: Complain, within: str = "") -> None:
        self.vocabulary = vocabulary
        self.complain = complain
        # The named condition that is read where it is used.
        self.within = within

    def condition(self, data: Any, path: Path) -> Condition:
        if not isinstance(data, dict) or not data:
            self.complain(path, "bad-condition", "a condition is a mapping, such as {low_mood: {at_least: 2}}", "")
            return ALWAYS
        parts = tuple(self._entry(key, value, (*path, key), list(data)) for key, value in data.items())
        return parts[0] if len(parts) == 1 else AllOf(parts)

    def _entry(self, key: str, value: Any, path: Path, beside: list[str]) -> Condition:
        if key in ("all", "any"):
            parts = self._list(value, path)
            conditions = tuple(self.condition(part, (*path, index)) for index, part in enumerate(parts))
            return AllOf(conditions) if key == "all" else AnyOf(conditions)
        if key == "not":
            return NotSo(self.condition(value, path))
        if key == "count":
            return self._count(value, path)
        if key == "condition":
            return self._named(value, path)
        if key.startswith("score."):
            return self._score(key.removeprefix("score."), value, path)
        hint = self._no_question(key, beside)
        if hint:
            self.complain(path, "unknown-question", f"no question is called {key}", hint)
            return ALWAYS
        self._known(key, path)
        return AnswerIs(key, self._test(key, value, path))

    def _no_question(self, key: str, beside: list[str]) -> str:
        """Give what to do about a word that stands where a question is named; empty where it may be one."""
        if key in self.vocabulary.questions or key in self.vocabulary.later:
            return ""
        if key in JOINED:
            return f"Write `{JOINED[key]}`."
        if key in (self.vocabulary.named or ()):
            return f"Write {{condition: {key}}}."
        before = [other for other in beside[: beside.index(key)] if other not in COMPARED]
        return f"Write `{key}` within the braces of {before[-1]}." if key in COMPARED and before else ""

    def _named(self, name: Any, path: Path) -> Condition:
        """Read a named condition where it is used; only what is known later is told here, all else at itself."""
        named = self.vocabulary.named
        if named is None:
            hint = "Write what it says here as well."
            self.complain(path, "unknown-condition", "a named condition cannot use another", hint)
            return ALWAYS
        if not isinstance(name, str) or name not in named:
            self.complain(path, "unknown-condition", f"no condition is called {name}", did_you_mean(str(name), named))
            return ALWAYS
        later: list[tuple[str, str]] = []

        def only_later(_: Path, code: str, message: str, hint: str) -> None:
            if code == "forward-condition":
                later.append((message, hint))

        # A named condition may not use another, so that none can lead back to itself.
        condition = _Parser(replace(self.vocabulary, named=None), only_later, name).condition(named[name], ())
        if later:
            self.complain(path, "forward-condition", *later[0])
        return condition

    def _list(self, value: Any, path: Path) -> list[Any]:
        if isinstance(value, list) and value:
            return value
        self.complain(path, "bad-condition", "a list with at least one entry is needed here", "")
        return []

    def _is_later(self, word: str, path: Path, when: str) -> bool:
        """Tell whether something is known later only, and complain where it is."""
        if word not in self.vocabulary.later:
            return False
        message = f"{self.within} needs {word}, which is {when}" if self.within else f"{word} is {when}"
        self.complain(path, "forward-condition", message, "A condition may only look back.")
        return True

    def _known(self, question: str, path: Path) -> None:
        if question not in self.vocabulary.questions and not self._is_later(question, path, "asked later"):
            names = [*self.vocabulary.questions, *(f"score.{score}" for score in self.vocabulary.scores)]
            hint = did_you_mean(question, names, MOST_KNOWN)
            self.complain(path, "unknown-question", f"no question is called {question}", hint)

    def _score(self, score: str, value: Any, path: Path) -> Condition:
        if score not in self.vocabulary.scores and not self._is_later(f"score.{score}", path, "not complete yet"):
            hint = did_you_mean(score, self.vocabulary.scores, MOST_KNOWN)
            if score in self.vocabulary.questions or score in self.vocabulary.later:
                hint = f"{score} is a question: leave out `score.`"
            self.complain(path, "unknown-score", f"no score is called {score}", hint)
        bounds = value if isinstance(value, dict) else {}
        low, high = self._range(bounds, path)
        if _has_no_end(bounds):
            self.complain(path, "nothing-compared", "a score is compared with at_least, at_most or between", "")
        return ScoreIs(score, low, high)

    def _count(self, value: Any, path: Path) -> Condition:
        if not isinstance(value, dict) or "of" not in value:
            self.complain(path, "count-incomplete", "count needs `of`, and at_least or at_most", "")
            return ALWAYS
        parts = self.counted(value["of"], value.get("where"), path, "of")
        bounds = {key: value[key] for key in value if key not in ("of", "where")}
        low, high = self._range(bounds, path, self._whole)
        if _has_no_end(bounds):
            self.complain(path, "count-incomplete", "count needs at_least or at_most", "")
        return CountOf(parts, None if low is None else int(low), None if high is None else int(high))

    def counted(self, of: Any, where: Any, path: Path, key: str) -> tuple[Condition, ...]:
        """Read what is counted: questions that are held against `where`, and conditions of their own."""
        entries = self._list(of, (*path, key))
        plain = [entry for entry in entries if not isinstance(entry, dict)]
        if plain and where is None:
            message = "count needs `where`, which each of its questions is held against"
            self.complain(path, "count-incomplete", message, "")
        if where is not None and not plain:
            self.complain((*path, "where"), "nothing-compared", "no question is held against `where`", "")
        told: set[tuple[Path, str]] = set()

        def once(at: Path, code: str, message: str, hint: str) -> None:
            """Tell what is wrong with `where` once, however many questions are held against it."""
            if (at, code) not in told:
                told.add((at, code))
                self.complain(at, code, message, hint)

        reader = _Parser(self.vocabulary, once)
        return tuple(reader.one_counted(entry, where, (*path, key, index)) for index, entry in enumerate(entries))

    def one_counted(self, entry: Any, where: Any, path: Path) -> Condition:
        """Read one of several things that are counted."""
        if isinstance(entry, dict):
            return self.condition(entry, path)
        self._known(str(entry), path)
        test = Comparison(answered=True) if where is None else self._test(str(entry), where, (*path[:-2], "where"))
        return AnswerIs(str(entry), test)

    def _test(self, question: str, value: Any, path: Path) -> Comparison:
        if self._kind(question) == "text" and not (isinstance(value, dict) and value.keys() & {"answered", "state"}):
            message, hint = f"the answer to {question} is a text", "Only answered and state can be asked of a text."
            self.complain(path, "not-an-amount", message, hint)
            return Comparison(answered=True)
        if isinstance(value, list):
            listed = enumerate(self._list(value, path))
            return Comparison(values=tuple(self._value(question, entry, (*path, index)) for index, entry in listed))
        if not isinstance(value, dict):
            return Comparison(values=(self._value(question, value, path),))
        if "answered" in value and isinstance(value["answered"], bool):
            self._only(value, path, "answered")
            return Comparison(answered=value["answered"])
        if "state" in value:
            self._only(value, path, "state")
            return Comparison(state=self._state(question, value["state"], (*path, "state")))
        if "class" in value:
            return self._medicine(value, path)
        if question in self.vocabulary.uncountable and not _has_no_end(value):
            clock = question in self.vocabulary.times
            hint = "Times are scored with `hours_between`." if clock else "Say one value, or a list of values."
            self.complain(path, "not-an-amount", f"the answer to {question} is no amount", hint)
            return Comparison(answered=True)
        low, high = self._range(value, path, partial(self._amount, question))
        if _has_no_end(value):
            self.complain(path, "nothing-compared", "nothing is compared here", _COMPARE)
        return Comparison(low=low, high=high)

    def _kind(self, question: str) -> str:
        return self.vocabulary.kinds.get(question, "")

    def _state(self, question: str, name: Any, path: Path) -> State:
        if isinstance(name, list):
            each = ", ".join(f"{{{question}: {{state: {one}}}}}" for one in name)
            hint = f"Say {{any: [{each}]}}, or {{{question}: {{answered: false}}}}."
            self.complain(path, "unknown-state", "a state is one word and no list", hint)
            return State.NOT_ASKED
        found = next((state for state in State if state.value == name), None)
        if found is not None:
            return found
        states = "States: " + ", ".join(state.value for state in State)
        self.complain(path, "unknown-state", f"no such state: {name}", states)
        return State.NOT_ASKED

    def _medicine(self, value: dict[str, Any], path: Path) -> Comparison:
        listed = value["class"] if isinstance(value["class"], list) else [value["class"]]
        classes = tuple(sorted(set(map(str, self._list(listed, (*path, "class"))))))
        for name in classes:
            if name != ANY_CLASS and name not in self.vocabulary.classes:
                self.complain(
                    (*path, "class"),
                    "unknown-class",
                    f"no medicine class is called {name}",
                    did_you_mean(name, self.vocabulary.classes),
                )
        if "told" in value:
            self._only(value, path, "told", "class")
            return Comparison(classes=classes, told=self._part(value["told"], (*path, "told")))
        if "all_told" in value:
            self._only(value, path, "all_told", "class")
            return Comparison(classes=classes, all_told=self._part(value["all_told"], (*path, "all_told")))
        self._only(value, path, "class", "change", "within_weeks")
        change, weeks = value.get("change"), value.get("within_weeks")
        if change is not None and change not in CHANGES:
            changes = "Changes: " + ", ".join(CHANGES)
            self.complain((*path, "change"), "unknown-change", f"no such change: {change}", changes)
        if weeks is not None and (isinstance(weeks, bool) or not isinstance(weeks, int)):
            self.complain((*path, "within_weeks"), "not-a-number", "a whole number of weeks is needed here", "")
            weeks = None
        if weeks is not None and change == UNCHANGED:
            message = "a dose that was left as it was has no time of its change"
            self.complain((*path, "within_weeks"), "unknown-change", message, "")
        return Comparison(classes=classes, change=change, within_weeks=weeks)

    def _part(self, name: Any, path: Path) -> str:
        if name in TELLABLE:
            return str(name)
        hint = "What can be told: " + ", ".join(TELLABLE)
        self.complain(path, "unknown-change", f"nothing of a medicine is called {name}", hint)
        return TELLABLE[0]

    def _only(self, value: dict[str, Any], path: Path, *allowed: str) -> None:
        for key in value:
            if key not in COMPARED:
                hint = did_you_mean(key, COMPARED) or _COMPARE
                self.complain((*path, key), "unknown-key", f"a comparison has no `{key}`", hint)
            elif key not in allowed:
                self.complain((*path, key), "unknown-key", f"{key} cannot stand beside {allowed[0]}", "")

    def _range(
        self, value: dict[str, Any], path: Path, read: Callable[[Any, Path], float | None] | None = None
    ) -> tuple[float | None, float | None]:
        read = read or self._number
        if "between" in value:
            self._only(value, path, "between")
            ends = value["between"]
            if not isinstance(ends, list) or len(ends) != 2 or None in ends:
                self.complain((*path, "between"), "not-a-number", "between takes two numbers, [low, high]", "")
                return None, None
            return read(ends[0], (*path, "between", 0)), read(ends[1], (*path, "between", 1))
        self._only(value, path, "at_least", "at_most")
        return read(value.get("at_least"), (*path, "at_least")), read(value.get("at_most"), (*path, "at_most"))

    def _amount(self, question: str, value: Any, path: Path) -> float | None:
        """Read what an answer is held against: a time where it is one, else a number."""
        return None if self._is_other_kind(question, value, path) else self._number(value, path)

    def _is_other_kind(self, question: str, value: Any, path: Path) -> bool:
        """Tell whether a number stands for a time or a time for a number, and complain where it does."""
        kind = self._kind(question)
        if kind == "duration" and isinstance(value, int | float) and not isinstance(value, bool):
            message, hint = f"{value} is no time, and {question} is answered with one", "Say a time, such as 6 weeks."
            if isinstance(value, int) and value >= 0:
                hint = f"Say {Duration(value, 'day')}, {Duration(value, 'week')} or {Duration(value, 'month')}."
        elif kind and kind != "duration" and isinstance(value, str) and Duration.parse(value) is not None:
            message, hint = f"{value} is a time, and {question} is not answered with one", "Say a number."
        else:
            return False
        self.complain(path, "not-a-number", message, hint)
        return True

    def _number(self, value: Any, path: Path) -> float | None:
        if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
            return value
        duration = Duration.parse(value) if isinstance(value, str) else None
        if duration is None:
            message = f"{value} is not a number or a time such as 4 weeks"
            self.complain(path, "not-a-number", message, _unquoted(value))
            return None
        return duration.days

    def _whole(self, value: Any, path: Path) -> int | None:
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        self.complain(path, "not-a-number", f"{value} is not a whole number", _unquoted(value))
        return None

    def _value(self, question: str, value: Any, path: Path) -> int | float | str:
        if value is None:
            hint = "Put a word that is read as nothing, such as null, in quotes."
            self.complain(path, "nothing-compared", "nothing is compared here", hint)
            return -1
        texts = self.vocabulary.questions.get(question)
        if not texts:
            self._is_other_kind(question, value, path)
            return value if isinstance(value, int | float) else str(value)
        if isinstance(value, bool):
            value = "true" if value else "false"
        found = texts.get(str(value).casefold())
        if found is None:
            labels = self.vocabulary.labels.get(question, ())
            written = {label.casefold(): label for label in labels}
            hint = "Options: " + ", ".join(written.get(text, text) for text in texts)
            self.complain(path, "unknown-option", f"{question} has no option {value}", hint)
            return -1
        return found


def _unquoted(value: Any) -> str:
    """Give what to do about a number that is written as a text."""
    return "Take the quotes away." if isinstance(value, str) and _NUMBER.fullmatch(value.strip()) else ""


def _has_no_end(value: dict[str, Any]) -> bool:
    """Tell whether nothing is said to compare with; what is said and cannot be read has its own complaint."""
    said = any(key not in COMPARED for key in value)
    return not said and all(value.get(key) is None for key in ("at_least", "at_most", "between"))
