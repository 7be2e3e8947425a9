"""Interviews for tests: someone who types lines, and everything the interview leaves behind."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from blunting_cli.asking import settle
from blunting_cli.bank import Bank, load_bank, load_medicines
from blunting_cli.bank.loading import load_directory, load_regions
from blunting_cli.conditions import Answer, Medicine, State
from blunting_cli.environment import Environment
from blunting_cli.interview.conversation import Conversation, Outcome
from blunting_cli.interview.drafting import Wishes
from blunting_cli.interview.lines import Lines
from blunting_cli.interview.pages import Page
from blunting_cli.medicines import recognise
from blunting_cli.render.text import render
from blunting_cli.sheet import HelpLines

HELP = "*** Help now ***"
TODAY = "2026-03-01"
WISHES = Wishes(TODAY)
AGAIN = "blunting check --resume"

SMALL = """\
bank: small
version: 1.0.0
recall: today
tiers: [{id: watch, title: Watch, text: Wait.}]
responses:
  amount:
    options: [{value: 0, label: Not at all}, {value: 1, label: A little}, {value: 3, label: "Very, very much"}]
    also: [not_applicable, prefer_not_to_say]
sections:
  first: {title: First part, why: This part comes first., lead: Think of today.}
  second: {title: Second part, why: This part comes second.}
questions:
  - {id: mood, section: first, ask: Is your mood low?, short: Low mood, why: Mood matters., respond: amount}
  - {id: worn, section: first, ask: Are you worn out?, why: Rest matters., respond: amount}
  - {id: takes, section: second, ask: Do you take a medicine?, short: Medicine, why: It can matter., options: [
      {value: 0, label: "No"}, {value: 1, label: "Yes"}]}
  - {id: helps, section: second, ask: Does the medicine help?, short: Helped by it, why: It can help., respond: amount, ask_if: {takes: 1}}
  - {id: harm, section: second, ask: Did you think of hurting yourself?, short: Self-harm, why: We ask everyone., safety: true, also: [prefer_not_to_say], options: [
      {value: 0, label: None of these}, {value: 1, label: I had thoughts}, {value: 2, label: I have a plan}]}
  - {id: sleep, section: second, ask: Do you sleep badly?, short: Bad sleep, why: Sleep matters., respond: amount}
outside: {id: too_young, when: {sleep: 3}, text: This is not for you. You matter all the same.}
statements:
  - {id: plan, group: help, when: {harm: 2}, text: Please call your emergency number.}
  - {id: thoughts, group: help, when: {harm: 1}, text: Please talk to someone today.}
  - {id: unsaid, group: help, when: {harm: {answered: false}}, text: You need not answer that question here.}
"""

TYPES = """\
bank: types
version: 1.0.0
tiers: [{id: watch, title: Watch, text: Wait.}]
sections:
  here: {title: Here, why: To try every type., lead: Think of today.}
questions:
  - {id: signs, section: here, ask: Which signs?, why: Signs., type: multi, also: [not_applicable, prefer_not_to_say], options: [
      {value: 1, label: Tired}, {value: 2, label: "Tense, or on edge"}, {value: 5, label: Sad for long}]}
  - {id: hours, section: here, ask: How many hours?, why: Hours., type: number, min: 0, max: 24, also: [prefer_not_to_say]}
  - {id: since, section: here, ask: Since when?, why: Since., type: duration, also: [not_applicable, prefer_not_to_say]}
  - {id: day, section: here, ask: Which day?, why: Day., type: date, also: [prefer_not_to_say]}
  - {id: pills, section: here, ask: Which medicines?, why: Pills., type: medicine, also: [prefer_not_to_say]}
  - {id: notes, section: here, ask: Anything else?, why: Notes., type: text, max: 40}
"""

DANGERS = """\
bank: dangers
version: 1.0.0
tiers: [{id: watch, title: Watch, text: Wait.}]
sections: {here: {title: Here, why: To try.}}
questions:
  - {id: dangers, section: here, ask: Which?, why: Because., type: multi, also: [prefer_not_to_say], options: [
      {value: 0, label: None of these, none: true}, {value: 1, label: Fire}, {value: 2, label: Flood}]}
"""

URGENT = """\
bank: urgent
version: 1.0.0
tiers:
  - {id: now, title: Get help now, text: "Call your emergency number, or go to a hospital.", urgent: true}
  - {id: watch, title: Watch, text: Wait.}
triggers:
  - {id: fit, tier: now, when: {fits: 1}, because: You had a fit., source: us}
sections: {here: {title: Here, why: Because.}}
sources: {us: {title: Us, where: here, read: whole}}
questions:
  - {id: fits, section: here, ask: Did you have a fit?, why: Because., red_flag: true, options: [
      {value: 0, label: "No"}, {value: 1, label: "Yes"}]}
  - {id: last, section: here, ask: Anything else?, why: Because., options: [
      {value: 0, label: "No"}, {value: 1, label: "Yes"}]}
"""


class Fault(Exception):
    """A fault of the program's own, put in by a test."""


class Keyboard(io.StringIO):
    """Lines that are typed, each shown on the screen as a terminal shows it; then the end of input or Ctrl-C.

    `watch` is called before each line is typed.
    """

    def __init__(
        self,
        typed: tuple[str, ...],
        screen: io.StringIO,
        *,
        interrupt: bool = False,
        echo: bool = True,
        watch: Callable[[], None] | None = None,
    ) -> None:
        super().__init__("".join(f"{line}\n" for line in typed), newline="\n")
        self.screen, self.interrupt, self.echo, self.watch = screen, interrupt, echo, watch

    def readline(self, *_: Any) -> str:
        if self.watch is not None:
            self.watch()
        line = super().readline()
        if not line and self.interrupt:
            raise KeyboardInterrupt
        self.screen.write(line if self.echo else "\n" if line else "")
        return line


class Listening(Lines):
    """Line mode that remembers every page and every paragraph that was said."""

    def __init__(self, env: Environment, texts: Mapping[str, str]) -> None:
        super().__init__(env, texts)
        self.heard: list[Page | str] = []

    def say(self, *paragraphs: str) -> None:
        self.heard += paragraphs
        super().say(*paragraphs)

    def ask(self, page: Page, *, again: bool = False) -> str:
        self.heard.append(page)
        return super().ask(page, again=again)


@dataclass(frozen=True)
class Held:
    """What an interview left behind: its outcome (None after Ctrl-C or a fault), the screen, what went to stdout.

    `heard` are the pages and paragraphs as they were given to line mode.
    """

    outcome: Outcome | None
    screen: str
    out: str
    heard: list[Page | str] = field(default_factory=list, repr=False)

    @property
    def answers(self) -> dict[str, Answer]:
        """The answers that were given."""
        assert self.outcome is not None
        return {name: answer for name, answer in self.outcome.answers.items() if answer is not State.UNANSWERED}

    @property
    def finished(self) -> bool:
        """Whether it came to its end."""
        return self.outcome is not None and self.outcome.finished

    @property
    def words(self) -> str:
        """All that stood on the screen, however it was wrapped."""
        return " ".join(self.screen.split())

    def says(self, words: str) -> bool:
        """Whether words stood on the screen, wherever they were wrapped, within a word too."""
        return "".join(words.split()) in "".join(self.screen.split())

    @property
    def at_the_end(self) -> str:
        """All that stands on the screen once a sheet that was asked for was shown: the screen, then the help."""
        return self.screen + (render(self.outcome.help, width=80) if self.outcome else "")

    def after(self, words: str) -> str:
        """The screen after the last time these words stood on it."""
        assert words in self.screen
        return self.screen.rsplit(words, 1)[1]


def by_name(medicines: tuple[Medicine, ...]) -> tuple[Medicine, ...]:
    """Recognise medicines by the shipped list."""
    return recognise(medicines, load_medicines())


@cache
def help_lines(code: str) -> HelpLines:
    """The help lines of a country, as the program finds them."""
    return HelpLines(next((region for region in load_regions() if region.code == code), None), code, *load_directory())


def surroundings(keyboard: io.StringIO, screen: io.StringIO, out: io.StringIO, width: int) -> Environment:
    """A terminal of a width, with someone at the keyboard."""
    return Environment(
        stdin=keyboard,
        stdout=out,
        stderr=screen,
        interactive=True,
        terminal=True,
        width=width,
        colour=True,
        ascii_only=False,
        region="GB",
        today=TODAY,
    )


def hold(
    bank: Bank,
    *typed: str,
    width: int = 80,
    interrupt: bool = False,
    echo: bool = True,
    wishes: Wishes = WISHES,
    watch: Callable[[], None] | None = None,
    plain: bool = False,
) -> Held:
    """Hold an interview with someone who types these lines, and then nothing more.

    With `plain` there is another front end of plain lines that can take over. Its draft is let go of at the end, as the system does when a program ends.
    """
    screen, out = io.StringIO(newline="\n"), io.StringIO()
    keyboard = Keyboard(typed, screen, interrupt=interrupt, echo=echo, watch=watch)
    env = surroundings(keyboard, screen, out, width)
    front = Listening(env, bank.texts)
    talk = Conversation(bank, front, help_lines("GB"), by_name, wishes, Listening(env, bank.texts) if plain else None)
    try:
        outcome = talk.hold()
    except (KeyboardInterrupt, Fault):
        outcome = None
    finally:
        if talk.draft.keeper is not None:
            talk.draft.keeper.close()
    return Held(outcome, screen.getvalue(), out.getvalue(), front.heard)


def typed_for(bank: Bank, said: Mapping[str, Answer]) -> list[str]:
    """What to type, from the welcome on, to give these answers to all questions that are open."""
    return ["1", *(as_typed(answer) for answer in settle(bank, said).answers.values())]


def as_typed(answer: Answer) -> str:
    """What to type for one answer; several ticks stand with spaces between them."""
    return " ".join(map(str, answer)) if isinstance(answer, tuple) else str(answer)


@cache
def shared(text: str) -> Bank:
    """A bank made of text, read once for many examples."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "bank.yaml"
        path.write_text(text, encoding="utf-8")
        return load_bank(str(path))
