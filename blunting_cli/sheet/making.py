"""An assessment laid out: a page for the person, one for a doctor or therapist, and the details behind both."""

from __future__ import annotations

from blunting_cli.assessment import Assessment, fill, record
from blunting_cli.sheet.blocks import Block, Page, Sheet
from blunting_cli.sheet.clinician import ClinicianPage
from blunting_cli.sheet.details import DetailsPage
from blunting_cli.sheet.help import HelpLines
from blunting_cli.sheet.person import PersonPage
from blunting_cli.sheet.telling import Visit


def make_sheet(assessment: Assessment, lines: HelpLines, *, visit: Visit | None = None) -> Sheet:
    """Lay an assessment out as pages.

    For whom the check was not written there is no page to take to an appointment.
    """
    texts, told = assessment.bank.texts, (assessment, lines, visit or Visit())
    pages: dict[str, tuple[Block, ...]] = {"person": tuple(PersonPage(*told).blocks())}
    if not assessment.outside:
        pages["clinician"] = tuple(ClinicianPage(*told).blocks())
    pages["details"] = tuple(DetailsPage(*told).blocks())
    return Sheet(
        facts=record(assessment),
        pages=tuple(Page(id, texts[f"page_{id}"], blocks) for id, blocks in pages.items()),
        title=texts["sheet_title"],
        language=assessment.bank.language,
        day=assessment.taken,
        more=fill(texts["page_folded"], names=", ".join(texts[f"page_{id}"] for id in pages if id != "person")),
    )
