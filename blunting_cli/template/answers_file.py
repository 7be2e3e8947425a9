"""A bank as a blank answers file, commented line by line."""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote
from textwrap import wrap

from blunting_cli.answers import accepted
from blunting_cli.bank.model import Bank, Question
from blunting_cli.conditions.words import in_short
from blunting_cli.errors import printable

WIDTH = 90
HEAD = """\
Answers for the bank {bank}, version {version}.
Write a number or a label after each colon, then run:"""
COMMAND = "blunting check --answers FILE{options}"
HINTS = """\
Leave a line empty if its question is not asked after your other answers.
Any question can be answered with: skipped. Where it says so also with: not_applicable, prefer_not_to_say.
Keep this file private: it holds answers about your health."""


def answers_template(bank: Bank, name: str = "", language: str = "") -> str:
    """Give an answers file with every question as a comment and no answer.

    `name` is what `--bank` calls the bank, and `language` what `--language` names; either may be empty.
    """
    given = {"--bank": name, "--language": language}
    options = "".join(f" {option} {quote(value)}" for option, value in given.items() if value)
    # A command is never broken over two lines.
    command = f"#   {_on_one_line(COMMAND.format(options=options))}"
    lines = [*_comment(HEAD.format(bank=bank.id, version=bank.version)), command, *_comment(HINTS)]
    section = ""
    for question in bank.questions:
        if question.section != section:
            section = question.section
            found = bank.section_by_id[section]
            lines += ["", f"# ---- {_on_one_line(found.title)} ----", *_comment(found.why), *_comment(found.lead)]
        lines += ["", *_question(question), f"{question.id}:"]
    return "\n".join(lines) + "\n"


def _question(question: Question) -> Iterator[str]:
    yield from _comment(question.ask)
    if question.options:
        yield from (f"#   {option.value}  {_on_one_line(option.label)}" for option in question.options)
        if question.type == "multi":
            yield "#   several: [1, 2]" + ("; none of them: []" if question.none_of_these is None else "")
    else:
        yield from _comment(f"  Give {accepted(question)}.")
        yield from _comment(f"  Such as: [{', '.join(question.examples)}]" if question.examples else "")
    if question.also:
        yield f"#   or: {', '.join(state.value for state in question.also)}"
    if question.opens is not None:
        yield from _comment(f"  Only if {in_short(question.opens)}.")


def _comment(text: str) -> Iterator[str]:
    for paragraph in printable(text).splitlines():
        indent = "#   " if paragraph.startswith("  ") else "# "
        yield from wrap(
            paragraph.strip(), WIDTH, initial_indent=indent, subsequent_indent="#     " if len(indent) > 2 else "# "
        )


def _on_one_line(text: str) -> str:
    """Give a text that cannot end the comment it stands in."""
    return " ".join(printable(text).split())
