"""The program on a real terminal: keys, signals, pasted text, narrow and plain terminals. Not on Windows.

Every test waits for words on the screen, never for time to pass.
"""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from blunting_cli.asking import settle
from blunting_cli.bank import Bank
from blunting_cli.conditions import Answer

pexpect = pytest.importorskip("pexpect")
if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals on Windows", allow_module_level=True)

ROOT = Path(__file__).resolve().parent.parent
ANSWER, CHOICE = "Your answer: ", "Type a number: "
HELP = "*** Help now ***"


class Terminal:
    """A program on a terminal of its own, with everything it has shown so far."""

    def __init__(self, words: list[str], folder: Path, variables: Mapping[str, str], width: int) -> None:
        plain = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(folder), "LANG": "C.UTF-8"}
        self.shown = ""
        self.child = pexpect.spawn(
            words[0],
            words[1:],
            cwd=str(folder),
            env={**plain, "TERM": "xterm", "BLUNTING_REGION": "GB", **variables},
            dimensions=(50, width),
            encoding="utf-8",
            codec_errors="replace",
            timeout=20,
        )
        self.child.delaybeforesend = None

    def wait(self, words: str) -> str:
        """Wait for words, and give what was shown up to them since the last wait."""
        self.child.expect_exact(words)
        new = str(self.child.before) + words
        self.shown += new
        return new.replace("\r\n", "\n")

    def type(self, *lines: str, at: str = ANSWER) -> None:
        """Type each line once it is asked for."""
        for line in lines:
            self.wait(at)
            self.child.sendline(line)

    def end(self) -> tuple[int | None, int | None]:
        """Wait for the end, and give the exit status and the signal."""
        self.child.expect(pexpect.EOF)
        self.shown = (self.shown + str(self.child.before)).replace("\r\n", "\n")
        self.child.close()
        assert "Traceback" not in self.shown
        assert "Error" not in self.shown
        return self.child.exitstatus, self.child.signalstatus


Open = Callable[..., Terminal]
CHECK = [sys.executable, "-m", "blunting_cli", "check"]


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Open]:
    """Start the self-check on a terminal, or another command in its place."""
    started: list[Terminal] = []

    def start(*words: str, width: int = 80, **variables: str) -> Terminal:
        started.append(Terminal(list(words) or CHECK, tmp_path, variables, width))
        return started[-1]

    yield start
    for one in started:
        one.child.close(force=True)


def answer_all(one: Terminal, bank: Bank, said: Mapping[str, Answer]) -> None:
    """Answer every open question, and leave the review at the end."""
    one.type("1", at=CHOICE)
    one.type(*(str(answer) for answer in settle(bank, said).answers.values()))
    one.wait("1 to go on: " if one.child.getwinsize()[1] > 60 else "to go on: ")
    one.child.sendline("1")


@pytest.mark.parametrize(
    ("width", "variables"),
    [(80, {}), (40, {}), (80, {"TERM": "dumb"}), (80, {"LC_ALL": "C"}), (40, {"LC_ALL": "C", "TERM": "dumb"})],
    ids=["plain", "narrow", "dumb", "C", "narrow C dumb"],
)
def test_a_whole_interview(
    terminal: Open, bank: Bank, well: dict[str, Answer], width: int, variables: dict[str, str]
) -> None:
    """From the welcome to the sheet, at any width, in any letters; no escape code before the sheet."""
    one = terminal(width=width, **variables)
    answer_all(one, bank, well)
    asked = one.shown
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
    assert [line for line in lines if len(line) > width and "to go on: " not in line] == []


def test_the_sheet_goes_to_stdout_and_all_else_to_the_screen(
    terminal: Open, bank: Bank, well: dict[str, Answer], tmp_path: Path
) -> None:
    one = terminal("/bin/sh", "-c", f"'{sys.executable}' -m blunting_cli check > sheet.txt")
    answer_all(one, bank, well)
    assert one.end() == (0, None)
    sheet = (tmp_path / "sheet.txt").read_text(encoding="utf-8")
    assert sheet.startswith("YOUR SELF-CHECK\n")
    assert "Question" not in sheet
    assert "Noted" not in sheet
    assert "YOUR SELF-CHECK" not in one.shown


def test_an_answer_about_safety_shows_help_before_the_next_question(
    terminal: Open, bank: Bank, well: dict[str, Answer]
) -> None:
    one = terminal()
    one.type("1", at=CHOICE)
    answers = settle(bank, well).answers
    one.type(
        *(
            str(answer)
            for name, answer in answers.items()
            if list(answers).index(name) < list(answers).index("self_harm")
        ),
        "2",
    )
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
    one = terminal("/bin/sh", "-c", f"'{sys.executable}' -m blunting_cli check > sheet.txt")
    one.type("1", at=CHOICE)
    for name, answer in settle(bank, well).answers.items():
        if name == "self_harm":
            one.type("2")
            one.type("1", at=CHOICE)
            one.type("b")
        one.type(str(answer))
    one.type("1", at="1 to go on: ")
    assert one.end() == (0, None)
    assert one.shown.count(HELP) == 2
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
        one.wait(CHOICE if place == "pause" else "to go on: ")
    (one.child.sendintr if key == "intr" else one.child.sendeof)()
    assert one.end() == (status, None)
    assert one.shown.count(HELP) == 1


@pytest.mark.parametrize("kind", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_just_ends_it(terminal: Open, kind: signal.Signals) -> None:
    one = terminal()
    one.type("1", at=CHOICE)
    one.wait(ANSWER)
    one.child.kill(kind)
    assert one.end() == (None, kind)


def test_stopping_without_a_sheet(terminal: Open) -> None:
    one = terminal()
    one.type("1", at=CHOICE)
    one.type("1", "q")
    one.type("3", at=CHOICE)
    assert one.end() == (4, None)
    assert "Nothing was kept." in one.shown
    assert "Your self-check" not in one.shown


def test_stopping_with_the_sheet_so_far(terminal: Open, tmp_path: Path) -> None:
    one = terminal("/bin/sh", "-c", f"'{sys.executable}' -m blunting_cli check --format text > sheet.txt")
    one.type("1", at=CHOICE)
    one.type("1", "q")
    one.type("2", at=CHOICE)
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
    one.type("3", at=CHOICE)
    assert one.end() == (4, None)


def test_a_bare_enter_answers_nothing(terminal: Open) -> None:
    one = terminal()
    one.type("", at=CHOICE)
    assert "Type a number from 1 to 3." in one.wait(CHOICE)
    one.child.sendline("1")
    one.type("", "")
    assert "Nothing is noted yet." in one.wait(ANSWER)
    one.child.sendline("r")
    assert "Age" not in one.wait("to go on: ").split("Your answers so far")[1]
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


def test_under_18_ends_kindly(terminal: Open) -> None:
    one = terminal(TERM="dumb")
    one.type("1", at=CHOICE)
    one.type("under 18")
    assert one.end() == (0, None)
    assert "Samaritans" in one.shown
    assert "of 100" not in one.shown
