"""The languages of a bank: what is said to people stands in all of them.

Where a text is a mapping of languages the loader tells those that are missing; here it is what stands in one alone.
"""

from __future__ import annotations

from blunting_cli.bank.languages import not_said_in, words_of
from blunting_cli.checking.linting.report import Report
from blunting_cli.checking.locating import Spot


def check_languages(report: Report) -> None:
    """Complain of every text in one language, in a bank that has several; numbers and signs are the same in all."""
    bank = report.bank
    lacking = [language for language in bank.languages if language != bank.language]
    for document in report.located.documents if lacking else ():
        for path, words in words_of(document.data):
            if not isinstance(words, dict) and any(map(str.isalpha, str(words))):
                message, hint = not_said_in(lacking, bank.languages)
                report.say(Spot(document, path), "missing-translation", message, hint, bears=False)
