"""The page in PDF: every text is on it as text, in order, tagged for a screen reader, the same bytes for the same sheet."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sheets import KINDS, PEOPLE, assessment_of, sheet_of, strings

from blunting_cli.errors import UsageError, printable
from blunting_cli.render import pdf
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

pytest.importorskip("typst")
pypdf = pytest.importorskip("pypdf")

TYPST = r'#evil["x"] \ $x$ *b* _i_ @ref <label> // /* -- --- ... ~ `c` = h + n #let x = 1 \u{41} #{ ] [ } "q" ' + "'q'"
HOSTILE = ("#x", "\\", "$x$", "*b*", "_i_", "@ref", "<l>", "//", "/*", "--", "...", "~", "`", "= ", "- ", "\n", "\t")
HOSTILE += (
    "\x1b[31m",
    "\u202e",
    "\u2066",
    "\x00",
    "\ud800",
    "ffi",
    "\u00ad",
    "https://example.org/a-b",
    "w" * 60,
    "{",
    "]",
)
TEXTS = st.lists(
    st.sampled_from(HOSTILE) | st.text(st.characters(max_codepoint=0x17F, categories=["L", "N", "P"]), max_size=9),
    min_size=1,
    max_size=4,
).map(" ".join)
TEXTS = TEXTS.filter(str.strip)
SEVERAL = st.lists(TEXTS, min_size=1, max_size=7).map(tuple)
PLACES = st.floats(0, 1)
SPANS = st.lists(st.tuples(PLACES, PLACES).map(sorted).map(tuple), max_size=2).map(tuple)
ENDS = st.tuples(*[st.floats(0, 100)] * 3).map(sorted)


def scale(label: str, ends: list[float] | None, known: bool, words: str, mark: str) -> Scale:
    """A scale with a number in an interval, with an interval alone, or with neither."""
    low, value, high = ends or (None, None, None)
    return Scale(label, value if known else None, low, high, 100, words, mark)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    width = draw(st.integers(1, 6))
    cells = st.lists(TEXTS | st.just(""), min_size=1, max_size=width).map(tuple)
    columns = draw(st.lists(TEXTS, min_size=width, max_size=width))
    return Table(draw(TEXTS | st.just("")), tuple(columns), tuple(draw(st.lists(cells, max_size=4))))


BLOCKS: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, TEXTS, st.integers(1, 3)),
    st.builds(Paragraph, TEXTS, st.booleans()),
    st.builds(Notice, TEXTS, SEVERAL, st.booleans(), SEVERAL | st.just(())),
    st.builds(Fields, st.lists(st.tuples(TEXTS, TEXTS), max_size=3).map(tuple)),
    st.builds(scale, TEXTS, ENDS | st.none(), st.booleans(), TEXTS, TEXTS | st.just("")),
    st.builds(Listing, TEXTS | st.just(""), SEVERAL | st.just(())),
    tables(),
    st.builds(
        Timeline,
        TEXTS | st.just(""),
        st.lists(st.tuples(PLACES, TEXTS), max_size=4).map(tuple),
        st.lists(st.builds(Track, TEXTS, TEXTS, SPANS), max_size=3).map(tuple),
    ),
    st.builds(Blank, TEXTS, TEXTS, TEXTS | st.just(""), SEVERAL | st.just(()), st.booleans(), st.integers(0, 3)),
)
PAGES = st.builds(
    Page, st.sampled_from(["person", "clinician", "details", "form"]), TEXTS, st.lists(BLOCKS, max_size=6).map(tuple)
)
SHEETS = st.builds(
    Sheet,
    st.just({}),
    st.lists(PAGES, min_size=1, max_size=3).map(tuple),
    TEXTS,
    st.sampled_from(["en", "en-GB", "de", "no language"]),
    st.none() | st.dates().map(str) | st.just("not a day"),
)


def one_page(*blocks: Block, id: str = "person") -> Sheet:
    return Sheet(
        {}, (Page(id, "For you", (Heading("Your self-check", 1), *blocks)),), "Your self-check", "en", "2026-05-01"
    )


def read(made: bytes) -> Any:
    return pypdf.PdfReader(BytesIO(made))


def text_of(made: bytes) -> str:
    """All text of a PDF in the order in which it stands there, without white space."""
    return bare("".join(page.extract_text() for page in read(made).pages))


def bare(text: str) -> str:
    return "".join(text.split())


def elements(made: bytes) -> Iterator[tuple[str, Any]]:
    """Every element of the structure tree from top to bottom, with its kind."""

    def below(node: Any) -> Iterator[tuple[str, Any]]:
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                yield from below(child)
        elif isinstance(node, dict):
            if "/S" in node:
                yield node["/S"], node
            if "/K" in node:
                yield from below(node["/K"])

    yield from below(read(made).trailer["/Root"]["/StructTreeRoot"]["/K"])


def kinds_of(made: bytes) -> list[str]:
    return [kind for kind, _ in elements(made)]


EVERYTHING = one_page(
    Notice("Help now", ("Talk to someone today.",), urgent=True, items=("Emergency: 999", "Line: 116 123")),
    Paragraph("What this is."),
    Heading("Part by part"),
    Scale("Joy", 50.0, 33.0, 67.0, 100, "clear", "most changed"),
    Scale("Love", None, 8.0, 75.0, 100, "too few answers (1 of 3), so no number; between 8 and 75"),
    Heading("Small part", 3),
    Fields((("Age", "25 to 44"), ("How long", "Four weeks"))),
    Listing("What you can do:", ("Sleep at regular times.", "Keep a diary.")),
    Heading("When"),
    Table("Medicines", ("As typed", "Read as", "Begun"), (("Zoloft", "sertraline", "March"),)),
    Timeline("When it was", ((0.5, "a month"), (1.0, "now")), (Track("Feelings faded", "in March", ((0.2, 0.5),)),)),
    Blank("7.", "Which medicines?", "Only if you take any.", ("One", "Two"), True, 2),
)


# Texts ---------------------------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(SHEETS)
def test_every_text_is_on_the_page(sheet: Sheet) -> None:
    """No word of any block of any kind is lost, and none does anything but stand there, visible."""
    made = pdf.render(sheet)
    assert pdf.is_accessible(made)
    shown = text_of(made)
    for block in sheet.blocks:
        for text in strings(block):
            for word in printable(text).split():
                assert word in shown


def test_blocks_of_every_kind_are_tried() -> None:
    """What the tests here feed in holds each kind of block."""
    assert {type(block) for block in EVERYTHING.blocks} == KINDS


def test_texts_come_out_literally() -> None:
    """What would be a command in the language of the layout is text, also in the name of the document."""
    page = one_page(Paragraph(TYPST), Listing(TYPST, (TYPST,)), Scale(TYPST, None, None, None, 100, TYPST))
    sheet = page._replace(title=TYPST)
    made = pdf.render(sheet)
    # Five texts, and the foot of the sheet of paper.
    assert text_of(made).count(bare(TYPST)) == 6
    assert read(made).metadata.title == TYPST


def test_copied_text_is_what_was_written() -> None:
    """No ligature, no hyphen and no mark for a break comes between the letters of a word."""
    words = ("efficient", "waffle", "w" * 200, "https://example.org/a-long-address/of-some-kind?x=1")
    made = pdf.render(one_page(Listing("", words), *(Table("", tuple(words), (tuple(words),)),)))
    assert [text_of(made).count(word) for word in words] == [3, 3, 3, 3]


def test_control_characters_are_made_visible() -> None:
    """A sign that could turn a line around is shown as what it is."""
    shown = text_of(pdf.render(one_page(Paragraph("a\u202eb\x1b[31mc"))))
    assert "a\\u202eb\\x1b[31mc" in shown


@pytest.mark.parametrize(
    "text", ["Καλημέρα κόσμε", "Привет, мир", "Tiếng Việt đặc biệt", "Łódź ğüşİ ñ ç ø", "مرحبا بالعالم", "שלום עולם"]
)
def test_letters_of_other_languages(text: str) -> None:
    """They are written with fonts that travel in the file, and stay readable aloud."""
    made = pdf.render(one_page(Paragraph(text), Listing(text, (text,))))
    assert pdf.is_accessible(made)
    shown = text_of(made)
    # A line that runs from right to left stands in the file in either direction, letter by letter.
    assert all(letter in shown for letter in bare(text)) if "\u0590" < text[0] < "\u0700" else bare(text) in shown


def test_a_sheet_that_runs_from_right_to_left() -> None:
    """In a language that runs from right to left nothing is lost either."""
    made = pdf.render(EVERYTHING._replace(language="ar"))
    assert pdf.is_accessible(made)
    assert sorted(text_of(made)) == sorted(text_of(pdf.render(EVERYTHING)))


@pytest.mark.parametrize("text", ["こんにちは世界", "\U00012000\U00012001"])
def test_a_letter_without_a_font_never_costs_the_sheet(text: str) -> None:
    """Where no font of this computer has it the rest is whole, and the file says that it promises less."""
    made = pdf.render(one_page(Paragraph(text), Paragraph("the rest")))
    assert "therest" in text_of(made)
    assert "/StructTreeRoot" in read(made).trailer["/Root"]
    assert pdf.is_accessible(made) == (b"pdfuaid" in made)


# What a screen reader needs --------------------------------------------------------------------------------------------


def test_it_is_tagged_named_and_promises_to_be_accessible() -> None:
    """Marked as tagged, PDF/UA-1 and PDF/A-2a, with language, name, and the name shown in place of the file's."""
    made = pdf.render(EVERYTHING)
    root = read(made).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert read(made).metadata.title == "Your self-check"
    xmp = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp


def test_its_structure() -> None:
    """Headings, lists, tables with named columns and a drawing are what they are, not only look so."""
    kinds = kinds_of(pdf.render(EVERYTHING))
    assert {"/H1", "/H2", "/H3", "/P", "/L", "/LI", "/LBody", "/Table", "/TR", "/TH", "/TD", "/Figure"} <= set(kinds)
    assert kinds.count("/Table") == 2
    assert kinds.count("/Figure") == 1
    # No text lies about that is not in a paragraph or another part.
    assert kinds[:2] == ["/Document", "/H1"]
    assert kinds[2:4] == ["/P", "/P"]


def test_what_is_drawn_is_told_in_words() -> None:
    """The timeline can be heard: where the places are, and when each thing was."""
    figures = [node["/Alt"] for kind, node in elements(pdf.render(EVERYTHING)) if kind == "/Figure"]
    assert figures == ["a month, now. Feelings faded: in March"]


@pytest.mark.parametrize("id", ["person", "clinician", "details"])
def test_it_is_read_in_the_order_of_the_sheet(id: str) -> None:
    """The structure names what stands on the paper in the order in which it stands there, and that is the sheet's."""
    many = tuple(block for part in range(9) for block in (Heading(f"Part{part}."), Listing("", (f"item{part}.",) * 9)))
    made = pdf.render(one_page(*EVERYTHING.blocks[1:], *many, id=id))
    shown = text_of(made)
    places = [shown.index(bare(text)) for text in strings((*EVERYTHING.blocks[1:8], *many[::2]))]
    assert places == sorted(places)
    assert len(marks(made)) > 100
    assert marks(made) == sorted(marks(made))


def marks(made: bytes) -> list[tuple[int, int]]:
    """What the structure tree points to, from top to bottom: the sheet of paper, and the place on it."""
    numbers = {page.indirect_reference.idnum: number for number, page in enumerate(read(made).pages)}

    def below(node: Any, page: Any) -> Iterator[tuple[int, int]]:
        if isinstance(node, int):
            yield numbers[page.idnum], int(node)
            return
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                yield from below(child, page)
        elif isinstance(node, dict):
            page = node.raw_get("/Pg") if "/Pg" in node else page
            if "/MCID" in node:
                yield from below(int(node["/MCID"]), page)
            elif "/K" in node:
                yield from below(node["/K"], page)

    return list(below(read(made).trailer["/Root"]["/StructTreeRoot"]["/K"], None))


def test_the_outline_never_skips_a_level() -> None:
    """A later page is a chapter of the first, and a page without a title takes that of the sheet."""
    page = Page("person", "For you", (Heading("Title", 1), Heading("Part"), Heading("Detail", 3)))
    bare_page = Page("details", "The details", (Heading("Detail", 3),))
    made = pdf.render(Sheet({}, (page, page, bare_page), "Your self-check", "en"))
    assert [kind for kind in kinds_of(made) if re.fullmatch(r"/H\d", kind)] == [
        *("/H1", "/H2", "/H3"),
        *("/H2", "/H3", "/H4"),
        *("/H2", "/H3"),
    ]
    assert "Thedetails" in text_of(made)


def test_neighbouring_scales_are_one_table() -> None:
    """Scales that stand side by side can be compared; others stand for themselves."""
    one = Scale("Joy", 50, 50, 50, 100, "clear")
    kinds = kinds_of(pdf.render(one_page(one, one, Paragraph("Text"), one)))
    assert kinds.count("/Table") == 2
    assert kinds.count("/TR") == 5


# Paper, fonts and bytes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("paper", "size"), [("a4", (210.0, 297.0)), ("us-letter", (215.9, 279.4))])
def test_the_size_of_the_paper(paper: str, size: tuple[float, float]) -> None:
    """Every sheet of paper has the size that was asked for."""
    for page in read(pdf.render(sheet_of(assessment_of(PEOPLE / "urgent.yaml")), paper=paper)).pages:
        found = (float(page.mediabox.width), float(page.mediabox.height))
        assert found == pytest.approx([side / 25.4 * 72 for side in size], abs=0.1)
    assert paper in pdf.PAPERS


def test_another_paper_is_refused() -> None:
    """A paper that is not known is named, with those that are."""
    with pytest.raises(UsageError, match="a5") as caught:
        pdf.render(EVERYTHING, paper="a5")
    assert "us-letter" in caught.value.hint


def test_all_fonts_are_in_the_file() -> None:
    """It looks the same on a computer that has none of them."""
    files = 0
    for page in read(pdf.render(EVERYTHING)).pages:
        for font in page["/Resources"]["/Font"].values():
            for descendant in font.get_object()["/DescendantFonts"]:
                descriptor = descendant.get_object()["/FontDescriptor"]
                files += 1
                assert {"/FontFile2", "/FontFile3"} & set(descriptor)
    assert files


def test_the_same_sheet_gives_the_same_bytes() -> None:
    """Today, tomorrow, and in another process."""
    script = (
        "import hashlib, sys; sys.path[:0] = ['.', 'tests']; import test_pdf;"
        "print(hashlib.sha256(test_pdf.pdf.render(test_pdf.EVERYTHING)).hexdigest())"
    )
    import hashlib

    made = pdf.render(EVERYTHING)
    other = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=PEOPLE.parents[1]
    )
    assert other.stdout.strip() == hashlib.sha256(made).hexdigest()
    assert pdf.render(EVERYTHING) == made


@pytest.mark.parametrize(("day", "date"), [("2026-05-01", "20260501"), (None, "20000101"), ("soon", "20000101")])
def test_its_date_is_that_of_the_answers(day: str | None, date: str) -> None:
    """Never that of the printing."""
    assert read(pdf.render(EVERYTHING._replace(day=day))).metadata["/CreationDate"].startswith(f"D:{date}")


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has not installed it is told how."""
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(UsageError) as caught:
        pdf.render(EVERYTHING)
    assert "blunting[pdf]" in caught.value.hint


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    """The module alone does not load the library."""
    script = (
        "import sys, blunting_cli.render.pdf; sys.exit('typst' in sys.modules or 'fontpkg_noto_sans' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=PEOPLE.parents[1])


# How many sheets of paper --------------------------------------------------------------------------------------------------


def sheets_of_paper(sheet: Sheet, paper: str = "a4") -> int:
    return len(read(pdf.render(sheet, paper=paper)).pages)


@pytest.mark.parametrize("name", ["after_dose_rise", "nothing_to_report", "two_weeks_after_a_loss"])
@pytest.mark.parametrize("id", ["person", "clinician"])
def test_a_page_for_a_reader_is_one_sheet_of_paper(name: str, id: str) -> None:
    """What most people get to see fits."""
    sheet = sheet_of(assessment_of(PEOPLE / f"{name}.yaml"))
    assert sheets_of_paper(sheet._replace(pages=tuple(page for page in sheet.pages if page.id == id))) == 1


LONG = "A sentence that is about as long as a line of one of the two columns."


def lines(count: int) -> Listing:
    return Listing("", tuple(f"{number} {LONG}" for number in range(count)))


def test_more_text_is_smaller_and_never_too_small() -> None:
    """A page for a reader shrinks to fit one sheet of paper; where it would be too small it runs on, and nothing is cut."""
    sizes = []
    for count in (10, 60, 140, 300):
        made = pdf.render(one_page(lines(count)))
        assert text_of(made).count(bare(LONG)) == count
        found = sizes_of(made)
        sizes.append(max(found, key=found.__getitem__))
        assert min(found) >= 8.5
    assert sizes[0] > sizes[1] > sizes[2]
    assert sheets_of_paper(one_page(lines(140))) == 1
    assert sheets_of_paper(one_page(lines(300))) > 1


def sizes_of(made: bytes) -> dict[float, int]:
    """How many letters stand in the file in each size, in points."""
    sizes: dict[float, int] = {}

    def visit(text: str, _matrix: Any, _text_matrix: Any, _font: Any, size: float) -> None:
        if text.strip():
            sizes[round(size, 2)] = sizes.get(round(size, 2), 0) + len(text)

    for page in read(made).pages:
        page.extract_text(visitor_text=visit)
    return sizes


def test_every_page_begins_a_sheet_of_paper() -> None:
    """What is given to a clinician can be kept apart from the rest."""
    pages = tuple(Page(id, id, (Heading(f"For {id}", 1), lines(2))) for id in ("person", "clinician", "details"))
    made = read(pdf.render(Sheet({}, pages, "Your self-check", "en")))
    assert [bare(page.extract_text())[:7] for page in made.pages] == ["Forpers", "Forclin", "Fordeta"]
    assert [bare(page.extract_text())[-3:] for page in made.pages] == ["1/3", "2/3", "3/3"]


def test_a_form_is_compact_and_large_enough_to_fill_in() -> None:
    """Eighty questions take a few sheets of paper, no question is torn apart, and no letter is too small."""
    options = ("0 Not at all", "1 A little", "2 Somewhat", "3 A lot", "4 Completely", "Prefer not to say")
    blanks = (Blank(f"{number}.", f"Question {number} of the form?", "", options, False, 0) for number in range(80))
    made = pdf.render(one_page(*blanks, id="form"))
    pages = [bare(page.extract_text()) for page in read(made).pages]
    assert len(pages) <= 6
    assert all(page.count("oftheform?") == page.count("Prefernottosay") for page in pages)
    # The foot of the sheet may be smaller.
    assert sorted(sizes_of(made))[1] >= 9.5


@pytest.mark.parametrize("person", ["after_dose_rise", "nothing_to_report", "two_weeks_after_a_loss"])
def test_a_person_and_a_clinician_get_one_sheet_of_paper_each(person: str) -> None:
    """For most people each of the two pages fits on one sheet of A4."""
    sheet = sheet_of(assessment_of(PEOPLE / f"{person}.yaml"))
    for shown in sheet.pages[:2]:
        alone = Sheet(sheet.facts, (shown,), sheet.title, sheet.language, sheet.day)
        assert len(pypdf.PdfReader(BytesIO(pdf.render(alone))).pages) == 1, shown.id
