"""A sheet as one HTML file: whole in itself, for a screen by day and night, for paper and for a screen reader.

No script, no link and nothing to fetch, so opening it tells nobody. Charts are drawn beside the words that say the same
and are hidden from screen readers; their lengths are attributes in percent, which fit every width and need no style.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby, zip_longest
from pathlib import Path

from blunting_cli.errors import printable
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

STYLE = Path(__file__).with_name("page.css")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
BOX = '<span class="box">\u2610</span>'
RING = '<span class="ring">\u25cb</span>'
EDGE = 0.08


def render(sheet: Sheet) -> str:
    """Give the page as HTML5 with a final line break; every page of the sheet is an article, and a leaf of paper."""
    title = f"{sheet.title}, {sheet.day}" if sheet.day else sheet.title
    head = (
        "<!doctype html>",
        f'<html lang="{_text(sheet.language)}">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="referrer" content="no-referrer">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>{_text(title)}</title>",
        f"<style>\n{STYLE.read_text(encoding='utf-8')}</style>",
        "</head>",
        "<body>",
        "<main>",
    )
    return "\n".join((*head, *_Writer(sheet).pages(), "</main>", "</body>", "</html>")) + "\n"


class _Writer:
    """Writes the pages of one sheet; what it keeps in mind is the outline: how deep, and under which heading."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.depth = 0
        self.heading = ""

    def pages(self) -> Iterator[str]:
        """Give the articles; the first page's title is that of the whole, those of the others stand one level lower."""
        for index, page in enumerate(self.sheet.pages):
            yield from self.page(page, self.sheet.title if index == 0 else page.title, min(index, 1))

    def page(self, page: Page, title: str, lower: int) -> Iterator[str]:
        titles = [block for block in page.blocks if isinstance(block, Heading) and block.level == 1]
        blocks = page.blocks if titles else (Heading(title, 1), *page.blocks)
        yield f'<article aria-label="{_text(titles[0].text if titles else title)}">'
        for scales, run in groupby(blocks, key=lambda block: isinstance(block, Scale)):
            inside = [line for block in run for line in self.block(block, lower)]
            yield from self.scales(inside) if scales else inside
        yield "</article>"

    def block(self, block: Block, lower: int) -> Iterator[str]:
        match block:
            case Heading(text, level):
                yield self.outlined(text, level, lower)
            case Paragraph(text, quiet):
                yield f'<p class="quiet">{_text(text)}</p>' if quiet else f"<p>{_text(text)}</p>"
            case Notice():
                yield from _notice(block)
            case Fields(entries):
                yield "<dl>"
                yield from (f"<div><dt>{_text(name)}</dt><dd>{_text(text)}</dd></div>" for name, text in entries)
                yield "</dl>"
            case Scale():
                yield _scale(block)
            case Listing(lead, items):
                yield from _lead(lead)
                yield from _list(items)
            case Table():
                yield from _table(block)
            case Timeline():
                yield from _timeline(block)
            case Blank():
                yield from _blank(block)

    def outlined(self, text: str, level: int, lower: int) -> str:
        """Give a heading whose place in the outline never skips one, whatever stands before it."""
        self.depth = min(level + lower, self.depth + 1)
        self.heading = text
        return f'<h{self.depth} class="level-{level}">{_text(text)}</h{self.depth}>'

    def scales(self, rows: Iterable[str]) -> Iterator[str]:
        """Give neighbouring scales as one table, named as the heading above it: what, how much, in words."""
        yield f'<table role="table" class="scales" aria-label="{_text(self.heading)}">'
        yield from ('<tbody role="rowgroup">', *rows, "</tbody>", "</table>")


def _text(text: str) -> str:
    """Give a text as a browser shows it literally, in a text or in an attribute between double quotes."""
    return escape(printable(text))


def _notice(notice: Notice) -> Iterator[str]:
    kind = "notice urgent" if notice.urgent else "notice"
    yield f'<div role="note" class="{kind}" aria-label="{_text(notice.title)}">'
    # No heading: what follows the notice would stand below it in the outline.
    yield f'<div class="title">{_text(notice.title)}</div>'
    yield from (f"<p>{_text(paragraph)}</p>" for paragraph in notice.paragraphs)
    yield from _list(notice.items)
    yield "</div>"


def _blank(blank: Blank) -> Iterator[str]:
    yield f'<div role="group" class="blank" aria-label="{_text(blank.number)}">'
    yield f'<p class="ask"><b>{_text(blank.number)}</b> {_text(blank.ask)}</p>'
    if blank.only_if:
        yield f'<p class="quiet">{_text(blank.only_if)}</p>'
    yield from _list(blank.options, "options", BOX if blank.several else RING)
    yield from ['<div class="line"></div>'] * blank.lines
    yield "</div>"


def _lead(lead: str) -> Iterator[str]:
    if lead:
        yield f'<p class="lead">{_text(lead)}</p>'


def _list(items: Iterable[str], kind: str = "", mark: str = "") -> Iterator[str]:
    lines = [f"<li>{mark}{_text(item)}</li>" for item in items]
    if lines:
        yield from (f'<ul class="{kind}">' if kind else "<ul>", *lines, "</ul>")


def _table(table: Table) -> Iterator[str]:
    yield '<table role="table" class="rows">'
    if table.lead:
        yield f"<caption>{_text(table.lead)}</caption>"
    if table.columns:
        heads = (f'<th scope="col" role="columnheader">{_text(column)}</th>' for column in table.columns)
        yield f'<thead role="rowgroup"><tr role="row">{"".join(heads)}</tr></thead>'
    yield '<tbody role="rowgroup">'
    for row in table.rows:
        cells = list(zip_longest(row, table.columns, fillvalue=""))
        first = f'<th scope="row" role="rowheader">{_text(cells[0][0])}</th>' if cells else ""
        # Where a row stands folded on a narrow screen, each cell is led by the name of its column.
        rest = (f'<td role="cell" data-column="{_text(column)}">{_text(cell)}</td>' for cell, column in cells[1:])
        yield f'<tr role="row">{first}{"".join(rest)}</tr>'
    yield "</tbody>"
    yield "</table>"


def _scale(scale: Scale) -> str:
    mark = f' <em class="mark">{_text(scale.mark)}</em>' if scale.mark else ""
    return (
        f'<tr role="row"><th scope="row" role="rowheader">{_text(scale.label)}{mark}</th>'
        f'<td role="cell" class="bar">{_bar(scale)}</td><td role="cell">{_text(scale.words)}</td></tr>'
    )


# Drawings ------------------------------------------------------------------------------------------------------------


def _bar(scale: Scale) -> str:
    """Draw a scale: solid as far as is sure, striped as far as it may go, and a stroke at the value between them."""
    value = scale.value
    low, high = (value if end is None else end for end in (scale.low, scale.high))
    if low is None or high is None:
        return ""
    number = f"{scale.figure(low)}\u2013{scale.figure(high)}" if value is None else scale.figure(value)
    if scale.top is None:
        return f"<b>{number}</b>"
    sure, may_be = _percent(scale.part(low)), _percent(scale.part(high))
    drawn = f'<rect class="sure" width="{sure}" height="100%"/>'
    if low < high:
        drawn += f'<line class="may-be" x1="{sure}" x2="{may_be}" y1="50%" y2="50%"/>'
        drawn += f'<line class="end" x1="{may_be}" x2="{may_be}" y1="0" y2="100%"/>'
        if value is not None:
            at = _percent(scale.part(value))
            drawn += f'<line class="value" x1="{at}" x2="{at}" y1="-25%" y2="125%"/>'
    return f'<svg aria-hidden="true"><rect class="all" width="100%" height="100%"/>{drawn}</svg><b>{number}</b>'


def _timeline(timeline: Timeline) -> Iterator[str]:
    """Draw what happened when: a strip for each track beside its words, and the names of places below."""
    yield '<figure class="timeline">'
    if timeline.lead:
        yield f"<figcaption>{_text(timeline.lead)}</figcaption>"
    places = "".join(
        f'<line class="place" x1="{_percent(at)}" x2="{_percent(at)}" y1="0" y2="100%"/>' for at, _ in timeline.ticks
    )
    yield "<ul>"
    for track in timeline.tracks:
        yield f"<li><p><b>{_text(track.label)}</b> {_text(track.words)}</p>"
        points_last = sorted(track.spans, key=lambda span: span[0] == span[1])
        yield f'<svg aria-hidden="true">{places}{"".join(map(_span, points_last))}</svg></li>'
    yield "</ul>"
    names = (f'<text x="{_percent(at)}" y="1em" {_anchor(at)}>{_text(name)}</text>' for at, name in timeline.ticks)
    yield f'<svg class="places" aria-hidden="true">{"".join(names)}</svg>'
    yield "</figure>"


def _span(span: tuple[float, float]) -> str:
    start, end = span
    if start == end:
        return f'<circle cx="{_percent(start)}" cy="50%" r="6"/>'
    x, width = _percent(start), _percent(end - start)
    return f'<rect x="{x}" width="{width}" y="50%" height="10" transform="translate(0 -5)"/>'


def _anchor(at: float) -> str:
    """Keep the name of a place near an end of the line inside it."""
    return f'text-anchor="{"start" if at < EDGE else "end" if at > 1 - EDGE else "middle"}"'


def _percent(share: float) -> str:
    return f"{min(max(share, 0), 1) * 100:.4g}%"
