"""Bars under a row: one for each span there, with the label's name, in as few lanes as keep them apart."""

from __future__ import annotations

from bisect import bisect_left, insort
from heapq import heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from annotator.model import Span
    from annotator.text.layout import Row
    from annotator.text.navigation import Range

LEAST, MOST = 2, 6
"""How many lanes a row has at least, so that tagging moves nothing, and at most."""


class Bar(NamedTuple):
    """A piece of a span's bar: `text` from `column` on."""

    column: int
    text: str
    span: Span


def assign(
    spans: Iterable[Span], drawn: Callable[[Span], Range] = lambda span: (span.start, span.end)
) -> list[tuple[int, Span]]:
    """Return each span with its lane: the shortest nearest to the text, no two that overlap in one lane.

    Those that find no place in `MOST` lanes are in lanes after these, which are counted and never shown.
    `drawn` gives the range that a span takes where it is drawn, which may be more than its own.
    """
    lanes: list[list[Range]] = []
    found: list[tuple[int, Span]] = []
    left: list[tuple[int, int, Span]] = []
    for span in sorted(spans, key=lambda span: (span.end - span.start, span.order)):
        start, end = drawn(span)
        lane = next((number for number, lane in enumerate(lanes) if _has_room(lane, start, end)), len(lanes))
        if lane == MOST:
            left.append((start, end, span))
            continue
        if lane == len(lanes):
            lanes.append([])
        insort(lanes[lane], (start, end))
        found.append((lane, span))
    return found + _beyond(left)


def _has_room(lane: list[Range], start: int, end: int) -> bool:
    """Return whether no range of a lane, where they are sorted, overlaps ``[start, end)``."""
    at = bisect_left(lane, (end,))
    return at == 0 or lane[at - 1][1] <= start


def _beyond(left: list[tuple[int, int, Span]]) -> list[tuple[int, Span]]:
    """Return the lanes after the `MOST` that are ever shown, in the order of the starts: as few as keep the spans apart."""
    found: list[tuple[int, Span]] = []
    free: list[tuple[int, int]] = []
    count = MOST
    for start, end, span in sorted(left, key=lambda item: (item[0], item[1], item[2].order)):
        if free and free[0][0] <= start:
            _, lane = heappop(free)
        else:
            lane, count = count, count + 1
        heappush(free, (end, lane))
        found.append((lane, span))
    return found


def bars(row: Row, spans: Iterable[Span], keys: dict[str, str]) -> list[list[Bar]]:
    """Return the bars of a row, lane by lane. `keys`: each label's key, shown where its name has no room; for "", the name's beginning is."""
    lanes: list[list[Bar]] = []
    for lane, span in assign(spans, lambda span: _drawn(row, span)):
        while len(lanes) <= lane:
            lanes.append([])
        for first, last in _runs(row, span):
            lanes[lane].append(Bar(first, _draw(row, span, first, last, keys), span))
    return [sorted(lane, key=lambda bar: bar.column) for lane in lanes]


def _drawn(row: Row, span: Span) -> Range:
    """Return the range of the glyphs that a span touches on a row: two spans may meet inside one."""
    start, end = span.start, span.end
    for glyph in row.glyphs:
        if glyph.start < span.end and span.start < glyph.end:
            start, end = min(start, glyph.start), max(end, glyph.end)
    return start, end


def _runs(row: Row, span: Span) -> list[tuple[int, int]]:
    """Return the columns that a span takes on a row, as ranges from left to right."""
    runs: list[tuple[int, int]] = []
    for glyph in row.glyphs:
        if glyph.start < span.end and span.start < glyph.end:
            if runs and runs[-1][1] == glyph.column:
                runs[-1] = (runs[-1][0], glyph.column + glyph.width)
            else:
                runs.append((glyph.column, glyph.column + glyph.width))
    return runs


def _draw(row: Row, span: Span, first: int, last: int, keys: dict[str, str]) -> str:
    """Return a bar of ``last - first`` cells; an end is open where the span goes on beyond the row."""
    width = last - first
    name = span.label if width >= len(span.label) else keys.get(span.label, "·")
    name = name or span.label[: max(width - 2, 1)]
    if width < len(name) + 2:
        return name.center(width, "─")
    begins, ends = span.start >= row.start, span.end <= row.end
    left, right = (ends, begins) if row.rtl else (begins, ends)
    return ("╰" if left else "╌") + name.center(width - 2, "─") + ("╯" if right else "╌")
