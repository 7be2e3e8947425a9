"""What each command imports: nobody waits for what a command does not use, whatever the machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from commands import EXAMPLES
from conftest import ROOT, Run
from installed import installed

from blunting_cli.errors import ExitCode

ANSWERS = str(ROOT / "tests" / "answers" / "after_dose_rise.yaml")
TABLE = "id,cannot_cry\n1,2\n"
# Nothing of this is imported by any command; `--print` and PDF apart, which bring their own.
NEVER = {
    "pydantic",
    "markdown_it",
    "pygments",
    "importlib.metadata",
    "asyncio",
    "rich.markdown",
    "rich.traceback",
    "z3",
}
ENGINES = {"polars", "narwhals", "pyspark", "pandas", "pyarrow", "typst"}
# What a command may import of the heavy ones, and of our own rooms; no other command may.
MAY: dict[str, set[str]] = {
    "check --format terminal": {"rich", "yaml", "sheet"},
    "check --format text": {"yaml", "sheet"},
    "check --json": {"yaml"},
    "check JSON --json": set(),
    "sheet": {"sheet"},
    "explain": {"sheet", "explaining"},
    "verify": {"sheet"},
    "template": {"sheet", "template"},
    "helplines GB": {"sheet"},
    "learn": {"sheet", "learn"},
    "medicines Zoloft": {"sheet", "learn"},
    "cohort": {"sheet", "cohort"},
    "completion bash": set(),
    "bank list": {"yaml", "sheet", "checking"},
    "bank show": {"sheet", "template"},
    "bank check": {"yaml", "sheet", "checking"},
    "bank cases": {"yaml", "sheet", "checking"},
    "bank stats": {"yaml", "sheet", "checking"},
    "bank schema": {"yaml", "sheet", "checking"},
    "--help": set(),
    "--version": set(),
}
# What a use does without that others need, since it takes long to import.
WITHOUT: dict[str, set[str]] = {
    "check --format terminal": {"json", "hashlib"},
    "check --format text": {"json", "hashlib"},
    "check --json": {"hashlib", "blunting_cli.bank.regions", "blunting_cli.bank.building"},
    "helplines GB": {"json", "hashlib"},
    "--help": {"json", "hashlib", "pickle", "dataclasses", "blunting_cli.bank.model"},
}
ROOMS = {"sheet", "explaining", "learn", "template", "checking", "interview", "cohort"}


def imported(folder: Path, *words: str, typed: str = "", status: int = 0) -> set[str]:
    """Give every module that a run imported which ends with a status; `typed` is its standard input."""
    script = (
        "import sys; sys.argv = ['blunting', *sys.argv[1:]]\n"
        "from blunting_cli.__main__ import main\n"
        "status = main()\n"
        "sys.stderr.write('\\nMODULES ' + ' '.join(sys.modules))\n"
        "sys.exit(status)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *words],
        capture_output=True,
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(installed()),
            "PYTHONDONTWRITEBYTECODE": "1",
            "XDG_STATE_HOME": str(folder),
        },
        input=typed,
        timeout=60,
        check=False,
        text=True,
    )
    assert done.returncode == status, done.stderr
    return set(done.stderr.rpartition("MODULES ")[2].split())


@pytest.fixture
def here(tmp_path: Path, run: Run) -> Path:
    """A folder with a record, answers in JSON and a table."""
    done = run("check", "--answers", ANSWERS, "--json", "--include-safety")
    (tmp_path / "record.json").write_text(done.out, encoding="utf-8")
    (tmp_path / "a.json").write_text(json.dumps(json.loads(done.out)["answers"]), encoding="utf-8")
    (tmp_path / "t.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path


def words_of(use: str) -> list[str]:
    """Give the words of one use of a command."""
    match use:
        case "check JSON --json":
            return ["check", "--answers", "a.json", "--partial", "--json"]
        case _ if use.startswith("check"):
            return [*use.split(), "--answers", ANSWERS]
        case "sheet" | "explain" | "verify":
            return [use, "record.json"]
        case "cohort":
            return ["cohort", "t.csv", "-o", "out.csv", "--summary"]
        case "bank cases":
            return ["bank", "cases", str(ROOT / "tests" / "cases" / "answered_half.yaml")]
        case _:
            return use.split()


@pytest.mark.parametrize("use", MAY)
def test_a_command_imports_what_it_uses_and_nothing_else(here: Path, use: str) -> None:
    """An installed program: the heavy libraries, and the rooms of other commands, stay away."""
    found = imported(here, *words_of(use))
    heavy = found & {"rich", "yaml", *ENGINES, *NEVER}
    rooms = {name.split(".")[1] for name in found if name.startswith("blunting_cli.")} & ROOMS
    assert heavy <= MAY[use]
    assert rooms <= MAY[use]
    if use == "--version":
        assert not {"typer", "blunting_cli.cli", "re" if sys.version_info >= (3, 13) else "typer"} & found


@pytest.mark.parametrize("use", WITHOUT)
def test_a_command_does_without_what_is_slow_to_import(here: Path, use: str) -> None:
    """Of what is imported where it is used, this use needs none."""
    assert not WITHOUT[use] & imported(here, *words_of(use))


def test_the_first_question_waits_for_no_draft(here: Path) -> None:
    """What writes a draft, reads YAML or draws a sheet is imported once it has something to do."""
    found = imported(here, "check", "--accessible", typed="1\n", status=ExitCode.LEFT_EARLY)
    assert not {"json", "hashlib", "yaml", "rich", *ENGINES, *NEVER} & found
    assert {name.split(".")[1] for name in found if name.startswith("blunting_cli.")} & ROOMS == {"interview", "sheet"}
    after = imported(here, "check", "--accessible", typed="1\n1\n", status=ExitCode.LEFT_EARLY)
    assert {"json", "hashlib"} <= after


def test_every_command_is_among_them() -> None:
    """A new one has to say what it needs."""
    named = {" ".join(words_of(use)[: 2 if use.startswith("bank") else 1]) for use in MAY}
    assert set(EXAMPLES) <= named


@pytest.mark.parametrize("command", ["check --json", "cohort", "verify", "bank check"])
def test_a_command_brings_its_own_module_alone(here: Path, command: str) -> None:
    """The functions of other commands are not read."""
    modules = {"check --json": "checking", "cohort": "cohort", "verify": "records"}
    found = {name for name in imported(here, *words_of(command)) if name.startswith("blunting_cli.cli.")}
    commands = {"checking", "cohort", "records", "looking", "authoring", "linting"}
    own = {name.rpartition(".")[2] for name in found} & commands
    assert own == ({modules[command]} if command in modules else {"looking", "authoring", "linting"})


def test_an_installed_program_gives_the_same_bytes_as_a_checkout(run: Run) -> None:
    """The copies change how long it takes, not what comes out."""
    for words in (
        ["check", "-a", ANSWERS, "--json"],
        ["helplines", "GB"],
        ["template"],
        ["bank", "show", "--json"],
    ):
        assert run(*words) == run(*words, env={"PYTHONPATH": str(ROOT)})
