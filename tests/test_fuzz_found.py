"""Every input that broke a reader once is held against what must hold now, and so are a few that never did."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from fuzz import readers
from fuzz.changing import changed, keys
from fuzz.holding import SOURCE, check_complaints, check_refusal, small_bank
from fuzz.readers import READERS, TooSlow, check
from fuzz.seeds import FOUND, few_seeds, seeds

from blunting_cli.errors import Complaint, FileErrors, Place

# Far above the two seconds of a search, so that no machine is too slow.
LONGEST = 20.0
# What was slow once took about nine.
QUICK = 4.0


def case_of(**data: Any) -> bytes:
    """A case file of one case."""
    return json.dumps({"case": "One", "partial": True, "expect": {"tier": "none"}, **data}).encode()


def record_of(**data: Any) -> bytes:
    """A record of the small bank as it is now."""
    head = {"id": small_bank().id, "sha256": small_bank().sha256}
    return json.dumps({"schema_version": 1, "bank": head, "answers": {}, **data}).encode()


INPUTS = sorted(path for path in FOUND.glob("*/*") if path.is_file())
# Too large to be kept as files, or about a bank that may change.
MADE = {
    "names in names": ("medicine", b"MST(" * 1500 + b")" * 1500),
    "forms without end": ("medicine", b"XL " * 20_000),
    "note whose id is a list": ("record", record_of(notes=[{"id": []}])),
    "unknown questions among known": (
        "cases",
        case_of(answers={"joy": 1, **dict.fromkeys(map(str, range(30_000)))}),
    ),
    "unknown keys of a case": ("cases", case_of(**{f"casf{number}": 1 for number in range(30_000)})),
    "unknown expectations": ("cases", case_of(expect={f"tief{number}": 1 for number in range(30_000)})),
    "unknown triggers": ("cases", case_of(expect={"triggers": [f"harn{number}" for number in range(30_000)]})),
}
# What a reader comes to only with an input that it accepts.
DEEPEST = {
    "answers": "check_whole_way",
    "answers_json": "check_whole_way",
    "bank": "check_bank_is_of_use",
    "cases": "written",
    "record": "check_record_again",
    "draft": "settle",
    "medicine": "check_sheet",
    "times": "say_time",
    "condition": "condition_data",
    "table": "check_written",
}


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


@pytest.mark.parametrize("path", INPUTS, ids=name)
def test_what_was_found_is_mended(path: Path) -> None:
    """The reader that each input broke reads or refuses it as it should."""
    check(path.parent.name, path.read_bytes(), LONGEST)


@pytest.mark.parametrize("name", MADE)
def test_what_is_made_here_is_mended_too(name: str) -> None:
    """A reader that once took long, or broke, for such an input no longer does."""
    reader, content = MADE[name]
    check(reader, b"{}", LONGEST)  # the banks are loaded
    check(reader, content, QUICK)


def test_everything_that_was_found_has_its_reader() -> None:
    """No input is kept where nothing tries it."""
    assert {path.parent.name for path in INPUTS} <= READERS.keys()
    assert READERS.keys() == DEEPEST.keys()


@pytest.mark.parametrize("reader", READERS)
def test_a_few_seeds_hold_and_reach_what_is_behind_the_reader(reader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that only ever saw refusals would find nothing."""
    reached = []
    module = sys.modules[READERS[reader].__module__]
    deepest: Any = getattr(module, DEEPEST[reader])

    def reach(*given: Any) -> Any:
        reached.append(given)
        return deepest(*given)

    monkeypatch.setattr(module, DEEPEST[reader], reach)
    for content in few_seeds(reader):
        check(reader, content, LONGEST)
    assert reached


@pytest.mark.parametrize("reader", READERS)
def test_changed_seeds_hold(reader: str) -> None:
    """A short search without coverage, the same every time."""
    others = few_seeds(reader)
    typed = reader in ("medicine", "times")
    for seed in range(40):
        content = changed(others[seed % len(others)], 4096, seed, others, lambda raw, most: raw[:most], typed=typed)
        assert len(content) <= 4096
        check(reader, content, LONGEST)


def test_the_same_seed_gives_the_same_input() -> None:
    """What was found can be found again."""
    others = few_seeds("bank")
    made = {changed(others[0], 4096, seed, others, lambda raw, _: raw, typed=False) for seed in range(20)}
    assert made == {changed(others[0], 4096, seed, others, lambda raw, _: raw, typed=False) for seed in range(20)}
    assert len(made) > 10


def test_keys_of_every_reader_are_known_to_a_search() -> None:
    """Banks, cases, records, drafts and medicines: a key that is not known is never tried."""
    assert {"questions", "mean_of", "based_on", "tier_at_least", "schema_version", "wording", "read_as"} <= {*keys()}


@pytest.mark.parametrize(
    "complaint",
    [
        Complaint(Place(SOURCE, 3, 1), "wrong"),
        Complaint(Place(SOURCE, 1, 9), "wrong"),
        Complaint(Place(SOURCE, 1, 1, "another"), "wrong"),
        Complaint(Place("elsewhere", 1, 1), "wrong"),
        Complaint(Place(SOURCE, 1, 1), ""),
        Complaint(Place(SOURCE, 1, 1), "\x1b[31m"),
        Complaint(Place(SOURCE, 1, 1), "wrong", "\u202e"),
        Complaint(Place(SOURCE, 1, 1), "wrong", "\ud800"),
    ],
    ids=lambda complaint: repr(complaint[:3]),
)
def test_a_bad_complaint_is_noticed(complaint: Complaint) -> None:
    """A place outside the text and words that steer a terminal do not pass."""
    check_complaints(
        [Complaint(Place(SOURCE, 2, 1), "right"), Complaint(Place(SOURCE, 1, 7, "joy: 1"), "right")], b"joy: 1\n"
    )
    with pytest.raises(AssertionError):
        check_complaints([complaint], b"joy: 1\n")


def test_a_refusal_that_takes_a_line_of_its_own_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name from outside must not look like a word of the program."""
    error = FileErrors([Complaint(Place(SOURCE, 1, 1), "a\nall is well")])
    check_refusal(error)
    monkeypatch.setattr(Complaint, "render", lambda complaint: f"{complaint.place}: {complaint.message}")
    with pytest.raises(AssertionError, match="all is well"):
        check_refusal(error)


def test_another_error_and_one_that_is_slow_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is no refusal leaves the check as it came."""
    monkeypatch.setattr(readers, "read_answers", lambda *_: {}["gone"])
    with pytest.raises(KeyError, match="gone"):
        check("answers", b"joy: 1\n", LONGEST)
    with pytest.raises(TooSlow):
        check("times", b"03 weeks", -1.0)


def test_searches_begin_with_what_was_found() -> None:
    """A mended reader is tried on it first."""
    for path in INPUTS:
        assert path.read_bytes() in list(seeds(path.parent.name))[: len(INPUTS)]
