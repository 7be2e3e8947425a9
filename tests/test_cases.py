"""People, told as files: what each one answers, and what the program must make of it. See tests/cases/README.md."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from people import shipped

from blunting_cli.answers import read_answers
from blunting_cli.asking import complete
from blunting_cli.assessment import Assessment, assess, record
from blunting_cli.bank import Bank, load_medicines
from blunting_cli.bank.reading import read_document
from blunting_cli.checking.case_files import Case, read_cases
from blunting_cli.checking.cases import CaseResult, run_case, run_cases
from blunting_cli.checking.expectations import KEYS, Expected
from blunting_cli.checking.folders import CasesRun, bank_beside, bases_in
from blunting_cli.checking.telling import cases_text
from blunting_cli.conditions import Answer, Medicine
from blunting_cli.errors import FileErrors
from blunting_cli.factors import PRINTED, RANKED
from blunting_cli.medicines import recognise

FOLDER = Path(__file__).with_name("cases")
# One person each, told by hand; those on the edge of a rule stand many in a file.
CASES = sorted(path for path in FOLDER.glob("*.yaml") if not path.name.startswith("edges_"))
EDGES = sorted(FOLDER.glob("edges_*.yaml"))
MOST_OF_A_KEY = 3
of_everyone = pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)


def by_name(medicines: tuple[Medicine, ...]) -> tuple[Medicine, ...]:
    return recognise(medicines, load_medicines())


@cache
def case_of(path: Path) -> Case:
    """Read the one case of a file, as the program does."""
    read = read_cases(read_document(path.read_bytes(), path.name), shipped(), by_name, bases_in(FOLDER))
    if read.complaints:
        raise pytest.fail.Exception(FileErrors(read.complaints).render(), pytrace=False)
    [case] = read.cases
    return case


@cache
def result_of(path: Path) -> CaseResult:
    return run_case(case_of(path), shipped())


@of_everyone
def test_case(path: Path, bank: Bank) -> None:
    result = result_of(path)
    if result.differences:
        pytest.fail(cases_text(CasesRun((result,), 1, 0, ()), 80), pytrace=False)

    # What holds for every person. The answers are put together here once more, by another reader.
    case = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    answers = base_of(case["based_on"]) | (case["answers"] or {})
    partial, found = case.get("partial") == "true", record(result.assessment)
    assert as_bytes(score(dict(reversed(answers.items())), bank, partial=partial)) == as_bytes(found)
    assert as_bytes(score(found["answers"], bank, partial=partial)) == as_bytes(found)
    assert typed(answers.get("medicines")) == typed(found["answers"].get("medicines"))
    ranks = [(RANKED.index(factor["level"]), -(factor["points"] or 0)) for factor in found["factors"]]
    assert ranks == sorted(ranks)
    assert [cited for cited in conclusions(found) if found["answers"].get(cited["question"]) != cited["answer"]] == []


@pytest.mark.parametrize("path", EDGES, ids=lambda path: path.stem)
def test_people_on_the_edge_of_a_rule(path: Path, bank: Bank) -> None:
    """What the rules make of them is what it was; see tests/edges.py."""
    found = run_cases(read_document(path.read_bytes(), path.name), bank, by_name, bases_in(FOLDER))
    assert not found.complaints, FileErrors(found.complaints).render()
    assert found.told == len(found.results) > 0
    differing = tuple(result for result in found.results if result.differences)
    if differing:
        pytest.fail(cases_text(CasesRun(differing, found.told, 0, ()), 80), pytrace=False)


def test_there_are_enough_people() -> None:
    """A folder that was not found must not pass for a folder without failures."""
    assert len(CASES) >= 36


def test_the_shipped_cases_run_against_the_shipped_bank() -> None:
    """No bank lies beside them, so none but the shipped one is meant."""
    assert bank_beside(FOLDER) == ""


def test_the_base_of_most_people_is_the_person_with_nothing_to_report(bank: Bank, well: dict[str, Answer]) -> None:
    """The file says the same as the person that the other tests begin with."""
    file = read_answers((FOLDER / "bases" / "well.yaml").read_bytes(), "well.yaml", bank, by_name)
    assert file.complaints == ()
    assert file.said == well


def base_of(name: str) -> dict[str, Any]:
    if name == "nothing":
        return {}
    found: dict[str, Any] = yaml.load((FOLDER / "bases" / f"{name}.yaml").read_text(), Loader=yaml.BaseLoader)
    return found


def score(answers: Mapping[str, Any], bank: Bank, *, partial: bool) -> dict[str, Any]:
    """Give the record of an answers file, the way the program makes it."""
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


# What is not so is told ---------------------------------------------------------------------------------------------


@of_everyone
def test_the_opposite_of_every_expectation_differs(path: Path, bank: Bank) -> None:
    """A runner to which everything is as expected would be no test of anything."""
    case, result = case_of(path), result_of(path)
    # Of a list of all, which stands for an expectation of every name, a few will do.
    kept = [one for key in KEYS for one in [one for one in case.expected if one.key == key][:MOST_OF_A_KEY]]
    wrong = [found for one in kept if (found := opposite(one, bank, result.assessment)) is not None]
    assert wrong
    assert [found.expected for found in run_case(case._replace(expected=tuple(wrong)), bank).differences] == wrong


def opposite(one: Expected, bank: Bank, found: Assessment) -> Expected | None:
    """Give an expectation that can only be met where the given one is not; None where there is none."""
    tiers = [tier.id for tier in reversed(bank.tiers)]
    at = tiers.index(one.wanted[0]) if one.key.startswith("tier") else 0
    names = {
        "pattern": {pattern.id for pattern in bank.patterns} | {None},
        "first_factor": {factor.id for factor in bank.factors} | {None},
        "tier": set(tiers),
        "levels": set(RANKED),
        "bands": {step.label for bands in bank.bands.values() for step in bands.steps} | {None},
    }
    match one.key:
        case "pattern" | "first_factor" | "tier" | "levels" | "bands":
            return one._replace(wanted=tuple(names[one.key] - set(one.wanted)))
        case "tier_at_least":
            return one._replace(key="tier_at_most", wanted=(tiers[at - 1],)) if at else None
        case "tier_at_most":
            return one._replace(key="tier_at_least", wanted=(tiers[at + 1],)) if at + 1 < len(tiers) else None
        case "listed" | "not_listed":
            return one._replace(key={"listed": "not_listed", "not_listed": "listed"}[one.key])
        case "flags" | "no_flags":
            return one._replace(key={"flags": "no_flags", "no_flags": "flags"}[one.key])
        case "no_triggers":
            return one._replace(key="triggers")
        case "points":
            return one._replace(wanted=(99,))
        case "scores":
            return one._replace(wanted=(None if one.wanted[0] is not None else 50,))
        case "not_first":
            return one._replace(key="first_factor", wanted=(one.name,))
        case "triggers":
            fired = {reason.trigger.id for reason in found.escalation.reasons}
            return one._replace(name=next(trigger.id for trigger in bank.triggers if trigger.id not in fired))
        case "notes":
            made = {note.id for note in found.notes}
            return one._replace(
                name=next(name for name in ("pattern_undecided", "red_flag", "left_out") if name not in made)
            )
        case _:
            raise AssertionError(f"what is the opposite of {one.key}?")


# What the person below has, so that a wrong number of one factor is the one difference.
POINTS = {
    "antidepressant": 9,
    "depression": 1,
    "stopped_medicine": -6,
    "lifelong_pattern": -7,
    **dict.fromkeys(
        ("antipsychotic", "mood_stabiliser", "calming_medicine", "opioid", "gabapentinoid", "stimulant"), -5
    ),
    **dict.fromkeys(("post_traumatic_stress", "alcohol_or_drugs", "grief", "sleep_loss", "burnout"), -5),
    **dict.fromkeys(("depersonalisation", "bodily_illness", "childbirth", "psychosis"), -5),
}
# Lists of all say of every other name that it must not be there, each an expectation of its own.
OF_ALL = {"only_triggers", "only_flags", "not_asked"}
WRONG: dict[str, Any] = {
    "pattern": ["joy_down", None],
    "first_factor": "grief",
    "listed": ["grief"],
    "not_listed": ["antidepressant"],
    "not_first": ["antidepressant"],
    "levels": {"antidepressant": "few"},
    "tier": "watch",
    "tier_at_least": "this_week",
    "tier_at_most": "watch",
    "triggers": ["overdose"],
    "no_triggers": ["faded_with_medicine"],
    "points": POINTS | {"antidepressant": 8},
    "flags": ["help_now"],
    "no_flags": ["do_not_stop"],
    "scores": {"tears": 12.5},
    "bands": {"tears": None},
    "notes": ["red_flag"],
}


@pytest.mark.parametrize("key", sorted(KEYS.keys() - {"criteria"} - OF_ALL))
def test_a_wrong_word_under_every_key_is_told(key: str, bank: Bank) -> None:
    """Written in a file and read from it, with the value that came out beside it; the shipped bank has no criteria."""
    person = FOLDER / "sertraline_six_weeks.yaml"
    told = yaml.safe_load(person.read_text(encoding="utf-8")) | {"expect": {key: WRONG[key]}}
    document = read_document(yaml.safe_dump(told, sort_keys=False).encode(), "wrong.yaml")
    read = read_cases(document, bank, by_name, bases_in(FOLDER))
    assert read.complaints == ()
    [difference] = run_case(read.cases[0], bank).differences
    found = record(result_of(person).assessment)
    levels = {factor["id"]: factor["level"] for factor in found["factors"]}
    printed = [name for name, level in levels.items() if level in PRINTED]
    flags = [flag["id"] for flag in found["escalation"]["flags"]]
    triggers = [reason["trigger"] for reason in found["escalation"]["reasons"]]
    came_out = {
        "pattern": found["pattern"]["id"],
        **dict.fromkeys(("first_factor", "not_first"), printed[0]),
        **dict.fromkeys(("listed", "not_listed"), printed),
        "levels": levels["antidepressant"],
        **dict.fromkeys(("tier", "tier_at_least", "tier_at_most"), found["escalation"]["tier"]),
        "triggers": triggers,
        "no_triggers": triggers,
        "points": 9,
        **dict.fromkeys(("flags", "no_flags"), flags),
        "scores": found["scores"]["tears"]["value"],
        "bands": found["scores"]["tears"]["band"],
        "notes": [note["id"] for note in found["notes"]],
    }
    assert difference.expected.key == key
    assert difference.found == came_out[key]


@pytest.mark.parametrize(
    ("key", "told", "differing"),
    [
        ("only_triggers", [], ["much_distress", "feelings_much_weaker", "faded_with_medicine"]),
        ("only_triggers", ["much_distress", "feelings_much_weaker", "overdose", "faded_with_medicine"], ["overdose"]),
        ("only_flags", ["do_not_restart"], ["do_not_restart", "do_not_stop"]),
        ("not_asked", ["grief"], ["grief"]),
    ],
)
def test_a_list_of_all_tells_what_is_missing_in_it_and_what_is_too_much(
    key: str, told: list[str], differing: list[str], bank: Bank
) -> None:
    person = FOLDER / "sertraline_six_weeks.yaml"
    case = yaml.safe_load(person.read_text(encoding="utf-8")) | {"expect": {key: told}}
    document = read_document(yaml.safe_dump(case, sort_keys=False).encode(), "wrong.yaml")
    read = read_cases(document, bank, by_name, bases_in(FOLDER))
    assert read.complaints == ()
    found = run_case(read.cases[0], bank).differences
    assert {difference.expected.name for difference in found} == set(differing)
