"""Files that break parsers, given to every reader; names of files that are strange, and what is no file at all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Run
from installed import installed

from hostile.conftest import Here
from hostile.corpus import BANKS, CORPUS, PUBLIC, PUBLIC_FILES
from hostile.running import FEW, READERS, SECONDS, STEERING, Ended, check, in_little_memory, lay, limit_memory

Through = Callable[[bytes, str], Ended]
LARGE = 500_000
# Every file through every reader takes minutes; without it each goes through some, and each reader gets many.
EXHAUSTIVE = bool(os.environ.get("BLUNTING_EXHAUSTIVE"))
AT_A_TIME = 5
OF_BANKS = [name for name in READERS if "bank" in name or "part" in name]


def some_readers(number: int) -> list[str]:
    """Give the readers for one file of many: all of them in turn, or every one where there is time."""
    names = list(READERS)
    begin = number * AT_A_TIME % len(names)
    return names if EXHAUSTIVE else [*names, *names][begin : begin + AT_A_TIME]


@pytest.mark.parametrize("name", CORPUS)
def test_hostile_files_are_refused_or_read(through: Through, name: str) -> None:
    """A file that is strange is read for what it says or refused in words, by every reader, and changes no file."""
    number = list(CORPUS).index(name)
    for reader in FEW if len(CORPUS[name]) > LARGE else dict.fromkeys([*FEW, *some_readers(number)]):
        ended = through(CORPUS[name], reader)
        if ended.status == 0 and reader == "some answers, JSON":
            json.loads(ended.out)


@pytest.mark.parametrize("name", BANKS)
def test_hostile_banks_are_refused(through: Through, name: str) -> None:
    """What is broken as a bank is refused by all that read one."""
    for reader in OF_BANKS:
        through(BANKS[name], reader)


@pytest.mark.skipif(not PUBLIC, reason="HOSTILE_CORPUS names no folder")
def test_the_public_corpus_is_there() -> None:
    """A wrong folder, or one that lacks a kind, would let the test below hold without a file."""
    assert len(PUBLIC_FILES) > 100
    assert {path.relative_to(PUBLIC).parts[0] for path in PUBLIC_FILES} >= {"yaml", "json", "csv", "blns"}


@pytest.mark.parametrize("path", PUBLIC_FILES, ids=lambda path: str(path.relative_to(PUBLIC)))
def test_public_hostile_files(through: Through, path: Path) -> None:
    """Files that broke parsers elsewhere, of every kind, are refused or read by every reader."""
    content = path.read_bytes()
    for reader in some_readers(PUBLIC_FILES.index(path)):
        through(content, reader)


# In little memory ---------------------------------------------------------------------------------------------------

HEAVY = [
    "billion laughs",
    "deep YAML lists",
    "deep JSON",
    "huge integer",
    "directives",
    "2 MB of unknown ids",
    "2 MB of JSON keys",
    "2 MB in one value",
    "2 MB of question marks",
    "2 MB of line breaks",
]


@pytest.mark.parametrize("name", HEAVY)
@pytest.mark.parametrize("reader", FEW)
def test_heavy_files_need_little_memory(tmp_path: Path, record: str, reader: str, name: str) -> None:
    """The same holds for a process of its own that has little memory."""
    found, content = READERS[reader], CORPUS[name]
    lay(tmp_path, found, content, record)
    ended = in_little_memory(tmp_path, *found.words.split(), stdin=content if found.stdin else b"")
    check(ended, *found.statuses, told_on_stdout=found.told_on_stdout)


def test_an_endless_pipe_is_cut_off(tmp_path: Path) -> None:
    """Standard input that never ends is refused once it is too large."""
    with Path("/dev/zero").open("rb") as endless:
        done = subprocess.run(
            [sys.executable, "-m", "blunting_cli", "check", "--answers", "-"],
            stdin=endless,
            capture_output=True,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(installed())},
            timeout=20,
            check=False,
            preexec_fn=limit_memory,
        )
    assert done.returncode == 3
    assert b"larger than 2 MB" in done.stderr


# What is no file -----------------------------------------------------------------------------------------------------

NAMED = {
    "answers": ["check", "--partial", "--answers"],
    "bank": ["template", "--bank"],
    "checked bank": ["bank", "check"],
    "counted bank": ["bank", "stats"],
    "cases": ["bank", "cases"],
    "counted answers": ["bank", "stats", "--answers"],
    "record": ["sheet"],
    "earlier record": ["sheet", "record.json", "--since"],
    "verified record": ["verify"],
    "explained record": ["explain"],
}
KINDS = ["missing", "empty name", "folder", "fifo", "dangling", "loop", "long name", "200 MB", "empty folder"]
DEVICES = ["/dev/zero", "/dev/null", "/dev/tty", "/dev/full", "/proc/self/mem"]


@pytest.mark.parametrize("kind", [*KINDS, *(name for name in DEVICES if os.path.lexists(name))])
@pytest.mark.parametrize("words", NAMED.values(), ids=NAMED)
def test_what_is_no_file_is_refused(here: Here, tmp_path: Path, record: str, kind: str, words: list[str]) -> None:
    """Devices, pipes, folders, broken links and what is far too large end at once with words."""
    (tmp_path / "record.json").write_text(record, encoding="utf-8")
    path = tmp_path / "a"
    name = {"empty name": "", "long name": "x" * 5000}.get(kind, kind if kind.startswith("/") else str(path))
    if kind == "folder":
        path.mkdir()
        (path / "bank.yaml").mkdir()
    elif kind == "empty folder":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    elif kind == "dangling":
        path.symlink_to(tmp_path / "gone")
    elif kind == "loop":
        path.symlink_to(path)
    elif kind == "200 MB":
        path.touch()
        os.truncate(path, 200 * 1024 * 1024)
    # An empty name is no value for some options, which is wrong usage.
    check(here(*words, name), *((0, 2, 3) if not name else (3,)), told_on_stdout=words == NAMED["checked bank"])


def test_folders_that_lead_nowhere_or_far_end(here: Here, tmp_path: Path) -> None:
    """Links to themselves, to the folder above and to devices, and folders deeper than a name can be long."""
    folder = tmp_path / "cases"
    folder.mkdir()
    (folder / "loop.yaml").symlink_to("loop.yaml")
    (folder / "up").symlink_to("..")
    for words in (["bank", "cases", "cases"], ["bank", "stats", "--answers", "cases"]):
        check(here(*words), 3)
    (folder / "loop.yaml").unlink()
    depth = 2500
    go_down(folder, depth, make=True)
    os.chdir(tmp_path)
    try:
        for words in (["bank", "cases", "cases"], ["bank", "stats", "--answers", "cases"]):
            assert "there are no" in here(*words).err
    finally:
        # Nothing else takes away what is so deep.
        go_down(folder, depth)
        for _ in range(depth):
            os.chdir("..")
            Path("d").rmdir()
        os.chdir(tmp_path)


def go_down(folder: Path, depth: int, *, make: bool = False) -> None:
    """Go into a folder, and so many below it."""
    os.chdir(folder)
    for _ in range(depth):
        if make:
            Path("d").mkdir()
        os.chdir("d")


def test_a_file_that_changes_while_it_is_read(here: Here, tmp_path: Path, record: str) -> None:
    """A file that grows, shrinks and is written anew is read as it is at some moment, or refused."""
    path, contents = tmp_path / "a", [b"", record.encode(), b"x" * 3_000_000, b"cannot_cry: 1\n", record[:999].encode()]
    ended = threading.Event()

    def change() -> None:
        while not ended.is_set():
            for content in contents:
                path.write_bytes(content)

    path.touch()
    writer = threading.Thread(target=change)
    writer.start()
    try:
        for _ in range(10):
            check(here("check", "--answers", "a", "--partial", "--json"), 0, 3)
            check(here("sheet", "a"), 0, 3)
            check(here("bank", "show", "a"), 3)
            check(here("bank", "cases", "a"), 3, told_on_stdout=True)
    finally:
        ended.set()
        writer.join()


# Standard input -----------------------------------------------------------------------------------------------------

FROM_STDIN = {"answers": ["check", "--answers", "-"], "record": ["sheet", "-"], "verify": ["verify", "-"]}


@pytest.mark.parametrize("words", FROM_STDIN.values(), ids=FROM_STDIN)
def test_standard_input_that_cannot_be_read(run: Run, tmp_path: Path, words: list[str]) -> None:
    """Where standard input is open for writing alone, it is said that it cannot be read."""
    with (tmp_path / "a").open("wb") as closed:
        done = subprocess.run(
            [sys.executable, "-m", "blunting_cli", *words],
            stdin=closed,
            capture_output=True,
            env={**os.environ, "PYTHONPATH": str(installed())},
            timeout=SECONDS,
            check=False,
        )
    assert done.returncode == 3
    assert done.stderr.startswith(b"blunting: cannot read standard input: ")


def test_a_pipe_that_does_not_wait_is_read_to_its_end(tmp_path: Path) -> None:
    """What comes later through a pipe is waited for, also where the pipe itself would not."""
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    with subprocess.Popen(
        [sys.executable, "-m", "blunting_cli", "check", "--answers", "-", "--partial", "--json"],
        stdin=reading,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(installed())},
    ) as process:
        os.close(reading)
        os.write(writing, b"cannot_cry: 1\n")
        # Reading has begun, or the program has ended without it.
        while process.poll() is None and not _waits(process.pid):
            threading.Event().wait(0.05)
        os.write(writing, b"less_love: 1\n")
        os.close(writing)
        out, err = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, err
    assert json.loads(out)["answers"]["less_love"] == 1


def _waits(pid: int) -> bool:
    """Tell whether a process has read what a pipe held; where that cannot be told, a moment is enough."""
    place = Path(f"/proc/{pid}/wchan")
    if not place.exists():
        threading.Event().wait(2)
        return True
    return "pipe" in place.read_text() or "poll" in place.read_text()


# Names and what stood there before ------------------------------------------------------------------------------------


def test_the_yaml_object_was_not_made(here: Here, tmp_path: Path) -> None:
    """Reading runs nothing."""
    (tmp_path / "a").write_bytes(CORPUS["YAML object"])
    here("check", "--answers", "a", "--partial")
    here("template", "--bank", "a")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize(
    "name",
    [
        "\x1b[31mred",
        "a\nblunting: all is well",
        "\u202eb",
        "a\rb",
        "\udcff",
        "[bold red]x",
        "-",
        "--help",
        "%s{0}",
        " ",
        "x" * 255,
    ],
)
@pytest.mark.parametrize("there", [True, False])
def test_a_strange_file_name_does_no_harm(run: Run, tmp_path: Path, name: str, there: bool) -> None:
    """Names with escape codes, line breaks or invalid letters are read, and shown without their effect."""
    if there:
        (tmp_path / name).write_bytes(b"cannot_cry: 99\n")
    for words in (["check", f"--answers=./{name}", "--partial"], ["template", f"--bank=./{name}"]):
        ran = run(*words)
        assert (ran.status, ran.out) == (3, "")
        assert not STEERING.search(ran.err)
        assert "Traceback" not in ran.err
        assert "blunting: all is well" not in ran.err.splitlines()
    out = run("template", "-o", f"./{name}", "--force")
    assert out.status == 0, out.err
    assert not STEERING.search(out.err)
    assert len(out.err.splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        "check --answers a --partial --json -o old --force",
        "check --answers a -o old --force",
        "sheet a -o old --force",
        "sheet a -f html -o old -o old.html --force",
        "template --bank a -o old --force",
    ],
)
def test_what_was_written_before_is_not_lost(here: Here, tmp_path: Path, words: str) -> None:
    """Where the input is refused, the file that was to be written over is as it was."""
    for name in ("old", "old.html"):
        (tmp_path / name).write_bytes(b"old")
    (tmp_path / "a").write_bytes(b"cannot_cry: 99\n")
    check(here(*words.split()), 3)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.name != "a"} == {
        "old": b"old",
        "old.html": b"old",
    }
