"""What a question's cells are turned into: small whole numbers, and marks for the tests that no number can answer.

A question has a column of codes: first the states, then its answers in rising order, so that a test of an answer is
one or two comparisons. Only a choice of one has a code for each answer; every other question has one for all of them,
and a column for each test that its answers are held against, and for its amount where a score is made of it.
"""

from __future__ import annotations

from typing import NamedTuple

from blunting_cli.bank.model import Bank, Question
from blunting_cli.cohort.cells import NOT_ASKED, STATES
from blunting_cli.conditions import Answer, Comparison, State, amount_of, check

# The code of the first answer.
ANSWERED = len(STATES)
# States that every question can stand in once its cells are read.
READ = (State.UNANSWERED, State.SKIPPED)

# What has an amount for every answer.
AMOUNTS = ("single", "number", "duration")


class Told(NamedTuple):
    """A column of marks: where an answer passes a test, or where it is unknown whether it does (`unsure`)."""

    test: Comparison
    unsure: bool

    def holds(self, answer: Answer) -> bool:
        """Tell whether an answer has the mark; a state has none."""
        return not isinstance(answer, State) and check(self.test, answer) is (None if self.unsure else True)


class Layout:
    """The columns that a plan needs of each question, as it asks for them."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self._values = {question.id: _values_of(question) for question in bank.questions}
        self.marks: dict[str, list[Told]] = {}
        self.with_amount: set[str] = set()
        self.coded: set[str] = set()

    def code(self, name: str) -> str:
        """Give the column of a question's codes."""
        self.coded.add(name)
        return f"c_{name}"

    def amount(self, name: str) -> str:
        """Give the column of a question's amounts, 0 where it has none; of a clock time the minutes of the day."""
        self.with_amount.add(name)
        return f"a_{name}"

    def values(self, name: str) -> tuple[int, ...]:
        """Give the answers that have a code each, in rising order."""
        return self._values[name]

    def size(self, name: str) -> int:
        """Give how many codes a question has."""
        return ANSWERED + (len(self.values(name)) or 1)

    def possible(self, name: str, may_close: bool) -> frozenset[int]:
        """Give the codes that can stand in a column of answers."""
        question = self.bank.by_id[name]
        found = {STATES.index(state) for state in (*READ, *question.also)}
        found |= {NOT_ASKED} if may_close else set()
        return frozenset((*found, *range(ANSWERED, self.size(name))))

    def verdicts(self, name: str, test: Comparison) -> list[tuple[int, bool | None]]:
        """Give what a test makes of every code; one that only marks can tell is false."""
        answers: list[Answer] = [*STATES, *self.values(name)]
        if len(answers) == ANSWERED:
            # Whether there is an answer can be told of any.
            answers += [0] if is_plain(test) else []
        return list(enumerate(check(test, answer) for answer in answers))

    def told(self, name: str, test: Comparison, sure: bool) -> list[str]:
        """Give the columns of marks of a test: where it passes, and where it may where it need not be `sure`."""
        if self.values(name) or is_plain(test):
            return []
        # Of a medicine that is not known, or told of in part, a test is unknown; so is a range of what is no amount.
        kind = self.bank.by_id[name].type
        doubtful = not (test.told or test.all_told) if test.classes else test.values is None
        both = not sure and doubtful and kind not in AMOUNTS
        wanted = [Told(test, False), *([Told(test, True)] if both else [])]
        marks = self.marks.setdefault(name, [])
        marks += (one for one in wanted if one not in marks)
        return [f"t_{name}_{marks.index(one)}" for one in wanted]

    def answer_code(self, name: str, answer: Answer) -> int:
        """Give the code of an answer."""
        if isinstance(answer, State):
            return STATES.index(answer)
        values = self.values(name)
        return ANSWERED + (values.index(int(answer)) if values and isinstance(answer, int | float) else 0)


def _values_of(question: Question) -> tuple[int, ...]:
    """Give the answers of a choice of one in rising order; none of any other question."""
    return tuple(sorted({option.value for option in question.options})) if question.type == "single" else ()


def is_plain(test: Comparison) -> bool:
    """Tell whether a test looks only at whether there is an answer, or in what state a question stands."""
    return test.answered is not None or test.state is not None


def amount_in(question: Question, answer: Answer) -> float:
    """Give an answer as a number, a clock time as the minutes of its day; 0 where there is none."""
    if question.type == "time" and isinstance(answer, str) and not isinstance(answer, State):
        hours, minutes = answer.split(":")
        return int(hours) * 60 + int(minutes)
    return amount_of(answer) or 0
