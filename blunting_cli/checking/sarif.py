"""Mistakes in SARIF 2.1.0, the format in which editors and code hosts take the findings of checkers."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from blunting_cli import __version__
from blunting_cli.checking.codes import CODES, Code, severity_of
from blunting_cli.errors import Complaint

VERSION = "2.1.0"
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
TOOL = "blunting"


def sarif(complaints: Iterable[Complaint], base: PurePath) -> dict[str, Any]:
    """Give a log with one run: every code as a rule, every complaint as a result.

    Files are named as they lie to the folder `base`, which is absolute; those elsewhere by their whole address.
    """
    numbers = {code: number for number, code in enumerate(CODES)}
    run = {
        "tool": {"driver": {"name": TOOL, "version": __version__, "rules": [_rule(code) for code in CODES.values()]}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(complaint, numbers, base) for complaint in complaints],
    }
    return {"$schema": SCHEMA, "version": VERSION, "runs": [run]}


def _rule(code: Code) -> dict[str, Any]:
    return {
        "id": code.id,
        "shortDescription": {"text": code.meaning},
        "help": {"text": code.meaning},
        "defaultConfiguration": {"level": code.severity.value},
    }


def _result(complaint: Complaint, numbers: dict[str, int], base: PurePath) -> dict[str, Any]:
    place = complaint.place
    text = f"{complaint.message}. {complaint.hint}" if complaint.hint else complaint.message
    region: dict[str, Any] = {"startLine": place.line, "startColumn": place.column}
    if place.short_excerpt:
        region["snippet"] = {"text": place.short_excerpt}
    return {
        "ruleId": complaint.code,
        **({"ruleIndex": numbers[complaint.code]} if complaint.code in numbers else {}),
        "level": severity_of(complaint.code).value,
        "message": {"text": text},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(place.source, base)}, "region": region}}],
    }


def uri(source: str, base: PurePath) -> str:
    """Give a file as a relative reference as it lies to `base`; one that lies elsewhere by its whole address."""
    path = type(base)(source)
    if path.is_absolute():
        if not path.is_relative_to(base):
            return path.as_uri()
        path = path.relative_to(base)
    return quote("/".join(part for part in path.parts if part != "."), safe="/")
