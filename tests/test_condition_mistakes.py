"""What reading a condition promises about mistakes: each is told once, with its place, its kind and what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from test_conditions import SMALL, VOCABULARY

from blunting_cli.bank import Bank
from blunting_cli.conditions import AnswerIs, Condition
from blunting_cli.conditions.parsing import Path, Vocabulary, parse, parse_counted
from blunting_cli.errors import FileErrors

Complaints = list[tuple[Path, str, str, str]]
MAPPING = "a condition is a mapping, such as {low_mood: {at_least: 2}}"
LIST = "a list with at least one entry is needed here"
OPTIONS = "Options: not at all, 0, a bit, 1, a lot, 2"
COMPARE = "Say a value, at_least, at_most, between or answered."
WITHIN = "Write `at_most` within the braces of mood."
EACH_STATE = "Say {any: [{mood: {state: skipped}}, {mood: {state: withheld}}]}, or {mood: {answered: false}}."
STATES = "States: not_asked, unanswered, skipped, prefer_not_to_say, not_applicable, withheld"
TELLABLE = "What can be told: name, started, change, raised, lowered, stopped, unchanged"
# Where an answer is no amount: a list to tick, a text, a time the clock shows.
UNCOUNTABLE = replace(
    VOCABULARY,
    questions={**VOCABULARY.questions, "clock": {}},
    uncountable=frozenset({"ticks", "words", "clock"}),
    times=frozenset({"clock"}),
)


def read(data: Any, vocabulary: Vocabulary = VOCABULARY) -> tuple[Condition, Complaints]:
    """Read a condition that stands below `when`; give it with its complaints, each by its place below."""
    found: Complaints = []
    condition = parse(data, ("when",), vocabulary, lambda *complaint: found.append(complaint))
    assert all(path[0] == "when" for path, *_ in found)
    return condition, [(path[1:], *said) for path, *said in found]


# One mistake after the other ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (None, [((), "bad-condition", MAPPING, "")]),
        ({}, [((), "bad-condition", MAPPING, "")]),
        ("mood", [((), "bad-condition", MAPPING, "")]),
        ({"not": {}}, [(("not",), "bad-condition", MAPPING, "")]),
        ({"all": []}, [(("all",), "bad-condition", LIST, "")]),
        ({"any": {"mood": 1}}, [(("any",), "bad-condition", LIST, "")]),
        ({"all": [{"mood": 1}, 3]}, [(("all", 1), "bad-condition", MAPPING, "")]),
        ({"moood": 1}, [(("moood",), "unknown-question", "no question is called moood", "Did you mean mood?")]),
        (
            {"score_most": 1},
            [(("score_most",), "unknown-question", "no question is called score_most", "Did you mean score.most?")],
        ),
        ({"zzz": 1}, [(("zzz",), "unknown-question", "no question is called zzz", "")]),
        (
            {"score.mosst": {"at_least": 1}},
            [(("score.mosst",), "unknown-score", "no score is called mosst", "Did you mean most?")],
        ),
        (
            {"score.most": 50},
            [(("score.most",), "nothing-compared", "a score is compared with at_least, at_most or between", "")],
        ),
        (
            {"score.most": {"answered": True}},
            [
                (("score.most", "answered"), "unknown-key", "answered cannot stand beside at_least", ""),
                (("score.most",), "nothing-compared", "a score is compared with at_least, at_most or between", ""),
            ],
        ),
        ({"mood": 9}, [(("mood",), "unknown-option", "mood has no option 9", OPTIONS)]),
        ({"mood": [0, "lots"]}, [(("mood", 1), "unknown-option", "mood has no option lots", OPTIONS)]),
        ({"mood": True}, [(("mood",), "unknown-option", "mood has no option true", OPTIONS)]),
        ({"mood": []}, [(("mood",), "bad-condition", LIST, "")]),
        ({"mood": {}}, [(("mood",), "nothing-compared", "nothing is compared here", COMPARE)]),
        ({"mood": {"at_least": None}}, [(("mood",), "nothing-compared", "nothing is compared here", COMPARE)]),
        (
            {"mood": {"answered": 3}},
            [
                (("mood", "answered"), "unknown-key", "answered cannot stand beside at_least", ""),
                (("mood",), "nothing-compared", "nothing is compared here", COMPARE),
            ],
        ),
        (
            {"mood": {"answered": True, "at_most": 1}},
            [(("mood", "at_most"), "unknown-key", "at_most cannot stand beside answered", "")],
        ),
        (
            {"mood": {"state": "skipped", "at_most": 1}},
            [(("mood", "at_most"), "unknown-key", "at_most cannot stand beside state", "")],
        ),
        ({"mood": {"state": "left"}}, [(("mood", "state"), "unknown-state", "no such state: left", STATES)]),
        (
            {"mood": {"state": ["skipped", "withheld"]}},
            [(("mood", "state"), "unknown-state", "a state is one word and no list", EACH_STATE)],
        ),
        (
            {"mood": {"atleast": 2}},
            [(("mood", "atleast"), "unknown-key", "a comparison has no `atleast`", "Did you mean at_least?")],
        ),
        (
            {"mood": {"greater": 2}},
            [(("mood", "greater"), "unknown-key", "a comparison has no `greater`", COMPARE)],
        ),
        (
            {"mood": {"answered": True, "at_least": 2}},
            [(("mood", "at_least"), "unknown-key", "at_least cannot stand beside answered", "")],
        ),
        ({"or": [{"mood": 1}]}, [(("or",), "unknown-question", "no question is called or", "Write `any`.")]),
        ({"and": {"mood": 1}}, [(("and",), "unknown-question", "no question is called and", "Write `all`.")]),
        (
            {"mood": {"at_least": 1}, "at_most": 2},
            [(("at_most",), "unknown-question", "no question is called at_most", WITHIN)],
        ),
        ({"at_most": 2}, [(("at_most",), "unknown-question", "no question is called at_most", "")]),
        (
            {"score.mood": {"at_least": 2}},
            [(("score.mood",), "unknown-score", "no score is called mood", "mood is a question: leave out `score.`")],
        ),
        (
            {"mood": {"at_least": "lots"}},
            [(("mood", "at_least"), "not-a-number", "lots is not a number or a time such as 4 weeks", "")],
        ),
        (
            {"mood": {"at_most": True}},
            [(("mood", "at_most"), "not-a-number", "True is not a number or a time such as 4 weeks", "")],
        ),
        (
            {"mood": {"between": 3}},
            [(("mood", "between"), "not-a-number", "between takes two numbers, [low, high]", "")],
        ),
        (
            {"mood": {"between": [1]}},
            [(("mood", "between"), "not-a-number", "between takes two numbers, [low, high]", "")],
        ),
        (
            {"mood": {"between": [1, "lots"]}},
            [(("mood", "between", 1), "not-a-number", "lots is not a number or a time such as 4 weeks", "")],
        ),
        (
            {"mood": {"between": [0, 1], "at_least": 2}},
            [(("mood", "at_least"), "unknown-key", "at_least cannot stand beside between", "")],
        ),
        (
            {"pills": {"class": "sri"}},
            [(("pills", "class"), "unknown-class", "no medicine class is called sri", "Did you mean ssri or snri?")],
        ),
        (
            {"pills": {"class": [["ssri"]]}},
            [(("pills", "class"), "unknown-class", "no medicine class is called ['ssri']", "Did you mean ssri?")],
        ),
        ({"pills": {"class": []}}, [(("pills", "class"), "bad-condition", LIST, "")]),
        (
            {"pills": {"class": "ssri", "dose": 3}},
            [(("pills", "dose"), "unknown-key", "a comparison has no `dose`", COMPARE)],
        ),
        (
            {"pills": {"class": "ssri", "change": "up"}},
            [
                (
                    ("pills", "change"),
                    "unknown-change",
                    "no such change: up",
                    "Changes: raised, lowered, stopped, unchanged",
                )
            ],
        ),
        (
            {"pills": {"class": "ssri", "within_weeks": "4"}},
            [(("pills", "within_weeks"), "not-a-number", "a whole number of weeks is needed here", "")],
        ),
        (
            {"pills": {"class": "ssri", "within_weeks": True}},
            [(("pills", "within_weeks"), "not-a-number", "a whole number of weeks is needed here", "")],
        ),
        (
            {"pills": {"class": "ssri", "change": "unchanged", "within_weeks": 4}},
            [
                (
                    ("pills", "within_weeks"),
                    "unknown-change",
                    "a dose that was left as it was has no time of its change",
                    "",
                )
            ],
        ),
        (
            {"pills": {"told": "started"}},
            [
                (("pills", "told"), "unknown-key", "told cannot stand beside at_least", ""),
                (("pills",), "nothing-compared", "nothing is compared here", COMPARE),
            ],
        ),
        (
            {"pills": {"class": "sri", "told": "started"}},
            [(("pills", "class"), "unknown-class", "no medicine class is called sri", "Did you mean ssri or snri?")],
        ),
        (
            {"pills": {"class": "ssri", "told": "dose"}},
            [(("pills", "told"), "unknown-change", "nothing of a medicine is called dose", TELLABLE)],
        ),
        (
            {"pills": {"class": "ssri", "all_told": ["change"]}},
            [(("pills", "all_told"), "unknown-change", "nothing of a medicine is called ['change']", TELLABLE)],
        ),
        (
            {"pills": {"class": "ssri", "told": None}},
            [(("pills", "told"), "unknown-change", "nothing of a medicine is called None", TELLABLE)],
        ),
        (
            {"pills": {"class": "ssri", "told": "change", "change": "raised"}},
            [(("pills", "change"), "unknown-key", "change cannot stand beside told", "")],
        ),
        (
            {"pills": {"class": "ssri", "told": "started", "all_told": "started"}},
            [(("pills", "all_told"), "unknown-key", "all_told cannot stand beside told", "")],
        ),
        (
            {"pills": {"class": "ssri", "all_told": "started", "within_weeks": 4}},
            [(("pills", "within_weeks"), "unknown-key", "within_weeks cannot stand beside all_told", "")],
        ),
        (
            {"count": {"where": 1, "at_least": 1}},
            [(("count",), "count-incomplete", "count needs `of`, and at_least or at_most", "")],
        ),
        (
            {"count": {"of": ["mood", "hope"], "at_least": 1}},
            [(("count",), "count-incomplete", "count needs `where`, which each of its questions is held against", "")],
        ),
        ({"count": 3}, [(("count",), "count-incomplete", "count needs `of`, and at_least or at_most", "")]),
        (
            {"count": {"of": ["mood", "hope"], "where": 1}},
            [(("count",), "count-incomplete", "count needs at_least or at_most", "")],
        ),
        (
            {"count": {"of": [], "where": {"at_least": 1}, "at_least": 1}},
            [
                (("count", "of"), "bad-condition", LIST, ""),
                (("count", "where"), "nothing-compared", "no question is held against `where`", ""),
            ],
        ),
        (
            {"count": {"of": ["mood", "hpoe"], "where": 1, "at_least": 1}},
            [(("count", "of", 1), "unknown-question", "no question is called hpoe", "Did you mean hope?")],
        ),
        (
            {"count": {"of": ["mood", "hope"], "where": 9, "at_least": 1}},
            [(("count", "where"), "unknown-option", "mood has no option 9", OPTIONS)],
        ),
        (
            {"count": {"of": ["mood", "hope"], "where": 1, "atleast": 1}},
            [(("count", "atleast"), "unknown-key", "a comparison has no `atleast`", "Did you mean at_least?")],
        ),
        (
            {"count": {"of": ["mood", "hope"], "where": 1, "at_least": 1.5}},
            [(("count", "at_least"), "not-a-number", "1.5 is not a whole number", "")],
        ),
        (
            {"count": {"of": ["mood", "hope"], "where": 1, "at_most": "2 weeks"}},
            [(("count", "at_most"), "not-a-number", "2 weeks is not a whole number", "")],
        ),
        (
            {"count": {"of": ["mood", "hope"], "where": 1, "between": [1, 1.5]}},
            [(("count", "between", 1), "not-a-number", "1.5 is not a whole number", "")],
        ),
        (
            {"mood": None},
            [
                (
                    ("mood",),
                    "nothing-compared",
                    "nothing is compared here",
                    "Put a word that is read as nothing, such as null, in quotes.",
                )
            ],
        ),
        (
            {"hope": [0, None]},
            [
                (
                    ("hope", 1),
                    "nothing-compared",
                    "nothing is compared here",
                    "Put a word that is read as nothing, such as null, in quotes.",
                )
            ],
        ),
        ({"all": 3}, [(("all",), "bad-condition", LIST, "")]),
        (
            {"pills": {"class": ["ssri", "any"], "change": "raised", "within_weeks": 1.5}},
            [(("pills", "within_weeks"), "not-a-number", "a whole number of weeks is needed here", "")],
        ),
        (
            {"hours": {"at_least": "4"}},
            [
                (
                    ("hours", "at_least"),
                    "not-a-number",
                    "4 is not a number or a time such as 4 weeks",
                    "Take the quotes away.",
                )
            ],
        ),
        (
            {"hours": {"at_least": " 4 "}},
            [
                (
                    ("hours", "at_least"),
                    "not-a-number",
                    " 4  is not a number or a time such as 4 weeks",
                    "Take the quotes away.",
                )
            ],
        ),
        (
            {"hours": {"at_least": "-1.5"}},
            [
                (
                    ("hours", "at_least"),
                    "not-a-number",
                    "-1.5 is not a number or a time such as 4 weeks",
                    "Take the quotes away.",
                )
            ],
        ),
        (
            {"hours": {"at_least": "4x"}},
            [(("hours", "at_least"), "not-a-number", "4x is not a number or a time such as 4 weeks", "")],
        ),
        (
            {"hours": {"at_least": [4]}},
            [(("hours", "at_least"), "not-a-number", "[4] is not a number or a time such as 4 weeks", "")],
        ),
        (
            {"hours": {"between": [None, 3]}},
            [(("hours", "between"), "not-a-number", "between takes two numbers, [low, high]", "")],
        ),
        (
            {"hours": {"between": [1, None]}},
            [(("hours", "between"), "not-a-number", "between takes two numbers, [low, high]", "")],
        ),
        (
            {"hours": {"between": [1, 2, 3]}},
            [(("hours", "between"), "not-a-number", "between takes two numbers, [low, high]", "")],
        ),
        (
            {"count": {"of": ["mood"], "where": 1, "at_least": "2"}},
            [(("count", "at_least"), "not-a-number", "2 is not a whole number", "Take the quotes away.")],
        ),
        (
            {"count": {"of": ["mood"], "where": 1, "at_least": True}},
            [(("count", "at_least"), "not-a-number", "True is not a whole number", "")],
        ),
        (
            {"count": {"of": [{"mood": 1}], "where": 1, "at_least": 1}},
            [(("count", "where"), "nothing-compared", "no question is held against `where`", "")],
        ),
        (
            {"count": {"of": ["moood", "hpoe"], "where": {"atleast": 1}, "at_least": 1}},
            [
                (("count", "of", 0), "unknown-question", "no question is called moood", "Did you mean mood?"),
                (
                    ("count", "where", "atleast"),
                    "unknown-key",
                    "a comparison has no `atleast`",
                    "Did you mean at_least?",
                ),
                (("count", "of", 1), "unknown-question", "no question is called hpoe", "Did you mean hope?"),
            ],
        ),
        (
            {"count": {"of": ["mood", {"hpoe": 1}, 3], "where": 1, "at_least": 1}},
            [
                (("count", "of", 1, "hpoe"), "unknown-question", "no question is called hpoe", "Did you mean hope?"),
                (("count", "of", 2), "unknown-question", "no question is called 3", ""),
            ],
        ),
        (
            {"score.most": {"at_least": 1, "most": 2}},
            [(("score.most", "most"), "unknown-key", "a comparison has no `most`", "Did you mean at_most?")],
        ),
        (
            {"score.most": {"at_least": "lots"}},
            [(("score.most", "at_least"), "not-a-number", "lots is not a number or a time such as 4 weeks", "")],
        ),
        (
            {"score.most": {"between": 7}},
            [(("score.most", "between"), "not-a-number", "between takes two numbers, [low, high]", "")],
        ),
        ({"pills": {"class": "zzz"}}, [(("pills", "class"), "unknown-class", "no medicine class is called zzz", "")]),
        (
            {"not": {"moood": {"at_least": 1}}},
            [(("not", "moood"), "unknown-question", "no question is called moood", "Did you mean mood?")],
        ),
    ],
    ids=str,
)
def test_every_mistake_is_told_once_with_its_path_and_a_hint(data: Any, expected: Complaints) -> None:
    """Whatever is wrong with a condition is said at the place where it is wrong, and nothing else is."""
    assert read(data)[1] == expected


@pytest.mark.parametrize(
    ("data", "path", "hint"),
    [
        ({"ticks": {"at_least": 1}}, ("ticks",), "Say one value, or a list of values."),
        ({"words": {"between": [1, 2]}}, ("words",), "Say one value, or a list of values."),
        ({"clock": {"at_most": 7}}, ("clock",), "Times are scored with `hours_between`."),
    ],
    ids=str,
)
def test_what_is_no_amount_is_not_compared_with_one(data: Any, path: Path, hint: str) -> None:
    """How many were ticked, how long a text is and how late a clock shows is nothing a rule can ask by at_least."""
    expected = [(path, "not-an-amount", f"the answer to {path[0]} is no amount", hint)]
    assert read(data, UNCOUNTABLE)[1] == expected
    assert read(data)[1] == (
        [] if path[0] != "clock" else [(path, "unknown-question", "no question is called clock", "")]
    )


def test_what_is_no_amount_can_be_asked_for_by_value_and_a_missing_end_is_told_as_such() -> None:
    """A value is none of that; where no end is said at all, that is what is wrong."""
    assert read({"ticks": [1, 2]}, UNCOUNTABLE)[1] == []
    assert read({"words": {"answered": True}}, UNCOUNTABLE)[1] == []
    assert read({"words": {}}, UNCOUNTABLE)[1] == [
        (("words",), "nothing-compared", "nothing is compared here", COMPARE)
    ]


def test_an_unknown_option_is_answered_with_the_options_as_they_are_written() -> None:
    """An author sees labels as they stand in the bank, not as they are compared."""
    labels = {"mood": ("Not at all", "A bit", "A lot")}
    [(*_, hint)] = read({"mood": "lots"}, replace(VOCABULARY, labels=labels))[1]
    assert hint == "Options: Not at all, 0, A bit, 1, A lot, 2"


def test_a_medicine_class_that_is_known_or_any_brings_no_complaint() -> None:
    """Classes may be said one by one or as a list, with all that can stand beside them."""
    for data in ({"class": "any"}, {"class": ["ssri", "opioid"], "change": "raised", "within_weeks": 4}):
        assert read({"pills": data})[1] == []


def test_reading_goes_on_after_a_mistake_and_tells_all_of_them() -> None:
    """One run names every mistake of a condition."""
    data = {"all": [{"moood": 1}, {"mood": 9}, {"score.nope": {"at_least": 1}}, {"hope": {"state": "x"}}]}
    assert [path[1] for path, *_ in read(data)[1]] == [0, 1, 2, 3]


def test_a_mistake_in_what_is_counted_is_told_there_however_deep_it_stands() -> None:
    """The place of `where` is beside `of`, also inside other conditions."""
    data = {"any": [{"mood": 1}, {"not": {"count": {"of": ["mood", "moood"], "where": 9, "at_least": 1}}}]}
    count = ("any", 1, "not", "count")
    assert read(data)[1] == [
        ((*count, "where"), "unknown-option", "mood has no option 9", OPTIONS),
        ((*count, "of", 1), "unknown-question", "no question is called moood", "Did you mean mood?"),
    ]


def test_what_a_score_counts_is_told_under_its_own_key() -> None:
    """A count outside a condition has its list elsewhere, and the same complaints."""
    found: Complaints = []
    path = ("scores", "x")
    parts = parse_counted(
        ["mood", {"hpoe": 1}], 9, path, VOCABULARY, lambda *complaint: found.append(complaint), key="count_of"
    )
    assert [part.question for part in parts if isinstance(part, AnswerIs)] == ["mood", "hpoe"]
    assert found == [
        ((*path, "where"), "unknown-option", "mood has no option 9", OPTIONS),
        ((*path, "count_of", 1, "hpoe"), "unknown-question", "no question is called hpoe", "Did you mean hope?"),
    ]


def test_in_a_bank_a_mistake_is_shown_with_its_line_and_hint(bank_from: Callable[[str], Bank]) -> None:
    """An author sees file, line, column and what was probably meant."""
    with pytest.raises(FileErrors) as caught:
        bank_from(SMALL + "flags: [{id: f, text: F., when: {mood: 1, hpoe: 2}}]\n")
    line = len(SMALL.splitlines()) + 1
    (complaint,) = caught.value.complaints
    assert (complaint.place.line, complaint.message) == (line, "no question is called hpoe")
    assert complaint.hint == "Did you mean hope?"
