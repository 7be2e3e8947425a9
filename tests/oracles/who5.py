"""WHO-5: five items of 0 to 5; more is better.

Rules, and how well they are known:

- Raw score: the sum, 0 to 25; index: four times the raw score, 0 (worst) to 100 (best). A raw score under 13 is poor
  well-being and a reason to look for depression (the 1998 form's notes; read in two pages that carry them). Since the
  index goes in steps of 4, "50 or less" (Topp and others 2015, secondary pages) is the same rule.
- 28 or less is taken as likely depression (Topp and others 2015; general knowledge, not checked).
- The 1998 notes also send on whoever answers 0 or 1 to any single item (general knowledge, not checked).
- Missing answers: no published rule was found, so a score needs all five.
"""

from __future__ import annotations

from typing import Any

ITEMS = [f"q{number}" for number in range(1, 6)]


def score(answers: dict[str, Any]) -> dict[str, Any]:
    """Score one set of visible answers."""
    given = [answers[item] for item in ITEMS if answers.get(item) is not None]
    missing = 5 - len(given)
    worst, best = sum(given), sum(given) + 5 * missing
    raw = worst if missing == 0 else None
    bands = {}
    if raw is not None:
        index = raw * 4
        bands["index"] = {"wellbeing": "very low" if index <= 28 else "low" if index <= 50 else "not low"}

    def at_most(limit: int) -> bool | None:
        return True if 4 * best <= limit else False if 4 * worst > limit else None

    # Every item at its best is the only thing that could keep someone off, at its worst the only thing that could not.
    sent_on_at_best = best < 13 or any(value <= 1 for value in given)
    sent_on_at_worst = worst < 13 or any(value <= 1 for value in given) or missing > 0
    return {
        "scores": {"raw": raw, "index": None if raw is None else raw * 4},
        "bands": bands,
        "criteria": {
            "low": at_most(50),
            "very_low": at_most(28),
            "form_1998": True if sent_on_at_best else None if sent_on_at_worst else False,
        },
    }
