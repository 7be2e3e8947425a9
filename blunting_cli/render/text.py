"""A sheet as plain text: ASCII marks, no colour, no control characters; whole at 40 columns, read well aloud."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap

from blunting_cli.errors import printable
from blunting_cli.sheet import Block, Fields, Heading, Listing, Notice, Paragraph, Scale


def render(blocks: Iterable[Block], *, width: int) -> str:
    """Give the blocks as lines of at most `width` columns, with a final line break."""
    lines: list[str] = []
    before: Block | None = None
    for block in blocks:
        together = isinstance(block, Scale) and isinstance(before, Scale)
        lines += ([] if together or before is None else [""]) + list(_lines(block, max(width, 20)))
        before = block
    return "\n".join(lines) + "\n"


def _lines(block: Block, width: int) -> Iterator[str]:
    match block:
        case Heading(text, level):
            yield from wrapped(text.upper() if level == 1 else text, width)
            if level < 3:
                yield ("=" if level == 1 else "-") * min(width, len(text))
        case Paragraph(text):
            yield from wrapped(text, width)
        case Notice(title, paragraphs, urgent, items):
            yield from wrapped(f"*** {title} ***" if urgent else f"* {title}", width)
            for paragraph in paragraphs:
                yield from wrapped(paragraph, width, "  ", "  ")
            for item in items:
                yield from wrapped(item, width, "  - ", "    ")
        case Fields(entries):
            for label, text in entries:
                yield from _field(label, text, width)
        case Scale():
            yield from wrapped(scale_line(block), width, "", "    ")
        case Listing(lead, items):
            yield from wrapped(lead, width)
            for item in items:
                yield from wrapped(item, width, "- ", "  ")


def scale_line(scale: Scale) -> str:
    """Say a scale in words: its label, the number of `top`, and what it means."""
    if scale.value is None:
        return f"{scale.label}: {scale.words}"
    words = f", {scale.words}" if scale.words else ""
    return f"{scale.label}: {scale.value:.0f} of {scale.top}{words}"


def _field(label: str, text: str, width: int) -> Iterator[str]:
    mark = " " if label.endswith(("?", ".", ":")) else ": "
    yield from wrapped(f"{label}{mark}{text}", width, "- ", "  ")


def wrapped(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """Wrap a text to `width` columns, made safe for a terminal; an empty text gives no line."""
    shown = printable(text)
    if not shown.strip():
        return []
    if "\n" not in shown and len(first) + len(shown) <= width:
        return [(first + shown).rstrip()]
    return wrap(shown, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
