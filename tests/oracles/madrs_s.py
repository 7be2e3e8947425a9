"""Montgomery Asberg Depression Rating Scale, self-rating version, from the published rule.

Nine items from 0 to 6, with anchors at the even steps only, are added up to 0 to 54. Two sets of cut-offs are in use:
13, 20 and 35 (three Swedish pages for doctors, read) and those of the ten item scale for clinicians, 7, 20 and 35
(instruction of a Swedish health region, read, which says that no study has confirmed cut-offs for the self-rating).
Source of the scale: Svanborg and Asberg, Journal of Affective Disorders 2001; article not read. No rule for missing
answers was found.

The ninth item is to be looked at by itself (same pages). How soon it calls for a talk is this project's own step and
no part of the published rule: 1 and 2 routine, 3 and 4 today, 5 and 6 now, and no answer at least routine.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SELF_RATING = ((35, "severe"), (20, "moderate"), (13, "mild"), (0, "low"))
CLINICIAN = ((35, "severe"), (20, "moderate"), (7, "mild"), (0, "low"))
SOON = {None: "routine", 0: "watch", 1: "routine", 2: "routine", 3: "today", 4: "today", 5: "emergency", 6: "emergency"}


def score(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Score answers q1 to q9, each 0 to 6 or None."""
    tier = SOON[answers.get("q9")]
    given = [answers[f"q{n}"] for n in range(1, 10) if answers.get(f"q{n}") is not None]
    if len(given) < 9:
        return {"scores": {"total": None}, "bands": {}, "criteria": {}, "tier": tier}
    total = sum(given)
    bands = {
        "self_rating": next(label for start, label in SELF_RATING if total >= start),
        "clinician": next(label for start, label in CLINICIAN if total >= start),
    }
    return {"scores": {"total": total}, "bands": {"total": bands}, "criteria": {}, "tier": tier}
