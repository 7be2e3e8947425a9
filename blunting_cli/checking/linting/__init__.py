"""Everything that is wrong with a bank beyond what the loader sees, and where it stands.

The checks run from what bears on others to what does not. Where something has a mistake, the checks that rest on it say
nothing, so that one mistake is told once.

report      the complaints so far; doubts: what they leave in doubt
rules       every condition where it stands
values      what scores can come to; supposing, reaching: what conditions can come to
asked, amounts, deciding, weighing, safety, unused, wording, languages    the checks
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from blunting_cli.bank.formulary import Formulary
from blunting_cli.bank.model import Bank
from blunting_cli.checking.linting.amounts import check_amounts
from blunting_cli.checking.linting.asked import check_questions
from blunting_cli.checking.linting.deciding import check_comparisons, check_rules, check_shadows
from blunting_cli.checking.linting.languages import check_languages
from blunting_cli.checking.linting.reaching import Reaching
from blunting_cli.checking.linting.report import Report
from blunting_cli.checking.linting.safety import check_safety
from blunting_cli.checking.linting.unused import check_sources, check_unused
from blunting_cli.checking.linting.weighing import check_factors
from blunting_cli.checking.linting.wording import check_wording
from blunting_cli.checking.locating import Located
from blunting_cli.errors import Complaint

__all__ = ["lint"]


def lint(
    bank: Bank,
    located: Located,
    complaints: Iterable[Complaint],
    classes: frozenset[str],
    known: Callable[[], Formulary],
    words: dict[str, Any],
) -> list[Complaint]:
    """Check a bank that was built as far as it could be; `complaints` are those of the loader.

    `classes` are the medicine classes that a condition may name, `known` gives the medicines, `words` are the lists for
    the wording.
    """
    report = Report(bank, located, complaints, classes, known)
    reaching = Reaching(report.sound_bank, known)
    check_questions(report)
    check_amounts(report, reaching.reaches)
    check_comparisons(report, reaching)
    check_rules(report, reaching)
    check_shadows(report, reaching)
    check_factors(report)
    check_safety(report, words["no"], words["good"])
    check_unused(report)
    check_sources(report, words["no_publication"])
    check_wording(report, words)
    check_languages(report)
    return report.found
