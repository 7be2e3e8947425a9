"""What a search begins with: files of the tests, small inputs that reach every kind of value, and what was found."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import yaml

from blunting_cli.answers import read_answers
from blunting_cli.asking import settle
from blunting_cli.assessment import assess, record, withhold
from blunting_cli.bank import Bank, load_medicines
from blunting_cli.conditions import Answer
from blunting_cli.drafts import wordings

from .holding import ROOT, SOURCE, by_name, shipped_bank, small_bank

TESTS = ROOT / "tests"
FOUND = Path(__file__).parent / "found"
# Longer files are left out: what is large is slow to try, and the parts of it stand in smaller ones.
LARGEST = 16_000

ALL_KINDS = """\
taken: 2026-03-01
answers:
  joy: Some
  fear: 1
  signs: [1, 2]
  hours: 7.5
  since: 3 weeks
  bed: 11:30 pm
  up: "07:15"
  words: "so so"
  day: 2026-03
  taken: [{name: Zoloft 50 mg, started: 2 years ago, change: raised, changed: 3 weeks}, blue pills]
  harm: 2
"""
STATES = "joy: 2\nfear: prefer_not_to_say\nsigns: []\nhours: skipped\nharm: withheld\ntaken: none\nup: not_applicable\n"
MEDICINES = """\
taken:
  - {name: Zolof, read_as: sertraline}
  - {name: lithium, change: unchanged, started: 1 week}
  - name: prozac (fluoxetine)
harm: skipped
joy: 0
"""
CASES = """\
bases:
  well: {joy: 2, fear: 0, signs: [0], harm: 0}
cases:
  - case: One who is well
    based_on: well
    answers: {hours: 7, since: 3 weeks, bed: "23:00", up: "07:00", words: x, day: 2026, taken: []}
    expect: {pattern: null, tier: none, scores: {both: 100}, no_triggers: harm}
  - case: One who is not
    based_on: nothing
    partial: true
    answers: {joy: 0, harm: 1}
    expect:
      pattern: down
      tier: today
      tier_at_least: today
      triggers: [harm]
      flags: seen
      levels: {loss: few}
      scores: {both: {low: 0, high: 50}}
      criteria: {cut_off: unknown}
"""
CONDITIONS = (
    "joy: 1",
    "fear: Not at all",
    "joy: [0, Some]",
    "joy: {at_least: 1, at_most: 2}",
    "joy: {answered: true}",
    "joy: {state: not_applicable}",
    "hours: {between: [1, 7.5]}",
    "since: {at_least: 4 weeks}",
    "signs: [1, 3]",
    "score.both: {at_least: 50}",
    "score.ratio: {between: [1, 2]}",
    "taken: {class: [ssri, snri], change: raised, within_weeks: 6}",
    "taken: {class: any, told: name}",
    "taken: {class: ssri, all_told: started}",
    "condition: little",
    "not: {joy: 0}",
    "all: [{joy: 1}, {any: [{fear: 1}, {condition: little}]}]",
    "count: {of: [joy, fear, {hours: 3}], where: {at_least: 1}, at_least: 2}",
    "count: {of: [{not: {joy: 1}}, {joy: 1}], between: [0, 1]}",
    "joy: 1\nfear: 0\n",
)
TABLES = (
    "id,joy,fear,signs,hours,taken\n1,2,1,1;2,7.5,Zoloft; lithium\n2,,skipped,,,none\n3,9,,,,\n",
    'id;joy;words\r\n"a ""b""";2;"so\r\nso"\r\n\r\n=1+1;1;-2\r\n',
    "joy\tfear\n2\t1\n1\n0\t0",
    "id,joy,words,harm\n" + "7,2,ab,1\n" * 6 + '"7,2,ab,1\n',
    '{"id": "a", "joy": 2, "signs": [1, 2], "taken": [{"name": "Zoloft", "started": "3 weeks"}]}\n{"fear": null}\n',
    '{"joy": 1.0, "since": "3 weeks", "bed": "23:30", "day": "2026-03"}\n[1]\n{"joy": true}\n{"joy": 1, "joy": 2}',
)
TIMES = (
    *("3 weeks", "about three weeks", "a year and a half", "since last March", "2 1/2 years", "1.5 years", "3wks ago"),
    *("2026-03-01", "2026-03", "2019", "1 March 2026", "March 1st, 2026", "24 December", "yesterday", "half a year"),
    *(
        "2 weeks and 3 days",
        "a couple of months",
        "11:30 pm",
        "23.30",
        "7 a.m.",
        "12 am",
        "7.5",
        "1, 2",
        "none",
        "Some",
    ),
)


def seeds(reader: str) -> Iterator[bytes]:
    """Walk what a search of a reader begins with; what was found once comes first."""
    yield from (path.read_bytes() for path in sorted((FOUND / reader).glob("*")))
    yield from _SEEDS[reader]()
    if reader not in ("medicine", "times"):
        yield from _hostile()


def few_seeds(reader: str, most: int = 12) -> list[bytes]:
    """A few of the inputs a search begins with, the same every time."""
    return sorted(_SEEDS[reader](), key=len)[:most]


def _files(*patterns: str) -> Iterator[bytes]:
    for pattern in patterns:
        for path in sorted(TESTS.glob(pattern)):
            if path.is_file() and path.stat().st_size <= LARGEST:
                yield path.read_bytes()


def _answers() -> Iterator[bytes]:
    yield from (ALL_KINDS.encode(), STATES.encode(), MEDICINES.encode(), b"", b"answers: {}\n")
    yield from _files("answers/*.yaml")


def _answers_json() -> Iterator[bytes]:
    for content in _answers():
        yield json.dumps(_plain(content), indent=1).encode()


def _plain(content: bytes) -> object:
    return yaml.load(content, Loader=yaml.BaseLoader)


def _banks() -> Iterator[bytes]:
    yield from _files("every_key.yaml", "broken/*.yaml", "broken/*/bank.yaml", "banks/*/bank.yaml")


def _cases() -> Iterator[bytes]:
    yield CASES.encode()
    yield from _files("cases/*.yaml")


def _told() -> Iterator[tuple[Bank, dict[str, Answer]]]:
    for content in (ALL_KINDS, STATES, MEDICINES, "{}"):
        file = read_answers(content.encode(), SOURCE, small_bank(), by_name)
        yield small_bank(), dict(file.said)


def _records() -> Iterator[bytes]:
    for bank, said in _told():
        found = assess(bank, settle(bank, said).answers, taken="2026-03-01")
        for assessment in (found, withhold(found)):
            facts = record(assessment)
            yield json.dumps(facts).encode()
            # The same of other questions, which are not at hand.
            yield json.dumps({**facts, "bank": {**facts["bank"], "sha256": "0"}}).encode()
    yield json.dumps(json.loads((TESTS / "golden" / "urgent.json").read_text(encoding="utf-8"))).encode()


def _drafts() -> Iterator[bytes]:
    for bank, said in _told():
        yield _draft(bank, small_bank_data(said))
    yield _draft(shipped_bank(), {"cannot_cry": 1, "medicines": [{"name": "Zoloft"}]})


def small_bank_data(said: dict[str, Answer]) -> dict[str, object]:
    """Give what was said as a file has it."""
    facts = record(assess(small_bank(), settle(small_bank(), said).answers))
    return dict(facts["answers"])


def _draft(bank: Bank, answers: dict[str, object]) -> bytes:
    head = {"id": bank.id, "version": bank.version, "sha256": bank.sha256}
    draft = {"draft": 1, "bank": head, "begun": "2026-03-01", "wording": wordings(bank), "answers": answers}
    return json.dumps(draft).encode()


def _medicines() -> Iterator[bytes]:
    names = sorted({name for entry in load_medicines().values() for name in entry.names})
    yield from (name.encode() for name in names[::25])
    yield from (
        b"",
        b"?",
        b"Zoloft 50 mg",
        b"prozac (fluoxetine)",
        b"sertraline hydrochloride XL 100mg/5ml",
        "Sertralín®".encode(),
    )


def _times() -> Iterator[bytes]:
    yield from (b"0" + text.encode() for text in TIMES)


def _conditions() -> Iterator[bytes]:
    yield from (text.encode() for text in CONDITIONS)


def _tables() -> Iterator[bytes]:
    yield from (text.encode() for text in TABLES)
    yield from _files("tables/*.csv", "tables/*.jsonl")


def _hostile() -> Iterator[bytes]:
    """Public files that break parsers, where a folder with them is named."""
    folder = os.environ.get("HOSTILE_CORPUS", "")
    for path in sorted(Path(folder).rglob("*")) if folder else ():
        if path.is_file() and path.stat().st_size <= LARGEST:
            yield path.read_bytes()


_SEEDS = {
    "answers": _answers,
    "answers_json": _answers_json,
    "bank": _banks,
    "cases": _cases,
    "record": _records,
    "draft": _drafts,
    "medicine": _medicines,
    "times": _times,
    "condition": _conditions,
    "table": _tables,
}
