"""Formulas of three values: `true` and `false` are formulas of their own, and what is neither is unknown.

Python's True and False stand for what is known before the solver is asked, so that formulas stay small.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import z3

Formula = z3.BoolRef | bool


class Verdict(NamedTuple):
    """When something is true, and when it is false; never both."""

    true: Formula
    false: Formula

    @property
    def unknown(self) -> Formula:
        return both(negate(self.true), negate(self.false))

    def of(self, value: bool) -> Formula:
        return self.true if value else self.false


def known(value: bool | None) -> Verdict:
    """Give a verdict that no answer changes."""
    return Verdict(value is True, value is False)


def either(*parts: Formula) -> Formula:
    if any(part is True for part in parts):
        return True
    left = [part for part in parts if part is not False]
    return z3.Or(left) if len(left) > 1 else left[0] if left else False


def both(*parts: Formula) -> Formula:
    if any(part is False for part in parts):
        return False
    left = [part for part in parts if part is not True]
    return z3.And(left) if len(left) > 1 else left[0] if left else True


def negate(part: Formula) -> Formula:
    return (not part) if isinstance(part, bool) else z3.Not(part)


def implies(left: Formula, right: Formula) -> Formula:
    return either(negate(left), right)


def formula(part: Formula) -> z3.BoolRef:
    """Give a formula that the solver takes."""
    return z3.BoolVal(part) if isinstance(part, bool) else part


def number_of(parts: Iterable[Formula]) -> z3.ArithRef:
    """Give how many are true."""
    return total([(part, 1) for part in parts])


def total(parts: Iterable[tuple[Formula, int]]) -> z3.ArithRef:
    """Add up the numbers of those that are true."""
    found = [z3.If(formula(part), z3.IntVal(amount), z3.IntVal(0)) for part, amount in parts if part is not False]
    return z3.Sum(found) if found else z3.IntVal(0)


def exactly_one(parts: Sequence[z3.BoolRef]) -> z3.BoolRef:
    return z3.PbEq([(part, 1) for part in parts], 1)


def all_of(parts: Sequence[Verdict]) -> Verdict:
    return Verdict(both(*(part.true for part in parts)), either(*(part.false for part in parts)))


def any_of(parts: Sequence[Verdict]) -> Verdict:
    return Verdict(either(*(part.true for part in parts)), both(*(part.false for part in parts)))


def opposite(part: Verdict) -> Verdict:
    return Verdict(part.false, part.true)


def count_between(parts: Sequence[Verdict], low: int | None, high: int | None) -> Verdict:
    """Tell whether so many are true, of which some may be unknown."""
    least, most = number_of(part.true for part in parts), number_of(negate(part.false) for part in parts)
    true = both(True if low is None else least >= low, True if high is None else most <= high)
    false = either(False if low is None else most < low, False if high is None else least > high)
    return Verdict(true, false)


def within(low: z3.ArithRef, high: z3.ArithRef, least: int | None, most: int | None) -> Verdict:
    """Hold what lies between two numbers against two ends; None leaves an end open."""
    true = both(True if least is None else low >= least, True if most is None else high <= most)
    false = either(False if least is None else high < least, False if most is None else low > most)
    return Verdict(true, false)
