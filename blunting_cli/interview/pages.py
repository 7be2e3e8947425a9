"""What an interview shows at one moment: pages, the same for every front end, in the words of the bank.

A page says what is asked, what can be chosen and what may be typed. A front end shows it in its own way and gives
back what was typed; the number of a choice is the same everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from blunting_cli.answers import accepted, in_words
from blunting_cli.assessment import fill
from blunting_cli.bank.model import Bank, Question
from blunting_cli.interview.machine import Interview, begin
from blunting_cli.sheet import Block

CHOSEN = ("single", "multi")
# Questions whose answer is typed, and may itself be a small number: ways of not answering have no number there.
UNNUMBERED = ("text", "number")


class Choice(NamedTuple):
    """One numbered line; `heading` stands above it where it begins a group, `alone` marks what goes with no other."""

    number: int
    label: str
    heading: str = ""
    alone: bool = False


class Page(NamedTuple):
    """One thing to answer.

    `place` says where we are, `opening` is said once as a section begins, `frame` goes with every question of a
    section. `keys` and `hints` say what may be typed, `prompt` begins the line typed on, `earlier` says the answer
    given before. `typed` marks a text to type, `several` choices to tick, of which `none` may be right, `careful` a
    choice that needs Enter even where one key would do.
    """

    ask: tuple[str, ...]
    choices: tuple[Choice, ...] = ()
    place: str = ""
    opening: tuple[str, ...] = ()
    frame: str = ""
    hints: tuple[str, ...] = ()
    keys: str = ""
    prompt: str = ""
    earlier: str = ""
    typed: bool = False
    several: bool = False
    none: bool = False
    careful: bool = False


class Front(Protocol):
    """A way of showing pages and reading what is typed."""

    @property
    def texts(self) -> Mapping[str, str]:
        """The words of the bank, as they are in this front end."""

    def say(self, *paragraphs: str) -> None:
        """Say paragraphs; an empty one is an empty line."""

    def command(self, words: str) -> None:
        """Say a command so that it can be pasted; only once the screen was left."""

    def show(self, blocks: tuple[Block, ...]) -> None:
        """Show blocks such as a panel of help."""

    def ask(self, page: Page, *, again: bool = False) -> str:
        """Show a page, or its last line `again`, and give what was typed; LeftEarly at the end of the input."""

    def leave(self) -> bool:
        """Give the terminal back; what is said afterwards is plain lines. Tells whether what was shown is gone now."""


def pause_page(texts: Mapping[str, str], choices: tuple[str, ...], *ask: str) -> Page:
    """A few numbered choices, of which 1 goes on."""
    return Page(ask, _numbered(choices), prompt=texts["pause_prompt"])


def _numbered(labels: tuple[str, ...]) -> tuple[Choice, ...]:
    return tuple(Choice(number, label) for number, label in enumerate(labels, start=1))


def welcome_words(bank: Bank, draft: str) -> tuple[str, ...]:
    """Say what this is and is not, for whom, how long, what is asked, where answers are, and where help is."""
    texts = bank.texts
    least, most = minutes_for(begin(bank).expected, bank), minutes_for(len(bank.questions), bank)
    sections = ", ".join(section.title for section in bank.sections)
    return (
        fill(texts["welcome_title"], title=bank.title or bank.id),
        "",
        fill(
            texts["welcome" if bank.recall else "welcome_no_recall"],
            recall=bank.recall,
            least=least,
            most=most,
            minutes=minutes_words(least, most, texts),
        ),
        "",
        texts["welcome_help"],
        texts["welcome_carer"],
        "",
        fill(texts["welcome_sections"], sections=sections),
        fill(texts["welcome_draft" if draft else "welcome_no_draft"], path=draft),
        "",
        texts["welcome_keys"],
    )


def minutes_words(least: int, most: int, texts: Mapping[str, str]) -> str:
    """Say how many minutes it takes."""
    if least == most:
        return texts["minutes_one"] if most == 1 else fill(texts["minutes"], number=most)
    return fill(texts["minutes_range"], least=least, most=most)


def minutes_for(questions: int, bank: Bank) -> int:
    """Give roughly how many minutes so many questions take, at least one."""
    return max(1, round(questions * bank.pace / 60))


def question_page(state: Interview, *, opening: bool = False, minutes: str = "", place: bool = True) -> Page:
    """The question asked now; `opening` where its section begins, `place` where its number is to be said."""
    bank, texts, question = state.bank, state.bank.texts, state.question
    section = bank.section_by_id[question.section]
    total = max(state.number, state.expected)
    where = fill(texts["progress"], number=state.number, total=total, section=section.title)
    earlier = state.earlier
    return Page(
        (question.ask,),
        tuple(
            Choice(number, label, alone=_goes_alone(number, question)) for number, label in choices_of(question, texts)
        ),
        place=where if place else "",
        opening=(*([section.why] if opening else []), *([minutes] if minutes else [])),
        frame=section.lead,
        hints=tuple(_hints(question, texts)),
        keys="keys_hint" if question.type in CHOSEN else "text_keys",
        prompt=texts["answer_prompt"],
        earlier="" if earlier is None else fill(texts["earlier"], answer=in_words(earlier, question, texts)),
        typed=question.type not in CHOSEN,
        several=question.type == "multi",
        none=question.type == "multi" and question.none_of_these is None,
        careful=question.safety or question.red_flag,
    )


def _goes_alone(number: int, question: Question) -> bool:
    """Tell whether a choice goes with no other: an option that says so, and every way of not answering."""
    stands = next((option.alone for option in question.options if option.value == number), True)
    return question.type == "multi" and stands


def _alone_numbers(question: Question, texts: Mapping[str, str]) -> str:
    """Name the numbers that go with no other."""
    return ", ".join(str(number) for number, _ in choices_of(question, texts) if _goes_alone(number, question))


def minutes_left(state: Interview) -> str:
    """Say roughly how long is left: between what will be asked for certain and what may still open."""
    texts = state.bank.texts
    least, most = (minutes_for(questions, state.bank) for questions in (state.left, state.most_left))
    if least != most:
        return fill(texts["time_left_range"], least=least, most=most)
    return fill(texts["time_left"], minutes=most) if most > 1 else texts["time_left_short"]


def choices_of(question: Question, texts: Mapping[str, str]) -> list[tuple[int, str]]:
    """Number what can be chosen: the options by their value, then the ways of not answering."""
    found = [(option.value, option.label) for option in question.options]
    if question.type in UNNUMBERED:
        return found
    after = max((value for value, _ in found), default=0) + 1
    return found + [(after + place, texts[state.value]) for place, state in enumerate(question.also)]


def _hints(question: Question, texts: Mapping[str, str]) -> list[str]:
    """Say how to answer where that is not plain."""
    hints = []
    if question.type == "multi" and question.none_of_these is not None:
        hints.append(fill(texts["multi_alone_hint"], alone=_alone_numbers(question, texts)))
    elif question.type in ("multi", "medicine", "duration", "date"):
        hints.append(texts[f"{question.type}_hint"])
    elif question.type not in CHOSEN:
        hints.append(f"Type {accepted(question)}.")
    if question.type in UNNUMBERED and question.also:
        hints.append(fill(texts["also_hint"], names=", ".join(texts[state.value] for state in question.also)))
    return hints


def range_of(question: Question, texts: Mapping[str, str]) -> str:
    """Say in words what can be typed."""
    if question.type in ("medicine", "duration", "date"):
        return texts[f"{question.type}_range"]
    if question.type not in CHOSEN:
        return accepted(question)
    numbers = [number for number, _ in choices_of(question, texts)]
    if question.none_of_these is not None:
        ends = {"least": min(numbers), "most": max(numbers)}
        return fill(texts["number_several"], **ends, alone=_alone_numbers(question, texts))
    return numbers_in_words(numbers, texts)


def numbers_in_words(numbers: list[int], texts: Mapping[str, str]) -> str:
    """Say which numbers can be typed."""
    if numbers == list(range(numbers[0], numbers[-1] + 1)):
        return fill(texts["number_range"], least=numbers[0], most=numbers[-1])
    return texts["number_some"]


def review_page(state: Interview, missing: tuple[str, ...]) -> tuple[Page, tuple[str, ...]]:
    """Every answer by section, each with a number to change it by; gives the page and the questions in that order.

    `missing` says what the questions without an answer mean for the result.
    """
    bank, texts, answers = state.bank, state.bank.texts, state.settled.answers
    names = tuple(name for name in answers if name in state.said)
    to_come = 0 if state.complete else state.left
    choices = [Choice(1, texts["review_finish" if not to_come else "review_go_on"])]
    section = ""
    for number, name in enumerate(names, start=2):
        question = bank.by_id[name]
        heading = bank.section_by_id[question.section].title if question.section != section else ""
        section = question.section
        mark = "" if question.short.endswith(("?", ".", ":")) else ":"
        choices.append(Choice(number, f"{question.short}{mark} {in_words(answers[name], question, texts)}", heading))
    head = texts["review_end"] if not to_come else fill(texts["review_to_come"], number=to_come)
    heading = texts["review_heading"] if names else texts["review_empty"]
    page = Page((head, *missing, heading), tuple(choices), keys="review_keys", prompt=texts["review_prompt"])
    return page, names
