"""Scores, recodes and bands: what they are held against must be what their parts can come to."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from blunting_cli.bank.model import Bands, Recode, Score, Step
from blunting_cli.bank.ranges import recoded_value
from blunting_cli.checking.linting.report import Report
from blunting_cli.checking.linting.values import Reach, Reaches
from blunting_cli.checking.locating import Part
from blunting_cli.conditions import State

# A number is tried at so many whole values at most.
MOST_WHOLE = 2000


def check_amounts(report: Report, reaches: Reaches) -> None:
    """Check every score, every recode by all that it is used for, and every set of bands by all its scores."""
    sound = [score for score in report.bank.scores if _is_sound(report, score.id)]
    for score in sound:
        _needs(report, score)
        if score.method == "sum_of":
            _whole_sum(report, score)
    for part in report.located.all("recode"):
        if report.is_sound(part) and part.name in report.bank.recodes:
            _recode(report, reaches, part, report.bank.recodes[part.name], sound)
    for part in report.located.all("bands"):
        if report.is_sound(part) and part.name in report.bank.bands:
            _bands(report, part, report.bank.bands[part.name])
            _banded(report, reaches, part, report.bank.bands[part.name], sound)


def _is_sound(report: Report, score: str) -> bool:
    return score not in report.doubtful and report.is_sound(report.located.part("score", score))


# Scores -------------------------------------------------------------------------------------------------------------


def _needs(report: Report, score: Score) -> None:
    """Complain where more answers or scores are asked for than a score is made of."""
    part = report.located.part("score", score.id)
    asked = part.data.get("needs") if part is not None else None
    if part is None or not isinstance(asked, dict):
        return
    there = len(report.bank.made_of(score.id)) if score.composite else len(score.of)
    if score.fewest > there and "answers" in asked:
        message = f"{score.id} is made of {there}, so that {score.fewest} can never be answered"
        report.say(part.spot.at("needs", "answers"), "needs-out-of-reach", message)
    if score.least is not None and score.least > len(score.of) and "scores" in asked:
        message = f"{score.id} is made of {len(score.of)} scores, not of {score.least}"
        report.say(part.spot.at("needs", "scores"), "needs-out-of-reach", message)


def _whole_sum(report: Report, score: Score) -> None:
    """Complain of questions for lack of which a sum has no value, though everything that was asked is answered."""
    part = report.located.part("score", score.id)
    if part is None or score.prorate:
        return
    for index, name in enumerate(score.of):
        question = report.bank.by_id.get(name)
        if question is None:
            continue
        spot = part.spot.at("sum_of", index)
        if question.opens is not None and question.implied is None and score.applies is None:
            hint = "Give the question `implied`, or the score `score_if` or `prorate`."
            message = f"{name} may not be asked, and then {score.id} has no value"
            report.say(spot, "may-stay-closed", message, hint, bears=False)
        elif State.NOT_APPLICABLE in question.also:
            hint = "Give the score `prorate`, or the question an `also` of its own."
            message = f"{name} may not apply, and then {score.id} is not worked out"
            report.say(spot, "may-not-apply", message, hint, bears=False)


# Recodes ------------------------------------------------------------------------------------------------------------


def _recode(report: Report, reaches: Reaches, part: Part, rule: Recode, sound: list[Score]) -> None:
    uses = [(score, name) for score in sound for name, used in score.recodes.items() if used == part.name]
    every = [reaches.of(name) for _, name in uses]
    for (score, name), reach in zip(uses, every, strict=True):
        missing = sorted({value for value in _given(reach) if recoded_value(rule, value) is None})
        if missing:
            shown = ", ".join(f"{value:g}" for value in missing[:3]) + (", ..." if len(missing) > 3 else "")
            key = "map" if rule.values else "steps"
            message = f"{name} in the score {score.id} can be {shown}, and {part.name} does not say what that gives"
            hint = "Every value that can be reached must be there."
            if key == "map" and reach.values is None:
                hint = "For a number write `steps`, such as {from: 0, gives: 0} and {from: 10, gives: 1}."
            report.say(part.spot.at(key), "recode-gap", message, hint)
            return
    if uses and all(reach.values is not None or _is_bounded(reach) for reach in every):
        _unreached(report, part, rule, every)


def _is_bounded(reach: Reach) -> bool:
    return reach.low is not None and reach.high is not None


def _given(reach: Reach) -> Iterator[float]:
    """Walk the values to try: all where they are told, else the ends and the whole numbers between them."""
    if reach.values is not None:
        yield from sorted(reach.values)
        return
    ends = [end for end in (reach.low, reach.high) if end is not None]
    yield from ends
    if len(ends) == 2 and ends[1] - ends[0] <= MOST_WHOLE:
        yield from (float(value) for value in range(int(ends[0]) + 1, int(ends[1])))


def _unreached(report: Report, part: Part, rule: Recode, every: list[Reach]) -> None:
    """Complain of values and steps that nothing gives."""
    for key in part.data.get("map") or {}:
        value = float(key)
        if not any(reach.meets(value, value) for reach in every):
            message = f"nothing that {part.name} is used for can be {value:g}"
            report.say(part.spot.at("map").key_of(key), "recode-unreached", message, "Leave it out.")
    for index, (step, after) in enumerate(zip_longest(rule.steps, rule.steps[1:])):
        if not any(_in_step(reach, step, after) for reach in every):
            message = "no value reaches this step"
            report.say(part.spot.at("steps", index), "recode-unreached", message, "Leave it out, or mend its start.")


def _in_step(reach: Reach, step: Step, after: Step | None) -> bool:
    """Tell whether a value lies in a step, and not in the one after it."""
    if reach.values is not None:
        return any(_begins(step, value) and not (after and _begins(after, value)) for value in reach.values)
    begun = reach.high is None or _begins(step, reach.high)
    return begun and not (after and reach.low is not None and _begins(after, reach.low))


def _begins(step: Step, value: float) -> bool:
    return step.start is None or (value > step.start if step.over else value >= step.start)


# Bands --------------------------------------------------------------------------------------------------------------


def _bands(report: Report, part: Part, bands: Bands) -> None:
    """Complain of a label that stands twice in a set."""
    seen: set[str] = set()
    for index, step in enumerate(bands.steps):
        label = step.label.casefold()
        if label in seen:
            message = f"the label {step.label} stands twice in the bands {part.name}"
            report.say(part.spot.at("steps", index, "label"), "label-twice", message, "Give each step its own.")
        seen.add(label)


def _banded(report: Report, reaches: Reaches, part: Part, bands: Bands, sound: list[Score]) -> None:
    used = [score for score in sound if part.name in score.bands]
    if not used or not bands.steps or any(part.name in s.bands and s not in used for s in report.bank.scores):
        return
    every = [reaches.of(score.id) for score in used]
    first = bands.steps[0].start
    for score, reach in zip(used, every, strict=True):
        if reach.low is not None and reach.low < first:
            message = f"the score {score.id} begins at {reach.low:g}, and the first step at {first:g}"
            hint = f"Let the first step begin at {reach.low:g}."
            report.say(part.spot.at("steps", 0, "from"), "band-gap", message, hint)
            return
    ends: list[float | None] = [step.start for step in bands.steps[1:]]
    for index, (step, end) in enumerate(zip(bands.steps, [*ends, None], strict=True)):
        if not any(_in_band(reach, step.start, end) for reach in every):
            message = f"no value reaches the step {step.label} of the bands {part.name}"
            bounded = [(score.id, reach) for score, reach in zip(used, every, strict=True) if _is_bounded(reach)]
            ranges = ", ".join(f"the score {name} goes from {reach.low:g} to {reach.high:g}" for name, reach in bounded)
            hint = f"T{ranges[1:]}." if ranges else ""
            report.say(part.spot.at("steps", index, "from"), "band-unreached", message, hint)


def _in_band(reach: Reach, start: float, end: float | None) -> bool:
    if reach.values is not None:
        return any(value >= start and (end is None or value < end) for value in reach.values)
    return (reach.high is None or reach.high >= start) and (end is None or reach.low is None or reach.low < end)
