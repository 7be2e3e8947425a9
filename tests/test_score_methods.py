"""How a bank can make a number of answers: sums, counts, clock times, ratios, recodes, what an answer implies, criteria."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blunting_cli.asking import settle
from blunting_cli.assessment import Assessment, assess, record, withhold
from blunting_cli.bank import Bank, load_bank
from blunting_cli.conditions import Answer, State

MakeBank = Callable[[str], Bank]
HEAD = """
bank: small
version: 1.0.0
sections: {here: {title: Here, why: To try.}}
responses: {amount: {options: {0: Not at all, 1: A little, 2: Some, 3: A lot}, also: [not_applicable]}}
sources: {paper: {title: A paper, year: 2001, where: here, read: made up for a test}}
"""
FOUR = """
questions:
  - {id: a, section: here, ask: One?, respond: amount}
  - {id: b, section: here, ask: Two?, respond: amount}
  - {id: c, section: here, ask: Three?, respond: amount, reverse: true}
  - {id: d, section: here, ask: Four?, respond: amount, ask_if: {a: {at_least: 1}}, implied: 0}
"""


def assessed(bank: Bank, **said: Answer) -> Assessment:
    """Assess the answers that count."""
    return assess(bank, settle(bank, said).answers)


def value(bank: Bank, **said: Answer) -> tuple[float | None, float | None, float | None]:
    """Give the score x with its interval."""
    found = assessed(bank, **said).scores["x"]
    return found.value, found.low, found.high


def scored(make: MakeBank, score: str, more: str = "") -> Bank:
    return make(f"{HEAD}{FOUR}{more}\nscores:\n  x: {{title: X, {score}}}\n")


# Sums -----------------------------------------------------------------------------------------------------------------


def test_a_sum_adds_values_and_turns_reversed_ones(bank_from: MakeBank) -> None:
    """A reversed answer of 3 on 0 to 3 counts as 0."""
    bank = scored(bank_from, "sum_of: [a, b, c]")
    assert value(bank, a=1, b=2, c=3) == (3, 3, 3)
    assert value(bank, a=1, b=2, c=0) == (6, 6, 6)
    assert (bank.scores[0].low, bank.scores[0].high) == (0, 9)


def test_a_sum_without_an_answer_has_an_interval_and_no_value(bank_from: MakeBank) -> None:
    """What is missing may be anything, from the least to the most."""
    bank = scored(bank_from, "sum_of: [a, b, c], times: 2")
    assert value(bank, a=1, b=2) == (None, 6, 12)
    assert value(bank, a=1, b=State.SKIPPED, c=0) == (None, 8, 14)


def test_a_prorated_sum_fills_in_the_mean_of_the_others(bank_from: MakeBank) -> None:
    """With two of three answered the third counts as their mean; with one of three there is no value."""
    bank = scored(bank_from, "sum_of: [a, b, c], needs: {answers: 2}, prorate: mean")
    assert value(bank, a=1, b=2) == (4.5, 3, 6)
    assert value(bank, a=1) == (None, 1, 7)


def test_what_does_not_apply_leaves_a_prorated_sum_and_ends_a_plain_one(bank_from: MakeBank) -> None:
    """A sum of fewer questions is another scale: it is spread to the whole, or there is none."""
    spread = scored(bank_from, "sum_of: [a, b, c], needs: {answers: 2}, prorate: mean")
    assert value(spread, a=1, b=2, c=State.NOT_APPLICABLE) == (4.5, 4.5, 4.5)
    plain = scored(bank_from, "sum_of: [a, b, c]")
    found = assessed(plain, a=1, b=2, c=State.NOT_APPLICABLE).scores["x"]
    assert (found.value, found.of) == (None, 0)


def test_a_sum_of_scores_needs_each_of_them(bank_from: MakeBank) -> None:
    bank = bank_from(
        f"{HEAD}{FOUR}\nscores:\n  x: {{title: X, sum_of: [y, c]}}\n  y: {{title: Y, sum_of: [a, b], times: 3}}\n"
    )
    assert value(bank, a=1, b=2, c=3) == (9, 9, 9)
    assert value(bank, a=1, c=3) == (None, 3, 12)
    assert (bank.score_by_id["x"].low, bank.score_by_id["x"].high) == (0, 21)


LOWER = """
  - {id: cost, section: here, ask: How much?, options: {-3: Three, -2: Two, -1: One}}
  - {id: turned, section: here, ask: How good?, options: {1: One, 2: Two, 3: Three, 4: Four}, reverse: true}
  - {id: owed, section: here, ask: How much is owed?, options: {-3: Three, -2: Two, 0: None}, reverse: true}
"""


def test_a_prorated_sum_can_be_nothing_and_never_more_than_the_most(bank_from: MakeBank) -> None:
    """Of nothing and nothing the mean is nothing; what can only take away takes away what it must."""
    assert value(scored(bank_from, "sum_of: [a, b, c], needs: half, prorate: mean"), a=0, b=0) == (0, 0, 3)
    assert value(scored(bank_from, "sum_of: [a, cost], needs: half, prorate: mean", LOWER), a=1) == (0, -2, 0)


def test_a_reversed_answer_counts_from_the_other_end_wherever_its_values_begin_or_end(bank_from: MakeBank) -> None:
    """Of 1 to 4 the 1 counts as 4, and of -3 to 0 the -3 as 0."""
    turned = scored(bank_from, "sum_of: [turned]", LOWER)
    assert [value(turned, turned=answer)[0] for answer in (1, 2, 3, 4)] == [4, 3, 2, 1]
    owed = scored(bank_from, "sum_of: [owed]", LOWER)
    assert [value(owed, owed=answer)[0] for answer in (-3, -2, 0)] == [0, -1, -3]


@pytest.mark.parametrize(("share", "needed"), [(0.25, 1), (0.3, 2), (0.5, 2), (0.6, 3), (0.75, 3), (0.8, 4)])
def test_a_share_of_the_questions_is_never_less_than_it_says(bank_from: MakeBank, share: float, needed: int) -> None:
    """Of four questions three tenths are more than one, so that two must be answered."""
    bank = scored(bank_from, f"mean_of: [a, b, c, d], needs: {{share: {share}}}")
    answers: dict[str, Answer] = {"a": 1, "b": 1, "c": 1, "d": 1}
    for count in range(1, 5):
        some = {name: answers[name] if name in "abcd"[:count] else State.SKIPPED for name in answers}
        assert (value(bank, **some)[0] is not None) is (count >= needed)


# What an answer implies -------------------------------------------------------------------------------------------------


def test_a_question_that_is_not_asked_counts_as_what_is_implied(bank_from: MakeBank) -> None:
    """Nothing of it is missing, and the score rests on the answer that implied it."""
    bank = scored(bank_from, "sum_of: [a, d]")
    assert value(bank, a=0) == (0, 0, 0)
    found = assessed(bank, a=0).scores["x"]
    assert (found.implied, found.questions, found.answered, found.of) == (("d",), ("a",), 2, 2)
    assert value(bank, a=1) == (None, 1, 4)
    assert value(bank, a=1, d=2) == (3, 3, 3)


@pytest.mark.parametrize("state", [State.SKIPPED, State.UNANSWERED, State.PREFER_NOT_TO_SAY])
def test_nothing_is_implied_where_the_opening_answer_is_missing(bank_from: MakeBank, state: State) -> None:
    """Not knowing whether a question would be asked is not knowing its answer."""
    bank = scored(bank_from, "sum_of: [a, d]")
    assert value(bank, a=state) == (None, 0, 6)


def test_what_closes_a_question_through_others_implies_it_too(bank_from: MakeBank) -> None:
    """A question behind one that was not asked is closed for certain as well."""
    more = "  - {id: e, section: here, ask: Five?, respond: amount, ask_if: {d: {at_least: 2}}, implied: 1}\n"
    bank = scored(bank_from, "sum_of: [a, d, e]", more)
    assert value(bank, a=0) == (1, 1, 1)
    assert value(bank, a=1, d=1) == (3, 3, 3)
    assert value(bank, a=1) == (None, 1, 7)


# Counts -----------------------------------------------------------------------------------------------------------------


def test_a_count_says_how_many_pass_each_their_own_threshold(bank_from: MakeBank) -> None:
    bank = scored(bank_from, "count_of: [a, b, {c: {at_least: 3}}], where: {at_least: 2}")
    assert value(bank, a=2, b=1, c=2) == (1, 1, 1)
    assert value(bank, a=2, b=2, c=3) == (3, 3, 3)
    assert value(bank, a=2, c=3) == (None, 2, 3)
    assert bank.scores[0].high == 3


def test_a_count_in_a_condition_may_have_thresholds_of_its_own(bank_from: MakeBank) -> None:
    rule = "{count: {of: [a, {b: {at_least: 1}}, {c: 3}], where: {at_least: 2}, at_least: 2}}"
    bank = bank_from(
        f"{HEAD}{FOUR}\ncriteria:\n  two: {{title: Two, source: paper, when: {rule}, met: Yes., unmet: No.}}\n"
    )
    verdicts = {
        answers: assessed(bank, **dict(zip("abc", answers, strict=True))).criteria["two"].verdict
        for answers in product((0, 1, 2, 3), repeat=3)
    }
    for (a, b, c), verdict in verdicts.items():
        assert verdict is ((a >= 2) + (b >= 1) + (c == 3) >= 2)


# Recodes ----------------------------------------------------------------------------------------------------------------


def test_a_recode_turns_values_into_others_before_they_are_summed(bank_from: MakeBank) -> None:
    """Two methods on the same answers: what was said stays as it was said."""
    recodes = "recodes: {agree: {map: {0: 1, 1: 1, 2: 0, 3: 0}, source: paper}}"
    bank = scored(bank_from, "sum_of: [a, b, c], recode: agree", recodes)
    assert value(bank, a=0, b=1, c=0) == (2, 2, 2)  # 0 reversed is 3, which gives nothing
    assert value(bank, a=0, b=1) == (None, 2, 3)
    assert assessed(bank, a=0, b=1, c=0).answers["c"] == 0


def test_a_mean_is_of_what_the_answers_are_turned_into(bank_from: MakeBank) -> None:
    """A 1 that becomes a 4 lies half way between the 1 and the 7 that others become."""
    recodes = "recodes: {t: {map: {0: 7, 1: 4, 2: 2, 3: 1}, source: paper}}"
    bank = scored(bank_from, "mean_of: [a], recode: t", recodes)
    assert (value(bank, a=1), value(bank, a=0)) == ((50, 50, 50), (100, 100, 100))


def test_a_mean_of_scores_stays_where_the_missing_answers_leave_it(bank_from: MakeBank) -> None:
    """A score that is half way up at the least lifts the mean, and one without ends does neither."""
    bank = bank_from(
        f"{HEAD}{FOUR}  - {{id: e, section: here, ask: How many?, type: number, min: 0, max: 3}}\n"
        "recodes: {t: {map: {0: 1, 3: 2}, source: paper}}\n"
        "scores:\n"
        "  x: {title: X, mean_of: [y, z], needs: {share: 0, scores: 1}}\n"
        "  y: {title: Y, mean_of: [a]}\n"
        "  z: {title: Z, mean_of: [b, c]}\n"
        "  open: {title: O, mean_of: [y, untold], needs: {share: 0, scores: 1}}\n"
        "  untold: {title: U, sum_of: [e], recode: t}\n"
    )
    assert value(bank, a=0, b=3) == (25, 25, 50)
    assert value(bank, a=3, b=0) == (75, 50, 75)
    found = assessed(bank, a=3, e=2).scores["open"]
    assert (found.value, found.low, found.high) == (100, None, None)


def test_a_five_goes_up_also_where_a_millionth_is_lacking(bank_from: MakeBank) -> None:
    """What comes out of a division just below a five was a five; what is farther off was none."""
    recodes = "recodes: {t: {map: {0: 0.04999999, 1: 0.04999, 2: 0.05, 3: 0.15}, source: paper}}"
    bank = scored(bank_from, "sum_of: [a], recode: t", recodes)
    assert [value(bank, a=answer)[0] for answer in (0, 1, 2, 3)] == [0.1, 0, 0.1, 0.2]


STEPS = """
  - {id: minutes, section: here, ask: How long?, type: number, min: 0, max: 600}
recodes: {late: {steps: [{gives: 0}, {above: 15, gives: 1}, {above: 30, gives: 2}, {from: 61, gives: 3}]}}
"""


@pytest.mark.parametrize(
    ("minutes", "points"),
    [(0, 0), (15, 0), (15.5, 1), (16, 1), (30, 1), (31, 2), (60, 2), (60.5, 2), (61, 3), (600, 3)],
)
def test_steps_begin_at_a_number_or_above_it(bank_from: MakeBank, minutes: float, points: int) -> None:
    bank = scored(bank_from, "sum_of: [minutes, a], recode: {minutes: late}", STEPS)
    assert value(bank, minutes=minutes, a=1) == (points + 1,) * 3
    assert value(bank, a=1) == (None, 1, 4)


def test_a_table_gives_a_value_with_its_error(bank_from: MakeBank) -> None:
    """A standard error stands beside a value that a table gave, and nowhere else."""
    table = "recodes: {t: {map: {0: [38.2, 5.7], 1: [44.7, 3.3], 2: [47.5, 2.7], 3: [49.4, 2.3]}, source: paper}}"
    bank = scored(bank_from, "sum_of: [a], recode: t", table)
    found = assessed(bank, a=1).scores["x"]
    assert (found.value, found.error) == (44.7, 3.3)
    missing = assessed(bank).scores["x"]
    assert (missing.value, missing.error, missing.low, missing.high) == (None, None, 38.2, 49.4)


# Clock times and ratios -------------------------------------------------------------------------------------------------

SLEEP = """
  - {id: bed, section: here, ask: When to bed?, type: time}
  - {id: up, section: here, ask: When up?, type: time}
  - {id: slept, section: here, ask: How many hours?, type: number, min: 0, max: 24}
"""


@pytest.mark.parametrize(
    ("bed", "up", "hours"),
    [("23:00", "07:00", 8), ("00:30", "07:00", 6.5), ("22:45", "06:20", 7 + 35 / 60), ("07:00", "07:00", 24)],
)
def test_hours_run_across_midnight(bank_from: MakeBank, bed: str, up: str, hours: float) -> None:
    bank = scored(bank_from, "hours_between: [bed, up]", SLEEP)
    assert assessed(bank, bed=bed, up=up).scores["x"].value == pytest.approx(hours)
    assert value(bank, bed=bed) == (None, 0, 24)


def test_a_ratio_is_the_first_by_the_second_and_not_rounded(bank_from: MakeBank) -> None:
    """84.97 is not 85: a step of a recode may lie between."""
    bank = bank_from(
        f"{HEAD}{FOUR}{SLEEP}\nscores:\n  x: {{title: X, ratio_of: [slept, hours], times: 100}}\n"
        "  hours: {title: Hours, hours_between: [bed, up]}\n"
    )
    found, *_ = value(bank, bed="23:00", up="06:39", slept=6.5)
    assert found == pytest.approx(6.5 / 7.65 * 100, abs=1e-5)
    assert value(bank, bed="23:00", up="07:00") == (None, 0, 300)
    assert value(bank, slept=6)[0] is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("23:30", "23:30"),
        ("7:05", "07:05"),
        ("11:30 pm", "23:30"),
        ("12 am", "00:00"),
        ("12:15 p.m.", "12:15"),
        ("7.30", "07:30"),
    ],
)
def test_a_time_of_day_is_read_as_people_write_it(bank_from: MakeBank, typed: str, kept: str) -> None:
    assert read(scored(bank_from, "hours_between: [bed, up]", SLEEP), f"bed: '{typed}'") == {"bed": kept}


@pytest.mark.parametrize("typed", ["24:00", "12:60", "7", "13 pm", "0 am", "late", "1:2", "-1:00", "true"])
def test_what_is_no_time_of_day_is_refused(bank_from: MakeBank, typed: str) -> None:
    assert read(scored(bank_from, "hours_between: [bed, up]", SLEEP), f"bed: {typed}") == {}


def read(bank: Bank, text: str) -> dict[str, Any]:
    from blunting_cli.answers import read_answers

    return dict(read_answers(text.encode(), "answers.yaml", bank, lambda named: named).said)


# Whether there is a score at all ----------------------------------------------------------------------------------------


def test_a_score_can_depend_on_a_condition(bank_from: MakeBank) -> None:
    """A section for some people makes a score of its own, which others do not have."""
    bank = scored(bank_from, "sum_of: [b, c], score_if: {a: {at_least: 1}}")
    assert value(bank, a=1, b=1, c=3) == (1, 1, 1)
    assert assessed(bank, a=0, b=1, c=3).scores["x"].of == 0
    unknown = assessed(bank, b=1, c=3).scores["x"]
    assert (unknown.value, unknown.missing) == (None, ("a",))


def test_several_sets_of_words_on_one_number(bank_from: MakeBank) -> None:
    bands = """
bands:
  one: {title: A clinic, source: paper, steps: [{from: 0, label: low}, {from: 3, label: high}]}
  two: {title: A town, source: paper, steps: [{from: 0, label: few}, {from: 5, label: many}]}
"""
    bank = scored(bank_from, "sum_of: [a, b], bands: [one, two]", bands)
    found = assessed(bank, a=2, b=2).scores["x"]
    assert {name: band.label for name, band in found.bands} == {"one": "high", "two": "few"}
    assert found.band is not None
    assert found.band.label == "high"
    assert assessed(bank, a=2).scores["x"].bands == ()


# Criteria ---------------------------------------------------------------------------------------------------------------

RULE = """
criteria:
  rule:
    title: A rule
    source: paper
    parts: [{title: Enough, when: {score.x: {at_least: 4}}}, {title: And, when: {c: [2, 3]}}]
    met: It is met.
    unmet: It is not met.
"""


def test_a_criterion_says_which_of_its_parts_hold(bank_from: MakeBank) -> None:
    bank = scored(bank_from, "sum_of: [a, b]", RULE)
    met = assessed(bank, a=2, b=2, c=2).criteria["rule"]
    assert (met.verdict, met.parts, set(met.questions)) == (True, (True, True), {"a", "b", "c"})
    unmet = assessed(bank, a=3, b=3, c=1).criteria["rule"]
    assert (unmet.verdict, unmet.parts, unmet.questions) == (False, (True, False), ("c",))
    open_ = assessed(bank, a=3, c=3).criteria["rule"]
    assert (open_.verdict, open_.parts, open_.missing) == (None, (None, True), ("b",))


def test_a_criterion_is_decided_where_no_missing_answer_could_change_it(bank_from: MakeBank) -> None:
    """0 and at most 3 never come to 4; 3, and one of at least 1, always does."""
    bank = scored(bank_from, "sum_of: [a, b]", RULE)
    assert assessed(bank, a=0, c=3).criteria["rule"].verdict is False
    assert assessed(bank, b=0, a=State.SKIPPED, c=3).criteria["rule"].verdict is False


# Safety -----------------------------------------------------------------------------------------------------------------

PRIVATE = """
  - {id: harm, section: here, ask: Are you safe?, why: To help., safety: true, options: {0: "No", 1: "Some", 2: "Much"}}
tiers: [{id: today, title: Today, text: Today., urgent: true}, {id: watch, title: Watch, text: Watch.}]
triggers: [{id: harm, tier: today, when: {harm: {at_least: 1}}, because: You said so., source: paper}]
"""


@settings(max_examples=60, deadline=None)
@given(st.tuples(*[st.sampled_from([0, 1, 2, 3, State.SKIPPED])] * 2), st.sampled_from([0, 1, 2, State.SKIPPED]))
def test_a_score_of_an_answer_about_safety_shows_no_more_than_its_interval(
    others: tuple[Answer, Answer], harm: Answer
) -> None:
    """Kept without that answer, records of people who differ in it alone have the same numbers and verdicts."""
    bank = private_bank()
    a, b = others
    kept = record(withhold(assessed(bank, a=a, b=b, c=3, harm=harm)))
    other = record(withhold(assessed(bank, a=a, b=b, c=3, harm=0)))
    assert (kept["scores"], kept["criteria"]) == (other["scores"], other["criteria"])
    found = assessed(bank, a=a, b=b, c=3, harm=harm).scores["x"]
    if found.value is not None:
        assert kept["scores"]["x"]["low"] <= found.value <= kept["scores"]["x"]["high"]


@cache
def private_bank() -> Bank:
    rule = "criteria: {rule: {title: R, source: paper, when: {score.x: {at_least: 4}}, met: M., unmet: U.}}"
    with TemporaryDirectory() as folder:
        path = Path(folder) / "small.yaml"
        path.write_text(f"{HEAD}{FOUR}{PRIVATE}{rule}\nscores:\n  x: {{title: X, sum_of: [a, b, harm]}}\n")
        return load_bank(str(path))


def test_what_a_score_about_safety_opens_is_about_safety(bank_from: MakeBank) -> None:
    """A question that opens by such a score would tell of it."""
    more = PRIVATE.replace(
        "tiers:", "  - {id: last, section: here, ask: Last?, respond: amount, ask_if: {score.x: {at_least: 1}}}\ntiers:"
    )
    bank = scored(bank_from, "sum_of: [a, harm]", more)
    assert bank.safety == {"harm", "last"}
    assert bank.safety_scores == {"x"}


def test_a_reason_that_rests_on_such_a_score_is_not_named(bank_from: MakeBank) -> None:
    more = PRIVATE.replace("{harm: {at_least: 1}}", "{score.x: {at_least: 2}}")
    bank = scored(bank_from, "sum_of: [a, harm]", more)
    reasons = withhold(assessed(bank, a=2, harm=0)).escalation.reasons
    assert [reason.trigger.id for reason in reasons] == ["safety"]


# Intervals --------------------------------------------------------------------------------------------------------------

MANY = """
recodes:
  half: {map: {0: 2, 1: 0, 2: 1, 3: 5}}
  late: {steps: [{gives: 3}, {above: 1, gives: 0}, {from: 3, gives: 9}]}
scores:
  plain: {title: P, sum_of: [a, b, c, d]}
  turned: {title: T, sum_of: [a, c], recode: {a: half, c: late}, times: 1.5}
  counted: {title: C, count_of: [a, {b: [1, 2]}, c], where: {at_least: 2}}
  mean: {title: M, mean_of: [a, b, c], needs: half}
  both: {title: B, sum_of: [plain, turned], recode: {turned: over}}
  spread: {title: S, sum_of: [a, b, c], needs: {answers: 2}, prorate: mean}
"""


@settings(max_examples=40, deadline=None)
@given(st.tuples(*[st.sampled_from([0, 1, 2, 3, State.SKIPPED])] * 4))
def test_every_interval_holds_every_value_that_the_missing_answers_could_give(said: tuple[Answer, ...]) -> None:
    """Complete the answers in all ways: no value lies outside, and none beyond the ends worked out from the bank."""
    bank = many_bank()
    given_ = dict(zip("abcd", said, strict=True))
    open_ = [name for name, answer in given_.items() if answer is State.SKIPPED]
    found = assessed(bank, **given_).scores
    for values in product((0, 1, 2, 3), repeat=len(open_)):
        whole = assessed(bank, **given_ | dict(zip(open_, values, strict=True))).scores
        for name, result in found.items():
            exact = whole[name].value
            assert exact is not None
            assert result.low <= exact <= result.high
            assert bank.score_by_id[name].low <= exact <= bank.score_by_id[name].high


@cache
def many_bank() -> Bank:
    over = "  over: {steps: [{gives: 1}, {from: 5, gives: 0}]}\nscores:"
    with TemporaryDirectory() as folder:
        path = Path(folder) / "small.yaml"
        path.write_text(f"{HEAD}{FOUR}{MANY.replace('scores:', over, 1)}")
        return load_bank(str(path))


def test_the_plain_no_of_a_reversed_question_about_safety_is_its_highest_value(bank_from: MakeBank) -> None:
    """Some instruments offer the worst first: help must not hang on the order of the options."""
    question = "harm, section: here, ask: Are you safe?, why: To help., safety: true, reverse: true"
    bank = bank_from(f"{HEAD}questions:\n  - {{id: {question}, options: {{0: Never safe, 1: Seldom, 2: Always}}}}\n")
    called = {value: bool(assessed(bank, harm=value).escalation.help) for value in (0, 1, 2)}
    assert called == {0: True, 1: True, 2: False}
