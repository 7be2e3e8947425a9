"""The table of what a bank is made of: each kind of mapping with its keys, and one sentence on what each is for.

This is the one place that says which keys there are. The loader reads by it, and the schema for editors and the
reference for authors are made from it. What a key may name, such as a question or a source, the loader alone can check.
"""

from __future__ import annotations

from collections.abc import Iterator

from blunting_cli.bank.shapes.asked import QUESTION, RESPONSE, SECTION
from blunting_cli.bank.shapes.fitting import COMPARISON, FACTOR, HELP, NEIGHBOUR, PATTERN, RULE
from blunting_cli.bank.shapes.kinds import (
    CONDITION,
    MOST_LANGUAGES,
    TEXT,
    WHOLE,
    WORDS,
    ListOf,
    MapOf,
    Plain,
    Row,
    Shape,
    hangs,
    may,
    rows_of,
)
from blunting_cli.bank.shapes.said import (
    CONTRADICTION,
    FLAG,
    GROUP,
    OUTSIDE,
    SOURCE_ENTRY,
    STATEMENT,
    TIER,
    TIMELINE,
    TOPIC,
    TRIGGER,
)
from blunting_cli.bank.shapes.scored import BANDS, CRITERION, RECODE, SCORE

BANK = Shape(
    "bank",
    "a bank",
    "A file of a bank: the one it begins in, or one of its parts.",
    {
        "bank": hangs(TEXT, "The name of the bank; it stands in the file the bank begins in."),
        "version": hangs(TEXT, "The version of the bank, such as 1.0.0; it stands beside `bank`."),
        "title": may(WORDS, "The title, as it is shown."),
        "language": may(TEXT, "The language of its words, such as en; of several the main one."),
        "languages": may(
            ListOf(Plain.LANGUAGE, most=MOST_LANGUAGES),
            "All languages it is in; what is said to people then stands once in each.",
        ),
        "recall": may(WORDS, "The time that answers are about, such as the past two weeks."),
        "licence": may(TEXT, "Whose wording it is, and who may use it."),
        "pace": may(WHOLE, "How many seconds an answer takes, roughly."),
        "parts": may(ListOf(Plain.FILE, most=100), "The other files of the bank, in the order they are read."),
        "responses": may(MapOf(RESPONSE), "Sets of options that several questions share, by name."),
        "conditions": may(MapOf(CONDITION), "Conditions by name, which others use as {condition: NAME}."),
        "sections": may(MapOf(SECTION), "The sections, by name, in the order they are shown."),
        "questions": hangs(
            ListOf(QUESTION), "The questions, in the order they are asked; a bank has at least one.", empty=True
        ),
        "scores": may(MapOf(SCORE), "The scores, by name."),
        "recodes": may(MapOf(RECODE), "How values are turned into points, by name."),
        "bands": may(MapOf(BANDS), "Sets of bands that say what scores mean, by name."),
        "criteria": may(MapOf(CRITERION), "Rules that are met or not, by name."),
        "texts": may(MapOf(WORDS), "Words of the program that the bank says in its own way, by their name."),
        "patterns": may(MapOf(PATTERN), "Shapes that answers may have, by name; the first that fits is the pattern."),
        "neighbours": may(MapOf(NEIGHBOUR), "What looks alike and is not the same, by name."),
        "factors": may(MapOf(FACTOR), "What may contribute, by name."),
        "evidence_for_all": may(ListOf(RULE), "Rules that speak about every factor."),
        "comparisons": may(ListOf(COMPARISON), "How factors that fit at once are told apart."),
        "helps": may(ListOf(HELP), "What can help, whatever the reason."),
        "tiers": hangs(ListOf(TIER), "How soon to talk to whom, the highest first; triggers need them.", empty=True),
        "triggers": may(ListOf(TRIGGER), "The reasons for each tier."),
        "flags": may(ListOf(FLAG), "What whoever reads a record must notice."),
        "contradictions": may(ListOf(CONTRADICTION), "Answers that cannot both be right."),
        "outside": may(OUTSIDE, "For whom the bank was not written."),
        "statements": may(ListOf(STATEMENT), "Fixed words, such as those of care before advice on medicines."),
        "groups": may(ListOf(GROUP), "Which answers stand together on the page for a clinician."),
        "timeline": may(TIMELINE, "What is drawn on the timeline."),
        "topics": may(MapOf(TOPIC), "Pages of `blunting learn`, by name."),
        "sources": may(MapOf(SOURCE_ENTRY), "The bibliography, by name."),
    },
)


def reference() -> Iterator[Row]:
    """Walk every key of a bank in order: its shape, its kind in words, whether it must be there, what it is for."""
    return rows_of(BANK)
