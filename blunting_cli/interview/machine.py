"""The interview as a pure state machine: `step(state, event) -> state`, without any screen, clock or file.

Everything that was ever said is kept; only the answers of open questions count. So going back over a branch loses
nothing, and any path to the same visible answers ends in the same result.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from blunting_cli.asking import Settled, settle
from blunting_cli.bank.model import Bank, Question, Statement
from blunting_cli.conditions import Answer, cited, questions_of
from blunting_cli.escalation import calls_for_help, help_words, is_outside
from blunting_cli.scoring import Said

ASKING, REVIEWING, FINISHED, OUTSIDE = "asking", "reviewing", "finished", "outside"


@dataclass(frozen=True)
class Say:
    """Answer the question asked now, by a value or by a way of not answering."""

    answer: Answer


@dataclass(frozen=True)
class Keep:
    """Move on and leave the earlier answer as it is; without an earlier answer nothing happens."""


@dataclass(frozen=True)
class Back:
    """Go to the question before; at the first one nothing happens. From outside, back to the answer that led there."""


@dataclass(frozen=True)
class Review:
    """Look at all answers so far."""


@dataclass(frozen=True)
class Edit:
    """Go to one open question, from the review, and come back to it afterwards."""

    question: str


@dataclass(frozen=True)
class GoOn:
    """Leave the review: for the next question that was not asked yet, or for the end."""


Event = Say | Keep | Back | Review | Edit | GoOn


@dataclass(frozen=True)
class Interview:
    """A moment of an interview.

    `said` holds everything ever said, `at` the question asked now. `editing` means that the review comes next.
    `helped` stays true once the help panel was called for, even if the answer was changed since.
    """

    bank: Bank = field(repr=False)
    said: Mapping[str, Answer]
    at: str
    phase: str = ASKING
    editing: bool = False
    helped: bool = False

    @cached_property
    def settled(self) -> Settled:
        """The open questions and the answers that count."""
        return settle(self.bank, self.said)

    @property
    def order(self) -> tuple[str, ...]:
        """The open questions in the order they are asked."""
        return tuple(self.settled.answers)

    @property
    def question(self) -> Question:
        """The question asked now."""
        return self.bank.by_id[self.at]

    @property
    def number(self) -> int:
        """The place of the question asked now among the open ones, from 1."""
        return self.order.index(self.at) + 1

    @property
    def complete(self) -> bool:
        """Whether every open question was answered, or left out on purpose."""
        return all(name in self.said for name in self.order)

    @property
    def expected(self) -> int:
        """How many questions there will be as far as can be told; one whose gate is still to come is left out."""
        return sum(1 for name in self.order if self._is_expected(self.bank.by_id[name]))

    @property
    def left(self) -> int:
        """How many questions are still to be answered as far as can be told, at least the one asked now."""
        return max(self.expected - sum(name in self.said for name in self.order), 1)

    @property
    def most_left(self) -> int:
        """How many questions there can be still, with all that may open."""
        closed = self.settled.closed
        may_come = sum(question.id not in closed and question.id not in self.said for question in self.bank.questions)
        return max(may_come, self.left)

    def _is_expected(self, question: Question) -> bool:
        gates = questions_of(question.opens) if question.opens else ()
        to_come = any(self.settled.is_open(gate) and gate not in self.said for gate in gates)
        return question.id == self.at or not to_come

    @property
    def earlier(self) -> Answer | None:
        """What was said to this question before, or None."""
        return self.said.get(self.at)

    @property
    def help(self) -> tuple[Statement, ...]:
        """The words of help the answers that count call for now; a question not reached yet calls for none."""
        found = help_words(self.bank, Said(self.bank, self.settled.answers))
        return tuple(words for words in found if self._reached(words))

    def _reached(self, words: Statement) -> bool:
        """Tell whether words of help rest on a question about safety that was reached, or on no such question."""
        facts = Said(self.bank, self.settled.answers)
        if words not in self.bank.statements:
            # The general words, which the engine has for a bank without its own.
            return any(calls_for_help(self.bank.by_id[name], facts) for name in self.said)
        rests_on = {name for condition in (words.when, words.unless) if condition for name in cited(condition, facts)}
        about_safety = self.bank.safety & rests_on
        return not about_safety or not about_safety.isdisjoint(self.said)

    @property
    def help_to_come(self) -> bool:
        """Whether a question about safety is still to be asked."""
        return any(name in self.bank.safety and name not in self.said for name in self.order)


def begin(bank: Bank, said: Mapping[str, Answer] | None = None) -> Interview:
    """Begin at the first question that has no answer yet; with all answered, at the review.

    Where the answers say that the check was not written for this person, it is over at once.
    """
    start = Interview(bank, dict(said or {}), bank.questions[0].id)
    return replace(start, phase=OUTSIDE) if _is_outside(start) else _next_unsaid(start)


def step(state: Interview, event: Event) -> Interview:
    """Give the moment after an event; an event that does not fit the moment changes nothing."""
    match event:
        case Say(answer) if state.phase == ASKING:
            return _say(state, answer)
        case Keep() if state.phase == ASKING and state.earlier is not None:
            return _onward(state)
        case Back() if state.phase == ASKING:
            return _back(state)
        case Back() if state.phase == OUTSIDE:
            led = questions_of(state.bank.outside.when) if state.bank.outside else ()
            return replace(state, phase=ASKING, at=next((name for name in led if name in state.order), state.at))
        case Review() if state.phase == ASKING:
            return replace(state, phase=REVIEWING, editing=False)
        case Edit(question) if state.phase == REVIEWING and state.settled.is_open(question):
            return replace(state, at=question, phase=ASKING, editing=True)
        case GoOn() if state.phase == REVIEWING:
            if _is_outside(state):
                return replace(state, phase=OUTSIDE)
            onward = _next_unsaid(state)
            return replace(state, phase=FINISHED) if onward.phase == REVIEWING else onward
    return state


def _say(state: Interview, answer: Answer) -> Interview:
    said = replace(state, said={**state.said, state.at: answer})
    if state.at in state.bank.safety and said.help:
        said = replace(said, helped=True)
    if _is_outside(said):
        return replace(said, phase=OUTSIDE)
    # A first answer leads to the next question that has none; one that is gone over again leads to the next in order.
    first = state.at not in state.said and not state.editing
    return _next_unsaid(said) if first else _onward(said)


def _is_outside(state: Interview) -> bool:
    return is_outside(state.bank, Said(state.bank, state.settled.answers))


def _onward(state: Interview) -> Interview:
    """Go to the next open question; after an edit, back to the review, from where what it opened is asked."""
    if _is_outside(state):
        return replace(state, phase=OUTSIDE)
    if state.editing:
        return replace(state, phase=REVIEWING, editing=False)
    position = state.order.index(state.at)
    if position + 1 < len(state.order):
        return replace(state, at=state.order[position + 1])
    return _next_unsaid(state)


def _next_unsaid(state: Interview) -> Interview:
    unsaid = next((name for name in state.order if name not in state.said), None)
    if unsaid is None:
        return replace(state, phase=REVIEWING, editing=False)
    return replace(state, at=unsaid, phase=ASKING)


def _back(state: Interview) -> Interview:
    position = state.order.index(state.at)
    return replace(state, at=state.order[position - 1]) if position else state


def visible(state: Interview) -> Mapping[str, Answer]:
    """Give the answers that count; what was not reached stands as unanswered."""
    return state.settled.answers
