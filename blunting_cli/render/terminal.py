"""A sheet for the terminal, with Rich: quiet colours of the person's own palette, bars with number and word.

Colour never carries meaning alone. Where only ASCII can be shown every mark has an ASCII form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO

from rich.box import ASCII, HEAVY, ROUNDED
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from blunting_cli.errors import printable
from blunting_cli.render.text import scale_line
from blunting_cli.sheet import Block, Fields, Heading, Listing, Notice, Paragraph, Scale

WIDEST = 100
NARROW = 64


@dataclass(frozen=True)
class _Marks:
    bullet: str
    full: str
    maybe: str
    empty: str
    rule: str


_UNICODE = _Marks("\u2022", "\u2501", "\u2505", "\u2500", "\u2500")
_ASCII = _Marks("*", "#", "?", ".", "-")


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
    for renderable in page.renderables(list(blocks)):
        console.print(renderable)
    output = console.file.getvalue()  # type: ignore[attr-defined]
    return "\n".join(line.rstrip() for line in output.splitlines()) + "\n"


class _Page:
    def __init__(self, width: int, marks: _Marks, ascii_only: bool) -> None:
        self.width = width
        self.marks = marks
        self.ascii_only = ascii_only

    def renderables(self, blocks: list[Block]) -> Iterator[RenderableType]:
        """Give one renderable a block; neighbouring scales stand as one table."""
        index = 0
        while index < len(blocks):
            run = _scales_from(blocks, index)
            if run:
                yield Padding(self.scales(run), (0, 0, 1, 0))
                index += len(run)
                continue
            yield self.block(blocks[index])
            index += 1

    def block(self, block: Block) -> RenderableType:
        match block:
            case Heading(text, level):
                return self.heading(printable(text), level)
            case Paragraph(text, quiet):
                return Padding(Text(printable(text), style="dim" if quiet else ""), (0, 0, 1, 0))
            case Notice():
                return Padding(self.notice(block), (0, 0, 1, 0))
            case Fields(entries):
                return Padding(self.fields(entries), (0, 0, 1, 0))
            case Listing(lead, items):
                return Padding(self.listing(lead, items), (0, 0, 1, 0))
            case Scale():
                return self.scales([block])

    def heading(self, text: str, level: int) -> RenderableType:
        if level == 1:
            return Padding(Text(text, style="bold"), (1, 0, 1, 0))
        if level == 3:
            return Padding(Text(text, style="bold"), (0, 0, 0, 0))
        rule = Text(f"{self.marks.rule * 2} ", style="cyan") + Text(text, style="bold cyan")
        rest = max(0, self.width - len(text) - 4)
        return Padding(rule + Text(f" {self.marks.rule * rest}", style="cyan") if rest > 2 else rule, (1, 0, 1, 0))

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
            lines = [Text(printable(label)) + Text("\n  " + printable(text), style="bold") for label, text in entries]
            return Group(*lines)
        table = Table.grid(padding=(0, 2))
        table.add_column(max_width=self.width * 3 // 5, overflow="fold")
        table.add_column(style="bold", overflow="fold")
        for label, text in entries:
            table.add_row(Text(printable(label)), Text(printable(text)))
        return table

    def listing(self, lead: str, items: Iterable[str]) -> RenderableType:
        table = Table.grid(padding=(0, 1))
        table.add_column(width=1, style="cyan")
        table.add_column(overflow="fold")
        for item in items:
            table.add_row(self.marks.bullet, Text(printable(item)))
        return Group(Text(printable(lead)), table) if lead else table

    def scales(self, scales: list[Scale]) -> RenderableType:
        if self.width < NARROW:
            return Group(
                *(
                    Group(Text(printable(scale_line(scale))), Text("  ") + self.bar(scale, self.width - 4))
                    for scale in scales
                )
            )
        table = Table.grid(padding=(0, 2))
        table.add_column(overflow="fold")
        table.add_column(no_wrap=True)
        table.add_column(justify="right", no_wrap=True)
        table.add_column(overflow="fold")
        for scale in scales:
            number = "" if scale.value is None else f"{scale.value:.0f}"
            table.add_row(Text(printable(scale.label)), self.bar(scale, 24), number, Text(printable(scale.words)))
        return table

    def bar(self, scale: Scale, length: int) -> Text:
        """Draw a scale: full up to the value, the interval it may lie in, then empty."""
        value = scale.low if scale.value is None else scale.value
        full = _cells(value or 0.0, scale.top, length)
        high = max(full, _cells(scale.high if scale.high is not None else 0.0, scale.top, length))
        bar = Text(self.marks.full * full, style="cyan")
        bar.append(self.marks.maybe * (high - full), style="cyan")
        return bar.append(self.marks.empty * (length - high), style="dim")


def _scales_from(blocks: list[Block], index: int) -> list[Scale]:
    run: list[Scale] = []
    for block in blocks[index:]:
        if not isinstance(block, Scale):
            break
        run.append(block)
    return run


def _cells(value: float, top: int, length: int) -> int:
    return round(length * value / top)
