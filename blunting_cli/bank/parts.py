"""The parts of a bank as they were read: who owns which key, and the checks every part needs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from blunting_cli.bank.fields import Complaints, Fields
from blunting_cli.bank.model import Question, Recode, Score, Source
from blunting_cli.bank.reading import Document
from blunting_cli.bank.shapes import BANK
from blunting_cli.conditions import ALWAYS, Condition, questions_of, scores_of
from blunting_cli.conditions.parsing import Vocabulary, parse

# What may stand in several parts; all else stands in one.
# What stands in the file the bank begins in, and nowhere else.
OF_THE_HEAD = ("bank", "version", "title", "language", "languages", "recall", "licence", "pace", "parts")
SPREAD = ("questions", "factors", "topics")
# An id stands as a key in answers files and records, and can be no more than that.
ID = re.compile(r"[^\W_][\w-]*")


class Parts:
    """All documents of one bank; `complaints` grows while they are read."""

    def __init__(self, documents: list[Document], classes: frozenset[str], complaints: Complaints) -> None:
        self.complaints = complaints
        self.documents = documents
        self.tops = [Fields(document, (), document.data, self.complaints, BANK) for document in documents]
        self.owner: dict[str, Fields] = {}
        for top in self.tops:
            top.done()
            for key in top.data:
                if key in OF_THE_HEAD and top is not self.tops[0]:
                    top.complain((key,), "misplaced-key", f"`{key}` stands in the file the bank begins in", key=True)
                if key in self.owner and key not in SPREAD:
                    top.complain((key,), "part-twice", f"`{key}` stands in another part already", key=True)
                self.owner.setdefault(key, top)
        self.classes = classes
        self.options: dict[str, dict[str, int]] = {}
        self.labels: dict[str, tuple[str, ...]] = {}
        self.asked: dict[str, Question] = {}
        # The types of the questions, and those whose answer is no amount.
        self.kinds: dict[str, str] = {}
        self.uncountable: set[str] = set()
        self.times_of_day: set[str] = set()
        self.scores: dict[str, Score] = {}
        self.recodes: dict[str, Recode] = {}
        # Every name in what a score is made of or rests on.
        self.named_by: dict[str, frozenset[str]] = {}
        # How many scores a score is made of, one within the other, itself included.
        self.levels: dict[str, int] = {}
        # Scores that lead back to themselves.
        self.waiting: set[str] = set()
        # Questions about safety and what they open, and the scores made of them.
        self.private: set[str] = set()
        self.private_scores: set[str] = set()
        self.sources: dict[str, Source] = {}

    def top(self, key: str) -> Fields:
        return self.owner.get(key, self.tops[0])

    def mappings(self, key: str) -> Iterable[tuple[str, Fields]]:
        """Walk a mapping of id to mapping; an absent one is empty. What may stand in several parts is walked in all."""
        seen: set[str] = set()
        for top in self.tops if key in SPREAD else [self.top(key)]:
            for name in top.mapping(key, {}):
                self.is_id(name, top, key, name)
                if name in seen:
                    top.complain((key, name), "part-twice", f"{name} stands in another part already", key=True)
                seen.add(name)
                yield name, top.inner(key, name)

    def listed(self, key: str, parent: Fields | None = None) -> Iterable[Fields]:
        """Walk a list of mappings; an absent one is empty."""
        top = parent or self.top(key)
        for index, entry in enumerate(top.items(key, ())):
            yield Fields(top.document, (*top.path, key, index), entry, self.complaints, top.shape_of(key) or top.what)

    def unique(self, fields: Fields, key: str, seen: set[str]) -> str:
        """Give an id that nothing before it has."""
        name = fields.text(key)
        self.is_id(name, fields, key)
        if name in seen:
            fields.complain((key,), "duplicate-id", f"the id {name} stands here twice")
        seen.add(name)
        return name

    def is_id(self, name: str, fields: Fields, *path: str) -> None:
        """Complain about a name that could be more than a key."""
        if name and not ID.fullmatch(name):
            hint = "Write letters, digits, _ and -, such as low_mood."
            fields.complain(path, "bad-id", f"{name} cannot be an id", hint, key=len(path) > 1)

    def vocabulary(self, later: frozenset[str] = frozenset()) -> Vocabulary:
        """Give the names that a condition may use where it is read; `later` are those that are known after it."""
        return Vocabulary(
            questions=self.options,
            scores=frozenset(self.scores) | self.waiting,
            classes=self.classes,
            named=self.top("conditions").mapping("conditions", {}),
            uncountable=frozenset(self.uncountable),
            times=frozenset(self.times_of_day),
            labels=self.labels,
            kinds=self.kinds,
            later=later,
        )

    def check_named(self) -> None:
        """Tell what is wrong with each named condition, also with one that nothing uses."""
        top = self.top("conditions")
        vocabulary = self.vocabulary()
        for name, data in (vocabulary.named or {}).items():
            parse(data, ("conditions", name), replace(vocabulary, named=None), top.note)

    def condition(self, fields: Fields, key: str) -> Condition:
        """Read a condition that must be there."""
        data = fields.raw(key)
        return ALWAYS if data is None else parse(data, (*fields.path, key), self.vocabulary(), fields.note)

    def public(self, fields: Fields, key: str) -> Condition:
        """Read a condition whose result stands in every record: it may not rest on an answer about safety."""
        condition = self.condition(fields, key)
        for name in (*questions_of(condition), *scores_of(condition)):
            if name in self.private or name in self.private_scores:
                hint = "Triggers, flags, help and the questions it opens may."
                fields.complain(
                    (key,), "rests-on-safety", f"{name} is about safety, and nothing here may rest on it", hint
                )
        return condition

    def rests_on_private(self, condition: Condition) -> bool:
        """Tell whether a condition rests on an answer about safety, also through a score."""
        return not self.private.isdisjoint(questions_of(condition)) or not self.private_scores.isdisjoint(
            scores_of(condition)
        )

    def optional(self, fields: Fields, key: str, *, private: bool = False) -> Condition | None:
        """Read a condition that may be there; only a private one may rest on an answer about safety."""
        if fields.raw(key, None) is None:
            return None
        return self.condition(fields, key) if private else self.public(fields, key)

    def source(self, fields: Fields) -> str:
        """Read the id of a source; a claim about health without one is a mistake."""
        name = fields.text("source")
        if name and name not in self.sources:
            fields.unknown(("source",), "source", name, self.sources)
        return name
