"""The ways an interview ends before its end by itself: by choice, or by the end of the input."""

from __future__ import annotations


class LeftEarly(Exception):
    """The person chose to stop, or the input ended; `sheet` asks for the sheet so far, `keep` for the draft to stay."""

    def __init__(self, *, sheet: bool = False, keep: bool = True) -> None:
        super().__init__()
        self.sheet, self.keep = sheet, keep
