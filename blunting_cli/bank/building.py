"""From documents to a bank: every part is read, checked and joined, and every mistake is told with its place.

Documents come in, a frozen `Bank` goes out. Whatever is wrong is collected and raised together; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from blunting_cli.bank.fields import MAX_COMPLAINTS, Complaints, Fields
from blunting_cli.bank.languages import Languages, in_language, read_languages
from blunting_cli.bank.meant import as_meant
from blunting_cli.bank.model import (
    CARE,
    LEVELS,
    NO_TIER,
    Ask,
    Bank,
    Evidence,
    Factor,
    Flag,
    Help,
    Neighbour,
    Pattern,
    Source,
    Statement,
    TellApart,
    Tier,
    Trigger,
    is_help,
)
from blunting_cli.bank.reading import Document
from blunting_cli.bank.regions import LINE_KINDS
from blunting_cli.bank.shapes.fitting import ASK
from blunting_cli.bank.shown import ShownParts
from blunting_cli.bank.topics import SOURCES, Topic, TopicPart
from blunting_cli.conditions import ALWAYS, Condition
from blunting_cli.errors import Complaint, ExitCode, FileErrors, did_you_mean


def build_bank(
    documents: list[Document],
    sha256: str,
    texts: Mapping[str, str],
    classes: Iterable[str],
    complaints: Iterable[Complaint] = (),
    language: str = "",
) -> Bank:
    """Build a bank from its documents, the first of which is its head; `complaints` are those of their reading.

    Raises:
        FileErrors: with every complaint about every document, each with file, line and column.
        UsageError: the bank is not in the language; an empty one is the main one.
    """
    bank, found = bank_and_complaints(documents, sha256, texts, classes, complaints, language=language)
    if found:
        raise FileErrors(found)
    return bank


def bank_and_complaints(
    documents: list[Document],
    sha256: str,
    texts: Mapping[str, str],
    classes: Iterable[str],
    complaints: Iterable[Complaint] = (),
    most: int | None = MAX_COMPLAINTS,
    language: str = "",
) -> tuple[Bank, list[Complaint]]:
    """Build a bank as far as it can be, with every complaint about it; only without any may it be used.

    `most` is how many complaints are of use, None for all of them.

    Raises:
        FileErrors: there are more complaints than that.
        UsageError: the bank is not in the language; an empty one is the main one.
    """
    found = Complaints(most=most)
    documents = as_meant(documents, found)
    languages = read_languages(documents[0], found)
    chosen = languages.named(language)
    builder = _Builder(in_language(documents, languages, chosen, found), frozenset(classes), found)
    bank = builder.bank(sha256, dict(texts), languages, chosen)
    return bank, [*complaints, *found]


def parts_of(topics: Iterable[Topic]) -> Iterable[TopicPart]:
    """Walk the parts of all pages."""
    return (part for topic in topics for part in topic.parts)


# Where the program puts a word into a text.
_PLACE = re.compile(r"\{\w+\}")
# Texts no bank may say otherwise: those on help, safety and where answers are kept, and the lists times are read with.
FIXED = (
    "help_",
    "lines_",
    "safety_",
    "urgent_",
    "absent_",
    "cannot_",
    "note_withheld",
    "tier_no_reassurance",
    "welcome_help",
    "welcome_carer",
    "welcome_draft",
    "welcome_no_draft",
    "time_",
)


class _Builder(ShownParts):
    def bank(self, sha256: str, texts: dict[str, str], languages: Languages, language: str) -> Bank:
        head = self.tops[0]
        self.sources = {name: self.one_source(name, fields) for name, fields in self.mappings("sources")}
        title = head.text("title", "")
        sections = self.sections(title or head.text("bank", ""))
        self.recodes = self.all_recodes()
        questions = self.questions(sections)
        bands = {name: self.bands(fields) for name, fields in self.mappings("bands")}
        scores = tuple(self.unbanded(self.scores[name], fields, bands) for name, fields in self.mappings("scores"))
        tiers = self.tiers(texts)
        for_all = self.evidence_for_all()
        factors = tuple(self.factor(name, fields, for_all) for name, fields in self.mappings("factors"))
        helps = tuple(self.help(fields) for fields in self.listed("helps"))
        said, topics = self.statements({tier.id for tier in tiers}), self.topics(factors)
        self.care_is_said(said, (*helps, *(entry for factor in factors for entry in factor.helps), *parts_of(topics)))
        return Bank(
            id=head.text("bank"),
            version=head.text("version"),
            title=title,
            language=language,
            languages=languages.all,
            licence=head.text("licence", ""),
            recall=head.text("recall", ""),
            pace=max(head.whole("pace", 12), 1),
            sha256=sha256,
            sections=sections,
            questions=questions,
            scores=scores,
            recodes=self.recodes,
            bands=bands,
            criteria=tuple(self.criterion(name, fields) for name, fields in self.mappings("criteria")),
            patterns=tuple(self.pattern(name, fields) for name, fields in self.mappings("patterns")),
            neighbours=tuple(self.neighbour(name, fields) for name, fields in self.mappings("neighbours")),
            factors=factors,
            comparisons=tuple(self.tell_apart(fields, factors) for fields in self.listed("comparisons")),
            helps=helps,
            tiers=tiers,
            triggers=self.triggers({tier.id for tier in tiers}),
            flags=self.flags("flags", private=True),
            contradictions=self.flags("contradictions", private=False),
            outside=self.outside(),
            statements=said,
            groups=tuple(self.group(fields) for fields in self.listed("groups")),
            timeline=self.timeline(),
            topics=topics,
            sources=self.sources,
            texts=self.own_texts(texts),
        )

    def one_source(self, name: str, fields: Fields) -> Source:
        source = Source(
            id=name,
            title=fields.text("title"),
            year=fields.whole("year", 0) or None,
            where=fields.text("where"),
            read=fields.text("read"),
            doi=fields.text("doi", ""),
            address=fields.text("address", ""),
        )
        fields.done()
        return source

    def pattern(self, name: str, fields: Fields) -> Pattern:
        pattern = Pattern(
            name,
            fields.text("title"),
            fields.text("text"),
            self.public(fields, "when"),
            self.source(fields),
            fields.truth("compare", False),
        )
        fields.done()
        return pattern

    def neighbour(self, name: str, fields: Fields) -> Neighbour:
        title = fields.text("title")
        fits, fits_text = self.said_when(fields, "fits")
        differs, differs_text = self.said_when(fields, "differs")
        source, pattern = self.source(fields), fields.text("pattern", "")
        patterns = self.top("patterns").mapping("patterns", {})
        if pattern and pattern not in patterns:
            fields.unknown(("pattern",), "pattern", pattern, patterns)
        neighbour = Neighbour(name, title, fits, fits_text, differs, differs_text, source, pattern)
        fields.done()
        return neighbour

    def said_when(self, fields: Fields, key: str) -> tuple[Condition, str]:
        """Read a condition with the text that is said where it holds."""
        if not isinstance(fields.raw(key), dict):
            fields.mapping(key)
            return ALWAYS, ""
        inner = fields.inner(key)
        found = self.public(inner, "when"), inner.text("text")
        inner.done()
        return found

    def evidence_for_all(self) -> tuple[Evidence, ...]:
        """Read the rules that speak about every factor."""
        seen: set[str] = set()
        return tuple(self.evidence(fields, seen) for fields in self.listed("evidence_for_all"))

    def factor(self, name: str, fields: Fields, for_all: tuple[Evidence, ...]) -> Factor:
        left_out = fields.texts("leave_out", ())
        ids = [rule.id for rule in for_all]
        for index, rule in enumerate(left_out):
            if rule not in ids:
                fields.unknown(("leave_out", index), "rule for all", rule, ids)
        seen: set[str] = set(ids) - set(left_out)
        levels = fields.mapping("levels")
        if tuple(levels) != LEVELS or any(type(points) is not int for points in levels.values()):
            fields.complain(
                ("levels",), "bad-levels", "levels are few, some and many, each with the points it begins at"
            )
            levels = dict.fromkeys(LEVELS, 1)
        gate = fields.texts("gate")
        for index, question in enumerate(gate):
            if question not in self.options:
                fields.unknown(("gate", index), "question", question, self.options)
        factor = Factor(
            id=name,
            title=fields.text("title"),
            text=fields.text("text"),
            strength=fields.text("strength"),
            gate=gate,
            evidence=(
                *(self.evidence(entry, seen) for entry in self.listed("evidence", fields)),
                *(rule for rule in for_all if rule.id not in left_out),
            ),
            levels=levels,
            needs=fields.whole("needs", 1),
            helps=tuple(self.help(entry) for entry in self.listed("helps", fields)),
            whom=fields.text("whom", ""),
            ask=self.asks(fields),
            source=self.source(fields),
        )
        fields.done()
        return factor

    def tell_apart(self, fields: Fields, factors: tuple[Factor, ...]) -> TellApart:
        names = [factor.id for factor in factors]
        of = fields.texts("of")
        for index, name in enumerate(of):
            if name not in names:
                fields.unknown(("of", index), "factor", name, names)
        if len(set(of)) < 2:
            fields.complain(("of",), "too-few", "a comparison is of two factors or more")
        found = TellApart(of, fields.text("text"), self.source(fields))
        fields.done()
        return found

    def evidence(self, fields: Fields, seen: set[str]) -> Evidence:
        evidence = Evidence(
            id=self.unique(fields, "id", seen),
            when=self.public(fields, "when"),
            points=fields.whole("points"),
            because=fields.text("because"),
            source=self.source(fields),
        )
        fields.done()
        return evidence

    def help(self, fields: Fields) -> Help:
        help_ = Help(
            text=fields.text("text"),
            by=fields.choice("by", ("self", "clinician")),
            source=self.source(fields),
            caution=fields.text("caution", ""),
            medicine=fields.truth("medicine", False),
            substance=fields.truth("substance", False),
            unless=self.optional(fields, "unless"),
        )
        fields.done()
        return help_

    def asks(self, fields: Fields) -> tuple[Ask, ...]:
        """Read the questions to take along: each a text, or a text with what it is left out for."""
        return tuple(
            Ask(str(entry)) if isinstance(entry, str | float) or type(entry) is int else self.ask(fields, index, entry)
            for index, entry in enumerate(fields.items("ask", ()))
        )

    def ask(self, factor: Fields, index: int, entry: Any) -> Ask:
        fields = Fields(factor.document, (*factor.path, "ask", index), entry, factor.complaints, ASK)
        ask = Ask(fields.text("text"), self.optional(fields, "unless"))
        fields.done()
        return ask

    def tiers(self, texts: Mapping[str, str]) -> tuple[Tier, ...]:
        """Read the tiers; a bank without triggers may have none, and then says nothing of how soon."""
        seen: set[str] = set()
        found: list[Tier] = []
        risen = False
        for fields in self.listed("tiers"):
            found.append(
                Tier(
                    self.unique(fields, "id", seen),
                    fields.text("title"),
                    fields.text("text"),
                    self.exit_code(fields),
                    fields.truth("urgent", False),
                    fields.truth("now", False),
                )
            )
            fields.done()
            if len(found) > 1 and not risen:
                risen = self.is_higher(found[-1], found[-2], fields)
        if not found and self.top("triggers").items("triggers", ()):
            self.top("triggers").complain(("triggers",), "too-few", "a bank with triggers needs at least one tier")
        return tuple(found) or (Tier(NO_TIER, texts["tier_none"], texts["tier_none_text"]),)

    def is_higher(self, tier: Tier, above: Tier, fields: Fields) -> bool:
        """Tell whether a tier is higher than the one above it, and complain where it is."""
        if tier.urgent and not above.urgent:
            message = f"{tier.id} is urgent and stands below {above.id}, which is not"
        elif tier.exit_code > above.exit_code:
            message = (
                f"{tier.id} ends with {tier.exit_code:d} and stands below {above.id}, "
                f"which ends with {above.exit_code:d}"
            )
        else:
            return False
        hint = "Write the highest tier first. The last is for everyone of whom no trigger speaks."
        fields.complain((), "tiers-not-falling", message, hint)
        return True

    def own_texts(self, texts: dict[str, str]) -> dict[str, str]:
        """Join the words that the bank says otherwise than the program does."""
        top = self.top("texts")
        given = top.mapping("texts", {})
        for key in given:
            if key not in texts:
                top.unknown(("texts", key), "text of the program", key, texts)
        inner = top.inner("texts", what="the texts") if given else None
        own = {key: inner.text(key) for key in given if key in texts} if inner else {}
        for key, text in own.items():
            places = set(_PLACE.findall(texts[key]))
            for place in places:
                text = text.replace(place, "")
            if "{" in text or "}" in text:
                hint = f"In braces can stand: {', '.join(sorted(places))}" if places else "Leave the braces out."
                top.complain(("texts", key), "unknown-place", "the program puts no such word into this text", hint)
            if key.startswith(FIXED):
                top.complain(("texts", key), "fixed-text", f"no bank can say {key} in another way", key=True)
        return {**texts, **own}

    def exit_code(self, fields: Fields) -> int:
        code = fields.whole("exit_code", ExitCode.DONE)
        allowed = (ExitCode.DONE, ExitCode.ROUTINE, ExitCode.URGENT)
        if code not in allowed:
            fields.complain(
                ("exit_code",), "unknown-choice", f"`exit_code` cannot be {code}", "Give 0, 10 or 11, or leave it out."
            )
        return code

    def triggers(self, tiers: set[str]) -> tuple[Trigger, ...]:
        seen: set[str] = set()
        found = []
        for fields in self.listed("triggers"):
            tier = fields.text("tier")
            if tier not in tiers:
                fields.unknown(("tier",), "tier", tier, tiers)
            name, when = self.unique(fields, "id", seen), self.condition(fields, "when")
            found.append(Trigger(name, tier, when, fields.text("because"), self.source(fields)))
            fields.done()
        return tuple(found)

    def flags(self, key: str, *, private: bool) -> tuple[Flag, ...]:
        """Read what a reader must notice; only what is `private` may rest on an answer about safety."""
        seen: set[str] = set()
        found = []
        for fields in self.listed(key):
            when = self.condition(fields, "when") if private else self.public(fields, "when")
            found.append(Flag(self.unique(fields, "id", seen), when, fields.text("text")))
            fields.done()
        return tuple(found)

    def outside(self) -> Flag | None:
        top = self.top("outside")
        if not top.mapping("outside", {}):
            return None
        fields = top.inner("outside")
        when = self.public(fields, "when")
        flag = Flag(fields.text("id"), when, fields.text("text"), self.line_kinds(fields))
        fields.done()
        return flag

    def line_kinds(self, fields: Fields) -> tuple[str, ...]:
        """Read which special help lines are to be shown."""
        kinds = fields.texts("lines", ())
        for index, kind in enumerate(kinds):
            if kind not in LINE_KINDS:
                hint = did_you_mean(kind, LINE_KINDS) or "Choose from: " + ", ".join(LINE_KINDS)
                fields.complain(("lines", index), "unknown-choice", f"there are no help lines of the kind {kind}", hint)
        return kinds

    def care_is_said(self, said: tuple[Statement, ...], advice: Iterable[Help | TopicPart]) -> None:
        """Complain where advice on medicines or use has no words of care that are said to whoever reads a page."""
        for group in CARE:
            general = [one for one in said if one.group == group and one.when is None and not one.tier]
            if not general and any(getattr(entry, group) for entry in advice):
                message = f"advice is marked `{group}`, and no statement of that group is said to everyone"
                self.top("statements").complain(
                    (), "missing-care", message, "Give one without `when`; `unless` is allowed."
                )

    def statements(self, tiers: set[str]) -> tuple[Statement, ...]:
        seen: set[str] = set()
        found = []
        for fields in self.listed("statements"):
            name, group, text = self.unique(fields, "id", seen), fields.text("group"), fields.text("text")
            # Words of help may answer what was said about safety; all others stand in every record.
            private = is_help(group)
            when, unless = (self.optional(fields, key, private=private) for key in ("when", "unless"))
            tier = fields.text("tier", "")
            if tier and tier not in tiers:
                fields.unknown(("tier",), "tier", tier, tiers)
            found.append(Statement(name, group, text, when, unless, self.line_kinds(fields), tier))
            fields.done()
        return tuple(found)

    # Pages to read ----------------------------------------------------------------------------------------------

    def topics(self, factors: tuple[Factor, ...]) -> tuple[Topic, ...]:
        topics = list(self.mappings("topics"))
        names = [*(name for name, _ in topics), *(factor.id for factor in factors)]
        return tuple(self.topic(name, fields, factors, names) for name, fields in topics)

    def topic(self, name: str, fields: Fields, factors: tuple[Factor, ...], names: list[str]) -> Topic:
        """Read a page; one that goes with a factor has the factor's title."""
        factor = fields.text("factor", "")
        titles = {found.id: found.title for found in factors}
        if factor and factor not in titles:
            fields.unknown(("factor",), "factor", factor, titles)
        see = fields.texts("see", ())
        for index, other in enumerate(see):
            if other not in names:
                fields.unknown(("see", index), "topic", other, names)
        topic = Topic(
            id=name,
            title=fields.text("title", titles.get(factor, "")) if factor else fields.text("title"),
            also=fields.texts("also", ()),
            factor=factor,
            parts=tuple(self.topic_part(entry) for entry in self.listed("parts", fields)),
            see=see,
        )
        if not topic.parts and not factor:
            fields.complain((), "missing-key", "a topic needs `parts`, or the `factor` it tells about")
        if SOURCES in (name, *topic.also):
            fields.complain(
                (), "duplicate-id", f"the page {SOURCES} is the bibliography, and no topic can have its name"
            )
        fields.done()
        return topic

    def topic_part(self, fields: Fields) -> TopicPart:
        part = TopicPart(
            heading=fields.text("heading", ""),
            text=fields.text("text", ""),
            items=fields.texts("items", ()),
            source=self.source(fields),
            medicine=fields.truth("medicine", False),
            substance=fields.truth("substance", False),
        )
        if not part.text and not part.items:
            fields.complain((), "missing-key", "a part needs `text` or `items`")
        fields.done()
        return part
