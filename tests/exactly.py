"""Write under each person of `tests/cases` all that comes out, so that no change of a rule goes unnoticed.

    python tests/exactly.py        writes what is missing, and tells what is not as it is written

The lines above those it writes are clinical: what must come out, whatever the rules are. Those it writes say exactly what
the rules make of the answers today, and are read over like prose when a rule changes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from textwrap import wrap

from test_cases import CASES, result_of

from blunting_cli.assessment import Assessment
from blunting_cli.factors import PRINTED

REMARK = "  # All that comes out of the rules as they are."
WIDTH = 120


def exact_lines(found: Assessment, kept: str = "") -> list[str]:
    """Give the lines of `expect` that say all that came out; a key that stands in what is `kept` is left to that."""
    lines = _all_lines(found)
    return [line for key, wrapped in lines for line in wrapped if f"\n  {key}:" not in kept]


def _all_lines(found: Assessment) -> Iterator[tuple[str, list[str]]]:
    points = {result.factor.id: result.points for result in found.factors if result.points}
    levels = {result.factor.id: result.level for result in found.factors if result.level in PRINTED}
    not_asked = [result.factor.id for result in found.factors if result.level == "not_asked"]
    said = (statement.id for statement in found.escalation.statements)
    scores = {name: result for name, result in found.scores.items() if result.of}
    bands = {name: result.band.label if result.band else "null" for name, result in scores.items() if result.value}
    yield "", [REMARK]
    yield "tier", [f"  tier: {found.escalation.tier.id}"]
    yield "only_triggers", _list("only_triggers", [reason.trigger.id for reason in found.escalation.reasons])
    yield "only_flags", _list("only_flags", [*(flag.id for flag in found.escalation.flags), *said])
    if found.outside:
        return
    numbers = {name: _score(result.value, result.low, result.high) for name, result in scores.items()}
    yield "pattern", [f"  pattern: {found.pattern.pattern.id if found.pattern.pattern else 'null'}"]
    yield "scores", _mapping("scores", numbers)
    banded = {name: label for name, label in bands.items() if name in _banded(found)}
    yield "bands", _mapping("bands", banded)
    yield "levels", _mapping("levels", levels)
    yield "points", _mapping("points", points)
    yield "not_asked", _list("not_asked", not_asked)


def _banded(found: Assessment) -> set[str]:
    return {score.id for score in found.bank.scores if score.bands}


def _score(value: float | None, low: float | None, high: float | None) -> str:
    if value == low == high:
        return f"{value:g}"
    return f"{{value: {'null' if value is None else f'{value:g}'}, low: {low:g}, high: {high:g}}}"


def _mapping(key: str, values: dict[str, object]) -> list[str]:
    if not values:
        return [f"  {key}: {{}}"] if key == "points" else []
    return _wrapped(f"{key}: {{{', '.join(f'{name}: {value}' for name, value in values.items())}}}")


def _list(key: str, names: list[str]) -> list[str]:
    return _wrapped(f"{key}: [{', '.join(names)}]")


def _wrapped(text: str) -> list[str]:
    return wrap(
        text, WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False, break_long_words=False
    )


def main() -> None:
    """Write the lines; what stood in their place is told where it was another."""
    for path in CASES:
        kept, mark, before = path.read_text(encoding="utf-8").partition(f"{REMARK}\n")
        lines = exact_lines(result_of(path).assessment, kept)
        written = "\n".join([kept.rstrip("\n"), *lines]) + "\n"
        if mark and written != kept + mark + before:
            sys.stdout.write(f"{path.name}: what comes out is another now" + "\n")
        path.write_text(written, encoding="utf-8")


if __name__ == "__main__":
    main()
