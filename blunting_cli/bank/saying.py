"""A condition in a person's words: what must be so for a question to be asked, or for a rule to count.

Questions are named by what the caller calls them, answers by the labels of their options, scores by their titles. The
order of the condition stays; parts that ask the same of one question, or of several scores, are said together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from blunting_cli.bank.model import Bank, Question
from blunting_cli.conditions import AllOf, AnswerIs, AnyOf, Comparison, Condition, CountOf, NotSo, ScoreIs
from blunting_cli.conditions.tree import ANY_CLASS, DAYS

Name = Callable[[Question], str]


def short_name(question: Question) -> str:
    """Name a question as it is named on a sheet."""
    return question.short


def condition_words(condition: Condition, bank: Bank, name: Name = short_name) -> str:
    """Say a condition; `name` says what a question is called, such as "question 12". What always holds is empty."""
    return _Sayer(bank, name).said(condition)


class _Sayer:
    def __init__(self, bank: Bank, name: Name) -> None:
        self.bank = bank
        self.texts = bank.texts
        self.name = name

    def said(self, condition: Condition) -> str:
        match condition:
            case AnswerIs():
                return self.answers([condition])
            case ScoreIs():
                return self.scores([condition], "say_score")
            case NotSo(part):
                return self.denied(part)
            case CountOf():
                return self.count(condition)
            case AllOf():
                return self.parts(list(_opened(condition)), "say_and", "say_every_score")
            case AnyOf():
                return self.parts(list(_opened(condition)), "say_or", "say_one_score")

    def parts(self, parts: Sequence[Condition], between: str, scores: str) -> str:
        """Say the parts of an all or an any, with brackets where one of several is made of parts itself."""
        groups = [list(group) for _, group in groupby(parts, lambda part: _kin(part, together=between == "say_or"))]
        said = []
        for group in groups:
            answers = [part for part in group if isinstance(part, AnswerIs)]
            numbers = [part for part in group if isinstance(part, ScoreIs)]
            if answers:
                said.append(self.answers(answers))
            elif numbers:
                said.append(self.scores(numbers, scores if len(numbers) > 1 else "say_score"))
            else:
                said += [self.bracketed(part) if len(parts) > 1 else self.said(part) for part in group]
        return self.texts[between].join(said)

    def bracketed(self, part: Condition) -> str:
        words = self.said(part)
        several = isinstance(part, AllOf | AnyOf) and len(part.parts) > 1
        return self.texts["say_brackets"].format(words=words) if several else words

    def denied(self, part: Condition) -> str:
        if isinstance(part, AnswerIs) and part.test.classes is None:
            test = self.texts["say_not"].format(words=self.test(part))
            return self.texts["say_answer"].format(name=self.name(self.bank.by_id[part.question]), test=test)
        return self.texts["say_not"].format(words=self.texts["say_brackets"].format(words=self.said(part)))

    # Scores -----------------------------------------------------------------------------------------------------

    def scores(self, parts: list[ScoreIs], key: str) -> str:
        """Say scores that are held against the same ends."""
        names = [self.bank.score_by_id[part.score].title for part in parts]
        ends = [None if end is None else f"{end:g}" for end in (parts[0].low, parts[0].high)]
        return self.texts[key].format(names=self.listed(names, "say_and_last"), range=self.ends(*ends))

    def ends(self, low: str | None, high: str | None) -> str:
        if low is not None and high is not None:
            return low if low == high else self.texts["say_between"].format(low=low, high=high)
        key = "say_at_most" if low is None else "say_at_least"
        return self.texts[key].format(end=high if low is None else low)

    # Answers ----------------------------------------------------------------------------------------------------

    def answers(self, parts: list[AnswerIs]) -> str:
        """Say comparisons of one question, any of which is enough."""
        test = self.listed([words for part in parts for words in self.tests(part)], "say_or_last")
        return self.texts["say_answer"].format(name=self.name(self.bank.by_id[parts[0].question]), test=test)

    def test(self, part: AnswerIs) -> str:
        return self.listed(self.tests(part), "say_or_last")

    def tests(self, part: AnswerIs) -> list[str]:
        """Give the answers that pass a comparison, each in words."""
        test, question = part.test, self.bank.by_id[part.question]
        if test.answered is not None:
            return [self.texts["say_answered" if test.answered else "say_not_answered"]]
        if test.state is not None:
            return [self.option(self.texts[test.state.value])]
        if test.classes is not None:
            return [self.medicine(test, test.classes)]
        if test.values is not None:
            return self.values(question, test.values)
        return self.amounts(question, test)

    def option(self, label: str) -> str:
        return self.texts["say_option"].format(label=label)

    def values(self, question: Question, values: Sequence[int | float | str]) -> list[str]:
        """Say the options that fit; of a choice of one those that do not, where that is shorter."""
        if not question.options:
            return [str(value) for value in values]
        others = [option.label for option in question.options if option.value not in values]
        if question.type == "single" and 0 < len(others) <= 2 < len(values):
            return [self.texts["say_but"].format(labels=self.listed(map(self.option, others), "say_and_last"))]
        return [self.option(question.label(value)) for value in values if isinstance(value, int)]

    def amounts(self, question: Question, test: Comparison) -> list[str]:
        if not question.options:
            days = question.type == "duration"
            ends = [None if end is None else time_words(end) if days else f"{end:g}" for end in (test.low, test.high)]
            return [self.ends(*ends)]
        fits = [
            option
            for option in sorted(question.options, key=lambda option: option.value)
            if (test.low is None or option.value >= test.low) and (test.high is None or option.value <= test.high)
        ]
        if len(fits) < 3 or (test.low is not None and test.high is not None):
            return [self.option(option.label) for option in fits]
        low = None if test.low is None else self.option(fits[0].label)
        return [self.ends(low, self.option(fits[-1].label) if low is None else None)]

    def count(self, condition: CountOf) -> str:
        """Say how many of several questions must be answered in one way, or how many of several things must be so."""
        low, high = condition.low, condition.high
        ends = self.ends(None if low is None else str(low), None if high is None else str(high))
        if low == len(condition.parts):
            ends = self.texts["say_count_all"]
        if condition.test is None:
            parts = self.texts["say_count_between"].join(map(self.said, condition.parts))
            return self.texts["say_count_parts"].format(number=ends, parts=parts)
        names = self.listed([self.name(self.bank.by_id[name]) for name in condition.questions], "say_and_last")
        test = self.test(AnswerIs(condition.questions[0], condition.test))
        return self.texts["say_count"].format(number=ends, names=names, test=test)

    def medicine(self, test: Comparison, classes: Sequence[str]) -> str:
        kinds = self.listed(map(self.kind, classes), "say_or_last")
        if test.told is not None or test.all_told is not None:
            key = f"say_told_{test.told}" if test.told is not None else f"say_all_told_{test.all_told}"
            return self.texts[key].format(kinds=kinds)
        named = self.texts["say_medicine"].format(kinds=kinds)
        if test.change is None and test.within_weeks is None:
            return named
        what = self.texts[f"say_medicine_{test.change or 'started'}"]
        when = "" if test.within_weeks is None else self.texts["say_within"].format(weeks=test.within_weeks)
        return f"{named}, {what}{when}"

    def kind(self, name: str) -> str:
        if name == ANY_CLASS:
            return self.texts["say_any_kind"]
        return self.texts.get(f"kind_{name}") or self.texts["say_other_kind"].format(kind=name.replace("_", " "))

    def listed(self, words: Iterable[str], last: str) -> str:
        """List words with commas, and the last behind an "or" or an "and"."""
        found = list(dict.fromkeys(words))
        return ", ".join(found[:-1]) + self.texts[last] + found[-1] if len(found) > 1 else "".join(found)


def _opened(whole: AllOf | AnyOf) -> Iterator[Condition]:
    """Give the parts of an all or an any, those of an all in an all and of an any in an any included."""
    for part in whole.parts:
        if type(part) is type(whole):
            yield from _opened(part)
        else:
            yield part


def _kin(part: Condition, *, together: bool) -> object:
    """Give what parts that may be said together share: their question where any is enough, or the ends of a score."""
    if isinstance(part, AnswerIs):
        return ("question", part.question) if together else part
    if isinstance(part, ScoreIs):
        return ("score", part.low, part.high)
    return "other"


def time_words(days: float) -> str:
    """Say a number of days in the longest unit that it is a whole number of."""
    unit = next(unit for unit in ("year", "month", "week", "day") if unit == "day" or (days and days % DAYS[unit] == 0))
    amount = days / DAYS[unit]
    return f"{amount:g} {unit}{'' if amount == 1 else 's'}"
