"""Published instruments as stand-in banks, held against oracles that were written from the published rules alone.

A stand-in has an instrument's numbers, options, gates and rules, and none of its words. Random people answer it, about
half of them with gaps; the program and the oracle must come to the same scores, bands and verdicts. That the
comparison can fail is shown by breaking each bank in one place at a time.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from functools import cache
from importlib import import_module
from math import inf
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest
import yaml

from blunting_cli.asking import settle
from blunting_cli.assessment import Assessment, assess
from blunting_cli.bank import Bank, load_bank
from blunting_cli.bank.model import Question
from blunting_cli.conditions import Answer, Duration, State
from blunting_cli.errors import FileErrors

HERE = Path(__file__).parent
BANKS = HERE / "banks"
INSTRUMENTS = (
    "asrs",
    "audit_c",
    "cssrs_triage",
    "dass21",
    "dast10",
    "epds",
    "gad7",
    "isi",
    "k10",
    "madrs_s",
    "mdq",
    "odq",
    "pc_ptsd5",
    "pcl5",
    "pg13r",
    "phq9",
    "promis_depression",
    "psqi",
    "rand36",
    "shaps",
    "tas20",
    "who5",
)
PEOPLE = 200
COMPLETIONS = 5
# Values are shown with one decimal, so an exact one lies within half of its last place.
LAST_PLACE = 0.05 + 1e-9
VERDICTS = {"met": True, "unmet": False, "undecided": None}

Plain = dict[str, Any]
every_instrument = pytest.mark.parametrize("name", INSTRUMENTS)


class Person(NamedTuple):
    """What counts of one person's answers, as the program holds it and as plain values without the gaps."""

    answers: Mapping[str, Answer]
    visible: Plain


def test_every_instrument_has_its_bank_its_cases_and_its_oracle() -> None:
    found = {path.stem for path in (HERE / "oracles").glob("*.py")} - {"__init__"}
    assert found == set(INSTRUMENTS)
    assert {path.parent.name for path in BANKS.glob("*/bank.yaml")} >= found
    assert {path.parent.name for path in BANKS.glob("*/cases.yaml")} >= found


@every_instrument
def test_an_oracle_knows_nothing_of_the_program(name: str) -> None:
    tree = ast.parse((HERE / "oracles" / f"{name}.py").read_text(encoding="utf-8"))
    imported = {
        module.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for module in (
            [node.module or ""] if isinstance(node, ast.ImportFrom) else [found.name for found in node.names]
        )
    }
    assert imported.isdisjoint({"blunting_cli", "yaml", "tests"})
    assert len((ast.get_docstring(tree) or "").split()) > 40, "the published rule and its source stand at the head"


@every_instrument
def test_the_worked_cases_agree_with_the_oracle(name: str) -> None:
    """The cases are worked by hand; a slip there must not be put down to the program."""
    document = yaml.safe_load((BANKS / name / "cases.yaml").read_text(encoding="utf-8"))
    wrong = []
    for case in document["cases"]:
        said = base_of(name, case.get("based_on"), document) | (case["answers"] or {})
        truth = oracle(name)({key: value for key, value in said.items() if value not in list(State)})
        expect = case["expect"]
        for key, wanted in expect.get("scores", {}).items():
            value = wanted.get("value") if isinstance(wanted, dict) else wanted
            if not (isinstance(wanted, dict) and "value" not in wanted) and not same(value, truth["scores"][key]):
                wrong.append(f"{case['case']}: {key} is {truth['scores'][key]}")
        for key, wanted in expect.get("bands", {}).items():
            labels = bands_of(truth, key)
            told = wanted if isinstance(wanted, dict) else dict.fromkeys(list(labels)[:1], wanted) if wanted else {}
            if not told.items() <= labels.items() or bool(told) != bool(labels):
                wrong.append(f"{case['case']}: {key} is {labels}")
        for key, wanted in expect.get("criteria", {}).items():
            if truth["criteria"][key] is not VERDICTS[wanted]:
                wrong.append(f"{case['case']}: {key} is {truth['criteria'][key]}")
        if "tier" in truth and expect.get("tier", truth["tier"]) != truth["tier"]:
            wrong.append(f"{case['case']}: the tier is {truth['tier']}")
    assert not wrong, "\n".join(wrong)
    assert len(document["cases"]) >= 6


@every_instrument
def test_the_program_agrees_with_the_oracle(name: str) -> None:
    bank = loaded(name)
    for person in (*cases(name), *people(name)):
        differences = compare(assess(bank, person.answers), oracle(name)(person.visible))
        assert not differences, f"{person.visible}\n" + "\n".join(differences)
    gaps = sum(len(person.visible) < len(person.answers) for person in people(name))
    assert PEOPLE * 0.3 < gaps < PEOPLE * 0.7


@every_instrument
def test_the_random_people_reach_every_band_and_every_verdict(name: str) -> None:
    """An agreement about people who are all alike would say little."""
    bank = loaded(name)
    results = [assess(bank, person.answers) for person in people(name)]
    labels = {
        (found, band.label) for result in results for score in result.scores.values() for found, band in score.bands
    }
    used = {found for found, _ in labels}
    assert {(found, step.label) for found in used for step in bank.bands[found].steps} == labels
    assert used == set(bank.bands)
    verdicts = {(key, found.verdict) for result in results for key, found in result.criteria.items()}
    assert verdicts >= {(key, verdict) for key in results[0].criteria for verdict in (True, False)}


@every_instrument
def test_a_bank_with_one_mistake_is_noticed(name: str, tmp_path: Path) -> None:
    """The negative control: nearly every single change of a rule makes a person come out otherwise."""
    document = yaml.safe_load((BANKS / name / "bank.yaml").read_text(encoding="utf-8"))
    everyone = [*cases(name), *people(name)]
    truths = [oracle(name)(person.visible) for person in everyone]
    noticed: list[str] = []
    missed: list[str] = []
    for number, (place, changed) in enumerate(mistakes(document)):
        path = tmp_path / f"{number}.yaml"
        path.write_text(yaml.safe_dump(changed, allow_unicode=True, sort_keys=False), encoding="utf-8")
        try:
            broken = load_bank(str(path))
        except FileErrors:
            continue
        pairs = zip(everyone, truths, strict=True)
        differs = any(compare(assess(broken, person.answers), truth) for person, truth in pairs)
        (noticed if differs else missed).append(place)
    assert len(noticed) >= 3
    assert len(noticed) >= 0.9 * (len(noticed) + len(missed)), missed


@every_instrument
def test_what_is_said_of_gaps_holds_however_they_are_filled(name: str) -> None:
    """An interval contains every value that some completion gives, and a verdict that was reached stands.

    A tier may only rise; the one for silence itself, routine, goes with the silence.
    """
    bank = loaded(name)
    tiers = [tier.id for tier in bank.tiers]
    random = Random(f"completions of {name}")
    counted: frozenset[str] = getattr(import_module(f"oracles.{name}"), "COUNTED_WHEN_MISSING", frozenset())
    checked = 0
    for person in people(name):
        result = assess(bank, person.answers)
        if len(person.visible) == len(person.answers):
            continue
        open_scores = [score for score in result.scores.values() if score.value is None and score.of]
        # A rule that makes up missing answers speaks of the likely total, not of every possible one.
        made_up = any(score.value is not None and score.missing for score in result.scores.values())
        reached = {} if made_up else {key: found.verdict for key, found in result.criteria.items()}
        left_out = [question for question in bank.questions if question.id not in {*person.visible, *counted}]
        for _ in range(COMPLETIONS):
            level = random.choice((0.0, random.random(), 1.0))
            filled = {question.id: random_answer(question, random, level) for question in left_out}
            whole = settle(bank, {**person.visible, **filled}).answers
            truth = oracle(name)(plain(whole))
            for score in open_scores:
                value = truth["scores"][score.id]
                if value is not None:
                    low = -inf if score.low is None else score.low
                    high = inf if score.high is None else score.high
                    assert low - LAST_PLACE <= value <= high + LAST_PLACE, (score, filled)
                    checked += 1
            tier = result.escalation.tier.id
            # A question that was asked since another was open may be closed again, and its answer goes.
            if "tier" in truth and tier not in ("routine", tiers[-1]) and person.visible.keys() <= whole.keys():
                assert tiers.index(truth["tier"]) <= tiers.index(tier), (person.visible, filled)
                checked += 1
            for key, verdict in reached.items():
                if verdict is not None:
                    assert truth["criteria"][key] is verdict, (key, person.visible, filled)
                    checked += 1
    assert checked > PEOPLE


# People -------------------------------------------------------------------------------------------------------------


@cache
def loaded(name: str) -> Bank:
    return load_bank(str(BANKS / name))


@cache
def oracle(name: str) -> Callable[[Plain], Plain]:
    found: Callable[[Plain], Plain] = import_module(f"oracles.{name}").score
    return found


@cache
def cases(name: str) -> tuple[Person, ...]:
    """Give the people of the worked cases, who stand on both sides of every limit."""
    bank = loaded(name)
    document = yaml.safe_load((BANKS / name / "cases.yaml").read_text(encoding="utf-8"))
    found = []
    for case in document["cases"]:
        said = base_of(name, case.get("based_on"), document) | (case["answers"] or {})
        states = {key: State(value) for key, value in said.items() if value in list(State)}
        answers = settle(bank, said | states).answers
        found.append(Person(answers, plain(answers)))
    return tuple(found)


@cache
def people(name: str) -> tuple[Person, ...]:
    """Make the same random people every time; every second one leaves something out."""
    bank, random = loaded(name), Random(f"people for {name}")
    return tuple(one_person(bank, random, gaps=number % 2 == 1) for number in range(PEOPLE))


def one_person(bank: Bank, random: Random, *, gaps: bool) -> Person:
    level = random.random()
    said: dict[str, Answer] = {question.id: random_answer(question, random, level) for question in bank.questions}
    if gaps:
        few = random.random() < 0.6
        # Gaps stand among the questions that are asked, or there would be none to see.
        asked = list(settle(bank, said).answers)
        for question in random.sample(asked, random.randint(1, min(3, len(asked)) if few else len(asked))):
            said[question] = random.choice((State.SKIPPED, State.UNANSWERED))
    answers = settle(bank, said).answers
    return Person(answers, plain(answers))


def random_answer(question: Question, random: Random, level: float) -> Answer:
    """Answer somewhere near a level from 0 (fewest points) to 1 (most), so that sums spread over their whole range."""
    near = min(max(random.gauss(level, 0.25), 0.0), 1.0)
    if question.reverse:
        near = 1 - near
    match question.type:
        case "single":
            values = sorted(option.value for option in question.options)
            return values[min(int(near * len(values)), len(values) - 1)]
        case "number":
            low, high = question.low or 0.0, question.high or 100.0
            # A tenth of the range for most, so that limits near its lower end are met too.
            span = (high - low) * random.choice((0.1, 0.4, 1.0))
            amount = low + near * span
            return random.choice((round(amount), round(amount * 4) / 4, round(amount, 1)))
        case "time":
            return f"{random.choice((21, 22, 23, 0, 5, 6, 7, 8)):02}:{random.randrange(60):02}"
        case "text":
            return "Something else"
        case "multi":
            values = [option.value for option in question.options if not option.alone]
            return tuple(value for value in values if random.random() < near)
        case "duration":
            return Duration(1 + int(near * 30), random.choice(("week", "month")))
        case kind:
            raise AssertionError(f"no random answer of the type {kind}")


def plain(answers: Mapping[str, Answer]) -> Plain:
    """Give the answers an oracle sees: plain values, nothing for a gap."""
    return {
        name: list(answer) if isinstance(answer, tuple) else str(answer) if isinstance(answer, Duration) else answer
        for name, answer in answers.items()
        if not isinstance(answer, State)
    }


def base_of(name: str, base: str | None, document: Plain) -> Plain:
    """Find the answers a case rests on, in its own file or in one beside it."""
    if base is None:
        return {}
    others = (yaml.safe_load(path.read_text(encoding="utf-8")) for path in (BANKS / name).glob("*.yaml"))
    return next(dict(found["bases"][base]) for found in (document, *others) if base in (found.get("bases") or {}))


# Comparing ----------------------------------------------------------------------------------------------------------


def compare(result: Assessment, truth: Plain) -> list[str]:
    """List where the program and the oracle differ."""
    differences = []
    if set(result.scores) != set(truth["scores"]) or set(result.criteria) != set(truth["criteria"]):
        differences.append(f"they do not speak of the same: {[*truth['scores'], *truth['criteria']]}")
    for key, score in result.scores.items():
        if not same(score.value, truth["scores"].get(key)):
            differences.append(f"{key}: {score.value}, and by the rule {truth['scores'].get(key)}")
        labels = {found: band.label for found, band in score.bands}
        if labels != bands_of(truth, key):
            differences.append(f"bands of {key}: {labels}, and by the rule {bands_of(truth, key)}")
    if "tier" in truth and result.escalation.tier.id != truth["tier"]:
        differences.append(f"tier: {result.escalation.tier.id}, and by the rule {truth['tier']}")
    differences += [
        f"{key}: {found.verdict}, and by the rule {truth['criteria'].get(key)}"
        for key, found in result.criteria.items()
        if found.verdict is not truth["criteria"].get(key)
    ]
    return differences


def same(value: float | None, exact: float | None) -> bool:
    return value is exact if value is None or exact is None else abs(value - exact) <= LAST_PLACE


def bands_of(truth: Plain, score: str) -> dict[str, str]:
    return {found: label for found, label in (truth["bands"].get(score) or {}).items() if label is not None}


# Mistakes -----------------------------------------------------------------------------------------------------------


def mistakes(document: Plain) -> Iterator[tuple[str, Plain]]:
    """Give the document with one thing changed that decides a result, for everything that does."""
    steps = max([1, *(score.get("times", 1) for score in document.get("scores", {}).values())])
    for path, value in walk(document):
        changed = mistaken(path, value, steps)
        if changed is not None:
            yield ".".join(map(str, path)), with_change(document, path, changed)


def walk(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Walk a document, every list and every leaf with its path."""
    if not isinstance(data, dict):
        yield path, data
    if isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from walk(value, (*path, key))


def with_change(document: Plain, path: tuple[Any, ...], changed: Any) -> Plain:
    copy = deepcopy(document)
    inner = copy
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = changed
    return copy


def mistaken(path: tuple[Any, ...], value: Any, steps: int) -> Any:
    """Give something else for what decides a result, or None for all other things; values go in `steps`."""
    top, key = path[0], path[-1]
    if top == "questions" and key == "reverse":
        return not value
    if top == "scores" and key in ("sum_of", "mean_of", "count_of") and len(value) > 1:
        return value[1:]
    if top == "criteria" and key in ("parts", "all", "any") and len(value) > 1:
        return value[1:]
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # The lowest band and step begin where the values do, and say nothing.
    limit = key in ("from", "above") and path[-2] != 0
    if top == "bands" and limit:
        return value + steps
    # A table may have a column of errors, which is no part of a score.
    if top == "recodes" and (limit or key == "gives" or (path[-2] == "map" or (path[-3] == "map" and key == 0))):
        return value + 1
    if top in ("criteria", "triggers", "scores") and key in ("at_least", "at_most"):
        return value + (1 if key == "at_least" else -1)
    if top == "criteria" or (top == "triggers" and "when" in path):
        return 0 if value else 1
    if (top == "scores" and key == "times") or (top == "questions" and key == "implied"):
        return value + 1
    return None
