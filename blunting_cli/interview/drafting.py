"""The draft of an interview as the person meets it: found, asked for, written after every answer, deleted."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from blunting_cli.answers import Recognise
from blunting_cli.assessment import fill
from blunting_cli.bank.model import Bank
from blunting_cli.conditions import Answer
from blunting_cli.drafts import Draft, Keeper, find_drafts
from blunting_cli.errors import OutputError
from blunting_cli.interview.leaving import LeftEarly
from blunting_cli.interview.pages import pause_page
from blunting_cli.interview.talk import Talk, leave
from blunting_cli.times import say_day


class Wishes(NamedTuple):
    """How the interview is to be held.

    `folder` is where drafts are, None for no draft; `resume` goes on with a draft without asking, `fresh` deletes it
    without asking; `again` is the command that takes the interview up again; the number of a question is said at every
    `every`th one.
    """

    today: str
    folder: Path | None = None
    resume: bool = False
    fresh: bool = False
    again: str = ""
    every: int = 1


class Drafting:
    """Keeps one interview's draft; `keeper` is None where there is none."""

    def __init__(self, talk: Talk, bank: Bank, recognise: Recognise, wishes: Wishes) -> None:
        self.talk = talk
        self.texts = bank.texts
        self.bank = bank
        self.recognise = recognise
        self.wishes = wishes
        self.keeper: Keeper | None = None
        self.fails = self.complained = False
        self.others: tuple[Draft, ...] = ()

    def begin(self) -> Mapping[str, Answer] | None:
        """Give the answers of a draft to go on with; None where the interview begins anew, with a draft of its own."""
        draft = self.found()
        self.keeper = Keeper.of(draft, self.bank) if draft else None
        if draft is not None and self.keeper is None:
            self.talk.tell("draft_in_use")
        elif draft is not None:
            if not self.wishes.fresh and (self.wishes.resume or self.goes_on_with(draft)):
                return self.taken_up(draft)
            self.drop()
            self.drop_others()
        elif self.wishes.fresh:
            self.drop_others()
        if self.wishes.folder is not None:
            self.keeper = Keeper.new(self.wishes.folder, self.bank, self.wishes.today)
        return None

    def found(self) -> Draft | None:
        """Give the newest draft nobody else is writing, and say which could not be read."""
        if self.wishes.folder is None:
            return None
        found = find_drafts(self.wishes.folder, self.bank, self.recognise)
        for path in found.unreadable:
            self.talk.tell("draft_unreadable", path=path)
        draft = next((draft for draft in found.drafts if draft.said), None)
        self.others = tuple(other for other in found.drafts if other is not draft)
        if draft is None and (found.held or self.wishes.resume):
            self.talk.tell("draft_in_use" if found.held else "no_draft")
        return draft

    def goes_on_with(self, draft: Draft) -> bool:
        """Ask whether to go on with a draft."""
        texts = self.texts
        words = fill(texts["draft_found"], day=say_day(draft.begun, texts), number=len(draft.said))
        past = self.bank.recall and draft.begun != self.wishes.today
        old = [fill(texts["draft_old"], recall=self.bank.recall)] if past else []
        more = [fill(texts["draft_others"], number=len(self.others))] if self.others else []
        keys = ["draft_go_on", "draft_fresh", "start_help_lines", "start_stop"]
        keys += ["start_plain"] if self.talk.plain else []
        page = pause_page(texts, tuple(texts[key] for key in keys), words, *old, *more, "")
        while True:
            chosen = self.talk.choose(page, stop=leave)
            if chosen == 2 and self.talk.is_sure(len(draft.said)):
                return False
            if chosen == 4:
                raise LeftEarly
            if chosen == 3:
                self.talk.help_lines()
            if chosen == 5:
                self.talk.change_to_lines()
            if chosen in (1, 5):
                return True

    def taken_up(self, draft: Draft) -> Mapping[str, Answer]:
        """Say what is gone on with; answers about safety are not in it and are asked again."""
        self.talk.tell("draft_taken_up", number=len(draft.said))
        if draft.dropped:
            self.talk.tell("draft_dropped", number=len(draft.dropped))
        if self.bank.safety:
            self.talk.tell("draft_safety")
        return draft.said

    def keep(self, said: Mapping[str, Answer]) -> None:
        """Write the draft; where that fails, say so once and go on."""
        try:
            if self.keeper is not None:
                self.keeper.keep(said)
            self.fails = False
        except OutputError as error:
            if not self.complained:
                self.talk.tell("draft_fails", reason=error.message)
            self.fails = self.complained = True

    @property
    def safe(self) -> bool:
        """Whether all that was said can be come back to."""
        return self.keeper is not None and not self.fails and self.keeper.written

    def drop_others(self) -> None:
        """Delete the older drafts of this bank as well, those whose questions have all changed included."""
        for draft in self.others:
            keeper = Keeper.of(draft, self.bank)
            if keeper is not None:
                with suppress(OutputError):
                    keeper.drop()

    def drop(self) -> bool:
        """Delete the draft; where that fails, say so, since it holds answers, and give False."""
        try:
            if self.keeper is not None:
                self.keeper.drop()
        except OutputError as error:
            self.talk.say(error.message, error.hint)
            return False
        return True
