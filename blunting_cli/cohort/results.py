"""What is told of every respondent: the columns of the result, each filled for a block of rows at once.

A column is filled with codes and the words they stand for, so that a word is written out once and not for every row.
Answers about safety are not told: what rests on them stands as it does in a record that withholds them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from blunting_cli.assessment import HELP_NOW, SAFETY
from blunting_cli.bank.model import Factor, Flag
from blunting_cli.cohort import vectors
from blunting_cli.cohort.block import Block, Rules
from blunting_cli.cohort.numbers import Number, Numbers
from blunting_cli.cohort.vectors import at_least, blanked, numbered, totals
from blunting_cli.conditions import AnswerIs, Condition, leaves
from blunting_cli.errors import InputError
from blunting_cli.factors import PRINTED, RANKED
from blunting_cli.scoring import VERDICTS, band_of

# The pattern of a row whose answers do not decide it, and of one that has none.
UNDECIDED, NO_PATTERN = "undecided", "none"


class Filled(NamedTuple):
    """One column of a block: the code of every row and the words of the codes; None is an empty cell."""

    codes: Sequence[int]
    words: Sequence[Any]


class Scored(NamedTuple):
    """A block of rows as it is, and as it is shown where the answers about safety are withheld.

    `codes` are those of the scores as they are told, each worked out once for all its columns.
    """

    whole: Block
    shown: Block
    codes: dict[str, Sequence[int]]


class ResultColumn(NamedTuple):
    """A column of the result; it holds `numbers` or words."""

    name: str
    numbers: bool
    fill: Callable[[Scored], Filled]


class Results:
    """The columns of a bank's results, in their order, made for the rows of a table.

    Raises:
        InputError: two results of the bank would have one name.
    """

    def __init__(self, rules: Rules, *, explain: bool, safety: bool) -> None:
        self.rules, self.bank, self.safety = rules, rules.bank, safety
        self.columns = tuple(self._columns(explain))
        names = [column.name for column in self.columns]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise InputError(f"two results would stand in one column {twice[0]}.", "Rename a score of the bank.")

    def _columns(self, explain: bool) -> Iterator[ResultColumn]:
        yield ResultColumn("tier", False, self._tiers)
        yield ResultColumn("flags", False, self._flags)
        if explain:
            yield ResultColumn("reasons", False, self._reasons)
        yield ResultColumn("pattern", False, self._patterns)
        for score in self.bank.scores:
            yield from self._of_score(score.id)
        for index in range(len(self.bank.criteria)):
            yield self._of_criterion(index)
        for factor in self.bank.factors:
            yield from self._of_factor(factor, explain)
        for name in ("asked", "answered", "missing"):
            yield ResultColumn(name, True, self._counted(name))

    # Scores ---------------------------------------------------------------------------------------------------------

    def _of_score(self, name: str) -> Iterator[ResultColumn]:
        score = self.bank.score_by_id[name]
        private = name in self.bank.safety_scores

        def column(suffix: str, give: Callable[[Number], Any], numbers: bool = True) -> ResultColumn:
            told = Told(give)

            def fill(scored: Scored) -> Filled:
                if name not in scored.codes:
                    block = scored.shown if private else scored.whole
                    scored.codes[name] = self._inside(scored, block.scores(name))
                return Filled(scored.codes[name], told.of(self.rules.numbers[name]))

            return ResultColumn(f"score_{name}{suffix}", numbers, fill)

        yield column("", lambda number: number.value)
        yield column("_low", lambda number: number.low)
        yield column("_high", lambda number: number.high)
        for set_name in score.bands:
            suffix = "_band" if len(score.bands) == 1 else f"_band_{set_name}"
            yield self._banded(name, column(suffix, self._band(set_name), numbers=False))
        if any(
            error is not None for rule in score.recodes.values() for _, error in self.bank.recodes[rule].values.values()
        ):
            yield column("_error", lambda number: number.error)
        yield column("_missing", lambda number: number.of - number.answered if number.of else None)

    def _band(self, set_name: str) -> Callable[[Number], str | None]:
        def label(number: Number) -> str | None:
            found = None if number.value is None else band_of(set_name, number.value, self.bank)
            return found.label if found else None

        return label

    def _banded(self, name: str, column: ResultColumn) -> ResultColumn:
        """Leave the bands of rows out for which the bank gives none."""
        unbanded = self.bank.score_by_id[name].unbanded
        if unbanded is None:
            return column
        rule, private = self.rules.rule(unbanded), name in self.bank.safety_scores

        def fill(scored: Scored) -> Filled:
            block = scored.shown if private else scored.whole
            codes, words = column.fill(scored)
            return Filled(blanked(codes, rule(block).true, block.rows), words)

        return column._replace(fill=fill)

    def _inside(self, scored: Scored, codes: Sequence[int]) -> Sequence[int]:
        """Leave out what is not told of people for whom the check was not written."""
        return blanked(codes, self._outside(scored), scored.whole.rows)

    def _outside(self, scored: Scored) -> int:
        outside = self.bank.outside
        return 0 if outside is None else self.rules.rule(outside.when)(scored.whole).true

    # Rules ----------------------------------------------------------------------------------------------------------

    def _of_criterion(self, index: int) -> ResultColumn:
        criterion = self.bank.criteria[index]
        rule = self.rules.rule(criterion.when)
        private = not self.bank.safety.isdisjoint(self.bank.rests_on(criterion.when))
        words = (None, VERDICTS[True], VERDICTS[None], VERDICTS[False])

        def fill(scored: Scored) -> Filled:
            block = scored.shown if private else scored.whole
            found = rule(block)
            kinds = numbered((found.true, found.unknown, found.false(block.every)), block.rows)
            return Filled(self._inside(scored, kinds), words)

        return ResultColumn(f"criterion_{criterion.id}", False, fill)

    def _patterns(self, scored: Scored) -> Filled:
        block = scored.whole
        left, open_ones, kinds = block.every, 0, []
        for pattern in self.bank.patterns:
            found = self.rules.rule(pattern.when)(block)
            kinds.append(left & found.true & ~open_ones)
            # One that lacks only what was not asked cannot be true, and decides nothing.
            open_ones |= left & found.unknown & self.rules.lacks_asked(pattern.when)(block)
            left &= ~found.true
        kinds += [open_ones, left & ~open_ones]
        words = (None, *(pattern.id for pattern in self.bank.patterns), UNDECIDED, NO_PATTERN)
        return Filled(self._inside(scored, numbered(kinds, block.rows)), words)

    def _of_factor(self, factor: Factor, explain: bool) -> Iterator[ResultColumn]:
        weighing = Weighing(factor, self.rules)
        name = f"factor_{factor.id}"

        def level(scored: Scored) -> Filled:
            levels = weighing.weighed(scored.whole).levels
            kinds = numbered([levels[one] for one in RANKED], scored.whole.rows)
            return Filled(self._inside(scored, kinds), (None, *RANKED))

        def points(scored: Scored) -> Filled:
            weighed = weighing.weighed(scored.whole)
            blank = self._outside(scored) | weighed.levels["not_asked"]
            words = (None, *range(weighing.least, weighing.most + 1))
            return Filled(blanked(weighed.points, blank, scored.whole.rows), words)

        yield ResultColumn(f"{name}_level", False, level)
        yield ResultColumn(f"{name}_points", True, points)
        if explain:
            for word, wanted in (("for", 1), ("against", -1)):
                rules = [(rule.id, rule.when) for rule in factor.evidence if rule.points * wanted > 0]
                yield ResultColumn(f"{name}_{word}", False, self._named(rules))

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

    def _tiers(self, scored: Scored) -> Filled:
        block, kinds = scored.whole, []
        left, fired = block.every, self._fired(block)
        for tier in self.bank.tiers:
            kinds.append(left & fired[tier.id])
            left &= ~fired[tier.id]
        kinds[-1] |= left
        return Filled(numbered(kinds, block.rows), (None, *(tier.id for tier in self.bank.tiers)))

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

    def _counted(self, name: str) -> Callable[[Scored], Filled]:
        questions = [question.id for question in self.bank.questions if question.id not in self.bank.safety]

        def fill(scored: Scored) -> Filled:
            block = scored.whole
            look = {"asked": block.open, "answered": block.answered, "missing": block.missing}[name]
            counts = totals([(1, look(question)) for question in questions], block.rows)
            return Filled(counts, range(len(questions) + 1))

        return fill


class Told:
    """What is told of the results of a score; of the many that turn up each is looked at once."""

    def __init__(self, give: Callable[[Number], Any]) -> None:
        self._give = give
        self._made, self._words = 0, list[Any]()

    def of(self, numbers: Numbers) -> Sequence[Any]:
        """Give a word for every result, by its code; a new list where the codes begin anew."""
        if self._made != numbers.made:
            self._made, self._words = numbers.made, []
        self._words += map(self._give, numbers.all[len(self._words) :])
        return self._words


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
        points, most = totals(true, rows), totals([*true, *may_be], rows)
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
    true = [(name, bits) for name, bits in named if bits]
    if not true:
        return Filled(bytes(rows), (None,))
    words: list[str | None] = []
    code_of: dict[tuple[str, ...], int] = {}
    codes = []
    for marks_of_row in zip(*(vectors.marks(bits, rows) for _, bits in true), strict=True):
        code = code_of.setdefault(marks_of_row, len(words))
        if code == len(words):
            words.append(
                " ".join(name for (name, _), mark in zip(true, marks_of_row, strict=True) if mark == "1") or None
            )
        codes.append(code)
    return Filled(codes, words)
