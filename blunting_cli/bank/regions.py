"""Help lines, one region a country, as every bank shares them."""

from typing import Any, NamedTuple

LINE_KINDS = ("youth", "abuse", "veterans")


class HelpLine(NamedTuple):
    """One help line.

    `known` is seen, partly or memory: how well the number is known. `checked` is the day it was last compared with a
    public page, or looked for, `seen_on` that page. `kind` is empty, or youth, abuse or veterans.
    """

    name: str
    phone: str
    text: str
    chat: str
    email: str
    hours: str
    who: str
    note: str
    checked: str
    seen_on: str
    known: str
    languages: str
    kind: str


class Region(NamedTuple):
    """The help lines of a country, by its ISO 3166 code; `emergency_known` is seen or memory."""

    code: str
    name: str
    also: tuple[str, ...]
    emergency: str
    lines: tuple[HelpLine, ...]
    emergency_known: str = "memory"
    note: str = ""


def region_of(code: str, entry: dict[str, Any]) -> Region:
    """Make a region of what the file of help lines says under its code."""
    return Region(
        code=code,
        name=entry["name"],
        also=tuple(entry.get("also", ())),
        emergency=entry["emergency"],
        lines=tuple(_line(line) for line in entry["lines"]),
        emergency_known=entry["emergency_known"],
        note=entry.get("note", ""),
    )


def _line(line: dict[str, str]) -> HelpLine:
    optional = ("phone", "text", "chat", "email", "hours", "note", "seen_on", "languages", "kind")
    return HelpLine(
        name=line["name"],
        checked=line["checked"],
        known=line["known"],
        who=line.get("for", ""),
        **{key: line.get(key, "") for key in optional},
    )
