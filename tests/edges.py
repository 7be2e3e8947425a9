"""Look for people on the edge of a rule: those for whom a change that nobody notices would make a difference.

    python tests/edges.py SURVIVORS       the list that `mutations.py` printed; writes tests/cases/edges_*.yaml

Each change is tried on people like those of `tests/cases`; where it makes no difference to any of them the solver looks
for someone, or proves that there is nobody. Whoever is found is written down with what the rules make of them today; read
them over before you keep them. What is proved to change nothing, and what is left, is printed.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from multiprocessing import Pool
from pathlib import Path
from typing import Any, NamedTuple

import mutations
import yaml
import z3
from conftest import well_answers
from exactly import exact_lines
from proofs.answering import ways_of_answering
from proofs.comparing import an_answer
from proofs.logic import Formula, both, either, formula, negate
from proofs.proving import Prover, Undecided, plain_medicines
from proofs.rules import NO_LEVEL, FactorFormulas, Rules, ScoreFormulas, list_tests

from blunting_cli.answers import as_data
from blunting_cli.asking import settle
from blunting_cli.assessment import assess
from blunting_cli.bank import Bank
from blunting_cli.conditions import Answer, State
from blunting_cli.scoring import Said

# How many people are tried for each change before the solver is asked, and for how long it may think, in milliseconds.
PEOPLE, PATIENCE = 40, 20_000
FOUND, NOBODY, UNSEEN, UNDECIDED = "found", "nobody", "unseen", "undecided"


class Sought(NamedTuple):
    """What came of one change: a person who shows it, the proof that there is none, or neither."""

    mutant: mutations.Mutant
    verdict: str
    rule: str
    answers: Mapping[str, Answer] | None = None


Work = tuple[mutations.Mutant, Any]


# Which rule a change is in --------------------------------------------------------------------------------------------


def rule_of(mutant: mutations.Mutant) -> str:
    """Give the name of the file the people of a rule stand in: its factor, or what kind of rule it is."""
    key, *rest = mutant.path
    return str(rest[0]) if key == "factors" else str(key)


def questions_in(bank: Bank, was: Bank) -> list[str]:
    """Give the questions that what changed can rest on."""
    changed = [
        condition
        for now, then in zip(_conditions(bank), _conditions(was), strict=True)
        if now != then
        for condition in (now, then)
    ]
    names = {name for condition in changed if condition is not None for name in was.rests_on(condition)}
    for now, then in zip(bank.scores, was.scores, strict=True):
        names |= was.behind(now.id) | bank.behind(now.id) if now != then else set()
    return sorted(names & was.by_id.keys())


def _conditions(bank: Bank) -> list[Any]:
    rules = (*bank.triggers, *bank.flags, *bank.patterns)
    found: list[Any] = [rule.when for rule in rules]
    found += [question.opens for question in bank.questions]
    found += [one for statement in bank.statements for one in (statement.when, statement.unless)]
    return found + [rule.when for factor in bank.factors for rule in factor.evidence]


# People like those of the cases ---------------------------------------------------------------------------------------


@cache
def people_for(names: tuple[str, ...]) -> list[tuple[Mapping[str, Answer], Said]]:
    """Give people like those of the cases but for some answers to questions that a rule reads."""
    was, chance = mutations.original(), random.Random(str(names))
    bases = [dict(case.answers) for case in mutations.cases()]
    found = []
    for _ in range(PEOPLE if names else 0):
        said = dict(chance.choice(bases))
        for name in chance.sample(names, min(len(names), chance.randint(1, 4))):
            said[name] = an_answer(was.by_id[name], chance.random(), chance)
        found.append(settled(said))
    return found


def settled(said: Mapping[str, Answer]) -> tuple[Mapping[str, Answer], Said]:
    was = mutations.original()
    given = {name: answer for name, answer in said.items() if answer is not State.UNANSWERED}
    answers = settle(was, given).answers
    return answers, Said(was, answers)


def makes_a_difference(bank: Bank, answers: Mapping[str, Answer], said: Said) -> bool:
    """Tell whether a case about someone would notice that the bank is another."""
    case = mutations.cases()[0]._replace(answers=answers)
    if not mutations.differs(bank, case, said):
        return False
    now = assess(bank, settle(bank, answers).answers)
    return exact_lines(now) != exact_lines(assess(mutations.original(), answers))


# People whom the solver finds -----------------------------------------------------------------------------------------


@cache
def rules() -> Rules:
    return Rules(mutations.original())


def differences(now: Rules, then: Rules) -> Formula:
    """Tell when a case would notice something: what is asked, said, scored or weighed."""
    parts: list[Formula] = [*_apart(now.open, then.open), *_apart(now.tier(), then.tier())]
    parts += _apart(now.statements(), then.statements())
    for one, other in ((now.bank.triggers, then.bank.triggers), (now.bank.flags, then.bank.flags)):
        fired, fires = ({rule.id: side.true(rule.when) for rule in of} for side, of in ((now, one), (then, other)))
        parts += _apart(fired, fires)
    inside: list[Formula] = _apart(now.pattern(), then.pattern())
    for score in now.bank.scores:
        inside += _scored(now.score(score.id), then.score(score.id))
        for bands in score.bands:
            inside += _apart(now.bands(score.id)[bands], then.bands(score.id).get(bands, {}))
    for factor, other in zip(now.bank.factors, then.bank.factors, strict=True):
        inside += _weighed(now.factor(factor), then.factor(other))
    outside = now.bank.outside
    grown = negate(now.true(outside.when)) if outside else True
    return either(*parts, both(grown, either(*inside)))


def _apart(now: Mapping[str, Formula], then: Mapping[str, Formula]) -> list[Formula]:
    found = []
    for name, one in now.items():
        left, right = formula(one), formula(then.get(name, False))
        if not left.eq(right):
            found.append(z3.Xor(left, right))
    return found


def _scored(now: ScoreFormulas, then: ScoreFormulas) -> list[Formula]:
    parts = _apart({"0": now.applies, "1": now.valued}, {"0": then.applies, "1": then.valued})
    for there, one, other in zip(
        (now.valued, now.applies, now.applies), now[2:], (then.value, then.low, then.high), strict=True
    ):
        if not one.eq(other):
            parts.append(both(there, one != other))
    return parts


def _weighed(now: FactorFormulas, then: FactorFormulas) -> list[Formula]:
    parts = _apart(now.levels, then.levels)
    if not now.points.eq(then.points):
        parts.append(both(negate(now.levels[NO_LEVEL]), now.points != then.points))
    return parts


def solved(bank: Bank) -> tuple[str, Mapping[str, Answer] | None]:
    """Let the solver find someone for whom the change makes a difference, or prove that there is nobody."""
    was = mutations.original()
    first, tests = rules(), list_tests(was)
    more = {name: [*tests.get(name, ()), *new] for name, new in list_tests(bank).items()}
    if any(set(new) - set(tests.get(name, ())) for name, new in list_tests(bank).items()):
        first = Rules(was, ways_of_answering(was, more))
    prover = Prover(first)
    prover.solver.set("timeout", PATIENCE)
    try:
        person = prover.find(differences(first, Rules(bank, first.ways)))
    except Undecided:
        return UNDECIDED, None
    return (NOBODY, None) if person is None else (FOUND, person)


def sought(work: tuple[str, list[Work]]) -> list[Sought]:
    """Look for people for all changes of one rule; one who was found is tried on the others first."""
    rule, changes = work
    was = mutations.original()
    kept: list[tuple[Mapping[str, Answer], Said]] = []
    found: list[Sought] = []
    for mutant, data in changes:
        bank = mutations.built({mutant.file: data})
        if bank is None:
            continue
        person = next((one for one in kept if makes_a_difference(bank, *one)), None)
        if person is None:
            tried = people_for(tuple(questions_in(bank, was)))
            person = next((one for one in tried if makes_a_difference(bank, *one)), None)
            verdict = FOUND
            if person is None:
                verdict, answers = solved(bank)
                if answers is not None:
                    person = settled(answers)
                    if not makes_a_difference(bank, *person):
                        verdict, person = UNSEEN, None
            if person is None:
                found.append(Sought(mutant, verdict, rule))
                continue
            kept.append(person)
        found.append(Sought(mutant, FOUND, rule, person[0]))
    return found


# Writing --------------------------------------------------------------------------------------------------------------


def written(number: int, rule: str, answers: Mapping[str, Answer]) -> str:
    """Give someone as a case, by what differs from a person with nothing to report."""
    bank = mutations.original()
    well = settle(bank, well_answers(bank)).answers
    told = {name: as_data(answer) for name, answer in answers.items() if answer != well.get(name)}
    told = {name: plain_medicines(value) for name, value in told.items()}
    told |= {name: None for name in well if name not in answers}
    partial = State.UNANSWERED in answers.values()
    lines = [f"  - case: On the edge of {rule} ({number})", "    based_on: well"]
    text = yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=110, default_flow_style=None)
    lines += ["    answers:", *(f"      {line}" for line in text.splitlines())] if told else ["    answers: {}"]
    lines += ["    partial: true"] if partial else []
    expect = (f"    {line}" for line in exact_lines(assess(bank, answers))[1:])
    return "\n".join([*lines, "    expect:", *expect])


def main(survivors: Path) -> None:
    """Look for everyone that is missing, and write them down."""
    listed = {line.split("  [")[0] for line in survivors.read_text().splitlines() if "  [" in line}
    groups: dict[str, list[Work]] = {}
    for entry in mutations.mutants():
        if f"{entry[0].file}: {'.'.join(map(str, entry[0].path))}: {entry[0].said}" in listed:
            groups.setdefault(rule_of(entry[0]), []).append(entry)
    folder = Path(__file__).parent / "cases"
    every: list[Sought] = []
    with Pool() as pool:
        largest = sorted(groups.items(), key=lambda group: -len(group[1]))
        for results in pool.imap_unordered(sought, largest):
            every += results
            people = list({str(one.answers): one for one in results if one.answers is not None}.values())
            if people:
                head = "# People on the edge of one rule each, found by a search (tests/edges.py)."
                cases = [written(number, one.rule, one.answers or {}) for number, one in enumerate(people, 1)]
                path = folder / f"edges_{people[0].rule}.yaml"
                path.write_text("\n".join([head, "cases:", *cases]) + "\n", encoding="utf-8")
    for line in report(every):
        sys.stdout.write(line + "\n")


def report(every: list[Sought]) -> Iterator[str]:
    """Say what came of each change that nobody shows, and how many there are of each kind."""
    for one in sorted(every):
        if one.verdict != FOUND:
            yield f"{one.verdict}: {one.mutant.file}: {'.'.join(map(str, one.mutant.path))}: {one.mutant.said}"
    counts = {verdict: sum(one.verdict == verdict for one in every) for verdict in (FOUND, NOBODY, UNSEEN, UNDECIDED)}
    people = len({str(one.answers) for one in every if one.answers is not None})
    yield f"{len(every)} changes, {people} people: " + ", ".join(f"{name} {number}" for name, number in counts.items())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
