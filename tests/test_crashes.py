"""Death and a full disk at every moment of writing: the old file is there or the new one, whole, and nobody else reads it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

if sys.platform == "win32":
    pytest.skip("no process is forked on Windows", allow_module_level=True)

from commands import ANSWERS
from conftest import ROOT
from installed import installed

OLD = "This was here before.\n"
TEMPORARY = re.compile(r"(.*/)?\.([^/]+)\.blunting-[a-z0-9_]{8}")
BANK = """\
bank: small
version: 1.0.0
tiers: [{id: watch, title: Watch, text: Wait.}]
responses: {yes_no: {options: [{value: 0, label: "No"}, {value: 1, label: "Yes"}]}}
sections: {first: {title: First part, why: This part comes first.}}
questions:
  - {id: mood, section: first, ask: Low mood?, why: It matters., respond: yes_no}
  - {id: sleep, section: first, ask: Bad sleep?, why: It matters., respond: yes_no}
"""


class Moment(NamedTuple):
    """What there was when the program had died: its status, every file with its mode and content, and what came after."""

    status: int
    ended: bool
    files: dict[str, tuple[int, str]]
    err: str
    then: int = 0
    after: dict[str, tuple[int, str]] = {}


def moments(folder: Path, way: str, *words: str, **more: Any) -> list[Moment]:
    """Let a command die at every moment, one after the other; the last one is that of the run that lived."""
    plan = {"folder": str(folder / "home"), "way": way, "words": words, **more}
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "dying.py")],
        input=json.dumps(plan),
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(installed()), "PYTHONDONTWRITEBYTECODE": "1"},
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    made = [Moment(**{**one, "files": private(one["files"]), "after": private(one.get("after", {}))}) for one in found]
    assert made[-1].ended
    return made


def private(files: dict[str, tuple[int, str]]) -> dict[str, tuple[int, str]]:
    """Hold that nobody else may read what the program made, whatever the mask, and give it."""
    for name, (mode, content) in files.items():
        if content != OLD and name not in ("small.yaml", "record.json"):
            assert mode & 0o077 == 0, name
    return files


def contents(files: dict[str, tuple[int, str]]) -> dict[str, str]:
    """Give the files that are no temporary ones, with their contents."""
    return {name: content for name, (_, content) in files.items() if not TEMPORARY.fullmatch(name)}


@cache
def record() -> str:
    words = [sys.executable, "-m", "blunting_cli", "check", "-a", ANSWERS, "--json"]
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(installed())}
    return subprocess.run(words, capture_output=True, text=True, check=True, env=env).stdout


CHECK = (("check", "-a", ANSWERS, "-o", "a.html", "-o", "a.json"), ("a.html", "a.json"))
SHEET = (("sheet", "record.json", "-o", "a.txt"), ("a.txt",))
SCHEMA = (("bank", "schema", "-o", "a.json"), ("a.json",))
TEMPLATE = (("template", "-o", "a.yaml"), ("a.yaml",))
Writing = tuple[tuple[str, ...], tuple[str, ...]]


def written(
    folder: Path, way: str, writing: Writing, *, over: bool, **more: Any
) -> tuple[list[Moment], dict[str, str]]:
    """Let a command that writes files die, over old ones or where there are none; give the new ones as well."""
    words, makes = writing
    before = {"record.json": record()} | (dict.fromkeys(makes, OLD) if over else {})
    found = moments(folder, way, *words, *(["--force"] if over else []), files=before, **more)
    new = contents(found[-1].files)
    assert {*new} == {*makes, "record.json"}
    assert len(found) > 5 * len(makes)
    assert (found[-1].status, OLD in new.values()) == (0, False)
    for one in found:
        for name in makes:
            assert contents(one.files).get(name) in ({OLD, new[name]} if over else {None, new[name]})
    return found, new


def leftovers(files: dict[str, tuple[int, str]]) -> dict[str, str]:
    """Give the contents of the temporary files, by the names that they stand in for."""
    return {found[2]: content for name, (_, content) in files.items() if (found := TEMPORARY.fullmatch(name))}


@pytest.mark.parametrize("over", [False, True], ids=["new", "over an old one"])
@pytest.mark.parametrize("writing", [SHEET, SCHEMA], ids=lambda writing: writing[0][0])
def test_killed_at_any_moment_a_file_is_whole(tmp_path: Path, writing: Writing, over: bool) -> None:
    """The old one, or none, or the new one; what is left besides hurts nobody, and the next run goes well."""
    again = [*writing[0], "--force"]
    found, new = written(tmp_path, "SIGKILL", writing, over=over, then=again)
    assert any(leftovers(one.files) for one in found)
    for one in found[:-1]:
        assert one.status == -signal.SIGKILL
        assert {*leftovers(one.files)} <= {*writing[1]}
        assert (one.then, contents(one.after)) == (0, new)


@pytest.mark.parametrize(("writing", "over"), [(CHECK, True), (TEMPLATE, False)], ids=["check", "template"])
@pytest.mark.parametrize("way", ["SIGKILL", "SIGTERM", "SIGINT"])
def test_ended_at_any_moment_every_file_is_whole(tmp_path: Path, writing: Writing, over: bool, way: str) -> None:
    """One after the other where there are several; Ctrl-C leaves at most an empty file that would have stood in."""
    found, _ = written(tmp_path, way, writing, over=over)
    for one in found[:-1]:
        assert one.status == (130 if way == "SIGINT" else -getattr(signal, way))
        assert {*leftovers(one.files)} <= {*writing[1]}
        assert way != "SIGINT" or "".join(leftovers(one.files).values()) == ""


@pytest.mark.parametrize(("writing", "over"), [(CHECK, False), (SHEET, True)], ids=["check", "sheet"])
def test_a_disk_that_fills_up_at_any_moment_is_told(tmp_path: Path, writing: Writing, over: bool) -> None:
    """In words and with a status; whole files alone are left."""
    found, _ = written(tmp_path, "full", writing, over=over)
    for one in found[:-1]:
        assert one.status == 1
        assert re.search(r"^blunting: cannot write a\.\w+: No space left on device\.\n", one.err, re.MULTILINE), one.err
        assert leftovers(one.files) == {}


# An interview -----------------------------------------------------------------------------------------------------------

ASKED = ("check", "--accessible", "--bank", "small.yaml")
DRAFT = re.compile(r"\.local/state/blunting/small-[0-9-]{10}-[0-9a-f]{12}\.json")


def drafts(files: dict[str, tuple[int, str]]) -> list[dict[str, int]]:
    """Give the answers of every draft, each of which must be whole."""
    return [json.loads(content)["answers"] for name, (_, content) in files.items() if DRAFT.fullmatch(name)]


def test_an_interview_killed_at_any_moment_loses_no_answer_but_the_last(tmp_path: Path) -> None:
    """The draft is whole and can be gone on with, and what was left unfinished is removed by the next run."""
    typed = ["1", "1", "0", "2", "0"]  # go on, two answers, back from the review to the first one, changed
    said: list[dict[str, int]] = [{}, {"mood": 1}, {"mood": 1, "sleep": 0}, {"mood": 0, "sleep": 0}]
    more = {"files": {"small.yaml": BANK}, "then": [*ASKED, "--resume"], "then_typed": []}
    found = moments(tmp_path, "SIGKILL", *ASKED, typed=typed, **more)
    assert len(found) > 20
    reached = 0
    for one in found[:-1]:
        assert one.status == -signal.SIGKILL
        kept = drafts(one.files)
        assert len(kept) <= 1
        now = said.index(kept[0] if kept else {})
        assert now >= reached
        reached = now
        assert (one.then, drafts(one.after)) == (4, kept)
        assert not [name for name in one.after if TEMPORARY.fullmatch(name)]
    assert (found[-1].status, drafts(found[-1].files)) == (4, said[-1:])


def test_a_disk_that_fills_up_in_an_interview_loses_no_sheet(tmp_path: Path) -> None:
    """It is said once, the questions go on to their end, and the sheet comes: in its file, or on the screen."""
    typed = ["1", "1", "0", "1"]
    found = moments(tmp_path, "full", *ASKED, "-o", "a.txt", typed=typed, files={"small.yaml": BANK})
    assert len(found) > 10
    assert found[-1].status == 0
    for one in found[:-1]:
        assert one.status == 1
        assert one.err.count("The questions go on all the same.") <= 1
        assert "cannot write a.txt: No space left on device." in one.err
        kept = drafts(one.files)
        if "Your answers are kept:" in one.err:
            assert kept == [{"mood": 1, "sleep": 0}]
        else:
            assert "The sheet stands above, and is kept nowhere." in one.err
            assert "YOUR SELF-CHECK" in one.err
        assert not [name for name in one.files if TEMPORARY.fullmatch(name)]
    assert {bool(drafts(one.files)) for one in found} == {True, False}
