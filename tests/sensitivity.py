"""How much hangs on single weights: every weight by one, up and down, over all people of tests/cases.

Run it by itself:  python tests/sensitivity.py
It prints for how many people the first factor, or the set of printed factors, would be another. How soon to talk to
whom rests on no weight: no trigger reads a factor, which a test of the safety rules holds.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml
from conftest import well_answers

from blunting_cli.answers import read_answers
from blunting_cli.asking import complete
from blunting_cli.bank import Bank, load_bank, load_medicines
from blunting_cli.bank.model import Factor
from blunting_cli.bank.reading import read_document
from blunting_cli.escalation import is_outside
from blunting_cli.factors import PRINTED, RANKED, FactorResult, weigh, weigh_factors
from blunting_cli.medicines import recognise
from blunting_cli.scoring import Said


def people(bank: Bank) -> Iterator[tuple[str, Said]]:
    """Give every person of the cases with the answers that count; those the check was not written for are left out."""
    known = load_medicines()
    for path in sorted(Path(__file__).with_name("cases").glob("*.yaml")):
        case = read_document(path.read_bytes(), path.name).data
        base = dict(well_answers(bank)) if case["based_on"] == "well" else {}
        text = yaml.safe_dump(base | (case["answers"] or {}), allow_unicode=True, sort_keys=False)
        file = read_answers(text.encode(), path.name, bank, lambda found: recognise(found, known))
        said = Said(bank, complete(bank, file, partial=case.get("partial", False)).answers)
        if not is_outside(bank, said):
            yield path.stem, said


def printed(bank: Bank, results: Iterable[FactorResult]) -> tuple[str, ...]:
    """Give the factors that are printed, in the order of the sheet."""
    order = [factor.id for factor in bank.factors]
    shown = [result for result in results if result.level in PRINTED]
    shown.sort(key=lambda found: (RANKED.index(found.level), -(found.points or 0), order.index(found.factor.id)))
    return tuple(result.factor.id for result in shown)


def variants(bank: Bank) -> Iterator[tuple[str, Factor]]:
    """Give every factor with just one weight another, under a name for the change."""
    for factor in bank.factors:
        for index, rule in enumerate(factor.evidence):
            for step in (-1, 1):
                changed = rule._replace(points=rule.points + step)
                evidence = (*factor.evidence[:index], changed, *factor.evidence[index + 1 :])
                yield f"{factor.id}.{rule.id} {step:+d}", factor._replace(evidence=evidence)


def main() -> None:
    """Print the figures, the weights on which most hangs, and the people for whom it matters."""
    bank = load_bank()
    everyone = [(name, said, weigh_factors(bank, said)) for name, said in people(bank)]
    changes = list(variants(bank))
    first, lists, by_person = Counter[str](), Counter[str](), Counter[str]()
    for name, said, results in everyone:
        before = printed(bank, results)
        for change, factor in changes:
            others = (result for result in results if result.factor.id != factor.id)
            now = printed(bank, (*others, weigh(factor, said)))
            if now[:1] != before[:1]:
                first[change] += 1
                by_person[name] += 1
            elif set(now) != set(before):
                lists[change] += 1
    runs = len(everyone) * len(changes)
    lines = (
        f"{len(everyone)} people, {len(changes) // 2} weights, each by -1 and by +1: {runs} results",
        f"another first factor by some change: {len(by_person)} of {len(everyone)} people; "
        f"{first.total()} results ({first.total() / runs:.2%}), by {len(first)} of {len(changes)} changes",
        f"the same first factor and another list: {lists.total()} ({lists.total() / runs:.2%})",
        "another tier: none can be, since no trigger reads a factor",
        "most hangs on: " + ", ".join(f"{change} ({count})" for change, count in first.most_common(8)),
        "for: " + ", ".join(f"{name} ({count})" for name, count in by_person.most_common(12)),
    )
    sys.stdout.write("".join(f"{line}\n" for line in lines))


if __name__ == "__main__":
    main()
