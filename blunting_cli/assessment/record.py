"""An assessment as plain data with stable names and order: the same bank and answers give the same bytes.

A record can be read without the questions it was made with: it carries its reasons, titles and words of care.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from blunting_cli.answers import as_data
from blunting_cli.assessment.assessing import Assessment
from blunting_cli.assessment.withholding import rests_on_safety
from blunting_cli.bank.model import Question
from blunting_cli.conditions import Answer, State
from blunting_cli.escalation import Reason
from blunting_cli.factors import FactorResult, Finding, told_apart
from blunting_cli.scoring import VERDICTS, CriterionResult, ScoreResult

SCHEMA_VERSION = 1


def record(assessment: Assessment) -> dict[str, Any]:
    """Say an assessment as plain data; names and order are stable, unknown is None."""
    bank, escalation = assessment.bank, assessment.escalation
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "blunting", "version": assessment.program},
        "bank": {
            "id": bank.id,
            "version": bank.version,
            "sha256": bank.sha256,
            "title": bank.title,
            "language": bank.language,
            "recall": bank.recall,
        },
        "taken": assessment.taken,
        "outside": assessment.outside,
        "answers": {name: as_data(answer) for name, answer in assessment.answers.items()},
        "safety": [name for name in assessment.answers if name in bank.safety],
        "questions": {name: _question(bank.by_id[name], answer) for name, answer in assessment.answers.items()},
        "scores": {name: _score(result, assessment) for name, result in assessment.scores.items()},
        "criteria": {name: _criterion(result, assessment) for name, result in assessment.criteria.items()},
        "pattern": _pattern(assessment),
        "factors": [_factor(result, assessment) for result in assessment.factors],
        "comparisons": [
            {"of": list(found.of), "text": found.text, "source": found.source}
            for found in told_apart(bank, assessment.factors)
        ],
        "escalation": {
            "tier": escalation.tier.id,
            "title": escalation.tier.title,
            "text": escalation.tier.text,
            "urgent": escalation.tier.urgent,
            "now": escalation.tier.now,
            "reasons": [_reason(reason, assessment) for reason in escalation.reasons],
            "flags": [
                *(
                    {"id": flag.id, "about_safety": rests_on_safety(flag, bank), "text": flag.text}
                    for flag in escalation.flags
                ),
                *(
                    {"id": said.id, "group": said.group, "text": said.text}
                    for said in escalation.statements
                    if not said.is_help
                ),
            ],
            "help": [
                {"id": said.id, "group": said.group, "text": said.text, "lines": list(said.lines)}
                for said in escalation.help
            ],
        },
        "notes": [
            {"id": entry.id, "text": entry.text, "questions": list(entry.questions)} for entry in assessment.notes
        ],
    }


def _question(question: Question, answer: Answer) -> dict[str, Any]:
    """Name a question in short, with the words of the options that were chosen."""
    chosen = answer if isinstance(answer, tuple) else (answer,)
    labels = {str(option.value): option.label for option in question.options if option.value in chosen}
    return {"short": question.short, "chosen": labels}


def _answers(questions: Iterable[str], assessment: Assessment) -> list[dict[str, Any]]:
    given = assessment.answers
    return [{"question": name, "answer": as_data(given.get(name, State.NOT_ASKED))} for name in questions]


def _score(result: ScoreResult, assessment: Assessment) -> dict[str, Any]:
    score = assessment.bank.score_by_id[result.id]
    return {
        "title": score.title,
        "lowest": score.low,
        "highest": score.high,
        "method": score.method,
        "domain": score.domain,
        "shown": score.shown,
        "about_safety": result.id in assessment.bank.safety_scores,
        "value": result.value,
        "low": result.low,
        "high": result.high,
        "error": result.error,
        "answered": result.answered,
        "of": result.of,
        "band": result.band.label if result.band else None,
        "bands": {name: band.label for name, band in result.bands},
        "answers": _answers(result.questions, assessment),
        "missing": list(result.missing),
        "implied": list(result.implied),
    }


def _criterion(result: CriterionResult, assessment: Assessment) -> dict[str, Any]:
    found = result.criterion
    titled = zip(found.parts, result.parts, strict=True)
    return {
        "title": found.title,
        "verdict": VERDICTS[result.verdict],
        "text": {True: found.met, False: found.unmet, None: None}[result.verdict],
        "parts": [{"title": title, "verdict": VERDICTS[verdict]} for (title, _), verdict in titled],
        "answers": _answers(result.questions, assessment),
        "missing": list(result.missing),
        "about_safety": not assessment.bank.safety.isdisjoint(assessment.bank.rests_on(found.when)),
        "source": found.source or None,
    }


def _pattern(assessment: Assessment) -> dict[str, Any]:
    found = assessment.pattern
    return {
        "id": found.pattern.id if found.pattern else None,
        "title": found.pattern.title if found.pattern else None,
        "text": found.pattern.text if found.pattern else None,
        "because": _answers(found.because, assessment),
        "also": [pattern.id for pattern in found.also],
        "undecided": [pattern.id for pattern in found.undecided],
        "missing": list(found.missing),
        "neighbours": [
            {
                "id": entry.neighbour.id,
                "fits": entry.fits,
                "answers": _answers(entry.questions, assessment),
                "source": entry.neighbour.source,
            }
            for entry in found.neighbours
        ],
    }


def _factor(result: FactorResult, assessment: Assessment) -> dict[str, Any]:
    return {
        "id": result.factor.id,
        "title": result.factor.title,
        "level": result.level,
        "points": result.points,
        "for": [_finding(finding, assessment) for finding in result.speaks_for],
        "against": [_finding(finding, assessment) for finding in result.speaks_against],
        "not_asked": [{**_finding(finding, assessment), "because": None} for finding in result.not_asked],
    }


def _finding(finding: Finding, assessment: Assessment) -> dict[str, Any]:
    rule = finding.rule
    return {
        "rule": rule.id,
        "answers": _answers(finding.questions, assessment),
        "points": rule.points,
        "because": rule.because,
        "source": rule.source or None,
    }


def _reason(reason: Reason, assessment: Assessment) -> dict[str, Any]:
    trigger = reason.trigger
    return {
        "trigger": trigger.id,
        "tier": trigger.tier,
        "because": trigger.because,
        "answers": _answers(reason.questions, assessment),
        "source": trigger.source or None,
    }
