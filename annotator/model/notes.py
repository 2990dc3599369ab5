"""Notes on places of articles, their threads, and articles that were sent back."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from msgspec.structs import replace

from annotator.model.base import Struct, now

if TYPE_CHECKING:
    from collections.abc import Iterable


class Note(Struct, frozen=True, kw_only=True):
    """What somebody wrote on a range ``[start, end)`` of an article. It is never altered. `id` is a UUID.

    `person` is the annotator with whom it is discussed, None where adjudicators write to each other. `closes` are the ids of the
    notes that are closed with it, itself left out; a note that closes others is closed as well, and its text may be empty.
    `sends_back`: the article went back to `person` with it. Its offsets count in the text of this `edition`, as in `Article`.
    """

    id: str
    article: str
    start: int
    end: int
    person: str | None
    author: str
    when: datetime
    text: str
    closes: tuple[str, ...] = ()
    sends_back: bool = False
    edition: int = 0

    @classmethod
    def new(
        cls,
        article: str,
        start: int,
        end: int,
        person: str | None,
        author: str,
        text: str,
        *,
        closes: tuple[str, ...] = (),
        sends_back: bool = False,
        edition: int = 0,
    ) -> Note:
        """Return a note written now, with a fresh id."""
        return cls(
            id=str(uuid4()),
            article=article,
            start=start,
            end=end,
            person=person,
            author=author,
            when=now(),
            text=text,
            closes=closes,
            sends_back=sends_back,
            edition=edition,
        )

    @property
    def order(self) -> tuple[datetime, str]:
        """The order in which notes are listed: oldest first, then by id."""
        return (self.when, self.id)


class Thread(Struct, frozen=True, kw_only=True):
    """The notes of one article, range and person, in the order of `Note.order`; there is at least one.

    `open` are those that no note has closed. So a thread is open again where somebody writes after it was closed, also where
    they did not see that, in a copy that is merged.
    """

    notes: tuple[Note, ...]
    open: tuple[Note, ...]

    @property
    def article(self) -> str:
        """The id of the article."""
        return self.notes[0].article

    @property
    def start(self) -> int:
        """Where its range starts."""
        return self.notes[0].start

    @property
    def end(self) -> int:
        """Where its range ends."""
        return self.notes[0].end

    @property
    def person(self) -> str | None:
        """The annotator with whom it is held, None: adjudicators' own."""
        return self.notes[0].person

    @property
    def is_open(self) -> bool:
        """Whether there is a note that was not closed."""
        return bool(self.open)

    @property
    def last(self) -> Note:
        """The last note with a text; the last one where none has any."""
        return next((note for note in reversed(self.notes) if note.text), self.notes[-1])

    def answer(self, author: str, text: str, *, sends_back: bool = False) -> Note:
        """Return a note that goes on from here, written now, and later than all before it."""
        first = self.notes[0]
        note = Note.new(
            first.article,
            first.start,
            first.end,
            first.person,
            author,
            text,
            sends_back=sends_back,
            edition=first.edition,
        )
        return self._after_all(note)

    def closing(self, author: str, text: str = "") -> Note:
        """Return a note that closes all that is open here, written now. Raises ValueError where nothing is."""
        if not self.open:
            raise ValueError("the thread is closed already")
        first, closes = self.notes[0], tuple(note.id for note in self.open)
        note = Note.new(
            first.article,
            first.start,
            first.end,
            first.person,
            author,
            text,
            closes=closes,
            edition=first.edition,
        )
        return self._after_all(note)

    def _after_all(self, note: Note) -> Note:
        """Return the note with a time after those here, also where all of it was written in the same millisecond."""
        latest = max(one.when for one in self.notes)
        return replace(note, when=max(note.when, latest + timedelta(milliseconds=1)))


def threads(notes: Iterable[Note]) -> tuple[Thread, ...]:
    """Return the threads of the notes of one article, by start, then longest first, then by person, adjudicators' own last."""
    found: defaultdict[tuple[int, int, bool, str], list[Note]] = defaultdict(list)
    closed = set[str]()
    for note in notes:
        found[note.start, -note.end, note.person is None, note.person or ""].append(note)
        closed.update(note.closes)
    made = []
    for _, some in sorted(found.items()):
        some.sort(key=lambda note: note.order)
        left = tuple(note for note in some if not note.closes and note.id not in closed)
        made.append(Thread(notes=tuple(some), open=left))
    return tuple(made)


class OpenThread(Struct, frozen=True, kw_only=True):
    """An open thread as lists show it: `number` counts articles from 1, `text` is that of its range."""

    number: int
    title: str
    text: str
    thread: Thread


class Back(Struct, frozen=True, kw_only=True):
    """An article that was sent back to a person, who has not finished it since.

    `note` is the id of the note with which it went back. `untouched`: it was done before, and nothing of its layer or its status
    was changed since, so that it can be taken back.
    """

    article: str
    person: str
    note: str
    untouched: bool
