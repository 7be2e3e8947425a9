"""What the checks share: the bank, where its parts stand, the complaints so far, and what these leave in doubt.

A check says nothing of a part with a mistake that bears on it: one mistake is told once, the rest when it is mended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property

from blunting_cli.bank.formulary import Formulary
from blunting_cli.bank.model import Bank
from blunting_cli.checking.linting.rules import Rule, rules_of
from blunting_cli.checking.locating import Located, Part, Spot, within
from blunting_cli.conditions import Condition, questions_of, scores_of
from blunting_cli.errors import Complaint, Place

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
        self._said: set[tuple[Place, str]] = set()
        self._bearing = [complaint for complaint in self.loaded if complaint.code not in OF_WORDS]
        self._doubtful: frozenset[str] = frozenset()
        self._counted = -1

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Every condition of the bank that can be read."""
        return rules_of(self.bank, self.located, self.classes)

    def say(self, spot: Spot, code: str, message: str, hint: str = "", *, bears: bool = True) -> None:
        """Add a complaint about a value or a key, one of a kind at each place.

        One that does not bear on what rules come to silences no check.
        """
        self.keep(Complaint(spot.place, message, hint, code), bears=bears)

    def keep(self, complaint: Complaint, *, bears: bool = True) -> None:
        """Add a complaint, one of a kind at each place."""
        if (complaint.place, complaint.code) not in self._said:
            self._said.add((complaint.place, complaint.code))
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

    @cached_property
    def sound_bank(self) -> Bank:
        """The bank without the scores that are in doubt from the beginning; what hangs on what is in doubt is asked."""
        questions = (
            question if question.opens is None or self.is_certain(question.opens) else question._replace(opens=None)
            for question in self.bank.questions
        )
        scores = (score for score in self.bank.scores if score.id not in self.doubtful)
        return replace(self.bank, questions=tuple(questions), scores=tuple(scores))

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
            if str(part.data.get("respond")) in bad:
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
