"""Finding and loading a bank, its words, the medicines and the help lines.

A wheel carries one JSON copy of all shipped YAML files, made when it was built. The copy of a file is used only while
the hash of the YAML file beside it is the one the copy was made from, so it can never be stale.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from blunting_cli.bank.building import build_bank
from blunting_cli.bank.fields import Fields
from blunting_cli.bank.model import Bank, HelpLine, MedicineName, Region
from blunting_cli.bank.reading import Document, read_document
from blunting_cli.errors import Complaint, FileErrors, InputError, did_you_mean
from blunting_cli.storage import questions_folder, read_file

COMPILED = "_compiled.json"
DEFAULT = "blunting"


def load_bank(name: str = DEFAULT) -> Bank:
    """Load a bank by the name of a shipped one, or from a file or a folder with a bank.yaml.

    Raises:
        InputError: there is no such bank.
        FileErrors: the bank has mistakes; every one of them is named.
    """
    head = _head(name)
    document, hashed = _document(head)
    documents, digest = [document], hashlib.sha256(hashed)
    for part in _parts(document, head):
        found, hashed = _document(part)
        documents.append(found)
        digest.update(hashed)
    digest.update(_document(_reference("medicines.yaml"))[1])
    texts = load_texts()
    try:
        return build_bank(documents, digest.hexdigest(), texts, medicine_classes())
    except FileErrors:
        # The compiled copy has no places; read the files themselves to say where the mistakes are.
        return build_bank([_read(Path(d.source))[0] for d in documents], digest.hexdigest(), texts, medicine_classes())


def _head(name: str) -> Path:
    shipped = questions_folder()
    if "/" not in name and "\\" not in name and (shipped / name / "bank.yaml").is_file():
        return shipped / name / "bank.yaml"
    path = Path(name)
    try:
        if path.is_dir():
            path = path / "bank.yaml"
        found = path.exists()
    except (OSError, ValueError):
        found = False
    if found:
        return path
    names = sorted(folder.parent.name for folder in shipped.glob("*/bank.yaml"))
    hint = did_you_mean(name, names) or f"Give {' or '.join(names)}, a file, or a folder with a bank.yaml."
    raise InputError(f"there is no bank {name}.", hint)


def _parts(document: Document, head: Path) -> list[Path]:
    complaints: list[Complaint] = []
    fields = Fields(document, (), document.data, complaints, "a bank")
    names = fields.texts("parts", ())
    for index, name in enumerate(names):
        if Path(name).name != name or not name.endswith(".yaml"):
            fields.complain(("parts", index), f"{name} is not a YAML file in the folder of the bank")
        elif names.index(name) != index or name == head.name:
            fields.complain(("parts", index), f"{name} is named twice")
        elif not (head.parent / name).is_file():
            fields.complain(("parts", index), f"there is no file {name} beside {head.name}")
    if complaints:
        raise FileErrors(complaints)
    return [head.parent / name for name in names]


# Reference lists ----------------------------------------------------------------------------------------------------


def medicine_classes() -> frozenset[str]:
    """Give the names of all medicine classes and kinds a condition may use."""
    classes = _document(_reference("medicines.yaml"))[0].data["classes"]
    return frozenset(classes) | {entry["kind"] for entry in classes.values()}


def load_medicines() -> tuple[MedicineName, ...]:
    """Load the medicines the program knows by name."""
    data = _document(_reference("medicines.yaml"))[0].data
    return tuple(_medicine(entry, data["classes"][entry["class"]]) for entry in data["medicines"])


def _medicine(entry: dict[str, Any], of_class: dict[str, str]) -> MedicineName:
    spellings = [entry["name"], *entry.get("also", ()), *entry.get("brands", ())]
    return MedicineName(
        generic=entry["name"],
        medicine_class=entry["class"],
        kind=of_class["kind"],
        class_label=of_class["label"],
        names=tuple(spellings),
    )


def load_regions() -> tuple[Region, ...]:
    """Load the help lines, one region a country, in the order of their codes."""
    data = _document(_reference("helplines.yaml"))[0].data
    return tuple(_region(code, entry) for code, entry in data["regions"].items())


def load_texts() -> dict[str, str]:
    """Load the words every bank shares."""
    texts: dict[str, str] = _document(_reference("texts.yaml"))[0].data
    return texts


def load_directory() -> tuple[str, str, str]:
    """Give the name and address of the international directory, and the day the list was checked."""
    data = _document(_reference("helplines.yaml"))[0].data
    return data["directory"]["name"], data["directory"]["address"], data["checked"]


def _region(code: str, entry: dict[str, Any]) -> Region:
    return Region(
        code=code,
        name=entry["name"],
        also=tuple(entry.get("also", ())),
        emergency=entry["emergency"],
        lines=tuple(_line(line) for line in entry["lines"]),
    )


def _line(line: dict[str, str]) -> HelpLine:
    optional = {key: line.get(key, "") for key in ("phone", "text", "chat", "email", "hours", "note")}
    return HelpLine(
        name=line["name"], checked=line["checked"], seen_on=line["seen_on"], who=line.get("for", ""), **optional
    )


# Files --------------------------------------------------------------------------------------------------------------


def _reference(name: str) -> Path:
    return questions_folder() / "reference" / name


@cache
def _document(path: Path) -> tuple[Document, bytes]:
    """Give a document and the hash of its file, from the compiled copy where that is the same."""
    content = read_file(path)
    digest = hashlib.sha256(content)
    copy = _compiled().get(f"{path.parent.name}/{path.name}")
    if copy is not None and copy["sha256"] == digest.hexdigest():
        return Document.without_places(str(path), copy["data"]), digest.digest()
    return read_document(content, str(path)), digest.digest()


def _read(path: Path) -> tuple[Document, bytes]:
    content = read_file(path)
    return read_document(content, str(path)), content


@cache
def _compiled() -> dict[str, dict[str, Any]]:
    """Give the compiled copies by folder and file name; empty in a checkout."""
    path = questions_folder() / COMPILED
    if not path.is_file():
        return {}
    import json

    copies: dict[str, dict[str, Any]] = json.loads(path.read_bytes())
    return copies


def compile_questions(folder: Path) -> bytes:
    """Make the compiled copy of every YAML file one level below `folder`; the same files give the same bytes."""
    import json

    copies = {}
    for path in sorted(folder.glob("*/*.yaml")):
        document, content = _read(path)
        copies[f"{path.parent.name}/{path.name}"] = {
            "sha256": hashlib.sha256(content).hexdigest(),
            "data": document.data,
        }
    return json.dumps(copies, ensure_ascii=False, separators=(",", ":")).encode()
