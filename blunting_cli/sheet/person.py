"""The page for the person: help where it is needed, what the answers come to, what may help, how soon to see whom."""

from __future__ import annotations

from collections.abc import Iterator

from blunting_cli.assessment import fill
from blunting_cli.conditions import State, is_missing
from blunting_cli.factors import FactorResult, Finding
from blunting_cli.scoring import VERDICTS
from blunting_cli.sheet.blocks import Block, Heading, Listing, Paragraph, sentence
from blunting_cli.sheet.help import help_foot, help_panel, kinds_of
from blunting_cli.sheet.telling import Telling, named


class PersonPage(Telling):
    """The blocks of the page, in the order they are read."""

    def blocks(self) -> Iterator[Block]:
        """Give the page: help, how soon to talk to whom, what the answers come to, what may help."""
        yield from self.help_now()
        yield Heading(self.texts["sheet_title"], 1)
        yield Paragraph(self.texts["what_this_is"])
        yield from self.doubts()
        yield from self.tier()
        yield from self.outside()
        if not self.assessment.outside:
            yield from self.told()
            yield from self.missing()
            yield from self.profile()
            yield from self.criteria()
            yield from self.pattern()
        yield from self.care()
        if not self.assessment.outside:
            yield from self.factors()
            yield from self.helps()
        yield from self.to_ask()
        # The foot of a long page is what stays in sight on a screen, so what is urgent stands here again, in short.
        if self.assessment.escalation.tier.urgent:
            yield from self.tier(brief=True)
        yield from help_foot(self.lines, self.texts, self.kinds())
        yield from self.cannot_tell()

    def help_now(self) -> Iterator[Block]:
        """Help before everything else, where an answer or a missing one calls for it."""
        said = self.assessment.escalation.help
        if said:
            yield from help_panel((words.text for words in said), self.lines, self.texts, kinds_of(said))

    def outside(self) -> Iterator[Block]:
        if self.assessment.outside and self.bank.outside is not None:
            yield Paragraph(self.bank.outside.text)

    # What it comes to -------------------------------------------------------------------------------------------

    def missing(self) -> Iterator[Block]:
        """Name the questions without an answer, by why they have none."""
        names = [name for name, said in self.assessment.answers.items() if is_missing(said) and said != State.WITHHELD]
        if names:
            yield Paragraph(fill(self.texts["told_missing"], names=self.gathered(names)))

    def profile(self) -> Iterator[Block]:
        scales = tuple(self.scales())
        if scales:
            yield Heading(self.texts["profile_heading"])
            yield Paragraph(self.texts["profile_lead"], quiet=True)
            yield from scales
        banded = [name for result in self.ordered_scores() for name, _ in result.bands]
        # Of words that only a record tells nobody knows that they were tested.
        if any(name not in self.bank.bands or self.bank.bands[name].provisional for name in banded):
            yield Paragraph(self.texts["profile_provisional"], quiet=True)

    def criteria(self) -> Iterator[Block]:
        """Say which rules of the instrument the answers meet, each with its parts."""
        if self.assessment.criteria:
            yield Heading(self.texts["criteria_heading"])
            yield Paragraph(self.texts["criteria_lead"], quiet=True)
        for result in self.assessment.criteria.values():
            yield Paragraph(f"{result.criterion.title}: {self.criterion_words(result)}")
            if len(result.parts) > 1:
                titled = zip(result.criterion.parts, result.parts, strict=True)
                parts = (f"{title}: {self.texts[f'verdict_{VERDICTS[verdict]}']}" for (title, _), verdict in titled)
                yield Listing("", tuple(parts))

    def pattern(self) -> Iterator[Block]:
        found = self.assessment.pattern
        if not self.bank.patterns:
            return
        yield Heading(self.texts["pattern_heading"])
        if found.pattern is not None:
            yield Paragraph(f"{sentence(found.pattern.title)} {found.pattern.text}".strip())
            shown = "; ".join(named(short, answer) for short, answer in self.quoted(found.because))
            yield Paragraph(fill(self.texts["pattern_because"], answers=shown))
            return
        if all(result.value is None for result in self.assessment.scores.values()):
            yield Paragraph(self.texts["pattern_too_few"])
        elif found.undecided:
            yield from self.undecided()
        else:
            yield Paragraph(self.texts["pattern_none"])

    def factors(self) -> Iterator[Block]:
        if not self.bank.factors:
            return
        yield Heading(self.texts["factors_heading"])
        unknown = any(result.level == "not_asked" for result in self.assessment.factors)
        lead = "factors_lead" if self.printed else "factors_unknown" if unknown else "factors_none"
        yield Paragraph(self.texts[lead])
        for result in self.printed:
            yield from self.factor(result)
        yield from self.unasked()

    def factor(self, result: FactorResult) -> Iterator[Block]:
        """Give one factor: what speaks for it, what against it, and what was never asked."""
        yield Heading(f"{result.factor.title}: {self.texts['level_' + result.level]}", 3)
        if result.factor.strength:
            yield Paragraph(fill(self.texts["strength"], strength=result.factor.strength))
        yield Listing(self.texts["for_heading"], tuple(map(_because, result.speaks_for)))
        if result.speaks_against:
            yield Listing(self.texts["against_heading"], tuple(map(_because, result.speaks_against)))
        else:
            yield Paragraph(self.texts["against_nothing"], quiet=True)
        names = dict.fromkeys(name for finding in result.not_asked for name in finding.questions)
        if names:
            lacking = tuple(f"{short} ({answer})" for short, answer in self.quoted(names))
            yield Listing(self.texts["unknown_heading"], lacking)

    # What to do -------------------------------------------------------------------------------------------------

    def helps(self) -> Iterator[Block]:
        """Give what may help with what was found; what helps whatever the reason is here only where nothing was."""
        found = [entry for result in self.printed for entry in result.factor.helps]
        yield from self.helping(found or self.bank.helps, "helps_heading")

    def to_ask(self) -> Iterator[Block]:
        found = tuple(self.ask())
        if found:
            yield Heading(self.texts["ask_heading"])
            yield from found

    def cannot_tell(self) -> Iterator[Block]:
        yield Heading(self.texts["cannot_heading"])
        yield Paragraph(self.texts["cannot_tell"])
        yield Paragraph(self.made_with(), quiet=True)


def _because(finding: Finding) -> str:
    return sentence(finding.rule.because)
