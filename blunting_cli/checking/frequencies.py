"""How often each conclusion comes out of many sets of answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from blunting_cli.assessment import Assessment, withhold
from blunting_cli.bank.model import Bank
from blunting_cli.factors import PRINTED
from blunting_cli.scoring import VERDICTS

NONE = "none"


class FactorCount(NamedTuple):
    """How often a factor was printed, how often it was printed first, and how often it had each level."""

    printed: int
    first: int
    levels: Mapping[str, int]


class Frequencies(NamedTuple):
    """Counts over `sets` of answers, of which `outside` are of people the bank was not written for.

    Those have a tier and nothing else. Of everything in the bank there is a count, also where it never came out;
    triggers are counted by tier, bands by score and set of bands, and like patterns under `none` where there is none.
    """

    sets: int
    outside: int
    tiers: Mapping[str, int]
    triggers: Mapping[str, Mapping[str, int]]
    patterns: Mapping[str, int]
    factors: Mapping[str, FactorCount]
    bands: Mapping[tuple[str, str], Mapping[str, int]]
    criteria: Mapping[str, Mapping[str, int]]


def frequencies(assessments: Iterable[Assessment], bank: Bank, *, include_safety: bool = False) -> Frequencies:
    """Count what came out; all assessments must be of the bank.

    Unless it is asked for, nothing is counted that would tell an answer about safety: of a few people it tells whose.
    """
    every = [one if include_safety else withhold(one) for one in assessments]
    counted = [one for one in bank.triggers if include_safety or bank.safety.isdisjoint(bank.rests_on(one.when))]
    inside = [one for one in every if not one.outside]
    fired = Counter(reason.trigger.id for one in every for reason in one.escalation.reasons)
    patterns = (one.pattern.pattern.id if one.pattern.pattern else NONE for one in inside)
    return Frequencies(
        sets=len(every),
        outside=len(every) - len(inside),
        tiers=_counted((tier.id for tier in bank.tiers), (one.escalation.tier.id for one in every)),
        triggers={
            tier.id: {trigger.id: fired[trigger.id] for trigger in counted if trigger.tier == tier.id}
            for tier in bank.tiers
        },
        patterns=_counted((*(pattern.id for pattern in bank.patterns), NONE), patterns) if bank.patterns else {},
        factors=_factors(inside, bank),
        bands=_bands(inside, bank),
        criteria={
            rule.id: _counted(VERDICTS.values(), (VERDICTS[one.criteria[rule.id].verdict] for one in inside))
            for rule in bank.criteria
        },
    )


def _counted(names: Iterable[str], found: Iterable[str]) -> dict[str, int]:
    counts = Counter(found)
    return {name: counts[name] for name in names}


def _factors(inside: list[Assessment], bank: Bank) -> dict[str, FactorCount]:
    levels = {factor.id: Counter[str]() for factor in bank.factors}
    first: Counter[str] = Counter()
    for one in inside:
        for result in one.factors:
            levels[result.factor.id][result.level] += 1
        first.update(result.factor.id for result in one.factors[:1] if result.level in PRINTED)
    return {
        name: FactorCount(sum(counts[level] for level in PRINTED), first[name], counts)
        for name, counts in levels.items()
    }


def _bands(inside: list[Assessment], bank: Bank) -> dict[tuple[str, str], dict[str, int]]:
    found: dict[tuple[str, str], dict[str, int]] = {}
    for score in bank.scores:
        for name in score.bands:
            labels = [*(step.label for step in bank.bands[name].steps), NONE]
            given = (dict(one.scores[score.id].bands).get(name) for one in inside)
            found[score.id, name] = _counted(labels, (band.label if band else NONE for band in given))
    return found
