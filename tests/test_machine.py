"""What the interview promises: every event at every moment, nothing lost by going back, and an end within reach."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from people import said, shipped

from blunting_cli.asking import settle
from blunting_cli.bank import Bank
from blunting_cli.conditions import Answer, State
from blunting_cli.interview.machine import (
    ASKING,
    FINISHED,
    OUTSIDE,
    REVIEWING,
    Back,
    Edit,
    Event,
    GoOn,
    Interview,
    Keep,
    Review,
    Say,
    begin,
    step,
    visible,
)

MakeBank = Callable[[str], Bank]
EXAMPLES = settings(max_examples=30, deadline=None)
SMALL = """
bank: small
version: 1.0.0
sections: {s: {title: S, why: Because.}}
sources: {us: {title: Us, where: here, read: whole}}
tiers: [{id: watch, title: Watch, text: Watch.}]
responses:
  yes_no: {options: [{value: 0, label: "No"}, {value: 1, label: "Yes"}, {value: 2, label: Very}]}
questions:
  - {id: first, section: s, ask: First?, why: Because., respond: yes_no}
  - {id: gated, section: s, ask: Gated?, why: Because., respond: yes_no, ask_if: {first: 1}}
  - {id: safe, section: s, ask: Safe?, why: Because., respond: yes_no, safety: true}
  - {id: red, section: s, ask: Red?, why: Because., respond: yes_no, red_flag: true, ask_if: {first: 1}}
  - {id: last, section: s, ask: Last?, why: Because., respond: yes_no}
outside: {id: too_young, when: {last: 2}, text: Not for you.}
statements:
  - {id: help_now, group: help, when: {safe: {at_least: 1}}, text: Help is here.}
  - {id: help_open, group: help, when: {safe: {answered: false}}, text: Help is there.}
  - {id: other, group: other, when: {first: 1}, text: Something else.}
"""


def answered(state: Interview) -> int:
    """How many open questions were answered, or left out on purpose."""
    return sum(1 for answer in state.settled.answers.values() if answer is not State.UNANSWERED)


@pytest.fixture
def start(bank_from: MakeBank) -> Interview:
    """The first moment of a small interview."""
    return begin(bank_from(SMALL))


def after(state: Interview, *events: Event) -> Interview:
    """Give the moment after several events."""
    for event in events:
        state = step(state, event)
    return state


def seen(state: Interview) -> tuple[str, str, bool]:
    """Give what decides the next screen."""
    return state.at, state.phase, state.editing


def through(state: Interview, answers: Mapping[str, Answer]) -> Interview:
    """Answer every question that comes up, until the review."""
    while state.phase == ASKING:
        state = step(state, Say(answers[state.at]))
    return state


# Asking ---------------------------------------------------------------------------------------------------------------


def test_an_interview_begins_at_the_first_question_with_nothing_said(start: Interview) -> None:
    """Nothing is preselected: no answer stands before one was given."""
    assert seen(start) == ("first", ASKING, False)
    assert (start.earlier, start.said, start.helped) == (None, {}, False)
    assert start.question.ask == "First?"
    assert answered(start) == 0


def test_an_answer_is_kept_and_the_next_open_question_comes(start: Interview) -> None:
    """A no leaves the gated question out, a yes asks it."""
    assert seen(after(start, Say(0))) == ("safe", ASKING, False)
    state = after(start, Say(1))
    assert seen(state) == ("gated", ASKING, False)
    assert state.said == {"first": 1}
    assert answered(state) == 1


def test_leaving_a_question_out_is_said_like_an_answer(start: Interview) -> None:
    """A skipped question was reached and counts as left out on purpose; its plain follow-up stays closed."""
    state = after(start, Say(State.SKIPPED))
    assert state.at == "safe"
    assert visible(state)["first"] is State.SKIPPED
    assert answered(state) == 1
    assert "red" in state.order


def test_after_the_last_question_comes_the_review(start: Interview) -> None:
    """All answers are shown before the end."""
    assert seen(after(start, Say(0), Say(0), Say(0))) == ("last", REVIEWING, False)


def test_the_place_among_the_open_questions_is_told(start: Interview) -> None:
    """The number counts what is asked now; what hangs on an answer still to come is not expected yet."""
    assert (start.number, start.expected) == (1, 3)
    state = after(start, Say(1))
    assert (state.number, state.expected) == (2, 5)
    assert (after(start, Say(0)).number, after(start, Say(0)).expected) == (2, 3)


def test_an_interview_is_complete_once_every_open_question_was_answered_or_left_out(start: Interview) -> None:
    """What an answer opens has to be answered as well, and what it closes has not."""
    assert not after(start, Say(1), Say(1), Say(1), Say(State.SKIPPED)).complete
    assert after(start, Say(1), Say(1), Say(1), Say(State.SKIPPED), Say(0)).complete
    assert after(start, Say(0), Say(0), Say(0)).complete
    assert not after(start, Say(0), Say(0)).complete


def test_what_is_left_is_told_between_what_is_certain_and_what_may_open(start: Interview) -> None:
    """A question behind a gate may come until its gate is shut; at the last one, one is left either way."""
    assert (start.left, start.most_left) == (3, 5)
    shut, opened = after(start, Say(0)), after(start, Say(1))
    assert (shut.left, shut.most_left) == (2, 2)
    assert (opened.left, opened.most_left) == (4, 4)
    last = after(shut, Say(0))
    assert (last.left, last.most_left) == (1, 1)
    gone_back = after(last, Say(0), Edit("first"))
    assert (gone_back.left, gone_back.most_left) == (1, 1)


def test_keep_moves_on_with_the_earlier_answer(start: Interview) -> None:
    """An empty line after going back changes nothing."""
    state = after(start, Say(1), Back(), Keep())
    assert seen(state) == ("gated", ASKING, False)
    assert state.said == {"first": 1}


def test_keep_without_an_earlier_answer_does_nothing(start: Interview) -> None:
    """An empty line is never an answer."""
    assert step(start, Keep()) is start


def test_back_goes_to_the_open_question_before_and_stops_at_the_first(start: Interview) -> None:
    """Closed questions are passed over; what was said stays."""
    state = after(start, Say(0), Say(1), Back())
    assert (state.at, state.earlier, state.said) == ("safe", 1, {"first": 0, "safe": 1})
    assert after(state, Back()).at == "first"
    assert step(start, Back()) is start


@pytest.mark.parametrize("event", [Edit("first"), GoOn()], ids=str)
def test_events_of_the_review_do_nothing_while_asking(start: Interview, event: Event) -> None:
    """An event that does not fit the moment changes nothing."""
    assert step(start, event) is start


def test_a_branch_that_was_closed_and_opened_again_has_its_old_answer(start: Interview) -> None:
    """Going back over a branch loses nothing, and what is hidden does not count."""
    state = after(start, Say(1), Say(2), Back(), Back(), Say(0))
    assert state.at == "safe"
    assert state.said["gated"] == 2
    assert "gated" not in visible(state)
    state = after(state, Back(), Say(1))
    assert (state.at, state.earlier) == ("gated", 2)
    assert visible(state)["gated"] == 2


# The review -------------------------------------------------------------------------------------------------------------


def test_the_review_can_be_opened_at_any_question_and_leads_on_to_the_next_unasked_one(start: Interview) -> None:
    """Looking at the answers does not end the interview."""
    state = after(start, Say(1), Review())
    assert state.phase == REVIEWING
    assert seen(step(state, GoOn())) == ("gated", ASKING, False)


def test_after_everything_was_asked_going_on_is_the_end(start: Interview) -> None:
    """The end needs a word of its own; it does not come with the last answer."""
    assert after(start, Say(0), Say(0), Say(0), GoOn()).phase == FINISHED


def test_an_edited_answer_leads_back_to_the_review(start: Interview) -> None:
    """One answer is changed, and one looks at all of them again."""
    state = after(start, Say(0), Say(0), Say(0), Edit("safe"))
    assert seen(state) == ("safe", ASKING, True)
    changed = step(state, Say(1))
    assert (changed.phase, changed.editing, changed.said["safe"]) == (REVIEWING, False, 1)
    kept = step(state, Keep())
    assert (kept.phase, kept.editing, kept.said["safe"]) == (REVIEWING, False, 0)
    assert seen(step(state, Review()))[1:] == (REVIEWING, False)


def test_an_edit_lands_back_in_the_review(start: Interview) -> None:
    """After a change the review comes back; going on from there asks what the change has opened, then ends."""
    state = after(start, Say(0), Say(0), Say(0), Edit("first"), Say(1))
    assert seen(state)[1:] == (REVIEWING, False)
    state = step(state, GoOn())
    assert seen(state) == ("gated", ASKING, False)
    assert seen(after(state, Say(0), Say(0)))[1:] == (REVIEWING, False)


def test_an_edit_midway_lands_back_in_the_review(start: Interview) -> None:
    """A review that was opened before the end comes back too, and going on asks what is still to come."""
    state = after(start, Say(0), Review(), Edit("first"), Say(0))
    assert seen(state)[1:] == (REVIEWING, False)
    assert seen(step(state, GoOn()))[1:] == (ASKING, False)


def test_going_back_and_closing_all_that_follows_leads_to_the_review(bank_from: Any) -> None:
    """When the answer gone over again leaves nothing to ask, the review comes."""
    bank = bank_from(
        """
bank: two
version: 1.0.0
tiers: [{id: watch, title: Watch, text: Wait.}]
sections: {s: {title: S, why: Because.}}
questions:
  - {id: gate, section: s, ask: Gate?, why: Because., options: [{value: 0, label: "No"}, {value: 1, label: "Yes"}]}
  - {id: more, section: s, ask: More?, why: Because., ask_if: {gate: 1}, options: [{value: 0, label: "No"}, {value: 1, label: "Yes"}]}
"""
    )
    state = after(begin(bank), Say(1), Back(), Say(0))
    assert state.phase == REVIEWING
    assert state.order == ("gate",)


def test_a_closed_or_unknown_question_cannot_be_edited(start: Interview) -> None:
    """Only what is asked can be changed."""
    state = after(start, Say(0), Say(0), Say(0))
    assert step(state, Edit("gated")) is state
    assert step(state, Edit("nonsense")) is state


@pytest.mark.parametrize("event", [Say(1), Keep(), Back(), Review()], ids=str)
def test_events_of_asking_do_nothing_in_the_review(start: Interview, event: Event) -> None:
    """No answer is taken while none is asked for."""
    state = after(start, Say(0), Say(0), Say(0))
    assert step(state, event) is state


# The end ----------------------------------------------------------------------------------------------------------------

EVENTS: tuple[Event, ...] = (Say(1), Keep(), Back(), Review(), Edit("first"), GoOn())


@pytest.mark.parametrize("event", EVENTS, ids=str)
def test_after_the_end_nothing_changes(start: Interview, event: Event) -> None:
    """A finished interview stays as it is."""
    state = after(start, Say(0), Say(0), Say(0), GoOn())
    assert step(state, event) is state


@pytest.mark.parametrize("event", [event for event in EVENTS if event != Back()], ids=str)
def test_who_the_check_was_not_written_for_is_asked_no_more(start: Interview, event: Event) -> None:
    """The answer that puts a person outside is the last one, also where it was changed in the review."""
    state = after(start, Say(0), Say(0), Say(2))
    assert state.phase == OUTSIDE
    assert step(state, event) is state
    assert after(start, Say(0), Say(0), Say(0), Edit("last"), Say(2)).phase == OUTSIDE


def test_an_answer_that_was_a_slip_can_be_taken_back(start: Interview) -> None:
    """Back from outside leads to the very answer; leaving it as it is leads outside again."""
    state = after(start, Say(0), Say(0), Say(2), Back())
    assert seen(state) == ("last", ASKING, False)
    assert state.said == {"first": 0, "safe": 0, "last": 2}
    assert step(state, Keep()).phase == OUTSIDE
    assert after(state, Say(1)).phase == REVIEWING


def test_a_slip_in_the_review_is_taken_back_into_the_review(start: Interview) -> None:
    state = after(start, Say(0), Say(0), Say(0), Edit("last"), Say(2), Back())
    assert seen(state) == ("last", ASKING, True)
    assert after(state, Say(0)).phase == REVIEWING


def test_an_answer_that_leads_outside_cannot_be_walked_past(start: Interview) -> None:
    """Neither by going back from it and on again, nor through the review."""
    state = after(start, Say(0), Say(0), Say(2), Back(), Back())
    assert state.at == "safe"
    assert after(state, Say(0)).phase == OUTSIDE
    assert after(state, Review(), GoOn()).phase == OUTSIDE


def test_back_from_outside_leads_to_the_answer_that_led_there(start: Interview) -> None:
    """Not to the question that happened to be asked when it was found out."""
    state = after(start, Say(0), Say(0), Say(2), Back(), Back(), Say(0))
    assert state.phase == OUTSIDE
    assert after(state, Back()).at == "last"


# Taking up again --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "at", "phase"),
    [
        ({"first": 1}, "gated", ASKING),
        ({"first": 1, "safe": 0}, "gated", ASKING),
        ({"first": 0, "last": 1}, "safe", ASKING),
        ({"first": 0, "safe": 0, "last": 1}, "first", REVIEWING),
        ({"last": 2}, "first", OUTSIDE),
    ],
    ids=str,
)
def test_an_interview_is_taken_up_at_the_first_question_without_an_answer(
    bank_from: MakeBank, before: dict[str, Answer], at: str, phase: str
) -> None:
    """With everything said it begins at the review; for a person who is outside it does not begin again."""
    state = begin(bank_from(SMALL), before)
    assert (state.at, state.phase, state.said) == (at, phase, before)


# Help -------------------------------------------------------------------------------------------------------------------


def test_help_is_called_for_by_the_answer_itself_and_stays_called_for(start: Interview) -> None:
    """Whoever was shown help once is shown it again on leaving, even if the answer is another now."""
    state = after(start, Say(0))
    assert not state.helped
    state = step(state, Say(2))
    assert state.helped
    assert [words.id for words in state.help] == ["help_now"]
    state = after(state, Back(), Say(0), Say(0))
    assert state.help == ()
    assert state.helped


def test_leaving_the_safety_question_out_calls_for_help(start: Interview) -> None:
    """No answer is not a no."""
    state = after(start, Say(0), Say(State.SKIPPED))
    assert state.helped
    assert [words.id for words in state.help] == ["help_open"]


def test_a_no_and_an_answer_to_anything_else_call_for_no_help(start: Interview) -> None:
    """Help is not pressed on someone before the question was even asked."""
    state = after(start, Say(1), Say(2), Say(0), Say(1), Say(1))
    assert state.phase == REVIEWING
    assert not state.helped


def test_only_statements_of_help_are_help(start: Interview) -> None:
    """Other statements that apply are no help panel."""
    assert after(start, Say(1), Say(0), Say(0)).help == ()


def test_a_question_about_safety_that_is_still_to_come_calls_for_nothing(bank: Bank, well: dict[str, Answer]) -> None:
    """A no to self-harm is no missing answer about being safe: that is asked next, and only then can be left out."""
    state = begin(bank)
    while state.at != "safe_now":
        assert state.help_to_come
        state = step(state, Say(well[state.at]))
    assert (state.help, state.helped, state.help_to_come) == ((), False, True)
    answered, skipped = step(state, Say((0,))), step(state, Say(State.SKIPPED))
    assert (answered.help, answered.helped, answered.help_to_come) == ((), False, False)
    assert [words.id for words in skipped.help] == ["help_safe_unanswered"]
    assert skipped.helped


TWO = """
bank: two
version: 1.0.0
sections: {s: {title: S, why: Because.}}
tiers: [{id: watch, title: Watch, text: Watch.}]
responses:
  yes_no: {options: [{value: 0, label: "No"}, {value: 1, label: "Yes"}]}
questions:
  - {id: harm, section: s, ask: Harm?, why: Because., respond: yes_no, safety: true}
  - {id: home, section: s, ask: Home?, why: Because., respond: yes_no, safety: true}
  - {id: plan, section: s, ask: Plan?, why: Because., respond: yes_no, safety: true, ask_if: {home: 1}}
"""
WORDS = """
statements:
  - {id: either, group: help, when: {any: [{harm: 1}, {plan: 1}, {home: 1}]}, text: Help is here.}
"""


@pytest.mark.parametrize("words", ["", WORDS])
def test_words_for_several_questions_come_with_the_first_that_calls_for_them(bank_from: MakeBank, words: str) -> None:
    """A yes is met at once, whatever is still to be asked; a no is not, though another question is still to come."""
    start = begin(bank_from(TWO + words))
    yes, no = step(start, Say(1)), step(start, Say(0))
    assert len(yes.help) == 1
    assert yes.helped
    assert (no.help, no.helped) == ((), False)
    assert len(after(no, Say(1)).help) == 1
    assert len(after(yes, Say(0)).help) == 1
    assert after(no, Say(0)).help == ()


# The shipped bank ------------------------------------------------------------------------------------------------------


@EXAMPLES
@given(said(left_out=False))
def test_what_is_asked_in_an_interview_is_what_a_file_needs(person: dict[str, Answer]) -> None:
    """The questions that come up are those that settle as open, no more than eighty, self-harm among them."""
    if person["age_band"] == 4:
        person["age_band"] = 0
    state = through(begin(shipped()), person)
    assert state.phase == REVIEWING
    assert visible(state) == settle(shipped(), person).answers
    assert state.said.keys() == visible(state).keys()
    assert len(state.said) <= 80
    assert "self_harm" in state.said


def test_a_person_with_nothing_to_report_is_asked_about_forty_questions(bank: Bank, well: dict[str, Answer]) -> None:
    """Who is well is through soon, and the count shown does not jump."""
    state = begin(bank)
    counts = []
    while state.phase == ASKING:
        counts.append(state.expected)
        state = step(state, Say(well[state.at]))
    assert 38 <= len(state.said) <= 45
    assert set(counts) == {len(state.said)}


@EXAMPLES
@given(said(left_out=False))
def test_the_most_that_can_be_left_never_grows(person: dict[str, Answer]) -> None:
    """Whatever is answered, each answer leaves less; what is certain is never more than what may come."""
    state, most = begin(shipped()), len(shipped().questions)
    while state.phase == ASKING:
        assert 1 <= state.left <= state.most_left <= most
        most = state.most_left
        state = step(state, Say(person[state.at]))
