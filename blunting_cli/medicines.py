"""A typed medicine name -> what it is read as; never guessed, and nothing is said silently.

Only an exact name, spelling or brand is recognised, whatever its case, accents and dose. A near miss stays as typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from blunting_cli.bank.model import MedicineName, plain_name
from blunting_cli.conditions import Medicine
from blunting_cli.errors import nearest


def recognise(medicines: Iterable[Medicine], known: Mapping[str, MedicineName]) -> tuple[Medicine, ...]:
    """Give the medicines with generic name, class and kind filled in where the name is known."""
    return tuple(_recognised(medicine, known.get(plain_name(medicine.name))) for medicine in medicines)


def _recognised(medicine: Medicine, entry: MedicineName | None) -> Medicine:
    if entry is None:
        return medicine
    return replace(medicine, generic=entry.generic, medicine_class=entry.medicine_class, kind=entry.kind)


def near_names(name: str, known: Mapping[str, MedicineName]) -> list[str]:
    """Give up to three known names, in plain form, that look like `name`."""
    return nearest(plain_name(name), known, likeness=0.75)


def class_label(medicine: Medicine, known: Mapping[str, MedicineName]) -> str:
    """Give how to say the class of a recognised medicine, such as "an SSRI"."""
    return known[plain_name(medicine.generic)].class_label if medicine.generic else ""
