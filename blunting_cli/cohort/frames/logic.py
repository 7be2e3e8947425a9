"""Conditions as expressions: where a rule is true, where it may be, and where a question is open.

The rules are those of `cohort.block`. A verdict is two columns without unknowns, that it is true and that it may be,
of which only the one is worked out that is needed: turning a verdict round swaps them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from blunting_cli.bank.model import Bank, Question
from blunting_cli.cohort.cells import NOT_ASKED, STATES
from blunting_cli.cohort.frames.layout import ANSWERED, Layout
from blunting_cli.cohort.frames.plan import Node, Plan
from blunting_cli.conditions import (
    AllOf,
    AnswerIs,
    AnyOf,
    Comparison,
    Condition,
    NotSo,
    ScoreIs,
    State,
    check,
    is_missing,
    scores_of,
)

if TYPE_CHECKING:
    from blunting_cli.cohort.frames.amounts import Amounts

Kept = TypeVar("Kept")
Named = Mapping[str, Node]
NOT_APPLICABLE = STATES.index(State.NOT_APPLICABLE)
MISSING = frozenset(code for code, state in enumerate(STATES) if is_missing(state))


class Logic:
    """The conditions of a bank, held against the answers; those to questions in `withheld` are not seen.

    The other questions are open where they are open in what is `shown` so.
    """

    def __init__(
        self,
        bank: Bank,
        plan: Plan,
        layout: Layout,
        scored: Callable[[Logic], Amounts],
        withheld: frozenset[str] = frozenset(),
        shown: Logic | None = None,
    ) -> None:
        self.bank, self.plan, self.layout, self.withheld, self.shown = bank, plan, layout, withheld, shown
        self._scored = scored
        self._memory: dict[tuple[object, ...], object] = {}

    @cached_property
    def amounts(self) -> Amounts:
        """The scores of the same answers."""
        return self._scored(self)

    def remembered(self, key: tuple[object, ...], make: Callable[[], Kept]) -> Kept:
        """Give what was made for a key."""
        if key not in self._memory:
            self._memory[key] = make()
        return self._memory[key]  # type: ignore[return-value]

    # Questions ------------------------------------------------------------------------------------------------------

    def open(self, name: str) -> Node:
        """Tell where a question is open."""
        return self.remembered(("open", name), lambda: self._open(self.bank.by_id[name]))

    def _open(self, question: Question) -> Node:
        if self.shown is not None and question.id not in self.withheld:
            return self.shown.open(question.id)
        if question.opens is None or question.id in self.withheld:
            return self.plan.true
        minded = question.safety or question.red_flag
        return self.possible(question.opens, True) if minded else self.true(question.opens, True)

    def certain(self, name: str) -> Node:
        """Tell where an answer closes a question for certain."""
        return self.remembered(("certain", name), lambda: self._certain(self.bank.by_id[name]))

    def _certain(self, question: Question) -> Node:
        if question.opens is None or question.id in self.withheld:
            return self.plan.false
        rests = (
            self.plan.all_of(found, self.plan.any_of(self.open(name), self.certain(name)))
            for name, found in self.cited(question.opens, False, True).items()
        )
        return self.plan.all_of(self.false(question.opens, True), self.plan.any_of(*rests))

    def closed_by(self, name: str) -> Named:
        """Give the questions whose answers close a question for certain, each with where it does."""
        return self.remembered(("closed", name), lambda: self._closed_by(self.bank.by_id[name]))

    def _closed_by(self, question: Question) -> Named:
        if question.opens is None or question.id in self.withheld:
            return {}
        found: list[tuple[str, Node]] = []
        for name, rests in self.cited(question.opens, False, True).items():
            found.append((name, self.plan.all_of(rests, self.open(name))))
            hidden = self.plan.all_of(rests, self.plan.none_of(self.open(name)))
            if hidden is not self.plan.false:
                found += ((one, self.plan.all_of(hidden, where)) for one, where in self.closed_by(name).items())
        return self.named(found, self.false(question.opens, True))

    def codes(self, name: str) -> Node:
        """Give the code of an answer; where the question is closed, that it was not asked."""
        if name in self.withheld:
            return self.plan.small(STATES.index(State.WITHHELD))
        return self.plan.choice(
            [(self.open(name), self.plan.column(self.layout.code(name)))], self.plan.small(NOT_ASKED)
        )

    def within(self, name: str, wanted: Iterable[int]) -> Node:
        """Tell where the code of an answer is wanted."""
        if name in self.withheld:
            return self.plan.true if STATES.index(State.WITHHELD) in wanted else self.plan.false
        possible = self.layout.possible(name, self.open(name) is not self.plan.true)
        return self.plan.within(self.codes(name), frozenset(wanted) & possible, self.layout.size(name))

    def answered(self, name: str) -> Node:
        """Tell where a question has an answer; that it does not apply is none."""
        return self.within(name, range(ANSWERED, self.layout.size(name)))

    def missing(self, name: str) -> Node:
        """Tell where a question was asked and has no answer."""
        return self.within(name, MISSING - {NOT_ASKED})

    def lacking(self, name: str) -> Node:
        """Tell where a question has no answer, whether it was asked or not."""
        return self.within(name, MISSING)

    def not_applicable(self, name: str) -> Node:
        """Tell where it was said that a question does not apply."""
        return self.within(name, {NOT_APPLICABLE})

    def named(self, found: Iterable[tuple[str, Node]], where: Node | None = None) -> Named:
        """Join what is said of names, each once; `where` holds for all."""
        joined: dict[str, list[Node]] = {}
        for name, node in found:
            joined.setdefault(name, []).append(node)
        nodes = {name: self.plan.any_of(*parts) for name, parts in joined.items()}
        if where is not None:
            nodes = {name: self.plan.all_of(where, node) for name, node in nodes.items()}
        return {name: node for name, node in nodes.items() if node is not self.plan.false}

    # Verdicts -------------------------------------------------------------------------------------------------------

    def true(self, condition: Condition, opening: bool = False) -> Node:
        """Tell where a condition is true; as it opens something, or against what was said."""
        return self._verdict(condition, opening, True)

    def possible(self, condition: Condition, opening: bool = False) -> Node:
        """Tell where a condition is true or unknown."""
        return self._verdict(condition, opening, False)

    def false(self, condition: Condition, opening: bool = False) -> Node:
        """Tell where a condition is false for certain."""
        return self.plan.none_of(self.possible(condition, opening))

    def unknown(self, condition: Condition, opening: bool = False) -> Node:
        """Tell where a condition is unknown."""
        return self.plan.all_of(self.possible(condition, opening), self.plan.none_of(self.true(condition, opening)))

    def known_as(self, condition: Condition, verdict: bool, opening: bool) -> Node:
        """Tell where a condition has a verdict."""
        return self.true(condition, opening) if verdict else self.false(condition, opening)

    def _verdict(self, condition: Condition, opening: bool, sure: bool) -> Node:
        return self.remembered(
            ("verdict", condition, opening, sure), lambda: self._worked_out(condition, opening, sure)
        )

    def _worked_out(self, condition: Condition, opening: bool, sure: bool) -> Node:
        match condition:
            case AnswerIs(question, test):
                return self._leaf(question, test, opening, sure)
            case ScoreIs(score, low, high):
                return self.amounts.between(score, low, high, sure)
            case NotSo(part):
                return self.plan.none_of(self._verdict(part, opening, not sure))
            case AllOf(parts):
                return self.plan.all_of(*(self._verdict(part, opening, sure) for part in parts))
            case AnyOf(parts):
                return self.plan.any_of(*(self._verdict(part, opening, sure) for part in parts))
        low, high = condition.low, condition.high
        many = [self._verdict(part, opening, sure) for part in condition.parts]
        few = [self._verdict(part, opening, not sure) for part in condition.parts] if high is not None else []
        enough = self.plan.true if low is None else self.plan.at_least(many, low)
        return (
            enough if high is None else self.plan.all_of(enough, self.plan.none_of(self.plan.at_least(few, high + 1)))
        )

    def _leaf(self, name: str, test: Comparison, opening: bool, sure: bool) -> Node:
        def passes(verdict: bool | None) -> bool:
            return verdict is True if sure else verdict is not False

        if name in self.withheld:
            return self.plan.true if passes(check(test, State.WITHHELD)) else self.plan.false
        found = self.within(name, [code for code, verdict in self.layout.verdicts(name, test) if passes(verdict)])
        told = [self.plan.column(column) for column in self.layout.told(name, test, sure)]
        found = self.plan.any_of(found, self.plan.all_of(self.open(name), self.plan.any_of(*told)))
        certain = self.certain(name) if opening else self.plan.false
        if certain is self.plan.false:
            return found
        if passes(check(test, State.NOT_APPLICABLE)):
            return self.plan.any_of(found, certain)
        asked_out = passes(check(test, State.NOT_ASKED))
        return self.plan.all_of(found, self.plan.none_of(certain)) if asked_out else found

    # What a verdict rests on ----------------------------------------------------------------------------------------

    def cited(self, condition: Condition, verdict: bool, opening: bool) -> Named:
        """Give the questions that fix a verdict, each with where it does, of the rows that have the verdict."""
        return self.remembered(("cited", condition, verdict, opening), lambda: self._cited(condition, verdict, opening))

    def _cited(self, condition: Condition, verdict: bool, opening: bool) -> Named:
        match condition:
            case AnswerIs(question, _):
                return {question: self.plan.true}
            case ScoreIs(score, _, _):
                return self.amounts.rests_on(score)
            case NotSo(part):
                return self.cited(part, not verdict, opening)
            case AllOf(parts) | AnyOf(parts):
                wanted = {verdict}
            case _:
                parts = condition.parts
                wanted = {True} if verdict and condition.low and condition.high is None else {True, False}
        found = []
        for part in parts:
            for one in wanted:
                known = self.known_as(part, one, opening)
                found += [
                    (name, self.plan.all_of(known, node)) for name, node in self.cited(part, one, opening).items()
                ]
        return self.named(found)

    def undecided(self, condition: Condition) -> Named:
        """Give the questions that keep a condition unknown, each with where it does."""
        return self.remembered(("undecided", condition), lambda: self._undecided(condition))

    def _undecided(self, condition: Condition) -> Named:
        match condition:
            case AnswerIs(question, _):
                return self.named([(question, self.unknown(condition))])
            case ScoreIs():
                return {}
            case NotSo(part):
                return self.undecided(part)
        found = [entry for part in condition.parts for entry in self.undecided(part).items()]
        return self.named(found, self.unknown(condition))

    def lacks_asked(self, condition: Condition) -> Node:
        """Tell where a question that was asked keeps a condition unknown, or one that was asked misses in a score."""
        scores = (self.amounts.lacks_asked(score) for score in scores_of(condition))
        return self.plan.any_of(self._lacks(condition), *scores)

    def _lacks(self, condition: Condition) -> Node:
        match condition:
            case AnswerIs(question, _):
                return self.plan.all_of(self.unknown(condition), self.open(question))
            case ScoreIs():
                return self.plan.false
            case NotSo(part):
                return self._lacks(part)
        parts = (self._lacks(part) for part in condition.parts)
        return self.plan.all_of(self.unknown(condition), self.plan.any_of(*parts))
