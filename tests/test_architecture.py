"""The walls of the house: who may import whom, which heavy modules stay out, how long a file may be."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "blunting_cli"
MODULES = sorted(PACKAGE.rglob("*.py"))

# From the foundation up. A room may import rooms of lower levels only, and never one of its own level.
RANKED = (
    {"errors"},
    {"storage"},
    {"conditions", "ending", "environment"},
    {"bank"},
    {"answers", "medicines", "times"},
    {"scoring"},
    {"asking", "drafts", "escalation", "factors"},
    {"assessment"},
    {"sheet"},
    {"explaining", "learn", "render", "template"},
    {"checking", "cohort", "interview", "scripted"},
    {"cli"},
    {"__main__"},
)
LEVEL = {room: level for level, rooms in enumerate(RANKED) for room in rooms}
MAY_IMPORT = {
    "typer": {
        "cli/__init__.py",
        "cli/authoring.py",
        "cli/checking.py",
        "cli/cohort.py",
        "cli/completing.py",
        "cli/interviewing.py",
        "cli/linting.py",
        "cli/looking.py",
        "cli/options.py",
        "cli/records.py",
    },
    "rich": {"render/progress.py", "render/terminal.py"},
    "yaml": {"bank/reading/yaml_text.py"},
}
IMPURE = {"os", "sys", "time", "datetime", "random", "secrets", "socket", "subprocess", "urllib", "http", "locale"}
CORE = (
    "conditions",
    "bank/model.py",
    "scoring.py",
    "factors.py",
    "escalation.py",
    "asking.py",
    "assessment.py",
    "sheet",
    "explaining",
    "learn",
)


def room_of(module: str) -> str:
    """Give the room of a dotted name inside the package; the package itself is no room."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def imports(path: Path) -> Iterator[str]:
    """Give every module a file imports, those inside functions included, those for type checking left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            node.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_rooms_import_downwards_only(path: Path) -> None:
    """A room imports rooms below it and never one beside it."""
    here = name(path).split("/")[0].removesuffix(".py")
    if here == "__init__":
        return
    assert here in LEVEL, f"{here} has no place in RANKED"
    for module in imports(path):
        room = room_of(module) if module.split(".")[0] == "blunting_cli" else ""
        if room and room != here:
            assert LEVEL[room] < LEVEL[here], f"{name(path)} imports {module}"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_libraries_stay_in_their_rooms(path: Path) -> None:
    """Typer, Rich and yaml are imported in one place each."""
    for module in imports(path):
        top = module.split(".")[0]
        if top in MAY_IMPORT:
            assert name(path) in MAY_IMPORT[top], f"{name(path)} imports {module}"


@pytest.mark.parametrize("path", [path for path in MODULES if name(path).startswith(CORE)], ids=name)
def test_the_core_is_pure(path: Path) -> None:
    """The core never asks the machine, the clock or chance, and never prints."""
    assert not {module.split(".")[0] for module in imports(path)} & IMPURE
    calls = [
        node.func.id
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    assert not {"print", "open", "input"} & set(calls)


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_files_stay_short(path: Path) -> None:
    """A file past 500 lines becomes a folder."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500


def test_no_drawer() -> None:
    """Nothing is called after what it is not."""
    assert not {path.stem for path in MODULES} & {"utils", "util", "helpers", "common", "misc", "models"}
