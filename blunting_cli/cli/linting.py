"""`blunting bank check`: every mistake in a bank, before anyone answers it."""

from typing import Annotated

import typer

from blunting_cli.environment import Environment
from blunting_cli.errors import ExitCode, UsageError, did_you_mean, printable

FORMATS = ("text", "json", "sarif")


def bank_check(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[BANK]...", help="A bank's name, file or folder.", show_default=False)
    ] = None,
    format: Annotated[
        str, typer.Option("--format", "-f", metavar="FORMAT", help="text, json or sarif; without it text.")
    ] = "",
    json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
) -> None:
    """Find every mistake in a bank: exits 3 where there is an error, 0 where there are warnings at the most.

    \b
    blunting bank check my_bank.yaml          blunting bank check --format sarif my_bank/
    """
    from json import dumps
    from pathlib import Path

    from blunting_cli.bank.loading import DEFAULT
    from blunting_cli.checking.examining import check_banks
    from blunting_cli.checking.sarif import sarif
    from blunting_cli.checking.telling_mistakes import mistakes_data, mistakes_text
    from blunting_cli.cli.options import emit

    if json and format not in ("", "json"):
        raise UsageError(f"--json and --format {printable(format)} ask for two things.", "Give one of them.")
    format = "json" if json else format or "text"
    if format not in FORMATS:
        hint = did_you_mean(format, FORMATS) or f"Choose one of: {', '.join(FORMATS)}."
        raise UsageError(f"there is no format {printable(format)}.", hint)
    env = Environment.of_this_process()
    checked = check_banks(names or [DEFAULT], env.data)
    if format == "text":
        emit(mistakes_text(checked, env.width), "", False, env)
    else:
        data = mistakes_data(checked) if format == "json" else sarif(checked.complaints, Path.cwd())
        emit(dumps(data, indent=2, ensure_ascii=True) + "\n", "", False, env)
    raise typer.Exit(ExitCode.BAD_INPUT if checked.errors else ExitCode.DONE)
