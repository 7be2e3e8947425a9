"""`blunting check`: the questions, or a file of answers, and the sheet."""

import sys
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from blunting_cli.cli.options import (
    BankOption,
    ForceOption,
    OutputOption,
    RegionOption,
    emit,
    help_lines,
    recogniser,
)
from blunting_cli.environment import Environment
from blunting_cli.errors import ExitCode, OutputError, UsageError, printable

if TYPE_CHECKING:
    from blunting_cli.assessment import Assessment
    from blunting_cli.interview.drafting import Wishes

ENDINGS = {".json": "json", ".txt": "text"}
OTHERS = (".pdf", ".html", ".htm", ".md", ".docx")


class SheetWishes(NamedTuple):
    """How the sheet is to be written: its format, where to, and with or without the answers about safety."""

    format: str
    output: str
    force: bool
    include_safety: bool


def check(
    answers: Annotated[str, typer.Option("--answers", "-a", metavar="FILE", help="Score this file; - is stdin.")] = "",
    partial: Annotated[bool, typer.Option("--partial", help="Score a file that leaves questions out.")] = False,
    format: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help="terminal, text or json.")] = "",
    json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    output: OutputOption = "",
    force: ForceOption = False,
    region: RegionOption = "",
    bank: BankOption = "blunting",
    include_safety: Annotated[bool, typer.Option("--include-safety", help="Show answers about safety.")] = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit 10 or 11 by how soon to talk.")] = False,
    accessible: Annotated[
        bool | None, typer.Option("--accessible/--no-accessible", help="Plain lines, for a screen reader.")
    ] = None,
    progress: Annotated[
        int, typer.Option("--progress", metavar="N", help="Say every Nth number only.", show_default=False)
    ] = 1,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a draft, without asking.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Delete a draft without asking.")] = False,
    no_draft: Annotated[bool, typer.Option("--no-draft", help="Keep no draft while answering.")] = False,
    no_input: Annotated[bool, typer.Option("--no-input", help="Never ask anything.")] = False,
) -> None:
    """Answer the questions, or score a file of answers, and get the sheet.

    \b
    blunting check          blunting check --answers answers.yaml --json
    """
    env = Environment.of_this_process()
    sheet = SheetWishes(_format(format, json, output, env), output, force, include_safety)
    _check_output(output, force)
    if answers and (resume or fresh):
        raise UsageError("--resume and --fresh do not go with --answers.", "A draft can be scored as a file.")
    if answers:
        assessment = _score(answers, bank, region, env, partial=partial, include_safety=include_safety)
        _write_sheet(assessment, sheet, region, env)
        raise typer.Exit(assessment.escalation.tier.exit_code if exit_code else ExitCode.DONE)
    # Lines from a pipe are read where the option asks for it, not where only a variable does.
    if no_input or not (env.interactive or accessible):
        raise UsageError(
            "--no-input forbids the questions." if no_input else "there is no terminal to ask questions on.",
            "Give a file with --answers FILE; `blunting template` prints one to fill in.",
        )
    if partial:
        raise UsageError("--partial goes with --answers.", "Name a file with --answers FILE.")
    more = [*(["--accessible"] if accessible else []), *(["--region", region] if region else [])]
    wishes = _wishes(env, bank, more, no_draft=no_draft, resume=resume, fresh=fresh, progress=progress)
    plain = env.accessible if accessible is None else accessible
    tier_code = _ask(bank, region, env, wishes, sheet, accessible=plain)
    raise typer.Exit(tier_code if exit_code else ExitCode.DONE)


def _score(
    answers: str, bank: str, region: str, env: Environment, *, partial: bool, include_safety: bool
) -> "Assessment":
    from blunting_cli.bank import load_bank
    from blunting_cli.scripted import score_file

    loaded, lines = load_bank(bank), help_lines(region, env)
    return score_file(answers, loaded, env, lines, recogniser(), partial=partial, include_safety=include_safety)


def _ask(bank: str, region: str, env: Environment, wishes: "Wishes", sheet: SheetWishes, *, accessible: bool) -> int:
    """Hold the interview, write the sheet, then delete the draft; give the exit code of the tier."""
    import gc

    from blunting_cli.assessment import assess
    from blunting_cli.bank import load_bank
    from blunting_cli.interview.holding import hold_interview
    from blunting_cli.interview.leaving import Ended, ending_by_signal
    from blunting_cli.scripted import show_help

    gc.enable()
    loaded, lines = load_bank(bank), help_lines(region, env)
    kept = ""
    try:
        with ending_by_signal():
            outcome = hold_interview(loaded, env, lines, recogniser(), wishes, accessible=accessible)
            kept = f"Your answers are kept:  {wishes.again}" if outcome.kept else ""
            assessment = assess(loaded, outcome.answers, taken=env.today)
            # On the screen, who the check was not written for has read all there is to say.
            if outcome.sheet and not (outcome.outside and sheet.format == "terminal" and not sheet.output):
                try:
                    _write_sheet(assessment, sheet, region, env)
                finally:
                    show_help(outcome.help, env)
    except Ended as ended:
        _say_kept(kept)
        raise typer.Exit(ended.code) from None
    except OutputError as error:
        raise OutputError(error.message, f"{error.hint} {kept}".strip()) from None
    except (KeyboardInterrupt, OSError):
        _say_kept(kept)
        raise
    if not outcome.finished:
        raise typer.Exit(ExitCode.LEFT_EARLY)
    if outcome.draft is not None:
        outcome.draft.drop()
    return assessment.escalation.tier.exit_code


def _wishes(
    env: Environment, bank: str, more: list[str], *, no_draft: bool, resume: bool, fresh: bool, progress: int
) -> "Wishes":
    from blunting_cli.interview.drafting import Wishes

    folder = None if no_draft else env.state
    if progress < 1:
        raise UsageError(f"--progress {progress} is no number of questions.", "Give 1 or more, such as 5.")
    if resume and fresh:
        raise UsageError("--resume and --fresh ask for two things.", "Give one of them.")
    if resume and folder is None:
        raise UsageError(
            "--resume needs drafts, and they are switched off.", "Leave out --no-draft, and unset BLUNTING_NO_DRAFT."
        )
    words = [*_called(), "check", *([] if bank == "blunting" else ["--bank", bank]), *more, "--resume"]
    from shlex import join

    return Wishes(env.today, folder, resume, fresh, join(words), progress)


def _called() -> list[str]:
    """Give the words that call this program again: its name where the shell finds it, else as it was called."""
    from pathlib import Path
    from shutil import which

    called = Path(sys.argv[0])
    if called.name == "__main__.py":
        return [sys.executable, "-m", "blunting_cli"]
    found = which("blunting")
    return ["blunting"] if found and Path(found).resolve() == called.resolve() else [str(called)]


def _format(format: str, json: bool, output: str, env: Environment) -> str:
    from blunting_cli.render import FORMATS

    if format and format not in FORMATS:
        raise UsageError(f"there is no format {printable(format)}.", "Formats: " + ", ".join(FORMATS) + ".")
    if json and format not in ("", "json"):
        raise UsageError(f"--json and --format {format} ask for two things.", "Give one of them.")
    if json or format:
        return "json" if json else format
    if output.casefold().endswith(OTHERS):
        raise UsageError(f"{printable(output)} asks for a format there is not.", "Formats: " + ", ".join(FORMATS) + ".")
    if output and output != "-":
        return next((name for ending, name in ENDINGS.items() if output.casefold().endswith(ending)), "text")
    return "terminal" if env.terminal else "text"


def _check_output(output: str, force: bool) -> None:
    """Complain about a place that cannot be written to before any question is asked."""
    if output and output != "-":
        from blunting_cli.storage import check_target

        check_target(output, replace=force)


def _say_kept(words: str) -> None:
    """Say that answers are kept, if they are; a terminal that is gone is no failure, so that the status stays."""
    import os

    try:
        sys.stderr.write(f"{words}\n" if words else "")
        sys.stderr.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def _write_sheet(assessment: "Assessment", wishes: SheetWishes, region: str, env: Environment) -> None:
    from blunting_cli.assessment import withhold
    from blunting_cli.render import render
    from blunting_cli.sheet import make_sheet

    shown = assessment if wishes.include_safety else withhold(assessment)
    sheet = make_sheet(shown, help_lines(region, env))
    to_file = bool(wishes.output) and wishes.output != "-"
    colour, ascii_only = env.colour and not to_file, env.ascii_only and not to_file
    text = render(sheet, wishes.format, width=env.width, colour=colour, ascii_only=ascii_only)
    emit(text, wishes.output, wishes.force)
