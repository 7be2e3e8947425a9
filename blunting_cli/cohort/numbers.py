"""The scores of many rows: what answers come to the same is worked out once, by the rules that score one person.

Of a plain sum or mean it matters only how many answers there are and what they add up to; of a mean of such scores only
what these are. Every other score is worked out once for each different set of answers behind it.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Hashable, Iterable, Sequence
from operator import add
from typing import NamedTuple, TypeVar

from blunting_cli.bank.model import Bank, Question, Score
from blunting_cli.bank.ranges import ends_of
from blunting_cli.cohort.codes import Codebook, compact
from blunting_cli.cohort.vectors import MOST
from blunting_cli.conditions import Answer, State, amount_of
from blunting_cli.scoring import Said, ScoreResult, needed_of, turned

# So many different results of a score are remembered at a time.
MOST_NUMBERS = 4_000
# What a sum of parts may come to.
MOST_SUM = 2**32


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
    """The different results of one score that turned up, by their code."""

    def __init__(self, score: Score) -> None:
        self.score = score
        self.clear()

    @property
    def all(self) -> list[Number]:
        """The results by their code; the first is that of a row in which no score counts."""
        return self.book.things

    def tidy(self) -> None:
        """Forget every result where there are many; between two blocks, since the codes mean others then."""
        if len(self.all) > MOST_NUMBERS:
            self.clear()

    def clear(self) -> None:
        """Forget every result."""
        self._code_of: dict[Hashable, int] = {}
        self.book = Codebook[Number]([NOTHING])

    def codes(self, keys: Sequence[Key], number: Callable[[Key, int], Number]) -> Sequence[int]:
        """Give the code of every row's result; `number` works one out for a key from a row that has it."""
        code_of = self._code_of
        try:
            codes = list(map(code_of.__getitem__, keys))
        except KeyError:
            # Of the rows with one key any will do.
            row_of = dict(zip(keys, range(len(keys)), strict=True))
            for key in row_of.keys() - code_of.keys():
                code_of[key] = len(self.all)
                self.all.append(number(key, row_of[key]))
            codes = list(map(code_of.__getitem__, keys))
        return compact(codes, len(self.all) - 1)


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
    wide = any(_width(one) > MOST for one in questions if one is not None)
    return len(ends) == 1 and len(questions) <= MOST and not wide and not bank.safety.intersection(score.of)


def _width(question: Question) -> float:
    low, high = ends_of(question)
    return (high or 0) - (low or 0)


def height(question: Question, answer: Answer) -> int:
    """Give how far an answer to a choice lies above the least there is, turned round where its score turns it."""
    amount = amount_of(answer)
    return 0 if amount is None else int(turned(amount, question) - (ends_of(question)[0] or 0))


def together(questions: Sequence[Question]) -> list[Sequence[Question]]:
    """Give alike choices in groups whose heights add up to no more than a byte of a vector holds."""
    some = int(MOST // max(1, _width(questions[0])))
    return [questions[first : first + some] for first in range(0, len(questions), some)]


def is_mean_of_plain(score: Score, bank: Bank) -> bool:
    """Tell whether a score is the mean of scores that share no question and always apply."""
    if score.method != "mean_of" or not score.composite or score.recodes or score.applies is not None:
        return False
    made = [set(bank.made_of(name)) for name in score.of]
    apart = sum(map(len, made)) == len(set().union(*made))
    parts = [bank.score_by_id[name] for name in score.of]
    small = all(part.low >= 0 and part.high * 10 * len(parts) < MOST_SUM for part in parts)
    return apart and small and all(_is_simple(part, bank) for part in parts)


def _is_simple(score: Score, bank: Bank) -> bool:
    return is_plain(score, bank) or is_mean_of_plain(score, bank)


# The sums that a mean of scores is made of stand beside each other in one int: what the parts with a value come to and
# how many these are, their lows and highs, the parts that count, the questions answered and all there are, and of how
# many parts a question that was asked is open, and any is cited.
_SUMS = struct.Struct("<9I")


def packed(number: Number) -> int:
    """Give what a part adds to the key of a mean of scores: its tenths and counts."""
    if not number.of:
        found = (0,) * 8 + (int(number.cited),)
    else:
        found = (
            0 if number.value is None else _tenths(number.value),
            int(number.value is not None),
            _tenths(number.low or 0),
            _tenths(number.high or 0),
            1,
            number.answered,
            number.of,
            int(number.open_ones),
            int(number.cited),
        )
    return int.from_bytes(_SUMS.pack(*found), "little")


def _tenths(value: float) -> int:
    return round(value * 10)


def mean_of_parts(score: Score, key: int) -> Number:
    """Give the mean of scores from the sums of their parts; the same formula as for one person, in whole tenths."""
    values, valued, lows, highs, parts, answered, of, open_ones, cited = _SUMS.unpack(
        key.to_bytes(_SUMS.size, "little")
    )
    if not parts:
        return NOTHING._replace(cited=bool(cited))
    low, high = _mean(lows, parts), _mean(highs, parts)
    least = parts if score.least is None else score.least
    enough = valued >= max(1, least) and answered >= needed_of(of, score)
    value = min(max(_mean(values, valued), low), high) if enough else None
    return Number(value, low, high, answered, of, bool(open_ones), bool(cited))


def _mean(tenths: int, count: int) -> float:
    """Give a mean, rounded to one decimal as on paper: a five goes up."""
    return (2 * tenths + count) // (2 * count) / 10


def summed(parts: Sequence[Iterable[int]]) -> list[int]:
    """Add the parts of every row, of which there is one at least."""
    total, *others = parts
    for part in others:
        total = map(add, total, part)
    return list(total)
