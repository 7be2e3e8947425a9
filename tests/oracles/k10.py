"""K10: ten items of 1 to 5.

Rules, and how well they are known:

- Total: the sum, 10 to 50 (Kessler and others 2002; Australian scoring, read in an information paper of the Australian
  Bureau of Statistics, ABS 4817.0.55.001).
- Items 3 and 6 are not put to people who answer "none of the time" to the item before (Andrews and Slade 2001, read in
  the data notes of an Australian cohort study) and count 1 (general knowledge; it is what the range from 10 asks for).
- Bands: ABS 10-15, 16-21, 22-29, 30-50 low, moderate, high, very high (read); general practice 10-19, 20-24, 25-29,
  30-50 likely well, mild, moderate, severe (read in a reference page; the ABS paper names its source as CRUfAD).
- Missing answers: no rule of the authors was found, so the total needs all ten. (The cohort study fills up to two by
  the mean and rounds to whole numbers; that is its own rule and not used here.)
"""

from __future__ import annotations

from typing import Any

GATES = {"q3": "q2", "q6": "q5"}
ABS = [(10, "low"), (16, "moderate"), (22, "high"), (30, "very high")]
GENERAL_PRACTICE = [(10, "likely well"), (20, "mild"), (25, "moderate"), (30, "severe")]


def score(answers: dict[str, Any]) -> dict[str, Any]:
    """Score one set of visible answers."""
    least = most = 0
    complete = True
    for number in range(1, 11):
        item = f"q{number}"
        value = answers.get(item)
        if item in GATES and answers.get(GATES[item]) == 1:
            value = 1
        if value is None:
            complete = False
        least += 1 if value is None else value
        most += 5 if value is None else value
    bands = {"total": {"abs": band(least, ABS), "general_practice": band(least, GENERAL_PRACTICE)}} if complete else {}

    def reaches(cut_off: int) -> bool | None:
        return True if least >= cut_off else False if most < cut_off else None

    return {
        "scores": {"total": least if complete else None},
        "bands": bands,
        "criteria": {"abs_high": reaches(22), "general_practice_any": reaches(20)},
    }


def band(total: int, steps: list[tuple[int, str]]) -> str:
    return [label for start, label in steps if total >= start][-1]
