"""Key mode: what every key does, what stands on the screen at every size, and the same interview as in line mode."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from interviews import DANGERS, HELP, SMALL, TYPES, WISHES, as_typed, by_name, help_lines, shared, surroundings
from people import said as people_said
from people import shipped

from blunting_cli.asking import settle
from blunting_cli.bank import Bank, Question
from blunting_cli.conditions import Answer, Medicine, State
from blunting_cli.interview import keys as module
from blunting_cli.interview.conversation import Conversation, Outcome
from blunting_cli.interview.drafting import Wishes
from blunting_cli.interview.keyboard import POSIX, Key
from blunting_cli.interview.keys import Keys
from blunting_cli.interview.leaving import LeftEarly
from blunting_cli.interview.lines import Lines
from blunting_cli.interview.machine import begin
from blunting_cli.interview.pages import Page, question_page, review_page
from blunting_cli.render.text import wrapped

pyte = pytest.importorskip("pyte")
if not POSIX:
    pytest.skip("there are no single keys on Windows", allow_module_level=True)

CLEAR = "\x1b[H\x1b[J"
# All that may steer the terminal: a clean screen, bold for what is asked and pointed at, and once the last row.
STEERING = re.compile(r"\x1b\[(?:H|J|1m|22m|\d+;1H)")
SIZES = [(80, 24), (40, 20), (40, 12), (200, 50)]
DOWN, UP, HOME, END, ENTER, BACKSPACE = Key.DOWN, Key.UP, Key.HOME, Key.END, Key.ENTER, Key.BACKSPACE
NOTHING_CHOSEN = "Nothing is chosen yet."
NO_SUCH_KEY = "This key does nothing here."
SEVERAL = "That was too quick to be read, or several keys at once, so nothing was noted. Please press one now."


class Size(NamedTuple):
    """The screen gets another size."""

    columns: int
    rows: int


class Screen(io.StringIO):
    """A screen, as a terminal makes it of all that is written."""

    def __init__(self, columns: int, rows: int) -> None:
        super().__init__()
        self.terminal = pyte.Screen(columns, rows)
        self.terminal.set_mode(pyte.modes.LNM)
        self.stream = pyte.Stream(self.terminal)
        self.raw = ""

    def write(self, words: str) -> int:
        self.raw += words
        self.stream.feed(words)
        return len(words)


class Look(NamedTuple):
    """What stood on the screen as a key or a line was waited for, and the page that was asked.

    `keys` is true as long as keys are read, and lines only where a text is asked for; `since` is what was written since
    the last look.
    """

    rows: tuple[str, ...]
    cursor: tuple[int, int]
    painted: str
    page: Page | None
    keys: bool
    since: str

    @property
    def words(self) -> str:
        """All that stood there, however it was wrapped."""
        return " ".join(" ".join(self.rows).split())

    @property
    def pointed(self) -> str:
        """The choice that was pointed at, or an empty text."""
        return next((row[4:].strip() for row in self.rows if row.startswith(">")), "")

    @property
    def width(self) -> int:
        """The width of the screen."""
        return len(self.rows[0])


Pressed = str | Size


class Typist:
    """Someone at a keyboard who presses keys, and where a line is asked for types one; in the end, nothing more."""

    def __init__(self, pressed: Iterable[Pressed], screen: Screen) -> None:
        self.pressed = iter(pressed)
        self.screen = screen
        self.looks: list[Look] = []
        self.page: Page | None = None
        self.taken = False
        self.seen = 0

    def __enter__(self) -> Typist:
        assert not self.taken
        self.taken = True
        return self

    def __exit__(self, *_: object) -> None:
        assert self.taken
        self.taken = False

    def look(self) -> None:
        shown = self.screen.terminal
        since = self.screen.raw[self.seen :]
        self.seen = len(self.screen.raw)
        painted = STEERING.sub("", self.screen.raw.rsplit(CLEAR, 1)[-1])
        self.looks.append(
            Look(tuple(shown.display), (shown.cursor.y, shown.cursor.x), painted, self.page, self.taken, since)
        )

    def key(self) -> str:
        assert self.taken
        self.look()
        key = next(self.pressed, Key.ENDED)
        if isinstance(key, Size):
            self.screen.terminal.resize(key.rows, key.columns)
            return Key.RESIZED
        return key

    def fresh(self) -> None:
        assert self.taken

    def line(self) -> str:
        assert self.taken
        return self.readline()

    def readline(self) -> str:
        self.look()
        line = next(self.pressed, None)
        if line is None:
            return ""
        self.screen.write("".join(letter if letter.isprintable() else "^" for letter in line) + "\n")
        self.seen = len(self.screen.raw)
        return f"{line}\n"

    def size(self) -> tuple[int, int]:
        return self.screen.terminal.columns, self.screen.terminal.lines


class Watched(Keys):
    """Key mode, telling the typist which page is asked."""

    def ask(self, page: Page, *, again: bool = False) -> str:
        self.keyboard.page = page  # type: ignore[attr-defined]
        return super().ask(page, again=again)


class WatchedLines(Lines):
    """Line mode, telling the typist which page is asked."""

    def ask(self, page: Page, *, again: bool = False) -> str:
        self.env.stdin.page = page  # type: ignore[attr-defined]
        return super().ask(page, again=again)


@dataclass(frozen=True)
class Held:
    """What an interview by keys left behind: its outcome, every look at the screen, and all that was written."""

    outcome: Outcome
    looks: list[Look]
    raw: str

    @property
    def answers(self) -> dict[str, Answer]:
        """The answers that were given."""
        return {name: answer for name, answer in self.outcome.answers.items() if answer is not State.UNANSWERED}

    @property
    def last(self) -> Look:
        """The last look at a question; after it nothing was pressed."""
        return self.looks[-1]


def front_for(texts: dict[str, str], pressed: Iterable[Pressed], columns: int, rows: int) -> tuple[Watched, Typist]:
    screen = Screen(columns, rows)
    typist = Typist(pressed, screen)
    env = surroundings(typist, screen, io.StringIO(), columns)  # type: ignore[arg-type]
    with patch.object(module, "Keyboard", lambda *_: typist):
        return Watched(env, texts, WatchedLines(env, texts)), typist


def hold(
    bank: Bank,
    *pressed: Pressed,
    person: Callable[[Conversation, Typist], Iterable[Pressed]] | None = None,
    columns: int = 80,
    rows: int = 40,
    wishes: Wishes = WISHES,
    by_lines: bool = False,
) -> Held:
    """Hold an interview with someone who presses these keys, or whatever `person` makes of what is asked."""
    front, typist = front_for(dict(bank.texts), pressed, columns, rows)
    shown = front.lines if by_lines else front
    talk = Conversation(bank, shown, help_lines("GB"), by_name, wishes, None if by_lines else front.lines)
    if person is not None:
        typist.pressed = iter(person(talk, typist))
    try:
        outcome = talk.hold()
    finally:
        if talk.draft.keeper is not None:
            talk.draft.keeper.close()
    raw = typist.screen.raw
    assert not typist.taken
    assert not {"\x1b", "\r", "\t"} & set(STEERING.sub("", raw))
    assert STEERING.search(raw) is None or by_lines is False
    return Held(outcome, typist.looks, raw)


def ask(bank: Bank, page: Page, *pressed: Pressed, columns: int = 80, rows: int = 24, said: str = "") -> list[Look]:
    """Ask one page of someone who presses these keys; the last look is at what they left."""
    front, typist = front_for(dict(bank.texts), pressed, columns, rows)
    front.say(*([said] if said else []))
    with pytest.raises(LeftEarly):
        front.ask(page)
    front.leave()
    return typist.looks


@pytest.fixture
def small() -> Bank:
    """Six questions, one behind a branch, one about safety, one that ends it early."""
    return shared(SMALL)


@pytest.fixture
def types() -> Bank:
    """One question of every type that is not a plain choice."""
    return shared(TYPES)


def page_of(bank: Bank, name: str, *, opening: bool = False, earlier: Answer | None = None) -> Page:
    """The page of a question as someone comes to it who was asked nearly everything."""
    state = SimpleNamespace(bank=bank, question=bank.by_id[name], number=58, expected=59, earlier=earlier)
    return question_page(state, opening=opening, place=True)  # type: ignore[arg-type]


# One question --------------------------------------------------------------------------------------------------------


def test_a_question_on_the_screen(small: Bank) -> None:
    """Where we are, what is asked, what can be chosen, how; nothing is pointed at, and the cursor waits at the end."""
    look = hold(small, "1").last
    assert [row.rstrip() for row in look.rows][:19] == [
        "Question 1 of about 5, First part",
        "This part comes first.",
        "About a minute is left.",
        "",
        "Think of today.",
        "Is your mood low?",
        "",
        "  0  Not at all",
        "  1  A little",
        "  3  Very, very much",
        "  4  Does not apply",
        "  5  Prefer not to say",
        "",
        "Backspace back, s skip, ? why, r review, h help lines, q stop",
        "Press the number. Or move with the arrows and press Enter.",
        "Your answer:",
        "",
        "",
        "",
    ]
    assert look.cursor == (15, len("Your answer: "))
    assert not look.pointed


def test_one_number_answers_and_the_next_question_is_on_the_screen(small: Bank) -> None:
    held = hold(small, "1", "1")
    assert held.answers == {"mood": 1}
    assert held.last.rows[0].rstrip() == "Noted: A little."
    assert "Are you worn out?" in held.last.words
    assert "Is your mood low?" not in held.last.words


@pytest.mark.parametrize(
    ("pressed", "answer"),
    [
        ((DOWN, ENTER), 0),
        ((DOWN, DOWN, ENTER), 1),
        ((DOWN, DOWN, DOWN, ENTER), 3),
        (("j", "j", "k", ENTER), 0),
        ((UP, ENTER), State.PREFER_NOT_TO_SAY),
        (("k", UP, ENTER), State.NOT_APPLICABLE),
        ((END, ENTER), State.PREFER_NOT_TO_SAY),
        ((END, UP, ENTER), State.NOT_APPLICABLE),
        ((END, DOWN, ENTER), State.PREFER_NOT_TO_SAY),
        ((HOME, ENTER), 0),
        ((HOME, UP, ENTER), 0),
        ((DOWN, "3"), 3),
        (("4",), State.NOT_APPLICABLE),
        (("5",), State.PREFER_NOT_TO_SAY),
        (("s",), State.SKIPPED),
    ],
    ids=str,
)
def test_numbers_and_moves_and_enter(small: Bank, pressed: tuple[str, ...], answer: Answer) -> None:
    assert hold(small, "1", *pressed).answers == {"mood": answer}


def test_what_is_pointed_at_is_marked(small: Bank) -> None:
    looks = hold(small, "1", DOWN, DOWN, UP, END).looks
    assert [look.pointed for look in looks] == ["", "", "Not at all", "A little", "Not at all", "Prefer not to say"]


@pytest.mark.parametrize("pressed", [(), (" ",), (Key.PAGE_DOWN,), (Key.PAGE_UP,), (Key.RIGHT,), ("x",), (Key.MANY,)])
def test_enter_before_any_move_chooses_nothing_and_says_so(small: Bank, pressed: tuple[str, ...]) -> None:
    held = hold(small, "1", *pressed, ENTER)
    assert held.answers == {}
    assert NOTHING_CHOSEN in held.last.words
    held = hold(small, ENTER)
    assert NOTHING_CHOSEN in held.last.words
    assert "1 Go on" in held.last.words


@pytest.mark.parametrize("key", ["x", "X", "\u00e9", "\u4e2d", "-", ",", ".", "\u00b2", "\u0661"])
def test_a_key_that_does_nothing_says_so(small: Bank, key: str) -> None:
    """The words go with the next key."""
    held = hold(small, "1", key, DOWN)
    assert held.answers == {}
    before, after = held.looks[-2:]
    assert NO_SUCH_KEY in before.words or "That is not one of the answers." in before.words
    assert "Is your mood low?" in before.words
    assert NO_SUCH_KEY not in after.words


def test_several_keys_note_nothing_and_say_so(small: Bank) -> None:
    held = hold(small, "1", DOWN, Key.MANY)
    assert held.answers == {}
    assert SEVERAL in held.last.words
    assert held.last.pointed == "Not at all"
    assert hold(small, "1", DOWN, Key.MANY, ENTER).answers == {"mood": 0}


@pytest.mark.parametrize("number", ["2", "6", "9"])
def test_a_number_that_is_not_there_answers_nothing(small: Bank, number: str) -> None:
    held = hold(small, "1", number)
    assert held.answers == {}
    assert "That is not one of the answers." in held.last.words
    assert "Is your mood low?" in held.last.words


# Commands ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("back", [BACKSPACE, Key.LEFT, "b"])
def test_going_back_shows_the_earlier_answer_and_enter_keeps_it(small: Bank, back: str) -> None:
    held = hold(small, "1", "1", back)
    assert "Is your mood low?" in held.last.words
    assert "Your answer so far: A little. Press Enter to keep it, or give another." in held.last.words
    assert not held.last.pointed
    held = hold(small, "1", "1", back, ENTER)
    assert held.answers == {"mood": 1}
    assert "Kept: A little." in held.last.words
    assert "Are you worn out?" in held.last.words
    assert hold(small, "1", "1", back, DOWN, ENTER).answers == {"mood": 0}
    assert "This is the first question." in hold(small, "1", back).last.words


def test_why_again_and_help_lines_stand_above_the_question(small: Bank) -> None:
    assert hold(small, "1", "?").last.rows[0].rstrip() == "Mood matters."
    again = hold(small, "1", "?", "a").last.words
    assert "Mood matters." not in again
    assert "Think of today. Is your mood low?" in again
    assert hold(small, "1", "?", "a", "1").answers == {"mood": 1}


def test_help_lines_are_a_page_of_their_own(small: Bank) -> None:
    """A choice leads back from it to the question, which is as it was."""
    look = hold(small, "1", "h").last
    assert "Samaritans" in look.words
    assert "1 Go back to the questions" in look.words
    assert "Is your mood low?" not in look.words
    assert "Is your mood low?" in hold(small, "1", "h", "1").last.words
    assert hold(small, "1", "h", "1", "1").answers == {"mood": 1}
    assert "Is your mood low?" in hold(small, "1", "h", BACKSPACE).last.words


def test_asked_for_twice_help_lines_are_shown_once(small: Bank) -> None:
    """One choice leads back from them, however often they were asked for."""
    assert "Is your mood low?" in hold(small, "1", "h", "h", "1").last.words


@pytest.mark.parametrize("pressed", [("2", "2", "2"), ("1", "h", "h", "h")])
def test_help_lines_stand_on_the_page_once(small: Bank, pressed: tuple[str, ...]) -> None:
    assert hold(small, *pressed, rows=100).last.words.count("Samaritans") == 1


def test_capitals_are_commands(small: Bank) -> None:
    assert hold(small, "1", "S").answers == {"mood": State.SKIPPED}
    assert "Is your mood low?" in hold(small, "1", "1", "B").last.words
    assert "Do you want to stop here?" in hold(small, "1", "Q").last.words
    assert "Your answers so far" in hold(small, "1", "1", "R").last.words
    assert "Samaritans" in hold(small, "1", "H").last.words


@pytest.mark.parametrize("before", [("1", "h"), ("1", "1", "r")], ids=str)
def test_stopping_is_asked_about_at_pauses_too(small: Bank, before: tuple[str, ...]) -> None:
    assert "Do you want to stop here?" in hold(small, *before, "q").last.words
    assert hold(small, *before, "q", "1").last.words == hold(small, *before).last.words


@pytest.mark.parametrize("pressed", [("q",), ("1", "q", "q")], ids=str)
def test_where_stopping_is_the_question_it_is_not_asked_again(small: Bank, pressed: tuple[str, ...]) -> None:
    held = hold(small, *pressed)
    assert "You stopped before the end." in held.raw.rsplit(CLEAR, 1)[1]


def test_answers_are_thrown_away_after_one_more_question(small: Bank) -> None:
    look = hold(small, "1", "1", "q", "3").last
    assert "Delete your answers for good? There are 1." in look.words
    assert "Are you worn out?" in hold(small, "1", "1", "q", "3", "1").last.words
    assert "Nothing was kept." in hold(small, "1", "1", "q", "3", "2").raw


def test_under_18_the_words_are_said_again_as_lines(small: Bank) -> None:
    """The page that said them is wiped, and nothing is kept."""
    held = hold(small, *SAFETY, "0", ENTER, "3")
    assert "This is not for you. You matter all the same." in held.last.words
    held = hold(small, *SAFETY, "0", ENTER, "3", "1")
    assert held.outcome.outside
    after = " ".join(held.raw.rsplit(CLEAR, 1)[1].split())
    assert "\x1b" not in after
    assert after.index("This is not for you.") < after.index("Samaritans") < after.index("Nothing was kept.")
    assert "Do you sleep badly?" in hold(small, *SAFETY, "0", ENTER, "3", "2").last.words


@pytest.mark.parametrize(
    ("name", "message"),
    [("self_harm", NO_SUCH_KEY), ("age_band", NO_SUCH_KEY), ("medicine_reaction", NO_SUCH_KEY)],
)
@pytest.mark.parametrize("key", ["\u00b2", "\u0661", "\uff11"])
def test_other_figures_are_no_numbers(bank: Bank, name: str, message: str, key: str) -> None:
    """On every kind of page."""
    if name not in bank.by_id:
        pytest.skip("the bank has no such question")
    look = ask(bank, page_of(bank, name), key)[-1]
    assert message in look.words
    assert not look.pointed


@pytest.mark.parametrize("before", [("1",), (), ("1", "q"), ("1", "h")], ids=str)
@pytest.mark.parametrize("text", [SMALL, TYPES])
def test_other_figures_are_no_numbers_at_a_pause_either(text: str, before: tuple[str, ...]) -> None:
    assert NO_SUCH_KEY in hold(shared(text), *before, "\u00b2").last.words


# The long page, scrolled ---------------------------------------------------------------------------------------------


def test_a_page_that_comes_again_begins_with_what_was_just_said(bank: Bank) -> None:
    """And a new one with what is asked; what was said before it is reached with Page Up."""
    page = page_of(bank, "age_band")
    front, typist = front_for(dict(bank.texts), ["?", "x", Key.PAGE_UP], 40, 12)
    why = bank.by_id["age_band"].why
    first = wrapped(why, 40)[0]
    front.ask(page)
    front.say(why)
    with pytest.raises(LeftEarly):
        front.ask(page, again=True)
    front.leave()
    assert page.ask[0] in typist.looks[1].words
    assert first in typist.looks[1].words
    new = ask(bank, page, Key.PAGE_UP, Key.PAGE_UP, columns=40, rows=12, said=why)
    assert first not in new[0].words
    assert first in new[-1].words
    assert page.ask[0] in new[-1].words


@pytest.mark.parametrize("key", [Key.PAGE_DOWN, " ", Key.PAGE_UP])
def test_scrolling_takes_the_pointer_away_and_an_arrow_brings_it_back(bank: Bank, key: str) -> None:
    """At the first choice that can be seen."""
    page, _ = review_page(begin(bank, everything()), ())
    *_, before, scrolled, after = ask(bank, page, *[DOWN] * 30, key, DOWN)
    assert before.pointed
    assert not scrolled.pointed
    choices = [row for row in scrolled.rows if re.match(r" [ \d]\d  ", row)]
    assert after.pointed == choices[0][4:].strip()


def test_where_all_fits_scrolling_leaves_the_pointer(small: Bank) -> None:
    assert hold(small, "1", DOWN, Key.PAGE_DOWN).last.pointed == "Not at all"


def test_how_to_answer_stays_in_sight_where_enter_is_needed(bank: Bank) -> None:
    """However small the screen and however it is scrolled."""
    for name in ("self_harm", "medicine_reaction"):
        for look in ask(bank, page_of(bank, name), *[Key.PAGE_DOWN] * 4, columns=40, rows=12):
            assert "Then press Enter." in look.words


def test_the_choices_of_a_pause_stay_in_sight(small: Bank) -> None:
    """However the words of help above them are scrolled."""
    looks = hold(small, *SAFETY, "2", ENTER, *[Key.PAGE_DOWN] * 6, Key.PAGE_UP, columns=80, rows=12).looks[-8:]
    assert len({look.rows[0] for look in looks}) > 1
    for look in looks:
        assert "1 Go on with the questions" in look.words
        check(look)


def test_a_typed_figure_takes_the_pointer_away(bank: Bank) -> None:
    look = hold(bank, *TEN, "r", DOWN, DOWN, "1").last
    assert not look.pointed
    assert look.rows[look.cursor[0]].rstrip() == "Your choice: 1"


@pytest.mark.parametrize("key", ["x", ENTER, "9", Key.MANY])
def test_a_new_size_keeps_what_was_said(small: Bank, key: str) -> None:
    held = hold(small, "1", key, Size(100, 30))
    assert held.last.words == held.looks[-2].words


def test_plain_lines_can_be_chosen_at_the_draft(small: Bank, tmp_path: Path) -> None:
    wishes = WISHES._replace(folder=tmp_path)
    hold(small, "1", "1", wishes=wishes)
    assert "5 Go on in plain lines" in hold(small, wishes=wishes).last.words
    held = hold(small, "5", "0", wishes=wishes)
    after = held.raw.rsplit(CLEAR, 1)[1]
    assert "\x1b" not in after
    assert "Are you worn out?" in after
    assert held.answers == {"mood": 1, "worn": 0}


def test_a_draft_is_deleted_after_one_more_question(small: Bank, tmp_path: Path) -> None:
    wishes = WISHES._replace(folder=tmp_path)
    hold(small, "1", "1", wishes=wishes)
    assert "Delete your answers for good? There are 1." in hold(small, "2", wishes=wishes).last.words
    assert "Go on from there" in hold(small, "2", "1", wishes=wishes).last.words
    assert "This asks about today" in hold(small, "2", "2", wishes=wishes).last.words


def test_stopping_is_asked_about(small: Bank) -> None:
    held = hold(small, "1", "1", "q")
    assert "Do you want to stop here?" in held.last.words
    assert "Noted: A little." not in held.last.words
    assert "Are you worn out?" in hold(small, "1", "1", "q", BACKSPACE).last.words
    assert hold(small, "1", "1", "q", "1", "0").answers == {"mood": 1, "worn": 0}
    assert hold(small, "1", "1", "q", "2").outcome.sheet
    assert not hold(small, "1", "1", "q", "3").outcome.sheet


@pytest.mark.parametrize("pressed", [(), ("1",), ("1", "1"), ("1", "1", "q"), ("1", "r"), ("1", "0", "0", "0", "1")])
def test_the_end_of_all_input_leaves(small: Bank, pressed: tuple[str, ...]) -> None:
    """Wherever it is; the screen is given back, and what is said then are plain lines."""
    held = hold(small, *pressed)
    assert not held.outcome.finished
    after = held.raw.rsplit(CLEAR, 1)[1]
    assert "\x1b" not in after
    assert "You stopped before the end." in after


# What needs more care ------------------------------------------------------------------------------------------------

SAFETY = ("1", "0", "0", "0")


def test_an_answer_about_safety_needs_enter(small: Bank) -> None:
    """A number only points: the rhythm of pressing one after the other answers it never."""
    held = hold(small, *SAFETY, "1")
    assert "harm" not in held.answers
    assert held.last.pointed == "I had thoughts"
    assert "Did you think of hurting yourself?" in held.last.words
    assert "Then press Enter." in held.last.words
    assert "harm" not in hold(small, *SAFETY, *"012012").answers
    assert hold(small, *SAFETY, "2", "1", ENTER).answers["harm"] == 1
    assert hold(small, *SAFETY, "3", ENTER).answers["harm"] is State.PREFER_NOT_TO_SAY
    assert "harm" not in hold(small, *SAFETY, ENTER).answers
    held = hold(small, *SAFETY, "7")
    assert "That is not one of the answers." in held.last.words
    assert "harm" not in hold(small, *SAFETY, "7", ENTER).answers


@pytest.mark.parametrize(
    "name", [question.id for question in shipped().questions if question.safety or question.red_flag]
)
def test_every_question_about_safety_or_an_urgent_sign_needs_enter(name: str) -> None:
    page = page_of(shipped(), name)
    looks = ask(shipped(), page, *(str(choice.number) for choice in page.choices))
    assert all(
        look.pointed and choice.label.startswith(re.sub(r"^\[[ x]\] ", "", look.pointed))
        for look, choice in zip(looks[1:], page.choices, strict=True)
    )


def test_help_is_shown_at_the_moment_of_the_answer_and_going_on_is_a_choice(small: Bank) -> None:
    held = hold(small, *SAFETY, "1", ENTER)
    assert HELP in held.last.words
    assert "Please talk to someone today." in held.last.words
    assert "1 Go on with the questions" in held.last.words
    assert "Do you sleep badly?" in hold(small, *SAFETY, "1", ENTER, "1").last.words
    assert hold(small, *SAFETY, "1", ENTER, "2").outcome.sheet


@pytest.mark.parametrize("key", ["9", "x", "?", "a", "b", "s", "r", BACKSPACE, Key.LEFT, ENTER, " ", Key.MANY])
def test_no_key_takes_help_from_the_screen_but_a_choice(small: Bank, key: str) -> None:
    look = hold(small, *SAFETY, "1", ENTER, key, key).last
    assert "1 Go on with the questions" in look.words
    assert "Please talk to someone today." in look.words


# Several choices -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pressed", "answer"),
    [
        (("1", ENTER), (1,)),
        (("5", "1", ENTER), (1, 5)),
        (("1", "5", "1", ENTER), (5,)),
        ((DOWN, " ", DOWN, DOWN, " ", ENTER), (1, 5)),
        ((DOWN, " ", " ", "2", ENTER), (2,)),
        (("6", ENTER), State.NOT_APPLICABLE),
        ((END, " ", ENTER), State.PREFER_NOT_TO_SAY),
        ((ENTER, ENTER), ()),
        ((ENTER, "1", ENTER), (1,)),
        (("s",), State.SKIPPED),
    ],
    ids=str,
)
def test_several_are_ticked(types: Bank, pressed: tuple[str, ...], answer: Answer) -> None:
    assert hold(types, "1", *pressed).answers == {"signs": answer}


@pytest.mark.parametrize(
    "pressed", [(), ("1",), (ENTER,), (DOWN, ENTER), (ENTER, DOWN, ENTER), (ENTER, Key.MANY, ENTER), ("9", ENTER)]
)
def test_nothing_ticked_needs_a_second_enter_right_after_the_first(types: Bank, pressed: tuple[str, ...]) -> None:
    assert hold(types, "1", *pressed).answers == {}


@pytest.mark.parametrize(
    ("pressed", "answer"),
    [
        (("0", ENTER), (0,)),
        (("1", "2", ENTER), (1, 2)),
        (("1", "2", "0", ENTER), (0,)),
        (("0", "2", ENTER), (2,)),
        (("0", "0", "1", ENTER), (1,)),
        (("1", "3", ENTER), State.PREFER_NOT_TO_SAY),
        (("3", "1", ENTER), (1,)),
        ((ENTER, ENTER, ENTER), None),
        (("1", "1", ENTER, ENTER), None),
    ],
    ids=str,
)
def test_what_goes_alone_takes_the_other_ticks_away(pressed: tuple[str, ...], answer: Answer | None) -> None:
    """None of these unticks the rest, the rest unticks it, and Enter alone never answers such a list."""
    held = hold(shared(DANGERS), "1", *pressed)
    assert held.answers == ({} if answer is None else {"dangers": answer})
    if answer is None:
        assert "Nothing is chosen yet." in held.last.words


def test_what_is_ticked_is_shown(types: Bank) -> None:
    held = hold(types, "1", ENTER, "1", DOWN, " ")
    nothing, first, _, both = (look.rows for look in held.looks[-4:])
    assert "Nothing is ticked. Press Enter again if none of them fits." in held.looks[-4].words
    assert sum("[x]" in row for row in nothing) == 0
    assert sum("[x]" in row for row in first) == 1
    assert sum("[x]" in row for row in both) == 2
    assert "Tick with the number or with Space. Then press Enter." in held.last.words


def test_what_is_pointed_at_is_marked_where_several_are_ticked(types: Bank) -> None:
    """By a mark and not by bold letters alone."""
    one, other = (look.rows for look in hold(types, "1", DOWN, DOWN).looks[-2:])
    assert one != other


def test_enter_keeps_an_earlier_answer_of_several(types: Bank) -> None:
    """As the words beside it say; a second Enter answers nothing of it either."""
    held = hold(types, "1", "1", ENTER, ":b")
    assert "Your answer so far: Tired. Press Enter to keep it" in held.last.words
    assert "Kept: Tired." in hold(types, "1", "1", ENTER, ":b", ENTER).last.words
    assert hold(types, "1", "1", ENTER, ":b", ENTER, ENTER).answers["signs"] == (1,)


# Texts ---------------------------------------------------------------------------------------------------------------


def test_texts_are_typed_as_lines(types: Bank) -> None:
    """In the terminal's own line, where commands have a colon, under the question as always."""
    held = hold(types, "1", "s", "7.5", "3 weeks", "2026", "none", "\x1b[2J q")
    assert held.answers["hours"] == 7.5
    assert held.answers["notes"] == "[2J q"
    assert held.looks[2].page is not None
    assert held.looks[2].page.ask == ("How many hours?",)
    assert ":b back, :s skip, :? why, :r review, :h help lines, :q stop" in held.looks[2].words
    assert "Press the number" not in held.looks[2].words
    assert hold(types, "1", "s", "25").last.words.count("How many hours?") == 1
    assert "Type a number from 0 to 24" in hold(types, "1", "s", "25").last.words
    assert "Which signs?" in hold(types, "1", "s", ":b").last.words


def test_the_end_of_input_in_a_text_leaves(types: Bank) -> None:
    held = hold(types, "1", "s")
    assert not held.outcome.finished
    assert held.answers == {"signs": State.SKIPPED}


# The review ----------------------------------------------------------------------------------------------------------

TEN = ("1", "1", *"0000000000")


def test_in_a_long_review_numbers_are_typed_and_taken_with_enter(bank: Bank) -> None:
    review = hold(bank, *TEN, "r").last
    assert "Type the number, or move with the arrows. Then press Enter." in review.words
    assert "12 " in review.words
    typed = hold(bank, *TEN, "r", "1", "1").last
    assert typed.rows[typed.cursor[0]].rstrip() == "Your choice: 11"
    edited = hold(bank, *TEN, "r", "1", "1", ENTER).last
    assert edited.page is not None
    assert edited.page.ask == (bank.questions[9].ask,)
    assert "Your answer so far: Not at all." in edited.words
    assert "Your answers so far" in hold(bank, *TEN, "r", "1", "1", ENTER, "2").last.words


def test_in_a_long_review_backspace_takes_a_figure_back_before_it_goes_back(bank: Bank) -> None:
    looks = hold(bank, *TEN, "r", "1", "1", BACKSPACE, "2", BACKSPACE, BACKSPACE, BACKSPACE).looks[-8:]
    typed = [look.rows[look.cursor[0]].rstrip() for look in looks]
    numbers = ["", " 1", " 11", " 1", " 12", " 1", ""]
    assert typed[:-1] == [f"Your choice:{number}" for number in numbers]
    assert looks[-1].page is not None
    assert looks[-1].page.ask == (bank.questions[11].ask,)


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_every_line_of_a_review_can_be_pointed_at_and_seen(bank: Bank, columns: int, rows: int) -> None:
    looks = hold(bank, *TEN, "r", *[DOWN] * 12, columns=columns, rows=rows).looks[-12:]
    assert looks[-1].page is not None
    labels = [choice.label for choice in looks[-1].page.choices]
    assert [label[: len(look.pointed)] for label, look in zip(labels, looks, strict=True)] == [
        look.pointed for look in looks
    ]
    assert all(look.pointed for look in looks)


def test_in_a_short_review_one_key_is_enough(small: Bank) -> None:
    held = hold(small, "1", "1", "0", "r", "3")
    assert "Are you worn out?" in held.last.words
    assert "Your answers so far" in hold(small, "1", "1", "0", "r", "3", "1").last.words
    assert "Do you take a medicine?" in hold(small, "1", "1", "0", "r", "3", "1", "1").last.words
    assert "Do you take a medicine?" in hold(small, "1", "1", "0", "r", BACKSPACE).last.words


# The screen ----------------------------------------------------------------------------------------------------------


def check(look: Look) -> None:
    """What is painted fits, nothing of it is lost, and what is asked and the line typed on stand there."""
    if not look.keys:
        return
    assert look.page is not None
    lines = look.painted.split("\n")
    assert len(lines) <= len(look.rows), look
    assert all(len(line) <= look.width for line in lines), look
    shown = [row.rstrip() for row in look.rows]
    assert shown == [line.rstrip() for line in lines] + [""] * (len(look.rows) - len(lines)), look
    prompt = look.page.prompt.strip()
    assert look.cursor[0] == len(lines) - 1
    assert look.cursor[1] == len(lines[-1])
    assert prompt in " ".join(" ".join(lines[-3:]).split()), look
    if len(look.page.ask) == 1:
        assert look.page.ask[0] in look.words, look


def keys_to_say(typed: str, page: Page) -> list[str]:
    """The keys for what would be typed in a line."""
    if page.typed:
        return [typed]
    one_key = max(choice.number for choice in page.choices) <= 9 and not page.several and not page.careful
    return list(typed) if one_key else [*typed.replace(" ", ""), ENTER]


def to_say(talk: Conversation, page: Page, said: dict[str, Answer]) -> str:
    """What someone types at a page: the answer to a question, and 1 wherever else there is a choice."""
    question = talk.state.question
    if page.ask != (question.ask,):
        return "1" if page.choices else "3 weeks"
    answer = said[question.id]
    if isinstance(answer, tuple) and question.type == "multi":
        return as_typed(answer)
    if isinstance(answer, tuple):
        return ", ".join(entry.name for entry in answer if isinstance(entry, Medicine)) or "none"
    if answer is State.SKIPPED:
        return ":s" if page.typed else "s"
    if isinstance(answer, State):
        return talk.texts[answer.value] if page.typed else str(number_of(question, answer))
    return str(answer)


def number_of(question: Question, answer: State) -> int:
    return max((option.value for option in question.options), default=0) + 1 + question.also.index(answer)


def answering(
    said: dict[str, Answer], *, by_lines: bool = False, scrolled: bool = False, then: Iterable[str] | None = None
) -> Callable[[Conversation, Typist], Iterator[Pressed]]:
    """Someone who gives these answers to whatever is asked, and goes on everywhere else; with `then`, to the review."""

    def person(talk: Conversation, typist: Typist) -> Iterator[Pressed]:
        while typist.page is not None:
            page = typist.page
            if then is not None and page.keys == "review_keys":
                yield from then
                return
            typed = to_say(talk, page, said)
            if scrolled and not page.typed:
                yield from (Key.PAGE_DOWN, Key.PAGE_DOWN, Key.PAGE_UP, DOWN)
            yield from [typed] if by_lines else keys_to_say(typed, page)

    return person


@cache
def everything() -> dict[str, Answer]:
    """Someone who opens as many questions as one person can, and calls for help and for urgent words."""
    bank = shipped()
    said: dict[str, Answer] = {}
    for _ in range(len(bank.questions)):
        missing = [name for name, answer in settle(bank, said).answers.items() if answer is State.UNANSWERED]
        if not missing:
            break
        question = bank.by_id[missing[0]]
        if question.type == "medicine":
            said[question.id] = tuple(map(Medicine, ("sertraline", "propranolol", "blue pills")))
        elif question.options:
            values = [option.value for option in question.options]
            low = question.reverse or question.id == "age_band"
            said[question.id] = (
                min(values) if low else 1 if question.id in ("takes_medicine", "trauma_event") else max(values)
            )
    return said


@pytest.mark.parametrize(("columns", "rows"), [*SIZES, (40, 24), (80, 12)])
@pytest.mark.parametrize("scrolled", [False, True])
def test_a_whole_interview_fits_the_screen(bank: Bank, columns: int, rows: int, scrolled: bool) -> None:
    """Every page of it, from the welcome to the review, however it is scrolled."""
    held = hold(bank, person=answering(everything(), scrolled=scrolled), columns=columns, rows=rows)
    assert held.outcome.finished
    assert held.outcome.help
    assert len(held.outcome.answers) > 55
    for look in held.looks:
        check(look)


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_every_question_fits_the_screen(bank: Bank, columns: int, rows: int) -> None:
    """Also those that are asked of nobody else, as a section opens, with an earlier answer, and after words of help."""
    for question in bank.questions:
        earlier = question.options[-1].value if question.options else (Medicine("blue pills"),)
        for page, said in (
            (page_of(bank, question.id, opening=True), ""),
            (page_of(bank, question.id, earlier=earlier), ""),
            (page_of(bank, question.id), question.why),
        ):
            pressed = [] if page.typed else ["x", DOWN, END, " "]
            for look in ask(bank, page, *pressed, columns=columns, rows=rows, said=said):
                check(look)


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_why_a_question_is_asked_can_be_read(bank: Bank, columns: int, rows: int) -> None:
    """On the screen at once, or by scrolling."""
    for question in bank.questions:
        page = page_of(bank, question.id)
        if not page.typed:
            looks = ask(bank, page, *[Key.PAGE_UP] * 6, columns=columns, rows=rows, said=question.why)
            assert unseen(question.why, looks) == [], question.id


def unseen(words: str, looks: list[Look]) -> list[str]:
    """The lines of a text that stood on no screen, each wrapped as the first screen wraps them."""
    rows = {row.strip() for look in looks for row in look.rows}
    return [line for line in wrapped(words, min(looks[0].width, 80)) if line.strip() not in rows]


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_what_does_not_fit_can_be_scrolled_to(bank: Bank, columns: int, rows: int) -> None:
    """All of the welcome, and all of the words of help and the lines to call."""
    looks = hold(bank, *[Key.PAGE_DOWN] * 20, columns=columns, rows=rows).looks
    assert looks[0].page is not None
    assert [line for part in looks[0].page.ask for line in unseen(part, looks)] == []
    held = hold(shared(SMALL), *SAFETY, "2", ENTER, *[Key.PAGE_DOWN] * 20, columns=columns, rows=rows)
    shown = {row.strip() for look in held.looks[-21:] for row in look.rows}
    whole = hold(shared(SMALL), *SAFETY, "2", ENTER, columns=columns, rows=60).last
    assert HELP in whole.words
    how = set(wrapped(bank.texts["how_one"], columns))
    assert {row.strip() for row in whole.rows} - shown - how == set()


@pytest.mark.parametrize("key", [Key.RESIZED, Size(60, 60), Size(120, 50)])
@pytest.mark.parametrize("before", [(), ("x",), (DOWN,), (Key.MANY,), ("?",), ("h",), ("9",), ("q",)], ids=str)
def test_a_new_size_loses_nothing(small: Bank, key: Pressed, before: tuple[str, ...]) -> None:
    held = hold(small, "1", "0", *before, key, rows=80)
    assert held.last.words == held.looks[-2].words
    check(held.last)


def test_a_new_size_loses_no_tick_and_no_typed_figure(bank: Bank, types: Bank) -> None:
    assert hold(types, "1", "1", Key.RESIZED, "5", Key.RESIZED, ENTER).answers == {"signs": (1, 5)}
    held = hold(bank, *TEN, "r", "1", Size(100, 30), "1")
    assert held.last.rows[held.last.cursor[0]].rstrip() == "Your choice: 11"


def test_a_new_size_wraps_anew(small: Bank) -> None:
    look = hold(small, "1", Size(40, 30)).last
    assert look.width == 40
    assert "Press the number. Or move with the" in [row.rstrip() for row in look.rows]


def test_an_interview_at_a_size_that_changes_all_the_time(bank: Bank) -> None:
    sizes = [Size(*size) for size in (*SIZES, (20, 8), (1, 1), (30, 100))]

    def person(talk: Conversation, typist: Typist) -> Iterator[Pressed]:
        for place, key in enumerate(answering(everything())(talk, typist)):
            if typist.page is not None and not typist.page.typed:
                yield sizes[place % len(sizes)]
            yield key

    held = hold(bank, person=person)
    assert held.outcome.finished
    for look in held.looks:
        if look.width >= 40 and look.page is not None and not look.page.typed:
            check(look)


# Before and after ----------------------------------------------------------------------------------------------------


def test_what_is_said_before_the_first_page_stands_on_it(small: Bank, tmp_path: Path) -> None:
    wishes = WISHES._replace(folder=tmp_path, resume=True)
    look = hold(small, wishes=wishes).last
    assert look.rows[0].rstrip() == small.texts["no_draft"]
    assert "1 Go on" in look.words
    assert small.texts["no_draft"] not in hold(small, "1", wishes=wishes).last.words


def test_what_stood_on_the_screen_before_is_moved_up_and_not_wiped(small: Bank) -> None:
    raw = hold(small, rows=30).raw
    assert raw.startswith("\x1b[30;1H" + "\n" * 30 + CLEAR)
    assert raw.count("\x1b[30;1H") == 1


def test_after_the_end_come_plain_lines(small: Bank) -> None:
    held = hold(small, *SAFETY, "0", ENTER, "0", "1")
    assert held.outcome.finished
    assert held.raw.endswith(f"{CLEAR}\n{small.texts['done']}\n\n")


def test_an_interruption_gives_the_screen_back_and_shows_help_again(small: Bank) -> None:
    def person(talk: Conversation, typist: Typist) -> Iterator[Pressed]:
        yield from (*SAFETY, "1", ENTER, "1")
        texts.append(typist.screen)
        raise KeyboardInterrupt

    texts: list[Screen] = []
    with pytest.raises(KeyboardInterrupt):
        hold(small, person=person)
    after = texts[0].raw.rsplit(CLEAR, 1)[1]
    assert "\x1b" not in after
    assert HELP in after
    assert "You stopped before the end." in after


def test_an_interruption_before_the_terminal_was_taken_shows_help_too(
    small: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A terminal that was never taken is not given back."""

    def interrupted(_: Typist) -> Typist:
        raise KeyboardInterrupt

    monkeypatch.setattr(Typist, "__enter__", interrupted)
    front, typist = front_for(dict(small.texts), (), 80, 40)
    with pytest.raises(KeyboardInterrupt):
        Conversation(small, front, help_lines("GB"), by_name, WISHES).hold()
    assert HELP in typist.screen.raw
    assert CLEAR not in typist.screen.raw


@pytest.mark.parametrize("pressed", [("4",), ("2", "4"), (UP, ENTER)])
def test_plain_lines_can_be_chosen_at_the_welcome(small: Bank, pressed: tuple[str, ...]) -> None:
    """From then on nothing steers the terminal, and lines are typed."""
    held = hold(small, *pressed, "a little", "b", "", "q", "2")
    after = held.raw.rsplit(CLEAR, 1)[1]
    assert "\x1b" not in after
    assert "Question 1 of about 5, First part" in after
    assert "Kept: A little." in after
    assert held.answers == {"mood": 1}
    assert not held.outcome.finished


def test_where_lines_are_all_there_is_they_are_not_offered(small: Bank) -> None:
    assert small.texts["start_plain"] in hold(small).last.words
    assert small.texts["start_plain"] not in hold(small, by_lines=True).last.words


# The same interview --------------------------------------------------------------------------------------------------


def told(outcome: Outcome) -> tuple[object, ...]:
    return dict(outcome.answers), outcome.finished, outcome.sheet, outcome.help, outcome.outside


@settings(max_examples=12, deadline=None)
@given(people_said(left_out=False))
def test_the_same_answers_by_keys_and_by_lines_end_the_same(said: dict[str, Answer]) -> None:
    """Whoever answers, in words of help and in medicines too; and what was pressed is what was noted."""
    by_keys = hold(shipped(), person=answering(said), rows=24)
    by_lines = hold(shipped(), person=answering(said, by_lines=True), by_lines=True)
    assert told(by_keys.outcome) == told(by_lines.outcome)
    assert by_keys.outcome.finished
    plain = {name: answer for name, answer in said.items() if not isinstance(answer, tuple)}
    assert {name: answer for name, answer in by_keys.answers.items() if name in plain} == {
        name: answer for name, answer in plain.items() if name in by_keys.answers
    }


# The numbers that go alone in the lists of the shipped bank: none of these, not sure, and not to say.
ALONE = [f"0, {number}" for number in range(5, 10)] + ["0, 8, 9"]


def spoken(look: Look, line: Look, bank: Bank) -> tuple[str, str]:
    """The words of one page in both modes, without those that only say which keys to use or frame a section."""
    frame = {section.lead for section in bank.sections}
    only = [bank.texts[key] for key in bank.texts if key.startswith(("how_", "keys_hint", "review_keys", "multi_"))]
    only += [words.replace("{alone}", alone) for words in only for alone in ALONE]
    # What can be ticked has a box before it where there are keys.
    plain = [" ".join(line.since.split()), re.sub(r"\[[ x]\] ", "", look.words)]
    for index, words in enumerate(plain):
        for left_out in sorted((*only, *frame, f"4 {bank.texts['start_plain']}"), key=len, reverse=True):
            words = words.replace(" ".join(left_out.split()), "")
        plain[index] = " ".join(words.split())
    return plain[0], plain[1]


def test_the_same_words_stand_in_both(bank: Bank) -> None:
    """What is said, asked, offered and noted, from the first page to the last."""
    by_keys = hold(bank, person=answering(everything()), columns=200, rows=140)
    by_lines = hold(bank, person=answering(everything(), by_lines=True), by_lines=True, rows=24)
    pages: list[Look] = []
    for look in by_keys.looks:
        pages += [look] if not pages or look.page is not pages[-1].page else []
    assert [look.page and look.page.ask[-1:] for look in by_lines.looks] == [
        look.page and look.page.ask[-1:] for look in pages
    ]
    for look, line in zip(pages, by_lines.looks, strict=True):
        one, other = spoken(look, line, bank)
        assert one == other


PRESSED = st.one_of(
    st.sampled_from([*Key, *"0123456789", *"bs?raqh jk"]).filter(lambda key: key not in (Key.ENDED,)),
    st.sampled_from([ENTER, DOWN, "1", "1", Size(40, 12), Size(80, 24)]),
    st.characters(exclude_categories=["C"]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PRESSED, max_size=50), st.sampled_from([SMALL, TYPES]))
def test_whatever_is_pressed(pressed: list[Pressed], text: str) -> None:
    """It never crashes, and every screen is whole; a size that changes while a line is typed is not a key."""
    bank = shared(text)

    def person(talk: Conversation, typist: Typist) -> Iterator[Pressed]:
        for key in pressed:
            line = not typist.taken or (typist.page is not None and typist.page.typed)
            if not line or isinstance(key, str):
                yield str(key) if line else key

    held = hold(bank, "1", person=person, columns=80, rows=24)
    for look in held.looks:
        check(look)
    assert len(held.answers) <= sum(1 for key in pressed if isinstance(key, str))


def test_every_page_of_the_review_fits(bank: Bank) -> None:
    """A review of everything, at any size, wherever one points."""
    state = begin(bank, everything())
    page, names = review_page(state, ("Something is left out.",) * 3)
    assert len(names) > 55
    for columns, rows in SIZES:
        looks = ask(bank, page, *[DOWN] * len(page.choices), UP, HOME, END, "1", "2", columns=columns, rows=rows)
        for look in looks:
            check(look)
        assert [look for look in looks[1:-2] if not look.pointed] == []


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_the_review_of_someone_who_skipped_everything_fits(bank: Bank, columns: int, rows: int) -> None:
    """However much there is to say of what is left out, the choices can be seen, and all of it can be read."""
    held = hold(
        bank,
        person=answering(
            {question.id: State.SKIPPED for question in bank.questions},
            then=[DOWN, *[Key.PAGE_UP] * 20, *[Key.PAGE_DOWN] * 60],
        ),
        columns=columns,
        rows=rows,
    )
    looks = held.looks[-82:]
    assert looks[0].page is not None
    assert looks[1].pointed == "Go on to your sheet"
    for look in looks:
        check(look)
    assert [line for part in looks[0].page.ask for line in unseen(part, looks)] == []
