"""Moving through a laid-out article and selecting in it, as plain values.

A caret covers a grapheme or a word, so it never stands between two letters, where text of two directions has two
places for one offset. Left and right are the screen's.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from annotator.text import segment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from annotator.text.layout import Layout

Range = tuple[int, int]
_VISIBLE = re.compile(r"\S")


class Caret(NamedTuple):
    """What the caret covers, ``[start, end)``, and where a selection began.

    `by_letter`: it covers a grapheme, otherwise a word. `anchor`: the range at the selection's other end, an empty one
    where the selection may shrink to its last grapheme; None where nothing is selected. `column`: where up and down want
    to go.
    """

    start: int
    end: int
    by_letter: bool = False
    anchor: Range | None = None
    column: int | None = None

    @property
    def selection(self) -> Range | None:
        """The selected range, or None."""
        if self.anchor is None:
            return None
        return min(self.anchor[0], self.start), max(self.anchor[1], self.end)

    def at(self, target: Range, *, by_letter: bool, selecting: bool, column: int | None = None) -> Caret:
        """Return the caret moved to `target`; the selection grows with it where `selecting`."""
        anchor = None
        if selecting:
            anchor = self.anchor if self.anchor is not None else (self.start, self.end)
        return Caret(*target, by_letter=by_letter, anchor=anchor, column=column)

    def dropped(self) -> Caret:
        """Return the caret without a selection."""
        return self._replace(anchor=None)


def first_caret(layout: Layout) -> Caret:
    """Return the caret on the first word of the text, or on its first letter, or on nothing."""
    every = (segment.words(layout.text, start, stop) for start, stop, _ in layout.paragraphs)
    word = next(chain.from_iterable(every), None)
    return first_drawn(layout, Caret(0, 0), range(len(layout))) if word is None else Caret(*word)


def select(start: int, end: int, layout: Layout) -> Caret:
    """Return a caret that selects ``[start, end)``, standing on its last word: a move with Shift moves the end.

    Where no whole word ends the range, it stands on the last grapheme. Graphemes that are only partly in the range are
    selected whole.
    """
    first, last = letter_at(layout, start)[0], letter_at(layout, end - 1)
    word = word_at(layout, end - 1)
    if word is not None and first <= word[0] and word[1] == last[1]:
        return Caret(*word, anchor=(first, first))
    return Caret(*last, by_letter=True, anchor=(first, first))


def letter_at(layout: Layout, offset: int) -> Range:
    """Return the grapheme that holds `offset`; an empty range in an empty text."""
    if not len(layout):
        return 0, 0
    row = layout.row_of(offset)
    start, end = layout.row_range(row)
    for first, stop in segment.graphemes(layout.text, start, end):
        if first <= offset < stop:
            return first, stop
    return offset, min(offset + 1, len(layout.text))


def word_at(layout: Layout, offset: int) -> Range | None:
    """Return the word that holds `offset`, or None where that is white space or punctuation."""
    if not len(layout):
        return None
    words = layout.words(layout.row_of(offset))
    return next((word for word in words if word[0] <= offset < word[1]), None)


def caret_at(layout: Layout, offset: int) -> Caret:
    """Return a caret on the word that holds `offset`, or on its grapheme where that is no word."""
    word = word_at(layout, offset)
    return Caret(*letter_at(layout, offset), by_letter=True) if word is None else Caret(*word)


def sentence_at(layout: Layout, offset: int) -> Range | None:
    """Return the sentence that holds `offset` or, in the white space between two, the one before."""
    found = _sentences(layout, offset)
    before = [sentence for sentence in found if sentence[0] <= offset]
    return before[-1] if before else found[0] if found else None


def sentence_after(layout: Layout, offset: int) -> Range | None:
    """Return the first sentence that begins at `offset` or after it, in this paragraph or a later one."""
    while offset < len(layout.text):
        for sentence in _sentences(layout, offset):
            if sentence[0] >= offset:
                return sentence
        visible = _VISIBLE.search(layout.text, layout.paragraph_of(offset).end)
        if visible is None:
            break
        offset = visible.start()
    return None


def paragraph_at(layout: Layout, offset: int) -> Range | None:
    """Return the paragraph that holds `offset`, without white space around it; None where it is empty."""
    if not len(layout):
        return None
    start, stop, _ = layout.paragraph_of(offset)
    return segment.trim(layout.text, start, stop)


def paragraph_after(layout: Layout, offset: int) -> Range | None:
    """Return the first paragraph with anything in it that begins after the one at `offset`, without white space around it."""
    if not len(layout):
        return None
    visible = _VISIBLE.search(layout.text, layout.paragraph_of(max(offset - 1, 0)).end)
    return None if visible is None else paragraph_at(layout, visible.start())


def _sentences(layout: Layout, offset: int) -> list[Range]:
    if not len(layout):
        return []
    start, stop, _ = layout.paragraph_of(offset)
    return [(start + a, start + b) for a, b in segment.sentences(layout.text[start:stop])]


def rows_from(layout: Layout, row: int, forward: bool) -> Iterator[int]:
    """Yield `row` and those after or before it, without rows that lie within a word longer than they are."""
    while 0 <= row < len(layout):
        yield row
        start, end = layout.row_range(row)
        word = word_at(layout, end - 1 if forward else start) or (start, end)
        row = max(row + 1, layout.row_of(word[1] - 1)) if forward else min(row - 1, layout.row_of(word[0]))


def overlapping(ranges: list[Range], start: int, end: int) -> list[Range]:
    """Return those of `ranges`, sorted and apart from one another, that share an offset with ``[start, end)``."""
    first = bisect_right(ranges, start, key=lambda one: one[1])
    last = bisect_left(ranges, end, key=lambda one: one[0])
    return ranges[first:last]


def joined(ranges: Iterable[Range]) -> list[Range]:
    """Return ranges sorted and apart from one another: those that overlap are one."""
    found: list[Range] = []
    for start, end in sorted(ranges):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


# --- on one row -----------------------------------------------------------------------------------


def letters_on(layout: Layout, row: int) -> list[tuple[int, Range]]:
    """Return the graphemes drawn on `row` with the leftmost column of each, from left to right."""
    return [(glyph.column, (glyph.start, glyph.end)) for glyph in layout.row_apart(row).glyphs]


# --- moves ----------------------------------------------------------------------------------------


def land(layout: Layout, caret: Caret, offset: int, selecting: bool, column: int | None = None) -> Caret:
    """Move to the word at `offset`, or to its grapheme where there is none or it began on an earlier row."""
    word = word_at(layout, offset)
    if word is None or layout.row_of(word[0]) != layout.row_of(offset):
        return caret.at(letter_at(layout, offset), by_letter=True, selecting=selecting, column=column)
    return caret.at(word, by_letter=False, selecting=selecting, column=column)


def row_edge(layout: Layout, caret: Caret, selecting: bool, *, end: bool) -> Caret:
    """Move to where the row begins to be read, or to its end."""
    glyphs = layout.row(layout.row_of(caret.start)).glyphs
    if not glyphs:
        return caret
    inked = [glyph for glyph in glyphs if not glyph.text.isspace()] or glyphs
    offset = max(glyph.start for glyph in inked) if end else min(glyph.start for glyph in inked)
    return land(layout, caret, offset, selecting)


def first_drawn(layout: Layout, caret: Caret, rows: Iterable[int], selecting: bool = False) -> Caret:
    """Move to the edge of the first of `rows` that has anything; stay where none has. To its end where rows go backwards."""
    for row in rows:
        if layout.row(row).glyphs:
            there = caret._replace(start=layout.row_range(row)[0])
            moved = row_edge(layout, there, False, end=isinstance(rows, range) and rows.step < 0)
            return caret.at((moved.start, moved.end), by_letter=moved.by_letter, selecting=selecting)
    return caret
