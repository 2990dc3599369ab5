"""Removing the layers of a model or a reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.errors import UsageError
from annotator.model import Edit, LayerKind, Move, Operation, Removed, now
from annotator.store import articles, operations, spans
from annotator.store.people import annotators, kinds

if TYPE_CHECKING:
    from annotator.store.file.connection import Connection

_ARTICLES = "SELECT DISTINCT article FROM span WHERE annotator = ? ORDER BY article"


def remove(connection: Connection, name: str) -> Removed:
    """Remove all spans of a model or a reference, inside a transaction, each by an operation, so that the history keeps it.

    Raises `UsageError` for a name that is not there, and for a person's.
    """
    person = annotators.require_number(connection, name)
    name, kind = annotators.name_of(connection, person), kinds.of(connection, person)
    if kind is LayerKind.PERSON:
        raise UsageError(
            f"{name} is a person in this project, so nothing was changed: what a person marked is never removed as a whole. "
            "Name a model or a reference."
        )
    moment, count = now(), 0
    numbers = [number for (number,) in connection.rows(_ARTICLES, [person])]
    for number in numbers:
        article = articles.by_number(connection, number).id
        for span in spans.of_layer(connection, number, person):
            edit = Edit(before=span, after=None)
            operation = Operation(article=article, annotator=name, when=moment, move=Move.DO, edit=edit)
            operations.append(connection, number, person, operation)
            count += 1
    return Removed(name=name, kind=kind, articles=len(numbers), spans=count)
