"""`blunting check`: the questions, or a file of answers, and the sheet."""

from typing import TYPE_CHECKING, Annotated

import typer

from blunting_cli.cli.options import (
    BankOption,
    ForceOption,
    FormatOption,
    FullOption,
    LanguageOption,
    OutputsOption,
    RegionOption,
    SafetyOption,
    help_lines,
    recogniser,
    rendered_by,
)
from blunting_cli.environment import Environment
from blunting_cli.errors import ExitCode, UsageError, printable

if TYPE_CHECKING:
    from blunting_cli.assessment import Assessment


def check(
    answers: Annotated[str, typer.Option("--answers", "-a", metavar="FILE", help="Score this file; - is stdin.")] = "",
    partial: Annotated[bool, typer.Option("--partial", help="Score a file that leaves questions out.")] = False,
    format: FormatOption = "",
    json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    outputs: OutputsOption = None,
    force: ForceOption = False,
    full: FullOption = False,
    region: RegionOption = "",
    bank: BankOption = "blunting",
    language: LanguageOption = "",
    include_safety: SafetyOption = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit 10 or 11 by how soon to talk.")] = False,
    accessible: Annotated[
        bool | None, typer.Option("--accessible/--no-accessible", help="Plain lines, for a screen reader.")
    ] = None,
    progress: Annotated[
        int, typer.Option("--progress", metavar="N", help="Say every Nth number only.", show_default=False)
    ] = 1,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a draft, without asking.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Delete a draft without asking.")] = False,
    no_draft: Annotated[bool, typer.Option("--no-draft", help="Keep no draft while answering.")] = False,
    no_input: Annotated[bool, typer.Option("--no-input", help="Never ask anything.")] = False,
) -> None:
    """\b
    Answer the questions, or score a file of answers, and get the sheet.
    blunting check          blunting check --answers answers.yaml --json
    """
    from blunting_cli.cli.writing import wishes_of, write

    env = Environment.of_this_process()
    if json and format not in ("", "json"):
        raise UsageError(f"--json and --format {printable(format)} ask for two things.", "Give one of them.")
    format = "json" if json else format
    sheet = wishes_of(format, outputs, env, force=force, full=full, region=region)
    if answers and (resume or fresh):
        raise UsageError("--resume and --fresh do not go with --answers.", "A draft can be scored as a file.")
    if answers:
        assessment = _score(answers, bank, language, region, env, partial=partial, safety=include_safety)
        title = assessment.bank.texts["sheet_title"]
        write(rendered_by(assessment, region, env, safety=include_safety), title, sheet, env)
        raise typer.Exit(assessment.escalation.tier.exit_code if exit_code else ExitCode.DONE)
    # Lines from a pipe are read where the option asks for it, not where only a variable does.
    if no_input or not (env.interactive or accessible):
        raise UsageError(
            "--no-input forbids the questions." if no_input else "there is no terminal to ask questions on.",
            "Give a file with --answers FILE; `blunting template` prints one to fill in.",
        )
    if partial:
        raise UsageError("--partial goes with --answers.", "Name a file with --answers FILE.")
    given = {"--region": region, "--language": language}
    more = [*(["--accessible"] if accessible else []), *(word for one in given.items() if one[1] for word in one)]
    from blunting_cli.cli.interviewing import hold, interview_wishes

    wishes = interview_wishes(env, bank, more, no_draft=no_draft, resume=resume, fresh=fresh, progress=progress)
    plain = env.accessible if accessible is None else accessible
    tier_code = hold(bank, language, region, env, wishes, sheet, accessible=plain, safety=include_safety)
    raise typer.Exit(tier_code if exit_code else ExitCode.DONE)


def _score(
    answers: str, bank: str, language: str, region: str, env: Environment, *, partial: bool, safety: bool
) -> "Assessment":
    from blunting_cli.bank import load_bank
    from blunting_cli.scripted import score_file

    loaded = load_bank(bank, env.data, language)
    return score_file(
        answers, loaded, env, lambda: help_lines(region, env), recogniser(), partial=partial, safety=safety
    )
