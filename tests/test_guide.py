"""The author's guide is true: its banks load, its tables are what comes out, its commands say what it shows."""

from __future__ import annotations

import os
import re
import shlex
from json import dumps
from pathlib import Path

import pytest
from conftest import Run
from guide import (
    FOLDER,
    GUIDES,
    Console,
    State,
    Table,
    anchors_in,
    codes_page,
    commands_in,
    keys_page,
    links_in,
    merged,
    read_guide,
)
from test_docs import COMMANDS

from blunting_cli.answers import read_answers
from blunting_cli.asking import settle
from blunting_cli.assessment import Assessment, assess
from blunting_cli.bank import Bank, load_bank, load_medicines
from blunting_cli.bank.reading import read_document
from blunting_cli.bank.shapes.kinds import Shape
from blunting_cli.bank.shapes.scored import BAND, BANDS, CRITERION, CRITERION_PART, RECODE, RECODE_STEP, SCORE
from blunting_cli.checking.codes import Severity, severity_of
from blunting_cli.checking.examining import check_banks
from blunting_cli.checking.expectations import KEYS
from blunting_cli.medicines import recognise
from blunting_cli.scoring import ScoreResult

UPDATE = "BLUNTING_UPDATE_GOLDEN"
PAGES = {name: read_guide(name) for name in GUIDES}
STATES = [one for page in PAGES.values() for one in page.states]
TABLES = [table for page in PAGES.values() for table in page.tables]
CONSOLES = [console for page in PAGES.values() for console in page.consoles]
TEXTS = [path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.md")]
VERDICTS = {True: "met", False: "not met", None: "undecided"}
TRUTH = {True: "true", False: "false", None: "unknown"}
OF_A_SET = re.compile(r"`(\w+)` in `(\w+)`")
ASKED = re.compile(r"`(\w+)` is asked")
LEVEL = re.compile(r"level of `(\w+)`")


def loaded(state: State, folder: Path) -> Bank:
    path = folder / "guide.yaml"
    path.write_text(state.text, encoding="utf-8")
    return load_bank(str(path))


def assessed(bank: Bank, answers: str) -> Assessment:
    """Assess answers as they stand in a cell."""
    said = "{" + answers.strip("`") + "}" if answers != "none" else "{}"
    file = read_answers(said.encode(), answers, bank, lambda found: recognise(found, load_medicines()))
    assert not file.complaints, file.complaints
    settled = settle(bank, file.said)
    assert set(file.said) <= set(settled.answers), "an answer to a question that is not asked"
    return assess(bank, settled.answers)


# Banks and what comes out -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [place for place, _ in STATES])
def test_every_bank_works(place: str, tmp_path: Path) -> None:
    """At every step of the guide there is a bank that loads, and no error is found in it."""
    bank = loaded(dict(STATES)[place], tmp_path)
    checked = check_banks([str(tmp_path / "guide.yaml")], None)
    assert bank.questions
    assert [one for one in checked.complaints if severity_of(one.code) is Severity.ERROR] == []


@pytest.mark.parametrize(
    "table", [table for table in TABLES if table.head[0] == "answers"], ids=lambda table: table.place
)
def test_every_table_of_answers_is_what_comes_out(table: Table, tmp_path: Path) -> None:
    """Every cell says what the program makes of the answers of its row."""
    bank = loaded(table.state, tmp_path)
    for answers, *cells in table.rows:
        found = assessed(bank, answers)
        assert [result(found, about) for about in table.head[1:]] == cells, answers


def test_every_page_has_examples_that_are_tested() -> None:
    """Nothing is passed over since it is not written as these tests read it."""
    for name in GUIDES:
        text = (FOLDER / name).read_text(encoding="utf-8")
        page = PAGES[name]
        assert len(page.states) == text.count("\n```yaml\n")
        assert len(page.tables) == text.count("\n| answers |") + text.count("\n| condition |")
        assert len(page.consoles) == text.count("\n$ ")
        assert page.states
        assert page.tables


@pytest.mark.parametrize(
    "shape", [SCORE, RECODE, RECODE_STEP, BANDS, BAND, CRITERION, CRITERION_PART], ids=lambda s: s.id
)
def test_every_key_of_scoring_has_an_example(shape: Shape) -> None:
    """The bank that the rules are shown with uses every key there is."""
    bank = PAGES["RULES.md"].states[-1][1].bank
    whole = [*bank["scores"].values(), *bank["recodes"].values(), *bank["bands"].values(), *bank["criteria"].values()]
    inner = [step for part in whole for key in ("steps", "parts") for step in part.get(key, ())]
    assert set(shape.keys) <= {key for part in (*whole, *inner) for key in part}


def result(found: Assessment, about: str) -> str:
    """Say what a column is about in the words of the guide."""
    bank, name = found.bank, about.strip("`")
    if about == "tier":
        return found.escalation.tier.id
    if about in (f"`{name}`",) and name in bank.score_by_id:
        return number(found.scores[name])
    if name in found.criteria:
        return VERDICTS[found.criteria[name].verdict]
    if of_a_set := OF_A_SET.fullmatch(about):
        bands = dict(found.scores[of_a_set[1]].bands)
        return bands[of_a_set[2]].label if of_a_set[2] in bands else "none"
    if asked := ASKED.fullmatch(about):
        assert asked[1] in bank.by_id
        return "yes" if asked[1] in found.answers else "no"
    level = LEVEL.fullmatch(about)
    assert level, f"nothing is known of {about}"
    return next(one.level for one in found.factors if one.factor.id == level[1]).replace("_", " ")


def number(score: ScoreResult) -> str:
    """Say a score: a value, with its range where it has one, or the range alone."""
    between = f"{score.low:.4g} to {score.high:.4g}" if score.low is not None and score.high is not None else ""
    if not score.of:
        return "does not apply"
    if score.value is None:
        return between or "no number"
    error = f" ± {score.error:g}" if score.error is not None else ""
    return f"{score.value:.4g}{error}" + (f" ({between})" if score.low != score.high else "")


@pytest.mark.parametrize(
    "table", [table for table in TABLES if table.head[0] == "condition"], ids=lambda table: table.place
)
def test_every_table_of_conditions_is_what_comes_out(table: Table, tmp_path: Path) -> None:
    """Every cell is the verdict of the condition of its row on the answers of its column."""
    source = next(iter(table.state.bank["sources"]))
    for condition, *cells in table.rows:
        rule = f"criteria: {{it: {{title: It, when: {condition.strip('`')}, met: M., unmet: U., source: {source}}}}}"
        bank = loaded(with_more(table.state, rule), tmp_path)
        verdicts = [assessed(bank, answers).criteria["it"].verdict for answers in table.head[1:]]
        assert [TRUTH[verdict] for verdict in verdicts] == cells, condition


def with_more(state: State, more: str) -> State:
    return State(text=dumps(merged(state.bank, read_document(more.encode(), "condition").data)))


# Commands and pages -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("console", CONSOLES, ids=lambda console: f"{console.place} {console.command}")
def test_every_command_says_what_the_guide_shows(console: Console, run: Run, tmp_path: Path) -> None:
    """Each command is run in a folder with the files of the guide; set BLUNTING_UPDATE_GOLDEN=1 to write it anew."""
    for name, text in console.state.files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    program, *words = shlex.split(console.command)
    assert program == "blunting"
    shown = run(*words)
    # Nobody sees white space at the end of a line, and nothing keeps it there.
    said = re.sub(r" +$", "", shown.out + shown.err, flags=re.MULTILINE).rstrip("\n")
    if os.environ.get(UPDATE) and "..." not in console.says.splitlines():
        path = FOLDER / console.place.partition(":")[0]
        page = path.read_text(encoding="utf-8")
        before, after = (
            f"$ {console.command}\n{says}```" for says in (console.says and f"{console.says}\n", f"{said}\n")
        )
        path.write_text(page.replace(before, after), encoding="utf-8")
        return
    kept = re.split(r"^\.\.\.\n", console.says + "\n", flags=re.MULTILINE)
    assert re.fullmatch("(?:.*\n)?".join(map(re.escape, kept)), said + "\n", re.DOTALL), said


@pytest.mark.parametrize("name", TEXTS)
def test_every_command_that_is_named_exists(name: str) -> None:
    """Whatever is written as a command is one, and has the options it is written with."""
    for command in commands_in((FOLDER / name).read_text(encoding="utf-8")):
        words = command.split()[1:]
        called = [words[: end or 1] for end in (2, 1) if " ".join(words[:end]) in COMMANDS]
        assert called, command
        options = {option for parameter in COMMANDS[" ".join(called[0])].params for option in parameter.opts}
        assert {word for word in words if word.startswith("-")} <= options, command


@pytest.mark.parametrize("name", TEXTS)
def test_every_link_leads_somewhere(name: str) -> None:
    """A link in a page of the guide leads to a file or folder that is there, and to a heading in it."""
    for link in links_in((FOLDER / name).read_text(encoding="utf-8")):
        target, _, anchor = link.partition("#")
        path = (FOLDER / name).parent / target if target else FOLDER / name
        assert path.exists(), link
        assert not anchor or anchor in anchors_in(path), link


def test_the_page_of_keys_is_the_table_banks_are_read_by() -> None:
    """Every key of every mapping stands in the reference; set BLUNTING_UPDATE_GOLDEN=1 to write it anew."""
    check_made_page("KEYS.md", keys_page())


def test_the_page_of_codes_is_the_table_of_the_check() -> None:
    """Every code stands in the reference; set BLUNTING_UPDATE_GOLDEN=1 to write it anew."""
    check_made_page("CODES.md", codes_page())


def test_every_key_of_a_case_is_in_the_guide() -> None:
    """The table of what a case may expect has all of it, and nothing else."""
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    rows = text.partition("| key | what must come out |\n|---|---|\n")[2].partition("\n\n")[0].splitlines()
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])} == set(KEYS)


def test_the_page_for_the_bank_of_the_check_is_about_it(bank: Bank) -> None:
    """It names every file of the bank, and what it says of points and levels is so."""
    text = (FOLDER / "blunting" / "README.md").read_text(encoding="utf-8")
    rows = text.partition("| holds |\n|---|---|\n")[2].partition("\n\n")[0].splitlines()
    named = [name.removesuffix(".yaml") for row in rows for name in re.findall(r"`([\w.]+)`", row.split("|")[1])]
    assert sorted(named) == sorted(path.stem for path in (FOLDER / "blunting").glob("*.yaml"))
    points = {rule.points for factor in bank.factors for rule in factor.evidence}
    assert points <= {-5, -4, -3, -2, -1, 1, 2, 3, 4}
    assert {tuple(dict(factor.levels).items()) for factor in bank.factors} == {(("few", 2), ("some", 4), ("many", 7))}


def check_made_page(name: str, made: str) -> None:
    path = FOLDER / name
    if os.environ.get(UPDATE):
        path.write_text(made, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == made
