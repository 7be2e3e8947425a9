"""Completion in a shell: the script that a person puts in the shell's own file, and whether such a script asks."""

import re
from collections.abc import Mapping
from typing import Annotated

import typer

from blunting_cli.cli import COMPLETE
from blunting_cli.cli.options import emit
from blunting_cli.environment import Environment
from blunting_cli.errors import UsageError, printable

# What the script of each shell sets beside COMPLETE, and without which there is nothing to answer.
SHELLS = {
    "bash": ("COMP_WORDS", "COMP_CWORD"),
    "zsh": ("_TYPER_COMPLETE_ARGS",),
    "fish": ("_TYPER_COMPLETE_ARGS", "_TYPER_COMPLETE_FISH_ACTION"),
}


def completion(
    shell: Annotated[str, typer.Argument(metavar="SHELL", help="bash, zsh or fish.")],
) -> None:
    """Print the script that makes a shell complete commands and options; nothing is installed.

    \b
    blunting completion bash >> ~/.bashrc
    blunting completion zsh >> ~/.zshrc
    blunting completion fish > ~/.config/fish/completions/blunting.fish
    """
    from typer._completion_shared import get_completion_script

    if shell not in SHELLS:
        raise UsageError(f"there is no completion for {printable(shell)}.", "Shells: " + ", ".join(SHELLS) + ".")
    script = get_completion_script(prog_name="blunting", complete_var=COMPLETE, shell=shell)
    emit(f"{script}\n", "", False, Environment.of_this_process())


def is_asked(variables: Mapping[str, str]) -> bool:
    """Tell whether the script of a shell asks what can stand next; then the shells are made known to Typer."""
    asked, _, shell = variables.get(COMPLETE, "").partition("_")
    if asked != "complete" or shell not in SHELLS or any(name not in variables for name in SHELLS[shell]):
        return False
    if shell == "bash" and not re.fullmatch(r"\d{1,6}", variables["COMP_CWORD"], re.ASCII):
        return False
    from typer._completion_classes import completion_init

    completion_init()
    return True
