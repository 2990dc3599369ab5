"""The one way in which a layer changes: by an operation that is applied and appended to its history."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from annotator import names
from annotator.errors import DuplicateSpanError, SpanRangeError, StaleSpanError
from annotator.store import articles, spans
from annotator.store.assigning import progress
from annotator.store.file import json_columns
from annotator.store.people import annotators, names_in_values

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from annotator.model import GoldSpan, Operation, Span
    from annotator.store.file.connection import Connection


def apply(connection: Connection, made: Sequence[Operation]) -> None:
    """Apply operations that were made together to their layer and append them to the history, inside a transaction.

    Raises as `Layers.record` does.
    """
    first = made[0]
    article = articles.require_number(connection, first.article)
    require_edition(connection, article, first.article, first.edition)
    annotator = annotators.ensure(connection, first.annotator)
    name = annotators.name_of(connection, annotator)
    for operation in made:
        _check_edit(operation)
        append(connection, article, annotator, names_in_values.operation(operation, lambda _: name))
    progress.begin(connection, article, annotator)


def append(connection: Connection, article: int, annotator: int, operation: Operation) -> None:
    """Apply and append one operation, inside a transaction; its names are as the project has them."""
    before, after = operation.edit.before, operation.edit.after
    if after is not None:
        check_range(after, articles.length(connection, article), operation.article)
    touched = after if before is None else before
    assert touched is not None
    if spans.find(connection, touched.id) != (None if before is None else (article, before)):
        raise StaleSpanError(
            f"The span labelled {touched.label} at {touched.start}–{touched.end} of {operation.article} was changed "
            "elsewhere since it was read",
            "Open the article again to see it as it is.",
        )
    if after is not None and spans.twin(connection, article, annotator, after) is not None:
        raise DuplicateSpanError(
            f"There is a span labelled {after.label} at {after.start}–{after.end} of {operation.article} already. "
            "Choose another label or another range."
        )
    if after is None:
        spans.delete(connection, touched.id)
    elif before is None:
        spans.insert(connection, article, annotator, after)
    else:
        spans.update(connection, after)
    add_to_history(connection, article, annotator, operation)


def add_to_history(connection: Connection, article: int, annotator: int, operation: Operation) -> None:
    """Append an operation to the history, inside a transaction, without applying it; its edition is that of the article."""
    connection.execute(
        "INSERT INTO operation (article, annotator, at, move, what, before, after, edition, correction) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, (SELECT edition FROM article WHERE number = ?), ?)",
        [
            article,
            annotator,
            operation.when.isoformat(),
            operation.move.value,
            operation.edit.what,
            _json(operation.edit.before),
            _json(operation.edit.after),
            article,
            operation.correction,
        ],
    )


def require_edition(connection: Connection, number: int, article: str, edition: int) -> None:
    """Raise `StaleSpanError` if the text of an article was corrected since that edition."""
    if articles.edition(connection, number) != edition:
        raise StaleSpanError(
            f"The text of {article} was corrected since it was read",
            "Open the article again to see it as it is.",
        )


class NewSpan(NamedTuple):
    """A span that is known to fit, with the numbers of its article and its annotator, and the edition of the text in which its offsets count."""

    article: int
    annotator: int
    edition: int
    span: Span


def append_new(connection: Connection, new: Sequence[NewSpan], when: datetime) -> None:
    """Add spans, and the operations that added them, inside a transaction."""
    spans.insert_many(connection, [(one.article, one.annotator, one.span) for one in new])
    at = when.isoformat()
    insert_added(
        connection,
        [(one.article, one.annotator, at, json_columns.text(one.span), one.edition) for one in new],
    )


Added = tuple[int, int, str, str, int]
"""An operation that added a span: its article and annotator, when, the span as `json_columns.text` has it, and the edition of the text."""


def insert_added(connection: Connection, rows: Sequence[Added]) -> None:
    """Append operations that added spans, inside a transaction, without applying them."""
    connection.execute_many(
        "INSERT INTO operation (article, annotator, at, move, what, after, edition) VALUES (?, ?, ?, 'do', 'added', ?, ?)",
        rows,
    )


def _check_edit(operation: Operation) -> None:
    """Check an edit. Raises ValueError, a fault of the program."""
    sides = [span for span in (operation.edit.before, operation.edit.after) if span is not None]
    if not sides or len({span.id for span in sides}) > 1:
        raise ValueError("an edit needs one span, before it, after it, or both")
    if any(names.key(span.annotator) != names.key(operation.annotator) for span in sides):
        raise ValueError("an annotator's layer has no spans of others")


def check_range(span: Span | GoldSpan, length: int, article: str) -> None:
    """Raise `SpanRangeError` for a span outside a text of this length, in code points."""
    if not 0 <= span.start < span.end <= length:
        raise SpanRangeError(
            f"A span labelled {span.label} at {span.start}–{span.end} is outside {article}, which has {length} characters. "
            "Choose a range inside the text, of one character or more."
        )


def _json(span: Span | None) -> str | None:
    return None if span is None else json_columns.text(span)
