"""Insomnia Severity Index, from the published rule.

Seven items from 0 to 4 are added up to 0 to 28. Cut-offs at 8 (subthreshold), 15 (moderate) and 22 (severe). Source:
Bastien, Vallieres and Morin, Sleep Medicine 2001. How well it is known: the sum and the cut-offs stand on a public
health service page (My HealtheVet) and two others, read; article not read. No rule for missing answers was found, so
a sum with a gap is no sum.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def score(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Score answers q1 to q7, each 0 to 4 or None."""
    given = [answers[f"q{n}"] for n in range(1, 8) if answers.get(f"q{n}") is not None]
    if len(given) < 7:
        return {"scores": {"total": None}, "bands": {}, "criteria": {}}
    total = sum(given)
    if total >= 22:
        label = "severe"
    elif total >= 15:
        label = "moderate"
    elif total >= 8:
        label = "subthreshold"
    else:
        label = "low"
    return {"scores": {"total": total}, "bands": {"total": {"severity": label}}, "criteria": {}}
