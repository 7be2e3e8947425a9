"""What the program takes from its surroundings, and what it makes of each."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Mapping

import pytest

from blunting_cli.environment import Environment


class Stream(io.TextIOWrapper):
    """A stream that can say it is a terminal."""

    def __init__(self, *, terminal: bool = False, encoding: str = "utf-8") -> None:
        super().__init__(io.BytesIO(), encoding=encoding)
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


def surroundings(
    monkeypatch: pytest.MonkeyPatch,
    variables: Mapping[str, str],
    *,
    terminals: str = "",
    encoding: str = "utf-8",
) -> Environment:
    """Gather an environment in which the streams named in `terminals` are terminals."""
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, Stream(terminal=name in terminals, encoding=encoding))
    return Environment.of_this_process(variables)


@pytest.mark.parametrize(
    ("terminals", "interactive"),
    [
        ("stdin stdout stderr", True),
        ("stdin stderr", True),
        ("stdin stdout", False),
        ("stdout stderr", False),
        ("", False),
    ],
)
def test_questions_need_a_terminal_to_read_from_and_to_ask_on(
    monkeypatch: pytest.MonkeyPatch, terminals: str, interactive: bool
) -> None:
    """Questions go to stderr, so that stdout may be a file."""
    assert surroundings(monkeypatch, {}, terminals=terminals).interactive is interactive


@pytest.mark.parametrize("gone", ["stdin", "stderr"])
def test_a_closed_stream_is_no_terminal(monkeypatch: pytest.MonkeyPatch, gone: str) -> None:
    """A stream that is closed or missing is answered with no, not with an error."""
    surroundings(monkeypatch, {}, terminals="stdin stdout stderr")
    getattr(sys, gone).close()
    monkeypatch.setattr(sys, "stderr" if gone == "stdin" else "stdin", None)
    monkeypatch.setattr(sys, gone, None)
    assert not Environment.of_this_process({}).interactive


@pytest.mark.parametrize(
    ("columns", "width"),
    [
        ("40", 40),
        ("200", 200),
        ("1000", 1000),
        ("0080", 80),
        ("", 80),
        ("0", 80),
        ("-5", 80),
        ("1001", 80),
        ("99999999999999999999", 80),
        ("0001000000", 80),
        ("wide", 80),
        ("40.5", 80),
        ("\u0664\u0660", 80),
        ("\u00b2", 80),
    ],
)
def test_the_width_is_that_of_columns_where_it_makes_sense(
    monkeypatch: pytest.MonkeyPatch, columns: str, width: int
) -> None:
    """COLUMNS counts where it is a sensible number; without it and a terminal there are 80 columns."""
    assert surroundings(monkeypatch, {"COLUMNS": columns}).width == width


def test_the_width_of_a_terminal_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal without COLUMNS its own width is used."""
    monkeypatch.setattr(Stream, "fileno", lambda _: 1)
    monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((57, 20)))
    assert surroundings(monkeypatch, {}, terminals="stdout").width == 57


@pytest.mark.parametrize("problem", [OSError(25, "not a terminal"), ValueError("closed")])
def test_a_terminal_without_a_width_has_80_columns(monkeypatch: pytest.MonkeyPatch, problem: Exception) -> None:
    """Some terminals do not know their width, and some say zero."""

    def fail(_: int) -> os.terminal_size:
        raise problem

    monkeypatch.setattr(Stream, "fileno", lambda _: 1)
    monkeypatch.setattr(os, "get_terminal_size", fail)
    assert surroundings(monkeypatch, {}, terminals="stdout").width == 80
    monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((0, 0)))
    assert surroundings(monkeypatch, {}, terminals="stdout").width == 80


@pytest.mark.parametrize(
    ("variables", "terminals", "colour"),
    [
        ({}, "stdout", True),
        ({}, "", False),
        ({}, "stdin stderr", False),
        ({"NO_COLOR": "1"}, "stdout", False),
        ({"NO_COLOR": ""}, "stdout", True),
        ({"FORCE_COLOR": "1"}, "", True),
        ({"FORCE_COLOR": ""}, "", False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, "stdout", False),
        ({"TERM": "dumb"}, "stdout", False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, "stdout", True),
        ({"TERM": "xterm"}, "stdout", True),
    ],
)
def test_colour_follows_the_usual_variables(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], terminals: str, colour: bool
) -> None:
    """NO_COLOR comes first, then FORCE_COLOR, then TERM=dumb, then whether it is a terminal; empty is unset."""
    assert surroundings(monkeypatch, variables, terminals=terminals).colour is colour


@pytest.mark.parametrize(
    ("encoding", "ascii_only"),
    [("utf-8", False), ("ascii", True), ("cp1252", True), ("latin-1", True), ("cp437", True)],
)
def test_only_streams_that_can_carry_drawing_get_it(
    monkeypatch: pytest.MonkeyPatch, encoding: str, ascii_only: bool
) -> None:
    """Where one of the marks cannot be written all of them are ASCII."""
    assert surroundings(monkeypatch, {}, encoding=encoding).ascii_only is ascii_only


def test_a_character_that_cannot_be_written_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name with an accent never stops the sheet."""
    env = surroundings(monkeypatch, {}, encoding="ascii")
    for stream in (env.stdout, env.stderr):
        stream.write("Pr\u00e9vention \udcff")
        stream.flush()
        assert stream.buffer.getvalue() == b"Pr?vention ?"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("variables", "region"),
    [
        ({"LANG": "en_GB.UTF-8"}, "GB"),
        ({"LANG": "de_AT@euro"}, "AT"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "de_CH.UTF-8"}, "CH"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "fr_FR"}, "FR"),
        ({"LANG": "C.UTF-8"}, ""),
        ({"LANG": "POSIX"}, ""),
        ({"LANG": "en"}, ""),
        ({"LANG": "en_001"}, ""),
        ({"LANG": "en_gb"}, ""),
        ({"LANG": ""}, ""),
        ({}, ""),
    ],
)
def test_the_language_setting_may_name_a_country(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], region: str
) -> None:
    """It is kept apart from what was set, so that it can be said where the country came from."""
    found = surroundings(monkeypatch, variables)
    assert (found.locale_region, found.region) == (region, "")


@pytest.mark.parametrize(("said", "region"), [("GB", "GB"), (" gb \n", "gb"), ("", "")])
def test_the_region_comes_from_its_variable(monkeypatch: pytest.MonkeyPatch, said: str, region: str) -> None:
    """BLUNTING_REGION is taken as it was said, without spaces around it."""
    assert surroundings(monkeypatch, {"BLUNTING_REGION": said}).region == region
    assert surroundings(monkeypatch, {}).region == ""


def test_the_day_is_one_of_the_calendar(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day of an interview is written as year, month and day."""
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", surroundings(monkeypatch, {}).today)


def test_the_variables_of_the_process_are_used_unless_others_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program itself gives no variables."""
    surroundings(monkeypatch, {})
    monkeypatch.setenv("BLUNTING_REGION", "NZ")
    assert Environment.of_this_process().region == "NZ"


@pytest.mark.parametrize(
    ("variables", "accessible"),
    [
        ({}, False),
        ({"ACCESSIBLE": "1"}, True),
        ({"ACCESSIBLE": "yes"}, True),
        ({"ACCESSIBLE": ""}, False),
        ({"ACCESSIBLE": "0"}, False),
        ({"ACCESSIBLE": "false"}, False),
        ({"ACCESSIBLE": "False "}, False),
        ({"TERM": "dumb"}, True),
        ({"TERM": "xterm"}, False),
    ],
)
def test_plain_lines_are_asked_for_by_a_variable_or_a_plain_terminal(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], accessible: bool
) -> None:
    """Empty, 0 and false ask for nothing."""
    env = surroundings(monkeypatch, variables)
    assert (env.accessible, env.term) == (accessible, variables.get("TERM", ""))


@pytest.mark.parametrize(
    ("variables", "folder"),
    [
        ({"HOME": "/home/me"}, "/home/me/.local/state/blunting"),
        ({"HOME": "/home/me", "XDG_STATE_HOME": "/state"}, "/state/blunting"),
        ({"HOME": "/home/me", "BLUNTING_NO_DRAFT": "1"}, None),
        ({"HOME": "/home/me", "BLUNTING_NO_DRAFT": "0"}, "/home/me/.local/state/blunting"),
    ],
)
def test_drafts_have_a_folder_unless_they_are_switched_off(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], folder: str | None
) -> None:
    """Nothing is made by looking for it."""
    found = surroundings(monkeypatch, variables).state
    assert (found and str(found)) == folder
