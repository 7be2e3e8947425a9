"""What the condition language promises: three verdicts, honest citations, and a complaint for every mistake."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from blunting_cli.bank import Bank, load_bank
from blunting_cli.conditions import (
    Answer,
    AnswerIs,
    Comparison,
    Condition,
    Duration,
    Facts,
    Medicine,
    ScoreIs,
    State,
    cited,
    evaluate,
    is_missing,
    leaves,
    questions_of,
    scores_of,
    undecided,
)
from blunting_cli.conditions.parsing import Path, Vocabulary, parse
from blunting_cli.conditions.words import condition_data, in_short
from blunting_cli.scoring import Said

SMALL = """
bank: small
version: 1.0.0
sections: {s: {title: S, why: Because.}}
responses:
  how_much: {options: [{value: 0, label: Not at all}, {value: 1, label: A bit}, {value: 2, label: A lot}]}
questions:
  - {id: mood, section: s, ask: Mood?, why: Because., respond: how_much}
  - {id: hope, section: s, ask: Hope?, why: Because., respond: how_much}
  - {id: push, section: s, ask: Push?, why: Because., respond: how_much}
  - {id: ticks, section: s, ask: Which?, why: Because., type: multi, respond: how_much}
  - {id: since, section: s, ask: Since when?, why: Because., type: duration}
  - {id: hours, section: s, ask: How many hours?, why: Because., type: number}
  - {id: words, section: s, ask: In your words?, why: Because., type: text}
  - {id: pills, section: s, ask: Which medicines?, why: Because., type: medicine}
scores:
  all_three: {title: All three, mean_of: [mood, hope, push], needs: all}
  most: {title: Half will do, mean_of: [mood, hope, push], needs: half}
tiers: [{id: watch, title: Watch, text: Watch.}]
sources: {us: {title: Us, where: here, read: whole}}
"""
# Many conditions are decided by chance, and a few tests ask for those that are not.
EXAMPLES = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
CHOICES = ("mood", "hope", "push")
LABELS = {"not at all": 0, "0": 0, "a bit": 1, "1": 1, "a lot": 2, "2": 2}
VOCABULARY = Vocabulary(
    {
        **dict.fromkeys((*CHOICES, "ticks"), LABELS),
        **{name: {} for name in ("since", "hours", "words", "pills")},
    },
    frozenset({"all_three", "most"}),
    frozenset({"ssri", "snri", "antidepressant", "opioid"}),
)
LACKING = tuple(state for state in State if state is not State.NOT_APPLICABLE)
ANSWER_FOR: dict[bool | None, Answer] = {True: 2, False: 0, None: State.SKIPPED}
SERTRALINE = Medicine("Zoloft", generic="sertraline", medicine_class="ssri", kind="antidepressant")
MORPHINE = Medicine("morphine", generic="morphine", medicine_class="opioid", kind="opioid")
UNREAD = Medicine("the blue one")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    """A bank with one question of every kind that conditions can compare."""
    path = tmp_path_factory.mktemp("bank") / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return load_bank(str(path))


Complaints = list[tuple[Path, str, str]]


def read(data: Any) -> tuple[Condition, Complaints]:
    """Read a condition that stands below `when` in its file; give it with every complaint."""
    complaints: Complaints = []
    return parse(data, ("when",), VOCABULARY, lambda *complaint: complaints.append(complaint)), complaints


def when(data: Any) -> Condition:
    """Read a condition that has no mistake."""
    condition, complaints = read(data)
    assert complaints == []
    return condition


def verdict(data: Any, **answers: Answer) -> bool | None:
    """Hold answers against a condition without scores."""
    return evaluate(when(data), Given(answers))


class Given:
    """Answers and scores as facts, without a bank."""

    def __init__(self, answers: Mapping[str, Answer], scores: Mapping[str, Interval] | None = None) -> None:
        self.answers = answers
        self.scores = scores or {}

    def answer(self, question: str) -> Answer:
        return self.answers.get(question, State.NOT_ASKED)

    def score(self, score: str) -> Interval | None:
        return self.scores.get(score)

    def score_questions(self, score: str) -> tuple[str, ...]:
        return CHOICES if score in self.scores else ()


@dataclass(frozen=True)
class Interval:
    """A score as far as conditions see it."""

    low: float | None
    high: float | None
    value: float | None = None
    missing: tuple[str, ...] = ()


# Truth tables ---------------------------------------------------------------------------------------------------------


def test_all_and_any_of_the_same_parts_are_two_conditions() -> None:
    """What compares or remembers conditions must not take one for the other."""
    parts = ({"mood": 1}, {"hope": 1})
    assert when({"all": list(parts)}) != when({"any": list(parts)})
    assert len({when({"all": list(parts)}), when({"any": list(parts)})}) == 2


@pytest.mark.parametrize(
    ("first", "second", "both", "either"),
    [
        (True, True, True, True),
        (True, False, False, True),
        (True, None, None, True),
        (False, True, False, True),
        (False, False, False, False),
        (False, None, False, None),
        (None, True, None, True),
        (None, False, False, None),
        (None, None, None, None),
    ],
)
def test_all_and_any_follow_the_three_valued_tables(
    first: bool | None, second: bool | None, both: bool | None, either: bool | None
) -> None:
    """One false part decides `all` and one true part decides `any`, whatever is unknown beside it."""
    parts = [{"mood": 2}, {"hope": 2}]
    answers = {"mood": ANSWER_FOR[first], "hope": ANSWER_FOR[second]}
    assert verdict({"all": parts}, **answers) is both
    assert verdict({"any": parts}, **answers) is either


@pytest.mark.parametrize(("inner", "outer"), [(True, False), (False, True), (None, None)])
def test_not_turns_known_verdicts_and_leaves_unknown(inner: bool | None, outer: bool | None) -> None:
    """The opposite of unknown is unknown."""
    assert verdict({"not": {"mood": 2}}, mood=ANSWER_FOR[inner]) is outer


@pytest.mark.parametrize(
    ("verdicts", "bounds", "expected"),
    [
        ((True, True, False), {"at_least": 2}, True),
        ((True, True, None), {"at_least": 2}, True),
        ((True, False, None), {"at_least": 2}, None),
        ((True, False, False), {"at_least": 2}, False),
        ((False, False, None), {"at_least": 2}, False),
        ((None, None, None), {"at_least": 2}, None),
        ((True, False, False), {"at_most": 1}, True),
        ((False, False, None), {"at_most": 1}, True),
        ((True, False, None), {"at_most": 1}, None),
        ((True, True, None), {"at_most": 1}, False),
        ((True, False, False), {"between": [1, 1]}, True),
        ((True, False, None), {"between": [1, 1]}, None),
        ((True, True, False), {"between": [1, 1]}, False),
        ((False, False, False), {"between": [1, 1]}, False),
    ],
)
def test_count_is_known_only_when_no_missing_answer_could_change_it(
    verdicts: tuple[bool | None, ...], bounds: dict[str, Any], expected: bool | None
) -> None:
    """A count is decided once the unknown ones could not move it over a bound."""
    answers = dict(zip(CHOICES, map(ANSWER_FOR.get, verdicts), strict=True))
    data = {"count": {"of": list(CHOICES), "where": 2, **bounds}}
    assert evaluate(when(data), Given(answers)) is expected


def test_several_questions_in_one_mapping_must_all_hold() -> None:
    """A mapping with two entries reads as `all`."""
    assert verdict({"mood": 2, "hope": 2}, mood=2, hope=2) is True
    assert verdict({"mood": 2, "hope": 2}, mood=2, hope=0) is False


# Comparisons ----------------------------------------------------------------------------------------------------------

COMPARISONS = (2, [1, 2], {"at_least": 0}, {"at_most": 9}, {"between": [0, 9]}, {"class": ["ssri"]})


@pytest.mark.parametrize("state", LACKING)
@pytest.mark.parametrize("test", COMPARISONS, ids=str)
def test_a_missing_answer_is_unknown_in_every_comparison(state: State, test: Any) -> None:
    """Skipped, unanswered, declined, withheld and not asked can never become yes or no."""
    assert verdict({"pills": test}, pills=state) is None


@pytest.mark.parametrize("test", COMPARISONS, ids=str)
def test_does_not_apply_passes_no_comparison_but_is_known(test: Any) -> None:
    """Does-not-apply answers the question: no value is reached, and its opposite holds."""
    assert verdict({"pills": test}, pills=State.NOT_APPLICABLE) is False
    assert verdict({"not": {"pills": test}}, pills=State.NOT_APPLICABLE) is True


@pytest.mark.parametrize("answer", [0, 2, Duration(1, "week"), "text", (), (1, 2), (UNREAD,)], ids=str)
def test_answered_is_true_for_any_value_even_zero_or_an_empty_list(answer: Answer) -> None:
    """`answered` asks whether something was said, never what."""
    assert verdict({"mood": {"answered": True}}, mood=answer) is True
    assert verdict({"mood": {"answered": False}}, mood=answer) is False


@pytest.mark.parametrize("state", State)
def test_answered_is_false_and_known_for_every_way_of_not_answering(state: State) -> None:
    """A missing answer is certainly not answered, so safety rules can name it."""
    assert verdict({"mood": {"answered": True}}, mood=state) is False
    assert verdict({"mood": {"answered": False}}, mood=state) is True


@pytest.mark.parametrize("state", State)
def test_state_tells_every_state_from_every_other_and_from_zero(state: State) -> None:
    """Each way of not answering is a state of its own."""
    for other in State:
        assert verdict({"mood": {"state": state.value}}, mood=other) is (other is state)
    assert verdict({"mood": {"state": state.value}}, mood=0) is False


@pytest.mark.parametrize("answer", [*State, 0, (), "text"], ids=str)
def test_only_does_not_apply_and_values_are_not_missing(answer: Answer) -> None:
    """Does-not-apply tells something about the person; every other state tells nothing."""
    assert is_missing(answer) is (answer in LACKING)


def test_a_question_that_is_nowhere_in_the_answers_was_not_asked() -> None:
    """An absent answer stands in the state `not_asked`."""
    assert verdict({"mood": {"state": "not_asked"}}) is True


@pytest.mark.parametrize(
    ("test", "passing"),
    [
        (1, {1}),
        ("a bit", {1}),
        ("A Bit", {1}),
        ([0, "a lot"], {0, 2}),
        ({"at_least": 1}, {1, 2}),
        ({"at_most": 1}, {0, 1}),
        ({"between": [1, 2]}, {1, 2}),
        ({"at_least": 1, "at_most": 1}, {1}),
    ],
    ids=str,
)
def test_values_labels_and_bounds_pass_exactly_the_answers_they_name(test: Any, passing: set[int]) -> None:
    """Both ends of a range belong to it; a label stands for its value, whatever its case."""
    assert {value for value in (0, 1, 2) if verdict({"mood": test}, mood=value)} == passing


@pytest.mark.parametrize(("said", "label"), [(True, "true"), (False, "false")])
def test_true_and_false_stand_for_options_of_that_label(said: bool, label: str) -> None:
    """YAML reads a bare true as a truth value; an option labelled so is still found."""
    vocabulary = Vocabulary({"mood": {"true": 1, "false": 0}}, frozenset(), frozenset())
    assert parse({"mood": said}, (), vocabulary, pytest.fail) == AnswerIs("mood", Comparison(values=(int(said),)))


@pytest.mark.parametrize(("ticked", "expected"), [((0, 2), True), ((1,), True), ((0,), False), ((), False)], ids=str)
def test_a_tick_list_passes_when_one_of_the_values_is_ticked(ticked: tuple[int, ...], expected: bool) -> None:
    """For a tick list a value means: it is among the ticked ones."""
    assert verdict({"ticks": [1, 2]}, ticks=ticked) is expected


@pytest.mark.parametrize("answer", ["4 weeks", (1, 2)], ids=str)
def test_an_answer_without_an_amount_is_unknown_against_a_range(answer: Answer) -> None:
    """A text or a tick list has no size, so it lies neither inside nor outside a range."""
    assert verdict({"words": {"at_least": 1}}, words=answer) is None


@pytest.mark.parametrize(
    ("said", "test", "expected"),
    [
        ("28 days", {"at_least": "4 weeks"}, True),
        ("27 days", {"at_least": "4 weeks"}, False),
        ("1 month", {"at_most": "30 days"}, True),
        ("2 months", {"between": ["8 weeks", "9 weeks"]}, True),
        ("1 year", {"at_least": 365}, True),
        ("28 days", "4 weeks", True),
        ("28 days", ["1 day", "4 weeks"], True),
        ("29 days", "4 weeks", False),
        ("29 days", "soon", False),
        ("4 weeks", 28, True),
        ("4 weeks", [7, 29], False),
    ],
)
def test_durations_are_compared_as_days_however_they_are_said(said: str, test: Any, expected: bool) -> None:
    """Four weeks are 28 days: what was typed in one unit meets a rule in another."""
    assert verdict({"since": test}, since=Duration.parse(said)) is expected


@pytest.mark.parametrize(("said", "text"), [("1 day", "1 day"), (" 2  Weeks ", "2 weeks"), ("1 years", "1 year")])
def test_a_duration_is_said_again_in_its_own_unit(said: str, text: str) -> None:
    """A duration keeps the unit a person chose, with the right plural."""
    assert str(Duration.parse(said)) == text


@pytest.mark.parametrize("text", ["", "4", "weeks", "1.5 weeks", "-1 week", "12345 days", "4 weeks ago", "٤ weeks"])
def test_anything_but_a_whole_number_and_a_unit_is_no_duration(text: str) -> None:
    """What is not plainly a time is not guessed to be one."""
    assert Duration.parse(text) is None


@pytest.mark.parametrize(("value", "answer", "expected"), [(7.5, 7.5, True), (7, 7.0, True), (7.5, 7, False)])
def test_a_number_is_compared_with_whole_and_broken_values(value: float, answer: float, expected: bool) -> None:
    """A number question passes a value with a decimal point as well as a whole one."""
    assert verdict({"hours": value}, hours=answer) is expected


def test_a_text_is_compared_as_it_was_typed() -> None:
    """A question without options passes the very text."""
    assert verdict({"words": "grey"}, words="grey") is True
    assert verdict({"words": "grey"}, words="blue") is False


# Medicines ------------------------------------------------------------------------------------------------------------


def ago(text: str | None) -> Duration | None:
    return Duration.parse(text) if text else None


def ssri(*, started: str | None = None, change: str | None = None, changed: str | None = None) -> Medicine:
    return Medicine("Zoloft", ago(started), change, ago(changed), "sertraline", "ssri", "antidepressant")


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ((SERTRALINE,), True),
        ((MORPHINE, SERTRALINE), True),
        ((UNREAD, SERTRALINE), True),
        ((MORPHINE,), False),
        ((), False),
        ((UNREAD,), None),
        ((MORPHINE, UNREAD), None),
    ],
    ids=lambda value: "+".join(medicine.name for medicine in value) if isinstance(value, tuple) else str(value),
)
@pytest.mark.parametrize("wanted", ["ssri", "antidepressant"])
def test_one_listed_medicine_of_a_class_or_kind_is_enough_and_an_unread_name_is_unknown(
    listed: tuple[Medicine, ...], expected: bool | None, wanted: str
) -> None:
    """A name that was not recognised may be of any class, so it can be neither yes nor no."""
    assert verdict({"pills": {"class": wanted}}, pills=listed) is expected
    assert verdict({"pills": {"class": ["snri", wanted]}}, pills=listed) is expected


def test_a_class_is_never_found_in_an_answer_that_lists_no_medicine() -> None:
    """A text that happens to be the name of a class is no medicine."""
    assert verdict({"words": {"class": "ssri"}}, words="ssri") is False


@pytest.mark.parametrize(
    ("medicine", "extra", "expected"),
    [
        (ssri(change="raised"), {"change": "raised"}, True),
        (Medicine("blue pills", change="stopped"), {"class": "any", "change": "stopped"}, True),
        (Medicine("blue pills"), {"class": "any", "change": "stopped"}, None),
        (ssri(change="lowered"), {"change": "raised"}, False),
        (ssri(change="unchanged"), {"change": "raised"}, False),
        (ssri(change="unchanged"), {"change": "raised", "within_weeks": 12}, False),
        (ssri(change="unchanged"), {"change": "unchanged"}, True),
        (ssri(change="raised"), {"change": "unchanged"}, False),
        (ssri(), {"change": "unchanged"}, None),
        (ssri(started="0 days"), {"within_weeks": 12}, True),
        (ssri(change="raised"), {"change": "raised", "within_weeks": 12}, None),
        (ssri(), {"change": "raised"}, None),
        (ssri(started="12 weeks"), {"within_weeks": 12}, True),
        (ssri(started="3 months"), {"within_weeks": 12}, False),
        (ssri(started="2 years", changed="1 week"), {"within_weeks": 12}, False),
        (ssri(started="1 week", changed="2 years"), {"within_weeks": 12}, True),
        (ssri(), {"within_weeks": 12}, None),
        (ssri(change="raised", changed="2 weeks"), {"change": "raised", "within_weeks": 4}, True),
        (ssri(change="raised", changed="5 weeks"), {"change": "raised", "within_weeks": 4}, False),
        (ssri(change="raised", started="1 week"), {"change": "raised", "within_weeks": 4}, None),
        (ssri(change="lowered", changed="2 weeks"), {"change": "raised", "within_weeks": 4}, False),
        (ssri(changed="2 weeks"), {"change": "raised", "within_weeks": 4}, None),
    ],
    ids=str,
)
def test_change_and_time_of_a_medicine_hold_only_when_they_were_said(
    medicine: Medicine, extra: dict[str, Any], expected: bool | None
) -> None:
    """A change that was not told, or a time that was not told, is unknown; without a change the time is that of the start."""
    assert verdict({"pills": {"class": "ssri", **extra}}, pills=(medicine,)) is expected


def named(name: str, **told: Any) -> Medicine:
    """A medicine whose name is not known, with what was told of it."""
    return Medicine(name, ago(told.get("started")), told.get("change"), ago(told.get("changed")))


MORPHINE_TOLD = MORPHINE._replace(started=Duration(2, "week"), change="unchanged")


@pytest.mark.parametrize(
    ("listed", "started", "change"),
    [
        ((), (False, False), (False, False)),
        ((SERTRALINE,), (False, False), (False, False)),
        ((ssri(started="2 years"),), (True, True), (False, False)),
        ((ssri(started="0 days"),), (True, True), (False, False)),
        ((ssri(change="unchanged"),), (False, False), (True, True)),
        ((ssri(change="raised", changed="3 weeks"),), (False, False), (True, True)),
        ((ssri(change="raised"),), (False, False), (False, False)),
        ((ssri(change="stopped"),), (False, False), (False, False)),
        ((ssri(changed="3 weeks"),), (False, False), (False, False)),
        ((MORPHINE_TOLD,), (False, False), (False, False)),
        ((MORPHINE_TOLD, SERTRALINE), (False, False), (False, False)),
        ((MORPHINE, ssri(started="2 years", change="unchanged")), (True, True), (True, True)),
        ((SERTRALINE, ssri(started="2 years", change="unchanged")), (True, False), (True, False)),
        ((ssri(started="2 years", change="unchanged"), UNREAD), (True, False), (True, False)),
        ((ssri(started="2 years"), named("x", started="1 week", change="unchanged")), (True, False), (False, False)),
        ((named("x", started="1 week", change="unchanged"),), (False, False), (False, False)),
    ],
    ids=str,
)
def test_told_asks_what_was_said_of_one_and_all_told_of_every_medicine_that_may_be_of_a_class(
    listed: tuple[Medicine, ...], started: tuple[bool, bool], change: tuple[bool, bool]
) -> None:
    """A name that is not known may be of the class and tells nothing of it; a change without its time is told in part."""
    for wanted in ("ssri", "antidepressant"):
        for part, expected in (("started", started), ("change", change)):
            assert verdict({"pills": {"class": wanted, "told": part}}, pills=listed) is expected[0]
            assert verdict({"pills": {"class": wanted, "all_told": part}}, pills=listed) is expected[1]


@pytest.mark.parametrize(
    ("listed", "one", "every"),
    [
        ((), False, False),
        ((UNREAD,), False, False),
        ((named("x", started="1 week"),), True, True),
        ((named("x", started="1 week"), MORPHINE), True, False),
        ((named("x", started="1 week"), MORPHINE_TOLD), True, True),
    ],
    ids=str,
)
def test_of_any_class_a_name_that_is_not_known_counts(listed: tuple[Medicine, ...], one: bool, every: bool) -> None:
    """Where the class does not matter, every name that was typed is meant."""
    assert verdict({"pills": {"class": "any", "told": "started"}}, pills=listed) is one
    assert verdict({"pills": {"class": "any", "all_told": "started"}}, pills=listed) is every


@pytest.mark.parametrize(
    ("listed", "name", "any_stopped", "ssri_stopped"),
    [
        ((), (False, False), False, False),
        ((SERTRALINE,), (True, True), False, False),
        ((UNREAD,), (False, False), False, False),
        ((SERTRALINE, UNREAD), (True, False), False, False),
        ((SERTRALINE, MORPHINE), (True, True), False, False),
        ((ssri(change="stopped"), MORPHINE), (True, True), True, True),
        ((ssri(change="stopped", changed="3 weeks"), UNREAD), (True, False), True, True),
        ((ssri(change="raised", changed="3 weeks"),), (True, True), False, False),
        ((SERTRALINE, MORPHINE._replace(change="stopped")), (True, True), True, False),
    ],
    ids=str,
)
def test_told_asks_for_a_known_name_and_for_one_change(
    listed: tuple[Medicine, ...], name: tuple[bool, bool], any_stopped: bool, ssri_stopped: bool
) -> None:
    """A name is told where it is known, and a change where just that was said, with or without its time."""
    assert verdict({"pills": {"class": "any", "told": "name"}}, pills=listed) is name[0]
    assert verdict({"pills": {"class": "any", "all_told": "name"}}, pills=listed) is name[1]
    assert verdict({"pills": {"class": "any", "told": "stopped"}}, pills=listed) is any_stopped
    assert verdict({"pills": {"class": "ssri", "told": "stopped"}}, pills=listed) is ssri_stopped


@pytest.mark.parametrize("key", ["told", "all_told"])
@pytest.mark.parametrize("answer", [*State, "ssri", 2, (1, 2)], ids=str)
def test_without_a_list_of_medicines_nothing_was_told_and_that_is_known(key: str, answer: Answer) -> None:
    """Like `answered` it is never unknown, so a question can stay open for whoever told nothing."""
    assert verdict({"pills": {"class": "any", key: "started"}}, pills=answer) is False
    assert verdict({"not": {"pills": {"class": "any", key: "change"}}}, pills=answer) is True


def test_what_was_told_is_cited_and_never_undecided() -> None:
    """The list of medicines made the verdict, whichever it is."""
    told = when({"pills": {"class": "ssri", "told": "started"}})
    for listed in ((ssri(started="2 years"),), (UNREAD,)):
        assert cited(told, Given({"pills": listed})) == ("pills",)
        assert undecided(told, Given({"pills": listed})) == ()
    assert cited(told, Given({})) == ("pills",)


# Scores ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score", "bounds", "expected"),
    [
        (Interval(40, 40, 40), {"at_least": 40}, True),
        (Interval(40, 40, 40), {"at_most": 39.9}, False),
        (Interval(30, 90, 40), {"at_least": 50}, False),
        (Interval(50, 80), {"at_least": 50}, True),
        (Interval(49, 80), {"at_least": 50}, None),
        (Interval(10, 49), {"at_least": 50}, False),
        (Interval(10, 49), {"at_most": 50}, True),
        (Interval(51, 80), {"at_most": 50}, False),
        (Interval(45, 55), {"between": [40, 60]}, True),
        (Interval(35, 55), {"between": [40, 60]}, None),
        (Interval(10, 50), {"at_most": 50}, True),
        (Interval(50, 80), {"at_most": 50}, None),
        (Interval(45, 65), {"between": [40, 60]}, None),
        (Interval(None, None), {"at_least": 0}, None),
        (Interval(None, 40), {"at_least": 50}, None),
        (Interval(60, None), {"at_most": 50}, None),
        (None, {"at_least": 0}, None),
    ],
    ids=str,
)
def test_a_score_without_a_value_counts_where_its_whole_interval_agrees(
    score: Interval | None, bounds: dict[str, Any], expected: bool | None
) -> None:
    """Too few answers leave an interval; it decides a bound only when it lies wholly on one side."""
    facts = Given({}, {"all_three": score} if score else {})
    assert evaluate(when({"score.all_three": bounds}), facts) is expected


# Walking the tree -----------------------------------------------------------------------------------------------------

WIDE = {
    "all": [
        {"mood": 2},
        {"any": [{"hope": 2}, {"score.most": {"at_least": 50}}]},
        {"not": {"count": {"of": ["push", "mood"], "where": 2, "at_least": 2}}},
        {"score.all_three": {"at_most": 90}},
    ]
}


def test_questions_and_scores_of_a_condition_are_named_once_in_its_order() -> None:
    """The walkers find every comparison, those inside a count included."""
    assert questions_of(when(WIDE)) == ("mood", "hope", "push")
    assert scores_of(when(WIDE)) == ("most", "all_three")
    assert [type(leaf) for leaf in leaves(when(WIDE))] == [AnswerIs, AnswerIs, ScoreIs, AnswerIs, AnswerIs, ScoreIs]


@pytest.mark.parametrize(
    ("data", "answers", "expected"),
    [
        ({"any": [{"mood": 2}, {"hope": 2}]}, {"mood": 2, "hope": 0}, ("mood",)),
        ({"any": [{"mood": 2}, {"hope": 2}]}, {"mood": 0, "hope": 0}, ("mood", "hope")),
        ({"all": [{"mood": 2}, {"hope": 2}]}, {"mood": 2, "hope": 2}, ("mood", "hope")),
        ({"all": [{"mood": 2}, {"hope": 2}]}, {"mood": 2, "hope": 0}, ("hope",)),
        ({"all": [{"mood": 2}, {"hope": 2}]}, {"mood": 2}, ()),
        ({"not": {"any": [{"mood": 2}, {"mood": 1}]}}, {"mood": 0}, ("mood",)),
        ({"count": {"of": [*CHOICES], "where": 2, "at_least": 1}}, {"mood": 2, "hope": 0, "push": 2}, ("mood", "push")),
        ({"count": {"of": [*CHOICES], "where": 2, "at_most": 1}}, {"mood": 2, "hope": 0, "push": 0}, CHOICES),
        ({"count": {"of": [*CHOICES], "where": 2, "between": [1, 2]}}, {"mood": 2, "hope": 0}, ("mood", "hope")),
        ({"count": {"of": [*CHOICES], "where": 2, "between": [0, 1]}}, {"mood": 0, "hope": 0}, ("mood", "hope")),
        ({"count": {"of": [*CHOICES], "where": 2, "at_least": 2}}, {"mood": 0, "hope": 0}, ("mood", "hope")),
        (
            {"count": {"of": [{"any": [{"mood": 2}, {"hope": 2}]}, {"all": [{"push": 2}, {"mood": 2}]}], "at_most": 1}},
            {"mood": 0, "hope": 2, "push": 2},
            ("hope", "mood"),
        ),
        ({"mood": {"answered": False}}, {"mood": State.SKIPPED}, ("mood",)),
    ],
    ids=str,
)
def test_cited_names_the_answers_that_made_the_verdict_and_no_others(
    data: Any, answers: dict[str, Answer], expected: tuple[str, ...]
) -> None:
    """A conclusion is traced to the answers that fix it; an unknown one to nothing."""
    assert cited(when(data), Given(answers)) == expected


def test_a_score_is_traced_to_the_answers_it_rests_on(small: Bank) -> None:
    """A rule on a score cites the answered questions of the score."""
    facts = Said(small, {"mood": 2, "hope": 2, "push": State.SKIPPED})
    assert cited(when({"score.most": {"at_least": 60}}), facts) == ("mood", "hope")


@pytest.mark.parametrize(
    ("data", "answers", "expected"),
    [
        ({"mood": 2}, {"mood": 0}, ()),
        ({"mood": 2}, {}, ("mood",)),
        ({"all": [{"mood": 2}, {"hope": 2}]}, {"mood": 2}, ("hope",)),
        ({"all": [{"mood": 2}, {"hope": 2}]}, {"mood": 0}, ()),
        ({"all": [{"any": [{"mood": 2}, {"hope": 2}]}, {"push": 2}]}, {"mood": 2}, ("push",)),
        ({"not": {"mood": 2}}, {}, ("mood",)),
        ({"count": {"of": [*CHOICES], "where": 2, "at_least": 2}}, {"mood": 2}, ("hope", "push")),
        ({"any": [{"score.most": {"at_least": 50}}, {"mood": 2}]}, {}, ("mood",)),
        ({"pills": {"class": "ssri"}}, {"pills": (UNREAD,)}, ("pills",)),
    ],
    ids=str,
)
def test_undecided_names_the_questions_that_keep_a_verdict_unknown(
    data: Any, answers: dict[str, Answer], expected: tuple[str, ...]
) -> None:
    """What is asked for is what would help: no question of a part that is decided already."""
    assert undecided(when(data), Given(answers, {"most": Interval(0, 100)})) == expected


# Saying a condition ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"mood": "a lot"}, "mood is 2"),
        ({"mood": [1, 2]}, "mood is 1 or 2"),
        ({"mood": {"answered": True}}, "mood is answered"),
        ({"mood": {"answered": False}}, "mood is not answered"),
        ({"mood": {"state": "skipped"}}, "mood is skipped"),
        ({"pills": {"class": ["ssri", "opioid"]}}, "pills names opioid or ssri"),
        ({"pills": {"class": "ssri", "change": "raised"}}, "pills names ssri, raised"),
        ({"pills": {"class": "ssri", "within_weeks": 4}}, "pills names ssri, within 4 weeks"),
        ({"pills": {"class": "ssri", "told": "started"}}, "pills tells the start of one ssri"),
        ({"pills": {"class": "ssri", "told": "stopped"}}, "pills tells the stop of one ssri"),
        ({"not": {"pills": {"class": "ssri", "all_told": "change"}}}, "not pills tells the change of every ssri"),
        ({"hours": {"at_least": 1.5, "at_most": 3}}, "hours is at least 1.5 and at most 3"),
        ({"score.most": {"at_most": 39.9}}, "the score most is at most 39.9"),
        ({"score.most": {"between": [10, 39.9]}}, "the score most is at least 10 and at most 39.9"),
        ({"all": [{"mood": 1}, {"any": [{"hope": 1}, {"push": 1}]}]}, "mood is 1 and (hope is 1 or push is 1)"),
        ({"not": {"mood": 1}}, "not mood is 1"),
        ({"not": {"mood": 1, "hope": 2}}, "not (mood is 1 and hope is 2)"),
        (
            {"count": {"of": ["mood", "hope"], "where": {"at_least": 1}, "at_least": 2}},
            "at least 2 of mood, hope is at least 1",
        ),
        (
            {"count": {"of": ["mood", {"any": [{"hope": 2}, {"push": 2}]}], "where": 1, "at_most": 1}},
            "at most 1 of: mood is 1; hope is 2 or push is 2",
        ),
        ({"pills": {"class": "any", "told": "name"}}, "pills tells the known name of one any"),
        ({"pills": {"class": "ssri", "told": "change"}}, "pills tells the change of one ssri"),
        ({"pills": {"class": "ssri", "all_told": "started"}}, "pills tells the start of every ssri"),
        (
            {"pills": {"class": "ssri", "change": "raised", "within_weeks": 4}},
            "pills names ssri, raised, within 4 weeks",
        ),
    ],
    ids=str,
)
def test_a_condition_is_said_in_one_line(data: Any, words: str) -> None:
    """A comment in a file tells the rule without its braces."""
    assert in_short(when(data)) == words


@pytest.mark.parametrize(
    ("data", "again"),
    [
        ({"mood": "a lot"}, {"mood": 2}),
        ({"mood": 1, "hope": [0, 1]}, {"all": [{"mood": 1}, {"hope": [0, 1]}]}),
        ({"since": {"between": ["1 week", "2 weeks"]}}, {"since": {"at_least": 7, "at_most": 14}}),
        (
            {"pills": {"class": "ssri", "change": "raised", "within_weeks": 4}},
            {"pills": {"class": ["ssri"], "change": "raised", "within_weeks": 4}},
        ),
        ({"pills": {"class": "any", "told": "change"}}, {"pills": {"class": ["any"], "told": "change"}}),
        ({"pills": {"class": "any", "all_told": "started"}}, {"pills": {"class": ["any"], "all_told": "started"}}),
        ({"mood": {"state": "skipped"}}, {"mood": {"state": "skipped"}}),
        ({"mood": {"answered": False}}, {"mood": {"answered": False}}),
        ({"not": {"any": [{"mood": 1}, {"hope": 2}]}}, {"not": {"any": [{"mood": 1}, {"hope": 2}]}}),
        ({"score.most": {"between": [0, 50]}}, {"score.most": {"at_least": 0, "at_most": 50}}),
        (
            {"count": {"of": ["mood", "hope"], "where": [1, 2], "at_least": 1}},
            {"count": {"of": ["mood", "hope"], "where": [1, 2], "at_least": 1}},
        ),
        (
            {"count": {"of": ["mood", {"hope": 2}], "where": 1, "at_most": 0}},
            {"count": {"of": [{"mood": 1}, {"hope": 2}], "at_most": 0}},
        ),
    ],
    ids=str,
)
def test_a_condition_becomes_plain_data_again(data: Any, again: dict[str, Any]) -> None:
    """Short forms come back in one settled form."""
    assert condition_data(when(data)) == again


# Properties -----------------------------------------------------------------------------------------------------------

numbers = st.integers(0, 2)
ranges = st.one_of(
    st.builds(lambda low: {"at_least": low}, numbers),
    st.builds(lambda high: {"at_most": high}, numbers),
    st.builds(lambda ends: {"between": sorted(ends)}, st.tuples(numbers, numbers)),
)
one_of = st.one_of(numbers, st.lists(numbers, min_size=1, max_size=2))
times = st.sampled_from(["1 day", "2 weeks", "28 days", "4 weeks", "1 year"])
about_medicine = st.fixed_dictionaries(
    {"class": st.lists(st.sampled_from(["ssri", "antidepressant", "opioid"]), min_size=1, max_size=2, unique=True)},
    optional={"change": st.sampled_from(["raised", "stopped"]), "within_weeks": st.sampled_from([1, 4, 60])},
)
comparison = st.one_of(
    st.tuples(st.sampled_from(CHOICES), st.one_of(one_of, ranges)),
    st.tuples(st.just("ticks"), one_of),
    st.tuples(st.just("since"), st.one_of(times, st.builds(lambda time: {"at_least": time}, times))),
    st.tuples(st.just("hours"), ranges),
    st.tuples(st.just("pills"), about_medicine),
).map(lambda pair: {pair[0]: pair[1]})
of_state = st.one_of(
    st.tuples(
        st.sampled_from(CHOICES),
        st.one_of(
            st.builds(lambda truth: {"answered": truth}, st.booleans()),
            st.builds(lambda state: {"state": state.value}, st.sampled_from(State)),
        ),
    ),
    st.builds(
        lambda of_class, key, part: ("pills", {"class": of_class, key: part}),
        st.sampled_from(["ssri", "opioid", "any"]),
        st.sampled_from(["told", "all_told"]),
        st.sampled_from(["started", "change"]),
    ),
).map(lambda pair: {pair[0]: pair[1]})
# Bounds that no answer could fail are left out: of a rule that always holds nothing can be cited.
points = st.sampled_from([10, 33.3, 40, 50, 66.7, 90])


def of_score(name: str) -> st.SearchStrategy[dict[str, Any]]:
    bound = st.tuples(st.sampled_from(["at_least", "at_most"]), points)
    return bound.map(lambda pair: {f"score.{name}": {pair[0]: pair[1]}})


@st.composite
def counts(draw: st.DrawFn) -> dict[str, Any]:
    """A count that some answers pass and some fail."""
    of = draw(st.lists(st.sampled_from(CHOICES), min_size=1, max_size=3, unique=True))
    low = draw(st.none() | st.integers(1, len(of)))
    high = draw(st.integers(low or 0, len(of) - 1)) if low is None else draw(st.none() | st.integers(low, len(of)))
    bounds = {key: end for key, end in (("at_least", low), ("at_most", high)) if end is not None}
    return {"count": {"of": of, "where": draw(st.one_of(one_of, ranges)), **bounds}}


def conditions(*leaf: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Random conditions as an author could write them."""

    def joined(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        some = st.lists(inner, min_size=1, max_size=3)
        return st.one_of(
            some.map(lambda parts: {"all": parts}),
            some.map(lambda parts: {"any": parts}),
            inner.map(lambda part: {"not": part}),
        )

    return st.recursive(st.one_of(*leaf), joined, max_leaves=6)


medicines = st.builds(
    lambda read, started, change, changed: Medicine(
        read.name, ago(started), change, ago(changed), read.generic, read.medicine_class, read.kind
    ),
    st.sampled_from([SERTRALINE, MORPHINE, UNREAD]),
    st.none() | times,
    st.none() | st.sampled_from(["raised", "stopped", "unchanged"]),
    st.none() | times,
)
GIVEN: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(CHOICES, numbers),
    "ticks": st.lists(numbers, max_size=2, unique=True).map(tuple),
    "since": times.map(Duration.parse),
    "hours": st.integers(0, 3) | st.just(1.5),
    "pills": st.lists(medicines, max_size=2).map(tuple),
}
KNOWN = {name: given | st.just(State.NOT_APPLICABLE) for name, given in GIVEN.items()}
said = st.fixed_dictionaries({name: given | given | st.sampled_from(LACKING) for name, given in KNOWN.items()})


def without(answers: Mapping[str, Answer], names: Iterable[str]) -> dict[str, Answer]:
    return {name: State.UNANSWERED if name in set(names) else answer for name, answer in answers.items()}


# A score that is content with half of its answers can move when one is taken away, so only the other is looked at.
@EXAMPLES
@given(conditions(comparison, counts(), of_score("all_three")), said)
def test_without_the_cited_answers_a_conclusion_is_gone(small: Bank, data: Any, answers: dict[str, Answer]) -> None:
    """Take the cited answers away and the verdict no longer stands."""
    condition = when(data)
    verdict = evaluate(condition, Said(small, answers))
    assume(verdict is not None)
    left = without(answers, cited(condition, Said(small, answers)))
    assert evaluate(condition, Said(small, left)) is not verdict


@EXAMPLES
@given(conditions(comparison, of_state, counts(), of_score("most"), of_score("all_three")), said)
def test_the_cited_answers_alone_never_say_the_opposite(small: Bank, data: Any, answers: dict[str, Answer]) -> None:
    """What is cited speaks for the verdict: with nothing else known it holds, or is unknown where a score lacks parts."""
    condition = when(data)
    verdict = evaluate(condition, Said(small, answers))
    assume(verdict is not None)
    others = answers.keys() - set(cited(condition, Said(small, answers)))
    alone = evaluate(condition, Said(small, without(answers, others)))
    assert alone is verdict or (alone is None and scores_of(condition))


@EXAMPLES
@given(conditions(comparison, counts(), of_score("all_three")), said, st.sampled_from(sorted(GIVEN)), st.data())
def test_knowing_more_never_turns_a_verdict_around(
    small: Bank, data: Any, answers: dict[str, Answer], name: str, more: st.DataObject
) -> None:
    """A missing answer that is filled in may settle what was unknown, and never changes what was known."""
    condition = when(data)
    before = evaluate(condition, Said(small, {**answers, name: State.SKIPPED}))
    after = evaluate(condition, Said(small, {**answers, name: more.draw(KNOWN[name])}))
    assert before is None or after is before


@EXAMPLES
@given(conditions(comparison, counts()), said, st.data())
def test_a_question_that_is_not_undecided_would_not_help(
    small: Bank, data: Any, answers: dict[str, Answer], more: st.DataObject
) -> None:
    """Where the answers cannot decide, only an undecided question could; the others may be left as they are."""
    condition = when(data)
    facts = Said(small, answers)
    assume(evaluate(condition, facts) is None)
    others = sorted(answers.keys() - set(undecided(condition, facts)))
    assert len(others) < len(answers)
    filled = {name: more.draw(KNOWN[name]) for name in others if answers[name] in LACKING}
    assert evaluate(condition, Said(small, {**answers, **filled})) is None


@EXAMPLES
@given(conditions(comparison, of_state, counts(), of_score("most")), said)
def test_a_condition_survives_being_written_and_read_again(small: Bank, data: Any, answers: dict[str, Answer]) -> None:
    """Written as data and read back, a condition is the same tree and gives the same verdict."""
    condition = when(data)
    again = when(condition_data(condition))
    assert again == condition
    assert condition_data(again) == condition_data(condition)  # nodes are tuples: `all` and `any` of one list are equal
    facts: Facts = Said(small, answers)
    assert evaluate(again, facts) is evaluate(condition, facts)
    assert in_short(again) == in_short(condition)
