"""Results -> the bytes of a table: CSV and JSON Lines, each word written out once and not for every row.

No cell of a CSV begins a formula where a spreadsheet opens it: a text that would gets an apostrophe before it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from blunting_cli.cohort.cells import Cell
from blunting_cli.cohort.results import Filled
from blunting_cli.cohort.tables import JSON_LINES, TSV

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?([eE][+-]?\d+)?", re.ASCII)


def separated(value: Any, delimiter: str = ",") -> str:
    """Give a cell as it stands in a CSV."""
    if not isinstance(value, str):
        return "" if value is None else str(value)
    if value.isalnum():
        return value
    text = in_spreadsheet(value)
    if any(mark in text for mark in (delimiter, '"', "\n", "\r")):
        text = '"' + text.replace('"', '""') + '"'
    return text


def in_spreadsheet(text: str) -> str:
    """Give a text so that a spreadsheet reads it as one, with an apostrophe where it would begin a formula."""
    return f"'{text}" if text.startswith(FORMULA) and not _NUMBER.fullmatch(text) else text


class Writer:
    """Turns blocks of results into the rows of one kind of table; `ids` are the columns that are copied.

    `groups` are the columns of the results, by name, in the groups that are filled together.
    """

    def __init__(self, kind: str, ids: Sequence[str], groups: Sequence[Sequence[str]]) -> None:
        self.lines = kind == JSON_LINES
        self.delimiter = "\t" if kind == TSV else ","
        self.ids = ids
        self.names = [name for group in groups for name in group]
        self._writers = [self._cells(group) for group in groups]
        self._known: list[tuple[Any, list[str]]] = [(None, []) for _ in groups]

    def head(self) -> bytes:
        """Give the line with the names of the columns; JSON Lines have none."""
        names = (*self.ids, *self.names)
        return b"" if self.lines else self._ended([self.delimiter.join(separated(n, self.delimiter) for n in names)])

    def rows(self, ids: Sequence[Sequence[Cell]], filled: Sequence[Filled]) -> bytes:
        """Give the rows of one block."""
        cells: list[Iterable[str]] = [self._copied(name, column) for name, column in zip(self.ids, ids, strict=True)]
        for place, (codes, values) in enumerate(filled):
            cells.append(map(self._written(place, values).__getitem__, codes))
        rows = zip(*cells, strict=True)
        if self.lines:
            return self._ended(["{" + ",".join(row) + "}" for row in rows])
        return self._ended(map(self.delimiter.join, rows))

    def _copied(self, name: str, cells: Sequence[Cell]) -> list[str]:
        if not self.lines:
            return [separated(cell, self.delimiter) for cell in cells]
        label = json.dumps(name, ensure_ascii=False)
        return [f"{label}:{json.dumps(cell, ensure_ascii=False)}" for cell in cells]

    def _written(self, place: int, values: Sequence[tuple[Any, ...]]) -> list[str]:
        """Give the values of a group as they are written; those of a list that grows are kept."""
        last, written = self._known[place]
        if last is not values:
            written = []
        written += map(self._writers[place], values[len(written) :])
        self._known[place] = (values, written)
        return written

    def _cells(self, names: Sequence[str]) -> Callable[[Sequence[Any]], str]:
        """Give how values are written beside each other into columns."""
        delimiter = self.delimiter
        if not self.lines:
            return lambda values: delimiter.join([separated(value, delimiter) for value in values])
        labels = [json.dumps(name, ensure_ascii=False) for name in names]
        return lambda values: ",".join(
            [f"{label}:{json.dumps(one, ensure_ascii=False)}" for label, one in zip(labels, values, strict=True)]
        )

    def _ended(self, lines: Iterable[str]) -> bytes:
        text = "\n".join(lines)
        return f"{text}\n".encode() if text else b""
