"""An answers file -> assessment, for the command that scores one: help first, then what the file says, then notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from blunting_cli.answers import Recognise, read_answers
from blunting_cli.asking import complete, settle
from blunting_cli.assessment import Assessment, assess, note
from blunting_cli.bank.model import Bank
from blunting_cli.conditions import Answer, State
from blunting_cli.environment import Environment
from blunting_cli.errors import FileErrors
from blunting_cli.escalation import help_words
from blunting_cli.render import text
from blunting_cli.scoring import Said
from blunting_cli.sheet import Block, HelpLines, help_panel, kinds_of
from blunting_cli.storage import read_input


def score_file(
    name: str,
    bank: Bank,
    env: Environment,
    lines: HelpLines,
    recognise: Recognise,
    *,
    partial: bool,
) -> Assessment:
    """Read, complete and assess an answers file, or standard input for `-`; help and warnings go to stderr.

    Raises:
        InputError: the file cannot be read.
        FileErrors: the file is not acceptable; help was shown all the same where it may be needed.
    """
    content, shown = read_input(name, env.stdin)
    try:
        file = read_answers(content, shown, bank, recognise)
    except FileErrors:
        # Help does not wait for a file that can be read, where its text speaks of safety at all.
        if any(question.encode() in content for question in bank.safety):
            _show_help_for(settle(bank, {}).answers, bank, lines, env)
        raise
    try:
        completed = complete(bank, file, partial=partial)
    except FileErrors:
        # Nor does it wait for a file without mistakes.
        _show_help_for(settle(bank, file.said).answers, bank, lines, env)
        raise
    _show_help_for(completed.answers, bank, lines, env)
    notes = [note(bank, "was_withheld")] if State.WITHHELD in file.said.values() else []
    both = (("left_out", completed.left_out), ("ignored", completed.ignored))
    told = [note(bank, id, names) for id, names in both if names]
    env.say("".join(f"blunting: {warning.text}\n" for warning in told))
    return assess(bank, completed.answers, taken=file.taken, notes=[*notes, *told])


def _show_help_for(answers: Mapping[str, Answer], bank: Bank, lines: HelpLines, env: Environment) -> None:
    """Show the help panel where the answers, or the lack of one, call for it."""
    said = help_words(bank, Said(bank, answers))
    if said:
        show_help(help_panel((words.text for words in said), lines, bank.texts, kinds_of(said)), env)


def show_help(blocks: Iterable[Block], env: Environment) -> None:
    """Show help on stderr, whatever becomes of the sheet; nothing where there is none."""
    shown = tuple(blocks)
    if shown:
        env.say(text.render(shown, width=min(env.width, 80)) + "\n")
