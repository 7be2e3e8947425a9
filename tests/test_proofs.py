"""The safety rules of the shipped bank, proved for every possible answer; where one fails, an answers file shows it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
import yaml
import z3
from people import shipped
from proofs.answering import Choice, Several, Way, ways_of_answering
from proofs.comparing import Compared, differences, outcome, people
from proofs.logic import Formula, both, either, implies, negate
from proofs.proving import Prover, answers_file
from proofs.rules import Rules, ScoreFormulas, any_score, list_tests

from blunting_cli.answers import read_answers
from blunting_cli.asking import complete, settle
from blunting_cli.assessment import Assessment, assess
from blunting_cli.bank import Bank, load_medicines
from blunting_cli.bank.model import Question
from blunting_cli.conditions import Answer, AnswerIs, Comparison, State, evaluate
from blunting_cli.medicines import recognise
from blunting_cli.scoring import Said

# Random people held against both readers of the rules: many more of them with PROOF_PEOPLE=100000, which takes an hour.
PEOPLE = int(os.environ.get("PROOF_PEOPLE", "200"))
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
# When something was, what it is about and how it came are no amounts: nothing there is more than another.
NO_AMOUNT = {
    "age_band", "mood_or_numbness_first", "lifelong", "lifelong_signs", "takes_medicine", "medicine_kinds",
    "medicine_started", "medicine_change", "onset_and_medicine", "onset_and_other", "trauma_event", "onset_and_trauma",
    "alcohol", "drugs", "onset_and_use", "loss", "onset_and_loss", "onset_and_illness",
}  # fmt: skip
# A lower answer is the heavier one.
LESS_IS_MORE = {"mood_since_medicine"}
SAFETY = [question.id for question in shipped().questions if question.safety]
URGENT = [question.id for question in shipped().questions if question.safety or question.red_flag]
SIMPLE = [score.id for score in shipped().scores if not score.composite]
COMPOSITE = [score.id for score in shipped().scores if score.composite]

Person = dict[str, Answer]
Found = tuple[Bank, Person]


@cache
def rules() -> Rules:
    return Rules(shipped())


def of(bank: Bank) -> Rules:
    """Give the rules of a bank; another than the shipped one speaks of the same answers."""
    return rules() if bank is shipped() else Rules(bank, rules().ways)


def breaks(now: Rules, *claims: Formula) -> Person | None:
    """Find someone for whom one of the claims does not hold; None where all are proved."""
    return Prover(now).find(either(*map(negate, claims)))


def nobody(person: Person | None) -> None:
    if person is not None:
        pytest.fail(f"It does not hold for this person:\n{answers_file(shipped(), person)}", pytrace=False)


def option(now: Rules, name: str, *values: int) -> Formula:
    """Tell when a question was asked and one of these answers chosen."""
    way = now.ways[name]
    chosen = way.ways if isinstance(way, Choice) else way.ticks if isinstance(way, Several) else {}
    return both(now.open[name], either(*(chosen[value] for value in values)))


def left_open(now: Rules, name: str) -> Formula:
    """Tell when a question was asked and skipped, declined or left out."""
    return either(*(now.stands(name, one) for one in (State.SKIPPED, State.PREFER_NOT_TO_SAY, State.UNANSWERED)))


def said_of(now: Rules, group: str, *, holding: str = "") -> Formula:
    """Tell when something of a group of statements is said, in a wording that holds these letters."""
    said = now.statements()
    named = [one for one in now.bank.statements if one.group == group or (group == "help" and one.is_help)]
    return either(*(said[one.id] for one in named if holding in one.text))


def engine(bank: Bank, person: Person) -> Assessment:
    """Let the engine assess someone, read from a file as the program does."""
    file = read_answers(answers_file(bank, person).encode(), "person", bank, by_name)
    return assess(bank, complete(bank, file, partial=True).answers)


def by_name(medicines: Any) -> Any:
    return recognise(medicines, load_medicines())


# The formulas say what the engine says --------------------------------------------------------------------------------


def test_engine_and_formulas_say_the_same_of_random_people() -> None:
    compared = Compared(rules())
    for said in people(shipped(), PEOPLE, seed=PEOPLE):
        found = differences(shipped(), compared, said)
        assert not found, f"{found}\n{answers_file(shipped(), said)}"


def test_random_people_meet_nearly_all_that_can_come_out() -> None:
    """The comparison means something only where each thing that is compared is sometimes true and sometimes not."""
    met: dict[str, set[bool | int]] = {}
    for said in people(shipped(), 300, seed=1):
        for name, value in outcome(shipped(), said).items():
            met.setdefault(name, set()).add(value)
    assert sum(len(values) > 1 for values in met.values()) > 0.85 * len(met)


# Help and tiers -------------------------------------------------------------------------------------------------------


def answers_reach_their_tier(bank: Bank, name: str) -> Person | None:
    now = of(bank)
    return breaks(
        now, *(implies(option(now, name, value), now.at_least(tier)) for value, tier in AT_LEAST[name].items())
    )


def an_open_answer_brings_help_and_a_talk(bank: Bank, name: str) -> Person | None:
    now = of(bank)
    return breaks(now, implies(left_open(now, name), both(said_of(now, "help"), now.at_least("routine"))))


def an_answer_brings_help(bank: Bank, name: str) -> Person | None:
    now = of(bank)
    return breaks(now, implies(option(now, name, *AT_LEAST[name]), said_of(now, "help")))


def only_an_answer_closes(bank: Bank, name: str) -> Person | None:
    now, opens = of(bank), bank.by_id[name].opens
    before = bank.rests_on(opens) if opens else ()
    return breaks(now, either(now.open[name], *(either(now.amount(one), now.apart(one)) for one in before)))


@pytest.mark.parametrize("name", URGENT)
def test_each_answer_about_safety_and_each_urgent_sign_reaches_its_tier_whatever_else_is_answered(name: str) -> None:
    """Self-harm above none means today at least, a plan or an act just now means emergency, and so on."""
    question = shipped().by_id[name]
    quiet = {question.none_of_these if question.type == "multi" else question.plain_no, *NO_SIGN.get(name, ())}
    assert {one.value for one in question.options} - quiet == AT_LEAST[name].keys(), "an answer without a tier"
    nobody(answers_reach_their_tier(shipped(), name))


@pytest.mark.parametrize("name", SAFETY)
def test_a_question_about_safety_that_is_left_open_shows_help_and_means_routine_at_least(name: str) -> None:
    nobody(an_open_answer_brings_help_and_a_talk(shipped(), name))


@pytest.mark.parametrize("name", SAFETY)
def test_any_answer_about_safety_but_a_plain_no_shows_words_of_help(name: str) -> None:
    nobody(an_answer_brings_help(shipped(), name))


def test_self_harm_being_safe_and_urgent_signs_are_asked_of_everyone() -> None:
    assert all(rules().open[name] is True for name in (*SAFETY, "urgent_signs", "body_signs"))


@pytest.mark.parametrize("name", URGENT)
def test_only_an_answer_closes_a_question_about_safety_or_an_urgent_sign(name: str) -> None:
    """Whatever is skipped, declined or left out before it, it is asked."""
    nobody(only_an_answer_closes(shipped(), name))


# Medicines ------------------------------------------------------------------------------------------------------------


# The wordings for those whom no medicine harms just now.
GO_ON = ("do_not_stop", "do_not_restart", "do_not_restart_after_long")


def care_is_said(bank: Bank) -> Person | None:
    """Find someone who did not say "no medicine" and is not told to leave the dose as it is, or to get help with it."""
    now = of(bank)
    stopped = said_of(now, "medicine", holding="start")
    plain = [now.statements().get(name, False) for name in GO_ON]
    return breaks(
        now,
        either(option(now, "takes_medicine", 0), said_of(now, "medicine")),
        # Not to begin again by oneself what was stopped.
        implies(option(now, "takes_medicine", 2, 3), stopped),
        # Where the medicine itself may be behind it, it is not said to go on as before.
        implies(option(now, "medicine_reaction", 1, 2, 3, 4, 5, 6), negate(either(*plain))),
        implies(both(now.tier()["emergency"], negate(option(now, "takes_medicine", 0))), negate(either(*plain))),
    )


def test_unless_no_medicine_was_answered_it_is_said_not_to_change_it_alone_or_to_ask_for_help_with_it() -> None:
    texts = [one.text for one in shipped().statements if one.group == "medicine"]
    assert all("do not" in text or "before you take the next dose" in text for text in texts)
    nobody(care_is_said(shipped()))


def test_whoever_may_be_in_danger_by_stopping_is_told_not_to_stop_suddenly() -> None:
    now = rules()
    classes = ("benzodiazepine", "z_drug", "opioid", "gabapentinoid")
    takes = now.verdict(AnswerIs("medicines", Comparison(classes=classes, told="name"))).true
    danger = either(
        takes, option(now, "alcohol", 2, 3, 4, 5), option(now, "drugs", 1, 2, 3, 4), left_open(now, "drugs")
    )
    nobody(breaks(now, implies(danger, said_of(now, "substance"))))


# More is never less ---------------------------------------------------------------------------------------------------


def amounts() -> list[Question]:
    """The questions about how much or how many of something that is hard."""
    return [one for one in shipped().questions if one.id not in NO_AMOUNT and one.type != "medicine"]


def more(question: Question, then: Way, now: Way) -> Formula:
    """Tell when the second way of answering says the same as the first or more of it."""
    same = both(*(z3.Not(z3.Xor(one, other)) for one, other in zip(variables(then), variables(now), strict=True)))
    if isinstance(then, Several) and isinstance(now, Several):
        none = question.none_of_these
        kept = [z3.Implies(then.ticks[value], now.ticks[value]) for value in then.ticks if value != none]
        return either(same, both(then.answered, now.answered, *kept))
    assert isinstance(then, Choice)
    assert isinstance(now, Choice)
    falling = question.reverse or question.id in LESS_IS_MORE
    values = sorted((one.value for one in question.options), reverse=falling)
    raised = [both(then.ways[low], now.ways[high]) for place, low in enumerate(values) for high in values[place + 1 :]]
    return either(same, *raised)


def variables(way: Way) -> list[z3.BoolRef]:
    found: Mapping[Any, z3.BoolRef] = way.ways if isinstance(way, Choice) else {**way.ticks, **way.states}  # type: ignore[union-attr]
    return list(found.values())


@cache
def others() -> dict[str, Way]:
    return ways_of_answering(shipped(), list_tests(shipped()), "then:")


def later(bank: Bank, *names: str, scores: dict[str, ScoreFormulas] | None = None) -> Rules:
    """Give the rules for someone who shares with the first person the answers to all other questions."""
    ways = {name: others()[name] if name in names else way for name, way in rules().ways.items()}
    return Rules(bank, ways, scores)


def any_scores(mark: str) -> dict[str, ScoreFormulas]:
    return {score.id: any_score(score.id, mark) for score in shipped().scores}


def no_higher_than_its_highest(score: ScoreFormulas, parts: tuple[ScoreFormulas, ...]) -> Formula:
    """Tell that a score made of scores is reached by one of them at least."""
    reached = [
        either(both(one.valued, one.value >= score.value), both(one.applies, one.low >= score.value)) for one in parts
    ]
    low = [both(one.applies, one.low >= score.low) for one in parts]
    high = [both(one.applies, one.high >= score.high) for one in parts]
    return both(implies(score.valued, either(*reached)), implies(score.applies, both(either(*low), either(*high))))


@pytest.mark.parametrize("name", SIMPLE)
def test_a_score_stays_in_its_interval_and_more_of_a_symptom_never_lowers_it(name: str) -> None:
    now = rules().score(name)
    nobody(breaks(rules(), now.keeps_to_its_interval))
    for item in shipped().made_of(name):
        second = later(shipped(), item)
        raised = more(shipped().by_id[item], rules().ways[item], second.ways[item])
        nobody(Prover(rules(), second).find(raised, negate(now.rises_to(second.score(name)))))


@pytest.mark.parametrize("name", COMPOSITE)
def test_a_score_of_scores_stays_in_its_interval_and_never_falls_as_these_rise(name: str) -> None:
    parts = shipped().score_by_id[name].of
    first, second = ({part: any_scores(mark)[part] for part in parts} for mark in ("", "then:"))
    one, other = (Rules(shipped(), rules().ways, scores).score(name) for scores in (first, second))
    keep = [scores[part].keeps_to_its_interval for scores in (first, second) for part in parts]
    rise = [first[part].rises_to(second[part]) for part in parts]
    prover = Prover(rules())
    nobody(prover.find(*keep, negate(one.keeps_to_its_interval)))
    nobody(prover.find(*keep, negate(no_higher_than_its_highest(one, tuple(first.values())))))
    nobody(prover.find(*keep, *rise, negate(one.rises_to(other))))


def raised_in(bank: Bank, *questions: Question) -> Person | None:
    """Find someone whose tier is a lower one with more of something, and with scores that are the same or higher.

    That scores are no lower then is proved above, so that here they may be any that are no lower.
    """
    names = {question.id for question in questions}
    free, second = any_scores(""), any_scores("then:")
    moved = {score.id for score in bank.scores if not names or not names.isdisjoint(bank.made_of(score.id))}
    second = {name: second[name] if name in moved else one for name, one in free.items()}
    now, then = Rules(bank, rules().ways, free), later(bank, *names, scores=second)
    up = [more(question, now.ways[question.id], then.ways[question.id]) for question in questions]
    kept = [one.keeps_to_its_interval for one in (*free.values(), *second.values())]
    kept += [
        no_higher_than_its_highest(scores[name], tuple(scores[part] for part in bank.score_by_id[name].of))
        for scores in (free, second)
        for name in COMPOSITE
    ]
    rise = [free[name].rises_to(second[name]) for name in moved]
    return Prover(now, then).find(*up, *kept, *rise, then.rank() > now.rank())


def test_no_score_lowers_a_tier() -> None:
    """Whatever the answers are: with higher scores in their place the tier is the same or a higher one."""
    nobody(raised_in(shipped()))


@pytest.mark.parametrize("question", amounts(), ids=lambda question: question.id)
def test_more_of_a_symptom_an_effect_or_an_urgent_sign_never_lowers_the_tier(question: Question) -> None:
    nobody(raised_in(shipped(), question))


# Everything can come out ----------------------------------------------------------------------------------------------


def all_that_can_come_out() -> Iterator[tuple[str, Formula]]:
    """Every tier, trigger, level, rule, band, pattern and text, with when it comes out."""
    now, bank = rules(), shipped()
    yield from ((f"tier {name}", one) for name, one in now.tier().items())
    for kind, entries in (("trigger", bank.triggers), ("flag", bank.flags), ("contradiction", bank.contradictions)):
        yield from ((f"{kind} {one.id}", now.true(one.when)) for one in entries)
    yield from ((f"statement {name}", one) for name, one in now.statements().items())
    yield from ((f"pattern {name}", one) for name, one in now.pattern().items())
    comparing = either(*(now.pattern()[one.id] for one in bank.patterns if one.compare))
    for neighbour in bank.neighbours:
        fits = now.true(neighbour.fits)
        yield f"fits {neighbour.id}", fits
        yield f"differs {neighbour.id}", both(negate(fits), comparing, now.true(neighbour.differs))
    for score in bank.scores:
        for bands, steps in now.bands(score.id).items():
            yield from ((f"band {score.id} {bands} {label}", one) for label, one in steps.items())
    printed: dict[str, Formula] = {}
    for factor in bank.factors:
        found = now.factor(factor)
        printed[factor.id] = either(*(found.levels[level] for level in factor.levels))
        yield from ((f"level {factor.id} {level}", one) for level, one in found.levels.items())
        yield from ((f"rule {factor.id} {rule}", one.true) for rule, one in found.rules.items())
        for kind, texts in (("help", factor.helps), ("ask", factor.ask)):
            for number, text in enumerate(texts):
                yield f"{kind} {factor.id} {number}", both(printed[factor.id], negate(unless(now, text)))
    for number, text in enumerate(bank.helps):
        yield f"help anyone {number}", negate(unless(now, text))
    yield from (
        (f"told apart {' '.join(one.of)}", both(*(printed[name] for name in one.of))) for one in bank.comparisons
    )
    for question in bank.questions:
        yield f"asked {question.id}", now.open[question.id]
        yield from (
            (f"option {question.id} {one.value}", option(now, question.id, one.value)) for one in question.options
        )


def unless(now: Rules, text: Any) -> Formula:
    return False if text.unless is None else now.true(text.unless)


def what_came_out(found: Assessment) -> set[str]:
    """Give by the same names all that the engine concluded."""
    bank, escalation, pattern = found.bank, found.escalation, found.pattern
    said = Said(bank, found.answers)
    names = {f"tier {escalation.tier.id}", *(f"trigger {one.trigger.id}" for one in escalation.reasons)}
    names |= {f"flag {one.id}" for one in escalation.flags} | {f"statement {one.id}" for one in escalation.statements}
    names |= {
        f"contradiction {one.id}" for one in bank.contradictions if one.text in {note.text for note in found.notes}
    }
    names |= {f"pattern {pattern.pattern.id}"} if pattern.pattern else set()
    names |= {f"{'fits' if one.fits else 'differs'} {one.neighbour.id}" for one in pattern.neighbours}
    names |= {f"band {name} {bands} {band.label}" for name, one in found.scores.items() for bands, band in one.bands}
    printed = {one.factor.id for one in found.factors if one.level in one.factor.levels}
    for one in found.factors:
        names.add(f"level {one.factor.id} {one.level}")
        names |= {f"rule {one.factor.id} {finding.rule.id}" for finding in (*one.speaks_for, *one.speaks_against)}
        for kind, texts in (("help", one.factor.helps), ("ask", one.factor.ask)) if one.factor.id in printed else ():
            names |= {f"{kind} {one.factor.id} {number}" for number, text in enumerate(texts) if shows(text, said)}
    names |= {f"help anyone {number}" for number, text in enumerate(bank.helps) if shows(text, said)}
    names |= {f"told apart {' '.join(one.of)}" for one in bank.comparisons if printed.issuperset(one.of)}
    for name, answer in found.answers.items():
        ticked = answer if isinstance(answer, tuple) else (answer,)
        names |= {f"asked {name}", *(f"option {name} {value}" for value in ticked if isinstance(value, int))}
    return names


def shows(text: Any, said: Said) -> bool:
    """Tell whether a text is not left out of a sheet."""
    return text.unless is None or evaluate(text.unless, said) is not True


def test_everything_can_come_out() -> None:
    """For each there is someone for whom the engine itself says it; none of it is dead."""
    bank = shipped()
    assert bank.outside is not None
    grown = negate(rules().true(bank.outside.when))
    waiting = dict(all_that_can_come_out())
    assert len(waiting) > 1000
    # Most is met by chance; the solver looks for the rest.
    for said in people(bank, 500, seed=2):
        for name in what_came_out(assess(bank, settle(bank, said).answers)):
            waiting.pop(name, None)
    prover = Prover(rules())
    never = []
    while waiting:
        name, wanted = next(iter(waiting.items()))
        person = prover.find(wanted, grown) or prover.find(wanted)
        came = what_came_out(engine(bank, person)) if person else set()
        if name not in came:
            never.append(name)
        for one in (name, *came):
            waiting.pop(one, None)
    assert never == []


@pytest.mark.parametrize("name", [score.id for score in shipped().scores if score.bands])
def test_a_score_has_one_band_of_a_set_or_none(name: str) -> None:
    """None has two; with a value one has its band, unless the bank gives none then."""
    score, now = shipped().score_by_id[name], rules()
    silent = now.true(score.unbanded) if score.unbanded else False
    for steps in now.bands(name).values():
        bands = list(steps.values())
        twice = [negate(both(one, other)) for place, one in enumerate(bands) for other in bands[place + 1 :]]
        nobody(breaks(now, *twice, implies(both(now.score(name).valued, negate(silent)), either(*bands))))


# A broken rule is found -----------------------------------------------------------------------------------------------


def without(bank: Bank, key: str, name: str) -> Bank:
    return replace(bank, **{key: tuple(one for one in getattr(bank, key) if one.id != name)})


def with_trigger(bank: Bank, name: str, **changes: Any) -> Bank:
    return replace(bank, triggers=tuple(one._replace(**changes) if one.id == name else one for one in bank.triggers))


def with_question(bank: Bank, name: str, **changes: Any) -> Bank:
    return replace(bank, questions=tuple(one._replace(**changes) if one.id == name else one for one in bank.questions))


def tier_of(found: Assessment) -> str:
    return found.escalation.tier.id


Break = tuple[Callable[[Bank], Bank], Callable[[Bank], Person | None], Callable[[Assessment], bool]]
BROKEN: dict[str, Break] = {
    "thoughts of suicide count as routine": (
        lambda bank: with_trigger(bank, "self_harm_thoughts_or_recent_act", tier="routine"),
        lambda bank: answers_reach_their_tier(bank, "self_harm"),
        lambda found: found.answers["self_harm"] in (1, 2, 3) and tier_of(found) not in ("today", "emergency"),
    ),
    "a skipped question about self-harm means nothing": (
        lambda bank: without(bank, "triggers", "self_harm_not_answered"),
        lambda bank: an_open_answer_brings_help_and_a_talk(bank, "self_harm"),
        lambda found: isinstance(found.answers["self_harm"], State) and tier_of(found) == "watch",
    ),
    "an urgent sign is asked only where it is certain": (
        lambda bank: with_question(bank, "withdrawal_signs", red_flag=False),
        lambda bank: only_an_answer_closes(bank, "withdrawal_signs"),
        lambda found: "withdrawal_signs" not in found.answers,
    ),
    "the sentence on doses is left out for some": (
        lambda bank: without(bank, "statements", "do_not_stop"),
        care_is_said,
        lambda found: found.escalation.statement("medicine") is None and found.answers["takes_medicine"] != 0,
    ),
    "heavy strain on daily life calls for less": (
        lambda bank: with_trigger(
            bank, "daily_life_affected", when=AnswerIs("daily_life", Comparison(low=1, high=1)), tier="emergency"
        ),
        lambda bank: raised_in(bank, bank.by_id["daily_life"]),
        lambda found: found.answers["daily_life"] == 1 and tier_of(found) == "emergency",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rule_is_found_and_the_file_shows_it(name: str) -> None:
    """The proofs are no empty words: break a rule and they name someone, who breaks it before the engine too."""
    broken, claim, shows = BROKEN[name]
    bank = broken(shipped())
    person = claim(bank)
    assert person is not None
    assert shows(engine(bank, person)), answers_file(bank, person)


def test_an_answers_file_says_what_the_solver_found() -> None:
    """What is written is read again as the same answers, medicines and their times among them."""
    now = rules()
    changed = now.verdict(AnswerIs("medicines", Comparison(classes=("ssri",), change="raised", within_weeks=4))).true
    person = Prover(now).find(changed, now.open["medicines"], option(now, "urgent_signs", 2, 5))
    assert person is not None
    text = answers_file(shipped(), person)
    assert yaml.safe_load(text)["medicines"][0].keys() <= {"name", "started", "change", "changed"}
    read = read_answers(text.encode(), "person", shipped(), by_name)
    assert read.complaints == ()
    assert {name: answer for name, answer in read.said.items() if name != "medicines"} == {
        name: answer for name, answer in person.items() if name != "medicines"
    }
    assert any(one.change == "raised" for one in read.said["medicines"])  # type: ignore[union-attr]
