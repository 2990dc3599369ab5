"""How far the measuring is, on standard error: a line for each benchmark, on a terminal one that is rewritten."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_CLEAR = "\r\x1b[K"


class Progress:
    """Says how long the benchmarks will take, which one runs, and how long each took.

    `expected`: seconds by name, in the order in which they run; measured elsewhere, so that they are told as estimates.
    """

    def __init__(self, expected: Mapping[str, float]) -> None:
        self._expected = dict(expected)
        self._names = list(expected)
        self._took: dict[str, float] = {}
        self._name = ""
        self._began = 0.0
        self._live = sys.stderr.isatty()
        self._say(f"This takes {about(sum(expected.values()))}.")

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        """Show that a benchmark runs, until the block ends."""
        self._name, self._began = name, time.monotonic()
        if self._live:
            self.show()
        else:
            self._say(self._line())
        try:
            yield
        finally:
            self.clear()
            self._took[name] = time.monotonic() - self._began

    def show(self) -> None:
        """Write the line again, on a terminal."""
        if self._live:
            print(self._line(), end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Take the line away, on a terminal, so that something else can be printed."""
        if self._live:
            print(_CLEAR, end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Say how long all of it took, and each benchmark."""
        each = ", ".join(f"{name} {took:,.0f}" for name, took in self._took.items())
        self._say(f"It took {sum(self._took.values()):,.0f} seconds: {each}.")

    def _line(self) -> str:
        """Return which benchmark runs, and how long it and those after it are going to take."""
        place = self._names.index(self._name)
        spent = time.monotonic() - self._began
        left = max(self._expected[self._name] - spent, 0.0) + sum(
            self._expected[name] for name in self._names[place + 1 :]
        )
        return f"{place + 1} of {len(self._names)}: {self._name}; {about(left)} left"

    def _say(self, line: str) -> None:
        print(line, file=sys.stderr, flush=True)


def about(seconds: float) -> str:
    """Return a duration in words, as an estimate."""
    if seconds < 45:
        return "less than a minute"
    minutes = round(seconds / 60)
    return f"about {minutes} minute{'' if minutes == 1 else 's'}"
