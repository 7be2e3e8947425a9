"""Assessment -> sheet: facts for programs and pages of blocks for people.

A block says what a part of a page is, never how it looks; every renderer shows every block. Wording comes from the
bank. What is urgent stands first and again at its place; help lines stand at the foot of the page for the person.
"""

from blunting_cli.sheet.blocks import (
    PAGES,
    Blank,
    Block,
    Fields,
    Heading,
    Listing,
    Notice,
    Page,
    Paragraph,
    Scale,
    Sheet,
    Table,
    Timeline,
    Track,
    whole,
)
from blunting_cli.sheet.help import (
    HelpLines,
    emergency_words,
    help_line_blocks,
    help_panel,
    kinds_of,
    urgent_panel,
)
from blunting_cli.sheet.making import make_sheet
from blunting_cli.sheet.telling import Visit, source_words

__all__ = [
    "PAGES",
    "Blank",
    "Block",
    "Fields",
    "Heading",
    "HelpLines",
    "Listing",
    "Notice",
    "Page",
    "Paragraph",
    "Scale",
    "Sheet",
    "Table",
    "Timeline",
    "Track",
    "Visit",
    "emergency_words",
    "help_line_blocks",
    "help_panel",
    "kinds_of",
    "make_sheet",
    "source_words",
    "urgent_panel",
    "whole",
]
