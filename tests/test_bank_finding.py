"""Which bank a name means, and that a bank is read from its own folder alone, whatever lies there."""

from __future__ import annotations

import os
import resource
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, Run, unbroken

from blunting_cli import storage
from blunting_cli.bank import load_bank, loading
from blunting_cli.bank.finding import MAX_BANK, MAX_LISTED, MAX_PARTS, BankPlace, Origin, find_bank
from blunting_cli.bank.loading import known_banks
from blunting_cli.environment import Environment
from blunting_cli.errors import FileErrors, InputError
from blunting_cli.storage import MAX_BYTES, data_folder, is_inside

SHIPPED = ROOT / "questions"
# Far above what it takes, so that only what would wait for ever is too slow.
SECONDS = 20.0

HEAD = "bank: {id}\nversion: 1.0.0\n{parts}tiers: [{{id: watch, title: Watch, text: Wait.}}]\n"
SECTIONS = "sections: {here: {title: Here, why: To try.}}\n"
QUESTIONS = """\
questions:
  - {id: mood, section: here, ask: Is your mood low?, why: Mood matters., options: [
      {value: 0, label: "No"}, {value: 1, label: "Yes"}]}
"""


def put_bank(path: Path, id: str = "small") -> Path:
    """Write a bank of one file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD.format(id=id, parts="") + SECTIONS + QUESTIONS, encoding="utf-8")
    return path


def put_parts(folder: Path, *parts: str, id: str = "small") -> Path:
    """Write the head of a bank that names parts, and give its folder; the parts are still to be put there."""
    folder.mkdir(parents=True, exist_ok=True)
    head = HEAD.format(id=id, parts=f"parts: [{', '.join(parts)}]\n") + SECTIONS
    (folder / "bank.yaml").write_text(head + ("" if parts else QUESTIONS), encoding="utf-8")
    return folder


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder, and a current folder that is empty."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    (tmp_path / "data" / "banks").mkdir(parents=True)
    return tmp_path / "data"


# Names --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("own", ["blunting.yaml", "blunting/bank.yaml"])
@pytest.mark.parametrize("here", ["blunting", "blunting/bank.yaml"])
def test_a_shipped_name_means_the_shipped_bank(data: Path, own: str, here: str) -> None:
    """Whatever is put into the data folder or the current one, the usual check stays the usual check."""
    put_bank(data / "banks" / own)
    put_bank(Path(here))
    assert find_bank("blunting", SHIPPED, data) == BankPlace(
        "blunting", SHIPPED / "blunting" / "bank.yaml", Origin.SHIPPED
    )


@pytest.mark.parametrize("own", ["mine.yaml", "mine/bank.yaml"])
def test_ones_own_bank_is_found_by_its_name(data: Path, own: str) -> None:
    """A file or a folder in the data folder, before what has that name in the current folder."""
    head = put_bank(data / "banks" / own, "own")
    put_bank(Path("mine"), "here")
    assert find_bank("mine", SHIPPED, data) == BankPlace("mine", head, Origin.OWN)
    assert load_bank("mine", data).id == "own"
    assert load_bank("./mine", data).id == "here"
    assert load_bank("mine").id == "here"


@pytest.mark.parametrize("here", ["mine", "mine/bank.yaml", "mine.yaml"])
def test_a_name_that_is_none_of_these_is_a_path(data: Path, here: str) -> None:
    """A file or a folder in the current folder needs no mark before its name."""
    put_bank(Path(here))
    named = here.split("/")[0]
    assert find_bank(named, SHIPPED, data) == BankPlace(named, Path(here), Origin.PATH)
    assert load_bank(named, data).id == "small"


def test_two_banks_of_one_name_are_not_chosen_between(data: Path) -> None:
    """A file and a folder of one name are both named, and neither is taken."""
    paths = [put_bank(data / "banks" / own) for own in ("mine.yaml", "mine/bank.yaml")]
    with pytest.raises(InputError) as caught:
        find_bank("mine", SHIPPED, data)
    assert all(str(path) in caught.value.message for path in paths)
    assert load_bank(str(paths[0])).id == "small"


@pytest.mark.parametrize("name", ["../secret", "..", "banks/../../secret", "./mine", "mine/", "mine/bank.yaml", ""])
def test_what_holds_a_separator_is_never_a_name(data: Path, name: str) -> None:
    """A path counts from the current folder, and never from the data folder."""
    put_bank(data / "secret.yaml")
    put_bank(data / "banks" / "mine" / "bank.yaml")
    with pytest.raises(InputError):
        find_bank(name, SHIPPED, data)


@pytest.mark.parametrize("name", [".mine", "a\nblunting: all is well", "\x1b[31mred", "a\\b", "c:a", "\u202eb"])
def test_what_cannot_be_a_name_is_not_listed(data: Path, name: str) -> None:
    """Hidden files and names that would steer a terminal are no banks of one's own."""
    put_bank(data / "banks" / f"{name}.yaml")
    put_bank(data / "banks" / name / "bank.yaml")
    assert {place.origin for place in known_banks(data)} == {Origin.SHIPPED}
    with pytest.raises(InputError) as caught:
        find_bank(name, SHIPPED, data)
    assert "all is well" not in caught.value.hint


def test_upper_and_lower_case_are_not_the_same(data: Path) -> None:
    """On every system a name is found as it is written, so that a bank means the same everywhere."""
    put_bank(data / "banks" / "Mine.yaml")
    for name in ("mine", "Blunting"):
        with pytest.raises(InputError) as caught:
            find_bank(name, SHIPPED, data)
        assert f"Did you mean {'Mine' if name == 'mine' else 'blunting'}?" in caught.value.hint


def test_an_unknown_name_lists_what_is_there(data: Path) -> None:
    """The near names come first, then all of them."""
    put_bank(data / "banks" / "sleep.yaml")
    put_bank(data / "banks" / "work" / "bank.yaml")
    put_bank(data / "banks" / "blunting.yaml")
    with pytest.raises(InputError) as caught:
        find_bank("slep", SHIPPED, data)
    assert caught.value.message == "there is no bank slep."
    assert caught.value.hint.startswith("Did you mean sleep? There are these banks: blunting, sleep, work.")


def test_many_banks_are_not_all_listed(data: Path) -> None:
    """What is said stays readable."""
    for number in range(50):
        put_bank(data / "banks" / f"own{number:02}.yaml")
    with pytest.raises(InputError) as caught:
        find_bank("zzz", SHIPPED, data)
    assert f"own{MAX_LISTED - 2:02} and {51 - MAX_LISTED} more." in caught.value.hint
    assert len(known_banks(data)) == 51


def test_the_banks_that_are_known(data: Path) -> None:
    """Each has its name, where it is and where it comes from; one that a shipped name hides is marked."""
    heads = [put_bank(data / "banks" / own) for own in ("blunting.yaml", "mine/bank.yaml", "other.yaml")]
    (data / "banks" / "empty").mkdir()
    (data / "banks" / "notes.txt").touch()
    shipped = BankPlace("blunting", SHIPPED / "blunting" / "bank.yaml", Origin.SHIPPED)
    assert known_banks() == (shipped,)
    assert known_banks(data) == (
        shipped,
        BankPlace("blunting", heads[0], Origin.OWN, hidden=True),
        BankPlace("mine", heads[1], Origin.OWN),
        BankPlace("other", heads[2], Origin.OWN),
    )


def test_a_known_bank_is_found_by_its_name(data: Path) -> None:
    """What is listed is what a name means."""
    put_bank(data / "banks" / "blunting.yaml")
    put_bank(data / "banks" / "mine" / "bank.yaml")
    for place in known_banks(data):
        if not place.hidden:
            assert find_bank(place.name, SHIPPED, data) == place


@pytest.mark.parametrize("data", [Path("/nosuch/data"), Path("/dev/null/data"), Path("/etc/passwd")])
def test_without_a_data_folder_the_shipped_banks_are_there(data: Path) -> None:
    """A folder that is not there, or is none, is the same as one without a bank."""
    assert known_banks(data) == known_banks()
    assert find_bank("blunting", SHIPPED, data).origin is Origin.SHIPPED


# The data folder ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("variables", "windows", "folder"),
    [
        ({"HOME": "/home/a"}, False, "/home/a/.local/share/blunting"),
        ({"HOME": "/home/a", "XDG_DATA_HOME": "/data"}, False, "/data/blunting"),
        ({"HOME": "/home/a", "XDG_DATA_HOME": "/data", "LOCALAPPDATA": "/local"}, True, "/data/blunting"),
        ({"HOME": "/home/a", "XDG_DATA_HOME": ""}, False, "/home/a/.local/share/blunting"),
        ({"HOME": "/home/a", "XDG_DATA_HOME": "data"}, False, "/home/a/.local/share/blunting"),
        ({"HOME": "/home/a", "XDG_STATE_HOME": "/state"}, False, "/home/a/.local/share/blunting"),
        ({"HOME": "/home/a", "LOCALAPPDATA": "/local"}, True, "/local/blunting"),
        ({"HOME": "/home/a", "LOCALAPPDATA": "/local"}, False, "/home/a/.local/share/blunting"),
    ],
)
def test_ones_own_banks_live_where_the_system_keeps_data(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], windows: bool, folder: str
) -> None:
    """A variable that is no whole path counts as not set, as the XDG specification says."""
    monkeypatch.setattr(storage, "WINDOWS", windows)
    assert data_folder(variables) == Path(folder)
    assert Environment.of_this_process(variables).data == Path(folder)


COMMANDS = {
    "template": ["template", "--bank", "mine"],
    "show": ["bank", "show", "--bank", "mine"],
    "show as data": ["bank", "show", "--json", "--bank", "mine"],
    "learn": ["learn", "--bank", "mine"],
    "check": ["check", "--answers", "answers.yaml", "--bank", "mine"],
    "explain answers": ["explain", "--answers", "answers.yaml", "--bank", "mine"],
    "sheet": ["sheet", "record.json", "--bank", "mine"],
    "explain": ["explain", "record.json", "--bank", "mine"],
    "verify": ["verify", "record.json", "--bank", "mine"],
}


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
@pytest.mark.parametrize("variable", ["HOME", "XDG_DATA_HOME"])
def test_every_command_finds_ones_own_bank(run: Run, tmp_path: Path, words: list[str], variable: str) -> None:
    """A name in the data folder does for every --bank, also where a record was made with it."""
    folder = tmp_path / (".local/share" if variable == "HOME" else "elsewhere")
    env = {} if variable == "HOME" else {variable: str(folder)}
    put_bank(folder / "blunting" / "banks" / "mine.yaml")
    (tmp_path / "answers.yaml").write_text("mood: 1\n", encoding="utf-8")
    made = run("check", "--answers", "answers.yaml", "--json", "--bank", "mine", env=env)
    assert (made.status, made.err) == (0, "")
    (tmp_path / "record.json").write_text(made.out, encoding="utf-8")
    ran = run(*words, env=env)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out
    assert (run(*words[:-1], "min", env=env).status, run(*words).status) == (3, 0 if variable == "HOME" else 3)


def test_an_interview_finds_ones_own_bank(run: Run, tmp_path: Path) -> None:
    """Its questions are asked, and the command that goes on with the draft names the bank as it was named."""
    put_bank(tmp_path / ".local/share/blunting/banks/mine.yaml")
    # The mood is answered, and the review of it left with answers kept.
    ran = run("check", "--accessible", "--bank", "mine", stdin=b"1\n1\nq\n1\n")
    assert ran.status == 4
    assert "Is your mood low?" in ran.err
    assert "check --bank mine --accessible --resume" in unbroken(ran.err)


def test_the_name_of_a_folder_steers_no_terminal(run: Run, tmp_path: Path) -> None:
    """The command that goes on with a draft shows an escape in a name as what it is."""
    put_bank(tmp_path / "\x1b[31mred" / "bank.yaml")
    ran = run("check", "--accessible", "--bank", "\x1b[31mred", stdin=b"1\n1\nq\n1\n")
    assert ran.status == 4
    assert "\x1b" not in ran.err
    assert "--bank '\\x1b[31mred' --accessible --resume" in unbroken(ran.err)


# Reading within the folder ------------------------------------------------------------------------------------------

Load = Callable[[], object]


def refused(load: Load) -> tuple[str, int, str, str]:
    """Refuse a bank for one reason, soon: the file, the line, what is wrong, what to do."""
    begun = time.monotonic()
    with pytest.raises(FileErrors) as caught:
        load()
    assert time.monotonic() - begun < SECONDS
    (complaint,) = caught.value.complaints
    assert complaint.place.column >= 1
    return complaint.place.source, complaint.place.line, complaint.message, complaint.hint


def make_link(path: Path, target: str | Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)


def fill_beyond_limit(path: Path) -> None:
    path.write_bytes(b"# much\n" * (MAX_BYTES // 7 + 1))


PARTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "a link to a file elsewhere": (
        lambda path: path.symlink_to(put_bank(path.parent.parent / "secret.yaml")),
        "leads outside the folder of the bank",
    ),
    "a link with a way back": (
        lambda path: path.symlink_to("../mine/../secret.yaml"),
        "leads outside the folder of the bank",
    ),
    "a link to a link": (
        lambda path: [path.symlink_to("b"), make_link(path.with_name("b"), "/etc/passwd")],
        "leads outside the folder of the bank",
    ),
    "a link to a file that is not there": (lambda path: path.symlink_to("gone.yaml"), "there is no file"),
    "a link to itself": (lambda path: path.symlink_to(path.name), "cannot read"),
    "a link to a device": (lambda path: path.symlink_to("/dev/zero"), "leads outside the folder of the bank"),
    "a link to a folder beside it": (
        lambda path: [make_link(path, "inner"), path.with_name("inner").mkdir()],
        "is a folder",
    ),
    "a pipe": (os.mkfifo, "is not an ordinary file"),
    "a folder": (Path.mkdir, "is a folder"),
    "a huge file": (fill_beyond_limit, "is larger than 2 MB"),
    "nothing": (lambda _: None, "there is no file"),
}


@pytest.mark.parametrize("kind", PARTS)
@pytest.mark.parametrize("own", [True, False], ids=["own", "path"])
def test_a_part_is_an_ordinary_file_in_the_folder(data: Path, kind: str, own: bool) -> None:
    """Whatever else it is, it is refused at once and at its place in the list of parts."""
    put, says = PARTS[kind]
    folder = put_parts(data / "banks" / "mine", "more.yaml")
    put(folder / "more.yaml")
    source, line, message, _ = refused(lambda: load_bank("mine", data) if own else load_bank(str(folder)))
    assert (source, line) == (str(folder / "bank.yaml"), 3)
    assert says in message
    assert "more.yaml" in message


def test_a_link_within_the_folder_is_followed(data: Path) -> None:
    """Where a part lies below the bank's own folder, a link may lead to it."""
    folder = put_parts(data / "banks" / "mine", "more.yaml")
    (folder / "store").mkdir()
    (folder / "store" / "q.yaml").write_text(QUESTIONS, encoding="utf-8")
    (folder / "more.yaml").symlink_to("store/q.yaml")
    assert [question.id for question in load_bank("mine", data).questions] == ["mood"]


def test_a_folder_of_ones_own_may_be_a_link(data: Path, tmp_path: Path) -> None:
    """An author links the folder worked in; the bank is confined to where that leads."""
    folder = put_parts(tmp_path / "work", "more.yaml")
    (folder / "more.yaml").write_text(QUESTIONS, encoding="utf-8")
    (data / "banks" / "mine").symlink_to(folder)
    assert load_bank("mine", data) == load_bank(str(folder))
    (folder / "more.yaml").unlink()
    (folder / "more.yaml").symlink_to(put_bank(data / "banks" / "other.yaml"))
    assert "leads outside" in refused(lambda: load_bank("mine", data))[2]


@pytest.mark.parametrize("named", ["mine", "alone", "path"])
def test_a_bank_that_was_found_lies_where_it_was_found(data: Path, tmp_path: Path, named: str) -> None:
    """A bank.yaml or a file of one's own that is a link to elsewhere is refused; nothing of where it leads is shown."""
    secret = put_bank(tmp_path / "secret.yaml")
    head = data / "banks" / ("alone.yaml" if named == "alone" else "mine/bank.yaml")
    make_link(head, secret)
    source, line, message, hint = refused(
        lambda: load_bank(str(head.parent)) if named == "path" else load_bank(named, data)
    )
    assert (source, line) == (str(head), 1)
    assert message.endswith("is a link that leads outside its folder")
    assert "name it by its path" in hint
    assert load_bank(str(head)).id == "small"


@pytest.mark.parametrize(
    "name", ["sub/more.yaml", "../more.yaml", "/etc/passwd", "..\\more.yaml", "c:more.yaml", "..", "more.yml"]
)
def test_a_part_is_named_as_a_file_beside_the_bank(data: Path, name: str) -> None:
    """On every system alike, also where the file is there."""
    folder = put_parts(data / "banks" / "mine", f"'{name}'")
    for path in ("sub/more.yaml", "../more.yaml", "..\\more.yaml", "c:more.yaml", "more.yml"):
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(QUESTIONS, encoding="utf-8")
    _, line, message, hint = refused(lambda: load_bank("mine", data))
    assert (line, message) == (3, f"{name} is not a YAML file in the folder of the bank")
    assert hint


@pytest.mark.parametrize("again", ["a.yaml", "link.yaml", "bank.yaml"])
def test_a_part_stands_once_by_whatever_name(data: Path, again: str) -> None:
    """A link to a part, or to the bank's first file, is that file again."""
    folder = put_parts(data / "banks" / "mine", "a.yaml", again)
    (folder / "a.yaml").write_text(QUESTIONS, encoding="utf-8")
    (folder / "link.yaml").symlink_to("a.yaml")
    assert refused(lambda: load_bank("mine", data))[2] == f"{again} is named twice"


def test_everything_wrong_with_the_parts_is_told_at_once(data: Path) -> None:
    """In the order of the list."""
    folder = put_parts(data / "banks" / "mine", "gone.yaml", "/etc/passwd", "pipe.yaml")
    os.mkfifo(folder / "pipe.yaml")
    with pytest.raises(FileErrors) as caught:
        load_bank("mine", data)
    assert [complaint.message.split()[0] for complaint in caught.value.complaints] == [
        "there",
        "/etc/passwd",
        str(folder / "pipe.yaml"),
    ]


def test_every_part_that_cannot_be_read_is_told_at_once(data: Path) -> None:
    """A first part that is no YAML does not hide what is wrong with the next one."""
    folder = put_parts(data / "banks" / "mine", "a.yaml", "b.yaml", "c.yaml")
    for name, text in {"a": "x: [", "b": QUESTIONS, "c": "y: &a 1\n"}.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(FileErrors) as caught:
        load_bank("mine", data)
    assert [Path(complaint.place.source).name for complaint in caught.value.complaints] == ["a.yaml", "c.yaml"]


def test_too_many_parts_are_not_read(data: Path) -> None:
    """The list is refused before the first of them is opened."""
    put_parts(data / "banks" / "mine", *(f"p{number}.yaml" for number in range(MAX_PARTS + 1)))
    assert refused(lambda: load_bank("mine", data))[2] == f"a bank has at most {MAX_PARTS} parts"


def test_parts_that_are_large_together_are_refused(data: Path) -> None:
    """At the part that is one too many, whatever stands behind it."""
    names = [f"p{number}.yaml" for number in range(10)]
    folder = put_parts(data / "banks" / "mine", *names)
    for name in names:
        (folder / name).write_bytes(b"# much\n" * (MAX_BYTES // 7))
    message = refused(lambda: load_bank("mine", data))[2]
    assert message == f"with p{MAX_BANK // MAX_BYTES}.yaml the bank is larger than {MAX_BANK // 1024 // 1024} MB"


HEADS: dict[str, Callable[[Path], object]] = {
    "a pipe": os.mkfifo,
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a folder": lambda path: [path.mkdir(), (path / "bank.yaml").mkdir()],
    "a huge file": fill_beyond_limit,
    "a link to nothing": lambda path: path.symlink_to(path.with_name("gone")),
    "a link to itself": lambda path: path.symlink_to(path),
}


@pytest.mark.parametrize("kind", HEADS)
@pytest.mark.parametrize("where", ["mine", "mine.yaml", "mine/bank.yaml"])
def test_a_bank_that_is_no_ordinary_file_is_refused_at_once(run: Run, tmp_path: Path, kind: str, where: str) -> None:
    """By its name, its file and its folder, in words and without waiting."""
    banks = tmp_path / ".local/share/blunting/banks"
    (banks / where).parent.mkdir(parents=True, exist_ok=True)
    HEADS[kind](banks / where)
    for name in ("mine", str(banks / where), str((banks / where).parent)):
        ran = run("template", "--bank", name)
        assert (ran.status, ran.out) == (3, "")
        assert ran.err.startswith("blunting: ")
        assert len(ran.err.splitlines()) <= 3


def test_the_largest_bank_there_can_be_ends_within_bounds(data: Path) -> None:
    """As many parts as may be, each as full as may be: it is refused in seconds and little memory."""
    names = [f"p{number}.yaml" for number in range(MAX_BANK // MAX_BYTES)]
    folder = put_parts(data / "banks" / "mine", *names)
    for name in names:
        (folder / name).write_bytes(b"- {a: b, c: d}\n" * 16_000 + b"#" * (MAX_BYTES - 300_000))
    begun = time.process_time()
    with pytest.raises(FileErrors):
        load_bank("mine", data)
    assert time.process_time() - begun < SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 1024 * 1024


def test_a_shipped_bank_may_be_made_of_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some installers link every file to a store of their own; what came with the program is trusted."""
    store = tmp_path / "store"
    shutil.copytree(SHIPPED, store)
    for path in store.rglob("*.yaml"):
        make_link(tmp_path / "questions" / path.relative_to(store), path)
    monkeypatch.setattr(loading, "questions_folder", lambda: tmp_path / "questions")
    loading._document.cache_clear()
    assert load_bank().id == "blunting"
    assert not is_inside(tmp_path / "questions" / "blunting" / "bank.yaml", tmp_path / "questions")
    loading._document.cache_clear()
