"""What is exported: articles with the layers that were asked for."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from annotator.model import Article, Record, RecordSpan, Span
from annotator.store import annotators, articles, spans
from annotator.store.failures import damaged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.store.connection import Connection

_STARTED = """
    SELECT article, annotator FROM work WHERE status <> 'todo'
    UNION SELECT article, annotator FROM span
"""
_FINISHED = "SELECT article, annotator FROM work WHERE status = 'done'"


def select(connection: Connection, layer: str | None) -> Iterator[Record]:
    """Return the records of an export, article by article as the project was when the first one is asked for.

    `layer` None: articles that someone finished, with the layers of those who did. "all": every article with
    everyone's spans. A name: what that annotator has worked on. Raises `UsageError` at once for an unknown name.
    """
    if layer is not None and layer != annotators.EVERYONE:
        annotators.require_number(connection, layer)
    return _records(connection, layer)


def _records(connection: Connection, layer: str | None) -> Iterator[Record]:
    with connection.snapshot() as snapshot:
        for number, people in _layers(snapshot, layer).items():
            yield _record(snapshot, number, people)


def _layers(connection: Connection, layer: str | None) -> dict[int, set[str]]:
    """Return who is in the record of which article, by its number, in order."""
    pairs = connection.rows(
        f"SELECT article, name FROM ({_FINISHED if layer is None else _STARTED}) "
        "JOIN annotator ON annotator.number = annotator ORDER BY article"
    )
    everything = layer == annotators.EVERYONE
    numbers = connection.rows("SELECT number FROM article ORDER BY number") if everything else []
    found: dict[int, set[str]] = {number: set() for (number,) in numbers}
    for number, name in pairs:
        if layer in (None, annotators.EVERYONE, name):
            found.setdefault(number, set()).add(name)
    return found


def _record(connection: Connection, number: int, people: set[str]) -> Record:
    article = articles.by_number(connection, number)
    if hashlib.sha256(article.text.encode()).hexdigest() != article.sha256:
        raise damaged(connection.path, f"the text of {article.id} is not what came in")
    return Record(
        id=article.id,
        text=article.text,
        sha256=article.sha256,
        title=article.title,
        date=article.date,
        source=article.source,
        url=article.url,
        metadata=article.metadata,
        offset_unit="codepoint",
        annotators=sorted(people),
        spans=[
            _record_span(connection, article, span)
            for span in spans.of_article(connection, number)
            if span.annotator in people
        ],
    )


def _record_span(connection: Connection, article: Article, span: Span) -> RecordSpan:
    text = article.text[span.start : span.end]
    if span.start < 0 or not text or len(text) != span.end - span.start:
        raise damaged(connection.path, f"the span {span.id} of {article.id} is outside its text")
    return RecordSpan(
        id=span.id,
        start=span.start,
        end=span.end,
        label=span.label,
        text=text,
        attributes=span.attributes,
        annotator=span.annotator,
        created=span.created,
    )
