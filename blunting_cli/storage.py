"""Where files are, and how they are read and written without surprise.

Reading refuses whatever is not an ordinary file of modest size. Writing is private (0600) and atomic: either the old
file is there or the whole new one.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from blunting_cli.errors import InputError, OutputError

MAX_BYTES = 2 * 1024 * 1024


def questions_folder() -> Path:
    """Give the folder of the shipped banks: inside the package (wheel), else beside it (checkout, editable)."""
    package = Path(__file__).resolve().parent
    inside = package / "questions"
    return inside if inside.is_dir() else package.parent / "questions"


def read_file(path: str | Path) -> bytes:
    """Read a whole ordinary file.

    Raises:
        InputError: the file is missing, no ordinary file, not readable, or larger than MAX_BYTES.
    """
    name = str(path)
    if "\0" in name:
        raise InputError("a file name cannot hold a NUL character.")
    try:
        # O_NONBLOCK: opening a FIFO must not wait for somebody to write to it.
        descriptor = os.open(name, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise InputError(
                    f"{name} is not an ordinary file.", "Give a file with answers, or - for standard input."
                )
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise InputError(f"there is no file {name}.", "Check the name and the folder.") from None
    except IsADirectoryError:
        raise InputError(f"{name} is a folder, not a file.", "Name a file in it.") from None
    except OSError as error:
        raise InputError(f"cannot read {name}: {error.strerror}.") from None
    return check_size(content, name)


def check_size(content: bytes, name: str) -> bytes:
    """Give the content back, or raise InputError where it is larger than MAX_BYTES."""
    if len(content) > MAX_BYTES:
        raise InputError(
            f"{name} is larger than {MAX_BYTES // 1024 // 1024} MB.", "No file of this kind is that large."
        )
    return content


def check_target(path: str | Path, *, replace: bool) -> None:
    """Complain about a place that cannot be written to, before any work is done.

    Raises:
        OutputError: the file is there and `replace` is false, or it is no ordinary file, or its folder is missing.
    """
    target = Path(path)
    if not replace and os.path.lexists(target):
        raise OutputError(f"{target} is there already.", "Choose another name, or add --force to write over it.")
    try:
        if target.is_dir():
            raise OutputError(f"{target} is a folder.", "Give the name of a file.")
        # Moving a file over a device would take the device away.
        if target.exists() and not target.is_file():
            raise OutputError(f"{target} is not an ordinary file.", "Use -o - for standard output.")
        if not target.parent.is_dir():
            raise OutputError(f"there is no folder {target.parent}.", "Make it first, or choose another place with -o.")
    except (OSError, ValueError) as error:
        raise _cannot_write(target, error) from None


def _cannot_write(target: Path, error: Exception) -> OutputError:
    reason = getattr(error, "strerror", None) or error
    return OutputError(f"cannot write {target}: {reason}.", "Choose another place with -o.")


def write_file(path: str | Path, content: bytes, *, replace: bool) -> None:
    """Write a private file whole or not at all.

    Raises:
        OutputError: the folder is missing or not writable, or the file exists and `replace` is false.
    """
    import tempfile

    check_target(path, replace=replace)
    target = Path(path)
    try:
        descriptor, temporary = tempfile.mkstemp(prefix=f".{target.name[:40]}.", dir=target.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            _put(temporary, target, replace=replace)
        except BaseException:
            if os.path.lexists(temporary):
                os.unlink(temporary)
            raise
    except FileExistsError:
        raise OutputError(
            f"{target} is there already.", "Choose another name, or add --force to write over it."
        ) from None
    except (OSError, ValueError) as error:
        raise _cannot_write(target, error) from None


def _put(temporary: str, target: Path, *, replace: bool) -> None:
    """Give a finished file its name; where `replace` is false a file of that name is never written over."""
    if replace:
        os.replace(temporary, target)
        return
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise
    except OSError:  # some file systems, such as those of memory sticks, have no hard links
        if os.path.lexists(target):
            raise FileExistsError from None
        Path(temporary).rename(target)
    else:
        os.unlink(temporary)
