"""After the sheet was shown: what else the person wants of it, since nothing of it is kept."""

from __future__ import annotations

from enum import IntEnum

from blunting_cli.assessment import fill
from blunting_cli.bank.model import Bank
from blunting_cli.environment import Environment
from blunting_cli.interview.leaving import LeftEarly
from blunting_cli.interview.lines import Lines
from blunting_cli.interview.pages import pause_page
from blunting_cli.interview.talk import Talk, leave
from blunting_cli.sheet import HelpLines


class Parting(IntEnum):
    """What may be wanted: nothing more, the other pages on the screen, or all pages in a file."""

    DONE = 1
    SHOW = 2
    KEEP = 3


def ask_parting(bank: Bank, env: Environment, lines: HelpLines, others: str, file: str) -> Parting:
    """Ask once; `others` names the pages not shown, `file` the one to be written. Leaving means nothing more."""
    texts = bank.texts
    choices = (
        texts["parting_done"],
        fill(texts["parting_show"], names=others),
        fill(texts["parting_keep"], file=file),
    )
    talk = Talk(bank, Lines(env, texts), lines, env.today)
    talk.say("")
    try:
        return Parting(talk.choose(pause_page(texts, choices, texts["parting_question"]), stop=leave, back=1))
    except LeftEarly:
        return Parting.DONE
