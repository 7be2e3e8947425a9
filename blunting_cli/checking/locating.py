"""Where the parts of a bank stand: every mapping of its documents by what it is, and the lines that it fills.

A bank that was built knows nothing of files. The table of shapes says what stands where, so the documents are walked by
it, and each part is found by its kind and its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from blunting_cli.bank.reading import Document, Path
from blunting_cli.bank.shapes import BANK
from blunting_cli.bank.shapes.kinds import Either, Kind, ListOf, MapOf, Shape
from blunting_cli.errors import Place

# After the last line of any file.
END = (1 << 60, 0)


class Spot(NamedTuple):
    """A value of a document, or its key."""

    document: Document
    path: Path
    key: bool = False

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.document.place(self.path, key=self.key)

    @property
    def data(self) -> Any:
        """What stands there; None where there is nothing."""
        data: Any = self.document.data
        for step in self.path:
            try:
                data = data[step]
            except (KeyError, IndexError, TypeError):
                return None
        return data

    def at(self, *path: str | int) -> Spot:
        """Give a value below this one."""
        return Spot(self.document, (*self.path, *path))

    def key_of(self, name: str) -> Spot:
        """Give a key below this one."""
        return Spot(self.document, (*self.path, name), key=True)

    @property
    def span(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """The line and column where it begins, at its key where it has one, and where the next value begins."""
        first = self.document.place(self.path, key=True)
        return (first.line, first.column), self._end()

    def _end(self) -> tuple[int, int]:
        """Give where the next value begins."""
        for length in range(len(self.path), 0, -1):
            holder, step = Spot(self.document, self.path[: length - 1]), self.path[length - 1]
            data = holder.data
            steps: list[Any] = list(data) if isinstance(data, dict) else list(range(len(data or ())))
            later = steps[steps.index(step) + 1 :] if step in steps else []
            if later:
                found = self.document.place((*holder.path, later[0]), key=True)
                return found.line, found.column
        return END


class Part(NamedTuple):
    """One mapping of a bank: which `shape` it has, its `name`, and the name of the part it `belongs` to.

    The name is its key or its id; without either it is its number in a list, from 1.
    """

    shape: Shape
    name: str
    spot: Spot
    data: dict[str, Any]
    belongs: str = ""


class Located:
    """The parts of a bank by the id of their shape, in the order of the documents."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.documents = tuple(documents)
        self.parts: dict[str, list[Part]] = {}
        for document in self.documents:
            for part in _parts(Spot(document, ()), document.data, BANK, "", ""):
                self.parts.setdefault(part.shape.id, []).append(part)
        self._named: dict[tuple[str, str, str], Part] = {}
        for shape, found in self.parts.items():
            for part in found:
                self._named.setdefault((shape, part.name, part.belongs), part)

    def all(self, shape: str) -> list[Part]:
        """Give all parts of a shape."""
        return self.parts.get(shape, [])

    def every(self) -> Iterator[Part]:
        """Walk the parts of all shapes."""
        for found in self.parts.values():
            yield from found

    def part(self, shape: str, name: str, belongs: str = "") -> Part | None:
        """Give a part by its shape, its name, and what it belongs to; None where it does not stand in the files."""
        return self._named.get((shape, name, belongs))

    def top(self, key: str) -> Spot:
        """Give where a key of the bank itself stands; the first file where it stands in none."""
        document = next((d for d in self.documents if isinstance(d.data, dict) and key in d.data), self.documents[0])
        return Spot(document, (key,))


def _parts(spot: Spot, data: Any, kind: Kind, name: str, belongs: str) -> Iterator[Part]:
    match kind:
        case Shape():
            if not isinstance(data, dict):
                return
            yield Part(kind, name, spot, data, belongs)
            inside = "" if kind is BANK else name
            for key, entry in kind.keys.items():
                if key in data and not isinstance(entry.kind, str):
                    yield from _parts(spot.at(key), data[key], entry.kind, key, inside)
        case ListOf(inner) if isinstance(data, list):
            for index, entry in enumerate(data):
                called = entry.get("id", index + 1) if isinstance(entry, dict) else index + 1
                yield from _parts(spot.at(index), entry, inner, str(called), belongs)
        case MapOf(inner) if isinstance(data, dict):
            for key, entry in data.items():
                yield from _parts(spot.at(key), entry, inner, key, belongs)
        case Either(kinds):
            for inner in kinds:
                if isinstance(inner, Shape | ListOf | MapOf):
                    yield from _parts(spot, data, inner, name, belongs)
