"""Removing the layers of a model or a reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.errors import UsageError
from annotator.model import LayerKind, Removed, now
from annotator.store.file import json_columns
from annotator.store.file.decoding import decoding
from annotator.store.from_rows import span
from annotator.store.people import annotators, kinds

if TYPE_CHECKING:
    from annotator.store.file.connection import Connection

_THEIRS = """
    SELECT article, id, start, "end", label, attributes, created, changed FROM span WHERE annotator = ?
    ORDER BY article, start, "end" DESC, label
"""


def remove(connection: Connection, name: str) -> Removed:
    """Remove all spans of a model or a reference, inside a transaction, each by an operation, so that the history keeps it.

    Raises `UsageError` for a name that is not there, and for a person's.
    """
    number = annotators.require_number(connection, name)
    name, kind = annotators.name_of(connection, number), kinds.of(connection, number)
    if kind is LayerKind.PERSON:
        raise UsageError(
            f"{name} is a person in this project, so nothing was changed: what a person marked is never removed as a whole. "
            "Name a model or a reference."
        )
    moment = now().isoformat()
    articles, count = set(), 0
    with decoding(connection, "a span"):
        for article, id_, start, end, label, attributes, created, changed in connection.rows(
            _THEIRS, [number]
        ):
            before = json_columns.text(span((id_, start, end, label, name, attributes, created, changed)))
            connection.execute(
                "INSERT INTO operation (article, annotator, at, move, what, before) VALUES (?, ?, ?, 'do', 'removed', ?)",
                [article, number, moment, before],
            )
            articles.add(article)
            count += 1
    connection.execute("DELETE FROM span WHERE annotator = ?", [number])
    return Removed(name=name, kind=kind, articles=len(articles), spans=count)
