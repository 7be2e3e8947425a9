"""What the reading of medicine names promises: exact names only, whatever their dress, and no silent guess."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blunting_cli.bank import load_medicines
from blunting_cli.conditions import Duration, Medicine
from blunting_cli.medicines import class_label, described, near_names, recognise, suggestions

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
        ("sertraline hydrochloride", "sertraline"),
        ("Wellbutrin XL", "bupropion"),
        ("Effexor XR 75 mg capsules", "venlafaxine"),
        ("sertraline, 50 mg", "sertraline"),
        ("lamotrigine.", "lamotrigine"),
        ("50 mg sertraline", "sertraline"),
        ("Zoloft\u00ae 50mgs", "sertraline"),
        ("Zoloft (sertraline)", "sertraline"),
        ("dexamfetamine 5 mg/5 ml", "dexamfetamine"),
        ("selegiline 6 mg patch", "selegiline patch"),
        ("selegiline 6mg/24h patch", "selegiline patch"),
        ("co-codamol 30/500", "codeine and paracetamol"),
        ("morphine 10mg/5ml oral solution", "morphine"),
        ("citalopram hydrobromide tablets", "citalopram"),
    ],
)
def test_case_accents_spaces_and_dose_do_not_matter(typed: str, generic: str) -> None:
    """A name is read as a person would read it from a packet."""
    assert read_as(typed) == generic


@pytest.mark.parametrize(
    "typed",
    [
        "sertralin",
        "zolof",
        "hydrochloride",
        "sertraline for sleep",
        "lithium 5mg orotate",
        "Zoloft (diazepam)",
        "(sertraline)",
        "sertraline (",
        "50",
        "olanzapine 6 mg fluoxetine 25 mg",
        "sertraline 50 mg, diazepam 5 mg",
        "50 mg",
        "blue pills",
        "an SSRI",
        "",
        "sertraline, Xanax",
    ],
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
    ("typed", "names"),
    [
        ("sertralin 50 mg", ["sertraline"]),
        ("setraline hydrochloride", ["sertraline"]),
        ("Zolof", ["zoloft"]),
        ("the white ones", []),
    ],
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


@pytest.mark.parametrize(
    ("typed", "generics"),
    [
        ("zol", ["zolpidem", "goserelin", "sertraline", "tramadol"]),
        ("olanz", ["olanzapine", "olanzapine and fluoxetine", "olanzapine and samidorphan"]),
        ("  ESCI ", ["escitalopram"]),
        ("doth", ["dosulepin"]),
        ("prozak 20mg", ["fluoxetine"]),
        ("sertraline 50 mg", ["sertraline"]),
        ("Olanzapine", ["olanzapine"]),
        ("Zoloft", ["sertraline"]),
        ("zo", []),
        ("", []),
        ("50 mg", []),
        ("the white ones", []),
    ],
)
def test_a_beginning_or_a_near_miss_suggests_medicines(typed: str, generics: list[str]) -> None:
    """Generic names that begin so come first, then brands, then near misses; a known name stands for itself alone."""
    assert [entry.generic for entry in suggestions(typed, KNOWN)] == generics


def test_what_begins_so_comes_before_what_looks_so() -> None:
    """A near miss fills up the list and never pushes a beginning out of it."""
    first, *rest = suggestions("sertralin", KNOWN)
    assert first.generic == "sertraline"
    assert rest == [entry for entry in rest if not any(name.casefold().startswith("sertralin") for name in entry.names)]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=30) | st.sampled_from(sorted(KNOWN)).flatmap(lambda name: st.just(name[:4])), st.integers(1, 8))
def test_suggestions_are_few_distinct_and_known(typed: str, most: int) -> None:
    """However much is known, a screen is never flooded, and nothing is offered twice."""
    found = suggestions(typed, KNOWN, most)
    assert len(set(found)) == len(found) <= most
    assert set(found) <= set(KNOWN.values())


def test_every_known_name_suggests_its_own_medicine_alone() -> None:
    """Where a name is known there is nothing to choose."""
    for name, entry in KNOWN.items():
        assert suggestions(name, KNOWN) == (entry,)


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("sertraline", "", "sertraline (Zoloft, Lustral), an SSRI"),
        ("sertraline", "sertraline", "sertraline (Zoloft, Lustral), an SSRI"),
        ("sertraline", "LUSTRAL 50 mg", "sertraline (Lustral, Zoloft), an SSRI"),
        ("sertraline", "lus", "sertraline (Lustral, Zoloft), an SSRI"),
        ("sertraline", "blue pills", "sertraline (Zoloft, Lustral), an SSRI"),
        ("desvenlafaxine", "", "desvenlafaxine (Pristiq), an SNRI"),
        ("melitracen", "mel", "melitracen, a tricyclic antidepressant"),
        ("dosulepin", "dothiepin", "dosulepin (dothiepin, Prothiaden), a tricyclic antidepressant"),
        ("lithium", "lith", "lithium (Priadel, Eskalith), a mood stabiliser"),
        ("oxitriptan", "5-htp", "oxitriptan (5-HTP), a supplement or herbal product"),
    ],
)
def test_a_medicine_is_said_by_its_names_and_class(name: str, typed: str, words: str) -> None:
    """The person sees the name they typed beside the one it is read as."""
    assert described(KNOWN[name], typed) == words
