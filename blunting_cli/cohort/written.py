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
    if value is None:
        return ""
    text = str(value)
    if text.isalnum() or not isinstance(value, str):
        return text
    text = in_spreadsheet(text)
    if any(mark in text for mark in (delimiter, '"', "\n", "\r")):
        text = '"' + text.replace('"', '""') + '"'
    return text


def in_spreadsheet(text: str) -> str:
    """Give a text so that a spreadsheet reads it as one, with an apostrophe where it would begin a formula."""
    return f"'{text}" if text.startswith(FORMULA) and not _NUMBER.fullmatch(text) else text


class Writer:
    """Turns blocks of results into the rows of one kind of table; `ids` are the columns that are copied."""

    def __init__(self, kind: str, ids: Sequence[str], columns: Sequence[str]) -> None:
        self.lines = kind == JSON_LINES
        self.delimiter = "\t" if kind == TSV else ","
        self.ids, self.columns = ids, columns
        self._known: list[tuple[Any, list[str]]] = [(None, []) for _ in columns]

    def head(self) -> bytes:
        """Give the line with the names of the columns; JSON Lines have none."""
        names = (*self.ids, *self.columns)
        return b"" if self.lines else self._ended([self.delimiter.join(separated(n, self.delimiter) for n in names)])

    def rows(self, ids: Sequence[Sequence[Cell]], filled: Sequence[Filled]) -> bytes:
        """Give the rows of one block."""
        cells: list[Iterable[str]] = [
            list(map(self._as(name), column)) for name, column in zip(self.ids, ids, strict=True)
        ]
        for place, (codes, words) in enumerate(filled):
            cells.append(map(self._written(place, words).__getitem__, codes))
        rows = zip(*cells, strict=True)
        if self.lines:
            return self._ended(["{" + ",".join(row) + "}" for row in rows])
        return self._ended(map(self.delimiter.join, rows))

    def _written(self, place: int, words: Sequence[Any]) -> list[str]:
        """Give the words of a column as they are written; those of a list that grows are kept."""
        last, written = self._known[place]
        if last is not words:
            written = []
        write = self._as(self.columns[place])
        written += map(write, words[len(written) :])
        self._known[place] = (words, written)
        return written

    def _as(self, name: str) -> Callable[[Any], str]:
        """Give how a value is written into a column."""
        if self.lines:
            label = json.dumps(name, ensure_ascii=False)
            return lambda value: f"{label}:{json.dumps(value, ensure_ascii=False)}"
        return lambda value: separated(value, self.delimiter)

    def _ended(self, lines: Iterable[str]) -> bytes:
        text = "\n".join(lines)
        return f"{text}\n".encode() if text else b""
