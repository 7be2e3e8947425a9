"""After the sheet was shown: what else the person wants of it, since nothing of it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from blunting_cli.assessment import fill
from blunting_cli.bank.model import Bank
from blunting_cli.environment import Environment
from blunting_cli.interview.leaving import LeftEarly
from blunting_cli.interview.lines import Lines
from blunting_cli.interview.pages import pause_page
from blunting_cli.interview.talk import Talk, leave
from blunting_cli.sheet import HelpLines


class Parting(Enum):
    """What may be wanted: nothing more, the other pages on the screen, or all pages in a file."""

    DONE = "parting_done"
    SHOW = "parting_show"
    KEEP = "parting_keep"


def ask_parting(
    bank: Bank, env: Environment, lines: HelpLines, offers: Sequence[Parting], others: str, file: str
) -> Parting:
    """Ask which of `offers` is wanted; `others` names the pages not shown, `file` the one to be written.

    Leaving means nothing more.
    """
    choices = tuple(fill(bank.texts[offer.value], names=others, file=file) for offer in offers)
    talk = Talk(bank, Lines(env, bank.texts), lines, env.today)
    try:
        return offers[
            talk.choose(pause_page(bank.texts, choices, bank.texts["parting_question"]), stop=leave, back=1) - 1
        ]
    except LeftEarly:
        return Parting.DONE
