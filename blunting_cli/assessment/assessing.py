"""Everything the program concludes from one person's answers: scoring, factors and escalation, run and joined."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from blunting_cli import __version__
from blunting_cli.bank.model import Bank
from blunting_cli.conditions import Answer, Medicine, evaluate, is_missing
from blunting_cli.escalation import Escalation, escalate, is_outside
from blunting_cli.factors import FactorResult, weigh_factors
from blunting_cli.scoring import (
    CriterionResult,
    PatternResult,
    Said,
    ScoreResult,
    bands_of,
    find_pattern,
    judge_criteria,
)

CONTRADICTION = "contradiction"
OTHER_BANK, CHANGED = "other_bank", "changed"


class Note(NamedTuple):
    """Something a reader of the result must know about how it came about; `questions` are those that it names."""

    id: str
    text: str
    questions: tuple[str, ...] = ()


class Assessment(NamedTuple):
    """All that follows from one person's answers. `answers` are those that count, in the bank's order.

    `taken` is the day an interview was held, as YYYY-MM-DD, or None. Where `outside` is true the bank was not written
    for the person: there are no scores, pattern or factors. `program` is the version that concluded all this, and
    `doubt` says what a reader must know of the record it was restored from: OTHER_BANK, its questions are not at hand;
    CHANGED, it is not what its answers come to; empty where there is no doubt.
    """

    bank: Bank
    answers: Mapping[str, Answer]
    taken: str | None
    outside: bool
    scores: Mapping[str, ScoreResult]
    criteria: Mapping[str, CriterionResult]
    pattern: PatternResult
    factors: tuple[FactorResult, ...]
    escalation: Escalation
    notes: tuple[Note, ...]
    program: str = __version__
    doubt: str = ""

    # No answer may come into a message by mistake.
    def __repr__(self) -> str:
        return f"<Assessment by {self.bank.id}>"


NO_PATTERN = PatternResult(None, (), (), ())


def assess(
    bank: Bank, answers: Mapping[str, Answer], *, taken: str | None = None, notes: Iterable[Note] = ()
) -> Assessment:
    """Draw every conclusion from answers that count (see `asking.settle`)."""
    said = Said(bank, answers)
    outside = is_outside(bank, said)
    scores = {} if outside else score_all(bank, said)
    pattern = NO_PATTERN if outside else find_pattern(said)
    return Assessment(
        bank=bank,
        answers=answers,
        taken=taken,
        outside=outside,
        scores=scores,
        criteria={} if outside else judge_all(bank, said),
        pattern=pattern,
        factors=() if outside else weigh_factors(bank, said),
        escalation=escalate(bank, said),
        notes=(*notes, *_notes(said, scores, pattern)),
    )


def score_all(bank: Bank, said: Said) -> dict[str, ScoreResult]:
    """Give every score of the bank with its bands."""
    results = [said.score(score.id) for score in bank.scores]
    return {result.id: result._replace(bands=bands_of(result, said)) for result in results}


def judge_all(bank: Bank, said: Said) -> dict[str, CriterionResult]:
    """Give every criterion of the bank with its verdict."""
    return {result.criterion.id: result for result in judge_criteria(bank, said)}


def fill(text: str, /, **words: object) -> str:
    """Put words into the braces of a text; nothing else of the text, and nothing in the words, is read as a command."""
    return re.sub(r"\{(\w+)\}", lambda found: str(words.get(found[1], found[0])), text)


def note(bank: Bank, id: str, questions: Iterable[str] = (), **words: object) -> Note:
    """Make a note in the bank's words; `questions` stand in it as {names}."""
    named = tuple(questions)
    return Note(id, fill(bank.texts[f"note_{id}"], names=", ".join(named), **words), named)


def _notes(said: Said, scores: Mapping[str, ScoreResult], pattern: PatternResult) -> Iterable[Note]:
    bank, answers = said.bank, said.answers
    short = [bank.score_by_id[result.id].title for result in scores.values() if result.value is None and result.of]
    if short:
        yield Note("score_too_few", fill(bank.texts["note_score_too_few"], names=", ".join(short)))
    if pattern.undecided:
        names = ", ".join(found.title for found in pattern.undecided)
        yield Note("pattern_undecided", fill(bank.texts["note_pattern_undecided"], names=names))
    red_flags = [
        name
        for name, answer in answers.items()
        if bank.by_id[name].red_flag and name not in bank.safety and is_missing(answer)
    ]
    if red_flags:
        yield note(bank, "red_flag", red_flags)
    yield from (Note(CONTRADICTION, found.text) for found in bank.contradictions if evaluate(found.when, said))
    for name, answer in answers.items():
        if isinstance(answer, tuple):
            told = medicine_notes(bank, [entry for entry in answer if isinstance(entry, Medicine)])
            yield from (found._replace(questions=(name,)) for found in told)


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
