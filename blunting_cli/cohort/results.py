"""What is told of every respondent: the columns of the result, each filled for a block of rows at once.

Columns that go together are filled with one code a row and the values it stands for, so that these are written out once
and not for every row.
Answers about safety are not told: what rests on them stands as it does in a record that withholds them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import compress
from typing import Any, NamedTuple

from blunting_cli.assessment import HELP_NOW, SAFETY
from blunting_cli.bank.model import Bank, Criterion, Factor, Flag, Score
from blunting_cli.cohort.block import Block, Rule, Rules
from blunting_cli.cohort.codes import BYTES
from blunting_cli.cohort.numbers import Number
from blunting_cli.cohort.vectors import at_least, blanked, numbered, numbers_of, paired, totals
from blunting_cli.conditions import AnswerIs, Condition, leaves
from blunting_cli.errors import InputError
from blunting_cli.factors import PRINTED, RANKED
from blunting_cli.scoring import VERDICTS, band_of

# The pattern of a row whose answers do not decide it, and of one that has none.
UNDECIDED, NO_PATTERN = "undecided", "none"
# The column that comes first.
TIER = "tier"

Give = Callable[[Number], Any]


class Filled(NamedTuple):
    """Columns of a block that go together: the code of every row, and the values of the columns that it stands for."""

    codes: Sequence[int]
    values: Sequence[tuple[Any, ...]]


class Scored(NamedTuple):
    """A block of rows as it is, and as it is shown where the answers about safety are withheld.

    `codes` are those of the scores as they are told, each worked out once for all its columns.
    """

    whole: Block
    shown: Block
    codes: dict[str, Sequence[int]]


class ResultColumns(NamedTuple):
    """Columns of the result that go together, by their names."""

    names: tuple[str, ...]
    fill: Callable[[Scored], Filled]


class Results:
    """The columns of a bank's results, in their order, made for the rows of a table.

    Raises:
        InputError: two results of the bank would have one name.
    """

    def __init__(self, rules: Rules, *, explain: bool, safety: bool) -> None:
        self.rules, self.bank, self.safety = rules, rules.bank, safety
        self.groups = tuple(self._groups(explain))
        self.names = [name for group in self.groups for name in group.names]
        twice = [name for name, count in Counter(self.names).items() if count > 1]
        if twice:
            raise InputError(f"two results would stand in one column {twice[0]}.", "Rename a score of the bank.")

    def _groups(self, explain: bool) -> Iterator[ResultColumns]:
        yield self._tiers()
        yield ResultColumns(("flags",), self._flags)
        if explain:
            yield ResultColumns(("reasons",), self._reasons)
        yield self._patterns()
        for score in self.bank.scores:
            yield from self._of_score(score)
        for criterion in self.bank.criteria:
            yield self._of_criterion(criterion)
        for factor in self.bank.factors:
            yield from self._of_factor(factor, explain)
        for name in ("asked", "answered", "missing"):
            yield self._counted(name)

    # Scores ---------------------------------------------------------------------------------------------------------

    def _of_score(self, score: Score) -> Iterator[ResultColumns]:
        """Give the columns of a score, in groups of those that are empty in the same rows."""
        told: list[tuple[str, Give]] = [
            ("", lambda number: number.value),
            ("_low", lambda number: number.low),
            ("_high", lambda number: number.high),
        ]
        banded = [
            ("_band" if len(score.bands) == 1 else f"_band_{name}", partial(_band, name, self.bank))
            for name in score.bands
        ]
        rest: list[tuple[str, Give]] = []
        if any(
            error is not None for rule in score.recodes.values() for _, error in self.bank.recodes[rule].values.values()
        ):
            rest.append(("_error", lambda number: number.error))
        rest.append(("_missing", lambda number: number.of - number.answered if number.of else None))
        if score.unbanded is None:
            yield self._told(score, [*told, *banded, *rest])
            return
        yield self._told(score, told)
        if banded:
            yield self._told(score, banded, self.rules.rule(score.unbanded))
        yield self._told(score, rest)

    def _told(self, score: Score, columns: Sequence[tuple[str, Give]], empty: Rule | None = None) -> ResultColumns:
        """Tell of a score in some columns; not in rows for which a rule leaves them `empty`."""
        name, private = score.id, score.id in self.bank.safety_scores
        names, gives = zip(*columns, strict=True)

        def values(number: Number) -> tuple[Any, ...]:
            return tuple([give(number) for give in gives])

        def fill(scored: Scored) -> Filled:
            block = scored.shown if private else scored.whole
            if name not in scored.codes:
                scored.codes[name] = self._inside(scored, block.scores(name))
            codes = scored.codes[name]
            if empty is not None:
                codes = blanked(codes, empty(block).true, block.rows)
            return Filled(codes, self.rules.numbers[name].book.made(names, values))

        return ResultColumns(tuple(f"score_{name}{suffix}" for suffix in names), fill)

    def _inside(self, scored: Scored, codes: Sequence[int]) -> Sequence[int]:
        """Leave out what is not told of people for whom the check was not written."""
        return blanked(codes, self._outside(scored), scored.whole.rows)

    def _outside(self, scored: Scored) -> int:
        outside = self.bank.outside
        return 0 if outside is None else self.rules.rule(outside.when)(scored.whole).true

    # Rules ----------------------------------------------------------------------------------------------------------

    def _of_criterion(self, criterion: Criterion) -> ResultColumns:
        rule = self.rules.rule(criterion.when)
        private = not self.bank.safety.isdisjoint(self.bank.rests_on(criterion.when))
        values = _alone(None, VERDICTS[True], VERDICTS[None], VERDICTS[False])

        def fill(scored: Scored) -> Filled:
            block = scored.shown if private else scored.whole
            found = rule(block)
            kinds = numbered((found.true, found.unknown, found.false(block.every)), block.rows)
            return Filled(self._inside(scored, kinds), values)

        return ResultColumns((f"criterion_{criterion.id}",), fill)

    def _patterns(self) -> ResultColumns:
        values = _alone(None, *(pattern.id for pattern in self.bank.patterns), UNDECIDED, NO_PATTERN)

        def fill(scored: Scored) -> Filled:
            block = scored.whole
            left, open_ones, kinds = block.every, 0, []
            for pattern in self.bank.patterns:
                found = self.rules.rule(pattern.when)(block)
                kinds.append(left & found.true & ~open_ones)
                # One that lacks only what was not asked cannot be true, and decides nothing.
                open_ones |= left & found.unknown & self.rules.lacks_asked(pattern.when)(block)
                left &= ~found.true
            kinds += [open_ones, left & ~open_ones]
            return Filled(self._inside(scored, numbered(kinds, block.rows)), values)

        return ResultColumns(("pattern",), fill)

    def _of_factor(self, factor: Factor, explain: bool) -> Iterator[ResultColumns]:
        weighing = Weighing(factor, self.rules)
        name = f"factor_{factor.id}"
        levels, points = (None, *RANKED), (None, *range(weighing.least, weighing.most + 1))

        def level(scored: Scored) -> Sequence[int]:
            found = weighing.weighed(scored.whole).levels
            return self._inside(scored, numbered([found[one] for one in RANKED], scored.whole.rows))

        def number(scored: Scored) -> Sequence[int]:
            weighed = weighing.weighed(scored.whole)
            return self._inside(scored, blanked(weighed.points, weighed.levels["not_asked"], scored.whole.rows))

        if len(levels) * len(points) <= BYTES:
            both = tuple((one, other) for one in levels for other in points)
            yield ResultColumns(
                (f"{name}_level", f"{name}_points"),
                lambda scored: Filled(paired(level(scored), number(scored), len(points), scored.whole.rows), both),
            )
        else:
            each = _alone(*levels), _alone(*points)
            yield ResultColumns((f"{name}_level",), lambda scored: Filled(level(scored), each[0]))
            yield ResultColumns((f"{name}_points",), lambda scored: Filled(number(scored), each[1]))
        if explain:
            for word, wanted in (("for", 1), ("against", -1)):
                rules = [(rule.id, rule.when) for rule in factor.evidence if rule.points * wanted > 0]
                yield ResultColumns((f"{name}_{word}",), self._named(rules))

    def _named(self, rules: list[tuple[str, Condition]]) -> Callable[[Scored], Filled]:
        """Name the rules that are true in every row."""
        compiled = [(name, self.rules.rule(when)) for name, when in rules]

        def fill(scored: Scored) -> Filled:
            inside = scored.whole.every & ~self._outside(scored)
            return _joined([(name, rule(scored.whole).true & inside) for name, rule in compiled], scored.whole.rows)

        return fill

    # How soon -------------------------------------------------------------------------------------------------------

    def _fired(self, block: Block) -> dict[str, int]:
        """Give the rows of every tier in which one of its triggers fires."""
        fired = dict.fromkeys((tier.id for tier in self.bank.tiers), 0)
        for trigger in self.bank.triggers:
            fired[trigger.tier] |= self.rules.rule(trigger.when)(block).true
        return fired

    def _tiers(self) -> ResultColumns:
        values = _alone(None, *(tier.id for tier in self.bank.tiers))

        def fill(scored: Scored) -> Filled:
            block, kinds = scored.whole, []
            left, fired = block.every, self._fired(block)
            for tier in self.bank.tiers:
                kinds.append(left & fired[tier.id])
                left &= ~fired[tier.id]
            kinds[-1] |= left
            return Filled(numbered(kinds, block.rows), values)

        return ResultColumns((TIER,), fill)

    def _reasons(self, scored: Scored) -> Filled:
        """Name the triggers that fire; of those about safety only that there is one, where nothing else explains it."""
        block, bank = scored.whole, self.bank
        named, told, hidden = [], dict.fromkeys((tier.id for tier in bank.tiers), 0), 0
        for trigger in bank.triggers:
            rows = self.rules.rule(trigger.when)(block).true
            if self.safety or bank.safety.isdisjoint(bank.rests_on(trigger.when)):
                told[trigger.tier] |= rows
                named.append((trigger.id, rows))
            else:
                hidden |= rows
        left, unexplained, fired = block.every, 0, self._fired(block)
        for tier in bank.tiers:
            unexplained |= left & fired[tier.id] & ~told[tier.id]
            left &= ~fired[tier.id]
        return _joined([(SAFETY, unexplained & hidden), *named], block.rows)

    def _flags(self, scored: Scored) -> Filled:
        bank, named, hidden = self.bank, [], 0
        for flag in self._all_flags():
            rows = self.rules.rule(flag.when)(scored.whole).true
            if self.safety or bank.safety.isdisjoint(bank.rests_on(flag.when)):
                named.append((flag.id, rows))
            else:
                hidden |= rows
        return _joined([*named, (HELP_NOW, hidden)], scored.whole.rows)

    def _all_flags(self) -> tuple[Flag, ...]:
        return (*((self.bank.outside,) if self.bank.outside else ()), *self.bank.flags)

    def _counted(self, name: str) -> ResultColumns:
        questions = [question.id for question in self.bank.questions if question.id not in self.bank.safety]
        values = _alone(*range(len(questions) + 1))

        def fill(scored: Scored) -> Filled:
            block = scored.whole
            look = {"asked": block.open, "answered": block.answered, "missing": block.missing}[name]
            return Filled(totals([(1, look(question)) for question in questions], block.rows), values)

        return ResultColumns((name,), fill)


def _alone(*values: Any) -> tuple[tuple[Any], ...]:
    """Give the values of a column that goes by itself."""
    return tuple((value,) for value in values)


def _band(set_name: str, bank: Bank, number: Number) -> str | None:
    found = None if number.value is None else band_of(set_name, number.value, bank)
    return found.label if found else None


class Weighed(NamedTuple):
    """A factor in some rows: its points, counted from one below the least there can be, and the rows of every level."""

    points: Sequence[int]
    levels: dict[str, int]


class Weighing:
    """One factor, weighed for many rows by the rules of `factors`; `least` and `most` are the points there can be."""

    def __init__(self, factor: Factor, rules: Rules) -> None:
        self.factor = factor
        self.rules = [(one.points, rules.rule(one.when), rules.lacks_asked(one.when)) for one in factor.evidence]
        compared = [leaf for one in factor.evidence for leaf in leaves(one.when) if isinstance(leaf, AnswerIs)]
        self.named = list(dict.fromkeys(leaf.question for leaf in compared))
        self.told = [rules.rule(leaf) for leaf in dict.fromkeys(compared) if leaf.test.all_told is not None]
        self.least = sum(min(0, one.points) for one in factor.evidence)
        self.most = sum(max(0, one.points) for one in factor.evidence)

    def weighed(self, block: Block) -> Weighed:
        """Weigh the rows of a block, once."""
        found: Weighed | None = block.kept.get(self.factor.id)
        if found is None:
            found = block.kept[self.factor.id] = self._weighed(block)
        return found

    def _weighed(self, block: Block) -> Weighed:
        factor, every, rows = self.factor, block.every, block.rows
        true = [(1, every), *((points, rule(block).true) for points, rule, _ in self.rules)]
        # A rule whose questions were not asked cannot come true.
        may_be = [(max(0, points), rule(block).unknown & lacks(block)) for points, rule, lacks in self.rules]
        points = totals(true, rows)
        most = totals([*true, *may_be], rows) if any(marks for _, marks in may_be) else points
        told = [*(block.answered(name) for name in self.named), *(rule(block).true for rule in self.told)]
        enough = at_least(totals([(1, bits) for bits in told], rows), factor.needs)
        left = 0
        for question in factor.gate:
            left |= block.answered(question)
        not_asked, levels = every & ~left, {}
        for level in PRINTED:
            reached = left & at_least(points, factor.levels[level] - self.least + 1)
            levels[level], left = reached & enough, left & ~reached
            not_asked |= reached & ~enough
        may = left & at_least(most, factor.levels["few"] - self.least + 1)
        return Weighed(points, {**levels, "none": left & ~may, "not_asked": not_asked | may})


def _joined(named: Sequence[tuple[str, int]], rows: int) -> Filled:
    """Name what holds in every row, with a space between."""
    true = [(name, marks) for name, marks in named if marks]
    if not true:
        return Filled(bytes(rows), _alone(None))
    values: list[tuple[str | None]] = []
    code_of: dict[tuple[int, ...], int] = {}
    codes = []
    for marks_of_row in zip(*(numbers_of(marks, rows) for _, marks in true), strict=True):
        code = code_of.setdefault(marks_of_row, len(values))
        if code == len(values):
            values.append((" ".join(compress((name for name, _ in true), marks_of_row)) or None,))
        codes.append(code)
    return Filled(codes, values)
