"""What both formats share about a text: its lines and places, the complaints about it, and what it may not hold."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from typing import NoReturn

from blunting_cli.errors import Complaint, FileErrors, Place

MAX_COMPLAINTS = 50
MAX_DIGITS = 15
# The code of complaints about what is invisible or steers a terminal.
HIDDEN_CHARACTER = "hidden-character"

_BLANK = " \t\r\n"
# Controls, bidi marks and line separators steer a terminal or hide text; surrogates cannot be written out again.
_HIDDEN = r"\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
# Quotes that a word processor makes are no quotes here.
CURLY = "[\u201c\u201d\u201e\u2018\u2019]"
CURLY_QUOTES = "Curly quotes do not hold a text together; use straight ones."
IN_QUOTES = "Within braces a text with a comma or a colon needs quotes."
INTEGER = re.compile(rf"-?(?:0|[1-9][0-9]{{0,{MAX_DIGITS - 1}}})")


class Enough(Exception):
    """Reading stops here: the findings already say why."""


class Lines:
    """A named text that turns offsets into places; the line starts are found when first needed."""

    __slots__ = ("_excerpts", "_starts", "source", "text")

    def __init__(self, source: str, text: str) -> None:
        self.source = source
        self.text = text
        self._starts: list[int] = []
        self._excerpts: dict[int, str] = {}

    def line(self, offset: int) -> int:
        """Give the line number of an offset, from 1."""
        if not self._starts:
            self._starts = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", self.text))]
        return bisect_right(self._starts, offset)

    def place(self, offset: int) -> Place:
        """Give the place of an offset; complaints on one line share the text of that line."""
        line = self.line(offset)
        start = self._starts[line - 1]
        if line not in self._excerpts:
            end = self._starts[line] if line < len(self._starts) else len(self.text)
            self._excerpts[line] = self.text[start:end].rstrip("\r\n")
        return Place(self.source, line, offset - start + 1, self._excerpts[line])

    def syntax_place(self, offset: int) -> Place:
        """Give the place of a syntax error; one at the end of the file is shown on the last line with text."""
        return self.place(min(offset, len(self.text.rstrip(_BLANK))))


class Findings:
    """The complaints about one text so far."""

    __slots__ = ("complaints", "lines")

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.complaints: list[Complaint] = []

    def add(self, offset: int, message: str, hint: str = "", code: str = "not-readable") -> None:
        """Keep a complaint; raises Enough when there are too many to be of use."""
        place = self.lines.place(offset)
        if len(self.complaints) >= MAX_COMPLAINTS:
            self.complaints.append(Complaint(place, "and more", "Mend the others first.", "too-large"))
            raise Enough
        self.complaints.append(Complaint(place, message, hint, code))

    def stop(self, offset: int, message: str, hint: str = "", code: str = "too-large") -> NoReturn:
        """Keep a complaint that makes reading on useless; always raises Enough."""
        self.add(offset, message, hint, code)
        raise Enough

    def settle(self, keep: list[Complaint] | None, *, whole: bool) -> None:
        """Hand complaints over to `keep` where one is given and the text was read to its end; else raise FileErrors."""
        if not self.complaints:
            return
        if keep is None or not whole:
            raise FileErrors(self.complaints)
        keep.extend(self.complaints)


def refused_words(match: re.Match[str]) -> str:
    """Give the message about a character that the raw text may not hold."""
    return f"the character U+{ord(match[0]):04X} is invisible and not allowed"


def is_plain_ascii(text: str) -> bool:
    """Tell whether a text is of ASCII letters and line feeds alone, as most are; of these no character is refused."""
    return text.isascii() and text.replace("\n", "").isprintable()


# Patterns that tell letters beyond ASCII apart are slow to make, and seldom needed.
@cache
def raw_refused() -> re.Pattern[str]:
    """Give the pattern of every character that the raw text may not hold."""
    return re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{_HIDDEN}]")


@cache
def _value_refused() -> re.Pattern[str]:
    return re.compile(rf"[\x00-\x08\x0b-\x1f\x7f-\x9f{_HIDDEN}\ud800-\udfff]")


def check_string(offset: int, text: str, findings: Findings) -> str:
    """Complain about a string in which an escape stands for a character that is not allowed; give it without such."""
    match = _value_refused().search(text)
    if match:
        message = f"the text holds U+{ord(match[0]):04X}, which is invisible and not allowed"
        findings.add(offset, message, "Remove it.", HIDDEN_CHARACTER)
    return shown_string(text) if match else text


def shown_string(text: str) -> str:
    """Give a string with a mark for each character that is not allowed, so that it can be told of."""
    return _value_refused().sub("\ufffd", text)


def in_words(problems: tuple[tuple[str, str, str], ...], problem: str) -> tuple[str, str]:
    """Give the message and hint for what a parser says: those of the first pattern found in it, or its own words."""
    for pattern, message, hint in problems:
        if re.search(pattern, problem):
            return message, hint
    return problem, ""
