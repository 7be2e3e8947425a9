"""What the weighing of factors promises: points that add up, reasons that can be named, no level from silence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from people import said, shipped

from blunting_cli.asking import settle
from blunting_cli.bank import Bank
from blunting_cli.conditions import Answer, Duration, Medicine, State, evaluate, scores_of
from blunting_cli.factors import PRINTED, RANKED, FactorResult, Finding, told_apart, weigh, weigh_factors
from blunting_cli.scoring import Said

MakeBank = Callable[[str], Bank]
SERTRALINE = Medicine("sertraline", generic="sertraline", medicine_class="ssri", kind="antidepressant")
EXAMPLES = settings(max_examples=40, deadline=None)
SMALL = """
bank: small
version: 1.0.0
sections: {s: {title: S, why: Because.}}
sources: {us: {title: Us, where: here, read: whole}}
tiers: [{id: watch, title: Watch, text: Watch.}]
responses:
  how_much:
    options: [{value: 0, label: None}, {value: 1, label: Bit}, {value: 2, label: Lot}]
questions:
  - {id: gate, section: s, ask: Gate?, why: Because., respond: how_much}
  - {id: second, section: s, ask: Second?, why: Because., respond: how_much}
  - {id: a, section: s, ask: A?, why: Because., respond: how_much}
  - {id: b, section: s, ask: B?, why: Because., respond: how_much}
  - {id: pills, section: s, ask: Which?, why: Because., type: medicine}
scores: {x: {title: X, mean_of: [a, b], needs: all}}
factors:
  drink:
    title: Drink
    text: Text.
    strength: It can be linked.
    source: us
    gate: [gate, second]
    needs: 2
    levels: {few: 1, some: 3, many: 5}
    evidence:
      - {id: weak, when: {gate: 1}, points: 1, because: Weak., source: us}
      - {id: clear, when: {gate: 2}, points: 3, because: Clear., source: us}
      - {id: scored, when: {score.x: {at_least: 50}}, points: 2, because: Scored., source: us}
      - {id: against, when: {a: 2}, points: -1, because: Against., source: us}
  other:
    title: Other
    text: Text.
    strength: It can be linked.
    source: us
    gate: [gate]
    levels: {few: 1, some: 3, many: 5}
    evidence:
      - {id: any, when: {gate: [0, 1, 2]}, points: 1, because: Any., source: us}
      - {id: listed, when: {pills: {class: ssri}}, points: 4, because: Listed., source: us}
"""


@pytest.fixture
def small(bank_from: MakeBank) -> Bank:
    """A bank with two factors: one needs two decided rules, the other one."""
    return bank_from(SMALL)


def weighed(bank: Bank, factor: int = 0, **answers: Answer) -> FactorResult:
    """Weigh one factor of a small bank."""
    return weigh(bank.factors[factor], Said(bank, answers))


def rules(findings: tuple[Finding, ...]) -> dict[str, tuple[str, ...]]:
    """Give the rules that were found with their questions."""
    return {finding.rule.id: finding.questions for finding in findings}


@pytest.mark.parametrize(
    ("answers", "level", "points"),
    [
        ({"gate": 2}, "not_asked", None),
        ({"gate": 2, "a": 0}, "some", 3),
        ({"gate": 0}, "none", 0),
        ({"gate": 0, "a": 0}, "none", 0),
        ({"gate": State.SKIPPED, "second": 0}, "not_asked", None),
        ({"gate": State.SKIPPED, "second": 0, "a": 2}, "not_asked", None),
        ({"second": 0, "a": 2}, "none", -1),
        ({"gate": 0, "a": State.SKIPPED}, "none", 0),
    ],
    ids=str,
)
def test_levels_need_enough_answers_and_none_holds_whatever_is_missing(
    small: Bank, answers: dict[str, Answer], level: str, points: int | None
) -> None:
    """One answer is too few for a level above none; none stands only where no missing answer could lift it."""
    weak, clear, _, against = small.factors[0].evidence
    result = weigh(small.factors[0]._replace(evidence=(weak, clear, against)), Said(small, answers))
    assert (result.level, result.points) == (level, points)


def test_a_missing_answer_that_would_just_do_keeps_a_factor_open(small: Bank) -> None:
    """One sign is where few begin: while it may still come, nobody can say that there is none."""
    weak, *_ = small.factors[0].evidence
    facts = Said(small, {"gate": State.SKIPPED, "second": 0})
    assert weigh(small.factors[0]._replace(evidence=(weak,)), facts).level == "not_asked"


def test_a_rule_without_points_speaks_neither_for_nor_against(small: Bank) -> None:
    weak, clear, *_ = small.factors[0].evidence
    factor = small.factors[0]._replace(evidence=(clear, weak._replace(when=clear.when, points=0)), needs=1)
    found = weigh(factor, Said(small, {"gate": 2}))
    assert (list(rules(found.speaks_for)), found.speaks_against, found.points) == (["clear"], (), 3)


def test_no_factor_is_printed_from_one_answer() -> None:
    """With a single line in a file no factor of the shipped bank gets a level above none."""
    for question in shipped().questions:
        for option in question.options:
            answer: Answer = (option.value,) if question.type == "multi" else option.value
            answers = settle(shipped(), {question.id: answer}).answers
            results = weigh_factors(shipped(), Said(shipped(), answers))
            assert not [result.factor.id for result in results if result.level in PRINTED]


def test_a_rule_that_was_not_asked_names_the_questions_it_would_need(small: Bank) -> None:
    """Those behind its scores too; a rule that is true or false for certain is not among them."""
    result = weighed(small, gate=2, a=1)
    assert rules(result.not_asked) == {"scored": ("b",)}
    assert (rules(result.speaks_for), result.speaks_against) == ({"clear": ("gate",)}, ())
    certain = weighed(small, gate=2, a=2)
    assert rules(certain.speaks_for) == {"clear": ("gate",), "scored": ("a",)}
    assert (rules(certain.speaks_against), certain.not_asked) == ({"against": ("a",)}, ())
    assert rules(weighed(small, gate=2).not_asked) == {"scored": ("a", "b"), "against": ("a",)}
    assert rules(weighed(small).not_asked)["weak"] == ("gate",)


def test_of_a_score_that_is_not_known_at_all_nothing_is_missing(small: Bank) -> None:
    """Facts of a record that keeps no scores name none of their questions."""

    class WithoutScores(Said):
        def score(self, score: str) -> Any:  # noqa: ARG002
            return None

    facts = WithoutScores(small, {"gate": 2, "a": 0})
    assert rules(weigh(small.factors[0], facts).not_asked) == {"scored": ()}


@pytest.mark.parametrize(
    ("answers", "level"),
    [
        ({"gate": 0, "a": 0, "b": 0}, "none"),
        ({"gate": 1, "a": 0, "b": 0}, "few"),
        ({"gate": 2, "a": 0, "b": 0}, "some"),
        ({"gate": 2, "a": 1, "b": 2}, "many"),
        ({"gate": 2, "a": 2, "b": 2}, "some"),
        ({"gate": 0, "a": 0, "b": State.SKIPPED}, "not_asked"),
        ({"gate": 0, "a": 1}, "none"),
    ],
    ids=str,
)
def test_a_level_begins_at_its_points(small: Bank, answers: dict[str, Answer], level: str) -> None:
    """What was skipped keeps a factor open while it could still lift it; what was not asked does not."""
    assert weighed(small, **answers).level == level


def test_factors_are_told_apart_only_where_all_of_them_are_printed(bank_from: MakeBank) -> None:
    compared = """
comparisons:
  - {of: [drink, other], text: Apart., source: us}
  - {of: [other, drink], text: Again., source: us}
"""
    bank = bank_from(SMALL + compared)

    def said(**answers: Answer) -> list[str]:
        return [found.text for found in told_apart(bank, weigh_factors(bank, Said(bank, answers)))]

    assert said(gate=2, a=0) == ["Apart.", "Again."]
    assert said(gate=0, a=0, b=0) == []
    assert said() == []


def test_factors_are_ranked_by_level_then_points_then_the_order_of_the_bank(bank_from: MakeBank) -> None:
    """The best fitting stands first; factors that were not asked stand last; equals keep the order of the bank."""
    found = {"last": None, "few_first": 1, "few_second": 1, "few_more": 2, "many": 5, "no": 0}
    head, _, _ = SMALL.partition("factors:")
    text = head + "factors:\n"
    for name, points in found.items():
        gate, worth = ("second", 5) if points is None else ("gate", points)
        text += (
            f"  {name}: {{title: T, text: T., strength: T., source: us, gate: [{gate}], "
            f"levels: {{few: 1, some: 3, many: 5}}, "
            f"evidence: [{{id: r, when: {{gate: 1}}, points: {worth}, because: B., source: us}}]}}\n"
        )
    bank = bank_from(text)
    ranked = weigh_factors(bank, Said(bank, {"gate": 1}))
    assert [result.factor.id for result in ranked] == ["many", "few_more", "few_first", "few_second", "no", "last"]


def test_of_two_factors_without_a_level_the_one_with_a_point_stands_first(small: Bank) -> None:
    """One point is more than none, also where neither is enough."""
    weak, *_ = small.factors[0].evidence
    drink = small.factors[0]._replace(levels={"few": 2, "some": 3, "many": 5})
    nothing, one = (
        drink._replace(id=name, evidence=(weak._replace(points=points),)) for name, points in (("a", 0), ("b", 1))
    )
    ranked = weigh_factors(replace(small, factors=(nothing, one)), Said(small, {"gate": 1}))
    assert [(result.factor.id, result.level, result.points) for result in ranked] == [
        ("b", "none", 1),
        ("a", "none", 0),
    ]


BESIDE = """
  told:
    title: Told
    text: Text.
    strength: It can be linked.
    source: us
    gate: [gate]
    needs: 3
    levels: {few: 1, some: 3, many: 5}
    evidence:
      - {id: any, when: {gate: [0, 1, 2]}, points: 1, because: Any., source: us}
      - id: new
        when:
          any:
            - {pills: {class: ssri, within_weeks: 4}}
            - {not: {pills: {class: ssri, all_told: started}}, a: 2}
        points: 1
        because: New.
        source: us
"""


@pytest.mark.parametrize(
    ("answers", "level"),
    [
        ({"pills": (SERTRALINE,)}, "not_asked"),
        ({"pills": (SERTRALINE,), "a": 0}, "few"),
        ({"pills": (SERTRALINE._replace(started=Duration(1, "year")),)}, "few"),
        ({"pills": (SERTRALINE._replace(started=Duration(1, "year")), Medicine("x"))}, "not_asked"),
    ],
    ids=str,
)
def test_what_is_told_of_all_medicines_counts_like_an_answer(
    bank_from: MakeBank, answers: dict[str, Answer], level: str
) -> None:
    """A question that stays closed because its answer stands beside the names is not missed among those that are needed."""
    bank = bank_from(SMALL + BESIDE)
    assert weigh(bank.factors[2], Said(bank, {"gate": 1, **answers})).level == level


def test_a_start_long_ago_and_a_dose_left_as_it_was_speak_neither_for_nor_against_and_lack_nothing(
    well: dict[str, Answer],
) -> None:
    """Told beside the name or in questions of their own, the rule about a new or raised medicine is decided."""
    long_ago = SERTRALINE._replace(started=Duration(6, "year"), change="unchanged")
    takes: dict[str, Answer] = {
        "takes_medicine": 1,
        "medicine_kinds": (1,),
        "medicine_started": 3,
        "medicine_change": 0,
    }
    for medicine in (SERTRALINE, long_ago):
        answers = settle(shipped(), {**well, **takes, "medicines": (medicine,)}).answers
        found = weigh(shipped().factors[0], Said(shipped(), answers))
        named = rules((*found.speaks_for, *found.speaks_against, *found.not_asked))
        assert "takes_antidepressant" in named
        assert "new_or_raised" not in named


def test_who_is_not_sure_when_it_began_is_not_taken_to_have_taken_it_for_long(well: dict[str, Answer]) -> None:
    """The rule about a new or raised medicine stays open, and with it a level that it could lift."""
    takes: dict[str, Answer] = {
        "takes_medicine": 1,
        "medicine_kinds": (1,),
        "medicine_started": 4,
        "medicine_change": 0,
    }
    answers = settle(shipped(), {**well, **takes, "medicines": (SERTRALINE,)}).answers
    found = weigh(shipped().factors[0], Said(shipped(), answers))
    assert rules(found.not_asked)["new_or_raised"] == ("medicines",)


# Random people ------------------------------------------------------------------------------------------------------


@EXAMPLES
@given(said())
def test_points_add_up_and_every_rule_stands_where_its_verdict_puts_it(person: dict[str, Answer]) -> None:
    """For any person the points of a factor are those of its rules for and against, and no rule is told twice."""
    facts = Said(shipped(), settle(shipped(), person).answers)
    for result in weigh_factors(shipped(), facts):
        true = (*result.speaks_for, *result.speaks_against)
        total = sum(finding.rule.points for finding in true)
        assert result.points in (None, total)
        assert (result.points is None) is (result.level == "not_asked")
        expected: dict[Any, set[str]] = {True: set(), False: set(), None: set()}
        for rule in result.factor.evidence:
            expected[evaluate(rule.when, facts)].add(rule.id)
        assert set(rules(true)) == expected[True]
        assert set(rules(result.not_asked)) == expected[None]
        assert all(finding.rule.points > 0 for finding in result.speaks_for)
        assert all(finding.rule.points < 0 for finding in result.speaks_against)
        assert all(finding.questions for finding in true)
        for finding in result.not_asked:
            # A rule on a score that does not apply lacks nothing that could be asked.
            inapplicable = any(facts.score(score).of == 0 for score in scores_of(finding.rule.when))
            assert finding.questions or inapplicable
        if result.level in PRINTED:
            assert total >= result.factor.levels[result.level]
            assert len(expected[True]) + len(expected[False]) >= result.factor.needs


@EXAMPLES
@given(said())
def test_ranks_fall_from_many_to_not_asked(person: dict[str, Answer]) -> None:
    """No factor stands before one that fits better."""
    ranked = weigh_factors(shipped(), Said(shipped(), settle(shipped(), person).answers))
    keys = [(RANKED.index(result.level), -(result.points or 0)) for result in ranked]
    assert keys == sorted(keys)
    assert {result.factor.id for result in ranked} == {factor.id for factor in shipped().factors}


def test_nobody_is_told_of_a_factor_that_was_not_asked(bank: Bank) -> None:
    """With no answer at all every factor is not asked."""
    results = weigh_factors(bank, Said(bank, settle(bank, {}).answers))
    assert {result.level for result in results} == {"not_asked"}


def test_a_person_with_nothing_to_report_has_no_factor(bank: Bank, well: dict[str, Answer]) -> None:
    """Where nothing else is going on, nothing is found."""
    results = weigh_factors(bank, Said(bank, settle(bank, well).answers))
    assert {result.level for result in results} == {"none"}
