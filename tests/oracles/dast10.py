"""Drug Abuse Screening Test, ten items, from the published rule.

One point for each yes, but for the third question, where a no gives the point. Bands: 0, 1 to 2 low, 3 to 5 moderate,
6 to 8 substantial, 9 to 10 severe. Source: Skinner, Addictive Behaviors 1982. How well it is known: read on the page
of national guidelines and, for the bands, among the data elements of a research institute; article not read. (The
longer form of 28 turns the fourth, fifth and seventh round.) No rule for missing answers was found.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def score(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Score answers q1 to q10, each 0 (no), 1 (yes) or None."""
    points = 0
    for n in range(1, 11):
        answer = answers.get(f"q{n}")
        if answer is None:
            return {"scores": {"total": None}, "bands": {}, "criteria": {}}
        points += (answer == 0) if n == 3 else (answer == 1)
    label = [
        "none",
        "low",
        "low",
        "moderate",
        "moderate",
        "moderate",
        "substantial",
        "substantial",
        "substantial",
        "severe",
        "severe",
    ][points]
    return {"scores": {"total": points}, "bands": {"total": {"severity": label}}, "criteria": {}}
