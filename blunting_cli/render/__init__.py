"""How a sheet looks: one file a format, each with a `render`; a format is imported when it is asked for.

A new format is one file here and its name in FORMATS.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from blunting_cli.sheet import Sheet

FORMATS = ("terminal", "text", "markdown", "html", "pdf", "json")
# What a file is called that holds a format; the first is the usual one.
ENDINGS = {
    ".txt": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
    ".json": "json",
}


class Look(NamedTuple):
    """How a sheet is to look: `width` in columns counts for terminal and text, `paper` for pdf.

    `full` shows on a terminal all that is folded otherwise; every other format is whole in any case.
    """

    width: int = 80
    colour: bool = False
    ascii_only: bool = False
    full: bool = True
    paper: str = "a4"


PLAIN = Look()


def render(sheet: Sheet, format: str, look: Look = PLAIN) -> bytes:
    """Render a sheet in one of FORMATS; all but pdf are UTF-8 text.

    Raises:
        UsageError: the library that writes the format is not installed.
    """
    if format == "pdf":
        from blunting_cli.render import pdf

        return pdf.render(sheet, paper=look.paper)
    return _text(sheet, format, look).encode()


def can_write(format: str) -> bool:
    """Tell whether what a format needs is installed."""
    if format != "pdf":
        return True
    from blunting_cli.render import pdf

    return pdf.is_installed()


def check_format(format: str) -> None:
    """Complain before any work is done where what a format needs is not installed.

    Raises:
        UsageError: with the name of the extra that brings it.
    """
    if format == "pdf":
        from blunting_cli.render import pdf

        pdf.check_installed()


def _text(sheet: Sheet, format: str, look: Look) -> str:
    match format:
        case "json":
            from blunting_cli.render import json

            return json.render(sheet.facts)
        case "markdown":
            from blunting_cli.render import markdown

            return markdown.render(sheet)
        case "html":
            from blunting_cli.render import html

            return html.render(sheet)
        case "terminal":
            from blunting_cli.render import terminal

            blocks = sheet.blocks if look.full else sheet.shown_first
            return terminal.render(blocks, width=look.width, colour=look.colour, ascii_only=look.ascii_only)
        case _:
            from blunting_cli.render import text

            return text.render(sheet.blocks, width=min(look.width, text.WIDEST))
