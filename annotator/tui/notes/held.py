"""The notes of the article that is open, and to whom it was sent back, with what is not saved yet."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from annotator.model import Back, threads

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from annotator.model import Note, Thread
    from annotator.project import Project


class HeldNotes:
    """The notes of one article. `only`: the annotator who sees them, their own threads and no others; None: all are seen."""

    def __init__(self, only: str | None = None) -> None:
        self._only = only
        self._notes: dict[str, Note] = {}
        self._back: dict[str, Back] = {}
        self.threads: tuple[Thread, ...] = ()
        """The threads that are seen, by start, then longest first."""
        self._starts: list[int] = []

    def read(self, project: Project, article: str) -> None:
        """Read the notes as the project has them. Raises `AnnotatorError`."""
        self._notes = {note.id: note for note in project.notes.of_article(article) if self._sees(note)}
        self._back = {one.person: one for one in project.notes.back(article)}
        self._arrange()

    def _sees(self, note: Note) -> bool:
        return self._only is None or note.person == self._only

    def _arrange(self) -> None:
        self.threads = threads(self._notes.values())
        self._starts = sorted(thread.start for thread in self.open)

    # --- what changes them ------------------------------------------------------------------------

    def add(self, notes: Iterable[Note]) -> None:
        """Take notes that are being saved."""
        self._notes.update((note.id, note) for note in notes)
        self._arrange()

    def send_back(self, notes: Sequence[Note], untouched: Iterable[str]) -> None:
        """Take notes with which the article goes back; it can be taken back from those who are `untouched`."""
        can_be_taken = frozenset(untouched)
        for note in notes:
            if note.person is not None:
                self._back[note.person] = Back(
                    article=note.article,
                    person=note.person,
                    note=note.id,
                    untouched=note.person in can_be_taken,
                )
        self.add(notes)

    def end_back(self, people: Iterable[str]) -> None:
        """Note that people have finished the article again."""
        for person in people:
            self._back.pop(person, None)

    # --- what is asked of them --------------------------------------------------------------------

    @property
    def open(self) -> list[Thread]:
        """The open threads."""
        return [thread for thread in self.threads if thread.is_open]

    @property
    def back(self) -> tuple[Back, ...]:
        """To whom the article was sent back, by name."""
        return tuple(self._back[person] for person in sorted(self._back))

    def sent_back_with(self, person: str) -> Note | None:
        """Return the note with which the article was sent back to a person who has not finished it since."""
        back = self._back.get(person)
        return None if back is None else self._notes.get(back.note)

    def with_note_back(self, person: str) -> tuple[Thread, ...]:
        """Return the thread in which the article was sent back to a person, if that note is still open."""
        back = self._back.get(person)
        return tuple(
            thread for thread in self.threads if back and any(note.id == back.note for note in thread.open)
        )

    def here(self, start: int, end: int) -> list[Thread]:
        """Return the threads that share a code point with a range: those of just this range first, then open ones, then short ones."""
        found = [thread for thread in self.threads if thread.start < end and start < thread.end]
        return sorted(
            found,
            key=lambda one: ((one.start, one.end) != (start, end), not one.is_open, one.end - one.start),
        )

    def at(self, start: int, end: int) -> Thread | None:
        """Return the open thread of a range that panels tell of: that of just this range, else the shortest; None where none is open."""
        return next((thread for thread in self.here(start, end) if thread.is_open), None)

    def begins_in(self, start: int, end: int) -> bool:
        """Return whether an open thread begins in ``[start, end)``."""
        at = bisect_left(self._starts, start)
        return at < len(self._starts) and self._starts[at] < end
