"""The parts of scores as expressions: what a question or another score gives, recoded where the score recodes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from blunting_cli.bank.model import Question, Recode, Score
from blunting_cli.bank.ranges import Span, ends_of, recoded_ends, unit
from blunting_cli.cohort.frames.layout import ANSWERED
from blunting_cli.cohort.frames.logic import Logic, Named
from blunting_cli.cohort.frames.plan import Node, Plan


class Scored(NamedTuple):
    """A score: its numbers with where they are known, and the questions behind it with where each is.

    `answered` and `lacking` count these; both are 0 where there is no such score.
    """

    known: Node
    value: Node
    low_known: Node
    low: Node
    high_known: Node
    high: Node
    answered: Node
    lacking: Node
    questions: Named
    missing: Named
    implied: Named
    error_known: Node
    error: Node


class Part(NamedTuple):
    """What one part of a score gives, where it `applies`."""

    applies: Node
    known: Node
    value: Node
    low_known: Node
    low: Node
    high_known: Node
    high: Node
    questions: Named
    missing: Named
    implied: Named


def no_part(plan: Plan) -> Part:
    """Give a part that always applies and gives nothing."""
    nothing = plan.value(0.0)
    return Part(plan.true, plan.false, nothing, plan.false, nothing, plan.false, nothing, {}, {}, {})


class Parts:
    """The parts of a bank's scores; `score` gives a score that is one."""

    def __init__(self, logic: Logic, score: Callable[[str], Scored]) -> None:
        self.logic, self.plan, self.bank, self.score = logic, logic.plan, logic.bank, score

    def part(self, name: str, score: Score) -> Part:
        """Give what a part gives to a score."""
        found = self._of_score(name) if name in self.bank.score_by_id else self.question(name)
        if name not in score.recodes:
            return found
        rule = self.bank.recodes[score.recodes[name]]
        if name in self.bank.score_by_id:
            return self._recoded_score(found, rule)
        return self._recoded_answer(found, rule, self.bank.by_id[name])

    def alike(self, score: Score) -> bool:
        """Tell whether a score is made of choices of one alone, whose values rise by one."""
        questions = [self.bank.by_id.get(name) for name in score.of if name not in self.bank.score_by_id]
        if len(questions) < len(score.of) or score.recodes:
            return False
        return all(one is not None and one.implied is None and self._rises_by_one(one.id) for one in questions)

    def _rises_by_one(self, name: str) -> bool:
        values = self.logic.layout.values(name)
        return bool(values) and len(values) == values[-1] - values[0] + 1 < 100 and abs(values[0]) < 1000

    def span(self, name: str, score: Score) -> Span:
        """Give the lowest and highest value that a question gives to a score."""
        return unit(name, score, self.bank.by_id, self.bank.recodes)

    def question(self, name: str) -> Part:
        """Give what a question gives."""
        plan, logic, question = self.plan, self.logic, self.bank.by_id[name]
        applies, answered = plan.none_of(logic.not_applicable(name)), logic.answered(name)
        closing = logic.certain(name) if question.implied is not None else plan.false
        known, value = plan.any_of(answered, closing), self._amount(question)
        closers: Named = {}
        implied: Named = {}
        if closing is not plan.false and question.implied is not None:
            value = plan.choice([(answered, value)], plan.value(float(self._turned(question.implied, question))))
            closers = logic.named(logic.closed_by(name).items(), closing)
            implied = {name: closing}
        (low_known, low), (high_known, high) = (self._end(end, known, value) for end in ends_of(question))
        return Part(
            applies,
            known,
            value,
            low_known,
            low,
            high_known,
            high,
            logic.named([(name, answered), *closers.items()]),
            logic.named([(name, plan.all_of(applies, plan.none_of(known)))]),
            implied,
        )

    def _end(self, end: float | None, known: Node, value: Node) -> tuple[Node, Node]:
        if end is None:
            return known, value
        return self.plan.true, self.plan.choice([(known, value)], self.plan.value(float(end)))

    def _turned(self, amount: float, question: Question) -> float:
        low, high = ends_of(question)
        return (low or 0) + (high or 0) - amount if question.reverse else amount

    def _amount(self, question: Question) -> Node:
        """Give the amount of an answer as a fraction; it is not used where there is none."""
        plan, layout = self.plan, self.logic.layout
        if question.id in self.logic.withheld:
            return plan.value(0.0)
        if question.type == "single":
            codes = self.logic.codes(question.id)
            cases = [
                (plan.compare(codes, "==", ANSWERED + place), plan.value(float(self._turned(value, question))))
                for place, value in enumerate(layout.values(question.id))
            ]
            return plan.choice(cases[:-1], cases[-1][1])
        amount = plan.column(layout.amount(question.id))
        low, high = ends_of(question)
        return plan.less(plan.value((low or 0.0) + (high or 0.0)), amount) if question.reverse else amount

    def _of_score(self, name: str) -> Part:
        plan, found = self.plan, self.score(name)
        applies = plan.any_of(plan.compare(found.answered, ">=", 1), plan.compare(found.lacking, ">=", 1))
        return Part(
            applies,
            *found[:6],
            *(self.logic.named(one.items(), applies) for one in (found.questions, found.missing, found.implied)),
        )

    # Recodes --------------------------------------------------------------------------------------------------------

    def recoded(self, rule: Recode, known: Node, value: Node) -> tuple[Node, Node]:
        """Give what a value becomes, and where the recode says so."""
        plan = self.plan
        if rule.values:
            places = [
                (plan.compare(value, "==", key), plan.value(float(gives))) for key, (gives, _) in rule.values.items()
            ]
        else:
            places = [
                (self._reached(rule, index, value), plan.value(float(step.gives)))
                for index, step in enumerate(rule.steps)
            ]
            places.reverse()
        said = plan.any_of(*(place for place, _ in places))
        return plan.all_of(known, said), plan.choice(places, plan.value(0.0))

    def _reached(self, rule: Recode, index: int, value: Node) -> Node:
        step = rule.steps[index]
        return (
            self.plan.true if step.start is None else self.plan.compare(value, ">" if step.over else ">=", step.start)
        )

    def _recoded_answer(self, part: Part, rule: Recode, question: Question) -> Part:
        """Recode a question: with an answer its ends are its value, without one they are what answers can give."""
        plan = self.plan
        known, value = self.recoded(rule, part.known, part.value)
        ends = []
        for end in recoded_ends(rule, *ends_of(question)):
            without = plan.false if end is None else plan.none_of(part.known)
            number = plan.choice([(part.known, value)], plan.value(float(end or 0)))
            ends += [plan.any_of(known, without), number]
        return part._replace(known=known, value=value, low_known=ends[0], low=ends[1], high_known=ends[2], high=ends[3])

    def _recoded_score(self, part: Part, rule: Recode) -> Part:
        """Recode a score: its ends are the least and the most of what lies between them."""
        plan = self.plan
        known, value = self.recoded(rule, part.known, part.value)
        if rule.values:
            gives = [(given, self._between(part, key)) for key, (given, _) in rule.values.items()]
        else:
            gives = [(step.gives, self._begins(part, rule, index)) for index, step in enumerate(rule.steps)]
        said = plan.any_of(*(mark for _, mark in gives))
        rising = sorted(gives, key=lambda one: one[0])
        low, high = (
            plan.choice([(mark, plan.value(float(given))) for given, mark in order], plan.value(0.0))
            for order in (rising, rising[::-1])
        )
        return part._replace(known=known, value=value, low_known=said, low=low, high_known=said, high=high)

    def _between(self, part: Part, key: float) -> Node:
        plan = self.plan
        above = plan.any_of(plan.none_of(part.low_known), plan.compare(part.low, "<=", key))
        return plan.all_of(above, plan.any_of(plan.none_of(part.high_known), plan.compare(part.high, ">=", key)))

    def _begins(self, part: Part, rule: Recode, index: int) -> Node:
        """Tell where a step holds at the lower end, or begins between the two."""
        plan, step = self.plan, rule.steps[index]
        later = [self._reached(rule, other, part.low) for other in range(index + 1, len(rule.steps))]
        first = plan.all_of(part.low_known, self._reached(rule, index, part.low), plan.none_of(plan.any_of(*later)))
        if index == 0:
            first = plan.any_of(first, plan.none_of(part.low_known))
        if step.start is None:
            return first
        above = plan.any_of(plan.none_of(part.low_known), plan.compare(part.low, "<=", step.start))
        reaches = plan.compare(part.high, ">" if step.over else ">=", step.start)
        return plan.any_of(first, plan.all_of(above, plan.any_of(plan.none_of(part.high_known), reaches)))

    def error(self, score: Score) -> tuple[Node, Node]:
        """Give the standard error beside the value of a score that a table alone gives."""
        plan = self.plan
        if len(score.of) != 1 or score.of[0] not in score.recodes:
            return plan.false, plan.value(0.0)
        name = score.of[0]
        part = self._of_score(name) if name in self.bank.score_by_id else self.question(name)
        entries = self.bank.recodes[score.recodes[name]].values.items()
        cases = [
            (plan.compare(part.value, "==", key), plan.value(float(error)))
            for key, (_, error) in entries
            if error is not None
        ]
        said = plan.any_of(*(case for case, _ in cases))
        return plan.all_of(part.applies, part.known, said), plan.choice(cases, plan.value(0.0))
