"""What several commands share: their options, the help lines, the reading of names, and writing a result."""

from typing import TYPE_CHECKING, Annotated

import typer

from blunting_cli.environment import Environment
from blunting_cli.errors import on_one_line, printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from blunting_cli.answers import Recognise
    from blunting_cli.assessment import Assessment
    from blunting_cli.conditions import Medicine
    from blunting_cli.render import Look
    from blunting_cli.sheet import HelpLines, Sheet

BankOption = Annotated[
    str, typer.Option("--bank", metavar="BANK", help="A bank's name, file or folder.", show_default=False)
]
LanguageOption = Annotated[
    str, typer.Option("--language", metavar="CODE", help="One of the bank's languages, such as de.", show_default=False)
]
OutputsOption = Annotated[
    list[str] | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write there; may be given again."),
]
FormatOption = Annotated[
    str, typer.Option("--format", "-f", metavar="FORMAT", help="terminal, text, markdown, html, pdf or json.")
]
FullOption = Annotated[bool, typer.Option("--full", help="On a terminal: all pages, nothing folded.")]
PaperOption = Annotated[
    str, typer.Option("--paper", metavar="PAPER", help="For pdf: a4 or us-letter.", show_default=False)
]
SafetyOption = Annotated[bool, typer.Option("--include-safety", help="Show answers about safety.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Write over a file that is there.")]
RegionOption = Annotated[str, typer.Option("--region", metavar="CODE", help="Country for help lines, such as GB.")]


def help_lines(asked_for: str, env: Environment) -> "HelpLines":
    """Find the help lines of the country that was asked for, set, or named by the language setting, in this order."""
    from blunting_cli.bank.loading import load_directory, load_regions
    from blunting_cli.sheet import HelpLines

    said = asked_for or env.region
    wanted = (said or env.locale_region).casefold()
    region = next((r for r in load_regions() if wanted in {n.casefold() for n in (r.code, r.name, *r.also)}), None)
    name, address, checked = load_directory()
    guessed = bool(wanted) and not said
    return HelpLines(region if wanted else None, printable(said), name, address, checked, guessed)


def recogniser() -> "Recognise":
    """Give what reads the names of medicines; the list of names is loaded when the first one is read."""

    def recognise(medicines: "tuple[Medicine, ...]") -> "tuple[Medicine, ...]":
        from blunting_cli.bank import load_medicines
        from blunting_cli.medicines import recognise as by_name

        return by_name(medicines, load_medicines())

    return recognise


def sheet_of(assessment: "Assessment", region: str, env: Environment, *, safety: bool) -> "Sheet":
    """Lay an assessment out, without the answers about safety unless they are asked for."""
    from blunting_cli.assessment import withhold
    from blunting_cli.sheet import make_sheet

    return make_sheet(assessment if safety else withhold(assessment), help_lines(region, env))


def rendered_by(
    assessment: "Assessment", region: str, env: Environment, *, safety: bool
) -> "Callable[[str, Look], bytes]":
    """Give what renders an assessment in a format; it is laid out once, where a format is for people to read."""
    from functools import cache

    made = cache(lambda: sheet_of(assessment, region, env, safety=safety))

    def rendered(format: str, look: "Look") -> bytes:
        if format == "json":
            from blunting_cli.assessment import record, withhold
            from blunting_cli.render import json

            return json.render(record(assessment if safety else withhold(assessment))).encode()
        from blunting_cli.render import render

        return render(made(), format, look)

    return rendered


def emit(content: str | bytes, output: str, force: bool, env: Environment) -> None:
    """Write a result to stdout, or to a file, readable by its owner alone."""
    if output and output != "-":
        from blunting_cli.storage import write_file

        write_file(output, content.encode() if isinstance(content, str) else content, replace=force)
        env.say(f"blunting: written to {printable(on_one_line(output))}\n")
    elif isinstance(content, str):
        env.stdout.write(content)
        env.stdout.flush()
    else:
        env.stdout.buffer.write(content)
        env.stdout.buffer.flush()
