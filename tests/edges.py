"""Search for people on the edge of a rule: those for whom a change that nobody notices would make a difference.

    python tests/edges.py SURVIVORS       the list that `mutations.py` printed; writes tests/cases/edges_*.yaml

Each change is tried on people who are like those of `tests/cases` but for a few answers to what the rule reads. Whoever
is found is written down with what the rules make of them today; read them over before you keep them.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import mutations
import yaml
from conftest import well_answers
from exactly import exact_lines

from blunting_cli.answers import as_data
from blunting_cli.asking import settle
from blunting_cli.assessment import assess
from blunting_cli.bank import Bank, load_medicines
from blunting_cli.conditions import Answer, Condition, Duration, Medicine, State
from blunting_cli.medicines import recognise
from blunting_cli.scoring import Said

# How many are tried for each rule.
PEOPLE = 100
NAMES = ("Sertraline", "Olanzapine", "Lithium", "Diazepam", "Zopiclone", "Codeine", "Pregabalin", "Methylphenidate",
         "Phenelzine", "Venlafaxine", "Amitriptyline", "Metoprolol", "Quetiapine", "Lamotrigine", "Something new")  # fmt: skip
AGO = ("1 week", "2 weeks", "4 weeks", "5 weeks", "8 weeks", "12 weeks", "13 weeks", "6 months", "1 year", "2 years")
CHANGES = ("raised", "lowered", "stopped", "unchanged")


def changed_conditions(bank: Bank, was: Bank) -> Iterator[tuple[str, Condition]]:
    """Give what is another now, by the name of its rule."""
    for key in ("triggers", "flags", "contradictions", "patterns"):
        for now, then in zip(getattr(bank, key), getattr(was, key), strict=True):
            if now != then:
                yield from ((now.id, now.when), (now.id, then.when))
    for now, then in zip(bank.neighbours, was.neighbours, strict=True):
        if now != then:
            yield from ((now.id, one) for one in (now.fits, then.fits, now.differs, then.differs))
    for factor, before in zip(bank.factors, was.factors, strict=True):
        for now, then in zip(factor.evidence, before.evidence, strict=True):
            if now != then:
                yield from ((f"{factor.id}.{now.id}", now.when), (f"{factor.id}.{now.id}", then.when))
        if factor != before and factor.evidence == before.evidence:
            yield from ((factor.id, rule.when) for rule in factor.evidence)


def questions_in(bank: Bank, was: Bank) -> tuple[str, list[str]]:
    """Give the name of the rule that changed, and the questions it can rest on."""
    names: set[str] = set()
    rule = ""
    for name, condition in changed_conditions(bank, was):
        rule = rule or name
        names |= was.rests_on(condition)
    for factor, before in zip(bank.factors, was.factors, strict=True):
        if factor != before:
            names |= {*factor.gate, *before.gate}
    for now, then in zip(bank.scores, was.scores, strict=True):
        if now != then:
            rule = rule or f"score.{now.id}"
            names |= was.behind(now.id) | bank.behind(now.id)
    if bank.bands != was.bands:
        rule = rule or "bands"
        names |= set().union(*(was.behind(score.id) for score in was.scores[:2]))
    if bank.questions != was.questions:
        changed = [new for new, old in zip(bank.questions, was.questions, strict=True) if new != old]
        rule = rule or changed[0].id
        names |= {
            name
            for question in changed
            for name in (question.id, *was.rests_on(question.opens or was.questions[0].opens or _never()))
        }
    return rule or "a rule", sorted(names & was.by_id.keys())


def _never() -> Condition:
    from blunting_cli.conditions import ALWAYS

    return ALWAYS


def some_answer(name: str, bank: Bank, chance: random.Random) -> Answer:
    question = bank.by_id[name]
    if chance.random() < 0.15:
        return chance.choice((State.SKIPPED, *question.also))
    values = [option.value for option in question.options]
    if question.type == "single":
        return chance.choice(values)
    if question.type == "multi":
        picked = tuple(sorted(chance.sample(values, chance.randint(1, min(3, len(values))))))
        return picked if question.agree(picked) else (picked[0],)
    if question.type == "medicine":
        return tuple(medicine(chance) for _ in range(chance.randint(1, 2)))
    return State.SKIPPED


def medicine(chance: random.Random) -> Medicine:
    change = chance.choice((None, *CHANGES))
    time = None if change in (None, "unchanged") else Duration.parse(chance.choice(AGO))
    started = Duration.parse(chance.choice(AGO)) if chance.random() < 0.7 else None
    return recognise((Medicine(chance.choice(NAMES), started, change, time),), load_medicines())[0]


@cache
def people_for(names: tuple[str, ...]) -> list[tuple[Mapping[str, Answer], Said]]:
    """Give people like those of the cases but for some answers to questions that a rule reads."""
    was, chance = mutations.original(), random.Random(str(names))
    bases = [dict(case.answers) for case in mutations.cases()]
    found = []
    for _ in range(PEOPLE if names else 0):
        said = dict(chance.choice(bases))
        for name in chance.sample(names, min(len(names), chance.randint(1, 4))):
            said[name] = some_answer(name, was, chance)
        given = {name: answer for name, answer in said.items() if answer is not State.UNANSWERED}
        answers = settle(was, given).answers
        found.append((answers, Said(was, answers)))
    return found


def found_for(work: tuple[mutations.Mutant, Any]) -> tuple[mutations.Mutant, str, Mapping[str, Answer] | None]:
    """Search for someone for whom the change makes a difference."""
    mutant, data = work
    was, bank = mutations.original(), mutations.built({mutant.file: data})
    if bank is None:
        return mutant, "", None
    rule, names = questions_in(bank, was)
    for answers, said in people_for(tuple(names)):
        if makes_a_difference(bank, answers, said):
            return mutant, rule, answers
    return mutant, rule, None


def makes_a_difference(bank: Bank, answers: Mapping[str, Answer], said: Said) -> bool:
    """Tell whether a case about someone would notice that the bank is another."""
    case = mutations.cases()[0]._replace(answers=answers)
    if not mutations.differs(bank, case, said):
        return False
    now = assess(bank, settle(bank, answers).answers)
    return exact_lines(now) != exact_lines(assess(mutations.original(), answers))


def written(number: int, rule: str, answers: Mapping[str, Answer]) -> str:
    """Give someone as a case, by what differs from a person with nothing to report."""
    bank = mutations.original()
    well = settle(bank, well_answers(bank)).answers
    told = {name: as_data(answer) for name, answer in answers.items() if answer != well.get(name)}
    told = {name: _plain(value) for name, value in told.items()}
    told |= {name: None for name in well if name not in answers}
    partial = State.UNANSWERED in answers.values()
    lines = [f"  - case: On the edge of {rule} ({number})", "    based_on: well"]
    text = yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=110, default_flow_style=None)
    lines += ["    answers:", *(f"      {line}" for line in text.splitlines())] if told else ["    answers: {}"]
    lines += ["    partial: true"] if partial else []
    expect = exact_lines(assess(bank, answers))[1:]
    return "\n".join(
        [
            *lines,
            "    expect:",
            *(f"    {line}" for line in expect),
        ]
    )


def _plain(value: Any) -> Any:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [
            {key: one[key] for key in ("name", "started", "change", "changed") if one.get(key) is not None}
            for one in value
        ]
    return value


def main(survivors: Path) -> None:
    """Search for everyone that is missing, and write them down."""
    listed = {line.split("  [")[0] for line in survivors.read_text().splitlines() if "  [" in line}
    work = [
        entry
        for entry in mutations.mutants()
        if f"{entry[0].file}: {'.'.join(map(str, entry[0].path))}: {entry[0].said}" in listed
    ]
    people: list[tuple[mutations.Mutant, str, Mapping[str, Answer]]] = []
    missing = []
    with Pool() as pool:
        for mutant, rule, answers in pool.imap_unordered(found_for, work, chunksize=24):
            if answers is None:
                missing.append(mutant)
            else:
                people.append((mutant, rule, answers))
    kept = least(people, dict(work))
    files: dict[str, list[str]] = {}
    for number, (rule, answers) in enumerate(kept, 1):
        files.setdefault(rule.split(".")[0] if "." in rule else "escalation", []).append(written(number, rule, answers))
    folder = Path(__file__).parent / "cases"
    for name, cases in files.items():
        head = "# People on the edge of one rule each, found by a search (tests/edges.py)."
        (folder / f"edges_{name}.yaml").write_text("\n".join([head, "cases:", *cases]) + "\n", encoding="utf-8")
    sys.stdout.write(
        f"{len(work)} changes, {len(people)} made a difference for someone, {len(kept)} people kept" + "\n"
    )
    for mutant in sorted(missing):
        sys.stdout.write(f"no one found: {mutant.file}: {'.'.join(map(str, mutant.path))}: {mutant.said}" + "\n")


def least(
    found: list[tuple[mutations.Mutant, str, Mapping[str, Answer]]], data: dict[mutations.Mutant, Any]
) -> list[tuple[str, Mapping[str, Answer]]]:
    """Keep few people for each rule: each is kept for the changes of it that nobody before notices."""
    was = mutations.original()
    of_rule: dict[str, list[tuple[mutations.Mutant, Mapping[str, Answer]]]] = {}
    for mutant, rule, answers in found:
        of_rule.setdefault(rule, []).append((mutant, answers))
    kept = []
    for rule, entries in sorted(of_rule.items()):
        open_ones = [
            bank for mutant, _ in entries if (bank := mutations.built({mutant.file: data[mutant]})) is not None
        ]
        for _, answers in entries:
            said = Said(was, answers)
            left = [bank for bank in open_ones if not makes_a_difference(bank, answers, said)]
            if len(left) < len(open_ones):
                kept.append((rule, answers))
                open_ones = left
    return kept


if __name__ == "__main__":
    main(Path(sys.argv[1]))
