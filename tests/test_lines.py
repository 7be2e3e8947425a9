"""The interview as a person meets it: every line that is written, every line that is typed, every way out."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blunting_cli.asking import settle
from blunting_cli.assessment import assess, withhold
from blunting_cli.bank import Bank, load_bank, load_medicines
from blunting_cli.bank.loading import load_directory, load_regions
from blunting_cli.conditions import Answer, Duration, Medicine, State
from blunting_cli.environment import Environment
from blunting_cli.interview.lines import Outcome, hold_interview
from blunting_cli.medicines import recognise
from blunting_cli.render import render
from blunting_cli.sheet import HelpLines, make_sheet

GOLDEN = Path(__file__).parent / "golden" / "transcripts"
UPDATE = "BLUNTING_UPDATE_GOLDEN"
HELP = "*** Help now ***"

SMALL = """\
bank: small
version: 1.0.0
recall: today
tiers: [{id: watch, title: Watch, text: Wait.}]
responses:
  amount:
    options: [{value: 0, label: Not at all}, {value: 1, label: A little}, {value: 3, label: "Very, very much"}]
    also: [not_applicable, prefer_not_to_say]
sections:
  first: {title: First part, why: This part comes first., lead: Think of today.}
  second: {title: Second part, why: This part comes second.}
questions:
  - {id: mood, section: first, ask: Is your mood low?, short: Low mood, why: Mood matters., respond: amount}
  - {id: worn, section: first, ask: Are you worn out?, why: Rest matters., respond: amount}
  - {id: takes, section: second, ask: Do you take a medicine?, short: Medicine, why: It can matter., options: [
      {value: 0, label: "No"}, {value: 1, label: "Yes"}]}
  - {id: helps, section: second, ask: Does the medicine help?, short: Helped by it, why: It can help., respond: amount, ask_if: {takes: 1}}
  - {id: harm, section: second, ask: Did you think of hurting yourself?, short: Self-harm, why: We ask everyone., safety: true, also: [prefer_not_to_say], options: [
      {value: 0, label: None of these}, {value: 1, label: I had thoughts}, {value: 2, label: I have a plan}]}
  - {id: sleep, section: second, ask: Do you sleep badly?, short: Bad sleep, why: Sleep matters., respond: amount}
outside: {id: too_young, when: {sleep: 3}, text: This is not for you. You matter all the same.}
statements:
  - {id: plan, group: help, when: {harm: 2}, text: Please call your emergency number.}
  - {id: thoughts, group: help, when: {harm: 1}, text: Please talk to someone today.}
  - {id: unsaid, group: help, when: {harm: {answered: false}}, text: You need not answer that question here.}
"""

TYPES = """\
bank: types
version: 1.0.0
tiers: [{id: watch, title: Watch, text: Wait.}]
sections:
  here: {title: Here, why: To try every type., lead: Think of today.}
questions:
  - {id: signs, section: here, ask: Which signs?, why: Signs., type: multi, also: [not_applicable, prefer_not_to_say], options: [
      {value: 1, label: Tired}, {value: 2, label: "Tense, or on edge"}, {value: 5, label: Sad for long}]}
  - {id: hours, section: here, ask: How many hours?, why: Hours., type: number, min: 0, max: 24, also: [prefer_not_to_say]}
  - {id: since, section: here, ask: Since when?, why: Since., type: duration, also: [not_applicable, prefer_not_to_say]}
  - {id: day, section: here, ask: Which day?, why: Day., type: date, also: [prefer_not_to_say]}
  - {id: pills, section: here, ask: Which medicines?, why: Pills., type: medicine, also: [prefer_not_to_say]}
  - {id: notes, section: here, ask: Anything else?, why: Notes., type: text, max: 40}
"""


class Keyboard(io.StringIO):
    """Lines that are typed, each shown on the screen as a terminal shows it; then the end of input or Ctrl-C."""

    def __init__(self, typed: tuple[str, ...], screen: io.StringIO, *, interrupt: bool, echo: bool) -> None:
        super().__init__("".join(f"{line}\n" for line in typed), newline="\n")
        self.screen, self.interrupt, self.echo = screen, interrupt, echo

    def readline(self, *_: Any) -> str:
        line = super().readline()
        if not line and self.interrupt:
            raise KeyboardInterrupt
        self.screen.write(line if self.echo else "\n" if line else "")
        return line


@dataclass(frozen=True)
class Held:
    """What an interview left behind: its outcome (None after Ctrl-C), the screen, and what went to stdout."""

    outcome: Outcome | None
    screen: str
    out: str

    @property
    def answers(self) -> dict[str, Answer]:
        """The answers that were given."""
        assert self.outcome is not None
        return {name: answer for name, answer in self.outcome.answers.items() if answer is not State.UNANSWERED}

    def after(self, words: str) -> str:
        """The screen after the last time these words stood on it."""
        assert words in self.screen
        return self.screen.rsplit(words, 1)[1]


def by_name(medicines: tuple[Medicine, ...]) -> tuple[Medicine, ...]:
    return recognise(medicines, load_medicines())


@cache
def help_lines(code: str) -> HelpLines:
    return HelpLines(next((region for region in load_regions() if region.code == code), None), code, *load_directory())


def hold(
    bank: Bank, *typed: str, width: int = 80, region: str = "GB", interrupt: bool = False, echo: bool = True
) -> Held:
    """Hold an interview with someone who types these lines, and then nothing more."""
    screen, out = io.StringIO(newline="\n"), io.StringIO()
    keyboard = Keyboard(typed, screen, interrupt=interrupt, echo=echo)
    env = Environment(
        stdin=keyboard,
        stdout=out,
        stderr=screen,
        interactive=True,
        terminal=True,
        width=width,
        colour=True,
        ascii_only=False,
        region=region,
        today="2026-03-01",
    )
    try:
        outcome = hold_interview(bank, env, help_lines(region), by_name)
    except KeyboardInterrupt:
        outcome = None
    return Held(outcome, screen.getvalue(), out.getvalue())


def typed_for(bank: Bank, said: Mapping[str, Answer]) -> list[str]:
    """What to type, from the welcome on, to give these answers to all questions that are open."""
    return ["1", *(str(answer) for answer in settle(bank, said).answers.values())]


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

Think of today.
Is your mood low?
  0  Not at all
  1  A little
  3  Very, very much
  4  Does not apply
  5  Prefer not to say
b back, s skip, ? why, r review, q stop
Your answer: """
        in screen
    )
    assert "Are you worn out?" not in screen


def test_a_section_is_told_of_once(small: Bank) -> None:
    """The reason and the lead of a section stand at its first question; saying it again says the lead again."""
    screen = hold(small, "1", "0", "0").screen
    assert screen.count("This part comes first.") == 1
    assert screen.count("Think of today.") == 1
    assert hold(small, "1", "0", "a", "0").screen.count("Think of today.") == 2


@pytest.mark.parametrize("width", [40, 80])
def test_the_welcome_comes_first_and_can_show_help_lines_or_end(small: Bank, width: int) -> None:
    held = hold(small, "2", "x", "", "4", "3", width=width)
    assert held.screen.count("1  Go on") == 2
    assert "Samaritans: call" in held.screen
    assert "Type a number from 1 to 3." in held.screen
    assert held.outcome is not None
    assert (held.outcome.finished, held.outcome.wants_sheet, held.answers) == (False, False, {})
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


@pytest.mark.parametrize("why", ["?", "why", "help", ":?", ":help", "HELP"])
def test_why_is_told(small: Bank, why: str) -> None:
    held = hold(small, "1", why, "1")
    assert f"Your answer: {why}\nMood matters.\nYou can also type a for the question again" in held.screen
    assert held.answers == {"mood": 1}


@pytest.mark.parametrize("again", ["a", "again", ":a"])
def test_the_question_is_said_again(small: Bank, again: str) -> None:
    assert hold(small, "1", again).screen.count("Is your mood low?") == 2


@pytest.mark.parametrize("pause", [(), ("1",), ("1", "r"), ("1", "q")])
def test_help_lines_can_be_seen_everywhere(small: Bank, pause: tuple[str, ...]) -> None:
    """At a question, in the review, and at every pause, which then says its choices again."""
    before, after = hold(small, *pause).screen, hold(small, *pause, ":h").screen
    assert after.count("Help lines: United Kingdom") == before.count("Help lines: United Kingdom") + 1


def test_going_back_shows_the_earlier_answer_and_enter_keeps_it(small: Bank) -> None:
    held = hold(small, "1", "1", "3", "b", "b", "", "0")
    assert held.screen.count("Your answer so far: A little. Press Enter to keep it, or type another.") == 1
    assert held.screen.count("Your answer so far: Very, very much.") == 2
    assert "\nKept: A little.\n" in held.screen
    assert held.answers == {"mood": 1, "worn": 0}


def test_the_first_question_has_none_before_it(small: Bank) -> None:
    held = hold(small, "1", "back")
    assert "This is the first question.\nYour answer: " in held.screen


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
    held = hold(small, *"100000", "3", "s", "0", "1")
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

Type the number of a line to change it, or 1 to go on: 3
""")
    assert "You have come to the end of the questions.\n" in held.screen
    assert "  3  Are you worn out? Skipped\n" in second
    assert held.outcome is not None
    assert held.outcome.finished


def test_the_review_can_be_left_with_one(small: Bank) -> None:
    held = hold(small, "1", "0", "review", "", "x", "9", "0", "a", "1", "1")
    assert held.screen.count("Type 1 to go on, or the number of a line, from 1 to 2.") == 4
    assert held.screen.count("  1  Go on\n\nFirst part\n") == 2
    assert held.answers == {"mood": 0, "worn": 1}
    assert "come to the end" not in held.screen


def test_the_end_thanks_and_says_that_the_sheet_comes(small: Bank) -> None:
    held = hold(small, *"100000", "1")
    assert held.outcome == Outcome({"mood": 0, "worn": 0, "takes": 0, "harm": 0, "sleep": 0}, True, True, False)
    assert held.screen.endswith("1 to go on: 1\n\nThank you. Here is your sheet.\n\n")
    assert HELP not in held.screen


@pytest.mark.parametrize(
    ("before", "typed", "wants_sheet"),
    [
        (("0",), "q", False),
        (("0",), ":stop", False),
        (("0", "r"), "q", False),
    ],
)
def test_stopping_offers_to_go_on_the_sheet_so_far_or_nothing(
    small: Bank, before: tuple[str, ...], typed: str, wants_sheet: bool
) -> None:
    """Three numbered choices; 1 goes on where it was."""
    asked = hold(small, "1", *before, typed)
    choices = [line for line in asked.after("Do you want to stop here?\n").splitlines() if line.startswith("  ")][:3]
    assert [line[:5] for line in choices] == ["  1  ", "  2  ", "  3  "]
    assert "go on" in choices[0]
    assert "sheet" in choices[1]
    assert "throw" in choices[2]

    on = hold(small, "1", *before, typed, "1")
    assert on.after("stop here?").count("Question 2" if len(before) == 1 else "Your answers so far") == 1
    for choice, wanted in (("2", True), ("3", False), ("q", False)):
        left = hold(small, "1", *before, typed, choice)
        assert left.outcome is not None
        assert (left.outcome.finished, left.outcome.wants_sheet, left.answers) == (False, wanted, {"mood": 0})
        assert ("Here is the sheet" in left.screen, "Nothing was kept." in left.screen) == (wanted, not wanted)


def test_the_end_of_input_ends_it_and_records_nothing(small: Bank) -> None:
    for typed in ((), ("1",), ("1", "0", "r"), ("1", "0", "q")):
        held = hold(small, *typed)
        assert held.outcome is not None
        assert (held.outcome.finished, held.outcome.wants_sheet) == (False, False)
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
    """At the answer, before the next question; and on stopping, at the end of input and on Ctrl-C."""
    held = hold(small, *TO_HARM, typed, width=width)
    panel = held.after("Noted: ")
    assert panel.count(HELP) == 2
    assert "Samaritans" in panel
    assert "Do you sleep badly?" not in panel
    assert " ".join(panel.split()).count(words) == 2
    assert "  1  Go on with the questions\n" in panel
    for way_out in (("1", "q", "3"), ("1", "q", "2"), ("1",), ("2",), ("3",), ("q",)):
        screen = hold(small, *TO_HARM, typed, *way_out, width=width).screen
        assert screen.count(HELP) == 2
        assert " ".join(screen.rsplit(HELP, 1)[1].split()).startswith(words)
    for more in ((), ("1",), ("1", "0", "r")):
        held = hold(small, *TO_HARM, typed, *more, width=width, interrupt=True)
        assert held.outcome is None
        assert held.screen.count(HELP) == 2


def test_help_comes_again_even_if_the_answer_was_changed_to_none(small: Bank) -> None:
    """The record knows only the final answer; the way out speaks in general words."""
    changed = (*TO_HARM, "2", "1", "b", "0")
    for way_out, interrupt in ((("q", "3"), False), ((), False), ((), True)):
        held = hold(small, *changed, *way_out, interrupt=interrupt)
        assert "Noted: None of these.\n\nQuestion 5" in held.screen
        assert held.screen.count(HELP) == 2
        assert "If any part of you" in held.screen.rsplit(HELP, 1)[1]
    finished = hold(small, *changed, "0", "1").outcome
    assert finished is not None
    assert (finished.helped, finished.finished, finished.answers["harm"]) == (True, True, 0)


def test_the_pause_at_the_help_panel_goes_on_stops_with_the_sheet_or_without(small: Bank) -> None:
    assert "Do you sleep badly?" in hold(small, *TO_HARM, "1", "1").screen
    for choice, wanted in (("2", True), ("3", False), ("q", False)):
        left = hold(small, *TO_HARM, "1", choice).outcome
        assert left is not None
        assert (left.finished, left.wants_sheet, left.answers["harm"]) == (False, wanted, 1)
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
    assert held.outcome.helped
    assert held.outcome.finished


def test_who_it_was_not_made_for_is_told_kindly_with_help_lines(small: Bank) -> None:
    """It ends there; a sheet is still made, and it is for others to leave the scores out."""
    held = hold(small, *TO_HARM, "0", "3")
    assert held.outcome is not None
    assert held.outcome.finished
    assert held.outcome.wants_sheet
    last = held.after("Noted: Very, very much.\n")
    assert HELP in last
    assert "This is not for you. You matter all the same." in last
    assert "Samaritans" in last
    assert "Your answers so far" not in last


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
        ("6", State.NOT_APPLICABLE),
        ("7", State.PREFER_NOT_TO_SAY),
        ("s", State.SKIPPED),
    ],
)
def test_several_can_be_chosen(types: Bank, typed: str, answer: Answer) -> None:
    held = hold(types, "1", typed)
    assert held.answers == {"signs": answer}
    assert "  5  Sad for long\n  6  Does not apply\n" in held.screen
    assert "\nType one or more numbers, with spaces between them.\nb back" in held.screen


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
        ("since", "3", "a time such as 3 weeks or 2 years"),
        ("since", "0000012", "a time such as"),
        ("since", "\u00b2", "a time such as"),
        ("day", "yesterday", "a date such as"),
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
    commands = "Commands begin with a colon. :b back, :s skip, :? why, :r review, :q stop\nYour answer: "
    assert f"Type a number from 0 to 24.\nOr type these words: Prefer not to say.\n{commands}" in screen
    assert "How many hours?\nType" in screen
    assert f"  1  Prefer not to say\nType one or more names, with commas between them.\n{commands}" in screen
    assert f"Anything else?\nType a text of at most 40 characters.\n{commands}" in screen


@pytest.mark.parametrize(
    ("command", "shown"),
    [(":?", "Hours.\nYou can also type :a"), (":a", "How many hours?"), (":b", "Which signs?"), (":q", "stop here?")],
)
def test_commands_take_a_colon_where_words_are_typed(types: Bank, command: str, shown: str) -> None:
    assert shown in hold(types, "1", "1", command).after(f"Your answer: {command}\n")


def test_medicines_are_said_again_with_what_they_were_read_as(types: Bank) -> None:
    """Each name between commas, by itself; a name that is not known is kept as typed, and that is said."""
    held = hold(types, "1", "s", ":s", ":s", ":s", " Zoloft 50 mg,, blue  pills ,sertralin")
    assert [medicine.generic for medicine in held.answers["pills"]] == ["sertraline", None, None]  # type: ignore[union-attr]
    said = held.after("Noted: ")
    assert said.startswith("Zoloft 50 mg, blue pills, sertralin.\nZoloft 50 mg was read as sertraline, an SSRI.\n")
    assert "blue pills is not a name we know. It was kept as typed and not used." in said
    assert "sertralin is not a name we know." in said
    assert "It looks like sertraline" in " ".join(said.split())


def test_steering_characters_are_shown_and_not_sent(types: Bank) -> None:
    held = hold(types, "1", "s", ":s", ":s", ":s", ":s", "\x1b[2J\r\u202e!", echo=False)
    assert not {"\x1b", "\r", "\u202e"} & set(held.screen)
    assert "Noted: \\x1b[2J\\x0d\\u202e!." in held.screen


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


@pytest.mark.parametrize("width", [1, 40, 80, 200])
def test_lines_fit_and_only_lines_are_written(bank: Bank, well: dict[str, Answer], width: int) -> None:
    """The whole interview of a numb person on a medicine: no line too wide, none over another, nothing on stdout."""
    said: dict[str, Any] = {
        name: 4 - answer if name not in ("age_band", "self_harm") else 1
        for name, answer in well.items()
        if isinstance(answer, int)
    }
    said |= {"takes_medicine": 1, "alcohol": 3, "drugs": 1, "loss": 1, "trauma_event": 1, "low_mood": 3}
    typed: list[str] = ["1"]
    for _ in range(120):
        answers = settle(bank, said).answers
        missing = [name for name, answer in answers.items() if answer is State.UNANSWERED]
        if not missing:
            break
        question = bank.by_id[missing[0]]
        said[question.id] = question.options[-1].value if question.options else "sertraline"
    for name, answer in settle(bank, said).answers.items():
        typed += [str(answer)] + (["1"] if name in bank.safety else [])
    held = hold(bank, *typed, "1", width=width, echo=False)
    assert held.outcome is not None, held.screen[-1000:]
    assert held.outcome.finished, held.screen[-1000:]
    assert held.out == ""
    assert "\x1b" not in held.screen
    assert "\r" not in held.screen
    assert max(map(len, held.screen.splitlines())) <= max(20, min(width, 80))
    assert all(line.endswith(": ") or line == line.rstrip() for line in held.screen.split("\n"))


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
    held = hold(bank, "1", "under 18", width=40)
    assert held.outcome is not None
    assert held.outcome.finished
    assert held.outcome.wants_sheet
    assert HELP in held.screen
    assert "Samaritans" in held.screen
    assert "Your feelings" not in held.screen
    assert assess(bank, held.outcome.answers).outside


@cache
def shared(text: str) -> Bank:
    """A bank for many examples, read once."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        path = Path(folder) / "bank.yaml"
        path.write_text(text, encoding="utf-8")
        return load_bank(str(path))


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


# Transcripts --------------------------------------------------------------------------------------------------------

FIRST_VISIT = ("1", "?", "1", "a little", "b", "3", "", "2", "q", "2")


@pytest.mark.parametrize("name", ["first_visit", "urgent"])
def test_transcripts(name: str, bank: Bank, well: dict[str, Answer]) -> None:
    """Two visits from the first line to the last, to be read like prose.

    After a change of wording write them anew with BLUNTING_UPDATE_GOLDEN=1 and read the difference. `urgent` leaves
    the questions before the one about safety out, once it has shown the first.
    """
    if name == "first_visit":
        held = hold(bank, *FIRST_VISIT)
        made = held.screen
    else:
        place = list(settle(bank, well).answers).index("self_harm")
        held = hold(bank, *typed_for(bank, well)[: place + 1], "2", "1", "b", "0", "1", ":q", "3")
        made = cut(held.screen, "Question 2 of", f"Question {place + 1} of")
    assert held.outcome is not None
    if held.outcome.wants_sheet:
        sheet = make_sheet(withhold(assess(bank, held.outcome.answers)), help_lines("GB"))
        made += render(sheet, "text", width=80)
    made = re.sub(r"\(\w{12}\)\.", "(hash).", made)
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get(UPDATE):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(made, encoding="utf-8")
    assert made == golden.read_text(encoding="utf-8")


def cut(screen: str, first: str, last: str) -> str:
    """Leave the questions between two marks out."""
    assert first in screen
    assert last in screen
    return screen.split(first)[0] + "[...]\n\n" + last + screen.split(last, 1)[1]
