"""PSQI: bed time, getting-up time, minutes to fall asleep, hours asleep, and fifteen items of 0 to 3.

Rules, and how well they are known (Buysse and others 1989, with the change of May 2005 by its first author; read in
two pages that carry the scoring sheet, with its signs lost, and in two programs that score it and agree):

- Quality: item 6. Medicine: item 7.
- Latency: minutes as 0 (to 15), 1 (over 15 to 30), 2 (over 30 to 60), 3 (over 60), plus item 5a; sums 0, 1-2, 3-4 and
  5-6 give 0, 1, 2, 3.
- Duration: 7 hours and over 0, 6 to under 7 is 1, 5 to under 6 is 2, under 5 is 3.
- Efficiency: hours asleep / hours in bed in per cent, unrounded; 85 and over 0, 75 to under 85 is 1, 65 to under 75 is
  2, under 65 is 3. Hours in bed go from the one clock time to the next time the clock shows the other. Two equal times
  are read as 24 hours: the sheet does not say, and the only other reading, no time in bed, divides by zero.
- Disturbances: items 5b to 5j; sums 0, 1-9, 10-18 and 19-27 give 0, 1, 2, 3. Item 5j counts 0 where its reason is not
  named or its answer is missing.
- Daytime: items 8 and 9; sums 0, 1-2, 3-4 and 5-6 give 0, 1, 2, 3.
- Global: the sum of the seven, 0 to 21; over 5 is the cut-off for poor sleep (abstract read).
- Missing answers: but for 5j, a score that would need a missing answer is missing.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

DISTURBANCES = [f"q5{letter}" for letter in "bcdefghi"]
# Left out, these two count as nothing.
COUNTED_WHEN_MISSING = frozenset({"q5j_what", "q5j"})
MINUTES, HOURS = (0, 600), (0, 24)
COMPONENTS = ("quality", "latency", "duration", "efficiency_points", "disturbances", "medicine", "daytime")


def score(answers: dict[str, Any]) -> dict[str, Any]:
    """Score one set of visible answers."""
    scores = work_out(answers)
    whole = scores["global"]
    least, most = (work_out(filled(answers, worst=worst))["global"] for worst in (False, True))
    assert least is not None
    assert most is not None
    return {
        "scores": scores,
        "bands": {} if whole is None else {"global": {"cut_off": "over 5" if whole > 5 else "5 or less"}},
        "criteria": {"poor_sleep": True if least > 5 else False if most <= 5 else None},
    }


def work_out(answers: dict[str, Any]) -> dict[str, float | None]:
    """Work out every score, leaving out those that need a missing answer; `in_bed` may stand for the two times."""
    value = answers.get
    minutes, hours = value("q2"), value("q4")
    in_bed = value("in_bed", hours_between(value("q1"), value("q3")))
    # In fractions: 5.1 hours of 6 are 85 per cent, which floating point puts just under.
    efficiency = None if hours is None or in_bed is None else 100 * Fraction(str(hours)) / in_bed
    latency_sum = added(None if minutes is None else stepped(minutes, over=(15, 30, 60)), value("q5a"))
    other = 0 if value("q5j_what") is None or value("q5j") is None else value("q5j")
    disturbance_sum = added(*(value(item) for item in DISTURBANCES), other)
    daytime_sum = added(value("q8"), value("q9"))
    scores: dict[str, float | None] = {
        "quality": value("q6"),
        "latency_sum": latency_sum,
        "latency": None if latency_sum is None else (latency_sum + 1) // 2,
        "duration": None if hours is None else 3 - stepped(hours, least=(5, 6, 7)),
        "in_bed": None if in_bed is None else float(in_bed),
        "efficiency": None if efficiency is None else float(efficiency),
        "efficiency_points": None if efficiency is None else 3 - stepped(efficiency, least=(65, 75, 85)),
        "other": other,
        "disturbance_sum": disturbance_sum,
        "disturbances": None if disturbance_sum is None else -(-disturbance_sum // 9),
        "medicine": value("q7"),
        "daytime_sum": daytime_sum,
        "daytime": None if daytime_sum is None else (daytime_sum + 1) // 2,
    }
    return {**scores, "global": added(*(scores[name] for name in COMPONENTS))}


def filled(answers: dict[str, Any], *, worst: bool) -> dict[str, Any]:
    """Fill in what is missing for the best or the worst sleep; each component only falls or rises with each answer."""
    full = {name: value for name, value in answers.items() if value is not None}
    for item in ("q5a", *DISTURBANCES, "q6", "q7", "q8", "q9"):
        full.setdefault(item, 3 if worst else 0)
    full.setdefault("q2", MINUTES[worst])
    full.setdefault("q4", HOURS[not worst])
    if full.get("q1") is None or full.get("q3") is None:
        full["in_bed"] = Fraction(24) if worst else Fraction(1, 60)
    return full


def hours_between(start: str | None, end: str | None) -> Fraction | None:
    if start is None or end is None:
        return None
    first, last = (int(time[:2]) * 60 + int(time[3:]) for time in (start, end))
    return Fraction((last - first) % 1440 or 1440, 60)


def stepped(amount: float | Fraction, over: tuple[float, ...] = (), least: tuple[float, ...] = ()) -> int:
    """Count the limits that an amount lies over, or reaches."""
    return sum(amount > limit for limit in over) + sum(amount >= limit for limit in least)


def added(*parts: float | None) -> Any:
    return None if None in parts else sum(part for part in parts if part is not None)
