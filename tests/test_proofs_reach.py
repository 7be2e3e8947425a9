"""All that a bank can conclude comes out for someone: nothing in the shipped bank is dead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from people import shipped
from proofs.breaking import with_trigger
from proofs.claims import engine, everyone, of, option, rules
from proofs.comparing import people
from proofs.logic import Formula, both, either, negate
from proofs.rules import Rules

from blunting_cli.asking import settle
from blunting_cli.assessment import Assessment, assess
from blunting_cli.bank import Bank
from blunting_cli.conditions import AllOf, AnswerIs, Comparison, evaluate
from blunting_cli.scoring import Said


def all_that_can_come_out(bank: Bank) -> Iterator[tuple[str, Formula]]:
    """Every tier, trigger, level, rule, band, pattern and text, with when it comes out."""
    now = of(bank)
    yield from ((f"tier {name}", one) for name, one in now.tier().items())
    for kind, entries in (("trigger", bank.triggers), ("flag", bank.flags), ("contradiction", bank.contradictions)):
        yield from ((f"{kind} {one.id}", now.true(one.when)) for one in entries)
    yield from ((f"statement {name}", one) for name, one in now.statements().items())
    yield from ((f"pattern {name}", one) for name, one in now.pattern().items())
    comparing = either(*(now.pattern()[one.id] for one in bank.patterns if one.compare))
    for neighbour in bank.neighbours:
        fits = now.true(neighbour.fits)
        yield f"fits {neighbour.id}", fits
        yield f"differs {neighbour.id}", both(negate(fits), comparing, now.true(neighbour.differs))
    for score in bank.scores:
        for bands, steps in now.bands(score.id).items():
            yield from ((f"band {score.id} {bands} {label}", one) for label, one in steps.items())
    printed: dict[str, Formula] = {}
    for factor in bank.factors:
        found = now.factor(factor)
        printed[factor.id] = either(*(found.levels[level] for level in factor.levels))
        yield from ((f"level {factor.id} {level}", one) for level, one in found.levels.items())
        yield from ((f"rule {factor.id} {rule}", one.true) for rule, one in found.rules.items())
        for kind, texts in (("help", factor.helps), ("ask", factor.ask)):
            for number, text in enumerate(texts):
                yield f"{kind} {factor.id} {number}", both(printed[factor.id], negate(unless(now, text)))
    for number, text in enumerate(bank.helps):
        yield f"help anyone {number}", negate(unless(now, text))
    yield from (
        (f"told apart {' '.join(one.of)}", both(*(printed[name] for name in one.of))) for one in bank.comparisons
    )
    for question in bank.questions:
        yield f"asked {question.id}", now.open[question.id]
        yield from (
            (f"option {question.id} {one.value}", option(now, question.id, one.value)) for one in question.options
        )


def unless(now: Rules, text: Any) -> Formula:
    return False if text.unless is None else now.true(text.unless)


def what_came_out(found: Assessment) -> set[str]:
    """Give by the same names all that the engine concluded."""
    bank, escalation, pattern = found.bank, found.escalation, found.pattern
    said = Said(bank, found.answers)
    names = {f"tier {escalation.tier.id}", *(f"trigger {one.trigger.id}" for one in escalation.reasons)}
    names |= {f"flag {one.id}" for one in escalation.flags} | {f"statement {one.id}" for one in escalation.statements}
    names |= {
        f"contradiction {one.id}" for one in bank.contradictions if one.text in {note.text for note in found.notes}
    }
    names |= {f"pattern {pattern.pattern.id}"} if pattern.pattern else set()
    names |= {f"{'fits' if one.fits else 'differs'} {one.neighbour.id}" for one in pattern.neighbours}
    names |= {f"band {name} {bands} {band.label}" for name, one in found.scores.items() for bands, band in one.bands}
    printed = {one.factor.id for one in found.factors if one.level in one.factor.levels}
    for one in found.factors:
        names.add(f"level {one.factor.id} {one.level}")
        names |= {f"rule {one.factor.id} {finding.rule.id}" for finding in (*one.speaks_for, *one.speaks_against)}
        for kind, texts in (("help", one.factor.helps), ("ask", one.factor.ask)) if one.factor.id in printed else ():
            names |= {f"{kind} {one.factor.id} {number}" for number, text in enumerate(texts) if shows(text, said)}
    names |= {f"help anyone {number}" for number, text in enumerate(bank.helps) if shows(text, said)}
    names |= {f"told apart {' '.join(one.of)}" for one in bank.comparisons if printed.issuperset(one.of)}
    for name, answer in found.answers.items():
        ticked = answer if isinstance(answer, tuple) else (answer,)
        names |= {f"asked {name}", *(f"option {name} {value}" for value in ticked if isinstance(value, int))}
    return names


def shows(text: Any, said: Said) -> bool:
    """Tell whether a text is not left out of a sheet."""
    return text.unless is None or evaluate(text.unless, said) is not True


def what_never_comes_out(bank: Bank, waiting: dict[str, Formula]) -> list[str]:
    """Give all of it for which the solver finds nobody of whom the engine itself says it."""
    assert bank.outside is not None
    grown = negate(rules().true(bank.outside.when))
    never = []
    while waiting:
        name, wanted = next(iter(waiting.items()))
        person = everyone().find(wanted, grown)
        if person is None:
            person = everyone().find(wanted)
        came = what_came_out(engine(bank, person)) if person is not None else set()
        if name not in came:
            never.append(name)
        for one in (name, *came):
            waiting.pop(one, None)
    return never


def test_everything_can_come_out() -> None:
    """For each there is someone for whom the engine itself says it; none of it is dead."""
    waiting = dict(all_that_can_come_out(shipped()))
    assert len(waiting) > 1000
    # Most is met by chance; the solver looks for the rest.
    for said in people(shipped(), 300, seed=2):
        for name in what_came_out(assess(shipped(), settle(shipped(), said).answers)):
            waiting.pop(name, None)
    assert what_never_comes_out(shipped(), waiting) == []


def test_what_can_never_come_out_is_found() -> None:
    """A trigger that asks for two answers of which only one can be given is dead."""
    both_ends = AllOf((AnswerIs("self_harm", Comparison(values=(4,))), AnswerIs("self_harm", Comparison(values=(0,)))))
    bank = with_trigger(shipped(), "stroke_signs", when=both_ends)
    dead = "trigger stroke_signs"
    wanted = of(bank).true(both_ends)
    assert what_never_comes_out(bank, {dead: wanted}) == [dead]
