"""What a bank asks and how it is scored: sections, questions, scores and bands."""

from __future__ import annotations

from typing import Any

from blunting_cli.bank.fields import Fields
from blunting_cli.bank.model import QUESTION_TYPES, Band, Bands, Option, Question, Score, Section
from blunting_cli.bank.parts import Parts
from blunting_cli.conditions import Condition, Duration, State, questions_of
from blunting_cli.conditions.parsing import Path, parse
from blunting_cli.errors import did_you_mean

NOT_ANSWERING = {state.value: state for state in (State.NOT_APPLICABLE, State.PREFER_NOT_TO_SAY)}
SCORABLE_HINT = "Only a choice of one option can be scored, and no answer about safety."
NEEDS = {"all": 1.0, "half": 0.5}


class AskedParts(Parts):
    """The parts that are asked and scored; a condition may only look back."""

    def section(self, name: str, fields: Fields) -> Section:
        section = Section(name, fields.text("title"), fields.text("why"), fields.text("lead", ""))
        fields.done()
        return section

    def questions(self, sections: set[str]) -> tuple[Question, ...]:
        """Read all questions in order; a condition may only look back."""
        found: list[Question] = []
        seen: set[str] = set()
        self.scores = {}
        pending = dict(self.mappings("scores", "a score"))
        all_ids = {
            str(entry.get("id")) for top in self.tops for entry in top.items("questions", ()) if isinstance(entry, dict)
        }
        for top in self.tops:
            for fields in self.listed("questions", "a question", top):
                found.append(self.question(fields, seen, sections, all_ids))
                self.open_scores(pending, seen)
        for name, fields in pending.items():
            self.scores[name] = self.score(name, fields)
        if not found and self.tops[0].readable:
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
            short=fields.text("short", fields.text("ask")),
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
            only_if=fields.text("only_if", ""),
            fixed=fields.truth("fixed", False),
        )
        if question.only_if and opens is None:
            fields.complain(("only_if",), "`only_if` says in words what `ask_if` asks, and there is no `ask_if`")
        fields.done()
        self.options[name] = {option.label.casefold(): option.value for option in options}
        if question.safety or (opens and self.private & set(questions_of(opens))):
            self.private.add(name)
        elif kind == "single":
            self.scorable.add(name)
        if kind in ("multi", "text", "medicine"):
            self.uncountable.add(name)
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
        entries = list(self.listed("options", "an option", holder))
        options = tuple(self.option(entry) for entry in entries)
        if any(not isinstance(entry.data.get("value"), int) or "label" not in entry.data for entry in entries):
            return options
        fields.known.add("options")
        if respond is not None and "options" in fields.data:
            fields.complain(("options",), "a question has either `respond` or `options`")
        if len({option.value for option in options}) != len(options) or len(
            {o.label.casefold() for o in options}
        ) != len(options):
            holder.complain(("options",), "every option needs a value and a label of its own")
        if kind != "multi" and any(option.alone for option in options):
            holder.complain(("options",), "only an option of a question of the type multi stands `alone`")
        understood = (respond is not None or "respond" not in fields.data) and kind == fields.data.get("type", kind)
        if len(options) < 2 and understood:
            fields.complain((), "a question needs at least two options, under `options` or `respond`")
        return options

    def option(self, fields: Fields) -> Option:
        value, label, none = fields.whole("value"), fields.text("label"), fields.truth("none", False)
        option = Option(value, label, fields.truth("alone", False) or none, none, self.ago(fields))
        fields.done()
        return option

    def ago(self, fields: Fields) -> tuple[int, int | None] | None:
        """Read how long ago an answer says something was: from, and to where there is an end."""
        times = [Duration.parse(said) for said in fields.texts("ago", ())]
        if not times:
            return None
        first, last = times[0], times[-1] if len(times) > 1 else None
        if None in times or len(times) > 2 or (first and last and first.days > last.days):
            fields.complain(("ago",), "`ago` is one or two times, the nearer first", "Such as [2 weeks, 4 weeks].")
            return None
        return (first.days if first else 0), (last.days if last else None)

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
            elif not composite and part not in self.scorable:
                fields.complain(
                    ("mean_of", index),
                    f"{part} cannot be scored",
                    SCORABLE_HINT,
                )
        share, fewest, least = self.needs(fields)
        scale = fields.whole("scale", 100)
        if scale < 1:
            fields.complain(("scale",), "`scale` must be at least 1")
        return Score(
            id=name,
            title=fields.text("title"),
            of=parts,
            scale=max(scale, 1),
            share=share,
            fewest=fewest,
            least=least,
            bands=fields.text("bands", ""),
            composite=composite,
            domain=fields.truth("domain", False),
        )

    def needs(self, fields: Fields) -> tuple[float, int, int | None]:
        """Read how much must be answered: the share, the fewest answers, and how many scores (None: all that apply)."""
        value = fields.raw("needs", "all")
        if isinstance(value, dict):
            inner = fields.inner("needs", what="`needs`")
            share, fewest = inner.number("share", 1.0) or 0.0, inner.whole("answers", 1)
            every = inner.raw("scores", 0) == "applicable"
            least = None if every else inner.whole("scores", 0)
            inner.done()
            return share, fewest, least
        if not isinstance(value, str) or value not in NEEDS:
            fields.complain(("needs",), f"`needs` cannot be {value}", "Say half, all, or {share: 0.75, scores: 5}.")
            return 1.0, 1, 0
        return NEEDS[value], 1, 0

    def unbanded(self, score: Score, fields: Fields, bands: dict[str, Bands]) -> Score:
        """Join the score's condition for no band, which may name any question."""
        if score.bands and score.bands not in bands:
            fields.complain(("bands",), f"no bands are called {score.bands}", did_you_mean(score.bands, bands))
        condition = self.optional(fields, "no_band_if")
        fields.known.update(("title", "mean_of", "scale", "needs", "bands", "domain"))
        fields.done()
        return score._replace(unbanded=condition) if condition else score

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
