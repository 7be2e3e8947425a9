"""How a bank is scored: recodes, scores, bands and criteria."""

from __future__ import annotations

from blunting_cli.bank.shapes.kinds import (
    CONDITION,
    NUMBER,
    SOURCE,
    TEXT,
    TEXTS,
    TRUTH,
    WHEN,
    WHOLE,
    WORDS,
    Either,
    ListOf,
    MapOf,
    Number,
    Plain,
    Shape,
    Words,
    hangs,
    may,
    needs,
)

NUMBER_NAME = r"^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$"

RECODE_STEP = Shape(
    "recode_step",
    "a step",
    "What values from one place on become.",
    {
        "from": may(NUMBER, "The step begins at this value."),
        "above": may(NUMBER, "The step begins above this value."),
        "gives": needs(NUMBER, "What the values of this step become."),
    },
)
RECODE = Shape(
    "recode",
    "a recode",
    "How values are turned into points, by a table (`map`) or by steps.",
    {
        "map": hangs(
            MapOf(Either((NUMBER, ListOf(NUMBER, fewest=1, most=2, strict=True))), NUMBER_NAME),
            "What each value becomes: a number, or a number with its standard error.",
            empty=True,
        ),
        "steps": hangs(
            ListOf(RECODE_STEP), "What values become, in steps that rise; the first may have no start.", empty=True
        ),
        "source": may(TEXT, SOURCE, empty=False),
    },
)
SCORE_NEEDS = Shape(
    "score_needs",
    "`needs`",
    "How much must be answered before there is a score.",
    {
        "share": may(Number(least=0, most=1), "The part of the questions that must be answered."),
        "answers": may(WHOLE, "How many answers there must be at least."),
        "scores": may(Either((WHOLE, Words(("applicable",)))), "How many of its scores must have a value."),
    },
)
SCORE = Shape(
    "score",
    "a score",
    "One number that is made of answers and other scores, in exactly one way.",
    {
        "title": needs(WORDS, "The name of the score, as it is shown."),
        "sum_of": hangs(ListOf(TEXT, fewest=1, unlike=True), "The questions and scores that are added up."),
        "mean_of": hangs(ListOf(TEXT, fewest=1, unlike=True), "The questions or scores of which the mean is taken."),
        "count_of": hangs(
            ListOf(Either((TEXT, CONDITION)), fewest=1, strict=True),
            "What is counted where it is true: questions held against `where`, and conditions.",
        ),
        "hours_between": hangs(ListOf(TEXT, fewest=2, most=2), "Two clock times: the hours from one to the other."),
        "ratio_of": hangs(ListOf(TEXT, fewest=2, most=2), "Two questions or scores: the first divided by the second."),
        "where": hangs(Plain.TEST, "What each question of `count_of` is held against.", empty=True),
        "scale": may(Number(whole=True, least=1), "The highest value of a mean of questions; without it 100."),
        "times": may(Number(above=0), "What the result is multiplied by."),
        "recode": may(
            Either((TEXT, MapOf(TEXT))), "The recode of all that it is made of, or of each part by its name."
        ),
        "needs": may(Either((Words(("all", "half")), SCORE_NEEDS)), "How much must be answered; without it all."),
        "prorate": may(
            Words(("mean",)), "In a sum: what is missing counts as the mean of the other answers.", empty=False
        ),
        "score_if": may(CONDITION, "The condition without which there is no such score."),
        "bands": may(TEXTS, "The sets of bands that say what the score means; the first is shown first."),
        "no_band_if": may(CONDITION, "The condition under which the score has no band."),
        "domain": may(TRUTH, "Whether it is a part of a larger score."),
        "shown": may(TRUTH, "Whether it stands on the sheet; false where it serves other scores only."),
        "source": may(TEXT, SOURCE, empty=False),
    },
)
BAND = Shape(
    "band",
    "a step",
    "One step of a set of bands; it ends where the next begins.",
    {
        "from": needs(NUMBER, "The value the band begins at."),
        "label": needs(WORDS, "The band in a word or two."),
        "text": may(WORDS, "What the band means, in a sentence."),
    },
)
BANDS = Shape(
    "bands",
    "a set of bands",
    "What the values of a score are called.",
    {
        "title": may(WORDS, "For whom or what the bands were made."),
        "steps": needs(ListOf(BAND, fewest=1, strict=True), "The bands, in rising order."),
        "source": needs(TEXT, SOURCE),
        "provisional": may(TRUTH, "Whether the bands are a choice that no study has tested; without it true."),
    },
)
CRITERION_PART = Shape(
    "criterion_part",
    "a part",
    "One of several things that must all hold.",
    {
        "title": needs(WORDS, "What must hold, in a few words."),
        "when": needs(CONDITION, WHEN),
    },
)
CRITERION = Shape(
    "criterion",
    "a criterion",
    "A rule that is met, not met, or undecided where answers are missing; it has either `when` or `parts`.",
    {
        "title": needs(WORDS, "The name of the rule, as it is shown."),
        "when": hangs(CONDITION, "The condition under which it is met."),
        "parts": hangs(ListOf(CRITERION_PART), "What must all hold; the sheet says which does.", empty=True),
        "met": needs(WORDS, "What is said where it is met."),
        "unmet": needs(WORDS, "What is said where it is not met."),
        "source": needs(TEXT, SOURCE),
    },
)
