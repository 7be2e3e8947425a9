"""Finding a bank and its files: by the name of a shipped one, by the name of one's own, or as a file or a folder.

A name that is shipped always means the shipped bank, so that no file can stand in for it. After those come one's own
banks, `banks/NAME.yaml` or `banks/NAME/bank.yaml` in the data folder, then a file or folder of that name in the current
folder. What holds a separator is a path and is never looked up among the names.

A bank is its file and the parts that this names, ordinary files in the same folder. Nothing else is ever read for it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from blunting_cli.errors import Complaint, FileErrors, InputError, Place, did_you_mean
from blunting_cli.storage import is_inside, list_folder, read_file

if TYPE_CHECKING:
    from blunting_cli.bank.reading import Document

HEAD = "bank.yaml"
BANKS = "banks"
ENDING = ".yaml"
# Of the names that are known so many are listed.
MAX_LISTED = 20
MAX_PARTS = 100
# All files of a bank together, in bytes; ours has a tenth of that.
MAX_BANK = 8 * 1024 * 1024
ORDINARY = "A bank is read from ordinary files alone, and not from a pipe."
ASK_FOR = "A file, or a folder with a bank.yaml, will do too."


class Origin(StrEnum):
    """Where a bank comes from: with the program, from the data folder, or from a path that was given."""

    SHIPPED = "shipped"
    OWN = "own"
    PATH = "path"


class BankPlace(NamedTuple):
    """Where a bank is: `head` is the file it begins in, and `name` what finds it.

    One's own bank is `hidden` where a shipped one has the same name; only its path finds it.
    """

    name: str
    head: Path
    origin: Origin
    hidden: bool = False


def find_bank(name: str, shipped: Path, data: Path | None = None) -> BankPlace:
    """Find a bank among those in the folder `shipped`, then those in the data folder, then at a path.

    Raises:
        InputError: there is no such bank, or two of one's own have the name.
        FileErrors: the bank's file is a link that leads outside the folder it was found in.
    """
    if _is_name(name):
        # Names are compared as they are written, also where the system takes upper and lower case for the same.
        found = next((place for place in shipped_banks(shipped) if place.name == name), None)
        if found is not None:
            return found
        own = [place for place in _own_banks(data) if place.name == name]
        if len(own) > 1:
            both = " and ".join(str(place.head) for place in own)
            raise InputError(f"there are two banks {name}: {both}.", "Give one of them another name.")
        if own:
            return _confined(own[0])
    place = _at_path(name)
    if place is None:
        raise _not_found(name, all_banks(shipped, data))
    return place


def all_banks(shipped: Path, data: Path | None) -> Iterator[BankPlace]:
    """Walk the shipped banks, then one's own, each by name."""
    names = set()
    for place in shipped_banks(shipped):
        names.add(place.name)
        yield place
    yield from (place._replace(hidden=place.name in names) for place in _own_banks(data))


def shipped_banks(folder: Path) -> Iterator[BankPlace]:
    """Walk the banks of a folder that came with the program."""
    for head in sorted(folder.glob(f"*/{HEAD}")):
        yield BankPlace(head.parent.name, head, Origin.SHIPPED)


def _own_banks(data: Path | None) -> Iterator[BankPlace]:
    for path in list_folder(data / BANKS) if data else ():
        if os.path.isdir(path):  # noqa: PTH112 - answers no where pathlib would raise
            name, head = path.name, path / HEAD
        else:
            name, head = path.name.removesuffix(ENDING), path
        if _is_name(name) and head.suffix == ENDING and os.path.lexists(head):
            yield BankPlace(name, head, Origin.OWN)


def _is_name(text: str) -> bool:
    """Tell whether a text can be a bank's name: one line without separators that is no hidden file."""
    return bool(text) and text.isprintable() and text[0] != "." and not {"/", "\\", ":"} & set(text)


def _at_path(name: str) -> BankPlace | None:
    """Give the bank at a path; a file that was named is taken as it is, one found in a folder must lie in it."""
    path = Path(name)
    if name and os.path.isdir(path):  # noqa: PTH112
        if not os.path.lexists(path / HEAD):
            raise InputError(f"the folder {name} has no {HEAD}.", "Give the file of the bank, or another folder.")
        return _confined(BankPlace(name, path / HEAD, Origin.PATH))
    return BankPlace(name, path, Origin.PATH) if os.path.lexists(name) else None


def _confined(place: BankPlace) -> BankPlace:
    """Give a bank whose file was found in a folder, not named, back; it must lie there."""
    head = place.head
    if is_inside(head, head.parent):
        return place
    message = f"{head.name} is a link that leads outside its folder"
    raise FileErrors([Complaint(Place(str(head), 1, 1), message, "Put the file itself there, or name it by its path.")])


def _not_found(name: str, known: Iterable[BankPlace]) -> InputError:
    names = [place.name for place in known if not place.hidden]
    listed = ", ".join(names[:MAX_LISTED])
    if len(names) > MAX_LISTED:
        listed += f" and {len(names) - MAX_LISTED} more"
    if not name:
        return InputError("the name of a bank is empty.", f"There are these banks: {listed}. {ASK_FOR}")
    hints = [did_you_mean(name, names), f"There are these banks: {listed}.", ASK_FOR]
    return InputError(f"there is no bank {name}.", " ".join(hint for hint in hints if hint))


# The files of a bank ------------------------------------------------------------------------------------------------


class BankFile(NamedTuple):
    """One file of a bank: its bytes, what they say, and the complaints that did not stop the reading."""

    content: bytes
    document: Document
    complaints: tuple[Complaint, ...]


def read_bank(place: BankPlace) -> list[BankFile]:
    """Read the file a bank begins in, then its parts in their order.

    Raises:
        InputError: the first file is missing, no ordinary file, not readable or too large.
        FileErrors: with everything that is wrong with the list of parts, or that makes files unreadable.
    """
    files, missing = readable_files(place)
    if missing:
        raise FileErrors([*(complaint for file in files for complaint in file.complaints), *missing])
    return files


def readable_files(place: BankPlace) -> tuple[list[BankFile], list[Complaint]]:
    """Read what can be read of a bank, with the complaints for which a part of it is missing.

    Raises:
        InputError: the first file is missing, no ordinary file, not readable or too large.
        FileErrors: the first file cannot be read to its end, or the bank is too large.
    """
    from blunting_cli.bank.size import check_bank_size

    head = _read(place.head, _content(place.head))
    files = [head]
    parts, missing = _parts(head, place)
    for path, content in parts.items():
        try:
            files.append(_read(path, content))
        except FileErrors as error:
            missing += error.complaints
    if too_large := check_bank_size(file.document for file in files):
        raise FileErrors(too_large)
    return files, missing


def _content(path: Path) -> bytes:
    """Give the bytes of a file of a bank, for which standard input cannot stand in."""
    try:
        return read_file(path)
    except InputError as error:
        special = os.path.lexists(path) and not os.path.isfile(path) and not os.path.isdir(path)  # noqa: PTH112, PTH113
        raise InputError(error.message, ORDINARY if special else error.hint) from None


def _read(path: Path, content: bytes) -> BankFile:
    from blunting_cli.bank.reading import read_document

    complaints: list[Complaint] = []
    document = read_document(content, str(path), complaints)
    return BankFile(content, document, tuple(complaints))


def _parts(head: BankFile, place: BankPlace) -> tuple[dict[Path, bytes], list[Complaint]]:
    """Give the content of each part, in order, and everything that is wrong with the list of parts."""
    from blunting_cli.bank.fields import Fields
    from blunting_cli.bank.shapes import BANK

    complaints: list[Complaint] = []
    fields = Fields(head.document, (), head.document.data, complaints, BANK)
    names = fields.texts("parts", ())
    if len(names) > MAX_PARTS:
        fields.complain(("parts",), "bad-part", f"a bank has at most {MAX_PARTS} parts", "Join some of them.")
        names = ()
    contents: dict[Path, bytes] = {}
    read, left = {os.path.realpath(place.head)}, MAX_BANK
    for index, name in enumerate(names):
        path = place.head.parent / name
        try:
            content = _part(name, path, place)
        except InputError as error:
            fields.complain(("parts", index), "bad-part", error.message.removesuffix("."), error.hint)
            continue
        if os.path.realpath(path) in read:
            fields.complain(("parts", index), "part-twice", f"{name} is named twice")
            continue
        contents[path] = content
        read.add(os.path.realpath(path))
        left -= len(content)
        if left < 0:
            message = f"with {name} the bank is larger than {MAX_BANK // 1024 // 1024} MB"
            fields.complain(("parts", index), "bad-part", message, "Split it into several banks.")
            break
    return contents, complaints


def _part(name: str, path: Path, place: BankPlace) -> bytes:
    """Read a part; raises InputError where it is no ordinary file in the folder of the bank."""
    if not re.fullmatch(r"[^/\\:]+\.yaml", name):
        hint = "Name a file beside it, such as factors.yaml."
        raise InputError(f"{name} is not a YAML file in the folder of the bank.", hint)
    if not os.path.lexists(path):
        raise InputError(f"there is no file {name} beside {place.head.name}.")
    # An installer may link each shipped file to a store of its own.
    if place.origin is not Origin.SHIPPED and not is_inside(path, path.parent):
        raise InputError(f"{name} is a link that leads outside the folder of the bank.", "Put the file itself there.")
    return _content(path)
