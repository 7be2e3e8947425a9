"""When feelings faded, beside medicines and events: times that were told, as places on one line."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from blunting_cli.answers import medicine_details
from blunting_cli.bank.model import Question, Timeplan
from blunting_cli.conditions import Medicine, State
from blunting_cli.sheet.blocks import Timeline, Track
from blunting_cli.sheet.telling import Telling


def timeline(telling: Telling) -> Iterator[Timeline]:
    """Draw what was told of times; nothing where no track has a place on the line, or the line no measure."""
    plan, texts = telling.bank.timeline, telling.texts
    tracks = (*_answers(telling, plan), *_medicines(telling, plan)) if plan.ticks else ()
    if any(track.spans for track in tracks):
        ticks = [(place(days, plan), name) for days, name in reversed(plan.ticks)]
        yield Timeline(texts["timeline_lead"], (*ticks, (1.0, texts["timeline_now"])), tracks)


def place(days: float, plan: Timeplan) -> float:
    """Give the place of so many days ago: today is 1, and each tick is one equal step further to the left.

    The last step is for all that is longer ago than the last tick; what is more than twice as long ago stands at 0.
    """
    stops = [0.0, *(float(tick) for tick, _ in plan.ticks)]
    stops.append(stops[-1] * 2)
    step = 1 / (len(stops) - 1)
    for index, (near, far) in enumerate(pairwise(stops)):
        if days <= far:
            return round(1 - step * (index + (days - near) / (far - near)), 4)
    return 0.0


def _answers(telling: Telling, plan: Timeplan) -> Iterator[Track]:
    """Give a track for each answer that tells a time; one that only says what came first has words alone."""
    for name, label in plan.tracks:
        answer, question = telling.assessment.answers.get(name, State.NOT_ASKED), telling.bank.by_id[name]
        if isinstance(answer, int):
            ago = next((option.ago for option in question.options if option.value == answer), None)
            if ago is not None:
                far = 0.0 if ago[1] is None else place(ago[1], plan)
                yield Track(label, telling.answer(name), ((far, place(ago[0], plan)),))
            elif not _tells_times(question):
                yield Track(label, telling.answer(name), ())


def _tells_times(question: Question) -> bool:
    return any(option.ago for option in question.options)


def _medicines(telling: Telling, plan: Timeplan) -> Iterator[Track]:
    """Give a track for each medicine with a time: from its start until it was stopped, and its last change."""
    for name, answer in telling.assessment.answers.items():
        if isinstance(answer, tuple) and name not in telling.bank.safety:
            for entry in answer:
                if isinstance(entry, Medicine) and (entry.started or entry.changed):
                    words = medicine_details(entry, telling.texts)
                    yield Track(entry.generic or entry.name, words, tuple(_spans(entry, plan)))


def _spans(entry: Medicine, plan: Timeplan) -> Iterator[tuple[float, float]]:
    changed = place(entry.changed.days, plan) if entry.changed else None
    if entry.started is not None:
        stopped = changed is not None and entry.change == "stopped"
        yield place(entry.started.days, plan), changed if stopped and changed is not None else 1.0
    if changed is not None:
        yield changed, changed
