"""To whom a note at a place can go: the threads that are there, and those that a note would begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.model import Note, Struct, Thread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from annotator.model import Article
    from annotator.text.navigation import Range
    from annotator.tui.notes.held import HeldNotes

Person = str | None
"""The annotator with whom a thread is held; None: adjudicators among themselves."""

AMONG_ADJUDICATORS = "adjudicators only"
WITH_ADJUDICATORS = "the adjudicators"


class Address(Struct, frozen=True):
    """Where a note goes: to these people, at this range, with the threads that are there already.

    `takes_back`: these are the threads with which the article was sent back, and that is to be taken back.
    """

    title: str
    people: tuple[Person, ...]
    start: int
    end: int
    threads: tuple[Thread, ...] = ()
    takes_back: bool = False

    @property
    def is_open(self) -> bool:
        """Whether a thread is open there."""
        return any(thread.is_open for thread in self.threads)

    @property
    def notes(self) -> list[Note]:
        """What was written there, the oldest first."""
        return sorted((note for thread in self.threads for note in thread.notes), key=lambda note: note.order)

    def written(self, article: Article, author: str, text: str, *, sends_back: bool = False) -> list[Note]:
        """Return a note to each of these people, written now."""
        return [
            Note.new(
                article.id,
                self.start,
                self.end,
                person,
                author,
                text,
                sends_back=sends_back,
                edition=article.edition,
            )
            for person in self.people
        ]

    def closed(self, author: str, text: str) -> list[Note]:
        """Return the notes that close what is open there."""
        return [thread.closing(author, text) for thread in self.threads if thread.is_open]


def addresses(
    held: HeldNotes,
    place: Range,
    people: Iterable[tuple[str, tuple[Person, ...]]],
    name: Callable[[Person], str],
) -> list[Address]:
    """Return the threads at a place, and one for each of `people`, given with their title, that would begin there."""
    found = [
        Address(name(thread.person), (thread.person,), thread.start, thread.end, (thread,))
        for thread in held.here(*place)
    ]
    exact = {thread.person: thread for thread in held.threads if (thread.start, thread.end) == place}
    for title, persons in people:
        threads = tuple(exact[person] for person in persons if person in exact)
        if len(persons) > 1 or not threads:
            found.append(Address(title, persons, *place, threads))
    return found


def named(people: Sequence[str], name: Callable[[str], str]) -> list[tuple[str, tuple[Person, ...]]]:
    """Return all people together, where there are several, then one by one, each with a title, in the order of the shown names."""
    by_name: list[str] = sorted(people, key=name)
    each: list[tuple[str, tuple[Person, ...]]] = [(name(person), (person,)) for person in by_name]
    if len(by_name) < 2:
        return each
    return [(f"all: {', '.join(map(name, by_name))}", tuple(by_name)), *each]
