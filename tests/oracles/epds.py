"""EPDS: ten items with four answers each, worded apart for every item.

Rules, and how well they are known (Cox, Holden and Sagovsky 1987; the scoring note was read in a nursing handbook that
reprints it, the cut-offs also in the scoring source of CamCOPS):

- Items 1, 2 and 4 count 0, 1, 2, 3 from the first printed answer to the last; items 3 and 5 to 10 count 3, 2, 1, 0.
- Total: the sum, 0 to 30. 13 and over calls for assessment; 10 and over where fewer should be missed.
- Any points on item 10 call for a closer look, whatever the total. (The names of the tiers, and that no answer is not a
  no, are this project's.)
- Missing answers: no published rule was found, so the total needs all ten.

An answer is held as its place on the form, 0 for the first printed one to 3 for the last.
"""

from __future__ import annotations

from typing import Any

FORWARD = {1, 2, 4}


def score(answers: dict[str, Any]) -> dict[str, Any]:
    """Score one set of visible answers."""
    points = {}
    for number in range(1, 11):
        place = answers.get(f"q{number}")
        if place is not None:
            points[number] = place if number in FORWARD else 3 - place
    least, most = sum(points.values()), sum(points.values()) + 3 * (10 - len(points))

    def reaches(cut_off: int) -> bool | None:
        return True if least >= cut_off else False if most < cut_off else None

    total = least if len(points) == 10 else None
    bands = {}
    if total is not None:
        label = "13 or more" if total >= 13 else "10 to 12" if total >= 10 else "under 10"
        bands["total"] = {"cut_offs": label}
    return {
        "scores": {"total": total},
        "bands": bands,
        "criteria": {"possible": reaches(10), "likely": reaches(13)},
        "tier": {None: "routine", 0: "watch"}.get(points.get(10), "today"),
    }
