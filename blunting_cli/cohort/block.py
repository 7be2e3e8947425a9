"""A block of rows: which questions are open in each, what the scores are, and what the conditions come to.

The rules are those of `asking`, `scoring` and `conditions`, for thousands of rows at once. Each condition is compiled
once, however many rules share it, and worked out for a block when it is first asked for. It is held against what was
said or, where it opens a question, against what was said and what is closed for certain, which does not apply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any

from blunting_cli.bank.model import Bank, Question, Score
from blunting_cli.cohort import vectors
from blunting_cli.cohort.cells import NOT_ASKED, Column
from blunting_cli.cohort.codes import Coded
from blunting_cli.cohort.numbers import (
    Key,
    Number,
    Numbers,
    as_number,
    height,
    is_mean_of_plain,
    is_plain,
    mean_of_parts,
    packed,
    summed,
    together,
)
from blunting_cli.cohort.vectors import Verdicts
from blunting_cli.conditions import (
    AllOf,
    Answer,
    AnswerIs,
    AnyOf,
    Comparison,
    Condition,
    NotSo,
    ScoreIs,
    State,
    check,
    is_missing,
    scores_of,
    within_interval,
)
from blunting_cli.scoring import Said

Rule = Callable[["Block"], Verdicts]
Rows = Callable[["Block"], int]


class Block:
    """The answers of some rows, and what has been worked out of them so far.

    The questions in `withheld` stand in every row as withheld, whether they were asked or not; the others are open
    where they are open in the block that is `shown` so.
    """

    def __init__(
        self,
        rules: Rules,
        columns: Mapping[str, Column],
        rows: int,
        withheld: frozenset[str] = frozenset(),
        shown: Block | None = None,
    ) -> None:
        self.rules, self.columns, self.rows, self.withheld, self.shown = rules, columns, rows, withheld, shown
        self.every = vectors.every_of(rows)
        self.seen: dict[int, Verdicts] = {}
        self.counted: dict[int, int] = {}
        # What others have made of these rows.
        self.kept: dict[str, Any] = {}
        self._open: dict[str, int] = {}
        self._certain: dict[str, int] = {}
        self._codes: dict[str, Sequence[int]] = {}
        self._coded_scores: dict[str, Coded[Number]] = {}

    # Questions ------------------------------------------------------------------------------------------------------

    def open(self, name: str) -> int:
        """Give the rows in which a question is open."""
        if name not in self._open:
            self._open[name] = self.every
            opens = self.rules.bank.by_id[name].opens
            if self.shown is not None and name not in self.withheld:
                self._open[name] = self.shown.open(name)
            elif opens is not None and name not in self.withheld:
                question, found = self.rules.bank.by_id[name], self.rules.opening(opens)(self)
                minded = question.safety or question.red_flag
                self._open[name] = found.true | (found.unknown if minded else 0)
        return self._open[name]

    def closed(self, name: str) -> int:
        """Give the rows in which a question is not open."""
        return self.every ^ self.open(name)

    def certain(self, name: str) -> int:
        """Give the rows in which an answer closes a question for certain."""
        if name not in self._certain:
            opens = self.rules.bank.by_id[name].opens
            self._certain[name] = 0
            if opens is not None and name not in self.withheld:
                closed = self.rules.opening(opens)(self).false(self.every) & self.closed(name)
                self._certain[name] = closed & self.rules.rests_on_answers(opens, False)(self) if closed else 0
        return self._certain[name]

    def check(self, name: str, test: Comparison, *, opening: bool) -> Verdicts:
        """Hold a question against a test; where it was not asked, its state is held against it."""
        found, closed = self.columns[name].check(test), self.closed(name)
        if not closed:
            return found
        true, unknown = found.true & self.open(name), found.unknown & self.open(name)
        certain = self.certain(name) if opening else 0
        for rows, state in ((closed ^ certain, State.NOT_ASKED), (certain, State.NOT_APPLICABLE)):
            verdict = check(test, state)
            true |= rows if verdict else 0
            unknown |= rows if verdict is None else 0
        return Verdicts(true, unknown)

    def missing(self, name: str) -> int:
        """Give the rows in which a question was asked and has no answer."""
        return self.columns[name].where(is_missing) & self.open(name)

    def answered(self, name: str) -> int:
        """Give the rows in which a question has an answer; that it does not apply is none."""
        return self.columns[name].where(_is_answer) & self.open(name)

    def codes(self, name: str) -> Sequence[int]:
        """Give the code of the answer in every row; that of a closed question is that it was not asked."""
        if name not in self._codes:
            self._codes[name] = vectors.blanked(self.columns[name].codes, self.closed(name), self.rows)
        return self._codes[name]

    def answers(self, names: Iterable[str], row: int) -> dict[str, Answer]:
        """Give the answers of one row to some questions, those that were not asked left out."""
        codes = ((name, self.codes(name)[row]) for name in names)
        return {name: self.columns[name].answers[code] for name, code in codes if code != NOT_ASKED}

    # Scores ---------------------------------------------------------------------------------------------------------

    def scores(self, name: str) -> Sequence[int]:
        """Give the code of a score in every row; `rules.numbers` tells what it stands for."""
        key = f"score.{name}"
        if key not in self._codes:
            self._codes[key] = self._scores(name)
        return self._codes[key]

    def _scores(self, name: str) -> Sequence[int]:
        bank, numbers = self.rules.bank, self.rules.numbers[name]
        score = numbers.score
        if name in self.rules.means:
            parts = [(self.scores(part), self.rules.numbers[part].book.made(packed, packed)) for part in score.of]
            sums = summed([map(table.__getitem__, codes) for codes, table in parts])
            return numbers.codes(sums, lambda key, _: mean_of_parts(score, key))
        behind = [question.id for question in bank.questions if question.id in bank.behind(name)]

        def one(_: object, row: int) -> Number:
            said = Said(bank, self.answers(behind, row))
            return as_number(said.score(name), said)

        if name in self.rules.plain:
            return numbers.codes(vectors.keys(list(self._counts(score)), self.rows), one)
        return numbers.codes(list(zip(*(self._each(name, _told_apart) for name in behind), strict=True)), one)

    def _counts(self, score: Score) -> Iterator[bytes]:
        """Give how many answers of each kind a plain score has in every row, and what they add up to."""
        answered = sum(map(self.answered, score.of))
        without = sum(self.columns[item].where(_does_not_apply) & self.open(item) for item in score.of)
        closed = sum(self.closed(item) | self.columns[item].where(_not_asked) for item in score.of)
        heights = (sum(map(self._heights, group)) for group in together([self._question(item) for item in score.of]))
        return (vectors.numbers_of(found, self.rows) for found in (answered, without, closed, *heights))

    def _heights(self, question: Question) -> int:
        found = self.columns[question.id].amounts(height)
        return found & self.open(question.id) * vectors.MOST if self.closed(question.id) else found

    def _question(self, name: str) -> Question:
        return self.rules.bank.by_id[name]

    def _each(self, name: str, make: Callable[[Answer], Key]) -> Iterable[Key]:
        """Give what is made of the answer in every row."""
        table = list(map(make, self.columns[name].answers))
        return map(table.__getitem__, self.codes(name))

    def within(self, name: str, low: float | None, high: float | None) -> Verdicts:
        """Tell where a score lies between two ends."""
        return self._coded(name).verdicts((low, high), lambda number: within_interval(number, low, high))

    def score_rows(self, name: str, mark: str) -> int:
        """Give the rows in which a score lacks a question that was asked (`open_ones`), or rests on any (`cited`)."""
        return self._coded(name).vector(mark, attrgetter(mark))

    def _coded(self, name: str) -> Coded[Number]:
        if name not in self._coded_scores:
            codes = self.scores(name)
            self._coded_scores[name] = Coded(self.rules.numbers[name].book, codes)
        return self._coded_scores[name]


def _told_apart(answer: Answer) -> tuple[bool, Answer]:
    """Give an answer so that a text never equals a state."""
    return isinstance(answer, State), answer


def _is_answer(answer: Answer) -> bool:
    return not isinstance(answer, State)


def _does_not_apply(answer: Answer) -> bool:
    return answer is State.NOT_APPLICABLE


def _not_asked(answer: Answer) -> bool:
    return answer is State.NOT_ASKED


class Rules:
    """A bank made ready for many rows: every condition compiled once, and the results of scores that turned up."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self.numbers = {score.id: Numbers(score) for score in bank.scores}
        self.plain = {score.id for score in bank.scores if is_plain(score, bank)}
        self.means = {score.id for score in bank.scores if is_mean_of_plain(score, bank)}
        self._rules: dict[tuple[Condition, bool], Rule] = {}
        self._rows: dict[tuple[str, Condition, bool], Rows] = {}

    def tidy(self) -> None:
        """Forget results that are many; to be called between two blocks."""
        for numbers in self.numbers.values():
            numbers.tidy()

    # Conditions -----------------------------------------------------------------------------------------------------

    def rule(self, condition: Condition) -> Rule:
        """Compile a condition that is held against what was said."""
        return self._rule(condition, False)

    def opening(self, condition: Condition) -> Rule:
        """Compile a condition that opens a question or a score."""
        return self._rule(condition, True)

    def _rule(self, condition: Condition, opening: bool) -> Rule:
        key = (condition, opening)
        if key not in self._rules:
            work, place = self._compiled(condition, opening), len(self._rules)

            def remembered(block: Block) -> Verdicts:
                found = block.seen.get(place)
                if found is None:
                    found = block.seen[place] = work(block)
                return found

            self._rules[key] = remembered
        return self._rules[key]

    def _compiled(self, condition: Condition, opening: bool) -> Rule:
        match condition:
            case AnswerIs(question, test):
                return lambda block: block.check(question, test, opening=opening)
            case ScoreIs(score, low, high):
                return lambda block: block.within(score, low, high)
            case NotSo(part):
                inner = self._rule(part, opening)
                return lambda block: vectors.none_of(inner(block), block.every)
            case _:
                parts = [self._rule(part, opening) for part in condition.parts]
        match condition:
            case AllOf():
                return lambda block: vectors.all_of((part(block) for part in parts), block.every)
            case AnyOf():
                return lambda block: vectors.any_of(part(block) for part in parts)
            case _:
                low, high = condition.low, condition.high
                return lambda block: vectors.count_between([part(block) for part in parts], low, high, block.every)

    def rests_on_answers(self, condition: Condition, verdict: bool) -> Rows:
        """Compile where a verdict rests on an answer at all, of those that open questions (see `conditions.cited`)."""
        return self._remembered(("cited", condition, verdict), lambda: self._cited(condition, verdict))

    def _cited(self, condition: Condition, verdict: bool) -> Rows:
        match condition:
            case AnswerIs(question, _):
                return lambda block: block.open(question) | block.certain(question)
            case ScoreIs(score, _, _):
                return lambda block: block.score_rows(score, "cited")
            case NotSo(part):
                return self.rests_on_answers(part, not verdict)
            case AllOf(parts) | AnyOf(parts):
                wanted = {verdict}
            case _:
                parts = condition.parts
                wanted = {True} if verdict and condition.low and condition.high is None else {True, False}
        pairs = [(self.opening(part), self.rests_on_answers(part, one), one) for part in parts for one in wanted]

        def look(block: Block) -> int:
            found = 0
            for rule, cited, one in pairs:
                verdicts = rule(block)
                rows = verdicts.true if one else verdicts.false(block.every)
                found |= rows & cited(block) if rows else 0
            return found

        return look

    def lacks_asked(self, condition: Condition) -> Rows:
        """Compile where a question that was asked, and has no answer, keeps a condition undecided.

        Those behind all its scores count too.
        """
        scores = scores_of(condition)
        named = self._undecided(condition)

        def look(block: Block) -> int:
            found = named(block)
            for score in scores:
                found |= block.score_rows(score, "open_ones")
            return found

        return self._remembered(("lacks", condition, False), lambda: look)

    def _undecided(self, condition: Condition) -> Rows:
        return self._remembered(("undecided", condition, False), lambda: self._undecided_of(condition))

    def _undecided_of(self, condition: Condition) -> Rows:
        rule = self.rule(condition)
        match condition:
            case AnswerIs(question, _):
                return lambda block: rule(block).unknown & block.open(question)
            case ScoreIs():
                return lambda _: 0
            case NotSo(part):
                parts = [self._undecided(part)]
            case _:
                parts = [self._undecided(part) for part in condition.parts]

        def look(block: Block) -> int:
            found, unknown = 0, rule(block).unknown
            if unknown:
                for part in parts:
                    found |= part(block)
            return found & unknown

        return look

    def _remembered(self, key: tuple[str, Condition, bool], make: Callable[[], Rows]) -> Rows:
        if key not in self._rows:
            work, place = make(), len(self._rows)

            def remembered(block: Block) -> int:
                found = block.counted.get(place)
                if found is None:
                    found = block.counted[place] = work(block)
                return found

            self._rows[key] = remembered
        return self._rows[key]
