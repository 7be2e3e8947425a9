"""The words of a bank: how hard they are to read, what a question asks, and words that judge, promise or blame.

The lists of words are data. They are English, as is the grade, so a bank in another language is checked for markup
alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from blunting_cli.bank.languages import is_english, is_translated
from blunting_cli.bank.model import Question
from blunting_cli.bank.shapes.kinds import Either, Kind, ListOf, MapOf, Plain
from blunting_cli.checking.linting.report import Report
from blunting_cli.checking.locating import Part, Spot
from blunting_cli.checking.reading_ease import FEWEST_WORDS, reading_grade, screen, words_of
from blunting_cli.errors import Complaint, Place

HARDEST = 8
LONGEST_QUESTION = 20
# The keys whose words a person is shown.
SHOWN = (
    *(
        "ask",
        "because",
        "caution",
        "examples",
        "heading",
        "items",
        "label",
        "lead",
        "met",
        "only_if",
        "options",
        "recall",
    ),
    *("short", "strength", "text", "texts", "title", "unit", "unmet", "whom", "why"),
)
# The words of a publication are not ours.
NOT_OURS = ("source",)
# What is asked may be the wording of others, which nobody may change; steps of a scale may be ranked.
ASKED = ("question", "response", "option")
CODES = {
    "diagnosing": "diagnosing-words",
    "promising": "promising-words",
    "blaming": "blaming-words",
    "cheering": "cheering-words",
    "said of results": "diagnosing-words",
    "said of scores": "diagnosing-words",
    "ranking": "ranking-words",
    "local": "local-words",
}
# What says what answers come to, with the keys that must not hold the name of an illness.
RESULT = {"band": ("label",), "criterion": ("title", "met", "unmet"), "criterion_part": ()}
# What says what follows from them.
FOLLOWS = ("pattern", "flag", "contradiction", "outside", "tier", "trigger")
RESULTS, SCORES, ILLNESS, FEW = "said of results", "said of scores", "{illness}", "{few} "
IN_QUESTIONS = "judging-words-asked"
# The tags of markup in square brackets; other words in brackets are words.
_TAGS = (
    "b|i|u|s|bold|italic|underline|strike|dim|reverse|blink|url|link|img|color|size|quote|code|red|green|yellow|blue"
)
_MARKUP = re.compile(
    r"</?[a-zA-Z][^<>]*>|\*\*|__|`|\[[^\[\]]+\]\([^()]*\)|^#{1,6} |&[a-z]+;|\\[nt]"
    rf"|\[/[^\[\]]*\]|\[(?:{_TAGS})(?:[ =][^\[\]]*)?\]"
)
_SENTENCE = re.compile(r"[^.?!;:]+[.?!;:]?")
_CLAUSE = re.compile(
    r"\b(?:and|or|but) (?:(?:do|did|does|have|has|had|are|were|is|was|can|could|would|will) )?(?:you|I|it|they|we) (.*)"
)


class Text(NamedTuple):
    """Words of a bank that people are shown, in which language, and where they stand."""

    part: Part
    key: str
    spot: Spot
    words: str
    language: str


class Wording:
    """Holds texts against the lists of words."""

    def __init__(self, lists: dict[str, Any]) -> None:
        self.illness = _any_of(lists["illnesses"])
        refused = {**lists["refused"], RESULTS: lists["in_results"], SCORES: lists["in_scores"]}
        few = rf"(?:(?!(?:{'|'.join(lists['between'])})\b)[\w'\u2019-]+ ){{0,3}}"
        self.refused = {kind: _any_of(words, self.illness.pattern, few) for kind, words in refused.items()}
        # Most texts hold none of the words, which is seen sooner without a pattern.
        self.bare = {
            kind: [word.replace(FEW, "").replace(ILLNESS, "").strip().casefold() for word in words]
            for kind, words in refused.items()
        }
        mine = [re.sub(r"\byou\b", "I", re.sub(r"\byour", "my", word)) for word in lists["safety"]]
        self.safety = _any_of([*lists["safety"], *mine])
        self.negative = re.compile(rf"\b(?:{'|'.join(lists['negatives'])})\b|n't\b|n\u2019t\b", re.IGNORECASE)
        self.verb = rf"(?:{'|'.join(form for verb in lists['verbs'] for form in _forms(verb))})"
        self.joined = re.compile(rf"\b{self.verb} and {self.verb}\b|, (?:and|or) ({self.verb}\b.*)", re.IGNORECASE)

    def two_in_one(self, question: Question) -> str:
        """Give the words by which a question asks a second thing; empty where it does not, or its options tell both."""
        if "and/or" in question.ask:
            return "and/or"
        if question.ask.count("?") > 1:
            return "?"
        labels = " ".join(option.label for option in question.options).casefold()
        for pattern in (_CLAUSE, self.joined):
            found = pattern.search(question.ask)
            if found is not None and not _told_apart(found[1] or found[0], labels):
                return " ".join(found[0].split()[:3])
        return ""

    def double_negative(self, text: str) -> str:
        """Give a sentence with two negatives; empty where there is none."""
        sentences = (found[0].strip() for found in _SENTENCE.finditer(text))
        return next((sentence for sentence in sentences if len(self.negative.findall(sentence)) > 1), "")


def check_wording(report: Report, lists: dict[str, Any]) -> None:
    """Check every text that people are shown, and every question."""
    wording = Wording(lists)
    main = report.bank.language
    for part in report.located.every():
        for text in () if part.shape.id in NOT_OURS else _texts_of(part, main):
            _markup(report, text)
            if is_english(text.language):
                _refused(report, text, wording)
                _grade(report, text)
    for part in report.located.all("question") if is_english(main) else ():
        question = report.bank.by_id.get(part.name)
        if question is not None and isinstance(part.data.get("ask"), str | dict):
            _question(report, part, question, wording)
            if not question.safety and report.is_sound(part):
                _unmarked(report, part, question, wording)


def _question(report: Report, part: Part, question: Question, wording: Wording) -> None:
    spot = part.spot.at("ask")
    words = len(question.ask.split())
    if words > LONGEST_QUESTION:
        message = f"the question {question.id} has {words} words"
        hint = f"Ask in {LONGEST_QUESTION} words at the most; `why` and the section's `lead` can say the rest."
        report.say(spot, "long-question", message, hint, bears=False)
    second = wording.two_in_one(question)
    if second:
        message = f"the question {question.id} seems to ask two things at once: {second}"
        report.say(spot, "two-in-one", message, "Ask them one by one, or let the options tell them apart.", bears=False)
    negated = wording.double_negative(question.ask)
    if negated:
        message = f"the question {question.id} has two negatives: {negated}"
        report.say(spot, "double-negative", message, "Say it without one of them.", bears=False)
    shown = screen(question)
    if sum(len(words_of(line)) for line in shown) >= FEWEST_WORDS:
        grade = reading_grade(shown)
        if grade is not None and grade > HARDEST:
            message = f"the screen of the question {question.id} reads at grade {grade:.1f}, over {HARDEST}"
            report.say(spot, "reading-grade", message, _EASIER, bears=False)


def _unmarked(report: Report, part: Part, question: Question, wording: Wording) -> None:
    """Complain of a question that is about safety by its words and is not marked so."""
    holder = "respond" if "respond" in part.data else "options"
    for key, words in (("ask", question.ask), *((holder, option.label) for option in question.options)):
        found = wording.safety.search(words)
        if found is not None:
            message = f"{question.id} asks about safety, and is not marked so: {found[0]}"
            hint = "With `safety: true` help is shown at once, and the answer is kept back."
            report.say(part.spot.at(key), "safety-unmarked", message, hint, bears=False)
            return


_EASIER = "Use shorter sentences and everyday words."


def _grade(report: Report, text: Text) -> None:
    """Complain of a text that is long enough to be graded and hard to read; the screens of questions have their own."""
    if text.part.shape.id in ASKED or len(text.words) < 2 * FEWEST_WORDS or len(words_of(text.words)) < FEWEST_WORDS:
        return
    grade = reading_grade([text.words])
    if grade is not None and grade > HARDEST:
        report.say(text.spot, "reading-grade", f"this reads at grade {grade:.1f}, over {HARDEST}", _EASIER, bears=False)


def _refused(report: Report, text: Text, wording: Wording) -> None:
    asked, folded = text.part.shape.id in ASKED, text.words.casefold()
    told: set[str] = set()
    for kind, words in wording.bare.items():
        if not _is_held_against(kind, text.part.shape.id) or (kind in (RESULTS, SCORES) and "diagnosing" in told):
            continue
        found = wording.refused[kind].search(text.words) if any(word in folded for word in words) else None
        if found is not None:
            if asked and kind == "ranking":
                continue
            code = IN_QUESTIONS if asked and kind != "local" else CODES[kind]
            told.add(kind)
            _say_within(report, text, found[0], code, f"these words are not for a bank ({kind}): {found[0]}")
    named = wording.illness.search(text.words) if text.key in RESULT.get(text.part.shape.id, ()) else None
    if named is not None and told.isdisjoint(("diagnosing", RESULTS, SCORES)):
        message = f"this is called by the name of an illness, which no number tells: {named[0]}"
        _say_within(report, text, named[0], "illness-named", message)


def _is_held_against(kind: str, shape: str) -> bool:
    """Tell whether the texts of a shape may not hold the words of a kind."""
    return shape in RESULT or (kind == RESULTS and shape in FOLLOWS) or kind not in (RESULTS, SCORES)


def _markup(report: Report, text: Text) -> None:
    found = _MARKUP.search(text.words)
    if found is not None:
        message = f"a text is shown as it stands, and this looks like markup: {found[0]}"
        _say_within(report, text, found[0], "markup", message)


def _say_within(report: Report, text: Text, words: str, code: str, message: str) -> None:
    """Complain at the words themselves, where they stand on one line of the text."""
    first = text.spot.place
    lines = text.spot.document.text.splitlines()
    for number in range(
        first.line, min(first.line + text.words.count("\n") + 1 + len(text.words) // 20, len(lines) + 1)
    ):
        column = lines[number - 1].find(words, first.column - 1 if number == first.line else 0)
        if column >= 0:
            place = Place(first.source, number, column + 1, lines[number - 1])
            break
    else:
        place = first
    report.keep(Complaint(place, message, "Say it in another way.", code))


# Texts --------------------------------------------------------------------------------------------------------------


def _texts_of(part: Part, main: str) -> Iterator[Text]:
    for key, entry in part.shape.keys.items():
        if key in SHOWN and key in part.data:
            for spot, words, language in _strings(part.spot.at(key), part.data[key], entry.kind):
                yield Text(part, key, spot, words, language or main)


def _strings(spot: Spot, data: Any, kind: Kind) -> Iterator[tuple[Spot, str, str]]:
    """Walk texts with where they stand and their language, which is empty for the main one."""
    match kind:
        case Plain.TEXT | Plain.WORDS if isinstance(data, str):
            yield spot, data, ""
        case Plain.WORDS if is_translated(data):
            for language, text in data.items():
                if isinstance(text, str):
                    yield spot.at(language), text, language
        case ListOf(inner) if isinstance(data, list):
            for index, value in enumerate(data):
                yield from _strings(spot.at(index), value, inner)
        case ListOf(inner):
            yield from _strings(spot, data, inner)
        case MapOf(inner) if isinstance(data, dict):
            for name, value in data.items():
                yield from _strings(spot.at(name), value, inner)
        case Either(kinds):
            for inner in kinds:
                yield from _strings(spot, data, inner)


def _any_of(words: list[str], illness: str = "", few: str = "") -> re.Pattern[str]:
    """Make a pattern for any of some words; those in capitals are compared as they are written."""
    said = (
        rf"(?<!\w)(?-i:{re.escape(word)})(?!\w)"
        if word.isupper()
        else rf"(?<!\w){re.escape(word)}(?!\w)"
        if word[0].isalnum() or word.startswith(ILLNESS)
        else re.escape(word)
        for word in words
    )
    pattern = "|".join(said).replace(re.escape(ILLNESS), f"(?:{illness})").replace(re.escape(FEW), few)
    return re.compile(pattern, re.IGNORECASE)


@cache
def _forms(verb: str) -> tuple[str, ...]:
    """Give the forms of a verb that are made by rule."""
    stem = verb[:-1] if verb.endswith("e") and len(verb) > 2 else verb
    double = verb + verb[-1] if re.fullmatch(r"[^aeiou]+[aeiou][^aeiouwy]", verb) else stem
    third = f"{verb[:-1]}ies" if re.search(r"[^aeiou]y$", verb) else f"{verb}s"
    past = f"{verb[:-1]}ied" if re.search(r"[^aeiou]y$", verb) else f"{double}ed"
    return verb, third, past, f"{double}ing"


def _told_apart(second: str, labels: str) -> bool:
    """Tell whether the options speak of the second thing, so that both can be answered."""
    stems = {word[:4].casefold() for word in words_of(second) if len(word) > 3} - {
        "that",
        "your",
        "with",
        "this",
        "have",
    }
    return any(stem in labels for stem in stems)
