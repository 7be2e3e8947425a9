"""PROMIS Depression short form 8a, from the published conversion table.

Eight items from 1 to 5 are added up to 8 to 40; a table turns the sum into a T-score (mean 50, standard deviation 10
in the reference population) with its standard error. All eight answers are needed. Cut-offs at 55 (mild), 60
(moderate) and 70 (severe). Source: HealthMeasures, scoring manual of 2017; Kroenke and others, Journal of Affective
Disorders 2020. How well it is known: all 33 rows read in a reprint of the table, the cut-offs in the abstract of 2020
(which adds 65); manual not read.

Besides scores and bands it gives the standard errors, under `errors`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# T-score and standard error, a line for each raw sum from 8 to 40.
TABLE = """
38.2 5.7
44.7 3.3
47.5 2.7
49.4 2.3
50.9 2.0
52.1 1.9
53.2 1.8
54.1 1.8
55.1 1.7
55.9 1.7
56.8 1.7
57.7 1.7
58.5 1.7
59.4 1.7
60.3 1.7
61.2 1.7
62.1 1.8
63.0 1.8
63.9 1.8
64.9 1.8
65.8 1.8
66.8 1.8
67.7 1.8
68.7 1.8
69.7 1.8
70.7 1.8
71.7 1.8
72.8 1.8
73.9 1.8
75.0 1.9
76.4 2.0
78.2 2.4
81.3 3.4
"""
ROWS = [(float(t), float(error)) for t, error in (line.split() for line in TABLE.split("\n") if line)]


def score(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Score answers q1 to q8, each 1 to 5 or None."""
    given = [answers[f"q{n}"] for n in range(1, 9) if answers.get(f"q{n}") is not None]
    if len(given) < 8:
        return {"scores": {"raw": None, "t": None}, "bands": {}, "criteria": {}, "errors": {"t": None}}
    raw = sum(given)
    t, error = ROWS[raw - 8]
    label = "severe" if t >= 70 else "moderate" if t >= 60 else "mild" if t >= 55 else "low"
    return {
        "scores": {"raw": raw, "t": t},
        "bands": {"t": {"severity": label}},
        "criteria": {},
        "errors": {"t": error},
    }
