"""Rows for tables of many people."""

from __future__ import annotations

from conftest import well_answers

from blunting_cli.bank import Bank
from blunting_cli.conditions import State


def person(bank: Bank, **said: str) -> dict[str, str]:
    """Give the cells of someone with nothing to report, but for what is said."""
    cells = {}
    for name, answer in well_answers(bank).items():
        listed = answer if isinstance(answer, tuple) else (answer,)
        cells[name] = answer.value if isinstance(answer, State) else ";".join(map(str, listed))
    return {**cells, **said}
