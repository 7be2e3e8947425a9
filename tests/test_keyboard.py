"""Single keys on real terminals: every key, pasted and hurried ones, signals, shells, and a terminal left whole.

Every test waits for words or for a state, never for time to pass; the seconds given are bounds.
"""

from __future__ import annotations

import io
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from blunting_cli.interview import keyboard as module
from blunting_cli.interview.keyboard import QUICK, Key, Keyboard, capable

# There are no pseudo-terminals on Windows.
termios = pytest.importorskip("termios")
pexpect = pytest.importorskip("pexpect")

ROOT = Path(__file__).resolve().parent.parent
BOUND = 20
ON, OFF = "\x1b[?2004h", "\x1b[?2004l"

# It says every key, every read and every wait that ended in nothing. Its clock goes a second at each look, so that
# no key comes quickly; what waits for the rest of a key waits as long as it takes. `q` ends it.
DRIVER = """
import itertools, os, select, signal, sys
from blunting_cli.interview import keyboard as module

def say(words):
    os.write(2, f"{words}\\n".encode())

def raising(number, frame):
    raise SystemExit(128 + number)

def announced(read):
    def wrapper(descriptor, most):
        chunk = read(descriptor, most)
        if descriptor == 0:
            say(f"[{len(chunk)} read]")
        return chunk
    return wrapper

def announced_waits(wait):
    def wrapper(*given):
        found = wait(*given)
        if not any(found):
            say("[quiet]")
        return found
    return wrapper

def forked(fork):
    def wrapper():
        guardian = fork()
        if guardian:
            say(f"[guardian {guardian}]")
        return guardian
    return wrapper

def no_fork():
    raise BlockingIOError("no more processes")

def own(*_):
    pass

os.fork = forked(os.fork)
os.read = announced(os.read)
select.select = announced_waits(select.select)
module.TOGETHER = 60
"""
LOOP = """
say(f"[process {os.getpid()}]")
try:
    with module.Keyboard(sys.stdin, sys.stderr, itertools.count().__next__) as keyboard:
        say("[ready]")
        while (key := keyboard.key()) != "q":
            say(f"<{key}>")
            if key == "t":
                try:
                    say(f"typed {keyboard.line()!r}")
                except UnicodeDecodeError:
                    say("typed no text")
            if key == module.Key.RESIZED:
                say("size {} {}".format(*keyboard.size()))
            if key == module.Key.ENDED:
                break
except BaseException as error:
    say(f"{type(error).__name__} passed")
    raise
finally:
    say("[left]")
"""


class Driver:
    """The driver program on a terminal of its own, alone or under a shell."""

    def __init__(self, folder: Path, words: list[str], **more: Any) -> None:
        plain = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(folder), "LANG": "C.UTF-8"}
        variables = {**plain, "TERM": "xterm", "PS1": "prompt> ", "PYTHONWARNINGS": "error"}
        self.child = pexpect.spawn(
            words[0], words[1:], cwd=str(folder), env=variables, dimensions=(24, 80), timeout=BOUND, **more
        )
        self.child.delaybeforesend = None
        self.shown = ""

    def wait(self, *words: str) -> None:
        for one in words:
            self.child.expect_exact(one.encode())
            self.shown += bytes(self.child.before + self.child.after).decode(errors="replace")

    def number(self, name: str) -> int:
        """Wait for a number said by name."""
        self.child.expect(rf"\[{name} (\d+)\]".encode())
        return int(self.child.match[1])

    def send(self, keys: str | bytes) -> None:
        self.child.send(keys)

    def type(self, keys: str | bytes, *words: str) -> None:
        """Send keys at once, and wait for words in answer."""
        self.send(keys)
        self.wait(*words)

    def end(self) -> int | None:
        self.child.expect(pexpect.EOF)
        self.shown += bytes(self.child.before).decode(errors="replace")
        self.child.close()
        status: int | None = self.child.exitstatus
        return status

    @property
    def cooked(self) -> bool:
        """Whether the terminal echoes and edits lines."""
        lflag = termios.tcgetattr(self.child.child_fd)[3]
        assert bool(lflag & termios.ECHO) == bool(lflag & termios.ICANON)
        assert lflag & termios.ISIG
        return bool(lflag & termios.ECHO)


def until(state: Callable[[], bool]) -> None:
    """Wait for a state that nothing on the screen tells of."""
    last = time.monotonic() + BOUND
    while not state():
        assert time.monotonic() < last
        select.select([], [], [], 0.01)


def gone(process: int) -> bool:
    """Tell whether a process has ended; who started it may still not have asked after it."""
    told = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False)
    return told.stdout.strip()[:1] in ("", "Z")


def stopped(process: int) -> bool:
    told = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False)
    return told.stdout.startswith("T")


Drive = Callable[..., Driver]


@pytest.fixture
def drive(tmp_path: Path) -> Iterator[Drive]:
    """Start the driver, with a line of Python before it, alone or as `driver` in words for a shell."""
    started: list[Driver] = []

    def start(before: str = "", *, under: str = "", after: str = "") -> Driver:
        (tmp_path / "driver.py").write_text(DRIVER + before + "\n" + LOOP + after, encoding="utf-8")
        driver = f"'{sys.executable}' driver.py"
        words = ["/bin/sh", "-c", under.replace("driver", driver)] if under else [sys.executable, "driver.py"]
        started.append(Driver(tmp_path, words))
        return started[-1]

    yield start
    for one in started:
        one.child.close(force=True)


@pytest.fixture
def ready(drive: Drive) -> Driver:
    """The driver, waiting for its first key."""
    one = drive()
    one.wait(ON, "[ready]")
    return one


# Keys ----------------------------------------------------------------------------------------------------------------

KEYS = {
    "\x1b[A \x1bOA": "up",
    "\x1b[B \x1bOB": "down",
    "\x1b[C \x1bOC": "right",
    "\x1b[D \x1bOD": "left",
    "\x1b[H \x1bOH \x1b[1~ \x1b[7~": "home",
    "\x1b[F \x1bOF \x1b[4~ \x1b[8~": "end",
    "\x1b[5~": "page up",
    "\x1b[6~": "page down",
    "\r \n": "enter",
    "\x7f \b": "backspace",
    "1": "1",
    "s": "s",
    "?": "?",
    "\u00e9": "\u00e9",
    "\u4e2d": "\u4e2d",
    "\U0001f642": "\U0001f642",
}


def test_every_key(ready: Driver) -> None:
    for forms, key in KEYS.items():
        for form in forms.split(" "):
            ready.type(form, f"<{key}>")
    ready.type(" ", "< >")
    ready.type("q", "[left]")
    assert ready.end() == 0
    assert ready.shown.count("<") == sum(len(forms.split(" ")) for forms in KEYS) + 1
    assert ready.shown.endswith("[left]\r\n")


@pytest.mark.parametrize("sequence", ["\x1b[A", "\x1bOA", "\x1b[5~", "\u00e9", "\U0001f642"])
def test_a_key_that_comes_in_pieces(ready: Driver, sequence: str) -> None:
    """However long the terminal takes between its bytes."""
    *first, last = sequence.encode()
    for byte in first:
        ready.type(bytes([byte]), "[1 read]")
    key = {"\x1b[A": "up", "\x1bOA": "up", "\x1b[5~": "page up"}.get(sequence, sequence)
    ready.type(bytes([last]), f"<{key}>")
    assert ready.shown.count("<") == 1


@pytest.mark.parametrize(
    "swallowed",
    [
        "\x1b[99~",
        "\x1b[1;2A",
        "\x1b[[A",
        "\x1b[I",
        "\x1bOP",
        "\x1b1",
        "\x1bq",
        "\x1b\x7f",
        "\x1b[201~",
        "\t",
        "\0",
        "\xad",
        "\x01",
    ],
)
def test_keys_that_mean_nothing(ready: Driver, swallowed: str) -> None:
    """Unknown keys, Alt and a key, control characters: the wait goes on."""
    ready.type(swallowed, f"[{len(swallowed.encode())} read]")
    ready.type("1", "<1>")
    assert ready.shown.count("<") == 1


def test_bytes_that_are_no_text_mean_nothing(ready: Driver) -> None:
    ready.type(b"\xff", "[1 read]")
    ready.type("1", "<1>")
    ready.type(b"1\xff", "<many>")
    assert ready.shown.count("<") == 2


def test_escape_alone_means_nothing(drive: Drive) -> None:
    one = drive("module.TOGETHER = 0.05")
    one.wait("[ready]")
    one.type("\x1b", "[1 read]", "[quiet]")
    one.type("1", "<1>")
    one.type("\x1b[", "[2 read]", "[quiet]")
    one.type("A", "<A>")
    assert one.shown.count("<") == 2


def test_two_escapes_are_one(ready: Driver) -> None:
    ready.type("\x1b\x1b[A", "<up>")
    assert ready.shown.count("<") == 1


# Several keys --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "several",
    [
        "12",
        "333\r",
        "1\x1b[A",
        "\x1b[A1",
        "1\t",
        "\x1b[99~1",
        "\x7f\x7f",
        "1\x04",
        "\u00e9\u00e9",
        "1\x1b[200~2\x1b[201~",
    ],
)
def test_several_at_once_are_dropped(ready: Driver, several: str) -> None:
    ready.type(several, "<many>")
    ready.type("1", "<1>")
    assert ready.shown.count("<") == 2


def test_moves_are_given_one_by_one(ready: Driver) -> None:
    ready.type("\x1b[A\x1b[B\x1b[A", "<up>", "<down>", "<up>")
    ready.type("\x1b[A\x1b", "<up>")
    ready.type("[B", "<down>")


def test_the_start_of_a_move_among_others_is_no_letter(ready: Driver) -> None:
    ready.type("1\x1b[", "<many>")
    ready.type("A", "<up>")


@pytest.mark.parametrize("pasted", ["1", "12\r", "", "\x1b[A", "\u00e9"])
def test_a_paste_is_one_thing(ready: Driver, pasted: str) -> None:
    ready.type(f"\x1b[200~{pasted}\x1b[201~", "<many>")
    ready.type("1", "<1>")
    assert ready.shown.count("<") == 2


@pytest.mark.parametrize("cut", range(1, len("\x1b[200~1\x1b[201~")))
def test_a_paste_cut_in_two(ready: Driver, cut: int) -> None:
    pasted = "\x1b[200~1\x1b[201~"
    ready.type(pasted[:cut], f"[{cut} read]")
    ready.type(pasted[cut:], "<many>")
    ready.type("1", "<1>")
    assert ready.shown.count("<") == 2


def test_a_long_paste(ready: Driver) -> None:
    """Longer than what is read at once and than what a terminal holds."""
    ready.send("\x1b[200~")
    for _ in range(30):
        ready.type("1" * 1000, " read]")
    ready.type("\x1b[201~", "<many>")
    ready.type("1", "<1>")
    assert ready.shown.count("<") == 2


# Hurried keys, with a clock of our own -------------------------------------------------------------------------------


class Held:
    """A keyboard in this process, with the end of the terminal where a person types, and a clock set by hand."""

    def __init__(self) -> None:
        self.person, self.terminal = os.openpty()
        self.now = 100.0
        self.streams = os.fdopen(self.terminal), os.fdopen(os.dup(self.terminal), "w"), os.fdopen(self.person)
        self.keyboard = Keyboard(*self.streams[:2], lambda: self.now)

    def press(self, keys: str, after: float = 0.0) -> str:
        self.now += after
        self.type(keys)
        return self.keyboard.key()

    def type(self, keys: str) -> None:
        """Type, and wait for it to arrive."""
        os.write(self.person, keys.encode())
        assert select.select([self.terminal], [], [], BOUND)[0]

    def close(self) -> None:
        for stream in self.streams:
            stream.close()


@pytest.fixture
def held() -> Iterator[Held]:
    one = Held()
    with one.keyboard:
        yield one
    one.close()


@pytest.mark.parametrize("key", ["1", "\r", " ", "\u00e9"])
def test_no_screen_is_read_at_once(held: Held, key: str) -> None:
    assert held.press(key) != Key.MANY
    held.keyboard.fresh()
    assert held.press(key, after=QUICK - 0.01) == Key.MANY
    assert held.press(key, after=QUICK) != Key.MANY
    assert held.press(key) != Key.MANY


def test_a_held_key_answers_nothing(held: Held) -> None:
    held.keyboard.fresh()
    assert {held.press("1", after=0.03) for _ in range(100)} == {Key.MANY}
    assert held.press("1", after=QUICK) == "1"


def test_moves_are_never_held_back(held: Held) -> None:
    held.keyboard.fresh()
    assert held.press("\x1b[A") == Key.UP
    assert held.press("\x7f") == Key.BACKSPACE
    assert held.press("\x04") == Key.ENDED
    assert held.press("1", after=QUICK) == "1"


def test_after_a_paste_comes_its_rest(held: Held) -> None:
    """Where the terminal marks no paste, a piece of it may be one character long."""
    assert held.press("123") == Key.MANY
    assert held.press("4") == Key.MANY
    assert held.press("4", after=QUICK) == "4"


def test_what_was_typed_before_a_new_screen_is_dropped(held: Held) -> None:
    held.type("12")
    held.keyboard.fresh()
    assert held.press("3", after=QUICK) == "3"
    assert held.press("\x1b[A\x1b[A") == Key.UP
    held.keyboard.fresh()
    assert held.press("3", after=QUICK) == "3"


# The end -------------------------------------------------------------------------------------------------------------

# The guardian would make up for a terminal that was not restored: without it, nothing does.
ALONE = "os.fork = no_fork\n"
AFTER = "driver; echo $? after; read line"


def test_ctrl_c_passes(drive: Drive) -> None:
    one = drive(ALONE, under="trap : INT; " + AFTER)
    one.wait("[ready]")
    assert not one.cooked
    one.type("\x03", OFF, "KeyboardInterrupt passed", "[left]", "130 after")
    assert one.cooked


@pytest.mark.parametrize("kind", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_whose_handler_raises(drive: Drive, kind: signal.Signals) -> None:
    one = drive(ALONE + f"signal.signal({int(kind)}, raising)", under=AFTER)
    process = one.number("process")
    one.wait("[ready]")
    assert not one.cooked
    os.kill(process, kind)
    one.wait(OFF, "SystemExit passed", f"{128 + kind} after")
    assert one.cooked


@pytest.mark.parametrize("key", ["\x04", "q"])
def test_ctrl_d_ends_it(drive: Drive, key: str) -> None:
    one = drive(ALONE, under=AFTER)
    one.wait("[ready]")
    one.type(key, OFF, "0 after")
    assert one.cooked
    assert ("<ended>" in one.shown) == (key == "\x04")


@pytest.mark.parametrize("ignored", [False, True])
def test_the_terminal_goes_away(drive: Drive, tmp_path: Path, ignored: bool) -> None:
    """By the signal, or where that is ignored, by the end of all input."""
    handler = "signal.SIG_IGN" if ignored else "raising"
    script = f"""
signal.signal(signal.SIGHUP, {handler})
record = open("record", "w", buffering=1)
visible = say
def say(words):
    record.write(words + "\\n")
    try:
        visible(words)
    except OSError:
        pass
"""
    one = drive(script)
    one.wait("[ready]")
    one.child.ptyproc.fileobj.close()
    record = tmp_path / "record"
    until(lambda: record.read_text().endswith("[left]\n"))
    assert ("<ended>" if ignored else "SystemExit passed") in record.read_text()


def test_kill_minus_9(drive: Drive) -> None:
    one = drive(under="driver; echo $? after; read line")
    process, guardian = one.number("process"), one.number("guardian")
    one.wait("[ready]")
    assert not one.cooked
    os.kill(process, signal.SIGKILL)
    one.wait("137 after")
    until(lambda: one.cooked)
    until(lambda: gone(guardian))
    one.send("\n")
    one.end()
    assert OFF in one.shown


def test_kill_minus_9_of_the_whole_group(drive: Drive) -> None:
    """The guardian stands apart."""
    one = drive(under="set -m; driver; echo $? after; read line")
    process, guardian = one.number("process"), one.number("guardian")
    one.wait("[ready]")
    assert os.getpgid(process) == process
    os.killpg(process, signal.SIGKILL)
    one.wait("137 after")
    until(lambda: one.cooked)
    until(lambda: gone(guardian))


def test_the_guardian_leaves_alone_what_a_shell_has_set(drive: Drive) -> None:
    one = drive(under=AFTER)
    process, guardian = one.number("process"), one.number("guardian")
    one.wait("[ready]")
    attributes = termios.tcgetattr(one.child.child_fd)
    attributes[0] &= ~termios.ICRNL
    termios.tcsetattr(one.child.child_fd, termios.TCSANOW, attributes)
    os.kill(process, signal.SIGKILL)
    until(lambda: gone(guardian))
    assert termios.tcgetattr(one.child.child_fd) == attributes


def test_the_guardian_holds_nothing(drive: Drive) -> None:
    """Neither a lock nor a pipe outlasts what the program itself holds."""
    script = """
import fcntl
lock = open("lock", "w")
fcntl.flock(lock, fcntl.LOCK_EX)
down, up = os.pipe()
original = module.Keyboard.__enter__
def entering(keyboard):
    found = original(keyboard)
    lock.close()
    os.close(up)
    fcntl.flock(open("lock", "w"), fcntl.LOCK_EX)
    say(f"[pipe {len(os.read(down, 1))}]")
    return found
module.Keyboard.__enter__ = entering
"""
    one = drive(script)
    one.wait("[pipe 0]", "[ready]")
    one.type("q", "[left]")
    assert one.end() == 0


def test_a_pipeline_ends(drive: Drive) -> None:
    one = drive(under="driver | cat; echo after; read line")
    process = one.number("process")
    one.wait("[ready]")
    os.kill(process, signal.SIGKILL)
    one.wait("after")
    until(lambda: one.cooked)


def test_nothing_is_left_behind(drive: Drive) -> None:
    """No zombie, no handler, no descriptor; and the terminal is as it was, to the letter."""
    before = """
def state():
    handlers = [signal.getsignal(kind) for kind in signal.valid_signals()]
    wakeup = signal.set_wakeup_fd(-1)
    descriptors = sorted(os.listdir("/dev/fd"))
    return handlers, wakeup, descriptors, module.termios.tcgetattr(0), signal.pthread_sigmask(signal.SIG_BLOCK, [])
signal.signal(signal.SIGWINCH, own)
first = state()
"""
    after = """
say(f"[same {first == state()}]")
try:
    os.waitpid(-1, 0)
except ChildProcessError:
    say("[no child]")
"""
    one = drive(before, after=after)
    guardian = one.number("guardian")
    one.type("q", "[left]", "[same True]", "[no child]")
    assert one.end() == 0
    assert gone(guardian)


def test_a_guardian_that_was_killed_is_not_missed(drive: Drive) -> None:
    one = drive(under=AFTER)
    guardian = one.number("guardian")
    one.wait("[ready]")
    os.kill(guardian, signal.SIGKILL)
    one.type("q", OFF, "0 after")
    assert one.cooked


# Stops, sizes and lines ----------------------------------------------------------------------------------------------

SHELLS = {"sh": ["sh", "-i"], "bash": ["bash", "--norc", "--noprofile", "--noediting", "-i"]}


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Driver]:
    """A shell with jobs, at its prompt, and the driver beside it."""
    words = SHELLS[request.param]
    if shutil.which(words[0]) is None:
        pytest.skip(f"there is no {words[0]} here")
    (tmp_path / "driver.py").write_text(DRIVER + LOOP, encoding="utf-8")
    one = Driver(tmp_path, words)
    one.wait("prompt> ")
    yield one
    one.child.close(force=True)


START = f"'{sys.executable}' driver.py\n"


def test_ctrl_z_and_fg(shell: Driver) -> None:
    """At the prompt the terminal is the shell's; afterwards it gives single keys again and the screen is shown anew."""
    shell.type(START, "[ready]")
    for _ in range(3):
        assert not shell.cooked
        shell.type("\x1a", OFF, "prompt> ")
        assert shell.cooked
        shell.type("fg\n", ON, "<resized>")
        assert not shell.cooked
        shell.type("1", "<1>")
    shell.type("q", "[left]", "prompt> ")
    assert shell.cooked


def test_in_the_background_it_stops(shell: Driver) -> None:
    """It neither spins nor touches the terminal, started there or sent there."""
    shell.send(START)
    process = shell.number("process")
    shell.wait("[ready]")
    shell.type("\x1a", "prompt> ")
    for _ in range(2):
        shell.type("bg\n", "prompt> ")
        until(lambda: stopped(process))
        assert shell.cooked
    shell.type("fg\n", "<resized>")
    assert not shell.cooked
    shell.type("1", "<1>")
    shell.type("q", "[left]", "prompt> ")
    shell.send(START.replace("\n", " &\n"))
    process = shell.number("process")
    until(lambda: stopped(process))
    assert shell.cooked
    shell.type("fg\n", "[ready]")
    assert not shell.cooked
    shell.type("q", "[left]", "prompt> ")
    assert shell.cooked
    assert shell.shown.count("<resized>") == 1


def test_sent_to_the_background_as_it_takes_the_terminal(shell: Driver, tmp_path: Path) -> None:
    """Between the look who is in front and the change that rests on it."""
    script = """
look = module.Keyboard._come_to_front
def stopped_after_a_look(keyboard):
    found = look(keyboard)
    module.Keyboard._come_to_front = look
    os.kill(os.getpid(), signal.SIGTSTP)
    return found
original = module.Keyboard._take
def take(keyboard):
    module.Keyboard._take = original
    module.Keyboard._come_to_front = stopped_after_a_look
    return original(keyboard)
module.Keyboard._take = take
"""
    (tmp_path / "driver.py").write_text(DRIVER + script + LOOP, encoding="utf-8")
    shell.send(START)
    process = shell.number("process")
    shell.wait("prompt> ")
    shell.type("bg\n", "prompt> ")
    until(lambda: stopped(process))
    assert shell.cooked
    shell.type("fg\n", ON, "<resized>")
    assert not shell.cooked
    shell.type("q", "[left]", "prompt> ")


def test_killed_in_the_background(shell: Driver) -> None:
    """A handler that raises there leaves the terminal to the shell."""
    shell.send(START)
    process, guardian = shell.number("process"), shell.number("guardian")
    shell.wait("[ready]")
    shell.type("\x1a", "prompt> ")
    os.kill(process, signal.SIGINT)
    shell.type("bg\n", "KeyboardInterrupt passed")
    until(lambda: gone(process) and gone(guardian))
    assert shell.cooked


def test_in_the_background_of_nobody(drive: Drive) -> None:
    """Where no shell could continue it, a stop is none and a read would fail: the input is at its end."""
    alone = "while os.getppid() == os.getpgrp(): os.sched_yield()"
    one = drive(alone, under="set -m; (driver </dev/tty &); read line")
    one.wait("[ready]", "<ended>", "[left]")
    assert one.cooked


def test_ctrl_z_without_a_shell(ready: Driver) -> None:
    """Nobody could continue it: it goes on, and shows the screen again."""
    ready.type("\x1a", OFF, ON, "<resized>")
    assert not ready.cooked
    ready.type("1", "<1>")


def test_stopped_from_outside(ready: Driver) -> None:
    process = ready.child.pid
    os.kill(process, signal.SIGSTOP)
    os.waitpid(process, os.WUNTRACED)
    attributes = termios.tcgetattr(ready.child.child_fd)
    attributes[3] |= termios.ECHO | termios.ICANON
    termios.tcsetattr(ready.child.child_fd, termios.TCSANOW, attributes)
    os.kill(process, signal.SIGCONT)
    ready.wait(ON, "<resized>")
    assert not ready.cooked
    ready.type("1", "<1>")
    ready.type("q", OFF, "[left]")


def test_a_new_size(ready: Driver) -> None:
    for rows, columns in ((30, 100), (10, 40)):
        ready.child.setwinsize(rows, columns)
        ready.wait("<resized>", f"size {columns} {rows}")
    ready.type("1", "<1>")


def test_a_new_size_in_a_paste(ready: Driver) -> None:
    ready.type("\x1b[200~1", "[7 read]")
    ready.child.setwinsize(30, 100)
    ready.wait("<resized>")
    ready.type("1\x1b[201~", "<many>")
    ready.type("1", "<1>")


def test_a_typed_line(ready: Driver) -> None:
    """With the terminal's own editing; single keys before and after."""
    ready.type("t", "<t>", OFF)
    assert ready.cooked
    ready.type("hellp\x7fo\n", "hellp", "typed 'hello\\n'")
    assert not ready.cooked
    ready.type("1", "<1>")
    ready.type("t", "<t>", OFF)
    ready.type("\x04", ON, "typed ''")
    ready.type("t", "<t>", OFF)
    ready.type("half\x04", "half")
    ready.type("\x04", ON, "typed ''")
    ready.type("q", "[left]")
    assert ready.end() == 0


def test_a_line_of_bytes_that_are_no_text(drive: Drive) -> None:
    one = drive("sys.stdin.reconfigure(encoding='utf-8', errors='strict')")
    one.wait("[ready]")
    one.type("t", "<t>", OFF)
    one.type(b"\xff\n", ON, "typed no text")
    assert not one.cooked
    one.type("1", "<1>")


def test_what_was_typed_unseen_is_no_part_of_a_line(drive: Drive) -> None:
    script = """
line = module.Keyboard.line
def late(keyboard):
    say("[before]")
    select.select([0], [], [])
    return line(keyboard)
module.Keyboard.line = late
"""
    one = drive(script)
    one.wait("[ready]")
    one.type("t", "<t>", "[before]")
    one.type("12", OFF)
    one.type("3\n", "typed '3\\n'")


def test_ctrl_c_in_a_line(drive: Drive) -> None:
    one = drive(ALONE, under="trap : INT; " + AFTER)
    one.type("t", "<t>", OFF)
    one.type("\x03", "KeyboardInterrupt passed", "130 after")
    assert one.cooked


def test_a_new_size_and_a_stop_in_a_line(shell: Driver) -> None:
    shell.type(START, "[ready]")
    shell.type("t", "<t>", OFF)
    shell.child.setwinsize(30, 100)
    shell.type("\x1a", "prompt> ")
    shell.type("fg\n", "driver.py")
    assert shell.cooked
    shell.type("text\n", "typed 'text\\n'", "<resized>", "size 100 30")
    assert not shell.cooked


def test_a_screen_that_was_stopped_holds_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """After Ctrl-S nothing can be written; the terminal is given back all the same."""
    monkeypatch.setattr(module, "PATIENCE", 0.01)
    one = Held()
    cooked = termios.tcgetattr(one.terminal)
    with one.keyboard:
        assert termios.tcgetattr(one.terminal) != cooked
        termios.tcflow(one.terminal, termios.TCOOFF)
    assert termios.tcgetattr(one.terminal) == cooked
    one.close()


# Where single keys are possible --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "columns", "term", "can"),
    [
        (8, 20, "xterm", True),
        (24, 80, "linux", True),
        (7, 80, "xterm", False),
        (24, 19, "xterm", False),
        (0, 0, "xterm", False),
        *((24, 80, term, False) for term in ("", "dumb", "unknown")),
    ],
)
def test_capable(rows: int, columns: int, term: str, can: bool) -> None:
    person, terminal = os.openpty()
    with os.fdopen(person), os.fdopen(terminal) as stdin, os.fdopen(os.dup(terminal), "w") as stderr:
        termios.tcsetwinsize(terminal, (rows, columns))
        assert capable(stdin, stderr, {"TERM": term}) == can
        assert not capable(stdin, stderr, {})
        assert not capable(io.StringIO(), stderr, {"TERM": term})
        assert not capable(stdin, io.StringIO(), {"TERM": term})
        with Path(os.devnull).open() as null:
            assert not capable(null, stderr, {"TERM": term})


def test_not_capable_where_the_system_knows_no_terminals() -> None:
    script = """
import sys
sys.modules["termios"] = None
from blunting_cli.interview.keyboard import capable
assert not capable(sys.stdin, sys.stderr, {"TERM": "xterm"})
"""
    subprocess.run([sys.executable, "-c", script], check=True, cwd=ROOT)
