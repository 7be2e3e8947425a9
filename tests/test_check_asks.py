"""`blunting check` as a command that asks: its options, what it writes, what it leaves behind, how it ends."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from conftest import Ran, Run, unbroken
from interviews import as_typed

from blunting_cli import cli, storage
from blunting_cli.asking import settle
from blunting_cli.bank import Bank
from blunting_cli.conditions import Answer
from blunting_cli.errors import OutputError

STATE = Path(".local/state/blunting")
ONE_QUESTION = """\
bank: one
version: 1.0.0
tiers: [{id: watch, title: Watch, text: Wait.}]
sections: {s: {title: Here, why: Because.}}
questions:
  - {id: first, section: s, ask: First?, why: Because., options: [{value: 0, label: "No"}, {value: 1, label: "Yes"}]}
"""


def lines(typed: Iterable[object]) -> bytes:
    return "".join(f"{line}\n" for line in typed).encode()


def asked(run: Run, *words: str, typed: Iterable[object], env: Mapping[str, str] | None = None) -> Ran:
    """Run the check in plain lines from a pipe."""
    return run("check", "--accessible", *words, stdin=lines(typed), env={"BLUNTING_REGION": "GB", **(env or {})})


def typed_for(bank: Bank, said: Mapping[str, Answer]) -> list[str]:
    """What to type for these answers, in the order of the questions."""
    return [as_typed(answer) for answer in settle(bank, said).answers.values()]


def drafts(folder: Path) -> list[Path]:
    return sorted((folder / STATE).glob("*")) if (folder / STATE).is_dir() else []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--no-input"], "--no-input forbids the questions."),
        (["--no-input", "--accessible"], "--no-input forbids the questions."),
        ([], "there is no terminal to ask questions on."),
        (["--no-accessible"], "there is no terminal to ask questions on."),
        (["--accessible", "--resume", "--fresh"], "--resume and --fresh ask for two things."),
        (["--accessible", "--resume", "--no-draft"], "--resume needs drafts, and they are switched off."),
        (["--accessible", "--progress", "0"], "--progress 0 is no number of questions."),
        (["--accessible", "--progress", "often"], "often"),
        (["--accessible", "--partial"], "--partial goes with --answers."),
        (["--answers", "x.yaml", "--resume"], "--resume and --fresh do not go with --answers."),
        (["--answers", "x.yaml", "--fresh"], "--resume and --fresh do not go with --answers."),
    ],
)
def test_wrong_use_is_said_and_asks_nothing(run: Run, tmp_path: Path, words: list[str], said: str) -> None:
    """Status 2, one sentence and what to do; no question and no file."""
    ran = run("check", *words, stdin=b"1\n" * 100)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err
    assert "Question" not in ran.err
    assert drafts(tmp_path) == []


def test_a_variable_alone_does_not_read_lines_from_a_pipe(run: Run) -> None:
    """A script with ACCESSIBLE set must not hang or answer by chance."""
    ran = run("check", stdin=b"1\n" * 100, env={"ACCESSIBLE": "1"})
    assert ran.status == 2
    assert "--answers" in ran.err
    assert "template" in ran.err


def test_drafts_switched_off_by_the_variable_cannot_be_resumed(run: Run) -> None:
    ran = asked(run, "--resume", typed=["1"], env={"BLUNTING_NO_DRAFT": "1"})
    assert ran.status == 2
    assert "BLUNTING_NO_DRAFT" in ran.err


def test_a_whole_interview_from_a_pipe(run: Run, bank: Bank, well: dict[str, Answer], tmp_path: Path) -> None:
    """Questions on stderr, the record alone on stdout, and no draft left."""
    ran = asked(run, "--json", typed=["1", *typed_for(bank, well), "1"])
    assert ran.status == 0
    record = json.loads(ran.out)
    assert record["taken"] is not None
    assert record["answers"]["cannot_cry"] == 0
    assert "Question 1 of about 41" in ran.err
    assert drafts(tmp_path) == []


def test_the_tier_is_in_the_status_when_asked_for(run: Run, bank: Bank, well: dict[str, Answer]) -> None:
    """Also after an interview, and never after one that was left."""
    typed = typed_for(bank, {**well, "self_harm": 2})
    place = list(settle(bank, {**well, "self_harm": 2}).answers).index("self_harm") + 1
    ran = asked(run, "--json", "--exit-code", typed=["1", *typed[:place], "1", *typed[place:], "1"])
    assert ran.status == 11
    assert asked(run, "--exit-code", typed=["1", *typed[:place], "2"]).status == 4


def test_an_interview_that_was_left_goes_on_where_it_stopped(
    run: Run, bank: Bank, well: dict[str, Answer], tmp_path: Path
) -> None:
    """The command that is named takes it up, and the result is that of an interview in one go, byte for byte."""
    typed = typed_for(bank, well)
    whole = asked(run, "--json", typed=["1", *typed, "1"])
    left = asked(run, "--json", typed=["1", *typed[:20]])
    assert (left.status, left.out) == (4, "")
    (draft,) = drafts(tmp_path)
    assert str(draft) in left.err.replace("\n", "")
    # On a line of its own, with what was asked for.
    assert re.search(r"^To go on with them:\n  \S.* check --accessible --resume$", unbroken(left.err), re.MULTILINE)
    on = asked(run, "--json", "--resume", typed=[*typed[20:], "1"])
    assert on.status == 0
    assert on.out == whole.out
    assert drafts(tmp_path) == []


def test_without_resume_it_asks_whether_to_go_on(run: Run, bank: Bank, well: dict[str, Answer], tmp_path: Path) -> None:
    typed = typed_for(bank, well)
    asked(run, typed=["1", *typed[:20]])
    found = asked(run, typed=["1"])
    assert "There is a draft with 20 of your answers." in " ".join(found.err.split())
    assert "Question 21 of about 41" in found.err
    assert len(drafts(tmp_path)) == 1


def test_resume_with_nothing_to_resume_begins_anew(run: Run) -> None:
    ran = asked(run, "--resume", typed=["1", "1"])
    assert "There is no draft to go on with." in ran.err
    assert "Question 1 of about 41" in ran.err


def test_fresh_deletes_the_draft_and_begins_anew(run: Run, tmp_path: Path) -> None:
    asked(run, typed=["1", "1", "2"])
    (old,) = drafts(tmp_path)
    ran = asked(run, "--fresh", typed=["1", "3"])
    assert "Question 2 of about 41" in ran.err
    (new,) = drafts(tmp_path)
    assert new != old


@pytest.mark.parametrize(("words", "env"), [(["--no-draft"], {}), ([], {"BLUNTING_NO_DRAFT": "1"})])
def test_no_draft_where_none_is_wanted(run: Run, tmp_path: Path, words: list[str], env: dict[str, str]) -> None:
    ran = asked(run, *words, typed=["1", "1", "2"], env=env)
    assert ran.status == 4
    assert "Nothing was kept." in ran.err
    assert list(tmp_path.rglob("*")) == []


def test_a_variable_that_says_no_keeps_drafts(run: Run, tmp_path: Path) -> None:
    asked(run, typed=["1", "1"], env={"BLUNTING_NO_DRAFT": "0"})
    assert len(drafts(tmp_path)) == 1


def test_drafts_are_where_the_variable_says(run: Run, tmp_path: Path) -> None:
    ran = asked(run, typed=["1", "1"], env={"XDG_STATE_HOME": str(tmp_path / "state")})
    assert len(list((tmp_path / "state" / "blunting").iterdir())) == 1
    assert str(tmp_path / "state" / "blunting") in ran.err.replace("\n", "")


def test_the_way_back_names_the_bank(run: Run, tmp_path: Path) -> None:
    """Who answers another bank is told the command for that one."""
    bank = tmp_path / "my bank.yaml"
    bank.write_text(ONE_QUESTION, encoding="utf-8")
    ran = asked(run, "--bank", str(bank), typed=["1", "1"])
    assert f" check --bank '{bank}' --accessible --resume" in unbroken(ran.err)
    assert asked(run, "--bank", str(bank), "--resume", typed=["1"]).status == 0


def test_the_way_back_carries_what_was_asked_for(run: Run) -> None:
    """The country for help lines and plain lines, as they were given; nothing that was not."""
    ran = asked(run, "--region", "FR", typed=["1", "1"])
    assert re.search(r"^  \S.* check --accessible --region FR --resume$", unbroken(ran.err), re.MULTILINE)
    assert " --region" not in asked(run, "--fresh", typed=["1", "1"]).err.split("To go on with them:")[1]


def test_the_way_back_is_how_the_program_was_called(run: Run) -> None:
    """Whoever ran the module is not told a command that may not be there."""
    ran = asked(run, typed=["1", "1"])
    assert " -m blunting_cli check " in unbroken(ran.err).split("To go on with them:")[1]


def test_help_stands_after_a_sheet_that_was_asked_for_on_leaving(run: Run, bank: Bank, tmp_path: Path) -> None:
    """So that it is what is left on the screen; the sheet itself is on stdout."""
    order = list(settle(bank, {"age_band": 1}).answers)
    before = ["1", "1", *["0"] * (order.index("self_harm") - 1)]
    ran = asked(run, typed=[*before, "1", "1", "q", "3"])
    assert ran.status == 4
    assert ran.out
    assert ran.err.count("*** Help now ***") == 2
    assert "*** Help now ***" in ran.err.split("Here is the sheet for what you have answered.")[1]
    assert len(drafts(tmp_path)) == 1


def test_a_draft_is_an_answers_file(run: Run, bank: Bank, well: dict[str, Answer], tmp_path: Path) -> None:
    """What can be saved can be scored; what it lacks is said."""
    asked(run, typed=["1", *typed_for(bank, well)[:20]])
    (draft,) = drafts(tmp_path)
    ran = run("check", "--answers", str(draft), "--partial", "--json")
    assert ran.status == 0
    assert json.loads(ran.out)["answers"]["cannot_cry"] == 0
    assert "low_mood" in ran.err


def test_answers_stay_where_the_sheet_cannot_be_written(
    bank: Bank,
    well: dict[str, Answer],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Where the place went away while the questions were asked, nothing is lost, and the way back is said."""
    typed = lines(["1", *typed_for(bank, well), "1"])
    sheet = tmp_path / "sheet.txt"

    def gone(*_: object, **__: object) -> None:
        raise OutputError(f"cannot write {sheet}: No space left on device.", "Choose another place with -o.")

    monkeypatch.setattr(storage, "write_file", gone)
    monkeypatch.setattr(sys, "argv", ["blunting", "check", "--accessible", "-o", str(sheet)])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed), encoding="utf-8"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    assert cli.run() == 1
    said = capsys.readouterr().err
    assert "cannot write" in said
    assert said.rstrip().endswith("Your answers are kept:  blunting check --accessible --resume")
    assert len(drafts(tmp_path)) == 1


def test_the_number_of_a_question_is_said_as_often_as_asked(run: Run, bank: Bank, well: dict[str, Answer]) -> None:
    """At every fifth and where a section begins."""
    ran = asked(run, "--progress", "5", typed=["1", *typed_for(bank, well)[:12]])
    said = [line.split()[1] for line in ran.err.splitlines() if line.startswith("Question ")]
    assert said == ["1", "2", "5", "10"]


def test_who_it_was_not_made_for_is_in_the_record_too(run: Run, tmp_path: Path) -> None:
    """A program that asked for JSON gets it; nothing is kept."""
    ran = asked(run, "--json", typed=["1", "under 18", "1"])
    assert ran.status == 0
    assert "Nothing was kept." in ran.err
    assert json.loads(ran.out)["scores"] == {}
    assert "Samaritans" in ran.err
    assert drafts(tmp_path) == []
