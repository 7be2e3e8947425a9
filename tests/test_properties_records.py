"""What every record holds, whoever answered whatever, in every bank: read back whole, worked out again, never trusted."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from interviews import by_name
from people import STAND_INS, answers_to, anyone_anywhere, assessed, bank_called, examples
from sheets import as_text, lines

from blunting_cli.answers import read_answers
from blunting_cli.asking import settle
from blunting_cli.assessment import Assessment, assess, record, withhold
from blunting_cli.assessment.restoring import read_record, restore
from blunting_cli.assessment.verifying import OF_THE_READING, Verification, verify
from blunting_cli.bank import Bank
from blunting_cli.conditions import Answer, State
from blunting_cli.errors import FileErrors
from blunting_cli.sheet import make_sheet

Said = dict[str, Answer]
Path = tuple[str | int, ...]
WITH_SAFETY = ("blunting", "blunting", "cssrs_triage", "epds", "madrs_s", "phq9", "small")


def written(facts: Any) -> bytes:
    """A record as it is written."""
    return json.dumps(facts, indent=2).encode()


def other(bank: Bank) -> Bank:
    """The same bank with another hash, so that a record must be told in its own words."""
    return replace(bank, sha256="0" * 64)


def restored(facts: Any, bank: Bank) -> Assessment:
    return restore(read_record(written(facts), "record.json"), bank, by_name)


def verified(facts: Any, bank: Bank) -> Verification:
    return verify(read_record(written(facts), "record.json"), bank, by_name)


# Reading back ----------------------------------------------------------------------------------------------------------


@examples(40)
@given(anyone_anywhere(), st.booleans(), st.booleans())
def test_a_record_is_the_same_to_the_byte_when_it_was_read_back(
    someone: tuple[str, Said], hide: bool, at_hand: bool
) -> None:
    """With its questions at hand and without, from any bank, whatever was typed."""
    bank = bank_called(someone[0])
    found = assessed(someone[1], bank)
    facts = record(withhold(found) if hide else found)
    again = restored(facts, bank if at_hand else other(bank))
    assert written(record(again)) == written(facts)
    assert again.doubt == ("" if at_hand else "other_bank")


@examples(30)
@given(anyone_anywhere())
def test_the_sheet_of_a_record_is_the_sheet_of_the_answers(someone: tuple[str, Said]) -> None:
    """Every page, letter by letter, in any bank."""
    bank = bank_called(someone[0])
    found = withhold(assessed(someone[1], bank))
    assert make_sheet(restored(record(found), bank), lines()).pages == make_sheet(found, lines()).pages


@examples(25)
@given(anyone_anywhere(), st.sampled_from(["text", "markdown", "html", "terminal"]))
def test_a_record_without_its_questions_is_shown_all_the_same(someone: tuple[str, Said], format: str) -> None:
    """With its tier, every reason and every answer, and with help at its foot."""
    bank = bank_called(someone[0])
    facts = record(withhold(assessed(someone[1], bank)))
    sheet = make_sheet(restored(facts, other(bank)), lines())
    assert as_text(sheet, format)
    words = " ".join(as_text(sheet, "text", width=80).split())
    assert facts["escalation"]["title"] in words
    assert "116 123" in words.rsplit("Help lines: United Kingdom", 1)[1]


@examples(40)
@given(anyone_anywhere(), st.booleans())
def test_every_record_of_ours_is_verified(someone: tuple[str, Said], hide: bool) -> None:
    """Of any bank, whatever was typed: the same, and what was withheld is named and nothing else."""
    bank = bank_called(someone[0])
    found = withhold(assessed(someone[1], bank)) if hide else assessed(someone[1], bank)
    checked = verified(record(found), bank)
    assert checked.differences == ()
    assert set(checked.withheld) == (bank.safety if hide else set())


# Withholding -----------------------------------------------------------------------------------------------------------


@examples(40)
@given(anyone_anywhere(WITH_SAFETY), st.booleans())
def test_withholding_and_recording_can_change_places(someone: tuple[str, Said], twice: bool) -> None:
    """Taken out of the answers or out of their record, once or twice, it is the same record."""
    bank = bank_called(someone[0])
    found = assessed(someone[1], bank)
    hidden = record(withhold(found))
    again = withhold(restored(record(found), bank))
    assert written(record(withhold(again) if twice else again)) == written(hidden)
    assert written(record(withhold(restored(hidden, bank)))) == written(hidden)


@examples(60)
@given(anyone_anywhere(WITH_SAFETY), st.data())
def test_a_withheld_record_tells_no_more_than_its_tier_and_that_help_was_called_for(
    someone: tuple[str, Said], data: st.DataObject
) -> None:
    """Two people who differ in answers about safety alone, with one tier: the same record, to the byte."""
    bank, said = bank_called(someone[0]), dict(someone[1])
    for name in sorted(bank.safety):
        said[name] = data.draw(answers_to(bank.by_id[name]))
    one, two = assessed(someone[1], bank), assessed(said, bank)
    # In a record that names no answer it still stands that help was shown.
    alike = one.escalation.tier == two.escalation.tier and bool(one.escalation.help) == bool(two.escalation.help)
    if alike:
        assert written(record(withhold(one))) == written(record(withhold(two)))


# Nothing passes that was changed ---------------------------------------------------------------------------------------


def places(value: Any, path: Path = ()) -> list[Path]:
    """Every path in plain data."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, inner in items for found in places(inner, (*path, key)))]


def at(facts: Any, path: Path) -> Any:
    for step in path:
        facts = facts[step]
    return facts


VALUES = (
    st.none() | st.booleans() | st.integers(-1, 8) | st.just(0.5) | st.sampled_from(["", "x", "skipped", "withheld"])
)


@st.composite
def changed(draw: st.DrawFn, facts: Any) -> tuple[Any, Path]:
    """A record with one thing changed, and where: another value, one left out, one more, or two in another order."""
    copy = deepcopy(facts)
    path = draw(st.sampled_from([path for path in places(copy) if path]))
    inner, key = at(copy, path[:-1]), path[-1]
    value = inner[key]
    kind = draw(st.sampled_from(["other", "near", "near", "near", "left out", "one more", "order"]))
    if kind == "left out":
        del inner[key]
    elif kind == "one more" and isinstance(value, dict):
        value[draw(st.sampled_from(["x", "of", "value", "self_harm", "text"]))] = draw(VALUES)
    elif kind == "one more" and isinstance(value, list):
        value.append(deepcopy(value[0]) if value else draw(VALUES))
    elif kind == "order" and isinstance(value, list):
        value.reverse()
    elif kind == "near" and isinstance(value, bool):
        inner[key] = not value
    elif kind == "near" and isinstance(value, int | float):
        inner[key] = value + draw(st.sampled_from([1, -1, 0.1]))
    elif kind == "near" and isinstance(value, str):
        inner[key] = draw(st.sampled_from([f"{value}x", value[1:], value.upper(), value.replace("a", "e", 1)]))
    else:
        inner[key] = draw(VALUES)
    return copy, path


def as_the_program_makes_it(facts: Any, bank: Bank) -> Any:
    """What the program makes of the answers in a record, put together here by what a user's run does."""
    file = read_answers(written(facts), "record.json", bank, by_name)
    assert not file.complaints
    return json.loads(json.dumps(record(assess(bank, settle(bank, file.said).answers, taken=file.taken))))


def without_notes_of_the_reading(facts: Any) -> Any:
    return {**facts, "notes": [note for note in facts["notes"] if note["id"] not in OF_THE_READING]}


@examples(60)
@given(anyone_anywhere(), st.data())
def test_no_change_of_a_whole_record_is_called_the_same(someone: tuple[str, Said], data: st.DataObject) -> None:
    """Refused with its place, or told as a difference; the same is only what the program makes of the answers in it."""
    bank = bank_called(someone[0])
    facts = json.loads(written(record(assessed(someone[1], bank))))
    edited, path = data.draw(changed(facts))
    try:
        found = verified(edited, bank)
    except FileErrors as error:
        assert error.complaints
        return
    if not found.same:
        return
    assert without_notes_of_the_reading(edited) == without_notes_of_the_reading(
        as_the_program_makes_it(edited, bank)
    ), path


# What answers that are not shown may have brought, and what is never held against a record for their sake.
LEFT_OUT = (("escalation", "help"), ("escalation", "flags"), ("answers",))


@examples(70)
@given(anyone_anywhere(WITH_SAFETY), st.data())
def test_no_change_of_a_withheld_record_is_called_the_same(someone: tuple[str, Said], data: st.DataObject) -> None:
    """Where answers are not shown, only words of help in their own wording and answers said to be withheld may differ."""
    bank = bank_called(someone[0])
    facts = json.loads(written(record(withhold(assessed(someone[1], bank)))))
    edited, path = data.draw(changed(facts))
    try:
        found = verified(edited, bank)
    except FileErrors as error:
        assert error.complaints
        return
    if not found.same or edited == facts:
        return
    if path[0] == "answers":
        name = path[1]
        assert edited["answers"].get(name) == "withheld" or _as_good(edited, facts, bank), path
    elif path[:2] == ("escalation", "help"):
        texts = {bank.texts["help_general"], bank.texts["help_general_now"]}
        assert {entry["text"] for entry in edited["escalation"]["help"]} <= texts
    elif path[:2] == ("escalation", "flags"):
        assert {entry["id"] for entry in facts["escalation"]["flags"]} ^ {
            entry["id"] for entry in edited["escalation"]["flags"]
        } <= {"help_now"}
    else:
        assert path[0] in ("taken", "notes"), path


def _as_good(edited: Any, facts: Any, bank: Bank) -> bool:
    """Tell whether an answer was only exchanged for another that decides the same."""
    one, two = (json.loads(json.dumps(as_the_program_makes_it(found, bank))) for found in (edited, facts))
    return {key: value for key, value in one.items() if key != "answers"} == {
        key: value for key, value in two.items() if key != "answers"
    }


@examples(40)
@given(anyone_anywhere(), st.data())
def test_a_changed_answer_changes_the_record_or_nothing(someone: tuple[str, Said], data: st.DataObject) -> None:
    """The answers in a record are taken as they are: with another one it is verified only if nothing else follows."""
    bank = bank_called(someone[0])
    facts = json.loads(written(record(assessed(someone[1], bank))))
    if not facts["answers"]:
        return
    name = data.draw(st.sampled_from(sorted(facts["answers"])))
    other_ = data.draw(answers_to(bank.by_id[name]))
    said = {**someone[1], name: other_}
    edited = {**facts, "answers": {**facts["answers"], name: record(assessed(said, bank))["answers"][name]}}
    truth = json.loads(written(record(assess(bank, settle(bank, said).answers))))
    try:
        assert verified(edited, bank).same is (truth == edited)
    except FileErrors:
        assert other_ is State.UNANSWERED


def test_the_banks_with_answers_about_safety_are_all_tried() -> None:
    """A stand-in that gets such a question is withheld too."""
    assert {name for name in STAND_INS if bank_called(name).safety} <= set(WITH_SAFETY)
