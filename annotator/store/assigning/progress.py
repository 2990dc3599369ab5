"""How far each annotator is with each article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.model import LibraryRow, Progress, Status, Workload
from annotator.store import articles
from annotator.store.assigning import assignments, pool
from annotator.store.file.decoding import decoding
from annotator.store.people import annotators

if TYPE_CHECKING:
    from annotator.store.file.connection import Connection

_ALL = """
    SELECT article.number, id, title, words, date, source, status, note, 1 FROM article
    LEFT JOIN work ON work.annotator = :me AND work.article = article.number ORDER BY article.number
"""
_OWN = """
    SELECT article.number, id, title, words, date, source, status, note, assignment.article IS NOT NULL
    FROM article LEFT JOIN work ON work.annotator = :me AND work.article = article.number
    LEFT JOIN assignment ON assignment.annotator = :me AND assignment.article = article.number
    WHERE assignment.article IS NOT NULL OR coalesce(status, 'todo') <> 'todo'
    OR article.number IN (SELECT article FROM span WHERE annotator = :me) ORDER BY article.number
"""
_WORKLOAD = """
    SELECT count(*), coalesce(sum(status = 'done'), 0), coalesce(sum(words), 0),
        coalesce(sum(words * (status = 'done')), 0)
    FROM assignment JOIN article ON number = article LEFT JOIN work USING (annotator, article)
    WHERE annotator = :me
"""


def progress(connection: Connection, article: str, annotator: str) -> Progress:
    """Return an annotator's progress with an article. Raises `NoSuchArticleError`."""
    row = connection.row(
        "SELECT status, note, seconds FROM work WHERE article = ? AND annotator = ?",
        [articles.require_number(connection, article), annotators.number(connection, annotator)],
    )
    with decoding(connection, "how far somebody is"):
        return Progress() if row is None else Progress(status=Status(row[0]), note=row[1], seconds=row[2])


def begin(connection: Connection, article: int, annotator: int) -> None:
    """Turn todo into doing, inside a transaction; any other status stays."""
    connection.execute(
        "INSERT INTO work (annotator, article, status) VALUES (?, ?, 'doing') "
        "ON CONFLICT DO UPDATE SET status = 'doing' WHERE status = 'todo'",
        [annotator, article],
    )
    assignments.touch(connection, article, annotator)


def put_status(connection: Connection, article: int, annotator: int, status: Status, note: str) -> None:
    """Set status and note, inside a transaction."""
    connection.execute(
        "INSERT INTO work (annotator, article, status, note) VALUES (?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET status = excluded.status, note = excluded.note",
        [annotator, article, status.value, note],
    )
    assignments.touch(connection, article, annotator)


def set_status(connection: Connection, article: str, annotator: str, status: Status, note: str) -> None:
    """Set an annotator's status of an article and its note.

    Raises `NoSuchArticleError`, `UsageError` for a bad name, `ProjectError`.
    """
    with connection.writing():
        apply_status(connection, article, annotator, status, note)


def apply_status(connection: Connection, article: str, annotator: str, status: Status, note: str) -> None:
    """Do as `set_status` does, inside a transaction."""
    number = articles.require_number(connection, article)
    put_status(connection, number, annotators.ensure(connection, annotator), status, note)


def add_time(connection: Connection, article: str, annotator: str, seconds: float) -> None:
    """Add to the time an annotator spent with an article. Raises as `set_status` does."""
    with connection.writing():
        apply_time(connection, article, annotator, seconds)


def apply_time(connection: Connection, article: str, annotator: str, seconds: float) -> None:
    """Do as `add_time` does, inside a transaction."""
    number = articles.require_number(connection, article)
    person = annotators.ensure(connection, annotator)
    connection.execute(
        "INSERT INTO work (annotator, article, seconds) VALUES (?, ?, ?) "
        "ON CONFLICT DO UPDATE SET seconds = seconds + excluded.seconds",
        [person, number, max(0.0, seconds)],
    )
    assignments.touch(connection, number, person)


def library(connection: Connection, annotator: str) -> list[LibraryRow]:
    """Return articles in the order in which they came in, as one annotator sees them.

    Where anything is assigned or handed out, these are the articles assigned to the annotator and those in which they
    have spans or a status other than todo; otherwise all.
    """
    number = annotators.number(connection, annotator)
    rows = connection.rows(_OWN if assignments.teamwork(connection) else _ALL, {"me": number})
    counts: dict[int, int] = dict(
        connection.rows("SELECT article, count(*) FROM span WHERE annotator = ? GROUP BY article", [number])
    )
    statuses: dict[str | None, Status] = {None: Status.TODO, **{status.value: status for status in Status}}
    return [
        LibraryRow(
            number=place,
            id=id_,
            title=title,
            words=words,
            date=date,
            source=source,
            status=statuses[status],
            note=note or "",
            spans=counts.get(place, 0),
            assigned=bool(assigned),
        )
        for place, id_, title, words, date, source, status, note, assigned in rows
    ]


def workload(connection: Connection, annotator: str) -> Workload:
    """Return what is assigned to an annotator and how much of it is done."""
    row = connection.row(_WORKLOAD, {"me": annotators.number(connection, annotator)})
    assert row is not None
    assigned, done, words_assigned, words_done = row
    return Workload(
        assigned=assigned,
        done=done,
        words_assigned=words_assigned,
        words_done=words_done,
        waiting=pool.waiting(connection, annotator),
        teamwork=assignments.teamwork(connection),
    )
