"""A run that is ended by a signal: it puts everything in order first."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from blunting_cli.errors import ExitCode

# Windows knows no SIGHUP.
STATUS = {
    getattr(signal, name): code
    for name, code in (("SIGTERM", ExitCode.TERMINATED), ("SIGHUP", ExitCode.HUNG_UP))
    if hasattr(signal, name)
}


class Ended(BaseException):
    """A signal asked the program to end; `code` is the status to end with."""

    def __init__(self, code: ExitCode) -> None:
        super().__init__()
        self.code = code


@contextmanager
def ending_by_signal() -> Iterator[None]:
    """Let SIGTERM and SIGHUP raise Ended inside, so that all is put in order; a second one ends at once.

    A signal that was ignored when the program began, as under nohup, stays ignored.
    """

    def end(number: int, _: FrameType | None) -> None:
        for each in STATUS:
            signal.signal(each, signal.SIG_DFL)
        raise Ended(STATUS[signal.Signals(number)])

    before = {number: signal.getsignal(number) for number in STATUS}
    for number, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
