"""Start-up as a ratio to `python -c pass` of the same interpreter: medians of paired runs, one line a command.

Run with the interpreter of an environment the wheel was installed into:

    .venv/bin/python tests/benchmarks/startup.py [RUNS]
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

ANSWERS = Path(__file__).parent.parent / "answers" / "after_dose_rise.yaml"
# To its first page, where nobody answers.
INTERVIEW = ["check", "--accessible"]
LEFT_EARLY = 4


def commands(folder: Path, program: str) -> Iterator[list[str]]:
    """Give what is timed; the same answers stand in YAML and in JSON."""
    words = [program, "check", "--answers", str(ANSWERS), "--json", "--include-safety"]
    record = subprocess.run(words, capture_output=True, check=True)
    in_json = folder / "answers.json"
    in_json.write_text(json.dumps(json.loads(record.stdout)["answers"]), encoding="utf-8")
    yield from (["--version"], ["--help"], ["helplines", "GB"])
    for answers in (str(ANSWERS), str(in_json)):
        yield from (["check", "--answers", answers, "--format", format] for format in ("json", "text", "terminal"))
    if find_spec("typst"):
        yield ["check", "--answers", str(ANSWERS), "-o", str(folder / "sheet.pdf"), "--force"]
    yield INTERVIEW


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
    with TemporaryDirectory() as folder:
        for words in commands(Path(folder), program):
            seconds([program, *words])
            pairs = [(seconds([program, *words]), seconds(bare)) for _ in range(runs)]
            ratio = statistics.median(ours / theirs for ours, theirs in pairs)
            ours = statistics.median(ours for ours, _ in pairs)
            shown = " ".join(Path(word).name for word in words)
            sys.stdout.write(f"{ratio:6.2f}x  {ours * 1000:7.1f} ms  blunting {shown}\n")


if __name__ == "__main__":
    main()
