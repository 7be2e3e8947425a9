"""Nobody is told that a change of medicine can help before being told not to change it alone: proved, and rendered."""

from __future__ import annotations

import json
import re
from functools import cache

import pytest
from people import assessed, shipped
from proofs.claims import GO_ON, NOT_AGAIN, Person, care_is_said, nobody
from proofs.comparing import people
from proofs.proving import answers_file
from sheets import as_text, lines
from test_properties_rendering import advice, letters, seen

from blunting_cli.assessment import withhold
from blunting_cli.sheet import Sheet, make_sheet

# Letter for letter what is said of medicines: of each one, a clinician should know that it was changed.
WORDING = {
    "help_and_do_not_restart": (
        "Get help now. Tell them which medicine you stopped, when, and what else you take. Please do not start it"
        " again, and do not change any other, before you have asked them."
    ),
    "help_before_next_dose_and_do_not_restart": (
        "Get help now. Tell them what you take and what you stopped, and when. Please ask them before the next "
        "dose of anything you take, and do not start again what you stopped."
    ),
    "help_before_next_dose": (
        "Get help now, and ask the people who help you before you take the next dose of any medicine. Tell them "
        "which it is, how much, and when you last took it."
    ),
    "ask_before_restarting": (
        "Call a doctor or a pharmacist today, and ask before the next dose of anything you still take. Please do "
        "not start the one you stopped again, and do not stop or change any other, before you have asked."
    ),
    "ask_about_two_changes": (
        "Call a doctor or a pharmacist today, before you take the next dose of a medicine you began or raised. "
        "Please do not skip the one you take less of, and do not go back to its old dose, before you have asked."
    ),
    "ask_about_a_lower_dose": (
        "Call a doctor or a pharmacist today. Taking less of a medicine may be behind this. Please do not skip "
        "the next dose, and do not go back to the old dose, before you have asked."
    ),
    "ask_before_next_dose": (
        "Call a doctor or a pharmacist today, before you take the next dose. Tell them which medicine it is, how "
        "much, and when you last took it. Please do not stop or change it by yourself. If it gets worse, get help"
        " now."
    ),
    "ask_about_a_new_and_a_stopped_medicine": (
        "A medicine was begun or raised lately, and one was stopped. When you talk to someone today, tell them "
        "about both. Ask them before the next dose of the new one, and please do not start again the one you "
        "stopped."
    ),
    "ask_about_a_new_medicine": (
        "A medicine was begun or raised lately. When you talk to someone today, tell them about it, and ask them "
        "before you take the next dose. Please do not stop or change it by yourself."
    ),
    "do_not_restart_after_long": (
        "Please do not start a medicine that you stopped again by yourself. Ask the person who prescribed it, or "
        "a pharmacist, first. Please do not stop, skip or change the dose of any other medicine by yourself."
    ),
    "do_not_restart": (
        "If you have stopped a medicine, please do not start it again by yourself. Ask the person who prescribed "
        "it, or a pharmacist, today. Please do not stop, skip or change the dose of any other medicine by "
        "yourself."
    ),
    "do_not_stop": (
        "Please do not stop, skip or change the dose of any prescribed medicine by yourself. Stopping suddenly "
        "can make you unwell. Talk to the person who prescribes it, or a pharmacist, first."
    ),
}
# What each of them must say, found in its words.
CARES = re.compile(
    r"[Pp]lease do not (stop|start|skip|change)|do not start again what you stopped"
    r"|(before you take the next dose of any medicine|before the next dose of anything you take)"
)
# Random people whose sheets are made, of whom every third is under 18.
PEOPLE = 45


# Proved ---------------------------------------------------------------------------------------------------------------


def test_the_words_on_medicines_are_these() -> None:
    assert {one.id: one.text for one in shipped().statements if one.group == "medicine"} == WORDING


def test_each_of_them_says_to_leave_a_medicine_as_it_is_or_to_get_help_with_it() -> None:
    assert all(CARES.search(text) for text in WORDING.values())
    for name, text in WORDING.items():
        assert bool(re.search(r"\bstart\b", text)) is (name in NOT_AGAIN), name
        assert (
            text.startswith(("Get help now", "Call a doctor or a pharmacist today", "A medicine was")) or name in GO_ON
        )


def test_unless_no_medicine_was_answered_it_is_said_not_to_change_it_alone_or_to_ask_for_help_with_it() -> None:
    nobody(care_is_said(shipped()))


# Rendered -------------------------------------------------------------------------------------------------------------


@cache
def someone() -> list[Person]:
    """Random people, some of whom for sure are under 18 and some not."""
    return [
        {**said, "age_band": 4 if number % 3 == 0 else number % 3}
        for number, said in enumerate(people(shipped(), PEOPLE, seed=7))
    ]


@cache
def changes() -> list[str]:
    """Every sentence that says a change can help, in letters alone."""
    return [letters(text) for text in advice(shipped())]


def held(shown: str, said: Person) -> None:
    """Hold what someone reads: care stands there, and before any word of a change."""
    cares = [shown.find(letters(text)) for text in WORDING.values()]
    first_care = min((place for place in cares if place >= 0), default=None)
    first_change = min((shown.index(text) for text in changes() if text in shown), default=None)
    if said.get("takes_medicine") == 0:
        assert first_care is None, answers_file(shipped(), said)
        return
    assert first_care is not None, answers_file(shipped(), said)
    assert first_change is None or first_care < first_change, answers_file(shipped(), said)


@pytest.mark.parametrize("format", ["text", "markdown", "html"])
def test_care_stands_on_the_sheet_of_anyone_before_any_word_of_a_change(format: str) -> None:
    """On every page by itself, of those under 18 too, with the answers about safety and without them."""
    for number, said in enumerate(someone()):
        found = assessed(said)
        sheet = make_sheet(withhold(found) if number % 2 else found, lines())
        held(seen(sheet, format), said)
        for page in sheet.pages:
            shown = seen(Sheet({}, (page,), sheet.title, sheet.language), format)
            if said.get("takes_medicine") != 0 and any(text in shown for text in changes()):
                held(shown, said)


def test_care_stands_in_the_record_of_anyone() -> None:
    """In full, among what a program that reads it must notice, of those under 18 too."""
    for number, said in enumerate(someone()):
        found = assessed(said)
        told = json.loads(as_text(make_sheet(withhold(found) if number % 2 else found, lines()), "json"))
        texts = [one["text"] for one in told["escalation"]["flags"] if one.get("group") == "medicine"]
        assert {*texts} <= {*WORDING.values()}
        assert len(texts) == (said.get("takes_medicine") != 0), answers_file(shipped(), said)


def test_there_are_those_of_whom_something_is_held() -> None:
    """Some are told of a change, some take no medicine, and some are under 18 and take one."""
    read = [letters(as_text(make_sheet(assessed(said), lines()))) for said in someone()]
    assert sum(any(text in shown for text in changes()) for shown in read) > 10
    assert any(said.get("takes_medicine") == 0 for said in someone())
    young = [said for said in someone() if said["age_band"] == 4 and said.get("takes_medicine") in (1, 2, 3)]
    assert len(young) > 3
    assert all(assessed(said).outside for said in young)
