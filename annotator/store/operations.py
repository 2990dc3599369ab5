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


_INSERT = (
    "INSERT INTO operation (article, annotator, at, move, what, before, after, edition, correction, step) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, (SELECT edition FROM article WHERE number = ?), ?, ?)"
)


def apply(connection: Connection, made: Sequence[Operation]) -> None:
    """Apply operations that were made together, one or more, and append them to the history, inside a transaction.

    Raises as `Layers.record` does.
    """
    first = made[0]
    if any(
        (one.article, one.annotator, one.edition) != (first.article, first.annotator, first.edition)
        for one in made
    ):
        raise ValueError("operations that were made together are of one layer")
    for operation in made:
        _check_edit(operation)
    article = articles.require_number(connection, first.article)
    require_edition(connection, article, first.article, first.edition)
    annotator = annotators.ensure(connection, first.annotator)
    name = annotators.name_of(connection, annotator)
    append_all(
        connection, article, annotator, [names_in_values.operation(one, lambda _: name) for one in made]
    )
    progress.begin(connection, article, annotator)


def append(connection: Connection, article: int, annotator: int, operation: Operation) -> None:
    """Apply and append one operation, inside a transaction; its names are as the project has them."""
    before, after = operation.edit.before, operation.edit.after
    if after is not None:
        check_range(after, articles.length(connection, article), operation.article)
    touched = _touched(operation)
    if spans.find(connection, touched.id) != (None if before is None else (article, before)):
        raise _stale(operation)
    if after is not None and spans.twin(connection, article, annotator, after) is not None:
        raise _twin(operation, after)
    if after is None:
        spans.delete(connection, touched.id)
    elif before is None:
        spans.insert(connection, article, annotator, after)
    else:
        spans.update(connection, after)
    add_to_history(connection, article, annotator, operation)


def append_all(connection: Connection, article: int, annotator: int, made: Sequence[Operation]) -> None:
    """Apply and append operations of one layer as `append` does each, with a number of queries that doesn't grow with them."""
    if len(made) == 1:
        append(connection, article, annotator, made[0])
        return
    length = articles.length(connection, article)
    was = {span.id: span for span in spans.of_layer(connection, article, annotator)}
    elsewhere = spans.taken_of(connection, [_touched(one).id for one in made]) - was.keys()
    there, ids = dict(was), {span.mark: span.id for span in was.values()}
    for operation in made:
        before, after = operation.edit.before, operation.edit.after
        if after is not None:
            check_range(after, length, operation.article)
        touched = _touched(operation)
        if touched.id in elsewhere or there.get(touched.id) != before:
            raise _stale(operation)
        if after is not None and ids.get(after.mark, after.id) != after.id:
            raise _twin(operation, after)
        if before is not None:
            del there[before.id], ids[before.mark]
        if after is not None:
            there[after.id], ids[after.mark] = after, after.id
    gone = [id_ for id_, span in was.items() if there.get(id_) != span]
    spans.delete_many(connection, gone)
    new = [span for id_, span in there.items() if was.get(id_) != span]
    spans.insert_many(connection, [(article, annotator, span) for span in new])
    connection.execute_many(_INSERT, [_row(article, annotator, one) for one in made])


def _touched(operation: Operation) -> Span:
    touched = operation.edit.before or operation.edit.after
    assert touched is not None
    return touched


def _stale(operation: Operation) -> StaleSpanError:
    touched = _touched(operation)
    return StaleSpanError(
        f"The span labelled {touched.label} at {touched.start}–{touched.end} of {operation.article} was changed "
        "elsewhere since it was read",
        "Open the article again to see it as it is.",
    )


def _twin(operation: Operation, after: Span) -> DuplicateSpanError:
    return DuplicateSpanError(
        f"There is a span labelled {after.label} at {after.start}–{after.end} of {operation.article} already. "
        "Choose another label or another range."
    )


def add_to_history(connection: Connection, article: int, annotator: int, operation: Operation) -> None:
    """Append an operation to the history, inside a transaction, without applying it; its edition is that of the article."""
    connection.execute(_INSERT, _row(article, annotator, operation))


def _row(article: int, annotator: int, operation: Operation) -> list[str | int | None]:
    return [
        article,
        annotator,
        operation.when.isoformat(),
        operation.move.value,
        operation.edit.what,
        _json(operation.edit.before),
        _json(operation.edit.after),
        article,
        operation.correction,
        operation.step,
    ]


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
