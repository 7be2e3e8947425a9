"""What the questions without an answer mean for the result, said before it is made."""

from __future__ import annotations

from collections.abc import Iterator

from blunting_cli.assessment import Assessment, assess, fill
from blunting_cli.bank.model import Bank
from blunting_cli.conditions import State, is_missing
from blunting_cli.factors import FactorResult
from blunting_cli.interview.machine import Interview


def meaning_of_absences(state: Interview) -> tuple[str, ...]:
    """Name the open questions without an answer and what follows from that; nothing where all have one."""
    bank, answers = state.bank, state.settled.answers
    missing = [name for name, answer in answers.items() if is_missing(answer)]
    return tuple(_said(bank, missing, assess(bank, answers))) if missing else ()


def _said(bank: Bank, missing: list[str], assessment: Assessment) -> Iterator[str]:
    left_out = [bank.by_id[name] for name in missing]
    yield fill(bank.texts["absent"], names=", ".join(question.short for question in left_out))
    results = [(bank.score_by_id[name].title, result) for name, result in assessment.scores.items() if result.of]
    groups = {
        "absent_no_number": [title for title, result in results if result.value is None],
        "absent_range": [title for title, result in results if result.value is not None and result.low != result.high],
        "absent_factor": [found.factor.title for found in assessment.factors if _lacks(found, missing)],
        "absent_red_flag": [found.short for found in left_out if found.red_flag and found.id not in bank.safety],
        "absent_safety": [found.short for found in left_out if found.id in bank.safety],
    }
    for text, names in groups.items():
        if names:
            yield fill(bank.texts[text], names=", ".join(names))


def _lacks(found: FactorResult, missing: list[str]) -> bool:
    """Tell whether a factor has no level, and one of the missing answers is among those it rests on."""
    needed = {name for finding in found.not_asked for name in finding.questions}
    return found.level == State.NOT_ASKED and not {*needed, *found.factor.gate}.isdisjoint(missing)
