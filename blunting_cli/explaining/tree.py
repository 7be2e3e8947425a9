"""Assessment -> explanation: a tree from every conclusion to its rules, points, answers and sources.

Nothing is concluded here. What an assessment says is taken as it stands, and laid beside the rules that made it: which
held, which did not, and which could not be decided. Answers that are withheld are in no branch of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from blunting_cli.assessment import OTHER_BANK, Assessment
from blunting_cli.bank.model import LEVELS, Band, Evidence, Factor, Score
from blunting_cli.conditions import ALWAYS, AllOf, AnyOf, Condition, ScoreIs, State, cited, evaluate, leaves, undecided
from blunting_cli.errors import UsageError, did_you_mean
from blunting_cli.escalation import Reason
from blunting_cli.explaining.counterfactuals import Counterfactuals
from blunting_cli.factors import FactorResult, Finding
from blunting_cli.scoring import CriterionResult, NeighbourResult, Said, ScoreResult, gives, lacking, part_of

GATE, OPEN, TOO_FEW = "gate", "open", "too_few"
# How far a mean of rounded numbers may lie from the rounded mean, on a scale of 100.
ROUNDING = 0.11
_SCORE = "score."


class Grounds(NamedTuple):
    """What a verdict rests on: every question of it, those it reads itself, and the scores that it reads."""

    questions: tuple[str, ...]
    direct: tuple[str, ...]
    scores: tuple[str, ...]


class Rule(NamedTuple):
    """One rule of a factor: `verdict` is True, False, or None where `grounds` are what has no answer."""

    evidence: Evidence
    verdict: bool | None
    grounds: Grounds


class Part(NamedTuple):
    """A part of a score: an answer or another score, and what it gives to the score; None without one.

    Where conditions are counted, `counted` is the one that gives 1 or 0 and `id` is empty; `implied` marks an answer
    that was not asked for, since another implies it.
    """

    id: str
    gives: float | None
    counted: Condition | None = None
    implied: bool = False


class ScoreTree(NamedTuple):
    """A score with its parts: what they give is put together by its method, within what is still possible.

    `mean` is the mean of what they give, to one decimal, where that is the method; `excluded` are the parts that do not
    apply; `top` is where the band ends, None for the highest.
    """

    score: Score
    result: ScoreResult
    parts: tuple[Part, ...]
    excluded: tuple[str, ...]
    mean: float | None
    top: float | None

    @property
    def held(self) -> bool:
        """Whether the value is not the mean, since what is missing allows no such value."""
        value = self.result.value
        return value is not None and self.mean is not None and abs(value - self.mean) > ROUNDING


class FactorTree(NamedTuple):
    """A factor with every rule: `points` are those of the rules that hold, `lacking` how many there are to "few".

    `held_back` says why there is no level: GATE, its first question has no answer; OPEN, missing answers could still
    lift it; TOO_FEW, too few are answered. It is empty where there is a level.
    """

    result: FactorResult
    rules: tuple[Rule, ...]
    points: int
    lacking: int
    held_back: str

    @property
    def factor(self) -> Factor:
        """The factor itself."""
        return self.result.factor


@dataclass(frozen=True)
class Explanation:
    """An assessment laid out as a tree; `changes` are None where the bank is not the one that was answered."""

    assessment: Assessment
    reasons: tuple[tuple[Reason, Grounds], ...]
    criteria: tuple[tuple[CriterionResult, tuple[Grounds, ...]], ...]
    pattern: Grounds
    neighbours: tuple[tuple[NeighbourResult, Grounds], ...]
    scores: tuple[ScoreTree, ...]
    factors: tuple[FactorTree, ...]
    changes: Counterfactuals | None

    def factor(self, name: str) -> FactorTree:
        """Give the factor of an id or a title, in any case.

        Raises:
            UsageError: there is none of that name, or nothing was weighed.
        """
        wanted = " ".join(name.split()).casefold()
        for tree in self.factors:
            if wanted in (tree.factor.id.casefold(), tree.factor.title.casefold()):
                return tree
        if not self.factors:
            raise UsageError("these answers were not weighed, so there is no factor to ask for.")
        names = [tree.factor.id for tree in self.factors]
        near = did_you_mean(wanted.replace(" ", "_"), names) or did_you_mean(
            wanted, (tree.factor.title.casefold() for tree in self.factors)
        )
        raise UsageError(f"no factor is called {name}.", f"{near} There are: {', '.join(sorted(names))}.".strip())


def explain(assessment: Assessment, changes: Counterfactuals | None) -> Explanation:
    """Lay an assessment out as a tree; `changes` are what one step would change, where that could be worked out."""
    said = Said(assessment.bank, assessment.answers)
    found, weighed = assessment.pattern, assessment.doubt != OTHER_BANK
    return Explanation(
        assessment=assessment,
        reasons=tuple(
            (reason, _grounds(reason.trigger.when if weighed else ALWAYS, reason.questions, said))
            for reason in assessment.escalation.reasons
        ),
        criteria=tuple((result, tuple(_judged(result, said, weighed))) for result in assessment.criteria.values()),
        pattern=_grounds(found.pattern.when, found.because, said) if found.pattern else Grounds((), (), ()),
        neighbours=tuple(
            (entry, _grounds(entry.neighbour.fits if entry.fits else entry.neighbour.differs, entry.questions, said))
            for entry in found.neighbours
        ),
        scores=tuple(_score(result, said, weighed=weighed) for result in assessment.scores.values()),
        factors=tuple(_factor(result, said) for result in assessment.factors),
        changes=changes,
    )


# What a verdict rests on --------------------------------------------------------------------------------------------


class _WholeScores:
    """Facts in which a score stands for itself, so that what is cited names it and not the answers behind it."""

    def __init__(self, said: Said) -> None:
        self.answer = said.answer
        self.score = said.score

    def score_questions(self, score: str) -> tuple[str, ...]:
        return (_SCORE + score,)


def _grounds(condition: Condition, questions: tuple[str, ...], said: Said) -> Grounds:
    """Give what a verdict rests on; `questions` are those that the assessment names for it."""
    names = cited(condition, _WholeScores(said))
    scores = tuple(name.removeprefix(_SCORE) for name in names if name.startswith(_SCORE))
    direct = tuple(name for name in names if not name.startswith(_SCORE))
    return Grounds(questions, direct if names else questions, scores)


def _judged(result: CriterionResult, said: Said, weighed: bool) -> Iterator[Grounds]:
    """Give what the verdict on each part of a criterion rests on, or what leaves it open."""
    for (_, condition), verdict in zip(result.criterion.parts, result.parts, strict=True):
        if not weighed:
            yield Grounds(result.questions if verdict is not None else result.missing, (), ())
        elif verdict is None:
            yield _open(condition, tuple(dict.fromkeys(lacking(condition, said))), said)
        else:
            yield _grounds(condition, cited(condition, said), said)


def _open(condition: Condition, questions: tuple[str, ...], said: Said) -> Grounds:
    """Give what keeps a condition undecided: questions, and scores that are not known well enough."""
    read = (leaf for leaf in leaves(condition) if isinstance(leaf, ScoreIs) and evaluate(leaf, said) is None)
    direct, scores = undecided(condition, said), tuple(dict.fromkeys(leaf.score for leaf in read))
    return Grounds(questions, direct if direct or scores else questions, scores)


def holding(condition: Condition, said: Said) -> Condition:
    """Give the part of a true condition that makes it true: of each "any" only what holds."""
    match condition:
        case AllOf(parts):
            return AllOf(tuple(holding(part, said) for part in parts))
        case AnyOf(parts):
            true = tuple(holding(part, said) for part in parts if evaluate(part, said))
            return AnyOf(true) if true else condition
        case _:
            return condition


# Scores -------------------------------------------------------------------------------------------------------------


def _score(result: ScoreResult, said: Said, *, weighed: bool) -> ScoreTree:
    """Lay a score out; with `weighed` false, where its rule is not at hand, without what its parts give."""
    score = said.bank.score_by_id[result.id]
    parts = tuple(_parts(score, said)) if weighed else tuple(Part(name, None) for name in score.of)
    given = [part.gives for part in parts if part.gives is not None and score.method == "mean_of"]
    shown = {part.id for part in parts}
    return ScoreTree(
        score=score,
        result=result,
        parts=parts,
        excluded=tuple(name for name in score.of if name not in shown and not score.counted),
        mean=round(sum(given) / len(given), 1) if given else None,
        top=_top(score, result.band, said),
    )


def _parts(score: Score, said: Said) -> Iterator[Part]:
    """Give what each part of a score gives, by the rule of the score itself; what does not apply is left out."""
    for condition in score.counted:
        verdict = evaluate(condition, said)
        yield Part("", None if verdict is None else score.times * verdict, condition)
    for name in score.of if not score.counted else ():
        found = part_of(name, score, said)
        if found is not None:
            yield Part(name, gives(name, score, found, said.bank), implied=name in found.implied)


def _top(score: Score, band: Band | None, said: Said) -> float | None:
    """Give where a band ends, which is where the next one begins."""
    bands = said.bank.bands.get(score.bands[0]) if score.bands else None
    return next((step.start for step in bands.steps if band and step.start > band.start), None) if bands else None


# Factors ------------------------------------------------------------------------------------------------------------


def _factor(result: FactorResult, said: Said) -> FactorTree:
    factor = result.factor
    true = _by_rule((*result.speaks_for, *result.speaks_against))
    unknown = _by_rule(result.not_asked)
    rules = tuple(_rule(rule, true, unknown, said) for rule in factor.evidence)
    points = sum(rule.evidence.points for rule in rules if rule.verdict)
    lacking = max(0, factor.levels.get(LEVELS[0], points) - points)
    held_back = ""
    if result.level == "not_asked":
        shut = bool(factor.gate) and all(isinstance(said.answer(name), State) for name in factor.gate)
        held_back = GATE if shut else OPEN if lacking else TOO_FEW
    return FactorTree(result, rules, points, lacking, held_back)


def _by_rule(findings: Iterable[Finding]) -> dict[str, Finding]:
    return {finding.rule.id: finding for finding in findings}


def _rule(rule: Evidence, true: dict[str, Finding], unknown: dict[str, Finding], said: Said) -> Rule:
    if rule.id in true:
        return Rule(true[rule.id].rule, True, _grounds(rule.when, true[rule.id].questions, said))
    if rule.id in unknown:
        return Rule(unknown[rule.id].rule, None, _open(rule.when, unknown[rule.id].questions, said))
    return Rule(rule, False, _grounds(rule.when, cited(rule.when, said), said))
