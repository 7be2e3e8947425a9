"""Line mode: a question, its numbered answers, one typed line. It works in every terminal and with a screen reader.

Only lines are written, each once and never over another; no escape codes, nothing wider than 80 columns. Questions
and everything said about them go to stderr, so that stdout carries the sheet alone. A bare Enter records nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from blunting_cli.answers import Recognise, accepted, in_words, read_value
from blunting_cli.answers import Refused as AnswerRefused
from blunting_cli.assessment import fill, medicine_notes
from blunting_cli.bank.model import Bank, Question
from blunting_cli.conditions import Answer, Medicine, State
from blunting_cli.environment import Environment
from blunting_cli.interview.machine import (
    ASKING,
    FINISHED,
    OUTSIDE,
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
from blunting_cli.render import text as plain
from blunting_cli.sheet import HelpLines, help_line_blocks, help_panel

WIDTH = 80
COMMANDS = {"b": "back", "s": "skip", "?": "why", "r": "review", "q": "stop", "a": "again"}
FREE = ("text", "medicine", "duration", "date", "number")


@dataclass(frozen=True)
class Outcome:
    """How an interview ended: the answers that count, whether it came to its end, and whether a sheet is wanted."""

    answers: Mapping[str, Answer]
    finished: bool
    wants_sheet: bool
    helped: bool


class LeftEarly(Exception):
    """The person chose to stop, or the input ended; `wants_sheet` asks for the sheet so far."""

    def __init__(self, *, wants_sheet: bool = False) -> None:
        super().__init__()
        self.wants_sheet = wants_sheet


def hold_interview(bank: Bank, env: Environment, lines: HelpLines, recognise: Recognise) -> Outcome:
    """Ask a bank line by line and give the outcome; a KeyboardInterrupt passes through after help was shown."""
    return _Lines(bank, env, lines, recognise).run()


class _Lines:
    def __init__(self, bank: Bank, env: Environment, lines: HelpLines, recognise: Recognise) -> None:
        self.bank = bank
        self.texts = bank.texts
        self.env = env
        self.lines = lines
        self.recognise = recognise
        self.width = min(env.width, WIDTH)
        self.state: Interview = begin(bank)
        self.section = ""

    # The way through ---------------------------------------------------------------------------------------------

    def run(self) -> Outcome:
        try:
            self.welcome()
            while self.state.phase not in (FINISHED, OUTSIDE):
                if self.state.phase == ASKING:
                    self.ask()
                else:
                    self.review()
        except LeftEarly as leaving:
            self.say("", self.texts["left"])
            self.help_on_leaving()
            return Outcome(visible(self.state), False, leaving.wants_sheet, self.state.helped)
        except KeyboardInterrupt:
            self.say("")
            self.help_on_leaving()
            raise
        if self.state.phase == FINISHED:
            self.say("", self.texts["done"], "")
        return Outcome(visible(self.state), True, True, self.state.helped)

    def welcome(self) -> None:
        texts = self.texts
        self.say(texts["welcome_title"], "")
        for key in ("welcome", "welcome_private", "welcome_help", "welcome_keys"):
            self.say(fill(texts[key], recall=self.bank.recall), "")
        while True:
            chosen = self.pause(texts["start_go_on"], texts["start_help_lines"], texts["start_stop"])
            if chosen == 1:
                return
            if chosen == 3:
                raise LeftEarly
            self.write(plain.render(help_line_blocks(self.lines, texts), width=self.width))

    def help_on_leaving(self) -> None:
        """Show help on the way out, unless the question about safety was answered with a plain no throughout."""
        said = self.state.help
        if said is not None:
            self.panel(said.text)
        elif self.state.helped:
            self.panel(self.texts["help_general"])

    def panel(self, words: str) -> None:
        self.write("\n" + plain.render(help_panel(words, self.lines, self.texts), width=self.width) + "\n")

    # One question ------------------------------------------------------------------------------------------------

    def ask(self) -> None:
        state = self.state
        self.show_question()
        while self.state is state:
            typed = self.read(self.texts["answer_prompt"])
            self.take(typed, state.question)

    def show_question(self) -> None:
        state, question = self.state, self.state.question
        section = self.bank.section_by_id[question.section]
        self.say(
            "",
            fill(
                self.texts["progress"],
                number=state.number,
                total=max(state.number, state.expected),
                section=section.title,
            ),
        )
        if section.id != self.section:
            self.section = section.id
            self.say(section.why, "")
        if section.lead and question.type in ("single", "multi") and question.options:
            self.say(section.lead)
        self.say(question.ask)
        for number, label in self.choices(question):
            self.say(f"{number:>3}  {label}", indent="     ")
        hints = {"multi": "multi_hint", "medicine": "medicine_hint"}
        if question.type in hints:
            self.say(self.texts[hints[question.type]])
        elif question.type in FREE:
            self.say(f"{accepted(question).capitalize()}.")
        self.say(self.texts["text_hint" if question.type in FREE else "keys_hint"])
        if state.earlier is not None:
            self.say(fill(self.texts["earlier"], answer=self.words(state.earlier, question)))

    def choices(self, question: Question) -> list[tuple[int, str]]:
        """Number what can be chosen: the options by their value, then the ways of not answering."""
        found = [(option.value, option.label) for option in question.options]
        after = max((value for value, _ in found), default=0) + 1
        return found + [(after + place, self.texts[state.value]) for place, state in enumerate(question.also)]

    def take(self, typed: str, question: Question) -> None:
        """Act on a typed line: a command, an answer, or a word on what can be typed."""
        free = question.type in FREE
        command = self.command(typed, free)
        if command is not None:
            self.obey(command, question)
        elif not typed:
            if self.state.earlier is not None:
                self.go(Keep())
            else:
                self.say(fill(self.texts["nothing_typed"], range=self.range(question)))
        else:
            answer = self.answer(typed, question)
            if answer is None:
                self.say(fill(self.texts["not_understood"], range=self.range(question), keys=self.texts["keys_hint"]))
            else:
                self.record(answer, question)

    @staticmethod
    def command(typed: str, free: bool) -> str | None:
        word = typed.casefold()
        if word.startswith(":"):
            word = word[1:].strip()
        elif free:
            return None
        return word if word in COMMANDS else next((key for key, name in COMMANDS.items() if word == name), None)

    def obey(self, command: str, question: Question) -> None:
        if command == "b":
            before = self.state
            self.go(Back())
            if self.state is before:
                self.say(self.texts["cannot_go_back"])
        elif command == "s":
            self.record(State.SKIPPED, question)
        elif command == "?":
            self.say(question.why)
        elif command == "r":
            self.go(Review())
        elif command == "a":
            self.show_question()
        else:
            self.stop()

    def answer(self, typed: str, question: Question) -> Answer | None:
        """Read a typed answer; None where it is none."""
        if question.type in ("single", "multi"):
            return _chosen(typed, question, self.choices(question))
        after = len(question.also)
        if question.type not in ("text", "number") and typed.isdigit() and 1 <= int(typed[:4]) <= after:
            return question.also[int(typed) - 1]
        try:
            value = (
                [name.strip() for name in typed.split(",") if name.strip()] if question.type == "medicine" else typed
            )
            return read_value(value, question, self.texts, self.recognise)
        except AnswerRefused:
            return None

    def range(self, question: Question) -> str:
        numbers = [number for number, _ in self.choices(question)]
        if question.type in FREE:
            return accepted(question)
        return (
            f"a number from {numbers[0]} to {numbers[-1]}"
            if numbers == list(range(numbers[0], numbers[-1] + 1))
            else "one of the numbers"
        )

    def record(self, answer: Answer, question: Question) -> None:
        self.say(fill(self.texts["recorded"], answer=self.words(answer, question)))
        if isinstance(answer, tuple):
            for note in medicine_notes(self.bank, [entry for entry in answer if isinstance(entry, Medicine)]):
                self.say(note.text)
        self.go(Say(answer))
        if question.id in self.bank.safety:
            self.help_after(question)

    def help_after(self, question: Question) -> None:
        """Show help at the moment of an answer about safety, with the choice to go on or to stop."""
        said = self.state.help
        if said is None or question.id not in self.state.settled.answers:
            return
        self.panel(said.text)
        if self.pause(self.texts["help_go_on"], self.texts["help_stop"]) == 2:
            raise LeftEarly

    def words(self, answer: Answer, question: Question) -> str:
        return in_words(answer, question, self.texts)

    def go(self, event: Event) -> None:
        self.state = step(self.state, event)

    # Review and stopping -----------------------------------------------------------------------------------------

    def review(self) -> None:
        answers = self.state.settled.answers
        names = [name for name in answers if name in self.state.said]
        self.say("", self.texts["review_heading"], f"{1:>3}  {self.texts['review_go_on']}")
        section = ""
        for number, name in enumerate(names, start=2):
            question = self.bank.by_id[name]
            if question.section != section:
                section = question.section
                self.say("", self.bank.section_by_id[section].title)
            self.say(f"{number:>3}  {question.ask} {self.words(answers[name], question)}", indent="     ")
        last = len(names) + 1
        chosen = self.number(self.texts["review_hint"], last, fill(self.texts["review_bad"], last=last))
        self.go(GoOn() if chosen == 1 else Edit(names[chosen - 2]))

    def stop(self) -> None:
        self.say("", self.texts["stop_question"])
        chosen = self.pause(self.texts["stop_go_on"], self.texts["stop_sheet"], self.texts["stop_leave"])
        if chosen != 1:
            raise LeftEarly(wants_sheet=chosen == 2)
        self.show_question()

    # Reading and writing -----------------------------------------------------------------------------------------

    def pause(self, *choices: str) -> int:
        """Offer numbered choices; 1 always goes on."""
        for number, label in enumerate(choices, start=1):
            self.say(f"{number:>3}  {label}", indent="     ")
        return self.number(self.texts["pause_prompt"], len(choices), fill(self.texts["pause_bad"], last=len(choices)))

    def number(self, prompt: str, last: int, complaint: str) -> int:
        while True:
            typed = self.read(prompt)
            if typed.isascii() and typed.isdigit() and 1 <= int(typed[:6]) <= last:
                return int(typed)
            if typed.casefold().lstrip(":") in ("q", "stop"):
                raise LeftEarly
            self.say(complaint)

    def read(self, prompt: str) -> str:
        """Read one line without the spaces around it; the end of the input ends the interview."""
        self.write(prompt)
        line = self.env.stdin.readline()
        if not line:
            self.write("\n")
            raise LeftEarly
        return line.strip()

    def say(self, *paragraphs: str, indent: str = "") -> None:
        for paragraph in paragraphs:
            lines = plain.wrapped(paragraph, self.width, "", indent) or [""]
            self.write("\n".join(lines) + "\n")

    def write(self, words: str) -> None:
        self.env.stderr.write(words)
        self.env.stderr.flush()


def _chosen(typed: str, question: Question, choices: Sequence[tuple[int, str]]) -> Answer | None:
    """Read a number, a label, or the start of one label and no other; several numbers where several may be ticked."""
    parts = typed.replace(",", " ").split() if question.type == "multi" else [typed]
    picked = {_pick(part, choices) for part in parts}
    options = {option.value for option in question.options}
    if None in picked:
        return None
    outside = [number for number in picked if number not in options]
    if outside:
        numbers = [number for number, _ in choices]
        return (
            question.also[numbers.index(outside[0]) - len(options)]
            if len(picked) == 1 and outside[0] is not None
            else None
        )
    values = sorted(number for number in picked if number is not None)
    return tuple(values) if question.type == "multi" else values[0]


def _pick(typed: str, choices: Sequence[tuple[int, str]]) -> int | None:
    if typed.isascii() and typed.isdigit():
        return next((number for number, _ in choices if number == int(typed[:6])), None)
    said = " ".join(typed.split()).casefold()
    exact = [number for number, label in choices if label.casefold() == said]
    starts = [number for number, label in choices if label.casefold().startswith(said)]
    return exact[0] if exact else starts[0] if len(starts) == 1 else None
