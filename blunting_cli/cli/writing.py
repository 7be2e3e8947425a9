"""Where a sheet goes and how it looks there: formats by name or by the ending of a file, several files, a printer."""

from __future__ import annotations

import os
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from blunting_cli.cli.options import emit
from blunting_cli.environment import Environment
from blunting_cli.errors import UsageError, printable
from blunting_cli.render import ENDINGS, FORMATS, Look, can_write, check_format

if TYPE_CHECKING:
    from collections.abc import Callable

STDOUT = "-"
# Where paper is US Letter (Unicode CLDR, territory supplement); everywhere else it is A4.
LETTER = frozenset(["BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"])
PRINTABLE = ("pdf", "text")
WORD_PROCESSORS = (".docx", ".doc", ".odt", ".rtf")


class Choice(NamedTuple):
    """The formats a command can write, which one it takes where nothing tells, and which one on a terminal."""

    formats: tuple[str, ...]
    usual: str
    on_screen: str
    endings: dict[str, str]


SHEETS = Choice(FORMATS, "text", "terminal", ENDINGS)
# A form for answers is YAML to fill in, or a page on paper.
FORMS = Choice(
    ("yaml", "text", "markdown", "html", "pdf"), "yaml", "yaml", {**ENDINGS, ".yaml": "yaml", ".yml": "yaml"}
)


class Target(NamedTuple):
    """One place a sheet is written to: a file, or STDOUT, and the format there."""

    place: str
    format: str


class Wishes(NamedTuple):
    """How a sheet is to be written; `printer` is None for no printing, and empty for the usual printer."""

    targets: tuple[Target, ...]
    force: bool
    full: bool
    paper: str
    printer: str | None = None
    printed: str = ""

    def show_on_screen(self, env: Environment) -> bool:
        """Tell whether the person reads this sheet in the terminal, and nowhere else."""
        return self.targets == (Target(STDOUT, "terminal"),) and env.terminal and self.printer is None


def wishes_of(
    format: str,
    outputs: list[str] | None,
    env: Environment,
    *,
    force: bool,
    full: bool = False,
    paper: str = "",
    printer: str | None = None,
    region: str = "",
    choice: Choice = SHEETS,
) -> Wishes:
    """Read what was asked for, and complain before any work is done about what cannot be.

    Raises:
        UsageError: there is no such format or paper, or a format does not go to a place.
        OutputError: a file is there already, or cannot be written.
        UsageError: what a format needs is not installed.
    """
    from blunting_cli.storage import check_target

    places = outputs or ([] if printer is not None else [STDOUT])
    targets = tuple(Target(place, _format(format, place, env, choice)) for place in places)
    printed = _printed(format, alone=not outputs) if printer is not None else ""
    if len({os.path.realpath(target.place) for target in targets}) < len(targets):
        raise UsageError("one file is named twice.", "Give every -o a name of its own.")
    for target in targets:
        if target.place == STDOUT and target.format == "pdf" and env.terminal:
            raise UsageError("a PDF is not for the screen.", "Write it to a file with -o sheet.pdf, or print it.")
        if target.place != STDOUT:
            check_target(target.place, replace=force)
    for name in {*(target.format for target in targets), *([printed] if printed else [])}:
        check_format(name)
    return Wishes(targets, force, full, _paper(paper, region or env.region or env.locale_region), printer, printed)


def _format(said: str, place: str, env: Environment, choice: Choice) -> str:
    """Give the format of one place: what was said, else what its ending says, else the usual one."""
    if said and said not in choice.formats:
        raise UsageError(f"there is no format {printable(said)}.", "Formats: " + ", ".join(choice.formats) + ".")
    if said or place == STDOUT:
        return said or (choice.on_screen if env.terminal else choice.usual)
    ending = PurePath(place).suffix.casefold()
    found = choice.endings.get(ending, choice.usual)
    if ending in WORD_PROCESSORS or found not in choice.formats:
        known = ", ".join(name for name, format in choice.endings.items() if format in choice.formats)
        raise UsageError(f"{printable(place)} asks for a format there is not.", f"Endings: {known}.")
    return found


def _printed(said: str, *, alone: bool) -> str:
    """Give the format that goes to a printer: PDF where it can be made, else text; `alone` where no file is written."""
    if said in PRINTABLE:
        return said
    if said and alone:
        raise UsageError(f"{printable(said)} cannot be printed.", "Print " + " or ".join(PRINTABLE) + ".")
    return "pdf" if can_write("pdf") else "text"


def _say_if_not_accessible(content: bytes, env: Environment) -> None:
    """Say where a PDF could not be made as it should be, since some letter has no font here."""
    from blunting_cli.render.pdf import is_accessible

    if not is_accessible(content):
        env.say("blunting: some letters have no font here, so this PDF is not marked for screen readers.\n")


def _paper(said: str, region: str) -> str:
    if said:
        from blunting_cli.render.pdf import PAPERS

        if said not in PAPERS:
            raise UsageError(f"there is no paper {printable(said)}.", "Paper: " + ", ".join(PAPERS) + ".")
    return said or ("us-letter" if region.upper() in LETTER else "a4")


def write(rendered: Callable[[str, Look], bytes], title: str, wishes: Wishes, env: Environment) -> None:
    """Write to every place that was asked for, and print; all is rendered before the first is written.

    Raises:
        OutputError: it cannot be written, or not be printed.
    """
    plain = Look(env.width, paper=wishes.paper)
    screen = Look(env.width, env.colour, env.ascii_only, wishes.full, wishes.paper)
    looks = [(target, screen if target.place == STDOUT else plain) for target in wishes.targets]
    made = [(target, rendered(target.format, look)) for target, look in looks]
    printed = rendered(wishes.printed, plain) if wishes.printer is not None else b""
    for format, content in (*((target.format, content) for target, content in made), (wishes.printed, printed)):
        if format == "pdf":
            _say_if_not_accessible(content, env)
    # What stands on the screen comes last, after all that may fail.
    for target, content in sorted(made, key=lambda pair: pair[0].place == STDOUT):
        emit(content if target.format == "pdf" else content.decode(), target.place, wishes.force, env)
    if wishes.printer is not None:
        from blunting_cli.cli.printing import print_out

        print_out(printed, title, wishes.printer, env)
