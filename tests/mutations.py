"""Change one token of the shipped bank at a time: who notices, `bank check`, a case, or nobody?

    python tests/mutations.py            every change, in about ten minutes on two cores; lists those nobody notices
    python tests/mutations.py factors    only the files whose name holds the word

A token is a number, a name or a word of the rules: a threshold one up or down, points one more or less, at_least for
at_most, all for any, a tier for the next, one entry of a list left out, one question or score for another. Wording,
titles and sources are not rules, and are left alone; so is what only tells a sheet how to print something.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from functools import cache
from multiprocessing import Pool
from pathlib import Path
from typing import Any, NamedTuple

from test_cases import CASES, EDGES, FOLDER, by_name, case_of

from blunting_cli.asking import settle
from blunting_cli.bank import Bank
from blunting_cli.bank.building import bank_and_complaints
from blunting_cli.bank.finding import BankPlace, find_bank
from blunting_cli.bank.loading import load_texts, medicine_classes
from blunting_cli.bank.reading import Document, read_document
from blunting_cli.checking.case_files import Case, read_cases
from blunting_cli.checking.cases import run_case
from blunting_cli.checking.folders import bases_in
from blunting_cli.conditions import evaluate
from blunting_cli.errors import FileErrors, Place
from blunting_cli.factors import weigh
from blunting_cli.scoring import Said, bands_of
from blunting_cli.storage import questions_folder, read_file

# The parts that hold scores, bands, factors and escalation, and the conditions they use.
SCOPE = {
    "bank.yaml": ("conditions",),
    "scores.yaml": ("scores", "bands"),
    "patterns.yaml": ("patterns",),
    "medicine_factors.yaml": ("factors",),
    "factors.yaml": ("evidence_for_all", "factors"),
    "escalation.yaml": ("tiers", "triggers", "flags", "outside"),
}
WORDING = {"title", "text", "because", "source", "strength", "label", "caution", "whom", "ask", "id", "fits_text"}
# Which helps are whose, and which need the words of care, is held by the sheets; exit codes by the commands.
OF_THE_SHEET = {"by", "medicine", "substance", "domain", "exit_code", "urgent", "now"}
SWAPS = {
    "at_least": "at_most",
    "at_most": "at_least",
    "all": "any",
    "any": "all",
    "raised": "lowered",
    "lowered": "raised",
    "stopped": "raised",
    "unchanged": "raised",
    "told": "all_told",
    "all_told": "told",
    "skipped": "unanswered",
    "unanswered": "skipped",
    "prefer_not_to_say": "skipped",
    "half": "all",
    "self": "clinician",
    "clinician": "self",
}
PathIn = tuple[str | int, ...]


class Mutant(NamedTuple):
    """One token changed: in which file, where, and what it says before and after."""

    file: str
    path: PathIn
    said: str


@cache
def place() -> BankPlace:
    return find_bank("blunting", questions_folder(), None)


@cache
def documents() -> tuple[Document, ...]:
    """Read the files of the bank, its head first."""
    folder = Path(str(place().head)).parent
    head = read_document(read_file(folder / "bank.yaml"), "bank.yaml")
    return (head, *(read_document(read_file(folder / part), part) for part in head.data["parts"]))


def built(changed: Mapping[str, Any]) -> Bank | None:
    """Build the bank with some files' data in place of their own; None where it is refused."""
    given = [
        document.with_data(changed[document.source]) if document.source in changed else document
        for document in documents()
    ]
    try:
        bank, complaints = bank_and_complaints(given, "", load_texts(), medicine_classes())
    except FileErrors:
        return None
    return None if complaints else bank


# Mutants --------------------------------------------------------------------------------------------------------------


def mutants(only: str = "") -> Iterator[tuple[Mutant, Any]]:
    """Give every mutant with the data of its file."""
    for document in documents():
        if document.source not in SCOPE or only not in document.source:
            continue
        for key in SCOPE[document.source]:
            if key in document.data:
                yield from _of_part(document, (key,), document.data[key])


def _of_part(document: Document, path: PathIn, data: Any) -> Iterator[tuple[Mutant, Any]]:
    if isinstance(data, dict):
        for key, value in data.items():
            if key in WORDING or (key in OF_THE_SHEET and not isinstance(value, dict | list)):
                continue
            for other in _other_keys(key):
                if other not in data:
                    yield _mutant(
                        document, path, {other if k == key else k: v for k, v in data.items()}, f"{key}->{other}"
                    )
            if key == "not":
                yield _mutant(document, path, value, "not left out")
            yield from _of_part(document, (*path, key), value)
    elif isinstance(data, list):
        for index, value in enumerate(data):
            if not isinstance(value, dict | list) and len(data) > 1:
                rest = [*data[:index], *data[index + 1 :]]
                yield _mutant(document, path, rest, f"{value} left out")
            yield from _of_part(document, (*path, index), value)
    else:
        for other in _other_values(data, path):
            yield _mutant(document, path, other, f"{data}->{other}")


def _other_keys(key: str) -> Iterator[str]:
    if key in SWAPS:
        yield SWAPS[key]
    names = _questions()
    if key in names:
        yield names[(names.index(key) + 1) % len(names)]
    elif key.startswith("score."):
        scores = _scores()
        at = scores.index(key.removeprefix("score."))
        yield f"score.{scores[(at + 1) % len(scores)]}"


def _other_values(value: Any, path: PathIn) -> Iterator[Any]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, value - 1)
    elif isinstance(value, float):
        yield from (round(value + 0.2, 3), round(value - 0.2, 3))
    elif isinstance(value, str):
        if value in SWAPS:
            yield SWAPS[value]
        if path[-1] == "tier":
            tiers = [tier["id"] for tier in _part("tiers")]
            at = tiers.index(value)
            yield from (tiers[other] for other in (at - 1, at + 1) if 0 <= other < len(tiers))
        names = _questions() if value in _questions() else _scores() if value in _scores() else []
        if names:
            yield names[(names.index(value) + 1) % len(names)]


def _mutant(document: Document, path: PathIn, value: Any, said: str) -> tuple[Mutant, Any]:
    data = deepcopy(document.data)
    inner = data
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return Mutant(document.source, path, said), data


@cache
def _questions() -> list[str]:
    return [entry["id"] for document in documents() for entry in document.data.get("questions", ())]


@cache
def _scores() -> list[str]:
    return list(_part("scores"))


def _part(key: str) -> Any:
    return next(document.data[key] for document in documents() if key in document.data)


# Who notices ----------------------------------------------------------------------------------------------------------


@cache
def original() -> Bank:
    bank = built({})
    assert bank is not None
    return bank


@cache
def cases() -> tuple[Case, ...]:
    edges = (read_document(path.read_bytes(), path.name) for path in EDGES)
    many = (read_cases(document, original(), by_name, bases_in(FOLDER)).cases for document in edges)
    return (*map(case_of, CASES), *(case for found in many for case in found))


@cache
def said_before() -> tuple[Said, ...]:
    return tuple(Said(original(), case.answers) for case in cases())


def noticed(mutant: Mutant, data: Any) -> str:
    """Say who notices: "loading", "check", "case", or why nobody does."""
    bank = built({mutant.file: data})
    if bank is None:
        return "loading"
    unsaid = ""
    for case, said in zip(cases(), said_before(), strict=True):
        if differs(bank, case, said):
            answers = settle(bank, case.answers).answers
            if run_case(case._replace(answers=answers), bank).differences:
                return "case"
            unsaid = unsaid or case.name
    if is_linted(bank, mutant, data):
        return "check"
    return f"differs for {unsaid}" if unsaid else "no one differs"


def differs(bank: Bank, case: Case, before: Said) -> bool:
    """Tell whether anything that is concluded of a person is another under the changed bank."""
    was = original()
    same_questions = bank.scores == was.scores and bank.questions == was.questions
    said = Said(bank, case.answers if same_questions else settle(bank, case.answers).answers)
    if said.answers.keys() != before.answers.keys():
        return True
    if bank.scores != was.scores or bank.bands != was.bands:
        for score in bank.scores:
            now, then = said.score(score.id), before.score(score.id)
            if now != then or bands_of(now, said) != bands_of(then, before):
                return True
    pairs = [
        *zip(bank.triggers, was.triggers, strict=True),
        *zip(bank.patterns, was.patterns, strict=True),
        *zip(bank.flags, was.flags, strict=True),
        *zip(bank.contradictions, was.contradictions, strict=True),
    ]
    if any(now != then and evaluate(now.when, said) != evaluate(then.when, before) for now, then in pairs):
        return True
    if any(
        now != then and now.tier != then.tier and evaluate(now.when, said)
        for now, then in zip(bank.triggers, was.triggers, strict=True)
    ):
        return True
    if bank.tiers != was.tiers or bank.outside != was.outside or bank.neighbours != was.neighbours:
        return True
    factors = zip(bank.factors, was.factors, strict=True)
    return any(now != then and _told(weigh(now, said)) != _told(weigh(then, before)) for now, then in factors)


def _told(result: Any) -> tuple[Any, ...]:
    found = ([finding.rule.id for finding in findings] for findings in (result.speaks_for, result.speaks_against))
    return (result.level, result.points, *map(tuple, found))


def is_linted(bank: Bank, mutant: Mutant, data: Any) -> bool:
    """Tell whether `bank check` says anything of the changed bank that it does not say of the bank as it is."""
    given = [document.with_data(data) if document.source == mutant.file else document for document in documents()]
    return bool(_lints(bank, given) - _lints_before())


def _lints(bank: Bank, given: Iterable[Document]) -> set[tuple[str, Place]]:
    from blunting_cli.bank.loading import load_medicines, load_wording
    from blunting_cli.checking.linting import lint
    from blunting_cli.checking.locating import Located

    found = lint(bank, Located(tuple(given)), (), medicine_classes(), load_medicines, load_wording())
    return {(complaint.code, complaint.place) for complaint in found}


@cache
def _lints_before() -> set[tuple[str, Place]]:
    return _lints(original(), documents())


def _judged(work: tuple[Mutant, Any]) -> tuple[Mutant, str]:
    return work[0], noticed(*work)


def main(only: str) -> None:
    """Print how many changes were noticed by whom, and each that nobody noticed."""
    tried: Counter[str] = Counter()
    left = []
    with Pool() as pool:
        for mutant, by in pool.imap_unordered(_judged, mutants(only), chunksize=8):
            tried[by if by in ("loading", "check", "case") else "nobody"] += 1
            if by not in ("loading", "check", "case"):
                left.append((mutant, by))
    for mutant, why in sorted(left):
        sys.stdout.write(f"{mutant.file}: {'.'.join(map(str, mutant.path))}: {mutant.said}  [{why}]" + "\n")
    sys.stdout.write(
        ", ".join(f"{by}: {number}" for by, number in sorted(tried.items())) + f" of {sum(tried.values())}\n"
    )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
