"""Tables of made-up answers, and what each reader of the rules makes of them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from blunting_cli.asking import settle
from blunting_cli.assessment import Assessment, assess, withhold
from blunting_cli.bank import Bank, Question, load_medicines
from blunting_cli.cohort.scoring import Scorer
from blunting_cli.conditions import Medicine, State
from blunting_cli.medicines import recognise as recognised
from blunting_cli.scoring import VERDICTS

Columns = dict[str, list[Any]]
MEDICINES = (
    "sertraline",
    "none",
    "olanzapine; lithium",
    '[{"name": "sertraline", "started": "3 weeks"}]',
    "something",
    '[{"name": "citalopram", "started": "2 years", "change": "raised", "changed": "3 weeks"}, {"name": "quetiapine"}]',
    '[{"name": "diazepam", "change": "stopped", "changed": "1 week"}, "something"]',
    '[{"name": "sertraline", "started": "2 years", "change": "unchanged"}]',
)


def recognise(medicines: tuple[Medicine, ...]) -> tuple[Medicine, ...]:
    """Read the names of medicines as the program does."""
    return recognised(medicines, load_medicines())


def cell(question: Question, chance: random.Random) -> Any:
    """Give what may stand in a cell; None is an empty one, and few are no answer."""
    roll = chance.random()
    if roll < 0.08:
        return None
    if roll < 0.13:
        return chance.choice(["skipped", *(state.value for state in question.also)])
    if roll < 0.131:
        return "no answer"
    values = [option.value for option in question.options]
    low, high = int(question.low or 0), int(min(question.high or 50, 4000))
    match question.type:
        case "single":
            return str(chance.choice(values))
        case "multi":
            alone = [option.value for option in question.options if option.alone]
            if alone and chance.random() < 0.3:
                return str(chance.choice(alone))
            together = [str(value) for value in values if value not in alone and chance.random() < 0.3]
            return ";".join(together) or None
        case "number":
            return str(chance.randint(low, high) if chance.random() < 0.8 else low + (high - low) / 4)
        case "duration":
            return f"{chance.randint(1, 12)} {chance.choice(['days', 'weeks', 'months', 'years'])}"
        case "time":
            return f"{chance.randint(0, 23):02d}:{chance.choice([0, 1, 30, 59]):02d}"
        case "date":
            return chance.choice(["2026-03", "2026-03-01"])
        case "text":
            return chance.choice(["hello", "3", "more words"])
    return chance.choice(MEDICINES)


def cells(bank: Bank, rows: int, seed: int) -> Columns:
    """Give a table of made-up answers."""
    chance = random.Random(seed)
    return {question.id: [cell(question, chance) for _ in range(rows)] for question in bank.questions}


def numbers(bank: Bank, table: Columns) -> Columns:
    """Give a table with whole numbers for the choices of one, as programs write them that know what they are."""
    single = {question.id for question in bank.questions if question.type == "single"}
    return {
        name: [int(one) if one and one.isdigit() else None for one in column] if name in single else column
        for name, column in table.items()
    }


def by_core(
    bank: Bank, table: Columns, rows: int, recodes: Mapping[str, Any] | None = None, *, explain: bool, safety: bool
) -> Columns:
    """Give the results of the reader that needs nothing but Python; rows that cannot be read have none."""
    scorer = Scorer(bank, recognise, recodes or {}, explain=explain, safety=safety)
    filled = {name: ["" if one is None else one for one in column] for name, column in table.items()}
    scored = scorer.score(filled, rows)
    found: Columns = {}
    for group, (codes, values) in zip(scorer.results.groups, scored.filled, strict=True):
        for place, name in enumerate(group.names):
            found[name] = [None] * rows
            for row, code in zip(scored.kept, codes, strict=True):
                found[name][row] = values[code][place]
    found["unread"] = ["; ".join(scored.refused[row]) if row in scored.refused else None for row in range(rows)]
    return found


def by_engine(bank: Bank, table: Columns, rows: Sequence[int], *, safety: bool) -> Iterator[tuple[int, dict[str, Any]]]:
    """Give the results of the engine for one person, row by row, of the rows that can be read."""
    scorer = Scorer(bank, recognise, {}, explain=True, safety=safety)
    readers = scorer.readers
    for row in rows:
        said = {}
        for name, column in table.items():
            value = "" if column[row] is None else column[row]
            readers[name].codes([value])
            if value in readers[name].reasons:
                break
            answer = readers[name].answers[readers[name][value]]
            if answer is not State.UNANSWERED:
                said[name] = answer
        else:
            found = assess(bank, settle(bank, said).answers)
            yield row, _told(bank, found if safety else withhold(found))


def _told(bank: Bank, found: Assessment) -> dict[str, Any]:
    """Give what a table tells of one person."""
    told: dict[str, Any] = {
        "tier": found.escalation.tier.id,
        "flags": " ".join(flag.id for flag in found.escalation.flags) or None,
        "reasons": {reason.trigger.id for reason in found.escalation.reasons},
        "pattern": None,
    }
    if not found.outside:
        pattern = found.pattern
        told["pattern"] = pattern.pattern.id if pattern.pattern else "undecided" if pattern.undecided else "none"
    for score in bank.scores:
        result, name = found.scores.get(score.id), f"score_{score.id}"
        told[name], told[f"{name}_low"], told[f"{name}_high"] = (
            (result.value, result.low, result.high) if result else (None, None, None)
        )
        bands = dict(result.bands) if result else {}
        for band in score.bands:
            suffix = "_band" if len(score.bands) == 1 else f"_band_{band}"
            told[name + suffix] = bands[band].label if band in bands else None
        told[f"{name}_missing"] = result.of - result.answered if result and result.of else None
        told[f"{name}_error"] = result.error if result else None
    for criterion in bank.criteria:
        verdicts = found.criteria
        told[f"criterion_{criterion.id}"] = VERDICTS[verdicts[criterion.id].verdict] if verdicts else None
    for factor in bank.factors:
        name = f"factor_{factor.id}"
        told |= dict.fromkeys((f"{name}_level", f"{name}_points", f"{name}_for", f"{name}_against"))
    for weighed in found.factors:
        name = f"factor_{weighed.factor.id}"
        told[f"{name}_level"], told[f"{name}_points"] = weighed.level, weighed.points
        told[f"{name}_for"] = " ".join(one.rule.id for one in weighed.speaks_for) or None
        told[f"{name}_against"] = " ".join(one.rule.id for one in weighed.speaks_against) or None
    return told


def differences(one: Columns, other: Columns) -> list[str]:
    """Name the first cells that two tables of results do not have in common."""
    if list(one) != list(other):
        return [f"columns {list(one)} and {list(other)}"]
    return [
        f"{name}, row {row}: {left!r} and {right!r}"
        for name in one
        for row, (left, right) in enumerate(zip(one[name], other[name], strict=True))
        if left != right
    ][:5]


def engine_differences(core: Columns, bank: Bank, table: Columns, rows: Sequence[int], *, safety: bool) -> list[str]:
    """Name the first cells in which a table, made with `explain`, differs from the engine for one person."""
    found = []
    for row, told in by_engine(bank, table, rows, safety=safety):
        for name, wanted in told.items():
            if name in core:
                given = set((core[name][row] or "").split()) if name == "reasons" else core[name][row]
                if given != wanted:
                    found.append(f"{name}, row {row}: {given!r} and {wanted!r}")
    return found[:5]
