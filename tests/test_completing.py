"""Completion in a shell: the script is printed and nothing is installed, and only its own questions are answered."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from shutil import which

import pytest
from conftest import Run
from installed import installed

ASKS = "_BLUNTING_COMPLETE"
SHELLS = ("bash", "zsh", "fish")
# A program of the name that the script calls, whatever is installed here.
PROGRAM = '#!/bin/sh\nPYTHONPATH={installed} exec {python} -m blunting_cli "$@"\n'
PRESS_TAB = """\
. ./script
tab() {
  COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
  $(complete -p blunting | sed 's/.*-F //; s/ .*//') blunting
  echo "${COMPREPLY[*]}"
}
tab blunting ver
tab blunting bank s
tab blunting check --include
tab blunting sheet --si
tab blunting explain nothing-like-it
"""


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_of_a_shell_goes_to_stdout_and_nowhere_else(run: Run, tmp_path: Path, shell: str) -> None:
    """Whoever wants it puts it where it belongs."""
    done = run("completion", shell)
    assert (done.status, done.err) == (0, "")
    assert f"{ASKS}=complete_{shell}" in done.out
    assert [*tmp_path.iterdir()] == []


def test_another_shell_is_told_which_there_are(run: Run) -> None:
    done = run("completion", "tcsh")
    assert (done.status, done.out) == (2, "")
    assert done.err == "blunting: there is no completion for tcsh.\nShells: bash, zsh, fish.\n"


@pytest.mark.parametrize("option", ["--install-completion", "--show-completion"])
def test_nothing_installs_itself(run: Run, tmp_path: Path, option: str) -> None:
    """No file of a shell is touched."""
    (tmp_path / ".bashrc").write_text("mine")
    done = run(option, env={"SHELL": "/bin/bash"})
    assert (done.status, done.out) == (2, "")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["mine"]


@pytest.mark.skipif(not which("bash"), reason="bash is not installed")
def test_in_bash_commands_and_options_are_completed(run: Run, tmp_path: Path) -> None:
    (tmp_path / "script").write_text(run("completion", "bash").out)
    (tmp_path / "blunting").write_text(PROGRAM.format(installed=installed(), python=sys.executable))
    (tmp_path / "blunting").chmod(0o755)
    done = subprocess.run(
        ["bash", "--norc", "-c", PRESS_TAB],
        cwd=tmp_path,
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    completed = ["verify", "show stats schema", "--include-safety", "--since", ""]
    assert (done.stdout.splitlines(), done.stderr) == (completed, "")


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_what_the_scripts_of_other_shells_ask_is_answered(run: Run, shell: str) -> None:
    asking = {"_TYPER_COMPLETE_ARGS": "blunting ver", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    done = run(env={ASKS: f"complete_{shell}", **asking})
    assert (done.status, done.err) == (0, "")
    assert "verify" in done.out
    assert "sheet" not in done.out


@pytest.mark.parametrize(
    "odd",
    [
        {ASKS: ""},
        {ASKS: "_"},
        {ASKS: "source_bash"},
        {ASKS: "complete_tcsh"},
        *({ASKS: f"complete_{shell}"} for shell in SHELLS),
        {ASKS: "complete_bash", "COMP_WORDS": "blunting", "COMP_CWORD": "-1"},
        {ASKS: "complete_bash", "COMP_WORDS": "blunting", "COMP_CWORD": "many"},
        {ASKS: "complete_bash", "COMP_WORDS": "blunting", "COMP_CWORD": "\u00b2"},
    ],
    ids=str,
)
def test_an_odd_variable_changes_nothing(run: Run, odd: dict[str, str]) -> None:
    """What no script of ours sets is no question of a shell."""
    for words in ((), ("helplines", "GB"), ("check", "-a", "gone.yaml")):
        assert run(*words, env=odd) == run(*words)


def test_a_line_that_is_not_finished_is_answered_all_the_same(run: Run) -> None:
    """A quote that stays open, or a place after the end."""
    asking = {ASKS: "complete_bash", "COMP_WORDS": 'blunting\n"ver', "COMP_CWORD": "9"}
    done = run(env=asking)
    assert (done.status, done.err) == (0, "")
