"""The page for a doctor or therapist: answers first, then numbers with their range, times, medicines, what fits, asks."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from people import assessed, said, shipped
from sheets import as_text, by_name, lines, page, sheet_of

from blunting_cli.assessment import withhold
from blunting_cli.bank import Bank
from blunting_cli.conditions import Answer, Duration, Medicine, State
from blunting_cli.errors import FileErrors
from blunting_cli.sheet import (
    Block,
    Fields,
    Heading,
    Notice,
    Paragraph,
    Sheet,
    Table,
    Timeline,
    Visit,
    make_sheet,
    whole,
)
from blunting_cli.sheet.timeline import place

EXAMPLES = settings(max_examples=60, deadline=None)
NOW = 1.0


def clinician(person: dict[str, Answer]) -> tuple[Block, ...]:
    """The page of a person."""
    return page(sheet_of(assessed(person)), "clinician")


def flat(blocks: tuple[Block, ...]) -> str:
    """All words of a page on one line."""
    from sheets import page_of

    return " ".join(as_text(page_of(list(blocks))).split())


def table(blocks: tuple[Block, ...], column: str) -> Table:
    """The table that has a column of this name."""
    return next(block for block in blocks if isinstance(block, Table) and column in block.columns)


def entries(blocks: tuple[Block, ...]) -> dict[str, str]:
    """What was answered, by the title of its group."""
    return {label: text for block in blocks if isinstance(block, Fields) for label, text in block.entries}


# What was answered ----------------------------------------------------------------------------------------------------


def test_what_counts_as_a_plain_no_is_one(bank: Bank) -> None:
    """Only these answers are said to a doctor as "No": any other would say more than the person did."""
    brief = [bank.by_id[name] for group in bank.groups for name in group.brief]
    lowest = {question.label(min(option.value for option in question.options)) for question in brief}
    assert lowest == {"Not at all", "None of these", "No"}


def test_every_question_has_its_place(bank: Bank) -> None:
    """Each question stands with a score or in one group, and only once."""
    scored = {name for score in bank.scores if not score.composite for name in score.of}
    placed = [name for group in bank.groups for name in group.questions]
    assert len(placed) == len(set(placed))
    assert scored.isdisjoint(placed)
    assert scored | set(placed) == set(bank.by_id)


@EXAMPLES
@given(said())
def test_no_answer_is_left_out(person: dict[str, Answer]) -> None:
    """Every question that was asked is named on the page, answered or not."""
    found = withhold(assessed(person))
    if not found.outside:
        text = flat(page(make_sheet(found, lines()), "clinician"))
        assert all(" ".join(shipped().by_id[name].short.split()) in text for name in found.answers)


def test_answers_stand_before_what_is_made_of_them(well: dict[str, Answer]) -> None:
    """The order of the page: how soon, answers, numbers, what fits, questions to ask."""
    person = {**well, "low_mood": 4, "less_enjoyment": 4, "mood_signs": (1, 2), "mood_or_numbness_first": 0}
    blocks = clinician(person)
    assert [type(block) for block in blocks[:3]] == [Heading, Paragraph, Notice]
    headings = [block.text for block in blocks if isinstance(block, Heading)]
    assert headings == [
        "For a doctor or therapist",
        "What was answered",
        "Kinds of feeling, in numbers",
        "What the answers fit",
        "What the person may want to ask",
    ]


def test_plain_noes_and_missing_answers_are_gathered(well: dict[str, Answer]) -> None:
    """What says something stands out; a missing answer never stands among the noes."""
    person = {**well, "strain": 3, "strain_signs": (1,), "sleep_bad": State.SKIPPED, "drugs": 2}
    found = entries(clinician(person))
    assert found["Sleep and strain"].startswith("More strain than you can carry: Most of the time; About this strain:")
    assert found["Sleep and strain"].endswith("Skipped: Bad or too little sleep")
    assert found["Alcohol and drugs"].startswith("Alcohol: Never or hardly ever; Cannabis or other drugs: Most weeks")
    assert found["Hard events and loss"].endswith("No: Something frightening or shocking")


def test_safety_is_named_and_not_told(well: dict[str, Answer]) -> None:
    """The page says that there are answers about safety; with them included it gives them in words."""
    person = assessed({**well, "self_harm": 1})
    assert "Not shown here: Thoughts of death or self-harm, Being safe" in flat(page(sheet_of(person), "clinician"))
    shown = flat(page(make_sheet(person, lines()), "clinician"))
    assert "Thoughts of death or self-harm: I have wished I was dead" in shown


def test_a_bank_without_groups_lists_its_answers(bank_from: Callable[[str], Bank]) -> None:
    """Whoever writes a bank without saying how its page looks loses no answer."""
    from blunting_cli.asking import settle
    from blunting_cli.assessment import assess

    bank = bank_from(SMALL)
    sheet = make_sheet(assess(bank, settle(bank, {"a": 1}).answers), lines())
    assert entries(page(sheet, "clinician"))["Other answers"] == "One? Some"


SMALL = """
bank: small
version: 1.0.0
tiers: [{id: watch, title: Watch, text: Wait.}]
sections: {s: {title: S, why: Because.}}
questions:
  - {id: a, section: s, ask: One?, why: Because., options: [{value: 0, label: None}, {value: 1, label: Some}]}
"""


# Numbers --------------------------------------------------------------------------------------------------------------


@EXAMPLES
@given(said())
def test_scores_stand_with_their_range_and_their_answers(person: dict[str, Answer]) -> None:
    """One row a score, in one order whatever the values; no number and no word from too few answers."""
    found = assessed(person)
    if found.outside:
        return
    shown = table(clinician(person), "Number")
    rows = [row if "Range" in shown.columns else (*row[:2], "", *row[2:]) for row in shown.rows]
    domains = [score.title for score in shipped().scores if score.domain]
    others = [score.title for score in shipped().scores if not score.domain]
    assert [row[0] for row in rows] == [*domains, *others]
    by_title = {shipped().score_by_id[id].title: result for id, result in found.scores.items()}
    for title, number, range_, word, _ in rows:
        result = by_title[title]
        assert number == (whole(result.value) or "none")
        assert word == (result.band.label if result.band else "does not apply to you" if result.of == 0 else "")
        low, high = whole(result.low), whole(result.high)
        assert range_ == ("" if low == high else f"{low} to {high}")


@EXAMPLES
@given(said())
def test_what_stands_out_is_certain(person: dict[str, Answer]) -> None:
    """The most changed and the best kept are marked only where no kind of feeling without a number could beat them."""
    found = assessed(person)
    scales = [block for block in page(sheet_of(found), "person") if hasattr(block, "mark")]
    domains = {score.title for score in shipped().scores if score.domain}
    kinds = [scale for scale in scales if scale.label in domains and scale.low is not None]
    for scale in scales:
        if scale.mark == "most changed":
            assert all(scale.value >= (other.high if other.value is None else other.value) for other in kinds)
        if scale.mark == "best kept":
            assert all(scale.value <= (other.low if other.value is None else other.value) for other in kinds)
    if len({scale.value for scale in kinds}) > 1 and all(scale.value is not None for scale in kinds):
        assert {scale.mark for scale in kinds} >= {"most changed", "best kept"}


def test_the_change_since_last_time(well: dict[str, Answer]) -> None:
    """By how much a number has moved; where answers are missing, between what the change lies; never "none" for unknown."""
    now = assessed({**well, "cannot_cry": 4, "less_love": State.SKIPPED, "still_have_fun": State.NOT_APPLICABLE})
    before = assessed({**well, "cannot_cry": 1, "less_enjoyment": State.SKIPPED})
    made = table(page(make_sheet(now, lines(), visit=Visit((), before)), "clinician"), "Change since last time")
    change = {row[0]: row[made.columns.index("Change since last time")] for row in made.rows}
    assert change["Tears and sadness"] == "+25"
    assert change["Anger and fear"] == "0"
    assert change["Love and closeness"] == "0 to +33"
    assert change["Joy"] == "-33 to 0"
    away = dict.fromkeys(("less_anger", "less_fear", "still_feel_alarm"), State.NOT_APPLICABLE)
    gone = make_sheet(assessed({**well, **away}), lines(), visit=Visit((), before))
    shown = table(page(gone, "clinician"), "Change since last time")
    change = {row[0]: row[shown.columns.index("Change since last time")] for row in shown.rows}
    assert change["Anger and fear"] == "not known"


# Times and medicines --------------------------------------------------------------------------------------------------


@given(st.integers(0, 40_000), st.integers(0, 40_000))
def test_the_timeline_runs_from_long_ago_to_now(one: int, other: int) -> None:
    """Today is at 1, longer ago is never further right, and every tick is an equal step from the next."""
    plan = shipped().timeline
    assert place(0, plan) == NOW
    assert 0.0 <= place(one, plan) <= NOW
    assert one > other or place(one, plan) >= place(other, plan)
    ticks = [NOW, *(place(days, plan) for days, _ in plan.ticks)]
    steps = {round(right - left, 3) for right, left in pairwise(ticks)}
    assert len(steps) == 1


MEDICINES = by_name(
    (
        Medicine("Zoloft 50 mg", Duration(1, "year"), "raised", Duration(4, "week")),
        Medicine("Nosuchine", Duration(2, "year"), "stopped", Duration(1, "year")),
        Medicine("tea"),
    )
)


def timeline(person: dict[str, Answer]) -> Timeline | None:
    return next((block for block in clinician(person) if isinstance(block, Timeline)), None)


def test_what_was_told_of_times_is_drawn(well: dict[str, Answer]) -> None:
    """Onset as the stretch it lies in, medicines from their start until now or until they were stopped, changes as points."""
    person = {**well, "less_enjoyment": 4, "less_love": 3, "lifelong": 0, "how_long": 1, "loss": 3}
    drawn = timeline({**person, "takes_medicine": 1, "medicines": MEDICINES})
    assert drawn is not None
    plan = shipped().timeline
    tracks = {track.label: track for track in drawn.tracks}
    assert tracks["Feelings faded"].spans == ((place(28, plan), place(14, plan)),)
    assert tracks["sertraline"].spans == ((place(365, plan), NOW), (place(28, plan),) * 2)
    assert tracks["Nosuchine"].spans == ((place(730, plan), place(365, plan)), (place(365, plan),) * 2)
    assert tracks["A loss"].spans == ((0.0, place(365, plan)),)
    assert "tea" not in tracks
    assert tracks["sertraline"].words == "started 1 year ago, dose raised 4 weeks ago"
    assert [name for _, name in drawn.ticks] == ["5 years", "1 year", "3 months", "4 weeks", "2 weeks", "now"]


def test_what_came_first_stands_in_words(well: dict[str, Answer]) -> None:
    """An answer that tells an order and no time has no place on the line."""
    person = {**well, "less_enjoyment": 4, "lifelong": 0, "how_long": 2, "takes_medicine": 1, "medicine_kinds": (1,)}
    drawn = timeline({**person, "medicines": State.SKIPPED, "onset_and_medicine": 2})
    assert drawn is not None
    track = next(track for track in drawn.tracks if track.label == "Feelings faded, next to the antidepressant")
    assert (track.words, track.spans) == ("In the first 3 months after I started it", ())


def test_without_times_there_is_no_timeline(well: dict[str, Answer]) -> None:
    assert timeline(well) is None


def test_medicines_as_typed_and_as_read(well: dict[str, Answer]) -> None:
    """What was typed is never lost, what it was read as stands beside it, and what was not told is said."""
    person = {**well, "takes_medicine": 1, "medicines": MEDICINES}
    assert table(clinician(person), "As typed").rows == (
        ("Zoloft 50 mg", "sertraline", "1 year ago", "dose raised, 4 weeks ago"),
        ("Nosuchine", "not known", "2 years ago", "stopped, 1 year ago"),
        ("tea", "not known", "not told by name", "not told by name"),
    )


# What the person asks -------------------------------------------------------------------------------------------------


def test_own_questions_come_first_and_the_word_of_care_before_all(well: dict[str, Answer]) -> None:
    """Questions about a dose never stand without the word on not stopping."""
    taken = {"takes_medicine": 1, "medicines": MEDICINES[:1], "onset_and_medicine": 2}
    person = {**well, **taken, "less_enjoyment": 4, "mood_since_medicine": 3}
    made = make_sheet(withhold(assessed(person)), lines(), visit=Visit(("Is it the tea?",)))
    blocks = page(made, "clinician")
    text = flat(blocks)
    order = ["Please do not stop, skip or change", "Is it the tea?", "What would a smaller dose mean for me"]
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)
    assert isinstance(blocks[-1], Paragraph)
    assert "What the person may want to ask" not in flat(clinician(well))


def test_who_the_check_was_not_written_for_gets_no_page_for_an_appointment(well: dict[str, Answer]) -> None:
    made: Sheet = sheet_of(assessed({**well, "age_band": 4}))
    assert [page.id for page in made.pages] == ["person", "details"]


def test_answers_that_do_not_go_together_are_named_on_both_pages(well: dict[str, Answer]) -> None:
    """A reader need not find out that a start was long before the feelings faded soon after it."""
    person = {**well, "less_enjoyment": 4, "lifelong": 0, "how_long": 1, "takes_medicine": 1, "medicine_kinds": (1,)}
    unlike = {**person, "medicines": State.SKIPPED, "medicine_started": 3, "onset_and_medicine": 2}
    for id in ("person", "clinician"):
        assert "Some answers do not go together: - You said that your feelings faded in the first 3 months" in flat(
            page(sheet_of(assessed(unlike)), id)
        )
        assert "do not go together" not in flat(page(sheet_of(assessed({**unlike, "medicine_started": 1})), id))


def test_what_is_missing_stands_on_the_page_for_a_clinician_too() -> None:
    """How many were answered, what cannot be decided, and what was not asked."""
    from sheets import PEOPLE, assessment_of

    text = flat(page(sheet_of(assessment_of(PEOPLE / "half_answered_partial.yaml")), "clinician"))
    for words in ("Questions answered: 9 of 52.", "cannot decide between", "Not asked, or too few answers: An antidep"):
        assert words in text


# What a bank may say about it -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "said_"),
    [
        ("groups: [{title: G, questions: [b]}]", "no question is called b"),
        ("groups: [{title: G, questions: [a], brief: [b]}]", "b is not one of the questions of the group"),
        ("groups: [{questions: [a]}]", "a group needs `title`"),
        ("timeline: {ticks: [1 week], tracks: [{question: b, label: B}]}", "no question is called b"),
        ("timeline: {ticks: [2 weeks, 1 week]}", "the ticks are times that rise, such as [2 weeks, 3 months, 1 year]"),
        ("timeline: {ticks: [soon]}", "the ticks are times that rise, such as [2 weeks, 3 months, 1 year]"),
        ("timeline: {ticks: [1 week], rows: 3}", "`timeline` has no `rows`"),
    ],
)
def test_mistakes_in_how_a_page_is_laid_out_are_said(bank_from: Callable[[str], Bank], more: str, said_: str) -> None:
    with pytest.raises(FileErrors) as caught:
        bank_from(SMALL + more + "\n")
    assert said_ in [complaint.message for complaint in caught.value.complaints]


@pytest.mark.parametrize(
    ("ago", "only_if", "said_"),
    [
        ("[1 week, 2 days]", "", "`ago` is one or two times, the nearer first"),
        ("[soon]", "", "`ago` is one or two times, the nearer first"),
        ("[1 day, 2 days, 3 days]", "", "`ago` is one or two times, the nearer first"),
        ("[1 day]", ", only_if: it is so", "`only_if` goes with `ask_if`, and there is no `ask_if`"),
    ],
)
def test_mistakes_in_times_and_words_for_paper_are_said(
    bank_from: Callable[[str], Bank], ago: str, only_if: str, said_: str
) -> None:
    text = SMALL.replace("label: None", f"label: None, ago: {ago}").replace(
        "why: Because., options", f"why: B.{only_if}, options"
    )
    with pytest.raises(FileErrors) as caught:
        bank_from(text)
    assert said_ in [complaint.message for complaint in caught.value.complaints]
