"""Read YAML strictly: the events of the parser, never its objects, and one spelling for each kind of plain value."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import closing
from math import isinf
from typing import Any

from blunting_cli.bank.reading.text import (
    CURLY,
    CURLY_QUOTES,
    IN_QUOTES,
    INTEGER,
    Enough,
    Findings,
    Lines,
    check_string,
    in_words,
    is_plain_ascii,
    refused_words,
)
from blunting_cli.bank.reading.tree import TOO_DEEP, Builder, Spot
from blunting_cli.errors import Complaint

# libyaml refuses these without a usable place. A % line is a directive; many of them take libyaml quadratic time.
_REFUSED = r"[\ufeff\ufffe\uffff%](?<![^\r\n]%)"
# A key whose colon has no space after it, so that it is read as a text.
_NO_SPACE = r" *(?:- +)?[a-z_]+:[^\s/]"
_REAL = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+")
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}

_TAGS = "tags are not read"
# What libyaml or PyYAML says, as plain words and a hint; the first pattern that matches is used.
_PROBLEMS = (
    (r"nesting depth", TOO_DEEP, ""),  # libyaml 0.2.6 counts for itself, to a thousand
    (r"tab|'\\t'", "a tab cannot be used for indentation here", "Use spaces."),
    (r"cannot start any token", "a value cannot start with this character", "Put the value in quotes."),
    (r"mapping values", "a colon is not expected here", "Put the text in quotes if the colon belongs to it."),
    (r"(block )?sequence entries", "a list item cannot start here", "Put the list on lines of its own."),
    (r"mapping keys", "a key cannot start here", "Put the key on a line of its own."),
    (r"expected ':'", "a colon is missing after the key", "Write `key: value`, or indent the line."),
    (r"expected ',' or '[\]}]'", "a comma or a closing bracket is missing", ""),
    (r"end of stream|document (indicator|separator)", "the quoted text is not closed", "Close the quotes."),
    (r"escape", "this escape is not known", "Double the backslash, or use single quotes."),
    (r"alphabetic or numeric", "a value that starts with & or * or ! must be in quotes", "Put it in quotes."),
    (r"tag|URI", _TAGS, "Remove the tag, or put the text in quotes."),
    (r"node content", "a value is missing or starts with a character that needs quotes", "Put the value in quotes."),
    (r"expected key|'-' indicator|block end", "this line does not fit the lines above", "Mend indentation or quotes."),
    (r"document start", "this text does not belong to what stands above", "Mend the indentation or the quotes."),
    (r"block scalar|indentation|comment or a line break", "the block of text is not indented evenly", "Use spaces."),
)


def read_yaml(lines: Lines, keep: list[Complaint] | None = None) -> tuple[Any, Spot]:
    """Give the data of a YAML text and its spots; raises FileErrors with every complaint that could be found.

    Where `keep` is given, complaints about a text that could be read to its end go there instead.
    """
    findings = Findings(lines)
    builder = Builder(findings)
    whole = False
    try:
        _refuse_unplaced(lines, findings)
        if not findings.complaints:
            whole = _parse(lines, builder, findings)
    except Enough:
        pass
    findings.settle(keep, whole=whole)
    return builder.data, builder.root


def _refuse_unplaced(lines: Lines, findings: Findings) -> None:
    if is_plain_ascii(lines.text) and "%" not in lines.text:
        return
    for match in re.finditer(_REFUSED, lines.text):
        if match[0] == "%":
            hint = "Remove the line, or indent it."
            findings.add(match.start(), "a line cannot start with %", hint, "not-plain-yaml")
        else:
            findings.add(match.start(), refused_words(match), "Remove it.", "hidden-character")


def _parse(lines: Lines, builder: Builder, findings: Findings) -> bool:
    """Feed the parser's events to the builder; tell whether the text was read to its end."""
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        parsed: Any = yaml.parse(lines.text, Loader=loader)
        with closing(parsed) as events:  # the parser lets go of its memory also when reading stops early
            _feed(events, builder, findings)
        return True
    except yaml.YAMLError as error:
        findings.complaints.append(_complaint(lines, error))
    except (ValueError, OverflowError):  # the pure reader lets chr() fail on "\U00110000", without a mark
        match = re.search(r"\\U(?!000|0010)", lines.text)
        findings.add(match.start() if match else 0, "this escape is not a character", "Double the backslash.")
    return False


def _feed(events: Iterable[Any], builder: Builder, findings: Findings) -> None:
    from yaml import events as kinds

    scalar, mapping, sequence = kinds.ScalarEvent, kinds.MappingStartEvent, kinds.SequenceStartEvent
    documents = 0
    for event in events:
        kind = type(event)
        offset = event.start_mark.index
        if kind is scalar or kind is mapping or kind is sequence:
            if event.anchor is not None or event.tag is not None:
                _refuse_properties(event, findings)
            if kind is scalar:
                _take_scalar(event, offset, builder, findings)
            else:
                builder.open(offset, {} if kind is mapping else [])
        elif kind is kinds.MappingEndEvent or kind is kinds.SequenceEndEvent:
            builder.close()
        elif kind is kinds.AliasEvent:
            builder.refuse(offset, "anchors and aliases are not read", "Write the value out here.")
        elif kind is kinds.DocumentStartEvent:
            documents += 1
            if documents > 1:
                hint = "Remove the line `---`, or use two files."
                findings.stop(offset, "a file holds one document only", hint, "not-plain-yaml")


def _refuse_properties(event: Any, findings: Findings) -> None:
    offset = event.start_mark.index
    if event.anchor is not None:
        hint = "Remove the anchor, or put the text in quotes."
        findings.add(offset, "anchors and aliases are not read", hint, "not-plain-yaml")
    if event.tag is not None:
        findings.add(offset, "tags are not read", "Remove the tag, or put the text in quotes.", "not-plain-yaml")


def _take_scalar(event: Any, offset: int, builder: Builder, findings: Findings) -> None:
    text = event.value
    style = event.style
    if style:
        if style == '"':  # only escapes can bring in what the raw text may not hold
            text = check_string(offset, text, findings)
        builder.scalar(offset, text, text)
    elif text == "<<" and builder.awaits_key:
        builder.refuse(offset, "merge keys (<<) are not read", "Write the keys out here.")
    else:
        builder.scalar(offset, text, _plain_value(text))


def _plain_value(text: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "-0123456789":
        if INTEGER.fullmatch(text):
            return int(text)
        if _REAL.fullmatch(text) and not isinf(value := float(text)):
            return value + 0.0  # turns -0.0 into 0.0
    return text


def _complaint(lines: Lines, error: Any) -> Complaint:
    problem = str(getattr(error, "problem", None) or "the text is not YAML")
    mark = getattr(error, "problem_mark", None)
    if re.search("end of stream|document (indicator|separator)", problem):
        mark = getattr(error, "context_mark", None) or mark
    offset = mark.index if mark else 0
    if "cannot start any token" in problem and lines.text[offset : offset + 1] == "\t":
        problem = "tab"
    message, hint = in_words(_PROBLEMS, problem)
    opened = getattr(error, "context_mark", None)
    if code := {TOO_DEEP: "too-large", _TAGS: "not-plain-yaml"}.get(message):
        return Complaint(lines.syntax_place(offset), message, hint, code)
    place = lines.syntax_place(offset)
    hint = _likely(lines, place.line, lines.text[offset : offset + 1], message) or hint
    if "bracket" in message and opened:
        message = f"{message}; it was opened on line {lines.line(opened.index)}"
    return Complaint(place, message, hint, "not-readable")


def _likely(lines: Lines, number: int, at: str, message: str) -> str:
    """Give what to do about the usual slips that show as a colon or a comma in the wrong place; empty for others."""
    if "colon" not in message and "comma" not in message:
        return ""
    every = lines.text.splitlines()
    line, above = (every[index] if 0 <= index < len(every) else "" for index in (number - 1, number - 2))
    if re.search(CURLY, line):
        return CURLY_QUOTES
    if re.match(_NO_SPACE, above) and "colon" in message:
        return "Put a space after the colon in the line above."
    return IN_QUOTES if at == ":" and "comma" in message else ""
