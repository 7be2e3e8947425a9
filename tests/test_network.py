"""Nothing leaves this computer: no command opens a socket, starts another program or writes what nobody asked for.

Python's own audit events tell what the program does in Python. What a library does by itself, such as the one that
writes a PDF, only the system sees: `strace`, where there is one, is asked for every call to the network and every file
that is made. A socket to another program on this computer (AF_UNIX) is none either: not one is needed.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from commands import ANSWERS, EXAMPLES, USES, Example, commands
from installed import installed
from terminals import CHOICE, ENTER, PARTING, Terminal, hurried

SMALL = """\
bank: small
version: 1.0.0
tiers: [{id: watch, title: Watch, text: Wait.}]
sections: {first: {title: First part, why: This part comes first.}}
questions:
  - {id: mood, section: first, ask: Low mood?, why: It matters., options: [{value: 0, label: "No"}, {value: 1, label: "Yes"}]}
  - {id: harm, section: first, ask: Harm?, why: It matters., safety: true, options: [{value: 0, label: "No"}, {value: 1, label: "Yes"}]}
"""


def test_every_command_has_an_example() -> None:
    """A new command without one fails here, so that none goes unwatched."""
    assert {*commands()} == {*EXAMPLES}


@pytest.fixture(scope="session")
def record(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A record with everything in it."""
    folder = tmp_path_factory.mktemp("record")
    (folder / "work").mkdir()
    return start(folder, "-m", "blunting_cli", "check", "-a", ANSWERS, "--json", "--include-safety").stdout


@pytest.fixture
def home(tmp_path: Path, record: bytes) -> Path:
    """A home with a record and a print command, and nothing else."""
    (tmp_path / "bin").mkdir()
    printer = tmp_path / "bin" / "lp"
    printer.write_text("#!/bin/sh\nexec /bin/cat > /dev/null\n", encoding="utf-8")
    printer.chmod(0o755)
    (tmp_path / "work").mkdir()
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "work" / "record.json").write_bytes(record)
    return tmp_path


def variables(home: Path) -> dict[str, str]:
    """Give few variables; nothing is compiled, since that would be written beside the program."""
    return {
        "PATH": f"{home / 'bin'}:{os.environ['PATH']}",
        "PYTHONPATH": str(installed()),
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": str(home),
        "TMPDIR": str(home),
        "LANG": "en_GB.UTF-8",
        "BLUNTING_REGION": "GB",
    }


def start(
    home: Path, *words: str, before: tuple[str, ...] = (), stdin: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    command = [*before, sys.executable, *words]
    where = home / "work"
    return subprocess.run(
        command, cwd=where, env=variables(home), input=stdin, capture_output=True, timeout=60, check=False
    )


# What Python tells ------------------------------------------------------------------------------------------------------

WATCH = r"""
import os, sys
seen = []
GROUPS = ("socket.", "ssl.", "http.", "urllib.", "ftplib.", "smtplib.", "poplib.", "imaplib.", "nntplib.", "telnetlib.")
STARTS = ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile", "os.system", "os.fork", "os.forkpty")
OTHERS = (*STARTS, "pty.spawn", "webbrowser.open", "ctypes.dlopen", "_winapi.CreateProcess")
MODULES = ("socket", "_socket", "ssl", "http.client", "urllib.request", "asyncio", "requests", "httpx", "urllib3", "aiohttp")

def watch(event, arguments):
    if event.startswith(GROUPS) or event in OTHERS:
        seen.append(f"{event} {arguments!r:.200}")
    elif event == "import" and arguments[0] in MODULES:
        seen.append(f"import {arguments[0]}")

sys.addaudithook(watch)
"""
# Every use in a child of its own, so that each begins with what is loaded for all commands and nothing more.
EACH = (
    WATCH
    + r"""
import json
import blunting_cli.cli
from blunting_cli.__main__ import main

loaded, real, told = list(seen), os.fork, os.dup(1)
for words in json.load(sys.stdin):
    mine, theirs = os.pipe()
    before = len(seen)
    child = real()
    del seen[before:]
    if not child:
        os.dup2(os.open(os.devnull, os.O_RDWR), 1)
        sys.argv = ["blunting", *words]
        status = main()
        os.write(theirs, json.dumps([status, loaded + seen]).encode())
        os._exit(0)
    os.close(theirs)
    with os.fdopen(mine, "rb") as pipe:
        os.write(told, pipe.read() + b"\n")
    os.waitpid(child, 0)
"""
)


def test_python_opens_no_socket_and_starts_no_program(home: Path) -> None:
    """But the print command where printing is asked for, and no library for the network is even loaded."""
    words = [[*command.split(), *use.words] for command, use in USES]
    done = start(
        home, "-c", EACH, stdin=json.dumps([[*one, "--force"] if "-o" in one else one for one in words]).encode()
    )
    lines = done.stdout.splitlines()
    assert len(lines) == len(USES), done.stderr.decode()
    for (command, use), line in zip(USES, lines, strict=True):
        status, seen = json.loads(line)
        assert (status, [told for told in seen if not allowed(told, use)]) == (use.status, []), (command, use)


def allowed(told: str, use: Example) -> bool:
    """Tell whether something is the print command that was asked for."""
    return (
        "--print" in use.words and told.startswith(("subprocess.Popen ('lp'", "subprocess.Popen ('/")) and "lp'" in told
    )


# What the system tells --------------------------------------------------------------------------------------------------

MAKES = "open openat openat2 creat mkdir mkdirat mknod mknodat link linkat symlink symlinkat rename renameat renameat2"
CALLS = ",".join(["network", "execve", "?execveat", *(f"?{name}" for name in MAKES.split()), "?io_uring_setup"])
STRACE = ("strace", "-f", "-qq", "--seccomp-bpf", "-s", "300", "-e", f"trace={CALLS}", "-o")
CALL = re.compile(r"^\d+ +(\w+)\((.*)$", re.MULTILINE)


@pytest.fixture(scope="session")
def strace() -> tuple[str, ...]:
    """The words before a program that have the system tell what it does."""
    if shutil.which("strace") is None:
        pytest.skip("there is no strace (apt-get install strace)")
    if subprocess.run([*STRACE, os.devnull, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system does not let strace watch a program, as in some containers")
    return STRACE


def made(log: Path) -> tuple[set[str], set[str], list[str]]:
    """Give what a program tried to make or to open for writing, the programs it started, and all else it tried."""
    written, started, other = set(), set(), []
    for name, words in CALL.findall(log.read_text(encoding="utf-8", errors="replace")):
        places = re.findall(r'"((?:[^"\\]|\\.)*)"', words)
        if name.startswith("exec"):
            started.add(places[0])
        elif name.startswith(("open", "creat")):
            if name == "creat" or re.search(r"O_(WRONLY|RDWR|CREAT|TRUNC|TMPFILE)", words):
                written.add(places[0])
        elif name in MAKES.split():
            written.add(places[-1])
        else:
            other.append(f"{name}({words})")
    return written, started, other


def unasked(written: set[str], home: Path, asked: tuple[str, ...]) -> set[str]:
    """Give what was written besides the files that were asked for and what stands in for them until they are whole."""
    named = "|".join(map(re.escape, asked))
    folder = re.escape(str(home / "work"))
    fine = re.compile(rf"({folder}/)?(({named})|\.({named})\.blunting-[a-z0-9_]{{8}})|/dev/null|/dev/tty")
    return {place for place in written if not fine.fullmatch(place)}


@pytest.mark.parametrize(
    ("command", "use"), USES, ids=lambda one: one if isinstance(one, str) else " ".join(one.words)[:40]
)
def test_the_system_sees_no_socket_and_no_file_that_was_not_asked_for(
    strace: tuple[str, ...], home: Path, command: str, use: Example
) -> None:
    """Of the whole program and all it starts, from its first moment to its last, libraries in other languages too."""
    log = home / "log"
    before = set(home.rglob("*"))
    done = start(home, "-m", "blunting_cli", *command.split(), *use.words, before=(*strace, str(log)))
    assert done.returncode == use.status, done.stderr.decode()
    written, started, other = made(log)
    assert other == []
    assert unasked(written, home, use.makes) == set()
    printing = {str(home / "bin" / "lp"), "/bin/cat"} if "--print" in use.words else set()
    assert started == {sys.executable} | printing
    assert set(home.rglob("*")) - before == {home / "work" / name for name in use.makes} | {log}


# An interview, on a terminal ---------------------------------------------------------------------------------------------

# What was seen is told when the program ends, by the one who began it.
TELLS = """
import atexit, json
mine = os.getpid()

def tell_all():
    if os.getpid() == mine:
        open("seen.json", "w").write(json.dumps(seen))

atexit.register(tell_all)
"""


def held(home: Path, words: list[str], mode: str) -> None:
    """Answer the small bank to its end, keep the sheet in a file, and want nothing more."""
    one = Terminal(words, home / "work", {**variables(home), "TERM": "xterm"})
    if mode == "keys":
        one.begin()
        one.press("1", "Question 2 of")
        one.press("1", "> 1", new=False)
        one.press(ENTER, "Help now")
        one.press("1", "Go on to your sheet")
        one.press("1", "Here is your sheet", new=False)
    else:
        one.type("1", at=CHOICE)
        one.type("1", "1")
        one.type("1", "1", at=CHOICE)
    shown = one.wait(PARTING, CHOICE)
    keep = re.search(r"(\d)  Keep all pages", shown)
    assert keep is not None
    one.child.sendline(keep[1])
    one.part()
    assert one.end() == (0, None)


@pytest.mark.parametrize("mode", ["keys", "lines"])
def test_an_interview_opens_no_socket_and_starts_no_program(home: Path, mode: str) -> None:
    """All that is started is the guardian of the terminal, a copy of the program itself, and only for keys."""
    options = ["--bank", str(home / "small.yaml"), *(["--accessible"] if mode == "lines" else [])]
    held(home, hurried(*options, more=WATCH + TELLS), mode)
    seen = json.loads((home / "work" / "seen.json").read_text(encoding="utf-8"))
    assert {*seen} == ({"os.fork ()"} if mode == "keys" else set())


@pytest.mark.parametrize("mode", ["keys", "lines"])
def test_the_system_sees_of_an_interview_a_draft_and_what_was_asked_for(
    strace: tuple[str, ...], home: Path, mode: str
) -> None:
    """The draft in its folder while the questions last, then the one file, and no socket at any time."""
    log = home / "log"
    options = ["--bank", str(home / "small.yaml"), *(["--accessible"] if mode == "lines" else [])]
    before = set(home.rglob("*"))
    held(home, [*strace, str(log), *hurried(*options)], mode)
    written, started, other = made(log)
    assert (other, started) == ([], {sys.executable})
    state = home / ".local" / "state" / "blunting"
    folders = {str(state), *(str(folder) for folder in state.parents if folder.is_relative_to(home / ".local"))}
    draft = re.compile(
        rf"{re.escape(str(state))}/(\.)?small-[0-9-]{{10}}-[0-9a-f]{{12}}\.json(?(1)\.blunting-[a-z0-9_]{{8}})"
    )
    sheets = {path for path in set(home.rglob("*")) - before - {log} if path.is_file()}
    assert [path.suffix for path in sheets] == [".pdf"]
    more = unasked(written, home, tuple(path.name for path in sheets)) - folders
    assert {place for place in more if not draft.fullmatch(place)} == set()
    assert [*state.iterdir()] == []


# The watchers see -------------------------------------------------------------------------------------------------------

CULPRIT = """
import os, socket, subprocess
open("diary", "w").close()
subprocess.run(["/bin/echo"], stdout=subprocess.DEVNULL)
with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as one:
    try:
        one.connect("nobody")
    except OSError:
        pass
"""


def test_the_system_would_see_a_culprit(strace: tuple[str, ...], home: Path) -> None:
    start(home, "-c", CULPRIT, before=(*strace, str(home / "log")))
    written, started, other = made(home / "log")
    assert [told.partition("(")[0] for told in other] == ["socket", "connect"]
    assert (unasked(written, home, ()), started) == ({"diary"}, {sys.executable, "/bin/echo"})


def test_python_would_tell_of_a_culprit(home: Path) -> None:
    done = start(home, "-c", f"{WATCH}{CULPRIT}print(*seen, sep=chr(10))")
    events = [line.split()[0] for line in done.stdout.decode().splitlines()]
    assert {"socket.__new__", "socket.connect", "subprocess.Popen", "import"} <= {*events}
