"""Run a command again and again, and have it die, or the disk fail, at one moment after the other.

    python tests/dying.py < PLAN        prints one line of JSON for every moment, and a last one for the whole run

A moment is any step that changes a file or a folder: before it is made, and in the midst of its bytes.
"""

from __future__ import annotations

import errno
import io
import json
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any, NoReturn

import blunting_cli.bank
import blunting_cli.checking.schema
import blunting_cli.cli.interviewing
import blunting_cli.cli.writing
import blunting_cli.render.html
import blunting_cli.scripted
import blunting_cli.sheet
from blunting_cli.__main__ import main

CHANGES = {
    "os.mkdir",
    "os.chmod",
    "os.link",
    "os.rename",
    "os.remove",
    "os.truncate",
    "tempfile.mkstemp",
    "fcntl.flock",
}
FILLS = {"open", "os.mkdir", "os.link", "os.rename", "tempfile.mkstemp", "bytes", "fsync"}
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
# Added to the status of a run that lived; no status of the program is as high.
LIVED, FAULT = 200, 199


class Clock:
    """Counts the moments, and strikes at one of them."""

    def __init__(self, way: str, at: int) -> None:
        self.way, self.at, self.now = way, at, 0
        self.stopped = False

    def tick(self, event: str) -> None:
        """Let one moment pass."""
        if self.stopped or (self.way == "full" and event not in FILLS):
            return
        self.now += 1
        if self.way == "full" and self.now >= self.at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if self.now == self.at and self.way != "full":
            os.kill(os.getpid(), getattr(signal, self.way))

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Hear of everything that Python does."""
        if event in CHANGES or (event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITES):
            self.tick(event)


class Slow(io.FileIO):
    """A file in whose bytes there is a moment."""

    clock: Clock

    def write(self, content: Any) -> int:
        """Write a half, then the other."""
        half = len(content) // 2
        super().write(content[:half])
        self.clock.tick("bytes")
        super().write(content[half:])
        return len(content)


def strike(clock: Clock) -> None:
    """Have the clock run from now on."""
    real, plain, Slow.clock = os.fsync, os.fdopen, clock

    def fsync(descriptor: int) -> None:
        clock.tick("fsync")
        real(descriptor)

    def fdopen(descriptor: int, mode: str, closefd: bool = True) -> Any:
        return Slow(descriptor, mode, closefd) if mode == "wb" else plain(descriptor, mode, closefd=closefd)

    os.fsync, os.fdopen = fsync, fdopen
    sys.addaudithook(clock.hear)


def run(plan: dict[str, Any], words: list[str], clock: Clock | None) -> NoReturn:
    """Be the program, in a folder of its own that is its home, and end."""
    os.chdir(plan["folder"])
    os.umask(0)
    typed = io.BytesIO("".join(f"{line}\n" for line in plan.get("typed", [])).encode())
    sys.stdin = io.TextIOWrapper(typed, encoding="utf-8")
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(Path(plan["folder"]).parent / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
    sys.argv = ["blunting", *words]
    if clock is not None:
        strike(clock)
    status = main()
    if clock is not None:
        clock.stopped = True
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status if clock is None or clock.now >= clock.at else LIVED + status)


def forked(plan: dict[str, Any], words: list[str], clock: Clock | None = None) -> int:
    """Run the program in a child, and give its status, or the signal it died of as a negative number."""
    child = os.fork()
    if not child:
        try:
            run(plan, words, clock)
        finally:
            os._exit(FAULT)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def seen(folder: Path) -> dict[str, tuple[int, str]]:
    """Give every file and folder, with its mode and its content."""
    paths = [path for path in sorted(folder.rglob("*")) if not path.is_symlink()]
    content = {path: path.read_bytes().decode("latin-1") if path.is_file() else "" for path in paths}
    return {str(path.relative_to(folder)): (path.stat().st_mode & 0o7777, content[path]) for path in paths}


def begin(plan: dict[str, Any]) -> Path:
    """Lay the folder out as it is before the command."""
    folder = Path(plan["folder"])
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, content in plan.get("files", {}).items():
        (folder / name).write_text(content, encoding="utf-8")
        (folder / name).chmod(0o644)
    return folder


def report(plan: dict[str, Any]) -> None:
    """Let the command die at every moment, and do afterwards what the plan says."""
    folder = begin(plan)
    for at in range(1, 1000):
        begin(plan)
        status = forked(plan, plan["words"], Clock(plan["way"], at))
        ended = status >= LIVED
        found = {"status": status - LIVED * ended, "ended": ended, "files": seen(folder)}
        found["err"] = (folder.parent / "err").read_text(encoding="utf-8")
        if plan.get("then"):
            found["then"] = forked({**plan, "typed": plan.get("then_typed", [])}, plan["then"])
            found["after"] = seen(folder)
        print(json.dumps(found), flush=True)  # noqa: T201 it is what this program is for
        if ended:
            return


if __name__ == "__main__":
    told = json.load(sys.stdin)
    # What is read once here need not be read by every child.
    shipped = blunting_cli.bank.load_bank()
    blunting_cli.bank.load_bank = lambda name="blunting", *more: (
        shipped if name == "blunting" else blunting_cli.bank.loading.load_bank(name, *more)
    )
    os.environ.update(HOME=told["folder"], BLUNTING_REGION="GB", LANG="C.UTF-8")
    report(told)
