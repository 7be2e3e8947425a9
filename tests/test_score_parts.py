"""What each part gives to a score, and what a score tells of its parts: which were answered, implied, missing, or left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from test_score_methods import FOUR, HEAD, SLEEP

from blunting_cli.bank import Bank
from blunting_cli.bank.model import Band
from blunting_cli.conditions import Answer, State
from blunting_cli.errors import FileErrors
from blunting_cli.scoring import (
    CriterionResult,
    Said,
    ScoreResult,
    find_neighbours,
    find_pattern,
    gives,
    judge_criteria,
    lacking,
    part_of,
)

MakeBank = Callable[[str], Bank]
NA, SKIPPED, WITHHELD = State.NOT_APPLICABLE, State.SKIPPED, State.WITHHELD
SOURCE = "source: paper"


def bank_of(make: MakeBank, scores: str, more: str = "") -> Bank:
    """Make a bank of the four questions with scores, one a line, and whatever else stands before them."""
    lines = "".join(f"  {line.strip()}\n" for line in scores.strip().splitlines())
    return make(f"{HEAD}{FOUR}{more}\nscores:\n{lines}")


def score_of(bank: Bank, name: str = "x", **said: Answer) -> ScoreResult:
    """Work out one score of the answers that were given."""
    return Said(bank, said).score(name)


def ends(result: ScoreResult) -> tuple[float | None, float | None, float | None]:
    return result.value, result.low, result.high


# What a part gives ----------------------------------------------------------------------------------------------------

EACH = """
mean: {title: M, mean_of: [a, c], scale: 10, needs: half}
of_means: {title: O, mean_of: [mean, other]}
other: {title: O, mean_of: [b]}
sum: {title: S, sum_of: [a, c], times: 3}
hours: {title: H, hours_between: [bed, up]}
ratio: {title: R, ratio_of: [slept, hours], times: 100}
tabled: {title: T, sum_of: [a, b], recode: {a: table}}
late: {title: L, mean_of: [a], recode: {a: table}}
"""
TABLE = f"recodes: {{table: {{map: {{0: [7, 0.5], 1: [4, 0.25], 2: 2, 3: 1}}, {SOURCE}}}}}\n"


@pytest.mark.parametrize(
    ("score", "part", "given"),
    [
        ("mean", "a", 3.3),
        ("mean", "c", 6.7),
        ("of_means", "mean", 5),
        ("of_means", "other", 66.7),
        ("sum", "a", 3),
        ("sum", "c", 6),
        ("hours", "bed", None),
        ("ratio", "slept", 6.3),
        ("ratio", "hours", 7.7),
        ("tabled", "a", 4),
        ("tabled", "b", 2),
        ("late", "a", 50),
    ],
)
def test_a_part_gives_its_place_on_the_scale_of_a_mean_and_else_its_value(
    bank_from: MakeBank, score: str, part: str, given: float | None
) -> None:
    """Reversed and recoded parts give what they were turned into, to one decimal; a clock time is no amount."""
    bank = bank_of(bank_from, EACH, SLEEP + TABLE)
    said = Said(bank, {"a": 1, "b": 2, "c": 1, "bed": "23:00", "up": "06:39", "slept": 6.25})
    assert gives(part, bank.score_by_id[score], _part(part, score, said), bank) == given


@pytest.mark.parametrize("state", [SKIPPED, State.UNANSWERED, WITHHELD, State.NOT_ASKED])
def test_a_part_without_a_value_gives_nothing_and_one_that_does_not_apply_is_no_part(
    bank_from: MakeBank, state: State
) -> None:
    bank = bank_of(bank_from, EACH, SLEEP + TABLE)
    said = Said(bank, {"a": state, "c": NA})
    sum_, mean = bank.score_by_id["sum"], bank.score_by_id["mean"]
    assert [gives("a", score, _part("a", score.id, said), bank) for score in (sum_, mean)] == [None, None]
    assert _part("a", "sum", said) == (None, 0, 3, (), ("a",), ())
    assert part_of("c", sum_, said) is None


def test_a_part_tells_its_value_its_ends_and_the_questions_behind_it(bank_from: MakeBank) -> None:
    """Of a recoded part without an answer the ends are those of the recode."""
    bank = bank_of(bank_from, EACH, SLEEP + TABLE)
    said = Said(bank, {"a": 1, "c": SKIPPED})
    assert _part("c", "sum", Said(bank, {"c": 1})) == (2, 2, 2, ("c",), (), ())
    assert _part("a", "tabled", said) == (4, 4, 4, ("a",), (), ())
    assert _part("a", "tabled", Said(bank, {})) == (None, 1, 7, (), ("a",), ())
    assert _part("mean", "of_means", said) == (3.3, 1.7, 6.7, ("a",), ("c",), ())
    assert part_of("mean", bank.score_by_id["of_means"], Said(bank, {"a": NA, "c": NA})) is None


def test_a_part_that_is_implied_names_itself_and_the_answers_that_close_it(bank_from: MakeBank) -> None:
    """A reversed one is turned as an answer would be; where nothing is implied a closed question stays missing."""
    more = """\
  - {id: e, section: here, ask: Five?, respond: amount, ask_if: {d: {at_least: 2}}, implied: 1, reverse: true}
  - {id: f, section: here, ask: Six?, respond: amount, ask_if: {a: {at_least: 1}}}
"""
    bank = bank_of(bank_from, "x: {title: X, sum_of: [a, e, f]}", more)
    assert _part("e", "x", Said(bank, {"a": 0})) == (2, 2, 2, ("a",), (), ("e",))
    assert _part("e", "x", Said(bank, {"a": 1, "d": 1})) == (2, 2, 2, ("d",), (), ("e",))
    assert _part("e", "x", Said(bank, {"a": 1, "d": 3})) == (None, 0, 3, (), ("e",), ())
    assert _part("e", "x", Said(bank, {"a": 0, "e": 3})) == (0, 0, 0, ("e",), (), ())
    assert _part("f", "x", Said(bank, {"a": 0})) == (None, 0, 3, (), ("f",), ())


def _part(name: str, score: str, said: Said) -> Any:
    found = part_of(name, said.bank.score_by_id[score], said)
    assert found is not None
    return found


# What closes a question -----------------------------------------------------------------------------------------------


def test_a_question_is_closed_by_the_answers_that_leave_no_way_to_it(bank_from: MakeBank) -> None:
    """Through a question that was not asked itself, the answers before it; an answered one is not closed."""
    more = "  - {id: e, section: here, ask: Five?, respond: amount, ask_if: {any: [{d: 2}, {b: 3}]}}\n"
    bank = bank_of(bank_from, "x: {title: X, sum_of: [a, e]}", more)
    a, d, e = (bank.by_id[name] for name in "ade")
    said = Said(bank, {"a": 0, "b": 1})
    assert (said.closed_by(a), said.closed_by(d), said.closed_by(e)) == ((), ("a",), ("a", "b"))
    assert Said(bank, {"a": 0, "d": 2}).closed_by(d) == ()
    assert Said(bank, {"a": 1, "b": 1}).closed_by(e) == ()
    assert Said(bank, {"a": SKIPPED, "b": 1}).closed_by(e) == ()
    assert said.opening.answer("d") is NA
    assert said.opening.answer("c") is State.NOT_ASKED
    assert said.opening.answer("a") == 0
    assert Said(bank, {"a": 1}).opening.answer("d") is State.NOT_ASKED


def test_a_score_rests_on_what_was_answered_and_on_what_does_not_apply_however_deep(bank_from: MakeBank) -> None:
    scores = """
    x: {title: X, mean_of: [y, z], needs: half}
    y: {title: Y, mean_of: [a, b], needs: half}
    z: {title: Z, mean_of: [b, c], needs: half}
    """
    said = Said(bank_of(bank_from, scores), {"a": 1, "b": NA, "c": SKIPPED})
    assert said.score_questions("x") == ("a", "b")
    assert said.score_questions("z") == ("b",)
    assert said.opening.score_questions("x") == ("a", "b")
    assert said.opening.score("x") is said.score("x")


# What does not apply --------------------------------------------------------------------------------------------------

NOTHING = ScoreResult("x", None, None, None, 0, 0, (), ())


@pytest.mark.parametrize(
    ("score", "said"),
    [
        ("count_of: [a, b], where: {at_least: 2}", {"a": NA, "b": NA}),
        ("hours_between: [bed, up]", {"bed": "23:00", "up": NA}),
        ("hours_between: [bed, up]", {"bed": NA, "up": SKIPPED}),
        ("ratio_of: [slept, a]", {"slept": 6, "a": NA}),
        ("ratio_of: [slept, a]", {"slept": NA, "a": 2}),
        ("sum_of: [a, b]", {"a": 1, "b": NA}),
        ("sum_of: [a, b], prorate: mean", {"a": NA, "b": NA}),
        ("mean_of: [a, b]", {"a": NA, "b": NA}),
        ("sum_of: [a, b], score_if: {c: 3}", {"a": 1, "b": 1, "c": 1}),
    ],
)
def test_where_a_score_does_not_apply_it_is_no_number_and_rests_on_nothing(
    bank_from: MakeBank, score: str, said: dict[str, Answer]
) -> None:
    """Half a night, half a quotient or half a plain sum is another number; a count ends where all of it does."""
    sleep = SLEEP.replace("type: time", "type: time, also: [not_applicable]")
    sleep = sleep.replace("max: 24}", "max: 24, also: [not_applicable]}")
    made = score.replace("[slept, a]", "[slept, wide]")
    wide = "wide: {title: W, sum_of: [a], recode: up}" if "wide" in made else ""
    recode = f"recodes: {{up: {{map: {{0: 1, 1: 2, 2: 3, 3: 4}}, {SOURCE}}}}}\n"
    assert score_of(bank_of(bank_from, f"x: {{title: X, {made}}}\n{wide}", sleep + recode), **said) == NOTHING


def test_of_a_count_what_does_not_apply_is_counted_as_not_so(bank_from: MakeBank) -> None:
    """As long as anything applies the count is of what was asked; times multiplies it and both its ends."""
    bank = bank_of(bank_from, "x: {title: X, count_of: [a, b, c], where: {at_least: 2}, times: 1.5}")
    assert score_of(bank, a=2, b=NA, c=1) == ScoreResult("x", 1.5, 1.5, 1.5, 3, 3, ("a", "b", "c"), ())
    assert score_of(bank, a=2, b=NA, c=SKIPPED) == ScoreResult("x", None, 1.5, 3, 2, 3, ("a", "b"), ("c",))
    assert score_of(bank, a=1) == ScoreResult("x", None, 0, 3, 1, 3, ("a",), ("b", "c"))


# Answers that are told beside the number ------------------------------------------------------------------------------


def test_hours_tell_which_time_is_missing(bank_from: MakeBank) -> None:
    """Without one of the times the hours are anything from none to a day; `times` makes minutes of them."""
    bank = bank_of(bank_from, "x: {title: X, hours_between: [bed, up], times: 60}", SLEEP)
    assert score_of(bank, bed="23:10", up="06:05") == ScoreResult("x", 415, 415, 415, 2, 2, ("bed", "up"), ())
    assert score_of(bank, bed="06:05", up="06:05").value == 24 * 60
    assert score_of(bank, bed="06:05", up="06:04").value == 24 * 60 - 1
    assert score_of(bank, up="06:05") == ScoreResult("x", None, 0, 1440, 1, 2, ("up",), ("bed",))
    assert score_of(bank, bed=SKIPPED) == ScoreResult("x", None, 0, 1440, 0, 2, (), ("bed", "up"))


def test_a_ratio_has_the_ends_of_its_parts(bank_from: MakeBank) -> None:
    """At least the least by the most, at most the most by the least; none by anything is none, whatever divides."""
    bank = bank_of(
        bank_from,
        """
        x: {title: X, ratio_of: [slept, wide], times: 10}
        wide: {title: W, sum_of: [a], recode: up}
        y: {title: Y, ratio_of: [slept, hours], times: 100}
        hours: {title: H, hours_between: [bed, up]}
        """,
        SLEEP + f"recodes: {{up: {{map: {{0: 2, 1: 3, 2: 4, 3: 5}}, {SOURCE}}}}}\n",
    )
    assert (bank.score_by_id["x"].low, bank.score_by_id["x"].high) == (0, 120)
    assert score_of(bank, slept=6, a=1) == ScoreResult("x", 20, 20, 20, 2, 2, ("slept", "a"), ())
    assert score_of(bank, slept=7, a=1).value == 23.333333
    assert score_of(bank, slept=6) == ScoreResult("x", None, 12, 30, 1, 2, ("slept",), ("a",))
    assert score_of(bank, a=1) == ScoreResult("x", None, 0, 80, 1, 2, ("a",), ("slept",))
    assert score_of(bank, slept=0) == ScoreResult("x", None, 0, 0, 1, 2, ("slept",), ("a",))
    # Hours that are not known are more than none, but by how much nobody can tell.
    assert ends(score_of(bank, "y", slept=6)) == (None, 25, None)
    assert ends(score_of(bank, "y", slept=0)) == (None, 0, 0)
    assert ends(score_of(bank, "y", bed="22:00", up="06:00")) == (None, 0, 300)


def test_an_answer_that_several_parts_rest_on_counts_once(bank_from: MakeBank) -> None:
    """Also one that is missing, or implied by another; one that only implies is no item of its own."""
    scores = """
    x: {title: X, sum_of: [y, z]}
    y: {title: Y, sum_of: [b, d]}
    z: {title: Z, sum_of: [d, b]}
    """
    bank = bank_of(bank_from, scores)
    assert score_of(bank, a=0, b=2) == ScoreResult("x", 4, 4, 4, 2, 2, ("b", "a"), (), ("d",))
    assert score_of(bank, a=1, b=2) == ScoreResult("x", None, 4, 10, 1, 2, ("b",), ("d",))
    assert score_of(bank, a=1, d=2) == ScoreResult("x", None, 4, 10, 1, 2, ("d",), ("b",))


# Needs ----------------------------------------------------------------------------------------------------------------


def test_a_prorated_sum_needs_its_share_of_the_questions_that_apply(bank_from: MakeBank) -> None:
    """What does not apply lowers what is needed, and what is there is spread over the whole."""
    bank = bank_of(bank_from, "x: {title: X, sum_of: [a, b, c, d], needs: half, prorate: mean, times: 2}")
    assert score_of(bank, a=1, b=2) == ScoreResult("x", 12, 6, 18, 2, 4, ("a", "b"), ("c", "d"))
    assert ends(score_of(bank, a=1)) == (None, 2, 20)
    assert ends(score_of(bank, a=1, b=NA, c=NA)) == (8, 4, 16)
    assert score_of(bank, a=1, b=2, c=NA, d=0) == ScoreResult("x", 8, 8, 8, 3, 3, ("a", "b", "d"), ())
    assert ends(score_of(bank)) == (None, 0, 24)


def test_a_prorated_value_never_leaves_what_the_missing_answers_can_come_to(bank_from: MakeBank) -> None:
    """A question that gives less than the others cannot lift the sum as they would."""
    little = "  - {id: little, section: here, ask: Five?, options: {1: Some, 2: Much}}\n"
    bank = bank_of(bank_from, "x: {title: X, sum_of: [a, b, little], needs: half, prorate: mean}", little)
    assert ends(score_of(bank, a=3, b=3)) == (8, 7, 8)
    assert ends(score_of(bank, a=0, b=0)) == (1, 1, 2)


def test_a_mean_of_scores_needs_as_many_of_them_and_of_their_answers_as_the_bank_says(bank_from: MakeBank) -> None:
    scores = """
    x: {title: X, mean_of: [y, z], needs: {answers: 3, share: 0.5, scores: 1}}
    y: {title: Y, mean_of: [a, b], needs: half}
    z: {title: Z, mean_of: [c], needs: half}
    """
    bank = bank_of(bank_from, scores)
    assert score_of(bank, a=3, b=3) == ScoreResult("x", None, 50, 100, 2, 3, ("a", "b"), ("c",))
    assert score_of(bank, a=3, b=0, c=3) == ScoreResult("x", 25, 25, 25, 3, 3, ("a", "b", "c"), ())


# Tables and their errors ----------------------------------------------------------------------------------------------


def test_the_error_of_a_table_stands_beside_the_value_that_the_table_alone_gave(bank_from: MakeBank) -> None:
    """Also where the table is for a score; not where more than the table makes the value, nor where it gives none."""
    scores = """
    x: {title: X, sum_of: [raw], recode: {raw: table}}
    raw: {title: R, sum_of: [a]}
    y: {title: Y, sum_of: [a], recode: table}
    two: {title: T, sum_of: [a, b], recode: {a: table}}
    plain: {title: P, sum_of: [a]}
    """
    bank = bank_of(bank_from, scores, TABLE)
    for name in ("x", "y"):
        assert [score_of(bank, name, a=a).error for a in (0, 1, 2, 3)] == [0.5, 0.25, None, None]
        assert [score_of(bank, name, a=a).value for a in (0, 1, 2, 3)] == [7, 4, 2, 1]
        assert score_of(bank, name, a=SKIPPED) == ScoreResult(name, None, 1, 7, 0, 1, (), ("a",))
    assert score_of(bank, "two", a=1, b=1).error is None
    assert score_of(bank, "plain", a=1).error is None


def test_a_value_a_table_does_not_know_gives_no_value_and_no_error(bank_from: MakeBank) -> None:
    """A table may leave a sum out that none of its source's people had."""
    number = "  - {id: e, section: here, ask: How many?, type: number, min: 0, max: 1}\n"
    bank = bank_of(bank_from, "x: {title: X, sum_of: [e], recode: table}", number + TABLE)
    assert (score_of(bank, e=1).value, score_of(bank, e=1).error) == (4, 0.25)
    found = score_of(bank, e=0.5)
    assert (found.value, found.low, found.high, found.error) == (None, None, None, None)


# Whether there is a score ---------------------------------------------------------------------------------------------


def test_as_long_as_nobody_knows_whether_a_score_applies_it_has_no_value_and_no_ends(bank_from: MakeBank) -> None:
    """What could decide it is missing too, after what its own parts lack; each once."""
    scores = """
    x: {title: X, sum_of: [a, b], recode: {a: table}, score_if: {all: [{b: {at_least: 1}}, {score.y: {at_least: 2}}]}}
    y: {title: Y, sum_of: [c]}
    alone: {title: A, sum_of: [a], recode: table, score_if: {b: {at_least: 1}}}
    """
    bank = bank_of(bank_from, scores, TABLE)
    assert score_of(bank, "alone", a=1, b=1).error == 0.25
    assert score_of(bank, "alone", a=1) == ScoreResult("alone", None, None, None, 1, 1, ("a",), ("b",))
    assert score_of(bank, a=1, b=2) == ScoreResult("x", None, None, None, 2, 2, ("a", "b"), ("c",))
    assert score_of(bank, a=1) == ScoreResult("x", None, None, None, 1, 2, ("a",), ("b", "c"))
    assert score_of(bank, a=1, b=2, c=1) == ScoreResult("x", 6, 6, 6, 2, 2, ("a", "b"), ())
    assert score_of(bank, a=1, b=2, c=3) == NOTHING
    assert list(lacking(bank.score_by_id["x"].applies, Said(bank, {"a": 1}))) == ["b", "c"]  # type: ignore[arg-type]


def test_a_score_with_a_withheld_answer_keeps_its_interval_alone(bank_from: MakeBank) -> None:
    """To fill it in with the mean of the others would be another value than the one that was given."""
    bank = bank_of(bank_from, "x: {title: X, sum_of: [a, b], needs: half, prorate: mean}")
    assert ends(score_of(bank, a=1, b=WITHHELD)) == (None, 1, 4)
    assert ends(score_of(bank, a=1, b=SKIPPED)) == (2, 1, 4)


# Bands ----------------------------------------------------------------------------------------------------------------


def test_the_band_of_a_score_is_that_of_its_first_set(bank_from: MakeBank) -> None:
    result = ScoreResult("x", 1, 1, 1, 1, 1, (), (), bands=(("one", _band("few")), ("two", _band("many"))))
    assert result.band == _band("few")
    assert result._replace(bands=()).band is None


def _band(label: str) -> Band:
    return Band(0, label, "")


# Criteria, patterns and neighbours ------------------------------------------------------------------------------------


def test_a_criterion_tells_what_decides_it_or_what_could(bank_from: MakeBank) -> None:
    """With a score in it, what is missing is what the score lacks; each question once."""
    rule = f"""
criteria:
  rule: {{title: R, {SOURCE}, when: {{all: [{{score.x: {{at_least: 4}}}}, {{a: {{at_least: 1}}}}]}}, met: M., unmet: U.}}
"""
    bank = bank_of(bank_from, "x: {title: X, sum_of: [a, b]}", rule)
    (criterion,) = bank.criteria

    def judged(**said: Answer) -> list[CriterionResult]:
        return list(judge_criteria(bank, Said(bank, said)))

    assert judged(a=3, b=2) == [CriterionResult(criterion, True, (True,), ("a", "b"), ())]
    assert judged(a=0, b=2) == [CriterionResult(criterion, False, (False,), ("a", "b"), ())]
    assert judged(a=0) == [CriterionResult(criterion, False, (False,), ("a",), ())]
    assert judged(b=3) == [CriterionResult(criterion, None, (None,), (), ("a",))]
    assert judged() == [CriterionResult(criterion, None, (None,), (), ("a", "b"))]


SHAPES = f"""
patterns:
  one: {{title: One, text: One., {SOURCE}, compare: true, when: {{a: {{at_least: 2}}}}}}
  two: {{title: Two, text: Two., {SOURCE}, when: {{b: {{at_least: 2}}}}}}
neighbours:
  near: {{title: Near, {SOURCE}, fits: {{when: {{c: 3}}, text: F.}}, differs: {{when: {{c: [0, 1]}}, text: D.}}}}
  beside: {{title: Beside, {SOURCE}, fits: {{when: {{b: 3}}, text: F.}}, differs: {{when: {{a: 3}}, text: D.}}}}
"""


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"a": 2, "b": 0, "c": 0}, [("near", False, ("c",))]),
        ({"a": 3, "b": 0, "c": 2}, [("beside", False, ("a",))]),
        ({"a": 3, "b": 3, "c": 3}, [("near", True, ("c",)), ("beside", True, ("b",))]),
        ({"a": 0, "b": 2, "c": 0}, []),
        ({"a": 0, "b": 3, "c": 0}, [("beside", True, ("b",))]),
        ({"a": 0, "b": 0, "c": 3}, [("near", True, ("c",))]),
        ({"a": 3, "b": SKIPPED, "c": SKIPPED}, [("beside", False, ("a",))]),
    ],
    ids=str,
)
def test_what_looks_alike_is_told_where_it_fits_and_beside_a_pattern_that_compares_where_it_differs(
    bank_from: MakeBank, said: dict[str, Answer], expected: list[tuple[str, bool, tuple[str, ...]]]
) -> None:
    """What cannot be decided is not told, and beside no pattern, or one that does not compare, no difference is."""
    facts = Said(bank_of(bank_from, "x: {title: X, sum_of: [a]}", SHAPES), said)
    found = find_pattern(facts).neighbours
    assert [(one.neighbour.id, one.fits, one.questions) for one in found] == expected
    assert find_neighbours(find_pattern(facts).pattern, facts) == found


def test_without_a_pattern_it_is_told_which_answers_could_make_one(bank_from: MakeBank) -> None:
    """Only what was asked and has no answer, in the order of the answers; what was not asked could not."""
    shapes = f"""
patterns:
  one: {{title: One, text: One., {SOURCE}, when: {{all: [{{score.x: {{at_least: 4}}}}, {{a: 1}}]}}}}
  two: {{title: Two, text: Two., {SOURCE}, when: {{c: 3}}}}
"""
    bank = bank_of(bank_from, "x: {title: X, sum_of: [b, d]}", shapes)

    def missing(**said: Answer) -> tuple[str, ...]:
        return find_pattern(Said(bank, said)).missing

    assert missing(b=SKIPPED, d=SKIPPED, a=1, c=3) == ("b", "d")
    assert missing(a=SKIPPED, b=3, d=3, c=1) == ("a",)
    assert missing(a=1, b=3, c=SKIPPED) == ("c",)
    assert missing(c=SKIPPED, d=SKIPPED, a=1, b=3) == ("c", "d")
    assert missing(a=0, b=SKIPPED, c=3) == ()


# What a score can come to ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score", "low", "high"),
    [
        ("ratio_of: [slept, other]", 0, 12),
        ("mean_of: [a, b], recode: {a: table}, scale: 8", 0, 8),
        ("sum_of: [other, c], times: 2", 4, 14),
    ],
)
def test_a_bank_says_between_which_ends_a_score_lies(
    bank_from: MakeBank, score: str, low: float | None, high: float | None
) -> None:
    """What divides and what a recode gives are reckoned with before anyone answers."""
    more = SLEEP + "  - {id: other, section: here, ask: How much?, type: number, min: 2, max: 4}\n"
    bank = bank_of(bank_from, f"x: {{title: X, {score}}}", more + TABLE)
    assert (bank.scores[0].low, bank.scores[0].high) == (low, high)


def test_a_score_of_something_that_is_nowhere_is_refused_for_that_alone(bank_from: MakeBank) -> None:
    with pytest.raises(FileErrors) as caught:
        bank_of(bank_from, "x: {title: X, sum_of: [a, nowhere]}")
    (complaint,) = caught.value.complaints
    assert "nowhere" in complaint.message
