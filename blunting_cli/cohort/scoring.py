"""Rows of cells -> results: the reader of the rules that needs nothing but Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from blunting_cli.answers import Recognise
from blunting_cli.bank.model import Bank
from blunting_cli.cohort.block import Block, Rules
from blunting_cli.cohort.cells import MOST_ANSWERS, REFUSED, STATES, UNANSWERED, Cell, CellReader, Column
from blunting_cli.cohort.results import Filled, Results, Scored
from blunting_cli.conditions import State

WITHHELD = STATES.index(State.WITHHELD)


class ScoredRows(NamedTuple):
    """The results of some rows, group by group, and why others could not be read, by their number among the rows.

    `columns` are the cells that were read.
    """

    kept: Sequence[int]
    filled: Sequence[Filled]
    refused: Mapping[int, list[str]]
    columns: dict[str, Column]


class Scorer:
    """Scores blocks of rows; what it has read of cells and scores serves the blocks after.

    `recodes` are the cells of a question that stand for another value.

    Raises:
        InputError: two results of the bank would have one name.
    """

    def __init__(
        self,
        bank: Bank,
        recognise: Recognise,
        recodes: Mapping[str, Mapping[str, Any]],
        *,
        explain: bool = False,
        safety: bool = False,
    ) -> None:
        self.bank, self.safety = bank, safety
        self.rules = Rules(bank)
        self.results = Results(self.rules, explain=explain, safety=safety)
        self.readers = {
            question.id: CellReader(question, bank.texts, recognise, recodes.get(question.id, {}))
            for question in bank.questions
        }

    def score(self, cells: Mapping[str, Sequence[Cell]], rows: int) -> ScoredRows:
        """Score some rows, given column by column; a question without a column was not answered by anyone."""
        self.rules.tidy()
        coded = {name: self._coded(name, column) for name, column in cells.items()}
        refused = self._refused(coded, cells)
        kept = range(rows) if not refused else [row for row in range(rows) if row not in refused]
        if refused:
            coded = {name: _some(codes, kept) for name, codes in coded.items()}
        count = len(kept)
        if not count:
            return ScoredRows((), [Filled((), ()) for _ in self.results.groups], refused, {})
        blank = bytes([UNANSWERED]) * count
        columns = {name: Column(reader, coded.get(name, blank)) for name, reader in self.readers.items()}
        whole = Block(self.rules, columns, count)
        scored = Scored(whole, self._shown(whole), {})
        return ScoredRows(kept, [group.fill(scored) for group in self.results.groups], refused, columns)

    def _coded(self, name: str, cells: Sequence[Cell]) -> Sequence[int]:
        reader = self.readers[name]
        if len(reader) > MOST_ANSWERS:
            reader.clear()
        return reader.codes(cells)

    def _refused(self, coded: Mapping[str, Sequence[int]], cells: Mapping[str, Sequence[Cell]]) -> dict[int, list[str]]:
        """Give every row with a cell that is no answer, and what is wrong with each."""
        refused: dict[int, list[str]] = {}
        for name, codes in coded.items():
            if REFUSED in codes:
                reasons = self.readers[name].reasons
                for row, code in enumerate(codes):
                    if code == REFUSED:
                        refused.setdefault(row, []).append(reasons[cells[name][row]])
        return refused

    def _shown(self, whole: Block) -> Block:
        """Give the rows as they are shown: where a score or a criterion rests on safety, with that withheld."""
        bank = self.bank
        rests = bool(bank.safety_scores) or any(
            not bank.safety.isdisjoint(bank.rests_on(criterion.when)) for criterion in bank.criteria
        )
        if self.safety or not rests:
            return whole
        withheld = {name: Column(self.readers[name], bytes([WITHHELD]) * whole.rows) for name in bank.safety}
        return Block(self.rules, {**whole.columns, **withheld}, whole.rows, bank.safety, whole)


def _some(codes: Sequence[int], kept: Sequence[int]) -> Sequence[int]:
    some = [codes[row] for row in kept]
    return bytes(some) if isinstance(codes, bytes) else some
