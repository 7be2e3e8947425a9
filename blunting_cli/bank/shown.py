"""How a bank's answers are shown to a clinician: which stand together, and what is drawn on the timeline."""

from __future__ import annotations

from blunting_cli.bank.asked import AskedParts
from blunting_cli.bank.fields import Fields
from blunting_cli.bank.model import Group, Timeplan
from blunting_cli.conditions import Duration
from blunting_cli.errors import did_you_mean


class ShownParts(AskedParts):
    """The parts that lay a page out; they decide nothing."""

    def group(self, fields: Fields) -> Group:
        group = Group(fields.text("title"), fields.texts("questions"), fields.texts("brief", ()))
        for index, question in enumerate(group.questions):
            self.is_asked(question, fields, "questions", index)
        for index, question in enumerate(group.brief):
            if question not in group.questions:
                hint = did_you_mean(question, group.questions)
                fields.complain(
                    ("brief", index), "unknown-question", f"{question} is not one of the questions of the group", hint
                )
        fields.done()
        return group

    def timeline(self) -> Timeplan:
        top = self.top("timeline")
        if not top.mapping("timeline", {}):
            return Timeplan()
        fields = top.inner("timeline")
        tracks = []
        for entry in self.listed("tracks", fields):
            question, label = entry.text("question"), entry.text("label")
            self.is_asked(question, entry, "question")
            tracks.append((question, label))
            entry.done()
        plan = Timeplan(self.ticks(fields), tuple(tracks))
        fields.done()
        return plan

    def ticks(self, fields: Fields) -> tuple[tuple[int, str], ...]:
        said = fields.texts("ticks")
        times = [Duration.parse(tick) for tick in said]
        days = [time.days if time else 0 for time in times]
        if not days or days != sorted(set(days)) or 0 in days:
            fields.complain(
                ("ticks",), "bad-time", "the ticks are times that rise, such as [2 weeks, 3 months, 1 year]"
            )
            return ((1, ""),)
        return tuple(zip(days, said, strict=True))

    def is_asked(self, question: str, fields: Fields, *path: str | int) -> None:
        """Complain about a question that is not there."""
        if question and question not in self.options:
            fields.unknown(path, "question", question, self.options)
