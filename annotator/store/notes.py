"""Notes on places of articles, and articles that are sent back to whoever marked them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from annotator import limits
from annotator.errors import NoteError
from annotator.model import Back, Note, OpenThread, Status, threads
from annotator.store import articles
from annotator.store.assigning import progress
from annotator.store.check import guards
from annotator.store.file import json_columns
from annotator.store.file.decoding import decoding
from annotator.store.operations import require_edition
from annotator.store.people import annotators

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from annotator.store.file.connection import Connection

_NOTES = """
    SELECT note.id, whose.name, writer.name, start, "end", at, text, closes, sends_back, article.id, article.edition
    FROM note JOIN article ON article.number = note.article JOIN annotator AS writer ON writer.number = author
    LEFT JOIN annotator AS whose ON whose.number = person
"""
_INSERT = """
    INSERT INTO note (id, article, person, author, start, "end", first, last, edition, at, text, closes, sends_back)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
OPEN = """
    closes = '[]' AND NOT EXISTS (
        SELECT 1 FROM note AS other, json_each(other.closes) WHERE other.article = note.article AND value = note.id
    )
"""
"""The condition that a row of `note` is open: no note of its article closes it, and it closes none."""
_WITH_OPEN = f"SELECT DISTINCT article FROM note WHERE {OPEN} ORDER BY article"
_BACK = """
    SELECT article.id, name, note, untouched FROM sent_back JOIN annotator ON annotator.number = sent_back.annotator
    JOIN article ON article.number = sent_back.article
"""


class Notes:
    """The notes of a project, and the articles that were sent back. Articles are named by their ids.

    Each method that names an article raises `NoSuchArticleError` for an id that no article has.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_article(self, article: str) -> tuple[Note, ...]:
        """Return the notes of an article in the order of `Note.order`, everybody's; `threads` makes threads of them."""
        return of_article(self._connection, articles.require_number(self._connection, article))

    def open_threads(self, chosen: Collection[str] | None = None) -> tuple[OpenThread, ...]:
        """Return the open threads of all articles, in the order of articles and of `threads`; `chosen` are ids to look at, None: all."""
        with self._connection.snapshot() as snapshot:
            guards.require_tables(snapshot, "note")
            return tuple(_open_threads(snapshot, None if chosen is None else frozenset(chosen)))

    def back(self, article: str) -> tuple[Back, ...]:
        """Return to whom an article was sent back and who has not finished it since, by name."""
        number = articles.require_number(self._connection, article)
        return _back(self._connection, "WHERE sent_back.article = ? ORDER BY name", [number])

    def all_back(self) -> tuple[Back, ...]:
        """Return all articles that were sent back and not finished since, in the order of articles, then by name."""
        guards.require_tables(self._connection, "sent_back")
        return _back(self._connection, "ORDER BY sent_back.article, name", [])

    def write(self, note: Note) -> None:
        """Store a note; once, also if it is written again.

        Raises `NoteError` for one that sends back, without a text or outside the article; `StaleSpanError` where the text was
        corrected meanwhile, `UsageError` for a name that nobody can have or that is no person's; nothing is changed then.
        """
        with self._connection.writing():
            write(self._connection, note)

    def send_back(self, notes: Sequence[Note]) -> None:
        """Store notes that send their article back, one to each person, in one transaction.

        Raises `NoteError` where somebody has not begun the article, and as `write` does; nothing is changed then.
        """
        with self._connection.writing():
            send_back(self._connection, notes)

    def call_back(self, notes: Sequence[Note]) -> None:
        """Take back that an article was sent back, with notes that close those with which it was, in one transaction.

        Raises `NoteError` where somebody has changed anything since, and as `write` does; nothing is changed then.
        """
        with self._connection.writing():
            call_back(self._connection, notes)


def of_article(connection: Connection, number: int) -> tuple[Note, ...]:
    """Return the notes of the article with this number in the order of `Note.order`."""
    rows = connection.rows(f"{_NOTES} WHERE note.article = ?", [number])
    with decoding(connection, "a note"):
        return tuple(sorted(map(_note, rows), key=lambda note: note.order))


def _open_threads(connection: Connection, chosen: frozenset[str] | None) -> Iterator[OpenThread]:
    for (number,) in connection.rows(_WITH_OPEN):
        article = articles.by_number(connection, number)
        if chosen is not None and article.id not in chosen:
            continue
        for thread in threads(of_article(connection, number)):
            if thread.is_open:
                text = article.text[thread.start : thread.end]
                yield OpenThread(number=number, title=article.title, text=text, thread=thread)


def _back(connection: Connection, rest: str, parameters: Sequence[int]) -> tuple[Back, ...]:
    return tuple(
        Back(article=article, person=person, note=note, untouched=bool(untouched))
        for article, person, note, untouched in connection.rows(f"{_BACK} {rest}", parameters)
    )


def write(connection: Connection, note: Note) -> None:
    """Store a note that sends nothing back, inside a transaction. Raises as `Notes.write` does."""
    if note.sends_back:
        raise NoteError(f"A note that sends {note.article} back can't be stored alone.")
    insert(connection, note)


def send_back(connection: Connection, notes: Sequence[Note]) -> None:
    """Send an article back, inside a transaction, once with each note. Raises as `Notes.send_back` does."""
    for note in notes:
        if not note.sends_back or note.closes or note.article != notes[0].article:
            raise NoteError(f"{note.article} is sent back only with a note to each person, about it.")
    if len({note.person for note in notes}) < len(notes):
        raise NoteError(f"{notes[0].article} is sent back only with one note to each person.")
    for note in notes:
        is_known = is_there(connection, note.id)
        article, person = _insert_to(connection, note)
        if is_known:
            continue  # it went back with it before, and may be finished since
        if _status(connection, article, person) is Status.TODO:
            raise NoteError(f"{note.person} has not begun {note.article}, so it can't be sent back to them.")
        go_back(connection, article, person, note.id, _at(note), untouched=True)


def go_back(
    connection: Connection, article: int, person: int, note: str, at: str, *, untouched: bool
) -> bool:
    """Send an article back with a note that is stored, inside a transaction; return whether it was not back with them before.

    Of two notes with which it went back, the later one stays. It is never `untouched` where the person had not finished it.
    """
    before = connection.row(
        "SELECT at FROM sent_back JOIN note ON note.id = note WHERE sent_back.article = ? AND annotator = ?",
        [article, person],
    )
    status = _status(connection, article, person)
    if status in (Status.DONE, Status.TODO):
        progress.set_status(connection, article, person, Status.DOING, "")
    if before is None or before[0] <= at:
        connection.execute(
            "INSERT INTO sent_back (annotator, article, note, untouched) VALUES (?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET note = excluded.note",
            [person, article, note, int(untouched and status is Status.DONE)],
        )
    return before is None


def is_there(connection: Connection, id_: str) -> bool:
    """Return whether there is a note with this id."""
    return connection.row("SELECT 1 FROM note WHERE id = ?", [id_]) is not None


def call_back(connection: Connection, notes: Sequence[Note]) -> None:
    """Take back that an article was sent back, inside a transaction. Raises as `Notes.call_back` does."""
    for note in notes:
        if note.sends_back or note.article != notes[0].article:
            raise NoteError(f"{note.article} is called back only with a note to each person, about it.")
        article, person = _insert_to(connection, note)
        row = connection.row(
            "SELECT note, untouched FROM sent_back WHERE annotator = ? AND article = ?", [person, article]
        )
        if row is None or row[0] not in note.closes:
            raise NoteError(f"{note.article} is not with {note.person} any more as it was sent back.")
        if not row[1]:
            raise NoteError(
                f"{note.person} has changed {note.article} since it was sent back, so it stays with them."
            )
        progress.set_status(connection, article, person, Status.DONE, "")  # so it is not sent back any more


def _insert_to(connection: Connection, note: Note) -> tuple[int, int]:
    """Store a note to somebody, inside a transaction; return the numbers of the article and of that person."""
    if note.person is None:
        raise NoteError(f"A note that sends {note.article} back is to somebody.")
    article = insert(connection, note)
    return article, annotators.require_number(connection, note.person)


def insert(connection: Connection, note: Note) -> int:
    """Store a note, inside a transaction, unless it is there; return the number of its article.

    Raises as `Notes.write` does.
    """
    article = articles.require_number(connection, note.article)
    _require_text(note)
    require_edition(connection, article, note.article, note.edition)
    length = articles.length(connection, article)
    if not 0 <= note.start < note.end <= length:
        raise NoteError(
            f"A note at {note.start}–{note.end} is outside {note.article}, which has {length} characters. "
            "Choose a range inside the text, of one character or more."
        )
    author = annotators.ensure(connection, note.author)
    person = None if note.person is None else annotators.ensure(connection, note.person)
    row = [
        *(note.id, article, person, author, note.start, note.end, note.start, note.end, note.edition),
        *(_at(note), note.text, json_columns.text(note.closes), int(note.sends_back)),
    ]
    if (there := connection.row("SELECT at, text FROM note WHERE id = ?", [note.id])) is None:
        connection.execute(_INSERT, row)
    elif there != (_at(note), note.text):
        raise NoteError(f"Another note on {note.article} has the id {note.id}.")
    return article


def _require_text(note: Note) -> None:
    if not note.text.strip() and not (note.closes and not note.text):
        raise NoteError(f"A note on {note.article} has no text.")
    if wrong := limits.NOTE.fault(len(note.text)):
        raise NoteError(f"The note on {note.article} {wrong}.")
    try:
        note.text.encode()
    except UnicodeEncodeError as error:
        raise NoteError(f"The note on {note.article} has a character that can't be stored.") from error
    if "\0" in note.text:
        raise NoteError(f"The note on {note.article} has a character that can't be stored.")


def _at(note: Note) -> str:
    return note.when.astimezone(UTC).isoformat()


def _note(row: tuple[Any, ...]) -> Note:
    id_, person, author, start, end, at, text, closes, sends_back, article, edition = row
    return Note(
        id=id_,
        article=article,
        start=start,
        end=end,
        person=person,
        author=author,
        when=datetime.fromisoformat(at),
        text=text,
        closes=json_columns.ids(closes),
        sends_back=bool(sends_back),
        edition=edition,
    )


def _status(connection: Connection, article: int, person: int) -> Status:
    row = connection.row("SELECT status FROM work WHERE article = ? AND annotator = ?", [article, person])
    with decoding(connection, "how far somebody is"):
        return Status.TODO if row is None else Status(row[0])
