"""A table scored from its first row to its last, with what could not be read beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import BinaryIO, NamedTuple

from blunting_cli.bank.model import Bank
from blunting_cli.cohort.cells import Cell, Column
from blunting_cli.cohort.mapping import TableMapping
from blunting_cli.cohort.results import Filled
from blunting_cli.cohort.scoring import Scorer
from blunting_cli.cohort.tables import NOT_UTF8, Reject, Table
from blunting_cli.cohort.written import separated
from blunting_cli.errors import InputError, did_you_mean, printable
from blunting_cli.storage import check_target, remove_file, write_whole

LINE = "line"
# So many names stand in a message, and so many rejects where there is no file for them.
MOST_NAMES = 8
SHOWN = 5


class Plan(NamedTuple):
    """Which columns of a table are read: the ids under their names, and the questions with their columns.

    `awaited` are those that the mapping names and the first row did not have, where further rows may.
    """

    ids: tuple[str, ...]
    questions: dict[str, str]
    awaited: tuple[str, ...] = ()


def plan(
    header: Sequence[str], mapping: TableMapping, bank: Bank, results: Sequence[str], source: str, *, whole: bool = True
) -> Plan:
    """Decide what the columns of a table are.

    Without ids in the mapping the first column is one, where it is no question. Unless the header is the `whole` one,
    further rows may have other columns, and every question is looked for in each.

    Raises:
        InputError: no column is a question, one that the mapping names is not there, one would be read twice, a
            question is named almost as a column is, or an id has the name of a result.
    """
    questions = {question.id: mapping.column_of(question.id) for question in bank.questions}
    there = {name: column for name, column in questions.items() if column in header or not whole}
    lost = [column for column in (*mapping.ids, *mapping.columns.values()) if column not in header]
    if whole:
        _see_that_none_is_lost(lost, header, source)
    see_that_none_is_meant(header, there, bank, source)
    used = set(there.values())
    ids = mapping.ids or tuple(name for name in header[:1] if name not in used)
    if not there:
        near = [did_you_mean(name, bank.by_id) for name in header[:50]]
        hint = next((one for one in near if one), "A column has the id of a question; see `blunting bank show`.")
        raise InputError(f"no column of {source} is a question of the bank {bank.id}.", hint)
    twice = [column for column, count in Counter(there.values()).items() if count > 1]
    if twice:
        hint = "Each question has a column of its own: see the mapping file."
        raise InputError(f"the column {twice[0]} would be read as two questions.", hint)
    answers = [name for name in ids if name in used or name in bank.by_id]
    if answers:
        raise InputError(f"the id {answers[0]} holds answers, which would be copied.", "An id tells people apart.")
    clash = [name for name in ids if name in results]
    if clash:
        raise InputError(f"the column {clash[0]} has the name of a result.", "Rename it in the table.")
    return Plan(ids, there, () if whole else tuple(lost))


def _see_that_none_is_lost(lost: Sequence[str], header: Sequence[str], source: str) -> None:
    if lost:
        hint = did_you_mean(lost[0], header) or "The mapping file names it."
        raise InputError(f"{source} has no column {', '.join(lost[:MOST_NAMES])}.", hint)


def _see_to_the_end(header: Sequence[str], made: Plan, bank: Bank, source: str) -> None:
    """Raise InputError where the rows of a table have not what they should, which only the last one tells."""
    _see_that_none_is_lost([column for column in made.awaited if column not in header], header, source)
    there = {name: column for name, column in made.questions.items() if column in header}
    see_that_none_is_meant(header, there, bank, source)
    if not there:
        raise InputError(f"no row of {source} has the id of a question.", "See `blunting bank show` for the ids.")


def see_that_none_is_meant(
    header: Sequence[str], there: Mapping[str, str], bank: Bank, source: str, *, copied: bool = False
) -> None:
    """Raise InputError for a column that is a question but for its case or its marks: it would not be read.

    Where other columns are `copied`, it would show answers, also beside one that is read.
    """
    used = {*there.values()}
    plain = {name.casefold(): name for name in bank.by_id if copied or name not in there}
    for column in header:
        meant = plain.get(re.sub(r"[\s.-]+", "_", column.strip().casefold()))
        if meant is not None and column not in used:
            hint = f"Rename it, or write `columns: {{{meant}: {column}}}` into a mapping file (--map)."
            raise InputError(f"is the column {column} of {source} the question {meant}?", hint)


def left_over(header: Sequence[str], made: Plan, bank: Bank) -> tuple[list[str], list[str]]:
    """Give the columns that are not read, and the questions that have none."""
    used, there = {*made.ids, *made.questions.values()}, set(header)
    unused = [name or "(a column without a name)" for name in header if name not in used]
    return unused, [question.id for question in bank.questions if made.questions.get(question.id) not in there]


class Scores(NamedTuple):
    """The results of one block: ids column by column, the results, and the cells they came from."""

    ids: tuple[Sequence[Cell], ...]
    filled: Sequence[Filled]
    columns: dict[str, Column]
    rows: int
    rejects: list[Reject]

    def tiers(self) -> Counter[str]:
        """Count how often each tier came out."""
        codes, values = self.filled[0]
        return Counter({values[code][0]: times for code, times in Counter(codes).items()})

    def without_answers(self) -> int:
        """Count the rows in which no question is answered, those about safety not counted."""
        codes, _ = self.filled[-2]
        return codes.count(0)


def score_table(table: Table, made: Plan, scorer: Scorer, source: str) -> Iterator[Scores]:
    """Score a table block by block; what cannot be read is told in the order of its lines.

    Raises:
        InputError: what its `made` plan looks for has not turned up to its end.
    """
    wanted = [*made.ids, *made.questions.values()]
    for block in table.blocks(wanted):
        count = len(block.lines)
        cells = {name: block.columns[column] for name, column in made.questions.items()}
        scored = scorer.score(cells, count)
        rejects = [
            *block.rejects,
            *(Reject(block.lines[row], "; ".join(why), True) for row, why in scored.refused.items()),
        ]
        columns = [block.columns[name] for name in made.ids] or [block.lines]
        ids = tuple(column if len(scored.kept) == count else [column[row] for row in scored.kept] for column in columns)
        found = Scores(ids, scored.filled, scored.columns, len(scored.kept), sorted(rejects))
        del block, cells, scored, columns, ids
        yield found
        del found
    if not table.whole:
        _see_to_the_end(table.header, made, scorer.bank, source)


class Rejects:
    """The file with the rows that were not scored; there is none where every row was, and none without a `path`.

    An older one goes where `replace` allows it, since it belongs to another result.

    Raises:
        OutputError: it cannot be written, or is there and `replace` is false.
    """

    def __init__(self, path: str, *, replace: bool) -> None:
        self._path, self._replace = path, replace
        self._stack = ExitStack()
        self._file: BinaryIO | None = None
        self.count = 0
        # Of these some cells are no answers, of those a line is no text in UTF-8.
        self.of_cells = self.no_text = 0
        self.first: list[Reject] = []

    def __enter__(self) -> Rejects:
        if self._path:
            check_target(self._path, replace=self._replace)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stack.__exit__(kind, error, at)
        if error is None and self._file is None and self._path:
            remove_file(self._path)

    def add(self, rejects: Sequence[Reject]) -> None:
        """Write rows that were not scored."""
        self.count += len(rejects)
        self.of_cells += sum(one.cells for one in rejects)
        self.no_text += sum(one.reason == NOT_UTF8 for one in rejects)
        self.first += rejects[: SHOWN - len(self.first)]
        if not rejects or not self._path:
            return
        if self._file is None:
            self._file = self._stack.enter_context(write_whole(self._path, replace=self._replace)).file
            self._file.write(b"line,reason\n")
        self._file.write("".join(f"{one.line},{separated(printable(one.reason))}\n" for one in rejects).encode())


def some_names(names: Sequence[str]) -> str:
    """Name a few, and say how many more there are."""
    shown = ", ".join(names[:MOST_NAMES])
    return shown if len(names) <= MOST_NAMES else f"{shown} and {len(names) - MOST_NAMES:,} more"
