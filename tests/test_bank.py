"""What a bank promises: the shipped one is whole, sourced and plainly worded, and every mistake is told at its place."""

from __future__ import annotations

import os
import pickle
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
import yaml
from installed import installed

from blunting_cli.bank import Bank, load_bank, load_medicines, load_regions, loading
from blunting_cli.bank.loading import load_wording
from blunting_cli.bank.model import Evidence, Help
from blunting_cli.bank.regions import LINE_KINDS
from blunting_cli.checking.reading_ease import (
    FEWEST_WORDS,
    Graded,
    grades,
    reading_grade,
    screen,
    syllables,
    texts,
    words_of,
)
from blunting_cli.conditions import AnswerIs, Condition, ScoreIs, State, leaves, questions_of, scores_of
from blunting_cli.errors import InputError

ROOT = Path(__file__).resolve().parent.parent


# The shipped bank ---------------------------------------------------------------------------------------------------


def evidence(bank: Bank) -> Iterator[Evidence]:
    """Walk every rule of every factor."""
    return chain.from_iterable(factor.evidence for factor in bank.factors)


def helps(bank: Bank) -> Iterator[Help]:
    """Walk everything that is said to help."""
    return chain(bank.helps, *(factor.helps for factor in bank.factors))


def conditions(bank: Bank) -> Iterator[Condition]:
    """Walk every condition but those that open questions."""
    for part in chain(bank.patterns, evidence(bank), bank.triggers, bank.flags):
        yield part.when
    for statement in bank.statements:
        yield from (condition for condition in (statement.when, statement.unless) if condition is not None)


def test_every_question_says_why_and_stands_in_a_section(bank: Bank) -> None:
    """A person can always ask why something is asked."""
    for question in bank.questions:
        assert question.why.strip(), question.id
        assert question.section in bank.section_by_id, question.id


def test_no_question_is_longer_than_twenty_words(bank: Bank) -> None:
    """A question can be read at one glance."""
    assert [question.id for question in bank.questions if len(question.ask.split()) > 20] == []


def test_every_claim_names_a_source_of_the_bibliography(bank: Bank) -> None:
    """Rules, triggers, helps, factors, patterns and bands each say where they come from."""
    claims = chain(evidence(bank), bank.triggers, helps(bank), bank.factors, bank.patterns, bank.bands.values())
    assert {claim.source for claim in claims} <= bank.sources.keys()


def test_every_source_says_how_it_was_read(bank: Bank) -> None:
    """The strength of each source can be seen beside it."""
    assert [source.id for source in bank.sources.values() if not (source.title and source.where and source.read)] == []


def test_the_factors_are_there(bank: Bank) -> None:
    """What may contribute, by stable ids; a beta-blocker is none, since trials speak against it."""
    assert [factor.id for factor in bank.factors] == [
        "antidepressant",
        "antipsychotic",
        "mood_stabiliser",
        "calming_medicine",
        "opioid",
        "gabapentinoid",
        "stimulant",
        "stopped_medicine",
        "depression",
        "post_traumatic_stress",
        "alcohol_or_drugs",
        "grief",
        "sleep_loss",
        "burnout",
        "depersonalisation",
        "lifelong_pattern",
        "bodily_illness",
        "childbirth",
        "psychosis",
    ]
    classes = {name for rule in evidence(bank) for leaf in leaves(rule.when) for name in classes_of(leaf)}
    assert "beta_blocker" not in classes


def classes_of(leaf: AnswerIs | ScoreIs) -> tuple[str, ...]:
    """Give the classes of medicines a comparison names."""
    return leaf.test.classes or () if isinstance(leaf, AnswerIs) else ()


def test_no_factor_wins_by_having_more_questions(bank: Bank) -> None:
    """Each factor can reach about ten points, and the same levels begin at the same points for all."""
    for factor in bank.factors:
        assert 9 <= sum(rule.points for rule in factor.evidence if rule.points > 0) <= 12, factor.id
        assert factor.levels == {"few": 2, "some": 4, "many": 7}, factor.id
        assert all(rule.points in (-5, -4, -3, -2, -1, 1, 2, 3, 4) for rule in factor.evidence), factor.id


STRENGTHS = ("is often linked", "can be linked", "is sometimes reported")


def test_the_strength_of_the_evidence_stands_in_words(bank: Bank) -> None:
    """Each factor says in one of three phrases how strong its evidence is; from memory alone it is the weakest."""
    for factor in bank.factors:
        assert any(words in factor.strength for words in STRENGTHS), factor.id
        if factor.source == "general-knowledge" and factor.id != "childbirth":
            assert "is sometimes reported" in factor.strength, factor.id


def test_every_factor_says_whom_to_ask_and_every_help_has_a_caution(bank: Bank) -> None:
    """What helps stands with what to mind, and questions to take along with the person to ask."""
    for factor in bank.factors:
        assert factor.whom, factor.id
        assert all(entry.caution for entry in factor.helps), factor.id


def test_every_comparison_joins_two_factors_that_can_fit_at_once(bank: Bank) -> None:
    """An antidepressant and depression at once are the rule, and are told apart in words."""
    pairs = [frozenset(pair.of) for pair in bank.comparisons]
    assert len(pairs) == len(set(pairs))
    assert frozenset(("antidepressant", "depression")) in pairs
    assert all(len(pair) == 2 for pair in pairs)


def test_every_factor_has_rules_for_and_against_it(bank: Bank) -> None:
    """No factor can only be confirmed, and each says what helps and what to ask."""
    for factor in bank.factors:
        points = [rule.points for rule in factor.evidence]
        assert max(points) > 0 > min(points), factor.id
        assert {entry.by for entry in factor.helps} == {"self", "clinician"}, factor.id
        assert factor.ask, factor.id
        assert list(factor.levels.values()) == sorted(factor.levels.values()), factor.id
        assert factor.levels["many"] <= sum(p for p in points if p > 0), factor.id


def test_the_patterns_are_there(bank: Bank) -> None:
    """The shapes answers can have, by stable ids, in the order in which they are looked for."""
    assert [pattern.id for pattern in bank.patterns] == [
        "both_down",
        "joy_down",
        "distress_down",
        "doing_less",
        "unreal",
        "lifelong",
        "little_sign",
    ]


def test_the_tiers_fall_from_emergency_to_watch(bank: Bank) -> None:
    """The order of the tiers decides which one wins, and their exit statuses are documented."""
    assert [(tier.id, tier.exit_code) for tier in bank.tiers] == [
        ("emergency", 11),
        ("today", 11),
        ("this_week", 10),
        ("routine", 10),
        ("watch", 0),
    ]


def test_self_harm_is_asked_of_everyone(bank: Bank) -> None:
    """The question about self-harm stands behind no other answer and is kept out of what is shown."""
    question = bank.by_id["self_harm"]
    assert question.safety
    assert question.opens is None
    assert [option.value for option in question.options] == [0, 1, 2, 3, 4]
    assert State.PREFER_NOT_TO_SAY in question.also
    assert bank.safety == {"self_harm", "safe_now"}


def test_red_flags_lead_to_a_tier(bank: Bank) -> None:
    """Every question about urgent signs is read by a trigger."""
    read = {name for trigger in bank.triggers for name in questions_of(trigger.when)}
    assert {question.id for question in bank.questions if question.red_flag} <= read


def test_every_domain_has_three_questions(bank: Bank) -> None:
    """Each of the seven kinds of feeling is asked about three times."""
    domains = [score for score in bank.scores if score.domain]
    assert len(domains) == 7
    assert [score.id for score in domains if len(score.of) < 3] == []


def test_some_questions_count_from_the_other_end(bank: Bank) -> None:
    """A person who answers everything alike does not reach either end of most scores."""
    domains = [score for score in bank.scores if score.domain]
    reversed_in = [score.id for score in domains if any(bank.by_id[name].reverse for name in score.of)]
    assert len(reversed_in) >= 5
    assert all(not all(bank.by_id[name].reverse for name in score.of) for score in domains)


def test_age_bands_begin_with_adults(bank: Bank) -> None:
    """The first answer to the first question is an adult's, and those under 18 are told apart."""
    question = bank.questions[0]
    assert question.id == "age_band"
    assert question.label(question.options[0].value) == "18 to 24"
    assert bank.outside is not None
    assert bank.outside.id == "under_18"
    (under,) = [option.value for option in question.options if option.label == "Under 18"]
    assert under != question.options[0].value


def test_neighbours_never_raise_a_score(bank: Bank) -> None:
    """Doing less, feeling unreal and having no words are told apart from blunting."""
    neighbours = {question.id for question in bank.questions if question.section == "nearby"}
    assert len(neighbours) == 5
    assert not neighbours & {name for score in bank.scores for name in score.of}


def test_every_question_is_put_to_use(bank: Bank) -> None:
    """Nothing is asked that no score, rule, trigger, pattern or opening reads, save what a prescriber wants to know."""
    used = {name for score in bank.scores for name in score.of}
    used |= {name for condition in conditions(bank) for name in questions_of(condition)}
    used |= {name for question in bank.questions if question.opens for name in questions_of(question.opens)}
    assert bank.outside is not None
    used |= set(questions_of(bank.outside.when))
    assert {question.id for question in bank.questions} - used == set()


def test_every_score_a_condition_names_is_there(bank: Bank) -> None:
    """The loader lets no unknown score through."""
    opening = [question.opens for question in bank.questions if question.opens]
    named = {score for condition in chain(conditions(bank), opening) for score in scores_of(condition)}
    assert named <= bank.score_by_id.keys()


def test_medicines_are_named_once() -> None:
    """No spelling means two medicines."""
    known = set(load_medicines().values())
    names = [loading.plain_name(name) for medicine in known for name in medicine.names]
    assert len(names) == len(set(names))


def test_every_region_has_an_emergency_number_and_checked_lines() -> None:
    """A printed line was compared with a page, on a day that is told."""
    regions = load_regions()
    assert len(regions) >= 54
    for region in regions:
        assert region.emergency, region.code
        assert region.emergency_known in ("seen", "memory"), region.code
        assert region.lines or region.note, region.code
        for line in region.lines:
            assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", line.checked), line.name
            assert line.known in ("seen", "partly", "memory"), line.name
            assert bool(line.seen_on) == (line.known != "memory"), line.name
            # Lines for some people only where the number was seen.
            assert line.kind in ("", *LINE_KINDS), line.name
            assert not line.kind or line.known == "seen", line.name
            assert line.phone or line.text or line.chat or line.email, line.name


# Finding a bank -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["nosuch", "./nosuch", "/nosuch/bank.yaml", "x" * 5000, "", "reference"])
def test_a_bank_that_is_not_there_is_said_so(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unknown name brings the names of the shipped banks, whatever was typed."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError):
        load_bank(name)


def test_a_bank_is_found_by_name_file_and_folder(tmp_path: Path, bank: Bank) -> None:
    """The same bank is the same, however it was named."""
    shutil.copytree(ROOT / "questions" / "blunting", tmp_path / "mine")
    assert load_bank("blunting") == bank
    assert load_bank(str(tmp_path / "mine")) == bank
    assert load_bank(str(tmp_path / "mine" / "bank.yaml")) == bank


PARTS = sorted((ROOT / "questions" / "blunting").glob("*.yaml"))


def test_only_parts_without_anything_but_pages_are_left_out_of_the_hash() -> None:
    """A part that holds a question or a rule counts, whatever it is called."""
    for path in PARTS:
        keys = set(yaml.safe_load(path.read_text(encoding="utf-8")))
        assert (keys == {"topics"}) is ("topics" in path.stem), path.name


# The copies ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of questions of one's own, in place of the shipped one."""
    folder = tmp_path / "questions"
    shutil.copytree(ROOT / "questions", folder)
    monkeypatch.setattr(loading, "questions_folder", lambda: folder)
    forget()
    yield folder
    forget()


def forget() -> None:
    """Forget every file that was read."""
    loading._document.cache_clear()
    loading.load_medicines.cache_clear()
    loading.load_regions.cache_clear()


def put_copies(folder: Path) -> None:
    """Put fresh copies beside the questions, as the build does."""
    forget()
    (folder / loading.COPIES).mkdir(exist_ok=True)
    for name, content in loading.make_copies().items():
        (folder / loading.COPIES / name).write_bytes(content)
    forget()


def mark(folder: Path, name: str, **changed: object) -> None:
    """Change what a copy holds, so that its use can be seen."""
    path = folder / loading.COPIES / f"{name}.pickle"
    path.write_bytes(pickle.dumps(pickle.loads(path.read_bytes())._replace(**changed)))


def test_what_a_copy_holds_is_what_the_files_say(shelf: Path, bank: Bank) -> None:
    """A bank, the medicines, the help lines and the words are the same from a copy as from YAML."""
    loads = (load_bank, load_medicines, load_regions, loading.load_texts, loading.load_directory)
    read = [load() for load in loads]
    put_copies(shelf)
    assert [load() for load in loads] == read
    assert read[0] == bank


def test_a_fresh_copy_is_used(shelf: Path) -> None:
    """With a fresh copy no YAML is read."""
    put_copies(shelf)
    mark(shelf, "texts", content={"sheet_title": "from the copy"})
    assert loading.load_texts() == {"sheet_title": "from the copy"}


@pytest.mark.parametrize("file", ["blunting/mood.yaml", "blunting/bank.yaml", "reference/medicines.yaml"])
def test_a_stale_copy_is_not_used(shelf: Path, file: str) -> None:
    """When any file a copy was made from has changed, the files are read instead."""
    put_copies(shelf)
    before = load_bank().sha256
    with (shelf / file).open("a", encoding="utf-8") as changed:
        changed.write("\n# another byte\n")
    forget()
    assert load_bank().sha256 != before


def test_a_changed_wording_is_seen_at_once(shelf: Path) -> None:
    """What an author edits beside a copy is what is asked."""
    put_copies(shelf)
    path = shelf / "blunting" / "mood.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("felt sad or low?", "felt low?"), encoding="utf-8")
    forget()
    assert load_bank().by_id["low_mood"].ask == "How much of the time have you felt low?"


def test_a_copy_of_another_version_is_not_used(shelf: Path) -> None:
    """A copy made by another version of the program may have another shape."""
    put_copies(shelf)
    mark(shelf, "texts", content={}, version="0.0.0")
    assert "sheet_title" in loading.load_texts()


@pytest.mark.parametrize("content", [b"", b"\x80\x05", b"cno_such_module\nname\n."])
def test_a_damaged_copy_is_not_used(shelf: Path, content: bytes) -> None:
    """A copy that cannot be read costs time, not the program."""
    put_copies(shelf)
    (shelf / loading.COPIES / "texts.pickle").write_bytes(content)
    assert "sheet_title" in loading.load_texts()


def test_the_same_files_give_the_same_copies() -> None:
    """A build can be repeated byte for byte, whatever the seed of the hashes."""
    script = (
        "import hashlib; from blunting_cli.bank.loading import make_copies;"
        "print({name: hashlib.sha256(content).hexdigest() for name, content in make_copies().items()})"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONPATH": str(installed()), "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            timeout=60,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(outputs) == 1


@pytest.mark.parametrize(
    "file",
    [
        *(f"blunting/{path.name}" for path in PARTS if "topics" not in path.stem),
        "reference/medicines.yaml",
    ],
)
def test_the_hash_covers_every_file_that_decides_a_result(shelf: Path, file: str, bank: Bank) -> None:
    """One byte more in any part or in the medicines gives another hash."""
    with (shelf / file).open("a", encoding="utf-8") as changed:
        changed.write("# one more line\n")
    forget()
    assert load_bank().sha256 != bank.sha256


@pytest.mark.parametrize(
    "file",
    [
        "reference/texts.yaml",
        "reference/helplines.yaml",
        *(f"blunting/{path.name}" for path in PARTS if "topics" in path.stem),
    ],
)
def test_the_hash_leaves_out_what_decides_nothing(shelf: Path, file: str, bank: Bank) -> None:
    """New help lines, headings or pages do not make old records look as if they came from other questions."""
    with (shelf / file).open("a", encoding="utf-8") as changed:
        changed.write("# one more line\n")
    forget()
    assert load_bank().sha256 == bank.sha256


# Language -----------------------------------------------------------------------------------------------------------

COUNTED = {
    1: "numb loved stopped calmed times makes eyes there whole asked prayed wished",
    2: "feelings people question needed something able little going quiet being sometimes before clearly settled",
    3: "medicine idea area alcohol anything created prescriber usual diary",
    4: "emotional relationships psychologist usually",
}


@pytest.mark.parametrize(
    ("word", "count"),
    [(word, count) for count, words in COUNTED.items() for word in words.split()],
)
def test_the_syllable_counter_is_honest(word: str, count: int) -> None:
    """The grade rests on a count that agrees with a dictionary on common words."""
    assert syllables(word) == count


def grade(text: str) -> float:
    """Give the grade of a text that has words."""
    found = reading_grade([text])
    assert found is not None
    return found


def test_the_grade_agrees_with_a_known_one() -> None:
    """A nursery line is below grade 1, a sentence from a guideline far above 8."""
    assert grade("The cat sat on the mat. It was fat.") < 1
    assert (
        grade("Consideration of psychological interventions necessitates comprehensive multidisciplinary evaluation.")
        > 20
    )


def shared_texts(bank: Bank) -> Iterator[tuple[str, str]]:
    """Walk every text a person may be shown that is not of the bank itself, by a name for it."""
    for name, text in bank.texts.items():
        yield f"texts.yaml {name}", text
    for name, flag in load_medicines().flags.items():
        yield f"flag of medicines {name}", flag.text
    for region in load_regions():
        yield f"help lines of {region.code}", region.note
        yield from ((f"help line {line.name}", line.note) for line in region.lines)


def titles(bank: Bank) -> Iterator[tuple[str, str]]:
    """Walk the titles, which are too short to be graded."""
    titled = (bank.patterns, bank.neighbours, bank.factors, bank.tiers, bank.scores, bank.sections, bank.topics)
    for part in chain(*titled, bank.sources.values()):
        yield f"title of {part.id}", part.title


def graded(bank: Bank) -> list[Graded]:
    """Give the grade of every question's screen and of every text of at least 20 words."""
    long = ((name, text) for name, text in shared_texts(bank) if len(words_of(text)) >= FEWEST_WORDS)
    return [*grades(bank), *(Graded(name, grade(text)) for name, text in long)]


def test_the_mean_reading_grade_is_at_most_six(bank: Bank) -> None:
    """The words are those of everyday."""
    found = graded(bank)
    assert sum(one.grade for one in found) / len(found) <= 6


def test_no_text_is_above_grade_eight(bank: Bank) -> None:
    """No single screen or text is hard to read."""
    assert {one.place: round(one.grade, 1) for one in graded(bank) if one.grade > 8} == {}


FORBIDDEN = tuple(word for words in load_wording()["refused"].values() for word in words)


@pytest.mark.parametrize("words", FORBIDDEN)
def test_words_that_judge_or_diagnose_are_not_used(bank: Bank, words: str) -> None:
    """Nothing diagnoses, judges, promises or ranks, and British and American readers both know every word."""
    case = 0 if words.isupper() else re.IGNORECASE
    pattern = re.compile(rf"\b{re.escape(words)}\b" if words != "!" else "!", case)
    questions = ((f"question {question.id}", " ".join(screen(question))) for question in bank.questions)
    shown = chain(texts(bank), shared_texts(bank), questions)
    assert [name for name, text in chain(shown, titles(bank)) if pattern.search(text)] == []
