"""What the checks share: the bank, where its parts stand, the complaints so far, and what these leave in doubt.

A check says nothing of a part with a mistake that bears on it: one mistake is told once, the rest when it is mended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from dataclasses import replace
from functools import cached_property

from blunting_cli.bank.formulary import Formulary
from blunting_cli.bank.model import Bank
from blunting_cli.bank.reading import Path
from blunting_cli.checking.linting.doubts import Doubts
from blunting_cli.checking.linting.rules import Rule, rules_of
from blunting_cli.checking.locating import Located, Part, Spot
from blunting_cli.conditions import Condition, questions_of, scores_of
from blunting_cli.errors import Complaint, Place

# What the loader says of words and sources does not bear on what a rule can come to.
OF_WORDS = frozenset(
    [
        "missing-why",
        "missing-translation",
        "unknown-language",
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
        self.rules: tuple[Rule, ...] = rules_of(bank, located, classes)
        self._uses: dict[tuple[str, Path], set[str]] = {}
        for rule in self.rules:
            self._uses.setdefault((rule.part.spot.document.source, rule.part.spot.path), set()).update(rule.uses)
        self._said: set[tuple[Place, str]] = set()
        self._doubts = Doubts(bank, located, self.rules)
        self._doubts.begin(complaint for complaint in self.loaded if complaint.code not in OF_WORDS)

    def say(self, spot: Spot, code: str, message: str, hint: str = "", *, bears: bool = True) -> None:
        """Add a complaint about a value or a key, one of a kind at each place.

        One that does not bear on what rules come to silences no check.
        """
        complaint = Complaint(spot.place, message, hint, code)
        if self.keep(complaint) and bears:
            self._doubts.add(spot, complaint.place)

    def keep(self, complaint: Complaint) -> bool:
        """Add a complaint that bears on nothing, one of a kind at each place; tell whether it is a new one."""
        if (complaint.place, complaint.code) in self._said:
            return False
        self._said.add((complaint.place, complaint.code))
        self.found.append(complaint)
        return True

    def is_sound(self, part: Part | Spot | None) -> bool:
        """Tell whether a part stands in the files, without a mistake so far that bears on anything."""
        spot = part.spot if isinstance(part, Part) else part
        if spot is None or self._doubts.marks.are_in(spot):
            return False
        used = self._uses.get((spot.document.source, spot.path), ()) if isinstance(part, Part) else ()
        return all(self._is_sound_condition(name) for name in used)

    def _is_sound_condition(self, name: str) -> bool:
        return not self._doubts.marks.are_in(self.located.top("conditions").at(name))

    def is_certain(self, condition: Condition) -> bool:
        """Tell whether no question or score that a condition rests on has a mistake that bears on it."""
        return self.doubtful.isdisjoint((*questions_of(condition), *scores_of(condition)))

    def can_be_checked(self, rule: Rule) -> bool:
        """Tell whether neither a condition nor what it rests on has a mistake so far."""
        if not all(map(self._is_sound_condition, rule.uses)):
            return False
        return self.is_sound(rule.spot) and self.is_certain(rule.condition)

    @cached_property
    def sound_bank(self) -> Bank:
        """The bank without the scores that are in doubt from the beginning; what hangs on what is in doubt is asked."""
        scores = tuple(score for score in self.bank.scores if score.id not in self.doubtful)
        there = {*self.bank.by_id, *(score.id for score in scores)}
        questions = (
            question if question.opens is None or self._stands(question.opens, there) else question._replace(opens=None)
            for question in self.bank.questions
        )
        return replace(self.bank, questions=tuple(questions), scores=scores)

    def _stands(self, condition: Condition, there: Set[str]) -> bool:
        """Tell whether all that a condition names is there and certain."""
        return self.is_certain(condition) and {*questions_of(condition), *scores_of(condition)} <= there

    @property
    def doubtful(self) -> Set[str]:
        """The questions and scores with a mistake, and those that rest on them."""
        return self._doubts.names
