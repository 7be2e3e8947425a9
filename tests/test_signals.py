"""Every way an interview ends that nobody chose on a page: signals, a terminal that goes away, a kill. Not on Windows.

However it ends, the draft is whole, nothing about safety is in it, and the terminal is as it was before.
"""

from __future__ import annotations

import os
import random
import re
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

if sys.platform == "win32":
    pytest.skip("there are no such signals on Windows", allow_module_level=True)

from conftest import unbroken
from installed import installed
from interviews import HELP
from terminals import (
    ANSWER,
    BOUND,
    CHOICE,
    CTRL_C,
    CTRL_Z,
    ENTER,
    LINES,
    PASTE_OFF,
    PASTE_ON,
    READY,
    STOPPED,
    Terminal,
    again,
    drafts_folder,
    found,
    hurried,
    kept,
    processes,
    until,
)

from blunting_cli.bank import Bank
from blunting_cli.conditions import Answer
from blunting_cli.drafts import Keeper

Open = Callable[..., Terminal]
MODES = ["keys", "lines"]
KINDS = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Open]:
    """Start the self-check on a terminal, by keys, by lines or by other words."""
    started: list[Terminal] = []

    def start(mode: str, *options: str, words: list[str] | None = None, more: str = "", **spawn: Any) -> Terminal:
        command = words or (hurried(*options, more=more) if mode == "keys" else [*LINES, *options])
        started.append(Terminal(command, tmp_path, {}, **spawn))
        return started[-1]

    yield start
    for one in started:
        if not one.child.ptyproc.closed:
            one.child.close(force=True)


def answered(one: Terminal, mode: str) -> Terminal:
    """Answer two questions; the third is on the screen."""
    if mode == "keys":
        one.begin()
        one.press("1", "Question 2 of")
        one.press("2", "Question 3 of")
    else:
        one.type("1", at=CHOICE)
        one.type("1", "2")
        one.wait("Question 3 of", ANSWER)
    return one


TWO = {"age_band": 1, "cannot_cry": 2}


def at_safety(one: Terminal, mode: str, answer: str) -> Terminal:
    """Answer the question about safety, which a draft leads to, and go on to the next."""
    if mode == "keys":
        one.wait("Then press Enter.", READY)
        one.press(answer, f">{answer:>2}", new=False)
        one.press(ENTER, HELP)
        one.press("1", "Question")
        one.wait()
    else:
        one.type(answer)
        one.type("1", at=CHOICE)
        one.wait(ANSWER)
    return one


@pytest.fixture
def before_safety(bank: Bank, tmp_path: Path) -> dict[str, Answer]:
    """A draft with all answers but those about safety, which `--resume` goes on with."""
    asked = [question for question in bank.questions if question.opens is None and not question.safety]
    said: dict[str, Answer] = {question.id: (0,) if question.type == "multi" else 0 for question in asked}
    del said["loss"]
    keeper = Keeper.new(drafts_folder(tmp_path), bank, "2026-03-01")
    keeper.keep(said)
    keeper.close()
    return said


# Signals -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_signal_ends_it_in_words_and_with_a_status(
    terminal: Open, bank: Bank, tmp_path: Path, mode: str, kind: signal.Signals
) -> None:
    """It says where the draft is and how to go on, and where help is; the draft is whole, and so is the terminal."""
    one = answered(terminal(mode), mode)
    one.child.kill(kind)
    assert one.end() == (KINDS[kind], None)
    assert one.cooked_at_the_end
    said = one.last_words
    help_, stopped = said.index(HELP), said.index(STOPPED)
    draft = found(tmp_path, bank).drafts[0]
    assert help_ < stopped
    assert str(draft.path) in said[stopped:].replace(" ", "")
    assert unbroken(said).endswith(again(*(["--accessible"] if mode == "lines" else [])))
    assert "\x1b[H" not in said
    assert kept(tmp_path, bank) == TWO
    assert one.shown.count(PASTE_ON) == one.shown.count(PASTE_OFF)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("place", ["welcome", "question", "pause", "review", "help"])
def test_ctrl_c_ends_it_wherever_it_is(
    terminal: Open, bank: Bank, tmp_path: Path, before_safety: dict[str, Answer], mode: str, place: str
) -> None:
    if place == "help":
        one = terminal(mode, "--resume")
        at_safety(one, mode, "1")
    else:
        (path,) = drafts_folder(tmp_path).iterdir()
        path.unlink()
        one = terminal(mode)
        if place == "welcome":
            one.wait(CHOICE)
        elif mode == "keys":
            one.begin()
            if place != "question":
                one.press(place[0].replace("p", "q"), "Go on" if place == "review" else "No, go on")
        else:
            one.type("1", at=CHOICE)
            one.wait(ANSWER)
            if place != "question":
                one.child.sendline(place[0].replace("p", "q"))
                one.wait(CHOICE)
    one.child.send(CTRL_C)
    assert one.end() == (130, None)
    assert one.cooked_at_the_end
    said = one.last_words
    assert said.count(HELP) == 1
    assert said.index(HELP) < said.index(STOPPED)
    assert ("Nothing was kept." in said) == (place != "help")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_help_is_shown_again_and_no_answer_about_safety_is_kept(
    terminal: Open, bank: Bank, tmp_path: Path, before_safety: dict[str, Answer], mode: str, kind: signal.Signals
) -> None:
    one = at_safety(terminal(mode, "--resume"), mode, "1")
    assert one.shown.count(HELP) == 1
    one.child.kill(kind)
    assert one.end() == (KINDS[kind], None)
    assert one.shown.count(HELP) == 2
    assert "Samaritans" in one.last_words
    assert kept(tmp_path, bank) == before_safety


# It has begun to leave when the second one comes, and is not done with it.
WAITS = """
import select
from blunting_cli.interview.conversation import Conversation

def say_left(self, leaving):
    os.write(2, b"[leaving]")
    select.select([], [], [])

Conversation.say_left = say_left
"""


@pytest.mark.parametrize("mode", MODES)
def test_a_second_ctrl_c_while_it_leaves_ends_it_without_words(
    terminal: Open, bank: Bank, tmp_path: Path, mode: str
) -> None:
    options = [] if mode == "keys" else ["--accessible"]
    one = answered(terminal(mode, words=hurried(*options, more=WAITS)), mode)
    one.child.send(CTRL_C)
    one.wait("[leaving]")
    one.child.kill(signal.SIGINT)
    assert one.end() == (130, None)
    assert one.shown.endswith("[leaving]")
    assert one.cooked_at_the_end
    assert kept(tmp_path, bank) == TWO


# The sheet is about to be written, and the signal comes before it is.
WRITES = """
import select
from blunting_cli.cli import interviewing

def write(*_):
    os.write(2, b"[writing]")
    select.select([], [], [])

interviewing.write = write
"""


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("finished", [True, False])
def test_a_signal_while_the_sheet_is_written(
    terminal: Open, bank: Bank, tmp_path: Path, before_safety: dict[str, Answer], kind: signal.Signals, finished: bool
) -> None:
    """The status is that of the signal; at the end of the questions it says that the answers are kept."""
    one = terminal("keys", words=hurried("--accessible", "--resume", more=WRITES))
    if finished:
        while "Go on to your sheet" not in (shown := one._wait([ANSWER, CHOICE])):
            one.child.sendline("s" if shown.endswith(ANSWER) else "1")
        one.child.sendline("1")
    else:
        one.type("q")
        one.type("3", at=CHOICE)
    one.wait("[writing]")
    one.child.kill(kind)
    assert one.end() == (KINDS[kind], None)
    said = one.shown.rsplit("[writing]", 1)[1]
    assert ("Your answers are kept:  " + again("--accessible") in said) == finished
    assert set(before_safety) <= set(kept(tmp_path, bank))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("ignored", [False, True], ids=["", "nohup"])
def test_a_terminal_that_goes_away_ends_it(
    terminal: Open, bank: Bank, tmp_path: Path, mode: str, ignored: bool
) -> None:
    """Also where the signal that tells of it is ignored; nothing runs on alone."""
    one = answered(terminal(mode, ignore_sighup=ignored), mode)
    # Only the terminal's end is closed; pexpect's own way would send signals of its own.
    one.child.ptyproc.fileobj.close()
    one.child.ptyproc.closed = one.child.closed = True
    until(lambda: not one.child.ptyproc.isalive())
    if not ignored:
        assert (one.child.ptyproc.exitstatus, one.child.ptyproc.signalstatus) == (129, None)
    assert kept(tmp_path, bank) == TWO


@pytest.mark.parametrize("mode", MODES)
def test_an_ignored_hangup_stays_ignored(terminal: Open, bank: Bank, tmp_path: Path, mode: str) -> None:
    """As under nohup: the questions go on."""
    one = answered(terminal(mode, ignore_sighup=True), mode)
    one.child.kill(signal.SIGHUP)
    if mode == "keys":
        one.press("0", "Question 4 of")
    else:
        one.child.sendline("0")
        one.wait("Question 4 of", ANSWER)
    one.child.kill(signal.SIGTERM)
    assert one.end() == (143, None)
    assert len(kept(tmp_path, bank)) == 3


# Ctrl-Z --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", [["bash", "--norc", "--noprofile", "-i"], ["sh", "-i"]], ids=lambda words: words[0])
def test_ctrl_z_and_fg(terminal: Open, bank: Bank, tmp_path: Path, shell: list[str]) -> None:
    """The shell has a whole terminal meanwhile, and the same question is painted again afterwards."""
    one = terminal("keys", words=shell)
    program = tmp_path / "check.py"
    program.write_text(hurried()[2], encoding="utf-8")
    one.child.sendline("PS1='prompt''> '")
    one.wait("prompt> ")
    one.hurried = True
    one.child.sendline(f"'{sys.executable}' check.py check")
    one.begin()
    one.press("1", "Question 2 of")
    for _ in range(2):
        one.child.send(CTRL_Z)
        one.wait("prompt> ")
        one.child.sendline("echo a'nd'; stty -a | tr ' ;' '\\n\\n' | grep -E '^-?(echo|icanon)$'")
        one.wait("and", "icanon", "echo", "prompt> ")
        assert "-icanon" not in one.shown.rsplit("and", 1)[1]
        one.child.sendline("fg")
        one.wait("Question 2 of", ANSWER)
        assert "> " not in "".join(row[:2] for row in one.rows[-20:])
    one.press("1", "Question 3 of")
    one.child.send(CTRL_C)
    one.wait("--resume", "prompt> ")
    one.child.sendline("echo status $?; exit")
    one.wait("status 130")
    one.end()
    assert len(kept(tmp_path, bank)) == 2


# Killed --------------------------------------------------------------------------------------------------------------


def test_killed_at_any_moment_nothing_is_lost_and_nothing_answered_itself(
    terminal: Open, bank: Bank, tmp_path: Path
) -> None:
    """Fifty times: the draft is whole and free, holds what was pressed and no more, and the terminal shows what is typed."""
    chance = random.Random(20260301)
    names = [question.id for question in bank.questions if question.opens is None]
    for _ in range(20):
        one = terminal("keys", "--fresh")
        one.wait(PASTE_ON, CHOICE, READY)
        pressed = [str(chance.randrange(4)) for _ in range(chance.randrange(8))]
        moment = chance.random() * 0.02
        done = -1
        for number, key in enumerate(["1", *pressed]):
            one.child.send(key)
            if number == len(pressed):
                break
            one.wait(f"Question {number + 1} of", READY)
            done = number
        select.select([], [], [], moment)
        one.child.kill(signal.SIGKILL)
        until(lambda one=one: one.cooked)
        assert one.end() == (None, signal.SIGKILL)
        drafts = found(tmp_path, bank)
        assert drafts.unreadable == ()
        assert len(drafts.drafts) <= 1
        said = [str(answer) for answer in drafts.drafts[0].said.values()] if drafts.drafts else []
        assert said == pressed[: len(said)]
        assert len(said) >= done
        assert list(drafts.drafts[0].said if drafts.drafts else []) == names[: len(said)]
        assert [path.name for path in drafts_folder(tmp_path).glob(".*")] == []


def test_killed_the_terminal_is_given_back(terminal: Open, tmp_path: Path) -> None:
    """By the guardian, which ends then as well."""
    mark = f"blunting={tmp_path}"
    words = hurried()
    one = terminal("keys", words=[words[0], "-X", mark, *words[1:]])
    one.begin()
    assert not one.cooked
    until(lambda: len(processes(mark)) == 2)
    one.child.kill(signal.SIGKILL)
    until(lambda: one.cooked)
    one.wait(PASTE_OFF)
    until(lambda: processes(mark) == [])


# Several at once -----------------------------------------------------------------------------------------------------


def test_two_at_once_leave_each_other_alone(terminal: Open, bank: Bank, tmp_path: Path) -> None:
    """The second does not see the first one's draft, nor `--resume` nor `--fresh` take it; each keeps its own."""
    one = answered(terminal("keys"), "keys")
    other = terminal("lines", "--fresh")
    other.type("1", at=CHOICE)
    other.type("3")
    other.wait("Question 2 of", ANSWER)
    one.press("3", "Question 4 of")
    other.child.kill(signal.SIGTERM)
    assert other.end() == (143, None)
    third = terminal("lines", "--resume")
    third.wait("Answers taken over from the draft: 1.", ANSWER)
    third.child.sendline("0")
    third.wait("Question 3 of")
    one.child.kill(signal.SIGTERM)
    assert one.end() == (143, None)
    third.child.kill(signal.SIGTERM)
    third.end()
    drafts = found(tmp_path, bank)
    assert drafts.unreadable == ()
    assert sorted(tuple(draft.said.values()) for draft in drafts.drafts) == [(1, 2, 3), (3, 0)]


# Nobody reads --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "{check} --accessible 2>&1 | head -c 10",
        "{check} --accessible 2>&1 >/dev/null | head -c 10",
        "{check} --accessible | head -c 10",
        "{check} --accessible 2>&-",
        "{check} --accessible 2>/dev/full",
        "{check} --accessible >&-",
    ],
)
@pytest.mark.parametrize("typed", ["", "1\n1\n1\n", "1\n1\nq\n3\n"], ids=["nothing", "answers", "stopped"])
def test_where_nobody_reads_it_ends_quietly(tmp_path: Path, line: str, typed: str) -> None:
    """Without a traceback and without waiting; what was answered is in a draft that is whole."""
    if "/dev/full" in line and not Path("/dev/full").exists():
        pytest.skip("this system has no full device")
    told = (tmp_path / "told").open("w")
    check = f"'{sys.executable}' -m blunting_cli check"
    with told:
        done = subprocess.run(
            ["/bin/sh", "-c", line.format(check=check)],
            input=typed,
            stdout=subprocess.PIPE,
            stderr=told,
            text=True,
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(installed()), "HOME": str(tmp_path), "LANG": "C.UTF-8"},
            timeout=BOUND,
            check=False,
        )
    words = (tmp_path / "told").read_text()
    assert not re.search("Traceback|Exception|Error|went wrong", words + done.stdout), words


def test_a_screen_that_nobody_reads_any_more(terminal: Open, bank: Bank, tmp_path: Path) -> None:
    """Keys and answers go on being read where only stdout is gone."""
    one = terminal("keys", words=["/bin/sh", "-c", f"'{sys.executable}' -m blunting_cli check | head -c 10"])
    one.hurried = False
    one.begin()
    one.press("1", "Question 2 of")
    one.press("q", "Do you want to stop here?")
    one.press("3", "Here is the sheet")
    one.end()
    assert one.cooked_at_the_end
    assert kept(tmp_path, bank) == {"age_band": 1}
