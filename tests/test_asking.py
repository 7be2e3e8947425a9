"""What asking promises: the right questions open, hidden answers never count, and a file is told what it lacks."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from people import said, shipped

from blunting_cli.answers import AnswersFile, read_answers
from blunting_cli.asking import Completed, Settled, complete, settle
from blunting_cli.bank import Bank, load_medicines
from blunting_cli.conditions import Answer, Medicine, State, evaluate
from blunting_cli.errors import FileErrors
from blunting_cli.medicines import recognise
from blunting_cli.scoring import Said

MakeBank = Callable[[str], Bank]
EXAMPLES = settings(max_examples=40, deadline=None)
UNKNOWN = (State.SKIPPED, State.UNANSWERED, State.PREFER_NOT_TO_SAY, State.WITHHELD)
SMALL = """
bank: small
version: 1.0.0
sections: {s: {title: S, why: Because.}}
sources: {us: {title: Us, where: here, read: whole}}
tiers: [{id: watch, title: Watch, text: Watch.}]
responses:
  yes_no: {options: [{value: 0, label: "No"}, {value: 1, label: "Yes"}], also: [not_applicable, prefer_not_to_say]}
scores:
  over: {title: Over, mean_of: [both], needs: all}
  both: {title: Both, mean_of: [gate, other], needs: all}
questions:
  - {id: gate, section: s, ask: Gate?, why: Because., respond: yes_no}
  - {id: other, section: s, ask: Other?, why: Because., respond: yes_no}
  - {id: plain, section: s, ask: Plain?, why: Because., respond: yes_no, ask_if: {gate: 1}}
  - {id: safe, section: s, ask: Safe?, why: Because., respond: yes_no, ask_if: {gate: 1}, safety: true}
  - {id: red, section: s, ask: Red?, why: Because., respond: yes_no, ask_if: {gate: 1}, red_flag: true}
  - {id: deep, section: s, ask: Deep?, why: Because., respond: yes_no, ask_if: {plain: 1}}
  - {id: deep_red, section: s, ask: Deep and red?, why: Because., respond: yes_no, ask_if: {plain: 1}, red_flag: true}
  - {id: scored, section: s, ask: Scored?, why: Because., respond: yes_no, ask_if: {score.over: {at_least: 100}}}
  - {id: pills, section: s, ask: Which?, why: Because., type: medicine, ask_if: {other: 1}}
  - {id: listed, section: s, ask: Listed?, why: Because., respond: yes_no, ask_if: {pills: {class: ssri}}}
"""
ALL_CLOSED = {"plain", "safe", "red", "deep", "deep_red", "scored", "pills", "listed"}


@pytest.fixture
def small(bank_from: MakeBank) -> Bank:
    """A bank with gates of every kind."""
    return bank_from(SMALL)


def opened(settled: Settled) -> set[str]:
    """Give the questions that are open beside the two that are asked of everyone."""
    return set(settled.answers) - {"gate", "other"}


# Opening --------------------------------------------------------------------------------------------------------------


def test_what_a_yes_opens_is_open_for_safety_or_not(small: Bank) -> None:
    """A condition that is true opens every question, and leaves the rest undecided or closed."""
    settled = settle(small, {"gate": 1, "other": 0})
    assert opened(settled) == {"plain", "safe", "red", "deep_red"}
    assert settled.closed == {"scored", "pills", "listed"}


@pytest.mark.parametrize("answer", [0, State.NOT_APPLICABLE])
def test_what_is_false_for_certain_closes_all_that_hangs_on_it(small: Bank, answer: Answer) -> None:
    """A no, or does-not-apply, closes questions for certain, safety and red flags as well, however deep the chain."""
    settled = settle(small, {"gate": answer, "other": 0})
    assert opened(settled) == set()
    assert settled.closed == ALL_CLOSED


@pytest.mark.parametrize("answer", [*UNKNOWN, None])
def test_an_unknown_gate_opens_safety_and_red_flag_questions_only(small: Bank, answer: Answer | None) -> None:
    """Where the gate has no answer nothing is certain: what guards safety is asked, everything else stays closed."""
    settled = settle(small, {"other": 0} if answer is None else {"gate": answer, "other": 0})
    assert opened(settled) == {"safe", "red", "deep_red"}
    assert settled.closed.isdisjoint({"plain", "deep", "safe", "red", "deep_red"})


def test_an_open_question_without_an_answer_is_unanswered(small: Bank) -> None:
    """Not asked and unanswered are told apart by who stands among the answers."""
    settled = settle(small, {"gate": 1})
    assert settled.answers["plain"] is State.UNANSWERED
    assert settled.is_open("plain")
    assert not settled.is_open("deep")
    assert "deep" not in settled.answers


def test_a_score_opens_a_question_only_when_it_is_sure(small: Bank) -> None:
    """A score with a missing part opens nothing, and closes nothing while it could still be reached."""
    assert "scored" in settle(small, {"gate": 1, "other": 1}).answers
    unsure = settle(small, {"gate": 1})
    assert not unsure.is_open("scored")
    assert "scored" not in unsure.closed
    assert "scored" in settle(small, {"gate": 0}).closed


def test_a_medicine_opens_a_question_when_it_is_recognised(small: Bank) -> None:
    """A name that was read opens what belongs to its class."""
    sertraline = Medicine("Zoloft", generic="sertraline", medicine_class="ssri", kind="antidepressant")
    assert settle(small, {"other": 1, "pills": (sertraline,)}).is_open("listed")
    assert "listed" in settle(small, {"other": 1, "pills": ()}).closed


def test_an_answer_behind_a_closed_gate_opens_nothing(small: Bank) -> None:
    """An old answer that is hidden now neither counts nor keeps later questions open."""
    settled = settle(small, {"gate": 0, "other": 0, "plain": 1, "deep": 1, "red": 1})
    assert opened(settled) == set()


def test_answers_to_nothing_that_is_asked_are_left_aside(small: Bank) -> None:
    """A name that the bank does not have never comes out."""
    assert "nonsense" not in settle(small, {"gate": 0, "nonsense": 1}).answers


# Every path -----------------------------------------------------------------------------------------------------------


@EXAMPLES
@given(said(), st.randoms(use_true_random=False))
def test_the_same_visible_answers_settle_equally_however_they_came(
    person: dict[str, Answer], chance: random.Random
) -> None:
    """The order of answering and what was said to questions that are closed now leave no trace."""
    bank = shipped()
    settled = settle(bank, person)
    names = sorted(person)
    chance.shuffle(names)
    shuffled = settle(bank, {name: person[name] for name in names})
    visible = settle(bank, {name: answer for name, answer in settled.answers.items() if name in person})
    assert list(settled.answers.items()) == list(shuffled.answers.items()) == list(visible.answers.items())
    assert settled.closed == shuffled.closed == visible.closed
    order = [question.id for question in bank.questions if question.id in settled.answers]
    assert list(settled.answers) == order


@EXAMPLES
@given(said())
def test_open_means_that_the_condition_holds_or_guards_safety(person: dict[str, Answer]) -> None:
    """A question is open when its condition is true of the visible answers; only guards of safety open on unknown."""
    bank = shipped()
    settled = settle(bank, person)
    facts = Said(bank, {**dict.fromkeys(settled.closed, State.NOT_APPLICABLE), **settled.answers})
    for question in bank.questions:
        verdict = True if question.opens is None else evaluate(question.opens, facts)
        guards = question.safety or question.red_flag
        assert settled.is_open(question.id) is (verdict is True or (verdict is None and guards))
        assert (question.id in settled.closed) is (verdict is False)


@EXAMPLES
@given(said(), st.integers(0, 70))
def test_self_harm_is_open_after_every_sequence_of_answers(person: dict[str, Answer], so_far: int) -> None:
    """The question about self-harm stands behind nothing, at whatever moment one looks."""
    assert shipped().by_id["self_harm"].opens is None
    assert settle(shipped(), dict(list(person.items())[:so_far])).is_open("self_harm")


@EXAMPLES
@given(said(left_out=False))
def test_nobody_is_asked_more_than_eighty_questions(person: dict[str, Answer]) -> None:
    """Whatever is said, the way through is short enough."""
    assert len(settle(shipped(), person).answers) <= 80


def test_the_longest_way_is_below_eighty_questions(bank: Bank) -> None:
    """The bank holds eighty questions, so no way through it is longer; one person can open all of them but one.

    Only who has always felt this way is asked about childhood, and then not for how long it has been.
    """
    worst: dict[str, Answer] = {}
    for question in bank.questions:
        values = [option.value for option in question.options]
        if question.type == "multi":
            worst[question.id] = tuple(option.value for option in question.options if not option.alone)
        elif values:
            worst[question.id] = min(values) if question.reverse else max(values)
    worst |= {"lifelong": 0, "takes_medicine": 1, "medicines": State.SKIPPED, "alcohol": 4, "drugs": 3}
    settled = settle(bank, worst)
    assert settled.closed == {"lifelong_signs"}
    assert len(settled.answers) + 1 == len(bank.questions) <= 80


def test_a_person_with_nothing_to_report_answers_about_forty(bank: Bank, well: dict[str, Answer]) -> None:
    """Who is well is through soon, and reaches the questions about safety and the short list of urgent signs."""
    settled = settle(bank, well)
    assert 38 <= len(settled.answers) <= 45
    assert {"self_harm", "safe_now", "urgent_signs"} <= settled.answers.keys()
    assert State.UNANSWERED not in settled.answers.values()


# Files ----------------------------------------------------------------------------------------------------------------


def a_file(bank: Bank, text: str) -> AnswersFile:
    """Read the text of an answers file."""
    return read_answers(text.encode(), "answers.yaml", bank, partial(recognise, known=load_medicines()))


def refusal(bank: Bank, text: str, *, partial: bool = False) -> tuple[list[tuple[int, str, str]], str]:
    """Complete a file that must be refused; give line, message and hint of every complaint, and the last hint."""
    with pytest.raises(FileErrors) as caught:
        complete(bank, a_file(bank, text), partial=partial)
    complaints = [(found.place.line, found.message, found.hint) for found in caught.value.complaints]
    return complaints, caught.value.hint


def test_a_file_that_says_everything_that_is_asked_is_complete(small: Bank) -> None:
    """Ways of not answering are said as well, and nothing is left out or ignored."""
    file = a_file(small, "gate: 1\nother: skipped\nplain: prefer_not_to_say\nsafe: 0\nred: 0\ndeep_red: 1\n")
    done = complete(small, file, partial=False)
    assert done.answers == {
        "gate": 1,
        "other": State.SKIPPED,
        "plain": State.PREFER_NOT_TO_SAY,
        "safe": 0,
        "red": 0,
        "deep_red": 1,
    }
    assert (done.left_out, done.ignored) == ((), ())


def test_an_open_question_that_was_left_out_is_asked_for_by_its_words(small: Bank) -> None:
    """The complaint says what is asked; one way on is named at the end."""
    complaints, hint = refusal(small, "gate: 0\n")
    assert complaints == [(1, "other has no answer (Other?)", "")]
    assert hint == "Mend the lines above, or score what is there with --partial."


def test_an_answer_to_a_closed_question_is_told_with_what_closes_it(small: Bank) -> None:
    """The complaint stands at the line of the answer and names what it depends on, as it was said."""
    complaints, hint = refusal(small, "gate: 0\nother: 0\nplain: 1\ndeep: 1\nscored: 0\nlisted: 1\n")
    assert complaints == [
        (3, "plain is not asked after these answers", "It depends on gate (0)."),
        (4, "deep is not asked after these answers", "It depends on plain (not asked)."),
        (5, "scored is not asked after these answers", "It depends on the scores before it."),
        (6, "listed is not asked after these answers", "It depends on pills (not asked)."),
    ]
    assert "--partial" in hint


@pytest.mark.parametrize(("said", "shown"), [("[]", "a list"), ("skipped", "skipped")])
def test_what_closes_a_question_is_shown_in_short(small: Bank, said: str, shown: str) -> None:
    """A list is not spelled out; a way of not answering is named."""
    complaints, _ = refusal(small, f"gate: 0\nother: 1\npills: {said}\nlisted: 1\n")
    assert complaints == [(4, "listed is not asked after these answers", f"It depends on pills ({shown}).")]


@pytest.mark.parametrize("said", ["withheld", "unanswered"])
def test_an_answer_that_was_withheld_or_left_out_before_is_asked_for(small: Bank, said: str) -> None:
    """A record without its answers about safety is not complete; it can be scored as it is."""
    text = f"gate: 1\nother: 0\nplain: 0\nsafe: {said}\nred: 0\n"
    complaints, hint = refusal(small, text)
    withheld = (4, "safe was withheld", "Put in the answer, or use --partial.")
    assert complaints == [withheld if said == "withheld" else (4, "safe has no answer (Safe?)", "")]
    assert "--partial" in hint
    done = complete(small, a_file(small, text), partial=True)
    assert done.left_out == ("safe",)
    assert done.answers["safe"] is State.UNANSWERED


def test_a_part_of_the_answers_can_be_scored_when_asked_for(small: Bank) -> None:
    """With partial, what was left out stands as unanswered and what is closed is set aside, both by name."""
    done = complete(small, a_file(small, "gate: 1\ndeep: 1\nscored: 0\n"), partial=True)
    assert done == Completed(
        {
            "gate": 1,
            "other": State.UNANSWERED,
            "plain": State.UNANSWERED,
            "safe": State.UNANSWERED,
            "red": State.UNANSWERED,
            "deep_red": State.UNANSWERED,
        },
        ("other", "plain", "safe", "red", "deep_red"),
        ("deep", "scored"),
    )


@pytest.mark.parametrize("partial", [True, False])
def test_a_refused_answer_is_told_once_and_brings_no_more_complaints(small: Bank, partial: bool) -> None:
    """What hangs on an answer that cannot be read is not blamed, near or far, nor what hangs on its score."""
    text = "gate: maybe\nother: 1\nplain: 1\ndeep: 1\nsafe: 0\nred: 0\ndeep_red: 0\nscored: 1\npills: []\n"
    complaints, _ = refusal(small, text, partial=partial)
    assert [(line, message) for line, message, _ in complaints] == [(1, "maybe is no answer to gate")]


def test_a_file_with_nothing_but_a_refused_answer_has_no_way_around(small: Bank) -> None:
    """Where only a wrong answer is at fault, scoring a part would not help and is not offered."""
    text = "gate: 0\nother: maybe\n"
    complaints, hint = refusal(small, text)
    assert [line for line, _, _ in complaints] == [2]
    assert hint == ""


def test_complaints_stand_in_the_order_of_the_lines(small: Bank) -> None:
    """Unknown names, refused answers, and closed questions come in the order a reader meets them."""
    complaints, _ = refusal(small, "plain: 1\nnonsense: 3\ngate: 0\nother: maybe\n")
    assert [line for line, _, _ in complaints] == [1, 2, 4]


@EXAMPLES
@given(said())
def test_a_complete_person_is_complete_and_a_partial_one_says_what_is_missing(person: dict[str, Answer]) -> None:
    """For any person, what was left out is told; said in full, the same answers settle to the same."""
    bank = shipped()
    document = a_file(bank, "{}")
    done = complete(bank, AnswersFile(document.document, (), person, frozenset(), ()), partial=True)
    settled = settle(bank, person)
    assert done.answers == settled.answers
    assert set(done.left_out) == settled.answers.keys() - person.keys()
    assert set(done.ignored) == person.keys() - settled.answers.keys()
    filled = dict(settled.answers)
    while left_out := [name for name, answer in settle(bank, filled).answers.items() if answer is State.UNANSWERED]:
        filled.update(dict.fromkeys(left_out, State.SKIPPED))
    again = complete(bank, AnswersFile(document.document, (), filled, frozenset(), ()), partial=False)
    assert (again.left_out, again.ignored) == ((), ())
    assert again.answers == filled
