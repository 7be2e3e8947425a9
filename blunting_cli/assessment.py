"""Bank + answers -> assessment: everything the program concludes, each conclusion with the answers behind it.

`assess` runs scoring, factors and escalation. `withhold` takes the answers about safety out. `record` says an
assessment as plain data with stable names; the same bank and answers give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from blunting_cli import __version__
from blunting_cli.answers import as_data
from blunting_cli.bank.model import HELP, Bank, Flag, Statement, Trigger
from blunting_cli.conditions import ALWAYS, Answer, Medicine, State, is_missing, questions_of
from blunting_cli.escalation import Escalation, Reason, escalate, is_outside
from blunting_cli.factors import FactorResult, Finding, told_apart, weigh_factors
from blunting_cli.scoring import PatternResult, Said, ScoreResult, band_of, find_pattern

SCHEMA_VERSION = 1
SAFETY = "safety"
HELP_NOW = "help_now"


class Note(NamedTuple):
    """Something a reader of the result must know about how it came about."""

    id: str
    text: str


@dataclass(frozen=True)
class Assessment:
    """All that follows from one person's answers. `answers` are those that count, in the bank's order.

    `taken` is the day an interview was held, as YYYY-MM-DD, or None. Where `outside` is true the bank was not written
    for the person: there are no scores, pattern or factors.
    """

    bank: Bank
    answers: Mapping[str, Answer]
    taken: str | None
    outside: bool
    scores: Mapping[str, ScoreResult]
    pattern: PatternResult
    factors: tuple[FactorResult, ...]
    escalation: Escalation
    notes: tuple[Note, ...]


NO_PATTERN = PatternResult(None, (), (), ())


def assess(
    bank: Bank, answers: Mapping[str, Answer], *, taken: str | None = None, notes: Iterable[Note] = ()
) -> Assessment:
    """Draw every conclusion from answers that count (see `asking.settle`)."""
    said = Said(bank, answers)
    outside = is_outside(bank, said)
    results = [] if outside else [said.score(score.id) for score in bank.scores]
    scores = {result.id: result._replace(band=band_of(result, said)) for result in results}
    pattern = NO_PATTERN if outside else find_pattern(said)
    return Assessment(
        bank=bank,
        answers=answers,
        taken=taken,
        outside=outside,
        scores=scores,
        pattern=pattern,
        factors=() if outside else weigh_factors(bank, said),
        escalation=escalate(bank, said),
        notes=(*notes, *_notes(bank, answers, scores, pattern)),
    )


def fill(text: str, /, **words: object) -> str:
    """Put words into the braces of a text; nothing else of the text is read as a command."""
    for name, word in words.items():
        text = text.replace("{" + name + "}", str(word))
    return text


def note(bank: Bank, id: str, **words: object) -> Note:
    """Make a note in the bank's words."""
    return Note(id, fill(bank.texts[f"note_{id}"], **words))


def _notes(
    bank: Bank, answers: Mapping[str, Answer], scores: Mapping[str, ScoreResult], pattern: PatternResult
) -> Iterable[Note]:
    short = [bank.score_by_id[result.id].title for result in scores.values() if result.value is None and result.of]
    if short:
        yield note(bank, "score_too_few", names=", ".join(short))
    if pattern.undecided:
        yield note(bank, "pattern_undecided", names=", ".join(found.title for found in pattern.undecided))
    red_flags = [
        name
        for name, answer in answers.items()
        if bank.by_id[name].red_flag and name not in bank.safety and is_missing(answer)
    ]
    if red_flags:
        yield note(bank, "red_flag", names=", ".join(red_flags))
    for answer in answers.values():
        if isinstance(answer, tuple):
            yield from medicine_notes(bank, [entry for entry in answer if isinstance(entry, Medicine)])


def medicine_notes(bank: Bank, medicines: Iterable[Medicine]) -> Iterable[Note]:
    """Say what each typed medicine was read as, or that it was not recognised."""
    from blunting_cli.bank import load_medicines
    from blunting_cli.medicines import class_label, near_names

    for medicine in medicines:
        known = load_medicines()
        if medicine.generic:
            label = class_label(medicine, known)
            yield note(bank, "medicine_read", typed=medicine.name, generic=medicine.generic, label=label)
            continue
        names = near_names(medicine.name, known)
        near = fill(bank.texts["note_medicine_near"], names=", ".join(names)) if names else ""
        yield note(bank, "medicine_unknown", typed=medicine.name, near=near)


# Withholding --------------------------------------------------------------------------------------------------------


def withhold(assessment: Assessment) -> Assessment:
    """Take the answers about safety out: they stand as withheld, whether they were asked or not.

    The tier stays; where nothing else explains it, its one reason names only "safety". Words of help are put in one
    general wording, since the special ones would tell the answer. Nothing else can rest on such an answer: a bank in
    which a score, pattern or factor does is refused when it is loaded.
    """
    bank, found = assessment.bank, assessment.escalation
    # The tier is no secret: where it is the highest, the general words are as urgent.
    words = bank.texts["help_general_now" if found.tier is bank.tiers[0] and found.tier.urgent else "help_general"]
    general = (Statement(HELP, HELP, words),) if found.help else ()
    escalation = replace(
        found,
        reasons=_withheld_reasons(found, bank),
        flags=_withheld_flags(found, bank),
        statements=(*general, *(said for said in found.statements if not said.is_help)),
    )
    said = {**assessment.answers, **dict.fromkeys(bank.safety, State.WITHHELD)}
    answers = {question.id: said[question.id] for question in bank.questions if question.id in said}
    hidden = (note(bank, "withheld"),) if bank.safety else ()
    return replace(assessment, answers=answers, escalation=escalation, notes=(*assessment.notes, *hidden))


def _withheld_reasons(found: Escalation, bank: Bank) -> tuple[Reason, ...]:
    """Leave out the reasons that rest on safety; one without a name stands first where the tier has no other."""
    kept = tuple(reason for reason in found.reasons if not bank.safety & set(reason.questions))
    if len(kept) == len(found.reasons) or found.tier.id in (reason.trigger.tier for reason in kept):
        return kept
    nameless = Trigger(SAFETY, found.tier.id, ALWAYS, bank.texts["safety_reason"], "")
    return (Reason(nameless, tuple(question.id for question in bank.questions if question.safety)), *kept)


def _withheld_flags(found: Escalation, bank: Bank) -> tuple[Flag, ...]:
    """Put one general flag in place of those that rest on safety."""
    kept = tuple(flag for flag in found.flags if not bank.safety & set(questions_of(flag.when)))
    if len(kept) == len(found.flags):
        return kept
    return (*kept, Flag(HELP_NOW, ALWAYS, bank.texts["help_general"]))


# The record ---------------------------------------------------------------------------------------------------------


def record(assessment: Assessment) -> dict[str, Any]:
    """Say an assessment as plain data; names and order are stable, unknown is None."""
    bank, escalation = assessment.bank, assessment.escalation
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "blunting", "version": __version__},
        "bank": {"id": bank.id, "version": bank.version, "sha256": bank.sha256},
        "taken": assessment.taken,
        "answers": {name: as_data(answer) for name, answer in assessment.answers.items()},
        "scores": {name: _score(result, assessment) for name, result in assessment.scores.items()},
        "pattern": {
            "id": assessment.pattern.pattern.id if assessment.pattern.pattern else None,
            "because": _answers(assessment.pattern.because, assessment),
            "also": [pattern.id for pattern in assessment.pattern.also],
            "neighbours": [
                {
                    "id": found.neighbour.id,
                    "fits": found.fits,
                    "answers": _answers(found.questions, assessment),
                    "source": found.neighbour.source,
                }
                for found in assessment.pattern.neighbours
            ],
        },
        "factors": [_factor(result, assessment) for result in assessment.factors],
        "comparisons": [
            {"of": list(found.of), "text": found.text, "source": found.source}
            for found in told_apart(bank, assessment.factors)
        ],
        "escalation": {
            "tier": escalation.tier.id,
            "reasons": [_reason(reason, assessment) for reason in escalation.reasons],
            "flags": [
                *({"id": flag.id, "text": flag.text} for flag in escalation.flags),
                *({"id": said.id, "text": said.text} for said in escalation.statements if not said.is_help),
            ],
        },
        "notes": [{"id": entry.id, "text": entry.text} for entry in assessment.notes],
    }


def _answers(questions: Iterable[str], assessment: Assessment) -> list[dict[str, Any]]:
    given = assessment.answers
    return [{"question": name, "answer": as_data(given.get(name, State.NOT_ASKED))} for name in questions]


def _score(result: ScoreResult, assessment: Assessment) -> dict[str, Any]:
    return {
        "value": result.value,
        "low": result.low,
        "high": result.high,
        "answered": result.answered,
        "of": result.of,
        "band": result.band.label if result.band else None,
        "answers": _answers(result.questions, assessment),
    }


def _factor(result: FactorResult, assessment: Assessment) -> dict[str, Any]:
    return {
        "id": result.factor.id,
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
