"""The safety rules of the shipped bank, proved for every possible answer; where one fails, an answers file shows it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from people import shipped
from proofs.claims import (
    AT_LEAST,
    CONDITIONAL,
    HELP_WORDS,
    NO_SIGN,
    SAFETY,
    TOGETHER,
    URGENT,
    an_answer_brings_help,
    an_open_answer_brings_help_and_a_talk,
    answers_reach_their_tier,
    is_asked_of_everyone,
    its_words_are_said,
    nobody,
    only_an_answer_closes,
    together_they_reach_their_tier,
    use_is_not_stopped_suddenly,
    when_signs_began_is_no_sign,
)

# Help and tiers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", URGENT)
def test_each_answer_about_safety_and_each_urgent_sign_reaches_its_tier_whatever_else_is_answered(name: str) -> None:
    """Self-harm above none means today at least, a plan or an act just now means emergency, and so on."""
    question = shipped().by_id[name]
    quiet = {question.none_of_these if question.type == "multi" else question.plain_no, *NO_SIGN.get(name, ())}
    assert {one.value for one in question.options} - quiet == AT_LEAST[name].keys(), "an answer without a tier"
    nobody(answers_reach_their_tier(shipped(), name))


@pytest.mark.parametrize("name", TOGETHER)
def test_answers_that_are_urgent_together_reach_their_tier_whatever_else_is_answered(name: str) -> None:
    nobody(together_they_reach_their_tier(shipped(), name))


@pytest.mark.parametrize("name", NO_SIGN)
def test_when_the_signs_began_changes_no_tier(name: str) -> None:
    nobody(when_signs_began_is_no_sign(shipped(), name))


@pytest.mark.parametrize("name", SAFETY)
def test_a_question_about_safety_that_is_left_open_shows_help_and_means_routine_at_least(name: str) -> None:
    nobody(an_open_answer_brings_help_and_a_talk(shipped(), name))


@pytest.mark.parametrize("name", SAFETY)
def test_any_answer_about_safety_but_a_plain_no_shows_words_of_help(name: str) -> None:
    nobody(an_answer_brings_help(shipped(), name))


@pytest.mark.parametrize("key", HELP_WORDS, ids=str)
def test_each_answer_about_safety_and_each_that_is_left_open_has_words_of_its_own(key: tuple[Any, ...]) -> None:
    """A plan brings the emergency words, an overdose those for an overdose, and none of them is said to others."""
    assert any(re.search(HELP_WORDS[key], one.text) for one in shipped().statements)
    nobody(its_words_are_said(shipped(), *key))


def test_the_words_of_help_are_told_for_every_answer_about_safety() -> None:
    told = {(name, value) for name, *values in HELP_WORDS for value in values or [None]}
    assert told == {(name, value) for name in SAFETY for value in (*AT_LEAST[name], None)}


# Questions that open --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in URGENT if name not in CONDITIONAL])
def test_self_harm_being_safe_and_urgent_signs_are_asked_of_everyone(name: str) -> None:
    assert {*SAFETY, "urgent_signs", "body_signs"}.isdisjoint(CONDITIONAL)
    nobody(is_asked_of_everyone(shipped(), name))


@pytest.mark.parametrize("name", CONDITIONAL)
def test_only_an_answer_closes_an_urgent_sign(name: str) -> None:
    """Where another answer to what was skipped, declined or left out would open it, it is asked."""
    assert shipped().by_id[name].red_flag
    nobody(only_an_answer_closes(shipped(), name))


# Use ------------------------------------------------------------------------------------------------------------------


def test_whoever_may_be_in_danger_by_stopping_is_told_not_to_stop_suddenly() -> None:
    nobody(use_is_not_stopped_suddenly(shipped()))
