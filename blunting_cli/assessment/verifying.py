"""Working a record out again from the bank and its answers, to say whether it is what this program would make of them.

Answers about safety that were withheld cannot be worked out again. What rests on them is left out of the comparison:
they themselves, the one reason without a name and the tier it gives, and words of help.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from blunting_cli.answers import Recognise, read_answers
from blunting_cli.asking import settle
from blunting_cli.assessment.assessing import Assessment, assess, note
from blunting_cli.assessment.record import record
from blunting_cli.assessment.restoring import Record
from blunting_cli.assessment.withholding import HELP_NOW, SAFETY, nameless_reason, withhold
from blunting_cli.bank.model import HELP, Bank, Tier
from blunting_cli.conditions import Answer, State
from blunting_cli.errors import FileErrors
from blunting_cli.escalation import Escalation, statements
from blunting_cli.scoring import Said

# Notes on how a file was read, which its answers alone do not tell.
OF_THE_READING = ("left_out", "ignored", "was_withheld")
# How much of a place tells no more than what part of a record it is in.
_PARTS = {"escalation": 2}
_WORD = re.compile(r"\w+")
# By which key the entries of a list are told apart.
NAMES = ("id", "rule", "trigger", "question")
# What of a record an answer about safety can have given.
TOLD_BY_THE_TIER = tuple(f"escalation.{key}" for key in ("tier", "title", "text", "urgent", "now"))
NOTHING: Any = object()
# Stands in place of a value that would tell an answer about safety.
HIDDEN: Any = object()


class Difference(NamedTuple):
    """One place where a record is not what comes out now; `recorded` or `computed` is NOTHING where it is absent."""

    path: str
    recorded: Any
    computed: Any


class Verification(NamedTuple):
    """What a comparison found; `withheld` are the questions left out, `recomputed` is false for another bank.

    `private` are the names of all that would tell an answer about safety. `made` is what the answers come to, those
    that were withheld taken as not answered; None for another bank.
    """

    differences: tuple[Difference, ...]
    withheld: tuple[str, ...]
    recomputed: bool
    private: frozenset[str] = frozenset()
    made: Assessment | None = None

    @property
    def without_safety(self) -> Verification:
        """The same without what would tell an answer about safety: only the part of the record it is in stands."""
        shown = tuple(_masked(found) if self._tells(found) else found for found in self.differences)
        return self._replace(differences=shown)

    def _tells(self, found: Difference) -> bool:
        words = json.dumps([found.recorded, found.computed], default=str)
        names = {*found.path.replace(" ", ".").split("."), *_WORD.findall(words)}
        # Where the answers about safety stand in the record, another tier says what they are.
        told = found.path.startswith(("escalation.help", *TOLD_BY_THE_TIER))
        return (told and bool(self.private) and not self.withheld) or not self.private.isdisjoint(names)

    @property
    def same(self) -> bool:
        """Whether the record is what this program makes of its answers."""
        return not self.differences


def verify(record_read: Record, bank: Bank, recognise: Recognise) -> Verification:
    """Compare a record with what the bank and the program at hand make of its answers.

    Raises:
        FileErrors: the answers in the record are none.
    """
    facts = record_read.facts
    if record_read.sha256 != bank.sha256:
        return Verification((Difference("bank.sha256", record_read.sha256, bank.sha256),), (), False)
    file = read_answers(record_read.content, record_read.document.source, bank, recognise)
    if file.complaints:
        raise FileErrors(file.complaints)
    withheld = tuple(name for name, answer in file.said.items() if answer is State.WITHHELD)
    answers = settle(bank, {name: answer for name, answer in file.said.items() if name not in withheld}).answers
    made = assess(bank, answers, taken=file.taken)
    computed = record(_as_withheld(made, facts) if withheld else made)
    both = _comparable(facts, withheld, bank), _comparable(computed, withheld, bank)
    return Verification(tuple(_differences(*both, "")), withheld, True, _private(bank), made)


def _private(bank: Bank) -> frozenset[str]:
    """Give the names of questions about safety, and of triggers and flags that read one."""
    reading = [*((one.id, one.when) for one in bank.triggers), *((one.id, one.when) for one in bank.flags)]
    rules = {one.id for one in bank.criteria if not bank.safety.isdisjoint(bank.rests_on(one.when))}
    return (
        bank.safety
        | bank.safety_scores
        | rules
        | {name for name, when in reading if not bank.safety.isdisjoint(bank.rests_on(when))}
    )


def _masked(found: Difference) -> Difference:
    """Give a difference without its values, and without the name of what differs."""
    both = (NOTHING if value is NOTHING else HIDDEN for value in (found.recorded, found.computed))
    return Difference(".".join(found.path.split(".")[: _PARTS.get(found.path.split(".")[0], 1)]), *both)


def _as_withheld(made: Assessment, facts: Mapping[str, Any]) -> Assessment:
    found = withhold(made)
    return found._replace(escalation=_as_recorded(found.escalation, made.bank, made.answers, facts))


def _as_recorded(found: Escalation, bank: Bank, answers: Mapping[str, Answer], facts: Mapping[str, Any]) -> Escalation:
    """Give the tier that withheld answers may have given, where the record says that they gave one."""
    reasons = tuple(reason for reason in found.reasons if reason.trigger.id != SAFETY)
    order = [tier.id for tier in bank.tiers]
    seen = min((order.index(reason.trigger.tier) for reason in reasons), default=len(order) - 1)
    named = next((tier for tier in bank.tiers if _is_safety_tier(tier, facts)), None)
    tier = named if named is not None and order.index(named.id) < seen else bank.tiers[seen]
    if tier is named:
        reasons = (nameless_reason(tier, bank), *reasons)
    said = (one for one in statements(bank, Said(bank, answers), tier) if not one.is_help)
    return found._replace(tier=tier, reasons=reasons, statements=(*found.help, *said))


def _has_nameless(escalation: Mapping[str, Any]) -> bool:
    reasons = escalation.get("reasons")
    listed = reasons if isinstance(reasons, list) else []
    return any(isinstance(reason, dict) and reason.get("trigger") == SAFETY for reason in listed)


def _is_safety_tier(tier: Tier, facts: Mapping[str, Any]) -> bool:
    """Tell whether a record has the reason without a name for this tier."""
    escalation = facts.get("escalation")
    reasons = escalation.get("reasons") if isinstance(escalation, dict) else None
    listed = reasons if isinstance(reasons, list) else []
    named = [reason for reason in listed if isinstance(reason, dict) and reason.get("trigger") == SAFETY]
    return any(reason.get("tier") == tier.id for reason in named)


def _comparable(facts: Mapping[str, Any], withheld: tuple[str, ...], bank: Bank) -> dict[str, Any]:
    """Give a record without what cannot be compared: notes of the reading and, where withheld, what rests on that."""
    kept = dict(facts)
    if isinstance(facts.get("notes"), list):
        kept["notes"] = [entry for entry in facts["notes"] if not _is_of_the_reading(entry, bank)]
    if withheld:
        if isinstance(facts.get("answers"), dict):
            kept["answers"] = {name: value for name, value in facts["answers"].items() if name not in withheld}
        if isinstance(facts.get("escalation"), dict):
            kept["escalation"] = _without_help(facts["escalation"], bank)
    return kept


def _is_of_the_reading(entry: Any, bank: Bank) -> bool:
    """Tell whether a note says how a file was read, in just the words it has for that."""
    if not isinstance(entry, dict) or entry.get("id") not in OF_THE_READING:
        return False
    names = entry.get("questions")
    if not isinstance(names, list) or not all(isinstance(name, str) and name in bank.by_id for name in names):
        return False
    return entry == note(bank, str(entry["id"]), names)._asdict() | {"questions": names}


def _without_help(escalation: dict[str, Any], bank: Bank) -> dict[str, Any]:
    """Leave out the general words of help and their flag, which withheld answers may have called for; nothing else."""
    texts = (bank.texts["help_general"], bank.texts["help_general_now"])
    general = [{"id": HELP, "group": HELP, "text": text, "lines": []} for text in texts]
    flag = {"id": HELP_NOW, "about_safety": False, "text": bank.texts["help_general"]}
    kept = dict(escalation)
    said = escalation.get("help")
    # The reason without a name comes of an answer that calls for help; without it help may be there or not.
    if said in [[words] for words in general] or (said == [] and not _has_nameless(escalation)):
        del kept["help"]
    if isinstance(escalation.get("flags"), list):
        kept["flags"] = [entry for entry in escalation["flags"] if entry != flag]
    return kept


def _differences(recorded: Any, computed: Any, path: str) -> Iterator[Difference]:
    """Walk two records side by side and give every place where they part."""
    if isinstance(recorded, dict) and isinstance(computed, dict):
        for key in dict.fromkeys((*computed, *recorded)):
            inner = f"{path}.{key}" if path else str(key)
            yield from _differences(recorded.get(key, NOTHING), computed.get(key, NOTHING), inner)
        return
    named = _by_name(recorded), _by_name(computed)
    if named[0] is not None and named[1] is not None:
        yield from _differences(named[0], named[1], path)
        shared = [name for name in named[0] if name in named[1]]
        if shared != [name for name in named[1] if name in named[0]]:
            yield Difference(f"{path} (order)", shared, [name for name in named[1] if name in named[0]])
        return
    # True is no 1 here, although Python says so.
    if recorded != computed or isinstance(recorded, bool) is not isinstance(computed, bool):
        yield Difference(path, recorded, computed)


def _by_name(value: Any) -> dict[str, Any] | None:
    """Give a list of named entries by name; None for anything else, and where two have one name."""
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        return None
    names = [next((str(entry[key]) for key in NAMES if key in entry), "") for entry in value]
    return dict(zip(names, value, strict=True)) if len(set(names)) == len(names) and "" not in names else None
