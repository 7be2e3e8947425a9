"""An answers file -> assessment, for the command that scores one: help first, then what the file says, then notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from blunting_cli.answers import AnswersFile, Recognise, read_answers
from blunting_cli.asking import complete, settle
from blunting_cli.assessment import Assessment, assess, note
from blunting_cli.assessment.raising import at_least, highest
from blunting_cli.assessment.withholding import general_help
from blunting_cli.bank.model import Bank, Statement, Tier
from blunting_cli.conditions import Answer, State
from blunting_cli.environment import Environment
from blunting_cli.errors import FileErrors
from blunting_cli.escalation import escalate, help_words
from blunting_cli.scoring import Said
from blunting_cli.storage import read_input

if TYPE_CHECKING:
    from blunting_cli.sheet import Block, HelpLines


def score_file(
    name: str,
    bank: Bank,
    env: Environment,
    lines: Callable[[], HelpLines],
    recognise: Recognise,
    *,
    partial: bool,
    safety: bool,
) -> Assessment:
    """Read, complete and assess an answers file, or standard input for `-`; help and warnings go to stderr.

    `lines` finds the help lines, where they are needed. Where nobody looks on, as stderr is no terminal, what is said
    there tells no answer about `safety` unless it may. A kept record gets no lower tier than its withheld answers gave.

    Raises:
        InputError: the file cannot be read.
        FileErrors: the file is not acceptable; help was shown all the same where it may be needed.
    """
    content, shown = read_input(name, env.stdin)
    telling = safety or env.stderr.isatty()

    def show_help_for(answers: Mapping[str, Answer], floor: Tier | None = None) -> None:
        said = _help_for(answers, bank, floor, telling=telling)
        if said:
            from blunting_cli.sheet import help_panel, kinds_of

            show_help(help_panel((words.text for words in said), lines(), bank.texts, kinds_of(said)), env)

    try:
        file = read_answers(content, shown, bank, recognise)
    except FileErrors:
        # Help does not wait for a file that can be read, where its text speaks of safety at all.
        if any(question.encode() in content for question in bank.safety):
            show_help_for(settle(bank, {}).answers)
        raise
    floor = _floor(file, bank)
    try:
        completed = complete(bank, file, partial=partial)
    except FileErrors:
        # Nor does it wait for a file without mistakes.
        show_help_for(settle(bank, file.said).answers, floor)
        raise
    show_help_for(completed.answers, floor)
    notes = [note(bank, "was_withheld")] if State.WITHHELD in file.said.values() else []
    both = (("left_out", completed.left_out), ("ignored", completed.ignored))
    for id, names in both:
        told = [name for name in names if telling or name not in bank.safety]
        env.say(f"blunting: {note(bank, id, told).text}\n" if told else "")
        notes += [note(bank, id, names)] if names else []
    assessment = assess(bank, completed.answers, taken=file.taken, notes=notes)
    return at_least(assessment, floor) if floor else assessment


def _floor(file: AnswersFile, bank: Bank) -> Tier | None:
    """Give the highest tier that a record names, where answers were withheld in it."""
    record = file.document.data
    found = record.get("escalation") if isinstance(record, dict) else None
    if State.WITHHELD not in file.said.values() or not isinstance(found, dict):
        return None
    reasons = found.get("reasons")
    named = [
        one.get("tier") for one in (found, *(reasons if isinstance(reasons, list) else ())) if isinstance(one, dict)
    ]
    return next((tier for tier in bank.tiers if tier.id in named), None)


def _help_for(answers: Mapping[str, Answer], bank: Bank, floor: Tier | None, *, telling: bool) -> tuple[Statement, ...]:
    """Give the words of help that the answers, or the lack of one, call for; `telling` those that tell the answer."""
    said = help_words(bank, Said(bank, answers))
    if not said or (telling and floor is None):
        return said
    tier = escalate(bank, Said(bank, answers)).tier
    return (general_help(highest(bank, (tier.id, *([floor.id] if floor else []))), bank),)


def show_help(blocks: Iterable[Block], env: Environment) -> None:
    """Show help on stderr, whatever becomes of the sheet; nothing where there is none."""
    shown = tuple(blocks)
    if shown:
        from blunting_cli.render import text

        env.say(text.render(shown, width=min(env.width, 80)) + "\n")
