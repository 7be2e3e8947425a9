"""Explanation -> blocks for people: headings and lists, short enough to read, with every answer behind what is said.

Words of care stand before anything about what plays a part or what one step would change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from blunting_cli.answers import in_words
from blunting_cli.assessment import OTHER_BANK, fill
from blunting_cli.bank.model import CARE
from blunting_cli.bank.saying import condition_words
from blunting_cli.conditions import ALWAYS, Condition, State
from blunting_cli.explaining.changes import change_blocks
from blunting_cli.explaining.tree import GATE, TOO_FEW, Explanation, FactorTree, Grounds, Rule, ScoreTree, holding
from blunting_cli.factors import PRINTED
from blunting_cli.scoring import VERDICTS, Said
from blunting_cli.sheet import Block, Heading, Listing, Notice, Paragraph, source_words
from blunting_cli.sheet.blocks import sentence
from blunting_cli.sheet.telling import value_words, why_no_number


def explanation_blocks(explanation: Explanation) -> Iterator[Block]:
    """Lay the whole explanation out: how soon, the shape, the numbers, what may play a part, and what would change."""
    yield from _Page(explanation).blocks()


def why_blocks(explanation: Explanation, name: str) -> Iterator[Block]:
    """Lay one factor out in full, what speaks for it first.

    Raises:
        UsageError: no factor has that id or title.
    """
    return _Page(explanation).why(explanation.factor(name))


def why_not_blocks(explanation: Explanation, name: str) -> Iterator[Block]:
    """Lay one factor out in full, what keeps it from standing on the sheet, or higher, first.

    Raises:
        UsageError: no factor has that id or title.
    """
    return _Page(explanation).why_not(explanation.factor(name))


class _Page:
    def __init__(self, explanation: Explanation) -> None:
        self.explanation = explanation
        self.assessment = explanation.assessment
        self.bank = self.assessment.bank
        self.texts = self.bank.texts
        self.said = Said(self.bank, self.assessment.answers)
        self.quoted: set[tuple[str, Grounds]] = set()

    def words(self, key: str, /, **words: object) -> str:
        return fill(self.texts[f"explain_{key}"], **words)

    def blocks(self) -> Iterator[Block]:
        urgent = self.assessment.escalation.tier.urgent
        yield Heading(self.words("title"), 1)
        if urgent:
            yield from self.tier()
        yield Paragraph(self.words("lead"))
        if self.assessment.doubt == OTHER_BANK:
            yield Paragraph(self.words("own_words"))
        elif self.assessment.doubt:
            yield Paragraph(self.texts[self.assessment.doubt])
        if State.WITHHELD in self.assessment.answers.values():
            yield Paragraph(self.texts["note_withheld"])
        yield from self.care()
        if not urgent:
            yield from self.tier()
        if self.assessment.outside and self.bank.outside is not None:
            yield Paragraph(self.bank.outside.text)
        else:
            yield from self.criteria()
            yield from self.pattern()
            yield from self.scores()
            yield from self.factors()
        yield from change_blocks(self.explanation)
        yield from self.sources(self.used())

    def care(self) -> Iterator[Block]:
        """What must be said before anything that could be read as a word about changing a medicine or using less."""
        for group in CARE:
            said = self.assessment.escalation.statement(group)
            if said is not None:
                yield Notice(self.texts[f"{group}_heading"], (said.text,))

    # Answers ----------------------------------------------------------------------------------------------------

    def answer(self, name: str) -> str:
        """Say a question with its answer."""
        question = self.bank.by_id[name]
        answer = in_words(self.assessment.answers.get(name, State.NOT_ASKED), question, self.texts)
        return self.words("answer", name=question.short, answer=answer)

    def lacking(self, name: str) -> str:
        """Say a question without an answer, with the state it stands in."""
        question, answer = self.bank.by_id[name], self.assessment.answers.get(name, State.NOT_ASKED)
        return self.words("lacking", name=question.short, state=in_words(answer, question, self.texts))

    def open(self, grounds: Grounds) -> str:
        """Say what has no answer, and the numbers that are not known well enough."""
        return "; ".join((*map(self.lacking, grounds.direct), *map(self.number, grounds.scores)))

    def grounds(self, grounds: Grounds) -> str:
        """Say the answers something rests on, and the numbers; withheld answers are not said.

        Where no numbers are given, to someone under 18, the answers behind them stand in their place.
        """
        answers, given = self.assessment.answers, self.assessment.scores
        scores = [name for name in grounds.scores if name in given]
        names = grounds.direct if len(scores) == len(grounds.scores) else grounds.questions
        shown = [self.answer(name) for name in names if answers.get(name) is not State.WITHHELD]
        return "; ".join((*shown, *map(self.number, scores)))

    def number(self, name: str) -> str:
        """Say a score with its value, or what it must lie between."""
        result = self.assessment.scores[name]
        value = _exact(result.value)
        if result.value is None and result.low is not None:
            value = fill(self.texts["profile_between"], low=_exact(result.low), high=_exact(result.high))
        return self.words("answer", name=self.bank.score_by_id[name].title, answer=value)

    def rule(self, condition: Condition) -> str:
        """Say a rule that holds, without those of its parts that do not; nothing where it is not known."""
        if condition == ALWAYS or self.assessment.doubt == OTHER_BANK:
            return ""
        return condition_words(holding(condition, self.said), self.bank)

    def line(self, text: str, condition: Condition, grounds: Grounds, source: str) -> str:
        """Say a conclusion with its rule, its answers and its source, each where there is one."""
        said = [sentence(text)]
        for key, words in (("counts_when", self.rule(condition)), ("you_said", self.grounds(grounds))):
            said += [self.words(key, words=words)] if words else []
        return " ".join((*said, *self.tags(source)))

    def tags(self, source: str) -> Iterator[str]:
        if source:
            yield f"[{source}]"

    # How soon ---------------------------------------------------------------------------------------------------

    def tier(self) -> Iterator[Block]:
        tier = self.assessment.escalation.tier
        yield Heading(self.texts["tier_heading"])
        yield Notice(tier.title, (tier.text,) if tier.text else (), urgent=tier.urgent)
        for other in self.bank.tiers:
            found = [
                (reason, grounds) for reason, grounds in self.explanation.reasons if reason.trigger.tier == other.id
            ]
            lines = [
                self.line(reason.trigger.because, reason.trigger.when, grounds, reason.trigger.source)
                for reason, grounds in found
            ]
            if lines:
                title = tier.title if other.id == tier.id else other.title or other.id
                yield Listing(self.words("tier_because", title=title), tuple(lines))
        if self.explanation.reasons:
            yield Paragraph(self.words("tier_rule"), quiet=True)
        else:
            yield Paragraph(self.texts["tier_no_reasons"])

    # The shape --------------------------------------------------------------------------------------------------

    def criteria(self) -> Iterator[Block]:
        """Lead every criterion back to its rule and answers, part by part."""
        if self.explanation.criteria:
            yield Heading(self.texts["criteria_heading"])
        for result, grounds in self.explanation.criteria:
            criterion = result.criterion
            verdict = self.texts[f"verdict_{VERDICTS[result.verdict]}"]
            yield Heading(self.words("answer", name=criterion.title, answer=verdict), 3)
            parts = zip(criterion.parts, result.parts, grounds, strict=True)
            yield Listing("", tuple(self.judged(*part) for part in parts))
            yield from (Paragraph(tag, quiet=True) for tag in self.tags(criterion.source))

    def judged(self, part: tuple[str, Condition], verdict: bool | None, grounds: Grounds) -> str:
        """Say one part of a criterion: whether it is met, its rule, and the answers or what is not known."""
        title, condition = part
        known = condition != ALWAYS and self.assessment.doubt != OTHER_BANK
        word = self.texts[f"verdict_{VERDICTS[verdict]}"]
        said = [self.words("answer", name=title, answer=f"{word}.")] if title else []
        said += [self.words("counts_when", words=condition_words(condition, self.bank))] if known else []
        shown = self.open(grounds) if verdict is None else self.grounds(grounds)
        said += [self.words("lacks" if verdict is None else "you_said", words=shown)] if shown else []
        return " ".join(said)

    def pattern(self) -> Iterator[Block]:
        found = self.assessment.pattern
        if not self.bank.patterns:
            return
        yield Heading(self.texts["pattern_heading"])
        if found.pattern is not None:
            source = found.pattern.source
            yield Listing("", (self.line(found.pattern.title, found.pattern.when, self.explanation.pattern, source),))
        elif found.undecided:
            titles = tuple(pattern.title for pattern in found.undecided)
            yield Listing(self.words("undecided" if len(titles) > 1 else "undecided_one"), titles)
            if found.missing:
                yield Listing(self.words("could_decide"), tuple(map(self.lacking, found.missing)))
        else:
            known = any(result.value is not None for result in self.assessment.scores.values())
            yield Paragraph(self.texts["pattern_none" if known else "pattern_too_few"])
        if found.also:
            yield Paragraph(self.words("also", names="; ".join(pattern.title for pattern in found.also)))
        if self.explanation.neighbours:
            yield Listing(self.words("neighbours"), tuple(self.neighbours()))

    def neighbours(self) -> Iterator[str]:
        for found, grounds in self.explanation.neighbours:
            key, condition = ("fits", found.neighbour.fits) if found.fits else ("differs", found.neighbour.differs)
            text = self.words(key, name=found.neighbour.title)
            yield self.line(text, condition, grounds, found.neighbour.source)

    # The numbers ------------------------------------------------------------------------------------------------

    def scores(self) -> Iterator[Block]:
        if not self.explanation.scores:
            return
        yield Heading(self.words("scores_heading"))
        yield Paragraph(self.words("scores_lead"))
        for tree in self.explanation.scores:
            yield Heading(self.score_title(tree), 3)
            parts = tuple(self.score_parts(tree))
            if parts:
                yield Listing("", parts)
            more = " ".join(self.score_more(tree))
            if more:
                yield Paragraph(more, quiet=True)

    def score_title(self, tree: ScoreTree) -> str:
        result, title = tree.result, tree.score.title
        if result.of == 0:
            return self.words("answer", name=title, answer=self.texts["profile_not_applicable"])
        if result.value is None:
            said = why_no_number(result, self.assessment)
            return self.words("answer", name=title, answer=said)
        said = value_words(result, tree.score, self.texts)
        band = f", {result.band.label}" if result.band else ""
        return self.words("answer", name=title, answer=said + band)

    def score_parts(self, tree: ScoreTree) -> Iterator[str]:
        for part in tree.parts:
            if part.counted is not None:
                verdict = self.texts[f"counted_{'open' if part.gives is None else 'yes' if part.gives else 'no'}"]
                yield self.words("answer", name=condition_words(part.counted, self.bank), answer=verdict)
            elif part.id in self.bank.score_by_id:
                yield self.number(part.id)
            elif part.implied and part.gives is not None:
                yield self.words("implied", name=self.bank.by_id[part.id].short, value=_exact(part.gives))
            elif part.gives is None:
                answered = not isinstance(self.assessment.answers.get(part.id, State.NOT_ASKED), State)
                yield self.answer(part.id) if answered else self.lacking(part.id)
            else:
                turned = self.words("reversed") if self.bank.by_id[part.id].reverse else ""
                yield self.words("gives", answer=self.answer(part.id), value=_exact(part.gives)) + turned
        for name in tree.excluded:
            title = self.bank.score_by_id[name].title if name in self.bank.score_by_id else self.bank.by_id[name].short
            yield self.words("left_out", name=title)

    def score_more(self, tree: ScoreTree) -> Iterator[str]:
        result = tree.result
        if tree.score.method != "mean_of" and result.of:
            yield self.words(tree.score.method)
        if tree.score.prorate and result.value is not None and result.missing:
            yield self.words("prorated")
        if result.low != result.high and result.low is not None and result.high is not None:
            yield self.words("interval", low=_exact(result.low), high=_exact(result.high))
        if tree.held:
            yield self.words("held", mean=_exact(tree.mean), value=_exact(result.value))
        if result.value is not None and result.band is None and tree.score.unbanded is not None:
            yield self.words("unbanded", words=condition_words(tree.score.unbanded, self.bank))
        if result.band is not None and tree.score.bands[0] in self.bank.bands:
            ends = {"low": _exact(result.band.start), "high": _exact(tree.top)}
            said = self.words("band" if tree.top is not None else "band_top", label=result.band.label, **ends)
            bands = self.bank.bands[tree.score.bands[0]]
            ours = [self.words("band_ours")] if bands.provisional else []
            yield " ".join((said, *ours, *self.tags(bands.source)))

    # What may play a part ---------------------------------------------------------------------------------------

    def factors(self) -> Iterator[Block]:
        if not self.explanation.factors:
            return
        yield Heading(self.texts["factors_heading"])
        yield Paragraph(self.words("factors_lead"))
        for tree in self.explanation.factors:
            if tree.result.level in PRINTED:
                yield Heading(self.factor_title(tree), 3)
                if tree.factor.levels:
                    yield Paragraph(self.begins(tree), quiet=True)
                for key, rules in (("for", self.of(tree, True, 1)), ("against", self.of(tree, True, -1))):
                    if rules:
                        yield Listing(self.texts[f"{key}_heading"], tuple(map(self.in_short, rules)))
                if self.of(tree, None):
                    yield Listing(self.texts["unknown_heading"], tuple(map(self.in_short, self.of(tree, None))))
        for level in ("none", "not_asked"):
            yield from self.others([tree for tree in self.explanation.factors if tree.result.level == level], level)
        yield Paragraph(self.words("ask_why"), quiet=True)

    def others(self, trees: list[FactorTree], level: str) -> Iterator[Block]:
        """Say factors that are not printed; those of which the same rules hold for the same reasons stand together."""
        if not trees:
            return
        yield Heading(self.words(f"level_{level}"), 3)
        alike: dict[tuple[Any, ...], list[FactorTree]] = {}
        for tree in trees:
            held = tuple((rule.evidence.points, rule.evidence.because, rule.grounds) for rule in self.of(tree, True))
            alike.setdefault(held, []).append(tree)
        silent = alike.pop((), [])
        lines = [self.other(found) for found in alike.values()]
        lines += [self.words("no_rule", names=_titles(silent))] if silent else []
        yield Listing("", tuple(lines))

    def of(self, tree: FactorTree, verdict: bool | None, sign: int = 0) -> list[Rule]:
        """Give the rules of a verdict, with `sign` only those that speak for the factor, or against it."""
        return [rule for rule in tree.rules if rule.verdict is verdict and rule.evidence.points * sign >= 0]

    def factor_title(self, tree: FactorTree) -> str:
        level = self.texts[f"level_{tree.result.level}"]
        return self.words("factor", title=tree.factor.title, level=level, points=self.points(tree.points))

    def points(self, number: int) -> str:
        return self.words("point" if abs(number) == 1 else "points", number=number)

    def begins(self, tree: FactorTree) -> str:
        return self.words("begins", **tree.factor.levels) if tree.factor.levels else ""

    def worth(self, rule: Rule) -> str:
        """Say the points of a rule, for or against."""
        points = rule.evidence.points
        return self.words("worth_for" if points > 0 else "worth_against", points=self.points(abs(points)))

    def in_short(self, rule: Rule) -> str:
        """Say a rule by its points, its words and its answers; one that is not decided by what it lacks."""
        if rule.verdict is None:
            return " ".join((self.worth(rule), self.words("open", names=self.open(rule.grounds))))
        because = sentence(rule.evidence.because)
        key = (because, rule.grounds)
        if key in self.quoted:
            return " ".join((self.worth(rule), because, self.words("as_above")))
        self.quoted.add(key)
        shown = self.grounds(rule.grounds)
        said = [self.worth(rule), because, f"({shown})" if shown else ""]
        return " ".join((*filter(None, said), *self.tags(rule.evidence.source)))

    def other(self, alike: list[FactorTree]) -> str:
        """Say factors that are not printed, with the rules that hold for each of them."""
        true = " ".join(map(self.in_short, self.of(alike[0], True)))
        key = "other" if len(alike) == 1 else "others"
        return self.words(key, title=_titles(alike), points=self.points(alike[0].points), rules=true)

    # One factor -------------------------------------------------------------------------------------------------

    def why(self, tree: FactorTree) -> Iterator[Block]:
        yield from self.factor_head(tree)
        yield from self.rules(tree, "for", "against", "open", "false")

    def why_not(self, tree: FactorTree) -> Iterator[Block]:
        yield from self.factor_head(tree)
        yield from self.rules(tree, "against", "false", "open", "for")

    def factor_head(self, tree: FactorTree) -> Iterator[Block]:
        yield Heading(self.factor_title(tree), 1)
        yield from self.care()
        if tree.factor.text:
            yield Paragraph(" ".join((tree.factor.text, tree.factor.strength, *self.tags(tree.factor.source))))
        yield Paragraph(self.standing(tree))
        if tree.factor.gate:
            gate = "; ".join(map(self.answer, tree.factor.gate))
            yield Paragraph(f"{self.begins(tree)} {self.words('needs', number=tree.factor.needs, gate=gate)}")

    def standing(self, tree: FactorTree) -> str:
        """Say whether a factor stands on the sheet, and if not what keeps it from there."""
        if tree.result.level in PRINTED:
            return self.words("on_the_sheet")
        if tree.held_back == GATE:
            return self.words("held_gate")
        if tree.held_back == TOO_FEW:
            return self.words("held_too_few")
        key = "held_open" if tree.held_back else "held_points" if tree.lacking else "held_none"
        return self.words(key, points=self.points(tree.lacking))

    def rules(self, tree: FactorTree, *kinds: str) -> Iterator[Block]:
        found = {
            "for": self.of(tree, True, 1),
            "against": self.of(tree, True, -1),
            "open": self.of(tree, None),
            "false": self.of(tree, False),
        }
        for kind in kinds:
            if found[kind]:
                yield Heading(self.words(f"rules_{kind}"), 2)
                yield Listing("", tuple(map(self.in_full, found[kind])))
            elif kind in ("for", "against"):
                yield Heading(self.words(f"rules_{kind}"), 2)
                yield Paragraph(self.words("rules_none"))
        sources = [rule.evidence.source for rule in tree.rules]
        yield from self.sources(dict.fromkeys((tree.factor.source, *sources)))

    def in_full(self, rule: Rule) -> str:
        """Say a rule with its points, its condition, and the answers that decide it or are lacking."""
        evidence = rule.evidence
        condition = self.rule(evidence.when) if rule.verdict else condition_words(evidence.when, self.bank)
        said = [self.worth(rule), sentence(evidence.because) if rule.verdict else ""]
        said += [self.words("counts_when", words=condition)] if condition else []
        lacks = rule.verdict is None
        shown = self.open(rule.grounds) if lacks else self.grounds(rule.grounds)
        said += [self.words("lacks" if lacks else "you_said", words=shown)] if shown else []
        return " ".join((*filter(None, said), *self.tags(evidence.source)))

    # Sources ----------------------------------------------------------------------------------------------------

    def used(self) -> Iterable[str]:
        """Give the sources this page names, each once."""
        explanation, found = self.explanation, self.assessment.pattern
        names = [reason.trigger.source for reason, _ in explanation.reasons]
        names += [found.pattern.source] if found.pattern else []
        names += [entry.neighbour.source for entry, _ in explanation.neighbours]
        banded = [name for tree in explanation.scores for name, _ in tree.result.bands]
        names += [self.bank.bands[name].source for name in banded if name in self.bank.bands]
        names += [found.criterion.source for found in self.assessment.criteria.values()]
        names += [rule.evidence.source for tree in explanation.factors for rule in tree.rules if rule.verdict]
        return dict.fromkeys(names)

    def sources(self, names: Iterable[str]) -> Iterator[Block]:
        found = [name for name in names if name in self.bank.sources]
        if found:
            yield Heading(self.texts["sources_heading"])
            yield Listing("", tuple(f"[{name}] {source_words(self.bank.sources[name], self.texts)}" for name in found))


def _titles(trees: list[FactorTree]) -> str:
    return "; ".join(tree.factor.title for tree in trees)


def _exact(value: float | None) -> str:
    """Give a number as it is worked out, to one decimal; nothing where there is none."""
    return "" if value is None else f"{value:g}"
