"""Conditions with a part of their comparisons decided: what is left of them.

What is left has the verdict that the whole would have, in the logic of true, false and unknown. It is true, false or
None for unknown, a comparison, or a `Rest` of several; equal rests ask the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from blunting_cli.conditions import AllOf, AnswerIs, AnyOf, Condition, CountOf, NotSo, ScoreIs

ALL, ANY, NOT, COUNT = "all", "any", "not", "count"
Leaf = AnswerIs | ScoreIs


class Rest(NamedTuple):
    """Several parts of one kind; of a count between `low` and `high` of them must be true.

    The kind is a part of it, since named tuples with equal fields are equal whatever their class.
    """

    kind: str
    parts: tuple[Left, ...]
    low: int | None = None
    high: int | None = None


Left = bool | None | Leaf | Rest


def whole(condition: Condition) -> Left:
    """Give a condition of which nothing is decided."""
    match condition:
        case AllOf(parts):
            return _joined(ALL, map(whole, parts))
        case AnyOf(parts):
            return _joined(ANY, map(whole, parts))
        case NotSo(part):
            return _not(whole(part))
        case CountOf(parts, low, high):
            return _count(tuple(map(whole, parts)), low, high)
        case _:
            return condition


def reduced(left: Left, decided: Mapping[Leaf, bool | None]) -> Left:
    """Put verdicts in the place of comparisons, and leave out what decides nothing any more."""
    if isinstance(left, bool) or left is None:
        return left
    if not isinstance(left, Rest):
        return decided.get(left, left)
    parts = (reduced(part, decided) for part in left.parts)
    match left.kind:
        case "not":
            return _not(next(parts))
        case "count":
            return _count(tuple(parts), left.low, left.high)
        case _:
            return _joined(left.kind, parts)


def leaves_left(left: Left) -> Iterator[Leaf]:
    """Walk the comparisons that are not decided."""
    if isinstance(left, Rest):
        for part in left.parts:
            yield from leaves_left(part)
    elif left is not None and not isinstance(left, bool):
        yield left


def size_of(left: Left) -> int:
    """Give of how many parts something is made, itself included."""
    return 1 + sum(map(size_of, left.parts)) if isinstance(left, Rest) else 1


def verdict_of(left: Left) -> bool | None:
    """Give the verdict; unknown where something is left."""
    return left if isinstance(left, bool) else None


def _not(part: Left) -> Left:
    return not part if isinstance(part, bool) else None if part is None else Rest(NOT, (part,))


def _joined(kind: str, parts: Iterable[Left]) -> Left:
    """Join parts: one that is false decides an all, one that is true an any; the opposite says nothing."""
    decisive = kind == ANY
    kept: dict[Left, None] = {}
    for part in parts:
        if part is decisive:
            return decisive
        if not isinstance(part, bool):
            kept[part] = None
    if not kept:
        return not decisive
    # In which order they stand is of no matter; so what is left alike is one.
    return next(iter(kept)) if len(kept) == 1 else Rest(kind, tuple(sorted(kept, key=repr)))


def _count(parts: tuple[Left, ...], low: int | None, high: int | None) -> Left:
    """Take out of a count what is true or false; the rest must make up for what is missing."""
    true = sum(part is True for part in parts)
    left = tuple(sorted((part for part in parts if not isinstance(part, bool)), key=repr))
    low = None if low is None or low <= true else low - true
    high = None if high is None or true + len(left) <= high else high - true
    if (low is not None and low > len(left)) or (high is not None and high < 0):
        return False
    if low is None and high is None:
        return True
    if all(part is None for part in left):
        return None
    return Rest(COUNT, left, low, high)
