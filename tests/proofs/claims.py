"""What the safety rules claim of the shipped bank, each as a search for someone for whom it does not hold.

What must follow from an answer is said here without the triggers of the bank, in tables that a clinician can read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import pytest
from people import shipped

from blunting_cli.answers import read_answers
from blunting_cli.asking import complete
from blunting_cli.assessment import Assessment, assess
from blunting_cli.bank import Bank, load_medicines
from blunting_cli.conditions import Answer, Medicine, State
from blunting_cli.medicines import recognise
from proofs.answering import Choice, Listed, Several, Way, ways_of_answering
from proofs.logic import Formula, both, either, implies, negate, number_of
from proofs.proving import Prover, answers_file
from proofs.rules import Rules, list_tests

Person = dict[str, Answer]

# What each answer to a question about safety or an urgent sign must lead to at least, said without the bank's triggers.
AT_LEAST = {
    "self_harm": {1: "today", 2: "today", 3: "today", 4: "emergency"},
    "safe_now": {1: "emergency", 2: "emergency", 3: "today", 4: "today"},
    "urgent_signs": {
        1: "emergency",
        2: "emergency",
        3: "emergency",
        4: "today",
        5: "today",
        6: "emergency",
        7: "today",
    },
    "medicine_reaction": {1: "today", 2: "today", 3: "today", 4: "emergency", 5: "today", 6: "emergency"},
    "withdrawal_signs": {1: "today", 2: "emergency"},
    "stopped_unwell": {1: "routine", 2: "today"},
    "body_signs": {**dict.fromkeys((1, 2, 3, 4, 5), "routine"), 6: "this_week", 7: "today"},
    "thinking_signs": {1: "this_week", 2: "this_week", 3: "routine", 4: "routine"},
}
# These say when the signs began, and are none themselves.
NO_SIGN = {"thinking_signs": {5, 6}}
SAFETY = [question.id for question in shipped().questions if question.safety]
URGENT = [question.id for question in shipped().questions if question.safety or question.red_flag]
CONDITIONAL = [name for name in URGENT if shipped().by_id[name].opens is not None]

# The words of help that each answer about safety brings, and that nothing else brings.
HELP_WORDS: dict[tuple[Any, ...], str] = {
    ("self_harm", 4): "help is there right now. Please call your emergency number, or go to a hospital.",
    ("self_harm", 3): "Thank you for saying that you hurt yourself.",
    ("self_harm", 2, 1): "Thank you for saying it. (Many people have such|Such) thoughts",
    ("safe_now", 1): "You took too much of something. Please call your emergency number now, even if you feel well.",
    ("safe_now", 2): "go to another room or leave, and call your emergency number or go to a hospital now.",
    ("safe_now", 3): "Nobody may hurt or threaten you, and it is not your fault.",
    ("safe_now", 4): "Please tell someone today that a child or someone in your care may not be safe.",
    ("self_harm",): "You need not answer the question about hurting yourself here.",
    ("safe_now",): "You need not answer the question about being safe here.",
}


@cache
def rules() -> Rules:
    return Rules(shipped())


@cache
def everyone() -> Prover:
    """One solver for all that is asked of one person, so that it learns from each."""
    return Prover(rules())


@cache
def others() -> dict[str, Way]:
    """The answers of a second person."""
    return ways_of_answering(shipped(), list_tests(shipped()), "then:")


def of(bank: Bank) -> Rules:
    """Give the rules of a bank; another than the shipped one speaks of the same answers."""
    if bank is shipped():
        return rules()
    same = bank.questions == shipped().questions and bank.scores == shipped().scores
    return rules().over(bank) if same else Rules(bank, rules().ways)


def later(bank: Bank, *names: str) -> Rules:
    """Give the rules for someone who shares with the first person the answers to all other questions."""
    return Rules(bank, {name: others()[name] if name in names else way for name, way in rules().ways.items()})


def breaks(now: Rules, *claims: Formula) -> Person | None:
    """Find someone for whom one of the claims does not hold; None where all are proved."""
    assert now.ways is rules().ways
    return everyone().find(either(*map(negate, claims)))


def nobody(person: Person | None) -> None:
    if person is not None:
        pytest.fail(f"It does not hold for this person:\n{answers_file(shipped(), person)}", pytrace=False)


def engine(bank: Bank, person: Person) -> Assessment:
    """Let the engine assess someone, read from a file as the program does."""
    file = read_answers(answers_file(bank, person).encode(), "person", bank, by_name)
    return assess(bank, complete(bank, file, partial=True).answers)


def by_name(medicines: Iterable[Medicine]) -> tuple[Medicine, ...]:
    return recognise(medicines, load_medicines())


# What someone says ----------------------------------------------------------------------------------------------------


def option(now: Rules, name: str, *values: int) -> Formula:
    """Tell when a question was asked and one of these answers chosen."""
    way = now.ways[name]
    chosen = way.ways if isinstance(way, Choice) else way.ticks if isinstance(way, Several) else {}
    return both(now.open[name], either(*(chosen[value] for value in values)))


def left_open(now: Rules, name: str) -> Formula:
    """Tell when a question was asked and skipped, declined or left out."""
    return either(*(now.stands(name, one) for one in (State.SKIPPED, State.PREFER_NOT_TO_SAY, State.UNANSWERED)))


def lists(now: Rules, meant: Callable[[Medicine], bool]) -> Formula:
    """Tell when the list of medicines was asked for and an entry of some sort stands in it."""
    way = now.ways["medicines"]
    assert isinstance(way, Listed)
    return both(now.open["medicines"], way.holds(meant))


def said_of(now: Rules, group: str, *, only: Iterable[str] | None = None) -> Formula:
    """Tell when something of a group of statements is said, or of some of them alone."""
    said = now.statements()
    named = [one.id for one in now.bank.statements if one.group == group or (group == "help" and one.is_help)]
    return either(*(said[name] for name in named if only is None or name in only))


# Sorts of medicines ---------------------------------------------------------------------------------------------------

CALMING = {"benzodiazepine", "z_drug", "gabapentinoid", "opioid", "muscle_relaxant", "oxybate"}
STEADYING = {"antipsychotic", "mood_stabiliser"}


def is_lithium(one: Medicine) -> bool:
    return one.medicine_class == "lithium"


def is_old_antidepressant(one: Medicine) -> bool:
    return one.medicine_class in ("maoi", "rima")


def is_antipsychotic(one: Medicine) -> bool:
    return one.kind == "antipsychotic"


def is_barbiturate(one: Medicine) -> bool:
    return one.medicine_class == "barbiturate"


def is_calming(one: Medicine) -> bool:
    return one.kind in CALMING


def is_steadying(one: Medicine) -> bool:
    return one.kind in STEADYING


def was_stopped(one: Medicine, weeks: int) -> bool:
    """Whether it was stopped in so many weeks, or at a time that was not told."""
    return one.change == "stopped" and (one.changed is None or one.changed.days <= 7 * weeks)


def barbiturate_was_stopped(one: Medicine) -> bool:
    return is_barbiturate(one) and was_stopped(one, 4)


def calming_was_stopped(one: Medicine) -> bool:
    return is_calming(one) and was_stopped(one, 4)


def calming_was_stopped_in_three_months(one: Medicine) -> bool:
    return is_calming(one) and was_stopped(one, 12)


def steadying_was_stopped(one: Medicine) -> bool:
    return is_steadying(one) and was_stopped(one, 12)


def barbiturate_of_which_no_change_is_told(one: Medicine) -> bool:
    return is_barbiturate(one) and one.change is None


def calming_of_which_no_change_is_told(one: Medicine) -> bool:
    return is_calming(one) and one.change is None


def steadying_of_which_no_change_is_told(one: Medicine) -> bool:
    return is_steadying(one) and one.change is None


def antidepressant_is_new(one: Medicine) -> bool:
    """Whether it was begun in the past 4 weeks, or raised in the past 12."""
    raised = one.change == "raised" and one.changed is not None and one.changed.days <= 84
    return one.kind == "antidepressant" and (raised or (one.started is not None and one.started.days <= 28))


SORTS = (
    is_lithium,
    is_old_antidepressant,
    is_antipsychotic,
    barbiturate_was_stopped,
    calming_was_stopped,
    calming_was_stopped_in_three_months,
    steadying_was_stopped,
    barbiturate_of_which_no_change_is_told,
    calming_of_which_no_change_is_told,
    steadying_of_which_no_change_is_told,
    antidepressant_is_new,
)

# What several answers, or one to a question that is no red flag by itself, must lead to at least.
Together = tuple[str, Callable[[Rules], Formula]]
TOGETHER: dict[str, Together] = {
    "shaking and unsteady where a medicine is or may be lithium": (
        "emergency",
        lambda now: both(
            option(now, "medicine_reaction", 5),
            either(lists(now, is_lithium), option(now, "medicine_kinds", 3, 8), left_open(now, "medicine_kinds")),
        ),
    ),
    "confused, seeing things or racing around a birth": (
        "emergency",
        lambda now: both(
            option(now, "health_events", 7),
            either(
                option(now, "urgent_signs", 3, 4, 5),
                option(now, "thinking_signs", 1, 2),
                option(now, "medicine_reaction", 2, 6),
            ),
        ),
    ),
    "a high fever and stiff muscles on an antipsychotic": (
        "emergency",
        lambda now: both(
            option(now, "medicine_reaction", 4),
            either(lists(now, is_antipsychotic), option(now, "medicine_kinds", 2)),
        ),
    ),
    "a sudden headache on an MAOI": (
        "emergency",
        lambda now: both(option(now, "urgent_signs", 2), lists(now, is_old_antidepressant)),
    ),
    "no sleep around a birth after psychosis or bipolar illness": (
        "today",
        lambda now: both(
            option(now, "health_events", 7), option(now, "health_events", 8), option(now, "baby_feelings", 5)
        ),
    ),
    "a barbiturate was stopped, in the past 4 weeks or at a time not told": (
        "today",
        lambda now: either(
            lists(now, barbiturate_was_stopped),
            both(option(now, "takes_medicine", 2), lists(now, barbiturate_of_which_no_change_is_told)),
        ),
    ),
    "without hope for most of the time": ("this_week", lambda now: option(now, "hopeless", 3, 4)),
    "under 25, or of an age not told, in the first weeks of an antidepressant": (
        "this_week",
        lambda now: both(
            either(option(now, "age_band", 0, 4), left_open(now, "age_band")),
            either(
                lists(now, antidepressant_is_new),
                option(now, "medicine_started", 0),
                option(now, "medicine_change", 1),
            ),
        ),
    ),
    "a calming, sleep, nerve or pain medicine was stopped": (
        "this_week",
        lambda now: either(
            lists(now, calming_was_stopped),
            both(lists(now, calming_was_stopped_in_three_months), option(now, "stopped_unwell", 1, 2)),
            both(
                option(now, "takes_medicine", 2),
                either(lists(now, calming_of_which_no_change_is_told), option(now, "medicine_kinds", 4, 5, 6)),
            ),
        ),
    ),
    "an antipsychotic or a medicine that steadies the mood was stopped": (
        "this_week",
        lambda now: either(
            lists(now, steadying_was_stopped),
            both(
                option(now, "takes_medicine", 2),
                either(lists(now, steadying_of_which_no_change_is_told), option(now, "medicine_kinds", 2, 3)),
            ),
        ),
    ),
    "an antidepressant was stopped by oneself": ("this_week", lambda now: option(now, "medicine_change", 4)),
    "numb around a birth": ("this_week", lambda now: option(now, "baby_feelings", 1, 2)),
    "no sleep around a birth": ("this_week", lambda now: option(now, "baby_feelings", 5)),
    "daily life or work cannot be done": (
        "this_week",
        lambda now: either(option(now, "daily_life", 4), option(now, "work", 4)),
    ),
    "a very heavy strain on relationships": ("this_week", lambda now: option(now, "relationships", 4)),
    "two strong signs after a hard event": (
        "this_week",
        lambda now: (
            number_of(option(now, name, 3, 4) for name in ("trauma_comes_back", "trauma_avoided", "trauma_on_guard"))
            >= 2
        ),
    ),
    "mood got worse on an antidepressant": ("this_week", lambda now: option(now, "mood_since_medicine", 0)),
    "feelings faded with a blow to the head": (
        "this_week",
        lambda now: both(option(now, "health_events", 3), option(now, "onset_and_illness", 1)),
    ),
}


# Help and tiers -------------------------------------------------------------------------------------------------------


def answers_reach_their_tier(bank: Bank, name: str) -> Person | None:
    now = of(bank)
    return breaks(now, *_reached(now, name))


def _reached(now: Rules, name: str) -> list[Formula]:
    return [implies(option(now, name, value), now.at_least(tier)) for value, tier in AT_LEAST[name].items()]


def together_they_reach_their_tier(bank: Bank, *names: str) -> Person | None:
    now = of(bank)
    claimed = [TOGETHER[name] for name in names or TOGETHER]
    return breaks(now, *(implies(when(now), now.at_least(tier)) for tier, when in claimed))


def everything_reaches_its_tier(bank: Bank) -> Person | None:
    """Find someone whom any line of both tables fails."""
    now = of(bank)
    alone = [claim for name in URGENT for claim in _reached(now, name)]
    return breaks(now, *alone, *(implies(when(now), now.at_least(tier)) for tier, when in TOGETHER.values()))


def covers(bank: Bank, other: str, name: str) -> Person | None:
    """Find someone for whom a trigger fires without another of the same tier or a higher one."""
    now = of(bank)
    triggers, tiers = {one.id: one for one in bank.triggers}, [tier.id for tier in bank.tiers]
    assert tiers.index(triggers[other].tier) <= tiers.index(triggers[name].tier)
    return breaks(now, implies(now.true(triggers[name].when), now.true(triggers[other].when)))


def an_open_answer_brings_help_and_a_talk(bank: Bank, name: str) -> Person | None:
    now = of(bank)
    return breaks(now, implies(left_open(now, name), both(said_of(now, "help"), now.at_least("routine"))))


def an_answer_brings_help(bank: Bank, name: str) -> Person | None:
    now = of(bank)
    return breaks(now, implies(option(now, name, *AT_LEAST[name]), said_of(now, "help")))


def its_words_are_said(bank: Bank, name: str, *values: int) -> Person | None:
    """Find someone who is not told the words of help for an answer, or for none, or is told them without it."""
    now, words = of(bank), HELP_WORDS[(name, *values)]
    given = option(now, name, *values) if values else left_open(now, name)
    told = said_of(now, "help", only=[one.id for one in bank.statements if re.search(words, one.text)])
    return breaks(now, implies(given, told), implies(told, given))


def when_signs_began_is_no_sign(bank: Bank, name: str) -> Person | None:
    """Find someone whose tier changes with when the signs began, all else being the same."""
    now, then = of(bank), later(bank, name)
    one, other = now.ways[name], then.ways[name]
    assert isinstance(one, Several)
    assert isinstance(other, Several)
    quiet = {*NO_SIGN[name], bank.by_id[name].none_of_these}
    same = [one.ticks[value] == other.ticks[value] for value in one.ticks if value not in quiet]
    return Prover(now, then).find(one.answered, other.answered, *same, now.rank() != then.rank())


# Questions that open --------------------------------------------------------------------------------------------------


def is_asked_of_everyone(bank: Bank, name: str) -> Person | None:
    now = of(bank)
    return breaks(now, now.open[name])


def only_an_answer_closes(bank: Bank, name: str) -> Person | None:
    """Find someone of whom it is not asked, though they left open what another answer to would have opened it."""
    now, opens = of(bank), bank.by_id[name].opens
    gates = bank.rests_on(opens) if opens else ()
    for gate in sorted(gates):
        other = later(bank, gate)
        found = Prover(now, other).find(left_open(now, gate), negate(now.open[name]), other.open[name])
        if found is not None:
            return found
    return breaks(now, either(now.open[name], *(either(now.amount(one), now.apart(one)) for one in gates)))


# Medicines and use ----------------------------------------------------------------------------------------------------

# The wordings for those whom no medicine harms just now.
GO_ON = ("do_not_stop", "do_not_restart", "do_not_restart_after_long")
# Those that say not to begin again by oneself what was stopped.
NOT_AGAIN = (
    "help_and_do_not_restart",
    "help_before_next_dose_and_do_not_restart",
    "ask_before_restarting",
    "ask_about_a_new_and_a_stopped_medicine",
    "do_not_restart_after_long",
    "do_not_restart",
)


def care_is_said(bank: Bank) -> Person | None:
    """Find someone who did not say "no medicine" and is not told to leave the dose as it is, or to get help with it."""
    now = of(bank)
    plain = said_of(now, "medicine", only=GO_ON)
    return breaks(
        now,
        either(option(now, "takes_medicine", 0), said_of(now, "medicine")),
        implies(option(now, "takes_medicine", 2, 3), said_of(now, "medicine", only=NOT_AGAIN)),
        # Where the medicine itself may be behind it, it is not said to go on as before.
        implies(option(now, "medicine_reaction", 1, 2, 3, 4, 5, 6), negate(plain)),
        implies(both(now.tier()["emergency"], negate(option(now, "takes_medicine", 0))), negate(plain)),
    )


def use_is_not_stopped_suddenly(bank: Bank) -> Person | None:
    """Find someone whom a sudden stop may harm, and who is not told so."""
    now = of(bank)
    takes = lists(now, lambda one: one.kind in ("benzodiazepine", "z_drug", "opioid", "gabapentinoid"))
    danger = either(
        takes,
        option(now, "medicine_kinds", 4, 5, 6),
        option(now, "alcohol", 2, 3, 4, 5),
        option(now, "drugs", 1, 2, 3, 4),
        left_open(now, "drugs"),
    )
    return breaks(now, implies(danger, said_of(now, "substance")))
