"""Holding an interview for `blunting check`: the questions, the sheet, what else is wanted of it, the draft."""

import gc
import os
import sys
from pathlib import Path
from shlex import join
from shutil import which

import typer

from blunting_cli.assessment import assess
from blunting_cli.bank import Bank, load_bank
from blunting_cli.cli.options import emit, help_lines, recogniser, sheet_of
from blunting_cli.cli.writing import Target, Wishes, write
from blunting_cli.ending import Ended, ending_by_signal
from blunting_cli.environment import Environment
from blunting_cli.errors import ExitCode, OutputError, UsageError, printable
from blunting_cli.interview.drafting import Wishes as InterviewWishes
from blunting_cli.interview.holding import hold_interview
from blunting_cli.interview.parting import Parting, ask_parting
from blunting_cli.render import Look, can_write, render
from blunting_cli.scripted import show_help
from blunting_cli.sheet import HelpLines, Sheet


def hold(
    bank: str,
    language: str,
    region: str,
    env: Environment,
    wishes: InterviewWishes,
    sheet: Wishes,
    *,
    accessible: bool,
    safety: bool,
) -> int:
    """Hold the interview, write the sheet, then delete the draft; give the exit code of the tier."""
    loaded, lines = load_bank(bank, env.data, language), help_lines(region, env)
    # An interview may take an hour; what is here by now stays to its end.
    gc.freeze()
    gc.enable()
    kept = ""
    try:
        with ending_by_signal():
            outcome = hold_interview(loaded, env, lines, recogniser(), wishes, accessible=accessible)
            kept = f"Your answers are kept:  {wishes.again}" if outcome.kept else ""
            assessment = assess(loaded, outcome.answers, taken=env.today)
            # On the screen, who the check was not written for has read all there is to say.
            if outcome.sheet and not (outcome.outside and sheet.show_on_screen(env)):
                made = sheet_of(assessment, region, env, safety=safety)
                on_screen = sheet.show_on_screen(env) and env.interactive and not sheet.full
                shown = made._replace(more="") if on_screen else made
                try:
                    write(lambda format, look: render(shown, format, look), made.title, sheet, env)
                except BrokenPipeError:
                    raise
                except (OutputError, OSError):
                    kept = kept or _show_unwritten(made, env)
                    raise
                finally:
                    show_help(outcome.help, env)
                if on_screen:
                    _part(made, loaded, lines, sheet, env)
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


def interview_wishes(
    env: Environment, bank: str, more: list[str], *, no_draft: bool, resume: bool, fresh: bool, progress: int
) -> InterviewWishes:
    """Read what was asked for of the interview: the draft, and how often the number of a question is said."""
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
    return InterviewWishes(env.today, folder, resume, fresh, printable(join(words)), progress)


def _called() -> list[str]:
    """Give the words that call this program again: its name where the shell finds it, else as it was called."""
    called = Path(sys.argv[0])
    if called.name == "__main__.py":
        return [sys.executable, "-m", "blunting_cli"]
    found = which("blunting")
    return ["blunting"] if found and Path(found).resolve() == called.resolve() else [str(called)]


def _part(sheet: Sheet, bank: Bank, lines: HelpLines, wishes: Wishes, env: Environment) -> None:
    """Offer the pages that stand folded, and to keep all of them, each once, until nothing more is wanted."""
    offers = list(Parting)
    format = "pdf" if can_write("pdf") else "html"
    file = _free_name(env.today, format)
    while len(offers) > 1:
        wanted = ask_parting(bank, env, lines, offers, sheet.others, file.name)
        if wanted is Parting.DONE:
            return
        offers.remove(wanted)
        if wanted is Parting.SHOW:
            others = sheet._replace(pages=sheet.pages[1:])
            look = Look(env.width, env.colour, env.ascii_only, full=True)
            emit(render(others, "terminal", look).decode(), "", False, env)
        else:
            # Another window may have taken the name while this one waited.
            file = _free_name(env.today, format)
            kept = Wishes((Target(str(file), format),), force=False, full=True, paper=wishes.paper)
            write(lambda format, look: render(sheet, format, look), sheet.title, kept, env)


def _free_name(day: str, ending: str) -> Path:
    """Give a name that no file in this folder has."""
    names = (Path(f"blunting-{day}{more}.{ending}") for more in ("", *(f"-{number}" for number in range(2, 1000))))
    return next(name for name in names if not os.path.lexists(name))


def _show_unwritten(sheet: Sheet, env: Environment) -> str:
    """Show a sheet that could be written nowhere and whose answers no draft holds, and give the words that say so."""
    env.say(render(sheet, "text", Look(env.asking_width)).decode())
    return "The sheet stands above, and is kept nowhere."


def _say_kept(words: str) -> None:
    """Say that answers are kept, if they are; a terminal that is gone is no failure, so that the status stays."""
    try:
        sys.stderr.write(f"{words}\n" if words else "")
        sys.stderr.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
