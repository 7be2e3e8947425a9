"""What a bank asks: sections, questions and the options they are answered with."""

from __future__ import annotations

from blunting_cli.bank.model import QUESTION_TYPES
from blunting_cli.bank.shapes.kinds import (
    CONDITION,
    NUMBER,
    TEXT,
    TIME,
    TRUTH,
    WHOLE,
    WORDS,
    Either,
    ListOf,
    MapOf,
    Shape,
    Words,
    hangs,
    may,
    needs,
)
from blunting_cli.conditions import State

ALSO = ListOf(Words((State.NOT_APPLICABLE.value, State.PREFER_NOT_TO_SAY.value)))
WHOLE_NAME = r"^-?[0-9]{1,6}$"

SECTION = Shape(
    "section",
    "a section",
    "Questions that stand together.",
    {
        "title": needs(WORDS, "The name of the section, as it is shown."),
        "why": may(WORDS, "Why its questions are asked; it stands for each that gives no `why` of its own."),
        "lead": may(WORDS, "Words that are said before each of its questions."),
    },
)
OPTION = Shape(
    "option",
    "an option",
    "One answer to choose.",
    {
        "value": needs(WHOLE, "The number that is typed, kept and scored."),
        "label": needs(WORDS, "The words of the answer."),
        "alone": may(TRUTH, "In a list to tick: whether it goes with no other option, such as I am not sure."),
        "none": may(TRUTH, "In a list to tick: whether it says none of the others."),
        "ago": may(ListOf(TIME, most=2), "How long ago this answer means: from, and to where there is an end."),
    },
)
OPTIONS = Either((ListOf(OPTION, fewest=2, strict=True), MapOf(WORDS, WHOLE_NAME, fewest=2)))
RESPONSE = Shape(
    "response",
    "a set of responses",
    "Options that several questions share.",
    {
        "options": needs(OPTIONS, "The answers: a list of options, or in short each value with its words."),
        "also": may(ALSO, "Ways of not answering that are offered beside skipping."),
    },
)
QUESTION = Shape(
    "question",
    "a question",
    "One question and how it is answered.",
    {
        "id": needs(TEXT, "The name of the question in conditions, scores and files of answers; no other has it."),
        "ask": needs(WORDS, "The words of the question."),
        "why": hangs(WORDS, "Why it is asked; it may be left out where its section has a `why`.", empty=True),
        "short": may(WORDS, "The question in a few words, for the sheet."),
        "section": hangs(TEXT, "The section it stands in; it may be left out in a bank without sections.", empty=True),
        "type": may(Words(QUESTION_TYPES), "How it is answered; without it one option is chosen."),
        "respond": hangs(TEXT, "The set of `responses` it is answered with, where it has no `options`.", empty=True),
        "options": hangs(
            OPTIONS, "Its own answers: a list of options, or in short each value with its words.", empty=True
        ),
        "also": may(ALSO, "Ways of not answering that are offered beside skipping."),
        "ask_if": may(CONDITION, "The condition under which it is asked; it may look back only."),
        "only_if": may(WORDS, "Who it is for, in words, for a form on paper; it goes with `ask_if`."),
        "implied": may(WHOLE, "The value it counts as in scores where it is not asked; it goes with `ask_if`."),
        "reverse": may(TRUTH, "Whether scores count it from the other end."),
        "safety": may(TRUTH, "Whether it is about self-harm and the like, so that its answer is kept back."),
        "red_flag": may(TRUTH, "Whether it asks for an urgent sign; it opens also where that is not known."),
        "fixed": may(TRUTH, "Whether no other answer is thought through when it is said what would change."),
        "min": may(Either((NUMBER, TIME)), "The lowest answer."),
        "max": may(Either((NUMBER, TIME)), "The highest answer; for a text the most letters."),
        "unit": may(WORDS, "What a number counts, such as hours."),
        "examples": may(ListOf(WORDS), "Answers that are shown as examples."),
    },
)
