"""Commands on a record: the sheet anew, why it says what it says, and whether it still holds."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from blunting_cli.cli.options import (
    ForceOption,
    FormatOption,
    FullOption,
    OutputsOption,
    PaperOption,
    RegionOption,
    SafetyOption,
    emit,
    help_lines,
    recogniser,
)
from blunting_cli.environment import Environment
from blunting_cli.errors import ExitCode, InputError, UsageError

if TYPE_CHECKING:
    from blunting_cli.assessment import Assessment
    from blunting_cli.assessment.restoring import Record
    from blunting_cli.assessment.verifying import Difference, Verification
    from blunting_cli.bank import Bank

RecordArgument = Annotated[str, typer.Argument(metavar="RECORD", help="A file with a record; - is stdin.")]
RecordBankOption = Annotated[
    str, typer.Option("--bank", metavar="BANK", help="The bank the record was made with.", show_default=False)
]


def sheet(
    record: RecordArgument,
    format: FormatOption = "",
    outputs: OutputsOption = None,
    force: ForceOption = False,
    printer: Annotated[
        str | None, typer.Option("--print", metavar="[PRINTER]", help="Print it; without a name on the usual printer.")
    ] = None,
    full: FullOption = False,
    paper: PaperOption = "",
    region: RegionOption = "",
    bank: RecordBankOption = "",
    since: Annotated[
        str, typer.Option("--since", metavar="RECORD", help="An earlier record, to say what has changed.")
    ] = "",
    ask: Annotated[
        list[str] | None, typer.Option("--ask", metavar="TEXT", help="A question of your own for the appointment.")
    ] = None,
    include_safety: SafetyOption = False,
) -> None:
    """Show, write or print the sheet of a record.

    \b
    blunting sheet record.json -o sheet.pdf -o sheet.html
    """
    from blunting_cli.cli.writing import wishes_of, write
    from blunting_cli.render import render
    from blunting_cli.sheet import Visit, make_sheet

    env = Environment.of_this_process()
    if record == since == "-":
        raise UsageError("two records cannot both come from standard input.", "Name a file for one of them.")
    wishes = wishes_of(format, outputs, env, force=force, full=full, paper=paper, printer=printer, region=region)
    found = _restored(record, bank, env)
    # What has changed would tell an answer that only one of the two records hides.
    earlier = _shown(_earlier(since, found, bank, env), env, include_safety=include_safety) if since else None
    assessment = _shown(found, env, include_safety=include_safety)
    asks = tuple(text for said in ask or () if (text := " ".join(said.split())))
    _show_help(assessment, region, env)
    made = make_sheet(assessment, help_lines(region, env), visit=Visit(asks, earlier))
    write(lambda format, look: render(made, format, look), made.title, wishes, env)


def explain(
    record: Annotated[str, typer.Argument(metavar="[RECORD]", help="A file with a record; - is stdin.")] = "",
    answers: Annotated[str, typer.Option("--answers", "-a", metavar="FILE", help="Explain this file instead.")] = "",
    partial: Annotated[bool, typer.Option("--partial", help="Take a file that leaves questions out.")] = False,
    why: Annotated[str, typer.Option("--why", metavar="FACTOR", help="All that speaks for and against it.")] = "",
    why_not: Annotated[
        str, typer.Option("--why-not", metavar="FACTOR", help="Why it is not on the sheet, rule by rule.")
    ] = "",
    bank: RecordBankOption = "",
    json: Annotated[bool, typer.Option("--json", help="As an object for programs.")] = False,
    region: RegionOption = "",
    include_safety: SafetyOption = False,
) -> None:
    """Lead every conclusion back to its answers, rules and sources, and say which one answer would change it.

    \b
    blunting explain record.json          blunting explain --answers answers.yaml --why depression
    """
    if bool(record) == bool(answers):
        raise UsageError("explain needs a record, or a file with --answers.", "Give one of them.")
    if why and why_not:
        raise UsageError("--why and --why-not ask for two things.", "Give one of them.")
    if partial and not answers:
        raise UsageError("--partial goes with --answers.", "A record needs no such thing.")
    env = Environment.of_this_process()
    if answers:
        from blunting_cli.bank import load_bank
        from blunting_cli.scripted import score_file

        loaded = load_bank(bank or "blunting", env.data)
        assessment = score_file(
            answers,
            loaded,
            env,
            lambda: help_lines(region, env),
            recogniser(),
            partial=partial,
            safety=include_safety,
        )
        assessment = _shown(assessment, env, include_safety=include_safety)
    else:
        assessment = _shown(_restored(record, bank, env), env, include_safety=include_safety)
        _show_help(assessment, region, env)
    _write_explanation(assessment, why, why_not, env, json=json)


def verify(
    record: RecordArgument,
    bank: RecordBankOption = "",
    json: Annotated[bool, typer.Option("--json", help="As an object for programs.")] = False,
    include_safety: SafetyOption = False,
) -> None:
    """Work a record out again from its answers, and say whether it is the same.

    \b
    blunting verify record.json
    """
    from blunting_cli.assessment.verifying import verify as verified

    env = Environment.of_this_process()
    read = _read(record, env)
    found = verified(read, _bank_of(read, bank, env), recogniser())
    found = found if include_safety else found.without_safety
    emit(_as_json(found) if json else _in_words(found), "", False, env)
    raise typer.Exit(ExitCode.DONE if found.same else ExitCode.BAD_INPUT)


# Reading ------------------------------------------------------------------------------------------------------------


def _read(name: str, env: Environment) -> "Record":
    from blunting_cli.assessment.restoring import read_record
    from blunting_cli.storage import read_input

    content, shown = read_input(name, env.stdin)
    return read_record(content, shown)


def _bank_of(record: "Record", named: str, env: Environment) -> "Bank":
    """Give the bank that was named, else the one the record names, else the usual one for its words.

    Its texts are in the language of the record, where it has them.
    """
    from blunting_cli.bank import load_bank
    from blunting_cli.bank.loading import DEFAULT, shipped_names

    # A record comes from a file: it may name a shipped bank, and no place on this computer.
    name = named or (record.bank if record.bank in shipped_names() else DEFAULT)
    data = env.data if named else None
    found = load_bank(name, data)
    other = record.language != found.language and record.language in found.languages
    return load_bank(name, data, record.language) if other else found


def _restored(name: str, bank: str, env: Environment) -> "Assessment":
    """Restore a record; one that is not what its answers come to is marked, and is no calmer than they are."""
    from blunting_cli.assessment import CHANGED
    from blunting_cli.assessment.raising import raise_to_answers
    from blunting_cli.assessment.restoring import restore
    from blunting_cli.assessment.verifying import verify as verified

    read = _read(name, env)
    at_hand = _bank_of(read, bank, env)
    found = restore(read, at_hand, recogniser())
    if found.doubt:
        return found
    checked = verified(read, at_hand, recogniser())
    return found if checked.same else raise_to_answers(found._replace(doubt=CHANGED), checked)


def _earlier(name: str, now: "Assessment", bank: str, env: Environment) -> "Assessment":
    """Restore an earlier record to compare with.

    Raises:
        InputError: it was made with other questions, was changed, or is not earlier.
    """
    from blunting_cli.assessment import CHANGED, OTHER_BANK

    found = _restored(name, bank, env)
    if found.doubt == CHANGED:
        raise InputError(f"{name} is not what its answers come to, so nothing can be compared.", "See blunting verify.")
    if now.doubt == OTHER_BANK or found.bank.sha256 != now.bank.sha256:
        raise InputError(f"{name} was made with other questions, so nothing can be compared.", "Leave out --since.")
    if found.taken and now.taken and found.taken > now.taken:
        raise InputError(f"{name} is of {found.taken}, after {now.taken}.", "Give the later record first.")
    return found


def _shown(assessment: "Assessment", env: Environment, *, include_safety: bool) -> "Assessment":
    """Take the answers about safety out, unless they are asked for."""
    from blunting_cli.assessment import withhold
    from blunting_cli.conditions import State

    if not include_safety:
        return withhold(assessment)
    if State.WITHHELD in assessment.answers.values():
        env.say("blunting: this record lacks answers about safety, so not all can be shown.\n")
    return assessment


def _show_help(assessment: "Assessment", region: str, env: Environment) -> None:
    """Show the words of help that a record carries, on stderr, whatever becomes of the page."""
    from blunting_cli.scripted import show_help
    from blunting_cli.sheet import help_panel, kinds_of

    said = assessment.escalation.help
    if said:
        lines, texts = help_lines(region, env), assessment.bank.texts
        show_help(help_panel((words.text for words in said), lines, texts, kinds_of(said)), env)


def _write_explanation(assessment: "Assessment", why: str, why_not: str, env: Environment, *, json: bool) -> None:
    """Write the whole explanation, or that of one factor; one answer more or less needs the questions at hand."""
    from blunting_cli.assessment import OTHER_BANK
    from blunting_cli.explaining import (
        explain,
        explanation_blocks,
        explanation_data,
        factor_data,
        find_counterfactuals,
        why_blocks,
        why_not_blocks,
    )

    found = explain(assessment, None if assessment.doubt == OTHER_BANK else find_counterfactuals(assessment))
    factor = why or why_not
    if json:
        from json import dumps

        data = factor_data(found, factor) if factor else explanation_data(found)
        emit(dumps(data, indent=2, ensure_ascii=True) + "\n", "", False, env)
        return
    from blunting_cli.render import text

    blocks = why_blocks(found, why) if why else why_not_blocks(found, why_not) if why_not else explanation_blocks(found)
    emit(text.render(blocks, width=min(env.width, text.WIDEST)), "", False, env)


# Saying -------------------------------------------------------------------------------------------------------------


def _in_words(found: "Verification") -> str:
    from blunting_cli.assessment import fill
    from blunting_cli.bank.loading import load_texts
    from blunting_cli.render import text
    from blunting_cli.sheet import Block, Heading, Listing, Paragraph

    texts = load_texts()
    kind = "same" if found.same else "differs" if found.recomputed else "other_bank"
    blocks: list[Block] = [Heading(texts[f"verify_{kind}"], 1), Paragraph(texts[f"verify_{kind}_text"])]
    if found.differences:
        blocks.append(Listing("", tuple(map(_difference, found.differences))))
    if found.withheld:
        blocks.append(Paragraph(fill(texts["verify_withheld"], names=", ".join(found.withheld))))
    return text.render(blocks, width=text.WIDEST)


def _difference(found: "Difference") -> str:
    from json import dumps

    from blunting_cli.assessment.verifying import HIDDEN, NOTHING
    from blunting_cli.bank.loading import load_texts

    def said(value: Any) -> str:
        known = {NOTHING: "verify_nothing", HIDDEN: "withheld"}
        word = next((word for mark, word in known.items() if value is mark), None)
        return texts[word] if word else dumps(value, ensure_ascii=False)

    texts = load_texts()
    return texts["verify_difference"].format(
        path=found.path, recorded=said(found.recorded), computed=said(found.computed)
    )


def _as_json(found: "Verification") -> str:
    from json import dumps

    from blunting_cli.assessment.verifying import HIDDEN, NOTHING

    def data(one: "Difference") -> dict[str, Any]:
        both = {"recorded": one.recorded, "computed": one.computed}
        told = {key: value for key, value in both.items() if value is not NOTHING}
        return {"path": one.path, **{key: "withheld" if value is HIDDEN else value for key, value in told.items()}}

    facts = {
        "same": found.same,
        "recomputed": found.recomputed,
        "withheld": list(found.withheld),
        "differences": [data(one) for one in found.differences],
    }
    return dumps(facts, indent=2, ensure_ascii=True) + "\n"
