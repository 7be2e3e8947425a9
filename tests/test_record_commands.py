"""`sheet`, `explain`, `verify` and the form of `template`, as processes: what goes where, and with which status."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import stat
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Run
from installed import installed
from sheets import PEOPLE
from terminals import Terminal

from blunting_cli.bank import load_bank

ANSWERS = str(PEOPLE / "after_dose_rise.yaml")


@pytest.fixture
def record(run: Run, tmp_path: Path) -> Path:
    """The record of a person whose feelings faded after a dose was raised, as a file."""
    path = tmp_path / "record.json"
    assert run("check", "--answers", ANSWERS, "-o", str(path)).status == 0
    return path


# The sheet ------------------------------------------------------------------------------------------------------------


def test_a_record_gives_the_sheet_that_its_answers_gave(run: Run, record: Path) -> None:
    """In text, and as the record itself, byte for byte."""
    for format in ("text", "markdown", "html", "json"):
        kept, now = run("sheet", str(record), "-f", format), run("check", "--answers", ANSWERS, "-f", format)
        assert (kept.status, kept.out) == (0, now.out)
    assert run("sheet", str(record), "-f", "json").out == record.read_text()
    assert run("sheet", "-", stdin=record.read_bytes()).out == run("sheet", str(record)).out


def test_several_files_are_written_by_their_endings_and_privately(run: Run, record: Path, tmp_path: Path) -> None:
    """One run, every format; each file is readable by its owner alone, and stdout stays empty."""
    names = ["s.txt", "s.md", "s.html", "s.pdf", "s.json", "s"]
    done = run("sheet", str(record), *(word for name in names for word in ("-o", name)))
    assert (done.status, done.out) == (0, "")
    begins = [b"YOUR SELF-CHECK", b"# Your self-check", b"<!", b"%PDF-", b"{", b"YOUR SELF-CHECK"]
    for name, begin in zip(names, begins, strict=True):
        path = tmp_path / name
        assert path.read_bytes().lstrip().startswith(begin), name
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert f"written to {name}" in done.err


def test_nothing_is_written_where_one_of_several_cannot_be_made(run: Run, record: Path, tmp_path: Path) -> None:
    """What fails is found before the first file is written."""
    done = run("sheet", str(record), "-o", "good.md", "-o", "nowhere/bad.md")
    assert done.status == 1
    assert not (tmp_path / "good.md").exists()


def test_a_format_goes_for_every_file(run: Run, record: Path, tmp_path: Path) -> None:
    """What is asked for by name counts more than an ending."""
    assert run("sheet", str(record), "-f", "markdown", "-o", "a.txt", "-o", "b.html").status == 0
    assert (tmp_path / "a.txt").read_text() == (tmp_path / "b.html").read_text()
    assert (tmp_path / "a.txt").read_text().startswith("# ")


def test_nothing_is_written_over_without_force(run: Run, record: Path, tmp_path: Path) -> None:
    """Where one of several files is there already, none is written."""
    (tmp_path / "there.md").write_text("mine")
    done = run("sheet", str(record), "-o", "new.html", "-o", "there.md")
    assert done.status == 1
    assert "there.md is there already" in done.err
    assert not (tmp_path / "new.html").exists()
    assert (tmp_path / "there.md").read_text() == "mine"
    assert run("sheet", str(record), "-o", "there.md", "--force").status == 0
    assert (tmp_path / "there.md").read_text() != "mine"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-f", "docx"), "there is no format docx"),
        (("-o", "s.docx"), "s.docx asks for a format there is not"),
        (("-o", "a.md", "-o", "a.md"), "one file is named twice"),
        (("-o", "a.md", "-o", "./a.md", "--force"), "one file is named twice"),
        (("--paper", "a5", "-o", "a.pdf"), "there is no paper a5"),
        (("--print", "-f", "html"), "html cannot be printed"),
    ],
)
def test_what_cannot_be_is_said_before_any_work(run: Run, record: Path, words: tuple[str, ...], said: str) -> None:
    """Wrong use ends with 2, with a word on what is possible."""
    done = run("sheet", str(record), *words)
    assert (done.status, done.out) == (2, "")
    assert said in done.err


def test_a_pdf_is_not_for_the_screen_and_goes_through_a_pipe(run: Run, record: Path, tmp_path: Path) -> None:
    """A terminal is refused; a pipe gets the bytes."""
    words = ("sheet", str(record), "-f", "pdf")
    one = Terminal([sys.executable, "-m", "blunting_cli", *words], tmp_path, {})
    assert one.end() == (2, None)
    assert "a PDF is not for the screen" in one.shown
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(installed()), "HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-m", "blunting_cli", *words], capture_output=True, env=env, check=True)
    assert done.stdout.startswith(b"%PDF-")


def test_letters_paper_follows_the_country(run: Run, record: Path, tmp_path: Path) -> None:
    """US Letter where that is usual, A4 elsewhere, and what is asked for above all."""
    from pypdf import PdfReader

    sizes = {}
    for name, words in {
        "us": ("--region", "US"),
        "gb": ("--region", "GB"),
        "asked": ("--region", "US", "--paper", "a4"),
    }.items():
        assert run("sheet", str(record), "-o", f"{name}.pdf", *words).status == 0
        box = PdfReader(tmp_path / f"{name}.pdf").pages[0].mediabox
        sizes[name] = (round(box.width), round(box.height))
    assert sizes == {"us": (612, 792), "gb": (595, 842), "asked": (595, 842)}


def test_help_is_shown_where_a_record_calls_for_it(run: Run, tmp_path: Path) -> None:
    """Whatever the format, the words of help go to stderr."""
    urgent = tmp_path / "urgent.json"
    run("check", "--answers", str(PEOPLE / "urgent.yaml"), "-o", str(urgent), "--region", "GB")
    for format in ("text", "json", "html"):
        assert "Help now" in run("sheet", str(urgent), "-f", format, "--region", "GB").err
    assert "Help now" in run("explain", str(urgent), "--json").err
    quiet = run("check", "--answers", str(PEOPLE / "nothing_to_report.yaml"), "-o", "calm.json")
    assert quiet.status == 0
    assert "Help now" not in run("sheet", "calm.json").err


@pytest.mark.parametrize(
    "words",
    [
        *(("sheet", "-f", format) for format in ("text", "terminal", "markdown", "html", "json")),
        ("explain",),
        ("explain", "--json"),
        ("explain", "--why", "depression"),
    ],
    ids=" ".join,
)
def test_answers_about_safety_leave_a_record_only_when_asked(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    """A record that holds them is shown without them, in every format and in explanations."""
    bank = load_bank()
    full = tmp_path / "full.json"
    run("check", "--answers", str(PEOPLE / "urgent.yaml"), "-o", str(full), "--include-safety")
    facts = json.loads(full.read_text())
    answer = bank.by_id["self_harm"].label(facts["answers"]["self_harm"])
    [because] = [one["because"] for one in facts["escalation"]["reasons"] if "self_harm" in one["trigger"]]
    command, *more = words
    hidden = run(command, str(full), *more)
    assert hidden.status == 0
    flat = " ".join(unescape(hidden.out).split())
    assert answer not in flat
    assert because not in flat
    if "--why" not in words:
        shown = " ".join(unescape(run(command, str(full), *more, "--include-safety").out).split())
        assert answer in shown or because in shown


def test_own_questions_and_an_earlier_record_stand_on_the_page(run: Run, record: Path, tmp_path: Path) -> None:
    """What the person wants to ask is there in their words, and by how much each number has changed."""
    text = Path(ANSWERS).read_text().replace("cannot_cry: 3", "cannot_cry: 1")
    (tmp_path / "before.yaml").write_text(text)
    assert run("check", "--answers", "before.yaml", "-o", "before.json").status == 0
    asked = ("--ask", "Can we talk about <my> *dose*?", "--since", "before.json")
    made = " ".join(run("sheet", str(record), "-f", "text", *asked).out.split())
    assert "In your own words: - Can we talk about <my> *dose*?" in made
    assert "Tears and sadness. Number: 75; Change since last time: +17" in made
    assert "Joy. Number: 75; Change since last time: 0" in made
    assert "&lt;my&gt;" in run("sheet", str(record), "-f", "html", *asked).out


@pytest.mark.parametrize("where", ["/dev/full", ""])
@pytest.mark.parametrize("command", ["check", "sheet", "explain"])
def test_the_page_does_not_hang_on_who_reads_the_help(run: Run, tmp_path: Path, command: str, where: str) -> None:
    """Where stderr is full or closed the sheet comes all the same, and its help with it."""
    run("check", "--answers", str(PEOPLE / "urgent.yaml"), "-o", "urgent.json")
    words = ["check", "--answers", str(PEOPLE / "urgent.yaml")] if command == "check" else [command, "urgent.json"]
    program = shlex.join([sys.executable, "-m", "blunting_cli", *words])
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(installed()), "HOME": str(tmp_path)}
    line = f"{program} 2>{where}" if where else f"{program} 2>&-"
    done = subprocess.run(["/bin/sh", "-c", line], stdout=subprocess.PIPE, env=env, cwd=tmp_path, check=False)
    assert done.returncode == 0
    assert (b"Help now" in done.stdout) is (command != "explain")
    assert len(done.stdout) > 5000


# Printing -------------------------------------------------------------------------------------------------------------


def fake_printer(tmp_path: Path, name: str = "lp", status: int = 0) -> dict[str, str]:
    """A print command that keeps what it was given."""
    folder = tmp_path / "bin"
    folder.mkdir(exist_ok=True)
    command = folder / name
    command.write_text(
        f'#!/bin/sh\necho "$0" "$@" > {tmp_path}/called\ncat > {tmp_path}/printed\necho no such printer >&2\nexit {status}\n'
    )
    command.chmod(0o755)
    return {"PATH": f"{folder}:/usr/bin:/bin"} if name == "lp" else {"PATH": f"{folder}:{needed(tmp_path)}"}


def needed(tmp_path: Path) -> Path:
    """A folder with no other print command."""
    folder = tmp_path / "plain"
    folder.mkdir(exist_ok=True)
    for tool in ("cat", "sh"):
        (folder / tool).symlink_to(f"/bin/{tool}")
    return folder


@pytest.mark.parametrize(
    ("words", "called"),
    [(("--print",), "lp -t Your self-check"), (("--print", "attic"), "lp -t Your self-check -d attic")],
)
def test_a_sheet_is_printed_by_the_systems_command(
    run: Run, record: Path, tmp_path: Path, words: tuple[str, ...], called: str
) -> None:
    """As a PDF, through a pipe, so that no file is left behind; without a name on the usual printer."""
    before = set(tmp_path.iterdir())
    env = fake_printer(tmp_path)
    done = run("sheet", str(record), *words, env=env)
    assert (done.status, done.out) == (0, "")
    assert (tmp_path / "called").read_text().strip().endswith(called)
    assert (tmp_path / "printed").read_bytes().startswith(b"%PDF-")
    assert {path.name for path in set(tmp_path.iterdir()) - before} == {"bin", "called", "printed"}
    assert run("sheet", str(record), *words, "-f", "text", env=env).status == 0
    assert (tmp_path / "printed").read_text().startswith("YOUR SELF-CHECK")


def test_printing_goes_beside_files(run: Run, record: Path, tmp_path: Path) -> None:
    """--print takes no word that is another option's."""
    done = run("sheet", str(record), "--print", "-o", "kept.md", env=fake_printer(tmp_path))
    assert done.status == 0
    assert (tmp_path / "kept.md").exists()
    assert (tmp_path / "printed").exists()


def test_lpr_will_do(run: Run, record: Path, tmp_path: Path) -> None:
    done = run("sheet", str(record), "--print", "attic", env=fake_printer(tmp_path, "lpr"))
    assert done.status == 0, done.err
    assert (tmp_path / "called").read_text().strip().endswith("lpr -T Your self-check -P attic")


def test_a_printer_that_fails_is_said(run: Run, record: Path, tmp_path: Path) -> None:
    """With what the command said; and where there is no command at all, what to do instead."""
    done = run("sheet", str(record), "--print", "attic", env=fake_printer(tmp_path, status=1))
    assert done.status == 1
    assert "cannot print: no such printer" in done.err
    none = run("sheet", str(record), "--print", env={"PATH": str(needed(tmp_path))})
    assert none.status == 1
    assert "this computer has no print command" in none.err


# Bad input ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["sheet", "explain", "verify"])
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "there is no file record.json"),
        (b"{", "record.json:1:2"),
        (b"{}", "this is not a record"),
        (b"\x00\x01", "the file is not text"),
        (b'{"schema_version": 7, "bank": {"id": "a", "sha256": "b"}}', "this record is of version 7"),
    ],
)
def test_what_is_no_record_is_refused(run: Run, tmp_path: Path, command: str, content: bytes | None, said: str) -> None:
    """Status 3, with the place, and nothing on stdout."""
    if content is not None:
        (tmp_path / "record.json").write_bytes(content)
    done = run(command, "record.json")
    assert (done.status, done.out) == (3, "")
    assert said in done.err


def test_a_record_cannot_open_a_file(run: Run, record: Path, tmp_path: Path) -> None:
    """The bank a record names is a name of a shipped one, never a place on this computer, even if that would fit."""
    folder = tmp_path / "evil"
    shutil.copytree(ROOT / "questions" / "blunting", folder)
    (folder / "bank.yaml").write_text((folder / "bank.yaml").read_text().replace("bank: blunting", "bank: evil"))
    assert run("check", "--answers", ANSWERS, "--bank", str(folder), "-o", "evil.json").status == 0
    assert json.loads((tmp_path / "evil.json").read_text())["bank"]["id"] == "evil"
    words = "made with other questions than those at hand"
    assert words in " ".join(run("sheet", "evil.json").out.split())
    assert words not in " ".join(run("sheet", "evil.json", "--bank", str(folder)).out.split())


def test_an_edited_record_says_so_on_every_sheet(run: Run, record: Path) -> None:
    """Whoever is handed the page need not run anything to know."""
    facts = json.loads(record.read_text())
    facts["scores"]["tears"]["value"] = 10.0
    done = run("sheet", "-", stdin=json.dumps(facts).encode())
    assert done.status == 0
    assert "This record is not what its answers come to." in " ".join(done.out.split())
    assert "not what its answers come to" not in " ".join(run("sheet", str(record)).out.split())


@pytest.mark.parametrize("words", [(), ("--include-safety",)])
@pytest.mark.parametrize("same", [True, False])
def test_an_edited_record_shows_help_and_the_tier_of_its_answers(
    run: Run, tmp_path: Path, words: tuple[str, ...], same: bool
) -> None:
    """Every word on help, how soon and why was edited down; the answers still call for help."""
    run("check", "--answers", str(PEOPLE / "urgent.yaml"), "-o", "full.json", "--include-safety")
    facts = json.loads((tmp_path / "full.json").read_text())
    assert facts["answers"]["self_harm"]
    tier = facts["escalation"]["title"]
    calm = load_bank().tiers[-1]
    facts["escalation"] |= {"tier": calm.id, "title": calm.title, "text": calm.text, "urgent": False, "now": False}
    facts["escalation"] |= {"reasons": [], "flags": [], "help": []}
    if not same:
        facts["bank"]["sha256"] = "0" * 64
    for command in ("sheet", "explain"):
        done = run(command, "-", *words, "--region", "GB", stdin=json.dumps(facts).encode())
        assert (done.status, done.err.startswith("*** Help now ***"), "999" in done.err) == (0, True, True)
        # Without the questions nothing can be worked out but that help is called for.
        assert (calm.title in done.out, tier in done.out) == (not same, same)


def test_an_earlier_record_must_be_one_that_can_be_compared(run: Run, record: Path, tmp_path: Path) -> None:
    """Another bank or a later day is refused, before any sheet is made."""
    facts = json.loads(record.read_text())
    tears = {**facts["scores"]["tears"], "value": 5.0}
    (tmp_path / "other.json").write_text(json.dumps({**facts, "bank": {**facts["bank"], "sha256": "0" * 64}}))
    for name, day in (("june.json", "2026-06-01"), ("july.json", "2026-07-01")):
        (tmp_path / name).write_text(json.dumps({**facts, "taken": day}))
    other = run("sheet", str(record), "--since", "other.json")
    assert (other.status, other.out) == (3, "")
    assert "made with other questions, so nothing can be compared" in other.err
    (tmp_path / "edited.json").write_text(json.dumps({**facts, "scores": {**facts["scores"], "tears": tears}}))
    edited = run("sheet", str(record), "--since", "edited.json")
    assert (edited.status, edited.out) == (3, "")
    assert "edited.json is not what its answers come to" in edited.err
    later = run("sheet", "june.json", "--since", "july.json")
    assert (later.status, later.out) == (3, "")
    assert "july.json is of 2026-07-01, after 2026-06-01" in later.err
    assert "Change since 2026-06-01" in run("sheet", "july.json", "--since", "june.json").out
    assert run("sheet", "-", "--since", "-").status == 2


# Explaining and verifying ---------------------------------------------------------------------------------------------


def test_an_explanation_of_a_record_is_that_of_its_answers(run: Run, record: Path) -> None:
    """The same words and the same data, whichever of both is explained."""
    for more in ((), ("--json",), ("--why", "antidepressant"), ("--why-not", "depression")):
        assert run("explain", str(record), *more).out == run("explain", "--answers", ANSWERS, *more).out


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ((), 2, "explain needs a record, or a file with --answers"),
        (("record.json", "--answers", ANSWERS), 2, "explain needs a record, or a file with --answers"),
        (("record.json", "--why", "grief", "--why-not", "grief"), 2, "ask for two things"),
        (("record.json", "--partial"), 2, "--partial goes with --answers"),
        (("record.json", "--why", "greif"), 2, "Did you mean grief"),
    ],
)
def test_explain_says_what_it_cannot_do(run: Run, record: Path, words: tuple[str, ...], status: int, said: str) -> None:
    done = run("explain", *words)
    assert (done.status, done.out) == (status, "")
    assert said in done.err


def test_explaining_without_the_questions_at_hand(run: Run, record: Path) -> None:
    """The reasons stand, and it is said why no step is worked out."""
    facts = json.loads(record.read_text())
    facts["bank"]["sha256"] = "0" * 64
    done = run("explain", "-", stdin=json.dumps(facts).encode())
    assert done.status == 0
    assert "Your feelings faded in the months after you started it" in " ".join(done.out.split())
    data = json.loads(run("explain", "-", "--json", stdin=json.dumps(facts).encode()).out)
    assert data["counterfactuals"] is None


def test_verify_says_the_same_or_what_differs(run: Run, record: Path, tmp_path: Path) -> None:
    """0 where nothing differs, 3 where something does, named with its place; as data too."""
    assert run("verify", str(record)).status == 0
    facts: Any = json.loads(record.read_text())
    facts["scores"]["tears"]["value"] = 10.0
    (tmp_path / "edited.json").write_text(json.dumps(facts))
    done = run("verify", "edited.json")
    assert done.status == 3
    assert "scores.tears.value: the record says 10.0, and this program says 75.0" in done.out
    data = json.loads(run("verify", "edited.json", "--json").out)
    assert data == {
        "same": False,
        "recomputed": True,
        "withheld": ["self_harm", "safe_now"],
        "differences": [{"path": "scores.tears.value", "recorded": 10.0, "computed": 75.0}],
    }


# The form -------------------------------------------------------------------------------------------------------------


def test_the_blank_form_has_every_question_and_help_first(run: Run, tmp_path: Path) -> None:
    """On paper nobody sees a panel, so help stands before the first question."""
    made = run("template", "-f", "text", "--region", "GB").out
    flat = " ".join(made.split())
    for number, question in enumerate(load_bank().questions, 1):
        assert f"{number}. {' '.join(question.ask.split())}" in flat
        for option in question.options:
            assert f"{option.value}: {option.label}" in flat
    assert made.index("116 123") < made.index("1. How old are you?")
    assert "If you ticked Under 18, please stop here." in flat
    for ask in ("32. In the past month, did you wish to be dead", "33. Is any of this so right now?"):
        assert "Emergency: 999" in flat[: flat.index(ask)][-250:]
    assert run("template", "-o", "form.pdf", "-o", "form.html", "-o", "answers.yaml").status == 0
    assert (tmp_path / "form.pdf").read_bytes().startswith(b"%PDF-")
    assert run("template").out == (tmp_path / "answers.yaml").read_text()
    assert run("template", "-f", "json").status == 2
    assert str(ROOT) not in made
