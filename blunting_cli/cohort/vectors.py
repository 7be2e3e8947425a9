"""Many rows at once: one whole number holds a yes or no of every row, and adds of all rows are one addition.

A vector is an int with one bit a row, the first row highest. Verdicts are two of them, true and unknown, so that and,
or, not and counting of a condition cost a few operations for thousands of rows. A lane is an int with one byte a row,
in which small numbers of all rows are added at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from operator import mul
from typing import NamedTuple

_TO_BYTES = bytes.maketrans(b"01", b"\x00\x01")
# What a lane can hold.
MOST = 255


class Verdicts(NamedTuple):
    """The verdict of every row: where it is true, and where it is unknown; false elsewhere."""

    true: int
    unknown: int

    def false(self, every: int) -> int:
        """Give where it is false, of `every` row there is."""
        return every & ~(self.true | self.unknown)


def vector(marks: str | bytes) -> int:
    """Make a vector of marks, 0 or 1, one a row."""
    return int(marks, 2)


def marks(bits: int, rows: int) -> str:
    """Give the marks of a vector, 0 or 1, one a row."""
    return format(bits, f"0{rows}b")


def lane(bits: int, rows: int) -> int:
    """Make a lane that holds 1 where a vector has a mark."""
    return int.from_bytes(marks(bits, rows).encode().translate(_TO_BYTES), "big")


def lane_bytes(total: int, rows: int) -> bytes:
    """Give the number in a lane of every row."""
    return total.to_bytes(rows, "big")


def totals(weighted: Sequence[tuple[int, int]], rows: int) -> Sequence[int]:
    """Add up weights, each where its vector has a mark; counted from the least that they can come to."""
    least = sum(min(0, weight) for weight, _ in weighted)
    if sum(abs(weight) for weight, _ in weighted) < MOST:
        total = -least * lane((1 << rows) - 1, rows)
        for weight, bits in weighted:
            if bits:
                total += weight * lane(bits, rows)
        return lane_bytes(total, rows)
    found = [-least] * rows
    for weight, bits in weighted:
        if bits:
            found = [
                total + weight if mark == "1" else total for total, mark in zip(found, marks(bits, rows), strict=True)
            ]
    return found


def numbered(kinds: Iterable[int], rows: int) -> bytes:
    """Give the number of each row's kind, from 1; the vectors of the kinds share no row, and 0 is of none."""
    return lane_bytes(sum(number * lane(bits, rows) for number, bits in enumerate(kinds, 1) if bits), rows)


def blanked(codes: Sequence[int], blank: int, rows: int) -> Sequence[int]:
    """Put 0 in the place of the codes that a vector marks."""
    if not blank:
        return codes
    if isinstance(codes, bytes):
        kept = lane((1 << rows) - 1 & ~blank, rows) * MOST
        return lane_bytes(int.from_bytes(codes, "big") & kept, rows)
    return list(map(mul, codes, lane_bytes(lane((1 << rows) - 1 & ~blank, rows), rows)))


def at_least(codes: Sequence[int], number: int) -> int:
    """Give where a code is as high as a number."""
    if isinstance(codes, bytes):
        return vector(codes.translate(_high(max(0, min(number, 256)))))
    return vector("".join("01"[code >= number] for code in codes))


@cache
def _high(number: int) -> bytes:
    return b"0" * number + b"1" * (256 - number)


def all_of(parts: Iterable[Verdicts], every: int) -> Verdicts:
    """Join verdicts: true where all are true, false where one is false."""
    true, known_false = every, 0
    for part in parts:
        true &= part.true
        known_false |= part.false(every)
    return Verdicts(true, every & ~(true | known_false))


def any_of(parts: Iterable[Verdicts]) -> Verdicts:
    """Join verdicts: true where one is true, false where all are false."""
    true = unknown = 0
    for part in parts:
        true |= part.true
        unknown |= part.unknown
    return Verdicts(true, unknown & ~true)


def none_of(part: Verdicts, every: int) -> Verdicts:
    """Turn verdicts round; unknown stays unknown."""
    return Verdicts(part.false(every), part.unknown)


def count_between(parts: list[Verdicts], low: int | None, high: int | None, every: int) -> Verdicts:
    """Tell where between `low` and `high` parts are true, whatever the unknown ones turn out to be."""
    sure = _sums(part.true for part in parts)
    most = _sums(part.true | part.unknown for part in parts)
    enough = every if low is None else _at_least(sure, low, every)
    can_be_enough = every if low is None else _at_least(most, low, every)
    few = every if high is None else every & ~_at_least(most, high + 1, every)
    can_be_few = every if high is None else every & ~_at_least(sure, high + 1, every)
    true = enough & few
    return Verdicts(true, can_be_enough & can_be_few & ~true)


def _sums(vectors: Iterable[int]) -> list[int]:
    """Count the marks of every row: the digits of the counts, each a vector, the lowest first."""
    digits: list[int] = []
    for bits in vectors:
        for index, digit in enumerate(digits):
            digits[index], bits = digit ^ bits, digit & bits
            if not bits:
                break
        if bits:
            digits.append(bits)
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
            same &= ~digits[index]
    return more | same
