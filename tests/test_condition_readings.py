"""What a condition with a mistake is read as, and what the name of a condition stands for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from test_condition_mistakes import OPTIONS, UNCOUNTABLE, read
from test_conditions import Given

from blunting_cli.conditions import ALWAYS, Answer, AnswerIs, Comparison, CountOf, State, cited, evaluate
from blunting_cli.conditions.parsing import Vocabulary

NAMED = Vocabulary(
    {"mood": {"low": 2}},
    frozenset(),
    frozenset(),
    {"down": {"mood": {"at_least": 2}}, "wrong": {"moood": 1}, "again": {"condition": "down"}},
)


# Where a mistake stands, and what is read as it was meant --------------------------------------------------------------


def test_of_two_ends_the_first_is_told_as_the_first() -> None:
    """Whether it is the lower end that is no number or the upper one is said by its place."""
    message = "lots is not a number or a time such as 4 weeks"
    assert read({"mood": {"between": ["lots", 1]}})[1] == [(("mood", "between", 0), "not-a-number", message, "")]


def test_a_bare_no_is_told_as_it_is_compared() -> None:
    """An option is looked for by the word false, and so it is told that there is none."""
    assert read({"mood": False})[1] == [(("mood",), "unknown-option", "mood has no option false", OPTIONS)]


def test_whatever_an_answer_is_compared_with_is_a_number_or_a_text() -> None:
    """A list in a list is taken as it is written, so that a count of such comparisons can still be told."""
    listed = AnswerIs("words", Comparison(values=("['grey']",)))
    assert read({"words": [["grey"]]})[0] == listed
    counted = read({"count": {"of": ["words"], "where": [["grey"]], "at_least": 1}})[0]
    assert counted == CountOf((listed,), 1, None)


# What stands for what could not be read -------------------------------------------------------------------------------


def test_a_condition_that_cannot_be_read_says_nothing_about_anyone() -> None:
    """The stand-in for a broken condition names no question, so nothing is cited for it."""
    for data in (3, {"count": 3}, {"condition": "down"}):
        assert read(data)[0] == ALWAYS
    assert evaluate(ALWAYS, Given({})) is True
    assert cited(ALWAYS, Given({})) == ()


@pytest.mark.parametrize("answer", [-2, -1, 0, 1, 2], ids=str)
def test_a_value_that_cannot_be_read_is_no_answer_anyone_can_give(answer: Answer) -> None:
    """What stands for an option that there is not passes for none that there is."""
    for data in ({"mood": 9}, {"mood": None}):
        assert evaluate(read(data)[0], Given({"mood": answer})) is (answer == -1)


@pytest.mark.parametrize(
    ("data", "stands"),
    [
        ({"hours": {"at_least": "lots", "at_most": 3}}, Comparison(high=3)),
        ({"hours": {"between": 3}}, Comparison()),
        ({"hours": {"state": "left"}}, Comparison(state=State.NOT_ASKED)),
        ({"pills": {"class": "ssri", "within_weeks": "4"}}, Comparison(classes=("ssri",))),
        ({"pills": {"class": "ssri", "told": "dose"}}, Comparison(classes=("ssri",), told="name")),
        ({"pills": {"class": "ssri", "all_told": "dose"}}, Comparison(classes=("ssri",), all_told="name")),
    ],
    ids=str,
)
def test_of_a_test_with_a_mistake_the_rest_is_kept(data: Any, stands: Comparison) -> None:
    """Later complaints are about what was said, and not about what a mistake left behind."""
    (name,) = data
    assert read(data)[0] == AnswerIs(name, stands)


def test_of_a_count_without_where_any_answer_counts() -> None:
    """Until it is said what they are held against, the questions are counted where they are answered at all."""
    assert read({"count": {"of": ["mood", "hope"], "at_least": 1}})[0] == CountOf(
        (AnswerIs("mood", Comparison(answered=True)), AnswerIs("hope", Comparison(answered=True))), 1, None
    )


def test_of_what_is_no_amount_any_answer_will_do() -> None:
    """Until it is said how they are compared, ticks are only held to be there."""
    condition = read({"ticks": {"at_least": 1}}, UNCOUNTABLE)[0]
    assert evaluate(condition, Given({"ticks": (0,)})) is True
    assert evaluate(condition, Given({"ticks": State.SKIPPED})) is False


# Named conditions -----------------------------------------------------------------------------------------------------


def test_a_named_condition_is_what_its_name_stands_for() -> None:
    """It reads as if it were written out, also inside others."""
    assert read({"condition": "down"}, NAMED) == read({"mood": {"at_least": 2}}, NAMED)
    assert read({"not": {"condition": "down"}}, NAMED) == read({"not": {"mood": {"at_least": 2}}}, NAMED)


@pytest.mark.parametrize(
    ("name", "code", "message", "hint"),
    [
        ("dawn", "unknown-condition", "no condition is called dawn", "Did you mean down?"),
        (["down"], "unknown-condition", "no condition is called ['down']", "Did you mean down?"),
    ],
)
def test_an_unknown_condition_is_told_where_it_is_used(name: Any, code: str, message: str, hint: str) -> None:
    """The name, and one that is near."""
    assert read({"condition": name}, NAMED)[1] == [(("condition",), code, message, hint)]


def test_what_is_wrong_with_a_named_condition_is_not_told_where_it_is_used() -> None:
    """However often it is used, its mistakes are told at itself."""
    assert read({"any": [{"condition": "wrong"}, {"condition": "again"}, {"condition": "wrong"}]}, NAMED)[1] == []


def test_a_named_condition_can_use_no_other() -> None:
    """So none can lead back to itself."""
    told = read({"condition": "down"}, replace(NAMED, named=None))[1]
    message, hint = "a named condition cannot use another", "Write what it says here as well."
    assert told == [(("condition",), "unknown-condition", message, hint)]


def test_a_named_condition_is_not_named_without_its_word() -> None:
    """A question is not meant by the name of a condition."""
    told = read({"down": True}, NAMED)[1]
    assert told == [(("down",), "unknown-question", "no question is called down", "Write {condition: down}.")]


def test_what_is_known_later_is_told_where_a_named_condition_is_used() -> None:
    """It is told once, with the names of both."""
    later = replace(NAMED, questions={}, later=frozenset({"mood"}))
    told = read({"condition": "down"}, later)[1]
    hint = "A condition may only look back."
    assert told == [(("condition",), "forward-condition", "down needs mood, which is asked later", hint)]
    assert read({"mood": 1}, later)[1] == [(("mood",), "forward-condition", "mood is asked later", hint)]


KINDS = Vocabulary(
    {"since": {}, "miles": {}, "words": {}},
    frozenset(),
    frozenset(),
    kinds={"since": "duration", "miles": "number", "words": "text"},
)


@pytest.mark.parametrize(
    ("data", "code", "hint"),
    [
        ({"since": {"at_least": 6}}, "not-a-number", "Say 6 days, 6 weeks or 6 months."),
        ({"since": {"at_most": 1}}, "not-a-number", "Say 1 day, 1 week or 1 month."),
        ({"since": 1.5}, "not-a-number", "Say a time, such as 6 weeks."),
        ({"since": {"between": ["1 week", 6]}}, "not-a-number", "Say 6 days, 6 weeks or 6 months."),
        ({"miles": {"at_least": "6 weeks"}}, "not-a-number", "Say a number."),
        ({"miles": ["6 weeks"]}, "not-a-number", "Say a number."),
        ({"words": "none"}, "not-an-amount", "Only answered and state can be asked of a text."),
        ({"words": {"at_least": 3}}, "not-an-amount", "Only answered and state can be asked of a text."),
        ({"since": {"at_least": "6 weeks"}}, "", ""),
        ({"miles": {"at_least": 6}}, "", ""),
        ({"words": {"answered": True}}, "", ""),
        ({"words": {"state": "skipped"}}, "", ""),
    ],
)
def test_amounts_are_of_one_kind(data: Any, code: str, hint: str) -> None:
    """A bare number says no time, a time is no number, and a text is neither."""
    assert [(told[1], told[3]) for told in read(data, KINDS)[1]] == ([(code, hint)] if code else [])
