"""What formats that hold less than a record have in common: spans checked, each once, and what is lost of an article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from annotator.errors import DamagedRecordError
from annotator.formats.losses import Loss, Lost
from annotator.model import State

if TYPE_CHECKING:
    from collections.abc import Collection

    from annotator.formats.losses import Losses
    from annotator.model import Record, RecordSpan

_BLANK = re.compile(r"[\s\ufeff]*")

OF_ARTICLES = (
    Loss.ANNOTATOR,
    Loss.PROVENANCE,
    Loss.ATTRIBUTES,
    Loss.IDENTITY,
    Loss.METADATA,
    Loss.WORK,
)
"""The kinds that `enter` can enter."""


def checked(record: Record) -> list[RecordSpan]:
    """Return the spans by start, then longest first, then label and id. Raises OutputError where one is not the text there."""
    for span in record.spans:
        inside = 0 <= span.start < span.end <= len(record.text)
        if not inside or record.text[span.start : span.end] != span.text:
            raise damaged(record, span)
    return sorted(record.spans, key=lambda span: (span.start, -span.end, span.label, span.id))


def damaged(record: Record, span: RecordSpan) -> DamagedRecordError:
    """Return the error for a span that is not the text at its place."""
    return DamagedRecordError(
        f"article {record.id!r}: the span {span.id} of {span.annotator or 'the gold'} at [{span.start}, {span.end}) "
        "is not the text there; nothing more is written. The project is damaged."
    )


def once(record: Record, losses: Losses) -> list[RecordSpan]:
    """Return what `checked` does, without all but the first of several people's equal spans, each entered as lost."""
    kept: dict[tuple[int, int, str], RecordSpan] = {}
    for span in checked(record):
        if kept.setdefault((span.start, span.end, span.label), span) is not span:
            losses.add(lost(Loss.TWINS, record, span))
    return list(kept.values())


def enter(record: Record, losses: Losses, kinds: Collection[Loss] = OF_ARTICLES) -> None:
    """Enter once an article what of its fields and of its spans' fields there is and can't be held."""
    for loss in OF_ARTICLES:
        if loss in kinds and _has(record, loss):
            losses.add(Lost(loss=loss, article=record.id))


def enter_empty(record: Record, losses: Losses) -> None:
    """Enter fields of an article that are empty, for formats that can't tell that from none."""
    if "" in (record.date, record.source, record.url):
        losses.add(Lost(loss=Loss.METADATA, article=record.id))


def lost(loss: Loss, record: Record, span: RecordSpan, became: str = "") -> Lost:
    """Return a loss of one span."""
    return Lost(
        loss=loss,
        article=record.id,
        start=span.start,
        end=span.end,
        label=span.label,
        text=span.text,
        became=became,
    )


def _has(record: Record, loss: Loss) -> bool:
    match loss:
        case Loss.ANNOTATOR:
            return any(span.annotator is not None for span in record.spans)
        case Loss.PROVENANCE:
            return any(span.source is not None for span in record.spans)
        case Loss.ATTRIBUTES:
            return any(span.attributes for span in record.spans)
        case Loss.IDENTITY:
            return bool(record.spans)
        case Loss.WORK:
            return isinstance(record.state, State) and record.state != State()
        case _:
            return _has_fields(record)


def _has_fields(record: Record) -> bool:
    """Say whether the article has fields; a title that is the beginning of the text is none: it is made anew."""
    begins = _BLANK.match(record.text)
    return bool(
        record.date is not None
        or record.source is not None
        or record.url is not None
        or record.metadata
        or not record.text.startswith(record.title.removesuffix("…"), begins.end() if begins else 0)
    )
