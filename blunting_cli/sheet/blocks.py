"""What a page is made of: blocks that say what a part is, never how it looks; every renderer shows every block."""

from dataclasses import dataclass
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
    """One value on a scale from 0 to `top`, or the interval it must lie in, always with words."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    top: int
    words: str


class Listing(NamedTuple):
    """A list under a short lead; the lead may be empty."""

    lead: str
    items: tuple[str, ...]


Block = Heading | Paragraph | Notice | Fields | Scale | Listing


@dataclass(frozen=True)
class Sheet:
    """A result: `facts` is the record, `blocks` the page."""

    facts: dict[str, Any]
    blocks: tuple[Block, ...]


def sentence(text: str) -> str:
    """Give a text with a capital at its start and a mark at its end."""
    capital = text[:1].upper() + text[1:]
    return capital if capital.endswith((".", "?")) else f"{capital}."
