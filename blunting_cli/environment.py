"""What the program knows of its surroundings, gathered once in the command and handed down.

Streams, whether they are terminals, width, colour, letters, region, the day. Nothing below asks the machine.
"""

import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import NamedTuple, TextIO

from blunting_cli.storage import data_folder, state_folder


class Environment(NamedTuple):
    """One run's surroundings; `asking_width` is the width of stderr, all else of stdout.

    `region` is the country that was set, or empty; `locale_region` the one of the language setting, or empty.

    `accessible` asks for line mode, `state` is the folder for drafts or None where none are wanted, `data` the folder
    of one's own banks, `term` the kind of terminal, `clock` gives seconds for measuring how fast keys come.
    """

    stdin: TextIO
    stdout: TextIO
    stderr: TextIO
    interactive: bool
    terminal: bool
    width: int
    colour: bool
    ascii_only: bool
    region: str
    today: str
    asking_width: int = 80
    accessible: bool = False
    term: str = ""
    state: Path | None = None
    data: Path | None = None
    locale_region: str = ""
    clock: Callable[[], float] = monotonic

    def __repr__(self) -> str:
        return "<Environment>"

    @classmethod
    def of_this_process(cls, variables: Mapping[str, str] | None = None) -> "Environment":
        """Gather the surroundings of the running process; characters a stream cannot carry are replaced, not fatal."""
        variables = os.environ if variables is None else variables
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="replace")
        terminal = _is_terminal(sys.stdout)
        return cls(
            stdin=sys.stdin,
            stdout=sys.stdout,
            stderr=sys.stderr,
            interactive=_is_terminal(sys.stdin) and _is_terminal(sys.stderr),
            terminal=terminal,
            width=_width(variables, sys.stdout),
            colour=_colour(variables, terminal),
            ascii_only=_plain_locale(variables) or not _can_draw(sys.stdout),
            region=variables.get("BLUNTING_REGION", "").strip(),
            today=_today(),
            asking_width=_width(variables, sys.stderr),
            accessible=_is_on(variables.get("ACCESSIBLE")) or variables.get("TERM") == "dumb",
            term=variables.get("TERM", ""),
            locale_region=_locale_region(variables),
            state=None if _is_on(variables.get("BLUNTING_NO_DRAFT")) else state_folder(variables),
            data=data_folder(variables),
        )

    def say(self, text: str) -> None:
        """Write to stderr; where nobody can read that any more, the work goes on without it."""
        try:
            self.stderr.write(text)
            self.stderr.flush()
        except OSError:
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), self.stderr.fileno())


def _is_on(said: str | None) -> bool:
    """Tell whether a variable switches something on; empty, 0 and false do not."""
    return (said or "").strip().casefold() not in ("", "0", "false")


def _is_terminal(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


def _plain_locale(variables: Mapping[str, str]) -> bool:
    """Tell whether the person asked for the plain C locale by name."""
    said = variables.get("LC_ALL") or variables.get("LC_CTYPE") or variables.get("LANG") or ""
    return said in ("C", "POSIX")


def _locale_region(variables: Mapping[str, str]) -> str:
    """Give the country of the language setting, such as GB of en_GB.UTF-8; empty where it names none."""
    said = variables.get("LC_ALL") or variables.get("LC_MESSAGES") or variables.get("LANG") or ""
    country = said.partition(".")[0].partition("@")[0].partition("_")[2]
    return country if len(country) == 2 and country.isascii() and country.isalpha() and country.isupper() else ""


def _width(variables: Mapping[str, str], stream: TextIO) -> int:
    """Give COLUMNS where it is a sensible number, else the width of the stream's terminal, else 80."""
    said = variables.get("COLUMNS", "")
    if said.isascii() and said.isdigit() and len(said) <= 4 and 1 <= int(said) <= 1000:
        return int(said)
    if not _is_terminal(stream):
        return 80
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


def _colour(variables: Mapping[str, str], terminal: bool) -> bool:
    """Decide on colour: NO_COLOR, then FORCE_COLOR, then TERM=dumb, then whether it is a terminal; empty is unset."""
    if variables.get("NO_COLOR"):
        return False
    if variables.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return terminal and variables.get("TERM") != "dumb"


def _can_draw(stream: TextIO) -> bool:
    try:
        "\u2501\u2505\u2500\u2022\u256d".encode(getattr(stream, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _today() -> str:
    from time import localtime, strftime

    return strftime("%Y-%m-%d", localtime())
