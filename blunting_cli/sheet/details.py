"""The details: every answer, how the shape differs from what can look alike, notes, and where all of it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from blunting_cli.assessment import CONTRADICTION, fill
from blunting_cli.conditions import Condition, ScoreIs, leaves
from blunting_cli.factors import told_apart
from blunting_cli.scoring import NeighbourResult, PatternResult
from blunting_cli.sheet.blocks import Block, Fields, Heading, Listing, Paragraph
from blunting_cli.sheet.help import help_line_blocks
from blunting_cli.sheet.telling import Telling, source_words

# What the page for the person shows at its place.
SHOWN_ELSEWHERE = ("left_out", "score_too_few", "pattern_undecided", "red_flag", CONTRADICTION)


class DetailsPage(Telling):
    """The blocks of the page, in the order they are read."""

    def blocks(self) -> Iterator[Block]:
        """Give the page."""
        yield Heading(self.texts["page_details"], 1)
        yield from self.doubts()
        if not self.assessment.outside:
            yield from self.more()
            yield from self.alike()
            yield from self.together()
            yield from self.few()
        yield from self.answers()
        yield from self.notes()
        yield from self.sources()
        yield from help_line_blocks(self.lines, self.texts, self.kinds(), brief=True)

    def more(self) -> Iterator[Block]:
        """Tell more of what was found, and what helps whatever the reason; the words of care before both."""
        told = [result.factor for result in self.printed if result.factor.text]
        if not told:
            return
        yield from self.care()
        yield Heading(self.texts["more_heading"])
        for factor in told:
            yield Paragraph(f"{factor.title}: {factor.text} {factor.strength}".strip())
        yield from self.helping(self.bank.helps, "helps_always_heading")

    # What can look alike, and what fits at once -----------------------------------------------------------------

    def alike(self) -> Iterator[Block]:
        found = self.assessment.pattern
        worded = [entry for entry in found.neighbours if entry.neighbour.fits_text or entry.neighbour.differs_text]
        told = [entry for entry in worded if not _is_said_by(entry, found)]
        said_there = {entry.neighbour.pattern for entry in told if entry.fits}
        also = [pattern.title for pattern in found.also if pattern.id not in said_there]
        if told:
            yield Heading(self.texts["neighbours_heading"])
            yield Listing("", tuple(map(self.neighbour, told)))
        if also:
            yield Paragraph(fill(self.texts["pattern_also"], names="; ".join(also)))

    def neighbour(self, found: NeighbourResult) -> str:
        """Say how the answers stand to what can look alike, and by which scores or answers."""
        neighbour = found.neighbour
        text = neighbour.fits_text if found.fits else neighbour.differs_text
        shown = "; ".join(self.shown_by(neighbour.fits if found.fits else neighbour.differs, found.questions))
        return fill(self.texts["neighbour_line"], title=neighbour.title, text=text, shown=shown)

    def shown_by(self, condition: Condition, questions: tuple[str, ...]) -> Iterator[str]:
        scores = [leaf.score for leaf in leaves(condition) if isinstance(leaf, ScoreIs)]
        for name in scores:
            result = self.assessment.scores[name]
            words = self.figure(result, result.value) or self.scale_words(result)
            yield f"{self.bank.score_by_id[name].title}: {words}"
        behind = {question for name in scores for question in self.assessment.scores[name].questions}
        yield from (f"{short}: {answer}" for short, answer in self.quoted(q for q in questions if q not in behind))

    def together(self) -> Iterator[Block]:
        """Where several things fit at once: how someone who knows tells them apart."""
        if len(self.printed) > 1:
            yield Heading(self.texts["together_heading"])
            yield Paragraph(self.texts["together_lead"])
        titles = {result.factor.id: result.factor.title for result in self.printed}
        found = told_apart(self.bank, self.assessment.factors)
        if found:
            names = [self.texts["and"].join(titles[name] for name in pair.of) for pair in found]
            both = zip(names, found, strict=True)
            yield Listing(
                "", tuple(fill(self.texts["together_line"], names=said, text=pair.text) for said, pair in both)
            )

    def few(self) -> Iterator[Block]:
        names = [result.factor.title for result in self.assessment.factors if result.level == "none"]
        if names:
            yield Heading(self.texts["few_heading"])
            yield Listing("", tuple(names))

    # What was said, and where it comes from ---------------------------------------------------------------------

    def answers(self) -> Iterator[Block]:
        """Give every answer, section by section."""
        yield Heading(self.texts["told_heading"])
        for section in self.bank.sections:
            asked = [q.id for q in self.bank.questions if q.section == section.id and q.id in self.assessment.answers]
            if asked:
                yield Heading(section.title, 3)
                yield Fields(tuple(self.quoted(asked)))

    def notes(self) -> Iterator[Block]:
        said = tuple(entry.text for entry in self.assessment.notes if entry.id not in SHOWN_ELSEWHERE)
        if said:
            yield Heading(self.texts["notes_heading"])
            yield Listing("", said)

    def sources(self) -> Iterator[Block]:
        used = [self.bank.sources[name] for name in self.used_sources() if name in self.bank.sources]
        if used:
            yield Heading(self.texts["sources_heading"])
            yield Listing("", tuple(source_words(source, self.texts) for source in used))

    def used_sources(self) -> Iterable[str]:
        """Give the sources behind what this sheet says, each once."""
        reasons = [reason.trigger.source for reason in self.assessment.escalation.reasons]
        if self.assessment.outside:
            return dict.fromkeys(reasons)
        found = self.assessment.pattern
        names = [score.source for score in self.bank.scores if score.shown]
        recodes = (name for score in self.bank.scores for name in score.recodes.values())
        names += [self.bank.recodes[name].source for name in recodes if name in self.bank.recodes]
        names += [bands.source for bands in self.bank.bands.values()]
        names += [result.criterion.source for result in self.assessment.criteria.values()]
        names += [pattern.source for pattern in (found.pattern, *found.also) if pattern]
        names += [entry.neighbour.source for entry in found.neighbours]
        for result in self.printed:
            findings = (*result.speaks_for, *result.speaks_against)
            names += [result.factor.source, *(finding.rule.source for finding in findings)]
            names += [entry.source for entry in result.factor.helps]
        names += [pair.source for pair in told_apart(self.bank, self.assessment.factors)]
        names += [entry.source for entry in self.bank.helps]
        return dict.fromkeys([*names, *reasons])


def _is_said_by(found: NeighbourResult, pattern: PatternResult) -> bool:
    """Tell whether the pattern says already what a neighbour would."""
    return found.fits and pattern.pattern is not None and found.neighbour.pattern == pattern.pattern.id
