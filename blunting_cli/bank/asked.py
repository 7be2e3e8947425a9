"""What a bank asks: sections, option sets and questions; a condition may only look back."""

from __future__ import annotations

import re
from typing import Any

from blunting_cli.bank.fields import Fields
from blunting_cli.bank.model import QUESTION_TYPES, Option, Question, Section
from blunting_cli.bank.scored import ScoredParts
from blunting_cli.conditions import Condition, Duration, State
from blunting_cli.conditions.parsing import parse

NOT_ANSWERING = {state.value: state for state in (State.NOT_APPLICABLE, State.PREFER_NOT_TO_SAY)}
_WHOLE = re.compile(r"-?\d{1,6}", re.ASCII)
# The one section of a bank that names none.
ONLY_SECTION = "questions"
# What stands in a condition where a question could be named.
WORDS_OF_CONDITIONS = ("all", "any", "not", "count", "condition", "score")
# The types whose answer is no amount.
NO_AMOUNT = ("multi", "time", "text", "medicine")


class AskedParts(ScoredParts):
    """The parts that are asked; scores are read as soon as all they are made of is known."""

    def section(self, name: str, fields: Fields) -> Section:
        section = Section(name, fields.text("title"), fields.text("why", ""), fields.text("lead", ""))
        fields.done()
        return section

    def sections(self, title: str) -> tuple[Section, ...]:
        """Read the sections; a bank that has none is one section of its own."""
        found = tuple(self.section(name, fields) for name, fields in self.mappings("sections"))
        return found or (Section(ONLY_SECTION, title, ""),)

    def questions(self, sections: tuple[Section, ...]) -> tuple[Question, ...]:
        """Read all questions in order; a condition may only look back."""
        found: list[Question] = []
        seen: set[str] = set()
        pending = dict(self.mappings("scores"))
        all_ids = {
            str(entry.get("id")) for top in self.tops for entry in top.items("questions", ()) if isinstance(entry, dict)
        }
        for name in pending.keys() & all_ids:
            hint = "Give the score a name of its own."
            self.top("scores").complain(("scores", name), "duplicate-id", f"{name} is also a question", hint, key=True)
        by_id = {section.id: section for section in sections}
        for _, fields in self.mappings("responses"):
            self.response_set(fields)
        for top in self.tops:
            for fields in self.listed("questions", top):
                found.append(self.question(fields, seen, by_id, all_ids))
                self.open_scores(pending, all_ids)
        self.read_rest(pending, all_ids)
        if not found and self.tops[0].readable:
            self.tops[0].complain((), "too-few", "a bank needs at least one question")
        self.check_named()
        return tuple(found)

    def question(self, fields: Fields, seen: set[str], sections: dict[str, Section], all_ids: set[Any]) -> Question:
        name = self.unique(fields, "id", seen)
        if name in WORDS_OF_CONDITIONS or (name == "medicines" and fields.data.get("type") != "medicine"):
            hint = "It has a meaning of its own in conditions and answers. Choose another, such as "
            fields.complain(("id",), "bad-id", f"no question can be called {name}", f"{hint}{name}_asked.")
        respond = self.response(fields)
        kind = fields.choice("type", QUESTION_TYPES, "single") if "type" in fields.data else "single"
        section = fields.text("section") if ONLY_SECTION not in sections else fields.text("section", ONLY_SECTION)
        if section and section not in sections:
            fields.unknown(("section",), "section", section, sections)
        opens = self.looks_back(fields, all_ids)
        options = self.question_options(fields, respond, kind)
        low, high = self.bounds(fields)
        question = Question(
            id=name,
            ask=fields.text("ask"),
            why=self.why(fields, sections.get(section)),
            short=fields.text("short", fields.text("ask").rstrip(".")),
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
            implied=self.implied(fields, options),
        )
        for key in ("only_if", "implied"):
            if key in fields.data and opens is None:
                fields.complain((key,), "nothing-to-open", f"`{key}` goes with `ask_if`, and there is no `ask_if`")
        fields.done()
        self.asked[name] = question
        if fields.data.get("type", kind) == kind:
            self.kinds[name] = kind
        self.options[name] = {option.label.casefold(): option.value for option in options}
        self.labels[name] = tuple(option.label for option in options)
        self.options[name].update({str(option.value): option.value for option in options})
        if question.safety or (opens and self.rests_on_private(opens)):
            self.private.add(name)
        if kind in NO_AMOUNT:
            self.uncountable.add(name)
        if kind == "time":
            self.times_of_day.add(name)
        return question

    def why(self, fields: Fields, section: Section | None) -> str:
        """Read why something is asked; the section's reason stands for questions without their own."""
        if section is None or section.why:
            # A section that is not there has its own complaint, and might say why.
            return fields.text("why", section.why if section else "")
        return fields.text("why")

    def implied(self, fields: Fields, options: tuple[Option, ...]) -> int | None:
        """Read what a question counts as where it is not asked: the value of one of its options."""
        if fields.raw("implied", None) is None:
            return None
        value, values = fields.whole("implied"), [option.value for option in options]
        if value not in values:
            hint = "Options: " + ", ".join(map(str, values)) if values else "Only a choice of one option has it."
            fields.complain(("implied",), "unknown-option", f"there is no option {value}", hint)
            return None
        return value

    def looks_back(self, fields: Fields, all_ids: set[Any]) -> Condition | None:
        data = fields.raw("ask_if", None)
        if data is None:
            return None
        later = all_ids - self.options.keys()
        later |= {f"score.{name}" for name in self.top("scores").mapping("scores", {}) if name not in self.scores}
        return parse(data, (*fields.path, "ask_if"), self.vocabulary(frozenset(later)), fields.note)

    def response_set(self, fields: Fields) -> None:
        """Complain about what is wrong with an option set, also where no question answers with it."""
        if fields.raw("options") is not None:
            self.options_of(fields)
        fields.texts("also", ())
        fields.done()

    def response(self, fields: Fields) -> Fields | None:
        """Give the named option set a question answers with."""
        name = fields.text("respond", "")
        if not name:
            return None
        top = self.top("responses")
        sets = top.mapping("responses", {})
        if name not in sets:
            fields.unknown(("respond",), "response set", name, sets)
            return None
        return top.inner("responses", name)

    def question_options(self, fields: Fields, respond: Fields | None, kind: str) -> tuple[Option, ...]:
        if kind not in ("single", "multi"):
            for key in ("options", "respond"):
                if key in fields.data:
                    fields.complain((key,), "unused-options", f"a question of the type {kind} has no options")
            return ()
        holder = respond or fields
        options = self.options_of(holder)
        if options is None:
            return ()
        if respond is not None and "options" in fields.data:
            fields.complain(("options",), "options-twice", "a question has either `respond` or `options`")
        if len({option.value for option in options}) != len(options) or len(
            {o.label.casefold() for o in options}
        ) != len(options):
            holder.complain(("options",), "options-alike", "every option needs a value and a label of its own")
        if kind != "multi" and any(option.alone for option in options):
            holder.complain(
                ("options",), "alone-of-one", "only an option of a question of the type multi stands `alone`"
            )
        understood = (respond or fields.data.get("respond") in (None, "")) and kind == (fields.data.get("type") or kind)
        understood = understood and not any(map(fields.is_misspelt, ("respond", "options")))
        if len(options) < 2 and understood:
            fields.complain((), "too-few", "a question needs at least two options, under `options` or `respond`")
        return options

    def options_of(self, holder: Fields) -> tuple[Option, ...] | None:
        """Read options: a list, or a mapping of value to label; None where they cannot be told."""
        if isinstance(holder.raw("options", None), dict):
            return self.short_options(holder.inner("options", what="options"))
        if self.are_texts(holder):
            return None
        entries = list(self.listed("options", holder))
        options = tuple(self.option(entry) for entry in entries)
        whole = all(isinstance(entry.data.get("value"), int) and "label" in entry.data for entry in entries)
        return options if whole else None

    def are_texts(self, holder: Fields) -> bool:
        """Tell whether options are written as words alone, and complain where they are."""
        given = holder.raw("options", None)
        if isinstance(given, str):
            sets = self.top("responses").mapping("responses", {})
            hint = f"Did you mean respond: {given}?" if given in sets else "Write them as {0: Never, 1: Often}."
            holder.complain(("options",), "wrong-type", "`options` is no name, but each value with its words", hint)
            return True
        if isinstance(given, list) and given and all(isinstance(entry, str) for entry in given):
            shown = ", ".join(f"{value}: {label}" for value, label in enumerate(given[:2]))
            hint = f"Such as {{{shown}}}."
            holder.complain(("options",), "wrong-type", "an option has a value and a label, not words alone", hint)
            return True
        return False

    def short_options(self, fields: Fields) -> tuple[Option, ...] | None:
        found = []
        for key in fields.data:
            if _WHOLE.fullmatch(key):
                found.append(Option(int(key), fields.text(key)))
            else:
                hint = fields.not_meant_as_key(key)
                fields.complain((key,), "wrong-type", "options go from a whole number to its words", hint, key=True)
        return tuple(found) if len(found) == len(fields.data) else None

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
            fields.complain(
                ("ago",), "bad-time", "`ago` is one or two times, the nearer first", "Such as [2 weeks, 4 weeks]."
            )
            return None
        return (first.days if first else 0), (last.days if last else None)

    def also(self, fields: Fields, respond: Fields | None) -> tuple[State, ...]:
        holder = fields if "also" in fields.data or respond is None else respond
        names = holder.texts("also", ())
        for index, name in enumerate(names):
            if name not in NOT_ANSWERING:
                hint = "Choose from: " + ", ".join(NOT_ANSWERING)
                holder.complain(("also", index), "unknown-choice", f"`also` cannot be {name}", hint)
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
                fields.complain((key,), "wrong-type", f"`{key}` must be a number, or a time such as 4 weeks")
                value = None
            ends.append(duration.days if duration else value)
        if ends[0] is not None and ends[1] is not None and ends[0] > ends[1]:
            fields.complain(("min",), "out-of-order", "`min` is more than `max`")
        return ends[0], ends[1]
