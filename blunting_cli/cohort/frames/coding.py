"""From cells to codes, for every kind of frame: each different cell of a column is read once, by `CellReader`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import narwhals as nw

from blunting_cli.cohort.cells import REFUSED, UNANSWERED, Cell, CellReader
from blunting_cli.cohort.frames.layout import ANSWERED, Layout, amount_in
from blunting_cli.conditions import Answer, State

Frame = Any
# What tells the rows that could not be read, and why.
UNREAD = "unread"


class Coder:
    """The columns of codes, marks and amounts of a frame, by what its cells were read as."""

    def __init__(self, layout: Layout, readers: Mapping[str, CellReader], prefix: str) -> None:
        self.layout, self.readers, self.prefix = layout, readers, prefix

    def coded(self, frame: Frame, passed: Sequence[str]) -> Frame:
        """Give a frame with the columns passed through, the codes, and why a row could not be read."""
        schema = frame.collect_schema()
        names = [name for name in self.readers if name in schema]
        others = [_plain(name, schema[name]) for name in names if not schema[name].is_integer()]
        frame = frame.with_columns(*others) if others else frame
        cells = _distinct(frame, names)
        for name in names:
            self.readers[name].codes(cells[name])
        columns = [expr for name in names for expr in self._of(name, nw.col(name), cells[name])]
        absent = [expr for name in self.readers if name not in schema for expr in self._unanswered(name)]
        reasons = [reason for name in names if (reason := self._reason(name, nw.col(name), cells[name])) is not None]
        return frame.select(*passed, *columns, *absent, _joined(reasons).alias(self.prefix + UNREAD))

    def _unanswered(self, name: str) -> Iterable[nw.Expr]:
        if name in self.layout.coded:
            yield nw.lit(UNANSWERED, dtype=nw.Int8).alias(self.prefix + self.layout.code(name))
        for index in range(len(self.layout.marks.get(name, ()))):
            yield nw.lit(False).alias(f"{self.prefix}t_{name}_{index}")
        if name in self.layout.with_amount:
            yield nw.lit(0.0).alias(self.prefix + self.layout.amount(name))

    def _of(self, name: str, column: nw.Expr, cells: Sequence[Cell]) -> Iterable[nw.Expr]:
        layout, reader = self.layout, self.readers[name]
        answers = {cell: reader.answers[reader[cell]] for cell in cells if reader[cell] != REFUSED}
        if name in layout.coded:
            codes = {cell: layout.answer_code(name, answer) for cell, answer in answers.items()}
            yield _chosen(column, codes).cast(nw.Int8).alias(self.prefix + layout.code(name))
        for index, mark in enumerate(layout.marks.get(name, ())):
            wanted = [cell for cell, answer in answers.items() if mark.holds(answer)]
            yield _among(column, wanted).alias(f"{self.prefix}t_{name}_{index}")
        if name in layout.with_amount:
            yield self._amount(name, column, answers).alias(self.prefix + layout.amount(name))

    def _amount(self, name: str, column: nw.Expr, answers: Mapping[Cell, Answer]) -> nw.Expr:
        question = self.layout.bank.by_id[name]
        amounts = {cell: float(amount_in(question, one)) for cell, one in answers.items() if not isinstance(one, State)}
        if not amounts:
            return nw.lit(0.0)
        number = column.replace_strict([*amounts], [*amounts.values()], default=nw.lit(0.0), return_dtype=nw.Float64)
        return nw.when(_among(column, [*amounts])).then(number).otherwise(0.0)

    def _reason(self, name: str, column: nw.Expr, cells: Iterable[Cell]) -> nw.Expr | None:
        reader = self.readers[name]
        cells_of: dict[str, list[Cell]] = {}
        for cell in cells:
            if reader[cell] == REFUSED:
                cells_of.setdefault(reader.reasons[cell], []).append(cell)
        found: nw.Expr | None = None
        for reason, refused in cells_of.items():
            here = nw.when(_among(column, refused)).then(nw.lit(f"; {reason}"))
            found = here.otherwise(nw.lit("") if found is None else found)
        return found


def _plain(name: str, kind: Any) -> nw.Expr:
    """Give a column whose cells are numbers or texts; a number that is none is an empty cell."""
    column = nw.col(name)
    if kind.is_numeric():
        return column.cast(nw.Float64).fill_nan(None)
    return column.cast(nw.String)


def _distinct(frame: Frame, names: Sequence[str]) -> dict[str, list[Cell]]:
    """Give the different cells of every column, each read."""
    if isinstance(frame, nw.DataFrame):
        return {name: _filled(frame[name].unique().to_list()) for name in names}
    found: dict[str, list[Cell]] = {name: [] for name in names}
    kinds: dict[Any, list[str]] = {}
    for name, kind in frame.select(*names).collect_schema().items():
        kinds.setdefault(kind, []).append(name)
    for alike in kinds.values():
        each = [frame.select(nw.lit(name).alias("name"), nw.col(name).alias("cell")) for name in alike]
        both = nw.concat(each).unique().collect()
        for name, cell in zip(both["name"].to_list(), both["cell"].to_list(), strict=True):
            found[name] += _filled([cell])
    return found


def _filled(cells: Iterable[Any]) -> list[Cell]:
    return [cell for cell in cells if cell is not None and cell == cell]


def _among(column: nw.Expr, cells: Sequence[Cell]) -> nw.Expr:
    return ~column.is_null() & column.is_in(cells) if cells else column.is_null() & ~column.is_null()


def _chosen(column: nw.Expr, codes: Mapping[Cell, int]) -> nw.Expr:
    """Give the code of every cell; an empty one says nothing, nor does one that is refused."""
    whole = sorted(cell for cell, code in codes.items() if type(cell) is int and code >= ANSWERED)
    shifts = {codes[cell] - cell for cell in whole}
    if len(shifts) == 1 and len(whole) == len(codes):
        inside = ~column.is_null() & (column >= whole[0]) & (column <= whole[-1])
        if whole[-1] - whole[0] + 1 != len(whole):
            inside = _among(column, whole)
        return nw.when(inside).then(column + shifts.pop()).otherwise(UNANSWERED)
    cells_of: dict[int, list[Cell]] = {}
    for cell, code in codes.items():
        cells_of.setdefault(code, []).append(cell)
    cells_of.pop(UNANSWERED, None)
    found = nw.when(column.is_null()).then(nw.lit(UNANSWERED)).otherwise(nw.lit(UNANSWERED))
    for code, cells in cells_of.items():
        found = nw.when(_among(column, cells)).then(nw.lit(code)).otherwise(found)
    return found


def _joined(reasons: Sequence[nw.Expr]) -> nw.Expr:
    nothing = nw.lit(None, dtype=nw.String)
    if not reasons:
        return nothing
    whole = nw.concat_str(reasons)
    return nw.when(whole != "").then(whole.str.slice(2)).otherwise(nothing)
