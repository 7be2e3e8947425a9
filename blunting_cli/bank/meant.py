"""Keys of a bank that are misspelt: they are told once, and read as what they are near to, so that nothing follows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from blunting_cli.bank.fields import Complaints
from blunting_cli.bank.reading import Document
from blunting_cli.bank.shapes import BANK
from blunting_cli.errors import nearest

# How like a key must be to one of a bank to be read as it; the likeness of `score` and `scores` is 0.9.
LIKENESS = 0.8
LONGEST = 40
MOST_KEYS = 2 * len(BANK.keys)


def as_meant(documents: Iterable[Document], complaints: Complaints | None = None) -> list[Document]:
    """Give the documents with their misspelt keys as they were meant; each is added to `complaints`."""
    every = list(documents)
    there = {key for document in every if isinstance(document.data, dict) for key in document.data}
    found = []
    for document in every:
        meant = dict(_misspelt(document, there))
        if complaints is not None:
            for key, name in meant.items():
                message, hint = f"{BANK.name} has no `{key}`", f"Did you mean {name}?"
                complaints.keep(document.complain((key,), message, hint, key=True, code="unknown-key"))
        found.append(document.with_names(meant) if meant else document)
        there |= set(meant.values())
    return found


def _misspelt(document: Document, there: set[str]) -> Iterator[tuple[str, str]]:
    """Walk the keys that no bank has, each with the one that it is near to and that stands nowhere else."""
    taken = set(there)
    keys = document.data if isinstance(document.data, dict) else {}
    # So many keys, or such long ones, are no slips of the pen, and would take long to hold against all there are.
    slips = [key for key in keys if key not in BANK.keys and len(key) <= LONGEST] if len(keys) <= MOST_KEYS else []
    for key in slips:
        near = nearest(key, BANK.keys, 1, LIKENESS)
        if near and near[0] not in taken:
            taken.add(near[0])
            yield key, near[0]
