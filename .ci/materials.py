"""The bill of materials: all that an installed copy is made of, as CycloneDX 1.6 in JSON.

It comes from pyproject.toml, packages.toml and the questions alone. No clock, machine or network has a part in it, so
the same source gives the same bytes wherever it is built.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

FILE_NAME = "blunting.cdx.json"


class Package(NamedTuple):
    """One package: its ranges by what it is for (`run`, `build` or an extra), and its line in packages.toml.

    The scope is `required` for running, `optional` for the extras a user may want, `excluded` for building and testing.
    It is `direct` where a user gets it because pyproject.toml names it, not only because another package needs it.
    """

    name: str
    scope: str
    direct: bool
    ranges: dict[str, str]
    listed: dict[str, Any]

    @property
    def version(self) -> str:
        """The newest version tried, or nothing."""
        return str((self.listed.get("tried") or [""])[-1])

    @property
    def ref(self) -> str:
        """What the bill calls it."""
        return purl(self.name, self.version)


def bill_of_materials(root: Path) -> bytes:
    """Make the bill of the source in a folder; the program itself must be that of this source."""
    from blunting_cli import __version__

    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    listed = tomllib.loads((root / ".ci" / "packages.toml").read_text(encoding="utf-8"))
    return written(project["project"], packages(project, listed), shipped_facts(), __version__)


def written(
    project: dict[str, Any], packages: dict[str, Package], facts: Iterable[dict[str, Any]], version: str
) -> bytes:
    """Write the bill of a project, of the packages it needs, and of the facts that come with it."""
    itself = purl(project["name"], version)
    direct = [package.ref for package in packages.values() if package.direct]
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": "",
        "version": 1,
        "metadata": {
            "lifecycles": [{"phase": "build"}],
            "component": {
                "type": "application",
                "bom-ref": itself,
                "name": project["name"],
                "version": version,
                "description": project["description"],
                "licenses": licence(project["license"]),
                "purl": itself,
            },
        },
        "components": [
            *map(component, packages.values()),
            *({**fact, "licenses": licence(project["license"])} for fact in facts),
        ],
        "dependencies": [
            {"ref": itself, "dependsOn": direct},
            *(
                {"ref": package.ref, "dependsOn": [packages[need].ref for need in package.listed["needs"]]}
                for package in packages.values()
                if package.listed.get("needs")
            ),
        ],
    }
    # The number tells one bill from another, so it is made of what the bill says.
    said = hashlib.sha256(json.dumps(bill).encode()).hexdigest()
    bill["serialNumber"] = uuid.uuid5(uuid.NAMESPACE_URL, f"{itself}#{said}").urn
    return (json.dumps(bill, indent=1) + "\n").encode()


def packages(project: dict[str, Any], listed: dict[str, Any]) -> dict[str, Package]:
    """Give every package that pyproject.toml names, and what those that a user gets bring along, by name.

    Raises:
        KeyError: a package that a user gets has no line in packages.toml.
    """
    ranges = _ranges(project)
    scopes = dict.fromkeys(ranges, "excluded")
    direct: set[str] = set()
    for scope, purposes in (("optional", _offered(project)), ("required", {"run"})):
        waiting = [name for name, told in ranges.items() if purposes & told.keys()]
        direct.update(waiting)
        while waiting:
            name = waiting.pop()
            scopes[name] = scope
            waiting += listed[name].get("needs", ())
    return {
        name: Package(name, scope, name in direct, ranges.get(name, {}), listed[name] if scope != "excluded" else {})
        for name, scope in sorted(scopes.items())
    }


def _ranges(project: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Give the range of every package named in pyproject.toml, by what it is for."""
    lists = {
        "run": project["project"]["dependencies"],
        **project["project"].get("optional-dependencies", {}),
        "build": project["build-system"]["requires"],
    }
    found: dict[str, dict[str, str]] = {}
    for purpose, lines in lists.items():
        for requirement in map(Requirement, lines):
            versions = ",".join(sorted(map(str, requirement.specifier), reverse=True)) or "any"
            where = f"; {requirement.marker}" if requirement.marker else ""
            found.setdefault(canonicalize_name(requirement.name), {})[purpose] = versions + where
    found.pop(canonicalize_name(project["project"]["name"]), None)
    return found


def _offered(project: dict[str, Any]) -> set[str]:
    """Give the extras that a user may want: those that `all` is made of."""
    everything = project["project"].get("optional-dependencies", {}).get("all", ())
    return {"all", *(extra for line in everything for extra in Requirement(line).extras)}


def shipped_facts() -> Iterator[dict[str, Any]]:
    """Give the banks and the lists of facts that come with the program, with when or from what they were checked."""
    from blunting_cli.bank.loading import load_bank, load_directory, load_medicines, questions_folder, shipped_names

    sources: dict[str, Any] = {}
    for name in shipped_names():
        bank = load_bank(name)
        sources |= bank.sources
        said = {"blunting:hash": "the sha256 of the bank in a record"}
        yield _facts(f"questions/{name}", bank.sha256, said) | {"version": bank.version}
    checked = {
        "helplines": {"blunting:checked": load_directory()[2]},
        "medicines": {"blunting:source": sources[load_medicines().source].title},
    }
    for path in sorted((questions_folder() / "reference").glob("*.yaml")):
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        yield _facts(f"questions/reference/{path.name}", sha256, checked.get(path.stem, {}))


def _facts(name: str, sha256: str, said: dict[str, str]) -> dict[str, Any]:
    hashes = [{"alg": "SHA-256", "content": sha256}]
    return {"type": "data", "bom-ref": name, "name": name, "hashes": hashes, "properties": _properties(said)}


def component(package: Package) -> dict[str, Any]:
    """Tell one package. Its version is the newest tried; what may be installed instead is its range."""
    said = {f"blunting:range:{purpose}": versions for purpose, versions in package.ranges.items()}
    if package.listed.get("tried"):
        said["blunting:tried"] = ", ".join(package.listed["tried"])
    if "only" in package.listed:
        said["blunting:only"] = package.listed["only"]
    return {
        "type": "library",
        "bom-ref": package.ref,
        "name": package.name,
        **({"version": package.version} if package.version else {}),
        "scope": package.scope,
        **({"licenses": licence(package.listed["licence"])} if package.listed else {}),
        "purl": package.ref,
        "properties": _properties(said),
    }


def purl(name: str, version: str) -> str:
    """Give the address of a package by its kind, name and version."""
    return f"pkg:pypi/{canonicalize_name(name)}" + (f"@{version}" if version else "")


def licence(name: str) -> list[dict[str, Any]]:
    """Write a licence by its SPDX name."""
    return [{"license": {"id": name}}]


def _properties(said: dict[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in said.items()]
