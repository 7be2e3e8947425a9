"""What reading answers promises: every type of question, every way of not answering, and every mistake at its place."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blunting_cli.answers import MAX_TEXT, AnswersFile, Refused, as_data, in_words, read_answers, read_value
from blunting_cli.bank import Bank, load_bank, load_medicines
from blunting_cli.conditions import Answer, Duration, Medicine, State
from blunting_cli.errors import FileErrors
from blunting_cli.medicines import near_names, recognise

ALL_TYPES = """\
bank: every_type
version: 1.0.0
sections:
  here: {title: Here, why: To try every type.}
tiers: [{id: watch, title: Watch, text: Wait.}]
questions:
  - {id: mood, section: here, ask: Mood?, why: To try., also: [not_applicable, prefer_not_to_say], options: [
      {value: 0, label: Not at all}, {value: 1, label: A little}, {value: 3, label: "Very, very much"}]}
  - {id: signs, section: here, ask: Signs?, why: To try., type: multi, options: [
      {value: 1, label: Tired}, {value: 2, label: Tense}, {value: 5, label: Sad}]}
  - {id: dangers, section: here, ask: Dangers?, why: To try., type: multi, also: [prefer_not_to_say], options: [
      {value: 0, label: None of these, none: true}, {value: 1, label: Fire}, {value: 2, label: Flood},
      {value: 3, label: I am not sure, alone: true}]}
  - {id: hours, section: here, ask: Hours?, why: To try., type: number, min: 0, max: 24, unit: hours}
  - {id: any_number, section: here, ask: Any?, why: To try., type: number}
  - {id: since, section: here, ask: Since?, why: To try., type: duration, min: 1 week, max: 10 years}
  - {id: day, section: here, ask: Day?, why: To try., type: date}
  - {id: notes, section: here, ask: Notes?, why: To try., type: text, max: 12}
  - {id: free, section: here, ask: Free?, why: To try., type: text}
  - {id: taken_medicines, section: here, ask: Medicines?, why: To try., type: medicine, also: [prefer_not_to_say]}
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    """A bank with one question of every type."""
    path = tmp_path_factory.mktemp("bank") / "small.yaml"
    path.write_text(ALL_TYPES, encoding="utf-8")
    return load_bank(str(path))


def by_name(medicines: tuple[Medicine, ...]) -> tuple[Medicine, ...]:
    """Recognise medicines by the shipped list."""
    return recognise(medicines, load_medicines())


def as_typed(medicines: tuple[Medicine, ...]) -> tuple[Medicine, ...]:
    """Recognise nothing."""
    return medicines


Read = Callable[[Any], AnswersFile]


@pytest.fixture(params=["yaml", "json"])
def read(request: pytest.FixtureRequest, small: Bank) -> Read:
    """Read data as an answers file, once written as YAML in block style and once as JSON."""

    def go(data: Any) -> AnswersFile:
        text = json.dumps(data)
        if request.param == "yaml":
            text = "".join(f"{key}: {json.dumps(value)}\n" for key, value in data.items())
        return read_answers(text.encode(), f"a.{request.param}", small, by_name)

    return go


def said(file: AnswersFile) -> dict[str, Answer]:
    """Give the answers of a file that must be without complaint."""
    assert file.complaints == ()
    return dict(file.said)


# Every type ---------------------------------------------------------------------------------------------------------

ACCEPTED: list[tuple[str, Any, Answer]] = [
    ("mood", 0, 0),
    ("mood", 3, 3),
    ("mood", 3.0, 3),
    ("mood", "3", 3),
    ("mood", "A little", 1),
    ("mood", "  a   LITTLE ", 1),
    ("mood", "very, very much", 3),
    ("signs", [], ()),
    ("signs", 2, (2,)),
    ("signs", "tense", (2,)),
    ("signs", [5, 1], (1, 5)),
    ("signs", ["Sad", 1, "5"], (1, 5)),
    ("signs", "None", ()),
    ("dangers", 0, (0,)),
    ("dangers", "none of these", (0,)),
    ("dangers", "none", (0,)),
    ("dangers", ["Fire", 2], (1, 2)),
    ("dangers", ["I am not sure"], (3,)),
    ("hours", 7, 7),
    ("hours", 7.5, 7.5),
    ("hours", "7.5", 7.5),
    ("hours", " 7 ", 7),
    ("hours", 0, 0),
    ("hours", 24, 24),
    ("any_number", -12.25, -12.25),
    ("since", "3 weeks", Duration(3, "week")),
    ("since", "1 Year", Duration(1, "year")),
    ("since", "10years", Duration(10, "year")),
    ("day", "2026-03-01", "2026-03-01"),
    ("day", "2026-03", "2026-03"),
    ("day", "2026", "2026"),
    ("day", 2026, "2026"),
    ("day", "2024-02-29", "2024-02-29"),
    ("notes", " as ever ", "as ever"),
    ("notes", 12, "12"),
    ("notes", "x" * 12, "x" * 12),
    ("free", "x" * MAX_TEXT, "x" * MAX_TEXT),
    ("taken_medicines", [], ()),
    ("taken_medicines", "unheard-of", (Medicine("unheard-of"),)),
    ("taken_medicines", ["one", {"name": "two"}], (Medicine("one"), Medicine("two"))),
    (
        "taken_medicines",
        [{"name": "mine", "started": "2 years ago", "change": "raised", "changed": "3 weeks"}],
        (Medicine("mine", Duration(2, "year"), "raised", Duration(3, "week")),),
    ),
    ("taken_medicines", [{"name": "mine", "change": "unchanged"}], (Medicine("mine", change="unchanged"),)),
    (
        "taken_medicines",
        [{"name": "mine", "change": "unchanged", "changed": None}],
        (Medicine("mine", change="unchanged"),),
    ),
    ("taken_medicines", [{"name": "mine", "started": "0 days"}], (Medicine("mine", Duration(0, "day")),)),
]


@pytest.mark.parametrize(("question", "value", "answer"), ACCEPTED)
def test_a_value_that_fits_its_question_is_read(read: Read, question: str, value: Any, answer: Answer) -> None:
    """Values and labels are read, in YAML and in JSON, whatever their case and spacing."""
    assert said(read({question: value})) == {question: answer}


REFUSED: list[tuple[str, Any, str]] = [
    ("mood", 2, "2 is no answer to mood"),
    ("mood", 4, "4 is no answer to mood"),
    ("mood", -1, "-1 is no answer to mood"),
    ("mood", 0.5, "0.5 is no answer to mood"),
    ("mood", True, "true is no answer to mood"),
    ("mood", False, "false is no answer to mood"),
    ("mood", "a litle", "a litle is no answer to mood"),
    ("mood", [1], "is no answer to mood"),
    ("mood", {"value": 1}, "is no answer to mood"),
    ("signs", [1, 3], "3 is no answer to signs"),
    ("signs", [[1]], "is no answer to signs"),
    ("dangers", [0, 1], "dangers cannot be None of these and something else"),
    ("dangers", [1, 3], "dangers cannot be I am not sure and something else"),
    ("dangers", [0, 3], "dangers cannot be None of these, I am not sure and something else"),
    ("dangers", 4, "4 is no answer to dangers"),
    ("taken_medicines", [{"name": "zolft", "read_as": "nosuch"}], "no medicine is called nosuch"),
    ("taken_medicines", [{"name": "Zoloft", "read_as": "nosuch"}], "no medicine is called nosuch"),
    ("taken_medicines", [{"name": "sertraline", "read_as": "diazepam"}], "sertraline is known as sertraline"),
    ("taken_medicines", [{"name": "zolft", "read_as": 3}], "3 is not a name"),
    ("taken_medicines", [{"name": "zolft", "read_as": ["sertraline"]}], "is not a name"),
    ("taken_medicines", [{"name": "zolft", "read_as": "s" * 300}], "is not a name"),
    ("signs", {"1": True}, "is no answer to signs"),
    ("hours", -1, "-1 is no answer to hours"),
    ("hours", 24.5, "24.5 is no answer to hours"),
    ("hours", "25", "25 is no answer to hours"),
    ("hours", "many", "many is no answer to hours"),
    ("hours", True, "is no answer to hours"),
    ("hours", "1e3", "1e3 is no answer to hours"),
    ("hours", "nan", "nan is no answer to hours"),
    ("hours", "\u0661", "is no answer to hours"),
    ("hours", [7], "is no answer to hours"),
    ("since", "6 days", "6 days is no answer to since"),
    ("since", "11 years", "11 years is no answer to since"),
    ("since", "soon", "soon is no answer to since"),
    ("since", 3, "3 is no answer to since"),
    ("since", "-3 weeks", "-3 weeks is no answer to since"),
    ("since", "1.5 years", "1.5 years is no answer to since"),
    ("day", "2026-13", "2026-13 is no answer to day"),
    ("day", "2026-02-30", "2026-02-30 is no answer to day"),
    ("day", "1.3.2026", "1.3.2026 is no answer to day"),
    ("day", "0000", "0000 is no answer to day"),
    ("day", "20260301", "20260301 is no answer to day"),
    ("day", True, "is no answer to day"),
    ("day", ["2026"], "is no answer to day"),
    ("notes", "x" * 13, "xxxxxxxxxxxxx is no answer to notes"),
    ("free", "x" * (MAX_TEXT + 1), "is no answer to free"),
    ("free", True, "is no answer to free"),
    ("free", ["x"], "is no answer to free"),
    ("taken_medicines", True, "this is no medicine for taken_medicines"),
    ("taken_medicines", [["x"]], "this is no medicine for taken_medicines"),
    ("taken_medicines", [{"started": "2 years"}], "a medicine needs a name"),
    ("taken_medicines", [{"name": "  "}], "a medicine needs a name"),
    ("taken_medicines", ["x" * 201], "a medicine needs a name"),
    ("taken_medicines", [{"name": "x", "dose": "50 mg"}], "a medicine has no dose"),
    ("taken_medicines", [{"name": "x", "change": "doubled"}], "a change cannot be doubled"),
    ("taken_medicines", [{"name": "x", "started": "spring"}], "spring is not a time"),
    ("taken_medicines", [{"name": "x", "change": "unchanged", "changed": "1 week"}], "has no time of its change"),
    ("taken_medicines", ["x"] * 51, "takes at most 50 medicines"),
]


@pytest.mark.parametrize(("question", "value", "message"), REFUSED)
def test_a_value_that_does_not_fit_is_refused(read: Read, question: str, value: Any, message: str) -> None:
    """A value outside the options, the bounds or the form is refused with its reason, and never guessed at."""
    file = read({question: value})
    assert message in file.complaints[0].message
    assert len(file.complaints) == 1
    assert file.refused == {question}
    assert file.said == {}


def test_a_refusal_says_what_would_be_accepted(read: Read) -> None:
    """The hint of a refusal lists the options with their labels, the bounds with their unit, or the form."""
    wrong = dict.fromkeys(("mood", "signs", "hours", "any_number", "since", "day", "notes", "taken_medicines"), True)
    hints = {c.message.split()[-1]: c.hint for c in read(wrong).complaints}
    assert hints == {
        "mood": "Give one of 0 (Not at all), 1 (A little), 3 (Very, very much).",
        "signs": "Give a list of 1 (Tired), 2 (Tense), 5 (Sad).",
        "hours": "Give a number from 0 to 24, in hours.",
        "any_number": "Give a number.",
        "since": "Give a time such as 3 weeks or 2 years.",
        "day": "Give a date such as 2026-03-01, 2026-03 or 2026.",
        "notes": "Give a text of at most 12 characters.",
        "taken_medicines": "Give a list of names, or of {name, started, change, changed}.",
    }


def test_a_dose_that_was_left_as_it_was_has_no_time(small: Bank) -> None:
    """The refusal points at `changed` and says both ways out."""
    text = b"taken_medicines:\n  - {name: x, change: unchanged, changed: 3 weeks}\n"
    (complaint,) = read_answers(text, "a", small, as_typed).complaints
    assert (complaint.place.line, complaint.place.column) == (2, 43)
    assert complaint.message == "a dose that was left as it was has no time of its change"
    assert complaint.hint == "Leave `changed` out, or give raised, lowered, stopped."


def test_every_change_is_told_where_none_of_them_was_given(read: Read) -> None:
    """The hint names all four."""
    (complaint,) = read({"taken_medicines": [{"name": "x", "change": "up"}]}).complaints
    assert complaint.hint == "Give raised, lowered, stopped, unchanged."


def test_a_refusal_of_a_long_text_shows_its_beginning_on_one_line(read: Read) -> None:
    """A long value with line breaks is cut and joined, so that it cannot pass for lines of the program."""
    message = read({"mood": "one\ntwo " + "x" * 500}).complaints[0].message
    assert "\n" not in message
    assert message.startswith("one two xxx")
    assert len(message) < 100


# Not answering ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", ["mood", "signs", "hours", "since", "day", "free", "taken_medicines"])
@pytest.mark.parametrize("state", [State.SKIPPED, State.UNANSWERED, State.WITHHELD])
def test_every_question_can_be_skipped_unanswered_or_withheld(read: Read, question: str, state: State) -> None:
    """These states are read for every type of question and stay apart."""
    assert said(read({question: state.value})) == {question: state}


@pytest.mark.parametrize("state", [State.NOT_APPLICABLE, State.PREFER_NOT_TO_SAY])
def test_an_offered_state_is_read(read: Read, state: State) -> None:
    """Does-not-apply and declining are read where the question offers them."""
    assert said(read({"mood": state.value})) == {"mood": state}


@pytest.mark.parametrize(
    ("question", "state"),
    [
        ("signs", State.NOT_APPLICABLE),
        ("signs", State.PREFER_NOT_TO_SAY),
        ("taken_medicines", State.NOT_APPLICABLE),
        ("free", State.NOT_APPLICABLE),
    ],
)
def test_a_state_that_is_not_offered_is_refused(read: Read, question: str, state: State) -> None:
    """Does-not-apply and declining are refused where the question does not offer them."""
    file = read({question: state.value})
    assert [c.message for c in file.complaints] == [f"{question} cannot be answered with {state.value}"]
    assert "skipped" in file.complaints[0].hint
    assert file.refused == {question}


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("Skipped", State.SKIPPED),
        ("prefer not to say", State.PREFER_NOT_TO_SAY),
        ("DOES NOT APPLY", State.NOT_APPLICABLE),
        ("Not answered", State.UNANSWERED),
    ],
)
def test_a_state_may_be_given_in_the_words_shown_for_it(read: Read, words: str, state: State) -> None:
    """What the sheet prints for a state is read back as that state."""
    assert said(read({"mood": words})) == {"mood": state}


def test_not_asked_cannot_be_said(read: Read) -> None:
    """An id that is absent means not asked; the word itself is no answer."""
    assert "not_asked is no answer" in read({"mood": "not_asked"}).complaints[0].message


@pytest.mark.parametrize("value", [None, "", "   "])
@pytest.mark.parametrize("question", ["mood", "signs", "hours", "free", "taken_medicines"])
def test_an_empty_value_equals_leaving_the_line_out(read: Read, question: str, value: Any) -> None:
    """Nothing after the colon records nothing: no answer, no state, no complaint."""
    assert said(read({question: value})) == {}


def test_an_empty_list_is_no_answer_where_none_of_these_can_be_ticked(read: Read) -> None:
    """A form that was left blank is never a no."""
    assert said(read({"dangers": []})) == {}


def test_zero_and_an_empty_list_are_answers(read: Read) -> None:
    """An answer of zero and a list with nothing ticked stay apart from having no answer."""
    assert said(read({"mood": 0, "signs": [], "hours": 0})) == {"mood": 0, "signs": (), "hours": 0}


# The shape of a file ------------------------------------------------------------------------------------------------


def test_answers_may_stand_under_answers(read: Read) -> None:
    """A record is read as an answers file: the map under `answers` counts, all beside it is left alone."""
    assert said(read({"schema_version": 1, "scores": {"x": 1}, "answers": {"mood": 1}})) == {"mood": 1}


def test_the_day_of_a_record_is_kept(read: Read) -> None:
    """`taken` is kept where it stands beside `answers`, and absent elsewhere."""
    assert read({"taken": "2026-03-01", "answers": {"mood": 1}}).taken == "2026-03-01"
    assert read({"taken": None, "answers": {"mood": 1}}).taken is None
    assert read({"mood": 1}).taken is None


@pytest.mark.parametrize("day", ["2026-02-30", "2026-03", "yesterday", 20260301, True, ["2026-03-01"], "2026-03-01\n"])
def test_a_day_that_is_none_is_refused(read: Read, day: Any) -> None:
    """`taken` must be a whole day of the calendar."""
    file = read({"taken": day, "answers": {"mood": 1}})
    assert [c.message for c in file.complaints] == ["`taken` is not a day"]
    assert file.said == {"mood": 1}


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing yet\n", "{}", "answers:\n"])
def test_a_file_without_answers_says_nothing(small: Bank, text: str) -> None:
    """An empty file, a comment or an empty map is a file in which nothing was said."""
    assert said(read_answers(text.encode(), "a", small, as_typed)) == {}


@pytest.mark.parametrize("text", ["[1, 2]", "- mood\n", "mood", "3", '"mood: 1"', "answers: [1]", "answers: 3"])
def test_anything_but_a_map_is_refused(small: Bank, text: str) -> None:
    """A list or a single value cannot hold answers."""
    file = read_answers(text.encode(), "a", small, as_typed)
    assert [c.message for c in file.complaints] == ["answers are a map of question id to answer"]


def test_text_that_cannot_be_read_raises_at_once(small: Bank) -> None:
    """Where the text is neither YAML nor JSON there are no answers to look at."""
    with pytest.raises(FileErrors):
        read_answers(b"mood: [1\n", "a", small, as_typed)


# Complaints ---------------------------------------------------------------------------------------------------------


def test_an_unknown_id_is_told_with_near_ones(read: Read) -> None:
    """An id that is no question is told with at most three that look like it."""
    complaint = read({"taken_medicine": 1}).complaints[0]
    assert complaint.message == "no question is called taken_medicine"
    assert complaint.hint == "Did you mean taken_medicines?"


def test_at_most_three_near_ids_are_named(bank: Bank) -> None:
    """A name near to many questions brings three of them, best first, and a name near to none brings none."""
    file = read_answers(b"onset_and_los: 1\nxyzzy: 1\n", "a", bank, as_typed)
    names = file.complaints[0].hint.removeprefix("Did you mean ").removesuffix("?").split(" or ")
    assert names[0] == "onset_and_loss"
    assert len(names) == 3
    assert file.complaints[1].hint == ""


def test_every_complaint_comes_at_once_with_its_line_and_caret(small: Bank) -> None:
    """All that is wrong is said in one go, each with the line of the file and a mark under the spot."""
    text = (
        "# my answers\n"
        "mood: 7\n"
        "signs: [1, 9]\n"
        "hours: 3\n"
        "nosuch: 1\n"
        "taken_medicines:\n"
        "  - sertraline\n"
        "  - {name: x, change: doubled}\n"
    )
    file = read_answers(text.encode(), "mine.yaml", small, by_name)
    errors = FileErrors(file.complaints)
    assert [(c.place.line, c.place.column) for c in errors.complaints] == [(2, 7), (3, 8), (5, 1), (8, 23)]
    assert errors.render().splitlines()[:4] == [
        "blunting: 4 things to mend:",
        "mine.yaml:2:7: 7 is no answer to mood",
        "    mood: 7",
        "          ^",
    ]
    assert file.said == {"hours": 3}


def test_places_are_right_in_json_too(small: Bank) -> None:
    """JSON has places as well, below `answers` too."""
    text = '{\n  "taken": "soon",\n  "answers": {\n    "mood": 7,\n    "nosuch": 1\n  }\n}\n'
    file = read_answers(text.encode(), "a.json", small, as_typed)
    assert [(c.place.line, c.place.column) for c in file.complaints] == [(2, 12), (4, 13), (5, 5)]


def test_a_complaint_can_point_at_any_question(small: Bank) -> None:
    """A later complaint finds the line of a question, or the end of the file where the question has none."""
    file = read_answers(b"x: 1\nanswers:\n  mood: 1\n", "a", small, as_typed)
    assert file.complain("mood", "m").place.line == 3
    assert file.complain("hours", "m").place.line == 3


def test_a_file_full_of_mistakes_is_refused_quickly(small: Bank) -> None:
    """Tens of thousands of unknown ids bring a bounded number of complaints, in little time."""
    text = "".join(f"question_{number}: 1\n" for number in range(40_000))
    begun = time.process_time()
    file = read_answers(text.encode(), "a", small, as_typed)
    assert time.process_time() - begun < 20
    assert 0 < len(file.complaints) <= 60
    assert file.complaints[-1].message == "and more"


def test_an_endless_id_is_shown_cut(small: Bank) -> None:
    """An id of many thousand characters does not fill the screen."""
    complaint = read_answers(b'{"' + b"x" * 50_000 + b'": 1}', "a", small, as_typed).complaints[0]
    assert len(complaint.render()) < 500


# Medicines ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "generic", "of_class"),
    [
        ("sertraline", "sertraline", "ssri"),
        ("SERTRALINE", "sertraline", "ssri"),
        ("Zoloft", "sertraline", "ssri"),
        ("zoloft 50 mg", "sertraline", "ssri"),
        ("  Sertraline   100mg daily", "sertraline", "ssri"),
        ("sertr\u00e1line", "sertraline", "ssri"),
        ("Effexor", "venlafaxine", "snri"),
        ("sodium  valproate", "valproate", "antiepileptic"),
        ("melatonin", "melatonin", "sleep_hormone"),
    ],
)
def test_a_medicine_is_recognised_by_its_name_or_brand(read: Read, typed: str, generic: str, of_class: str) -> None:
    """Case, accents, spaces and a dose at the end do not matter; what was typed is kept."""
    (found,) = read({"taken_medicines": [typed]}).said["taken_medicines"]
    assert (found.generic, found.medicine_class) == (generic, of_class)
    assert found.name == " ".join(typed.split())


@pytest.mark.parametrize("typed", ["sertralin", "sertralina", "zolofft", "sert raline", "not sertraline", "ssri", "x"])
def test_a_near_miss_is_kept_as_typed(read: Read, typed: str) -> None:
    """A name that is not known exactly is never read as another one."""
    (found,) = read({"taken_medicines": [typed]}).said["taken_medicines"]
    assert found == Medicine(typed)


def test_near_names_are_offered_for_a_near_miss() -> None:
    """The closest known names can be shown beside an unknown one."""
    assert near_names("sertralin", load_medicines())[0] == "sertraline"
    assert len(near_names("sertralin", load_medicines())) <= 3
    assert near_names("qqqqq", load_medicines()) == []


# There and back -----------------------------------------------------------------------------------------------------

DURATIONS = st.builds(Duration, st.integers(1, 10), st.sampled_from(["day", "week", "month", "year"]))
STATES = st.sampled_from([State.SKIPPED, State.UNANSWERED, State.WITHHELD])
WORDS = st.text("abcdefg \u00e9\u00df'-:#{}[],\"\\", min_size=1, max_size=12).map(str.strip).filter(bool)
NAMES = WORDS.map(lambda text: " ".join(text.split()))
CHANGED = st.tuples(st.sampled_from([None, "raised", "lowered", "stopped"]), st.none() | DURATIONS)
MEDICINES = st.tuples(NAMES, st.none() | DURATIONS, CHANGED | st.just(("unchanged", None))).map(
    lambda said: Medicine(said[0], said[1], *said[2])
)
ANY_ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "mood": st.sampled_from([0, 1, 3, State.NOT_APPLICABLE, State.PREFER_NOT_TO_SAY]) | STATES,
        "signs": st.sets(st.sampled_from([1, 2, 5])).map(lambda ticked: tuple(sorted(ticked))) | STATES,
        "hours": st.integers(0, 24) | st.floats(0, 24, allow_subnormal=False).map(lambda n: round(n, 3)) | STATES,
        "since": st.builds(Duration, st.integers(1, 10), st.sampled_from(["week", "month", "year"])) | STATES,
        "day": st.dates().map(str) | STATES,
        "notes": WORDS | STATES,
        "taken_medicines": st.lists(MEDICINES, max_size=4).map(tuple) | STATES,
    },
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=ANY_ANSWERS)
def test_answers_survive_being_written_and_read(small: Bank, answers: dict[str, Answer]) -> None:
    """Whatever can be answered stands in a record in a form that reads back as the same answers."""
    data = {name: as_data(answer) for name, answer in answers.items()}
    assert said(read_answers(json.dumps(data).encode(), "a", small, as_typed)) == answers
    assert said(read_answers(json.dumps({"answers": data}).encode(), "a", small, as_typed)) == answers


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    question=st.sampled_from(["mood", "signs", "hours", "since", "day", "notes", "taken_medicines"]),
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
        max_leaves=6,
    ),
)
def test_any_value_is_read_or_refused(small: Bank, question: str, value: Any) -> None:
    """Nothing a file can hold brings any other error, and what is read can be written and said."""
    asked = small.by_id[question]
    try:
        answer = read_value(value, asked, small.texts, as_typed)
    except Refused as refusal:
        assert refusal.message
        return
    if answer is not None:
        assert read_value(as_data(answer), asked, small.texts, as_typed) == answer
        assert isinstance(in_words(answer, asked, small.texts), str)


# In words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "answer", "words"),
    [
        ("mood", 3, "Very, very much"),
        ("mood", State.PREFER_NOT_TO_SAY, "Prefer not to say"),
        ("mood", State.NOT_APPLICABLE, "Does not apply"),
        ("mood", State.NOT_ASKED, "Not asked"),
        ("signs", (1, 5), "Tired, Sad"),
        ("signs", (), "None"),
        ("hours", 7.5, "7.5"),
        ("since", Duration(1, "year"), "1 year"),
        ("since", Duration(3, "week"), "3 weeks"),
        ("day", "2026-03", "2026-03"),
        ("free", "as ever", "as ever"),
        ("taken_medicines", (Medicine("Zoloft 50 mg", generic="sertraline"), Medicine("x")), "Zoloft 50 mg, x"),
    ],
)
def test_an_answer_is_said_in_the_words_a_person_saw(small: Bank, question: str, answer: Answer, words: str) -> None:
    """The sheet shows labels, the words for a state, and medicines as they were typed."""
    assert in_words(answer, small.by_id[question], small.texts) == words


@pytest.mark.parametrize(
    ("medicine", "words"),
    [
        (Medicine("x"), "x"),
        (
            Medicine("x", Duration(8, "month"), "raised", Duration(3, "week")),
            "x (started 8 months ago, dose raised 3 weeks ago)",
        ),
        (Medicine("x", Duration(1, "year")), "x (started 1 year ago)"),
        (Medicine("x", Duration(0, "day")), "x (started today)"),
        (Medicine("x", Duration(0, "week")), "x (started 0 weeks ago)"),
        (Medicine("x", change="raised"), "x (dose raised)"),
        (Medicine("x", change="lowered", changed=Duration(1, "day")), "x (dose lowered 1 day ago)"),
        (Medicine("x", change="lowered", changed=Duration(0, "day")), "x (dose lowered today)"),
        (Medicine("x", change="stopped"), "x (stopped)"),
        (Medicine("x", change="stopped", changed=Duration(5, "week")), "x (stopped 5 weeks ago)"),
        (Medicine("x", change="unchanged"), "x (dose not changed)"),
        (Medicine("x", changed=Duration(5, "week")), "x (dose changed 5 weeks ago)"),
        (Medicine("{details}", change="unchanged"), "{details} (dose not changed)"),
    ],
)
def test_a_medicine_is_said_with_what_was_told_of_it(small: Bank, medicine: Medicine, words: str) -> None:
    """What was not told is not said; the name stays as it was typed."""
    question = small.by_id["taken_medicines"]
    assert in_words((medicine,), question, small.texts) == words
    assert in_words((medicine, Medicine("y")), question, small.texts) == f"{words}, y"
