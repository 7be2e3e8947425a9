"""A summary of many respondents -> blocks for people, and plain data for programs.

What is told are counts of answers; nothing is said about any one of them, and nothing of why it is so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from blunting_cli.assessment import fill
from blunting_cli.bank.model import NO_TIER, Bank, Question, Score
from blunting_cli.cohort.results import NO_PATTERN, UNDECIDED
from blunting_cli.cohort.summary import BandCounts, Count, Item, Items, ScaleNumbers, Summarised
from blunting_cli.conditions import State
from blunting_cli.factors import RANKED
from blunting_cli.scoring import VERDICTS
from blunting_cli.sheet import Block, Heading, Page, Paragraph, Scale, Sheet, Table

PAGE = "summary"
# The places a number in the data has after its point.
PLACES = 6


def summary_sheet(found: Summarised, bank: Bank, refused: int = 0) -> Sheet:
    """Lay a summary out as a sheet of one page, with the data as its facts."""
    title = bank.texts["cohort_title"]
    page = Page(PAGE, title, tuple(summary_blocks(found, bank, refused)))
    return Sheet(summary_data(found, bank, refused), (page,), title, bank.language)


def summary_blocks(found: Summarised, bank: Bank, refused: int = 0) -> Iterator[Block]:
    """Lay a summary out; `refused` is the number of rows that could not be read, and so are not in it."""
    return _Telling(found, bank).blocks(refused)


class _Telling:
    def __init__(self, found: Summarised, bank: Bank) -> None:
        self.found, self.bank, self.texts = found, bank, bank.texts

    def words(self, key: str, /, **words: object) -> str:
        return fill(self.texts[f"cohort_{key}"], **words)

    def columns(self, *keys: str) -> tuple[str, ...]:
        return tuple(self.words(f"column_{key}") for key in keys)

    def blocks(self, refused: int) -> Iterator[Block]:
        yield Heading(self.words("title"), 1)
        yield Paragraph(self.words("lead"))
        yield Paragraph(self.words("small"))
        yield Paragraph(self.words("people", number=self.found.respondents))
        if refused:
            yield Paragraph(self.words("refused", number=refused))
        if not self.found.respondents:
            return
        yield Paragraph(self.words("shares"), quiet=True)
        yield from self.results()
        yield from self.scores()
        yield from self.criteria()
        yield from self.factors()
        yield from self.items()

    # Results --------------------------------------------------------------------------------------------------------

    def results(self) -> Iterator[Block]:
        """Give how often each tier and each pattern came out, as bars."""
        if any(tier.id != NO_TIER for tier in self.bank.tiers):
            yield Heading(self.texts["tier_heading"])
            yield from self.bars(self.found.tiers, {tier.id: tier.title for tier in self.bank.tiers})
        if self.bank.patterns:
            titles = {pattern.id: pattern.title for pattern in self.bank.patterns}
            titles |= {UNDECIDED: self.words("pattern_undecided"), NO_PATTERN: self.words("pattern_none")}
            yield Heading(self.words("pattern_heading"))
            yield from self.bars(self.found.patterns, titles)

    def share(self, count: Count) -> str:
        """Say which part of all a count is; one too small for its decimal is not none."""
        if count.percent is None:
            return ""
        return self.words("under") if count.number and not count.percent else f"{count.percent:g}%"

    def cell(self, count: Count) -> str:
        return f"{count.number}, {self.share(count)}" if count.number else "0"

    def bars(self, counts: Iterable[Count], titles: dict[str, str]) -> Iterator[Block]:
        for count in counts:
            number = float(count.number)
            label = titles[str(count.value)] if count.value is not None else self.words("no_result")
            yield Scale(label, number, number, number, self.found.respondents, self.share(count))

    def scores(self) -> Iterator[Block]:
        """Give what the scores are, then how often each of their bands came out."""
        if self.found.scales:
            columns = self.columns("score", "people", "no_number", "mean", "spread", "lowest", "highest")
            yield Heading(self.words("scores_heading"))
            yield Paragraph(self.words("scores_lead"), quiet=True)
            yield Table("", columns, tuple(map(self.scale, self.found.scales)))
            private = [scale.score for scale in self.found.scales if scale.score in self.bank.safety_scores]
            if private:
                names = ", ".join(self.bank.score_by_id[name].title for name in private)
                yield Paragraph(self.words("private", names=names))
        if self.found.bands:
            yield Heading(self.words("bands_heading"))
        for _, run in groupby(self.found.bands, key=lambda one: one.bands):
            yield from self.bands(list(run))

    def scale(self, scale: ScaleNumbers) -> tuple[str, ...]:
        numbers = (f"{scale.number}", f"{scale.missing}", _decimal(scale.mean), _decimal(scale.deviation))
        ends = ("" if end is None else f"{end:g}" for end in (scale.lowest, scale.highest))
        return (self.bank.score_by_id[scale.score].title, *numbers, *ends)

    def bands(self, run: Sequence[BandCounts]) -> Iterator[Block]:
        """Give the bands of scores that share a set: those of one as bars, those of several as a table."""
        title = self.bank.bands[run[0].bands].title
        labels = {str(count.value): str(count.value) for count in run[0].counts if count.value is not None}
        if len(run) == 1:
            name = self.bank.score_by_id[run[0].score].title
            yield Heading(f"{name} ({title})" if title else name, 3)
            yield from self.bars(run[0].counts, labels)
            return
        rows = ((self.bank.score_by_id[one.score].title, one.counts) for one in run)
        yield self.table(title, "score", labels.values(), rows)

    def criteria(self) -> Iterator[Block]:
        """Give how often each rule is met."""
        if self.bank.criteria:
            verdicts = (self.texts[f"verdict_{VERDICTS[verdict]}"] for verdict in (True, None, False))
            rows = ((criterion.title, self.found.criteria[criterion.id]) for criterion in self.bank.criteria)
            yield Heading(self.texts["criteria_heading"])
            yield Paragraph(self.texts["criteria_lead"], quiet=True)
            yield self.table("", "criterion", verdicts, rows)

    def factors(self) -> Iterator[Block]:
        """Give for how many each factor has many, some, a few or no signs."""
        if self.bank.factors:
            levels = (self.words(f"level_{level}") for level in RANKED)
            rows = ((factor.title, self.found.factors[factor.id]) for factor in self.bank.factors)
            yield Heading(self.texts["factors_heading"])
            yield Paragraph(self.words("factors_lead"), quiet=True)
            yield self.table("", "factor", levels, rows)

    def table(self, lead: str, first: str, values: Iterable[str], rows: Iterable[tuple[str, Sequence[Count]]]) -> Table:
        """Set counts in a table, a value a column; no result stands last."""
        columns = (*self.columns(first), *values, self.words("no_result"))
        return Table(lead, columns, tuple((title, *map(self.cell, counts)) for title, counts in rows))

    # Questions ------------------------------------------------------------------------------------------------------

    def items(self) -> Iterator[Block]:
        """Give the answers to the questions behind each score, and how well these go together."""
        if self.found.items:
            yield Heading(self.words("items_heading"))
            yield Paragraph(self.words("items_lead"), quiet=True)
        for one in self.found.items:
            score = self.bank.score_by_id[one.score]
            yield Heading(score.title, 3)
            for _, run in groupby(one.items, key=lambda item: self.bank.by_id[item.question].options):
                yield self.answers(list(run), told=one.complete is not None)
            yield from self.missing(one.items)
            yield Paragraph(self.together(one, score))

    def answers(self, items: Sequence[Item], *, told: bool) -> Table:
        """Give the answers to questions with the same options, as they were given."""
        options = self.bank.by_id[items[0].question].options
        names = (f"{option.value} {option.label}" for option in options)
        columns = (*self.columns("question"), *names, *(self.columns("rest") if told else ()))
        rest = [[_decimal(item.rest) or self.words("no_rest")] if told else [] for item in items]
        rows = (
            (self.question(item), *map(self.cell, item.values), *end) for item, end in zip(items, rest, strict=True)
        )
        return Table("", columns, tuple(rows))

    def question(self, item: Item) -> str:
        question: Question = self.bank.by_id[item.question]
        return f"{question.short}{self.texts['explain_reversed']}" if question.reverse else question.short

    def missing(self, items: Sequence[Item]) -> Iterator[Block]:
        """Give how often each question has no answer, for each way of having none that came up."""
        found = {str(state.value) for item in items for state in item.states if state.number}
        kinds = [state.value for state in State if state.value in found]
        if not kinds:
            yield Paragraph(self.words("none_missing"))
            return
        columns = (*self.columns("question"), *(self.texts[kind] for kind in kinds))
        rows = (
            (self.bank.by_id[item.question].short, *(self.cell(one) for one in item.states if one.value in found))
            for item in items
        )
        yield Table(self.words("missing"), columns, tuple(rows))

    def together(self, one: Items, score: Score) -> str:
        """Say how well the questions of a score go together, or why it is not said."""
        if one.private:
            return self.words("alpha_private")
        if one.complete is None:
            return self.words("alpha_not_answers")
        if one.alpha is not None:
            return self.words("alpha", alpha=_decimal(one.alpha), number=one.complete)
        if len(score.of) < 2:
            return self.words("alpha_one_question")
        return self.words("alpha_none", number=one.complete)


def _decimal(value: float | None) -> str:
    """Give a number to two decimals; nothing where there is none."""
    # A number that is nothing once it is rounded has no sign.
    return "" if value is None else f"{round(value, 2) + 0:.2f}"


# For programs -------------------------------------------------------------------------------------------------------


def summary_data(found: Summarised, bank: Bank, refused: int = 0) -> dict[str, Any]:
    """Give a summary as plain data; a value of null is no result."""
    return {
        "bank": {"id": bank.id, "version": bank.version},
        "respondents": found.respondents,
        "refused": refused,
        "tiers": _counts(found.tiers),
        "patterns": _counts(found.patterns) if bank.patterns else [],
        "scores": [_rounded(scale._asdict()) for scale in found.scales],
        "bands": [{**one._asdict(), "counts": _counts(one.counts)} for one in found.bands],
        "criteria": {name: _counts(counts) for name, counts in found.criteria.items()},
        "factors": {name: _counts(counts) for name, counts in found.factors.items()},
        "items": [_rounded({**one._asdict(), "items": [*map(_item, one.items)]}) for one in found.items],
    }


def _item(item: Item) -> dict[str, Any]:
    return _rounded({**item._asdict(), "values": _counts(item.values), "states": _counts(item.states)})


def _counts(counts: Iterable[Count]) -> list[dict[str, Any]]:
    return [count._asdict() for count in counts]


def _rounded(data: dict[str, Any]) -> dict[str, Any]:
    return {name: round(value, PLACES) if isinstance(value, float) else value for name, value in data.items()}
