"""What answers fit: patterns, what is near to them, factors with their rules, and what may help."""

from __future__ import annotations

from blunting_cli.bank.model import LEVELS
from blunting_cli.bank.shapes.kinds import (
    CONDITION,
    SOURCE,
    TEXT,
    TEXTS,
    TRUTH,
    WHEN,
    WHOLE,
    WORDS,
    Either,
    ListOf,
    Shape,
    Words,
    may,
    needs,
)

PATTERN = Shape(
    "pattern",
    "a pattern",
    "A shape that answers may have; the first that fits is the pattern.",
    {
        "title": needs(WORDS, "The name of the pattern, as it is shown."),
        "text": needs(WORDS, "What the pattern means."),
        "when": needs(CONDITION, WHEN),
        "source": needs(TEXT, SOURCE),
        "compare": may(TRUTH, "Whether it is also said how it differs from each of the `neighbours`."),
    },
)
FITS = Shape(
    "fits",
    "`fits`",
    "What is said where the neighbour fits.",
    {"when": needs(CONDITION, WHEN), "text": needs(WORDS, "What is said then.")},
)
DIFFERS = Shape(
    "differs",
    "`differs`",
    "What is said where the answers differ from the neighbour.",
    {"when": needs(CONDITION, WHEN), "text": needs(WORDS, "What is said then.")},
)
NEIGHBOUR = Shape(
    "neighbour",
    "a neighbour",
    "Something that looks alike and is not the same.",
    {
        "title": needs(WORDS, "The name of the neighbour, as it is shown."),
        "fits": needs(FITS, "When it fits, and what is said then."),
        "differs": needs(DIFFERS, "When the answers differ from it, and what is said then."),
        "source": needs(TEXT, SOURCE),
        "pattern": may(TEXT, "The pattern that speaks of the same thing."),
    },
)
RULE = Shape(
    "rule",
    "a rule",
    "Something in the answers that speaks for or against a factor.",
    {
        "id": needs(TEXT, "The name of the rule; no other rule of the factor has it."),
        "when": needs(CONDITION, WHEN),
        "points": needs(WHOLE, "How much it speaks for the factor, or below zero against it."),
        "because": needs(WORDS, "What the answers say, as it is shown."),
        "source": needs(TEXT, SOURCE),
    },
)
HELP = Shape(
    "help",
    "a help",
    "One thing that can help.",
    {
        "text": needs(WORDS, "What can help."),
        "by": needs(Words(("self", "clinician")), "Who does it: the person, or a clinician with them."),
        "source": needs(TEXT, SOURCE),
        "caution": may(WORDS, "What to mind."),
        "medicine": may(TRUTH, "Whether it touches a medicine, so that words of care stand before it."),
        "substance": may(TRUTH, "Whether it touches alcohol or drugs, so that words of care stand before it."),
        "unless": may(CONDITION, "The condition under which it is left out."),
    },
)
ASK = Shape(
    "ask",
    "a question to ask",
    "A question to take along to an appointment.",
    {
        "text": needs(WORDS, "The words of the question."),
        "unless": may(CONDITION, "The condition under which it is left out."),
    },
)
LEVEL_POINTS = Shape(
    "levels",
    "`levels`",
    "The points at which each level of a factor begins.",
    {level: needs(WHOLE, f"The points from which there are {level} signs.") for level in LEVELS},
)
FACTOR = Shape(
    "factor",
    "a factor",
    "Something that may contribute, with what speaks for and against it and what may help.",
    {
        "title": needs(WORDS, "The name of the factor, as it is shown."),
        "text": needs(WORDS, "What it is and how it may be linked."),
        "strength": needs(WORDS, "How strong the evidence is, in words."),
        "gate": needs(TEXTS, "Its first questions: without an answer to one of them it counts as not asked."),
        "evidence": may(ListOf(RULE), "The rules that speak for or against it."),
        "leave_out": may(TEXTS, "The rules of `evidence_for_all` that do not count for it."),
        "levels": needs(LEVEL_POINTS, "The points at which few, some and many signs begin."),
        "needs": may(WHOLE, "How many of the questions in its rules must be answered."),
        "helps": may(ListOf(HELP), "What can help."),
        "whom": may(WORDS, "Whom to ask about it."),
        "ask": may(ListOf(Either((WORDS, ASK))), "Questions to take along."),
        "source": needs(TEXT, SOURCE),
    },
)
COMPARISON = Shape(
    "comparison",
    "a comparison",
    "How two factors that both fit are told apart.",
    {
        "of": needs(ListOf(TEXT, fewest=2), "The factors, two or more; it is said where all of them are shown."),
        "text": needs(WORDS, "How someone who knows tells them apart."),
        "source": needs(TEXT, SOURCE),
    },
)
