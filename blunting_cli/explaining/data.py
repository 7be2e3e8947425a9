"""Explanation -> plain data with stable names, for programs; unknown is None, and nothing is left out for length."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from blunting_cli.answers import as_data
from blunting_cli.assessment import OTHER_BANK, Assessment
from blunting_cli.bank.saying import condition_words
from blunting_cli.conditions import ALWAYS, Condition, State
from blunting_cli.conditions.words import condition_data
from blunting_cli.explaining.counterfactuals import Change, Counterfactuals, Outcome
from blunting_cli.explaining.tree import Explanation, FactorTree, Grounds, Rule, ScoreTree
from blunting_cli.scoring import VERDICTS, CriterionResult

SCHEMA_VERSION = 1


def explanation_data(explanation: Explanation) -> dict[str, Any]:
    """Say an explanation as plain data; `counterfactuals` is None where they could not be worked out."""
    assessment = explanation.assessment
    bank, escalation = assessment.bank, assessment.escalation
    return {
        "schema_version": SCHEMA_VERSION,
        "bank": {"id": bank.id, "version": bank.version, "sha256": bank.sha256},
        "taken": assessment.taken,
        "outside": assessment.outside,
        "doubt": assessment.doubt or None,
        "tier": {
            "id": escalation.tier.id,
            "title": escalation.tier.title,
            "reasons": [
                {
                    "trigger": reason.trigger.id,
                    "tier": reason.trigger.tier,
                    "because": reason.trigger.because,
                    **_rule(reason.trigger.when, grounds, assessment),
                    "source": reason.trigger.source or None,
                }
                for reason, grounds in explanation.reasons
            ],
        },
        "criteria": [_criterion(result, grounds, assessment) for result, grounds in explanation.criteria],
        "pattern": _pattern(explanation),
        "scores": [_score(tree, assessment) for tree in explanation.scores],
        "factors": [_factor(tree, assessment) for tree in explanation.factors],
        "counterfactuals": _changes(explanation.changes),
    }


def factor_data(explanation: Explanation, name: str) -> dict[str, Any]:
    """Say one factor as plain data, in the form it has among the factors of an explanation.

    Raises:
        UsageError: no factor has that id or title.
    """
    return _factor(explanation.factor(name), explanation.assessment)


def _answers(questions: Iterable[str], assessment: Assessment) -> list[dict[str, Any]]:
    given = assessment.answers
    return [{"question": name, "answer": as_data(given.get(name, State.NOT_ASKED))} for name in questions]


def _rule(condition: Condition, grounds: Grounds, assessment: Assessment) -> dict[str, Any]:
    """Give a condition, in words too, with every answer it rests on and the scores that it read."""
    stated = condition != ALWAYS and assessment.doubt != OTHER_BANK
    return {
        "condition": condition_data(condition) if stated else None,
        "condition_words": condition_words(condition, assessment.bank) if stated else None,
        "answers": _answers(grounds.questions, assessment),
        "scores": {name: assessment.scores[name].value for name in grounds.scores if name in assessment.scores},
    }


def _criterion(result: CriterionResult, grounds: tuple[Grounds, ...], assessment: Assessment) -> dict[str, Any]:
    criterion = result.criterion
    return {
        "id": criterion.id,
        "title": criterion.title,
        "verdict": VERDICTS[result.verdict],
        "parts": [
            {"title": title, "verdict": VERDICTS[verdict], **_rule(condition, found, assessment)}
            for (title, condition), verdict, found in zip(criterion.parts, result.parts, grounds, strict=True)
        ],
        "missing": list(result.missing),
        "source": criterion.source or None,
    }


def _pattern(explanation: Explanation) -> dict[str, Any]:
    assessment, found = explanation.assessment, explanation.assessment.pattern
    condition = found.pattern.when if found.pattern else ALWAYS
    return {
        "id": found.pattern.id if found.pattern else None,
        "title": found.pattern.title if found.pattern else None,
        **_rule(condition, explanation.pattern, assessment),
        "source": found.pattern.source if found.pattern else None,
        "also": [pattern.id for pattern in found.also],
        "undecided": [pattern.id for pattern in found.undecided],
        "missing": _answers(found.missing, assessment),
        "neighbours": [
            {
                "id": entry.neighbour.id,
                "fits": entry.fits,
                **_rule(entry.neighbour.fits if entry.fits else entry.neighbour.differs, grounds, assessment),
                "source": entry.neighbour.source,
            }
            for entry, grounds in explanation.neighbours
        ],
    }


def _score(tree: ScoreTree, assessment: Assessment) -> dict[str, Any]:
    result, score = tree.result, tree.score
    bands = assessment.bank.bands.get(score.bands[0]) if score.bands else None
    band = result.band and {"label": result.band.label, "from": result.band.start, "to": tree.top}
    sourced = {"source": bands.source, "provisional": bands.provisional} if bands else {}
    parts: list[dict[str, Any]] = [{"gives": part.gives} for part in tree.parts]
    for entry, part in zip(parts, tree.parts, strict=True):
        if part.counted is not None:
            entry["when"] = condition_data(part.counted)
        elif part.id in assessment.bank.score_by_id:
            entry["score"] = part.id
        else:
            entry |= _answers([part.id], assessment)[0]
            entry["reversed"] = assessment.bank.by_id[part.id].reverse
    return {
        "id": score.id,
        "title": score.title,
        "value": result.value,
        "low": result.low,
        "high": result.high,
        "method": score.method,
        "lowest": score.low,
        "highest": score.high,
        "error": result.error,
        "answered": result.answered,
        "of": result.of,
        "parts": parts,
        "does_not_apply": list(tree.excluded),
        "missing": list(result.missing),
        "implied": list(result.implied),
        "band": {**band, **sourced} if band else None,
        "bands": {name: found.label for name, found in result.bands},
    }


def _factor(tree: FactorTree, assessment: Assessment) -> dict[str, Any]:
    factor = tree.factor
    return {
        "id": factor.id,
        "title": factor.title,
        "level": tree.result.level,
        "points": tree.result.points,
        "points_so_far": tree.points,
        "levels": dict(factor.levels),
        "points_to_few": tree.lacking,
        "held_back": tree.held_back or None,
        "gate": _answers(factor.gate, assessment),
        "needs": factor.needs,
        "rules": [_factor_rule(rule, assessment) for rule in tree.rules],
        "source": factor.source,
    }


def _factor_rule(rule: Rule, assessment: Assessment) -> dict[str, Any]:
    return {
        "rule": rule.evidence.id,
        "verdict": rule.verdict,
        "points": rule.evidence.points,
        "because": rule.evidence.because if rule.verdict else None,
        **_rule(rule.evidence.when, rule.grounds, assessment),
        "source": rule.evidence.source or None,
    }


def _changes(changes: Counterfactuals | None) -> dict[str, Any] | None:
    if changes is None:
        return None
    return {"outcomes": [_outcome(outcome) for outcome in changes.outcomes], "not_varied": list(changes.left_out)}


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "kind": outcome.kind,
        "score": outcome.subject or None,
        "from": outcome.before,
        "to": outcome.after,
        "steps": outcome.steps,
        "changes": [_change(change) for change in outcome.changes],
    }


def _change(change: Change) -> dict[str, Any]:
    return {"question": change.question, "from": as_data(change.before), "to": as_data(change.after)}
