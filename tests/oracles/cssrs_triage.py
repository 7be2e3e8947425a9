"""Columbia Suicide Severity Rating Scale, screener with triage: how soon, from the published rule. There is no sum.

Six yes or no questions. After a no to the second the next is the sixth, else three, four and five follow; after a yes
to the sixth it is asked whether that was in the past three months. The highest level wins. Published: 4, 5, or 6 in
the past three months are the most urgent; 3, or an older 6, come next; 1 or 2 last. Source: Columbia Lighthouse
Project; Posner and others, American Journal of Psychiatry 2011. How well it is known: triage guidelines in a public
copy, and the steps on the help page of a records system, both read; some public pages add the answers up, which is
not this rule.

Not published, but this project's: the names of the steps (emergency, today, this_week), and that a missing answer is
never a no. Without an answer to the second, three to five are asked; without one to the sixth, the three months are;
and an open question without an answer means at least routine.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ORDER = ("watch", "routine", "this_week", "today", "emergency")
LEVEL = {
    "q1": "this_week",
    "q2": "this_week",
    "q3": "today",
    "q4": "emergency",
    "q5": "emergency",
    "q6": "today",
    "q6_recent": "emergency",
}
BEHIND = {"q3": "q2", "q4": "q2", "q5": "q2", "q6_recent": "q6"}


def score(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Give the tier for answers q1 to q6 and q6_recent, each 0 (no), 1 (yes) or None."""
    found = {"watch"}
    for question, level in LEVEL.items():
        if question in BEHIND and answers.get(BEHIND[question]) == 0:
            continue
        answer = answers.get(question)
        found.add("routine" if answer is None else level if answer == 1 else "watch")
    return {"scores": {}, "bands": {}, "criteria": {}, "tier": max(found, key=ORDER.index)}
