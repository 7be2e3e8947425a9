"""What the checks share: the bank, where its parts stand, the complaints so far, and what these leave in doubt.

A check says nothing of a part with a mistake that bears on it: one mistake is told once, and the rest when it is mended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

from blunting_cli.bank.formulary import Formulary
from blunting_cli.bank.model import Bank
from blunting_cli.checking.linting.rules import Rule, rules_of
from blunting_cli.checking.locating import Located, Part, Spot, within
from blunting_cli.conditions import Condition, questions_of, scores_of
from blunting_cli.errors import Complaint

# What the loader says of words and sources does not bear on what a rule can come to.
OF_WORDS = frozenset(
    [
        "missing-why",
        "missing-source",
        "unknown-source",
        "unknown-section",
        "unknown-text-of-the-program",
        "unknown-topic",
        "missing-care",
        "unknown-set-of-bands",
    ]
)


class Report:
    """The complaints about one bank while it is checked; those of the loader stand in it from the beginning."""

    def __init__(
        self,
        bank: Bank,
        located: Located,
        complaints: Iterable[Complaint],
        classes: frozenset[str],
        known: Callable[[], Formulary],
    ) -> None:
        self.bank = bank
        self.located = located
        self.classes = classes
        self.known = known
        self.loaded = tuple(complaints)
        self.found: list[Complaint] = []
        self._bearing = [complaint for complaint in self.loaded if complaint.code not in OF_WORDS]
        self._doubtful: frozenset[str] = frozenset()
        self._counted = -1

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Every condition of the bank that can be read."""
        return rules_of(self.bank, self.located, self.classes)

    def say(self, spot: Spot, code: str, message: str, hint: str = "", *, bears: bool = True) -> None:
        """Add a complaint about a value or a key; one that does not bear on what rules come to silences no check."""
        complaint = Complaint(spot.place, message, hint, code)
        if complaint not in self.found:
            self.found.append(complaint)
            if bears:
                self._bearing.append(complaint)

    def is_sound(self, part: Part | Spot | None) -> bool:
        """Tell whether a part stands in the files, without a mistake so far that bears on anything."""
        if part is None:
            return False
        return not self._bearing or not within(part if isinstance(part, Spot) else part.spot, self._bearing)

    def is_certain(self, condition: Condition) -> bool:
        """Tell whether no question or score that a condition rests on has a mistake that bears on it."""
        return self.doubtful.isdisjoint((*questions_of(condition), *scores_of(condition)))

    def can_be_checked(self, rule: Rule) -> bool:
        """Tell whether neither a condition nor what it rests on has a mistake so far."""
        if rule.uses and not all(self.is_sound(self.located.top("conditions").at(name)) for name in rule.uses):
            return False
        return self.is_sound(rule.spot) and self.is_certain(rule.condition)

    @property
    def doubtful(self) -> frozenset[str]:
        """The questions and scores with a mistake, and those that rest on them."""
        if self._counted != len(self._bearing):
            self._counted = len(self._bearing)
            self._doubtful = frozenset(self._in_doubt())
        return self._doubtful

    def _in_doubt(self) -> set[str]:
        if not self._bearing:
            return set()
        found = {
            part.name for kind in ("question", "score") for part in self.located.all(kind) if not self.is_sound(part)
        }
        bad = {
            part.name for kind in ("recode", "response") for part in self.located.all(kind) if not self.is_sound(part)
        }
        for part in self.located.all("question"):
            if part.data.get("respond") in bad:
                found.add(part.name)
        bank = self.bank
        for score in bank.scores:
            if not bad.isdisjoint(score.recodes.values()):
                found.add(score.id)
        grown = True
        while grown:
            before = len(found)
            found |= {q.id for q in bank.questions if q.opens is not None and not self._apart(q.opens, found)}
            found |= {
                s.id
                for s in bank.scores
                if not found.isdisjoint(s.of) or (s.applies is not None and not self._apart(s.applies, found))
            }
            grown = len(found) > before
        return found

    def _apart(self, condition: Condition, names: set[str]) -> bool:
        return names.isdisjoint((*questions_of(condition), *scores_of(condition)))

    def complain_of(self, parts: Iterable[tuple[str, str]], code: str, message: str) -> None:
        """Say the same of several parts, each at its name; `message` takes the name."""
        for shape, name in parts:
            part = self.located.part(shape, name)
            if part is not None:
                self.say(part.spot._replace(key=True), code, message.format(name=name), bears=False)
