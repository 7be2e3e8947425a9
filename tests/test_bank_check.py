"""What `blunting bank check` promises: every mistake is told once, at its place, with its code, and nothing else is."""

from __future__ import annotations

import ast
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath
from random import Random
from typing import Any

import pytest
from conftest import ROOT, Run
from jsonschema import Draft202012Validator

from blunting_cli.bank import Bank, load_bank
from blunting_cli.bank.loading import load_wording
from blunting_cli.bank.reading import read_document
from blunting_cli.checking.codes import CODES, Severity, severity_of
from blunting_cli.checking.examining import check_banks
from blunting_cli.checking.linting.wording import Wording
from blunting_cli.checking.sarif import sarif, uri
from blunting_cli.errors import Complaint, FileErrors

PACKAGE = ROOT / "blunting_cli"
FILES = sorted((ROOT / "tests" / "broken").glob("*.yaml"))
BROKEN = [*FILES, *sorted(path.parent for path in (ROOT / "tests" / "broken").glob("*/bank.yaml"))]
MANY = sorted(path for path in (ROOT / "tests" / "broken" / "many").iterdir())
STAND_INS = sorted((ROOT / "tests" / "banks").glob("*/bank.yaml"))
# The bank that most broken ones were made of.
SMALL = (ROOT / "tests" / "broken" / "words_that_promise.yaml").read_text(encoding="utf-8").split("\n", 3)[3]
SMALL = SMALL.replace("To talk will help you.", "Talk.")
# What is wrong before any file is read.
BEFORE = {"no-bank"}


def by_name(path: Path) -> str:
    return path.stem


def head_of(path: Path) -> dict[str, str]:
    """Give what the first lines of a broken bank say must be told."""
    begins = path / "bank.yaml" if path.is_dir() else path
    lines = begins.read_bytes().decode("utf-8", "replace").splitlines()[:4]
    return dict(line.removeprefix("# ").split(": ", 1) for line in lines if line.startswith("# "))


def found_in(*names: Path | str) -> tuple[Complaint, ...]:
    return check_banks(map(str, names), None).complaints


# Broken banks -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", BROKEN, ids=by_name)
def test_a_mistake_is_told_once_and_at_its_line(path: Path) -> None:
    """Each file of tests/broken has one mistake; its first lines say where it is, of which kind, and what is said."""
    (complaint,) = found_in(path)
    head = head_of(path)
    assert (complaint.place.line, complaint.code) == (int(head["line"]), head["code"])
    assert complaint.place.source == str(path / head["file"] if path.is_dir() else path)
    assert head["says"] in complaint.message


@pytest.mark.parametrize("path", BROKEN, ids=by_name)
def test_what_the_loader_refuses_is_an_error(path: Path) -> None:
    """A bank with a warning can be used; one that cannot be loaded has an error."""
    code = head_of(path)["code"]
    try:
        load_bank(str(path))
    except FileErrors as error:
        assert severity_of(code) is Severity.ERROR
        assert code in {complaint.code for complaint in error.complaints}


def test_there_are_enough_broken_banks() -> None:
    """The folder of broken banks is found, and large."""
    assert len(BROKEN) >= 80


@pytest.mark.parametrize("path", MANY, ids=by_name)
def test_many_mistakes_are_all_told(path: Path) -> None:
    """Syntax, names, rules, numbers and words: all at once, each at its place, in the order of the files."""
    head = path / "bank.yaml" if path.is_dir() else path
    told = [
        line.removeprefix("# ") for line in head.read_text(encoding="utf-8").splitlines() if re.match("# .*yaml", line)
    ]
    complaints = found_in(path)
    assert sorted(f"{Path(c.place.source).name} {c.place.line} {c.code}" for c in complaints) == sorted(told)
    assert len(complaints) >= 8


def test_there_are_banks_with_many_mistakes() -> None:
    """Two files and a folder."""
    assert len(MANY) == 3


# Codes --------------------------------------------------------------------------------------------------------------


def words_in(*paths: Path) -> Iterator[str]:
    """Walk every text that looks like a code in the Python of some files, and the kinds that `unknown` makes codes of."""
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", node.value):
                    yield node.value
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "unknown":
                (kind,) = (ast.literal_eval(argument) for argument in node.args[1:2])
                yield f"unknown-{kind.replace(' ', '-')}"


CODED = [
    *sorted((PACKAGE / "bank").rglob("*.py")),
    PACKAGE / "conditions" / "parsing.py",
    *sorted((PACKAGE / "checking" / "linting").glob("*.py")),
    PACKAGE / "checking" / "examining.py",
]


def test_every_code_that_can_be_given_is_in_the_table() -> None:
    """A code that is not in the table has no meaning and no severity."""
    # What complaints about other files are called, and ways of reading bytes.
    others = {"not-acceptable", "latin-1", "utf-8"}
    assert set(words_in(*CODED)) - others - set(CODES) == set()


def test_every_code_of_the_table_is_given_by_a_broken_bank() -> None:
    """Nothing in the table is only meant."""
    assert set(CODES) - {head_of(path)["code"] for path in BROKEN} == BEFORE


def test_codes_are_stable_names_with_a_sentence() -> None:
    """A code is a word, or several joined by hyphens; what it means is one plain sentence."""
    for name, code in CODES.items():
        assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", name)
        assert code.id == name
        assert code.meaning.endswith(".")
        assert code.meaning[0].isupper()


# Good banks ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [ROOT / "questions" / "blunting", *STAND_INS], ids=lambda path: path.parent.stem)
def test_a_good_bank_has_no_errors(path: Path) -> None:
    """What is shipped, and the stand-ins for published scales."""
    assert [c.render() for c in found_in(path) if severity_of(c.code) is Severity.ERROR] == []


def test_the_small_bank_that_is_broken_has_no_mistakes_itself(tmp_path: Path) -> None:
    """What is told of a broken bank is told for what was broken."""
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    assert found_in(path) == ()


# What an author is told ---------------------------------------------------------------------------------------------


def test_all_mistakes_are_told_in_one_go(bank_from: Callable[[str], Bank]) -> None:
    """The loader tells everything at once, in the order of the lines."""
    text = FILES[0].read_text(encoding="utf-8")
    text = text.replace("bands: steps", "bands: stairs").replace("tier: today, when: {harm", "tier: x, when: {harm")
    with pytest.raises(FileErrors) as caught:
        bank_from(text)
    lines = [complaint.place.line for complaint in caught.value.complaints]
    assert len(lines) == 3
    assert lines == sorted(lines)


def test_a_mistake_brings_a_near_name() -> None:
    """A misspelt name brings the one that was probably meant."""
    (complaint,) = found_in(next(path for path in BROKEN if path.stem == "section_unknown"))
    assert complaint.hint == "Did you mean here?"


FULL = "".join(f"key_{number}: 1\n" for number in range(20_000))


def test_a_bank_full_of_mistakes_is_refused_with_the_first_fifty(bank_from: Callable[[str], Bank]) -> None:
    """The list of complaints stays readable, and making it stays quick."""
    with pytest.raises(FileErrors) as caught:
        bank_from(FULL)
    assert len(caught.value.complaints) == 51
    assert "and more" in [complaint.message for complaint in caught.value.complaints]


def test_an_author_is_told_more_than_fifty(tmp_path: Path) -> None:
    """Whoever checks a bank wants to know them all."""
    path = tmp_path / "full.yaml"
    path.write_text("".join(FULL.splitlines(keepends=True)[:300]), encoding="utf-8")
    assert sum(complaint.code == "unknown-key" for complaint in found_in(path)) == 300


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ("[more.yaml]", "there is no file more.yaml"),
        ("[../bank.yaml]", "is not a YAML file in the folder"),
        ("[/etc/passwd]", "is not a YAML file in the folder"),
        ("[bank.yaml]", "is named twice"),
        ("[a.yaml, a.yaml]", "is named twice"),
        ("[{a: 1}]", "every entry of `parts` must be a text"),
    ],
)
def test_parts_are_files_beside_the_head(tmp_path: Path, parts: str, says: str) -> None:
    """A bank cannot reach outside its folder, nor read a part twice."""
    (tmp_path / "a.yaml").write_text("questions: []\n", encoding="utf-8")
    (tmp_path / "bank.yaml").write_text(f"bank: x\nversion: 1\nparts: {parts}\n", encoding="utf-8")
    with pytest.raises(FileErrors) as caught:
        load_bank(str(tmp_path))
    (complaint,) = caught.value.complaints
    assert complaint.place.line == 3
    assert says in complaint.message


def test_one_key_stands_in_one_part(tmp_path: Path) -> None:
    """Only questions may be spread over several parts."""
    (tmp_path / "a.yaml").write_text("sources:\n  b: {title: B, where: x, read: y}\n", encoding="utf-8")
    head = "bank: x\nversion: 1\nparts: [a.yaml]\nsections: {s: {title: S, why: w}}\nsources: {}\n"
    question = "questions: [{id: q, section: s, ask: a, why: w, options: {0: a, 1: b}}]\n"
    (tmp_path / "bank.yaml").write_text(head + question, encoding="utf-8")
    with pytest.raises(FileErrors) as caught:
        load_bank(str(tmp_path))
    (complaint,) = caught.value.complaints
    assert complaint.place.source.endswith("a.yaml")
    assert complaint.message == "`sources` stands in another part already"


def test_a_factor_stands_in_one_part(tmp_path: Path) -> None:
    """Factors and pages may be spread over several parts, but each stands once."""
    shutil.copytree(ROOT / "questions" / "blunting", tmp_path / "mine")
    with (tmp_path / "mine" / "medicine_factors.yaml").open(encoding="utf-8") as part:
        lines = part.read().replace("  antidepressant:\n", "  grief:\n", 1)
    (tmp_path / "mine" / "medicine_factors.yaml").write_text(lines, encoding="utf-8")
    with pytest.raises(FileErrors) as caught:
        load_bank(str(tmp_path / "mine"))
    messages = [complaint.message for complaint in caught.value.complaints]
    assert "grief stands in another part already" in messages


# Odd banks ----------------------------------------------------------------------------------------------------------

ODD: tuple[Any, ...] = (
    *(None, [], {}, "x", -1, 0, [[]], {"a": {}}, True, 1.5, "4 weeks", [1, 2], {"at_least": 1}, 10**9, "", {"": ""}),
    *({"all": []}, {"not": {"q1": 1}}, {"count": {"of": ["q1"], "where": 1, "at_least": 1}}, {"between": [1]}, ["q1"]),
)


def paths_in(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in inner:
        yield (*path, step)
        yield from paths_in(value, (*path, step))


def spoil(data: Any, chance: Random) -> None:
    """Put something odd, or a value from elsewhere, in the place of a value; or take it away."""
    paths = list(paths_in(data))
    path, other = chance.choice(paths), chance.choice(paths)

    def at(where: tuple[Any, ...]) -> Any:
        found = data
        for step in where:
            found = found[step]
        return found

    holder, kind = at(path[:-1]), chance.random()
    if kind < 0.2:
        del holder[path[-1]]
    else:
        holder[path[-1]] = json.loads(json.dumps(at(other))) if kind < 0.5 else chance.choice(ODD)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_a_bank_holds_it_can_be_checked(seed: int, tmp_path: Path) -> None:
    """No bank, however odd, ends in anything but complaints; without an error it can be loaded."""
    chance, path = Random(seed), tmp_path / "odd.yaml"
    texts = [p.read_bytes() for p in (*STAND_INS, FILES[0], ROOT / "tests" / "every_key.yaml")]
    for text in texts:
        data = read_document(text, "odd").data
        for _ in range(chance.choice((1, 1, 2, 4))):
            if data:
                spoil(data, chance)
        path.write_text(json.dumps(data, indent=1), encoding="utf-8")
        complaints = found_in(path)
        assert {complaint.code for complaint in complaints} <= set(CODES)
        if not any(severity_of(complaint.code) is Severity.ERROR for complaint in complaints):
            load_bank(str(path))


def asks(number: int, **more: Any) -> dict[str, Any]:
    return {"id": f"q{number}", "ask": "How?", "why": "To try.", "options": {0: "No", 1: "Some", 2: "Much"}, **more}


def test_a_question_behind_a_score_that_is_not_there(tmp_path: Path) -> None:
    """Other rules are checked all the same."""
    questions = [asks(0), asks(1, ask_if={"score.none": {"at_least": 1}})]
    flags = [{"id": "f", "when": {"all": [{"q0": 0}, {"q0": 1}]}, "text": "T"}]
    path = tmp_path / "none.yaml"
    data = {"bank": "none", "version": "1", "title": "None", "questions": questions, "flags": flags}
    path.write_text(json.dumps(data), encoding="utf-8")
    assert [complaint.code for complaint in found_in(path)] == ["unknown-score", "never-true"]


LARGE: dict[str, dict[str, Any]] = {
    "a chain of questions": {
        "questions": [asks(0), *(asks(n, ask_if={f"q{n - 1}": 1}) for n in range(1, 900))],
        "flags": [{"id": f"f{n}", "when": {"all": [{f"q{n}": 1}, {f"q{n}": 2}]}, "text": "T"} for n in range(900)],
    },
    "one score of many": {
        "questions": [asks(n) for n in range(300)],
        "scores": {"s": {"title": "S", "sum_of": [f"q{n}" for n in range(300)]}},
        "flags": [
            {
                "id": f"f{n}",
                "when": {"all": [{"score.s": {"at_least": n}}, {"score.s": {"at_most": n - 1}}]},
                "text": "T",
            }
            for n in range(1, 600)
        ],
    },
    "many triggers": {
        "questions": [asks(n) for n in range(60)],
        "tiers": [{"id": name, "title": "T", "text": "T"} for name in "abc"],
        "triggers": [
            {
                "id": f"t{n}",
                "tier": "ab"[n % 2],
                "when": {"any": [{f"q{m}": 1} for m in range(n % 30, n % 30 + 12)]},
                "because": "B",
                "source": "x",
            }
            for n in range(800)
        ],
        "sources": {"x": {"title": "X", "year": 2020, "where": "here", "read": "whole"}},
    },
}


@pytest.mark.parametrize("kind", LARGE)
def test_a_large_bank_is_checked_with_an_end(kind: str, tmp_path: Path) -> None:
    """What rests on too much is left out; nothing is tried without an end, and nothing runs out of its depth."""
    path = tmp_path / "large.yaml"
    path.write_text(json.dumps({"bank": "large", "version": "1", "title": "Large", **LARGE[kind]}), encoding="utf-8")
    found = [complaint.code for complaint in found_in(path)]
    rules = {"a chain of questions": 900, "one score of many": 599, "many triggers": 0}
    assert found.count("never-true") == rules[kind]


# Wording ------------------------------------------------------------------------------------------------------------


def question(ask: str, *labels: str) -> Any:
    from blunting_cli.bank.model import Option, Question

    return Question("q", ask, "", "s", "single", options=tuple(Option(i, label) for i, label in enumerate(labels)))


@pytest.mark.parametrize(
    ("ask", "labels", "found"),
    [
        ("Do you eat and sleep badly?", ("No", "Yes"), True),
        ("Do you feel tired, or wake early?", ("No", "Yes"), True),
        ("Were you tired? Were you sad?", ("No", "Yes"), True),
        ("Have you felt tired and have you been sad?", ("Never", "Often"), True),
        ("Do you take a medicine, or have you stopped one?", ("No", "I take one", "I stopped it"), False),
        ("How much of the time were you sad or low?", ("Never", "Often"), False),
        ("Do you see friends and family?", ("No", "Yes"), False),
        ("Is it better or worse?", ("Better", "Worse"), False),
    ],
)
def test_two_questions_in_one_are_seen(ask: str, labels: tuple[str, ...], found: bool) -> None:
    """Two verbs or clauses are two questions, unless the options tell them apart; two names of one thing are none."""
    assert bool(Wording(load_wording()).two_in_one(question(ask, *labels))) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Do you never feel nothing?", True),
        ("It isn't that you cannot cry?", True),
        ("Can you not cry?", False),
        ("Do you not cry? Do you never laugh?", False),
        ("Is nobody near?", False),
    ],
)
def test_two_negatives_in_a_sentence_are_seen(text: str, found: bool) -> None:
    """Each sentence is looked at by itself."""
    assert bool(Wording(load_wording()).double_negative(text)) is found


# The command --------------------------------------------------------------------------------------------------------

ERROR = ROOT / "tests" / "broken" / "words_that_promise.yaml"
WARNING = ROOT / "tests" / "broken" / "question_of_no_use.yaml"


def test_a_mistake_in_words(run: Run) -> None:
    """Place, severity, code and message, the line with a caret, a hint, and the number at the end."""
    ran = run("bank", "check", str(ERROR))
    assert (ran.status, ran.err) == (3, "")
    lines = ran.out.splitlines()
    line = head_of(ERROR)["line"]
    assert lines[0].startswith(f"{ERROR}:{line}:34: error[promising-words]: these words")
    assert lines[1].strip() == "- {by: self, text: To talk will help you., source: book}"
    assert lines[2].index("^") == lines[1].index("will help you")
    assert lines[3] == "    Say it in another way."
    assert lines[-1] == "1 error, 0 warnings."


def test_a_warning_alone_is_no_failure(run: Run) -> None:
    """It is for the author to judge."""
    ran = run("bank", "check", str(WARNING))
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.endswith("0 errors, 1 warning.\n")


def test_a_bank_without_mistakes(run: Run) -> None:
    """What was looked at is counted."""
    ran = run("bank", "check", str(ROOT / "tests" / "banks" / "asrs"))
    assert (ran.status, ran.out) == (0, "No mistakes found in 6 questions, 2 scores, 2 criteria and 2 sources.\n")
    both = run("bank", "check", *(str(ROOT / "tests" / "banks" / name) for name in ("asrs", "who5")))
    assert both.status == 0
    assert both.out.endswith(" of 2 banks.\n")


def test_without_a_name_it_is_the_shipped_bank(run: Run) -> None:
    """It has no errors, whatever the folder one is in."""
    assert run("bank", "check").status == 0


def test_a_bank_that_is_not_there_is_told_with_the_rest(run: Run) -> None:
    """Of several names every one is looked at."""
    ran = run("bank", "check", "nosuch", str(WARNING), "--format", "json")
    data = json.loads(ran.out)
    assert ran.status == 3
    assert [(entry["code"], entry["file"]) for entry in data["complaints"]] == [
        ("no-bank", "nosuch"),
        ("unused-question", str(WARNING)),
    ]
    assert (data["errors"], data["warnings"], data["banks"]) == (1, 1, ["small"])


def test_a_bank_that_cannot_be_read_is_told_with_the_rest(run: Run) -> None:
    """One file that is no YAML stops nothing else."""
    ran = run("bank", "check", str(ROOT / "tests" / "broken" / "yaml_not_closed.yaml"), str(WARNING))
    assert ran.status == 3
    assert "error[not-readable]" in ran.out
    assert ran.out.endswith("1 error, 1 warning.\n")


def test_an_unknown_format_is_wrong_usage(run: Run) -> None:
    """Nothing is checked then."""
    ran = run("bank", "check", "--format", "serif")
    assert (ran.status, ran.out) == (2, "")
    assert "Did you mean sarif?" in ran.err


def test_mistakes_as_data(run: Run) -> None:
    """A program gets every part of a complaint by itself."""
    ran = run("bank", "check", "-f", "json", str(ERROR))
    (entry,) = json.loads(ran.out)["complaints"]
    assert ran.status == 3
    assert entry == {
        "severity": "error",
        "code": "promising-words",
        "message": "these words are not for a bank (promising): will help you",
        "hint": "Say it in another way.",
        "file": str(ERROR),
        "line": int(head_of(ERROR)["line"]),
        "column": 34,
        "excerpt": "      - {by: self, text: To talk will help you., source: book}",
    }


# SARIF --------------------------------------------------------------------------------------------------------------

TEXT = {
    "type": "object",
    "properties": {"text": {"type": "string", "minLength": 1}},
    "required": ["text"],
    "additionalProperties": False,
}
LEVEL = {"enum": ["none", "note", "warning", "error"]}


def an(required: dict[str, Any], more: dict[str, Any] | None = None) -> dict[str, Any]:
    """A schema of an object that has just these properties."""
    return {
        "type": "object",
        "properties": {**required, **(more or {})},
        "required": list(required),
        "additionalProperties": False,
    }


# The part of the format of SARIF 2.1.0 that is used, with what it demands of each object.
REGION = an(
    {"startLine": {"type": "integer", "minimum": 1}},
    {"startColumn": {"type": "integer", "minimum": 1}, "snippet": TEXT},
)
LOCATION = an(
    {
        "physicalLocation": an(
            {"artifactLocation": an({"uri": {"type": "string", "format": "uri-reference"}})}, {"region": REGION}
        )
    }
)
RULE = an(
    {"id": {"type": "string"}},
    {"shortDescription": TEXT, "help": TEXT, "defaultConfiguration": an({}, {"level": LEVEL})},
)
RESULT = an(
    {"message": TEXT},
    {
        "ruleId": {"type": "string"},
        "ruleIndex": {"type": "integer", "minimum": -1},
        "level": LEVEL,
        "locations": {"type": "array", "items": LOCATION},
    },
)
DRIVER = an(
    {"name": {"type": "string"}},
    {"version": {"type": "string"}, "rules": {"type": "array", "uniqueItems": True, "items": RULE}},
)
RUN = an(
    {"tool": an({"driver": DRIVER})},
    {"columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]}, "results": {"type": "array", "items": RESULT}},
)
LOG = an({"version": {"const": "2.1.0"}, "runs": {"type": "array", "items": RUN}}, {"$schema": {"type": "string"}})


def test_sarif_keeps_to_the_format(run: Run) -> None:
    """Every result names a rule that is there, and a place in a file that can be found."""
    ran = run("bank", "check", "--format", "sarif", *map(str, MANY))
    log = json.loads(ran.out)
    assert ran.status == 3
    Draft202012Validator(LOG).validate(log)
    (done,) = log["runs"]
    rules = done["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(CODES)
    assert len(done["results"]) == len(found_in(*MANY))
    for result, complaint in zip(done["results"], found_in(*MANY), strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == complaint.code
        place = result["locations"][0]["physicalLocation"]
        assert re.fullmatch(r"file:///.*|(?!/|[a-z]+:).*", place["artifactLocation"]["uri"])
        assert (place["region"]["startLine"], place["region"]["startColumn"]) == complaint.place[1:3]


def test_sarif_without_mistakes_has_results_all_the_same() -> None:
    """An empty list says that all was checked; none would say that nothing was."""
    (done,) = sarif((), PurePosixPath("/here"))["runs"]
    assert done["results"] == []


@pytest.mark.parametrize(
    ("source", "base", "said"),
    [
        ("bank.yaml", PurePosixPath("/here"), "bank.yaml"),
        ("./my bank/ä.yaml", PurePosixPath("/here"), "my%20bank/%C3%A4.yaml"),
        ("../banks/one.yaml", PurePosixPath("/here"), "../banks/one.yaml"),
        ("/here/banks/one.yaml", PurePosixPath("/here"), "banks/one.yaml"),
        ("/usr/lib/my bank/course.yaml", PurePosixPath("/here"), "file:///usr/lib/my%20bank/course.yaml"),
        ("/etc/passwd", PurePosixPath("/here"), "file:///etc/passwd"),
        (r"D:\banks\one.yaml", PureWindowsPath(r"C:\here"), "file:///D:/banks/one.yaml"),
        (r"banks\one.yaml", PureWindowsPath(r"C:\here"), "banks/one.yaml"),
        (r"C:\here\banks\one.yaml", PureWindowsPath(r"C:\here"), "banks/one.yaml"),
    ],
)
def test_files_are_named_relatively_or_whole(source: str, base: PurePosixPath | PureWindowsPath, said: str) -> None:
    """With slashes, and with an escape for what an address cannot hold."""
    assert uri(source, base) == said
