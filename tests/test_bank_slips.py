"""What `blunting bank check` says to whoever writes a bank for the first time: the slip, once, and the way out."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_bank_check import SMALL, found_in

NUMBER = "  - {id: miles, section: here, ask: How far?, why: To try., type: number, min: 0, max: 3}\n"
FAR = "  far: {title: Far, sum_of: [miles], recode: far}\n"
RECODE = "recodes: {far: {map: {1: 1}}}\n"


@pytest.mark.parametrize(
    ("written", "instead", "hint"),
    [
        ("ask: Is there joy?", "ask:Is there joy?", "Put a space after the colon in the line above."),
        ("text: Call today.", "text:Call today.", "Put a space after the colon."),
        (
            "text: Call today.",
            "text: Call today, please.",
            "Within braces a text with a comma or a colon needs quotes.",
        ),
        ("text: Call today.", "text: Call: today.", "Within braces a text with a comma or a colon needs quotes."),
        (
            '{0: "No", 1: "Yes"}',
            '{0: No, never, 1: "Yes"}',
            "Within braces a text with a comma or a colon needs quotes.",
        ),
        (
            "text: Call today.",
            "text: \u201cCall today, please\u201d",
            "Curly quotes do not hold a text together; use straight ones.",
        ),
        (
            "text: Call today.",
            "text: \u201cCall: today\u201d",
            "Curly quotes do not hold a text together; use straight ones.",
        ),
        ("text: Call today.", "test: Call today.", "Did you mean text?"),
        ("mean_of: [tears, joy]", "mean_of: [score.bot, joy]", "Did you mean both?"),
        ("both: {at_least: 50}", 'both: {at_least: "50"}', "Take the quotes away."),
        ("reverse: true", "reverse: yes", "Write true."),
        ("reverse: true", "reverse: Off", "Write false."),
        ('options: {0: "No", 1: "Yes"}', "options: [Never, Often]", "Such as {0: Never, 1: Often}."),
        ('options: {0: "No", 1: "Yes"}', "options: amount", "Did you mean respond: amount?"),
        ('options: {0: "No", 1: "Yes"}', "options: much", "Write them as {0: Never, 1: Often}."),
        ("{tears: A lot}", "{tears: Always}", "Options: Not at all, A little, A lot, 0, 1, 2"),
        (
            "scores:\n",
            f"{NUMBER}{RECODE}scores:\n{FAR}",
            "For a number write `steps`, such as {from: 0, gives: 0} and {from: 10, gives: 1}.",
        ),
    ],
)
def test_a_slip_of_the_pen_brings_what_to_do(written: str, instead: str, hint: str, tmp_path: Path) -> None:
    """What people who write such a file for the first time get wrong is told once, with the way out."""
    path = tmp_path / "small.yaml"
    assert written in SMALL
    path.write_text(SMALL.replace(written, instead, 1), encoding="utf-8")
    (complaint,) = found_in(path)
    assert complaint.hint == hint


def test_values_without_points_are_told_in_their_order(tmp_path: Path) -> None:
    """The ends of a number are no different from what lies between."""
    path = tmp_path / "small.yaml"
    path.write_text(SMALL.replace("scores:\n", f"{NUMBER}{RECODE}scores:\n{FAR}"), encoding="utf-8")
    (complaint,) = found_in(path)
    assert "can be 0, 2, 3, and far does not say" in complaint.message


def test_words_in_brackets_are_words(tmp_path: Path) -> None:
    """Only what is known as a tag, or ends one, looks like markup."""
    path = tmp_path / "small.yaml"
    for text, told in (("[in hours]", 0), ("[specify]", 0), ("[bold]", 1), ("[red on blue]", 1), ("[/made up]", 1)):
        path.write_text(SMALL.replace("text: Call today.", f'text: "Call {text}."'), encoding="utf-8")
        assert [complaint.code for complaint in found_in(path)] == ["markup"] * told


def test_a_mistake_in_a_key_hides_no_other(tmp_path: Path) -> None:
    """What stands under a misspelt key is read as it was meant, and told at its own line."""
    text = SMALL.replace("\nscores:\n", "\nscore:\n").replace("bands: steps", "bands: stairs")
    path = tmp_path / "small.yaml"
    path.write_text(text, encoding="utf-8")
    lines = text.splitlines()
    assert [(c.place.line, c.code) for c in found_in(path) if c.code != "unused-bands"] == [
        (lines.index("score:") + 1, "unknown-key"),
        (lines.index("    bands: stairs") + 1, "unknown-set-of-bands"),
    ]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("You are not depressed.", ["diagnosing-words"]),
        ("No depression here.", ["diagnosing-words"]),
        ("Bipolar disorder is likely.", ["diagnosing-words"]),
        ("The screen is positive for it.", ["diagnosing-words"]),
        ("It fits alcoholism.", ["illness-named"]),
        ("The score is under 5.", []),
    ],
)
def test_what_a_criterion_says_of_people(text: str, codes: list[str], tmp_path: Path) -> None:
    """A number does not tell what somebody has, nor that there is nothing."""
    path = tmp_path / "small.yaml"
    rule = f"criteria:\n  cut: {{title: Cut, when: {{joy: 0}}, met: {text}, unmet: Not so., source: book}}\n"
    path.write_text(SMALL.replace("patterns:\n", f"{rule}patterns:\n"), encoding="utf-8")
    assert [complaint.code for complaint in found_in(path)] == codes
