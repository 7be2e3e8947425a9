"""Explanations: every conclusion back to its answers and rules, and what one step would change."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from people import assessed, said, shipped

from blunting_cli.answers import as_data, in_words
from blunting_cli.asking import settle
from blunting_cli.assessment import Assessment, assess, record, withhold
from blunting_cli.assessment.restoring import read_record, restore
from blunting_cli.bank import Bank, Question, load_medicines
from blunting_cli.bank.saying import condition_words
from blunting_cli.conditions import (
    ALWAYS,
    Answer,
    AnswerIs,
    Comparison,
    Condition,
    CountOf,
    State,
    cited,
    leaves,
    questions_of,
)
from blunting_cli.conditions.parsing import Vocabulary, parse
from blunting_cli.errors import UsageError
from blunting_cli.explaining import (
    Explanation,
    Outcome,
    explain,
    explanation_blocks,
    explanation_data,
    factor_data,
    find_counterfactuals,
    why_blocks,
    why_not_blocks,
)
from blunting_cli.factors import PRINTED
from blunting_cli.medicines import recognise
from blunting_cli.render.text import render
from blunting_cli.scoring import Said
from blunting_cli.sheet import Block, Heading, Notice

EXAMPLES = settings(max_examples=12, deadline=None)
# Where one example takes hundreds of results.
FEW = settings(max_examples=5, deadline=None)
FEWEST = settings(max_examples=3, deadline=None)


def explained(person: Mapping[str, Answer], *, changes: bool = True) -> Explanation:
    """Explain what a person said as the program does, with the answers about safety taken out."""
    assessment = withhold(assessed(person))
    return explain(assessment, find_counterfactuals(assessment) if changes else None)


def flat(blocks: Iterable[Block]) -> str:
    """All words of blocks, on one line."""
    return " ".join(render(list(blocks), width=100).split())


def place(blocks: Iterable[Block], text: str) -> int:
    """Where a text first stands among blocks, or -1."""
    return next((index for index, block in enumerate(blocks) if text in json.dumps(block)), -1)


def triggers(assessment: Assessment) -> set[str]:
    return {reason.trigger.id for reason in assessment.escalation.reasons}


# Conditions in words --------------------------------------------------------------------------------------------------


def conditions(bank: Bank) -> Iterator[Condition]:
    """Every condition of a bank."""
    yield from (question.opens for question in bank.questions if question.opens is not None)
    yield from (rule.when for factor in bank.factors for rule in factor.evidence)
    yield from (entry.when for entry in (*bank.triggers, *bank.patterns, *bank.flags))


def read(data: Any) -> Condition:
    """A condition of the shipped bank from plain data; a mistake in it fails the test."""
    bank = shipped()
    questions = {
        question.id: {
            text: option.value for option in question.options for text in (option.label.casefold(), str(option.value))
        }
        for question in bank.questions
    }
    classes = frozenset({"ssri", "snri", "opioid", "antidepressant", "odd_kind"})
    return parse(data, (), Vocabulary(questions, frozenset(bank.score_by_id), classes), pytest.fail)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"low_mood": {"at_least": 2}}, 'Sad or low: "About half of the time" or more'),
        ({"low_mood": {"at_least": 3}}, 'Sad or low: "Most of the time" or "Nearly all of the time"'),
        ({"low_mood": {"at_most": 2}}, 'Sad or low: "About half of the time" or less'),
        ({"low_mood": 0}, 'Sad or low: "Not at all"'),
        ({"low_mood": {"between": [1, 2]}}, 'Sad or low: "Some of the time" or "About half of the time"'),
        ({"low_mood": {"answered": True}}, "Sad or low: any answer"),
        ({"low_mood": {"answered": False}}, "Sad or low: no answer"),
        ({"low_mood": {"state": "skipped"}}, 'Sad or low: "Skipped"'),
        ({"takes_medicine": [1, 2, 3]}, 'Medicine: any answer but "No, none"'),
        ({"not": {"low_mood": 0}}, 'Sad or low: not "Not at all"'),
        ({"score.enjoyment": {"at_least": 50}}, "the number for Joy is 50 or more"),
        ({"score.enjoyment": {"between": [20, 30]}}, "the number for Joy is 20 to 30"),
        (
            {"all": [{"score.enjoyment": {"at_most": 39.9}}, {"score.tears": {"at_most": 39.9}}]},
            "the numbers for Joy and Tears and sadness are 39.9 or less each",
        ),
        (
            {"any": [{"score.enjoyment": {"at_least": 25}}, {"score.tears": {"at_least": 25}}]},
            "one of the numbers for Joy and Tears and sadness is 25 or more",
        ),
        (
            {"any": [{"lifelong": [0, 1]}, {"lifelong": {"state": "skipped"}}]},
            'Always like this: "No, I used to feel more", "I am not sure" or "Skipped"',
        ),
        (
            {"any": [{"low_mood": 0}, {"all": [{"hopeless": 0}, {"lifelong": 2}]}]},
            'Sad or low: "Not at all"; or (Without hope: "Not at all"; and Always like this: "Yes, it has always been like this")',
        ),
        (
            {"any": [{"low_mood": 0}, {"any": [{"hopeless": 0}, {"any": [{"hopeless": 1}]}]}]},
            'Sad or low: "Not at all"; or Without hope: "Not at all" or "Some of the time"',
        ),
        (
            {"count": {"of": ["low_mood", "hopeless"], "where": {"at_least": 3}, "at_least": 1}},
            '"Most of the time" or "Nearly all of the time" for 1 or more of these: Sad or low and Without hope',
        ),
        (
            {"count": {"of": ["low_mood", "hopeless"], "where": 0, "at_least": 2}},
            '"Not at all" for each of these: Sad or low and Without hope',
        ),
        ({"medicines": {"class": ["ssri", "snri"]}}, "Which medicines: an SNRI or an SSRI is named"),
        (
            {"medicines": {"class": "antidepressant", "change": "raised", "within_weeks": 12}},
            "Which medicines: an antidepressant is named, the dose raised in the past 12 weeks",
        ),
        (
            {"medicines": {"class": "opioid", "within_weeks": 4}},
            "Which medicines: an opioid is named, begun in the past 4 weeks",
        ),
        ({"medicines": {"class": "any", "told": "stopped"}}, "Which medicines: any medicine was stopped"),
        (
            {"not": {"medicines": {"class": "any", "all_told": "name"}}},
            "not (Which medicines: every name is one we know (any medicine))",
        ),
        ({"medicines": {"class": "odd_kind"}}, 'Which medicines: a medicine of the kind "odd kind" is named'),
    ],
)
def test_a_condition_reads_as_a_person_says_it(data: Any, words: str) -> None:
    """Questions stand in short, answers by their labels, scores by their titles, the rest in plain words."""
    assert condition_words(read(data), shipped()) == words


@pytest.mark.parametrize(
    ("kind", "test", "words"),
    [
        ("number", Comparison(low=3), "Q: 3 or more"),
        ("number", Comparison(values=(3, 4)), "Q: 3 or 4"),
        ("duration", Comparison(low=28), "Q: 4 weeks or more"),
        ("duration", Comparison(low=1, high=30), "Q: 1 day to 1 month"),
        ("duration", Comparison(high=730), "Q: 2 years or less"),
        ("duration", Comparison(high=0.5), "Q: 0.5 days or less"),
    ],
)
def test_amounts_read_with_their_unit(
    bank_from: Callable[[str], Bank], kind: str, test: Comparison, words: str
) -> None:
    """A number stands as it is, and a time in its longest whole unit."""
    bank = bank_from(
        SMALL.replace("TRIGGERS", "") + f"  - {{id: q, section: s, ask: Q?, short: Q, why: Because., type: {kind}}}\n"
    )
    assert condition_words(AnswerIs("q", test), bank) == words


def test_a_caller_says_what_a_question_is_called() -> None:
    """On paper a question is named by its number."""
    numbers = {question.id: index for index, question in enumerate(shipped().questions, 1)}

    def name(question: Question) -> str:
        return f"question {numbers[question.id]}"

    for condition in conditions(shipped()):
        made = condition_words(condition, shipped(), name)
        for question in questions_of(condition):
            assert name(question and shipped().by_id[question]) in made


def test_every_condition_of_the_bank_can_be_said() -> None:
    """Nothing is empty, no brace is left over, every score is named, and only ASCII marks are used."""
    for condition in conditions(shipped()):
        made = condition_words(condition, shipped())
        assert made
        assert not set("{}") & set(made)
        assert made.isascii()
        assert made.count("(") == made.count(")")
        for leaf in leaves(condition):
            if not isinstance(leaf, AnswerIs):
                assert shipped().score_by_id[leaf.score].title in made
    assert condition_words(ALWAYS, shipped()) == ""


# Take the answers away ------------------------------------------------------------------------------------------------


def opening(names: Iterable[str], answers: Mapping[str, Answer]) -> set[str]:
    """The questions themselves, and those whose answers open them, near or far."""
    bank, facts = shipped(), Said(shipped(), answers)
    found: set[str] = set()
    wanted = list(names)
    while wanted:
        name = wanted.pop()
        if name not in found:
            found.add(name)
            opens = bank.by_id[name].opens
            wanted += cited(opens, facts) if opens is not None else ()
    return found


def without(assessment: Assessment, names: Iterable[str]) -> Assessment:
    """The same person, had these questions been left open."""
    left = set(names)
    return assessed({name: answer for name, answer in assessment.answers.items() if name not in left})


def alone(assessment: Assessment, names: Iterable[str]) -> Assessment:
    """The same person, had nothing been answered but these questions, and what opens them."""
    kept = opening(names, assessment.answers)
    return assessed({name: answer for name, answer in assessment.answers.items() if name in kept})


def rests_on_answers(condition: Condition) -> bool:
    """Tell whether a condition compares answers; one about a missing answer rests on none."""
    tests = [condition.test] if isinstance(condition, CountOf) else []
    tests += [leaf.test for leaf in leaves(condition) if isinstance(leaf, AnswerIs)]
    return all(test.answered is not False and test.state is None for test in tests)


@EXAMPLES
@given(said())
def test_a_reason_stands_and_falls_with_its_answers(person: dict[str, Answer]) -> None:
    """Without the cited answers no reason for a tier is left; with nothing else it stands."""
    explanation = explain(assessed(person), None)
    for reason, grounds in explanation.reasons:
        if rests_on_answers(reason.trigger.when):
            assert grounds.questions
            assert reason.trigger.id not in triggers(without(explanation.assessment, grounds.questions))
            assert reason.trigger.id in triggers(alone(explanation.assessment, grounds.questions))


@EXAMPLES
@given(said())
def test_the_pattern_stands_and_falls_with_its_answers(person: dict[str, Answer]) -> None:
    """Without the cited answers the pattern is gone; with nothing else it stands or is undecided, never another."""
    explanation = explain(assessed(person), None)
    pattern = explanation.assessment.pattern.pattern
    if pattern is None:
        return
    gone = without(explanation.assessment, explanation.pattern.questions).pattern
    kept = alone(explanation.assessment, explanation.pattern.questions).pattern
    assert pattern not in (gone.pattern, *gone.also)
    assert kept.pattern in (pattern, None)
    assert kept.pattern is pattern or kept.undecided


@EXAMPLES
@given(said())
def test_a_score_stands_and_falls_with_its_answers(person: dict[str, Answer]) -> None:
    """Without its answers there is no number; with nothing else it is the same, in the same band, or there is none."""
    explanation = explain(assessed(person), None)
    assessment = explanation.assessment
    for tree in explanation.scores:
        if tree.result.value is not None:
            assert without(assessment, tree.result.questions).scores[tree.score.id].value is None
            unbanded = questions_of(tree.score.unbanded) if tree.score.unbanded else ()
            rests_on = Said(assessment.bank, assessment.answers).score_questions(tree.score.id)
            kept = alone(assessment, (*rests_on, *unbanded)).scores[tree.score.id]
            assert kept.value == tree.result.value
            assert kept.band == tree.result.band


@EXAMPLES
@given(said())
def test_a_factor_stands_and_falls_with_its_answers(person: dict[str, Answer]) -> None:
    """Without the cited answers a factor is not printed; with nothing else it has the same level, or none yet."""
    explanation = explain(assessed(person), None)
    for tree in explanation.factors:
        if tree.result.level in PRINTED:
            names = [name for rule in tree.rules if rule.verdict for name in rule.grounds.questions]
            gone, kept = (
                next(found for found in other.factors if found.factor.id == tree.factor.id)
                for other in (without(explanation.assessment, names), alone(explanation.assessment, names))
            )
            assert gone.level not in PRINTED
            assert kept.level in (tree.result.level, "not_asked")


# What is shown adds up ------------------------------------------------------------------------------------------------


@EXAMPLES
@given(said())
def test_the_points_shown_add_up(person: dict[str, Answer]) -> None:
    """The points of the rules that hold are the points of the factor; its level begins where it says."""
    for factor in explanation_data(explained(person, changes=False))["factors"]:
        total = sum(rule["points"] for rule in factor["rules"] if rule["verdict"])
        assert factor["points_so_far"] == total
        assert factor["points"] in (total, None)
        assert factor["points_to_few"] == max(0, factor["levels"]["few"] - total)
        if factor["level"] in PRINTED:
            assert total >= factor["levels"][factor["level"]]
            assert factor["held_back"] is None
        assert (factor["held_back"] is None) == (factor["level"] != "not_asked")


@EXAMPLES
@given(said())
def test_the_parts_of_a_score_add_up(person: dict[str, Answer]) -> None:
    """A number is the mean of what its parts give, rounded, unless what is missing allows no such mean."""
    explanation = explained(person, changes=False)
    for tree, entry in zip(explanation.scores, explanation_data(explanation)["scores"], strict=True):
        given_ = [part["gives"] for part in entry["parts"] if part["gives"] is not None]
        assert all(0 <= part <= entry["highest"] for part in given_)
        assert len(entry["parts"]) + len(entry["does_not_apply"]) == len(tree.score.of)
        if entry["value"] is None:
            continue
        mean = sum(given_) / len(given_)
        if abs(mean - entry["value"]) > 0.1:
            assert tree.score.composite
            assert tree.held
            assert entry["value"] in (entry["low"], entry["high"])
        else:
            assert not tree.held
        if entry["band"]:
            assert entry["band"]["from"] <= entry["value"]
            assert entry["band"]["to"] is None or entry["value"] < entry["band"]["to"]


# What one step would change -------------------------------------------------------------------------------------------


def result(assessment: Assessment, outcome: Outcome) -> str:
    """What an assessment says in the place of an outcome, in its names."""
    if outcome.kind == "band":
        band = assessment.scores[outcome.subject].band
        return band.label if band else "none"
    if outcome.kind == "pattern":
        found = assessment.pattern
        return found.pattern.id if found.pattern else "undecided" if found.undecided else "none"
    if outcome.kind == "tier":
        return assessment.escalation.tier.id
    first = assessment.factors[0]
    return first.factor.id if first.level in PRINTED else "none"


def tier_of(assessment: Assessment) -> int:
    """How high the tier is; 0 is the highest."""
    return [tier.id for tier in assessment.bank.tiers].index(assessment.escalation.tier.id)


@FEW
@given(said())
def test_a_changed_answer_does_what_is_said(person: dict[str, Answer]) -> None:
    """Worked out anew with the answer changed, safety included, it comes out as said, and never at a lower tier."""
    before = assessed(person)
    made: dict[tuple[str, Answer], Assessment] = {}
    for outcome in find_counterfactuals(before).outcomes:
        assert result(before, outcome) == outcome.before != outcome.after
        for change in outcome.changes:
            question = shipped().by_id[change.question]
            assert before.answers[question.id] == change.before
            assert question.id not in shipped().safety
            assert not question.red_flag
            assert not isinstance(change.after, tuple) or question.agree(change.after)
            key = (question.id, change.after)
            after = made[key] = made.get(key) or assessed({**before.answers, question.id: change.after})
            assert result(after, outcome) == outcome.after
            assert tier_of(after) <= tier_of(before)
            if outcome.kind == "tier":
                assert tier_of(after) < tier_of(before)


@FEWEST
@given(said())
def test_only_the_nearest_changes_are_given(person: dict[str, Answer]) -> None:
    """No other option of a choice of one, fewer steps away, does the same without a lower tier."""
    before = assessed(person)
    for outcome in find_counterfactuals(before).outcomes:
        assert len({change.steps for change in outcome.changes}) == 1
        for name in {change.question for change in outcome.changes}:
            answer, question = before.answers[name], shipped().by_id[name]
            if question.type == "single" and isinstance(answer, int):
                for option in question.options:
                    if option.value != answer and abs(option.value - answer) < outcome.steps:
                        after = assessed({**before.answers, name: option.value})
                        assert result(after, outcome) != outcome.after or tier_of(after) > tier_of(before)


def test_the_changes_of_one_person(well: dict[str, Answer]) -> None:
    """A person with nothing to report: three steps call for a visit, or change the word of a number."""
    found = {(entry.kind, entry.subject, entry.after): entry for entry in find_counterfactuals(assessed(well)).outcomes}
    assert found["tier", "", "routine"].changes[0][:3] == ("low_mood", 0, 3)
    assert {change.question for change in found["band", "tears", "slight"].changes} == {
        "cannot_cry",
        "sad_news_flat",
        "tears_can_come",
    }
    assert found["band", "tears", "slight"].steps == 3
    assert ("pattern", "", "doing_less") in found


def test_ticks_change_one_at_a_time(well: dict[str, Answer]) -> None:
    """What stands alone gives way to a tick, and the last tick gives way to none of these."""
    low = {**well, "low_mood": 3, "hopeless": 2, "mood_signs": (1, 2), "mood_or_numbness_first": 0}
    outcomes = find_counterfactuals(assessed(low)).outcomes
    ticked = {change.after for entry in outcomes for change in entry.changes if change.question == "mood_signs"}
    assert ticked <= {(1,), (2,), (1, 2, 3), (1, 2, 4)}
    slept = {**well, "sleep_bad": 3, "sleep_signs": (0,)}
    outcomes = find_counterfactuals(assessed(slept)).outcomes
    lists = {change.after for entry in outcomes for change in entry.changes if change.question == "sleep_signs"}
    assert lists
    assert all(isinstance(after, tuple) and len(after) == 1 for after in lists)


def test_facts_of_a_life_are_not_thought_through(well: dict[str, Answer]) -> None:
    """No step for an age, an illness, hopelessness, or whether a medicine is taken; that is said."""
    found = find_counterfactuals(assessed({**well, "low_mood": 3, "takes_medicine": 1}))
    fixed = {question.id for question in shipped().questions if question.fixed}
    assert fixed == {"age_band", "hopeless", "takes_medicine", "health_events"}
    assert not {change.question for entry in found.outcomes for change in entry.changes} & fixed
    assert fixed <= set(found.left_out)


SMALL = """
bank: small
version: 1.0.0
tiers: [{id: today, title: Today, text: Now., urgent: true}, {id: soon, title: Soon, text: Soon.}, {id: watch, title: Watch, text: Wait.}]
sections: {s: {title: S, why: Because.}}
sources: {us: {title: Us, where: here, read: whole}}
TRIGGERS
questions:
  - {id: harm, section: s, ask: Harm?, short: Harm, why: Because., safety: true, options: [{value: 0, label: None}, {value: 1, label: Some}]}
  - {id: low, section: s, ask: Low?, short: Low, why: Because., options: [{value: 0, label: Never}, {value: 1, label: Now and then}, {value: 2, label: Often}]}
  - {id: fits, section: s, ask: Fits?, short: Fits, why: Because., red_flag: true, ask_if: {low: [1, 2]}, options: [{value: 0, label: N}, {value: 1, label: Y}]}
"""


def small(bank_from: Callable[[str], Bank], conditions_: str, tail: str = "") -> Bank:
    return bank_from(SMALL.replace("TRIGGERS", f"triggers:\n{conditions_}") + tail)


def outcomes(bank: Bank, answers: Mapping[str, Answer]) -> list[tuple[str, str, str]]:
    found = find_counterfactuals(assess(bank, settle(bank, answers).answers)).outcomes
    return [(change.question, str(change.after), entry.after) for entry in found for change in entry.changes]


def trigger(when: str, tier: str = "soon", id: str = "t") -> str:
    return f"  - {{id: {id}, tier: {tier}, when: {when}, because: So., source: us}}\n"


def test_a_change_that_only_opens_a_red_flag_is_not_shown(bank_from: Callable[[str], Bank]) -> None:
    """A question that opens and then stands unanswered brings no tier; an answer that brings it by itself does."""
    unanswered = small(bank_from, trigger("{all: [{fits: {answered: false}}, {low: [1, 2]}]}"))
    assert outcomes(unanswered, {"harm": 0, "low": 0}) == []
    by_itself = small(bank_from, trigger("{low: 2}"))
    assert outcomes(by_itself, {"harm": 0, "low": 0}) == [("low", "2", "soon")]


def test_a_red_flag_is_never_varied(bank_from: Callable[[str], Bank]) -> None:
    """What a red flag would call for is not played with, whether it is answered or not."""
    bank = small(bank_from, trigger("{fits: 1}", "today"))
    assert outcomes(bank, {"harm": 0, "low": 1, "fits": 0}) == []
    assert outcomes(bank, {"harm": 0, "low": 1}) == []


def test_a_trigger_that_also_reads_safety_is_left_alone(bank_from: Callable[[str], Bank]) -> None:
    """What could lower a tier behind a withheld answer is never shown, nor what would raise one together with it."""
    mixed = trigger("{any: [{harm: {answered: false}}, {low: 2}]}", "today", "mixed")
    bank = small(bank_from, mixed + trigger("{low: 1}", "soon", "alone"))
    for harm in (0, 1, State.SKIPPED):
        assert outcomes(bank, {"harm": harm, "low": 2}) == []
        assert outcomes(bank, {"harm": harm, "low": 0}) == []


def test_a_question_about_safety_is_never_opened(bank_from: Callable[[str], Bank]) -> None:
    """A change that would open a question about safety is not shown, whatever else it does."""
    tail = "  - {id: home, section: s, ask: Home?, short: Home, why: Because., safety: true, ask_if: {low: 2}, options: [{value: 0, label: N}, {value: 1, label: Y}]}\n"
    bank = small(bank_from, trigger("{low: [1, 2]}"), tail)
    assert outcomes(bank, {"harm": 0, "low": 0}) == [("low", "1", "soon")]


def test_no_lower_tier_is_ever_shown(bank_from: Callable[[str], Bank]) -> None:
    """An answer that would change a pattern and lower the tier is not shown."""
    patterns = "patterns:\n  p: {title: P, text: P., source: us, when: {low: 0}}\n  r: {title: R, text: R., source: us, when: {low: 1}}\nquestions:"
    bank = bank_from(
        SMALL.replace("TRIGGERS", f"triggers:\n{trigger('{low: [1, 2]}')}").replace("questions:", patterns)
    )
    found = find_counterfactuals(assess(bank, settle(bank, {"harm": 0, "low": 2, "fits": 0}).answers)).outcomes
    assert [(entry.kind, entry.before, entry.after) for entry in found] == [("pattern", "none", "r")]


# Safety ---------------------------------------------------------------------------------------------------------------


def words_of(explanation: Explanation) -> str:
    """Everything an explanation says, to people and to programs."""
    names = [tree.factor.id for tree in explanation.factors]
    pages = [explanation_blocks(explanation)]
    pages += [make(explanation, name) for name in names[:2] for make in (why_blocks, why_not_blocks)]
    return json.dumps(explanation_data(explanation)) + "".join(map(flat, pages))


@FEWEST
@given(said())
def test_withheld_answers_leave_no_trace(person: dict[str, Answer]) -> None:
    """Answers about safety that lead to the same tier give the same explanation, which holds none of their words."""
    made = [words_of(explained({**person, "self_harm": level})) for level in (1, 2, 3)]
    assert len(set(made)) == 1
    for option in shipped().by_id["self_harm"].options[1:]:
        assert option.label not in made[0]
    for found in shipped().triggers:
        if "self_harm" in found.id:
            assert found.id not in made[0]
            assert found.because not in made[0]


@FEWEST
@given(said())
def test_beside_another_emergency_every_answer_about_safety_reads_alike(person: dict[str, Answer]) -> None:
    """Where the tier has a reason of its own, no explanation tells how the question was answered."""
    urgent = {**person, "takes_medicine": 1, "medicine_reaction": (4,)}
    answers: list[Answer] = [1, 4, State.SKIPPED, State.UNANSWERED]
    assert len({words_of(explained({**urgent, "self_harm": answer})) for answer in answers}) == 1


@FEWEST
@given(said())
def test_what_one_step_changes_does_not_rest_on_withheld_answers(person: dict[str, Answer]) -> None:
    """It is the same from the full answers and from what is left once those about safety are withheld."""
    full = assessed(person)
    assert find_counterfactuals(full) == find_counterfactuals(withhold(full))


def restored(assessment: Assessment, bank: Bank) -> Assessment:
    """The assessment of a record, as the program reads it back."""
    content = json.dumps(record(assessment)).encode()
    return restore(read_record(content, "record"), bank, lambda found: recognise(found, load_medicines()))


@FEW
@given(said())
def test_a_record_is_explained_like_the_answers_it_was_made_from(person: dict[str, Answer]) -> None:
    """From the full answers, from what is left of them, and from the record, it is one explanation."""
    assessment = withhold(assessed(person))
    kept = restored(assessment, shipped())
    first, second = (explain(found, find_counterfactuals(found)) for found in (assessment, kept))
    assert first.changes == second.changes
    assert explanation_data(first) == explanation_data(second)
    assert list(explanation_blocks(first)) == list(explanation_blocks(second))


@EXAMPLES
@given(said())
def test_a_record_of_other_questions_is_explained_by_its_own_words(person: dict[str, Answer]) -> None:
    """Its reasons, points and answers stand as it has them; no rule is said that is not at hand."""
    assessment = withhold(assessed(person))
    kept = explain(restored(assessment, replace(shipped(), sha256="other")), None)
    shown, data = flat(explanation_blocks(kept)), explanation_data(kept)
    assert shipped().texts["change_not_known"].split(",")[0] in shown
    for reason in assessment.escalation.reasons:
        assert reason.trigger.because[1:] in shown
    for result_ in assessment.factors:
        for finding in (*result_.speaks_for, *result_.speaks_against):
            assert finding.rule.because[1:] in shown
        page = flat(why_not_blocks(kept, result_.factor.id)).casefold()
        assert " ".join(result_.factor.title.split()).casefold() in page
    assert [factor["points"] for factor in data["factors"]] == [found.points for found in assessment.factors]
    assert "Rule:" not in shown


def test_the_reason_without_a_name_is_shown_as_it_is_kept(well: dict[str, Answer]) -> None:
    """It says that an answer about safety is behind the tier, and neither which nor how it was answered."""
    explanation = explained({**well, "self_harm": 2})
    reason = explanation_data(explanation)["tier"]["reasons"][0]
    assert (reason["trigger"], reason["condition"], reason["source"]) == ("safety", None, None)
    assert {entry["answer"] for entry in reason["answers"]} == {"withheld"}
    made = flat(explanation_blocks(explanation))
    assert "One of your answers about safety." in made
    assert "Not shown here" not in made


def test_with_safety_shown_the_reason_has_its_answer(well: dict[str, Answer]) -> None:
    """Where answers about safety are to be shown, they stand in the explanation like any other."""
    made = flat(explanation_blocks(explain(assessed({**well, "self_harm": 2}), None)))
    assert shipped().by_id["self_harm"].label(2) in made
    assert "Answers about safety are not shown here." not in made


@EXAMPLES
@given(said())
def test_care_stands_before_what_could_be_read_as_advice(person: dict[str, Answer]) -> None:
    """Do not stop by yourself: before every factor, and before everything that one step would change."""
    explanation = explained(person, changes=False)
    statement = explanation.assessment.escalation.statement("medicine")
    if statement is None:
        return
    blocks = list(explanation_blocks(explanation))
    care = place(blocks, json.dumps(statement.text)[1:-1])
    texts = shipped().texts
    headings = {block.text: index for index, block in enumerate(blocks) if isinstance(block, Heading)}
    assert 0 <= care < headings[texts["change_heading"]]
    assert care < headings.get(texts["factors_heading"], len(blocks))
    if explanation.factors:
        page = list(why_not_blocks(explanation, "antidepressant"))
        assert isinstance(page[1], Notice)
        assert page[1].paragraphs == (statement.text,)


def test_nothing_is_said_of_chances_or_of_better_and_worse() -> None:
    """The words of an explanation hold no risk, no probability and no judgement of answers."""
    words = " ".join(
        text for key, text in shipped().texts.items() if key.startswith(("explain_", "change_"))
    ).casefold()
    for word in ("risk", "probab", "likely", "chance", "better", "worse", "should be", "normal", "diagnos", "caused"):
        assert word not in words


# People and programs --------------------------------------------------------------------------------------------------


def questions_in(data: Any) -> Iterator[tuple[str, Any]]:
    """Every question with its answer in plain data."""
    if isinstance(data, dict):
        if "question" in data and "answer" in data:
            yield data["question"], json.dumps(data["answer"])
        for value in data.values():
            yield from questions_in(value)
    elif isinstance(data, list):
        for value in data:
            yield from questions_in(value)


@EXAMPLES
@given(said())
def test_people_and_programs_get_the_same_answers(person: dict[str, Answer]) -> None:
    """Every answer behind a conclusion stands on the page as well, in words; the data has those of the person."""
    explanation = explained(person, changes=False)
    assessment, data = explanation.assessment, explanation_data(explanation)
    for name, answer in questions_in(data):
        assert answer == json.dumps(as_data(assessment.answers.get(name, State.NOT_ASKED)))
    shown = flat(explanation_blocks(explanation))
    held = [rule for factor in data["factors"] for rule in factor["rules"] if rule["verdict"]]
    for name, _ in questions_in([data["tier"], data["pattern"], data["scores"], held]):
        said_ = assessment.answers.get(name, State.NOT_ASKED)
        if said_ is not State.WITHHELD:
            question = shipped().by_id[name]
            answer = " ".join(in_words(said_, question, shipped().texts).split())
            assert f"{question.short}: {answer}" in shown or f"{question.short} ({answer})" in shown


@FEW
@given(said())
def test_one_factor_in_full_has_every_rule(person: dict[str, Answer]) -> None:
    """Both ways to ask show every rule with its condition and its answers, and the gate."""
    explanation = explained(person, changes=False)
    for tree in explanation.factors:
        for make in (why_blocks, why_not_blocks):
            shown = flat(make(explanation, tree.factor.id))
            for name in tree.factor.gate:
                assert shipped().by_id[name].short in shown
            for rule in tree.rules:
                if rule.verdict is not True:
                    assert condition_words(rule.evidence.when, shipped()) in shown
                for name in rule.grounds.direct:
                    assert shipped().by_id[name].short in shown
                if rule.verdict:
                    assert rule.evidence.because[1:-1] in shown


@EXAMPLES
@given(said(), st.sampled_from([40, 80]))
def test_the_page_fits(person: dict[str, Answer], width: int) -> None:
    """At any width no line is too wide and every mark is ASCII; a page ends with its sources."""
    blocks = list(explanation_blocks(explained(person, changes=False)))
    made = render(blocks, width=width)
    assert made.isascii()
    assert max(map(len, made.splitlines())) <= width
    assert isinstance(blocks[0], Heading)
    assert blocks[0].level == 1


@pytest.mark.parametrize(
    "name", ["antidepressant", "ANTIDEPRESSANT", "An antidepressant medicine", " an  antidepressant medicine "]
)
def test_a_factor_is_found_by_id_or_title(well: dict[str, Answer], name: str) -> None:
    """Case and spaces do not matter."""
    explanation = explained(well, changes=False)
    assert factor_data(explanation, name)["id"] == "antidepressant"
    assert list(why_blocks(explanation, name)) == list(why_blocks(explanation, "antidepressant"))


@pytest.mark.parametrize(("name", "hint"), [("antidepresant", "Did you mean antidepressant"), ("zzz", "There are: ")])
def test_an_unknown_factor_is_told_with_those_there_are(well: dict[str, Answer], name: str, hint: str) -> None:
    """A near miss is offered, and all names are listed."""
    for ask in (why_blocks, why_not_blocks, factor_data):
        with pytest.raises(UsageError) as caught:
            ask(explained(well, changes=False), name)
        assert hint in caught.value.hint
        assert "sleep_loss" in caught.value.hint


STANDINGS = [
    ({"takes_medicine": State.SKIPPED}, "antidepressant", "since its first question has no answer"),
    ({"takes_medicine": 0}, "antidepressant", "It lacks"),
    (
        {"low_mood": 3, "hopeless": 3, "mood_signs": State.SKIPPED, "lifelong": State.SKIPPED},
        "depression",
        "on your sheet",
    ),
]


@pytest.mark.parametrize(("answers", "name", "words"), STANDINGS)
def test_why_not_says_what_keeps_it_from_the_sheet(
    answers: dict[str, Answer], name: str, words: str, well: dict[str, Answer]
) -> None:
    """The gate, the points to a few signs, missing answers; or that it stands on the sheet."""
    assert words in flat(why_not_blocks(explained({**well, **answers}, changes=False), name))


def test_without_the_bank_of_a_record_nothing_is_worked_out_anew(well: dict[str, Answer]) -> None:
    """Then what one step would change is not known, and that is said."""
    explanation = explained(well, changes=False)
    assert shipped().texts["change_not_known"].split(",")[0] in flat(explanation_blocks(explanation))
    assert explanation_data(explanation)["counterfactuals"] is None


def test_under_18_only_the_tier_is_explained(well: dict[str, Answer]) -> None:
    """There are no scores, no shape and no factors to explain, and none that another age would bring."""
    explanation = explained({**well, "age_band": 4, "hopeless": 3})
    assert explanation.changes is not None
    assert {outcome.kind for outcome in explanation.changes.outcomes} <= {"tier"}
    made = flat(explanation_blocks(explanation))
    assert "This check was written for adults" in made
    assert "Without hope: Most of the time" in made
    assert shipped().texts["factors_heading"] not in made
    with pytest.raises(UsageError):
        why_blocks(explanation, "depression")


def test_under_18_answers_stand_in_place_of_a_number(bank: Bank) -> None:
    """A reason that reads a score names the answers behind it, since no score is given."""
    scored = {name for score in bank.scores if score.domain for name in score.of}
    flat_ = {name: min if bank.by_id[name].reverse else max for name in scored}
    person = {name: pick(option.value for option in bank.by_id[name].options) for name, pick in flat_.items()}
    made = flat(explanation_blocks(explained({"age_band": 4, "lifelong": 0, **person})))
    assert "Your feelings are much weaker taken together." in made
    assert "Cannot cry: Completely" in made
    assert "All seven together: " not in made


def test_what_answers_cannot_decide_is_named(well: dict[str, Answer]) -> None:
    """Shapes that cannot be told apart stand with the questions that would decide."""
    made = flat(
        explanation_blocks(
            explained(
                {
                    **well,
                    "less_enjoyment": State.SKIPPED,
                    "flat_about_plans": State.SKIPPED,
                    "still_have_fun": State.SKIPPED,
                }
            )
        )
    )
    assert "Your answers so far cannot decide" in made
    assert "Less joy in things (Skipped)" in made
    assert "Joy: too few answers (0 of 3), so no number" in made


def test_explaining_is_pure(well: dict[str, Answer]) -> None:
    """The same answers give equal explanations and equal bytes."""
    first, second = (explained(well) for _ in range(2))
    assert first.changes == second.changes
    assert json.dumps(explanation_data(first)) == json.dumps(explanation_data(second))
    assert list(explanation_blocks(first)) == list(explanation_blocks(second))
