"""The time an annotator spends with an article: while keys come, not while the screen waits."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

IDLE_SECONDS = 60.0
"""A longer pause between two keys counts as this long."""


class Stopwatch:
    """Adds up the seconds between keys."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last = clock()
        self.seconds = 0.0

    def tick(self) -> None:
        """Count the time since the last key."""
        moment = self._clock()
        self.seconds += min(moment - self._last, IDLE_SECONDS)
        self._last = moment

    def take(self) -> float:
        """Return the seconds counted and begin again; less than one is kept for the next time."""
        if self.seconds < 1:
            return 0.0
        seconds, self.seconds = self.seconds, 0.0
        return seconds
