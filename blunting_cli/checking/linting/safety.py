"""Questions about safety: every answer but a plain no leads somewhere, and so does the lack of one.

A trigger counts for an answer where that answer alone makes it fire, in any tier but the last, which needs no trigger.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from blunting_cli.bank.languages import is_english
from blunting_cli.bank.model import Bank, Question, Trigger
from blunting_cli.checking.linting.report import Report
from blunting_cli.checking.locating import Part
from blunting_cli.conditions import Answer, State, evaluate, questions_of

# A question about safety, or about an urgent sign, should hang on no more others than this.
MOST_OTHERS = 3
# What an option begins with that says none of a list.
NONE = "none"


def check_safety(report: Report, no: Sequence[str], good: Sequence[str]) -> None:
    """Check every question that is marked `safety` or `red_flag`.

    `no` are the English words that say no, `good` those of a question to which no is no good answer.
    """
    bank = report.bank
    asks_for_good = re.compile(rf"\b(?:{'|'.join(good)})\b", re.IGNORECASE)
    # What a trigger with a mistake in it was to fire on cannot be told.
    lost = any(not report.is_sound(part) for shape in ("trigger", "tier") for part in report.located.all(shape))
    for part in report.located.all("question"):
        question = bank.by_id.get(part.name)
        if question is None or not (question.safety or question.red_flag) or not report.is_sound(part):
            continue
        _far(report, part, question)
        known = is_english(bank.language) and not asks_for_good.search(question.ask)
        if _other_no(report, part, question, no if known else ()):
            continue
        if question.safety and not lost and question.id not in report.doubtful:
            _dangerous(report, part, question)
            _silent(report, part, question)


def _far(report: Report, part: Part, question: Question) -> None:
    if question.opens is None:
        return
    others = report.bank.rests_on(question.opens)
    if len(others) > MOST_OTHERS:
        kind = "safety" if question.safety else "an urgent sign"
        message = f"{question.id} is about {kind} and hangs on {len(others)} other questions"
        hint = f"Let it hang on {MOST_OTHERS} at the most, or on none, so that it is missed by nobody."
        report.say(part.spot.at("ask_if"), "safety-hangs-on-many", message, hint, bears=False)


def _other_no(report: Report, part: Part, question: Question, no: Sequence[str]) -> bool:
    """Complain, and tell so, where an answer says no and is not the one that is taken as the plain no."""
    spot = part.spot.at("respond" if "respond" in part.data else "options")
    no_of_many = [option.label for option in question.options if _says_no(option.label, (NONE,))]
    if question.type == "multi" and question.none_of_these is None and no_of_many:
        message = f"{no_of_many[0]} is not marked as the plain no of {question.id}"
        report.say(spot, "no-is-not-no", message, "Give that option `none: true`.", bears=False)
        return True
    if question.plain_no is None or _says_no(taken := question.label(question.plain_no), no):
        return False
    other = next((option.label for option in question.options if _says_no(option.label, no)), None)
    values = [option.value for option in question.options]
    if other is not None:
        message = f"{other} is not taken as the plain no of {question.id}, which is {taken}, by its value"
        hint = "Give the no the lowest value, or ask so that it means that all is well."
        report.say(spot, "no-is-not-no", message, hint, bears=False)
    elif not question.reverse and all(before > after for before, after in pairwise(values)):
        message = f"the values fall from {values[0]} to {values[-1]}, so the plain no of {question.id} is {taken}"
        hint = "If that is so, let the values rise. If not, give them the other way round, or write `reverse: true`."
        report.say(spot, "values-falling", message, hint, bears=False)
    return other is not None


def _says_no(label: str, no: Iterable[str]) -> bool:
    """Tell whether a label begins with one of some words, as a whole word."""
    folded = label.casefold()
    return any(folded.startswith(word) and not folded[len(word) :][:1].isalnum() for word in no)


def _dangerous(report: Report, part: Part, question: Question) -> None:
    """Complain where an answer other than a plain no fires nothing."""
    answers = list(_but_no(question))
    unheard = [answer for answer in answers if not _fires(report.bank, question, answer)]
    spot = part.spot.key_of("safety")
    hint = "Add a trigger for every answer but a plain no."
    if answers and len(unheard) == len(answers):
        message = f"{question.id} is about safety, and no trigger fires on any answer to it"
        code, where = "safety-without-trigger", f"any answer to {question.id}"
    elif unheard:
        labels = ", ".join(_label(question, answer) for answer in unheard)
        message = f"no trigger fires where {question.id} is answered with: {labels}"
        code, where = "safety-partly-heard", f"{question.id} answered with: {labels}"
    else:
        return
    if _only_last(report.bank, question, unheard):
        message, hint = _last(report.bank, where)
    report.say(spot, code, message, hint, bears=False)


def _silent(report: Report, part: Part, question: Question) -> None:
    """Complain where nothing fires for want of an answer."""
    states = [State.SKIPPED, State.UNANSWERED]
    states += question.also
    unheard = [state for state in states if not _fires(report.bank, question, state)]
    if unheard:
        silence = f"{question.id} left without an answer: {', '.join(unheard)}"
        message = f"no trigger fires where {question.id} is left without an answer: {', '.join(unheard)}"
        hint = (
            f"Add one with when: {{any: [{', '.join(f'{{{question.id}: {{state: {state}}}}}' for state in unheard)}]}}."
        )
        if _only_last(report.bank, question, unheard):
            message, hint = _last(report.bank, silence)
        report.say(part.spot.key_of("safety"), "safety-silence", message, hint, bears=False)


def _but_no(question: Question) -> Iterator[Answer]:
    """Walk every answer that is no plain no; in a list that is what says none of them."""
    values = [option.value for option in question.options]
    if question.type == "single":
        yield from (value for value in values if value != question.plain_no)
    elif question.type == "multi":
        yield from ((value,) for value in values if value != question.none_of_these)


def _label(question: Question, answer: Answer) -> str:
    return question.label(answer[0] if isinstance(answer, tuple) else answer)  # type: ignore[arg-type]


def _fires(bank: Bank, question: Question, answer: Answer) -> bool:
    """Tell whether an answer alone makes a trigger of any tier but the last fire."""
    said = _Alone(question.id, answer)
    return any(_counts(trigger, bank) and evaluate(trigger.when, said) for trigger in _named(bank, question.id))


def _only_last(bank: Bank, question: Question, unheard: Sequence[Answer]) -> bool:
    """Tell whether every answer does make a trigger fire, though in the last tier alone."""
    named = list(_named(bank, question.id))
    return all(any(evaluate(trigger.when, _Alone(question.id, said)) for trigger in named) for said in unheard)


def _last(bank: Bank, where: str) -> tuple[str, str]:
    """Give what is said of a trigger that fires in the last tier alone, and what to do."""
    last = bank.tiers[-1].id
    return f"with {where}, a trigger fires in the tier {last} alone, and the last tier never counts", (
        f"The last tier is for everyone of whom no trigger speaks. Give the trigger a tier above {last}."
    )


def _named(bank: Bank, question: str) -> Iterator[Trigger]:
    return (trigger for trigger in bank.triggers if question in questions_of(trigger.when))


def _counts(trigger: Trigger, bank: Bank) -> bool:
    return trigger.tier != bank.tiers[-1].id


class _Alone:
    """Facts of someone who was asked everything and answered one question."""

    def __init__(self, question: str, answer: Answer) -> None:
        self.question = question
        self.said = answer

    def answer(self, question: str) -> Answer:
        return self.said if question == self.question else State.UNANSWERED

    def score(self, score: str) -> None:  # noqa: ARG002
        return None

    def score_questions(self, score: str) -> tuple[str, ...]:  # noqa: ARG002
        return ()
