"""Spans without the white space at their edges, for formats in which no span can begin or end with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from annotator.formats.losses import Loss
from annotator.formats.writing import lost, once

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.formats.losses import Losses
    from annotator.model import Record, RecordSpan


def trimmed(record: Record, losses: Losses, is_edge: Callable[[str], bool]) -> list[RecordSpan]:
    """Return what `writing.once` does, each span without the characters at its edges for which `is_edge` is true.

    What is changed or gone by that is entered. A span of white space alone goes, and so does one that is then equal to
    another. Raises OutputError.
    """
    kept: dict[tuple[int, int, str], RecordSpan] = {}
    shorter = []
    for span in once(record, losses):
        start, end = _inner(span.text, is_edge)
        if start == end or span.text.isspace():
            losses.add(lost(Loss.EMPTY, record, span))
        elif end - start == len(span.text):
            kept[span.start, span.end, span.label] = span
        else:
            shorter.append((span, span.start + start, span.start + end))
    for span, start, end in shorter:
        text = record.text[start:end]
        new = msgspec.structs.replace(span, start=start, end=end, text=text)
        is_first = kept.setdefault((start, end, span.label), new) is new
        losses.add(lost(Loss.EDGES, record, span, text if is_first else ""))
    return sorted(kept.values(), key=lambda span: (span.start, -span.end, span.label, span.id))


def _inner(text: str, is_edge: Callable[[str], bool]) -> tuple[int, int]:
    start, end = 0, len(text)
    while start < end and is_edge(text[start]):
        start += 1
    while start < end and is_edge(text[end - 1]):
        end -= 1
    return start, end
