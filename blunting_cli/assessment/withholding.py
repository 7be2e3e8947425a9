"""Taking the answers about safety out of an assessment, so that it can be kept, printed and passed on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from blunting_cli.assessment.assessing import OTHER_BANK, Assessment, Note, fill, judge_all, note, score_all
from blunting_cli.bank.model import HELP, Bank, Flag, Statement, Tier, Trigger
from blunting_cli.conditions import ALWAYS, Answer, State
from blunting_cli.escalation import Escalation, Reason
from blunting_cli.scoring import CriterionResult, Said, ScoreResult

# The reason without a name, and the flag without one, that stand in place of those that rest on safety.
SAFETY = "safety"
HELP_NOW = "help_now"


def withhold(assessment: Assessment) -> Assessment:
    """Take the answers about safety out: they stand as withheld, whether they were asked or not.

    What was withheld before is left as it is. The tier stays; where nothing else explains it, its one reason names only
    "safety". Words of help are put in one general wording, since the special ones would tell the answer. Scores and
    criteria that rest on such an answer stand as if it were missing. No pattern or factor can: a bank in which one does
    is refused when it is loaded.
    """
    bank, found = assessment.bank, assessment.escalation
    general = (general_help(found.tier, bank),) if found.help else ()
    escalation = found._replace(
        reasons=_withheld_reasons(found, bank),
        flags=_withheld_flags(found, bank),
        statements=(*general, *(said for said in found.statements if not said.is_help)),
    )
    said = {**assessment.answers, **dict.fromkeys(bank.safety, State.WITHHELD)}
    answers = {question.id: said[question.id] for question in bank.questions if question.id in said}
    scores, criteria = _withheld_numbers(assessment, answers)
    return assessment._replace(
        answers=answers,
        scores=scores,
        criteria=criteria,
        escalation=escalation,
        notes=tuple(_withheld_notes(assessment)),
    )


def general_help(tier: Tier, bank: Bank) -> Statement:
    """Give the words of help that tell no answer; the tier is no secret, so where it calls for help at once they do."""
    return Statement(HELP, HELP, bank.texts["help_general_now" if tier.now else "help_general"])


def _withheld_numbers(
    assessment: Assessment, answers: Mapping[str, Answer]
) -> tuple[Mapping[str, ScoreResult], Mapping[str, CriterionResult]]:
    """Give the scores and criteria with those that rest on safety worked out anew, as if that answer were missing.

    Of a record whose questions are not at hand nothing can be worked out: there they have no number and no verdict.
    """
    bank = assessment.bank
    hidden_scores = [name for name, result in assessment.scores.items() if _is_private(result, name, bank)]
    hidden = [
        name
        for name, result in assessment.criteria.items()
        if not bank.safety.isdisjoint((*result.questions, *result.missing, *bank.rests_on(result.criterion.when)))
    ]
    if not hidden_scores and not hidden:
        return assessment.scores, assessment.criteria
    said = Said(bank, answers)
    known = assessment.doubt != OTHER_BANK
    new_scores = score_all(bank, said) if known else {name: _unknown(assessment.scores[name]) for name in hidden_scores}
    new = judge_all(bank, said) if known else {name: _undecided(assessment.criteria[name]) for name in hidden}
    return (
        {**assessment.scores, **{name: new_scores[name] for name in hidden_scores}},
        {**assessment.criteria, **{name: new[name] for name in hidden}},
    )


def _is_private(result: ScoreResult, name: str, bank: Bank) -> bool:
    return name in bank.safety_scores or not bank.safety.isdisjoint((*result.questions, *result.missing))


def _unknown(result: ScoreResult) -> ScoreResult:
    return result._replace(value=None, low=None, high=None, bands=(), error=None)


def _undecided(result: CriterionResult) -> CriterionResult:
    return result._replace(verdict=None, parts=(None,) * len(result.parts), questions=())


def _withheld_notes(assessment: Assessment) -> Iterator[Note]:
    """Leave the names of questions about safety out of the notes, and say last that their answers are not shown."""
    bank, hidden = assessment.bank, note(assessment.bank, "withheld")
    for found in assessment.notes:
        if found.id == "score_too_few":
            open_ones = [one for name, one in assessment.scores.items() if one.value is None and one.of]
            titles = [bank.score_by_id[one.id].title for one in open_ones if not _is_private(one, one.id, bank)]
            if titles:
                yield Note(found.id, fill(bank.texts["note_score_too_few"], names=", ".join(titles)))
            continue
        named = tuple(name for name in found.questions if name not in bank.safety)
        if len(named) == len(found.questions):
            yield from (found,) if found != hidden else ()
        elif named:
            yield note(bank, found.id, named)
    if bank.safety:
        yield hidden


def _withheld_reasons(found: Escalation, bank: Bank) -> tuple[Reason, ...]:
    """Leave out the reasons that rest on safety; one without a name stands first where the tier has no other."""
    kept = tuple(reason for reason in found.reasons if not _may_tell(reason, bank))
    if len(kept) == len(found.reasons) or found.tier.id in (reason.trigger.tier for reason in kept):
        return kept
    return (nameless_reason(found.tier, bank), *kept)


def _may_tell(reason: Reason, bank: Bank) -> bool:
    """Tell whether a reason rests on safety, by its answers or its rule; of one that has neither it is not known."""
    named = {*reason.questions, *bank.rests_on(reason.trigger.when)}
    return not named or not bank.safety.isdisjoint(named)


def nameless_reason(tier: Tier, bank: Bank) -> Reason:
    """Give the reason that names only "safety"."""
    nameless = Trigger(SAFETY, tier.id, ALWAYS, bank.texts["safety_reason"], "")
    return Reason(nameless, tuple(question.id for question in bank.questions if question.safety))


def _withheld_flags(found: Escalation, bank: Bank) -> tuple[Flag, ...]:
    """Put one general flag in place of those that rest on safety."""
    kept = tuple(flag for flag in found.flags if not rests_on_safety(flag, bank))
    if len(kept) == len(found.flags):
        return kept
    return (*kept, Flag(HELP_NOW, ALWAYS, bank.texts["help_general"]))


def rests_on_safety(flag: Flag, bank: Bank) -> bool:
    """Tell whether a flag would tell an answer about safety."""
    return not bank.safety.isdisjoint(bank.rests_on(flag.when))
