"""What a mistake leaves in doubt: the part that it stands in, and every question and score that rests on that."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator

from blunting_cli.bank.model import Bank
from blunting_cli.checking.linting.rules import Rule
from blunting_cli.checking.locating import Located, Spot
from blunting_cli.conditions import questions_of, scores_of
from blunting_cli.errors import Complaint, Place

# Kinds of parts that others rest on, by the key they stand under; the names of the first two stand for themselves.
KINDS = {"questions": "", "scores": "", "recodes": "recode ", "responses": "response ", "conditions": "condition "}
Position = tuple[int, int]


class Marks:
    """The places of mistakes, and which values hold one."""

    def __init__(self) -> None:
        self.places: dict[str, list[Position]] = {}
        self._spans: dict[tuple[str, tuple[str | int, ...]], tuple[Position, Position]] = {}

    def add(self, place: Place) -> None:
        """Add the place of a mistake."""
        insort(self.places.setdefault(place.source, []), (place.line, place.column))

    def are_in(self, spot: Spot) -> bool:
        """Tell whether a mistake stands within a value, or at its key."""
        places = self.places.get(spot.document.source)
        if not places:
            return False
        key = (spot.document.source, spot.path)
        if key not in self._spans:
            self._spans[key] = spot.span
        first, end = self._spans[key]
        index = bisect_left(places, first)
        return index < len(places) and places[index] < end


class Doubts:
    """The names in doubt; they grow with every mistake."""

    def __init__(self, bank: Bank, located: Located, rules: Iterable[Rule]) -> None:
        self.bank = bank
        self.located = located
        self.names: set[str] = set()
        self.marks = Marks()
        self._resting: dict[str, list[str]] = {}
        for name, on in self._ties(rules):
            self._resting.setdefault(on, []).append(name)

    def begin(self, complaints: Iterable[Complaint]) -> None:
        """Take the mistakes of the loader, of which the places alone are known."""
        for complaint in complaints:
            self.marks.add(complaint.place)
        for key, kind in KINDS.items():
            for document in self.located.documents:
                parts = Spot(document, (key,))
                for name, spot in _entries(parts):
                    if self.marks.are_in(spot):
                        self._add(kind + name)

    def add(self, spot: Spot, place: Place) -> None:
        """Take a mistake at a value."""
        self.marks.add(place)
        if len(spot.path) > 1 and spot.path[0] in KINDS:
            key, step = str(spot.path[0]), spot.path[1]
            entry = Spot(spot.document, (key, step)).data
            name = str(entry.get("id")) if isinstance(step, int) and isinstance(entry, dict) else str(step)
            self._add(KINDS[key] + name)

    def _add(self, name: str) -> None:
        waiting = [name]
        while waiting:
            name = waiting.pop()
            if name not in self.names:
                self.names.add(name)
                waiting += self._resting.get(name, ())

    def _ties(self, rules: Iterable[Rule]) -> Iterator[tuple[str, str]]:
        """Walk every name with each that it rests on."""
        for part in self.located.all("question"):
            yield part.name, f"response {part.data.get('respond')}"
        for score in self.bank.scores:
            yield from (
                (score.id, name) for name in (*score.of, *(f"recode {used}" for used in score.recodes.values()))
            )
        for rule in rules:
            if rule.part.shape.id in ("question", "score"):
                on = (
                    *questions_of(rule.condition),
                    *scores_of(rule.condition),
                    *(f"condition {use}" for use in rule.uses),
                )
                # A score with a band or without is the same score.
                if rule.key != "no_band_if":
                    yield from ((rule.part.name, name) for name in on)


def _entries(parts: Spot) -> Iterator[tuple[str, Spot]]:
    data = parts.data
    if isinstance(data, dict):
        yield from ((name, parts.at(name)) for name in data)
    elif isinstance(data, list):
        for index, entry in enumerate(data):
            if isinstance(entry, dict):
                yield str(entry.get("id")), parts.at(index)
