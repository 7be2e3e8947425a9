"""How many questions are asked at the least and at the most, whatever is answered.

An answer matters only by the verdicts it gives in the conditions of later questions. So the questions are walked in
order, each with one answer for every set of verdicts, and ways that leave the same open are walked on as one. Questions
that share no condition are walked apart, and their numbers added.

Where a score opens a question, the answers behind it are kept until it can be worked out. Where these are too many, or
a number has no end of values, the score may come to anything, and what is found is a bound. Either way the answers of
the shortest and longest way are given to `settle`: a number is exact only where just as many are asked then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import product
from typing import NamedTuple

from blunting_cli.asking import settle
from blunting_cli.bank.formulary import Formulary
from blunting_cli.bank.model import Bank, Question
from blunting_cli.checking.answer_kinds import answer_kinds
from blunting_cli.checking.partial_scores import Given, PartialScore
from blunting_cli.checking.reducing import Leaf, Left, leaves_left, reduced, size_of, verdict_of, whole
from blunting_cli.conditions import Answer, AnswerIs, ScoreIs, State, check

# With more ways than this at once, scores are let come to anything; with that too, no way is walked.
MOST_WAYS = 5000
# How many conditions are looked at on all ways of a bank; ours takes a quarter of that.
MOST_STEPS = 150_000


class Length(NamedTuple):
    """How many questions a way asks; where it is not `exact` it is a bound, and `found` was asked on the way tried."""

    questions: int
    exact: bool
    found: int


class Lengths(NamedTuple):
    """The shortest and the longest way through the questions of a bank."""

    shortest: Length
    longest: Length


def lengths(bank: Bank, known: Formulary) -> Lengths:
    """Find how many questions are asked at the least and at the most; `known` are the medicines that are recognised."""
    groups = list(_groups(bank))
    steps = {loose: _Steps() for loose in (False, True)}
    walked = [_walked(bank, group, known, steps) for group in groups]
    alone = len(bank.questions) - sum(map(len, groups))
    return Lengths(
        _tried(bank, alone, [ends.least for ends in walked], min),
        _tried(bank, alone, [ends.most for ends in walked], max),
    )


def _groups(bank: Bank) -> Iterator[list[Question]]:
    """Give the questions that hang together by conditions, in order; those that hang on nothing are left out."""
    kin: dict[str, set[str]] = {}
    for question in bank.questions:
        if question.opens is not None:
            together = {question.id, *bank.rests_on(question.opens)}
            together |= {name for other in together & kin.keys() for name in kin[other]}
            kin.update(dict.fromkeys(together, together))
    for group in {id(group): group for group in kin.values()}.values():
        yield [question for question in bank.questions if question.id in group]


class Link(NamedTuple):
    """One answer, and those before it."""

    question: str
    answer: Answer
    before: Link | None


class Way(NamedTuple):
    """So many questions that were asked, and the answers that led there."""

    asked: int
    answers: Link | None


class Ends(NamedTuple):
    """The shortest and the longest way to one standing."""

    least: Way
    most: Way


def _tried(bank: Bank, alone: int, ways: list[Way], nearest: Callable[[Iterable[int]], int]) -> Length:
    """Answer as the ways do and count what is asked; `alone` are asked of everyone.

    What the ways leave open is answered in a few manners, since a score that may come to anything hangs on it.
    """
    asked = alone + sum(way.asked for way in ways)
    said: dict[str, Answer] = {}
    for way in ways:
        link = way.answers
        while link is not None:
            said[link.question] = link.answer
            link = link.before
    found = nearest(len(settle(bank, {**_everywhere(bank, manner), **said}).answers) for manner in (_LOW, _HIGH, _NOT))
    return Length(asked, asked == found, found)


_LOW, _HIGH, _NOT = "low", "high", "not"


def _everywhere(bank: Bank, manner: str) -> dict[str, Answer]:
    """Answer every question with what counts least or most in a score, or not at all."""
    if manner == _NOT:
        return {question.id: State.SKIPPED for question in bank.questions}
    return {
        question.id: _extreme(question, high=(manner == _HIGH) is not question.reverse) for question in bank.questions
    }


def _extreme(question: Question, *, high: bool) -> Answer:
    if question.type == "single" and question.options:
        values = [option.value for option in question.options]
        return max(values) if high else min(values)
    end = question.high if high else question.low
    return State.SKIPPED if end is None or question.type != "number" else end


def _walked(bank: Bank, group: list[Question], known: Formulary, steps: dict[bool, _Steps]) -> Ends:
    for loose in (False, True):
        try:
            return _Walk(bank, group, known, steps[loose], loose=loose).ends()
        except _TooMany:
            continue
    return Ends(Way(sum(question.opens is None for question in group), None), Way(len(group), None))


class _TooMany(Exception):
    """There are too many ways to walk them all."""


class _Steps:
    """How much may still be looked at, for all groups of a bank together."""

    def __init__(self) -> None:
        self.left = MOST_STEPS

    def take(self, number: int) -> None:
        """Take so many steps; raises _TooMany where there are not as many left."""
        self.left -= number
        if self.left < 0:
            raise _TooMany


class _Standing(NamedTuple):
    """What the answers so far leave open: the conditions of later questions, and the answers of scores not yet known.

    Conditions stand as the numbers they are known by. One that is of no more use is true, and such a score None.
    """

    conditions: tuple[int, ...]
    given: tuple[Given | None, ...]


class _Walk:
    """A walk over the questions of one group; with `loose` every score may come to anything."""

    def __init__(self, bank: Bank, group: list[Question], known: Formulary, steps: _Steps, *, loose: bool) -> None:
        self.group = group
        self.steps = steps
        self.lefts: list[Left] = [True]
        self.numbers: dict[Left, int] = {True: 0}
        opened = [True if question.opens is None else whole(question.opens) for question in group]
        self.opens = [self.number(left) for left in opened]
        # Equal conditions are followed as one, until the last question that they open.
        self.start = tuple(dict.fromkeys(self.opens))
        self.spot = [self.start.index(number) for number in self.opens]
        self.used = [max(place for place, spot in enumerate(self.spot) if spot == at) for at in range(len(self.start))]
        every = list(dict.fromkeys(leaf for left in opened for leaf in leaves_left(left)))
        self.read = [[leaf for leaf in every if isinstance(leaf, AnswerIs) and leaf.question == q.id] for q in group]
        on_scores = [leaf for leaf in every if isinstance(leaf, ScoreIs)]
        self.scores = [
            PartialScore(bank, name, [leaf for leaf in on_scores if leaf.score == name], group, loose=loose)
            for name in dict.fromkeys(leaf.score for leaf in on_scores)
        ]
        self.kinds = [self.kinds_of(place, known) for place in range(len(group))]
        self.memory: dict[tuple[tuple[Leaf, bool | None], ...], dict[int, int]] = {}

    def number(self, left: Left) -> int:
        """Give the number a condition is known by, which is compared sooner than the condition."""
        if left not in self.numbers:
            self.numbers[left] = len(self.lefts)
            self.lefts.append(left)
        return self.numbers[left]

    def kinds_of(self, place: int, known: Formulary) -> list[Answer]:
        question = self.group[place]
        tests = [leaf.test for leaf in self.read[place]]
        tests += [test for score in self.scores for test in score.tests(question.id)]
        valued = any(score.counts(question.id) for score in self.scores)
        return answer_kinds(question, tuple(dict.fromkeys(tests)), known, valued=valued)

    def ends(self) -> Ends:
        """Walk all the questions.

        Raises:
            _TooMany: there are too many ways.
        """
        nothing = Way(0, None)
        standings = {_Standing(self.start, tuple(() for _ in self.scores)): Ends(nothing, nothing)}
        for place in range(len(self.group)):
            after: dict[_Standing, Ends] = {}
            for standing, ends in standings.items():
                for answer, asked in self.answers(place, standing):
                    self.steps.take(len(standing.conditions))
                    least, most = (self.longer(way, place, answer, asked=asked) for way in ends)
                    for then in self.then(place, standing, answer, asked=asked):
                        known = after.get(then)
                        after[then] = Ends(least, most) if known is None else _farther(known, least, most)
                if len(after) > MOST_WAYS:
                    raise _TooMany
            standings = after
        every = list(standings.values())
        return Ends(min((ends.least for ends in every), key=_asked), max((ends.most for ends in every), key=_asked))

    def longer(self, way: Way, place: int, answer: Answer, *, asked: bool) -> Way:
        """Give a way with one question more; an answer is kept where another one could matter."""
        if not asked or len(self.kinds[place]) == 1:
            return way._replace(asked=way.asked + asked)
        return Way(way.asked + 1, Link(self.group[place].id, answer, way.answers))

    def answers(self, place: int, standing: _Standing) -> Iterator[tuple[Answer, bool]]:
        """Give every kind of answer to the next question, and whether it is asked, as `settle` decides it."""
        question = self.group[place]
        verdict = verdict_of(self.lefts[standing.conditions[self.spot[place]]])
        if verdict or (verdict is None and (question.safety or question.red_flag)):
            yield from ((answer, True) for answer in self.kinds[place])
        else:
            yield State.NOT_APPLICABLE if verdict is False else State.NOT_ASKED, False

    def then(self, place: int, standing: _Standing, answer: Answer, *, asked: bool) -> Iterator[_Standing]:
        """Give what is left open after an answer; several where a score may come to anything."""
        name = self.group[place].id
        decided = tuple((leaf, check(leaf.test, answer)) for leaf in self.read[place])
        left = self.reduce(standing.conditions, decided)
        left = tuple(number if self.used[at] > place else 0 for at, number in enumerate(left))
        given = [
            # A question that is closed has no answer in a score, whatever it is to the questions it would open.
            None if before is None else score.with_answer(before, name, answer if asked else State.NOT_ASKED)
            for score, before in zip(self.scores, standing.given, strict=True)
        ]
        pairs = list(zip(self.scores, given, strict=True))
        whole_ones = [score.verdicts(kept) for score, kept in pairs if kept is not None and score.last == place]
        for chosen in product(*whole_ones):
            known = self.reduce(left, tuple(verdict for verdicts in chosen for verdict in verdicts))
            wanted = self.open_scores(known)
            yield _Standing(known, tuple(kept if score.name in wanted else None for score, kept in pairs))

    def reduce(self, numbers: tuple[int, ...], decided: tuple[tuple[Leaf, bool | None], ...]) -> tuple[int, ...]:
        """Put what is decided into the conditions."""
        if not decided:
            return numbers
        became, verdicts = self.memory.setdefault(decided, {}), dict(decided)
        for number in numbers:
            if number not in became:
                left = self.lefts[number]
                self.steps.take(size_of(left))
                became[number] = self.number(reduced(left, verdicts))
        return tuple(became[number] for number in numbers)

    def open_scores(self, numbers: Iterable[int]) -> set[str]:
        """Give the scores that conditions still hang on."""
        if not self.scores:
            return set()
        every = (leaf for number in numbers for leaf in leaves_left(self.lefts[number]))
        return {leaf.score for leaf in every if isinstance(leaf, ScoreIs)}


def _asked(way: Way) -> int:
    return way.asked


def _farther(known: Ends, least: Way, most: Way) -> Ends:
    """Keep the shorter of the shortest and the longer of the longest ways."""
    return Ends(
        least if least.asked < known.least.asked else known.least, most if most.asked > known.most.asked else known.most
    )
