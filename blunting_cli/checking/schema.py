"""The shapes of a bank as a JSON Schema (draft 2020-12), for editors that complete, explain and check while one types.

The schema is made from the shapes that the loader reads by, and its descriptions are their sentences. It speaks of one
file, which may be a part of a bank, so it cannot know what a name refers to: the loader has the last word.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from blunting_cli.bank.model import METHODS
from blunting_cli.bank.shapes import BANK
from blunting_cli.bank.shapes.kinds import (
    LANGUAGE_PATTERN,
    Either,
    Key,
    Kind,
    ListOf,
    MapOf,
    Needed,
    Number,
    Plain,
    Shape,
    Words,
    shapes_of,
)
from blunting_cli.checking.case_shapes import CASE_FILE
from blunting_cli.checking.condition_schema import CONDITION, TEST, TIME_PATTERN, condition_definitions

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FILE_PATTERN = r"^[^/\\:]+\.yaml$"
NOT_EMPTY = r"\S"

Schema = dict[str, Any]


def bank_schema() -> str:
    """Give the schema of a bank's files as text."""
    return _text(BANK, "A bank of questions for blunting", condition_definitions())


def case_schema() -> str:
    """Give the schema of files of cases as text."""
    return _text(CASE_FILE, "Cases for a bank of blunting", {})


def _text(top: Shape, title: str, more: dict[str, Schema]) -> str:
    """Give the schema of files whose top is a shape, with definitions for all shapes below it, as text."""
    definitions = {shape.id: _shape(shape) for shape in shapes_of(top)}
    whole = {"$schema": DIALECT, "title": title, "type": "object", "$ref": f"#/$defs/{top.id}"}
    return json.dumps({**whole, "$defs": {**definitions, **more}}, indent=2) + "\n"


def _shape(shape: Shape) -> Schema:
    """Define the keys of a shape; that it is a mapping is said where it is used, since there it may be left empty."""
    required = [name for name, key in shape.keys.items() if key.needed is Needed.YES]
    found: Schema = {
        "description": shape.sentence,
        "properties": {name: _key(key) for name, key in shape.keys.items()},
        "additionalProperties": False,
    }
    if required:
        found["required"] = required
    rules = list(_rules(shape.id))
    return {**found, "allOf": rules} if rules else found


def _key(key: Key) -> Schema:
    """Define the value of a key, which may be empty or not."""
    found = _kind(key.kind, filled=not key.empty)
    return {"description": key.sentence, **(_or_null(found) if key.empty else found)}


def _kind(kind: Kind, *, filled: bool = True) -> Schema:
    """Define a value of a kind; a text that must be there must also be `filled`."""
    match kind:
        case Plain():
            return _plain(kind, filled=filled)
        case Number():
            return _number(kind)
        case Words(words):
            return {"enum": list(words)}
        case ListOf():
            return _list(kind)
        case MapOf():
            return _mapping(kind)
        case Either(kinds):
            return {"anyOf": [_kind(one, filled=filled) for one in kinds]}
        case Shape():
            return {"type": "object", "$ref": f"#/$defs/{kind.id}"}


def _plain(kind: Plain, *, filled: bool) -> Schema:
    match kind:
        case Plain.TRUTH:
            return {"type": "boolean"}
        case Plain.TIME:
            return {"type": "string", "pattern": TIME_PATTERN, "patternErrorMessage": f"This is not {kind.value}."}
        case Plain.FILE:
            return {"type": "string", "pattern": FILE_PATTERN, "patternErrorMessage": f"This is not {kind.value}."}
        case Plain.ANSWER:
            return {"type": ["string", "number", "boolean", "array", "object", "null"]}
        case Plain.NOTHING:
            return {"type": "null"}
        case Plain.CONDITION:
            return dict(CONDITION)
        case Plain.TEST:
            return dict(TEST)
        case Plain.LANGUAGE:
            return {"type": "string", "pattern": LANGUAGE_PATTERN, "patternErrorMessage": f"This is not {kind.value}."}
        case Plain.TEXT | Plain.WORDS:
            # A number stands as it was written.
            whole = {"pattern": NOT_EMPTY, "patternErrorMessage": "This must not be empty."}
            text = {"type": ["string", "number"], **(whole if filled else {})}
            return text if kind is Plain.TEXT else {**text, **_TRANSLATED, "type": [*text["type"], "object"]}


# A text for each language, some of which may still be empty; it says nothing of what is no mapping.
_TRANSLATED: Schema = {
    "propertyNames": {"pattern": LANGUAGE_PATTERN},
    "additionalProperties": {"type": ["string", "number", "null"]},
    "minProperties": 1,
}


def _number(kind: Number) -> Schema:
    bounds = {"minimum": kind.least, "maximum": kind.most, "exclusiveMinimum": kind.above}
    found: Schema = {"type": "integer" if kind.whole else "number"}
    return {**found, **{word: bound for word, bound in bounds.items() if bound is not None}}


def _mapping(kind: MapOf) -> Schema:
    found: Schema = {"type": "object", "additionalProperties": _kind(kind.kind)}
    if kind.names:
        found["propertyNames"] = {"pattern": kind.names}
    return {**found, "minProperties": kind.fewest} if kind.fewest else found


def _list(kind: ListOf) -> Schema:
    """Define a list; one text may stand for a list of it, where one entry is enough."""
    entries = _kind(kind.kind, filled=False)
    found: Schema = {"type": "array", "items": entries}
    if kind.fewest:
        found["minItems"] = kind.fewest
    if kind.most is not None:
        found["maxItems"] = kind.most
    if kind.unlike:
        found["uniqueItems"] = True
    alone = None if kind.strict or kind.fewest > 1 else _alone(kind.kind)
    if alone is None:
        return found
    if "enum" in alone:
        return {"anyOf": [found, alone]}
    # What is said of a text does not touch a list, and the other way round.
    return {**alone, **found, "type": ["array", *_types(alone)]}


def _alone(kind: Kind) -> Schema | None:
    """Define what may stand for a list of one."""
    match kind:
        case Either(kinds):
            return next((found for found in map(_alone, kinds) if found is not None), None)
        case Plain() | Words():
            return _kind(kind, filled=False)
    return None


def _types(found: Schema) -> list[str]:
    types = found["type"]
    return [*types] if isinstance(types, list) else [types]


def _or_null(found: Schema) -> Schema:
    """Allow an empty value beside what was defined."""
    if "type" in found:
        return {**found, "type": [*_types(found), "null"]}
    if "anyOf" in found:
        return {**found, "anyOf": [*found["anyOf"], {"type": "null"}]}
    return {**found, "enum": [*found["enum"], None]}


# What one key asks of others --------------------------------------------------------------------------------------


def _rules(shape: str) -> Iterator[Schema]:
    """Walk what the keys of a shape ask of each other; the loader says the same in words."""
    match shape:
        case "bank":
            yield from _bank_rules()
        case "question":
            yield from _question_rules()
        case "recode":
            yield from _one_of("map", "steps")
        case "recode_step":
            yield {"not": {"allOf": [_filled("from"), _filled("above")]}}
        case "score":
            yield from _score_rules()
        case "criterion":
            yield from _one_of("when", "parts")
        case "topic":
            yield {"if": {"not": _filled("factor")}, "then": {"allOf": [_filled("title"), _filled("parts")]}}
        case "case" | "case_file":
            told = {"required": ["case", "expect"], "properties": {"cases": False, "bases": False}}
            yield {"if": _there("cases"), "then": {"propertyNames": {"enum": ["cases", "bases"]}}, "else": told}
        case "topic_part":
            yield {"anyOf": [_filled("text"), _filled("items")]}


def _bank_rules() -> Iterator[Schema]:
    yield {"dependentRequired": {"bank": ["version"], "version": ["bank"], "parts": ["bank"]}}
    # Of a bank in one file all can be known.
    whole = {"required": ["bank"], "not": _filled("parts")}
    yield {"if": whole, "then": _filled("questions")}
    yield {"if": {"allOf": [whole, _filled("triggers")]}, "then": _filled("tiers")}
    for holds, then in ((_filled("sections"), _filled("section")), ({"not": _filled("sections")}, _filled("why"))):
        yield {"if": {"allOf": [whole, holds]}, "then": {"properties": {"questions": {"items": then}}}}


def _question_rules() -> Iterator[Schema]:
    chosen = {"properties": {"type": {"enum": ["single", "multi", None]}}}
    ticked = {"properties": {"type": {"const": "multi"}}, "required": ["type"]}
    yield {
        "if": chosen,
        "then": {"anyOf": [_filled("respond"), _filled("options")]},
        "else": _none_of("respond", "options"),
    }
    yield {"if": _filled("respond"), "then": _none_of("options")}
    yes_or_no = {"properties": {key: {"enum": [False, None]} for key in ("alone", "none")}}
    yield {"if": {"not": ticked}, "then": {"properties": {"options": {"items": yes_or_no}}}}
    for key in ("only_if", "implied"):
        yield {"if": _there(key), "then": _filled("ask_if")}


def _score_rules() -> Iterator[Schema]:
    """Say which keys go with which way of making a score."""
    yield from _one_of(*METHODS)
    fitting = {"scale": ["mean_of"], "recode": ["mean_of", "sum_of"], "prorate": ["sum_of"]}
    for key, with_one_of in {**fitting, "needs": ["mean_of", "prorate"]}.items():
        yield {"if": {"not": {"anyOf": list(map(_there, with_one_of))}}, "then": _none_of(key)}
    plain = {"properties": {"count_of": {"contains": {"type": ["string", "number"]}}}, "required": ["count_of"]}
    yield {"if": plain, "then": _filled("where"), "else": {"properties": {"where": {"type": "null"}}}}


def _there(key: str) -> Schema:
    return {"required": [key]}


def _filled(key: str) -> Schema:
    """Say that a key is there and its value is not empty."""
    return {"required": [key], "properties": {key: {"not": {"enum": [None, "", [], {}]}}}}


def _none_of(*keys: str) -> Schema:
    return {"properties": dict.fromkeys(keys, False)}


def _one_of(*keys: str) -> Iterator[Schema]:
    """Say that exactly one of several keys is there; editors mark the others, where `oneOf` would mark the whole."""
    yield {"anyOf": list(map(_there, keys))}
    yield {"dependentSchemas": {key: _none_of(*keys[:at], *keys[at + 1 :]) for at, key in enumerate(keys)}}
