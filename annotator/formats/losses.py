"""What formats can't hold, and the book in which a reader or writer enters each thing it could not hand on as it was."""

from __future__ import annotations

from collections import Counter
from enum import Enum
from typing import TYPE_CHECKING

from annotator.model import Struct

if TYPE_CHECKING:
    from collections.abc import Callable

LISTED = 20
"""How many losses are kept to be listed; all are counted."""


class Loss(Enum):
    """A kind of thing that a format can't hold; the value says it in a few words, for tables and messages."""

    ANNOTATOR = "who marked a span"
    PROVENANCE = "where a gold span comes from"
    ATTRIBUTES = "attributes of spans"
    IDENTITY = "ids and times of spans"
    METADATA = "fields of articles beside id and text"
    WORK = "how far each person is"
    RELATIONS = "relations between spans"
    PARTS = "that the parts of a span belong together"
    SPACES = "white space between tokens"
    NESTED = "spans inside others"
    CROSSING = "spans that cross others"
    SAME_RANGE = "all but one of several labels on one range"
    TWINS = "all but one of several people's equal spans"
    MOVED = "edges inside words"
    EMPTY = "spans without any letter"
    LONG = "spans over sentences"

    @property
    def of_spans(self) -> bool:
        """Whether spans themselves are lost or changed: what --strict refuses."""
        return self in _OF_SPANS


_OF_SPANS = frozenset(
    {Loss.NESTED, Loss.CROSSING, Loss.SAME_RANGE, Loss.TWINS, Loss.MOVED, Loss.EMPTY, Loss.LONG}
)


class Lost(Struct, frozen=True, kw_only=True):
    """One thing that was not handed on as it was: its kind, the article, and of a span its range, label and text.

    `became` says what it became, empty where it is gone.
    """

    loss: Loss
    article: str
    start: int = 0
    end: int = 0
    label: str = ""
    text: str = ""
    became: str = ""


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
