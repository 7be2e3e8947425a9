"""A summary of many respondents: every number by hand or by a plain count, nothing about safety, and how it reads."""

from __future__ import annotations

import json
import os
import random
import re
import statistics
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sheets import as_text, strings

from blunting_cli.answers import Recognise
from blunting_cli.bank import Bank, load_bank, load_medicines
from blunting_cli.bank.model import Question
from blunting_cli.cohort.cells import Cell
from blunting_cli.cohort.scoring import Scorer
from blunting_cli.cohort.summarising import summary_blocks, summary_data, summary_sheet
from blunting_cli.cohort.summary import Count, Items, ScaleNumbers, Summarised, Summary, percent
from blunting_cli.conditions import Medicine, State
from blunting_cli.medicines import recognise
from blunting_cli.render import Look, can_write, render
from blunting_cli.sheet import Scale, Table

MakeBank = Callable[[str], Bank]
Cells = Mapping[str, Sequence[Cell]]
GOLDEN = Path(__file__).parent / "golden"
UPDATE = "BLUNTING_UPDATE_GOLDEN"
KNOWN = load_medicines()

BANK = """\
bank: counted
version: 1.0.0
tiers:
  - {id: soon, title: Soon, text: Go soon.}
  - {id: watch, title: Watch, text: Wait.}
triggers:
  - {id: low, tier: soon, when: {low: 2}, because: Mood is low., source: ours}
  - {id: harmed, tier: soon, when: {harm: 1}, because: You said so., source: ours}
responses:
  amount: {options: {0: None, 1: Some, 2: Much}, also: [not_applicable, prefer_not_to_say]}
sections: {all: {title: All, why: To count.}}
questions:
  - {id: low, section: all, ask: Is your mood low?, short: Low mood, why: Mood., respond: amount}
  - {id: worn, section: all, ask: Are you worn out?, short: Worn out, why: Rest., respond: amount}
  - {id: glad, section: all, ask: Are you glad?, short: Glad, why: Joy., respond: amount, reverse: true}
  - {id: more, section: all, ask: Is it more than before?, short: More, why: Change., respond: amount, ask_if: {low: {at_least: 1}}}
  - {id: hours, section: all, ask: How many hours?, short: Hours, why: Sleep., type: number, min: 0, max: 24}
  - id: harm
    section: all
    ask: Did you hurt yourself?
    short: SECRET
    why: We ask everyone.
    safety: true
    options: {0: Hidden no, 1: Hidden yes}
scores:
  mood: {title: Mood, sum_of: [low, worn, glad], bands: steps, source: ours}
  change: {title: Change, sum_of: [more]}
  danger: {title: Danger, sum_of: [worn, harm]}
  slept: {title: Slept, sum_of: [hours]}
bands:
  steps:
    source: ours
    provisional: true
    steps: [{from: 0, label: low, text: Low.}, {from: 3, label: high, text: High.}]
criteria:
  over: {title: Over three, source: ours, when: {score.mood: {at_least: 3}}, met: It is., unmet: It is not.}
patterns:
  sad: {title: Sad, when: {low: {at_least: 1}}, text: Sad., source: ours}
sources:
  ours: {title: Ours, year: 2026, where: Here, read: all}
"""


@pytest.fixture
def counted(bank_from: MakeBank) -> Bank:
    """A bank of three questions that make a sum, one that is asked of some, and one about safety."""
    return bank_from(BANK)


def by_name(medicines: tuple[Medicine, ...]) -> tuple[Medicine, ...]:
    """Read the names of medicines as the program does."""
    return recognise(medicines, KNOWN)


def summed(bank: Bank, cells: Cells, rows: int, *, block: int = 1000, safety: bool = False) -> Summarised:
    """Score a table in blocks and sum it up."""
    read: Recognise = by_name
    scorer = Scorer(bank, read, {}, safety=safety)
    summary = Summary(bank, scorer.results)
    for start in range(0, rows, block):
        part = {name: column[start : start + block] for name, column in cells.items()}
        scored = scorer.score(part, min(block, rows - start))
        summary.add(scored.columns, scored.filled, len(scored.kept))
    return summary.result()


def numbers(counts: Sequence[Count]) -> dict[str | int | None, int]:
    """The counts alone."""
    return {count.value: count.number for count in counts}


def items_of(found: Summarised, score: str) -> Items:
    """The questions behind one score."""
    return next(one for one in found.items if one.score == score)


# By hand ------------------------------------------------------------------------------------------------------------

# Mood is low + worn + (2 - glad): 0+0+0, 1+2+1, 2+1+2, then nothing, then without a number.
HAND = {
    "low": ["0", "1", "2", "", "skipped"],
    "worn": ["0", "2", "1", "", "1"],
    "glad": ["2", "1", "0", "prefer_not_to_say", "not_applicable"],
    # Where mood is not low it was not asked, whatever stands in the cell.
    "more": ["2", "1", "", "1", "2"],
    "hours": ["7", "8", "", "", "6"],
    "harm": ["0", "0", "1", "", "0"],
}


def test_counts_by_hand(counted: Bank) -> None:
    """Each value stands in the order of the bank with its share of everyone, and no result last."""
    found = summed(counted, HAND, 5)
    assert found.respondents == 5
    assert found.tiers == (Count("soon", 1, 20.0), Count("watch", 4, 80.0), Count(None, 0, 0.0))
    assert numbers(found.patterns) == {"sad": 2, "undecided": 2, "none": 1, None: 0}
    assert [(one.score, one.bands, numbers(one.counts)) for one in found.bands] == [
        ("mood", "steps", {"low": 1, "high": 2, None: 2})
    ]
    assert {name: numbers(counts) for name, counts in found.criteria.items()} == {
        "over": {"met": 2, "undecided": 2, "unmet": 1, None: 0}
    }


def test_scales_by_hand(counted: Bank) -> None:
    """Sums of 0, 4 and 5 have the mean 3 and the deviation of a sample, the root of 7."""
    found = summed(counted, HAND, 5)
    scales = {scale.score: scale for scale in found.scales}
    assert scales["mood"] == ScaleNumbers("mood", 3, 2, 3.0, pytest.approx(7**0.5), 0, 5)
    assert scales["change"] == ScaleNumbers("change", 1, 4, 1.0, None, 1, 1)
    assert scales["slept"] == ScaleNumbers("slept", 3, 2, 7.0, 1.0, 6, 8)


def test_questions_by_hand(counted: Bank) -> None:
    """Answers are counted as they were given, and every way of having none by itself."""
    found = summed(counted, HAND, 5)
    low, worn, glad = items_of(found, "mood").items
    assert (low.question, worn.question, glad.question) == ("low", "worn", "glad")
    assert low.values == (Count(0, 1, 20.0), Count(1, 1, 20.0), Count(2, 1, 20.0))
    assert numbers(low.states) == {**dict.fromkeys(map(str, State), 0), "unanswered": 1, "skipped": 1}
    assert numbers(worn.values) == {0: 1, 1: 2, 2: 1}
    assert numbers(glad.values) == {0: 1, 1: 1, 2: 1}
    assert numbers(glad.states)["prefer_not_to_say"] == numbers(glad.states)["not_applicable"] == 1
    (more,) = items_of(found, "change").items
    assert (numbers(more.values), numbers(more.states)["not_asked"]) == ({0: 0, 1: 1, 2: 0}, 3)
    assert numbers(more.states)["unanswered"] == 1
    for item in (low, worn, glad, more):
        assert sum(one.number for one in (*item.values, *item.states)) == 5


def test_how_well_questions_go_together_by_hand(counted: Bank) -> None:
    """Items 0 1 2, 0 2 1 and, turned, 0 1 2 have variances of 1 each, and their sums of 7."""
    mood = items_of(summed(counted, HAND, 5), "mood")
    assert mood.complete == 3
    assert mood.alpha == pytest.approx(3 / 2 * (1 - 3 / 7))
    # The item 0 1 2 with the rest 0 3 3: products 3 about the means, and sums of squares 2 and 6.
    assert mood.items[0].rest == pytest.approx(3 / (2 * 6) ** 0.5)
    # The item 0 2 1 with the rest 0 2 4: products 2 about the means, and sums of squares 2 and 8.
    assert mood.items[1].rest == pytest.approx(2 / (2 * 8) ** 0.5)


def test_shares_are_rounded_as_on_paper() -> None:
    """To one decimal, a five going up; of nothing there is no part."""
    assert [percent(number, 8) for number in (0, 1, 8)] == [0.0, 12.5, 100.0]
    assert (percent(1, 3), percent(1, 800), percent(1, 2000), percent(1, 2001)) == (33.3, 0.1, 0.1, 0.0)
    assert percent(0, 0) is None


# Nobody, one, and all alike -----------------------------------------------------------------------------------------


def test_nobody(counted: Bank) -> None:
    """A table without rows gives counts of nothing, no share and no number."""
    found = summed(counted, {name: [] for name in HAND}, 0)
    assert found.respondents == 0
    every = [*found.tiers, *found.patterns, *found.bands[0].counts, *found.criteria["over"]]
    assert {(count.number, count.percent) for count in every} == {(0, None)}
    assert found.scales[0] == ScaleNumbers("mood", 0, 0, None, None, None, None)
    assert (items_of(found, "mood").complete, items_of(found, "mood").alpha) == (0, None)
    page = as_text(summary_sheet(found, counted))
    assert "People: 0" in page
    assert "of 0" not in page


def test_one_respondent(counted: Bank) -> None:
    """One gives a mean, but no deviation, alpha or correlation."""
    found = summed(counted, {name: column[1:2] for name, column in HAND.items()}, 1)
    assert found.scales[0] == ScaleNumbers("mood", 1, 0, 4.0, None, 4, 4)
    mood = items_of(found, "mood")
    assert (mood.complete, mood.alpha, [item.rest for item in mood.items]) == (1, None, [None] * 3)


def test_all_alike(counted: Bank) -> None:
    """Where everyone says the same nothing varies: the deviation is 0, and there is no alpha."""
    found = summed(counted, {name: column[1:2] * 9 for name, column in HAND.items()}, 9)
    assert found.scales[0] == ScaleNumbers("mood", 9, 0, 4.0, 0.0, 4, 4)
    mood = items_of(found, "mood")
    assert (mood.complete, mood.alpha, [item.rest for item in mood.items]) == (9, None, [None] * 3)
    assert "Alpha: none" in as_text(summary_sheet(found, counted))


def test_items_that_are_one(counted: Bank) -> None:
    """Items that say the same have an alpha and correlations of exactly 1, turned items too."""
    cells = {"low": [0, 1, 2, 1], "worn": [0, 1, 2, 1], "glad": [2, 1, 0, 1]}
    mood = items_of(summed(counted, cells, 4), "mood")
    assert (mood.alpha, [item.rest for item in mood.items]) == (1.0, [1.0] * 3)


def test_a_score_of_one_question_has_no_alpha(counted: Bank) -> None:
    """Nothing goes together with nothing."""
    change = items_of(summed(counted, {"low": [1] * 3, "more": [0, 1, 2]}, 3), "change")
    assert (change.complete, change.alpha, change.items[0].rest) == (3, None, None)


# Against a plain count ----------------------------------------------------------------------------------------------

CELLS = st.sampled_from(["0", "1", "2", "0", "1", "2", "0", "1", "2", "", "skipped", "not_applicable"])
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=24)


def small() -> Bank:
    """The bank of the worked examples, without a folder of the test."""
    from blunting_cli.bank.building import bank_and_complaints
    from blunting_cli.bank.loading import load_texts, medicine_classes
    from blunting_cli.bank.reading import read_document

    made, complaints = bank_and_complaints([read_document(BANK.encode(), "b")], "", load_texts(), medicine_classes())
    assert made is not None, complaints
    return made


SMALL = small()


@settings(max_examples=150, deadline=None)
@given(ROWS, st.integers(1, 9))
@example([("1", "2", "0")], 1)
@example([], 3)
def test_alpha_and_correlations_are_those_of_the_formulas(rows: list[tuple[str, str, str]], block: int) -> None:
    """Worked out row by row with the module `statistics`, whatever the size of the blocks."""
    names = ("low", "worn", "glad")
    found = summed(SMALL, {name: [row[i] for row in rows] for i, name in enumerate(names)}, len(rows), block=block)
    mood = items_of(found, "mood")
    whole = [[int(a), int(b), 2 - int(c)] for a, b, c in rows if (a + b + c).isdigit() and len(a + b + c) == 3]
    assert mood.complete == len(whole)
    totals = [sum(row) for row in whole]
    for index, item in enumerate(mood.items):
        own, rest = [row[index] for row in whole], [sum(row) - row[index] for row in whole]
        if len(set(own)) > 1 and len(set(rest)) > 1:
            assert item.rest == pytest.approx(statistics.correlation(own, rest), abs=1e-9)
        else:
            assert item.rest is None
        assert numbers(item.values) == {value: [row[index] for row in rows].count(str(value)) for value in range(3)}
        assert numbers(item.states)["skipped"] == [row[index] for row in rows].count("skipped")
    if len(set(totals)) > 1:
        apart = sum(statistics.variance(column) for column in zip(*whole, strict=True))
        assert mood.alpha == pytest.approx(3 / 2 * (1 - apart / statistics.variance(totals)), abs=1e-9)
    else:
        assert mood.alpha is None


def a_cell(question: Question, chance: random.Random) -> str:
    """A cell of a question of any type, now and then without an answer."""
    kind = chance.random()
    if kind < 0.05:
        return chance.choice(["", "skipped", *(str(state.value) for state in question.also)])
    if question.type == "number":
        return str(chance.randint(int(question.low or 0), int(question.high or 50)))
    fixed = {"duration": "3 weeks", "time": "23:10", "date": "2026-03", "text": "words", "medicine": "sertraline"}
    if question.type in fixed:
        return fixed[question.type]
    return str(chance.choice([option.value for option in question.options]))


def a_table(bank: Bank, rows: int, seed: int = 1) -> dict[str, list[Cell]]:
    """A table of people who answer at random, a little alike from question to question."""
    chance = random.Random(seed)
    table: dict[str, list[Cell]] = {question.id: [] for question in bank.questions}
    for _ in range(rows):
        mood = chance.random()
        for question in bank.questions:
            values = [option.value for option in question.options]
            if question.type == "single" and len(values) > 2 and chance.random() < 0.6:
                place = min(int(mood * len(values)), len(values) - 1)
                table[question.id].append(sorted(values, reverse=question.reverse)[place])
            else:
                table[question.id].append(a_cell(question, chance))
    return table


BANKS = ["blunting", *sorted(str(path.parent) for path in (ROOT / "tests" / "banks").glob("*/bank.yaml"))]


@pytest.mark.parametrize("name", BANKS, ids=lambda name: Path(name).name)
def test_every_count_is_that_of_the_results(name: str) -> None:
    """In every bank each count, mean and end is what a plain look at the columns of the results gives."""
    bank = load_bank(name)
    cells = a_table(bank, 90)
    scored = Scorer(bank, by_name, {}).score(cells, 90)
    scorer = Scorer(bank, by_name, {})
    columns = {
        name: [filled.values[code][place] for code in filled.codes]
        for group, filled in zip(scorer.results.groups, scored.filled, strict=True)
        for place, name in enumerate(group.names)
    }
    found = summed(bank, cells, 90, block=32)
    parts = {"tier": found.tiers, "pattern": found.patterns}
    parts |= {f"criterion_{key}": counts for key, counts in found.criteria.items()}
    parts |= {f"factor_{key}_level": counts for key, counts in found.factors.items()}
    for one in found.bands:
        several = len(bank.score_by_id[one.score].bands) > 1
        parts[f"score_{one.score}_band{f'_{one.bands}' if several else ''}"] = one.counts
    for column, counts in parts.items():
        assert Counter(numbers(counts)) == Counter(columns[column]), column
        assert sum(count.number for count in counts) == 90
    assert [scale.score for scale in found.scales] == [score.id for score in bank.scores if score.shown]
    for scale in found.scales:
        values = [value for value in columns[f"score_{scale.score}"] if value is not None]
        assert (scale.number, scale.missing) == (len(values), 90 - len(values))
        if values:
            assert (scale.lowest, scale.highest) == (min(values), max(values))
            assert scale.mean == pytest.approx(statistics.fmean(values))
        if len(values) > 1:
            assert scale.deviation == pytest.approx(statistics.stdev(values), abs=1e-6)


@pytest.mark.parametrize("block", [1, 7, 90])
def test_blocks_and_the_order_of_rows_change_nothing(bank: Bank, block: int) -> None:
    """Sums are exact, so that the numbers are the same to the last digit."""
    cells = a_table(bank, 90)
    turned = {name: column[::-1] for name, column in cells.items()}
    assert summed(bank, turned, 90, block=block) == summed(bank, cells, 90, block=60)


def test_what_is_kept_does_not_grow_with_the_rows(counted: Bank) -> None:
    """After a thousand rows of all kinds no more is kept than after some hundred."""

    def kept(part: object) -> int:
        if isinstance(part, dict):
            return len(part) + sum(map(kept, part.values()))
        if isinstance(part, list | tuple):
            return len(part) + sum(map(kept, part))
        return kept(vars(part)) if type(part).__module__.endswith(".summary") else 0

    scorer = Scorer(counted, by_name, {})
    summary = Summary(counted, scorer.results)
    cells = a_table(counted, 300)
    sizes = []
    for _ in range(4):
        scored = scorer.score(cells, 300)
        summary.add(scored.columns, scored.filled, 300)
        sizes.append(kept({name: part for name, part in vars(summary).items() if name not in ("bank", "rules")}))
    assert summary.result().respondents == 1200
    assert len(set(sizes)) == 1


# Safety -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("safety", [False, True])
def test_answers_about_safety_are_never_counted(counted: Bank, safety: bool) -> None:
    """No question about safety is in the numbers, and of a score that rests on one it is not said how well it agrees."""
    found = summed(counted, HAND, 5, safety=safety)
    danger = items_of(found, "danger")
    assert [item.question for item in danger.items] == ["worn"]
    assert (danger.private, danger.complete, danger.alpha, danger.items[0].rest) == (True, None, None, None)
    data = json.dumps(summary_data(found, counted))
    page = as_text(summary_sheet(found, counted))
    for text in ('"harm"', "SECRET", "Hidden"):
        assert text not in data
        assert text not in page
    assert "Alpha: not shown, since this score rests on answers about safety." in " ".join(page.split())


def test_a_private_score_is_there_as_it_is_withheld(counted: Bank) -> None:
    """Without leave it has no value for anyone; with it, it is counted as it was filled in."""
    without, asked = summed(counted, HAND, 5), summed(counted, HAND, 5, safety=True)
    assert without.scales[2] == ScaleNumbers("danger", 0, 5, None, None, None, None)
    assert (asked.scales[2].number, asked.scales[2].highest) == (4, 2)
    assert "These rest on answers about safety" in as_text(summary_sheet(without, counted))


def test_answers_about_safety_change_nothing_that_is_told(bank: Bank) -> None:
    """Two tables that differ in them alone differ in how soon at the most."""
    cells = a_table(bank, 60)
    other = dict(cells)
    for name in bank.safety:
        other[name] = [str(bank.by_id[name].options[0].value)] * 60
    first, second = (summed(bank, one, 60)._replace(tiers=()) for one in (cells, other))
    assert first == second
    assert {item.question for one in first.items for item in one.items}.isdisjoint(bank.safety)


# How it reads -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sixty() -> Summarised:
    """Sixty people who answered the shipped check."""
    made = load_bank()
    return summed(made, a_table(made, 60), 60)


def test_the_golden_page(bank: Bank, sixty: Summarised) -> None:
    """It is as it was last read and approved; set BLUNTING_UPDATE_GOLDEN=1 to write it anew."""
    made = as_text(summary_sheet(sixty, bank, refused=2))
    golden = GOLDEN / "cohort_summary.text.80.txt"
    if os.environ.get(UPDATE):
        golden.write_text(made, encoding="utf-8")
    assert made == golden.read_text(encoding="utf-8")


def test_it_says_what_it_is(bank: Bank, sixty: Summarised) -> None:
    """It diagnoses no one, small groups can be known, and what is left out is told."""
    page = " ".join(as_text(summary_sheet(sixty, bank, refused=2)).split())
    for words in ("It diagnoses no one", "In a small group a count can show who someone is", "not counted here: 2"):
        assert words in page
    assert "not counted here" not in as_text(summary_sheet(sixty, bank))


@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize("ascii_only", [False, True])
def test_the_page_fits(bank: Bank, sixty: Summarised, width: int, ascii_only: bool) -> None:
    """No line is too long, without colour there is no escape, and every number is there in every width."""
    sheet = summary_sheet(sixty, bank)
    for format in ("text", "terminal"):
        shown = as_text(sheet, format, width=width, ascii_only=ascii_only)
        assert max(map(len, shown.splitlines())) <= width
        assert "\x1b" not in shown
        assert shown.isascii() or not ascii_only
        words = set(re.split(r"[\s,:]+", shown))
        for block in sheet.blocks:
            if isinstance(block, Scale):
                assert words >= {*re.split(r"[\s,:]+", block.label), f"{block.value:g}", block.words}


def test_every_number_is_in_every_format(counted: Bank) -> None:
    """A bar is never alone: its count and its share stand beside it as text."""
    sheet = summary_sheet(summed(counted, HAND, 5), counted)
    shown = {format: as_text(sheet, format, width=100) for format in ("text", "terminal", "markdown", "html")}
    assert "Watch: 4 of 5, 80%" in shown["text"]
    assert re.search(r"Watch +\S+ +4 +80%", shown["terminal"])
    assert "`################....` Watch: 4 of 5, 80%" in shown["markdown"]
    assert re.search(
        r'>Watch</th><td [^>]*><svg aria-hidden="true">.*?</svg><b>4</b></td><td [^>]*>80%<', shown["html"]
    )
    for page in shown.values():
        assert "2.65" in page
        assert "0.86" in page


def test_the_page_can_be_printed(bank: Bank, sixty: Summarised) -> None:
    """The summary of the shipped check is a PDF too."""
    if not can_write("pdf"):
        pytest.skip("needs the extra pdf")
    assert render(summary_sheet(sixty, bank), "pdf", Look()).startswith(b"%PDF")


def test_tables_name_their_values(counted: Bank) -> None:
    """Questions with the same options share a table, options are named with the value they count as, in order."""
    tables = [block for block in summary_blocks(summed(counted, HAND, 5), counted) if isinstance(block, Table)]
    assert [table for table in tables if table.columns[0] == "Question"][:2] == [
        Table(
            "",
            ("Question", "0 None", "1 Some", "2 Much", "With the rest"),
            (
                ("Low mood", "1, 20%", "1, 20%", "1, 20%", "0.87"),
                ("Worn out", "1, 20%", "2, 40%", "1, 20%", "0.50"),
                ("Glad (asked the other way round)", "1, 20%", "1, 20%", "1, 20%", "0.87"),
            ),
        ),
        Table(
            "No answer:",
            ("Question", "Not answered", "Skipped", "Prefer not to say", "Does not apply"),
            (
                ("Low mood", "1, 20%", "1, 20%", "0", "0"),
                ("Worn out", "1, 20%", "0", "0", "0"),
                ("Glad", "0", "0", "1, 20%", "1, 20%"),
            ),
        ),
    ]


def test_few_among_many_are_not_none(counted: Bank) -> None:
    """A share that is too small for its decimal is not told as nothing."""
    found = summed(counted, {"low": [2] + [0] * 2500}, 2501, block=2501)
    assert "Soon: 1 of 2501, under 0.1%" in as_text(summary_sheet(found, counted))


def test_data_for_programs(counted: Bank) -> None:
    """Numbers stand as numbers, no result as null, and the facts of the sheet are the same."""
    found = summed(counted, HAND, 5)
    data = json.loads(as_text(summary_sheet(found, counted, 3), "json"))
    assert data == json.loads(json.dumps(summary_data(found, counted, 3)))
    assert (data["respondents"], data["refused"], data["bank"]) == (5, 3, {"id": "counted", "version": "1.0.0"})
    assert data["tiers"][-1] == {"value": None, "number": 0, "percent": 0.0}
    assert data["scores"][0] == {
        "score": "mood",
        "number": 3,
        "missing": 2,
        "mean": 3.0,
        "deviation": 2.645751,
        "lowest": 0.0,
        "highest": 5.0,
    }
    assert data["items"][0]["alpha"] == 0.857143
    assert data["items"][0]["items"][0]["rest"] == 0.866025


def test_every_bank_can_be_told() -> None:
    """Whatever a bank holds, the page is made, and no text on it has a hole."""
    for name in BANKS:
        made = load_bank(name)
        found = summed(made, a_table(made, 20), 20)
        shown = [text for block in summary_blocks(found, made, 1) for text in strings(block)]
        assert not [text for text in shown if re.search(r"\{\w+\}|cohort_", text)]
