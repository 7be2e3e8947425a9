"""What is said of a rule before anyone answers holds for every way of answering: held against all of them, one by one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest
from conftest import ROOT

from blunting_cli.asking import settle
from blunting_cli.bank import Bank, load_bank, load_medicines
from blunting_cli.bank.finding import find_bank
from blunting_cli.bank.loading import medicine_classes, read_for_authors
from blunting_cli.bank.ranges import recoded_value
from blunting_cli.checking.linting.reaching import EVERY, MOST_IN_ALL, Reaching
from blunting_cli.checking.linting.report import Report
from blunting_cli.checking.linting.supposing import Supposing
from blunting_cli.checking.linting.values import Reaches, recoded_reach
from blunting_cli.checking.locating import Located
from blunting_cli.conditions import Answer, State, evaluate
from blunting_cli.scoring import Said

QUESTIONS = ("a", "b", "c")


# Small banks of chance ----------------------------------------------------------------------------------------------


def leaf(chance: Random, names: tuple[str, ...], *, scores: bool) -> dict[str, Any]:
    if scores and chance.random() < 0.35:
        return {"score.s": {chance.choice(("at_least", "at_most")): chance.choice((0, 1, 2, 3, 5))}}
    name = chance.choice(names)
    tests: tuple[Any, ...] = (
        *(0, 1, [0, 2], {"at_least": 1}, {"at_most": 1}, {"at_least": 2}, {"answered": True}, {"answered": False}),
        *({"state": "skipped"}, {"state": "not_asked"}, {"state": "not_applicable"}),
    )
    return {name: chance.choice(tests)}


def condition(chance: Random, names: tuple[str, ...], depth: int, *, scores: bool) -> dict[str, Any]:
    """Make a condition of chance, with at most so many levels."""
    kind = chance.random()
    if depth == 0 or kind < 0.3:
        return leaf(chance, names, scores=scores)
    if kind < 0.45:
        return {"not": condition(chance, names, depth - 1, scores=scores)}
    parts = [condition(chance, names, depth - 1, scores=scores) for _ in range(chance.choice((2, 2, 3)))]
    if kind < 0.6:
        low = chance.choice((1, 2))
        return {"count": {"of": parts, **chance.choice(({"at_least": low}, {"at_most": low}, {"between": [1, low]}))}}
    return {"all" if kind < 0.85 else "any": parts}


def small_bank(chance: Random, rules: int) -> dict[str, Any]:
    """Make a bank of three questions, of which later ones may hang on earlier, one score, and flags of chance."""
    questions = []
    for place, name in enumerate(QUESTIONS):
        entry: dict[str, Any] = {
            "id": name,
            "ask": "How?",
            "why": "To try.",
            "options": {0: "No", 1: "Some", 2: "Much"},
        }
        if chance.random() < 0.4:
            entry["also"] = ["not_applicable"]
        if place and chance.random() < 0.6:
            entry["ask_if"] = condition(chance, QUESTIONS[:place], 1, scores=False)
            if chance.random() < 0.3:
                entry["implied"] = 0
            if chance.random() < 0.2:
                entry["red_flag"] = True
        questions.append(entry)
    method = chance.choice(("sum_of", "mean_of"))
    score: dict[str, Any] = {"title": "S", method: ["a", "b"]}
    if method == "mean_of":
        score |= {"scale": 4, "needs": "half"}
    elif chance.random() < 0.5:
        score["prorate"] = "mean"
    if chance.random() < 0.2:
        score["score_if"] = condition(chance, ("a", "b"), 1, scores=False)
    flags = [
        {"id": f"f{number}", "when": condition(chance, QUESTIONS, 2, scores=True), "text": "Look."}
        for number in range(rules)
    ]
    return {
        "bank": "chance",
        "version": "1",
        "title": "Chance",
        "questions": questions,
        "scores": {"s": score},
        "flags": flags,
    }


def everyone(bank: Bank) -> list[Said]:
    """Answer in every way there is."""
    kinds: list[list[Answer]] = [
        [*(option.value for option in question.options), State.SKIPPED, State.UNANSWERED, *question.also]
        for question in bank.questions
    ]
    names = [question.id for question in bank.questions]
    return [Said(bank, settle(bank, dict(zip(names, said, strict=True))).answers) for said in product(*kinds)]


def banks(path: Path) -> Iterator[Bank]:
    for seed in range(60):
        path.write_text(json.dumps(small_bank(Random(seed), 12)), encoding="utf-8")
        yield load_bank(str(path))


def test_what_is_said_of_a_rule_holds_for_everyone(tmp_path: Path) -> None:
    """No verdict is ruled out that somebody has, and none is claimed that nobody has; small banks leave no doubt."""
    seen = []
    for bank in banks(tmp_path / "chance.yaml"):
        reaching, people = Reaching(bank, load_medicines), everyone(bank)
        for flag in bank.flags:
            true = {evaluate(flag.when, said) for said in people}
            outcomes = reaching.outcomes(flag.when)
            if outcomes.seen == outcomes.possible == EVERY:
                assert {True, False} <= true
            else:
                assert outcomes.seen == outcomes.possible == true
            seen.append(frozenset(true & {True, False}))
    # There were rules of every kind.
    assert {frozenset((True,)), frozenset((False,)), frozenset((True, False))} <= set(seen)


def test_what_is_said_of_what_is_asked_holds_for_everyone(tmp_path: Path) -> None:
    """A question is never asked, or asked of everyone, just where that is so."""
    kinds = set()
    for bank in banks(tmp_path / "chance.yaml"):
        reaching, people = Reaching(bank, load_medicines), everyone(bank)
        for question in bank.questions:
            asked = {question.id in said.answers for said in people}
            outcomes = reaching.openings(question)
            if question.opens is not None:
                kinds.add(frozenset(asked))
                assert (True in outcomes.possible, False in outcomes.possible) == (True in asked, False in asked)
    assert len(kinds) == 3


def test_a_shadow_falls_on_everyone(tmp_path: Path) -> None:
    """Where one rule is said to imply another, nobody has the first alone."""
    found = 0
    for bank in banks(tmp_path / "chance.yaml"):
        reaching, people = Reaching(bank, load_medicines), everyone(bank)
        for first, second in product(bank.flags[:6], bank.flags[:6]):
            if first is not second and reaching.implies(first.when, second.when):
                found += 1
                assert all(evaluate(second.when, said) for said in people if evaluate(first.when, said))
    assert found > 20


def test_by_themselves_nothing_is_ruled_out_that_somebody_has(tmp_path: Path) -> None:
    """Where there are too many answers to try, what is still said is true."""
    certain = 0
    for bank in banks(tmp_path / "chance.yaml"):
        reaching, people = Reaching(bank, load_medicines), everyone(bank)
        for flag in bank.flags:
            alone = reaching._by_themselves((flag.when,))
            assert alone is not None
            possible = {evaluate(flag.when, facts) for facts in alone}
            assert {evaluate(flag.when, said) for said in people} <= possible
            certain += True not in possible
    assert certain > 5


def test_what_is_tried_has_an_end(tmp_path: Path) -> None:
    """With no effort left nothing is ruled out."""
    path = tmp_path / "chance.yaml"
    path.write_text(json.dumps(small_bank(Random(1), 12)), encoding="utf-8")
    bank = load_bank(str(path))
    reaching = Reaching(bank, load_medicines)
    reaching.left = 0
    assert all(reaching.outcomes(flag.when).possible == EVERY for flag in bank.flags)


# The shipped bank ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def report() -> Report:
    read = read_for_authors(find_bank("blunting", ROOT / "questions"))
    return Report(read.bank, Located(read.documents), (), medicine_classes(), load_medicines)


def test_every_rule_of_the_shipped_bank_can_come_true_and_be_false(report: Report) -> None:
    """For every one of hundreds of rules answers are found that make it true, and others that make it false."""
    reaching = Reaching(report.bank, load_medicines)
    rules = [rule for rule in report.rules if not rule.opens]
    assert len(rules) > 300
    assert [rule.what for rule in rules if not {True, False} <= reaching.outcomes(rule.condition).seen] == []
    # No answers had to be tried at random for it.
    assert reaching.left == MOST_IN_ALL


def test_proposals_are_answers_that_a_person_can_give(report: Report) -> None:
    """What is proposed for a trigger makes it true for a person who says just that."""
    bank, known = report.bank, load_medicines
    for trigger in bank.triggers:
        proposals = Supposing(bank, known).ways(trigger.when, True)
        said = next(proposals)
        answers = settle(bank, {name: answer for name, answer in said.items() if answer is not State.NOT_ASKED}).answers
        assert evaluate(trigger.when, Said(bank, answers)), trigger.id


def test_every_condition_of_the_shipped_bank_is_found(report: Report) -> None:
    """None of those that the bank holds is left out."""
    bank = report.bank
    every = [trigger.when for trigger in bank.triggers] + [pattern.when for pattern in bank.patterns]
    every += [flag.when for flag in (*bank.flags, *bank.contradictions)]
    every += [rule.when for factor in bank.factors for rule in factor.evidence]
    every += [question.opens for question in bank.questions if question.opens is not None]
    every += [entry.unless for factor in bank.factors for entry in factor.helps if entry.unless is not None]
    every += [one for said in bank.statements for one in (said.when, said.unless) if one is not None]
    assert set(every) <= {rule.condition for rule in report.rules}


# Values -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score", "values"),
    [
        ({"sum_of": ["a", "b"]}, {0, 1, 2, 3, 4}),
        ({"sum_of": ["a", "b"], "times": 2}, {0, 2, 4, 6, 8}),
        ({"sum_of": ["a", "b"], "recode": "r"}, {10, 15, 20}),
        ({"count_of": ["a", "b"], "where": {"at_least": 1}}, {0, 1, 2}),
        ({"mean_of": ["a", "b"], "scale": 100}, {0, 25, 50, 75, 100}),
        ({"mean_of": ["a", "b", "c"], "scale": 10}, {0, 1.7, 3.3, 5, 6.7, 8.3, 10}),
    ],
)
def test_the_values_of_a_score_are_those_that_answers_give(
    score: dict[str, Any], values: set[float], tmp_path: Path
) -> None:
    """Worked out by sets, and the same as by answering in every way."""
    data = small_bank(Random(0), 0)
    for entry in data["questions"]:
        entry.pop("ask_if", None), entry.pop("also", None), entry.pop("implied", None), entry.pop("red_flag", None)
    data |= {"scores": {"s": {"title": "S", **score}}, "recodes": {"r": {"map": {0: 5, 1: 5, 2: 10}}}}
    path = tmp_path / "values.yaml"
    path.write_text(json.dumps(data), encoding="utf-8")
    bank = load_bank(str(path))
    given = {said.score("s").value for said in everyone(bank)}
    found = Reaches(bank).of("s").values
    assert found is not None
    assert set(found) == values == given - {None}


def test_a_recode_by_steps_gives_what_its_steps_give() -> None:
    """Of a number between two ends, each step that lies between them."""
    bank = load_bank(str(ROOT / "tests" / "banks" / "psqi"))
    reaches = Reaches(bank)
    assert recoded_reach(bank.recodes["hours"], reaches.of("q4")).values == frozenset((0.0, 1.0, 2.0, 3.0))
    assert {recoded_value(bank.recodes["hours"], hours / 2) for hours in range(49)} == {0, 1, 2, 3}
    assert reaches.of("global").values == frozenset(map(float, range(22)))
