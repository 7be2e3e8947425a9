"""Asking for medicines: each name as it is read, when it was begun, and whether its dose changed.

A name is never guessed: what it is read as is said and asked. What is not known is kept as it was typed.
"""

from __future__ import annotations

from collections.abc import Callable

from blunting_cli.answers import MAX_LISTED, in_words
from blunting_cli.assessment import fill
from blunting_cli.bank import load_medicines
from blunting_cli.bank.model import Question
from blunting_cli.conditions import CHANGES, UNCHANGED, Duration, Medicine
from blunting_cli.interview.pages import Choice, Page, numbers_in_words, pause_page
from blunting_cli.interview.talk import Talk
from blunting_cli.interview.typed import Again, Kept, Move, names, whole
from blunting_cli.medicines import described, recognise, suggestions

# In the order in which they are numbered, from 0.
ASKED_CHANGES = (UNCHANGED, *(change for change in CHANGES if change != UNCHANGED))


class MedicineList:
    """One person's medicines, asked for one by one."""

    def __init__(self, talk: Talk, question: Question, keep: Callable[[tuple[Medicine, ...]], None]) -> None:
        self.talk = talk
        self.texts = talk.texts
        self.question = question
        self.keep = keep
        self.known = load_medicines()
        self.entries: list[Medicine] = []

    def ask(self, named: list[str]) -> Move | None:
        """Go through names and their times into `entries`; give BACK for back to the names, REVIEW for the review."""
        while named:
            first = len(self.entries)
            for name in named:
                self.add(self.named(name))
            if len(self.entries) > first and self.times(first) is Move.REVIEW:
                return Move.REVIEW
            if not self.entries:
                return Move.BACK
            named = self.more()
        return None

    def add(self, entry: Medicine | None) -> None:
        """Put a medicine on the list; what is on it is in the draft."""
        if entry is not None:
            self.entries.append(entry)
            self.keep(tuple(self.entries))

    # Names -------------------------------------------------------------------------------------------------------

    def named(self, typed: str) -> Medicine | None:
        """Ask whether a name was read rightly; None where it was not, and another is to be typed."""
        found = suggestions(typed, self.known)
        exact = self.known.find(typed)
        if exact is not None:
            right = self.talk.is_right(described(exact, typed))
            return recognise([Medicine(typed)], self.known)[0] if right else self.retyped(typed)
        labels = [described(entry, typed) for entry in found]
        heading = "medicine_which" if found else "medicine_not_known"
        page = pause_page(
            self.texts,
            (*labels, self.texts["medicine_as_typed"], self.texts["medicine_again"]),
            fill(self.texts[heading], typed=typed),
        )
        chosen = self.talk.choose(page, back=len(page.choices)) - 1
        if chosen < len(found):
            return recognise([Medicine(typed, read_as=found[chosen].generic)], self.known)[0]
        return Medicine(typed) if chosen == len(found) else self.retyped(typed)

    def retyped(self, typed: str) -> Medicine | None:
        """Ask for one name again; None where it is left out, and going back leads to what is known of the first."""
        told = self.typed("medicine_retype")
        if isinstance(told, Move):
            return None if told is Move.SKIP else self.named(typed)
        return self.named(told[0]) if len(told) == 1 else self.retyped(typed)

    def more(self) -> list[str]:
        """Ask whether there is another; give its name, or several."""
        page = pause_page(
            self.texts, (self.texts["medicine_all"], self.texts["medicine_add"]), self.texts["medicine_more"]
        )
        if len(self.entries) >= MAX_LISTED or self.talk.choose(page, back=1) == 1:
            return []
        told = self.typed("medicine_next")
        return self.more() if isinstance(told, Move) else told

    def typed(self, text: str) -> list[str] | Move:
        page = Page((self.texts[text],), keys="text_keys", prompt=self.texts["answer_prompt"], typed=True)

        def read(typed: str) -> list[str] | None:
            found = names(typed, self.question, self.texts)
            return found if isinstance(found, list) and len(found) + len(self.entries) <= MAX_LISTED else None

        return self.talk.read(page, read, range=self.texts["medicine_one"])

    # Times -------------------------------------------------------------------------------------------------------

    def times(self, first: int) -> Move | None:
        """Ask when each was begun and what changed, where the person wants to say so; REVIEW leads away."""
        choices = (self.texts["medicine_times_yes"], self.texts["medicine_times_no"])
        offer = pause_page(self.texts, choices, self.texts["medicine_times"])
        place = -1
        while True:
            steps = [(number, step) for number in range(first, len(self.entries)) for step in self.steps(number)]
            if place < 0 and self.talk.choose(offer) == 2:
                return None
            place = max(place, 0)
            if place >= len(steps):
                return None
            number, step = steps[place]
            told = step(number)
            self.keep(tuple(self.entries))
            if told is Move.REVIEW:
                return told
            place += -1 if told is Move.BACK else 1

    def steps(self, number: int) -> list[Callable[[int], Move | None]]:
        """Give what is asked of one medicine: the time of a change only where there was one."""
        changed = self.entries[number].change not in (None, UNCHANGED)
        return [self.started, self.change, *([self.changed] if changed else [])]

    def started(self, number: int) -> Move | None:
        """Ask when one was begun."""
        entry = self.entries[number]
        told = self.when("medicine_when_started", entry, entry.started)
        if not isinstance(told, Move):
            self.put(number, entry._replace(started=told))
        return told if isinstance(told, Move) else None

    def changed(self, number: int) -> Move | None:
        """Ask when its dose changed, or when it was stopped."""
        entry = self.entries[number]
        told = self.when(f"medicine_when_{entry.change}", entry, entry.changed, begun=entry.started)
        if not isinstance(told, Move):
            self.put(number, entry._replace(changed=told))
        return told if isinstance(told, Move) else None

    def when(
        self, text: str, entry: Medicine, earlier: Duration | None, begun: Duration | None = None
    ) -> Duration | Move | None:
        """Ask how long ago something was; what is skipped stays unsaid, an empty line keeps the earlier time.

        No change can be longer ago than `begun`.
        """
        page = Page(
            (fill(self.texts[text], name=entry.read_as or entry.name),),
            hints=(self.texts["duration_hint"],),
            keys="text_keys",
            prompt=self.texts["answer_prompt"],
            earlier=self.earlier(str(earlier) if earlier else None),
            typed=True,
        )

        def read(typed: str) -> Duration | Kept | Again | None:
            kept = earlier if not typed else None
            time = kept or self.talk.length(typed)
            if begun and isinstance(time, Duration) and time.days > begun.days:
                self.talk.tell("medicine_order", time=begun)
                return Again.AGAIN
            return Kept.KEPT if kept else time

        told = self.talk.read(page, read, range=self.texts["duration_range"], why=self.question.why, bad="duration_bad")
        if isinstance(told, Move) and told is not Move.SKIP:
            return told
        return earlier if isinstance(told, Kept) else told if isinstance(told, Duration) else None

    def change(self, number: int) -> Move | None:
        """Ask whether its dose changed, or it was stopped."""
        entry = self.entries[number]
        labels = [self.texts[f"medicine_change_{change}"] for change in ASKED_CHANGES]
        page = Page(
            (fill(self.texts["medicine_change"], name=entry.read_as or entry.name),),
            tuple(Choice(value, label) for value, label in enumerate(labels)),
            keys="keys_hint",
            prompt=self.texts["answer_prompt"],
            earlier=self.earlier(self.texts[f"medicine_change_{entry.change}"] if entry.change else None),
        )

        def read(typed: str) -> str | Kept | None:
            value = whole(typed)
            if entry.change and not typed:
                return Kept.KEPT
            return ASKED_CHANGES[value] if value is not None and value < len(ASKED_CHANGES) else None

        numbers = numbers_in_words([choice.number for choice in page.choices], self.texts)
        told = self.talk.read(page, read, range=numbers, why=self.question.why)
        if isinstance(told, Move) and told is not Move.SKIP:
            return told
        change = entry.change if isinstance(told, Kept) else told if isinstance(told, str) else None
        # The time of another change is no time of this one.
        self.put(number, entry._replace(change=change, changed=entry.changed if change == entry.change else None))
        return None

    def earlier(self, words: str | None) -> str:
        return fill(self.texts["earlier"], answer=words) if words else ""

    def put(self, number: int, entry: Medicine) -> None:
        """Take what was said of one medicine, and say all that is known of it."""
        self.entries[number] = entry
        self.talk.tell("recorded", answer=in_words((entry,), self.question, self.texts))
