"""The spans of a record as formats write them: checked against the text, and changed where a format needs that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from annotator.errors import DamagedRecordError
from annotator.model import GOLD, MARKS, Loss

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from annotator.formats.losses import Losses
    from annotator.model import Record, RecordSpan


def checked_spans(record: Record) -> list[RecordSpan]:
    """Return the spans sorted by start, then longest first, then by label and id.

    Raises DamagedRecordError for a span whose text is not the article's text at its offsets.
    """
    for span in record.spans:
        inside = 0 <= span.start < span.end <= len(record.text)
        if not inside or record.text[span.start : span.end] != span.text:
            raise DamagedRecordError(
                f"article {record.id!r}: the span {span.id} of {span.annotator or 'the gold'} at "
                f"[{span.start}, {span.end}) is not the text there; nothing more is written. The project is damaged."
            )
    return sorted(record.spans, key=_order)


def distinct_spans(record: Record, losses: Losses) -> list[RecordSpan]:
    """Return the checked spans, of several people's equal ones (range and label) the first; the others are lost."""
    kept: dict[tuple[int, int, str], RecordSpan] = {}
    for span in checked_spans(record):
        if kept.setdefault((span.start, span.end, span.label), span) is not span:
            losses.add_span(Loss.TWINS, record, span)
    return list(kept.values())


def trimmed_spans(record: Record, losses: Losses, is_edge: Callable[[str], bool]) -> list[RecordSpan]:
    """Return the distinct spans without the characters at their edges for which `is_edge` is true.

    For formats in which no span can begin or end with white space. A span of white space alone is left out, and so is one
    that becomes equal to another. What changes is counted in `losses`.
    """
    kept: dict[tuple[int, int, str], RecordSpan] = {}
    shorter = []
    for span in distinct_spans(record, losses):
        start, end = _inner(span.text, is_edge)
        if start == end or span.text.isspace():
            losses.add_span(Loss.EMPTY, record, span)
        elif end - start == len(span.text):
            kept[span.start, span.end, span.label] = span
        else:
            shorter.append((span, span.start + start, span.start + end))
    for span, start, end in shorter:
        text = record.text[start:end]
        new = msgspec.structs.replace(span, start=start, end=end, text=text)
        if kept.setdefault((start, end, span.label), new) is new:
            losses.add_span(Loss.EDGES, record, span, text)
        else:
            losses.add_span(Loss.MERGED, record, span)
    return sorted(kept.values(), key=_order)


def people_of(record: Record, spans: Iterable[RecordSpan], layers: tuple[str, ...] = ()) -> list[str | None]:
    """Return the people of a record of `layers`, also those who marked nothing; None, the first, stands for gold, or for nobody."""
    if layers == (MARKS,):
        return [None]
    found = {span.annotator for span in spans}
    if layers in ((GOLD,), (MARKS,)) and found <= {None}:
        return [None]
    people = sorted(
        {*record.annotators, *(name for name in found if name is not None)} if found != {None} else ()
    )
    return [*((None,) if None in found or not people else ()), *people]


def add_silent(record: Record, layers: tuple[str, ...], losses: Losses) -> None:
    """Count a record of gold without spans, in a format that names people: whose layers it comes from is in no span."""
    if layers == (GOLD,) and not record.spans:
        losses.add_article(record, (Loss.NOTHING_FOUND,))


def _order(span: RecordSpan) -> tuple[int, int, str, str]:
    return span.start, -span.end, span.label, span.id


def _inner(text: str, is_edge: Callable[[str], bool]) -> tuple[int, int]:
    start, end = 0, len(text)
    while start < end and is_edge(text[start]):
        start += 1
    while start < end and is_edge(text[end - 1]):
        end -= 1
    return start, end
