"""The interview as a person meets it: every line that is written, every line that is typed, every way out."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import unbroken
from hypothesis import given, settings
from hypothesis import strategies as st
from interviews import (
    DANGERS,
    HELP,
    SMALL,
    TYPES,
    URGENT,
    Fault,
    Keyboard,
    as_typed,
    by_name,
    help_lines,
    hold,
    shared,
    surroundings,
    typed_for,
)

from blunting_cli.asking import settle
from blunting_cli.assessment import assess
from blunting_cli.bank import Bank
from blunting_cli.conditions import Answer, Duration, Medicine, State
from blunting_cli.interview.conversation import Outcome
from blunting_cli.interview.drafting import Wishes
from blunting_cli.interview.holding import hold_interview


@pytest.fixture
def small(bank_from: Callable[[str], Bank]) -> Bank:
    """Six questions, one behind a branch, one about safety, one that ends it early."""
    return bank_from(SMALL)


@pytest.fixture
def types(bank_from: Callable[[str], Bank]) -> Bank:
    """One question of every type that is not a plain choice."""
    return bank_from(TYPES)


# One question at a time ---------------------------------------------------------------------------------------------


def test_a_question_says_where_we_are_what_is_asked_and_what_can_be_typed(small: Bank) -> None:
    """Top to bottom, as it is read aloud; the ways of not answering are numbered after the options."""
    screen = hold(small, "1").screen
    assert (
        """
Question 1 of about 5, First part
This part comes first.
About a minute is left.

Think of today.
Is your mood low?
  0  Not at all
  1  A little
  3  Very, very much
  4  Does not apply
  5  Prefer not to say
b back, s skip, ? why, r review, h help lines, q stop
Your answer: """
        in screen
    )
    assert "Are you worn out?" not in screen


@pytest.mark.parametrize(
    ("typed", "frames"),
    [
        ((), 1),
        (("0",), 2),
        (("0", "0"), 2),
        (("0", "b"), 3),
        (("0", "a"), 3),
        (("0", "?"), 2),
        (("0", "0", "b"), 3),
        (("0", "r", "1"), 3),
        (("0", "r", "2"), 3),
        (("0", "0", "0", "r", "3"), 3),
        (("q", "1"), 2),
        (("h", "1"), 2),
    ],
    ids=str,
)
def test_a_section_is_opened_once_and_its_frame_comes_with_every_question(
    small: Bank, typed: tuple[str, ...], frames: int
) -> None:
    """Why a section is there, and the time left, are said once; what frames its questions, whenever one is said."""
    screen = hold(small, "1", *typed).screen
    assert screen.count("This part comes first.\nAbout a minute is left.\n\nThink of today.\n") == 1
    assert screen.count("This part comes first.") == 1
    assert len(re.findall(r"Think of today\.\n(?:Is your mood low|Are you worn out)\?\n", screen)) == frames
    assert screen.count("Think of today.\n") == frames


def test_the_time_left_is_that_of_the_questions_left(bank: Bank, well: dict[str, Answer]) -> None:
    """Between what is asked for certain and what may open, as a section begins; neither end ever grows."""
    screen = hold(bank, *typed_for(bank, well), "1").screen
    found = re.findall(r"(?:About )?([0-9]+|a)(?: to ([0-9]+))? minutes? (?:are|is) left\.", screen)
    left = [(1 if least == "a" else int(least), int(most or 1)) for least, most in found]
    assert left[0] == (8, 16)
    assert "\n8 to 16 minutes are left.\n" in screen
    assert all(least <= most for least, most in left)
    assert [least for least, _ in left] == sorted((least for least, _ in left), reverse=True)
    assert [most for _, most in left] == sorted((most for _, most in left), reverse=True)
    # The same words are not said twice in a row, and only where a section begins.
    assert len(set(left)) == len(left) <= len(bank.sections)


def test_the_time_left_is_not_said_again_where_it_is_the_same(small: Bank) -> None:
    assert hold(small, *"100000").screen.count("minute is left.") == 1


@pytest.mark.parametrize(("every", "said"), [(1, [1, 2, 3, 4, 5]), (2, [1, 2, 3, 4]), (5, [1, 3, 5]), (9, [1, 3])])
def test_the_number_of_a_question_can_be_said_less_often(small: Bank, every: int, said: list[int]) -> None:
    """Every so many, and where a section begins."""
    screen = hold(small, *"100000", wishes=Wishes("2026-03-01", every=every)).screen
    assert [int(number) for number in re.findall("Question ([0-9]) of", screen)] == said


@pytest.mark.parametrize("width", [40, 80])
def test_the_welcome_comes_first_and_can_show_help_lines_or_end(small: Bank, width: int) -> None:
    held = hold(small, "2", "x", "", "4", "3", width=width)
    assert held.screen.count("1  Go on") == 2
    assert "Samaritans: call" in held.screen
    assert "Type a number from 1 to 3." in held.screen
    assert held.outcome is not None
    assert (held.outcome.finished, held.outcome.sheet, held.answers) == (False, False, {})
    assert "Question 1" not in held.screen


def test_every_answer_is_said_again_and_the_next_question_comes(small: Bank) -> None:
    held = hold(small, "1", "1", "s", "0")
    assert "Your answer: 1\nNoted: A little.\n\nQuestion 2 of about 5" in held.screen
    assert "Your answer: s\nNoted: Skipped.\n\nQuestion 3 of about 5" in held.screen
    assert held.answers == {"mood": 1, "worn": State.SKIPPED, "takes": 0}


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("3", 3),
        ("03", 3),
        ("  3  ", 3),
        ("a little", 1),
        ("A LITTLE", 1),
        ("very,  very much", 3),
        ("very", 3),
        ("n", 0),
        ("4", State.NOT_APPLICABLE),
        ("does not", State.NOT_APPLICABLE),
        ("5", State.PREFER_NOT_TO_SAY),
        ("prefer not to say", State.PREFER_NOT_TO_SAY),
        ("s", State.SKIPPED),
        ("skip", State.SKIPPED),
        (":s", State.SKIPPED),
        (": SKIP", State.SKIPPED),
    ],
)
def test_a_number_or_the_start_of_one_label_is_an_answer(small: Bank, typed: str, answer: Answer) -> None:
    assert hold(small, "1", typed).answers == {"mood": answer}


@pytest.mark.parametrize(
    "typed",
    [
        "2",
        "6",
        "-1",
        "1.0",
        "0 1",
        "x",
        ":x",
        ":",
        ",",
        "\u00b2",
        "\u0661",
        "1000000",
        "0000001",
        "0000012",
        "not at all!",
    ],
)
def test_anything_else_is_answered_with_what_can_be_typed(small: Bank, typed: str) -> None:
    """Nothing is noted, and no long number is cut to one that fits."""
    held = hold(small, "1", typed)
    assert held.answers == {}
    assert "Noted" not in held.screen
    assert "That is not one of the answers. Type one of the numbers, or a command: b back" in held.screen


def test_a_label_that_could_be_two_is_not_guessed(bank_from: Callable[[str], Bank]) -> None:
    bank = bank_from(SMALL.replace("None of these", "I had none"))
    held = hold(bank, "1", "0", "0", "0", "i had", "I have")
    assert "harm" in held.answers
    assert held.answers["harm"] == 2
    assert "Type a number from 0 to 3" in held.screen


@pytest.mark.parametrize("typed", ["", "   ", "\t"])
def test_a_bare_enter_records_nothing(small: Bank, typed: str) -> None:
    held = hold(small, typed, "1", typed, typed)
    assert held.answers == {}
    assert held.screen.count("Nothing is noted yet. Type one of the numbers, or s to skip.") == 2


# Commands -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("why", ["?", "why", ":?", ":why", "WHY"])
def test_why_is_told(small: Bank, why: str) -> None:
    held = hold(small, "1", why, "1")
    assert f"Your answer: {why}\nMood matters.\nYou can also type a for the question again" in held.screen
    assert held.answers == {"mood": 1}


@pytest.mark.parametrize("again", ["a", "again", ":a"])
def test_the_question_is_said_again(small: Bank, again: str) -> None:
    assert hold(small, "1", again).screen.count("Is your mood low?") == 2


@pytest.mark.parametrize("command", ["h", ":h", "help", "HELP"])
@pytest.mark.parametrize(
    ("place", "last"),
    [
        ((), "  3  Stop\n"),
        (("1",), "q stop\n"),
        (("1", "0", "r"), "lines.\n"),
        (("1", "0", "q"), "  3  Yes, and throw my answers away\n"),
        (("1", "0", "0", "0", "2"), "  3  Stop, and keep nothing\n"),
        (("1", "0", "0", "0", "0", "3"), "  2  That was a slip. Go back to the question\n"),
    ],
    ids=["welcome", "question", "review", "stop page", "help pause", "outside"],
)
def test_help_lines_can_be_seen_everywhere(small: Bank, place: tuple[str, ...], last: str, command: str) -> None:
    """A page of its own that ends in a pause; then what was there before is said again."""
    before = hold(small, *place).screen
    asked = hold(small, *place, command).screen
    assert asked.count("Help lines: United Kingdom") == before.count("Help lines: United Kingdom") + 1
    assert asked.count("use the emergency number or the list of all countries.\n\n  1  Go back to the questions\n") == 1
    for back in ("1", "b"):
        again = hold(small, *place, command, back).screen
        assert again.count(last) == before.count(last) + 1
        assert again.count("Help lines: United Kingdom") == asked.count("Help lines: United Kingdom")


def test_after_the_help_lines_the_question_is_said_again(small: Bank) -> None:
    held = hold(small, "1", "h", "1", "3")
    again = held.screen.split("Go back to the questions\n")[1]
    assert "Your choice: 1\n\nQuestion 1 of about 5, First part\nThink of today.\nIs your mood low?\n" in again
    assert held.answers == {"mood": 3}


def test_going_back_shows_the_earlier_answer_and_enter_keeps_it(small: Bank) -> None:
    held = hold(small, "1", "1", "3", "b", "b", "", "0")
    assert held.screen.count("Your answer so far: A little. Press Enter to keep it, or give another.") == 1
    assert held.screen.count("Your answer so far: Very, very much.") == 2
    assert "\nKept: A little.\n" in held.screen
    assert held.answers == {"mood": 1, "worn": 0}


def test_the_first_question_has_none_before_it(small: Bank) -> None:
    held = hold(small, "1", "back")
    assert "Your answer: back\nThis is the first question.\n\nQuestion 1 of about 5, First part\n" in held.screen


def test_going_back_over_a_branch_hides_what_it_opened_and_keeps_it(small: Bank) -> None:
    """A follow-up that is closed is neither shown nor counted; opened again, its answer is still there."""
    closed = hold(small, "1", "0", "0", "1", "3", "b", "b", "0", "r")
    assert closed.answers == {"mood": 0, "worn": 0, "takes": 0}
    assert "Helped by it" not in closed.after("Your answers so far")
    assert "Question 4 of about 5" in closed.after("Noted: No.")
    opened = hold(small, "1", "0", "0", "1", "3", "b", "b", "0", "b", "1")
    assert opened.answers == {"mood": 0, "worn": 0, "takes": 1, "helps": 3}
    assert "Your answer so far: Very, very much." in opened.after("Noted: Yes.")


# Review and stopping ------------------------------------------------------------------------------------------------


def test_the_review_lists_the_answers_and_comes_again_after_a_change(small: Bank) -> None:
    held = hold(small, *"100000", "3", "s", "0", "a", "1")
    first, second = held.screen.split("Your answers so far\n")[1:]
    assert first.startswith("""\
  1  Go on to your sheet

First part
  2  Low mood: Not at all
  3  Are you worn out? Not at all

Second part
  4  Medicine: No
  5  Self-harm: None of these
  6  Bad sleep: Not at all
""")
    how = "Type the number of a line to change it, or 1 to go on. q stops, h shows help\nlines.\nYour choice: 3\n"
    assert how in first
    assert "You have come to the end of the questions.\n" in held.screen
    assert "  3  Are you worn out? Skipped\n" in second
    assert held.finished


AGAIN_OR_ANOTHER = "Type the number of another line to change it, or 1 to go on. a says the list again."


def test_after_an_edit_that_changes_no_other_line_the_list_is_not_read_out_again(small: Bank) -> None:
    """It is said how to go on, and a says the list, with the answer that was changed."""
    held = hold(small, *"100000", "3", "1", "6", "")
    assert held.screen.count("Your answers so far\n") == 1
    assert held.words.count(f"Noted: A little. {AGAIN_OR_ANOTHER} Your choice: 6 ") == 1
    assert held.words.count(f"Kept: Not at all. {AGAIN_OR_ANOTHER} Your choice: ") == 1
    again = hold(small, *"100000", "3", "1", "a", "1")
    assert again.screen.count("Your answers so far\n") == 2
    assert "  3  Are you worn out? A little\n" in again.after("Your answers so far\n")
    assert again.finished


def test_after_an_edit_that_changes_other_lines_the_list_is_read_out(small: Bank) -> None:
    """Where a branch is closed its line goes, and every number after it is another one."""
    held = hold(small, "1", "0", "0", "1", "0", "0", "0", "4", "0")
    assert held.screen.count("Your answers so far\n") == 2
    assert "Helped by it" not in held.after("Your answers so far\n")
    assert AGAIN_OR_ANOTHER not in held.words


def test_what_is_new_before_the_list_is_said_after_an_edit(small: Bank) -> None:
    """What an answer that was taken out means for the sheet, and that an edit has opened a question."""
    out = hold(small, *"100000", "6", "s")
    assert "Left out: Bad sleep." in out.after("Noted: Skipped.")
    opened = hold(small, *"100000", "4", "1")
    assert "Questions still to come: 1." in opened.after("Noted: Yes.")


def test_what_left_out_answers_mean_stands_before_the_list(bank: Bank, well: dict[str, Answer]) -> None:
    """Which they are, what the sheet cannot say then, and that an open question about safety is no no."""
    left_out = {"cannot_cry", "self_harm"}
    order = settle(bank, well).answers
    typed = [
        [as_typed(well[name])] if name not in left_out else ["s", "1"] if name == "self_harm" else ["s"]
        for name in order
    ]
    held = hold(bank, "1", *(line for lines in typed for line in lines))
    review = " ".join(held.after("You have come to the end of the questions.").split())
    before = review.split("Your answers so far")[0]
    shorts = {name: bank.by_id[name].short for name in left_out}
    assert before.startswith(f"Left out: {shorts['cannot_cry']}, {shorts['self_harm']}. ")
    assert f"You left this open: {shorts['self_harm']}. That is not counted as a no." in before


def test_a_gap_stands_between_the_answers_and_how_to_go_on(small: Bank) -> None:
    """Where the last section has several answers as where it has one."""
    for typed in ("10r", "100r", "1000r", "100000"):
        assert re.search(r"\n  [0-9]  [^\n]*\n\nType the number of a line", hold(small, *typed).screen)


def test_the_review_can_be_left_with_one(small: Bank) -> None:
    held = hold(small, "1", "0", "review", "", "x", "9", "0", "a", "1", "1")
    assert held.screen.count("Type a number from 1 to 2.") == 4
    assert held.screen.count("Questions still to come: 4.\nYour answers so far\n  1  Go on\n\nFirst part\n") == 2
    assert held.answers == {"mood": 0, "worn": 1}
    assert "come to the end" not in held.screen


def test_the_end_thanks_and_says_that_the_sheet_comes(small: Bank) -> None:
    held = hold(small, *"100000", "1")
    assert held.outcome == Outcome({"mood": 0, "worn": 0, "takes": 0, "harm": 0, "sleep": 0}, True, True)
    assert held.screen.endswith("Your choice: 1\n\nThank you. Here is your sheet.\n\n")
    assert HELP not in held.screen


@pytest.mark.parametrize("before", [("0",), ("0", "r")], ids=["at a question", "in the review"])
@pytest.mark.parametrize("typed", ["q", ":stop", "quit", "Exit"])
def test_stopping_offers_to_go_on_the_sheet_so_far_or_nothing(small: Bank, before: tuple[str, ...], typed: str) -> None:
    """Numbered choices, of which 1 and going back go on where it was; with no draft there is none to keep."""
    asked = hold(small, "1", *before, typed)
    assert asked.after("Do you want to stop here?\n").startswith(
        """\
  1  No, go on
  2  Yes, and show the sheet for what I have answered
  3  Yes, and throw my answers away
Your choice: """
    )
    for on in ("1", "b"):
        here = hold(small, "1", *before, typed, on).after("stop here?")
        assert here.count("Question 2" if len(before) == 1 else "Your answers so far") == 1
    for way_out, sheet in ((("2",), True), (("3", "2"), False), (("q",), False)):
        left = hold(small, "1", *before, typed, *way_out)
        assert left.outcome is not None
        assert (left.outcome.finished, left.outcome.sheet) == (False, sheet)
        assert left.answers == {"mood": 0}
        assert ("Here is the sheet" in left.screen, "Nothing was kept." in left.screen) == (sheet, True)


SURE = "Delete your answers for good? There are 2. 1 No, keep them 2 Yes, delete them Your choice:"


def test_throwing_answers_away_is_asked_once_more(small: Bank) -> None:
    """How many there are is said; 1 and going back lead to where it was, 2 throws them away."""
    two = ("1", "0", "0", "q", "3")
    assert SURE in hold(small, *two).words
    assert hold(small, *two, "x").screen.count("Type a number from 1 to 2.") == 1
    for keep in ("1", "b"):
        held = hold(small, *two, keep, "1")
        assert held.after("Delete your answers").count("Question 3 of about 5") == 1
        assert held.answers == {"mood": 0, "worn": 0, "takes": 1}
    thrown = hold(small, *two, "2")
    assert thrown.outcome is not None
    assert not thrown.outcome.sheet
    assert "Nothing was kept." in thrown.screen


def test_where_there_is_no_answer_nothing_is_asked_once_more(small: Bank) -> None:
    held = hold(small, "1", "q", "3")
    assert "Delete your answers" not in held.screen
    assert "Nothing was kept." in held.screen


@pytest.mark.parametrize(
    ("place", "asks"),
    [
        (("1",), True),
        (("1", "r"), True),
        ((), False),
        (("1", "q"), False),
        (("1", "0", "q", "3"), False),
        (("1", "0", "0", "0", "1"), False),
        (("1", "0", "0", "0", "0", "3"), False),
    ],
    ids=["question", "review", "welcome", "stop page", "once more", "help pause", "outside"],
)
def test_q_asks_or_leaves_at_once(small: Bank, place: tuple[str, ...], asks: bool) -> None:
    """It asks where answers could be lost by a slip; where stopping is among the choices it is one."""
    before, held = hold(small, *place), hold(small, *place, "q", "1")
    assert held.screen.count("Do you want to stop here?") == before.screen.count("Do you want to stop here?") + asks
    # What is typed after it is read only where it asked.
    assert held.screen.split("Your choice: ")[-1].startswith("q\n") != asks


@pytest.mark.parametrize("place", [(), ("1", "0", "0", "0", "1"), ("1", "0", "0", "0", "0", "3")])
def test_q_at_help_lines_does_what_it_does_where_they_were_asked_for(small: Bank, place: tuple[str, ...]) -> None:
    """Where q leaves at once, nobody who looked at the help lines first is asked whether to keep what is not kept."""
    held = hold(small, *place, "h", "q")
    assert "Do you want to stop here?" not in held.screen


def test_the_end_of_input_ends_it_and_records_nothing(small: Bank) -> None:
    for typed in ((), ("1",), ("1", "0", "r"), ("1", "0", "q")):
        held = hold(small, *typed)
        assert held.outcome is not None
        assert (held.outcome.finished, held.outcome.sheet) == (False, False)
        assert held.answers == ({"mood": 0} if len(typed) > 1 else {})
        assert "You stopped before the end." in held.screen


def test_a_line_without_enter_is_no_answer(small: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    """The end of input in the middle of a line is the end, not an answer."""
    lines = iter(["1\n", "1\n", "1"])
    monkeypatch.setattr(Keyboard, "readline", lambda *_: next(lines))
    assert hold(small).answers == {"mood": 1}


def test_ctrl_c_passes_through(small: Bank) -> None:
    held = hold(small, "1", "0", interrupt=True)
    assert held.outcome is None
    assert "You stopped before the end." in held.screen


# Safety -------------------------------------------------------------------------------------------------------------

TO_HARM = ("1", "0", "0", "0")


@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("1", "Please talk to someone today."),
        ("2", "Please call your emergency number."),
        ("3", "You need not answer that question here."),
        ("prefer not to say", "You need not answer that question here."),
        ("s", "You need not answer that question here."),
        (":skip", "You need not answer that question here."),
    ],
)
def test_help_comes_at_once_and_again_on_leaving(small: Bank, typed: str, words: str, width: int) -> None:
    """At the answer, before the next question, with a pause; and on stopping, at the end of input and on Ctrl-C."""
    held = hold(small, *TO_HARM, typed, width=width)
    panel = held.after("Noted: ")
    assert panel.count(HELP) == 2
    assert "Samaritans" in panel
    assert "Do you sleep badly?" not in panel
    assert " ".join(panel.split()).count(words) == 2
    assert "  1  Go on with the questions\n" in panel
    for way_out in (("1", "q", "3", "2"), ("1", "q", "2"), ("1",), ("2",), ("3",), ("q",)):
        screen = hold(small, *TO_HARM, typed, *way_out, width=width).at_the_end
        assert screen.count(HELP) == 2
        assert " ".join(screen.rsplit(HELP, 1)[1].split()).startswith(words)
    for more in ((), ("1",), ("1", "0", "r")):
        held = hold(small, *TO_HARM, typed, *more, width=width, interrupt=True)
        assert held.outcome is None
        assert held.screen.count(HELP) == 2


def test_help_comes_again_even_if_the_answer_was_changed_to_none(small: Bank) -> None:
    """The record knows only the final answer; the way out speaks in general words."""
    changed = (*TO_HARM, "2", "1", "b", "0")
    for way_out, interrupt in ((("q", "3", "2"), False), ((), False), ((), True)):
        held = hold(small, *changed, *way_out, interrupt=interrupt)
        assert "Noted: None of these.\n\nQuestion 5" in held.screen
        assert held.screen.count(HELP) == 2
        assert "If any part of you" in held.screen.rsplit(HELP, 1)[1]
    finished = hold(small, *changed, "0", "1").outcome
    assert finished is not None
    assert (finished.finished, finished.answers["harm"]) == (True, 0)
    [panel] = finished.help
    assert "If any part of you" in str(panel)


def test_with_a_sheet_help_is_left_for_after_it(small: Bank) -> None:
    """On leaving with the sheet so far and at the end; where there is no sheet it is on the screen, before all else."""
    for way_out in (("1", "q", "2"), ("2",), ("1", "0", "1")):
        held = hold(small, *TO_HARM, "1", *way_out)
        assert held.outcome is not None
        [panel] = held.outcome.help
        assert "Please talk to someone today." in str(panel)
        assert held.screen.count(HELP) == 1
    for way_out in (("1", "q", "3", "2"), ("3",), ()):
        held = hold(small, *TO_HARM, "1", *way_out)
        assert held.outcome is not None
        assert held.outcome.help == ()
        assert HELP in held.screen.split("You stopped before the end.")[0].split("Your choice: ")[-1]
        assert HELP not in held.after("You stopped before the end.")


def test_who_said_a_plain_no_has_no_help_after_the_sheet(small: Bank) -> None:
    for way_out in (("q", "2"), ("0", "1")):
        outcome = hold(small, *TO_HARM, "0", *way_out).outcome
        assert outcome is not None
        assert (outcome.sheet, outcome.help) == (True, ())


@pytest.mark.parametrize(("said", "words"), [((), "If any part of you"), (("0", "0", "0", "1"), "Please talk to")])
def test_a_fault_of_ours_leaves_with_help_shown(small: Bank, said: tuple[str, ...], words: str) -> None:
    """Whatever goes wrong, the way out is that of Ctrl-C; the fault itself passes through."""
    lines = iter((*said, "0"))

    def break_down() -> None:
        if next(lines, None) is None:
            raise Fault

    held = hold(small, "1", *said, "0", watch=break_down)
    assert held.outcome is None
    assert HELP in held.screen
    assert words in " ".join(held.screen.rsplit(HELP, 1)[1].split())
    assert held.screen.endswith("Nothing was kept.\n")


def test_the_pause_at_the_help_panel_goes_on_stops_with_the_sheet_or_without(small: Bank) -> None:
    assert "Do you sleep badly?" in hold(small, *TO_HARM, "1", "1").screen
    for choice, wanted in (("2", True), ("3", False), ("q", False)):
        left = hold(small, *TO_HARM, "1", choice).outcome
        assert left is not None
        assert (left.finished, left.sheet, left.answers["harm"]) == (False, wanted, 1)
    assert hold(small, *TO_HARM, "1", "", "0").screen.count("Type a number from 1 to 3.") == 2


def test_a_no_shows_no_panel(small: Bank) -> None:
    assert HELP not in hold(small, *TO_HARM, "0", "q", "3").screen


def test_leaving_before_the_question_about_safety_shows_help_in_general_words(small: Bank) -> None:
    """Nobody is told about a question they have not seen."""
    for held in (hold(small), hold(small, "1", "0", "q", "3"), hold(small, "1", interrupt=True), hold(small, *TO_HARM)):
        assert held.screen.count(HELP) == 1
        assert "If any part of you" in held.screen
        assert "You need not answer that" not in held.screen


def test_an_edit_in_the_review_shows_help_too(small: Bank) -> None:
    held = hold(small, *TO_HARM, "0", "0", "5", "1", "1", "1")
    assert held.screen.count(HELP) == 1
    assert held.outcome is not None
    assert held.outcome.help
    assert held.outcome.finished


def test_who_it_was_not_made_for_is_told_kindly_with_help_lines(small: Bank) -> None:
    """It ends there once that is confirmed; a sheet is still made, and it is for others to leave the scores out."""
    held = hold(small, *TO_HARM, "0", "3", "", "1")
    last = held.after("Noted: Very, very much.\n")
    assert HELP not in held.screen
    assert last.startswith("\nThis is not for you. You matter all the same.\n\nHelp lines: United Kingdom\n")
    assert "This is not for you. You matter all the same." in last
    assert "Samaritans" in last
    assert "  1  Stop here\n  2  That was a slip. Go back to the question\nYour choice: \n" in last
    assert "Type a number from 1 to 2.\n" in last
    assert "Thank you. Here is your sheet." not in last
    assert last.endswith("Your choice: 1\nNothing was kept.\n")
    assert held.outcome is not None
    assert (held.outcome.finished, held.outcome.sheet, held.outcome.outside) == (True, True, True)
    assert (held.outcome.help, held.outcome.draft) == ((), None)


@pytest.mark.parametrize("way_out", [("1",), ("q",), (":q",), ()], ids=["1", "q", ":q", "end of input"])
def test_any_way_to_end_outside_is_the_end(small: Bank, way_out: tuple[str, ...]) -> None:
    """What was to be said is on the screen already; it is not said again, and nothing is offered to come back to."""
    held = hold(small, *TO_HARM, "0", "3", *way_out)
    assert held.screen.count("This is not for you.") == 1
    assert "You stopped before the end." not in held.screen
    assert held.screen.endswith("Nothing was kept.\n")
    assert held.outcome is not None
    assert (held.outcome.finished, held.outcome.sheet, held.outcome.outside) == (True, True, True)


@pytest.mark.parametrize("slip", ["2", "b"])
def test_a_slip_that_leads_outside_can_be_taken_back(small: Bank, slip: str) -> None:
    """The question comes again, with nothing lost; another answer goes on as if it had been the first."""
    held = hold(small, *TO_HARM, "0", "3", slip, "1", "1")
    assert "Your answer so far: Very, very much." in held.screen
    assert held.finished
    assert held.outcome is not None
    assert not held.outcome.outside
    assert held.answers == {"mood": 0, "worn": 0, "takes": 0, "harm": 0, "sleep": 1}


def test_an_edit_that_leads_outside_ends_it_too(small: Bank) -> None:
    held = hold(small, *TO_HARM, "0", "0", "6", "3", "1")
    assert "This is not for you." in held.screen
    assert held.outcome is not None
    assert held.outcome.outside


@pytest.fixture
def urgent(bank_from: Callable[[str], Bank]) -> Bank:
    """One question about an urgent sign, then another."""
    return bank_from(URGENT)


@pytest.mark.parametrize("width", [40, 80])
def test_an_urgent_sign_says_at_once_what_to_do_and_waits(urgent: Bank, width: int) -> None:
    """What to do and why, with help lines, before the next question; 1 goes on, 2 and 3 stop."""
    held = hold(urgent, "1", "1", width=width)
    panel = held.after("Noted: Yes.\n").split("Your choice: ")[0]
    assert panel.startswith("\n*** Get help now ***\n")
    assert "Call your emergency number, or go to a hospital." in " ".join(panel.split())
    assert "You had a fit." in panel
    assert "999" in panel
    assert panel.endswith("  3  Stop, and keep nothing\n")
    assert "Anything else?" in hold(urgent, "1", "1", "1").screen
    for choice, sheet in (("2", True), ("3", False), ("q", False)):
        left = hold(urgent, "1", "1", choice).outcome
        assert left is not None
        assert (left.finished, left.sheet, left.answers["fits"]) == (False, sheet, 1)


URGENT_WAYS_OUT = [
    (("1", "q", "3", "2"), False),
    (("1",), False),
    (("1",), True),
    (("2",), False),
    (("3",), False),
    (("1", "0", "1"), False),
]


@pytest.mark.parametrize(("way_out", "interrupt"), URGENT_WAYS_OUT)
def test_what_an_urgent_sign_calls_for_is_said_again_on_leaving(
    urgent: Bank, way_out: tuple[str, ...], interrupt: bool
) -> None:
    """Before the words about the draft, or after the sheet."""
    held = hold(urgent, "1", "1", *way_out, interrupt=interrupt)
    assert held.at_the_end.count("*** Get help now ***") == 2
    panel = held.at_the_end.rsplit("*** Get help now ***", 1)[1]
    assert "You had a fit." in panel
    assert "999" in panel
    assert "***" not in held.screen.split("You stopped before the end.")[-1].split("*** Get help now ***")[0]


@pytest.mark.parametrize(
    ("way_out", "interrupt"), [(("q", "3", "2"), False), ((), False), ((), True), (("q", "2"), False)]
)
def test_an_urgent_sign_that_was_taken_back_is_spoken_of_on_leaving(
    urgent: Bank, way_out: tuple[str, ...], interrupt: bool
) -> None:
    """It may have been true all the same."""
    held = hold(urgent, "1", "1", "1", "b", "0", *way_out, interrupt=interrupt)
    assert held.at_the_end.count("*** Get help now ***") == 1
    panel = " ".join(held.at_the_end.rsplit(HELP, 1)[1].split())
    assert panel.startswith("You chose an urgent sign and then changed it. If any of it is true, please call")
    assert "999" in panel


def test_an_urgent_sign_that_was_taken_back_is_spoken_of_after_the_sheet(urgent: Bank) -> None:
    outcome = hold(urgent, "1", "1", "1", "b", "0", "0", "1").outcome
    assert outcome is not None
    assert "You chose an urgent sign and then changed it." in str(outcome.help)


CARE = """\
statements:
  - {id: everyone, group: sleep, text: Sleep helps everyone.}
  - {id: driving, group: driving, when: {fits: 1}, text: Do not drive.}
"""


def test_the_urgent_panel_leaves_out_what_is_said_to_everyone(bank_from: Callable[[str], Bank]) -> None:
    panel = hold(bank_from(URGENT + CARE), "1", "1").after("Noted: Yes.\n")
    assert "Do not drive." in panel
    assert "Sleep helps everyone." not in panel


def test_after_an_emergency_that_was_taken_back_the_general_words_are_the_most_urgent(bank: Bank) -> None:
    """Someone who said a plan and then nothing is told of the emergency number first."""
    order = list(settle(bank, {"age_band": 1}).answers)
    before = ("1", "1", *["0"] * (order.index("self_harm") - 1))
    for answer, words in (("4", "help_general_now"), ("1", "help_general")):
        held = hold(bank, *before, answer, "1", "b", "0")
        assert held.screen.count(HELP) == 2
        last = " ".join(held.screen.rsplit(HELP, 1)[1].split())
        assert last.startswith(bank.texts[words])
    assert bank.texts["help_general_now"] != bank.texts["help_general"]


def to_the_medicines(bank: Bank, harm: str) -> list[str]:
    """What to type of an adult who takes a medicine and is otherwise well, up to its name."""
    zero: dict[str, Answer] = {question.id: 0 for question in bank.questions if question.options}
    order = list(settle(bank, {**zero, "age_band": 1, "takes_medicine": 1, "self_harm": int(harm)}).answers)
    said = {"age_band": ["1"], "self_harm": [harm, "1"] if harm != "0" else ["0"], "takes_medicine": ["1"]}
    return ["1", *(line for name in order[: order.index("medicines")] for line in said.get(name, ["0"]))]


@pytest.mark.parametrize(
    ("times", "shown"),
    [
        (("3 weeks", "0"), True),
        (("2 years", "1", "3 weeks"), True),
        (("2 years", "0"), False),
        (("2 years", "2", "3 weeks"), False),
    ],
    ids=["new", "raised", "old", "lowered"],
)
def test_a_medicine_that_makes_the_help_words_others_shows_them_at_once(
    bank: Bank, times: tuple[str, ...], shown: bool
) -> None:
    """After thoughts of suicide, with the pause; after a no there is nothing to show."""
    told = ("zoloft", "1", "1", *times, "1")
    held = hold(bank, *to_the_medicines(bank, "2"), *told)
    after = held.after("Is there another medicine?").split("Your choice: ")[1]
    words = "Such thoughts can come soon after a medicine is begun or raised"
    assert held.screen.count("Which medicines? Type the names.") == 1
    assert (words in " ".join(after.split()), "  1  Go on with the questions\n" in after) == (shown, shown)
    assert words not in hold(bank, *to_the_medicines(bank, "0"), *told).words


def test_help_words_that_stay_the_same_are_not_shown_again(bank: Bank) -> None:
    """Once the words for a new medicine were shown, later answers do not bring them back."""
    told = ("zoloft", "1", "1", "3 weeks", "0", "1", "1")
    held = hold(bank, *to_the_medicines(bank, "2"), *told, "0", "0", "0")
    assert held.screen.count(HELP) == 3


def test_an_urgent_sign_that_is_not_there_stops_nobody(urgent: Bank) -> None:
    assert "***" not in hold(urgent, "1", "0", "0", "1").screen


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"medicine_reaction": "4"}, "before you take the next dose of any medicine"),
        ({"medicine_reaction": "6"}, "before you take the next dose of any medicine"),
        ({"medicine_reaction": "1"}, "before you take the next dose"),
    ],
)
def test_an_urgent_sign_with_a_medicine_brings_the_word_on_the_next_dose_at_once(
    bank: Bank, well: dict[str, Answer], answers: dict[str, str], words: str
) -> None:
    """Where the medicine itself may be behind it, that is said in the panel at the answer, not only on the sheet."""
    said = {**well, "takes_medicine": 1, "medicines": State.SKIPPED, "medicine_kinds": (0,)}
    order = list(settle(bank, said).answers)
    before = order[: order.index("medicine_reaction")]
    typed = ["s" if said[name] is State.SKIPPED else as_typed(said[name]) for name in before]
    typed = [":s" if name == "medicines" else one for name, one in zip(before, typed, strict=True)]
    held = hold(bank, "1", *typed, answers["medicine_reaction"])
    assert words in " ".join(held.after("Noted:").split())


# Every type ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("1 5", (1, 5)),
        ("5,1", (1, 5)),
        ("5, 1 1", (1, 5)),
        ("tired", (1,)),
        ("sad, TIRED", (1, 5)),
        ("tense, or on edge", (2,)),
        ("sad for long, 1", (1, 5)),
        ("none", ()),
        ("6", State.NOT_APPLICABLE),
        ("7", State.PREFER_NOT_TO_SAY),
        ("s", State.SKIPPED),
    ],
)
def test_several_can_be_chosen(types: Bank, typed: str, answer: Answer) -> None:
    held = hold(types, "1", typed)
    assert held.answers == {"signs": answer}
    assert "  5  Sad for long\n  6  Does not apply\n" in held.screen
    assert "\nType one or more numbers, with spaces between them, or none.\nb back" in held.screen


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("0", (0,)),
        ("none", (0,)),
        ("None of these", (0,)),
        ("1 2", (1, 2)),
        ("flood, fire", (1, 2)),
        ("3", State.PREFER_NOT_TO_SAY),
        ("0 1", None),
        ("none of these, fire", None),
        ("1 3", None),
        ("", None),
    ],
)
def test_none_of_these_goes_alone(typed: str, answer: Answer | None) -> None:
    """It is typed like any other answer, with no other beside it; nothing typed is no answer."""
    held = hold(shared(DANGERS), "1", typed)
    assert held.answers == ({} if answer is None else {"dangers": answer})
    assert "Type one or more numbers, with spaces between them. Each of these goes alone: 0, 3. b back" in held.words
    if answer is None:
        assert "one or more numbers from 0 to 3 (each of these goes alone: 0, 3)" in held.words


@pytest.mark.parametrize("typed", ["1 6", "6 7", ",", " , ,", "1 9", "tired x", "t", "1 tired x"])
def test_what_does_not_go_together_is_not_an_answer(types: Bank, typed: str) -> None:
    assert hold(types, "1", typed).answers == {}


@pytest.mark.parametrize(
    ("question", "typed", "answer"),
    [
        ("hours", "7.5", 7.5),
        ("hours", "1", 1),
        ("hours", "prefer not to say", State.PREFER_NOT_TO_SAY),
        ("since", "3 weeks", Duration(3, "week")),
        ("since", "1", State.NOT_APPLICABLE),
        ("since", "2", State.PREFER_NOT_TO_SAY),
        ("since", "does not apply", State.NOT_APPLICABLE),
        ("day", "2026-03", "2026-03"),
        ("day", "2026", "2026"),
        ("day", "1", State.PREFER_NOT_TO_SAY),
        ("pills", "1", State.PREFER_NOT_TO_SAY),
        ("pills", "Prefer not to say", State.PREFER_NOT_TO_SAY),
        ("notes", "q", "q"),
        ("notes", "Back", "Back"),
        ("notes", "1", "1"),
        ("notes", "skipped", State.SKIPPED),
        ("notes", ":s", State.SKIPPED),
    ],
)
def test_other_types_take_what_is_typed(types: Bank, question: str, typed: str, answer: Answer) -> None:
    """A letter alone is an answer there; ways of not answering are numbered where no answer can be a number."""
    place = list(types.by_id).index(question)
    held = hold(types, "1", *[":s" if n else "s" for n in range(place)], typed)
    assert held.answers[question] == answer


@pytest.mark.parametrize(
    ("question", "typed", "takes"),
    [
        ("hours", "25", "a number from 0 to 24"),
        ("hours", "s", "a number from 0 to 24"),
        ("since", "3", "a time such as 3 weeks, 2 years or since March"),
        ("since", "a while", "a time such as"),
        ("since", "2026-02-30", "a time such as"),
        ("since", "0000012", "a time such as"),
        ("since", "\u00b2", "a time such as"),
        ("day", "tomorrow", "a date such as"),
        ("day", "3 weeks", "a date such as"),
        ("day", "withheld", "a date such as"),
        ("pills", ",", "one or more names"),
        ("pills", "x" * 201, "one or more names"),
        ("pills", ":x", "one or more names"),
        ("pills", "q", "one or more names"),
        ("pills", "Stop", "one or more names"),
        ("notes", "x" * 41, "a text of at most 40 characters"),
        ("notes", "not answered", "a text of at most 40 characters"),
        ("notes", ":bcak", "a text of at most 40 characters"),
    ],
)
def test_other_types_say_what_they_take(types: Bank, question: str, typed: str, takes: str) -> None:
    """The commands are given with the colon they need there."""
    place = list(types.by_id).index(question)
    before = ["1", *[":s" if n else "s" for n, _ in enumerate(types.questions[:place])]]
    for wrong in (typed, ""):
        held = hold(types, *before, wrong)
        assert question not in held.answers
        said = " ".join(held.screen.split())
        assert f"Type {takes}" in said
        assert (", or a command: :b back, :s skip" if wrong else ", or :s to skip.") in said


def test_what_can_be_typed_is_said_before_it_is_asked(types: Bank) -> None:
    screen = hold(types, "1", "s", *[":s"] * 5).screen
    such_as = "Such as: 3 weeks, 2 years, since March. A rough time will do. Type :s if you do\nnot know."
    commands = ":b back, :s skip, :? why, :r review, :h help lines, :q stop\nYour answer: "
    assert (
        f"How many hours?\nType a number from 0 to 24.\nOr type these words: Prefer not to say.\n{commands}" in screen
    )
    assert f"  2  Prefer not to say\n{such_as}\n{commands}" in screen
    assert f"  1  Prefer not to say\nSuch as: 3 March 2026, March 2026, or 2019.\n{commands}" in screen
    names = "Type the name of one, or of several with commas between them."
    assert f"  1  Prefer not to say\n{names}\n{commands}" in screen
    assert f"Anything else?\nType a text of at most 40 characters.\n{commands}" in screen


@pytest.mark.parametrize(
    ("command", "shown"),
    [(":?", "Hours.\nYou can also type :a"), (":a", "How many hours?"), (":b", "Which signs?"), (":q", "stop here?")],
)
def test_commands_take_a_colon_where_words_are_typed(types: Bank, command: str, shown: str) -> None:
    assert shown in hold(types, "1", "1", command).after(f"Your answer: {command}\n")


def test_steering_characters_are_left_out(types: Bank) -> None:
    """No file may hold them, and the answer that is noted is the one that every file has."""
    held = hold(types, "1", "s", ":s", ":s", ":s", ":s", "\x1b[2J\r\u202e!", echo=False)
    assert not {"\x1b", "\r", "\u202e"} & set(held.screen)
    assert "Noted: [2J!." in held.screen
    assert held.answers["notes"] == "[2J!"


@pytest.mark.parametrize(
    ("typed", "answers"),
    [(b"1\n\xe9\n1\n", {"mood": 1}), (b"1\n\xe9\n", {}), (b"1\n\xc3", {}), (b"1\n1\n1\xc3", {"mood": 1})],
)
def test_bytes_that_are_no_text_are_no_answer(
    small: Bank, monkeypatch: pytest.MonkeyPatch, typed: bytes, answers: dict[str, Answer]
) -> None:
    """Nor are they asked for again without end, when the input ends within a letter."""

    class Wire(io.BytesIO):
        """A terminal, which gives one line at a time."""

        def read1(self, _: int | None = -1, /) -> bytes:
            return self.readline()

    stdin = io.TextIOWrapper(Wire(typed), encoding="utf-8")
    monkeypatch.setattr(Keyboard, "readline", lambda *_: stdin.readline())
    held = hold(small)
    assert held.answers == answers
    assert ("That is not one of the answers." in held.screen) == (b"\xe9" in typed)


# What holds for everyone --------------------------------------------------------------------------------------------


def worst(bank: Bank) -> list[str]:
    """What someone types who says the last thing to everything, through every panel and pause."""
    said: dict[str, Answer] = {"age_band": 1}
    typed = ["1"]
    while missing := [name for name in settle(bank, said).answers if name not in said]:
        question = bank.by_id[missing[0]]
        said[question.id] = question.options[-1].value if question.options else (Medicine("sertraline"),)
    for name in settle(bank, said).answers:
        question = bank.by_id[name]
        pause = ["1"] if question.safety or question.red_flag else []
        medicines = [
            "Zoloft, blue pills",
            "1",
            "1",
            "1",
            "since March 2025",
            "1",
            "2",
            "a week ago",
            ":s",
            "3",
            "5 days",
            "1",
        ]
        typed += [str(said[name]), *pause] if question.options else medicines
    return typed


@pytest.mark.parametrize("width", [1, 40, 80, 200])
def test_lines_fit_and_only_lines_are_written(bank: Bank, well: dict[str, Answer], width: int) -> None:
    """The whole interview of a numb person with everything going on: no line too wide, nothing on stdout."""
    held = hold(bank, *worst(bank), "1", width=width, echo=False)
    assert held.finished, held.screen[-1000:]
    assert held.screen.count("Question ") > 60
    assert held.out == ""
    assert "\x1b" not in held.screen
    assert "\r" not in held.screen
    assert max(map(len, held.screen.splitlines())) <= max(20, min(width, 80))
    assert all(line.endswith(": ") or line == line.rstrip() for line in held.screen.split("\n"))


def test_the_program_in_line_mode_is_this_interview(small: Bank) -> None:
    """Where lines are asked for, and wherever the terminal cannot do more, what is held is held in lines."""
    for accessible in (True, False):
        screen, out = io.StringIO(), io.StringIO()
        env = surroundings(Keyboard((*"100000", "1"), screen), screen, out, 80)
        outcome = hold_interview(small, env, help_lines("GB"), by_name, Wishes("2026-03-01"), accessible=accessible)
        assert (screen.getvalue(), outcome) == (hold(small, *"100000", "1").screen, hold(small, *"100000", "1").outcome)


def test_a_person_with_nothing_to_report_comes_to_the_end(bank: Bank, well: dict[str, Answer]) -> None:
    typed = typed_for(bank, well)
    held = hold(bank, *typed, "1", width=40)
    assert held.outcome is not None
    assert held.outcome.finished
    assert dict(held.outcome.answers) == well
    assert HELP not in held.screen
    assert "about 0" not in held.screen
    numbers = [tuple(map(int, found)) for found in re.findall(r"Question (\d+) of about (\d+)", held.screen)]
    assert [number for number, _ in numbers] == list(range(1, len(well) + 1))
    assert all(number <= total for number, total in numbers)


def test_a_person_under_18_gets_help_lines_and_a_sheet_without_scores(bank: Bank) -> None:
    held = hold(bank, "1", "under 18", "1", width=40)
    assert held.outcome is not None
    assert (held.outcome.finished, held.outcome.sheet, held.outcome.outside) == (True, True, True)
    assert HELP not in held.screen
    assert "Samaritans" in held.screen
    assert "Your feelings\n" not in held.screen
    assert assess(bank, held.outcome.answers).outside


def test_someone_over_18_who_slipped_comes_to_the_end(bank: Bank, well: dict[str, Answer]) -> None:
    held = hold(bank, "1", "4", "2", *typed_for(bank, well)[1:], "1")
    assert held.finished
    assert held.answers == well


TYPED = st.one_of(
    st.sampled_from("0 1 2 3 4 5 6 7 8 9 10 00 0000001 1,5 3,1 3,weeks".replace(",w", " w").split()),
    st.sampled_from(
        [
            "b",
            "s",
            "r",
            "a",
            "q",
            "h",
            "?",
            ":b",
            ":s",
            ":r",
            ":a",
            ":q",
            ":h",
            ":?",
            ":",
            "back",
            "skip",
            "help",
            "stop",
            "1",
            "1",
            "1",
            "1",
        ]
    ),
    st.sampled_from(
        ["", " ", ",", "a little", "not", "does", "prefer", "no", "yes", "tired, sad", "2026-03-01", "3 weeks"]
    ),
    st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=60),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(TYPED, max_size=40), st.sampled_from([SMALL, TYPES]), st.sampled_from([40, 80]), st.booleans())
def test_whatever_is_typed(typed: list[str], text: str, width: int, interrupt: bool) -> None:
    """It never crashes, never steers the terminal, never writes too wide, and records nothing that was not typed."""
    bank = shared(text)
    held = hold(bank, "1", *typed, width=width, interrupt=interrupt, echo=False)
    assert not {"\x1b", "\r", "\t"} & set(held.screen)
    assert held.out == ""
    assert max(map(len, held.screen.split("\n"))) <= width
    if held.outcome is None:
        return
    for name, answer in held.answers.items():
        assert any(could_mean(line, answer, bank, name) for line in typed), f"{name}: {answer!r}"
    shown = f"Noted: {bank.texts['skipped']}." in held.screen or State.SKIPPED not in held.answers.values()
    assert shown
    assert len(held.answers) <= sum(1 for line in typed if line.strip())


def could_mean(line: str, answer: Answer, bank: Bank, name: str) -> bool:
    """Tell, without the program's own reading, whether a typed line could mean an answer."""
    question, said = bank.by_id[name], " ".join(line.split()).casefold()
    labels = {option.value: option.label.casefold() for option in question.options}
    if answer is State.SKIPPED:
        return said.removeprefix(":").strip() in ("s", "skip", "skipped")
    if isinstance(answer, State):
        number = max(labels, default=0) + 1 + question.also.index(answer)
        words = bank.texts[answer.value].casefold()
        return bool(said) and (said.lstrip("0") == str(number) or words.startswith(said))
    if question.type in ("single", "multi"):
        chosen = answer if isinstance(answer, tuple) else (answer,)
        return all(is_option(said, value, labels) for value in chosen)
    if isinstance(answer, tuple):
        return all(
            isinstance(entry, Medicine) and " ".join(entry.name.split()).casefold() in said for entry in answer
        ) and bool(answer)
    return (str(answer).casefold() == line.strip().casefold()) or (
        question.type in ("number", "duration") and bool(said) and said[0].isdigit()
    )


def is_option(said: str, value: Any, labels: Mapping[int, str]) -> bool:
    parts = {said, *(part.strip() for part in said.split(",")), *said.replace(",", " ").split()} - {""}
    return any(
        (part.isdecimal() and len(part) < 7 and int(part) == value) or labels[value].startswith(part) for part in parts
    )


@pytest.mark.parametrize("width", [40, 80])
def test_a_command_can_be_pasted_however_narrow_the_screen_is(small: Bank, tmp_path: Path, width: int) -> None:
    """It is broken between words only, with the mark by which a shell puts the lines together again."""
    command = "/home/me/somewhere/.venv/bin/blunting check --bank /home/me/banks/small.yaml --accessible --resume"
    held = hold(small, "1", "0", width=width, wishes=Wishes("2026-03-01", tmp_path, again=command))
    said = held.after("To go on with them:\n")
    assert unbroken(said).startswith(f"  {command}\n")
    assert all(len(line) <= width or " " not in line.strip().removesuffix(" \\") for line in said.splitlines())
