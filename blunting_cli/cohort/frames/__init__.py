"""The second reader of the rules: a table as a data frame, every result an expression over its columns.

It gives the same in every cell as `cohort.scoring`, for millions of rows, and needs the packages of the extra `cohort`.
What a cell means is read by `cells.CellReader`, as there; what conditions and scores come to the frame works out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw

from blunting_cli.answers import Recognise
from blunting_cli.bank.model import Bank
from blunting_cli.cohort.block import Rules
from blunting_cli.cohort.cells import CellReader
from blunting_cli.cohort.frames.coding import UNREAD, Coder
from blunting_cli.cohort.frames.layout import Layout
from blunting_cli.cohort.frames.plan import Node, Plan
from blunting_cli.cohort.frames.results import Results, Word
from blunting_cli.cohort.results import Results as CoreResults
from blunting_cli.cohort.running import see_that_none_is_meant
from blunting_cli.errors import InputError

__all__ = ["UNREAD", "FrameScorer", "score_frame"]


def score_frame(
    bank: Bank,
    frame: Any,
    *,
    recognise: Recognise,
    recodes: Mapping[str, Mapping[str, Any]] | None = None,
    explain: bool = False,
    safety: bool = False,
) -> Any:
    """Score the rows of a frame that narwhals knows, and give a frame of the same kind; see `FrameScorer.score`.

    Raises:
        InputError: a column of the frame has the name of a result, or two results of the bank would have one name.
    """
    return FrameScorer(bank, recognise, recodes or {}, explain=explain, safety=safety).score(frame)


class FrameScorer:
    """The rules of a bank as expressions, made once for any number of frames.

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
        CoreResults(Rules(bank), explain=explain, safety=safety)
        self.plan, self.layout = Plan(UNREAD), Layout(bank)
        read = self.plan.node(("read",), [self.plan.each], lambda why: why.is_null())
        results = Results(bank, self.plan, self.layout, read, explain=explain, safety=safety)
        self.columns = {**results.columns, UNREAD: self.plan.each}
        self.readers = {
            question.id: CellReader(question, bank.texts, recognise, recodes.get(question.id, {}))
            for question in bank.questions
        }

    def score(self, frame: Any) -> Any:
        """Give the columns of a frame that are no question, as they are, the results, and why a row could not be read.

        A question without a column was not answered by anyone. Of a lazy frame of polars every block is read as it
        comes; of any other the different cells of its columns are looked up first, which for a lazy one runs a small
        job of its own.

        Raises:
            InputError: a column of the frame has the name of a result, or almost that of a question.
        """
        given = nw.from_native(frame)
        names = given.collect_schema().names()
        passed = [name for name in names if name not in self.readers]
        there = {name: name for name in names if name in self.readers}
        see_that_none_is_meant(names, there, self.layout.bank, "the frame", copied=True)
        clash = [name for name in passed if name in self.columns]
        if clash:
            raise InputError(f"the column {clash[0]} has the name of a result.", "Rename it in the table.")
        prefix = "__"
        while any(name.startswith(prefix) for name in names):
            prefix += "_"
        if given.implementation.is_polars():
            scored = self._in_polars(frame, passed, prefix)
            return scored.collect(engine="streaming") if isinstance(given, nw.DataFrame) else scored
        coded = Coder(self.layout, self.readers, prefix).coded(given, passed)
        texts = {name: one if isinstance(one, Node) else self._text(one) for name, one in self.columns.items()}
        return self._staged(coded, texts, passed, prefix).to_native()

    def _staged(self, frame: Any, outputs: Mapping[str, Node], passed: Sequence[str], prefix: str) -> Any:
        stages, last = self.plan.stages(outputs, prefix)
        for stage in stages:
            frame = frame.with_columns(*stage)
        return frame.select(*passed, *last)

    def _text(self, column: Word) -> Node:
        """Give the words of a column as texts."""
        if column.words is None:
            return column.node
        words = column.words

        def make(number: nw.Expr) -> nw.Expr:
            found = nw.lit(None, dtype=nw.String)
            for place, word in reversed([*enumerate(words)]):
                found = nw.when(number == place).then(nw.lit(word)).otherwise(found)
            return found

        return self.plan.node(("text", *words), (column.node,), make)

    def _in_polars(self, frame: Any, passed: Sequence[str], prefix: str) -> Any:
        from blunting_cli.cohort.frames.polars_coding import PolarsCoder, as_words

        lazy = frame.lazy()
        coder = PolarsCoder(self.layout, self.readers, lazy.collect_schema(), passed, prefix)
        coded = lazy.map_batches(coder, schema=coder.schema, streamable=True, validate_output_schema=False)
        outputs = {name: one if isinstance(one, Node) else one.node for name, one in self.columns.items()}
        numbered = self._staged(nw.from_native(coded), outputs, passed, prefix).to_native()
        words = {name: one.words for name, one in self.columns.items() if isinstance(one, Word)}
        return numbered.with_columns(as_words(name, found) for name, found in words.items() if found is not None)
