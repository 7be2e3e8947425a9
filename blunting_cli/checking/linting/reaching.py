"""What a condition can come to, whatever is answered: verdicts that were seen, and those that cannot be ruled out.

Three ways, the cheapest first. People who answer everything alike, and answers that are made for the condition, show
which verdicts there are. All answers to the few questions a condition rests on show also which there are not; each is
settled and scored as in earnest, so that a question closed by another has no answer. Where these are too many, the
questions and scores that it names are held against it by themselves: what even then never comes up can never come up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain, islice, pairwise, product
from typing import NamedTuple

from blunting_cli.asking import settle
from blunting_cli.bank.formulary import Formulary
from blunting_cli.bank.model import Bank, Question
from blunting_cli.checking.answer_kinds import answer_kinds, verdicts
from blunting_cli.checking.linting.supposing import Supposing
from blunting_cli.checking.linting.values import Reaches
from blunting_cli.conditions import (
    AllOf,
    Answer,
    AnswerIs,
    Comparison,
    Condition,
    Duration,
    Facts,
    ScoreIs,
    State,
    evaluate,
    is_missing,
    leaves,
    scores_of,
)
from blunting_cli.scoring import Said

Verdict = bool | None
EVERY: frozenset[Verdict] = frozenset((True, False, None))
# How many people answer everything alike, and how many proposals are tried for one verdict.
PEOPLE, MOST_TRIES = 16, 40
# How many sets of answers are tried for one condition, and for all of a bank.
MOST_SETS, MOST_IN_ALL = 4000, 20_000
# How many questions are settled for proposals, and how many pairs of conditions are compared, in all.
MOST_SETTLED, MOST_PAIRS = 100_000, 300
# What rests on more questions than this is not tried out.
MOST_AROUND = 150
# With more comparisons of a list of medicines than this, the lists that tell them apart take too long to find.
MOST_OF_MEDICINES = 2


class Outcomes(NamedTuple):
    """The verdicts that answers are known for, and those that may have some; where both agree it is certain."""

    seen: frozenset[Verdict]
    possible: frozenset[Verdict]


class Reaching:
    """Works out the outcomes of conditions of one bank; what it tries in all has an end."""

    def __init__(self, bank: Bank, known: Callable[[], Formulary]) -> None:
        self.bank = bank
        self.known = known
        self.reaches = Reaches(bank)
        self.supposing = Supposing(bank, known)
        self.left = MOST_IN_ALL
        self.unsettled = MOST_SETTLED
        self.pairs = MOST_PAIRS
        self._people: list[Said] | None = None
        self._found: dict[tuple[Condition, str], Outcomes] = {}
        self._small: dict[frozenset[str], Bank] = {}
        self._true: dict[Condition, int] = {}
        self._behind: dict[str, frozenset[str] | None] = {}

    def outcomes(self, condition: Condition) -> Outcomes:
        """Give what a condition can come to once a person has answered."""
        return self._cached(condition, "")

    def openings(self, question: Question) -> Outcomes:
        """Give whether a question can be asked (True), and whether it can be closed (False)."""
        return Outcomes(EVERY, EVERY) if question.opens is None else self._cached(question.opens, question.id)

    def implies(self, first: Condition, second: Condition) -> bool:
        """Tell whether wherever the first is true the second is, for certain."""
        if self._true_for(first) & ~self._true_for(second) or self.pairs <= 0:
            return False
        bank = self._around(AllOf((first, second)), "")
        if bank is None:
            return False
        self.pairs -= 1
        for supposed in islice(self.supposing.ways(first, True), 3):
            facts = self._said(supposed, bank)
            if evaluate(first, facts) and not evaluate(second, facts):
                return False
        tried = False
        for alone in self._by_themselves((first, second)) or ():
            if evaluate(first, alone):
                tried = True
                if not evaluate(second, alone):
                    return False
        return tried

    @property
    def people(self) -> list[Said]:
        """People who answer everything by one rule, such as the highest option."""
        if self._people is None:
            answers = ({q.id: _by_rule(q, i, n) for i, q in enumerate(self.bank.questions)} for n in range(PEOPLE))
            self._people = [Said(self.bank, settle(self.bank, said).answers) for said in answers]
        return self._people

    def _true_for(self, condition: Condition) -> int:
        """Give for which of the people a condition is true, as the bits of a number."""
        if condition not in self._true:
            verdicts_of = (evaluate(condition, said) for said in self.people)
            self._true[condition] = sum(1 << place for place, verdict in enumerate(verdicts_of) if verdict)
        return self._true[condition]

    def _cached(self, condition: Condition, opens: str) -> Outcomes:
        key = (condition, opens)
        if key not in self._found:
            self._found[key] = self._outcomes(condition, opens)
        return self._found[key]

    def _outcomes(self, condition: Condition, opens: str) -> Outcomes:
        seen: set[Verdict] = set()
        for said in self.people:
            seen.add(_verdict(condition, opens, said))
            if {True, False} <= seen:
                return Outcomes(EVERY, EVERY)
        for wanted in (True, False):
            if wanted not in seen:
                seen |= self._supposed(condition, opens, wanted)
        if {True, False} <= seen:
            return Outcomes(EVERY, EVERY)
        exact = self._tried(condition, opens)
        if exact is not None:
            return Outcomes(exact, exact)
        alone = None if opens else self._by_themselves((condition,))
        if alone is not None:
            return Outcomes(frozenset(seen), frozenset(evaluate(condition, facts) for facts in alone))
        return Outcomes(frozenset(seen), EVERY)

    # Answers made for a condition -------------------------------------------------------------------------------

    def _supposed(self, condition: Condition, opens: str, wanted: bool) -> set[Verdict]:
        """Try answers that are made for a verdict, until it comes up."""
        seen: set[Verdict] = set()
        bank = self._around(condition, opens)
        if bank is None or self.unsettled <= 0:
            return seen
        for supposed in islice(self.supposing.ways(condition, wanted), MOST_TRIES):
            seen.add(_verdict(condition, opens, self._said(supposed, bank)))
            if wanted in seen:
                break
        return seen

    def _said(self, supposed: Mapping[str, Answer], bank: Bank) -> Said:
        self.unsettled -= len(bank.questions)
        said = {name: answer for name, answer in supposed.items() if answer is not State.NOT_ASKED}
        return Said(bank, settle(bank, said).answers)

    # All answers ------------------------------------------------------------------------------------------------

    def _tried(self, condition: Condition, opens: str) -> frozenset[Verdict] | None:
        """Try all answers to the questions a condition rests on; None where these are too many."""
        bank = self._around(condition, opens)
        if bank is None:
            return None
        conditions = [condition, *(q.opens for q in bank.questions if q.opens is not None)]
        scores = [score for score in bank.scores if self._has_part(score.id, conditions)]
        for score in scores:
            conditions += [*score.counted, *([score.applies] if score.applies is not None else [])]
        tests = _tests(conditions)
        valued = {part for score in scores if score.method != "count_of" for part in score.of}
        kinds: list[list[Answer]] = []
        sets = 1
        for question in bank.questions:
            if question.id in valued and question.type != "single":
                return None
            every = self._kinds(question, tests.get(question.id, ()), valued=question.id in valued)
            if not every:
                return None
            kinds.append(every)
            sets *= len(every)
            if sets > min(MOST_SETS, self.left):
                return None
        self.left -= sets
        names = [question.id for question in bank.questions]
        found = set()
        for answers in product(*kinds):
            said = Said(bank, settle(bank, dict(zip(names, answers, strict=True))).answers)
            found.add(_verdict(condition, opens, said))
        return frozenset(found)

    def _has_part(self, score: str, conditions: Iterable[Condition]) -> bool:
        """Tell whether a condition rests on a score, or on one that is made of it."""
        waiting = [name for condition in conditions for name in scores_of(condition)]
        seen: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name == score:
                return True
            one = self.bank.score_by_id.get(name)
            if one is not None and name not in seen:
                seen.add(name)
                waiting += [part for part in one.of if part in self.bank.score_by_id]
                waiting += scores_of(one.applies) if one.applies is not None else ()
        return False

    def _kinds(self, question: Question, tests: tuple[Comparison, ...], *, valued: bool) -> list[Answer]:
        """Give every answer that makes a difference, and the lack of one; none where these are too many to tell."""
        if question.type == "medicine" and len(tests) > MOST_OF_MEDICINES:
            return []
        found = answer_kinds(question, tests, self._formulary(question), valued=valued)
        # In a score the lack of an answer is like no answer.
        alike = [answer for answer in found if not valued or is_missing(answer)]
        if verdicts(State.UNANSWERED, tests) not in {verdicts(answer, tests) for answer in alike}:
            found.append(State.UNANSWERED)
        return found

    def _formulary(self, question: Question) -> Formulary:
        return self.known() if question.type == "medicine" else Formulary()

    def _around(self, condition: Condition, opens: str) -> Bank | None:
        """Give the bank with the questions alone that a condition rests on, near or far; None where these are many."""
        named = [*self.bank.rests_on(condition), *([opens] if opens else [])]
        near = [self._near(name) for name in named if name in self.bank.by_id]
        key: frozenset[str] = frozenset().union(*(names for names in near if names is not None))
        if None in near or len(key) > MOST_AROUND:
            return None
        if key not in self._small:
            kept = tuple(question for question in self.bank.questions if question.id in key)
            self._small[key] = replace(self.bank, questions=kept)
        return self._small[key]

    def _near(self, name: str) -> frozenset[str] | None:
        """Give a question with all that have a part in opening it; None where these are many."""
        if not self._behind:
            for question in self.bank.questions:
                before = self.bank.rests_on(question.opens) if question.opens is not None else ()
                known = [self._behind[other] for other in before if other in self._behind]
                found = frozenset((question.id,)).union(*(names for names in known if names is not None))
                self._behind[question.id] = None if None in known or len(found) > MOST_AROUND else found
        return self._behind[name]

    # Questions and scores by themselves -------------------------------------------------------------------------

    def _by_themselves(self, conditions: tuple[Condition, ...]) -> Iterator[Facts] | None:
        """Walk every set of answers and scores that conditions name, as if none had to do with another.

        None where these are too many.
        """
        tests = _tests(conditions)
        choices: list[list[tuple[str, Answer | _Value]]] = []
        sets = 1
        for name, compared in tests.items():
            question = self.bank.by_id.get(name)
            kinds = self._kinds(question, compared, valued=False) if question is not None else []
            if question is None or not kinds:
                return None
            closed: list[Answer] = [] if question.opens is None else [State.NOT_ASKED]
            choices.append([(name, answer) for answer in (*kinds, *closed)])
            sets *= len(choices[-1])
        for name in dict.fromkeys(score for condition in conditions for score in scores_of(condition)):
            choices.append([(f"score.{name}", value) for value in self._values(name, conditions)])
            sets *= len(choices[-1])
        if sets > min(MOST_SETS, self.left):
            return None
        self.left -= sets
        return (_Supposed(dict(chosen)) for chosen in product(*choices))

    def _values(self, score: str, conditions: tuple[Condition, ...]) -> list[_Value]:
        """Give values of a score between which no comparison can tell more, and intervals between them."""
        every = [leaf for condition in conditions for leaf in leaves(condition) if isinstance(leaf, ScoreIs)]
        ends = {end for leaf in every if leaf.score == score for end in (leaf.low, leaf.high) if end is not None}
        reach = self.reaches.of(score)
        ordered = sorted(ends | {end for end in (reach.low, reach.high) if end is not None})
        points = [*ordered, *((a + b) / 2 for a, b in pairwise(ordered)), ordered[0] - 1, ordered[-1] + 1]
        inside = sorted(
            point for point in points if reach.meets(point, point) or _between(point, reach.low, reach.high)
        )
        intervals = [_Value(None, low, high) for low in inside for high in inside if low < high]
        return [*(_Value(point, point, point) for point in inside), *intervals, _Value(None, None, None)]


class _Value(NamedTuple):
    """A score with a value, or the interval it lies in."""

    value: float | None
    low: float | None
    high: float | None
    missing: tuple[str, ...] = ()


class _Supposed:
    """Facts of someone of whom only some answers and scores are known."""

    def __init__(self, known: Mapping[str, Answer | _Value]) -> None:
        self.known = known

    def answer(self, question: str) -> Answer:
        found = self.known.get(question, State.NOT_ASKED)
        return State.NOT_ASKED if isinstance(found, _Value) else found

    def score(self, score: str) -> _Value | None:
        found = self.known.get(f"score.{score}")
        return found if isinstance(found, _Value) else None

    def score_questions(self, score: str) -> tuple[str, ...]:  # noqa: ARG002
        return ()


def _verdict(condition: Condition, opens: str, said: Said) -> Verdict:
    return opens in said.answers if opens else evaluate(condition, said)


def _between(point: float, low: float | None, high: float | None) -> bool:
    return (low is None or point >= low) and (high is None or point <= high)


def _tests(conditions: Iterable[Condition]) -> dict[str, tuple[Comparison, ...]]:
    """Give what each question is held against in conditions."""
    found: dict[str, dict[Comparison, None]] = {}
    for leaf in chain.from_iterable(map(leaves, conditions)):
        if isinstance(leaf, AnswerIs):
            found.setdefault(leaf.question, {})[leaf.test] = None
    return {name: tuple(tests) for name, tests in found.items()}


def _by_rule(question: Question, place: int, number: int) -> Answer:
    """Give what one of the people answers: nothing, the lowest, the highest, or one option further with each."""
    if number == 0:
        return State.UNANSWERED
    if number == 1:
        return State.SKIPPED if not question.also else question.also[place % len(question.also)]
    step = (number - 2, number + place)[number > 3]
    values = [option.value for option in question.options]
    match question.type:
        case "single" if values:
            return values[-1] if number == 3 else values[step % len(values)]
        case "multi" if values:
            return (values[step % len(values)],)
        case "number":
            low, high = question.low or 0, question.high if question.high is not None else 100
            return (low, high, (low + high) // 2)[step % 3]
        case "duration":
            return Duration((0, 400, 14, 60)[step % 4], "day")
        case "medicine":
            return ()
        case "time":
            return f"{step * 5 % 24:02}:30"
    return State.UNANSWERED
