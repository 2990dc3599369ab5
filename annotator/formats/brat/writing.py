"""Write an article as brat's text file and annotation file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.formats.brat.fragments import cut_at_breaks, text_of
from annotator.formats.brat.reading import BYTE_ORDER_MARK, NOTE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from annotator.model import Record, RecordSpan


def text_file(record: Record) -> bytes:
    """Return the text file of an article."""
    return _document(record).encode()


def annotation_file(record: Record, spans: Sequence[RecordSpan], types: Mapping[str, str]) -> bytes:
    """Return the annotation file of an article. `types` are brat's names of the labels."""
    return "".join(_lines(record, spans, types)).encode()


def _document(record: Record) -> str:
    """Return the text of the file: a byte order mark at its beginning is doubled, because readers drop one."""
    return f"{BYTE_ORDER_MARK}{record.text}" if record.text.startswith(BYTE_ORDER_MARK) else record.text


def _lines(record: Record, spans: Sequence[RecordSpan], types: Mapping[str, str]) -> Iterator[str]:
    document = _document(record)
    skip = len(document) - len(record.text)
    notes = 0
    for number, span in enumerate(spans, 1):
        parts = cut_at_breaks(document, span.start + skip, span.end + skip)
        offsets = ";".join(f"{start} {end}" for start, end in parts)
        yield f"T{number}\t{types.get(span.label, span.label)} {offsets}\t{text_of(document, parts)}\n"
        if note := " ".join(span.note.split()):
            notes += 1
            yield f"#{notes}\t{NOTE} T{number}\t{note}\n"
