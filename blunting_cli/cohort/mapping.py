"""Which column of a table holds the answers to which question, and which cells stand for something else.

A mapping file is YAML or JSON:

    id: [patient, visit]                       # copied into the result as they stand
    all: {NA: unanswered, -9: skipped}         # in every column
    columns:
      cannot_cry: Q1                           # question: column
      low_mood: {column: Q7, recode: {1: 0, 2: 1, 3: 2, 4: 3}}

A question that is not named stands in the column of its own name. A cell that no recode names stays as it is; 1.0 is 1.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from blunting_cli.answers import Refused, read_value
from blunting_cli.bank.model import Bank
from blunting_cli.bank.reading import Document, Path, read_document
from blunting_cli.cohort.cells import plainly
from blunting_cli.errors import Complaint, FileErrors, did_you_mean

KEYS = ("id", "all", "columns")
PARTS = ("column", "recode")


class TableMapping(NamedTuple):
    """The columns of questions that have other names, recodes by question and cell, and the id columns."""

    ids: tuple[str, ...] = ()
    columns: Mapping[str, str] = {}
    recodes: Mapping[str, Mapping[str, Any]] = {}

    def column_of(self, question: str) -> str:
        """Give the column that holds the answers to a question."""
        return self.columns.get(question, question)


def read_mapping(content: bytes, source: str, bank: Bank) -> TableMapping:
    """Read a mapping file.

    Raises:
        FileErrors: everything that is wrong with it.
    """
    complaints: list[Complaint] = []
    document = read_document(content, source, complaints)
    found = _Reader(document, bank, complaints).read()
    if complaints:
        raise FileErrors(complaints)
    return found


class _Reader:
    def __init__(self, document: Document, bank: Bank, complaints: list[Complaint]) -> None:
        self.document, self.bank, self.complaints = document, bank, complaints

    def complain(self, path: Path, message: str, hint: str = "", *, key: bool = False) -> None:
        self.complaints.append(self.document.complain(path, message, hint, key=key))

    def read(self) -> TableMapping:
        data = self.document.data
        if not isinstance(data, dict):
            self.complain((), "a mapping file is a map", "Its keys are " + ", ".join(KEYS) + ".")
            return TableMapping()
        for key in data.keys() - set(KEYS):
            self.complain((key,), f"there is no key {key}", did_you_mean(key, KEYS) or _keys(KEYS), key=True)
        every = self.recode(("all",), data.get("all"))
        columns: dict[str, str] = {}
        recodes = {question.id: dict(every) for question in self.bank.questions} if every else {}
        for name, entry in self.mapping(("columns",), data.get("columns")).items():
            path: Path = ("columns", name)
            if name not in self.bank.by_id:
                hint = did_you_mean(name, self.bank.by_id)
                self.complain(path, f"no question is called {name}", hint, key=True)
                continue
            column = self.entry(path, name, entry, recodes)
            if column in columns.values():
                self.complain(path, f"column {column} stands for two questions", "Each question has its own.")
            columns[name] = column
        return TableMapping(self.ids(data.get("id")), columns, recodes)

    def entry(self, path: Path, name: str, entry: Any, recodes: dict[str, dict[str, Any]]) -> str:
        """Read a column's name, alone or with its recode."""
        if isinstance(entry, str | int) and not isinstance(entry, bool):
            return str(entry)
        fields = self.mapping(path, entry)
        for key in fields.keys() - set(PARTS):
            self.complain((*path, key), f"there is no key {key}", _keys(PARTS), key=True)
        recode = self.recode((*path, "recode"), fields.get("recode"))
        if recode:
            recodes.setdefault(name, {}).update(recode)
        for cell, value in recode.items():
            self.is_answer((*path, "recode", cell), name, value)
        column = fields.get("column", name)
        if not isinstance(column, str | int) or isinstance(column, bool):
            self.complain((*path, "column"), "a column is a name")
        return str(column)

    def is_answer(self, path: Path, name: str, value: Any) -> None:
        """Complain where what a cell stands for is no answer to its question."""
        try:
            read_value(value, self.bank.by_id[name], self.bank.texts, lambda medicines: medicines)
        except Refused as refusal:
            self.complain(path, refusal.message, refusal.hint)

    def ids(self, given: Any) -> tuple[str, ...]:
        names = given if isinstance(given, list) else [] if given is None else [given]
        if any(not isinstance(name, str | int) or isinstance(name, bool) for name in names):
            self.complain(("id",), "`id` is the name of a column, or a list of names")
            return ()
        if len(set(map(str, names))) < len(names):
            self.complain(("id",), "an id column stands here twice")
        return tuple(map(str, names))

    def recode(self, path: Path, given: Any) -> dict[str, Any]:
        """Read which cell stands for which value."""
        found = self.mapping(path, given)
        for cell, value in found.items():
            if not isinstance(value, str | int | float | type(None)):
                self.complain((*path, cell), "a cell stands for one value", "Such as {1: 0, NA: unanswered}.")
            if not plainly(cell):
                self.complain((*path, cell), "an empty cell is no answer, and stands for none", "Leave it out.")
        for cell, count in Counter(map(plainly, found)).items():
            if count > 1:
                self.complain(path, f"the cell {cell} stands for two values", "1.0 is the same as 1.")
        return {plainly(cell): _word(value) for cell, value in found.items()}

    def mapping(self, path: Path, given: Any) -> dict[str, Any]:
        if given is None or isinstance(given, dict):
            return given or {}
        self.complain(path, f"`{path[-1]}` is a map")
        return {}


def _word(value: Any) -> Any:
    return ("true" if value else "false") if isinstance(value, bool) else value


def _keys(names: tuple[str, ...]) -> str:
    return "Choose from: " + ", ".join(names)
