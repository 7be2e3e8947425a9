"""Random people for property tests: any question answered in any legal way, skipped, declined or left out."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from hypothesis import Phase, settings
from hypothesis import strategies as st
from interviews import SMALL, TYPES, by_name, shared

from blunting_cli.answers import read_state
from blunting_cli.asking import settle
from blunting_cli.assessment import Assessment, assess
from blunting_cli.bank import Bank, load_bank
from blunting_cli.bank.model import Question
from blunting_cli.conditions import CHANGES, UNCHANGED, Answer, Duration, Medicine, State

STAND_INS = tuple(sorted(path.parent.name for path in (Path(__file__).parent / "banks").glob("*/bank.yaml")))
# The answer that leads to the names of medicines in the shipped bank.
TAKING: dict[str, Answer] = {"takes_medicine": 1}
NO_QUESTION = Question("", "", "", "", "text", also=(State.NOT_APPLICABLE, State.PREFER_NOT_TO_SAY))
# Every bank there is to try, with the shipped one as often as all others.
BANKS = ("blunting",) * len(STAND_INS) + (*STAND_INS, "small", "types")

# Bidi marks and line ends, which no answers file may hold.
HIDDEN = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
NAMES = (
    Medicine("sertraline", generic="sertraline", medicine_class="ssri", kind="antidepressant"),
    Medicine("propranolol", generic="propranolol", medicine_class="beta_blocker", kind="beta_blocker"),
    Medicine("lithium", generic="lithium", medicine_class="lithium", kind="mood_stabiliser"),
    Medicine("quetiapine", generic="quetiapine", medicine_class="antipsychotic", kind="antipsychotic"),
    Medicine("diazepam", generic="diazepam", medicine_class="benzodiazepine", kind="benzodiazepine"),
    Medicine("blue pills"),
)
TIMES = st.sampled_from(
    [Duration(0, "day"), Duration(3, "week"), Duration(12, "week"), Duration(3, "month"), Duration(2, "year")]
)


# What a person may type: letters of all alphabets, wide ones, marks of other formats, words without an end, and names
# that are known or nearly so. What is invisible reaches no answer.
LETTERS = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters=HIDDEN)
MARKS = st.sampled_from("<>&;|#*_`-+=.,:!()[]{}\\/$'\"0ab ")
LONG = ["\u6297\u3046\u3064\u85ac" * 12, "\U0001f48a" * 30, "e\u0301" * 30, "\u0633\u06cc\u062a\u0627" * 9, "w" * 200]
WORDS = ["Zoloft 50 mg", "sertralin", "PROZAC, for a year", "None", "skipped", "{names}", "<b>x</b>", "| a | b |"]
TYPED = (
    st.text(LETTERS, max_size=40) | st.text(MARKS, max_size=30) | st.sampled_from(LONG) | st.sampled_from(WORDS)
).filter(str.strip)


@st.composite
def medicines(draw: st.DrawFn) -> Medicine:
    """A medicine of any name, with all, some or nothing told of its start and its dose."""
    return told_of(draw, draw(st.sampled_from(NAMES)))


@st.composite
def typed_medicines(draw: st.DrawFn) -> Medicine:
    """The same of anything that was typed, read as the program reads it."""
    return by_name((told_of(draw, Medicine(" ".join(draw(TYPED).split())[:200])),))[0]


def told_of(draw: st.DrawFn, medicine: Medicine) -> Medicine:
    """Tell all, some or nothing of a medicine's start and its dose."""
    change = draw(st.none() | st.sampled_from(CHANGES))
    changed = None if change == UNCHANGED else draw(st.none() | TIMES)
    return medicine._replace(started=draw(st.none() | TIMES), change=change, changed=changed)


def examples(number: int) -> settings:
    """So many examples of a property, none made shorter; for a long search BLUNTING_EXAMPLES times as many."""
    times = int(os.environ.get("BLUNTING_EXAMPLES", "1"))
    phases = [Phase.explicit, Phase.reuse, Phase.generate]
    return settings(max_examples=number * times, deadline=None, phases=phases)


@cache
def shipped() -> Bank:
    """The shipped bank, loaded once."""
    return load_bank()


@cache
def bank_called(name: str) -> Bank:
    """One of BANKS, loaded once."""
    if name == "blunting":
        return shipped()
    texts = {"small": SMALL, "types": TYPES}
    return shared(texts[name]) if name in texts else load_bank(str(Path(__file__).parent / "banks" / name))


def answers_to(question: Question) -> st.SearchStrategy[Answer]:
    """Any answer to one question, values twice as likely as the ways of not answering."""
    states = st.sampled_from([State.SKIPPED, *question.also])
    values = values_of(question)
    return values | states if question.type in ("medicine", "multi") else values | values | states


def values_of(question: Question) -> st.SearchStrategy[Answer]:
    """Any answer to one question that is none of the ways of not answering."""
    if question.type == "medicine":
        return st.lists(medicines(), max_size=2).map(tuple)
    if question.type == "multi":
        together = [option.value for option in question.options if not option.alone]
        alone = [(option.value,) for option in question.options if option.alone]
        ticked = st.lists(st.sampled_from(together), min_size=1, unique=True).map(lambda found: tuple(sorted(found)))
        return st.sampled_from(alone) | ticked if alone else ticked
    return _written(question) if not question.options else st.sampled_from([one.value for one in question.options])


def _written(question: Question) -> st.SearchStrategy[Answer]:
    """Any answer that is written and not chosen."""
    low, high = question.low or 0, question.high or 100
    match question.type:
        case "number":
            return st.integers(int(low), int(high)) | st.floats(low, high).map(lambda amount: round(amount + 0.0, 2))
        case "duration":
            return TIMES.filter(lambda time: question.high is None or low <= time.days <= question.high)
        case "time":
            return st.times().map(lambda time: f"{time:%H:%M}")
        case "date":
            return st.dates().map(date.isoformat)
        case _:
            return TYPED.map(lambda text: text.strip()[: int(high)].strip()).filter(_is_said)


def _is_said(text: str) -> bool:
    """Tell whether a text is an answer of its own, and no way of not answering."""
    return bool(text) and read_state(text, NO_QUESTION, shipped().texts) is None


@st.composite
def said(draw: st.DrawFn, left_out: bool = True) -> dict[str, Answer]:
    """What a random person said to every question, open or not; some left out."""
    found: dict[str, Answer] = {}
    for question in shipped().questions:
        if not left_out or draw(st.integers(0, 9)):
            found[question.id] = draw(answers_to(question))
    return found


def assessed(given: Mapping[str, Answer], bank: Bank | None = None) -> Assessment:
    """Assess what was said, as the program does."""
    bank = bank or shipped()
    return assess(bank, settle(bank, given).answers)


@st.composite
def anyone(draw: st.DrawFn, bank: Bank) -> dict[str, Answer]:
    """What anyone said to the questions of any bank, with anything typed, and with no gaps, with few, or with many."""
    gaps = draw(st.sampled_from([0, 1, 1, 6]))
    found: dict[str, Answer] = {}
    for question in bank.questions:
        if draw(st.integers(0, 9)) < gaps:
            if draw(st.booleans()):
                found[question.id] = draw(st.sampled_from([State.SKIPPED, *question.also]))
        elif question.type == "medicine":
            found[question.id] = tuple(draw(st.lists(typed_medicines(), max_size=3)))
        else:
            found[question.id] = draw(values_of(question))
    # Of anyone few would come to the names of medicines.
    return {**found, **TAKING} if bank.id == "blunting" and draw(st.booleans()) else found


@st.composite
def anyone_anywhere(draw: st.DrawFn, banks: tuple[str, ...] = BANKS) -> tuple[str, dict[str, Answer]]:
    """One of the banks by its name, and what anyone said to its questions."""
    name = draw(st.sampled_from(banks))
    return name, draw(anyone(bank_called(name)))
