"""Help lines, one region a country, as every bank shares them."""

from typing import NamedTuple

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
