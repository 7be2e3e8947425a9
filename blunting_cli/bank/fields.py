"""Typed access to one mapping of a document: every wrong, missing or unknown key becomes a complaint with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from blunting_cli.bank.reading import Document
from blunting_cli.bank.reading.text import CURLY, CURLY_QUOTES, IN_QUOTES
from blunting_cli.conditions.parsing import Path
from blunting_cli.errors import Complaint, FileErrors, did_you_mean, nearest

if TYPE_CHECKING:
    from blunting_cli.bank.shapes.kinds import Shape

MAX_COMPLAINTS = 50
# What other words for true and false are written as here.
TRUTHS = {"yes": "true", "on": "true", "no": "false", "off": "false", "y": "true", "n": "false"}
A_TEXT = "a text"
_MISSING: Any = object()
# What is asked for by a rule of its own has a code of its own.
MISSING = {"source": "missing-source", "why": "missing-why"}

# What is wrong with the name of a thing, and not with what is said of it.
AT_KEY = ("unknown-question", "unknown-score", "forward-condition", "unknown-key")


class Complaints(list[Complaint]):
    """Complaints so far, each once; with more than `most` of them the rest is of no use, and None keeps all."""

    def __init__(self, complaints: Iterable[Complaint] = (), most: int | None = MAX_COMPLAINTS) -> None:
        super().__init__(complaints)
        self.most = most
        self._seen = set(self)

    def keep(self, complaint: Complaint) -> None:
        """Keep a complaint once, however many read the same spot; raises FileErrors when there are too many."""
        if complaint in self._seen:
            return
        if self.most is not None and len(self) >= self.most:
            raise FileErrors([*self, Complaint(complaint.place, "and more", "Mend the others first.", "too-large")])
        self._seen.add(complaint)
        self.append(complaint)


class Fields:
    """One mapping at `path`; `done` complains about every key it cannot have.

    `what` is its shape, which says the keys; or a word for it, and then the keys are those that were read.
    """

    def __init__(
        self, document: Document, path: Path, data: Any, complaints: list[Complaint], what: Shape | str
    ) -> None:
        self.document = document
        self.path = path
        self.complaints = complaints
        self.shape = None if isinstance(what, str) else what
        self.what = what if isinstance(what, str) else what.name
        self.data: dict[str, Any] = data if isinstance(data, dict) else {}
        self.known: set[str] = set(self.shape.keys) if self.shape else set()
        self.readable = isinstance(data, dict)
        if data is None and not path:
            hint = "Write a bank into it; KEYS.md lists what it can hold." if self.shape else ""
            self.complain((), "wrong-type", "the file is empty", hint)
        elif not self.readable:
            self.complain((), "wrong-type", f"{self.what} is a mapping of names to values")

    def complain(self, path: Path, code: str, message: str, hint: str = "", *, key: bool = False) -> None:
        """Note a complaint of a kind at `path`, counted from this mapping."""
        self._keep(self.document.complain((*self.path, *path), message, hint, key=key, code=code))

    def unknown(self, path: Path, what: str, name: str, known: Iterable[str]) -> None:
        """Note that nothing of a kind has the name; `what` says the kind, such as tier."""
        code = f"unknown-{what.replace(' ', '-')}"
        self.complain(path, code, f"no {what} is called {name}", did_you_mean(name, known))

    def note(self, path: Path, code: str, message: str, hint: str) -> None:
        """Note a complaint at a whole path of the document; the form the condition parser calls."""
        self._keep(self.document.complain(path, message, hint, key=code in AT_KEY, code=code))

    def _keep(self, complaint: Complaint) -> None:
        """Keep a complaint once; a plain list takes as many as are usual."""
        if isinstance(self.complaints, Complaints):
            self.complaints.keep(complaint)
        elif complaint not in self.complaints:
            Complaints(self.complaints).keep(complaint)
            self.complaints.append(complaint)

    def raw(self, key: str, default: Any = _MISSING) -> Any:
        """Give the value as read; complain where it is required and missing."""
        if self.shape is None:
            self.known.add(key)
        value = self.data.get(key)
        if value is not None:
            return value
        if default is _MISSING:
            if self.readable and not self.is_misspelt(key):
                self.complain((), MISSING.get(key, "missing-key"), f"{self.what} needs `{key}`")
            return None
        return default

    def _typed(self, key: str, default: Any, kinds: tuple[type, ...], wanted: str, empty: Any) -> Any:
        value = self.raw(key, default)
        if value is default and default is not _MISSING:
            return value
        if value is None:
            return empty
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            hint = IN_QUOTES if wanted == A_TEXT and isinstance(value, dict) else ""
            self.complain((key,), "wrong-type", f"`{key}` must be {wanted}", hint)
            return empty
        return value

    def text(self, key: str, default: str = _MISSING) -> str:
        """Give a text; a number stands as it was written."""
        value = self._typed(key, default, (str, int, float), A_TEXT, "")
        text = str(value)
        if not text.strip() and default is _MISSING and isinstance(self.data.get(key), str):
            self.complain((key,), "empty-text", f"`{key}` must not be empty")
        return text

    def whole(self, key: str, default: int = _MISSING) -> int:
        """Give a whole number."""
        return int(self._typed(key, default, (int,), "a whole number", 0))

    def number(self, key: str, default: float | None = _MISSING) -> float | None:
        """Give a number, or the default."""
        value: float | None = self._typed(key, default, (int, float), "a number", 0)
        return value

    def truth(self, key: str, default: bool = _MISSING) -> bool:
        """Give true or false."""
        value = self.data.get(key)
        if isinstance(value, str) and value.casefold() in TRUTHS:
            self.raw(key)
            self.complain((key,), "wrong-type", f"`{key}` must be true or false", f"Write {TRUTHS[value.casefold()]}.")
            return False
        return bool(self._typed(key, default, (bool,), "true or false", False))

    def items(self, key: str, default: Iterable[Any] = _MISSING) -> list[Any]:
        """Give a list; a single value may stand for a list of one."""
        value = self.raw(key, default)
        if value is None:
            return []
        if isinstance(value, dict):
            self.complain((key,), "wrong-type", f"`{key}` must be a list")
            return []
        return list(value) if isinstance(value, list | tuple) else [value]

    def texts(self, key: str, default: Iterable[str] = _MISSING) -> tuple[str, ...]:
        """Give a list of texts."""
        found = []
        for index, value in enumerate(self.items(key, default)):
            if isinstance(value, str | int | float) and not isinstance(value, bool):
                found.append(str(value))
            else:
                self.complain((key, index), "wrong-type", f"every entry of `{key}` must be a text")
        return tuple(found)

    def mapping(self, key: str, default: dict[str, Any] = _MISSING) -> dict[str, Any]:
        """Give a mapping as read."""
        value: dict[str, Any] = self._typed(key, default, (dict,), "a mapping", {})
        return value

    def choice(self, key: str, allowed: Iterable[str], default: str = _MISSING) -> str:
        """Give a text that is one of `allowed`, or the default where there is none."""
        allowed, given = tuple(allowed), self.data.get(key)
        missing = given is None
        # True and false are no texts, and have one complaint: that they cannot be chosen.
        value = str(given).lower() if isinstance(given, bool) else self.text(key, default)
        if isinstance(given, list | dict):
            return allowed[0]
        if value in allowed or (missing and default is not _MISSING):
            return value
        if not missing:
            hint = did_you_mean(value, allowed) or "Choose one of: " + ", ".join(allowed)
            self.complain((key,), "unknown-choice", f"`{key}` cannot be {value}", hint)
        return allowed[0]

    def inner(self, *path: str | int, what: str = "") -> Fields:
        """Give the mapping at `path` below this one, of the shape of its key unless `what` gives a word for it."""
        data: Any = self.data
        for step in path:
            data = data[step]
        return Fields(
            self.document, (*self.path, *path), data, self.complaints, what or self.shape_of(str(path[0])) or self.what
        )

    def shape_of(self, key: str) -> Shape | None:
        """Give the shape of the mappings at or under a key; None where they have none."""
        return self.shape.inner(key) if self.shape else None

    def done(self) -> None:
        """Complain about every key that it cannot have."""
        for key in [key for key in self.data if key not in self.known]:
            hint = self.not_meant_as_key(key) or did_you_mean(key, self.known)
            self.complain((key,), "unknown-key", f"{self.what} has no `{key}`", hint, key=True)

    def is_misspelt(self, key: str) -> bool:
        """Tell whether a key that is missing stands here in another spelling, which has a complaint of its own."""
        if self.shape is None or key in self.data:
            return False
        others = [other for other in self.data if other not in self.known]
        return any(
            self.not_meant_as_key(other) == "" and nearest(other, self.known, 1) == [key] for other in others
        ) or any(other.startswith(f"{key}:") for other in others)

    def not_meant_as_key(self, key: str) -> str:
        """Give what to do about a piece of a text that was read as a key; empty where it is none."""
        if key.partition(":")[0] in self.known and ":" in key:
            return "Put a space after the colon."
        if re.search(CURLY, key):
            return CURLY_QUOTES
        if self.is_flow and (" " in key or self.data[key] is None):
            return IN_QUOTES
        return ""

    @property
    def is_flow(self) -> bool:
        """Whether it is written in braces."""
        place = self.document.place(self.path)
        return place.excerpt[place.column - 1 : place.column] == "{"
