"""How a sheet looks: one file a format, each with `render(sheet, ...) -> text`; formats are imported when asked for."""

from __future__ import annotations

from blunting_cli.sheet import Sheet

FORMATS = ("terminal", "text", "json")
TEXT_WIDTH = 80


def render(
    sheet: Sheet, format: str, *, width: int = TEXT_WIDTH, colour: bool = False, ascii_only: bool = False
) -> str:
    """Render a sheet in one of FORMATS; `width` is in columns and counts for terminal and text."""
    if format == "json":
        from blunting_cli.render import json

        return json.render(sheet)
    if format == "terminal":
        from blunting_cli.render import terminal

        return terminal.render(sheet.blocks, width=width, colour=colour, ascii_only=ascii_only)
    from blunting_cli.render import text

    return text.render(sheet.blocks, width=min(width, TEXT_WIDTH))
