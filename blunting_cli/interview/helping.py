"""Help at the moment of an answer that calls for it, and again on leaving, even if the answer was changed since."""

from __future__ import annotations

from collections.abc import Iterable

from blunting_cli.bank.model import Bank, Question, Statement
from blunting_cli.conditions import questions_of
from blunting_cli.escalation import escalate
from blunting_cli.interview.machine import Interview
from blunting_cli.interview.talk import Talk
from blunting_cli.scoring import Said
from blunting_cli.sheet import Block, Paragraph, help_line_blocks, help_panel, kinds_of, urgent_panel


class Helping:
    """Shows help, and remembers that it was shown."""

    def __init__(self, talk: Talk, bank: Bank) -> None:
        self.talk = talk
        self.bank = bank
        self.texts = bank.texts
        # The words of help shown last, whether they were the most urgent ones, and the red flags that were urgent.
        self.said: tuple[str, ...] = ()
        self.most_urgent = False
        self.urged: list[str] = []

    def after(self, state: Interview, question: Question) -> bool:
        """Show what an answer calls for, if anything, and tell whether something was shown.

        That is help after an answer about safety, and after any other that changes its words; and what to do where
        a red flag is urgent.
        """
        panel = self.urgent(state, question.id) if question.red_flag and question.id not in self.bank.safety else ()
        if panel:
            self.urged.append(question.id)
        words = state.help
        ids = tuple(found.id for found in words)
        own = question.id in self.bank.safety and any(_answers(found, question) for found in words)
        if words and (own or ids != self.said):
            self.said = ids
            tier = escalate(self.bank, Said(self.bank, state.settled.answers)).tier
            self.most_urgent = self.most_urgent or (tier.urgent and tier is self.bank.tiers[0])
            panel += self.panel((found.text for found in words), kinds_of(words))
        if panel:
            self.talk.front.show(panel)
        return bool(panel)

    def urgent(self, state: Interview, question: str) -> tuple[Block, ...]:
        """Give what the answer to a red flag calls for, where that is urgent."""
        found = escalate(self.bank, Said(self.bank, state.settled.answers))
        tiers = {tier.id: tier for tier in self.bank.tiers if tier.urgent}
        reason = next((reason for reason in found.reasons if question in reason.questions), None)
        if reason is None or reason.trigger.tier not in tiers:
            return ()
        # What is said to everyone can wait; what these answers call for cannot.
        care = [said.text for said in found.statements if not said.is_help and (said.when is not None or said.tier)]
        tier = tiers[reason.trigger.tier]
        return tuple(urgent_panel(tier, reason.trigger.because, care, self.talk.lines, self.texts))

    def on_leaving(self, state: Interview) -> tuple[Block, ...]:
        """Give the help to show on the way out, unless every question about safety was answered with a plain no.

        Before they were asked, or once an answer was changed to no, help is said in general words.
        """
        urgent = [panel for panel in (self.urgent(state, question) for question in self.urged) if panel]
        blocks = urgent[-1] if urgent else self.panel([self.texts["urgent_taken_back"]]) if self.urged else ()
        if state.help:
            return (*blocks, *self.panel((words.text for words in state.help), kinds_of(state.help)))
        if state.help_to_come or state.helped:
            blocks += self.panel([self.texts["help_general_now" if self.most_urgent else "help_general"]])
        return blocks

    def outside(self) -> tuple[Block, ...]:
        """Say kindly that the check was written for others, and where help is."""
        words = self.bank.outside.text if self.bank.outside else ""
        kinds = frozenset(self.bank.outside.lines) if self.bank.outside else frozenset[str]()
        return (Paragraph(words), *help_line_blocks(self.talk.lines, self.texts, kinds, brief=True))

    def panel(self, words: Iterable[str], kinds: frozenset[str] = frozenset()) -> tuple[Block, ...]:
        """Put words of help with the help lines, the special ones of these kinds among them."""
        return tuple(help_panel(words, self.talk.lines, self.texts, kinds))


def _answers(words: Statement, question: Question) -> bool:
    """Tell whether words of help answer what was said to a question."""
    return words.when is None or question.id in questions_of(words.when)
