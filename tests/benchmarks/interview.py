"""The interview on a real terminal: from start to the first screen, and from a key to the next question.

Run with the interpreter of an environment the wheel was installed into; the first figure is a median ratio to
`python -c pass` in paired runs, the second the 95th percentile over whole interviews, drafts written as always:

    .venv/bin/python tests/benchmarks/interview.py [RUNS]
"""

from __future__ import annotations

import os
import pty
import select
import statistics
import subprocess
import sys
import tempfile
import time
from fcntl import ioctl
from pathlib import Path
from struct import pack
from termios import TIOCSWINSZ

# Longer than a key is refused after a new screen.
READING = 0.3


class Terminal:
    """The program on a terminal of its own, with what it showed since the last look."""

    def __init__(self, words: list[str], home: str) -> None:
        self.shown = b""
        variables = {"PATH": os.environ["PATH"], "HOME": home, "TERM": "xterm", "LANG": "C.UTF-8"}
        self.began = time.perf_counter()
        self.pid, self.end = pty.fork()
        if not self.pid:
            os.execve(words[0], words, variables)
        ioctl(self.end, TIOCSWINSZ, pack("HHHH", 40, 100, 0, 0))

    def wait(self, words: bytes) -> float:
        """Wait for words and give the moment they stood there; RuntimeError where the program ends before."""
        while words not in self.shown:
            if not select.select([self.end], [], [], 20)[0]:
                raise RuntimeError(self.shown.decode(errors="replace"))
            self.shown += os.read(self.end, 65536)
        return time.perf_counter()

    def press(self, keys: str) -> float:
        """Press keys and give the moment."""
        self.shown = b""
        os.write(self.end, keys.encode())
        return time.perf_counter()

    def close(self) -> None:
        """End the program."""
        os.close(self.end)
        os.waitpid(self.pid, 0)


def bare() -> float:
    """Time `python -c pass`."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    return time.perf_counter() - began


def first_screen(program: str, option: str) -> float:
    """Time from the start until the first line to type on stands there."""
    with tempfile.TemporaryDirectory() as home:
        one = Terminal([program, "check", option], home)
        took = one.wait(b"Your choice: ") - one.began
        one.press("3" if option == "--no-accessible" else "3\n")
        one.close()
    return took


def answers(program: str, option: str) -> list[float]:
    """Answer fifteen questions about feelings with 1, and give the time from each key to the next question."""
    took = []
    enter = "" if option == "--no-accessible" else "\n"
    with tempfile.TemporaryDirectory() as home:
        one = Terminal([program, "check", option], home)
        one.wait(b"Your choice: ")
        time.sleep(READING)
        one.press(f"1{enter}")
        for number in range(1, 16):
            one.wait(f"Question {number} ".encode())
            one.wait(b"Your answer: ")
            time.sleep(READING)
            pressed = one.press(f"1{enter}")
            one.wait(f"Question {number + 1} ".encode())
            took.append(one.wait(b"Your answer: ") - pressed)
        one.close()
    return took


def main() -> None:
    """Print both figures for key mode and for plain lines."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 11
    program = str(Path(sys.executable).parent / "blunting")
    for option in ("--no-accessible", "--accessible"):
        first_screen(program, option)
        pairs = [(first_screen(program, option), bare()) for _ in range(runs)]
        ratio = statistics.median(ours / theirs for ours, theirs in pairs)
        shown = statistics.median(ours for ours, _ in pairs) * 1000
        took = sorted(second for _ in range(max(runs // 3, 1)) for second in answers(program, option))
        late = took[int(len(took) * 0.95)] * 1000
        sys.stdout.write(
            f"{option:>16}  first screen {ratio:5.2f}x {shown:6.1f} ms   "
            f"key to next question, p95 of {len(took)}: {late:5.1f} ms, median {took[len(took) // 2] * 1000:5.1f} ms\n"
        )


if __name__ == "__main__":
    main()
