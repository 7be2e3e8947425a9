"""A run of the program in this process, which takes a hundredth of the time of one of its own."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from blunting_cli import cli
from blunting_cli.bank import loading
from hostile.running import READERS, Ended, check, files_of, lay, variables

Here = Callable[..., Ended]
_made: dict[str, Any] = {}


def made_once(name: str, make: Callable[[], Any]) -> Any:
    """Give what is shipped, made once for all runs."""
    if name not in _made:
        _made[name] = make()
    return _made[name]


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Here:
    """Run the program in this process, without its entry point, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(loading, "_shipped", made_once)
    for name, value in variables(tmp_path).items():
        monkeypatch.setenv(name, value)

    def go(*words: str, stdin: bytes = b"") -> Ended:
        monkeypatch.setattr(sys, "argv", ["blunting", *words])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        begun = time.process_time()
        status = cli.run()
        seconds = time.process_time() - begun
        captured = capsys.readouterr()
        return Ended(int(status), captured.out, captured.err, seconds)

    return go


@pytest.fixture
def record(here: Here, tmp_path: Path) -> str:
    """A record of someone who answered one question."""
    (tmp_path / "answers.yaml").write_text("cannot_cry: 1\ntakes_medicine: 1\nself_harm: 0\n", encoding="utf-8")
    return here("check", "--answers", "answers.yaml", "--partial", "--json").out


@pytest.fixture
def through(here: Here, tmp_path: Path, record: str) -> Callable[[bytes, str], Ended]:
    """Give a file to one of READERS, in a folder of its own, and hold what comes of it against what no file can do."""

    def go(content: bytes, name: str) -> Ended:
        reader = READERS[name]
        lay(tmp_path, reader, content, record)
        before = files_of(tmp_path)
        ended = here(*reader.words.split(), stdin=content if reader.stdin else b"")
        check(ended, *reader.statuses, told_on_stdout=reader.told_on_stdout)
        assert files_of(tmp_path) == before
        for path in before:
            Path(path).unlink()
        return ended

    return go
