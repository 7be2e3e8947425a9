"""Files in an unkind world: full disks, folders that are no folders, links that lead elsewhere, and others at the same time."""

from __future__ import annotations

import errno
import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("modes, links and limits are those of POSIX", allow_module_level=True)

from commands import ANSWERS, USES, Example, tell
from conftest import Ran
from installed import installed
from terminals import CHOICE, LINES, PARTING, Terminal

BANK = """\
bank: small
version: 1.0.0
tiers: [{id: watch, title: Watch, text: Wait.}]
responses: {yes_no: {options: [{value: 0, label: "No"}, {value: 1, label: "Yes"}]}}
sections: {first: {title: First part, why: This part comes first.}}
questions:
  - {id: mood, section: first, ask: Low mood?, why: It matters., respond: yes_no}
  - {id: sleep, section: first, ask: Bad sleep?, why: It matters., respond: yes_no}
"""
BEGUN, TO_THE_END = ("1", "1"), ("1", "1", "0", "1")
# Root may do what modes forbid, so the program runs without that right (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH).
AS_ANYBODY = """
import ctypes, os, sys
for right in (1, 2):
    ctypes.CDLL(None).prctl(24, right, 0, 0, 0)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""
Start = Callable[..., Ran]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a small bank, and a place to work in."""
    (tmp_path / "home").mkdir()
    (tmp_path / "small.yaml").write_text(BANK, encoding="utf-8")
    return tmp_path / "home"


def variables(home: Path, **more: str) -> dict[str, str]:
    plain = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(installed()),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LANG": "C.UTF-8",
    }
    return {**plain, "HOME": str(home), "BLUNTING_REGION": "GB", **more}


def start(
    home: Path, *words: str, typed: tuple[str, ...] = (), shell: str = "", root: bool = False, **more: str
) -> Ran:
    """Run the program as anybody or as `root`, after a line of shell; what is typed comes from a pipe."""
    program = [sys.executable, "-m", "blunting_cli", *words]
    if os.geteuid() == 0 and not root:
        program = [sys.executable, "-c", AS_ANYBODY, *program[1:]]
    done = subprocess.run(
        ["/bin/sh", "-c", f'{shell or ":"}; exec "$@"', "sh", *program],
        cwd=home.parent,
        env=variables(home, **more),
        input="".join(f"{line}\n" for line in typed).encode(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    said = Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert not re.search("Traceback|went wrong|Error", said.err), said.err
    return said


def asked(home: Path, *words: str, typed: tuple[str, ...], root: bool = False, **more: str) -> Ran:
    return start(home, "check", "--accessible", "--bank", "small.yaml", *words, typed=typed, root=root, **more)


@pytest.fixture
def obeyed(tmp_path: Path) -> None:
    """Skip where modes forbid nothing, even to a program without the rights of root."""
    secret = tmp_path / "secret"
    secret.write_text("x", encoding="utf-8")
    secret.chmod(0)
    words = [sys.executable, "-c", AS_ANYBODY, "-c", f"open({str(secret)!r})"]
    if subprocess.run(words, capture_output=True, check=False).returncode == 0:
        pytest.skip("here everybody may read everything")


def modes(folder: Path) -> dict[str, str]:
    """Give the mode of every file and folder below a folder, chance taken out of the names."""
    found = {str(path.relative_to(folder)): stat.S_IMODE(path.lstat().st_mode) for path in sorted(folder.rglob("*"))}
    return {re.sub(r"small-.*\.json", "DRAFT", name): f"{mode:o}" for name, mode in found.items()}


STATE = Path(".local/state/blunting")
PRIVATE = {".local": "700", ".local/state": "700", ".local/state/blunting": "700", ".local/state/blunting/DRAFT": "600"}
NOT_KEPT = "Your answers cannot be kept while you go on"


def said_once_and_went_on(told: Ran) -> None:
    """Hold that an interview without a draft said so once, and why, and came to its end with a sheet."""
    assert (told.status, told.out.startswith("YOUR SELF-CHECK")) == (0, True), told.err
    assert told.err.count(NOT_KEPT) == 1


# No room ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(home: Path) -> Iterator[Path]:
    """A disk of 16 kB, mounted below the home."""
    place = home / "disk"
    place.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=16k,mode=700", "none", str(place)]
    if os.geteuid() or subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small disk, and not in every container")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def fill(disk: Path) -> None:
    """Leave no room."""
    with (disk / "filler").open("wb", buffering=0) as file, suppress(OSError):
        while file.tell() < 2**20:
            file.write(bytes(1024))
    assert (disk / "filler").stat().st_size < 2**20


def test_on_a_disk_that_is_full_the_interview_goes_on_to_its_sheet(home: Path, small_disk: Path) -> None:
    """Without a draft; a sheet that cannot be written either stands on the screen, and nothing half is left."""
    fill(small_disk)
    disk = {"XDG_STATE_HOME": str(small_disk)}
    said_once_and_went_on(asked(home, typed=TO_THE_END, **disk))
    told = asked(home, "-o", f"{small_disk}/a.html", typed=TO_THE_END, **disk)
    assert (told.status, told.out) == (1, "")
    assert "YOUR SELF-CHECK" in told.err
    assert told.err.endswith(
        f"blunting: cannot write {small_disk}/a.html: No space left on device.\n"
        "Choose another place with -o. The sheet stands above, and is kept nowhere.\n"
    )
    assert {*modes(small_disk)} == {"blunting", "filler"}


def test_on_a_disk_that_fills_up_the_draft_of_before_stays(home: Path, small_disk: Path) -> None:
    """It is said that it holds only what was answered before."""
    disk = {"XDG_STATE_HOME": str(small_disk)}
    assert asked(home, typed=BEGUN, **disk).status == 4
    fill(small_disk)
    told = asked(home, "--resume", typed=("0",), **disk)
    assert told.status == 4
    assert "Not all of your answers could be kept. Those from before are in:" in told.err
    [draft] = (small_disk / "blunting").iterdir()
    assert json.loads(draft.read_text())["answers"] == {"mood": 1}


@pytest.mark.parametrize("blocks", [0, 8])
def test_a_limit_on_the_size_of_files_is_like_a_full_disk(home: Path, blocks: int) -> None:
    """Where nothing fits, or a draft but no sheet: words, a status, no half file, and the answers are not lost."""
    limit = f"ulimit -f {blocks}"
    told = start(home, "check", "-a", ANSWERS, "-o", "a.html", shell=limit)
    assert (told.status, told.out) == (1, "")
    assert told.err.startswith(f"blunting: cannot write a.html: {os.strerror(errno.EFBIG)}.")
    told = start(home, "explain", "-a", ANSWERS, "--json", shell=f"{limit}; exec > out")
    assert (told.status, told.err) == (1, f"blunting: cannot write the result: {os.strerror(errno.EFBIG)}.\n")
    (home.parent / "out").unlink()
    told = asked(home, "-o", "a.json", "--include-safety", typed=TO_THE_END, shell=limit)
    if blocks:
        assert told.status == 0
    else:
        assert told.status == 1
        assert told.err.count(NOT_KEPT) == 1
        assert "The sheet stands above, and is kept nowhere." in told.err
    assert {path.name for path in home.parent.iterdir()} == {"home", "small.yaml", *(["a.json"] if blocks else [])}
    assert not [name for name in modes(home) if "DRAFT" in name]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
@pytest.mark.parametrize(("command", "use"), [use for use in USES if not use[1].makes and not use[1].status])
def test_no_command_goes_well_where_its_output_does_not(
    command: str, use: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every command says so and ends with a status, as when its output goes to a full disk."""
    monkeypatch.chdir(tmp_path)
    tell(monkeypatch, "check", "-a", ANSWERS, "-o", "record.json")
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        told = tell(monkeypatch, *command.split(), *use.words, stdout=full)
    assert (told.status, told.err) == (1, b"blunting: cannot write the result: No space left on device.\n")


# No home ----------------------------------------------------------------------------------------------------------------


def is_file(home: Path) -> dict[str, str]:
    home.rmdir()
    home.write_text("mine", encoding="utf-8")
    return {}


def is_nowhere(home: Path) -> dict[str, str]:
    return {"HOME": "/proc/nobody" if Path("/proc").is_dir() else "/dev/null/nobody"}


def is_read_only(home: Path) -> dict[str, str]:
    home.chmod(0o500)
    return {}


def has_state_of_others(home: Path) -> dict[str, str]:
    (home / "state").mkdir(0o500)
    return {"XDG_STATE_HOME": str(home / "state")}


def has_a_draft_folder_that_is_shut(home: Path) -> dict[str, str]:
    (home / "state" / "blunting").mkdir(parents=True)
    (home / "state" / "blunting").chmod(0)
    return {"XDG_STATE_HOME": str(home / "state")}


def has_a_file_for_a_folder(home: Path) -> dict[str, str]:
    (home / "blunting").write_text("mine", encoding="utf-8")
    return {"XDG_STATE_HOME": str(home), "XDG_DATA_HOME": str(home)}


HOMES = [
    is_file,
    is_nowhere,
    is_read_only,
    has_state_of_others,
    has_a_draft_folder_that_is_shut,
    has_a_file_for_a_folder,
]


@pytest.mark.usefixtures("obeyed")
@pytest.mark.parametrize("make", HOMES)
def test_without_a_place_for_a_draft_the_interview_goes_on(home: Path, make: Callable[[Path], dict[str, str]]) -> None:
    """It says so, once and why, and nothing is made; what needs no home does not ask for one."""
    more = make(home)
    before = {str(path): path.lstat().st_mode for path in home.parent.rglob("*")}
    said_once_and_went_on(asked(home, typed=TO_THE_END, **more))
    left = asked(home, typed=BEGUN, **more)
    assert (left.status, "Nothing was kept." in left.err) == (4, True)
    assert start(home, "check", "-a", ANSWERS, **more).status == 0
    listed = start(home, "bank", "list", **more)
    assert (listed.status, listed.err) == (0, "")
    assert {str(path): path.lstat().st_mode for path in home.parent.rglob("*")} == before


@pytest.mark.usefixtures("obeyed")
def test_own_banks_in_a_folder_that_is_shut_are_not_found_and_hurt_nobody(home: Path) -> None:
    banks = home / "data" / "blunting" / "banks"
    banks.mkdir(parents=True)
    (banks / "mine.yaml").write_text(BANK, encoding="utf-8")
    banks.chmod(0)
    told = start(home, "bank", "list", XDG_DATA_HOME=str(home / "data"))
    assert (told.status, told.err) == (0, "")
    assert start(home, "bank", "show", "mine", XDG_DATA_HOME=str(home / "data")).status == 3
    banks.chmod(0o700)


# Masks ------------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("obeyed")
@pytest.mark.parametrize("mask", ["000", "022", "077", "777"])
def test_whatever_the_mask_files_are_for_their_owner_and_nobody_else(home: Path, mask: str) -> None:
    """The owner can read them and go on with the draft, and nobody else can even look into the folder."""
    umask = f"umask {mask}"
    places = ("home/a.html", "home/a.json")
    told = start(home, "check", "-a", ANSWERS, *(word for place in places for word in ("-o", place)), shell=umask)
    assert told.status == 0
    assert asked(home, typed=BEGUN, shell=umask).status == 4
    assert modes(home) == {**{Path(place).name: "600" for place in places}, **PRIVATE}
    told = asked(home, "--resume", typed=("0",), shell=umask)
    assert "Answers taken over from the draft: 1." in told.err
    assert modes(home)[str(STATE / "DRAFT")] == "600"


# Links ------------------------------------------------------------------------------------------------------------------


def linked(home: Path, mode: int) -> Path:
    """Put a link in place of the folder of the drafts; give the folder it leads to."""
    elsewhere = home / "elsewhere"
    elsewhere.mkdir()
    elsewhere.chmod(mode)
    (home / STATE).parent.mkdir(parents=True)
    (home / STATE).symlink_to(elsewhere)
    return elsewhere


def test_a_draft_folder_may_be_a_link_to_one_that_is_private(home: Path) -> None:
    """As who keeps them on another disk has it."""
    elsewhere = linked(home, 0o700)
    assert asked(home, typed=BEGUN).status == 4
    assert modes(elsewhere) == {"DRAFT": "600"}
    assert "Answers taken over from the draft: 1." in asked(home, "--resume", typed=()).err


@pytest.mark.parametrize("mode", [0o755, 0o711, 0o1777])
def test_a_link_to_a_folder_of_others_gets_no_draft_and_is_left_as_it_is(home: Path, mode: int) -> None:
    """Its mode is not ours to change, and what would lie in it could be seen."""
    elsewhere = linked(home, mode)
    told = asked(home, typed=TO_THE_END)
    said_once_and_went_on(told)
    assert "leads to a folder that others may look into" in " ".join(told.err.split())
    assert (stat.S_IMODE(elsewhere.stat().st_mode), [*elsewhere.iterdir()]) == (mode, [])


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_draft_folder_of_someone_else_is_neither_read_nor_written(home: Path) -> None:
    """Not even by who may write everywhere: what is found there may be planted, and its owner reads what is put there."""
    asked(home, typed=BEGUN)
    [planted] = (home / STATE).iterdir()
    before = planted.read_bytes()
    os.chown(home / STATE, 1000, 1000)
    told = asked(home, typed=TO_THE_END, root=True)
    said_once_and_went_on(told)
    assert "is a folder of someone else" in " ".join(told.err.split())
    assert "draft of" not in told.err.casefold()
    assert ([*(home / STATE).iterdir()], planted.read_bytes()) == ([planted], before)
    told = asked(home, "--resume", typed=TO_THE_END, root=True)
    assert "Answers taken over from the draft" not in told.err


def test_a_dangling_link_is_not_made_into_a_folder(home: Path) -> None:
    linked(home, 0o700).rmdir()
    said_once_and_went_on(asked(home, typed=TO_THE_END))
    assert not (home / "elsewhere").exists()


@pytest.mark.parametrize("words", [("--resume",), ("--fresh",), ()])
def test_a_draft_that_is_a_link_is_left_alone(home: Path, words: tuple[str, ...]) -> None:
    """It is said that it cannot be read; what it leads to is neither read nor written nor taken away."""
    asked(home, typed=BEGUN)
    [draft] = (home / STATE).iterdir()
    mine = draft.rename(home / ".bashrc")
    draft.symlink_to(mine)
    before = mine.read_bytes(), mine.stat()
    told = asked(home, *words, typed=TO_THE_END)
    assert told.status == 0
    assert "This draft cannot be read, and stays where it is:" in told.err
    assert (mine.read_bytes(), mine.stat().st_mtime_ns, mine.stat().st_mode) == (
        before[0],
        before[1].st_mtime_ns,
        before[1].st_mode,
    )
    assert draft.readlink() == mine


WRITERS = [
    ("check", "-a", ANSWERS),
    ("sheet", "record.json"),
    ("template",),
    ("bank", "schema"),
]


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("words", WRITERS, ids=" ".join)
@pytest.mark.parametrize("leads", ["a file", "nowhere", "a folder", "itself"])
def test_nothing_is_written_through_a_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], leads: str, force: bool
) -> None:
    """Whoever put it there, and whether or not something may be written over."""
    monkeypatch.chdir(tmp_path)
    tell(monkeypatch, "check", "-a", ANSWERS, "-o", "record.json")
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    link = tmp_path / "link.json"
    link.symlink_to({"a file": "file", "nowhere": "gone", "a folder": "folder", "itself": "link.json"}[leads])
    before = modes(tmp_path)
    format = ["-f", "text"] if words[0] == "template" else []
    told = tell(monkeypatch, *words, *format, "-o", "link.json", *(["--force"] if force else []))
    assert (told.status, told.out) == (1, b"")
    assert b"is a link to another place" in told.err if force else b"is there already" in told.err
    assert (modes(tmp_path), (tmp_path / "file").read_text(), link.is_symlink()) == (before, "mine", True)


def test_a_link_to_a_folder_on_the_way_to_a_file_is_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file itself is a new one there, and a link at its own place is refused there too."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "way").symlink_to("folder")
    assert tell(monkeypatch, "check", "-a", ANSWERS, "-o", "way/sheet.txt").status == 0
    assert modes(tmp_path / "folder") == {"sheet.txt": "600"}
    (tmp_path / "folder" / "link.txt").symlink_to("sheet.txt")
    told = tell(monkeypatch, "check", "-a", ANSWERS, "-o", "way/link.txt", "--force")
    assert (told.status, b"is a link to another place" in told.err) == (1, True)


# Others at the same time ------------------------------------------------------------------------------------------------

WAITS = """
import sys
import blunting_cli.scripted, blunting_cli.sheet, blunting_cli.cli.writing, blunting_cli.render.text
from blunting_cli.__main__ import main
sys.stdin.readline()
sys.argv[0] = "blunting"
sys.exit(main())
"""


def at_once(home: Path, *several: tuple[str, ...]) -> list[Ran]:
    """Run commands that begin at the same moment."""
    with ExitStack() as running:
        pipe = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        programs = [
            running.enter_context(
                subprocess.Popen([sys.executable, "-c", WAITS, *words], cwd=home, env=variables(home), **pipe)  # type: ignore[call-overload]
            )
            for words in several
        ]
        for program in programs:
            program.stdin.write("\n")
            program.stdin.flush()
        told = [program.communicate() for program in programs]
        return [Ran(program.returncode, *streams) for program, streams in zip(programs, told, strict=True)]


@pytest.mark.parametrize("force", [False, True])
def test_of_several_that_write_one_file_one_is_whole(home: Path, force: bool) -> None:
    """Without --force it is the first one's and the others are told; with it all go well and the last one stays."""
    several = []
    for number in range(4):
        path = home / f"{number}.json"
        path.write_text(json.dumps({"mood": number % 2, "sleep": number // 2}), encoding="utf-8")
        more = ["--force"] if force else []
        several.append(("check", "--bank", "../small.yaml", "-a", path.name, "-o", "sheet.json", *more))
    for _ in range(2):
        done = at_once(home, *several)
        answers = json.loads((home / "sheet.json").read_text(encoding="utf-8"))["answers"]
        won = [one for one in done if one.status == 0]
        assert len(won) == (4 if force else 1)
        assert force or answers == json.loads((home / f"{done.index(won[0])}.json").read_text(encoding="utf-8"))
        assert answers in [{"mood": number % 2, "sleep": number // 2} for number in range(4)]
        assert all("is there already" in one.err for one in done if one.status)
        assert {path.name for path in home.iterdir()} == {"sheet.json", *(f"{number}.json" for number in range(4))}
        (home / "sheet.json").unlink()


def test_several_interviews_at_once_keep_their_drafts_apart(home: Path) -> None:
    """Nothing is lost and nothing mixed, whichever begins first."""
    words = [sys.executable, "-m", "blunting_cli", "check", "--accessible", "--bank", "small.yaml"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    with ExitStack() as running:
        programs = [
            running.enter_context(subprocess.Popen(words, cwd=home.parent, env=variables(home), **pipes))  # type: ignore[call-overload]
            for _ in range(5)
        ]
        said = [(0, 0), (0, 1), (1, 0), (1, 1), (0, 1)]
        # All are under way, each with a draft that it holds, before the first one ends.
        for program, (mood, sleep) in zip(programs, said, strict=True):
            program.stdin.write(f"1\n{mood}\n{sleep}\n".encode())
            program.stdin.flush()
        for program in programs:
            shown = b""
            while b"Your answers so far" not in shown:
                shown += os.read(program.stderr.fileno(), 65536)
        for program in programs:
            program.communicate()
            assert program.returncode == 4
    kept = [json.loads(path.read_text(encoding="utf-8"))["answers"] for path in (home / STATE).iterdir()]
    assert sorted((draft["mood"], draft["sleep"]) for draft in kept) == sorted(said)
    assert all(mode in ("600", "700") for mode in modes(home).values())


def test_of_two_interviews_that_write_one_file_the_later_keeps_its_answers(home: Path) -> None:
    """The place was free when both began; who comes second is told, and loses nothing."""
    first, second = (Terminal([*LINES, "--bank", "../small.yaml", "-o", "a.json"], home, {}) for _ in range(2))
    for one, answers in ((first, ("1", "1")), (second, ("0", "0"))):
        one.type("1", at=CHOICE)
        one.type(*answers)
        one.wait("Go on to your sheet", CHOICE)
    for one in (first, second):
        one.child.sendline("1")
        assert one.end() == (0 if one is first else 1, None)
    assert "a.json is there already" in second.shown
    assert "Your answers are kept:" in second.shown
    assert json.loads((home / "a.json").read_text(encoding="utf-8"))["answers"] == {"mood": 1, "sleep": 1}
    [draft] = (home / STATE).iterdir()
    assert json.loads(draft.read_text(encoding="utf-8"))["answers"] == {"mood": 0, "sleep": 0}


def test_two_that_keep_their_sheet_at_the_end_get_two_files(home: Path) -> None:
    """The name that was free when it was offered may be taken when it is chosen."""
    several = [Terminal([*LINES, "--bank", "../small.yaml"], home, {}) for _ in range(2)]
    for one in several:
        one.type("1", at=CHOICE)
        one.type("1", "1")
        one.type("1", at=CHOICE)
        shown = one.wait(PARTING, CHOICE)
    keep = re.search(r"(\d)  Keep all pages", shown)
    assert keep is not None
    for one in several:
        one.child.sendline(keep[1])
        one.part()
        assert one.end() == (0, None)
    kept = [path for path in home.iterdir() if path.is_file()]
    assert len(kept) == len({path.name for path in kept}) == 2
    assert {path.suffix for path in kept} == {".pdf"}
    assert [*(home / STATE).iterdir()] == []
