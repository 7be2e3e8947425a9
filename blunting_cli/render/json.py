"""The facts of a sheet as JSON: one object, stable order, numbers as numbers, nothing a program would have to parse."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def render(facts: Mapping[str, Any]) -> str:
    """Give the facts with two spaces of indentation and a final line break; ASCII only, so every pipe can carry it."""
    return json.dumps(facts, indent=2, ensure_ascii=True) + "\n"
