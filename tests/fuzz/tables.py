"""The readers of tables: lines apart from each other, cells into answers, results into cells."""

from __future__ import annotations

import csv
import io
import json
from unittest.mock import patch

from cohorts import by_core, engine_differences

from blunting_cli.cohort.mapping import TableMapping
from blunting_cli.cohort.running import LINE, Plan, plan, score_table
from blunting_cli.cohort.scoring import Scorer
from blunting_cli.cohort.tables import CSV, JSON_LINES, Rows, Separated, Table, open_table
from blunting_cli.cohort.written import Writer, in_spreadsheet
from blunting_cli.errors import InputError, printable

from .holding import HIDDEN, SOURCE, by_name, check_shown, small_bank

# So many rows of a block are held against the engine for one person.
HELD = 3


def table(content: bytes) -> None:
    """A table in CSV or JSON Lines: each line is a row, a reject or empty, and a row says what the sheet of one would."""
    kind = JSON_LINES if content.lstrip().startswith(b"{") else CSV
    scorer = Scorer(small_bank(), by_name, {}, explain=True)
    try:
        opened = opened_table(content, kind)
        made = plan(opened.header, TableMapping(), scorer.bank, scorer.results.names, SOURCE, whole=opened.whole)
        blocks = list(opened.blocks([*made.ids, *made.questions.values()]))
        scored = list(score_table(opened_table(content, kind), made, scorer, SOURCE))
    except InputError as error:
        assert str(error).strip()
        assert not HIDDEN.search(printable(str(error)))
        return
    check_both_ways(content, kind, made, blocks)
    for block in blocks:
        check_people(block, made)
    writer = Writer(kind, made.ids or (LINE,), [group.names for group in scorer.results.groups])
    text = (writer.head() + b"".join(writer.rows(one.ids, one.filled) for one in scored)).decode()
    check_written(text, kind, (*writer.ids, *writer.names), sum(one.rows for one in scored))
    for reject in (reject for one in scored for reject in one.rejects):
        assert reject.reason.strip()
        check_shown(printable(reject.reason))


def opened_table(content: bytes, kind: str) -> Table:
    """Open a content as a table."""
    return open_table(io.BytesIO(content), kind, SOURCE)


def check_both_ways(content: bytes, kind: str, made: Plan, blocks: list[Rows]) -> None:
    """No line is read twice, and lines that are plainly read are what they are by all the rules of CSV."""
    lines = [line for block in blocks for line in (*block.lines, *(reject.line for reject in block.rejects))]
    assert len(set(lines)) == len(lines), "a line was read twice"
    if kind == JSON_LINES:
        return
    with patch.object(Separated, "_simple", lambda *_: None):
        long_way = list(opened_table(content, kind).blocks([*made.ids, *made.questions.values()]))
    assert [*map(_plainly, long_way)] == [*map(_plainly, blocks)]


def _plainly(block: Rows) -> tuple[object, ...]:
    return list(block.lines), {name: list(cells) for name, cells in block.columns.items()}, list(block.rejects)


def check_people(block: Rows, made: Plan) -> None:
    """The first rows say what the engine for one person says of the same answers."""
    rows = len(block.lines[:HELD])
    cells = {name: list(block.columns[column][:rows]) for name, column in made.questions.items() if rows}
    core = by_core(small_bank(), cells, rows, explain=True, safety=False)
    assert engine_differences(core, small_bank(), cells, range(rows), safety=False) == []


def check_written(text: str, kind: str, names: tuple[str, ...], rows: int) -> None:
    """What is written is read again as so many rows of so many cells, none of them a formula."""
    if kind == JSON_LINES:
        found = [tuple(json.loads(line)) for line in text.split("\n") if line]
        assert found == [names] * rows
        return
    head, *written = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert tuple(head) == tuple(map(in_spreadsheet, names))
    assert [len(row) for row in written] == [len(names)] * rows
    assert all(in_spreadsheet(cell) == cell for row in written for cell in row)
