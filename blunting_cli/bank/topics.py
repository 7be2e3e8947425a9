"""The frozen types of the pages to read in a bank, which decide no result."""

from typing import NamedTuple

# The name of the page that lists the bibliography.
SOURCES = "sources"


class TopicPart(NamedTuple):
    """One paragraph or list of a page to read; `medicine` and `substance` mark what needs the words of care first."""

    heading: str
    text: str
    items: tuple[str, ...]
    source: str
    medicine: bool = False
    substance: bool = False


class Topic(NamedTuple):
    """A page to read; `also` are other names that find it, `factor` what it tells more about, `see` other pages."""

    id: str
    title: str
    also: tuple[str, ...]
    factor: str
    parts: tuple[TopicPart, ...]
    see: tuple[str, ...]
