"""What the program knows of its surroundings, gathered once in the command and handed down.

Streams, whether they are terminals, width, colour, letters, region, the day. Nothing below asks the machine.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO


@dataclass(frozen=True)
class Environment:
    """One run's surroundings; `colour` and `ascii_only` are about stdout, `region` is an ISO code or empty."""

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

    @classmethod
    def of_this_process(cls, variables: Mapping[str, str] | None = None) -> Environment:
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
            width=_width(variables, terminal),
            colour=_colour(variables, terminal),
            ascii_only=not _can_draw(sys.stdout),
            region=variables.get("BLUNTING_REGION", "").strip(),
            today=_today(),
        )


def _is_terminal(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


def _width(variables: Mapping[str, str], terminal: bool) -> int:
    """Give COLUMNS where it is a sensible number, else the terminal's width, else 80."""
    said = variables.get("COLUMNS", "")
    if said.isascii() and said.isdigit() and len(said) <= 4 and 1 <= int(said) <= 1000:
        return int(said)
    if not terminal:
        return 80
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


def _colour(variables: Mapping[str, str], terminal: bool) -> bool:
    """Decide on colour: NO_COLOR, then FORCE_COLOR, then TERM=dumb, then whether it is a terminal; empty is unset."""
    if variables.get("NO_COLOR"):
        return False
    if variables.get("FORCE_COLOR"):
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
