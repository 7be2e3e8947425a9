"""Asking for medicines: no name is guessed, no time is taken that was not said, and nothing said is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from interviews import AGAIN, TODAY, Held, hold, shared

from blunting_cli.conditions import Duration, Medicine, State
from blunting_cli.interview.drafting import Wishes

PILLS = """\
bank: pills
version: 1.0.0
tiers: [{id: watch, title: Watch, text: Wait.}]
sections: {here: {title: Here, why: To try.}}
questions:
  - {id: first, section: here, ask: First?, why: First., options: [{value: 0, label: "No"}, {value: 1, label: "Yes"}]}
  - {id: pills, section: here, ask: Which medicines?, short: Medicines, why: The timing tells., type: medicine,
     also: [prefer_not_to_say]}
  - {id: last, section: here, ask: Last?, why: Last., options: [{value: 0, label: "No"}, {value: 1, label: "Yes"}]}
"""
TO_THE_NAMES = ("1", "1")
SSRI = {"medicine_class": "ssri", "kind": "antidepressant"}
ZOLOFT = Medicine("zoloft", generic="sertraline", **SSRI)
PROZAC = Medicine("prozac", generic="fluoxetine", **SSRI)
YES, AGAIN_PLEASE = "1", "2"
# At the question whether to be asked for times.
ASK_ME, GO_ON = "1", "2"
# At the question whether there is another.
ALL, ANOTHER = "1", "2"
UNCHANGED, RAISED, LOWERED, STOPPED = "0", "1", "2", "3"
EXAMPLE = "Type a time such as 3 weeks, 2 years or since March"
# Someone who uses every turn there is.
SCRIPT = (
    *("zolft, pink ones, prozac", "1", "1", YES),
    *(ASK_ME, "3", "since January", YES, RAISED, "2 weeks"),
    *("a year and a half", STOPPED, ":b", LOWERED, ":s"),
    *(":s", ":s", ANOTHER, "propranolol", YES, GO_ON, ALL),
)

Tell = Callable[..., Held]


@pytest.fixture(params=[40, 80])
def width(request: pytest.FixtureRequest) -> int:
    """How wide the terminal is."""
    return int(request.param)


@pytest.fixture
def tell(width: int) -> Tell:
    """Type lines from the question for medicines on."""

    def go(*typed: str, **more: Any) -> Held:
        return hold(shared(PILLS), *TO_THE_NAMES, *typed, width=width, **more)

    return go


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the draft goes."""
    return tmp_path / "drafts"


def pills(held: Held) -> Any:
    """The medicines that were taken as the answer; None where there is no answer."""
    return held.answers.get("pills")


def in_draft(folder: Path) -> list[dict[str, Any]] | None:
    """The medicines in the one draft there is; None where it has none."""
    [path] = folder.glob("*.json")
    answers: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["answers"]
    return answers.get("pills")


# Names --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "words", "generic"),
    [
        ("zoloft", "sertraline (Zoloft, Lustral), an SSRI", "sertraline"),
        ("SERTRALINE", "sertraline (Zoloft, Lustral), an SSRI", "sertraline"),
        ("  Prozac   20 mg ", "fluoxetine (Prozac, Sarafem), an SSRI", "fluoxetine"),
    ],
)
def test_a_name_that_is_known_is_said_as_it_is_read_and_asked(tell: Tell, typed: str, words: str, generic: str) -> None:
    """It counts only after a yes, and stays as it was typed."""
    asked = tell(typed)
    assert f"We read this as {words}. Is that right? 1 Yes 2 No, let me type it again Your choice:" in asked.words
    assert pills(asked) is None
    [told] = pills(tell(typed, YES, GO_ON, ALL))
    assert (told.name, told.generic) == (" ".join(typed.split()), generic)


@pytest.mark.parametrize("no", ["2", "b", ":back"])
def test_after_a_no_the_name_is_typed_again(tell: Tell, no: str) -> None:
    held = tell("zoloft", no, "prozac", YES, GO_ON, ALL)
    assert "Which medicine is it?" in held.screen
    assert pills(held) == (PROZAC,)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("zolft", ["sertraline (Zoloft, Lustral), an SSRI"]),
        ("zolof", ["sertraline (Zoloft, Lustral), an SSRI"]),
        ("fluv", ["fluvoxamine (Luvox, Faverin), an SSRI"]),
        (
            "flup",
            [
                "flupentixol (Fluanxol, Depixol), an antipsychotic",
                "fluphenazine (Prolixin, Modecate), an antipsychotic",
                "melitracen and flupentixol (flupentixol and melitracen, flupenthixol and melitracen), a combined medicine with an antidepressant in it",
            ],
        ),
    ],
)
def test_a_name_that_looks_like_others_is_never_taken_for_one(tell: Tell, typed: str, offered: list[str]) -> None:
    """What it may mean is numbered, then that it is kept, then that it is typed again."""
    asked = tell(typed)
    choices = asked.words.split(f"We do not know {typed}. Do you mean one of these? ")[1]
    keep = len(offered) + 1
    numbered = " ".join(f"{number} {words}" for number, words in enumerate(offered, 1))
    assert choices.startswith(f"{numbered} {keep} Keep it as I typed it {keep + 1} Let me type it again Your choice:")
    assert pills(asked) is None
    assert [entry.generic for entry in pills(tell(typed, "1", GO_ON, ALL))] == [offered[0].split()[0]]
    assert pills(tell(typed, str(keep), GO_ON, ALL)) == (Medicine(typed),)
    assert pills(tell(typed, str(keep + 1), "prozac", YES, GO_ON, ALL)) == (PROZAC,)


def test_a_name_that_is_like_none_is_kept_as_it_was_typed(tell: Tell) -> None:
    held = tell("the  blue ones", "1", GO_ON, ALL)
    assert "We do not know the blue ones. 1 Keep it as I typed it 2 Let me type it again" in held.words
    assert pills(held) == (Medicine("the blue ones"),)


def test_several_names_are_asked_about_one_after_the_other(tell: Tell) -> None:
    held = tell("zoloft, the blue ones,, prozac,", YES, "1", YES, GO_ON, ALL)
    assert pills(held) == (ZOLOFT, Medicine("the blue ones"), PROZAC)
    assert "So far" not in held.screen
    assert "Is there another medicine? 1 No, that is all 2 Yes, another one Your choice:" in held.words
    assert "Noted: zoloft, the blue ones, prozac." in held.words


@pytest.mark.parametrize("typed", ["", "0", "3", "yes", "zoloft"])
def test_a_pause_takes_its_numbers_only(tell: Tell, typed: str) -> None:
    """Neither an empty line nor a word stands for a yes."""
    held = tell("zoloft", typed)
    assert "Type a number from 1 to 2." in held.screen
    assert pills(held) is None


@pytest.mark.parametrize(
    ("typed", "answer"),
    [("1", State.PREFER_NOT_TO_SAY), ("none", ()), (":s", State.SKIPPED), ("Skipped", State.SKIPPED)],
)
def test_who_names_none_is_asked_no_more_of_it(tell: Tell, typed: str, answer: object) -> None:
    held = tell(typed)
    assert pills(held) == answer
    assert "Last?" in held.screen


def test_a_name_can_be_left_out_after_all(tell: Tell) -> None:
    """Skipping where it is typed again leaves it out, and with no name left the names are asked for again."""
    assert pills(tell("zoloft, prozac", "2", ":s", YES, GO_ON, ALL)) == (PROZAC,)
    held = tell("zoloft", "2", ":s")
    assert held.after("Which medicine is it?").count("Which medicines?") == 1
    assert pills(held) is None


@pytest.mark.parametrize("back", [":b", ":r", ":back", ":review"])
@pytest.mark.parametrize("typed", ["zoloft", "zolft", "the blue ones"])
def test_back_from_typing_a_name_again_leads_to_what_is_known_of_the_first(tell: Tell, typed: str, back: str) -> None:
    """A slip loses no name: what was typed is there again, to be kept."""
    again = {"zoloft": "2", "zolft": "3", "the blue ones": "2"}[typed]
    held = tell(f"{typed}, prozac", again, back)
    known = {"zoloft": "We read this as sertraline", "zolft": "We do not know zolft"}
    assert known.get(typed, "We do not know the blue ones") in " ".join(held.after("Which medicine is it?").split())
    kept = tell(f"{typed}, prozac", again, back, "1", YES, GO_ON, ALL)
    assert [entry.name for entry in pills(kept)] == [typed, "prozac"]


def test_several_names_at_once_are_no_name_where_one_is_typed_again(tell: Tell) -> None:
    held = tell("zoloft", "2", "prozac, propranolol", "prozac", YES, GO_ON, ALL)
    assert held.screen.count("Which medicine is it?") == 2
    assert pills(held) == (PROZAC,)


def test_another_medicine_may_be_several(tell: Tell) -> None:
    """With commas between them, as in the first place."""
    held = tell("zoloft", YES, GO_ON, ANOTHER, "prozac, blue ones", YES, "1", GO_ON, ALL)
    assert pills(held) == (ZOLOFT, PROZAC, Medicine("blue ones"))


def test_no_more_medicines_are_taken_than_can_be_written_down(tell: Tell) -> None:
    """Fifty, in one line or in all; then nothing asks for another."""
    names = [f"pill {number}" for number in range(51)]
    assert pills(tell(",".join(names))) is None
    fifty = tell(",".join(names[:50]), *["1"] * 50, GO_ON)
    assert pills(fifty) == tuple(Medicine(name) for name in names[:50])
    assert "Is there another medicine?" not in fifty.screen
    assert "Last?" in fifty.screen
    most = tell(",".join(names[:49]), *["1"] * 49, GO_ON, ANOTHER, "x, y", "z", "1", GO_ON)
    assert "That is not one of the answers." in most.words
    assert len(pills(most)) == 50
    assert "Last?" in most.screen


@pytest.mark.parametrize("typed", ["q", "b", "Stop"])
@pytest.mark.parametrize(
    "before",
    [
        pytest.param((), id="first"),
        pytest.param(("zoloft", "2"), id="again"),
        pytest.param(("zoloft", YES, GO_ON, ANOTHER), id="next"),
    ],
)
def test_a_command_without_its_colon_is_no_medicine(tell: Tell, before: tuple[str, ...], typed: str) -> None:
    held = tell(*before, typed)
    assert "That is not one of the answers." in held.words
    assert f"We do not know {typed}" not in held.screen


def test_characters_that_steer_a_terminal_are_left_out(tell: Tell) -> None:
    held = tell("\x1b[2Jzoloft\u202e\r", "1", GO_ON, ALL, echo=False)
    assert not {"\x1b", "\r", "\u202e"} & set(held.screen)
    assert "We do not know [2Jzoloft. Do you mean one of these?" in held.words
    assert pills(held)[0].generic == "sertraline"


# Times --------------------------------------------------------------------------------------------------------------


def test_times_are_offered_once_for_all_names_and_can_be_declined(tell: Tell) -> None:
    held = tell("zoloft, prozac", YES, YES, GO_ON, ALL)
    offer = "When a medicine began, and when its dose changed, tells the most. Can you say so?"
    assert held.words.count(offer) == 1
    assert "How long ago" not in held.screen
    assert pills(held) == (ZOLOFT, PROZAC)


def with_times(started: Duration | None = None, change: str | None = None, changed: Duration | None = None) -> Medicine:
    return Medicine("zoloft", started, change, changed, "sertraline", **SSRI)


@pytest.mark.parametrize(
    ("typed", "medicine", "words"),
    [
        (("3 weeks", UNCHANGED), with_times(Duration(3, "week"), "unchanged"), "started 3 weeks ago, dose not changed"),
        (
            ("2 years", RAISED, "10 days"),
            with_times(Duration(2, "year"), "raised", Duration(10, "day")),
            "started 2 years ago, dose raised 10 days ago",
        ),
        (
            ("a year", LOWERED, "about a month ago"),
            with_times(Duration(1, "year"), "lowered", Duration(1, "month")),
            "started 1 year ago, dose lowered 1 month ago",
        ),
        (
            (":s", STOPPED, "6 months"),
            with_times(None, "stopped", Duration(6, "month")),
            "stopped 6 months ago",
        ),
        ((":s", RAISED, ":s"), with_times(None, "raised"), "dose raised"),
        (("3 weeks", ":s"), with_times(Duration(3, "week")), "started 3 weeks ago"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_time_is_asked_for_said_back_and_taken(
    tell: Tell, typed: tuple[str, ...], medicine: Medicine, words: str
) -> None:
    """When it was begun, whether the dose changed, and only where it did, when; a part that is skipped stays unsaid."""
    held = tell("zoloft", YES, ASK_ME, *typed, ALL)
    assert pills(held) == (medicine,)
    assert f"Noted: zoloft ({words})." in held.words
    asked = {
        RAISED: "was the dose of zoloft raised",
        LOWERED: "was the dose of zoloft lowered",
        STOPPED: "did you stop zoloft",
    }
    for change, question in asked.items():
        assert (f"How long ago {question}?" in held.words) == (typed[1] == change)


def test_after_each_part_all_that_is_known_is_said(tell: Tell) -> None:
    held = tell("zolft", "1", ASK_ME, "3 weeks", RAISED, "2 weeks", ALL)
    noted = [part.split(". ")[0] for part in held.words.split("Noted: ")[2:]]
    assert noted == [
        "zolft, read as sertraline (started 3 weeks ago)",
        "zolft, read as sertraline (started 3 weeks ago, dose raised)",
        *["zolft, read as sertraline (started 3 weeks ago, dose raised 2 weeks ago)"] * 2,
    ]


def test_a_part_that_was_skipped_is_left_out(tell: Tell) -> None:
    held = tell("blue pills", "1", ASK_ME, ":s", ":s", ALL)
    assert held.screen.count("Noted: blue pills.") == 3
    assert pills(held) == (Medicine("blue pills"),)


@pytest.mark.parametrize(
    ("typed", "words", "time"),
    [
        ("since January", "8 weeks, since January 2026", Duration(8, "week")),
        ("March 2025", "12 months, since March 2025", Duration(12, "month")),
        ("since 20 February", "9 days, since 20 February 2026", Duration(9, "day")),
        ("in 2019", "7 years, since 2019", Duration(7, "year")),
    ],
)
def test_a_date_is_said_back_with_what_it_comes_to_and_asked(
    tell: Tell, typed: str, words: str, time: Duration
) -> None:
    asked = tell("zoloft", YES, ASK_ME, typed)
    assert f"We read this as {words}. Is that right? 1 Yes 2 No, let me type it again" in asked.words
    assert pills(asked) == (ZOLOFT,)
    assert pills(tell("zoloft", YES, ASK_ME, typed, YES)) == (with_times(time),)
    again = tell("zoloft", YES, ASK_ME, typed, AGAIN_PLEASE, "5 days")
    assert pills(again) == (with_times(Duration(5, "day")),)


@pytest.mark.parametrize(
    "typed", ["3", "2026", "a while", "since", "next March", "since 30 February", "weeks", "s", "q"]
)
def test_what_is_no_certain_time_is_refused_with_an_example(tell: Tell, typed: str) -> None:
    held = tell("zoloft", YES, ASK_ME, typed)
    assert f"We cannot tell how long that is. {EXAMPLE}, or :s if you do not know." in held.words
    assert pills(held) == (ZOLOFT,)


def test_a_time_of_today_is_said_back_as_today(tell: Tell) -> None:
    held = tell("zoloft", YES, ASK_ME, "today")
    assert "We read this as today. Is that right?" in held.words
    assert "0 days" not in held.words
    assert "0 days" not in tell("zoloft", YES, ASK_ME, "today", YES).words


ORDER = "That is before you began it, 8 months ago. Please say it again, or go back and change the other."


@pytest.mark.parametrize("change", [RAISED, LOWERED, STOPPED])
def test_a_change_longer_ago_than_the_start_is_refused(tell: Tell, change: str) -> None:
    """It is asked for again; the same length is none longer ago, and where no start was said there is nothing to tell."""
    held = tell("zoloft", YES, ASK_ME, "8 months", change, "1 year", "3 weeks", ALL)
    assert held.words.count(ORDER) == 1
    assert held.words.count("How long ago was the dose of zoloft") + held.words.count("did you stop zoloft?") == 2
    assert pills(held)[0].changed == Duration(3, "week")
    assert ORDER not in tell("zoloft", YES, ASK_ME, "8 months", change, "8 months").words
    assert "before you began" not in tell("zoloft", YES, ASK_ME, ":s", change, "9 years").words


def test_a_start_that_is_moved_past_the_change_is_noticed_at_the_change(tell: Tell) -> None:
    """Enter does not keep a change that is now before the start."""
    moved = tell("zoloft, prozac", YES, YES, ASK_ME, "2 years", RAISED, "1 year", ":b", ":b", "b", "8 months", "", "")
    assert ORDER in moved.words


def test_a_bare_enter_is_no_time_and_no_change(tell: Tell) -> None:
    held = tell("zoloft", YES, ASK_ME, "", "3 weeks", "")
    assert f"We cannot tell how long that is. {EXAMPLE}, or :s if you do not know." in held.words
    assert "Nothing is noted yet. Type a number from 0 to 3, or s to skip." in held.words
    assert pills(held) == (with_times(Duration(3, "week")),)


def test_why_it_is_asked_is_told_at_every_step(tell: Tell) -> None:
    held = tell("zoloft", YES, ASK_ME, ":?", "3 weeks", "?")
    assert held.screen.count("The timing tells.") == 2


# Going back, reviewing, leaving -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        (("3 weeks", "b"), "How long ago did you start zoloft?"),
        (("3 weeks", RAISED, ":b"), "Did the dose of zoloft change, or did you stop it?"),
        (("3 weeks", RAISED, ":b", "b"), "How long ago did you start zoloft?"),
        (("3 weeks", UNCHANGED, ":b"), "Did the dose of zoloft change, or did you stop it?"),
        (("3 weeks", RAISED, "1 week", ":b"), "How long ago was the dose of zoloft raised?"),
        (("3 weeks", RAISED, "1 week", ":b", ":b", UNCHANGED), "How long ago did you start prozac?"),
    ],
    ids=str,
)
def test_going_back_goes_one_step_back(tell: Tell, typed: tuple[str, ...], asked: str) -> None:
    held = tell("zoloft, prozac", YES, YES, ASK_ME, *typed)
    last = held.words.split("You stopped before the end.")[0]
    questions = ("How long ago", "Did the dose")
    assert last[max(last.rfind(question) for question in questions) :].startswith(asked)


def test_a_change_that_is_taken_back_takes_its_time_with_it(tell: Tell) -> None:
    held = tell("zoloft, prozac", YES, YES, ASK_ME, "3 weeks", RAISED, "1 week", ":b", ":b", UNCHANGED, ":s", ":s", ALL)
    assert pills(held) == (with_times(Duration(3, "week"), "unchanged"), PROZAC)


def test_enter_keeps_what_was_said_of_a_medicine_before(tell: Tell) -> None:
    """As at any question: the earlier part is shown on going back, and nobody is told that nothing is noted."""
    held = tell("zoloft", YES, ASK_ME, "3 weeks", "b", "", UNCHANGED, ALL)
    assert "Nothing is noted yet." not in held.screen
    assert pills(held) == (with_times(Duration(3, "week"), "unchanged"),)


@pytest.mark.parametrize("before", [(), ("blue ones", "1", GO_ON, ANOTHER)], ids=["first", "another"])
def test_back_from_the_first_time_leads_to_the_question_whether_to_be_asked(
    tell: Tell, folder: Path, before: tuple[str, ...]
) -> None:
    """No name that was confirmed is lost, in the answers or in the draft; the times can be declined after all."""
    typed = (*before, "zoloft", YES, ASK_ME, ":b")
    held = tell(*typed, wishes=Wishes(TODAY, folder, again=AGAIN))
    assert held.after("How long ago did you start").count("1  Yes, ask me") == 1
    assert "Last?" not in held.screen
    assert pills(held)[-1] == ZOLOFT
    assert [entry["name"] for entry in in_draft(folder) or []] == [*before[:1], "zoloft"]
    assert pills(tell(*typed, GO_ON, ALL))[-1] == ZOLOFT
    assert pills(tell(*typed, ASK_ME, "3 weeks"))[-1] == with_times(Duration(3, "week"))


def test_an_earlier_part_is_shown_when_gone_back_to_and_stays_with_enter(tell: Tell) -> None:
    """The start, the change and its time; what comes after them is still there."""
    forth = ("zoloft, prozac", YES, YES, ASK_ME, "3 weeks", RAISED, "1 week")
    held = tell(*forth, ":b", ":b", "b", "", "", "", ":s", ":s", ALL)
    for words in ("3 weeks", "It was raised", "1 week"):
        assert f"Your answer so far: {words}. Press Enter to keep it, or give another." in held.words
    assert pills(held) == (with_times(Duration(3, "week"), "raised", Duration(1, "week")), PROZAC)


def test_a_confirmed_name_is_in_the_draft_before_the_next_line_is_typed(tell: Tell, folder: Path) -> None:
    seen: list[list[str]] = []

    def look() -> None:
        seen.append([entry["name"] for entry in in_draft(folder) or []] if list(folder.glob("*")) else [])

    tell("zoloft, prozac", YES, YES, wishes=Wishes(TODAY, folder, again=AGAIN), watch=look)
    assert seen[-3:] == [[], ["zoloft"], ["zoloft", "prozac"]]


def test_another_medicine_is_added_to_the_list(tell: Tell) -> None:
    held = tell("zoloft", YES, GO_ON, ANOTHER, "prozac", YES, ASK_ME, "3 weeks", ":s", ALL)
    assert pills(held) == (ZOLOFT, Medicine("prozac", Duration(3, "week"), generic="fluoxetine", **SSRI))
    assert "Is there another medicine? 1 No, that is all 2 Yes, another one" in held.words
    assert "Noted: prozac (started 3 weeks ago)." in held.words
    assert "Noted: zoloft, prozac (started 3 weeks ago)." in held.words
    assert "How long ago did you start zoloft?" not in held.screen


def test_whoever_adds_none_after_all_is_back_at_the_list(tell: Tell) -> None:
    assert pills(tell("zoloft", YES, GO_ON, ANOTHER, ":b", ALL)) == (ZOLOFT,)


def test_the_review_in_the_middle_shows_what_was_said(tell: Tell) -> None:
    held = tell("zoloft", YES, ASK_ME, "3 weeks", "r")
    review = held.after("Your answers so far")
    assert "Medicines: zoloft (started 3 weeks ago)" in " ".join(review.split())
    assert pills(held) == (with_times(Duration(3, "week")),)


@pytest.mark.parametrize("place", [(), ("3 weeks",), ("3 weeks", RAISED)], ids=["start", "change", "time"])
def test_the_review_takes_the_whole_list_and_goes_on_after_it(tell: Tell, place: tuple[str, ...]) -> None:
    """Whatever is still to be said of the times is left out; the next question comes after the review."""
    held = tell("zoloft, blue ones", YES, "1", ASK_ME, *place, "r" if len(place) == 1 else ":r", "1")
    review = held.after("Your answers so far")
    assert "Medicines: zoloft" in " ".join(review.split())
    assert "blue ones" in review
    assert "Question 3 of about 3" in review
    assert [entry.name for entry in pills(held)] == ["zoloft", "blue ones"]


def test_stopping_in_the_middle_asks_and_keeps_what_was_said(tell: Tell, folder: Path) -> None:
    wishes = Wishes(TODAY, folder, again=AGAIN)
    middle = ("zoloft, prozac", YES, YES, ASK_ME, "3 weeks", "q")
    assert "How long ago did you start zoloft?" in tell(*middle, "1", ":b").after("stop here?")
    held = tell(*middle, "2", wishes=wishes)
    assert pills(held) == (with_times(Duration(3, "week")), PROZAC)
    kept = in_draft(folder)
    assert kept is not None
    assert [(entry["name"], entry["started"]) for entry in kept] == [("zoloft", "3 weeks"), ("prozac", None)]


@pytest.mark.parametrize("interrupt", [False, True], ids=["end of input", "ctrl-c"])
def test_whenever_it_ends_the_draft_has_what_was_said_so_far(tell: Tell, folder: Path, interrupt: bool) -> None:
    """The end may come after any line; no name and no time that was confirmed is lost, and none gets into the file."""
    complete = pills(tell(*SCRIPT))
    before = 0
    for lines in range(len(SCRIPT) + 1):
        place = folder / str(lines)
        tell(*SCRIPT[:lines], wishes=Wishes(TODAY, place, again=AGAIN), interrupt=interrupt)
        kept = in_draft(place) or []
        facts = [fact for entry in kept for fact in entry.values() if fact is not None]
        assert [entry["name"] for entry in kept] == [entry.name for entry in complete][: len(kept)]
        assert len(facts) >= before or SCRIPT[lines - 1] in (":b", LOWERED)
        before = len(facts)
    assert [entry["name"] for entry in kept] == ["zolft", "pink ones", "prozac", "propranolol"]
    assert [entry["read_as"] for entry in kept] == ["sertraline", None, "fluoxetine", "propranolol"]


def test_a_name_that_was_confirmed_stays_where_it_ends_at_the_next(tell: Tell, folder: Path) -> None:
    held = tell("zoloft, prozac", YES, wishes=Wishes(TODAY, folder, again=AGAIN))
    assert pills(held) == (ZOLOFT,)
    assert [entry["name"] for entry in in_draft(folder) or []] == ["zoloft"]


def test_the_whole_dialog_is_lines_that_fit(tell: Tell, width: int) -> None:
    held = tell(*SCRIPT, "0", "1", echo=False)
    assert held.finished
    assert pills(held) == (
        Medicine(
            "zolft", Duration(8, "week"), "raised", Duration(2, "week"), "sertraline", **SSRI, read_as="sertraline"
        ),
        Medicine("pink ones", Duration(18, "month"), "lowered"),
        PROZAC,
        Medicine("propranolol", generic="propranolol", medicine_class="beta_blocker", kind="beta_blocker"),
    )
    assert max(map(len, held.screen.splitlines())) <= width
    assert not {"\x1b", "\r", "\t"} & set(held.screen)


def test_an_earlier_list_is_said_and_stays_with_enter_or_gives_way_to_another(tell: Tell) -> None:
    before = ("zoloft", YES, GO_ON, ALL, "b")
    kept = tell(*before, "")
    assert "Your answer so far: zoloft. Press Enter to keep it, or give another." in kept.words
    assert pills(kept) == (ZOLOFT,)
    for unfinished in (("prozac",), ("prozac", YES), ("prozac", YES, ASK_ME, "3 weeks")):
        assert pills(tell(*before, *unfinished)) == (ZOLOFT,)
    assert pills(tell(*before, "prozac", YES, GO_ON, ALL)) == (PROZAC,)


def test_an_unfinished_edit_changes_nothing_in_the_draft(tell: Tell, folder: Path) -> None:
    wishes = Wishes(TODAY, folder, again=AGAIN)
    tell("zoloft", YES, GO_ON, ALL, "b", "prozac", YES, ASK_ME, "3 weeks", wishes=wishes)
    assert [(entry["name"], entry["started"]) for entry in in_draft(folder) or []] == [("zoloft", None)]
