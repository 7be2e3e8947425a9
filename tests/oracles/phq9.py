"""PHQ-9: nine items of 0 to 3 and one unscored item on function.

Rules, and how well they are known:

- Total: the sum, 0 to 27; 5, 10, 15 and 20 begin mild, moderate, moderately severe and severe (Kroenke, Spitzer and
  Williams 2001; read in the scoring source of CamCOPS and in the abstract).
- Cut-off: 10 and over (same paper; read in an abstract of a later validation, Arroll 2010).
- Algorithm: a symptom is an item at 2 or 3, item 9 already at 1. Five or more with item 1 or 2 among them: major
  syndrome; two to four with item 1 or 2 among them: other syndrome (Spitzer, Kroenke and Williams 1999; read in the
  scoring source of CamCOPS).
- Missing answers: one or two count as the mean of the others, with more there is no score (NHS Data Dictionary, entry
  for this scale; read). The rule speaks of the total; the algorithm has none, so it stays open until it is decided.
- Any answer to item 9 but the lowest calls for a closer look, whatever the total (general knowledge; the names of the
  tiers, and that no answer is not a no, are this project's).
- Item 10 is asked of people who ticked any problem and is not scored (read in the printed form's instructions).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

ITEMS = [f"q{number}" for number in range(1, 10)]
SEVERITY = [(0, "minimal"), (5, "mild"), (10, "moderate"), (15, "moderately severe"), (20, "severe")]


def score(answers: dict[str, Any]) -> dict[str, Any]:
    """Score one set of visible answers."""
    said = [answers.get(item) for item in ITEMS]
    given = [value for value in said if value is not None]
    total = 9 * sum(given) / len(given) if len(given) >= 7 else None
    # A symptom is present, absent, or open.
    present = [
        None if value is None else value >= (1 if item == "q9" else 2) for item, value in zip(ITEMS, said, strict=True)
    ]
    core, others = present[:2], present[2:]
    lowest, highest = sum(given), sum(given) + 3 * (9 - len(given))
    return {
        "scores": {"total": total, "core": count(core), "others": count(others), "symptoms": count(present)},
        "bands": {} if total is None else {"total": {"severity": band(total)}},
        "criteria": {
            "cut_off": total >= 10 if total is not None else agreed({lowest >= 10, highest >= 10}),
            "major": settled(core, others, lambda first, rest: first >= 1 and first + rest >= 5),
            "other": settled(core, others, lambda first, rest: first >= 1 and 2 <= first + rest <= 4),
        },
        "tier": {None: "routine", 0: "watch"}.get(answers.get("q9"), "today"),
    }


def band(total: float) -> str:
    return [label for start, label in SEVERITY if total >= start][-1]


def count(present: list[bool | None]) -> int | None:
    return None if None in present else present.count(True)


def settled(core: list[bool | None], others: list[bool | None], rule: Callable[[int, int], bool]) -> bool | None:
    """Apply a rule to every number of core and of other symptoms that is still possible."""

    def possible(symptoms: list[bool | None]) -> range:
        sure = symptoms.count(True)
        return range(sure, sure + symptoms.count(None) + 1)

    return agreed({rule(first, rest) for first in possible(core) for rest in possible(others)})


def agreed(verdicts: set[bool]) -> bool | None:
    return verdicts.pop() if len(verdicts) == 1 else None
