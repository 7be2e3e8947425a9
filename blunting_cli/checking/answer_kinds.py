"""All that can be said to a question, as far as it makes a difference to tests: one answer for each set of verdicts.

The list holds for every answer that an interview takes: whatever is said, one of these answers passes and fails the
same tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise, product
from typing import TypeVar

from blunting_cli.bank.formulary import Formulary
from blunting_cli.bank.model import Question
from blunting_cli.conditions import CHANGES, UNCHANGED, Answer, Comparison, Duration, Medicine, State, check

Verdicts = tuple[bool | None, ...]
UNTOLD = None
T = TypeVar("T")


def answer_kinds(
    question: Question, tests: Sequence[Comparison], known: Formulary, *, valued: bool = False
) -> list[Answer]:
    """Give one answer for each set of verdicts that an answer can have on all the tests at once.

    Where the answer is `valued`, in a score, there is one for each option, and one for all that is missing.
    """
    found: dict[object, Answer] = {}
    for answer in (*_values(question, tests, known), *ways_of_not_answering(question)):
        missing = isinstance(answer, State) and answer is not State.NOT_APPLICABLE
        worth = (State.SKIPPED if missing else answer) if valued else None
        found.setdefault((verdicts(answer, tests), worth), answer)
    return list(found.values())


def verdicts(answer: Answer, tests: Iterable[Comparison]) -> Verdicts:
    """Hold an answer against each test."""
    return tuple(check(test, answer) for test in tests)


def ways_of_not_answering(question: Question) -> tuple[State, ...]:
    """Give the ways of not answering that an interview offers."""
    return (State.SKIPPED, *question.also)


def _values(question: Question, tests: Sequence[Comparison], known: Formulary) -> Iterator[Answer]:
    match question.type:
        case "single":
            yield from (option.value for option in question.options)
        case "multi":
            yield from _ticked(question, tests)
        case "medicine":
            yield from _lists(tests, known)
        case "number":
            yield from _amounts(question, [end for test in tests for end in _ends(test)])
        case "duration":
            days = _amounts(question, [end for test in tests for end in _ends(test)])
            yield from (Duration(max(0, round(amount)), "day") for amount in days)
        case _:
            # No test compares what comes before and after of these; one is another than all that are named.
            yield {"time": "12:00", "date": "2026-03-01"}.get(question.type, "x")
            yield from _named(tests)


def _named(tests: Iterable[Comparison]) -> Iterator[str]:
    yield from (value for test in tests for value in test.values or () if isinstance(value, str))


def _ends(test: Comparison) -> Iterator[float]:
    """Give every amount at which the verdict of a test can turn."""
    for end in (test.low, test.high, *(test.values or ())):
        time = Duration.parse(end) if isinstance(end, str) else None
        if time is not None:
            yield time.days
        elif isinstance(end, int | float):
            yield end


def _amounts(question: Question, turns: list[float]) -> list[float]:
    """Give every amount at which something turns, and those just beside it, within what the question takes."""
    ends = [end for end in (question.low, question.high) if end is not None]
    # Days are whole; numbers may lie between two others.
    step = 1 if question.type == "duration" else 0.5 * min([1.0, *_gaps(turns)])
    beside = [amount + away for amount in turns or [0] for away in (-step, 0, step)]
    return [
        amount
        for amount in sorted({*ends, *beside})
        if (question.low is None or amount >= question.low) and (question.high is None or amount <= question.high)
    ]


def _gaps(amounts: list[float]) -> Iterator[float]:
    yield from (after - before for before, after in pairwise(sorted(set(amounts))))


def _ticked(question: Question, tests: Sequence[Comparison]) -> Iterator[Answer]:
    """Give the sets of options that can be ticked together, and those that stand alone."""
    together = [option.value for option in question.options if not option.alone]
    yield from ((option.value,) for option in question.options if option.alone)
    if question.none_of_these is None:
        yield ()
    for ticked in _grown([(value,) for value in together], together, lambda found: verdicts(found, tests)):
        yield tuple(sorted(ticked))


def _grown(
    begun: Iterable[tuple[T, ...]], ones: Sequence[T], standing: Callable[[tuple[T, ...]], Verdicts]
) -> list[tuple[T, ...]]:
    """Give one list for each standing that a list can have.

    A verdict on a list is made of those on its members alone, so lists grow by one until no new standing comes up.
    """
    found: dict[Verdicts, tuple[T, ...]] = {}
    for listed in begun:
        found.setdefault(standing(listed), listed)
    growing = list(found.values())
    while growing:
        grown = []
        for listed, one in product(growing, ones):
            longer = listed if one in listed else (*listed, one)
            if (stands := standing(longer)) not in found:
                found[stands] = longer
                grown.append(longer)
        growing = grown
    return list(found.values())


# Medicines ----------------------------------------------------------------------------------------------------------


def _lists(tests: Sequence[Comparison], known: Formulary) -> Iterator[Answer]:
    """Give a list of medicines for each set of verdicts that a list can have."""
    every = list(_medicines(tests, known))
    told = [(test, [one for one in every if check(test, (one,))][:1]) for test in tests if test.all_told is not None]

    def standing(listed: tuple[Medicine, ...]) -> Verdicts:
        # An empty list and one that is told in part both fail such a test, and only the empty one can still pass it.
        later = (check(test, (*listed, *whole)) for test, whole in told)
        return (*verdicts(listed, tests), *later)

    ones: dict[Verdicts, Medicine] = {}
    for one in every:
        ones.setdefault(standing((one,)), one)
    yield from _grown([()], list(ones.values()), standing)


def _medicines(tests: Sequence[Comparison], known: Formulary) -> Iterator[Medicine]:
    """Give medicines of every class, and one that is not known, with every part told or not."""
    classes = {(entry.medicine_class, entry.kind): entry.generic for entry in known.values()}
    names = [Medicine("x"), *(Medicine(name, None, None, None, name, *of) for of, name in sorted(classes.items()))]
    weeks = sorted({test.within_weeks for test in tests if test.within_weeks is not None})
    days = [0, *(7 * week + 1 for week in weeks)]
    times = (UNTOLD, *(Duration(day, "day") for day in days))
    for medicine, started, change in product(names, times, (UNTOLD, *CHANGES)):
        for changed in times if change not in (UNTOLD, UNCHANGED) else (UNTOLD,):
            yield medicine._replace(started=started, change=change, changed=changed)
