"""An answer about safety is looked for in every output and every file of every command, and must be nowhere.

Two people who differ in nothing but their answers about safety, and whom these lead to the same tier and the same help,
must get the same bytes from every command that was not told `--include-safety`, on stderr too, where it is no terminal.
"""

from __future__ import annotations

import json
import os
import re
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from html import unescape
from io import BytesIO
from itertools import product
from pathlib import Path

import pytest
from commands import Told, commands, read_once, tell
from conftest import ROOT, well_answers
from interviews import as_typed
from test_record_commands import fake_printer

from blunting_cli.answers import as_data
from blunting_cli.asking import settle
from blunting_cli.assessment.withholding import HELP_NOW
from blunting_cli.bank import Bank
from blunting_cli.conditions import Answer, State

# All banks, all pairs of answers and several people around them; it takes some minutes.
EXHAUSTIVE = bool(os.environ.get("BLUNTING_EXHAUSTIVE"))
SHIPPED = "blunting"
STAND_INS = ["cssrs_triage", "epds", "madrs_s", "phq9"]
Files = dict[str, bytes]
Tell = Callable[..., Told]

# Every command, and why it is not walked here where it is not.
WALKED = {"check", "sheet", "explain", "verify", "cohort", "bank stats"}
READS_NO_ANSWERS = {"template", "helplines", "learn", "medicines", "completion"} | {
    f"bank {name}" for name in ("list", "show", "check", "schema")
}
# Its answers are those of people whom an author made up, and its use is to tell why a rule did what it did.
OF_NOBODY = {"bank cases"}


def test_every_command_is_walked_or_has_no_answers_to_tell() -> None:
    """A new command must be put in its place here."""
    assert {*commands()} == WALKED | READS_NO_ANSWERS | OF_NOBODY


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tell:
    """Run commands in an empty folder, which is also the home and the place for temporary files."""
    monkeypatch.chdir(tmp_path)
    for name in ("HOME", "TMPDIR", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("BLUNTING_REGION", "GB")
    return lambda *words, **more: tell(monkeypatch, *words, **more)


# People -----------------------------------------------------------------------------------------------------------------


def path_of(bank: str) -> str:
    return bank if bank == SHIPPED else str(ROOT / "tests" / "banks" / bank / "bank.yaml")


def quiet(bank: Bank) -> dict[str, Answer]:
    """Answer everything with the first option."""
    return {
        q.id: (q.options[0].value,) if q.type == "multi" else q.options[0].value for q in bank.questions if q.options
    }


def ways_to_answer(bank: Bank, name: str) -> Iterator[Answer]:
    """Give every answer to a question, and every way of giving none."""
    question = bank.by_id[name]
    values = [option.value for option in question.options]
    if question.type == "multi":
        yield from ((value,) for value in values)
        yield tuple(option.value for option in question.options if not option.alone)
    else:
        yield from values
    yield from (State.SKIPPED, *question.also, State.UNANSWERED)


def people(bank: Bank, rest: Mapping[str, Answer]) -> Iterator[dict[str, Answer]]:
    """Give people who answer the rest alike: each question about safety in every way, the others with no.

    A question that another one opens is answered in every way behind each answer that opens it.
    """
    asked = [name for name in bank.by_id if name in bank.safety]
    ways = {name: [*ways_to_answer(bank, name)] for name in asked}
    changes: list[dict[str, Answer]] = [{name: way} for name in asked for way in ways[name]]
    gated = [name for name in asked if bank.by_id[name].opens is not None]
    changes += [{gate: 1, name: way} for name in gated for gate in asked if gate not in gated for way in ways[name]]
    if EXHAUSTIVE:
        changes += [dict(zip(asked, found, strict=False)) for found in product(*(ways[name][:5] for name in asked[:4]))]
    seen: list[Mapping[str, Answer]] = []
    for change in changes:
        said = settle(bank, {**rest, **change}).answers
        if said not in seen:
            seen.append(said)
            yield dict(said)


def write_answers(said: Mapping[str, Answer]) -> None:
    data = {"taken": "2026-03-01", "answers": {name: as_data(answer) for name, answer in said.items()}}
    Path("answers.json").write_text(json.dumps(data, indent=1), encoding="utf-8")


# What all commands say of one person ------------------------------------------------------------------------------------

ENDINGS = ("txt", "md", "html", "json")


def told_of(desk: Tell, bank: str, said: Mapping[str, Answer], *, slow: bool) -> Files:
    """Give what every command says and writes of one person; `slow` ones too."""
    for path in Path().glob("*.*"):
        path.unlink()
    write_answers(said)
    # A table has a column for every question, whoever was asked it.
    row = {name: as_data(said[name]) if name in said else None for name in read_once(path_of(bank)).by_id}
    Path("table.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    by, of = ([], []) if bank == SHIPPED else (["--bank", path_of(bank)], [path_of(bank)])
    found: Files = {}

    def ask(*words: str) -> None:
        told = desk(*words)
        assert told.status in (0, 3), told
        found[" ".join(words)], found[" ".join((*words, "2>"))] = told.out, told.err

    def several(name: str) -> list[str]:
        return [word for ending in (*ENDINGS, *(["pdf"] if slow else [])) for word in ("-o", f"{name}.{ending}")]

    scored = ["check", "-a", "answers.json", "--partial", *by]
    assert desk(*scored, "--include-safety", "-o", "full.json").status == 0
    edited = json.loads(Path("full.json").read_text(encoding="utf-8"))
    edited["escalation"]["title"] = "Edited"
    Path("edited.json").write_text(json.dumps(edited), encoding="utf-8")
    ask(*scored, *several("kept"))
    ask(*scored, "-f", "terminal", "--full")
    ask("sheet", "full.json", *by, *several("again"))
    ask("sheet", "full.json", *by, "--since", "full.json", "--ask", "How long?")
    ask("sheet", "edited.json", *by, "-f", "json")
    ask("verify", "full.json", *by, "--json")
    ask("verify", "edited.json", *by)
    ask("verify", "kept.json", *by)
    ask("cohort", "table.jsonl", *by, "--explain", "--summary", "-o", "kept.csv")
    if slow or bank != SHIPPED:
        ask("explain", "full.json", *by)
    if slow:
        ask("bank", "stats", *of, "--answers", "answers.json", "--answers", "full.json", "--json")
        ask("explain", "-a", "answers.json", "--partial", *by, "--json")
    written = {path.name: path.read_bytes() for path in Path().glob("*.*")}
    return found | {name: content for name, content in written.items() if name.startswith(("kept", "again"))}


def result() -> tuple[str, bool]:
    """Give the tier of the record with everything in it, and whether help goes with it."""
    escalation = json.loads(Path("full.json").read_text(encoding="utf-8"))["escalation"]
    return escalation["tier"], bool(escalation["help"])


class Secrets:
    """All that tells an answer about safety: an id with a value, and every text that only such an answer brings."""

    def __init__(self, bank: Bank) -> None:
        private = [bank.by_id[name] for name in bank.by_id if name in bank.safety]
        others = [question for question in bank.questions if question.id not in bank.safety]
        public = {option.label for question in others for option in question.options} | {"None of these", "Yes", "No"}
        rules = [rule for rule in (*bank.triggers, *bank.flags) if not bank.safety.isdisjoint(bank.rests_on(rule.when))]
        texts = {option.label for question in private for option in question.options} - public
        texts |= {rule.id for rule in rules} - {HELP_NOW}
        texts |= {getattr(rule, "because", getattr(rule, "text", "")) for rule in rules}
        texts |= {said.text for said in bank.statements if said.is_help}
        self.texts = [in_words(text) for text in sorted(texts)]
        ids = "|".join(question.id for question in private)
        value = r'(?!"?withheld)["\[\s]*(\d|skipped|prefer|unanswered|not_)'
        self.values = re.compile(rf'"?\b({ids})"?: {value}|"question": "({ids})",\s*"answer": {value}')

    def told_by(self, found: Files) -> dict[str, str]:
        """Give what is told in which output, a PDF read with all that is packed in it."""
        told = {}
        for name, content in found.items():
            plain = unpacked(content)
            words, value = in_words(plain), self.values.search(plain)
            texts = [value[0] if value else "", *(text for text in self.texts if text in words)]
            if any(texts):
                told[name] = max(texts, key=len)
        return told


def in_words(text: str) -> str:
    """Give the words of a text, however it is wrapped and marked up."""
    return " ".join(["", *re.findall(r"\w+", text), ""])


def unpacked(content: bytes) -> str:
    """Give a text without signs of HTML or escapes of JSON, a PDF as its text, its data about itself and its streams."""
    if content.startswith(b"{"):
        return json.dumps(json.loads(content), ensure_ascii=False)
    if not content.startswith(b"%PDF-"):
        return unescape(content.decode())
    pypdf = pytest.importorskip("pypdf")
    reader = pypdf.PdfReader(BytesIO(content))
    parts = [content.decode("latin-1"), str(reader.metadata), *(page.extract_text() for page in reader.pages)]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        with suppress(zlib.error):
            parts.append(zlib.decompress(stream).decode("latin-1"))
    return "\n".join(parts)


# Nothing tells ----------------------------------------------------------------------------------------------------------


# `cohort` leaves its table open until the process ends.
@pytest.mark.parametrize("name", [*STAND_INS, SHIPPED])
def test_no_command_tells_people_apart_by_an_answer_about_safety(desk: Tell, name: str) -> None:
    """Every answer and every way of giving none; who gets the same tier and help gets the same bytes of everything."""
    bank = read_once(path_of(name))
    secrets = Secrets(bank)
    for rest in around(bank, name):
        groups: defaultdict[tuple[str, bool], list[dict[str, Answer]]] = defaultdict(list)
        first: dict[tuple[str, bool], Files] = {}
        for said in people(bank, rest):
            found = told_of(desk, name, said, slow=False)
            alike = result()
            groups[alike].append(said)
            if alike not in first:
                first[alike] = found
                assert secrets.told_by(found) == {}, said
            assert [name for name, content in found.items() if content != first[alike][name]] == [], said
        assert max(map(len, groups.values())) > 1
        # Two who are furthest apart, with what takes its time.
        said = max(groups.values(), key=len)
        one, other = (told_of(desk, name, person, slow=True) for person in (said[0], said[-1]))
        assert one == other
        assert secrets.told_by(one) == {}


def around(bank: Bank, name: str) -> list[dict[str, Answer]]:
    """Give the answers that are not about safety, of one person or of several."""
    if name != SHIPPED:
        most = {q.id: q.options[-1].value for q in bank.questions if q.options and q.type != "multi"}
        return [quiet(bank), {**quiet(bank), **most}] if EXHAUSTIVE else [quiet(bank)]
    well = well_answers(bank)
    urgent = {**well, "takes_medicine": 1, "medicine_reaction": (4,)}
    return [well, {**well, "hopeless": 3}, urgent, {**well, "age_band": 4}] if EXHAUSTIVE else [well]


@pytest.mark.parametrize("name", [*STAND_INS, SHIPPED])
def test_what_is_looked_for_is_found_where_it_was_asked_for(desk: Tell, name: str) -> None:
    """The search itself is not blind: with leave to tell, each kind of output holds what it finds."""
    bank = read_once(path_of(name))
    by = [] if name == SHIPPED else ["--bank", path_of(name)]
    loudest = {n: max(o.value for o in bank.by_id[n].options) for n in bank.safety}
    multi = {n: (value,) if bank.by_id[n].type == "multi" else value for n, value in loudest.items()}
    write_answers(settle(bank, {**quiet(bank), **multi}).answers)
    names = [f"kept.{ending}" for ending in (*ENDINGS, "pdf")]
    more = [word for one in names for word in ("-o", one)]
    assert desk("check", "-a", "answers.json", "--partial", *by, "--include-safety", *more).status == 0
    found = {one: Path(one).read_bytes() for one in names}
    found["explained"] = desk("explain", "kept.json", *by, "--include-safety", "--json").out
    assert {*Secrets(bank).told_by(found)} == {*found}


# What is printed, and what an interview leaves ---------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["text", "pdf"])
def test_a_printer_is_given_no_answer_about_safety(
    desk: Tell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format: str
) -> None:
    """Neither on the page nor in the words of the command, which others can see."""
    bank, seen = read_once(), []
    monkeypatch.setenv("PATH", fake_printer(tmp_path)["PATH"])
    for level in (1, 2, 3):
        write_answers(settle(bank, {**well_answers(bank), "self_harm": level}).answers)
        desk("check", "-a", "answers.json", "--include-safety", "-o", "full.json", "--force")
        assert desk("sheet", "full.json", "--print", "attic", "-f", format).status == 0
        seen.append({name: Path(name).read_bytes() for name in ("called", "printed")})
        assert Secrets(bank).told_by(seen[-1]) == {}
    assert seen[0] == seen[1] == seen[2]


def left_by(desk: Tell, home: Path, *words: str, typed: list[str], stop: bool = False) -> tuple[Files, Told]:
    """Hold an interview by lines, and give every file it leaves, chance taken out of the names."""
    for path in home.rglob("*.*"):
        if path.is_file():
            path.unlink()
    told = desk("check", "--accessible", *words, typed=typed, stop=stop)
    files = {path for path in home.rglob("*") if path.is_file()}
    return {re.sub("[0-9a-f]{12}", "", path.name): path.read_bytes() for path in files}, told


def typed_for(said: Mapping[str, Answer]) -> list[str]:
    """Give what to type for these answers, or for none, in the order in which they are asked for."""
    words = {State.SKIPPED: "s", State.PREFER_NOT_TO_SAY: "Prefer not to say"}
    return [words[answer] if isinstance(answer, State) else as_typed(answer) for answer in said.values()]


@pytest.mark.parametrize("name", STAND_INS)
def test_an_interview_leaves_no_answer_about_safety(desk: Tell, tmp_path: Path, name: str) -> None:
    """Not in the draft of one that was left at its last page, and not in the sheet and the record of one that was not."""
    bank = read_once(path_of(name))
    secrets, groups = Secrets(bank), defaultdict(list)
    for said in people(bank, quiet(bank)):
        if State.UNANSWERED in said.values():
            continue
        typed, by = typed_for(said), ("--bank", path_of(name))
        draft, told = left_by(desk, tmp_path, *by, typed=typed, stop=True)
        assert (told.status, told.out) == (4, b"")
        assert len(draft) == (len(bank.safety) < len(bank.questions))
        written, told = left_by(desk, tmp_path, *by, "-o", "a.json", "-o", "a.txt", typed=typed)
        assert (told.status, told.out, {*written}) == (0, b"", {"a.json", "a.txt"})
        found = {**{f"draft {name}": content for name, content in draft.items()}, **written}
        assert secrets.told_by(found) == {}, said
        tier = json.loads(written["a.json"])["escalation"]
        groups[tier["tier"], bool(tier["help"])].append(found)
    assert all(found == group[0] for group in groups.values() for found in group)
    assert max(map(len, groups.values())) > 1
