"""A record -> the assessment it was made from, out of its own facts and reasons; nothing is worked out again.

Where the questions at hand are those the record was made with, their texts stand around its facts; otherwise a bank is
made from the words the record carries itself (see `own_words`). Records come from files, so nothing in them is trusted:
every name must be known, every number within its bounds, and all that is wrong is told at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

from blunting_cli.answers import Recognise, is_day, read_answers
from blunting_cli.assessment.assessing import OTHER_BANK, Assessment, Note
from blunting_cli.assessment.record import SCHEMA_VERSION
from blunting_cli.assessment.withholding import HELP_NOW, SAFETY, general_help, rests_on_safety
from blunting_cli.bank.fields import Fields
from blunting_cli.bank.model import CARE, HELP, Band, Bank, Evidence, Flag, Score, Statement, Tier, Trigger
from blunting_cli.bank.reading import Document, read_document
from blunting_cli.conditions import ALWAYS, Answer, AnswerIs, AnyOf, Comparison, Condition, State
from blunting_cli.errors import Complaint, FileErrors, did_you_mean
from blunting_cli.escalation import Escalation, Reason, calls_for_help, statements
from blunting_cli.factors import RANKED, FactorResult, Finding
from blunting_cli.scoring import (
    VERDICTS,
    CriterionResult,
    NeighbourResult,
    PatternResult,
    Said,
    ScoreResult,
)

T = TypeVar("T")
# What says no to a question about safety of which nothing is known: the lowest option, that one alone, nothing ticked.
PLAIN_NOES: tuple[Answer, ...] = (0, (0,), ())
WORDS = {word: verdict for verdict, word in VERDICTS.items()}


class Record(NamedTuple):
    """A record as it was read: the document, its bytes, and the bank it names, with its hash and language."""

    document: Document
    content: bytes
    bank: str
    sha256: str
    language: str = ""

    @property
    def facts(self) -> dict[str, Any]:
        """The record as plain data."""
        facts: dict[str, Any] = self.document.data
        return facts


def read_record(content: bytes, source: str) -> Record:
    """Read a record's bytes; what it holds is checked when it is restored.

    Raises:
        FileErrors: the text cannot be read, or is no record of a version this program knows.
    """
    complaints: list[Complaint] = []
    document = read_document(content, source, complaints)
    top = Fields(document, (), document.data, complaints, "a record")
    if top.readable and "schema_version" not in top.data:
        hint = "A record is what --json or -o FILE.json gives."
        raise FileErrors([document.complain((), "this is not a record", hint)])
    version = top.whole("schema_version")
    if version != SCHEMA_VERSION and top.readable:
        message, hint = f"this record is of version {version}", "Update blunting to read it."
        top.complain(("schema_version",), "not-acceptable", message, hint)
    bank = top.inner("bank", what="`bank`") if isinstance(top.raw("bank"), dict) else None
    name, sha256 = (bank.text("id"), bank.text("sha256")) if bank else ("", "")
    if bank is None and top.readable:
        top.mapping("bank")
    if complaints:
        raise FileErrors(complaints)
    language = bank.data.get("language") if bank else None
    return Record(document, content, name, sha256, language if isinstance(language, str) else "")


def restore(record: Record, bank: Bank, recognise: Recognise) -> Assessment:
    """Give the assessment a record was made from; `bank` is the one at hand.

    Where that is not the one of the record, the record's own words take its place.

    Raises:
        FileErrors: every complaint about the record.
    """
    complaints: list[Complaint] = []
    same, at_hand = bank.sha256 == record.sha256, bank
    said: Mapping[str, Answer]
    if same:
        file = read_answers(record.content, record.document.source, bank, recognise)
        said, complaints = file.said, list(file.complaints)
    else:
        from blunting_cli.assessment.own_words import answers_of, bank_of

        bank = bank_of(record.document, at_hand)
        said = answers_of(record.document, bank, complaints)
    restored = _Restorer(record.document, bank, at_hand, complaints).assessment(said)
    if complaints:
        raise FileErrors(complaints)
    return restored._replace(doubt="" if same else OTHER_BANK)


class _Restorer:
    """Reads every part of a record against a bank; `complaints` grows while it is read.

    Where the bank is made from the record's own words, the one `at_hand` says what it knows by the same names.
    """

    def __init__(self, document: Document, bank: Bank, at_hand: Bank, complaints: list[Complaint]) -> None:
        self.bank = bank
        self.at_hand = at_hand
        self.complaints = complaints
        self.top = Fields(document, (), document.data, complaints, "a record")
        # What a flag rests on that tells an answer about safety.
        self.private: Condition = AnyOf(tuple(AnswerIs(name, Comparison(answered=True)) for name in bank.safety))

    def assessment(self, said: Mapping[str, Answer]) -> Assessment:
        answers = {question.id: said[question.id] for question in self.bank.questions if question.id in said}
        taken = self.top.text("taken", "") or None
        if taken and not is_day(taken):
            self.top.complain(("taken",), "not-acceptable", "`taken` is not a day", "Write it as 2026-03-01.")
        return Assessment(
            bank=self.bank,
            answers=answers,
            taken=taken,
            outside=self.top.truth("outside", False),
            scores=dict(self.scores()),
            criteria=dict(self.criteria()),
            pattern=self.pattern(),
            factors=tuple(self.weighed()),
            escalation=self.escalation(answers),
            notes=tuple(map(self.note, self.listed(self.top, "notes", "a note"))),
            program=self.inner(self.top, "tool").text("version"),
        )

    # Walking ----------------------------------------------------------------------------------------------------

    def inner(self, fields: Fields, key: str) -> Fields:
        """Give the mapping at a key; an empty one, with a complaint, where there is none."""
        found = fields.mapping(key)
        return Fields(fields.document, (*fields.path, key), found, fields.complaints, f"`{key}`")

    def listed(self, fields: Fields, key: str, what: str) -> Iterator[Fields]:
        for index, entry in enumerate(fields.items(key, ())):
            yield Fields(fields.document, (*fields.path, key, index), entry, fields.complaints, what)

    def known(self, fields: Fields, key: str, known: Mapping[str, T], what: str) -> T | None:
        """Give what a name stands for; a name that the bank does not have is a mistake."""
        name = fields.text(key)
        if name in known:
            return known[name]
        fields.unknown((key,), what, name, known)
        return None

    def asked(self, fields: Fields, key: str) -> tuple[str, ...]:
        """Give the questions of a list of `{question, answer}`, or of ids."""
        found = []
        for index, entry in enumerate(fields.items(key, ())):
            name = entry.get("question") if isinstance(entry, dict) else entry
            if isinstance(name, str) and name in self.bank.by_id:
                found.append(name)
            else:
                hint = did_you_mean(str(name)[:60], self.bank.by_id)
                fields.complain((key, index), "not-acceptable", f"no question is called {str(name)[:60]}", hint)
        return tuple(found)

    def note(self, entry: Fields) -> Note:
        return Note(entry.text("id"), entry.text("text"), self.asked(entry, "questions"))

    # Parts ------------------------------------------------------------------------------------------------------

    def scores(self) -> Iterator[tuple[str, ScoreResult]]:
        scores = self.inner(self.top, "scores")
        for name in scores.data:
            if name not in self.bank.score_by_id:
                scores.unknown((name,), "score", name, self.bank.score_by_id)
                continue
            entry = self.inner(scores, name)
            score = self.bank.score_by_id[name]
            value, low, high = (self.amount(entry, key, score) for key in ("value", "low", "high"))
            found = ScoreResult(
                id=name,
                value=value,
                low=low,
                high=high,
                answered=entry.whole("answered"),
                of=entry.whole("of"),
                questions=self.asked(entry, "answers"),
                missing=self.asked(entry, "missing"),
                implied=self.asked(entry, "implied"),
                bands=tuple(self.score_bands(entry, score)),
                error=entry.number("error", None),
            )
            yield name, found

    def amount(self, fields: Fields, key: str, score: Score) -> float | None:
        """Give a value of a score, within its range."""
        value = fields.number(key, None)
        if value is not None and not score.low <= value <= score.high:
            message = f"`{key}` lies outside the scale from {score.low:g} to {score.high:g}"
            fields.complain((key,), "not-acceptable", message)
            return None
        return value

    def score_bands(self, entry: Fields, score: Score) -> Iterator[tuple[str, Band]]:
        """Give the word of each set of bands; one that is not of the bank at hand stands as it is written."""
        given = self.inner(entry, "bands")
        for name in given.data:
            if name not in score.bands:
                given.unknown((name,), "set of bands", name, score.bands)
                continue
            label = given.text(name)
            steps = self.bank.bands[name].steps if name in self.bank.bands else ()
            yield name, next((step for step in steps if step.label == label), Band(0, label, ""))

    def criteria(self) -> Iterator[tuple[str, CriterionResult]]:
        known = {criterion.id: criterion for criterion in self.bank.criteria}
        criteria = self.inner(self.top, "criteria")
        for name in criteria.data:
            if name not in known:
                criteria.unknown((name,), "criterion", name, known)
                continue
            entry = self.inner(criteria, name)
            verdict = WORDS[entry.choice("verdict", WORDS)]
            said = entry.text("text", "")
            words = known[name]._replace(met=said if verdict else "", unmet="" if verdict else said)
            parts = list(self.listed(entry, "parts", "a part"))
            if len(parts) != len(known[name].parts):
                entry.complain(("parts",), "not-acceptable", "these are not the parts of this criterion")
            yield (
                name,
                CriterionResult(
                    criterion=words._replace(title=entry.text("title"), source=entry.text("source", "")),
                    verdict=verdict,
                    parts=tuple(WORDS[part.choice("verdict", WORDS)] for part in parts),
                    questions=self.asked(entry, "answers"),
                    missing=self.asked(entry, "missing"),
                ),
            )

    def pattern(self) -> PatternResult:
        entry = self.inner(self.top, "pattern")
        patterns = {pattern.id: pattern for pattern in self.bank.patterns}
        found = self.known(entry, "id", patterns, "pattern") if entry.data.get("id") is not None else None
        if found is not None:
            found = found._replace(title=entry.text("title"), text=entry.text("text"))

        def named(key: str) -> tuple[Any, ...]:
            names = entry.texts(key, ())
            for index, name in enumerate(names):
                if name not in patterns:
                    entry.unknown((key, index), "pattern", name, patterns)
            return tuple(patterns[name] for name in names if name in patterns)

        return PatternResult(
            pattern=found,
            because=self.asked(entry, "because"),
            also=named("also"),
            undecided=named("undecided"),
            neighbours=tuple(self.neighbours(entry)),
            missing=self.asked(entry, "missing"),
        )

    def neighbours(self, pattern: Fields) -> Iterator[NeighbourResult]:
        known = {neighbour.id: neighbour for neighbour in self.bank.neighbours}
        for entry in self.listed(pattern, "neighbours", "a neighbour"):
            found = self.known(entry, "id", known, "neighbour")
            fits, questions = entry.truth("fits"), self.asked(entry, "answers")
            if found is not None:
                yield NeighbourResult(found._replace(source=entry.text("source")), fits, questions)

    def weighed(self) -> Iterator[FactorResult]:
        known = {factor.id: factor for factor in self.bank.factors}
        for entry in self.listed(self.top, "factors", "a factor"):
            factor = self.known(entry, "id", known, "factor")
            if factor is None:
                continue
            rules = {rule.id: rule for rule in factor.evidence}
            yield FactorResult(
                factor=factor._replace(title=entry.text("title")),
                level=entry.choice("level", RANKED),
                points=None if entry.raw("points", None) is None else entry.whole("points"),
                speaks_for=tuple(self.findings(entry, "for", rules)),
                speaks_against=tuple(self.findings(entry, "against", rules)),
                not_asked=tuple(self.findings(entry, "not_asked", rules)),
            )

    def findings(self, factor: Fields, key: str, rules: Mapping[str, Evidence]) -> Iterator[Finding]:
        for entry in self.listed(factor, key, "a finding"):
            rule, questions = self.known(entry, "rule", rules, "rule"), self.asked(entry, "answers")
            said, points, source = entry.text("because", ""), entry.whole("points"), entry.text("source", "")
            if rule is not None:
                words = rule.because if key == "not_asked" else said
                yield Finding(rule._replace(because=words, points=points, source=source), questions)

    def escalation(self, answers: Mapping[str, Answer]) -> Escalation:
        entry = self.inner(self.top, "escalation")
        tier = self.tier(entry)
        flags, said = self.flags(entry)
        said = (*said, *self.care_left_out(said, answers))
        reasons = tuple(self.reasons(entry))
        # What stands there is help, whatever group it names.
        listed = map(self.statement, self.listed(entry, "help", "words of help"))
        helped = tuple(said if said.is_help else said._replace(group=HELP) for said in listed)
        # The reason without a name comes of an answer that calls for help.
        if not helped and (any(reason.trigger.id == SAFETY for reason in reasons) or self.calls_for_help(answers)):
            helped = (general_help(tier, self.bank),)
        if self.bank is not self.at_hand:
            self.check_tier(entry, tier, reasons)
        return Escalation(tier=tier, reasons=reasons, flags=flags, statements=(*helped, *said))

    def tier(self, entry: Fields) -> Tier:
        tier = self.known(entry, "tier", {tier.id: tier for tier in self.bank.tiers}, "tier") or self.bank.tiers[-1]
        return tier._replace(
            title=entry.text("title"), text=entry.text("text"), urgent=entry.truth("urgent"), now=entry.truth("now")
        )

    def check_tier(self, entry: Fields, tier: Tier, reasons: tuple[Reason, ...]) -> None:
        """Complain about a tier that the rest of its record does not go with, where nothing can be worked out."""
        for key, said in (("title", tier.title), ("text", tier.text)):
            owners = [known.id for known in self.at_hand.tiers if getattr(known, key) == said]
            if owners and tier.id not in owners and tier.id in {known.id for known in self.at_hand.tiers}:
                entry.complain((key,), "not-acceptable", f"this is the {key} of {owners[0]}, and the tier is {tier.id}")
        if reasons and reasons[0].trigger.tier != tier.id:
            message = f"the tier is {tier.id}, and its first reason gives {reasons[0].trigger.tier}"
            entry.complain(("tier",), "not-acceptable", message)

    def calls_for_help(self, answers: Mapping[str, Answer]) -> bool:
        """Tell whether an answer about safety, or the lack of one, calls for help; a withheld one tells nothing."""
        told = [name for name, answer in answers.items() if name in self.bank.safety and answer is not State.WITHHELD]
        # One that only an answer about safety opens, such as how hard all this makes the day, calls for none itself.
        known = {
            name: question if name in self.at_hand.safety else question._replace(safety=True)
            for name in told
            if (question := self.at_hand.by_id.get(name)) is not None
        }
        facts = Said(self.bank, answers)
        return any(
            calls_for_help(known[name], facts) if name in known else answers[name] not in PLAIN_NOES for name in told
        )

    def care_left_out(self, said: tuple[Statement, ...], answers: Mapping[str, Answer]) -> Iterator[Statement]:
        """Give words of care that the answers call for and the record lacks: no advice is shown without them."""
        groups = {statement.group for statement in said}
        for statement in statements(self.bank, Said(self.bank, answers), self.bank.tiers[-1]):
            if statement.group in CARE and statement.group not in groups:
                yield statement

    def reasons(self, escalation: Fields) -> Iterator[Reason]:
        nameless = Trigger(SAFETY, "", ALWAYS, "", "")
        known = {SAFETY: nameless, **{trigger.id: trigger for trigger in self.bank.triggers}}
        tiers = [tier.id for tier in self.bank.tiers]
        for entry in self.listed(escalation, "reasons", "a reason"):
            trigger, questions = self.known(entry, "trigger", known, "trigger"), self.asked(entry, "answers")
            tier, because, source = entry.choice("tier", tiers), entry.text("because"), entry.text("source", "")
            if trigger is not None:
                yield Reason(trigger._replace(tier=tier, because=because, source=source), questions)

    def flags(self, escalation: Fields) -> tuple[tuple[Flag, ...], tuple[Statement, ...]]:
        """Give the flags, and the statements that stand among them with the group they are of."""
        flags: list[Flag] = []
        said: list[Statement] = []
        for entry in self.listed(escalation, "flags", "a flag"):
            if "group" in entry.data:
                said.append(self.statement(entry))
            else:
                found = Flag(entry.text("id"), ALWAYS, entry.text("text"))
                private = entry.truth("about_safety") or self.is_private(found)
                flags.append(found._replace(when=self.private) if private else found)
        return tuple(flags), tuple(said)

    def is_private(self, flag: Flag) -> bool:
        """Tell whether a flag is one of the bank's that rest on safety, and not the general one in their place."""
        known = next((one for one in self.bank.flags if one.id == flag.id), None)
        general = Flag(HELP_NOW, ALWAYS, self.bank.texts["help_general"])
        return known is not None and rests_on_safety(known, self.bank) and flag != general

    def statement(self, entry: Fields) -> Statement:
        return Statement(entry.text("id"), entry.text("group"), entry.text("text"), lines=entry.texts("lines", ()))
