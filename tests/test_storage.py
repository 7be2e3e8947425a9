"""What reading and writing files promise: only ordinary files of modest size are read, and writing is private and whole."""

from __future__ import annotations

import errno
import os
import re
import stat
from pathlib import Path

import pytest

from blunting_cli import storage
from blunting_cli.errors import ExitCode, InputError, OutputError
from blunting_cli.storage import (
    MAX_BYTES,
    belongs_to_others,
    check_size,
    check_target,
    clear_temporaries,
    hold_file,
    is_held,
    make_private_folder,
    questions_folder,
    read_file,
    state_folder,
    write_file,
    write_held,
    write_whole,
)


def names(folder: Path) -> list[str]:
    """Give the names in a folder, hidden ones too."""
    return sorted(path.name for path in folder.iterdir())


# Reading ------------------------------------------------------------------------------------------------------------


def test_an_ordinary_file_is_read_byte_for_byte(tmp_path: Path) -> None:
    """Nothing is decoded or changed."""
    path = tmp_path / "a"
    path.write_bytes(b"\r\n\xff\x00\x1a end")
    assert read_file(path) == b"\r\n\xff\x00\x1a end"
    assert read_file(str(path)) == b"\r\n\xff\x00\x1a end"


def test_a_link_to_a_file_is_followed_for_reading(tmp_path: Path) -> None:
    """A person may keep a link to an answers file."""
    (tmp_path / "a").write_bytes(b"x")
    (tmp_path / "link").symlink_to(tmp_path / "a")
    assert read_file(tmp_path / "link") == b"x"


def test_a_link_is_refused_where_it_must_not_be_followed(tmp_path: Path) -> None:
    """In a folder of our own, a link is none of ours."""
    (tmp_path / "a").write_bytes(b"x")
    (tmp_path / "link").symlink_to(tmp_path / "a")
    with pytest.raises(InputError, match="cannot read"):
        read_file(tmp_path / "link", follow=False)
    assert read_file(tmp_path / "a", follow=False) == b"x"


def test_a_file_of_the_largest_size_is_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    """The limit is exact, and the same for a stream."""
    path = tmp_path / "a"
    path.write_bytes(b"x" * MAX_BYTES)
    assert len(read_file(path)) == MAX_BYTES
    path.write_bytes(b"x" * (MAX_BYTES + 1))
    with pytest.raises(InputError, match="larger than 2 MB"):
        read_file(path)
    with pytest.raises(InputError, match="standard input is larger"):
        check_size(b"x" * (MAX_BYTES + 1), "standard input")


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda _: None, "there is no file"),
        (lambda path: path.mkdir(), "is a folder, not a file"),
        (lambda path: os.mkfifo(path), "is not an ordinary file"),
        (lambda path: path.symlink_to("/dev/zero"), "is not an ordinary file"),
        (lambda path: path.symlink_to("/dev/null"), "is not an ordinary file"),
        (lambda path: path.symlink_to(path.parent / "gone"), "there is no file"),
        (lambda path: path.symlink_to(path), "cannot read"),
    ],
    ids=["missing", "folder", "fifo", "endless device", "empty device", "dangling link", "link to itself"],
)
def test_anything_but_an_ordinary_file_is_refused_at_once(tmp_path: Path, make: object, says: str) -> None:
    """No wait for a writer, no endless device, no traceback."""
    assert callable(make)
    make(tmp_path / "a")
    with pytest.raises(InputError, match=says) as caught:
        read_file(tmp_path / "a")
    assert caught.value.code is ExitCode.BAD_INPUT


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000, "", "a/b/c", "/dev/null/x"])
def test_a_name_that_cannot_be_opened_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Whatever was typed as a name ends in words."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError):
        read_file(name)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    """The reason of the system is said."""
    path = tmp_path / "a"
    path.write_bytes(b"x")
    path.chmod(0)
    with pytest.raises(InputError, match="Permission denied"):
        read_file(path)


def test_a_refused_file_is_named_without_steering_the_terminal(tmp_path: Path) -> None:
    """Escape characters of a name are shown as escapes."""
    with pytest.raises(InputError) as caught:
        read_file(tmp_path / "\x1b[31m")
    assert "\x1b" not in caught.value.render()
    assert "\\x1b[31m" in caught.value.render()


# Writing ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("replace", [True, False])
def test_a_file_is_private_from_the_beginning(tmp_path: Path, replace: bool) -> None:
    """Only the person may read what is written, whatever the mask of the process."""
    before = os.umask(0)
    try:
        write_file(tmp_path / "a", b"x", replace=replace)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600
    assert (tmp_path / "a").read_bytes() == b"x"
    assert names(tmp_path) == ["a"]


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    """Without leave to replace, nothing changes."""
    path = tmp_path / "a"
    path.write_bytes(b"old")
    with pytest.raises(OutputError, match="is there already") as caught:
        write_file(path, b"new", replace=False)
    assert "--force" in caught.value.hint
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a"]


def test_a_file_may_be_replaced(tmp_path: Path) -> None:
    """With leave, the new file takes the place of the old one and is private, even if the old one was not."""
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(0o644)
    write_file(path, b"new", replace=True)
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_link_is_neither_replaced_nor_followed(tmp_path: Path) -> None:
    """A link may stand for a stream or for a file of someone else, so neither it nor what it points to is touched."""
    (tmp_path / "target").write_bytes(b"other")
    (tmp_path / "link").symlink_to(tmp_path / "target")
    with pytest.raises(OutputError, match="is a link to another place"):
        write_file(tmp_path / "link", b"new", replace=True)
    assert (tmp_path / "target").read_bytes() == b"other"
    assert (tmp_path / "link").is_symlink()


def test_a_dangling_link_counts_as_there(tmp_path: Path) -> None:
    """A link to nowhere is not written through."""
    (tmp_path / "link").symlink_to(tmp_path / "gone")
    with pytest.raises(OutputError, match="is there already"):
        write_file(tmp_path / "link", b"new", replace=False)
    assert names(tmp_path) == ["link"]


@pytest.mark.parametrize("stage", ["fsync", "replace"])
def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    """A full disk or a lost drive never leaves half a file."""

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "a").write_bytes(b"old")
    monkeypatch.setattr(storage.os, stage, fail)
    with pytest.raises(OutputError, match="No space left on device") as caught:
        write_file(tmp_path / "a", b"new", replace=True)
    assert caught.value.code is ExitCode.FAILED
    assert (tmp_path / "a").read_bytes() == b"old"
    assert names(tmp_path) == ["a"]


def test_an_interrupted_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while writing removes the unfinished file."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(storage.os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_file(tmp_path / "a", b"new", replace=False)
    assert names(tmp_path) == []


def test_a_file_that_appears_meanwhile_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the first look and the end of writing somebody else may have made the file."""
    real = os.fsync

    def appear(descriptor: int) -> None:
        (tmp_path / "a").write_bytes(b"theirs")
        real(descriptor)

    monkeypatch.setattr(storage.os, "fsync", appear)
    with pytest.raises(OutputError, match="is there already"):
        write_file(tmp_path / "a", b"ours", replace=False)
    assert (tmp_path / "a").read_bytes() == b"theirs"
    assert names(tmp_path) == ["a"]


def refuse_links(*_: object) -> None:
    """Stand in for a file system without hard links."""
    raise PermissionError(errno.EPERM, "Operation not permitted")


def test_a_drive_without_hard_links_can_be_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory sticks know no hard links; a sheet can be saved there all the same."""
    monkeypatch.setattr(storage.os, "link", refuse_links)
    write_file(tmp_path / "a", b"x", replace=False)
    assert (tmp_path / "a").read_bytes() == b"x"
    assert names(tmp_path) == ["a"]


def test_without_hard_links_a_file_is_still_not_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also there a file that appears meanwhile is left alone."""

    def appear(*_: object) -> None:
        (tmp_path / "a").write_bytes(b"theirs")
        refuse_links()

    monkeypatch.setattr(storage.os, "link", appear)
    with pytest.raises(OutputError, match="is there already"):
        write_file(tmp_path / "a", b"ours", replace=False)
    assert (tmp_path / "a").read_bytes() == b"theirs"
    assert names(tmp_path) == ["a"]


@pytest.mark.parametrize("replace", [True, False])
@pytest.mark.parametrize("name", ["gone/a", "folder", "x" * 300, "nul\0"])
def test_a_place_that_cannot_hold_a_file_is_refused(tmp_path: Path, name: str, replace: bool) -> None:
    """A missing folder, a folder itself or an impossible name ends in words, and nothing is made."""
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError) as caught:
        write_file(tmp_path / name, b"x", replace=replace)
    assert caught.value.hint
    assert names(tmp_path) == ["folder"]


@pytest.mark.parametrize("name", ["gone/a", ".", "x" * 300])
def test_a_bad_place_is_told_before_any_work_is_done(tmp_path: Path, name: str) -> None:
    """A person does not answer forty questions for a sheet that cannot be saved."""
    with pytest.raises(OutputError):
        check_target(tmp_path / name, replace=True)


def test_a_pipe_or_device_is_never_replaced(tmp_path: Path) -> None:
    """A file moved over /dev/null would take it away from the whole system."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OutputError, match="is not an ordinary file"):
        write_file(tmp_path / "pipe", b"x", replace=True)
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
    with pytest.raises(OutputError, match="is not an ordinary file"):
        check_target("/dev/null", replace=True)


def test_a_free_place_brings_no_complaint_and_no_file(tmp_path: Path) -> None:
    """Looking at a place before the questions leaves no trace."""
    check_target(tmp_path / "a", replace=False)
    assert names(tmp_path) == []


# Folders ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("variables", "windows", "folder"),
    [
        ({"HOME": "/home/a"}, False, "/home/a/.local/state/blunting"),
        ({"HOME": "/home/a", "XDG_STATE_HOME": "/state"}, False, "/state/blunting"),
        ({"HOME": "/home/a", "XDG_STATE_HOME": "/state"}, True, "/state/blunting"),
        ({"HOME": "/home/a", "XDG_STATE_HOME": ""}, False, "/home/a/.local/state/blunting"),
        ({"HOME": "/home/a", "XDG_STATE_HOME": "state"}, False, "/home/a/.local/state/blunting"),
        ({"HOME": "/home/a", "XDG_STATE_HOME": "~/state"}, False, "/home/a/.local/state/blunting"),
        ({"HOME": "/home/a", "LOCALAPPDATA": "/local"}, True, "/local/blunting"),
        ({"HOME": "/home/a", "LOCALAPPDATA": "/local"}, False, "/home/a/.local/state/blunting"),
        ({"HOME": "/home/a", "LOCALAPPDATA": "local"}, True, "/home/a/.local/state/blunting"),
    ],
)
def test_drafts_live_where_the_system_keeps_state(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], windows: bool, folder: str
) -> None:
    """A variable that is no whole path counts as not set, as the XDG specification says."""
    monkeypatch.setattr(storage, "WINDOWS", windows)
    assert state_folder(variables) == Path(folder)


@pytest.mark.parametrize("home", ["", "relative", None])
def test_without_a_home_variable_the_system_is_asked(monkeypatch: pytest.MonkeyPatch, home: str | None) -> None:
    """A program that was started with few variables finds the home all the same."""
    monkeypatch.setattr(Path, "home", lambda: Path("/home/b"))
    assert state_folder({} if home is None else {"HOME": home}) == Path("/home/b/.local/state/blunting")


@pytest.mark.parametrize("home", ["relative", None])
def test_without_any_home_the_folder_can_never_be_made(monkeypatch: pytest.MonkeyPatch, home: str | None) -> None:
    """Nothing is raised here and nothing is written in the folder the program happens to be started in."""

    def found() -> Path:
        if home is None:
            raise RuntimeError("Could not determine home directory.")
        return Path(home)

    monkeypatch.setattr(Path, "home", found)
    with pytest.raises(OutputError, match="/dev/null is no folder"):
        make_private_folder(state_folder({}))


def test_a_private_folder_is_made_with_those_above_it(tmp_path: Path) -> None:
    """All that is made is closed to others; what was there already above it stays as it was."""
    tmp_path.chmod(0o755)
    before = os.umask(0)
    try:
        make_private_folder(tmp_path / "a" / "b")
        make_private_folder(tmp_path / "a" / "b")
    finally:
        os.umask(before)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (tmp_path, tmp_path / "a", tmp_path / "a" / "b")] == [
        0o755,
        0o700,
        0o700,
    ]


def test_a_folder_that_cannot_be_made_private_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is kept where others may read what there is."""

    def fail(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    (tmp_path / "a").mkdir()
    (tmp_path / "a").chmod(0o755)
    monkeypatch.setattr(Path, "chmod", fail)
    with pytest.raises(OutputError, match=r"cannot make the folder .*: Operation not permitted"):
        make_private_folder(tmp_path / "a")


def test_a_folder_of_someone_else_is_refused_and_left_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever its mode: its owner can read all that would lie in it."""
    (tmp_path / "a").mkdir(0o755)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    with pytest.raises(OutputError, match="is a folder of someone else"):
        make_private_folder(tmp_path / "a")
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o755


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
@pytest.mark.parametrize("given", ["folder", "link", "behind the link"])
def test_a_folder_or_a_link_of_another_owner_belongs_to_others(tmp_path: Path, given: str) -> None:
    """Who owns the link may lead it elsewhere, and who owns the folder may read what is in it."""
    folder, link = tmp_path / "a", tmp_path / "link"
    folder.mkdir(0o700)
    link.symlink_to(folder)
    assert not belongs_to_others(folder)
    assert not belongs_to_others(link)
    os.chown(link if given == "link" else folder, 1000, 1000, follow_symlinks=False)
    assert belongs_to_others(folder if given == "folder" else link)
    assert not belongs_to_others(tmp_path / "gone")


@pytest.mark.parametrize("name", ["x" * 300, "nul\0", "file", "file/a", "dangling"])
def test_a_folder_that_cannot_be_made_is_told_in_one_line(tmp_path: Path, name: str) -> None:
    """Whatever stands in the way."""
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "dangling").symlink_to(tmp_path / "gone")
    with pytest.raises(OutputError) as caught:
        make_private_folder(tmp_path / name)
    assert "\n" not in caught.value.render()
    assert names(tmp_path) == ["dangling", "file"]


# Holding ------------------------------------------------------------------------------------------------------------


def test_a_held_file_is_held_until_it_is_released(tmp_path: Path) -> None:
    """Through being written anew as well; releasing twice is no mistake."""
    path = tmp_path / "a"
    first = write_held(path, b"1")
    assert is_held(path)
    assert hold_file(path) is None
    second = write_held(path, b"2")
    first.release()
    assert is_held(path)
    second.release()
    second.release()
    assert not is_held(path)
    assert path.read_bytes() == b"2"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert names(tmp_path) == ["a"]


def test_several_may_look_at_a_file_that_nobody_holds(tmp_path: Path) -> None:
    """But nobody takes it for itself meanwhile."""
    write_held(tmp_path / "a", b"x").release()
    looks = [hold_file(tmp_path / "a", shared=True) for _ in range(3)]
    assert all(looks)
    assert not is_held(tmp_path / "a")
    assert hold_file(tmp_path / "a") is None
    for look in looks:
        assert look is not None
        look.release()
    hold = hold_file(tmp_path / "a")
    assert hold is not None
    hold.release()


@pytest.mark.parametrize(
    "make",
    [
        lambda _: None,
        lambda path: path.mkdir(),
        lambda path: os.mkfifo(path),
        lambda path: path.symlink_to("/dev/null"),
    ],
    ids=["missing", "folder", "fifo", "link"],
)
@pytest.mark.parametrize("shared", [True, False])
def test_only_an_ordinary_file_can_be_held(tmp_path: Path, make: object, shared: bool) -> None:
    """And no file descriptor is left open."""
    assert callable(make)
    make(tmp_path / "a")
    spare = os.dup(0)
    os.close(spare)
    assert hold_file(tmp_path / "a", shared=shared) is None
    again = os.dup(0)
    os.close(again)
    assert again == spare


def test_a_file_that_vanishes_while_it_is_taken_is_not_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its run has ended meanwhile and deleted it."""
    write_held(tmp_path / "a", b"x").release()

    def vanish(descriptor: int, *, shared: bool = False) -> bool:
        (tmp_path / "a").unlink()
        return True

    monkeypatch.setattr(storage, "_lock", vanish)
    assert hold_file(tmp_path / "a") is None


def test_a_held_file_in_a_place_that_cannot_hold_one_is_told_in_one_line(tmp_path: Path) -> None:
    """Nobody who is asked questions can choose another place."""
    for name in ("gone/a", "x" * 300, "nul\0", "."):
        with pytest.raises(OutputError, match="cannot write") as caught:
            write_held(tmp_path / name, b"x")
        assert "\n" not in caught.value.render()
    assert names(tmp_path) == []


def test_writing_ends_where_every_temporary_file_is_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No endless search for one that is left in peace."""
    monkeypatch.setattr(storage, "_lock", lambda *_, **__: False)
    with pytest.raises(OutputError, match="cannot write"):
        write_held(tmp_path / "a", b"x")


def test_leftovers_of_named_files_alone_are_removed(tmp_path: Path) -> None:
    """A temporary file of anybody else stays."""
    kept = ["a1", "a1.blunting-abcdefgh", ".a1", ".a1.settings", ".a1.blunting-abc", ".a1.blunting-ABCDEFGH"]
    kept += [".b1.blunting-abcdefgh"]
    for name in (*kept, ".a1.blunting-abcdefgh", ".a2.blunting-a_c4efg_"):
        (tmp_path / name).write_bytes(b"x")
    os.mkfifo(tmp_path / ".a1.blunting-fifofifo")
    clear_temporaries(tmp_path, re.compile(r"a\d"))
    assert names(tmp_path) == sorted([*kept, ".a1.blunting-fifofifo"])
    clear_temporaries(tmp_path / "gone", re.compile(""))


def test_a_file_written_bit_by_bit_takes_nothing_from_its_neighbours(tmp_path: Path) -> None:
    """Another program may keep something beside a file, under the file's name with a dot before it."""
    (tmp_path / ".notes.settings").write_bytes(b"theirs")
    (tmp_path / ".notes.blunting-a1b2c3d4").write_bytes(b"left by a killed run")
    with write_whole(tmp_path / "notes", replace=False) as unfinished:
        unfinished.file.write(b"x")
    assert names(tmp_path) == [".notes.settings", "notes"]
    with write_whole(tmp_path / ("\U0001f600" * 60), replace=False) as unfinished:
        unfinished.file.write(b"x")


# The questions ------------------------------------------------------------------------------------------------------


def test_the_questions_are_found_beside_the_package_or_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkout has them beside the package, a wheel inside; inside wins."""
    package = tmp_path / "blunting_cli"
    package.mkdir()
    monkeypatch.setattr(storage, "__file__", str(package / "storage.py"))
    assert questions_folder() == tmp_path / "questions"
    (package / "questions").mkdir()
    assert questions_folder() == package / "questions"
