"""A bank made from the words a record carries itself, for a record whose questions are not at hand.

Ids stand where the record has no title, answers as they are written in it, and there is no advice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import isfinite
from typing import Any

from blunting_cli.answers import Refused, read_value
from blunting_cli.bank.model import (
    MEAN,
    METHODS,
    Band,
    Bands,
    Bank,
    Criterion,
    Evidence,
    Factor,
    Flag,
    Neighbour,
    Option,
    Pattern,
    Question,
    Score,
    Section,
    TellApart,
    Tier,
    Timeplan,
    Trigger,
)
from blunting_cli.bank.reading import Document
from blunting_cli.conditions import (
    ALWAYS,
    Answer,
    AnswerIs,
    AnyOf,
    Comparison,
    Condition,
    Medicine,
    State,
    questions_of,
)
from blunting_cli.errors import Complaint

TOLD = "told"
_WHOLE = re.compile(r"-?\d{1,6}", re.ASCII)
LARGEST_SCALE = 1_000_000


def bank_of(document: Document, at_hand: Bank) -> Bank:
    """Make the bank; what is not as a record should be is left out here and complained about when it is restored.

    What is about safety is what the record or the bank `at_hand` says.
    """
    facts, texts = _mapping(document.data), at_hand.texts
    head, escalation, pattern = (_mapping(facts.get(key)) for key in ("bank", "escalation", "pattern"))
    answers, safety = _mapping(facts.get("answers")), {*at_hand.safety, *map(_text, _list(facts.get("safety")))}
    words = _mapping(facts.get("questions"))
    names = list(dict.fromkeys(_asked(facts, answers)))
    rules = _private_rules(escalation, at_hand)
    if rules and safety.isdisjoint(names):
        names.append(min(at_hand.safety))
    hidden = AnyOf(tuple(AnswerIs(name, Comparison(answered=True)) for name in names if name in safety))
    flags = [flag for flag in _mappings(escalation.get("flags")) if "group" not in flag]
    return Bank(
        id=_text(head.get("id")),
        version=_text(head.get("version")),
        title=_text(head.get("title")),
        language=(language := _text(head.get("language")) or "en"),
        languages=(language,),
        licence="",
        recall=_text(head.get("recall")),
        pace=1,
        sha256=_text(head.get("sha256")),
        sections=(Section(TOLD, texts["told_heading"], ""),),
        questions=tuple(
            _question(name, answers.get(name), _mapping(words.get(name)), safety=name in safety) for name in names
        ),
        scores=tuple(_scores(facts, hidden)),
        recodes={},
        # Nothing is known of the bands but that they were not tested.
        bands={TOLD: Bands((Band(0, "", ""),), "", True)},
        criteria=tuple(_criteria(facts, hidden)),
        patterns=tuple(_patterns(pattern)),
        neighbours=tuple(
            Neighbour(_text(entry.get("id")), _text(entry.get("id")), ALWAYS, "", ALWAYS, "", "")
            for entry in _mappings(pattern.get("neighbours"))
        ),
        factors=tuple(_factors(facts)),
        comparisons=tuple(
            TellApart(tuple(map(_text, _list(entry.get("of")))), _text(entry.get("text")), _text(entry.get("source")))
            for entry in _mappings(facts.get("comparisons"))
        ),
        helps=(),
        tiers=tuple(_tiers(escalation)),
        triggers=tuple(
            Trigger(name, _text(entry.get("tier")), hidden if name in rules else ALWAYS, "", "")
            for entry in _mappings(escalation.get("reasons"))
            if (name := _text(entry.get("trigger")))
        ),
        # What a flag of a known name rests on is not for the record to say.
        flags=at_hand.flags,
        contradictions=(),
        outside=Flag(_text(flags[0].get("id")), ALWAYS, _text(flags[0].get("text"))) if flags else None,
        statements=(),
        groups=(),
        timeline=Timeplan(),
        topics=(),
        sources={},
        texts=texts,
    )


def _private_rules(escalation: dict[str, Any], at_hand: Bank) -> set[str]:
    """Give the triggers of a record that the bank at hand knows to rest on safety: not for the record to say."""
    named = {_text(entry.get("trigger")) for entry in _mappings(escalation.get("reasons"))}
    return {
        trigger.id
        for trigger in at_hand.triggers
        if trigger.id in named and not at_hand.safety.isdisjoint(questions_of(trigger.when))
    }


def answers_of(document: Document, bank: Bank, complaints: list[Complaint]) -> dict[str, Answer]:
    """Give the answers as they are written in the record; one that can be no answer is added to `complaints`."""
    found: dict[str, Answer] = {}
    for name, value in _mapping(_mapping(document.data).get("answers")).items():
        if _is_whole(value) or (isinstance(value, float) and isfinite(value)):
            found[name] = value
            continue
        if isinstance(value, list) and all(map(_is_whole, value)):
            found[name] = tuple(value)
            continue
        try:
            answer = read_value(value, bank.by_id[name], bank.texts, _as_recorded)
        except Refused as refusal:
            complaints.append(document.complain(("answers", name, *refusal.path), refusal.message, refusal.hint))
            continue
        if answer is not None:
            found[name] = answer
    return found


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _as_recorded(medicines: tuple[Medicine, ...]) -> tuple[Medicine, ...]:
    """Take what a name was read as from the record alone."""
    return tuple(one._replace(generic=one.read_as, read_as=None, medicine_class="", kind="") for one in medicines)


def _question(name: str, answer: Any, words: dict[str, Any], *, safety: bool) -> Question:
    """Make a question that takes its answer as it stands."""
    listed = answer if isinstance(answer, list) else []
    kind = "medicine" if any(isinstance(entry, dict) for entry in listed) else "text"
    also = (State.NOT_APPLICABLE, State.PREFER_NOT_TO_SAY)
    short, chosen = _text(words.get("short")) or name, _mapping(words.get("chosen"))
    if kind == "text" and chosen:
        kind = "multi" if isinstance(answer, list) else "single"
    labelled = ((value, _text(label)) for value, label in chosen.items())
    options = tuple(Option(int(value), label) for value, label in labelled if label and _WHOLE.fullmatch(value))
    return Question(name, short, "", TOLD, kind, short, options, also=also, safety=safety)


def _asked(facts: dict[str, Any], answers: dict[str, Any]) -> Iterator[str]:
    """Give every question a record names, in the order of its answers."""
    yield from answers
    for found in (*_mapping(facts.get("scores")).values(), *_mapping(facts.get("criteria")).values()):
        entry = _mapping(found)
        yield from (name for key in ("missing", "implied") for name in _list(entry.get(key)) if isinstance(name, str))
        yield from (name for one in _mappings(entry.get("answers")) if (name := _text(one.get("question"))))
    for found in _mappings(facts.get("notes")):
        yield from (name for name in _list(found.get("questions")) if isinstance(name, str))
    for factor in _mappings(facts.get("factors")):
        for finding in _mappings(factor.get("not_asked")):
            named = (_text(entry.get("question")) for entry in _mappings(finding.get("answers")))
            yield from (name for name in named if name)


def _may_tell(entry: dict[str, Any], hidden: Condition) -> bool:
    """Tell whether a score or criterion may rest on safety: only where the record says so it does not."""
    return hidden != AnyOf(()) and entry.get("about_safety") is not False


def _scores(facts: dict[str, Any], hidden: Condition) -> Iterator[Score]:
    for name, value in _mapping(facts.get("scores")).items():
        entry = _mapping(value)
        low, high = _end(entry.get("lowest"), -LARGEST_SCALE), _end(entry.get("highest"), LARGEST_SCALE)
        domain = entry.get("domain") is True
        of = (*(_text(one.get("question")) for one in _mappings(entry.get("answers"))), *_list(entry.get("missing")))
        yield Score(
            id=name,
            title=_text(entry.get("title")) or name,
            of=tuple(part for part in of if isinstance(part, str)) if domain else (),
            method=method if (method := _text(entry.get("method"))) in METHODS else MEAN,
            low=min(low, high),
            high=max(low, high),
            share=0,
            bands=tuple(_mapping(entry.get("bands"))),
            composite=not domain,
            domain=domain,
            shown=entry.get("shown") is not False,
            # What it rests on makes it one about safety.
            applies=hidden if _may_tell(entry, hidden) else None,
        )


def _end(value: Any, unknown: int) -> float:
    """Give the end of a score's range; where the record does not say it, one that holds everything."""
    fits = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LARGEST_SCALE
    return value if fits else unknown


def _criteria(facts: dict[str, Any], hidden: Condition) -> Iterator[Criterion]:
    """Give the criteria; one that may rest on safety reads the questions about it."""
    for name, value in _mapping(facts.get("criteria")).items():
        entry = _mapping(value)
        titles = [_text(part.get("title")) for part in _mappings(entry.get("parts"))]
        reads = hidden if _may_tell(entry, hidden) else ALWAYS
        yield Criterion(name, name, tuple((title, reads) for title in titles), "", "", "")


def _patterns(pattern: dict[str, Any]) -> Iterator[Pattern]:
    names = [pattern.get("id"), *_list(pattern.get("also")), *_list(pattern.get("undecided"))]
    for name in dict.fromkeys(name for name in names if isinstance(name, str)):
        yield Pattern(name, name, "", ALWAYS, "")


def _factors(facts: dict[str, Any]) -> Iterator[Factor]:
    for entry in _mappings(facts.get("factors")):
        rules = [found for key in ("for", "against", "not_asked") for found in _mappings(entry.get(key))]
        evidence = tuple(Evidence(_text(found.get("rule")), ALWAYS, 0, "", "") for found in rules)
        id = _text(entry.get("id"))
        yield Factor(id, _text(entry.get("title")) or id, "", "", (), evidence, {}, 0, (), "", (), "")


def _tiers(escalation: dict[str, Any]) -> Iterator[Tier]:
    """Give the tiers that are named."""
    names = [_text(escalation.get("tier")), *(_text(one.get("tier")) for one in _mappings(escalation.get("reasons")))]
    yield from (Tier(name, "", "") for name in dict.fromkeys(names))


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _mappings(value: Any) -> list[dict[str, Any]]:
    return [entry for entry in _list(value) if isinstance(entry, dict)]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
