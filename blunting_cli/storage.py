"""Where files are, and how they are read and written without surprise.

Reading refuses whatever is not an ordinary file of modest size. Writing is private (0600) and atomic: either the old
file is there or the whole new one. A file can be held, so that no other run of the program takes it.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple, TextIO

from blunting_cli.errors import InputError, OutputError

MAX_BYTES = 2 * 1024 * 1024
WINDOWS = sys.platform == "win32"
TRIES = 10
# A FIFO must not wait for somebody to write to it; the other flag matters on Windows alone.
_OPENING = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
# The names of our unfinished files, which no other program gives: `.NAME.blunting-xxxxxxxx`. So much of NAME is in
# them that in letters of four bytes they are no longer than a name may be.
_MARK = "blunting-"
_KEPT_OF_NAME = 50
_TEMPORARY = rf"\.(.+)\.{_MARK}[a-z0-9_]{{8}}"


def questions_folder() -> Path:
    """Give the folder of the shipped banks: inside the package (wheel), else beside it (checkout, editable)."""
    package = Path(__file__).resolve().parent
    inside = package / "questions"
    return inside if inside.is_dir() else package.parent / "questions"


def state_folder(variables: Mapping[str, str]) -> Path:
    """Give the folder of the drafts, there or not; without any home it is one that can never be made."""
    return _folder(variables, "XDG_STATE_HOME", "state")


def data_folder(variables: Mapping[str, str]) -> Path:
    """Give the folder of a person's own banks, there or not; without any home it is one that can never be there."""
    return _folder(variables, "XDG_DATA_HOME", "share")


def _folder(variables: Mapping[str, str], variable: str, usual: str) -> Path:
    """Give our folder where the variable says, else where Windows keeps what is local, else below ~/.local."""
    named = Path(variables.get(variable, ""))
    if named.is_absolute():
        return named / "blunting"
    local = Path(variables.get("LOCALAPPDATA", ""))
    if WINDOWS and local.is_absolute():
        return local / "blunting"
    return _home(variables) / ".local" / usual / "blunting"


def _home(variables: Mapping[str, str]) -> Path:
    home = Path(variables.get("HOME", ""))
    if not home.is_absolute():
        try:
            home = Path.home()
        except RuntimeError:
            return Path(os.devnull)
    return home if home.is_absolute() else Path(os.devnull)


def make_private_folder(path: Path) -> None:
    """Make a folder and those above it that are missing, all for this person alone (0700).

    Raises:
        OutputError: it cannot be made, cannot be kept from others, or is theirs; what a link leads to is left as it is.
    """
    try:
        for folder in (*reversed(path.parents), path):
            if not folder.is_dir():
                folder.mkdir(0o700, exist_ok=True)
                if ~folder.stat().st_mode & 0o700:  # the mask of the process took away what its owner needs
                    folder.chmod(0o700)
        if belongs_to_others(path):
            raise OutputError(f"{path} is a folder of someone else.")
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            # What a link leads to is not ours to close; our own folder is.
            if path.is_symlink():
                raise OutputError(f"{path} leads to a folder that others may look into.")
            path.chmod(0o700)
    except FileExistsError as error:
        raise OutputError(f"cannot make the folder {path}: {error.filename} is no folder.") from None
    except (OSError, ValueError) as error:
        raise OutputError(f"cannot make the folder {path}: {_reason(error)}.") from None


def belongs_to_others(path: Path) -> bool:
    """Tell whether a folder, or a link in its place, is somebody else's; one that is not there is nobody's."""
    if WINDOWS:
        return False
    try:
        return {path.lstat().st_uid, path.stat().st_uid} != {os.geteuid()}
    except (OSError, ValueError):
        return False


def read_file(path: str | Path, *, follow: bool = True) -> bytes:
    """Read a whole ordinary file; without `follow` a symbolic link is none.

    Raises:
        InputError: the file is missing, no ordinary file, not readable, or larger than MAX_BYTES.
    """
    with open_file(path, follow=follow) as file:
        try:
            # None comes from files of the system that would have to be waited for.
            content = file.read(MAX_BYTES + 1) or b""
        except OSError as error:
            raise InputError(f"cannot read {path}: {error.strerror}.") from None
    return check_size(content, str(path))


def open_file(path: str | Path, *, follow: bool = True) -> BinaryIO:
    """Open an ordinary file of any size to read; without `follow` a symbolic link is none.

    Raises:
        InputError: the file is missing, no ordinary file, or cannot be read.
    """
    name = str(path)
    if "\0" in name:
        raise InputError("a file name cannot hold a NUL character.")
    try:
        descriptor = os.open(name, os.O_RDONLY | _OPENING | (0 if follow else _NO_LINK))
        file = os.fdopen(descriptor, "rb")
    except FileNotFoundError:
        raise InputError(f"there is no file {name}.", "Check the name and the folder.") from None
    except IsADirectoryError:
        raise InputError(f"{name} is a folder, not a file.", "Name a file in it.") from None
    except OSError as error:
        raise InputError(f"cannot read {name}: {error.strerror}.") from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        file.close()
        raise InputError(f"{name} is not an ordinary file.", "Give an ordinary file, or pipe answers in with -.")
    return file


def is_inside(path: Path, folder: Path) -> bool:
    """Tell whether a path, all links followed, leads to a place in a folder; nothing need be there."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def read_input(name: str, stdin: TextIO) -> tuple[bytes, str]:
    """Read a whole file, or standard input for `-`; give its bytes and the name to show for it.

    Raises:
        InputError: it cannot be read, or is larger than MAX_BYTES.
    """
    if name != "-":
        return read_file(name), name
    # A pipe that does not wait would give what is there by now, and no word that more is to come.
    with suppress(AttributeError, OSError, ValueError):
        os.set_blocking(stdin.fileno(), True)
    try:
        content = stdin.buffer.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise InputError(f"cannot read standard input: {_reason(error)}.", "Name a file instead of -.") from None
    return check_size(content, "standard input"), "standard input"


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
        # Moving a file over a link would take the link away.
        if target.is_symlink():
            raise OutputError(f"{target} is a link to another place.", "Name the file itself, or use -o - for stdout.")
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
    return OutputError(f"cannot write {target}: {_reason(error)}.", "Choose another place with -o.")


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error)


def write_file(path: str | Path, content: bytes, *, replace: bool) -> None:
    """Write a private file whole or not at all.

    Raises:
        OutputError: the folder is missing or not writable, or the file exists and `replace` is false.
    """
    check_target(path, replace=replace)
    target = Path(path)
    try:
        _write(target, content, replace=replace).release()
    except FileExistsError:
        raise OutputError(
            f"{target} is there already.", "Choose another name, or add --force to write over it."
        ) from None
    except (OSError, ValueError) as error:
        raise _cannot_write(target, error) from None


class Unfinished(NamedTuple):
    """A file that is being written beside the one it will be: to write to, or to be written by its `path`."""

    file: BinaryIO
    path: str


@contextmanager
def write_whole(path: str | Path, *, replace: bool) -> Iterator[Unfinished]:
    """Write a private file bit by bit; it takes its name when all is well at the end, and is gone where it is not.

    What a killed run left of the same file is removed first.

    Raises:
        OutputError: the folder is missing or not writable, or the file exists and `replace` is false, or it is full.
    """
    check_target(path, replace=replace)
    target = Path(path)
    clear_temporaries(target.parent, re.compile(re.escape(target.name[:_KEPT_OF_NAME])))
    try:
        with _written(target, replace=replace) as (hold, unfinished):
            yield unfinished
        hold.release()
    except FileExistsError:
        raise OutputError(
            f"{target} is there already.", "Choose another name, or add --force to write over it."
        ) from None
    except (OSError, ValueError) as error:
        raise _cannot_write(target, error) from None


def _write(target: Path, content: bytes, *, replace: bool) -> Hold:
    """Write a file beside the target, held from its beginning, and give it the target's name."""
    with _written(target, replace=replace) as (hold, unfinished):
        unfinished.file.write(content)
    return hold


@contextmanager
def _written(target: Path, *, replace: bool) -> Iterator[tuple[Hold, Unfinished]]:
    hold, temporary = _temporary(target)
    try:
        with os.fdopen(hold.descriptor, "wb", closefd=False) as file:
            yield hold, Unfinished(file, temporary)
            file.flush()
            os.fsync(hold.descriptor)
        if WINDOWS:  # where no open file can be renamed
            hold.release()
        _put(temporary, target, replace=replace)
    except BaseException:
        hold.release()
        if os.path.lexists(temporary):
            os.unlink(temporary)
        raise


def _temporary(target: Path) -> tuple[Hold, str]:
    """Make a private file beside the target that no other run takes for one left behind."""
    import tempfile

    for _ in range(TRIES):
        descriptor, name = tempfile.mkstemp(prefix=f".{target.name[:_KEPT_OF_NAME]}.{_MARK}", dir=target.parent)
        hold = Hold(descriptor)
        if not WINDOWS and ~os.fstat(descriptor).st_mode & 0o600:
            os.fchmod(descriptor, 0o600)
        if _lock(descriptor) and os.path.lexists(name):
            return hold, name
        # A run that tidied up was quicker than the lock; it removes the file.
        hold.release()
    raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))


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


# Holding ------------------------------------------------------------------------------------------------------------


class Hold:
    """A file that no other run takes until it is released; when a run ends, however it ends, the system releases it.

    Where files cannot be locked, as on Windows and on some network drives, nothing is held and every file is free.
    """

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    def release(self) -> None:
        """Let the file go; a second time does nothing."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1


def _lock(descriptor: int, *, shared: bool = False) -> bool:
    """Lock an open file; False where another run has locked it."""
    try:
        import fcntl

        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except (ImportError, OSError):
        return True
    return True


def hold_file(path: Path, *, shared: bool = False) -> Hold | None:
    """Hold an ordinary file; None where another run holds it, and where it is gone or cannot be opened.

    Several runs may hold a file `shared` at once, but none while another holds it alone.
    """
    try:
        descriptor = os.open(path, (os.O_RDONLY if shared else os.O_RDWR) | _OPENING | _NO_LINK)
    except (OSError, ValueError):
        return None
    hold = Hold(descriptor)
    try:
        found = os.fstat(descriptor)
        # Between opening and locking another run may have written the file anew, or removed it.
        if stat.S_ISREG(found.st_mode) and _lock(descriptor, shared=shared) and os.path.samestat(found, path.lstat()):
            if WINDOWS:
                hold.release()
            return hold
    except OSError:
        pass
    hold.release()
    return None


def is_held(path: Path) -> bool:
    """Tell whether another run holds a file; one that is gone counts as held."""
    hold = hold_file(path, shared=True)
    if hold is not None:
        hold.release()
    return hold is None


def write_held(path: Path, content: bytes) -> Hold:
    """Write a private file whole or not at all, in place of an older one, and hold it.

    Raises:
        OutputError: it cannot be written; the older one is as it was.
    """
    try:
        return _write(path, content, replace=True)
    except (OSError, ValueError) as error:
        raise OutputError(f"cannot write {path}: {_reason(error)}.") from None


def remove_file(path: str | Path) -> None:
    """Remove a file, where it is there.

    Raises:
        OutputError: it cannot be removed.
    """
    try:
        Path(path).unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"cannot remove {path}: {_reason(error)}.") from None


def clear_temporaries(folder: Path, names: re.Pattern[str]) -> None:
    """Remove what killed runs left of files with such names; what a running one is writing stays."""
    for path in list_folder(folder):
        found = re.fullmatch(_TEMPORARY, path.name)
        hold = hold_file(path) if found and names.fullmatch(found[1]) else None
        if hold is not None:
            with suppress(OSError):
                path.unlink()
            hold.release()


def list_folder(folder: Path) -> list[Path]:
    """Give what is in a folder, by name; nothing where there is none or it cannot be read."""
    try:
        return sorted(folder.iterdir())
    except (OSError, ValueError):
        return []
