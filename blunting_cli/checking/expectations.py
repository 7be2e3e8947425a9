"""What a case may expect of a person: read strictly, against the names of the bank and against each other.

An expectation that no answers can meet, or that cannot be met together with another one, is a mistake in the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from blunting_cli.assessment import CONTRADICTION
from blunting_cli.bank.fields import Complaints
from blunting_cli.bank.model import HELP, Bank
from blunting_cli.bank.reading import Document, Path
from blunting_cli.errors import Complaint, Place, did_you_mean
from blunting_cli.factors import PRINTED, RANKED
from blunting_cli.scoring import VERDICTS

ONE, EACH, ALL, BY_NAME = "one", "each", "all", "by name"
# Key -> how it is written, and what it names: one of several acceptable, each of a list, a list of all that there are,
# or a word for each name.
KEYS = {
    "pattern": (ONE, "pattern"),
    "first_factor": (ONE, "factor"),
    "listed": (EACH, "factor"),
    "not_listed": (EACH, "factor"),
    "not_first": (EACH, "factor"),
    "levels": (BY_NAME, "factor"),
    "points": (BY_NAME, "factor"),
    "not_asked": (ALL, "factor"),
    "tier": (ONE, "tier"),
    "tier_at_least": (ONE, "tier"),
    "tier_at_most": (ONE, "tier"),
    "triggers": (EACH, "trigger"),
    "no_triggers": (EACH, "trigger"),
    "only_triggers": (ALL, "trigger"),
    "flags": (EACH, "flag"),
    "no_flags": (EACH, "flag"),
    "only_flags": (ALL, "flag"),
    "scores": (BY_NAME, "score"),
    "bands": (BY_NAME, "score"),
    "criteria": (BY_NAME, "criterion"),
    "notes": (EACH, "note"),
}
# What a list of all says of those that it names, and of those that it does not.
OF_ALL = {"only_triggers": ("triggers", "no_triggers"), "only_flags": ("flags", "no_flags")}
NOT_ASKED = "not_asked"
NULLABLE = ("pattern", "first_factor")
SINGLE = ("tier_at_least", "tier_at_most")
VALUE = "value"
OF_A_SCORE = (VALUE, "low", "high", "error")
# A number that is shown with one decimal may be so much more or less.
ROUNDING = 0.05


class Expected(NamedTuple):
    """One thing that must come out: of `name`, by `part`, one of `wanted`.

    `name` is a factor, trigger, flag, score, criterion or note, and empty where the key speaks of one thing alone;
    `part` is value, low, high or error of a score, or the set of its bands.
    """

    key: str
    name: str
    wanted: tuple[Any, ...]
    place: Place
    part: str = ""


def read_expectations(document: Document, path: Path, bank: Bank) -> tuple[tuple[Expected, ...], list[Complaint]]:
    """Read what stands under `expect` at a path; everything that is wrong with it comes beside it.

    Raises:
        FileErrors: so much is wrong with it that the rest is not read.
    """
    reader = _Reader(document, path, bank)
    found = tuple(reader.all())
    if not reader.complaints:
        reader.complaints += _impossible(found, bank)
    return found, reader.complaints


def known_names(what: str, bank: Bank) -> set[str]:
    """Give the names that an expectation may use for what it names."""
    match what:
        case "pattern":
            return {pattern.id for pattern in bank.patterns}
        case "factor":
            return {factor.id for factor in bank.factors}
        case "tier":
            return {tier.id for tier in bank.tiers}
        case "trigger":
            return {trigger.id for trigger in bank.triggers}
        case "flag":
            outside = (bank.outside,) if bank.outside else ()
            return {HELP, *(entry.id for entry in (*outside, *bank.flags, *bank.statements))}
        case "score":
            return set(bank.score_by_id)
        case "criterion":
            return {criterion.id for criterion in bank.criteria}
        case _:
            notes = {name.removeprefix("note_") for name in bank.texts if name.startswith("note_")}
            return notes | {CONTRADICTION}


class _Reader:
    def __init__(self, document: Document, path: Path, bank: Bank) -> None:
        self.document = document
        self.path = path
        self.bank = bank
        self.complaints = Complaints()
        data: Any = document.data
        for step in path:
            data = data[step]
        self.data = data

    def complain(self, path: Path, message: str, hint: str = "", *, key: bool = False) -> None:
        self.complaints.keep(self.document.complain((*self.path, *path), message, hint, key=key))

    def all(self) -> Iterator[Expected]:
        if not isinstance(self.data, dict) or not self.data:
            self.complain((), "`expect` is a mapping of what must come out", f"It may have: {', '.join(KEYS)}.")
            return
        for key, value in self.data.items():
            if key not in KEYS:
                self.complain((key,), f"`expect` has no `{key}`", did_you_mean(key, KEYS), key=True)
                continue
            shape, what = KEYS[key]
            readers = {ONE: self.one, EACH: self.each, ALL: self.whole, BY_NAME: self.by_name}
            yield from readers[shape](key, what, value)
            if key == "points" and isinstance(value, dict):
                yield from self.no_points(value)

    def one(self, key: str, what: str, value: Any) -> Iterator[Expected]:
        wanted = value if isinstance(value, list) else [value]
        if isinstance(value, list) and (key in SINGLE or not value):
            self.complain((key,), f"`{key}` is one {what}" if value else f"`{key}` names nothing")
            return
        for index, name in enumerate(wanted):
            if name is not None or key not in NULLABLE:
                self.knows(name, what, (key, index) if isinstance(value, list) else (key,))
        yield Expected(key, "", tuple(wanted), self.place(key))

    def each(self, key: str, what: str, value: Any) -> Iterator[Expected]:
        if not isinstance(value, list) or not value:
            self.complain((key,), f"`{key}` is a list of names", f"Write it as {key}: [NAME, NAME].")
            return
        for index, name in enumerate(value):
            if self.knows(name, what, (key, index)):
                yield Expected(key, name, (), self.place(key, index))

    def whole(self, key: str, what: str, value: Any) -> Iterator[Expected]:
        """Read a list of all that there are: every name it leaves out is one that must not be there."""
        if not isinstance(value, list):
            self.complain((key,), f"`{key}` is a list of names", f"Write it as {key}: [NAME, NAME].")
            return
        named = {
            name: self.place(key, index) for index, name in enumerate(value) if self.knows(name, what, (key, index))
        }
        for name in sorted(known_names(what, self.bank)):
            place = named.get(name, self.place(key))
            if key == NOT_ASKED:
                levels = tuple(level for level in RANKED if (level == NOT_ASKED) is (name in named))
                yield Expected("levels", name, levels, place)
            else:
                yield Expected(OF_ALL[key][name not in named], name, (), place)

    def no_points(self, named: dict[str, Any]) -> Iterator[Expected]:
        """Say of every factor that `points` leaves out that it has none."""
        for name in sorted(known_names("factor", self.bank) - named.keys()):
            yield Expected("points", name, (0, None), self.place("points"))

    def by_name(self, key: str, what: str, value: Any) -> Iterator[Expected]:
        if not isinstance(value, dict) or (not value and key != "points"):
            self.complain((key,), f"`{key}` is a mapping of names", f"Write it as {key}: {{NAME: ...}}.")
            return
        readers = {
            "levels": self.level,
            "points": self.points,
            "scores": self.score,
            "bands": self.band,
            "criteria": self.criterion,
        }
        for name, said in value.items():
            if self.knows(name, what, (key, name), key=True):
                yield from readers[key](key, name, said)

    def place(self, *path: str | int) -> Place:
        return self.document.place((*self.path, *path), key=isinstance(path[-1], str))

    def knows(self, name: Any, what: str, path: Path, *, key: bool = False) -> bool:
        names = known_names(what, self.bank)
        if isinstance(name, str) and name in names:
            return True
        said = "null" if name is None else " ".join(str(name).split())[:60]
        self.complain(path, f"no {what} is called {said}", did_you_mean(said, names), key=key)
        return False

    def words(self, path: Path, said: Any, allowed: Iterable[Any]) -> tuple[Any, ...]:
        """Read a word, or a list of acceptable ones, from a list of those there are."""
        known = list(allowed)
        wanted = said if isinstance(said, list) else [said]
        for index, word in enumerate(wanted):
            if word not in known or isinstance(word, bool):
                shown = "null" if word is None else " ".join(str(word).split())[:60]
                near = did_you_mean(shown, [entry for entry in known if entry is not None])
                listed = ", ".join("null" if entry is None else entry for entry in known)
                where = (*path, index) if isinstance(said, list) else path
                self.complain(where, f"{shown} can never come out here", near or f"It can be: {listed}.")
        if not wanted:
            self.complain(path, "an empty list can never come out", "Name what may come out.")
        return tuple(wanted)

    def level(self, key: str, name: str, said: Any) -> Iterator[Expected]:
        yield Expected(key, name, self.words((key, name), said, RANKED), self.place(key, name))

    def points(self, key: str, name: str, said: Any) -> Iterator[Expected]:
        if isinstance(said, bool) or not isinstance(said, int):
            self.complain((key, name), "points are a whole number")
            return
        yield Expected(key, name, (said,), self.place(key, name))

    def criterion(self, key: str, name: str, said: Any) -> Iterator[Expected]:
        yield Expected(key, name, self.words((key, name), said, VERDICTS.values()), self.place(key, name))

    def band(self, key: str, name: str, said: Any) -> Iterator[Expected]:
        sets = self.bank.score_by_id[name].bands
        if not sets:
            self.complain((key, name), f"the score {name} has no bands", key=True)
            return
        for part, words in said.items() if isinstance(said, dict) else [(sets[0], said)]:
            path = (key, name, part) if isinstance(said, dict) else (key, name)
            if part not in sets:
                message = f"the score {name} has no bands {part}"
                self.complain(path, message, did_you_mean(part, sets) or f"It has: {', '.join(sets)}.", key=True)
                continue
            labels = [*(step.label for step in self.bank.bands[part].steps), None]
            yield Expected(key, name, self.words(path, words, labels), self.place(*path), part)

    def score(self, key: str, name: str, said: Any) -> Iterator[Expected]:
        if isinstance(said, dict) and not said:
            self.complain((key, name), f"nothing is said of {name}", f"It may have: {', '.join(OF_A_SCORE)}.")
        for part, number in said.items() if isinstance(said, dict) else [(VALUE, said)]:
            path = (key, name, part) if isinstance(said, dict) else (key, name)
            if part not in OF_A_SCORE:
                hint = did_you_mean(part, OF_A_SCORE) or f"It may have: {', '.join(OF_A_SCORE)}."
                self.complain(path, f"a score has no `{part}`", hint, key=True)
            elif self.can_be(number, name, part, path):
                yield Expected(key, name, (number,), self.place(*path), part)

    def can_be(self, number: Any, name: str, part: str, path: Path) -> bool:
        """Tell whether a score can come to a number; complain where it cannot."""
        score = self.bank.score_by_id[name]
        if number is None:
            return True
        if isinstance(number, bool) or not isinstance(number, int | float):
            self.complain(path, "this is a number, or null for none")
            return False
        low, high = (0, None) if part == "error" else (score.low, score.high)
        if (low is not None and number < low - ROUNDING) or (high is not None and number > high + ROUNDING):
            ends = f"from {low:g} to {high:g}" if low is not None and high is not None else "within other ends"
            self.complain(path, f"{number:g} can never come out", f"The score {name} runs {ends}.")
            return False
        return True


# What cannot be so together -----------------------------------------------------------------------------------------

Subject = tuple[str, str]
Allowed = Iterator[tuple[Subject, frozenset[Any]]]
_FIRST: Subject = ("first factor", "")
_TIER: Subject = ("tier", "")


def _impossible(expected: tuple[Expected, ...], bank: Bank) -> Iterator[Complaint]:
    """Complain about what leaves nothing that could come out, with the expectations before it."""
    left: dict[Subject, frozenset[Any]] = {}
    lines: dict[Subject, list[int]] = {}
    for one in expected:
        for subject, allowed in _allows(one, bank):
            before = lines.setdefault(subject, [])
            left[subject] = left.get(subject, allowed) & allowed
            if not left[subject]:
                named = " and ".join(f"line {line}" for line in dict.fromkeys(before))
                yield Complaint(one.place, f"`{one.key}` cannot come out together with {named}", "Mend one of them.")
                break
            before.append(one.place.line)


def _allows(one: Expected, bank: Bank) -> Allowed:
    """Give what an expectation leaves to come out, of each thing that it speaks about."""
    wanted = frozenset(one.wanted)
    match one.key:
        case "tier":
            yield _TIER, wanted
        case "tier_at_least":
            yield _TIER, _tiers(one.wanted[0], "", bank)
        case "tier_at_most":
            yield _TIER, _tiers("", one.wanted[0], bank)
        case "triggers":
            tier = next(trigger.tier for trigger in bank.triggers if trigger.id == one.name)
            yield _TIER, _tiers(tier, "", bank)
        case "flags" | "no_flags":
            yield ("flag", one.name), frozenset([one.key == "flags"])
        case "scores":
            yield from _of_score(one, bank)
        case "bands":
            yield (f"bands {one.part}", one.name), wanted
        case "pattern" | "criteria" | "notes" | "points" | "no_triggers":
            return
        case _:
            yield from _of_factors(one, bank)


def _of_factors(one: Expected, bank: Bank) -> Allowed:
    """Give which factors may come first, and which levels a factor may have."""
    every: frozenset[Any] = frozenset({factor.id for factor in bank.factors} | {None})
    printed, ranked, wanted = frozenset(PRINTED), frozenset(RANKED), frozenset(one.wanted)
    if one.key == "first_factor":
        yield _FIRST, wanted
        if len(wanted) == 1 and None not in wanted:
            yield ("factor", one.wanted[0]), printed
        return
    if one.key == "not_first":
        yield _FIRST, every - {one.name}
        return
    levels = {"listed": printed, "not_listed": ranked - printed, "levels": wanted}[one.key]
    yield ("factor", one.name), levels
    if levels <= printed:
        yield _FIRST, every - {None}
    if not levels & printed:
        yield _FIRST, every - {one.name}


def _tiers(least: str, most: str, bank: Bank) -> frozenset[Any]:
    """Give the tiers between two, both inclusive; an empty name is no end."""
    order = [tier.id for tier in reversed(bank.tiers)]
    low, high = order.index(least) if least else 0, order.index(most) if most else len(order)
    return frozenset(order[low : high + 1])


def _of_score(one: Expected, bank: Bank) -> Allowed:
    """Give the words that a number may have, of each set of bands."""
    if one.part != VALUE:
        return
    number = one.wanted[0]
    # The number may stand for one just below the step that it is shown in.
    ends = () if number is None else (number - ROUNDING, number, number + ROUNDING)
    for name in bank.score_by_id[one.name].bands:
        reached = [[step.label for step in bank.bands[name].steps if step.start <= end][-1:] for end in ends]
        yield (f"bands {name}", one.name), frozenset([*(label for labels in reached for label in labels), None])
