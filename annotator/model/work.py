"""The progress of annotators in articles, and the rows of the library."""

from __future__ import annotations

from enum import StrEnum

from annotator.model.base import Struct


class Status(StrEnum):
    """How far an annotator is with an article."""

    TODO = "todo"
    DOING = "doing"
    DONE = "done"
    FLAGGED = "flagged"


OPEN = frozenset({Status.TODO, Status.DOING})
"""The statuses of articles that are still to be finished."""


class Progress(Struct, frozen=True, kw_only=True):
    """One annotator's status of one article, the note of a flag, and the time spent in seconds."""

    status: Status = Status.TODO
    note: str = ""
    seconds: float = 0.0


class LibraryRow(Struct, frozen=True, kw_only=True):
    """One line of the library: an article as one annotator sees it, without its text.

    `number` counts articles from 1 in the order in which they came in; `spans` counts this annotator's. `assigned`:
    it is for this annotator to mark, as everything is where nothing is assigned to anybody. `back`: it was sent back to them.
    `threads` counts those of their notes that are open.
    """

    number: int
    id: str
    title: str
    words: int
    date: str | None
    source: str | None
    status: Status
    note: str
    spans: int
    assigned: bool = False
    back: bool = False
    threads: int = 0
