"""Times as people say them: "about three weeks", "a year and a half", "since last March".

What can mean two things is not understood, so that nothing is guessed. The words of the language are texts, of which
some are lists: groups with semicolons between them, and in a group the forms of one word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from itertools import dropwhile
from typing import NamedTuple

from blunting_cli.conditions import Duration
from blunting_cli.conditions.tree import DAYS

LONGEST = 100
MOST = 9999  # the largest number that `Duration.parse` reads
EARLIEST = date(1900, 1, 1)
_UNITS = tuple(DAYS)
_SMALLER = {"year": (12, "month"), "month": (DAYS["month"], "day"), "week": (DAYS["week"], "day")}
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?")
_YEAR = re.compile(r"[0-9]{4}")
_DAY = re.compile(r"([0-9]{1,2})([^\W\d_]*)")
_NUMBER = re.compile(r"[0-9]{1,4}(\.[0-9]{1,2})?")
# How a date may be put: day, month, year, l for "last", n for two digits alone. "March 24" is not among them, since it
# may be the day or 2024.
_SHAPES = frozenset({"y", "m", "lm", "my", "ym", "dm", "nm", "md", "dmy", "nmy", "mdy", "mny"})


class TimeSaid(NamedTuple):
    """A time as it was understood: how long ago, and since when where a date was said.

    `since` is the day, month or year that was named, as "2026-03-01", "2026-03" or "2019"; "" where a length was said.
    """

    duration: Duration
    since: str


def read_time(text: str, words: Mapping[str, str], today: str) -> TimeSaid | None:
    """Read how long something lasts or how long ago it was, from a length or a date; None where that is not certain.

    A length keeps its unit; a fraction is put in the next smaller unit if it is whole there, so 1.5 years are 18
    months and 2.5 weeks are not read. A date counts from the first day of what was named, up to `today`: under 14
    days in days, under 91 in whole weeks, then in whole calendar months, from 24 on in whole years; an older date is
    never the shorter time. A bare year is read only from the year before last back, as a later one says too little.

    Raises:
        ValueError: `today` is not a day such as 2026-03-01; no `text` raises anything.
    """
    length = _length(text, words)
    if length:
        return TimeSaid(length, "")
    since = read_day(text, words, today) or ""
    now, first = date.fromisoformat(today), _first_day(since)
    if first is None or (since == str(first.year) and first.year > now.year - 2):
        return None
    return TimeSaid(_until(now, first), since)


def read_day(text: str, words: Mapping[str, str], today: str) -> str | None:
    """Read a date as "2026-03-01", "2026-03" or "2026"; None where it is not certain, not from 1900 on, or to come.

    A day or month without its year is the latest that is not after `today`, this year or last; "last March" is over.

    Raises:
        ValueError: `today` is not a day such as 2026-03-01; no `text` raises anything.
    """
    now = date.fromisoformat(today)
    said = _said(text, words["time_before_date"])
    ago = _values(words["time_days"])
    if len(said) == 1 and said[0] in ago:
        return (now - timedelta(days=ago[said[0]] // 100)).isoformat()
    named = said[0] if len(said) == 1 and _ISO.fullmatch(said[0]) else _named(said, words, now)
    first = _first_day(named)
    return named if first and EARLIEST <= first <= now else None


def say_time(said: TimeSaid, words: Mapping[str, str]) -> str:
    """Say a time back: "3 weeks", or "8 months, since March 2026" where a date was said."""
    length, since = said
    one, many, *_ = _groups(words["time_units"])[_UNITS.index(length.unit)]
    amount = f"{length.amount} {one if length.amount == 1 else many}"
    if not since:
        return amount
    if not length.amount:
        return _groups(words["time_days"])[0][1]
    return words["time_since"].format(length=amount, date=say_day(since, words))


def say_day(date: str, words: Mapping[str, str]) -> str:
    """Say "2026-03-01" as "1 March 2026", "2026-03" as "March 2026", and a year as it is."""
    year, month, day = (*map(int, date.split("-")), 0, 0)[:3]
    name = _groups(words["time_months"])[month - 1][0]
    when = words["time_day"] if day else words["time_month"] if month else "{year}"
    return when.format(year=year, month=name, day=day)


# Lengths ------------------------------------------------------------------------------------------------------------


def _length(text: str, words: Mapping[str, str]) -> Duration | None:
    """Read a length; numbers are counted in hundredths, so that 1.5 is 150."""
    said = _said(text, words["time_before_length"])
    while said and said[-1] in _forms(words["time_after_length"]):
        said.pop()
    half, articles = _forms(words["time_half"]), _forms(words["time_articles"])
    beside = [half.intersection(said[max(place - 1, 0) : place + 2]) for place in range(len(said))]
    plain = [word for word, near in zip(said, beside, strict=True) if not (near and word in articles)]
    meanings = _meanings(*(words[f"time_{name}"] for name in ("units", "numbers", "half", "and")))
    match [part for word in plain for part in _length_parts(word, meanings)]:
        case ["half", str(unit)]:
            return _whole(50, unit)
        case [int(number), str(unit)]:
            return _whole(number, unit)
        case [int(number), "and", "half", str(unit)] | [int(number), str(unit), "and", "half"] if number % 100 == 0:
            return _whole(number + 50, unit)
        case [int(number), str(unit), int(more), str(small)] | [int(number), str(unit), "and", int(more), str(small)]:
            # "2 weeks, 14 days" may say one thing twice.
            factor, smaller = _SMALLER.get(unit, (0, ""))
            return _whole(number * factor + more, small) if small == smaller and more < factor * 100 else None
    return None


def _length_parts(word: str, meanings: Mapping[str, int | str]) -> Iterator[int | str]:
    """Give what a word of a length stands for, "3wks" being two words; "" where it stands for nothing."""
    name = word.lstrip("0123456789.")
    number = word.removesuffix(name)
    if number:
        yield _hundredths(number) if _NUMBER.fullmatch(number) else ""
    if name or not number:
        yield meanings.get(name, "")


def _whole(hundredths: int, unit: str) -> Duration | None:
    """Give a length in its unit, or else in the next smaller one, where it is whole there; None where it is not."""
    if hundredths % 100 and unit in _SMALLER:
        factor, unit = _SMALLER[unit]
        hundredths *= factor
    amount, rest = divmod(hundredths, 100)
    return None if rest or amount > MOST or unit not in DAYS else Duration(amount, unit)


# Dates --------------------------------------------------------------------------------------------------------------


def _named(said: list[str], words: Mapping[str, str], now: date) -> str:
    """Give the day, month or year that is named, "" where none is; it may lie ahead and need not exist."""
    between = _forms(words["time_in_date"])
    parts = [_date_part(word, words) for word in said if word not in between]
    shape, found = "".join(kind for kind, _ in parts), dict(parts)
    if shape not in _SHAPES:
        return ""
    rest = [found[kind] for kind in "mdn" if kind in found]
    if "y" in found:
        return _joined(found["y"], rest)
    latest = now.replace(day=1) - timedelta(days=1) if "l" in found else now
    both = [_joined(year, rest) for year in (now.year, now.year - 1)]
    return next((name for name in both if (first := _first_day(name)) and first <= latest), "")


def _date_part(word: str, words: Mapping[str, str]) -> tuple[str, int]:
    """Give what a word of a date stands for, by the letters of `_SHAPES`, with its number."""
    months = _places(words["time_months"])
    if word in months:
        return "m", months[word]
    if word in _forms(words["time_last"]):
        return "l", 0
    if _YEAR.fullmatch(word):
        return "y", int(word)
    day = _DAY.fullmatch(word)
    if day is None or (day[2] and day[2] not in _forms(words["time_ordinals"])):
        return "?", 0
    return "n" if len(word) == 2 else "d", int(day[1])


def _joined(year: int, rest: list[int]) -> str:
    return "-".join([f"{year:04}", *(f"{part:02}" for part in rest)])


def _first_day(since: str) -> date | None:
    """Give the first day of a day, month or year; None where there is no such day."""
    try:
        year, month, day = (*map(int, since.split("-")), 1, 1)[:3]
        return date(year, month, day)
    except ValueError:
        return None


def _until(now: date, first: date) -> Duration:
    days = (now - first).days
    if days < 14:
        return Duration(days, "day")
    if days < 91:
        return Duration(days // 7, "week")
    months = (now.year - first.year) * 12 + now.month - first.month - (now.day < first.day)
    # 91 days can be a day short of three calendar months, and must not be less than twelve weeks.
    return Duration(max(months, 3), "month") if months < 24 else Duration(months // 12, "year")


# Words --------------------------------------------------------------------------------------------------------------


def _said(text: str, before: str) -> list[str]:
    """Give the words of a text without the ones that may stand before a time; none where it is too long for one."""
    if len(text) > LONGEST:
        return []
    words = [word.removesuffix(",").removesuffix(".") for word in text.casefold().split()]
    return list(dropwhile(_forms(before).__contains__, words))


@lru_cache
def _groups(line: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(group.split()) for group in line.split(";"))


@lru_cache
def _forms(line: str) -> frozenset[str]:
    return frozenset(line.casefold().split())


@lru_cache
def _places(line: str) -> Mapping[str, int]:
    """Give the place of the group a form stands in, counted from 1."""
    return {form.casefold(): place for place, forms in enumerate(_groups(line), 1) for form in forms}


@lru_cache
def _values(line: str) -> Mapping[str, int]:
    """Give the number each group begins with, in hundredths, by the other forms of the group."""
    return {form.casefold(): _hundredths(number) for number, *forms in _groups(line) for form in forms}


@lru_cache
def _meanings(units: str, numbers: str, half: str, joint: str) -> Mapping[str, int | str]:
    """Give what every word of a length stands for: the name of a unit, a number in hundredths, "half" or "and"."""
    return {
        **{form: _UNITS[place - 1] for form, place in _places(units).items()},
        **_values(numbers),
        **dict.fromkeys(_forms(half), "half"),
        **dict.fromkeys(_forms(joint), "and"),
    }


def _hundredths(number: str) -> int:
    whole, _, part = number.partition(".")
    return int(whole) * 100 + int(f"{part:0<2}")
