"""Line mode: a question, its numbered answers, one typed line. It works in every terminal and with a screen reader.

Only lines are written, each once and never over another; no escape codes, nothing wider than 80 columns. Questions
and everything said about them go to stderr, so that stdout carries the sheet alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from textwrap import wrap

from blunting_cli.environment import Environment
from blunting_cli.interview.leaving import LeftEarly
from blunting_cli.interview.pages import Page
from blunting_cli.render import text as plain
from blunting_cli.sheet import Block

WIDTH = 80
NARROWEST = 20
# Stands for a line whose bytes are no text; it is no number, no label and no command.
UNREADABLE = ":\ufffd"


class Lines:
    """Shows pages as lines and reads lines."""

    def __init__(self, env: Environment, texts: Mapping[str, str]) -> None:
        self.env = env
        self.texts = texts
        self.begun = False
        self.width = max(min(env.width, env.asking_width, WIDTH), NARROWEST)

    def say(self, *paragraphs: str) -> None:
        """Write paragraphs, each wrapped; an empty one is an empty line."""
        self.begun = True
        for paragraph in paragraphs:
            self._write("\n".join(plain.wrapped(paragraph, self.width)) + "\n")

    def command(self, words: str) -> None:
        """Write a command so that it can be pasted: broken between words only, and as a shell reads it."""
        lines = wrap(words, self.width - 6, break_long_words=False, break_on_hyphens=False)
        self._write("  " + " \\\n    ".join(lines) + "\n")

    def show(self, blocks: tuple[Block, ...]) -> None:
        """Write blocks with an empty line before them."""
        self._write("\n" + plain.render(blocks, width=self.width))

    def ask(self, page: Page, *, again: bool = False) -> str:
        """Write a page, or where it was just shown only its last line, and read one line."""
        if not again:
            self.say(*([""] if self.begun else []), *page_lines(page, self.texts, self.width))
        self._write("\n".join(plain.wrapped(page.prompt.strip(), self.width - 1)) + " ")
        return self._read()

    def leave(self) -> bool:
        """Nothing is to be put back, and all that was shown still stands."""
        return False

    def _read(self) -> str:
        """Read a line without the spaces around it; the end of the input ends it, a line without Enter is none."""
        try:
            line = self.env.stdin.readline()
        except UnicodeDecodeError as broken:
            # Half a letter at the end of the input would come again with every read.
            line = "" if broken.reason == "unexpected end of data" else f"{UNREADABLE}\n"
        if not line.endswith("\n"):
            self._write("\n")
            raise LeftEarly
        return line.strip()

    def _write(self, words: str) -> None:
        self.env.stderr.write(words)
        self.env.stderr.flush()


def page_lines(page: Page, texts: Mapping[str, str], width: int) -> list[str]:
    """Give a page as lines, top to bottom as it is read aloud: where we are, what is asked, what can be typed."""
    asked = wrapped_all((*([page.frame] if page.frame else []), *page.ask), width)
    choices = [line for _, line in choice_lines(page, width)]
    return [*lead_lines(page, width), *asked, *choices, *tail_lines(page, texts, width)]


def lead_lines(page: Page, width: int) -> list[str]:
    """Give what stands before the question: where we are, and what is said as a section begins."""
    place = [page.place] if page.place else []
    return wrapped_all((*place, *page.opening, *([""] if page.opening else [])), width)


def choice_lines(page: Page, width: int, pointed: int | None = None) -> list[tuple[int | None, str]]:
    """Give the numbered lines of a page, each with its number; a group begins with an empty line and its heading."""
    lines: list[tuple[int | None, str]] = []
    for number, label, heading, _ in page.choices:
        mark = ">" if number == pointed else " "
        lines += [(None, line) for line in (["", *plain.wrapped(heading, width)] if heading else [])]
        lines += [(number, line) for line in plain.wrapped(f"{mark}{number:>2}  {label}", width, "", "     ")]
    return lines


def tail_lines(page: Page, texts: Mapping[str, str], width: int) -> list[str]:
    """Give what stands after the choices: how to answer, and the answer given before."""
    gap = [""] if any(choice.heading for choice in page.choices) else []
    return gap + wrapped_all([text for text in (*page.hints, texts.get(page.keys, ""), page.earlier) if text], width)


def wrapped_all(paragraphs: Iterable[str], width: int) -> list[str]:
    """Wrap paragraphs; an empty one stays an empty line."""
    return [line for paragraph in paragraphs for line in plain.wrapped(paragraph, width) or [""]]
