"""GAD-7: seven items of 0 to 3.

Rules, and how well they are known:

- Total: the sum, 0 to 21; 5, 10 and 15 begin mild, moderate and severe; 10 and over is the cut-off for a closer look
  (Spitzer, Kroenke, Williams and Lowe 2006; read in secondary pages and in a rugby union's medical guide, not in the
  paper).
- Missing answers: no published rule was found, so a total needs all seven. (Replacing one or two by the mean, as for
  the PHQ-9, is common: general knowledge, not checked, and not used here.)
"""

from __future__ import annotations

from typing import Any

ITEMS = [f"q{number}" for number in range(1, 8)]


def score(answers: dict[str, Any]) -> dict[str, Any]:
    """Score one set of visible answers."""
    given = [answers[item] for item in ITEMS if answers.get(item) is not None]
    least, most = sum(given), sum(given) + 3 * (7 - len(given))
    total = least if len(given) == 7 else None
    bands = {}
    if total is not None:
        label = "severe" if total >= 15 else "moderate" if total >= 10 else "mild" if total >= 5 else "minimal"
        bands["total"] = {"severity": label}
    return {
        "scores": {"total": total},
        "bands": bands,
        "criteria": {"cut_off": True if least >= 10 else False if most < 10 else None},
    }
