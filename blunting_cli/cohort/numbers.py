"""The scores of many rows: what answers come to the same is worked out once, by the rules that score one person.

Of a plain sum or mean it matters only how many answers there are and what they add up to; of a mean of such scores only
what these are. Every other score is worked out once for each different set of answers behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import repeat
from math import floor
from operator import add
from typing import NamedTuple, TypeVar

from blunting_cli.bank.model import Bank, Question, Score
from blunting_cli.bank.ranges import ends_of
from blunting_cli.conditions import Answer, State, amount_of, within_interval
from blunting_cli.scoring import Said, ScoreResult, needed_of, turned

# So many different results of a score are remembered at a time.
MOST_NUMBERS = 8_000
# Sums of several parts of a number stand beside each other in one int, each with so many bits.
BITS = 24
HALF = 1 << BITS - 1


Key = TypeVar("Key", bound=Hashable)


class Number(NamedTuple):
    """A score as it stands in a row of a table: with how many questions behind it are answered, and how many there are.

    `open_ones` tells whether a question was asked that it lacks, and `cited` whether it rests on any answer.
    """

    value: float | None
    low: float | None
    high: float | None
    answered: int
    of: int
    open_ones: bool
    cited: bool
    error: float | None = None


NOTHING = Number(None, None, None, 0, 0, False, False)


class Numbers:
    """The different results of one score that turned up, by their code, and what conditions make of each."""

    def __init__(self, score: Score) -> None:
        self.score = score
        self.code_of: dict[Hashable, int] = {}
        self.all: list[Number] = []
        self._verdicts: dict[tuple[float | None, float | None], list[bool | None]] = {}
        self.made = 0
        self.clear()

    def tidy(self) -> None:
        """Forget every result where there are many; between two blocks, since the codes mean others then."""
        if len(self.all) > MOST_NUMBERS:
            self.clear()

    def clear(self) -> None:
        """Forget every result; the first is that of a row in which no score counts."""
        self.code_of, self.all, self._verdicts = {}, [NOTHING], {}
        self.made += 1

    def codes(self, keys: Sequence[Key], number: Callable[[Key, int], Number]) -> list[int]:
        """Give the code of every row's result; `number` works one out for a key from a row that has it."""
        code_of = self.code_of
        try:
            return list(map(code_of.__getitem__, keys))
        except KeyError:
            # Of the rows with one key any will do.
            for key, row in dict(zip(keys, range(len(keys)), strict=True)).items():
                if key not in code_of:
                    code_of[key] = len(self.all)
                    self.all.append(number(key, row))
        return list(map(code_of.__getitem__, keys))

    def verdicts(self, low: float | None, high: float | None) -> list[bool | None]:
        """Tell of every result whether it lies between two ends."""
        found = self._verdicts.setdefault((low, high), [])
        found += (within_interval(number, low, high) for number in self.all[len(found) :])
        return found


def as_number(result: ScoreResult, said: Said) -> Number:
    """Give what a table tells of a result."""
    bank = said.bank
    open_ones = any(said.answer(name) is not State.NOT_ASKED for name in result.missing)
    cited = bool(result.questions) or any(said.answer(name) is State.NOT_APPLICABLE for name in bank.made_of(result.id))
    return Number(
        result.value,
        result.low,
        result.high,
        result.answered,
        result.of,
        open_ones,
        cited,
        result.error,
    )


def is_plain(score: Score, bank: Bank) -> bool:
    """Tell whether only the number and the sum of a score's answers matter: a mean or sum of alike whole choices."""
    if score.method not in ("mean_of", "sum_of") or score.composite or score.recodes or score.applies is not None:
        return False
    questions = [bank.by_id.get(name) for name in score.of]
    if any(one is None or one.type != "single" or one.implied is not None for one in questions):
        return False
    ends = {ends_of(one) for one in questions if one is not None}
    return len(ends) == 1 and not bank.safety.intersection(score.of) and _small(ends, len(questions))


def _small(ends: Iterable[tuple[float | None, float | None]], count: int) -> bool:
    """Tell whether the sums of so many answers stay within their bits."""
    return all(max(abs(low or 0), abs(high or 0)) * count < HALF for low, high in ends)


def contribution(question: Question, answer: Answer) -> int:
    """Give what one answer adds to the key of a plain score: its value, and one for each way it can count."""
    if answer is State.NOT_ASKED:
        return 1
    if answer is State.NOT_APPLICABLE:
        return 1 << BITS
    if isinstance(answer, State):
        return 1 << 2 * BITS
    return (1 << 3 * BITS) + (int(turned(amount_of(answer) or 0, question)) << 4 * BITS)


def is_mean_of_plain(score: Score, bank: Bank) -> bool:
    """Tell whether a score is the mean of scores that share no question and always apply."""
    if score.method != "mean_of" or not score.composite or score.recodes or score.applies is not None:
        return False
    made = [set(bank.made_of(name)) for name in score.of]
    apart = sum(map(len, made)) == len(set().union(*made))
    parts = [bank.score_by_id[name] for name in score.of]
    small = all(part.low >= 0 and part.high * 10 * len(parts) < HALF for part in parts)
    return apart and small and all(_is_simple(part, bank) for part in parts)


def _is_simple(score: Score, bank: Bank) -> bool:
    return is_plain(score, bank) or is_mean_of_plain(score, bank)


# The sums a mean of scores is made of, each at its place in one int.
VALUES, VALUED, LOWS, HIGHS, PARTS, ANSWERED, OF, OPEN, CITED = range(9)


def packed(number: Number) -> int:
    """Give what a part adds to the key of a mean of scores: its tenths and counts side by side in one int."""
    if not number.of:
        return int(number.cited) << CITED * BITS
    found = (
        0 if number.value is None else _tenths(number.value),
        number.value is not None,
        _tenths(number.low or 0),
        _tenths(number.high or 0),
        1,
        number.answered,
        number.of,
        number.open_ones,
        number.cited,
    )
    return sum(int(one) << place * BITS for place, one in enumerate(found))


def _tenths(value: float) -> int:
    return round(value * 10)


def mean_of_parts(score: Score, key: int) -> Number:
    """Give the mean of scores from the sums of their parts; the same formula as for one person, in whole tenths."""
    sums = [key >> place * BITS & (1 << BITS) - 1 for place in range(9)]
    parts, valued = sums[PARTS], sums[VALUED]
    if not parts:
        return NOTHING._replace(cited=bool(sums[CITED]))
    low, high = _mean(sums[LOWS], parts), _mean(sums[HIGHS], parts)
    least = parts if score.least is None else score.least
    enough = valued >= max(1, least) and sums[ANSWERED] >= needed_of(sums[OF], score)
    value = min(max(_mean(sums[VALUES], valued), low), high) if enough else None
    return Number(value, low, high, sums[ANSWERED], sums[OF], bool(sums[OPEN]), bool(sums[CITED]))


def _mean(tenths: int, count: int) -> float:
    """Give a mean, rounded to one decimal as on paper: a five goes up."""
    return floor((2 * tenths + count) / (2 * count)) / 10


def summed(parts: Sequence[Iterable[int]]) -> list[int]:
    """Add the parts of every row."""
    total: Iterable[int] = parts[0] if parts else repeat(0)
    for part in parts[1:]:
        total = map(add, total, part)
    return list(total)
