"""The records that an import refuses, in the order in which they were read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.model import Refusal

REFUSALS_KEPT = 20
"""The number of refusals that the report of an import with spans lists; all are counted."""


class Refusals:
    """Refused records, each with its number in the order of reading.

    All are kept until `keep_first`. `unread`: the rest of a file was not read.
    """

    def __init__(self) -> None:
        self.count = 0
        self.unread = False
        self._kept: list[tuple[int, Refusal]] = []
        self._most: int | None = None

    def keep_first(self) -> None:
        """Keep only the first `REFUSALS_KEPT` from now on, and those of the rests of files."""
        self._most = REFUSALS_KEPT
        self._kept = self._first()

    def add(self, number: int, refusal: Refusal) -> None:
        """Add a refused record."""
        self.count += 1
        self.unread = self.unread or refusal.rest
        self._kept.append((number, refusal))
        if self._most is not None and len(self._kept) > 10 * self._most:
            self._kept = self._first()

    @property
    def kept(self) -> tuple[Refusal, ...]:
        """The refusals that are kept, in the order of reading."""
        return tuple(refusal for _, refusal in self._first())

    def copy(self) -> Refusals:
        """Return a copy, to which more can be added."""
        made = Refusals()
        made.count, made.unread, made._most = self.count, self.unread, self._most
        made._kept = [*self._kept]
        return made

    def _first(self) -> list[tuple[int, Refusal]]:
        ordered = sorted(self._kept, key=lambda one: one[0])
        return [
            one
            for place, one in enumerate(ordered)
            if self._most is None or place < self._most or one[1].rest
        ]
