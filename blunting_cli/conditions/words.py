"""Saying a condition: as plain data in the form a bank would write it, and in one line of words."""

from __future__ import annotations

from typing import Any

from blunting_cli.conditions.tree import AllOf, AnswerIs, AnyOf, Comparison, Condition, CountOf, NotSo, ScoreIs

_PARTS = {"name": "known name", "started": "start", "stopped": "stop"}


def condition_data(condition: Condition) -> dict[str, Any]:
    """Give a condition as plain data again, in the form a bank would write it."""
    match condition:
        case AnswerIs(question, test):
            return {question: held_against(test)}
        case ScoreIs(score, low, high):
            return {f"score.{score}": _bounds_data(low, high)}
        case AllOf(parts):
            return {"all": [condition_data(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [condition_data(part) for part in parts]}
        case NotSo(part):
            return {"not": condition_data(part)}
        case _:
            return {"count": {**_counted_data(condition), **_bounds_data(condition.low, condition.high)}}


def _counted_data(condition: CountOf) -> dict[str, Any]:
    """Give what is counted: questions held against one test, or conditions of their own."""
    if condition.test is not None:
        return {"of": list(condition.questions), "where": held_against(condition.test)}
    return {"of": [condition_data(part) for part in condition.parts]}


def held_against(test: Comparison) -> Any:
    """Give a test as plain data."""
    if test.values is not None:
        return test.values[0] if len(test.values) == 1 else list(test.values)
    if test.answered is not None:
        return {"answered": test.answered}
    if test.state is not None:
        return {"state": test.state.value}
    if test.classes is not None:
        extra = {key: getattr(test, key) for key in ("change", "within_weeks", "told", "all_told")}
        return {"class": list(test.classes), **{key: value for key, value in extra.items() if value is not None}}
    return _bounds_data(test.low, test.high)


def _bounds_data(low: float | None, high: float | None) -> dict[str, float]:
    return {key: end for key, end in (("at_least", low), ("at_most", high)) if end is not None}


def in_short(condition: Condition) -> str:
    """Say a condition in one line of words, for a comment in a file."""
    match condition:
        case AnswerIs(question, test):
            return f"{question} {_test_words(test)}"
        case ScoreIs(score, low, high):
            return f"the score {score} {_test_words(Comparison(low=low, high=high))}"
        case AllOf(parts):
            return " and ".join(_bracketed(part) for part in parts)
        case AnyOf(parts):
            return " or ".join(_bracketed(part) for part in parts)
        case NotSo(part):
            return f"not {_bracketed(part)}"
        case _:
            words = _test_words(Comparison(low=condition.low, high=condition.high)).removeprefix("is ")
            if condition.test is None:
                return f"{words} of: {'; '.join(map(in_short, condition.parts))}"
            return f"{words} of {', '.join(condition.questions)} {_test_words(condition.test)}"


def _bracketed(condition: Condition) -> str:
    words = in_short(condition)
    return f"({words})" if isinstance(condition, AllOf | AnyOf) else words


def _test_words(test: Comparison) -> str:
    if test.values is not None:
        return "is " + " or ".join(str(value) for value in test.values)
    if test.answered is not None:
        return "is answered" if test.answered else "is not answered"
    if test.state is not None:
        return f"is {test.state.value}"
    if test.classes is not None:
        return _medicine_words(test, " or ".join(test.classes))
    ends = [f"at least {test.low:g}"] if test.low is not None else []
    ends += [f"at most {test.high:g}"] if test.high is not None else []
    return "is " + " and ".join(ends)


def _medicine_words(test: Comparison, classes: str) -> str:
    if test.told is not None:
        return f"tells the {_PARTS.get(test.told, test.told)} of one {classes}"
    if test.all_told is not None:
        return f"tells the {_PARTS.get(test.all_told, test.all_told)} of every {classes}"
    change = f", {test.change}" if test.change is not None else ""
    weeks = f", within {test.within_weeks} weeks" if test.within_weeks is not None else ""
    return f"names {classes}{change}{weeks}"
