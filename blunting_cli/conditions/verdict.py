"""Evaluating a condition: true, false or unknown, and which answers made it so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from blunting_cli.conditions.tree import (
    ANY_CLASS,
    CHANGES,
    UNCHANGED,
    AllOf,
    Answer,
    AnswerIs,
    AnyOf,
    Comparison,
    Condition,
    CountOf,
    Duration,
    Facts,
    Interval,
    Medicine,
    NotSo,
    ScoreIs,
    State,
)


def evaluate(condition: Condition, facts: Facts) -> bool | None:
    """Give the verdict: True, False, or None where the answers cannot decide."""
    match condition:
        case AnswerIs(question, test):
            return check(test, facts.answer(question))
        case ScoreIs(score, low, high):
            return within_interval(facts.score(score), low, high)
        case AllOf(parts):
            return _all(evaluate(part, facts) for part in parts)
        case AnyOf(parts):
            return _any(evaluate(part, facts) for part in parts)
        case NotSo(part):
            verdict = evaluate(part, facts)
            return None if verdict is None else not verdict
        case _:
            verdicts = [evaluate(part, facts) for part in condition.parts]
            return _count_between(verdicts.count(True), verdicts.count(None), condition.low, condition.high)


def check(test: Comparison, answer: Answer) -> bool | None:
    """Hold one answer against a test; does-not-apply passes no comparison, other missing answers are unknown."""
    if test.answered is not None:
        return (not isinstance(answer, State)) == test.answered
    if test.state is not None:
        return answer is test.state
    if test.told is not None or test.all_told is not None:
        return _told(test, _medicines(answer))
    if isinstance(answer, State):
        return False if answer is State.NOT_APPLICABLE else None
    if test.values is not None:
        if isinstance(answer, Duration):
            return any(answer.days == _days(value) for value in test.values)
        given = answer if isinstance(answer, tuple) else (answer,)
        return any(value in test.values for value in given)
    if test.classes is not None:
        return _any(_medicine_fits(test, medicine) for medicine in _medicines(answer))
    amount = amount_of(answer)
    return None if amount is None else _within(amount, test.low, test.high)


def cited(condition: Condition, facts: Facts) -> tuple[str, ...]:
    """Give the questions whose answers fix the verdict, each once, in the order of the condition.

    Without these answers the verdict would not stand. An unknown verdict is fixed by nothing: the result is empty.
    """
    verdict = evaluate(condition, facts)
    if verdict is None:
        return ()
    return tuple(dict.fromkeys(_cited(condition, verdict, facts)))


def _cited(condition: Condition, verdict: bool, facts: Facts) -> Iterator[str]:
    match condition:
        case AnswerIs(question, _):
            yield question
        case ScoreIs(score, _, _):
            yield from facts.score_questions(score)
        case NotSo(part):
            yield from _cited(part, not verdict, facts)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                if evaluate(part, facts) is verdict:
                    yield from _cited(part, verdict, facts)
        case _:
            needed = {True} if verdict and condition.low and condition.high is None else {True, False}
            for part in condition.parts:
                found = evaluate(part, facts)
                if found is not None and found in needed:
                    yield from _cited(part, found, facts)


def undecided(condition: Condition, facts: Facts) -> tuple[str, ...]:
    """Give the questions that keep the verdict unknown, not those behind its scores; empty where it is known."""
    return tuple(dict.fromkeys(_undecided(condition, facts)))


def _undecided(condition: Condition, facts: Facts) -> Iterator[str]:
    if evaluate(condition, facts) is not None:
        return
    match condition:
        case AnswerIs(question, _):
            yield question
        case NotSo(part):
            yield from _undecided(part, facts)
        case AllOf(parts) | AnyOf(parts) | CountOf(parts):
            for part in parts:
                yield from _undecided(part, facts)


def questions_of(condition: Condition) -> tuple[str, ...]:
    """Give every question a condition names itself (not those behind its scores), each once."""
    return tuple(dict.fromkeys(leaf.question for leaf in leaves(condition) if isinstance(leaf, AnswerIs)))


def scores_of(condition: Condition) -> tuple[str, ...]:
    """Give every score a condition names, each once."""
    return tuple(dict.fromkeys(leaf.score for leaf in leaves(condition) if isinstance(leaf, ScoreIs)))


def leaves(condition: Condition) -> Iterator[AnswerIs | ScoreIs]:
    """Walk the single comparisons of a condition."""
    match condition:
        case AnswerIs() | ScoreIs():
            yield condition
        case NotSo(part):
            yield from leaves(part)
        case _:
            for part in condition.parts:
                yield from leaves(part)


def _all(verdicts: Iterable[bool | None]) -> bool | None:
    return _decided(verdicts, False)


def _any(verdicts: Iterable[bool | None]) -> bool | None:
    return _decided(verdicts, True)


def _decided(verdicts: Iterable[bool | None], by: bool) -> bool | None:
    """Join verdicts of which one decides, whatever the others are; those after it are not looked at."""
    found: bool | None = not by
    for verdict in verdicts:
        if verdict is by:
            return by
        if verdict is None:
            found = None
    return found


def _within(amount: float, low: float | None, high: float | None) -> bool:
    return (low is None or amount >= low) and (high is None or amount <= high)


def within_interval(score: Interval | None, low: float | None, high: float | None) -> bool | None:
    """Tell whether a score lies between two ends; one without a value where its whole interval agrees."""
    if score is None:
        return None
    if score.value is not None:
        return _within(score.value, low, high)
    if score.low is None or score.high is None:
        return None
    if (low is None or score.low >= low) and (high is None or score.high <= high):
        return True
    outside = (low is not None and score.high < low) or (high is not None and score.low > high)
    return False if outside else None


def _count_between(true: int, unknown: int, low: int | None, high: int | None) -> bool | None:
    if (low is not None and true + unknown < low) or (high is not None and true > high):
        return False
    if (low is None or true >= low) and (high is None or true + unknown <= high):
        return True
    return None


def _days(value: float | str) -> float | str:
    """Give the days of a time; what is none stays as it is."""
    time = Duration.parse(value) if isinstance(value, str) else None
    return time.days if time else value


def amount_of(answer: Answer) -> float | None:
    """Give an answer as a number, a time as its days; None where it is no amount or there is none."""
    match answer:
        case Duration():
            return answer.days
        case int() | float():
            return answer
        case _:
            return None


def _medicines(answer: Answer) -> list[Medicine]:
    return [entry for entry in answer if isinstance(entry, Medicine)] if isinstance(answer, tuple) else []


def _is_of_class(test: Comparison, medicine: Medicine) -> bool | None:
    classes = {*(test.classes or ())}
    if ANY_CLASS in classes:
        return True
    return None if medicine.medicine_class is None else not classes.isdisjoint((medicine.medicine_class, medicine.kind))


def _told(test: Comparison, listed: list[Medicine]) -> bool:
    """Tell whether one medicine of the class has its part told, or all that are or may be of it."""
    if test.told is not None:
        return any(_is_of_class(test, medicine) and _tells(medicine, test.told) for medicine in listed)
    meant = [medicine for medicine in listed if _is_of_class(test, medicine) is not False]
    known = all(_is_of_class(test, medicine) and _tells(medicine, test.all_told) for medicine in meant)
    return bool(meant) and known


def _tells(medicine: Medicine, part: str | None) -> bool:
    if part == "name":
        return medicine.medicine_class is not None
    if part in CHANGES:
        return medicine.change == part
    if part == "started":
        return medicine.started is not None
    return medicine.change == UNCHANGED or (medicine.change is not None and medicine.changed is not None)


def _medicine_fits(test: Comparison, medicine: Medicine) -> bool | None:
    of_class = _is_of_class(test, medicine)
    if not of_class:
        return of_class
    changed = True if test.change is None else None if medicine.change is None else medicine.change == test.change
    if test.within_weeks is None:
        return changed
    since = medicine.changed if test.change else medicine.started
    return _all((changed, None if since is None else since.days <= 7 * test.within_weeks))
