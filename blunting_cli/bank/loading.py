"""Loading a bank, its words, the medicines and the help lines.

A wheel carries a ready-made copy of all that is shipped, made when it was built. A copy holds the bytes of every file
it was made from and is used only while all of them are the same, so it can never be stale. Banks of other people are
always read from their YAML.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from blunting_cli import __version__
from blunting_cli.bank.finding import (
    BankPlace,
    Origin,
    all_banks,
    find_bank,
    read_bank,
    readable_files,
    shipped_banks,
)
from blunting_cli.bank.formulary import Formulary, MedicineFlag, MedicineName, plain_name
from blunting_cli.bank.model import Bank
from blunting_cli.storage import questions_folder, read_file

if TYPE_CHECKING:
    from blunting_cli.bank.reading import Document
    from blunting_cli.bank.regions import Region
    from blunting_cli.errors import Complaint

COPIES = "_compiled"
DEFAULT = "blunting"
# A part with nothing but pages to read decides no result, and does not count in the hash.
TOPICS = "topics"
# So many mistakes are of use to the author of a bank; of a bank with more of them the rest is not looked for.
MOST_MISTAKES = 5000
MEDICINES, HELP_LINES, TEXTS, WORDING = "medicines.yaml", "helplines.yaml", "texts.yaml", "wording.yaml"


def load_bank(name: str = DEFAULT, data: Path | None = None, language: str = "") -> Bank:
    """Load a bank by the name of a shipped one or of one's own in the data folder, or from a file or a folder.

    Without a `language` its texts are those of its main one.

    Raises:
        InputError: there is no such bank.
        FileErrors: the bank has mistakes; every one of them is named.
        UsageError: the bank is not in the language; those it is in are named.
    """
    place = find_bank(name, questions_folder(), data)
    if place.origin is not Origin.SHIPPED:
        return _build(place, language)
    bank: Bank = _shipped(f"bank-{place.name}", partial(_build, place))
    return bank if language in ("", bank.language) else _build(place, language)


def shipped_names() -> tuple[str, ...]:
    """Give the names of the banks that are shipped."""
    return tuple(place.name for place in shipped_banks(questions_folder()))


def known_banks(data: Path | None = None) -> tuple[BankPlace, ...]:
    """Give where every bank is that has a name: the shipped ones, then one's own in the data folder."""
    return tuple(all_banks(questions_folder(), data))


def _build(place: BankPlace, language: str = "") -> Bank:
    import hashlib

    from blunting_cli.bank.building import build_bank

    files = read_bank(place)
    deciding = [
        file.content
        for file in files
        if not (isinstance(file.document.data, dict) and set(file.document.data) == {TOPICS})
    ]
    digest = hashlib.sha256()
    for content in (*deciding, read_file(_reference(MEDICINES))):
        digest.update(hashlib.sha256(content).digest())
    complaints = [complaint for file in files for complaint in file.complaints]
    documents = [file.document for file in files]
    return build_bank(documents, digest.hexdigest(), load_texts(), medicine_classes(), complaints, language)


class ReadBank(NamedTuple):
    """What could be read of a bank: its documents, the bank made of them, and all that was wrong in any language.

    It is `whole` where no file of it is missing; only without complaints may the bank be used.
    """

    documents: tuple[Document, ...]
    bank: Bank
    complaints: tuple[Complaint, ...]
    whole: bool


def read_for_authors(place: BankPlace) -> ReadBank:
    """Read a bank as far as it can be read, with every complaint about it.

    Raises:
        InputError: the file it begins in is missing, no ordinary file, not readable or too large.
        FileErrors: the file it begins in cannot be read to its end, or there are too many mistakes to go on.
    """
    from blunting_cli.bank.building import bank_and_complaints

    files, missing = readable_files(place)
    documents = [file.document for file in files]
    told = [*(complaint for file in files for complaint in file.complaints), *missing]
    bank, complaints = bank_and_complaints(documents, "", load_texts(), medicine_classes(), told, MOST_MISTAKES)
    said = {(complaint.place, complaint.code) for complaint in complaints}
    for language in bank.languages:
        if language != bank.language:
            _, more = bank_and_complaints(documents, "", load_texts(), medicine_classes(), (), MOST_MISTAKES, language)
            complaints += [complaint for complaint in more if (complaint.place, complaint.code) not in said]
            said |= {(complaint.place, complaint.code) for complaint in more}
    return ReadBank(tuple(documents), bank, tuple(complaints), not missing)


# Reference lists ----------------------------------------------------------------------------------------------------


def medicine_classes() -> frozenset[str]:
    """Give the names of all medicine classes and kinds a condition may use."""
    classes = _document(_reference(MEDICINES)).data["classes"]
    return frozenset(classes) | {entry["kind"] for entry in classes.values()}


@cache
def load_medicines() -> Formulary:
    """Load the medicines the program knows, by every spelling and brand in its plain form."""
    found: Formulary = _shipped("medicines", _read_medicines)
    return found


def _read_medicines() -> Formulary:
    data = _document(_reference(MEDICINES)).data
    known = Formulary()
    known.forms = tuple(map(plain_name, data["forms"]))
    known.source = data["source"]
    known.flags = {name: MedicineFlag(**entry) for name, entry in data["flags"].items()}
    for entry in data["medicines"]:
        medicine = _medicine(entry, data["classes"][entry["class"]])
        known.update((plain_name(name), medicine) for name in medicine.names)
    return known


def _medicine(entry: dict[str, Any], of_class: dict[str, str]) -> MedicineName:
    brands = {brand: tuple(countries) for brand, countries in entry.get("brands", {}).items()}
    spellings = [entry["name"], *entry.get("also", ()), *brands]
    return MedicineName(
        generic=entry["name"],
        medicine_class=entry["class"],
        kind=of_class["kind"],
        class_label=of_class["label"],
        names=tuple(spellings),
        atc=entry.get("atc", ""),
        brands=tuple(brands.items()),
        flags=tuple(entry.get("flags", ())),
        note=of_class.get("note", ""),
        note_source=of_class.get("source", ""),
    )


@cache
def load_regions() -> tuple[Region, ...]:
    """Load the help lines, one region a country, in the order of their codes."""
    found: tuple[Region, ...] = _shipped("regions", _read_regions)
    return found


def _read_regions() -> tuple[Region, ...]:
    from blunting_cli.bank.regions import region_of

    data = _document(_reference(HELP_LINES)).data
    return tuple(region_of(code, entry) for code, entry in data["regions"].items())


def load_texts() -> dict[str, str]:
    """Load the words every bank shares."""
    texts: dict[str, str] = _shipped("texts", _read_texts)
    return texts


def _read_texts() -> dict[str, str]:
    texts: dict[str, str] = _document(_reference(TEXTS)).data
    return texts


def load_directory() -> tuple[str, str, str]:
    """Give the name and address of the international directory, and the day the list was checked."""
    found: tuple[str, str, str] = _shipped("directory", _read_directory)
    return found


def _read_directory() -> tuple[str, str, str]:
    data = _document(_reference(HELP_LINES)).data
    return data["directory"]["name"], data["directory"]["address"], data["checked"]


def load_wording() -> dict[str, Any]:
    """Load the lists of words that no text of a bank should hold, and of those that the checks of wording need."""
    data: dict[str, Any] = _document(_reference(WORDING)).data
    return data


# Files --------------------------------------------------------------------------------------------------------------


def _reference(name: str) -> Path:
    return questions_folder() / "reference" / name


@cache
def _document(path: Path) -> Document:
    from blunting_cli.bank.reading import read_document

    return read_document(read_file(path), str(path))


class _Copy(NamedTuple):
    """Something made ready from files: by which version of the program, and the bytes of each file."""

    version: str
    files: dict[str, bytes]
    content: Any


def _shipped(name: str, make: Callable[[], Any]) -> Any:
    """Give what is shipped, from its copy where that is fresh, else made from the files."""
    folder = questions_folder()
    path = folder / COPIES / f"{name}.pickle"
    if path.is_file():
        import pickle

        try:
            copy = pickle.loads(path.read_bytes())  # made by our own build and installed with the code
            if copy.version == __version__ and copy.files == _contents(copy.files, folder):
                return copy.content
        except Exception:  # damaged, or a file is gone: pickle has no one error for what it cannot read
            return make()
    return make()


def _contents(files: Iterable[str], folder: Path) -> dict[str, bytes]:
    return {file: (folder / file).read_bytes() for file in files}


def make_copies() -> dict[str, bytes]:
    """Make a copy of all that is shipped, by file name; the same files and version give the same bytes."""
    import pickle

    folder = questions_folder()
    reference = [f"reference/{name}" for name in (MEDICINES, HELP_LINES, TEXTS)]
    contents: dict[str, tuple[list[str], Any]] = {
        "medicines": (reference[:1], _read_medicines()),
        "regions": (reference[1:2], _read_regions()),
        "directory": (reference[1:2], _read_directory()),
        "texts": (reference[2:], _read_texts()),
    }
    for place in shipped_banks(folder):
        parts = sorted(f"{place.name}/{path.name}" for path in place.head.parent.glob("*.yaml"))
        contents[f"bank-{place.name}"] = ([*parts, *reference], _build(place))
    return {
        f"{name}.pickle": pickle.dumps(_Copy(__version__, _contents(files, folder), content), protocol=5)
        for name, (files, content) in contents.items()
    }
