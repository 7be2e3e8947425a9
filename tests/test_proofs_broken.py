"""The proofs are no empty words: break a rule, and a claim names someone who breaks it before the engine too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import pytest
from people import shipped
from proofs.breaking import changed, with_question, with_statement, with_trigger, without
from proofs.claims import (
    GO_ON,
    TOGETHER,
    Person,
    an_answer_brings_help,
    an_open_answer_brings_help_and_a_talk,
    answers_reach_their_tier,
    care_is_said,
    covers,
    engine,
    everything_reaches_its_tier,
    is_asked_of_everyone,
    its_words_are_said,
    nobody,
    only_an_answer_closes,
    together_they_reach_their_tier,
    use_is_not_stopped_suddenly,
    when_signs_began_is_no_sign,
)
from proofs.proving import answers_file
from proofs.raising import (
    COMPOSITE,
    LOWERS,
    bands_are_one_or_none,
    raised_in,
    score_falls,
    score_leaves_its_interval,
    score_of_scores_falls,
)

from blunting_cli.assessment import Assessment
from blunting_cli.bank import Bank
from blunting_cli.conditions import AllOf, AnswerIs, AnyOf, Comparison, ScoreIs, State


def tier_of(found: Assessment) -> str:
    return found.escalation.tier.id


def help_of(found: Assessment) -> str:
    return " ".join(one.text for one in found.escalation.help)


def answer_is(name: str, *values: int) -> AnswerIs:
    return AnswerIs(name, Comparison(values=values))


# One trigger less -----------------------------------------------------------------------------------------------------

# Another trigger of the same tier fires for all of these too; they stand in the bank to give the reason.
COVERED = {
    "sudden_headache_on_maoi": ("sudden_headache", "a sudden headache on an MAOI"),
    "fever_and_stiff_on_antipsychotic": (
        "serotonin_toxicity",
        "a high fever and stiff muscles on an antipsychotic",
    ),
}
HEAVY = ("emergency", "today", "this_week")
TRIGGERS = [one.id for one in shipped().triggers if one.tier in HEAVY]


@pytest.mark.parametrize("name", [name for name in TRIGGERS if name not in COVERED])
def test_no_trigger_of_a_week_or_sooner_can_be_left_out(name: str) -> None:
    """Some answers reach their tier by this trigger alone, and the tables say so without it."""
    bank = without(shipped(), "triggers", name)
    person = everything_reaches_its_tier(bank)
    assert person is not None
    tiers = [tier.id for tier in bank.tiers]
    assert tiers.index(tier_of(engine(bank, person))) > tiers.index(tier_of(engine(shipped(), person)))


@pytest.mark.parametrize("name", COVERED)
def test_a_trigger_that_another_covers_holds_by_itself(name: str) -> None:
    """It changes no tier beside the other one; were that left out, these answers would still reach their tier."""
    other, together = COVERED[name]
    nobody(covers(shipped(), other, name))
    nobody(everything_reaches_its_tier(without(shipped(), "triggers", name)))
    nobody(together_they_reach_their_tier(without(shipped(), "triggers", other), together))
    assert together_they_reach_their_tier(without(shipped(), "triggers", name, other), together) is not None


@pytest.mark.parametrize("name", TRIGGERS)
def test_no_trigger_of_a_week_or_sooner_can_be_of_a_lower_tier(name: str) -> None:
    tiers = [tier.id for tier in shipped().tiers]
    lower = tiers[tiers.index(next(one.tier for one in shipped().triggers if one.id == name)) + 1]
    person = everything_reaches_its_tier(with_trigger(shipped(), name, tier=lower))
    assert (person is None) is (name in COVERED)


# One mutant for each claim --------------------------------------------------------------------------------------------


def _medicine(found: Assessment) -> str:
    said = found.escalation.statement("medicine")
    return "" if said is None else said.text


def for_everyone(bank: Bank) -> Bank:
    """Let nobody be outside, so that everyone has scores."""
    return replace(bank, outside=None)


def without_the_lowest_band(bank: Bank, score: str) -> Bank:
    """Let the lowest band of a score begin at 5."""
    (name,) = bank.score_by_id[score].bands
    first, *others = bank.bands[name].steps
    bands = bank.bands[name]._replace(steps=(first._replace(start=5), *others))
    return replace(bank, bands={**bank.bands, name: bands})


class Break(NamedTuple):
    """A broken bank, the claim that must name someone, and what the engine then says of them."""

    broken: Callable[[Bank], Bank]
    claim: Callable[[Bank], Person | None]
    shows: Callable[[Assessment], bool]


def of_an_answer_to_drugs_alone(bank: Bank) -> Bank:
    """Ask for signs of withdrawal where drugs are skipped only if alcohol is answered."""
    used = AllOf((AnswerIs("drugs", Comparison(answered=True)), answer_is("drugs", 1, 2, 3, 4)))
    return with_question(bank, "withdrawal_signs", opens=AnyOf((answer_is("alcohol", 2, 3, 4, 5), used)))


BROKEN: dict[str, Break] = {
    "thoughts of suicide count as routine": Break(
        lambda bank: with_trigger(bank, "self_harm_thoughts_or_recent_act", tier="routine"),
        lambda bank: answers_reach_their_tier(bank, "self_harm"),
        lambda found: found.answers["self_harm"] in (1, 2, 3) and tier_of(found) not in ("today", "emergency"),
    ),
    "a fever on an antipsychotic and what covers it count for less": Break(
        lambda bank: without(bank, "triggers", "fever_and_stiff_on_antipsychotic", "serotonin_toxicity"),
        together_they_reach_their_tier,
        lambda found: 4 in found.answers["medicine_reaction"] and tier_of(found) != "emergency",  # type: ignore[operator]
    ),
    "when voices began counts as a voice": Break(
        lambda bank: with_trigger(bank, "voices_or_suspicion", when=answer_is("thinking_signs", 1, 2, 5)),
        lambda bank: when_signs_began_is_no_sign(bank, "thinking_signs"),
        lambda found: {1, 2}.isdisjoint(found.answers["thinking_signs"]),  # type: ignore[arg-type]
    ),
    "a skipped question about self-harm means nothing": Break(
        lambda bank: without(bank, "triggers", "self_harm_not_answered"),
        lambda bank: an_open_answer_brings_help_and_a_talk(bank, "self_harm"),
        lambda found: isinstance(found.answers["self_harm"], State) and tier_of(found) == "watch",
    ),
    "a plan has no words of help": Break(
        lambda bank: without(bank, "statements", "help_emergency"),
        lambda bank: an_answer_brings_help(bank, "self_harm"),
        lambda found: found.answers["self_harm"] == 4 and "help is there right now" not in help_of(found),
    ),
    "a plan has the words for thoughts": Break(
        lambda bank: with_statement(
            with_statement(bank, "help_emergency", when=answer_is("self_harm", 5)),
            "help_today",
            when=answer_is("self_harm", 1, 2, 4),
        ),
        lambda bank: its_words_are_said(bank, "self_harm", 4),
        lambda found: found.answers["self_harm"] == 4 and "Many people have such thoughts" in help_of(found),
    ),
    "an overdose has the words for danger at home": Break(
        lambda bank: with_statement(
            with_statement(bank, "help_overdose", when=answer_is("safe_now", 3)),
            "help_not_safe_at_home",
            when=answer_is("safe_now", 1),
        ),
        lambda bank: its_words_are_said(bank, "safe_now", 1),
        lambda found: (1 in found.answers["safe_now"]) is not ("You took too much" in help_of(found)),  # type: ignore[operator]
    ),
    "self-harm is asked only of those in low mood": Break(
        lambda bank: with_question(bank, "self_harm", opens=answer_is("low_mood", 2, 3, 4)),
        lambda bank: is_asked_of_everyone(bank, "self_harm"),
        lambda found: "self_harm" not in found.answers,
    ),
    "an urgent sign is asked only where it is certain": Break(
        lambda bank: with_question(bank, "withdrawal_signs", red_flag=False),
        lambda bank: only_an_answer_closes(bank, "withdrawal_signs"),
        lambda found: "withdrawal_signs" not in found.answers,
    ),
    "signs of withdrawal are closed by another answer": Break(
        of_an_answer_to_drugs_alone,
        lambda bank: only_an_answer_closes(bank, "withdrawal_signs"),
        lambda found: isinstance(found.answers["drugs"], State) and "withdrawal_signs" not in found.answers,
    ),
    "the sentence on doses is left out for some": Break(
        lambda bank: without(bank, "statements", "do_not_stop"),
        care_is_said,
        lambda found: found.escalation.statement("medicine") is None and found.answers["takes_medicine"] != 0,
    ),
    "someone who stopped is not told to leave it so": Break(
        lambda bank: without(bank, "statements", "do_not_restart_after_long", "do_not_restart"),
        care_is_said,
        lambda found: found.answers["takes_medicine"] in (2, 3) and "start" not in _medicine(found),
    ),
    "someone whom a medicine may harm is told to go on": Break(
        lambda bank: without(bank, "statements", "ask_before_next_dose"),
        care_is_said,
        lambda found: found.escalation.statement("medicine").id in GO_ON,  # type: ignore[union-attr]
    ),
    "in an emergency it is said to go on": Break(
        lambda bank: without(bank, "statements", "help_before_next_dose"),
        care_is_said,
        lambda found: tier_of(found) == "emergency" and "before" not in _medicine(found),
    ),
    "a daily drinker is not told to stop with help": Break(
        lambda bank: without(bank, "statements", "not_suddenly"),
        use_is_not_stopped_suddenly,
        lambda found: found.escalation.statement("substance") is None,
    ),
    "a score leaves its scale": Break(
        lambda bank: for_everyone(changed(bank, "scores", "tears", high=200.0)),
        lambda bank: score_leaves_its_interval(bank, "tears"),
        lambda found: (found.scores["tears"].high or 0) > 100,
    ),
    "a band begins above the lowest score": Break(
        lambda bank: for_everyone(without_the_lowest_band(bank, "tears")),
        lambda bank: bands_are_one_or_none(bank, "tears"),
        lambda found: found.scores["tears"].value is not None and not found.scores["tears"].bands,
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rule_is_found_and_the_file_shows_it(name: str) -> None:
    """The claim holds of the bank as it is; broken, it names someone, and the engine says of them what is wrong."""
    broken, claim, shows = BROKEN[name]
    bank = broken(shipped())
    nobody(claim(shipped()))
    person = claim(bank)
    assert person is not None
    assert shows(engine(bank, person)), answers_file(bank, person)


# Two people -----------------------------------------------------------------------------------------------------------


def test_more_that_calls_for_less_is_shown_by_two_people() -> None:
    """Both are written with their tiers, and the engine says the same of them."""
    only_a_little = AnswerIs("daily_life", Comparison(low=1, high=1))
    bank = with_trigger(shipped(), "daily_life_affected", when=only_a_little, tier="emergency")
    pair = raised_in(bank, bank.by_id["daily_life"])
    assert pair is not None
    assert pair.first["daily_life"] == 1
    assert isinstance(pair.second["daily_life"], int)
    assert pair.second["daily_life"] > 1
    # The solver takes scores as they come, so that the second may be higher in fact, and still below the first.
    assert pair.is_confirmed(bank)
    assert pair.engine(bank)[0] == pair.tiers[0] == 0
    told = pair.told(bank)
    assert "first: emergency by the solver, emergency by the engine\n" in told
    assert "daily_life: 1\n" in told
    assert f"daily_life: {pair.second['daily_life']}\n" in told
    assert "does not confirm" not in told


def of_weak_feelings(bank: Bank) -> Bank:
    """Let scores that are low call for a visit, and high ones for none."""
    return with_trigger(bank, "feelings_much_weaker", when=ScoreIs("overall", None, 20), tier="emergency")


def test_a_score_that_lowers_a_tier_is_found() -> None:
    """Where only scores differ, both have the same answers, so that the engine cannot confirm it, and that is said."""
    bank = of_weak_feelings(shipped())
    pair = raised_in(bank)
    assert pair is not None
    assert pair.tiers[0] < pair.tiers[1]
    assert not pair.is_confirmed(bank)
    assert "The engine does not confirm it" in pair.told(bank)


def test_answers_are_looked_for_that_give_such_scores() -> None:
    """Where an answer differs too, the two are people for whom the engine says the same."""
    bank = of_weak_feelings(shipped())
    pair = raised_in(bank, bank.by_id["less_enjoyment"])
    assert pair is not None
    assert pair.is_confirmed(bank), pair.told(bank)


def test_a_score_that_falls_with_a_symptom_is_found() -> None:
    """A question that is turned round by mistake lowers its score; one more of it, before the engine too."""
    bank = for_everyone(with_question(shipped(), "cannot_cry", reverse=True))
    nobody(score_falls(shipped(), "tears"))
    person = score_falls(bank, "tears")
    assert person is not None
    low, high = (engine(bank, {**person, "cannot_cry": value}).scores["tears"] for value in (0, 4))
    assert (low.high or 0) > (high.high or 0)


@pytest.mark.parametrize("name", COMPOSITE)
def test_scores_that_leave_their_intervals_could_lower_what_is_made_of_them(name: str) -> None:
    """That it never falls rests on what is proved of its parts; no bank that can be translated breaks it."""
    assert score_of_scores_falls(name, keeping=False) is not None


def test_every_step_that_is_left_out_has_a_reason() -> None:
    """A question without such steps is proved whole."""
    assert all(steps and reason for steps, reason in LOWERS.values())
    assert "daily_life" not in LOWERS


def test_every_line_of_the_table_is_needed_by_a_trigger() -> None:
    """Without all triggers no line would hold, so none of them is true of nobody."""
    bank = without(shipped(), "triggers", *TRIGGERS)
    for name in TOGETHER:
        assert together_they_reach_their_tier(bank, name) is not None, name
