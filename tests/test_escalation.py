"""What escalation promises: every trigger fires for the answers it names, the highest wins, and nothing lowers a tier."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from people import assessed, said, shipped

from blunting_cli.asking import settle
from blunting_cli.bank import Bank, Question, load_medicines
from blunting_cli.bank.model import Trigger
from blunting_cli.conditions import (
    CHANGES,
    AllOf,
    Answer,
    AnswerIs,
    AnyOf,
    Comparison,
    Condition,
    Duration,
    Medicine,
    NotSo,
    ScoreIs,
    State,
    check,
    evaluate,
)
from blunting_cli.escalation import Escalation, calls_for_help, escalate, help_words, is_outside, statements
from blunting_cli.scoring import Said

MakeBank = Callable[[str], Bank]
SMALL = """
bank: small
version: 1.0.0
sections: {s: {title: S, why: Because.}}
sources: {us: {title: Us, where: here, read: whole}}
responses:
  how_much: {options: [{value: 0, label: None}, {value: 1, label: Bit}, {value: 2, label: Lot}]}
questions:
  - {id: a, section: s, ask: A?, why: Because., respond: how_much}
  - {id: b, section: s, ask: B?, why: Because., respond: how_much}
tiers:
  - {id: now, title: Now, text: Now.}
  - {id: soon, title: Soon, text: Soon.}
  - {id: watch, title: Watch, text: Watch.}
triggers:
  - {id: soon_a, tier: soon, when: {a: {at_least: 1}}, because: A., source: us}
  - {id: now_b, tier: now, when: {b: 2}, because: B., source: us}
  - {id: soon_b, tier: soon, when: {b: {at_least: 1}}, because: B., source: us}
flags:
  - {id: both, when: {a: 2, b: 2}, text: Both.}
statements:
  - {id: first, group: one, when: {a: 2}, text: First.}
  - {id: second, group: one, when: {a: {at_least: 1}}, text: Second.}
  - {id: either, group: two, when: {b: {at_least: 1}}, unless: {a: 2}, text: Either.}
  - {id: rest, group: three, unless: {b: 0}, text: Rest.}
"""
OUTSIDE = "outside: {id: too_small, when: {a: 0}, text: Not for you.}\n"


def escalated(bank: Bank, **answers: Answer) -> Escalation:
    """Escalate answers to a small bank."""
    return escalate(bank, Said(bank, answers))


def tier_of(bank: Bank, said: Mapping[str, Answer]) -> int:
    """Give the place of the tier that follows from everything said; 0 is the highest."""
    return bank.tiers.index(escalate(bank, Said(bank, settle(bank, said).answers)).tier)


# The rules of the engine ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "tier", "reasons"),
    [
        ({"a": 0, "b": 0}, "watch", []),
        ({}, "watch", []),
        ({"a": 1, "b": 0}, "soon", [("soon_a", ("a",))]),
        ({"a": 1, "b": 1}, "soon", [("soon_a", ("a",)), ("soon_b", ("b",))]),
        ({"a": 2, "b": 2}, "now", [("now_b", ("b",)), ("soon_a", ("a",)), ("soon_b", ("b",))]),
        ({"b": 2, "a": State.SKIPPED}, "now", [("now_b", ("b",)), ("soon_b", ("b",))]),
    ],
    ids=str,
)
def test_the_highest_trigger_wins_and_every_reason_is_told(
    bank_from: MakeBank, answers: dict[str, Answer], tier: str, reasons: list[tuple[str, tuple[str, ...]]]
) -> None:
    """Reasons stand from the highest tier down, each with its answers; where nothing fires the last tier holds."""
    result = escalated(bank_from(SMALL), **answers)
    assert result.tier.id == tier
    assert [(reason.trigger.id, reason.questions) for reason in result.reasons] == reasons


def test_a_flag_stands_only_where_it_is_certainly_true(bank_from: MakeBank) -> None:
    """Unknown raises no flag."""
    bank = bank_from(SMALL)
    assert [flag.id for flag in escalated(bank, a=2, b=2).flags] == ["both"]
    assert escalated(bank, a=2).flags == ()


@pytest.mark.parametrize(("answer", "outside"), [(0, True), (1, False), (State.SKIPPED, False)])
def test_who_the_check_was_not_written_for_is_told_first(bank_from: MakeBank, answer: Answer, outside: bool) -> None:
    """The flag of those outside stands before the others, and only for those who said so."""
    bank = bank_from(SMALL + OUTSIDE)
    assert is_outside(bank, Said(bank, {"a": answer})) is outside
    assert [flag.id for flag in escalated(bank, a=answer).flags] == (["too_small"] if outside else [])


def test_a_bank_may_be_for_everyone(bank_from: MakeBank) -> None:
    """Without `outside` nobody is."""
    bank = bank_from(SMALL)
    assert not is_outside(bank, Said(bank, {"a": 0}))


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"a": 2, "b": 0}, ["first"]),
        ({"a": 1, "b": 0}, ["second"]),
        ({"a": 0, "b": 0}, []),
        ({"a": 0, "b": 1}, ["either", "rest"]),
        ({"a": 2, "b": 1}, ["first", "rest"]),
        ({"a": State.SKIPPED, "b": 1}, ["either", "rest"]),
        ({}, ["rest"]),
    ],
    ids=str,
)
def test_of_each_group_the_first_statement_that_applies_is_said(
    bank_from: MakeBank, answers: dict[str, Answer], expected: list[str]
) -> None:
    """`when` must be true; `unless` holds a statement back only when it is certainly true."""
    bank = bank_from(SMALL)
    facts = Said(bank, answers)
    assert [statement.id for statement in statements(bank, facts)] == expected
    assert escalate(bank, facts).statements == statements(bank, facts)


TIERED = (
    SMALL
    + """\
  - {id: soon_words, group: four, tier: soon, text: Soon.}
  - {id: now_words, group: four, tier: now, text: Now.}
  - {id: watch_words, group: four, tier: watch, text: Watch.}
  - {id: now_and_a, group: five, tier: now, when: {a: 2}, text: Now and A.}
"""
)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"a": 0, "b": 0}, ["watch_words"]),
        ({}, ["rest", "watch_words"]),
        ({"a": 1, "b": 0}, ["second", "soon_words"]),
        ({"a": 0, "b": 2}, ["either", "rest", "now_words"]),
        ({"a": 2, "b": 2}, ["first", "rest", "now_words", "now_and_a"]),
        ({"a": 2, "b": 0}, ["first", "soon_words"]),
    ],
    ids=str,
)
def test_words_for_a_tier_are_said_in_that_tier_alone(
    bank_from: MakeBank, answers: dict[str, Answer], expected: list[str]
) -> None:
    """The tier is worked out where it is not known yet, and is the same either way."""
    bank = bank_from(TIERED)
    facts = Said(bank, answers)
    assert [statement.id for statement in statements(bank, facts)] == expected
    assert [statement.id for statement in statements(bank, facts, escalate(bank, facts).tier)] == expected
    assert [statement.id for statement in escalate(bank, facts).statements] == expected


def test_the_tier_that_is_known_decides_which_words_are_said(bank_from: MakeBank) -> None:
    """Who has the tier already need not have it worked out again."""
    bank = bank_from(TIERED)
    said = {tier.id: [one.id for one in statements(bank, Said(bank, {"b": 0}), tier)] for tier in bank.tiers}
    assert said == {"now": ["now_words"], "soon": ["soon_words"], "watch": ["watch_words"]}


# Help -----------------------------------------------------------------------------------------------------------------

SAFETY = SMALL.replace(
    "tiers:",
    """\
  - {id: safe, section: s, ask: Safe?, why: Because., safety: true, respond: how_much}
  - {id: back, section: s, ask: Back?, why: Because., safety: true, reverse: true, respond: how_much}
  - {id: ticks, section: s, ask: Which?, why: Because., safety: true, type: multi, respond: how_much}
  - id: none
    section: s
    ask: Which?
    why: Because.
    safety: true
    type: multi
    options: [{value: 7, label: This}, {value: 8, label: That}, {value: 9, label: Neither, none: true}]
  - {id: words, section: s, ask: What?, why: Because., safety: true, type: text}
tiers:""",
)
HELP_WORDS = """\
  - {id: call, group: help, when: {safe: 2}, text: Call.}
  - {id: call_too, group: help_a, when: {safe: {at_least: 1}}, text: Talk.}
"""


@pytest.mark.parametrize(
    ("question", "answer", "called"),
    [
        ("safe", 0, False),
        ("safe", 1, True),
        ("safe", 2, True),
        ("back", 0, True),
        ("back", 1, True),
        ("back", 2, False),
        ("ticks", (), False),
        ("ticks", (0,), True),
        ("none", (), True),
        ("none", (9,), False),
        ("none", (7,), True),
        ("none", (7, 8), True),
        ("words", "anything", True),
        ("a", 2, False),
        ("a", State.SKIPPED, False),
    ],
    ids=str,
)
def test_help_is_called_for_by_all_but_a_plain_no_to_a_question_about_safety(
    bank_from: MakeBank, question: str, answer: Answer, called: bool
) -> None:
    """The bank's own words or, where it has none for that answer, words for everyone."""
    bank = bank_from(SAFETY)
    facts = Said(bank, {question: answer})
    assert calls_for_help(bank.by_id[question], facts) is called
    said = [(one.id, one.group, one.text) for one in help_words(bank, facts)]
    assert said == ([("help", "help", bank.texts["help_general"])] if called else [])
    assert escalate(bank, facts).help == help_words(bank, facts)


@pytest.mark.parametrize("question", ["safe", "back", "ticks", "none", "words"])
@pytest.mark.parametrize("state", State)
def test_help_is_called_for_by_every_way_of_not_answering_about_safety_but_not_before_it_was_asked(
    bank_from: MakeBank, question: str, state: State
) -> None:
    bank = bank_from(SAFETY)
    assert calls_for_help(bank.by_id[question], Said(bank, {question: state})) is (state is not State.NOT_ASKED)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [(0, []), (1, ["call_too"]), (2, ["call", "call_too"]), (State.SKIPPED, ["help"])],
    ids=str,
)
def test_words_of_help_of_the_bank_stand_before_those_for_everyone(
    bank_from: MakeBank, answer: Answer, expected: list[str]
) -> None:
    """Where one group of help has words for an answer, nothing is added; other statements are no help."""
    bank = bank_from(SAFETY + HELP_WORDS)
    facts = Said(bank, {"safe": answer, "a": 2})
    assert [one.id for one in help_words(bank, facts)] == expected
    assert {one.id for one in statements(bank, facts)} == {"first", "rest", *expected}


def test_a_statement_is_found_by_its_group(bank_from: MakeBank) -> None:
    """A group where nothing applies has no statement."""
    result = escalated(bank_from(SMALL), a=1, b=0)
    found = result.statement("one")
    assert found is not None
    assert found.id == "second"
    assert result.statement("two") is None


# Every trigger of the shipped bank ------------------------------------------------------------------------------------


def ways(condition: Condition, bank: Bank) -> Iterator[dict[str, Answer]]:
    """Give answers that make a condition true, every way it can be made true by its comparisons."""
    match condition:
        case AnswerIs(question, test):
            yield from ({question: value} for value in values_for(test, bank.by_id[question]) if check(test, value))
        case ScoreIs(score, _, _):
            names = list(bank.score_by_id[score].of)
            while names[0] in bank.score_by_id:
                names = [inner for name in names for inner in bank.score_by_id[name].of]
            yield {name: symptom(bank, name)[-1] for name in names}
        case AllOf(parts):
            for made in product(*(list(ways(part, bank)) for part in parts)):
                yield together(made)
        case AnyOf(parts):
            for part in parts:
                yield from ways(part, bank)
        case NotSo(AnswerIs(_, Comparison(all_told=str()))):
            yield {}  # a person who tells nothing more of a medicine than its name
        case NotSo():
            pytest.fail("nothing that leads to a trigger says `not`: see the safety rules")
        case _:
            for some in combinations(condition.questions, condition.low or 0):
                yield from ways(AllOf(tuple(AnswerIs(name, condition.test) for name in some)), bank)


def values_for(test: Comparison, question: Question) -> list[Answer]:
    """Give answers to a question of which some may pass a test."""
    if test.answered is not None or test.state is not None:
        missing: list[Answer] = [State.SKIPPED, State.UNANSWERED, *question.also]
        return [*missing, *values_for(Comparison(), question)] if test.answered is not False else missing
    if question.type == "medicine":
        known = {entry.medicine_class: entry for entry in load_medicines().values()}
        named = [entry for entry in known.values() if {entry.medicine_class, entry.kind} & set(test.classes or ())]
        time = Duration(test.within_weeks, "week") if test.within_weeks else None
        change = test.told if test.told in CHANGES else test.change
        started, changed = (None, time) if change else (time, None)
        return [
            (Medicine(one.generic, started, change, changed, one.generic, one.medicine_class, one.kind),)
            for one in named
        ]
    values = [option.value for option in question.options]
    return [(value,) for value in values] if question.type == "multi" else [*values]


def walk(condition: Condition) -> Iterator[Condition]:
    """Give a condition and all parts of it."""
    yield condition
    match condition:
        case AllOf(parts) | AnyOf(parts):
            yield from (inner for part in parts for inner in walk(part))
        case NotSo(part):
            yield from walk(part)


def together(made: tuple[dict[str, Answer], ...]) -> dict[str, Answer]:
    """Join answers that must hold at once; of a list to tick all that are named are ticked."""
    found: dict[str, Answer] = {}
    for name, answer in (entry for part in made for entry in part.items()):
        before = found.get(name)
        if isinstance(before, tuple) and isinstance(answer, tuple) and all(isinstance(one, int) for one in answer):
            answer = tuple(sorted({*before, *answer}))  # type: ignore[type-var]
        found[name] = answer
    return found


def is_definite(part: NotSo) -> bool:
    """Tell whether a `not` is about what was told of a medicine: that is always known, and no symptom."""
    match part:
        case NotSo(AnswerIs(_, Comparison(all_told=str()))):
            return True
    return False


def symptom(bank: Bank, question: str) -> list[Answer]:
    """Give the answers to a question from the best to the worst; of a tick list, with one more ticked each time."""
    found = bank.by_id[question]
    values = sorted((option.value for option in found.options), reverse=found.reverse)
    if found.type == "multi":
        return [(values[0],), *(tuple(values[1 : end + 1]) for end in range(1, len(values)))]
    return [*values]


def opened(bank: Bank, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Add answers to those that open their questions, the nearest gates first."""
    found = dict(answers)
    for name in answers:
        opens = bank.by_id[name].opens
        if opens is not None:
            found = {**opened(bank, next(ways(opens, bank))), **found}
    return found


@pytest.mark.parametrize("trigger", shipped().triggers, ids=lambda trigger: trigger.id)
def test_every_trigger_fires_for_every_answer_it_names(trigger: Trigger, bank: Bank, well: dict[str, Answer]) -> None:
    """However a trigger is met by a person who reports nothing else, it fires, and at least its tier is reached."""
    assert all(is_definite(part) for part in walk(trigger.when) if isinstance(part, NotSo))
    met = list(ways(trigger.when, bank))
    assert met
    for answers in met:
        given = settle(bank, {**well, **opened(bank, answers)}).answers
        result = escalate(bank, Said(bank, given))
        fired = {reason.trigger.id: reason for reason in result.reasons}
        assert trigger.id in fired, answers
        assert set(fired[trigger.id].questions) <= given.keys()
        order = [tier.id for tier in bank.tiers]
        assert order.index(result.tier.id) <= order.index(trigger.tier)


def test_a_person_with_nothing_to_report_stays_at_the_last_tier(bank: Bank, well: dict[str, Answer]) -> None:
    """No trigger fires for someone who is well."""
    result = escalate(bank, Said(bank, settle(bank, well).answers))
    assert (result.tier, result.reasons) == (bank.tiers[-1], ())


# Nothing lowers a tier ------------------------------------------------------------------------------------------------

FEELINGS = tuple(question.id for question in shipped().questions if question.section == "feelings")
RISING = (
    "self_harm",
    "safe_now",
    "urgent_signs",
    "body_signs",
    "sleep_bad",
    "strain",
    "thinking_signs",
    "baby_feelings",
    "hopeless",
    "low_mood",
    "daily_life",
    "work",
    "relationships",
    "distress",
    "medicine_reaction",
    "withdrawal_signs",
    "stopped_unwell",
    *FEELINGS,
)


@settings(max_examples=100, deadline=None)
@given(said(), st.sampled_from(RISING), st.data())
def test_a_worse_answer_never_lowers_the_tier(person: dict[str, Answer], name: str, data: st.DataObject) -> None:
    """Whatever else is said, and whatever the worse answer opens or closes, the tier stays or rises."""
    bank = shipped()
    values = symptom(bank, name)
    better = data.draw(st.integers(0, len(values) - 2), label="better")
    worse = data.draw(st.integers(better + 1, len(values) - 1), label="worse")
    before = tier_of(bank, {**person, name: values[better]})
    assert tier_of(bank, {**person, name: values[worse]}) <= before


@pytest.mark.parametrize("name", RISING)
def test_a_worse_answer_never_lowers_the_tier_of_a_person_with_nothing_else(
    name: str, bank: Bank, well: dict[str, Answer]
) -> None:
    """Step by step from the best to the worst answer to one question, the tier never falls."""
    start = {**well, **opened(bank, {name: symptom(bank, name)[0]})}
    tiers = [tier_of(bank, {**start, name: value}) for value in symptom(bank, name)]
    assert tiers == sorted(tiers, reverse=True)


@settings(max_examples=60, deadline=None)
@given(said())
def test_every_reason_of_every_person_is_true_and_names_answers(person: dict[str, Answer]) -> None:
    """A reason that is shown holds, rests on questions that were asked, and none is left out."""
    bank = shipped()
    facts = Said(bank, settle(bank, person).answers)
    result = escalate(bank, facts)
    assert {reason.trigger.id for reason in result.reasons} == {
        trigger.id for trigger in bank.triggers if evaluate(trigger.when, facts)
    }
    assert all(reason.questions and set(reason.questions) <= facts.answers.keys() for reason in result.reasons)
    assert len({statement.group for statement in result.statements}) == len(result.statements)


# What is told beside the name of a medicine ---------------------------------------------------------------------------

SERTRALINE = Medicine("sertraline", generic="sertraline", medicine_class="ssri", kind="antidepressant")
VENLAFAXINE = Medicine("venlafaxine", generic="venlafaxine", medicine_class="snri", kind="antidepressant")
ZOPICLONE = Medicine("zopiclone", generic="zopiclone", medicine_class="z_drug", kind="z_drug")
UNREAD = Medicine("blue pills")
WEEKS, YEARS = Duration(3, "week"), Duration(2, "year")
TAKES: dict[str, Answer] = {"takes_medicine": 1, "medicine_kinds": (1,)}


def told(medicine: Medicine, started: Duration | None, change: str | None, changed: Duration | None = None) -> Medicine:
    """A medicine with what was told of it."""
    return medicine._replace(started=started, change=change, changed=changed)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"medicines": (SERTRALINE,)}, ("medicine_started", "medicine_change")),
        ({"medicines": ()}, ("medicine_started", "medicine_change")),
        ({"medicines": State.SKIPPED}, ("medicine_started", "medicine_change")),
        ({"medicines": (told(SERTRALINE, YEARS, "unchanged"),)}, ()),
        ({"medicines": (told(SERTRALINE, YEARS, "raised", WEEKS),)}, ()),
        ({"medicines": (told(SERTRALINE, YEARS, "unchanged"), ZOPICLONE)}, ()),
        ({"medicines": (told(SERTRALINE, YEARS, None),)}, ("medicine_change",)),
        ({"medicines": (told(SERTRALINE, None, "unchanged"),)}, ("medicine_started",)),
        # Raised, but nobody knows when.
        ({"medicines": (told(SERTRALINE, YEARS, "raised"),)}, ("medicine_change",)),
        # Stopped, but as planned or alone?
        ({"medicines": (told(SERTRALINE, YEARS, "stopped", WEEKS),)}, ("medicine_change",)),
        # Stopped by their own word, whatever stands beside the name.
        ({"medicines": (told(SERTRALINE, YEARS, "unchanged"),), "takes_medicine": 2}, ("medicine_change",)),
        # It may be the one that is new.
        ({"medicines": (told(UNREAD, YEARS, "unchanged"),)}, ("medicine_started", "medicine_change")),
        ({"medicines": (told(SERTRALINE, YEARS, "unchanged"), UNREAD)}, ("medicine_started", "medicine_change")),
        ({"medicines": (told(SERTRALINE, YEARS, "unchanged"), VENLAFAXINE)}, ("medicine_started", "medicine_change")),
        # All names are known, and none is an antidepressant; an answer about kinds is then to no question.
        ({"medicines": (told(ZOPICLONE, YEARS, "unchanged"),)}, ()),
        # The name tells more than the answer.
        ({"medicines": (SERTRALINE, UNREAD), "medicine_kinds": (0,)}, ("medicine_started", "medicine_change")),
        ({"medicines": (UNREAD,), "medicine_kinds": (4,)}, ()),
    ],
    ids=str,
)
def test_what_was_told_beside_the_names_is_not_asked_again_and_nothing_else_stays_closed(
    bank: Bank, well: dict[str, Answer], answers: dict[str, Answer], expected: tuple[str, ...]
) -> None:
    """A question of its own stays closed only where every medicine it may be about has told all that it asks."""
    settled = settle(bank, {**well, **TAKES, **answers})
    assert tuple(name for name in ("medicine_started", "medicine_change") if settled.is_open(name)) == expected


@pytest.mark.parametrize(
    ("answers", "helped"),
    [
        ({"medicines": (told(SERTRALINE, WEEKS, "unchanged"),)}, "help_today_and_medicine"),
        ({"medicines": (told(SERTRALINE, YEARS, "raised", WEEKS),)}, "help_today_and_medicine"),
        ({"medicines": (told(SERTRALINE, YEARS, "raised", Duration(12, "week")),)}, "help_today_and_medicine"),
        ({"medicines": (told(SERTRALINE, YEARS, "raised", Duration(85, "day")),)}, "help_today"),
        ({"medicines": (told(SERTRALINE, YEARS, "unchanged"),)}, "help_today"),
        ({"medicines": (told(SERTRALINE, YEARS, "lowered", WEEKS),)}, "help_today"),
        ({"medicines": (told(SERTRALINE, YEARS, "raised"),)}, "help_today"),
        ({"medicines": (told(SERTRALINE, YEARS, "raised"),), "medicine_change": 1}, "help_today_and_medicine"),
        ({"medicines": (told(SERTRALINE, WEEKS, None),), "medicine_change": State.SKIPPED}, "help_today_and_medicine"),
        # A dose that was raised, and then stopped.
        ({"medicines": (told(SERTRALINE, YEARS, "stopped", WEEKS),), "medicine_change": 1}, "help_today_and_medicine"),
        (
            {"medicines": (told(SERTRALINE, YEARS, "unchanged"), told(VENLAFAXINE, WEEKS, None))},
            "help_today_and_medicine",
        ),
        ({"medicines": (told(SERTRALINE, WEEKS, None), UNREAD)}, "help_today_and_medicine"),
        ({"medicines": (told(UNREAD, WEEKS, None),), "medicine_started": 0}, "help_today_and_medicine"),
        ({"medicines": (told(SERTRALINE, YEARS, "unchanged"), told(ZOPICLONE, WEEKS, None))}, "help_today"),
        # What was told beside the name counts, not an answer to a question that is closed.
        ({"medicines": (told(SERTRALINE, YEARS, "unchanged"),), "medicine_started": 0}, "help_today"),
    ],
    ids=str,
)
def test_help_names_a_new_or_raised_antidepressant_however_it_was_told(
    well: dict[str, Answer], answers: dict[str, Answer], helped: str
) -> None:
    """Thoughts of ending life soon after a start or a rise bring the words that name the medicine."""
    for level, words in ((2, helped), (4, helped.replace("today", "emergency"))):
        found = assessed({**well, **TAKES, **answers, "self_harm": level}).escalation.statement("help")
        assert found is not None
        assert found.id == words


@pytest.mark.parametrize("medicine", [SERTRALINE, ZOPICLONE, UNREAD], ids=lambda medicine: medicine.name)
@pytest.mark.parametrize(
    ("reaction", "expected"),
    [(0, "do_not_restart"), (1, "ask_before_restarting"), (4, "help_before_next_dose_and_do_not_restart")],
)
def test_whoever_stopped_a_medicine_is_told_not_to_restart(
    well: dict[str, Answer], medicine: Medicine, reaction: int, expected: str
) -> None:
    """That a medicine was stopped counts beside its name too, of whatever class, with or without its time."""
    for changed in (None, WEEKS):
        answers = {"medicines": (told(medicine, None, "stopped", changed),), "medicine_reaction": (reaction,)}
        found = assessed({**well, **TAKES, **answers}).escalation.statement("medicine")
        assert found is not None
        assert found.id == expected


STARTED = {
    0: ("0 days", "28 days", "3 weeks"),
    1: ("29 days", "12 weeks"),
    2: ("3 months", "11 months"),
    3: ("2 years",),
}
CHANGE = {
    0: (("unchanged", None), ("raised", "4 months"), ("lowered", "3 years")),
    1: (("raised", "0 days"), ("raised", "12 weeks")),
    2: (("lowered", "1 week"),),
    3: (("stopped", None), ("stopped", "1 week")),
    4: (("stopped", None), ("stopped", "11 months")),
}


@settings(max_examples=200, deadline=None)
@given(said(), st.integers(1, 2), st.integers(0, 4), st.integers(0, 4), st.data())
def test_the_same_fact_counts_the_same_however_it_was_told(
    person: dict[str, Answer], takes: int, started: int, change: int, data: st.DataObject
) -> None:
    """Told beside the name or in questions of their own: the same tier, statements and rules, and the same level."""
    given_ = {**person, "takes_medicine": takes, "medicine_started": started, "medicine_change": change}
    beside = SERTRALINE
    if started in STARTED and data.draw(st.booleans(), label="start told"):
        beside = beside._replace(started=Duration.parse(data.draw(st.sampled_from(STARTED[started]))))
    if data.draw(st.booleans(), label="change told"):
        what, when = data.draw(st.sampled_from(CHANGE[change]))
        beside = beside._replace(change=what, changed=Duration.parse(when) if when else None)
    own, told_ = (assessed({**given_, "medicines": (medicine,)}) for medicine in (SERTRALINE, beside))
    assert told_.escalation.tier == own.escalation.tier
    assert told_.escalation.statements == own.escalation.statements
    assert [reason.trigger.id for reason in told_.escalation.reasons] == [
        reason.trigger.id for reason in own.escalation.reasons
    ]
    for one, other in zip(
        sorted(own.factors, key=lambda found: found.factor.id),
        sorted(told_.factors, key=lambda found: found.factor.id),
        strict=True,
    ):
        for side in ("speaks_for", "speaks_against", "not_asked"):
            assert [finding.rule.id for finding in getattr(one, side)] == [
                finding.rule.id for finding in getattr(other, side)
            ]
        # Who stopped is asked about it although it was told, and so may have told enough for a level.
        twice = takes == 2 or change > 2
        assert one.level == other.level or (twice and one.level == "not_asked")
