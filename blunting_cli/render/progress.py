"""How far a long piece of work is: a bar with rows, rate and time left, on a terminal alone."""

from __future__ import annotations

from types import TracebackType
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar


class Progress:
    """A bar on a terminal that is gone when the work is done; `total` is the size of the whole, or None."""

    def __init__(self, stream: TextIO, total: int | None, *, colour: bool) -> None:
        console = Console(file=stream, no_color=not colour, force_terminal=True)
        self._bar = Bar(
            BarColumn(bar_width=20),
            TextColumn("{task.fields[rows]:,} rows"),
            TextColumn("{task.fields[rate]:,.0f}/s"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
        )
        self._task = self._bar.add_task("", total=total, rows=0, rate=0.0)

    def __enter__(self) -> Progress:
        self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._bar.stop()

    def tell(self, done: int, rows: int) -> None:
        """Tell how much of the whole is done, and how many rows that is."""
        elapsed = self._bar.tasks[0].elapsed or 0
        self._bar.update(self._task, completed=done, rows=rows, rate=rows / elapsed if elapsed else 0)
