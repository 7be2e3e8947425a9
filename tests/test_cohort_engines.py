"""Both readers of the rules, through the command: the same bytes, and the one that is chosen."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path
from random import Random

import pytest
from cohort_people import rows_of, table
from conftest import Run
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from blunting_cli.bank import Bank, load_bank
from blunting_cli.cli.cohort import Work
from blunting_cli.cohort.engines import LARGE, engine_for
from blunting_cli.cohort.mapping import TableMapping
from blunting_cli.environment import Environment
from blunting_cli.errors import UsageError

pl = pytest.importorskip("polars")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, bank: Bank) -> Path:
    """A table of 300 random people, some of whom gave cells that are no answer."""
    path = tmp_path_factory.mktemp("many") / "many.csv"
    rows = rows_of(bank, 300, Random(5))
    rows[7]["cannot_cry"], rows[8]["self_harm"], rows[9]["id"] = "9", "every hour", "=1+1"
    path.write_text(table(bank, *rows), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("ending", "more"), [("csv", ("--explain", "--include-safety")), ("tsv", ()), ("jsonl", ("--explain",))]
)
def test_both_engines_write_the_same_bytes(
    run: Run, many: Path, tmp_path: Path, ending: str, more: tuple[str, ...]
) -> None:
    """The results, and what could not be read."""
    for engine in ("python", "polars"):
        assert run("cohort", str(many), "-o", f"{engine}.{ending}", "--engine", engine, *more).status == 0
    for end in (ending, f"{ending}.rejects"):
        assert (tmp_path / f"python.{end}").read_bytes() == (tmp_path / f"polars.{end}").read_bytes()
    assert len((tmp_path / f"python.{ending}.rejects").read_text().splitlines()) == 3


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("{head}\n{row}\nx,1\n{row}\n", "a short row"),
        ("{head}\n{row}\n\n{row}\n", "an empty line"),
        ('{head}\n"a\nb"{rest}\n{row}\n', "a cell of two lines"),
        ('{head}\n{row}\n"a"b{rest}\n', "a stray quotation mark"),
        ("{head}\n{row},9\n{row}\n", "a long row"),
        ("{head}\n{row}\nJ\u00f6rg{rest}\n", "an old encoding"),
        ("{head}\r\n{row}\r\n{row}\r\n", "lines of another system"),
        ('{head}\r\n{row}\r\n"x" {rest}\r\n', "a space behind a quotation mark"),
        ("{head}\n{row}\nx\ry{rest}\n", "half an end of a line"),
        ("{head}\n{row}\n" + "x" * 140_000 + "{rest}\n", "a cell that is far too long"),
        ('{head}\n{row}\n"x ""y"""{rest}\n', "a doubled quotation mark"),
        ("{head}\n{row}\n{rest}\n", "an empty id"),
    ],
    ids=lambda one: one if " " in one and "{" not in one else "",
)
def test_what_polars_reads_otherwise_is_read_as_ever(
    run: Run, bank: Bank, tmp_path: Path, content: str, why: str
) -> None:
    """A row is never scored by one engine and refused by the other."""
    head, row = table(bank, *rows_of(bank, 1, Random(1))).splitlines()
    text = content.format(head=head, row=row, rest=row[row.index(",") :])
    (tmp_path / "t.csv").write_text(text, encoding="latin-1" if why == "an old encoding" else "utf-8", newline="")
    for engine in ("python", "polars"):
        for ending in ("csv", "jsonl"):
            assert run("cohort", "t.csv", "-o", f"{engine}.{ending}", "--engine", engine).status == 0
    for ending in ("csv", "jsonl"):
        assert (tmp_path / f"python.{ending}").read_bytes() == (tmp_path / f"polars.{ending}").read_bytes()
    rejects = [tmp_path / f"{engine}.csv.rejects" for engine in ("python", "polars")]
    assert rejects[0].exists() == rejects[1].exists()
    assert not rejects[0].exists() or rejects[0].read_bytes() == rejects[1].read_bytes()


IDS = [
    b"a",
    b'"a"',
    b'""',
    b'a"b',
    b'"a""b"',
    b'"a,b"',
    b' "a"',
    b'"a" ',
    b"\xff",
    b"\xc3\xa9",
    b"=1",
    b'"=1"',
    b"",
    b"a\x00",
]
CELLS = [
    b"0",
    b"1",
    b"4",
    b" 2",
    b'"2"',
    b"2.0",
    b"",
    b" ",
    b'""',
    b'"1;2"',
    b"1;",
    b"skipped",
    b"\xd9\xa1",
    b"01",
    b"9",
    b"[1,2]",
]
ROW = st.tuples(st.sampled_from([*IDS, b"a\rb", b'"\nb"', b'"']), *[st.sampled_from(CELLS)] * 4, st.sampled_from(IDS))


@given(
    rows=st.lists(ROW, min_size=1, max_size=5),
    end=st.sampled_from([b"\n", b"\r\n"]),
    last=st.booleans(),
    out=st.sampled_from(["csv", "tsv", "jsonl"]),
)
@example(rows=[(b"a", *[b"0"] * 4, b'a"b'), (b"a", *[b"0"] * 4, b"a")], end=b"\n", last=False, out="csv")
@settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_text_is_read_alike(
    tmp_path: Path, rows: list[tuple[bytes, ...]], end: bytes, last: bool, out: str
) -> None:
    """However it is quoted, ended or encoded: the same results, the same refused rows, or the same words."""
    bank = load_bank()
    lines = [b"id,low_mood,hopeless,self_harm,mood_signs,note", *(b",".join(row) for row in rows)]
    (tmp_path / "t.csv").write_bytes(end.join(lines) + (end if last else b""))
    found = []
    for engine in ("python", "polars"):
        target = tmp_path / f"{engine}.{out}"
        for path in (target, Path(f"{target}.rejects")):
            path.unlink(missing_ok=True)
        env = Environment.of_this_process({})._replace(stderr=io.StringIO())
        work = Work(str(tmp_path / "t.csv"), str(target), "", "", env, force=True, fail_fast=False)
        if engine == "polars":
            work.run_in_polars(bank, TableMapping(), explain=True, safety=True)
        else:
            work.run(bank, TableMapping(), explain=True, safety=True, summary=False)
        rejects = Path(f"{target}.rejects")
        found.append((target.read_bytes(), rejects.read_bytes() if rejects.exists() else b""))
    assert found[0] == found[1]


def test_parquet_goes_in_and_out(run: Run, many: Path, tmp_path: Path) -> None:
    """Whole numbers with gaps, and texts, give what the same cells give in CSV."""
    frame = pl.read_csv(many, infer_schema_length=None, null_values=[""])
    frame.write_parquet(tmp_path / "t.parquet")
    assert run("cohort", "t.parquet", "-o", "out.parquet").status == 0
    assert run("cohort", str(many), "-o", "want.csv", "--engine", "python").status == 0
    got, want = pl.read_parquet(tmp_path / "out.parquet"), (tmp_path / "want.csv").read_text()
    assert got.schema["score_tears"] == pl.Float64
    assert got.height == 298
    assert got.with_columns(pl.col("id").cast(pl.String).str.replace("=", "'=", literal=True)).write_csv() == want
    assert (tmp_path / "out.parquet.rejects").read_text().splitlines()[1].startswith("8,")


def test_ids_of_every_kind_are_guarded(run: Run, bank: Bank, tmp_path: Path) -> None:
    """Categories are texts too, an id may be called as the place of a row is, and a name may begin a formula."""
    row = rows_of(bank, 1, Random(3))[0]
    frame = pl.DataFrame({"line": ["=a", "-1+2"], "=x": [1, 2], "low_mood": [row["low_mood"] or "1"] * 2})
    frame = frame.with_columns(pl.col("line").cast(pl.Categorical))
    frame.write_parquet(tmp_path / "t.parquet")
    (tmp_path / "map.yaml").write_text('id: [line, "=x"]', encoding="utf-8")
    assert run("cohort", "t.parquet", "-o", "out.csv", "--map", "map.yaml").status == 0
    lines = (tmp_path / "out.csv").read_text().splitlines()
    assert [line[: line.index(",", line.index(",") + 1)] for line in lines] == ["line,'=x", "'=a,1", "'-1+2,2"]


@pytest.mark.parametrize(
    ("column", "said"),
    [
        (pl.Series("low_mood", [b"x"]), "the column low_mood of t.parquet is of a kind that is not read: Binary"),
        (pl.Series("low_mood", [{"a": 1}]), "is of a kind that is not read: Struct"),
        (pl.Series("id", [[1]]), "the column id of t.parquet is of a kind that is not read: List"),
    ],
    ids=["binary", "struct", "list"],
)
def test_a_column_of_a_kind_that_holds_no_answers_is_named(run: Run, tmp_path: Path, column: object, said: str) -> None:
    """With its kind, before any work is done."""
    pl.DataFrame({"id": ["a"], "low_mood": [1]}).with_columns(column).write_parquet(tmp_path / "t.parquet")
    ran = run("cohort", "t.parquet", "-o", "out.parquet")
    assert (ran.status, said in ran.err) == (3, True), ran.err


def test_a_moment_may_be_an_id(run: Run, tmp_path: Path) -> None:
    """As pandas writes every date; an answer is none."""
    moment = pl.Series("visit", [datetime(2026, 3, 1, 12)])
    pl.DataFrame({"visit": [0], "low_mood": [1]}).with_columns(moment).write_parquet(tmp_path / "t.parquet")
    assert run("cohort", "t.parquet", "-o", "out.csv").status == 0
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()[1].startswith("2026-03-01T12:00:00")
    pl.DataFrame({"id": [1]}).with_columns(moment.alias("low_mood")).write_parquet(tmp_path / "t.parquet")
    assert run("cohort", "t.parquet", "-o", "o.csv").status == 3


def test_a_file_that_is_no_parquet_is_told(run: Run, tmp_path: Path) -> None:
    """With words and without a result."""
    (tmp_path / "t.parquet").write_bytes(b"PAR1 and nothing else")
    ran = run("cohort", "t.parquet", "-o", "out.parquet")
    assert (ran.status, "t.parquet is no Parquet file" in ran.err) == (3, True)
    assert not (tmp_path / "out.parquet").exists()


def test_fail_fast_stops_both(run: Run, many: Path, tmp_path: Path) -> None:
    """At the same line."""
    said = [run("cohort", str(many), "-o", "out.csv", "--fail-fast", "--engine", one) for one in ("python", "polars")]
    assert [ran.status for ran in said] == [3, 3]
    assert said[0].err.splitlines()[-1] == said[1].err.splitlines()[-1]
    assert not (tmp_path / "out.csv").exists()


def choose(asked: str = "", read: str = "csv", written: str = "csv", size: int | None = 1, **more: bool) -> str:
    return engine_for(
        asked, read, written, size, streams=more.get("streams", False), summary=more.get("summary", False)
    )


def test_the_engine_is_chosen_by_size() -> None:
    """Small tables need no start of polars, large ones are worth it, and what streams is for Python alone."""
    assert choose() == "python"
    assert choose(size=LARGE + 1) == "polars"
    assert choose(size=LARGE + 1, streams=True) == choose(size=LARGE + 1, summary=True) == "python"
    assert choose("python", size=LARGE + 1) == "python"
    assert choose("polars") == choose(read="parquet") == choose(written="parquet") == "polars"
    assert choose(read="jsonl", size=LARGE + 1) == "python"


def test_without_polars_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it is needed; elsewhere Python does the work."""
    monkeypatch.setattr("blunting_cli.cohort.engines.find_spec", lambda _: None)
    assert choose(size=LARGE + 1) == "python"
    for asked, read in (("polars", "csv"), ("", "parquet")):
        with pytest.raises(UsageError) as refused:
            choose(asked, read)
        assert refused.value.hint == "pip install 'blunting[cohort]'"


@pytest.mark.parametrize(
    ("asked", "read", "written", "more"),
    [
        ("python", "parquet", "csv", {}),
        ("", "parquet", "csv", {"summary": True}),
        ("", "csv", "parquet", {"streams": True}),
        ("polars", "jsonl", "csv", {}),
        ("", "jsonl", "parquet", {}),
        ("duckdb", "csv", "csv", {}),
    ],
)
def test_what_no_engine_does_is_told(asked: str, read: str, written: str, more: dict[str, bool]) -> None:
    """Before any work is done."""
    with pytest.raises(UsageError):
        choose(asked, read, written, **more)
