"""Drafts as a person meets them: what is kept is said, what is said is true, and nothing of it speaks of safety."""

from __future__ import annotations

import errno
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from interviews import AGAIN, HELP, SMALL, TODAY, TYPES, URGENT, Held, hold, shared

from blunting_cli import storage
from blunting_cli.bank import Bank
from blunting_cli.conditions import Answer, State
from blunting_cli.drafts import Keeper
from blunting_cli.interview.drafting import Wishes

NEXT_WEEK = "2026-03-08"
# The answers to the small bank up to the question about safety, and to its end.
TO_HARM = ("1", "0", "0", "0")
TO_THE_END = (*TO_HARM, "0", "0", "1")
SAID: Mapping[str, Answer] = {"mood": 0, "worn": 1, "takes": 0}
# At a draft that was found.
GO_ON, ANEW, HELP_LINES, STOP = "1", "2", "3", "4"
KEEP, SHEET, THROW = "2", "3", "4"
# At the question whether answers are to be deleted for good.
SURE = "2"


@pytest.fixture
def small() -> Bank:
    """Six questions, one behind a branch, one about safety, one that may lead outside."""
    return shared(SMALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where drafts go; not there yet."""
    return tmp_path / "drafts"


def wishes(folder: Path | None, **more: Any) -> Wishes:
    return Wishes(more.pop("today", TODAY), folder, again=AGAIN, **more)


def files(folder: Path) -> list[Path]:
    """Every file in the folder, hidden ones too."""
    return sorted(folder.iterdir()) if folder.exists() else []


def kept(folder: Path) -> dict[str, Any]:
    """The answers in the one file there is."""
    [path] = files(folder)
    answers: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["answers"]
    return answers


def left_by_another_run(folder: Path, bank: Bank, said: Mapping[str, Answer] = SAID, day: str = TODAY) -> Path:
    """Leave a draft as a run does that was stopped after these answers."""
    keeper = Keeper.new(folder, bank, day)
    keeper.keep(said)
    keeper.close()
    return keeper.path


def path_said(held: Held) -> list[str]:
    """The paths of drafts that were said on leaving, put together where they were wrapped."""
    found = re.search(r"are kept in:(.*?)To go on", held.screen, re.DOTALL)
    return ["".join(found[1].split())] if found else []


# While it is held ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [40, 80])
def test_the_draft_is_announced_before_anything_is_asked(small: Bank, folder: Path, width: int) -> None:
    """Where it is, what it leaves out, and how to switch it off; nothing is there yet."""
    held = hold(small, width=width, wishes=wishes(folder))
    assert "your answers are kept in a draft, all but those about safety" in held.words
    assert held.says(f"It is in {folder} (")
    assert "--no-draft switches it off" in held.words
    assert files(folder) == []


def test_every_answer_is_in_the_file_before_the_next_line_is_typed(small: Bank, folder: Path) -> None:
    """Also one that was changed, skipped or is hidden now; looking, going back and nonsense write nothing."""
    typed = ("1", "1", "x", "3", "b", "s", "1", "0", "b", "b", "0", "r", "1")
    seen: list[dict[str, Any]] = []
    hold(small, *typed, wishes=wishes(folder), watch=lambda: seen.append(kept(folder) if files(folder) else {}))
    assert seen == [
        {},
        {},
        {"mood": 1},
        {"mood": 1},
        {"mood": 1, "worn": 3},
        {"mood": 1, "worn": 3},
        {"mood": 1, "worn": "skipped"},
        {"mood": 1, "worn": "skipped", "takes": 1},
        {"mood": 1, "worn": "skipped", "takes": 1, "helps": 0},
        {"mood": 1, "worn": "skipped", "takes": 1, "helps": 0},
        {"mood": 1, "worn": "skipped", "takes": 1, "helps": 0},
        {"mood": 1, "worn": "skipped", "takes": 0, "helps": 0},
        {"mood": 1, "worn": "skipped", "takes": 0, "helps": 0},
        {"mood": 1, "worn": "skipped", "takes": 0, "helps": 0},
    ]


@pytest.mark.parametrize("answer", ["0", "1", "2", "3", "s", "I have a plan"])
def test_no_byte_of_the_file_tells_of_safety(small: Bank, folder: Path, answer: str) -> None:
    """Whatever was answered, after every line typed: not the answer, and not that there is one."""
    seen: list[bytes] = []

    def look() -> None:
        seen.append(b"".join(path.read_bytes() for path in files(folder)))

    hold(small, *TO_HARM, answer, "1", "b", "0", "3", wishes=wishes(folder), watch=look)
    assert not any(word in content for content in seen for word in (b"harm", b"plan", b"thoughts", b"help"))
    before, after = seen[len(TO_HARM)], seen[len(TO_HARM) + 1]
    assert before == after != b""


def test_where_no_draft_is_wanted_none_is_written_and_none_is_offered(small: Bank, tmp_path: Path) -> None:
    held = hold(small, *TO_HARM, "q", "2", wishes=wishes(None), watch=lambda: None)
    assert "nothing is kept when you stop" in held.words
    assert "2 Yes, and show the sheet" in held.words
    assert "keep my answers for later" not in held.screen
    assert "Nothing was kept." in held.screen
    assert list(tmp_path.iterdir()) == []


# Found again --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [40, 80])
def test_a_draft_that_is_found_is_asked_about(small: Bank, folder: Path, width: int) -> None:
    """When it was begun and how much it holds; its age is pointed out where it is not of today."""
    left_by_another_run(folder, small)
    asked = hold(small, width=width, wishes=wishes(folder, today=NEXT_WEEK))
    choices = "1 Go on from there 2 Delete it and begin anew 3 Show help lines 4 Stop Your choice:"
    assert "You began this check on 1 March 2026. There is a draft with 3 of your answers." in asked.words
    assert "Some answers were about today before that day." in asked.words
    assert choices in asked.words
    assert max(map(len, asked.screen.split("\n"))) <= width
    assert "before that day" not in hold(small, width=width, wishes=wishes(folder)).words


def test_of_a_bank_without_safety_or_a_time_looked_back_on_neither_is_spoken_of(folder: Path) -> None:
    bank = shared(TYPES)
    left_by_another_run(folder, bank, {"hours": 3})
    held = hold(bank, GO_ON, wishes=wishes(folder, today=NEXT_WEEK))
    assert "Some answers were about before that day." not in held.words
    assert "Answers about safety are never kept" not in held.words


def test_going_on_with_a_draft_asks_what_is_left_and_safety_first(small: Bank, folder: Path) -> None:
    """It stays in its own file; an answer about safety that was given before is asked for again, with none shown."""
    path = left_by_another_run(folder, small, {**SAID, "harm": 2, "sleep": 1})
    held = hold(small, GO_ON, "0", "1", wishes=wishes(folder))
    assert "Answers taken over from the draft: 4." in held.screen
    assert "Answers about safety are never kept, so those questions are asked in any case." in held.words
    first = held.screen.split("Question ")[1]
    assert "Did you think of hurting yourself?" in first
    assert "Your answer so far" not in first
    assert held.finished
    assert held.answers == {**SAID, "harm": 0, "sleep": 1}
    assert files(folder) == [path]


def test_what_was_said_before_can_be_gone_back_to(small: Bank, folder: Path) -> None:
    left_by_another_run(folder, small)
    held = hold(small, GO_ON, "b", "b", "", wishes=wishes(folder))
    assert "Your answer so far: A little." in held.screen
    assert "Kept: A little." in held.screen


def test_a_draft_can_be_deleted_to_begin_anew(small: Bank, folder: Path) -> None:
    """Asked once more; then it is gone at once, also where nothing is answered then, and the new one is another."""
    old = left_by_another_run(folder, small)
    for no in ((ANEW,), (ANEW, "1"), (ANEW, "b", STOP), (ANEW, "q")):
        held = hold(small, *no, wishes=wishes(folder))
        assert "Delete your answers for good? There are 3. 1 No, keep them 2 Yes, delete them" in held.words
        assert files(folder) == [old]
    assert held.outcome is not None
    assert hold(small, ANEW, "1", wishes=wishes(folder)).screen.count("Go on from there") == 2
    held = hold(small, ANEW, SURE, wishes=wishes(folder))
    assert files(folder) == []
    assert "The parts: First part, Second part." in held.screen
    old = left_by_another_run(folder, small)
    hold(small, ANEW, SURE, "1", "3", wishes=wishes(folder))
    assert kept(folder) == {"mood": 3}
    assert not old.exists()


def test_help_lines_can_be_seen_before_a_draft_is_decided_on(small: Bank, folder: Path) -> None:
    path = left_by_another_run(folder, small)
    held = hold(small, HELP_LINES, STOP, wishes=wishes(folder))
    assert held.screen.count("Samaritans") == 2
    assert files(folder) == [path]


def test_the_draft_page_can_go_on_in_plain_lines(small: Bank, folder: Path) -> None:
    """Where what shows it can be changed; that goes on with the draft."""
    left_by_another_run(folder, small)
    assert "plain lines" not in hold(small, wishes=wishes(folder)).screen
    held = hold(small, "5", "0", wishes=wishes(folder), plain=True)
    assert "  4  Stop\n  5  Go on in plain lines, for a screen reader\nYour choice: 5\n" in held.screen
    assert "Answers taken over from the draft: 3." in held.screen
    assert held.answers == {**SAID, "harm": 0}


def test_help_lines_on_the_draft_page_delete_nothing_unasked(small: Bank, folder: Path) -> None:
    """q leaves at once there, also from the help lines: no way to delete the draft without being asked once more."""
    path = left_by_another_run(folder, small)
    held = hold(small, "h", "q", THROW, wishes=wishes(folder))
    assert files(folder) == [path]
    assert "Nothing was kept." not in held.screen


@pytest.mark.parametrize("way_out", [(STOP,), ("q",), (), ("",)], ids=["stop", "q", "end of input", "enter"])
@pytest.mark.parametrize("interrupt", [False, True])
def test_leaving_at_that_moment_leaves_the_draft(
    small: Bank, folder: Path, way_out: tuple[str, ...], interrupt: bool
) -> None:
    path = left_by_another_run(folder, small)
    before = path.read_bytes()
    held = hold(small, *way_out, wishes=wishes(folder), interrupt=interrupt)
    assert path.read_bytes() == before
    assert path_said(held) == [str(path)]
    assert AGAIN in held.screen


def test_a_draft_can_be_taken_up_or_deleted_without_asking(small: Bank, folder: Path) -> None:
    path = left_by_another_run(folder, small)
    resumed = hold(small, "0", wishes=wishes(folder, resume=True))
    assert "Answers taken over from the draft: 3." in resumed.screen
    assert "Go on from there" not in resumed.screen
    assert resumed.answers == {**SAID, "harm": 0}
    assert files(folder) == [path]
    fresh = hold(small, "1", wishes=wishes(folder, fresh=True))
    assert "Go on from there" not in fresh.screen
    assert "Question 1 of about 5" in fresh.screen
    assert files(folder) == []


def test_with_nothing_to_take_up_that_is_said_and_it_begins(small: Bank, folder: Path) -> None:
    held = hold(small, "1", wishes=wishes(folder, resume=True))
    assert "There is no draft to go on with. The questions begin anew." in held.screen
    assert "Question 1 of about 5" in held.screen


def test_of_several_drafts_the_newest_is_asked_about_and_beginning_anew_deletes_all(small: Bank, folder: Path) -> None:
    older = left_by_another_run(folder, small, {"mood": 3}, "2026-02-01")
    newer = left_by_another_run(folder, small, {"mood": 1, "worn": 1}, "2026-02-20")
    os.utime(older, ns=(1, 1))
    held = hold(small, GO_ON, THROW, wishes=wishes(folder))
    assert "You began this check on 20 February 2026." in held.words
    assert "Older drafts: 1. Beginning anew deletes them too." in held.words
    assert files(folder) == sorted([older, newer])
    assert "You began this check on 20 February 2026." in hold(small, ANEW, SURE, "3", wishes=wishes(folder)).words
    assert files(folder) == []


def test_with_one_draft_no_others_are_spoken_of(small: Bank, folder: Path) -> None:
    left_by_another_run(folder, small)
    assert "Older drafts" not in hold(small, wishes=wishes(folder)).screen


def test_fresh_deletes_every_draft_of_the_bank_that_is_free(small: Bank, folder: Path) -> None:
    """Not one that another window is writing, and not one of another bank."""
    for day in ("2026-02-01", "2026-02-20"):
        left_by_another_run(folder, small, {"mood": 3}, day)
    other = left_by_another_run(folder, shared(TYPES), {"hours": 3})
    held_now = Keeper.new(folder, small, TODAY)
    held_now.keep({"mood": 1})
    hold(small, wishes=wishes(folder, fresh=True))
    held_now.close()
    assert files(folder) == sorted([other, held_now.path])


def test_fresh_deletes_a_draft_of_which_nothing_holds_any_more(folder: Path) -> None:
    """It holds answers all the same; alone, and beside one that can be gone on with."""
    changed = shared(SMALL.replace("Is your mood low?", "Is it?"))
    for others in ((), ({"worn": 1},)):
        left_by_another_run(folder, shared(SMALL), {"mood": 1})
        for said in others:
            left_by_another_run(folder, changed, said)
        hold(changed, wishes=wishes(folder, fresh=True))
        assert files(folder) == []


def test_an_urgent_sign_in_a_draft_is_shown_at_once_when_it_is_gone_on_with(folder: Path) -> None:
    """Before the first question, with why it is shown and a way to stop."""
    bank = shared(URGENT)
    left_by_another_run(folder, bank, {"fits": 1})
    for resume in (False, True):
        held = hold(bank, *([] if resume else [GO_ON]), wishes=wishes(folder, resume=resume))
        before = held.words.split("Did you ")[0].split("You stopped")[0]
        assert before.count("*** Get help now ***") == 2
        shown = before.split("*** Get help now ***")[1]
        assert shown.strip().startswith("You had a fit.")
        assert "When you stopped, you had chosen this. Is it still so?" in shown
        assert shown.split("Your choice:")[0].rstrip().endswith("3 Stop, and keep my answers for later")
    on = hold(bank, GO_ON, "1", wishes=wishes(folder))
    assert "Question 2 of about 2" in on.screen
    assert on.screen.count("*** Get help now ***") == 2
    stopped = hold(bank, GO_ON, "3", wishes=wishes(folder))
    assert "Question" not in stopped.screen
    assert len(files(folder)) == 1


def test_a_sign_in_a_draft_that_is_not_urgent_is_not_shown(folder: Path) -> None:
    bank = shared(URGENT)
    left_by_another_run(folder, bank, {"fits": 0})
    held = hold(bank, GO_ON, "0", "1", wishes=wishes(folder))
    assert "***" not in held.screen
    assert held.finished


def test_a_draft_that_another_window_has_is_spoken_of(small: Bank, folder: Path) -> None:
    """Also where nothing was asked for; with another draft to go on with, that one is asked about."""
    keeper = Keeper.new(folder, small, TODAY)
    keeper.keep({"mood": 3})
    for how in ({}, {"resume": True}, {"fresh": True}):
        held = hold(small, "1", wishes=wishes(folder, **how))
        assert "Another window is going on with that draft. Here the questions begin anew." in held.words
        assert "There is no draft to go on with." not in held.words
    left_by_another_run(folder, small)
    held = hold(small, wishes=wishes(folder))
    keeper.close()
    assert "Another window" not in held.screen
    assert "There is a draft with 3 of your answers." in held.words


def test_a_draft_that_another_window_is_writing_is_let_alone(small: Bank, folder: Path) -> None:
    """Neither asked about, nor deleted by one who wants to begin anew, nor mixed with this one."""
    keeper = Keeper.new(folder, small, TODAY)
    keeper.keep({"mood": 3})
    before = keeper.path.read_bytes()
    for how in ({}, {"fresh": True}, {"resume": True}):
        held = hold(small, "1", "1", wishes=wishes(folder, **how))
        assert "Go on from there" not in held.screen
        assert "Question 1 of about 5" in held.screen
        assert keeper.path.read_bytes() == before
        [own] = [path for path in files(folder) if path != keeper.path]
        assert json.loads(own.read_bytes())["answers"] == {"mood": 1}
        own.unlink()
    keeper.close()
    assert "There is a draft with 1 of your answers" in hold(small, wishes=wishes(folder)).words


def test_a_draft_that_another_window_took_meanwhile_is_said_to_be_taken(
    small: Bank, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between finding and taking it, another run was quicker."""
    path = left_by_another_run(folder, small)
    before = path.read_bytes()
    monkeypatch.setattr(Keeper, "of", lambda *_: None)
    held = hold(small, "1", "1", wishes=wishes(folder))
    assert "Another window is going on with that draft. Here the questions begin anew." in held.words
    assert path.read_bytes() == before
    assert len(files(folder)) == 2


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]", b'{"answers": {"mood": 1}}'])
def test_a_file_that_is_no_draft_is_named_and_left(small: Bank, folder: Path, content: bytes) -> None:
    folder.mkdir()
    path = folder / "small-2026-03-01-0123456789ab.json"
    path.write_bytes(content)
    held = hold(small, "1", wishes=wishes(folder))
    assert held.says(f"This draft cannot be read, and stays where it is: {path}")
    assert "Question 1 of about 5" in held.screen
    assert path.read_bytes() == content


def test_a_changed_bank_drops_what_reads_differently_and_says_how_many(folder: Path) -> None:
    """The rest stays, and what was dropped is asked again in its place."""
    old = shared(SMALL)
    left_by_another_run(folder, old, {"mood": 1, "worn": 1, "takes": 0, "harm": 1, "sleep": 0})
    changed = SMALL.replace("Are you worn out?", "Are you very worn out?").replace("Do you sleep badly?", "Bad nights?")
    held = hold(shared(changed), GO_ON, "0", wishes=wishes(folder))
    assert "There is a draft with 2 of your answers." in held.words
    assert "Answers dropped because their questions have changed since: 2. They are asked again." in held.words
    assert "Are you very worn out?" in held.screen.split("Question ")[1]
    assert held.answers == {"mood": 1, "worn": 0, "takes": 0}
    assert kept(folder) == {"mood": 1, "worn": 0, "takes": 0}


def test_the_time_left_counts_what_is_still_to_be_asked(bank: Bank, folder: Path, well: dict[str, Answer]) -> None:
    """With an early question and the one about safety open, it is a minute."""
    early = next(name for name in well if name != "age_band")
    left_by_another_run(folder, bank, {name: answer for name, answer in well.items() if name != early})
    held = hold(bank, GO_ON, "1", wishes=wishes(folder))
    assert held.screen.count("About a minute is left.") == 1


def test_a_draft_of_which_nothing_holds_any_more_is_not_offered(folder: Path) -> None:
    left_by_another_run(folder, shared(SMALL), {"mood": 1})
    held = hold(shared(SMALL.replace("Is your mood low?", "Is it?")), wishes=wishes(folder))
    assert "Go on from there" not in held.screen
    assert "The parts:" in held.screen


# Where nothing can be written ---------------------------------------------------------------------------------------


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_is_said_once_and_the_interview_goes_on_to_the_sheet(
    small: Bank, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage.os, "fsync", full)
    held = hold(small, *TO_THE_END, wishes=wishes(folder))
    assert held.words.count("Your answers cannot be kept while you go on") == 1
    assert "No space left on device.) The questions go on all the same." in held.words
    assert held.finished
    assert held.answers == {"mood": 0, "worn": 0, "takes": 0, "harm": 0, "sleep": 0}
    assert files(folder) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_to_is_said_once(small: Bank, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir(mode=0o500)
    held = hold(small, *TO_THE_END, wishes=wishes(tmp_path / "home" / "drafts"))
    assert held.words.count("Your answers cannot be kept while you go on") == 1
    assert held.finished


def test_below_a_file_nothing_is_kept_and_the_interview_goes_on(small: Bank, tmp_path: Path) -> None:
    """As the read-only folder, for where the tests run as root."""
    (tmp_path / "home").write_text("")
    held = hold(small, *TO_THE_END, wishes=wishes(tmp_path / "home" / "drafts"))
    assert held.words.count("Your answers cannot be kept while you go on") == 1
    assert held.finished


@pytest.mark.parametrize("way_out", [("q", KEEP), (), ("q", SHEET)])
def test_where_nothing_could_be_kept_nobody_is_told_that_it_was(
    small: Bank, folder: Path, way_out: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage.os, "fsync", full)
    held = hold(small, "1", "0", *way_out, wishes=wishes(folder))
    assert path_said(held) == []
    assert "Nothing was kept." in held.screen


def test_a_disk_that_fills_up_keeps_the_answers_before(
    small: Bank, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = []

    def fill_up() -> None:
        lines.append(1)
        if len(lines) == 4:
            monkeypatch.setattr(storage.os, "fsync", full)

    held = hold(small, *TO_HARM, wishes=wishes(folder), watch=fill_up)
    assert kept(folder) == {"mood": 0, "worn": 0}
    assert "are kept in:" not in held.words
    assert held.says(f"Not all of your answers could be kept. Those from before are in: {files(folder)[0]} To go on")
    assert "Nothing was kept." not in held.screen


def test_a_disk_that_has_room_again_keeps_everything(
    small: Bank, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What could not be written is written with the next answer, and is said to be kept then."""
    lines = []
    fsync = storage.os.fsync

    def fill_up() -> None:
        lines.append(1)
        monkeypatch.setattr(storage.os, "fsync", full if len(lines) == 3 else fsync)

    held = hold(small, *TO_HARM, wishes=wishes(folder), watch=fill_up)
    assert held.words.count("Your answers cannot be kept while you go on") == 1
    assert kept(folder) == {"mood": 0, "worn": 0, "takes": 0}
    assert path_said(held) == [str(files(folder)[0])]


def test_where_nothing_can_be_kept_keeping_is_not_offered(
    small: Bank, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither on stopping nor at the pause after help; and no draft is handed over to be deleted at the end."""
    monkeypatch.setattr(storage.os, "fsync", full)
    stop = hold(small, "1", "0", "q", wishes=wishes(folder))
    assert "keep my answers for later" not in stop.screen
    assert "2 Yes, and show the sheet for what I have answered" in stop.words
    pause = hold(small, *TO_HARM, "1", wishes=wishes(folder))
    assert "  3  Stop, and keep nothing\n" in pause.screen
    monkeypatch.undo()
    assert "  3  Stop, and keep my answers for later\n" in hold(small, *TO_HARM, "1", wishes=wishes(folder)).screen


def test_a_draft_that_is_not_whole_is_deleted_and_not_spoken_of_as_kept(
    small: Bank, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only one that holds everything is spoken of where the sheet cannot be written; the end deletes either."""
    lines = []

    def fill_up() -> None:
        lines.append(1)
        if len(lines) == 3:
            monkeypatch.setattr(storage.os, "fsync", full)

    held = hold(small, *TO_THE_END, wishes=wishes(folder), watch=fill_up)
    assert held.finished
    assert held.outcome is not None
    assert held.outcome.draft is not None
    assert not held.outcome.kept
    held.outcome.draft.drop()
    assert files(folder) == []


def test_ctrl_c_while_the_last_answer_is_written_loses_nothing(
    small: Bank, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is written again on leaving, before it is said to be kept."""
    keep, calls = Keeper.keep, []

    def interrupted(self: Keeper, said: Mapping[str, Answer]) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        keep(self, said)

    monkeypatch.setattr(Keeper, "keep", interrupted)
    held = hold(small, "1", "0", "1", wishes=wishes(folder))
    assert held.outcome is None
    assert kept(folder) == {"mood": 0, "worn": 1}
    assert path_said(held) == [str(files(folder)[0])]


# On leaving ---------------------------------------------------------------------------------------------------------

# What is typed after three answers, whether Ctrl-C follows, and whether the draft stays.
WAYS_OUT = [
    pytest.param((), False, True, id="end of input"),
    pytest.param((), True, True, id="ctrl-c"),
    pytest.param(("q", KEEP), False, True, id="q, keep"),
    pytest.param(("q", "q"), False, True, id="q twice"),
    pytest.param(("q",), False, True, id="q, end of input"),
    pytest.param(("q",), True, True, id="q, ctrl-c"),
    pytest.param(("q", SHEET), False, True, id="q, sheet"),
    pytest.param(("q", THROW, SURE), False, False, id="q, throw"),
    pytest.param(("q", THROW, "1"), False, True, id="q, throw, not sure"),
    pytest.param(("q", THROW, "q"), False, True, id="q, throw, q"),
    pytest.param(("q", THROW), True, True, id="q, throw, ctrl-c"),
    pytest.param(("r", "q", THROW, SURE), False, False, id="review, q, throw"),
    pytest.param(("r", "q", KEEP), False, True, id="review, q, keep"),
    pytest.param(("2", "2"), False, True, id="help, sheet"),
    pytest.param(("2", "3"), False, True, id="help, stop"),
    pytest.param(("2",), True, True, id="help, ctrl-c"),
    pytest.param(("0", "3"), True, False, id="outside, ctrl-c"),
]


@pytest.mark.parametrize(("typed", "interrupt", "stays"), WAYS_OUT)
@pytest.mark.parametrize("resumed", [False, True], ids=["new", "resumed"])
def test_what_is_said_on_leaving_is_true(
    small: Bank, folder: Path, typed: tuple[str, ...], interrupt: bool, stays: bool, resumed: bool
) -> None:
    """A draft is said to be kept where it is, with the command to go on; else it is gone, and that is said."""
    if resumed:
        left_by_another_run(folder, small)
    before = [GO_ON] if resumed else TO_HARM
    held = hold(small, *before, *typed, wishes=wishes(folder), interrupt=interrupt)
    assert "You stopped before the end." in held.screen
    assert [str(path) for path in files(folder)] == path_said(held)
    assert len(files(folder)) == stays
    assert (AGAIN in held.screen.split("You stopped")[1]) == stays
    assert ("Nothing was kept." in held.screen) != stays


def test_the_draft_stays_until_the_program_has_written_the_sheet(small: Bank, folder: Path) -> None:
    """The end hands it over; it is not deleted before the result is safe, and nothing is said to be kept."""
    held = hold(small, *TO_THE_END, wishes=wishes(folder))
    assert held.outcome is not None
    assert held.outcome.draft is not None
    assert [held.outcome.draft.path] == files(folder)
    assert path_said(held) == []
    held.outcome.draft.drop()
    assert files(folder) == []


def test_who_the_check_was_not_written_for_leaves_no_draft(small: Bank, folder: Path) -> None:
    """It ends there, what there was is deleted, and that is said."""
    for way_out in (("1",), ("q",), ()):
        held = hold(small, *TO_HARM, "0", "3", *way_out, wishes=wishes(folder))
        assert held.outcome is not None
        assert (held.outcome.finished, held.outcome.outside, held.outcome.draft) == (True, True, None)
        assert files(folder) == []
        assert held.screen.endswith("Nothing was kept.\n")


def test_under_18_nothing_is_left(bank: Bank, folder: Path) -> None:
    """Neither the age nor that the check was begun."""
    for way_out, interrupt in (((), False), ((), True), (("q",), False)):
        held = hold(bank, "1", "4", *way_out, wishes=wishes(folder), interrupt=interrupt)
        assert HELP not in held.screen
        assert "Samaritans" in held.screen
        assert files(folder) == []
        assert path_said(held) == []
        assert "Nothing was kept." in held.screen


def test_who_answers_nothing_leaves_nothing(small: Bank, folder: Path) -> None:
    for typed in ((), ("3",), ("1",), ("1", "q", KEEP)):
        held = hold(small, *typed, wishes=wishes(folder))
        assert files(folder) == []
        assert "Nothing was kept." in held.screen


def test_a_draft_that_cannot_be_deleted_is_said(small: Bank, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It holds answers that were to be thrown away, so nobody is told that nothing was kept."""

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, "unlink", refuse)
    held = hold(small, *TO_HARM, "q", THROW, SURE, wishes=wishes(folder))
    [path] = files(folder)
    assert held.says(f"cannot delete {path}")
    assert "Delete it yourself" in held.words
    assert "Nothing was kept." not in held.screen


def test_of_what_was_left_to_be_said_nothing_is_lost_from_visit_to_visit(small: Bank, folder: Path) -> None:
    """One answer a visit, in any number of visits, comes to the same as all at once."""
    hold(small, "1", "3", wishes=wishes(folder))
    for answer in ("1", "1", "0"):
        hold(small, GO_ON, answer, wishes=wishes(folder))
    held = hold(small, GO_ON, "2", "1", "1", "1", wishes=wishes(folder))
    assert held.finished
    assert held.answers == {"mood": 3, "worn": 1, "takes": 1, "helps": 0, "harm": 2, "sleep": 1}
    assert State.UNANSWERED not in held.answers.values()
