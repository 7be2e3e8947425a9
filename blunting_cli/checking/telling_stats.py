"""A bank in numbers, in words and as data for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from blunting_cli.checking.frequencies import Frequencies
from blunting_cli.checking.paths import Length
from blunting_cli.checking.stats import GRADED_LANGUAGE, Reading, ScoreRange, Stats
from blunting_cli.factors import RANKED
from blunting_cli.render.text import wrapped

WIDEST = 80
MARGIN = 2
METHODS = {
    "mean_of": "mean of {parts}",
    "sum_of": "sum of {parts}",
    "count_of": "count over {parts}",
    "hours_between": "hours between {parts}",
    "ratio_of": "ratio of {parts}",
}


def stats_text(stats: Stats, found: Frequencies | None, width: int) -> str:
    """Give a bank in numbers, and how often each conclusion came out where answers were given."""
    width = min(width, WIDEST)
    lines = [*wrapped(f"{stats.title or stats.id} ({stats.id}), version {stats.version}", width)]
    for title, entries in _parts(stats, found):
        lines += ["", *wrapped(title, width)]
        for entry in entries:
            lines += wrapped(entry, width, " " * MARGIN, " " * (MARGIN + 2))
    if found is not None and found.factors:
        lines += ["", *_factor_table(found, width)]
    return "".join(f"{line}\n" for line in lines)


def _parts(stats: Stats, found: Frequencies | None) -> Iterator[tuple[str, list[str]]]:
    yield "Holds", list(_holds(stats))
    yield "Questions asked, whatever is answered", [_asked(stats)]
    if stats.scores:
        yield "Scores, from the lowest to the highest they can come to", [*map(_score, stats.scores)]
    if stats.bands:
        yield "Bands", [f"{name}: {_steps(steps)}" for name, steps in stats.bands.items()]
    yield "Reading grade (Flesch-Kincaid)", list(_reading(stats))
    if found is not None:
        yield from _found(found)


def _holds(stats: Stats) -> Iterator[str]:
    holds = stats.holds
    types = _listed(stats.types)
    after = f", {stats.conditional} of them only after certain answers" if stats.conditional else ""
    yield f"{_number(holds['questions'], 'question')} in {_number(holds['sections'], 'section')}{after}: {types}"
    rest = {name: count for name, count in holds.items() if name not in ("questions", "sections") and count}
    yield ", ".join(_number(count, _one(name)) for name, count in rest.items())
    yield f"{stats.words:,} words"


def _one(name: str) -> str:
    return {"criteria": "criterion"}.get(name, name.removesuffix("s"))


def _number(count: int, what: str) -> str:
    many = {"criterion": "criteria"}.get(what, f"{what}s")
    return f"{count:,} {what if count == 1 else many}"


def _asked(stats: Stats) -> str:
    low, high = stats.lengths
    if low.exact and high.exact:
        return f"{low.questions} at the least, {high.questions} at the most; both are exact"
    return f"{_length(low, 'not fewer')} at the least, {_length(high, 'not more')} at the most"


def _length(length: Length, bound: str) -> str:
    if length.exact:
        return f"{length.questions} (exact)"
    return f"{length.questions} (a bound: {bound}, and {length.found} on the way that was tried)"


def _score(score: ScoreRange) -> str:
    parts = METHODS[score.method].format(parts=score.parts)
    sets = f"; bands: {', '.join(score.bands)}" if score.bands else ""
    return f"{score.id}: {score.low:g} to {score.high:g}, {parts}{sets}"


def _steps(steps: Sequence[tuple[float, str]]) -> str:
    return ", ".join(f"{label} from {start:g}" for start, label in steps)


def _reading(stats: Stats) -> Iterator[str]:
    if stats.language != GRADED_LANGUAGE:
        yield f"none: it is made for English, and the language of this bank is {stats.language}"
    elif stats.reading is None:
        yield "none: there is no text"
    else:
        yield f"{stats.reading.mean:.1f} on average over {stats.reading.graded} screens and texts"
        yield "hardest: " + "; ".join(f"{one.grade:.1f} ({one.place})" for one in stats.reading.hardest)


def _found(found: Frequencies) -> Iterator[tuple[str, list[str]]]:
    outside = f", {found.outside} of them of people it was not written for" if found.outside else ""
    inside, tiered = found.sets - found.outside, any(found.triggers.values())
    yield f"Of {_number(found.sets, 'set')} of answers{outside}", [_shares(found.tiers, found.sets)] if tiered else []
    if tiered:
        yield "Triggers that fired", [*_fired(found.triggers)]
    if found.patterns:
        yield "Patterns found", [_shares(found.patterns, inside)]
    if found.criteria:
        yield "Criteria found", [f"{name}: {_listed(counts)}" for name, counts in found.criteria.items()]
    if found.bands:
        yield "Bands found", [f"{score} ({name}): {_listed(counts)}" for (score, name), counts in found.bands.items()]


def _fired(triggers: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    """Give the triggers of each tier, those that fired most first, then those that never did."""
    for tier, counts in triggers.items():
        fired = {name: count for name, count in sorted(counts.items(), key=lambda entry: -entry[1]) if count}
        if fired:
            yield f"{tier}: {_listed(fired)}"
    silent = [name for counts in triggers.values() for name, count in counts.items() if not count]
    if silent:
        yield f"never: {', '.join(silent)}"


def _shares(counts: Mapping[str, int], of: int) -> str:
    return ", ".join(f"{name} {count} ({count / of:.0%})" if of else f"{name} 0" for name, count in counts.items())


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def _factor_table(found: Frequencies, width: int) -> Iterator[str]:
    """Lay out how often each factor was printed, first, and at each level; one a line, the most printed first."""
    columns = ("printed", "first", *RANKED)
    ranked = sorted(found.factors.items(), key=lambda entry: -entry[1].printed)
    rows = [
        (name, [count.printed, count.first, *(count.levels.get(level, 0) for level in RANKED)])
        for name, count in ranked
    ]
    wide = max(len("Factors"), *(len(name) for name, _ in rows)) + MARGIN
    heads = [column.replace("_", " ") for column in columns]
    if wide + sum(len(head) + 2 for head in heads) > width:
        yield "Factors"
        for name, numbers in rows:
            cells = dict(zip(heads, numbers, strict=True))
            yield from wrapped(f"{name}: {_listed(cells)}", width, " " * MARGIN, " " * (MARGIN + 2))
        return
    yield _row("Factors", heads, heads, wide)
    yield from (_row(" " * MARGIN + name, [str(number) for number in numbers], heads, wide) for name, numbers in rows)


def _row(name: str, cells: Sequence[str], heads: Sequence[str], wide: int) -> str:
    shown = (f"{cell:>{len(head) + 2}}" for cell, head in zip(cells, heads, strict=True))
    return f"{name:<{wide}}{''.join(shown)}"


# For programs -------------------------------------------------------------------------------------------------------


def stats_data(stats: Stats, found: Frequencies | None) -> dict[str, Any]:
    """Give a bank in numbers as plain data; `answers` is None where none were given."""
    return {
        "bank": {"id": stats.id, "version": stats.version, "title": stats.title, "language": stats.language},
        "holds": dict(stats.holds),
        "types": dict(stats.types),
        "conditional": stats.conditional,
        "words": stats.words,
        "asked": {"least": _length_data(stats.lengths.shortest), "most": _length_data(stats.lengths.longest)},
        "scores": [score._asdict() for score in stats.scores],
        "bands": {
            name: [{"from": start, "label": label} for start, label in steps] for name, steps in stats.bands.items()
        },
        "reading_grade": _reading_data(stats.reading) if stats.reading else None,
        "answers": _found_data(found) if found is not None else None,
    }


def _length_data(length: Length) -> dict[str, Any]:
    return {"questions": length.questions, "exact": length.exact, "found": length.found}


def _reading_data(reading: Reading) -> dict[str, Any]:
    hardest = [{"place": one.place, "grade": round(one.grade, 1)} for one in reading.hardest]
    return {"mean": round(reading.mean, 1), "graded": reading.graded, "hardest": hardest}


def _found_data(found: Frequencies) -> dict[str, Any]:
    bands: dict[str, dict[str, Any]] = {}
    for (score, name), counts in found.bands.items():
        bands.setdefault(score, {})[name] = dict(counts)
    factors = {
        name: {**count._asdict(), "levels": {level: count.levels.get(level, 0) for level in RANKED}}
        for name, count in found.factors.items()
    }
    criteria = {name: dict(counts) for name, counts in found.criteria.items()}
    return {**found._asdict(), "bands": bands, "factors": factors, "criteria": criteria}
