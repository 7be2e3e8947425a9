"""What stands in a bank and is used by nothing, and sources that cannot be looked up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from blunting_cli.checking.linting.report import Report
from blunting_cli.checking.locating import Part
from blunting_cli.conditions import Condition, questions_of, scores_of

# Whoever reads the sheet reads the words themselves.
READ_BY_PEOPLE = ("text", "medicine", "date")
FOUND_BY = ("year", "doi", "address")
_WEB = re.compile(r"\b(?:[a-z0-9-]+\.)+[a-z]{2,}\b")


def check_unused(report: Report) -> None:
    """Complain of what nothing uses; where something could not be read, it may be what uses it, and nothing is said."""
    if report.loaded:
        return
    located = report.located
    asked = [part.data for part in located.all("question")]
    scores = [part.data for part in located.all("score")]
    _unused(report, "response", "unused-responses", "no question is answered with {}", _texts(asked, "respond"))
    _unused(report, "section", "unused-section", "no question stands in the section {}", _texts(asked, "section"))
    _unused(report, "bands", "unused-bands", "no score has the bands {}", _texts(scores, "bands"))
    _unused(report, "recode", "unused-recode", "no score uses the recode {}", _texts(scores, "recode"))
    sources = {word for part in located.every() for word in _texts([part.data], "source")}
    _unused(report, "source", "unused-source", "nothing names the source {}", sources | _of_medicines(report))
    _questions(report)
    _conditions(report)
    _scores(report)


def _unused(report: Report, shape: str, code: str, message: str, used: Iterable[str]) -> None:
    used = set(used)
    for part in report.located.all(shape):
        if part.name not in used:
            report.say(
                part.spot._replace(key=True), code, message.format(part.name), "Leave it out, or use it.", bears=False
            )


def _texts(mappings: Iterable[dict[str, Any]], key: str) -> Iterator[str]:
    """Walk the names that stand at a key: one, a list of them, or one for each of several others."""
    for mapping in mappings:
        value = mapping.get(key)
        listed = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
        yield from (str(one) for one in listed if one is not None and not isinstance(one, dict))


def _questions(report: Report) -> None:
    """Complain of questions whose answer nothing reads and that stand on no page in a place of their own."""
    read = questions_read(report)
    for part in report.located.all("question"):
        question = report.bank.by_id.get(part.name)
        if question is not None and question.id not in read and question.type not in READ_BY_PEOPLE:
            message = f"nothing reads the answer to {question.id}: it is in no score, in no rule and in no group"
            report.say(part.spot.at("id"), "unused-question", message, "Use it, or do not ask it.", bears=False)


def questions_read(report: Report) -> set[str]:
    """Give the questions that a score, a rule, a group or the timeline reads."""
    bank = report.bank
    read = {name for score in bank.scores for name in score.of}
    read |= {name for rule in report.rules for name in questions_of(rule.condition)}
    read |= {name for factor in bank.factors for name in factor.gate}
    return (
        read | {name for group in bank.groups for name in group.questions} | {name for name, _ in bank.timeline.tracks}
    )


def _of_medicines(report: Report) -> set[str]:
    """Give the sources that the list of medicines names, where the bank asks for medicines."""
    if not any(question.type == "medicine" for question in report.bank.questions):
        return set()
    known = report.known()
    return {
        known.source,
        *(flag.source for flag in known.flags.values()),
        *(entry.note_source for entry in known.values()),
    }


def _conditions(report: Report) -> None:
    used = {name for rule in report.rules for name in rule.uses}
    named = report.located.top("conditions")
    for name in named.data or ():
        if name not in used:
            message = f"nothing uses the condition {name}"
            spot = named.at(name)._replace(key=True)
            report.say(spot, "unused-condition", message, "Leave it out, or use it.", bears=False)


def _scores(report: Report) -> None:
    """Complain of scores that are kept off the sheet and serve no other."""
    bank = report.bank
    read = {name for score in bank.scores for name in score.of}
    read |= {leaf for rule in report.rules for leaf in _scores_in(rule.part, rule.condition)}
    for score in bank.scores:
        part = report.located.part("score", score.id)
        if part is not None and not score.shown and score.id not in read:
            message = f"{score.id} is not shown, and nothing uses it"
            report.say(
                part.spot.key_of("shown"), "unused-score", message, "Show it, use it, or leave it out.", bears=False
            )


def _scores_in(part: Part, condition: Condition) -> Iterator[str]:
    """Walk the scores in a condition, but for one that stands in that score itself."""
    yield from (name for name in scores_of(condition) if name != part.name or part.shape.id != "score")


def check_sources(report: Report, no_publication: Iterable[str]) -> None:
    """Complain of sources that cannot be looked up; one that says it is no publication need not be.

    `no_publication` are words of such a saying.
    """
    words = tuple(word.casefold() for word in no_publication)
    for part in report.located.all("source"):
        said = " ".join(str(part.data.get(key, "")) for key in ("title", "where", "read")).casefold()
        found = any(part.data.get(key) for key in FOUND_BY) or _WEB.search(str(part.data.get("where", "")))
        if not found and not any(word in said for word in words):
            message = f"{part.name} has no year, no DOI and no address"
            hint = "Say at least when it came out, so that it can be looked up."
            report.say(part.spot._replace(key=True), "source-not-found", message, hint, bears=False)
