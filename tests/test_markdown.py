"""The page in Markdown: read back it says every text as it was written, and nothing a text holds is taken for a mark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from test_html import SHEETS, TEXTS, flat, shown, strings

from blunting_cli.render import markdown
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

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def read(made: str) -> list[Token]:
    """Every token of a text, those inside a line after the line."""
    return [token for line in READER.parse(made) for token in (line, *(line.children or ()))]


def said(tokens: list[Token]) -> Iterator[str]:
    """What each line and each block of code says once its marks are gone."""
    for token in tokens:
        if token.type == "inline":
            parts = (" " if part.type == "softbreak" else part.content for part in token.children or ())
            yield flat("".join(parts))
        elif token.type == "fence":
            yield flat(token.content)


def written(*blocks: Block) -> str:
    return markdown.render(Sheet({}, (Page("person", "For you", blocks),), "Your self-check", "en"))


def items_of(block: Block) -> int:
    """How many lines of a list a block is shown as."""
    match block:
        case (
            Fields(entries=told)
            | Notice(items=told)
            | Listing(items=told)
            | Blank(options=told)
            | Timeline(tracks=told)
        ):
            return len(told)
        case Scale():
            return 1
        case _:
            return 0


@settings(max_examples=200, deadline=None)
@given(SHEETS)
def test_every_text_is_read_back_as_it_was_written(sheet: Sheet) -> None:
    """No text of any block is lost, and what is built of it is what the blocks are, and nothing more."""
    made = markdown.render(sheet)
    tokens = read(made)
    found = list(said(tokens))
    for block in sheet.blocks:
        for text in strings(block):
            assert any(shown(text) in line for line in found), text
    kinds = Counter(token.type for token in tokens)
    assert kinds["list_item_open"] == sum(map(items_of, sheet.blocks))
    assert kinds["blockquote_open"] == sum(isinstance(block, Notice) for block in sheet.blocks)
    assert kinds["table_open"] == sum(isinstance(block, Table) for block in sheet.blocks)
    assert kinds["fence"] == sum(isinstance(block, Timeline) for block in sheet.blocks)
    assert kinds["hr"] == len(sheet.pages) - 1
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    assert levels == [block.level for block in sheet.blocks if isinstance(block, Heading)]
    assert not kinds.keys() & {
        "html_block",
        "html_inline",
        "link_open",
        "image",
        "em_open",
        "s_open",
        "code_block",
        "hardbreak",
    }
    assert not [letter for letter in made if not letter.isprintable() and letter != "\n"]


@settings(max_examples=100, deadline=None)
@given(TEXTS | st.text(st.sampled_from("*_`[]()<>#&~|\\!-+=.1 \na"), min_size=1).filter(str.strip))
@example("# a")
@example("a #")
@example("a ##")
@example("```")
@example("_a_ __b__")
@example("1. a")
@example("a\\")
@example("\\| a")
@example("&lt; &#60; &x;")
@example("--- | ---")
def test_a_text_comes_back_to_the_letter(text: str) -> None:
    """A paragraph, an item, a title, a cell and a name in a drawing each hold one text and no mark."""
    made = written(
        *(Heading(text), Paragraph(text), Listing("", (text,)), Notice(text, (text,)), Table("", (text,), ((text,),))),
        Timeline("", ((0.0, text),), ()),
    )
    tokens = read(made)
    assert list(said(tokens)) == [shown(text)] * 8
    assert not {token.type for token in tokens} & {"em_open", "link_open", "html_inline", "code_inline", "s_open"}


@pytest.mark.parametrize(
    "text",
    [
        "Zoloft 50 mg (since March)",
        "doi 10.31234/osf.io/3gztp_v3, https://findahelpline.com",
        "one of 3 - or more; 50% of R&D",
        "shown as \\x1b",
    ],
)
def test_what_needs_no_escape_has_none(text: str) -> None:
    """What people write reads as they wrote it."""
    assert written(Paragraph(text)) == text + "\n"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.from_regex(r"[-+#>=]{0,2}[a-z]{0,9}|1?[0-9]\.", fullmatch=True), min_size=20, max_size=60))
def test_long_texts_are_broken_and_stay_one_paragraph(words: list[str]) -> None:
    """No line is wider than 80 columns, and no line that begins with a mark begins anything."""
    text = " ".join(words)
    made = written(Paragraph(text)) if text.strip() else ""
    assert all(len(line) <= 82 for line in made.splitlines())
    assert list(said(read(made))) == ([flat(text)] if text.strip() else [])


def test_scales_say_and_draw_what_is_sure_and_what_may_be() -> None:
    """Full is what is sure, a question mark what may be, a dot what is not; a scale for nothing has no bar."""
    made = written(
        Scale("Joy", 50, 25, 75, 100, "clear", "most changed"),
        Scale("Love", None, None, None, 100, "does not apply"),
    )
    assert made == "- `#####??????????.....` Joy: 50 of 100, clear, most changed\n- Love: does not apply\n"


def test_a_timeline_is_drawn_and_said() -> None:
    """Stretches and points stand on a line above the names of its places; words alone have an empty line."""
    tracks = (Track("Sertraline", "since a year", ((0.5, 1.0), (0.8, 0.8))), Track("Pills", "no time told", ()))
    made = written(Timeline("The last two years", ((0.0, "2 years ago"), (0.5, "1 year"), (1.0, "today")), tracks))
    assert made.splitlines() == [
        "The last two years",
        "",
        "```",
        "|.......................==============o=========  Sertraline",
        "|.......................|......................|  Pills",
        "2 years ago             1 year             today",
        "```",
        "",
        "- **Sertraline:** since a year",
        "- **Pills:** no time told",
    ]


def test_a_blank_can_be_filled_in() -> None:
    """Brackets to tick, square where several may be, and dotted lines to write on."""
    made = written(Blank("7", "Which?", "Only if so.", ("a", "b"), True, 0), Blank("8", "What?", "", ("c",), False, 2))
    line = "." * 80
    assert made.splitlines() == [
        *("**7** Which?", "", "Only if so.", "", "- [ ] a", "- [ ] b", "", "**8** What?", "", "- ( ) c"),
        *("", line, "", line),
    ]


def test_an_urgent_notice_looks_unlike_one_that_is_not() -> None:
    """The two notices are told apart in plain text."""
    made = written(Notice("Now", ("a",), urgent=True), Notice("Note", ("a",)))
    assert "> **!!! Now**" in made
    assert "> **Note**" in made
