"""Every command of the program, as the program itself lists them, and how to run one inside a test."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple, TextIO

import pytest
import typer
from conftest import ROOT

import blunting_cli.bank
from blunting_cli import cli
from blunting_cli.bank import Bank

ANSWERS = str(ROOT / "tests" / "answers" / "after_dose_rise.yaml")
CASES = str(ROOT / "tests" / "cases" / "answered_half.yaml")
TABLES = ROOT / "tests" / "tables"
BANK = str(ROOT / "tests" / "banks" / "who5" / "bank.yaml")
PROGRAM = typer.main.get_command(cli.program())
load_bank = blunting_cli.bank.load_bank


def commands(group: Any = PROGRAM, before: str = "") -> Iterator[str]:
    """Give the words of every command, such as `bank check`; a new one comes by itself."""
    for name, command in group.commands.items():
        below = getattr(command, "commands", None)
        yield from commands(command, f"{before}{name} ") if below else (f"{before}{name}",)


class Example(NamedTuple):
    """One use of a command: the words after it, the files it is asked to make, and how it must end."""

    words: tuple[str, ...]
    makes: tuple[str, ...] = ()
    status: int = 0


def _uses(*uses: str | Example) -> tuple[Example, ...]:
    return tuple(Example(tuple(use.split())) if isinstance(use, str) else use for use in uses)


FILES = ("a.txt", "a.md", "a.html", "a.json", "a.pdf")
EVERY_FILE = tuple(word for name in FILES for word in ("-o", name))
# An address is no name of a file: whoever gives one is told so, and nobody is asked for it.
ADDRESS = "https://example.org/a.yaml"
# Every command, used in every way that reads or writes something of another kind; `record.json` is a record.
EXAMPLES: dict[str, tuple[Example, ...]] = {
    "check": _uses(
        f"-a {ANSWERS} --full -f terminal",
        Example(("-a", ANSWERS, *EVERY_FILE, "--region", "US"), FILES),
        Example(("-a", ADDRESS), status=3),
        Example(("-a", ANSWERS, "--bank", ADDRESS), status=3),
        Example(("-a", ANSWERS, "-o", ADDRESS), status=1),
    ),
    "sheet": _uses(
        Example(("record.json", *EVERY_FILE, "--since", "record.json", "--print", "attic"), FILES),
        Example((ADDRESS,), status=3),
    ),
    "explain": _uses("record.json --json", f"-a {ANSWERS} --why depression"),
    "verify": _uses("record.json"),
    "cohort": _uses(
        f"{TABLES}/three.csv --summary",
        Example(
            (f"{TABLES}/one_refused.csv", "-o", "a.csv", "--explain", "--map", f"{TABLES}/map.yaml"),
            ("a.csv", "a.csv.rejects"),
        ),
        Example((ADDRESS, "-o", "a.csv", "--format", "csv"), status=3),
    ),
    "template": _uses(f"--bank {BANK}", Example(("-o", "form.yaml", "-o", "form.pdf"), ("form.yaml", "form.pdf"))),
    "helplines": _uses("GB", "nowhere"),
    "learn": _uses("", "apathy"),
    "medicines": _uses("Zoloft --json", ""),
    "completion": _uses("bash", "fish", Example(("tcsh",), status=2)),
    "bank list": _uses("--json"),
    "bank show": _uses("--json", Example((ADDRESS,), status=3)),
    "bank check": _uses(f"--format sarif {BANK}", Example((ADDRESS,), status=3)),
    "bank cases": _uses(CASES),
    "bank stats": _uses(f"{BANK} --json"),
    "bank schema": _uses("--cases", Example(("-o", "bank.json"), ("bank.json",))),
}
USES = [(command, use) for command, uses in EXAMPLES.items() for use in uses]


class Told(NamedTuple):
    """What a command left on its streams, and its status."""

    status: int
    out: bytes
    err: bytes


@cache
def read_once(name: str = "blunting", data: object = None, language: str = "") -> Bank:
    """Load a bank by its name, file or folder, the first time it is asked for."""
    return load_bank(name, None, language)


class Typist(io.StringIO):
    """Someone who looks at the screen: types the next answer to a question, and goes on at every other page.

    With `stop` they leave at the last page, where all answers stand.
    """

    def __init__(self, screen: io.BytesIO, answers: Iterable[str], *, stop: bool) -> None:
        super().__init__()
        self.screen, self.answers, self.stop = screen, iter(answers), stop

    def readline(self, *_: Any) -> str:
        shown = self.screen.getvalue()
        if shown.endswith(b"Your answer: "):
            return f"{next(self.answers)}\n"
        return "" if self.stop and b"Your answers so far" in shown else "1\n"


def tell(
    monkeypatch: pytest.MonkeyPatch,
    *words: str,
    typed: Iterable[str] | None = None,
    stop: bool = False,
    stdout: TextIO | None = None,
) -> Told:
    """Run a command inside this process; the commands are put together, and a bank is read, once for all of them.

    With `typed` answers someone is there who types them. What went to a `stdout` of its own is not given.
    """
    out, err = io.BytesIO(), io.BytesIO()
    with monkeypatch.context() as here:
        here.setattr(cli, "program", lambda _: PROGRAM)
        here.setattr(blunting_cli.bank, "load_bank", read_once)
        here.setattr(sys, "argv", ["blunting", *words])
        here.setattr(sys, "stdin", io.StringIO() if typed is None else Typist(err, typed, stop=stop))
        here.setattr(sys, "stdout", stdout or io.TextIOWrapper(out, encoding="utf-8", write_through=True))
        here.setattr(sys, "stderr", io.TextIOWrapper(err, encoding="utf-8", write_through=True))
        status = cli.run()
        return Told(status, out.getvalue(), err.getvalue())
