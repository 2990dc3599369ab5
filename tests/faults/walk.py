"""A person out of his mind at a terminal: keys, the mouse, garbage, pastes and new sizes, by chance but repeatable."""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import sys
import time
from random import Random
from typing import TYPE_CHECKING, Any

import pexpect
import pyte

from annotator.keys import ARABIC_LAYOUT
from annotator.project import Project
from tests.end_to_end import test_gold_killed, test_killed
from tests.end_to_end.modes import Modes
from tests.patience import PATIENCE
from tests.store.listing import listed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SIZE = (100, 30)
"""Columns and rows while the screen is read."""

PLAIN: list[str] = [
    *"abcdefghijklmnoprstuvwxyzABCDNSU0123456789/?<>'\" \t\r\x7f\x08",
    *ARABIC_LAYOUT.values(),
]
MOVING = [
    f"\x1b[{modifier}{letter}" for modifier in ("", "1;2", "1;5", "1;6") for letter in "ABCDHF"
]  # fmt: skip
OTHER = [
    "\x1b[3~", "\x1b[5~", "\x1b[6~", "\x1b[Z", "\x1bOP", "\x1bOR", "\x1b[27u", "\x1b", "\x1b\x1b", "\x10", "\x10\x1b[6~",
    "\x10\r", "\x0e", "\x01", "\x05", "\x17", "\x15", "\x03", "\x0c", "\x1ba", "\x1b[I", "\x1b[O", "\x1a", "\x1b[15~",
    "\x1b[97;5u", "\x1b[97;1;97u", "\x1b[1588;1;1588u",
]  # fmt: skip
GARBAGE = [
    "\x1b[99999999u", "\x1b[55296u", "\x1b[97;1;57343u", "\x1b[97:65u", "\x1b[48;0;0;0;0t", "\x1b[48;1;1;0;0t",
    "\x1b[48;1000000;1000000;1;1t", "\x1b[?2048;1$y", "\x1b[?2048;2$y", "\x1b[?2026;2$y", "\x1b[?997;1n",
    "\x1b]11;rgb:ffff/ffff/ffff\x1b\\", "\x1bP>|XTerm(379)\x1b\\", "\x1b[>0;276;0c", "\x1b[?65;1;9c", "\x1b[12;40R",
    "\x1b[999999999;999999999R", "\x1b[0;0R", "\x1b[M   ", "\x1b[Mabc", "\x1b[[A", "\x1b[12", "\x1b]0;a", "\x1bP1$",
    "\x1b[" + "1;" * 60 + "m", "\x1b[201~", "\x9b", "\x00", "\x1b[27;5;97~",
]  # fmt: skip
PASTED = [
    "قصف الجيش مدينة حلب.\n",
    "a",
    "/q\x1bx\r",
    "\t",
    "😀",
    "\u202e",
    "\u0651",
    "\x07",
    "x" * 300,
    "حلب " * 400,
]
AT = [-5, 0, 1, 2, 3, 5, 8, 13, 20, 27, 30, 40, 80, 99, 100, 10**9]


class Ended(Exception):  # noqa: N818
    """The program has ended. A person may have asked for it: the palette has a command for that."""


class Walk:
    """The program `annotator` with some arguments, on the project at `path`, driven by chance from `seed`."""

    def __init__(self, path: Path, arguments: list[str], seed: int) -> None:
        self.path = path
        self.arguments = arguments
        self.chance = Random(seed)
        self.modes = Modes()
        self.raw = bytearray()
        self.starts = 0
        self.tokens = 0
        self.done: list[str] = []
        self.child: Any = None

    # --- the process ------------------------------------------------------------------------------

    def start(self) -> None:
        self.starts += 1
        self.modes, self.raw = Modes(), bytearray()
        base = {
            name: os.environ[name] for name in ("PATH", "HOME", "LANG", "PYTHONPATH") if name in os.environ
        }
        folder = self.path.parent
        (folder / "settings.toml").write_text(
            '[bidi]\nunknown = "visual"\n', "utf-8"
        )  # no notice of the terminal
        self.child = pexpect.spawn(
            sys.executable,
            ["-m", "annotator", *self.arguments, "--project", str(self.path)],
            env={
                **base,
                "TERM": "xterm-256color",
                "PYTHONFAULTHANDLER": "1",
                "ANNOTATOR_CONFIG": str(folder / "settings.toml"),
                "XDG_STATE_HOME": str(folder / "state"),
            },
            dimensions=(SIZE[1], SIZE[0]),
        )
        self.suspended = self.interrupted = False
        self.until(lambda: b"\x1b[?1049h" in self.raw, "the screen")

    def read(self, wait: float = 0.0) -> bool:
        """Take in what the program has written; let it go on if it was stopped. Return False when it has ended."""
        with contextlib.suppress(ChildProcessError):
            if os.waitid(os.P_PID, self.child.pid, os.WSTOPPED | os.WNOHANG):
                self.child.kill(signal.SIGCONT)
        if select.select([self.child.child_fd], [], [], wait)[0]:
            try:
                data = os.read(self.child.child_fd, 1 << 16)
            except OSError:
                return False
            self.modes.feed(data)
            self.raw += data
            if len(self.raw) > 1 << 20:
                del self.raw[: 1 << 19]
            return bool(data)
        return True

    def until(self, there: Callable[[], object], what: str) -> None:
        end = time.monotonic() + PATIENCE
        while not there():
            if not self.read(0.2):
                raise Ended
            if time.monotonic() > end:
                raise AssertionError(f"{what} did not come; {self.story()}\n{self.where()}")

    def send(self, text: str | bytes) -> None:
        data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
        self.suspended = self.suspended or b"\x1a" in data or b"\x10" in data
        self.interrupted = self.interrupted or (self.suspended and b"\x03" in data)
        while data:
            if select.select([], [self.child.child_fd], [], 0.05)[1]:
                data = data[os.write(self.child.child_fd, data[:512]) :]
            if not self.read():
                raise Ended

    def where(self) -> str:
        """What each thread of a program that does not answer is doing."""
        self.raw.clear()
        self.child.kill(signal.SIGABRT)
        while self.read(1.0) and select.select([self.child.child_fd], [], [], 1.0)[0]:
            pass
        return self.raw.decode("utf-8", "replace")[-6000:]

    def story(self) -> str:
        screen = pyte.Screen(*SIZE)
        pyte.ByteStream(screen).feed(bytes(self.raw[-20_000:]))
        shown = "\n".join(line.rstrip() for line in screen.display if line.strip())
        return f"last of {len(self.done)} steps: {self.done[-12:]}\n{shown}"

    # --- steps ------------------------------------------------------------------------------------

    def step(self) -> None:
        chance = self.chance
        (kind,) = chance.choices(
            ["plain", "moving", "other", "mouse", "garbage", "bytes", "paste", "size", "leave"],
            [40, 20, 14, 9, 6, 2, 3, 6, 0.2],
        )
        if kind == "size":
            columns, rows = chance.choice([(300, 100), (1, 300), (20, 100), (3, 8)][: chance.randint(1, 4)])
            size = (chance.randint(1, columns), chance.randint(1, min(rows, 100)))
            self.done.append(f"size {size}")
            self.child.setwinsize(size[1], size[0])
        elif kind == "leave":
            self.done.append("leave")
            self.leave()
            self.start()
        else:
            what: str | bytes = getattr(self, kind)()
            self.done.append(repr(what[:60]))
            self.send(what)

    def plain(self) -> str:
        return self.chance.choice(PLAIN)

    def moving(self) -> str:
        return self.chance.choice(MOVING)

    def other(self) -> str:
        return self.chance.choice(OTHER)

    def mouse(self) -> str:
        button = self.chance.choice([0, 0, 0, 1, 2, 4, 32, 35, 64, 65, 66, 67, 128, 10**6])
        return f"\x1b[<{button};{self.chance.choice(AT)};{self.chance.choice(AT)}{self.chance.choice('Mm')}"

    def garbage(self) -> str:
        return self.chance.choice(GARBAGE)

    def bytes(self) -> bytes:
        data = self.chance.randbytes(self.chance.randint(1, 12))
        return bytes(byte for byte in data if byte != 0x11)  # Ctrl+Q has a step of its own

    def paste(self) -> str:
        return f"\x1b[200~{''.join(self.chance.choices(PASTED, k=self.chance.randint(0, 6)))}\x1b[201~"

    # --- what must hold ---------------------------------------------------------------------------

    def shown(self) -> str:
        screen = pyte.Screen(*SIZE)
        pyte.ByteStream(screen).feed(bytes(self.raw))
        return "\n".join(line.rstrip() for line in screen.display)

    def settle(self) -> None:
        """Come to the list, whatever is shown, and see that all that was sent before is dealt with.

        What is typed while the program is being suspended is lost, as in any program; so this is tried again.
        """
        for _ in range(5):
            self.send("\x07\x1b[201~\x07")
            for size in ((SIZE[0] - 1, SIZE[1]), SIZE):
                self.raw.clear()
                self.child.setwinsize(size[1], size[0])
                self.until(lambda: self.raw, "a picture")
            self.tokens += 1
            token = f"zz{self.tokens}"
            self.send("\x1b[27u" * 4 + "q\x1b[27u" + token)
            end = time.monotonic() + PATIENCE / 5
            while f"Filter: {token}" not in self.shown():
                if not self.read(0.2):
                    raise Ended
                if time.monotonic() > end:
                    break
            else:
                return
        raise AssertionError(f"the list did not come; {self.story()}\n{self.where()}")

    def look(self) -> None:
        """Open the first article of the list, and compare what is told of it with what is stored."""
        self.settle()
        self.send("\x1b[27u\x1b[H")
        self.suspended = self.interrupted = False  # all that was sent is dealt with
        self.until(lambda: re.search(r"Title\n \d+ .*Type to filter", self.shown(), re.DOTALL), "the list")
        self.send("\r")
        told = re.compile(
            r"(\d+) of \d+, \w+, (\d+) spans?[^\n]*, saved"
            r"|(?:([^\s,]+?)…?,)?( settled,)? (?:\d+ of )?\d+ (?:open|decided|places?)\b[^\n]*, saved"
        )
        self.until(lambda: told.search(self.shown()), "an article that is saved")
        found = told.search(self.shown())
        assert found
        with Project.open(self.path) as project:
            if found[1]:
                article = listed(project, self.person)[int(found[1]) - 1].id
                assert len(project.layers.get(article, self.person).spans) == int(found[2]), self.story()
            elif found[3]:  # where there is room for it
                (article,) = (id_ for id_ in project.articles.select(None) if id_.startswith(found[3]))
                assert project.gold.is_settled(article) == bool(found[4]), self.story()

    @property
    def person(self) -> str:
        return self.arguments[self.arguments.index("--as") + 1]

    def leave(self) -> None:
        """Press Ctrl+Q, and see that the program ends well."""
        self.settle()
        self.send("\x11")
        end = time.monotonic() + PATIENCE
        while self.read(0.2):
            assert time.monotonic() < end, f"the program goes on; {self.story()}"
        self.check_end()

    def check_end(self) -> None:
        """Check that the program has ended well, and left the terminal as it was."""
        self.child.wait()
        ended = (self.child.exitstatus, self.child.signalstatus)
        # A Ctrl+C that comes while the program is being suspended, by Ctrl+Z or the palette, is a signal, which ends it.
        well = {(0, None), (128 + signal.SIGINT, None)} if self.interrupted else {(0, None)}
        assert ended in well, f"{ended}: {bytes(self.raw[-1500:])!r}; {self.story()}"
        assert b"This is a fault" not in self.raw, self.story()
        assert b"Traceback" not in self.raw, self.story()
        assert not self.modes.left, self.modes.left

    def check_project(self) -> None:
        """Check the file, and that each history leads to what is stored."""
        test_killed.check_file(self.path)
        with Project.open(self.path) as project:
            for article in project.articles.select(None):
                for person in project.people.names():
                    layer = project.layers.get(article, person)
                    assert list(layer.spans) == test_killed.replayed(
                        project.layers.operations(article, person)
                    )
                gold = project.gold.get(article)
                decisions, settled = test_gold_killed.replayed(project.gold.steps(article))
                assert (gold.decisions, gold.settled is not None) == (decisions, settled)

    def walk(self, steps: int, every: int) -> None:
        """Take `steps` steps, and look every so many of them."""
        self.start()
        try:
            for number in range(1, steps + 1):
                try:
                    self.step()
                    if number % every == 0:
                        self.look()
                except Ended:
                    self.check_end()
                    self.start()
            self.look()
            self.leave()
        finally:
            self.child.close(force=True)
        self.check_project()
