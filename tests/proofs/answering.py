"""Every way in which a question can be answered, as variables of the solver.

A choice of one has one variable for each value and for each way of not answering, of which exactly one is true. A choice
of several has one for each tick. A list of medicines has one for each kind of entry: two entries are of one kind where no
condition of the bank tells them apart, so that what is proved holds for lists of any length and any name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import product

import z3

from blunting_cli.bank import Bank, load_medicines
from blunting_cli.bank.model import Question
from blunting_cli.conditions import CHANGES, UNCHANGED, Answer, Comparison, Duration, Medicine, State, check
from proofs.logic import Formula, Verdict, both, either, exactly_one, negate

# An entry that no test takes for its own class may still be of it.
Seen = tuple[bool | None, ...]


class Choice:
    """One question that is answered by one value or not at all."""

    def __init__(self, question: Question, mark: str) -> None:
        values = [option.value for option in question.options]
        self.ways: dict[Answer, z3.BoolRef] = {
            way: z3.Bool(f"{mark}{question.id}={way}") for way in (*values, *ways_of_not_answering(question))
        }
        self.limits = [exactly_one(list(self.ways.values()))]

    def verdict(self, test: Comparison) -> Verdict:
        found = {way: check(test, way) for way in self.ways}
        true, false = ([self.ways[way] for way, one in found.items() if one is value] for value in (True, False))
        return Verdict(either(*true), either(*false))

    def stands(self, state: State) -> Formula:
        return self.ways.get(state, False)

    @property
    def answered(self) -> Formula:
        return either(*(one for way, one in self.ways.items() if not isinstance(way, State)))

    def read(self, model: z3.ModelRef) -> Answer:
        return next(way for way, one in self.ways.items() if z3.is_true(model.eval(one, True)))

    def chosen(self, answer: Answer) -> Iterator[tuple[z3.BoolRef, bool]]:
        yield from ((one, way == answer and type(way) is type(answer)) for way, one in self.ways.items())


class Several:
    """One question of which several answers may be ticked, at least one."""

    def __init__(self, question: Question, mark: str) -> None:
        self.ticks = {option.value: z3.Bool(f"{mark}{question.id}={option.value}") for option in question.options}
        self.states = {state: z3.Bool(f"{mark}{question.id}={state}") for state in ways_of_not_answering(question)}
        ticked = either(*self.ticks.values())
        self.limits = [z3.PbEq([(one, 1) for one in (*self.states.values(), ticked)], 1)]
        alone = [option.value for option in question.options if option.alone]
        for value in alone:
            others = [one for other, one in self.ticks.items() if other != value]
            self.limits.append(z3.Implies(self.ticks[value], z3.Not(z3.Or(others))))

    def verdict(self, test: Comparison) -> Verdict:
        found = {state: check(test, state) for state in self.states}
        true, false = ([self.states[way] for way, one in found.items() if one is value] for value in (True, False))
        each = {value: check(test, (value,)) for value in self.ticks}
        some = [self.ticks[value] for value, one in each.items() if one is True]
        # An answer is of several ticks, and a test of values is passed by any one of them.
        never = all(one is False for one in each.values())
        if not some and not never:
            raise NotImplementedError(f"no test of several answers: {test}")
        return Verdict(either(*true, *some), either(*false, both(self.answered, negate(either(*some)))))

    def stands(self, state: State) -> Formula:
        return self.states.get(state, False)

    @property
    def answered(self) -> Formula:
        return either(*self.ticks.values())

    def read(self, model: z3.ModelRef) -> Answer:
        ticked = tuple(value for value, one in self.ticks.items() if z3.is_true(model.eval(one, True)))
        return ticked or next(state for state, one in self.states.items() if z3.is_true(model.eval(one, True)))

    def chosen(self, answer: Answer) -> Iterator[tuple[z3.BoolRef, bool]]:
        ticked = answer if isinstance(answer, tuple) else ()
        yield from ((one, value in ticked) for value, one in self.ticks.items())
        yield from ((one, state is answer) for state, one in self.states.items())


class Listed:
    """The list of medicines: which kinds of entry stand in it; none is an answer too."""

    def __init__(self, question: Question, mark: str, tests: Iterable[Comparison]) -> None:
        self.tests = tuple(tests)
        self.kinds = kinds_of(self.tests)
        self.held = {seen: z3.Bool(f"{mark}{question.id}:{number}") for number, seen in enumerate(self.kinds)}
        self.states = {state: z3.Bool(f"{mark}{question.id}={state}") for state in ways_of_not_answering(question)}
        self.listed = z3.Bool(f"{mark}{question.id}=listed")
        self.limits = [exactly_one([self.listed, *self.states.values()])]
        self.limits += [z3.Implies(one, self.listed) for one in self.held.values()]
        self._verdicts: dict[Comparison, Verdict] = {}
        self._seen: dict[Medicine, Seen] = {}

    def seen(self, entry: Medicine) -> Seen:
        """Give all that the tests of the bank make of one entry, its classes included."""
        if entry not in self._seen:
            self._seen[entry] = _seen(self.tests, entry)
        return self._seen[entry]

    def holds(self, meant: Callable[[Medicine], bool]) -> Formula:
        """Tell when an entry of some sort stands in the list; the kinds must tell such entries from all others."""
        return both(self.listed, either(*(one for seen, one in self.held.items() if meant(self.kinds[seen]))))

    def verdict(self, test: Comparison) -> Verdict:
        if test not in self._verdicts:
            self._verdicts[test] = self._verdict(test)
        return self._verdicts[test]

    def _verdict(self, test: Comparison) -> Verdict:
        found = {state: check(test, state) for state in self.states}
        true, false = ([self.states[way] for way, one in found.items() if one is value] for value in (True, False))
        inner = self._of_list(test)
        return Verdict(either(*true, both(self.listed, inner.true)), either(*false, both(self.listed, inner.false)))

    def _of_list(self, test: Comparison) -> Verdict:
        if test.classes is None:
            found = check(test, ())
            return Verdict(found is True, found is False)
        one = {self.held[seen]: check(test, (entry,)) for seen, entry in self.kinds.items()}
        passing = either(*(held for held, verdict in one.items() if verdict))
        if test.told is not None:
            return Verdict(passing, negate(passing))
        if test.all_told is not None:
            may_be = {self.held[seen]: check(_class(test), (entry,)) is not False for seen, entry in self.kinds.items()}
            lacking = either(*(held for held, meant in may_be.items() if meant and not one[held]))
            every = both(passing, negate(lacking))
            return Verdict(every, negate(every))
        perhaps = either(*(held for held, verdict in one.items() if verdict is None))
        return Verdict(passing, both(negate(passing), negate(perhaps)))

    def stands(self, state: State) -> Formula:
        return self.states.get(state, False)

    @property
    def answered(self) -> Formula:
        return self.listed

    def read(self, model: z3.ModelRef) -> Answer:
        if z3.is_true(model.eval(self.listed, True)):
            return tuple(self.kinds[seen] for seen, one in self.held.items() if z3.is_true(model.eval(one, True)))
        return next(state for state, one in self.states.items() if z3.is_true(model.eval(one, True)))

    def chosen(self, answer: Answer) -> Iterator[tuple[z3.BoolRef, bool]]:
        named = answer if isinstance(answer, tuple) else ()
        held = {self.seen(entry) for entry in named if isinstance(entry, Medicine)}
        yield self.listed, isinstance(answer, tuple)
        yield from ((one, seen in held) for seen, one in self.held.items())
        yield from ((one, state is answer) for state, one in self.states.items())


Way = Choice | Several | Listed


@cache
def kinds_of(tests: tuple[Comparison, ...]) -> dict[Seen, Medicine]:
    """Give every kind of entry that the tests tell from the others, with one of its entries."""
    kinds: dict[Seen, Medicine] = {}
    for entry in entries(tests):
        kinds.setdefault(_seen(tests, entry), entry)
    return kinds


def _seen(tests: tuple[Comparison, ...], entry: Medicine) -> Seen:
    return tuple(found for test in tests for found in (check(test, (entry,)), check(_class(test), (entry,))))


def _class(test: Comparison) -> Comparison:
    """Give the test of the class alone."""
    return Comparison(classes=test.classes)


def ways_of_not_answering(question: Question) -> tuple[State, ...]:
    return (State.UNANSWERED, State.SKIPPED, *question.also)


def entries(tests: Iterable[Comparison]) -> Iterator[Medicine]:
    """Give an entry of every class, with every time that a test could tell from another, and nothing told."""
    weeks = sorted({test.within_weeks for test in tests if test.within_weeks is not None})
    days = [7 * week for week in weeks]
    times = [None, *(Duration(day, "day") for day in (*days, *(day + 1 for day in days[-1:])))]
    changes = [(change, time) for change in (None, *CHANGES) for time in times if change != UNCHANGED or time is None]
    for named, started, (change, changed) in product(_classes(tests), times, changes):
        yield named._replace(started=started, change=change, changed=changed)


def _classes(tests: Iterable[Comparison]) -> list[Medicine]:
    """Give one medicine of each class that a test tells from others, and one that is not known."""
    groups = {_class(test) for test in tests}
    known = [
        Medicine(entry.generic, generic=entry.generic, medicine_class=entry.medicine_class, kind=entry.kind)
        for entry in load_medicines().values()
    ]
    told_apart: dict[Seen, Medicine] = {}
    for medicine in (Medicine("A name we do not know"), *known):
        told_apart.setdefault(tuple(check(group, (medicine,)) for group in groups), medicine)
    return list(told_apart.values())


def ways_of_answering(bank: Bank, tests: Mapping[str, Iterable[Comparison]], mark: str = "") -> dict[str, Way]:
    """Give the variables of every question; `tests` are what the bank holds each list of medicines against.

    With a `mark` they are those of another person.
    """
    return {question.id: _way(question, mark, tests.get(question.id, ())) for question in bank.questions}


def _way(question: Question, mark: str, tests: Iterable[Comparison]) -> Way:
    match question.type:
        case "single":
            return Choice(question, mark)
        case "multi" if question.none_of_these is not None:
            return Several(question, mark)
        case "medicine":
            return Listed(question, mark, tests)
        case other:
            raise NotImplementedError(f"{question.id}: no question of type {other} is translated")
