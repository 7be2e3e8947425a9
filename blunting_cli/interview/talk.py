"""Talking with one person: pages shown and read, help shown, and whether something was read rightly."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from blunting_cli.assessment import fill
from blunting_cli.bank.model import Bank
from blunting_cli.conditions import Duration
from blunting_cli.interview import typed as reading
from blunting_cli.interview.leaving import LeftEarly
from blunting_cli.interview.pages import Front, Page, numbers_in_words, pause_page
from blunting_cli.interview.typed import MOVES, Again, Move
from blunting_cli.sheet import HelpLines, help_line_blocks
from blunting_cli.times import read_time, say_time

T = TypeVar("T")


def leave() -> None:
    """Leave at once."""
    raise LeftEarly


class Talk:
    """Shows pages on a front end and reads what is typed; `stop` is asked where the person wants to stop.

    `plain` is a front end of plain lines that can take over, or None.
    """

    def __init__(self, bank: Bank, front: Front, lines: HelpLines, today: str, plain: Front | None = None) -> None:
        self.front = front
        self.plain = plain
        self.texts = bank.texts
        self.lines_page = pause_page(bank.texts, (bank.texts["help_lines_back"],))
        self.lines = lines
        self.today = today
        self.stop: Callable[[], None] = leave

    def say(self, *paragraphs: str) -> None:
        """Say paragraphs; an empty one is an empty line."""
        self.front.say(*paragraphs)

    def tell(self, text: str, **words: object) -> None:
        """Say one of the bank's texts with words put into its braces."""
        self.front.say(fill(self.texts[text], **words))

    def help_lines(self) -> None:
        """Show where help is."""
        self.front.show(tuple(help_line_blocks(self.lines, self.texts, brief=True)))

    def show_lines(self, page: Page, *, asked: bool, stop: Callable[[], None] | None) -> None:
        """Show the help lines where they are asked for, on a page of their own, and stay with them on that page."""
        here = page == self.lines_page
        if asked or here:
            self.help_lines()
        if asked and not here:
            self.choose(self.lines_page, stop=stop, back=1)

    def change_to_lines(self) -> None:
        """Go on in plain lines."""
        if self.plain is not None:
            self.front.leave()
            self.front, self.plain = self.plain, None

    def choose(self, page: Page, *, stop: Callable[[], None] | None = None, back: int = 0, shown: bool = False) -> int:
        """Read the number of one of the page's choices; `back` is the choice that going back stands for, 0 for none."""
        numbers = [choice.number for choice in page.choices]

        def read(typed: str) -> int | None:
            number = reading.whole(typed)
            return number if number in numbers else None

        moves = (Move.BACK,) if back else ()
        chosen = self.read(
            page,
            read,
            range=numbers_in_words(numbers, self.texts),
            bad="pause_bad",
            moves=moves,
            stop=stop,
            shown=shown,
        )
        return back if isinstance(chosen, Move) else chosen

    def read(
        self,
        page: Page,
        read: Callable[[str], T | Again | None],
        *,
        range: str,
        why: str = "",
        bad: str = "not_understood",
        moves: tuple[Move, ...] = tuple(Move),
        stop: Callable[[], None] | None = None,
        shown: bool = False,
    ) -> T | Move:
        """Show a page, unless it was `shown` just now, until what is typed can be read or is a command that moves away.

        The commands that stay are met here: the page again, why it is asked, help lines, and the question whether to
        stop, for which `stop` may stand in. Of the commands only `moves` lead away. What `read` gives None for is
        answered with what can be typed; with Again the page is shown again.
        """
        again = shown
        while True:
            typed = reading.visible(self.front.ask(page, again=again)).strip()
            again = True
            command = reading.command(typed, colon=page.typed)
            if command in MOVES and MOVES[command] in moves:
                return MOVES[command]
            if command == "?" and why:
                self.front.say(why, fill(self.front.texts["more_keys"], colon=":" if page.typed else ""))
            elif command in ("h", "q"):
                if command == "q":
                    (stop or self.stop)()
                self.show_lines(page, asked=command == "h", stop=stop)
                page, again = page._replace(opening=()), False
            elif command == "a" or (command == "?" and not page.typed):
                page, again = page._replace(opening=()), False
            else:
                value = read(typed)
                if isinstance(value, Again):
                    again = False
                    continue
                if value is not None:
                    return value
                key = "nothing_typed" if not typed and bad == "not_understood" else bad
                skip, keys = ":s" if page.typed else "s", self.front.texts.get(page.keys, "")
                self.front.say(fill(self.texts[key], range=range, skip=skip, keys=keys))

    def length(self, typed: str) -> Duration | Again | None:
        """Read how long ago something was; where it had to be worked out, ask whether that is right."""
        said = read_time(typed, self.texts, self.today)
        if said is None or not said.since:
            return said.duration if said else None
        return said.duration if self.is_right(say_time(said, self.texts)) else Again.AGAIN

    def is_right(self, words: str) -> bool:
        """Say how something was read, and ask whether that is right."""
        texts = self.texts
        page = pause_page(texts, (texts["yes"], texts["no"]), fill(texts["read_as"], words=words))
        return self.choose(page, back=2) == 1

    def is_sure(self, number: int) -> bool:
        """Ask before so many answers are deleted."""
        texts = self.texts
        page = pause_page(texts, (texts["sure_no"], texts["sure_yes"]), fill(texts["sure_question"], number=number))
        return self.choose(page, stop=leave, back=1) == 2
