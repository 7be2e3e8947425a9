"""Assessment -> sheet: facts for programs and blocks for people.

A block says what a part of the page is, never how it looks; every renderer shows every block. Wording comes from the
bank. What is urgent stands first and again at its place; help lines stand at the foot of every sheet.
"""

from blunting_cli.sheet.blocks import Block, Fields, Heading, Listing, Notice, Paragraph, Scale, Sheet
from blunting_cli.sheet.help import HelpLines, help_line_blocks, help_panel, kinds_of, urgent_panel
from blunting_cli.sheet.page import make_sheet, source_words

__all__ = [
    "Block",
    "Fields",
    "Heading",
    "HelpLines",
    "Listing",
    "Notice",
    "Paragraph",
    "Scale",
    "Sheet",
    "help_line_blocks",
    "help_panel",
    "kinds_of",
    "make_sheet",
    "source_words",
    "urgent_panel",
]
