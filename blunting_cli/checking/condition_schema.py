"""The condition language as definitions of a JSON Schema; what it may say is what `conditions.parsing` reads.

Any name may be that of a question, so each key that is no word of the language is taken for one. An empty value is
refused throughout: there is nothing to compare with. Definitions have no description of their own: editors would show
it in place of the sentence of the key that they stand under.
"""

from __future__ import annotations

from typing import Any

from blunting_cli.conditions import State
from blunting_cli.conditions.tree import CHANGES, DAYS, TELLABLE, UNCHANGED

Schema = dict[str, Any]

# Where a condition, or what one answer is held against, stands.
CONDITION: Schema = {"type": "object", "$ref": "#/$defs/condition"}
TEST: Schema = {"type": ["string", "number", "boolean", "array", "object"], "$ref": "#/$defs/test"}


def _any_case(word: str) -> str:
    return "".join(f"[{letter.upper()}{letter}]" for letter in word)


TIME_PATTERN = rf"^\s*[0-9]{{1,4}}\s*({'|'.join(map(_any_case, DAYS))})[Ss]?\s*$"
_AMOUNT: Schema = {
    "type": ["number", "string"],
    "pattern": TIME_PATTERN,
    "patternErrorMessage": "This is no number, and no time such as 4 weeks.",
}
_WHOLE: Schema = {"type": "integer"}
_VALUE: Schema = {"type": ["string", "number", "boolean"]}
_NAMES: Schema = {"type": ["string", "array"], "items": {"type": "string"}, "minItems": 1}


def condition_definitions() -> dict[str, Schema]:
    """Give the definitions that conditions are made of, by name."""
    return {"condition": _condition(), "test": _test(), "range": _range(), "count": _count()}


def _condition() -> Schema:
    listed = {"type": "array", "minItems": 1, "items": CONDITION}
    return {
        "minProperties": 1,
        "properties": {
            "all": {"description": "All of these must hold.", **listed},
            "any": {"description": "One of these must hold.", **listed},
            "not": {"description": "This must not hold.", **CONDITION},
            "count": {
                "description": "So many of these must hold.",
                "type": "object",
                "$ref": "#/$defs/count",
            },
            "condition": {"description": "The name of an entry of `conditions`, which must hold.", "type": "string"},
        },
        "patternProperties": {
            r"^score\.": {
                "description": "Between what the score must lie.",
                "type": "object",
                "$ref": "#/$defs/range",
            }
        },
        "additionalProperties": {
            "description": "What the answer to this question must be: a value, one of several, or a comparison.",
            **TEST,
        },
    }


def _test() -> Schema:
    """Define what an answer is held against: a value, one of several, or a comparison of one kind."""
    medicine = ["class", "change", "within_weeks", "told", "all_told"]
    told = {"type": "string", "enum": list(TELLABLE)}
    return {
        "items": _VALUE,
        "minItems": 1,
        "minProperties": 1,
        "properties": {
            **_ends(_AMOUNT),
            "answered": {"description": "Whether there is an answer.", "type": "boolean"},
            "state": {
                "description": "The way of having no answer.",
                "type": "string",
                "enum": [state.value for state in State],
            },
            "class": {"description": "One of the medicines is of this class or kind, or of any.", **_NAMES},
            "change": {"description": "What became of its dose.", "type": "string", "enum": list(CHANGES)},
            "within_weeks": {"description": "The change is at most so many weeks ago.", **_WHOLE},
            "told": {"description": "This is told of one such medicine.", **told},
            "all_told": {"description": "This is told of every such medicine.", **told},
        },
        "additionalProperties": False,
        "dependentRequired": {name: ["class"] for name in medicine[1:]},
        "dependentSchemas": {
            **{name: {"maxProperties": 1} for name in ("answered", "state", "between")},
            "class": {"propertyNames": {"enum": medicine}},
            **{name: {"propertyNames": {"enum": [name, "class"]}} for name in ("told", "all_told")},
            "within_weeks": {"properties": {"change": {"not": {"const": UNCHANGED}}}},
        },
    }


def _range() -> Schema:
    return {
        "minProperties": 1,
        "properties": _ends(_AMOUNT),
        "additionalProperties": False,
        "dependentSchemas": {"between": {"maxProperties": 1}},
    }


def _count() -> Schema:
    plain = {"properties": {"of": {"contains": {"type": ["string", "number"]}}}, "required": ["of"]}
    return {
        "properties": {
            "of": {
                "description": "What is counted: questions held against `where`, and conditions of their own.",
                "type": "array",
                "minItems": 1,
                "items": {"type": ["string", "number", "object"], "$ref": "#/$defs/condition"},
            },
            "where": {"description": "What each of its questions is held against.", **TEST},
            **_ends(_WHOLE),
        },
        "additionalProperties": False,
        "required": ["of"],
        "anyOf": [{"required": [end]} for end in ("at_least", "at_most", "between")],
        "dependentSchemas": {"between": {"properties": {"at_least": False, "at_most": False}}},
        "if": plain,
        "then": {"required": ["where"]},
        "else": {"properties": {"where": False}},
    }


def _ends(amount: Schema) -> dict[str, Schema]:
    return {
        "at_least": {"description": "This much or more.", **amount},
        "at_most": {"description": "This much or less.", **amount},
        "between": {
            "description": "From the first to the second, both included.",
            "type": "array",
            "minItems": 2,
            "maxItems": 2,
            "items": amount,
        },
    }
