"""Scores: one number made of answers and of other scores, with the interval between best and worst case.

A missing answer is never zero: it widens the interval. Does-not-apply leaves the score and the interval. Too few
answers give no value and no band. Each score has one of these methods, and `times` multiplies what comes out:

    mean_of        of answers: scale * sum(parts of their span) / number; of scores: sum(values) / number
    sum_of         sum(values); with `prorate` the mean of what was answered, times the number of parts
    count_of       how many of several conditions are true
    hours_between  from one clock time to the next time the clock shows the other, at most 24
    ratio_of       the first divided by the second

A reversed answer counts from the other end of its span; a recode turns a value into another one before it is summed.
Means and sums are rounded to one decimal, and scores of scores are made from the rounded values, so that anyone can
work them out again from the sheet. Hours and ratios are exact, since recodes have their steps within them.
"""

from collections.abc import Iterator, Mapping
from math import ceil, floor
from typing import NamedTuple

from blunting_cli.bank.model import Band, Bank, Question, Score
from blunting_cli.bank.ranges import ends_of, recoded, recoded_ends, recoded_value, unit
from blunting_cli.conditions import Answer, Condition, State, amount_of, cited, evaluate, scores_of, undecided

MINUTES_A_DAY = 24 * 60
# To so many places a number is taken as exact: 100 * 5.1 / 6 comes out just below 85.
NOISE = 6


class ScoreResult(NamedTuple):
    """One score: `value` is None where too few were answered, `low` and `high` where nothing applies or nothing bounds.

    `questions` are the answered questions it rests on, `missing` those without an answer, `of` counts both. `implied`
    are those that were not asked because an answer before them leaves one value only. `bands` are the words of the
    value, one for each set of bands, and `error` is its standard error where a table gives one.
    """

    id: str
    value: float | None
    low: float | None
    high: float | None
    answered: int
    of: int
    questions: tuple[str, ...]
    missing: tuple[str, ...]
    implied: tuple[str, ...] = ()
    bands: tuple[tuple[str, Band], ...] = ()
    error: float | None = None

    @property
    def band(self) -> Band | None:
        """The word of the value in the first set of bands."""
        return self.bands[0][1] if self.bands else None


class Part(NamedTuple):
    """What one part of a score gives: its value, or the ends it must lie between, and the questions behind it."""

    value: float | None
    low: float | None
    high: float | None
    questions: tuple[str, ...]
    missing: tuple[str, ...]
    implied: tuple[str, ...] = ()


class Said:
    """The visible answers of one person as facts for conditions; a question that is not there was not asked."""

    def __init__(self, bank: Bank, answers: Mapping[str, Answer]) -> None:
        self.bank = bank
        self.answers = answers
        self._scores: dict[str, ScoreResult] = {}
        self._opening: Opening | None = None
        self._closed: dict[str, tuple[str, ...]] = {}

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
        without = (name for name in self.bank.made_of(score) if self.answer(name) is State.NOT_APPLICABLE)
        return tuple(dict.fromkeys((*self.score(score).questions, *without)))

    def closed_by(self, question: Question) -> tuple[str, ...]:
        """Give the questions whose answers close a question for certain; empty where none does, or it is open."""
        if question.opens is None or question.id in self.answers:
            return ()
        if question.id not in self._closed:
            closed = evaluate(question.opens, self.opening) is False
            self._closed[question.id] = tuple(dict.fromkeys(self._answered(question.opens))) if closed else ()
        return self._closed[question.id]

    def _answered(self, condition: Condition) -> Iterator[str]:
        """Give the answers that make a verdict; of a question that is closed itself, those that close it."""
        for name in cited(condition, self.opening):
            yield from (name,) if name in self.answers else self.closed_by(self.bank.by_id[name])

    @property
    def opening(self) -> "Opening":
        """The same facts as they open a question, or a score."""
        if self._opening is None:
            self._opening = Opening(self)
        return self._opening


class Opening:
    """The facts that open a question: one that is closed for certain reads as does-not-apply."""

    def __init__(self, said: Said) -> None:
        self.said = said
        self.score = said.score
        self.score_questions = said.score_questions

    def answer(self, question: str) -> Answer:
        """Give the answer; a question that was not asked for certain does not apply."""
        answer = self.said.answer(question)
        if answer is State.NOT_ASKED and self.said.closed_by(self.said.bank.by_id[question]):
            return State.NOT_APPLICABLE
        return answer


def score_result(score: Score, said: Said) -> ScoreResult:
    """Work out one score; see the head of this file for the formulas."""
    applies = True if score.applies is None else evaluate(score.applies, said.opening)
    if applies is False:
        return _nothing(score)
    result = _METHODS[score.method](score, said)
    if applies is None and score.applies is not None:
        # It may be no number at all, so there is no interval either.
        open_ones = tuple(dict.fromkeys((*result.missing, *lacking(score.applies, said))))
        result = result._replace(value=None, low=None, high=None, error=None, missing=open_ones)
    if any(said.answer(name) is State.WITHHELD for name in result.missing):
        # An answer that was given and is not shown must not be filled in with a mean: that would be another value.
        return result._replace(value=None)
    return result


def lacking(condition: Condition, said: Said) -> Iterator[str]:
    """Give the questions without an answer that keep a condition open, those behind its scores included."""
    yield from undecided(condition, said)
    for score in scores_of(condition):
        yield from said.score(score).missing


def _nothing(score: Score) -> ScoreResult:
    return ScoreResult(score.id, None, None, None, 0, 0, (), ())


# Parts --------------------------------------------------------------------------------------------------------------


def part_of(name: str, score: Score, said: Said) -> Part | None:
    """Give what a part gives, recoded where the score recodes it; None where it does not apply."""
    found = _of_score(said.score(name)) if name in said.bank.score_by_id else _of_question(name, said)
    recode = score.recodes.get(name)
    if found is None or recode is None:
        return found
    rule = said.bank.recodes[recode]
    low, high = recoded_ends(rule, found.low, found.high)
    value = None if found.value is None else recoded_value(rule, found.value)
    return found._replace(value=value, low=low, high=high)


def gives(name: str, score: Score, part: Part, bank: Bank) -> float | None:
    """Give what a part adds to its score: its place on the scale of a mean, else its value; None where it adds none."""
    if part.value is None:
        return None
    if score.method == "mean_of" and not score.composite:
        return _rounded(score.high * unit(name, score, bank.by_id, bank.recodes).part(part.value))
    return _rounded(part.value * (score.times if score.method == "sum_of" else 1))


def _of_question(name: str, said: Said) -> Part | None:
    question, answer = said.bank.by_id[name], said.answer(name)
    if answer is State.NOT_APPLICABLE:
        return None
    amount = amount_of(answer)
    if amount is not None:
        value = turned(amount, question)
        return Part(value, value, value, (name,), ())
    if question.implied is not None and (closing := said.closed_by(question)):
        value = turned(question.implied, question)
        return Part(value, value, value, closing, (), (name,))
    low, high = ends_of(question)
    return Part(None, low, high, (), (name,))


def _of_score(result: ScoreResult) -> Part | None:
    if not result.of:
        return None
    return Part(result.value, result.low, result.high, result.questions, result.missing, result.implied)


def turned(amount: float, question: Question) -> float:
    """Give an amount; that of a reversed question from the other end of its span."""
    if not question.reverse:
        return amount
    low, high = ends_of(question)
    return (low or 0) + (high or 0) - amount


def _parts(score: Score, said: Said) -> list[Part | None]:
    return [part_of(name, score, said) for name in score.of]


def _joined(
    score: Score, bank: Bank, parts: list[Part], value: float | None, low: float | None, high: float | None
) -> ScoreResult:
    """Make a result of its parts: an answer that several of them rest on counts once."""
    questions = tuple(dict.fromkeys(name for part in parts for name in part.questions))
    missing = tuple(dict.fromkeys(name for part in parts for name in part.missing))
    implied = tuple(dict.fromkeys(name for part in parts for name in part.implied))
    # An answer that implies others need not be an item itself.
    answered = len({*questions, *implied}.intersection(bank.made_of(score.id)))
    return ScoreResult(score.id, value, low, high, answered, answered + len(missing), questions, missing, implied)


# Methods ------------------------------------------------------------------------------------------------------------


def _mean_of(score: Score, said: Said) -> ScoreResult:
    if not score.composite:
        return _mean_of_answers(score, said)
    parts = [part for part in _parts(score, said) if part is not None]
    return _mean_of_scores(score, said.bank, parts) if parts else _nothing(score)


def _mean_of_answers(score: Score, said: Said) -> ScoreResult:
    """Give the mean of answers, each as a part of its own span."""
    bank = said.bank
    found = [(part_of(name, score, said), unit(name, score, bank.by_id, bank.recodes)) for name in score.of]
    parts = [(part, span) for part, span in found if part is not None]
    points = [span.part(part.value) for part, span in parts if part.value is not None]
    count = len(parts)
    if count == 0:
        return _nothing(score)
    enough = len(points) >= needed_of(count, score)
    top = score.high
    value = _rounded(top * sum(points) / len(points)) if enough and points else None
    low = _rounded(top * sum(points) / count)
    high = _rounded(top * (sum(points) + (count - len(points))) / count)
    return _joined(score, bank, [part for part, _ in parts], value, low, high)


def _mean_of_scores(score: Score, bank: Bank, parts: list[Part]) -> ScoreResult:
    values = [part.value for part in parts if part.value is not None]
    found = _joined(score, bank, parts, None, None, None)
    least = len(parts) if score.least is None else score.least
    needed = needed_of(found.of, score)
    enough = len(values) >= max(1, least) and found.answered >= needed
    low, high = (
        _scaled(ends, 1 / len(parts)) for ends in ([part.low for part in parts], [part.high for part in parts])
    )
    # A part without a value still has an interval; what is known of it may rule out the mean of the others.
    value = _within(_rounded(sum(values) / len(values)), low, high) if enough else None
    return found._replace(value=value, low=low, high=high)


def _within(value: float, low: float | None, high: float | None) -> float:
    """Give a value, or the end that is nearest to it where it lies outside."""
    value = value if low is None else max(value, low)
    return value if high is None else min(value, high)


def _sum_of(score: Score, said: Said) -> ScoreResult:
    parts = [part for part in _parts(score, said) if part is not None]
    every = len(score.of)
    if not parts or (len(parts) < every and not score.prorate):
        return _nothing(score)
    values = [part.value for part in parts if part.value is not None]
    # What does not apply counts as the mean of the rest; without prorating there is no such part.
    spread = score.times * every / len(parts)
    low, high = (_scaled([part.low for part in parts], spread), _scaled([part.high for part in parts], spread))
    value = None
    if len(values) == len(parts):
        value = _scaled(values, spread)
    elif score.prorate and values and len(values) >= needed_of(len(parts), score):
        value = _within(_rounded(sum(values) * score.times * every / len(values)), low, high)
    return _joined(score, said.bank, parts, value, low, high)._replace(error=_error(score, said))


def _scaled(values: list[float | None] | list[float], factor: float) -> float | None:
    known = [value for value in values if value is not None]
    return _rounded(sum(known) * factor) if len(known) == len(values) else None


def _error(score: Score, said: Said) -> float | None:
    """Give the standard error beside the value of a score that a table alone gives."""
    if len(score.of) != 1 or score.of[0] not in score.recodes:
        return None
    name = score.of[0]
    found = _of_score(said.score(name)) if name in said.bank.score_by_id else _of_question(name, said)
    if found is None or found.value is None:
        return None
    entry = recoded(said.bank.recodes[score.recodes[name]], found.value)
    return entry[1] if entry else None


def _count_of(score: Score, said: Said) -> ScoreResult:
    verdicts = [evaluate(condition, said) for condition in score.counted]
    # Of a condition that is known nothing is undecided, and of one that is not nothing is cited.
    parts = [Part(None, None, None, cited(one, said), undecided(one, said)) for one in score.counted]
    if score.of and all(said.answer(name) is State.NOT_APPLICABLE for name in score.of):
        return _nothing(score)
    sure, open_ones = verdicts.count(True), verdicts.count(None)
    low, high = _rounded(score.times * sure), _rounded(score.times * (sure + open_ones))
    return _joined(score, said.bank, parts, None if open_ones else low, low, high)


def _hours_between(score: Score, said: Said) -> ScoreResult:
    answers = {name: said.answer(name) for name in score.of}
    if State.NOT_APPLICABLE in answers.values():
        return _nothing(score)
    missing = tuple(name for name, answer in answers.items() if isinstance(answer, State))
    questions = tuple(name for name in answers if name not in missing)
    if missing:
        return ScoreResult(score.id, None, score.low, score.high, len(questions), len(answers), questions, missing)
    begin, end = (_minutes(str(answers[name])) for name in score.of)
    # The same time twice is a whole day: no hours at all would be nothing to tell.
    hours = score.times * (((end - begin) % MINUTES_A_DAY) or MINUTES_A_DAY) / 60
    return ScoreResult(score.id, hours, hours, hours, len(questions), len(answers), questions, ())


def _minutes(time: str) -> int:
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)


def _ratio_of(score: Score, said: Said) -> ScoreResult:
    parts = _parts(score, said)
    over, under = parts[0], parts[1]
    if over is None or under is None:
        return _nothing(score)
    value = _quotient(over.value, under.value, score.times)
    # What divides is never 0 (the loader sees to it), and hours that are not known are more than none.
    low = _quotient(over.low, under.high, score.times)
    high = 0 if over.high == 0 else _quotient(over.high, under.low, score.times)
    return _joined(score, said.bank, [over, under], value, low, high)


def _quotient(over: float | None, under: float | None, times: float) -> float | None:
    """Divide; nothing by nothing, or by zero, is no number."""
    return None if over is None or not under else round(times * over / under, NOISE)


_METHODS = {
    "mean_of": _mean_of,
    "sum_of": _sum_of,
    "count_of": _count_of,
    "hours_between": _hours_between,
    "ratio_of": _ratio_of,
}


def needed_of(count: int, score: Score) -> int:
    """Give how many of `count` questions need an answer; rounded first, since 0.56 * 25 comes out above 14."""
    return max(score.fewest, ceil(round(score.share * count, 9)))


def _rounded(value: float) -> float:
    """Round to one decimal as on paper: a five goes up."""
    return floor(round(value * 10, NOISE) + 0.5) / 10


# Bands --------------------------------------------------------------------------------------------------------------


def bands_of(result: ScoreResult, said: Said) -> tuple[tuple[str, Band], ...]:
    """Give the band of each set that a score's value lies in; none without a value, or where the bank gives none."""
    score, value = said.bank.score_by_id[result.id], result.value
    if value is None or not score.bands:
        return ()
    if score.unbanded is not None and evaluate(score.unbanded, said):
        return ()
    found = ((name, band_of(name, value, said.bank)) for name in score.bands)
    return tuple((name, band) for name, band in found if band is not None)


def band_of(name: str, value: float, bank: Bank) -> Band | None:
    """Give the step of a set of bands that a value lies in; None below the first."""
    return next((step for step in reversed(bank.bands[name].steps) if value >= step.start), None)
