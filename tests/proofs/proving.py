"""Proving a claim for every person, or finding one for whom it fails, written as an answers file that shows it."""

from __future__ import annotations

from collections.abc import Mapping

import yaml
import z3

from blunting_cli.answers import as_data
from blunting_cli.bank import Bank
from blunting_cli.conditions import Answer, State
from proofs.answering import Choice, Listed
from proofs.logic import Formula, formula
from proofs.rules import Rules

# A list of so few medicines is read more easily; it is tried first where someone is to be found.
FEW = 2


class Undecided(Exception):
    """The solver gave up, which proves nothing."""


class Prover:
    """A solver that holds what everyone keeps to; one for many questions, so that it learns from each."""

    def __init__(self, *rules: Rules) -> None:
        self.rules = rules[0]
        self.solver = z3.Solver()
        self.solver.add(*(limit for one in rules for limit in one.limits))
        self.few, self.even = z3.Bools("few even")
        self.solver.add(z3.Implies(self.few, _few(self.rules)), z3.Implies(self.even, _even(self.rules)))

    def find(self, *wanted: Formula) -> dict[str, Answer] | None:
        """Find someone for whom all of it is true; None where it is proved that there is nobody."""
        model = self.model(*wanted)
        return None if model is None else read(self.rules, model)

    def model(self, *wanted: Formula) -> z3.ModelRef | None:
        """Find values for all variables under which all of it is true.

        Someone simple is looked for first: with few medicines, and with all answers behind a score alike.

        Raises:
            Undecided: the solver gave up.
        """
        # What one question was about would only burden the solver with the next.
        self.solver.push()
        try:
            self.solver.add(*(formula(one) for one in wanted))
            for simple in ([self.few, self.even], [self.few], []):
                found = self.solver.check(*simple)
                if found == z3.sat:
                    return self.solver.model()
                if found == z3.unknown and not simple:
                    raise Undecided(self.solver.reason_unknown())
            return None
        finally:
            self.solver.pop()


def _few(rules: Rules) -> z3.BoolRef:
    held = [one for way in rules.ways.values() if isinstance(way, Listed) for one in way.held.values()]
    return z3.AtMost(*held, FEW) if held else z3.BoolVal(True)


def _even(rules: Rules) -> z3.BoolRef:
    """Tell that all answers behind a score are as heavy as one another."""
    alike = []
    for score in rules.bank.scores:
        items = [rules.bank.by_id[name] for name in score.of if name in rules.bank.by_id]
        ways = [rules.ways[item.id] for item in items]
        steps = [
            [way.ways[one.value] for one in (item.options[::-1] if item.reverse else item.options)]
            for item, way in zip(items, ways, strict=True)
            if isinstance(way, Choice)
        ]
        alike += [z3.Or([z3.And(same) for same in zip(*steps, strict=True)])] if steps else []
    return z3.And(alike)


def read(rules: Rules, model: z3.ModelRef) -> dict[str, Answer]:
    """Give what a person said by the values of the variables; what was left out is left out."""
    said = {name: way.read(model) for name, way in rules.ways.items()}
    return {name: answer for name, answer in said.items() if answer is not State.UNANSWERED}


def answers_file(bank: Bank, said: Mapping[str, Answer]) -> str:
    """Write a person as an answers file; it is read with `--partial`, since what is not said is left out."""
    told = {name: plain_medicines(as_data(answer)) for name, answer in said.items() if answer is not State.UNANSWERED}
    head = f"# Score with: blunting check --bank {bank.id} --partial --answers THIS_FILE\n"
    return head + yaml.safe_dump(told, allow_unicode=True, sort_keys=False, default_flow_style=None, width=110)


def plain_medicines(value: object) -> object:
    """Leave out of a medicine what the program found out by its name."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        keys = ("name", "started", "change", "changed")
        return [{key: one[key] for key in keys if one.get(key) is not None} for one in value]
    return value
