"""Criteria: rules of an instrument that are met, not met, or undecided, each with the answers that decide it."""

from collections.abc import Iterator
from typing import NamedTuple

from blunting_cli.bank.model import Bank, Criterion
from blunting_cli.conditions import cited, evaluate
from blunting_cli.scoring.scores import Said, lacking

# What a verdict is called in a record and in a file of cases.
VERDICTS = {True: "met", False: "unmet", None: "undecided"}


class CriterionResult(NamedTuple):
    """Whether a criterion is met: `verdict` is None where missing answers keep it open, and so for each of its parts.

    `questions` are those whose answers make the verdict, `missing` those without an answer that could decide it.
    """

    criterion: Criterion
    verdict: bool | None
    parts: tuple[bool | None, ...]
    questions: tuple[str, ...]
    missing: tuple[str, ...]


def judge_criteria(bank: Bank, said: Said) -> Iterator[CriterionResult]:
    """Hold the answers against every criterion, in the bank's order."""
    for criterion in bank.criteria:
        when = criterion.when
        verdict = evaluate(when, said)
        parts = tuple(evaluate(condition, said) for _, condition in criterion.parts)
        missing = tuple(dict.fromkeys(lacking(when, said))) if verdict is None else ()
        yield CriterionResult(criterion, verdict, parts, cited(when, said), missing)
