"""The rows of spans, as they are now."""

from __future__ import annotations

import sqlite3
from datetime import UTC
from typing import TYPE_CHECKING, Any

from annotator.store import from_rows
from annotator.store.file import json_columns
from annotator.store.file.decoding import decoding
from annotator.store.people import kinds

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from annotator.model import Mark, Span
    from annotator.store.file.connection import Connection

_COLUMNS = (
    'span.id, span.start, span."end", span.label, annotator.name, span.attributes, span.created, span.changed'
)
_FROM = "FROM span JOIN annotator ON annotator.number = span.annotator"
_ORDER = 'ORDER BY span.start, span."end" DESC, span.label, span.id'

_A_SPAN = "a span"


def of_layer(connection: Connection, article: int, annotator: int) -> list[Span]:
    """Return the spans of one annotator in one article, in the order of `Span.order`."""
    sql = f"SELECT {_COLUMNS} {_FROM} WHERE span.article = ? AND span.annotator = ? {_ORDER}"
    with decoding(connection, _A_SPAN):
        return [from_rows.span(row) for row in connection.rows(sql, [article, annotator])]


def of_article(connection: Connection, article: int) -> list[Span]:
    """Return the spans that people made in one article, in the order of `Span.order`."""
    sql = f"SELECT {_COLUMNS} FROM span JOIN {kinds.PEOPLE} AS annotator ON annotator.number = span.annotator WHERE span.article = ? {_ORDER}"
    with decoding(connection, _A_SPAN):
        return [from_rows.span(row) for row in connection.rows(sql, [article])]


def of_all_kinds(connection: Connection, article: int) -> list[Span]:
    """Return the spans of people, models and references in one article, in the order of `Span.order`."""
    sql = f"SELECT {_COLUMNS} {_FROM} WHERE span.article = ? {_ORDER}"
    with decoding(connection, _A_SPAN):
        return [from_rows.span(row) for row in connection.rows(sql, [article])]


def find(connection: Connection, id_: str) -> tuple[int, Span] | None:
    """Return the number of the article that has the span with this id, and the span; None when there is none."""
    row = connection.row(f"SELECT span.article, {_COLUMNS} {_FROM} WHERE span.id = ?", [id_])
    with decoding(connection, _A_SPAN):
        return None if row is None else (row[0], from_rows.span(row[1:]))


def twin(connection: Connection, article: int, annotator: int, span: Span) -> str | None:
    """Return the id of another span of that range and label in a layer, or None."""
    row = connection.row(
        'SELECT id FROM span WHERE article = ? AND annotator = ? AND start = ? AND "end" = ? AND label = ? AND id <> ?',
        [article, annotator, span.start, span.end, span.label, span.id],
    )
    return None if row is None else str(row[0])


def marks(connection: Connection, article: int, annotator: int) -> set[Mark]:
    """Return ranges and labels of a layer."""
    sql = 'SELECT start, "end", label FROM span WHERE article = ? AND annotator = ?'
    return set(connection.rows(sql, [article, annotator]))


def taken(connection: Connection, id_: str) -> bool:
    """Return whether a span has this id."""
    return connection.row("SELECT 1 FROM span WHERE id = ?", [id_]) is not None


def taken_of(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Return those of some ids that spans have."""
    rows = connection.rows(
        "SELECT id FROM span WHERE id IN (SELECT value FROM json_each(?))", [json_columns.text(ids)]
    )
    return {id_ for (id_,) in rows}


def insert(connection: Connection, article: int, annotator: int, span: Span) -> None:
    """Add a span, inside a transaction."""
    insert_many(connection, [(article, annotator, span)])


def insert_many(connection: Connection, new: Sequence[tuple[int, int, Span]]) -> None:
    """Add spans, each with the numbers of its article and its annotator, inside a transaction."""
    insert_rows(connection, [row(*one) for one in new])


Row = tuple[str, int, int, int, int, str, str, str, str]
"""A row of `span`: id, article, annotator, start, end, label, attributes, and when it was created and changed."""


def row(article: int, annotator: int, span: Span) -> Row:
    """Return the row of a span, with the numbers of its article and its annotator."""
    attributes = json_columns.text(span.attributes) if span.attributes else "{}"
    created = stamp(span.created)
    changed = created if span.changed is span.created else stamp(span.changed)
    return (span.id, article, annotator, span.start, span.end, span.label, attributes, created, changed)


def insert_rows(connection: Connection, rows: Sequence[Row]) -> None:
    """Add rows of spans, inside a transaction."""
    connection.execute_many(
        'INSERT INTO span (id, article, annotator, start, "end", label, attributes, created, changed) '
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
    )


def require_inside(connection: Connection, articles: Collection[int]) -> None:
    """Raise `sqlite3.IntegrityError` where a span of these articles ends after the text, inside a transaction: as a trigger does."""
    sql = """
        SELECT 1 FROM span JOIN article ON article.number = span.article
        WHERE span.article IN (SELECT value FROM json_each(?)) AND span."end" > article.length LIMIT 1
    """
    if connection.row(sql, [json_columns.text(list(articles))]) is not None:
        raise sqlite3.IntegrityError("the span ends after the text")


def update(connection: Connection, span: Span) -> None:
    """Change the span with this id, inside a transaction."""
    connection.execute(
        'UPDATE span SET start = ?, "end" = ?, label = ?, attributes = ?, created = ?, changed = ? WHERE id = ?',
        [*_values(span), span.id],
    )


def delete(connection: Connection, id_: str) -> None:
    """Remove the span with this id, inside a transaction."""
    connection.execute("DELETE FROM span WHERE id = ?", [id_])


def delete_many(connection: Connection, ids: Sequence[str]) -> None:
    """Remove the spans with these ids, inside a transaction."""
    connection.execute_many("DELETE FROM span WHERE id = ?", [[id_] for id_ in ids])


def _values(span: Span) -> list[Any]:
    return [
        span.start,
        span.end,
        span.label,
        json_columns.text(span.attributes),
        stamp(span.created),
        stamp(span.changed),
    ]


def stamp(moment: datetime) -> str:
    """Return a time as it stands in the rows of spans."""
    return (moment if moment.tzinfo is UTC else moment.astimezone(UTC)).isoformat()
