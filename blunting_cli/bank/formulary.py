"""The medicines that are known by name: what a name is read as, and what is to be minded."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

# No name of a medicine is longer.
LONGEST_NAME = 200
UNITS = "mgs?|mcg|ug|g|ml|l|iu|units?|%"
# What may stand at the end of a word and is no part of it.
MARKS = ",;.\u00ae\u2122"
UNIT = rf"({UNITS})(/\d*({UNITS}|h|hours?)?)?"
DOSE = rf"\d+([.,/]\d+)*({UNIT})?"


class MedicineName(NamedTuple):
    """What a medicine's name is read as.

    `names` are all spellings and brands; `brands` names the countries of each brand, `atc` its code in the index of the
    World Health Organization where it has one, `flags` what is to be minded. `note` says of the whole class why it is
    not counted, with its source.
    """

    generic: str
    medicine_class: str
    kind: str
    class_label: str
    names: tuple[str, ...]
    atc: str = ""
    brands: tuple[tuple[str, tuple[str, ...]], ...] = ()
    flags: tuple[str, ...] = ()
    note: str = ""
    note_source: str = ""


class MedicineFlag(NamedTuple):
    """What is to be minded with a medicine, in a few words and in a sentence, with its source."""

    label: str
    text: str
    source: str


class Formulary(dict[str, MedicineName]):
    """The medicines that are known, by every name in its plain form.

    `forms` are words that may end a name on a packet and do not change which medicine it is, such as a salt; `flags`
    are what is to be minded, by its id, and `source` is where the codes are from.
    """

    forms: tuple[str, ...] = ()
    flags: Mapping[str, MedicineFlag] = MappingProxyType({})
    source: str = ""

    def find(self, name: str) -> MedicineName | None:
        """Give the medicine a name stands for, or None: as it is, else without the words of its form at the end.

        What stands in brackets behind a name must be another name of the same medicine.
        """
        if len(name) > LONGEST_NAME:
            return None
        head, bracket, rest = name.strip().partition("(")
        if not bracket or not rest.endswith(")"):
            return self.get(self.bare(name))
        found = self.find(head)
        return found if found is not None and self.find(rest[:-1]) is found else None

    def bare(self, name: str) -> str:
        """Give a name in its plain form, without words of a form at its end; a known name stays as it is.

        Of a text that is longer than any name only the beginning counts.
        """
        words = plain_name(name[:LONGEST_NAME]).split()
        while len(words) > 1 and " ".join(words) not in self and words[-1] in self.forms:
            words.pop()
        return " ".join(words)


def plain_name(name: str) -> str:
    """Give a medicine's name in lower case, without accents, doubled spaces or a dose; what else was said stays."""
    import re
    import unicodedata

    bare = "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    said = [word.rstrip(MARKS) or word for word in bare.casefold().replace("\u2019", "'").split()]
    words: list[str] = []
    counted = False
    for word in said:
        dose = re.fullmatch(DOSE, word) is not None and len(said) > 1
        counted = dose or (counted and re.fullmatch(UNIT, word) is not None)
        if not counted:
            words.append(word)
    return " ".join(words)
