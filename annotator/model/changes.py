"""Changes of a project by a person, as screens pass them on to be written, and as rescue files hold them."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from annotator.model.base import Struct
from annotator.model.gold import GoldStep
from annotator.model.notes import Note
from annotator.model.spans import Operation
from annotator.model.work import Status


class Recorded(Struct, frozen=True, kw_only=True, tag="recorded"):
    """Operations on a layer that were made together, which are one step of undo: one or more, in their order."""

    operations: Annotated[tuple[Operation, ...], Meta(min_length=1)]

    @property
    def article(self) -> str:
        """The id of the article that they are about."""
        return self.operations[0].article

    @property
    def person(self) -> str:
        """Who did them."""
        return self.operations[0].annotator


class StatusSet(Struct, frozen=True, kw_only=True, tag="status"):
    """A new status of an article, which was `before`, and the note of a flag."""

    article: str
    annotator: str
    before: Status
    status: Status
    note: str = ""

    @property
    def person(self) -> str:
        """Who did it."""
        return self.annotator


class TimeAdded(Struct, frozen=True, kw_only=True, tag="time"):
    """Seconds of work on an article, counted since the last such change; at most a day."""

    article: str
    annotator: str
    seconds: Annotated[float, Meta(ge=0, le=86400)]

    @property
    def person(self) -> str:
        """Who did it."""
        return self.annotator


class Decided(Struct, frozen=True, kw_only=True, tag="decided"):
    """A step of an adjudicator."""

    step: GoldStep

    @property
    def article(self) -> str:
        """The id of the article that it is about."""
        return self.step.article

    @property
    def person(self) -> str:
        """Who did it."""
        return self.step.adjudicator


class Noted(Struct, frozen=True, kw_only=True, tag="noted"):
    """A note that was written, and sends nothing back."""

    note: Note

    @property
    def article(self) -> str:
        """The id of the article that it is about."""
        return self.note.article

    @property
    def person(self) -> str:
        """Who wrote it."""
        return self.note.author


class SentBack(Struct, frozen=True, kw_only=True, tag="sent back"):
    """An article that goes back to people, with a note to each, whose `sends_back` is set: to all of them or to none.

    Who had finished it is doing it from then on. It doesn't fit where one of them has not begun it.
    """

    notes: Annotated[tuple[Note, ...], Meta(min_length=1)]

    @property
    def article(self) -> str:
        """The id of the article."""
        return self.notes[0].article

    @property
    def person(self) -> str:
        """Who sent it back."""
        return self.notes[0].author


class CalledBack(Struct, frozen=True, kw_only=True, tag="called back"):
    """A sending back that is taken back, with a note to each person that closes the one with which it went back to them.

    They have finished the article again, as before. It doesn't fit once one of them has changed anything.
    """

    notes: Annotated[tuple[Note, ...], Meta(min_length=1)]

    @property
    def article(self) -> str:
        """The id of the article."""
        return self.notes[0].article

    @property
    def person(self) -> str:
        """Who takes it back."""
        return self.notes[0].author


Change = Recorded | StatusSet | TimeAdded | Decided | Noted | SentBack | CalledBack
"""Each has `article`, an id, and `person`, a name."""


Number = Annotated[int, Meta(ge=1, le=2**62)]
"""The number of a change among those of one run of the program, from 1."""


class Numbered(Struct, frozen=True, kw_only=True):
    """A change with its number among those of one run of the program, from 1."""

    number: Number
    change: Change
