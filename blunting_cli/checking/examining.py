"""Reading and checking banks: everything that is wrong with each, however much of it could be read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from blunting_cli.bank.finding import BankPlace, find_bank
from blunting_cli.bank.loading import load_medicines, load_wording, medicine_classes, read_for_authors
from blunting_cli.bank.meant import as_meant
from blunting_cli.bank.model import Bank
from blunting_cli.bank.reading import Document
from blunting_cli.bank.shapes import BANK
from blunting_cli.checking.codes import Severity, severity_of
from blunting_cli.checking.linting import lint
from blunting_cli.checking.locating import Located
from blunting_cli.errors import Complaint, FileErrors, InputError, Place
from blunting_cli.storage import questions_folder

# What cannot be told while a file of the bank is missing: what is not found may stand there.
MAY_STAND_ELSEWHERE = ("unknown-", "missing-care", "too-few")
# These are wrong whatever else there is.
STAND_HERE = ("unknown-language", "unknown-key", "unknown-choice", "unknown-state", "unknown-class", "unknown-change")


class Checked(NamedTuple):
    """What came of checking: the banks that could be read, and every complaint in the order of the files."""

    banks: tuple[Bank, ...]
    complaints: tuple[Complaint, ...]

    @property
    def errors(self) -> int:
        """How many of the complaints are errors."""
        return sum(severity_of(complaint.code) is Severity.ERROR for complaint in self.complaints)

    @property
    def warnings(self) -> int:
        """How many are warnings."""
        return len(self.complaints) - self.errors


def check_banks(names: Iterable[str], data: Path | None) -> Checked:
    """Check every bank that is named, by name or path; `data` is the folder with one's own banks.

    Raises:
        InputError: a name is empty.
    """
    banks: list[Bank] = []
    complaints: list[Complaint] = []
    for name in dict.fromkeys(names):
        try:
            bank, found = check_bank(find_bank(name, questions_folder(), data))
        except FileErrors as error:
            complaints += error.complaints
        except InputError as error:
            if not name:
                # There is no place to tell it at.
                raise
            place = Place(name, 1, 1)
            complaints.append(Complaint(place, error.message.removesuffix("."), error.hint, "no-bank"))
        else:
            banks.append(bank)
            complaints += found
    # One bank may be named twice, in two ways.
    return Checked(tuple(banks), tuple(dict.fromkeys(complaints)))


def check_bank(place: BankPlace) -> tuple[Bank, list[Complaint]]:
    """Read a bank as far as it can be read, and give it with everything that is wrong, in the order of its files.

    Raises:
        InputError: the file it begins in is missing, no ordinary file, not readable or too large.
        FileErrors: the file it begins in cannot be read to its end.
    """
    read = read_for_authors(place)
    if _are_cases(read.documents[0]):
        message, hint = "these are cases, and not a bank", "Try them with `blunting bank cases`."
        told = read.documents[0].complain(("cases",), message, hint, key=True, code="unknown-key")
        return read.bank, [told]
    loaded = read.complaints if read.whole else tuple(filter(_is_certain, read.complaints))
    located = Located(as_meant(read.documents))
    # Also what is not told leaves in doubt what rests on it.
    found = lint(read.bank, located, read.complaints, medicine_classes(), load_medicines, load_wording())
    order = {document.source: number for number, document in enumerate(read.documents)}

    def stands(complaint: Complaint) -> tuple[int, int, int]:
        place = complaint.place
        return order.get(place.source, len(order)), place.line, place.column

    return read.bank, sorted((*loaded, *found), key=stands)


def _are_cases(head: Document) -> bool:
    """Tell whether a file holds the cases of a bank and none of its own keys."""
    return isinstance(head.data, dict) and "cases" in head.data and head.data.keys().isdisjoint(BANK.keys)


def _is_certain(complaint: Complaint) -> bool:
    return complaint.code in STAND_HERE or not complaint.code.startswith(MAY_STAND_ELSEWHERE)
