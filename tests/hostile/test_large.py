"""Banks, cases and records as large as is accepted, or a little larger: what they take has an end."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from blunting_cli.bank.reading import MAX_BYTES
from blunting_cli.render import FORMATS, can_write
from blunting_cli.render.pdf import MOST_DATA
from hostile.banks import BOMBS, LARGE, bank, flags, nested, questions
from hostile.conftest import Here
from hostile.corpus import PUBLIC
from hostile.running import CASE, MEMORY, PDF_MEMORY, PROCESSOR_SECONDS, Ended, check, in_little_memory, measured

# A PDF is made by a library that takes half a gigabyte for the longest page, and has a limit of its own.
TEXTS = [name for name in FORMATS if name != "pdf"]
# Laid out for a terminal, a table of 20,000 answers takes three to six seconds of the processor.
TERMINAL_SECONDS = 10.0


# The limits ---------------------------------------------------------------------------------------------------------


def test_a_run_that_takes_long_is_refused(tmp_path: Path) -> None:
    """What a run takes of the processor is measured, of a process of its own too; time asleep is none."""
    busy = "import time\nwhile time.process_time() < 0.5: pass"
    assert measured(tmp_path, [sys.executable, "-c", busy]).seconds >= 0.5
    assert measured(tmp_path, [sys.executable, "-c", "import time; time.sleep(0.5)"]).seconds < 0.5
    quick = Ended(0, "", "", PROCESSOR_SECONDS - 0.1)
    check(quick, 0)
    with pytest.raises(AssertionError):
        check(quick._replace(seconds=PROCESSOR_SECONDS + 0.1), 0)


def test_a_run_that_takes_much_memory_ends(tmp_path: Path) -> None:
    """What is beyond the limit cannot be had."""
    taking = [sys.executable, "-c", f"bytearray({MEMORY})"]
    assert "MemoryError" in measured(tmp_path, taking).err
    assert measured(tmp_path, taking, memory=2 * MEMORY).status == 0


# Banks --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BOMBS)
def test_small_banks_that_come_to_much_are_refused(tmp_path: Path, name: str) -> None:
    """What is named thousands of times is counted before it is built."""
    assert len(BOMBS[name]) < MAX_BYTES
    (tmp_path / "a").write_bytes(BOMBS[name])
    check(in_little_memory(tmp_path, "bank", "show", "a"), 3)
    check(in_little_memory(tmp_path, "bank", "check", "a", "--json"), 3, told_on_stdout=True)


@pytest.mark.parametrize("name", LARGE)
@pytest.mark.parametrize("first", [0, 1])
def test_the_largest_banks_are_shown_scored_and_checked(tmp_path: Path, name: str, first: int) -> None:
    """Whatever a bank holds within its limits, each command on it ends."""
    (tmp_path / "a").write_bytes(LARGE[name])
    (tmp_path / "answers.yaml").write_text(f"q0: {first}\n", encoding="utf-8")
    check(in_little_memory(tmp_path, "check", "--bank", "a", "--answers", "answers.yaml", "--partial", "--json"), 0)
    if first == 0:
        for words in ("bank show a", "bank stats a", "bank check a"):
            check(in_little_memory(tmp_path, *words.split()), 0, 3, told_on_stdout=True)


def test_scores_of_scores_have_a_depth(here: Here, tmp_path: Path) -> None:
    """What is made of scores is worked out one within the other, so the depth has a limit, which is told."""
    (tmp_path / "a").write_bytes(BOMBS["deep scores"])
    ended = here("bank", "show", "a")
    check(ended, 3)
    assert "at most 20 levels deep" in ended.err


def test_the_parts_of_a_bank_are_counted_together(here: Here, tmp_path: Path) -> None:
    """Splitting a bank over files does not make it smaller."""
    parts = [f"p{number}.yaml" for number in range(11)]
    (tmp_path / "bank.yaml").write_bytes(bank(parts=parts))
    for number, name in enumerate(parts):
        listed = questions(100)
        for one in listed:
            one["id"] += f"_{number}"
        (tmp_path / name).write_text(json.dumps({"questions": listed}), encoding="utf-8")
    ended = here("bank", "show", str(tmp_path))
    check(ended, 3)
    assert "p10.yaml:1:2: a bank has at most 1,000 questions" in ended.err


def test_conditions_nest_as_deep_as_data_may(here: Here, tmp_path: Path) -> None:
    """A condition in a condition in a condition is read up to the depth of all data, and beyond that refused."""
    for depth, statuses in ((12, (0,)), (40, (3,))):
        (tmp_path / "a").write_bytes(bank(questions=questions(2), flags=flags([nested({"q0": 1}, depth)])))
        check(here("bank", "show", "a"), *statuses)


# Cases --------------------------------------------------------------------------------------------------------------


def cases(*listed: dict[str, Any], **more: Any) -> str:
    """Write a file of cases."""
    usual = {"case": "One", "partial": True, "answers": {"cannot_cry": 1}, "expect": {"tier": "watch"}}
    return json.dumps({**more, "cases": [{**usual, **one} for one in listed]})


CASE_FILES = {
    "many cases": (cases(*[{}] * 501), "a file holds at most 500 cases"),
    "a long name": (cases({"case": "x" * 90_000}), "takes at most 200 characters"),
    "a longer name": (cases({"case": "x" * 200_000}), "at most 100,000 characters"),
    "long names of bases": (
        cases(*[{"based_on": "x"}] * 90, bases={"b" * 900 + str(number): {} for number in range(1500)}),
        ", ....",
    ),
    "a long base": (cases({"based_on": "y" * 90_000}), "no base is called yyy"),
    "a long tier": (cases({"expect": {"tier": "z" * 90_000}}), "zzz"),
    "incomplete cases": (cases(*[{"partial": False}] * 400), "more; mend these first"),
}


@pytest.mark.parametrize("name", CASE_FILES)
def test_large_files_of_cases_are_refused_in_words(tmp_path: Path, name: str) -> None:
    """Many cases, and long words in them, are told shortly."""
    text, said = CASE_FILES[name]
    (tmp_path / "a").write_text(text, encoding="utf-8")
    ended = in_little_memory(tmp_path, "bank", "cases", "a")
    check(ended, 3, told_on_stdout=True)
    assert said in ended.err
    check(in_little_memory(tmp_path, "bank", "cases", "a", "--json"), 3, told_on_stdout=True)


# Answers and records ------------------------------------------------------------------------------------------------


def test_thousands_of_medicines_are_refused(here: Here, tmp_path: Path) -> None:
    """A list of medicines has an end, and the longest one is read."""
    for count, statuses in ((50, (0,)), (51, (3,)), (20_000, (3,))):
        named = [{"name": f"sertralin{number}", "started": "3 weeks"} for number in range(count)]
        (tmp_path / "a").write_text(json.dumps({"takes_medicine": 1, "medicines": named}), encoding="utf-8")
        check(here("check", "--answers", "a", "--partial", "--format", "text"), *statuses)


def of_other_questions(record: str) -> dict[str, Any]:
    """A record whose questions are not at hand, so that it may hold any."""
    found: dict[str, Any] = json.loads(record)
    found["bank"]["sha256"] = "0" * 64
    return found


def with_answers(record: str, count: int, answer: str) -> dict[str, Any]:
    """A record with more answers."""
    found = of_other_questions(record)
    found["answers"] |= {f"more{number}": answer for number in range(count)}
    return found


def with_scores(record: str, count: int) -> dict[str, Any]:
    """A record of many scores."""
    found = of_other_questions(record)
    one = {**next(iter(found["scores"].values())), "answers": [], "missing": []}
    return {**found, "scores": {f"more{number}": one for number in range(count)}}


def with_notes(record: str, count: int) -> dict[str, Any]:
    """A record of many notes."""
    found = of_other_questions(record)
    return {**found, "notes": [{"id": "n", "text": "A note of some words.", "questions": []} for _ in range(count)]}


RECORDS = {
    "answers": lambda record: with_answers(record, 20_000, "some words"),
    "long words": lambda record: with_answers(record, 1500, "w" * 950),
    "formulas": lambda record: with_answers(record, 1500, "=1+1;" * 150),
    "scores": lambda record: with_scores(record, 1800),
    "notes": lambda record: with_notes(record, 9000),
}


@pytest.mark.parametrize("name", RECORDS)
def test_the_largest_records_are_shown(tmp_path: Path, record: str, name: str) -> None:
    """A record near the limit of what is read is shown in every format but one, which says that it is too long."""
    (tmp_path / "a").write_text(json.dumps(RECORDS[name](record)), encoding="utf-8")
    assert MAX_BYTES / 6 < (tmp_path / "a").stat().st_size < MAX_BYTES
    for format in TEXTS:
        ended = in_little_memory(tmp_path, "sheet", "a", "-f", format, "-o", f"sheet.{format}")
        check(ended, 0, seconds=TERMINAL_SECONDS if format == "terminal" else PROCESSOR_SECONDS)
        assert (tmp_path / f"sheet.{format}").stat().st_size > 10_000
    check(in_little_memory(tmp_path, "explain", "a"), 0)
    if can_write("pdf"):
        ended = in_little_memory(tmp_path, "sheet", "a", "-o", "sheet.pdf")
        check(ended, 3)
        assert "too long for a PDF" in ended.err
        assert not (tmp_path / "sheet.pdf").exists()


@pytest.mark.skipif(not can_write("pdf"), reason="the extra `pdf` is not installed")
@pytest.mark.parametrize("answer", ["some words", "w" * 950, "\u4e00" * 400, "\U0001f600" * 400])
def test_the_longest_pdf_is_made(tmp_path: Path, record: str, answer: str) -> None:
    """A page nearly as long as is accepted is made: many answers, long words, letters without a font."""
    size = len(json.dumps(answer))
    count = (MOST_DATA - 30_000) // (2 * size + 60)
    (tmp_path / "a").write_text(json.dumps(with_answers(record, count, answer)), encoding="utf-8")
    # With threads for each processor it would reserve more on a larger machine.
    threads = {"MALLOC_ARENA_MAX": "2", "RAYON_NUM_THREADS": "2"}
    check(in_little_memory(tmp_path, "sheet", "a", "-o", "sheet.pdf", env=threads, memory=PDF_MEMORY), 0)
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("words", ["sheet a", "verify a", "explain a", "sheet record.json --since a"])
def test_a_long_text_in_a_record_is_refused(here: Here, tmp_path: Path, record: str, words: str) -> None:
    """One text of megabytes is no text that anyone wrote."""
    (tmp_path / "record.json").write_text(record, encoding="utf-8")
    found = json.loads(record)
    found["escalation"]["text"] = "w" * 1_500_000
    (tmp_path / "a").write_text(json.dumps(found), encoding="utf-8")
    ended = here(*words.split())
    check(ended, 3)
    assert "a text has at most 100,000 characters here" in ended.err


def test_an_empty_record_has_no_word_of_banks(here: Here, tmp_path: Path) -> None:
    """What is said of an empty file fits what it was to be."""
    (tmp_path / "a").write_bytes(b"")
    for words, said in (("sheet a", False), ("bank show a", True)):
        assert ("Write a bank into it" in here(*words.split()).err) is said


# Naughty strings ----------------------------------------------------------------------------------------------------

STRINGS = json.loads((Path(PUBLIC) / "blns" / "blns.json").read_text(encoding="utf-8")) if PUBLIC else []
BATCHES = [STRINGS[start : start + 40] for start in range(0, len(STRINGS), 40)]


@pytest.mark.skipif(not PUBLIC, reason="HOSTILE_CORPUS names no folder")
@pytest.mark.parametrize("strings", BATCHES, ids=range(len(BATCHES)))
def test_naughty_strings_stand_wherever_a_text_may(here: Here, tmp_path: Path, record: str, strings: list[str]) -> None:
    """As medicines, answers, keys, words of a bank or a record and names of cases they are shown as text, or refused."""

    def given(data: Any, *commands: str) -> None:
        (tmp_path / "a").write_text(json.dumps(data), encoding="utf-8")
        for words in commands:
            ended = here(*words.split())
            check(ended, 0, 3, told_on_stdout=True)
            assert "<script" not in ended.out.casefold() or "--format html" not in words

    shown = ("check --answers a --partial --format text", "check --answers a --partial --format html")
    sheets = ("sheet a", "sheet a --format html", "sheet a --format markdown", "verify a", "explain a")
    (tmp_path / "case.yaml").write_text(CASE, encoding="utf-8")
    for string in strings:
        # One that may not stand anywhere would hide all that stand beside it.
        given({"takes_medicine": 1, "medicines": [string], "cannot_cry": string}, *shown[:1])
    given(dict.fromkeys(strings, 1), shown[0], "bank check a", "bank cases a", "sheet a")
    whole = [string for string in strings if string.strip() and string.isprintable()]
    given({"takes_medicine": 1, "medicines": [string[:200] for string in whole], "self_harm": 0}, *shown)
    found = of_other_questions(record)
    found["answers"] |= {f"more{number}": string for number, string in enumerate(whole)}
    found["questions"] = {f"more{number}": {"short": string} for number, string in enumerate(whole)}
    found["notes"] = [{"id": "n", "text": string, "questions": []} for string in whole]
    given(found, *sheets)
    asked = [{**one, "ask": f"{text}?"} for one, text in zip(questions(len(whole)), whole, strict=True)]
    shows = ("bank show a", "template --bank a", "template --bank a --format html", "bank check a", "bank stats a")
    given(json.loads(bank(questions=asked)), *shows)
    given(json.loads(cases(*({"case": string} for string in whole))), "bank cases a", "bank cases a --json")
