"""The rules of a bank as formulas: which questions open, scores, conditions, and all that is concluded from them.

Every condition is walked as the engine walks it; what one answer does to one comparison is asked of the engine itself,
and all that joins answers (unknown, counts, scores with their intervals, levels) is said here once more.
Numbers stand in tenths, since scores are rounded to one decimal.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import ceil, floor, lcm
from typing import NamedTuple

import z3

from blunting_cli.bank import Bank
from blunting_cli.bank.model import Factor, Flag, Score, Statement
from blunting_cli.conditions import (
    AllOf,
    AnswerIs,
    AnyOf,
    Comparison,
    Condition,
    CountOf,
    NotSo,
    ScoreIs,
    State,
    check,
    leaves,
    scores_of,
)
from proofs.answering import Way, ways_of_answering
from proofs.logic import (
    Formula,
    Verdict,
    all_of,
    any_of,
    both,
    count_between,
    either,
    formula,
    implies,
    known,
    negate,
    number_of,
    opposite,
    total,
    within,
)

NO_LEVEL = "not_asked"
LEVELS = ("many", "some", "few", "none", NO_LEVEL)


class ScoreFormulas(NamedTuple):
    """One score: whether it applies and has a value, the value, and the interval, in tenths."""

    applies: Formula
    valued: Formula
    value: z3.ArithRef
    low: z3.ArithRef
    high: z3.ArithRef

    @property
    def keeps_to_its_interval(self) -> Formula:
        """Whether the value lies in the interval, and the interval in 0 to 1000 tenths."""
        inside = both(self.low >= 0, self.low <= self.high, self.high <= 1000)
        between = both(self.applies, self.low <= self.value, self.value <= self.high)
        return both(implies(self.applies, inside), implies(self.valued, between))

    def rises_to(self, other: ScoreFormulas) -> Formula:
        """Whether another is the same or higher, value and interval, of as many answers."""
        alike = both(
            *(both(implies(one, two), implies(two, one)) for one, two in zip(self[:2], other[:2], strict=True))
        )
        higher = both(self.low <= other.low, self.high <= other.high, implies(self.valued, self.value <= other.value))
        return both(alike, implies(self.applies, higher))


def any_score(name: str, mark: str = "") -> ScoreFormulas:
    """Give a score of which nothing is known."""
    applies, valued = (z3.Bool(f"{mark}score.{name} {what}") for what in ("applies", "valued"))
    return ScoreFormulas(applies, valued, *(z3.Int(f"{mark}score.{name} {what}") for what in ("value", "low", "high")))


class FactorFormulas(NamedTuple):
    """One factor: its points, what each of its rules comes to, and when it has which level."""

    points: z3.ArithRef
    rules: dict[str, Verdict]
    levels: dict[str, Formula]


class Rules:
    """All that a bank makes of one person, whoever that is.

    `ways` are the variables of what was said to each question, asked or not; `scores` stand in place of those that
    answers give.
    """

    def __init__(
        self, bank: Bank, ways: dict[str, Way] | None = None, scores: dict[str, ScoreFormulas] | None = None
    ) -> None:
        self.bank = bank
        self.ways = ways or ways_of_answering(bank, list_tests(bank))
        self.open: dict[str, Formula] = {}
        self.closed: dict[str, Formula] = {}
        self._scores = dict(scores or {})
        self._verdicts: dict[tuple[Condition, bool], Verdict] = {}
        self._tier: dict[str, Formula] = {}
        self._said: dict[str, Formula] = {}
        for question in bank.questions:
            opens = known(True) if question.opens is None else self.verdict(question.opens, opening=True)
            unless_closed = question.safety or question.red_flag
            self.open[question.id] = negate(opens.false) if unless_closed else opens.true
            # Closed for certain is only what an answer closes that counts.
            self.closed[question.id] = (
                False
                if question.opens is None
                else both(negate(self.open[question.id]), self._shown(question.opens, False))
            )

    def over(self, bank: Bank) -> Rules:
        """Give the rules of a bank that asks and scores as this one does, with all that is worked out already."""
        assert (bank.questions, bank.scores) == (self.bank.questions, self.bank.scores)
        found = copy.copy(self)
        found.bank, found._tier, found._said = bank, {}, {}
        return found

    @property
    def limits(self) -> list[z3.BoolRef]:
        """What every person keeps to, such as one answer to a choice of one."""
        return [limit for way in self.ways.values() for limit in way.limits]

    # Conditions -------------------------------------------------------------------------------------------------------

    def verdict(self, condition: Condition, *, opening: bool = False) -> Verdict:
        """Give a condition; with `opening` as it opens a question, where closed for certain reads as does-not-apply."""
        key = (condition, opening)
        if key not in self._verdicts:
            self._verdicts[key] = self._verdict(condition, opening)
        return self._verdicts[key]

    def true(self, condition: Condition | None) -> Formula:
        return True if condition is None else self.verdict(condition).true

    def _verdict(self, condition: Condition, opening: bool) -> Verdict:
        match condition:
            case AnswerIs(question, test):
                return self._answer(question, test, opening)
            case ScoreIs(score, low, high):
                return self._score_is(self.score(score), low, high)
            case NotSo(part):
                return opposite(self.verdict(part, opening=opening))
            case AllOf(parts):
                return all_of([self.verdict(part, opening=opening) for part in parts])
            case AnyOf(parts):
                return any_of([self.verdict(part, opening=opening) for part in parts])
            case CountOf(parts, low, high):
                return count_between([self.verdict(part, opening=opening) for part in parts], low, high)

    def _answer(self, name: str, test: Comparison, opening: bool) -> Verdict:
        asked, closed = self.open[name], self.closed[name] if opening else False
        said = self.ways[name].verdict(test)
        otherwise, apart = known(check(test, State.NOT_ASKED)), known(check(test, State.NOT_APPLICABLE))
        unasked = both(negate(asked), negate(closed))
        return Verdict(
            *(
                either(both(asked, said.of(value)), both(unasked, otherwise.of(value)), both(closed, apart.of(value)))
                for value in (True, False)
            )
        )

    def _score_is(self, score: ScoreFormulas, low: float | None, high: float | None) -> Verdict:
        least, most = None if low is None else ceil(tenths(low)), None if high is None else floor(tenths(high))
        exact = within(score.value, score.value, least, most)
        between = within(score.low, score.high, least, most)
        return Verdict(
            *(
                both(
                    score.applies,
                    either(both(score.valued, exact.of(value)), both(negate(score.valued), between.of(value))),
                )
                for value in (True, False)
            )
        )

    def _shown(self, condition: Condition, value: bool) -> Formula:
        """Tell when a condition that opens a question is true (or false) by an answer that counts."""
        verdict = self.verdict(condition, opening=True).of(value)
        match condition:
            case AnswerIs(question, _):
                return both(verdict, either(self.open[question], self.closed[question]))
            case ScoreIs(score, _, _):
                return both(
                    verdict, either(*(either(self.amount(name), self.apart(name)) for name in self.bank.made_of(score)))
                )
            case NotSo(part):
                return self._shown(part, not value)
            case AllOf(parts) | AnyOf(parts):
                return both(verdict, either(*(self._shown(part, value) for part in parts)))
            case CountOf(parts, low, high):
                needed = (True,) if value and low and high is None else (True, False)
                return both(verdict, either(*(self._shown(part, one) for part in parts for one in needed)))

    # Answers that count -----------------------------------------------------------------------------------------------

    def amount(self, name: str) -> Formula:
        """Tell when a question was asked and answered."""
        return both(self.open[name], self.ways[name].answered)

    def stands(self, name: str, state: State) -> Formula:
        """Tell when a question stands in a state."""
        if state is State.NOT_ASKED:
            return negate(self.open[name])
        return both(self.open[name], self.ways[name].stands(state))

    def apart(self, name: str) -> Formula:
        """Tell when a question was asked and does not apply."""
        return self.stands(name, State.NOT_APPLICABLE)

    # Scores -----------------------------------------------------------------------------------------------------------

    def score(self, name: str) -> ScoreFormulas:
        if name not in self._scores:
            score = self.bank.score_by_id[name]
            if score.method != "mean_of" or score.recodes or score.applies is not None:
                raise NotImplementedError(f"score.{name}: only plain means are translated")
            self._scores[name] = self._mean_of_scores(score) if score.composite else self._mean_of_answers(score)
        return self._scores[name]

    def _mean_of_answers(self, score: Score) -> ScoreFormulas:
        items = [self.bank.by_id[name] for name in score.of]
        spans = {
            item.id: (min(values), max(values)) for item in items for values in [[one.value for one in item.options]]
        }
        share = lcm(*(high - low for low, high in spans.values()))
        points = []
        for item in items:
            low, high = spans[item.id]
            for option in item.options:
                value = low + high - option.value if item.reverse else option.value
                points.append(
                    (
                        both(self.open[item.id], self.ways[item.id].ways[option.value]),
                        (value - low) * share // (high - low),
                    )
                )
        total_points = total(points)
        answered = number_of(self.amount(item.id) for item in items)
        counted = number_of(negate(self.apart(item.id)) for item in items)
        applies = counted > 0
        top = Fraction(score.high)

        def rounded(sum_of: z3.ArithRef, count: z3.ArithRef) -> z3.ArithRef:
            """Round 10 * top * sum / (share * count) to a whole number, a half up; one formula for each count."""
            found = z3.IntVal(0)
            for number in range(1, len(items) + 1):
                over, under = 20 * top.numerator, 2 * share * number * top.denominator
                exact = (over * sum_of + under // 2) / under
                found = z3.If(count == number, exact, found)
            return found

        needed = _by_count(counted, len(items), lambda number: max(score.fewest, share_of(score, number)))
        valued = both(applies, answered >= needed, answered > 0)
        high = rounded(total_points + share * (counted - answered), counted)
        return ScoreFormulas(applies, valued, rounded(total_points, answered), rounded(total_points, counted), high)

    def _mean_of_scores(self, score: Score) -> ScoreFormulas:
        parts = [self.score(name) for name in score.of]
        items = sorted(self.bank.made_of(score.id))
        answered = number_of(self.amount(name) for name in items)
        counted = number_of(negate(self.apart(name)) for name in items)
        number_applying = number_of(part.applies for part in parts)
        number_valued = number_of(part.valued for part in parts)
        low = _mean([(part.applies, part.low) for part in parts], number_applying)
        high = _mean([(part.applies, part.high) for part in parts], number_applying)
        mean = _mean([(part.valued, part.value) for part in parts], number_valued)
        value = z3.If(mean < low, low, z3.If(mean > high, high, mean))
        least = number_applying if score.least is None else z3.IntVal(score.least)
        needed = _by_count(counted, len(items), lambda number: max(score.fewest, share_of(score, number)))
        valued = both(number_valued >= 1, number_valued >= least, answered >= needed)
        return ScoreFormulas(number_applying > 0, valued, value, low, high)

    def bands(self, name: str) -> dict[str, dict[str, Formula]]:
        """Tell when a score has which band, for each of its sets of bands."""
        score, found = self.bank.score_by_id[name], self.score(name)
        shown = both(found.applies, found.valued, negate(self.true(score.unbanded)) if score.unbanded else True)
        banded = {}
        for bands in score.bands:
            steps = self.bank.bands[bands].steps
            starts = [*(ceil(tenths(step.start)) for step in steps), None]
            banded[bands] = {
                step.label: both(shown, found.value >= start, True if end is None else found.value < end)
                for step, start, end in zip(steps, starts[:-1], starts[1:], strict=True)
            }
        return banded

    # What follows -----------------------------------------------------------------------------------------------------

    def fires(self, tier: str) -> Formula:
        """Tell when a trigger of a tier fires."""
        return either(*(self.true(trigger.when) for trigger in self.bank.triggers if trigger.tier == tier))

    def tier(self) -> dict[str, Formula]:
        """Tell when each tier is the one: the highest of those that fire, and the last where none does."""
        if not self._tier:
            higher: Formula = False
            for tier in self.bank.tiers[:-1]:
                fires = self.fires(tier.id)
                self._tier[tier.id] = both(negate(higher), fires)
                higher = either(higher, fires)
            self._tier[self.bank.tiers[-1].id] = negate(higher)
        return self._tier

    def rank(self) -> z3.ArithRef:
        """Give the tier as a number, 0 for the highest."""
        return total((one, rank) for rank, one in enumerate(self.tier().values()))

    def at_least(self, tier: str) -> Formula:
        """Tell when the tier is this one or a higher one."""
        names = [one.id for one in self.bank.tiers]
        return either(*(one for name, one in self.tier().items() if names.index(name) <= names.index(tier)))

    def statements(self) -> dict[str, Formula]:
        """Tell when each statement is said: of each group the first that applies."""
        if not self._said:
            of_group: dict[str, list[Formula]] = {}
            for statement in self.bank.statements:
                applies = self._applies(statement)
                before = of_group.setdefault(statement.group, [])
                self._said[statement.id] = both(negate(either(*before)), applies)
                before.append(applies)
        return self._said

    def _applies(self, statement: Statement) -> Formula:
        unless = False if statement.unless is None else self.verdict(statement.unless).true
        tier = self.tier()[statement.tier] if statement.tier else True
        return both(self.true(statement.when), negate(unless), tier)

    def flags(self, flags: Iterable[Flag]) -> dict[str, Formula]:
        return {flag.id: self.true(flag.when) for flag in flags}

    def patterns(self) -> dict[str, Verdict]:
        """Tell when each pattern fits; one that lacks only what was not asked cannot be."""
        found = {}
        for pattern in self.bank.patterns:
            verdict = self.verdict(pattern.when)
            open_ones = both(verdict.unknown, self._lacks(pattern.when))
            found[pattern.id] = Verdict(verdict.true, both(negate(verdict.true), negate(open_ones)))
        return found

    def pattern(self) -> dict[str, Formula]:
        """Tell when each pattern is the one: the first that is true, with none before it left open."""
        found: dict[str, Formula] = {}
        clear: Formula = True
        for name, verdict in self.patterns().items():
            found[name] = both(clear, verdict.true)
            clear = both(clear, verdict.false)
        return found

    def _lacks(self, condition: Condition) -> Formula:
        """Tell when an undecided condition lacks an answer to a question that was asked."""
        own = [
            both(open_here, self.open[leaf.question])
            for leaf, open_here in self._undecided(condition)
            if isinstance(leaf, AnswerIs)
        ]
        behind = [self._missing(score) for score in scores_of(condition)]
        return either(*own, *behind)

    def _undecided(self, condition: Condition) -> Iterator[tuple[AnswerIs | ScoreIs, Formula]]:
        """Give each comparison with when it keeps the condition open."""
        unknown = self.verdict(condition).unknown
        match condition:
            case AnswerIs() | ScoreIs():
                yield condition, unknown
            case NotSo(part):
                yield from ((leaf, both(unknown, inner)) for leaf, inner in self._undecided(part))
            case AllOf(parts) | AnyOf(parts) | CountOf(parts):
                for part in parts:
                    yield from ((leaf, both(unknown, inner)) for leaf, inner in self._undecided(part))

    def _missing(self, score: str) -> Formula:
        """Tell when a question behind a score was asked and has no answer; of a part that does not apply none has."""
        return either(
            *(
                both(self.open[name], negate(self.ways[name].answered), negate(self.apart(name)))
                for name in self.bank.made_of(score)
            )
        )

    def factor(self, factor: Factor) -> FactorFormulas:
        rules = {rule.id: self.verdict(rule.when) for rule in factor.evidence}
        points = total((rules[rule.id].true, rule.points) for rule in factor.evidence)
        may_come = total(
            (both(rules[rule.id].unknown, self._lacks(rule.when)), max(0, rule.points)) for rule in factor.evidence
        )
        gate = either(*(self.amount(name) for name in factor.gate))
        answered = self._answered(factor)
        at = {level: points >= factor.levels[level] for level in LEVELS[:3]}
        found: dict[str, Formula] = {}
        higher: Formula = False
        for level in LEVELS[:3]:
            found[level] = both(gate, negate(higher), at[level], answered >= factor.needs)
            higher = either(higher, at[level])
        found["none"] = both(gate, negate(higher), points + may_come < factor.levels["few"])
        found[NO_LEVEL] = negate(either(*found.values()))
        return FactorFormulas(points, rules, found)

    def _answered(self, factor: Factor) -> z3.ArithRef:
        compared = [leaf for rule in factor.evidence for leaf in leaves(rule.when) if isinstance(leaf, AnswerIs)]
        names = dict.fromkeys(leaf.question for leaf in compared)
        told = dict.fromkeys(leaf for leaf in compared if leaf.test.all_told is not None)
        return number_of([*(self.amount(name) for name in names), *(self.verdict(leaf).true for leaf in told)])


def tenths(number: float) -> Fraction:
    """Give a number in tenths, exactly as it is written."""
    return Fraction(str(number)) * 10


def share_of(score: Score, count: int) -> int:
    """Give how many of so many questions need an answer."""
    return ceil(Fraction(str(score.share)) * count)


def _by_count(count: z3.ArithRef, most: int, needed: object) -> z3.ArithRef:
    found = z3.IntVal(0)
    for number in range(1, most + 1):
        found = z3.If(count == number, z3.IntVal(needed(number)), found)  # type: ignore[operator]
    return found


def _mean(parts: list[tuple[Formula, z3.ArithRef]], count: z3.ArithRef) -> z3.ArithRef:
    """Give the mean of those that count, rounded to a whole number, a half up."""
    added = z3.Sum([z3.If(formula(counts), number, z3.IntVal(0)) for counts, number in parts])
    found = z3.IntVal(0)
    for number in range(1, len(parts) + 1):
        found = z3.If(count == number, (2 * added + number) / (2 * number), found)
    return found


def list_tests(bank: Bank) -> dict[str, list[Comparison]]:
    """Give what a bank holds each list of medicines against."""
    found: dict[str, dict[Comparison, None]] = {}
    for condition in conditions_of(bank):
        for leaf in leaves(condition):
            if isinstance(leaf, AnswerIs) and bank.by_id[leaf.question].type == "medicine":
                found.setdefault(leaf.question, {})[leaf.test] = None
    return {name: list(tests) for name, tests in found.items()}


def conditions_of(bank: Bank) -> Iterator[Condition]:
    """Give every condition of a bank."""
    every: list[Condition | None] = [question.opens for question in bank.questions]
    every += [condition for score in bank.scores for condition in (score.applies, score.unbanded, *score.counted)]
    every += [rule.when for rule in (*bank.triggers, *bank.flags, *bank.contradictions, *bank.patterns, *bank.criteria)]
    every += [condition for one in bank.neighbours for condition in (one.fits, one.differs)]
    every += [condition for one in bank.statements for condition in (one.when, one.unless)]
    every += [bank.outside.when] if bank.outside else []
    every += [one.unless for one in bank.helps]
    for factor in bank.factors:
        every += [rule.when for rule in factor.evidence]
        every += [one.unless for one in (*factor.helps, *factor.ask)]
    yield from (condition for condition in every if condition is not None)
