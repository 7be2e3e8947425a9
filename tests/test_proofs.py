"""The formulas that the proofs speak of say what the engine says, and what the solver finds is read as it was found."""

from __future__ import annotations

import os
import random
from functools import cache

import yaml
from people import shipped
from proofs.answering import Listed
from proofs.breaking import with_trigger
from proofs.claims import SORTS, by_name, option, rules
from proofs.comparing import Compared, a_long_list, differences, medicines, outcome, people
from proofs.proving import Prover, answers_file

from blunting_cli.answers import read_answers
from blunting_cli.asking import complete, settle
from blunting_cli.bank.loading import shipped_names
from blunting_cli.conditions import AnswerIs, Comparison, State, check

# Random people held against both readers of the rules: many more of them with PROOF_PEOPLE=100000, which takes an hour.
PEOPLE = int(os.environ.get("PROOF_PEOPLE", "200"))


@cache
def compared() -> Compared:
    return Compared(rules())


def the_list() -> Listed:
    way = rules().ways["medicines"]
    assert isinstance(way, Listed)
    return way


def test_the_bank_that_is_proved_is_the_only_one_that_is_shipped() -> None:
    """Whatever else is shipped would be used by people without a proof of its safety rules."""
    assert shipped_names() == ("blunting",)
    assert shipped().id == "blunting"


# The formulas say what the engine says --------------------------------------------------------------------------------


def test_engine_and_formulas_say_the_same_of_random_people() -> None:
    for said in people(shipped(), PEOPLE, seed=PEOPLE):
        found = differences(shipped(), compared(), said)
        assert not found, f"{found}\n{answers_file(shipped(), said)}"


def test_a_formula_that_says_otherwise_is_found() -> None:
    """Held against an engine with one rule of another tier, the formulas differ in the tier and in nothing else."""
    changed = with_trigger(shipped(), "hopeless_most_of_the_time", tier="today")
    said = {"takes_medicine": 0, "self_harm": 0, "safe_now": (0,), "urgent_signs": (0,), "hopeless": 4}
    assert differences(shipped(), compared(), said) == {}
    assert differences(changed, compared(), said) == {"tier today": (True, False), "tier this_week": (False, True)}


def test_random_people_meet_nearly_all_that_can_come_out() -> None:
    """The comparison means something only where each thing that is compared is sometimes true and sometimes not."""
    met: dict[str, set[bool | int]] = {}
    for said in people(shipped(), 300, seed=1):
        for name, value in outcome(shipped(), said).items():
            met.setdefault(name, set()).add(value)
    assert sum(len(values) > 1 for values in met.values()) > 0.85 * len(met)


def test_random_people_tick_everything_and_take_many_medicines() -> None:
    """The formulas are held against lists as long as they may be, with repeats, and against every tick there is."""
    met = list(people(shipped(), 200, seed=200))
    lists = [said["medicines"] for said in met if isinstance(said.get("medicines"), tuple)]
    assert max(map(len, lists)) > 40
    assert any(len(set(one)) < len(one) > 10 for one in lists)
    for question in shipped().questions:
        if question.type == "multi":
            every = tuple(option.value for option in question.options if not option.alone)
            assert any(said.get(question.id) == every for said in met), question.id


# Lists of medicines ---------------------------------------------------------------------------------------------------


def test_a_list_of_medicines_counts_as_the_set_of_its_kinds() -> None:
    """Whatever the names, the order, the length and the repeats, no test tells a list from one entry of each kind."""
    way, chance = the_list(), random.Random(3)
    for number in range(60):
        listed = a_long_list(chance) if number % 2 else medicines(chance.randint(0, 4), chance)
        kinds = tuple(way.kinds[seen] for seen in dict.fromkeys(map(way.seen, listed)))
        for test in way.tests:
            assert check(test, listed) is check(test, kinds), (test, listed)
            assert check(test, listed) is check(test, tuple(chance.sample(listed, len(listed)))), (test, listed)


def test_the_kinds_tell_apart_all_that_the_proofs_speak_of() -> None:
    """Of one kind are only entries that are alike in each sort that is named, whatever their name and times."""
    way, chance = the_list(), random.Random(4)
    met = set()
    for entry in medicines(1500, chance):
        kind = way.kinds[way.seen(entry)]
        for sort in SORTS:
            assert sort(entry) == sort(kind), (sort.__name__, entry, kind)
            met |= {sort} if sort(entry) else set()
    assert met == set(SORTS)


# Answers that are withheld --------------------------------------------------------------------------------------------


def test_an_answer_that_is_withheld_counts_as_one_that_is_left_out() -> None:
    """So what is proved, without a word of withheld answers, holds for those who withhold some, one or many."""
    chance = random.Random(5)
    names = [question.id for question in shipped().questions]
    some = [[name] for name in names] + [chance.sample(names, 20) for _ in names]
    for said, held in zip(people(shipped(), len(some), seed=5), some, strict=True):
        withheld, left_out = ({**said, **dict.fromkeys(held, one)} for one in (State.WITHHELD, State.UNANSWERED))
        assert settle(shipped(), withheld) == settle(shipped(), left_out), held


def test_without_a_word_of_how_long_a_withheld_lifelong_asks_for_it() -> None:
    """What a file withholds opens what it would open where it was left out."""
    text = "less_enjoyment: 4\nlow_mood: 4\nlifelong: withheld\n"
    file = read_answers(text.encode(), "person", shipped(), by_name)
    assert "how_long" in complete(shipped(), file, partial=True).answers


def test_an_answers_file_says_what_the_solver_found() -> None:
    """What is written is read again as the same answers, medicines and their times among them."""
    now = rules()
    changed = now.verdict(AnswerIs("medicines", Comparison(classes=("ssri",), change="raised", within_weeks=4))).true
    person = Prover(now).find(changed, now.open["medicines"], option(now, "urgent_signs", 2, 5))
    assert person is not None
    text = answers_file(shipped(), person)
    assert yaml.safe_load(text)["medicines"][0].keys() <= {"name", "started", "change", "changed"}
    read = read_answers(text.encode(), "person", shipped(), by_name)
    assert read.complaints == ()
    assert {name: answer for name, answer in read.said.items() if name != "medicines"} == {
        name: answer for name, answer in person.items() if name != "medicines"
    }
    assert any(one.change == "raised" for one in read.said["medicines"])  # type: ignore[union-attr]
