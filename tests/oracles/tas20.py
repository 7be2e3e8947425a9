"""TAS-20: twenty items of 1 to 5 in three subscales.

Rules, and how well they are known (Bagby, Parker and Taylor 1994; read in secondary pages that agree with each other):

- Items 4, 5, 10, 18 and 19 are counted the other way round.
- Subscales: identifying feelings 1, 3, 6, 7, 9, 13, 14; describing feelings 2, 4, 11, 12, 17; outward thinking 5, 8,
  10, 15, 16, 18, 19, 20. Total: all twenty, 20 to 100.
- 51 or less and 61 or more are the two cut-offs, with 52 to 60 between them.
- Missing answers: no published rule was found, so each sum needs all of its items.
"""

from __future__ import annotations

from typing import Any

REVERSED = {4, 5, 10, 18, 19}
SUBSCALES = {
    "identifying": (1, 3, 6, 7, 9, 13, 14),
    "describing": (2, 4, 11, 12, 17),
    "outward": (5, 8, 10, 15, 16, 18, 19, 20),
}


def score(answers: dict[str, Any]) -> dict[str, Any]:
    """Score one set of visible answers."""
    points: dict[int, int | None] = {}
    for number in range(1, 21):
        said = answers.get(f"q{number}")
        points[number] = said if said is None or number not in REVERSED else 6 - said

    def total(numbers: Any) -> int | None:
        values = [points[number] for number in numbers]
        return None if None in values else sum(value for value in values if value is not None)

    whole = total(range(1, 21))
    least = sum(1 if value is None else value for value in points.values())
    most = sum(5 if value is None else value for value in points.values())
    bands = {}
    if whole is not None:
        label = "61 or more" if whole >= 61 else "52 to 60" if whole >= 52 else "51 or less"
        bands["total"] = {"cut_offs": label}
    return {
        "scores": {**{name: total(numbers) for name, numbers in SUBSCALES.items()}, "total": whole},
        "bands": bands,
        "criteria": {
            "upper": True if least >= 61 else False if most < 61 else None,
            "lower": True if most <= 51 else False if least > 51 else None,
        },
    }
