"""What an assessment must not be calmer than: the answers of a record that was changed, or the tier of an earlier one.

Nothing here lowers a tier or takes a word of help away (see `escalation`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from blunting_cli.assessment.assessing import Assessment
from blunting_cli.assessment.withholding import nameless_reason, withhold
from blunting_cli.bank.model import HELP, Bank, Statement, Tier
from blunting_cli.escalation import Escalation, statements
from blunting_cli.scoring import Said

if TYPE_CHECKING:
    from blunting_cli.assessment.verifying import Verification


def raise_to_answers(recorded: Assessment, found: Verification) -> Assessment:
    """Give a record whose escalation was changed with all that its answers call for; what it says itself stays too.

    Where it has both, the words of the bank stand. An answer that was withheld counts as not answered.
    """
    if found.made is None or not any(one.path.startswith("escalation") for one in found.differences):
        return recorded
    bank, said, made = recorded.bank, recorded.escalation, found.made.escalation
    order = [tier.id for tier in bank.tiers]
    fired, flagged = {reason.trigger.id for reason in made.reasons}, {flag.id for flag in made.flags}
    # Beside special words of help the general ones say nothing.
    helped = {*(words.id for words in made.help), HELP} if made.help else set()
    reasons = (*made.reasons, *(reason for reason in said.reasons if reason.trigger.id not in fired))
    tier = highest(bank, (said.tier.id, *(reason.trigger.tier for reason in reasons), made.tier.id))
    others = _others(bank, found.made, tier)
    groups = {words.group for words in others}
    raised = Escalation(
        tier=tier,
        reasons=tuple(sorted(reasons, key=lambda reason: order.index(reason.trigger.tier))),
        flags=(*made.flags, *(flag for flag in said.flags if flag.id not in flagged)),
        statements=(
            *made.help,
            *(words for words in said.help if words.id not in helped),
            *others,
            *(words for words in said.statements if not words.is_help and words.group not in groups),
        ),
    )
    assessment = recorded._replace(escalation=raised)
    return withhold(assessment) if found.withheld else assessment


def at_least(assessment: Assessment, tier: Tier) -> Assessment:
    """Give an assessment with no lower tier than one that answers gave which are withheld now."""
    bank, found = assessment.bank, assessment.escalation
    if highest(bank, (found.tier.id, tier.id)) == found.tier:
        return assessment
    raised = found._replace(
        tier=tier,
        reasons=(nameless_reason(tier, bank), *found.reasons),
        statements=(*found.help, *_others(bank, assessment, tier)),
    )
    return withhold(assessment._replace(escalation=raised))


def highest(bank: Bank, names: Iterable[str]) -> Tier:
    """Give the highest of the tiers that are named."""
    named = {*names}
    return next(tier for tier in bank.tiers if tier.id in named)


def _others(bank: Bank, found: Assessment, tier: Tier) -> tuple[Statement, ...]:
    """Give what must be said with a tier, besides words of help."""
    return tuple(words for words in statements(bank, Said(bank, found.answers), tier) if not words.is_help)
