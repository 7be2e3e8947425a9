"""Random walks over the shipped bank, in all at least 100,000 events: whatever is done, nothing said is lost.

A walk is a string of bytes, two for an event. One that fails is not made shorter, which would take minutes; what fails
shows the moment before the event, the event and the moment after.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from interviews import AGAIN, SMALL, TODAY, TYPES, by_name, hold, shared
from people import NAMES, answers_to, shipped

from blunting_cli.answers import in_words
from blunting_cli.assessment import assess, record
from blunting_cli.bank import Bank
from blunting_cli.bank.model import Question
from blunting_cli.conditions import Answer, Duration, Medicine, State
from blunting_cli.drafts import Keeper, find_drafts
from blunting_cli.interview.drafting import Wishes
from blunting_cli.interview.machine import (
    ASKING,
    FINISHED,
    OUTSIDE,
    REVIEWING,
    Back,
    Edit,
    Event,
    GoOn,
    Interview,
    Keep,
    Review,
    Say,
    begin,
    step,
    visible,
)
from blunting_cli.interview.pages import Page, choices_of

LENGTH = 500
EXAMPLES = settings(max_examples=30, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
KINDS = ["say"] * 9 + ["back", "back", "back", "keep", "review", "edit", "go on"]
MEDICINES = ((), NAMES[:1], (Medicine("blue pills", Duration(3, "week"), "raised"), NAMES[0]))
ADULT, UNDER_18 = 1, 4
walks = st.binary(min_size=2 * LENGTH, max_size=2 * LENGTH)
# How many events were walked, by the test that did.
counted: Counter[str] = Counter()


class Moment(NamedTuple):
    """One event, with the moments before and after it."""

    before: Interview
    event: Event
    after: Interview


def answers_of(question: Question) -> tuple[Answer, ...]:
    """Everything that can be said to a question, and for medicines some of it."""
    values: tuple[Answer, ...] = tuple(option.value for option in question.options) or MEDICINES
    if question.type == "multi":
        together = tuple(option.value for option in question.options if not option.alone)
        values = (*((option.value,) for option in question.options), together[:2], together)
    return (*values, State.SKIPPED, *question.also)


def event_of(state: Interview, kind: str, number: int) -> Event:
    """Make an event of a number; it need not fit the moment, but for outside, where few do."""
    if state.phase == OUTSIDE and number % 2:
        return Back()
    match kind:
        case "say":
            answers = answers_of(state.question)
            return Say(answers[number % len(answers)])
        case "edit":
            return Edit(state.bank.questions[number % len(state.bank.questions)].id)
        case "back":
            return Back()
        case "keep":
            return Keep()
        case "review":
            return Review()
        case _:
            return GoOn()


def walked(test: Callable[..., object] | str, walk: bytes) -> Iterator[Moment]:
    """Walk from the beginning; after the end another interview begins."""
    state = begin(shipped())
    for place in range(0, len(walk), 2):
        event = event_of(state, KINDS[walk[place] % len(KINDS)], walk[place + 1])
        before, state = state, step(state, event)
        counted[str(test)] += 1
        yield Moment(before, event, state)
        if state.phase == FINISHED:
            state = begin(shipped())


def settled(state: Interview) -> Interview:
    """Take a moment that is outside back to an adult's answer, wherever it is."""
    if state.phase == FINISHED or state.said.get("age_band") != UNDER_18:
        return state
    state = step(step(step(state, Back()), Review()), Edit("age_band"))
    return step(state, Say(ADULT))


def to_the_end(state: Interview) -> Interview:
    """Answer what is asked and go on, until the end."""
    for _ in range(2 * len(state.bank.questions)):
        if state.phase == FINISHED:
            break
        state = step(state, GoOn() if state.phase == REVIEWING else Say(answers_of(state.question)[0]))
    return state


def written(state: Interview) -> bytes:
    """The record of the answers that count, as it is written."""
    return json.dumps(record(assess(state.bank, visible(state), taken=TODAY))).encode()


# The machine --------------------------------------------------------------------------------------------------------


@EXAMPLES
@given(walks)
def test_no_event_loses_an_answer_and_no_closed_question_is_asked(walk: bytes) -> None:
    """Only a new answer changes what was said, and only that of the question asked, which is open."""
    for before, event, after in walked("lost", walk):
        changed = {name for name in after.said if name not in before.said or after.said[name] != before.said[name]}
        assert before.said.keys() <= after.said.keys()
        assert changed <= ({before.at} if isinstance(event, Say) else set())
        assert after.settled.is_open(after.at)
        assert set(visible(after)) == {name for name in after.bank.by_id if after.settled.is_open(name)}
        assert 1 <= after.number <= len(after.order)
        assert after.helped >= before.helped


@EXAMPLES
@given(walks)
def test_the_same_events_lead_to_the_same_moment(walk: bytes) -> None:
    """Nothing but the events decides, so an interview can be replayed."""
    path = list(walked("replayed", walk))
    state = begin(shipped())
    for moment in path:
        state = step(state, moment.event)
        assert state == moment.after
        if state.phase == FINISHED:
            state = begin(shipped())


@EXAMPLES
@given(walks)
def test_what_was_left_is_taken_up_with_everything_but_the_answers_about_safety(walk: bytes) -> None:
    """From the draft as it is on the disk: asked next is the first open question that it has no answer to."""
    *_, (_, _, state) = walked("taken up", walk)
    bank = state.bank
    with TemporaryDirectory() as folder:
        keeper = Keeper.new(Path(folder), bank, TODAY)
        keeper.keep(state.said)
        keeper.close()
        drafts = find_drafts(Path(folder), bank, by_name).drafts
    kept = drafts[0].said if drafts else {}
    assert kept == {name: answer for name, answer in state.said.items() if name not in bank.safety}
    again = begin(bank, kept)
    assert again.said == kept
    if again.phase == ASKING:
        assert again.at == next(name for name in again.order if name not in kept)
    else:
        assert again.phase == OUTSIDE
    # With the answers about safety given once more, all is as it was.
    safe = {name: answer for name, answer in state.said.items() if name in bank.safety}
    assert visible(begin(bank, {**kept, **safe})) == visible(state)


@EXAMPLES
@given(walks)
def test_the_end_is_always_within_reach(walk: bytes) -> None:
    """From anywhere, answering and going on leads to the end, with every open question answered."""
    for place, moment in enumerate(walked("to the end", walk)):
        if place % 50 == 0:
            end = to_the_end(settled(moment.after))
            assert end.phase == FINISHED
            assert State.UNANSWERED not in visible(end).values()
            assert moment.after.said.keys() <= end.said.keys()


@EXAMPLES
@given(walks, st.randoms(use_true_random=False))
def test_any_way_to_the_same_visible_answers_gives_the_same_record(walk: bytes, chance: Random) -> None:
    """Straight through, or with every answer changed from the review in any order: no byte is different."""
    *_, (_, _, last) = walked("same record", walk)
    end = to_the_end(settled(last))
    straight = begin(end.bank)
    while straight.phase == ASKING:
        straight = step(straight, Say(visible(end)[straight.at]))
    assert straight.said == visible(end)
    assert written(straight) == written(end)

    crooked = begin(end.bank, to_the_end(begin(end.bank, {"age_band": ADULT})).said)
    order = list(visible(end))
    chance.shuffle(order)
    for _ in range(len(order)):
        wrong = [
            name for name in order if crooked.settled.is_open(name) and crooked.said.get(name) != visible(end)[name]
        ]
        if not wrong:
            break
        crooked = step(step(crooked, Edit(wrong[0])), Say(visible(end)[wrong[0]]))
    assert written(crooked) == written(end)


@EXAMPLES
@given(walks)
def test_under_18_by_a_slip_can_always_be_taken_back(walk: bytes) -> None:
    """It ends at once, wherever it is said; back leads to the answer, and another one goes on with nothing lost."""
    for place, moment in enumerate(walked("slip", walk)):
        state = settled(moment.after)
        if place % 10 or state.phase == FINISHED:
            continue
        young = step(step(step(state, Review()), Edit("age_band")), Say(UNDER_18))
        assert young.phase == OUTSIDE
        back = step(young, Back())
        assert (back.phase, back.at, back.earlier) == (ASKING, "age_band", UNDER_18)
        adult = step(back, Say(ADULT))
        assert adult.phase == REVIEWING
        assert adult.said == {**state.said, "age_band": ADULT}


@EXAMPLES
@given(walks, st.data())
def test_once_help_was_shown_it_is_shown_on_leaving(walk: bytes, data: st.DataObject) -> None:
    """After any answer but a plain no to the question about self-harm, nothing takes the help away again."""
    answer = data.draw(answers_to(shipped().by_id["self_harm"]))
    state = step(step(begin(shipped(), {"age_band": ADULT}), Review()), Edit("self_harm"))
    state = step(state, Say(answer))
    assert state.helped is (answer != 0)
    for moment in walked("helped", walk):
        state = step(state, moment.event)
    assert state.helped or answer == 0


def test_that_was_far_enough() -> None:
    """The walks above came to 100,000 events; where only some of them ran, this says nothing."""
    if len(counted) < 7:
        pytest.skip("only some of the walks were walked")
    assert sum(counted.values()) >= 100_000


# The whole conversation ---------------------------------------------------------------------------------------------


COMMANDS = ["b", "s", "r", "a", "h", "?", "q", "back", "skip", "why", "again", "review", "help", "stop", "quit", "exit"]
ANSWERS = ["0", "1", "2", "3", "4", "5"]
WORDS = [
    *["", " ", ",", "none", "yes", "no", "a little", "not at all", "skipped", "prefer not to say", "does not apply"],
    *["zoloft", "prozac, zolft", "the blue ones", "3 weeks", "since March", "a while", "2019", "yesterday", "1 2"],
    *["7.5", "1e3", "\u00b2", "\u0661", "9" * 400, "x" * 5000, "\x1b[2J", "a\rb", "\x00", "\u202etxet", "\U0001f600"],
]
lines = st.one_of(
    *[st.sampled_from(ANSWERS)] * 6,
    st.sampled_from(COMMANDS) | st.sampled_from(COMMANDS).map(lambda word: f":{word}"),
    st.sampled_from(WORDS),
    st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=30),
)


def noted(heard: list[Page | str], bank: Bank) -> tuple[dict[str, str], str]:
    """The last words in which each question's answer was said to be taken, and the question that was asked last."""
    texts = bank.texts
    pages = {((question.ask,), tuple(choices_of(question, texts))): question.id for question in bank.questions}
    begins = {texts[key].split("{")[0] for key in ("recorded", "kept")}
    found: dict[str, str] = {}
    name = ""
    for entry in heard:
        if isinstance(entry, Page):
            name = pages.get((entry.ask, tuple((choice.number, choice.label) for choice in entry.choices)), name)
        else:
            for begin in begins:
                if entry.startswith(begin):
                    found[name] = entry.removeprefix(begin).removesuffix(".")
    return found, name


def before_the_medicines() -> Mapping[str, Answer]:
    """The answers of someone who left shortly before the medicines."""
    state = begin(shipped(), {"age_band": ADULT})
    while state.question.section != "medicines":
        state = step(state, Say(answers_of(state.question)[0]))
    return state.said


@settings(max_examples=100, deadline=None)
@given(st.lists(lines, max_size=80), st.sampled_from(["shipped", "late", SMALL, TYPES]), st.booleans())
def test_what_counts_in_the_end_is_what_was_said_to_be_noted(typed: list[str], which: str, interrupt: bool) -> None:
    """Whatever is typed, it ends with the lines; every answer was said when it was taken, and no other counts."""
    bank = shipped() if which in ("shipped", "late") else shared(which)
    before = before_the_medicines() if which == "late" else {}
    kept = {name: answer for name, answer in before.items() if name not in bank.safety}
    with TemporaryDirectory() as folder:
        if kept:
            keeper = Keeper.new(Path(folder), bank, TODAY)
            keeper.keep(before)
            keeper.close()
        wishes = Wishes(TODAY, Path(folder), resume=which == "late", again=AGAIN)
        held = hold(bank, *["1"] * (not kept), *typed, wishes=wishes, interrupt=interrupt, echo=False)
    assert not {"\x1b", "\r", "\t"} & set(held.screen)
    assert sum(isinstance(entry, Page) for entry in held.heard) <= len(typed) + 2
    if held.outcome is None:
        return
    said, last = noted(held.heard, bank)
    for name, answer in held.outcome.answers.items():
        question = bank.by_id[name]
        if question.type == "medicine" and name == last:
            continue  # whoever leaves among the medicines keeps what was said of them
        if name in said:
            assert in_words(answer, question, bank.texts) == said[name]
        else:
            assert answer == kept.get(name, State.UNANSWERED)
