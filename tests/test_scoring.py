"""What scores, bands and the pattern promise: exact numbers, honest intervals, and no word from too few answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from people import said, shipped

from blunting_cli.asking import settle
from blunting_cli.bank import Bank
from blunting_cli.conditions import Answer, State
from blunting_cli.scoring import PatternResult, Said, ScoreResult, bands_of, find_pattern

MakeBank = Callable[[str], Bank]
NA, SKIPPED = State.NOT_APPLICABLE, State.SKIPPED
EXAMPLES = settings(max_examples=40, deadline=None)
MISSING = tuple(state for state in State if state is not NA)
HEAD = """
bank: small
version: 1.0.0
sections: {s: {title: S, why: Because.}}
sources: {us: {title: Us, where: here, read: whole}}
tiers: [{id: watch, title: Watch, text: Watch.}]
responses:
  how_much: {options: [{value: 0, label: None}, {value: 1, label: Bit}, {value: 2, label: Half}, {value: 3, label: Most}, {value: 4, label: All}]}
questions:
  - {id: a, section: s, ask: A?, why: Because., respond: how_much}
  - {id: b, section: s, ask: B?, why: Because., respond: how_much}
  - {id: c, section: s, ask: C?, why: Because., respond: how_much}
  - {id: back, section: s, ask: D?, why: Because., respond: how_much, reverse: true}
  - {id: odd, section: s, ask: E?, why: Because., options: [{value: 2, label: Two}, {value: 5, label: Five}, {value: 4, label: Four}]}
  - {id: more, section: s, ask: F?, why: Because., respond: how_much}
"""


def scored(bank: Bank, answers: dict[str, Answer], score: str = "x") -> ScoreResult:
    """Work out one score of a small bank, with its band."""
    facts = Said(bank, answers)
    return facts.score(score)._replace(bands=bands_of(facts.score(score), facts))


# One score --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def half(bank_from: MakeBank) -> Bank:
    """A score of four questions, one keyed the other way; half of them are enough."""
    return bank_from(HEAD + "scores: {x: {title: X, mean_of: [a, b, c, back], needs: half}}")


@pytest.mark.parametrize(
    ("answers", "value"),
    [
        ((0, 0, 0, 4), 0),
        ((4, 4, 4, 0), 100),
        ((2, 2, 2, 2), 50),
        ((1, 0, 0, 4), 6.3),
        ((0, 0, 0, 3), 6.3),
        ((3, 4, 4, 0), 93.8),
        ((4, 0, 0, 4), 25),
    ],
)
def test_a_score_is_the_mean_from_0_to_100_with_reversed_questions_turned(
    half: Bank, answers: tuple[int, ...], value: float
) -> None:
    """Every question counts from 0 to its span; what is typed is never turned, only what is scored."""
    result = scored(half, dict(zip(("a", "b", "c", "back"), answers, strict=True)))
    assert (result.value, result.low, result.high) == (value, value, value)
    assert (result.answered, result.of, result.missing) == (4, 4, ())


@pytest.mark.parametrize(("answer", "value"), [(2, 0), (4, 66.7), (5, 100)])
def test_a_question_counts_from_its_lowest_to_its_highest_value(bank_from: MakeBank, answer: int, value: float) -> None:
    """Options need not begin at 0 nor stand in order; one decimal is kept."""
    bank = bank_from(HEAD + "scores: {x: {title: X, mean_of: [odd]}}")
    assert scored(bank, {"odd": answer}).value == value


def test_a_score_may_have_another_scale(bank_from: MakeBank) -> None:
    """`scale` is the highest value a score can have."""
    bank = bank_from(HEAD + "scores: {x: {title: X, mean_of: [a, b], scale: 8}}")
    assert scored(bank, {"a": 4, "b": 1}).value == 5


@pytest.mark.parametrize("state", MISSING)
def test_a_missing_answer_widens_the_interval_and_is_never_zero(half: Bank, state: State) -> None:
    """Best and worst case of what was not said bound the score; the value is the mean of what was said."""
    result = scored(half, {"a": 4, "b": 4, "c": 2, "back": state})
    # One that was given and is not shown is no gap to fill in: there is only the interval.
    value = None if state is State.WITHHELD else 83.3
    assert (result.value, result.low, result.high) == (value, 62.5, 87.5)
    assert (result.answered, result.of) == (3, 4)
    assert (result.questions, result.missing) == (("a", "b", "c"), ("back",))


def test_does_not_apply_leaves_the_denominator_and_the_interval(half: Bank) -> None:
    """What does not apply is neither answered nor missing."""
    result = scored(half, {"a": 4, "b": 4, "c": 2, "back": NA})
    assert (result.value, result.low, result.high) == (83.3, 83.3, 83.3)
    assert (result.answered, result.of, result.questions, result.missing) == (3, 3, ("a", "b", "c"), ())


def test_where_nothing_applies_there_is_no_score_and_no_interval(half: Bank) -> None:
    """A score that does not apply is not a score of zero."""
    result = scored(half, dict.fromkeys(("a", "b", "c", "back"), NA))
    assert result == ScoreResult("x", None, None, None, 0, 0, (), ())


@pytest.mark.parametrize(
    ("answers", "value"),
    [
        ({"a": 4, "b": 0}, 50),
        ({"a": 4}, None),
        ({"a": 4, "b": NA}, None),
        ({"a": 4, "b": NA, "c": NA}, 100),
        ({"a": 4, "b": NA, "c": NA, "back": NA}, 100),
        ({"b": NA, "c": NA, "back": NA}, None),
        ({}, None),
    ],
    ids=str,
)
def test_half_counts_only_the_questions_that_apply(half: Bank, answers: dict[str, Answer], value: float | None) -> None:
    """Half of the four, of three rounded up, of two or of one: fewer give no value."""
    assert scored(half, answers).value == value


def test_without_a_rule_every_question_is_needed(bank_from: MakeBank) -> None:
    """One missing answer leaves an interval but no value."""
    bank = bank_from(HEAD + "scores: {x: {title: X, mean_of: [a, b]}}")
    result = scored(bank, {"a": 4, "b": SKIPPED})
    assert (result.value, result.low, result.high) == (None, 50, 100)


def test_a_share_of_the_questions_is_reckoned_exactly(bank_from: MakeBank) -> None:
    """Fourteen of 25 are a share of 0.56, although the computer finds 0.56 * 25 a hair above fourteen."""
    names = [f"q{index}" for index in range(25)]
    more = "".join(f"  - {{id: {name}, section: s, ask: Q?, why: Because., respond: how_much}}\n" for name in names)
    bank = bank_from(
        HEAD + more + f"scores: {{x: {{title: X, mean_of: [{', '.join(names)}], needs: {{share: 0.56}}}}}}"
    )
    assert scored(bank, dict.fromkeys(names[:13], 4)).value is None
    assert scored(bank, dict.fromkeys(names[:14], 4)).value == 100


# Scores of scores ---------------------------------------------------------------------------------------------------

PARTS = """
scores:
  first: {title: First, mean_of: [a, b], needs: half}
  second: {title: Second, mean_of: [c, back], needs: half}
  third: {title: Third, mean_of: [more, odd], needs: all}
  x: {title: X, mean_of: [first, second, third], needs: NEEDS}
"""


@pytest.fixture
def of_parts(bank_from: MakeBank) -> Bank:
    """A score of three scores, which needs two of them and half of all answers."""
    return bank_from(HEAD + PARTS.replace("NEEDS", "{share: 0.5, scores: 2}"))


def test_a_score_of_scores_is_the_mean_of_their_rounded_values(of_parts: Bank) -> None:
    """From the numbers on the sheet anyone can work it out again; parts weigh alike, however many answers they have."""
    result = scored(of_parts, {"a": 4, "b": 4, "c": 0, "back": 4, "more": 0, "odd": 4})
    assert scored(of_parts, {"more": 0, "odd": 4}, "third").value == 33.3
    assert result.value == 44.4
    assert result.questions == ("a", "b", "c", "back", "more", "odd")


@pytest.mark.parametrize(
    ("answers", "value"),
    [
        ({"a": 4, "c": 0, "back": 4}, 50),
        ({"a": 4, "c": 0}, None),
        ({"a": 4, "b": 4, "more": 4}, None),
        ({"a": 4, "b": 4, "c": NA, "back": NA, "more": 0}, None),
        ({"a": 4, "b": 4, "c": NA, "back": NA, "more": 0, "odd": 2}, 50),
        ({"a": 4, "b": 4, "c": NA, "back": NA, "more": NA, "odd": NA}, None),
    ],
    ids=str,
)
def test_a_score_of_scores_needs_enough_scores_and_enough_answers(
    of_parts: Bank, answers: dict[str, Answer], value: float | None
) -> None:
    """Both rules must hold; parts that do not apply count neither way."""
    assert scored(of_parts, answers).value == value


def test_every_score_that_applies_may_be_enough(bank_from: MakeBank) -> None:
    """`scores: applicable` asks for all parts but those that do not apply."""
    bank = bank_from(HEAD + PARTS.replace("NEEDS", "{share: 0.5, scores: applicable}"))
    apart: dict[str, Answer] = {"a": 4, "b": 4, "c": NA, "back": NA, "more": NA, "odd": NA}
    assert scored(bank, apart).value == 100
    assert scored(bank, {**apart, "more": SKIPPED}).value is None


def test_a_score_may_ask_for_a_number_of_answers(bank_from: MakeBank) -> None:
    """Where most of it does not apply, one answer is too few, and its interval stays."""
    bank = bank_from(HEAD + "scores: {x: {title: X, mean_of: [a, b, c], needs: {share: 0.5, answers: 2}}}")
    result = scored(bank, {"a": 4, "b": NA, "c": NA})
    assert (result.value, result.low, result.high) == (None, 100, 100)
    assert scored(bank, {"a": 4, "b": 0, "c": NA}).value == 50


def test_a_score_of_scores_without_a_rule_needs_every_answer(bank_from: MakeBank) -> None:
    """`needs: all` reaches through to the questions, even where a part would be content with half."""
    bank = bank_from(HEAD + PARTS.replace("NEEDS", "all"))
    full: dict[str, Answer] = {"a": 4, "b": 4, "c": 4, "back": 0, "more": 4, "odd": 5}
    assert scored(bank, full).value == 100
    assert scored(bank, {**full, "b": SKIPPED}).value is None


def test_a_value_never_leaves_the_interval_of_its_parts(of_parts: Bank) -> None:
    """What is known of a part without a value may rule out the mean of the others."""
    result = scored(of_parts, {"a": 4, "b": 4, "c": 4, "back": 0, "more": 0})
    assert (result.low, result.high) == (66.7, 83.3)
    assert result.value == 83.3


def test_where_no_part_applies_a_score_of_scores_has_no_interval(of_parts: Bank) -> None:
    """Nothing that applies gives nothing to average."""
    result = scored(of_parts, dict.fromkeys(("a", "b", "c", "back", "more", "odd"), NA))
    assert result == ScoreResult("x", None, None, None, 0, 0, (), ())


# Bands --------------------------------------------------------------------------------------------------------------

BANDS = """
bands:
  steps:
    source: us
    steps: [{from: 20, label: low}, {from: 50, label: middle}, {from: 75.1, label: high}]
scores:
  x: {title: X, mean_of: [a], bands: steps, no_band_if: {more: 4}}
  y: {title: Y, mean_of: [a, b], bands: steps}
  z: {title: Z, mean_of: [y], bands: steps}
"""


@pytest.mark.parametrize(
    ("answer", "label"), [(0, None), (1, "low"), (2, "middle"), (3, "middle"), (4, "high")], ids=str
)
def test_a_band_begins_at_its_edge_and_ends_where_the_next_begins(
    bank_from: MakeBank, answer: int, label: str | None
) -> None:
    """25 is low, 50 is middle already, 75 not yet high; below the first step there is no word."""
    band = scored(bank_from(HEAD + BANDS), {"a": answer}).band
    assert (band.label if band else None) == label


def test_too_few_answers_give_no_value_and_no_band(bank_from: MakeBank) -> None:
    """An interval alone is never put into a word, not even where both its ends lie in one band."""
    bank = bank_from(HEAD + BANDS)
    for score in ("y", "z"):
        result = scored(bank, {"a": 4, "b": SKIPPED}, score)
        assert (result.value, result.band) == (None, None)
        assert result.low is not None


def test_scores_of_scores_have_bands_as_well(bank_from: MakeBank) -> None:
    """A band is found in the same way for every kind of score."""
    band = scored(bank_from(HEAD + BANDS), {"a": 4, "b": 4}, "z").band
    assert band is not None
    assert band.label == "high"


@pytest.mark.parametrize(("answer", "banded"), [(4, False), (0, True), (SKIPPED, True)])
def test_a_band_is_held_back_where_the_bank_says_so(bank_from: MakeBank, answer: Answer, banded: bool) -> None:
    """`no_band_if` takes the word away and leaves the number."""
    result = scored(bank_from(HEAD + BANDS), {"a": 4, "more": answer})
    assert result.value == 100
    assert (result.band is not None) is banded


def test_a_score_without_bands_has_none(half: Bank) -> None:
    """A number may stand without a word."""
    assert scored(half, {"a": 4, "b": 4, "c": 4, "back": 0}).band is None


def test_facts_tell_what_a_score_rests_on_and_that_an_absent_answer_was_not_asked(half: Bank) -> None:
    """Conditions read answers and scores through one door."""
    facts = Said(half, {"a": 4, "b": SKIPPED})
    assert facts.score_questions("x") == ("a",)
    assert Said(half, {"a": 4, "b": State.NOT_APPLICABLE}).score_questions("x") == ("a", "b")
    assert facts.answer("a") == 4
    assert facts.answer("c") is State.NOT_ASKED
    assert facts.score("x") is facts.score("x")


# Random people ------------------------------------------------------------------------------------------------------


@EXAMPLES
@given(said())
def test_every_score_of_every_person_lies_in_its_interval(person: dict[str, Answer]) -> None:
    """Low, value and high stand in order within the scale, and each score counts its questions once."""
    facts = Said(shipped(), settle(shipped(), person).answers)
    for score in shipped().scores:
        result = facts.score(score.id)
        assert result.of == result.answered + len(result.missing)
        assert len(set(result.questions)) == result.answered
        if result.low is None or result.high is None:
            assert (result.of, result.value) == (0, None)
            continue
        assert 0 <= result.low <= result.high <= score.high
        if result.value is not None:
            assert result.low <= result.value <= result.high
        if not result.missing:
            assert result.low == result.high
            assert result.value in (None, result.low)


@EXAMPLES
@given(said())
def test_a_value_has_exactly_one_band_and_no_value_has_none(person: dict[str, Answer]) -> None:
    """The shipped steps cover the whole scale without gap or overlap; the band is the one step that holds the value."""
    bank = shipped()
    facts = Said(bank, settle(bank, person).answers)
    for score in bank.scores:
        result = facts.score(score.id)._replace(bands=bands_of(facts.score(score.id), facts))
        steps = bank.bands[score.bands[0]].steps if score.bands else ()
        ends = [*(step.start for step in steps[1:]), float("inf")]
        holding = [
            step
            for step, end in zip(steps, ends, strict=False)
            if result.value is not None and step.start <= result.value < end
        ]
        if result.band is None:
            assert result.value is None or not steps or facts.answer("lifelong") == 2
        else:
            assert holding == [result.band]


@EXAMPLES
@given(said(left_out=False))
def test_the_lifelong_get_numbers_but_no_level_over_all(person: dict[str, Answer]) -> None:
    """Who has always felt this way is not told how much was lost."""
    bank = shipped()
    answers = {**settle(bank, person).answers, "lifelong": 2}
    facts = Said(bank, answers)
    assert all(bands_of(facts.score(score.id), facts) == () for score in bank.scores)


# Patterns -----------------------------------------------------------------------------------------------------------

PATTERNS = """
scores: {x: {title: X, mean_of: [b, c], needs: half}}
patterns:
  one: {title: One, text: One., source: us, when: {a: {at_least: 3}}}
  two: {title: Two, text: Two., source: us, when: {score.x: {at_least: 50}}}
  three: {title: Three, text: Three., source: us, when: {a: {at_least: 2}}}
"""


def names(result: PatternResult) -> tuple[str | None, tuple[str, ...], list[str], list[str]]:
    """Give pattern, citations, others and undecided ones by id."""
    also, undecided = ([pattern.id for pattern in found] for found in (result.also, result.undecided))
    return result.pattern.id if result.pattern else None, result.because, also, undecided


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"a": 4, "b": 4, "c": 4}, ("one", ("a",), ["two", "three"], [])),
        ({"a": 2, "b": 4, "c": 4}, ("two", ("b", "c"), ["three"], [])),
        ({"a": 2, "b": 4, "c": SKIPPED}, ("two", ("b",), ["three"], [])),
        ({"a": 4, "b": SKIPPED, "c": SKIPPED}, ("one", ("a",), ["three"], [])),
        ({"a": 2, "b": SKIPPED, "c": SKIPPED}, (None, (), ["three"], ["two"])),
        ({"a": SKIPPED, "b": 4, "c": 4}, (None, (), ["two"], ["one"])),
        ({"a": 0, "b": 0, "c": 0}, (None, (), [], [])),
        ({"a": SKIPPED, "b": SKIPPED, "c": SKIPPED}, (None, (), [], ["one", "two", "three"])),
        ({"a": SKIPPED}, (None, (), [], ["one", "three"])),
        ({"a": 2}, ("three", ("a",), [], [])),
        ({"a": 2, "b": NA, "c": NA}, ("three", ("a",), [], [])),
        ({"a": 2, "c": SKIPPED}, (None, (), ["three"], ["two"])),
        ({}, (None, (), [], [])),
    ],
    ids=str,
)
def test_the_first_true_pattern_wins_unless_an_earlier_one_is_undecided(
    bank_from: MakeBank, answers: dict[str, Answer], expected: Any
) -> None:
    """Others that are true stand beside it; one that lacks answers, not only questions, means that nobody can tell."""
    assert names(find_pattern(Said(bank_from(HEAD + PATTERNS), answers))) == expected


@EXAMPLES
@given(said())
def test_a_pattern_is_the_first_true_one_and_cites_answers_that_were_given(person: dict[str, Answer]) -> None:
    """For any person the pattern rests on answers they gave, and stands before all others that are true."""
    bank = shipped()
    facts = Said(bank, settle(bank, person).answers)
    result = find_pattern(facts)
    order = [pattern.id for pattern in bank.patterns]
    if result.pattern is None:
        assert result.because == ()
        return
    assert result.undecided == ()
    assert all(order.index(result.pattern.id) < order.index(other.id) for other in result.also)
    assert result.because
    assert not any(isinstance(facts.answer(name), State) and facts.answer(name) in MISSING for name in result.because)
