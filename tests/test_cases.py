"""People, told as files: what each one answers, and what the program must make of it. See tests/cases/README.md."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from blunting_cli.answers import read_answers
from blunting_cli.asking import complete
from blunting_cli.assessment import assess, record
from blunting_cli.bank import Bank, load_medicines
from blunting_cli.bank.reading import read_document
from blunting_cli.conditions import Answer, Medicine
from blunting_cli.errors import FileErrors
from blunting_cli.factors import PRINTED, RANKED
from blunting_cli.medicines import recognise

CASES = sorted(Path(__file__).with_name("cases").glob("*.yaml"))
KEYS = {"case", "based_on", "answers", "partial", "expect"}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path, bank: Bank, well: dict[str, Answer]) -> None:
    case = read_document(path.read_bytes(), path.name).data
    assert KEYS - {"partial"} <= set(case) <= KEYS, f"a case has {sorted(KEYS)}"
    base: dict[str, Any] = {"well": dict(well), "nothing": {}}[case["based_on"]]
    answers = base | (case["answers"] or {})
    partial = case.get("partial", False)

    try:
        result = score(answers, bank, partial=partial)
    except FileErrors as error:
        raise pytest.fail.Exception(f"{case['case']}\n{error.render()}", pytrace=False) from None
    expected = case["expect"]
    assert set(expected) <= set(CHECKS), f"`expect` has {sorted(CHECKS)}"
    unknown = list(unknown_names(expected, bank))
    assert not unknown, f"the bank does not know {unknown}"
    found = summary(result, bank)
    checked = {key: CHECKS[key](wanted, found) for key, wanted in expected.items()}
    wrong = [f"{key}: expected {expected[key]}, got {got}" for key, (right, got) in checked.items() if not right]
    if wrong:
        pytest.fail("\n".join([case["case"], *wrong]), pytrace=False)

    # What holds for every person.
    assert as_bytes(score(dict(reversed(answers.items())), bank, partial=partial)) == as_bytes(result)
    assert as_bytes(score(result["answers"], bank, partial=partial)) == as_bytes(result)
    assert typed(answers.get("medicines")) == typed(result["answers"].get("medicines"))
    ranks = [(RANKED.index(factor["level"]), -(factor["points"] or 0)) for factor in result["factors"]]
    assert ranks == sorted(ranks)
    assert [cited for cited in conclusions(result) if result["answers"].get(cited["question"]) != cited["answer"]] == []


def test_there_are_enough_people() -> None:
    """A folder that was not found must not pass for a folder without failures."""
    assert len(CASES) >= 36


def score(answers: Mapping[str, Any], bank: Bank, *, partial: bool) -> dict[str, Any]:
    """Give the record of an answers file, the way the program makes it."""

    def by_name(medicines: tuple[Medicine, ...]) -> tuple[Medicine, ...]:
        return recognise(medicines, load_medicines())

    text = yaml.safe_dump(dict(answers), allow_unicode=True, sort_keys=False, width=1000)
    file = read_answers(text.encode(), "answers.yaml", bank, by_name)
    return record(assess(bank, complete(bank, file, partial=partial).answers))


def as_bytes(result: Mapping[str, Any]) -> bytes:
    return json.dumps(result, allow_nan=False).encode()


def typed(medicines: Any) -> list[str]:
    """Give the names as they were typed."""
    listed = medicines if isinstance(medicines, list) else []
    return [entry["name"] if isinstance(entry, dict) else str(entry) for entry in listed]


def conclusions(result: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Walk every answer that a score, the pattern, a factor or a reason cites."""
    for scored in result["scores"].values():
        yield from scored["answers"]
    yield from result["pattern"]["because"]
    for factor in result["factors"]:
        for finding in (*factor["for"], *factor["against"]):
            assert finding["answers"], f"{finding['rule']} cites nothing"
            yield from finding["answers"]
    for reason in result["escalation"]["reasons"]:
        assert reason["answers"], f"{reason['trigger']} cites nothing"
        yield from reason["answers"]


# What a case may expect ---------------------------------------------------------------------------------------------


def summary(result: Mapping[str, Any], bank: Bank) -> dict[str, Any]:
    """Give what the cases speak about, each under one name."""
    levels = {factor["id"]: factor["level"] for factor in result["factors"]}
    printed = [name for name, level in levels.items() if level in PRINTED]
    return {
        "pattern": result["pattern"]["id"],
        "levels": levels,
        "printed": printed,
        "first": printed[0] if printed else None,
        "tier": result["escalation"]["tier"],
        "tiers": [tier.id for tier in reversed(bank.tiers)],
        "triggers": [reason["trigger"] for reason in result["escalation"]["reasons"]],
        "flags": [flag["id"] for flag in result["escalation"]["flags"]],
        "bands": {name: scored["band"] for name, scored in result["scores"].items()},
        "notes": [note["id"] for note in result["notes"]],
    }


def any_of(wanted: Any) -> list[Any]:
    """Give the acceptable values: a list stands for any of its entries."""
    return wanted if isinstance(wanted, list) else [wanted]


def all_are(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    return all(found.get(name) in any_of(value) for name, value in wanted.items())


def height(tier: str, found: Mapping[str, Any]) -> int:
    return int(found["tiers"].index(tier))


# Key -> whether what was found is right, and what was found.
CHECKS: dict[str, Callable[[Any, dict[str, Any]], tuple[bool, Any]]] = {
    "pattern": lambda wanted, found: (found["pattern"] in any_of(wanted), found["pattern"]),
    "first_factor": lambda wanted, found: (found["first"] in any_of(wanted), found["levels"]),
    "listed": lambda wanted, found: (set(wanted) <= set(found["printed"]), found["levels"]),
    "not_first": lambda wanted, found: (found["first"] not in wanted, found["levels"]),
    "not_listed": lambda wanted, found: (not set(wanted) & set(found["printed"]), found["levels"]),
    "levels": lambda wanted, found: (all_are(wanted, found["levels"]), found["levels"]),
    "tier": lambda wanted, found: (found["tier"] == wanted, (found["tier"], found["triggers"])),
    "tier_at_least": lambda wanted, found: (
        height(found["tier"], found) >= height(wanted, found),
        (found["tier"], found["triggers"]),
    ),
    "tier_at_most": lambda wanted, found: (
        height(found["tier"], found) <= height(wanted, found),
        (found["tier"], found["triggers"]),
    ),
    "triggers": lambda wanted, found: (set(wanted) <= set(found["triggers"]), found["triggers"]),
    "flags": lambda wanted, found: (set(wanted) <= set(found["flags"]), found["flags"]),
    "no_flags": lambda wanted, found: (not set(wanted) & set(found["flags"]), found["flags"]),
    "bands": lambda wanted, found: (all_are(wanted, found["bands"]), found["bands"]),
    "notes": lambda wanted, found: (set(wanted) <= set(found["notes"]), found["notes"]),
}


def unknown_names(expected: Mapping[str, Any], bank: Bank) -> Iterator[str]:
    """Give every name the bank does not know: a slip of the pen must not pass for "not listed"."""
    factors = {factor.id for factor in bank.factors}
    tiers = {tier.id for tier in bank.tiers}
    flags = {flag.id for flag in (*bank.flags, *bank.statements, *([bank.outside] if bank.outside else ()))}
    bands = {step.label for steps in bank.bands.values() for step in steps.steps} | {None}
    known: dict[str, set[Any]] = {
        "pattern": {pattern.id for pattern in bank.patterns} | {None},
        "first_factor": factors | {None},
        "triggers": {trigger.id for trigger in bank.triggers},
        "bands": set(bank.score_by_id),
        "notes": {name.removeprefix("note_") for name in bank.texts},
        **dict.fromkeys(("listed", "not_first", "not_listed", "levels"), factors),
        **dict.fromkeys(("tier", "tier_at_least", "tier_at_most"), tiers),
        **dict.fromkeys(("flags", "no_flags"), flags),
    }
    values: dict[str, set[Any]] = {"bands": bands, "levels": set(RANKED)}
    for key, wanted in expected.items():
        names = list(wanted) if isinstance(wanted, dict) else any_of(wanted)
        yield from (str(name) for name in names if name not in known[key])
        if isinstance(wanted, dict):
            yield from (str(word) for entry in wanted.values() for word in any_of(entry) if word not in values[key])
