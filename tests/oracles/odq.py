"""Oxford Depression Questionnaire, its shape only.

26 items from 1 to 5 in three sections. The last six, about the antidepressant as the cause, are only for people on
one: they have a total of 26 items (26 to 130) beside the total of 20 (20 to 100) that everyone has. Four domains of
five items (5 to 25) make the total of 20, the last six a fifth domain (6 to 30). There are no bands and no agreed
cut-off. Source: Price and others, Journal of Affective Disorders 2012; University of Oxford. How well it is known: 26
items, three sections, four domains and whom the last section is for, read on the university's page and a trial
register; 12, 8 and 6 items, five for each domain and 1 to 5 for each item are general knowledge, not checked. Which
item is in which domain is not public: here every fourth. No rule for missing answers was found.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def score(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Score antidepressant (0, 1 or None) and q1 to q26 (1 to 5 or None)."""
    scores = {f"domain_{first}": _total(answers, range(first, 21, 4)) for first in (1, 2, 3, 4)}
    takes_one = answers.get("antidepressant") == 1
    scores["domain_5"] = _total(answers, range(21, 27)) if takes_one else None
    scores["total_20"] = _total(answers, range(1, 21))
    scores["total_26"] = _total(answers, range(1, 27)) if takes_one else None
    return {"scores": scores, "bands": {}, "criteria": {}}


def _total(answers: Mapping[str, Any], items: range) -> int | None:
    given = [answers[f"q{item}"] for item in items if answers.get(f"q{item}") is not None]
    return sum(given) if len(given) == len(items) else None
