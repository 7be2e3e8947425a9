"""`blunting bank cases`: files of cases are read strictly, run against the right bank, and what differs is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Run

from blunting_cli.bank import Bank, load_bank
from blunting_cli.bank.reading import read_document
from blunting_cli.checking.case_files import CaseFile, is_case_file, read_cases
from blunting_cli.checking.cases import FileResult, run_cases
from blunting_cli.checking.expectations import KEYS
from blunting_cli.checking.folders import CasesRun, bank_beside, bases_in, case_paths, run_files
from blunting_cli.checking.telling import cases_data, cases_text
from blunting_cli.conditions import Medicine, State
from blunting_cli.errors import InputError

BANK = """
bank: small
version: 1.0.0
title: Small
sections: {s: {title: S, why: Because.}}
responses:
  often: {options: {0: Never, 1: At times, 2: Often}}
  yes_no: {options: {0: "No", 1: "Yes"}, also: [not_applicable]}
questions:
  - {id: q1, section: s, ask: One?, respond: often}
  - {id: q2, section: s, ask: Two?, respond: often, reverse: true}
  - {id: more, section: s, ask: More?, respond: yes_no, ask_if: {q1: 2}}
  - {id: pills, section: s, ask: Which?, type: medicine, ask_if: {more: 1}}
scores:
  sum: {title: The sum, sum_of: [q1, q2], bands: [steps, halves]}
  both: {title: Both, mean_of: [sum]}
bands:
  steps: {source: us, steps: [{from: 0, label: low, text: Low.}, {from: 2, label: high, text: High.}]}
  halves: {source: us, steps: [{from: 0, label: lower, text: Low.}, {from: 3, label: upper, text: High.}]}
criteria:
  cut_off: {title: At the cut-off, source: us, when: {score.sum: {at_least: 2}}, met: It is met., unmet: It is not met.}
  rule:
    title: Two parts
    source: us
    parts: [{title: Often, when: {q1: 2}}, {title: And more, when: {more: 1}}]
    met: It is met.
    unmet: It is not met.
tiers:
  - {id: today, title: Today, text: Today., exit_code: 11}
  - {id: routine, title: Soon, text: Soon., exit_code: 10}
  - {id: watch, title: Watch, text: Watch.}
triggers:
  - {id: often_more, tier: today, when: {more: 1}, because: There is more., source: us}
  - {id: often_one, tier: routine, when: {q1: 2}, because: It is often there., source: us}
flags:
  - {id: look, when: {q1: 2}, text: Look at this.}
sources: {us: {title: Us, where: here, read: whole}}
"""
CASES = """
bases:
  calm: {q1: 0, q2: 2}
cases:
  - case: Calm
    based_on: calm
    expect: {scores: {sum: 0}, tier: watch}
  - case: Not calm
    based_on: calm
    answers: {q1: Often, more: "Yes", pills: []}
    expect: {scores: {sum: 2, both: {value: 2, low: 2, high: 2}}, tier: today, criteria: {rule: met}}
"""


def by_name(medicines: tuple[Medicine, ...]) -> tuple[Medicine, ...]:
    return medicines


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    """A bank with something to expect of every kind but factors, patterns and notes."""
    path = tmp_path_factory.mktemp("bank") / "bank.yaml"
    path.write_text(BANK, encoding="utf-8")
    return load_bank(str(path))


def read(text: str, bank: Bank, **bases: str) -> CaseFile:
    documents = {name: read_document(said.encode(), f"bases/{name}.yaml") for name, said in bases.items()}
    return read_cases(read_document(text.encode(), "cases.yaml"), bank, by_name, documents)


def ran(text: str, bank: Bank) -> FileResult:
    return run_cases(read_document(text.encode(), "cases.yaml"), bank, by_name, {})


def one(expect: str, answers: str = "{q1: 0, q2: 2}") -> str:
    return f"case: Somebody\nanswers: {answers}\nexpect: {expect}\n"


# Reading ------------------------------------------------------------------------------------------------------------


def test_a_file_may_hold_one_case_or_several(small: Bank) -> None:
    """Either way each case has its name, its place, and the answers that count."""
    [alone] = read(one("{tier: watch}"), small).cases
    assert (alone.name, alone.place.line, dict(alone.answers)) == ("Somebody", 1, {"q1": 0, "q2": 2})
    calm, other = read(CASES, small).cases
    assert (calm.name, calm.place.line) == ("Calm", 5)
    assert dict(other.answers) == {"q1": 2, "q2": 2, "more": 1, "pills": ()}
    assert other.place.line == 8


@pytest.mark.parametrize("base", ["q1: 1\nq2: 1\n", "answers: {q1: 1, q2: 1}\n"])
def test_a_base_may_be_a_file_of_answers_beside(small: Bank, base: str) -> None:
    """A flat map, or any object with such a map under `answers`, as every file of answers."""
    text = "case: A\nbased_on: usual\nanswers: {q1: 0}\nexpect: {tier: watch}\n"
    [case] = read(text, small, usual=base).cases
    assert dict(case.answers) == {"q1": 0, "q2": 1}


def test_a_base_of_the_same_file_goes_before_one_beside(small: Bank) -> None:
    """What stands nearer is meant."""
    calm, _ = read(CASES, small, calm="q1: 2\nq2: 2\n").cases
    assert calm.answers["q1"] == 0


def test_an_empty_answer_takes_that_of_the_base_away(small: Bank) -> None:
    """As in a file of answers, nothing said is nothing said; so a person who left can be told from a whole one."""
    text = "case: A\nbased_on: usual\nanswers: {q2: }\npartial: true\nexpect: {tier: watch}\n"
    [case] = read(text, small, usual="{q1: 1, q2: 1}").cases
    assert dict(case.answers) == {"q1": 1, "q2": State.UNANSWERED}


WRONG = [
    (one("{tier: watch}") + "base_on: calm\n", "4:1", "a case has no `base_on`", "based_on"),
    (one("{tier: today}").replace("case: Somebody", "case:"), "1:6", "a case needs a line that says who it is", ""),
    (one("{tier: watch}") + "partial: maybe\n", "4:10", "`partial` is true or false", ""),
    (one("{tier: watch}", "[q1, q2]"), "2:10", "answers are a map of question id to answer", ""),
    (one("{tier: watch}", "{q1: 0, q2: 2, mor: 1}"), "2:25", "no question is called mor", "more"),
    (one("{tier: watch}", "{q1: 7, q2: 2}"), "2:15", "7 is no answer to q1", "Never"),
    (one("{tier: watch}", "{q1: 0}"), "1:1", "q2 has no answer (Two?)", "partial: true"),
    (one("{tier: watch}", "{q1: 0, q2: 0, more: 1}"), "2:25", "more is not asked after these answers", "q1 (0)"),
    (one("{tier: watch}") + "based_on: calm\n", "4:11", "no base is called calm", "nothing"),
    ("case: A\nanswers: {q1: 0, q2: 0}\n", "1:1", "a case needs `expect`: what must come out", ""),
    (one("{}"), "3:9", "`expect` is a mapping of what must come out", "pattern"),
    (one("{tears: 1}"), "3:10", "`expect` has no `tears`", ""),
    (one("{teir: watch}"), "3:10", "`expect` has no `teir`", "tier"),
    (one("{tier: wotch}"), "3:16", "no tier is called wotch", "watch"),
    (one("{tier: null}"), "3:16", "no tier is called null", ""),
    (one("{tier: []}"), "3:16", "`tier` names nothing", ""),
    (one("{tier_at_least: [watch]}"), "3:25", "`tier_at_least` is one tier", ""),
    (one("{triggers: often_one}"), "3:20", "`triggers` is a list of names", "[NAME, NAME]"),
    (one("{triggers: [often_one, ofen_more]}"), "3:32", "no trigger is called ofen_more", "often_more"),
    (one("{flags: [lok]}"), "3:18", "no flag is called lok", "look"),
    (one("{listed: [grief]}"), "3:19", "no factor is called grief", ""),
    (one("{scores: {summ: 1}}"), "3:19", "no score is called summ", "sum"),
    (one("{scores: {sum: 9}}"), "3:24", "9 can never come out", "from 0 to 4"),
    (one("{scores: {sum: low}}"), "3:24", "this is a number, or null for none", ""),
    (one("{scores: {sum: {valu: 1}}}"), "3:25", "a score has no `valu`", "value"),
    (one("{scores: {sum: {}}}"), "3:24", "nothing is said of sum", "error"),
    (one("{bands: {sum: hihg}}"), "3:23", "hihg can never come out here", "high"),
    (one("{bands: {sum: {steps: high, thirds: low}}}"), "3:37", "the score sum has no bands thirds", "halves"),
    (one("{bands: {both: high}}"), "3:18", "the score both has no bands", ""),
    (one("{criteria: {rule: yes}}"), "3:27", "yes can never come out here", "undecided"),
    (one("{criteria: {rule: []}}"), "3:27", "an empty list can never come out", ""),
    (one("{notes: [red_flg]}"), "3:18", "no note is called red_flg", "red_flag"),
    ("cases: []\n", "1:8", "`cases` is a list of cases", ""),
    ("cases: [A]\n", "1:9", "a case is a mapping", "based_on"),
    ("cases: [{case: A, answers: {q1: 0, q2: 0}, expect: {tier: watch}}]\nbase: {}\n", "2:1", "no `base`", "bases"),
    (CASES.replace("calm: {q1: 0", "nothing: {}\n  calm: {q1: 0"), "3:3", "nothing is the name of the empty base", ""),
    (CASES.replace("  calm: {", "  loud: {q1: loud}\n  calm: {"), "3:14", "loud is no answer to q1", "Never"),
    ("q1: 0\n", "1:1", "there is no case in this file", "`cases`"),
]


@pytest.mark.parametrize(("text", "place", "message", "hint"), WRONG, ids=[message for _, _, message, _ in WRONG])
def test_what_is_wrong_with_a_file_is_told_with_its_place(
    text: str, place: str, message: str, hint: str, small: Bank
) -> None:
    """Line and column of the very spot, what is wrong there, and what to do about it."""
    [complaint] = read(text, small).complaints
    assert message in complaint.message
    assert f"{complaint.place.line}:{complaint.place.column}" == place
    assert hint in complaint.hint


def test_questions_without_an_answer_are_told_once_for_a_case(small: Bank) -> None:
    """In the order they are asked; what else is wrong with the answers keeps its own place and hint."""
    [complaint] = read(one("{tier: watch}", "{}"), small).complaints
    assert (complaint.message, complaint.place.line) == ("q1 and q2 have no answer", 1)
    assert "partial: true" in complaint.hint
    text = "case: A\nbased_on: usual\nanswers: {q1: 0}\nexpect: {tier: watch}\n"
    missing, closed = read(text, small, usual="more: 1").complaints
    assert missing.message == "q2 has no answer (Two?)"
    assert closed.message == "more is not asked after these answers"
    assert "q1 (0)" in closed.hint


OTHER_BANK = """
bases:
  usual: {minutes: 10, asleep: 7}
cases:
  - {case: One, based_on: usual, expect: {scores: {nights: 1}}}
  - {case: Two, answers: {minutes: 20, asleep: 6}, expect: {scores: {nights: 2}}}
"""


def test_cases_for_another_bank_are_told_once(small: Bank) -> None:
    """Nothing else that could be said of them would help."""
    found = read(OTHER_BANK, small)
    [complaint] = found.complaints
    assert complaint.message == "these cases are for another bank: small has none of the questions they answer"
    assert "--bank names it" in complaint.hint
    assert (complaint.place.line, found.told, found.cases) == (3, 2, ())


def test_cases_of_nights_are_not_for_the_shipped_bank(bank: Bank) -> None:
    """Among its eighty names some are a little like any other."""
    answers = "{bed: 23:00, minutes: 10, asleep: 7, woke: 0, dreams: 0, fear: 1}"
    [complaint] = read(one("{scores: {nights: 1}}", answers), bank).complaints
    assert "another bank: blunting has none" in complaint.message


@pytest.mark.parametrize("answers", ["{mor: 1}", "{mor: 1, pils: []}", "{q1: 0, minutes: 10, asleep: 7}"])
def test_a_slip_of_the_pen_is_no_other_bank(answers: str, small: Bank) -> None:
    """Where a name is there, or most look like one that is, each is told by itself."""
    found = read(one("{tier: watch}", answers), small)
    assert any("no question is called" in complaint.message for complaint in found.complaints)
    assert not any("another bank" in complaint.message for complaint in found.complaints)


def test_everything_wrong_is_told_at_once(small: Bank) -> None:
    """And a case that is right is run all the same."""
    text = CASES + "  - {case: Wrong, answers: {q1: 9, q3: 1}, expect: {tier: never, scores: {sum: 99}}}\n"
    found = read(text, small)
    assert [case.name for case in found.cases] == ["Calm", "Not calm"]
    assert found.told == 3
    assert len(found.complaints) == 4
    assert {complaint.place.line for complaint in found.complaints} == {12}


def test_a_mistake_in_a_base_is_told_once(small: Bank) -> None:
    """No case that rests on it is run, and none is blamed for it."""
    found = read(CASES.replace("calm: {q1: 0", "calm: {q1: 9"), small)
    [complaint] = found.complaints
    assert complaint.place.line == 3
    assert [case.name for case in found.cases] == ["Not calm"]  # which has an answer of its own there


IMPOSSIBLE = [
    ("{tier_at_least: today, tier_at_most: routine}", "tier_at_most", small_hint := "line 3"),
    ("{tier: watch, triggers: [often_one]}", "triggers", small_hint),
    ("{flags: [look], no_flags: [look]}", "no_flags", small_hint),
    ("{scores: {sum: 1}, bands: {sum: high}}", "bands", small_hint),
    ("{bands: {sum: {halves: upper}}, scores: {sum: null}}", "scores", small_hint),
]


@pytest.mark.parametrize(("expect", "key", "line"), IMPOSSIBLE, ids=[expect for expect, _, _ in IMPOSSIBLE])
def test_what_can_never_come_out_together_is_a_mistake(expect: str, key: str, line: str, small: Bank) -> None:
    """Such a case would differ for ever, whatever the bank."""
    [complaint] = read(one(expect), small).complaints
    assert complaint.message == f"`{key}` cannot come out together with {line}"


IMPOSSIBLE_FACTORS = [
    "{listed: [grief], not_listed: [grief]}",
    "{listed: [grief], first_factor: null}",
    "{first_factor: grief, not_listed: [grief]}",
    "{first_factor: [grief, burnout], not_first: [grief, burnout]}",
    "{levels: {grief: [none, not_asked]}, first_factor: grief}",
    "{levels: {grief: few}, first_factor: null}",
]


@pytest.mark.parametrize("expect", IMPOSSIBLE_FACTORS)
def test_factors_that_can_never_come_out_together_are_a_mistake(expect: str, bank: Bank) -> None:
    """A factor is printed or not, and what is first is printed."""
    text = f"case: A\nanswers: {{age_band: 1}}\npartial: true\nexpect: {expect}\n"
    [complaint] = read(text, bank).complaints
    assert "cannot come out together" in complaint.message


def test_what_can_come_out_together_is_no_mistake(bank: Bank) -> None:
    """The same keys, so that they do not contradict each other."""
    expect = "{first_factor: [grief, null], levels: {grief: [few, none]}, not_first: [burnout], not_listed: [burnout]}"
    assert read(f"case: A\nanswers: {{age_band: 1}}\npartial: true\nexpect: {expect}\n", bank).complaints == ()


# Running ------------------------------------------------------------------------------------------------------------


def test_cases_that_come_out_as_expected_have_no_differences(small: Bank) -> None:
    """Scores, tiers and criteria, to the last."""
    found = ran(CASES, small)
    assert found.complaints == ()
    assert [(result.name, result.differences) for result in found.results] == [("Calm", ()), ("Not calm", ())]


EVERYTHING = "{q1: 2, q2: 0, more: 1, pills: []}"
CAME_OUT = [
    ("{tier: [watch, routine]}", "today"),
    ("{tier_at_most: routine}", "today"),
    ("{no_flags: [look]}", ["look", "help_before_stopping"]),
    ("{scores: {sum: 3}}", 4),
    ("{scores: {sum: null}}", 4),
    ("{scores: {sum: {low: 3.9}}}", 4),
    ("{scores: {sum: {high: null}}}", 4),
    ("{scores: {sum: {error: 1}}}", None),
    ("{bands: {sum: low}}", "high"),
    ("{bands: {sum: {halves: [lower, null]}}}", "upper"),
    ("{criteria: {rule: unmet}}", "met"),
    ("{criteria: {cut_off: [unmet, undecided]}}", "met"),
]


@pytest.mark.parametrize(("expect", "found"), CAME_OUT, ids=[expect for expect, _ in CAME_OUT])
def test_what_came_out_otherwise_is_told(expect: str, found: Any, small: Bank) -> None:
    """With the value that came out, as plain data."""
    [result] = ran(one(expect, EVERYTHING), small).results
    [difference] = result.differences
    if isinstance(found, list):
        assert found[0] in difference.found
    else:
        assert difference.found == found


HALF = "{q1: 0, q2: skipped}"


@pytest.mark.parametrize(
    "expect",
    [
        "{scores: {sum: {value: null, low: 0, high: 2}}}",
        "{bands: {sum: null}}",
        "{criteria: {cut_off: undecided, rule: unmet}}",
        "{tier_at_least: watch, tier_at_most: routine}",
        "{no_flags: [look]}",
    ],
)
def test_what_is_not_known_can_be_expected(expect: str, small: Bank) -> None:
    """A score without a value has ends; a rule may be undecided."""
    [result] = ran(one(expect, HALF), small).results
    assert result.differences == ()


@pytest.mark.parametrize(
    ("wanted", "right"), [("1.3", True), ("1.33", True), ("1.25", True), ("1", False), ("1.4", False)]
)
def test_a_number_is_right_as_it_is_or_as_it_is_shown(
    wanted: str, right: bool, bank_from: Callable[[str], Bank]
) -> None:
    """What is not rounded inside may be written as the sheet shows it, with one decimal; a five goes up."""
    answers = {"1.25": (5, 4)}.get(wanted, (4, 3))
    text = BANK.replace(
        "{id: q1, ",
        "{id: a, section: s, ask: A?, type: number, min: 1, max: 9}\n  - {id: b, section: s, ask: B?, type: number, min: 1, max: 9}\n  - {id: q1, ",
    )
    bank = bank_from(text.replace("scores:\n", "scores:\n  ratio: {title: Ratio, ratio_of: [a, b]}\n", 1))
    said = f"{{q1: 0, q2: 0, a: {answers[0]}, b: {answers[1]}}}"
    [result] = ran(one(f"{{scores: {{ratio: {wanted}}}}}", said), bank).results
    assert (result.differences == ()) is right


@pytest.mark.parametrize("expect", ["{scores: {tears: 1}}", "{levels: {grief: few}}", "{bands: {tears: slight}}"])
def test_of_a_person_the_bank_was_not_written_for_nothing_is_scored(expect: str, bank: Bank) -> None:
    """And that is said, where a case expects it."""
    [result] = ran(f"case: Seventeen\npartial: true\nanswers: {{age_band: 4}}\nexpect: {expect}\n", bank).results
    [difference] = result.differences
    assert difference.found is None
    assert "for a person whom the check was not written for" in difference.grounds[0].rule


# Telling ------------------------------------------------------------------------------------------------------------


def told(text: str, bank: Bank, width: int = 80) -> str:
    found = ran(text, bank)
    return cases_text(CasesRun(found.results, found.told, 0, found.complaints), width)


def test_a_difference_is_told_with_the_rules_and_answers_that_made_it(small: Bank) -> None:
    """In plain words: what was expected, what came out, and why."""
    text = CASES.replace("tier: watch", "tier: today, triggers: [often_more]").replace("sum: 2,", "sum: 3,")
    assert (
        told(text, small)
        == """\
Calm (cases.yaml:5)
  Tier: expected today (line 7), came out watch.
    - no trigger holds, so it is the last tier
  Triggers: expected often_more (line 7), came out none.
    - often_more cannot be decided: more: "Yes". Answers: more: Not asked

Not calm (cases.yaml:8)
  Score sum: expected 3 (line 11), came out 2.
    - sum: 2, 2 of 2 answered. Answers: q1: Often (2); q2: Often (2, reversed)

2 cases: 0 as expected, 2 differ.
"""
    )


def test_a_criterion_is_told_part_by_part(small: Bank) -> None:
    """Each part with its title, whether it holds, and the answer behind it; a score stands for its answers."""
    shown = told(one("{criteria: {rule: met, cut_off: undecided}}", "{q1: 2, q2: 2, more: 0}"), small)
    assert '- "Often" holds: q1: "Often". Answers: q1: Often' in shown
    assert '- "And more" does not hold: more: "Yes". Answers: more: No' in shown
    assert "- cut_off holds: the number for The sum is 2 or more. Answers: score sum: 2" in shown


def test_a_ground_is_said_in_full_once(small: Bank) -> None:
    """Two differences of one score rest on the same answers."""
    shown = told(one("{scores: {sum: 1}, bands: {sum: {steps: null}}}", "{q1: 1, q2: 1}"), small)
    assert shown.count("Answers: q1: At times (1)") == 1
    assert "- sum: 2, 2 of 2 answered (as above)" in shown


@pytest.mark.parametrize("width", [40, 80, 200])
def test_lines_are_never_wider_than_the_screen_or_eighty(small: Bank, width: int) -> None:
    """Long names and long rules are wrapped."""
    text = one("{tier: watch, criteria: {cut_off: unmet, rule: unmet}}", EVERYTHING).replace(
        "Somebody", "Somebody " * 30
    )
    assert max(map(len, told(text, small, width).splitlines())) <= min(width, 80)


def test_the_last_line_counts(small: Bank) -> None:
    """All, one that differs, and some that could not be run."""
    assert told(CASES, small) == "2 cases: all as expected.\n"
    assert told(one("{tier: watch}"), small) == "1 case: as expected.\n"
    wrong = CASES + "  - {case: Wrong, answers: {q1: 9}, expect: {tier: watch}}\n"
    assert told(wrong, small).endswith("3 cases: 2 as expected, 0 differ, 1 not run, for what is wrong with it.\n")


@pytest.mark.parametrize(
    ("text", "last"),
    [
        (BANK, "No case was run.\n"),
        ("cases: []\n", "No case was run.\n"),
        (CASES + "base: {}\n", "2 cases: 2 as expected, 0 differ. 1 thing is to be mended in the file.\n"),
        (CASES + "base: {}\nbass: {}\n", "2 cases: 2 as expected, 0 differ. 2 things are to be mended in the file.\n"),
    ],
)
def test_all_as_expected_is_said_of_no_file_with_mistakes(text: str, last: str, small: Bank) -> None:
    """Nor where no case was run: nobody may take that for a test that was passed."""
    assert told(text, small).endswith(last)
    assert "all as expected" not in told(text, small)


def test_programs_get_every_case_and_every_difference(small: Bank) -> None:
    """What was expected and found as data, the place of the case, and of the expectation."""
    found = ran(CASES.replace("sum: 0}", "sum: 1}"), small)
    data = cases_data(CasesRun(found.results, found.told, 0, found.complaints))
    assert {key: data[key] for key in ("cases", "as_expected", "differ", "not_run")} == {
        "cases": 2,
        "as_expected": 1,
        "differ": 1,
        "not_run": 0,
    }
    calm, other = data["results"]
    assert (other["as_expected"], other["differences"]) == (True, [])
    assert (calm["case"], calm["file"], calm["line"], calm["bank"]) == ("Calm", "cases.yaml", 5, "small")
    [difference] = calm["differences"]
    because = difference.pop("because")
    assert difference == {"key": "scores", "name": "sum", "part": "value", "line": 7, "expected": [1], "found": 0}
    assert because[0]["answers"] == {"q1": "Never (0)", "q2": "Often (2, reversed)"}


# Files and folders --------------------------------------------------------------------------------------------------


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A folder with a bank of two parts, its cases in two places, and a bank of one file with cases beside it."""
    files = {
        "small/bank.yaml": BANK.partition("tiers:")[0] + "parts: [a_part.yaml]\n",
        "small/a_part.yaml": "tiers:" + BANK.partition("tiers:")[2],
        "small/cases.yaml": CASES,
        "small/cases/one.yaml": "case: One\nbased_on: usual\nexpect: {tier: watch}\n",
        "small/cases/bases/usual.yaml": "q1: 1\nq2: 1\n",
        "small/cases/.hidden.yaml": "not a case",
        "small/cases/README.md": "not a case",
        "lone/lone.yaml": BANK,
        "lone/two.json": json.dumps(
            {"case": "Two", "answers": {"q1": 2, "q2": 0, "more": 0}, "expect": {"tier": "routine"}}
        ),
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def shown_paths(shelf: Path, *names: str) -> list[str]:
    return [path.relative_to(shelf).as_posix() for path in case_paths(str(shelf / name) for name in names)]


def test_a_folder_is_walked_in_order_without_banks_and_bases(shelf: Path) -> None:
    """Hidden files, other kinds of files, banks with their parts, and bases hold no cases."""
    assert shown_paths(shelf, "") == ["lone/two.json", "small/cases/one.yaml", "small/cases.yaml"]
    assert shown_paths(shelf, "small/cases.yaml", "small") == ["small/cases.yaml", "small/cases/one.yaml"]


def test_a_file_that_is_named_is_always_read(shelf: Path) -> None:
    """Whoever names a bank as a file of cases is told that it is none."""
    assert shown_paths(shelf, "small/bank.yaml") == ["small/bank.yaml"]
    document = read_document((shelf / "small/bank.yaml").read_bytes(), "bank.yaml")
    assert not is_case_file(document)


def test_links_to_folders_are_not_followed(shelf: Path) -> None:
    """A loop has no end."""
    (shelf / "small" / "loop").symlink_to(shelf)
    assert shown_paths(shelf, "small") == ["small/cases/one.yaml", "small/cases.yaml"]


def test_the_bank_is_the_one_beside_the_cases_or_above(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the folder of the file, or the one above it."""
    assert Path(bank_beside(shelf / "small")) == shelf / "small/bank.yaml"
    assert Path(bank_beside(shelf / "small/cases")) == shelf / "small/bank.yaml"
    monkeypatch.chdir(shelf / "small" / "cases")
    assert Path(bank_beside(Path("one.yaml").parent)).resolve() == shelf / "small/bank.yaml"
    monkeypatch.chdir(shelf / "small")
    # A name without a separator would be looked up among the banks that have a name.
    assert bank_beside(Path("cases.yaml").parent) == "./bank.yaml"


def test_without_such_a_folder_a_single_bank_beside_the_cases_is_meant(
    shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two none is chosen; a record, which names its bank too, and what cannot be read are no banks."""
    lone = shelf / "lone"
    (lone / "record.yaml").write_text("bank: {id: small}\nanswers: {q1: 0}\n")
    (lone / "broken.yaml").write_text("bank: [")
    (lone / "more.yaml").write_text("case: A\nbank: small\n")
    assert Path(bank_beside(lone)) == lone / "lone.yaml"
    (lone / ".other.yaml").write_text(BANK)
    (lone / "other.txt").write_text(BANK)
    assert Path(bank_beside(lone)) == lone / "lone.yaml"
    monkeypatch.chdir(lone)
    assert bank_beside(Path("two.json").parent) == "./lone.yaml"
    (lone / "other.yaml").write_text(BANK)
    assert bank_beside(lone) == ""
    (lone / "bank.yaml").write_text(BANK)
    assert Path(bank_beside(lone)) == lone / "bank.yaml"


def test_each_file_is_run_against_its_own_bank(shelf: Path, bank: Bank) -> None:
    """Banks are loaded once each; without one beside the cases the shipped one is meant."""
    asked: list[str] = []
    (shelf / "alone").mkdir()
    (shelf / "lone/two.json").rename(shelf / "alone/two.json")

    def load(name: str) -> Bank:
        asked.append(name)
        return load_bank(name or str(shelf / "lone/lone.yaml"))

    found = run_files([str(shelf)], "", load, by_name)
    assert [result.name for result in found.results] == ["Two", "One", "Calm", "Not calm"]
    assert found.differing == ()
    assert asked[0] == ""
    assert [Path(name).resolve() for name in asked[1:]] == [shelf / "small/bank.yaml"] * (len(asked) - 1)
    assert len(asked) <= 3
    asked.clear()
    run_files([str(shelf)], str(shelf / "lone/lone.yaml"), load, by_name)
    assert asked == [str(shelf / "lone/lone.yaml")]


def test_a_bank_with_mistakes_is_told_once_and_stops_no_other_cases(shelf: Path) -> None:
    """Two files of cases rest on it, and one on another."""
    path = shelf / "small/bank.yaml"
    path.write_text(path.read_text().replace("respond: often}", "respond: offen}", 1))
    found = run_files([str(shelf)], "", lambda name: load_bank(name or str(shelf / "lone/lone.yaml")), by_name)
    assert [result.name for result in found.results] == ["Two"]
    assert found.unread == 2
    assert [complaint.message for complaint in found.complaints if "offen" in complaint.message]
    assert len(found.complaints) == len(set(found.complaints))


def test_a_base_that_cannot_be_read_is_told_once(shelf: Path) -> None:
    """With its own place."""
    (shelf / "small/cases/bases/usual.yaml").write_text("q1: [")
    (shelf / "small/cases/other.yaml").write_text((shelf / "small/cases/one.yaml").read_text())
    found = run_files([str(shelf / "small/cases")], "", load_bank, by_name)
    assert (found.results, found.unread) == ((), 2)
    [complaint] = found.complaints
    assert complaint.place.source.endswith("usual.yaml")


def test_no_cases_at_all_is_an_error(tmp_path: Path) -> None:
    """A folder that was not found, or holds none, must not pass for one without differences."""
    with pytest.raises(InputError, match="there is no file or folder"):
        run_files([str(tmp_path / "nowhere")], "", load_bank, by_name)
    with pytest.raises(InputError, match="there are no cases in"):
        run_files([str(tmp_path)], "", load_bank, by_name)


def test_bases_are_read_by_their_names(shelf: Path) -> None:
    """And a folder without any has none."""
    assert list(bases_in(shelf / "small/cases")) == ["usual"]
    assert bases_in(shelf / "lone") == {}


# The command --------------------------------------------------------------------------------------------------------


def test_the_command_ends_with_0_where_all_is_as_expected(run: Run, shelf: Path) -> None:
    """The count goes to stdout, and nothing to stderr."""
    found = run("bank", "cases", str(shelf / "small"))
    assert (found.status, found.out, found.err) == (0, "3 cases: all as expected.\n", "")


def test_the_command_ends_with_3_where_a_case_differs(run: Run, shelf: Path) -> None:
    """What differs is the result, so it goes to stdout."""
    path = shelf / "small/cases.yaml"
    path.write_text(CASES.replace("tier: watch", "tier: today"))
    found = run("bank", "cases", str(path))
    assert (found.status, found.err) == (3, "")
    assert "Tier: expected today (line 7), came out watch." in found.out
    assert found.out.endswith("2 cases: 1 as expected, 1 differs.\n")


def test_the_command_ends_with_3_where_a_file_is_wrong(run: Run, shelf: Path) -> None:
    """What is wrong goes to stderr with its place and a caret; the other cases are run."""
    path = shelf / "small/cases.yaml"
    path.write_text(CASES.replace("tier: watch", "tier: wotch"))
    found = run("bank", "cases", str(path))
    assert found.status == 3
    assert found.out == "2 cases: 1 as expected, 0 differ, 1 not run, for what is wrong with it.\n"
    assert f"{path}:7:38: no tier is called wotch" in found.err
    assert "Did you mean watch?" in found.err


def test_a_bank_given_as_a_file_of_cases_is_told(run: Run, shelf: Path) -> None:
    """On stderr why; on stdout that nothing was run."""
    bank = str(shelf / "lone/lone.yaml")
    found = run("bank", "cases", bank, "--bank", bank)
    assert (found.status, found.out) == (3, "No case was run.\n")
    assert "there is no case in this file" in found.err


def test_of_very_many_mistakes_the_first_are_told(run: Run, shelf: Path) -> None:
    """And how many more there are."""
    path = shelf / "small/cases.yaml"
    path.write_text(CASES + "  - {case: Wrong, expect: {tear: 1}}\n" * 60)
    found = run("bank", "cases", str(path))
    assert found.status == 3
    assert found.err.count("has no `tear`") <= 50
    assert "more; mend these first." in found.err


def test_the_command_takes_a_bank_and_gives_data(run: Run, shelf: Path) -> None:
    """With --bank what lies beside the cases is left aside; with --json all is in the object."""
    path, other = shelf / "small/cases.yaml", shelf / "lone/lone.yaml"
    other.write_text(BANK.replace("{q1: 2}, because", "{q1: 0}, because"))
    found = run("bank", "cases", str(path), "--bank", str(other), "--json")
    data = json.loads(found.out)
    assert (found.status, found.err) == (3, "")
    assert (data["cases"], data["differ"]) == (2, 1)
    assert data["results"][0]["differences"][0]["because"][0] == {
        "rule": "often_one (routine): It is often there.",
        "answers": {"q1": "Never"},
    }
    path.write_text(CASES.replace("tier: watch", "tier: wotch"))
    [complaint] = json.loads(run("bank", "cases", str(path), "--json").out)["complaints"]
    assert (complaint["line"], complaint["column"], complaint["hint"]) == (7, 38, "Did you mean watch?")


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ((), 2, "Missing argument"),
        (("nowhere",), 3, "there is no file or folder nowhere."),
        (("small/cases.yaml", "--bank", "nowhere"), 3, "there is no bank nowhere."),
        (("small/bases",), 3, "there is no file or folder small/bases."),
    ],
)
def test_the_command_says_what_is_not_there(
    words: tuple[str, ...], status: int, said: str, run: Run, shelf: Path
) -> None:
    """In words, without a traceback."""
    found = run("bank", "cases", *words)
    assert (found.status, found.out) == (status, "")
    assert said in found.err
    assert "Traceback" not in found.err


def test_the_shipped_cases_are_run_by_the_command(run: Run) -> None:
    """The whole folder, with the base beside it."""
    folder = Path(__file__).with_name("cases")
    found = run("bank", "cases", str(folder))
    told = sum(path.read_text().count("case: ") for path in folder.glob("*.yaml"))
    assert (found.status, found.out) == (0, f"{told} cases: all as expected.\n")


def test_every_key_is_in_the_readme_of_the_cases() -> None:
    """Who writes a case finds there what may be expected."""
    readme = Path(__file__).with_name("cases").joinpath("README.md").read_text(encoding="utf-8")
    table = readme[readme.index("| `expect` |") :]
    assert [key for key in KEYS if f"`{key}`" not in table] == []
