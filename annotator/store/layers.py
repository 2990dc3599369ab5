"""Layers: the spans of one annotator in one article, with their history."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from annotator.model import Edit, Layer, Move, Operation, Span, Status, now
from annotator.store import articles, from_rows, operations, spans
from annotator.store.assigning import progress
from annotator.store.file.decoding import decoding
from annotator.store.history_pages import LayerHistory
from annotator.store.people import annotators

if TYPE_CHECKING:
    from collections.abc import Iterable

    from annotator.store.file.connection import Connection

_HISTORY = """
    SELECT at, move, before, after, edition, correction, step FROM operation WHERE article = ? AND annotator = ? ORDER BY number
"""


class Layers:
    """The layers of a project. Articles are named by their ids.

    Each method raises `NoSuchArticleError` for an id that no article has.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, article: str, annotator: str) -> Layer:
        """Return the spans that a name has in an article; none where nobody has the name."""
        number = articles.require_number(self._connection, article)
        person = annotators.number(self._connection, annotator)
        if person is None:
            return Layer(article=article, annotator=annotator)
        found = tuple(spans.of_layer(self._connection, number, person))
        return Layer(article=article, annotator=annotators.name_of(self._connection, person), spans=found)

    def operations(self, article: str, annotator: str) -> list[Operation]:
        """Return the history of a layer, oldest first. Raises `NotAProjectError` when it can't be read."""
        number = articles.require_number(self._connection, article)
        person = annotators.number(self._connection, annotator)
        if person is None:
            return []
        rows = self._connection.rows(_HISTORY, [number, person])
        name = annotators.name_of(self._connection, person)
        with decoding(self._connection, f"the history of {article}"):
            return [from_rows.operation(article, name, row) for row in rows]

    def history(self, article: str, annotator: str) -> LayerHistory:
        """Return the history of a layer as of now, to be gone through from its newest operation on, read as far as that goes."""
        return LayerHistory(self._connection, article, annotator)

    def record(self, *made: Operation) -> None:
        """Apply operations that were made together to their layer and append them to the history, in one transaction.

        Raises `SpanRangeError`, `DuplicateSpanError`, `StaleSpanError` when the layer is not as an operation says,
        `UsageError` for a name that nobody can have; nothing is changed then.
        """
        if made:
            with self._connection.writing():
                operations.apply(self._connection, made)

    def add(
        self, article: str, annotator: str, spans: Iterable[Span], status: Status, note: str = ""
    ) -> None:
        """Add spans to a layer, each with its operation, and set the status, in one transaction.

        The spans become the annotator's, whatever name they bear. Raises as `record` does.
        """
        coming = list(spans)
        with self._connection.writing():
            number = articles.require_number(self._connection, article)
            person = annotators.ensure(self._connection, annotator)
            name = annotators.name_of(self._connection, person)
            for span in coming:
                edit = Edit(before=None, after=msgspec.structs.replace(span, annotator=name))
                operation = Operation(article=article, annotator=name, when=now(), move=Move.DO, edit=edit)
                operations.append(self._connection, number, person, operation)
            progress.set_status(self._connection, number, person, status, note)
