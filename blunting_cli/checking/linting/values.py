"""Which values answers and scores can come to, where these can be told one by one."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from math import floor
from typing import NamedTuple

from blunting_cli.bank.model import MEAN, Bank, Question, Recode, Score
from blunting_cli.bank.ranges import ends_of, recoded_ends, recoded_value, unit
from blunting_cli.conditions import State

# With more values than this a score counts as one that takes every value between its ends.
MOST_VALUES = 4000
# How many sums of two values are worked out, in all; with more of them nothing is told of values.
MOST_SUMS = 500_000

Values = frozenset[float] | None


class Reach(NamedTuple):
    """What a question or a score can come to: its ends, None where nothing bounds it, and its values where told."""

    low: float | None
    high: float | None
    values: Values = None

    def meets(self, low: float | None, high: float | None) -> bool:
        """Tell whether a value can lie between two ends, both inclusive."""
        if self.values is not None:
            return any((low is None or value >= low) and (high is None or value <= high) for value in self.values)
        below = low is not None and self.high is not None and self.high < low
        above = high is not None and self.low is not None and self.low > high
        return not below and not above and (low is None or high is None or low <= high)

    def always_meets(self, low: float | None, high: float | None) -> bool:
        """Tell whether every value lies between two ends, both inclusive."""
        reaches = low is None or (self.low is not None and self.low >= low)
        return reaches and (high is None or (self.high is not None and self.high <= high))


class Reaches:
    """What every question and score of a bank can come to."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self.sums_left = MOST_SUMS
        self._scores: dict[str, Reach] = {}

    def of(self, name: str) -> Reach:
        """Give what a question or a score can come to."""
        question = self.bank.by_id.get(name)
        if question is not None:
            low, high = ends_of(question)
            return Reach(low, high, _options(question))
        if name not in self._scores:
            score = self.bank.score_by_id.get(name)
            self._scores[name] = Reach(None, None)
            if score is not None:
                self._scores[name] = self._score(score)
        return self._scores[name]

    def recoded(self, name: str, score: Score) -> Reach:
        """Give what a part of a score comes to, recoded where the score recodes it."""
        found = self.of(name)
        rule = self.bank.recodes.get(score.recodes.get(name, ""))
        return found if rule is None else recoded_reach(rule, found)

    def _score(self, score: Score) -> Reach:
        if any(score.id in self.bank.score_by_id and part == score.id for part in score.of):
            return Reach(None, None)
        low, high = score.low, score.high
        if score.prorate:
            # What is missing counts as the mean of the others, so each part may lie as far out as the furthest.
            ends = [self.recoded(part, score) for part in score.of]
            low = min(low, *(len(ends) * score.times * (end.low or 0) for end in ends))
            high = max(high, *(len(ends) * score.times * (end.high or 0) for end in ends))
        return Reach(low, high, self._values(score))

    def _values(self, score: Score) -> Values:
        if score.method == "count_of":
            return frozenset(rounded(score.times * count) for count in range(len(score.counted) + 1))
        if self.sums_left < 0:
            return None
        parts = [self.recoded(name, score) for name in score.of]
        if score.method == "sum_of" and not score.prorate:
            sums = self._sums(part.values for part in parts)
            return None if sums is None else frozenset(rounded(value * score.times) for value in sums)
        if score.method == MEAN and not score.composite:
            return self._means(score)
        return None

    def _means(self, score: Score) -> Values:
        """Give the values of a mean of answers, where all are of one kind."""
        bank, shares = self.bank, []
        for name in score.of:
            values, span = self.recoded(name, score).values, unit(name, score, bank.by_id, bank.recodes)
            shares.append(None if values is None else frozenset(round(span.part(value), 9) for value in values))
        alike = shares[0] if shares and len(set(shares)) == 1 else None
        if alike is None:
            return None
        every = len(shares)
        leaving = any(State.NOT_APPLICABLE in bank.by_id[name].also for name in score.of if name in bank.by_id)
        fewest = 1 if leaving else max(1, score.fewest, _least(score.share, every))
        found: set[float] = set()
        for count in range(fewest, every + 1):
            sums = self._sums([alike] * count)
            if sums is None:
                return None
            found |= {rounded(score.high * value / count) for value in sums}
        return frozenset(found)

    def _sums(self, parts: Iterable[Values]) -> Values:
        found = {0.0}
        for values in parts:
            if values is None:
                return None
            self.sums_left -= len(found) * len(values)
            if self.sums_left < 0:
                return None
            found = {round(total + value, 6) for total, value in product(found, values)}
            if len(found) > MOST_VALUES:
                return None
        return frozenset(found)


def rounded(value: float) -> float:
    """Round as scores are: to one decimal, a five goes up."""
    return floor(round(value * 10, 6) + 0.5) / 10


def recoded_reach(rule: Recode, reach: Reach) -> Reach:
    """Give what values become; those that the recode does not name are left out."""
    low, high = recoded_ends(rule, reach.low, reach.high)
    if reach.values is not None:
        became = (recoded_value(rule, value) for value in reach.values)
        return Reach(low, high, frozenset(value for value in became if value is not None))
    if rule.values:
        return Reach(low, high, frozenset(given for given, _ in rule.values.values()))
    return Reach(low, high, frozenset(step.gives for step in rule.steps))


def _least(share: float, of: int) -> int:
    return -int(-(share * of) // 1)


def _options(question: Question) -> Values:
    if question.type != "single" or not question.options:
        return None
    values = [option.value for option in question.options]
    # A reversed answer counts from the other end; conditions see it as it was given.
    turned = [min(values) + max(values) - value for value in values] if question.reverse else []
    return frozenset(map(float, (*values, *turned)))
