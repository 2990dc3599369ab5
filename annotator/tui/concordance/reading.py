"""Reading the spans of a concordance in a thread, batch by batch."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any

from annotator.tui.concordance.groups import Batch, Groups, batches
from annotator.tui.latest import Failed, LatestReader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.project import Project
    from annotator.tui.articles_app import ArticlesApp
    from annotator.tui.concordance.source import Source

_REST = 10
"""While spans are being read, showing them takes one part in so many of the time."""


class SpanReader:
    """Reads all spans of a source into `groups`. Groups that are shown stay, whole, until others are read whole to take their place."""

    def __init__(self, program: ArticlesApp[Any, Any], source: Source) -> None:
        self._program = program
        self._source = source
        self.groups = Groups()
        self.is_wanted = True
        """Whether nothing was read yet, or has to be read anew."""
        self.is_waiting = False
        """Whether it is to be read once all is saved."""
        self._next: Groups | None = None  # what is being read
        self._unsaved = 0  # how many changes were not saved when it was read
        self._show_after = 0.0
        self._reader: LatestReader[Batch] = LatestReader(program.reader, program.tell_over_read)

    @property
    def is_done(self) -> bool:
        """Whether nothing is being read, or is still to be."""
        return self._next is None and not self.is_waiting and not self.is_wanted

    def go_on_from(self, other: SpanReader) -> None:
        """Take over what another one has read, and read it anew where that was not all."""
        self.groups, self._unsaved = other.groups, other._unsaved
        self.is_wanted = not other.is_done
        if not self.groups.is_complete:
            self.groups = Groups()

    def stop(self) -> None:
        """End the thread."""
        self._reader.stop()

    def read(self) -> None:
        """Read all spans, once all that was done before is saved; where that can't be, without what is not."""
        self.is_wanted = False
        self.is_waiting = bool(self._program.unsaved and not self._program.trouble)
        if self.is_waiting:
            return
        self._unsaved = self._program.unsaved
        self._next = Groups()
        if not self.groups.spans:
            self.groups = self._next
        self._reader.ask(self._next, partial(_read, self._source))

    def take(self, seconds: float) -> tuple[bool, str]:
        """Take what was read; wait so many seconds at most. Return whether it is to be shown, and why reading failed."""
        is_changed, failure = False, ""
        for answer in self._reader.take(seconds):
            if isinstance(answer, Failed):
                if answer.asked is self._next:
                    self._next, failure = None, answer.reason
            elif self._next is not None:
                is_changed = self._take_batch(self._next, answer) or is_changed
        return is_changed, failure

    def _take_batch(self, following: Groups, batch: Batch) -> bool:
        following.add(batch)
        if batch.last:
            if following is not self.groups:
                following.keep_marks(self.groups)
                self.groups = following
            self._next = None
        return batch.last or (self.groups is following and time.monotonic() >= self._show_after)

    def rest(self, seconds: float) -> None:
        """Don't show more for a while, for showing took so many seconds."""
        self._show_after = time.monotonic() + _REST * seconds

    def facts(self) -> str:
        """Return how many spans there are, and whether these are all."""
        groups, noun = self.groups, self._source.noun
        if not self.is_done and not groups.spans:
            return "Waiting until all is saved" if self.is_waiting else "Reading…"
        spans = f"1 {noun}span" if groups.spans == 1 else f"{groups.spans:,} {noun}spans"
        facts = f"{spans} in " + ("1 group" if len(groups) == 1 else f"{len(groups):,} groups")
        if not groups.is_complete:
            return f"Reading… {facts} so far" if self._next is not None else f"{facts}, not all could be read"
        if self._unsaved:
            facts += f", without {self._unsaved:,} unsaved"
        return facts if groups.spans else f"No {noun}spans yet"


def _read(source: Source, project: Project) -> Iterator[Batch]:
    return batches(source.read(project), pause=time.sleep)
