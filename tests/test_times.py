"""What the reading of times promises: what people say is understood, and what can mean two things never is."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blunting_cli.bank.loading import load_texts
from blunting_cli.conditions import Duration
from blunting_cli.times import TimeSaid, read_day, read_time, say_time

WORDS = load_texts()
TODAY = "2026-11-15"
EXAMPLES = settings(max_examples=200, deadline=None)
DAYS = st.dates(date(1900, 1, 1), date(2026, 11, 15))
UNITS = ("day", "week", "month", "year")


def length(text: str, today: str = TODAY) -> str | None:
    """Give the length a text is read as, in the words of a record."""
    said = read_time(text, WORDS, today)
    return str(said.duration) if said else None


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("3 weeks", "3 weeks"),
        ("3wks", "3 weeks"),
        ("3 wk.", "3 weeks"),
        ("3w", "3 weeks"),
        ("10d", "10 days"),
        ("2 mos", "2 months"),
        ("2 mo", "2 months"),
        ("4 yrs", "4 years"),
        ("4yr", "4 years"),
        ("  THREE\u00a0Weeks ", "3 weeks"),
        ("twenty-one days", "21 days"),
        ("a week", "1 week"),
        ("an year", "1 year"),
        ("one year", "1 year"),
        ("0 days", "0 days"),
        ("about 3 weeks", "3 weeks"),
        ("for 3 weeks", "3 weeks"),
        ("3 weeks ago", "3 weeks"),
        ("since 3 weeks", "3 weeks"),
        ("for about 3 weeks now", "3 weeks"),
        ("nearly two months", "2 months"),
        ("for the last 3 weeks", "3 weeks"),
        ("the past two years", "2 years"),
        ("half a year", "6 months"),
        ("a half year", "6 months"),
        ("half year", "6 months"),
        ("half a month", "15 days"),
        ("a year and a half", "18 months"),
        ("a year and half", "18 months"),
        ("one and a half years", "18 months"),
        ("2 and a half years", "30 months"),
        ("1.5 years", "18 months"),
        ("1.5yrs", "18 months"),
        ("0.25 years", "3 months"),
        ("1.5 months", "45 days"),
        ("2.0 weeks", "2 weeks"),
        ("1 year and 6 months", "18 months"),
        ("2 years, 3 months", "27 months"),
        ("3 weeks and 2 days", "23 days"),
    ],
)
def test_a_length_is_read_as_people_say_it(text: str, read: str) -> None:
    """Words, short forms, halves and what stands around them; nothing is counted from a day."""
    assert length(text) == read
    assert read_day(text, WORDS, TODAY) is None


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("2026-03-01", "2026-03-01"),
        ("since 2026-03", "2026-03"),
        ("2026-11-15", "2026-11-15"),
        ("today", "2026-11-15"),
        ("yesterday", "2026-11-14"),
        ("Since yesterday.", "2026-11-14"),
        ("March", "2026-03"),
        ("since March", "2026-03"),
        ("in mar.", "2026-03"),
        ("last March", "2026-03"),
        ("since last March", "2026-03"),
        ("November", "2026-11"),
        ("last November", "2025-11"),
        ("December", "2025-12"),
        ("May", "2026-05"),
        ("march 2024", "2024-03"),
        ("March of 2024", "2024-03"),
        ("2024 March", "2024-03"),
        ("around Sept 2024", "2024-09"),
        ("since 3 March", "2026-03-03"),
        ("03 March", "2026-03-03"),
        ("16 November", "2025-11-16"),
        ("15 November", "2026-11-15"),
        ("March 3", "2026-03-03"),
        ("March 24th", "2026-03-24"),
        ("3rd of March 2024", "2024-03-03"),
        ("the 3rd of March, 2024", "2024-03-03"),
        ("March 3, 2024", "2024-03-03"),
        ("March 24, 2024", "2024-03-24"),
        ("3. March 2024", "2024-03-03"),
        ("29 February 2024", "2024-02-29"),
        ("2019", "2019"),
        ("since 2019", "2019"),
        ("in 2024", "2024"),
        ("1900", "1900"),
    ],
)
def test_a_date_is_read_as_people_say_it(text: str, since: str) -> None:
    """A month or day without a year is the latest that is not in the future; "last" means one that is over."""
    assert read_day(text, WORDS, TODAY) == since
    said = read_time(text, WORDS, TODAY)
    assert said is not None
    assert said.since == since


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ,  ",
        "3",
        "20",
        "a",
        "weeks",
        "half",
        "3 m",
        "3m",
        "2-3 weeks",
        "2 or 3 weeks",
        "two three weeks",
        "3+ weeks",
        "-3 weeks",
        "over 2 years",
        "less than a week",
        "in 3 weeks",
        "2.5 weeks",
        "1.5 days",
        "half a day",
        "1.1 years",
        "1 1/2 years",
        "1half years",
        "1,5 years",
        "1.5.2 years",
        "2 weeks, 14 days",
        "1 year and 12 months",
        "10000 days",
        "9999.5 years",
        "\uff13 weeks",
        "\u0663 weeks",
        "a while",
        "long ago",
        "ago",
        "last year",
        "last month",
        "this year",
        "the past year",
        "a few weeks",
        "a couple of weeks",
        "several months",
        "a day or two",
        "tomorrow",
        "3 hours",
        "03/04/2024",
        "3.4.2024",
        "2024/03/04",
        "3-4-2024",
        "2024-3-4",
        "March 24",
        "March '24",
        "3 March 24",
        "3rd",
        "a March",
        "of",
        "last",
        "last 3 March",
        "March April",
        "until March",
        "beginning of March",
        "December 2026",
        "16 November 2026",
        "2026-11-16",
        "2027",
        "31 February",
        "30 February 2024",
        "29 February",
        "29 February 2025",
        "32 March 2024",
        "0 March 2024",
        "2024-13",
        "2024-02-30",
        "2024-00-01",
        "1899",
        "0000",
        "12345",
        "\u0662\u0660\u0661\u0669",
        "3 weeks" + " " * 100,
    ],
)
def test_what_is_not_certain_is_not_read(text: str) -> None:
    """Nothing is guessed: not a number alone, not a vague word, not a range, not a day that never was or is to come."""
    assert read_time(text, WORDS, TODAY) is None
    assert read_day(text, WORDS, TODAY) is None


@pytest.mark.parametrize("year", ["2025", "2026", "since 2025"])
def test_this_year_and_the_last_are_a_date_but_no_length(year: str) -> None:
    """A bare year so near could be days ago or 23 months."""
    assert read_day(year, WORDS, TODAY) == year[-4:]
    assert read_time(year, WORDS, TODAY) is None


def test_a_leap_day_without_a_year_is_that_of_this_year_or_the_last() -> None:
    """One that is longer ago is more likely a slip."""
    assert read_day("29 February", WORDS, "2024-03-01") == "2024-02-29"
    assert read_day("29 February", WORDS, "2025-03-01") == "2024-02-29"
    assert read_day("29 February", WORDS, "2026-03-01") is None


@pytest.mark.parametrize(
    ("text", "today", "read"),
    [
        ("2026-03-01", "2026-03-01", "0 days"),
        ("2026-03-01", "2026-03-14", "13 days"),
        ("2026-03-01", "2026-03-15", "2 weeks"),
        ("2026-03-01", "2026-05-30", "12 weeks"),
        ("2026-03-01", "2026-05-31", "3 months"),
        ("2026-03-01", "2026-06-30", "3 months"),
        ("2026-03-01", "2026-07-01", "4 months"),
        ("2026-03-31", "2026-08-30", "4 months"),
        ("2026-03-01", "2028-02-29", "23 months"),
        ("2026-03-01", "2028-03-01", "2 years"),
        ("2026-03-01", "2029-02-28", "2 years"),
        ("2026-03-01", "2029-03-01", "3 years"),
        ("March", "2026-03-10", "9 days"),
        ("March", "2026-04-10", "5 weeks"),
        ("March", "2026-05-10", "10 weeks"),
        ("March", "2026-11-30", "8 months"),
        ("March", "2026-02-28", "11 months"),
        ("March 2024", "2026-02-28", "23 months"),
        ("March 2024", "2026-03-01", "2 years"),
        ("2024", "2026-01-01", "2 years"),
        ("2019", "2026-12-31", "7 years"),
        ("yesterday", "2026-01-01", "1 day"),
    ],
)
def test_a_date_counts_from_the_first_day_of_what_was_named(text: str, today: str, read: str) -> None:
    """Near times are told in days and weeks, far ones in whole months and years."""
    assert length(text, today) == read


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("3wks", "3 weeks"),
        ("one day", "1 day"),
        ("a year and a half", "18 months"),
        ("since march", "8 months, since March 2026"),
        ("3rd of march 2024", "2 years, since 3 March 2024"),
        ("2019", "7 years, since 2019"),
        ("yesterday", "1 day, since 14 November 2026"),
        ("today", "today"),
    ],
)
def test_a_time_is_said_back(text: str, words: str) -> None:
    """The person sees how they were understood, with the date where they named one."""
    said = read_time(text, WORDS, TODAY)
    assert said is not None
    assert say_time(said, WORDS) == words


def test_the_words_can_be_those_of_another_language() -> None:
    """Nothing a person reads or types stands in the program."""
    german = WORDS | {
        "time_units": "Tag Tage Tagen; Woche Wochen; Monat Monate Monaten; Jahr Jahre Jahren",
        "time_months": "Januar; Februar; M\u00e4rz; April; Mai; Juni; Juli; August; September; Oktober; November; Dezember",
        "time_numbers": "1 ein einem einer; 1.5 anderthalb; 3 drei",
        "time_half": "halben halbes",
        "time_articles": "ein einem",
        "time_days": "0 heute; 1 gestern; 2 vorgestern",
        "time_before_length": "seit vor",
        "time_before_date": "seit im am",
        "time_since": "{length}, seit {date}",
        "time_day": "{day}. {month} {year}",
    }
    read = {
        "seit drei Wochen": "3 Wochen",
        "anderthalb Jahre": "18 Monate",
        "ein halbes Jahr": "6 Monate",
        "vorgestern": "2 Tage, seit 13. November 2026",
        "seit M\u00c4RZ": "8 Monate, seit M\u00e4rz 2026",
        "am 3. M\u00e4rz": "8 Monate, seit 3. M\u00e4rz 2026",
    }
    said = {text: read_time(text, german, TODAY) for text in read}
    assert {text: time and say_time(time, german) for text, time in said.items()} == read


# A text from the words that are known, put together anyhow, reaches further than letters at random.
KNOWN = sorted({word for name, line in WORDS.items() if name.startswith("time_") for word in line.split()})
SCRAPS = st.lists(st.sampled_from([*KNOWN, "3", "24", "1.5", "2024", "3rd", "2024-03", ",", "-"]), max_size=7)


@EXAMPLES
@given(st.text(max_size=120) | SCRAPS.map(" ".join) | SCRAPS.map("".join), DAYS.map(str))
def test_any_text_is_read_or_is_not(text: str, today: str) -> None:
    """No text raises; what is read can be kept in a record and said back, and a date that counts is a date."""
    said, day = read_time(text, WORDS, today), read_day(text, WORDS, today)
    assert day is None or today[: len(day)] >= day
    if said:
        assert Duration.parse(str(said.duration)) == said.duration
        assert said.since in ("", day)
        assert say_time(said, WORDS)


@EXAMPLES
@given(st.integers(0, 9999), st.sampled_from(UNITS))
def test_what_is_said_back_reads_the_same(amount: int, unit: str) -> None:
    """A length may be typed just as the program says it."""
    said = TimeSaid(Duration(amount, unit), "")
    assert read_time(str(said.duration), WORDS, TODAY) == said
    assert read_time(say_time(said, WORDS), WORDS, TODAY) == said


@EXAMPLES
@given(DAYS, DAYS, st.integers(0, 4), st.data())
def test_an_older_date_is_never_the_shorter_time(one: date, other: date, days: int, data: st.DataObject) -> None:
    """Whether a day, a month or a year was named, and none is longer than it truly is."""
    today = data.draw(st.dates(max(one, other), date(2027, 1, 1)))
    near = data.draw(
        st.dates(max(min(one, other), date.fromordinal(max(one, other).toordinal() - days)), max(one, other))
    )
    for older, later in ((min(one, other), max(one, other)), (near, max(one, other))):
        for cut in (10, 7):
            former, latter = (read_time(str(day)[:cut], WORDS, str(today)) for day in (older, later))
            assert former is not None
            assert latter is not None
            assert former.duration.days >= latter.duration.days
            assert former.duration.days <= (today - older.replace(day=1 if cut == 7 else older.day)).days


def test_no_day_of_four_years_breaks_the_order() -> None:
    """Day by day back from a day in every month, the time never gets shorter."""
    for month in range(1, 13):
        today = date(2026, month, 28)
        days = [str(date.fromordinal(today.toordinal() - back)) for back in range(1500)]
        lengths = [said.duration.days for day in days if (said := read_time(day, WORDS, str(today)))]
        assert len(lengths) == len(days)
        assert lengths == sorted(lengths)
