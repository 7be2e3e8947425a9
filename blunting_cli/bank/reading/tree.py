"""Data and its places, built from a flat stream of openings, closings and scalars, within fixed limits."""

from __future__ import annotations

from typing import Any

from blunting_cli.bank.reading.text import Findings

MAX_DEPTH = 32
MAX_NODES = 100_000
# A text as long as a small book; no one text of a bank or a record comes near it.
MAX_TEXT = 100_000
TOO_DEEP = f"the data is nested more than {MAX_DEPTH} levels deep"

Path = tuple[str | int, ...]
# Where a node starts in the text; a mapping or list also carries its children (keys with their own offset).
Spot = int | tuple[int, "dict[str, tuple[int, Spot]] | list[Spot]"]


class _Frame:
    """A mapping or list that is still open, and in a mapping the key that waits for its value."""

    __slots__ = ("awaits_key", "children", "data", "dropped", "is_mapping", "key", "key_offset", "offset")

    def __init__(self, offset: int, data: dict[str, Any] | list[Any]) -> None:
        self.offset = offset
        self.data: Any = data
        self.is_mapping = self.awaits_key = isinstance(data, dict)
        self.children: Any = {} if self.is_mapping else []
        self.dropped = False
        self.key = ""
        self.key_offset = offset

    def drop_key(self) -> None:
        """Take a key that is not read; its value is checked and then left out."""
        self.awaits_key = False
        self.dropped = True


class Builder:
    """Builds data and spots from a flat stream of openings, closings and scalars, with a stack of its own.

    `scalar` runs for every key and value of a file, so it reaches into the open frame instead of calling helpers.
    """

    __slots__ = ("_findings", "_frames", "_nodes", "_top", "data", "root")

    def __init__(self, findings: Findings) -> None:
        self.data: Any = None
        self.root: Spot = 0
        self._findings = findings
        self._frames: list[_Frame] = []
        self._top: _Frame | None = None
        self._nodes = 0

    @property
    def awaits_key(self) -> bool:
        """Say whether the next node stands where a key belongs."""
        return self._top is not None and self._top.awaits_key

    def open(self, offset: int, data: dict[str, Any] | list[Any]) -> None:
        """Start a mapping or list; raises Enough when it is one too many or too deep."""
        self._count(offset)
        if len(self._frames) >= MAX_DEPTH:
            self._findings.stop(offset, TOO_DEEP)
        if self.awaits_key:
            self._findings.add(offset, "a mapping or list cannot be a key", "Put the text in quotes.", "not-plain-yaml")
        self._top = _Frame(offset, data)
        self._frames.append(self._top)

    def close(self) -> None:
        """End the innermost mapping or list."""
        frame = self._frames.pop()
        self._top = self._frames[-1] if self._frames else None
        if self._top is not None and self._top.awaits_key:
            self._top.drop_key()
        else:
            self._put((frame.offset, frame.children), frame.data)

    def scalar(self, offset: int, text: str, value: Any) -> None:
        """Take a scalar: `text` as a key, `value` as a value; raises Enough where it is too long."""
        self._count(offset)
        if len(text) > MAX_TEXT:
            self._findings.stop(offset, f"a text has at most {MAX_TEXT:,} characters here")
        frame = self._top
        if frame is None or not frame.awaits_key:
            self._put(offset, value)
        elif text in frame.children:
            self._refuse_repeated(frame, offset, text)
        else:
            frame.awaits_key = frame.dropped = False
            frame.key = text
            frame.key_offset = offset

    def refuse(self, offset: int, message: str, hint: str) -> None:
        """Take a scalar that is not read: a complaint, and the key or value is left out."""
        self._count(offset)
        self._findings.add(offset, message, hint, "not-plain-yaml")
        if self._top is not None and self._top.awaits_key:
            self._top.drop_key()
        else:
            self._put(offset, None)

    def _count(self, offset: int) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._findings.stop(offset, f"the file holds more than {MAX_NODES:,} keys and values")

    def _refuse_repeated(self, frame: _Frame, offset: int, key: str) -> None:
        line = self._findings.lines.line(frame.children[key][0])
        message = f'the key "{_shown(key)}" is repeated; it is already on line {line}'
        self._findings.add(offset, message, "Keep one of them.", "repeated-key")
        frame.drop_key()

    def _put(self, spot: Spot, value: Any) -> None:
        frame = self._top
        if frame is None:
            self.root, self.data = spot, value
        elif not frame.is_mapping:
            frame.data.append(value)
            frame.children.append(spot)
        else:
            frame.awaits_key = True
            if not frame.dropped:
                frame.data[frame.key] = value
                frame.children[frame.key] = (frame.key_offset, spot)


def offset_of(spot: Spot) -> int:
    """Give the offset in the text at which a node starts."""
    return spot[0] if isinstance(spot, tuple) else spot


def _shown(key: str) -> str:
    """Give a key short enough for a message, on one line."""
    line = " ".join(key.split())
    return line if len(line) <= 40 else f"{line[:39]}…"
