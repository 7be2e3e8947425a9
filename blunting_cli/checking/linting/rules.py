"""Every condition of a bank where it stands, and within it every comparison and every count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from blunting_cli.bank.asked import NO_AMOUNT
from blunting_cli.bank.model import Bank
from blunting_cli.bank.shapes.kinds import Plain
from blunting_cli.checking.locating import Located, Part, Spot
from blunting_cli.conditions import AllOf, AnswerIs, AnyOf, Condition, CountOf, NotSo, ScoreIs
from blunting_cli.conditions.parsing import Path, Vocabulary, parse

# Keys under which a condition says where something is left out.
LEAVES_OUT = ("unless", "no_band_if")


class Rule(NamedTuple):
    """A condition that decides something: `what` names what, such as "the trigger self_harm".

    `uses` are the named conditions in it. One that `opens` a question decides whether that is asked.
    """

    what: str
    part: Part
    key: str
    spot: Spot
    condition: Condition
    uses: frozenset[str] = frozenset()

    @property
    def opens(self) -> bool:
        """Whether it decides if a question is asked."""
        return self.key == "ask_if"


class Held(NamedTuple):
    """One comparison or one count of a condition, and where it stands."""

    spot: Spot
    condition: AnswerIs | ScoreIs | CountOf


def rules_of(bank: Bank, located: Located, classes: frozenset[str]) -> tuple[Rule, ...]:
    """Give every condition of a bank that can be read, in the order of the files."""
    return tuple(_Reader(bank, located, classes).rules())


class _Reader:
    def __init__(self, bank: Bank, located: Located, classes: frozenset[str]) -> None:
        options = {
            question.id: {
                **{option.label.casefold(): option.value for option in question.options},
                **{str(option.value): option.value for option in question.options},
            }
            for question in bank.questions
        }
        uncountable = frozenset(question.id for question in bank.questions if question.type in NO_AMOUNT)
        named = located.top("conditions").data
        self.named: dict[str, Any] = named if isinstance(named, dict) else {}
        kinds = {question.id: question.type for question in bank.questions}
        scores = frozenset(bank.score_by_id)
        self.words = Vocabulary(options, scores, classes, self.named, uncountable, kinds=kinds)
        self.located = located

    def rules(self) -> Iterator[Rule]:
        for part in self.located.every():
            for key, entry in part.shape.keys.items():
                if entry.kind is Plain.CONDITION and part.data.get(key) is not None:
                    yield from self.rule(said(part, key), part, key, part.spot.at(key))
            if part.shape.id == "score" and isinstance(part.data.get("count_of"), list):
                for index, data in enumerate(part.data["count_of"]):
                    if isinstance(data, dict):
                        spot = part.spot.at("count_of", index)
                        yield from self.rule(f"what the score {part.name} counts", part, "count_of", spot)
            if part.shape.id == "bank" and part.data.get("conditions") is self.named:
                for name in self.named:
                    spot = part.spot.at("conditions", name)
                    yield from self.rule(f"the condition {name}", part, "conditions", spot)

    def rule(self, what: str, part: Part, key: str, spot: Spot) -> Iterator[Rule]:
        wrong: list[Path] = []
        data = spot.data
        condition = parse(data, (), self.words, lambda path, *_: wrong.append(path))
        if not wrong:
            yield Rule(what, part, key, spot, condition, frozenset(_named_in(data)))


def said(part: Part, key: str) -> str:
    """Say what a condition of a part decides."""
    of = f" of {part.belongs}" if part.belongs else ""
    kind = part.shape.name.split(" ", 1)[-1].replace("`", "")
    match part.shape.id, key:
        case "question", _:
            return f"the question {part.name}"
        case "outside", _:
            return "`outside`"
        case "fits" | "differs", _:
            return f"`{part.shape.id}` of the neighbour {part.belongs}"
        case "criterion_part", _:
            return f"part {part.name} of the criterion {part.belongs}"
        case (("help" | "ask"), _):
            return f"`unless` of {kind} {part.name}{of}"
        case _, "when":
            return f"the {kind} {part.name}{of}"
    return f"`{key}` of the {kind} {part.name}{of}"


def held_in(rule: Rule) -> Iterator[Held]:
    """Walk the comparisons and counts of a condition, not those of named conditions in it."""
    yield from _held(rule.spot, rule.spot.data, rule.condition)


def _held(spot: Spot, data: Any, condition: Condition) -> Iterator[Held]:
    parts = (condition,) if len(data) == 1 or not isinstance(condition, AllOf) else condition.parts
    for (key, value), part in zip(data.items(), parts, strict=True):
        yield from _entry(spot.at(key), key, value, part)


def _entry(spot: Spot, key: str, value: Any, part: Condition) -> Iterator[Held]:
    match part:
        case _ if key == "condition":
            return
        case AllOf(parts) | AnyOf(parts):
            for index, (inner, of) in enumerate(zip(value, parts, strict=True)):
                yield from _held(spot.at(index), inner, of)
        case NotSo(inner):
            yield from _held(spot, value, inner)
        case CountOf(parts):
            yield Held(spot, part)
            yield from held_in_count(spot, "of", value["of"], parts)
        case AnswerIs() | ScoreIs():
            yield Held(spot, part)


def held_in_count(spot: Spot, key: str, of: Any, parts: Iterable[Condition]) -> Iterator[Held]:
    """Walk the comparisons of what is counted; those against `where` stand there."""
    for index, (entry, part) in enumerate(zip(of if isinstance(of, list) else [of], parts, strict=True)):
        if isinstance(entry, dict):
            yield from _held(spot.at(key, index), entry, part)
        elif isinstance(part, AnswerIs):
            yield Held(spot.at("where"), part)


def _named_in(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            if key == "condition" and isinstance(value, str):
                yield value
            else:
                yield from _named_in(value)
    elif isinstance(data, list):
        for value in data:
            yield from _named_in(value)
