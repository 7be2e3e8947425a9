"""A score of which a part of the answers is known: what must be kept of them until the verdicts on it are known.

Answers to questions that count alike are kept as how many there are of each, not as who said which, so that ways to the
same score are one.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations_with_replacement, pairwise
from math import comb

from blunting_cli.bank.model import Bank, Question, Score
from blunting_cli.conditions import Answer, AnswerIs, Comparison, Condition, ScoreIs, State, evaluate, leaves
from blunting_cli.scoring import Said

# Methods that do not mind which of their parts has which value.
EVEN = ("mean_of", "sum_of")
# With more sets of answers than this a score is not worked out; it may then come to anything.
MOST_SETS = 2500

# The place of a question among those that count alike, and its answer; in order.
Given = tuple[tuple[str, Answer], ...]
Verdicts = tuple[tuple[ScoreIs, bool | None], ...]


class _Supposed:
    """Facts of a person with one value for every score, or with none where `low` and `high` differ."""

    missing = ()

    def __init__(self, low: float, high: float) -> None:
        self.value = low if low == high else None
        self.low, self.high = low, high

    def answer(self, question: str) -> Answer:  # noqa: ARG002
        return State.NOT_ASKED

    def score(self, score: str) -> _Supposed:  # noqa: ARG002
        return self

    def score_questions(self, score: str) -> tuple[str, ...]:  # noqa: ARG002
        return ()


class PartialScore:
    """One score that conditions read, and which of its answers must be kept; `read` are the comparisons with it.

    It is `loose` where its answers are too many to keep; then it may come to anything.
    """

    def __init__(self, bank: Bank, name: str, read: list[ScoreIs], group: list[Question], *, loose: bool) -> None:
        self.bank = bank
        self.name = name
        self.read = read
        behind = bank.behind(name)
        self.questions = [question for question in group if question.id in behind]
        self.last = max(index for index, question in enumerate(group) if question.id in behind)
        self.made_of = list(_made_of(bank, name))
        self.inner = list(self._inner())
        self.alike = {question.id: self._role(question) for question in self.questions}
        self.loose = loose or self._sets() > MOST_SETS

    def tests(self, question: str) -> list[Comparison]:
        """Give the tests that the score itself holds an answer against."""
        every = (leaf for condition in self.inner for leaf in leaves(condition))
        return [leaf.test for leaf in every if isinstance(leaf, AnswerIs) and leaf.question == question]

    def counts(self, question: str) -> bool:
        """Tell whether every value of the question counts by itself."""
        return not self.loose and any(question in score.of and score.method != "count_of" for score in self.made_of)

    def with_answer(self, given: Given, question: str, answer: Answer) -> Given:
        """Keep an answer, where it is one to a question behind the score."""
        if self.loose or question not in self.alike or answer is State.NOT_ASKED:
            return given
        return tuple(sorted((*given, (self.alike[question], answer)), key=repr))

    def verdicts(self, given: Given) -> list[Verdicts]:
        """Give the verdicts once all answers are given: one set, or all there can be where the score is loose."""
        if self.loose:
            return self._any()
        places = {role: [q.id for q in self.questions if self.alike[q.id] == role] for role in self.alike.values()}
        said = Said(self.bank, {places[role].pop(0): answer for role, answer in given})
        return [tuple((leaf, evaluate(leaf, said)) for leaf in self.read)]

    def _any(self) -> list[Verdicts]:
        """Give the sets of verdicts that any value, or any interval without one, can have."""
        ends = sorted({end for leaf in self.read for end in (leaf.low, leaf.high) if end is not None})
        between = [(before + after) / 2 for before, after in pairwise(ends)]
        points = sorted([*ends, *between, ends[0] - 1, ends[-1] + 1]) if ends else [0.0]
        facts = (_Supposed(low, high) for low, high in combinations_with_replacement(points, 2))
        return list(dict.fromkeys(tuple((leaf, evaluate(leaf, one)) for leaf in self.read) for one in facts))

    def _inner(self) -> Iterator[Condition]:
        """Give the conditions that the score reads itself."""
        for score in self.made_of:
            yield from score.counted
            if score.applies is not None:
                yield score.applies
        for question in self.questions:
            if question.implied is not None and question.opens is not None:
                yield question.opens

    def _role(self, question: Question) -> str:
        """Say what a question is to the score; those of one role can stand for each other."""
        parts = [score for score in self.made_of if question.id in score.of]
        read = [condition for condition in self.inner if any(_names(leaf, question.id) for leaf in leaves(condition))]
        lone = all(isinstance(condition, AnswerIs) for condition in read) and all(
            score.method in (*EVEN, "count_of") for score in parts
        )
        if not lone or question.opens is not None or question.implied is not None:
            return question.id
        values = tuple(option.value for option in question.options)
        recodes = tuple((score.id, score.recodes.get(question.id)) for score in parts)
        tests = tuple(leaf.test for leaf in read if isinstance(leaf, AnswerIs))
        return repr((question.type, values, question.reverse, question.low, question.high, recodes, tests))

    def _sets(self) -> int:
        """Give how many sets of answers there can be, roughly; without end where a number counts."""
        count, roles = 1, list(self.alike.values())
        for question in self.questions:
            role = self.alike[question.id]
            counted = any(question.id in score.of and score.method != "count_of" for score in self.made_of)
            if counted and question.type != "single":
                return MOST_SETS + 1
            if role in roles:
                members = roles.count(role)
                kinds = len(question.options) + 2 if counted else 2 ** len(self.tests(question.id)) + 1
                count *= comb(members + kinds - 1, members)
                roles = [other for other in roles if other != role]
        return count


def _names(leaf: AnswerIs | ScoreIs, question: str) -> bool:
    return isinstance(leaf, AnswerIs) and leaf.question == question


def _made_of(bank: Bank, name: str) -> Iterator[Score]:
    """Walk a score and those it is made of, each once."""
    seen, waiting = set(), [name]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            score = bank.score_by_id[name]
            waiting += [part for part in score.of if part in bank.score_by_id]
            yield score
