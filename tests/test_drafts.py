"""What drafts promise: a killed run loses nothing, nothing about safety is written, and no run eats another's draft."""

from __future__ import annotations

import errno
import json
import os
import pickle
import random
import resource
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from installed import installed
from people import answers_to, said, shipped

from blunting_cli import drafts, storage
from blunting_cli.answers import MAX_TEXT, read_answers
from blunting_cli.asking import complete
from blunting_cli.bank import Bank, load_bank, load_medicines
from blunting_cli.conditions import Answer, Duration, Medicine, State
from blunting_cli.drafts import Draft, Found, Keeper, find_drafts, wordings
from blunting_cli.errors import OutputError
from blunting_cli.medicines import recognise

DAY = "2026-03-01"
EXAMPLES = settings(max_examples=60, deadline=None)
EVERY_TYPE = """\
bank: every_type
version: 1.0.0
recall: the past month
sections:
  here: {title: Here, why: To try every type., lead: How often?}
tiers: [{id: watch, title: Watch, text: Wait.}]
questions:
  - {id: mood, section: here, ask: Mood?, why: To try., also: [not_applicable, prefer_not_to_say], options: [
      {value: 0, label: Not at all}, {value: 1, label: A little}, {value: 3, label: "Very, very much"}]}
  - {id: signs, section: here, ask: Signs?, why: To try., type: multi, options: [
      {value: 1, label: Tired}, {value: 2, label: Tense}, {value: 5, label: Sad}]}
  - {id: hurt, section: here, ask: Hurt?, why: To try., safety: true, options: [
      {value: 0, label: "No"}, {value: 1, label: "Yes"}]}
  - {id: hurt_when, section: here, ask: When?, why: To try., type: text, ask_if: {hurt: 1}}
  - {id: hours, section: here, ask: Hours?, why: To try., type: number, min: 0, max: 24, unit: hours}
  - {id: since, section: here, ask: Since?, why: To try., type: duration}
  - {id: day, section: here, ask: Day?, why: To try., type: date, ask_if: {mood: 3}}
  - {id: notes, section: here, ask: Notes?, why: To try., type: text}
  - {id: pills, section: here, ask: Medicines?, why: To try., type: medicine}
"""
EVERYTHING: dict[str, Answer] = {
    "mood": 3,
    "signs": (1, 5),
    "hours": 7.5,
    "since": Duration(3, "week"),
    "day": "2026-03",
    "notes": "Wie fr\u00fcher \U0001f600",
    "pills": (
        Medicine(
            "Zoloft 50 mg", Duration(2, "year"), "raised", Duration(1, "week"), "sertraline", "ssri", "antidepressant"
        ),
        Medicine("blue pills"),
    ),
}


@cache
def every_type() -> Bank:
    """A bank with one question of every type, and one about safety that opens another."""
    with TemporaryDirectory() as name:
        path = Path(name) / "small.yaml"
        path.write_text(EVERY_TYPE, encoding="utf-8")
        return load_bank(str(path))


@pytest.fixture
def small() -> Bank:
    """The bank with one question of every type."""
    return every_type()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where drafts go; not there yet."""
    return tmp_path / "state" / "blunting"


@pytest.fixture
def umask_zero() -> Iterator[None]:
    """A process whose files are open to everyone unless it says otherwise."""
    before = os.umask(0)
    yield
    os.umask(before)


def by_name(medicines: tuple[Medicine, ...]) -> tuple[Medicine, ...]:
    """Recognise medicines by the shipped list."""
    return recognise(medicines, load_medicines())


def look(folder: Path, bank: Bank) -> Found:
    """Find the drafts as the program does."""
    return find_drafts(folder, bank, by_name)


def only(folder: Path, bank: Bank) -> Draft:
    """Give the one draft of a folder in which every file is one."""
    found = look(folder, bank)
    assert found.unreadable == ()
    assert len(found.drafts) == 1
    return found.drafts[0]


def kept(folder: Path, bank: Bank, answers: Mapping[str, Answer], day: str = DAY) -> Path:
    """Leave a draft as a run does that was killed after these answers."""
    keeper = Keeper.new(folder, bank, day)
    keeper.keep(answers)
    keeper.close()
    return keeper.path


def names(folder: Path) -> list[str]:
    """Give the names in a folder, hidden ones too."""
    return sorted(path.name for path in folder.iterdir())


def public(bank: Bank, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Leave out what is about safety."""
    return {name: answer for name, answer in answers.items() if name not in bank.safety}


# What is kept -------------------------------------------------------------------------------------------------------


def test_every_type_of_answer_is_found_again(folder: Path, small: Bank) -> None:
    """Values, words, times and medicines come back as they were, in the order of the bank."""
    path = kept(folder, small, dict(reversed(EVERYTHING.items())))
    draft = only(folder, small)
    assert (draft.path, draft.begun, draft.dropped) == (path, DAY, ())
    assert draft.said == EVERYTHING
    assert list(draft.said) == list(EVERYTHING)


def test_a_draft_is_plain_to_read(folder: Path, small: Bank) -> None:
    """The format, whole: a person who opens the file understands it."""
    data = json.loads(kept(folder, small, {"signs": (), "mood": State.SKIPPED, "hurt": 1}).read_bytes())
    hashes = wordings(small)
    assert data == {
        "draft": 1,
        "bank": {"id": "every_type", "version": "1.0.0", "sha256": small.sha256},
        "begun": DAY,
        "taken": DAY,
        "wording": {"mood": hashes["mood"], "signs": hashes["signs"]},
        "answers": {"mood": "skipped", "signs": []},
    }
    assert list(data["answers"]) == ["mood", "signs"]


@EXAMPLES
@given(answers=said())
def test_what_anyone_says_is_found_again_but_for_safety(answers: dict[str, Answer]) -> None:
    """Also the answers whose question is closed by now."""
    with TemporaryDirectory() as name:
        kept(Path(name), shipped(), answers)
        left = public(shipped(), answers)
        assert [dict(draft.said) for draft in look(Path(name), shipped()).drafts] == ([left] if left else [])


@EXAMPLES
@given(answers=said())
def test_a_draft_is_an_answers_file(answers: dict[str, Answer]) -> None:
    """`check --answers DRAFT --partial` reads it without a complaint."""
    with TemporaryDirectory() as name:
        left = public(shipped(), answers)
        for path in [kept(Path(name), shipped(), answers)] if left else []:
            file = read_answers(path.read_bytes(), str(path), shipped(), by_name)
            assert (file.complaints, file.taken, dict(file.said)) == ((), DAY, left)
            complete(shipped(), file, partial=True)


def test_an_answer_to_a_question_that_is_closed_now_is_kept(folder: Path, small: Bank) -> None:
    """Going back over a branch and resuming loses nothing."""
    kept(folder, small, {"mood": 0, "day": "2026"})
    assert only(folder, small).said == {"mood": 0, "day": "2026"}


def test_no_character_that_can_be_typed_spoils_a_draft(folder: Path, small: Bank) -> None:
    """Invisible characters, which no answers file may hold, are left out; all else stays as it was."""
    typed = "".join(map(chr, [*range(0x3000), *range(0xD7F0, 0xE010), *range(0xFFF0, 0x10010)])).replace("\n", "")
    for start in range(0, len(typed), MAX_TEXT - 1):
        text = "x" + typed[start : start + MAX_TEXT - 2] + "x"
        path = kept(folder, small, {"mood": 1, "notes": text, "pills": (Medicine(text[:200]),)})
        assert read_answers(path.read_bytes(), "a", small, by_name).complaints == ()
        draft = only(folder, small)
        assert set(draft.said) == {"mood", "notes", "pills"}
        visible = "".join(letter for letter in text if letter.isprintable())
        assert visible == "".join(letter for letter in str(draft.said["notes"]) if letter.isprintable())
        path.unlink()
    kept(folder, small, {"pills": (Medicine("\udcff\u200f"),)})
    assert only(folder, small).said == {"pills": (Medicine("\ufffd"),)}


# Safety -------------------------------------------------------------------------------------------------------------


@EXAMPLES
@given(answers=said(), data=st.data())
def test_no_byte_depends_on_an_answer_about_safety(answers: dict[str, Answer], data: st.DataObject) -> None:
    """Two people who differ in nothing else leave the same file, or both none; the questions are not named in it."""
    bank = shipped()
    other = public(bank, answers)
    for name in sorted(bank.safety):
        if data.draw(st.booleans()):
            other[name] = data.draw(answers_to(bank.by_id[name]))
    written = []
    with TemporaryDirectory() as name:
        keeper = Keeper.new(Path(name) / "drafts", bank, DAY)
        for each in (answers, other):
            keeper.keep(each)
            written.append(keeper.path.read_bytes() if keeper.written else None)
            keeper.drop()
        assert names(Path(name)) == (["drafts"] if written[0] else [])
    assert written[0] == written[1]
    assert not any(question.encode() in (written[0] or b"") for question in bank.safety)


def test_what_a_question_about_safety_opens_is_not_kept_either(folder: Path, small: Bank) -> None:
    """That it was answered would say what opened it."""
    path = kept(folder, small, {"hurt": 1, "hurt_when": "yesterday", "mood": 1})
    assert b"hurt" not in path.read_bytes()
    assert b"yesterday" not in path.read_bytes()


def test_an_answer_about_safety_writes_nothing(folder: Path, small: Bank) -> None:
    """Neither the file nor the time of its last change tells of it; as a first answer it makes no file."""
    keeper = Keeper.new(folder, small, DAY)
    keeper.keep({"hurt": 1})
    assert not keeper.written
    assert not folder.exists()
    keeper.keep({"hurt": 1, "mood": 1})
    before = keeper.path.stat()
    keeper.keep({"hurt": 0, "hurt_when": "never", "mood": 1})
    assert keeper.path.stat() == before
    keeper.close()


def test_an_answer_to_what_is_about_safety_by_now_is_not_taken_up(folder: Path, small: Bank) -> None:
    """A draft of an older bank, or one that was written by hand, may hold it; the question is asked again."""
    path = kept(folder, small, {"mood": 1})
    data = json.loads(path.read_bytes())
    data["answers"]["hurt"] = 1
    path.write_text(json.dumps(data))
    draft = only(folder, small)
    assert (draft.said, draft.dropped) == ({"mood": 1}, ("hurt",))


# A bank that has changed --------------------------------------------------------------------------------------------


def changed(bank: Bank, name: str, **fields: Any) -> Bank:
    """Give the bank with one question changed, as another version of it."""
    questions = tuple(one._replace(**fields) if one.id == name else one for one in bank.questions)
    return replace(bank, questions=questions, sha256="another")


def test_another_bank_hash_with_the_same_wording_keeps_all(folder: Path, small: Bank) -> None:
    """A new source or a mended rule asks nobody again."""
    kept(folder, small, EVERYTHING)
    draft = only(folder, replace(small, sha256="another", version="2"))
    assert (draft.said, draft.dropped) == (EVERYTHING, ())


def test_within_the_same_bank_no_wording_is_compared(folder: Path, small: Bank) -> None:
    """The hash of a wording may one day be made otherwise; that of the bank says that nothing has changed."""
    path = kept(folder, small, EVERYTHING)
    data = json.loads(path.read_bytes())
    path.write_text(json.dumps({**data, "wording": {}}))
    assert only(folder, small).said == EVERYTHING
    assert only(folder, replace(small, sha256="another")).dropped == tuple(EVERYTHING)


@pytest.mark.parametrize(
    "fields",
    [
        {"ask": "Hours a day?"},
        {"unit": "days"},
        {"high": 48.0},
        {"low": None},
        {"also": (State.NOT_APPLICABLE,)},
        {"type": "text"},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_only_answers_to_what_reads_differently_are_dropped(folder: Path, small: Bank, fields: dict[str, Any]) -> None:
    """An answer to other words is no answer."""
    kept(folder, small, EVERYTHING)
    draft = only(folder, changed(small, "hours", **fields))
    assert draft.dropped == ("hours",)
    assert draft.said == {name: answer for name, answer in EVERYTHING.items() if name != "hours"}


@pytest.mark.parametrize("fields", [{"why": "Because."}, {"short": "H"}, {"red_flag": True}, {"opens": None}])
def test_what_nobody_answers_to_may_change(folder: Path, small: Bank, fields: dict[str, Any]) -> None:
    """The word of why, the name on the sheet and the rules are not what was answered."""
    kept(folder, small, EVERYTHING)
    assert only(folder, changed(small, "day", **fields)).dropped == ()


def test_a_changed_option_drops_what_was_chosen_among_them(folder: Path, small: Bank) -> None:
    """Also where the option that was chosen stayed: it stood among others."""
    kept(folder, small, EVERYTHING)
    options = small.by_id["mood"].options
    relabelled = (options[0]._replace(label="Never"), *options[1:])
    assert only(folder, changed(small, "mood", options=relabelled)).dropped == ("mood",)
    assert only(folder, changed(small, "mood", options=options[1:])).dropped == ("mood",)
    assert only(folder, changed(small, "mood", options=options[::-1])).dropped == ("mood",)


def test_a_changed_lead_or_time_looked_back_on_drops_all_it_stands_before(folder: Path, small: Bank) -> None:
    """ "Over the past two weeks" is part of every question it is said of."""
    kept(folder, small, EVERYTHING)
    sections = tuple(section._replace(lead="Ever?") for section in small.sections)
    for bank in (replace(small, sections=sections, sha256="b"), replace(small, recall="the past year", sha256="c")):
        draft = only(folder, bank)
        assert (draft.said, draft.dropped) == ({}, tuple(EVERYTHING))


def test_answers_to_questions_that_are_gone_are_dropped(folder: Path, small: Bank) -> None:
    """They are named, so that the person can be told."""
    kept(folder, small, EVERYTHING)
    fewer = replace(small, questions=tuple(one for one in small.questions if one.id != "pills"), sha256="another")
    assert only(folder, fewer).dropped == ("pills",)


def test_values_are_checked_also_in_the_same_bank(folder: Path, small: Bank) -> None:
    """A file can be written by hand; what was not said, as against skipped, is asked again."""
    path = kept(folder, small, EVERYTHING)
    data = json.loads(path.read_bytes())
    data["answers"] |= {"mood": 2, "hours": 25, "signs": None, "day": "withheld", "since": "unanswered", "no": 1}
    path.write_text(json.dumps(data))
    draft = only(folder, small)
    assert draft.dropped == ("mood", "signs", "hours", "since", "day", "no")
    assert set(draft.said) == {"notes", "pills"}


# Finding ------------------------------------------------------------------------------------------------------------


def test_where_there_is_no_folder_there_are_no_drafts(tmp_path: Path, small: Bank) -> None:
    """Looking makes nothing and complains of nothing, whatever stands there."""
    (tmp_path / "file").write_text("x")
    for place in (tmp_path / "gone", tmp_path / "file", tmp_path / "file" / "below", tmp_path / ("x" * 300)):
        assert look(place, small) == Found((), False, ())
    assert look(Path("a\0b"), small) == Found((), False, ())
    assert names(tmp_path) == ["file"]


def test_the_newest_draft_comes_first(folder: Path, small: Bank) -> None:
    """The newest is the one that was last written, not last begun."""
    paths = [kept(folder, small, {"mood": 1}, day) for day in (DAY, "2026-03-05", "2026-02-01")]
    for place, path in enumerate(paths):
        os.utime(path, ns=(0, place * 1000))
    assert [draft.path for draft in look(folder, small).drafts] == paths[::-1]


def test_drafts_of_another_bank_are_left_to_it(folder: Path, small: Bank) -> None:
    """They are neither found nor called unreadable."""
    kept(folder, small, {"mood": 1})
    assert look(folder, replace(small, id="other")) == Found((), False, ())


def test_a_draft_that_goes_while_it_is_looked_for_is_not_named(
    folder: Path, small: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its run came to its end meanwhile and deleted it, before it was opened or after."""
    path = kept(folder, small, {"mood": 1})
    monkeypatch.setattr(drafts, "list_folder", lambda _: [folder / "gone.json", path])
    real = drafts.read_file

    def late(path: Path, *, follow: bool) -> bytes:
        path.unlink()
        return real(path, follow=follow)

    monkeypatch.setattr(drafts, "read_file", late)
    assert look(folder, small) == Found((), False, ())


def test_files_of_other_kinds_are_not_looked_at(folder: Path, small: Bank) -> None:
    """What somebody keeps in the folder is no damaged draft."""
    storage.make_private_folder(folder)
    for name in ("notes.txt", ".hidden.json", "json", "a.json~"):
        (folder / name).write_text("{")
    assert look(folder, small) == Found((), False, ())
    assert len(names(folder)) == 4


GOOD = {"draft": 1, "bank": {"id": "every_type"}, "begun": DAY, "wording": {}, "answers": {"mood": 1}}
NO_DRAFTS: dict[str, bytes] = {
    "empty": b"",
    "blank": b" \n",
    "half": json.dumps(GOOD).encode()[:-9],
    "no text": b"\xff\xfe\x00",
    "a list": b"[]",
    "a number": b"1",
    "an empty object": b"{}",
    "a repeated key": json.dumps(GOOD).replace('"mood": 1', '"mood": 1, "mood": 0').encode(),
    "a number too long": json.dumps(GOOD).replace('"mood": 1', '"hours": 12345678901234567890').encode(),
    "deep lists": b"[" * 100_000 + b"]" * 100_000,
    "deep objects": b'{"draft": ' * 50_000,
    "deep answers": json.dumps(GOOD).encode().replace(b'{"mood": 1}', b'{"mood": ' * 500 + b"1" + b"}" * 500),
    "too large": json.dumps(GOOD).encode() + b" " * (2 * 1024 * 1024),
    "an answers file": b'{"answers": {"mood": 1}}',
    "a flat answers file": b'{"mood": 1}',
}
IDS = st.sampled_from(["id", "mood", "hours", "notes", "pills", "hurt", "name", "change"])
WRONG = [None, True, 2, -1.5, "x", "", [], ["a"], {}, {"a": {"b": []}}]


def wrong_drafts() -> Iterator[tuple[str, bytes]]:
    """Give drafts in which one key is of the wrong kind or missing."""
    for key in GOOD:
        yield f"without {key}", json.dumps({name: value for name, value in GOOD.items() if name != key}).encode()
        for value in WRONG:
            if not isinstance(value, type(GOOD[key])) or (key == "begun"):
                yield f"{key}: {value!r}", json.dumps({**GOOD, key: value}).encode()
    for day in ("2026-02-30", "20260301", "2026-W09-1", "2026-03-01\n", "../../x"):
        yield f"begun: {day!r}", json.dumps({**GOOD, "begun": day}).encode()
    yield "draft: 2", json.dumps({**GOOD, "draft": 2}).encode()


HOSTILE = [*NO_DRAFTS.items(), *((name, text) for name, text in wrong_drafts() if name != "draft: True")]


@pytest.mark.parametrize("content", [text for _, text in HOSTILE], ids=[name for name, _ in HOSTILE])
def test_what_is_no_draft_is_named_and_left_alone(folder: Path, small: Bank, content: bytes) -> None:
    """It may be all that is left of somebody's answers; it keeps nobody from the drafts beside it."""
    good = kept(folder, small, {"mood": 1})
    bad = folder / "a.json"
    bad.write_bytes(content)
    found = look(folder, small)
    assert [draft.path for draft in found.drafts] == [good]
    assert found.unreadable == (bad,)
    assert bad.read_bytes() == content


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.symlink_to("/etc/passwd"),
        lambda path: path.symlink_to(path.parent / "gone"),
        lambda path: path.symlink_to(path),
        lambda path: path.symlink_to("/dev/zero"),
        lambda path: path.mkdir(),
        lambda path: os.mkfifo(path),
        lambda path: path.symlink_to(next(path.parent.glob("every_type-*"))),
    ],
    ids=[
        "a link",
        "a dangling link",
        "a link to itself",
        "an endless device",
        "a folder",
        "a FIFO",
        "a link to a draft",
    ],
)
def test_what_is_no_ordinary_file_is_named_and_not_followed(
    folder: Path, small: Bank, make: Callable[[Path], None]
) -> None:
    """Nothing outside the folder is ever read or written through a link, and nothing waits for a writer."""
    good = kept(folder, small, {"mood": 1})
    make(folder / "a.json")
    found = look(folder, small)
    assert ([draft.path for draft in found.drafts], found.unreadable) == ([good], (folder / "a.json",))
    assert Keeper.of(found.drafts[0]._replace(path=folder / "a.json"), small) is None
    assert os.path.lexists(folder / "a.json")


def test_a_name_that_steers_the_terminal_is_handed_on_as_it_is(folder: Path, small: Bank) -> None:
    """Whoever shows a path shows it harmlessly; here it is only a path."""
    storage.make_private_folder(folder)
    odd = folder / "\x1b[31m\n.json"
    odd.write_text("{}")
    undecodable = folder / "\udcff.json"
    undecodable.write_text("{}")
    assert set(look(folder, small).unreadable) == {odd, undecodable}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(IDS | st.text(max_size=3), inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(
    key=st.sampled_from([*GOOD, "answers", "wording"]), value=JSON, sha256=st.sampled_from(["", every_type().sha256])
)
def test_no_json_brings_anything_but_a_finding(key: str, value: Any, sha256: str) -> None:
    """Any value under any key is read, dropped or named, and what was read can be gone on with."""
    bank = every_type()
    with TemporaryDirectory() as name:
        path = Path(name) / "a.json"
        path.write_text(json.dumps({**GOOD, "bank": {"id": bank.id, "sha256": sha256}, key: value}))
        found = look(Path(name), bank)
        assert len(found.drafts) + len(found.unreadable) == 1 or key == "bank"
        for draft in found.drafts:
            assert not bank.safety & set(draft.said)
            keeper = Keeper.of(draft, bank)
            assert keeper is not None
            keeper.keep(draft.said)
            keeper.drop()


# Writing ------------------------------------------------------------------------------------------------------------


def test_nothing_is_written_before_the_first_answer(folder: Path, small: Bank) -> None:
    """Neither a file nor a folder; what was never there can be dropped."""
    keeper = Keeper.new(folder, small, DAY)
    keeper.keep({})
    assert not keeper.written
    keeper.drop()
    keeper.close()
    assert not folder.exists()
    assert not folder.parent.exists()


@pytest.mark.usefixtures("umask_zero")
def test_a_draft_and_its_folders_are_private(tmp_path: Path, small: Bank) -> None:
    """Whatever the process lets others do, also with the folders above that were missing."""
    folder = tmp_path / "local" / "state" / "blunting"
    keeper = Keeper.new(folder, small, DAY)
    for mood in (0, 1):
        keeper.keep({"mood": mood})
        assert stat.S_IMODE(keeper.path.stat().st_mode) == 0o600
    keeper.close()
    for made in (folder, folder.parent, folder.parent.parent):
        assert stat.S_IMODE(made.stat().st_mode) == 0o700


def test_a_folder_that_others_may_read_is_closed_to_them(folder: Path, small: Bank) -> None:
    """The names of drafts tell a day."""
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    kept(folder, small, {"mood": 1})
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_draft_that_was_dropped_is_gone(folder: Path, small: Bank) -> None:
    """After the sheet nothing remains; dropping twice is no mistake."""
    keeper = Keeper.new(folder, small, DAY)
    keeper.keep({"mood": 1})
    assert keeper.written
    keeper.drop()
    assert not keeper.written
    keeper.drop()
    assert names(folder) == []


def test_a_draft_that_was_deleted_meanwhile_is_written_again(folder: Path, small: Bank) -> None:
    """The next answer brings all of them back, even where nothing new was said."""
    keeper = Keeper.new(folder, small, DAY)
    keeper.keep({"mood": 1})
    keeper.path.unlink()
    assert not keeper.written
    keeper.keep({"mood": 1})
    keeper.close()
    assert only(folder, small).said == {"mood": 1}


@pytest.mark.parametrize("name", ["../../etc/passwd", "a b/c", "\x1b[31m", "...", "\u00e9\udcff", "x" * 500, "-rf", ""])
def test_the_id_of_any_bank_makes_a_harmless_name(folder: Path, small: Bank, name: str) -> None:
    """Other people write banks too."""
    bank = replace(small, id=name)
    path = kept(folder, bank, {"mood": 1})
    assert path.parent == folder
    assert drafts._NAMES.fullmatch(path.name)
    assert path.name.isascii()
    if "\udcff" not in name and "\x1b" not in name:
        assert only(folder, bank).said == {"mood": 1}


def test_a_folder_that_is_a_file_is_told_in_one_line(tmp_path: Path, small: Bank) -> None:
    """The interview goes on without a draft, and the person is told once."""
    (tmp_path / "file").write_text("x")
    for folder in (tmp_path / "file", tmp_path / "file" / "blunting", Path(os.devnull) / "blunting"):
        keeper = Keeper.new(folder, small, DAY)
        with pytest.raises(OutputError, match="cannot make the folder") as caught:
            keeper.keep({"mood": 1})
        assert "\n" not in caught.value.render()
        assert not keeper.written
        keeper.drop()
    assert (tmp_path / "file").read_text() == "x"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_to_is_told_in_one_line(folder: Path, small: Bank) -> None:
    """Also where the draft cannot be deleted, which the person must know."""
    keeper = Keeper.new(folder, small, DAY)
    keeper.keep({"mood": 1})
    folder.chmod(0o500)
    with pytest.raises(OutputError, match="Permission denied") as caught:
        keeper.keep({"mood": 3})
    assert "\n" not in caught.value.render()
    with pytest.raises(OutputError, match="cannot delete"):
        keeper.drop()
    assert only(folder, small).said == {"mood": 1}
    folder.chmod(0o700)


def test_a_draft_that_cannot_be_deleted_is_told(folder: Path, small: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who wanted it gone must know that it is still there; it is let go of all the same."""
    keeper = Keeper.new(folder, small, DAY)
    keeper.keep({"mood": 1})
    with monkeypatch.context() as refused:
        refused.setattr(Path, "unlink", no_space)
        with pytest.raises(OutputError, match="cannot delete") as caught:
            keeper.drop()
    assert str(keeper.path) in caught.value.message
    assert "yourself" in caught.value.hint
    only(folder, small)


def test_a_long_interview_keeps_one_file_open(folder: Path, small: Bank) -> None:
    """Every writing lets go of the file before, once the new one is held."""
    keeper = Keeper.new(folder, small, DAY)
    keeper.keep({"hours": 0})
    spare = os.dup(0)
    os.close(spare)
    for hours in range(1, 20):
        keeper.keep({"hours": hours})
    again = os.dup(0)
    os.close(again)
    assert again <= spare + 1
    keeper.drop()


def no_space(*_: object) -> None:
    """Stand in for a full disk."""
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("stage", ["fsync", "replace"])
def test_a_full_disk_leaves_the_draft_before_whole(
    folder: Path, small: Bank, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    """The next answer is tried again, and with room all answers are there."""
    keeper = Keeper.new(folder, small, DAY)
    keeper.keep({"mood": 1})
    with monkeypatch.context() as full:
        full.setattr(storage.os, stage, no_space)
        with pytest.raises(OutputError, match="No space left on device") as caught:
            keeper.keep({"mood": 1, "hours": 7})
        assert "\n" not in caught.value.render()
        with pytest.raises(OutputError):
            keeper.keep({"mood": 1, "hours": 7})
    assert names(folder) == [keeper.path.name]
    assert look(folder, small) == Found((), True, ()), "it is still held"
    keeper.keep({"mood": 1, "hours": 7})
    keeper.close()
    assert only(folder, small).said == {"mood": 1, "hours": 7}


def test_a_write_that_the_system_cuts_short_leaves_the_draft_before_whole(folder: Path, small: Bank) -> None:
    """A real limit, reached in the middle of the bytes."""
    keeper = Keeper.new(folder, small, DAY)
    keeper.keep({"mood": 1})
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, limits[1]))
    try:
        with pytest.raises(OutputError, match="File too large"):
            keeper.keep({"mood": 1, "hours": 7})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    keeper.close()
    assert only(folder, small).said == {"mood": 1}
    assert names(folder) == [keeper.path.name]


# Going on, and two runs at once -------------------------------------------------------------------------------------


def test_a_draft_is_gone_on_with_in_its_own_file(folder: Path, small: Bank) -> None:
    """It keeps the day it was begun; what was dropped is gone with the next answer."""
    path = kept(folder, small, {"mood": 1, "hours": 7})
    bank = changed(small, "hours", unit="days")
    draft = only(folder, bank)
    keeper = Keeper.of(draft, bank)
    assert keeper is not None
    assert (keeper.path, keeper.begun, keeper.written) == (path, DAY, True)
    keeper.keep({**draft.said, "notes": "more"})
    keeper.close()
    draft = only(folder, bank)
    assert (draft.path, draft.begun, draft.said, draft.dropped) == (path, DAY, {"mood": 1, "notes": "more"}, ())
    assert names(folder) == [path.name]


def test_a_draft_in_use_is_not_found(folder: Path, small: Bank) -> None:
    """From the first answer to the last, through every writing; afterwards it is."""
    keeper = Keeper.new(folder, small, DAY)
    for mood in (0, 1, 3):
        keeper.keep({"mood": mood})
        assert look(folder, small) == Found((), True, ())
    keeper.close()
    draft = only(folder, small)
    again = Keeper.of(draft, small)
    assert again is not None
    assert look(folder, small) == Found((), True, ()), "held before its first answer too"
    again.close()


def test_of_two_runs_that_go_on_with_a_draft_one_gets_it(folder: Path, small: Bank) -> None:
    """Both found it while nobody held it; the other begins a draft of its own."""
    kept(folder, small, {"mood": 1})
    mine, theirs = only(folder, small), only(folder, small)
    keeper = Keeper.of(mine, small)
    assert keeper is not None
    assert Keeper.of(theirs, small) is None
    keeper.keep({"mood": 3})
    assert Keeper.of(theirs, small) is None
    other = Keeper.new(folder, small, DAY)
    other.keep({"mood": 0})
    assert other.path != keeper.path
    other.drop()
    keeper.close()
    assert only(folder, small).said == {"mood": 3}


def test_a_draft_that_another_run_took_further_is_not_written_over(folder: Path, small: Bank) -> None:
    """While one window asks whether to go on, another may have gone on and stopped; or finished."""
    kept(folder, small, {"mood": 1})
    stale = only(folder, small)
    other = Keeper.of(stale, small)
    assert other is not None
    other.keep({"mood": 1, "hours": 7})
    other.close()
    assert Keeper.of(stale, small) is None
    fresh = Keeper.of(only(folder, small), small)
    assert fresh is not None
    fresh.drop()
    assert Keeper.of(stale, small) is None


def test_a_draft_written_between_opening_and_locking_is_not_taken(
    folder: Path, small: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock would be that of the file before, which has no name any more."""
    kept(folder, small, {"mood": 1})
    draft = only(folder, small)
    real = storage._lock

    def late(descriptor: int, *, shared: bool = False) -> bool:
        monkeypatch.setattr(storage, "_lock", real)
        other = Keeper.of(draft, small)
        assert other is not None
        other.keep({"mood": 3})
        other.close()
        return real(descriptor, shared=shared)

    monkeypatch.setattr(storage, "_lock", late)
    assert Keeper.of(draft, small) is None
    assert only(folder, small).said == {"mood": 3}


def test_looking_does_not_keep_others_from_looking(folder: Path, small: Bank) -> None:
    """Two programs that begin at the same moment both see the draft."""
    path = kept(folder, small, {"mood": 1})
    hold = storage.hold_file(path, shared=True)
    assert hold is not None
    assert len(look(folder, small).drafts) == 1
    hold.release()


def no_locks(*_: object) -> None:
    """Stand in for a network drive without locks."""
    raise OSError(errno.ENOLCK, "No locks available")


@pytest.mark.parametrize("windows", [False, True])
def test_where_nothing_can_be_locked_drafts_work_all_the_same(
    folder: Path, small: Bank, monkeypatch: pytest.MonkeyPatch, windows: bool
) -> None:
    """Without locks every draft is free, and no file is kept open where an open one cannot be renamed."""
    if windows:
        monkeypatch.setitem(sys.modules, "fcntl", None)
        monkeypatch.setattr(storage, "WINDOWS", True)
    else:
        monkeypatch.setattr("fcntl.flock", no_locks)
    keeper = Keeper.new(folder, small, DAY)
    keeper.keep({"mood": 1})
    keeper.keep({"mood": 3})
    again = Keeper.of(only(folder, small), small)
    assert again is not None
    assert (keeper._hold is None or keeper._hold.descriptor < 0) == windows
    assert (again._hold is None or again._hold.descriptor < 0) == windows
    again.keep({"mood": 0})
    assert only(folder, small).said == {"mood": 0}
    again.drop()
    keeper.close()
    assert names(folder) == []


# Runs that are killed -----------------------------------------------------------------------------------------------

WRITER = """\
import pickle, sys
from blunting_cli.drafts import Keeper
folder, bank = pickle.load(sys.stdin.buffer)
keeper = Keeper.new(folder, bank, "2026-03-01")
for hours in range(10_000):
    keeper.keep({"mood": 1, "hours": hours % 25, "notes": str(hours % 25) * 40})
    if not hours:
        print(flush=True)
"""
TAKER = """\
import pickle, sys
from blunting_cli.drafts import Keeper
draft, bank = pickle.load(sys.stdin.buffer)
print(flush=True)
sys.stdin.buffer.read(1)
keeper = Keeper.of(draft, bank)
print("mine" if keeper else "theirs", flush=True)
sys.stdin.buffer.read(1)
"""


def started(script: str, given: object) -> subprocess.Popen[bytes]:
    """Start a program of its own and wait until it says that it is under way."""
    program = subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(installed())},
    )
    assert program.stdin is not None
    assert program.stdout is not None
    program.stdin.write(pickle.dumps(given))
    program.stdin.flush()
    program.stdout.readline()
    return program


def ended(program: subprocess.Popen[bytes]) -> None:
    """Kill a program and close what led to it."""
    program.send_signal(signal.SIGKILL)
    program.communicate()


def test_a_killed_run_leaves_a_whole_draft_that_nobody_holds(folder: Path, small: Bank) -> None:
    """Killed at any moment, also in the middle of writing; the next run finds the draft and nothing else."""
    chance = random.Random(7)
    for _ in range(20):
        program = started(WRITER, (folder, small))
        try:
            time.sleep(chance.uniform(0, 0.01))
            assert look(folder, small) == Found((), True, ()), "held while it runs"
        finally:
            ended(program)
        draft = only(folder, small)
        assert draft.said["notes"] == str(draft.said["hours"]) * 40
        assert names(folder) == [draft.path.name]
        keeper = Keeper.of(draft, small)
        assert keeper is not None
        keeper.drop()


def test_of_several_programs_that_take_a_draft_at_once_one_gets_it(folder: Path, small: Bank) -> None:
    """And when that one is killed, the draft is free again."""
    kept(folder, small, {"mood": 1})
    draft = only(folder, small)
    programs = [started(TAKER, (draft, small)) for _ in range(4)]
    try:
        for program in programs:
            assert program.stdin is not None
            program.stdin.write(b"x")
            program.stdin.flush()
        said = sorted(program.stdout.readline() for program in programs if program.stdout)
        assert said == [b"mine\n", b"theirs\n", b"theirs\n", b"theirs\n"]
    finally:
        for program in programs:
            ended(program)
    assert only(folder, small) == draft


def test_what_killed_runs_left_unfinished_is_removed(folder: Path, small: Bank) -> None:
    """Only what is ours, and only what no running program is writing."""
    path = kept(folder, small, {"mood": 1})
    stale = folder / f".{path.name}.blunting-a1b2c3_z"
    theirs = folder / f".{path.name}.blunting-a1b2c3_y"
    others = [
        folder / name
        for name in (".bashrc.blunting-abcdefgh", f".{path.name}.settings", f".{path.name}", f"{path.name}.abcdefgh")
    ]
    for each in (stale, theirs, *others):
        each.write_text("x")
    hold = storage.hold_file(theirs)
    assert hold is not None
    only(folder, small)
    assert not stale.exists()
    assert theirs.exists()
    assert all(each.exists() for each in others)
    hold.release()
    only(folder, small)
    assert not theirs.exists()


def test_a_run_that_tidies_up_takes_no_file_from_one_that_is_writing(
    folder: Path, small: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the making of a temporary file and its lock another run may remove it; then there is a second one."""
    keeper = Keeper.new(folder, small, DAY)
    keeper.keep({"mood": 1})
    real = storage._lock

    def after_tidying(descriptor: int, *, shared: bool = False) -> bool:
        monkeypatch.setattr(storage, "_lock", real)
        look(folder, small)
        return real(descriptor, shared=shared)

    monkeypatch.setattr(storage, "_lock", after_tidying)
    keeper.keep({"mood": 3})
    keeper.close()
    assert only(folder, small).said == {"mood": 3}
    assert names(folder) == [keeper.path.name]
