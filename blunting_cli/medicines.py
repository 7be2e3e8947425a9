"""A typed medicine name -> what it is read as; never guessed, and nothing is said silently.

Only an exact name, spelling or brand is recognised, whatever its case, accents, dose and form ("XL", "hydrochloride").
A near miss stays as typed, and what it may have meant can be offered; what a person then chose stands in `read_as`.
"""

from __future__ import annotations

from collections.abc import Iterable

from blunting_cli.bank.formulary import Formulary, MedicineName, plain_name
from blunting_cli.conditions import Medicine
from blunting_cli.errors import nearest

LIKENESS = 0.75
FEWEST_LETTERS = 3


def recognise(medicines: Iterable[Medicine], known: Formulary) -> tuple[Medicine, ...]:
    """Give the medicines with generic name, class and kind filled in where the name, or what was chosen, is known."""
    return tuple(_recognised(medicine, known) for medicine in medicines)


def _recognised(medicine: Medicine, known: Formulary) -> Medicine:
    """Read one name; what was chosen goes before what was typed, and stands only where it says more than that."""
    typed = known.find(medicine.name)
    entry = known.find(medicine.read_as) if medicine.read_as else typed
    if entry is None:
        return medicine
    chosen = None if entry is typed else entry.generic
    return medicine._replace(
        generic=entry.generic, medicine_class=entry.medicine_class, kind=entry.kind, read_as=chosen
    )


def near_names(name: str, known: Formulary) -> list[str]:
    """Give up to three known names, in plain form, that look like `name` or stand in it as whole words."""
    bare = known.bare(name)
    words = bare.split()
    held = [word for word in dict.fromkeys(words) if len(word) >= FEWEST_LETTERS and word in known]
    return list(dict.fromkeys((*held, *nearest(bare, known, likeness=LIKENESS))))[:3]


def suggestions(typed: str, known: Formulary, most: int = 5) -> tuple[MedicineName, ...]:
    """Give up to `most` medicines that `typed` may mean, each once; a known name means its own medicine alone.

    First come those whose generic name begins with it, then those with another spelling or brand that does, both by
    their generic names, then near misses, best first. Fewer than three letters suggest nothing.
    """
    name, exact = known.bare(typed), known.find(typed)
    if exact is not None:
        return (exact,)
    if len(name) < FEWEST_LETTERS:
        return ()
    begun = {known[begins] for begins in known if begins.startswith(name)}
    near = (known[found] for found in nearest(name, known, most, LIKENESS))
    ordered = sorted(begun, key=lambda entry: (not plain_name(entry.generic).startswith(name), entry.generic))
    return tuple(dict.fromkeys((*ordered, *near)))[:most]


def described(entry: MedicineName, typed: str = "") -> str:
    """Say a medicine by its generic name, up to two of its other names and its class: "sertraline (Zoloft), an SSRI".

    The names are brands. Where the generic name does not begin with what was typed, the name that does comes first,
    be it a brand or another spelling.
    """
    begun = plain_name(typed)
    meant = [name for name in entry.names if plain_name(name).startswith(begun)]
    # The list of medicines writes brands with a capital, and other names without.
    brands = [name for name in entry.names if name[0].isupper()]
    shown = list(dict.fromkeys(brands if entry.generic in meant else (*meant, *brands)))[:2]
    brackets = f" ({', '.join(shown)})" if shown else ""
    return f"{entry.generic}{brackets}, {entry.class_label}"


def class_label(medicine: Medicine, known: Formulary) -> str:
    """Give how to say the class of a recognised medicine, such as "an SSRI"."""
    return known[plain_name(medicine.generic)].class_label if medicine.generic else ""
