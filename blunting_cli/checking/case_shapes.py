"""The table of what a file of cases is made of, as `bank.shapes` is of a bank; the schema for editors is made from it.

Which keys there are, and how each is written, comes from the readers of cases; this adds one sentence on each.
"""

from __future__ import annotations

from blunting_cli.bank.shapes.kinds import (
    NUMBER,
    TEXT,
    TRUTH,
    WHOLE,
    Either,
    Key,
    Kind,
    ListOf,
    MapOf,
    Plain,
    Shape,
    Words,
    hangs,
    may,
)
from blunting_cli.checking.expectations import ALL, BY_NAME, EACH, KEYS, NULLABLE, OF_A_SCORE, SINGLE
from blunting_cli.factors import RANKED
from blunting_cli.scoring import VERDICTS

NOTHING = Plain.NOTHING
ANSWERS = MapOf(Plain.ANSWER)
NUMBER_OR_NONE = Either((NUMBER, NOTHING))

_OF_A_SCORE = {
    "value": "The value, or null for none.",
    "low": "The lowest value that open answers leave.",
    "high": "The highest value that open answers leave.",
    "error": "The standard error, or null for none.",
}
SCORE = Shape(
    "expected_score",
    "what a score must be",
    "What a score must come to.",
    {part: may(NUMBER_OR_NONE, _OF_A_SCORE[part], empty=False) for part in OF_A_SCORE},
)


def _one_or_more(kind: Kind) -> Kind:
    """Give a kind of which several may be acceptable."""
    return Either((kind, ListOf(kind, fewest=1, strict=True)))


LABEL = _one_or_more(Either((TEXT, NOTHING)))
_BY_NAME: dict[str, Kind] = {
    "levels": _one_or_more(Words(RANKED)),
    "points": WHOLE,
    "scores": Either((NUMBER, NOTHING, SCORE)),
    "bands": Either((LABEL, MapOf(LABEL))),
    "criteria": _one_or_more(Words(tuple(VERDICTS.values()))),
}
_SENTENCES = {
    "pattern": "The pattern that must come out, or one of several; null for none.",
    "first_factor": "The factor that must come first, or one of several; null for none.",
    "listed": "Factors that must be shown.",
    "not_listed": "Factors that must not be shown.",
    "not_first": "Factors that must not come first.",
    "levels": "The level of each factor.",
    "points": "The points of each factor; one that is left out has none.",
    "not_asked": "All factors that were not asked, or too little.",
    "tier": "How soon to talk to whom, or one of several.",
    "tier_at_least": "The lowest tier that may come out.",
    "tier_at_most": "The highest tier that may come out.",
    "triggers": "Reasons for the tier that must be there.",
    "no_triggers": "Reasons for the tier that must not be there.",
    "only_triggers": "All reasons for the tier.",
    "flags": "Flags, words of help and other statements that must be there.",
    "no_flags": "Flags, words of help and other statements that must not be there.",
    "only_flags": "All flags, words of help and other statements.",
    "scores": "What each score must be: a number, null for none, or its value and ends.",
    "bands": "The band of each score: its label, null for none, or a label for each set of bands.",
    "criteria": "Whether each rule is met, unmet or undecided.",
    "notes": "Notes that must be there.",
}


def _expectation(key: str) -> Key:
    how, _ = KEYS[key]
    if how == EACH:
        return may(ListOf(TEXT, fewest=1, strict=True), _SENTENCES[key], empty=False)
    if how == ALL:
        return may(ListOf(TEXT, strict=True), _SENTENCES[key], empty=False)
    if how == BY_NAME:
        return may(MapOf(_BY_NAME[key], fewest=0 if key == "points" else 1), _SENTENCES[key], empty=False)
    name = Either((TEXT, NOTHING)) if key in NULLABLE else TEXT
    return may(name if key in SINGLE else _one_or_more(name), _SENTENCES[key], empty=False)


EXPECT = Shape("expect", "`expect`", "What must come out of a case.", {key: _expectation(key) for key in KEYS})
_CASE = {
    "case": hangs(TEXT, "Who this is, in one line."),
    "based_on": may(TEXT, "The name of answers that these are laid over.", empty=False),
    "answers": may(ANSWERS, "What is answered, by question; an empty value takes the answer of the base away."),
    "partial": may(TRUTH, "Whether questions may be left out.", empty=False),
    "expect": hangs(EXPECT, "What must come out."),
}
CASE = Shape("case", "a case", "One person: what they answer, and what must come out.", _CASE)
CASE_FILE = Shape(
    "case_file",
    "a file of cases",
    "People told for tests: a list of them, or one alone.",
    {
        "cases": hangs(ListOf(CASE, fewest=1), "The people."),
        "bases": may(MapOf(ANSWERS), "Answers that several cases share, by name."),
        **_CASE,
    },
)
