"""What every explanation keeps to, in every bank: a conclusion goes with its answers, and a step does what is said."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from hypothesis import given
from hypothesis import strategies as st
from interviews import by_name
from people import STAND_INS, anyone_anywhere, assessed, bank_called, examples
from rich.cells import cell_len

from blunting_cli.assessment import Assessment, record, withhold
from blunting_cli.assessment.restoring import read_record, restore
from blunting_cli.bank import Bank
from blunting_cli.bank.model import Question
from blunting_cli.conditions import Answer, Condition, State, leaves, scores_of
from blunting_cli.explaining import (
    explain,
    explanation_blocks,
    explanation_data,
    find_counterfactuals,
    why_blocks,
    why_not_blocks,
)
from blunting_cli.render.text import render
from blunting_cli.sheet import Block

Said = dict[str, Answer]
VERDICTS = {True: "met", False: "unmet", None: "undecided"}


def flat(blocks: Iterator[Block]) -> str:
    return " ".join(render(blocks, width=100).split())


# Take the answers away ------------------------------------------------------------------------------------------------


def without(found: Assessment, names: tuple[str, ...]) -> Assessment:
    """The same person, had these questions been left open."""
    return assessed({name: answer for name, answer in found.answers.items() if name not in names}, found.bank)


def compares_answers(condition: Condition, bank: Bank) -> bool:
    """Tell whether a condition compares answers alone; one about a missing answer holds without any."""
    for leaf in leaves(condition):
        test = getattr(leaf, "test", None)
        if test is not None and (test.answered is not None or test.state is not None):
            return False
        if test is not None and bank.by_id[leaf.question].implied is not None:
            return False
    return all(made_of_answers(name, bank) for name in scores_of(condition))


def made_of_answers(name: str, bank: Bank) -> bool:
    """Tell whether a score is made of answers alone, and of nothing that is counted where there is none."""
    score = bank.score_by_id[name]
    inner = [part for part in score.of if part in bank.score_by_id]
    items = [bank.by_id[part] for part in score.of if part in bank.by_id]
    return (
        all(made_of_answers(part, bank) for part in inner)
        and all(item.implied is None for item in items)
        and all(compares_answers(condition, bank) for condition in score.counted)
    )


@examples(40)
@given(anyone_anywhere())
def test_every_conclusion_is_gone_without_the_answers_it_names(someone: tuple[str, Said]) -> None:
    """A number with its bands, a verdict, a shape, a rule of a factor, a reason: in every bank, for everyone."""
    bank = bank_called(someone[0])
    found = assessed(someone[1], bank)
    for name, score in found.scores.items():
        if score.value is not None and made_of_answers(name, bank):
            assert score.questions
            gone = without(found, score.questions).scores.get(name)
            assert gone is None or (gone.value is None and not gone.bands)
    for name, criterion in found.criteria.items():
        if criterion.verdict is not None and compares_answers(criterion.criterion.when, bank):
            gone_verdict = without(found, criterion.questions).criteria[name].verdict
            assert criterion.questions
            assert gone_verdict is None
    pattern = found.pattern
    if pattern.pattern is not None:
        after = without(found, pattern.because).pattern
        assert pattern.pattern not in (after.pattern, *after.also)
    for reason in found.escalation.reasons:
        if compares_answers(reason.trigger.when, bank):
            left = {one.trigger.id for one in without(found, reason.questions).escalation.reasons}
            assert reason.questions
            assert reason.trigger.id not in left
    for factor in found.factors[:2]:
        for finding in (*factor.speaks_for, *factor.speaks_against):
            if compares_answers(finding.rule.when, bank):
                [same] = [one for one in without(found, finding.questions).factors if one.factor.id == factor.factor.id]
                assert finding.rule.id not in {one.rule.id for one in (*same.speaks_for, *same.speaks_against)}


# What one step would change -------------------------------------------------------------------------------------------


def others(question: Question, given_: Answer) -> Iterator[tuple[Answer, int]]:
    """Every other answer to a question that is chosen, and how many steps away it is."""
    values = [option.value for option in question.options]
    if question.type == "single":
        for place, value in enumerate(values):
            if value != given_:
                yield value, abs(place - values.index(given_)) if isinstance(given_, int) else 1
    elif question.type == "multi":
        for value in values:
            ticked = set(given_) if isinstance(given_, tuple) else set()
            if not isinstance(given_, tuple):
                yield (value,), 1
            elif value not in ticked and question.agree((*sorted(ticked), value)):
                yield tuple(sorted((*ticked, value))), 1


def results(found: Assessment) -> dict[tuple[str, str], str]:
    """What an assessment comes to that rests on no answer about safety: bands, verdicts."""
    bank = found.bank
    bands = {("band", name): one.bands[0][1].label if one.bands else "none" for name, one in found.scores.items()}
    verdicts = {("criterion", name): VERDICTS[one.verdict] for name, one in found.criteria.items()}
    private = {("band", name) for name in bank.safety_scores}
    private |= {("criterion", one.id) for one in bank.criteria if not bank.safety.isdisjoint(bank.rests_on(one.when))}
    return {key: said for key, said in {**bands, **verdicts}.items() if key not in private}


def tier(found: Assessment) -> int:
    """How high the tier is that no answer about safety gives; 0 is the highest."""
    bank = found.bank
    order = [one.id for one in bank.tiers]
    open_ = [one.trigger for one in found.escalation.reasons]
    public = [order.index(one.tier) for one in open_ if bank.safety.isdisjoint(bank.rests_on(one.when))]
    return min(public, default=len(order) - 1)


def allowed(before: Assessment, after: Assessment) -> bool:
    """Tell whether a change may be spoken of: to no lower tier, and near no answer about safety."""
    bank = before.bank
    beside = {
        name
        for one in bank.triggers
        if not bank.safety.isdisjoint(bank.rests_on(one.when))
        for name in bank.rests_on(one.when)
    }
    names = before.answers.keys() | after.answers.keys()
    moved = {name for name in names if before.answers.get(name) != after.answers.get(name)}
    opened = {name for name in after.answers if name in bank.safety and name not in before.answers}
    return (
        before.outside == after.outside
        and tier(after) <= tier(before)
        and not opened
        and not moved & (beside - bank.safety)
    )


def nearest(before: Assessment) -> dict[tuple[str, str, str], tuple[int, set[tuple[str, str]]]]:
    """Every band and verdict that one other answer gives, with the nearest answers: found by trying them all."""
    bank, was = before.bank, results(before)
    found: dict[tuple[str, str, str], tuple[int, set[tuple[str, str]]]] = {}
    for name, given_ in before.answers.items():
        question = bank.by_id[name]
        if name in bank.safety or question.red_flag or question.fixed:
            continue
        for answer, steps in others(question, given_):
            after = assessed({**before.answers, name: answer}, bank)
            if not allowed(before, after):
                continue
            for key, now in results(after).items():
                if now not in (was.get(key, "none"), "none", "undecided"):
                    known = found.get((*key, now))
                    if known is None or steps < known[0]:
                        found[*key, now] = (steps, {(name, str(answer))})
                    elif steps == known[0]:
                        known[1].add((name, str(answer)))
    return found


@examples(25)
@given(anyone_anywhere(STAND_INS))
def test_what_one_step_would_change_is_what_trying_every_step_gives(someone: tuple[str, Said]) -> None:
    """All of it and nothing else, each by the nearest answers, in every stand-in."""
    check_steps(assessed(someone[1], bank_called(someone[0])))


@examples(1)
@given(anyone_anywhere(("blunting",)))
def test_what_one_step_would_change_in_the_shipped_bank(someone: tuple[str, Said]) -> None:
    """The same, where a step opens and closes other questions."""
    check_steps(assessed(someone[1], bank_called(someone[0])))


def check_steps(before: Assessment) -> None:
    """Hold what is said against every step tried, with the answers about safety and without."""
    ticks = {name for name, answer in before.answers.items() if isinstance(answer, tuple)}
    for found in (find_counterfactuals(before), find_counterfactuals(withhold(before))):
        said = {
            (one.kind, one.subject, one.after): (one.steps, {(step.question, str(step.after)) for step in one.changes})
            for one in found.outcomes
            if one.kind in ("band", "criterion")
        }
        truth = nearest(before)
        for key, (steps, changes) in truth.items():
            assert said[key][0] <= steps
            assert said[key][0] < steps or changes <= said[key][1]
        # One tick less is said too; it does what is said all the same.
        for key, (steps, changes) in said.items():
            assert key in truth or {name for name, _ in changes} <= ticks
            more = changes - truth.get(key, (steps, set()))[1]
            assert {name for name, _ in more} <= ticks


@examples(6)
@given(anyone_anywhere())
def test_every_step_that_is_spoken_of_does_what_is_said(someone: tuple[str, Said]) -> None:
    """Taken as an answer it gives just that; none is about safety, urgent or a fact of a life, nor to a lower tier."""
    bank = bank_called(someone[0])
    before = withhold(assessed(someone[1], bank))
    order = [one.id for one in bank.tiers]
    whole = assessed(someone[1], bank)
    for outcome in find_counterfactuals(before).outcomes:
        for change in outcome.changes[:3]:
            question = bank.by_id[change.question]
            assert question.id not in bank.safety
            assert not question.red_flag
            assert not question.fixed
            assert whole.answers[question.id] == change.before != change.after
            after = assessed({**whole.answers, question.id: change.after}, bank)
            assert order.index(after.escalation.tier.id) <= order.index(whole.escalation.tier.id)
            if outcome.kind in ("band", "criterion"):
                assert results(after)[outcome.kind, outcome.subject] == outcome.after
            elif outcome.kind == "tier":
                assert after.escalation.tier.id == outcome.after
            elif outcome.kind == "first_factor":
                assert after.factors[0].factor.id == outcome.after
            elif outcome.after != "none":
                assert after.pattern.pattern is not None
                assert after.pattern.pattern.id == outcome.after


# The page and the data ------------------------------------------------------------------------------------------------


@examples(25)
@given(anyone_anywhere(), st.booleans(), st.integers(40, 100))
def test_everyone_can_be_given_an_explanation(someone: tuple[str, Said], hide: bool, width: int) -> None:
    """In every bank, for people and for programs; no line is wider than asked, and every number is one."""
    bank = bank_called(someone[0])
    found = assessed(someone[1], bank)
    found = withhold(found) if hide else found
    steps = find_counterfactuals(found) if bank.id != "blunting" else None
    explanation = explain(found, steps)
    made = render(explanation_blocks(explanation), width=width)
    assert max(map(cell_len, made.split("\n"))) <= width
    assert made.replace("\n", "").isprintable()
    assert json.loads(json.dumps(explanation_data(explanation), allow_nan=False))
    for tree in explanation.factors[:2]:
        assert render(
            [*why_blocks(explanation, tree.factor.id), *why_not_blocks(explanation, tree.factor.id)], width=width
        )


@examples(25)
@given(anyone_anywhere(("blunting", *STAND_INS)))
def test_a_record_is_explained_like_its_answers(someone: tuple[str, Said]) -> None:
    """From the record of any bank it is the same page and the same data, and every answer behind it is there."""
    bank = bank_called(someone[0])
    found = withhold(assessed(someone[1], bank))
    kept = restore(read_record(json.dumps(record(found)).encode(), "record"), bank, by_name)
    one, two = explain(found, None), explain(kept, None)
    assert explanation_data(one) == explanation_data(two)
    assert flat(explanation_blocks(one)) == flat(explanation_blocks(two))
    check_names(explanation_data(one), bank, found.answers)


def check_names(data: Mapping[str, object], bank: Bank, answers: Mapping[str, Answer]) -> None:
    """Every conclusion in the data has a rule, and the answers it rests on as they are."""
    for reason in data["tier"]["reasons"]:  # type: ignore[index]
        assert reason["trigger"] == "safety" or reason["condition"] is not None
    for criterion in data["criteria"]:  # type: ignore[attr-defined]
        for part in criterion["parts"]:
            assert part["condition"] is not None
            assert (
                part["verdict"] == "undecided"
                or part["answers"]
                or part["scores"]
                or not compares_answers(next(one for one in bank.criteria if one.id == criterion["id"]).when, bank)
            )
    for factor in data["factors"]:  # type: ignore[attr-defined]
        for rule in factor["rules"]:
            for entry in rule["answers"]:
                assert entry["answer"] != 0 or answers[entry["question"]] == 0
    assert State.WITHHELD not in [answers[name] for name in answers if name not in bank.safety]
