"""From documents to a bank: every part is read, checked and joined, and every mistake is told with its place.

Documents come in, a frozen `Bank` goes out. Whatever is wrong is collected and raised together; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from blunting_cli.bank.asked import AskedParts
from blunting_cli.bank.fields import Fields
from blunting_cli.bank.model import (
    HELP,
    LEVELS,
    Bank,
    Evidence,
    Factor,
    Flag,
    Help,
    Pattern,
    Source,
    Statement,
    Tier,
    Trigger,
)
from blunting_cli.bank.reading import Document
from blunting_cli.errors import Complaint, ExitCode, FileErrors, did_you_mean


def build_bank(
    documents: list[Document],
    sha256: str,
    texts: Mapping[str, str],
    classes: Iterable[str],
    complaints: Iterable[Complaint] = (),
) -> Bank:
    """Build a bank from its documents, the first of which is its head; `complaints` are those of their reading.

    Raises:
        FileErrors: with every complaint about every document, each with file, line and column.
    """
    builder = _Builder(documents, frozenset(classes))
    bank = builder.bank(sha256, dict(texts))
    found = [*complaints, *builder.complaints]
    if found:
        raise FileErrors(found)
    return bank


class _Builder(AskedParts):
    def bank(self, sha256: str, texts: dict[str, str]) -> Bank:
        head = self.tops[0]
        self.sources = {name: self.one_source(name, fields) for name, fields in self.mappings("sources", "a source")}
        sections = tuple(self.section(name, fields) for name, fields in self.mappings("sections", "a section"))
        questions = self.questions({section.id for section in sections})
        bands = {name: self.bands(fields) for name, fields in self.mappings("bands", "a set of bands")}
        scores = tuple(
            self.unbanded(self.scores[name], fields, bands) for name, fields in self.mappings("scores", "a score")
        )
        tiers = self.tiers()
        return Bank(
            id=head.text("bank"),
            version=head.text("version"),
            title=head.text("title", ""),
            language=head.text("language", "en"),
            recall=head.text("recall", ""),
            pace=max(head.whole("pace", 12), 1),
            sha256=sha256,
            sections=sections,
            questions=questions,
            scores=scores,
            bands=bands,
            patterns=tuple(self.pattern(name, fields) for name, fields in self.mappings("patterns", "a pattern")),
            factors=tuple(self.factor(name, fields) for name, fields in self.mappings("factors", "a factor")),
            helps=tuple(self.help(fields) for fields in self.listed("helps", "a help")),
            tiers=tiers,
            triggers=self.triggers({tier.id for tier in tiers}),
            flags=self.flags(),
            outside=self.outside(),
            statements=self.statements(),
            sources=self.sources,
            texts=texts,
        )

    def one_source(self, name: str, fields: Fields) -> Source:
        source = Source(
            id=name,
            title=fields.text("title"),
            year=fields.whole("year", 0) or None,
            where=fields.text("where"),
            read=fields.text("read"),
        )
        fields.done()
        return source

    def pattern(self, name: str, fields: Fields) -> Pattern:
        pattern = Pattern(
            name, fields.text("title"), fields.text("text"), self.public(fields, "when"), self.source(fields)
        )
        fields.done()
        return pattern

    def factor(self, name: str, fields: Fields) -> Factor:
        seen: set[str] = set()
        levels = fields.mapping("levels")
        if tuple(levels) != LEVELS or any(not isinstance(points, int) for points in levels.values()):
            fields.complain(("levels",), "levels are few, some and many, each with the points it begins at")
            levels = dict.fromkeys(LEVELS, 1)
        gate = fields.texts("gate")
        for index, question in enumerate(gate):
            if question not in self.options:
                fields.complain(
                    ("gate", index), f"no question is called {question}", did_you_mean(question, self.options)
                )
        factor = Factor(
            id=name,
            title=fields.text("title"),
            text=fields.text("text"),
            strength=fields.text("strength"),
            gate=gate,
            evidence=tuple(self.evidence(entry, seen) for entry in self.listed("evidence", "a rule", fields)),
            levels=levels,
            needs=fields.whole("needs", 1),
            helps=tuple(self.help(entry) for entry in self.listed("helps", "a help", fields)),
            ask_prescriber=fields.texts("ask_prescriber", ()),
            source=self.source(fields),
        )
        fields.known.update(("evidence", "helps"))
        fields.done()
        return factor

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
        )
        fields.done()
        return help_

    def tiers(self) -> tuple[Tier, ...]:
        seen: set[str] = set()
        found = []
        for fields in self.listed("tiers", "a tier"):
            found.append(
                Tier(
                    self.unique(fields, "id", seen),
                    fields.text("title"),
                    fields.text("text"),
                    self.exit_code(fields),
                    fields.truth("urgent", False),
                )
            )
            fields.done()
        if not found and self.tops[0].readable:
            self.tops[0].complain((), "a bank needs at least one tier")
        return tuple(found)

    def exit_code(self, fields: Fields) -> int:
        code = fields.whole("exit_code", ExitCode.DONE)
        allowed = (ExitCode.DONE, ExitCode.ROUTINE, ExitCode.URGENT)
        if code not in allowed:
            fields.complain(("exit_code",), f"`exit_code` cannot be {code}", "Give 0, 10 or 11, or leave it out.")
        return code

    def triggers(self, tiers: set[str]) -> tuple[Trigger, ...]:
        seen: set[str] = set()
        found = []
        for fields in self.listed("triggers", "a trigger"):
            tier = fields.text("tier")
            if tier not in tiers:
                fields.complain(("tier",), f"no tier is called {tier}", did_you_mean(tier, tiers))
            name, when = self.unique(fields, "id", seen), self.condition(fields, "when")
            found.append(Trigger(name, tier, when, fields.text("because"), self.source(fields)))
            fields.done()
        return tuple(found)

    def flags(self) -> tuple[Flag, ...]:
        seen: set[str] = set()
        found = []
        for fields in self.listed("flags", "a flag"):
            found.append(Flag(self.unique(fields, "id", seen), self.condition(fields, "when"), fields.text("text")))
            fields.done()
        return tuple(found)

    def outside(self) -> Flag | None:
        top = self.top("outside")
        if not top.mapping("outside", {}):
            return None
        fields = top.inner("outside", what="`outside`")
        flag = Flag(fields.text("id"), self.public(fields, "when"), fields.text("text"))
        fields.done()
        return flag

    def statements(self) -> tuple[Statement, ...]:
        seen: set[str] = set()
        found = []
        for fields in self.listed("statements", "a statement"):
            name, group, text = self.unique(fields, "id", seen), fields.text("group"), fields.text("text")
            # Words of help may answer what was said about safety; all others stand in every record.
            private = group == HELP
            when, unless = (self.optional(fields, key, private=private) for key in ("when", "unless"))
            found.append(Statement(name, group, text, when, unless))
            fields.done()
        return tuple(found)
