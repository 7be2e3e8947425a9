"""What the reading of medicine names promises: exact names only, whatever their dress, and no silent guess."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blunting_cli.bank import load_medicines
from blunting_cli.conditions import Duration, Medicine
from blunting_cli.medicines import class_label, near_names, recognise

KNOWN = load_medicines()


def read_as(name: str) -> str | None:
    """Give the generic name a typed name is read as."""
    (medicine,) = recognise([Medicine(name)], KNOWN)
    return medicine.generic


@pytest.mark.parametrize(
    ("typed", "generic"),
    [
        ("sertraline", "sertraline"),
        ("Zoloft", "sertraline"),
        ("  ZOLOFT  ", "sertraline"),
        ("Sertralíne", "sertraline"),
        ("sertraline 50 mg", "sertraline"),
        ("Zoloft 50mg once a day", "sertraline"),
        ("ms   contin", "morphine"),
        ("St John\u2019s Wort", "st john's wort"),
        ("5-HTP", "oxitriptan"),
        ("5-htp 100 mg", "oxitriptan"),
        ("Saint John's wort 300mg", "st john's wort"),
    ],
)
def test_case_accents_spaces_and_dose_do_not_matter(typed: str, generic: str) -> None:
    """A name is read as a person would read it from a packet."""
    assert read_as(typed) == generic


@pytest.mark.parametrize(
    "typed",
    ["sertralin", "zolof", "sertraline hydrochloride", "50 mg", "blue pills", "an SSRI", "", "sertraline, Xanax"],
)
def test_anything_else_stays_as_typed(typed: str) -> None:
    """A near miss, a class, or two names at once are not guessed at."""
    medicine = Medicine(typed, Duration(3, "week"), "raised", Duration(1, "week"))
    assert recognise([medicine], KNOWN) == (medicine,)


def test_what_was_said_about_a_medicine_stays_beside_what_it_was_read_as() -> None:
    """The typed name, the times and the change are kept; generic name, class and kind are filled in."""
    said = Medicine("ZOLOFT 50", Duration(3, "week"), "raised", Duration(1, "week"))
    read = Medicine(
        "ZOLOFT 50", Duration(3, "week"), "raised", Duration(1, "week"), "sertraline", "ssri", "antidepressant"
    )
    assert recognise([Medicine("blue pills"), said], KNOWN) == (Medicine("blue pills"), read)


def test_every_known_name_is_read_as_its_own_medicine() -> None:
    """No spelling or brand of one medicine is taken for another."""
    for entry in KNOWN.values():
        for name in entry.names:
            assert read_as(name) == entry.generic
            assert read_as(name.upper() + " 20 mg") == entry.generic


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(KNOWN)), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]), st.sampled_from("́̈ "))
def test_the_form_of_the_letters_does_not_matter(name: str, form: str, mark: str) -> None:
    """However a keyboard composes its letters, the same name is the same medicine."""
    typed = unicodedata.normalize(form, name[0] + mark.strip() + name[1:])
    assert read_as(typed) == KNOWN[name].generic


@pytest.mark.parametrize(
    ("typed", "names"), [("sertralin 50 mg", ["sertraline"]), ("Zolof", ["zoloft"]), ("the white ones", [])]
)
def test_near_names_are_offered_and_not_taken(typed: str, names: list[str]) -> None:
    """What was probably meant can be shown; the name stays unread."""
    assert near_names(typed, KNOWN)[:1] == names
    assert len(near_names(typed, KNOWN)) <= 3
    assert read_as(typed) is None


def test_a_recognised_medicine_has_a_class_to_say_and_another_has_none() -> None:
    """The class is said in words; a name that was not read has no class."""
    (read,) = recognise([Medicine("Zoloft")], KNOWN)
    assert class_label(read, KNOWN) == "an SSRI"
    assert class_label(Medicine("blue pills"), KNOWN) == ""
