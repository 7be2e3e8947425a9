"""How a bank is scored: recodes, scores, bands and criteria, with the range that each score can reach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from blunting_cli.bank.fields import Fields
from blunting_cli.bank.model import MEAN, METHODS, Band, Bands, Criterion, Recode, Score, Step
from blunting_cli.bank.parts import Parts
from blunting_cli.bank.ranges import range_of
from blunting_cli.conditions import Condition, questions_of, scores_of
from blunting_cli.conditions.parsing import parse, parse_counted
from blunting_cli.errors import did_you_mean

NEEDS = {"all": 1.0, "half": 0.5}
# What each method can be made of: the types of its questions, and whether of other scores too.
AMOUNTS = ("single", "number", "duration")
MADE_OF = {
    "mean_of": (("single",), True),
    "sum_of": (AMOUNTS, True),
    "count_of": ((), False),
    "hours_between": (("time",), False),
    "ratio_of": (AMOUNTS, True),
}
OF_TWO = ("hours_between", "ratio_of")
# So deep scores may be made of scores, each of which is worked out within the one above.
MOST_LEVELS = 20


class ScoredParts(Parts):
    """The parts that make numbers of answers."""

    # Recodes ----------------------------------------------------------------------------------------------------

    def all_recodes(self) -> dict[str, Recode]:
        return {name: self.recode(fields) for name, fields in self.mappings("recodes")}

    def recode(self, fields: Fields) -> Recode:
        if ("map" in fields.data) == ("steps" in fields.data):
            fields.complain((), "missing-key", "a recode needs either `map` or `steps`")
        given = fields.mapping("map", {})
        values = {}
        for key in given:
            start = _number(key)
            if start is None:
                fields.complain(("map", key), "wrong-type", f"{key} is not a number", key=True)
            else:
                values[start] = self.given(fields, key, given[key])
        steps = tuple(self.step(entry) for entry in self.listed("steps", fields))
        starts = [(step.start, step.over) for step in steps]
        places = [(float("-inf") if start is None else start, over) for start, over in starts]
        message = "the steps must rise, and each begin at a place of its own"
        if all(_begins(entry) for entry in fields.items("steps", ())):
            self.rising(fields, places, message)
        source = self.source(fields) if "source" in fields.data else ""
        fields.done()
        return Recode(values, steps, source)

    def given(self, fields: Fields, key: str, value: Any) -> tuple[float, float | None]:
        """Read what a value becomes: a number, or a number with its standard error."""
        pair = value if isinstance(value, list) else [value]
        if not 0 < len(pair) < 3 or any(isinstance(one, bool) or not isinstance(one, int | float) for one in pair):
            hint = "Give a number, or [number, standard error]."
            fields.complain(("map", key), "wrong-type", "this is not what a value becomes", hint)
            return 0.0, None
        return pair[0], pair[1] if len(pair) > 1 else None

    def step(self, fields: Fields) -> Step:
        begins = [key for key in ("from", "above") if fields.raw(key, None) is not None]
        if len(begins) > 1:
            fields.complain((), "key-twice", "a step begins either `from` a number or `above` one")
        start = fields.number(begins[0]) if begins else None
        step = Step(start, fields.number("gives") or 0, begins == ["above"])
        fields.done()
        return step

    def rising(self, fields: Fields, starts: Sequence[Any], message: str) -> None:
        """Complain at the first step that does not begin after the one before it."""
        for index, (before, start) in enumerate(pairwise(starts), 1):
            if not before < start:
                fields.complain(("steps", index), "out-of-order", message)
                return

    # Scores -----------------------------------------------------------------------------------------------------

    def open_scores(self, pending: dict[str, Fields], all_ids: set[Any]) -> None:
        """Read every score of which all that it is made of is known by now, and take it from `pending`."""
        progress = True
        while progress:
            open_ones = (all_ids - self.asked.keys()) | (pending.keys() - all_ids)
            ready = [name for name, fields in pending.items() if self.is_ready(name, fields, open_ones)]
            for name in ready:
                self.scores[name] = self.score(name, pending.pop(name))
            progress = bool(ready)

    def is_ready(self, name: str, fields: Fields, open_ones: set[Any]) -> bool:
        """Tell whether nothing that a score names is still to come."""
        if name not in self.named_by:
            self.named_by[name] = frozenset((*self.parts_named(fields), *self.rests_named(fields)))
        named = self.named_by[name]
        return bool(named) and open_ones.isdisjoint(named)

    def read_rest(self, pending: dict[str, Fields], all_ids: set[Any]) -> None:
        """Read the scores that name what is not there, or that lead back to themselves."""
        self.open_scores(pending, all_ids)
        made_of = {name: self.parts_named(fields) for name, fields in pending.items()}
        rests = {name: [*made_of[name], *self.rests_named(fields)] for name, fields in pending.items()}
        for name, fields in pending.items():
            waits = next((word for word in rests[name] if word in rests and _leads_to(word, name, rests)), None)
            if waits is not None and name not in all_ids:
                method = next((method for method in METHODS if method in fields.data), "")
                message = f"{name} is made of {waits}, which cannot be worked out before it"
                key = method if waits in made_of[name] else "score_if"
                fields.complain((key,), "cycle", message, "A score may not lead back to itself.")
        self.waiting = set(pending)
        for name in list(pending):
            self.scores[name] = self.score(name, pending.pop(name))

    def parts_named(self, fields: Fields) -> list[str]:
        """Give every name that a score is made of."""
        return self.with_named(_words([fields.data.get(method) for method in METHODS]))

    def rests_named(self, fields: Fields) -> list[str]:
        """Give every name in the condition without which there is no such score."""
        return [word.removeprefix("score.") for word in self.with_named(_words(fields.data.get("score_if")))]

    def with_named(self, words: list[str]) -> list[str]:
        """Add the names in the named conditions that stand among some names."""
        named = self.top("conditions").mapping("conditions", {})
        return [*words, *(inner for word in words if word in named for inner in _words(named[word]))]

    def score(self, name: str, fields: Fields) -> Score:
        methods = [method for method in METHODS if method in fields.data]
        if len(methods) != 1 and not any(map(fields.is_misspelt, METHODS)):
            code = "key-twice" if methods else "missing-key"
            fields.complain((), code, "a score needs exactly one of " + ", ".join(METHODS))
        method = methods[0] if methods else METHODS[0]
        counted = self.counted(fields) if method == "count_of" else ()
        parts = self.named(counted) if method == "count_of" else self.parts(fields, method) if methods else ()
        share, fewest, least = self.needs(fields)
        score = Score(
            id=name,
            title=fields.text("title"),
            of=parts,
            method=method,
            times=self.times(fields),
            share=share,
            fewest=fewest,
            least=least,
            prorate=fields.choice("prorate", ("mean",), "") == "mean",
            recodes=self.recodes_of(fields, parts),
            counted=counted,
            applies=self.applies(fields),
            bands=fields.texts("bands", ()),
            composite=bool(parts) and all(map(self.is_score, parts)),
            domain=fields.truth("domain", False),
            shown=fields.truth("shown", True),
            source=self.source(fields) if "source" in fields.data else "",
        )
        self.fits_method(score, fields)
        self.levels[name] = 1 + max((self.levels.get(part, 0) for part in self.named_by.get(name, ())), default=0)
        if self.levels[name] > MOST_LEVELS:
            message = f"a score is made of scores of scores, at most {MOST_LEVELS} levels deep"
            fields.complain((method,) if methods else (), "too-large", message)
        rests = {*parts, *((*questions_of(score.applies), *scores_of(score.applies)) if score.applies else ())}
        implying = [
            self.asked[part].opens for part in parts if part in self.asked and self.asked[part].implied is not None
        ]
        if not rests.isdisjoint(self.private | self.private_scores) or any(
            opens and self.rests_on_private(opens) for opens in implying
        ):
            self.private_scores.add(name)
        return self.with_range(score, fields)

    def is_score(self, part: str) -> bool:
        """Tell whether a name is that of a score; a question goes before a score of the same name."""
        return part not in self.asked and (part in self.scores or part in self.waiting)

    def times(self, fields: Fields) -> float:
        times = fields.number("times", 1) or 0
        if times <= 0:
            fields.complain(("times",), "out-of-range", "`times` must be more than 0")
        return times if times > 0 else 1

    def counted(self, fields: Fields) -> tuple[Condition, ...]:
        """Read what is counted; only answers can be."""
        answers = replace(self.vocabulary(), scores=frozenset())
        of, where = fields.raw("count_of"), fields.raw("where", None)
        found = parse_counted(of, where, fields.path, answers, fields.note, key="count_of")
        for index, condition in enumerate(found):
            # A score that is named here has its complaint; one within a named condition has none.
            if scores_of(condition) and not any(word.startswith("score.") for word in _words(of[index])):
                fields.complain(("count_of", index), "cannot-be-scored", "`count_of` is not of scores")
        return found

    def named(self, counted: tuple[Condition, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for condition in counted for name in questions_of(condition)))

    def parts(self, fields: Fields, method: str) -> tuple[str, ...]:
        parts = fields.texts(method)
        types, of_scores = MADE_OF[method]
        if not parts and method in fields.data:
            fields.complain((method,), "too-few", f"`{method}` needs at least one entry")
        if method in OF_TWO and parts and len(parts) != 2:
            fields.complain((method,), "wrong-number", f"`{method}` is of two")
        for index, part in enumerate(parts):
            if part in parts[:index] and method not in OF_TWO:
                fields.complain((method, index), "duplicate-item", f"{part} is counted twice")
            if self.is_score(part):
                if not of_scores:
                    fields.complain((method, index), "cannot-be-scored", f"`{method}` is not of scores")
            elif part not in self.asked:
                known = [*self.asked, *(self.scores if of_scores else ())]
                if of_scores and part.startswith("score."):
                    # Within a score no prefix tells scores from questions.
                    known = list(self.top("scores").mapping("scores", {}))
                    message, hint = f"no question or score is called {part}", did_you_mean(part[6:], known)
                    fields.complain((method, index), "unknown-question-or-score", message, hint)
                    continue
                fields.unknown((method, index), "question or score", part, known)
            elif self.asked[part].type not in types:
                message = f"{part} is of the type {self.asked[part].type}, which `{method}` cannot take"
                fields.complain((method, index), "cannot-be-scored", message, "It takes: " + ", ".join(types))
        return parts

    def recodes_of(self, fields: Fields, parts: tuple[str, ...]) -> dict[str, str]:
        """Read which parts are recoded: one recode for all of them, or one each."""
        data = fields.raw("recode", None)
        if data is None:
            return {}
        if not isinstance(data, dict):
            return dict.fromkeys(parts, name) if self.is_recode(name := str(data), fields, "recode") else {}
        found = {}
        for part, name in data.items():
            if part not in parts:
                fields.unknown(("recode", part), "part of the score", part, parts)
            elif self.is_recode(str(name), fields, "recode", part):
                found[part] = str(name)
        return found

    def is_recode(self, name: str, fields: Fields, *path: str) -> bool:
        if name not in self.recodes:
            fields.unknown(path, "recode", name, self.recodes)
        return name in self.recodes

    def applies(self, fields: Fields) -> Condition | None:
        data = fields.raw("score_if", None)
        return None if data is None else parse(data, (*fields.path, "score_if"), self.vocabulary(), fields.note)

    def fits_method(self, score: Score, fields: Fields) -> None:
        """Complain about keys that the method of a score does not have."""
        mean = score.method == "mean_of"
        fitting = {
            "scale": mean and not score.composite,
            "times": not (mean and score.composite),
            "recode": mean or score.method == "sum_of",
            "prorate": score.method == "sum_of" and all(part in self.asked for part in score.of),
            "needs": mean or score.prorate,
            "where": score.method == "count_of",
        }
        if mean and not score.composite and any(self.is_score(part) for part in score.of):
            message = "a mean is of questions or of scores, and not of both"
            fields.complain((MEAN,), "does-not-fit", message, "Make a score of the questions first.")
        for key, fits in fitting.items():
            if key in fields.data and not fits and score.of:
                hint = "Missing answers need `prorate` in a sum." if key == "needs" else ""
                fields.complain((key,), "does-not-fit", f"`{key}` does not go with this score", hint)

    def with_range(self, score: Score, fields: Fields) -> Score:
        """Work out between what a score can lie; complain where it has no ends."""
        scale = fields.whole("scale", 100)
        if scale < 1:
            fields.complain(("scale",), "out-of-range", "`scale` must be at least 1")
        low, high = range_of(score, max(scale, 1), self.asked, self.scores, self.recodes)
        open_ones = [part for part in score.of if part in self.asked and not self.is_bounded(part)]
        if open_ones and score.method in ("sum_of", "ratio_of"):
            message = f"{open_ones[0]} is scored and has no bounds"
            fields.complain((score.method,), "no-bounds", message, "Give the question `min` and `max`.")
        if score.method == "ratio_of" and len(score.of) == 2 and not open_ones and (high is None or (low or 0) < 0):
            above, below = score.of
            message = f"{above} is divided by {below}, which can be 0, or one of the two can be less"
            fields.complain(
                (score.method,), "no-bounds", message, f"Give {below} a `min` over 0, and {above} one of 0."
            )
        return score._replace(low=0 if low is None else low, high=scale if high is None else high)

    def is_bounded(self, name: str) -> bool:
        question = self.asked[name]
        return question.type not in ("number", "duration") or None not in (question.low, question.high)

    def needs(self, fields: Fields) -> tuple[float, int, int | None]:
        """Read how much must be answered: the share, the fewest answers, and how many scores (None: all that apply)."""
        value = fields.raw("needs", "all")
        if isinstance(value, dict):
            inner = fields.inner("needs")
            # Of a number of answers alone no share is asked.
            share = inner.number("share", 0.0 if "answers" in inner.data else 1.0) or 0.0
            fewest = inner.whole("answers", 1)
            every = inner.raw("scores", 0) == "applicable"
            least = None if every else inner.whole("scores", 0)
            if not 0 <= share <= 1:
                inner.complain(("share",), "out-of-range", "`share` is a part of the questions, from 0 to 1")
            inner.done()
            return share, fewest, least
        if not isinstance(value, str) or value not in NEEDS:
            hint = "Say half, all, or {share: 0.75, scores: 5}."
            fields.complain(("needs",), "unknown-choice", f"`needs` cannot be {value}", hint)
            return 1.0, 1, 0
        return NEEDS[value], 1, 0

    def unbanded(self, score: Score, fields: Fields, bands: dict[str, Bands]) -> Score:
        """Join the score's condition for no band, which may name any question."""
        for index, name in enumerate(score.bands):
            if name not in bands:
                path = ("bands", index) if isinstance(fields.data.get("bands"), list) else ("bands",)
                fields.unknown(path, "set of bands", name, bands)
        condition = self.optional(fields, "no_band_if")
        fields.done()
        return score._replace(unbanded=condition, bands=tuple(name for name in score.bands if name in bands))

    # Bands and criteria -----------------------------------------------------------------------------------------

    def bands(self, fields: Fields) -> Bands:
        if fields.raw("steps") == []:
            fields.complain(("steps",), "too-few", "a set of bands needs at least one step")
        steps = tuple(self.band(entry) for entry in self.listed("steps", fields))
        if all(_begins(entry) and "from" in entry for entry in fields.items("steps")):
            self.rising(fields, [step.start for step in steps], "the steps must rise, each with a `from` of its own")
        bands = Bands(steps, self.source(fields), fields.truth("provisional", True), fields.text("title", ""))
        fields.done()
        return bands

    def band(self, fields: Fields) -> Band:
        band = Band(fields.number("from") or 0, fields.text("label"), fields.text("text", ""))
        fields.done()
        return band

    def criterion(self, name: str, fields: Fields) -> Criterion:
        if ("when" in fields.data) == ("parts" in fields.data):
            code = "key-twice" if "when" in fields.data else "missing-key"
            fields.complain((), code, "a criterion needs either `when` or `parts`")
        if fields.data.get("parts") == []:
            fields.complain(("parts",), "too-few", "a criterion needs at least one part")
        parts = [("", self.condition(fields, "when"))] if "when" in fields.data else []
        for entry in self.listed("parts", fields):
            parts.append((entry.text("title"), self.condition(entry, "when")))
            entry.done()
        criterion = Criterion(
            id=name,
            title=fields.text("title"),
            parts=tuple(parts),
            met=fields.text("met"),
            unmet=fields.text("unmet"),
            source=self.source(fields),
        )
        fields.done()
        return criterion


def _begins(step: Any) -> bool:
    """Tell whether a step begins at a number, or at none; where it does not can be told of no order."""
    return isinstance(step, dict) and all(
        isinstance(step.get(key, 0), int | float) and not isinstance(step.get(key), bool) for key in ("from", "above")
    )


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < 1e9 else None


def _leads_to(first: str, name: str, rests: Mapping[str, Iterable[str]]) -> bool:
    """Tell whether a score rests on another, near or far, or is it."""
    waiting, seen = [first], set()
    while waiting:
        at = waiting.pop()
        if at == name:
            return True
        if at not in seen:
            seen.add(at)
            waiting += (word for word in rests[at] if word in rests)
    return False


def _words(data: Any) -> list[str]:
    """Give every name in a piece of data: the keys of mappings and the texts of lists."""
    if isinstance(data, dict):
        return [*data, *(word for value in data.values() for word in _words(value))]
    if isinstance(data, list):
        return [word for value in data for word in _words(value)]
    return [data] if isinstance(data, str) else []
