"""What the tests share: the shipped bank, small banks from text, one person with nothing to report, the program."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from installed import installed, remove_installed

from blunting_cli.bank import Bank, load_bank
from blunting_cli.conditions import Answer

ROOT = Path(__file__).resolve().parent.parent


def pytest_sessionfinish() -> None:
    """Leave nothing behind."""
    remove_installed()


@pytest.fixture(scope="session")
def bank() -> Bank:
    """The shipped bank."""
    return load_bank()


@pytest.fixture
def bank_from(tmp_path: Path) -> Callable[[str], Bank]:
    """Make a bank from YAML text."""

    def make(text: str) -> Bank:
        path = tmp_path / "small.yaml"
        path.write_text(text, encoding="utf-8")
        return load_bank(str(path))

    return make


def well_answers(bank: Bank) -> dict[str, Answer]:
    """Answer as a person of 25 to 44 with nothing to report: feelings as ever, nothing else going on."""
    said: dict[str, Answer] = {"age_band": 1}
    for question in bank.questions:
        if question.opens is None and question.id != "age_band":
            values = [option.value for option in question.options]
            value = max(values) if question.reverse else min(values)
            said[question.id] = (value,) if question.type == "multi" else value
    return said


@pytest.fixture
def well(bank: Bank) -> dict[str, Answer]:
    """The answers of a person with nothing to report."""
    return well_answers(bank)


def unbroken(said: str) -> str:
    """What was said, with a command that is broken over lines put together as a shell reads it."""
    return re.sub(r" \\\s+", " ", said)


@dataclass(frozen=True)
class Ran:
    """What one run of the program left behind."""

    status: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the program as a process of its own, in an empty folder, with few variables set."""

    def go(*words: str, stdin: bytes = b"", env: Mapping[str, str] | None = None, **more: Any) -> Ran:
        variables = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(installed()),
            "HOME": str(tmp_path),
            "LANG": "C.UTF-8",
        }
        done = subprocess.run(
            [sys.executable, "-m", "blunting_cli", *words],
            input=stdin,
            capture_output=True,
            cwd=tmp_path,
            env={**variables, **(env or {})},
            timeout=60,
            check=False,
            **more,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    return go
