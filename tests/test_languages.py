"""A bank in several languages: one set of rules, the words of the language asked for, and no text that is left out."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from conftest import ROOT, Run
from hypothesis import given, settings
from hypothesis import strategies as st
from installed import installed
from interviews import by_name, hold, typed_for

from blunting_cli.answers import read_answers
from blunting_cli.asking import settle
from blunting_cli.assessment import assess, record
from blunting_cli.assessment.restoring import read_record, restore
from blunting_cli.bank import Bank, load_bank
from blunting_cli.bank.languages import Languages, is_translated, words_of
from blunting_cli.bank.reading import read_document
from blunting_cli.checking.examining import check_banks
from blunting_cli.conditions import Answer
from blunting_cli.drafts import find_drafts
from blunting_cli.errors import Complaint, FileErrors, UsageError
from blunting_cli.interview.drafting import Wishes
from blunting_cli.template import bank_data

BOTH = """\
bank: both
version: 1.0.0
title: {en: How you feel, de: Wie es dir geht}
recall: {en: the past week, de: die letzte Woche}
language: en
languages: [en, de]
responses:
  often:
    options: {0: {en: Never, de: Nie}, 1: {en: At times, de: Manchmal}, 2: {en: Often, de: Oft}}
    also: [prefer_not_to_say]
sections:
  here:
    title: {en: Feelings, de: Gefühle}
    why: {en: They come first., de: Sie kommen zuerst.}
    lead: {en: "In the past week:", de: "In der letzten Woche:"}
questions:
  - {id: joy, section: here, ask: {en: How often was there joy?, de: Wie oft gab es Freude?}, short: {en: Joy, de: Freude},
     respond: often, reverse: true}
  - {id: en, section: here, ask: {en: How often could you cry?, de: Wie oft hast du geweint?}, respond: often}
  - id: de
    section: here
    ask: {en: Which of these?, de: Was davon?}
    type: multi
    options:
      - {value: 1, label: {en: Worn out, de: Erschöpft}}
      - {value: 2, label: {en: Tense, de: Angespannt}}
      - {value: 0, label: {en: None of these, de: Nichts davon}, none: true}
  - {id: sleep, section: here, ask: {en: How long do you sleep?, de: Wie lange schläfst du?}, type: number, min: 0, max: 24,
     unit: {en: hours, de: Stunden}, examples: [7, {en: "8.5", de: "8,5"}], ask_if: {de: [1, 2]},
     only_if: {en: If one was ticked., de: Nur mit Haken.}}
  - {id: harm, section: here, ask: {en: Are you safe?, de: Bist du in Sicherheit?}, safety: true,
     options: {0: {en: I am, de: Das bin ich}, 1: {en: I am not, de: Das bin ich nicht}}}
scores:
  low: {title: {en: Low joy, de: Wenig Freude}, sum_of: [joy, en], bands: steps}
bands:
  steps:
    source: us
    title: {en: For anyone, de: Für alle}
    steps:
      - {from: 0, label: {en: little, de: wenig}, text: {en: Little of it., de: Wenig davon.}}
      - {from: 3, label: {en: much, de: viel}, text: {en: Much of it., de: Viel davon.}}
criteria:
  rule:
    title: {en: A rule, de: Eine Regel}
    parts:
      - {title: {en: A lot, de: Eine Menge}, when: {score.low: {at_least: 3}}}
      - {title: {en: Worn, de: Müde}, when: {de: 1}}
    met: {en: It is met., de: Sie ist erfüllt.}
    unmet: {en: It is not met., de: Sie ist nicht erfüllt.}
    source: us
patterns:
  down: {title: {en: Down, de: Unten}, text: {en: It is down., de: Es ist unten.}, when: {joy: 0}, source: us}
neighbours:
  near:
    title: {en: Near, de: Nah}
    fits: {when: {en: 2}, text: {en: It fits., de: Es passt.}}
    differs: {when: {en: 0}, text: {en: It differs., de: Es ist anders.}}
    source: us
factors:
  loss:
    title: {en: A loss, de: Ein Verlust}
    text: {en: It can do that., de: Das kann so sein.}
    strength: {en: It is often linked., de: Das hängt oft zusammen.}
    gate: [joy]
    levels: {few: 1, some: 2, many: 3}
    evidence:
      - {id: no_joy, when: {joy: 0}, points: 2, because: {en: There is no joy., de: Es gibt keine Freude.}, source: us}
      - {id: tears, when: {en: {at_least: 1}}, points: 1, because: {en: There are tears., de: Es gibt Tränen.}, source: us}
    helps:
      - {text: {en: Talk., de: Rede darüber.}, by: self, caution: {en: Gently., de: Behutsam.}, source: us}
    whom: {en: your doctor, de: deine Praxis}
    ask:
      - {en: What is it?, de: Was ist es?}
      - {text: {en: What next?, de: Was nun?}, unless: {joy: 2}}
    source: us
tiers:
  - {id: today, title: {en: Today, de: Heute}, text: {en: Talk today., de: Rede heute.}, exit_code: 11, urgent: true}
  - {id: routine, title: {en: Soon, de: Bald}, text: {en: Talk soon., de: Rede bald.}, exit_code: 10}
  - {id: watch, title: {en: Wait, de: Warten}, text: {en: Wait and see., de: Warte ab.}}
triggers:
  - {id: unsafe, tier: today, when: {harm: 1}, because: {en: You are not safe., de: Du bist nicht sicher.}, source: us}
  - {id: unsaid, tier: routine, because: {en: You did not say., de: Du hast nichts gesagt.}, source: us,
     when: {any: [{harm: {state: skipped}}, {harm: {state: unanswered}}]}}
  - {id: heavy, tier: routine, when: {score.low: {at_least: 3}}, because: {en: It is a lot., de: Es ist eine Menge.}, source: us}
flags:
  - {id: seen, when: {de: 2}, text: {en: Look here., de: Schau hierher.}}
statements:
  - {id: care, group: en, text: {en: Take care., de: Gib auf dich acht.}}
groups:
  - {title: {en: Other things, de: Anderes}, questions: [de, sleep]}
topics:
  about:
    title: {en: About it, de: Darüber}
    parts:
      - {heading: {en: First, de: Zuerst}, items: [{en: One., de: Eins.}, {en: Two., de: Zwei.}], source: us}
texts:
  welcome_title: {en: How is it?, de: Wie ist es?}
sources:
  us: {title: Our own judgement, year: 2026, where: this bank, read: all of it}
"""
ANSWERS: dict[str, Answer] = {"joy": 0, "en": 2, "de": (1, 2), "sleep": 8, "harm": 0}
FILE = "{joy: 0, en: 2, de: [1, 2], sleep: 8, harm: 0}"
PLACES = [path for path, words in words_of(read_document(BOTH.encode(), "both").data) if isinstance(words, dict)]
TRANSLATED = [words for _, words in words_of(read_document(BOTH.encode(), "both").data) if isinstance(words, dict)]
GERMAN = {words["en"]: words["de"] for words in TRANSLATED}


@cache
def loaded(language: str = "", text: str = BOTH) -> Bank:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "bank.yaml"
        path.write_text(text, encoding="utf-8")
        return load_bank(str(path), language=language)


def found_in(text: str, tmp_path: Path) -> list[Complaint]:
    path = tmp_path / "bank.yaml"
    path.write_text(text, encoding="utf-8")
    return list(check_banks([str(path)], None).complaints)


def translated(data: Any) -> Any:
    """Put the German of every text of the bank in its place, wherever it stands in plain data."""
    if isinstance(data, dict):
        return {key: translated(value) for key, value in data.items()}
    if isinstance(data, list):
        return [translated(value) for value in data]
    return GERMAN.get(data, data) if isinstance(data, str) else data


# Reading ------------------------------------------------------------------------------------------------------------


def test_a_bank_is_read_in_its_main_language_or_in_the_one_asked_for() -> None:
    """Ids, numbers and rules are the same, and so is the hash; every text is that of the language."""
    english, german = loaded(), loaded("de")
    assert (english.language, german.language) == ("en", "de")
    assert english.languages == german.languages == ("en", "de")
    assert english.sha256 == german.sha256
    assert loaded("DE") == german
    assert loaded("en") == english
    told, data = bank_data(german), bank_data(english)
    data["bank"]["language"] = "de"
    # The program's own sentence on a number has the unit in it.
    accepted = [one["questions"][3].pop("accepts") for one in (told, data)]
    assert ["Stunden" in accepted[0], "hours" in accepted[1]] == [True, True]
    assert translated(data) == told
    assert german.by_id["en"].ask == "Wie oft hast du geweint?"
    assert [ask.text for ask in german.factors[0].ask] == ["Was ist es?", "Was nun?"]
    assert german.by_id["sleep"].examples == ("7", "8,5")
    assert german.texts["welcome_title"] == "Wie ist es?"


def test_no_text_of_the_other_language_is_left() -> None:
    """Every text that is said to people has been chosen; only names and sources stand as they are."""
    said = json.dumps(json.loads(json.dumps(loaded("de"), default=lambda part: getattr(part, "__dict__", str(part)))))
    left = [english for english in GERMAN if f"'{english}'" in said or f'"{english}"' in said]
    assert left == []
    assert len(TRANSLATED) > 60


def test_names_that_look_like_languages_stay_names() -> None:
    """Questions called en and de, conditions on them and options are no mappings of languages."""
    bank = loaded("de")
    assert [question.id for question in bank.questions] == ["joy", "en", "de", "sleep", "harm"]
    assert bank.statements[0].group == "en"
    assert [option.value for option in bank.by_id["en"].options] == [0, 1, 2]


@pytest.mark.parametrize("name", ["fr", "german", "\x1b[31m"])
def test_a_language_the_bank_does_not_have_is_wrong_usage(name: str) -> None:
    """Those there are stand in the hint, and nothing that could steer a terminal."""
    with pytest.raises(UsageError) as caught:
        loaded(name)
    assert caught.value.hint == "Languages: en, de."
    assert caught.value.message.isprintable()
    with pytest.raises(UsageError) as caught:
        load_bank(language="de")
    assert caught.value.hint == "Languages: en."


def test_a_missing_text_is_told_and_the_main_language_stands_in(bank_path: Path) -> None:
    """The loader refuses a bank that lacks words of the language asked for; another language does not care."""
    bank_path.write_text(BOTH.replace("Gefühle", "").replace("de: Ein Verlust", "de: "), encoding="utf-8")
    assert load_bank(str(bank_path)).sections[0].title == "Feelings"
    with pytest.raises(FileErrors) as caught:
        load_bank(str(bank_path), language="de")
    told = [(found.code, found.place.line, found.message) for found in caught.value.complaints]
    lines = [1 + BOTH[: BOTH.index(word)].count("\n") for word in ("Gefühle", "Ein Verlust")]
    assert told == [("missing-translation", line, "there is no text in de") for line in lines]


@pytest.fixture
def bank_path(tmp_path: Path) -> Path:
    path = tmp_path / "both.yaml"
    path.write_text(BOTH, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ({"en": "a", "de": "b"}, True),
        ({"pt-BR": "a"}, True),
        ({"en": "a", "de": None}, True),
        ({"en": 5}, True),
        ({"en": None}, False),
        ({"en": ["a"]}, False),
        ({"en": True}, False),
        ({"0": "a"}, False),
        ({"en": "a", "text": "b"}, False),
        ({"en\n": "a"}, False),
        ({}, False),
        ("en", False),
    ],
)
def test_what_is_a_mapping_of_languages(data: Any, found: bool) -> None:
    """All its keys are languages, and its values are texts, of which some may still be empty."""
    assert is_translated(data) is found


def test_a_language_is_called_in_upper_or_lower_case() -> None:
    assert Languages("pt-BR", ("en", "pt-BR")).named("pt-br") == "pt-BR"
    assert Languages("pt-BR", ("en", "pt-BR")).named("") == "pt-BR"


# Checking a bank ----------------------------------------------------------------------------------------------------


def test_a_bank_in_both_languages_has_no_mistakes(tmp_path: Path) -> None:
    assert [complaint.render() for complaint in found_in(BOTH, tmp_path)] == []


@pytest.mark.parametrize("path", PLACES, ids=lambda path: ".".join(map(str, path)))
def test_every_text_that_lacks_a_language_is_told(path: tuple[str | int, ...], tmp_path: Path) -> None:
    """Wherever a text is taken away, or stands in one language alone, that is told once, at its place."""
    for lacking, left in (
        ("de", lambda words: {"en": words["en"]}),
        ("en", lambda words: {"en": "", "de": words["de"]}),
        ("de", lambda words: words["en"]),
    ):
        data = read_document(BOTH.encode(), "both").data
        inner = data
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = left(inner[path[-1]])
        text = json.dumps(data, indent=1)
        if inner[path[-1]] == "8.5":
            assert found_in(text, tmp_path) == []
            continue
        (complaint,) = found_in(text, tmp_path)
        place = read_document(text.encode(), str(complaint.place.source)).place(path)
        assert (complaint.code, complaint.place) == ("missing-translation", place)
        assert complaint.message == f"there is no text in {lacking}"
        assert complaint.hint == "Write it as {en: ..., de: ...}."


def test_all_languages_that_are_lacking_are_said_at_once(tmp_path: Path) -> None:
    text = BOTH.replace("[en, de]", "[en, de, fr, pt-BR]").replace("{en: Feelings, de: Gefühle}", "Feelings")
    told = {complaint.message for complaint in found_in(text, tmp_path)}
    assert told == {"there is no text in fr and pt-BR", "there is no text in de and fr and pt-BR"}


def test_what_is_wrong_in_another_language_is_told(tmp_path: Path) -> None:
    """Two options with one label, and a condition that names a label, are found where only the second language has them."""
    alike = BOTH.replace("de: Manchmal", "de: Nie")
    assert [complaint.code for complaint in found_in(alike, tmp_path)] == ["options-alike"]
    by_label = BOTH.replace(
        "{id: unsafe, tier: today, when: {harm: 1}", "{id: unsafe, tier: today, when: {harm: I am not}"
    )
    assert [complaint.code for complaint in found_in(by_label, tmp_path)] == ["unknown-option"]


def test_english_words_are_checked_in_a_bank_with_another_main_language(tmp_path: Path) -> None:
    """What no bank should say is found in English texts alone, and markup in all."""
    text = BOTH.replace("language: en\n", "language: de\n")
    assert found_in(text, tmp_path) == []
    text = text.replace("en: Talk soon.", "en: To talk will help you.").replace("de: Es passt.", "de: Es **passt**.")
    assert sorted(complaint.code for complaint in found_in(text, tmp_path)) == ["markup", "promising-words"]


def test_a_bank_may_name_few_languages(tmp_path: Path) -> None:
    """Each is a reading of the whole bank."""
    names = ", ".join(f"{first}{second}" for first in "abc" for second in "abcdefgh")
    codes = {complaint.code for complaint in found_in(BOTH.replace("[en, de]", f"[en, de, {names}]"), tmp_path)}
    assert "wrong-number" in codes


# Using it -----------------------------------------------------------------------------------------------------------


def test_check_template_learn_and_show_speak_the_language(run: Run, bank_path: Path) -> None:
    """Each command says what the bank says in the language that was asked for."""
    (bank_path.parent / "answers.yaml").write_text(FILE, encoding="utf-8")
    given = ("--bank", "both.yaml", "--language", "de")
    sheet = run("check", "--answers", "answers.yaml", "-f", "text", *given)
    assert sheet.status == 0
    assert "Es gibt keine Freude." in sheet.out
    assert "There is no joy." not in sheet.out
    form = run("template", *given)
    assert "# Wie oft gab es Freude?" in form.out
    assert "#   2  Oft" in form.out
    assert "--bank both.yaml --language de" in " ".join(form.out.split("\n# "))
    assert run("learn", "about", *given).out.startswith("DARÜBER")
    assert "Languages: en, de\n" in run("bank", "show", *given).out
    page = run("check", "--answers", "answers.yaml", "-f", "html", *given).out
    assert '<html lang="de">' in page


@pytest.mark.parametrize("words", [("check", "-a", "answers.yaml"), ("template",), ("learn",), ("bank", "show")])
def test_an_unknown_language_ends_with_two(run: Run, bank_path: Path, words: tuple[str, ...]) -> None:
    done = run(*words, "--bank", "both.yaml", "--language", "fr")
    assert (done.status, done.out) == (2, "")
    assert "no texts in the language fr" in done.err
    assert "Languages: en, de." in done.err


def test_labels_are_those_of_the_language() -> None:
    """An answer is a number, or a label as it stands in the language; that of another is no answer."""
    for said, language, answers in (
        ("Oft", "de", {"joy": 2}),
        ("Often", "", {"joy": 2}),
        ("Often", "de", {}),
        ("Oft", "", {}),
    ):
        file = read_answers(f"joy: {said}".encode(), "answers", loaded(language), by_name)
        assert file.said == answers
        assert bool(file.complaints) is not bool(answers)


def test_an_interview_in_plain_lines_speaks_the_language() -> None:
    """Questions, labels, units and what is given back are in the language; a label can be typed."""
    bank = loaded("de")
    held = hold(bank, "1", "oft", "Nie", "Angespannt", "7", "Das bin ich", "1")
    assert held.finished
    assert held.answers == {"joy": 2, "en": 0, "de": (2,), "sleep": 7, "harm": 0}
    for words in ("Wie ist es?", "In der letzten Woche:", "Wie oft gab es Freude?", "Stunden", "Angespannt"):
        assert held.says(words), words
    assert [english for english in ("How often was there joy?", "Often", "hours", "Tense") if held.says(english)] == []


def test_a_draft_is_gone_on_with_in_the_language_asked_for(tmp_path: Path) -> None:
    """Answers given in one language hold in the other."""
    wishes = Wishes("2026-03-01", tmp_path / "drafts")
    english, german = loaded(), loaded("de")
    hold(english, *typed_for(english, ANSWERS)[:3], wishes=wishes)
    (draft,) = find_drafts(tmp_path / "drafts", german, by_name).drafts
    assert (draft.said, draft.dropped) == ({"joy": 0, "en": 2}, ())
    held = hold(german, "Nichts davon", "0", "1", wishes=Wishes("2026-03-01", tmp_path / "drafts", resume=True))
    assert held.answers == {"joy": 0, "en": 2, "de": (0,), "harm": 0}
    assert held.says("Was davon?")


def test_the_command_that_goes_on_names_the_language(run: Run, bank_path: Path) -> None:
    """Whoever stops is told how to come back, in the same language."""
    state = {"XDG_STATE_HOME": str(bank_path.parent / "state")}
    done = run("check", "--accessible", "--bank", "both.yaml", "--language", "de", stdin=b"1\nOft\n", env=state)
    assert "Wie oft gab es Freude?" in done.err
    assert "--bank both.yaml --accessible --language de --resume" in " ".join(done.err.replace("\\\n", "").split())


# Records ------------------------------------------------------------------------------------------------------------

SAID = st.fixed_dictionaries(
    {},
    optional={
        "joy": st.sampled_from([0, 1, 2]),
        "en": st.sampled_from([0, 1, 2]),
        "de": st.sampled_from([(0,), (1,), (2,), (1, 2)]),
        "sleep": st.integers(0, 24),
        "harm": st.sampled_from([0, 1]),
    },
)


@given(SAID)
@settings(max_examples=60, deadline=None)
def test_in_each_language_the_same_comes_out_but_for_words(said: dict[str, Answer]) -> None:
    """A record in German is the one in English with every text of the bank translated, and nothing else."""
    english, german = (record(assess(loaded(name), settle(loaded(name), said).answers)) for name in ("", "de"))
    assert (english["bank"]["language"], german["bank"]["language"]) == ("en", "de")
    english["bank"]["language"] = "de"
    for entry in english["notes"]:
        entry["text"] = entry["text"].replace("Low joy", "Wenig Freude").replace(": Down", ": Unten")
    assert json.dumps(translated(english), sort_keys=True) == json.dumps(german, sort_keys=True)


def test_a_record_is_shown_in_its_language(run: Run, bank_path: Path) -> None:
    """Sheet, explanation and comparison take the words of the language the record was made in."""
    folder = bank_path.parent
    (folder / "answers.yaml").write_text(FILE, encoding="utf-8")
    given = ("--bank", "both.yaml")
    for language, words, others in (
        ("de", "Es gibt keine Freude.", "There is no joy."),
        ("en", "There is no joy.", "Es gibt"),
    ):
        made = run("check", "-a", "answers.yaml", "--json", *given, "--language", language).out
        assert json.loads(made)["bank"]["language"] == language
        (folder / f"{language}.json").write_text(made, encoding="utf-8")
        for command in (("sheet", "-f", "text"), ("explain",)):
            shown = run(*command, f"{language}.json", *given)
            assert shown.status == 0
            assert words in shown.out
            assert others not in shown.out
        assert run("verify", f"{language}.json", *given).status == 0
    assert run("verify", "de.json").status == 3


def test_a_record_of_a_language_that_is_gone_is_shown_in_the_main_one(run: Run, bank_path: Path) -> None:
    """What the record says itself stays; verify tells that the language is another."""
    (bank_path.parent / "answers.yaml").write_text(FILE, encoding="utf-8")
    made = json.loads(run("check", "-a", "answers.yaml", "--json", "--bank", "both.yaml").out)
    for language in ("fr", ["de"], None):
        made["bank"]["language"] = language
        (bank_path.parent / "other.json").write_text(json.dumps(made), encoding="utf-8")
        done = run("verify", "other.json", "--bank", "both.yaml")
        assert (done.status, "bank.language" in done.out) == (3, True)
        assert run("sheet", "other.json", "--bank", "both.yaml", "-f", "text").status == 0


def test_a_record_and_back_is_the_same() -> None:
    bank = loaded("de")
    made = record(assess(bank, ANSWERS))
    read = read_record(json.dumps(made).encode(), "record")
    assert read.language == "de"
    assert record(restore(read, bank, by_name)) == made


# Start-up -----------------------------------------------------------------------------------------------------------


def test_a_document_with_other_data_keeps_its_places() -> None:
    """A copy tells where things stand in the text, and the document stays as it was."""
    for text in (b"a: {en: x, de: y}\nb: z\n", b'{"a": {"en": "x", "de": "y"},\n "b": "z"}'):
        document = read_document(text, "d")
        copy = document.with_data({"a": "y", "b": "z"})
        assert document.data["a"] == {"en": "x", "de": "y"}
        assert copy.data["a"] == "y"
        assert copy.place(("b",)) == document.place(("b",))
        assert copy.place(("a", "de")) == document.place(("a", "de"))


def test_the_ready_made_copy_needs_no_table_of_languages(tmp_path: Path) -> None:
    """A bank that comes from its copy is loaded without what reads YAML and chooses languages."""
    code = f"""
import pathlib, shutil, sys
from blunting_cli.bank import loading
shutil.copytree({str(ROOT / "questions")!r}, "q", ignore=shutil.ignore_patterns("_compiled"))
loading.questions_folder = lambda: pathlib.Path("q").resolve()
if sys.argv[1:]:
    (pathlib.Path("q") / "_compiled").mkdir()
    for name, content in loading.make_copies().items():
        (pathlib.Path("q") / "_compiled" / name).write_bytes(content)
    shutil.move("q", "made")
else:
    shutil.rmtree("q")
    shutil.move("made", "q")
    assert loading.load_bank(language="en").languages == ("en",)
    print([name for name in sys.modules if name.endswith(("bank.languages", "bank.building", "shapes", "yaml"))])
"""
    for words in (["make"], []):
        called, env = [sys.executable, "-c", code, *words], {"PYTHONPATH": str(installed())}
        done = subprocess.run(called, capture_output=True, text=True, check=False, cwd=tmp_path, env=env)
        assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"
