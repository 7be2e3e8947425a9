"""One check for each reader: what must hold of it for whatever it is given.

Each takes the bytes of one input and raises where something does not hold. The only error that may leave a reader is
the program's own, and that is caught here and held against what a refusal must be.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from blunting_cli.answers import as_data, read_answers
from blunting_cli.asking import complete, settle
from blunting_cli.assessment import record, withhold
from blunting_cli.assessment.restoring import Record, read_record, restore
from blunting_cli.assessment.verifying import verify
from blunting_cli.bank import Bank, load_bank
from blunting_cli.bank.fields import Complaints
from blunting_cli.bank.finding import BankPlace, Origin
from blunting_cli.bank.loading import medicine_classes
from blunting_cli.bank.reading import Document, read_document
from blunting_cli.checking.cases import run_cases
from blunting_cli.checking.codes import Severity, severity_of
from blunting_cli.checking.examining import Checked, check_bank
from blunting_cli.checking.folders import CasesRun, bases_in
from blunting_cli.checking.sarif import sarif
from blunting_cli.checking.telling import cases_data, cases_text
from blunting_cli.checking.telling_mistakes import mistakes_data, mistakes_text
from blunting_cli.conditions import cited, evaluate, questions_of, undecided
from blunting_cli.conditions.parsing import Path as PathIn
from blunting_cli.conditions.parsing import Vocabulary, parse
from blunting_cli.conditions.words import condition_data, in_short
from blunting_cli.drafts import Keeper, find_drafts
from blunting_cli.scoring import Said
from blunting_cli.sheet import make_sheet
from blunting_cli.template.answers_file import answers_template

from .holding import (
    HIDDEN,
    ROOT,
    SOURCE,
    bank_for,
    by_name,
    check_answers_again,
    check_complaints,
    check_explanation,
    check_record_again,
    check_sheet,
    check_shown,
    check_whole_way,
    help_lines,
    shipped_bank,
    small_bank,
    tried,
    written,
)
from .tables import table
from .typed import medicine, times

# In seconds of this process; longer is as bad as a crash.
LONGEST = 2.0


class TooSlow(AssertionError):
    """An input kept a reader busy for longer than anyone waits."""


def check(reader: str, content: bytes, longest: float = LONGEST) -> None:
    """Try one input on a reader; raises where something does not hold, or takes more than `longest` seconds."""
    begun = time.process_time()
    READERS[reader](content)
    seconds = time.process_time() - begun
    if seconds > longest:
        raise TooSlow(f"{seconds:.1f} s for {len(content)} bytes")


# Answers ------------------------------------------------------------------------------------------------------------


def answers(content: bytes) -> None:
    """An answers file in YAML: what is accepted goes the whole way, and is read again as the same."""
    document = tried(lambda: read_document(content, SOURCE), content)
    if document is not None:
        check_plainly_read(document)
    bank = bank_for(content)
    file = tried(lambda: read_answers(content, SOURCE, bank, by_name), content)
    if file is None:
        return
    check_complaints(file.complaints, content)
    check_answers_again(file.said, bank)
    tried(lambda: complete(bank, file, partial=False), content)
    completed = tried(lambda: complete(bank, file, partial=True), content)
    if completed is not None:
        check_whole_way(bank, completed.answers, file.taken)


def answers_json(content: bytes) -> None:
    """An answers file in JSON: the same, and nothing that is no JSON for others is read as such."""
    answers(content)
    document = tried(lambda: read_document(content, SOURCE), content)
    if document is None or not document.text.lstrip(" \t\r\n").startswith(("{", "[")):
        return
    with suppress(ValueError, RecursionError):
        assert document.data == json.loads(document.text), "JSON is read as something else"


def check_plainly_read(document: Document) -> None:
    """Hold the data of a document against what its text says to a reader that knows texts alone."""
    if document.data is None:
        return  # tabs alone are an empty file here, and none elsewhere
    try:
        plain = yaml.load(document.text, Loader=yaml.CBaseLoader)
    except (yaml.YAMLError, RecursionError):
        json.loads(document.text)  # JSON need not be YAML
        return
    if plain is not None:
        check_alike(document.data, plain)


def check_alike(data: Any, plain: Any) -> None:
    """Compare data with the same whose scalars are all texts as they were written."""
    if isinstance(data, dict | list):
        assert type(data) is type(plain), f"{data!r} was {plain!r}"
        assert len(data) == len(plain), f"{data!r} was {plain!r}"
        pairs = data.items() if isinstance(data, dict) else enumerate(data)
        for key, value in pairs:
            check_alike(value, plain[key])
    elif data is None:
        assert plain in ("", "~", "null"), plain
    elif isinstance(data, bool):
        assert plain == ("true" if data else "false"), plain
    elif isinstance(data, int | float):
        assert data == float(plain), plain
    else:
        assert data == plain, f"{data!r} was {plain!r}"


# Banks --------------------------------------------------------------------------------------------------------------


@contextmanager
def folder_with(name: str, content: bytes) -> Iterator[Path]:
    """Make a folder with one file."""
    with TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(content)
        yield Path(folder)


def bank(content: bytes) -> None:
    """A bank of one file: the check and the loader agree, and one that is loaded can be used for all it is for."""
    with folder_with("bank.yaml", content) as folder:
        head = folder / "bank.yaml"
        loaded = tried(lambda: load_bank(str(head)), content, str(head))
        checked = tried(lambda: check_bank(BankPlace("bank", head, Origin.PATH)), content, str(head))
        if checked is None:
            assert loaded is None, "a bank that cannot be read was loaded"
            return
        made, complaints = checked
        check_complaints(complaints, content, str(head))
        told = Checked((made,), tuple(complaints))
        check_shown(mistakes_text(told, 80))
        json.dumps([mistakes_data(told), sarif(complaints, folder)], allow_nan=False)
        wrong = any(severity_of(complaint.code) is Severity.ERROR for complaint in complaints)
        assert loaded is not None or wrong, "the loader refuses what the check lets pass"
        if loaded is not None:
            check_bank_is_of_use(loaded, read_document(content, str(head)).data, folder)


def check_bank_is_of_use(loaded: Bank, data: Any, folder: Path) -> None:
    """A bank gives a template that asks nothing of who fills nothing in, sheets, records, and itself again."""
    template = answers_template(loaded).encode()
    file = read_answers(template, SOURCE, loaded, by_name)
    assert not file.said, file.said
    assert not file.complaints, file.complaints
    check_whole_way(loaded, complete(loaded, file, partial=True).answers)
    (folder / "again.yaml").write_bytes(written(data))
    again = load_bank(str(folder / "again.yaml"))
    assert again.questions == loaded.questions, "a bank written as JSON is another"
    assert again.scores == loaded.scores
    assert again.factors == loaded.factors
    assert again.triggers == loaded.triggers


# Cases --------------------------------------------------------------------------------------------------------------


def cases(content: bytes) -> None:
    """A file of cases: whoever is told in it is assessed, and told again by the answers alone is the same."""
    document = tried(lambda: read_document(content, SOURCE), content)
    if document is None:
        return
    bank = bank_for(content)
    beside = bases() if bank is shipped_bank() else {}
    found = tried(lambda: run_cases(document, bank, by_name, beside), content)
    if found is None:
        return
    check_complaints(found.complaints, content)
    assert found.told or found.complaints
    run = CasesRun(found.results, found.told, 0, found.complaints)
    check_shown(cases_text(run, 80))
    json.dumps(cases_data(run), allow_nan=False)
    people, wanted = [result.assessment.answers for result in found.results], {"tier_at_least": bank.tiers[-1].id}
    told = [{"case": "One", "partial": True, "answers": _as_data(one), "expect": wanted} for one in people]
    if told:
        again = run_cases(read_document(written({"cases": told}), SOURCE), bank, by_name, {})
        assert [result.assessment.answers for result in again.results] == people, again.complaints
        for result in found.results[:2]:
            check_shown(make_sheet(withhold(result.assessment), help_lines()).title)


@cache
def bases() -> dict[str, Document]:
    """The bases of the cases about the shipped bank."""
    return bases_in(ROOT / "tests" / "cases")


def _as_data(answers: Any) -> dict[str, Any]:
    return {name: as_data(answer) for name, answer in answers.items()}


# Records ------------------------------------------------------------------------------------------------------------


def a_record(content: bytes) -> None:
    """A record: what is restored can be shown, explained and verified, and is restored from its own record the same."""
    read = tried(lambda: read_record(content, SOURCE), content)
    if read is None:
        return
    at_hand = next((bank for bank in (small_bank(), shipped_bank()) if bank.sha256 == read.sha256), shipped_bank())
    found = tried(lambda: verify(read, at_hand, by_name), content)
    if found is not None:
        for one in (*found.differences, *found.without_safety.differences):
            assert isinstance(one.path, str)
    restored = tried(lambda: restore(read, at_hand, by_name), content)
    if restored is None:
        return
    if found is not None and found.same:
        assert record(restored) == {**read.facts, "notes": record(restored)["notes"]}, (
            "verified, and restored to another"
        )
        check_record_again(restored, at_hand)
    check_sheet(withhold(restored), "text", "json")
    check_sheet(restored, "markdown", "html")
    check_explanation(restored)
    facts = record(restored)
    again = restore(_read_again(facts), at_hand, by_name)
    assert record(again) == facts, "restored twice it is another"


def _read_again(facts: dict[str, Any]) -> Record:
    return read_record(json.dumps(facts, allow_nan=False).encode(), SOURCE)


# Drafts -------------------------------------------------------------------------------------------------------------


def draft(content: bytes) -> None:
    """A draft: it is gone on with, left alone or named as unreadable, and what is kept of it is found again."""
    bank = bank_for(content)
    with folder_with("draft.json", content) as folder:
        found = find_drafts(folder, bank, by_name)
        assert not found.held
        assert len(found.drafts) + len(found.unreadable) <= 1
        for one in found.drafts:
            assert bank.safety.isdisjoint(one.said)
            keeper = Keeper.of(one, bank)
            assert keeper is not None
            settle(bank, one.said)
            keeper.keep(one.said)
            keeper.close()
            again = find_drafts(folder, bank, by_name).drafts
            assert [entry.said for entry in again] == [one.said], f"{again} was {one}"
            assert again[0].begun == one.begun
            # A question that is gone has no place in what is written.
            assert not again[0].dropped or again[0].content == one.content


# Conditions ---------------------------------------------------------------------------------------------------------


@cache
def vocabulary() -> Vocabulary:
    """What a condition of the small bank may name."""
    bank = small_bank()
    options = {
        question.id: {
            **{option.label.casefold(): option.value for option in question.options},
            **{str(option.value): option.value for option in question.options},
        }
        for question in bank.questions
    }
    uncountable = {one.id for one in bank.questions if one.type in ("multi", "text", "medicine", "time")}
    times = {one.id for one in bank.questions if one.type == "time"}
    labels = {one.id: tuple(option.label for option in one.options) for one in bank.questions}
    named = {"little": {"joy": {"at_most": 1}}, "broken": {"no_such": [None]}, "itself": {"condition": "itself"}}
    return Vocabulary(
        options,
        frozenset(bank.score_by_id),
        medicine_classes(),
        named,
        frozenset(uncountable),
        frozenset(times),
        labels,
    )


@cache
def people() -> tuple[Said, ...]:
    """People whose answers to the small bank are of every kind."""
    bank = small_bank()
    told = {
        "joy": 2,
        "fear": 1,
        "signs": [1, 2],
        "hours": 3,
        "since": "3 weeks",
        "bed": "23:30",
        "up": "7:00",
        "words": "x",
        "day": "2026-03",
        "harm": 1,
        "taken": [{"name": "Zoloft", "change": "stopped"}, "blue pills"],
    }
    file = read_answers(written(told), SOURCE, bank, by_name)
    states = read_answers(written(dict.fromkeys(told, "skipped")), SOURCE, bank, by_name)
    return tuple(Said(bank, settle(bank, said).answers) for said in (file.said, states.said, {}))


def condition(content: bytes) -> None:
    """A condition in a file: every mistake stands in it; one without mistakes is decided, and said again is the same."""
    document = tried(lambda: read_document(content, SOURCE), content)
    if document is None:
        return
    complaints = Complaints()

    def complain(path: PathIn, code: str, message: str, hint: str) -> None:
        complaints.keep(document.complain(path, message, hint, code=code))
        severity_of(code)

    tree = tried(lambda: parse(document.data, (), vocabulary(), complain), content)
    check_complaints(complaints, content)
    if tree is None or complaints:
        return
    verdicts = [evaluate(tree, said) for said in people()]
    for said, verdict in zip(people(), verdicts, strict=True):
        assert verdict in (True, False, None)
        assert set(cited(tree, said)) <= small_bank().by_id.keys()
        undecided(tree, said)
    assert set(questions_of(tree)) <= small_bank().by_id.keys()
    assert not HIDDEN.search(in_short(tree))
    data = json.loads(json.dumps(condition_data(tree), allow_nan=False))
    again = parse(data, (), vocabulary(), complain)
    assert not complaints, f"{data}: {complaints[0].message}"
    assert [evaluate(again, said) for said in people()] == verdicts, f"{data} is decided in another way"
    assert condition_data(again) == data


READERS: dict[str, Callable[[bytes], None]] = {
    "answers": answers,
    "answers_json": answers_json,
    "bank": bank,
    "cases": cases,
    "record": a_record,
    "draft": draft,
    "medicine": medicine,
    "times": times,
    "condition": condition,
    "table": table,
}
