"""The page of one medicine: what its name is read as, what is to be minded, and what the check makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from blunting_cli.assessment import fill
from blunting_cli.bank.formulary import Formulary, MedicineName
from blunting_cli.bank.model import Bank, Factor
from blunting_cli.conditions import AnswerIs, leaves
from blunting_cli.learn.topics import general_care
from blunting_cli.medicines import described, suggestions
from blunting_cli.sheet import Block, Fields, Heading, Listing, Notice, Paragraph, source_words


def medicine_page(name: str, known: Formulary, bank: Bank) -> Iterator[Block]:
    """Say what a name is read as, or that it is not known and what it may mean."""
    texts, entry = bank.texts, known.find(name)
    if entry is None:
        yield Paragraph(fill(texts["medicine_not_known"], typed=name))
        near = suggestions(name, known)
        if near:
            yield Listing(texts["medicine_near"], tuple(described(found, name) for found in near))
        yield Paragraph(texts["medicine_unknown_lead"])
        return
    yield Heading(entry.generic, 1)
    yield Paragraph(fill(texts["note_medicine_read"], typed=name, generic=entry.generic, label=entry.class_label))
    yield Fields(tuple(_facts(entry, texts)))
    for flag in entry.flags:
        yield Notice(known.flags[flag].label, (known.flags[flag].text,))
    yield Notice(texts["medicine_heading"], (general_care(bank, "medicine").text,))
    titles = "; ".join(factor.title for factor in factors_of(entry, bank))
    counts = fill(texts["medicine_counts"], names=titles) if titles else entry.note or texts["medicine_counts_not"]
    yield Paragraph(counts)
    yield Heading(texts["sources_heading"])
    noted = [entry.note_source] if entry.note else []
    used = dict.fromkeys((known.source, *(known.flags[flag].source for flag in entry.flags), *noted))
    yield Listing("", tuple(source_words(bank.sources[name], texts) for name in used))
    yield Paragraph(texts["medicine_memory"], quiet=True)


def _facts(entry: MedicineName, texts: dict[str, str]) -> Iterator[tuple[str, str]]:
    yield texts["medicine_class"], entry.class_label
    brands = dict(entry.brands)
    other = [name for name in entry.names if name != entry.generic and name not in brands]
    if other:
        yield texts["medicine_also"], ", ".join(other)
    if brands:
        said = (f"{brand} ({', '.join(countries)})" if countries else brand for brand, countries in entry.brands)
        yield texts["medicine_brands"], ", ".join(said)
    yield texts["medicine_atc"], entry.atc or texts["medicine_atc_none"]


def factors_of(entry: MedicineName, bank: Bank) -> tuple[Factor, ...]:
    """Give the factors whose rules name the class of a medicine."""
    return tuple(factor for factor in bank.factors if _classes_of(factor) & {entry.medicine_class, entry.kind})


def _classes_of(factor: Factor) -> set[str]:
    compared = (leaf for rule in factor.evidence if rule.points > 0 for leaf in leaves(rule.when))
    return {name for leaf in compared if isinstance(leaf, AnswerIs) for name in leaf.test.classes or ()}


def list_of_medicines(known: Formulary, bank: Bank) -> Iterator[Block]:
    """List the generic names that are known, by class."""
    texts = bank.texts
    yield Heading(texts["medicines_title"], 1)
    yield Paragraph(texts["medicines_lead"])
    classes: dict[str, list[str]] = {}
    for entry in dict.fromkeys(known.values()):
        classes.setdefault(entry.class_label, []).append(entry.generic)
    for label, names in classes.items():
        yield Listing(f"{label[:1].upper()}{label[1:]}:", (", ".join(sorted(names)),))


def medicine_data(name: str, known: Formulary) -> Any:
    """Give what a name is read as as plain data; without a name, every medicine that is known."""
    if not name:
        return [_entry_data(entry, known) for entry in dict.fromkeys(known.values())]
    entry = known.find(name)
    near = [] if entry else [found.generic for found in suggestions(name, known)]
    return {"typed": name, "read_as": _entry_data(entry, known) if entry else None, "suggestions": near}


def _entry_data(entry: MedicineName, known: Formulary) -> dict[str, Any]:
    brands = {brand: list(countries) for brand, countries in entry.brands}
    return {
        "generic": entry.generic,
        "class": entry.medicine_class,
        "kind": entry.kind,
        "class_label": entry.class_label,
        "atc": entry.atc or None,
        "also": [name for name in entry.names if name != entry.generic and name not in brands],
        "brands": brands,
        "flags": [{"id": flag, "label": known.flags[flag].label} for flag in entry.flags],
    }
