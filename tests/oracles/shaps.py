"""SHAPS: fourteen items with four answers from strong agreement to strong disagreement.

Rules, and how well they are known:

- Original scoring: either way of disagreeing gives 1, either way of agreeing 0; the sum is 0 to 14, and 3 or more lies
  outside the usual range (Snaith and others 1995; read in a NIDA instrument page and in the scoring source of CamCOPS).
- Items 2, 4, 5, 7, 9, 12 and 14 print their answers the other way round, agreement first (scoring source of CamCOPS).
- Second scoring of the same answers: 1 for the strongest agreement to 4 for the strongest disagreement, sum 14 to 56,
  more points less pleasure (Franken, Rassin and Muris 2007; that patients with depression scored highest was read in
  the abstract, the range is general knowledge).
- Missing answers: no published rule was found, so both sums need all fourteen.

An answer is held as its place on the form, 1 for the first printed one to 4 for the last.
"""

from __future__ import annotations

from typing import Any

AGREEMENT_FIRST = {2, 4, 5, 7, 9, 12, 14}


def score(answers: dict[str, Any]) -> dict[str, Any]:
    """Score one set of visible answers."""
    disagrees: list[bool] = []
    strength: list[int] = []
    for number in range(1, 15):
        place = answers.get(f"q{number}")
        if place is None:
            continue
        # How far the answer is from the strongest agreement: 0, 1 (agree), 2, 3 (disagree).
        distance = place - 1 if number in AGREEMENT_FIRST else 4 - place
        disagrees.append(distance >= 2)
        strength.append(distance + 1)
    missing = 14 - len(disagrees)
    count = disagrees.count(True)
    bands = {"original": {"usual_range": "3 or more" if count >= 3 else "2 or less"}} if not missing else {}
    return {
        "scores": {"original": None if missing else count, "graded": None if missing else sum(strength)},
        "bands": bands,
        "criteria": {"cut_off": True if count >= 3 else False if count + missing < 3 else None},
    }
