"""Mood Disorder Questionnaire, from the published rule.

Thirteen yes or no questions, then whether several happened at the same time, then how much of a problem they were
(none, minor, moderate, serious). The screen is positive with seven or more yes, and yes to the same time, and a
moderate or serious problem. The question about the same time is for people with more than one yes. Source: Hirschfeld
and others, American Journal of Psychiatry 2000. How well it is known: rule and instruction read on a page about
outcome measures and in two others; article not read.

An answer to a question that is not asked does not count: `same_time` without two certain yes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def score(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Score q1 to q13 and same_time (0, 1 or None) and problem (0 to 3 or None)."""
    listed = [answers.get(f"q{n}") for n in range(1, 14)]
    yes, unknown = listed.count(1), listed.count(None)
    same = answers.get("same_time") if yes >= 2 else None
    problem = answers.get("problem")
    # Every part in its best and in its worst case.
    possible = yes + unknown >= 7 and same in (1, None) and problem in (2, 3, None)
    certain = yes >= 7 and same == 1 and problem in (2, 3)
    verdict = True if certain else None if possible else False
    return {"scores": {"ticked": None if unknown else yes}, "bands": {}, "criteria": {"screen": verdict}}
