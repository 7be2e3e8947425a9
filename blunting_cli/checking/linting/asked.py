"""Questions: what is written beside one and has no effect, and options whose values are no even scale."""

from __future__ import annotations

from itertools import pairwise

from blunting_cli.bank.model import Question
from blunting_cli.bank.scored import AMOUNTS
from blunting_cli.checking.linting.report import Report
from blunting_cli.checking.linting.unused import questions_read
from blunting_cli.checking.locating import Part, Spot

# Of which types `min` and `max` are read: amounts, and the length of a text.
WITH_LIMITS = ("number", "duration", "text")


def check_questions(report: Report) -> None:
    """Check every question by itself, and by the scores that it stands in."""
    bank = report.bank
    scored = {name for score in bank.scores for name in score.of if score.method not in ("count_of", "hours_between")}
    # What is counted or timed uses an answer as it is.
    named = {name for score in bank.scores for name in score.of}
    # A score with a mistake may have lost the name of a question.
    lost = any(score.id in report.doubtful for score in bank.scores)
    read = questions_read(report)
    for part in report.located.all("question"):
        question = bank.by_id.get(part.name)
        if question is None or not report.is_sound(part):
            continue
        _reversed(report, part, question, is_scored=question.id in scored or lost or question.id not in read)
        _limits(report, part, question, is_scored=question.id in named or lost)
        if question.implied is not None and question.id not in named and not lost:
            message = f"{question.id} is in no score, so `implied` does nothing"
            report.say(part.spot.key_of("implied"), "implied-unscored", message, "Leave it out.", bears=False)
    _values(report)


def _reversed(report: Report, part: Part, question: Question, *, is_scored: bool) -> None:
    if not question.reverse:
        return
    spot = part.spot.key_of("reverse")
    if question.type not in AMOUNTS:
        message = f"{question.id} is of the type {question.type}, which has no other end to count from"
        report.say(spot, "reverse-without-scale", message, "Leave it out.", bears=False)
    elif question.type != "single" and None in (question.low, question.high):
        message = f"{question.id} has no other end to count from"
        report.say(spot, "reverse-without-scale", message, "Give `min` and `max`.", bears=False)
    elif not is_scored:
        message = f"{question.id} is in no score, so `reverse` does nothing"
        hint = "Conditions see the answer as it was given. Leave it out."
        report.say(spot, "reverse-unscored", message, hint, bears=False)


def _limits(report: Report, part: Part, question: Question, *, is_scored: bool) -> None:
    given = [key for key in ("min", "max") if part.data.get(key) is not None]
    if given and question.type not in WITH_LIMITS:
        message = f"{question.id} is of the type {question.type}, so `{given[0]}` does nothing"
        report.say(part.spot.key_of(given[0]), "limits-without-amount", message, "Leave it out.", bears=False)
    elif question.type == "number" and len(given) < 2 and not is_scored:
        lacking = " and ".join(f"`{key}`" for key in ("min", "max") if key not in given)
        message = f"{question.id} takes any number: it has no {lacking}"
        report.say(part.spot.at("type"), "no-limits", message, "Say what can be true.", bears=False)


def _values(report: Report) -> None:
    """Complain of options whose values go up and down, or leave one out."""
    used = {
        str(part.data.get("respond")) for part in report.located.all("question") if part.data.get("type") != "multi"
    }
    for part in report.located.all("response"):
        if report.is_sound(part) and part.name in used:
            _even(report, part.spot.at("options"))
    for part in report.located.all("question"):
        if report.is_sound(part) and part.data.get("type", "single") == "single" and "options" in part.data:
            _even(report, part.spot.at("options"))


def _even(report: Report, options: Spot) -> None:
    data = options.data
    if isinstance(data, dict):
        values = [int(key) for key in data if key.lstrip("-").isdigit()]
    else:
        values = [option["value"] for option in data if isinstance(option, dict) and "value" in option]
    steps = [after - before for before, after in pairwise(values)]
    if len(values) > 2 and len(set(steps)) > 1:
        shown = ", ".join(map(str, values))
        message = f"the values {shown} neither rise nor fall evenly"
        hint = "If they are meant so, a recode says it more clearly."
        report.say(options, "uneven-values", message, hint, bears=False)
