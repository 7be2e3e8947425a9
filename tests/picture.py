"""Takes the picture for the README: the first two pages of a sheet on paper, side by side. Needs pypdfium2 and Pillow.

.venv/bin/pip install pypdfium2 Pillow && .venv/bin/python tests/picture.py
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from PIL import Image, ImageOps
from pypdfium2 import PdfDocument
from sheets import PEOPLE, assessment_of, sheet_of

from blunting_cli.render import render
from blunting_cli.render.pdf import TEMPLATE

PERSON = "after_dose_rise"
GOLDEN = Path(__file__).parent / "golden"
SCALE = 1.6


def main() -> None:
    """Write the picture, and the hash of its words and its layout."""
    document = PdfDocument(render(sheet_of(assessment_of(PEOPLE / f"{PERSON}.yaml")), "pdf"))
    pages = [
        ImageOps.expand(document[index].render(scale=SCALE).to_pil().convert("RGB"), 2, "#a0a0a0") for index in (0, 1)
    ]
    both = Image.new("RGB", (sum(page.width for page in pages) + 24, max(page.height for page in pages)), "white")
    both.paste(pages[0], (0, 0))
    both.paste(pages[1], (pages[0].width + 24, 0))
    both.quantize(48).save(GOLDEN / f"{PERSON}.png", optimize=True)
    words = (GOLDEN / f"{PERSON}.pdf.txt").read_bytes() + TEMPLATE.read_bytes()
    (GOLDEN / f"{PERSON}.png.sha256").write_text(hashlib.sha256(words).hexdigest() + "\n")


if __name__ == "__main__":
    main()
