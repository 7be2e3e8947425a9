"""The page in HTML: every text of every block is on it, as text and nothing else, in an outline that can be walked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blunting_cli.errors import printable
from blunting_cli.render import html
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
    Track,
)

HOSTILE = (
    "<b>",
    "</p>",
    "&amp;",
    '"',
    "'",
    "|",
    "*x*",
    "_y_",
    "`",
    "#",
    "\n",
    "\t",
    "\x1b[31m",
    "\u202e",
    "\u2066",
    "]]>",
)
HOSTILE += (
    "<!--",
    "--",
    "[a](b)",
    "1. x",
    "- ",
    "+",
    "=",
    "~~",
    "\\",
    "\\*",
    ">",
    "!",
    "<script>",
    "{",
    "%",
    "\x00",
    "\ud800",
)
TEXTS = st.lists(
    st.sampled_from(HOSTILE) | st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=8),
    min_size=1,
    max_size=4,
).map("".join)
TEXTS = TEXTS.filter(str.strip)
SEVERAL = st.lists(TEXTS, min_size=1, max_size=3).map(tuple)
PLACES = st.floats(0, 1)
SPANS = st.lists(st.tuples(PLACES, PLACES).map(sorted).map(tuple), max_size=2).map(tuple)
NUMBERS = st.integers(0, 100).map(float)


def scale(label: str, ends: tuple[float, ...] | None, known: bool, words: str, mark: str) -> Scale:
    """A scale with a number, with a number in an interval, with an interval alone, or with none of these."""
    if ends is None:
        return Scale(label, None, None, None, 100, words, mark)
    low, value, high = sorted(ends)
    return Scale(label, value if known else None, low, high, 100, words, mark)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    width = draw(st.integers(1, 4))
    cells = st.lists(TEXTS | st.just(""), min_size=width, max_size=width).map(tuple)
    rows = draw(st.lists(cells.filter(lambda row: row[0]), min_size=1, max_size=3))
    columns = draw(st.lists(TEXTS, min_size=width, max_size=width))
    return Table(draw(TEXTS | st.just("")), tuple(columns), tuple(rows))


BLOCKS: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, TEXTS, st.integers(1, 3)),
    st.builds(Paragraph, TEXTS, st.booleans()),
    st.builds(Notice, TEXTS, SEVERAL, st.booleans(), SEVERAL | st.just(())),
    st.builds(Fields, st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=3).map(tuple)),
    st.builds(scale, TEXTS, st.none() | st.tuples(*[NUMBERS] * 3), st.booleans(), TEXTS, TEXTS | st.just("")),
    st.builds(Listing, TEXTS | st.just(""), SEVERAL),
    tables(),
    st.builds(
        Timeline,
        TEXTS | st.just(""),
        st.lists(st.tuples(PLACES, TEXTS), max_size=4).map(tuple),
        st.lists(st.builds(Track, TEXTS, TEXTS, SPANS), min_size=1, max_size=3).map(tuple),
    ),
    st.builds(Blank, TEXTS, TEXTS, TEXTS | st.just(""), SEVERAL | st.just(()), st.booleans(), st.integers(0, 3)),
)
PAGES = st.builds(
    Page, st.sampled_from(["person", "clinician", "details"]), TEXTS, st.lists(BLOCKS, max_size=5).map(tuple)
)
DAYS = st.none() | st.dates().map(str)
SHEETS = st.builds(
    Sheet, st.just({}), st.lists(PAGES, min_size=1, max_size=3).map(tuple), TEXTS, st.sampled_from(["en", "de"]), DAYS
)


def strings(block: object) -> Iterator[str]:
    """Every text of a block that is not empty."""
    if isinstance(block, str):
        yield from [block] if block else []
    elif isinstance(block, tuple):
        for part in block:
            yield from strings(part)


def flat(text: str) -> str:
    """A text with every run of white space as one space, as a browser shows it."""
    return " ".join(text.split())


def shown(text: str) -> str:
    """What a text must look like on a page."""
    return flat(printable(text))


def parsed(made: str) -> Element:
    """Parse a page as a browser does, and refuse whatever is not HTML5 by the letter."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(made)


def texts_of(element: Element) -> Iterator[str]:
    """Each run of text between two tags, without that of the style sheet."""
    if element.tag != "style":
        yield element.text or ""
        for child in element:
            yield from texts_of(child)
            yield child.tail or ""


ALLOWED = {
    "html": {"lang"}, "head": set(), "meta": {"charset", "name", "content", "http-equiv"}, "title": set(), "style": set(),
    "body": set(), "main": set(), "article": {"aria-label"}, "h1": {"class"}, "h2": {"class"}, "h3": {"class"},
    "h4": {"class"}, "p": {"class"}, "ul": {"class"}, "li": set(), "dl": set(), "dt": set(), "dd": set(), "caption": set(),
    "div": {"role", "class", "aria-label"}, "table": {"role", "class", "aria-label"}, "thead": {"role"}, "tbody": {"role"},
    "tr": {"role"}, "th": {"role", "scope"}, "td": {"role", "class", "data-column"}, "figure": {"class"}, "b": set(),
    "figcaption": set(), "span": {"class"}, "em": {"class"}, "svg": {"aria-hidden", "class"}, "text": {"x", "y", "text-anchor"},
    "rect": {"class", "x", "y", "width", "height", "transform"}, "line": {"class", "x1", "x2", "y1", "y2"},
    "circle": {"cx", "cy", "r"},
}  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(SHEETS)
def test_every_text_is_on_the_page_and_is_text(sheet: Sheet) -> None:
    """No text of any block is lost or torn, and none becomes an element, an attribute or an address."""
    page = parsed(html.render(sheet))
    found = [flat(text) for text in texts_of(page)]
    for block in sheet.blocks:
        for text in strings(block):
            assert shown(text) in found
    for element in page.iter():
        assert set(element.attrib) <= ALLOWED[element.tag.split("}")[-1]]
    assert not [letter for letter in "".join(page.itertext()) if not letter.isprintable() and letter != "\n"]


@settings(max_examples=60, deadline=None)
@given(SHEETS)
def test_headings_never_skip_a_level(sheet: Sheet) -> None:
    """The first heading is the only way in, and one step down is one level; a page is named by its title."""
    page = parsed(html.render(sheet))
    levels = [int(element.tag[1]) for element in page.iter() if re.fullmatch(r"h\d", element.tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    articles = list(page.iter("article"))
    assert len(articles) == len(sheet.pages)
    for article in articles:
        assert article.attrib["aria-label"] in {"".join(found.itertext()) for found in article if found.tag[0] == "h"}


@settings(max_examples=60, deadline=None)
@given(SHEETS)
def test_nothing_can_be_fetched(sheet: Sheet) -> None:
    """There is no script, no address and nothing that names another file, and a browser is told to fetch nothing."""
    page = parsed(html.render(sheet))
    style = "".join(page.find("head/style").itertext())  # type: ignore[union-attr]
    assert not re.search(r"url\(|@import|image-set|src\(|//", re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL))
    names = {name for element in page.iter() for name in element.attrib}
    assert not names & {"src", "href", "style", "action", "srcset"}
    policies = [element for element in page.iter("meta") if "http-equiv" in element.attrib]
    assert [policy.attrib["content"].split(";")[0] for policy in policies] == ["default-src 'none'"]


@settings(max_examples=60, deadline=None)
@given(SHEETS)
def test_its_name_and_language(sheet: Sheet) -> None:
    """The page is named as the sheet, with the day of the answers where there is one, in the language of its texts."""
    page = parsed(html.render(sheet))
    name = shown(page.findtext("head/title") or "")
    assert name == shown(f"{sheet.title}, {sheet.day}" if sheet.day else sheet.title)
    assert page.attrib["lang"] == sheet.language


def page_of(*blocks: Block) -> Element:
    return parsed(html.render(Sheet({}, (Page("person", "For you", blocks),), "Your self-check", "en")))


def test_a_later_page_is_a_chapter_of_the_first() -> None:
    """Its title stands one level below that of the whole."""
    page = Page("person", "For you", (Heading("Title", 1), Heading("Part"), Heading("Detail", 3)))
    made = parsed(html.render(Sheet({}, (page, page), "Your self-check", "en")))
    found = [element.tag for element in made.iter() if re.fullmatch(r"h\d", element.tag)]
    assert found == ["h1", "h2", "h3", "h2", "h3", "h4"]


def test_a_page_without_a_title_takes_that_of_the_sheet() -> None:
    """No page goes without a heading."""
    assert page_of(Paragraph("Text")).findtext(".//h1") == "Your self-check"


def test_neighbouring_scales_are_one_table() -> None:
    """Scales that stand side by side can be compared; others stand for themselves."""
    one = Scale("Joy", 50, 50, 50, 100, "clear")
    page = page_of(Heading("Profile"), one, one, Paragraph("Text"), one)
    assert [len(list(table.iter("tr"))) for table in page.iter("table")] == [2, 1]
    assert {table.attrib["aria-label"] for table in page.iter("table")} == {"Profile"}


@pytest.mark.parametrize(
    ("ends", "number", "drawn"),
    [
        ((50.0, 50.0, 50.0), "50", ["all", "sure"]),
        ((50.0, 33.0, 67.0), "50", ["all", "sure", "may-be", "end", "value"]),
        ((None, 33.0, 67.0), "33\u201367", ["all", "sure", "may-be", "end"]),
        ((None, None, None), None, []),
    ],
)
def test_what_is_sure_looks_unlike_what_may_be(
    ends: tuple[float | None, ...], number: str | None, drawn: list[str]
) -> None:
    """A number, a number in an interval, an interval and nothing are four different drawings."""
    value, low, high = ends
    page = page_of(Scale("Joy", value, low, high, 100, "words"))
    assert page.findtext(".//td/b") == number
    assert [part.attrib["class"] for svg in page.iter("{http://www.w3.org/2000/svg}svg") for part in svg] == drawn


def test_a_blank_has_what_is_needed_to_fill_it_in() -> None:
    """Boxes where several may be ticked, rings where one, and empty lines."""
    page = page_of(Blank("1", "Ask", "", ("a", "b"), True, 0), Blank("2", "Ask", "", ("a",), False, 2))
    assert [mark.attrib["class"] for mark in page.iter("span")] == ["box", "box", "ring"]
    assert sum(part.attrib.get("class") == "line" for part in page.iter("div")) == 2


def test_what_is_urgent_looks_unlike_what_is_not() -> None:
    """The two notices are told apart."""
    page = page_of(Notice("Now", ("a",), urgent=True), Notice("Note", ("a",)))
    assert [part.attrib["class"] for part in page.iter("div") if "role" in part.attrib] == ["notice urgent", "notice"]


def test_a_short_row_and_a_long_one_are_whole() -> None:
    """A row that does not fit its columns loses nothing."""
    page = page_of(Table("", ("A", "B"), (("one",), ("two", "three", "four"))))
    assert [cell.text for cell in page.iter("td")] == [None, "three", "four"]
