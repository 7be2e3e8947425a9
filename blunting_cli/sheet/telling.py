"""What every page of a sheet is told with: the words of scores, answers, reasons, care and tier, each in one place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from blunting_cli.answers import in_words
from blunting_cli.assessment import CONTRADICTION, OTHER_BANK, Assessment, fill
from blunting_cli.bank.model import CARE, MEAN, NO_TIER, Help, Score, Source
from blunting_cli.conditions import Condition, State, evaluate, is_missing, scores_of
from blunting_cli.escalation import Reason
from blunting_cli.factors import PRINTED
from blunting_cli.scoring import VERDICTS, CriterionResult, Said, ScoreResult
from blunting_cli.sheet.blocks import Block, Heading, Listing, Notice, Paragraph, Scale, figure, sentence
from blunting_cli.sheet.help import HelpLines, kinds_of

# So many names are read; more are counted.
MOST_NAMED = 10
# The method whose results have no end that would mean anything.
ENDLESS = "ratio_of"
# On a scale that runs so far a mean is shown as a whole number.
ROUND = 100


class Visit(NamedTuple):
    """What is known besides the answers: the person's own questions, and an earlier assessment to compare with."""

    asks: tuple[str, ...] = ()
    earlier: Assessment | None = None


class Telling:
    """An assessment with the words to tell it; the pages of a sheet build on it."""

    def __init__(self, assessment: Assessment, lines: HelpLines, visit: Visit) -> None:
        self.visit = visit
        self.assessment = assessment
        self.bank = assessment.bank
        self.texts = assessment.bank.texts
        self.lines = lines
        self.said = assessment.escalation.statement
        self.printed = [result for result in assessment.factors if result.level in PRINTED]

    def doubts(self) -> Iterator[Block]:
        """Say where a record was made with other questions, or is not what its answers come to."""
        if self.assessment.doubt:
            yield Paragraph(self.texts[self.assessment.doubt])

    # Answers ----------------------------------------------------------------------------------------------------

    def answer(self, name: str) -> str:
        """Say the answer to a question, or the state it stands in."""
        return in_words(self.assessment.answers.get(name, State.NOT_ASKED), self.bank.by_id[name], self.texts)

    def quoted(self, questions: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Give questions in short with their answers."""
        return ((self.bank.by_id[name].short, self.answer(name)) for name in questions)

    def gathered(self, questions: Iterable[str], plain: Iterable[str] = ()) -> str:
        """Say answers in one line: those that say something, then what is missing by why, then the `plain` noes."""
        asked, plain = list(questions), list(plain)
        states: dict[str, list[str]] = {}
        for name in asked:
            answer = self.assessment.answers.get(name, State.NOT_ASKED)
            if isinstance(answer, State):
                states.setdefault(self.answer(name), []).append(name)
        told = [name for name in asked if name not in plain and not any(name in names for names in states.values())]
        said = [named(short, answer) for short, answer in self.quoted(told)]
        said += [f"{state}: {', '.join(self.shorts(names))}" for state, names in states.items()]
        said += [fill(self.texts["clinician_no"], names=", ".join(self.shorts(plain)))] if plain else []
        return "; ".join(said)

    def told(self) -> Iterator[Block]:
        """Say when and how many questions were answered, and which answers do not go together."""
        answers = [answer for answer in self.assessment.answers.values() if answer is not State.WITHHELD]
        words = {
            "answered": len(answers) - sum(map(is_missing, answers)),
            "of": len(answers),
            "recall": self.bank.recall,
            "day": self.assessment.taken,
        }
        keys = ["told_day"] if self.assessment.taken else []
        keys += ["told_count"] if answers else []
        keys += ["told_recall"] if self.bank.recall else []
        yield Paragraph(" ".join(fill(self.texts[key], **words) for key in keys))
        unlike = tuple(note.text for note in self.assessment.notes if note.id == CONTRADICTION)
        if unlike:
            yield Listing(self.texts["told_contradictions"], unlike)

    def shorts(self, questions: Iterable[str]) -> tuple[str, ...]:
        """Give questions in short."""
        return tuple(self.bank.by_id[name].short for name in questions)

    def fits(self, unless: Condition | None) -> bool:
        """Tell whether something is to be said: not where it is certain that it does not fit."""
        return unless is None or not evaluate(unless, Said(self.bank, self.assessment.answers))

    def kinds(self) -> frozenset[str]:
        """Give the kinds of special help lines that this sheet calls for."""
        outside = self.bank.outside.lines if self.bank.outside and self.assessment.outside else ()
        return frozenset((*outside, *kinds_of(self.assessment.escalation.help)))

    # Scores -----------------------------------------------------------------------------------------------------

    def ordered_scores(self) -> list[ScoreResult]:
        """Give the scores that are shown, kinds of feeling first, then those made of them, each in the bank's order."""
        listed = sorted((score for score in self.bank.scores if score.shown), key=lambda score: not score.domain)
        return [self.assessment.scores[score.id] for score in listed if score.id in self.assessment.scores]

    def scales(self) -> Iterator[Scale]:
        """Give every score as a scale; among the kinds of feeling the most changed and the best kept are marked."""
        marks = self.marks()
        for result in self.ordered_scores():
            score = self.bank.score_by_id[result.id]
            words, mark = self.scale_words(result), marks.get(result.id, "")
            ends = (result.value, result.low, result.high)
            top = None if score.method == ENDLESS else score.high
            yield Scale(score.title, *ends, top, words, mark, score.low, is_exact(score))

    def marks(self) -> dict[str, str]:
        """Say which kinds of feeling stand out, where any two differ; one without a number could stand out more."""
        listed = {found.id: self.bank.score_by_id[found.id] for found in self.ordered_scores()}
        domains = [found for found in self.ordered_scores() if listed[found.id].domain]
        # Only numbers of one scale can be held against each other.
        if len({(score.method, score.low, score.high) for score in listed.values() if score.domain}) != 1:
            return {}
        values = {found.id: found.value for found in domains if found.value is not None}
        if len(set(values.values())) < 2:
            return {}
        open_ones = [found for found in domains if found.value is None and found.of]
        most, least = max(values.values()), min(values.values())
        ends = {
            most: all(found.high is not None and found.high <= most for found in open_ones),
            least: all(found.low is not None and found.low >= least for found in open_ones),
        }
        marks = {most: self.texts["profile_most"], least: self.texts["profile_least"]}
        return {id: marks[value] for id, value in values.items() if ends.get(value)}

    def scale_words(self, result: ScoreResult) -> str:
        """Say what a score comes to: its band, its interval where one is open, or why there is no number."""
        if result.of == 0:
            return self.texts["profile_not_applicable"]
        bounded = result.low is not None and result.high is not None
        between = fill(self.texts["profile_between"], **self.ends(result)) if bounded else ""
        if result.value is None:
            return "; ".join(filter(None, (why_no_number(result, self.assessment), between)))
        words = list(self.value_words(result))
        return "; ".join(words if result.low == result.high else [*words, between])

    def ends(self, result: ScoreResult) -> dict[str, str]:
        """Give the ends of a score's interval as they are shown."""
        return {"low": self.figure(result, result.low), "high": self.figure(result, result.high)}

    def figure(self, result: ScoreResult, value: float | None) -> str:
        """Give a number of a score as it is shown."""
        return figure(value, exact=is_exact(self.bank.score_by_id[result.id]))

    def value_words(self, result: ScoreResult) -> Iterator[str]:
        """Say what a value comes to: its bands, its error, and what of it was not asked."""
        if result.bands:
            yield self.band_words(result)
        if result.error is not None:
            yield fill(self.texts["profile_error"], error=f"{result.error:g}")
        if result.implied:
            yield fill(self.texts["profile_implied"], number=len(result.implied))

    def band_words(self, result: ScoreResult) -> str:
        """Say the word of a value in each set of bands, with the name of the set where there are several."""
        if len(result.bands) == 1:
            return result.bands[0][1].label
        named = ((self.bank.bands[name].title if name in self.bank.bands else "", band) for name, band in result.bands)
        return "; ".join(f"{band.label} ({title})" if title else band.label for title, band in named)

    def criterion_words(self, result: CriterionResult) -> str:
        """Say whether a criterion is met; where it is not decided, what is missing."""
        said = self.texts[f"verdict_{VERDICTS[result.verdict]}"]
        if result.verdict is None and result.missing:
            lacking = fill(self.texts["criterion_missing"], names=self.named_or_counted(result.missing).rstrip("."))
            return f"{said}. {lacking}"
        text = result.criterion.met if result.verdict else result.criterion.unmet
        return f"{said}. {text}".rstrip() if result.verdict is not None else said

    def named_or_counted(self, questions: tuple[str, ...]) -> str:
        """Name questions, or count them where they are many."""
        if len(questions) > MOST_NAMED:
            return fill(self.texts["criterion_many"], number=len(questions))
        return ", ".join(self.shorts(questions))

    # What it comes to -------------------------------------------------------------------------------------------

    def undecided(self) -> Iterator[Block]:
        """Say between which shapes the answers cannot decide, and which answers could."""
        found = self.assessment.pattern
        between = (*found.undecided, *found.also)
        if not found.undecided:
            return
        key = "pattern_undecided" if len(between) > 1 else "pattern_undecided_one"
        yield Paragraph(fill(self.texts[key], names="; ".join(pattern.title for pattern in between)))
        few = len(found.missing) <= MOST_NAMED
        words = {"names": "; ".join(self.shorts(found.missing)), "number": len(found.missing)}
        if found.missing:
            yield Paragraph(fill(self.texts["pattern_missing" if few else "pattern_missing_many"], **words))

    def unasked(self) -> Iterator[Block]:
        """Name what may play a part and was not asked, or too little; that is never a no."""
        names = [result.factor.title for result in self.assessment.factors if result.level == "not_asked"]
        if names:
            yield Paragraph(fill(self.texts["factors_not_asked"], names="; ".join(names)), quiet=True)

    # What to do -------------------------------------------------------------------------------------------------

    def care(self) -> Iterator[Block]:
        """Give what must be said before anything about changing a medicine or using less."""
        for group in CARE:
            said = self.said(group)
            if said is not None:
                yield Notice(self.texts[f"{group}_heading"], (said.text,))

    def helping(self, helps: Iterable[Help], heading: str) -> Iterator[Block]:
        """Give what may help, by oneself and by a clinician, as far as it fits and has its word of care."""
        fitting = [entry for entry in helps if self.has_care(entry) and self.fits(entry.unless)]
        if fitting:
            yield Heading(self.texts[heading])
        for by in ("self", "clinician"):
            items = tuple(f"{entry.text} {entry.caution}".strip() for entry in fitting if entry.by == by)
            if items:
                yield Listing(self.texts[f"helps_{by}"], items)

    def has_care(self, entry: Help) -> bool:
        """Tell whether advice has its word of care before it; where there is none, it does not apply."""
        needed = [group for group, touches in (("medicine", entry.medicine), ("substance", entry.substance)) if touches]
        return all(self.said(group) is not None for group in needed)

    def tier(self, *, brief: bool = False) -> Iterator[Block]:
        """Give how soon to talk to whom, and why; `brief` where all of that stands above already."""
        tier, reasons = self.assessment.escalation.tier, self.reasons()
        yield Heading(self.texts["tier_heading"])
        yield Notice(tier.title, (tier.text,) if tier.text else (), urgent=tier.urgent)
        if brief:
            return
        if reasons:
            yield Listing(self.texts["tier_reasons"], reasons)
        elif tier.id != NO_TIER:
            yield Paragraph(self.texts["tier_no_reasons"])
        yield Paragraph(self.texts["tier_no_reassurance"])

    def reasons(self) -> tuple[str, ...]:
        """Say the reasons of the tier, without those that rest on the same answers as one above.

        For whom the check was not written there are no scores, and so no reason that speaks of one.
        """
        reasons = self.assessment.escalation.reasons
        if self.assessment.outside:
            reasons = tuple(reason for reason in reasons if not scores_of(reason.trigger.when))
        return tuple(sentence(reason.trigger.because) for reason in _leading(reasons))

    def ask(self) -> Iterator[Block]:
        """List the questions to take along, the person's own first."""
        if self.visit.asks:
            yield Listing(self.texts["own_asks"], self.visit.asks)
        for whom, questions in self.asks().items():
            yield Listing(fill(self.texts["ask_whom"], whom=whom) if whom else "", questions)

    def asks(self) -> dict[str, tuple[str, ...]]:
        """Give the questions to take along, by whom to ask."""
        found: dict[str, list[str]] = {}
        for result in self.printed:
            fitting = (ask.text for ask in result.factor.ask if self.fits(ask.unless))
            found.setdefault(result.factor.whom, []).extend(fitting)
        return {whom: tuple(dict.fromkeys(questions)) for whom, questions in found.items() if questions}

    def made_with(self) -> str:
        """Say which program and which questions made this."""
        words = {"program": self.assessment.program, "bank": self.bank.id, "version": self.bank.version}
        return fill(self.texts["bank_line"], **words, hash=self.bank.sha256[:12])


def named(name: str, said: str) -> str:
    """Put a name before what is said of it; a question needs no colon."""
    return f"{name} {said}" if name.endswith("?") else f"{name.rstrip('.:')}: {said}"


def why_no_number(result: ScoreResult, assessment: Assessment) -> str:
    """Say why a score has no number: it may not apply, an answer is not shown, or too few were given."""
    bank, answers, texts = assessment.bank, assessment.answers, assessment.bank.texts
    applies = bank.score_by_id[result.id].applies
    if applies is not None and assessment.doubt != OTHER_BANK and evaluate(applies, Said(bank, answers)) is None:
        return texts["profile_may_not_apply"]
    if any(answers.get(name) is State.WITHHELD for name in result.missing):
        return texts["profile_not_shown"]
    return fill(texts["profile_too_few"], answered=result.answered, of=result.of)


def is_exact(score: Score) -> bool:
    """Tell whether a score is shown with its decimal: a mean of several answers is not that exact."""
    return score.method != MEAN or score.high < ROUND


def value_words(result: ScoreResult, score: Score, texts: dict[str, str]) -> str:
    """Say a value with the ends of its scale; one that begins at 0 needs only its top."""
    words = {"value": f"{result.value or 0:g}", "bottom": f"{score.low:g}", "top": f"{score.high:g}"}
    return fill(texts["explain_value_from" if score.low else "explain_value"], **words)


def _leading(reasons: tuple[Reason, ...]) -> Iterator[Reason]:
    """Leave out a reason that rests on the same answers as one above it; the record keeps them all."""
    said: list[set[str]] = []
    for reason in reasons:
        questions = set(reason.questions)
        if not any(questions <= before for before in said):
            yield reason
        said.append(questions)


def source_words(source: Source, texts: dict[str, str]) -> str:
    """Say an entry of the bibliography: what it is, where it is found, how it was read."""
    year = f", {source.year}" if source.year else ""
    found = f"doi {source.doi}" if source.doi else source.address
    where = ", ".join(part for part in (source.where, found) if part)
    return fill(texts["source_line"], title=source.title, year=year, where=where, read=source.read)
