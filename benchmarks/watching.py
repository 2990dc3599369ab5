"""A terminal with a screen: it tells when rows of it were as they stay, however much is painted below them afterwards."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple, Self

import pyte

from benchmarks.terminal import COLUMNS, ROWS, SilentError, Terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import TracebackType

    Seen = Callable[[Sequence[str]], object]
    """Whether something is on a screen, of its lines."""

QUIT = b"\x11"
QUIET, LIMIT = 0.15, 60.0
"""Seconds without a byte after which a key is answered, and after which what should be seen is given up."""


class Painted(NamedTuple):
    """Milliseconds until the rows in sight were as they stay (until the first byte if they stay as they were), and until the last byte."""

    rows: float
    last: float


class Watched:
    """A program in a terminal whose screen is known. A context manager that ends the program.

    `body`: the lines of the screen that count as its rows.
    """

    def __init__(self, command: list[str], environment: Mapping[str, str], *, body: slice) -> None:
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)
        self._body = body
        self.terminal = Terminal(command, environment)

    def __enter__(self) -> Self:
        self.terminal.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._quit()
        self.terminal.__exit__(kind, error, trace)

    def _quit(self) -> None:
        """Let the program end by itself, as it does for a person: one that is killed leaves a log, which the next start looks at."""
        try:
            since = self.terminal.send(QUIT)
            while time.perf_counter() < since + LIMIT:
                self.terminal.pieces(QUIET, since)
        except SilentError:  # it has ended
            return
        raise SilentError(f"It did not end in {LIMIT:.0f} seconds after Ctrl+Q; the screen: {self.lines}")

    @property
    def lines(self) -> list[str]:
        """What is on the screen, from the top."""
        return [line.rstrip() for line in self._screen.display]

    @property
    def rows(self) -> list[str]:
        """The lines that count as rows."""
        return self.lines[self._body]

    def started(self, there: Seen, *, quiet: float = QUIET) -> Painted:
        """Wait for what is to be seen after the start. Raises `SilentError` when it does not come."""
        return self._until(there, quiet, self.terminal.started)

    def press(self, key: bytes, there: Seen, *, quiet: float = QUIET) -> Painted:
        """Press a key and wait until that is to be seen and nothing more is painted. Raises `SilentError` when it does not come."""
        return self._until(there, quiet, self.terminal.send(key))

    def later(self, there: Seen, before: Painted, *, quiet: float, limit: float) -> Painted:
        """Wait on for what is to be seen later, counted from the start, too; for `limit` seconds at most."""
        return self._until(there, quiet, self.terminal.started, last=before.last, limit=limit)

    def _until(
        self, there: Seen, quiet: float, since: float, *, last: float = 0.0, limit: float | None = None
    ) -> Painted:
        first, settled, limit = 0.0, 0.0, LIMIT if limit is None else limit
        rows = self.rows
        while True:
            for at, piece in self.terminal.pieces(quiet, since):
                self._stream.feed(piece)
                last = 1000 * at
                first = first or last
                if (now := self.rows) != rows:
                    rows, settled = now, last
            if last and there(self.lines):
                return Painted(settled or first or last, last)
            if time.perf_counter() > since + limit:
                seen = " / ".join(line for line in self.lines if line)
                raise SilentError(
                    f"What was waited for did not come in {limit:.0f} seconds; on the screen: {seen}"
                )
