"""What one step would change: the nearest single answers that would give another band, pattern, first factor or tier.

Every question that is open, and no question about safety or a red flag, is given each of its other answers, one at a
time; questions may open or close, and one that opens has no answer. Only decided results count, and none with a lower
tier. All this rests on the answers that are not about safety, and on the tier, so that nothing in it tells an answer
that is withheld.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from blunting_cli.asking import settle
from blunting_cli.assessment import Assessment
from blunting_cli.bank.model import Bank, Question
from blunting_cli.conditions import Answer, State, cited, evaluate, is_missing
from blunting_cli.escalation import is_outside
from blunting_cli.factors import PRINTED, RANKED, FactorResult, weigh
from blunting_cli.scoring import VERDICTS, PatternResult, Said, bands_of, find_pattern

BAND, CRITERION, PATTERN, FIRST_FACTOR, TIER = KINDS = ("band", "criterion", "pattern", "first_factor", "tier")
# What stands in place of a band, a pattern or a factor: there is none, or the answers cannot decide.
NONE, UNDECIDED = "none", "undecided"
CHOSEN = ("single", "multi")


class Change(NamedTuple):
    """Another answer to one question, and how many steps away it is: places among the options, or ticks."""

    question: str
    before: Answer
    after: Answer
    steps: int


class Outcome(NamedTuple):
    """What one changed answer would give: `changes` are the nearest that do, all the same number of steps away.

    `kind` is one of KINDS, `subject` the score of a band or the criterion. `before` and `after` are the label of a
    band, an id or a verdict, or say that there is none, or that the answers cannot decide.
    """

    kind: str
    subject: str
    before: str
    after: str
    changes: tuple[Change, ...]

    @property
    def steps(self) -> int:
        """How many steps away the nearest changes are."""
        return self.changes[0].steps


class Counterfactuals(NamedTuple):
    """What one step would change, nearest first for each kind, and the questions that were not varied."""

    outcomes: tuple[Outcome, ...]
    left_out: tuple[str, ...]


def find_counterfactuals(assessment: Assessment) -> Counterfactuals:
    """Find the nearest single answers that would change a conclusion; the bank must be the one that was answered.

    Words have no next step and neither have times, so questions that are not answered by choosing are left out, and so
    are those that the bank calls fixed.
    """
    bench = _Bench(assessment.bank)
    open_ = [bench.bank.by_id[name] for name in assessment.answers]
    calm = [question for question in open_ if question.id not in bench.bank.safety and not question.red_flag]
    varied = [question for question in calm if not question.fixed]
    left_out = tuple(question.id for question in calm if question.fixed or question.type not in CHOSEN)
    before = bench.conclude(assessment.answers)
    tier = bench.tiers.index(assessment.escalation.tier.id)
    nearest: dict[tuple[str, str, str], Outcome] = {}
    for question in varied:
        for change in _changes(question, before.said.answer(question.id)):
            after = bench.conclude({**before.said.answers, change.question: change.after}, before)
            if bench.may_be_shown(before, after):
                for kind, subject, was, now in _differences(bench, before, after, tier):
                    _keep(nearest, Outcome(kind, subject, was, now, (change,)))
    found = sorted(nearest.values(), key=lambda outcome: (KINDS.index(outcome.kind), outcome.steps))
    return Counterfactuals(tuple(found), left_out)


def _keep(nearest: dict[tuple[str, str, str], Outcome], found: Outcome) -> None:
    key = (found.kind, found.subject, found.after)
    known = nearest.get(key)
    if known is None or found.steps < known.steps:
        nearest[key] = found
    elif found.steps == known.steps:
        nearest[key] = known._replace(changes=(*known.changes, *found.changes))


# Other answers ------------------------------------------------------------------------------------------------------


def _changes(question: Question, given: Answer) -> Iterator[Change]:
    """Give the other answers: each other option of a choice of one; of a choice of several one tick more or less."""
    if question.type == "single":
        places = {option.value: place for place, option in enumerate(question.options)}
        at = places.get(given) if isinstance(given, int) else None
        for value, place in places.items():
            if place != at:
                yield Change(question.id, given, value, 1 if at is None else abs(place - at))
    elif question.type == "multi":
        ticked = frozenset(value for value in given if isinstance(value, int)) if isinstance(given, tuple) else None
        for after in _ticks(question, ticked):
            yield Change(question.id, given, after, 1)


def _ticks(question: Question, ticked: frozenset[int] | None) -> Iterator[tuple[int, ...]]:
    """Give the lists of ticks one step away; where nothing was answered, that is every single tick."""
    alone = {option.value for option in question.options if option.alone}
    none = question.none_of_these
    for value in (option.value for option in question.options):
        if ticked is None:
            yield (value,)
        elif value in ticked:
            left = ticked - {value}
            if left or none is None:
                yield tuple(sorted(left))
            elif value != none:
                yield (none,)
        elif value not in alone:
            # What stands alone gives way to a tick beside it.
            yield tuple(sorted((ticked - alone) | {value}))
        elif value != none and not ticked - alone:
            yield (value,)


# What follows from them ---------------------------------------------------------------------------------------------


class _Concluded(NamedTuple):
    """What follows from the answers that are not about safety.

    `safety` are the questions about safety that are open, `fired` the triggers that do not name one, with the questions
    that made them fire, and `tier` the highest of these, counted from the highest of all as 0.
    """

    said: Said
    safety: frozenset[str]
    outside: bool
    bands: Mapping[str, str]
    criteria: Mapping[str, str]
    pattern: PatternResult | None
    factors: Mapping[str, FactorResult]
    fired: Mapping[str, tuple[str, ...]]
    tier: int

    @property
    def shape(self) -> str:
        if self.pattern is None or self.pattern.pattern is None:
            return UNDECIDED if self.pattern is not None and self.pattern.undecided else NONE
        return self.pattern.pattern.id

    @property
    def first(self) -> FactorResult | None:
        """The factor that stands first among those that are printed."""
        printed = [result for result in self.factors.values() if result.level in PRINTED]
        return min(printed, key=lambda result: (RANKED.index(result.level), -(result.points or 0)), default=None)


class _Bench:
    """A bank made ready to draw conclusions from many answers that differ by little."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self.tiers = [tier.id for tier in bank.tiers]
        self.tier_of = {trigger.id: self.tiers.index(trigger.tier) for trigger in bank.triggers}
        named = {trigger.id: bank.rests_on(trigger.when) for trigger in bank.triggers}
        self.criteria = [one for one in bank.criteria if bank.safety.isdisjoint(bank.rests_on(one.when))]
        self.triggers = [trigger for trigger in bank.triggers if bank.safety.isdisjoint(named[trigger.id])]
        # What a trigger reads beside an answer about safety: with that unknown, nobody can tell what it would do.
        beside = (names for names in named.values() if not bank.safety.isdisjoint(names))
        self.untouchable = frozenset(name for names in beside for name in names)
        self.behind_factor = {
            factor.id: {*factor.gate, *(name for rule in factor.evidence for name in bank.rests_on(rule.when))}
            for factor in bank.factors
        }

    def conclude(self, answers: Mapping[str, Answer], last: _Concluded | None = None) -> _Concluded:
        """Draw the conclusions; factors that rest on nothing which differs from `last` are taken from there."""
        bank = self.bank
        settled = settle(bank, {name: answer for name, answer in answers.items() if name not in bank.safety}).answers
        said = Said(bank, {name: State.WITHHELD if name in bank.safety else answer for name, answer in settled.items()})
        outside = is_outside(bank, said)
        # What rests on an answer about safety is left out: with that unknown, nobody can tell what it would be.
        banded = [] if outside else [one for one in bank.scores if one.bands and one.id not in bank.safety_scores]
        bands = {score.id: bands_of(said.score(score.id), said) for score in banded}
        fired = {found.id: cited(found.when, said) for found in self.triggers if evaluate(found.when, said)}
        return _Concluded(
            said=said,
            safety=bank.safety & settled.keys(),
            outside=outside,
            bands={name: found[0][1].label if found else NONE for name, found in bands.items()},
            criteria={} if outside else {one.id: VERDICTS[evaluate(one.when, said)] for one in self.criteria},
            pattern=None if outside else find_pattern(said),
            factors={} if outside else self.weighed(said, last),
            fired=fired,
            tier=min((self.tier_of[name] for name in fired), default=len(self.tiers) - 1),
        )

    def weighed(self, said: Said, last: _Concluded | None) -> dict[str, FactorResult]:
        if last is None:
            return {factor.id: weigh(factor, said) for factor in self.bank.factors}
        changed = _changed(last.said, said)
        return {
            factor.id: last.factors[factor.id]
            if factor.id in last.factors and changed.isdisjoint(self.behind_factor[factor.id])
            else weigh(factor, said)
            for factor in self.bank.factors
        }

    def may_be_shown(self, before: _Concluded, after: _Concluded) -> bool:
        """Tell whether a change may be shown: never one to a lower tier, nor one that opens a question about safety."""
        return (
            after.outside == before.outside
            and after.tier <= before.tier
            and after.safety <= before.safety
            and _changed(before.said, after.said).isdisjoint(self.untouchable)
        )


def _changed(before: Said, after: Said) -> set[str]:
    names = before.answers.keys() | after.answers.keys()
    return {name for name in names if before.answer(name) != after.answer(name)}


def _differences(
    bench: _Bench, before: _Concluded, after: _Concluded, tier: int
) -> Iterator[tuple[str, str, str, str]]:
    """Give what is decided and other than before: its kind, its subject, what it was and what it would be."""
    unanswered = frozenset(
        name
        for name in after.said.answers.keys() - before.said.answers.keys()
        if bench.bank.by_id[name].red_flag and is_missing(after.said.answer(name))
    )
    for name, label in after.bands.items():
        if label not in (NONE, before.bands[name]):
            yield BAND, name, before.bands[name], label
    for name, verdict in after.criteria.items():
        if verdict not in (VERDICTS[None], before.criteria.get(name)):
            yield CRITERION, name, before.criteria.get(name, NONE), verdict
    because = after.pattern.because if after.pattern else ()
    if after.shape not in (UNDECIDED, before.shape) and unanswered.isdisjoint(because):
        yield PATTERN, "", before.shape, after.shape
    was, now = before.first, after.first
    if now is not None and (was is None or was.factor.id != now.factor.id):
        findings = (*now.speaks_for, *now.speaks_against)
        if unanswered.isdisjoint(name for finding in findings for name in finding.questions):
            yield FIRST_FACTOR, "", was.factor.id if was else NONE, now.factor.id
    new = after.fired.keys() - before.fired.keys()
    reached = min((bench.tier_of[name] for name in new if unanswered.isdisjoint(after.fired[name])), default=tier)
    if after.tier == reached < tier:
        yield TIER, "", bench.tiers[tier], bench.tiers[reached]
