"""Factors: levels that rise and can be reached, and rules that count and differ from each other."""

from __future__ import annotations

from collections.abc import Set

from blunting_cli.bank.model import LEVELS, Evidence, Factor
from blunting_cli.checking.linting.report import Report
from blunting_cli.checking.locating import Part
from blunting_cli.conditions import AnswerIs, Condition, State, evaluate, leaves, questions_of, scores_of


def check_factors(report: Report) -> None:
    """Check the levels and the rules of every factor, and those for all of them."""
    for part in report.located.all("rule"):
        if report.is_sound(part) and part.data.get("points") == 0:
            of = f" of {part.belongs}" if part.belongs else ""
            message = f"the rule {part.name}{of} has no points, so it speaks neither for nor against"
            report.say(part.spot.at("points"), "no-points", message, "Give it points, or leave it out.", bears=False)
    for factor in report.bank.factors:
        found = report.located.part("factor", factor.id)
        if found is not None:
            _alike(report, factor)
            if report.is_sound(found) and all(report.is_certain(rule.when) for rule in factor.evidence):
                _levels(report, found, factor)
                _needs(report, found, factor)


def _alike(report: Report, factor: Factor) -> None:
    """Complain of two rules that say the same: they would count double."""
    first: dict[Condition, str] = {}
    for rule in sorted(factor.evidence, key=lambda rule: report.located.part("rule", rule.id, factor.id) is not None):
        part = report.located.part("rule", rule.id, factor.id)
        if rule.when in first and part is not None and report.is_sound(part.spot.at("when")):
            message = f"the rule {rule.id} of {factor.id} is true just where {first[rule.when]} is"
            report.say(part.spot.at("when"), "rules-alike", message, "Keep one, with the points of both.", bears=False)
        first.setdefault(rule.when, rule.id)


def _levels(report: Report, part: Part, factor: Factor) -> None:
    values = [factor.levels[level] for level in LEVELS]
    spot = part.spot.at("levels")
    if values != sorted(set(values)) or values[0] < 1:
        message = f"the levels of {factor.id} must rise, and few must be more than 0"
        report.say(spot, "levels-not-rising", message, "Such as {few: 2, some: 4, many: 7}.", bears=False)
        return
    singles = {question.id for question in report.bank.questions if question.type == "single"}
    most = most_points(factor, singles)
    for level, points in zip(LEVELS, values, strict=True):
        if points > most:
            message = f"{factor.id} can come to {most} points at the most, so {level} is never reached"
            report.say(spot.at(level), "level-out-of-reach", message, "Lower it, or add rules.", bears=False)
            return


def _needs(report: Report, part: Part, factor: Factor) -> None:
    every = [leaf for rule in factor.evidence for leaf in leaves(rule.when) if isinstance(leaf, AnswerIs)]
    there = len({leaf.question for leaf in every}) + len({leaf for leaf in every if leaf.test.all_told is not None})
    if factor.needs > there and not any(scores_of(rule.when) for rule in factor.evidence):
        message = f"the rules of {factor.id} name {there} question{'' if there == 1 else 's'}, not {factor.needs}"
        report.say(part.spot.at("needs"), "needs-out-of-reach", message, bears=False)


def most_points(factor: Factor, singles: Set[str]) -> int:
    """Give the most points that answers can bring; of rules about one of the `singles` only one option counts."""
    alone: dict[str, list[Evidence]] = {}
    most = 0
    for rule in factor.evidence:
        names = questions_of(rule.when)
        if len(names) == 1 and names[0] in singles and not scores_of(rule.when) and _by_value(rule.when):
            alone.setdefault(names[0], []).append(rule)
        else:
            most += max(0, rule.points)
    return most + sum(_most_of(name, rules) for name, rules in alone.items())


def _by_value(condition: Condition) -> bool:
    every = [leaf.test for leaf in leaves(condition) if isinstance(leaf, AnswerIs)]
    return all(test.values is not None and all(isinstance(value, int) for value in test.values) for test in every)


def _most_of(name: str, rules: list[Evidence]) -> int:
    """Give the most points of rules about one choice."""
    tests = {leaf.test for rule in rules for leaf in leaves(rule.when) if isinstance(leaf, AnswerIs)}
    values = {value for test in tests for value in test.values or ()}
    one = [sum(rule.points for rule in rules if evaluate(rule.when, _One(name, value))) for value in (*values, -1)]
    return max(0, *one)


class _One:
    """Facts of someone with one answer."""

    def __init__(self, name: str, value: int | float | str) -> None:
        self.name = name
        self.value = value

    def answer(self, question: str) -> int | float | str | State:
        return self.value if question == self.name else State.NOT_ASKED

    def score(self, score: str) -> None:  # noqa: ARG002
        return None

    def score_questions(self, score: str) -> tuple[str, ...]:  # noqa: ARG002
        return ()
