"""Start-up as a ratio to `python -c pass` of the same interpreter: medians of paired runs, one line a command.

Run with the interpreter of an environment the wheel was installed into:

    .venv/bin/python tests/benchmarks/startup.py [RUNS]
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ANSWERS = str(Path(__file__).parent.parent / "answers" / "after_dose_rise.yaml")
# To its first page, where nobody answers.
INTERVIEW = ["check", "--accessible"]
LEFT_EARLY = 4
COMMANDS = (
    ["--version"],
    ["--help"],
    ["helplines", "GB"],
    ["check", "--answers", ANSWERS, "--json"],
    ["check", "--answers", ANSWERS, "--format", "text"],
    ["check", "--answers", ANSWERS, "--format", "terminal"],
    INTERVIEW,
)


def seconds(command: list[str]) -> float:
    """Time one whole process, its output thrown away."""
    began = time.perf_counter()
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    took = time.perf_counter() - began
    if done.returncode != (LEFT_EARLY if command[1:] == INTERVIEW else 0):
        sys.exit(f"{command} ended with {done.returncode}")
    return took


def main() -> None:
    """Print the median ratio, and the median milliseconds, of every command."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 21
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    bare = [sys.executable, "-c", "pass"]
    program = str(Path(sys.executable).parent / "blunting")
    for words in COMMANDS:
        seconds([program, *words])
        pairs = [(seconds([program, *words]), seconds(bare)) for _ in range(runs)]
        ratio = statistics.median(ours / theirs for ours, theirs in pairs)
        ours = statistics.median(ours for ours, _ in pairs)
        shown = " ".join(word for word in words if word != ANSWERS)
        sys.stdout.write(f"{ratio:6.2f}x  {ours * 1000:7.1f} ms  blunting {shown}\n")


if __name__ == "__main__":
    main()
