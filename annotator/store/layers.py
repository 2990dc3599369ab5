"""Whole layers: reading one, and bringing one in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from annotator.model import Edit, Layer, Move, Operation, Span, Status, now
from annotator.store import articles, operations, spans
from annotator.store.assigning import progress
from annotator.store.people import annotators

if TYPE_CHECKING:
    from collections.abc import Iterable

    from annotator.store.file.connection import Connection


def get(connection: Connection, article: str, annotator: str) -> Layer:
    """Return one annotator's spans in one article. Raises `NoSuchArticleError`."""
    number = articles.require_number(connection, article)
    person = annotators.number(connection, annotator)
    if person is None:
        return Layer(article=article, annotator=annotator)
    found = tuple(spans.of_layer(connection, number, person))
    return Layer(article=article, annotator=annotators.name_of(connection, person), spans=found)


def add(
    connection: Connection, article: str, annotator: str, layer: Iterable[Span], status: Status, note: str
) -> None:
    """Add spans to a layer, each with its operation, and set the status: all or nothing.

    The spans become the annotator's, whatever name they bear. Raises as `operations.record` does.
    """
    coming = list(layer)
    with connection.writing():
        number = articles.require_number(connection, article)
        person = annotators.ensure(connection, annotator)
        name = annotators.name_of(connection, person)
        for span in coming:
            edit = Edit(before=None, after=msgspec.structs.replace(span, annotator=name))
            operation = Operation(article=article, annotator=name, when=now(), move=Move.DO, edit=edit)
            operations.append(connection, number, person, operation)
        progress.put_status(connection, number, person, status, note)
