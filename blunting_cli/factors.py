"""What may contribute, with the rules that speak for and against it and those that were never asked.

Each factor adds the points of its true rules. It has no level where its first question has no answer, where too few
of the questions its rules name are answered, or where the missing answers could still lift it. Factors are ranked by
level, then points, then the bank's order.
"""

from collections.abc import Iterable
from typing import NamedTuple

from blunting_cli.bank.model import LEVELS, Bank, Evidence, Factor, TellApart
from blunting_cli.conditions import AnswerIs, Facts, State, cited, evaluate, leaves, scores_of, undecided

PRINTED = LEVELS[::-1]
RANKED = (*PRINTED, "none", "not_asked")


class Finding(NamedTuple):
    """One rule and the questions it rests on; for a rule that was not asked, the questions it would need."""

    rule: Evidence
    questions: tuple[str, ...]


class FactorResult(NamedTuple):
    """How much the answers fit one factor; `points` is None where it was not asked."""

    factor: Factor
    level: str
    points: int | None
    speaks_for: tuple[Finding, ...]
    speaks_against: tuple[Finding, ...]
    not_asked: tuple[Finding, ...]


def weigh_factors(bank: Bank, facts: Facts) -> tuple[FactorResult, ...]:
    """Weigh every factor of the bank, best fitting first."""
    results = [weigh(factor, facts) for factor in bank.factors]
    return tuple(sorted(results, key=lambda result: (RANKED.index(result.level), -(result.points or 0))))


def told_apart(bank: Bank, results: Iterable[FactorResult]) -> tuple[TellApart, ...]:
    """Give how factors that are printed together are told apart, in the bank's order."""
    printed = {result.factor.id for result in results if result.level in PRINTED}
    return tuple(found for found in bank.comparisons if printed.issuperset(found.of))


def weigh(factor: Factor, facts: Facts) -> FactorResult:
    """Weigh one factor."""
    true: list[Finding] = []
    unknown: list[Finding] = []
    for rule in factor.evidence:
        verdict = evaluate(rule.when, facts)
        if verdict:
            true.append(Finding(rule, cited(rule.when, facts)))
        elif verdict is None:
            unknown.append(Finding(rule, _needed(rule, facts)))
    points = sum(finding.rule.points for finding in true)
    level = _level(factor, points, unknown, facts)
    return FactorResult(
        factor=factor,
        level=level,
        points=None if level == "not_asked" else points,
        speaks_for=tuple(finding for finding in true if finding.rule.points > 0),
        speaks_against=tuple(finding for finding in true if finding.rule.points < 0),
        not_asked=tuple(unknown),
    )


def _level(factor: Factor, points: int, unknown: list[Finding], facts: Facts) -> str:
    if all(isinstance(facts.answer(question), State) for question in factor.gate):
        return "not_asked"
    reached = next((level for level in PRINTED if points >= factor.levels[level]), "none")
    if reached == "none":
        # "None" must hold whatever the missing answers are; a rule whose questions were not asked cannot come true.
        open_points = sum(max(0, found.rule.points) for found in unknown if _may_come_true(found, facts))
        return "not_asked" if points + open_points >= factor.levels["few"] else "none"
    return reached if _answered(factor, facts) >= factor.needs else "not_asked"


def _answered(factor: Factor, facts: Facts) -> int:
    """Count the questions the rules name that are answered, and the parts that were told of all medicines."""
    compared = [leaf for rule in factor.evidence for leaf in leaves(rule.when) if isinstance(leaf, AnswerIs)]
    answered = {leaf.question for leaf in compared if not isinstance(facts.answer(leaf.question), State)}
    told = {leaf for leaf in compared if leaf.test.all_told is not None and evaluate(leaf, facts)}
    return len(answered) + len(told)


def _may_come_true(finding: Finding, facts: Facts) -> bool:
    return any(facts.answer(question) is not State.NOT_ASKED for question in finding.questions)


def _needed(rule: Evidence, facts: Facts) -> tuple[str, ...]:
    """Give the questions an undecided rule lacks, those behind its scores included."""
    named = undecided(rule.when, facts)
    behind = [name for score in scores_of(rule.when) for name in _missing(score, facts)]
    return tuple(dict.fromkeys((*named, *behind)))


def _missing(score: str, facts: Facts) -> tuple[str, ...]:
    result = facts.score(score)
    return result.missing if result else ()
