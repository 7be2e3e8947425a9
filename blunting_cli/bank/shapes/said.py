"""How soon to talk to whom, what is said in fixed words, how a page is laid out, and pages to read."""

from __future__ import annotations

from blunting_cli.bank.regions import LINE_KINDS
from blunting_cli.bank.shapes.kinds import (
    CONDITION,
    SOURCE,
    TEXT,
    TEXTS,
    TIME,
    TRUTH,
    WHEN,
    WHOLE,
    WORDS,
    ListOf,
    Shape,
    Words,
    hangs,
    may,
    needs,
)

LINES = ListOf(Words(LINE_KINDS))

TIER = Shape(
    "tier",
    "a tier",
    "How soon to talk to whom; the list goes from the highest to the lowest.",
    {
        "id": needs(TEXT, "The name of the tier; no other has it."),
        "title": needs(WORDS, "What to do, in a few words."),
        "text": needs(WORDS, "What to do, in a sentence or two."),
        "exit_code": may(Words((0, 10, 11)), "What `check --exit-code` ends with."),
        "urgent": may(TRUTH, "Whether it means today or now."),
        "now": may(TRUTH, "Whether it means to call for help at once; words of help are as urgent then."),
    },
)
TRIGGER = Shape(
    "trigger",
    "a trigger",
    "One reason for a tier; the highest tier with a reason holds.",
    {
        "id": needs(TEXT, "The name of the trigger; no other has it."),
        "tier": needs(TEXT, "The tier that it leads to."),
        "when": needs(CONDITION, WHEN),
        "because": needs(WORDS, "What the answers say, as it is shown."),
        "source": needs(TEXT, SOURCE),
    },
)
FLAG = Shape(
    "flag",
    "a flag",
    "Something that whoever reads the record must notice.",
    {
        "id": needs(TEXT, "The name of the flag; no other has it."),
        "when": needs(CONDITION, WHEN),
        "text": needs(WORDS, "What is to be noticed."),
    },
)
CONTRADICTION = Shape(
    "contradiction",
    "a contradiction",
    "Answers that cannot both be right.",
    {
        "id": needs(TEXT, "The name of the contradiction; no other has it."),
        "when": needs(CONDITION, WHEN),
        "text": needs(WORDS, "Which answers do not go together."),
    },
)
OUTSIDE = Shape(
    "outside",
    "`outside`",
    "For whom the bank was not written: they get no scores.",
    {
        "id": needs(TEXT, "The name of the group it was not written for."),
        "when": needs(CONDITION, WHEN),
        "text": needs(WORDS, "What is said to them in place of scores."),
        "lines": may(LINES, "The special help lines that are shown to them."),
    },
)
STATEMENT = Shape(
    "statement",
    "a statement",
    "Fixed words; of the statements of a group the first that applies is said.",
    {
        "id": needs(TEXT, "The name of the statement; no other has it."),
        "group": needs(TEXT, "What the words belong to: medicine, substance, help, or a name of your own."),
        "text": needs(WORDS, "The words."),
        "when": may(CONDITION, "The condition under which it applies."),
        "unless": may(CONDITION, "The condition under which it does not apply."),
        "tier": may(TEXT, "The tier in which it applies."),
        "lines": may(LINES, "The special help lines that are shown with it."),
    },
)
GROUP = Shape(
    "group",
    "a group",
    "Answers that stand together on the page for a clinician.",
    {
        "title": needs(WORDS, "The name of the group, as it is shown."),
        "questions": needs(TEXTS, "The questions of the group, in their order."),
        "brief": may(TEXTS, "Those of its questions whose plain noes stand in one line."),
    },
)
TRACK = Shape(
    "track",
    "a track",
    "A question whose answer is drawn on the timeline.",
    {
        "question": needs(TEXT, "The question that tells the time."),
        "label": needs(WORDS, "What it is called there."),
    },
)
TIMELINE = Shape(
    "timeline",
    "`timeline`",
    "What is drawn on the timeline beside the times told of medicines.",
    {
        "ticks": needs(ListOf(TIME, fewest=1), "Times ago that rise; each is one step of the line."),
        "tracks": may(ListOf(TRACK), "The questions that are drawn."),
    },
)
TOPIC_PART = Shape(
    "topic_part",
    "a part",
    "One piece of a page: a paragraph, a list, or both.",
    {
        "heading": may(WORDS, "Its heading."),
        "text": may(WORDS, "Its words."),
        "items": may(ListOf(WORDS), "Its list."),
        "source": needs(TEXT, SOURCE),
        "medicine": may(TRUTH, "Whether it touches a medicine, so that words of care stand before it."),
        "substance": may(TRUTH, "Whether it touches alcohol or drugs, so that words of care stand before it."),
    },
)
TOPIC = Shape(
    "topic",
    "a topic",
    "A page of `blunting learn`.",
    {
        "title": hangs(
            WORDS, "The title of the page; one with `factor` has the factor's title without it.", empty=True
        ),
        "also": may(TEXTS, "Other names that find the page."),
        "factor": may(TEXT, "The factor it tells more about."),
        "parts": hangs(
            ListOf(TOPIC_PART), "What stands on the page; it may be left out where there is a `factor`.", empty=True
        ),
        "see": may(TEXTS, "Other pages to read."),
    },
)
SOURCE_ENTRY = Shape(
    "source",
    "a source",
    "An entry of the bibliography.",
    {
        "title": needs(TEXT, "What the source is, in our words."),
        "year": may(WHOLE, "The year it came out."),
        "where": needs(TEXT, "Where it came out."),
        "read": needs(TEXT, "How much of it was read, such as an abstract."),
        "doi": may(TEXT, "Its DOI."),
        "address": may(TEXT, "Its address on the web."),
    },
)
