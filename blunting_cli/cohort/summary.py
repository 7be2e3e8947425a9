"""Many respondents in numbers: how often each result came out, what scores are, and how the questions of each agree.

It is gathered block by block, and what is kept does not grow with the rows: counts, and sums that are whole numbers or
exact fractions, so that the order of the rows changes nothing. Of answers about safety nothing is counted, and a score
that rests on them is taken as it was filled in, which is without them unless it was asked otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import floor, sqrt
from operator import mul
from typing import Any, NamedTuple

from blunting_cli.bank.model import MEAN, Bank, Question, Score
from blunting_cli.bank.ranges import recoded_value, unit
from blunting_cli.cohort.block import Block
from blunting_cli.cohort.cells import Column
from blunting_cli.cohort.results import NO_PATTERN, UNDECIDED, Filled, Results
from blunting_cli.conditions import Answer, State, amount_of
from blunting_cli.factors import RANKED
from blunting_cli.scoring import VERDICTS, turned

# Up to so many codes it is faster to look for each in all rows than to look at each row.
FEW_CODES = 24

Exact = int | Fraction


class Count(NamedTuple):
    """How often one value came out; `percent` is its part of all respondents, None where there are none.

    The value None stands for no result.
    """

    value: str | int | None
    number: int
    percent: float | None


class BandCounts(NamedTuple):
    """How often each band of one set came out for a score."""

    score: str
    bands: str
    counts: tuple[Count, ...]


class ScaleNumbers(NamedTuple):
    """A score over all respondents that have a value: their number, and how many have none; then what the values are.

    `deviation` is that of a sample (divided by one less than their number).
    """

    score: str
    number: int
    missing: int
    mean: float | None
    deviation: float | None
    lowest: float | None
    highest: float | None


class Item(NamedTuple):
    """One choice-of-one question behind a score: its answers as they were given, and every way of having none.

    `rest` is the correlation (Pearson) of the item with the sum of the others of its score, None where there is none.
    """

    question: str
    values: tuple[Count, ...]
    states: tuple[Count, ...]
    rest: float | None


class Items(NamedTuple):
    """The questions behind a score and how well they go together, over the `complete` respondents who answered all.

    Of one that is `private`, since it rests on answers about safety, and of one that is also made of scores, it is not
    worked out how well they go together.
    """

    score: str
    items: tuple[Item, ...]
    complete: int | None
    alpha: float | None
    private: bool


class Summarised(NamedTuple):
    """Many respondents in numbers; the parts and their values stand in the order of the bank."""

    respondents: int
    tiers: tuple[Count, ...]
    patterns: tuple[Count, ...]
    scales: tuple[ScaleNumbers, ...]
    bands: tuple[BandCounts, ...]
    criteria: Mapping[str, tuple[Count, ...]]
    factors: Mapping[str, tuple[Count, ...]]
    items: tuple[Items, ...]


class Values:
    """The sums of a score's values, exact whatever their number and order."""

    def __init__(self) -> None:
        self.count = self.missing = 0
        self.total: Exact = 0
        self.squares: Exact = 0
        self.lowest: float | None = None
        self.highest: float | None = None

    def add(self, counted: Iterable[tuple[float | None, int]]) -> None:
        """Add values, each with how often it came out."""
        together: Counter[float | None] = Counter()
        for value, times in counted:
            together[value] += times
        for value, times in together.items():
            if value is None:
                self.missing += times
                continue
            # A number as it is written is exact in tenths, which a float is not.
            shown = _exact(value)
            self.count += times
            self.total += times * shown
            self.squares += times * shown * shown
            self.lowest = value if self.lowest is None else min(self.lowest, value)
            self.highest = value if self.highest is None else max(self.highest, value)

    def numbers(self, score: str) -> ScaleNumbers:
        """Give the mean and the deviation of what was added."""
        mean = float(Fraction(self.total, self.count)) if self.count else None
        deviation = None
        if self.count > 1:
            apart = self.count * self.squares - self.total * self.total
            deviation = sqrt(Fraction(apart, self.count * (self.count - 1)))
        return ScaleNumbers(score, self.count, self.missing, mean, deviation, self.lowest, self.highest)


class Moments:
    """The sums of the items of a score, of all together, and of their products, where all items are answered.

    What is worked out of them is times the square of the number of rows, which cancels out in what is told.
    """

    def __init__(self, items: int) -> None:
        self.rows = 0
        self.sums: list[Exact] = [0] * items
        self.squares: list[Exact] = [0] * items
        self.with_total: list[Exact] = [0] * items
        self.total: Exact = 0
        self.total_squares: Exact = 0

    def add(self, items: Sequence[Sequence[Exact]], times: Sequence[int]) -> None:
        """Add different rows, given item by item, each with how many times it came up."""
        totals = list(map(sum, zip(*items, strict=True)))
        each = list(map(mul, totals, times))
        self.rows += sum(times)
        self.total += sum(each)
        self.total_squares += sum(map(mul, totals, each))
        for index, values in enumerate(items):
            own = list(map(mul, values, times))
            self.sums[index] += sum(own)
            self.squares[index] += sum(map(mul, values, own))
            self.with_total[index] += sum(map(mul, values, each))

    @property
    def _total_variance(self) -> Exact:
        return self.rows * self.total_squares - self.total * self.total

    def _variance(self, item: int) -> Exact:
        return self.rows * self.squares[item] - self.sums[item] * self.sums[item]

    def alpha(self) -> float | None:
        """Give alpha: k / (k - 1) * (1 - sum of the variances of the k items / variance of their sum).

        Cronbach LJ. Coefficient alpha and the internal structure of tests. Psychometrika 1951;16:297-334. There is none
        with fewer than two items, with fewer than two rows, or where all sums are alike. It is at most 1, and falls
        below 0 where the items go against each other.
        """
        count = len(self.sums)
        if count < 2 or self.rows < 2 or not self._total_variance:
            return None
        apart = sum(map(self._variance, range(count)))
        return float(Fraction(count, count - 1) * (1 - Fraction(apart) / self._total_variance))

    def rest(self, item: int) -> float | None:
        """Give the correlation (Pearson) of an item with the sum of the others; None where either is always alike."""
        own = self._variance(item)
        together = self.rows * self.with_total[item] - self.sums[item] * self.total - own
        others = self._total_variance - 2 * together - own
        if not own or not others:
            return None
        return max(-1.0, min(1.0, float(together) / sqrt(own * others)))


class Summary:
    """Gathers many respondents into numbers, block by block."""

    def __init__(self, bank: Bank, results: Results) -> None:
        self.bank, self.rules = bank, results.rules
        self.respondents = 0
        self._place = {
            name: (group, place)
            for group, columns in enumerate(results.groups)
            for place, name in enumerate(columns.names)
        }
        self._counts: dict[str, Counter[str | None]] = {name: Counter() for name in _counted_columns(bank)}
        self._values = {score.id: Values() for score in bank.scores if score.shown}
        made = [score for score in bank.scores if _is_of_answers(score, bank)]
        self._items = {score.id: _choices(score, bank) for score in made}
        self._weighed = {score.id: Weighing(score, bank) for score in made if _is_weighed(score, bank)}
        wanted = {name for names in self._items.values() for name in names}
        self._answers: dict[str, Counter[str | int]] = {
            question.id: Counter() for question in bank.questions if question.id in wanted
        }
        weighed = {name for one in self._weighed.values() for name in one.score.of}
        self._read = tuple(question.id for question in bank.questions if question.id in wanted | weighed)

    def add(self, columns: Mapping[str, Column], filled: Sequence[Filled], rows: int) -> None:
        """Add a block of rows: the cells of every question as they were read, and the results that were filled in."""
        if not rows:
            return
        block = Block(self.rules, columns, rows)
        # An answer to a question that is closed does not count: it was not asked.
        columns = {name: Column(columns[name].reader, block.codes(name)) for name in self._read}
        self.respondents += rows
        for name, counts in self._counts.items():
            for value, times in self._told(name, filled):
                counts[value] += times
        for name, values in self._values.items():
            values.add(self._told(f"score_{name}", filled))
        for name, answers in self._answers.items():
            for answer, times in _tally(columns[name].codes, columns[name].answers):
                answers[answer] += times
        for weighing in self._weighed.values():
            weighing.add(columns)

    def _told(self, column: str, filled: Sequence[Filled]) -> Iterator[tuple[Any, int]]:
        """Count what a column of the results tells; two of its counts may be of the same value."""
        group, place = self._place[column]
        return ((values[place], times) for values, times in _tally(*filled[group]))

    def result(self) -> Summarised:
        """Give the numbers of all that was added so far."""
        bank = self.bank
        criteria = (VERDICTS[True], VERDICTS[None], VERDICTS[False])
        return Summarised(
            self.respondents,
            self._result("tier", [tier.id for tier in bank.tiers]),
            self._result("pattern", [*(pattern.id for pattern in bank.patterns), UNDECIDED, NO_PATTERN]),
            tuple(values.numbers(name) for name, values in self._values.items()),
            tuple(
                BandCounts(score, bands, self._result(column, [step.label for step in bank.bands[bands].steps]))
                for score, bands, column in _band_columns(bank)
            ),
            {one.id: self._result(f"criterion_{one.id}", criteria) for one in bank.criteria},
            {one.id: self._result(f"factor_{one.id}_level", RANKED) for one in bank.factors},
            tuple(self._of_items(name, choices) for name, choices in self._items.items() if choices),
        )

    def _result(self, column: str, order: Iterable[str]) -> tuple[Count, ...]:
        """Give the counts of a column in an order; no result stands last."""
        counts = self._counts[column]
        return tuple(self._count(value, counts[value]) for value in dict.fromkeys([*order, None]))

    def _count(self, value: str | int | None, number: int) -> Count:
        return Count(value, number, percent(number, self.respondents))

    def _of_items(self, name: str, choices: Sequence[str]) -> Items:
        weighed = self._weighed.get(name)
        items = tuple(self._item(self.bank.by_id[choice], weighed) for choice in choices)
        private = name in self.bank.safety_scores
        if weighed is None:
            return Items(name, items, None, None, private)
        return Items(name, items, weighed.moments.rows, weighed.moments.alpha(), private)

    def _item(self, question: Question, weighed: Weighing | None) -> Item:
        counts = self._answers[question.id]
        return Item(
            question.id,
            tuple(self._count(option.value, counts[option.value]) for option in question.options),
            tuple(self._count(state.value, counts[state]) for state in State),
            weighed.moments.rest(weighed.score.of.index(question.id)) if weighed else None,
        )


class Weighing:
    """How the questions of one score go together: each counts as it counts in the score, so reversed and recoded."""

    def __init__(self, score: Score, bank: Bank) -> None:
        self.score, self.bank = score, bank
        self.moments = Moments(len(score.of))
        self.weights = _weights(score, bank)

    def add(self, columns: Mapping[str, Column]) -> None:
        """Add the rows of a block in which all its questions are answered; rows that are alike are looked at once."""
        tables = [self._table(name, columns[name]) for name in self.score.of]
        alike = Counter(zip(*(columns[name].codes for name in self.score.of), strict=True))
        rows, times = [], []
        for codes, count in alike.items():
            values = [table[code] for table, code in zip(tables, codes, strict=True)]
            if None not in values:
                rows.append(values)
                times.append(count)
        if rows:
            self.moments.add(list(zip(*rows, strict=True)), times)

    def _table(self, name: str, column: Column) -> list[Exact | None]:
        """Give what every answer of a question that turned up counts as; None for those that are no number."""
        return [self._value(name, answer) for answer in column.answers]

    def _value(self, name: str, answer: Answer) -> Exact | None:
        amount = amount_of(answer)
        value = None if amount is None else turned(amount, self.bank.by_id[name])
        if value is not None and name in self.score.recodes:
            value = recoded_value(self.bank.recodes[self.score.recodes[name]], value)
        return None if value is None else _exact(value) * self.weights.get(name, 1)


def percent(number: int, of: int) -> float | None:
    """Give a part of a hundred, rounded to one decimal, a five going up; None of nothing."""
    return floor((2000 * number + of) / (2 * of)) / 10 if of else None


def _counted_columns(bank: Bank) -> Iterator[str]:
    """Give the columns of the results whose values are counted."""
    yield from ("tier", "pattern")
    yield from (column for _, _, column in _band_columns(bank))
    yield from (f"criterion_{criterion.id}" for criterion in bank.criteria)
    yield from (f"factor_{factor.id}_level" for factor in bank.factors)


def _band_columns(bank: Bank) -> Iterator[tuple[str, str, str]]:
    """Give every set of bands of every score that is shown, and the column it stands in."""
    for score in bank.scores:
        for name in score.bands if score.shown else ():
            suffix = "_band" if len(score.bands) == 1 else f"_band_{name}"
            yield score.id, name, f"score_{score.id}{suffix}"


def _is_of_answers(score: Score, bank: Bank) -> bool:
    """Tell whether a score is a mean or a sum of answers."""
    return score.method in (MEAN, "sum_of") and not score.composite and any(name in bank.by_id for name in score.of)


def _is_weighed(score: Score, bank: Bank) -> bool:
    """Tell whether it can be said how well its parts go together: all are answers, and none is about safety."""
    return all(name in bank.by_id for name in score.of) and score.id not in bank.safety_scores


def _choices(score: Score, bank: Bank) -> tuple[str, ...]:
    """Give the choices of one behind a score that may be told."""
    questions = (bank.by_id[name] for name in score.of if name in bank.by_id and name not in bank.safety)
    return tuple(question.id for question in questions if question.type == "single")


def _weights(score: Score, bank: Bank) -> dict[str, Exact]:
    """Give how much an answer counts for, beside the others: in a mean each counts by its part of its own span."""
    if score.method != MEAN:
        return {}
    spans = {name: unit(name, score, bank.by_id, bank.recodes) for name in score.of}
    widths = {name: Fraction(repr(span.high - span.low)) for name, span in spans.items()}
    widest = max(widths.values(), default=Fraction(0))
    # Where all spans are alike the numbers stay whole.
    return {name: _exact(widest / width) if width else 0 for name, width in widths.items()}


def _exact(value: float | Fraction) -> Exact:
    """Give a number as it is written: whole where it is."""
    exact = value if isinstance(value, Fraction) else Fraction(repr(value))
    return exact.numerator if exact.denominator == 1 else exact


def _tally(codes: Sequence[int], words: Sequence[Any]) -> Iterator[tuple[Any, int]]:
    """Count codes, and give what they stand for; two codes may stand for the same."""
    if isinstance(codes, bytes) and len(words) <= FEW_CODES:
        counted = {code: codes.count(code) for code in range(len(words))}
    else:
        counted = Counter(codes)
    return ((words[code], count) for code, count in counted.items() if count)
