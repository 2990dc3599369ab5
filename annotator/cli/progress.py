"""How far a command is, on one line of a terminal, which is gone when the command says something and when it ends."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from annotator.model import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE = "annotator.progress"
"""The key in `Context.meta` of the line that is shown."""

_AGAIN = 0.2
"""After how many seconds the line is shown again, and how long it stays away after something was printed."""

_FIRST = 0.3
"""After how many seconds it is shown at first: commands that are done by then show nothing."""

_COLUMNS = 80
"""How wide a terminal is that doesn't say so."""


class Line:
    """How far a command is: what it is `doing`, how many are done, and of how many, None: not known.

    Calling it with a number says that so many are done. Where standard error is no terminal nothing is ever shown.
    """

    def __init__(self, doing: str, total: int | None = None) -> None:
        self.doing = doing
        self.total = total
        self.count = 0

    def __call__(self, count: int) -> None:
        """Note that so many are done."""
        self.count = count

    def begin(self, doing: str, total: int | None = None) -> None:
        """Go on to something else."""
        self.doing, self.total, self.count = doing, total, 0

    def clear(self) -> None:
        """Take the line away, so that something else can be printed."""


class _Count(Struct, frozen=True):
    count: int
    total: int | None

    def __str__(self) -> str:
        if not self.count:
            return ""
        if not self.total:
            return f"{self.count:,}"
        if self.count >= self.total:  # what is done at the end is of all of them together
            return f"{self.count:,} of {self.total:,}, finishing"
        return f"{self.count / self.total:4.0%}  {self.count:,} of {self.total:,}"


class _TerminalLine(Line):
    """A line that is shown, by a thread of its own, because opening a project and a long query call nobody."""

    def __init__(self, doing: str, total: int | None) -> None:
        import threading
        import time

        super().__init__(doing, total)
        self._now = time.monotonic
        self._began = self._now()
        self._not_before = self._began + _FIRST
        self._shown = 0
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def clear(self) -> None:
        """Take the line away for a moment."""
        with self._lock:
            self._not_before = self._now() + _AGAIN
            self._erase()

    def end(self) -> None:
        """Take the line away for good."""
        self._ended.set()
        self._thread.join()
        with self._lock:
            if self._shown:
                self._show()  # the last count, which may have come after the last turn
            self._erase()

    def _run(self) -> None:
        while not self._ended.wait(_AGAIN):
            with self._lock:
                if self._now() >= self._not_before:
                    self._show()

    def _show(self) -> None:
        seconds = int(self._now() - self._began)
        parts = (self.doing, str(_Count(self.count, self.total)), f"{seconds // 60}:{seconds % 60:02}")
        line = "  ".join(filter(None, parts))[: _columns() - 1]
        self._write(f"\r{line.ljust(self._shown)}\r")
        self._shown = len(line)

    def _erase(self) -> None:
        if self._shown:
            self._write(f"\r{' ' * self._shown}\r")
            self._shown = 0

    def _write(self, text: str) -> None:
        try:
            sys.stderr.write(text)
            sys.stderr.flush()
        except (OSError, ValueError):  # the terminal is gone; whoever has a message is told so
            self._ended.set()


def _columns() -> int:
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or _COLUMNS
    except (OSError, ValueError):
        return _COLUMNS


@contextmanager
def progress(doing: str, total: int | None = None, *, shown: bool = True) -> Iterator[Line]:
    """Give a line that shows how far the block is, on a terminal; unless `shown`, it is not."""
    if not shown or not sys.stderr.isatty():
        yield Line(doing, total)
        return
    line = _TerminalLine(doing, total)
    ctx = click.get_current_context(silent=True)
    meta = {} if ctx is None else ctx.meta
    meta[_LINE] = line
    try:
        yield line
    finally:
        meta.pop(_LINE, None)
        line.end()


def clear() -> None:
    """Take the line away that is shown, if there is one, so that something else can be printed."""
    ctx = click.get_current_context(silent=True)
    if ctx is not None and (line := ctx.meta.get(_LINE)) is not None:
        line.clear()
