"""Scores as expressions: values, intervals and what is missing, by the formulas of `scoring.scores`.

Where a number may be lacking, a column without unknowns tells where it is known; what stands in the number elsewhere
is not used. A score of alike choices is a sum of whole numbers and one division; every other score is put together of
its parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from blunting_cli.bank.model import Score
from blunting_cli.cohort.frames.layout import ANSWERED
from blunting_cli.cohort.frames.logic import Logic, Named
from blunting_cli.cohort.frames.parts import Part, Parts, Scored, no_part
from blunting_cli.cohort.frames.plan import MOST_SMALL, Node
from blunting_cli.conditions import Condition, scores_of
from blunting_cli.scoring import needed_of
from blunting_cli.scoring.scores import MINUTES_A_DAY


class Amounts:
    """The scores of the answers that conditions are held against, as expressions."""

    def __init__(self, logic: Logic) -> None:
        self.logic, self.plan, self.bank = logic, logic.plan, logic.bank
        self.parts = Parts(logic, self.score)
        self._methods = {
            "mean_of": self._mean_of,
            "sum_of": self._sum_of,
            "count_of": self._count_of,
            "hours_between": self._hours_between,
            "ratio_of": self._ratio_of,
        }

    def score(self, name: str) -> Scored:
        """Give a score, worked out once."""
        return self.logic.remembered(("score", name), lambda: self._score(self.bank.score_by_id[name]))

    def _score(self, score: Score) -> Scored:
        plan, logic = self.plan, self.logic
        found = self._methods[score.method](score)
        if score.applies is not None:
            may, sure = logic.possible(score.applies, True), logic.true(score.applies, True)
            found = self._only(found, may, sure)
            lacking = [*logic.undecided(score.applies).items()]
            lacking += (entry for part in scores_of(score.applies) for entry in self.score(part).missing.items())
            doubtful = plan.all_of(may, plan.none_of(sure))
            also = logic.named(lacking, doubtful)
            found = found._replace(missing=logic.named([*found.missing.items(), *also.items()]))
        hidden = [node for name, node in found.missing.items() if name in logic.withheld]
        if hidden:
            shown = plan.none_of(plan.any_of(*hidden))
            known, with_error = plan.all_of(found.known, shown), plan.all_of(found.error_known, shown)
            found = found._replace(known=known, error_known=with_error)
        return found

    def _only(self, found: Scored, may: Node, sure: Node) -> Scored:
        """Keep a score where it may apply, and its numbers where it does for sure."""
        plan = self.plan
        return found._replace(
            known=plan.all_of(found.known, sure),
            low_known=plan.all_of(found.low_known, sure),
            high_known=plan.all_of(found.high_known, sure),
            error_known=plan.all_of(found.error_known, sure),
            answered=self._counted_where(may, found.answered),
            lacking=self._counted_where(may, found.lacking),
            questions=self.logic.named(found.questions.items(), may),
            missing=self.logic.named(found.missing.items(), may),
            implied=self.logic.named(found.implied.items(), may),
        )

    # What conditions ask of a score ---------------------------------------------------------------------------------

    def between(self, name: str, low: float | None, high: float | None, sure: bool) -> Node:
        """Tell where a score lies between two ends, or where it may where it need not be `sure`."""
        plan, score = self.plan, self.score(name)
        inside = plan.all_of(score.known, self._inside(score.value, low, high))
        ends = plan.all_of(plan.none_of(score.known), score.low_known, score.high_known)
        if sure:
            both = (self._inside(score.low, low, high), self._inside(score.high, low, high))
            return plan.any_of(inside, plan.all_of(ends, *both))
        reach = [] if low is None else [plan.compare(score.high, ">=", low)]
        reach += [] if high is None else [plan.compare(score.low, "<=", high)]
        open_ends = plan.all_of(plan.none_of(score.known), plan.none_of(plan.all_of(score.low_known, score.high_known)))
        # Two ends within which all lies are inside as well, whatever their order.
        both = (self._inside(score.low, low, high), self._inside(score.high, low, high))
        return plan.any_of(inside, open_ends, plan.all_of(ends, plan.any_of(plan.all_of(*reach), plan.all_of(*both))))

    def _inside(self, number: Node, low: float | None, high: float | None) -> Node:
        above = self.plan.true if low is None else self.plan.compare(number, ">=", low)
        return above if high is None else self.plan.all_of(above, self.plan.compare(number, "<=", high))

    def rests_on(self, name: str) -> Named:
        """Give the questions a score rests on, each with where: those answered, and those that do not apply."""
        without = ((one, self.logic.not_applicable(one)) for one in self.bank.made_of(name))
        return self.logic.named([*self.score(name).questions.items(), *without])

    def lacks_asked(self, name: str) -> Node:
        """Tell where a score lacks a question that was asked."""
        missing = self.score(name).missing.items()
        return self.plan.any_of(*(self.plan.all_of(node, self.logic.open(one)) for one, node in missing))

    # Means and sums -------------------------------------------------------------------------------------------------

    def _mean_of(self, score: Score) -> Scored:
        if score.composite:
            return self._mean_of_scores(score)
        plan, alike = self.plan, self.parts.alike(score)
        spans = {self.parts.span(name, score) for name in score.of}
        parts = [self.parts.part(name, score) for name in score.of]
        applying, known = self._numbers(parts)
        count, enough = plan.total(applying), plan.total(known)
        if alike and len(spans) == 1:
            [span] = spans
            points = self._steps(score)
            unit = (span.high - span.low) or 1.0
            most = plan.added([plan.fraction(points), plan.product(plan.less(count, enough), unit)])
        else:
            unit = 1.0
            points = plan.added(
                plan.choice(
                    [(part.known, self._part_of_span(part.value, *self.parts.span(name, score)))], plan.value(0.0)
                )
                for name, part in zip(score.of, parts, strict=True)
            )
            most = plan.added([points, plan.fraction(plan.less(count, enough))])
        over, most = (plan.product(end, score.high * 10) for end in (points, most))
        value = plan.rounded(plan.quotient(over, plan.product(enough, unit)))
        low, high = (plan.rounded(plan.quotient(end, plan.product(count, unit))) for end in (over, most))
        exists = plan.compare(count, ">=", 1)
        sure = plan.all_of(plan.compare(enough, ">=", 1), self._reaches(enough, count, len(parts), score))
        counts = (enough, plan.less(count, enough)) if alike else None
        return self._joined(score, parts, exists, sure, value, (exists, low), (exists, high), counts)

    def _part_of_span(self, value: Node, low: float, high: float) -> Node:
        plan = self.plan
        if high <= low:
            return plan.value(0.0)
        return plan.quotient(plan.less(plan.fraction(value), plan.value(low)), plan.value(high - low))

    def _steps(self, score: Score) -> Node:
        """Add up how many steps the answers to alike questions lie above their lowest."""
        plan, numbers, most = self.plan, [], 0
        for name in score.of:
            size = self.logic.layout.size(name)
            most += size - 1 - ANSWERED
            if name in self.logic.withheld:
                continue
            codes, turn = self.logic.codes(name), self.bank.by_id[name].reverse
            steps = plan.less(plan.small(size - 1), codes) if turn else plan.less(codes, plan.small(ANSWERED))
            numbers.append(plan.choice([(self.logic.answered(name), steps)], plan.small(0)))
        return plan.added(plan.wide(number) if most > MOST_SMALL else number for number in numbers)

    def _numbers(self, parts: Sequence[Part]) -> tuple[list[tuple[int, Node]], list[tuple[int, Node]]]:
        applying = [(1, part.applies) for part in parts]
        return applying, [(1, self.plan.all_of(part.applies, part.known)) for part in parts]

    def _reaches(self, count: Node, of: Node, most: int, score: Score) -> Node:
        """Tell where so many are enough of those that there are, at most `most`."""
        plan = self.plan
        needed = [needed_of(number, score) for number in range(most + 1)]
        if of.key[0] == "value":
            return plan.compare(count, ">=", needed[int(str(of.key[2]))])
        if all(need == max(score.fewest, number) for number, need in enumerate(needed)):
            return plan.all_of(plan.compare(count, ">=", of), plan.compare(count, ">=", score.fewest))
        cases: list[Node] = []
        for number, need in enumerate(needed):
            if number == most or need != needed[number + 1]:
                cases.append(plan.all_of(plan.compare(of, "<=", number), plan.compare(count, ">=", need)))
        # More questions never need fewer answers, so the last range that holds decides.
        return plan.any_of(*cases)

    def _sum_of(self, score: Score) -> Scored:
        plan, every = self.plan, len(score.of)
        parts = [self.parts.part(name, score) for name in score.of]
        applying, known = self._numbers(parts)
        count, enough = plan.total(applying), plan.total(known)
        exists = plan.compare(count, ">=", 1 if score.prorate else every)
        values, lows, highs = self._sums(score, parts, known)

        def scaled(number: Node, by: Node) -> Node:
            if by.key[0] == "value" and float(str(by.key[2])) == every:
                return plan.rounded(plan.product(number, score.times * 10))
            return plan.rounded(plan.quotient(plan.product(number, score.times * every * 10), by))

        whole = count if score.prorate else plan.value(every)
        low, high = scaled(lows, whole), scaled(highs, whole)
        ends = [
            plan.all_of(
                exists, *(plan.any_of(one, plan.none_of(part.applies)) for one, part in zip(marks, parts, strict=True))
            )
            for marks in ([part.low_known for part in parts], [part.high_known for part in parts])
        ]
        all_known = plan.all_of(*(plan.any_of(part.known, plan.none_of(part.applies)) for part in parts))
        value, sure = scaled(values, whole), all_known
        if score.prorate:
            spread = scaled(values, enough)
            value = plan.choice([(all_known, value)], self._kept_within(spread, (ends[0], low), (ends[1], high)))
            some = plan.all_of(plan.compare(enough, ">=", 1), self._reaches(enough, count, every, score))
            sure = plan.any_of(all_known, some)
        counts = (enough, plan.less(count, enough)) if self.parts.alike(score) else None
        found = self._joined(score, parts, exists, sure, value, (ends[0], low), (ends[1], high), counts)
        error_known, error = self.parts.error(score)
        return found._replace(error_known=plan.all_of(exists, error_known), error=error)

    def _sums(self, score: Score, parts: Sequence[Part], known: Sequence[tuple[int, Node]]) -> tuple[Node, Node, Node]:
        """Add up the values of parts, and the least and the most that they can come to."""
        plan = self.plan
        if not self.parts.alike(score):
            return (
                self._sum((node, part.value) for (_, node), part in zip(known, parts, strict=True)),
                self._sum((part.applies, part.low) for part in parts),
                self._sum((part.applies, part.high) for part in parts),
            )
        ends = [self.parts.span(name, score) for name in score.of]
        least = plan.total((int(end.low), node) for end, (_, node) in zip(ends, known, strict=True))
        values = plan.added([plan.fraction(self._steps(score)), plan.fraction(least)])
        without = [plan.all_of(part.applies, plan.none_of(part.known)) for part in parts]
        lows, highs = (
            plan.added([values, plan.fraction(plan.total(zip(map(int, numbers), without, strict=True)))])
            for numbers in ([end.low for end in ends], [end.high for end in ends])
        )
        return values, lows, highs

    def _sum(self, numbers: Iterable[tuple[Node, Node]]) -> Node:
        """Add numbers, each where its mark is."""
        zero = self.plan.value(0.0)
        return self.plan.added(self.plan.choice([(mark, self.plan.fraction(number))], zero) for mark, number in numbers)

    def _kept_within(self, value: Node, low: tuple[Node, Node], high: tuple[Node, Node]) -> Node:
        """Give a value, or the end that is nearest to it where it lies outside of those that are known."""
        plan = self.plan
        value = plan.choice([(plan.all_of(low[0], plan.compare(low[1], ">", value)), low[1])], value)
        return plan.choice([(plan.all_of(high[0], plan.compare(high[1], "<", value)), high[1])], value)

    def _mean_of_scores(self, score: Score) -> Scored:
        plan = self.plan
        parts = [self.parts.part(name, score) for name in score.of]
        applying, known = self._numbers(parts)
        count, enough = plan.total(applying), plan.total(known)
        exists = plan.compare(count, ">=", 1)
        values = self._sum([(node, part.value) for (_, node), part in zip(known, parts, strict=True)])
        ends = []
        for marks, numbers in (
            ([part.low_known for part in parts], [part.low for part in parts]),
            ([part.high_known for part in parts], [part.high for part in parts]),
        ):
            total = self._sum([(part.applies, number) for part, number in zip(parts, numbers, strict=True)])
            mark = plan.all_of(
                *(plan.any_of(one, plan.none_of(part.applies)) for one, part in zip(marks, parts, strict=True))
            )
            ends.append((plan.all_of(exists, mark), plan.rounded(plan.quotient(plan.product(total, 10), count))))
        value = self._kept_within(plan.rounded(plan.quotient(plan.product(values, 10), enough)), *ends)
        found = self._joined(score, parts, exists, plan.true, value, *ends)
        least = plan.compare(enough, ">=", count if score.least is None else max(1, score.least))
        of = plan.added([found.answered, found.lacking])
        names = {name for part in parts for name in (*part.questions, *part.missing, *part.implied)}
        # A question may count as answered for one part and as open for another.
        most = 2 * len(names)
        sure = plan.all_of(plan.compare(enough, ">=", 1), least, self._reaches(found.answered, of, most, score))
        return found._replace(known=plan.all_of(exists, sure))

    # Counts, times and ratios ---------------------------------------------------------------------------------------

    def _count_of(self, score: Score) -> Scored:
        plan, logic = self.plan, self.logic
        sure = [(1, logic.true(one)) for one in score.counted]
        may = [(1, logic.possible(one)) for one in score.counted]
        exists = plan.true
        if score.of:
            exists = plan.none_of(plan.all_of(*(logic.not_applicable(name) for name in score.of)))
        low, high = (plan.rounded(plan.product(plan.total(one), score.times * 10)) for one in (sure, may))
        known = plan.none_of(plan.any_of(*(logic.unknown(one) for one in score.counted)))
        parts = [self._counted(one) for one in score.counted]
        return self._joined(score, parts, exists, known, low, (exists, low), (exists, high))

    def _counted(self, condition: Condition) -> Part:
        """Give the questions that a condition rests on, or that keep it unknown, as a part of a count."""
        logic = self.logic
        cited = [
            (name, self.plan.all_of(logic.known_as(condition, verdict, False), node))
            for verdict in (True, False)
            for name, node in logic.cited(condition, verdict, False).items()
        ]
        return no_part(self.plan)._replace(questions=logic.named(cited), missing=logic.undecided(condition))

    def _hours_between(self, score: Score) -> Scored:
        plan, logic = self.plan, self.logic
        parts = [self.parts.question(name) for name in score.of]
        exists = plan.none_of(plan.any_of(*(logic.not_applicable(name) for name in score.of)))
        known = plan.all_of(*(logic.answered(name) for name in score.of))
        begin, end = (plan.column(logic.layout.amount(name)) for name in score.of)
        between = plan.less(end, begin)
        # The same time twice is a whole day.
        day = plan.value(float(MINUTES_A_DAY))
        minutes = plan.choice([(plan.compare(between, "<=", 0), plan.added([between, day]))], between)
        hours = plan.exact_quotient(plan.product(minutes, score.times), plan.value(60.0))
        low, high = (plan.choice([(known, hours)], plan.value(float(one))) for one in (score.low, score.high))
        return self._joined(score, parts, exists, known, hours, (exists, low), (exists, high))

    def _ratio_of(self, score: Score) -> Scored:
        plan = self.plan
        parts = [self.parts.part(name, score) for name in score.of]
        over, under = parts
        exists = plan.all_of(over.applies, under.applies)

        def divided(one: tuple[Node, Node], by: tuple[Node, Node]) -> tuple[Node, Node]:
            known = plan.all_of(one[0], by[0], plan.none_of(plan.compare(by[1], "==", 0)))
            whole = plan.product(one[1], score.times)
            return known, plan.exact(plan.exact_quotient(whole, by[1]))

        known, value = divided((over.known, over.value), (under.known, under.value))
        low_known, low = divided((over.low_known, over.low), (under.high_known, under.high))
        high_known, high = divided((over.high_known, over.high), (under.low_known, under.low))
        nothing = plan.all_of(over.high_known, plan.compare(over.high, "==", 0))
        high = plan.choice([(nothing, plan.value(0.0))], high)
        ends = (plan.all_of(exists, low_known), low), (plan.all_of(exists, plan.any_of(nothing, high_known)), high)
        return self._joined(score, parts, exists, known, value, *ends)

    # What a score is made of ----------------------------------------------------------------------------------------

    def _joined(
        self,
        score: Score,
        parts: Sequence[Part],
        exists: Node,
        sure: Node,
        value: Node,
        low: tuple[Node, Node],
        high: tuple[Node, Node],
        counts: tuple[Node, Node] | None = None,
    ) -> Scored:
        """Make a score of its parts: an answer that several of them rest on counts once."""
        plan, named = self.plan, self.logic.named
        questions = named([entry for part in parts for entry in part.questions.items()], exists)
        missing = named([entry for part in parts for entry in part.missing.items()], exists)
        implied = named([entry for part in parts for entry in part.implied.items()], exists)
        counts = counts or self._apart(score, parts)
        if counts is None:
            made_of = self.bank.made_of(score.id)
            answered = {
                name: node for name, node in named([*questions.items(), *implied.items()]).items() if name in made_of
            }
            found = (
                plan.total((1, node) for node in answered.values()),
                plan.total((1, node) for node in missing.values()),
            )
        else:
            found = self._counted_where(exists, counts[0]), self._counted_where(exists, counts[1])
        return Scored(
            plan.all_of(exists, sure),
            value,
            *low,
            *high,
            *found,
            questions,
            missing,
            implied,
            plan.false,
            plan.value(0.0),
        )

    def _apart(self, score: Score, parts: Sequence[Part]) -> tuple[Node, Node] | None:
        """Add up what is answered and missing in scores that share no question; None where some do."""
        if not score.composite or any(self.bank.score_by_id[name].applies is not None for name in score.of):
            return None
        names = [{*part.questions, *part.missing, *part.implied} for part in parts]
        made_of = [set(self.bank.made_of(name)) for name in score.of]
        if sum(map(len, names)) > len(set().union(*names)) or not all(map(set.issubset, names, made_of)):
            return None
        scores = [self.score(name) for name in score.of]
        room = self.plan.wide if sum(map(len, names)) > MOST_SMALL else (lambda number: number)
        return (
            self.plan.added(room(one.answered) for one in scores),
            self.plan.added(room(one.lacking) for one in scores),
        )

    def _counted_where(self, mark: Node, count: Node) -> Node:
        return self.plan.choice([(mark, count)], self.plan.value(0))
