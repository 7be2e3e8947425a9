"""Answers that make a condition true or false: tried one after the other, the likeliest first.

What comes out are proposals, which the caller holds against the bank as it is; none is a proof by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations, islice

from blunting_cli.bank.formulary import Formulary
from blunting_cli.bank.model import Bank, Question
from blunting_cli.bank.ranges import ends_of, recoded_value
from blunting_cli.checking.answer_kinds import answer_kinds
from blunting_cli.conditions import (
    CHANGES,
    UNCHANGED,
    AllOf,
    Answer,
    AnswerIs,
    AnyOf,
    Comparison,
    Condition,
    CountOf,
    Duration,
    Medicine,
    NotSo,
    ScoreIs,
    State,
    check,
)
from blunting_cli.conditions.tree import ANY_CLASS

Supposed = Mapping[str, Answer]
# So many ways are tried for one part of a condition, and so many parts are looked at for one condition.
MOST_WAYS, MOST_PARTS = 12, 300


class Supposing:
    """Finds answers for the conditions of one bank."""

    def __init__(self, bank: Bank, known: Callable[[], Formulary]) -> None:
        self.bank = bank
        self.known = known
        self.left = 0

    def ways(self, condition: Condition, wanted: bool) -> Iterator[Supposed]:
        """Propose answers that give a verdict, with those that open the questions they are to."""
        self.left = MOST_PARTS
        for supposed in self._ways(condition, wanted):
            yield from self._opened(supposed, frozenset())

    def _ways(self, condition: Condition, wanted: bool) -> Iterator[Supposed]:
        self.left -= 1
        if self.left < 0:
            return
        match condition:
            case AnswerIs(name, test):
                question = self.bank.by_id.get(name)
                if question is not None:
                    fitting = (answer for answer in self.answers(question, test) if check(test, answer) is wanted)
                    yield from ({name: answer} for answer in islice(fitting, MOST_WAYS))
            case ScoreIs(score, low, high):
                yield from self._score(score, low, high, wanted=wanted)
            case NotSo(part):
                yield from self._ways(part, not wanted)
            case AllOf(parts):
                yield from self._together(parts, wanted) if wanted else self._one(parts, wanted)
            case AnyOf(parts):
                yield from self._one(parts, wanted) if wanted else self._together(parts, wanted)
            case CountOf():
                yield from self._count(condition, wanted)

    def _one(self, parts: Iterable[Condition], wanted: bool) -> Iterator[Supposed]:
        for part in parts:
            yield from islice(self._ways(part, wanted), MOST_WAYS)

    def _together(self, parts: tuple[Condition, ...], wanted: bool) -> Iterator[Supposed]:
        """Propose answers for all parts at once; one medicine is tried for all that is asked of a list of them."""
        asked: dict[str, list[tuple[Comparison, bool]]] = {}
        for part in parts:
            leaf, verdict = (part.part, not wanted) if isinstance(part, NotSo) else (part, wanted)
            if isinstance(leaf, AnswerIs) and leaf.question in self.bank.by_id:
                asked.setdefault(leaf.question, []).append((leaf.test, verdict))
        for name, tests in asked.items():
            question = self.bank.by_id[name]
            if question.type == "medicine" and len(tests) > 1:
                rest = tuple(part for part in parts if _question(part) != name)
                answers = dict.fromkeys(answer for test, _ in tests for answer in self.answers(question, test))
                for answer in answers:
                    if all(check(test, answer) is verdict for test, verdict in tests):
                        for others in self._every(rest, wanted):
                            yield {**others, name: answer}
        yield from self._every(parts, wanted)

    def _every(self, parts: tuple[Condition, ...], wanted: bool) -> Iterator[Supposed]:
        if not parts:
            yield {}
            return
        for first in islice(self._ways(parts[0], wanted), MOST_WAYS):
            for rest in self._every(parts[1:], wanted):
                joined = self._joined(first, rest)
                if joined is not None:
                    yield joined

    def _count(self, count: CountOf, wanted: bool) -> Iterator[Supposed]:
        every = len(count.parts)
        low, high = count.low or 0, every if count.high is None else min(count.high, every)
        numbers = [n for n in range(every + 1) if (low <= n <= high) is wanted]
        for number in sorted(numbers, key=lambda n: abs(n - low))[:2]:
            for chosen in islice(combinations(range(every), number), MOST_WAYS):
                parts = tuple(part if i in chosen else NotSo(part) for i, part in enumerate(count.parts))
                yield from islice(self._every(parts, True), MOST_WAYS)

    def _joined(self, first: Supposed, second: Supposed) -> Supposed | None:
        """Put answers together; lists of one question are joined, any other two cannot be."""
        joined = dict(first)
        for name, answer in second.items():
            before = joined.get(name, answer)
            both = answer if before == answer else _both(self.bank.by_id[name], before, answer)
            if both is None:
                return None
            joined[name] = both
        return joined

    def _opened(self, supposed: Supposed, done: frozenset[str]) -> Iterator[Supposed]:
        """Add the answers that open, or close, the questions that are to be answered, or not to be asked."""
        for name, answer in supposed.items():
            opens = self.bank.by_id[name].opens
            if opens is not None and name not in done:
                for more in islice(self._ways(opens, answer is not State.NOT_ASKED), MOST_WAYS):
                    joined = self._joined(more, supposed)
                    if joined is not None:
                        yield from self._opened(joined, done | {name})
                return
        yield supposed

    # Answers ----------------------------------------------------------------------------------------------------

    def answers(self, question: Question, test: Comparison) -> Iterator[Answer]:
        """Propose answers to a question, those that a test can tell apart among them."""
        if test.state is State.NOT_ASKED and question.opens is not None:
            yield State.NOT_ASKED
        if question.type == "single":
            yield from (option.value for option in question.options)
        elif question.type == "multi":
            yield from ((option.value,) for option in question.options)
            yield tuple(option.value for option in question.options if not option.alone)
            if question.none_of_these is None:
                yield ()
        elif question.type == "medicine":
            yield from _medicines(test, self.known())
        else:
            yield from answer_kinds(question, (test,), Formulary())
        yield from (*question.also, State.SKIPPED, State.UNANSWERED)

    def _score(self, score: str, low: float | None, high: float | None, *, wanted: bool) -> Iterator[Supposed]:
        """Propose answers for a score: all at one end, all at the other, and steps between."""
        if score not in self.bank.score_by_id:
            return
        up = (high is None) is wanted if (low is None) != (high is None) else not wanted
        yield from (self._towards(score, end) for end in ((True, False) if up else (False, True)))
        if low is not None and high is not None:
            yield from self._steps(score)

    def _towards(self, name: str, up: bool) -> dict[str, Answer]:
        """Give the answers that bring a score to one end, as far as each question can alone."""
        found: dict[str, Answer] = {}
        self.left -= 1
        if self.left < 0:
            return found
        score = self.bank.score_by_id[name]
        if score.method == "count_of":
            for condition in score.counted:
                found |= next(self._ways(condition, up), {})
        for part in score.of if score.method != "count_of" else ():
            if part in self.bank.score_by_id:
                found |= self._towards(part, up)
            elif part in self.bank.by_id:
                found[part] = self._end(self.bank.by_id[part], score.recodes.get(part, ""), up)
        if score.applies is not None:
            found |= next(self._ways(score.applies, True), {})
        return found

    def _steps(self, name: str) -> Iterator[Supposed]:
        low, high = self._towards(name, up=False), self._towards(name, up=True)
        mixed = dict(low)
        for question in high:
            between: list[Answer] = [*sorted(option.value for option in self.bank.by_id[question].options)]
            for answer in between or [high[question]]:
                mixed[question] = answer
                yield dict(mixed)
            mixed[question] = high[question]

    def _end(self, question: Question, recode: str, up: bool) -> Answer:
        rule = self.bank.recodes.get(recode)
        low, high = ends_of(question)
        values: list[float] = []
        if question.type == "single" and question.options:
            values += (option.value for option in question.options)
        elif question.type in ("number", "duration"):
            values += [low or 0, high if high is not None else 1000]
            values += [step.start for step in rule.steps if step.start is not None] if rule else []
        else:
            return "23:30" if up else "00:00"

        def counted(value: float) -> float:
            turned = (low or 0) + (high or 0) - value if question.reverse else value
            found = turned if rule is None else recoded_value(rule, turned)
            return turned if found is None else found

        chosen = max(values, key=counted) if up else min(values, key=counted)
        whole = int(chosen) if chosen == int(chosen) else chosen
        return Duration(int(chosen), "day") if question.type == "duration" else whole


def _both(question: Question, first: Answer, second: Answer) -> Answer | None:
    if not isinstance(first, tuple) or not isinstance(second, tuple):
        return None
    listed = dict.fromkeys((*first, *second))
    if question.type == "medicine":
        return tuple(one for one in listed if isinstance(one, Medicine))
    ticked = tuple(one for one in listed if isinstance(one, int))
    return ticked if question.agree(ticked) else None


def _question(part: Condition) -> str:
    leaf = part.part if isinstance(part, NotSo) else part
    return leaf.question if isinstance(leaf, AnswerIs) else ""


def _medicines(test: Comparison, known: Formulary) -> Iterator[tuple[Medicine, ...]]:
    """Propose lists of one medicine, or none: of the class that a test names, of another, and one that is not known."""
    classes = set(test.classes or ())
    change = test.change or next((part for part in (test.told, test.all_told) if part in CHANGES), UNCHANGED)
    today, long_ago = Duration(0, "day"), Duration(9999, "day")
    changed = None if change == UNCHANGED else today
    entries = {(entry.medicine_class, entry.kind): entry.generic for entry in known.values()}
    named = [one for one in entries if ANY_CLASS in classes or not classes.isdisjoint(one)][:3]
    others = [one for one in entries if classes.isdisjoint(one)][:1]
    yield ()
    for one in (*named, *others):
        name = entries[one]
        yield (Medicine(name, today, change, changed, name, *one),)
        yield (Medicine(name, long_ago, UNCHANGED, None, name, *one),)
        yield (Medicine(name, None, None, None, name, *one),)
        yield (Medicine(name, today, change, None, name, *one),)
    yield (Medicine("x"),)
