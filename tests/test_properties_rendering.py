"""What every sheet holds, whoever answered whatever, in every bank and every format."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from people import BANKS, TYPED, anyone, anyone_anywhere, assessed, bank_called, examples
from rich.cells import cell_len
from sheets import as_text, lines, page, page_of, strings
from test_sheet import read_aloud

from blunting_cli.assessment import Assessment, fill, record, withhold
from blunting_cli.bank import Bank
from blunting_cli.conditions import Answer, Condition, State, is_missing, leaves
from blunting_cli.errors import printable
from blunting_cli.render import render
from blunting_cli.sheet import HelpLines, Paragraph, Scale, Sheet, Table, make_sheet
from blunting_cli.sheet.telling import Visit

PLAIN = ("text", "terminal", "markdown", "html", "json")
REGIONS = ("GB", "US", "DE", "", "XX")


@dataclass(frozen=True)
class Told:
    """One person, how their sheet is made, and what stands on it."""

    name: str
    said: dict[str, Answer]
    withheld: bool
    region: str
    guessed: bool
    asks: tuple[str, ...]
    earlier: dict[str, Answer] | None

    @property
    def bank(self) -> Bank:
        return bank_called(self.name)

    @cached_property
    def assessment(self) -> Assessment:
        found = assessed(self.said, self.bank)
        return withhold(found) if self.withheld else found

    @property
    def lines(self) -> HelpLines:
        return lines(self.region)._replace(guessed=self.guessed)

    @cached_property
    def sheet(self) -> Sheet:
        earlier = None if self.earlier is None else assessed(self.earlier, self.bank)
        return make_sheet(self.assessment, self.lines, visit=Visit(self.asks, earlier))


@st.composite
def sheets(draw: st.DrawFn, banks: tuple[str, ...] = BANKS) -> Told:
    """The sheet of anyone, in any bank and country, with and without answers about safety, alone or after another."""
    name, said = draw(anyone_anywhere(banks))
    return Told(
        name,
        said,
        withheld=draw(st.integers(0, 3)) > 0,
        region=draw(st.sampled_from(REGIONS)),
        guessed=draw(st.booleans()),
        asks=tuple(draw(st.lists(TYPED, max_size=1))),
        earlier=draw(anyone(bank_called(name))) if draw(st.integers(0, 4)) == 0 else None,
    )


def letters(text: str) -> str:
    """The letters and figures of a text: what no wrapping, no mark and no case can change."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalnum())


def seen(sheet: Sheet, format: str, *, width: int = 80) -> str:
    """The letters of a sheet as they are seen in a format, without its marks."""
    if format == "pdf":
        return letters(read_aloud(render(sheet, "pdf")))
    made = as_text(sheet, format, width=width)
    if format == "html":
        made = unescape(re.sub(r"<[^>]*>", " ", made.split("</style>")[-1]))
    return letters(re.sub(r"\\(?=[^\w\s])", "", made) if format == "markdown" else made)


def facts_of(sheet: Sheet) -> Iterator[str]:
    """Every text of every block; a column of a table only where a row has something in it."""
    for block in sheet.blocks:
        if isinstance(block, Table):
            used = [name for place, name in enumerate(block.columns) if any(row[place] for row in block.rows)]
            block = block._replace(columns=tuple(used))
        yield from strings(block)


def columns(line: str) -> int:
    """How wide a line is on a screen at the most: letters of the far east are two columns wide."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line)


# Every renderer --------------------------------------------------------------------------------------------------------


@examples(25)
@given(sheets(), st.integers(40, 200), st.booleans())
def test_no_line_is_wider_than_asked_and_nothing_steers_the_terminal(told: Told, width: int, ascii_only: bool) -> None:
    """Whatever was typed, in columns and not in letters; and with no letter more than the marks in ASCII mode."""
    for format, widest in (("text", 80), ("terminal", 100)):
        for full in (True, False):
            made = as_text(told.sheet, format, width=width, ascii_only=ascii_only, full=full)
            assert max(map(columns if format == "text" else cell_len, made.split("\n"))) <= min(width, widest)
            assert made.replace("\n", "").isprintable()


@examples(25)
@given(sheets())
def test_no_file_holds_what_is_invisible(told: Told) -> None:
    """Nor do two renderings of one sheet differ in a byte."""
    for format in ("markdown", "html", "json"):
        made = as_text(told.sheet, format)
        assert made.replace("\n", "").isprintable()
        assert made == as_text(told.sheet, format)


@examples(30)
@given(sheets())
def test_json_is_the_record_and_valid_to_the_letter(told: Told) -> None:
    """A strict reader takes it, no number is endless or none, and no name stands twice."""

    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is no JSON")

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len({name for name, _ in pairs}) == len(pairs)
        return dict(pairs)

    made = as_text(told.sheet, "json")
    assert json.loads(made, parse_constant=refuse, object_pairs_hook=once) == json.loads(
        json.dumps(record(told.assessment), allow_nan=False)
    )


# The same in every format ----------------------------------------------------------------------------------------------


@examples(12)
@given(sheets())
def test_what_stands_on_one_format_is_missing_in_none(told: Told) -> None:
    """Every text of every block, whole, in its letters; on the terminal, where cells stand side by side, its words."""
    formats = {format: seen(told.sheet, format) for format in ("text", "markdown", "html")}
    terminals = {width: seen(told.sheet, "terminal", width=width) for width in (40, 100)}
    for text in map(printable, facts_of(told.sheet)):
        for format, shown in formats.items():
            assert letters(text) in shown, (format, text)
        for word in map(letters, text.split()):
            for width, shown in terminals.items():
                assert len(word) > 12 or word in shown, (width, text)


@examples(3)
@given(sheets(("blunting", "phq9", "psqi")))
def test_what_stands_on_the_screen_stands_on_paper(told: Told) -> None:
    """Every word of every text, in PDF; which other letters it shows hangs on the fonts of the computer."""
    shown = seen(told.sheet, "pdf")
    for text in map(printable, facts_of(told.sheet)):
        for word in map(letters, filter(str.isascii, text.split())):
            assert len(word) > 12 or word in shown, text


# Help and care ---------------------------------------------------------------------------------------------------------


@examples(25)
@given(sheets())
def test_help_stands_at_the_foot_of_every_sheet_in_every_format(told: Told) -> None:
    """After all else there is who to call: of the whole sheet, and of the page for the person by itself."""
    texts, region = told.bank.texts, told.lines.region
    called = [region.emergency, *(line.name for line in region.lines if not line.kind)] if region else []
    called += [told.lines.address]
    person = Sheet({}, told.sheet.pages[:1], told.sheet.title, told.sheet.language)
    heading = letters(fill(texts["lines_heading"], region=region.name if region else texts["lines_all"]))
    after = {letters(texts["cannot_heading"])}
    others = {letters(text) for key, text in texts.items() if key.endswith("_heading") and key != "lines_heading"}
    for sheet in (told.sheet, person):
        for format in ("text", "markdown", "html"):
            foot = seen(sheet, format).rsplit(heading, 1)[1]
            assert [line for line in called if letters(line) not in foot] == []
            assert len(foot) < 6000
        blocks = sheet.pages[-1].blocks
        last = max(place for place, block in enumerate(blocks) if letters(str(block[0])).startswith(heading))
        assert others & {letters(str(block[0])) for block in blocks[last:]} <= after


# Words that say or ask for a change of a medicine, found without the marks of the bank.
CHANGE = re.compile(r"\b(dose|smaller|take less|cut down|another (kind of )?medicine|stop it|lower)\b", re.IGNORECASE)


def advice(bank: Bank) -> Iterator[str]:
    """Every sentence of a bank that says what may help, or what to ask, and speaks of changing a medicine or use."""
    for factor in bank.factors:
        yield from (entry.text for entry in factor.helps if CHANGE.search(entry.text) or entry.medicine)
        yield from (entry.text for entry in factor.ask if CHANGE.search(entry.text))


@examples(30)
@given(sheets(("blunting",)))
def test_care_stands_on_every_sheet_and_before_every_word_of_a_change(told: Told) -> None:
    """On every page by itself, in every format, unless "no medicine" was answered; then no page speaks of a change."""
    care = told.assessment.escalation.statement("medicine")
    assert (care is None) is (told.said.get("takes_medicine") == 0)
    said = [letters(text) for text in advice(told.bank)]
    substance = told.assessment.escalation.statement("substance")
    cares = [letters(words.text) for words in (care, substance) if words is not None]
    for format in ("text", "markdown", "html"):
        assert care is None or cares[0] in seen(told.sheet, format)
        for one in told.sheet.pages:
            shown = seen(Sheet({}, (one,), told.sheet.title, told.sheet.language), format)
            first = min((shown.index(text) for text in said if text in shown), default=None)
            if first is not None:
                assert any(-1 < shown.find(words) < first for words in cares)


# Words -----------------------------------------------------------------------------------------------------------------


NEVER = re.compile(
    r"\b(low|high|moderate|no|your|level of|at) risk\b|\brisk (of|level)\b|\bcaused? by\b|\bnormal(ly)?\b"
    r"|\bprobab|\blikelihood\b|\bnothing (is )?wrong\b|\byou (suffer|are (ill|sick|depressed|fine|well|healthy))\b"
    r"|\byour (diagnosis|disorder|illness)\b|\bthe cause is\b",
    re.IGNORECASE,
)


@examples(40)
@given(sheets(("blunting",)))
def test_nobody_is_told_what_they_have(told: Told) -> None:
    """No cause, no risk, no diagnosis and no norm, in any words of the program's own; the bibliography is others' words."""
    bank = told.bank
    titles = [*bank.factors, *bank.patterns, *bank.neighbours]
    has = re.compile(rf"\byou have (an? )?({'|'.join(re.escape(one.title) for one in titles)})", re.IGNORECASE)
    theirs = {source.title for source in bank.sources.values()}
    own = [
        text for block in told.sheet.blocks for text in strings(block) if not any(source in text for source in theirs)
    ]
    typed = " ".join(entry.name for answer in told.said.values() if isinstance(answer, tuple) for entry in answer if not isinstance(entry, int))  # fmt: skip
    for text in own:
        found = NEVER.search(text) or has.search(text)
        assert found is None or found[0] in typed, text


# Answers ---------------------------------------------------------------------------------------------------------------


def rests_on_answers(condition: Condition) -> bool:
    """Tell whether a condition compares answers; one about a missing answer rests on none."""
    tests = [leaf.test for leaf in leaves(condition) if hasattr(leaf, "test")]
    return all(test.answered is not False and test.state is None for test in tests)


@examples(50)
@given(sheets())
def test_every_conclusion_names_its_rule_and_its_answers(told: Told) -> None:
    """In the record, of every bank: a number, a band, a verdict, a shape, a rule of a factor, a reason for a tier."""
    bank, facts = told.bank, record(told.assessment)
    triggers, criteria = ({one.id: one for one in found} for found in (bank.triggers, bank.criteria))
    for name, score in facts["scores"].items():
        assert name in bank.score_by_id
        if score["value"] is not None:
            assert score["answers"] or score["implied"]
        assert (score["band"] is None and not score["bands"]) or score["value"] is not None
    for name, found in facts["criteria"].items():
        if found["verdict"] == "met" and rests_on_answers(criteria[name].when):
            assert found["answers"]
    if facts["pattern"]["id"] is not None:
        assert facts["pattern"]["because"]
    for factor in facts["factors"]:
        for finding in (*factor["for"], *factor["against"]):
            assert finding["answers"]
            assert finding["rule"]
    for reason in facts["escalation"]["reasons"]:
        if reason["trigger"] == "safety":
            assert {entry["answer"] for entry in reason["answers"]} == {"withheld"}
        elif rests_on_answers(triggers[reason["trigger"]].when):
            assert reason["answers"]
            assert [entry for entry in reason["answers"] if entry["answer"] in list(State)] == [] or told.bank.id in (
                "epds_standin",
                "phq9_standin",
            )


def shown_for(sheet: Sheet, short: str) -> set[str]:
    """What stands beside a question in the list of all answers."""
    fields = [entry for block in page(sheet, "details") if hasattr(block, "entries") for entry in block.entries]
    return {text for label, text in fields if label == short}


@examples(40)
@given(st.sampled_from(BANKS), st.data())
def test_a_missing_answer_is_never_shown_as_a_zero(name: str, data: st.DataObject) -> None:
    """Left out in any way, it is named as that, and no page, no record and no number is that of the lowest answer."""
    bank = bank_called(name)
    said = data.draw(anyone(bank))
    open_ = [one for one in assessed(said, bank).answers if bank.by_id[one].options and one not in bank.safety]
    if not open_:
        return
    question = bank.by_id[data.draw(st.sampled_from(open_))]
    lowest = min(option.value for option in question.options)
    zero = (lowest,) if question.type == "multi" else lowest
    state = data.draw(st.sampled_from([State.SKIPPED, State.UNANSWERED, *question.also]))
    none, nothing = (assessed({**said, question.id: answer}, bank) for answer in (zero, state))
    if nothing.outside or none.outside:
        return
    first, second = (make_sheet(withhold(found), lines()) for found in (none, nothing))
    assert shown_for(second, question.short) >= {bank.texts[state.value]}
    assert shown_for(first, question.short) >= {question.label(lowest)}
    assert first.facts["answers"][question.id] != second.facts["answers"][question.id] == state.value
    assert as_text(first) != as_text(second)


@examples(40)
@given(sheets())
def test_without_a_number_no_number_is_shown(told: Told) -> None:
    """A score that has none stands as words in every format; where one has a number it stands with it."""
    scales = [block for block in told.sheet.blocks if isinstance(block, Scale)]
    shown = [score for score in told.bank.scores if score.shown and score.id in told.assessment.scores]
    assert len(scales) == len(shown)
    for scale in scales:
        result = next(
            found for found in told.assessment.scores.values() if told.bank.score_by_id[found.id].title == scale.label
        )
        assert scale.value == result.value
        for format in ("text", "markdown"):
            made = " ".join(as_text(page_of([scale]), format).split())
            assert (re.search(rf"{re.escape(scale.label)}: [-\d]", made) is None) is (scale.value is None)
    table = [block for block in told.sheet.blocks if isinstance(block, Table)]
    for row in (row for block in table for row in block.rows if told.bank.texts["column_score"] == block.columns[0]):
        result = next(
            found for found in told.assessment.scores.values() if told.bank.score_by_id[found.id].title == row[0]
        )
        assert (row[1] == told.bank.texts["column_none"]) is (result.value is None)


@examples(30)
@given(sheets())
def test_the_count_of_answers_is_that_of_the_answers(told: Told) -> None:
    """What was answered is counted without what is missing or not shown, and every question left open is named."""
    if told.assessment.outside:
        return
    known = {name: answer for name, answer in told.assessment.answers.items() if answer is not State.WITHHELD}
    given_ = [name for name, answer in known.items() if not is_missing(answer)]
    flat = " ".join(as_text(told.sheet).split())
    if known:
        assert f"{len(given_)} of {len(known)}" in flat
    left = [block.text for block in page(told.sheet, "person") if isinstance(block, Paragraph)]
    named = next((text for text in left if text.startswith(told.bank.texts["told_missing"].split("{")[0])), "")
    assert [name for name in known if name not in given_ and told.bank.by_id[name].short not in named] == []
