"""Typed access to one mapping of a document: every wrong, missing or unknown key becomes a complaint with its place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from blunting_cli.bank.reading import Document
from blunting_cli.conditions.parsing import Path
from blunting_cli.errors import Complaint, FileErrors, did_you_mean

MAX_COMPLAINTS = 50
_MISSING: Any = object()


class Fields:
    """One mapping at `path`; read every key it may have, then call `done` to complain about the rest."""

    def __init__(self, document: Document, path: Path, data: Any, complaints: list[Complaint], what: str) -> None:
        self.document = document
        self.path = path
        self.complaints = complaints
        self.what = what
        self.data: dict[str, Any] = data if isinstance(data, dict) else {}
        self.known: set[str] = set()
        self.readable = isinstance(data, dict)
        if not self.readable:
            self.complain((), f"{what} is a mapping of names to values")

    def complain(self, path: Path, message: str, hint: str = "", *, key: bool = False) -> None:
        """Note a complaint at `path`, counted from this mapping."""
        self._keep(self.document.complain((*self.path, *path), message, hint, key=key))

    def note(self, path: Path, message: str, hint: str) -> None:
        """Note a complaint at a whole path of the document; the form the condition parser calls."""
        self._keep(self.document.complain(path, message, hint))

    def _keep(self, complaint: Complaint) -> None:
        """Keep a complaint once, however many read the same spot; stop when there are too many to be of use."""
        if complaint in self.complaints:
            return
        if len(self.complaints) >= MAX_COMPLAINTS:
            raise FileErrors([*self.complaints, Complaint(complaint.place, "and more", "Mend the others first.")])
        self.complaints.append(complaint)

    def raw(self, key: str, default: Any = _MISSING) -> Any:
        """Give the value as read; complain where it is required and missing."""
        self.known.add(key)
        value = self.data.get(key)
        if value is not None:
            return value
        if default is _MISSING:
            if self.readable:
                self.complain((), f"{self.what} needs `{key}`")
            return None
        return default

    def _typed(self, key: str, default: Any, kinds: tuple[type, ...], wanted: str, empty: Any) -> Any:
        value = self.raw(key, default)
        if value is default and default is not _MISSING:
            return value
        if value is None:
            return empty
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            self.complain((key,), f"`{key}` must be {wanted}")
            return empty
        return value

    def text(self, key: str, default: str = _MISSING) -> str:
        """Give a text; a number stands as it was written."""
        value = self._typed(key, default, (str, int, float), "a text", "")
        text = str(value)
        if not text.strip() and default is _MISSING and value is not None and key in self.data:
            self.complain((key,), f"`{key}` must not be empty")
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
        return bool(self._typed(key, default, (bool,), "true or false", False))

    def items(self, key: str, default: Iterable[Any] = _MISSING) -> list[Any]:
        """Give a list; a single value may stand for a list of one."""
        value = self.raw(key, default)
        if value is None:
            return []
        if isinstance(value, dict):
            self.complain((key,), f"`{key}` must be a list")
            return []
        return list(value) if isinstance(value, list | tuple) else [value]

    def texts(self, key: str, default: Iterable[str] = _MISSING) -> tuple[str, ...]:
        """Give a list of texts."""
        found = []
        for index, value in enumerate(self.items(key, default)):
            if isinstance(value, str | int | float) and not isinstance(value, bool):
                found.append(str(value))
            else:
                self.complain((key, index), f"every entry of `{key}` must be a text")
        return tuple(found)

    def mapping(self, key: str, default: dict[str, Any] = _MISSING) -> dict[str, Any]:
        """Give a mapping as read."""
        value: dict[str, Any] = self._typed(key, default, (dict,), "a mapping", {})
        return value

    def choice(self, key: str, allowed: Iterable[str], default: str = _MISSING) -> str:
        """Give a text that is one of `allowed`."""
        value, allowed = self.text(key, default), tuple(allowed)
        if value not in allowed and key in self.data:
            hint = did_you_mean(value, allowed) or "Choose one of: " + ", ".join(allowed)
            self.complain((key,), f"`{key}` cannot be {value}", hint)
            return allowed[0]
        return value

    def inner(self, *path: str | int, what: str = "") -> Fields:
        """Give the mapping at `path` below this one."""
        data: Any = self.data
        for step in path:
            data = data[step]
        return Fields(self.document, (*self.path, *path), data, self.complaints, what or self.what)

    def done(self) -> None:
        """Complain about every key that nothing reads."""
        for key in self.data.keys() - self.known:
            self.complain((key,), f"{self.what} has no `{key}`", did_you_mean(key, self.known), key=True)
