"""A terminal for the tests: it runs the program in a pseudo-terminal and knows what is on its screen."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from typing import TYPE_CHECKING, Any

import pexpect
import pyte

from annotator.text.layout import Layout
from tests.patience import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

KEYS = {
    "left": "\x1b[D", "right": "\x1b[C", "up": "\x1b[A", "down": "\x1b[B", "shift+left": "\x1b[1;2D",
    "ctrl+left": "\x1b[1;5D", "home": "\x1b[H", "end": "\x1b[F", "enter": "\r", "escape": "\x1b", "tab": "\t",
    "shift+tab": "\x1b[Z", "ctrl+q": "\x11", "f1": "\x1bOP", "delete": "\x1b[3~", "pagedown": "\x1b[6~",
}  # fmt: skip


class Terminal:
    """The program `annotator` with some arguments in a terminal of `size` (columns, rows).

    `program` is what Python runs.
    """

    def __init__(
        self,
        *arguments: str,
        folder: Path,
        size: tuple[int, int] = (100, 30),
        program: Sequence[str] = (sys.executable, "-m", "annotator"),
        **environment: str,
    ) -> None:
        settings = folder / "settings.toml"
        if not settings.exists():  # pyte says nothing of itself, and shows text as it is sent
            settings.write_text('[bidi]\nunknown = "visual"\n', "utf-8")
        self.screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self.ended = False
        base = {
            name: os.environ[name] for name in ("PATH", "HOME", "LANG", "PYTHONPATH") if name in os.environ
        }
        self.child: Any = pexpect.spawn(
            program[0],
            [*program[1:], *arguments],
            cwd=str(folder),
            env={
                **base,
                "TERM": "xterm-256color",
                "ANNOTATOR_CONFIG": str(settings),
                "XDG_STATE_HOME": str(folder / "state"),
                **environment,
            },
            dimensions=(size[1], size[0]),
            timeout=PATIENCE,
        )
        self.child.delaybeforesend = None

    # --- what a person does -----------------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Press keys, by their name or their letter, as fast as can be."""
        self.child.send("".join(KEYS.get(key, key) for key in keys))

    def resize(self, columns: int, rows: int) -> None:
        self.screen.resize(rows, columns)
        self.child.setwinsize(rows, columns)

    # --- what a person sees -----------------------------------------------------------------------

    @property
    def lines(self) -> list[str]:
        return [line.rstrip() for line in self.screen.display]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def read(self) -> None:
        """Take in what the program has written, waiting a little if there is nothing."""
        try:
            data = self.child.read_nonblocking(65536, timeout=0.2)
        except pexpect.TIMEOUT:
            return
        except pexpect.EOF:
            self.ended = True
            return
        self.raw += data
        self._stream.feed(data)

    def until(self, there: Callable[[], object], what: str) -> None:
        """Wait until something is the case on the screen."""
        end = time.monotonic() + PATIENCE
        while not there():
            if self.ended or time.monotonic() > end:
                raise AssertionError(f"{what} was not to be seen:\n{self.text}")
            self.read()

    def until_text(self, *texts: str) -> None:
        """Wait until all of these stand on the screen."""
        self.until(lambda: all(text in self.text for text in texts), " and ".join(texts))

    def until_arabic(self, text: str) -> None:
        """Wait until Arabic text stands on the screen, as it is drawn."""
        self.until_text(Layout(text, 200).row(0).text)

    # --- how it ends ------------------------------------------------------------------------------

    def until_ended(self) -> int:
        """Wait for the program to end; return its exit status, or minus the signal that killed it."""
        end = time.monotonic() + PATIENCE
        while not self.ended and time.monotonic() < end:
            self.read()
        assert self.ended, f"the program goes on:\n{self.text}"
        self.child.close()
        if self.child.signalstatus is not None:
            return -int(self.child.signalstatus)
        return int(self.child.exitstatus)

    def close(self) -> None:
        with contextlib.suppress(pexpect.ExceptionPexpect, OSError):
            self.child.close(force=True)
