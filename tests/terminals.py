"""The program on a terminal of its own, for tests: what is typed and pressed, what stands on the screen, what is left.

Every wait is for words or for a state; the seconds given are bounds. Not on Windows.
"""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from shlex import join
from typing import Any

import pytest
from installed import installed
from interviews import by_name

from blunting_cli.bank import Bank
from blunting_cli.conditions import Answer
from blunting_cli.drafts import Found, find_drafts

pexpect = pytest.importorskip("pexpect")
pyte = pytest.importorskip("pyte")
termios = pytest.importorskip("termios")

BOUND = 60
# Longer than a key is refused on a new screen; how long nothing comes where a key was dropped.
READING, UNHEARD, TRIES = 0.3, 15, 6
ANSWER, CHOICE = "Your answer: ", "Your choice: "
# What is asked after a sheet on the screen.
PARTING = "What else would you"
SEVERAL = "That was too quick to be read"
CLEAR, PASTE_ON, PASTE_OFF = "\x1b[H\x1b[J", "\x1b[?2004h", "\x1b[?2004l"
UP, DOWN, ENTER, CTRL_C, CTRL_D, CTRL_Z = "\x1b[A", "\x1b[B", "\r", "\x03", "\x04", "\x1a"
# Seen by no one: a title of the window, written when the keys of a new page count.
READY = "\x1b]2;ready\x07"
KEYS = [sys.executable, "-m", "blunting_cli", "check"]
LINES = [*KEYS, "--accessible"]
STOPPED = "You stopped before the end."
# Key mode for someone in a hurry: keys count as soon as READY is written, and not a quarter of a second later.
HURRIED = """
import os, sys
import blunting_cli.__main__
from blunting_cli.interview import keyboard

sys.argv[0] = blunting_cli.__main__.__file__

def fresh(self, before=keyboard.Keyboard.fresh):
    before(self)
    os.write(2, b"\\x1b]2;ready\\x07")

keyboard.QUICK = 0
keyboard.Keyboard.fresh = fresh
"""
MAIN = """
from blunting_cli.__main__ import main
sys.exit(main())
"""


def hurried(*options: str, more: str = "") -> list[str]:
    """The words that start the self-check for someone in a hurry, with more Python before it starts."""
    return [sys.executable, "-c", HURRIED + more + MAIN, "check", *options]


def again(*options: str) -> str:
    """The command that goes on with a draft, as it is said on leaving."""
    return join([*KEYS, *options, "--resume"])


class Terminal:
    """A program on a terminal of its own, with everything it has shown so far."""

    def __init__(
        self, words: list[str], folder: Path, variables: Mapping[str, str], width: int = 80, rows: int = 50, **more: Any
    ) -> None:
        plain = {"PATH": os.environ["PATH"], "PYTHONPATH": str(installed()), "HOME": str(folder), "LANG": "C.UTF-8"}
        self.shown = ""
        self.screen = pyte.Screen(width, rows)
        self.stream = pyte.Stream(self.screen)
        self.hurried = HURRIED in " ".join(words)
        self.child = pexpect.spawn(
            words[0],
            words[1:],
            cwd=str(folder),
            env={**plain, "TERM": "xterm", "BLUNTING_REGION": "GB", **variables},
            dimensions=(rows, width),
            encoding="utf-8",
            codec_errors="replace",
            timeout=BOUND,
            **more,
        )
        self.child.delaybeforesend = None

    # What is shown -----------------------------------------------------------------------------------------------

    def wait(self, *words: str) -> str:
        """Wait for words, one after the other, and give what was shown up to the last since the wait before."""
        shown = "".join(self._wait([one]) for one in words)
        return shown.replace("\r\n", "\n")

    def _wait(self, words: list[str], bound: float = BOUND) -> str:
        self.child.expect_exact(words, timeout=bound)
        new = str(self.child.before) + str(self.child.after)
        self._take(new)
        return new

    def _take(self, shown: str) -> None:
        self.shown += shown
        self.stream.feed(shown)

    @property
    def rows(self) -> list[str]:
        """The rows of the screen, without the spaces at their ends."""
        return [row.rstrip() for row in self.screen.display]

    @property
    def words(self) -> str:
        """All that stands on the screen, however it is wrapped."""
        return " ".join(" ".join(self.screen.display).split())

    def resize(self, width: int, rows: int) -> None:
        """Give the terminal another size."""
        self.screen.resize(rows, width)
        self.child.setwinsize(rows, width)

    @property
    def last_words(self) -> str:
        """What was said since the last page was asked, however it is wrapped."""
        last = re.split(f"{ANSWER}|{CHOICE}", self.shown)[-1].rsplit(CLEAR, 1)[-1]
        return " ".join(last.split())

    # What is typed and pressed -----------------------------------------------------------------------------------

    def type(self, *lines: str, at: str = ANSWER) -> None:
        """Type each line once it is asked for."""
        for line in lines:
            self.wait(at)
            self.child.sendline(line)

    def press(self, key: str, words: str, *, new: bool = True) -> None:
        """Press a key and wait for words; `new` where it leads to another page.

        A key that came before the screen could be read is pressed again, as the screen says.
        """
        if self.hurried:
            self.child.send(key)
            self.wait(words, *([READY] if new else []))
            return
        for _ in range(TRIES):
            select.select([], [], [], READING)
            self.child.send(key)
            with suppress(pexpect.TIMEOUT):
                if words in self._wait([words, SEVERAL], UNHEARD):
                    return
        raise AssertionError(f"{words!r} did not come: {self.words}")

    def begin(self) -> None:
        """Go on from the welcome to the first question, by keys."""
        self.wait(CHOICE, *([READY] if self.hurried else []))
        self.press("1", "Question 1 of")

    def part(self) -> None:
        """Want nothing more, after the sheet on the screen."""
        self.wait(PARTING, CHOICE)
        self.child.sendline("1")

    # The end -----------------------------------------------------------------------------------------------------

    def end(self) -> tuple[int | None, int | None]:
        """Wait for the end, and give the exit status and the signal."""
        self.child.expect(pexpect.EOF)
        self._take(str(self.child.before))
        self.cooked_at_the_end = self.cooked
        self.child.close()
        self.shown = self.shown.replace("\r\n", "\n")
        assert "Traceback" not in self.shown
        assert "Error" not in self.shown
        return self.child.exitstatus, self.child.signalstatus

    @property
    def cooked(self) -> bool:
        """Whether the terminal shows what is typed and gives it in lines; it does both, or neither."""
        lflag = termios.tcgetattr(self.child.child_fd)[3]
        assert bool(lflag & termios.ECHO) == bool(lflag & termios.ICANON)
        assert lflag & termios.ISIG
        return bool(lflag & termios.ECHO)


def until(state: Callable[[], bool]) -> None:
    """Wait for a state that nothing on the screen tells of."""
    last = time.monotonic() + BOUND
    while not state():
        assert time.monotonic() < last
        select.select([], [], [], 0.01)


def processes(mark: str) -> list[str]:
    """The processes whose command has a mark in it, those left out that have ended."""
    told = subprocess.run(["ps", "-axww", "-o", "stat=,command="], capture_output=True, text=True, check=True)
    return [line for line in told.stdout.splitlines() if mark in line and not line.startswith("Z")]


def drafts_folder(home: Path) -> Path:
    """The folder of the drafts of a person."""
    return home / ".local" / "state" / "blunting"


def found(home: Path, bank: Bank) -> Found:
    """The drafts of a person that no program holds."""
    return find_drafts(drafts_folder(home), bank, by_name)


def kept(home: Path, bank: Bank) -> dict[str, Answer]:
    """The answers of the one draft of a person, which must be whole and free."""
    drafts = found(home, bank)
    assert drafts.unreadable == ()
    assert len(drafts.drafts) == 1
    draft = drafts.drafts[0]
    assert draft.dropped == ()
    assert not bank.safety & draft.said.keys()
    assert not any(name in draft.content.decode() for name in bank.safety)
    assert re.search(r'"bank": \{', draft.content.decode())
    return dict(draft.said)
