"""From cells to codes in polars, block by block and without looking at the whole first.

Texts are numbered by the hash tables of polars, and each new one is read by `CellReader`. What stands for a number is
then taken from small tables: a code, up to eight marks in one byte, an amount, a reason.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from threading import Lock
from typing import Any, NamedTuple

import polars as pl

from blunting_cli.cohort.cells import BETWEEN, REFUSED, UNANSWERED, Cell, CellReader
from blunting_cli.cohort.frames.coding import UNREAD
from blunting_cli.cohort.frames.layout import Layout, amount_in
from blunting_cli.conditions import State

BITS = 8
# Whole numbers that lie so near to each other are numbered by their distance from the least.
NEAR = 5000
FAR = 2**62
# So many rows at a time keep the columns in between small.
BLOCK = 50_000
_numbers = count()


class PolarsCoder:
    """Turns the columns of a frame into those of a plan; to be called with every block of it, also several at once."""

    def __init__(
        self,
        layout: Layout,
        readers: Mapping[str, CellReader],
        schema: Mapping[str, Any],
        passed: Sequence[str],
        prefix: str,
    ) -> None:
        self.layout, self.passed, self.prefix = layout, passed, prefix
        self.readers = {
            name: _TextTables(layout, reader) if _is_text(schema[name]) else _NumberTables(layout, reader)
            for name, reader in readers.items()
            if name in schema
        }
        self.absent = [name for name in readers if name not in schema]
        self.schema = {name: schema[name] for name in passed}
        for name in readers:
            self.schema |= {prefix + column: kind for column, kind in self._columns_of(name)}
        self.schema[prefix + UNREAD] = pl.String()

    def _columns_of(self, name: str) -> Iterable[tuple[str, Any]]:
        if name in self.layout.coded:
            yield self.layout.code(name), pl.Int8()
        for index in range(len(self.layout.marks.get(name, ()))):
            yield f"t_{name}_{index}", pl.Boolean()
        if name in self.layout.with_amount:
            yield self.layout.amount(name), pl.Float64()

    def __call__(self, frame: pl.DataFrame) -> pl.DataFrame:
        columns = [frame[name] for name in self.passed]
        reasons: list[pl.Series] = []
        for name, tables in self.readers.items():
            found, reason = tables.columns(frame[name])
            columns += (one.alias(self.prefix + one.name) for one in found)
            reasons += [] if reason is None else [reason.alias(name)]
        blank = {"c": pl.lit(UNANSWERED, dtype=pl.Int8), "t": pl.lit(False), "a": pl.lit(0.0)}
        others = [
            blank[column[0]].alias(self.prefix + column) for name in self.absent for column, _ in self._columns_of(name)
        ]
        if reasons:
            whole = pl.concat_str(pl.all(), separator="; ", ignore_nulls=True)
            texts = pl.DataFrame(reasons).select(pl.when(whole != "").then(whole).alias(self.prefix + UNREAD))
            columns.append(texts.to_series())
        else:
            others.append(pl.lit(None, dtype=pl.String).alias(self.prefix + UNREAD))
        return pl.DataFrame(columns).with_columns(others).select(*self.schema)


class _Made(NamedTuple):
    """What stands for the numbers of cells, the last of which is that of an empty one."""

    tables: tuple[pl.Series, ...]
    marks: tuple[tuple[str, int, int], ...]
    reasons: pl.Series | None
    shift: int | None


class _Tables(ABC):
    """The tables of one question."""

    def __init__(self, layout: Layout, reader: CellReader) -> None:
        self.layout, self.reader, self.name = layout, reader, reader.question.id
        self.lock = Lock()

    def columns(self, cells: pl.Series) -> tuple[list[pl.Series], pl.Series | None]:
        """Give the columns of codes, marks and amounts of cells, and why they are no answers where some are not."""
        return self._taken(*self.numbered(cells))

    def _taken(self, numbers: pl.Series, made: _Made) -> tuple[list[pl.Series], pl.Series | None]:
        taken = [table.gather(numbers) for table in made.tables]
        words = [table for table in taken if table.dtype == pl.UInt8]
        found = [table for table in taken if table.dtype != pl.UInt8]
        found += (((words[place] & bit) != 0).alias(name) for name, place, bit in made.marks)
        return found, None if made.reasons is None else made.reasons.gather(numbers)

    @abstractmethod
    def numbered(self, cells: pl.Series) -> tuple[pl.Series, _Made]:
        """Give the number of every cell."""

    def made(self, cells: Sequence[Cell | None]) -> _Made:
        """Read cells and make their tables; those that are None cannot turn up."""
        reader, layout, name = self.reader, self.layout, self.name
        reader.codes([cell for cell in cells if cell is not None])
        codes = [UNANSWERED if cell is None else reader[cell] for cell in cells]
        answers = [reader.answers[UNANSWERED if code == REFUSED else code] for code in (*codes, UNANSWERED)]
        tables = []
        if name in layout.coded:
            numbers = [layout.answer_code(name, answer) for answer in answers]
            tables.append(pl.Series(layout.code(name), numbers, dtype=pl.Int8))
        if name in layout.with_amount:
            question = layout.bank.by_id[name]
            amounts = [0.0 if isinstance(one, State) else float(amount_in(question, one)) for one in answers]
            tables.append(pl.Series(layout.amount(name), amounts, dtype=pl.Float64))
        wanted = layout.marks.get(name, [])
        words = [[0] * len(answers) for _ in range(0, len(wanted), BITS)]
        for place, mark in enumerate(wanted):
            word, bit = words[place // BITS], 1 << place % BITS
            for row, answer in enumerate(answers):
                word[row] |= bit if mark.holds(answer) else 0
        tables += (pl.Series("", word, dtype=pl.UInt8) for word in words)
        marks = tuple((f"t_{name}_{place}", place // BITS, 1 << place % BITS) for place in range(len(wanted)))
        reasons = None
        if REFUSED in codes:
            told = [
                reader.reasons[cell] if cell is not None and code == REFUSED else None
                for cell, code in zip(cells, codes, strict=True)
            ]
            reasons = pl.Series(name, [*told, None], dtype=pl.String)
        shifts = {
            layout.answer_code(name, answer) - cell
            for cell, answer in zip(cells, answers, strict=False)
            if type(cell) is int
        }
        plain = reasons is None and not wanted and name not in layout.with_amount and len(shifts) == 1
        shift = shifts.pop() if plain and all(type(cell) is int for cell in cells) else None
        return _Made(tuple(tables), marks, reasons, shift)


class _NumberTables(_Tables):
    """The tables of a column of numbers."""

    _near: tuple[int, int, _Made] | None = None

    def columns(self, cells: pl.Series) -> tuple[list[pl.Series], pl.Series | None]:
        if cells.dtype.is_integer():
            low, high = cells.min(), cells.max()
            if isinstance(low, int) and isinstance(high, int) and low > -FAR and high < min(FAR, low + NEAR):
                return self._shifted(cells, low, high)
        return super().columns(cells)

    def _shifted(self, cells: pl.Series, low: int, high: int) -> tuple[list[pl.Series], pl.Series | None]:
        near = self._near
        if near is None or low < near[0] or high > near[1]:
            with self.lock:
                near = self._near = (low, high, self.made(range(low, high + 1)))
        first, last, made = near
        if made.shift is not None and made.tables and abs(made.shift) < 100 and high + made.shift < 128:
            codes = (cells.cast(pl.Int8) + made.shift).fill_null(UNANSWERED)
            return [codes.alias(made.tables[0].name)], None
        numbers = (cells.cast(pl.Int64) - first).cast(pl.UInt32).fill_null(last - first + 1)
        return self._taken(numbers, made)

    def numbered(self, cells: pl.Series) -> tuple[pl.Series, _Made]:
        if not cells.dtype.is_integer():
            cells = cells.cast(pl.Float64).fill_nan(None)
        each = cells.drop_nulls().unique()
        with self.lock:
            made = self.made(each.to_list())
        numbers = cells.replace_strict(each, pl.Series(range(len(each)), dtype=pl.UInt32), default=len(each))
        return numbers.cast(pl.UInt32).fill_null(len(each)), made


class _TextTables(_Tables):
    """The tables of a column of texts, which grow as new texts turn up."""

    def __init__(self, layout: Layout, reader: CellReader) -> None:
        super().__init__(layout, reader)
        self.kind = pl.Categorical(pl.Categories(f"{self.name}_{next(_numbers)}", "blunting"))
        # The numbers of texts are kept while a column has them.
        self.kept = pl.Series([None], dtype=self.kind)
        self.cells: list[Cell | None] = []
        self.tables = self.made([])
        self.gaps: pl.Series | None = None

    def numbered(self, cells: pl.Series) -> tuple[pl.Series, _Made]:
        if not isinstance(cells.dtype, pl.String):
            cells = _as_text(cells)
        texts = cells.cast(self.kind)
        numbers = texts.to_physical()
        with self.lock:
            self._read(texts, numbers)
            return numbers.fill_null(len(self.cells)), self.tables

    def _read(self, texts: pl.Series, numbers: pl.Series) -> None:
        """Read the texts that were not seen before; the numbers of some may come from a block that is read later."""
        most = numbers.max()
        if not isinstance(most, int):
            return
        new = most >= len(self.cells)
        if new:
            self.cells += [None] * (most + 1 - len(self.cells))
        elif None not in self.cells:
            return
        places = numbers.drop_nulls().unique()
        unseen = places.filter(pl.Series([self.cells[place] is None for place in places.to_list()], dtype=pl.Boolean))
        if not len(unseen):
            return
        some = pl.DataFrame({"number": numbers, "text": texts}).filter(pl.col("number").is_in(unseen.implode()))
        for number, text in some.unique().cast({"text": pl.String}).iter_rows():
            self.cells[number] = text
        self.tables = self.made(self.cells)


def _is_text(kind: pl.DataType) -> bool:
    return not kind.is_numeric()


def _as_text(cells: pl.Series) -> pl.Series:
    """Give cells as texts; the parts of a list with `;` between."""
    if isinstance(cells.dtype, pl.List):
        return cells.cast(pl.List(pl.String)).list.join(BETWEEN)
    return cells.cast(pl.String)


def as_words(name: str, words: Sequence[str]) -> pl.Expr:
    """Give the words that stand for the numbers of a column, each kept once; -1 is none."""
    number = pl.col(name)
    return pl.when(number >= 0).then(number).cat.to(pl.Enum(words)).alias(name)
