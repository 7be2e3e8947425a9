"""Depression Anxiety Stress Scales, short form of 21 items, from the published rule.

Items 0 to 3. Depression: 3, 5, 10, 13, 16, 17, 21. Anxiety: 2, 4, 7, 9, 15, 19, 20. Stress: 1, 6, 8, 11, 12, 14, 18
(two public scoring scripts, read; one public page has the first two scales the wrong way round). Each sum of seven is
doubled. Cut-offs on the doubled sums: depression 10, 14, 21, 28; anxiety 8, 10, 15, 20; stress 15, 19, 26, 34 (three
public pages, read, one of them with a slip; one article differs). At least six of seven answers are needed (page of
an outcomes service that quotes the developers, read); that the missing one counts as the mean of the others is
general knowledge, not checked. Source: Lovibond and Lovibond, manual, 1995; not read.

Values are given to one decimal. Those that are no whole number end in a third, so no rounding touches a cut-off.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SCALES = {
    "depression": ("3 5 10 13 16 17 21", (10, 14, 21, 28)),
    "anxiety": ("2 4 7 9 15 19 20", (8, 10, 15, 20)),
    "stress": ("1 6 8 11 12 14 18", (15, 19, 26, 34)),
}
LABELS = ("low", "mild", "moderate", "severe", "extremely severe")


def score(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Score answers q1 to q21, each 0 to 3 or None."""
    scores: dict[str, float | None] = {}
    bands: dict[str, dict[str, str]] = {}
    for name, (items, cuts) in SCALES.items():
        given = [value for value in (answers.get(f"q{item}") for item in items.split()) if value is not None]
        if len(given) < 6:
            scores[name] = None
            continue
        value = sum(given) * 2 if len(given) == 7 else round(sum(given) / 6 * 7 * 2, 1)
        scores[name] = value
        bands[name] = {name: LABELS[sum(value >= cut for cut in cuts)]}
    return {"scores": scores, "bands": bands, "criteria": {}}
