"""The columns of the result as expressions, in the order and with the meaning of `cohort.results`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

import narwhals as nw

from blunting_cli.assessment import HELP_NOW, SAFETY
from blunting_cli.bank.model import Bank, Factor, Score
from blunting_cli.cohort.frames.amounts import Amounts
from blunting_cli.cohort.frames.layout import Layout
from blunting_cli.cohort.frames.logic import Logic
from blunting_cli.cohort.frames.parts import Scored
from blunting_cli.cohort.frames.plan import MOST_SMALL, Node, Plan
from blunting_cli.cohort.results import NO_PATTERN, UNDECIDED
from blunting_cli.conditions import AnswerIs, Condition, leaves
from blunting_cli.factors import PRINTED, RANKED
from blunting_cli.scoring import VERDICTS

# The words of up to so many marks are told by one number for all that can come together.
MOST_TOGETHER = 6


class Word(NamedTuple):
    """A column of words: the node of their numbers, -1 for none, or of the texts themselves where `words` is None."""

    node: Node
    words: tuple[str, ...] | None


class Results:
    """The result columns of a bank, made on one plan; rows that are not `read` have none."""

    def __init__(self, bank: Bank, plan: Plan, layout: Layout, read: Node, *, explain: bool, safety: bool) -> None:
        self.bank, self.plan, self.read, self.safety = bank, plan, read, safety
        self.whole = Logic(bank, plan, layout, Amounts)
        self.shown = self.whole if safety else Logic(bank, plan, layout, Amounts, bank.safety, self.whole)
        outside = bank.outside
        is_outside = plan.false if outside is None else self.whole.true(outside.when)
        self.inside = plan.all_of(read, plan.none_of(is_outside))
        self.columns: dict[str, Node | Word] = dict(self._columns(explain))

    def _columns(self, explain: bool) -> Iterator[tuple[str, Node | Word]]:
        yield "tier", self._tiers()
        yield "flags", self._flags()
        if explain:
            yield "reasons", self._reasons()
        yield "pattern", self._patterns()
        for score in self.bank.scores:
            yield from self._of_score(score)
        for criterion in self.bank.criteria:
            logic = self._seen(not self.bank.safety.isdisjoint(self.bank.rests_on(criterion.when)))
            true, may = logic.true(criterion.when), logic.possible(criterion.when)
            kinds = ((true, VERDICTS[True]), (may, VERDICTS[None]))
            yield f"criterion_{criterion.id}", self._word(kinds, VERDICTS[False], self.inside)
        for factor in self.bank.factors:
            yield from self._of_factor(factor, explain)
        plan, whole = self.plan, self.whole
        names = [question.id for question in self.bank.questions if question.id not in self.bank.safety]
        asked, answered, without = (
            plan.total((1, look(name)) for name in names) for look in (whole.open, whole.answered, whole.not_applicable)
        )
        # A question that was asked has an answer, or none, or does not apply.
        missing = plan.less(plan.less(plan.wide(asked), answered), without)
        for name, number in (("asked", asked), ("answered", answered), ("missing", missing)):
            yield name, self._number(self.read, number)

    def _seen(self, private: bool) -> Logic:
        return self.shown if private else self.whole

    def _number(self, known: Node, number: Node) -> Node:
        """Give a number where it is known, and nothing elsewhere."""
        if known is self.plan.true:
            return number
        return self.plan.node(("where",), (known, number), lambda mark, one: nw.when(mark).then(one))

    def _word(self, kinds: Iterable[tuple[Node, str]], otherwise: str | None, where: Node) -> Word:
        """Give the word of the first kind that is true."""
        found = [(mark, word) for mark, word in kinds if mark is not self.plan.false]
        words = tuple(dict.fromkeys([*(word for _, word in found), *([] if otherwise is None else [otherwise])]))
        numbers = {
            word: self.plan.small(number) if number < 128 else self.plan.value(number)
            for number, word in enumerate(words)
        }
        last = self.plan.small(-1) if otherwise is None else numbers[otherwise]
        cases = [(self.plan.none_of(where), self.plan.small(-1)), *((mark, numbers[word]) for mark, word in found)]
        return Word(self.plan.choice(cases, last), words)

    def _joined(self, named: Sequence[tuple[str, Node]], where: Node) -> Word:
        """Name what holds in every row, with a space between."""
        plan = self.plan
        named = [
            (name, mark)
            for name, mark in ((name, plan.all_of(mark, where)) for name, mark in named)
            if mark is not plan.false
        ]
        if not named:
            return Word(plan.small(-1), ())
        if len(named) <= MOST_TOGETHER:
            weights = [1 << place for place in range(len(named))]
            number = plan.total(zip(weights, (mark for _, mark in named), strict=True), -1)
            together = product((False, True), repeat=len(named))
            texts = (
                " ".join(name for (name, _), one in zip(named, marks[::-1], strict=True) if one) for marks in together
            )
            return Word(number, tuple(texts)[1:])
        names = [name for name, _ in named]
        return Word(plan.node(("names", *names), (mark for _, mark in named), _names(names)), None)

    # Scores ---------------------------------------------------------------------------------------------------------

    def _of_score(self, score: Score) -> Iterator[tuple[str, Node | Word]]:
        plan = self.plan
        logic = self._seen(score.id in self.bank.safety_scores)
        found: Scored = logic.amounts.score(score.id)
        column = f"score_{score.id}"
        known = plan.all_of(self.inside, found.known)
        yield column, self._number(known, plan.fraction(found.value))
        yield f"{column}_low", self._number(plan.all_of(self.inside, found.low_known), plan.fraction(found.low))
        yield f"{column}_high", self._number(plan.all_of(self.inside, found.high_known), plan.fraction(found.high))
        banded = known
        if score.unbanded is not None:
            banded = plan.all_of(known, plan.none_of(logic.true(score.unbanded)))
        for name in score.bands:
            suffix = "_band" if len(score.bands) == 1 else f"_band_{name}"
            steps = reversed(self.bank.bands[name].steps)
            kinds = [(plan.compare(found.value, ">=", step.start), step.label) for step in steps]
            yield f"{column}{suffix}", self._word(kinds, None, banded)
        errors = (pair[1] for rule in score.recodes.values() for pair in self.bank.recodes[rule].values.values())
        if any(error is not None for error in errors):
            yield f"{column}_error", self._number(plan.all_of(self.inside, found.error_known), found.error)
        of = plan.any_of(plan.compare(found.answered, ">=", 1), plan.compare(found.lacking, ">=", 1))
        yield f"{column}_missing", self._number(plan.all_of(self.inside, of), found.lacking)

    # Rules ----------------------------------------------------------------------------------------------------------

    def _patterns(self) -> Word:
        plan, whole = self.plan, self.whole
        kinds = []
        for pattern in self.bank.patterns:
            # One that lacks only what was not asked cannot be true, and decides nothing.
            kinds.append((plan.all_of(whole.unknown(pattern.when), whole.lacks_asked(pattern.when)), UNDECIDED))
            kinds.append((whole.true(pattern.when), pattern.id))
        return self._word(kinds, NO_PATTERN, self.inside)

    def _of_factor(self, factor: Factor, explain: bool) -> Iterator[tuple[str, Node | Word]]:
        plan, whole = self.plan, self.whole
        rules = [(rule.points, whole.true(rule.when), rule.when) for rule in factor.evidence]
        points = plan.total((weight, mark) for weight, mark, _ in rules)
        more = [
            (weight, plan.all_of(whole.unknown(when), whole.lacks_asked(when)))
            for weight, _, when in rules
            if weight > 0
        ]
        room = sum(abs(weight) for weight, _ in more) + sum(abs(weight) for weight, _, _ in rules)
        most = plan.added([plan.wide(points) if room > MOST_SMALL else points, plan.total(more)])
        compared = [leaf for rule in factor.evidence for leaf in leaves(rule.when) if isinstance(leaf, AnswerIs)]
        told = [whole.answered(name) for name in dict.fromkeys(leaf.question for leaf in compared)]
        told += [whole.true(leaf) for leaf in dict.fromkeys(compared) if leaf.test.all_told is not None]
        enough = plan.at_least(told, factor.needs)
        gate = plan.any_of(*(whole.answered(question) for question in factor.gate))
        least = plan.compare(points, ">=", min(factor.levels[level] for level in PRINTED))
        not_asked = plan.any_of(
            plan.none_of(gate),
            plan.all_of(least, plan.none_of(enough)),
            plan.all_of(plan.none_of(least), plan.compare(most, ">=", factor.levels["few"])),
        )
        reached = [(plan.compare(points, ">=", factor.levels[level]), level) for level in PRINTED]
        name = f"factor_{factor.id}"
        yield f"{name}_level", self._word([(not_asked, RANKED[-1]), *reached], "none", self.inside)
        yield f"{name}_points", self._number(plan.all_of(self.inside, plan.none_of(not_asked)), points)
        if explain:
            for word, sign in (("for", 1), ("against", -1)):
                named = [(rule.id, whole.true(rule.when)) for rule in factor.evidence if rule.points * sign > 0]
                yield f"{name}_{word}", self._joined(named, self.inside)

    # How soon -------------------------------------------------------------------------------------------------------

    def _fired(self, tier: str, *, told: bool = False) -> Node:
        """Tell where a trigger of a tier fires, or one that is told."""
        return self.plan.any_of(
            *(
                self.whole.true(trigger.when)
                for trigger in self.bank.triggers
                if trigger.tier == tier and (not told or self._is_told(trigger.when))
            )
        )

    def _is_told(self, condition: Condition) -> bool:
        return self.safety or self.bank.safety.isdisjoint(self.bank.rests_on(condition))

    def _tiers(self) -> Word:
        *higher, last = (tier.id for tier in self.bank.tiers)
        return self._word([(self._fired(tier), tier) for tier in higher], last, self.read)

    def _reasons(self) -> Word:
        """Name the triggers that fire; of those about safety only that there is one, where nothing else explains it."""
        plan, whole = self.plan, self.whole
        left, unexplained = plan.true, []
        for tier in self.bank.tiers:
            fired = self._fired(tier.id)
            unexplained.append(plan.all_of(left, fired, plan.none_of(self._fired(tier.id, told=True))))
            left = plan.all_of(left, plan.none_of(fired))
        hidden = (whole.true(trigger.when) for trigger in self.bank.triggers if not self._is_told(trigger.when))
        nameless = plan.all_of(plan.any_of(*unexplained), plan.any_of(*hidden))
        named = [(one.id, whole.true(one.when)) for one in self.bank.triggers if self._is_told(one.when)]
        return self._joined([(SAFETY, nameless), *named], self.read)

    def _flags(self) -> Word:
        flags = (*((self.bank.outside,) if self.bank.outside else ()), *self.bank.flags)
        named = [(flag.id, self.whole.true(flag.when)) for flag in flags if self._is_told(flag.when)]
        hidden = (self.whole.true(flag.when) for flag in flags if not self._is_told(flag.when))
        return self._joined([*named, (HELP_NOW, self.plan.any_of(*hidden))], self.read)


def _names(names: Sequence[str]) -> Callable[..., nw.Expr]:
    def make(*marks: nw.Expr) -> nw.Expr:
        texts = [
            nw.when(mark).then(nw.lit(f"{name} ")).otherwise(nw.lit(""))
            for name, mark in zip(names, marks, strict=True)
        ]
        whole = nw.concat_str(texts).str.strip_chars()
        return nw.when(whole != "").then(whole)

    return make
