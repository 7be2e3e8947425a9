"""What several commands share: their options, the help lines, the reading of names, and writing a result."""

from typing import TYPE_CHECKING, Annotated

import typer

from blunting_cli.environment import Environment
from blunting_cli.errors import on_one_line, printable

if TYPE_CHECKING:
    from blunting_cli.answers import Recognise
    from blunting_cli.conditions import Medicine
    from blunting_cli.sheet import HelpLines

BankOption = Annotated[
    str, typer.Option("--bank", metavar="BANK", help="A bank's name, file or folder.", show_default=False)
]
OutputOption = Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="Write there instead of stdout.")]
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


def emit(text: str, output: str, force: bool) -> None:
    """Write a result to stdout, or to a file, readable by its owner alone."""
    env = Environment.of_this_process()
    if output and output != "-":
        from blunting_cli.storage import write_file

        write_file(output, text.encode(), replace=force)
        env.stderr.write(f"blunting: written to {printable(on_one_line(output))}\n")
        return
    env.stdout.write(text)
    env.stdout.flush()
