"""Files that break readers: made here, and, where HOSTILE_CORPUS names their folder, those of public collections."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

BOMB = "a: &a [x, x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
CORPUS: dict[str, bytes] = {
    "empty": b"",
    "one NUL": b"\0",
    "NUL inside": b"mood: a\0b\n",
    "BOM": b"\xef\xbb\xbfcannot_cry: 1\n",
    "BOM inside": b"cannot_cry: 1\n\xef\xbb\xbfsad_news_flat: 1\n",
    "UTF-16 with mark": "cannot_cry: 1\n".encode("utf-16"),
    "UTF-16 without mark": "cannot_cry: 1\n".encode("utf-16-le"),
    "UTF-32": "cannot_cry: 1\n".encode("utf-32"),
    "invalid UTF-8": b"cannot_cry: \xff\xfe\xfd\n",
    "cut UTF-8": b"cannot_cry: \xe2\x82",
    "overlong UTF-8": b"cannot_cry: \xc0\xaf\n",
    "encoded surrogate": b'cannot_cry: "\xed\xa0\x80"\n',
    "escaped surrogate": b'{"cannot_cry": "\\ud800"}',
    "Latin-1": "cannot_cry: caf\u00e9\n".encode("latin-1"),
    "billion laughs": BOMB.encode(),
    "alias to itself": b"a: &a [*a]\n",
    "merge key": b"a: &a {cannot_cry: 1}\n<<: *a\n",
    "deep YAML lists": b"[" * 100_000,
    "deep YAML maps": b"{a: " * 50_000,
    "deep JSON": b"[" * 100_000 + b"]" * 100_000,
    "deep JSON below answers": b'{"answers": ' * 1000 + b"1" + b"}" * 1000,
    "deep blocks": "".join(f"{' ' * depth}a:\n" for depth in range(1500)).encode(),
    "huge integer": b'{"cannot_cry": ' + b"9" * 100_000 + b"}",
    "huge YAML integer": b"cannot_cry: " + b"9" * 100_000 + b"\n",
    "huge real": b'{"cannot_cry": 1e999}',
    "tiny real": b'{"cannot_cry": 1e-999}',
    "NaN": b'{"cannot_cry": NaN}',
    "infinity": b'{"cannot_cry": -Infinity}',
    "YAML NaN": b"cannot_cry: .nan\nsad_news_flat: .inf\n",
    "octal and sexagesimal": b"cannot_cry: 0o1\nsad_news_flat: 0x1\ntears_can_come: 1:30\nless_love: 1_000\n",
    "YAML object": b"cannot_cry: !!python/object/apply:os.system ['touch owned']\n",
    "YAML set": b"!!set {cannot_cry, sad_news_flat}\n",
    "two documents": b"cannot_cry: 1\n---\ncannot_cry: 2\n",
    "directives": b"%YAML 1.1\n" * 2000 + b"---\ncannot_cry: 1\n",
    "colour": b"cannot_cry: \x1b[31mred\n",
    "escaped colour": b'cannot_cry: "\\e[31mred"\n',
    "JSON escaped colour": b'{"\\u001b[31mcannot_cry": "\\u001b[2J"}',
    "OSC 52": b'cannot_cry: "\\x1b]52;c;cm0gLXJmIC8=\\x07"\n',
    "C1 controls": b'cannot_cry: "\xc2\x9b31m"\n',
    "carriage return": b"cannot_cry: 1\rsad_news_flat: 9\r",
    "backspaces": b"cannot_cry: 9\b\b\b1\n",
    "bidi override": "cannot_cry: \u202e1 gnihton\u202c\n".encode(),
    "bidi key": "\u2066cannot_cry\u2069: 1\n".encode(),
    "zero width key": "cannot\u200b_cry: 1\n".encode(),
    "look-alike key": "\u0441annot_cry: 1\n".encode(),
    "rich markup": b"cannot_cry: '[bold red]1[/bold red]'\nsad_news_flat: '[link=file:///etc/passwd]x[/link]'\n",
    "rich markup as a medicine": b"takes_medicine: 1\nmedicines: ['[bold red]x', '[/]', ':skull:']\nself_harm: 0\n",
    "line break as a medicine": b'takes_medicine: 1\nmedicines: ["x\\nblunting: all is well"]\nself_harm: 0\n',
    "format as a medicine": b"takes_medicine: 1\nmedicines: ['{typed}', '{0.__class__}', '%s', '{near}']\n",
    "many medicines": json.dumps({"takes_medicine": 1, "medicines": [f"sertralin{n}a" for n in range(50)]}).encode(),
    "long medicine": b"takes_medicine: 1\nmedicines: [" + b"\xc3\xa9" * 200 + b"]\n",
    "too many medicines": json.dumps({"takes_medicine": 1, "medicines": ["x"] * 30_000}).encode(),
    "repeated keys": b"cannot_cry: 1\ncannot_cry: 2\n",
    "repeated JSON keys": b'{"cannot_cry": 1, "cannot_cry": 2}',
    "keys of all kinds": b"1: 1\ntrue: 1\nnull: 1\n[a]: 1\n? {a: b}\n: 1\n",
    "list": b"[1, 2, 3]",
    "scalar": b"3",
    "null": b"null",
    "text": b"I cannot cry.\n",
    "answers is a list": b"answers: [1]\n",
    "answers in answers": b"answers: {answers: {cannot_cry: 1}}\n",
    "taken is a map": b"taken: {a: 1}\nanswers: {}\n",
    "a list as every answer": b"cannot_cry: []\nself_harm: [4]\nmedicines: {}\n",
    "3 MB of one line": b"x" * 3_000_000,
    "3 MB of lines": b"cannot_cry: 1\n" * 220_000,
    "2 MB of unknown ids": "".join(f"k{number}: 1\n" for number in range(49_000)).encode(),
    "2 MB of JSON keys": json.dumps({f"key{number}": 1 for number in range(49_000)}).encode(),
    "2 MB in one value": b"cannot_cry: " + b"x" * 1_900_000 + b"\n",
    "2 MB in one key": b'{"' + b"x" * 1_900_000 + b'": 1}',
    "2 MB of brackets": b"[[],[]," * 250_000,
    "2 MB of quotes": b'"' * 1_900_000,
    "2 MB of colons": b": " * 950_000,
    "2 MB of dashes": b"- " * 950_000,
    "2 MB of question marks": b"? " * 950_000,
    "2 MB of comments": b"#\n" * 950_000,
    "2 MB of spaces": b" " * 1_900_000,
    "2 MB of line breaks": b"\n" * 1_900_000,
    "2 MB of exclamation marks": b"! " * 950_000,
    "2 MB of anchors": b"&a " * 600_000,
    "HTML": b"<!DOCTYPE html><script>alert(1)</script>\n",
    "zip": b"PK\x03\x04\x14\x00\x00\x00\x08\x00",
    "ELF": Path(sys.executable).read_bytes()[:5000],
}
KEYS = [
    *("responses", "sections", "questions", "scores", "bands", "patterns", "factors"),
    *("helps", "tiers", "triggers", "flags", "outside", "statements", "sources"),
]
# Broken as banks in ways that are no matter for answers.
BANKS: dict[str, bytes] = {
    "id is a list": b"bank: x\nversion: 1\nquestions: [{id: [a], ask: b}]\n",
    "id is a map": b"bank: x\nversion: 1\nquestions: [{id: {a: 1}}, {id: {a: 1}}]\n",
    "name is a list": b"bank: [x]\nversion: {a: 1}\n",
    "everything is a list": "".join(f"{key}: [1, [2], {{a: 3}}]\n" for key in KEYS).encode(),
    "everything is a map": "".join(f"{key}: {{a: 1, b: [2], c: {{d: 3}}}}\n" for key in KEYS).encode(),
    "everything is a text": "".join(f"{key}: x\n" for key in ["parts", *KEYS[:-1]]).encode(),
    "strange conditions": b"bank: x\nversion: 1\nflags:\n"
    + b"".join(
        b"  - {id: f%d, text: t, when: %s}\n" % (number, when)
        for number, when in enumerate(
            [
                b"{all: {a: 1}}",
                b"{any: []}",
                b"{not: [1]}",
                b"{count: 3}",
                b"{count: {of: 3, where: 4, at_least: x}}",
                b"{count: {of: [[a]], where: {state: [b]}, at_least: 1}}",
                b"{x: {state: [a]}}",
                b"{x: {state: {a: 1}}}",
                b"{x: {class: [[a]]}}",
                b"{x: {class: {a: 1}}}",
                b"{x: {between: [1]}}",
                b"{x: {between: [a, b]}}",
                b"{x: {at_least: [1]}}",
                b"{score.: 1}",
                b"{score.x: {at_least: {a: 1}}}",
                b"{x: [[1], {a: 1}]}",
                b"{x: {answered: 1}}",
                b"{x: {class: a, change: [b], within_weeks: [c]}}",
                b"1",
                b"[]",
                b"x",
            ]
        )
    ),
    "strange scores": b"bank: x\nversion: 1\nscores: {a: {mean_of: [[b], {c: 1}], needs: [half], scale: -1, title: 3}, b: 3}\n",
    "score of itself": b"bank: x\nversion: 1\nscores: {a: {title: A, mean_of: [a]}, b: {title: B, mean_of: [c]}, c: {title: C, mean_of: [b]}}\n",
    "many questions": b"bank: x\nversion: 1\nquestions:\n"
    + b"".join(b"  - {id: q%d}\n" % number for number in range(20_000)),
    "parts of itself": b"bank: x\nversion: 1\nparts: [a.yaml, ../a.yaml, /dev/zero, '', ., .., a.yaml]\n",
    "colour in a name": b'bank: "\\e[31m"\nversion: 1\nquestions: [{id: "\\e[2J", ask: x}]\n',
}

PUBLIC = os.environ.get("HOSTILE_CORPUS", "")
PUBLIC_FILES = [path for path in sorted(Path(PUBLIC).rglob("*")) if path.is_file()] if PUBLIC else []
