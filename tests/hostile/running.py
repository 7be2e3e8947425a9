"""Every command that reads a named input, how a file is laid out for it, and what must hold of each run."""

from __future__ import annotations

import re
import resource
import subprocess
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from installed import installed

# Everything that can steer a terminal or hide text, lone surrogates included; a line break alone is let through.
STEERING = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
# What a run may take of the processor, and of a clock on the wall, which other work on the machine makes slow.
PROCESSOR_SECONDS = 4.0
SECONDS = 20.0
# What a run may reserve, so that no more can be resident: the program alone, with the lists it reads, reserves 60 MB.
MEMORY = 200 * 1024 * 1024
# A PDF is made by a library that takes more, and for the longest page the most.
PDF_MEMORY = 1024 * 1024 * 1024
LONGEST_ERROR = 60_000

HEAD = """\
bank: head
version: 1.0.0
title: Head
parts: [part.yaml]
responses: {r: {options: {0: 'No', 1: 'Yes'}}}
questions: [{id: q, ask: Are you well?, why: It matters., respond: r}]
"""
CASE = "case: One\npartial: true\nanswers: {cannot_cry: 1}\nexpect: {tier: watch}\n"


class Ended(NamedTuple):
    """How a run ended; `seconds` are those of the processor."""

    status: int
    out: str
    err: str
    seconds: float = 0.0


class Reader(NamedTuple):
    """A command that reads a file at `place`; what is wrong with it may be told on stdout where that is its result."""

    words: str
    place: str = "a"
    statuses: tuple[int, ...] = (3,)
    told_on_stdout: bool = False
    stdin: bool = False


READERS = {
    "answers": Reader("check --answers a"),
    "some answers": Reader("check --answers a --partial --include-safety --format text", statuses=(0, 3)),
    "some answers, JSON": Reader("check --answers a --partial --include-safety --json", statuses=(0, 3)),
    "some answers, terminal": Reader("check --answers a --partial --format terminal", statuses=(0, 3)),
    "answers from stdin": Reader("check --answers -", stdin=True),
    "explained answers": Reader("explain --answers a --partial", statuses=(0, 3)),
    "counted answers": Reader("bank stats --answers a", statuses=(0, 3)),
    "bank of answers": Reader("check --answers answers.yaml --bank a"),
    "bank as a form": Reader("template --bank a"),
    "bank in a folder": Reader("bank show folder --json", "folder/bank.yaml"),
    "checked bank": Reader("bank check a", told_on_stdout=True),
    "checked bank, JSON": Reader("bank check a --json", told_on_stdout=True),
    "checked bank, SARIF": Reader("bank check a --format sarif", told_on_stdout=True),
    "checked part": Reader("bank check head", "head/part.yaml", (0, 3), told_on_stdout=True),
    "part": Reader("bank show head", "head/part.yaml", (0, 3)),
    "counted bank": Reader("bank stats a"),
    "bank to read": Reader("learn --bank a"),
    "bank of cases": Reader("bank cases case.yaml --bank a", told_on_stdout=True),
    "own bank": Reader("bank show mine", "data/blunting/banks/mine.yaml"),
    "list of own banks": Reader("bank list", "data/blunting/banks/mine.yaml", (0,)),
    "cases": Reader("bank cases a", told_on_stdout=True),
    "cases, JSON": Reader("bank cases a --json", told_on_stdout=True),
    "cases in a folder": Reader("bank cases folder", "folder/a.json", told_on_stdout=True),
    "base of cases": Reader("bank cases case.yaml", "bases/base.yaml", (0, 3), told_on_stdout=True),
    "record": Reader("sheet a"),
    "record from stdin": Reader("sheet -", stdin=True),
    "earlier record": Reader("sheet record.json --since a"),
    "verified record": Reader("verify a"),
    "explained record": Reader("explain a --json"),
    "draft": Reader("check --resume --accessible", "state/blunting/blunting-2026-03-01-0123456789ab.json", (3, 4)),
}


# One of each kind, for files that take each of them a second.
FEW = [
    "some answers, JSON",
    "answers from stdin",
    "checked bank, SARIF",
    "cases, JSON",
    "base of cases",
    "record",
    "draft",
]


def lay(folder: Path, reader: Reader, content: bytes, record: str) -> None:
    """Lay a file out where a reader finds it, beside all else that it reads."""
    others = {"answers.yaml": "cannot_cry: 1\n", "case.yaml": CASE, "head/bank.yaml": HEAD, "record.json": record}
    for name, text in others.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / reader.place).parent.mkdir(parents=True, exist_ok=True)
    (folder / reader.place).write_bytes(content)


def files_of(folder: Path) -> dict[str, bytes]:
    """Give every file below a folder with what it holds."""
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def variables(folder: Path) -> dict[str, str]:
    """Give where drafts and one's own banks are."""
    return {"XDG_STATE_HOME": str(folder / "state"), "XDG_DATA_HOME": str(folder / "data"), "HOME": str(folder)}


def check(ended: Ended, *statuses: int, told_on_stdout: bool = False, seconds: float = PROCESSOR_SECONDS) -> None:
    """Hold a run against what no file can do."""
    assert ended.status in statuses, ended.err[:2000] + ended.out[:2000]
    assert "Traceback" not in ended.err
    assert "something went wrong" not in ended.err
    assert "cannot write the result" not in ended.err
    assert not STEERING.search(ended.out + ended.err)
    assert len(ended.err) < LONGEST_ERROR
    assert ended.seconds < seconds
    if ended.status == 3:
        assert told_on_stdout or not ended.out
        said = ended.err.startswith(("blunting: ", "*** Help now ***"))
        assert said or (told_on_stdout and ended.out)


def limit_memory(memory: int = MEMORY) -> None:
    """Leave the child no more memory than a run may take."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def in_little_memory(
    folder: Path, *words: str, stdin: bytes = b"", env: Mapping[str, str] | None = None, memory: int = MEMORY
) -> Ended:
    """Run the program as a process of its own with little memory; where it took more it would end with a traceback."""
    return measured(folder, [sys.executable, "-m", "blunting_cli", *words], stdin, env, memory)


def measured(
    folder: Path,
    command: list[str],
    stdin: bytes = b"",
    env: Mapping[str, str] | None = None,
    memory: int = MEMORY,
) -> Ended:
    """Run a command in little memory, and measure what it took of the processor."""
    before = _processor_of_children()
    done = subprocess.run(
        command,
        input=stdin,
        capture_output=True,
        cwd=folder,
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(installed()),
            "LANG": "C.UTF-8",
            **variables(folder),
            **(env or {}),
        },
        timeout=120,
        check=False,
        preexec_fn=partial(limit_memory, memory),
    )
    seconds = _processor_of_children() - before
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode(), seconds)


def _processor_of_children() -> float:
    """Give what all children that have ended took of the processor."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
