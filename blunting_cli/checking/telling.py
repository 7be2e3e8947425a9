"""What came of the cases, in words for a clinician and as data for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from blunting_cli.checking.cases import CaseResult, Difference
from blunting_cli.checking.expectations import EACH, KEYS, VALUE, Expected
from blunting_cli.checking.folders import CasesRun
from blunting_cli.checking.grounds import Ground
from blunting_cli.errors import Complaint, Place
from blunting_cli.render.text import wrapped

WIDEST = 80
# What an expectation is about, before what was expected of it.
SUBJECTS = {
    "pattern": "Pattern",
    "first_factor": "First factor",
    "listed": "Factors printed",
    "not_listed": "Factors printed",
    "not_first": "First factor",
    "levels": "Level of {name}",
    "points": "Points of {name}",
    "tier": "Tier",
    "tier_at_least": "Tier",
    "tier_at_most": "Tier",
    "triggers": "Triggers",
    "no_triggers": "Triggers",
    "flags": "Flags",
    "no_flags": "Flags",
    "scores": "Score {name}",
    "bands": "Band of {name} ({part})",
    "criteria": "Criterion {name}",
    "notes": "Notes",
}
WANTED = {
    "not_listed": "none of {name}",
    "no_flags": "none of {name}",
    "no_triggers": "none of {name}",
    "not_first": "any but {name}",
    "tier_at_least": "{words} or sooner",
    "tier_at_most": "{words} or later",
}
OF_A_SCORE = {VALUE: "Score {name}", "low": "Lowest of {name}", "high": "Highest of {name}", "error": "Error of {name}"}


def cases_text(run: CasesRun, width: int) -> str:
    """Give what differs, case by case, and how many there are of each."""
    width = min(width, WIDEST)
    lines: list[str] = []
    for result in run.differing:
        lines += [*_case(result, width), ""]
    return "".join(f"{line}\n" for line in (*lines, *wrapped(summary(run), width)))


def summary(run: CasesRun) -> str:
    """Say in a line how many cases there are, and how many of them are as expected.

    That all are is said only where some were run and nothing is wrong with any file.
    """
    differ, ran, unread = len(run.differing), len(run.results), ""
    if run.unread:
        unread = f" {_number(run.unread, 'file')} could not be read."
    if not run.told:
        return f"No case was run.{unread}"
    if run.told == ran and not run.complaints and not differ:
        return f"{_number(ran, 'case')}: {'all as expected' if ran != 1 else 'as expected'}."
    parts = [f"{ran - differ} as expected", f"{differ} {'differs' if differ == 1 else 'differ'}"]
    if run.told > ran:
        parts.append(f"{run.told - ran} not run, for what is wrong with {'it' if run.told - ran == 1 else 'them'}")
    elif run.complaints and not unread:
        count = len(run.complaints)
        unread = f" {_number(count, 'thing')} {'is' if count == 1 else 'are'} to be mended in the file."
    return f"{_number(run.told, 'case')}: {', '.join(parts)}.{unread}"


def _number(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _case(result: CaseResult, width: int) -> Iterator[str]:
    yield from wrapped(f"{result.name} ({_spot(result.place)})", width, "", "  ")
    said: set[Ground] = set()
    for difference in result.differences:
        yield from wrapped(_difference(difference), width, "  ", "    ")
        for ground in difference.grounds:
            text = f"{ground.rule.rstrip('.')} (as above)" if ground in said else _ground(ground)
            yield from wrapped(text, width, "    - ", "      ")
            said.add(ground)


def _spot(place: Place) -> str:
    return f"{place.source}:{place.line}"


def _difference(difference: Difference) -> str:
    expected = difference.expected
    line = f"line {expected.place.line}"
    return f"{_subject(expected)}: expected {_wanted(expected)} ({line}), came out {_found(difference)}."


def _subject(expected: Expected) -> str:
    text = OF_A_SCORE[expected.part] if expected.key == "scores" else SUBJECTS[expected.key]
    return text.format(name=expected.name, part=expected.part)


def _wanted(expected: Expected) -> str:
    words = expected.name if KEYS[expected.key][0] == EACH else " or ".join(map(_value, expected.wanted))
    return WANTED.get(expected.key, "{words}").format(name=expected.name, words=words)


def _found(difference: Difference) -> str:
    found = difference.found
    return (", ".join(found) or "none") if isinstance(found, list) else _value(found)


def _value(value: Any) -> str:
    if value is None:
        return "none"
    return (
        f"{value:g}"
        if isinstance(value, int | float)
        else str(value).replace("_", " ")
        if value == "not_asked"
        else str(value)
    )


def _ground(ground: Ground) -> str:
    answers = "; ".join(f"{name}: {answer}" for name, answer in ground.answers)
    rule = ground.rule if ground.rule.endswith((".", "?")) or not answers else f"{ground.rule}."
    return f"{rule} Answers: {answers}" if answers else rule


# For programs -------------------------------------------------------------------------------------------------------


def cases_data(run: CasesRun) -> dict[str, Any]:
    """Give every case with its differences, and everything that is wrong with the files."""
    return {
        "cases": run.told,
        "as_expected": len(run.results) - len(run.differing),
        "differ": len(run.differing),
        "not_run": run.told - len(run.results),
        "files_not_read": run.unread,
        "results": [_case_data(result) for result in run.results],
        "complaints": [_complaint_data(complaint) for complaint in run.complaints],
    }


def _case_data(result: CaseResult) -> dict[str, Any]:
    return {
        "case": result.name,
        "file": result.place.source,
        "line": result.place.line,
        "bank": result.assessment.bank.id,
        "as_expected": not result.differences,
        "differences": [_difference_data(difference) for difference in result.differences],
    }


def _difference_data(difference: Difference) -> dict[str, Any]:
    expected = difference.expected
    return {
        "key": expected.key,
        "name": expected.name or None,
        "part": expected.part or None,
        "line": expected.place.line,
        "expected": list(expected.wanted) or None,
        "found": difference.found,
        "because": [{"rule": ground.rule, "answers": dict(ground.answers)} for ground in difference.grounds],
    }


def _complaint_data(complaint: Complaint) -> dict[str, Any]:
    place = complaint.place
    return {
        "file": place.source,
        "line": place.line,
        "column": place.column,
        "message": complaint.message,
        "hint": complaint.hint or None,
    }
