"""What the answers come to in numbers: scores with their bands, criteria that are met or not, and the pattern.

scores    one number made of answers, with its interval
criteria  rules that are met, not met or undecided
patterns  what shape the scores and answers have
"""

from blunting_cli.scoring.criteria import VERDICTS, CriterionResult, judge_criteria
from blunting_cli.scoring.patterns import NeighbourResult, PatternResult, find_neighbours, find_pattern
from blunting_cli.scoring.scores import (
    Said,
    ScoreResult,
    band_of,
    bands_of,
    gives,
    lacking,
    needed_of,
    part_of,
    score_result,
    turned,
)

__all__ = [
    "VERDICTS",
    "CriterionResult",
    "NeighbourResult",
    "PatternResult",
    "Said",
    "ScoreResult",
    "band_of",
    "bands_of",
    "find_neighbours",
    "find_pattern",
    "gives",
    "judge_criteria",
    "lacking",
    "needed_of",
    "part_of",
    "score_result",
    "turned",
]
