"""A sheet as Markdown: CommonMark with pipe tables, which also reads well as it stands.

Whatever a text holds comes out as that text: what Markdown would take for a mark is escaped, and only that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from textwrap import wrap

from blunting_cli.errors import printable
from blunting_cli.render.text import drawn, scale_line
from blunting_cli.sheet import (
    Blank,
    Block,
    Fields,
    Heading,
    Listing,
    Notice,
    Page,
    Paragraph,
    Scale,
    Sheet,
    Table,
    Timeline,
)

WIDTH = 80
BAR = 20
LINE = 48
WIDEST_CELL = 30

# What is a mark anywhere; a backslash only before what it would escape, an underscore only where it ends a word.
_MARKS = re.compile(r"[`*\[<~]|\\(?=[\s!-/:-@\[-`{-~]|$)|_(?![^\W_])|&(?=#?\w+;)|#$")
# What is a mark only where a line begins.
_FIRST = re.compile(r"^[-+=>#:|]")
_NUMBERED = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")


def render(sheet: Sheet) -> str:
    """Give the sheet as lines of up to 80 columns where they can be broken; a rule stands between its pages."""
    return "\n\n---\n\n".join("\n".join(_page(page)) for page in sheet.pages) + "\n"


def _page(page: Page) -> Iterator[str]:
    before: Block | None = None
    for block in page.blocks:
        together = isinstance(block, Scale) and isinstance(before, Scale)
        if not together and before is not None:
            yield ""
        yield from _lines(block)
        before = block


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(text, level):
            yield f"{'#' * level} {_literal(text)}"
        case Paragraph(text):
            yield from _wrapped(_literal(text))
        case Notice():
            yield from (f"> {line}".rstrip() for line in _notice(block))
        case Fields(entries):
            for label, text in entries:
                yield from _item(_named(label, text))
        case Scale():
            yield from _item(_scale(block))
        case Listing(lead, items):
            yield from _listing(lead, map(_literal, items))
        case Table():
            yield from _table(block)
        case Timeline():
            yield from _timeline(block)
        case Blank():
            yield from _blank(block)


def _notice(notice: Notice) -> Iterator[str]:
    title = _literal(notice.title)
    yield from _wrapped(f"**!!! {title}**" if notice.urgent else f"**{title}**")
    for paragraph in notice.paragraphs:
        yield ""
        yield from _wrapped(_literal(paragraph))
    if notice.items:
        yield ""
        yield from _listing("", map(_literal, notice.items))


def _named(label: str, text: str) -> str:
    mark = "" if label.endswith(("?", ".", ":")) else ":"
    return f"**{_literal(label)}{mark}** {_literal(text)}"


def _scale(scale: Scale) -> str:
    """Draw a scale and say it: full as far as is sure, question marks as far as it may go, then dots."""
    words = _literal(scale_line(scale))
    low, high = (scale.value if end is None else end for end in (scale.low, scale.high))
    if low is None or high is None or scale.top is None:
        return words
    sure, may_be = (round(BAR * scale.part(end)) for end in (low, high))
    return f"`{'#' * sure}{'?' * (may_be - sure)}{'.' * (BAR - may_be)}` {words}"


def _listing(lead: str, items: Iterable[str]) -> Iterator[str]:
    if lead:
        yield from (*_wrapped(_literal(lead)), "")
    for item in items:
        yield from _item(item)


def _item(text: str) -> Iterator[str]:
    yield from _wrapped(text, "- ", "  ")


def _table(table: Table) -> Iterator[str]:
    if table.lead:
        yield from (*_wrapped(_literal(table.lead)), "")
    count = max(map(len, (table.columns, *table.rows)))
    rows = [[_cell(cell) for cell in (*row, *[""] * (count - len(row)))] for row in (table.columns, *table.rows)]
    widths = [max(3, min(WIDEST_CELL, max(map(len, column)))) for column in zip(*rows, strict=True)]
    rows.insert(1, ["-" * width for width in widths])
    for row in rows:
        yield f"| {' | '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))} |"


def _cell(text: str) -> str:
    return _literal(text).replace("|", "\\|")


def _blank(blank: Blank) -> Iterator[str]:
    yield from _wrapped(f"**{_literal(blank.number)}** {_literal(blank.ask)}")
    if blank.only_if:
        yield ""
        yield from _wrapped(_literal(blank.only_if))
    if blank.options:
        yield ""
        yield from _listing("", (f"{'[ ]' if blank.several else '( )'} {_literal(option)}" for option in blank.options))
    for _ in range(blank.lines):
        yield from ("", "." * WIDTH)


# The timeline --------------------------------------------------------------------------------------------------------


def _timeline(timeline: Timeline) -> Iterator[str]:
    """Draw what happened when, one line a track, then say it; no name in the drawing can end its fence."""
    if timeline.lead:
        yield from (*_wrapped(_literal(timeline.lead)), "")
    lines = [
        f"{drawn(track, timeline.ticks, LINE, '.', '=', 'o', '|')}  {_flat(track.label)}" for track in timeline.tracks
    ]
    lines += _names_below(timeline.ticks)
    fence = "```" + "`" * "".join(lines).count("`")
    yield from (fence, *lines, fence, "")
    for track in timeline.tracks:
        yield from _item(_named(track.label, track.words))


def _names_below(ticks: Iterable[tuple[float, str]]) -> list[str]:
    """Set the name of each tick below it, on the first line where it does not touch the name before."""
    lines: list[str] = []
    for at, text in sorted(ticks):
        name = _flat(text)
        start = max(0, min(round(at * (LINE - 1)), LINE - len(name)))
        row = next((row for row, line in enumerate(lines) if len(line) + 2 <= start), len(lines))
        lines += [""] if row == len(lines) else []
        lines[row] = lines[row].ljust(start) + name
    return lines


# Texts ---------------------------------------------------------------------------------------------------------------


def _flat(text: str) -> str:
    """Give a text on one line, without control characters."""
    return " ".join(printable(text).split())


def _literal(text: str) -> str:
    """Give a text that Markdown shows as it is written, wherever in a line it stands but at its start."""
    return _MARKS.sub(r"\\\g<0>", _flat(text))


def _wrapped(text: str, first: str = "", rest: str = "") -> list[str]:
    """Break Markdown into lines of which none begins with a mark, the first and the others with their indentation."""
    lines = wrap(text, WIDTH - len(rest), break_long_words=False, break_on_hyphens=False)
    return [(rest if index else first) + _without_mark(line) for index, line in enumerate(lines)]


def _without_mark(line: str) -> str:
    return _NUMBERED.sub(r"\1\\\2", _FIRST.sub(r"\\\g<0>", line))
