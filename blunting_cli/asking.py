"""Which questions are open: from what was said to the answers that count.

A question opens when its condition is true. Unknown keeps it closed, except for safety and red-flag questions, which
open unless the condition is false for certain. A question that is closed for certain passes no comparison in the
conditions of later ones. Answers to closed questions never count, however they came about.
"""

from collections.abc import Mapping
from typing import NamedTuple

from blunting_cli.answers import AnswersFile
from blunting_cli.bank.model import Bank, Question
from blunting_cli.conditions import Answer, State, evaluate, questions_of, scores_of
from blunting_cli.errors import Complaint, FileErrors
from blunting_cli.scoring.scores import Opening, Said


class Settled(NamedTuple):
    """What counts: the open questions with their answers in the bank's order, and those closed for certain."""

    answers: Mapping[str, Answer]
    closed: frozenset[str]

    def is_open(self, question: str) -> bool:
        """Tell whether a question is asked."""
        return question in self.answers


def settle(bank: Bank, said: Mapping[str, Answer]) -> Settled:
    """Walk the questions in order and keep the answers of those that are open.

    An open one without an answer, or whose answer was withheld, is unanswered, in what it opens too.
    """
    answers: dict[str, Answer] = {}
    # Closed for certain reads as does-not-apply in the conditions of later questions.
    facts = Opening(Said(bank, answers))
    closed: set[str] = set()
    for question in bank.questions:
        verdict = True if question.opens is None else evaluate(question.opens, facts)
        if verdict or (verdict is None and (question.safety or question.red_flag)):
            answer = said.get(question.id, State.UNANSWERED)
            answers[question.id] = State.UNANSWERED if answer is State.WITHHELD else answer
        elif verdict is False:
            closed.add(question.id)
    return Settled(answers, frozenset(closed))


class Completed(NamedTuple):
    """The answers of a file that count, the open questions it left out, and the answers it gave to closed ones."""

    answers: Mapping[str, Answer]
    left_out: tuple[str, ...]
    ignored: tuple[str, ...]


def complete(bank: Bank, file: AnswersFile, *, partial: bool) -> Completed:
    """Decide what of an answers file counts.

    With `partial`, open questions that were left out stand as unanswered and answers to closed ones are ignored.

    Raises:
        FileErrors: every complaint about the file, in the order of its lines.
    """
    settled = settle(bank, file.said)
    left_out = tuple(
        name for name, answer in settled.answers.items() if answer is State.UNANSWERED and name not in file.refused
    )
    ignored = tuple(name for name in file.said if not settled.is_open(name))
    complaints = list(file.complaints)
    if not partial:
        complaints += [_missing(bank.by_id[name], file) for name in left_out]
        doubted = _behind(bank, file.refused)
        complaints += [_closed(bank.by_id[name], file, settled) for name in ignored if name not in doubted]
    if complaints:
        enough = "" if file.complaints or partial else "Mend the lines above, or score what is there with --partial."
        raise FileErrors(complaints, enough)
    return Completed(settled.answers, left_out, ignored)


def _behind(bank: Bank, refused: frozenset[str]) -> set[str]:
    """Give the refused questions and all whose opening rests on them, near or far, or through a score."""
    found = set(refused)
    for question in bank.questions:
        if question.opens and not found.isdisjoint(bank.rests_on(question.opens)):
            found.add(question.id)
    return found


def _missing(question: Question, file: AnswersFile) -> Complaint:
    if file.said.get(question.id) is State.WITHHELD:
        return file.complain(question.id, f"{question.id} was withheld", "Put in the answer, or use --partial.")
    return file.complain(question.id, f"{question.id} has no answer ({question.ask})")


def _closed(question: Question, file: AnswersFile, settled: Settled) -> Complaint:
    reasons = [_reason(name, settled) for name in questions_of(question.opens)] if question.opens else []
    if question.opens and scores_of(question.opens):
        reasons.append("the scores before it")
    return file.complain(
        question.id, f"{question.id} is not asked after these answers", "It depends on " + ", ".join(reasons[:6]) + "."
    )


def _reason(name: str, settled: Settled) -> str:
    if not settled.is_open(name):
        return f"{name} (not asked)"
    answer = settled.answers[name]
    return f"{name} ({answer.value if isinstance(answer, State) else _short(answer)})"


def _short(answer: Answer) -> str:
    return "a list" if isinstance(answer, tuple) else str(answer)
