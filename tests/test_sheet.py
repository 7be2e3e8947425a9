"""The sheet and how it looks: nothing is lost in any format, width or alphabet, and golden pages read like prose."""

from __future__ import annotations

import io
import os
import re
import unicodedata
from html import unescape
from pathlib import Path
from textwrap import wrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from people import assessed, said
from sheets import BLOCKS, KINDS, PEOPLE, as_text, assessment_of, lines, page_of, sheet_of, strings

from blunting_cli.assessment import fill, withhold
from blunting_cli.conditions import Answer, State
from blunting_cli.render import FORMATS, render
from blunting_cli.sheet import Block, make_sheet

GOLDEN = Path(__file__).parent / "golden"
UPDATE = "BLUNTING_UPDATE_GOLDEN"


# On a terminal the sheet as it is first shown; everywhere else, and at 40 columns, all of it.
LOOKS = {
    "text.80.txt": ("text", 80, True),
    "text.40.txt": ("text", 40, True),
    "terminal.100.txt": ("terminal", 100, False),
    "terminal.40.txt": ("terminal", 40, True),
    "md": ("markdown", 80, True),
    "html": ("html", 80, True),
    "json": ("json", 80, True),
}


@pytest.mark.parametrize("path", sorted(PEOPLE.glob("*.yaml")), ids=lambda path: path.stem)
@pytest.mark.parametrize("ending", [*LOOKS, "pdf.txt"])
def test_golden_sheets(path: Path, ending: str) -> None:
    """Every page is as it was last read and approved; set BLUNTING_UPDATE_GOLDEN=1 to write it anew."""
    sheet = sheet_of(assessment_of(path))
    if ending == "pdf.txt":
        made = read_aloud(render(sheet, "pdf"))
    else:
        format, width, full = LOOKS[ending]
        made = as_text(sheet, format, width=width, full=full)
    golden = GOLDEN / f"{path.stem}.{ending}"
    made = without_hash(made)
    if os.environ.get(UPDATE):
        golden.write_text(made, encoding="utf-8")
    assert made == golden.read_text(encoding="utf-8")


def without_hash(made: str) -> str:
    """What is made, without what changes with every word of the questions, and without the style of a page."""
    made = re.sub(r"<style>.*?</style>", "<style></style>", made, flags=re.DOTALL)
    return re.sub(r"\(\w{12}\)\.", "(hash).", re.sub(r'"sha256": "\w{64}"', '"sha256": "(hash)"', made))


def read_aloud(content: bytes) -> str:
    """The words of a PDF in the order they are read, page by page, whatever the breaks of its lines."""
    from pypdf import PdfReader

    pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]
    return "".join("\n".join([*wrap(page, 100), "", "----", ""]) for page in pages)


def letters(text: str) -> str:
    """Give the ASCII letters and digits of a text alone: what wrapping and marks cannot change."""
    return re.sub(r"[^a-z0-9]", "", text.casefold())


def pieces(blocks: list[Block]) -> list[str]:
    """The words of all texts that no line is too short for, between letters that are shown in another way."""
    found = (letters(part) for block in blocks for text in strings(block) for part in re.split(r"[^\x20-\x7e]", text))
    return [piece for piece in found if 0 < len(piece) < 12]


def words_in(content: bytes, format: str) -> str:
    """The letters of a sheet in any format, whatever marks its parts."""
    if format == "pdf":
        return letters(read_aloud(content))
    text = content.decode()
    return letters(unescape(re.sub(r"<[^>]*>", " ", text.split("</style>")[-1])) if format == "html" else text)


@settings(max_examples=100, deadline=None)
@given(st.lists(BLOCKS, min_size=1, max_size=5))
def test_what_stands_on_one_format_is_missing_in_none(blocks: list[Block]) -> None:
    """Every text of every kind of block is in every format that is no record."""
    sheet = page_of(blocks)
    for format in FORMATS:
        if format not in ("json", "pdf"):
            shown = words_in(render(sheet, format), format)
            assert [piece for piece in pieces(blocks) if piece not in shown] == [], format


@settings(max_examples=12, deadline=None)
@given(st.lists(BLOCKS, min_size=4, max_size=8))
def test_what_stands_on_the_screen_stands_on_paper(blocks: list[Block]) -> None:
    """The same in PDF, which takes longer to make."""
    shown = words_in(render(page_of(blocks), "pdf"), "pdf")
    assert [piece for piece in pieces(blocks) if piece not in shown] == []


def test_every_kind_of_block_is_tried() -> None:
    """A new kind of block must be fed to every format too."""
    tried: set[type] = set()

    @settings(max_examples=400, deadline=None, database=None)
    @given(BLOCKS)
    def feed(block: Block) -> None:
        tried.add(type(block))

    feed()
    assert tried == KINDS


@settings(max_examples=120, deadline=None)
@given(st.lists(BLOCKS, min_size=1, max_size=5), st.integers(40, 200), st.booleans())
def test_every_line_fits_and_no_control_character_gets_through(
    blocks: list[Block], width: int, ascii_only: bool
) -> None:
    """At any width, on the terminal and in plain text."""
    sheet = page_of(blocks)
    for format in ("text", "terminal"):
        made = as_text(sheet, format, width=width, ascii_only=ascii_only)
        shown = letters(made)
        assert all(piece in shown for piece in pieces(blocks))
        assert not [letter for letter in made if unicodedata.category(letter) == "Cc" and letter != "\n"]
        limit = min(width, 80 if format == "text" else 100)
        assert all(len(line) <= limit for line in made.splitlines() if line.isascii())


@settings(max_examples=40, deadline=None)
@given(said(), st.sampled_from([40, 60, 80, 100, 200]))
def test_plain_sheets_carry_no_codes_and_fit(person: dict[str, Answer], width: int) -> None:
    """Without colour there is no escape code, in ASCII mode the marks are ASCII, and nothing is too wide."""
    sheet = make_sheet(withhold(assessed(person)), lines("GB"))
    for format in ("text", "terminal"):
        made = as_text(sheet, format, width=width, ascii_only=True)
        assert "\x1b" not in made
        assert made.isascii()
        assert max(map(len, made.splitlines())) <= width


def test_colour_never_carries_meaning_alone() -> None:
    """Without its codes the coloured sheet is the plain one."""
    sheet = sheet_of(assessment_of(PEOPLE / "after_dose_rise.yaml"))
    coloured, bare = (as_text(sheet, "terminal", width=100, colour=colour) for colour in (True, False))
    assert "\x1b[" in coloured
    without = "\n".join(line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", coloured).splitlines())
    assert without + "\n" == bare


def test_only_sixteen_colours() -> None:
    """Colours are those of the person's own palette."""
    made = as_text(sheet_of(assessment_of(PEOPLE / "after_dose_rise.yaml")), "terminal", width=100, colour=True)
    codes = {code for found in re.findall(r"\x1b\[([0-9;]*)m", made) for code in found.split(";")}
    assert codes <= {"0", "1", "2", *map(str, range(30, 38)), *map(str, range(90, 98))}


def test_every_format_has_a_renderer(well: dict[str, Answer]) -> None:
    """Each format the command names gives something."""
    sheet = make_sheet(assessed(well), lines("GB"))
    assert all(len(render(sheet, format)) > 1000 for format in FORMATS)


def test_a_text_cannot_reach_into_the_program() -> None:
    """Filling in words never reads a brace as a command."""
    assert fill("{name} {name.__class__} {0}", name="{other}") == "{other} {name.__class__} {0}"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (State.SKIPPED, "Skipped"),
        (State.PREFER_NOT_TO_SAY, "Prefer not to say"),
        (State.UNANSWERED, "Not answered"),
    ],
)
def test_what_was_not_answered_is_named(answer: State, why: str, well: dict[str, Answer]) -> None:
    """A question without an answer is named, and why it has none."""
    made = as_text(make_sheet(withhold(assessed({**well, "hopeless": answer})), lines("GB")), "text")
    assert f"No answer to these. {why}: Without hope." in made


def test_scores_say_their_interval(well: dict[str, Answer]) -> None:
    """With one of three answers missing the number stands with its interval; with two missing there is no number."""
    one = as_text(make_sheet(assessed({**well, "cannot_cry": State.SKIPPED}), lines("GB")), "text")
    assert "Tears and sadness: 0 of 100, little sign; between 0 and 33" in one
    two = {**well, "cannot_cry": State.SKIPPED, "sad_news_flat": State.SKIPPED}
    assert "Tears and sadness: too few answers (1 of 3), so no number; between 0 and 67" in " ".join(
        as_text(make_sheet(assessed(two), lines("GB")), "text").split()
    )


# What can look alike, and what fits at once ---------------------------------------------------------------------------


def flat(person: dict[str, Answer]) -> str:
    """The sheet of a person as one line of text."""
    return " ".join(as_text(make_sheet(withhold(assessed(person)), lines("GB")), "text").split())


BLUNTED = dict.fromkeys(("cannot_cry", "sad_news_flat", "less_enjoyment", "flat_about_plans", "less_love"), 3)
BLUNTED |= {"less_affection": 3, "less_anger": 3, "less_fear": 3, "lifelong": 0, "how_long": 2, "direction": 1}
BLUNTED |= dict.fromkeys(("tears_can_come", "still_have_fun", "still_feel_warmth", "still_feel_alarm"), 1)
BLUNTED |= dict.fromkeys(("daily_life", "work", "relationships", "distress"), 1)


@pytest.mark.parametrize(
    ("answers", "said_"),
    [
        ({}, "Apathy is doing less. You still get things going"),
        ({}, "(Doing much less: Not at all; Needs a push to start: Not at all)"),
        ({}, "In loss of pleasure only the good feelings fade. In your answers the hard ones have faded too."),
        ({}, "(Pleasant feelings: 75; Painful feelings: 75)"),
        ({}, "The world and you yourself seem real to you."),
        ({}, "You can put feelings into words."),
        ({}, "You used to feel more. So this is a change"),
        ({"doing_less": 4}, "You do less, or need a push to start."),
        ({"world_unreal": 3}, "The world, or you yourself, seem unreal."),
        ({"no_words_for_feelings": 4}, "Some people feel a lot and cannot name it."),
        ({"lifelong": 2}, "Then it may be your own way of feeling"),
    ],
)
def test_the_shape_says_how_it_differs_from_what_can_look_alike(
    answers: dict[str, Answer], said_: str, well: dict[str, Answer]
) -> None:
    """Loss of pleasure, doing less, feeling unreal, no words, a lifelong way: each with the answers that show it."""
    assert said_ in flat({**well, **BLUNTED, **answers})


def test_what_cannot_be_told_is_not_said(well: dict[str, Answer]) -> None:
    """Between fitting and differing nothing is claimed, and a well person is compared with nothing."""
    assert "Doing less (apathy)" not in flat({**well, **BLUNTED, "doing_less": 2, "need_a_push": 2})
    assert "Doing less (apathy)" not in flat({**well, **BLUNTED, "doing_less": State.SKIPPED})
    assert "How this differs" not in flat(well)


def test_what_the_pattern_says_itself_is_not_said_twice(well: dict[str, Answer]) -> None:
    """Who mainly does less reads the words on that once."""
    made = flat({**well, "doing_less": 4, "need_a_push": 4})
    assert "Doing less." in made
    assert "Doing less (apathy)" not in made


BOTH = {
    "low_mood": 3,
    "hopeless": 1,
    "mood_signs": (1, 2, 3),
    "mood_or_numbness_first": 2,
    "takes_medicine": 1,
    "medicine_kinds": (1,),
    "medicines": State.SKIPPED,
    "medicine_started": 2,
    "medicine_change": 0,
    "onset_and_medicine": 2,
    "mood_since_medicine": 2,
    "sexual_numbness": 1,
    "medicine_reaction": (0,),
    "stopped_unwell": State.NOT_APPLICABLE,
}


def test_two_factors_at_once_are_both_shown_and_told_apart(well: dict[str, Answer]) -> None:
    """An antidepressant and the depression that is left: the sheet says how a prescriber would tell them apart."""
    made = flat({**well, **BLUNTED, **BOTH})
    for words in (
        "An antidepressant medicine: many signs fit",
        "Depression: many signs fit",
        "When several things fit",
        "An antidepressant medicine and Depression: Both fit you, and both are often there at once. A prescriber looks at",
        "You need not decide which it is.",
        "Ask the person who prescribes it:",
        "Ask your doctor or a therapist:",
    ):
        assert words in made
    assert made.index("Please do not stop, skip or change") < made.index("When several things fit")
    assert "When several things fit" not in flat({**well, **BLUNTED, **BOTH, "low_mood": 0, "mood_signs": (0,)})


def test_who_no_longer_takes_it_is_not_offered_a_smaller_dose(well: dict[str, Answer]) -> None:
    """Advice on the dose, and the questions about it, are for people who take it."""
    taking = flat({**well, **BLUNTED, **BOTH})
    stopped = flat({**well, **BLUNTED, **BOTH, "takes_medicine": 3, "medicine_change": 3, "onset_and_medicine": 2})
    for words in (
        "whether a smaller dose",
        "What would a smaller dose mean for me",
        "If we changed to another medicine",
    ):
        assert words in taking
        assert words not in stopped
    assert "An antidepressant medicine: " in stopped
