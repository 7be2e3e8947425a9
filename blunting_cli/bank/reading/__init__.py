"""Read untrusted YAML or JSON text strictly.

Bytes come in; a `Document` goes out: plain Python data, and for every key and value the line and column where it
stands in the text. Whatever is wrong comes out as `FileErrors` with all the complaints that could be found at once.
Nothing here opens a file, prints, follows an alias, builds an object or recurses; no input may raise anything else.

`text` and `tree` hold what both formats share, and the limits; `yaml_text` and `json_text` are each imported only
when a text calls for them, so reading JSON never pays for YAML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from blunting_cli.bank.reading.text import Enough, Findings, Lines, is_plain_ascii, raw_refused, refused_words
from blunting_cli.bank.reading.tree import Path, Spot, offset_of
from blunting_cli.errors import Complaint, FileErrors, Place
from blunting_cli.storage import MAX_BYTES

__all__ = ["MAX_BYTES", "Document", "Path", "read_document"]


_CONTENT = re.compile(r"(?:\A|[\r\n])[ \t]*[^ \t\r\n#]")
_JSON_START = re.compile(r"[ \t\r\n]*[\[{]")
_SAVE_AS = "Save the file as UTF-8."
_WIDE = ((b"\xff\xfe\0\0", "UTF-32"), (b"\0\0\xfe\xff", "UTF-32"), (b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))


class Document:
    """The data of one file and where each part of it stands; to be treated as immutable.

    `source` is the name shown in messages, `text` the decoded text, `data` plain Python whose keys are always str.
    """

    __slots__ = ("_lines", "_root", "_written", "data", "source", "text")

    def __init__(self, lines: Lines, data: Any, root: Spot | None) -> None:
        self.source = lines.source
        self.text = lines.text
        self.data = data
        self._lines = lines
        self._root = root
        self._written: dict[str, str] = {}

    def with_data(self, data: Any) -> Document:
        """Give a copy with other data; where something stands is still told of the text."""
        copy = Document(self._lines, data, self._root)
        copy._written = self._written
        return copy

    def with_names(self, names: Mapping[str, str]) -> Document:
        """Give a copy in which keys of the whole document have other names; each stands where it is written."""
        copy = self.with_data({names.get(key, key): value for key, value in self.data.items()})
        copy._written = {name: key for key, name in names.items()}
        return copy

    @property
    def end(self) -> Place:
        """The last line of the file, for what is missing from it; without an excerpt."""
        return Place(self.source, max(1, len(self.text.splitlines())), 1)

    def place(self, path: Path, *, key: bool = False) -> Place:
        """Give the place of the value at `path`, or of its key when `key` is set; raises nothing.

        For a path that does not exist it is the place of the nearest ancestor that does. An item of a list and the
        document itself have no key; their value stands in for it.
        """
        if self._root is None:
            from blunting_cli.bank.reading.json_text import examine

            self._root = examine(Findings(self._lines))
        spot = self._root
        key_offset = offset_of(spot)
        first = [self._written.get(step, step) if isinstance(step, str) else step for step in path[:1]]
        for step in (*first, *path[1:]):
            children = spot[1] if isinstance(spot, tuple) else None
            if isinstance(children, dict) and isinstance(step, str) and step in children:
                key_offset, spot = children[step]
            elif isinstance(children, list) and isinstance(step, int) and 0 <= step < len(children):
                spot = children[step]
                key_offset = offset_of(spot)
            else:
                break
        return self._lines.place(key_offset if key else offset_of(spot))

    def complain(
        self, path: Path, message: str, hint: str = "", *, key: bool = False, code: str = "not-acceptable"
    ) -> Complaint:
        """Give a complaint about the value (or key) at `path`; it is handed back, not raised."""
        return Complaint(self.place(path, key=key), message, hint, code)


def read_document(content: bytes, source: str, keep: list[Complaint] | None = None) -> Document:
    """Read YAML or JSON from bytes; `source` names them in messages.

    Complaints that do not stop the reading, such as a repeated key, are added to `keep` where one is given, so that
    they can be told together with those about the content; else they are raised.

    Text that starts with a bracket is tried as JSON first. Raises FileErrors with at least one complaint when the
    bytes are not UTF-8, too large, not well formed, or use what is not read here (see the limits of this package).
    """
    lines = Lines(source, _decoded(content, source))
    _refuse_raw(lines)
    if not _CONTENT.search(lines.text):
        return Document(lines, None, 0)
    if _JSON_START.match(lines.text):
        return _from_brackets(lines, keep)
    return _from_yaml(lines, keep)


def _from_brackets(lines: Lines, keep: list[Complaint] | None) -> Document:
    from blunting_cli.bank.reading.json_text import NotJson, looks_like_json, read_json

    try:
        return Document(lines, *read_json(lines, keep))
    except NotJson as failure:
        problem = failure.complaint
    try:
        return _from_yaml(lines, keep)
    except FileErrors:
        if looks_like_json(lines.text):
            raise FileErrors([problem]) from None
        raise


def _from_yaml(lines: Lines, keep: list[Complaint] | None) -> Document:
    from blunting_cli.bank.reading.yaml_text import read_yaml

    return Document(lines, *read_yaml(lines, keep))


def _decoded(content: bytes, source: str) -> str:
    if len(content) > MAX_BYTES:
        message = f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB"
        raise FileErrors([Complaint(Place(source, 1, 1), message, "Split it into smaller files.", "too-large")])
    for mark, name in _WIDE:
        if content.startswith(mark):
            raise FileErrors([Complaint(Place(source, 1, 1), f"the file is saved as {name}", _SAVE_AS, "not-utf8")])
    content = content.removeprefix(b"\xef\xbb\xbf")
    if b"\0" in content[:4]:
        before = content[: content.index(b"\0")].decode("utf-8", "replace")
        place = Lines(source, before).place(len(before))
        message = "the file is not text, or is saved as UTF-16 or UTF-32"
        raise FileErrors([Complaint(Place(source, place.line, place.column), message, _SAVE_AS, "not-utf8")])
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        offset = len(content[: error.start].decode("utf-8"))
        place = Lines(source, content.decode("utf-8", "replace")).place(offset)
        message = f"the byte {content[error.start]:02x} is not UTF-8 text"
        raise FileErrors([Complaint(place, message, _SAVE_AS, "not-utf8")]) from None


def _refuse_raw(lines: Lines) -> None:
    if is_plain_ascii(lines.text):
        return
    findings = Findings(lines)
    try:
        for match in raw_refused().finditer(lines.text):
            findings.add(match.start(), refused_words(match), "Remove it.", "hidden-character")
    except Enough:
        pass
    findings.settle(None, whole=False)
