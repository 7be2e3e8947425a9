"""PC-PTSD-5: a question whether there was such an event, then five yes-or-no items.

Rules, and how well they are known:

- Score: the number of yes, 0 to 5; whoever says no to the first question is done, with a score of 0 (National Center
  for PTSD; read in two pages that carry its scoring text).
- Cut-offs: 3 misses fewest (most sensitive), 4 balances misses and false alarms (Prins and others 2016; read in the
  abstract and in the scoring text). For women 4 missed many and 3 may be needed (Bovin and others 2021; abstract read).
  `by_sex` is that reading as one rule: 4, or 3 for women.
- Missing answers: no published rule was found, so the score needs the first question and, after a yes, all five.
"""

from __future__ import annotations

from itertools import product
from typing import Any

ITEMS = [f"q{number}" for number in range(1, 6)]
WOMAN, MAN = 1, 2


def score(answers: dict[str, Any]) -> dict[str, Any]:
    """Score one set of visible answers."""
    totals = possible_totals(answers)
    sexes = [WOMAN, MAN] if answers.get("sex") is None else [answers["sex"]]
    gate = answers.get("gate")
    return {
        "scores": {"total": next(iter(totals)) if len(totals) == 1 and complete(answers) else None},
        "bands": {},
        "criteria": {
            "sensitive": agreed({total >= 3 for total in totals}),
            "balanced": agreed({total >= 4 for total in totals}),
            "by_sex": agreed({total >= (3 if sex == WOMAN else 4) for total in totals for sex in sexes}),
            "stopped": None if gate is None else gate == 0,
        },
    }


def complete(answers: dict[str, Any]) -> bool:
    gate = answers.get("gate")
    return gate == 0 or (gate == 1 and all(answers.get(item) is not None for item in ITEMS))


def possible_totals(answers: dict[str, Any]) -> set[int]:
    """Walk through every way the missing answers could be filled in."""
    gates = [0, 1] if answers.get("gate") is None else [answers["gate"]]
    totals = set()
    for gate in gates:
        if gate == 0:
            totals.add(0)
            continue
        choices = [[0, 1] if answers.get(item) is None else [answers[item]] for item in ITEMS]
        totals |= {sum(filled) for filled in product(*choices)}
    return totals


def agreed(verdicts: set[bool]) -> bool | None:
    return verdicts.pop() if len(verdicts) == 1 else None
