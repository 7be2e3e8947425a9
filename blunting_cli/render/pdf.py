"""A sheet as PDF, for paper and for a screen reader: every page of it begins a new sheet of paper.

The page for the person and the one for a clinician stay on one sheet of paper as long as their texts fit on it at a
size that can be read. The layout is in page.typ; the texts reach it as JSON and are never read as its language.
"""

from __future__ import annotations

import json
import re
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from blunting_cli.errors import InputError, UsageError, printable
from blunting_cli.sheet import Block, Heading, Page, Scale, Sheet

TEMPLATE = Path(__file__).with_name("page.typ")
# Width and height of a sheet of paper in millimetres.
PAPERS = {"a4": (210.0, 297.0), "us-letter": (215.9, 279.4)}
ONE_SHEET = ("person", "clinician")
BROAD = ("clinician",)
FONTS = ("Noto Sans", "Libertinus Serif")
# A file must name a day; it is never that of the printing, so that a sheet gives the same bytes every day.
NO_DAY = date(2000, 1, 1)
# A page of so much data can take the library three seconds and half a gigabyte; ours has a fifth of it.
MOST_DATA = 120_000
# A run of letters without a place to break takes the library time with its square.
LONG_WORD = re.compile(r"\S{60}(?=\S)")
BREAK_HERE = "\u200b"


def render(sheet: Sheet, *, paper: str = "a4") -> bytes:
    """Give the PDF of a sheet on one of PAPERS; the same sheet gives the same bytes where the fonts are the same.

    Fonts of the computer are used only for letters that the program's own do not have.

    Raises:
        UsageError: the library that writes a PDF is not installed, or there is no such paper.
        InputError: the sheet is too long.
    """
    if paper not in PAPERS:
        raise UsageError(f"there is no paper called {paper}.", f"Papers: {', '.join(PAPERS)}")
    check_installed()
    from typst import TypstError, compile

    def made(*, accessible: bool, own_fonts: bool) -> bytes:
        return bytes(
            compile(
                TEMPLATE,
                format="pdf",
                font_paths=_font_folders(),
                ignore_system_fonts=own_fonts,
                sys_inputs={"data": data},
                pdf_standards=["ua-1", "a-2a"] if accessible else None,
                timestamp=0,
            )
        )

    data = json.dumps(_data(sheet, PAPERS[paper]))
    if len(data) > MOST_DATA:
        raise InputError(
            "this page is too long for a PDF.", "Write it with -o sheet.html, and print that in a browser."
        )
    # What promises to be readable aloud refuses a letter that no font has.
    for own_fonts in (True, False):
        try:
            return made(accessible=True, own_fonts=own_fonts)
        except TypstError:
            continue
    return made(accessible=False, own_fonts=False)


def is_installed() -> bool:
    """Tell whether the library that writes a PDF is there; it is not imported."""
    from importlib.util import find_spec

    return find_spec("typst") is not None


def check_installed() -> None:
    """Complain where the library that writes a PDF is not there.

    Raises:
        UsageError: with the name of the extra that brings it.
    """
    if not is_installed():
        raise UsageError("to write a PDF the extra `pdf` is needed.", "pip install 'blunting[pdf]'")


def is_accessible(pdf: bytes) -> bool:
    """Tell whether a PDF made here promises to be whole for a screen reader.

    One with a letter that no font here has makes no such promise, and shows an empty box for it.
    """
    return b"pdfuaid:part" in pdf


@cache
def _font_folders() -> list[Path]:
    """Give the folders of the program's own fonts, found without importing anything."""
    from importlib.util import find_spec

    found = find_spec("fontpkg_noto_sans")
    return [Path(place) / "files" for place in found.submodule_search_locations or ()] if found else []


def _data(sheet: Sheet, size: tuple[float, float]) -> dict[str, Any]:
    """Give a sheet as the template reads it, with every text made safe to show."""
    day = _day(sheet.day)
    language, _, region = sheet.language.partition("-")
    return {
        "size": size,
        "fonts": FONTS,
        "title": printable(sheet.title),
        "foot": printable(f"{sheet.title}, {sheet.day}" if sheet.day else sheet.title),
        "date": {"year": day.year, "month": day.month, "day": day.day},
        "lang": language.lower() if _is_code(language, (2, 3)) else "und",
        "region": region.upper() if _is_code(region, (2,)) else None,
        "pages": list(_pages(sheet)),
    }


def _pages(sheet: Sheet) -> list[dict[str, Any]]:
    """Give the pages; the outline begins with the title of the whole, and those of later pages stand below it."""
    pages, depth = [], 0
    for index, page in enumerate(sheet.pages):
        blocks: list[dict[str, Any]] = []
        for ends, run in groupby(_titled(page, sheet.title if index == 0 else page.title), key=_ends):
            if ends is not None:
                blocks.append({"kind": "Scales", "ends": list(ends), "rows": [_scale(block) for block in run]})
                continue
            for block in run:
                shown = {"kind": type(block).__name__, **_plain(block)}
                if isinstance(block, Heading):
                    depth = min(block.level + min(index, 1), depth + 1)
                    shown |= {"depth": depth, "look": block.level}
                blocks.append(shown)
        pages.append({"fit": page.id in ONE_SHEET, "broad": page.id in BROAD, "blocks": blocks})
    return pages


def _titled(page: Page, title: str) -> tuple[Block, ...]:
    """Give the blocks of a page, which never goes without a title."""
    if any(isinstance(block, Heading) and block.level == 1 for block in page.blocks):
        return page.blocks
    return (Heading(title, 1), *page.blocks)


def _ends(block: Block) -> tuple[str, str] | None:
    """Give what neighbouring scales must share to stand as one table: their ends, as they are shown."""
    if not isinstance(block, Scale):
        return None
    return ("", "") if block.top is None else (f"{block.bottom:g}", f"{block.top:g}")


def _scale(scale: Block) -> Any:
    """Give a scale with its places from 0 to 1 and its number in figures."""
    assert isinstance(scale, Scale)
    ends = {"from": scale.low, "to": scale.high, "at": scale.value}
    places = {name: None if end is None or scale.top is None else scale.part(end) for name, end in ends.items()}
    bounds = [scale.figure(end) for end in (scale.low, scale.high) if end is not None]
    number = "\u2013".join(bounds if len(bounds) > 1 else ()) if scale.value is None else scale.figure(scale.value)
    return {**_plain(scale), **places, "number": number}


def _plain(value: Any) -> Any:
    """Give a block as objects, lists and texts that are safe to show."""
    if isinstance(value, str):
        return LONG_WORD.sub(rf"\g<0>{BREAK_HERE}", printable(value))
    if hasattr(value, "_asdict"):
        return {name: _plain(part) for name, part in value._asdict().items()}
    return [_plain(part) for part in value] if isinstance(value, tuple) else value


def _day(day: str | None) -> date:
    try:
        return date.fromisoformat(day or "")
    except ValueError:
        return NO_DAY


def _is_code(text: str, lengths: tuple[int, ...]) -> bool:
    return text.isascii() and text.isalpha() and len(text) in lengths
