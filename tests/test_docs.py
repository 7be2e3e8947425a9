"""What is written about the program is true: every command, option, status and variable stands in the README."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from conftest import ROOT, Run
from hostile.running import MEMORY
from people import shipped

from blunting_cli import __version__
from blunting_cli.answers import read_answers
from blunting_cli.assessment import assess, record
from blunting_cli.bank import load_medicines, load_regions
from blunting_cli.bank.reading.tree import MAX_DEPTH, MAX_NODES
from blunting_cli.checking.reading_ease import reading_grade
from blunting_cli.cli import program
from blunting_cli.cohort.mapping import read_mapping
from blunting_cli.errors import ExitCode
from blunting_cli.medicines import recognise
from blunting_cli.storage import MAX_BYTES

README = (ROOT / "README.md").read_text(encoding="utf-8")
PACKAGE = ROOT / "blunting_cli"


def commands(group: Any, words: str = "") -> Iterator[tuple[str, Any]]:
    """Every command with the words that call it."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{words} {name}")
        else:
            yield f"{words} {name}".strip(), command


COMMANDS = dict(commands(typer.main.get_command(program())))


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_and_option_is_in_the_readme(words: str) -> None:
    """No command and no option is left unsaid."""
    assert f"blunting {words}" in README or f"`{words}`" in README
    for parameter in COMMANDS[words].params:
        for option in parameter.opts:
            if option.startswith("-"):
                assert f"`{option}" in README, option


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_explains_itself(words: str, run: Run) -> None:
    """The help of every command fits one screen and says what each option does."""
    shown = run(*words.split(), "--help")
    assert shown.status == 0
    assert len(shown.out.splitlines()) <= 25
    assert all(parameter.help for parameter in COMMANDS[words].params)


def test_every_exit_status_is_in_the_readme() -> None:
    """The table of statuses is the list the program knows."""
    table = README[README.index("| status |") : README.index("| variable |")]
    said = {int(number) for row in re.findall(r"^\| ([\d, ]+) \|", table, re.MULTILINE) for number in row.split(",")}
    assert said == {int(code) for code in ExitCode}


def test_every_variable_is_in_the_readme() -> None:
    """Every variable the program reads stands in the README, and none stands there that it does not read."""
    source = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    read = set(re.findall(r'variables\.get\("([A-Z_]+)"|environ\.get\("([A-Z_]+)"', source))
    names = {name for pair in read for name in pair if name}
    table = README[README.index("| variable |") :]
    assert all(name in table for name in names)
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("*.py"))
    of_the_tests = set(re.findall(r'environ\.get\("(BLUNTING_\w+)"', tests))
    assert set(re.findall(r"`(BLUNTING_\w+)`", README)) <= names | of_the_tests


def test_the_readme_example_of_answers_can_be_read() -> None:
    """The answers in the README are answers."""
    example = re.search(r"```yaml\n(.*?)```", README, re.DOTALL)
    assert example
    file = read_answers(example[1].encode(), "README", shipped(), lambda found: recognise(found, load_medicines()))
    assert not file.complaints
    assert len(file.said) == len(example[1].splitlines())


def test_the_mapping_in_the_readme_is_read() -> None:
    """The questions it names are there, and what its cells stand for are answers."""
    told = README[README.index("**Other names and codes**") :]
    example = re.search(r"```yaml\n(.*?)```", told, re.DOTALL)
    assert example
    found = read_mapping(example[1].encode(), "README", shipped())
    assert found.columns == {"cannot_cry": "Q1", "low_mood": "Q7"}


def test_the_readme_names_every_key_of_the_record(well: dict[str, Any]) -> None:
    """The table of the record lists what a record holds."""
    table = README[README.index("## The record") : README.index("## Exit status")]
    assert all(f"`{key}" in table for key in record(assess(shipped(), well)))


def test_figures_in_the_readme_and_changelog() -> None:
    """Numbers that are said are the numbers that are."""
    assert len(shipped().questions) == 80
    assert sum(question.opens is None for question in shipped().questions) == 41
    assert "About 40 questions" in README
    assert "never more than 80" in README
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"{len(load_regions())} countries" in changelog


def test_the_two_commands_come_first() -> None:
    """The README begins with one command that installs and runs the check and one that runs the tests."""
    blocks = re.findall(r"^    (.+)$", README, re.MULTILINE)
    assert "pip install ." in blocks[0]
    assert blocks[0].endswith("blunting check")
    assert "pytest" in blocks[1]


def test_the_picture_in_the_readme_is_of_the_sheet_as_it_is() -> None:
    """The picture was taken of the sheet whose words are in the golden file; after a change `tests/picture.py` takes it."""
    picture = re.search(r"!\[.+\]\(tests/golden/(\w+)\.png\)", README)
    assert picture
    golden = Path(__file__).parent / "golden"
    words = (golden / f"{picture[1]}.pdf.txt").read_bytes() + (PACKAGE / "render" / "page.typ").read_bytes()
    assert (golden / f"{picture[1]}.png").read_bytes().startswith(b"\x89PNG")
    assert (golden / f"{picture[1]}.png.sha256").read_text().strip() == hashlib.sha256(words).hexdigest()


def test_the_interview_in_the_readme_is_a_real_one() -> None:
    """The transcript in the README is the golden one, whole."""
    golden = (Path(__file__).parent / "golden" / "transcripts" / "resume.txt").read_text(encoding="utf-8")
    assert f"```\n{golden.strip()}\n```" in README


def test_version_is_one(run: Run) -> None:
    """The version said is the version of the package, and the changelog is about it or what comes."""
    assert run("--version").out == f"blunting {__version__}\n"


SECURITY = (ROOT / "SECURITY.md").read_text(encoding="utf-8")


def test_every_promise_names_tests_that_are_there() -> None:
    """Each row of the table of promises has a test, and each test that is named holds one."""
    rows = re.findall(r"^\| (\*\*.+) \| (.+) \|$", SECURITY, re.MULTILINE)
    assert len(rows) > 10
    for promise, tested in rows:
        assert re.search(r"`tests/\w+", tested), promise
    for name in re.findall(r"`((?:tests|\.ci)/[\w./]+)`", SECURITY):
        place = ROOT / name
        assert place.exists(), name
        tests = [place] if place.suffix == ".py" else list(place.glob("test_*.py"))
        assert name.startswith(".ci/") or any("def test_" in file.read_text(encoding="utf-8") for file in tests), name
    for module in re.findall(r"`python -m ([\w.]+)`", SECURITY):
        assert (ROOT / module.replace(".", "/") / "__main__.py").exists()


def test_limits_in_the_page_on_security_are_those_of_the_program() -> None:
    """Numbers that are promised are the numbers that are."""
    assert f"at most {MAX_BYTES // 1024 // 1024} MB are read, {MAX_DEPTH} levels deep" in SECURITY
    assert f"with {MAX_NODES:,} values" in SECURITY
    assert f"within {MEMORY // 1024 // 1024} MB of address space" in SECURITY


def test_how_to_report_names_no_place_that_does_not_exist() -> None:
    """No address and no mailbox was made up."""
    assert not re.search(r"https?:|\w@\w|www\.", SECURITY)


def test_the_purpose_is_said_in_plain_words_and_claims_nothing() -> None:
    """What it is for stands in the README, at grade 8 or below, without a claim of having been tested or of a legal kind."""
    start = README.index("## What it is for, and what it is not for")
    purpose = README[start : README.index("\n## ", start + 1)]
    grade = reading_grade(re.sub(r"[*#`]", "", purpose).replace("\n", " ").split("  "))
    assert grade is not None
    assert grade <= 8
    assert all(words in purpose for words in ("adults", "log of your own", "not legal advice", "yours to answer for"))
    claims = r"validated|accura|sensitiv|reliab|medical device\b|clinically|proven|detects|diagnoses"
    assert not re.search(claims, purpose, re.IGNORECASE)
