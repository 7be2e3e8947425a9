"""Help at the moment of an answer that calls for it, and again on leaving, even if the answer was changed since."""

from __future__ import annotations

from blunting_cli.bank.model import HELP, Bank, Question
from blunting_cli.escalation import escalate
from blunting_cli.interview.machine import Interview
from blunting_cli.interview.talk import Talk
from blunting_cli.scoring import Said
from blunting_cli.sheet import Block, Paragraph, help_line_blocks, help_panel, urgent_panel


class Helping:
    """Shows help, and remembers that it was shown."""

    def __init__(self, talk: Talk, bank: Bank) -> None:
        self.talk = talk
        self.bank = bank
        self.texts = bank.texts
        # The words of help shown last, whether they were the most urgent ones, and the red flags that were urgent.
        self.said = ""
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
        words = state.help if self.bank.safety & state.said.keys() else None
        if words is not None and (question.id in self.bank.safety or words.id != self.said):
            self.said = words.id
            tier = escalate(self.bank, Said(self.bank, state.settled.answers)).tier
            self.most_urgent = self.most_urgent or (tier.urgent and tier is self.bank.tiers[0])
            panel += self.panel(words.text)
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
        care = [said.text for said in found.statements if said.group != HELP and said.when is not None]
        tier = tiers[reason.trigger.tier]
        return tuple(urgent_panel(tier, reason.trigger.because, care, self.talk.lines, self.texts))

    def on_leaving(self, state: Interview) -> tuple[Block, ...]:
        """Give the help to show on the way out, unless the question about safety was answered with a plain no.

        Before that question was asked, or once its answer was changed to no, help is said in general words.
        """
        urgent = [panel for panel in (self.urgent(state, question) for question in self.urged) if panel]
        blocks = urgent[-1] if urgent else self.panel(self.texts["urgent_taken_back"]) if self.urged else ()
        if state.help is not None and self.bank.safety & state.said.keys():
            return (*blocks, *self.panel(state.help.text))
        if state.help is not None or state.helped:
            blocks += self.panel(self.texts["help_general_now" if self.most_urgent else "help_general"])
        return blocks

    def outside(self) -> tuple[Block, ...]:
        """Say kindly that the check was written for others, and where help is."""
        words = self.bank.outside.text if self.bank.outside else ""
        return (Paragraph(words), *help_line_blocks(self.talk.lines, self.texts))

    def panel(self, words: str) -> tuple[Block, ...]:
        """Put words of help with the help lines."""
        return tuple(help_panel(words, self.talk.lines, self.texts))
