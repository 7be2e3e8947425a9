"""What one step would change, in blocks for people: the nearest few of each kind, and how many more there are."""

from __future__ import annotations

from collections.abc import Iterator

from blunting_cli.answers import in_words
from blunting_cli.assessment import fill
from blunting_cli.conditions import is_missing
from blunting_cli.explaining.counterfactuals import (
    BAND,
    CRITERION,
    FIRST_FACTOR,
    NONE,
    PATTERN,
    TIER,
    UNDECIDED,
    Change,
    Outcome,
)
from blunting_cli.explaining.tree import Explanation
from blunting_cli.sheet import Block, Heading, Listing, Paragraph

# How much of it a person is shown; the data has all of it.
OUTCOMES, QUESTIONS, ANSWERS = 4, 2, 3
ORDER = (TIER, CRITERION, PATTERN, FIRST_FACTOR, BAND)


def change_blocks(explanation: Explanation) -> Iterator[Block]:
    """Say what one step would change, or that this cannot be worked out."""
    yield from _Changes(explanation).blocks()


class _Changes:
    def __init__(self, explanation: Explanation) -> None:
        self.changes = explanation.changes
        self.bank = explanation.assessment.bank
        self.texts = self.bank.texts

    def words(self, key: str, /, **words: object) -> str:
        return fill(self.texts[f"change_{key}"], **words)

    def blocks(self) -> Iterator[Block]:
        yield Heading(self.words("heading"))
        if self.changes is None:
            yield Paragraph(self.words("not_known"))
            return
        yield Paragraph(self.words("lead"))
        if not self.changes.outcomes:
            yield Paragraph(self.words("nothing"))
        for kind in ORDER:
            found = [outcome for outcome in self.changes.outcomes if outcome.kind == kind]
            nearest = self.nearest(found) if kind == BAND else found
            lines = [self.line(outcome) for outcome in nearest[:OUTCOMES]]
            if len(found) > len(lines):
                lines.append(self.words("more", number=len(found) - len(lines)))
            if lines:
                yield Listing(self.words(f"lead_{kind}"), tuple(lines))
        yield Paragraph(self.left_out(self.changes.left_out), quiet=True)

    def nearest(self, found: list[Outcome]) -> list[Outcome]:
        """Give the nearest band of every score: the first of each, since they stand in that order."""
        first: dict[str, Outcome] = {}
        for outcome in found:
            first.setdefault(outcome.subject, outcome)
        return list(first.values())

    def line(self, outcome: Outcome) -> str:
        by_question: dict[str, list[Change]] = {}
        for change in outcome.changes:
            by_question.setdefault(change.question, []).append(change)
        said = [self.change(changes) for changes in list(by_question.values())[:QUESTIONS]]
        if len(by_question) > len(said):
            said.append(self.words("more", number=len(by_question) - len(said)))
        return self.words("line", outcome=self.outcome(outcome), changes="; ".join(said))

    def outcome(self, outcome: Outcome) -> str:
        after = outcome.after
        if outcome.kind == BAND:
            score = self.bank.score_by_id[outcome.subject].title
            return self.words("band", name=score, label=after)
        if outcome.kind == CRITERION:
            title = next(entry.title for entry in self.bank.criteria if entry.id == outcome.subject)
            return self.words("criterion", name=title, verdict=self.texts[f"verdict_{after}"])
        if outcome.kind == TIER:
            return next(tier.title for tier in self.bank.tiers if tier.id == after)
        if after in (NONE, UNDECIDED):
            return self.texts["pattern_none"].rstrip(".")
        listed = self.bank.patterns if outcome.kind == PATTERN else self.bank.factors
        return next(entry.title for entry in listed if entry.id == after)

    def change(self, changes: list[Change]) -> str:
        """Say the other answers to one question that would do."""
        question, before = self.bank.by_id[changes[0].question], changes[0].before
        shown = [self.words("answer", answer=in_words(change.after, question, self.texts)) for change in changes]
        if len(shown) > ANSWERS:
            shown = [*shown[:ANSWERS], self.words("others", number=len(shown) - ANSWERS)]
        after = self.words("or").join(shown)
        if len(changes) == len(question.options):
            after = self.words("any")
        key = "unanswered" if is_missing(before) else "answered"
        now = in_words(before, question, self.texts)
        return self.words(key, name=question.short, after=after, before=now)

    def left_out(self, names: tuple[str, ...]) -> str:
        if not names:
            return self.words("left_out")
        return self.words("left_out_too", names=", ".join(self.bank.by_id[name].short for name in names))
