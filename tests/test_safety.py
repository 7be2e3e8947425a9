"""The safety rules, one group of tests each; a test here fails when its rule is broken."""

from __future__ import annotations

import json
import re
import socket
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from people import assessed, said, shipped
from sheets import as_text, lines, page, sheet_of

from blunting_cli.asking import settle
from blunting_cli.assessment import assess, record, withhold
from blunting_cli.bank import Bank
from blunting_cli.conditions import Answer, Condition, State, evaluate, leaves
from blunting_cli.environment import Environment
from blunting_cli.scoring import Said
from blunting_cli.sheet import Block, Heading, Notice, Paragraph, Scale, Sheet, make_sheet

EXAMPLES = settings(max_examples=25, deadline=None)
SELF_HARM = {"none": 0, "wish": 1, "thoughts": 2, "lately": 3, "plan": 4}


def words(block: Block) -> str:
    """All words of a block."""
    return json.dumps(block, ensure_ascii=False)


def place(blocks: tuple[Block, ...], text: str) -> int:
    """Where a text first stands, or -1."""
    return next((index for index, block in enumerate(blocks) if text in words(block)), -1)


# 1. Help comes first --------------------------------------------------------------------------------------------------


@EXAMPLES
@given(said())
def test_help_stands_before_everything_where_an_answer_or_a_missing_one_calls_for_it(person: dict[str, Answer]) -> None:
    """With any answer but a plain no, help is the first block of the sheet, and the result still follows."""
    blocks = sheet_of(assessed(person)).blocks
    if (person.get("self_harm"), person.get("safe_now")) == (0, (0,)):
        assert not (isinstance(blocks[0], Notice) and blocks[0].title == shipped().texts["help_heading"])
    else:
        assert isinstance(blocks[0], Notice)
        assert blocks[0].urgent
        assert "116 123" in words(blocks[0])
    assert place(blocks, shipped().texts["told_heading"]) > 0 or person.get("age_band") == 4


@EXAMPLES
@given(said())
def test_help_lines_stand_at_the_foot_of_every_sheet(person: dict[str, Answer]) -> None:
    """A no is not reassurance: the sheet ends with help lines, and so does the page for the person by itself."""
    sheet = sheet_of(assessed(person))
    for blocks, after in ((page(sheet, "person"), ["What this cannot tell"]), (page(sheet, "details"), [])):
        headings = [block.text for block in blocks if isinstance(block, Heading) and block.level == 2]
        last = max(index for index, text in enumerate(headings) if text.startswith("Help lines"))
        assert headings[last + 1 :] == after
    assert sheet.pages[-1].id == "details"


@pytest.mark.parametrize("region", ["", "GB", "XX"])
def test_help_lines_need_no_known_country(region: str, well: dict[str, Answer]) -> None:
    """Without a known country the sheet still says where help is."""
    text = as_text(make_sheet(assessed(well), lines(region)), "text")
    assert "https://findahelpline.com" in text
    assert "Emergency" in text


SILENT = """
bank: silent
version: 1.0.0
tiers: [{id: watch, title: Watch, text: Wait.}]
sections: {s: {title: S, why: Because.}}
questions:
  - {id: harm, section: s, ask: Harm?, why: Because., safety: true, options: [{value: 0, label: None}, {value: 1, label: Some}]}
"""


@pytest.mark.parametrize(("answer", "helped"), [(0, False), (1, True), (State.SKIPPED, True), (None, True)])
def test_a_bank_without_words_of_help_is_not_silent(bank_from: Any, answer: Answer | None, helped: bool) -> None:
    """Whatever bank is used, an answer about safety, or the lack of one, brings help."""
    bank = bank_from(SILENT)
    assessment = assess(bank, settle(bank, {} if answer is None else {"harm": answer}).answers)
    blocks = make_sheet(withhold(assessment), lines()).blocks
    assert (isinstance(blocks[0], Notice) and blocks[0].urgent) is helped


TICKED = """
bank: ticked
version: 1.0.0
tiers: [{id: watch, title: Watch, text: Wait.}]
sections: {s: {title: S, why: Because.}}
questions:
  - {id: home, section: s, ask: Home?, why: Because., safety: true, type: multi, options: [
      {value: 1, label: Took too much}, {value: 2, label: Not safe}, {value: 8, label: Not sure, alone: true}OPTION]}
"""


@pytest.mark.parametrize("option", ["", ", {value: 9, label: None of these, none: true}"])
@pytest.mark.parametrize("answer", [(), (1,), (2,), (1, 2), (8,), (9,), State.SKIPPED])
def test_every_tick_but_none_brings_help(bank_from: Any, option: str, answer: Answer) -> None:
    """In a bank without words of help too, the first tick counts like the others, and "not sure" is no "none"."""
    bank = bank_from(TICKED.replace("OPTION", option))
    helped = bool(assess(bank, settle(bank, {"home": answer}).answers).escalation.help)
    assert helped is (answer != ((9,) if option else ()))


def test_help_does_not_wait_for_the_scores(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Any
) -> None:
    """Help is on the screen even where everything after it fails."""
    from blunting_cli import cli, scripted

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(scripted, "assess", fail)
    path = tmp_path / "a.yaml"
    path.write_text("self_harm: 2\n")
    monkeypatch.setattr(sys, "argv", ["blunting", "check", "-a", str(path), "--partial", "--region", "GB"])
    assert cli.run() == 1
    assert "116 123" in capsys.readouterr().err


@pytest.mark.parametrize("written", ["5", "yes", "[4]", "", "a plan", "3\ncannot_cry: : 2", "[", "'3"])
def test_help_does_not_wait_for_an_answer_that_can_be_read(
    written: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Any
) -> None:
    """A refused or missing answer about self-harm brings help before the complaints."""
    from blunting_cli import cli

    path = tmp_path / "a.yaml"
    path.write_text(f"self_harm: {written}\n")
    monkeypatch.setattr(sys, "argv", ["blunting", "check", "-a", str(path), "--region", "GB"])
    assert cli.run() == 3
    said_ = capsys.readouterr().err
    assert 0 < said_.index("116 123") < said_.index("to mend")


# 2. The highest trigger wins ------------------------------------------------------------------------------------------


@EXAMPLES
@given(said())
def test_the_tier_is_the_highest_that_fired(person: dict[str, Answer]) -> None:
    """Nothing caps or lowers a tier: it is the highest among all triggers that are true."""
    bank, assessment = shipped(), assessed(person)
    facts = Said(bank, assessment.answers)
    order = [tier.id for tier in bank.tiers]
    fired = [order.index(trigger.tier) for trigger in bank.triggers if evaluate(trigger.when, facts)]
    assert assessment.escalation.tier.id == order[min(fired, default=len(order) - 1)]
    assert len(assessment.escalation.reasons) == len(fired)


@EXAMPLES
@given(said(), st.sampled_from([1, 2, 3, 4]))
def test_an_answer_about_self_harm_is_never_below_today(person: dict[str, Answer], level: int) -> None:
    """Whatever else is said, any such answer means today at least, and a plan or an act means now."""
    tier = assessed({**person, "self_harm": level}).escalation.tier.id
    assert tier == "emergency" if level == 4 else tier in ("emergency", "today")


@EXAMPLES
@given(said(), st.sampled_from([None, State.SKIPPED, State.PREFER_NOT_TO_SAY, State.UNANSWERED]))
def test_a_missing_safety_answer_is_never_a_no(person: dict[str, Answer], missing: State | None) -> None:
    """Left out, skipped or declined: at least routine, and help is shown."""
    given_ = {name: answer for name, answer in person.items() if name != "self_harm"}
    assessment = assessed(given_ if missing is None else {**given_, "self_harm": missing})
    assert assessment.escalation.tier.id != "watch"
    assert "help_now" in [flag.id for flag in assessment.escalation.flags]


def test_triggers_read_answers_and_scores_only() -> None:
    """No trigger names a factor or a pattern: every comparison is about a question or a score of the bank."""
    bank = shipped()
    for trigger in bank.triggers:
        for leaf in leaves(trigger.when):
            assert getattr(leaf, "question", None) in bank.by_id or getattr(leaf, "score", None) in bank.score_by_id


def test_an_unanswered_red_flag_is_listed(well: dict[str, Answer]) -> None:
    """A question about urgent signs without an answer stands under "not answered"."""
    blocks = sheet_of(assessed({**well, "takes_medicine": 1})).blocks
    missing = next(block for block in blocks if isinstance(block, Paragraph) and block.text.startswith("No answer to"))
    assert shipped().by_id["medicine_reaction"].short in missing.text


# 3. Do not stop by yourself -------------------------------------------------------------------------------------------


@EXAMPLES
@given(said())
def test_care_stands_before_any_advice_on_medicines_and_use(person: dict[str, Answer]) -> None:
    """The sentence stands on every sheet unless "no medicine" was answered, before all that a change could help."""
    assessment = assessed(person)
    blocks = sheet_of(assessment).blocks
    statements = {statement.group: statement.text for statement in assessment.escalation.statements}
    if person.get("takes_medicine") != 0:
        assert "medicine" in statements
    care = place(blocks, statements.get("medicine", "\0"))
    advice = [help_.text for result in assessment.factors for help_ in result.factor.helps if help_.medicine]
    for text in advice:
        at = place(blocks, text)
        assert at == -1 or 0 <= care < at
    use = place(blocks, statements.get("substance", "\0"))
    for result in assessment.factors:
        for text in (help_.text for help_ in result.factor.helps if help_.substance):
            at = place(blocks, text)
            assert at == -1 or 0 <= use < at


def test_advice_that_needs_care_is_marked(bank: Bank) -> None:
    """The bank marks what touches a medicine and what touches use, so that the rule above has something to hold."""
    helps = {factor.id: factor.helps for factor in bank.factors}
    medicines = {"antidepressant", "antipsychotic", "mood_stabiliser", "opioid", "gabapentinoid", "stimulant"}
    for name in (*medicines, "calming_medicine", "stopped_medicine"):
        assert [entry.by for entry in helps[name] if entry.medicine][:1] == ["clinician"], name
    for name in ("alcohol_or_drugs", "calming_medicine", "opioid"):
        assert all(entry.substance for entry in helps[name]), name
    assert not [entry for entry in (*bank.helps, *helps["grief"]) if entry.medicine or entry.substance]
    change = re.compile(r"\b(dose|smaller|take less|cut down|another kind of medicine|stop it|lower)\b", re.IGNORECASE)
    for entry in (entry for found in helps.values() for entry in found):
        if change.search(entry.text):
            assert entry.medicine or entry.substance, entry.text


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"takes_medicine": 0}, None),
        ({"takes_medicine": 1}, "do_not_stop"),
        ({"takes_medicine": State.SKIPPED}, "do_not_stop"),
        ({"takes_medicine": State.PREFER_NOT_TO_SAY}, "do_not_stop"),
        ({"takes_medicine": 2}, "do_not_restart"),
        ({"takes_medicine": 3}, "do_not_restart_after_long"),
        ({"takes_medicine": 1, "medicine_kinds": (1,), "medicine_change": 4}, "do_not_restart"),
        ({"takes_medicine": 1, "medicine_reaction": (1,)}, "ask_before_next_dose"),
        ({"takes_medicine": 1, "medicine_reaction": (4,)}, "help_before_next_dose"),
        ({"takes_medicine": 1, "medicine_kinds": (1,), "medicine_change": 2, "stopped_unwell": 2}, "do_not_stop"),
        ({"takes_medicine": 2, "medicine_reaction": (3,)}, "ask_before_restarting"),
        ({"takes_medicine": 1, "urgent_signs": (3,)}, "help_before_next_dose"),
        ({"takes_medicine": 1, "urgent_signs": (4,)}, "ask_before_next_dose"),
        ({"takes_medicine": 2, "urgent_signs": (5,)}, "ask_before_restarting"),
        ({"takes_medicine": 0, "urgent_signs": (3,)}, None),
        ({"takes_medicine": 1, "safe_now": (1,)}, "help_before_next_dose"),
        ({"takes_medicine": 2, "self_harm": 4}, "help_and_do_not_restart"),
        ({"takes_medicine": 3, "safe_now": (1,)}, "help_and_do_not_restart"),
        (
            {"takes_medicine": 1, "medicine_kinds": (1,), "medicine_change": 2, "medicine_reaction": (3,)},
            "ask_about_a_lower_dose",
        ),
        (
            {"takes_medicine": 1, "medicine_kinds": (1,), "medicine_change": 1, "self_harm": 2},
            "ask_about_a_new_medicine",
        ),
        ({"takes_medicine": State.SKIPPED, "safe_now": (1,)}, "help_before_next_dose"),
    ],
)
def test_one_wording_for_medicines(answers: dict[str, Answer], expected: str | None, well: dict[str, Answer]) -> None:
    """Each situation has its one sentence; an urgent reaction replaces "do not stop"."""
    found = assessed({**well, **answers}).escalation.statement("medicine")
    assert (found.id if found else None) == expected


# 4 and 5. Missing answers ---------------------------------------------------------------------------------------------


@EXAMPLES
@given(said())
def test_too_few_answers_give_no_number_and_no_band(person: dict[str, Answer]) -> None:
    """Below the bank's share there is no value and no band; the interval always holds the value."""
    bank = shipped()
    for name, result in assessed(person).scores.items():
        if result.of and result.answered < bank.score_by_id[name].share * result.of:
            assert result.value is None
        if result.value is None:
            assert result.band is None
        else:
            assert result.low is not None
            assert result.high is not None
            assert 0 <= result.low <= result.value <= result.high <= 100


@EXAMPLES
@given(said(left_out=False), st.data())
def test_a_missing_answer_is_never_zero(person: dict[str, Answer], data: st.DataObject) -> None:
    """Taking one answer of a score away widens its interval on both sides; does-not-apply leaves it altogether."""
    bank = shipped()
    name = data.draw(st.sampled_from([score.id for score in bank.scores if score.domain]))
    question = data.draw(st.sampled_from(bank.score_by_id[name].of))
    full = {**person, **dict.fromkeys(bank.score_by_id[name].of, 2)}
    before, skipped, outside = (
        Said(bank, {**full, question: answer}).score(name) for answer in (4, State.SKIPPED, State.NOT_APPLICABLE)
    )
    assert before is not None and skipped is not None and outside is not None  # noqa: PT018 one fact
    assert before.low == before.high
    assert skipped.low is not None and skipped.high is not None and skipped.low < skipped.high  # noqa: PT018 one fact
    assert skipped.of == 3
    assert outside.of == 2
    assert outside.low == outside.high


def test_every_way_of_not_answering_stays_apart_in_the_record(well: dict[str, Answer]) -> None:
    """Zero, skipped, declined, does-not-apply, unanswered and not asked read differently in the record."""
    said_ = {
        **well,
        "cannot_cry": State.SKIPPED,
        "less_love": State.PREFER_NOT_TO_SAY,
        "less_anger": State.NOT_APPLICABLE,
    }
    del said_["less_fear"]
    answers = record(assessed(said_))["answers"]
    assert answers["less_enjoyment"] == 0
    assert answers["cannot_cry"] == "skipped"
    assert answers["less_love"] == "prefer_not_to_say"
    assert answers["less_anger"] == "not_applicable"
    assert answers["less_fear"] == "unanswered"
    assert "medicines" not in answers


# 6. Every conclusion names its answers --------------------------------------------------------------------------------


def rests_on_answers(condition: Condition) -> bool:
    """Tell whether a condition compares answers; one about a missing answer rests on none."""
    return all(getattr(leaf, "test", None) is None or leaf.test.answered is not False for leaf in leaves(condition))


@EXAMPLES
@given(said())
def test_without_the_cited_answers_the_conclusion_is_gone(person: dict[str, Answer]) -> None:
    """Take the cited answers away, and no pattern, rule or trigger still holds; keep them alone, and none is false."""
    bank, assessment = shipped(), assessed(person)
    conclusions = [(reason.trigger.when, reason.questions) for reason in assessment.escalation.reasons]
    conclusions += [
        (finding.rule.when, finding.questions)
        for result in assessment.factors
        for finding in (*result.speaks_for, *result.speaks_against)
    ]
    for found in assessment.pattern.neighbours:
        conclusions.append((found.neighbour.fits if found.fits else found.neighbour.differs, found.questions))
    if assessment.pattern.pattern is not None:
        conclusions.append((assessment.pattern.pattern.when, assessment.pattern.because))
    for condition, questions in conclusions:
        if rests_on_answers(condition):
            assert questions
            without = {name: answer for name, answer in assessment.answers.items() if name not in questions}
            alone = {name: assessment.answers[name] for name in questions}
            assert evaluate(condition, Said(bank, without)) is not True
            assert evaluate(condition, Said(bank, alone)) is not False


@EXAMPLES
@given(said())
def test_points_shown_add_up(person: dict[str, Answer]) -> None:
    """The points of a factor are the sum of the points of the rules shown for and against it."""
    for factor in record(assessed(person))["factors"]:
        shown = sum(entry["points"] for entry in (*factor["for"], *factor["against"]))
        assert factor["points"] in (shown, None)
        assert (factor["points"] is None) == (factor["level"] == "not_asked")


# 7. Hidden answers never count ----------------------------------------------------------------------------------------


@EXAMPLES
@given(said(left_out=False), st.randoms(use_true_random=False))
def test_hidden_answers_never_count(person: dict[str, Answer], chance: Any) -> None:
    """The same visible answers give the same bytes, whatever was said to closed questions and in which order."""
    bank = shipped()
    visible = settle(bank, person).answers
    shuffled = list(visible.items())
    chance.shuffle(shuffled)
    first, second = (json.dumps(record(assessed(answers))) for answers in (person, dict(shuffled)))
    assert first == second


# 8 and 9. Numbers and sources -----------------------------------------------------------------------------------------


def test_what_is_typed_is_what_is_stored(bank: Bank) -> None:
    """Every option set rises from zero without gaps, so that the number typed is the number stored."""
    for question in bank.questions:
        if question.options:
            assert [option.value for option in question.options] == list(range(len(question.options)))


def test_every_claim_has_a_source(bank: Bank) -> None:
    """Every rule, trigger, pattern, factor, help and set of bands names an entry of the bibliography."""
    claims = [*bank.patterns, *bank.neighbours, *bank.triggers, *bank.factors, *bank.comparisons, *bank.helps]
    claims += [*bank.bands.values(), *(part for topic in bank.topics for part in topic.parts)]
    claims += [rule for factor in bank.factors for rule in (*factor.evidence, *factor.helps)]
    assert len(claims) > 450
    assert all(claim.source in bank.sources for claim in claims)  # type: ignore[attr-defined]


# 10. Nothing leaves, and answers about safety stay out ----------------------------------------------------------------


def alike(sheets: list[Sheet]) -> bool:
    """Tell whether sheets are the same letter by letter: every block of every page, and every fact."""
    return len({json.dumps([sheet.facts, sheet.pages, sheet.title, sheet.day]) for sheet in sheets}) == 1


@EXAMPLES
@given(said())
def test_withheld_answers_leave_no_trace(person: dict[str, Answer]) -> None:
    """Answers that lead to the same tier give the same record and the same sheet in every format."""
    made = [sheet_of(assessed({**person, "self_harm": level})) for level in (1, 2, 3)]
    assert alike(made)
    text = as_text(made[0], "json") + as_text(made[0], "text")
    for option in shipped().by_id["self_harm"].options[1:]:
        assert option.label not in text
    for trigger in shipped().triggers:
        if "self_harm" in trigger.id:
            assert trigger.id not in text
            assert trigger.because not in text
    assert made[0].facts["answers"]["self_harm"] == "withheld"
    assert made[0].facts["escalation"]["tier"] in ("today", "emergency")


@EXAMPLES
@given(said())
def test_beside_another_emergency_every_answer_about_safety_reads_alike(person: dict[str, Answer]) -> None:
    """Where the tier has a reason of its own, no record and no sheet tells how the question was answered."""
    urgent = {**person, "takes_medicine": 1, "medicine_reaction": (4,)}
    answers: list[Answer] = [1, 2, 3, 4, State.SKIPPED, State.PREFER_NOT_TO_SAY, State.UNANSWERED]
    assert alike([sheet_of(assessed({**urgent, "self_harm": answer})) for answer in answers])


@pytest.mark.parametrize("missing", [State.SKIPPED, State.PREFER_NOT_TO_SAY, State.UNANSWERED])
def test_a_declined_answer_is_withheld_too(missing: State, well: dict[str, Answer]) -> None:
    """The record does not tell how the question was left out."""
    facts = record(withhold(assessed({**well, "self_harm": missing})))
    assert facts["answers"]["self_harm"] == "withheld"
    assert [reason["trigger"] for reason in facts["escalation"]["reasons"]] == ["safety"]
    assert missing.value not in json.dumps(facts)


@EXAMPLES
@given(said())
def test_withheld_answers_about_being_safe_leave_no_trace(person: dict[str, Answer]) -> None:
    """Which of the questions about safety led to a tier, and by which answer, stands in no record and no sheet."""
    calm = {**person, "self_harm": 0, "safe_now": (0,)}
    groups = [
        [{**calm, "self_harm": 2}, {**calm, "safe_now": (3,)}, {**calm, "safe_now": (3, 4)}],
        [{**calm, "self_harm": 4}, {**calm, "safe_now": (1,)}, {**calm, "safe_now": (2, 4)}],
    ]
    for people in groups:
        made = [sheet_of(assessed(answers)) for answers in people]
        assert alike(made)
        shown = as_text(made[0], "json") + as_text(made[0], "text")
        assert not [option.label for option in shipped().by_id["safe_now"].options[1:] if option.label in shown]


def test_the_special_lines_of_a_withheld_answer_are_not_shown(well: dict[str, Answer]) -> None:
    """A line for people who are hurt at home would tell the answer on a sheet; with the answer shown it stands first."""
    assessment = assessed({**well, "safe_now": (3,)})
    hidden, shown = sheet_of(assessment).blocks, make_sheet(assessment, lines()).blocks
    assert place(hidden, "Domestic Abuse") == -1
    assert place(shown, "Domestic Abuse") == 0


@pytest.mark.parametrize(
    ("answer", "tier", "words_"),
    [
        ((1,), "emergency", "Do not take anything more"),
        ((2,), "emergency", "leave, and call your emergency number"),
        ((3,), "today", "it is not your fault"),
        ((4,), "today", "To ask for help is a way to take care of them"),
        (State.SKIPPED, "routine", "You need not answer"),
    ],
)
def test_every_danger_has_words_of_its_own(answer: Answer, tier: str, words_: str, well: dict[str, Answer]) -> None:
    """Help for someone who is not safe fits what they said, and stands beside help for thoughts of self-harm."""
    alone, both = (assessed({**well, "safe_now": answer, "self_harm": level}) for level in (0, 2))
    assert alone.escalation.tier.id == tier
    assert [words_ in said_.text for said_ in alone.escalation.help] == [True]
    assert next(said_.id for said_ in both.escalation.help) == "help_today"
    assert len(both.escalation.help) == 2


def test_no_command_opens_a_socket(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Every command works with sockets out of reach."""
    from blunting_cli.cli import run

    def refuse(*_: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    example = str(__import__("pathlib").Path(__file__).parent / "answers" / "after_dose_rise.yaml")
    for command in (["check", "-a", example], ["template"], ["helplines", "GB"], ["bank", "show", "--json"], []):
        monkeypatch.setattr(sys, "argv", ["blunting", *command])
        assert run() == 0
    assert capsys.readouterr().out


# 11. Reached by everyone ----------------------------------------------------------------------------------------------


@EXAMPLES
@given(said())
def test_self_harm_is_asked_of_everyone(person: dict[str, Answer]) -> None:
    """No answer and no missing answer closes the question."""
    assert shipped().by_id["self_harm"].opens is None
    assert "self_harm" in settle(shipped(), person).answers


@EXAMPLES
@given(said())
def test_red_flags_open_when_their_gate_is_unknown(person: dict[str, Answer]) -> None:
    """Where the answer that would open a red flag is missing, it opens."""
    unknown = {**person, "takes_medicine": State.SKIPPED, "alcohol": State.SKIPPED, "drugs": 0}
    answers = settle(shipped(), unknown).answers
    assert {"medicine_reaction", "stopped_unwell", "withdrawal_signs"} <= set(answers)


# Under 18 -------------------------------------------------------------------------------------------------------------


@EXAMPLES
@given(said())
def test_under_18_gets_help_and_no_verdict(person: dict[str, Answer]) -> None:
    """Scores, pattern and factors are empty; how soon to talk is worked out as for everyone."""
    young, grown = (assessed({**person, "age_band": band}) for band in (4, 1))
    facts = record(young)
    assert (facts["scores"], facts["pattern"]["id"], facts["factors"]) == ({}, None, [])
    assert facts["escalation"]["tier"] == record(grown)["escalation"]["tier"]
    assert "under_18" in [flag["id"] for flag in facts["escalation"]["flags"]]
    blocks = sheet_of(young).blocks
    assert not [block for block in blocks if isinstance(block, Scale)]
    assert place(blocks, "written for adults") > -1


def test_no_level_of_risk_is_printed(well: dict[str, Answer]) -> None:
    """The word risk stands on no sheet."""
    for level in SELF_HARM.values():
        text = as_text(sheet_of(assessed({**well, "self_harm": level})), "text")
        assert "risk" not in text.casefold()


def test_assess_is_pure(well: dict[str, Answer]) -> None:
    """The same bank and answers give equal assessments."""
    bank = shipped()
    answers = settle(bank, well).answers
    assert json.dumps(record(assess(bank, answers))) == json.dumps(record(assess(bank, answers)))


def test_a_result_in_a_message_of_python_tells_no_answer(well: dict[str, Answer]) -> None:
    """What a debugger, an f-string or an assertion would print of it names nothing that was said."""
    found = assess(shipped(), {**well, "self_harm": 2})
    for told in (
        repr(found),
        str(found),
        repr(sheet_of(found)),
        repr(Environment.of_this_process({"HOME": "/home/me"})),
    ):
        assert "self_harm" not in told
        assert len(told) < 60
