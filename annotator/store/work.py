"""How far each annotator is with each article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.model import LibraryRow, Progress, Status
from annotator.store import annotators, articles

if TYPE_CHECKING:
    from annotator.store.connection import Connection


def progress(connection: Connection, article: str, annotator: str) -> Progress:
    """Return an annotator's progress with an article. Raises `NoSuchArticleError`."""
    row = connection.row(
        "SELECT status, note, seconds FROM work JOIN annotator ON annotator.number = work.annotator "
        "WHERE work.article = ? AND annotator.name = ?",
        [articles.require_number(connection, article), annotator],
    )
    return Progress() if row is None else Progress(status=Status(row[0]), note=row[1], seconds=row[2])


def begin(connection: Connection, article: int, annotator: int) -> None:
    """Turn todo into doing, inside a transaction; any other status stays."""
    connection.execute(
        "INSERT INTO work (annotator, article, status) VALUES (?, ?, 'doing') "
        "ON CONFLICT DO UPDATE SET status = 'doing' WHERE status = 'todo'",
        [annotator, article],
    )


def put_status(connection: Connection, article: int, annotator: int, status: Status, note: str) -> None:
    """Set status and note, inside a transaction."""
    connection.execute(
        "INSERT INTO work (annotator, article, status, note) VALUES (?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET status = excluded.status, note = excluded.note",
        [annotator, article, status.value, note],
    )


def set_status(connection: Connection, article: str, annotator: str, status: Status, note: str) -> None:
    """Set an annotator's status of an article and its note.

    Raises `NoSuchArticleError`, `UsageError` for a bad name, `ProjectError`.
    """
    with connection.writing():
        number = articles.require_number(connection, article)
        put_status(connection, number, annotators.ensure(connection, annotator), status, note)


def add_time(connection: Connection, article: str, annotator: str, seconds: float) -> None:
    """Add to the time an annotator spent with an article. Raises as `set_status` does."""
    with connection.writing():
        number = articles.require_number(connection, article)
        connection.execute(
            "INSERT INTO work (annotator, article, seconds) VALUES (?, ?, ?) "
            "ON CONFLICT DO UPDATE SET seconds = seconds + excluded.seconds",
            [annotators.ensure(connection, annotator), number, max(0.0, seconds)],
        )


def library(connection: Connection, annotator: str) -> list[LibraryRow]:
    """Return all articles in the order in which they came in, as one annotator sees them."""
    number = annotators.number(connection, annotator)
    rows = connection.rows(
        "SELECT article.number, id, title, words, date, source, status, note FROM article "
        "LEFT JOIN work ON work.annotator = ? AND work.article = article.number ORDER BY article.number",
        [number],
    )
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
        )
        for place, id_, title, words, date, source, status, note in rows
    ]
