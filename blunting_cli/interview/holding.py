"""Choosing how an interview is shown, and holding it."""

from __future__ import annotations

from blunting_cli.answers import Recognise
from blunting_cli.bank.model import Bank
from blunting_cli.environment import Environment
from blunting_cli.interview.conversation import Conversation, Outcome
from blunting_cli.interview.drafting import Wishes
from blunting_cli.interview.lines import Lines
from blunting_cli.sheet import HelpLines


def hold_interview(
    bank: Bank, env: Environment, lines: HelpLines, recognise: Recognise, wishes: Wishes, *, accessible: bool
) -> Outcome:
    """Hold an interview in key mode where the terminal is capable and nobody asked for line mode, else line by line.

    Raises:
        KeyboardInterrupt: it was interrupted; help and the draft were spoken of.
    """
    plain = Lines(env, bank.texts)
    conversation = Conversation(bank, plain, lines, recognise, wishes)
    if not accessible and env.interactive:
        from blunting_cli.interview.keyboard import capable

        if capable(env.stdin, env.stderr, {"TERM": env.term}):
            from blunting_cli.interview.keys import Keys

            conversation = Conversation(bank, Keys(env, bank.texts, plain), lines, recognise, wishes, plain)
    return conversation.hold()
