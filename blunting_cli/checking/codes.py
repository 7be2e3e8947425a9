"""Every kind of mistake in a bank: its code, how much it matters, and what it means.

Codes are stable: what was called so stays called so. An error must be mended before the bank may be used, or makes what
it says wrong; a warning is for the author to judge.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """How much a mistake matters."""

    ERROR = "error"
    WARNING = "warning"


class Code(NamedTuple):
    """One kind of mistake: its stable name, its severity, and what it means in a plain sentence."""

    id: str
    severity: Severity
    meaning: str


_READING = {
    "not-readable": "The file is not well-formed YAML or JSON.",
    "not-utf8": "The file is not saved as UTF-8 text.",
    "not-plain-yaml": "The file uses anchors, tags, merge keys or another part of YAML that is not read here.",
    "hidden-character": "A character that is invisible, or that could steer a terminal, stands in the file.",
    "repeated-key": "A key stands twice in one mapping.",
    "too-large": "The file, or the list of mistakes in it, is too large, too deep or too long to go on.",
    "no-bank": "There is no bank of that name, or its file cannot be opened.",
    "bad-part": "A file that is named under `parts` cannot be read, or is not one that may be read.",
    "misplaced-key": "A key of the file that the bank begins in stands in one of its parts.",
    "part-twice": "A file is named twice, or a key stands in two files and may stand in one only.",
}
_WRITTEN = {
    "wrong-type": "A value is not of the kind that its key takes.",
    "missing-key": "A key that must be there is not.",
    "unknown-key": "A key is not one that is read here.",
    "key-twice": "Two keys stand side by side of which only one may.",
    "empty-text": "A text is empty.",
    "missing-why": "A question does not say why it is asked, and neither does its section.",
    "missing-source": "A claim does not say where it is known from.",
    "missing-care": "Advice on medicines or use has no words of care that are said before it.",
    "bad-id": "A name holds more than letters, digits, _ and -, or is a word of conditions.",
    "fixed-text": "A text of the program on help, safety or answers that are kept is said in another way.",
    "unknown-place": "A text of the program has a word in braces that nothing is put in for.",
    "duplicate-id": "Two parts have the same name.",
    "duplicate-item": "A list names the same thing twice.",
    "too-few": "There are fewer entries than are needed.",
    "wrong-number": "There are more or fewer entries than this takes.",
    "out-of-order": "Steps or limits do not rise.",
    "out-of-range": "A number is outside what its key takes.",
    "bad-time": "A time is not written as one, or times do not follow each other.",
    "bad-language": "A language is not written as two letters, or the main one is not among all.",
    "missing-translation": "What is said to people is not there in every language of the bank.",
    "bad-levels": "The levels of a factor are not few, some and many with whole numbers.",
}
_NAMES = {
    "unknown-language": "A text is given in a language that the bank does not name.",
    "unknown-question": "A name is not that of a question.",
    "unknown-score": "A name is not that of a score.",
    "unknown-question-or-score": "A name is neither that of a question nor of a score.",
    "unknown-part-of-the-score": "A recode is given for something that the score is not made of.",
    "unknown-option": "A value or label is none of the options of a question.",
    "unknown-choice": "A word is none of those that a key takes.",
    "unknown-condition": "A name is not that of a named condition.",
    "unknown-state": "A word is none of the ways of not answering.",
    "unknown-class": "A name is not that of a medicine class.",
    "unknown-change": "A word is nothing that can be told of a medicine.",
    "unknown-section": "A name is not that of a section.",
    "unknown-response-set": "A name is not that of a set of responses.",
    "unknown-set-of-bands": "A name is not that of a set of bands.",
    "unknown-recode": "A name is not that of a recode.",
    "unknown-source": "A name is not that of an entry of the bibliography.",
    "unknown-tier": "A name is not that of a tier.",
    "unknown-pattern": "A name is not that of a pattern.",
    "unknown-factor": "A name is not that of a factor.",
    "unknown-rule-for-all": "A name is not that of a rule for all factors.",
    "unknown-topic": "A name is not that of a topic.",
    "unknown-text-of-the-program": "A name is not that of a text of the program.",
}
_MADE = {
    "bad-condition": "A condition is not written as one.",
    "nothing-compared": "A condition names something and compares it with nothing.",
    "count-incomplete": "A count lacks what is counted, what it is held against, or how many there must be.",
    "not-a-number": "A number or a time is needed.",
    "not-an-amount": "An answer that is no amount is compared as one.",
    "forward-condition": "A question hangs on one that is asked later.",
    "cycle": "A score is made of itself.",
    "rests-on-safety": "Something that stands in every record rests on an answer about safety.",
    "cannot-be-scored": "A score is made of something that its method cannot take.",
    "does-not-fit": "A key does not go with the method of a score.",
    "no-bounds": "A number is scored and has no lowest or highest value.",
    "nothing-to-open": "A key goes with `ask_if`, and there is none.",
    "options-alike": "Two options of a question have the same value or label.",
    "options-twice": "A question has options of its own and a set of responses.",
    "unused-options": "A question has options that its type does not take.",
    "alone-of-one": "An option stands alone where only one can be chosen anyway.",
}
_LOGIC = {
    "never-true": "No answers make a condition true, so what it decides never comes up.",
    "always-true": "A condition is true whatever is answered, so it decides nothing.",
    "never-asked": "No answers open a question.",
    "out-of-reach": "A cut-off lies outside what an answer or a score can be.",
    "state-out-of-reach": "A condition waits for a way of not answering that a question does not offer.",
    "count-out-of-reach": "A count asks for more than there are, or for no number at all.",
    "needs-out-of-reach": "More answers are asked for than there are questions.",
    "recode-gap": "A recode does not say what a value that can be reached becomes.",
    "recode-unreached": "A recode names a value or a step that nothing gives.",
    "band-gap": "The lowest values of a score lie below the first step of its bands.",
    "band-unreached": "No value of a score lies in a step of its bands.",
    "label-twice": "Two steps of a set of bands have the same label.",
    "reverse-without-scale": "A question counts from the other end and has none.",
    "reverse-unscored": "A question counts from the other end and is in no score.",
    "implied-unscored": "A question has an implied value and is in no score.",
    "levels-not-rising": "The levels of a factor do not rise, or begin without any sign.",
    "level-out-of-reach": "The points of a factor never reach one of its levels.",
    "no-points": "A rule of a factor has no points.",
    "rules-alike": "Two rules of a factor are true just where the other is.",
    "tiers-not-falling": "A tier is higher than the one above it, and the highest must be written first.",
    "no-is-not-no": "An answer that says no is not taken as the plain no of a question about safety or an urgent sign.",
    "safety-without-trigger": "No trigger fires on any answer to a question about safety.",
    "safety-partly-heard": "Some answers to a question about safety fire no trigger.",
    "safety-silence": "No trigger fires where a question about safety is left without an answer.",
}
_WORDS = {
    "diagnosing-words": "A text names an illness or a risk, or says that something is normal.",
    "promising-words": "A text promises, or is certain where nobody can be.",
    "blaming-words": "A text blames.",
    "cheering-words": "A text cheers.",
}
_DOUBTS = {
    "always-met": "Every value meets a comparison, so it says nothing.",
    "always-asked": "The condition that opens a question is always true.",
    "shadowed-trigger": "A trigger never decides, since one of a higher tier fires whenever it does.",
    "may-stay-closed": "A sum has no value where one of its questions is not asked.",
    "may-not-apply": "A sum is not worked out where one of its questions does not apply.",
    "safety-hangs-on-many": "A question about safety or an urgent sign hangs on many others.",
    "safety-unmarked": "A question speaks of self-harm or suicide, and is not marked as one about safety.",
    "values-falling": "The values of a question about safety or an urgent sign fall, so the last is its plain no.",
    "no-limits": "A number has no lowest or highest value.",
    "limits-without-amount": "A lowest or highest value stands at a question that has no amount.",
    "uneven-values": "The values of options neither rise nor fall evenly.",
    "unused-question": "Nothing reads the answer to a question.",
    "unused-responses": "No question is answered with a set of responses.",
    "unused-section": "No question stands in a section.",
    "unused-bands": "No score has a set of bands.",
    "unused-recode": "No score uses a recode.",
    "unused-condition": "Nothing uses a named condition.",
    "unused-score": "A score is neither shown nor used.",
    "unused-source": "Nothing names an entry of the bibliography.",
    "source-not-found": "A source has no year, no DOI and no address.",
    "reading-grade": "A text or the screen of a question is hard to read.",
    "long-question": "A question has more than twenty words.",
    "two-in-one": "A question seems to ask two things at once.",
    "double-negative": "A question has two negatives in one sentence.",
    "judging-words-asked": "A question or an option holds words that judge, promise, blame or cheer.",
    "illness-named": "A label or a criterion is called by the name of an illness.",
    "ranking-words": "A text sets one thing above another for everybody.",
    "local-words": "A text holds words that are understood in some countries only.",
    "markup": "A text holds what looks like markup; texts are shown as they stand.",
}


def _coded(severity: Severity, *tables: dict[str, str]) -> dict[str, Code]:
    return {name: Code(name, severity, meaning) for table in tables for name, meaning in table.items()}


CODES = {
    **_coded(Severity.ERROR, _READING, _WRITTEN, _NAMES, _MADE, _LOGIC, _WORDS),
    **_coded(Severity.WARNING, _DOUBTS),
}


def severity_of(code: str) -> Severity:
    """Give the severity of a code; what is in no table is an error."""
    return CODES[code].severity if code in CODES else Severity.ERROR
