"""What values can be: the ends of an answer's span and of a score, and what a recode makes of them.

The reachable range of a score is worked out from the bank when it is read, by the same rules that score an answer.
"""

from collections.abc import Mapping
from typing import NamedTuple

from blunting_cli.bank.model import Question, Recode, Score

Ends = tuple[float | None, float | None]
A_DAY = 24
# The shortest time between two that the clock can tell, in hours.
A_MINUTE = 1 / 60


class Span(NamedTuple):
    """The lowest and highest value that a part can give."""

    low: float
    high: float

    def part(self, value: float) -> float:
        """Give a value as a part of the span, from 0 to 1; a span of one value has no parts."""
        return (value - self.low) / (self.high - self.low) if self.high > self.low else 0.0


def ends_of(question: Question) -> Ends:
    """Give the lowest and highest value an answer can have; None where nothing bounds it."""
    if question.type == "single":
        values = [option.value for option in question.options]
        return (min(values), max(values)) if values else (None, None)
    return question.low, question.high


def recoded(rule: Recode, value: float) -> tuple[float, float | None] | None:
    """Give what a value becomes, with its standard error where there is one; None where the recode does not say."""
    if rule.values:
        return rule.values.get(value)
    found = None
    for step in rule.steps:
        if step.start is None or (value > step.start if step.over else value >= step.start):
            found = (step.gives, None)
    return found


def recoded_value(rule: Recode, value: float) -> float | None:
    """Give what a value becomes."""
    found = recoded(rule, value)
    return found[0] if found else None


def recoded_ends(rule: Recode, low: float | None, high: float | None) -> Ends:
    """Give the lowest and highest that values between two ends can become."""
    found = [given for value, (given, _) in rule.values.items() if _between(value, low, high)]
    if not rule.values:
        first = None if low is None else recoded_value(rule, low)
        found = [first] if first is not None else [step.gives for step in rule.steps[:1]] if low is None else []
        found += [
            step.gives for step in rule.steps if step.start is not None and _begins(step.start, step.over, low, high)
        ]
    return (min(found), max(found)) if found else (None, None)


def _between(value: float, low: float | None, high: float | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)


def _begins(start: float, over: bool, low: float | None, high: float | None) -> bool:
    """Tell whether a step begins between two ends, so that a value up to the higher one reaches it."""
    above = low is None or start >= low
    return above and (high is None or (start < high if over else start <= high))


def unit(name: str, score: Score, questions: Mapping[str, Question], recodes: Mapping[str, Recode]) -> Span:
    """Give the span of an answer that a mean is made of, recoded where the score recodes it."""
    low, high = ends_of(questions[name])
    if name in score.recodes:
        low, high = recoded_ends(recodes[score.recodes[name]], low, high)
    return Span(low or 0.0, high or 0.0)


def range_of(
    score: Score,
    scale: float,
    questions: Mapping[str, Question],
    scores: Mapping[str, Score],
    recodes: Mapping[str, Recode],
) -> Ends:
    """Give the lowest and highest value of a score; None where nothing bounds it.

    `scale` is that of a mean of answers.
    """
    parts = [_part_ends(name, score, questions, scores, recodes) for name in score.of]
    low, high = [part[0] for part in parts], [part[1] for part in parts]
    match score.method:
        case "mean_of" if not score.composite:
            return 0, scale * score.times
        case "mean_of":
            return _least(low), _most(high)
        case "count_of":
            return 0, len(score.counted) * score.times
        case "hours_between":
            return 0, A_DAY * score.times
        case "ratio_of" if len(parts) == 2:
            if low[1] == 0 and score.of[1] in scores and scores[score.of[1]].method == "hours_between":
                low[1] = A_MINUTE
            return _over(low[0], high[1], score.times), _over(high[0], low[1], score.times)
        case _:
            return _sum(low, score.times), _sum(high, score.times)


def _part_ends(
    name: str,
    score: Score,
    questions: Mapping[str, Question],
    scores: Mapping[str, Score],
    recodes: Mapping[str, Recode],
) -> Ends:
    ends: Ends = (None, None)
    if name in scores:
        ends = scores[name].low, scores[name].high
    elif name in questions:
        ends = ends_of(questions[name])
    rule = recodes.get(score.recodes.get(name, ""))
    return recoded_ends(rule, *ends) if rule else ends


def _least(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return min(known) if known and len(known) == len(values) else None


def _most(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return max(known) if known and len(known) == len(values) else None


def _sum(values: list[float | None], times: float) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) * times if len(known) == len(values) else None


def _over(over: float | None, under: float | None, times: float) -> float | None:
    return None if over is None or not under else round(over / under * times, 6)
