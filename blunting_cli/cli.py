"""The commands: each reads its options, calls the pipeline, writes the result and gives an exit status.

stdout carries the result alone. Questions, help, notes and errors go to stderr. Heavy parts are imported inside the
command that needs them.
"""

import sys
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from blunting_cli import __version__
from blunting_cli.environment import Environment
from blunting_cli.errors import BluntingError, ExitCode, OutputError, UsageError, on_one_line, printable

if TYPE_CHECKING:
    from blunting_cli.answers import Recognise
    from blunting_cli.assessment import Assessment
    from blunting_cli.conditions import Medicine
    from blunting_cli.interview.drafting import Wishes
    from blunting_cli.sheet import HelpLines

ENDINGS = {".json": "json", ".txt": "text"}
OTHERS = (".pdf", ".html", ".htm", ".md", ".docx")
ABOUT = """\
blunting: a self-check for emotional blunting, feeling less of everything, good and bad.

It asks about your feelings and what else is going on, and shows what your answers
fit and why, what tends to help, and how soon to talk to whom. It is not a diagnosis.
Your answers stay on this computer.

  blunting check         answer the questions, about ten minutes
  blunting helplines GB  where help is now, with your country's two letters
  blunting --help        all commands
"""

app = typer.Typer(
    name="blunting",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
bank_app = typer.Typer(help="Look at the questions and rules of a bank.", rich_markup_mode=None, no_args_is_help=True)
app.add_typer(bank_app, name="bank")

BankOption = Annotated[
    str, typer.Option("--bank", metavar="BANK", help="A bank's name, file or folder.", show_default=False)
]
OutputOption = Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="Write there instead of stdout.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Write over a file that is there.")]
RegionOption = Annotated[str, typer.Option("--region", metavar="CODE", help="Country for help lines, such as GB.")]


class SheetWishes(NamedTuple):
    """How the sheet is to be written: its format, where to, and with or without the answers about safety."""

    format: str
    output: str
    force: bool
    include_safety: bool


def run() -> int:
    """Run the command line and give the exit status; every error is said in words on stderr."""
    _open_streams()
    try:
        status = _command()
        sys.stdout.flush()
    except BluntingError as error:
        return _fail(error.render(), error.code)
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        return _drop_output()
    except OSError as error:
        return _unwritten(error)
    except Exception as error:  # the one place that keeps a traceback, with answers in it, off the screen
        return _unexpected(error)
    return status


def _command() -> int:
    try:
        app(prog_name="blunting")
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else ExitCode.FAILED
    return ExitCode.DONE


def _open_streams() -> None:
    """Put an empty stream in place of each that was closed; writing to stdout then fails in words."""
    import os

    if sys.stdin is None:
        sys.stdin = os.fdopen(os.open(os.devnull, os.O_RDONLY), encoding="utf-8")
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")


def _fail(message: str, code: ExitCode) -> ExitCode:
    sys.stderr.write(f"{message}\n")
    return code


def _drop_output() -> ExitCode:
    """Leave quietly when nobody reads the output any more."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return ExitCode.FAILED


def _say_kept(words: str) -> None:
    """Say that answers are kept, if they are; a terminal that is gone is no failure, so that the status stays."""
    import os

    try:
        sys.stderr.write(f"{words}\n" if words else "")
        sys.stderr.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def _unwritten(error: OSError) -> ExitCode:
    """Say that the result could not be written, such as to a full disk; files that are named fail earlier."""
    import os

    if os.environ.get("BLUNTING_DEBUG"):
        raise error
    _drop_output()
    return _fail(f"blunting: cannot write the result: {printable(error.strerror or str(error))}.", ExitCode.FAILED)


def _unexpected(error: Exception) -> ExitCode:
    import os

    if os.environ.get("BLUNTING_DEBUG"):
        raise error
    what = f"blunting: something went wrong inside the program ({type(error).__name__})."
    return _fail(f"{what}\nRun it again with BLUNTING_DEBUG=1 to see where, and please report it.", ExitCode.FAILED)


def _say_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"blunting {__version__}\n")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def about(
    context: typer.Context,
    _version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """A self-check for emotional blunting: feeling less of everything, good and bad.

    \b
    Start with:  blunting check
    Help now:    blunting helplines GB   (your country's two letters)
    """
    if context.invoked_subcommand is None:
        sys.stdout.write(ABOUT)


@app.command()
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

    loaded, lines = load_bank(bank), _help_lines(region or env.region)
    return score_file(answers, loaded, env, lines, _recogniser(), partial=partial, include_safety=include_safety)


def _ask(bank: str, region: str, env: Environment, wishes: "Wishes", sheet: SheetWishes, *, accessible: bool) -> int:
    """Hold the interview, write the sheet, then delete the draft; give the exit code of the tier."""
    import gc

    from blunting_cli.assessment import assess
    from blunting_cli.bank import load_bank
    from blunting_cli.interview.holding import hold_interview
    from blunting_cli.interview.leaving import Ended, ending_by_signal
    from blunting_cli.scripted import show_help

    gc.enable()
    loaded, lines = load_bank(bank), _help_lines(region or env.region)
    kept = ""
    try:
        with ending_by_signal():
            outcome = hold_interview(loaded, env, lines, _recogniser(), wishes, accessible=accessible)
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


def _help_lines(code: str) -> "HelpLines":
    from blunting_cli.bank.loading import load_directory, load_regions
    from blunting_cli.sheet import HelpLines

    name, address, checked = load_directory()
    wanted = code.casefold()
    region = next((r for r in load_regions() if wanted in {n.casefold() for n in (r.code, r.name, *r.also)}), None)
    return HelpLines(region if wanted else None, printable(code), name, address, checked)


def _recogniser() -> "Recognise":
    def recognise(medicines: "tuple[Medicine, ...]") -> "tuple[Medicine, ...]":
        from blunting_cli.bank import load_medicines
        from blunting_cli.medicines import recognise as by_name

        return by_name(medicines, load_medicines())

    return recognise


def _write_sheet(assessment: "Assessment", wishes: SheetWishes, region: str, env: Environment) -> None:
    from blunting_cli.assessment import withhold
    from blunting_cli.render import render
    from blunting_cli.sheet import make_sheet

    shown = assessment if wishes.include_safety else withhold(assessment)
    sheet = make_sheet(shown, _help_lines(region or env.region))
    to_file = bool(wishes.output) and wishes.output != "-"
    colour, ascii_only = env.colour and not to_file, env.ascii_only and not to_file
    text = render(sheet, wishes.format, width=env.width, colour=colour, ascii_only=ascii_only)
    _emit(text, wishes.output, wishes.force)


@app.command()
def template(bank: BankOption = "blunting", output: OutputOption = "", force: ForceOption = False) -> None:
    """Print an answers file to fill in.

    \b
    blunting template > answers.yaml
    """
    from blunting_cli.bank import load_bank
    from blunting_cli.template import answers_template

    _emit(answers_template(load_bank(bank)), output, force)


def _emit(text: str, output: str, force: bool) -> None:
    env = Environment.of_this_process()
    if output and output != "-":
        from blunting_cli.storage import write_file

        write_file(output, text.encode(), replace=force)
        env.stderr.write(f"blunting: written to {printable(on_one_line(output))}\n")
        return
    env.stdout.write(text)
    env.stdout.flush()


@app.command()
def helplines(
    region: Annotated[
        str, typer.Argument(metavar="[REGION]", help="A country's two letters or name, such as GB.")
    ] = "",
) -> None:
    """Say where help is now, without any question.

    \b
    blunting helplines GB
    """
    from blunting_cli.bank.loading import load_regions, load_texts
    from blunting_cli.render import text
    from blunting_cli.sheet import Listing, help_line_blocks

    env = Environment.of_this_process()
    lines = _help_lines(region or env.region)
    texts = load_texts()
    blocks = list(help_line_blocks(lines, texts))
    if lines.region is None:
        blocks.append(Listing(texts["lines_known"], tuple(f"{found.code}  {found.name}" for found in load_regions())))
    _emit(text.render(blocks, width=min(env.width, 80)), "", False)


@bank_app.command("show")
def bank_show(
    bank: BankOption = "blunting",
    json: Annotated[bool, typer.Option("--json", help="Everything a program needs to fill in answers.")] = False,
) -> None:
    """List the questions of a bank; with --json also its scores, factors and tiers."""
    from blunting_cli.bank import load_bank
    from blunting_cli.template import bank_data, question_list

    loaded = load_bank(bank)
    if not json:
        _emit(question_list(loaded), "", False)
        return
    from json import dumps

    _emit(dumps(bank_data(loaded), indent=2, ensure_ascii=True) + "\n", "", False)
