"""The two readers of a table and the engine for one person give the same in every cell, whatever the bank."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from subprocess import run
from typing import Any

import pytest
from cohorts import Columns, by_core, cells, differences, engine_differences, numbers, recognise
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from random_banks import Maker

from blunting_cli.bank import Bank, load_bank
from blunting_cli.errors import InputError

pl = pytest.importorskip("polars", reason="polars is not installed")
pytest.importorskip("narwhals", reason="narwhals is not installed")

from blunting_cli.cohort.frames import FrameScorer, score_frame  # noqa: E402
from blunting_cli.cohort.frames.plan import tenth  # noqa: E402
from blunting_cli.cohort.frames.tables import head_of, scan, stream  # noqa: E402
from blunting_cli.cohort.mapping import TableMapping  # noqa: E402
from blunting_cli.cohort.running import plan  # noqa: E402

HERE = Path(__file__).parent
BANKS = sorted(path.name for path in (HERE / "banks").iterdir() if path.is_dir() or path.suffix == ".yaml")
ROWS = 200


@cache
def bank_of(name: str) -> Bank:
    return load_bank("blunting" if name == "blunting" else str(HERE / name))


def in_polars(table: Columns, rows: int) -> Any:
    """Give a table as a frame, with an id in front."""
    texts = {name: pl.String for name, column in table.items() if not any(isinstance(one, int) for one in column)}
    return pl.DataFrame({"id": range(rows), **table}, schema_overrides=texts)


def columns_of(frame: Any) -> Columns:
    """Give the columns of a frame behind its ids, an empty cell as None."""
    if isinstance(frame, pl.LazyFrame):
        frame = frame.collect()
    if isinstance(frame, pl.DataFrame):
        found = frame.to_dict(as_series=False)
    elif hasattr(frame, "to_pydict"):
        found = frame.to_pydict()
    else:
        found = {name: [None if one != one else one for one in frame[name].astype(object)] for name in frame.columns}
    assert next(iter(found)) == "id"
    assert found.pop("id") == list(range(len(found["unread"])))
    return found


def agree(bank: Bank, table: Columns, rows: int, *, safety: bool, engine: int) -> None:
    """Hold the three against each other; the engine for one person works on one row of so many."""
    core = by_core(bank, table, rows, explain=True, safety=safety)
    assert engine_differences(core, bank, table, range(0, rows, engine), safety=safety) == []
    frame = score_frame(bank, in_polars(table, rows), recognise=recognise, explain=True, safety=safety)
    assert differences(core, columns_of(frame)) == []


@given(st.integers(0, 10**9), st.booleans(), st.booleans())
@example(105756, False, False)
@example(1000249, False, False)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_all_agree_on_any_bank(tmp_path_factory: pytest.TempPathFactory, seed: int, safety: bool, whole: bool) -> None:
    """Questions of every type, conditions of every kind, and scores of every method, of each other too."""
    path = tmp_path_factory.mktemp("bank") / "made_up.yaml"
    path.write_text(Maker(seed).bank(), encoding="utf-8")
    bank = load_bank(str(path))
    table = cells(bank, ROWS, seed)
    agree(bank, numbers(bank, table) if whole else table, ROWS, safety=safety, engine=5)


@pytest.mark.parametrize("name", ["every_key.yaml", *(f"banks/{name}" for name in BANKS)])
def test_all_agree_on_the_banks_here(name: str) -> None:
    """Published instruments, and a bank with every key there is."""
    bank = bank_of(name)
    agree(bank, cells(bank, ROWS, 5), ROWS, safety=False, engine=10)
    agree(bank, numbers(bank, cells(bank, ROWS, 6)), ROWS, safety=True, engine=20)


@pytest.mark.parametrize("safety", [False, True])
def test_all_agree_on_the_shipped_bank(safety: bool) -> None:
    """The shipped bank, with what is about safety and without."""
    bank = bank_of("blunting")
    agree(bank, numbers(bank, cells(bank, 300, 7)), 300, safety=safety, engine=30)


@pytest.mark.parametrize("name", ["every_key.yaml", "banks/phq9"])
@pytest.mark.parametrize("kind", ["pandas", "pyarrow", "lazy"])
@pytest.mark.filterwarnings("ignore")
def test_other_frames_give_the_same(name: str, kind: str) -> None:
    """Frames of pandas and pyarrow look up their cells first; a lazy frame stays lazy."""
    bank = bank_of(name)
    if kind != "lazy":
        pytest.importorskip(kind, reason=f"{kind} is not installed")
        pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    make: Callable[[Any], Any] = {
        "pandas": lambda frame: frame.to_pandas(),
        "pyarrow": lambda frame: frame.to_arrow(),
        "lazy": lambda frame: frame.lazy(),
    }[kind]
    for table in (cells(bank, 90, 8), numbers(bank, cells(bank, 90, 9))):
        frame = make(in_polars(table, 90))
        found = score_frame(bank, frame, recognise=recognise, explain=True)
        assert type(found) is type(frame)
        core = by_core(bank, _as_in(frame, table), 90, explain=True, safety=False)
        assert differences(core, columns_of(found)) == []


def _as_in(frame: Any, table: Columns) -> Columns:
    """Give a table as a frame has it: a column of whole numbers with gaps is one of fractions in pandas."""
    kinds = {name: str(getattr(frame, "dtypes", {}).get(name, "")) for name in table} if hasattr(frame, "iloc") else {}
    return {
        name: [float(one) if one is not None else None for one in column] if kinds.get(name) == "float64" else column
        for name, column in table.items()
    }


def test_cells_that_stand_for_others() -> None:
    """A recode says what a cell means, whether it is a number or a text."""
    bank = bank_of("banks/phq9")
    table = numbers(bank, cells(bank, ROWS, 10))
    name = next(iter(table))
    table[name] = [one if one is None else -9 if one == 3 else one + 1 for one in table[name]]
    recodes = {name: {"-9": "skipped", "1": 0, "2": 1, "3": 2}}
    core = by_core(bank, table, ROWS, recodes, explain=False, safety=False)
    found = score_frame(bank, in_polars(table, ROWS), recognise=recognise, recodes=recodes)
    assert differences(core, columns_of(found)) == []
    assert any(core["score_total_low"])


def test_columns_that_are_not_there_and_others() -> None:
    """A question without a column was answered by no one; columns that are no question stand in front."""
    bank = bank_of("banks/phq9")
    table = {name: column for name, column in cells(bank, 40, 11).items() if name != bank.questions[2].id}
    frame = in_polars(table, 40).with_columns(pl.lit("clinic").alias("site"))
    found = score_frame(bank, frame, recognise=recognise)
    assert found.columns[:3] == ["id", "site", "tier"]
    core = by_core(bank, table | {bank.questions[2].id: [None] * 40}, 40, explain=False, safety=False)
    assert differences(core, columns_of(found.drop("site"))) == []


def test_columns_of_other_kinds() -> None:
    """A cell is what it says, whether it is a fraction, a truth, a category, a list or nothing at all."""
    bank = bank_of("every_key.yaml")
    frame = pl.DataFrame(
        {
            "joy": pl.Series([1.0, float("nan"), 2.5, None]),
            "fear": pl.Series(["1", "2", None, "1"], dtype=pl.Categorical),
            "hours": pl.Series(["1.5", "3.0", None, "25.0"]).cast(pl.Decimal(scale=1)),
            "signs": [[1, 2], [], None, [3, 0]],
            "words": [True, False, None, True],
            "day": [date(2026, 3, 1), None, None, date(2026, 3, 2)],
            "bed": pl.Series([None] * 4, dtype=pl.Null),
            "harm": pl.Series([None] * 4, dtype=pl.Int64),
            "since": pl.Series([2**63 + 1, None, None, None], dtype=pl.UInt64),
        }
    )
    cells_of = {
        "joy": [1.0, None, 2.5, None],
        "fear": ["1", "2", None, "1"],
        "hours": [1.5, 3.0, None, 25.0],
        "signs": ["1;2", "", None, "3;0"],
        "words": ["true", "false", None, "true"],
        "day": ["2026-03-01", None, None, "2026-03-02"],
        "since": [2**63 + 1, None, None, None],
    }
    absent = {question.id: [None] * 4 for question in bank.questions if question.id not in cells_of}
    found = score_frame(
        bank, frame.with_columns(pl.Series("id", range(4))).select("id", *frame.columns), recognise=recognise
    )
    in_order = {question.id: (cells_of | absent)[question.id] for question in bank.questions}
    core = by_core(bank, in_order, 4, explain=False, safety=False)
    assert differences(core, columns_of(found)) == []
    assert score_frame(bank, frame.clear(), recognise=recognise).shape == (0, len(core))


def test_a_column_with_the_name_of_a_result() -> None:
    """It would stand twice in the table."""
    with pytest.raises(InputError, match="tier"):
        score_frame(bank_of("banks/phq9"), pl.DataFrame({"tier": [1]}), recognise=recognise)


def test_why_a_row_cannot_be_read() -> None:
    """The reasons of all its cells stand together, and it has no results."""
    bank = bank_of("banks/gad7")
    frame = pl.DataFrame({"q1": ["7", "1"], "q2": ["x", "2"], "q3": [9, 1]})
    found = score_frame(bank, frame, recognise=recognise)
    core = by_core(bank, {"q1": ["7", "1"], "q2": ["x", "2"], "q3": [9, 1]}, 2, explain=False, safety=False)
    assert found["unread"].to_list() == core["unread"]
    assert core["unread"][0].count("; ") == 2
    assert found["asked"].to_list() == [None, 7]


def test_a_file_gives_what_its_frame_gives(tmp_path: Path) -> None:
    """A Parquet file is read and written block by block, in its order."""
    bank = bank_of("blunting")
    table = numbers(bank, cells(bank, 300, 12))
    frame = pl.concat([in_polars(table, 300)] * 30).with_columns(pl.Series("id", range(9000)))
    source, target = str(tmp_path / "in.parquet"), str(tmp_path / "out.parquet")
    frame.write_parquet(source, row_group_size=1000)
    scorer, head = FrameScorer(bank, recognise, {}), head_of(source, "parquet", source)
    made = plan(head.header, TableMapping(ids=("id",)), bank, list(scorer.columns), source)
    told: list[int] = []
    done = stream(scan(source, "parquet", head), made, scorer, target, "parquet", told.append)
    core = by_core(bank, table, 300, explain=False, safety=False)
    found = pl.read_parquet(target).to_dict(as_series=False)
    good = [row for row in range(9000) if core["unread"][row % 300] is None]
    assert found.pop("id") == good
    want = {name: [column[row % 300] for row in good] for name, column in core.items() if name != "unread"}
    assert differences(want, found) == []
    assert (done.rows, len(done.rejects), max(told)) == (len(good), 9000 - len(good), 9000)


def test_new_texts_turn_up_in_every_block() -> None:
    """What is remembered of texts grows, and blocks may be read in any order."""
    bank = bank_of("every_key.yaml")
    table = {"words": [f"word {row}" for row in range(40_000)], "joy": ["1", "2", None, "skipped"] * 10_000}
    found = score_frame(bank, in_polars(table, 40_000), recognise=recognise)
    some = {name: column[:400] for name, column in table.items()}
    absent = {question.id: [None] * 400 for question in bank.questions if question.id not in table}
    core = by_core(bank, some | absent, 400, explain=False, safety=False)
    assert differences(core, {name: column[:400] for name, column in columns_of(found).items()}) == []
    assert found["score_tally"].slice(0, 4).to_list() * 100 == found["score_tally"].tail(400).to_list()


def test_numbers_past_a_byte(bank_from: Callable[[str], Bank]) -> None:
    """Sums of points, of answers and of questions may be more than a small number holds."""
    names = [f"q{number}" for number in range(160)]
    texts = {"title": "A", "text": "B", "source": "paper"}
    evidence = [
        {"id": f"e{number}", "when": {name: {"at_least": 1}}, "points": 20, "because": "So.", "source": "paper"}
        for number, name in enumerate(names[:12])
    ]
    levels = {"few": 60, "some": 130, "many": 200}
    data = {
        "bank": "large",
        "version": "1.0.0",
        "sections": {"here": {"title": "Here", "why": "To try."}},
        "responses": {"amount": {"options": {0: "No", 1: "Some", 2: "Much"}, "also": ["not_applicable"]}},
        "sources": {"paper": {"title": "A paper", "year": 2001, "where": "here", "read": "made up for a test"}},
        "questions": [{"id": name, "section": "here", "ask": "What?", "respond": "amount"} for name in names],
        "scores": {
            "all": {"title": "All", "sum_of": names, "prorate": "mean", "needs": "half"},
            **{
                f"s{start}": {"title": "S", "mean_of": names[start : start + 40], "needs": "half"}
                for start in (0, 40, 80, 120)
            },
            "mean": {"title": "Mean", "mean_of": ["s0", "s40", "s80", "s120"], "needs": {"scores": 1, "answers": 130}},
        },
        "factors": {
            "one": {**texts, "strength": "C", "gate": [names[0]], "needs": 1, "levels": levels, "evidence": evidence}
        },
    }
    bank = bank_from(json.dumps(data))
    agree(bank, cells(bank, ROWS, 13), ROWS, safety=False, engine=20)


def test_a_tenth_is_what_dividing_gives() -> None:
    """To the last bit, for every whole number that scores come near."""
    assert all(tenth(float(number)) == number / 10 for number in range(-20_000, 300_000))


def test_nothing_else_imports_the_packages() -> None:
    """Only this reader needs them, and no other command waits for them."""
    code = "import sys, blunting_cli.cli, blunting_cli.cohort.scoring; print({'narwhals', 'polars'} & set(sys.modules))"
    assert run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "set()"


def test_a_column_that_is_meant_for_a_question_is_not_copied() -> None:
    """It would show answers, and count as unanswered."""
    frame = pl.DataFrame({"id": ["a"], "self_harm": [None], "Self_Harm": ["4"]})
    with pytest.raises(InputError, match="is the column Self_Harm of the frame the question self_harm"):
        score_frame(bank_of("blunting"), frame, recognise=recognise)
