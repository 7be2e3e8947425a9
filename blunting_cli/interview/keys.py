"""Key mode: one question on the screen, one key answers it. The same pages, words and machine as line mode.

The screen is painted whole each time, so that it is right after a change of size, and nothing is chosen until a key
says so. In a question about safety or an urgent sign a number only points, and Enter takes it: the rhythm of pressing
one number after the other must not answer that one. Where a text is asked for, the terminal's own line is used.
"""

from __future__ import annotations

from blunting_cli.environment import Environment
from blunting_cli.interview.keyboard import Key, Keyboard
from blunting_cli.interview.leaving import LeftEarly
from blunting_cli.interview.lines import (
    NARROWEST,
    UNREADABLE,
    WIDTH,
    Lines,
    choice_lines,
    lead_lines,
    tail_lines,
    wrapped_all,
)
from blunting_cli.interview.pages import Page
from blunting_cli.render import text as plain
from blunting_cli.sheet import Block

CLEAR, BOLD, PLAIN = "\x1b[H\x1b[J", "\x1b[1m", "\x1b[22m"
ONE_KEY = 9
# A line of the screen, with the number of the choice it belongs to.
Line = tuple[int | None, str]
COMMANDS = "bs?raqh"
MOVES = {Key.UP: -1, "k": -1, Key.DOWN: 1, "j": 1}


class Keys:
    """Shows one page at a time on the whole screen and reads keys."""

    def __init__(self, env: Environment, texts: dict[str, str], lines: Lines) -> None:
        self.env = env
        self.lines = lines
        by_key = {name.removesuffix("_by_key"): words for name, words in texts.items() if name.endswith("_by_key")}
        self.texts = texts | by_key
        self.keyboard = Keyboard(env.stdin, env.stderr, env.clock)
        self.said: list[str | tuple[Block, ...]] = []
        self.shown: list[str | tuple[Block, ...]] = []
        self.page: Page | None = None
        self.painting = False
        self.left = False

    def say(self, *paragraphs: str) -> None:
        """Say paragraphs at the top of the next page; once the screen was left, as lines."""
        if self.left:
            self.lines.say(*paragraphs)
        else:
            self.said += paragraphs

    def command(self, words: str) -> None:
        """Say a command, as lines do."""
        self.lines.command(words)

    def show(self, blocks: tuple[Block, ...]) -> None:
        """Show blocks at the top of the next page; once the screen was left, as lines."""
        if self.left:
            self.lines.show(blocks)
        else:
            self.said.append(blocks)

    def ask(self, page: Page, *, again: bool = False) -> str:
        """Show a page, `again` without what was said as its section began, and give what was chosen or typed."""
        self._enter()
        same = self.page is not None and (page.ask, page.choices) == (self.page.ask, self.page.choices)
        if same:
            # Help that was shown with a page stays with it.
            kept = [blocks for blocks in self.shown if not isinstance(blocks, str) and blocks not in self.said]
            self.said = [*kept, *self.said]
        self.page, self.shown = page, list(self.said)
        screen = _Screen(page._replace(opening=()) if again else page, self, again=same)
        screen.paint()
        # What was typed before the page stood there is dropped.
        self.keyboard.fresh()
        typed = self._line() if page.typed else screen.choose()
        self.said.clear()
        return typed

    def leave(self) -> bool:
        """Give the screen and the terminal back; the page is wiped."""
        wiped = self.painting
        if self.painting:
            self.painting = False
            try:
                self.write(CLEAR)
            finally:
                self.keyboard.__exit__(None, None, None)
        self.left = True
        return wiped

    def write(self, words: str) -> None:
        """Write to the screen at once."""
        self.env.stderr.write(words)
        self.env.stderr.flush()

    def _enter(self) -> None:
        """Take the terminal; what stood on the screen is moved up, where it can be scrolled back to."""
        if not self.painting:
            self.keyboard.__enter__()
            self.painting = True
            rows = self.keyboard.size()[1]
            self.write(f"\x1b[{rows};1H" + "\n" * rows)

    def _line(self) -> str:
        try:
            line = self.keyboard.line()
        except UnicodeDecodeError:
            return UNREADABLE
        if not line.endswith("\n"):
            raise LeftEarly
        return line.strip()


class _Screen:
    """One page on the screen, with what is pointed at, ticked and typed so far."""

    def __init__(self, page: Page, front: Keys, *, again: bool) -> None:
        self.page = page
        self.front = front
        self.numbers = [choice.number for choice in page.choices]
        self.pointed: int | None = None
        self.ticked: set[int] = set()
        self.typed = ""
        self.message = ""
        self.sure = False
        # A page that comes again begins with what was just said about it, a new one with what is asked.
        self.top: int | None = 0 if again else None
        self.room = 0
        self.visible = self.numbers
        # Where a number may have two figures, it is typed and taken with Enter.
        self.one_key = max(self.numbers, default=0) <= ONE_KEY and not page.several and not page.careful

    # Painting ----------------------------------------------------------------------------------------------------

    def paint(self) -> None:
        """Paint the whole page; what does not fit can be scrolled, the line typed on always shows."""
        columns, rows = self.front.keyboard.size()
        width = max(min(columns, WIDTH), NARROWEST)
        page = self.page
        above = [*self._said(width), *lead_lines(page, width)]
        asked = wrapped_all((*([page.frame] if page.frame else []), *page.ask), width)
        choices = self._choices(width)
        # How to tick is said in the words of this front end.
        tail = tail_lines(page._replace(hints=()) if page.several else page, self.front.texts, width)
        how = plain.wrapped(self._how(), width)
        prompt = plain.wrapped(page.prompt.strip(), width - 8)
        message = plain.wrapped(self.message, width)
        foot = [*message, *prompt]
        spare = rows - len(above) - len(asked) - len(choices) - len(tail) - len(how) - len(foot)
        if spare >= 0:
            self.room, self.visible = 0, self.numbers
            gap = [""] if spare > 1 and choices else []
            shown = [*above, *asked, *(gap if asked else []), *(line for _, line in choices), *gap, *tail, *how]
        else:
            # How to answer is said in any case where one key is not enough.
            foot = foot if self.one_key else [*how, *foot]
            shown = self._cut(above, wrapped_all(page.ask, width), choices, tail, rows - len(foot))
        self.front.write(CLEAR + "\n".join((*shown, *foot)) + f" {self.typed}")

    def _cut(self, above: list[str], asked: list[str], choices: list[Line], after: list[str], rows: int) -> list[str]:
        """Keep in sight what is asked and the few choices of a pause; all else is scrolled between them."""
        pause = not self.page.place
        kept = choices if pause and len(choices) <= rows // 2 else []
        begun = len(above) if len(self.page.ask) == 1 else 0
        head = asked if begun or not pause else []
        lines: list[Line] = [(None, line) for line in (*above, *([] if head else asked))]
        if not kept:
            lines += [*choices, *((None, line) for line in after)]
        shown = self._scrolled(lines, 0 if kept else begun, max(rows - len(head) - len(kept), 2))
        return [*head, *shown, *(line for _, line in kept)]

    def _scrolled(self, lines: list[Line], start: int, room: int) -> list[str]:
        """Give the lines there is room for, from `start` or where they were scrolled to, with what is pointed at."""
        top = start if self.top is None else self.top
        pointed = [at for at, (number, _) in enumerate(lines) if number is not None and number == self.pointed]
        if pointed:
            top = min(max(top, pointed[-1] - room + 2), pointed[0])
        self.room, self.top = room, min(max(top, 0), max(len(lines) - room, 0))
        shown = lines[self.top : self.top + room]
        if self.top + room < len(lines):
            shown[-1] = (None, self.front.texts["more_below"])
        self.visible = [number for number, _ in shown if number is not None] or self.numbers
        return [line for _, line in shown]

    def _said(self, width: int) -> list[str]:
        lines: list[str] = []
        for entry in self.front.said:
            if isinstance(entry, str):
                lines += plain.wrapped(entry, width) or [""]
            else:
                lines += ["", *plain.render(entry, width=width).splitlines()]
        while lines and not lines[0]:
            del lines[0]
        return [*lines, ""] if lines else []

    def _choices(self, width: int) -> list[Line]:
        page = self.page
        if page.several:
            marks = {number: "[x]" if number in self.ticked else "[ ]" for number in self.numbers}
            page = page._replace(
                choices=tuple(one._replace(label=f"{marks[one.number]} {one.label}") for one in page.choices)
            )
        lines = choice_lines(page, width, self.pointed)
        return [
            (number, f"{BOLD}{line}{PLAIN}" if number is not None and number == self.pointed else line)
            for number, line in lines
        ]

    def _how(self) -> str:
        """Say how to answer with keys."""
        page = self.page
        if page.typed:
            return ""
        key = "several" if page.several else "one" if self.one_key else "enter"
        return self.front.texts[f"how_{key}"]

    # Choosing ----------------------------------------------------------------------------------------------------

    def choose(self) -> str:
        """Read keys until something is chosen, and give it as it would be typed in a line."""
        while True:
            key = self.front.keyboard.key()
            chosen = self._take(key)
            if chosen is not None:
                return chosen
            self.paint()

    def _take(self, key: str) -> str | None:
        """Act on a key; give what it chose, or None where it chose nothing."""
        if key == Key.RESIZED:
            return None
        self.message, sure, self.sure = "", self.sure, False
        if key == Key.ENDED:
            raise LeftEarly
        if key == Key.MANY:
            self.message = self.front.texts["many_keys"]
        elif key in (Key.BACKSPACE, Key.LEFT):
            if not self.typed:
                return ":b"
            self.typed = self.typed[:-1]
        elif key == Key.ENTER:
            return self._take_pointed(sure=sure)
        elif key.isascii() and key.isdigit():
            return self._digit(key)
        elif key.casefold() in COMMANDS:
            return f":{key.casefold()}"
        elif key == " " and self.page.several and self.pointed is not None:
            self._tick(self.pointed)
        elif key in (" ", Key.PAGE_DOWN, Key.PAGE_UP):
            self._scroll(-1 if key == Key.PAGE_UP else 1)
        elif key in MOVES or key in (Key.HOME, Key.END):
            self._point(key)
        elif key != Key.RIGHT:
            self.message = self.front.texts["no_such_key"]
        return None

    def _take_pointed(self, *, sure: bool) -> str | None:
        """Give what Enter takes: what is ticked, typed or pointed at, or the earlier answer."""
        texts = self.front.texts
        if self.ticked:
            return " ".join(map(str, sorted(self.ticked)))
        if not self.page.several and (self.typed or self.pointed is not None):
            return self.typed or str(self.pointed)
        if self.page.earlier:
            return ""
        if self.page.none and sure:
            return texts["none_listed"]
        self.sure, self.message = True, texts["nothing_ticked" if self.page.none else "nothing_pointed"]
        return None

    def _tick(self, number: int) -> None:
        """Tick a choice, or take the tick away; what goes alone takes the others away, and they take it away."""
        alone = {choice.number for choice in self.page.choices if choice.alone}
        if number in self.ticked:
            self.ticked -= {number}
        else:
            self.ticked = {number} if number in alone else (self.ticked - alone) | {number}

    def _digit(self, key: str) -> str | None:
        if self.one_key:
            return key
        number = int(key)
        if not self.page.several and not self.page.careful:
            self.pointed, self.typed = None, (self.typed + key)[:3]
        elif number not in self.numbers:
            return key
        elif self.page.several and len(self.numbers) <= ONE_KEY + 1:
            self.pointed = number
            self._tick(number)
        else:
            self.pointed = number
        return None

    def _point(self, key: str) -> None:
        """Move the pointer; it begins outside, so that nothing is pointed at until a key moves it."""
        if not self.numbers:
            return
        self.typed = ""
        last = len(self.numbers) - 1
        if key in (Key.HOME, Key.END):
            place = 0 if key == Key.HOME else last
        elif self.pointed is None:
            place = self.numbers.index(self.visible[0 if MOVES[key] > 0 else -1])
        else:
            place = min(max(self.numbers.index(self.pointed) + MOVES[key], 0), last)
        self.pointed = self.numbers[place]

    def _scroll(self, by: int) -> None:
        """Scroll what does not fit; the pointer comes back where it is moved next."""
        self.pointed = None if self.room else self.pointed
        self.top = (self.top or 0) + by * max(self.room - 1, 0)
