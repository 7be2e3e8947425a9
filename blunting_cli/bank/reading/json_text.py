"""Read JSON strictly: json gives the data; a walk over the tokens gives places and complaints when they are needed."""

from __future__ import annotations

import re
from math import isinf
from typing import Any

from blunting_cli.bank.reading.text import (
    HIDDEN_CHARACTER,
    INTEGER,
    MAX_COMPLAINTS,
    MAX_DIGITS,
    Enough,
    Findings,
    Lines,
    check_string,
    in_words,
    shown_string,
)
from blunting_cli.bank.reading.tree import MAX_DEPTH, MAX_NODES, MAX_TEXT, TOO_DEEP, Builder, Spot
from blunting_cli.errors import Complaint, FileErrors

_ESCAPE = re.compile(r"\\[ubfr]")
# Patterns that not every file needs are kept as text; re compiles them when they are first used.
_LOOK = r'[ \t\r\n]*(?:\[|\{[ \t\r\n]*")'
_TOKEN = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{}]|[^ \t\r\n"\[\]{}:,]+'

# What json says, as plain words and a hint; the first pattern that matches is used.
_PROBLEMS = (
    (r"property name", "a key in double quotes is missing", "Remove a comma that ends the list of keys."),
    (r"Expecting ',' delimiter", "a comma or a closing bracket is missing", ""),
    (r"Expecting ':' delimiter", "a colon is missing after the key", ""),
    (r"Expecting value|trailing comma", "a value is missing or not in double quotes", ""),
    (r"Extra data", "there is text after the end of the data", "Remove it."),
    (r"Unterminated string", "the quoted text is not closed", "Close the quotes."),
    (r"control character", "a line break or tab stands inside quotes", r"Write it as \n or \t."),
    (r"escape", "this escape is not known", "Double the backslash."),
)


class NotJson(Exception):
    """The text is not JSON; `complaint` says where that shows."""

    def __init__(self, complaint: Complaint) -> None:
        super().__init__(complaint.message)
        self.complaint = complaint


def read_json(lines: Lines, keep: list[Complaint] | None = None) -> tuple[Any, Spot | None]:
    """Give the data of a JSON text, and its spots when they had to be found already (see `examine`).

    Raises NotJson when the text is not JSON, and FileErrors when it is but breaks a rule of ours; where `keep` is
    given, complaints about a text that could be read to its end go there instead.
    """
    import json

    findings = Findings(lines)
    try:
        data, doubtful = _loaded(lines.text)
    except json.JSONDecodeError as error:
        message, hint = in_words(_PROBLEMS, error.msg)
        raise NotJson(Complaint(lines.syntax_place(error.pos), message, hint)) from None
    except RecursionError:
        examine(findings)
        raise FileErrors(findings.complaints or [Complaint(lines.place(0), TOO_DEEP, code="too-large")]) from None
    if not doubtful and not _ESCAPE.search(lines.text):
        return data, None  # the spots are looked up when a place is asked for
    root = examine(findings)
    findings.settle(keep, whole=root is not None and len(findings.complaints) <= MAX_COMPLAINTS)
    if any(complaint.code == HIDDEN_CHARACTER for complaint in findings.complaints):
        data = _shown(data)
    return data, root


def _shown(data: Any) -> Any:
    """Give data with a mark for each character that is not allowed, as its spots have it."""
    if isinstance(data, dict):
        return {shown_string(key): _shown(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_shown(value) for value in data]
    return shown_string(data) if isinstance(data, str) else data


def looks_like_json(text: str) -> bool:
    """Say whether a text that is neither JSON nor YAML was more likely meant as JSON."""
    return re.match(_LOOK, text) is not None


def examine(findings: Findings) -> Spot:
    """Walk the tokens of text that json has accepted; give the spots and keep a complaint for every broken rule."""
    builder = Builder(findings)
    try:
        for match in re.finditer(_TOKEN, findings.lines.text):
            token = match[0]
            offset = match.start()
            if token in ("{", "["):
                builder.open(offset, {} if token == "{" else [])
            elif token in ("}", "]"):
                builder.close()
            elif token[0] == '"':
                string = check_string(offset, _string(token), findings)
                builder.scalar(offset, string, None)
            else:
                _check_number(offset, token, findings)
                builder.scalar(offset, token, None)
    except Enough:
        pass
    return builder.root


def _loaded(text: str) -> tuple[Any, bool]:
    """Give the data, and whether something in it has to be looked at with its place at hand."""
    import json

    doubts: list[str] = []

    def mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            doubts.append("repeated")
        return found

    def integer(digits: str) -> int:
        if len(digits) <= MAX_DIGITS or INTEGER.fullmatch(digits):
            return int(digits)
        doubts.append(digits)
        return 0

    def real(digits: str) -> float:
        value = float(digits)
        if isinf(value):
            doubts.append(digits)
        return value + 0.0

    data = json.loads(
        text, object_pairs_hook=mapping, parse_int=integer, parse_float=real, parse_constant=doubts.append
    )
    return data, bool(doubts) or _is_oversized(data)


def _is_oversized(data: Any) -> bool:
    nodes = depth = 0
    level = [data]
    while level:
        depth += 1
        nodes += sum(len(node) * 2 for node in level)  # never fewer than there are
        if depth > MAX_DEPTH or nodes >= MAX_NODES:
            return True
        inner: list[Any] = []
        for node in level:
            for child in (*node, *node.values()) if isinstance(node, dict) else node:
                if isinstance(child, str):
                    if len(child) > MAX_TEXT:
                        return True
                elif isinstance(child, dict | list):
                    inner.append(child)
        level = inner
    return False


def _string(token: str) -> str:
    if "\\" not in token:
        return token[1:-1]
    import json

    return str(json.loads(token))


def _check_number(offset: int, token: str, findings: Findings) -> None:
    if token in ("true", "false", "null") or INTEGER.fullmatch(token):
        return
    if token.lstrip("-").isdigit():
        findings.add(offset, f"a whole number has at most {MAX_DIGITS} digits here", "Put it in quotes to keep it.")
    elif token.lstrip("-") in ("NaN", "Infinity"):
        findings.add(offset, f"{token} is not a number that can be read", "Use null, or put it in quotes.")
    elif isinf(float(token)):
        findings.add(offset, "the number is too large", "Put it in quotes to keep it.")
