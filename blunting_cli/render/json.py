"""The facts of a sheet as JSON: one object, stable order, numbers as numbers, nothing a program would have to parse."""

from __future__ import annotations

import json

from blunting_cli.sheet import Sheet


def render(sheet: Sheet) -> str:
    """Give the record with two spaces of indentation and a final line break; ASCII only, so every pipe can carry it."""
    return json.dumps(sheet.facts, indent=2, ensure_ascii=True) + "\n"
