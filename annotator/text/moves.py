"""The moves of the caret in a laid-out article: by letter, word, row and page. Each is a function, named at the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from annotator.text.layout import Layout
from annotator.text.navigation import (
    Caret,
    Range,
    first_drawn,
    land,
    letter_at,
    letters_on,
    row_edge,
    rows_from,
    word_at,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

Move = Callable[[Layout, Caret, bool, int], Caret]
"""Returns the moved caret, given the layout, the caret, whether a selection is extended, and how many rows a screen has."""


def move(layout: Layout, caret: Caret, to: Move, *, selecting: bool = False, page: int = 1) -> Caret:
    """Return the caret after a move; `page` is how many rows a screen has. Where there is nowhere to go the caret stays."""
    if not len(layout):
        return caret
    moved = to(layout, caret, selecting, page)
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


def _beside(layout: Layout, caret: Caret, step: int, forward: bool, by_letter: bool) -> Range | None:
    """Return the word or letter to the left (step -1) or the right (step 1) of the caret, on this row or one beyond it."""

    def units_on(index: int) -> list[tuple[int, Range]]:
        return letters_on(layout, index) if by_letter else layout.words_on(index)

    row = layout.row_of(caret.start)
    here = _column_of(layout, caret, row, by_letter)
    found = [unit for column, unit in units_on(row) if (column < here if step < 0 else column > here)]
    leaving: Range | None = None
    if not by_letter and (forward or not caret.by_letter):
        leaving = word_at(layout, caret.start)
        found = [unit for unit in found if unit != leaving]
    if found:
        return found[-1 if step < 0 else 0]
    onward: Iterable[int] = range(row + 1, len(layout)) if forward else range(row - 1, -1, -1)
    for other in onward if by_letter else rows_from(layout, row, forward):
        if other == row:
            continue
        if there := [unit for _, unit in units_on(other) if unit != leaving]:
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
    for row in rows_from(layout, layout.row_of(caret.start), forward):
        found = [word for word in layout.words(row) if (word[0] >= limit if forward else word[1] <= limit)]
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
        return next((column for column, word in layout.words_on(row) if word == (caret.start, caret.end)), 0)
    return shown.column_of(caret.start) or 0


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
            return land(layout, caret, glyph.start, selecting, column)
    return caret._replace(column=column)


# --- each move by its name ------------------------------------------------------------------------


def word_left(layout: Layout, caret: Caret, selecting: bool, _: int) -> Caret:
    """Move one word to the left on the screen."""
    return _sideways(layout, caret, selecting, -1, False)


def word_right(layout: Layout, caret: Caret, selecting: bool, _: int) -> Caret:
    """Move one word to the right on the screen."""
    return _sideways(layout, caret, selecting, 1, False)


def letter_left(layout: Layout, caret: Caret, selecting: bool, _: int) -> Caret:
    """Move one letter to the left on the screen."""
    return _sideways(layout, caret, selecting, -1, True)


def letter_right(layout: Layout, caret: Caret, selecting: bool, _: int) -> Caret:
    """Move one letter to the right on the screen."""
    return _sideways(layout, caret, selecting, 1, True)


def row_up(layout: Layout, caret: Caret, selecting: bool, _: int) -> Caret:
    """Move one row up."""
    return _vertically(layout, caret, selecting, -1)


def row_down(layout: Layout, caret: Caret, selecting: bool, _: int) -> Caret:
    """Move one row down."""
    return _vertically(layout, caret, selecting, 1)


def page_up(layout: Layout, caret: Caret, selecting: bool, page: int) -> Caret:
    """Move one screen up."""
    return _vertically(layout, caret, selecting, -page)


def page_down(layout: Layout, caret: Caret, selecting: bool, page: int) -> Caret:
    """Move one screen down."""
    return _vertically(layout, caret, selecting, page)


def row_start(layout: Layout, caret: Caret, selecting: bool, _: int) -> Caret:
    """Move to where the row begins to be read."""
    return row_edge(layout, caret, selecting, end=False)


def row_end(layout: Layout, caret: Caret, selecting: bool, _: int) -> Caret:
    """Move to where the row ends."""
    return row_edge(layout, caret, selecting, end=True)


def article_start(layout: Layout, caret: Caret, selecting: bool, _: int) -> Caret:
    """Move to the start of the article."""
    return first_drawn(layout, caret, range(len(layout)), selecting)


def article_end(layout: Layout, caret: Caret, selecting: bool, _: int) -> Caret:
    """Move to the end of the article."""
    return first_drawn(layout, caret, range(len(layout) - 1, -1, -1), selecting)
