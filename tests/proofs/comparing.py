"""One person before the engine and before the formulas: the same must come out of both."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from functools import cache

import z3

from blunting_cli.asking import settle
from blunting_cli.assessment import assess
from blunting_cli.bank import Bank, load_medicines
from blunting_cli.bank.model import Question
from blunting_cli.conditions import CHANGES, UNCHANGED, Answer, Duration, Medicine, State, evaluate
from blunting_cli.medicines import recognise
from blunting_cli.scoring import Said
from proofs.logic import Formula, formula
from proofs.rules import Rules, conditions_of, tenths

Outcome = dict[str, bool | int]
# Points and scores as a number that is never negative, and the bits it takes; -1 stands for no number.
LEAST, BITS = -100, 12


def formulas(rules: Rules) -> dict[str, Formula | z3.ArithRef]:
    """Give all that the formulas say of a person, by name."""
    bank = rules.bank
    found: dict[str, Formula | z3.ArithRef] = {f"{name} is asked": one for name, one in rules.open.items()}
    for number, condition in enumerate(dict.fromkeys(conditions_of(bank))):
        verdict = rules.verdict(condition)
        found |= {f"condition {number} is true": verdict.true, f"condition {number} is false": verdict.false}
    for score in bank.scores:
        one = rules.score(score.id)
        found |= {
            f"{score.id} {end}": z3.If(formula(has), number, z3.IntVal(-1))
            for end, has, number in (
                ("value", one.valued, one.value), ("low", one.applies, one.low), ("high", one.applies, one.high)
            )
        }  # fmt: skip
        for bands, steps in rules.bands(score.id).items():
            found |= {f"{score.id} {bands} {label}": here for label, here in steps.items()}
    found |= {f"tier {name}": one for name, one in rules.tier().items()}
    found |= {f"statement {name}": one for name, one in rules.statements().items()}
    found |= {f"pattern {name}": one for name, one in rules.pattern().items()}
    for factor in bank.factors:
        weighed = rules.factor(factor)
        found[f"{factor.id} points"] = weighed.points
        found |= {f"{factor.id} {level}": one for level, one in weighed.levels.items()}
    return found


def outcome(bank: Bank, said: Mapping[str, Answer]) -> Outcome:
    """Give all that the engine says of a person, under the same names; less where it gives no scores."""
    answers = settle(bank, said).answers
    facts, found = Said(bank, answers), assess(bank, answers)
    named: Outcome = {f"{question.id} is asked": question.id in answers for question in bank.questions}
    for number, condition in enumerate(dict.fromkeys(conditions_of(bank))):
        verdict = evaluate(condition, facts)
        named |= {f"condition {number} is true": verdict is True, f"condition {number} is false": verdict is False}
    named |= {f"tier {tier.id}": tier is found.escalation.tier for tier in bank.tiers}
    chosen = {statement.id for statement in found.escalation.statements}
    named |= {f"statement {one.id}": one.id in chosen for one in bank.statements}
    if found.outside:
        return named
    for score in bank.scores:
        result = found.scores[score.id]
        for end in ("value", "low", "high"):
            number = getattr(result, end)
            named[f"{score.id} {end}"] = -1 if number is None else int(tenths(number))
        here = {name: band.label for name, band in result.bands}
        for bands in score.bands:
            steps = bank.bands[bands].steps
            named |= {f"{score.id} {bands} {step.label}": here.get(bands) == step.label for step in steps}
    named |= {f"pattern {one.id}": one is found.pattern.pattern for one in bank.patterns}
    for weighed in found.factors:
        factor, rules = weighed.factor, (*weighed.speaks_for, *weighed.speaks_against)
        named[f"{factor.id} points"] = sum(finding.rule.points for finding in rules)
        named |= {f"{factor.id} {level}": weighed.level == level for level in (*factor.levels, "none", "not_asked")}
    return named


class Compared:
    """The formulas of a bank, ready to be worked out for one person after another."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        named = formulas(rules)
        self.widths = {name: BITS if isinstance(one, z3.ArithRef) else 1 for name, one in named.items()}
        # One term that holds all, so that what they share is worked out once.
        self.all = z3.Concat(*map(_bits, named.values()))

    def outcome(self, said: Mapping[str, Answer]) -> Outcome:
        """Let the solver work out every formula for what one person said."""
        model = z3.Model()
        for name, way in self.rules.ways.items():
            for variable, value in way.chosen(said.get(name, State.UNANSWERED)):
                if value:
                    model.update_value(variable, z3.BoolVal(True))
        left = model.eval(self.all, True).as_long()
        found: Outcome = {}
        for name, width in reversed(self.widths.items()):
            value = left & ((1 << width) - 1)
            found[name] = bool(value) if width == 1 else value + LEAST
            left >>= width
        return found


def _bits(part: Formula | z3.ArithRef) -> z3.BitVecRef:
    if isinstance(part, z3.ArithRef):
        return z3.Int2BV(part - LEAST, BITS)
    return z3.If(formula(part), z3.BitVecVal(1, 1), z3.BitVecVal(0, 1))


def differences(bank: Bank, compared: Compared, said: Mapping[str, Answer]) -> dict[str, tuple[bool | int, bool | int]]:
    """Give what the two say otherwise: the engine first, then the formulas."""
    engine, solver = outcome(bank, said), compared.outcome(said)
    assert engine.keys() <= solver.keys()
    return {name: (engine[name], solver[name]) for name in engine if engine[name] != solver[name]}


# Random people --------------------------------------------------------------------------------------------------------

AGO = ("0 days", "27 days", "4 weeks", "29 days", "12 weeks", "85 days", "6 months", "52 weeks", "366 days", "3 years")


def people(bank: Bank, number: int, seed: int = 0) -> Iterator[dict[str, Answer]]:
    """Give so many people who said anything: some much, some little, some hardly anything but the worst."""
    chance = random.Random(seed)
    for _ in range(number):
        # A person answers a part of the questions, and leans to one end, so that rare things meet.
        answering, leaning = chance.choice((0.3, 0.7, 0.9, 1.0)), chance.choice((0.0, 0.5, 1.0))
        yield {
            question.id: _everything(question, chance)
            if chance.random() < 0.1
            else an_answer(question, leaning, chance)
            for question in bank.questions
            if chance.random() < answering
        }


def an_answer(question: Question, leaning: float, chance: random.Random) -> Answer:
    if chance.random() < 0.1:
        return chance.choice((State.UNANSWERED, State.SKIPPED, *question.also))
    if question.type == "medicine":
        return medicines(chance.choice((0, 1, 1, 1, 2, 3)), chance)
    values = [option.value for option in question.options]
    if question.type == "single":
        return chance.choice(values) if chance.random() < 0.5 else values[round(leaning * (len(values) - 1))]
    together = [option.value for option in question.options if not option.alone]
    if chance.random() < 0.3:
        return (chance.choice(values),)
    return tuple(sorted(chance.sample(together, chance.randint(1, min(4, len(together))))))


def _everything(question: Question, chance: random.Random) -> Answer:
    """Give as many ticks, or as long a list of medicines, as there can be; of a choice of one any value."""
    if question.type == "medicine":
        return a_long_list(chance)
    if question.type == "single":
        return chance.choice([option.value for option in question.options])
    return tuple(option.value for option in question.options if not option.alone)


def a_long_list(chance: random.Random) -> tuple[Medicine, ...]:
    """Give 4 to 50 medicines, some of them again and again."""
    several = medicines(chance.randint(1, 25), chance)
    return tuple(chance.choices(several, k=chance.randint(4, 50)))


def medicines(count: int, chance: random.Random) -> tuple[Medicine, ...]:
    """Give so many medicines of any class, with anything told of them."""
    return tuple(recognise([_medicine(chance) for _ in range(count)], load_medicines()))


def _medicine(chance: random.Random) -> Medicine:
    change = chance.choice((None, *CHANGES))
    told = change != UNCHANGED and chance.random() < 0.7
    return Medicine(
        chance.choice(_names()) if chance.random() < 0.85 else "a name we do not know",
        Duration.parse(chance.choice(AGO)) if chance.random() < 0.7 else None,
        change,
        Duration.parse(chance.choice(AGO)) if told else None,
    )


@cache
def _names() -> list[str]:
    """Give one name of every class, so that a rare class is not drawn rarely."""
    return list({entry.medicine_class: name for name, entry in load_medicines().items()}.values())
