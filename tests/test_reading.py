"""What the reader of untrusted YAML and JSON promises: plain data, a place for everything, and no other error."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path as FilePath
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blunting_cli.bank import reading
from blunting_cli.bank.reading import Document, Path, read_document
from blunting_cli.errors import FileErrors

CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
HOSTILE = os.environ.get("HOSTILE_CORPUS", "")
HOSTILE_FILES = [
    path
    for folder in ("json", "yaml", "blns", "csv")
    for path in sorted(FilePath(HOSTILE or os.devnull, folder).rglob("*"))
    if path.is_file()
]
# Valid JSON that breaks a stricter rule of ours: control characters, line separators, repeated keys, long integers.
STRICTER = {
    "y_object_duplicated_key.json",
    "y_object_duplicated_key_and_value.json",
    "y_object_escaped_null_in_key.json",
    "y_string_allowed_escapes.json",
    "y_string_escaped_control_character.json",
    "y_string_null_escape.json",
    "y_string_u+2028_line_sep.json",
    "y_string_u+2029_par_sep.json",
    "y_string_unescaped_char_delete.json",
    "y_string_with_del_character.json",
}


def read(text: str | bytes) -> Document:
    """Read text (or bytes as they are) under the name `bank.yaml`."""
    return read_document(text if isinstance(text, bytes) else text.encode(), "bank.yaml")


def refused(text: str | bytes) -> FileErrors:
    """Read what must be refused; give the error after checking that its text is safe to print."""
    with pytest.raises(FileErrors) as caught:
        read(text)
    assert caught.value.complaints
    assert not CONTROL.search(caught.value.render())
    return caught.value


def spots(error: FileErrors) -> list[tuple[int, int]]:
    """Give line and column of every complaint."""
    return [(complaint.place.line, complaint.place.column) for complaint in error.complaints]


def at(document: Document, *path: str | int, key: bool = False) -> tuple[int, int]:
    """Give line and column of a path."""
    place = document.place(path, key=key)
    return place.line, place.column


@pytest.fixture(params=["libyaml", "pure"])
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run a test with the C loader and once more with the pure Python one."""
    if request.param == "pure":
        monkeypatch.delattr("yaml.CSafeLoader", raising=False)
    return str(request.param)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0", 0),
        ("-0", 0),
        ("7", 7),
        ("-12", -12),
        ("999999999999999", 999999999999999),
        ("1000000000000000", "1000000000000000"),
        ("1.50", 1.5),
        ("-0.25", -0.25),
        ("-0.0", 0.0),
        ("9" * 400 + ".0", "9" * 400 + ".0"),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("'7'", "7"),
        ('"true"', "true"),
        ('""', ""),
        ("|\n  7\n", "7\n"),
        (">-\n  null\n", "null"),
        ("two words", "two words"),
        ("[1, a, null]", [1, "a", None]),
        ("{b: {}}", {"b": {}}),
    ],
)
def test_scalars_have_the_type_the_table_says(loader: str, written: str, value: object) -> None:
    """A plain scalar is a number, truth value or nothing only in one spelling; quotes always make text."""
    found = read(f"a: {written}").data["a"]
    assert found == value
    assert type(found) is type(value)
    assert str(found) == str(value)


@pytest.mark.parametrize(
    "word",
    [
        *("no", "No", "NO", "off", "on", "yes", "y", "n", "True", "TRUE", "False", "Null", "NULL"),
        *("012", "0o14", "0x1F", "0b1", "1_000", "1:30", "190:20:30", "1e3", "1.5e3", "1.", ".5", "+1", "-x", "١٢"),
        *("2024-01-01", "2001-12-14t21:59:43.10-05:00", ".inf", "-.inf", ".nan", "=", "1 2"),
    ],
)
def test_yaml_surprises_stay_text(loader: str, word: str) -> None:
    """What YAML 1.1 turns into truth values, dates, octal or base-60 numbers stays as written."""
    assert read(f"a: {word}").data == {"a": word}


def test_keys_are_always_text() -> None:
    """Keys keep the text as written, whatever it looks like."""
    data = read("1: a\nnull: b\ntrue: c\n1.50: d\n'': e\n~: f\n").data
    assert data == {"1": "a", "null": "b", "true": "c", "1.50": "d", "": "e", "~": "f"}


@pytest.mark.parametrize(
    "text", ["", " \n\t\n", "# nothing\n  # more\n", "\ufeff", "\t# tab\r\n", "---\n", "null", "~\n"]
)
def test_a_file_without_content_is_none(loader: str, text: str) -> None:
    """Empty, blank and comment-only text is None, and its place is the start."""
    document = read(text)
    assert document.data is None
    inside(document, ("a", 0))


def test_repeated_keys_are_all_named(loader: str) -> None:
    """Every repeated key gets a complaint at the second one, with the line of the first; the first value stays."""
    error = refused("a: 1\nb:\n  c: 1\n  c: [2, 3]\na: 2\n'a': 3\n")
    assert spots(error) == [(4, 3), (5, 1), (6, 1)]
    assert [c.message[-6:] for c in error.complaints] == ["line 3", "line 1", "line 1"]


def test_a_long_repeated_key_is_cut() -> None:
    """A message never carries a whole huge key, nor its line breaks."""
    key = json.dumps("x\n" * 500)
    message = refused(f"{{{key}: 1, {key}: 2}}").complaints[0].message
    assert len(message) < 120
    assert "\n" not in message


def test_billion_laughs_is_refused(loader: str) -> None:
    """Anchors and aliases are refused where they stand and never followed."""
    lines = ["a: &a [x, x]", *(f"{b}: &{b} [*{a}, *{a}, *{a}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True))]
    error = refused("\n".join(lines))
    assert spots(error)[:3] == [(1, 4), (2, 4), (2, 8)]
    assert {c.message for c in error.complaints} == {"anchors and aliases are not read"}


def test_complaints_are_capped() -> None:
    """After fifty complaints one more says that there are others."""
    error = refused("\n".join(f"k{i}: *a" for i in range(200)))
    assert len(error.complaints) == 51
    assert error.complaints[-1].message == "and more"


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system", "!!str", "!mine", "!"])
def test_tags_are_refused(loader: str, tag: str) -> None:
    """An explicit tag is refused on a scalar, a list and a mapping."""
    for value in ("x", "[x]", "{x: y}"):
        error = refused(f"a: {tag} {value}")
        assert error.complaints[0].message == "tags are not read"
        assert spots(error) == [(1, 4)]


def test_a_double_bang_value_says_to_quote_it(loader: str) -> None:
    """Text that starts with an exclamation mark is refused with a way out."""
    assert "quotes" in refused("a: !important").complaints[0].hint


def test_merge_keys_are_refused(loader: str) -> None:
    """A merge key is refused; in quotes it is an ordinary key, and as a value it is text."""
    assert spots(refused("a:\n  <<: {b: 1}\n")) == [(2, 3)]
    assert read("'<<': 1\na: <<\n").data == {"<<": 1, "a": "<<"}


@pytest.mark.parametrize("text", ["? [a, b]\n: c\n", "? {a: b}\n: c\n", "{[a]: c}", "? - a\n: - b\nd: e"])
def test_keys_that_are_not_scalars_are_refused(loader: str, text: str) -> None:
    """A list or mapping as a key is one complaint."""
    assert [c.message for c in refused(text).complaints] == ["a mapping or list cannot be a key"]


# Against input that would run for minutes or for ever; far above the second it takes, so that no machine is too slow.
BOUND = 20


@pytest.mark.parametrize("unit", ["[", "{", "- ", "? ", "{a: ", "[[],", '{"a":', '[{"a":', "[\n"])
def test_depth_is_bounded_quickly(unit: str) -> None:
    """Endless nesting of any kind is refused at once."""
    started = time.process_time()
    error = refused(unit * 100_000)
    assert time.process_time() - started < BOUND
    assert len(error.complaints) <= 51


@pytest.mark.parametrize("template", ["{}", "# YAML\n{}"])
def test_depth_is_counted_the_same_for_json_and_yaml(template: str) -> None:
    """Thirty-two levels are read; the thirty-third bracket is complained about.

    Newer readers of YAML refuse a thousand levels by themselves, before the first of them is seen.
    """
    assert read(template.format("[" * 32 + "]" * 32)).data
    for depth in (33, 400, 50_000):
        error = refused(template.format("[" * depth + "]" * depth))
        assert error.complaints[0].place.column in ((33,) if depth < 1000 else (33, 1001))
        assert "nested" in error.complaints[0].message


@pytest.mark.parametrize("template", ["[{}]", "# YAML\n[{}]"])
def test_the_number_of_nodes_is_bounded(template: str) -> None:
    """More than a hundred thousand keys and values are refused."""
    assert len(read(template.format(",".join(["1"] * 99_999))).data) == 99_999
    assert "100,000" in refused(template.format(",".join(["1"] * 100_000))).complaints[0].message


def test_two_documents_are_refused(loader: str) -> None:
    """A second document is a complaint at its start; a single marker at the top is fine."""
    assert read("---\na: 1\n...\n").data == {"a": 1}
    assert spots(refused("a: 1\n---\nb: 2\n")) == [(2, 1)]


def test_directives_are_refused_quickly(loader: str) -> None:
    """A line that starts with % is a complaint, also when there are very many of them."""
    assert spots(refused("%YAML 1.1\n---\na: 1\n")) == [(1, 1)]
    assert len(refused("".join(f"%TAG !{i}! x\n" for i in range(50_000)) + "---\na").complaints) == 51
    assert read("a: 50 %\nb: |\n %x\n").data == {"a": "50 %", "b": "%x\n"}


def test_a_byte_order_mark_is_dropped() -> None:
    """A UTF-8 byte order mark is no part of the text and does not shift columns."""
    document = read(b"\xef\xbb\xbfa: 1")
    assert document.data == {"a": 1}
    assert at(document, "a") == (1, 4)
    assert read(b'\xef\xbb\xbf{"a": 1}').data == {"a": 1}
    assert spots(refused(b"\xef\xbb\xbfab\xff")) == [(1, 3)]
    assert spots(refused(b"\xef\xbb\xbf\xef\xbb\xbfab")) == [(1, 1)]


@pytest.mark.parametrize("codec", ["utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_encodings_are_refused_once(codec: str) -> None:
    """UTF-16 and UTF-32, with or without a mark, give one complaint that says how to save the file."""
    error = refused("a: 1\nb: 2\n".encode(codec))
    assert len(error.complaints) == 1
    assert error.complaints[0].hint == "Save the file as UTF-8."
    assert "UTF-16" in error.complaints[0].message or "UTF-32" in error.complaints[0].message


def test_invalid_utf8_is_placed() -> None:
    """The first byte that is not UTF-8 is named with its line and its column in characters."""
    error = refused("a: 1\nbé: ".encode() + b"\xe9t\xe9")
    assert spots(error) == [(2, 5)]
    assert "e9" in error.complaints[0].message
    assert error.complaints[0].hint == "Save the file as UTF-8."


@pytest.mark.parametrize("character", ["\0", "\x07", "\x1b", "\x7f", "\x85", "\x9b", "\u202e", "\u2066", "\u2028"])
def test_raw_control_characters_are_placed(character: str) -> None:
    """A control or bidi character is refused anywhere, also in a comment or a JSON string."""
    assert spots(refused(f"a: 1\nb: x{character}\n# {character}\n")) == [(2, 5), (3, 3)]
    assert spots(refused(f'{{"a": "{character}"}}')) == [(1, 8)]


@pytest.mark.parametrize("escape", [r"\u001b", r"\u009b", r"\u202e", r"\u0000", r"\r", r"\b", r"\u2029"])
def test_escaped_control_characters_are_refused(loader: str, escape: str) -> None:
    """An escape cannot bring in what the raw text may not hold, neither in keys nor in values."""
    assert spots(refused(f'a: 1\nb: "x{escape}"\n')) == [(2, 4)]
    assert spots(refused(f'{{"a": 1,\n "b": ["x{escape}"]}}')) == [(2, 8)]
    assert spots(refused(f'"{escape}": 1')) == [(1, 1)]
    assert spots(refused(f'{{"{escape}": 1}}')) == [(1, 2)]


def test_escaped_line_breaks_and_letters_are_fine(loader: str) -> None:
    """Tabs, line breaks and letters may be written as escapes."""
    assert read(r'a: "x\n\ty\u00e9"').data == {"a": "x\n\tyé"}
    assert read(r'{"a": "x\n\ty\u00e9\ud83d\ude00\\u001b"}').data == {"a": "x\n\tyé😀\\u001b"}


@pytest.mark.parametrize("escape", [r"\ud800", r"\U00110000", r"\UFFFFFFFF", r"\q"])
def test_escapes_that_are_no_character_are_refused(loader: str, escape: str) -> None:
    """A YAML escape that names no character is a complaint on its line."""
    assert refused(f'a: 1\nb: "{escape}"\n').complaints[0].place.line == 2


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_line_ending_counts_as_one(loader: str, ending: str) -> None:
    """Lines and columns are the same for all three line endings, and excerpts carry none."""
    document = read(ending.join(["a: 1", "", "b:", "  c: x", ""]))
    assert at(document, "b", "c") == (4, 6)
    assert document.place(("b", "c")).excerpt == "  c: x"
    document = read(ending.join(["{", '"a": 1,', '  "b": 2', "}"]))
    assert at(document, "b", key=True) == (3, 3)
    assert document.place(("b",)).excerpt == '  "b": 2'


def test_complaints_before_a_syntax_error_are_kept(loader: str) -> None:
    """A file with several faults reports them together, the syntax error last."""
    error = refused("a: 1\na: 2\nb: &x 3\nc: !t 4\nd: e: f\ng: h\n")
    assert [line for line, _ in spots(error)] == [2, 3, 4, 5]
    assert "colon" in error.complaints[-1].message


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a:\n\t- b\n", 2, "tab"),
        ("a: @b", 1, "cannot start"),
        ("a: `b`", 1, "cannot start"),
        ("a: b: c", 1, "colon"),
        ("a: 1\nbcd\ne: 2\n", 3, "colon"),
        ("a: [1, 2\nb: 3\n", 2, "bracket"),
        ("a: [1, 2\n\n\n", 1, "bracket"),
        ("a: {b: 1,\n  c: 2\nd: 3\n", 3, "opened on line 1"),
        ('a: 1\nb: "never closed\nc: 2\n\n', 2, "not closed"),
        ("a: *bold*", 1, "quotes"),
        ("a:\n    b: 1\n  c: 2\n", 3, "does not fit"),
        ("a: - b", 1, "list item"),
        ('[1, "a" "b"]', 1, "comma"),
        ('{"a" 1}', 1, "colon"),
        ('{"a": 1', 1, "comma"),
        ('{"a": 1}\n\nx', 3, "after the end"),
    ],
)
def test_syntax_errors_are_said_in_plain_words(loader: str, text: str, line: int, words: str) -> None:
    """A syntax error names the line and what is wrong without the words of the parser."""
    complaint = refused(text).complaints[-1]
    assert complaint.place.line == line
    assert words in complaint.message
    assert "token" not in complaint.message


def test_json_repeated_keys_are_refused() -> None:
    """JSON with repeated keys is refused, all of them at once, and is not read as YAML instead."""
    error = refused('{"a": 1,\n "b": {"c": 1, "c": 1},\n "\\u0061": 2}')
    assert spots(error) == [(2, 16), (3, 2)]
    assert error.complaints[1].message == 'the key "a" is repeated; it is already on line 1'


@pytest.mark.parametrize(
    "number", ["NaN", "Infinity", "-Infinity", "1e400", "-1e400", "1234567890123456", "-" + "9" * 5000]
)
def test_json_numbers_out_of_range_are_placed(number: str) -> None:
    """Numbers that JSON or we cannot hold are refused where they stand."""
    assert spots(refused(f'{{"a": [1,\n {number}, {number}]}}'))[0] == (2, 2)


def test_json_numbers_in_range_are_read() -> None:
    """Fifteen digits, fractions and exponents are read as numbers; minus nothing is nothing."""
    data = read("[999999999999999, -999999999999999, 1.5, 1e3, 1e-999, -0, -0.0]").data
    assert [str(n) for n in data] == ["999999999999999", "-999999999999999", "1.5", "1000.0", "0.0", "0", "0.0"]


@pytest.mark.parametrize("string", [r'"\ud800"', r'"\ude00\ud83d"', r'"x\udfff"'])
def test_json_lone_surrogates_are_refused(string: str) -> None:
    """Half a surrogate pair is refused as key and as value."""
    assert spots(refused(f"[1, {string}]")) == [(1, 5)]
    assert spots(refused(f"{{{string}: 1}}")) == [(1, 2)]


def test_text_in_brackets_that_is_not_json_is_tried_as_yaml() -> None:
    """A YAML flow mapping or list is read as such."""
    assert read("{a: 1, b: no}").data == {"a": 1, "b": "no"}
    assert read("[a, 'b', # c\n 1,]").data == ["a", "b", 1]
    assert read("{a: 1}\n").data == {"a": 1}


def test_the_error_fits_what_the_text_looks_like() -> None:
    """Text with quoted keys gets the JSON error, other text the YAML one."""
    assert spots(refused('{"a": 1,\n "b" 2, "c": *x}')) == [(2, 6)]
    assert refused("{a: 1, b: *x}").complaints[0].message == "anchors and aliases are not read"


def test_places_in_yaml(loader: str) -> None:
    """Keys, values and items have their own line and column, counted in characters from one."""
    document = read("# é\ntop:\n  - id: é😀\n    'b c': |\n      text\n  - [x, {y: z}]\nnone:\nlast: \"q\"\n")
    assert at(document) == (2, 1)
    assert at(document, "top", key=True) == (2, 1)
    assert at(document, "top") == (3, 3)
    assert at(document, "top", 0) == (3, 5)
    assert at(document, "top", 0, "id") == (3, 9)
    assert at(document, "top", 0, "b c", key=True) == (4, 5)
    assert at(document, "top", 0, "b c") == (4, 12)
    assert at(document, "top", 1, 1, "y") == (6, 13)
    assert at(document, "top", 1, 0, key=True) == (6, 6)
    assert at(document, "none") == (7, 6)
    assert at(document, "last") == (8, 7)


def test_places_in_json() -> None:
    """JSON places are right behind escaped quotes, brackets in strings and non-ASCII text."""
    document = read('{"a\\"]": ["x\\\\", "{[\\",:", {"é😀": [ ]}],\n  "b": {"c": -1.5e3, "d": null}\n}\n')
    assert document.data['a"]'][1] == '{[",:'
    assert at(document) == (1, 1)
    assert at(document, 'a"]', key=True) == (1, 2)
    assert at(document, 'a"]') == (1, 10)
    assert at(document, 'a"]', 0) == (1, 11)
    assert at(document, 'a"]', 1) == (1, 18)
    assert at(document, 'a"]', 2) == (1, 28)
    assert at(document, 'a"]', 2, "é😀") == (1, 35)
    assert at(document, "b", "c", key=True) == (2, 9)
    assert at(document, "b", "c") == (2, 14)
    assert at(document, "b", "d") == (2, 27)


@pytest.mark.parametrize("text", ["a:\n  b: [1, 2]\n", '{"a":\n  {"b": [1, 2]}}'])
def test_a_path_that_does_not_exist_gives_its_ancestor(text: str) -> None:
    """A missing key, a missing item or a step into a scalar ends at the nearest thing that is there."""
    document = read(text)
    value = at(document, "a", "b")
    beyond: list[Path] = [("a", "b", 2), ("a", "b", -1), ("a", "b", "x"), ("a", "b", 5, "x", 1)]
    for path in beyond:
        assert at(document, *path) == value
    assert at(document, "a", "b", 0, "x") == at(document, "a", "b", 0)
    assert at(document, "a", "x", key=True) == at(document, "a", key=True)
    assert at(document, "x") == at(document)


def test_a_complaint_points_with_a_caret() -> None:
    """A complaint shows the source, the line as written and a caret under the spot."""
    document = read("item:\n  text: 7\n")
    complaint = document.complain(("item", "text"), "this must be text", "Put it in quotes.")
    assert complaint.render().split("\n") == [
        "bank.yaml:2:9: this must be text",
        "      text: 7",
        "            ^",
        "    Put it in quotes.",
    ]
    assert "bank.yaml:2:3" in document.complain(("item", "text"), "unknown key", key=True).render()


def test_the_size_is_bounded() -> None:
    """Up to two MiB are read, one byte more is refused, and many faults on one huge line stay small."""
    assert read(b"a: 1\n".ljust(reading.MAX_BYTES, b"#")).data == {"a": 1}
    assert "MiB" in refused(b"a" * (reading.MAX_BYTES + 1)).complaints[0].message
    assert len(refused(b"[" + b"NaN," * 90_000 + b"1]").render()) < 20_000


@pytest.mark.parametrize(("content", "mine", "other"), [('{"a": [1]}', "json", "yaml"), ("a: [1]", "yaml", "json")])
def test_each_format_imports_only_its_own_parser(content: str, mine: str, other: str) -> None:
    """Importing the reader loads no parser; reading one format and asking for places leaves the other unimported."""
    code = (
        "import sys; from blunting_cli.bank import reading\n"
        "loaded = lambda word: {word, f'{reading.__name__}.{word}_text'} & set(sys.modules)\n"
        "assert not loaded('yaml') and not loaded('json')\n"
        f"reading.read_document({content.encode()!r}, 'x').place(('a', 0))\n"
        f"assert len(loaded({mine!r})) == 2 and not loaded({other!r})"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=FilePath(__file__).parents[1])


def outcome(content: bytes) -> Document | None:
    """Read bytes; give None when they are refused, after checking that the report is safe to print."""
    try:
        return read_document(content, "x")
    except FileErrors as error:
        assert error.complaints
        assert not CONTROL.search(error.render())
        return None


PIECES = st.lists(
    st.sampled_from(["- ", "a", ": ", "\n", "  ", "[", "]", "{", "}", ", ", '"', "'", "\\", "&a ", "*a", "!t ", "? ", "#",
                     "|", ">", "<<", "---\n", "...\n", "%", "\t", "\r", "é", "1", "\\u001b", "\ufeff", "null", "\x1b"])
)  # fmt: skip
ANYTHING = st.binary() | st.text().map(str.encode) | PIECES.map(lambda pieces: "".join(pieces).encode())


@settings(max_examples=400, deadline=None)
@given(ANYTHING)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    """No bytes give anything but a document or FileErrors."""
    document = outcome(content)
    if document is not None:
        for path in paths(document.data):
            inside(document, path)


@settings(max_examples=300, deadline=None)
@given(PIECES.map("".join))
def test_both_loaders_agree(text: str) -> None:
    """What both loaders read is the same data at the same places."""
    fast = outcome(text.encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr("yaml.CSafeLoader", raising=False)
        slow = outcome(text.encode())
    if fast is not None and slow is not None:
        assert fast.data == slow.data
        for path in paths(fast.data):
            assert fast.place(path, key=True) == slow.place(path, key=True)


def paths(data: Any, start: Path = ()) -> list[Path]:
    """Give every path of some data."""
    steps = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [start, *(path for step, value in steps for path in paths(value, (*start, step)))]


def inside(document: Document, path: Path) -> None:
    """Check that both places of a path are inside the text and show the line they name."""
    lines = re.split(r"\r\n|\r|\n", document.text)
    for key in (False, True):
        place = document.place(path, key=key)
        assert lines[place.line - 1] == place.excerpt
        assert 1 <= place.column <= len(place.excerpt) + 1


WORDS = st.text().filter(lambda text: not CONTROL.search(text.replace("\n", "").replace("\t", "")))
SCALARS: st.SearchStrategy[Any] = st.none() | st.booleans() | st.integers(-(10**15) + 1, 10**15 - 1) | WORDS
SCALARS |= st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(WORDS, inner), max_leaves=30)


@settings(max_examples=100, deadline=None)
@given(st.lists(VALUES) | st.dictionaries(WORDS, VALUES), st.booleans(), st.sampled_from([None, 2]))
def test_json_reads_back_equal(data: Any, ascii_only: bool, indent: int | None) -> None:
    """What json writes reads back equal, and every path points at its value in the text."""
    document = read(json.dumps(data, ensure_ascii=ascii_only, indent=indent))
    assert document.data == data
    lines = document.text.split("\n")
    for path in paths(data):
        inside(document, path)
        value = data
        for step in path:
            value = value[step]
        place = document.place(path)
        rest = "\n".join([lines[place.line - 1][place.column - 1 :], *lines[place.line :]])
        assert json.JSONDecoder().raw_decode(rest)[0] == value


@pytest.mark.skipif(not HOSTILE_FILES, reason="HOSTILE_CORPUS names no folder")
@pytest.mark.parametrize("path", HOSTILE_FILES, ids=lambda path: path.name)
def test_hostile_files_are_read_or_refused(path: FilePath, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every public parser-breaking file is read or refused in time; valid JSON is read, invalid never as JSON."""
    content = path.read_bytes()
    started = time.process_time()
    document = outcome(content)
    assert time.process_time() - started < BOUND
    if path.name.startswith("y_"):
        assert (document is None) == (path.name in STRICTER)
    if document is not None and path.name.startswith("y_"):
        assert document.data == json.loads(content)
    if path.name.startswith("n_") and content.strip(b"\xef\xbb\xbf \n"):
        monkeypatch.setitem(sys.modules, "yaml", None)
        with pytest.raises((FileErrors, ImportError)):
            read_document(content, "x")
