"""Help on a page: the panel that says what to do now, and the help lines with how well each is known."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from blunting_cli.assessment import fill
from blunting_cli.bank.model import Statement, Tier
from blunting_cli.bank.regions import LINE_KINDS, HelpLine, Region
from blunting_cli.sheet.blocks import Block, Heading, Listing, Notice, Paragraph, sentence

SEEN = "seen"


class HelpLines(NamedTuple):
    """The help lines to print: a region where one is known, and the directory for all others.

    `guessed` is true where the country was taken from the language setting of the computer; that is always said.
    """

    region: Region | None
    asked_for: str
    directory: str
    address: str
    checked: str
    guessed: bool = False


def kinds_of(said: Iterable[Statement]) -> frozenset[str]:
    """Give the kinds of special help lines that words of help name."""
    return frozenset(kind for words in said for kind in words.lines)


def help_panel(
    words: Iterable[str], lines: HelpLines, texts: dict[str, str], kinds: frozenset[str] = frozenset()
) -> Iterator[Block]:
    """Give the help panel: what to do now, then where to call; for a sheet, an interview and the way out.

    Lines for everyone stand in it, and of the special ones those of `kinds`, which then come first.
    """
    yield Notice(texts["help_heading"], tuple(words), urgent=True, items=_called(lines, texts, kinds))


def help_foot(lines: HelpLines, texts: dict[str, str], kinds: frozenset[str]) -> Iterator[Block]:
    """Give the help lines in short for the foot of a page, with the day since when each was checked."""
    region = lines.region
    yield Heading(fill(texts["lines_heading"], region=region.name if region else texts["lines_all"]))
    if region is None and lines.asked_for:
        yield Paragraph(fill(texts["lines_unknown"], region=lines.asked_for))
    yield Listing("", _called(lines, texts, kinds))
    checked = [line.checked for line in region.lines] if region else []
    if checked:
        yield Paragraph(fill(texts["lines_checked_brief"], date=min(checked)), quiet=True)


def _called(lines: HelpLines, texts: dict[str, str], kinds: frozenset[str]) -> tuple[str, ...]:
    """Give what to call: the emergency number, special lines of `kinds`, those for everyone, the list of all."""
    found = lines.region.lines if lines.region else ()
    named = [line for line in found if line.kind in kinds] + [line for line in found if not line.kind]
    directory = fill(texts["lines_directory"], name=lines.directory, address=lines.address)
    return (emergency_words(lines, texts), *(_in_short(line, texts) for line in named), directory)


def urgent_panel(
    tier: Tier, because: str, care: Iterable[str], lines: HelpLines, texts: dict[str, str]
) -> Iterator[Block]:
    """Give what an urgent sign calls for: the reason, what to do, what to mind, and the emergency number."""
    yield Notice(tier.title, (because, tier.text, *care), urgent=True, items=(emergency_words(lines, texts),))


def emergency_words(lines: HelpLines, texts: dict[str, str]) -> str:
    """Say the emergency number of the region, with its country where it was guessed, or which one works in many."""
    if lines.region is None:
        return texts["lines_emergency_anywhere"]
    key = "lines_emergency_guessed" if lines.guessed else "lines_emergency"
    return fill(texts[key], number=lines.region.emergency, region=lines.region.name)


def help_line_blocks(
    lines: HelpLines, texts: dict[str, str], kinds: frozenset[str] = frozenset(LINE_KINDS), *, brief: bool = False
) -> Iterator[Block]:
    """Give the help lines, with how well each is known and the day it was checked.

    Of the special lines those of `kinds` are given. `brief` leaves out on which page each was seen, for a sheet.
    """
    region = lines.region
    yield Heading(fill(texts["lines_heading"], region=region.name if region else texts["lines_all"]))
    if region is None and lines.asked_for:
        yield Paragraph(fill(texts["lines_unknown"], region=lines.asked_for))
    yield Paragraph(emergency_words(lines, texts))
    if region is not None:
        yield from _lines_of(region, texts, kinds, brief=brief)
    yield Paragraph(fill(texts["lines_directory"], name=lines.directory, address=lines.address))
    if region is not None:
        yield Paragraph(fill(texts["lines_checked"], date=lines.checked), quiet=True)
    elif not lines.asked_for:
        yield Paragraph(texts["lines_choose"])


def _lines_of(region: Region, texts: dict[str, str], kinds: frozenset[str], *, brief: bool) -> Iterator[Block]:
    """Give the lines of a region, those for everyone first, then those for some."""
    for kind in ("", *(name for name in LINE_KINDS if name in kinds)):
        found = tuple(_in_full(line, texts, brief=brief) for line in region.lines if line.kind == kind)
        if found:
            yield Listing(texts[f"lines_{kind}"] if kind else "", found)
    if any(line.kind and line.kind not in kinds for line in region.lines):
        yield Paragraph(fill(texts["lines_more"], code=region.code))
    if region.note:
        yield Paragraph(region.note)
    if region.emergency_known != SEEN:
        yield Paragraph(texts["lines_emergency_memory"], quiet=True)


def ways(line: HelpLine, texts: dict[str, str]) -> str:
    """Say how to reach a line: phone, text, chat, mail, and when."""
    found = [fill(texts["line_phone"], value=line.phone)] if line.phone else []
    found += [line.text] if line.text else []
    found += [fill(texts["line_chat"], value=line.chat)] if line.chat else []
    found += [fill(texts["line_email"], value=line.email)] if line.email else []
    return ", ".join(found) + (f" ({line.hours})" if line.hours else "")


def _in_short(line: HelpLine, texts: dict[str, str]) -> str:
    """Say a line for a panel; whom it is for, and that it is not confirmed, are never left out."""
    more = [fill(texts["line_for"], who=line.who)] if line.who else []
    more += [] if line.known == SEEN else [texts["line_unsure"]]
    return f"{line.name}: {', '.join((ways(line, texts), *more))}"


def _in_full(line: HelpLine, texts: dict[str, str], *, brief: bool) -> str:
    """Say a line with how well it is known; `brief` without the page it was seen on."""
    known = fill(texts[f"line_{line.known}{'_brief' if brief else ''}"], checked=line.checked, seen_on=line.seen_on)
    who = fill(texts["line_for"], who=line.who) if line.who else ""
    extra = "".join(f" {sentence(text)}" for text in (who, line.languages, line.note) if text)
    return f"{line.name}: {ways(line, texts)}.{extra} [{known}]"
