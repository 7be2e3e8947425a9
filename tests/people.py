"""Random people for property tests: any question answered in any legal way, skipped, declined or left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from hypothesis import strategies as st

from blunting_cli.asking import settle
from blunting_cli.assessment import Assessment, assess
from blunting_cli.bank import Bank, load_bank
from blunting_cli.bank.model import Question
from blunting_cli.conditions import CHANGES, UNCHANGED, Answer, Duration, Medicine, State

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


@st.composite
def medicines(draw: st.DrawFn) -> Medicine:
    """A medicine of any name, with all, some or nothing told of its start and its dose."""
    change = draw(st.none() | st.sampled_from(CHANGES))
    changed = None if change == UNCHANGED else draw(st.none() | TIMES)
    return replace(draw(st.sampled_from(NAMES)), started=draw(st.none() | TIMES), change=change, changed=changed)


@cache
def shipped() -> Bank:
    """The shipped bank, loaded once."""
    return load_bank()


def answers_to(question: Question) -> st.SearchStrategy[Answer]:
    """Any answer to one question, values twice as likely as the ways of not answering."""
    states = st.sampled_from([State.SKIPPED, *question.also])
    if question.type == "medicine":
        return st.lists(medicines(), max_size=2).map(tuple) | states
    if question.type == "multi":
        together = [option.value for option in question.options if not option.alone]
        alone = [(option.value,) for option in question.options if option.alone]
        ticked = st.lists(st.sampled_from(together), min_size=1, unique=True).map(lambda found: tuple(sorted(found)))
        return (st.sampled_from(alone) | ticked if alone else ticked) | states
    values = st.sampled_from([option.value for option in question.options])
    return values | values | states


@st.composite
def said(draw: st.DrawFn, left_out: bool = True) -> dict[str, Answer]:
    """What a random person said to every question, open or not; some left out."""
    found: dict[str, Answer] = {}
    for question in shipped().questions:
        if not left_out or draw(st.integers(0, 9)):
            found[question.id] = draw(answers_to(question))
    return found


def assessed(given: Mapping[str, Answer]) -> Assessment:
    """Assess what was said, as the program does."""
    return assess(shipped(), settle(shipped(), given).answers)
