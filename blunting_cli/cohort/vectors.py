"""Many rows at once: one whole number holds a byte of every row, and adds of all rows are one addition.

A vector is an int with one byte a row, the first row lowest. Mostly the byte is a mark, 0 or 1, so that and, or, not
and counting of a condition cost a few operations for thousands of rows; where marks are added up, it is a number.
Verdicts are two vectors of marks, true and unknown.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from functools import cache
from operator import mul
from typing import NamedTuple

# What the byte of a row can hold.
MOST = 255


class Verdicts(NamedTuple):
    """The verdict of every row: where it is true, and where it is unknown; false elsewhere."""

    true: int
    unknown: int

    def false(self, every: int) -> int:
        """Give where it is false, of `every` row there is."""
        return every ^ (self.true | self.unknown)


def vector(numbers: bytes) -> int:
    """Make a vector of the bytes of the rows."""
    return int.from_bytes(numbers, "little")


def numbers_of(found: int, rows: int) -> bytes:
    """Give the bytes of a vector, one a row."""
    return found.to_bytes(rows, "little")


@cache
def every_of(rows: int) -> int:
    """Give the vector in which each of so many rows has a mark."""
    return vector(b"\1" * rows)


def totals(weighted: Sequence[tuple[int, int]], rows: int) -> Sequence[int]:
    """Add up weights, each where its vector has a mark; counted from the least that they can come to."""
    least = sum(min(0, weight) for weight, _ in weighted)
    if sum(abs(weight) for weight, _ in weighted) <= MOST:
        return numbers_of(-least * every_of(rows) + sum(weight * marks for weight, marks in weighted if marks), rows)
    found = [-least] * rows
    for weight, marks in weighted:
        if marks:
            found = [total + weight * mark for total, mark in zip(found, numbers_of(marks, rows), strict=True)]
    return found


def numbered(kinds: Sequence[int], rows: int) -> Sequence[int]:
    """Give the number of each row's kind, from 1; the vectors of the kinds share no row, and 0 is of none."""
    if len(kinds) <= MOST:
        return numbers_of(sum(number * marks for number, marks in enumerate(kinds, 1) if marks), rows)
    found = [0] * rows
    for number, marks in enumerate(kinds, 1):
        if marks:
            found = [number if mark else kept for kept, mark in zip(found, numbers_of(marks, rows), strict=True)]
    return found


def paired(first: Sequence[int], second: Sequence[int], size: int, rows: int) -> bytes:
    """Give one code for the two of every row: the first times `size`, which is above the second, plus the second.

    No code may be more than a byte holds.
    """
    return numbers_of(vector(bytes(first)) * size + vector(bytes(second)), rows)


def blanked(codes: Sequence[int], blank: int, rows: int) -> Sequence[int]:
    """Put 0 in the place of the codes that a vector marks."""
    if not blank:
        return codes
    kept = every_of(rows) ^ blank
    if isinstance(codes, bytes):
        return numbers_of(vector(codes) & kept * MOST, rows)
    return list(map(mul, codes, numbers_of(kept, rows)))


def at_least(codes: Sequence[int], number: int) -> int:
    """Give where a code is as high as a number."""
    if isinstance(codes, bytes):
        return vector(codes.translate(_high(max(0, min(number, MOST + 1)))))
    return vector(bytes([code >= number for code in codes]))


@cache
def _high(number: int) -> bytes:
    return bytes(number) + b"\1" * (MOST + 1 - number)


def keys(numbers: Sequence[bytes], rows: int) -> Sequence[Hashable]:
    """Give one key for all the numbers of every row: where they are the same, it is."""
    if len(numbers) > 8:
        return list(zip(*numbers, strict=True))
    held = bytearray(8 * rows)
    for place, found in enumerate(numbers):
        held[place::8] = found
    return memoryview(held).cast("Q").tolist()


def all_of(parts: Iterable[Verdicts], every: int) -> Verdicts:
    """Join verdicts: true where all are true, false where one is false."""
    true, known_false = every, 0
    for part in parts:
        true &= part.true
        known_false |= part.false(every)
    return Verdicts(true, every ^ (true | known_false))


def any_of(parts: Iterable[Verdicts]) -> Verdicts:
    """Join verdicts: true where one is true, false where all are false."""
    true = unknown = 0
    for part in parts:
        true |= part.true
        unknown |= part.unknown
    return Verdicts(true, (true | unknown) ^ true)


def none_of(part: Verdicts, every: int) -> Verdicts:
    """Turn verdicts round; unknown stays unknown."""
    return Verdicts(part.false(every), part.unknown)


def count_between(parts: list[Verdicts], low: int | None, high: int | None, every: int) -> Verdicts:
    """Tell where between `low` and `high` parts are true, whatever the unknown ones turn out to be."""
    sure = _sums(part.true for part in parts)
    most = _sums(part.true | part.unknown for part in parts)
    enough = every if low is None else _at_least(sure, low, every)
    can_be_enough = every if low is None else _at_least(most, low, every)
    few = every if high is None else every ^ _at_least(most, high + 1, every)
    can_be_few = every if high is None else every ^ _at_least(sure, high + 1, every)
    true = enough & few
    return Verdicts(true, can_be_enough & can_be_few & ~true)


def _sums(vectors: Iterable[int]) -> list[int]:
    """Count the marks of every row: the digits of the counts, each a vector, the lowest first."""
    digits: list[int] = []
    for marks in vectors:
        for index, digit in enumerate(digits):
            digits[index], marks = digit ^ marks, digit & marks
            if not marks:
                break
        if marks:
            digits.append(marks)
    return digits


def _at_least(digits: list[int], number: int, every: int) -> int:
    """Tell where a count is at least a number."""
    if number <= 0:
        return every
    if number >> len(digits):
        return 0
    more, same = 0, every
    for index in reversed(range(len(digits))):
        if number >> index & 1:
            same &= digits[index]
        else:
            more |= same & digits[index]
            same &= every ^ digits[index]
    return more | same
