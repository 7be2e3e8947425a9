"""A typed medicine name -> what it is read as; never guessed, and nothing is said silently.

Only an exact name, spelling or brand is recognised, whatever its case, accents and dose. A near miss stays as typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from blunting_cli.bank.model import MedicineName
from blunting_cli.conditions import Medicine
from blunting_cli.errors import nearest

_DOSE = re.compile(r"\s+\d.*$")


def plain(name: str) -> str:
    """Give a name in lower case, without accents, doubled spaces or a dose at its end."""
    bare = unicodedata.normalize("NFKD", name)
    bare = "".join(character for character in bare if not unicodedata.combining(character))
    return _DOSE.sub("", " ".join(bare.casefold().replace("\u2019", "'").split()))


def recognise(medicines: Iterable[Medicine], known: Iterable[MedicineName]) -> tuple[Medicine, ...]:
    """Give the medicines with generic name, class and kind filled in where the name is known."""
    by_name = {plain(name): entry for entry in known for name in entry.names}
    return tuple(_recognised(medicine, by_name.get(plain(medicine.name))) for medicine in medicines)


def _recognised(medicine: Medicine, entry: MedicineName | None) -> Medicine:
    if entry is None:
        return medicine
    return replace(medicine, generic=entry.generic, medicine_class=entry.medicine_class, kind=entry.kind)


def near_names(name: str, known: Iterable[MedicineName]) -> list[str]:
    """Give up to three known names that look like `name`."""
    by_name = {plain(spelling): spelling for entry in known for spelling in entry.names}
    return [by_name[found] for found in nearest(plain(name), by_name)]


def class_label(medicine: Medicine, known: Iterable[MedicineName]) -> str:
    """Give how to say the class of a recognised medicine, such as "an SSRI"."""
    return next((entry.class_label for entry in known if entry.generic == medicine.generic), "")
