"""Which files a path means, the bank and the bases that belong to a case file, and the running of all of them.

A bank or a file that cannot be read stops nothing else: what is wrong with it is told with all the rest.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from blunting_cli.answers import Recognise, read_answers
from blunting_cli.asking import complete
from blunting_cli.assessment import Assessment, assess
from blunting_cli.bank.model import Bank
from blunting_cli.bank.reading import Document, read_document
from blunting_cli.checking.case_files import is_case_file
from blunting_cli.checking.cases import CaseResult, run_cases
from blunting_cli.errors import Complaint, FileErrors, InputError
from blunting_cli.storage import list_folder, read_file

BASES = "bases"
HEAD = "bank.yaml"
ENDINGS = (".yaml", ".yml", ".json")


class CasesRun(NamedTuple):
    """What came of all cases: those that were run, how many are told, and files that could not be read at all.

    `complaints` are all that is wrong with any file, each once.
    """

    results: tuple[CaseResult, ...]
    told: int
    unread: int
    complaints: tuple[Complaint, ...]

    @property
    def differing(self) -> tuple[CaseResult, ...]:
        """The cases that are not as expected."""
        return tuple(result for result in self.results if result.differences)


def run_files(names: Iterable[str], bank: str, load: Callable[[str], Bank], recognise: Recognise) -> CasesRun:
    """Run every case of files and folders; without a `bank` it is the one beside them, else the shipped one.

    Raises:
        InputError: a path or a bank is not there, or there is no case at all.
    """
    names = tuple(names)
    load, beside = cache(load), cache(bank_beside)
    bases = cache(bases_in)
    results: list[CaseResult] = []
    complaints: list[Complaint] = []
    told = unread = 0
    for path in case_paths(names):
        try:
            document = read_document(read_file(path), str(path))
            found = run_cases(document, load(bank or beside(path.parent)), recognise, bases(path.parent))
        except FileErrors as error:
            complaints += error.complaints
            unread += 1
            continue
        results += found.results
        complaints += found.complaints
        told += found.told
    if not told and not complaints:
        raise InputError(
            f"there are no cases in {', '.join(names)}.", "Name a file of cases, or a folder with such files."
        )
    return CasesRun(tuple(results), told, unread, tuple(dict.fromkeys(complaints)))


def case_paths(names: Iterable[str]) -> Iterator[Path]:
    """Walk the files that are named and those in the folders that are named, each once, in order.

    In a folder, the files of a bank are no cases, and neither are bases.
    """
    seen: set[str] = set()
    for name in names:
        if not name:
            raise InputError("the name of a file or folder is empty.", "Name one, or . for the folder you are in.")
        for path in files_in(Path(name), BASES):
            known = os.path.realpath(path)  # pathlib has no answer where links lead to each other
            if known not in seen and (str(path) == name or not _of_a_bank(path)):
                seen.add(known)
                yield path


def files_in(path: Path, *left_out: str) -> Iterator[Path]:
    """Walk a file that is named, or the YAML and JSON files below a folder by name, but for folders left out.

    Links to folders are not followed, and hidden files are passed over. Raises InputError where nothing is there.
    """
    if not os.path.lexists(path):
        raise InputError(f"there is no file or folder {path}.", "Check the name and the folder.")
    if not os.path.isdir(path):  # noqa: PTH112 - answers no where pathlib would raise
        yield path
        return
    waiting = list_folder(path)[::-1]
    while waiting:
        entry = waiting.pop()
        if entry.name.startswith("."):
            continue
        if os.path.isdir(entry):  # noqa: PTH112
            if entry.name not in left_out and not entry.is_symlink():
                waiting += list_folder(entry)[::-1]
        elif entry.suffix in ENDINGS:
            yield entry


def _of_a_bank(path: Path) -> bool:
    """Tell whether a file that was found in a folder holds a bank or a part of one."""
    return path.name == HEAD or path.name in _parts_in(path.parent) or _is_bank(path)


def _is_bank(path: Path) -> bool:
    """Tell whether a file holds a bank; what cannot be read is none.

    A record names its bank too, and more of it than the name.
    """
    found = _read_quietly(path)
    data = found.data if found is not None and not is_case_file(found) else None
    return isinstance(data, dict) and isinstance(data.get("bank"), str)


@cache
def _parts_in(folder: Path) -> frozenset[str]:
    head = _read_quietly(folder / HEAD) if (folder / HEAD).is_file() else None
    parts = head.data.get("parts") if head is not None and isinstance(head.data, dict) else None
    return frozenset(str(part) for part in parts) if isinstance(parts, list) else frozenset()


def _read_quietly(path: Path) -> Document | None:
    try:
        return read_document(read_file(path), str(path))
    except InputError:
        return None


def bank_beside(folder: Path) -> str:
    """Give the bank that cases in a folder are for, as a path; empty where it cannot be told.

    It is the `bank.yaml` there or in the folder above, else the only YAML file there that holds a bank.
    """
    above = folder.parent if folder.name not in ("", os.pardir) else folder / os.pardir
    # Joined as text: a path of pathlib loses the dot before a name, and a bare name is looked up among the shipped.
    heads = (os.path.join(str(place), HEAD) for place in (folder, above))  # noqa: PTH118
    head = next((head for head in heads if Path(head).is_file()), "")
    if head:
        return head
    names = [path.name for path in list_folder(folder) if path.suffix == ".yaml" and not path.name.startswith(".")]
    banks = [os.path.join(str(folder), name) for name in names if _is_bank(folder / name)]  # noqa: PTH118
    return banks[0] if len(banks) == 1 else ""


def bases_in(folder: Path) -> dict[str, Document]:
    """Read the files of the folder `bases` beside case files, by name.

    Raises:
        FileErrors: with everything that makes any of them unreadable.
    """
    found: dict[str, Document] = {}
    complaints: list[Complaint] = []
    for path in list_folder(folder / BASES):
        if path.suffix in ENDINGS and not path.name.startswith("."):
            try:
                found[path.stem] = read_document(read_file(path), str(path))
            except FileErrors as error:
                complaints += error.complaints
    if complaints:
        raise FileErrors(complaints)
    return found


def assessed_sets(names: Iterable[str], bank: Bank, recognise: Recognise) -> list[Assessment]:
    """Assess every set of answers in files and folders: answers files, records, and cases.

    What an answers file leaves out counts as not answered.

    Raises:
        InputError: a path is not there, or there are no answers at all.
        FileErrors: with everything that is wrong with any file.
    """
    names = tuple(names)
    found: list[Assessment] = []
    complaints: list[Complaint] = []
    bases = cache(bases_in)
    for path in case_paths(names):
        try:
            content = read_file(path)
            document = read_document(content, str(path))
            if is_case_file(document):
                ran = run_cases(document, bank, recognise, bases(path.parent))
                found += [result.assessment for result in ran.results]
                complaints += ran.complaints
            else:
                file = read_answers(content, str(path), bank, recognise)
                found.append(assess(bank, complete(bank, file, partial=True).answers))
        except FileErrors as error:
            complaints += error.complaints
    if complaints:
        raise FileErrors(dict.fromkeys(complaints))
    if not found:
        raise InputError(f"there are no answers in {', '.join(names)}.", "Name a file or folder that has some.")
    return found
