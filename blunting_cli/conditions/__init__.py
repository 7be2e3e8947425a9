"""The one small condition language: what a bank may ask about answers and scores.

A condition comes in as plain data (mappings, never code), is parsed into a frozen tree, and is evaluated to one of
three verdicts: true, false, or unknown (None). An answer that is missing for whatever reason is unknown, so it can
never quietly become "no". Branching, factors, patterns and escalation all read the same tree, and `cited` tells
which answers made a verdict.

    {question: value}                 the answer is that value or label
    {question: [value, value]}        one of these (for a tick list: at least one of these is ticked)
    {question: {at_least: 3}}         also at_most, between: [low, high]; durations as "4 weeks"
    {question: {answered: true}}      an answer was given, whatever it is
    {question: {state: skipped}}      the question stands in that state
    {score.tears: {at_least: 50}}     a score; an incomplete one counts where its whole interval agrees
    {medicines: {class: [ssri]}}      a listed medicine of that class, or of any; also change, within_weeks
    {medicines: {class: any, told: started}}      one of that class has its start told; or `change`; or `name`
    {medicines: {class: any, all_told: started}}  every one that is or may be of that class has it told
    {all: [...]}  {any: [...]}  {not: ...}
    {condition: something_is_down}    one of the bank's named conditions
    {count: {of: [...], where: {at_least: 2}, at_least: 5}}

`told` and `all_told` ask what was said, never when or which. Like `answered` they are always true or false: a question
without an answer tells nothing, and a name that was not recognised tells nothing of a class. A change is told once its
time is told too; a dose left as it was needs none. A name is told where it was recognised, and `told: stopped` (or
raised, lowered, unchanged) where just this was said, with or without its time.
"""

from __future__ import annotations

from blunting_cli.conditions.tree import (
    ALWAYS,
    CHANGES,
    UNCHANGED,
    AllOf,
    Answer,
    AnswerIs,
    AnyOf,
    Comparison,
    Condition,
    CountOf,
    Duration,
    Facts,
    Medicine,
    NotSo,
    ScoreFact,
    ScoreIs,
    State,
    Value,
    is_missing,
)
from blunting_cli.conditions.verdict import (
    amount_of,
    check,
    cited,
    evaluate,
    leaves,
    questions_of,
    scores_of,
    undecided,
    within_interval,
)

__all__ = [
    "ALWAYS",
    "CHANGES",
    "UNCHANGED",
    "AllOf",
    "Answer",
    "AnswerIs",
    "AnyOf",
    "Comparison",
    "Condition",
    "CountOf",
    "Duration",
    "Facts",
    "Medicine",
    "NotSo",
    "ScoreFact",
    "ScoreIs",
    "State",
    "Value",
    "amount_of",
    "check",
    "cited",
    "evaluate",
    "is_missing",
    "leaves",
    "questions_of",
    "scores_of",
    "undecided",
    "within_interval",
]
