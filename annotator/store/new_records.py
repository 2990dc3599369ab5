"""Making the values that formats write of what rows hold: records and their spans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET, UnsetType

from annotator.model import Record, RecordNote, RecordSpan, RecordThread, Source, State, threads

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from annotator.model import Article, LayerKind, Note, Span


def single(article: Article, span: Span) -> RecordSpan:
    """Return a span of gold that one person alone made."""
    return _record_span(article, span, annotator=None, source=Source.SINGLE)


def mark(article: Article, span: Span) -> RecordSpan:
    """Return a span as one of all marks, of which it is the first that was made."""
    return _record_span(article, span, annotator=None, source=None)


def of_layer(article: Article, span: Span, changed: datetime | UnsetType = UNSET) -> RecordSpan:
    """Return a span of a layer."""
    return _record_span(article, span, annotator=span.annotator, source=None, changed=changed)


def _record_span(
    article: Article,
    span: Span,
    *,
    annotator: str | None,
    source: Source | None,
    changed: datetime | UnsetType = UNSET,
) -> RecordSpan:
    return RecordSpan(
        id=span.id,
        start=span.start,
        end=span.end,
        label=span.label,
        text=article.text[span.start : span.end],
        attributes=span.attributes,
        annotator=annotator,
        created=span.created,
        source=source,
        annotators=[span.annotator],
        adjudicator=None,
        decision=None,
        note="",
        policy=None,
        changed=changed,
    )


def open_threads(
    article: Article, notes: Iterable[Note], people: Collection[str] | None
) -> list[RecordThread]:
    """Return the open threads among the notes on an article, of these people, None: all."""
    return [
        RecordThread(
            start=thread.start,
            end=thread.end,
            text=article.text[thread.start : thread.end],
            annotator=thread.person,
            notes=[
                RecordNote(
                    id=note.id, author=note.author, when=note.when, text=note.text, open=note in thread.open
                )
                for note in thread.notes
            ],
        )
        for thread in threads(notes)
        if thread.is_open and (people is None or thread.person in people)
    ]


def record(
    article: Article,
    people: Iterable[str],
    chosen: Sequence[RecordSpan],
    state: State | UnsetType = UNSET,
    kinds: dict[str, LayerKind] | UnsetType = UNSET,
) -> Record:
    """Return the record of an article with what was chosen of these people's spans."""
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
        spans=list(chosen),
        kinds=kinds,
        state=state,
    )
