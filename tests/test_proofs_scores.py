"""Scores and tiers rise with what is answered, proved for every possible answer to the shipped bank."""

from __future__ import annotations

import pytest
from people import shipped
from proofs.claims import nobody
from proofs.raising import (
    COMPOSITE,
    LOWERS,
    SIMPLE,
    Values,
    bands_are_one_or_none,
    no_pair,
    raised_in,
    score_falls,
    score_leaves_its_interval,
    score_of_scores_falls,
    score_of_scores_leaves_its_interval,
)

from blunting_cli.bank.model import Question

QUESTIONS = [question for question in shipped().questions if question.type != "medicine"]


# Scores ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SIMPLE)
def test_a_score_stays_in_its_interval_and_more_of_a_symptom_never_lowers_it(name: str) -> None:
    nobody(score_leaves_its_interval(shipped(), name))
    nobody(score_falls(shipped(), name))


@pytest.mark.parametrize("name", COMPOSITE)
def test_a_score_of_scores_stays_in_its_interval_and_never_falls_as_these_rise(name: str) -> None:
    nobody(score_of_scores_leaves_its_interval(name))
    nobody(score_of_scores_falls(name))


@pytest.mark.parametrize("name", [score.id for score in shipped().scores if score.bands])
def test_a_score_has_one_band_of_a_set_or_none(name: str) -> None:
    """None has two; with a value one has its band, unless the bank gives none then."""
    nobody(bands_are_one_or_none(shipped(), name))


# Tiers ----------------------------------------------------------------------------------------------------------------


def test_no_score_lowers_a_tier() -> None:
    """Whatever the answers are: with higher scores in their place the tier is the same or a higher one."""
    no_pair(raised_in(shipped()))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_more_of_anything_never_lowers_the_tier(question: Question) -> None:
    """Each question there is, but for the steps that are named with a reason; of the list of medicines none is more."""
    but, _ = LOWERS.get(question.id, ((), ""))
    no_pair(raised_in(shipped(), question, but=but))


@pytest.mark.parametrize(("name", "step"), [(name, one) for name in LOWERS for one in sorted(LOWERS[name][0])])
def test_a_step_that_is_left_out_lowers_the_tier_of_someone(name: str, step: Values) -> None:
    """No step is left out for nothing, and the engine says of both people what the solver says."""
    pair = raised_in(shipped(), shipped().by_id[name], only=step)
    assert pair is not None
    assert (pair.first[name], pair.second[name]) == step
    assert pair.is_confirmed(shipped()), pair.told(shipped())
