"""Conditions: cut-offs and counts out of reach, rules that are never or always true, questions that are never asked."""

from __future__ import annotations

from collections.abc import Callable

from blunting_cli.bank.model import Question, Trigger
from blunting_cli.bank.ranges import ends_of
from blunting_cli.bank.saying import time_words
from blunting_cli.checking.linting.reaching import Outcomes, Reaching
from blunting_cli.checking.linting.report import Report
from blunting_cli.checking.linting.rules import LEAVES_OUT, Held, Rule, held_in, held_in_count
from blunting_cli.checking.linting.values import Reach
from blunting_cli.conditions import (
    AnswerIs,
    Comparison,
    Condition,
    CountOf,
    Duration,
    ScoreIs,
    State,
    questions_of,
    scores_of,
)

OFFERED = (State.NOT_APPLICABLE, State.PREFER_NOT_TO_SAY)


def check_comparisons(report: Report, reaching: Reaching) -> None:
    """Hold every cut-off and every count of a condition against what can be reached."""
    for rule in report.rules:
        if report.can_be_checked(rule):
            for held in held_in(rule):
                _comparison(report, reaching, held, opens=rule.opens)
    for part in report.located.all("score"):
        score = report.bank.score_by_id.get(part.name)
        if score is None or not score.counted or part.name in report.doubtful or not report.is_sound(part):
            continue
        for held in held_in_count(part.spot, "count_of", part.data["count_of"], score.counted):
            _comparison(report, reaching, held, opens=False)


def _comparison(report: Report, reaching: Reaching, held: Held, *, opens: bool) -> None:
    match held.condition:
        case CountOf(parts, low, high):
            _count(report, held, len(parts), low, high)
        case ScoreIs(name, low, high):
            reach = reaching.reaches.of(name)
            _range(report, held, reach, low, high, f"the score {name} goes", _number)
        case AnswerIs(name, test):
            question = report.bank.by_id.get(name)
            if question is not None:
                _answer(report, held, question, test, opens=opens)


def _answer(report: Report, held: Held, question: Question, test: Comparison, *, opens: bool) -> None:
    if test.state is not None:
        if not _has_state(question, test.state, opens=opens):
            said = test.state.value
            hint = f"Offer it under `also`: [{said}]." if test.state in OFFERED else "It is asked of everyone."
            report.say(held.spot, "state-out-of-reach", f"{question.id} never stands in the state {said}", hint)
    elif test.classes is not None:
        if question.type != "medicine":
            message = f"{question.id} is no list of medicines, so it has no class"
            report.say(held.spot, "out-of-reach", message, "Name a question of the type medicine.")
    elif test.values is not None:
        _listed(report, held, question, test.values)
    elif test.low is not None or test.high is not None:
        goes, reach = f"the answers to {question.id} go", _reach(question)
        _range(report, held, reach, test.low, test.high, goes, _said_as(question))


def _has_state(question: Question, state: State, *, opens: bool) -> bool:
    if state is State.NOT_ASKED:
        return question.opens is not None
    # Where it is decided what is asked, a question that is closed for certain reads as does-not-apply.
    return state not in OFFERED or state in question.also or (opens and question.opens is not None)


def _reach(question: Question) -> Reach:
    low, high = ends_of(question)
    values = frozenset(float(option.value) for option in question.options) if question.type == "single" else None
    return Reach(low, high, values or None)


def _listed(report: Report, held: Held, question: Question, values: tuple[int | float | str, ...]) -> None:
    """Complain where values lie outside what a number can be, or where all options are named."""
    if question.type == "single" and len(question.options) > 1:
        if {option.value for option in question.options} <= set(values):
            message = f"every option of {question.id} is named here"
            report.say(held.spot, "always-met", message, "Say {answered: true} where any answer will do.")
    elif question.type in ("number", "duration"):
        reach = _reach(question)
        given = [_amount(value) for value in values]
        if not any(value is None or reach.meets(value, value) for value in given):
            message = f"the answers to {question.id} go {_ends(reach, _said_as(question))}"
            report.say(held.spot, "out-of-reach", message, "Name a value that can be given.")


def _amount(value: float | str) -> float | None:
    time = Duration.parse(value) if isinstance(value, str) else None
    return time.days if time is not None else value if isinstance(value, int | float) else None


def _number(amount: float) -> str:
    return f"{amount:g}"


def _said_as(question: Question) -> Callable[[float], str]:
    """Give how an amount of a question is said: a time in its longest unit, anything else as a number."""
    return time_words if question.type == "duration" else _number


def _range(
    report: Report,
    held: Held,
    reach: Reach,
    low: float | None,
    high: float | None,
    goes: str,
    said: Callable[[float], str],
) -> None:
    ends = _ends(reach, said)
    if not reach.meets(low, high):
        message, hint = (
            f"nothing reaches this: {goes} {ends}",
            "Choose a cut-off between the lowest and the highest value.",
        )
        if low is not None and high is not None and low > high:
            message = f"nothing lies between {said(low)} and {said(high)}"
            if isinstance(held.spot.data, dict) and "between" in held.spot.data:
                hint = "Write the lower end first."
        elif _between_steps(reach, low, high):
            message = f"no value lies here: {goes} {ends} in steps"
        report.say(held.spot, "out-of-reach", message, hint)
    elif reach.always_meets(low, high):
        message = f"every value meets this: {goes} {ends}"
        report.say(held.spot, "always-met", message, "Choose another cut-off, or leave the comparison out.")


def _between_steps(reach: Reach, low: float | None, high: float | None) -> bool:
    return Reach(reach.low, reach.high).meets(low, high)


def _ends(reach: Reach, said: Callable[[float], str]) -> str:
    low = "" if reach.low is None else f"from {said(reach.low)}"
    high = "" if reach.high is None else f"to {said(reach.high)}"
    return " ".join(filter(None, (low, high)))


def _count(report: Report, held: Held, parts: int, low: int | None, high: int | None) -> None:
    if (low is not None and low > parts) or (high is not None and high < (low or 0)):
        message = (
            f"{low} of {parts} cannot be true" if low is not None and low > parts else "no number lies between these"
        )
        report.say(held.spot, "count-out-of-reach", message, f"Ask for 1 to {parts}.")
    elif (low is None or low <= 0) and (high is None or high >= parts):
        message = f"every number meets this: between 0 and {parts} of {parts} are true"
        report.say(held.spot, "always-met", message, f"Ask for 1 to {parts}.")


# Whole rules --------------------------------------------------------------------------------------------------------


def check_rules(report: Report, reaching: Reaching) -> None:
    """Complain of rules that no answers make true, or that are true whatever is answered, and of questions alike."""
    # Named conditions and what opens questions come first, since other rules rest on them.
    for rule in sorted(report.rules, key=lambda rule: (rule.key != "conditions", not rule.opens)):
        if not report.can_be_checked(rule):
            continue
        if rule.opens:
            _opening(report, reaching, rule)
            continue
        outcomes = reaching.outcomes(rule.condition)
        if True not in outcomes.possible:
            report.say(rule.spot, "never-true", f"no answers make this true, so {_in_vain(rule)}", _NEVER)
        elif _is_always(outcomes):
            report.say(rule.spot, "always-true", f"this is true whatever is answered: {rule.what}", _ALWAYS)


_NEVER = "Two things in it cannot hold at once, or a question it needs is then not asked."
_ALWAYS = "Leave the condition out where it may be, or mend it."


def _opening(report: Report, reaching: Reaching, rule: Rule) -> None:
    question = report.bank.by_id.get(rule.part.name)
    if question is None:
        return
    outcomes = reaching.openings(question)
    if True not in outcomes.possible:
        report.say(rule.spot, "never-asked", f"{question.id} can never be asked: no answers make this true", _NEVER)
    elif False not in outcomes.possible:
        message = f"{question.id} is asked of everyone: this is so whatever is answered"
        report.say(rule.spot, "always-asked", message, "Leave `ask_if` out.")


def _is_always(outcomes: Outcomes) -> bool:
    """Tell whether nobody who answers can make it false; whoever does not leaves it open."""
    return False not in outcomes.possible and True in outcomes.seen


def _in_vain(rule: Rule) -> str:
    if rule.key in LEAVES_OUT:
        return "nothing is ever left out by it"
    if rule.key == "score_if":
        return f"the score {rule.part.name} never applies"
    return f"{rule.what} never holds"


# Triggers -----------------------------------------------------------------------------------------------------------


def check_shadows(report: Report, reaching: Reaching) -> None:
    """Complain of a trigger that never decides, since one of a higher tier fires whenever it does."""
    order = {tier.id: number for number, tier in enumerate(report.bank.tiers)}
    sound = [trigger for trigger in report.bank.triggers if _is_sound(report, trigger) and trigger.tier in order]
    names = {trigger.id: _names(trigger.when) for trigger in sound}
    for trigger in sound:
        for higher in sound:
            if order[higher.tier] >= order[trigger.tier] or names[trigger.id].isdisjoint(names[higher.id]):
                continue
            if reaching.implies(trigger.when, higher.when):
                part = report.located.part("trigger", trigger.id)
                if part is not None:
                    message = f"{higher.id} fires whenever {trigger.id} does, and its tier is higher"
                    report.say(part.spot.at("when"), "shadowed-trigger", message, "Make one of them narrower.")
                break


def _is_sound(report: Report, trigger: Trigger) -> bool:
    return report.is_sound(report.located.part("trigger", trigger.id)) and report.is_certain(trigger.when)


def _names(condition: Condition) -> frozenset[str]:
    return frozenset((*questions_of(condition), *(f"score.{name}" for name in scores_of(condition))))
