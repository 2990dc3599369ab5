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
    opportunities = [match.end() for match in _OPPORTUNITY.finditer(text, start, end)]
    rows = [start]
    while True:
        begin = rows[-1]
        following = _end_of_simple_row(opportunities, text, begin, end, width)
        if following is None:
            following = _end_of_row(opportunities, text, begin, end, width, invisible)
        if following == end:
            return rows
        rows.append(following)


def _end_of_simple_row(opportunities: list[int], text: str, begin: int, end: int, width: int) -> int | None:
    """Return where the row that begins at `begin` ends; None where text near it has to be looked at more closely."""
    stop = min(begin + 2 * width + 8, end)
    if not simple.is_simple(text, begin, stop):
        return None
    marks = simple.marks(text, begin, stop)
    if marks and marks[0] == begin:
        return None
    limit = begin + width
    while (longer := begin + width + bisect_left(marks, limit)) > limit:
        limit = longer
    while (index := bisect_left(marks, limit)) < len(marks) and marks[index] == limit:
        limit += 1
    if stop == end and limit >= end:
        return end
    if limit + 1 >= stop:  # what follows decides whether a row may end there
        return None
    index = bisect_right(opportunities, limit)
    last = opportunities[index - 1] if index else begin
    return last if last > begin else limit


def _end_of_row(
    opportunities: list[int], text: str, begin: int, end: int, width: int, invisible: bool
) -> int:
    """Return where the row that begins at `begin` ends."""
    index = bisect_right(opportunities, begin)
    column = 0
    last = None  # the last grapheme of this row that may begin the next one
    for first, stop in segment.clusters(text, begin, end):
        while index < len(opportunities) and opportunities[index] < first:
            index += 1
        if index < len(opportunities) and opportunities[index] == first:
            last = first
        cells = advance(text[first:stop], column, width, invisible=invisible)
        if cells and column + cells > width and first > begin:
            # Back to where the row breaks: a tab after it may have another width now.
            return first if last is None else last
        column += cells
    return end


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
