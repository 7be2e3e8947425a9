"""What reading and writing files promise: only ordinary files of modest size are read, and writing is private and whole."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from blunting_cli import storage
from blunting_cli.errors import ExitCode, InputError, OutputError
from blunting_cli.storage import MAX_BYTES, check_size, check_target, questions_folder, read_file, write_file


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


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    """Writing over a link never changes the file it points to."""
    (tmp_path / "target").write_bytes(b"other")
    (tmp_path / "link").symlink_to(tmp_path / "target")
    write_file(tmp_path / "link", b"new", replace=True)
    assert (tmp_path / "target").read_bytes() == b"other"
    assert not (tmp_path / "link").is_symlink()


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


# The questions ------------------------------------------------------------------------------------------------------


def test_the_questions_are_found_beside_the_package_or_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkout has them beside the package, a wheel inside; inside wins."""
    package = tmp_path / "blunting_cli"
    package.mkdir()
    monkeypatch.setattr(storage, "__file__", str(package / "storage.py"))
    assert questions_folder() == tmp_path / "questions"
    (package / "questions").mkdir()
    assert questions_folder() == package / "questions"
