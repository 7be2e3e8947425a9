"""A bank described: as plain data for programs that fill in answers, and as a list of questions for people."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

from blunting_cli.answers import accepted
from blunting_cli.bank.model import Bank, Question, Score
from blunting_cli.conditions import State, questions_of, scores_of
from blunting_cli.conditions.words import condition_data
from blunting_cli.errors import printable

WIDTH = 90


def bank_data(bank: Bank) -> dict[str, Any]:
    """Give all that a program needs to fill in answers and to read results, with stable names."""
    scored = {
        question.id: [score.id for score in bank.scores if question.id in score.of] for question in bank.questions
    }
    return {
        "bank": {
            "id": bank.id,
            "version": bank.version,
            "sha256": bank.sha256,
            "title": bank.title,
            "language": bank.language,
            "languages": list(bank.languages),
            "recall": bank.recall,
            "licence": bank.licence,
        },
        "sections": [
            {"id": section.id, "title": section.title, "why": section.why, "lead": section.lead}
            for section in bank.sections
        ],
        "questions": [_question_data(question, scored[question.id]) for question in bank.questions],
        "scores": [_score_data(score) for score in bank.scores],
        "bands": {
            name: [{"from": step.start, "label": step.label, "text": step.text} for step in bands.steps]
            for name, bands in bank.bands.items()
        },
        "criteria": [
            {
                "id": found.id,
                "title": found.title,
                "source": found.source,
                "parts": [{"title": title, "when": condition_data(when)} for title, when in found.parts],
            }
            for found in bank.criteria
        ],
        "patterns": [
            {"id": found.id, "title": found.title, "text": found.text, "when": condition_data(found.when)}
            for found in bank.patterns
        ],
        "factors": [
            {
                "id": factor.id,
                "title": factor.title,
                "levels": factor.levels,
                "rules": [
                    {
                        "id": rule.id,
                        "points": rule.points,
                        "because": rule.because,
                        "source": rule.source,
                        "when": condition_data(rule.when),
                    }
                    for rule in factor.evidence
                ],
            }
            for factor in bank.factors
        ],
        "tiers": [
            {"id": tier.id, "title": tier.title, "text": tier.text, "urgent": tier.urgent, "exit_code": tier.exit_code}
            for tier in bank.tiers
        ],
        "triggers": [
            {
                "id": trigger.id,
                "tier": trigger.tier,
                "because": trigger.because,
                "source": trigger.source,
                "when": condition_data(trigger.when),
            }
            for trigger in bank.triggers
        ],
        "flags": [
            *(flag.id for flag in (*((bank.outside,) if bank.outside else ()), *bank.flags)),
            *(said.id for said in bank.statements if not said.is_help),
        ],
    }


def _question_data(question: Question, scores: list[str]) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": question.id,
        "ask": question.ask,
        "short": question.short,
        "why": question.why,
        "section": question.section,
        "ask_if": condition_data(question.opens) if question.opens is not None else None,
        "type": question.type,
        "options": [{"value": option.value, "label": option.label} for option in question.options],
        "also": [state.value for state in question.also],
        "may_skip": State.SKIPPED.value,
        "reverse": question.reverse,
        "safety": question.safety,
        "red_flag": question.red_flag,
        "scores": scores,
    }
    if not question.options:
        ends = {"min": question.low, "max": question.high, "unit": question.unit or None}
        data |= {"accepts": accepted(question), **ends, "examples": list(question.examples)}
    return data


def _score_data(score: Score) -> dict[str, Any]:
    return {
        "id": score.id,
        "title": score.title,
        "method": score.method,
        "of": list(score.of),
        "counted": [condition_data(condition) for condition in score.counted],
        "times": score.times,
        "lowest": score.low,
        "highest": score.high,
        "recode": dict(score.recodes),
        "score_if": condition_data(score.applies) if score.applies is not None else None,
        "prorate": score.prorate,
        "needs": {"share": score.share, "answers": score.fewest, "scores": score.least},
        "bands": list(score.bands),
        "domain": score.domain,
    }


def question_list(bank: Bank) -> str:
    """Give the questions as lines for people: id, wording, and what opens each."""
    count = f"{len(bank.questions)} question{'' if len(bank.questions) == 1 else 's'}"
    lines = [f"{bank.title or bank.id}, version {bank.version}: {count}"]
    lines += [f"Languages: {', '.join(bank.languages)}"] if len(bank.languages) > 1 else []
    lines += wrap(f"Licence: {bank.licence}", WIDTH) if bank.licence else []
    section = ""
    for question in bank.questions:
        if question.section != section:
            section = question.section
            lines += ["", bank.section_by_id[section].title]
        lines += wrap(f"{question.id}: {question.ask}", WIDTH, initial_indent="  ", subsequent_indent="      ")
        if question.opens is not None:
            after = [*questions_of(question.opens), *(f"score {score}" for score in scores_of(question.opens))]
            lines += wrap(f"after {', '.join(after)}", WIDTH, initial_indent="      ", subsequent_indent="      ")
    return printable("\n".join(lines)) + "\n"
