"""What can go wrong, said in words a person can act on.

One base error with a message, a hint and an exit code; one error for files, which carries every complaint about
the file at once; one list of exit codes. Nothing here prints and nothing here exits: only the commands do.
"""

from collections.abc import Iterable
from enum import IntEnum
from typing import NamedTuple

LONGEST = 1000
# How like a word must be to one that is known to be taken for it; that of `author` and `factors` is 0.62.
LIKENESS = 0.63


class ExitCode(IntEnum):
    """The status the program ends with; it says whether the program worked, never how the person is."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    BAD_INPUT = 3
    LEFT_EARLY = 4
    ROUTINE = 10
    URGENT = 11
    HUNG_UP = 129
    INTERRUPTED = 130
    TERMINATED = 143


class Place(NamedTuple):
    """A spot in a file: line and column count from 1, `excerpt` is the whole line as written."""

    source: str
    line: int
    column: int
    excerpt: str = ""

    def __str__(self) -> str:
        return f"{self.source}:{self.line}:{self.column}"

    @property
    def short_excerpt(self) -> str:
        """The line for data that holds many places; empty where it is too long to stand there each time."""
        return self.excerpt if len(self.excerpt) <= LONGEST else ""


class Complaint(NamedTuple):
    """One thing that is wrong with a file: where, what, what to do about it, and of which kind it is.

    `code` is a stable name of that kind, such as unknown-question.
    """

    place: Place
    message: str
    hint: str = ""
    code: str = "not-readable"

    def render(self, width: int = 78) -> str:
        """Give the complaint as lines: place and message, the line of the file, a caret, the hint."""
        lines = [on_one_line(f"{self.place}: {self.message}")]
        if self.place.excerpt.strip():
            shown, offset = _window(self.place.excerpt, self.place.column - 1, width - 4)
            lines += [f"    {shown}", f"    {' ' * offset}^"]
        if self.hint:
            lines.append(f"    {on_one_line(self.hint)}")
        return "\n".join(lines)


class BluntingError(Exception):
    """The base of every error the program reports: `message` says what happened, `hint` what to do."""

    code = ExitCode.FAILED

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def render(self) -> str:
        """Give the text for stderr, without a trailing line break."""
        text = f"blunting: {printable(on_one_line(self.message))}"
        return f"{text}\n{printable(self.hint)}" if self.hint else text


class UsageError(BluntingError):
    """The command was called in a way it cannot serve."""

    code = ExitCode.USAGE


class InputError(BluntingError):
    """A named input is missing, unreadable or not acceptable as a whole."""

    code = ExitCode.BAD_INPUT


class OutputError(BluntingError):
    """A result could not be written where it was asked for."""

    code = ExitCode.FAILED


class FileErrors(InputError):
    """Everything that is wrong with one or several files, in the order of the files."""

    def __init__(self, complaints: Iterable[Complaint], hint: str = "") -> None:
        self.complaints = tuple(sorted(complaints, key=lambda c: (c.place.source, c.place.line, c.place.column)))
        count = len(self.complaints)
        super().__init__(f"{count} thing{'s' if count != 1 else ''} to mend:", hint)

    def render(self) -> str:
        """Give all complaints, one below the other."""
        parts = [f"blunting: {self.message}", *(printable(c.render()) for c in self.complaints)]
        if self.hint:
            parts.append(printable(self.hint))
        return "\n".join(parts)


_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def printable(text: str) -> str:
    """Give `text` with every character that could steer a terminal shown as an escape; line breaks stay."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if c == "\n" or (c.isprintable() and c not in _BIDI) else _escaped(c) for c in text)


def on_one_line(text: str) -> str:
    """Give a text short enough for a screen, in which a name from outside cannot begin a line of its own."""
    text = text.replace("\n", "\\n")
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _window(line: str, column: int, width: int) -> tuple[str, int]:
    """Cut a long line around a column; give the cut and the caret's place in it, counted in printed characters."""
    start = 0 if column < width - 8 else column - width // 2
    cut = line[start : start + width]
    before = printable(cut[: column - start].replace("\t", " "))
    return printable(cut.replace("\t", " ")), len(before)


def nearest(word: str, words: Iterable[str], most: int = 3, likeness: float = 0.6) -> list[str]:
    """Give up to `most` of `words` that look like `word`, best first; `likeness` runs from 0 to 1, the same word."""
    from difflib import get_close_matches

    return get_close_matches(word, sorted(words), n=most, cutoff=likeness)


def did_you_mean(word: str, words: Iterable[str], most: int | None = None) -> str:
    """Give a hint that names up to three near words, or an empty text where none is near.

    Where only the case is another no other word is meant. Among more than `most` words no other slip is looked for,
    since a file with thousands of slips would take long.
    """
    known = list(words)
    folded = str(word).casefold()
    near = [other for other in known if other.casefold() == folded]
    if not near and (most is None or len(known) <= most):
        near = nearest(word, known, likeness=LIKENESS)
    return f"Did you mean {' or '.join(near)}?" if near else ""
