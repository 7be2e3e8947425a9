"""How much a bank holds once everything is written out where it is used.

A file of modest size may name a long condition, a long set of responses or a long list of rules thousands of times.
What is built and checked is all of them, so that is what is counted, before anything is built.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from blunting_cli.bank.reading import Document
from blunting_cli.errors import Complaint

# Ours has less than a tenth of the first two, and a seventh of the last.
MOST = {"questions": 1000, "scores": 300}
MAX_WRITTEN_OUT = 100_000
SPLIT = "Split it into several banks."


def check_bank_size(documents: Iterable[Document]) -> list[Complaint]:
    """Give a complaint about a bank that is too large to be built; the first of its documents is its head."""
    every = list(documents)
    for key, most in MOST.items():
        count = 0
        for document in every:
            held = _mapping(document.data).get(key)
            count += len(held) if isinstance(held, list | dict) else 0
            if count > most:
                message = f"a bank has at most {most:,} {key}"
                return [document.complain((key,), message, SPLIT, key=True, code="too-large")]
    if _written_out([_mapping(document.data) for document in every]) <= MAX_WRITTEN_OUT:
        return []
    message = f"with all that its names stand for, the bank holds more than {MAX_WRITTEN_OUT:,} keys and values"
    return [every[0].complain((), message, SPLIT, code="too-large")]


def _written_out(tops: list[dict[str, Any]]) -> int:
    """Count the keys and values of a bank, with what is named or shared counted wherever it is used."""
    conditions, responses = _sizes(tops, "conditions"), _sizes(tops, "responses")
    factors = sum(len(_mapping(top.get("factors"))) for top in tops)
    found = sum(_size(top.get("evidence_for_all")) for top in tops) * factors
    waiting: list[Any] = [*tops]
    while waiting and found <= MAX_WRITTEN_OUT:
        node = waiting.pop()
        found += 1
        if isinstance(node, dict):
            found += len(node)
            found += _named(node.get("condition"), conditions) + _named(node.get("respond"), responses)
            of = node.get("of", node.get("count_of"))
            found += len(of) * _size(node.get("where")) if isinstance(of, list) else 0
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
    return found


def _sizes(tops: list[dict[str, Any]], key: str) -> dict[str, int]:
    return {name: _size(data) for top in tops for name, data in _mapping(top.get(key)).items()}


def _size(data: Any) -> int:
    found, waiting = 0, [data]
    while waiting:
        node = waiting.pop()
        found += 1
        if isinstance(node, dict):
            found += len(node)
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
    return found


def _named(name: Any, sizes: Mapping[str, int]) -> int:
    return sizes.get(name, 0) if isinstance(name, str) else 0


def _mapping(data: Any) -> dict[str, Any]:
    return data if isinstance(data, dict) else {}
