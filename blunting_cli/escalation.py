"""How soon to talk to whom, and why.

Every trigger of the bank is held against the answers; the highest tier among those that fire wins. Nothing caps or
lowers a tier, and nothing here knows of factors or patterns. It works on incomplete answers and at any moment of an
interview. No level of risk is worked out: a tier says what to do, never how likely anything is.
"""

from dataclasses import dataclass
from typing import NamedTuple

from blunting_cli.bank.model import HELP, Bank, Flag, Question, Statement, Tier, Trigger, is_help
from blunting_cli.conditions import Facts, State, cited, evaluate


class Reason(NamedTuple):
    """A trigger that fired and the questions that made it fire."""

    trigger: Trigger
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Escalation:
    """The tier, every reason (highest tier first), the flags, and the statements that must be said."""

    tier: Tier
    reasons: tuple[Reason, ...]
    flags: tuple[Flag, ...]
    statements: tuple[Statement, ...]

    def statement(self, group: str) -> Statement | None:
        """Give the statement of a group that applies, or None."""
        return next((statement for statement in self.statements if statement.group == group), None)

    @property
    def help(self) -> tuple[Statement, ...]:
        """The words of help that apply, empty where nothing calls for them."""
        return tuple(statement for statement in self.statements if statement.is_help)


def escalate(bank: Bank, facts: Facts) -> Escalation:
    """Find every trigger that fires and the highest tier among them; the bank's last tier holds where none does."""
    order = {tier.id: index for index, tier in enumerate(bank.tiers)}
    fired = [Reason(trigger, cited(trigger.when, facts)) for trigger in bank.triggers if evaluate(trigger.when, facts)]
    reasons = tuple(sorted(fired, key=lambda reason: order[reason.trigger.tier]))
    tier = bank.tiers[order[reasons[0].trigger.tier]] if reasons else bank.tiers[-1]
    flags = tuple(flag for flag in (*_outside(bank), *bank.flags) if evaluate(flag.when, facts))
    return Escalation(tier, reasons, flags, statements(bank, facts))


def is_outside(bank: Bank, facts: Facts) -> bool:
    """Tell whether the answers say that the check was not written for this person."""
    return any(evaluate(flag.when, facts) for flag in _outside(bank))


def _outside(bank: Bank) -> tuple[Flag, ...]:
    return (bank.outside,) if bank.outside else ()


def statements(bank: Bank, facts: Facts) -> tuple[Statement, ...]:
    """Give the statements that apply now, at most one a group: the first in the bank's order.

    Where the bank has no words of help for an answer about safety, or for the lack of one, help is said all the same.
    """
    chosen: dict[str, Statement] = {}
    for statement in bank.statements:
        if statement.group not in chosen and _applies(statement, facts):
            chosen[statement.group] = statement
    helped = any(is_help(group) for group in chosen)
    if not helped and any(_calls_for_help(question, facts) for question in bank.questions):
        chosen[HELP] = Statement(HELP, HELP, bank.texts["help_general"])
    return tuple(chosen.values())


def help_words(bank: Bank, facts: Facts) -> tuple[Statement, ...]:
    """Give the words of help that the answers, or the lack of one, call for now."""
    return tuple(statement for statement in statements(bank, facts) if statement.is_help)


def _calls_for_help(question: Question, facts: Facts) -> bool:
    """Tell whether a question about safety was asked and not answered with its lowest value."""
    answer = facts.answer(question.id)
    if not question.safety or answer is State.NOT_ASKED:
        return False
    lowest = min((option.value for option in question.options), default=None)
    return answer not in ((), (lowest,)) if isinstance(answer, tuple) else lowest is None or answer != lowest


def _applies(statement: Statement, facts: Facts) -> bool:
    if statement.when is not None and not evaluate(statement.when, facts):
        return False
    return statement.unless is None or evaluate(statement.unless, facts) is not True
