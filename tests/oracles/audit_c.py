"""AUDIT-C: three items of 0 to 4 on drinking in the past year.

Rules, and how well they are known:

- Score: the sum, 0 to 12 (Bush and others 1998; read in several pages with their references).
- Cut-offs: men 4 and over, women 3 and over (Bush 1998, Bradley 2003; read in the same pages); 5 and over for both is
  where the VA asks for advice (a VA page, read).
- Whoever never drinks has the least number of points, 0: items 2 and 3 are not put to them (general knowledge of how
  the form is used; that 0 is the score of people who do not drink was read on the VA page).
- Where all points come from item 1 and items 2 and 3 give none, the drinking may lie under the recommended limits, and
  a second look is advised (general knowledge, not checked; that positive scores and reported amounts can disagree is
  in Delaney and others 2014, abstract read).
- Missing answers: no published rule was found, so the score needs every item that is put.
"""

from __future__ import annotations

from itertools import product
from typing import Any

WOMAN, MAN = 1, 2


def score(answers: dict[str, Any]) -> dict[str, Any]:
    """Score one set of visible answers, by filling in whatever is missing in every possible way."""
    ways = completions(answers)
    sure = ways[0] if len(ways) == 1 else None
    sexes = [WOMAN, MAN] if answers.get("sex") is None else [answers["sex"]]
    return {
        "scores": {"total": None if sure is None else sum(sure)},
        "bands": {},
        "criteria": {
            "by_sex": agreed({sum(way) >= (4 if sex == MAN else 3) for way in ways for sex in sexes}),
            "five_or_more": agreed({sum(way) >= 5 for way in ways}),
            "all_from_one": agreed({way[0] > 0 and way[1] == way[2] == 0 for way in ways}),
        },
    }


def completions(answers: dict[str, Any]) -> list[tuple[int, int, int]]:
    first, second, third = (range(5) if answers.get(item) is None else [answers[item]] for item in ("q1", "q2", "q3"))
    return sorted({(0, 0, 0) if a == 0 else (a, b, c) for a, b, c in product(first, second, third)})


def agreed(verdicts: set[bool]) -> bool | None:
    return verdicts.pop() if len(verdicts) == 1 else None
