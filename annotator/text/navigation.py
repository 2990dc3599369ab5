"""Moving through a laid-out article and selecting in it, as plain values.

A caret covers a grapheme or a word, so it never stands between two letters, where text of two directions has two
places for one offset. Left and right are the screen's.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

from annotator.text import segment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from annotator.text.layout import Layout

Range = tuple[int, int]


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
    word = next(segment.words(layout.text), None)
    return _edge(layout, Caret(0, 0), range(len(layout))) if word is None else Caret(*word)


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
    start, end = _word_bounds(layout, *layout.row_range(layout.row_of(offset)))
    return next(
        (word for word in segment.words(layout.text, start, end) if word[0] <= offset < word[1]), None
    )


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
        offset = layout.paragraph_of(offset).end
    return None


def paragraph_at(layout: Layout, offset: int) -> Range | None:
    """Return the paragraph that holds `offset`, without white space around it; None where it is empty."""
    if not len(layout):
        return None
    start, stop, _ = layout.paragraph_of(offset)
    return segment.trim(layout.text, start, stop)


def _sentences(layout: Layout, offset: int) -> list[Range]:
    if not len(layout):
        return []
    start, stop, _ = layout.paragraph_of(offset)
    return [(start + a, start + b) for a, b in segment.sentences(layout.text[start:stop])]


def _word_bounds(layout: Layout, start: int, end: int) -> Range:
    """Widen a row's range so that no word is cut, as far as its paragraph reaches."""
    first, stop, _ = layout.paragraph_of(start)
    return segment.unspaced(layout.text, start, end, first, stop)


def _rows_from(layout: Layout, row: int, forward: bool) -> Iterator[int]:
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


# --- on one row -----------------------------------------------------------------------------------


def _words_on(layout: Layout, row: int) -> list[tuple[int, Range]]:
    """Return the words that begin on `row` with the leftmost column of each, from left to right."""
    start, end = layout.row_range(row)
    columns = {offset: glyph.column for glyph in layout.row(row).glyphs for offset in (glyph.start,)}
    found = []
    for word in segment.words(layout.text, *_word_bounds(layout, start, end)):
        if word[0] < start:
            continue
        if word[0] >= end:
            break
        shown = [columns[offset] for offset in range(word[0], min(word[1], end)) if offset in columns]
        if shown:
            found.append((min(shown), word))
    return sorted(found)


def _letters_on(layout: Layout, row: int) -> list[tuple[int, Range]]:
    return [(glyph.column, (glyph.start, glyph.end)) for glyph in layout.row_apart(row).glyphs]


# --- moves ----------------------------------------------------------------------------------------


def move(layout: Layout, caret: Caret, action: str, *, selecting: bool = False, page: int = 1) -> Caret:
    """Return the caret after `action`, one of `MOVES`; `page` is how many rows a screen has.

    Where there is nowhere to go the caret stays. Raises KeyError for another action.
    """
    if not len(layout):
        return caret
    moved = MOVES[action](layout, caret, selecting, page)
    return anchored(layout, caret, moved) if selecting else moved.dropped()


def anchored(layout: Layout, before: Caret, after: Caret) -> Caret:
    """Return a caret that moved while selecting so that it holds on to something at its anchor.

    Where it passed an empty anchor, that becomes the word or, for a caret on a letter, the grapheme that was selected there.
    """
    anchor = after.anchor
    if anchor is None or anchor[0] < anchor[1]:
        return after
    if not (after.start < anchor[0] <= before.start or before.end <= anchor[0] < after.end):
        return after
    return after._replace(anchor=_held(layout, before, anchor, by_letter=after.by_letter))


def _held(layout: Layout, caret: Caret, anchor: Range, *, by_letter: bool) -> Range:
    """Return what is selected next to an anchor: a word, or the part of it that is selected, or a grapheme."""
    start, end = min(anchor[0], caret.start), max(anchor[1], caret.end)
    offset = anchor[0] if anchor[0] <= caret.start else anchor[1] - 1
    word = None if by_letter else word_at(layout, offset)
    around = letter_at(layout, offset) if word is None else word
    return max(around[0], start), min(around[1], end)


def _sideways(layout: Layout, caret: Caret, selecting: bool, step: int, by_letter: bool) -> Caret:
    """Move one word or letter to the left (step -1) or the right (step 1) on the screen."""
    row = layout.row_of(caret.start)
    forward = (step == -1) == layout.row(row).rtl
    if selecting and not by_letter:
        return _extend(layout, caret, forward)
    if selecting:
        return _extend_by_letter(layout, caret, step, forward)
    found = _beside(layout, caret, step, forward, by_letter)
    return caret if found is None else caret.at(found, by_letter=by_letter, selecting=False)


def _beside(layout: Layout, caret: Caret, step: int, forward: bool, by_letter: bool) -> Range | None:
    """Return the word or letter to the left (step -1) or the right (step 1) of the caret, on this row or one beyond it."""
    units_on = _letters_on if by_letter else _words_on
    row = layout.row_of(caret.start)
    here = _column_of(layout, caret, row, by_letter)
    found = [unit for column, unit in units_on(layout, row) if (column < here if step < 0 else column > here)]
    leaving: Range | None = None
    if not by_letter and (forward or not caret.by_letter):
        leaving = word_at(layout, caret.start)
        found = [unit for unit in found if unit != leaving]
    if found:
        return found[-1 if step < 0 else 0]
    onward: Iterable[int] = range(row + 1, len(layout)) if forward else range(row - 1, -1, -1)
    for other in onward if by_letter else _rows_from(layout, row, forward):
        if other == row:
            continue
        if there := [unit for _, unit in units_on(layout, other) if unit != leaving]:
            at_left = layout.row(other).rtl != forward
            return there[0 if at_left else -1]
    return None


def _extend_by_letter(layout: Layout, caret: Caret, step: int, forward: bool) -> Caret:
    """Move the selection's end by a letter; where the letter lies beyond the other end, as next to a Latin word, that grows."""
    edge = _moving_edge(layout, caret, step, forward)
    found = _beside(
        layout, edge, step, (step == -1) == layout.row(layout.row_of(edge.start)).rtl, by_letter=True
    )
    if found is None:
        return caret
    start, end = caret.selection or (caret.start, caret.end)
    inside = start <= found[0] and found[1] <= end
    return caret.at(found, by_letter=True, selecting=True)._replace(
        anchor=edge.anchor if inside else (start, end)
    )


def _extend(layout: Layout, caret: Caret, forward: bool) -> Caret:
    """Move the selection's end by a word in reading order, so that the selection never jumps.

    A selection that grows from within a word takes the rest of that word first. One that has a single word left to give
    grows at its other side instead.
    """
    anchor = caret.anchor or (caret.start, caret.end)
    grows = caret.end >= anchor[1] if forward else caret.start <= anchor[0]
    if not grows:
        return _shrink(layout, caret, anchor, forward)
    if caret.start < anchor[0] if forward else caret.end > anchor[1]:
        caret = caret._replace(anchor=caret.selection)
    word = word_at(layout, caret.end - 1 if forward else caret.start)
    if word is not None and (word[1] > caret.end if forward else word[0] < caret.start):
        edge = letter_at(layout, word[1] - 1 if forward else word[0])
        return caret.at(edge, by_letter=True, selecting=True)
    word = _word_beyond(layout, caret, caret.end if forward else caret.start, forward)
    return caret._replace(anchor=anchor) if word is None else caret.at(word, by_letter=False, selecting=True)


def _shrink(layout: Layout, caret: Caret, anchor: Range, forward: bool) -> Caret:
    """Move the selection's end by a word towards its anchor, or grow at the other side what is left there."""
    start, end = min(anchor[0], caret.start), max(anchor[1], caret.end)
    word = _word_beyond(layout, caret, caret.start + 1 if forward else caret.end - 1, forward)
    if word is not None and (word[0] < end if forward else word[1] > start):
        kept = max(word[0], start), min(word[1], end)
        return caret.at(kept, by_letter=kept != word, selecting=True)
    held = _held(layout, caret, anchor, by_letter=False)
    grown = _extend(layout, Caret(*held, by_letter=True, anchor=held), forward)
    return caret if grown.selection == held else grown


def _word_beyond(layout: Layout, caret: Caret, limit: int, forward: bool) -> Range | None:
    """Return the first word that begins at `limit` or after it, or the last that ends there or before it."""
    for row in _rows_from(layout, layout.row_of(caret.start), forward):
        words = list(segment.words(layout.text, *_word_bounds(layout, *layout.row_range(row))))
        found = [word for word in words if (word[0] >= limit if forward else word[1] <= limit)]
        if found:
            return found[0 if forward else -1]
    return None


def _moving_edge(layout: Layout, caret: Caret, step: int, forward: bool) -> Caret:
    """Return the letter from which a selection grows or shrinks by letters, anchored at its other end.

    Where the caret covers all that is selected, that is the letter on the side of the arrow.
    """
    start, end = caret.selection or (caret.start, caret.end)
    first, last = letter_at(layout, start), letter_at(layout, max(end - 1, start))
    if first == last:
        return Caret(*first, by_letter=True, anchor=first)
    anchor = caret.anchor
    if anchor is not None and (anchor[0] == anchor[1] or (caret.start, caret.end) != (start, end)):
        at_end = caret.start >= anchor[0]
    elif (row := layout.row_of(first[0])) == layout.row_of(last[0]):
        begins, ends = (layout.row_apart(row).column_of(unit[0]) or 0 for unit in (first, last))
        at_end = (ends < begins) == (step < 0)
    else:
        at_end = forward
    if at_end:
        return Caret(*last, by_letter=True, anchor=(start, start))
    return Caret(*first, by_letter=True, anchor=(end, end))


def _column_of(layout: Layout, caret: Caret, row: int, by_letter: bool) -> int:
    """Return the column from which a step to the side is counted."""
    shown = layout.row_apart(row) if by_letter else layout.row(row)
    if not by_letter and not caret.by_letter:
        return next(
            (column for column, word in _words_on(layout, row) if word == (caret.start, caret.end)), 0
        )
    return shown.column_of(caret.start) or 0


def _vertically(layout: Layout, caret: Caret, selecting: bool, step: int) -> Caret:
    row = layout.row_of(caret.start)
    column = caret.column
    if column is None:
        column = layout.row(row).column_of(caret.start) or 0
    target = min(max(row + step, 0), len(layout) - 1)
    beyond = range(target, len(layout)) if step > 0 else range(target, -1, -1)
    back = range(target, row, -1) if step > 0 else range(target, row)
    for other in [*beyond, *back]:
        glyph = layout.row(other).nearest(column)
        if glyph is not None and other != row:
            return _land(layout, caret, glyph.start, selecting, column)
    return caret._replace(column=column)


def _land(layout: Layout, caret: Caret, offset: int, selecting: bool, column: int | None = None) -> Caret:
    """Move to the word at `offset`, or to its grapheme where there is none or it began on an earlier row."""
    word = word_at(layout, offset)
    if word is None or layout.row_of(word[0]) != layout.row_of(offset):
        return caret.at(letter_at(layout, offset), by_letter=True, selecting=selecting, column=column)
    return caret.at(word, by_letter=False, selecting=selecting, column=column)


def _row_edge(layout: Layout, caret: Caret, selecting: bool, *, end: bool) -> Caret:
    glyphs = layout.row(layout.row_of(caret.start)).glyphs
    if not glyphs:
        return caret
    inked = [glyph for glyph in glyphs if not glyph.text.isspace()] or glyphs
    offset = max(glyph.start for glyph in inked) if end else min(glyph.start for glyph in inked)
    return _land(layout, caret, offset, selecting)


def _edge(layout: Layout, caret: Caret, rows: Iterable[int], selecting: bool = False) -> Caret:
    for row in rows:
        if layout.row(row).glyphs:
            there = caret._replace(start=layout.row_range(row)[0])
            moved = _row_edge(layout, there, False, end=isinstance(rows, range) and rows.step < 0)
            return caret.at((moved.start, moved.end), by_letter=moved.by_letter, selecting=selecting)
    return caret


MOVES: dict[str, Callable[[Layout, Caret, bool, int], Caret]] = {
    "word_left": lambda layout, caret, selecting, _: _sideways(layout, caret, selecting, -1, False),
    "word_right": lambda layout, caret, selecting, _: _sideways(layout, caret, selecting, 1, False),
    "letter_left": lambda layout, caret, selecting, _: _sideways(layout, caret, selecting, -1, True),
    "letter_right": lambda layout, caret, selecting, _: _sideways(layout, caret, selecting, 1, True),
    "row_up": lambda layout, caret, selecting, _: _vertically(layout, caret, selecting, -1),
    "row_down": lambda layout, caret, selecting, _: _vertically(layout, caret, selecting, 1),
    "page_up": lambda layout, caret, selecting, page: _vertically(layout, caret, selecting, -page),
    "page_down": lambda layout, caret, selecting, page: _vertically(layout, caret, selecting, page),
    "row_start": lambda layout, caret, selecting, _: _row_edge(layout, caret, selecting, end=False),
    "row_end": lambda layout, caret, selecting, _: _row_edge(layout, caret, selecting, end=True),
    "article_start": lambda layout, caret, selecting, _: _edge(layout, caret, range(len(layout)), selecting),
    "article_end": lambda layout, caret, selecting, _: _edge(
        layout, caret, range(len(layout) - 1, -1, -1), selecting
    ),
}
"""Every move by its name, which is a key's action in the table of keys."""
