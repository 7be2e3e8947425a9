"""What help on a page promises: where the country came from, how well each line is known, and no special line too many."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from conftest import Run
from people import assessed, shipped
from sheets import as_text

from blunting_cli.assessment import withhold
from blunting_cli.bank import load_regions
from blunting_cli.bank.loading import load_directory
from blunting_cli.bank.regions import HelpLine, Region
from blunting_cli.conditions import Answer
from blunting_cli.render import text
from blunting_cli.sheet import HelpLines, help_line_blocks, help_panel, make_sheet

TEXTS = shipped().texts


def line(name: str, known: str = "seen", kind: str = "") -> HelpLine:
    """A help line that is known so well."""
    seen = "" if known == "memory" else "page.example (2025)"
    return HelpLine(name, "123", "", "", "", "", "", "", "2026-11-25", seen, known, "", kind)


MADE_UP = Region(
    "XX",
    "Somewhere",
    (),
    "112",
    (
        line("Seen"),
        line("Partly", "partly"),
        line("Remembered", "memory"),
        line("For the young", kind="youth"),
        line("For the hurt", kind="abuse"),
    ),
    "memory",
    "The lines are closed at night.",
)


def lines(region: Region | None, *, guessed: bool = False) -> HelpLines:
    return HelpLines(region, "", *load_directory(), guessed)


def flat(blocks: object) -> str:
    return " ".join(text.render(blocks, width=200).split())  # type: ignore[arg-type]


def test_a_line_that_is_only_remembered_is_shown_as_not_confirmed_beside_the_directory() -> None:
    """Three ways of being known, each said; the emergency number and the list of all countries stand with them."""
    full = flat(help_line_blocks(lines(MADE_UP), TEXTS))
    assert "Seen: call 123. [checked 2026-11-25, seen on page.example (2025)]" in full
    assert "Partly: call 123. [not fully confirmed on 2026-11-25; page.example (2025)]" in full
    assert "Remembered: call 123. [not confirmed; known from memory, looked for on 2026-11-25]" in full
    assert "Emergency: 112" in full
    assert "findahelpline.com" in full
    assert "We know this emergency number from memory" in full
    assert "The lines are closed at night." in full
    panel = flat(help_panel(["Words."], lines(MADE_UP), TEXTS))
    assert "Seen: call 123 - Partly: call 123, not confirmed - Remembered: call 123, not confirmed" in panel
    brief = flat(help_line_blocks(lines(MADE_UP), TEXTS, frozenset(), brief=True))
    assert "page.example" not in brief
    assert "Remembered: call 123. [not confirmed on 2026-11-25]" in brief


def test_special_lines_stand_only_where_they_are_called_for() -> None:
    """In full all of them under their heads; in a panel those that are named, and first."""
    full = flat(help_line_blocks(lines(MADE_UP), TEXTS))
    assert full.index("For children and young people:") < full.index("For people who are hurt or threatened at home:")
    assert "For the young" not in flat(help_panel(["Words."], lines(MADE_UP), TEXTS))
    named = flat(help_panel(["Words."], lines(MADE_UP), TEXTS, frozenset({"abuse"})))
    assert named.index("For the hurt") < named.index("Seen: call 123")
    brief = flat(help_line_blocks(lines(MADE_UP), TEXTS, frozenset({"youth"}), brief=True))
    assert "For the young" in brief
    assert "For the hurt" not in brief
    assert "blunting helplines XX" in brief


def test_a_young_person_gets_lines_for_the_young(well: dict[str, Answer]) -> None:
    """Who the check was not written for is shown where help for them is."""
    region = next(region for region in load_regions() if region.code == "GB")
    made = as_text(make_sheet(withhold(assessed({**well, "age_band": 4})), lines(region)), "text")
    assert "Childline" in made
    assert "Childline" not in as_text(make_sheet(withhold(assessed(well)), lines(region)), "text")


def test_no_service_that_has_closed_is_there() -> None:
    """Numbers that no longer answer, or were replaced, stand on no line."""
    gone = ("07725", "call 1393", "1577-0199", "1-800-273-8255", "0900-0113", "KIRAN", "1800-599-0019")
    said = [f"call {one.phone} {one.text} {one.name}" for region in load_regions() for one in region.lines]
    assert [entry for entry in said if any(number in entry for number in gone)] == []
    assert [one.phone for region in load_regions() if region.code == "BR" for one in region.lines] == ["188"]


@pytest.mark.parametrize(
    ("words", "variables", "shown", "guessed"),
    [
        (["helplines"], {"LANG": "en_GB.UTF-8"}, "Samaritans", True),
        (["helplines"], {"LANG": "en_US.UTF-8"}, "988", True),
        (["helplines"], {"LANG": "en_US.UTF-8", "BLUNTING_REGION": "NZ"}, "1737", False),
        (["helplines", "DE"], {"LANG": "en_US.UTF-8", "BLUNTING_REGION": "NZ"}, "TelefonSeelsorge", False),
        (["helplines"], {"LANG": "C.UTF-8"}, "Countries we have lines for:", False),
        (["helplines"], {"LANG": "de_LI.UTF-8"}, "Countries we have lines for:", False),
    ],
)
def test_where_the_country_came_from_is_said(
    run: Run, words: list[str], variables: Mapping[str, str], shown: str, guessed: bool
) -> None:
    """What was asked for goes before what was set, and that before the language setting, which is never taken silently."""
    done = run(*words, env=dict(variables))
    out = " ".join(done.out.split())
    assert (done.status, shown in out) == (0, True)
    assert ("The country was taken from the language setting of this computer." in out) is guessed
    assert ("112 works on most" in out) is (guessed or "Countries we have" in shown)


def test_a_guessed_country_is_said_in_the_panel_too(run: Run) -> None:
    """Someone in danger elsewhere must not be sent to a number of another country without a word."""
    done = run("check", "-a", "-", "--partial", "--json", stdin=b"self_harm: 4\n", env={"LANG": "en_US.UTF-8"})
    said = " ".join(done.err.split())
    assert "Emergency: 911 in United States. The country was taken from the language setting" in said
