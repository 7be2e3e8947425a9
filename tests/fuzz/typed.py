"""The readers of what is typed: the name of a medicine, a time, the answer to one question."""

from __future__ import annotations

import json
import re
from datetime import date

from blunting_cli.answers import Refused, as_data, read_value
from blunting_cli.asking import settle
from blunting_cli.assessment import assess, record
from blunting_cli.bank import Bank, load_medicines
from blunting_cli.bank.formulary import plain_name
from blunting_cli.bank.loading import load_texts
from blunting_cli.conditions import Duration, Medicine
from blunting_cli.medicines import described, near_names, suggestions
from blunting_cli.times import EARLIEST, MOST, TimeSaid, read_day, read_time, say_day, say_time

from .holding import by_name, check_sheet, check_shown, nobody, small_bank

# What could be more than a word to a page.
ODD = re.compile(r"[^\w ]")
# A leap day, the ends of a year, an ordinary day.
TODAYS = ("2026-11-28", "2028-02-29", "2026-01-01", "2026-12-31", "2027-03-31")


def medicine(content: bytes) -> None:
    """The name of a medicine: it is known for certain or not at all, and what is offered for it is known."""
    typed = content.decode("utf-8", "replace")
    known = load_medicines()
    entry = known.find(typed)
    assert entry is None or entry in known.values()
    assert plain_name(plain_name(typed)) == plain_name(typed), f"{plain_name(typed)!r} is not plain"
    assert all(name in known for name in near_names(typed, known))
    offered = suggestions(typed, known)
    assert len(offered) <= 5
    assert entry is None or offered == (entry,), offered
    for one in offered:
        assert known.find(one.generic) is one
        assert described(one, typed).endswith(one.class_label)
    bank = small_bank()
    try:
        answer = read_value([{"name": typed}], bank.by_id["taken"], bank.texts, by_name)
    except Refused as refusal:
        check_shown(refusal.message + refusal.hint)
        return
    assert isinstance(answer, tuple)
    [said] = answer
    assert isinstance(said, Medicine)
    assert (said.generic is None) == (entry is None)
    again = read_value(as_data(answer), bank.by_id["taken"], bank.texts, by_name)
    assert again == answer, f"{again} was {answer}"
    if ODD.search(typed):
        check_sheet(assess(bank, settle(bank, {"taken": answer}).answers), "terminal", "markdown", "html")


def times(content: bytes) -> None:
    """A time that was typed, after a first byte that says which day is today: what is understood is said back."""
    today, typed = TODAYS[content[0] % len(TODAYS)] if content else TODAYS[0], content[1:].decode("utf-8", "replace")
    words = load_texts()
    check_length(typed, words, today)
    day = read_day(typed, words, today)
    if day is not None:
        assert str(EARLIEST)[: len(day)] <= day <= today
        assert read_day(day, words, today) == day
        assert read_day(say_day(day, words), words, today) == day, say_day(day, words)
    bank = small_bank()
    for name in ("since", "bed", "hours", "day", "words", "joy", "signs"):
        check_typed(typed, name, bank)


def check_length(typed: str, words: dict[str, str], today: str) -> None:
    """A length of time is said back in words that mean it."""
    said = read_time(typed, words, today)
    if said is None:
        return
    length = said.duration
    assert 0 <= length.amount <= MOST
    assert Duration.parse(str(length)) == length
    assert read_time(str(length), words, today) == TimeSaid(length, "")
    check_shown(say_time(said, words))
    if said.since:
        first = date(*(*map(int, said.since.split("-")), 1, 1)[:3])
        assert EARLIEST <= first <= date.fromisoformat(today)
        # Months and years have no one length; an older date is never the shorter time by more than that.
        assert abs((date.fromisoformat(today) - first).days - length.days) <= 400


def check_typed(typed: str, name: str, bank: Bank) -> None:
    """What is typed as the answer to one question is refused in words, or is read again as the same."""
    question = bank.by_id[name]
    try:
        answer = read_value(typed, question, bank.texts, by_name)
    except Refused as refusal:
        assert len(refusal.message) < 200
        return
    if answer is None:
        return
    assert read_value(as_data(answer), question, bank.texts, by_name) == answer
    if not re.search(r"[^\x20-\x7e\xa0-\u05ff]", typed):
        check_shown(json.dumps(record(assess(bank, {**nobody(bank), name: answer})), indent=2))
