"""Single keys from a POSIX terminal that is whole again whatever ends the program, `kill -9` included.

What may be no single key of a person who has read the screen comes as `Key.MANY`: pasted text, several keys at once,
a key within `QUICK` of a new screen. Nothing is set while the program is in the background, as shells expect.
"""

from __future__ import annotations

import codecs
import os
import re
import select
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn, Self, TextIO

try:
    import termios
except ImportError:  # Windows
    POSIX = False
else:
    POSIX = True

# Seconds: a screen is not read sooner; the bytes of one key are not further apart; a stopped screen is not waited for.
QUICK = 0.25
TOGETHER = 0.05
PATIENCE = 1.0
FEWEST_COLUMNS, FEWEST_ROWS = 20, 8


class Key(StrEnum):
    """What `Keyboard.key` gives besides printable characters."""

    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"
    HOME = "home"
    END = "end"
    PAGE_UP = "page up"
    PAGE_DOWN = "page down"
    ENTER = "enter"
    BACKSPACE = "backspace"
    MANY = "many"
    RESIZED = "resized"
    ENDED = "ended"


MOVES = frozenset({Key.UP, Key.DOWN, Key.LEFT, Key.RIGHT, Key.HOME, Key.END, Key.PAGE_UP, Key.PAGE_DOWN})
LETTERS = {"A": Key.UP, "B": Key.DOWN, "C": Key.RIGHT, "D": Key.LEFT, "H": Key.HOME, "F": Key.END}
NUMBERS = {"1": Key.HOME, "7": Key.HOME, "4": Key.END, "8": Key.END, "5": Key.PAGE_UP, "6": Key.PAGE_DOWN}
SENT: Mapping[str, Key] = {
    "\n": Key.ENTER,
    "\r": Key.ENTER,
    "\x7f": Key.BACKSPACE,
    "\b": Key.BACKSPACE,
    "\x04": Key.ENDED,
    **{f"\x1b{form}{letter}": key for form in "[O" for letter, key in LETTERS.items()},
    **{f"\x1b[{number}~": key for number, key in NUMBERS.items()},
}
PASTE, PASTED = "\x1b[200~", "\x1b[201~"
PASTE_ON, PASTE_OFF = b"\x1b[?2004h", b"\x1b[?2004l"
# Pasted text, a sequence (the Linux console sends F1 as `ESC [ [ A`), Alt and a key, or a character.
PIECE = re.compile(
    r"\x1b\[200~.*?(?:\x1b\[201~|\Z)|\x1b(?:\[\[?[ -?]*[^ -?\x1b]?|O[\d;]*[^\d;\x1b]?|[^\x1b\[O])?|[^\x1b]",
    re.DOTALL,
)
UNFINISHED = re.compile(r"\x1b(?:\[\[?[ -?]*|O[\d;]*)?")
UNREADABLE = "\ufffd"


def capable(stdin: TextIO, stderr: TextIO, variables: Mapping[str, str]) -> bool:
    """Tell whether single keys can be read here: two terminals that can do more than print, not too small."""
    if not POSIX or variables.get("TERM", "") in ("", "dumb", "unknown"):
        return False
    try:
        termios.tcgetattr(stdin.fileno())
        columns, rows = os.get_terminal_size(stderr.fileno())
    except (AttributeError, OSError, ValueError, termios.error):
        return False
    return columns >= FEWEST_COLUMNS and rows >= FEWEST_ROWS


class Keyboard:
    """A terminal that gives single keys, and is whole again whatever ends the program.

    Signals that end the program are left to the caller: their handlers raise, and leaving the `with` block restores.
    `clock` counts seconds and never goes back.
    """

    def __init__(self, stdin: TextIO, screen: TextIO, clock: Callable[[], float]) -> None:
        # The streams are kept, or their descriptors might come to mean something else.
        self._streams = stdin, screen
        self._input, self._screen = stdin.fileno(), screen.fileno()
        self._clock = clock
        self._undo = ExitStack()
        self._taken = False
        self._held_since = float("-inf")
        self._keys: list[str] = []
        self._rest = ""
        self._unseen = b""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def __enter__(self) -> Self:
        with ExitStack() as undo:
            self._listen(undo)
            self._come_to_front()
            self._cooked: list[Any] = termios.tcgetattr(self._input)
            self._single = _single_keys(self._cooked)
            _post_guardian(undo, self._input, self._screen, self._cooked, self._single)
            undo.callback(self._give_back)
            self._take()
            self._undo = undo.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        with _undisturbed():
            self._undo.close()

    def key(self) -> str:
        """Wait for a key: a printable character or a `Key`.

        After `Key.RESIZED` the screen is to be painted again; `Key.ENDED` is Ctrl-D or the end of all input.
        """
        while not self._keys:
            if self._was_called() or not self._taken:
                return Key.RESIZED if self._take() else Key.ENDED
            waits_for_more = bool(self._rest) and not self._rest.startswith(PASTE)
            ready, _, _ = select.select([self._input, self._wake], [], [], TOGETHER if waits_for_more else None)
            if not ready:
                self._rest = ""
            elif self._wake not in ready:
                self._read()
        return self._keys.pop(0)

    def fresh(self) -> None:
        """Say that a new screen has been shown: what was typed before it is dropped, and none can be read so quickly.

        For `QUICK` seconds, and as long as keys come closer together than that, only moves and Backspace count.
        """
        self._forget()
        self._held_since = self._clock()

    def line(self) -> str:
        """Read a line typed with the terminal's own editing and echo; it ends in a line break, at the end it is empty.

        What was typed before, unseen, is no part of it. Bytes that are no text raise UnicodeDecodeError.
        """
        self._forget()
        self._give_back()
        try:
            # A signal that comes just before a read would not end it; one that comes before this wait does.
            while self._input not in select.select([self._input, self._wake], [], [])[0]:
                self._unseen += self._signals()
            line = self._streams[0].readline()
        finally:
            self._take()
        return line if line.endswith("\n") else ""

    def size(self) -> tuple[int, int]:
        """Give the columns and rows of the screen now."""
        try:
            return os.get_terminal_size(self._screen)
        except OSError:
            return 80, 24

    # The keys ----------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        try:
            chunk = os.read(self._input, 4096)
        except OSError:  # the terminal is gone
            chunk = b""
        if not chunk:
            self._keys.append(Key.ENDED)
            return
        keys = [_meaning(piece) for piece in self._pieces(chunk)]
        if all(key in MOVES or not key for key in keys):
            self._keys += filter(None, keys)
        elif len(keys) > 1 or self._rest or keys[0] == Key.MANY or self._comes_quickly(keys[0]):
            self._held_since = self._clock()
            self._keys.append(Key.MANY)
        else:
            self._keys += keys

    def _pieces(self, chunk: bytes) -> list[str]:
        """Cut what came into keys; what is not whole yet stays for the next time."""
        pieces = PIECE.findall(self._rest + self._decoder.decode(chunk))
        self._rest = ""
        if pieces and UNFINISHED.fullmatch(pieces[-1]):
            self._rest = pieces.pop()
        elif pieces and pieces[-1].startswith(PASTE) and not pieces[-1].endswith(PASTED):
            # Of pasted text nothing is kept but what may be the first half of its end.
            self._rest = PASTE + pieces.pop()[len(PASTE) :][1 - len(PASTED) :]
        return pieces

    def _comes_quickly(self, key: str) -> bool:
        return key not in (Key.BACKSPACE, Key.ENDED) and self._clock() - self._held_since < QUICK

    def _forget(self) -> None:
        self._keys.clear()
        self._rest = ""
        self._decoder.reset()
        if self._in_front():
            with suppress(termios.error):
                termios.tcflush(self._input, termios.TCIFLUSH)

    # The terminal ------------------------------------------------------------------------------------------------

    def _take(self) -> bool:
        """Have keys given singly; False where the program can never have the terminal."""
        if not self._come_to_front():
            return False
        self._set(self._single, PASTE_ON)
        return True

    def _give_back(self) -> None:
        if self._taken:
            self._set(self._cooked, PASTE_OFF)
            self._taken = False

    def _set(self, attributes: list[Any], paste: bytes) -> None:
        # Once undisturbed, nothing but SIGSTOP can put the program into the background.
        with _undisturbed(), suppress(OSError, termios.error):
            if not self._in_front():
                return
            self._taken = attributes is self._single
            # A screen that was stopped with Ctrl-S takes nothing: neither waits for it for long.
            termios.tcsetattr(self._input, termios.TCSANOW, attributes)
            if select.select([], [self._screen], [], PATIENCE)[1]:
                os.write(self._screen, paste)

    def _in_front(self) -> bool:
        try:
            return os.tcgetpgrp(self._input) == os.getpgrp()
        except OSError:  # nobody's terminal, so nobody else is in front
            return True

    def _come_to_front(self) -> bool:
        """Stop while in the background; False where nobody is there to continue a stopped program."""
        while not self._in_front():
            # As a read from the background would, but a read would then go on waiting, with the terminal not ours.
            self._signals()
            os.kill(0, signal.SIGTTIN)
            if signal.SIGCONT not in self._signals():
                return False
        return True

    # The signals -------------------------------------------------------------------------------------------------

    def _listen(self, undo: ExitStack) -> None:
        """Have signals wake the wait for a key, so that none is lost between a look and the wait."""
        self._wake, tell = os.pipe()
        for end in (self._wake, tell):
            undo.callback(os.close, end)
            os.set_blocking(end, False)
        undo.callback(signal.set_wakeup_fd, signal.set_wakeup_fd(tell, warn_on_full_buffer=False))
        for number, handler in (
            (signal.SIGWINCH, _only_wake),
            (signal.SIGCONT, _only_wake),
            (signal.SIGTSTP, self._stop),
        ):
            if signal.getsignal(number) is not signal.SIG_IGN:
                undo.callback(signal.signal, number, signal.signal(number, handler) or signal.SIG_DFL)

    def _signals(self) -> bytes:
        """Give the numbers of the signals that came since the last look."""
        try:
            return os.read(self._wake, 4096)
        except BlockingIOError:
            return b""

    def _was_called(self) -> bool:
        """Tell whether the screen is no longer as it was: resized, or others wrote while the program was stopped."""
        signals, self._unseen = self._unseen + self._signals(), b""
        return signal.SIGWINCH in signals or signal.SIGCONT in signals

    def _stop(self, *_: object) -> None:
        self._give_back()
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        signal.raise_signal(signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, self._stop)


def _only_wake(*_: object) -> None:
    pass


def _meaning(piece: str) -> str:
    """Give the key that sent a piece, or an empty text where it means nothing here."""
    if piece.startswith(PASTE):
        return Key.MANY
    return SENT.get(piece) or (piece if piece.isprintable() and piece != UNREADABLE else "")


def _single_keys(cooked: list[Any]) -> list[Any]:
    """Give the attributes under which every key comes at once and unseen; Ctrl-C and Ctrl-Z stay signals."""
    iflag, oflag, cflag, lflag, ispeed, ospeed, characters = cooked
    characters = list(characters)
    characters[termios.VMIN], characters[termios.VTIME] = 1, 0
    # macOS drops PENDIN by itself; it is left out so that the attributes can be recognised.
    lflag &= ~(termios.ICANON | termios.ECHO | termios.PENDIN)
    return [iflag, oflag, cflag, lflag, ispeed, ospeed, characters]


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Have signals wait for the end of the block."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# The guardian --------------------------------------------------------------------------------------------------------


def _post_guardian(undo: ExitStack, terminal: int, screen: int, cooked: list[Any], single: list[Any]) -> None:
    """Start a process that restores the terminal if this one is killed; where none can be started, go on without."""
    # The guardian keeps all signals blocked, so no handler of the program can run in it.
    with _undisturbed():
        watch, alive = os.pipe()
        detached, attached = os.pipe()
        try:
            guardian = os.fork()
        except OSError:
            os.close(alive)
        else:
            if not guardian:
                _guard(watch, terminal, screen, cooked, single)
            undo.callback(_dismiss, guardian, alive)
        os.close(watch)
        os.close(attached)
        # Until the guardian has let go of everything, it holds our locks and a kill of our group reaches it.
        os.read(detached, 1)
        os.close(detached)


def _guard(watch: int, terminal: int, screen: int, cooked: list[Any], single: list[Any]) -> NoReturn:
    try:
        os.setsid()
        _close_all_but({watch, terminal, screen})
        # Where a shell has already set the terminal as it likes, it is left alone.
        if not os.read(watch, 1) and termios.tcgetattr(terminal) == single:
            termios.tcsetattr(terminal, termios.TCSANOW, cooked)
            os.write(screen, PASTE_OFF)
    finally:
        os._exit(0)


def _close_all_but(kept: set[int]) -> None:
    try:
        held = {int(path.name) for path in Path("/dev/fd").iterdir()}
    except OSError:
        held = set(range(256))
    for descriptor in held - kept:
        with suppress(OSError):
            os.close(descriptor)


def _dismiss(guardian: int, alive: int) -> None:
    with suppress(OSError):
        os.write(alive, b".")
    os.close(alive)
    with suppress(ChildProcessError):
        os.waitpid(guardian, 0)
