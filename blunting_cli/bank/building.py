"""From documents to a bank: every part is read, checked and joined, and every mistake is told with its place.

Documents come in, a frozen `Bank` goes out. Whatever is wrong is collected and raised together; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from blunting_cli.bank.fields import Fields
from blunting_cli.bank.model import (
    QUESTION_TYPES,
    Band,
    Bands,
    Bank,
    Evidence,
    Factor,
    Flag,
    Help,
    Option,
    Pattern,
    Question,
    Score,
    Section,
    Source,
    Statement,
    Tier,
    Trigger,
)
from blunting_cli.bank.reading import Document
from blunting_cli.conditions import (
    Condition,
    Duration,
    Path,
    State,
    Vocabulary,
    parse,
)
from blunting_cli.errors import Complaint, FileErrors, did_you_mean

PARTS = [
    "bank",
    "version",
    "title",
    "language",
    "recall",
    "parts",
    "responses",
    "sections",
    "questions",
    "scores",
    "bands",
    "patterns",
    "factors",
    "helps",
    "tiers",
    "triggers",
    "flags",
    "outside",
    "statements",
    "sources",
]
NOT_ANSWERING = {state.value: state for state in (State.NOT_APPLICABLE, State.PREFER_NOT_TO_SAY)}
LEVELS = ("few", "some", "many")
NEEDS = {"all": 1.0, "half": 0.5}


def build_bank(documents: list[Document], sha256: str, texts: Mapping[str, str], classes: Iterable[str]) -> Bank:
    """Build a bank from its documents, the first of which is its head.

    Raises:
        FileErrors: with every complaint about every document, each with file, line and column.
    """
    builder = _Builder(documents, frozenset(classes))
    bank = builder.bank(sha256, dict(texts))
    if builder.complaints:
        raise FileErrors(builder.complaints)
    return bank


class _Builder:
    def __init__(self, documents: list[Document], classes: frozenset[str]) -> None:
        self.complaints: list[Complaint] = []
        self.documents = documents
        self.tops = [Fields(document, (), document.data, self.complaints, "a bank") for document in documents]
        self.owner: dict[str, Fields] = {}
        for top in self.tops:
            top.known.update(PARTS)
            top.done()
            for key in top.data:
                if key in self.owner and key != "questions":
                    top.complain((key,), f"`{key}` stands in another part already", key=True)
                self.owner.setdefault(key, top)
        self.classes = classes
        self.options: dict[str, dict[str, int]] = {}
        self.scores: dict[str, Score] = {}
        self.sources: dict[str, Source] = {}

    # Helpers ----------------------------------------------------------------------------------------------------

    def top(self, key: str) -> Fields:
        return self.owner.get(key, self.tops[0])

    def mappings(self, key: str, what: str) -> Iterable[tuple[str, Fields]]:
        """Walk a mapping of id to mapping; an absent one is empty."""
        top = self.top(key)
        for name in top.mapping(key, {}):
            yield name, top.inner(key, name, what=what)

    def listed(self, key: str, what: str, parent: Fields | None = None) -> Iterable[Fields]:
        """Walk a list of mappings; an absent one is empty."""
        top = parent or self.top(key)
        for index, entry in enumerate(top.items(key, ())):
            yield Fields(top.document, (*top.path, key, index), entry, self.complaints, what)

    def unique(self, fields: Fields, key: str, seen: set[str]) -> str:
        """Give an id that nothing before it has."""
        name = fields.text(key)
        if name in seen:
            fields.complain((key,), f"the id {name} stands here twice")
        seen.add(name)
        return name

    def vocabulary(self) -> Vocabulary:
        return Vocabulary(self.options, frozenset(self.scores), self.classes)

    def condition(self, fields: Fields, key: str) -> Condition:
        """Read a condition that must be there."""
        return parse(fields.raw(key), (*fields.path, key), self.vocabulary(), fields.note)

    def optional(self, fields: Fields, key: str) -> Condition | None:
        """Read a condition that may be there."""
        return self.condition(fields, key) if fields.raw(key, None) is not None else None

    def source(self, fields: Fields) -> str:
        """Read the id of a source; a claim about health without one is a mistake."""
        name = fields.text("source")
        if name and name not in self.sources:
            fields.complain(("source",), f"no source is called {name}", did_you_mean(name, self.sources))
        return name

    # The bank ---------------------------------------------------------------------------------------------------

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

    def section(self, name: str, fields: Fields) -> Section:
        section = Section(
            name, fields.text("title"), fields.text("why"), fields.text("lead", ""), fields.truth("summary", False)
        )
        fields.done()
        return section

    # Questions --------------------------------------------------------------------------------------------------

    def questions(self, sections: set[str]) -> tuple[Question, ...]:
        """Read all questions in order; a condition may only look back."""
        found: list[Question] = []
        seen: set[str] = set()
        self.scores = {}
        pending = dict(self.mappings("scores", "a score"))
        all_ids = {
            entry.get("id") for top in self.tops for entry in top.items("questions", ()) if isinstance(entry, dict)
        }
        for top in self.tops:
            for fields in self.listed("questions", "a question", top):
                found.append(self.question(fields, seen, sections, all_ids))
                self.open_scores(pending, seen)
        for name, fields in pending.items():
            self.scores[name] = self.score(name, fields)
        if not found:
            self.tops[0].complain((), "a bank needs at least one question")
        return tuple(found)

    def open_scores(self, pending: dict[str, Fields], seen: set[str]) -> None:
        """Move every score whose parts are all known by now from `pending` to `scores`."""
        for name, fields in list(pending.items()):
            parts = fields.data.get("mean_of") or fields.data.get("sum_of") or []
            if (
                isinstance(parts, list)
                and parts
                and all(part in seen or part in self.scores for part in map(str, parts))
            ):
                self.scores[name] = self.score(name, pending.pop(name))

    def question(self, fields: Fields, seen: set[str], sections: set[str], all_ids: set[Any]) -> Question:
        name = self.unique(fields, "id", seen)
        respond = self.response(fields)
        kind = fields.choice("type", QUESTION_TYPES, "single") if "type" in fields.data else "single"
        section = fields.text("section")
        if section not in sections:
            fields.complain(("section",), f"no section is called {section}", did_you_mean(section, sections))
        opens = self.looks_back(fields, all_ids)
        options = self.question_options(fields, respond, kind)
        low, high = self.bounds(fields)
        question = Question(
            id=name,
            ask=fields.text("ask"),
            why=fields.text("why"),
            section=section,
            type=kind,
            options=options,
            also=self.also(fields, respond),
            opens=opens,
            reverse=fields.truth("reverse", False),
            safety=fields.truth("safety", False),
            red_flag=fields.truth("red_flag", False),
            low=low,
            high=high,
            unit=fields.text("unit", ""),
            examples=fields.texts("examples", ()),
        )
        fields.done()
        self.options[name] = {option.label.casefold(): option.value for option in options}
        self.options[name].update({str(option.value): option.value for option in options})
        return question

    def looks_back(self, fields: Fields, all_ids: set[Any]) -> Condition | None:
        data = fields.raw("ask_if", None)
        if data is None:
            return None
        before = set(self.options)

        def note(path: Path, message: str, hint: str) -> None:
            word = path[-1] if path else ""
            if message.startswith("no question") and word in all_ids - before:
                message, hint = f"{word} is asked later; a condition may only look back", ""
            fields.note(path, message, hint)

        return parse(data, (*fields.path, "ask_if"), self.vocabulary(), note)

    def response(self, fields: Fields) -> Fields | None:
        """Give the named option set a question answers with."""
        name = fields.text("respond", "")
        if not name:
            return None
        top = self.top("responses")
        sets = top.mapping("responses", {})
        if name not in sets:
            fields.complain(("respond",), f"no responses are called {name}", did_you_mean(name, sets))
            return None
        return top.inner("responses", name, what="a set of responses")

    def question_options(self, fields: Fields, respond: Fields | None, kind: str) -> tuple[Option, ...]:
        if kind not in ("single", "multi"):
            fields.items("options", ())
            return ()
        holder = respond or fields
        options = tuple(self.option(entry) for entry in self.listed("options", "an option", holder))
        if respond is not None and "options" in fields.data:
            fields.complain(("options",), "a question has either `respond` or `options`")
        if len({option.value for option in options}) != len(options) or len(
            {o.label.casefold() for o in options}
        ) != len(options):
            holder.complain(("options",), "every option needs a value and a label of its own")
        if len(options) < 2:
            fields.complain((), "a question needs at least two options, under `options` or `respond`")
        return options

    def option(self, fields: Fields) -> Option:
        option = Option(fields.whole("value"), fields.text("label"))
        fields.done()
        return option

    def also(self, fields: Fields, respond: Fields | None) -> tuple[State, ...]:
        holder = fields if "also" in fields.data or respond is None else respond
        names = holder.texts("also", ())
        fields.known.add("also")
        for index, name in enumerate(names):
            if name not in NOT_ANSWERING:
                holder.complain(("also", index), f"`also` cannot be {name}", "Choose from: " + ", ".join(NOT_ANSWERING))
        return tuple(NOT_ANSWERING[name] for name in names if name in NOT_ANSWERING)

    def bounds(self, fields: Fields) -> tuple[float | None, float | None]:
        """Read `min` and `max`; a duration stands as days."""
        ends: list[float | None] = []
        for key in ("min", "max"):
            value = fields.raw(key, None)
            duration = Duration.parse(value) if isinstance(value, str) else None
            if (
                value is not None
                and duration is None
                and (isinstance(value, bool) or not isinstance(value, int | float))
            ):
                fields.complain((key,), f"`{key}` must be a number, or a time such as 4 weeks")
                value = None
            ends.append(duration.days if duration else value)
        return ends[0], ends[1]

    # Scores -----------------------------------------------------------------------------------------------------

    def score(self, name: str, fields: Fields) -> Score:
        parts = fields.texts("mean_of")
        composite = bool(parts) and parts[0] in self.scores
        for index, part in enumerate(parts):
            if part not in (self.scores if composite else self.options):
                fields.complain(
                    ("mean_of", index),
                    f"nothing to score is called {part}",
                    did_you_mean(part, [*self.options, *self.scores]),
                )
        share, least = self.needs(fields)
        return Score(
            id=name,
            title=fields.text("title"),
            of=parts,
            scale=fields.whole("scale", 100),
            share=share,
            least=least,
            bands=fields.text("bands", ""),
            composite=composite,
            domain=fields.truth("domain", False),
            about=fields.text("about", ""),
        )

    def needs(self, fields: Fields) -> tuple[float, int]:
        value = fields.raw("needs", "all")
        if isinstance(value, dict):
            inner = fields.inner("needs", what="`needs`")
            share, least = inner.number("share", 1.0) or 0.0, inner.whole("scores", 0)
            inner.done()
            return share, least
        if value not in NEEDS:
            fields.complain(("needs",), f"`needs` cannot be {value}", "Say half, all, or {share: 0.75, scores: 5}.")
        return NEEDS.get(value, 1.0), 0

    def unbanded(self, score: Score, fields: Fields, bands: dict[str, Bands]) -> Score:
        """Join the score's condition for no band, which may name any question."""
        if score.bands and score.bands not in bands:
            fields.complain(("bands",), f"no bands are called {score.bands}", did_you_mean(score.bands, bands))
        condition = self.optional(fields, "no_band_if")
        fields.known.update(("title", "mean_of", "scale", "needs", "bands", "domain", "about"))
        fields.done()
        return Score(**{**score.__dict__, "unbanded": condition}) if condition else score

    def bands(self, fields: Fields) -> Bands:
        steps = tuple(self.band(entry) for entry in self.listed("steps", "a step", fields))
        if [step.start for step in steps] != sorted({step.start for step in steps}):
            fields.complain(("steps",), "the steps must rise, each with a `from` of its own")
        bands = Bands(steps, self.source(fields), fields.truth("provisional", True))
        fields.done()
        return bands

    def band(self, fields: Fields) -> Band:
        band = Band(fields.number("from") or 0, fields.text("label"), fields.text("text", ""))
        fields.done()
        return band

    # What follows from the answers ------------------------------------------------------------------------------

    def pattern(self, name: str, fields: Fields) -> Pattern:
        pattern = Pattern(
            name, fields.text("title"), fields.text("text"), self.condition(fields, "when"), self.source(fields)
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
            when=self.condition(fields, "when"),
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
                    fields.whole("exit_code", 0),
                )
            )
            fields.done()
        return tuple(found)

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
        flag = Flag(fields.text("id"), self.condition(fields, "when"), fields.text("text"))
        fields.done()
        return flag

    def statements(self) -> tuple[Statement, ...]:
        seen: set[str] = set()
        found = []
        for fields in self.listed("statements", "a statement"):
            name, group, text = self.unique(fields, "id", seen), fields.text("group"), fields.text("text")
            found.append(Statement(name, group, text, self.optional(fields, "when"), self.optional(fields, "unless")))
            fields.done()
        return tuple(found)
