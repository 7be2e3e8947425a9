"""The pattern: what shape the scores and answers have, and what is near to it and not the same."""

from typing import NamedTuple

from blunting_cli.bank.model import Neighbour, Pattern
from blunting_cli.conditions import State, cited, evaluate, scores_of, undecided
from blunting_cli.scoring.scores import Said


class NeighbourResult(NamedTuple):
    """Something that can look alike: whether the answers fit it or differ from it, and the questions that show it."""

    neighbour: Neighbour
    fits: bool
    questions: tuple[str, ...]


class PatternResult(NamedTuple):
    """The first pattern that is true, the questions that made it, and the others that are true as well.

    `undecided` are the patterns before it that the answers could not decide; with one of these there is no pattern, and
    `missing` are the questions without an answer that could. `neighbours` are what can look alike, where the answers
    decide about it.
    """

    pattern: Pattern | None
    because: tuple[str, ...]
    also: tuple[Pattern, ...]
    undecided: tuple[Pattern, ...]
    neighbours: tuple[NeighbourResult, ...] = ()
    missing: tuple[str, ...] = ()


def _fits(pattern: Pattern, said: Said) -> bool | None:
    """Tell whether a pattern is true; one that lacks only what was not asked cannot be, and decides nothing."""
    verdict = evaluate(pattern.when, said)
    if verdict is not None:
        return verdict
    return None if _lacking(pattern, said) else False


def _lacking(pattern: Pattern, said: Said) -> set[str]:
    """Give the questions that were asked, have no answer, and keep a pattern undecided."""
    behind = (said.score(score) for score in scores_of(pattern.when))
    named = {*undecided(pattern.when, said), *(name for result in behind for name in result.missing)}
    return {name for name in named if said.answer(name) is not State.NOT_ASKED}


def find_pattern(said: Said) -> PatternResult:
    """Find the first true pattern in the bank's order.

    Where an earlier pattern is unknown the answers cannot decide, and there is no pattern.
    """
    verdicts = [(pattern, _fits(pattern, said)) for pattern in said.bank.patterns]
    first = next((index for index, (_, verdict) in enumerate(verdicts) if verdict), None)
    undecided = tuple(pattern for pattern, verdict in verdicts[:first] if verdict is None)
    true = tuple(pattern for pattern, verdict in verdicts if verdict)
    if undecided or not true:
        lacking = {name for pattern in undecided for name in _lacking(pattern, said)}
        missing = tuple(name for name in said.answers if name in lacking)
        return PatternResult(None, (), true, undecided, find_neighbours(None, said), missing)
    return PatternResult(true[0], cited(true[0].when, said), true[1:], (), find_neighbours(true[0], said))


def find_neighbours(pattern: Pattern | None, said: Said) -> tuple[NeighbourResult, ...]:
    """Find what can look alike: what the answers fit and, beside a pattern that compares, what they differ from."""
    found = []
    for neighbour in said.bank.neighbours:
        if evaluate(neighbour.fits, said):
            found.append(NeighbourResult(neighbour, True, cited(neighbour.fits, said)))
        elif pattern is not None and pattern.compare and evaluate(neighbour.differs, said):
            found.append(NeighbourResult(neighbour, False, cited(neighbour.differs, said)))
    return tuple(found)
