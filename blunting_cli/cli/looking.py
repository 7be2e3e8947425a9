"""Commands that look something up without a question: help lines, pages to read, medicines, a template, a bank."""

from typing import TYPE_CHECKING, Annotated

import typer

from blunting_cli.cli.options import (
    BankOption,
    ForceOption,
    LanguageOption,
    OutputsOption,
    PaperOption,
    RegionOption,
    emit,
    help_lines,
)
from blunting_cli.environment import Environment
from blunting_cli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from blunting_cli.sheet import Block


def template(
    bank: BankOption = "blunting",
    language: LanguageOption = "",
    format: Annotated[
        str, typer.Option("--format", "-f", metavar="FORMAT", help="yaml, or a form: html, pdf, markdown or text.")
    ] = "",
    outputs: OutputsOption = None,
    force: ForceOption = False,
    paper: PaperOption = "",
    region: RegionOption = "",
) -> None:
    """Print an answers file to fill in, or the questionnaire as a form on paper.

    \b
    blunting template > answers.yaml          blunting template -o form.pdf
    """
    from blunting_cli.bank import load_bank
    from blunting_cli.cli.writing import FORMS, wishes_of, write
    from blunting_cli.render import Look, render
    from blunting_cli.template import answers_template
    from blunting_cli.template.form import make_form

    env = Environment.of_this_process()
    wishes = wishes_of(format, outputs, env, force=force, paper=paper, region=region, choice=FORMS)
    loaded = load_bank(bank, env.data, language)

    def rendered(format: str, look: Look) -> bytes:
        if format == "yaml":
            return answers_template(loaded, "" if bank == "blunting" else bank, language).encode()
        return render(make_form(loaded, help_lines(region, env)), format, look)

    write(rendered, loaded.title, wishes, env)


def helplines(
    region: Annotated[
        str, typer.Argument(metavar="[REGION]", help="A country's two letters or name, such as GB.")
    ] = "",
) -> None:
    """Say where help is now, without any question.

    \b
    blunting helplines GB
    """
    from blunting_cli.bank.loading import load_regions, load_texts
    from blunting_cli.sheet import Listing, help_line_blocks

    env = Environment.of_this_process()
    lines = help_lines(region, env)
    texts = load_texts()
    blocks = list(help_line_blocks(lines, texts))
    if lines.region is None:
        blocks.append(Listing(texts["lines_known"], tuple(f"{found.code}  {found.name}" for found in load_regions())))
    _show(blocks, env)


def _show(blocks: "Iterable[Block]", env: Environment) -> None:
    """Show blocks as plain text, the same on a terminal and in a pipe."""
    from blunting_cli.render import text

    emit(text.render(blocks, width=min(env.width, 80)), "", False, env)


def learn(
    topic: Annotated[
        list[str] | None, typer.Argument(metavar="[TOPIC]", help="A page, such as apathy; none lists them all.")
    ] = None,
    bank: BankOption = "blunting",
    language: LanguageOption = "",
) -> None:
    """Read about emotional blunting: what it is, what can lie behind it, what helps, and where that is known from.

    \b
    blunting learn          blunting learn apathy
    """
    from blunting_cli.bank import load_bank
    from blunting_cli.learn.topics import list_of_topics, topic_page

    env = Environment.of_this_process()
    loaded = load_bank(bank, env.data, language)
    name = " ".join(topic or ()).strip()
    _show(topic_page(loaded, name) if name else list_of_topics(loaded), env)


def medicines(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]", help="A name as it stands on the packet.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="As an object for programs.")] = False,
) -> None:
    """Say what the name of a medicine is read as; without a name, list those that are known.

    \b
    blunting medicines Zoloft
    """
    from blunting_cli.bank import load_bank, load_medicines
    from blunting_cli.learn.medicines import list_of_medicines, medicine_data, medicine_page

    name, known, env = " ".join(words or ()).strip(), load_medicines(), Environment.of_this_process()
    if json:
        from json import dumps

        emit(dumps(medicine_data(name, known), indent=2, ensure_ascii=True) + "\n", "", False, env)
        return
    loaded = load_bank()
    _show(medicine_page(name, known, loaded) if name else list_of_medicines(known, loaded), env)


def bank_schema(
    cases: Annotated[bool, typer.Option("--cases", help="For files of cases.")] = False,
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="Write there.")] = "",
    force: ForceOption = False,
) -> None:
    """Print a JSON Schema of a bank's files, so that an editor explains each key and marks mistakes.

    An editor that knows YAML reads it where a file's first line names it.

    \b
    blunting bank schema -o bank.schema.json
    # yaml-language-server: $schema=bank.schema.json
    """
    from blunting_cli.checking.schema import bank_schema, case_schema

    emit(case_schema() if cases else bank_schema(), output, force, Environment.of_this_process())


def bank_show(
    bank: Annotated[
        str | None, typer.Argument(metavar="[BANK]", help="A bank's name, file or folder.", show_default=False)
    ] = None,
    named: Annotated[str | None, typer.Option("--bank", metavar="BANK", help="The same as BANK.")] = None,
    language: LanguageOption = "",
    json: Annotated[bool, typer.Option("--json", help="Everything a program needs to fill in answers.")] = False,
) -> None:
    """List the questions of a bank; with --json also its scores, factors and tiers.

    \b
    blunting bank show my_bank.yaml
    """
    from blunting_cli.bank import load_bank
    from blunting_cli.bank.loading import DEFAULT
    from blunting_cli.template import bank_data, question_list

    env = Environment.of_this_process()
    if bank is not None and named not in (None, bank):
        raise UsageError("two banks are named, and one is shown.", "Name it once, as a word or with --bank.")
    name = next((name for name in (bank, named) if name is not None), DEFAULT)
    loaded = load_bank(name, env.data, language)
    if not json:
        emit(question_list(loaded), "", False, env)
        return
    from json import dumps

    emit(dumps(bank_data(loaded), indent=2, ensure_ascii=True) + "\n", "", False, env)
