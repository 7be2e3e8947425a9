"""Case files: people told in YAML, each with what they answer and what must come out.

A file holds one case, or a list of them under `cases`, with answers that several share under `bases`. A case is based
on a base of its own file, on a file of that name in the folder `bases` beside it, or on nothing. Documents come in.
Cases whose answers are complete go out, and with them everything that is wrong, each complaint with its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from blunting_cli.answers import AnswersFile, Recognise, Refused, read_value
from blunting_cli.asking import complete
from blunting_cli.bank.fields import MAX_COMPLAINTS
from blunting_cli.bank.model import Bank
from blunting_cli.bank.reading import Document, Path
from blunting_cli.checking.expectations import Expected, read_expectations
from blunting_cli.conditions import Answer
from blunting_cli.errors import Complaint, FileErrors, Place, did_you_mean, nearest

NOTHING = "nothing"
# So many cases a file may hold, so many letters say who one is, and so many names of bases are listed in a hint.
MAX_CASES, LONGEST_WHO, MAX_LISTED = 500, 200, 10
OF_A_CASE = ("case", "based_on", "answers", "partial", "expect")
OF_A_FILE = ("cases", "bases")
# So much alike, from 0 to 1, a name is one that was meant.
SLIP = 0.8
NO_ANSWER = "Answer what is asked, or say that the case is `partial: true`."
ANOTHER_BANK = "--bank names it; for `bank stats` it is the first word."


class Case(NamedTuple):
    """One person: `answers` are those that count, `partial` says that some may be left out."""

    name: str
    place: Place
    answers: Mapping[str, Answer]
    partial: bool
    expected: tuple[Expected, ...]


class CaseFile(NamedTuple):
    """What a file holds: the cases that can be run, how many there are in all, and what is wrong with the others."""

    cases: tuple[Case, ...]
    told: int
    complaints: tuple[Complaint, ...]


class _Said(NamedTuple):
    """Answers as they were read: those left empty, which take a base's answer away, and those that are none."""

    answers: dict[str, Answer]
    empty: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()


def is_case_file(document: Document) -> bool:
    """Tell whether a document is meant to hold cases."""
    return isinstance(document.data, dict) and ("case" in document.data or "cases" in document.data)


def read_cases(document: Document, bank: Bank, recognise: Recognise, bases: Mapping[str, Document]) -> CaseFile:
    """Read the cases of a file; `bases` are the documents of the folder beside it, by name.

    Raises:
        FileErrors: so much is wrong with the file that the rest of it is not read.
    """
    reader = _Reader(document, bank, recognise, bases)
    cases: list[Case | None] = []
    try:
        cases += (reader.case(path, data) for path, data in reader.told())
        reader.check_bases()
    except FileErrors:
        if not reader.is_for_another_bank():
            raise
    if reader.is_for_another_bank():
        return CaseFile((), len(cases), (reader.another_bank(),))
    read = tuple(case for case in cases if case is not None)
    return CaseFile(read, len(cases), tuple(dict.fromkeys(reader.complaints)))


class _Reader:
    def __init__(self, document: Document, bank: Bank, recognise: Recognise, bases: Mapping[str, Document]) -> None:
        self.document = document
        self.bank = bank
        self.recognise = recognise
        self.outside = bases
        self.inside: dict[str, Any] = {}
        self.bases: dict[str, _Said | None] = {NOTHING: _Said({})}
        self.complaints: list[Complaint] = []
        # Every question that is answered anywhere, with the place of the first map of answers that does.
        self.answered: set[str] = set()
        self.first: Place | None = None

    def complain(self, path: Path, message: str, hint: str = "", *, key: bool = False) -> None:
        self.keep(self.document.complain(path, message, hint, key=key))

    def keep(self, complaint: Complaint) -> None:
        """Keep a complaint; raises FileErrors where there are so many that more are of no use."""
        if len(self.complaints) >= MAX_COMPLAINTS:
            more = Complaint(complaint.place, "and more", "Mend the others first.", "too-large")
            raise FileErrors([*dict.fromkeys(self.complaints), more])
        self.complaints.append(complaint)

    def told(self) -> Iterator[tuple[Path, Any]]:
        """Walk the cases with their paths."""
        data = self.document.data
        if not is_case_file(self.document):
            hint = "A file has `case`, `answers` and `expect`, or a list of such under `cases`."
            self.complain((), "there is no case in this file", hint)
        elif "cases" not in data:
            yield (), data
        else:
            self.no_others((), data, OF_A_FILE, "a file of cases")
            self.inside = self.mapping(("bases",), data.get("bases"))
            if not isinstance(data["cases"], list) or not data["cases"]:
                self.complain(("cases",), "`cases` is a list of cases")
                return
            if len(data["cases"]) > MAX_CASES:
                self.complain(("cases",), f"a file holds at most {MAX_CASES} cases", "Split it into several files.")
                return
            yield from ((("cases", index), entry) for index, entry in enumerate(data["cases"]))

    def case(self, path: Path, data: Any) -> Case | None:
        """Read one case; None where anything is wrong with it."""
        before = len(self.complaints)
        if not isinstance(data, dict):
            self.complain(path, "a case is a mapping", f"It may have: {', '.join(OF_A_CASE)}.")
            return None
        self.no_others(path, data, OF_A_CASE, "a case")
        name, partial = data.get("case"), data.get("partial", False)
        if not isinstance(name, str) or not name.strip():
            self.complain((*path, "case"), "a case needs a line that says who it is", "Write it as case: WHO.")
        elif len(name) > LONGEST_WHO:
            self.complain((*path, "case"), f"who a case is takes at most {LONGEST_WHO} characters", "Say it shorter.")
        if not isinstance(partial, bool):
            self.complain((*path, "partial"), "`partial` is true or false")
        place = self.document.place((*path, "case"), key=True)
        base = self.base(data.get("based_on", NOTHING), (*path, "based_on"))
        said = self.said(self.document, (*path, "answers"), data.get("answers"))
        expected = self.expected(path, data)
        if base is None or said is None or not isinstance(name, str):
            return None
        answers = self.completed(_over(base, said), path, partial=partial is True, place=place)
        if answers is None or len(self.complaints) > before:
            return None
        return Case(" ".join(name.split()), place, answers, partial, expected)

    def expected(self, path: Path, data: dict[str, Any]) -> tuple[Expected, ...]:
        if data.get("expect") is None:
            self.complain(path, "a case needs `expect`: what must come out", "See what it may have: tier, scores, ...")
            return ()
        found, complaints = read_expectations(self.document, (*path, "expect"), self.bank)
        for complaint in complaints:
            self.keep(complaint)
        return found

    def completed(self, said: _Said, path: Path, *, partial: bool, place: Place) -> Mapping[str, Answer] | None:
        """Decide which answers count; what is missing is told once, at the case, since it stands nowhere."""
        if said.refused:
            return None
        where = (*path, "answers")
        file = AnswersFile(self.document, where, said.answers, said.refused, ())
        try:
            return complete(self.bank, file, partial=partial).answers
        except FileErrors as error:
            left_out = complete(self.bank, file, partial=True).left_out
            missing = [name for name in left_out if name not in said.answers]
            if missing:
                self.keep(Complaint(place, self.no_answer(missing), NO_ANSWER))
            # Each begins with the question it is about; what a base says stands at no place of this file.
            for complaint in error.complaints:
                if complaint.message.partition(" ")[0] not in missing:
                    self.keep(complaint._replace(place=place) if complaint.place == self.document.end else complaint)
            return None

    def no_answer(self, names: list[str]) -> str:
        if len(names) == 1:
            return f"{names[0]} has no answer ({self.bank.by_id[names[0]].ask})"
        return f"{', '.join(names[:-1])} and {names[-1]} have no answer"

    def is_for_another_bank(self) -> bool:
        """Tell whether no question that is answered is in the bank, and most are no slips of the pen either."""
        questions = self.bank.by_id
        if not self.answered or not self.answered.isdisjoint(questions):
            return False
        # So many names are no slips either, and would take long to hold against all questions.
        if len(self.answered) > 2 * len(questions):
            return True
        slips = [name for name in self.answered if nearest(name, questions, 1, SLIP)]
        return len(slips) * 2 < len(self.answered)

    def another_bank(self) -> Complaint:
        message = f"these cases are for another bank: {self.bank.id} has none of the questions they answer"
        return Complaint(self.first or self.document.end, message, ANOTHER_BANK)

    # Answers ----------------------------------------------------------------------------------------------------

    def base(self, name: Any, path: Path) -> _Said | None:
        """Give the answers of a base, read once; None where there is no such base."""
        if isinstance(name, str) and name in self.bases:
            return self.bases[name]
        if isinstance(name, str) and name in self.inside:
            found = self.said(self.document, ("bases", name), self.inside[name])
        elif isinstance(name, str) and name in self.outside:
            document = self.outside[name]
            data = document.data
            within: Path = ("answers",) if isinstance(data, dict) and "answers" in data else ()
            found = self.said(document, within, data["answers"] if within else data)
        else:
            known = {NOTHING, *self.inside, *self.outside}
            listed = ", ".join(one[:60] for one in sorted(known)[:MAX_LISTED])
            hint = did_you_mean(str(name)[:60], known) or f"There are: {listed}{', ...' * (len(known) > MAX_LISTED)}."
            self.complain(path, f"no base is called {str(name)[:60]}", hint)
            return None
        self.bases[name] = found
        return found

    def check_bases(self) -> None:
        """Read also the bases of the file that no case uses."""
        if NOTHING in self.inside:
            self.complain(("bases", NOTHING), f"{NOTHING} is the name of the empty base", "Use another.", key=True)
        for name in self.inside:
            self.base(name, ("bases", name))

    def said(self, document: Document, path: Path, data: Any) -> _Said | None:
        """Read a map of answers; None where it is none."""
        if data is None:
            return _Said({})
        if not isinstance(data, dict):
            self.keep(document.complain(path, "answers are a map of question id to answer"))
            return None
        self.answered |= data.keys()
        self.first = self.first or document.place(path)
        answers: dict[str, Answer] = {}
        empty, refused = set(), set()
        for name, value in data.items():
            question = self.bank.by_id.get(name)
            if question is None:
                hint, shown = did_you_mean(name, self.bank.by_id), " ".join(name.split())[:60]
                self.keep(document.complain((*path, name), f"no question is called {shown}", hint, key=True))
                continue
            try:
                answer = read_value(value, question, self.bank.texts, self.recognise)
            except Refused as no:
                refused.add(name)
                self.keep(document.complain((*path, name, *no.path), no.message, no.hint))
                continue
            if answer is None:
                empty.add(name)
            else:
                answers[name] = answer
        return _Said(answers, frozenset(empty), frozenset(refused))

    # Reading ----------------------------------------------------------------------------------------------------

    def mapping(self, path: Path, data: Any) -> dict[str, Any]:
        if data is None or isinstance(data, dict):
            return data or {}
        self.complain(path, f"`{path[-1]}` is a mapping of names")
        return {}

    def no_others(self, path: Path, data: dict[str, Any], known: tuple[str, ...], what: str) -> None:
        for key in data:
            if key not in known:
                self.complain((*path, key), f"{what} has no `{key}`", did_you_mean(key, known), key=True)


def _over(base: _Said, own: _Said) -> _Said:
    """Lay the answers of a case over those of its base; an empty one takes the base's answer away."""
    kept = {name: answer for name, answer in base.answers.items() if name not in own.empty | own.refused}
    return _Said({**kept, **own.answers}, own.empty, (base.refused - own.answers.keys() - own.empty) | own.refused)
