"""Spans, layers, and the operations that change them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from itertools import accumulate
from typing import TYPE_CHECKING, Protocol
from uuid import uuid4

from annotator.model.base import Struct, now

if TYPE_CHECKING:
    from collections.abc import Sequence

Mark = tuple[int, int, str]
"""Start, end and label: the parts of a span that are compared between people."""


class Span(Struct, frozen=True, kw_only=True, gc=False):
    """A range ``[start, end)`` of an article with a label, made by one annotator. `id` is a UUID."""

    id: str
    start: int
    end: int
    label: str
    annotator: str
    created: datetime
    changed: datetime
    attributes: dict[str, str] = {}

    @classmethod
    def new(cls, start: int, end: int, label: str, annotator: str) -> Span:
        """Return a span made now, with a fresh id."""
        moment = now()
        return cls(
            id=str(uuid4()),
            start=start,
            end=end,
            label=label,
            annotator=annotator,
            created=moment,
            changed=moment,
        )

    @property
    def mark(self) -> Mark:
        """Start, end and label."""
        return (self.start, self.end, self.label)

    @property
    def order(self) -> tuple[int, int, str, str]:
        """The order in which spans are listed: by start, then longest first, then label and id."""
        return (self.start, -self.end, self.label, self.id)


class _Ranged(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


def deepest(spans: Sequence[_Ranged]) -> int:
    """Return how many of some spans lie over one character where it is most."""
    edges = sorted([(span.start, 1) for span in spans] + [(span.end, -1) for span in spans])
    return max(accumulate(step for _, step in edges), default=0)


class Layer(Struct, frozen=True, kw_only=True):
    """The spans that one annotator made in one article, in the order of `Span.order`."""

    article: str
    annotator: str
    spans: tuple[Span, ...] = ()


class Edit(Struct, frozen=True, kw_only=True):
    """One change of one span. `before` None: added; `after` None: removed; both: changed, same id."""

    before: Span | None
    after: Span | None

    def inverse(self) -> Edit:
        """Return the edit that undoes this one."""
        return Edit(before=self.after, after=self.before)

    @property
    def what(self) -> str:
        """The word for the edit: added, removed, relabelled, moved, or changed for more than one thing."""
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        relabelled = self.before.label != self.after.label
        moved = (self.before.start, self.before.end) != (self.after.start, self.after.end)
        return (
            "relabelled" if relabelled and not moved else "moved" if moved and not relabelled else "changed"
        )


class Move(StrEnum):
    """How an edit came about: done by the annotator, or by undoing or redoing an earlier one."""

    DO = "do"
    UNDO = "undo"
    REDO = "redo"


class Operation(Struct, frozen=True, kw_only=True):
    """One entry of the append-only history of a layer. `edit` is what was applied, whatever the move.

    Its offsets count in the text of this `edition`, as in `Article`. `correction`: the text was corrected then, and the new
    offsets, if any, count in the next edition. `step`: what only those share that were made, or undone, or redone, together;
    empty for one alone.
    """

    article: str
    annotator: str
    when: datetime
    move: Move
    edit: Edit
    edition: int = 0
    correction: bool = False
    step: str = ""
