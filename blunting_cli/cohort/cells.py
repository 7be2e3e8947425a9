"""What stands in the cells of a table: each different cell of a question is read once, by the rules of answers files.

An empty cell says nothing. Several ticked options, and several medicines, stand in one cell with `;` between them, or
as a list in JSON, in which a medicine may say when it was started and changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from blunting_cli.answers import Recognise, Refused, accepted, read_value
from blunting_cli.bank.model import Question
from blunting_cli.cohort.codes import Codebook, Coded, compact
from blunting_cli.cohort.vectors import Verdicts
from blunting_cli.conditions import Answer, Comparison, State, check

# The codes of the states, and of a cell that is no answer; other answers follow in the order they turn up.
STATES = tuple(State)
NOT_ASKED, UNANSWERED = STATES.index(State.NOT_ASKED), STATES.index(State.UNANSWERED)
REFUSED = len(STATES)
BETWEEN = ";"
# What Python and others write for a value that is not there; it must not be read as "None of these".
LACKING = "none"
# So many different answers to one question are remembered at a time.
MOST_ANSWERS = 20_000
# A whole number as programs write it that know only fractions.
_WHOLE = re.compile(r"-?\d{1,15}\.0+", re.ASCII)

Cell = str | int | float


class CellReader(dict[Cell, int]):
    """The code of every cell of one question that turned up, and what the codes stand for.

    `recode` says which cells stand for another value.
    """

    def __init__(
        self, question: Question, texts: Mapping[str, str], recognise: Recognise, recode: Mapping[str, Any]
    ) -> None:
        super().__init__()
        self.question = question
        self.reasons: dict[Cell, str] = {}
        self._texts, self._recognise, self._recode = texts, recognise, recode
        self._code_of: dict[tuple[bool, Answer], int] = {}
        self.clear()

    def clear(self) -> None:
        """Forget every cell and answer."""
        super().clear()
        self.book = Codebook[Answer]([*STATES, State.NOT_ASKED])
        # A state is a word, and a text may be the same word.
        self._code_of = {(True, state): code for code, state in enumerate(STATES)}
        self.reasons = {}

    def codes(self, cells: Sequence[Cell]) -> Sequence[int]:
        """Give the code of every cell."""
        try:
            return self._known(cells)
        except KeyError:
            for cell in set(cells) - self.keys():
                self[cell] = self._code(cell)
        return self._known(cells)

    def _known(self, cells: Sequence[Cell]) -> Sequence[int]:
        return compact(list(map(self.__getitem__, cells)), len(self.answers) - 1)

    @property
    def answers(self) -> list[Answer]:
        """The answers that turned up, by their code."""
        return self.book.things

    def _code(self, cell: Cell) -> int:
        try:
            answer = self._read(cell)
        except Refused as refusal:
            self.reasons[cell] = self._reason(refusal)
            return REFUSED
        code = self._code_of.setdefault((isinstance(answer, State), answer), len(self.answers))
        if code == len(self.answers):
            self.answers.append(answer)
        return code

    def _read(self, cell: Cell) -> Answer:
        value = self._recoded(cell)
        answer = read_value(value, self.question, self._texts, self._recognise)
        return State.UNANSWERED if answer is None or answer is State.WITHHELD else answer

    def _recoded(self, cell: Any) -> Any:
        """Give what a cell stands for: the whole of it by a recode, else each of its parts."""
        value = self._recode.get(plainly(cell), cell)
        if value is not cell:
            return self._plain(value.strip(), self._plain) if isinstance(value, str) else value
        return self._unlike_lacking(self._plain(cell.strip(), self._recoded)) if isinstance(cell, str) else cell

    def _plain(self, text: str, read: Callable[..., Any] | None = None) -> Any:
        """Give a text as what it says; of several parts each is read."""
        kind = self.question.type
        if kind in ("multi", "medicine") and read is not None:
            if text.startswith(("[", "{")):
                listed = _listed(text, self.question)
                parts = listed if isinstance(listed, list) else [listed]
                return [self._part(part, read) for part in parts]
            if BETWEEN in text:
                return [read(part.strip()) for part in text.split(BETWEEN) if part.strip()]
        return plainly(text) if kind in ("single", "multi") else text

    def _unlike_lacking(self, value: Any) -> Any:
        labels = (option.label.casefold() for option in self.question.options)
        if isinstance(value, str) and value.casefold() == LACKING and self.question.options and LACKING not in labels:
            raise Refused(f"{value} may be what a program writes for no value", "Give the code, or the whole label.")
        return value

    def _part(self, part: Any, read: Callable[..., Any]) -> Any:
        if isinstance(part, dict) and isinstance(part.get("name"), str):
            return {**part, "name": read(part["name"])}
        return read(part) if isinstance(part, str | int | float) else part

    def _reason(self, refusal: Refused) -> str:
        """Say why a cell is no answer; what stands in one about safety is not told."""
        name = self.question.id
        if self.question.safety:
            return f"{name}: this is no answer. Give {accepted(self.question)}."
        return f"{name}: {refusal.message}. {refusal.hint}".strip()


def plainly(cell: Any) -> str:
    """Give a cell as it is compared: many programs write 1 as 1.0 where a column has gaps."""
    text = str(cell).strip()
    return text.partition(".")[0] if _WHOLE.fullmatch(text) else text


def _listed(text: str, question: Question) -> Any:
    """Read a list in JSON."""
    import json

    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Refused(f"the list of {question.id} cannot be read", "Write it as JSON, or with ; between.") from None


class Column(Coded[Answer]):
    """The cells of one question in a block of rows, as codes."""

    def __init__(self, reader: CellReader, codes: Sequence[int]) -> None:
        super().__init__(reader.book, codes)
        self.reader = reader

    @property
    def answers(self) -> list[Answer]:
        """The answers that turned up, by their code."""
        return self.book.things

    def check(self, test: Comparison) -> Verdicts:
        """Hold every cell against a test."""
        return self.verdicts(test, partial(check, test))

    def where(self, holds: Callable[[Answer], bool]) -> int:
        """Give the rows whose answer is of a kind."""
        return self.vector(holds, holds)

    def amounts(self, make: Callable[[Question, Answer], int]) -> int:
        """Give a vector with what is made of the answer of every row."""
        return self.vector(make, partial(make, self.reader.question))
