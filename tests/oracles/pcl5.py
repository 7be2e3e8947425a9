"""PCL-5: twenty items of 0 to 4 in the four clusters of DSM-5.

Rules, and how well they are known (National Center for PTSD; read in two pages that carry its scoring text, the
clusters also in the scoring source of CamCOPS):

- Total: the sum, 0 to 80. Cluster severity: the sums of items 1-5 (B), 6-7 (C), 8-14 (D) and 15-20 (E).
- Cut-off: somewhere from 31 to 33; both ends are given here, as two criteria. There are no published severity bands.
- Clusters: an item at 2 or more counts as a symptom; at least 1 B, 1 C, 2 D and 2 E together.
- Missing answers: no published rule was found, so every sum needs all of its items.
"""

from __future__ import annotations

from typing import Any

CLUSTERS = {"b": (1, 5, 1), "c": (6, 7, 1), "d": (8, 14, 2), "e": (15, 20, 2)}


def score(answers: dict[str, Any]) -> dict[str, Any]:
    """Score one set of visible answers."""

    def values(first: int, last: int) -> list[int | None]:
        return [answers.get(f"q{number}") for number in range(first, last + 1)]

    scores = {name: total(values(first, last)) for name, (first, last, _) in CLUSTERS.items()}
    every = values(1, 20)
    met = [enough(values(first, last), needed) for first, last, needed in CLUSTERS.values()]
    return {
        "scores": {"total": total(every), **scores},
        "bands": {},
        "criteria": {
            "cut_off_31": at_least(every, 31),
            "cut_off_33": at_least(every, 33),
            # The clusters share no item, so each can be decided by itself.
            "clusters": False if False in met else None if None in met else True,
        },
    }


def total(values: list[int | None]) -> int | None:
    return None if None in values else sum(value for value in values if value is not None)


def at_least(values: list[int | None], cut_off: int) -> bool | None:
    least = sum(value or 0 for value in values)
    if least >= cut_off:
        return True
    return False if least + 4 * values.count(None) < cut_off else None


def enough(values: list[int | None], needed: int) -> bool | None:
    symptoms = sum(1 for value in values if value is not None and value >= 2)
    if symptoms >= needed:
        return True
    return False if symptoms + values.count(None) < needed else None
