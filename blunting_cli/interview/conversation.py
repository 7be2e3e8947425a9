"""How an interview goes, from the welcome to the end: one conversation, whatever shows it.

It takes pages to a front end and what was typed to the machine, writes the draft after every answer, shows help at
the moment of an answer that calls for it and on every way out, and asks before anything is thrown away.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import NamedTuple

from blunting_cli.answers import Recognise, in_words
from blunting_cli.bank.model import Bank, Question
from blunting_cli.conditions import Answer, Duration, State
from blunting_cli.drafts import Keeper
from blunting_cli.interview import typed as reading
from blunting_cli.interview.absent import meaning_of_absences
from blunting_cli.interview.drafting import Drafting, Wishes
from blunting_cli.interview.helping import Helping
from blunting_cli.interview.leaving import LeftEarly
from blunting_cli.interview.machine import (
    ASKING,
    FINISHED,
    OUTSIDE,
    REVIEWING,
    Back,
    Edit,
    Event,
    GoOn,
    Interview,
    Keep,
    Review,
    Say,
    begin,
    step,
    visible,
)
from blunting_cli.interview.medicine_list import MedicineList
from blunting_cli.interview.pages import (
    Front,
    minutes_left,
    pause_page,
    question_page,
    range_of,
    review_page,
    welcome_words,
)
from blunting_cli.interview.talk import Talk, leave
from blunting_cli.interview.typed import Again, Kept, Move
from blunting_cli.sheet import Block, HelpLines
from blunting_cli.times import read_day

# What may be read at a question: an answer, the names of medicines to be asked about, or that the earlier one stays.
Told = Answer | list[str] | Kept


class Outcome(NamedTuple):
    """How an interview ended: the answers that count, whether it came to its end, and whether a sheet is wanted.

    `help` is to be shown after the sheet. `outside` is true where the check was not written for the person. `draft` is
    the draft to delete once the result is safe, or None; `kept` is true where it holds all that was said.
    """

    answers: Mapping[str, Answer]
    finished: bool
    sheet: bool
    help: tuple[Block, ...] = ()
    outside: bool = False
    draft: Keeper | None = None
    kept: bool = False


class Conversation:
    """One interview with one person."""

    def __init__(
        self,
        bank: Bank,
        front: Front,
        lines: HelpLines,
        recognise: Recognise,
        wishes: Wishes,
        plain: Front | None = None,
    ) -> None:
        self.bank = bank
        self.texts = bank.texts
        self.talk = Talk(bank, front, lines, wishes.today, plain)
        self.talk.stop = self.stop
        self.help = Helping(self.talk, bank)
        self.draft = Drafting(self.talk, bank, recognise, wishes)
        self.recognise = recognise
        self.wishes = wishes
        self.state: Interview = begin(bank)
        self.opened: set[str] = set()
        self.minutes = ""
        self.reviewed: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())

    # The way through ---------------------------------------------------------------------------------------------

    def hold(self) -> Outcome:
        """Hold the interview; KeyboardInterrupt and Ended pass through once help and the draft were spoken of."""
        try:
            self.begin()
            while self.state.phase != FINISHED:
                if self.state.phase == ASKING:
                    self.ask()
                elif self.state.phase == REVIEWING:
                    self.review()
                elif self.stays_outside():
                    break
        except LeftEarly as leaving:
            self.talk.front.leave()
            self.say_left(leaving)
            last = self.help.on_leaving(self.state) if leaving.sheet else ()
            return Outcome(visible(self.state), False, leaving.sheet, last)
        except BaseException:
            # Ctrl-C, a signal, or a fault of ours; where the terminal itself is gone, nothing can be said any more.
            with suppress(OSError):
                self.talk.front.leave()
                self.say_left(LeftEarly())
            raise
        finally:
            wiped = self.talk.front.leave()
        if self.state.phase == OUTSIDE:
            if wiped:
                self.talk.front.show(self.help.outside())
            self.say_gone()
            return Outcome(visible(self.state), True, True, outside=True)
        self.talk.say("", self.texts["done"], "")
        last = self.help.on_leaving(self.state)
        return Outcome(visible(self.state), True, True, last, draft=self.draft.keeper, kept=self.draft.safe)

    def begin(self) -> None:
        """Go on with a draft where there is one and the person wants to, else welcome them."""
        said = self.draft.begin()
        if said is None:
            self.welcome()
        else:
            self.state = begin(self.bank, said)
            urgent = [name for name in self.state.order if name in said and self.bank.by_id[name].red_flag]
            for name in urgent:
                if self.help.after(self.state, self.bank.by_id[name]):
                    self.talk.say("", self.texts["draft_urgent"])
                    self.help_pause()

    def welcome(self) -> None:
        """Say what this is, and go on, show help lines, stop, or change to plain lines."""
        texts = self.texts
        draft = str(self.draft.keeper.path.parent) if self.draft.keeper else ""
        words = welcome_words(self.bank, draft)
        choices = [texts["start_go_on"], texts["start_help_lines"], texts["start_stop"]]
        choices += [texts["start_plain"]] if self.talk.plain else []
        page = pause_page(texts, tuple(choices), *words, "")
        while True:
            chosen = self.talk.choose(page, stop=leave)
            if chosen == 2:
                self.talk.help_lines()
                page = pause_page(texts, tuple(choices))
            elif chosen == 3:
                raise LeftEarly(keep=False)
            else:
                break
        if chosen == 4:
            self.talk.change_to_lines()

    # One question ------------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """Ask the question of now, until there is an answer or another place to go."""
        state, question = self.state, self.state.question
        # What leads a section is said once, and the minutes when they are others.
        opening, left = question.section not in self.opened, minutes_left(state)
        minutes = left if opening and left != self.minutes else ""
        self.opened.add(question.section)
        self.minutes = minutes or self.minutes
        place = opening or state.editing or state.number % self.wishes.every == 0
        page = question_page(state, opening=opening, minutes=minutes, place=place)
        readable = range_of(question, self.texts)
        told: Told | Move = self.talk.read(page, self.reader(question), why=question.why, range=readable)
        if isinstance(told, Move):
            self.move(told)
        elif told is Kept.KEPT and state.earlier is not None:
            self.talk.tell("kept", answer=self.words(state.earlier))
            self.go(Keep())
        elif isinstance(told, list):
            self.list_medicines(told)
        elif told is not Kept.KEPT:
            self.record(told)

    def reader(self, question: Question) -> Callable[[str], Told | Again | None]:
        """Give what reads an answer to a question; an empty line keeps an earlier answer, or is none."""

        def read(typed: str) -> Told | Again | None:
            if not typed:
                return Kept.KEPT if self.state.earlier is not None else None
            if question.type == "medicine":
                return reading.names(typed, question, self.texts)
            if question.type in ("duration", "date"):
                return self.time(typed, question)
            return reading.answer(typed, question, self.texts, self.recognise)

        return read

    def list_medicines(self, names: list[str]) -> None:
        """Ask about the medicines named and take the list as the answer; going back to the names takes none."""
        asked = MedicineList(self.talk, self.state.question, self.keep)
        try:
            moved = asked.ask(names)
        except BaseException:
            # Whoever leaves in the middle keeps what was said so far.
            if asked.entries and self.state.earlier is None:
                self.go(Say(tuple(asked.entries)))
            raise
        if moved is Move.BACK:
            self.keep()
        else:
            self.record(tuple(asked.entries))
            if moved is Move.REVIEW:
                self.go(Review())

    def time(self, typed: str, question: Question) -> Answer | Again | None:
        """Read a time as people say it; where it had to be worked out, ask whether that is right."""
        plain = reading.answer(typed, question, self.texts, self.recognise)
        if plain is not None:
            return plain
        if question.type == "date":
            day = read_day(typed, self.texts, self.wishes.today)
            return None if day is None else reading.answer(day, question, self.texts, self.recognise)
        said = self.talk.length(typed)
        return reading.answer(str(said), question, self.texts, self.recognise) if isinstance(said, Duration) else said

    def move(self, move: Move) -> None:
        """Go back, skip or look at all answers."""
        if move is Move.REVIEW:
            self.go(Review())
        elif move is Move.SKIP:
            self.record(State.SKIPPED)
        else:
            before = self.state
            self.go(Back())
            if self.state is before:
                self.talk.tell("cannot_go_back")

    def record(self, answer: Answer) -> None:
        """Take an answer, say what was taken, keep the draft, and show help where it calls for it."""
        question = self.state.question
        self.talk.tell("recorded", answer=self.words(answer))
        self.go(Say(answer))
        self.keep()
        if self.state.phase != OUTSIDE and self.help.after(self.state, question):
            self.help_pause()

    def stays_outside(self) -> bool:
        """Say kindly that the check was written for others, and where help is; False where the answer was a slip."""
        self.talk.front.show(self.help.outside())
        try:
            slip = self.talk.choose(
                pause_page(self.texts, (self.texts["outside_stop"], self.texts["outside_slip"])), stop=leave, back=2
            )
        except LeftEarly:
            return True
        if slip == 2:
            self.go(Back())
        return slip == 1

    def help_pause(self) -> None:
        """Offer to go on, to stop with the sheet so far, or to stop."""
        last = "help_stop" if self.draft.keeper is None or self.draft.fails else "help_keep"
        texts = tuple(self.texts[key] for key in ("help_go_on", "help_sheet", last))
        chosen = self.talk.choose(pause_page(self.texts, texts), stop=leave)
        if chosen != 1:
            raise LeftEarly(sheet=chosen == 2)

    def words(self, answer: Answer) -> str:
        return in_words(answer, self.state.question, self.texts)

    def go(self, event: Event) -> None:
        self.state = step(self.state, event)

    def keep(self, so_far: Answer | None = None) -> None:
        """Write the draft, with what was said so far of an answer that is given for the first time."""
        more = {} if so_far is None or self.state.earlier is not None else {self.state.at: so_far}
        self.draft.keep({**self.state.said, **more})

    # Review and stopping -----------------------------------------------------------------------------------------

    def review(self) -> None:
        """Show every answer; change one, go on, or stop."""
        complete = self.state.complete
        page, names = review_page(self.state, meaning_of_absences(self.state) if complete else ())
        # After an edit that changed no other line the list need not be read out again.
        (said, lines), self.reviewed = self.reviewed, ((), ())
        shown = bool(lines) and names == lines
        if shown:
            if page.ask != said:
                self.talk.say(*page.ask[:-1])
            self.talk.tell("review_again")
        # Back from the review is where one came from: the next question, or at the end the last one.
        chosen = self.talk.choose(page, back=page.choices[-1].number if complete else 1, shown=shown)
        if chosen != 1:
            self.reviewed = (page.ask, names)
        self.go(GoOn() if chosen == 1 else Edit(names[chosen - 2]))

    def stop(self) -> None:
        """Offer to go on, to stop and keep the draft, to stop with the sheet so far, or to delete everything."""
        texts = self.texts
        ways = {1: "stop_go_on", 2: "stop_keep", 3: "stop_sheet", 4: "stop_throw"}
        if self.draft.keeper is None or self.draft.fails:
            del ways[2]
        page = pause_page(texts, tuple(texts[key] for key in ways.values()), texts["stop_question"])
        chosen = [*ways][self.talk.choose(page, stop=leave, back=1) - 1]
        if chosen == 4 and self.state.said and not self.talk.is_sure(len(self.state.said)):
            return
        if chosen != 1:
            raise LeftEarly(sheet=chosen == 3, keep=chosen != 4)

    def say_left(self, leaving: LeftEarly) -> None:
        """Show help where it is called for, then say what becomes of the answers."""
        texts, keeper, outside = self.texts, self.draft.keeper, self.state.phase == OUTSIDE
        help = self.help.outside() if outside else self.help.on_leaving(self.state)
        # With a sheet to come, help comes after it, so that it is what stands last on the screen.
        if help and not leaving.sheet:
            self.talk.front.show(help)
        self.talk.say("", texts["left"])
        if leaving.keep and not outside and self.state.said:
            self.keep()
        if keeper is not None and keeper.written and leaving.keep and not outside:
            kept = "left_kept" if self.draft.safe else "left_part"
            self.talk.say(texts[kept], f"  {keeper.path}", texts["left_again"])
            self.talk.front.command(self.wishes.again)
        else:
            self.say_gone()
        if leaving.sheet:
            self.talk.say(texts["left_sheet"])

    def say_gone(self) -> None:
        """Delete the draft and say that nothing was kept; where it cannot be deleted, that is said instead."""
        if self.draft.drop():
            self.talk.say(self.texts["left_nothing"])
