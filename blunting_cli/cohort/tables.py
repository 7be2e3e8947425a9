"""Tables as files: CSV and JSON Lines, read block by block, one row a respondent.

A row that cannot be read is told with its line and the rows around it are read all the same.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import compress, islice
from math import isfinite
from typing import Any, BinaryIO, NamedTuple, Protocol

from blunting_cli.cohort.cells import Cell
from blunting_cli.errors import InputError

# What is held of a table at a time: so many rows, and so many letters of lines that are looked at together.
ROWS = 2048
LETTERS = 4 * 1024 * 1024
DELIMITERS = (",", ";", "\t")
CSV, TSV, JSON_LINES, PARQUET = "csv", "tsv", "jsonl", "parquet"
ENDINGS = {".csv": CSV, ".tsv": TSV, ".jsonl": JSON_LINES, ".ndjson": JSON_LINES, ".parquet": PARQUET}
FORMATS = (CSV, TSV, JSON_LINES, PARQUET)
# A stray quotation mark must not swallow the rest of a table, nor one line fill the memory.
LONGEST_CELL = 131_072
LONGEST_LINE = 32 * 1024 * 1024
# Stands between cells while many lines are taken apart, where no cell has it.
UNIT = "\x1f"
_BREAK = re.compile(r"\r\n|\r|\n")
_WIDE = (b"\xff\xfe", b"\xfe\xff")
# So many different names of JSON Lines are kept, to tell which were not read; of those that are, every one.
MOST_NAMES = 10_000
NOT_UTF8 = "this is no text in UTF-8"


class Reject(NamedTuple):
    """A row that was not scored: its line in the table, from 1, and why: its `cells`, or its text as a whole."""

    line: int
    reason: str
    cells: bool = False


class Rows(NamedTuple):
    """Some rows: the line of each, the columns that were wanted and are there, and the rows that cannot be read."""

    lines: Sequence[int]
    columns: Mapping[str, Sequence[Cell]]
    rejects: Sequence[Reject]


class Table(Protocol):
    """A table that is read once; `header` are its columns, where it is not `whole` those that turned up so far."""

    whole: bool

    @property
    def header(self) -> tuple[str, ...]: ...

    # Held, since a text that nobody holds closes its file.
    def blocks(self, wanted: Sequence[str]) -> Iterator[Rows]:
        """Give the rows in blocks, with the columns that are wanted."""
        ...


def open_table(file: BinaryIO, kind: str, source: str) -> Table:
    """Read the beginning of a table.

    Raises:
        InputError: it is empty, or its first line cannot be read.
    """
    lines = _Lines(file)
    first = lines.first
    if first.encode(errors="surrogateescape")[:2] in _WIDE or "\0" in first:
        raise InputError(f"{source} is no text in UTF-8.", "Save it as CSV in UTF-8.")
    if not first.strip():
        raise InputError(f"{source} is empty.", "A table begins with the names of its columns.")
    if len(first) == LONGEST_LINE:
        raise InputError(f"the first line of {source} is too long.", "Is this a table with one row a line?")
    return JsonLines(lines, source) if kind == JSON_LINES else Separated(lines, source, kind)


class _Lines:
    """The lines of a text, from its first; `number` tells how many were given.

    `plain` is false as soon as one has other letters than ASCII, which may be no UTF-8.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._text = io.TextIOWrapper(file, "utf-8-sig", errors="surrogateescape", newline="")
        self._read = self._text.readline
        self.first = self._read(LONGEST_LINE)
        self._next = [self.first]
        self.number, self.plain = 0, True

    def __del__(self) -> None:
        # A text that nobody holds any more would close its file, which is not ours.
        with suppress(ValueError):
            self._text.detach()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._next.pop() if self._next else self._read(LONGEST_LINE)
        if not line:
            raise StopIteration
        if not line.isascii():
            self.plain = False
        self.number += 1
        return line

    def ahead(self) -> list[str]:
        """Look at the lines that come next: as many as a block has rows, fewer where they are long."""
        read, lines = self._read, self._next[::-1]
        letters = sum(map(len, lines))
        while len(lines) < ROWS and letters < LETTERS and (line := read(LONGEST_LINE)):
            lines.append(line)
            letters += len(line)
        self._next = lines[::-1]
        return lines

    def skip(self) -> None:
        """Go on behind the lines that were looked at."""
        self.number += len(self._next)
        self._next = []


def check_header(header: Sequence[str], source: str) -> None:
    """Raise InputError where a column has no name that tells it from the others."""
    twice = [name for name, count in Counter(header).items() if count > 1 and name]
    if twice:
        names = ", ".join(twice[:5])
        raise InputError(f"{source} has two columns called {names}.", "Give each column a name of its own.")
    if any(not is_utf8(name) for name in header):
        raise InputError(f"the first line of {source} is no text in UTF-8.", "Save it as CSV in UTF-8.")


def is_utf8(text: str) -> bool:
    """Tell whether a text was read as what it is."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class Separated:
    """A table with a header line and a delimiter: comma, semicolon or tab, whichever the header shows."""

    whole = True

    def __init__(self, lines: _Lines, source: str, kind: str) -> None:
        self._lines, self._source = lines, source
        csv.field_size_limit(LONGEST_CELL)
        self.delimiter = "\t" if kind == TSV else max(DELIMITERS, key=lines.first.count)
        self._reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
        try:
            self._header = tuple(name.strip() for name in next(self._reader))
        except csv.Error as error:
            raise InputError(f"the first line of {source} cannot be read: {_in_words(error)}.") from None
        check_header(self._header, source)

    @property
    def header(self) -> tuple[str, ...]:
        """The names in the first line."""
        return self._header

    def blocks(self, wanted: Sequence[str]) -> Iterator[Rows]:
        """Give the rows in blocks, with the columns that are wanted."""
        places = {name: self._header.index(name) for name in wanted if name in self.header}
        block: Rows | None
        while lines := self._ahead():
            block = self._simple(lines, places)
            del lines
            if block is None:
                block = self._block(places)
            # Of a table as long as any only one block is held.
            yield block
            del block

    def _ahead(self) -> list[str]:
        try:
            return self._lines.ahead()
        except OSError as error:
            raise InputError(f"cannot read {self._source}: {error.strerror}.") from None

    def _simple(self, lines: list[str], places: Mapping[str, int]) -> Rows | None:
        """Take lines apart of which each is a row, all in one; None where one is not, or may be no UTF-8."""
        text, width = "".join(lines), len(self.header)
        if not text.isascii() or UNIT in text or max(map(len, lines)) > LONGEST_CELL or width == 1:
            return None
        try:
            text = "".join(
                [line.replace(self.delimiter, UNIT) if '"' not in line else self._quoted(line) for line in lines]
            )
        except csv.Error:
            return None
        if "\r" in text:
            text = text.replace("\r\n", "\n")
        rows = text.removesuffix("\n").split("\n")
        if "\r" in text or any(row.count(UNIT) != width - 1 for row in rows):
            return None
        cells = UNIT.join(rows).split(UNIT)
        first, count = self._lines.number + 1, len(lines)
        self._lines.skip()
        return Rows(range(first, first + count), {name: cells[place::width] for name, place in places.items()}, ())

    def _quoted(self, line: str) -> str:
        [row] = csv.reader([line], delimiter=self.delimiter, strict=True)
        return UNIT.join(row) + "\n"

    def _block(self, places: Mapping[str, int]) -> Rows:
        """Take the lines that come next apart by all the rules of CSV."""
        rows: list[list[str]] = []
        lines: list[int] | range = range(0)
        rejects: list[Reject] = []
        ended = False
        while len(rows) < ROWS and not ended and len(rejects) < ROWS:
            begun, before = len(rows), self._lines.number
            broken = ""
            try:
                rows += islice(self._reader, ROWS - begun)
                ended = len(rows) < ROWS
            except csv.Error as error:  # the rows before it are in the list
                broken = _in_words(error)
            except OSError as error:
                raise InputError(f"cannot read {self._source}: {error.strerror}.") from None
            found = _lines(rows[begun:], before + 1, self._lines.number, whole=not broken)
            if broken:
                rejects.append(Reject(found[-1], broken))
                within = f"it stands behind the quotation mark of line {found[-1]}"
                rejects += [Reject(line, within) for line in range(found[-1] + 1, self._lines.number + 1)]
                found = found[:-1]
            lines = found if not begun else [*lines, *found]
        width, plain = len(self.header), self._lines.plain
        self._lines.plain = True
        if any(len(row) != width for row in rows) or not plain:
            told = [_broken(row, width) for row in rows]
            rejects += (Reject(line, why) for line, why in zip(lines, told, strict=True) if why)
            good = [not why and bool(row) for row, why in zip(rows, told, strict=True)]
            rows, lines = list(compress(rows, good)), list(compress(lines, good))
        columns = list(zip(*rows, strict=True)) if rows else [()] * width
        return Rows(lines, {name: columns[place] for name, place in places.items()}, rejects)


def _broken(row: list[str], width: int) -> str:
    """Say why a row of cells cannot be read; empty where it can be, and where the line is empty."""
    if row and len(row) != width:
        return f"{len(row)} cells, where the header has {width}"
    return "" if is_utf8("".join(row)) else NOT_UTF8


def _in_words(error: csv.Error) -> str:
    said = str(error)
    if "field limit" in said:
        return f"a cell is longer than {LONGEST_CELL:,} letters; a quotation mark may not be closed"
    return f"a quotation mark is not closed or not doubled ({said})"


def _lines(rows: list[list[str]], first: int, last: int, *, whole: bool) -> list[int] | range:
    """Give the line each row begins in; unless the rows are `whole`, also that of the row after them."""
    if whole and last - first + 1 == len(rows):
        return range(first, last + 1)
    found = [first]
    for row in rows:
        found.append(found[-1] + 1 + sum(len(_BREAK.findall(cell)) for cell in row))
    return found[:-1] if whole else found


class JsonLines:
    """A table with one object in JSON a line; a row may have names that no row before it had."""

    whole = False

    def __init__(self, lines: _Lines, source: str) -> None:
        self._lines, self._source = iter(lines), source
        row = _row(lines.first)
        if isinstance(row, str):
            raise InputError(f"the first line of {source} cannot be read: {row}.", "Each line is an object in JSON.")
        self._seen = dict.fromkeys(row)
        check_header(self.header, source)

    @property
    def header(self) -> tuple[str, ...]:
        """The names that turned up so far."""
        return tuple(self._seen)

    def blocks(self, wanted: Sequence[str]) -> Iterator[Rows]:
        """Give the rows in blocks, with the columns that are wanted; what a row leaves out is an empty cell."""
        numbered, named = enumerate(self._lines, 1), frozenset(wanted)
        while True:
            lines, rows, rejects, read = [], [], [], 0
            for line, text in _read(islice(numbered, ROWS), self._source):
                read += 1
                row = _row(text) if text.strip() else None
                if isinstance(row, str):
                    rejects.append(Reject(line, row))
                elif row is not None:
                    lines.append(line)
                    rows.append(row)
                    self._seen.update(dict.fromkeys(row if len(self._seen) < MOST_NAMES else named.intersection(row)))
            yield Rows(lines, {name: [_cell(row.get(name)) for row in rows] for name in wanted}, rejects)
            if read < ROWS:
                return


def _read(numbered: Iterator[tuple[int, str]], source: str) -> Iterator[tuple[int, str]]:
    try:
        yield from numbered
    except OSError as error:
        raise InputError(f"cannot read {source}: {error.strerror}.") from None


def _row(text: str) -> dict[str, Any] | str:
    """Read one line; a text says why it cannot be read."""
    if not is_utf8(text):
        return NOT_UTF8
    try:
        row = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number, parse_float=_number)
    except RecursionError:
        return "too deep"
    except ValueError as error:
        return f"no JSON: {error}"
    if "\\u" in text and not is_utf8(json.dumps(row, ensure_ascii=False)):
        return NOT_UTF8
    return row if isinstance(row, dict) else "no object in JSON"


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no number")


def _number(word: str) -> float:
    found = float(word)
    return found if isfinite(found) else _no_number(word)


def _cell(value: Any) -> Cell:
    """Give what stands in a row so that it can be told from every other: a list as its text in JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str | int | float) else json.dumps(value)
