"""Scores, bands and the pattern: how much each kind of feeling is down, and what shape that has.

Answers come in, scores go out, each with the interval between best and worst case. A missing answer is never zero:
it widens the interval. Does-not-apply leaves the sum and the interval. Too few answers give no value and no band.

A score is the mean of its answers, as a part of `scale`:  value = scale * (sum of points) / (number * span), where
points run from 0 to span. Values are rounded to one decimal, and scores of scores are made from the rounded values,
so that anyone can work them out again from the sheet.
"""

from collections.abc import Iterator, Mapping
from math import ceil, floor
from typing import NamedTuple

from blunting_cli.bank.model import Band, Bank, Neighbour, Pattern, Question, Score
from blunting_cli.conditions import Answer, State, cited, evaluate, scores_of, undecided


class ScoreResult(NamedTuple):
    """One score: `value` and `band` are None where too few were answered, `low` and `high` where nothing applies.

    `questions` are the answered questions it rests on, `missing` those without an answer, `of` counts both.
    """

    id: str
    value: float | None
    low: float | None
    high: float | None
    answered: int
    of: int
    band: Band | None
    questions: tuple[str, ...]
    missing: tuple[str, ...]


class NeighbourResult(NamedTuple):
    """Something that can look alike: whether the answers fit it or differ from it, and the questions that show it."""

    neighbour: Neighbour
    fits: bool
    questions: tuple[str, ...]


class PatternResult(NamedTuple):
    """The first pattern that is true, the questions that made it, and the others that are true as well.

    `undecided` are the patterns before it that the answers could not decide; with one of these there is no pattern, and
    `missing` are the questions without an answer that could. `neighbours` are what can look alike, where the answers
    decide about it.
    """

    pattern: Pattern | None
    because: tuple[str, ...]
    also: tuple[Pattern, ...]
    undecided: tuple[Pattern, ...]
    neighbours: tuple[NeighbourResult, ...] = ()
    missing: tuple[str, ...] = ()


class Said:
    """The visible answers of one person as facts for conditions; a question that is not there was not asked."""

    def __init__(self, bank: Bank, answers: Mapping[str, Answer]) -> None:
        self.bank = bank
        self.answers = answers
        self._scores: dict[str, ScoreResult] = {}

    def answer(self, question: str) -> Answer:
        """Give the answer, or the state a question stands in."""
        return self.answers.get(question, State.NOT_ASKED)

    def score(self, score: str) -> ScoreResult:
        """Give a score, worked out once."""
        if score not in self._scores:
            self._scores[score] = score_result(self.bank.score_by_id[score], self)
        return self._scores[score]

    def score_questions(self, score: str) -> tuple[str, ...]:
        """Give the questions a score rests on: those answered, and those that do not apply, which leave its sum."""
        return (*self.score(score).questions, *self._not_applicable(score))

    def _not_applicable(self, score: str) -> Iterator[str]:
        found = self.bank.score_by_id[score]
        if not found.composite:
            yield from (name for name in found.of if self.answer(name) is State.NOT_APPLICABLE)
        else:
            yield from dict.fromkeys(name for part in found.of for name in self._not_applicable(part))


def score_result(score: Score, said: Said) -> ScoreResult:
    """Work out one score; see the head of this file for the formula."""
    return _of_scores(score, said) if score.composite else _of_questions(score, said)


def _of_questions(score: Score, said: Said) -> ScoreResult:
    points: list[float] = []
    questions: list[str] = []
    missing: list[str] = []
    for name in score.of:
        answer = said.answer(name)
        if answer is State.NOT_APPLICABLE:
            continue
        if isinstance(answer, int):
            points.append(_points(answer, said.bank.by_id[name]))
            questions.append(name)
        else:
            missing.append(name)
    count = len(points) + len(missing)
    if count == 0:
        return ScoreResult(score.id, None, None, None, 0, 0, None, (), ())
    enough = len(points) >= max(score.fewest, _share_of(count, score))
    value = _rounded(score.scale * sum(points) / len(points)) if enough else None
    low = _rounded(score.scale * sum(points) / count)
    high = _rounded(score.scale * (sum(points) + len(missing)) / count)
    return ScoreResult(score.id, value, low, high, len(points), count, None, tuple(questions), tuple(missing))


def _share_of(count: int, score: Score) -> int:
    """Give how many of `count` questions need an answer; rounded first, since 0.56 * 25 comes out above 14."""
    return ceil(round(score.share * count, 9))


def _points(answer: int, question: Question) -> float:
    """Give an answer as a part of its question's span, from 0 to 1; a reversed one counts from the other end."""
    values = [option.value for option in question.options]
    lowest, highest = min(values), max(values)
    part = (answer - lowest) / (highest - lowest)
    return 1 - part if question.reverse else part


def _rounded(value: float) -> float:
    """Round to one decimal as on paper: a five goes up."""
    return floor(round(value * 10, 6) + 0.5) / 10


def _of_scores(score: Score, said: Said) -> ScoreResult:
    parts = [said.score(part) for part in score.of]
    applicable = [part for part in parts if part.of > 0]
    questions = tuple(dict.fromkeys(name for part in parts for name in part.questions))
    missing = tuple(dict.fromkeys(name for part in parts for name in part.missing))
    count = len(questions) + len(missing)
    if not applicable:
        return ScoreResult(score.id, None, None, None, 0, 0, None, (), ())
    values = [part.value for part in applicable if part.value is not None]
    least = len(applicable) if score.least is None else score.least
    enough = len(values) >= max(1, least) and len(questions) >= _share_of(count, score)
    low = _rounded(sum(part.low or 0.0 for part in applicable) / len(applicable))
    high = _rounded(sum(part.high or 0.0 for part in applicable) / len(applicable))
    # A part without a value still has an interval; what is known of it may rule out the mean of the others.
    value = min(max(_rounded(sum(values) / len(values)), low), high) if enough else None
    return ScoreResult(score.id, value, low, high, len(questions), count, None, questions, missing)


def band_of(result: ScoreResult, said: Said) -> Band | None:
    """Give the band a score's value lies in; None without a value, or where the bank gives no band."""
    score, value = said.bank.score_by_id[result.id], result.value
    if value is None or not score.bands:
        return None
    if score.unbanded is not None and evaluate(score.unbanded, said):
        return None
    steps = said.bank.bands[score.bands].steps
    return next((step for step in reversed(steps) if value >= step.start), None)


def _fits(pattern: Pattern, said: Said) -> bool | None:
    """Tell whether a pattern is true; one that lacks only what was not asked cannot be, and decides nothing."""
    verdict = evaluate(pattern.when, said)
    if verdict is not None:
        return verdict
    return None if _lacking(pattern, said) else False


def _lacking(pattern: Pattern, said: Said) -> set[str]:
    """Give the questions that were asked, have no answer, and keep a pattern undecided."""
    behind = (said.score(score) for score in scores_of(pattern.when))
    named = {*undecided(pattern.when, said), *(name for result in behind for name in result.missing)}
    return {name for name in named if said.answer(name) is not State.NOT_ASKED}


def find_pattern(said: Said) -> PatternResult:
    """Find the first true pattern in the bank's order.

    Where an earlier pattern is unknown the answers cannot decide, and there is no pattern.
    """
    verdicts = [(pattern, _fits(pattern, said)) for pattern in said.bank.patterns]
    first = next((index for index, (_, verdict) in enumerate(verdicts) if verdict), len(verdicts))
    undecided = tuple(pattern for pattern, verdict in verdicts[:first] if verdict is None)
    true = tuple(pattern for pattern, verdict in verdicts if verdict)
    if undecided or not true:
        lacking = {name for pattern in undecided for name in _lacking(pattern, said)}
        missing = tuple(name for name in said.answers if name in lacking)
        return PatternResult(None, (), true, undecided, find_neighbours(None, said), missing)
    return PatternResult(true[0], cited(true[0].when, said), true[1:], (), find_neighbours(true[0], said))


def find_neighbours(pattern: Pattern | None, said: Said) -> tuple[NeighbourResult, ...]:
    """Find what can look alike: what the answers fit and, beside a pattern that compares, what they differ from."""
    found = []
    for neighbour in said.bank.neighbours:
        if evaluate(neighbour.fits, said):
            found.append(NeighbourResult(neighbour, True, cited(neighbour.fits, said)))
        elif pattern is not None and pattern.compare and evaluate(neighbour.differs, said):
            found.append(NeighbourResult(neighbour, False, cited(neighbour.differs, said)))
    return tuple(found)
