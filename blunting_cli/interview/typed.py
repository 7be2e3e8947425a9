"""What was typed, read as a command or as an answer: the same in every front end, and never guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum

from blunting_cli.answers import MAX_LISTED, Recognise, read_value
from blunting_cli.answers import Refused as AnswerRefused
from blunting_cli.bank.formulary import LONGEST_NAME
from blunting_cli.bank.model import Question
from blunting_cli.bank.reading.text import raw_refused
from blunting_cli.conditions import Answer, State
from blunting_cli.interview.pages import CHOSEN, UNNUMBERED, choices_of

# What is typed, and the command it is; where a text is asked for, only with a colon before it.
WORDS = ("b back", "s skip", "? why", "r review", "a again", "h help", "q stop quit exit")
COMMANDS = {word: words.split()[0] for words in WORDS for word in words.split()}


class Move(Enum):
    """A command that leads away from a page."""

    BACK = "b"
    SKIP = "s"
    REVIEW = "r"


MOVES = {move.value: move for move in Move}


class Kept(Enum):
    """An empty line where there is an earlier answer: it stays."""

    KEPT = "kept"


class Again(Enum):
    """What was typed is to be typed again, without a complaint."""

    AGAIN = "again"


def visible(typed: str) -> str:
    """Leave out the invisible characters that no file of answers may hold, so that every record can be read back."""
    return raw_refused().sub("", typed).replace("\r", "").encode(errors="ignore").decode()


def command(typed: str, *, colon: bool) -> str | None:
    """Read a command; None where it is none. With `colon` only what begins with one can be a command."""
    if colon and not typed.startswith(":"):
        return None
    return COMMANDS.get(typed.removeprefix(":").strip().casefold())


def answer(typed: str, question: Question, texts: Mapping[str, str], recognise: Recognise) -> Answer | None:
    """Read an answer; None where it is none."""
    if question.type in CHOSEN:
        return _chosen(typed, question, texts)
    if typed.startswith(":"):
        return None
    state = _not_answering(typed, question, texts)
    if state is not None:
        return state
    try:
        value = read_value(typed, question, texts, recognise)
    except AnswerRefused:
        return None
    return None if isinstance(value, State) else value


def _not_answering(typed: str, question: Question, texts: Mapping[str, str]) -> State | None:
    """Read a way of not answering: by its words, or by its number where it has one."""
    numbered = [] if question.type in UNNUMBERED else choices_of(question, texts)
    for state in (*question.also, State.SKIPPED):
        number = next((number for number, label in numbered if label == texts[state.value]), None)
        if typed.casefold() == texts[state.value].casefold() or (number is not None and whole(typed) == number):
            return state
    return None


def names(typed: str, question: Question, texts: Mapping[str, str]) -> list[str] | Answer | None:
    """Read the names of medicines, with commas between them, or an answer without a name; None where it is neither."""
    if typed.startswith(":"):
        return None
    state = _not_answering(typed, question, texts)
    if state is not None:
        return state
    if typed.casefold() == texts["none_listed"].casefold():
        return ()
    found = [" ".join(name.split()) for name in typed.split(",") if name.strip()]
    # A command that lacks its colon is no medicine, so that "q" never stands on a sheet as one.
    usable = 0 < len(found) <= MAX_LISTED and all(_is_name(name) for name in found)
    return found if usable else None


def _is_name(name: str) -> bool:
    return len(name) <= LONGEST_NAME and name.casefold() not in COMMANDS


def _chosen(typed: str, question: Question, texts: Mapping[str, str]) -> Answer | None:
    """Read a number, a label, or the start of one label and no other; several where several may be ticked."""
    choices = choices_of(question, texts)
    several = question.type == "multi"
    if several and typed.casefold() == texts["none_listed"].casefold():
        return () if question.none_of_these is None else (question.none_of_these,)
    picked = [_pick(part, choices) for part in (_parts(typed, choices) if several else [typed])]
    if not picked or None in picked:
        return None
    values = sorted({number for number in picked if number is not None})
    options = {option.value for option in question.options}
    if options.issuperset(values):
        together = tuple(values) if question.agree(tuple(values)) else None
        return together if several else values[0]
    states = [number for number, _ in choices][len(options) :]
    return question.also[states.index(values[0])] if len(values) == 1 else None


def _parts(typed: str, choices: Sequence[tuple[int, str]]) -> list[str]:
    """Split what was typed where several may be ticked: at commas, and between numbers also at spaces."""
    if _pick(typed, choices) is not None:
        return [typed]
    parts = [part for part in typed.split(",") if part.strip()]
    return [word for part in parts for word in (part.split() if part.replace(" ", "").isdigit() else [part])]


def _pick(typed: str, choices: Sequence[tuple[int, str]]) -> int | None:
    if typed.strip().isdigit():
        return next((number for number, _ in choices if number == whole(typed.strip())), None)
    said = " ".join(typed.split()).casefold()
    exact = [number for number, label in choices if label.casefold() == said]
    starts = [number for number, label in choices if label.casefold().startswith(said)]
    return exact[0] if exact else starts[0] if len(starts) == 1 and said else None


def whole(typed: str) -> int | None:
    """Read a number as it was typed, never a part of it."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 6 else None
