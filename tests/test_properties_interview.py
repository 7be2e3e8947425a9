"""What every interview keeps to, in any bank, whatever is typed or pressed, and however it is left."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

import test_keys as keys
from hypothesis import given
from hypothesis import strategies as st
from interviews import (
    DANGERS,
    HELP,
    SMALL,
    TYPES,
    URGENT,
    WISHES,
    Keyboard,
    Listening,
    by_name,
    help_lines,
    shared,
    surroundings,
)
from people import BANKS, STAND_INS, TYPED, answers_to, anyone_anywhere, bank_called, examples, shipped
from test_walks import before_the_medicines
from test_walks import lines as typed_lines

from blunting_cli.asking import settle
from blunting_cli.assessment import assess, record
from blunting_cli.assessment.restoring import read_record, restore
from blunting_cli.bank import Bank
from blunting_cli.conditions import Answer, State
from blunting_cli.interview.conversation import Conversation, Outcome
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
from blunting_cli.interview.pages import Page
from blunting_cli.render.text import render

Said = dict[str, Answer]
WITHOUT_OUTSIDE = tuple(name for name in (*STAND_INS, "types"))


def written(bank: Bank, answers: object) -> bytes:
    return json.dumps(record(assess(bank, dict(answers), taken="2026-03-01"))).encode()  # type: ignore[call-overload]


# The machine, in every bank -------------------------------------------------------------------------------------------


@examples(60)
@given(anyone_anywhere(), st.data())
def test_any_events_from_any_moment_end_in_what_counts_of_what_was_said(
    someone: tuple[str, Said], data: st.DataObject
) -> None:
    """Nothing is raised, only a new answer changes what was said, and what counts is settled from that alone."""
    bank = bank_called(someone[0])
    state = begin(bank, someone[1])
    for _ in range(data.draw(st.integers(1, 25))):
        before = state
        state = step(state, data.draw(events(state)))
        assert dict(visible(state)) == dict(settle(bank, state.said).answers)
        assert state.phase in (ASKING, REVIEWING, OUTSIDE, FINISHED)
        assert state.settled.is_open(state.at)
        assert state.helped >= before.helped
        assert {name for name in state.said if state.said[name] != before.said.get(name)} <= {before.at}
        assert begin(bank, state.said).said == state.said


@st.composite
def events(draw: st.DrawFn, state: Interview) -> Event:
    """Any event, also one that does not fit the moment."""
    kind = draw(st.sampled_from([Say, Say, Say, Back, Keep, Review, Edit, GoOn]))
    if kind is Say:
        return Say(draw(answers_to(state.question)))
    if kind is Edit:
        return Edit(draw(st.sampled_from([question.id for question in state.bank.questions])))
    return kind()


@examples(50)
@given(anyone_anywhere(WITHOUT_OUTSIDE), st.data(), st.randoms(use_true_random=False))
def test_any_way_to_the_same_visible_answers_gives_the_same_bytes(
    someone: tuple[str, Said], data: st.DataObject, chance: Random
) -> None:
    """Straight through, or from the answers of somebody else, changed one by one in any order."""
    bank = bank_called(someone[0])
    straight = begin(bank)
    while straight.phase == ASKING:
        straight = step(straight, Say(someone[1].get(straight.at, State.SKIPPED)))
    wanted = dict(visible(straight))
    crooked = begin(bank, data.draw(anyone_in(someone[0])))
    for _ in range(3 * len(bank.questions)):
        wrong = [name for name in crooked.order if crooked.said.get(name) != wanted.get(name) and name in wanted]
        if not wrong:
            break
        crooked = step(step(step(crooked, Review()), Edit(chance.choice(wrong))), Say(State.SKIPPED))
        crooked = step(step(step(crooked, Review()), Edit(name := chance.choice(wrong))), Say(wanted[name]))
    assert written(bank, visible(crooked)) == written(bank, wanted)


def anyone_in(name: str) -> st.SearchStrategy[Said]:
    return anyone_anywhere((name,)).map(lambda someone: someone[1])


# The conversation -----------------------------------------------------------------------------------------------------


@dataclass
class Moment:
    """A line that was typed, what had been said before it, and how much stood on the screen."""

    line: str | None
    said: Said
    place: int


@dataclass
class Held:
    """An interview as it went: every moment at which a line was asked for, its end, and all that was written."""

    bank: Bank
    outcome: Outcome | None
    screen: str
    said: Said
    moments: list[Moment]

    @property
    def last(self) -> str:
        """What stands on the screen after the last line that was typed, with the help that follows a sheet."""
        return self.screen[self.moments[-1].place :] + (render(self.outcome.help, width=80) if self.outcome else "")


def hold(bank: Bank, typed: Sequence[str], *, interrupt: bool = False, said: Said | None = None) -> Held:
    """Hold an interview with someone who types these lines, from the first page on or from answers given before."""
    screen = io.StringIO(newline="\n")
    moments: list[Moment] = []
    rest = iter(typed)

    def watch() -> None:
        moments.append(Moment(next(rest, None), dict(talk.state.said), len(screen.getvalue())))

    keyboard = Keyboard(tuple(typed), screen, interrupt=interrupt, echo=False, watch=watch)
    env = surroundings(keyboard, screen, io.StringIO(), 80)
    talk = Conversation(bank, Listening(env, bank.texts), help_lines("GB"), by_name, WISHES)
    if said is not None:
        # As after a draft that was taken up.
        talk.begin = lambda: setattr(talk, "state", begin(bank, said))  # type: ignore[method-assign]
    try:
        outcome = talk.hold()
    except KeyboardInterrupt:
        outcome = None
    return Held(bank, outcome, screen.getvalue(), dict(talk.state.said), moments)


class Talk(NamedTuple):
    """An interview with anyone: at the shipped questions, from the first or shortly before the medicines, or at few."""

    which: str
    typed: list[str]
    interrupt: bool

    def held(self) -> Held:
        """Hold it."""
        if self.which == "late":
            return hold(shipped(), self.typed, interrupt=self.interrupt, said=dict(before_the_medicines()))
        bank = shipped() if self.which == "shipped" else shared(SMALL_BANKS[self.which])
        return hold(bank, ["1", *self.typed], interrupt=self.interrupt)


SMALL_BANKS = {"small": SMALL, "types": TYPES, "dangers": DANGERS, "urgent": URGENT}
TALKS = st.builds(
    Talk,
    st.sampled_from(["late", "late", "shipped", "small", *SMALL_BANKS]),
    st.lists(typed_lines.map(lambda line: line[:300]), max_size=60),
    st.booleans(),
)


@examples(80)
@given(TALKS)
def test_a_bare_enter_and_the_end_of_input_record_nothing(talk: Talk) -> None:
    """At no page; who leaves among their medicines keeps those that they typed, and nothing that was not typed."""
    held = talk.held()
    for before, after in zip(held.moments, held.moments[1:], strict=False):
        if before.line is not None and not before.line.strip():
            assert after.said == before.said
    last = held.moments[-1]
    if last.line is None:
        new = {name for name, answer in held.said.items() if last.said.get(name, "") != answer}
        assert all(held.bank.by_id[name].type == "medicine" and name not in last.said for name in new)
    if held.outcome is not None:
        assert dict(held.outcome.answers) == dict(settle(held.bank, held.said).answers)


@examples(100)
@given(TALKS)
def test_help_comes_at_once_and_stays_to_the_end(talk: Talk) -> None:
    """With any answer about safety but a plain no, before the next line is asked for; and again at every way out."""
    held = talk.held()
    plain = {"harm": 0, "self_harm": 0, "safe_now": (0,)}
    called = False
    for before, after in zip(held.moments, held.moments[1:], strict=False):
        new = [name for name in plain if name in after.said and before.said.get(name, "") != after.said[name]]
        if any(after.said[name] != plain[name] for name in new):
            called = True
            assert HELP in held.screen[before.place : after.place]
    called = called or HELP in held.screen[: held.moments[-1].place]
    if called and not (held.outcome is not None and held.outcome.outside):
        assert HELP in held.last


@examples(100)
@given(TYPED, st.text(max_size=20), st.sampled_from(["pills", "notes"]), st.integers(0, 40))
def test_whatever_is_typed_makes_a_record_that_can_be_read_back(word: str, more: str, where: str, place: int) -> None:
    """Letters that no file may hold, such as those that turn the direction of writing, are left out of the answer."""
    bank = shared(TYPES)
    words = f"xx {word[:place]}{more}{word[place:]}".replace("\n", " ")
    if where == "pills":
        # The name as it was typed, where it is not known; no times; no more of them; then the notes.
        held = hold(
            bank, ["1", "s", ":s", ":s", ":s", words.replace(",", " "), "9", "8", "7", "6", "5", "4", "3", "2", "1"]
        )
    else:
        held = hold(bank, ["1", "s", ":s", ":s", ":s", ":s", words[:40], "1"])
    assert held.outcome is not None
    facts = record(assess(bank, held.outcome.answers))
    again = restore(read_record(json.dumps(facts).encode(), "record"), bank, by_name)
    assert record(again) == facts


# Lines and keys -------------------------------------------------------------------------------------------------------


TEXTS = ("zoloft", "the blue ones, prozac", "3 weeks", "7", "2019", "2026-02-01", "prefer not to say", "none", "x")


def intent(page: Page, number: int) -> str:
    """What someone wants at a page, as it is typed: one of its choices twice as often as all else."""
    away = ["b", "s", "r", "?", "h", "q", "a"]
    if page.typed:
        wanted = [*TEXTS, *(f":{command}" for command in away)]
    else:
        numbers = [str(choice.number) for choice in page.choices]
        together = [choice for choice in page.choices if not choice.alone]
        both = " ".join(str(choice.number) for choice in together[:2])
        wanted = [*numbers * 2, *([both] * 3 if page.several and len(together) > 1 else []), *away]
    return wanted[number % len(wanted)]


@examples(25)
@given(st.lists(st.integers(0, 5039), max_size=60), st.sampled_from(["shipped", *SMALL_BANKS]))
def test_keys_and_lines_come_to_the_same_by_the_same_intents(wanted: list[int], which: str) -> None:
    """From the first question on: answers, back, skip, review, help, stop. Every page is the same, and so is the end."""
    bank = shipped() if which == "shipped" else shared(SMALL_BANKS[which])
    pages: dict[bool, list[Page]] = {True: [], False: []}

    def person(by_lines: bool) -> Callable[..., Iterator[str]]:
        def press(_: Conversation, typist: object) -> Iterator[str]:
            yield "1"
            for number in wanted:
                page: Page = typist.page  # type: ignore[attr-defined]
                pages[by_lines].append(page)
                typed = intent(page, number)
                yield from [typed] if by_lines else pressed(typed, page)

        return press

    def pressed(typed: str, page: Page) -> list[str]:
        """The keys for what would be typed; a command is one key, and where a text is typed a line."""
        if page.typed or not typed[0].isdigit():
            return [typed]
        pressed_: list[str] = keys.keys_to_say(typed, page)
        return pressed_

    by_lines = keys.hold(bank, person=person(True), by_lines=True)
    by_keys = keys.hold(bank, person=person(False), rows=60)
    assert [page.ask for page in pages[True]] == [page.ask for page in pages[False]]
    assert keys.told(by_keys.outcome) == keys.told(by_lines.outcome)
    assert written(bank, by_keys.outcome.answers) == written(bank, by_lines.outcome.answers)


def test_every_bank_is_tried() -> None:
    assert set(BANKS) >= set(STAND_INS)
