"""A bank as a blank questionnaire on paper, for a waiting room: help first, then every question with boxes to tick."""

from __future__ import annotations

from collections.abc import Iterator

from blunting_cli.assessment import fill
from blunting_cli.bank.model import Bank, Question
from blunting_cli.bank.saying import condition_words
from blunting_cli.conditions import evaluate, questions_of
from blunting_cli.scoring import Said
from blunting_cli.sheet import (
    Blank,
    Block,
    Heading,
    HelpLines,
    Notice,
    Page,
    Paragraph,
    Sheet,
    emergency_words,
    help_line_blocks,
    help_panel,
)
from blunting_cli.template.described import bank_data

# Lines to write on, by the type of a question.
LINES = {"medicine": 4, "text": 2}


def make_form(bank: Bank, lines: HelpLines) -> Sheet:
    """Lay a bank out as a form to fill in by hand."""
    page = Page("form", bank.title or bank.id, tuple(_Form(bank, lines).blocks()))
    return Sheet(bank_data(bank), (page,), bank.title or bank.id, bank.language)


class _Form:
    def __init__(self, bank: Bank, lines: HelpLines) -> None:
        self.bank = bank
        self.texts = bank.texts
        self.lines = lines
        self.numbers = {question.id: index for index, question in enumerate(bank.questions, 1)}

    def blocks(self) -> Iterator[Block]:
        yield Heading(self.bank.title or self.bank.id, 1)
        recall = fill(self.texts["form_recall"], recall=self.bank.recall) if self.bank.recall else ""
        yield Paragraph(f"{fill(self.texts['form_about'], title=self.bank.title or self.bank.id)} {recall}".strip())
        yield Paragraph(self.texts["form_how"])
        yield from help_panel([self.texts["help_general"]], self.lines, self.texts)
        section = lead = ""
        for question in self.bank.questions:
            found = self.bank.section_by_id[question.section]
            if found.id != section:
                yield Heading(found.title)
                yield Paragraph(found.why)
                lead = ""
            if found.lead and found.lead != lead:
                yield Paragraph(found.lead)
            section, lead = found.id, found.lead
            if question.safety:
                yield self.warning()
            yield self.blank(question)
            yield from self.stop(question)
        yield Paragraph(self.texts["form_end"])
        yield from help_line_blocks(self.lines, self.texts, brief=True)
        yield Paragraph(fill(self.texts["form_line"], bank=self.bank.id, version=self.bank.version), quiet=True)

    def warning(self) -> Notice:
        """Say before a question about safety what to do, since on paper no panel opens after it."""
        words = (self.texts["form_safety"], emergency_words(self.lines, self.texts))
        return Notice(self.texts["help_heading"], words, urgent=True)

    def stop(self, question: Question) -> Iterator[Block]:
        """Say after a question for whom the bank was not written, and what they can do."""
        outside = self.bank.outside
        if outside is None or question.id not in questions_of(outside.when):
            return
        for option in question.options:
            if evaluate(outside.when, Said(self.bank, {question.id: option.value})):
                yield Paragraph(f"{fill(self.texts['form_stop'], label=option.label)} {outside.text}")

    def blank(self, question: Question) -> Blank:
        """Give a question with its number, whom it is for, and boxes; the numbers of answers are those of a file."""
        options = [f"{option.value}: {option.label}" for option in question.options]
        options += [self.texts[state.value] for state in question.also]
        lines = 0 if question.options else LINES.get(question.type, 1)
        return Blank(
            number=f"{self.numbers[question.id]}.",
            ask=f"{question.ask} {self.texts['form_medicine'] if question.type == 'medicine' else ''}".strip(),
            only_if=self.only_if(question),
            options=tuple(options),
            several=question.type == "multi",
            lines=lines,
        )

    def only_if(self, question: Question) -> str:
        """Say whom a question is for, in the bank's own words or by the numbers of the questions before it."""
        if question.opens is None:
            return ""
        words = question.only_if or condition_words(question.opens, self.bank, self.named)
        return fill(self.texts["form_only_if"], words=words)

    def named(self, question: Question) -> str:
        return fill(self.texts["form_question"], number=self.numbers[question.id])
