"""An interview's answers so far, written after every answer, so that a run that is killed loses nothing.

A draft is an answers file of one person and one bank. It says nothing of safety: neither an answer, nor that there
is one. Everything else that was ever said is in it, also where its question is closed now.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from blunting_cli.answers import Recognise, Refused, as_data, is_day, read_value
from blunting_cli.bank.model import Bank, Question
from blunting_cli.bank.reading import read_document
from blunting_cli.bank.reading.text import raw_refused
from blunting_cli.conditions import Answer, State
from blunting_cli.errors import InputError, OutputError
from blunting_cli.storage import (
    Hold,
    belongs_to_others,
    clear_temporaries,
    hold_file,
    is_held,
    list_folder,
    make_private_folder,
    read_file,
    write_held,
)

FORMAT = 1
_NAMES = re.compile(r"[\w-]{0,24}-\d{4}-\d{2}-\d{2}-[0-9a-f]{12}\.json", re.ASCII)
_SHAPE = {"bank": dict, "begun": str, "wording": dict, "answers": dict}


class Draft(NamedTuple):
    """A draft that was found, with the day it was begun (2026-03-01) and its `content` as it stood then.

    `said` are the answers that still hold; `dropped` are the ids of all others: the question has changed or is gone, or
    the answer is none.
    """

    path: Path
    begun: str
    said: Mapping[str, Answer]
    dropped: tuple[str, ...]
    content: bytes


class Found(NamedTuple):
    """The drafts of a bank that can be gone on with, newest first; whether another is held; the files that are none."""

    drafts: tuple[Draft, ...]
    held: bool
    unreadable: tuple[Path, ...]


def find_drafts(folder: Path, bank: Bank, recognise: Recognise) -> Found:
    """Find the drafts of a bank and remove what killed runs left unfinished; `recognise` reads medicines' names.

    A file that cannot be read is left as it is, and named. In a folder of someone else there are none.
    """
    if belongs_to_others(folder):
        return Found((), False, ())
    clear_temporaries(folder, _NAMES)
    drafts: list[tuple[int, Draft]] = []
    unreadable: list[Path] = []
    held = False
    for path in list_folder(folder):
        if path.suffix != ".json" or path.name.startswith("."):
            continue
        try:
            written = path.lstat().st_mtime_ns
            draft = _read(path, bank, recognise)
        except FileNotFoundError:
            continue
        except (InputError, OSError):
            # A run that ended meanwhile may have taken its draft with it.
            unreadable += [path] if os.path.lexists(path) else []
            continue
        if draft is not None and is_held(path):
            held = True
        elif draft is not None:
            drafts.append((written, draft))
    drafts.sort(key=lambda found: found[0], reverse=True)
    return Found(tuple(draft for _, draft in drafts), held, tuple(unreadable))


def _read(path: Path, bank: Bank, recognise: Recognise) -> Draft | None:
    """Read a draft; None where it is one of another bank."""
    content = read_file(path, follow=False)
    data = read_document(content, str(path)).data
    if not _is_draft(data):
        raise InputError(f"{path} is no draft.")
    if data["bank"].get("id") != bank.id:
        return None
    unchanged = wordings(bank)
    if data["bank"].get("sha256") != bank.sha256:
        unchanged = {name: wording for name, wording in unchanged.items() if data["wording"].get(name) == wording}
    said: dict[str, Answer] = {}
    dropped: list[str] = []
    for name, value in data["answers"].items():
        try:
            answer = read_value(value, bank.by_id[name], bank.texts, recognise) if name in unchanged else None
        except Refused:
            answer = None
        # Nobody says these two: they stand for an answer that is still to come.
        if answer is None or answer is State.UNANSWERED or answer is State.WITHHELD:
            dropped.append(name)
        else:
            said[name] = answer
    return Draft(path, data["begun"], said, tuple(dropped), content)


def _is_draft(data: Any) -> bool:
    if not isinstance(data, dict) or data.get("draft") != FORMAT:
        return False
    return all(isinstance(data.get(key), kind) for key, kind in _SHAPE.items()) and is_day(data["begun"])


def wordings(bank: Bank) -> dict[str, str]:
    """Give for every question that may stand in a draft a short hash of what is read and how it is answered."""
    return {question.id: _wording(bank, question) for question in bank.questions if question.id not in bank.safety}


def _wording(bank: Bank, question: Question) -> str:
    import json
    from hashlib import sha256

    read = (bank.recall, bank.section_by_id[question.section].lead, question.ask, question.unit)
    answered = (question.type, question.options, question.also, question.low, question.high)
    return sha256(json.dumps((read, answered)).encode()).hexdigest()[:16]


class Keeper:
    """Writes one run's draft, and keeps it from all other runs until this one ends.

    `path` is where the draft is, or will be with the first answer; `begun` is the day of that (2026-03-01).
    """

    def __init__(self, bank: Bank, path: Path, begun: str, content: bytes = b"", hold: Hold | None = None) -> None:
        self.path = path
        self.begun = begun
        self._bank = bank
        self._content = content
        self._hold = hold

    @classmethod
    def new(cls, folder: Path, bank: Bank, today: str) -> Keeper:
        """Begin a draft of its own; nothing is written yet."""
        safe = re.sub(r"[^A-Za-z0-9_-]", "_", bank.id)[:24]
        return cls(bank, folder / f"{safe}-{today}-{os.urandom(6).hex()}.json", today)

    @classmethod
    def of(cls, draft: Draft, bank: Bank) -> Keeper | None:
        """Go on with a draft; None where another run took it, or went on with it, since it was found."""
        hold = hold_file(draft.path)
        if hold is None:
            return None
        with suppress(InputError):
            if read_file(draft.path, follow=False) == draft.content:
                return cls(bank, draft.path, draft.begun, draft.content, hold)
        hold.release()
        return None

    @cached_property
    def _wordings(self) -> dict[str, str]:
        return wordings(self._bank)

    @property
    def written(self) -> bool:
        """Whether there is a draft to come back to."""
        return os.path.lexists(self.path)

    def keep(self, said: Mapping[str, Answer]) -> None:
        """Write what was said; an answer about safety changes nothing in the file, nor when it was written.

        Raises:
            OutputError: it cannot be written; the draft is as it was before.
        """
        answers = {name: _plain(as_data(said[name])) for name in self._wordings if name in said}
        content = self._file(answers)
        if content == self._content if self.written else not answers:
            return
        make_private_folder(self.path.parent)
        hold = write_held(self.path, content)
        self.close()
        self._hold, self._content = hold, content

    def _file(self, answers: Mapping[str, Any]) -> bytes:
        import json

        bank = self._bank
        data = {
            "draft": FORMAT,
            "bank": {"id": bank.id, "version": bank.version, "sha256": bank.sha256},
            "begun": self.begun,
            "taken": self.begun,  # the same day, as an answers file says it
            "wording": {name: self._wordings[name] for name in answers},
            "answers": answers,
        }
        return json.dumps(data, indent=2).encode() + b"\n"

    def drop(self) -> None:
        """Delete the draft, where there is one, and let go of it.

        Raises:
            OutputError: it cannot be deleted.
        """
        try:
            self.path.unlink()
        except (FileNotFoundError, NotADirectoryError):
            pass
        except OSError as error:
            if self._content:  # else it was never written, and there is nothing to delete
                hint = "It holds your answers. Delete it yourself if others may see it."
                raise OutputError(f"cannot delete {self.path}: {error.strerror}.", hint) from None
        finally:
            self.close()

    def close(self) -> None:
        """Let go of the draft and leave it for another run."""
        if self._hold is not None:
            self._hold.release()
            self._hold = None


def _plain(data: Any) -> Any:
    """Leave out invisible characters that were typed and that no answers file may hold."""
    if isinstance(data, dict):
        return {key: _plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_plain(value) for value in data]
    if not isinstance(data, str):
        return data
    return raw_refused().sub("", data).replace("\r", "").encode(errors="ignore").decode() or "\ufffd"
