"""The state of an article: work, assignments and gold."""

from __future__ import annotations

from datetime import datetime

from annotator.model.base import Struct
from annotator.model.gold import Decision, Settled
from annotator.model.notes import Note
from annotator.model.work import Status


class PersonWork(Struct, frozen=True, kw_only=True):
    """One annotator's status of one article, the note of a flag, and the time spent in seconds.

    `sent_back` is the id of the note with which it was sent back to them, "" where it was not or they have finished it since.
    """

    annotator: str
    status: Status
    note: str = ""
    seconds: float = 0.0
    sent_back: str = ""


class Assignment(Struct, frozen=True, kw_only=True):
    """That an article is for somebody; `dynamic`: it was handed out on demand. `touched` is when they last worked on it."""

    annotator: str
    dynamic: bool
    given: datetime
    touched: datetime


class Handout(Struct, frozen=True, kw_only=True):
    """That an article is handed out on demand, to so many `people`; a hold comes back after `return_after` seconds."""

    people: int
    return_after: float


class State(Struct, frozen=True, kw_only=True):
    """Who worked on an article, for whom it is, its gold, and the notes on it.

    People are sorted by name, decisions by `Decision.order`, notes by `Note.order`.
    """

    work: tuple[PersonWork, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    pool: Handout | None = None
    decisions: tuple[Decision, ...] = ()
    settled: Settled | None = None
    notes: tuple[Note, ...] = ()
