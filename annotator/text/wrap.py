"""Where rows break: in logical order, before anything is reordered or shaped.

A row ends after a space, a hyphen or a slash, inside a word only where the word is wider than the row, and never
inside a grapheme. A lam-alef counts as two cells here though it is drawn in one: so it can be drawn apart, where a
span begins between the two, without a row breaking elsewhere.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from annotator.text import segment, simple
from annotator.text.cells import TAB_STOP, measure
from annotator.text.compiled import when_used

_OPPORTUNITY = when_used(
    r"(?V1)(?:[\t\p{Zs}--\u00a0\u2007\u202f]\p{M}*+|[-\u2010\u2012\u2013\u2014/]\p{M}*+(?!\p{N}))(?![\s--\u00a0])",
)

_SIMPLE_OPPORTUNITY = re.compile(
    f"(?: [{simple.MARKS}]*+|[-–—/][{simple.MARKS}]*+(?![0-9٠-٩]))(?! )",
)


def break_rows(text: str, start: int, end: int, width: int, *, invisible: bool = False) -> list[int]:
    """Return where the rows of the paragraph ``text[start:end]`` begin, `start` first; `width` is in cells.

    Raises ValueError where the width is less than 1.
    """
    if width < 1:
        raise ValueError(f"a row can't be {width} cells wide")
    if simple.is_simple(text, start, end):
        if end - start <= width:
            return [start]
        marks = simple.marks(text, start, end)
        if end - start - len(marks) <= width:
            return [start]
        opportunities = [match.end() for match in _SIMPLE_OPPORTUNITY.finditer(text, start, end)]
        return _break_simple(opportunities, marks, start, end, width)
    return _break_clusters(text, start, end, width, invisible)


def _break_simple(opportunities: list[int], marks: list[int], start: int, end: int, width: int) -> list[int]:
    """Break text in which a code point takes one cell, or none where it is one of `marks`."""
    rows = [start]
    while True:
        limit = start + width
        before = bisect_left(marks, start)
        # Each mark in the row makes room for one more code point, which may be a mark itself.
        while (longer := start + width + bisect_left(marks, limit) - before) > limit:
            limit = longer
        while (index := bisect_left(marks, limit)) < len(marks) and marks[index] == limit:
            limit += 1
        if limit >= end:
            return rows
        index = bisect_right(opportunities, limit)
        last = opportunities[index - 1] if index else start
        start = last if last > start else limit
        rows.append(start)


def _break_clusters(text: str, start: int, end: int, width: int, invisible: bool) -> list[int]:
    if _is_one_row(text, start, end, width, invisible):
        return [start]
    opportunities = (match.end() for match in _OPPORTUNITY.finditer(text, start, end))
    opportunity = next(opportunities, end)
    rows = [start]
    column = 0
    last = None  # the last grapheme of this row that may begin the next one
    clusters = segment.graphemes(text, start, end)
    while (cluster := next(clusters, None)) is not None:
        first, stop = cluster
        while opportunity < first:
            opportunity = next(opportunities, end)
        if first == opportunity and first > rows[-1]:
            last = first
        cells = advance(text[first:stop], column, width, invisible=invisible)
        if cells and column + cells > width and first > rows[-1]:
            # Back to where the row breaks: a tab after it may have another width now.
            rows.append(first if last is None else last)
            clusters = segment.clusters(text, rows[-1], end)
            column, last = 0, None
            continue
        column += cells
    return rows


def _is_one_row(text: str, start: int, end: int, width: int, invisible: bool) -> bool:
    column = 0
    for first, stop in segment.graphemes(text, start, end):
        column += advance(text[first:stop], column, width, invisible=invisible)
        if column > width:
            return False
    return True


def advance(grapheme: str, column: int, width: int, *, invisible: bool = False) -> int:
    """Return the cells that `grapheme` takes when it comes to stand at `column`, counted in reading order.

    A tab reaches to the next stop, or to the row's end where that is nearer.
    """
    if grapheme == "\t":
        return max(1, min(TAB_STOP - column % TAB_STOP, width - column))
    return measure(grapheme, invisible)
