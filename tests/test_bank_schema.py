"""The schema for editors: it is made from the table the loader reads by, and both say yes and no to the same banks."""

from __future__ import annotations

import copy
import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Run
from jsonschema import Draft202012Validator

from blunting_cli.bank import load_bank, load_medicines
from blunting_cli.bank.building import bank_and_complaints
from blunting_cli.bank.fields import Fields
from blunting_cli.bank.loading import load_texts
from blunting_cli.bank.reading import read_document
from blunting_cli.bank.shapes import BANK, reference
from blunting_cli.bank.shapes.kinds import Either, Kind, ListOf, MapOf, Needed, Number, Plain, Shape, Words, shapes_of
from blunting_cli.checking.case_files import OF_A_CASE, OF_A_FILE
from blunting_cli.checking.case_shapes import CASE, CASE_FILE
from blunting_cli.checking.schema import bank_schema, case_schema
from blunting_cli.errors import Complaint, FileErrors

SHIPPED = sorted((ROOT / "questions" / "blunting").glob("*.yaml"))
STAND_INS = sorted((ROOT / "tests" / "banks").glob("*/bank.yaml"))
BROKEN = sorted((ROOT / "tests" / "broken").glob("*.yaml"))
CASES = [*sorted((ROOT / "tests" / "banks").glob("*/cases.yaml")), *sorted((ROOT / "tests" / "cases").glob("*.yaml"))]
EVERY_KEY = ROOT / "tests" / "every_key.yaml"
EDITOR_LINE = "# yaml-language-server: $schema="

# What a question is answered with stands elsewhere, so that no schema can tell a number from a time that is needed.
OF_KINDS = {"number_against_a_time", "time_against_a_number"}
# The mistakes that can be seen in one file, without knowing what its names stand for.
OF_SHAPE = {
    "bad-condition",
    "bad-levels",
    "count-incomplete",
    "does-not-fit",
    "empty-text",
    "key-twice",
    "missing-key",
    "missing-source",
    "not-a-number",
    "nothing-compared",
    "nothing-to-open",
    "options-twice",
    "out-of-range",
    "unknown-change",
    "unknown-choice",
    "unknown-key",
    "unknown-state",
    "unused-options",
    "wrong-number",
    "wrong-type",
}


def by_name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def data_of(path: Path) -> Any:
    return read_document(path.read_bytes(), str(path)).data


@pytest.fixture(scope="session")
def schema() -> Draft202012Validator:
    return Draft202012Validator(json.loads(bank_schema()))


def told(schema: Draft202012Validator, data: Any) -> list[tuple[tuple[str | int, ...], str]]:
    return [(tuple(error.absolute_path), error.message) for error in schema.iter_errors(data)]


# The schema and the banks -------------------------------------------------------------------------------------------


def test_both_are_json_schemas() -> None:
    """They keep to the draft that they name."""
    for text in (bank_schema(), case_schema()):
        Draft202012Validator.check_schema(json.loads(text))


def test_the_shipped_file_is_what_the_command_prints(run: Run) -> None:
    """After a change of the shapes: blunting bank schema > questions/bank.schema.json."""
    shown = run("bank", "schema")
    assert (shown.status, shown.out) == (0, (ROOT / "questions" / "bank.schema.json").read_text(encoding="utf-8"))
    assert run("bank", "schema", "--cases").out == case_schema()


@pytest.mark.parametrize("path", [*SHIPPED, *STAND_INS, EVERY_KEY], ids=by_name)
def test_a_good_bank_fits(path: Path, schema: Draft202012Validator) -> None:
    """Every part of a bank fits by itself."""
    assert told(schema, data_of(path)) == []


@pytest.mark.parametrize("path", [*SHIPPED, EVERY_KEY], ids=by_name)
def test_its_first_line_tells_an_editor_where_the_schema_is(path: Path) -> None:
    """The path is relative, and leads to the shipped file."""
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith(EDITOR_LINE)
    assert (path.parent / first.removeprefix(EDITOR_LINE)).resolve() == ROOT / "questions" / "bank.schema.json"


def lines_of(path: Path, where: tuple[str | int, ...]) -> range:
    """Give the lines of a file on which a value of its data stands."""
    document = read_document(path.read_bytes(), str(path))
    inner = [where, *((*where, *below) for below in paths_in(value_at(document.data, where)))]
    lines = [document.place(one, key=key).line for one in inner for key in (True, False)]
    return range(min(lines), max(lines) + 1)


def test_a_broken_bank_is_marked_where_its_mistake_is(schema: Draft202012Validator) -> None:
    """Where the mistake is one of shape, the schema refuses the value that the loader complains about."""
    seen = 0
    for path in BROKEN:
        if path.stem in OF_KINDS:
            continue
        try:
            load_bank(str(path))
        except FileErrors as error:
            if not {complaint.code for complaint in error.complaints} <= OF_SHAPE:
                continue
            line, seen = error.complaints[0].place.line, seen + 1
            found = told(schema, data_of(path))
            assert any(line in lines_of(path, where) for where, _ in found), path.stem
    assert seen >= 30


# The schema and the loader ------------------------------------------------------------------------------------------


def complaints_about(data: Any) -> list[Complaint]:
    document = read_document(json.dumps(data).encode(), "bank.json")
    classes = {word for medicine in load_medicines().values() for word in (medicine.medicine_class, medicine.kind)}
    try:
        return bank_and_complaints([document], "", load_texts(), classes)[1]
    except FileErrors as error:
        return list(error.complaints)


def paths_in(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    for key, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield (*path, key)
        yield from paths_in(value, (*path, key))


VALUES: tuple[Any, ...] = (None, True, "", "x", 3, 2.5, -1, 0, [], ["x"], {"x": 1})
CONDITIONS = {"conditions", "when", "unless", "ask_if", "score_if", "no_band_if", "count_of", "where"}
TAKE_AWAY, ADD_A_KEY = object(), object()


def changed(data: Any, path: tuple[str | int, ...], value: Any) -> Any:
    """Give a copy with one value changed, taken away, or with a key that it cannot have."""
    data = at = copy.deepcopy(data)
    for step in path[:-1]:
        at = at[step]
    if value is TAKE_AWAY:
        del at[path[-1]]
    elif value is ADD_A_KEY:
        at[path[-1]]["no_such_key"] = 1
    else:
        at[path[-1]] = value
    return data


def the_loader_lets_it_pass(path: tuple[str | int, ...], value: Any) -> bool:
    """Tell of what the schema alone refuses: nothing to compare with, and a condition that is never used."""
    return (value is None and not CONDITIONS.isdisjoint(path)) or path == ("conditions",) or path[-1] == "items"


def test_loader_and_schema_agree_on_any_change(schema: Draft202012Validator) -> None:
    """The schema raises no false alarm, and sees every mistake of shape, where one value of a whole bank is changed."""
    base = data_of(EVERY_KEY)
    chance = random.Random(20261128)
    for path in chance.sample(list(paths_in(base)), 120):
        more = [ADD_A_KEY] if isinstance(value_at(base, path), dict) else []
        changes = [*chance.sample(VALUES, 2), TAKE_AWAY, *more]
        for value in changes:
            data = changed(base, path, value)
            codes, found = {complaint.code for complaint in complaints_about(data)}, told(schema, data)
            if found and not the_loader_lets_it_pass(path, value):
                assert codes, f"{path} {value!r}: only the schema says {found}"
            # Whether a question needs its own `why` depends on its section.
            if codes and codes <= OF_SHAPE and path[-1] != "why":
                assert found, f"{path} {value!r}: only the loader says {codes}"


# The table and the loader -------------------------------------------------------------------------------------------


def test_the_bank_of_every_key_loads() -> None:
    assert load_bank(str(EVERY_KEY)).id == "every_key"


def alternatives(kind: Kind) -> Iterator[Kind]:
    if isinstance(kind, Either):
        for one in kind.kinds:
            yield from alternatives(one)
    else:
        yield kind


def fits(accessor: str, kind: Kind, allowed: tuple[str, ...]) -> bool:
    """Tell whether an accessor reads values of a kind; `raw` reads what has no accessor of its own."""
    match accessor, kind:
        case "text", Plain.TEXT | Plain.WORDS:
            return True
        case "truth", Plain.TRUTH:
            return True
        case "whole", Number(whole=True):
            return True
        case "whole", Words(words):
            return all(isinstance(word, int) for word in words)
        case "number", Number(whole=False):
            return True
        case "choice", Words(words):
            return words == allowed
        case ("texts", ListOf(kind=Plain() | Words())) | ("items", ListOf()) | ("mapping", MapOf() | Shape()):
            return True
        case "raw", Plain.CONDITION | Plain.TEST | Plain.TIME | Words() | MapOf() | Shape():
            return True
        case "raw", ListOf(kind=Either()):
            return True
    return False


ACCESSORS = ("raw", "text", "whole", "number", "truth", "items", "texts", "mapping", "choice")


def test_the_loader_reads_every_key_as_the_table_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """No reader asks for a key that is not there, as another kind, or needs what may be left out; none is forgotten."""
    read: dict[tuple[str, str], set[str]] = {}
    strays: set[tuple[str, str, str]] = set()
    needed: set[tuple[str, str]] = set()
    busy = False

    def watched(name: str) -> Callable[..., Any]:
        plain = getattr(Fields, name)

        def accessor(self: Fields, key: str, *rest: Any) -> Any:
            nonlocal busy
            if busy or self.shape is None:
                return plain(self, key, *rest)
            has_default = len(rest) > (1 if name == "choice" else 0)
            known = self.shape.keys.get(key)
            kinds = list(alternatives(known.kind)) if known else []
            allowed = tuple(rest[0]) if name == "choice" else ()
            if any(fits(name, kind, allowed) for kind in kinds):
                read.setdefault((self.shape.id, key), set()).add(name)
            elif name != "raw" or not known:
                strays.add((self.shape.id, key, name))
            if not has_default:
                needed.add((self.shape.id, key))
                if self.readable and key not in self.data and known and known.needed is Needed.NO:
                    strays.add((self.shape.id, key, "needed"))
            busy = True
            try:
                return plain(self, key, *rest)
            finally:
                busy = False

        return accessor

    for name in ACCESSORS:
        monkeypatch.setattr(Fields, name, watched(name))
    for path in [EVERY_KEY, *STAND_INS, *BROKEN]:
        try:
            load_bank(str(path))
        except FileErrors:
            continue
    assert strays == set()
    # The list of parts is read before they are, and levels are read as one.
    rows = [row for row in reference() if (row.shape.id != "levels" and row.key != "parts") or row.shape.id == "topic"]
    assert [(row.shape.id, row.key) for row in rows if (row.shape.id, row.key) not in read] == []
    must = [(row.shape.id, row.key) for row in rows if row.needed is Needed.YES]
    assert [key for key in must if key not in needed] == []


def mappings(kind: Kind, data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """Walk every mapping that has a shape: the shape's id, and where the mapping stands."""
    match kind, data:
        case Shape(), dict():
            yield kind.id, path
            for name, value in data.items():
                yield from mappings(kind.keys[name].kind, value, (*path, name))
        case ListOf(), list():
            for index, value in enumerate(data):
                yield from mappings(kind.kind, value, (*path, index))
        case MapOf(), dict():
            for name, value in data.items():
                yield from mappings(kind.kind, value, (*path, name))
        case Either(), _:
            for one in kind.kinds:
                yield from mappings(one, data, path)


def value_at(data: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        data = data[step]
    return data


def test_what_must_be_there_is_missed_and_nothing_else() -> None:
    """Each key is taken out of a bank that has every key; the loader asks for it where the table says it must be there."""
    base = data_of(EVERY_KEY)
    places: dict[tuple[str, str], tuple[str | int, ...]] = {}
    for shape, path in mappings(BANK, base):
        for key in value_at(base, path):
            places.setdefault((shape, key), path)
    # A bank in one file names no others.
    rows = [row for row in reference() if (row.shape.id, row.key) != ("bank", "parts")]
    for row in rows:
        assert (row.shape.id, row.key) in places, f"tests/every_key.yaml has no {row.key} in {row.shape.name}"
        if row.shape.id == "levels" or row.needed is Needed.SOMETIMES:
            continue
        complaints = complaints_about(changed(base, (*places[row.shape.id, row.key], row.key), TAKE_AWAY))
        missed = f"{row.shape.name} needs `{row.key}`" in {complaint.message for complaint in complaints}
        assert missed is (row.needed is Needed.YES), f"{row.shape.name}: {row.key}"


def test_every_shape_has_a_name_of_its_own() -> None:
    """Definitions of the schema are called after shapes."""
    names = [shape.id for top in (BANK, CASE_FILE) for shape in shapes_of(top)]
    assert len(names) == len(set(names))


def test_every_key_is_explained_in_one_sentence() -> None:
    """What an editor shows is one plain sentence for each key."""
    for row in reference():
        assert row.sentence.endswith(".")
        assert len(row.sentence.split()) <= 25, row.sentence
        assert ". " not in row.sentence.removesuffix("."), row.sentence
        assert row.kind


def test_the_schema_carries_the_sentences() -> None:
    """Each key of each shape is described in the schema by its sentence."""
    definitions = json.loads(bank_schema())["$defs"]
    for row in reference():
        assert definitions[row.shape.id]["properties"][row.key]["description"] == row.sentence


def test_starting_the_program_makes_no_schema() -> None:
    """Neither the generator nor the table is loaded where no bank is read from YAML."""
    code = "import sys, blunting_cli.__main__, blunting_cli.cli; print([m for m in sys.modules if 'schema' in m or 'shapes' in m])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


# Files of cases -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def cases() -> Draft202012Validator:
    return Draft202012Validator(json.loads(case_schema()))


def test_every_file_of_cases_fits(cases: Draft202012Validator) -> None:
    """Those of the stand-ins hold many cases, those of the shipped bank one each."""
    assert len(CASES) > 100
    assert {by_name(path): found for path in CASES if (found := told(cases, data_of(path)))} == {}


def test_the_keys_of_a_case_are_those_its_reader_knows() -> None:
    assert tuple(CASE.keys) == OF_A_CASE
    assert set(CASE_FILE.keys) == {*OF_A_FILE, *OF_A_CASE}


@pytest.mark.parametrize(
    "case",
    [
        {"case": "One", "answers": {}},
        {"case": "", "expect": {"tier": "today"}},
        {"case": "One", "expect": {"teir": "today"}},
        {"case": "One", "expect": {"scores": {"a": "high"}}},
        {"case": "One", "expect": {"scores": {"a": {"middle": 3}}}},
        {"case": "One", "expect": {"criteria": {"cut_off": "maybe"}}},
        {"case": "One", "expect": {"flags": "seen"}},
        {"case": "One", "expect": {"tier": "today"}, "partial": "yes"},
        {"case": "One", "expect": {"tier": "today"}, "answer": {}},
        {"case": "One", "expect": {"tier_at_least": ["today"]}},
        {"cases": []},
        {"cases": [{"case": "One", "expect": {"tier": "today"}}], "base": {}},
    ],
)
def test_a_broken_case_is_refused(case: dict[str, Any], cases: Draft202012Validator) -> None:
    assert told(cases, case)
