"""Prolonged Grief scale PG-13-Revised, from the published rule.

First whether someone close died; without a loss nothing follows. Then the months since, ten items from 1 to 5 that
are added up to 10 to 50, and whether it gets in the way of life. The rule is met with a loss, twelve months or more,
a sum of 30 or more, and impairment. Source: Prigerson and others, World Psychiatry 2021. How well it is known: the
threshold of 30 from the abstract, gate, items and sum from the help page of a records system, both read. One public
calculator adds eleven items, 11 to 55, which is not this rule. No rule for missing answers was found.

An answer to a question that is not asked does not count: all of them without a certain loss.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def score(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Score loss and impairment (0, 1 or None), months (a number or None) and q1 to q10 (1 to 5 or None)."""
    if answers.get("loss") != 1:
        verdict = False if answers.get("loss") == 0 else None
        return {"scores": {"grief": None}, "bands": {}, "criteria": {"prolonged": verdict}}
    items = [answers.get(f"q{n}") for n in range(1, 11)]
    months, impairment = answers.get("months"), answers.get("impairment")
    low = sum(1 if item is None else item for item in items)
    high = sum(5 if item is None else item for item in items)
    certain = low >= 30 and months is not None and months >= 12 and impairment == 1
    possible = high >= 30 and (months is None or months >= 12) and impairment != 0
    return {
        "scores": {"grief": None if None in items else low},
        "bands": {},
        "criteria": {"prolonged": True if certain else None if possible else False},
    }
