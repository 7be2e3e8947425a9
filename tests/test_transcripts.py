"""Whole interviews in line mode, from the first line to the last, to be read like prose.

After a change of wording write them anew with BLUNTING_UPDATE_GOLDEN=1 and read the difference. The sheet that follows
has golden files of its own; `urgent` leaves the questions before the one about safety out.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from interviews import AGAIN, HELP, Held, hold

from blunting_cli.bank import Bank
from blunting_cli.interview.drafting import Wishes

GOLDEN = Path(__file__).parent / "golden" / "transcripts"
UPDATE = "BLUNTING_UPDATE_GOLDEN"
# A folder of this name where the tests run, so that its path reads as it does for most people.
FOLDER = Path("~/.local/state/blunting")
DAY, NEXT_WEEK = "2026-05-20", "2026-05-27"
CHANCE = re.compile(r"[0-9a-f]{12}(?=\.json)")

# What is typed, section by section.
FEELINGS = ("3", "a lot", "4", "1", "2", "3", "2", "2", "1", "3", "3", "2", "3", "2", "2", "1", "1", "1")
NEARBY = ("2", "2", "0", "0", "1")
# Taken for years, raised of late: one medicine that is known by a name that looks like it, and one that is not known.
MEDICINES = (
    *("1", "zolft, little blue pills", "1", "1"),
    *("1", "2 years", "1", "since March", "1"),
    *(":s", "0", "1"),
    *("1", "3", "1", "3", "1", "2", "0", "0"),
)
FIRST_VISIT = (
    "1",
    *("?", "1"),
    # A label, a change of mind, Enter alone, a question left out, and one heard again.
    *("a little", "b", "3", "", "2", "s", "a", *FEELINGS),
    *NEARBY,
    *("2", "1", "2 3", "0", "0"),
    # None of these goes alone; nothing typed is no answer.
    *("0 3", "0", "", "0", "2", "1, 6", "1"),
    *("0", "2", "1", "2", "1", "2", "2"),
    *MEDICINES,
    *("0", "1", "0", "0"),
    *("0", "none of these"),
    # The review: one answer is changed, and it comes again.
    *("5", "1", "1"),
)
TO_SELF_HARM = ("1", "1", *["2"] * 21, *NEARBY, "2", "1", "1", "3")
URGENT = (
    *TO_SELF_HARM,
    # Help at once, going on, a change of mind, and still help on the way out.
    *("2", "1", "b", "0", "q", "2"),
)
LEFT_AT_THE_MEDICINES = (*TO_SELF_HARM, *["0"] * 13, *["q", "2"])
# Going on, the two that were dropped, safety, two more, and stopping once more: short, since the README prints it.
RESUME = ("1", "0", "2", "0", "0", "0", "q", "2")


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run where `FOLDER` is nothing yet."""
    monkeypatch.chdir(tmp_path)


def first_visit(bank: Bank, width: int) -> Held:
    """Help on a question, back, a label, a question left out, medicines, the review, an edit, the end."""
    return hold(bank, *FIRST_VISIT, width=width, wishes=Wishes(DAY, FOLDER, again=AGAIN))


def urgent(bank: Bank, width: int) -> Held:
    """Thoughts of ending one's life: help at once, and again on leaving, though the answer was changed."""
    held = hold(bank, *URGENT, width=width, wishes=Wishes(DAY, FOLDER, again=AGAIN))
    before, after = held.screen.split("Question 2 of", 1)[0], held.screen.split("Question 32 of", 1)[1]
    return replace(held, screen=f"{before}[...]\n\nQuestion 32 of{after}")


def resume(bank: Bank, width: int) -> Held:
    """A draft of last week, since when two questions were worded anew."""
    hold(bank, *LEFT_AT_THE_MEDICINES, wishes=Wishes(DAY, FOLDER, again=AGAIN))
    [path] = FOLDER.glob("*.json")
    data = json.loads(path.read_text(encoding="utf-8"))
    data["bank"]["sha256"] = "0" * 64
    data["wording"] |= {"tears_can_come": "0", "less_fear": "0"}
    path.write_text(json.dumps(data), encoding="utf-8")
    return hold(bank, *RESUME, width=width, wishes=Wishes(NEXT_WEEK, FOLDER, again=AGAIN))


VISITS: dict[str, Callable[[Bank, int], Held]] = {"first_visit": first_visit, "urgent": urgent, "resume": resume}


def made(name: str, bank: Bank, width: int) -> str:
    """What stands on the screen, with a name for the draft that is always the same."""
    return CHANCE.sub("0123456789ab", VISITS[name](bank, width).screen)


@pytest.mark.parametrize("name", VISITS)
def test_transcripts(name: str, bank: Bank) -> None:
    """Every line as it is read on a terminal of 80 columns, with what was typed."""
    screen = made(name, bank, 80)
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get(UPDATE):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(screen, encoding="utf-8")
    assert screen == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize("name", VISITS)
def test_a_transcript_is_lines_that_fit(name: str, width: int, bank: Bank) -> None:
    """Nothing that steers a terminal, and nothing that a narrow one would break."""
    screen = made(name, bank, width)
    assert not {"\x1b", "\r", "\t", "\x07"} & set(screen)
    assert max(map(len, screen.split("\n"))) <= width


@pytest.mark.parametrize("name", VISITS)
def test_a_narrow_terminal_shows_the_same_words(name: str, bank: Bank) -> None:
    golden = (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
    bare = [re.sub(r"[\s-]", "", screen) for screen in (golden, made(name, bank, 40))]
    assert bare[0] == bare[1]


@pytest.mark.parametrize("name", VISITS)
def test_every_option_of_every_question_stands_in_words_before_the_line_that_is_typed_on(name: str, bank: Bank) -> None:
    """Each with its number, the ways of not answering too."""
    golden = (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
    asked = re.findall(r"\nQuestion [0-9]+ of about [0-9]+, (.*?)\nYour answer: ", golden, re.DOTALL)
    assert len(asked) > 4
    for words in (" ".join(found.split()) for found in asked):
        [question] = [
            found
            for found in bank.questions
            if f" {found.ask} " in words and words.startswith(bank.section_by_id[found.section].title)
        ]
        first = max((option.value for option in question.options), default=0) + 1
        choices = [(option.value, option.label) for option in question.options]
        choices += [(number, bank.texts[state.value]) for number, state in enumerate(question.also, first)]
        assert " ".join(f"{number} {label}" for number, label in choices) in words


def test_the_transcript_in_the_readme_is_short() -> None:
    """Two or three screens, of which the last says how to go on."""
    golden = (GOLDEN / "resume.txt").read_text(encoding="utf-8")
    assert len(golden.splitlines()) <= 125
    assert golden.endswith(f"\nTo go on with them:\n  {AGAIN}\n")


def test_a_visit_leaves_what_it_said_it_would(bank: Bank) -> None:
    """At the end a draft that the program deletes once the sheet is safe; on leaving one without a word of safety."""
    whole = first_visit(bank, 80)
    assert whole.outcome is not None
    assert whole.outcome.draft is not None
    whole.outcome.draft.drop()
    assert not list(FOLDER.iterdir())
    left = urgent(bank, 80)
    assert left.screen.count(HELP) == 2
    [path] = FOLDER.iterdir()
    assert str(path) in left.screen
    assert b"self_harm" not in path.read_bytes()
