"""More of a symptom never lowers a tier: two people who differ in one answer, and what the rules make of both."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, NamedTuple

import pytest
import z3
from people import shipped

from blunting_cli.bank import Bank
from blunting_cli.bank.model import Question
from proofs.answering import Choice, Several, Way
from proofs.claims import Person, breaks, engine, everyone, later, of, others, rules
from proofs.logic import Formula, both, either, implies, negate
from proofs.proving import Prover, Undecided, answers_file, read
from proofs.rules import Rules, ScoreFormulas, any_score

# A lower answer is the heavier one.
LESS_IS_MORE = {"mood_since_medicine"}
SIMPLE = [score.id for score in shipped().scores if not score.composite]
COMPOSITE = [score.id for score in shipped().scores if score.composite]

Values = tuple[int, int]
# Where a higher number may mean less. When something was and how it came are no amounts, and of these alone it is so.
LOWERS: dict[str, tuple[set[Values], str]] = {
    "age_band": ({(0, 1), (0, 2), (0, 3)}, "under 25 the first weeks of an antidepressant call for an early visit"),
    "alcohol": ({(3, 5), (4, 5)}, "who stopped does not drink on most days"),
    "drugs": ({(3, 4)}, "who stopped does not use on most days"),
    "lifelong": ({(0, 2), (1, 2)}, "feelings that were always so have not faded"),
    "takes_medicine": ({(1, 3), (2, 3)}, "long after a stop no reaction to a medicine is asked about"),
    "medicine_started": ({(0, 1), (0, 2), (0, 3), (0, 4)}, "the first 4 weeks call for an early visit under 25"),
    "medicine_change": ({(1, 2), (1, 3)}, "a higher dose calls for an early visit under 25"),
    "onset_and_illness": ({(1, 2)}, "it is not known whether they faded with it"),
    **dict.fromkeys(
        ("onset_and_medicine", "onset_and_other"),
        (
            {(one, other) for one in (1, 2, 3) for other in (4, 6)} | {(5, 6)},
            "they faded at another time than a change",
        ),
    ),
}


# Scores ---------------------------------------------------------------------------------------------------------------


def score_leaves_its_interval(bank: Bank, name: str) -> Person | None:
    now = of(bank)
    return breaks(now, now.score(name).keeps_to_its_interval)


def score_falls(bank: Bank, name: str) -> Person | None:
    """Find someone whose score falls with more of a symptom."""
    now = of(bank)
    for item in shipped().made_of(name):
        second = later(bank, item)
        # What is more of a symptom is said by the shipped bank.
        raised = more(shipped().by_id[item], now.ways[item], second.ways[item])
        found = two().find(raised, negate(now.score(name).rises_to(second.score(name))))
        if found is not None:
            return found
    return None


def score_of_scores_leaves_its_interval(name: str) -> Person | None:
    first, scores, _, _ = _composite(name)
    keep = [part.keeps_to_its_interval for part in scores]
    within = both(first.keeps_to_its_interval, no_higher_than_its_highest(first, scores))
    return everyone().find(*keep, negate(within))


def score_of_scores_falls(name: str, *, keeping: bool = True) -> Person | None:
    """Find someone whose score of scores falls as these rise, which keep to their intervals."""
    first, scores, second, higher = _composite(name)
    keep = [part.keeps_to_its_interval for part in (*scores, *higher)] if keeping else []
    rise = [one.rises_to(other) for one, other in zip(scores, higher, strict=True)]
    return everyone().find(*keep, *rise, negate(first.rises_to(second)))


def _composite(
    name: str,
) -> tuple[ScoreFormulas, tuple[ScoreFormulas, ...], ScoreFormulas, tuple[ScoreFormulas, ...]]:
    """Give a score of scores with its parts, of which nothing is known, for two people."""
    parts = shipped().score_by_id[name].of
    first, second = ({part: any_scores(mark)[part] for part in parts} for mark in ("", "then:"))
    one, other = (Rules(shipped(), rules().ways, scores).score(name) for scores in (first, second))
    return one, tuple(first.values()), other, tuple(second.values())


def bands_are_one_or_none(bank: Bank, name: str) -> Person | None:
    """Find someone whose score has two bands of a set, or none though the bank gives one."""
    score, now = bank.score_by_id[name], of(bank)
    silent = now.true(score.unbanded) if score.unbanded else False
    for steps in now.bands(name).values():
        bands = list(steps.values())
        twice = [negate(both(one, other)) for place, one in enumerate(bands) for other in bands[place + 1 :]]
        found = breaks(now, *twice, implies(both(now.score(name).valued, negate(silent)), either(*bands)))
        if found is not None:
            return found
    return None


# Tiers ----------------------------------------------------------------------------------------------------------------


class Pair(NamedTuple):
    """Two people, the second with more of something, and the tier of each, 0 for the highest."""

    first: Person
    second: Person
    tiers: tuple[int, int]

    def is_confirmed(self, bank: Bank) -> bool:
        """Whether the engine gives the second a lower tier too."""
        return self.engine(bank)[0] < self.engine(bank)[1]

    def engine(self, bank: Bank) -> tuple[int, int]:
        """Give the tiers that the engine finds."""
        first, second = (bank.tiers.index(engine(bank, one).escalation.tier) for one in (self.first, self.second))
        return first, second

    def told(self, bank: Bank) -> str:
        """Give both as answers files, with what the solver and the engine say of each."""
        names, engine = [tier.id for tier in bank.tiers], self.engine(bank)
        parts = [
            f"{which}: {names[solver]} by the solver, {names[found]} by the engine\n{answers_file(bank, one)}"
            for which, one, solver, found in zip(("first", "more"), self[:2], self.tiers, engine, strict=True)
        ]
        if not self.is_confirmed(bank):
            parts.append("The engine does not confirm it: the solver took scores that these answers do not give.\n")
        return "\n".join(parts)


def no_pair(pair: Pair | None, bank: Bank | None = None) -> None:
    if pair is not None:
        pytest.fail(f"More of it lowers the tier:\n{pair.told(bank or shipped())}", pytrace=False)


@cache
def two() -> Prover:
    """One solver for all that is asked of two people."""
    return Prover(rules(), Rules(shipped(), others()))


def variables(way: Way) -> list[z3.BoolRef]:
    found: Mapping[Any, z3.BoolRef] = way.ways if isinstance(way, Choice) else {**way.ticks, **way.states}  # type: ignore[union-attr]
    return list(found.values())


def more(question: Question, then: Way, now: Way, but: Collection[Values] = ()) -> Formula:
    """Tell when the second way of answering says the same as the first or more of it, but for some steps."""
    same = both(*(z3.Not(z3.Xor(one, other)) for one, other in zip(variables(then), variables(now), strict=True)))
    if isinstance(then, Several) and isinstance(now, Several):
        none = question.none_of_these
        kept = [z3.Implies(then.ticks[value], now.ticks[value]) for value in then.ticks if value != none]
        return either(same, both(then.answered, now.answered, *kept))
    return either(same, *(steps(question, then, now, but)))


def steps(question: Question, then: Way, now: Way, but: Collection[Values] = ()) -> list[Formula]:
    """Tell for each step to a heavier answer when it is the one between the two."""
    assert isinstance(then, Choice)
    assert isinstance(now, Choice)
    falling = question.reverse or question.id in LESS_IS_MORE
    values = sorted((one.value for one in question.options), reverse=falling)
    taken = [(low, high) for place, low in enumerate(values) for high in values[place + 1 :] if (low, high) not in but]
    return [both(then.ways[low], now.ways[high]) for low, high in taken]


def any_scores(mark: str) -> dict[str, ScoreFormulas]:
    return {score.id: any_score(score.id, mark) for score in shipped().scores}


def no_higher_than_its_highest(score: ScoreFormulas, parts: tuple[ScoreFormulas, ...]) -> Formula:
    """Tell that a score made of scores is reached by one of them at least."""
    reached = [
        either(both(one.valued, one.value >= score.value), both(one.applies, one.low >= score.value)) for one in parts
    ]
    low = [both(one.applies, one.low >= score.low) for one in parts]
    high = [both(one.applies, one.high >= score.high) for one in parts]
    return both(implies(score.valued, either(*reached)), implies(score.applies, both(either(*low), either(*high))))


@cache
def _free() -> tuple[Rules, dict[str, ScoreFormulas], list[Formula]]:
    """The rules of the shipped bank with any scores, those of the second person, and what both keep to."""
    free, second = any_scores(""), any_scores("then:")
    kept = [one.keeps_to_its_interval for one in (*free.values(), *second.values())]
    kept += [
        no_higher_than_its_highest(scores[name], tuple(scores[part] for part in shipped().score_by_id[name].of))
        for scores in (free, second)
        for name in COMPOSITE
    ]
    return Rules(shipped(), rules().ways, free), second, kept


def raised_in(
    bank: Bank, *questions: Question, but: Collection[Values] = (), only: Values | None = None
) -> Pair | None:
    """Find two of whom the second has a lower tier with more of something, and scores that are the same or higher.

    That scores are no lower then is proved by itself, so that here they may be any that are no lower; where such scores
    come from no answers, others that do are looked for. `but` leaves steps out, and `only` takes one of them alone.
    """
    base, second, kept = _free()
    free = base._scores
    same = bank.questions == shipped().questions and bank.scores == shipped().scores
    now = base if bank is shipped() else base.over(bank) if same else Rules(bank, rules().ways, free)
    names = {question.id for question in questions}
    moved = [name for name in free if not names or not names.isdisjoint(bank.made_of(name))]
    # The second person is the first with other variables.
    swapped = [
        pair for name in names for pair in zip(variables(now.ways[name]), variables(others()[name]), strict=True)
    ]
    swapped += [pair for name in moved for pair in zip(free[name], second[name], strict=True)]
    up = [more(one, now.ways[one.id], others()[one.id], but) for one in questions]
    if only is not None:
        (one,) = questions
        up = [both(now.ways[one.id].ways[only[0]], others()[one.id].ways[only[1]])]  # type: ignore[union-attr]
    rank = now.rank()
    rise = [free[name].rises_to(second[name]) for name in moved]
    fixed = [_alike(one, second[name]) for name, one in free.items() if name not in moved]
    wanted = [*up, *kept, *rise, *fixed, z3.substitute(rank, *swapped) > rank]
    model = two().model(*wanted)
    if model is None:
        return None
    pair = _pair(now, names, model, swapped)
    if not pair.is_confirmed(bank):
        real = Rules(bank, rules().ways)
        given = [_alike(free[name], real.score(name)) for name in free]
        given += [z3.substitute(one, *swapped) for one in given if not isinstance(one, bool)]
        try:
            model = two().model(*wanted, *given)
        except Undecided:
            model = None
        pair = _pair(now, names, model, swapped) if model is not None else pair
    return pair


def _alike(one: ScoreFormulas, other: ScoreFormulas) -> Formula:
    """Tell that two scores are the same."""
    return both(*(z3.And(left == right) for left, right in zip(one, other, strict=True)))


def _pair(now: Rules, names: set[str], model: z3.ModelRef, swapped: list[tuple[Any, Any]]) -> Pair:
    first = read(now, model)
    second = {**first, **{name: others()[name].read(model) for name in names}}
    ranks = [model.eval(one, True).as_long() for one in (now.rank(), z3.substitute(now.rank(), *swapped))]
    return Pair(first, second, (ranks[0], ranks[1]))
