"""What the commands promise: their options, streams and exit statuses, help before everything else, and the record."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Ran, Run, well_answers
from hypothesis import given, settings
from hypothesis import strategies as st
from installed import installed
from terminals import Terminal

from blunting_cli import __version__
from blunting_cli.answers import as_data, read_answers
from blunting_cli.asking import complete, settle
from blunting_cli.assessment import assess, record
from blunting_cli.bank import Bank, load_bank, load_medicines, load_regions
from blunting_cli.conditions import Answer, Medicine, State
from blunting_cli.escalation import escalate
from blunting_cli.medicines import recognise
from blunting_cli.scoring import Said
from blunting_cli.template import bank_data

HELP = "*** Help now ***"
FORMATS = ("terminal", "text", "json")
BANK = load_bank()
BANK_DATA: dict[str, Any] = json.loads(json.dumps(bank_data(BANK)))
ESC = "\x1b"


def person(bank: Bank, **said: Answer) -> dict[str, Any]:
    """Answer as somebody with nothing to report but what is said, as plain data; every open question has an answer."""
    answers = {**well_answers(bank), **said}
    while True:
        settled = settle(bank, answers)
        open_ones = [name for name, answer in settled.answers.items() if answer is State.UNANSWERED]
        if not [name for name in open_ones if name not in said]:
            return {name: as_data(answer) for name, answer in settled.answers.items()}
        for name in open_ones:
            values = [option.value for option in bank.by_id[name].options]
            answers[name] = (max(values) if bank.by_id[name].reverse else min(values)) if values else ()


Write = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path, bank: Bank) -> Write:
    """Write the answers of a person to a file in the folder of the run; give the file's name."""

    def go(name: str = "a.json", **said: Answer) -> str:
        (tmp_path / name).write_text(json.dumps(person(bank, **said)), encoding="utf-8")
        return name

    return go


def scored(ran: Ran) -> dict[str, Any]:
    """Give the record of a run that went well."""
    assert ran.status == 0, ran.err
    found: dict[str, Any] = json.loads(ran.out)
    return found


# The program itself -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [["--version"], ["bank", "--help"], ["--help"], ["-h"], []])
def test_asking_about_the_program_goes_well(run: Run, words: list[str]) -> None:
    """The answer stands on stdout, nothing on stderr, and the status is 0."""
    ran = run(*words)
    assert (ran.status, ran.err) == (0, "")
    assert "blunting" in ran.out


def test_the_version_is_one_line(run: Run) -> None:
    """A script can read the version."""
    assert run("--version").out == f"blunting {__version__}\n"


def test_bare_blunting_says_how_to_start_and_where_help_is(run: Run) -> None:
    """Someone who types only the name learns what it is, and where help is."""
    ran = run()
    for words in ("not a diagnosis", "blunting check", "blunting helplines GB", "blunting --help"):
        assert words in ran.out


@pytest.mark.parametrize("command", ["check", "template", "helplines", "bank"])
def test_help_names_every_command(run: Run, command: str) -> None:
    """Each command is listed and has a help page of its own with an example or its options."""
    assert re.search(rf"^\s+{command}\b", run("--help").out, re.MULTILINE)
    page = run(command, "--help")
    assert (page.status, page.err) == (0, "")
    assert "--help" in page.out


@pytest.mark.parametrize(
    "words",
    [
        ["nosuch"],
        ["--nosuch"],
        ["check", "--nosuch"],
        ["check", "extra"],
        ["check", "--answers"],
        ["check", "--format", "nosuch", "--answers", "a.json"],
        ["check", "--format", "pdf", "--json", "--answers", "a.json"],
        ["check", "--json", "--format", "text", "--answers", "a.json"],
        ["check", "--json", "--format", "terminal", "--answers", "a.json"],
        ["check", "--partial"],
        ["check"],
        ["template", "extra"],
        ["helplines", "GB", "extra"],
        ["bank", "nosuch"],
        ["--\x1b[31m"],
        ["\x1b[31m"],
        ["check", "--format", "\x1b[31m"],
    ],
)
def test_wrong_use_has_its_own_status(run: Run, write: Write, words: list[str]) -> None:
    """Wrong use ends with 2, says so on stderr, prints no result, and shows what was typed without its effect."""
    write()
    ran = run(*words)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.strip()
    assert ESC not in ran.err
    assert "Traceback" not in ran.err


def test_without_a_terminal_the_way_to_go_on_is_named(run: Run) -> None:
    """A script that forgot the answers is told about --answers and the template."""
    ran = run("check")
    assert ran.status == 2
    assert "--answers" in ran.err
    assert "template" in ran.err


def test_json_and_its_format_agree(run: Run, write: Write) -> None:
    """--json with --format json asks for one thing."""
    assert run("check", "--answers", write(), "--json", "--format", "json").status == 0


# Answers from a file ------------------------------------------------------------------------------------------------


def test_a_file_is_scored_from_its_name_or_from_stdin(run: Run, write: Write, tmp_path: Path) -> None:
    """The same answers give the same bytes, wherever they come from and in whichever format they are written."""
    name = write()
    named = run("check", "--answers", name, "--json")
    content = (tmp_path / name).read_bytes()
    assert run("check", "-a", "-", "-f", "json", stdin=content).out == named.out
    yaml = "".join(f"{key}: {value}\n" for key, value in json.loads(content).items())
    assert run("check", "-a", "-", "--json", stdin=yaml.encode()).out == named.out
    assert named.err == ""


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_answers_give_the_same_bytes(run: Run, write: Write, format: str) -> None:
    """No clock, no chance: two runs are equal, and the hashes of Python play no part."""
    name = write(low_mood=3, trauma_event=1, loss=2, takes_medicine=1)
    first = run("check", "-a", name, "-f", format, env={"PYTHONHASHSEED": "1"})
    second = run("check", "-a", name, "-f", format, env={"PYTHONHASHSEED": "2"})
    assert first == second
    assert first.status == 0


def test_labels_may_stand_for_values(run: Run, write: Write, bank: Bank, tmp_path: Path) -> None:
    """A file filled in with words scores as one filled in with numbers."""
    data = json.loads((tmp_path / write()).read_bytes())
    words = {
        name: [bank.by_id[name].label(one) for one in value]
        if isinstance(value, list)
        else bank.by_id[name].label(value)
        for name, value in data.items()
    }
    (tmp_path / "b.json").write_text(json.dumps(words), encoding="utf-8")
    assert run("check", "-a", "a.json", "--json").out == run("check", "-a", "b.json", "--json").out


def test_every_mistake_of_a_file_is_told_at_once(run: Run, write: Write, bank: Bank, tmp_path: Path) -> None:
    """One run names all: wrong values, unknown ids, what is missing and what is not asked."""
    data = {**person(bank), "cannot_cry": 9, "low_moods": 1, "loss_yearning": 1}
    del data["hopeless"]
    (tmp_path / "a.json").write_text(json.dumps(data, indent=1), encoding="utf-8")
    ran = run("check", "-a", "a.json")
    assert (ran.status, ran.out) == (3, "")
    for words in (
        "4 things to mend",
        "9 is no answer to cannot_cry",
        "no question is called low_moods",
        "Did you mean low_mood",
        "hopeless has no answer",
        "loss_yearning is not asked after these answers",
    ):
        assert words in ran.err
    lines = [int(line) for line in re.findall(r"^a\.json:(\d+):", ran.err, re.MULTILINE)]
    assert lines == sorted(lines)
    assert len(lines) == 4


def test_partial_scores_what_is_there(run: Run, bank: Bank, tmp_path: Path) -> None:
    """With --partial missing questions stand as unanswered, closed ones are ignored, and both are said."""
    data = {**person(bank), "loss_yearning": 1}
    del data["cannot_cry"]
    (tmp_path / "a.json").write_text(json.dumps(data), encoding="utf-8")
    ran = run("check", "-a", "a.json", "--partial", "--json")
    found = scored(ran)
    assert found["answers"]["cannot_cry"] == "unanswered"
    assert "loss_yearning" not in found["answers"]
    assert found["scores"]["tears"]["answered"] == 2
    assert {note["id"] for note in found["notes"]} >= {"left_out", "ignored"}
    assert "cannot_cry" in ran.err
    assert "loss_yearning" in ran.err


def test_partial_does_not_forgive_a_wrong_value(run: Run, bank: Bank, tmp_path: Path) -> None:
    """A value that is no answer is never taken as missing."""
    (tmp_path / "a.json").write_text(json.dumps({**person(bank), "cannot_cry": 9}), encoding="utf-8")
    ran = run("check", "-a", "a.json", "--partial")
    assert (ran.status, ran.out) == (3, "")
    assert "1 thing to mend" in ran.err


def test_an_answer_of_nothing_at_all_still_gives_a_sheet(run: Run) -> None:
    """From an empty file --partial draws no conclusion, but says where help is and to see someone."""
    ran = run("check", "-a", "-", "--partial", "--json", stdin=b"{}")
    found = scored(ran)
    assert {score["value"] for score in found["scores"].values()} == {None}
    assert {score["band"] for score in found["scores"].values()} == {None}
    assert {factor["level"] for factor in found["factors"]} == {"not_asked"}
    assert found["pattern"]["id"] is None
    assert found["escalation"]["tier"] == "routine"
    assert ran.err.startswith(HELP)


@pytest.mark.parametrize("make", ["missing", "folder", "fifo", "device", "dangling"])
def test_what_is_no_file_is_refused(run: Run, tmp_path: Path, make: str) -> None:
    """Anything but an ordinary file ends with 3, at once and in words."""
    path = tmp_path / "a"
    if make == "folder":
        path.mkdir()
    elif make == "fifo":
        os.mkfifo(path)
    elif make != "missing":
        path.symlink_to("/dev/zero" if make == "device" else "/nosuch")
    ran = run("check", "--answers", "a")
    assert (ran.status, ran.out) == (3, "")
    assert ran.err.startswith("blunting: ")
    assert run("template", "--bank", "./a").status == 3


# Formats and output -------------------------------------------------------------------------------------------------


def test_text_is_the_format_where_there_is_no_terminal(run: Run, write: Write) -> None:
    """Without a terminal and a wish the sheet is plain text."""
    name = write()
    assert run("check", "-a", name).out == run("check", "-a", name, "--format", "text").out


@pytest.mark.parametrize("format", ["terminal", "text"])
def test_every_sheet_holds_what_must_be_said(run: Run, write: Write, bank: Bank, format: str) -> None:
    """Not a diagnosis, the care about medicine, the tier, that it does not reassure, and the help lines."""
    out = " ".join(run("check", "-a", write(takes_medicine=1), "-f", format, "--region", "GB").out.split())
    tier = next(tier for tier in bank.tiers if tier.id == "watch")
    for words in ("not a diagnosis", tier.title, "cannot tell you that all is well", "Samaritans", "116 123"):
        assert words in out
    bare = re.sub(r"[^a-z ]", "", out.casefold())
    assert "please do not stop skip or change the dose" in re.sub(" +", " ", bare)


@pytest.mark.parametrize(
    ("output", "format"), [("a.out.json", "json"), ("sheet.txt", "text"), ("SHEET.JSON", "json"), ("sheet", "text")]
)
def test_a_file_gets_the_format_of_its_ending(run: Run, write: Write, tmp_path: Path, output: str, format: str) -> None:
    """The ending of the output's name decides where no format is given; stdout stays empty."""
    name = write()
    ran = run("check", "-a", name, "-o", output)
    assert (ran.status, ran.out) == (0, "")
    assert output in ran.err
    assert (tmp_path / output).read_text(encoding="utf-8") == run("check", "-a", name, "-f", format).out
    assert stat.S_IMODE((tmp_path / output).stat().st_mode) == 0o600


def test_a_given_format_wins_over_the_ending(run: Run, write: Write, tmp_path: Path) -> None:
    """What was asked for in words counts."""
    assert run("check", "-a", write(), "-o", "x.txt", "--json").status == 0
    assert json.loads((tmp_path / "x.txt").read_bytes())["schema_version"] == 1


def test_a_dash_is_stdout(run: Run, write: Write) -> None:
    """`-o -` writes where no -o does."""
    name = write()
    assert run("check", "-a", name, "-o", "-", "--json") == run("check", "-a", name, "--json")


@pytest.mark.parametrize("words", [["check", "-a", "a.json"], ["template"]])
def test_a_file_that_is_there_is_not_written_over(run: Run, write: Write, tmp_path: Path, words: list[str]) -> None:
    """Without --force nothing changes; with it the file is replaced."""
    write()
    (tmp_path / "out").write_bytes(b"mine")
    ran = run(*words, "-o", "out")
    assert (ran.status, ran.out) == (1, "")
    assert "--force" in ran.err
    assert (tmp_path / "out").read_bytes() == b"mine"
    assert run(*words, "-o", "out", "--force").status == 0
    assert (tmp_path / "out").read_bytes() != b"mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.json", "out"]


@pytest.mark.parametrize("output", ["gone/out", ".", "x" * 400])
def test_a_place_that_cannot_be_written_to_is_told(run: Run, write: Write, output: str) -> None:
    """A missing folder or a folder itself ends with 1 and no traceback."""
    ran = run("check", "-a", write(), "-o", output)
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("blunting: ")
    assert "something went wrong" not in ran.err


def test_a_device_is_not_replaced(run: Run, write: Write, tmp_path: Path) -> None:
    """--force never moves a file over a pipe or a device."""
    os.mkfifo(tmp_path / "pipe")
    assert run("check", "-a", write(), "-o", "pipe", "--force").status == 1
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


def test_nothing_is_written_but_what_was_asked_for(run: Run, write: Write, tmp_path: Path) -> None:
    """Folder and home are the same after every command without -o."""
    write(self_harm=2)

    def seen() -> list[tuple[str, int, int]]:
        paths = sorted(tmp_path.rglob("*"))
        return [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in paths]

    before = seen()
    for words in (
        ["check", "-a", "a.json"],
        ["check", "-a", "a.json", "--json", "--include-safety", "--exit-code"],
        ["check", "-a", "nosuch"],
        ["template"],
        ["helplines", "GB"],
        ["bank", "show", "--json"],
        ["--help"],
        [],
    ):
        run(*words)
    assert seen() == before


# Exit statuses ------------------------------------------------------------------------------------------------------

TIERS: list[tuple[str, dict[str, Answer], int]] = [
    ("watch", {}, 0),
    ("routine", {"hopeless": 1}, 10),
    ("routine", {"self_harm": State.SKIPPED}, 10),
    ("this_week", {"hopeless": 3}, 10),
    ("today", {"self_harm": 1}, 11),
    ("emergency", {"self_harm": 4}, 11),
]


@pytest.mark.parametrize(("tier", "said", "status"), TIERS)
def test_the_tier_is_in_the_status_only_when_asked_for(
    run: Run, write: Write, tier: str, said: dict[str, Answer], status: int
) -> None:
    """Without --exit-code every result is a success; with it the status tells how soon to talk to someone."""
    name = write(**said)
    assert scored(run("check", "-a", name, "--json"))["escalation"]["tier"] == tier
    assert run("check", "-a", name, "--json", "--exit-code").status == status


def test_a_mistake_has_its_own_status_with_exit_code_too(run: Run) -> None:
    """--exit-code never hides that nothing was scored."""
    assert run("check", "-a", "nosuch", "--exit-code").status == 3
    assert run("check", "-a", "-", "--exit-code", stdin=b"{}").status == 3


# Help first ---------------------------------------------------------------------------------------------------------

CALLS_FOR_HELP: list[Answer] = [1, 2, 3, 4, State.SKIPPED, State.PREFER_NOT_TO_SAY]


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("answer", CALLS_FOR_HELP)
def test_help_stands_first_on_stderr_whatever_the_format(run: Run, write: Write, format: str, answer: Answer) -> None:
    """An answer about self-harm, or leaving it open, shows help before any other word; stdout stays clean."""
    ran = run("check", "-a", write(self_harm=answer), "-f", format, "--region", "NZ")
    assert ran.status == 0
    assert ran.err.startswith(HELP)
    assert "1737" in ran.err
    if format == "json":
        json.loads(ran.out)
    else:
        assert "Help now" in ran.out.split("YOUR SELF-CHECK")[0].split("Your self-check")[0]


def test_no_help_panel_without_a_reason(run: Run, write: Write) -> None:
    """After a no the panel does not stand on stderr; the help lines still stand on the sheet."""
    ran = run("check", "-a", write())
    assert HELP not in ran.err
    assert HELP not in ran.out
    assert "Help lines" in ran.out


def test_a_missing_answer_about_self_harm_shows_help(run: Run, bank: Bank, tmp_path: Path) -> None:
    """With --partial the panel comes before the warning about what was left out."""
    data = person(bank)
    del data["self_harm"]
    (tmp_path / "a.json").write_text(json.dumps(data), encoding="utf-8")
    ran = run("check", "-a", "a.json", "--partial", "--include-safety")
    assert ran.status == 0
    assert ran.err.startswith(HELP)
    assert ran.err.index(HELP) < ran.err.index("self_harm")
    ran = run("check", "-a", "a.json", "--partial")
    assert ran.err.startswith(HELP)
    assert "self_harm" not in ran.err


@pytest.mark.parametrize("partial", [[], ["--partial"]])
@pytest.mark.parametrize("answer", [1, 4, "skipped"])
def test_help_does_not_wait_for_a_file_without_mistakes(
    run: Run, bank: Bank, tmp_path: Path, answer: Any, partial: list[str]
) -> None:
    """Also where the file is refused, an answer about self-harm shows help, before the complaints."""
    (tmp_path / "a.json").write_text(json.dumps({"self_harm": answer, "cannot_cry": 99}), encoding="utf-8")
    ran = run("check", "-a", "a.json", *partial)
    assert (ran.status, ran.out) == (3, "")
    assert ran.err.startswith(HELP)
    assert "99 is no answer to cannot_cry" in ran.err


@pytest.mark.parametrize("said", [{"self_harm": 2}, {"self_harm": 4}, {"safe_now": (2,)}, {"safe_now": (3,)}], ids=str)
def test_help_on_stderr_tells_the_answer_only_where_it_is_read(
    run: Run, write: Write, bank: Bank, tmp_path: Path, said: dict[str, Answer]
) -> None:
    """A log gets the general words of the tier; a terminal, and who asked for answers about safety, the special ones."""
    answers = settle(bank, {**well_answers(bank), **said}).answers
    found = escalate(bank, Said(bank, answers))
    general = bank.texts["help_general_now" if found.tier.now else "help_general"]
    special = [words.text for words in found.help]
    assert general not in special

    def flat(text: str) -> str:
        return " ".join(text.replace("* ", "").split())

    logged = flat(run("check", "-a", write(**said)).err)
    assert general in logged
    assert not [words for words in special if words in logged]
    asked = flat(run("check", "-a", "a.json", "--include-safety").err)
    assert not [words for words in special if words not in asked]
    seen = Terminal([sys.executable, "-m", "blunting_cli", "check", "-a", "a.json", "-o", "a.txt"], tmp_path, {})
    assert seen.end() == (0, None)
    assert not [words for words in special if words not in flat(seen.shown)]
    broken = person(bank, **said) | {"cannot_cry": 99}
    refused = run("check", "-a", "-", stdin=json.dumps(broken).encode())
    assert (refused.status, general in flat(refused.err)) == (3, True)


def test_the_panel_names_the_emergency_number_of_the_region(run: Run, write: Write) -> None:
    """With a region its own number stands in the panel, without one the general advice."""
    name = write(self_harm=4)
    assert "111" in run("check", "-a", name, "--json", "--region", "NZ").err
    assert "112" in run("check", "-a", name, "--json").err


# Answers about safety -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("answer", [0, *CALLS_FOR_HELP])
def test_answers_about_safety_are_withheld(run: Run, write: Write, bank: Bank, format: str, answer: Answer) -> None:
    """No output holds the wording of the answer, its question or the reason it led to, unless asked for."""
    ran = run("check", "-a", write(self_harm=answer), "-f", format)
    question = bank.by_id["self_harm"]
    hidden = [question.ask, *(option.label for option in question.options if option.value)]
    hidden += [trigger.because for trigger in bank.triggers if trigger.id.startswith("self_harm")]
    hidden += [trigger.id for trigger in bank.triggers if trigger.id.startswith("self_harm")]
    plain = " ".join(re.sub(r"[^\x20-\x7e]", " ", ran.out).split())
    assert [words for words in hidden if words in plain] == []
    assert ran.status == 0
    if format == "json":
        found = json.loads(ran.out)
        assert found["answers"]["self_harm"] == "withheld"
        assert {entry["answer"] for entry in cited(found) if entry["question"] == "self_harm"} <= {"withheld"}


def cited(found: Any) -> list[dict[str, Any]]:
    """Walk a record for every answer that is cited."""
    if isinstance(found, dict):
        own = [found] if found.keys() == {"question", "answer"} else []
        return own + [entry for part in found.values() for entry in cited(part)]
    return [entry for part in found for entry in cited(part)] if isinstance(found, list) else []


@pytest.mark.parametrize("format", [format for format in FORMATS if format != "pdf"])
def test_it_is_withheld_too_that_an_answer_about_safety_is_missing(
    run: Run, bank: Bank, tmp_path: Path, format: str
) -> None:
    """A result does not tell whether the question about self-harm was left out; its notes name only the others."""
    data = person(bank)
    del data["self_harm"], data["cannot_cry"]
    (tmp_path / "a.json").write_text(json.dumps(data), encoding="utf-8")
    ran = run("check", "-a", "a.json", "--partial", "-f", format)
    assert "not answered: cannot_cry." in " ".join(ran.out.split()) or format != "json"
    # As withheld, in the list of what is about safety, by its name, and as what the reason without a name rests on.
    assert ran.out.count("self_harm") == (4 if format == "json" else 0)
    assert bank.by_id["self_harm"].ask[:30] not in " ".join(ran.out.split())


@pytest.mark.parametrize("answer", [1, 2, 3, 4])
def test_a_withheld_answer_still_sets_the_tier(run: Run, write: Write, answer: int) -> None:
    """The tier stays, and its reason reads as one of the answers about safety."""
    name = write(self_harm=answer)
    shown = scored(run("check", "-a", name, "--json", "--include-safety"))["escalation"]
    hidden = scored(run("check", "-a", name, "--json"))["escalation"]
    assert hidden["tier"] == shown["tier"]
    assert hidden["reasons"][0]["because"] == "one of your answers about safety"
    assert hidden["reasons"][0]["source"] is None


@pytest.mark.parametrize("format", FORMATS)
def test_the_levels_of_self_harm_cannot_be_told_apart(run: Run, write: Write, format: str) -> None:
    """Of answers that lead to the same tier, the withheld results are equal byte for byte."""
    outputs = {run("check", "-a", write(self_harm=answer), "-f", format).out for answer in (1, 2, 3)}
    assert len(outputs) == 1


@pytest.mark.parametrize("format", FORMATS)
def test_answers_about_safety_are_shown_when_asked_for(run: Run, write: Write, bank: Bank, format: str) -> None:
    """With --include-safety answer and reason stand in the output."""
    ran = run("check", "-a", write(self_harm=2), "-f", format, "--include-safety")
    because = next(t.because for t in bank.triggers if t.id == "self_harm_thoughts_or_recent_act")
    assert because[:30] in ran.out
    if format == "json":
        assert json.loads(ran.out)["answers"]["self_harm"] == 2


# The record ---------------------------------------------------------------------------------------------------------

BUSY: dict[str, Answer] = {
    "cannot_cry": 4,
    "sad_news_flat": 3,
    "less_enjoyment": 3,
    "less_love": 3,
    "less_affection": State.SKIPPED,
    "less_anger": 4,
    "low_mood": 3,
    "hopeless": 1,
    "takes_medicine": 1,
    "medicines": (Medicine("Zoloft 50 mg"), Medicine("blue pills")),
    "medicine_kinds": (1,),
    "onset_and_medicine": 2,
    "trauma_event": State.PREFER_NOT_TO_SAY,
    "loss": 2,
    "onset_and_loss": 1,
}


def shape(found: Mapping[str, Any]) -> list[str]:
    """Give the keys of a mapping in their order."""
    return list(found)


def test_the_record_has_its_documented_shape(run: Run, write: Write, bank: Bank) -> None:
    """Every key is there, in one order, with numbers as numbers and unknown as null."""
    found = scored(run("check", "-a", write(**BUSY), "--json", "--include-safety"))
    assert shape(found) == [
        "schema_version",
        "tool",
        "bank",
        "taken",
        "outside",
        "answers",
        "safety",
        "questions",
        "scores",
        "criteria",
        "pattern",
        "factors",
        "comparisons",
        "escalation",
        "notes",
    ]
    assert found["schema_version"] == 1
    assert found["tool"] == {"name": "blunting", "version": __version__}
    assert found["bank"] == {
        "id": "blunting",
        "version": bank.version,
        "sha256": bank.sha256,
        "title": bank.title,
        "language": "en",
        "recall": bank.recall,
    }
    assert found["outside"] is False
    assert found["safety"] == [name for name in found["answers"] if name in bank.safety]
    assert found["taken"] is None
    assert found["answers"]["medicines"][0] == {
        "name": "Zoloft 50 mg",
        "read_as": "sertraline",
        "started": None,
        "change": None,
        "changed": None,
    }
    order = [question.id for question in bank.questions if question.id in found["answers"]]
    assert list(found["answers"]) == order
    assert list(found["scores"]) == [score.id for score in bank.scores]
    for score in found["scores"].values():
        assert shape(score)[:7] == ["title", "lowest", "highest", "method", "domain", "shown", "about_safety"]
        assert shape(score)[7:13] == ["value", "low", "high", "error", "answered", "of"]
        assert shape(score)[13:] == ["band", "bands", "answers", "missing", "implied"]
        assert isinstance(score["value"], float)
        assert score["low"] <= score["value"] <= score["high"]
        assert len(score["answers"]) == score["answered"] <= score["of"]
    assert found["answers"]["medicines"][1]["read_as"] is None
    assert shape(found["pattern"])[:5] == ["id", "title", "text", "because", "also"]
    assert shape(found["pattern"])[5:] == ["undecided", "missing", "neighbours"]
    for entry in found["pattern"]["neighbours"]:
        assert shape(entry) == ["id", "fits", "answers", "source"]
        assert entry["answers"]
    for entry in found["comparisons"]:
        assert shape(entry) == ["of", "text", "source"]
    assert shape(found["escalation"])[:5] == ["tier", "title", "text", "urgent", "now"]
    assert shape(found["escalation"])[5:] == ["reasons", "flags", "help"]
    for reason in found["escalation"]["reasons"]:
        assert shape(reason) == ["trigger", "tier", "because", "answers", "source"]
    for entry in found["escalation"]["flags"]:
        assert shape(entry) in (["id", "about_safety", "text"], ["id", "group", "text"])
    assert found["escalation"]["flags"]
    for entry in found["escalation"]["help"]:
        assert shape(entry) == ["id", "group", "text", "lines"]
    for entry in found["notes"]:
        assert shape(entry) == ["id", "text", "questions"]
    assert found["questions"]["cannot_cry"] == {
        "short": "Cannot cry",
        "chosen": {str(found["answers"]["cannot_cry"]): bank.by_id["cannot_cry"].label(found["answers"]["cannot_cry"])},
    }


def test_every_factor_says_its_rules_and_their_answers(run: Run, write: Write, bank: Bank) -> None:
    """Each rule that counts stands with its answers, points, words and source; points add up to the factor's."""
    found = scored(run("check", "-a", write(**BUSY), "--json"))
    assert {factor["id"] for factor in found["factors"]} == {factor.id for factor in bank.factors}
    for factor in found["factors"]:
        assert shape(factor) == ["id", "title", "level", "points", "for", "against", "not_asked"]
        for entry in (*factor["for"], *factor["against"], *factor["not_asked"]):
            assert shape(entry) == ["rule", "answers", "points", "because", "source"]
            assert entry["answers"], entry
        if factor["level"] != "not_asked":
            assert factor["points"] == sum(entry["points"] for entry in (*factor["for"], *factor["against"]))
        assert {entry["because"] for entry in factor["not_asked"]} <= {None}
    levels = {factor["id"]: factor["level"] for factor in found["factors"]}
    assert levels["post_traumatic_stress"] == "not_asked"
    assert levels["grief"] == "some"


def test_cited_answers_are_those_that_were_given(run: Run, write: Write) -> None:
    """No conclusion cites an answer that is not in the record."""
    found = scored(run("check", "-a", write(**BUSY), "--json", "--include-safety"))
    assert cited(found)
    for entry in cited(found):
        assert found["answers"].get(entry["question"], "not_asked") == entry["answer"]


def test_medicines_are_said_as_they_were_read(run: Run, write: Write) -> None:
    """What a typed name was read as, and that one was not known, stands in the notes."""
    notes = [note["text"] for note in scored(run("check", "-a", write(**BUSY), "--json"))["notes"]]
    assert "Zoloft 50 mg was read as sertraline, an SSRI." in notes
    assert any(text.startswith("blue pills is not a name we know.") for text in notes)


@pytest.mark.parametrize("said", [{}, BUSY, {"self_harm": 3}, {"age_band": 4}], ids=["well", "busy", "safety", "young"])
def test_a_record_scores_to_itself(run: Run, write: Write, said: dict[str, Answer]) -> None:
    """A record with the answers about safety, given as answers, gives the same record."""
    first = run("check", "-a", write(**said), "--json", "--include-safety")
    again = run("check", "-a", "-", "--json", "--include-safety", stdin=first.out.encode())
    assert again.status == 0, again.err
    assert again.out == first.out


def test_an_empty_list_about_safety_is_no_answer(run: Run, write: Write) -> None:
    """What a program writes for boxes nobody ticked is refused, or with --partial brings help; it is never a no."""
    file = write(safe_now=[], urgent_signs=[])
    refused = run("check", "-a", file)
    assert refused.status == 3
    assert all(words in refused.err for words in ("Help now", "safe_now", "urgent_signs"))
    partial = run("check", "-a", file, "--partial", "--format", "text")
    assert partial.status == 0
    assert partial.out.startswith("*** Help now ***")


def test_the_day_of_a_record_is_kept(run: Run, bank: Bank) -> None:
    """A record that says when it was taken keeps the day."""
    data = {"taken": "2026-03-01", "answers": person(bank)}
    assert scored(run("check", "-a", "-", "--json", stdin=json.dumps(data).encode()))["taken"] == "2026-03-01"


def test_a_withheld_record_asks_for_the_answer(run: Run, write: Write) -> None:
    """A withheld answer is no "no": it must be put in, or the record is scored with --partial as unanswered."""
    withheld = run("check", "-a", write(), "--json").out.encode()
    refused = run("check", "-a", "-", "--json", stdin=withheld)
    assert refused.status == 3
    assert "self_harm was withheld" in refused.err
    assert "--partial" in refused.err
    partial = run("check", "-a", "-", "--json", "--partial", "--include-safety", stdin=withheld)
    found = scored(partial)
    assert found["answers"]["self_harm"] == "unanswered"
    assert found["escalation"]["tier"] == "routine"
    assert partial.err.startswith(HELP)


@pytest.mark.parametrize("edit", [{}, {"tier": "watch"}, {"reasons": []}], ids=str)
def test_the_tier_of_a_kept_record_stays_where_its_answers_were_withheld(
    run: Run, write: Write, tmp_path: Path, edit: dict[str, Any]
) -> None:
    """Scored anew it is no calmer than it was, and what is kept of that holds together."""
    kept = scored(run("check", "-a", write(self_harm=4), "--json"))
    kept["escalation"] |= edit
    (tmp_path / "kept.json").write_text(json.dumps(kept), encoding="utf-8")
    for more in ([], ["--include-safety"]):
        ran = run("check", "-a", "kept.json", "--partial", "--json", "--exit-code", *more)
        assert ran.status == 11
        found = json.loads(ran.out)["escalation"]
        assert found["tier"] == "emergency"
        assert found["reasons"][0]["because"] == "one of your answers about safety"
        assert "call your emergency number now" in found["help"][0]["text"]
        assert "call your emergency number now" in " ".join(ran.err.split())
        assert run("verify", "-", stdin=ran.out.encode()).status == 0
    refused = run("check", "-a", "kept.json")
    assert (refused.status, "call your emergency number now" in " ".join(refused.err.split())) == (3, True)


def test_those_under_18_get_no_scores_but_still_a_tier(run: Run, write: Write) -> None:
    """The check was not written for them: no score, pattern or factor, yet help and how soon to talk."""
    ran = run("check", "-a", write(age_band=4, self_harm=2, less_love=4), "--json")
    found = scored(ran)
    assert found["scores"] == {}
    assert found["pattern"].pop("id") is None
    assert not any(found["pattern"].values())
    assert found["outside"] is True
    assert (found["factors"], found["comparisons"]) == ([], [])
    assert "under_18" in [flag["id"] for flag in found["escalation"]["flags"]]
    assert found["escalation"]["tier"] == "today"
    assert ran.err.startswith(HELP)


# Template -----------------------------------------------------------------------------------------------------------


def test_the_template_asks_everything_and_answers_nothing(run: Run, bank: Bank) -> None:
    """Each question stands as comments above an empty line; nothing is preselected."""
    text = run("template").out
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert lines == [f"{question.id}:" for question in bank.questions]
    file = read_answers(text.encode(), "t", bank, lambda medicines: medicines)
    assert (file.complaints, file.said) == ((), {})
    joined = re.sub(r"\n#\s*", " ", text)
    for question in bank.questions:
        assert question.ask in joined
        for option in question.options:
            assert f"{option.value}  {option.label}" in text


def test_an_unfilled_template_is_refused_with_all_it_misses(run: Run, bank: Bank) -> None:
    """Every question that is asked of everyone is named as missing; nothing is scored."""
    ran = run("check", "-a", "-", stdin=run("template").out.encode())
    assert (ran.status, ran.out) == (3, "")
    for question in bank.questions:
        if question.opens is None:
            assert f"{question.id} has no answer" in ran.err


def test_a_filled_template_scores(run: Run, bank: Bank) -> None:
    """Numbers or words after the colons are all it takes."""
    answers = person(bank, low_mood=2)
    text = run("template").out
    for name, value in answers.items():
        shown = bank.by_id[name].label(value) if value != 2 and bank.by_id[name].options else value
        text = text.replace(f"\n{name}:\n", f"\n{name}: {shown}\n")
    found = scored(run("check", "-a", "-", "--json", stdin=text.encode()))
    assert found["answers"]["low_mood"] == 2
    assert found["answers"].keys() == answers.keys()


def test_the_template_of_another_bank(run: Run, tmp_path: Path) -> None:
    """A bank of one's own has a template too, by name, file or folder."""
    shutil.copytree(ROOT / "questions" / "blunting", tmp_path / "mine")
    shipped = run("template").out
    for name in ("blunting", "mine", "mine/bank.yaml", "./mine", str(tmp_path / "mine")):
        option = "" if name == "blunting" else f" --bank {name}"
        assert run("template", "--bank", name).out == shipped.replace("--answers FILE", f"--answers FILE{option}")
    unknown = run("template", "--bank", "bluntin")
    assert (unknown.status, unknown.out) == (3, "")
    assert "Did you mean blunting?" in unknown.err
    assert run("check", "--bank", "nosuch", "-a", "x").status == 3


# The bank for programs ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def told() -> dict[str, Any]:
    """What `bank show --json` says, by way of the program."""
    done = subprocess.run(
        [sys.executable, "-m", "blunting_cli", "bank", "show", "--json"],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(installed())},
        timeout=60,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_bank_is_told_to_programs(told: dict[str, Any], bank: Bank) -> None:
    """Every question has its id, wording, why, section, opening, type, options, states, direction and scores."""
    assert [question["id"] for question in told["questions"]] == [question.id for question in bank.questions]
    wanted = {"id", "ask", "why", "section", "ask_if", "type", "options", "also", "reverse", "safety", "scores"}
    for data in told["questions"]:
        assert wanted <= data.keys()
        question = bank.by_id[data["id"]]
        assert (data["ask"], data["why"], data["section"]) == (question.ask, question.why, question.section)
        assert data["options"] == [{"value": option.value, "label": option.label} for option in question.options]
        assert (data["ask_if"] is None) == (question.opens is None)
        assert (data["reverse"], data["safety"]) == (question.reverse, question.safety)
    by_id = {question["id"]: question for question in told["questions"]}
    assert by_id["tears_can_come"]["scores"] == ["tears"]
    assert by_id["tears_can_come"]["reverse"] is True
    assert by_id["self_harm"]["safety"] is True
    assert by_id["lifelong"]["scores"] == []


def test_the_told_bank_is_that_of_the_record(told: dict[str, Any], bank: Bank) -> None:
    """A program can tell whether a record was made with the bank it knows."""
    assert told["bank"]["sha256"] == bank.sha256
    assert told == BANK_DATA


def test_the_questions_are_listed_for_people(run: Run, bank: Bank) -> None:
    """Without --json there is one line or more a question, with what opens it."""
    out = run("bank", "show").out
    for question in bank.questions:
        assert f"  {question.id}: {question.ask[:20]}" in out
    assert "after takes_medicine" in out


@pytest.mark.parametrize("words", [["a.yaml"], ["--bank", "a.yaml"], ["a.yaml", "--bank", "a.yaml"]])
def test_a_bank_is_shown_by_its_word_or_its_option(run: Run, tmp_path: Path, words: list[str]) -> None:
    """As `bank check` and `bank stats` take it, and as all other commands do."""
    questions = "[{id: q, ask: How?, why: So., options: {0: Well, 1: Not}}]"
    (tmp_path / "a.yaml").write_text(f"bank: a\nversion: 1.0.0\ntitle: Short\nquestions: {questions}\n")
    shown = run("bank", "show", *words)
    assert (shown.status, shown.err) == (0, "")
    assert "q: How?" in shown.out


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["show", "blunting", "--bank", "other.yaml"], 2, "two banks are named"),
        (["show", ""], 3, "the name of a bank is empty."),
        (["stats", ""], 3, "the name of a bank is empty."),
        (["check", ""], 3, "the name of a bank is empty."),
        (["check", "--json", "--format", "sarif"], 2, "--json and --format sarif ask for two things."),
    ],
)
def test_a_bank_that_is_not_named_well_is_told(run: Run, words: list[str], status: int, said: str) -> None:
    """On stderr, with what to do."""
    found = run("bank", *words)
    assert (found.status, found.out) == (status, "")
    assert found.err.startswith(f"blunting: {said}")
    assert len(found.err.splitlines()) == 2


def test_no_hint_about_a_bank_speaks_of_answers(run: Run) -> None:
    """A bank cannot be piped in, whichever command reads it."""
    for found in (run("bank", "check", "/dev/null"), run("bank", "show", "/dev/null")):
        assert found.status == 3
        assert "/dev/null is not an ordinary file" in found.out + found.err
        assert "A bank is read from ordinary files" in found.out + found.err
        assert "answers" not in found.out + found.err


def test_the_check_of_a_bank_gives_json_in_short(run: Run) -> None:
    """As every other command does."""
    short, long = run("bank", "check", "--json"), run("bank", "check", "--format", "json")
    assert (short.status, short.out) == (long.status, long.out)
    assert json.loads(short.out)["banks"] == ["blunting"]


def filled_by_program(told: dict[str, Any], choose: Callable[[list[Any]], Any]) -> dict[str, Any]:
    """Fill in answers as a program would that knows nothing but `bank show --json`."""
    answers: dict[str, Any] = {}
    for question in told["questions"]:
        choices = [option["value"] for option in question["options"]]
        choices += question["also"] + [question["may_skip"]]
        if not question["options"]:
            choices += [[], question["examples"], question["examples"][:1]]
        answers[question["id"]] = choose(choices)
    return answers


@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_a_program_can_fill_in_answers_that_score(data: st.DataObject) -> None:
    """Whatever is chosen from what is told scores; the record alone then scores again, to itself, without --partial."""
    answers = filled_by_program(BANK_DATA, lambda choices: data.draw(st.sampled_from(choices)))
    first = score(answers, partial=True)
    again = score(first["answers"], partial=False)
    first["notes"] = [note for note in first["notes"] if note["id"] != "ignored"]
    assert again == first


def score(answers: dict[str, Any], *, partial: bool) -> dict[str, Any]:
    """Score plain data in process, as the command does."""

    def by_name(medicines: tuple[Medicine, ...]) -> tuple[Medicine, ...]:
        return recognise(medicines, load_medicines())

    file = read_answers(json.dumps(answers).encode(), "a", BANK, by_name)
    return json.loads(json.dumps(record(assess(BANK, complete(BANK, file, partial=partial).answers))))


# Help lines ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("region", load_regions(), ids=lambda region: region.code)
def test_every_region_has_its_lines(run: Run, region: Any) -> None:
    """By code, name or another name: the emergency number, every line with the day it was checked, the directory."""
    ran = run("helplines", region.code)
    assert (ran.status, ran.err) == (0, "")
    text = " ".join(ran.out.split())
    assert region.name in text
    assert f"Emergency: {region.emergency}" in text
    assert "findahelpline.com" in text
    for line in region.lines:
        assert line.name in text
        assert line.phone in text
    known = [line.known for line in region.lines]
    assert text.count("[checked 2") == known.count("seen")
    assert text.count("[not fully confirmed on 2") == known.count("partly")
    assert text.count("[not confirmed;") == known.count("memory")
    assert ("known from memory" in text or "from memory, and have not seen" in text) == (
        region.emergency_known != "seen" or "memory" in known
    )


def test_a_region_is_found_by_its_names(run: Run) -> None:
    """Case does not matter, and a country's own name does as well as its code."""
    shown = run("helplines", "AT").out
    for name in ("at", "Austria", "AUSTRIA"):
        assert run("helplines", name).out == shown
    assert run("helplines", "Belgique").out == run("helplines", "BE").out
    assert run("helplines", env={"BLUNTING_REGION": "AT"}).out == shown


def test_an_unknown_region_gets_the_directory(run: Run) -> None:
    """Someone in a country we know no lines of is shown the directory and the list, with success."""
    ran = run("helplines", "XX")
    assert (ran.status, ran.err) == (0, "")
    text = " ".join(ran.out.split())
    assert "no checked lines for XX" in text
    assert "findahelpline.com" in text
    assert "AT Austria" in text


def test_without_a_region_the_directory_is_shown(run: Run) -> None:
    """Help needs no question to be answered first."""
    ran = run("helplines")
    assert ran.status == 0
    assert "findahelpline.com" in ran.out
    assert "112" in ran.out


def test_the_region_of_the_option_wins_over_the_variable(run: Run, write: Write) -> None:
    """--region counts first, then BLUNTING_REGION, then none; the record does not know of it."""
    name = write()
    env = {"BLUNTING_REGION": "AT"}
    assert "TelefonSeelsorge" in run("check", "-a", name, env=env).out
    assert "TelefonSeelsorge" not in run("check", "-a", name, "--region", "AU", env=env).out
    assert run("check", "-a", name, "--json", env=env).out == run("check", "-a", name, "--json").out


@pytest.mark.parametrize("region", ["\x1b[2J", "a\nb", "[bold]x", "\u202e", "\udcff", "x" * 3000])
def test_a_strange_region_does_no_harm(run: Run, write: Write, region: str) -> None:
    """Whatever is typed as a country is shown without its effect on the terminal."""
    for words in (["helplines", region], ["check", "-a", write(self_harm=1), "--region", region]):
        ran = run(*words)
        assert ran.status == 0, ran.err
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", ran.out + ran.err)


# Surroundings -------------------------------------------------------------------------------------------------------

SURROUNDINGS: dict[str, dict[str, str]] = {
    "C": {"LC_ALL": "C", "LANG": "C"},
    "C without UTF-8": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "cp1252": {"PYTHONIOENCODING": "cp1252"},
    "no colour": {"NO_COLOR": "1"},
    "dumb": {"TERM": "dumb"},
    "narrow": {"COLUMNS": "40"},
    "very narrow": {"COLUMNS": "1"},
    "wide": {"COLUMNS": "1000"},
    "no home": {"HOME": "/nosuch"},
    "German": {"LANG": "de_DE.UTF-8"},
}


def run_raw(tmp_path: Path, env: Mapping[str, str], *words: str) -> subprocess.CompletedProcess[bytes]:
    """Run the program and give its bytes, which need not be UTF-8."""
    variables = {"PATH": os.environ["PATH"], "PYTHONPATH": str(installed()), "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    return subprocess.run(
        [sys.executable, "-m", "blunting_cli", *words],
        capture_output=True,
        cwd=tmp_path,
        env={**variables, **env},
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("env", SURROUNDINGS.values(), ids=SURROUNDINGS.keys())
def test_no_surroundings_make_it_fail(write: Write, tmp_path: Path, env: dict[str, str]) -> None:
    """Every letter set, width and colour setting gives a whole result, without control characters."""
    name = write(self_harm=1, **{key: value for key, value in BUSY.items() if key != "self_harm"})
    for words in (
        ["check", "-a", name, "-f", "terminal", "--region", "BE"],
        ["check", "-a", name, "-f", "text", "--region", "BR"],
        ["check", "-a", name, "-f", "json"],
        ["helplines"],
        ["bank", "show"],
        ["template"],
        ["--help"],
        ["check", "-a", "nosuch\u00e9.json"],
    ):
        done = run_raw(tmp_path, env, *words)
        assert done.returncode == (3 if words[-1].startswith("nosuch") else 0), (words, done.stderr)
        assert b"Traceback" not in done.stderr
        both = done.stdout + done.stderr
        assert not re.search(rb"[\x00-\x09\x0b-\x1f\x7f]", both), words


@pytest.mark.parametrize("width", [40, 60, 80, 200])
@pytest.mark.parametrize("format", ["text", "terminal"])
def test_no_line_is_wider_than_the_screen(run: Run, write: Write, width: int, format: str) -> None:
    """The sheet, the help panel and the help lines fit, from 40 columns up."""
    name = write(**{**BUSY, "self_harm": 1})
    for words in (["check", "-a", name, "-f", format, "--region", "BE"], ["helplines", "GB"], ["helplines"]):
        ran = run(*words, env={"COLUMNS": str(width)})
        assert ran.status == 0
        assert max(map(len, ran.out.splitlines())) <= width, words
        assert max(map(len, ran.err.splitlines() or [""])) <= width or "blunting: " in ran.err


def test_colour_comes_only_when_it_is_forced_or_there_is_a_terminal(run: Run, write: Write) -> None:
    """Into a pipe no escape code goes, unless FORCE_COLOR asks for it in the terminal format."""
    name = write(self_harm=1)
    forced = {"FORCE_COLOR": "1"}
    assert ESC in run("check", "-a", name, "-f", "terminal", env=forced).out
    assert ESC not in run("check", "-a", name, "-f", "terminal").out
    assert ESC not in run("check", "-a", name, "-f", "terminal", env={**forced, "NO_COLOR": "1"}).out
    for words in (["check", "-a", name, "-f", "text"], ["check", "-a", name, "--json"], ["helplines"], ["--help"]):
        ran = run(*words, env=forced)
        assert ESC not in ran.out + ran.err


def test_a_file_never_holds_colour(run: Run, write: Write, tmp_path: Path) -> None:
    """-o writes no escape code, even where colour is forced."""
    run("check", "-a", write(), "-f", "terminal", "-o", "sheet", env={"FORCE_COLOR": "1"})
    assert ESC not in (tmp_path / "sheet").read_text(encoding="utf-8")


COMMANDS = [[], ["--help"], ["template"], ["bank", "show", "--json"], ["helplines"], ["check", "-a", "a.json"]]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_reader_that_leaves_is_left_in_peace(write: Write, tmp_path: Path, words: list[str]) -> None:
    """`| head -1` and a pipe that nobody reads bring no traceback."""
    write()
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        done = subprocess.run(
            [sys.executable, "-m", "blunting_cli", *words],
            stdout=pipe,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(installed())},
            timeout=60,
            check=False,
        )
    assert done.stderr == b""
    assert done.returncode in (0, 1)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("stdout", [">/dev/full", ">&-"])
def test_a_result_that_cannot_be_written_is_a_failure_in_words(
    write: Write, tmp_path: Path, words: list[str], stdout: str
) -> None:
    """A full disk or a closed stdout ends with 1 and one line."""
    write()
    done = subprocess.run(
        ["/bin/sh", "-c", f'exec "$@" {stdout}', "sh", sys.executable, "-m", "blunting_cli", *words],
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed())},
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert re.fullmatch(rb"blunting: cannot write the result: [^\n]+\.\n", done.stderr)


def test_a_result_can_be_saved_where_there_is_no_stdout(write: Write, tmp_path: Path) -> None:
    """A timer job may run with every stream closed."""
    write()
    command = 'exec "$@" <&- >&- 2>&-'
    program = [sys.executable, "-m", "blunting_cli", "check", "-a", "a.json", "-o", "out.json"]
    env = {**os.environ, "PYTHONPATH": str(installed())}
    done = subprocess.run(["/bin/sh", "-c", command, "sh", *program], cwd=tmp_path, env=env, timeout=60, check=False)
    assert done.returncode == 0
    assert json.loads((tmp_path / "out.json").read_bytes())["schema_version"] == 1


@pytest.mark.parametrize(("debug", "traceback"), [({}, False), ({"BLUNTING_DEBUG": "1"}, True)])
def test_a_fault_of_the_program_keeps_its_traceback_off_the_screen(
    write: Write, tmp_path: Path, debug: dict[str, str], traceback: bool
) -> None:
    """A traceback could hold answers: it is shown with BLUNTING_DEBUG only; otherwise one says how to see it."""
    write()
    script = (
        "import sys, blunting_cli.assessment as a\n"
        "def fail(*_, **__): raise RuntimeError('odd \\x1b[31m thing')\n"
        "a.assess = fail\n"
        "sys.argv = ['blunting', 'check', '-a', 'a.json']\n"
        "from blunting_cli.cli import run\n"
        "sys.exit(run())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed()), **debug},
        timeout=60,
        check=False,
        text=True,
    )
    assert done.returncode == 1
    assert ("Traceback" in done.stderr) is traceback
    assert ("BLUNTING_DEBUG=1" in done.stderr) is not traceback
    assert traceback or ESC not in done.stderr
