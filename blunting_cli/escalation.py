"""How soon to talk to whom, and why.

Every trigger of the bank is held against the answers; the highest tier among those that fire wins. Nothing caps or
lowers a tier, and nothing here knows of factors or patterns. It works on incomplete answers and at any moment of an
interview. No level of risk is worked out: a tier says what to do, never how likely anything is.
"""

from collections.abc import Iterable
from typing import NamedTuple

from blunting_cli.bank.model import HELP, Bank, Flag, Question, Statement, Tier, Trigger, is_help
from blunting_cli.conditions import Facts, State, cited, evaluate


class Reason(NamedTuple):
    """A trigger that fired and the questions that made it fire."""

    trigger: Trigger
    questions: tuple[str, ...]


class Escalation(NamedTuple):
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
    reasons = _reasons(bank, facts)
    tier = _tier(bank, reasons)
    flags = tuple(flag for flag in (*_outside(bank), *bank.flags) if evaluate(flag.when, facts))
    return Escalation(tier, reasons, flags, statements(bank, facts, tier))


def _reasons(bank: Bank, facts: Facts) -> tuple[Reason, ...]:
    """Give every trigger that fires, those of the highest tier first."""
    order = [tier.id for tier in bank.tiers]
    fired = [Reason(trigger, cited(trigger.when, facts)) for trigger in bank.triggers if evaluate(trigger.when, facts)]
    return tuple(sorted(fired, key=lambda reason: order.index(reason.trigger.tier)))


def _tier(bank: Bank, reasons: tuple[Reason, ...]) -> Tier:
    """Give the highest tier among the reasons, which are in order; the last of the bank where there is none."""
    return next((tier for tier in bank.tiers if reasons and tier.id == reasons[0].trigger.tier), bank.tiers[-1])


def is_outside(bank: Bank, facts: Facts) -> bool:
    """Tell whether the answers say that the check was not written for this person."""
    return any(evaluate(flag.when, facts) for flag in _outside(bank))


def _outside(bank: Bank) -> tuple[Flag, ...]:
    return (bank.outside,) if bank.outside else ()


def statements(bank: Bank, facts: Facts, tier: Tier | None = None) -> tuple[Statement, ...]:
    """Give the statements that apply now, at most one a group: the first in the bank's order.

    `tier` is the tier of these answers, where it is known already. Where the bank has no words of help for an answer
    about safety, or for the lack of one, help is said all the same.
    """
    return _chosen(bank.statements, bank, facts, tier)


def help_words(bank: Bank, facts: Facts) -> tuple[Statement, ...]:
    """Give the words of help that the answers, or the lack of one, call for now."""
    return _chosen((statement for statement in bank.statements if statement.is_help), bank, facts)


def _chosen(said: Iterable[Statement], bank: Bank, facts: Facts, tier: Tier | None = None) -> tuple[Statement, ...]:
    """Choose of each group the first that applies, and see to it that help is among them where it is called for."""
    chosen: dict[str, Statement] = {}
    for statement in said:
        if statement.group not in chosen and _applies(statement, facts):
            if statement.tier:
                tier = tier or _tier(bank, _reasons(bank, facts))
            if not statement.tier or (tier is not None and statement.tier == tier.id):
                chosen[statement.group] = statement
    helped = any(is_help(group) for group in chosen)
    if not helped and any(calls_for_help(question, facts) for question in bank.questions):
        chosen[HELP] = Statement(HELP, HELP, bank.texts["help_general"])
    return tuple(chosen.values())


def calls_for_help(question: Question, facts: Facts) -> bool:
    """Tell whether a question about safety was asked and not answered with a plain no.

    That is the lowest value of a choice of one (the highest, where it is reversed), and of several the option that says
    none; nothing ticked is a no only where there is no such option.
    """
    answer = facts.answer(question.id)
    if not question.safety or answer is State.NOT_ASKED:
        return False
    if isinstance(answer, tuple):
        return answer != (() if question.none_of_these is None else (question.none_of_these,))
    return question.plain_no is None or answer != question.plain_no


def _applies(statement: Statement, facts: Facts) -> bool:
    if statement.when is not None and not evaluate(statement.when, facts):
        return False
    return statement.unless is None or evaluate(statement.unless, facts) is not True
