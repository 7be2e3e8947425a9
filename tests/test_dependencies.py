"""What comes along with the program: the bill of materials says it all and nothing else, and the audit holds it to that."""

from __future__ import annotations

import json
import re
import socket
import sys
import tomllib
from importlib.machinery import SourceFileLoader
from importlib.metadata import Distribution, PathDistribution, distribution
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from conftest import ROOT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from people import shipped

from blunting_cli import __version__
from blunting_cli.bank.loading import load_directory


def script(name: str) -> ModuleType:
    """Load a script of the build, which is in no package."""
    spec = spec_from_loader(
        f"build_{Path(name).stem}", SourceFileLoader(f"build_{Path(name).stem}", str(ROOT / ".ci" / name))
    )
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    sys.modules[module.__name__] = module
    kept, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    spec.loader.exec_module(module)
    sys.dont_write_bytecode = kept
    return module


materials, audit = script("materials.py"), script("audit")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LISTED = tomllib.loads((ROOT / ".ci" / "packages.toml").read_text(encoding="utf-8"))
WRITTEN = materials.bill_of_materials(ROOT)
BILL: dict[str, Any] = json.loads(WRITTEN)
PACKAGES = {part["name"]: part for part in BILL["components"] if part["type"] == "library"}
FACTS = {part["name"]: part for part in BILL["components"] if part["type"] == "data"}


def requirements(*lists: str) -> list[Requirement]:
    """Give what pyproject.toml asks for: `run`, `build`, or an extra; the project itself, by its extras, is left out."""
    known = {
        "run": PROJECT["project"]["dependencies"],
        "build": PROJECT["build-system"]["requires"],
        **PROJECT["project"]["optional-dependencies"],
    }
    named = [Requirement(line) for name in lists or known for line in known[name]]
    return [requirement for requirement in named if requirement.name != "blunting"]


def closure(names: list[str]) -> set[str]:
    """Give the packages of these names with all that they bring along on this system, as their own metadata tells."""
    found: set[str] = set()
    while names:
        name = canonicalize_name(names.pop())
        if name not in found:
            found.add(name)
            needs = map(Requirement, distribution(name).requires or ())
            names += [need.name for need in needs if not need.marker or need.marker.evaluate({"extra": ""})]
    return found


# The bill ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("requirement", requirements(), ids=str)
def test_every_dependency_is_in_the_bill_with_its_range(requirement: Requirement) -> None:
    """Whatever pyproject.toml names, for whatever purpose, the bill names too."""
    part = PACKAGES[canonicalize_name(requirement.name)]
    ranges = [text.split(";")[0] for name, text in audit.said(part).items() if name.startswith("blunting:range:")]
    assert str(requirement.specifier) in {
        str(Requirement(f"x{'' if text == 'any' else text}").specifier) for text in ranges
    }


def test_nothing_else_is_in_the_bill() -> None:
    """Beyond what pyproject.toml names stands only what those packages bring along, as they themselves tell."""
    named = {canonicalize_name(requirement.name) for requirement in requirements()}
    along = closure([requirement.name for requirement in requirements("run", "pdf", "cohort")])
    elsewhere = {name for name, line in LISTED.items() if "only" in line}
    assert PACKAGES.keys() - elsewhere == named | along
    assert {name for name, part in PACKAGES.items() if part["scope"] != "excluded"} - elsewhere == along
    assert LISTED.keys() - elsewhere == along


def test_the_scope_says_who_needs_it() -> None:
    """What runs is required, what an extra brings to a user is optional, what builds and tests is excluded."""
    required = closure([requirement.name for requirement in requirements("run")])
    assert {name for name, part in PACKAGES.items() if part["scope"] == "required"} == required | {"colorama"}
    assert PACKAGES["typst"]["scope"] == PACKAGES["fontpkg"]["scope"] == "optional"
    assert PACKAGES["pytest"]["scope"] == PACKAGES["hatchling"]["scope"] == "excluded"


def test_the_graph_leads_from_the_program_to_every_package_a_user_gets() -> None:
    """Following who needs whom from the program reaches all of them, and no arrow points nowhere."""
    arrows = {entry["ref"]: entry["dependsOn"] for entry in BILL["dependencies"]}
    waiting, reached = [BILL["metadata"]["component"]["bom-ref"]], set()
    while waiting:
        reached.add(ref := waiting.pop())
        waiting += arrows.get(ref, [])
    ours = {part["bom-ref"] for part in PACKAGES.values() if part["scope"] != "excluded"}
    assert reached - ours == {BILL["metadata"]["component"]["bom-ref"]}
    assert ours <= reached
    refs = [part["bom-ref"] for part in BILL["components"]]
    assert len(refs) == len(set(refs))


def test_the_program_and_its_facts_are_in_the_bill() -> None:
    """The program with its version and licence; the bank by the hash that records bear; lists with when they were checked."""
    itself = BILL["metadata"]["component"]
    assert (itself["version"], itself["purl"]) == (__version__, f"pkg:pypi/blunting@{__version__}")
    assert itself["licenses"] == [{"license": {"id": "MIT"}}]
    bank = FACTS["questions/blunting"]
    assert (bank["version"], bank["hashes"][0]["content"]) == (shipped().version, shipped().sha256)
    lines = audit.said(FACTS["questions/reference/helplines.yaml"])
    assert lines["blunting:checked"] == load_directory()[2]
    assert "2026" in audit.said(FACTS["questions/reference/medicines.yaml"])["blunting:source"]
    shipped_files = {path.stem for path in (ROOT / "questions" / "reference").glob("*.yaml")}
    assert {Path(name).stem for name in FACTS} == shipped_files | {"blunting"}


def test_the_same_source_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the day nor the machine has a part in the bill; another content has another number."""
    monkeypatch.setattr("time.time", lambda: 0.0)
    monkeypatch.setattr(socket, "gethostname", lambda: "elsewhere")
    assert materials.bill_of_materials(ROOT) == WRITTEN
    other = json.loads(materials.written(PROJECT["project"], {}, [], __version__))
    assert other["serialNumber"] != BILL["serialNumber"]
    assert re.fullmatch(
        r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", BILL["serialNumber"]
    )


def test_no_place_of_this_machine_and_no_host_is_in_the_bill() -> None:
    """The bill names packages, not where they were found."""
    text = WRITTEN.decode()
    assert str(ROOT) not in text
    assert str(Path.home()) + "/" not in text
    assert not re.search(r"https?:|file:|\.(org|com|io|net)\b|timestamp", text)


def test_a_package_without_a_line_stops_the_build() -> None:
    """A dependency that nobody looked at does not get into a wheel."""
    with pytest.raises(KeyError, match="mdurl"):
        materials.packages(PROJECT, {name: line for name, line in LISTED.items() if name != "mdurl"})


def test_extras_for_tests_are_no_part_of_what_a_user_gets() -> None:
    """Only the extras that `all` is made of are offered; `pdf` becomes excluded where `all` leaves it out."""
    bare = {**PROJECT, "project": {**PROJECT["project"]}}
    bare["project"]["optional-dependencies"] = {**PROJECT["project"]["optional-dependencies"], "all": []}
    assert materials.packages(bare, LISTED)["typst"].scope == "excluded"
    assert "fontpkg" not in materials.packages(bare, LISTED)


def test_every_range_has_two_ends() -> None:
    """What a user installs, and what builds it, is bounded above: an untried version does not come in by itself."""
    for requirement in requirements("run", "pdf", "build"):
        assert {specifier.operator for specifier in requirement.specifier} == {">=", "<"}, requirement


def test_what_was_tried_is_in_the_range() -> None:
    """The versions noted as tried are ones that may be installed."""
    for requirement in requirements("run", "pdf"):
        for version in LISTED[canonicalize_name(requirement.name)]["tried"]:
            assert requirement.specifier.contains(version), requirement


# The audit -----------------------------------------------------------------------------------------------------------


class Environment:
    """A made-up environment that is just what the bill says, to be spoilt."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        needs = [f"Requires-Dist: {line}" for line in PROJECT["project"]["dependencies"]]
        needs += [
            f'Requires-Dist: {line}; extra == "pdf"' for line in PROJECT["project"]["optional-dependencies"]["pdf"]
        ]
        self.add("blunting", __version__, *needs)
        for name, line in LISTED.items():
            if "only" not in line:
                self.add(name, line["tried"][-1], f"License-Expression: {line['licence']}")

    def add(self, name: str, version: str, *lines: str, record: str = "") -> None:
        place = self.folder / f"{name.replace('-', '_')}.dist-info"
        place.mkdir(exist_ok=True)
        metadata = [f"Metadata-Version: 2.4\nName: {name}\nVersion: {version}", *lines]
        (place / "METADATA").write_text("\n".join(metadata) + "\n", encoding="utf-8")
        (place / "RECORD").write_text(f"{record},,\n" if record else "", encoding="utf-8")

    def remove(self, name: str) -> None:
        (self.folder / f"{name}.dist-info" / "METADATA").unlink()
        (self.folder / f"{name}.dist-info" / "RECORD").unlink()
        (self.folder / f"{name}.dist-info").rmdir()

    def complaints(self, bill: dict[str, Any] = BILL, system: str = "Linux") -> list[str]:
        found: list[Distribution] = [PathDistribution(path) for path in sorted(self.folder.glob("*.dist-info"))]
        return list(audit.complaints(bill, found, system))


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """An environment with nothing to complain of."""
    return Environment(tmp_path)


def test_an_environment_as_the_bill_says_brings_no_complaint(environment: Environment) -> None:
    """The tools that install are left out of account."""
    environment.add("pip", "26.1")
    assert environment.complaints() == []


def test_a_package_of_one_system_is_missed_there_alone(environment: Environment) -> None:
    """On Windows one more comes along."""
    assert environment.complaints(system="Windows") == ["colorama stands in the bill, but is not installed"]


def test_a_surprise_is_named(environment: Environment) -> None:
    """A package that some other package began to bring along stands in no bill."""
    environment.add("Left.Pad", "1.0", "License-Expression: MIT")
    assert environment.complaints() == ["left-pad 1.0 is installed, but stands in no bill"]


def test_a_missing_package_is_named(environment: Environment) -> None:
    """So is one that stands in the bill and is not there."""
    environment.remove("mdurl")
    assert environment.complaints() == ["mdurl stands in the bill, but is not installed"]


@pytest.mark.parametrize(
    ("name", "version", "says"),
    [
        ("rich", "14.2.0", "rich 14.2.0 is not in the range <16,>=14.3"),
        ("typer", "0.29.0", "typer 0.29.0 is not in the range <0.29,>=0.26"),
        ("typst", "0.16.0", "typst 0.16.0 is not in the range <0.16,>=0.15.2"),
    ],
)
def test_a_version_out_of_its_range_is_named(environment: Environment, name: str, version: str, says: str) -> None:
    """Below, above, and of an extra."""
    environment.add(name, version, f"License-Expression: {LISTED[name]['licence']}")
    assert environment.complaints() == [says]


def test_another_licence_is_named(environment: Environment) -> None:
    """A package that changes its licence is noticed, and so is a bill with a licence that does not let us pass it on."""
    environment.add("mdurl", "0.1.2", "License-Expression: AGPL-3.0-only")
    assert environment.complaints() == ["mdurl has the licence AGPL-3.0-only, and in the bill MIT"]
    bill = json.loads(WRITTEN.replace(b'"MIT"', b'"AGPL-3.0-only"'))
    assert "mdurl has a licence that is not among those allowed: AGPL-3.0-only" in environment.complaints(bill)


@pytest.mark.parametrize(
    ("lines", "licence"),
    [
        (["License-Expression: BSD-2-Clause", "License: whatever"], "BSD-2-Clause"),
        (["License: ISC License"], "ISC"),
        (["License: All of a long text", "Classifier: License :: OSI Approved :: MIT License"], "MIT"),
        ([], "none told"),
    ],
)
def test_a_licence_is_read_as_packages_tell_it(environment: Environment, lines: list[str], licence: str) -> None:
    """Newer ones tell an expression, older ones words or a classifier."""
    environment.add("mdurl", "0.1.2", *lines)
    assert audit.licence(PathDistribution(environment.folder / "mdurl.dist-info")) == licence


def test_code_that_runs_by_itself_is_named(environment: Environment) -> None:
    """A .pth file in the environment runs at every start of Python."""
    environment.add("mdurl", "0.1.2", "License-Expression: MIT", record="mdurl-hook.pth")
    assert environment.complaints() == ["mdurl brings a .pth file, which runs whenever Python starts"]


def answer(name: str, version: str, *flaws: str) -> dict[str, Any]:
    """What the tool reports about one package the service knows."""
    return {"name": name, "version": version, "vulns": [{"id": flaw, "fix_versions": ["9.9"]} for flaw in flaws]}


def test_a_known_vulnerability_is_named() -> None:
    """With where it is mended; the package that shows that the service answers is not among them."""
    flaws, silent = audit.vulnerable(
        {"dependencies": [answer("jinja2", "2.10", "X-0"), answer("rich", "15.0.0"), answer("PyYAML", "6.0.1", "X-1")]}
    )
    assert flaws == ["pyyaml 6.0.1 is vulnerable, X-1; mended in: 9.9"]
    assert silent == []


def test_silence_is_not_taken_for_safety() -> None:
    """A service that knows no flaw of a version that has one was not asked, whatever it says of the others."""
    report = {"dependencies": [answer("jinja2", "2.10"), answer("rich", "15.0.0")]}
    assert audit.vulnerable(report) == ([], ["rich"])
    skipped = {"dependencies": [answer("jinja2", "2.10", "X-0"), {"name": "rich", "skip_reason": "not found"}]}
    assert audit.vulnerable(skipped) == ([], ["rich"])


def test_where_the_tools_cannot_be_fetched_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a network nothing fails, and nobody is told that all is well."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    faults, unasked = audit.ask(["rich==15.0.0"], tmp_path / "bill.json", tmp_path)
    assert faults == []
    assert unasked == ["the form of the bill and known vulnerabilities: the tools could not be fetched"]
