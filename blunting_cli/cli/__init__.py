"""The commands: each reads its options, calls the pipeline, writes the result and gives an exit status.

stdout carries the result alone. Questions, help, notes and errors go to stderr. Heavy parts are imported inside the
command that needs them.
"""

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Annotated

import typer

from blunting_cli import __version__
from blunting_cli.errors import BluntingError, ExitCode, printable

ABOUT = """\
blunting: a self-check for emotional blunting, feeling less of everything, good and bad.

It asks about your feelings and what else is going on, and shows what your answers
fit and why, what tends to help, and how soon to talk to whom. It is not a diagnosis.
Your answers stay on this computer.

  blunting check         answer the questions, about ten minutes
  blunting helplines GB  where help is now, with your country's two letters
  blunting --help        all commands
"""

# Each command and the function that does it; a module is imported only where its command may be called.
COMMANDS = {
    "check": "checking.check",
    "sheet": "records.sheet",
    "explain": "records.explain",
    "verify": "records.verify",
    "cohort": "cohort.cohort",
    "template": "looking.template",
    "helplines": "looking.helplines",
    "learn": "looking.learn",
    "medicines": "looking.medicines",
    "completion": "completing.completion",
}
COMPLETE = "_BLUNTING_COMPLETE"
BANK = "bank"
BANK_COMMANDS = {
    "list": "authoring.bank_list",
    "show": "looking.bank_show",
    "check": "linting.bank_check",
    "cases": "authoring.bank_cases",
    "stats": "authoring.bank_stats",
    "schema": "looking.bank_schema",
}


def program(word: str = "") -> typer.Typer:
    """Put the commands together: that of one word alone where it is a command, all of them where it is none."""
    app = typer.Typer(
        name="blunting",
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        # What Typer would add writes into the files of a shell.
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(invoke_without_command=True)(about)
    for name in [word] if word in COMMANDS else COMMANDS if word != BANK else ():
        app.command(name)(_function(COMMANDS[name]))
    if word not in COMMANDS:
        about_banks = "Look at the questions and rules of a bank."
        bank_app = typer.Typer(help=about_banks, rich_markup_mode=None, no_args_is_help=True)
        for name, place in BANK_COMMANDS.items():
            bank_app.command(name)(_function(place))
        app.add_typer(bank_app, name=BANK)
    return app


def _function(place: str) -> Callable[..., None]:
    module, _, name = place.partition(".")
    found: Callable[..., None] = getattr(import_module(f"{__name__}.{module}"), name)
    return found


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
        words, asking = _with_printer(sys.argv[1:]), _asking_shell()
        program("" if asking or not words else words[0])(words, prog_name="blunting", complete_var=asking)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else ExitCode.FAILED
    return ExitCode.DONE


def _asking_shell() -> str:
    """Give the variable by which a shell asks what can stand next; empty where none does, whatever it says."""
    import os

    if COMPLETE not in os.environ:
        return ""
    from blunting_cli.cli.completing import is_asked

    return COMPLETE if is_asked(os.environ) else ""


def _with_printer(words: list[str]) -> list[str]:
    """Give a --print without a name an empty one, the usual printer: options here always take a value."""
    found = list(words)
    if words[:1] != ["sheet"]:
        return found
    for index, word in enumerate(words):
        if word == "--":
            break
        if word == "--print" and (index + 1 == len(words) or words[index + 1].startswith("-")):
            found[index] = "--print="
    return found


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
