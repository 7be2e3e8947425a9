"""A sheet for the terminal, with Rich: quiet colours of the person's own palette, bars with number and word.

Colour never carries meaning alone. Where only ASCII can be shown every mark has an ASCII form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import StringIO
from typing import NamedTuple

from rich.box import ASCII, HEAVY, ROUNDED, SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, NewLine, RenderableType, RenderResult
from rich.padding import Padding
from rich.panel import Panel
from rich.segment import Segment
from rich.style import Style
from rich.table import Table as Grid
from rich.text import Text

from blunting_cli.errors import printable
from blunting_cli.render.text import drawn, row_line, scale_line
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

WIDEST = 100
NARROW = 64
FREE_LINE = NewLine()
# Columns between those of a table.
GAP = 2


class _Marks(NamedTuple):
    bullet: str
    full: str
    maybe: str
    empty: str
    rule: str
    point: str
    tick: str
    several: str
    one: str


_UNICODE = _Marks("\u2022", "\u2501", "\u2505", "\u2500", "\u2500", "\u25cf", "\u253c", "\u2610", "\u25cb")
_ASCII = _Marks("*", "#", "?", ".", "-", "o", "|", "[ ]", "( )")


def render(blocks: Iterable[Block], *, width: int, colour: bool, ascii_only: bool) -> str:
    """Give the blocks as lines for a terminal of `width` columns; with `colour` false there are no escape codes."""
    width = max(20, min(width, WIDEST))
    console = Console(
        file=StringIO(),
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        _environ={},
    )
    page = _Page(width, _ASCII if ascii_only else _UNICODE, ascii_only)
    console.print(Group(*page.renderables(list(blocks))))
    output = console.file.getvalue()  # type: ignore[attr-defined]
    return "\n".join(line.rstrip() for line in output.splitlines()) + "\n"


class _Page:
    def __init__(self, width: int, marks: _Marks, ascii_only: bool) -> None:
        self.width = width
        self.marks = marks
        self.ascii_only = ascii_only

    def renderables(self, blocks: list[Block]) -> Iterator[RenderableType]:
        """Give every block with the free lines around it; neighbouring scales stand as one table."""
        index = 0
        while index < len(blocks):
            block, run = blocks[index], _scales_from(blocks, index)
            level = block.level if isinstance(block, Heading) else None
            if level in (1, 2):
                yield FREE_LINE
            yield self.scales(run) if run else self.block(block)
            if level != 3:
                yield FREE_LINE
            index += len(run) or 1

    def block(self, block: Block) -> RenderableType:
        match block:
            case Heading(text, level):
                return self.heading(printable(text), level)
            case Paragraph(text, quiet):
                return Text(printable(text), style="dim" if quiet else "")
            case Notice():
                return self.notice(block)
            case Fields(entries):
                return self.fields(entries)
            case Listing(lead, items):
                return self.listing(lead, items)
            case Scale():
                return self.scales([block])
            case Table():
                return self.table(block)
            case Timeline():
                return self.timeline(block)
            case Blank():
                return self.blank(block)

    def heading(self, text: str, level: int) -> RenderableType:
        if level != 2:
            return Text(text, style="bold")
        rule = Text(f"{self.marks.rule * 2} ", style="cyan") + Text(text, style="bold cyan")
        rest = max(0, self.width - len(text) - 4)
        return rule + Text(f" {self.marks.rule * rest}", style="cyan") if rest > 2 else rule

    def notice(self, notice: Notice) -> RenderableType:
        box = ASCII if self.ascii_only else HEAVY if notice.urgent else ROUNDED
        lines: list[RenderableType] = [Text(printable(notice.title), style="bold")]
        lines += [Text(printable(paragraph)) for paragraph in notice.paragraphs]
        if notice.items:
            lines.append(self.listing("", notice.items))
        style = "bold yellow" if notice.urgent else "cyan"
        return Panel(Group(*lines), box=box, border_style=style, padding=(0, 1), width=self.width)

    def fields(self, entries: Iterable[tuple[str, str]]) -> RenderableType:
        if self.width < NARROW:
            pairs = ((Text(printable(label), style="bold"), Text(printable(text))) for label, text in entries)
            return Group(*(Group(label, Padding(text, (0, 0, 0, 2))) for label, text in pairs))
        table = Grid.grid(padding=(0, 2))
        table.add_column(max_width=self.width * 3 // 5, style="bold", overflow="fold")
        table.add_column(overflow="fold")
        for label, text in entries:
            table.add_row(Text(printable(label)), Text(printable(text)))
        return table

    def listing(self, lead: str, items: Iterable[str]) -> RenderableType:
        told = (_Item(self.marks.bullet, Text(printable(item))) for item in items)
        return Group(*([Text(printable(lead))] if lead else []), *told)

    def scales(self, scales: list[Scale]) -> RenderableType:
        """Draw scales as rows; where that would break words, each bar stands below its line."""
        rows = [[*map(printable, (scale.label, scale.words, scale.mark)), "-" * 24, "-" * 5] for scale in scales]
        if self.width < NARROW or _widths(rows, self.width) is None:
            return Group(
                *(
                    Group(Text(printable(scale_line(scale))), Text("  ") + self.bar(scale, self.width - 4))
                    for scale in scales
                )
            )
        table = Grid.grid(padding=(0, 2))
        table.add_column(overflow="fold")
        table.add_column(no_wrap=True)
        table.add_column(justify="right", no_wrap=True)
        table.add_column(overflow="fold")
        for scale in scales:
            words = Text(printable(scale.words))
            if scale.mark:
                words.append(f"{', ' if scale.words else ''}{printable(scale.mark)}", style="bold")
            table.add_row(Text(printable(scale.label)), self.bar(scale, 24), scale.figure(scale.value), words)
        return table

    def table(self, block: Table) -> RenderableType:
        """Draw a table; where it would break words, its rows stand one below the other."""
        rows = [[printable(cell) for cell in row] for row in (block.columns, *block.rows)]
        widths = _widths(rows, self.width)
        if self.width < NARROW or widths is None:
            return self.listing(block.lead, (row_line(block.columns, row) for row in block.rows))
        box = ASCII if self.ascii_only else SIMPLE_HEAD
        table = Grid(box=box, show_edge=False, pad_edge=False, padding=(0, GAP, 0, 0))
        for column, width in zip(rows[0], widths, strict=True):
            table.add_column(Text(column), overflow="fold", width=width)
        for row in rows[1:]:
            table.add_row(*map(Text, row))
        return Group(Text(printable(block.lead), style="bold"), table) if block.lead else table

    def timeline(self, block: Timeline) -> RenderableType:
        """Draw each track below its words, and the names of the ticks at their places or in one line."""
        length = self.width - 2
        lines: list[RenderableType] = [Text(printable(block.lead), style="bold"), Text(self.axis(block, length))]
        for track in block.tracks:
            lines.append(Text(printable(f"{track.label}: ")) + Text(printable(track.words), style="bold"))
            if track.spans:
                lines.append(self.track(track, block, length))
        return Group(*lines)

    def axis(self, block: Timeline, length: int) -> str:
        """Write the names of the ticks above their places; where they would touch, in one line."""
        line = ""
        for place, name in block.ticks:
            shown = printable(name)
            start = min(round(place * (length - 1)), length - len(shown))
            if start < len(line) + (1 if line else 0):
                return ", ".join(printable(tick) for _, tick in block.ticks)
            line += " " * (start - len(line)) + shown
        return line

    def track(self, track: Track, block: Timeline, length: int) -> Text:
        marks = self.marks
        return Text(drawn(track, block.ticks, length, marks.empty, marks.full, marks.point, marks.tick), style="cyan")

    def blank(self, block: Blank) -> RenderableType:
        lines: list[RenderableType] = [Text(printable(f"{block.number} {block.ask}".strip()), style="bold")]
        lines += [Text(f"    {printable(block.only_if)}")] if block.only_if else []
        box = self.marks.several if block.several else self.marks.one
        lines += [Padding(Text(f"{box} {printable(option)}"), (0, 0, 0, 4)) for option in block.options]
        lines += [Text("    " + "_" * (self.width - 4)) for _ in range(block.lines)]
        return Group(*lines)

    def bar(self, scale: Scale, length: int) -> Text:
        """Draw a scale: full up to the value, the interval it may lie in, then empty."""
        if scale.top is None:
            return Text("")
        value = scale.low if scale.value is None else scale.value
        full, high = (0 if end is None else round(length * scale.part(end)) for end in (value, scale.high))
        high = max(full, high)
        bar = Text(self.marks.full * full, style="cyan")
        bar.append(self.marks.maybe * (high - full), style="cyan")
        return bar.append(self.marks.empty * (length - high), style="dim")


class _Item(NamedTuple):
    """A text behind its mark, with its further lines set in; a table of two columns takes twice as long."""

    mark: str
    text: Text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        lines = console.render_lines(self.text, options.update(width=options.max_width - 2), pad=False)
        for number, line in enumerate(lines):
            yield Segment(" " if number else self.mark, Style(color="cyan"))
            yield Segment(" ")
            yield from line
            yield Segment.line()


def _widths(rows: list[list[str]], width: int) -> list[int] | None:
    """Give each column of a table its longest word, then share what is left by how much more each could use.

    None where even the longest words do not fit side by side.
    """
    columns = list(zip(*rows, strict=True))
    least = [max((cell_len(word) for cell in column for word in cell.split()), default=1) for column in columns]
    most = [max(map(cell_len, column)) for column in columns]
    left = width - sum(least) - (GAP + 1) * (len(columns) - 1)
    wanted = sum(most) - sum(least)
    if left < 0 or not columns:
        return None
    share = min(left / wanted, 1.0) if wanted else 0.0
    return [low + int((high - low) * share) for low, high in zip(least, most, strict=True)]


def _scales_from(blocks: list[Block], index: int) -> list[Scale]:
    run: list[Scale] = []
    for block in blocks[index:]:
        if not isinstance(block, Scale):
            break
        run.append(block)
    return run
