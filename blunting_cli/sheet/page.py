"""A sheet's page: an assessment laid out in blocks, in the words of the bank."""

from collections.abc import Iterable, Iterator

from blunting_cli import __version__
from blunting_cli.answers import in_words
from blunting_cli.assessment import Assessment, fill, record
from blunting_cli.bank.model import Help, Question, Source
from blunting_cli.conditions import Condition, ScoreIs, State, evaluate, is_missing, leaves
from blunting_cli.escalation import Reason
from blunting_cli.factors import PRINTED, FactorResult, Finding, told_apart
from blunting_cli.scoring import NeighbourResult, PatternResult, Said, ScoreResult
from blunting_cli.sheet.blocks import Block, Fields, Heading, Listing, Notice, Paragraph, Scale, Sheet, sentence
from blunting_cli.sheet.help import HelpLines, help_line_blocks, help_panel, kinds_of

SHOWN_ELSEWHERE = ("left_out", "score_too_few", "pattern_undecided", "red_flag")


def make_sheet(assessment: Assessment, lines: HelpLines) -> Sheet:
    """Lay an assessment out as a page."""
    return Sheet(record(assessment), tuple(_Page(assessment, lines).blocks()))


class _Page:
    def __init__(self, assessment: Assessment, lines: HelpLines) -> None:
        self.assessment = assessment
        self.bank = assessment.bank
        self.texts = assessment.bank.texts
        self.lines = lines
        self.said = assessment.escalation.statement
        self.printed = [result for result in assessment.factors if result.level in PRINTED]

    def blocks(self) -> Iterator[Block]:
        yield from self.help_now()
        yield Heading(self.texts["sheet_title"], 1)
        yield Paragraph(self.texts["what_this_is"])
        urgent = self.assessment.escalation.tier.urgent
        if urgent:
            yield from self.tier()
            yield from self.care()
        yield from self.outside()
        if not self.assessment.outside:
            yield from self.told()
            yield from self.profile()
            yield from self.pattern()
        if not urgent:
            yield from self.care()
        if not self.assessment.outside:
            yield from self.factors()
            yield from self.helps()
        yield from self.tier()
        yield from self.notes()
        yield from help_line_blocks(self.lines, self.texts, self.kinds(), brief=True)
        yield from self.cannot_tell()

    def help_now(self) -> Iterator[Block]:
        """Help before everything else, where an answer or a missing one calls for it."""
        said = self.assessment.escalation.help
        if said:
            yield from help_panel((words.text for words in said), self.lines, self.texts, kinds_of(said))

    def kinds(self) -> frozenset[str]:
        """Give the kinds of special help lines that this sheet calls for."""
        outside = self.bank.outside.lines if self.bank.outside and self.assessment.outside else ()
        return frozenset((*outside, *kinds_of(self.assessment.escalation.help)))

    def outside(self) -> Iterator[Block]:
        if self.assessment.outside and self.bank.outside is not None:
            yield Paragraph(self.bank.outside.text)

    # What was said ----------------------------------------------------------------------------------------------

    def told(self) -> Iterator[Block]:
        answers = {name: said for name, said in self.assessment.answers.items() if said is not State.WITHHELD}
        missing = [name for name, answer in answers.items() if is_missing(answer)]
        yield Heading(self.texts["told_heading"])
        counts = {"answered": len(answers) - len(missing), "of": len(answers), "recall": self.bank.recall}
        yield Paragraph(fill(self.texts["told_count"], **counts))
        entries = [
            (question.short, in_words(answers[question.id], question, self.texts))
            for question in self.bank.questions
            if question.id in answers and self.shown(question) and question.id not in missing
        ]
        if entries:
            yield Fields(tuple(entries))
        if missing:
            yield Listing(self.texts["told_missing"] + ":", tuple(self.bank.by_id[name].short for name in missing))

    def shown(self, question: Question) -> bool:
        return self.bank.section_by_id[question.section].summary

    # What it comes to -------------------------------------------------------------------------------------------

    def profile(self) -> Iterator[Block]:
        scores = self.assessment.scores
        domains = [scores[score.id] for score in self.bank.scores if score.domain]
        others = [scores[score.id] for score in self.bank.scores if not score.domain]
        if not scores:
            return
        yield Heading(self.texts["profile_heading"])
        yield Paragraph(self.texts["profile_lead"], quiet=True)
        for result in (*domains, *others):
            yield self.scale(result)
        yield from self.extremes(domains)
        if any(bands.provisional for bands in self.bank.bands.values()):
            yield Paragraph(self.texts["profile_provisional"], quiet=True)

    def scale(self, result: ScoreResult) -> Scale:
        score = self.bank.score_by_id[result.id]
        return Scale(score.title, result.value, result.low, result.high, score.scale, self.scale_words(result))

    def scale_words(self, result: ScoreResult) -> str:
        if result.of == 0:
            return self.texts["profile_not_applicable"]
        between = fill(self.texts["profile_between"], low=_number(result.low), high=_number(result.high))
        if result.value is None:
            too_few = fill(self.texts["profile_too_few"], answered=result.answered, of=result.of)
            return f"{too_few}; {between}"
        words = [result.band.label] if result.band else []
        return "; ".join(words if result.low == result.high else [*words, between])

    def extremes(self, domains: list[ScoreResult]) -> Iterator[Block]:
        values = [result.value for result in domains if result.value is not None]
        if len(values) < 2 or max(values) == min(values):
            return
        said = (("profile_most", max(values)), ("profile_least", min(values)))
        yield Paragraph(" ".join(self.extreme(key, value, domains) for key, value in said))

    def extreme(self, key: str, value: float, domains: list[ScoreResult]) -> str:
        names = [self.bank.score_by_id[result.id].title for result in domains if result.value == value]
        return fill(self.texts[key], names=", ".join(names))

    def pattern(self) -> Iterator[Block]:
        found = self.assessment.pattern
        yield Heading(self.texts["pattern_heading"])
        if found.pattern is None:
            yield Paragraph(self.no_pattern())
        else:
            yield Paragraph(f"{found.pattern.title}.")
            yield Paragraph(found.pattern.text)
            yield Paragraph(self.texts["pattern_because"])
            yield Fields(tuple(self.quoted(found.because)))
        told = [entry for entry in found.neighbours if not _is_said_by(entry, found)]
        said_there = {entry.neighbour.pattern for entry in told if entry.fits}
        also = [pattern.title for pattern in found.also if pattern.id not in said_there]
        if also:
            yield Paragraph(fill(self.texts["pattern_also"], names="; ".join(also)))
        if told:
            yield Heading(self.texts["neighbours_heading"], 3)
            yield Listing("", tuple(map(self.neighbour, told)))

    def neighbour(self, found: NeighbourResult) -> str:
        """Say how the answers stand to what can look alike, and by which scores or answers."""
        neighbour = found.neighbour
        text = neighbour.fits_text if found.fits else neighbour.differs_text
        shown = "; ".join(self.shown_by(neighbour.fits if found.fits else neighbour.differs, found.questions))
        return fill(self.texts["neighbour_line"], title=neighbour.title, text=text, shown=shown)

    def shown_by(self, condition: Condition, questions: tuple[str, ...]) -> Iterator[str]:
        for leaf in leaves(condition):
            if isinstance(leaf, ScoreIs):
                result = self.assessment.scores[leaf.score]
                words = _number(result.value) if result.value is not None else self.scale_words(result)
                yield f"{self.bank.score_by_id[leaf.score].title}: {words}"
            elif leaf.question in questions:
                yield from (f"{short}: {answer}" for short, answer in self.quoted([leaf.question]))

    def no_pattern(self) -> str:
        if all(result.value is None for result in self.assessment.scores.values()):
            return self.texts["pattern_too_few"]
        names = "; ".join(pattern.title for pattern in self.assessment.pattern.undecided)
        return fill(self.texts["pattern_undecided" if names else "pattern_none"], names=names)

    def quoted(self, questions: Iterable[str]) -> Iterator[tuple[str, str]]:
        for name in questions:
            question = self.bank.by_id[name]
            answer = self.assessment.answers.get(name, State.NOT_ASKED)
            yield question.short, in_words(answer, question, self.texts)

    def factors(self) -> Iterator[Block]:
        yield Heading(self.texts["factors_heading"])
        unknown = all(result.level == "not_asked" for result in self.assessment.factors)
        yield Paragraph(
            self.texts["factors_lead" if self.printed else "factors_unknown" if unknown else "factors_none"]
        )
        for result in self.printed:
            yield Heading(f"{result.factor.title}: {self.texts['level_' + result.level]}", 3)
            yield Paragraph(f"{result.factor.text} {result.factor.strength}")
            yield Listing(self.texts["for_heading"], tuple(map(_because, result.speaks_for)))
            if result.speaks_against:
                yield Listing(self.texts["against_heading"], tuple(map(_because, result.speaks_against)))
            else:
                yield Paragraph(self.texts["against_nothing"], quiet=True)
            if result.not_asked:
                yield Listing(self.texts["unknown_heading"], tuple(self.lacking(result)))
        yield from self.together()
        yield from self.other_factors()

    def together(self) -> Iterator[Block]:
        """Where several things fit at once: how someone who knows tells them apart."""
        found = told_apart(self.bank, self.assessment.factors)
        if len(self.printed) > 1:
            yield Heading(self.texts["together_heading"], 3)
            yield Paragraph(self.texts["together_lead"])
        titles = {result.factor.id: result.factor.title for result in self.printed}
        if found:
            line = self.texts["together_line"]
            names = [self.texts["and"].join(titles[name] for name in pair.of) for pair in found]
            both = zip(names, found, strict=True)
            yield Listing("", tuple(fill(line, names=said, text=pair.text) for said, pair in both))

    def lacking(self, result: FactorResult) -> Iterator[str]:
        names = dict.fromkeys(name for finding in result.not_asked for name in finding.questions)
        for name in names:
            question = self.bank.by_id[name]
            answer = self.assessment.answers.get(name, State.NOT_ASKED)
            yield f"{question.short} ({in_words(answer, question, self.texts)})"

    def other_factors(self) -> Iterator[Block]:
        for level, key in (("none", "factors_few"), ("not_asked", "factors_not_asked")):
            names = [result.factor.title for result in self.assessment.factors if result.level == level]
            if names:
                yield Paragraph(fill(self.texts[key], names="; ".join(names)), quiet=True)

    # What to do -------------------------------------------------------------------------------------------------

    def care(self) -> Iterator[Block]:
        """What must be said before anything about changing a medicine or using less."""
        for group in ("medicine", "substance"):
            said = self.said(group)
            if said is not None:
                yield Notice(self.texts[f"{group}_heading"], (said.text,))

    def helps(self) -> Iterator[Block]:
        helps = [*(entry for result in self.printed for entry in result.factor.helps), *self.bank.helps]
        helps = [entry for entry in helps if self.has_care(entry) and self.fits(entry.unless)]
        yield Heading(self.texts["helps_heading"])
        for by in ("self", "clinician"):
            items = tuple(f"{entry.text} {entry.caution}".strip() for entry in helps if entry.by == by)
            if items:
                yield Listing(self.texts[f"helps_{by}"], items)
        asked: dict[str, list[str]] = {}
        for result in self.printed:
            asked.setdefault(result.factor.whom, []).extend(
                ask.text for ask in result.factor.ask if self.fits(ask.unless)
            )
        if any(asked.values()):
            yield Heading(self.texts["ask_heading"])
        for whom, questions in asked.items():
            if questions:
                yield Listing(fill(self.texts["ask_whom"], whom=whom) if whom else "", tuple(questions))

    def fits(self, unless: Condition | None) -> bool:
        """Tell whether something is to be said: not where it is certain that it does not fit."""
        return unless is None or not evaluate(unless, Said(self.bank, self.assessment.answers))

    def has_care(self, entry: Help) -> bool:
        """Tell whether advice has its word of care before it; where there is none, it does not apply."""
        needed = [group for group, touches in (("medicine", entry.medicine), ("substance", entry.substance)) if touches]
        return all(self.said(group) is not None for group in needed)

    def tier(self) -> Iterator[Block]:
        escalation = self.assessment.escalation
        yield Heading(self.texts["tier_heading"])
        yield Notice(escalation.tier.title, (escalation.tier.text,), urgent=escalation.tier.urgent)
        reasons = tuple(sentence(reason.trigger.because) for reason in _leading(escalation.reasons))
        if reasons:
            yield Listing(self.texts["tier_reasons"], reasons)
        else:
            yield Paragraph(self.texts["tier_no_reasons"])
        yield Paragraph(self.texts["tier_no_reassurance"])

    def notes(self) -> Iterator[Block]:
        # What the sheet shows at its own place need not stand here again.
        said = tuple(entry.text for entry in self.assessment.notes if entry.id not in SHOWN_ELSEWHERE)
        if said:
            yield Heading(self.texts["notes_heading"])
            yield Listing("", said)

    def cannot_tell(self) -> Iterator[Block]:
        yield Heading(self.texts["cannot_heading"])
        yield Paragraph(self.texts["cannot_tell"])
        yield Heading(self.texts["sources_heading"])
        used = [self.bank.sources[name] for name in self.used_sources() if name in self.bank.sources]
        if used:
            yield Listing("", tuple(source_words(source, self.texts) for source in used))
        words = {"program": __version__, "bank": self.bank.id, "version": self.bank.version}
        yield Paragraph(fill(self.texts["bank_line"], **words, hash=self.bank.sha256[:12]), quiet=True)

    def used_sources(self) -> Iterable[str]:
        """Give the sources behind what this sheet says, each once."""
        reasons = [reason.trigger.source for reason in self.assessment.escalation.reasons]
        if self.assessment.outside:
            return dict.fromkeys(reasons)
        found = self.assessment.pattern
        names = [bands.source for bands in self.bank.bands.values()]
        names += [pattern.source for pattern in (found.pattern, *found.also) if pattern]
        names += [entry.neighbour.source for entry in found.neighbours]
        for result in self.printed:
            findings = (*result.speaks_for, *result.speaks_against)
            names += [result.factor.source, *(finding.rule.source for finding in findings)]
            names += [entry.source for entry in result.factor.helps]
        names += [pair.source for pair in told_apart(self.bank, self.assessment.factors)]
        names += [entry.source for entry in self.bank.helps]
        return dict.fromkeys([*names, *reasons])


def _leading(reasons: tuple[Reason, ...]) -> Iterator[Reason]:
    """Leave out a reason that rests on the same answers as one above it; the record keeps them all."""
    said: list[set[str]] = []
    for reason in reasons:
        questions = set(reason.questions)
        if not any(questions <= before for before in said):
            yield reason
        said.append(questions)


def _is_said_by(found: NeighbourResult, pattern: PatternResult) -> bool:
    """Tell whether the pattern says already what a neighbour would."""
    return found.fits and pattern.pattern is not None and found.neighbour.pattern == pattern.pattern.id


def source_words(source: Source, texts: dict[str, str]) -> str:
    """Say an entry of the bibliography: what it is, where it is found, how it was read."""
    year = f", {source.year}" if source.year else ""
    found = f"doi {source.doi}" if source.doi else source.address
    where = ", ".join(part for part in (source.where, found) if part)
    return fill(texts["source_line"], title=source.title, year=year, where=where, read=source.read)


def _because(finding: Finding) -> str:
    return sentence(finding.rule.because)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}"
