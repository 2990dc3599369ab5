"""Spans in the fields of a record that its format doesn't read, for formats that keep other fields as metadata."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.formats.json_records.paths import shown
from annotator.formats.json_records.span_lists import Kind, span_lists

if TYPE_CHECKING:
    from annotator.formats.incoming_spans import SpanCollector

_PARTS = frozenset(["tokens", "words", "sentences"])


def count_unread(fields: dict[str, Any], counts: SpanCollector) -> None:
    """Count what looks like spans of the text in `fields`, which are kept as metadata."""
    for one in span_lists(fields, len(counts.text)):
        if one.kind is Kind.RANGES:
            counts.lose(f"ranges in {shown(one.path)} without a label of their own", one.count)
        elif one.kind is Kind.SPANS or one.path not in _PARTS:
            counts.lose(f"things in {shown(one.path)} that look like spans", one.count)
