"""What must hold of every refusal, and of everything that is accepted."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from blunting_cli.answers import as_data, read_answers
from blunting_cli.asking import settle
from blunting_cli.assessment import Assessment, assess, record, withhold
from blunting_cli.assessment.restoring import read_record, restore
from blunting_cli.assessment.verifying import verify
from blunting_cli.bank import Bank, load_bank, load_medicines
from blunting_cli.bank.loading import load_directory, load_regions
from blunting_cli.conditions import Answer, Medicine
from blunting_cli.errors import Complaint, FileErrors
from blunting_cli.explaining import explain, explanation_blocks, explanation_data, find_counterfactuals
from blunting_cli.medicines import recognise
from blunting_cli.render import render, text
from blunting_cli.sheet import HelpLines, make_sheet

T = TypeVar("T")
ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = "input"
# Far more than a list of complaints that is of use.
MOST_COMPLAINTS = 500
# What can steer a terminal or hide text; in what is shown a line break alone is let through.
_STEERING = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
HIDDEN = re.compile(f"[{_STEERING}]")
STEERING = re.compile(f"[\t{_STEERING}]")


def small_bank() -> Bank:
    """The bank that uses every key there is, and every kind of question."""
    return _bank(str(ROOT / "tests" / "every_key.yaml"))


def shipped_bank() -> Bank:
    """The bank that is shipped."""
    return _bank("blunting")


_bank = cache(load_bank)


def bank_for(content: bytes) -> Bank:
    """The bank of which more questions are named in a text, so that an answers file finds its own."""
    return max((small_bank(), shipped_bank()), key=lambda bank: sum(name.encode() in content for name in bank.by_id))


def by_name(medicines: tuple[Medicine, ...]) -> tuple[Medicine, ...]:
    """Read the names of medicines as the program does."""
    return recognise(medicines, load_medicines())


@cache
def help_lines() -> HelpLines:
    """The help lines of one country."""
    return HelpLines(next(region for region in load_regions() if region.code == "GB"), "GB", *load_directory())


# Refusals -----------------------------------------------------------------------------------------------------------


def tried(read: Callable[[], T], content: bytes, source: str = SOURCE) -> T | None:
    """Give what is read; None where it was refused as it should be. No other error is let through."""
    try:
        return read()
    except FileErrors as error:
        assert error.complaints, "a refusal says nothing"
        check_complaints(error.complaints, content, source)
        check_refusal(error, source)
        return None


def check_complaints(complaints: Collection[Complaint], content: bytes, source: str = SOURCE) -> None:
    """Hold complaints about a content against it: clean words, and places that lie in it."""
    lines = lines_of(content)
    assert len(complaints) <= MOST_COMPLAINTS, f"{len(complaints)} complaints"
    for complaint in complaints:
        assert complaint.message.strip(), complaint
        for words in (complaint.message, complaint.hint):
            assert not HIDDEN.search(words), f"{complaint.code}: {words!r}"
        check_place(complaint, lines, source)


def check_place(complaint: Complaint, lines: list[str], source: str) -> None:
    """Hold the place of a complaint against the lines of its file."""
    place = complaint.place
    assert place.source == source, complaint
    assert 1 <= place.line <= len(lines), f"{complaint} of {len(lines)} lines"
    line = lines[place.line - 1]
    assert 1 <= place.column <= len(line) + 1, f"{complaint} in {line!r}"
    assert place.excerpt in ("", line), f"{complaint} is not {line!r}"


def check_refusal(error: FileErrors, source: str = SOURCE) -> None:
    """Hold what is printed of a refusal against what a terminal may get: no name begins a line of its own."""
    shown = error.render()
    assert not STEERING.search(shown), repr(shown[:500])
    for line in shown.split("\n"):
        assert line.startswith(("blunting: ", f"{source}:", "    ")) or line == error.hint, repr(line)


def lines_of(content: bytes) -> list[str]:
    """Give the lines of a file as an editor counts them."""
    return re.split(r"\r\n|\r|\n", content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace"))


def check_shown(shown: str) -> None:
    """Hold what is shown against what a terminal may get."""
    found = STEERING.search(shown)
    assert found is None, f"{found[0]!r} in {shown[max(found.start() - 60, 0) : found.end() + 20]!r}"


# What is accepted ---------------------------------------------------------------------------------------------------


def written(data: Any) -> bytes:
    """Give data as a file that any reader takes."""
    return json.dumps(data).encode()


def check_answers_again(said: Mapping[str, Answer], bank: Bank) -> None:
    """What was read, written as a record keeps it and read again, is the same."""
    content = written({"answers": {name: as_data(answer) for name, answer in said.items()}})
    again = read_answers(content, SOURCE, bank, by_name)
    assert not again.complaints, again.complaints
    assert again.said == said, f"{again.said} was {said}"


def check_whole_way(bank: Bank, answers: Mapping[str, Answer], taken: str | None = None) -> None:
    """Answers that count are assessed, withheld, shown, recorded, restored and verified."""
    found = assess(bank, answers, taken=taken)
    check_sheet(found, "text", "markdown")
    check_record_again(found, bank)
    hidden = withhold(found)
    check_sheet(hidden, "html", "json")
    check_explanation(hidden)
    check_record_again(hidden, bank)


def check_sheet(assessment: Assessment, *formats: str) -> None:
    """A sheet can be laid out, and be shown in formats that are text."""
    sheet = make_sheet(assessment, help_lines())
    for format in formats:
        check_shown(render(sheet, format).decode())


def check_explanation(assessment: Assessment) -> None:
    """What an assessment rests on, and what would change it, can be told to people and to programs."""
    # One answer more or less is tried with few questions only, which takes a thousandth of the time.
    few = assessment.bank is small_bank()
    found = explain(assessment, find_counterfactuals(assessment) if few else None)
    check_shown(text.render(explanation_blocks(found), width=80))
    json.dumps(explanation_data(found), allow_nan=False)


def check_record_again(assessment: Assessment, bank: Bank) -> None:
    """A record that was written is restored to the same, and verified as the same."""
    facts = record(assessment)
    content = json.dumps(facts, allow_nan=False).encode()
    read = read_record(content, SOURCE)
    assert record(restore(read, bank, by_name)) == facts, "a record is restored to another"
    differences = verify(read, bank, by_name).differences
    assert not differences, differences


def nobody(bank: Bank) -> Mapping[str, Answer]:
    """What counts of a person who said nothing."""
    return settle(bank, {}).answers
