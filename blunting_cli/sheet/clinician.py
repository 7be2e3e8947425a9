"""The page for a doctor or therapist, read in two minutes: the answers, the numbers with their range, times, medicines.

The answers stand before what the program makes of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from blunting_cli.answers import ago_words
from blunting_cli.assessment import Assessment, fill
from blunting_cli.bank.model import Group, Question
from blunting_cli.conditions import Answer, Medicine, State
from blunting_cli.factors import Finding
from blunting_cli.scoring import ScoreResult
from blunting_cli.sheet.blocks import Block, Fields, Heading, Listing, Paragraph, Table, sentence, whole
from blunting_cli.sheet.help import HelpLines
from blunting_cli.sheet.telling import Telling
from blunting_cli.sheet.timeline import timeline


class Visit(NamedTuple):
    """What is known besides the answers: the person's own questions, and an earlier assessment to compare with."""

    asks: tuple[str, ...] = ()
    earlier: Assessment | None = None


class ClinicianPage(Telling):
    """The blocks of the page, in the order they are read."""

    def __init__(self, assessment: Assessment, lines: HelpLines, visit: Visit) -> None:
        super().__init__(assessment, lines)
        self.visit = visit

    def blocks(self) -> Iterator[Block]:
        """Give the page: how soon, the answers, the scores, times and medicines, what fits, what the person asks."""
        yield Heading(self.texts["page_clinician"], 1)
        yield Paragraph(self.texts["clinician_lead"])
        yield self.how_soon()
        yield from self.answered()
        yield from self.scores()
        yield from timeline(self)
        yield from self.medicines()
        yield from self.fitting()
        yield from self.asked()
        yield Paragraph(self.made_with(), quiet=True)

    def how_soon(self) -> Block:
        """Say the day, what the answers are about, and how soon to talk to whom and why."""
        tier, reasons = self.assessment.escalation.tier, " ".join(self.reasons())
        taken = [(self.texts["clinician_day"], self.assessment.taken)] if self.assessment.taken else []
        recall = [(self.texts["clinician_recall"], self.bank.recall)] if self.bank.recall else []
        soon = f"{tier.title}. {reasons}".strip()
        return Fields((*taken, *recall, (self.texts["tier_heading"], soon)))

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
        yield Heading(self.texts["profile_heading"])
        yield Paragraph(self.texts["clinician_scores"], quiet=True)
        keys = ["score", "number", "range", *(["change"] if self.visit.earlier else []), "word", "answers"]
        yield Table("", tuple(self.texts[f"column_{key}"] for key in keys), tuple(map(self.score, results)))

    def score(self, result: ScoreResult) -> tuple[str, ...]:
        score = self.bank.score_by_id[result.id]
        shown = whole(result.value) or self.texts["column_none"]
        low, high = whole(result.low), whole(result.high)
        interval = low if low == high else fill(self.texts["clinician_range"], low=low, high=high)
        interval = interval or self.texts["profile_not_applicable"]
        change = [self.change(result)] if self.visit.earlier else []
        word = result.band.label if result.band else ""
        answers = "" if score.composite else self.gathered(score.of)
        return (score.title, shown, interval, *change, word, answers)

    def change(self, result: ScoreResult) -> str:
        """Say by how much a score has changed, where both numbers are known and mean the same."""
        earlier = self.visit.earlier
        before = earlier.scores.get(result.id) if earlier and earlier.bank.sha256 == self.bank.sha256 else None
        if before is None or before.value is None or result.value is None:
            return self.texts["column_none"]
        return f"{result.value - before.value:+.0f}"

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
            columns = tuple(self.texts[f"column_{key}"] for key in ("typed", "read_as", "begun", "dose"))
            yield Table(self.texts["clinician_medicines"], columns, tuple(map(self.medicine, listed)))

    def medicine(self, entry: Medicine) -> tuple[str, ...]:
        unknown = self.texts["column_not_told"]
        dose = [self.texts[f"medicine_{entry.change}"]] if entry.change else []
        dose += [ago_words(entry.changed, self.texts)] if entry.changed else []
        begun = ago_words(entry.started, self.texts) if entry.started else unknown
        return (entry.name, entry.generic or self.texts["column_not_known"], begun, ", ".join(dose) or unknown)

    def fitting(self) -> Iterator[Block]:
        """Give the shape and the factors the answers fit, with what speaks for and against each."""
        pattern = self.assessment.pattern.pattern
        if pattern is None and not self.printed:
            return
        yield Heading(self.texts["clinician_fitting"])
        if pattern is not None:
            yield Paragraph(f"{pattern.title}.")
        if self.printed:
            columns = tuple(self.texts[f"column_{key}"] for key in ("factor", "signs", "for", "against"))
            rows = tuple(
                (
                    found.factor.title,
                    self.texts[f"level_{found.level}"],
                    _said(found.speaks_for),
                    _said(found.speaks_against) or self.texts["column_none"],
                )
                for found in self.printed
            )
            yield Table("", columns, rows)

    def asked(self) -> Iterator[Block]:
        """Give what the person wants to ask, their own questions first, after the word on not stopping a medicine."""
        if not self.visit.asks and not any(self.asks().values()):
            return
        yield Heading(self.texts["clinician_asks"])
        care = self.said("medicine")
        if care is not None:
            yield Paragraph(care.text)
        if self.visit.asks:
            yield Listing(self.texts["clinician_own_asks"], self.visit.asks)
        for whom, questions in self.asks().items():
            yield Listing(self.ask_lead(whom), questions)


def _is_plain_no(question: Question, answer: Answer) -> bool:
    """Tell whether an answer says no or none of these; a missing one never does."""
    if isinstance(answer, State) or question.safety:
        return False
    if question.type == "multi":
        return question.none_of_these is not None and answer == (question.none_of_these,)
    return bool(question.options) and answer == min(option.value for option in question.options)


def _said(findings: Iterable[Finding]) -> str:
    return " ".join(sentence(finding.rule.because) for finding in findings)
