"""The book in which a reader or writer enters each thing it could not hand on as it was."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from annotator.model import ExportReport, Loss, Lost

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from annotator.model import LeftOut

__all__ = ["LISTED", "Loss", "Losses", "Lost"]

LISTED = 20
"""How many losses are kept to be listed; all are counted."""


class Losses:
    """Counts losses and keeps the first of each kind, in bounded memory; `tell` is handed every one as it happens."""

    def __init__(self, tell: Callable[[Lost], None] | None = None) -> None:
        self.counts: Counter[Loss] = Counter()
        self.examples: dict[Loss, list[Lost]] = {}
        self._tell = tell

    def add(self, lost: Lost) -> None:
        """Enter one thing."""
        self.counts[lost.loss] += 1
        kept = self.examples.setdefault(lost.loss, [])
        if len(kept) < LISTED:
            kept.append(lost)
        if self._tell is not None:
            self._tell(lost)

    @property
    def of_spans(self) -> int:
        """How many spans were lost or changed."""
        return sum(count for loss, count in self.counts.items() if loss.of_spans)

    def report(
        self, written: int, left_out: Mapping[LeftOut, int], splits: Mapping[str, int] | None = None
    ) -> ExportReport:
        """Return what is told of an export that wrote so many articles."""
        return ExportReport(
            written=written,
            left_out=dict(left_out),
            losses=dict(self.counts),
            examples={loss: tuple(found) for loss, found in self.examples.items()},
            splits=dict(splits or {}),
        )
