"""What tests on sheets share: help lines of a country, the sheet of a person, and a sheet as text in any format."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st
from people import shipped

from blunting_cli.answers import read_answers
from blunting_cli.asking import complete
from blunting_cli.assessment import Assessment, assess, withhold
from blunting_cli.bank import load_medicines
from blunting_cli.bank.loading import load_directory, load_regions
from blunting_cli.conditions import Medicine
from blunting_cli.medicines import recognise
from blunting_cli.render import Look, render
from blunting_cli.sheet import (
    Blank,
    Block,
    Fields,
    Heading,
    HelpLines,
    Listing,
    Notice,
    Page,
    Paragraph,
    Scale,
    Sheet,
    Table,
    Timeline,
    Track,
    make_sheet,
)

PEOPLE = Path(__file__).parent / "answers"


def lines(code: str = "GB") -> HelpLines:
    """The help lines of a country; none for an empty code or one that is not known."""
    region = next((region for region in load_regions() if region.code == code), None)
    return HelpLines(region, code, *load_directory())


def by_name(medicines: tuple[Medicine, ...]) -> tuple[Medicine, ...]:
    """Read the names of medicines as the program does."""
    return recognise(medicines, load_medicines())


def assessment_of(path: Path) -> Assessment:
    """What comes out of the answers of a person in a file; a name with `partial` leaves questions out."""
    bank = shipped()
    file = read_answers(path.read_bytes(), path.name, bank, by_name)
    return assess(bank, complete(bank, file, partial="partial" in path.stem).answers, taken=file.taken)


def sheet_of(assessment: Assessment, region: str = "GB") -> Sheet:
    """The sheet as it is shown without being asked for more."""
    return make_sheet(withhold(assessment), lines(region))


def page(sheet: Sheet, id: str) -> tuple[Block, ...]:
    """The blocks of one page of a sheet."""
    return next(page.blocks for page in sheet.pages if page.id == id)


def as_text(
    sheet: Sheet,
    format: str = "text",
    *,
    width: int = 80,
    colour: bool = False,
    ascii_only: bool = False,
    full: bool = True,
) -> str:
    """A sheet in one of the formats that are text."""
    return render(sheet, format, Look(width, colour, ascii_only, full)).decode()


# Blocks of every kind, with texts that try to be more than text -------------------------------------------------------

TEXTS = st.text(st.characters(categories=["L", "N", "P", "S", "Zs", "Cc", "Cf"]), min_size=1, max_size=30).map(
    lambda text: f"w{text}w"
)
FEW = st.lists(TEXTS, min_size=1, max_size=3).map(tuple)
NUMBERS = st.integers(0, 100).map(float)
PLACES = st.integers(0, 20).map(lambda step: step / 20)
SPANS = st.tuples(PLACES, PLACES).map(lambda ends: (min(ends), max(ends)))
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.builds(
        Table,
        TEXTS,
        st.tuples(*[TEXTS] * width),
        st.lists(st.tuples(*[TEXTS] * width), min_size=1, max_size=3).map(tuple),
    )
)
BLOCKS = st.one_of(
    st.builds(Heading, TEXTS, st.integers(2, 3)),
    st.builds(Paragraph, TEXTS, st.booleans()),
    st.builds(Notice, TEXTS, FEW, st.booleans(), FEW | st.just(())),
    st.builds(Fields, st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=3).map(tuple)),
    st.builds(Listing, TEXTS, FEW),
    st.builds(lambda a, value, b, mark: Scale(a, value, value, value, 100, b, mark), TEXTS, NUMBERS, TEXTS, TEXTS),
    st.builds(lambda label, low, words: Scale(label, None, low, 100.0, 100, words), TEXTS, NUMBERS, TEXTS),
    st.builds(lambda label, words: Scale(label, None, None, None, 100, words), TEXTS, TEXTS),
    TABLES,
    st.builds(
        Timeline,
        TEXTS,
        st.lists(st.tuples(PLACES, TEXTS), min_size=1, max_size=4).map(lambda ticks: tuple(sorted(ticks))),
        st.lists(st.builds(Track, TEXTS, TEXTS, st.lists(SPANS, max_size=2).map(tuple)), min_size=1, max_size=3).map(
            tuple
        ),
    ),
    st.builds(Blank, st.integers(1, 99).map("{}.".format), TEXTS, TEXTS | st.just(""), FEW, st.booleans(), st.just(0)),
    st.builds(Blank, st.just("7."), TEXTS, TEXTS, st.just(()), st.just(False), st.integers(1, 3)),
)
KINDS = frozenset(Block.__args__)


def page_of(blocks: list[Block], id: str = "person") -> Sheet:
    """A sheet of one page that holds these blocks under a title."""
    return Sheet({}, (Page(id, "For you", (Heading("Your page", 1), *blocks)),), "Your page", "en")


def strings(block: object) -> list[str]:
    """Every text of a block, in order."""
    if isinstance(block, str):
        return [block] if block else []
    if isinstance(block, tuple):
        return [text for part in block for text in strings(part)]
    return []
