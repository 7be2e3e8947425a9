"""The shipped bank with one thing changed, so that what is claimed of it no longer holds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from blunting_cli.bank import Bank


def without(bank: Bank, key: str, *names: str) -> Bank:
    return replace(bank, **{key: tuple(one for one in getattr(bank, key) if one.id not in names)})


def changed(bank: Bank, key: str, name: str, **changes: Any) -> Bank:
    """Change one entry of a list."""
    entries = getattr(bank, key)
    assert any(one.id == name for one in entries), name
    return replace(bank, **{key: tuple(one._replace(**changes) if one.id == name else one for one in entries)})


def with_trigger(bank: Bank, name: str, **changes: Any) -> Bank:
    return changed(bank, "triggers", name, **changes)


def with_question(bank: Bank, name: str, **changes: Any) -> Bank:
    return changed(bank, "questions", name, **changes)


def with_statement(bank: Bank, name: str, **changes: Any) -> Bank:
    return changed(bank, "statements", name, **changes)
