"""The program on a real terminal: lines and keys, pasted text, new sizes, narrow and plain terminals. Not on Windows.

Every test waits for words on the screen, never for time to pass.
"""

from __future__ import annotations

import re
import select
import stat
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest
from conftest import Run, unbroken

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals on Windows", allow_module_level=True)

from interviews import HELP, as_typed, typed_for
from terminals import (
    ANSWER,
    CHOICE,
    CLEAR,
    ENTER,
    KEYS,
    LINES,
    PARTING,
    PASTE_OFF,
    PASTE_ON,
    READY,
    SEVERAL,
    UP,
    Terminal,
    again,
    drafts_folder,
    found,
    hurried,
    processes,
    until,
)

from blunting_cli.asking import settle
from blunting_cli.bank import Bank
from blunting_cli.conditions import Answer
from blunting_cli.drafts import Keeper

Open = Callable[..., Terminal]


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Open]:
    """Start the self-check in line mode on a terminal, or another command in its place."""
    started: list[Terminal] = []

    def start(*words: str, width: int = 80, rows: int = 50, **variables: str) -> Terminal:
        started.append(Terminal(list(words) or LINES, tmp_path, variables, width, rows))
        return started[-1]

    yield start
    for one in started:
        one.child.close(force=True)


def answer_all(one: Terminal, bank: Bank, said: Mapping[str, Answer]) -> None:
    """Answer every open question in lines, and leave the review at the end."""
    one.type("1", at=CHOICE)
    one.type(*typed_for(bank, said)[1:])
    one.wait(CHOICE)
    one.child.sendline("1")


# Lines ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("width", "words", "variables"),
    [
        (80, LINES, {}),
        (40, LINES, {}),
        (80, KEYS, {"ACCESSIBLE": "1"}),
        (80, KEYS, {"TERM": "dumb"}),
        (80, [*KEYS, "--no-accessible"], {"TERM": "dumb"}),
        (80, LINES, {"LC_ALL": "C"}),
        (80, LINES, {"PYTHONIOENCODING": "cp1252", "NO_COLOR": "1"}),
        (40, KEYS, {"LC_ALL": "C", "TERM": "dumb"}),
    ],
    ids=["option", "narrow", "variable", "dumb", "dumb after all", "C", "cp1252", "narrow C dumb"],
)
def test_a_whole_interview(
    terminal: Open, bank: Bank, well: dict[str, Answer], width: int, words: list[str], variables: dict[str, str]
) -> None:
    """From the welcome to the sheet, at any width, in any letters; no escape code before the sheet."""
    one = terminal(*words, width=width, **variables)
    answer_all(one, bank, well)
    asked = one.shown
    one.part()
    assert one.end() == (0, None)
    assert asked.isascii()
    assert "\x1b" not in asked
    assert "\r" not in asked.replace("\r\n", "")
    sheet = one.shown[len(asked.replace("\r\n", "\n")) :]
    assert "Thank you. Here is your sheet." in sheet
    assert "Samaritans" in sheet
    if "TERM" in variables:
        assert "\x1b" not in one.shown
    lines = re.sub(r"\x1b\[[\d;]*m", "", one.shown).split("\n")
    assert [line for line in lines if len(line) > width] == []


def test_after_the_sheet_the_other_pages_can_be_seen_and_kept(
    terminal: Open, bank: Bank, well: dict[str, Answer], tmp_path: Path
) -> None:
    """The page for a clinician and the details come on request; a file gets a free name, readable by one alone."""
    for ending in ("pdf", "html"):
        (tmp_path / f"blunting-{date.today()}.{ending}").write_text("mine")
    one = terminal(*LINES)
    answer_all(one, bank, well)
    assert "What was answered" not in one.wait(PARTING, CHOICE)
    one.child.sendline("2")
    assert "What was answered" in one.wait("Few or no signs", PARTING, CHOICE)
    one.child.sendline("2")
    assert one.end() == (0, None)
    [kept] = tmp_path.glob("blunting-*-2.*")
    assert kept.name in one.shown
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert kept.stat().st_size > 10_000


def test_the_sheet_goes_to_stdout_and_all_else_to_the_screen(
    terminal: Open, bank: Bank, well: dict[str, Answer], tmp_path: Path
) -> None:
    one = terminal("/bin/sh", "-c", f"'{sys.executable}' -m blunting_cli check --accessible > sheet.txt")
    answer_all(one, bank, well)
    assert one.end() == (0, None)
    sheet = (tmp_path / "sheet.txt").read_text(encoding="utf-8")
    assert sheet.startswith("YOUR SELF-CHECK\n")
    assert "Question 1" not in sheet
    assert "Noted" not in sheet
    assert "YOUR SELF-CHECK" not in one.shown


def test_an_answer_about_safety_shows_help_before_the_next_question(
    terminal: Open, bank: Bank, well: dict[str, Answer]
) -> None:
    one = terminal()
    one.type("1", at=CHOICE)
    answers = settle(bank, well).answers
    before = list(answers)[: list(answers).index("self_harm")]
    one.type(*(as_typed(answers[name]) for name in before), "2")
    assert HELP in one.wait(CHOICE)
    one.child.sendline("1")
    one.type("b", "0")
    one.wait(ANSWER)
    one.child.sendintr()
    assert one.end() == (130, None)
    assert one.shown.count(HELP) == 2


def test_help_is_shown_again_at_the_end_even_if_the_answer_was_changed(
    terminal: Open, bank: Bank, well: dict[str, Answer], tmp_path: Path
) -> None:
    """On stderr, whatever becomes of the sheet; the sheet knows the final answer only."""
    one = terminal("/bin/sh", "-c", f"'{sys.executable}' -m blunting_cli check --accessible > sheet.txt")
    one.type("1", at=CHOICE)
    for name, answer in settle(bank, well).answers.items():
        if name == "self_harm":
            one.type("2")
            one.type("1", at=CHOICE)
            one.type("b")
        one.type(as_typed(answer))
    one.type("1", at=CHOICE)
    assert one.end() == (0, None)
    assert one.shown.count(HELP) == 2
    assert one.shown.rindex(HELP) > one.shown.index("Thank you. Here is your sheet.")
    assert HELP not in (tmp_path / "sheet.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("place", ["welcome", "question", "pause", "review"])
@pytest.mark.parametrize(("key", "status"), [("intr", 130), ("eof", 4)])
def test_ctrl_c_and_ctrl_d(terminal: Open, place: str, key: str, status: int) -> None:
    """Both end it at once wherever it is, with help, and with a status of their own."""
    one = terminal()
    one.wait(CHOICE)
    if place != "welcome":
        one.child.sendline("1")
        one.wait(ANSWER)
    if place in ("pause", "review"):
        one.child.sendline(place[0].replace("p", "q"))
        one.wait(CHOICE)
    (one.child.sendintr if key == "intr" else one.child.sendeof)()
    assert one.end() == (status, None)
    assert one.shown.count(HELP) == 1


def test_stopping_without_a_sheet(terminal: Open, tmp_path: Path) -> None:
    one = terminal()
    one.type("1", at=CHOICE)
    one.type("1", "q")
    one.type("4", at=CHOICE)
    one.type("2", at="There are 1.")
    assert one.end() == (4, None)
    assert "Nothing was kept." in one.shown
    assert "Your self-check" not in one.shown
    assert list(drafts_folder(tmp_path).iterdir()) == []


def test_stopping_with_the_sheet_so_far(terminal: Open, tmp_path: Path) -> None:
    words = f"'{sys.executable}' -m blunting_cli check --accessible --format text > sheet.txt"
    one = terminal("/bin/sh", "-c", words)
    one.type("1", at=CHOICE)
    one.type("1", "q")
    one.type("3", at=CHOICE)
    assert one.end() == (4, None)
    assert "Age: 25 to 44" in (tmp_path / "sheet.txt").read_text(encoding="utf-8")


def test_pasted_lines_are_lines_typed(terminal: Open) -> None:
    """Each line answers the question it meets, in order; what is left over stays for the next."""
    one = terminal()
    one.wait(CHOICE)
    one.child.send("1\n1\n2\nb\n:s\n")
    for words in (
        "Noted: 25 to 44.",
        "Question 2 ",
        "Noted: Somewhat.",
        "Question 3 ",
        "Question 2 ",
        "Noted: Skipped.",
        "Question 3 ",
    ):
        one.wait(words)
    one.type("q")
    one.type("4", at=CHOICE)
    one.type("2", at=CHOICE)
    assert one.end() == (4, None)


def test_a_bare_enter_answers_nothing(terminal: Open) -> None:
    one = terminal()
    one.type("", at=CHOICE)
    assert "Type a number from 1 to 3." in one.wait(CHOICE)
    one.child.sendline("1")
    one.type("", "")
    assert "Nothing is noted yet." in one.wait(ANSWER)
    one.child.sendline("r")
    assert "Age" not in one.wait(CHOICE)
    one.child.sendeof()
    assert one.end() == (4, None)
    assert "Noted" not in one.shown


def test_the_end_of_input_in_a_line_answers_nothing(terminal: Open) -> None:
    """What is typed counts once Enter is pressed."""
    one = terminal()
    one.type("1", at=CHOICE)
    one.wait(ANSWER)
    one.child.send("1")
    one.child.sendeof()
    one.child.sendeof()
    assert one.end() == (4, None)
    assert "Noted" not in one.shown


def test_bytes_that_are_no_text_answer_nothing(terminal: Open) -> None:
    one = terminal(PYTHONIOENCODING="utf-8:strict")
    one.type("1", at=CHOICE)
    one.wait(ANSWER)
    one.child.ptyproc.write(b"\xe9\n")
    assert "That is not one of the answers." in one.wait(ANSWER)
    one.child.sendline("1")
    one.wait("Noted: 25 to 44.")
    one.wait(ANSWER)
    one.child.sendeof()
    assert one.end() == (4, None)


@pytest.mark.parametrize("words", [KEYS, LINES])
def test_under_18_ends_kindly(terminal: Open, words: list[str]) -> None:
    one = terminal(*words)
    if words is KEYS:
        one.begin()
        one.press("4", "That was a slip")
        one.press("1", "Nothing was kept.")
        assert "This check was written for adults" in " ".join(one.shown.rsplit(CLEAR, 1)[1].split())
        assert "Samaritans" in one.shown.rsplit(CLEAR, 1)[1]
    else:
        one.type("1", at=CHOICE)
        one.type("under 18")
        one.type("1", at=CHOICE)
    assert one.end() == (0, None)
    assert "Samaritans" in one.shown
    assert "part by part" not in one.shown


# Which mode ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "variables"),
    [(KEYS, {}), ([*KEYS, "--no-accessible"], {"ACCESSIBLE": "1"}), (KEYS, {"ACCESSIBLE": "0"})],
    ids=["plain", "option before variable", "variable off"],
)
def test_keys_are_read_where_nobody_asks_for_lines(terminal: Open, words: list[str], variables: dict[str, str]) -> None:
    one = terminal(*words, **variables)
    one.wait(PASTE_ON, CHOICE)
    until(lambda: not one.cooked)
    one.press("1", "Press the number.")


@pytest.mark.parametrize(
    ("words", "size", "variables"),
    [
        (LINES, (80, 24), {}),
        (KEYS, (80, 24), {"ACCESSIBLE": "1"}),
        (KEYS, (80, 24), {"TERM": "dumb"}),
        ([*KEYS, "--no-accessible"], (80, 24), {"TERM": "dumb"}),
        (KEYS, (80, 24), {"TERM": ""}),
        (KEYS, (80, 7), {}),
        (KEYS, (19, 24), {}),
    ],
    ids=["option", "variable", "dumb", "dumb before option", "unknown", "low", "narrow"],
)
def test_lines_are_read_where_somebody_asks_for_them_or_nothing_else_is_possible(
    terminal: Open, words: list[str], size: tuple[int, int], variables: dict[str, str]
) -> None:
    one = terminal(*words, width=size[0], rows=size[1], **variables)
    one.type("1", at="choice: ")
    one.type("1", at="answer: ")
    one.wait("Noted: 25 to 44.", "answer: ")
    assert one.cooked
    one.child.sendeof()
    assert one.end() == (4, None)
    assert "\x1b" not in one.shown


def test_lines_can_be_piped_in_where_the_option_asks_for_lines(run: Run, bank: Bank, well: dict[str, Answer]) -> None:
    typed = "".join(f"{line}\n" for line in [*typed_for(bank, well), "1"])
    done = run("check", "--accessible", stdin=typed.encode())
    assert done.status == 0
    assert done.out.startswith("YOUR SELF-CHECK\n")
    assert "\x1b" not in done.err + done.out


def test_where_piped_lines_end_it_ends_with_a_draft(run: Run, bank: Bank, tmp_path: Path) -> None:
    done = run("check", "--accessible", stdin=b"1\n1\n2\n3")
    assert (done.status, done.out) == (4, "")
    assert f"\n  {again('--accessible')}\n" in unbroken(done.err)
    assert HELP in done.err
    assert list(found(tmp_path, bank).drafts[0].said.values()) == [1, 2]


@pytest.mark.parametrize(
    ("words", "variables"),
    [
        ((), {}),
        ((), {"ACCESSIBLE": "1"}),
        (("--no-accessible",), {}),
        (("--no-input",), {}),
        (("--no-input", "--accessible"), {}),
    ],
    ids=str,
)
def test_without_a_terminal_nothing_is_asked(run: Run, words: tuple[str, ...], variables: dict[str, str]) -> None:
    done = run("check", *words, stdin=b"1\n1\n1\n", env=variables)
    assert (done.status, done.out) == (2, "")
    assert "--answers" in done.err
    assert "blunting template" in done.err
    assert "Question" not in done.err


def test_no_input_asks_nothing_on_a_terminal(terminal: Open) -> None:
    one = terminal(*KEYS, "--no-input")
    assert one.end() == (2, None)
    assert "--answers" in one.shown


# Keys ----------------------------------------------------------------------------------------------------------------


def test_a_whole_interview_by_keys(terminal: Open, bank: Bank, well: dict[str, Answer], tmp_path: Path) -> None:
    """One key each from the welcome to the sheet; in the end the terminal is whole, and nothing is left behind."""
    mark = f"blunting={tmp_path}"
    one = terminal(sys.executable, "-X", mark, *KEYS[1:], width=80, rows=24)
    one.begin()
    until(lambda: len(processes(mark)) == 2)
    answers = settle(bank, well).answers
    for number, (name, answer) in enumerate(answers.items(), start=2):
        after = f"Question {number} of" if number <= len(answers) else "Go on to your sheet"
        question = bank.by_id[name]
        if question.safety or question.red_flag or question.type == "multi":
            one.press(as_typed(answer), f">{as_typed(answer):>2}", new=False)
            one.press(ENTER, after)
        else:
            one.press(str(answer), after)
        assert not one.cooked
    assert len(found(tmp_path, bank).unreadable) == 0
    assert len(list(drafts_folder(tmp_path).iterdir())) == 1
    one.wait(CHOICE)
    one.press("1", "Your choice: 1", new=False)
    one.press(ENTER, "Thank you. Here is your sheet.")
    one.part()
    assert one.end() == (0, None)
    assert one.cooked_at_the_end
    assert one.shown.count(PASTE_ON) == one.shown.count(PASTE_OFF) == 1
    assert "Your feelings, part by part" in one.shown
    assert "Samaritans" in one.shown
    assert list(drafts_folder(tmp_path).iterdir()) == []
    until(lambda: processes(mark) == [])


@pytest.mark.parametrize(
    "variables",
    [{"NO_COLOR": "1"}, {"LC_ALL": "C"}, {"PYTHONIOENCODING": "cp1252"}, {"PYTHONIOENCODING": "ascii"}],
    ids=["no colour", "C", "cp1252", "ascii"],
)
def test_keys_in_any_letters_and_colours(terminal: Open, variables: dict[str, str]) -> None:
    one = terminal(*hurried(), **variables)
    one.begin()
    one.press("1", "Question 2 of")
    one.press("q", "Do you want to stop here?")
    one.press("3", "Here is the sheet", new=False)
    one.part()
    assert one.end() == (4, None)
    assert "Questions answered: 1 of" in re.sub(r"\x1b\[[\d;]*m", "", one.shown)
    if "NO_COLOR" in variables:
        assert not re.search(r"\x1b\[[\d;]*3\dm", one.shown)
    if "LC_ALL" in variables:
        assert one.shown.isascii()


@pytest.mark.parametrize("up_and_down", [("\x1b[A", "\x1b[B"), ("\x1bOA", "\x1bOB")], ids=["plain", "application"])
def test_arrows_and_enter(terminal: Open, up_and_down: tuple[str, str]) -> None:
    up, down = up_and_down
    one = terminal(*hurried())
    one.begin()
    one.press(ENTER, "Nothing is chosen yet.", new=False)
    one.press(down, "> 0", new=False)
    one.press(down, "> 1", new=False)
    one.press(down, "> 2", new=False)
    one.press(up, "> 1", new=False)
    one.wait(ANSWER)
    assert [row for row in one.rows if row.startswith(">")] == ["> 1  25 to 44"]
    one.press(ENTER, "Question 2 of")
    assert one.rows[0] == "Noted: 25 to 44."
    one.press("\x1b[D", "Your answer so far: 25 to 44.")
    one.press(ENTER, "Kept: 25 to 44.")


def question_on_screen(one: Terminal) -> str:
    """Have the question painted once more, after all that was pressed before, and say which one it is."""
    one.press("a", CLEAR)
    one.wait(ANSWER)
    numbers = re.findall(r"Question (\d+) of", one.words)
    assert len(numbers) == 1
    return str(numbers[0])


def test_pasted_text_answers_at_most_one_question(terminal: Open) -> None:
    one = terminal(*KEYS, rows=24)
    one.begin()
    select.select([], [], [], 0.3)
    one.child.send("1111111\n")
    one._wait([SEVERAL, "Question 2 of"])
    assert question_on_screen(one) in ("1", "2")


def test_what_a_terminal_says_was_pasted_answers_nothing(terminal: Open) -> None:
    one = terminal(*KEYS, rows=24)
    one.begin()
    select.select([], [], [], 0.3)
    one.child.send("\x1b[200~1\x1b[201~")
    one.wait(SEVERAL)
    one.child.send("\x1b[200~1111111\n\x1b[201~")
    one.wait(SEVERAL)
    assert question_on_screen(one) == "1"


def test_a_key_held_down_answers_at_most_one_question(terminal: Open) -> None:
    one = terminal(*KEYS, rows=24)
    one.begin()
    for _ in range(40):
        select.select([], [], [], 0.03)
        one.child.send("1")
    one.wait(SEVERAL)
    assert question_on_screen(one) in ("1", "2")


def test_a_new_size_paints_anew(terminal: Open) -> None:
    """At once, at the new width, with nothing lost and nothing answered."""
    one = terminal(*hurried(), width=80, rows=24)
    one.begin()
    one.press("1", "Question 2 of")
    one.press(UP, "> 6", new=False)
    one.wait(ANSWER)
    whole = one.words
    for width, rows in ((40, 30), (100, 20), (80, 24)):
        one.resize(width, rows)
        one.wait(CLEAR, ANSWER)
        assert one.words == whole
        assert max(map(len, one.rows)) <= width
    assert "In the past two weeks, compared with your usual self, how true is this?" in one.rows
    one.press("1", "Question 3 of")


def test_a_new_size_while_a_text_is_typed_loses_nothing(terminal: Open, bank: Bank, tmp_path: Path) -> None:
    """What was typed so far is the terminal's own, and stays."""
    before: dict[str, Answer] = {question.id: (0,) if question.type == "multi" else 0 for question in bank.questions}
    names = list(settle(bank, {**before, "takes_medicine": 1}).answers)
    said = {name: before[name] for name in names[: names.index("medicines")]}
    keeper = Keeper.new(drafts_folder(tmp_path), bank, "2026-03-01")
    keeper.keep({**said, "takes_medicine": 1})
    keeper.close()
    one = terminal(*hurried("--resume"))
    one.wait("Question")
    one.wait("Then press Enter.", READY)
    one.press("0", "> 0", new=False)
    one.press(ENTER, "Is any of this so right now")
    one.press("0", "> 0", new=False)
    one.press(ENTER, "Which medicines")
    until(lambda: one.cooked)
    one.child.send("sertra")
    one.wait("sertra")
    one.resize(60, 24)
    one.child.send("line\n")
    one.wait("Zoloft")
    assert not one.shown.count("sertra\r\n")


def test_plain_lines_chosen_at_the_welcome(terminal: Open) -> None:
    one = terminal(*hurried())
    one.wait(CHOICE, READY)
    one.child.send("4")
    one.wait(PASTE_OFF)
    before = len(one.shown)
    one.type("1", "2")
    one.wait("Noted: Somewhat.", ANSWER)
    one.child.sendeof()
    assert one.end() == (4, None)
    assert "\x1b" not in one.shown[before:]


def test_lines_above_stay_where_they_can_be_scrolled_back_to(terminal: Open) -> None:
    """What stood on the screen before is moved up, not wiped."""
    one = terminal("/bin/sh", "-c", f"echo before; exec '{sys.executable}' -m blunting_cli check", rows=24)
    one.wait("before", CHOICE)
    assert "before" not in one.words
    assert "\x1b[2J" not in one.shown
    assert "\x1b[?1049h" not in one.shown
    assert one.shown.index("\x1b[24;1H") > one.shown.index("before")
