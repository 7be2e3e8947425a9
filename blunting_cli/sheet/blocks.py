"""What a page is made of: blocks that say what a part is, never how it looks; every renderer shows every block."""

from math import floor
from typing import Any, NamedTuple


class Heading(NamedTuple):
    """A heading; level 1 is the title of the page."""

    text: str
    level: int = 2


class Paragraph(NamedTuple):
    """A paragraph of text; `quiet` marks what may stand back."""

    text: str
    quiet: bool = False


class Notice(NamedTuple):
    """Something that must not be missed: a title, paragraphs, then a list. `urgent` marks help now."""

    title: str
    paragraphs: tuple[str, ...]
    urgent: bool = False
    items: tuple[str, ...] = ()


class Fields(NamedTuple):
    """Labels with their texts."""

    entries: tuple[tuple[str, str], ...]


class Scale(NamedTuple):
    """One value on a scale from `bottom` to `top`, or the interval it must lie in, always with words.

    Where there is no `top` there is nothing to draw, and the number stands by itself.

    On an `exact` one numbers are shown with a decimal where they have one.

    `value` is None where there is no number, `low` and `high` too where nothing applies; `mark` says that a scale
    stands out among those beside it.
    """

    label: str
    value: float | None
    low: float | None
    high: float | None
    top: float | None
    words: str
    mark: str = ""
    bottom: float = 0
    exact: bool = False

    def figure(self, value: float | None) -> str:
        """Give a value as it is shown: whole, or to one decimal on a scale that is `exact`."""
        return figure(value, exact=self.exact)

    def part(self, value: float) -> float:
        """Give where a value lies between the ends of the scale, from 0 to 1."""
        return (value - self.bottom) / (self.top - self.bottom) if self.top and self.top > self.bottom else 0.0


class Listing(NamedTuple):
    """A list under a short lead; the lead may be empty."""

    lead: str
    items: tuple[str, ...]


class Table(NamedTuple):
    """Rows under named columns, with a short lead as its caption; the first cell of a row names the row."""

    lead: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Track(NamedTuple):
    """One line of a timeline: what happened, in `words` when, and from where to where on the line, each from 0 to 1.

    A `span` of no length is a point in time; one without spans has words alone.
    """

    label: str
    words: str
    spans: tuple[tuple[float, float], ...]


class Timeline(NamedTuple):
    """What happened when, drawn on one line from 0, longest ago, to 1, the day of the answers; `ticks` name places."""

    lead: str
    ticks: tuple[tuple[float, str], ...]
    tracks: tuple[Track, ...]


class Blank(NamedTuple):
    """A question to fill in on paper: its number, its words, whom it is for, options to tick, or lines to write on.

    With `several` more than one option may be ticked; `lines` is how many empty lines there are to write on.
    """

    number: str
    ask: str
    only_if: str
    options: tuple[str, ...]
    several: bool
    lines: int


Block = Heading | Paragraph | Notice | Fields | Scale | Listing | Table | Timeline | Blank


class Page(NamedTuple):
    """A part of a sheet for one reader: `id` is one of PAGES, `title` names it where it stands folded."""

    id: str
    title: str
    blocks: tuple[Block, ...]


# For the person, for whom they take it to, and everything that lies behind both.
PAGES = ("person", "clinician", "details")


class Sheet(NamedTuple):
    """A result: `facts` is the record, `pages` are what people read; `language` is that of its texts.

    `title` names it, `day` is the day of the answers as YYYY-MM-DD, or None, and `more` says how to see the pages after
    the first where they stand folded.
    """

    facts: dict[str, Any]
    pages: tuple[Page, ...]
    title: str
    language: str
    day: str | None = None
    more: str = ""

    # No answer may come into a message by mistake.
    def __repr__(self) -> str:
        return "<Sheet>"

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Every block of every page, in order."""
        return tuple(block for page in self.pages for block in page.blocks)

    @property
    def shown_first(self) -> tuple[Block, ...]:
        """The first page alone, and how to see the others."""
        line = (Paragraph(self.more, quiet=True),) if self.more else ()
        return (*self.pages[0].blocks, *line)

    @property
    def others(self) -> str:
        """The titles of the pages after the first."""
        return ", ".join(page.title for page in self.pages[1:])


def whole(value: float | None) -> str:
    """Give a number without its decimal, a five going up as on paper; nothing where there is none."""
    return "" if value is None else str(floor(value + 0.5))


def figure(value: float | None, *, exact: bool) -> str:
    """Give a number as it is shown: whole, or `exact` to one decimal where it has one."""
    return whole(value) if value is None or not exact else f"{floor(value * 10 + 0.5) / 10:g}"


def signed(change: int) -> str:
    """Give a change with its sign; none has no sign."""
    return f"{change:+d}" if change else "0"


def sentence(text: str) -> str:
    """Give a text with a capital at its start and a mark at its end."""
    capital = text[:1].upper() + text[1:]
    return capital if capital.endswith((".", "?")) else f"{capital}."
