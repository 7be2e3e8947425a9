"""`blunting cohort`: a table in, a table out, nothing lost, and the same rules as for one person."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from cohort_people import person, table
from conftest import Ran, Run
from installed import installed

from blunting_cli.bank import Bank


def read(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


@pytest.fixture
def two(bank: Bank, tmp_path: Path) -> Path:
    """A table of two people, one with nothing to report and one who cannot cry."""
    path = tmp_path / "two.csv"
    flat = person(bank, cannot_cry="4", tears_can_come="0")
    path.write_text(table(bank, {"id": "a", **person(bank)}, {"id": "b", **flat}), encoding="utf-8")
    return path


def scored(run: Run, tmp_path: Path, content: str | bytes, *words: str, name: str = "t.csv") -> tuple[Ran, list[Any]]:
    """Score a table, and give what was said and the rows that came out."""
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    ran = run("cohort", name, "-o", "out.csv", *words)
    out = tmp_path / "out.csv"
    return ran, read(out) if out.exists() else []


# What comes out -----------------------------------------------------------------------------------------------------


def test_a_row_says_what_the_record_of_the_same_answers_says(run: Run, bank: Bank, two: Path, tmp_path: Path) -> None:
    """Every number, band, level and tier is that of `check`."""
    assert run("cohort", str(two), "-o", "out.csv", "--explain").status == 0
    for row, answers in zip(read(tmp_path / "out.csv"), read(two), strict=True):
        said = {name: cell.split(";") if ";" in cell else cell for name, cell in answers.items() if name != "id"}
        (tmp_path / "a.json").write_text(json.dumps({k: v for k, v in said.items() if v}), encoding="utf-8")
        record = json.loads(run("check", "--answers", "a.json", "--partial", "--json").out)
        assert row["tier"] == record["escalation"]["tier"]
        assert row["pattern"] == (
            record["pattern"]["id"] or ("undecided" if record["pattern"]["undecided"] else "none")
        )
        for name, score in record["scores"].items():
            for suffix, key in (("", "value"), ("_low", "low"), ("_high", "high")):
                assert float(row[f"score_{name}{suffix}"]) == score[key]
        for factor in record["factors"]:
            name = f"factor_{factor['id']}"
            assert row[f"{name}_level"] == factor["level"]
            assert row[f"{name}_points"] == ("" if factor["points"] is None else str(factor["points"]))
            assert row[f"{name}_for"].split() == [one["rule"] for one in factor["for"]]
            assert row[f"{name}_against"].split() == [one["rule"] for one in factor["against"]]


def test_the_columns_stand_in_a_fixed_order(run: Run, two: Path, tmp_path: Path) -> None:
    """Ids, how soon, the pattern, the scores, the factors, and how much was answered."""
    run("cohort", str(two), "-o", "out.csv")
    header = (tmp_path / "out.csv").read_text().partition("\n")[0].split(",")
    assert header[:4] == ["id", "tier", "flags", "pattern"]
    assert header[4:9] == [f"score_tears{suffix}" for suffix in ("", "_low", "_high", "_band", "_missing")]
    assert header[-3:] == ["asked", "answered", "missing"]
    assert {"factor_antidepressant_level", "factor_antidepressant_points"} < set(header)


def test_someone_the_check_was_not_written_for_gets_no_scores(run: Run, bank: Bank, tmp_path: Path) -> None:
    """The tier and the flag stand; scores, pattern and factors are empty."""
    _, [row] = scored(run, tmp_path, table(bank, {"id": 1, **person(bank, age_band="4")}))
    assert row["flags"] == "under_18"
    assert row["tier"]
    assert not any(cell for name, cell in row.items() if name.startswith(("score_", "factor_", "pattern")))


def test_nobody_is_told_apart_by_an_answer_about_safety(run: Run, bank: Bank, tmp_path: Path) -> None:
    """The tier stays and is explained by safety alone; what was answered stands nowhere, not even by its count."""
    people = [{"id": 1, **person(bank, self_harm=word)} for word in ("1", "2", "prefer_not_to_say", "0")]
    ran, rows = scored(run, tmp_path, table(bank, *people), "--explain")
    assert [row["tier"] for row in rows[:2]] == ["today", "today"]
    assert rows[0] == rows[1]
    assert (rows[0]["reasons"], rows[0]["flags"]) == ("safety", "help_now")
    assert rows[2]["tier"] == "routine"
    assert "self_harm" not in (tmp_path / "out.csv").read_text() + ran.err
    _, rows = scored(run, tmp_path, table(bank, *people), "--explain", "--include-safety", "--force")
    assert rows[0]["reasons"] != "safety"


def test_what_is_not_answered_is_no_zero(run: Run, bank: Bank, tmp_path: Path) -> None:
    """A row without answers has no score and no level, and the interval is the whole scale."""
    _, [row] = scored(run, tmp_path, table(bank, {"id": 1}))
    assert (row["score_tears"], row["score_tears_low"], row["score_tears_high"]) == ("", "0.0", "100.0")
    assert row["score_tears_missing"] == "3"
    assert {row[f"factor_{factor.id}_level"] for factor in bank.factors} == {"not_asked"}
    assert (row["answered"], row["asked"]) == ("0", row["missing"])
    assert row["tier"] == "routine"


def test_ticked_options_and_medicines_stand_in_one_cell(run: Run, bank: Bank, tmp_path: Path) -> None:
    """With ; between, or as JSON, which also tells times."""
    told = '[{"name": "sertraline", "started": "3 weeks", "change": "raised", "changed": "1 week"}]'
    rows = [
        {"id": 1, **person(bank, takes_medicine="1", medicines="sertraline; lithium", mood_signs="1;2")},
        {"id": 2, **person(bank, takes_medicine="1", medicines=told, mood_signs="[1, 2]")},
        {"id": 3, **person(bank, takes_medicine="1", medicines="no such medicine")},
    ]
    ran, out = scored(run, tmp_path, table(bank, *rows))
    assert "3 respondents scored" in ran.err
    assert out[0]["answered"] == out[1]["answered"]
    assert len({row["factor_antidepressant_points"] or row["factor_antidepressant_level"] for row in out}) > 1


# What cannot be read ------------------------------------------------------------------------------------------------


def test_rows_that_cannot_be_read_stand_beside_the_result(run: Run, bank: Bank, tmp_path: Path) -> None:
    """With their line and the reason; the others are scored, and nothing is lost."""
    good = table(bank, {"id": "one\nline", **person(bank)}, {"id": "b", **person(bank)})
    bad = table(bank, {"id": "c", **person(bank, cannot_cry="9", low_mood="often")}).splitlines()[1]
    short, broken = "d,1,2", 'e,"a"b' + "," * 80
    ran, rows = scored(run, tmp_path, "\n".join([good.rstrip(), bad, "", short, broken, good.splitlines()[-1]]) + "\n")
    assert ran.status == 0
    assert [row["id"] for row in rows] == ["one\nline", "b", "b"]
    rejects = read(tmp_path / "out.csv.rejects")
    assert [row["line"] for row in rejects] == ["5", "7", "8"]
    assert rejects[0]["reason"].startswith("cannot_cry: 9 is no answer to cannot_cry. Give one of 0 (")
    assert "; low_mood: often is no answer" in rejects[0]["reason"]
    assert rejects[1]["reason"] == "3 cells, where the header has 81"
    assert "3 respondents scored, written to out.csv" in ran.err
    assert "3 rows could not be read; out.csv.rejects says why" in ran.err


def test_what_was_said_about_safety_is_not_told_where_it_cannot_be_read(run: Run, bank: Bank, tmp_path: Path) -> None:
    """Only that it is no answer."""
    scored(run, tmp_path, table(bank, {"id": 1, **person(bank, self_harm="every hour")}))
    text = (tmp_path / "out.csv.rejects").read_text()
    assert "self_harm: this is no answer" in text
    assert "every hour" not in text


def test_fail_fast_stops_at_the_first_and_writes_nothing(run: Run, bank: Bank, tmp_path: Path) -> None:
    """The line and the reason are told."""
    rows = [{"id": 1, **person(bank)}, {"id": 2, **person(bank, cannot_cry="x")}]
    ran, _ = scored(run, tmp_path, table(bank, *rows), "--fail-fast")
    assert (ran.status, sorted(path.name for path in tmp_path.glob("*out*"))) == (3, [])
    assert "t.csv:3: cannot_cry: x is no answer" in ran.err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "t.csv is empty"),
        (b"\n\n", "t.csv is empty"),
        (b"a,b\n1,2\n", "no column of t.csv is a question of the bank blunting"),
        (b"id,cannot_crry\n1,2\n", "Did you mean cannot_cry?"),
        (b"id,cannot_cry,cannot_cry\n1,2,2\n", "two columns called cannot_cry"),
        (b"tier,cannot_cry\n1,2\n", "the column tier has the name of a result"),
        ("id,cannot_cry\n1,2\n".encode("utf-16"), "no text in UTF-8"),
        (b"id,cannot_cry,\xe9t\xe9\n1,2,3\n", "the first line of t.csv is no text in UTF-8"),
        (b'"id,cannot_cry\n1,2\n', "the first line of t.csv cannot be read"),
    ],
)
def test_a_table_that_is_none_is_refused(run: Run, tmp_path: Path, content: bytes, said: str) -> None:
    """With words, and nothing is written."""
    ran, _ = scored(run, tmp_path, content)
    assert (ran.status, said in ran.err) == (3, True), ran.err
    assert "Traceback" not in ran.err
    assert not (tmp_path / "out.csv").exists()


def test_a_table_without_respondents_gives_a_header(run: Run, bank: Bank, tmp_path: Path) -> None:
    """Nobody is no mistake."""
    ran, rows = scored(run, tmp_path, table(bank))
    assert (ran.status, rows) == (0, [])
    assert (tmp_path / "out.csv").read_text().startswith("id,tier,")
    assert "0 respondents scored" in ran.err


def test_columns_that_are_not_read_and_questions_without_a_column_are_told(
    run: Run, bank: Bank, tmp_path: Path
) -> None:
    """A few of each by name; the ids alone are copied."""
    content = table(bank, {"id": 1, "site": "x", **person(bank)}, ids=("id", "site"), without=("cannot_cry",))
    ran, [row] = scored(run, tmp_path, content)
    assert "not read, since no question of the bank has this name: site" in ran.err
    assert "no column, so nobody answered: cannot_cry" in ran.err
    assert "site" not in row


def test_a_table_with_very_many_columns_is_read_or_refused_in_words(run: Run, tmp_path: Path) -> None:
    """The names are not all told."""
    header = ",".join(["id", "cannot_cry", *(f"c{number}" for number in range(300_000))])
    ran, rows = scored(run, tmp_path, f"{header}\n1,2{',' * 300_000}\n")
    assert (ran.status, len(rows)) == (0, 1)
    assert len(ran.err) < 1500
    assert "and 299,992 more" in ran.err


def test_a_row_that_is_no_text_is_refused_and_the_others_are_not(run: Run, bank: Bank, tmp_path: Path) -> None:
    """An old encoding in one row does not stop the table."""
    content = table(bank, {"id": "ok", **person(bank)}, {"id": "J@rg", **person(bank)}).encode().replace(b"@", b"\xf6")
    _, rows = scored(run, tmp_path, content)
    assert [row["id"] for row in rows] == ["ok"]
    assert "no text in UTF-8" in (tmp_path / "out.csv.rejects").read_text()


def test_a_stray_quotation_mark_loses_no_row_in_silence(run: Run, bank: Bank, tmp_path: Path) -> None:
    """What it swallows is told with the line it begins in."""
    lines = table(bank, *[{"id": number, **person(bank)} for number in range(5000)]).splitlines()
    lines[10] = '"' + lines[10]
    ran, rows = scored(run, tmp_path, "\n".join(lines) + "\n")
    rejects = read(tmp_path / "out.csv.rejects")
    assert rejects[0]["line"] == "11"
    assert len(rows) >= 9
    assert ran.status == 0


# Kinds of table -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["csv", "tsv", "semicolon", "bom", "jsonl", "stdin"])
def test_the_same_table_of_every_kind_gives_the_same(
    run: Run, bank: Bank, two: Path, tmp_path: Path, kind: str
) -> None:
    """Delimiter, byte order mark, JSON Lines and standard input change nothing."""
    run("cohort", str(two), "-o", "want.csv")
    want, rows = read(tmp_path / "want.csv"), read(two)
    if kind == "stdin":
        assert run("cohort", "-", "-o", "-", stdin=two.read_bytes()).out == (tmp_path / "want.csv").read_text()
        return
    if kind == "jsonl":
        name, content = "t.jsonl", "".join(f"{json.dumps(row)}\n" for row in rows)
    else:
        mark = {"tsv": "\t", "semicolon": ";"}.get(kind, ",")
        file = io.StringIO()
        csv.writer(file, delimiter=mark).writerows([list(rows[0]), *(row.values() for row in rows)])
        name, content = f"t.{'tsv' if kind == 'tsv' else 'csv'}", ("\ufeff" if kind == "bom" else "") + file.getvalue()
    ran, got = scored(run, tmp_path, content, name=name)
    assert (ran.status, got) == (0, want)


def test_json_lines_hold_numbers_as_numbers_and_nothing_as_null(
    run: Run, bank: Bank, two: Path, tmp_path: Path
) -> None:
    """Lists stand as lists; the same results as in CSV."""
    lists = [{**row, "mood_signs": [0], "cannot_cry": int(row["cannot_cry"])} for row in read(two)]
    content = "".join(f"{json.dumps(row)}\n" for row in lists)
    (tmp_path / "t.jsonl").write_text(content, encoding="utf-8")
    assert run("cohort", "t.jsonl", "-o", "out.jsonl").status == 0
    assert run("cohort", "t.jsonl", "-o", "out.csv").status == 0
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    for found, row in zip(lines, read(tmp_path / "out.csv"), strict=True):
        assert {name: "" if value is None else str(value) for name, value in found.items()} == row
    assert isinstance(lines[0]["score_tears"], float)
    assert lines[0]["flags"] is None


def test_broken_json_lines_are_told_by_their_line(run: Run, bank: Bank, two: Path, tmp_path: Path) -> None:
    """No JSON, no object, a name twice, no number, far too deep; the row between them is scored."""
    good = json.dumps(read(two)[0])
    lines = [good, "{", "[1]", '{"id": 1, "id": 2}', '{"cannot_cry": NaN}', "[" * 100_000, "", good]
    ran, rows = scored(run, tmp_path, "\n".join(lines), name="t.jsonl")
    assert (ran.status, len(rows)) == (0, 2)
    assert [row["line"] for row in read(tmp_path / "out.csv.rejects")] == ["2", "3", "4", "5", "6"]


def test_no_cell_begins_a_formula(run: Run, bank: Bank, tmp_path: Path) -> None:
    """Ids from outside get an apostrophe where a spreadsheet would reckon; numbers stay numbers."""
    ids = ["=1+1", "+cmd", "-2", "@x", "\tx", "-2+3", "'=1", 'a,"b"']
    _, rows = scored(run, tmp_path, table(bank, *[{"id": one, **person(bank)} for one in ids]))
    assert [row["id"] for row in rows] == ["'=1+1", "'+cmd", "-2", "'@x", "'\tx", "'-2+3", "'=1", 'a,"b"']


def test_json_lines_may_hold_a_question_that_no_row_before_held(run: Run, bank: Bank, tmp_path: Path) -> None:
    """What the first row leaves out is read where it turns up; what turns up nowhere is told at the end."""
    rows = [{"id": 1, **person(bank)}, {"id": 2, **person(bank)}]
    del rows[0]["self_harm"]
    rows[1]["self_harm"] = "4"
    ran, out = scored(run, tmp_path, "".join(f"{json.dumps(row)}\n" for row in rows), name="t.jsonl")
    assert [row["tier"] for row in out] == ["routine", "emergency"]
    assert "self_harm" not in ran.err.partition("no column")[2]
    none, _ = scored(run, tmp_path, '{"id": 1}\n{"id": 2}\n', "--force", name="n.jsonl")
    assert (none.status, "has the id of a question" in none.err) == (3, True)


def test_an_escape_in_json_that_is_no_letter_refuses_one_row(run: Run, bank: Bank, tmp_path: Path) -> None:
    """And no other."""
    rows = [json.dumps({"id": one, **person(bank)}) for one in ("a", "\ud800", "b")]
    ran, out = scored(run, tmp_path, "\n".join(rows), name="t.jsonl")
    assert (ran.status, [row["id"] for row in out]) == (0, ["a", "b"])
    assert (tmp_path / "out.csv.rejects").read_text() == "line,reason\n2,this is no text in UTF-8\n"


@pytest.mark.parametrize(
    ("header", "more", "said"),
    [
        ("Self_Harm,low_mood", "", "is the column Self_Harm of t.csv the question self_harm?"),
        ("low mood,cannot_cry", "", "is the column low mood of t.csv the question low_mood?"),
        ("a,self_harm", "id: [a, self_harm]", "the id self_harm holds answers, which would be copied"),
        ("a,Q9", "id: [a, Q9]\ncolumns: {self_harm: Q9}", "the id Q9 holds answers"),
        ("a,self_harm", "columns: {low_mood: self_harm}", "the column self_harm would be read as two questions"),
    ],
)
def test_no_answer_is_read_as_something_else(run: Run, tmp_path: Path, header: str, more: str, said: str) -> None:
    """Neither as an id, which is copied, nor as another question; and none is left unread for its capital letter."""
    (tmp_path / "map.yaml").write_text(more or "{}", encoding="utf-8")
    ran, _ = scored(run, tmp_path, f"{header}\n1,1\n", "--map", "map.yaml")
    assert (ran.status, said in ran.err) == (3, True), ran.err
    assert not list(tmp_path.glob("out*"))


def test_the_file_of_refused_rows_is_never_the_table_itself(run: Run, two: Path, tmp_path: Path) -> None:
    """Nor a mapping file."""
    (tmp_path / "out.csv.rejects").write_bytes(two.read_bytes())
    ran = run("cohort", "out.csv.rejects", "--format", "csv", "-o", "out.csv", "--force")
    assert (ran.status, "out.csv.rejects would be written over" in ran.err) == (2, True)
    assert (tmp_path / "out.csv.rejects").read_bytes() == two.read_bytes()
    (tmp_path / "map.csv").write_text("{}")
    assert run("cohort", str(two), "--map", "map.csv", "-o", "map.csv", "--force").status == 2


def test_where_most_rows_cannot_be_read_the_mapping_is_named(run: Run, bank: Bank, tmp_path: Path) -> None:
    """The commonest cause is a word for an empty cell."""
    ran, _ = scored(run, tmp_path, table(bank, {"id": 1, **person(bank, cannot_cry="NA")}))
    assert "A mapping file (--map) says what a cell stands for, such as all: {NA: unanswered}" in ran.err


# Mapping ------------------------------------------------------------------------------------------------------------

MAP = """\
id: [patient, visit]
all: {NA: unanswered, -9: skipped}
columns:
  cannot_cry: Q1
  low_mood: {column: Q2, recode: {1: 0, 2: 1, 3: 2, 4: 3}}
"""


def test_a_mapping_renames_columns_and_recodes_cells(run: Run, bank: Bank, tmp_path: Path) -> None:
    """The result is that of the table with our names and values."""
    (tmp_path / "map.yaml").write_text(MAP, encoding="utf-8")
    low = person(bank, cannot_cry="", low_mood="2")
    theirs = {"patient": 7, "visit": 2, "Q1": "NA", "Q2": "3", **person(bank)}
    content = table(bank, theirs, ids=("patient", "visit", "Q1", "Q2"), without=("cannot_cry", "low_mood"))
    _, [got] = scored(run, tmp_path, content, "--map", "map.yaml")
    _, [want] = scored(run, tmp_path, table(bank, {"id": 7, **low}), "--force")
    assert (got.pop("patient"), got.pop("visit"), want.pop("id")) == ("7", "2", "7")
    assert got == want


@pytest.mark.parametrize("cell", ["1", "1.0", " 1 ", "1.00"])
def test_a_recode_holds_however_a_number_is_written(run: Run, bank: Bank, tmp_path: Path, cell: str) -> None:
    """Programs that know only fractions write 1 as 1.0."""
    (tmp_path / "map.yaml").write_text("columns: {self_harm: {recode: {1: 4, 4.0: 0}}}", encoding="utf-8")
    rows = [{"id": 1, **person(bank, self_harm=cell)}, {"id": 2, **person(bank, self_harm="4")}]
    _, out = scored(run, tmp_path, table(bank, *rows), "--map", "map.yaml")
    assert [row["tier"] for row in out] == ["emergency", "watch"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("columns: {cannot_cry: {recode: {No: 77}}}\n", "map.yaml:1:37: 77 is no answer to cannot_cry"),
        ("- a\n", "map.yaml:1:1: a mapping file is a map"),
        ("ids: x\n", "map.yaml:1:1: there is no key ids"),
        ("columns: {cannot_crry: Q1}\n", "map.yaml:1:11: no question is called cannot_crry"),
        ("columns: {cannot_cry: Q1, low_mood: Q1}\n", "column Q1 stands for two questions"),
        ("columns: {cannot_cry: {colum: Q1}}\n", "there is no key colum"),
        ("all: {1: [2]}\n", "a cell stands for one value"),
        ("id: {a: b}\n", "`id` is the name of a column, or a list of names"),
        ("columns: {cannot_cry: Q9}\n", "t.csv has no column Q9"),
        ("id: patient\n", "t.csv has no column patient"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_refused(run: Run, bank: Bank, tmp_path: Path, text: str, said: str) -> None:
    """With the place and every mistake."""
    (tmp_path / "map.yaml").write_text(text, encoding="utf-8")
    ran, _ = scored(run, tmp_path, table(bank, {"id": 1, **person(bank)}), "--map", "map.yaml")
    assert (ran.status, said in ran.err) == (3, True), ran.err


# Files --------------------------------------------------------------------------------------------------------------


def test_results_are_private_and_never_written_over_unasked(run: Run, two: Path, tmp_path: Path) -> None:
    """With --force the old rejects go too, since they belong to another result."""
    assert run("cohort", str(two), "-o", "out.csv").status == 0
    assert (tmp_path / "out.csv").stat().st_mode & 0o777 == 0o600
    assert run("cohort", str(two), "-o", "out.csv").status == 1
    (tmp_path / "new.csv.rejects").write_text("old")
    refused = run("cohort", str(two), "-o", "new.csv")
    assert (refused.status, "new.csv.rejects is there already" in refused.err) == (1, True)
    assert run("cohort", str(two), "-o", "new.csv", "--force").status == 0
    assert not (tmp_path / "new.csv.rejects").exists()


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("two.csv",), 2, "there is nowhere to write to"),
        (("two.csv", "-o", "two.csv", "--force"), 2, "two.csv would be written over"),
        (("two.csv", "-o", "-", "--summary"), 2, "would go to one place"),
        (("two.csv", "-o", "out.xlsx"), 2, "does not tell what kind of table it is"),
        (("two.csv", "-o", "out.csv", "--format", "sav"), 2, "there is no format sav"),
        (("gone.csv", "-o", "out.csv"), 3, "there is no file gone.csv"),
        (("two.csv", "-o", "no/out.csv"), 1, "there is no folder no"),
        (("two.csv", "-o", "out.csv", "--engine", "duckdb"), 2, "there is no engine duckdb"),
    ],
)
def test_what_is_asked_wrongly_is_told(run: Run, two: Path, words: tuple[str, ...], status: int, said: str) -> None:
    """Before any work is done."""
    ran = run("cohort", *words)
    assert (ran.status, said in ran.err) == (status, True), ran.err


def slow(tmp_path: Path, *words: str) -> subprocess.Popen[bytes]:
    """Start the program on a table that comes through a pipe and does not end."""
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(installed()), "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    return subprocess.Popen(
        [sys.executable, "-m", "blunting_cli", "cohort", "-", "-o", "out.csv", *words],
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=tmp_path,
        env=env,
    )


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGKILL, -9)]
)
def test_ended_halfway_the_old_result_stays(two: Path, tmp_path: Path, number: int, status: int) -> None:
    """However it ends: the old file is whole, and only after a kill that nothing can catch is a hidden file left."""
    (tmp_path / "out.csv").write_text("old")
    lines = two.read_bytes().splitlines(keepends=True)
    with slow(tmp_path, "--force") as process:
        assert process.stdin
        process.stdin.write(lines[0] + lines[1] * 10_000)
        process.stdin.flush()
        limit = time.monotonic() + 20
        while not any(path.stat().st_size for path in tmp_path.glob(".out.csv.*")) and time.monotonic() < limit:
            time.sleep(0.05)
        process.send_signal(number)
        assert process.wait(20) == status
    assert (tmp_path / "out.csv").read_text() == "old"
    assert bool(list(tmp_path.glob(".out.csv.*"))) == (number == signal.SIGKILL)
    # The next run tidies up.
    with slow(tmp_path, "--force") as again:
        again.communicate(b"".join(lines))
    assert again.returncode == 0
    assert not list(tmp_path.glob(".out.csv.*"))
    assert len(read(tmp_path / "out.csv")) == 2


@pytest.mark.parametrize(("engine", "kind"), [("python", "csv"), ("python", "jsonl"), ("polars", "parquet")])
def test_killed_at_ten_moments_the_old_result_or_the_new_one_is_there(
    run: Run, two: Path, tmp_path: Path, engine: str, kind: str
) -> None:
    """Whenever nothing can be caught any more: never half a table, and never none where there was one."""
    head, row, other = two.read_bytes().splitlines(keepends=True)
    (tmp_path / "long.csv").write_bytes(head + (row + other) * 8_000)
    words = ["cohort", "long.csv", "-o", f"out.{kind}", "--force", "--engine", engine]
    began = time.monotonic()
    assert run(*words).status == 0
    took = time.monotonic() - began
    out, seen = tmp_path / f"out.{kind}", set()
    whole = out.read_bytes()
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(installed()), "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    for moment in range(1, 11):
        out.write_bytes(b"old")
        with subprocess.Popen(
            [sys.executable, "-m", "blunting_cli", *words], stderr=subprocess.DEVNULL, cwd=tmp_path, env=env
        ) as process:
            time.sleep(took * moment / 10)
            process.kill()
        found = out.read_bytes()
        assert found in (b"old", whole)
        assert found == whole or process.returncode == -signal.SIGKILL
        seen.add(found)
    assert b"old" in seen
    assert run(*words).status == 0
    assert (out.read_bytes(), list(tmp_path.glob(".out.*"))) == (whole, [])


# What a child held is counted from what its parent held when it began, so that a small one starts it.
HELD = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-m", "blunting_cli", *sys.argv[1:]], check=True, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_a_longer_table_takes_no_more_memory(two: Path, tmp_path: Path) -> None:
    """Python alone holds one block of rows, however many there are."""
    head, row, other = two.read_bytes().splitlines(keepends=True)
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(installed()), "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    held = []
    for times in (3_000, 20_000):
        (tmp_path / "long.csv").write_bytes(head + (row + other) * times)
        words = ["cohort", "long.csv", "-o", "out.csv", "--force", "--engine", "python"]
        done = subprocess.run(
            [sys.executable, "-c", HELD, *words], cwd=tmp_path, env=env, capture_output=True, check=True
        )
        held.append(int(done.stdout))
    assert held[1] < held[0] * 1.05


@pytest.mark.parametrize(
    "words", [("-o", "out.csv", "--engine", "python"), ("-o", "o.csv", "--engine", "polars"), ("--summary",)]
)
def test_those_who_need_help_at_once_are_told_of(run: Run, bank: Bank, tmp_path: Path, words: tuple[str, ...]) -> None:
    """By their number and tier alone; where there is nobody, nothing is said."""
    people = [{"id": "a", **person(bank)}, *({"id": f"b{n}", **person(bank, self_harm="4")} for n in range(2))]
    (tmp_path / "t.csv").write_text(table(bank, *people), encoding="utf-8")
    said = run("cohort", "t.csv", *words).err.splitlines()
    assert "blunting: 2 with the tier emergency: Get help now" in said
    (tmp_path / "t.csv").write_text(table(bank, people[0]), encoding="utf-8")
    assert "with the tier" not in run("cohort", "t.csv", *words, "--force").err


def test_a_summary_counts_what_came_out(run: Run, two: Path) -> None:
    """On stdout, while the counts of rows are told beside it."""
    ran = run("cohort", str(two), "--summary")
    assert ran.status == 0
    assert "People: 2" in ran.out
    assert "diagnoses no one" in ran.out


def test_progress_is_shown_on_a_terminal_alone(two: Path, tmp_path: Path) -> None:
    """A bar that is gone at the end; nothing of it where stderr is no terminal."""
    pexpect = pytest.importorskip("pexpect")
    words = [sys.executable, "-m", "blunting_cli", "cohort", str(two), "-o", "out.csv"]
    env = {**os.environ, "PYTHONPATH": str(installed()), "HOME": str(tmp_path), "TERM": "xterm"}
    child = pexpect.spawn(words[0], words[1:], cwd=str(tmp_path), env=env, encoding="utf-8", dimensions=(24, 60))
    child.expect("rows")
    child.expect("2 respondents scored")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


# Cells that would be read as something else ------------------------------------------------------------------------


def test_a_recode_holds_for_every_tick_and_every_medicine(run: Run, bank: Bank, tmp_path: Path) -> None:
    """Alone, between semicolons and in a list; what a cell stands for is not recoded again."""
    (tmp_path / "map.yaml").write_text(
        "columns:\n"
        "  urgent_signs: {recode: {1: 0, 2: 6, 3: 7, 6: 3}}\n"
        "  medicines: {recode: {1: sertraline, 2: quetiapine, 3: sertraline; quetiapine}}\n",
        encoding="utf-8",
    )
    cells = [("2", "1"), ("2;3", "1;2"), ("[2, 3]", '[{"name": "1"}, "2"]'), ("3;2", "3")]
    people = [
        {"id": str(number), **person(bank), "urgent_signs": signs, "takes_medicine": "1", "medicines": medicines}
        for number, (signs, medicines) in enumerate(cells)
    ]
    _, mapped = scored(run, tmp_path, table(bank, *people), "--map", "map.yaml", "--explain", "--include-safety")
    plain = [("6", "sertraline"), *[("6;7", "sertraline;quetiapine")] * 3]
    plainly = [{**one, "urgent_signs": a, "medicines": b} for one, (a, b) in zip(people, plain, strict=True)]
    (tmp_path / "out.csv").unlink()
    _, straight = scored(run, tmp_path, table(bank, *plainly), "--explain", "--include-safety")
    assert mapped == straight


@pytest.mark.parametrize("cell", ['""', '" "'])
def test_an_empty_cell_stands_for_nothing(run: Run, two: Path, tmp_path: Path, cell: str) -> None:
    """Least of all for a no."""
    (tmp_path / "map.yaml").write_text(f"all: {{{cell}: 0}}\n", encoding="utf-8")
    ran = run("cohort", str(two), "-o", "out.csv", "--map", "map.yaml")
    assert (ran.status, "an empty cell is no answer" in ran.err) == (3, True)


def test_two_recodes_of_one_cell_are_refused(run: Run, two: Path, tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text("all: {1: 0, 1.0: 4}\n", encoding="utf-8")
    ran = run("cohort", str(two), "-o", "out.csv", "--map", "map.yaml")
    assert (ran.status, "the cell 1 stands for two values" in ran.err) == (3, True)


@pytest.mark.parametrize("engine", ["python", "polars"])
@pytest.mark.parametrize("word", ["None", "none"])
def test_what_python_writes_for_no_value_is_no_no(run: Run, bank: Bank, tmp_path: Path, word: str, engine: str) -> None:
    """The row is refused; with a mapping file it is what that says, and the whole label is what it is."""
    one = {"id": "a", **person(bank), "urgent_signs": word}
    _, rows = scored(run, tmp_path, table(bank, one), "--engine", engine)
    assert rows == []
    assert "may be what a program writes for no value" in (tmp_path / "out.csv.rejects").read_text(encoding="utf-8")
    (tmp_path / "map.yaml").write_text(f"all: {{{word}: unanswered}}\n", encoding="utf-8")
    _, [row] = scored(run, tmp_path, table(bank, one), "--engine", engine, "--map", "map.yaml", "--force")
    assert row["tier"] == "routine"
    label = bank.by_id["urgent_signs"].options[0].label
    _, [row] = scored(run, tmp_path, table(bank, {**one, "urgent_signs": label}), "--engine", engine, "--force")
    assert row["tier"] == "watch"


def test_lines_behind_an_open_quotation_mark_are_all_told(run: Run, bank: Bank, tmp_path: Path) -> None:
    """Nobody is lost in one reject; none of them is taken for a row, since it may be a part of a text."""
    content = 'id,low_mood,hopeless\n1,"1,2\n2,1,3\n3,"2",1\n4,1,1\n'
    ran, rows = scored(run, tmp_path, content)
    assert [row["id"] for row in rows] == ["4"]
    rejects = (tmp_path / "out.csv.rejects").read_text(encoding="utf-8").splitlines()[1:]
    assert [one.partition(",")[0] for one in rejects] == ["2", "3", "4"]
    assert "3 rows could not be read" in ran.err


def test_a_number_that_json_cannot_hold_is_refused(run: Run, tmp_path: Path) -> None:
    _, rows = scored(run, tmp_path, '{"id": 1.5, "low_mood": 1}\n{"id": 1e999, "low_mood": 1}\n', name="t.jsonl")
    assert [row["id"] for row in rows] == ["1.5"]
    assert "1e999 is no number" in (tmp_path / "out.csv.rejects").read_text(encoding="utf-8")


@pytest.mark.parametrize("engine", ["python", "polars"])
def test_an_empty_line_in_a_table_of_one_column_is_nobody(run: Run, tmp_path: Path, engine: str) -> None:
    _, rows = scored(run, tmp_path, "low_mood\n1\n2\n\n3\n", "--engine", engine)
    assert [row["line"] for row in rows] == ["2", "3", "5"]


@pytest.mark.parametrize("engine", ["python", "polars"])
def test_digits_of_other_letters_are_no_number_for_a_spreadsheet(run: Run, tmp_path: Path, engine: str) -> None:
    _, rows = scored(run, tmp_path, "id,low_mood\n+\u0661,1\n-5,1\n", "--engine", engine)
    assert [row["id"] for row in rows] == ["'+\u0661", "-5"]


# What is said -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "map", "said"),
    [
        ('{"id": 1, "low_mood": 2}\n', "id: [pid]\ncolumns: {self_harm: shh}\n", "has no column pid, shh"),
        (
            '{"id": 1, "low_mood": 2}\n{"id": 2, "Self_Harm": 4}\n',
            "{}\n",
            "is the column Self_Harm of t.jsonl the question",
        ),
    ],
)
def test_json_lines_are_held_to_their_names_in_the_end(
    run: Run, tmp_path: Path, rows: str, map: str, said: str
) -> None:
    """What a mapping names and what is meant for a question must have turned up by the last row; nothing is written."""
    (tmp_path / "map.yaml").write_text(map, encoding="utf-8")
    ran, found = scored(run, tmp_path, rows, "--map", "map.yaml", name="t.jsonl")
    assert (ran.status, said in ran.err, found) == (3, True, [])
    assert not (tmp_path / "out.csv").exists()


def test_a_question_behind_very_many_other_names_is_found(run: Run, tmp_path: Path) -> None:
    """The names of other columns are kept only up to a number; those that are read always."""
    many = json.dumps({"id": 1, **{f"x{number}": 0 for number in range(10_000)}})
    ran, rows = scored(run, tmp_path, f'{many}\n{{"id": 2, "low_mood": 3}}\n', name="t.jsonl")
    assert (ran.status, [row["answered"] for row in rows]) == (0, ["0", "1"])


def test_what_is_missing_for_safety_is_named_first(run: Run, tmp_path: Path) -> None:
    ran, _ = scored(run, tmp_path, "id,low_mood\n1,2\n")
    first, *_ = ran.err.splitlines()
    assert first.startswith("blunting: no column for these questions about safety or signs of danger")
    assert "self_harm, safe_now, urgent_signs" in first


@pytest.mark.parametrize("words", [("-o", "-"), ("--summary",)])
def test_without_a_file_for_them_the_first_rejects_are_said(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    """And that nobody looked at the answers about safety of those who were not scored."""
    (tmp_path / "t.csv").write_text("id,low_mood\n" + "1,2\n" * 9 + "2,77\n" * 7, encoding="utf-8")
    said = run("cohort", "t.csv", *words).err
    assert "7 rows could not be read" in said
    assert [line.partition(": low")[0] for line in said.splitlines() if "blunting: line" in line] == [
        f"blunting: line {number}" for number in range(11, 16)
    ]
    assert "their answers about safety were not looked at" in said


@pytest.mark.parametrize("engine", ["python", "polars"])
def test_rows_without_an_answer_are_counted(run: Run, tmp_path: Path, engine: str) -> None:
    """Spreadsheets leave empty rows below a table; each would be a person of whom nothing is known."""
    ran, rows = scored(run, tmp_path, "id,low_mood\n1,2\n,\n,\n", "--engine", engine)
    assert len(rows) == 3
    assert "among them 2 rows without any answer" in ran.err
    (tmp_path / "out.csv").unlink()
    ran, _ = scored(run, tmp_path, "id,low_mood\n1,2\n", "--engine", engine)
    assert "without any answer" not in ran.err


def test_the_hint_about_rows_fits_what_is_wrong_with_them(run: Run, tmp_path: Path) -> None:
    """Lost letters are no matter for a mapping file."""
    ran, _ = scored(run, tmp_path, "id,low_mood\n\u00e4,2\n\u00f6,2\n".encode("latin-1"))
    assert "save the table as CSV in UTF-8" in ran.err
    assert "--map" not in ran.err
    ran, _ = scored(run, tmp_path, "id,low_mood\n1,NA\n2,NA\n", "--force")
    assert "UTF-8" not in ran.err
    assert "--map" in ran.err
