"""The history of each layer, and the one way in which a layer changes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from annotator.errors import DuplicateSpanError, SpanRangeError, StaleSpanError
from annotator.model import Edit, GoldSpan, Move, Operation, Span
from annotator.store import articles, spans
from annotator.store.assigning import progress
from annotator.store.file import json_columns
from annotator.store.file.decoding import decoding
from annotator.store.people import annotators, names, names_in_json

if TYPE_CHECKING:
    from annotator.store.file.connection import Connection


def of_layer(connection: Connection, article: str, annotator: str) -> list[Operation]:
    """Return the history of one annotator in one article, oldest first.

    Raises `NoSuchArticleError`, `NotAProjectError` when it can't be read.
    """
    number = articles.require_number(connection, article)
    person = annotators.number(connection, annotator)
    if person is None:
        return []
    rows = connection.rows(
        "SELECT at, move, before, after FROM operation WHERE article = ? AND annotator = ? ORDER BY number",
        [number, person],
    )
    name = annotators.name_of(connection, person)
    with decoding(connection, f"the history of {article}"):
        return [as_operation(article, name, row) for row in rows]


def as_operation(article: str, annotator: str, row: tuple[Any, ...]) -> Operation:
    """Return the operation that a row stands for: the columns `at`, `move`, `before` and `after`."""
    at, move, before, after = row
    return Operation(
        article=article,
        annotator=annotator,
        when=datetime.fromisoformat(at),
        move=Move(move),
        edit=Edit(before=_span(before), after=_span(after)),
    )


def record(connection: Connection, operation: Operation) -> None:
    """Apply an operation to the layer and append it to the history, in one transaction.

    Raises `SpanRangeError`, `DuplicateSpanError`, `StaleSpanError` when the layer is not as the edit says,
    `NoSuchArticleError`, `UsageError` for a bad name, `ProjectError`; nothing is changed then.
    """
    with connection.writing():
        apply(connection, operation)


def apply(connection: Connection, operation: Operation) -> None:
    """Do as `record` does, inside a transaction."""
    _check_edit(operation)
    article = articles.require_number(connection, operation.article)
    annotator = annotators.ensure(connection, operation.annotator)
    name = annotators.name_of(connection, annotator)
    append(connection, article, annotator, names_in_json.operation(operation, lambda _: name))
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
    connection.execute(
        "INSERT INTO operation (article, annotator, at, move, what, before, after) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            article,
            annotator,
            operation.when.isoformat(),
            operation.move.value,
            what(operation.edit),
            _json(before),
            _json(after),
        ],
    )


def append_new(connection: Connection, article: int, annotator: int, span: Span, when: datetime) -> None:
    """Add a span that is known to fit, and the operation that added it, inside a transaction."""
    spans.insert(connection, article, annotator, span)
    connection.execute(
        "INSERT INTO operation (article, annotator, at, move, what, after) VALUES (?, ?, ?, 'do', 'added', ?)",
        [article, annotator, when.isoformat(), _json(span)],
    )


def what(edit: Edit) -> str:
    """Return the word for an edit: added, removed, relabelled, moved, or changed for more than one thing."""
    if edit.before is None:
        return "added"
    if edit.after is None:
        return "removed"
    relabelled = edit.before.label != edit.after.label
    moved = (edit.before.start, edit.before.end) != (edit.after.start, edit.after.end)
    return "relabelled" if relabelled and not moved else "moved" if moved and not relabelled else "changed"


def _check_edit(operation: Operation) -> None:
    """Refuse what no caller may hand in: it is a mistake of the program, not of its user."""
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


def _span(stored: str | None) -> Span | None:
    return None if stored is None else json_columns.span(stored)
