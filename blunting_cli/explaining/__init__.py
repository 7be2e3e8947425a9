"""Why the answers lead to what is said: assessment -> explanation, as blocks for people and as data for programs.

`explain` lays every conclusion out as a tree down to its answers, rules, points and sources. `find_counterfactuals`
gives the nearest single answers that would change one. Both work on what a record keeps, and tell no withheld answer.
"""

from blunting_cli.explaining.counterfactuals import Change, Counterfactuals, Outcome, find_counterfactuals
from blunting_cli.explaining.data import explanation_data, factor_data
from blunting_cli.explaining.page import explanation_blocks, why_blocks, why_not_blocks
from blunting_cli.explaining.tree import Explanation, explain

__all__ = [
    "Change",
    "Counterfactuals",
    "Explanation",
    "Outcome",
    "explain",
    "explanation_blocks",
    "explanation_data",
    "factor_data",
    "find_counterfactuals",
    "why_blocks",
    "why_not_blocks",
]
