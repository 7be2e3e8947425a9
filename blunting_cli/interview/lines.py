"""Line mode: a question, its numbered answers, one typed line. It works in every terminal and with a screen reader.

Only lines are written, each once and never over another; no escape codes, nothing wider than 80 columns. Questions
and everything said about them go to stderr, so that stdout carries the sheet alone. A bare Enter records nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from blunting_cli.answers import Recognise, accepted, in_words, read_value
from blunting_cli.answers import Refused as AnswerRefused
from blunting_cli.assessment import fill, medicine_notes
from blunting_cli.bank.model import HELP, Bank, Question
from blunting_cli.conditions import Answer, Medicine, State
from blunting_cli.environment import Environment
from blunting_cli.escalation import escalate
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
from blunting_cli.scoring import Said
from blunting_cli.sheet import HelpLines, help_line_blocks, help_panel, urgent_panel

WIDTH = 80
NARROWEST = 20
# Stands for a line whose bytes are no text; it is no number, no label and no command.
UNREADABLE = ":\ufffd"
# What is typed, and the command it is; where a text is asked for, only with a colon before it.
WORDS = ("b back", "s skip", "? why help", "r review", "a again", "h", "q stop quit exit")
COMMANDS = {word: words.split()[0] for words in WORDS for word in words.split()}
CHOSEN = ("single", "multi")
# Questions whose answer is typed, and may itself be a small number: ways of not answering have no number there.
UNNUMBERED = ("text", "number")


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
        self.width = max(min(env.width, env.asking_width, WIDTH), NARROWEST)
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
            self.say("", self.texts["left_sheet" if leaving.wants_sheet else "left"])
            self.help_on_leaving()
            return Outcome(visible(self.state), False, leaving.wants_sheet, self.state.helped)
        except KeyboardInterrupt:
            self.say("", "", self.texts["left"])
            self.help_on_leaving()
            raise
        if self.state.phase == FINISHED:
            self.say("", self.texts["done"], "")
        elif self.bank.outside is not None:
            self.panel(self.bank.outside.text)
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
            self.help_lines()

    def help_on_leaving(self) -> None:
        """Show help on the way out, unless the question about safety was answered with a plain no throughout.

        Before that question was asked, or once its answer was changed to no, help is said in general words.
        """
        said = self.state.help
        if said is not None and self.bank.safety & self.state.said.keys():
            self.panel(said.text)
        elif said is not None or self.state.helped:
            self.panel(self.texts["help_general"])

    def help_lines(self) -> None:
        self.write("\n" + plain.render(help_line_blocks(self.lines, self.texts), width=self.width) + "\n")

    def panel(self, words: str) -> None:
        self.write("\n" + plain.render(help_panel(words, self.lines, self.texts), width=self.width) + "\n")

    # One question ------------------------------------------------------------------------------------------------

    def ask(self) -> None:
        state = self.state
        self.show_question()
        while self.state is state:
            typed = self.read(self.texts["answer_prompt"])
            self.take(typed, state.question)

    def show_question(self, *, again: bool = False) -> None:
        """Say where we are, what is asked and what may be typed; what leads a section stands at its first question."""
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
            self.say(section.why, "", *([section.lead] if section.lead else []))
        elif again and section.lead:
            self.say(section.lead)
        self.say(question.ask)
        for number, label in self.choices(question):
            self.say(f"{number:>3}  {label}", indent="     ")
        self.say(*self.hints(question))
        if state.earlier is not None:
            self.say(fill(self.texts["earlier"], answer=self.words(state.earlier, question)))

    def hints(self, question: Question) -> Iterator[str]:
        """Say what may be typed: how to answer where that is not plain, then the commands."""
        texts = self.texts
        if question.type in ("multi", "medicine"):
            yield texts[f"{question.type}_hint"]
        elif question.type not in CHOSEN:
            yield f"Type {accepted(question)}."
        if question.type in UNNUMBERED and question.also:
            yield fill(texts["also_hint"], names=", ".join(texts[state.value] for state in question.also))
        yield texts["keys_hint"] if question.type in CHOSEN else fill(texts["text_hint"], keys=texts["text_keys"])

    def choices(self, question: Question) -> list[tuple[int, str]]:
        """Number what can be chosen: the options by their value, then the ways of not answering."""
        found = [(option.value, option.label) for option in question.options]
        if question.type in UNNUMBERED:
            return found
        after = max((value for value, _ in found), default=0) + 1
        return found + [(after + place, self.texts[state.value]) for place, state in enumerate(question.also)]

    def take(self, typed: str, question: Question) -> None:
        """Act on a typed line: a command, an answer, or a word on what can be typed."""
        command = self.command(typed, question)
        earlier = self.state.earlier
        if command is not None:
            self.obey(command, question)
        elif typed:
            answer = self.answer(typed, question)
            if answer is None:
                self.complain("not_understood", question)
            else:
                self.record(answer, question)
        elif earlier is not None:
            self.say(fill(self.texts["kept"], answer=self.words(earlier, question)))
            self.go(Keep())
        else:
            self.complain("nothing_typed", question)

    def complain(self, text: str, question: Question) -> None:
        colon = "" if question.type in CHOSEN else ":"
        keys = self.texts["text_keys" if colon else "keys_hint"]
        self.say(fill(self.texts[text], range=self.range(question), skip=f"{colon}s", keys=keys))

    @staticmethod
    def command(typed: str, question: Question) -> str | None:
        if question.type not in CHOSEN and not typed.startswith(":"):
            return None
        return COMMANDS.get(typed.removeprefix(":").strip().casefold())

    def obey(self, command: str, question: Question) -> None:
        match command:
            case "b":
                before = self.state
                self.go(Back())
                if self.state is before:
                    self.say(self.texts["cannot_go_back"])
            case "s":
                self.record(State.SKIPPED, question)
            case "?":
                colon = "" if question.type in CHOSEN else ":"
                self.say(question.why, fill(self.texts["more_keys"], colon=colon))
            case "r":
                self.go(Review())
            case "a":
                self.show_question(again=True)
            case "h":
                self.help_lines()
            case _:
                self.stop()
                self.show_question()

    def answer(self, typed: str, question: Question) -> Answer | None:
        """Read a typed answer; None where it is none."""
        if question.type in CHOSEN:
            return _chosen(typed, question, self.choices(question))
        if typed.startswith(":"):
            return None
        for number, state in enumerate((*question.also, State.SKIPPED), start=1):
            numbered = question.type not in UNNUMBERED and state in question.also
            if typed.casefold() == self.texts[state.value].casefold() or (numbered and _whole(typed) == number):
                return state
        names = [name.strip() for name in typed.split(",") if name.strip()]
        # A command that lacks its colon is no medicine, so that "q" never stands on a sheet as one.
        if question.type == "medicine" and (not names or typed.casefold() in COMMANDS):
            return None
        try:
            answer = read_value(names if question.type == "medicine" else typed, question, self.texts, self.recognise)
        except AnswerRefused:
            return None
        return None if isinstance(answer, State) else answer

    def range(self, question: Question) -> str:
        """Say in words what can be typed."""
        if question.type == "medicine":
            return self.texts["medicine_range"]
        if question.type not in CHOSEN:
            return accepted(question)
        numbers = [number for number, _ in self.choices(question)]
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
        elif question.red_flag:
            self.urge(question)

    def urge(self, question: Question) -> None:
        """Say at once what an urgent sign calls for; the questions go on."""
        found = escalate(self.bank, Said(self.bank, self.state.settled.answers))
        tiers = {tier.id: tier for tier in self.bank.tiers if tier.urgent}
        reason = next((reason for reason in found.reasons if question.id in reason.questions), None)
        if reason is not None and reason.trigger.tier in tiers:
            tier = tiers[reason.trigger.tier]
            care = [said.text for said in found.statements if said.group != HELP]
            panel = urgent_panel(tier, reason.trigger.because, care, self.lines, self.texts)
            self.write("\n" + plain.render(panel, width=self.width))

    def help_after(self, question: Question) -> None:
        """Show help at the moment of an answer about safety, with the choice to go on or to stop."""
        said = self.state.help
        if said is None or question.id not in self.state.settled.answers:
            return
        self.panel(said.text)
        chosen = self.pause(*(self.texts[key] for key in ("help_go_on", "help_sheet", "help_stop")))
        if chosen != 1:
            raise LeftEarly(wants_sheet=chosen == 2)

    def words(self, answer: Answer, question: Question) -> str:
        return in_words(answer, question, self.texts)

    def go(self, event: Event) -> None:
        self.state = step(self.state, event)

    # Review and stopping -----------------------------------------------------------------------------------------

    def review(self) -> None:
        answers = self.state.settled.answers
        names = [name for name in answers if name in self.state.said]
        at_the_end = len(names) == len(answers)
        self.say("", *([self.texts["review_end"]] if at_the_end else []), self.texts["review_heading"])
        self.say(f"{1:>3}  {self.texts['review_finish' if at_the_end else 'review_go_on']}")
        section = ""
        for number, name in enumerate(names, start=2):
            question = self.bank.by_id[name]
            if question.section != section:
                section = question.section
                self.say("", self.bank.section_by_id[section].title)
            mark = "" if question.short.endswith(("?", ".", ":")) else ":"
            self.say(f"{number:>3}  {question.short}{mark} {self.words(answers[name], question)}", indent="     ")
        self.say("")
        last = len(names) + 1
        chosen = self.number(self.texts["review_hint"], last, fill(self.texts["review_bad"], last=last))
        if chosen == "q":
            self.stop()
        elif chosen == "h":
            self.help_lines()
        elif isinstance(chosen, int):
            self.go(GoOn() if chosen == 1 else Edit(names[chosen - 2]))

    def stop(self) -> None:
        """Offer to go on, to stop with the sheet so far, or to stop and throw everything away."""
        self.say("", self.texts["stop_question"])
        chosen = self.pause(self.texts["stop_go_on"], self.texts["stop_sheet"], self.texts["stop_leave"])
        if chosen != 1:
            raise LeftEarly(wants_sheet=chosen == 2)

    # Reading and writing -----------------------------------------------------------------------------------------

    def pause(self, *choices: str) -> int:
        """Offer numbered choices; 1 always goes on, and to stop here is to leave at once."""
        while True:
            for number, label in enumerate(choices, start=1):
                self.say(f"{number:>3}  {label}", indent="     ")
            bad = fill(self.texts["pause_bad"], last=len(choices))
            chosen = self.number(self.texts["pause_prompt"], len(choices), bad)
            if isinstance(chosen, int):
                return chosen
            if chosen == "q":
                raise LeftEarly
            if chosen == "h":
                self.help_lines()

    def number(self, prompt: str, last: int, complaint: str) -> int | str:
        """Read a number from 1 to `last`, or a command that has a meaning outside a question."""
        while True:
            typed = self.read(prompt)
            command = COMMANDS.get(typed.removeprefix(":").strip().casefold(), "")
            if command in ("a", "?", "h", "q"):
                return command
            number = _whole(typed)
            if number is not None and 1 <= number <= last:
                return number
            self.say(complaint)

    def read(self, prompt: str) -> str:
        """Read one line without the spaces around it; the end of the input ends it, a line without Enter is none."""
        self.write("\n".join(plain.wrapped(prompt.strip(), self.width - 1)) + " ")
        try:
            line = self.env.stdin.readline()
        except UnicodeDecodeError as broken:
            # Half a letter at the end of the input would come again with every read.
            line = "" if broken.reason == "unexpected end of data" else f"{UNREADABLE}\n"
        if not line.endswith("\n"):
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
    """Read a number, a label, or the start of one label and no other; several where several may be ticked."""
    picked = [_pick(part, choices) for part in _parts(typed, question, choices)]
    if not picked or None in picked:
        return None
    values = sorted({number for number in picked if number is not None})
    options = {option.value for option in question.options}
    if options.issuperset(values):
        return tuple(values) if question.type == "multi" else values[0]
    states = [number for number, _ in choices][len(options) :]
    return question.also[states.index(values[0])] if len(values) == 1 else None


def _parts(typed: str, question: Question, choices: Sequence[tuple[int, str]]) -> list[str]:
    """Split what was typed where several may be ticked: at commas, and between numbers also at spaces."""
    if question.type != "multi" or _pick(typed, choices) is not None:
        return [typed]
    parts = [part for part in typed.split(",") if part.strip()]
    return [word for part in parts for word in (part.split() if part.replace(" ", "").isdigit() else [part])]


def _pick(typed: str, choices: Sequence[tuple[int, str]]) -> int | None:
    if typed.strip().isdigit():
        return next((number for number, _ in choices if number == _whole(typed.strip())), None)
    said = " ".join(typed.split()).casefold()
    exact = [number for number, label in choices if label.casefold() == said]
    starts = [number for number, label in choices if label.casefold().startswith(said)]
    return exact[0] if exact else starts[0] if len(starts) == 1 else None


def _whole(typed: str) -> int | None:
    """Read a number as it was typed, never a part of it."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 6 else None
