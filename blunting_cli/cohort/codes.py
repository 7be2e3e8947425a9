"""Columns as codes: what turned up in one is looked at once, and a row holds the code of what stands in it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, Generic, TypeVar

from blunting_cli.cohort import vectors
from blunting_cli.cohort.vectors import Verdicts

# What one byte can stand for.
BYTES = vectors.MOST + 1

Thing = TypeVar("Thing")
Made = TypeVar("Made")

# Verdicts as numbers of a table, and what makes marks of them.
_CODES = {False: 0, True: 1, None: 2}
_TRUE, _UNKNOWN = (bytes(number == wanted for number in range(BYTES)) for wanted in (1, 2))


class Codebook(Generic[Thing]):
    """The things that turned up in a column, by their code, and what is made of each of them, once.

    A key tells what is made: the same key must always mean the same.
    """

    def __init__(self, first: Iterable[Thing]) -> None:
        self.things = list(first)
        self._made: dict[Hashable, list[Any]] = {}
        self._tables: dict[Hashable, tuple[int, bytes]] = {}

    def numbers(self, key: Hashable, make: Callable[[Thing], int]) -> bytes:
        """Give a number, 0 to 255, for every code."""
        known, table = self._tables.get(key, (0, b""))
        if known < len(self.things):
            table = (table[:known] + bytes(map(make, self.things[known:]))).ljust(BYTES, b"\0")
            self._tables[key] = len(self.things), table
        return table

    def made(self, key: Hashable, make: Callable[[Thing], Made]) -> list[Made]:
        """Give what is made of every thing, by its code: the same list each time, which grows."""
        found = self._made.setdefault(key, [])
        found += map(make, self.things[len(found) :])
        return found


def compact(codes: list[int], highest: int) -> Sequence[int]:
    """Give codes, of which none is above `highest`, as bytes where a byte can hold them."""
    return bytes(codes) if highest < BYTES else codes


class Coded(Generic[Thing]):
    """The codes of some rows, and the book that tells what they stand for; bytes, or a list where these do not do."""

    def __init__(self, book: Codebook[Thing], codes: Sequence[int]) -> None:
        self.book, self.codes = book, codes
        self._seen: dict[bytes, int] = {}

    def vector(self, key: Hashable, make: Callable[[Thing], int]) -> int:
        """Give the vector with the number that is made of what stands in every row."""
        return self._vector(self.book.numbers(key, make))

    def verdicts(self, key: Hashable, judge: Callable[[Thing], bool | None]) -> Verdicts:
        """Give the verdict on what stands in every row."""
        table = self.book.numbers(key, lambda thing: _CODES[judge(thing)])
        return Verdicts(self._vector(table.translate(_TRUE)), self._vector(table.translate(_UNKNOWN)))

    def _vector(self, table: bytes) -> int:
        found = self._seen.get(table)
        if found is None:
            found = self._seen[table] = vectors.vector(self._looked_up(table)) if any(table) else 0
        return found

    def _looked_up(self, table: bytes) -> bytes:
        if isinstance(self.codes, bytes):
            return self.codes.translate(table[:BYTES])
        return bytes(list(map(table.__getitem__, self.codes)))
