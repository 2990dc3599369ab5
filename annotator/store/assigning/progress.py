"""Changing the progress of an annotator in an article, inside a transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator import limits
from annotator.store import articles
from annotator.store.assigning import assignment_rows
from annotator.store.people import annotators

if TYPE_CHECKING:
    from annotator.model import Status
    from annotator.store.file.connection import Connection


def begin(connection: Connection, article: int, annotator: int) -> None:
    """Turn todo into doing; any other status stays."""
    connection.execute(
        "INSERT INTO work (annotator, article, status) VALUES (?, ?, 'doing') "
        "ON CONFLICT DO UPDATE SET status = 'doing' WHERE status = 'todo'",
        [annotator, article],
    )
    assignment_rows.touch(connection, article, annotator)


def set_status(connection: Connection, article: int, annotator: int, status: Status, note: str) -> None:
    """Set status and note."""
    connection.execute(
        "INSERT INTO work (annotator, article, status, note) VALUES (?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET status = excluded.status, note = excluded.note",
        [annotator, article, status.value, note],
    )
    assignment_rows.touch(connection, article, annotator)


def apply_status(connection: Connection, article: str, annotator: str, status: Status, note: str) -> None:
    """Set status and note by the article's id and the annotator's name. Raises as `Work.set_status` does."""
    number = articles.require_number(connection, article)
    set_status(connection, number, annotators.ensure(connection, annotator), status, note)


def apply_time(connection: Connection, article: str, annotator: str, seconds: float) -> None:
    """Add to the time spent, up to the limit, by the article's id and the annotator's name. Raises as `Work.add_time` does."""
    number = articles.require_number(connection, article)
    person = annotators.ensure(connection, annotator)
    most = float(limits.SECONDS.most)
    connection.execute(
        "INSERT INTO work (annotator, article, seconds) VALUES (?, ?, ?) "
        "ON CONFLICT DO UPDATE SET seconds = min(seconds + excluded.seconds, ?)",
        [person, number, min(max(0.0, seconds), most), most],
    )
    assignment_rows.touch(connection, number, person)
