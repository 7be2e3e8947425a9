"""What is wrong with banks, in words for a terminal, and as data for programs."""

from __future__ import annotations

from typing import Any

from blunting_cli.bank.model import Bank
from blunting_cli.checking.codes import severity_of
from blunting_cli.checking.examining import Checked
from blunting_cli.errors import Complaint, printable


def mistakes_text(checked: Checked, width: int) -> str:
    """Give every complaint with its line and a caret, and at the end how many there are."""
    told = [printable(_told(complaint).render(width)) for complaint in checked.complaints]
    return "".join(f"{part}\n\n" for part in told) + f"{summary(checked)}\n"


def _told(complaint: Complaint) -> Complaint:
    message = f"{severity_of(complaint.code)}[{complaint.code}]: {complaint.message}"
    return complaint._replace(message=message)


def summary(checked: Checked) -> str:
    """Say in a line how many mistakes there are, or in how much there are none."""
    if checked.complaints:
        return f"{_number(checked.errors, 'error')}, {_number(checked.warnings, 'warning')}."
    kinds = {name: sum(counts[name] for counts in map(_counts, checked.banks)) for name in _KINDS}
    told = [_number(count, name, _KINDS[name]) for name, count in kinds.items() if count]
    last = f" and {told[-1]}" if len(told) > 1 else "".join(told[-1:])
    of = f" of {len(checked.banks)} banks" if len(checked.banks) > 1 else ""
    return f"No mistakes found in {', '.join(told[:-1])}{last}{of}."


_KINDS = {
    "question": "questions",
    "score": "scores",
    "criterion": "criteria",
    "factor": "factors",
    "trigger": "triggers",
    "source": "sources",
}


def _counts(bank: Bank) -> dict[str, int]:
    parts = (bank.questions, bank.scores, bank.criteria, bank.factors, bank.triggers, bank.sources)
    return dict(zip(_KINDS, map(len, parts), strict=True))


def _number(count: int, one: str, several: str = "") -> str:
    return f"{count} {one if count == 1 else several or f'{one}s'}"


def mistakes_data(checked: Checked) -> dict[str, Any]:
    """Give every complaint with its place, and how many there are."""
    return {
        "banks": [bank.id for bank in checked.banks],
        "errors": checked.errors,
        "warnings": checked.warnings,
        "complaints": [_data(complaint) for complaint in checked.complaints],
    }


def _data(complaint: Complaint) -> dict[str, Any]:
    place = complaint.place
    return {
        "severity": severity_of(complaint.code).value,
        "code": complaint.code,
        "message": complaint.message,
        "hint": complaint.hint or None,
        "file": place.source,
        "line": place.line,
        "column": place.column,
        "excerpt": place.short_excerpt or None,
    }
