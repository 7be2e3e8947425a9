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


@pytest.mark.parametrize("place", ["because: No tears.", "text: It is down.", "text: Call today.", "text: Look here."])
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("You have generalised anxiety disorder.", True),
        ("You have a phobia.", True),
        ("You probably have PTSD.", True),
        ("You are at risk of suicide.", True),
        ("You have been told of depression.", False),
        ("You have not had depression.", False),
        ("You are not alone.", False),
        ("You have a plan for tonight.", False),
    ],
)
def test_what_follows_from_answers_names_no_illness(place: str, text: str, told: bool, tmp_path: Path) -> None:
    """The reason for a tier, a pattern, a tier and a flag say of nobody what they have."""
    path = tmp_path / "small.yaml"
    path.write_text(SMALL.replace(place, f"{place.partition(':')[0]}: {text}", 1), encoding="utf-8")
    assert [complaint.code for complaint in found_in(path)] == ["diagnosing-words"] * told


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        ("Have you thought of killing yourself?", True),
        ("Have you thought about ending your life?", True),
        ("Did you wish you were dead?", True),
        ("Did you feel that I wish I were dead?", True),
        ("Did you think you are better off dead?", True),
        ("Do you harm yourself?", True),
        ("Was there suicide in your family?", True),
        ("Do you wake up at night?", False),
        ("Is your life as you want it?", False),
        ("Do you take care of yourself?", False),
    ],
)
def test_a_question_about_safety_is_marked_so(ask: str, told: bool, tmp_path: Path) -> None:
    """Whoever forgets the mark is told, since without it no help is shown and the answer is kept."""
    path = tmp_path / "small.yaml"
    path.write_text(SMALL.replace("Can you cry?", ask), encoding="utf-8")
    assert [complaint.code for complaint in found_in(path)] == ["safety-unmarked"] * told
    path.write_text(SMALL.replace("Is there harm?", ask), encoding="utf-8")
    assert found_in(path) == ()


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        ("{0: No, 1: Some days, 2: Most days}", []),
        ("{2: Most days, 1: Some days, 0: Not at all}", []),
        ("{2: No, 1: Some days, 0: Most days}", ["no-is-not-no"]),
        ("{0: Often, 1: Never before}", ["no-is-not-no"]),
        ("{0: Nobody, 1: Somebody}", []),
        ("{1: Often, 0: Rarely}", ["values-falling"]),
    ],
)
@pytest.mark.parametrize("language", ["", "language: en-GB\n", "language: english\n"])
def test_a_plain_no_is_a_no(options: str, codes: list[str], language: str, tmp_path: Path) -> None:
    """An answer that is taken for a no and is none would lead nowhere."""
    text = SMALL.replace("version:", f"{language}version:").replace('{0: "No", 1: "Yes"}', options)
    path = tmp_path / "small.yaml"
    path.write_text(text.replace("when: {harm: 1}", "when: {harm: {at_least: 1}}"), encoding="utf-8")
    wrong = ["bad-language"] if "english" in language else []
    assert [complaint.code for complaint in found_in(path)] == [*wrong, *codes]


def test_a_no_is_known_in_english_alone(tmp_path: Path) -> None:
    """In another language the same letters can begin another answer."""
    text = SMALL.replace("version:", "language: es\nversion:").replace('1: "Yes"', "1: No quiero decirlo")
    path = tmp_path / "small.yaml"
    path.write_text(text.replace('0: "No"', "0: Nada"), encoding="utf-8")
    assert found_in(path) == ()


@pytest.mark.parametrize(
    ("ask", "options", "codes"),
    [
        ("Do you feel safe?", "{0: Yes, 1: No}", []),
        ("Do you feel unsafe?", "{0: Yes, 1: No}", ["no-is-not-no"]),
    ],
)
def test_no_is_no_good_answer_to_being_safe(ask: str, options: str, codes: list[str], tmp_path: Path) -> None:
    """Where a question asks for what is good, no is what triggers are for."""
    path = tmp_path / "small.yaml"
    text = SMALL.replace("Is there harm?", ask).replace('{0: "No", 1: "Yes"}', options)
    path.write_text(text, encoding="utf-8")
    assert [complaint.code for complaint in found_in(path)] == codes


NAMED = "conditions:\n  cries: {tears: {at_least: 1}}\n  loud: {score.both: {at_least: 50}}\nscores:\n"


@pytest.mark.parametrize(
    ("score", "codes"),
    [
        ("{title: N, count_of: [{condition: cries}]}", []),
        ("{title: N, count_of: [{condition: loud}]}", ["cannot-be-scored"]),
        ("{title: N, mean_of: [joy], score_if: {condition: cries}}", []),
        ("{title: N, mean_of: [joy], score_if: {condition: loud}}", []),
    ],
)
def test_a_score_waits_for_what_a_named_condition_needs(score: str, codes: list[str], tmp_path: Path) -> None:
    """A score is read when all is known that its conditions name, also by the name of a condition."""
    path, told = tmp_path / "small.yaml", SMALL.replace("scores:\n", f"{NAMED}  new: {score}\n")
    path.write_text(told, encoding="utf-8")
    assert [c.code for c in found_in(path) if not c.code.startswith("unused-")] == codes


@pytest.mark.parametrize(
    ("written", "instead", "codes"),
    [
        ("{tears: 0}", "{any: [{condition: wrong}, {tears: 0}]}", ["unknown-question"]),
        ("{harm: 1}", "{condition: wrong}", ["unknown-question"]),
    ],
)
def test_what_rests_on_a_wrong_condition_is_told_once(
    written: str, instead: str, codes: list[str], tmp_path: Path
) -> None:
    """A trigger that uses it may fire on more than can be told, so nothing is said of what it hears."""
    path = tmp_path / "small.yaml"
    named = "conditions: {wrong: {any: [{hram: 1}, {joy: 1}]}}\nscores:\n"
    path.write_text(SMALL.replace(written, instead, 1).replace("scores:\n", named), encoding="utf-8")
    assert [complaint.code for complaint in found_in(path)] == codes


@pytest.mark.parametrize(
    ("word", "hint"),
    [("JOY", "Did you mean joy?"), ("Joy", "Did you mean joy?"), ("jooy", "Did you mean joy?"), ("joust", "")],
)
def test_a_slip_of_case_brings_the_one_that_was_meant(word: str, hint: str, tmp_path: Path) -> None:
    """No other name is offered beside it."""
    path = tmp_path / "small.yaml"
    path.write_text(SMALL.replace("when: {joy: 0}", f"when: {{{word}: 0}}"), encoding="utf-8")
    (complaint,) = found_in(path)
    assert (complaint.code, complaint.hint) == ("unknown-question", hint)


def test_a_key_that_no_bank_has_is_not_guessed_at(tmp_path: Path) -> None:
    """An author is no factor."""
    path = tmp_path / "small.yaml"
    path.write_text(f"author: me\n{SMALL}", encoding="utf-8")
    (complaint,) = found_in(path)
    assert (complaint.code, complaint.hint) == ("unknown-key", "")
