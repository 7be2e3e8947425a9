"""The author's guide as it is tested: its banks as they grow, its tables, its commands and its links.

What a reader sees is what is read here. A block of YAML that begins with `bank:` is a whole bank, and every other one is
added to it; one whose first line is a comment with the name of a file is that file. A table whose first heading is
`answers` or `condition` says what comes out; all other tables are words. A block of the console is run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from json import dumps
from pathlib import Path
from typing import Any, NamedTuple

from conftest import ROOT
from markdown_it import MarkdownIt
from markdown_it.token import Token

from blunting_cli.bank.reading import read_document
from blunting_cli.bank.shapes import BANK, reference
from blunting_cli.bank.shapes.kinds import Needed, Row, shapes_of
from blunting_cli.checking.codes import CODES, Severity

FOLDER = ROOT / "questions"
GUIDES = ("README.md", "RULES.md")
READER = MarkdownIt("commonmark").enable("table")
TESTED = ("answers", "condition")
FILE_NAME = re.compile(r"# ([a-z_]+\.yaml)\n")


@dataclass(frozen=True)
class State:
    """The bank as far as the guide has come, as data and as the text of a file, and the other files so far."""

    bank: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""
    files: Mapping[str, str] = field(default_factory=dict)


class Table(NamedTuple):
    """A table of what comes out, with the marks of code left in its cells."""

    place: str
    state: State
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Console(NamedTuple):
    """A command and what it says; `...` stands for lines that are left out."""

    place: str
    state: State
    command: str
    says: str


class Guide(NamedTuple):
    """Everything in a page of the guide that can be true or false."""

    states: tuple[tuple[str, State], ...]
    tables: tuple[Table, ...]
    consoles: tuple[Console, ...]


def read_guide(name: str) -> Guide:
    """Read a page of the guide from its beginning, each block and table with the bank as it is there."""
    state = State()
    states: list[tuple[str, State]] = []
    tables: list[Table] = []
    consoles: list[Console] = []
    tokens = READER.parse((FOLDER / name).read_text(encoding="utf-8"))
    for index, token in enumerate(tokens):
        place = f"{name}:{(token.map or [0])[0] + 1}"
        if token.type == "fence" and token.info == "yaml":
            state = grown(state, token.content, place)
            states.append((place, state))
        elif token.type == "fence" and token.info == "console":
            consoles += [Console(place, state, *one) for one in _runs(token.content)]
        elif token.type == "table_open":
            head, *rows = _rows(tokens[index:])
            if head[0] in TESTED:
                tables.append(Table(place, state, head, tuple(rows)))
    return Guide(tuple(states), tuple(tables), tuple(consoles))


def grown(state: State, text: str, place: str) -> State:
    """Give the state after a block of YAML."""
    named = FILE_NAME.match(text)
    if named:
        return State(state.bank, state.text, {**state.files, named[1]: text})
    data: dict[str, Any] = read_document(text.encode(), place).data
    if "bank" in data:
        return State(data, text, {f"{data['bank']}.yaml": text})
    bank = merged(state.bank, data)
    whole = dumps(bank, indent=1)
    return State(bank, whole, {**state.files, f"{bank['bank']}.yaml": whole})


def merged(bank: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Add to a bank; what has the name of something that is there takes its place."""
    result = dict(bank)
    for key, value in more.items():
        before = result.get(key)
        if isinstance(before, dict) and isinstance(value, dict):
            result[key] = {**before, **value}
        elif isinstance(before, list) and isinstance(value, list):
            by_name = {entry["id"]: entry for entry in value}
            known = {entry["id"] for entry in before}
            kept = [by_name.get(entry["id"], entry) for entry in before]
            result[key] = [*kept, *(entry for name, entry in by_name.items() if name not in known)]
        else:
            result[key] = value
    return result


def _rows(tokens: list[Token]) -> Iterator[tuple[str, ...]]:
    row: list[str] = []
    for token in tokens:
        if token.type == "table_close":
            return
        if token.type == "inline":
            row.append(token.content)
        elif token.type == "tr_close":
            yield tuple(row)
            row = []


def _runs(text: str) -> Iterator[tuple[str, str]]:
    for run in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, says = run.partition("\n")
        yield command, says.rstrip("\n")


def commands_in(text: str) -> set[str]:
    """Give every command that a page names, in its words or in a block."""
    spans = {
        child.content for token in READER.parse(text) for child in token.children or () if child.type == "code_inline"
    }
    blocks = (token.content for token in READER.parse(text) if token.type in ("fence", "code_block"))
    lines = {line.strip().removeprefix("$ ") for block in blocks for line in block.splitlines()}
    return {one for one in spans | lines if one.startswith("blunting ")}


def links_in(text: str) -> set[str]:
    """Give where every link of a page leads."""
    children = (child for token in READER.parse(text) for child in token.children or ())
    return {str(child.attrs["href"]) for child in children if child.type == "link_open"}


def anchors_in(path: Path) -> set[str]:
    """Give the names of the headings of a page, as links name them."""
    tokens = READER.parse(path.read_text(encoding="utf-8"))
    titles = [after.content for token, after in pairwise(tokens) if token.type == "heading_open"]
    return {re.sub(r"[^\w\- ]", "", title.casefold()).replace(" ", "-") for title in titles}


# Pages that are made of the program's own tables ------------------------------------------------------------------------

KEYS_HEAD = """# Every key of a bank

Made from the table that banks are read by; how to write a bank stands in [README.md](README.md), and how conditions and
scores work in [RULES.md](RULES.md). A key that is needed "at times" says when. "Words" are said to people: a text, or in
a bank of [more than one language](README.md#in-more-than-one-language) each language with its text.
"""


def keys_page() -> str:
    """Give the page with every key of every kind of mapping."""
    places = {BANK.id: "a file of the bank"}
    for shape in shapes_of(BANK):
        above = "" if shape is BANK else f"{places[shape.id]} > "
        for key in shape.keys:
            inner = shape.inner(key)
            if inner is not None:
                places.setdefault(inner.id, f"{above}`{key}`")
    lines = [KEYS_HEAD]
    for shape in shapes_of(BANK):
        title = shape.name.replace("`", "")
        lines += [f"## {title[0].upper()}{title[1:]}: {places[shape.id]}", "", shape.sentence, ""]
        lines += ["| key | value | needed | what it is for |", "|---|---|---|---|"]
        lines += [_key_line(row) for row in reference() if row.shape.id == shape.id]
        lines += [""]
    return "\n".join(lines)


def _key_line(row: Row) -> str:
    needed = "at times" if row.needed is Needed.SOMETIMES else row.needed.value
    return f"| `{row.key}` | {row.kind} | {needed} | {row.sentence} |"


CODES_HEAD = """# Every complaint about a bank

Made from the table of `blunting bank check`. Each complaint comes with its code, such as `warning[unused-question]`, with
the line and the column where it stands, and mostly with what to do. Codes stay as they are, so that programs can rely on
them. How to write a bank stands in [README.md](README.md).
"""
SEVERITIES = {
    Severity.ERROR: ("Errors", "They must be mended: the bank cannot be read, or what it says is wrong."),
    Severity.WARNING: ("Warnings", "They are for you to judge. What you meant may be right."),
}


def codes_page() -> str:
    """Give the page with every code and what it means."""
    lines = [CODES_HEAD]
    for severity, (title, words) in SEVERITIES.items():
        codes = [code for code in CODES.values() if code.severity is severity]
        lines += [f"## {title}", "", words, "", "| code | what it means |", "|---|---|"]
        lines += [*(f"| `{code.id}` | {code.meaning} |" for code in codes), ""]
    return "\n".join(lines)
