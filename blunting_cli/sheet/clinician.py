"""The page for a doctor or therapist, read in two minutes: the answers, the numbers with their range, times, medicines.

The answers stand before what the program makes of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from blunting_cli.answers import ago_words
from blunting_cli.assessment import fill
from blunting_cli.bank.model import CARE, NO_TIER, Group, Question
from blunting_cli.conditions import Answer, Medicine, State
from blunting_cli.factors import FactorResult, Finding
from blunting_cli.scoring import VERDICTS, CriterionResult, ScoreResult
from blunting_cli.sheet.blocks import Block, Fields, Heading, Notice, Paragraph, Table, figure, sentence, signed, whole
from blunting_cli.sheet.telling import Telling, is_exact
from blunting_cli.sheet.timeline import timeline

# The place of the range among the columns of a score.
RANGE = 2


class ClinicianPage(Telling):
    """The blocks of the page, in the order they are read."""

    def blocks(self) -> Iterator[Block]:
        """Give the page: how soon, the answers, the scores, times and medicines, what fits, what the person asks."""
        yield Heading(self.texts["page_clinician"], 1)
        yield Paragraph(self.texts["clinician_lead"])
        yield from self.doubts()
        tier = self.assessment.escalation.tier
        reasons = " ".join(self.reasons()) or self.texts["tier_no_reasons"]
        if tier.id != NO_TIER:
            yield Notice(tier.title, (reasons,), tier.urgent)
        yield from self.told()
        yield from self.answered()
        yield from self.scores()
        yield from self.criteria()
        yield from timeline(self)
        yield from self.medicines()
        yield from self.fitting()
        yield from self.to_ask()
        yield Paragraph(self.made_with(), quiet=True)

    # What was answered ------------------------------------------------------------------------------------------

    def answered(self) -> Iterator[Block]:
        """Give the answers that are not scored, in the groups of the bank, then those of no group."""
        scored = {name for score in self.bank.scores for name in score.of}
        placed = {name for group in self.bank.groups for name in group.questions}
        rest = tuple(q.id for q in self.bank.questions if q.id not in scored and q.id not in placed)
        groups = (*self.bank.groups, Group(self.texts["clinician_other"], rest))
        entries = [(group.title, text) for group in groups if (text := self.group(group))]
        if entries:
            yield Heading(self.texts["clinician_answers"])
            yield Fields(tuple(entries))

    def group(self, group: Group) -> str:
        """Say the answers of a group; every plain no of its brief questions stands in one line at its end."""
        asked = [name for name in group.questions if name in self.assessment.answers]
        answers = self.assessment.answers
        plain = [name for name in group.brief if name in asked and _is_plain_no(self.bank.by_id[name], answers[name])]
        return self.gathered(asked, plain)

    # Scores -----------------------------------------------------------------------------------------------------

    def scores(self) -> Iterator[Block]:
        """Give the scores with their range, their word, the change since last time where it is known, their answers."""
        results = self.ordered_scores()
        if not results:
            return
        yield Heading(self.texts["clinician_scores_heading"])
        earlier = self.visit.earlier
        lead, change = [self.texts["clinician_scores"]], []
        if earlier is not None:
            lead.append(self.texts["clinician_change"])
            change.append(fill(self.texts["column_change"], day=earlier.taken or self.texts["column_earlier"]))
        yield Paragraph(" ".join(lead), quiet=True)
        columns = (*self.named("score", "number", "range"), *change, *self.named("word", "answers"))
        rows = tuple(map(self.score, results))
        # Where nothing is missing there is no range to say.
        kept = [index for index, name in enumerate(columns) if index != RANGE or any(row[RANGE] for row in rows)]
        yield Table("", tuple(columns[index] for index in kept), tuple(tuple(row[i] for i in kept) for row in rows))

    def named(self, *columns: str) -> tuple[str, ...]:
        return tuple(self.texts[f"column_{column}"] for column in columns)

    def score(self, result: ScoreResult) -> tuple[str, ...]:
        score = self.bank.score_by_id[result.id]
        shown = figure(result.value, exact=is_exact(score)) or self.texts["column_none"]
        ends = self.ends(result)
        bounded = all(ends.values()) and ends["low"] != ends["high"]
        interval = fill(self.texts["clinician_range"], **ends) if bounded else ""
        change = [self.change(result)] if self.visit.earlier else []
        word = self.texts["profile_not_applicable"] if result.of == 0 else "; ".join(self.value_words(result))
        answers = self.gathered(name for name in score.of if name in self.bank.by_id)
        return (score.title, shown, interval, *change, word, answers)

    def criteria(self) -> Iterator[Block]:
        """Give the rules of the instrument with what they come to, part by part, and where they are from."""
        if not self.assessment.criteria:
            return
        columns = self.named("criterion", "verdict", "source")
        rows = tuple(map(self.criterion, self.assessment.criteria.values()))
        yield Heading(self.texts["criteria_heading"])
        yield Table("", columns, rows)

    def criterion(self, result: CriterionResult) -> tuple[str, ...]:
        titled = zip(result.criterion.parts, result.parts, strict=True)
        parts = [f"{title}: {self.texts[f'verdict_{VERDICTS[verdict]}']}" for (title, _), verdict in titled if title]
        words = "; ".join([self.criterion_words(result).rstrip("."), *parts])
        source = self.bank.sources.get(result.criterion.source)
        return (result.criterion.title, words, source.title if source else result.criterion.source)

    def change(self, result: ScoreResult) -> str:
        """Say by how much a score has changed; where answers are missing, between what the change must lie."""
        before = self.visit.earlier.scores.get(result.id) if self.visit.earlier else None
        if before is None or before.low is None or before.high is None or result.low is None or result.high is None:
            return self.texts["column_not_known"]
        # From the whole numbers that are shown, so that anyone can work it out again.
        now, then = (int(whole(result.low)), int(whole(result.high))), (int(whole(before.low)), int(whole(before.high)))
        least, most = signed(now[0] - then[1]), signed(now[1] - then[0])
        return least if least == most else fill(self.texts["clinician_range"], low=least, high=most)

    # Times, medicines, and what fits ----------------------------------------------------------------------------

    def medicines(self) -> Iterator[Block]:
        """Give the medicines as they were typed and as they were read."""
        listed = [
            entry
            for name, answer in self.assessment.answers.items()
            if isinstance(answer, tuple) and name not in self.bank.safety
            for entry in answer
            if isinstance(entry, Medicine)
        ]
        if listed:
            columns = self.named("typed", "read_as", "begun", "dose")
            yield Table(self.texts["clinician_medicines"], columns, tuple(map(self.medicine, listed)))

    def medicine(self, entry: Medicine) -> tuple[str, ...]:
        unknown = self.texts["column_not_told"]
        dose = [self.texts[f"medicine_{entry.change}"]] if entry.change else []
        dose += [ago_words(entry.changed, self.texts)] if entry.changed else []
        begun = ago_words(entry.started, self.texts) if entry.started else unknown
        return (entry.name, entry.generic or self.texts["column_not_known"], begun, ", ".join(dose) or unknown)

    def fitting(self) -> Iterator[Block]:
        """Give the shape and the factors the answers fit, what speaks for and against each, and what was not asked."""
        pattern = self.assessment.pattern.pattern
        if not self.bank.patterns and not self.bank.factors:
            return
        yield Heading(self.texts["clinician_fitting"])
        yield Paragraph(f"{pattern.title}." if pattern else self.texts["clinician_no_shape"])
        yield from self.undecided()
        if self.printed:
            lacking = any(found.not_asked for found in self.printed)
            columns = self.named("factor", "signs", "for", "against", *(["lacking"] if lacking else []))
            yield Table("", columns, tuple(self.factor(found, lacking=lacking) for found in self.printed))
        yield from self.unasked()

    def factor(self, found: FactorResult, *, lacking: bool) -> tuple[str, ...]:
        names = dict.fromkeys(name for finding in found.not_asked for name in finding.questions)
        return (
            found.factor.title,
            self.texts[f"level_{found.level}"],
            _said(found.speaks_for),
            _said(found.speaks_against) or self.texts["column_none"],
            *([", ".join(self.shorts(names))] if lacking else []),
        )

    def to_ask(self) -> Iterator[Block]:
        """Give what the person wants to ask, their own questions first, after the words of care."""
        found = tuple(self.ask())
        if not found:
            return
        yield Heading(self.texts["clinician_asks"])
        helps = [entry for result in self.printed for entry in result.factor.helps]
        for group in CARE:
            care = self.said(group)
            if care is not None and (group == CARE[0] or any(getattr(entry, group) for entry in helps)):
                yield Paragraph(care.text)
        yield from found


def _is_plain_no(question: Question, answer: Answer) -> bool:
    """Tell whether an answer says no or none of these; a missing one never does."""
    if isinstance(answer, State) or question.safety:
        return False
    if question.type == "multi":
        return question.none_of_these is not None and answer == (question.none_of_these,)
    return question.plain_no is not None and answer == question.plain_no


def _said(findings: Iterable[Finding]) -> str:
    return " ".join(sentence(finding.rule.because) for finding in findings)
