"""The commands: each reads its options, calls the pipeline, writes the result and gives an exit status.

stdout carries the result alone. Questions, help, notes and errors go to stderr. Heavy parts are imported inside the
command that needs them.
"""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from blunting_cli import __version__
from blunting_cli.environment import Environment
from blunting_cli.errors import BluntingError, ExitCode, UsageError, on_one_line, printable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from blunting_cli.answers import Recognise
    from blunting_cli.assessment import Assessment, Note
    from blunting_cli.bank import Bank
    from blunting_cli.conditions import Answer, Medicine
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

BankOption = Annotated[str, typer.Option("--bank", metavar="BANK", help="A bank's name, file or folder.")]
OutputOption = Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="Write there instead of stdout.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Write over a file that is there.")]
RegionOption = Annotated[str, typer.Option("--region", metavar="CODE", help="Country for help lines, such as GB.")]


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
) -> None:
    """Answer the questions, or score a file of answers, and get the sheet.

    \b
    blunting check
    blunting check --answers answers.yaml --json
    """
    env = Environment.of_this_process()
    chosen = _format(format, json, output, env)
    _check_output(output, force)
    if not answers and not env.interactive:
        raise UsageError(
            "there is no terminal to ask questions on.",
            "Give a file with --answers FILE; `blunting template` prints one to fill in.",
        )
    if partial and not answers:
        raise UsageError("--partial goes with --answers.", "Name a file with --answers FILE.")
    from blunting_cli.bank import load_bank

    loaded = load_bank(bank)
    lines = _help_lines(region or env.region)
    assessment: Assessment | None
    if answers:
        assessment = _score_file(answers, loaded, env, lines, partial=partial, include_safety=include_safety)
        status = ExitCode.DONE
    else:
        assessment, status = _interview(loaded, env, lines)
    if assessment is not None:
        _write_sheet(assessment, lines, chosen, env, output, force=force, include_safety=include_safety)
        if status is ExitCode.DONE and exit_code:
            raise typer.Exit(assessment.escalation.tier.exit_code)
    raise typer.Exit(status)


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


def _score_file(
    name: str, bank: "Bank", env: Environment, lines: "HelpLines", *, partial: bool, include_safety: bool
) -> "Assessment":
    from blunting_cli.answers import read_answers
    from blunting_cli.asking import complete, settle
    from blunting_cli.assessment import assess, note
    from blunting_cli.conditions import State
    from blunting_cli.errors import FileErrors
    from blunting_cli.storage import MAX_BYTES, check_size, read_file

    shown = "standard input" if name == "-" else name
    content = check_size(env.stdin.buffer.read(MAX_BYTES + 1), shown) if name == "-" else read_file(name)
    try:
        file = read_answers(content, shown, bank, _recogniser())
    except FileErrors:
        # Help does not wait for a file that can be read, where its text speaks of safety at all.
        if any(name.encode() in content for name in bank.safety):
            _show_help_for(settle(bank, {}).answers, bank, lines, env)
        raise
    try:
        completed = complete(bank, file, partial=partial)
    except FileErrors:
        # Nor does it wait for a file without mistakes.
        _show_help_for(settle(bank, file.said).answers, bank, lines, env)
        raise
    _show_help_for(completed.answers, bank, lines, env)
    notes: list[Note] = []
    warnings: list[str] = []
    if State.WITHHELD in file.said.values():
        notes.append(note(bank, "was_withheld"))
    for id, names in (("left_out", completed.left_out), ("ignored", completed.ignored)):
        if names:
            warnings.append(note(bank, id, names=", ".join(names)).text)
        kept = [name for name in names if include_safety or name not in bank.safety]
        if kept:
            notes.append(note(bank, id, names=", ".join(kept)))
    assessment = assess(bank, completed.answers, taken=file.taken, notes=notes)
    env.stderr.write("".join(f"blunting: {warning}\n" for warning in warnings))
    return assessment


def _show_help_for(answers: "Mapping[str, Answer]", bank: "Bank", lines: "HelpLines", env: Environment) -> None:
    """Show the help panel where the answers, or the lack of one, call for it."""
    from blunting_cli.escalation import statements
    from blunting_cli.scoring import Said

    said = next((found for found in statements(bank, Said(bank, answers)) if found.group == "help"), None)
    if said is not None:
        _show_help(said.text, bank.texts, lines, env)


def _show_help(words: str, texts: "Mapping[str, str]", lines: "HelpLines", env: Environment) -> None:
    from blunting_cli.render import text
    from blunting_cli.sheet import help_panel

    env.stderr.write(text.render(help_panel(words, lines, dict(texts)), width=min(env.width, 80)) + "\n")
    env.stderr.flush()


def _interview(bank: "Bank", env: Environment, lines: "HelpLines") -> "tuple[Assessment | None, ExitCode]":
    import gc

    from blunting_cli.assessment import assess
    from blunting_cli.interview.lines import hold_interview

    gc.enable()
    outcome = hold_interview(bank, env, lines, _recogniser())
    answers: Mapping[str, Answer] = outcome.answers
    status = ExitCode.DONE if outcome.finished else ExitCode.LEFT_EARLY
    assessment = assess(bank, answers, taken=env.today) if outcome.wants_sheet else None
    if outcome.helped and outcome.finished:
        _show_help(bank.texts["help_general"], bank.texts, lines, env)
    return assessment, status


def _write_sheet(
    assessment: "Assessment",
    lines: "HelpLines",
    format: str,
    env: Environment,
    output: str,
    *,
    force: bool,
    include_safety: bool,
) -> None:
    from blunting_cli.assessment import withhold
    from blunting_cli.render import render
    from blunting_cli.sheet import make_sheet

    sheet = make_sheet(assessment if include_safety else withhold(assessment), lines)
    to_file = bool(output) and output != "-"
    colour, ascii_only = env.colour and not to_file, env.ascii_only and not to_file
    text = render(sheet, format, width=env.width, colour=colour, ascii_only=ascii_only)
    _emit(text, output, force)


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
