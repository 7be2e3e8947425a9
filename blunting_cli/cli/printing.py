"""Printing through the system's own print command; nothing is written to a file on the way."""

from __future__ import annotations

from shutil import which

from blunting_cli.environment import Environment
from blunting_cli.errors import OutputError, on_one_line, printable

LONGEST_WAIT = 60
HINT = "Write a PDF with -o sheet.pdf, and print it from there."


def print_out(content: bytes, title: str, printer: str, env: Environment) -> None:
    """Hand a page to `lp`, or to `lpr` where there is no such command; an empty name is the usual printer.

    Raises:
        OutputError: there is no print command, or it does not take the page.
    """
    from subprocess import TimeoutExpired, run

    command = _command(title, printer)
    try:
        done = run(command, input=content, capture_output=True, timeout=LONGEST_WAIT, check=False)
    except (OSError, TimeoutExpired) as error:
        raise OutputError(f"cannot print: {getattr(error, 'strerror', None) or 'it took too long'}.", HINT) from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip() or f"{command[0]} ended with {done.returncode}"
        raise OutputError(f"cannot print: {on_one_line(said)}", HINT)
    where = f" on {printable(on_one_line(printer))}" if printer else ""
    env.say(f"blunting: sent to be printed{where}\n")


def _command(title: str, printer: str) -> list[str]:
    lp, lpr = which("lp"), which("lpr")
    if lp:
        return [lp, "-t", title, *(["-d", printer] if printer else [])]
    if lpr:
        return [lpr, "-T", title, *(["-P", printer] if printer else [])]
    raise OutputError("this computer has no print command (lp or lpr).", HINT)
