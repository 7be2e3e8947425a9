"""`blunting bank` for authors: the banks there are, case files run against one, and a bank in numbers."""

from typing import TYPE_CHECKING, Annotated

import typer

from blunting_cli.cli.options import SafetyOption, emit, recogniser
from blunting_cli.environment import Environment
from blunting_cli.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable

    from blunting_cli.bank import Bank
    from blunting_cli.bank.finding import BankPlace

# Of what is wrong with files of cases so many things are said; --json has them all.
MOST_COMPLAINTS = 50
JsonOption = Annotated[bool, typer.Option("--json", help="As an object for programs.")]


def bank_list(json: JsonOption = False) -> None:
    """List the banks that have a name: the shipped ones, then your own in the data folder.

    \b
    blunting bank list
    """
    from blunting_cli.bank.loading import known_banks

    env = Environment.of_this_process()
    places = known_banks(env.data)
    if json:
        _emit_data({"banks": [_place_data(place) for place in places]}, env)
        return
    emit("".join(_place_line(place) for place in places), "", False, env)


def _place_data(place: "BankPlace") -> dict[str, object]:
    return {"name": place.name, "origin": str(place.origin), "file": str(place.head), "hidden": place.hidden}


def _place_line(place: "BankPlace") -> str:
    """Say where a bank is; what is hidden is found by its path alone."""
    from blunting_cli.errors import on_one_line, printable

    hidden = " (hidden by the shipped one: name its file)" if place.hidden else ""
    return printable(on_one_line(f"{place.name}  {place.origin}  {place.head}{hidden}")) + "\n"


def bank_cases(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Files of cases, or folders with such files.")],
    bank: Annotated[
        str, typer.Option("--bank", metavar="BANK", help="Not the bank beside the cases, nor the shipped one.")
    ] = "",
    json: JsonOption = False,
) -> None:
    """Run cases, people told in YAML, against a bank, and say what comes out otherwise than they expect.

    A case says who it is, what they answer, and what must come out. Without --bank
    the bank.yaml in their folder, or the one above, is used, else the one bank that
    lies beside them, else the shipped bank.
    Exit status: 0 all as expected, 3 a case differs or a file is wrong.

    \b
    blunting bank cases tests/cases
    """
    from blunting_cli.checking.folders import run_files
    from blunting_cli.checking.telling import cases_data, cases_text
    from blunting_cli.errors import FileErrors

    env = Environment.of_this_process()
    run = run_files(paths, bank, _loader(env), recogniser())
    if json:
        _emit_data(cases_data(run), env)
    else:
        emit(cases_text(run, env.width), "", False, env)
        if run.complaints:
            more = len(run.complaints) - MOST_COMPLAINTS
            hint = f"And {more} more; mend these first." if more > 0 else ""
            env.say(FileErrors(run.complaints[:MOST_COMPLAINTS], hint).render() + "\n")
    raise typer.Exit(ExitCode.BAD_INPUT if run.differing or run.complaints else ExitCode.DONE)


def bank_stats(
    bank: Annotated[str, typer.Argument(metavar="[BANK]", help="A bank's name, file or folder.")] = "blunting",
    answers: Annotated[
        list[str] | None,
        typer.Option("--answers", "-a", metavar="PATH", help="Count what comes out of these; may be given again."),
    ] = None,
    json: JsonOption = False,
    include_safety: SafetyOption = False,
) -> None:
    """Say a bank in numbers: its questions, how many are asked, what its scores can come to, how hard it reads.

    With --answers, a folder or files of answers, records or cases, also how often
    each tier, trigger, pattern, factor, criterion and band comes out.

    \b
    blunting bank stats          blunting bank stats my_bank.yaml --answers answers/
    """
    from blunting_cli.bank import load_bank, load_medicines
    from blunting_cli.checking.folders import assessed_sets
    from blunting_cli.checking.frequencies import frequencies
    from blunting_cli.checking.stats import bank_stats as count
    from blunting_cli.checking.telling_stats import stats_data, stats_text

    env = Environment.of_this_process()
    loaded = load_bank(bank, env.data)
    found = (
        frequencies(assessed_sets(answers, loaded, recogniser()), loaded, include_safety=include_safety)
        if answers
        else None
    )
    stats = count(loaded, load_medicines())
    if json:
        _emit_data(stats_data(stats, found), env)
    else:
        emit(stats_text(stats, found, env.width), "", False, env)


def _loader(env: Environment) -> "Callable[[str], Bank]":
    """Give what loads a bank; an empty name is the shipped one."""
    from blunting_cli.bank import load_bank
    from blunting_cli.bank.loading import DEFAULT

    return lambda name: load_bank(name or DEFAULT, env.data)


def _emit_data(data: dict[str, object], env: Environment) -> None:
    from json import dumps

    emit(dumps(data, indent=2, ensure_ascii=True) + "\n", "", False, env)
