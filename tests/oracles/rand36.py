"""RAND 36-Item Health Survey 1.0, from the published scoring instructions.

Each answer is recoded to 0 to 100 by the published table, then each of eight scales is the mean of those of its items
that were answered, however few; without any there is no value. Item 2 is in no scale, and there are no bands. Source:
RAND, scoring instructions; Hays, Sherbourne and Mazel, Health Economics 1993. How well it is known: table and scales
read on two public pages and in the code of a records system, all the same; the mean of those answered from a worked
example on both pages (energy with 4, 3, 3 and a blank is 46.7).

Values are given to one decimal, and a five goes up.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor
from typing import Any

# Items, and what the answers 1, 2, 3 ... are worth.
RECODES = (
    ((1, 2, 20, 22, 34, 36), (100, 75, 50, 25, 0)),
    ((3, 4, 5, 6, 7, 8, 9, 10, 11, 12), (0, 50, 100)),
    ((13, 14, 15, 16, 17, 18, 19), (0, 100)),
    ((21, 23, 26, 27, 30), (100, 80, 60, 40, 20, 0)),
    ((24, 25, 28, 29, 31), (0, 20, 40, 60, 80, 100)),
    ((32, 33, 35), (0, 25, 50, 75, 100)),
)
WORTH = {item: points for items, points in RECODES for item in items}
SCALES = {
    "physical_functioning": (3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
    "role_physical": (13, 14, 15, 16),
    "role_emotional": (17, 18, 19),
    "energy": (23, 27, 29, 31),
    "emotional_well_being": (24, 25, 26, 28, 30),
    "social_functioning": (20, 32),
    "pain": (21, 22),
    "general_health": (1, 33, 34, 35, 36),
}


def score(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Score answers q1 to q36, each from 1 to the number of its options, or None."""
    scores = {}
    for name, items in SCALES.items():
        given = [(item, answers.get(f"q{item}")) for item in items]
        points = [WORTH[item][answer - 1] for item, answer in given if answer is not None]
        scores[name] = _one_decimal(Fraction(sum(points), len(points))) if points else None
    return {"scores": scores, "bands": {}, "criteria": {}}


def _one_decimal(value: Fraction) -> float:
    return floor(value * 10 + Fraction(1, 2)) / 10
