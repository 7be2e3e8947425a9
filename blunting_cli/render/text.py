"""A sheet as plain text: ASCII marks, no colour, no control characters; whole at 40 columns, read well aloud."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap
from unicodedata import east_asian_width

from blunting_cli.errors import printable
from blunting_cli.sheet import (
    Blank,
    Block,
    Fields,
    Heading,
    Listing,
    Notice,
    Paragraph,
    Scale,
    Table,
    Timeline,
    Track,
)

WIDEST = 80
SHORTEST_LINE = 12
# No text holds it once it is printable.
FILLER = "\0"


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
        case Table(lead, columns, rows):
            yield from wrapped(lead, width)
            for row in rows:
                yield from wrapped(row_line(columns, row), width, "- ", "  ")
        case Timeline():
            yield from _timeline(block, width)
        case Blank():
            yield from _blank(block, width)


def row_line(columns: Sequence[str], row: Sequence[str]) -> str:
    """Say a row of a table in one line: its name, then each cell after the name of its column."""
    cells = "; ".join(f"{column}: {cell}" for column, cell in zip(columns[1:], row[1:], strict=True) if cell)
    return f"{columns[0]}: {row[0]}. {cells}" if cells else f"{columns[0]}: {row[0]}"


def _timeline(timeline: Timeline, width: int) -> Iterator[str]:
    ticks = ", ".join(name for _, name in timeline.ticks)
    yield from wrapped(f"{timeline.lead} ({ticks}):", width)
    for track in timeline.tracks:
        yield from wrapped(f"{track.label}: {track.words}", width, "- ", "  ")
        if track.spans:
            yield "  " + drawn(track, timeline.ticks, max(width - 4, SHORTEST_LINE), ".", "=", "o", "|")


def drawn(
    track: Track, ticks: Sequence[tuple[float, str]], length: int, empty: str, full: str, point: str, tick: str
) -> str:
    """Draw one track as a line of `length` marks: nothing, a stretch, a point, or a tick where neither is."""
    marks = [empty] * length

    def cell(place: float) -> int:
        return min(round(place * (length - 1)), length - 1)

    for place, _ in ticks:
        marks[cell(place)] = tick
    for start, end in sorted(track.spans, key=lambda span: span[0] == span[1]):
        for index in range(cell(start), cell(end) + 1):
            marks[index] = full if end > start else point
    return "".join(marks)


def _blank(blank: Blank, width: int) -> Iterator[str]:
    yield from wrapped(f"{blank.number} {blank.ask}".strip(), width, "", "    ")
    yield from wrapped(blank.only_if, width, "    ", "    ")
    for option in blank.options:
        yield from wrapped(f"{'[ ]' if blank.several else '( )'} {option}", width, "    ", "        ")
    yield from ("    " + "_" * max(width - 4, SHORTEST_LINE) for _ in range(blank.lines))


def scale_line(scale: Scale) -> str:
    """Say a scale in words: its label, the number of `top`, and what it means."""
    words = ", ".join(part for part in (scale.words, scale.mark) if part)
    if scale.value is None:
        return f"{scale.label}: {words}"
    return f"{scale.label}: {scale.figure(scale.value)}{_ends(scale)}{f', {words}' if words else ''}"


def _ends(scale: Scale) -> str:
    """Say what a number is held against: the top of its scale, or both its ends where it does not begin at 0."""
    if scale.top is None:
        return ""
    return f" (from {scale.bottom:g} to {scale.top:g})" if scale.bottom else f" of {scale.top:g}"


def _field(label: str, text: str, width: int) -> Iterator[str]:
    mark = " " if label.endswith(("?", ".", ":")) else ": "
    yield from wrapped(f"{label}{mark}{text}", width, "- ", "  ")


def wrapped(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """Wrap a text to `width` columns, made safe for a terminal; an empty text gives no line."""
    shown = printable(text)
    if not shown.strip():
        return []
    filled = _filled(shown)
    if "\n" not in shown and len(first) + len(filled) <= width:
        return [(first + shown).rstrip()]
    # A line may end between a wide letter and its filler, and the last one hold nothing but that.
    room = width if filled == shown else width - 1
    lines = wrap(filled, room, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
    return [line.replace(FILLER, "") for line in lines if line.strip(f" {FILLER}")]


def _filled(text: str) -> str:
    """Give a text in which every letter that is two columns wide is followed by a filler."""
    if text.isascii():
        return text
    return "".join(letter + FILLER if east_asian_width(letter) in "WF" else letter for letter in text)
