"""Bank + answers -> assessment: everything the program concludes, each conclusion with the answers behind it.

`assess` runs scoring, factors and escalation. `withhold` takes the answers about safety out. `record` says an
assessment as plain data; `restoring` reads a record back, and `verifying` works it out again.
"""

from blunting_cli.assessment.assessing import (
    CHANGED,
    CONTRADICTION,
    NO_PATTERN,
    OTHER_BANK,
    Assessment,
    Note,
    assess,
    fill,
    medicine_notes,
    note,
)
from blunting_cli.assessment.record import SCHEMA_VERSION, record
from blunting_cli.assessment.withholding import HELP_NOW, SAFETY, withhold

__all__ = [
    "CHANGED",
    "CONTRADICTION",
    "HELP_NOW",
    "NO_PATTERN",
    "OTHER_BANK",
    "SAFETY",
    "SCHEMA_VERSION",
    "Assessment",
    "Note",
    "assess",
    "fill",
    "medicine_notes",
    "note",
    "record",
    "withhold",
]
