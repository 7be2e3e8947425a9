"""`blunting bank stats` and `list`: a bank in numbers that are right, and how often each conclusion comes out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Run
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from people import answers_to, assessed, said, shipped

from blunting_cli.asking import settle
from blunting_cli.assessment import record
from blunting_cli.bank import Bank, load_bank, load_medicines
from blunting_cli.bank.model import Option, Question
from blunting_cli.checking.answer_kinds import answer_kinds, verdicts
from blunting_cli.checking.frequencies import frequencies
from blunting_cli.checking.paths import Length, lengths
from blunting_cli.checking.reading_ease import reading_grade, texts
from blunting_cli.checking.stats import bank_stats
from blunting_cli.checking.telling_stats import stats_data, stats_text
from blunting_cli.conditions import Answer, AnswerIs, Comparison, Duration, State, leaves
from blunting_cli.errors import FileErrors

MakeBank = Callable[[str], Bank]
ANSWERS = ROOT / "tests" / "answers"


# The shortest and the longest way -----------------------------------------------------------------------------------


def test_the_ways_through_the_shipped_bank_are_exact(bank: Bank) -> None:
    """Nobody is asked fewer than 41 questions or more than 79."""
    found = lengths(bank, load_medicines())
    assert found.shortest == Length(41, True, 41)
    assert found.longest == Length(79, True, 79)


@settings(max_examples=15, deadline=None)
@given(said(left_out=False))
def test_nobody_is_asked_fewer_or_more(person: dict[str, Answer]) -> None:
    """Whatever is said to the shipped bank."""
    assert 41 <= len(settle(shipped(), person).answers) <= 79


OPTIONS = {"how_much": {"options": {0: "A", 1: "B", 2: "C"}, "also": ["not_applicable", "prefer_not_to_say"]}}
QUESTION = {"section": "s", "why": "Because."}


def in_full(bank: Bank) -> Iterator[int]:
    """Count the questions that are asked, for every way of answering a bank of choices."""
    kinds = [every_answer(question) for question in bank.questions]
    for answers in product(*kinds):
        yield len(settle(bank, dict(zip(bank.by_id, answers, strict=True))).answers)


def every_answer(question: Question) -> list[Answer]:
    values: list[Answer] = [option.value for option in question.options]
    if question.type == "multi":
        values = [(0,), (1,), (2,), (1, 2)]
    return [*values, State.SKIPPED, *question.also]


@st.composite
def comparisons(draw: st.DrawFn, names: list[str], scores: list[str]) -> dict[str, Any]:
    """A condition on one question or score."""
    name = draw(st.sampled_from([*names, *(f"score.{score}" for score in scores)]))
    if name.startswith("score."):
        return {name: draw(st.sampled_from([{"at_least": 2}, {"at_most": 1}, {"between": [1, 3]}, {"at_least": 4}]))}
    tests = [1, [0, 2], {"state": "skipped"}, {"answered": True}]
    numbers = [] if name.startswith("list") else [{"at_least": 1}, {"at_most": 0}]
    return {name: draw(st.sampled_from([*tests, *numbers]))}


def conditions(names: list[str], scores: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """A condition of any kind, two deep."""
    single = comparisons(names, scores)
    parts = st.lists(single, min_size=1, max_size=3)
    joined = st.one_of(parts.map(lambda found: {"all": found}), parts.map(lambda found: {"any": found}))
    counted = st.tuples(st.lists(single, min_size=2, max_size=3), st.sampled_from([{"at_least": 2}, {"at_most": 1}]))
    return st.one_of(
        single,
        joined,
        joined.map(lambda found: {"not": found}),
        counted.map(lambda found: {"count": {"of": found[0], **found[1]}}),
        st.lists(joined, min_size=2, max_size=2).map(lambda found: {"any": found}),
    )


TICKED = {
    "type": "multi",
    "options": [{"value": 0, "label": "None", "none": True}, {"value": 1, "label": "A"}, {"value": 2, "label": "B"}],
}


def methods(parts: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Ways of making a score of choices."""
    return st.sampled_from(
        [
            {"sum_of": parts},
            {"sum_of": parts, "prorate": "mean", "needs": "half"},
            {"mean_of": parts, "scale": 4, "needs": "half"},
            {"count_of": parts, "where": {"at_least": 1}},
        ]
    )


@st.composite
def banks(draw: st.DrawFn) -> str:
    """A bank of four or five questions, some of which open others, also by scores of the first of them."""
    questions: list[dict[str, Any]] = []
    scores: dict[str, Any] = {}
    for number in range(draw(st.integers(4, 5))):
        asked = [question["id"] for question in questions]
        several = draw(st.integers(0, 4)) == 0
        kind = TICKED if several else {"respond": "how_much", "reverse": draw(st.booleans())}
        question = {"id": f"{'list' if several else 'q'}{number}", "ask": f"{number}?", **QUESTION, **kind}
        if asked and draw(st.integers(0, 2)):
            question["ask_if"] = draw(conditions(asked, list(scores)))
            question["red_flag"] = draw(st.booleans())
            if not several and draw(st.booleans()):
                question["implied"] = draw(st.sampled_from([0, 2]))
        questions.append(question)
        choices = [question["id"] for question in questions if "respond" in question]
        if len(choices) >= 2 and draw(st.booleans()):
            gate = {"score_if": draw(conditions(asked, []))} if draw(st.integers(0, 3)) == 0 else {}
            scores[f"s{number}"] = {"title": "S", **draw(methods(choices)), **gate}
    return json.dumps(
        {
            "bank": "random",
            "version": "1.0.0",
            "sections": {"s": {"title": "S", "why": "Because."}},
            "responses": OPTIONS,
            "questions": questions,
            "scores": scores,
        }
    )


def closed_for_certain() -> str:
    """A bank in which the answer that closes a question decides whether a score applies that reads this question."""
    listed = {"id": "list0", "ask": "0?", **QUESTION, **TICKED}
    opened = {"id": "q1", "ask": "1?", **QUESTION, "respond": "how_much", "ask_if": {"list0": 1}}
    others = [
        {"id": "q2", "ask": "2?", **QUESTION, "respond": "how_much"},
        {"id": "q3", "ask": "3?", **QUESTION, "respond": "how_much", "ask_if": {"score.s": {"at_least": 2}}},
    ]
    score = {"title": "S", "sum_of": ["q1", "q2"], "score_if": {"not": {"q1": 1}}}
    bank = {"bank": "random", "version": "1.0.0", "sections": {"s": {"title": "S", "why": "Because."}}}
    return json.dumps(bank | {"responses": OPTIONS, "questions": [listed, opened, *others], "scores": {"s": score}})


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(banks())
@example(closed_for_certain())
def test_the_shortest_and_the_longest_way_are_those_of_all_ways(bank_from: MakeBank, text: str) -> None:
    """For any small bank of choices, the ends are those found by answering in every way there is."""
    bank = bank_from(text)
    found, every = lengths(bank, load_medicines()), set(in_full(bank))
    assert (found.shortest, found.longest) == (
        Length(min(every), True, min(every)),
        Length(max(every), True, max(every)),
    )


def gated(count: int, gate: str, more: str = "") -> str:
    """A bank of many equal questions, of which the sum opens others."""
    names = [f"q{number}" for number in range(count)]
    questions = "".join(f"  - {{id: {name}, section: s, ask: '{name}?', respond: how_much}}\n" for name in names)
    return f"""
bank: gated
version: 1.0.0
sections: {{s: {{title: S, why: Because.}}}}
responses: {{how_much: {{options: {{0: A, 1: B, 2: C, 3: D}}}}}}
questions:
{questions}{gate}
scores:
  total: {{title: T, sum_of: [{", ".join(names)}]}}
{more}
"""


MORE = "  - {{id: {name}, section: s, ask: More?, respond: how_much, ask_if: {{score.total: {{{test}}}}}}}\n"


@pytest.mark.parametrize("count", [5, 9, 40])
def test_a_sum_of_many_opens_a_question(bank_from: MakeBank, count: int) -> None:
    """Few answers are kept as they are; of many the sum may come to anything, and a way is tried."""
    gate = MORE.format(name="high", test=f"at_least: {count}") + MORE.format(name="low", test=f"at_most: {count - 2}")
    found = lengths(bank_from(gated(count, gate)), load_medicines())
    assert found.shortest == Length(count, True, count)
    assert found.longest == Length(count + 1, True, count + 1)


def test_a_bound_is_said_to_be_one(bank_from: MakeBank) -> None:
    """Of two sums of the same many answers each may come to anything, though both can never be what opens a question."""
    gate = MORE.format(name="high", test="at_least: 100") + MORE.format(name="low", test="at_most: 20").replace(
        "score.total", "score.again"
    )
    again = f"  again: {{title: A, sum_of: [{', '.join(f'q{number}' for number in range(40))}]}}"
    bank = bank_from(gated(40, gate, again))
    found = lengths(bank, load_medicines())
    assert found.shortest == Length(40, True, 40)
    assert found.longest == Length(42, False, 41)
    shown = stats_text(bank_stats(bank, load_medicines()), None, 80)
    assert "40 (exact) at the least, 42 (a bound: not more, and 41 on the way that was" in shown


def test_numbers_and_times_open_questions(bank_from: MakeBank) -> None:
    """Where a number, a time or a date opens a question, the amounts about its ends are tried."""
    asked = """
  - {id: n, section: s, ask: N?, type: number, min: 0, max: 10}
  - {id: d, section: s, ask: D?, type: duration}
  - {id: a, section: s, ask: A?, respond: how_much, ask_if: {n: {between: [4.5, 4.5]}}}
  - {id: b, section: s, ask: B?, respond: how_much, ask_if: {d: {at_least: 3 weeks, at_most: 3 weeks}}}
  - {id: c, section: s, ask: C?, respond: how_much, ask_if: {all: [{n: {at_least: 4}}, {n: {at_most: 4}}]}}
  - {id: e, section: s, ask: E?, respond: how_much, ask_if: {n: {at_most: -1}}}
"""
    found = lengths(bank_from(gated(2, asked)), load_medicines())
    assert (found.shortest, found.longest) == (Length(4, True, 4), Length(6, True, 6))


# What can be said ---------------------------------------------------------------------------------------------------


def held_against(name: str, *, all_rules: bool) -> tuple[Comparison, ...]:
    """Give every test that the shipped bank holds an answer against to open questions, or anywhere."""
    bank = shipped()
    read = [question.opens for question in bank.questions if question.opens is not None]
    if all_rules:
        read += [trigger.when for trigger in bank.triggers]
        read += [rule.when for factor in bank.factors for rule in factor.evidence]
    every = (leaf for condition in read for leaf in leaves(condition))
    return tuple(dict.fromkeys(leaf.test for leaf in every if isinstance(leaf, AnswerIs) and leaf.question == name))


@pytest.mark.parametrize("question", shipped().questions, ids=lambda question: question.id)
@settings(max_examples=12, deadline=None, derandomize=True)
@given(st.data())
def test_whatever_is_said_is_of_a_kind_that_is_known(question: Question, data: st.DataObject) -> None:
    """Any answer has the verdicts of one that was thought of; those of medicines on what opens questions."""
    tests = held_against(question.id, all_rules=question.type != "medicine")
    kinds = {verdicts(answer, tests) for answer in answer_kinds(question, tests, load_medicines())}
    assert verdicts(data.draw(answers_to(question)), tests) in kinds


@given(st.lists(st.tuples(st.integers(-2, 12), st.integers(0, 12)), max_size=3), st.integers(0, 100))
def test_any_number_is_of_a_kind_that_is_known(ends: list[tuple[int, int]], tenths: int) -> None:
    """With tests of any ends, also between whole numbers."""
    question = Question("n", "N?", "", "s", "number", low=0, high=10)
    tests = tuple(Comparison(low=low, high=low + more) for low, more in ends)
    kinds = {verdicts(answer, tests) for answer in answer_kinds(question, tests, load_medicines())}
    assert verdicts(tenths / 10, tests) in kinds


@given(st.lists(st.integers(0, 60), max_size=3), st.integers(0, 200))
def test_any_time_is_of_a_kind_that_is_known(ends: list[int], days: int) -> None:
    """A duration counts by its days."""
    question = Question("d", "D?", "", "s", "duration")
    tests = tuple(Comparison(low=end) for end in ends)
    kinds = {verdicts(answer, tests) for answer in answer_kinds(question, tests, load_medicines())}
    assert verdicts(Duration(days, "day"), tests) in kinds


@pytest.mark.parametrize("kind", ["time", "date", "text"])
def test_a_word_is_as_named_or_another(kind: str) -> None:
    """Of what cannot be more or less, one that is named and one that is not are enough."""
    question = Question("w", "W?", "", "s", kind)
    tests = (Comparison(values=("23:30", "2026-01-01")), Comparison(answered=True))
    kinds = {verdicts(answer, tests) for answer in answer_kinds(question, tests, load_medicines())}
    assert kinds == {(True, True), (False, True), (None, False)}


def test_nothing_ticked_is_an_answer_where_no_option_says_none() -> None:
    """Then an empty list is a plain no; where there is such an option it says nothing."""
    tests = (Comparison(values=(1,)), Comparison(values=(2,)))
    for none, empty in ((False, True), (True, False)):
        options = (Option(0, "None", alone=none, none=none), Option(1, "A"), Option(2, "B"))
        found = answer_kinds(Question("m", "M?", "", "s", "multi", options=options), tests, load_medicines())
        assert (() in found) is empty
        assert {verdicts(answer, tests) for answer in found} >= set(product((True, False), repeat=2))


# Counting -----------------------------------------------------------------------------------------------------------


def test_a_bank_is_counted(bank: Bank) -> None:
    """What it holds, how long it is, what its scores come to, how hard it reads."""
    found = bank_stats(bank, load_medicines())
    assert (found.holds["questions"], found.conditional) == (80, 39)
    assert sum(found.types.values()) == 80
    assert found.holds["options"] == sum(len(question.options) for question in bank.questions)
    assert found.holds["rules"] == sum(len(factor.evidence) for factor in bank.factors)
    assert {(score.low, score.high) for score in found.scores} == {(0, 100)}
    assert found.bands["emotion"][0] == (0, "little sign")
    assert found.reading is not None
    assert found.reading.mean <= 6
    assert found.reading.hardest[0].grade == max(found.reading.hardest, key=lambda one: one.grade).grade
    shown = [question.ask.split() for question in bank.questions]
    assert found.words > sum(map(len, shown))


def test_the_words_of_the_program_are_no_text_of_a_bank(bank_from: MakeBank) -> None:
    """A bank without tiers is given one by the program; neither its words nor its grade count."""
    text = gated(2, "")
    found = bank_stats(bank_from(text), load_medicines())
    assert found.reading is not None
    assert [one.place for one in found.reading.hardest] == ["question q0", "question q1"]
    assert found.words == 1 + 2 * len(["q0", "Because", "A", "B", "C", "D"])
    own = "tiers:\n  - {id: watch, title: Wait, text: Please wait for some days and then answer again.}\n"
    assert bank_stats(bank_from(text + own), load_medicines()).words == found.words + 9


def test_every_text_of_the_bank_is_read(bank: Bank) -> None:
    """A kind of text that is forgotten would never be graded."""
    read = {text for _, text in texts(bank)}
    assert {trigger.because for trigger in bank.triggers} <= read
    assert {found.text for found in bank.contradictions} <= read
    assert {rule.because for factor in bank.factors for rule in factor.evidence} <= read


def test_scores_say_what_they_can_come_to(bank_from: MakeBank) -> None:
    """By their own ends, each with the method it is made by."""
    bank = bank_from(gated(4, "", "  part: {title: P, count_of: [q0, q1], where: {at_least: 1}, times: 5}\n"))
    shown = stats_text(bank_stats(bank, load_medicines()), None, 80)
    assert "  total: 0 to 12, sum of 4\n" in shown
    assert "  part: 0 to 10, count over 2\n" in shown


def test_another_language_is_not_graded(bank_from: MakeBank) -> None:
    """The formula is made for English."""
    bank = bank_from(gated(1, "").replace("version:", "language: de\nversion:"))
    found = bank_stats(bank, load_medicines())
    assert found.reading is None
    assert "the language of this bank is de" in stats_text(found, None, 80)
    assert stats_data(found, None)["reading_grade"] is None


def test_a_text_without_words_has_no_grade() -> None:
    """Numbers alone are no text."""
    assert reading_grade(["1, 2, 3."]) is None
    assert reading_grade([]) is None


@settings(max_examples=8, deadline=None)
@given(st.lists(said(), max_size=4))
def test_each_conclusion_is_counted_as_often_as_it_comes_out(people: list[dict[str, Answer]]) -> None:
    """Against the records of the same people."""
    everyone = [assessed(person) for person in people]
    records = [record(one) for one in everyone]
    inside = [one for one in records if not one["outside"]]
    found = frequencies(everyone, shipped(), include_safety=True)
    assert (found.sets, found.outside) == (len(records), len(records) - len(inside))
    assert Counter(found.tiers) == Counter(one["escalation"]["tier"] for one in records)
    fired = Counter(reason["trigger"] for one in records for reason in one["escalation"]["reasons"])
    assert Counter({name: count for counts in found.triggers.values() for name, count in counts.items()}) == fired
    assert Counter(found.patterns) == Counter(one["pattern"]["id"] or "none" for one in inside)
    levels = Counter((factor["id"], factor["level"]) for one in inside for factor in one["factors"])
    assert {(name, level): n for name, one in found.factors.items() for level, n in one.levels.items()} == levels
    bands = Counter((name, score["band"] or "none") for one in inside for name, score in one["scores"].items())
    for (score, _), counts in found.bands.items():
        assert counts == {label: bands[score, label] for label in counts}


def test_printed_and_first_are_counted(bank: Bank) -> None:
    """A factor is printed at three levels; the first of a person is the one that fits best."""
    nobody = frequencies([], bank)
    assert {(one.printed, one.first) for one in nobody.factors.values()} == {(0, 0)}
    assert set(nobody.patterns.values()) == {0}


# The commands -------------------------------------------------------------------------------------------------------


def test_the_command_tells_the_shipped_bank(run: Run) -> None:
    """At eighty columns, in words."""
    found = run("bank", "stats")
    assert (found.status, found.err) == (0, "")
    assert "41 at the least, 79 at the most; both are exact" in found.out
    assert max(map(len, found.out.splitlines())) <= 80


@pytest.mark.parametrize("columns", ["40", "80", "200"])
def test_no_line_is_too_wide(run: Run, columns: str) -> None:
    """Where a table does not fit, each factor is said in words."""
    found = run("bank", "stats", "--answers", str(ANSWERS), env={"COLUMNS": columns})
    assert found.status == 0
    assert max(map(len, found.out.splitlines())) <= min(int(columns), 80)
    assert ("printed 1" in found.out) == (columns == "40")


def test_answers_records_and_cases_are_counted(run: Run, tmp_path: Path) -> None:
    """Each file by what it is; with --json as an object."""
    (tmp_path / "sets").mkdir()
    answers = (ANSWERS / "urgent.yaml").read_text(encoding="utf-8")
    (tmp_path / "sets" / "a.yaml").write_text(answers, encoding="utf-8")
    made = run("check", "--answers", "sets/a.yaml", "--json", "--include-safety")
    (tmp_path / "sets" / "b.json").write_text(made.out, encoding="utf-8")
    case = {"case": "Left at once", "partial": True, "answers": {"age_band": 4}, "expect": {"tier": "routine"}}
    (tmp_path / "case.yaml").write_text(json.dumps(case), encoding="utf-8")
    found = run("bank", "stats", "-a", "sets", "-a", "case.yaml", "--json")
    assert (found.status, found.err) == (0, "")
    data = json.loads(found.out)["answers"]
    assert (data["sets"], data["outside"]) == (3, 1)
    assert data["tiers"][json.loads(made.out)["escalation"]["tier"]] == 2
    assert sum(data["tiers"].values()) == 3
    assert all(sum(one["levels"].values()) == 2 for one in data["factors"].values())


def test_what_is_wrong_with_answers_is_told_before_anything_is_counted(run: Run, tmp_path: Path) -> None:
    """Counts over some of the files would be wrong without a word."""
    (tmp_path / "a.yaml").write_text("age_band: 99\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("tears: 1\n", encoding="utf-8")
    found = run("bank", "stats", "-a", ".")
    assert (found.status, found.out) == (3, "")
    assert "a.yaml:1:11" in found.err
    assert "b.yaml:1:1" in found.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere",), "there is no bank nowhere."),
        (("blunting", "-a", "nowhere"), "there is no file or folder nowhere."),
        (("blunting", "-a", "."), "there are no answers in ."),
    ],
)
def test_the_command_says_what_is_not_there(run: Run, words: tuple[str, ...], said: str) -> None:
    """In words, with the status of a named input that is wrong."""
    found = run("bank", "stats", *words)
    assert (found.status, found.out) == (3, "")
    assert said in found.err


def test_banks_are_listed_with_where_they_are(run: Run, tmp_path: Path) -> None:
    """The shipped ones, then one's own; one that has a shipped name is hidden, and said to be."""
    own = tmp_path / "data" / "blunting" / "banks"
    (own / "mine").mkdir(parents=True)
    for path in (own / "mine" / "bank.yaml", own / "blunting.yaml"):
        path.write_text(gated(1, ""), encoding="utf-8")
    variables = {"XDG_DATA_HOME": str(tmp_path / "data")}
    found = run("bank", "list", env=variables)
    assert (found.status, found.err) == (0, "")
    shipped_one, hidden, mine = found.out.splitlines()
    assert shipped_one.split()[:2] == ["blunting", "shipped"]
    assert hidden.split()[:2] == ["blunting", "own"]
    assert "hidden" in hidden
    assert mine.split() == ["mine", "own", str(own / "mine" / "bank.yaml")]
    data = json.loads(run("bank", "list", "--json", env=variables).out)
    assert [(bank["name"], bank["origin"], bank["hidden"]) for bank in data["banks"]] == [
        ("blunting", "shipped", False),
        ("blunting", "own", True),
        ("mine", "own", False),
    ]


def test_one_can_count_a_bank_of_ones_own(run: Run, tmp_path: Path) -> None:
    """By its name, its file, or its folder."""
    own = tmp_path / "data" / "blunting" / "banks"
    own.mkdir(parents=True)
    (own / "mine.yaml").write_text(gated(3, ""), encoding="utf-8")
    for words in (("mine",), (str(own / "mine.yaml"),)):
        found = run("bank", "stats", *words, env={"XDG_DATA_HOME": str(tmp_path / "data")})
        assert "3 questions in 1 section" in found.out


def test_a_bank_with_mistakes_is_not_counted(tmp_path: Path) -> None:
    """They are told instead."""
    path = tmp_path / "bank.yaml"
    path.write_text(gated(1, "").replace("how_much}", "how_mch}"), encoding="utf-8")
    with pytest.raises(FileErrors):
        load_bank(str(path))


def test_answers_about_safety_cannot_be_counted_out_of_a_single_file() -> None:
    """Two people who differ in such an answer alone, and are seen as soon, count the same unless it is asked for."""
    bank = shipped()
    one = {"age_band": 1, "self_harm": 4, "safe_now": (0,)}
    other = {"age_band": 1, "self_harm": 0, "safe_now": (1,)}
    tiers = {assessed(person).escalation.tier.id for person in (one, other)}
    assert len(tiers) == 1
    assert frequencies([assessed(one)], bank) == frequencies([assessed(other)], bank)
    named = [name for counts in frequencies([assessed(one)], bank).triggers.values() for name in counts]
    assert not [name for name in named if name.startswith("self_harm")]
    told = frequencies([assessed(one)], bank, include_safety=True)
    assert told != frequencies([assessed(other)], bank, include_safety=True)
