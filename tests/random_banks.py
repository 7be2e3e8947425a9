"""Banks made up of everything that decides a result, in random order: their text is read as any bank is."""

from __future__ import annotations

import json
import random
from typing import Any

Data = dict[str, Any]
STATES = ("not_asked", "unanswered", "skipped", "prefer_not_to_say", "not_applicable")
CLASSES = ("ssri", "snri", "any", "benzodiazepine")


class Maker:
    """Makes one bank. What is public may be told, and rests on no answer about safety."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.questions: dict[str, Data] = {}
        self.public: list[str] = []
        self.scores: dict[str, Data] = {}
        self.public_scores: list[str] = []
        self.named: Data = {}

    def some(self, names: Any, low: int = 1, high: int = 4) -> list[Any]:
        names = list(names)
        return self.chance.sample(names, min(len(names), self.chance.randint(low, high)))

    def likely(self, share: float) -> bool:
        return self.chance.random() < share

    # Questions ------------------------------------------------------------------------------------------------------

    def question(self, name: str, last: bool) -> Data:
        kinds = ["single"] * 6 + ["multi", "number", "duration", "time", "time", "medicine", "text", "number"]
        kind = self.chance.choice(kinds)
        data: Data = {"id": name, "section": "here", "ask": f"Is it {name}?", "type": kind}
        if kind == "single":
            values = list(range(self.chance.choice([0, 0, 1]), self.chance.randint(3, 5)))
            if self.likely(0.15):
                values = [0, 2, 5]
            data["options"] = [{"value": value, "label": f"Step {value}"} for value in values]
            if self.likely(0.3):
                data["reverse"] = True
        elif kind == "multi":
            data["options"] = [{"value": value, "label": f"Box {value}"} for value in (1, 2, 3)]
            data["options"].append({"value": 9, "label": "Unsure", "alone": True})
            if self.likely(0.7):
                data["options"].append({"value": 0, "label": "None of these", "none": True})
        elif kind == "number":
            data |= {"min": self.chance.choice([1, 1, 0]), "max": self.chance.choice([5, 12])}
        elif kind == "duration":
            data |= {"min": "1 day", "max": "12 years"}
        if self.likely(0.5):
            data["also"] = self.chance.choice([["not_applicable"], ["prefer_not_to_say", "not_applicable"]])
        hidden = last and self.likely(0.6)
        if hidden:
            data |= {"safety": True, "why": "Some need help."}
        elif self.likely(0.15):
            data |= {"red_flag": True, "why": "Some need help."}
        if self.public and self.likely(0.5):
            data["ask_if"] = self.condition(2, scores=self.likely(0.3))
            if kind == "single" and self.likely(0.4):
                data["implied"] = self.chance.choice(data["options"])["value"]
        return data

    # Conditions -----------------------------------------------------------------------------------------------------

    def condition(self, depth: int, *, scores: bool = True, private: bool = False, naming: bool = True) -> Data:
        roll = self.chance.random()
        if depth == 0 or roll < 0.4:
            names = self.public_scores if not private else [*self.scores]
            if scores and names and self.likely(0.3):
                return {f"score.{self.chance.choice(names)}": self.bounds([0, 0.5, 1, 2, 3.3, 5, 10, 33.3, 50, 80])}
            name = self.chance.choice([*self.questions] if private else self.public)
            return {name: self.test(name)}
        number = self.chance.randint(1, 3)
        parts = [self.condition(depth - 1, scores=scores, private=private, naming=naming) for _ in range(number)]
        if roll < 0.55:
            return {"all": parts}
        if roll < 0.7:
            return {"any": parts}
        if roll < 0.82:
            return {"not": parts[0]}
        if self.named and naming and roll < 0.88:
            return {"condition": self.chance.choice([*self.named])}
        return {"count": {"of": parts} | self.bounds([0, 1, 2])}

    def bounds(self, ends: list[Any]) -> Data:
        kind = self.chance.choice(["at_least", "at_most", "between"])
        if kind == "between":
            return {kind: sorted(self.chance.choices(ends, k=2))}
        return {kind: self.chance.choice(ends)}

    def test(self, name: str) -> Any:
        data = self.questions[name]
        kind = data["type"]
        if kind == "text" or self.likely(0.12):
            return {"answered": self.likely(0.7)}
        if self.likely(0.12):
            return {"state": self.chance.choice(STATES)}
        values = [option["value"] for option in data.get("options", ())]
        if kind == "medicine":
            found: Data = {"class": self.some(CLASSES, 1, 2)}
            roll = self.chance.random()
            if roll < 0.25:
                return found | {
                    self.chance.choice(["told", "all_told"]): self.chance.choice(["name", "started", "change"])
                }
            if roll < 0.5:
                found["change"] = self.chance.choice(["raised", "stopped"])
            return found | ({"within_weeks": 4} if self.likely(0.4) else {})
        if kind in ("single", "multi") and (kind == "multi" or self.likely(0.5)):
            return self.some(values, 1, 2)
        if kind == "single":
            return self.bounds(values)
        if kind == "number":
            return self.bounds([1, 2.5, 3, 5])
        if kind == "duration":
            return self.bounds(["4 weeks", "2 months", "1 year"]) if self.likely(0.8) else ["1 year", "3 days"]
        return ["23:30", "07:00"]

    # Scores ---------------------------------------------------------------------------------------------------------

    def of_type(self, *kinds: str) -> list[str]:
        return [name for name, data in self.questions.items() if data["type"] in kinds]

    def score(self, name: str) -> Data | None:
        singles, amounts = self.of_type("single"), self.of_type("single", "number", "duration")
        times, over = self.of_type("time"), [one for one in self.of_type("number") if self.questions[one]["min"] > 0]
        data: Data = {"title": name.title()}
        kind = self.chance.choice(["mean", "mean", "sum", "sum", "sum", "scores", "added", "count", "hours", "ratio"])
        if kind == "mean" and singles:
            data |= {
                "mean_of": self.some(singles, 1, 5),
                "needs": self.needs(),
                "scale": self.chance.choice([1, 10, 100]),
            }
        elif kind == "sum" and amounts:
            data |= {"sum_of": self.some(amounts, 1, 5), "times": self.chance.choice([1, 2, 0.5])}
            if self.likely(0.5):
                data |= {"prorate": "mean", "needs": self.needs()}
        elif kind == "scores" and self.scores:
            needs = self.chance.choice(["all", {"scores": "applicable"}, {"scores": 1}, {"scores": 2, "answers": 2}])
            data |= {"mean_of": self.some(self.scores, 1, 3), "needs": needs}
        elif kind == "added" and self.scores:
            data |= {
                "sum_of": self.some(self.scores, 1, 2) + self.some(amounts, 0, 2),
                "times": self.chance.choice([1, 3]),
            }
        elif kind == "count" and self.questions:
            data |= {"count_of": [self.condition(1, scores=False) for _ in range(self.chance.randint(1, 4))]}
            data["times"] = self.chance.choice([1, 2.5])
        elif kind == "hours" and len(times) > 1:
            data |= {"hours_between": self.chance.sample(times, 2), "times": self.chance.choice([1, 0.3])}
        elif kind == "ratio" and over:
            data |= {
                "ratio_of": [self.chance.choice(amounts), self.chance.choice(over)],
                "times": self.chance.choice([1, 100]),
            }
        else:
            return None
        if kind in ("mean", "sum", "scores", "added") and self.likely(0.3):
            data["recode"] = {
                part: self.chance.choice(["table", "steps", "rising"])
                for part in self.some(data.get("sum_of") or data["mean_of"], 1, 2)
            }
        if self.public and self.likely(0.2):
            data["score_if"] = self.condition(1, scores=self.likely(0.3))
        if self.likely(0.5):
            data["bands"] = self.some(["low", "high"], 1, 2)
            if self.likely(0.3):
                data["no_band_if"] = self.condition(1, scores=False)
        return data

    def needs(self) -> Any:
        return self.chance.choice(["all", "half", {"share": 0.34}, {"answers": 2}, {"share": 0.6, "answers": 1}])

    def is_public(self, data: Data) -> bool:
        """Tell whether all that something names may be told."""
        words = set(words_of(data))
        hidden = [name for name in self.questions if name not in self.public]
        hidden += [name for name in self.scores if name not in self.public_scores]
        return words.isdisjoint((*hidden, *(f"score.{name}" for name in hidden)))

    # The whole ------------------------------------------------------------------------------------------------------

    def bank(self) -> str:
        count = self.chance.randint(4, 9)
        for index in range(count):
            name = f"q{index}"
            data = self.question(name, index > 1 and index >= count - 2)
            self.questions[name] = data
            if not data.get("safety"):
                self.public.append(name)
            if self.likely(0.7):
                self.add_score()
            if len(self.public) > 1 and self.likely(0.2):
                self.named[f"named_{index}"] = self.condition(1, scores=False, naming=False)
        for _ in range(2):
            self.add_score()
        return json.dumps(self.whole())

    def add_score(self) -> None:
        name = f"s{len(self.scores)}"
        data = self.score(name)
        if data is not None:
            public = self.is_public(data)
            self.scores[name] = data
            self.public_scores += [name] if public else []

    def whole(self) -> Data:
        each = range(3)
        said: Data = {"title": "One", "source": "book", "text": "It is so."}
        rule: Data = {"source": "book", "because": "So it is."}
        return {
            "bank": "made_up",
            "version": "1.0.0",
            "sections": {"here": {"title": "Here", "why": "To try."}},
            "sources": {"book": {"title": "A book", "year": 2001, "where": "here", "read": "made up for a test"}},
            "conditions": self.named,
            "questions": list(self.questions.values()),
            "scores": self.scores,
            "recodes": {
                "table": {"map": {"0": 3, "1": [1.5, 0.2], "2": 0.25, "3": 2, "5": [4, 0.5]}},
                "steps": {"steps": [{"gives": 1}, {"from": 2, "gives": 0}, {"above": 2.5, "gives": 4}]},
                "rising": {"steps": [{"from": 1, "gives": 0.5}, {"above": 1, "gives": 2}, {"from": 4, "gives": 7}]},
            },
            "bands": {
                "low": {"source": "book", "steps": [{"from": 0, "label": "few"}, {"from": 2.5, "label": "many"}]},
                "high": {"source": "book", "steps": [{"from": 1, "label": "few"}, {"from": 50, "label": "much"}]},
            },
            "criteria": {
                f"c{one}": {
                    "title": "One",
                    "when": self.condition(2, private=True),
                    "met": "Yes.",
                    "unmet": "No.",
                    "source": "book",
                }
                for one in each
            },
            "patterns": {f"p{one}": said | {"when": self.condition(2)} for one in each},
            "factors": {
                f"f{one}": said
                | {
                    "strength": "It can.",
                    "gate": self.some(self.public, 1, 2),
                    "needs": self.chance.randint(1, 3),
                    "levels": {"few": 1, "some": 2, "many": 4},
                    "evidence": [
                        rule
                        | {
                            "id": f"e{index}",
                            "when": self.condition(2),
                            "points": self.chance.choice([-2, -1, 1, 1, 2, 3]),
                        }
                        for index in range(self.chance.randint(1, 6))
                    ],
                }
                for one in each
            },
            "tiers": [
                {"id": "today", "title": "Today", "text": "Today.", "exit_code": 11, "urgent": True},
                {"id": "soon", "title": "Soon", "text": "Soon.", "exit_code": 10},
                {"id": "later", "title": "Later", "text": "Later."},
            ],
            "triggers": [
                rule
                | {
                    "id": f"t{one}",
                    "tier": self.chance.choice(["today", "soon", "later"]),
                    "when": self.condition(2, private=True),
                }
                for one in range(5)
            ],
            "flags": [{"id": f"g{one}", "when": self.condition(1, private=True), "text": "Look."} for one in each],
            **(
                {"outside": {"id": "young", "when": self.condition(1), "text": "Not for you."}}
                if self.likely(0.3)
                else {}
            ),
        }


def words_of(data: Any) -> list[str]:
    """Give every word in a part of a bank."""
    if isinstance(data, dict):
        return [*map(str, data), *(word for value in data.values() for word in words_of(value))]
    if isinstance(data, list):
        return [word for value in data for word in words_of(value)]
    return [str(data)]
