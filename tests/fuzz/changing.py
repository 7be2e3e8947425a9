"""Changing an input so that it still gets past the first parser: lines, words and the tree of data behind them.

Raw bytes seldom are YAML, and bytes that are seldom hold a key that a reader knows. Everything here is decided by the
chance that is handed in, so that the same seed gives the same input again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from functools import cache
from random import Random
from typing import Any

import yaml

from blunting_cli.bank import load_medicines
from blunting_cli.bank.loading import load_texts
from blunting_cli.bank.shapes import reference
from blunting_cli.checking.case_files import OF_A_CASE, OF_A_FILE
from blunting_cli.checking.expectations import KEYS
from blunting_cli.conditions import CHANGES, State

from .holding import shipped_bank, small_bank

# Values that one reader or another may stumble over, as they are written in YAML.
NASTY = (
    *("~", "null", "true", "no", "''", '""', "[]", "{}", "[[]]", "[null]", "{a: 1}", "0", "-1", "-0.0", "1.5", "1e9"),
    *("999999999999999", "1000000000000000", "-999999999999999", "1e400", ".inf", ".nan", "0x1F", "0o7", "1_000"),
    *("12:30", "99:99", "0:00 am", "12 pm", "24:00", "9999 years", "0 days", "-1 week", "1 day", "3 WEEKS ago"),
    *("2026-02-30", "0000", "0000-00-00", "9999-12-31", "2026-13", "2026-03-01T00:00:00Z", "1900-01-01", "\u0663"),
    *(
        '"\\u202e"',
        '"\\ud800"',
        '"\\udc00\\ud800"',
        '"\\x1b[31m"',
        '"a\\nb: c"',
        '"\\t"',
        '"\\0"',
        '"\\u2028"',
        '"\\ufeff"',
    ),
    *(
        "\u00e9",
        "e\u0301",
        "\u0130",
        "\u00df",
        "\ufb03",
        "\U0001f480",
        "\u200b",
        "\ufffd",
        "\u0660",
        "\u2460",
        "x" * 201,
    ),
    *("skipped", "unanswered", "withheld", "not_asked", "not_applicable", "prefer_not_to_say", "none", "None of these"),
    *(
        "&a x",
        "*a",
        "!!str x",
        "<<",
        "? x",
        "- x",
        "|",
        ">",
        "%",
        "@",
        "`",
        "#",
        "---",
        "...",
        "'",
        '"',
        "{",
        "[",
        "]",
        "}",
    ),
    *("{0}", "{names}", "{text.__class__}", "%s", "[bold]", "[/]", "<b>", "&amp;", "](x)", "```", "\\", "|x|", "$(x)"),
)
# The same as data.
NASTY_DATA: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 2, 3, 1.5, -0.0, 1e300, -1e300, 5e-324, 10**15 - 1, -(10**15) + 1, 1000001),
    *("", " ", "\n", "\t", "a\nb", "x" * 201, "0", "1", "-1.5e1", "1 day", "9999 years", "2026-03-01", "0000", "23:59"),
    *("skipped", "withheld", "unanswered", "not_asked", "not_applicable", "prefer_not_to_say", "none", "any", "self"),
    *(
        "\u00e9",
        "e\u0301",
        "\u0130",
        "\u00df",
        "\U0001f480",
        "\u200b",
        "\ufeff",
        "\u0663",
        "{names}",
        "{0}",
        "{",
        "}",
        "%s",
    ),
    *("[bold]", "[/]", "<script>", "&lt;", "](x)", "```", "\\", "|", "#", "- x", "> x", "1. x", "*x*", "_x_", "a: b"),
    *([], {}, [[]], [None], [{}], {"": ""}, {"a": None}, ["x"] * 51, {"name": ""}, {"name": "x", "change": "raised"}),
)
_SCALAR = re.compile(r"(?<=: )[^\s{}\[\],#][^{}\[\],\n#]*|(?<=- )[^\s{}\[\],:][^{}\[\],:\n]*|(?<=[\[,] )[^\s{}\[\],:]+")
_KEY = re.compile(r"[\w.]+(?=\"?:)")
_ALIAS = re.compile(r"(?:^|[\s\[{,])\*\w")
_WORD = re.compile(r"\S+")
Change = Callable[[str, Random, Sequence[bytes]], str]
Bytes = Callable[[bytes, int], bytes]


@cache
def keys() -> tuple[str, ...]:
    """Every key that some reader knows, and the names that the banks at hand give to things."""
    small, shipped = small_bank(), shipped_bank()
    named = [*small.by_id, *small.score_by_id, *shipped.by_id, *(f"score.{name}" for name in small.score_by_id)]
    named += [one.id for one in (*small.patterns, *small.factors, *small.tiers, *small.triggers, *small.criteria)]
    facts = "schema_version tool version sha256 program taken outside answers safety questions short chosen value low "
    facts += "high error answered of band missing implied verdict parts because also undecided neighbours fits level "
    facts += (
        "points for against not_asked rule comparisons escalation tier urgent now reasons trigger flags about_safety "
    )
    facts += (
        "group lines help notes shown domain lowest highest method draft begun wording name read_as started change "
    )
    facts += "changed where class told all_told within_weeks at_least at_most between state count condition all any not"
    listed = [row.key for row in reference()] + [*OF_A_CASE, *OF_A_FILE, *KEYS]
    return tuple(dict.fromkeys([*listed, *named, *facts.split()]))


@cache
def words() -> tuple[str, ...]:
    """Words that a typed time, a typed name or a condition may hold."""
    said = [
        word for name, text in load_texts().items() if name.startswith("time_") for word in re.findall(r"\w+", text)
    ]
    known = load_medicines()
    names = sorted({name for entry in known.values() for name in entry.names})
    classes = sorted({entry.medicine_class for entry in known.values()} | {entry.kind for entry in known.values()})
    more = [
        "50",
        "mg",
        "mg/ml",
        "1,5",
        "100mcg/h",
        "%",
        "(",
        ")",
        "()",
        "\u00ae",
        ",",
        ".",
        "am",
        "p.m.",
        "\u2019",
        "ago",
    ]
    more += ["0", "1", "31", "29", "12", "2026", "1900", "1.5", "0.25", "1/2", "9999", "10000", "\u00bd", "st", "-"]
    return (*dict.fromkeys((*said, *known.forms, *more, *CHANGES, *(state.value for state in State))), *names, *classes)


def changed(content: bytes, most: int, seed: int, others: Sequence[bytes], raw: Bytes, *, typed: bool) -> bytes:
    """Give another input of at most `most` bytes; `raw` changes bytes as they are, `typed` is a line and no file."""
    chance = Random(seed)
    if chance.random() < 0.15:
        return raw(content, most)
    text = content.decode("utf-8", "replace")
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        text = chance.choice(TYPED if typed else WRITTEN)(text, chance, others)
    return text.encode("utf-8", "replace")[:most]


# Text ---------------------------------------------------------------------------------------------------------------


def _scalar(text: str, chance: Random, _: Sequence[bytes]) -> str:
    """Put another value, or a word that is known, in place of a value."""
    new = chance.choice(NASTY) if chance.random() < 0.6 else chance.choice(chance.choice((keys(), words())))
    return _in_place_of(_SCALAR, text, new, chance)


def _key(text: str, chance: Random, _: Sequence[bytes]) -> str:
    """Put another key in place of one: from the same text, or one that some reader knows."""
    there = _KEY.findall(text)
    new = chance.choice(there) if there and chance.random() < 0.5 else chance.choice(keys())
    return _in_place_of(_KEY, text, new, chance)


def _in_place_of(pattern: re.Pattern[str], text: str, new: str, chance: Random) -> str:
    found = list(pattern.finditer(text))
    if not found:
        return f"{text}{new}"
    one = chance.choice(found)
    return text[: one.start()] + new + text[one.end() :]


def _lines(text: str, chance: Random, others: Sequence[bytes]) -> str:
    """Double, drop, move or indent a line, or put in some of another input."""
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    match chance.randrange(6):
        case 0:
            lines.insert(at, lines[chance.randrange(len(lines))])
        case 1:
            del lines[at]
        case 2:
            lines.insert(chance.randrange(len(lines)), lines.pop(at))
        case 3:
            lines[at] = chance.choice(("  ", "\t", "    ", "- ", "\ufeff")) + lines[at]
        case 4:
            lines[at] = lines[at][2:]
        case _:
            more = chance.choice(others).decode("utf-8", "replace").split("\n") if others else []
            start = chance.randrange(len(more)) if more else 0
            lines[at:at] = more[start : start + chance.randint(1, 8)]
    return "\n".join(lines)


def _token(text: str, chance: Random, _: Sequence[bytes]) -> str:
    """Put something in anywhere, or take something out."""
    at = chance.randrange(len(text) + 1)
    if chance.random() < 0.3:
        return text[:at] + text[at + chance.randint(1, 8) :]
    return (
        text[:at]
        + chance.choice(chance.choice((NASTY, keys(), words(), ("\r", "\r\n", "\n\n", "\0", "\x85"))))
        + text[at:]
    )


def _word(text: str, chance: Random, _: Sequence[bytes]) -> str:
    """Put a word in, or in place of one."""
    new = chance.choice(words()) if chance.random() < 0.8 else chance.choice(NASTY)
    if chance.random() < 0.5:
        return _in_place_of(_WORD, text, new, chance)
    return text + chance.choice((" ", "", " (", ", ", ";")) + new


# Data ---------------------------------------------------------------------------------------------------------------

Node = tuple[Any, str | int]


def _data(text: str, chance: Random, others: Sequence[bytes]) -> str:
    """Change the data behind a text, and write it as JSON, or as YAML in either of its two ways."""
    data = _loaded(text)
    root = {"": data}
    for _ in range(chance.choice((1, 1, 2, 4))):
        _change(chance.choice(list(_nodes(root))), chance, others)
    return _as_text(root[""], chance)


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    # What stands in two places could stand within itself.
    if _ALIAS.search(text):
        return {}
    try:
        return yaml.load(text, Loader=yaml.CSafeLoader)
    except Exception:  # of a strange number PyYAML raises all kinds of errors
        return {}


def _as_text(data: Any, chance: Random) -> str:
    roll = chance.random()
    try:
        if roll < 0.5:
            return json.dumps(data, default=str, ensure_ascii=roll < 0.25)
        return yaml.dump(
            data, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, default_flow_style=roll > 0.8
        )
    except (yaml.YAMLError, ValueError, TypeError, RecursionError):
        return "{}"


def _nodes(data: Any) -> Iterator[Node]:
    """Walk every place that holds a value, as what holds it and the key."""
    waiting = [data]
    while waiting:
        holder = waiting.pop()
        for key in list(holder) if isinstance(holder, dict) else range(len(holder)):
            yield holder, key
            if isinstance(holder[key], dict | list):
                waiting.append(holder[key])


def _change(node: Node, chance: Random, others: Sequence[bytes]) -> None:
    holder, key = node
    value = holder[key]
    match chance.randrange(8):
        case 0 | 1:
            holder[key] = deepcopy(chance.choice(NASTY_DATA))
        case 2:
            holder[key] = chance.choice(chance.choice((keys(), words())))
        case 3 if isinstance(holder, dict) and key != "":
            holder[chance.choice(keys())] = holder.pop(key)
        case 3 | 4 if isinstance(holder, list) or key != "":
            del holder[key]
        case 5:
            holder[key] = chance.choice(
                ([value], {chance.choice(keys()): value}, [value, deepcopy(value)], str(value), value)
            )
        case 6 if others:
            more = list(_nodes({"": _loaded(chance.choice(others).decode("utf-8", "replace"))}))
            inner, name = chance.choice(more)
            holder[key] = inner[name]
        case _:
            if isinstance(value, dict):
                value[chance.choice(keys())] = deepcopy(chance.choice(NASTY_DATA))
            elif isinstance(value, list):
                value.insert(chance.randint(0, len(value)), deepcopy(chance.choice(NASTY_DATA)))
            elif isinstance(value, int | float):
                holder[key] = value + chance.choice((1, -1, 0.5, 10**6))
            else:
                holder[key] = chance.choice(keys())


WRITTEN: tuple[Change, ...] = (_scalar, _scalar, _key, _lines, _token, _data, _data, _data)
TYPED: tuple[Change, ...] = (_word, _word, _word, _token)
