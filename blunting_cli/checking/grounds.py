"""Why something came out, or did not: the rules that decide an expectation, each with the answers that made it so.

Questions are named by their ids and answers said by their labels, both as they stand in a file of answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from blunting_cli.answers import in_words
from blunting_cli.assessment import Assessment
from blunting_cli.bank.model import Question, Statement, Trigger
from blunting_cli.bank.saying import condition_words
from blunting_cli.checking.expectations import Expected
from blunting_cli.conditions import Condition, State, cited, evaluate, scores_of, undecided
from blunting_cli.factors import PRINTED, FactorResult
from blunting_cli.scoring import Said, ScoreResult

HOLDS = {True: "holds", False: "does not hold", None: "cannot be decided"}
MOST_UNDECIDED = 5
_SCORE = "score."


class Ground(NamedTuple):
    """One rule in words, and the answers behind it: the id of each question, and what was said to it."""

    rule: str
    answers: tuple[tuple[str, str], ...] = ()


def grounds_of(expected: Expected, assessment: Assessment) -> tuple[Ground, ...]:
    """Give what decides one expectation, where rules do."""
    return tuple(_GROUNDS[expected.key](_Why(assessment), expected))


class _WholeScores:
    """Facts in which a score stands for itself, so that what is cited names it and not the answers behind it."""

    def __init__(self, said: Said) -> None:
        self.answer = said.answer
        self.score = said.score

    def score_questions(self, score: str) -> tuple[str, ...]:
        return (_SCORE + score,)


class _Why:
    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        self.bank = assessment.bank
        self.said = Said(assessment.bank, assessment.answers)
        self.whole = _WholeScores(self.said)

    def answer(self, name: str) -> tuple[str, str]:
        """Name a question, or a score, with what was said to it or what it came to."""
        if name.startswith(_SCORE):
            return name.replace(".", " "), _number(self.said.score(name.removeprefix(_SCORE)))
        return name, in_words(self.said.answer(name), self.bank.by_id[name], self.bank.texts)

    def ground(self, rule: str, names: Iterable[str]) -> Ground:
        return Ground(rule, tuple(map(self.answer, dict.fromkeys(names))))

    def condition(self, what: str, condition: Condition) -> Ground:
        """Say a condition, whether it holds, and the answers that make it so or leave it open."""
        verdict = evaluate(condition, self.said)
        names = cited(condition, self.whole) if verdict is not None else tuple(self.lacking(condition))
        words = condition_words(condition, self.bank, _id)
        return self.ground(f"{what} {HOLDS[verdict]}{f': {words}' if words else ''}", names)

    def lacking(self, condition: Condition) -> Iterator[str]:
        """Give the questions without an answer that leave a condition open, those behind its scores included."""
        yield from undecided(condition, self.said)
        yield from (name for score in scores_of(condition) for name in self.said.score(score).missing)

    # How soon ---------------------------------------------------------------------------------------------------

    def tier(self, expected: Expected) -> Iterator[Ground]:
        """Give the reasons of the tier that came out, and what could not be decided of a higher one."""
        escalation = self.assessment.escalation
        order = [tier.id for tier in self.bank.tiers]
        wanted = min(order.index(name) for name in expected.wanted)
        found = order.index(escalation.tier.id)
        for reason in escalation.reasons:
            if order.index(reason.trigger.tier) <= max(found, wanted - 1):
                yield self.ground(_trigger(reason.trigger), cited(reason.trigger.when, self.whole))
        if not escalation.reasons:
            yield Ground("no trigger holds, so it is the last tier")
        if wanted < found:
            sooner = (one for one in self.bank.triggers if order.index(one.tier) <= wanted)
            open_ones = [one for one in sooner if self.is_open(one)]
            yield from (self.condition(f"{one.id} ({one.tier})", one.when) for one in open_ones[:MOST_UNDECIDED])
            if len(open_ones) > MOST_UNDECIDED:
                yield Ground(f"and {len(open_ones) - MOST_UNDECIDED} more that cannot be decided")

    def is_open(self, trigger: Trigger) -> bool:
        """Tell whether a trigger is undecided for want of an answer to a question that was asked."""
        if evaluate(trigger.when, self.said) is not None:
            return False
        return any(self.said.answer(name) is not State.NOT_ASKED for name in self.lacking(trigger.when))

    def trigger(self, expected: Expected) -> Iterator[Ground]:
        when = next(trigger.when for trigger in self.bank.triggers if trigger.id == expected.name)
        yield self.condition(expected.name, when)

    def flag(self, expected: Expected) -> Iterator[Ground]:
        """Give the condition of a flag or statement; of a group of statements another may stand in its place."""
        flags = (*self.bank.flags, *([self.bank.outside] if self.bank.outside else ()))
        yield from (self.condition(flag.id, flag.when) for flag in flags if flag.id == expected.name)
        for statement in self.bank.statements:
            if statement.id == expected.name:
                yield from self.statement(statement)

    def statement(self, statement: Statement) -> Iterator[Ground]:
        if statement.when is not None:
            yield self.condition(statement.id, statement.when)
        if statement.unless is not None:
            yield self.condition(f"what keeps {statement.id} from being said", statement.unless)
        if statement.tier:
            yield Ground(f"{statement.id} is said in the tier {statement.tier} alone")
        said = self.assessment.escalation.statement(statement.group)
        if said is not None and said.id != statement.id:
            yield Ground(f"{said.id} is said in its place")

    # What it fits -----------------------------------------------------------------------------------------------

    def pattern(self, expected: Expected) -> Iterator[Ground]:
        found = self.assessment.pattern
        if found.pattern is not None:
            yield self.condition(found.pattern.id, found.pattern.when)
        undecided_ones = {pattern.id for pattern in found.undecided}
        for pattern in self.bank.patterns:
            wanted = pattern.id in expected.wanted and pattern != found.pattern
            if wanted or pattern.id in undecided_ones:
                yield self.condition(pattern.id, pattern.when)

    def first_factor(self, expected: Expected) -> Iterator[Ground]:
        """Give the factor that came first, and those that were to come first."""
        first = [result for result in self.assessment.factors[:1] if result.level in PRINTED]
        wanted = [result for result in self.assessment.factors if result.factor.id in expected.wanted]
        for result in dict.fromkeys(result.factor.id for result in (*first, *wanted)):
            yield from self.factor(expected._replace(name=result))

    def factor(self, expected: Expected) -> Iterator[Ground]:
        if self.assessment.outside:
            yield Ground("nothing is weighed for a person whom the check was not written for")
        for result in self.assessment.factors:
            if result.factor.id == expected.name:
                yield from self.rules(result)

    def rules(self, result: FactorResult) -> Iterator[Ground]:
        levels = ", ".join(f"{name} from {points}" for name, points in result.factor.levels.items())
        points = "no points" if result.points is None else f"{result.points} point{'' if result.points == 1 else 's'}"
        yield Ground(f"{result.factor.id}: {_level(result.level)}, {points} ({levels})")
        for finding in (*result.speaks_for, *result.speaks_against):
            rule = finding.rule
            yield self.ground(f"{rule.points:+d} {rule.id}: {rule.because}", cited(rule.when, self.whole))
        if result.level == "not_asked":
            open_ones = (finding for finding in result.not_asked if finding.rule.points > 0)
            yield from (
                self.ground(f"undecided: {one.rule.id} ({one.rule.points:+d})", one.questions) for one in open_ones
            )

    # Numbers ----------------------------------------------------------------------------------------------------

    def score(self, expected: Expected) -> Iterator[Ground]:
        result = self.assessment.scores.get(expected.name)
        if result is None:
            yield Ground("nothing is scored for a person whom the check was not written for")
            return
        score = self.bank.score_by_id[expected.name]
        if any(name in self.bank.score_by_id for name in score.of):
            yield self.ground(f"{score.id}: {_numbers(result)}", map(self.part, score.of))
        else:
            answers = tuple(self.counted(name) for name in dict.fromkeys((*result.questions, *result.missing)))
            yield Ground(f"{score.id}: {_numbers(result)}", answers)

    def part(self, name: str) -> str:
        return _SCORE + name if name in self.bank.score_by_id else name

    def counted(self, name: str) -> tuple[str, str]:
        """Name a question with what was said to it, and with the value of that where it is another word."""
        said, question = self.said.answer(name), self.bank.by_id[name]
        _, words = self.answer(name)
        marks = [str(said)] if question.options and isinstance(said, int) and words != str(said) else []
        marks += ["reversed"] if question.reverse and not isinstance(said, State) else []
        return name, f"{words} ({', '.join(marks)})" if marks else words

    def criterion(self, expected: Expected) -> Iterator[Ground]:
        result = self.assessment.criteria.get(expected.name)
        if result is None:
            yield Ground("nothing is judged for a person whom the check was not written for")
            return
        for title, condition in result.criterion.parts:
            yield self.condition(f'"{title}"' if title else expected.name, condition)

    def nothing(self, _expected: Expected) -> Iterator[Ground]:
        return iter(())


def _id(question: Question) -> str:
    return question.id


def _trigger(trigger: Trigger) -> str:
    return f"{trigger.id} ({trigger.tier}): {trigger.because}"


def _level(level: str) -> str:
    return {"none": "no signs", "not_asked": "not asked, or too few answers"}.get(level, f"{level} signs")


def _number(result: ScoreResult) -> str:
    """Say a score: its value, or what it must lie between."""
    if not result.of:
        return "does not apply"
    if result.value is not None:
        return f"{result.value:g}"
    low, high = ("open" if end is None else f"{end:g}" for end in (result.low, result.high))
    return f"no value, between {low} and {high}"


def _numbers(result: ScoreResult) -> str:
    """Say a score with how much of it was answered, and its interval also where it has a value."""
    said = _number(result)
    if result.value is not None and result.low is not None and result.high is not None and result.low != result.high:
        said += f", between {result.low:g} and {result.high:g}"
    error = f", error {result.error:g}" if result.error is not None else ""
    return f"{said}{error}, {result.answered} of {result.of} answered" if result.of else said


_GROUNDS: dict[str, Callable[[_Why, Expected], Iterator[Ground]]] = {
    "pattern": _Why.pattern,
    "first_factor": _Why.first_factor,
    "listed": _Why.factor,
    "not_listed": _Why.factor,
    "not_first": _Why.first_factor,
    "levels": _Why.factor,
    "points": _Why.factor,
    "tier": _Why.tier,
    "tier_at_least": _Why.tier,
    "tier_at_most": _Why.tier,
    "triggers": _Why.trigger,
    "no_triggers": _Why.trigger,
    "flags": _Why.flag,
    "no_flags": _Why.flag,
    "scores": _Why.score,
    "bands": _Why.score,
    "criteria": _Why.criterion,
    "notes": _Why.nothing,
}
