"""What a bank says stands as it was written, in every format and every command: no text of a bank is ever a command.

Every text of the shipped bank gets an ending that tries to be more than text, between two marks of its own. Wherever
a first mark comes out, the ending and the second mark must follow to the letter.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import html5lib
import pytest
from conftest import ROOT, Run
from interviews import SMALL, as_typed, by_name, hold
from people import NAMES
from sheets import PEOPLE, lines
from test_html import ALLOWED
from test_keys import hold as hold_by_keys
from test_markdown import read, said

from blunting_cli.answers import read_answers
from blunting_cli.asking import complete, settle
from blunting_cli.assessment import Assessment, assess, withhold
from blunting_cli.bank import Bank, load_bank, load_medicines
from blunting_cli.bank.building import FIXED
from blunting_cli.bank.loading import load_texts
from blunting_cli.bank.reading import read_document
from blunting_cli.conditions import Answer
from blunting_cli.errors import FileErrors, printable
from blunting_cli.explaining import (
    explain,
    explanation_blocks,
    explanation_data,
    factor_data,
    find_counterfactuals,
    why_blocks,
    why_not_blocks,
)
from blunting_cli.learn.medicines import list_of_medicines, medicine_page
from blunting_cli.learn.topics import list_of_topics, topic_page, topics_of
from blunting_cli.render import Look, can_write, render, terminal, text
from blunting_cli.sheet import Sheet, Visit, make_sheet
from blunting_cli.template import answers_template, bank_data, question_list
from blunting_cli.template.form import make_form

SHIPPED = ROOT / "questions" / "blunting"
# The keys of a bank that hold words for people, wherever they stand.
TEXTS = {
    "address", "ask", "because", "caution", "doi", "examples", "heading", "items", "label", "lead", "licence", "only_if",
    "read", "recall", "short", "strength", "text", "title", "unit", "version", "where", "whom", "why",
}  # fmt: skip
# Every word in braces that the program puts something in for.
BRACES = " ".join(sorted(set(re.findall(r"\{\w*\}", " ".join(load_texts().values())))))
RICH = "[bold red]x[/] [/] [link=file:///etc/passwd]y[/link] :skull: [@click=app.bell]z[/]"
HTML = "<script>alert(1)</script> <b onload='a'>b</b> &lt;&#60; \"a\" 'b' ]]> <!-- c"
MARKDOWN = "**s** _e_ `c` ```d ![i](u) [l](u) <https://a.b> ~~d~~ | p | # h\n# h\n- i\n1. j\n> q\n---"
FORMAT = "{} {0} {0.__class__} {{x}} {x!r} %s %(a)s %n ${a} " + BRACES
SHELL = '$(touch owned) `touch owned` ; touch owned && ! | " \\n \\x1b[31m \\033]0;x\\a'
TYPST = '#read("/etc/passwd") #eval("1") #{ ] $x^2$ @ref <lab> // c /* d */ -- --- ... ~ \\u{41}'
YAML = "owned: 1\n- owned\n: x #y &a *a !!python/object:os.system\n...\n--- %a"
PAYLOAD = "\n".join((RICH, HTML, MARKDOWN, FORMAT, SHELL, TYPST, YAML))
# Only the program's own words may stand in braces in what a bank says in place of the program.
BARE = re.sub(r"[{}]", "", PAYLOAD)
# What is invisible and is no escape may stand in a bank; it is shown as what it is.
HIDDEN = "a\u200bb\u00adc\U000e0041d"
FIRST, LAST = "xk{0}jw", "wj{0}kx"


def squeezed(words: str) -> str:
    """A text without white space and without regard to capitals, which titles are set in."""
    return "".join(words.split()).casefold()


# A hostile bank ------------------------------------------------------------------------------------------------------


def texts_in(data: Any, key: str = "", kind: str = "") -> Iterator[tuple[Any, Any, str]]:
    """Walk every text for people in the data of a file: what holds it, at which key or index, and of which kind.

    A kind is the key of the file, those of the lists on the way, and that of the text, such as factors.helps.caution.
    """
    for at, value in data.items() if isinstance(data, dict) else enumerate(data):
        name = at if isinstance(data, dict) else key
        if isinstance(value, dict | list):
            yield from texts_in(value, name, kind if kind and isinstance(value, dict) else f"{kind}.{name}".strip("."))
        elif isinstance(value, str) and name in TEXTS:
            yield data, at, kind if kind.endswith(f".{name}") else f"{kind}.{name}".strip(".")


def written(folder: Path, ending: Callable[[int], str]) -> dict[int, str]:
    """Write the shipped bank with an ending on every text; gives the kind of each text by its number."""
    kinds: dict[int, str] = {}
    for path in sorted(SHIPPED.glob("*.yaml")):
        data = read_document(path.read_bytes(), path.name).data
        for holder, at, kind in texts_in(data):
            kinds[len(kinds)] = kind
            holder[at] += ending(len(kinds) - 1)
        (folder / path.name).write_text(json.dumps(data, indent=1), encoding="utf-8")
    return kinds


@cache
def saying_all_itself() -> Bank:
    """The shipped bank with words of its own for whatever the program says, each hostile, and no word left out."""
    with TemporaryDirectory() as folder:
        written(Path(folder), lambda _: "")
        own = {
            name: f"{words} {FIRST.format(n)}{BARE}{LAST.format(n)}"
            for n, (name, words) in enumerate(load_texts().items())
            if not name.startswith(FIXED)
        }
        (Path(folder) / "words.yaml").write_text(json.dumps({"texts": own}), encoding="utf-8")
        return load_bank(folder)


@cache
def hostile(payload: str = PAYLOAD) -> tuple[Bank, dict[int, str]]:
    """The shipped bank with every text hostile, and the kind of each text."""
    with TemporaryDirectory() as folder:
        kinds = written(Path(folder), lambda n: f" {FIRST.format(n)}{payload}{LAST.format(n)}")
        return load_bank(folder), kinds


def marks_in(words: str) -> set[int]:
    """Give the number of every text that comes out."""
    return {int(number) for number in re.findall(FIRST.format(r"(\d+)"), squeezed(words))}


def numbers_in(words: str, payload: str = PAYLOAD) -> set[int]:
    """Give the number of every text that comes out, each to the letter."""
    found = set()
    words, expected = squeezed(words), squeezed(printable(payload))
    for mark in re.finditer(FIRST.format(r"(\d+)"), words):
        wanted = expected + LAST.format(mark[1])
        assert words[mark.end() : mark.end() + len(wanted)] == wanted, words[mark.start() - 60 : mark.start()]
        found.add(int(mark[1]))
    return found


# Whom it is said to --------------------------------------------------------------------------------------------------


def random_answers(bank: Bank, seed: int, *, calm: bool = False) -> dict[str, Answer]:
    """What a person of chance said to every question; one that is `calm` says nothing that brings help at once."""
    chance = Random(seed)
    said: dict[str, Answer] = {}
    for question in bank.questions:
        values = [option.value for option in question.options if not option.alone]
        if question.type == "medicine":
            said[question.id] = tuple(chance.sample(NAMES, 2))
        elif question.type == "multi":
            none = question.none_of_these if calm else None
            said[question.id] = (chance.choice(values) if none is None else none,)
        elif values:
            said[question.id] = min(values) if calm and question.safety else chance.choice(values)
    said["age_band"] = 2
    return said


@cache
def assessments(payload: str = PAYLOAD) -> tuple[Assessment, ...]:
    """The people of the tests and some of chance, as the hostile bank reads their answers."""
    bank, usual = hostile(payload)[0], load_bank()
    found = []
    for name in ("after_dose_rise", "half_answered_partial", "urgent"):
        path = PEOPLE / f"{name}.yaml"
        file = read_answers(path.read_bytes(), path.name, usual, by_name)
        found.append(complete(usual, file, partial="partial" in name).answers)
    # Someone who tells two times that cannot both be right, two of chance, and someone too young.
    found.append(settle(bank, found[0] | {"onset_and_medicine": 2, "how_long": 0, "medicine_started": 3}).answers)
    found += [settle(bank, random_answers(bank, seed)).answers for seed in range(2)]
    found.append(settle(bank, {"age_band": 4}).answers)
    return tuple(assess(bank, answers, taken="2026-03-01") for answers in found)


@cache
def sheets(payload: str = PAYLOAD) -> tuple[Sheet, ...]:
    """A sheet for each, half of them without the answers about safety, one with an earlier record, and the form."""
    people = assessments(payload)
    found = [make_sheet(one if n % 2 else withhold(one), lines()) for n, one in enumerate(people)]
    return (
        *found,
        make_sheet(people[0], lines(), visit=Visit(("Mine?",), people[1])),
        make_form(hostile(payload)[0], lines()),
    )


# Formats -------------------------------------------------------------------------------------------------------------


def strings(data: Any) -> Iterator[str]:
    """Every text in the data of a JSON file, its keys included."""
    if isinstance(data, dict):
        yield from data
        yield from (found for value in data.values() for found in strings(value))
    elif isinstance(data, list):
        yield from (found for value in data for found in strings(value))
    elif isinstance(data, str):
        yield data


def from_json(made: str) -> str:
    assert made.isascii()
    return "\n".join(map(printable, strings(json.loads(made))))


def from_terminal(made: str) -> str:
    """What stands on the screen once its colours and the sides of its boxes are taken away; nothing else steers it."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", made)
    assert plain != made
    assert "\x1b" not in plain
    return re.sub("[\u2502\u2503]", "", plain)


def from_markdown(made: str) -> str:
    tokens = read(made)
    assert not {token.type for token in tokens} & {
        *("html_block", "html_inline", "link_open", "image", "em_open", "s_open", "code_block", "hardbreak")
    }
    return "\n".join(said(tokens))


def from_html(made: str) -> str:
    """The texts and the attributes of a page, which holds no element but those it is built of."""
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(made)
    for element in page.iter():
        assert set(element.attrib) <= ALLOWED[element.tag.split("}")[-1]]
    return "\n".join((*page.itertext(), *(value for element in page.iter() for value in element.attrib.values())))


FORMATS: dict[str, tuple[str, Look, Callable[[str], str]]] = {
    "narrow terminal": ("terminal", Look(40, colour=True), from_terminal),
    "text": ("text", Look(), str),
    "markdown": ("markdown", Look(), from_markdown),
    "html": ("html", Look(), from_html),
    "json": ("json", Look(), from_json),
}


@pytest.mark.parametrize("format", FORMATS)
def test_a_sheet_says_every_text_to_the_letter(format: str) -> None:
    """No text is markup, an address, a place to put something in, or a command, in any format."""
    name, look, said_in = FORMATS[format]
    # The two that break lines themselves take long.
    some = sheets()[::2] if name in ("terminal", "markdown") else sheets()
    found = [numbers_in(said_in(render(sheet, name, look).decode())) for sheet in some]
    assert all(found)
    kinds = {hostile()[1][number] for numbers in found for number in numbers}
    assert kinds >= {"factors.evidence.because", "factors.title", "questions.short", "triggers.because", "version"}


def test_a_wide_terminal_says_every_text_to_the_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where texts stand side by side, each line of each text is there as often as the text."""
    monkeypatch.setattr(terminal, "WIDEST", 20_000)
    for sheet in sheets()[:3]:
        shown = from_terminal(render(sheet, "terminal", Look(20_000, colour=True)).decode())
        times = len(re.findall(FIRST.format(r"\d+"), shown))
        assert times > 100
        for line in (RICH, HTML, FORMAT, SHELL, TYPST):
            assert shown.count(printable(line)) == times


@pytest.mark.skipif(not can_write("pdf"), reason="the extra pdf is not installed")
def test_a_pdf_says_every_text_to_the_letter() -> None:
    """The texts reach the layout as data; whatever is a command there stands on paper."""
    from test_pdf import read as pages_of

    for sheet in (sheets(TYPST)[0], sheets(TYPST)[-1]):
        foot = squeezed(f"{sheet.title}, {sheet.day}" if sheet.day else sheet.title)
        pages = [squeezed(page.extract_text()) for page in pages_of(render(sheet, "pdf")).pages]
        # What runs on to the next sheet of paper goes on after the foot of this one.
        bare = [
            page.removesuffix(f"{foot}{n}{n}/{len(pages)}").removesuffix(f"{foot}{n}/{len(pages)}")
            for n, page in enumerate(pages, 1)
        ]
        assert numbers_in("".join(bare), TYPST)


# Commands ------------------------------------------------------------------------------------------------------------


def explanations(assessment: Assessment) -> Iterator[str]:
    """Everything that is explained, as text and as data."""
    found = explain(assessment, find_counterfactuals(assessment))
    pages = [explanation_blocks(found)]
    for factor in found.assessment.bank.factors:
        pages += [why_blocks(found, factor.id), why_not_blocks(found, factor.id)]
        yield from_json(json.dumps(factor_data(found, factor.id)))
    yield from_json(json.dumps(explanation_data(found)))
    yield from (text.render(blocks, width=80) for blocks in pages)


def pages_to_read(bank: Bank) -> Iterator[str]:
    """Every page of `learn` and of `medicines`."""
    known = load_medicines()
    pages = [list_of_topics(bank), topic_page(bank, "sources"), list_of_medicines(known, bank)]
    pages += [topic_page(bank, topic.id) for topic in topics_of(bank)]
    pages += [medicine_page(name, known, bank) for name in ("sertraline", "quetiapine", "lithium", "x")]
    yield from (text.render(blocks, width=80) for blocks in pages)


def interviews(bank: Bank) -> Iterator[str]:
    """An interview in lines in which every why is asked for, up to the review of all answers."""
    for seed in range(2):
        typed = ["1"]
        for name, answer in settle(bank, random_answers(bank, seed, calm=True)).answers.items():
            typed += [":?", ":s" if bank.by_id[name].type == "medicine" else as_typed(answer)]
        held = hold(bank, *typed)
        assert held.outcome is not None
        assert "\x1b" not in held.screen
        yield held.screen


def template_comments(bank: Bank) -> str:
    return "\n".join(line.removeprefix("#") for line in answers_template(bank).splitlines())


SURFACES: dict[str, Callable[[Bank], Iterable[str]]] = {
    "explain": lambda _: (page for one in assessments()[::4] for page in explanations(one)),
    "learn": pages_to_read,
    "template": lambda bank: [template_comments(bank)],
    "bank show": lambda bank: [question_list(bank)],
    "bank show --json": lambda bank: [from_json(json.dumps(bank_data(bank)))],
    "interview": interviews,
}


@pytest.mark.parametrize("surface", SURFACES)
def test_a_command_says_every_text_to_the_letter(surface: str) -> None:
    """Lists, pages to read, explanations and the questions themselves show texts as they stand."""
    found = [numbers_in(page) for page in SURFACES[surface](hostile()[0])]
    assert set().union(*found)


def test_every_kind_of_text_comes_out_somewhere() -> None:
    """What the tests above hold is held for whatever a bank says."""
    bank, kinds = hostile()
    pages = [page for surface in SURFACES.values() for page in surface(bank)]
    for sheet in sheets():
        pages += [render(sheet, "text").decode(), from_json(render(sheet, "json").decode())]
    found = {kinds[number] for page in pages for number in marks_in(page)}
    assert not set(kinds.values()) - found


def test_a_template_has_no_key_but_the_questions() -> None:
    """No text ends the comment that it stands in, and nothing is answered by it."""
    bank = hostile()[0]
    data = read_document(answers_template(bank).encode(), "template").data
    assert data == {question.id: None for question in bank.questions}


@pytest.mark.parametrize("format", FORMATS)
def test_what_is_invisible_is_shown_on_a_sheet(format: str) -> None:
    """A letter that nobody sees stands as its number."""
    name, look, said_in = FORMATS[format]
    assert numbers_in(said_in(render(sheets(HIDDEN)[0], name, look).decode()), HIDDEN)


@pytest.mark.parametrize("surface", [name for name in SURFACES if name != "explain"])
def test_what_is_invisible_is_shown_by_a_command(surface: str) -> None:
    """The same holds for what is no sheet."""
    found = [numbers_in(page, HIDDEN) for page in SURFACES[surface](hostile(HIDDEN)[0])]
    assert set().union(*found)


def test_an_interview_by_keys_shows_every_text_to_the_letter() -> None:
    """On the whole screen too, where nothing steers the terminal but what paints the page."""
    bank = hostile()[0]
    held = hold_by_keys(bank, "1", *["?", "s"] * 8, columns=80, rows=400)
    found = [numbers_in("\n".join(look.rows)) for look in held.looks]
    kinds = {hostile()[1][number] for numbers in found for number in numbers}
    assert kinds >= {"questions.ask", "questions.why", "sections.title", "sections.lead", "responses.options.label"}


def test_the_program_runs_none_of_it(run: Run, tmp_path: Path) -> None:
    """Through the real commands texts stand the same, and nothing was made, read or called."""
    folder = tmp_path / ".local/share/blunting/banks/mine"
    folder.mkdir(parents=True)
    written(folder, lambda n: f" {FIRST.format(n)}{PAYLOAD}{LAST.format(n)}")
    (tmp_path / "answers.yaml").write_bytes((PEOPLE / "nothing_to_report.yaml").read_bytes())
    before = sorted(path.name for path in tmp_path.rglob("*"))
    for words in (
        ["bank", "show"],
        ["learn"],
        ["learn", "apathy"],
        ["template", "-f", "markdown"],
        ["template", "-f", "html"],
    ):
        ran = run(*words, "--bank", "mine")
        assert (ran.status, ran.err) == (0, "")
        assert marks_in(ran.out)
        assert "root:" not in ran.out
    for words in (["check"], ["check", "--format", "terminal"], ["check", "--json"], ["explain"]):
        ran = run(*words, "--answers", "answers.yaml", "--bank", "mine")
        assert (ran.status, ran.err) == (0, "")
        assert marks_in(from_json(ran.out) if "--json" in words else ran.out)
    # What is wrong with an answer is said in the words of the bank.
    ran = run("check", "--answers", "-", "--partial", "--bank", "mine", stdin=b"low_mood: often\n")
    assert ran.status == 3
    assert marks_in(ran.err)
    assert "\x1b" not in ran.err
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


def test_words_in_place_of_the_programs_stand_to_the_letter() -> None:
    """Headings, hints, notes and the words of conditions are texts too, whoever wrote them."""
    bank = saying_all_itself()
    one = assess(bank, settle(bank, random_answers(bank, 3)).answers, taken="2026-03-01")
    sheet = make_sheet(one, lines())
    for name, look, said_in in FORMATS.values():
        assert numbers_in(said_in(render(sheet, name, look).decode()), BARE) or name == "json"
    for pages in (pages_to_read(bank), interviews(bank), explanations(one)):
        assert set().union(*(numbers_in(page, BARE) for page in pages))


# What is refused ------------------------------------------------------------------------------------------------------

STEERING = [
    "\x00",
    "\x07",
    "\x1b[31m",
    "\x7f",
    "\x85",
    "\x9b31m",
    "\r",
    "\u061c",
    "\u200f",
    "\u2028",
    "\u202e",
    "\u2066",
]
ALONE = "\ud800"


def places_of(folder: Path, mark: str) -> set[tuple[str, int]]:
    """Where a mark stands in the files of a folder: file and line."""
    return {
        (str(path), number)
        for path in folder.glob("*.yaml")
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1)
        if mark in line
    }


@pytest.mark.parametrize("steering", [*STEERING, ALONE], ids=ascii)
def test_an_escape_is_refused_in_every_kind_of_text(tmp_path: Path, steering: str) -> None:
    """Written as an escape of YAML or JSON: one text of each kind, each told at its file and line."""
    kinds = written(tmp_path, lambda _: "")
    first = {kind: number for number, kind in reversed(kinds.items())}
    written(tmp_path, lambda number: f" here{steering}" if number in first.values() else "")
    with pytest.raises(FileErrors) as caught:
        load_bank(str(tmp_path))
    places = {(complaint.place.source, complaint.place.line) for complaint in caught.value.complaints}
    assert places == places_of(tmp_path, " here\\")
    assert len(places) == len(first)
    assert all(complaint.place.column > 1 and complaint.hint for complaint in caught.value.complaints)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200f\u2028\u202e\u2066]", caught.value.render())


@pytest.mark.parametrize("steering", [found for found in STEERING if found != "\r"], ids=ascii)
def test_a_raw_escape_is_refused_wherever_it_stands(tmp_path: Path, steering: str) -> None:
    """As itself, also in a comment, a key or an id; the parts of a bank are all told."""
    for path in SHIPPED.glob("*.yaml"):
        more = "" if path.name == "bank.yaml" else f"# here{steering}\n"
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    with pytest.raises(FileErrors) as caught:
        load_bank(str(tmp_path))
    places = {(complaint.place.source, complaint.place.line) for complaint in caught.value.complaints}
    assert len(places) == len(list(SHIPPED.glob("*.yaml"))) - 1
    assert places == places_of(tmp_path, "# here")


IDS = ["mood: 1\nowned", "a b", "#x", "- x", "[bold]", "<b>", "{bank}", "../x"]


@pytest.mark.parametrize("id", IDS, ids=ascii)
@pytest.mark.parametrize("kind", ["questions", "tiers", "sections", "scores"])
def test_an_id_is_a_plain_word(tmp_path: Path, kind: str, id: str) -> None:
    """An id stands in answers files as a key, so it can be no more than one: no answer is ever given by a template."""
    data = read_document(SMALL.encode(), "small").data
    data |= {"scores": {"low": {"title": "Low", "mean_of": ["mood"]}}}
    if kind in ("questions", "tiers"):
        data[kind].append({**data[kind][0], "id": id})
    else:
        data[kind][id] = next(iter(data[kind].values()))
    (tmp_path / "bank.yaml").write_text(json.dumps(data, indent=1), encoding="utf-8")
    with pytest.raises(FileErrors) as caught:
        load_bank(str(tmp_path))
    assert len(caught.value.complaints) == 1


TOLD = ["{time.__class__}", "{time[0]}", "{time!r}", "{time:>999999999}", "{0}", "{}", "{", "}", "{{time}}", "{recall}"]


@pytest.mark.parametrize("words", TOLD)
def test_own_words_hold_no_braces_but_the_programs(tmp_path: Path, words: str) -> None:
    """What the program puts a word into says where, and can look at nothing else of the program or the computer."""
    data = read_document(SMALL.encode(), "small").data
    path = tmp_path / "bank.yaml"
    path.write_text(json.dumps(data | {"texts": {"ago": "{time} before"}}), encoding="utf-8")
    assert load_bank(str(path)).texts["ago"] == "{time} before"
    path.write_text(json.dumps(data | {"texts": {"ago": f"{{time}} {words}"}}), encoding="utf-8")
    with pytest.raises(FileErrors) as caught:
        load_bank(str(path))
    (complaint,) = caught.value.complaints
    assert complaint.hint == "In braces can stand: {time}"


@pytest.mark.parametrize("name", ["time_units", "help_general", "lines_known", "safety_reason", "welcome_draft"])
def test_lists_of_the_program_and_words_of_help_are_its_own(tmp_path: Path, name: str) -> None:
    """A list that lacks something would end the program, and help is said in one way."""
    data = read_document(SMALL.encode(), "small").data | {"texts": {name: "x"}}
    (tmp_path / "bank.yaml").write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(FileErrors):
        load_bank(str(tmp_path))
