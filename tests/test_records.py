"""Records: read back whole, rendered from their own facts, worked out again, and never trusted."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from people import assessed, said, shipped
from sheets import PEOPLE, as_text, assessment_of, by_name, lines, sheet_of

from blunting_cli.asking import settle
from blunting_cli.assessment import Assessment, assess, note, record, withhold
from blunting_cli.assessment.raising import raise_to_answers
from blunting_cli.assessment.restoring import read_record, restore
from blunting_cli.assessment.verifying import Verification, verify
from blunting_cli.bank import Bank
from blunting_cli.conditions import Answer, Duration, Medicine, State
from blunting_cli.errors import FileErrors
from blunting_cli.sheet import make_sheet

EXAMPLES = settings(max_examples=60, deadline=None)
OTHER = replace(shipped(), sha256="0" * 64)
MEDICINES = (
    Medicine("Zoloft", Duration(2, "year"), "raised", Duration(3, "week")),
    Medicine("Nosuchine", None, "stopped", None),
)


def restored(facts: dict[str, Any], *, same: bool = True) -> Assessment:
    """Read a record back, with the questions it was made with or others."""
    read = read_record(json.dumps(facts).encode(), "record.json")
    return restore(read, shipped() if same else OTHER, by_name)


def verified(facts: dict[str, Any]) -> Verification:
    return verify(read_record(json.dumps(facts).encode(), "record.json"), shipped(), by_name)


def complaints(facts: Any) -> list[str]:
    """What is said about a record that is none."""
    with pytest.raises(FileErrors) as caught:
        restored(facts)
    return [complaint.message for complaint in caught.value.complaints]


@pytest.fixture
def facts() -> dict[str, Any]:
    """The record of a person whose feelings faded after a dose was raised."""
    return record(withhold(assessment_of(PEOPLE / "after_dose_rise.yaml")))


# Reading back ---------------------------------------------------------------------------------------------------------


@EXAMPLES
@given(said(), st.booleans(), st.booleans())
def test_a_record_says_the_same_when_it_was_read_back(person: dict[str, Answer], hide: bool, same: bool) -> None:
    """The facts of a record are those it was made of, with its questions at hand and without."""
    found = assessed({**person, "takes_medicine": 1, "medicines": by_name(MEDICINES)})
    facts = record(withhold(found) if hide else found)
    assert record(restored(facts, same=same)) == json.loads(json.dumps(facts))


@EXAMPLES
@given(said())
def test_the_sheet_of_a_record_is_the_sheet_of_the_answers(person: dict[str, Answer]) -> None:
    """Whoever kept the record has kept the sheet, letter by letter."""
    sheet = sheet_of(assessed(person))
    again = make_sheet(restored(sheet.facts), lines())
    assert again.pages == sheet.pages


@EXAMPLES
@given(said())
def test_a_record_with_answers_about_safety_is_shown_without_them(person: dict[str, Answer]) -> None:
    """Withholding does the same to a record, with or without its questions, as to the answers."""
    facts = record(assessed(person))
    hidden = record(withhold(assessed(person)))
    assert record(withhold(restored(facts))) == hidden
    without = record(withhold(restored(facts, same=False)))
    for name in shipped().safety & set(without["answers"]):
        assert without["answers"][name] == "withheld"
    assert without["escalation"]["tier"] == hidden["escalation"]["tier"]
    assert {one["id"] for one in without["escalation"]["flags"]} == {one["id"] for one in hidden["escalation"]["flags"]}


def test_without_its_questions_a_record_says_so_and_gives_no_advice(facts: dict[str, Any]) -> None:
    """The numbers, reasons and words of care stand; what may help does not, since nobody knows whether it still holds."""
    text = " ".join(as_text(make_sheet(restored(facts, same=False), lines())).split())
    for words in (
        "made with other questions than those at hand",
        "Tears and sadness: 75 of 100, very marked",
        "An antidepressant medicine: many signs fit",
        "Your feelings faded in the months after you started it",
        "Please do not stop, skip or change the dose",
        "The words beside the numbers are a first guess of ours",
        "116 123",
        "Cannot cry: A lot",
        "Signs of low mood: None of these",
    ):
        assert words in text
    assert "What tends to help" not in text
    assert "What would a smaller dose mean" not in text
    assert "other questions than those" not in as_text(make_sheet(restored(facts), lines()))


def test_a_record_is_rendered_from_its_own_reasons(facts: dict[str, Any]) -> None:
    """What stands in the record is what is shown, also where it was changed; nothing is worked out again."""
    facts["factors"][0]["for"][0]["because"] = "you wrote this yourself"
    facts["scores"]["tears"]["value"] = 12.0
    text = as_text(make_sheet(restored(facts), lines()))
    assert "You wrote this yourself." in text
    assert "Tears and sadness: 12 of 100" in text


@EXAMPLES
@given(said(), st.booleans())
def test_withholding_twice_changes_nothing(person: dict[str, Answer], same: bool) -> None:
    """What is withheld stays so, in a record and when it is read back."""
    hidden = record(withhold(assessed(person)))
    assert record(withhold(withhold(assessed(person)))) == hidden
    assert record(withhold(restored(hidden, same=same))) == json.loads(json.dumps(hidden))


@pytest.mark.parametrize("name", ["cannot_cry", "self_harm", "safe_now"])
@pytest.mark.parametrize("same", [True, False])
def test_one_answer_withheld_by_hand_opens_no_other(name: str, same: bool, well: dict[str, Answer]) -> None:
    """Who blots out one answer before passing a record on has not shown the others."""
    facts = record(assessed({**well, "self_harm": 4, "safe_now": (3,)}))
    facts["answers"][name] = "withheld"
    facts["safety"] = []
    made = make_sheet(withhold(restored(facts, same=same)), lines())
    text = as_text(made) + as_text(made, "json")
    for question in (shipped().by_id["self_harm"], shipped().by_id["safe_now"]):
        assert not [option.label for option in question.options[1:] if option.label in text]
    assert "You have a plan or mean to act" not in text


@pytest.mark.parametrize("tier", ["today", "emergency"])
def test_the_general_words_of_help_are_those_of_the_tier(tier: str, well: dict[str, Answer]) -> None:
    """Withheld without its questions, a record says no more and no less urgently what to do."""
    facts = record(assessed({**well, "self_harm": {"today": 2, "emergency": 4}[tier]}))
    words = [record(withhold(restored(facts, same=same)))["escalation"]["help"] for same in (True, False)]
    assert words[0] == words[1]
    assert ("call your emergency number now" in words[0][0]["text"]) is (tier == "emergency")


@pytest.mark.parametrize("same", [True, False])
@pytest.mark.parametrize("named", [[], [{"question": "hopeless", "answer": 0}]])
def test_a_reason_is_told_by_its_rule_and_not_by_what_a_record_says_of_it(
    same: bool, named: list[Any], well: dict[str, Answer]
) -> None:
    """Cutting the answers out of a reason, or a mark from a flag, does not open what it rests on."""
    facts = record(assessed({**well, "self_harm": 4}))
    for reason in facts["escalation"]["reasons"]:
        reason["answers"] = named
    for flag in facts["escalation"]["flags"]:
        if "about_safety" in flag:
            flag["about_safety"] = False
    facts["escalation"]["flags"].append({"id": "help_now", "about_safety": False, "text": "A plan was named."})
    made = make_sheet(withhold(restored(facts, same=same)), lines())
    text = as_text(made) + as_text(made, "json")
    assert "You have a plan or mean to act" not in text
    assert "A plan was named" not in text
    assert made.facts["escalation"]["tier"] == "emergency"


def test_help_comes_back_where_it_was_cut_out(well: dict[str, Answer]) -> None:
    """The reason without a name comes of an answer that calls for help, so the panel stands whatever a record lost."""
    facts = record(withhold(assessed({**well, "self_harm": 2})))
    facts["escalation"]["help"] = []
    facts["escalation"]["flags"] = []
    assert not verified(facts).same
    assert as_text(make_sheet(restored(facts), lines())).startswith("*** Help now ***")


def test_every_page_says_that_a_record_was_changed(facts: dict[str, Any]) -> None:
    """Each page may be handed over alone."""
    made = make_sheet(restored(facts)._replace(doubt="changed"), lines())
    for one in made.pages:
        assert "This record is not what its answers come to" in str(one.blocks)


def test_notes_name_no_question_about_safety(bank: Bank) -> None:
    """A note on what a file left out was made with all names; withheld, it has only the others."""
    left = note(bank, "left_out", ["self_harm", "cannot_cry"]), note(bank, "ignored", ["safe_now"])
    made = record(withhold(assess(bank, settle(bank, {}).answers, notes=left)))["notes"]
    assert [entry["questions"] for entry in made if entry["id"] in ("left_out", "ignored")] == [["cannot_cry"]]
    assert not [entry for entry in made if "self_harm" in entry["text"] or "safe_now" in entry["text"]]


def test_advice_never_stands_without_its_word_of_care(facts: dict[str, Any]) -> None:
    """Taken out of a record, the sentence on not stopping is said all the same."""
    facts["escalation"]["flags"] = []
    text = " ".join(as_text(make_sheet(restored(facts), lines())).split())
    assert text.index("Please do not stop, skip or change the dose") < text.index("What would a smaller dose mean")


# Lowered by hand ------------------------------------------------------------------------------------------------------


def lowered(facts: dict[str, Any], *, to: str = "watch") -> dict[str, Any]:
    """Give a record in which every word on how soon, why and help was edited down."""
    [tier] = [tier for tier in shipped().tiers if tier.id == to]
    calm = {"tier": tier.id, "title": tier.title, "text": tier.text, "urgent": tier.urgent, "now": tier.now}
    return {**facts, "escalation": {**facts["escalation"], **calm, "reasons": [], "flags": [], "help": []}}


def shown(facts: dict[str, Any]) -> Assessment:
    """Give what the commands show of a record with its questions at hand."""
    return raise_to_answers(restored(facts), verified(facts))


@EXAMPLES
@given(said(), st.booleans(), st.sampled_from([tier.id for tier in shipped().tiers]))
def test_an_edited_record_is_no_calmer_than_its_answers(person: dict[str, Answer], hide: bool, to: str) -> None:
    """The higher of its tier and theirs stands, with their reasons and their words of help."""
    found = assessed(person)
    facts = lowered(record(withhold(found) if hide else found), to=to)
    escalation = shown(facts).escalation
    order = [tier.id for tier in shipped().tiers]
    public = {reason.trigger.tier for reason in found.escalation.reasons} if not hide else set()
    assert order.index(escalation.tier.id) <= min(map(order.index, (to, *public)))
    assert escalation.tier in shipped().tiers
    if hide:
        assert verified(facts).same or escalation.help
    else:
        assert {reason.trigger.id for reason in escalation.reasons} == {
            reason.trigger.id for reason in found.escalation.reasons
        }
        assert escalation.help == found.escalation.help
        assert escalation.statement("medicine") is not None or found.escalation.statement("medicine") is None


def test_a_number_with_a_fraction_stays_one_without_its_questions(facts: dict[str, Any]) -> None:
    """It was an answer to a question that is not at hand."""
    facts["answers"]["hours"] = 7.5
    assert record(restored(facts, same=False))["answers"]["hours"] == 7.5


def test_what_an_edited_record_says_itself_stays(well: dict[str, Answer]) -> None:
    """An answer that was edited down takes neither the tier nor the help away."""
    facts = record(assessed({**well, "self_harm": 4}))
    words, tier = facts["escalation"]["help"], facts["escalation"]["tier"]
    facts["answers"]["self_harm"] = 1
    raised = record(shown(facts))["escalation"]
    assert raised["tier"] == tier == "emergency"
    assert [one for one in raised["help"] if one in words] == words
    assert len(raised["help"]) == 2
    assert [one["trigger"] for one in raised["reasons"]] == [
        "self_harm_plan_or_act",
        "self_harm_thoughts_or_recent_act",
    ]


@pytest.mark.parametrize("key", ["tier", "title", "reasons", "help"])
def test_half_an_edit_of_a_withheld_record_brings_help(key: str, well: dict[str, Answer]) -> None:
    """What was withheld is not known, and an edited word about it is not believed where it is calmer."""
    facts = record(withhold(assessed({**well, "self_harm": 4})))
    calm = lowered(facts)["escalation"][key]
    facts["escalation"][key] = calm
    found = shown(facts)
    assert found.escalation.help
    assert found.escalation.tier.id == "emergency"
    assert found.answers["self_harm"] is State.WITHHELD


def test_a_calm_record_that_was_edited_elsewhere_stays_calm(well: dict[str, Answer]) -> None:
    """Another number is no reason for help."""
    facts = record(withhold(assessed(well)))
    facts["scores"]["tears"]["value"] = 12.0
    found = shown(facts)
    assert (found.escalation.tier.id, found.escalation.help) == ("watch", ())
    assert found.scores["tears"].value == 12


@pytest.mark.parametrize(
    ("answers", "helped"),
    [
        ({"self_harm": 4}, True),
        ({"self_harm": 1}, True),
        ({"self_harm": "skipped"}, True),
        ({"self_harm": 0}, False),
        ({"self_harm": "withheld"}, False),
        ({"own_question": 3}, True),
        ({"own_question": [2, 3]}, True),
        ({"own_question": "prefer_not_to_say"}, True),
        ({"own_question": 0}, False),
        ({"own_question": [0]}, False),
    ],
)
def test_without_its_questions_an_answer_about_safety_brings_help_all_the_same(
    answers: dict[str, Any], helped: bool, well: dict[str, Answer]
) -> None:
    """Whether the bank at hand knows the question, or only the record says that it is about safety."""
    facts = lowered(record(assessed(well)))
    facts["answers"].update(answers)
    facts["safety"] += [name for name in answers if name not in facts["safety"]]
    found = restored(facts, same=False)
    assert [one.text for one in found.escalation.help] == [shipped().texts["help_general"]] * helped


@pytest.mark.parametrize(
    ("edit", "said_"),
    [
        ({"tier": "watch"}, "this is the title of emergency, and the tier is watch"),
        ({"tier": "watch", "title": "x"}, "this is the text of emergency, and the tier is watch"),
        ({"title": "Watch, and check again"}, "this is the title of watch, and the tier is emergency"),
        ({"tier": "watch", "title": "x", "text": "y"}, "the tier is watch, and its first reason gives emergency"),
    ],
)
def test_without_its_questions_half_an_edit_is_refused(
    edit: dict[str, Any], said_: str, well: dict[str, Answer]
) -> None:
    """Nothing can be worked out there, but what does not go together is seen."""
    facts = record(assessed({**well, "self_harm": 4}))
    facts["escalation"].update(edit)
    with pytest.raises(FileErrors) as caught:
        restored(facts, same=False)
    assert said_ in [complaint.message for complaint in caught.value.complaints]


# What is no record ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "value", "said_"),
    [
        (("scores", "tears", "value"), 101, "`value` lies outside the scale from 0 to 100"),
        (("scores", "tears", "value"), "high", "`value` must be a number"),
        (("scores", "tears", "answered"), None, "`tears` needs `answered`"),
        (("scores", "joy"), {}, "no score is called joy"),
        (("pattern", "id"), "both", "no pattern is called both"),
        (("pattern", "because", 0, "question"), "cannot_sing", "no question is called cannot_sing"),
        (("pattern", "missing"), ["cannot_sing"], "no question is called cannot_sing"),
        (("factors", 0, "id"), "antidepresant", "no factor is called antidepresant"),
        (("factors", 0, "level"), "very many", "`level` cannot be very many"),
        (("factors", 0, "points"), 1.5, "`points` must be a whole number"),
        (("factors", 0, "for", 0, "rule"), "made_up", "no rule is called made_up"),
        (("factors",), {"a": 1}, "`factors` must be a list"),
        (("escalation", "tier"), "calm", "no tier is called calm"),
        (("escalation", "reasons", 0, "trigger"), "made_up", "no trigger is called made_up"),
        (("escalation", "flags", 0), 7, "a flag is a mapping of names to values"),
        (("escalation",), [], "`escalation` must be a mapping"),
        (("answers", "cannot_cry"), 9, "9 is no answer to cannot_cry"),
        (("taken",), "2026-02-30", "`taken` is not a day"),
        (("outside",), "no", "`outside` must be true or false"),
        (("notes", 0, "text"), None, "a note needs `text`"),
        (("tool",), None, "a record needs `tool`"),
    ],
)
def test_whatever_is_wrong_with_a_record_is_said(
    facts: dict[str, Any], path: tuple[str | int, ...], value: Any, said_: str
) -> None:
    """Each mistake is named; none of them reaches the sheet."""
    inner: Any = facts
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    assert said_ in complaints(facts)


def test_all_that_is_wrong_is_said_at_once_with_its_place(facts: dict[str, Any]) -> None:
    """One reading names every mistake, with line and column."""
    facts["scores"]["tears"]["value"] = -1
    facts["escalation"]["tier"] = "calm"
    facts["factors"][0]["level"] = "much"
    with pytest.raises(FileErrors) as caught:
        restore(read_record(json.dumps(facts, indent=1).encode(), "r.json"), shipped(), by_name)
    assert len(caught.value.complaints) == 3
    text = json.dumps(facts, indent=1).splitlines()
    for complaint in caught.value.complaints:
        assert complaint.place.excerpt == text[complaint.place.line - 1]


@pytest.mark.parametrize(
    ("content", "said_"),
    [
        (b"{}", "this is not a record"),
        (b"cannot_cry: 3\n", "this is not a record"),
        (b"[1, 2]", "a record is a mapping of names to values"),
        (b'{"schema_version": 2, "bank": {"id": "x", "sha256": "y"}}', "this record is of version 2"),
        (b'{"schema_version": true, "bank": {"id": "x", "sha256": "y"}}', "`schema_version` must be a whole number"),
        (b'{"schema_version": 1, "bank": 3}', "`bank` must be a mapping"),
        (b'{"schema_version": 1, "bank": {"id": "x"}}', "`bank` needs `sha256`"),
        (b"", "the file is empty"),
    ],
)
def test_a_file_that_is_no_record_is_refused(content: bytes, said_: str) -> None:
    """It is told apart from answers, from later versions, and from anything else."""
    with pytest.raises(FileErrors) as caught:
        read_record(content, "record.json")
    assert said_ in [complaint.message for complaint in caught.value.complaints]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 500) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every path in plain data."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, inner in items for found in places(inner, (*path, key)))]


@settings(max_examples=120, deadline=None)
@given(st.data(), JSON, st.booleans())
def test_no_change_of_a_record_breaks_the_program(data: st.DataObject, value: Any, same: bool) -> None:
    """Anything in the place of anything is either refused with its place or shown; nothing else is raised."""
    facts = deepcopy(FACTS)
    path = data.draw(st.sampled_from(PLACES))
    inner: Any = facts
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    try:
        found = restored(facts, same=same)
        verified(facts)
    except FileErrors as error:
        assert error.complaints
        return
    made = make_sheet(withhold(found), lines())
    for format in ("text", "terminal", "json"):
        assert as_text(made, format)


FACTS = json.loads(json.dumps(record(withhold(assessment_of(PEOPLE / "half_answered_partial.yaml")))))
PLACES = [path for path in places(FACTS) if path and path[0] not in ("schema_version", "bank")]


# Verifying ------------------------------------------------------------------------------------------------------------


@EXAMPLES
@given(said(), st.booleans())
def test_every_record_of_ours_is_verified(person: dict[str, Answer], hide: bool) -> None:
    """What the program made it finds the same; what was withheld is left out and named."""
    found = assessed({**person, "takes_medicine": 1, "medicines": by_name(MEDICINES)})
    checked = verified(record(withhold(found) if hide else found))
    assert checked.differences == ()
    assert checked.recomputed
    hidden = withhold(found).answers if hide else {}
    assert checked.withheld == tuple(name for name, answer in hidden.items() if answer is State.WITHHELD)


@EXAMPLES
@given(said(), st.data())
def test_any_edited_result_is_found(person: dict[str, Answer], data: st.DataObject) -> None:
    """Another number, level, band, tier, reason or text is named with its place."""
    facts = json.loads(json.dumps(record(assessed(person))))
    deciding = ("scores", "pattern", "factors", "comparisons", "escalation", "outside")
    paths = [path for path in places(facts) if path and path[0] in deciding]
    path = data.draw(st.sampled_from([path for path in paths if not isinstance(at(facts, path), dict | list)]))
    before = at(facts, path)
    at(facts, path[:-1])[path[-1]] = {bool: lambda: not before, str: lambda: before + "x"}.get(
        type(before), lambda: 7 if before != 7 else 8
    )()
    found = verified(facts)
    assert not found.same
    assert all(difference.path.split(".")[0] == path[0] for difference in found.differences)


def at(facts: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        facts = facts[step]
    return facts


def test_an_edited_answer_shows_in_all_that_rests_on_it(facts: dict[str, Any]) -> None:
    """The answer itself is taken as it is; the results no longer follow from it."""
    facts["answers"]["cannot_cry"] = 0
    paths = [difference.path for difference in verified(facts).differences]
    assert "scores.tears.value" in paths
    assert "answers.cannot_cry" not in paths


def test_another_version_of_the_program_is_a_difference(facts: dict[str, Any]) -> None:
    facts["tool"]["version"] = "99.0"
    assert [difference.path for difference in verified(facts).differences] == ["tool.version"]


def test_with_other_questions_nothing_is_worked_out(facts: dict[str, Any]) -> None:
    facts["bank"]["sha256"] = "1" * 64
    found = verified(facts)
    assert [difference.path for difference in found.differences] == ["bank.sha256"]
    assert not found.recomputed


def test_a_withheld_answer_may_have_raised_the_tier(well: dict[str, Answer]) -> None:
    """The reason without a name stands for what cannot be worked out again; the tier it names is believed."""
    facts = record(withhold(assessed({**well, "self_harm": 2})))
    assert facts["escalation"]["tier"] == "today"
    assert verified(facts).same


@pytest.mark.parametrize("tier", ["watch", "emergency"])
def test_a_tier_without_its_reason_is_found(tier: str, well: dict[str, Answer]) -> None:
    """A tier that its own reasons do not give was edited, whatever was withheld."""
    facts = record(withhold(assessed({**well, "self_harm": 2})))
    facts["escalation"]["tier"] = tier
    assert "escalation.tier" in [difference.path for difference in verified(facts).differences]


def test_a_reason_without_a_name_cannot_lower_the_tier(facts: dict[str, Any]) -> None:
    """Below what the other answers give, no withheld answer can have brought it."""
    facts["escalation"]["tier"] = facts["escalation"]["reasons"][0]["tier"] = "watch"
    facts["escalation"]["reasons"][0]["trigger"] = "safety"
    assert "escalation.tier" in [difference.path for difference in verified(facts).differences]


def test_an_answer_to_a_closed_question_is_a_difference(facts: dict[str, Any]) -> None:
    facts["answers"]["drinks_in_a_day"] = 3
    assert "answers.drinks_in_a_day" in [difference.path for difference in verified(facts).differences]


@pytest.mark.parametrize(
    ("edit", "path"),
    [
        (lambda found: found["help"].append({**found["help"][0], "text": "All is well."}), "escalation.help"),
        (lambda found: found["help"][0].update(text="All is well."), "escalation.help"),
        (lambda found: found["flags"][0].update(text="Nothing to see."), "escalation.flags.help_now"),
    ],
)
def test_edited_words_of_help_are_found(edit: Any, path: str, well: dict[str, Answer]) -> None:
    """Help is left out of the comparison only in the words that it has."""
    facts = record(withhold(assessed({**well, "self_harm": 2})))
    edit(facts["escalation"])
    assert [found.path for found in verified(facts).differences if found.path.startswith(path)]


@pytest.mark.parametrize("id", ["left_out", "ignored", "was_withheld"])
def test_notes_of_the_reading_have_their_own_words(id: str, facts: dict[str, Any]) -> None:
    """A note that is none of ours is a difference, whatever it calls itself."""
    fine = note(shipped(), id, [] if id == "was_withheld" else ["drinks_in_a_day"])
    facts["notes"].append({**fine._asdict(), "questions": list(fine.questions)})
    assert verified(facts).same
    facts["notes"][-1]["text"] = "Your doctor has confirmed that you may stop today."
    assert not verified(facts).same


def test_verifying_tells_no_answer_about_safety(well: dict[str, Answer]) -> None:
    """A record with such answers that was edited is found out, and what it held is not printed."""
    facts = record(assessed({**well, "self_harm": 4, "safe_now": (3,)}))
    facts["escalation"]["reasons"] = facts["escalation"]["reasons"][1:]
    facts["escalation"]["help"][0]["text"] = "All is well."
    facts["scores"]["tears"]["value"] = 50.0
    found = verified(facts)
    told, hidden = str(found.differences), str(found.without_safety.differences)
    assert "You have a plan or mean to act" in told
    assert "plan" not in hidden
    assert "All is well" not in hidden
    assert "recorded=50.0" in hidden
    paths = [one.path for one in found.without_safety.differences]
    assert paths == ["scores.tears.value", "escalation.reasons", "escalation.help"]


@pytest.mark.parametrize("entry", [None, {}, {"short": "A plan", "chosen": {"4": "I have a plan"}}])
def test_what_a_withheld_question_is_called_is_compared(entry: Any, facts: dict[str, Any]) -> None:
    """Its answer is not known here, its name is."""
    facts["questions"]["self_harm"] = entry
    assert not verified(facts).same


def test_a_record_without_reasons_says_its_tier_to_a_clinician_too(bank: Bank, well: dict[str, Answer]) -> None:
    """Where the questions are not at hand and nothing fired, how soon is said all the same."""
    made = record(assess(bank, settle(bank, well).answers))
    assert made["escalation"]["reasons"] == []
    made["bank"]["sha256"] = "0" * 64
    restored = restore(read_record(json.dumps(made).encode(), "r.json"), bank, by_name)
    pages = as_text(make_sheet(restored, lines()), "text").split("FOR A DOCTOR OR THERAPIST")
    assert all(made["escalation"]["title"] in page for page in pages)
