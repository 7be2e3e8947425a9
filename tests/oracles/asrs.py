"""Adult ADHD Self-Report Scale v1.1, part A, from the published rules.

Six items from 0 (never) to 4 (very often). Rule of 2005: items 1 to 3 count from 2 (sometimes), items 4 to 6 from 3
(often); four or more of six are a positive screen. Rule of 2007: the plain sum of 0 to 24, positive from 14. Sources:
Kessler and others, Psychological Medicine 2005 and International Journal of Methods in Psychiatric Research 2007. How
well it is known: the first rule read on two public help pages, the second on public pages that quote the article;
articles not read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MARKS = (2, 2, 2, 3, 3, 3)


def score(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Score answers q1 to q6, each 0 to 4 or None."""
    items = [answers.get(f"q{n}") for n in range(1, 7)]
    worst = [0 if item is None else item for item in items]
    best = [4 if item is None else item for item in items]
    complete = None not in items
    fewest, most = _hits(worst), _hits(best)
    return {
        "scores": {"hits": fewest if complete else None, "total": sum(worst) if complete else None},
        "bands": {},
        "criteria": {
            "four_hits": _at_least(4, fewest, most),
            "fourteen_points": _at_least(14, sum(worst), sum(best)),
        },
    }


def _hits(items: list[int]) -> int:
    return sum(item >= mark for item, mark in zip(items, MARKS, strict=True))


def _at_least(cut: int, low: int, high: int) -> bool | None:
    return True if low >= cut else False if high < cut else None
