"""People for tables: one with nothing to report, and random ones."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from random import Random
from typing import Any

from conftest import well_answers

from blunting_cli.bank import Bank
from blunting_cli.bank.model import Question
from blunting_cli.conditions import State

MEDICINES = (
    "",
    "sertraline",
    "olanzapine; lithium",
    "no such medicine",
    '[{"name": "citalopram", "started": "2 years", "change": "raised", "changed": "3 weeks"}]',
)


def person(bank: Bank, **said: str) -> dict[str, str]:
    """Give the cells of someone with nothing to report, but for what is said."""
    cells = {}
    for name, answer in well_answers(bank).items():
        listed = answer if isinstance(answer, tuple) else (answer,)
        cells[name] = answer.value if isinstance(answer, State) else ";".join(map(str, listed))
    return {**cells, **said}


def rows_of(bank: Bank, count: int, chance: Random) -> list[dict[str, str]]:
    """Give the rows of so many random people, with every way of not answering among them."""
    return [
        {"id": f"p{number}", **{question.id: cell(question, chance) for question in bank.questions}}
        for number in range(count)
    ]


def cell(question: Question, chance: Random) -> str:
    """Draw one answer to a question of the shipped bank."""
    draw = chance.random()
    if question.type == "medicine":
        return chance.choice(MEDICINES)
    if draw < 0.1:
        return chance.choice(["", "skipped", *question.also])
    if question.type == "multi":
        alone = [option.value for option in question.options if option.alone]
        if alone and draw < 0.6:
            return str(chance.choice(alone))
        return ";".join(str(one.value) for one in question.options if not one.alone and chance.random() < 0.3)
    return str(chance.choice(question.options).value)


def table(bank: Bank, *rows: Mapping[str, Any], ids: tuple[str, ...] = ("id",), without: tuple[str, ...] = ()) -> str:
    """Write a table with a column for every question."""
    header = [*ids, *(question.id for question in bank.questions if question.id not in without)]
    file = io.StringIO()
    writer = csv.DictWriter(file, header, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()
