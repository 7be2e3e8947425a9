"""Banks as programs write them: small files that come to much, and banks as large as is accepted."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

YES_NO = {"r": {"options": {"0": "No", "1": "Yes"}}}
SOURCE = {"s": {"title": "S", "where": "W", "read": "abstract"}}
LEVELS = {"few": 1, "some": 2, "many": 3}


def bank(**keys: Any) -> bytes:
    """Write a bank."""
    return json.dumps({"bank": "made", "version": "1.0.0", "title": "Made", "responses": YES_NO, **keys}).encode()


def questions(count: int, asked_if: Mapping[int, Any] | None = None, **more: Any) -> list[dict[str, Any]]:
    """Make questions q0, q1 and so on, some with the condition under which they are asked."""
    made = [
        {"id": f"q{number}", "ask": f"Are you well {number}?", "why": "It matters.", "respond": "r", **more}
        for number in range(count)
    ]
    for number, condition in (asked_if or {}).items():
        made[number]["ask_if"] = condition
    return made


def flags(conditions: Iterable[Any]) -> list[dict[str, Any]]:
    """Make a flag of each condition."""
    return [{"id": f"f{number}", "text": "Seen.", "when": when} for number, when in enumerate(conditions)]


def any_before(number: int, most: int) -> dict[str, Any]:
    """A condition on all of the questions before one, at the most so many."""
    return {"any": [{f"q{other}": 1} for other in range(max(0, number - most), number)]}


def nested(inner: Any, depth: int) -> Any:
    """Put a condition into others, each in the next."""
    for level in range(depth):
        inner = {"not": inner} if level % 2 else {"all": [inner]}
    return inner


def score(of: Iterable[str], method: str = "sum_of", **more: Any) -> dict[str, Any]:
    """Make a score of questions or scores."""
    return {"title": "T", method: list(of), **more}


def factors(count: int) -> dict[str, Any]:
    """Make factors without rules of their own."""
    one = {"title": "T", "text": "T.", "strength": "S.", "gate": ["q0"], "levels": LEVELS, "source": "s"}
    return {f"f{number}": one for number in range(count)}


# What is named or shared, counted wherever it is used, comes to millions of things.
BOMBS = {
    "named condition": bank(
        questions=questions(200),
        conditions={"c": {"all": [{f"q{number % 200}": 1} for number in range(15_000)]}},
        flags=flags([{"condition": "c"}] * 5000),
    ),
    "what is counted": bank(
        questions=questions(2),
        flags=flags([{"count": {"of": ["q0"] * 20_000, "where": [0] * 20_000, "at_least": 1}}]),
    ),
    "counted score": bank(questions=questions(2), scores={"s": score(["q0"] * 20_000, "count_of", where=[0] * 20_000)}),
    "responses": bank(
        responses={"r": {"options": {str(number): f"label {number}" for number in range(20_000)}}},
        questions=questions(900),
    ),
    "evidence for all": bank(
        questions=questions(5),
        sources=SOURCE,
        evidence_for_all=[
            {"id": f"e{number}", "when": {"q0": 1}, "points": 1, "because": "B.", "source": "s"}
            for number in range(5000)
        ],
        factors=factors(2000),
    ),
    "too many questions": bank(questions=questions(1001)),
    "too many scores": bank(questions=questions(2), scores={f"s{number}": score(["q0"]) for number in range(301)}),
    "deep scores": bank(
        questions=questions(2),
        scores={"s0": score(["q0"]), **{f"s{number}": score([f"s{number - 1}"]) for number in range(1, 300)}},
    ),
    "circle of scores": bank(
        questions=questions(2),
        scores={f"s{number}": score([f"s{(number + 1) % 300}", f"s{(number + 7) % 300}"]) for number in range(300)},
    ),
    "languages": bank(questions=questions(500), language="en", languages=[f"x{number}" for number in range(10_000)]),
    "unknown keys": bank(questions=questions(2), **{f"key{number}": 1 for number in range(30_000)}),
    "unknown questions": bank(questions=questions(900), flags=flags({f"x{n}": 1} for n in range(5000))),
    "long times": bank(
        questions=[{"id": "q", "ask": "How long?", "why": "W.", "type": "duration", "max": "9" * 5000 + " years"}]
    ),
    "formats": bank(
        questions=questions(2),
        texts={"ago": "{time:>9999999999}", "medicine_told": "{name.__class__} {details}", "say_not": "{0}"},
    ),
}

# These are accepted, and were once worked out in a time that doubles with each question or score.
LARGE = {
    "a thousand questions in a chain": bank(
        questions=questions(1000, {number: {f"q{number - 1}": 1} for number in range(1, 1000)})
    ),
    "nested conditions in a chain": bank(
        questions=questions(600, {number: nested({f"q{number - 1}": 1}, 12) for number in range(1, 600)})
    ),
    "conditions on all before": bank(
        questions=questions(400, {number: any_before(number, 40) for number in range(1, 400)})
    ),
    "implied answers": bank(
        questions=[
            {**one, **({"implied": 0} if "ask_if" in one else {})}
            for one in questions(300, {number: any_before(number, 30) for number in range(1, 300)})
        ],
        scores={"s": score(f"q{number}" for number in range(300))},
    ),
    "scores of two scores each": bank(
        questions=questions(2),
        scores={
            f"s{number}{part}": score([f"s{number - 1}a", f"s{number - 1}b"] if number else ["q0"])
            for number in range(20)
            for part in "ab"
        },
        flags=flags({"score.s19a": {"at_least": number}} for number in range(1, 20)),
    ),
    "three hundred wide scores": bank(
        questions=questions(1000),
        scores={f"s{n}": score(f"q{(part * 3 + n) % 1000}" for part in range(220)) for n in range(300)},
    ),
    "wide sums and means": bank(
        responses={"r": {"options": {str(number): f"label {number}" for number in range(25)}}},
        questions=questions(150),
        scores={
            f"s{n}": score((f"q{part}" for part in range(150)), "mean_of" if n % 2 else "sum_of") for n in range(200)
        },
        flags=flags({f"score.s{number}": {"at_least": number + 2}} for number in range(200)),
    ),
    "five thousand flags": bank(
        questions=questions(100),
        flags=flags({f"q{n % 100}": 1, f"q{(n * 7 + 1) % 100}": [0, 1]} for n in range(5000)),
    ),
    "counts of conditions": bank(
        questions=questions(100),
        flags=flags(
            {"count": {"of": [any_before(part + 2, 2) for part in range(98)], "at_least": 50}} for _ in range(70)
        ),
    ),
}
