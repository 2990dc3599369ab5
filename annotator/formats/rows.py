"""The rows that articles are written as: one for all of an article, or one for each of its sentences or paragraphs."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Literal, NamedTuple

import msgspec

from annotator.model import Loss
from annotator.text import segment

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from annotator.formats.losses import Losses
    from annotator.model import Record, RecordSpan


Rows = Literal["article", "sentence", "paragraph"]
"""What a row is."""

HELP = (
    "What a row is: an article, or a sentence or paragraph of one, with its place in the article. Those that a span crosses are one "
    "row, which is told."
)


class Part(NamedTuple):
    """A part ``[start, end)`` of a text: a sentence or paragraph, or as many as a span joins."""

    start: int
    end: int
    joined: int
    """How many sentences or paragraphs it is."""


class Row(NamedTuple):
    """A part of an article with its spans, whose offsets count from the start of the part."""

    start: int
    end: int
    text: str
    spans: list[RecordSpan]


def text_parts(text: str, ranges: Iterable[tuple[int, int]], wanted: Rows) -> list[Part]:
    """Return the parts of a text, in order, so that each of some ranges is in one of them.

    Around and between parts is white space, none of which a range has. A text without a sentence is one part, and so is an article.
    """
    units = _units(text, wanted)
    if not units:
        return [Part(0, len(text), 1)]
    both = sorted([*((start, end, 1) for start, end in units), *((start, end, 0) for start, end in ranges)])
    found: list[Part] = []
    for start, end, is_unit in both:
        if found and start < found[-1].end:
            last = found[-1]
            found[-1] = Part(last.start, max(last.end, end), last.joined + is_unit)
        else:
            found.append(Part(start, end, is_unit))
    return _with_gaps(found)


def rows_of(
    record: Record, spans: Sequence[RecordSpan], wanted: Rows, losses: Losses | None = None
) -> list[Row]:
    """Return the rows of an article with these spans of it, which are sorted. Spans that join some are counted in `losses`."""
    if wanted == "article":
        return [Row(0, len(record.text), record.text, [*spans])]
    parts = text_parts(record.text, ((span.start, span.end) for span in spans), wanted)
    starts = [part.start for part in parts]
    found = [Row(part.start, part.end, record.text[part.start : part.end], []) for part in parts]
    for span in spans:
        row = found[bisect_right(starts, span.start) - 1]
        row.spans.append(
            msgspec.structs.replace(span, start=span.start - row.start, end=span.end - row.start)
        )
    if losses is not None:
        count_joined(record, spans, parts, wanted, losses)
    return found


def row_id(record: Record, row: Row, wanted: Rows, annotator: str | None = None) -> str:
    """Return the key of a row: the article's id, and behind it whose the row is, where it says so, and which part of the text (RFC 5147).

    `annotator` is None where all rows are of one layer, "" for nobody.
    """
    parts = [] if annotator is None else [f"annotator={annotator}"]
    if wanted != "article":
        parts.append(f"char={row.start},{row.end}")
    return f"{record.id}#{'&'.join(parts)}" if parts else record.id


def _units(text: str, wanted: Rows) -> list[tuple[int, int]]:
    if wanted == "sentence":
        return [*segment.text_sentences(text)]
    if wanted == "article":
        return [(0, len(text))]
    trimmed = (segment.trim(text, one.start, one.stop) for one in segment.paragraphs(text))
    return [one for one in trimmed if one is not None]


def _with_gaps(found: Sequence[Part]) -> list[Part]:
    """Return the parts without those that are white space alone, which become the end of the one before, or the start of the next."""
    kept: list[Part] = []
    first: int | None = None
    for part in found:
        if part.joined:
            kept.append(part if first is None else part._replace(start=first))
            first = None
        elif kept:
            kept[-1] = kept[-1]._replace(end=part.end)
        elif first is None:
            first = part.start
    return kept


def count_joined(
    record: Record, spans: Iterable[RecordSpan], parts: Sequence[Part], wanted: Rows, losses: Losses
) -> None:
    """Count the spans for which sentences or paragraphs stay together: those that are in none of them alone."""
    if all(part.joined < 2 for part in parts):
        return
    units = _units(record.text, wanted)
    starts, firsts = [part.start for part in parts], [start for start, _ in units]
    for span in spans:
        part = parts[bisect_right(starts, span.start) - 1]
        number = bisect_right(firsts, span.start) - 1
        is_inside = number >= 0 and span.end <= units[number][1]
        if part.joined > 1 and not is_inside:
            losses.add_span(Loss.JOINED, record, span, f"in {part.start}–{part.end}")
