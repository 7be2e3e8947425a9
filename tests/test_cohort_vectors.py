"""Bytes of many rows in one number: what is added up for all rows at once is what a loop over them gives."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cohorts import by_core, engine_differences
from conftest import Run
from hypothesis import given
from hypothesis import strategies as st

from blunting_cli.bank import load_bank
from blunting_cli.bank.reading import read_document
from blunting_cli.cohort import vectors

ROWS = st.integers(1, 9)
MARKS = st.lists(st.booleans(), min_size=9, max_size=9)


def vector(marks: list[bool], rows: int) -> int:
    return vectors.vector(bytes(marks[:rows]))


@given(ROWS, st.lists(st.tuples(st.integers(-300, 300), MARKS), max_size=6))
def test_totals(rows: int, weighted: list[tuple[int, list[bool]]]) -> None:
    """Of negative and of large weights too, counted from the least there can be."""
    least = sum(min(0, weight) for weight, _ in weighted)
    found = vectors.totals([(weight, vector(marks, rows)) for weight, marks in weighted], rows)
    assert list(found) == [sum(w for w, marks in weighted if marks[row]) - least for row in range(rows)]


@given(st.integers(1, 600), st.data())
def test_kinds_are_numbered_however_many_there_are(count: int, data: st.DataObject) -> None:
    """A row after 255 kinds is as any other."""
    kind_of = data.draw(st.lists(st.integers(0, count), min_size=1, max_size=9))
    rows = len(kind_of)
    kinds = [vectors.vector(bytes(kind == number for kind in kind_of)) for number in range(1, count + 1)]
    assert list(vectors.numbered(kinds, rows)) == kind_of


@given(ROWS, st.data())
def test_codes_where_a_vector_marks(rows: int, data: st.DataObject) -> None:
    """Codes as bytes and as a list are left out, compared and put beside each other in the same way."""
    codes = data.draw(st.lists(st.integers(0, 255), min_size=rows, max_size=rows))
    marks, number = data.draw(MARKS), data.draw(st.integers(0, 300))
    for given_codes in (bytes(codes), codes):
        blanked = vectors.blanked(given_codes, vector(marks, rows), rows)
        assert list(blanked) == [0 if marks[row] else codes[row] for row in range(rows)]
        at_least = vectors.numbers_of(vectors.at_least(given_codes, number), rows)
        assert list(at_least) == [code >= number for code in codes]


@given(ROWS, st.lists(st.tuples(MARKS, MARKS), min_size=1, max_size=12), st.data())
def test_verdicts_are_joined_row_by_row(
    rows: int, drawn: list[tuple[list[bool], list[bool]]], data: st.DataObject
) -> None:
    """And, or, not, and how many of several are true, with what is not known."""
    low = data.draw(st.none() | st.integers(0, 12))
    high = data.draw(st.none() | st.integers(low or 0, 12))
    every = vectors.every_of(rows)
    parts = [
        vectors.Verdicts(
            vector(true, rows), vector([not one and two for one, two in zip(true, unknown, strict=True)], rows)
        )
        for true, unknown in drawn
    ]
    found = vectors.count_between(parts, low, high, every)
    everywhere, anywhere = vectors.all_of(parts, every), vectors.any_of(parts)
    for row in range(rows):
        said = [True if true[row] else None if unknown[row] else False for true, unknown in drawn]
        sure, may = said.count(True), said.count(True) + said.count(None)
        possible = {(low is None or n >= low) and (high is None or n <= high) for n in range(sure, may + 1)}
        assert _verdict(found, row, rows) == (None if len(possible) == 2 else possible.pop())
        assert _verdict(everywhere, row, rows) == (False if False in said else None if None in said else True)
        assert _verdict(anywhere, row, rows) == (True if True in said else None if None in said else False)
        assert _verdict(vectors.none_of(parts[0], every), row, rows) == (None if said[0] is None else not said[0])


def _verdict(found: vectors.Verdicts, row: int, rows: int) -> bool | None:
    true, unknown = (vectors.numbers_of(one, rows)[row] for one in found)
    return None if unknown else bool(true)


@pytest.fixture
def many(tmp_path: Path) -> str:
    """A bank with more patterns than a byte can number, and points that it cannot hold."""
    source = Path(__file__).parent / "every_key.yaml"
    bank = read_document(source.read_bytes(), str(source)).data
    more = {"title": "More", "text": "It is so.", "source": "book", "when": {"all": [{"joy": 2}, {"fear": 2}]}}
    bank["patterns"] = {**{f"more_{number}": more for number in range(300)}, **bank["patterns"]}
    bank["factors"]["loss"]["evidence"][0]["points"] = 400
    path = tmp_path / "many.yaml"
    path.write_text(json.dumps(bank), encoding="utf-8")
    return str(path)


def test_a_bank_too_large_for_polars_is_read_without_it(many: str, run: Run, tmp_path: Path) -> None:
    """In the same words and to the same bytes."""
    (tmp_path / "t.csv").write_text("id,joy,fear\na,1,0\nb,2,2\n", encoding="utf-8")
    words = ("cohort", "t.csv", "--bank", many, "--engine")
    said = [run(*words, engine, "-o", f"{engine}.csv") for engine in ("python", "polars")]
    assert [one.status for one in said] == [0, 0]
    assert (tmp_path / "python.csv").read_bytes() == (tmp_path / "polars.csv").read_bytes()


def test_a_bank_with_more_kinds_than_a_byte_numbers(many: str) -> None:
    """Each row says what the sheet of one person says."""
    bank = load_bank(many)
    table = {"joy": ["0", "1", "2", None, "skipped", "0"], "fear": ["1", "0", "2", "2", None, "0"]}
    core = by_core(bank, table, 6, explain=True, safety=False)
    assert engine_differences(core, bank, table, range(6), safety=False) == []
