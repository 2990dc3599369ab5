"""An article laid out at a width: rows, and for each row both maps, from offsets to columns and back.

Where rows begin is known at once; a row is reordered and shaped when it is asked for. Layout knows nothing of spans:
the one thing that depends on them is given with the request, the offsets at which a lam-alef is to be drawn apart.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple
from weakref import ref

from annotator.text import bidi, cells, segment, shaping, wrap
from annotator.text.bidi import Direction

if TYPE_CHECKING:
    from collections.abc import Iterator

NOWHERE: frozenset[int] = frozenset()
_KEPT_ROWS = 512
_KEPT_PARAGRAPHS = 64


class Glyph(NamedTuple):
    """What is drawn for ``[start, end)``: `text` in `width` cells from `column` on."""

    start: int
    end: int
    column: int
    width: int
    text: str


class Row:
    """One line of the terminal: the text ``[start, end)`` as glyphs from left to right.

    `joints` are the offsets between a lam and its alef where the two are drawn as one.
    """

    def __init__(
        self,
        start: int,
        end: int,
        width: int,
        *,
        rtl: bool,
        glyphs: tuple[Glyph, ...],
        joints: frozenset[int] = NOWHERE,
    ) -> None:
        self.start = start
        self.end = end
        self.width = width
        self.rtl = rtl
        self.glyphs = glyphs
        self.joints = joints

    @property
    def direction(self) -> str:
        """The base direction of the row's paragraph, "rtl" or "ltr"."""
        return "rtl" if self.rtl else "ltr"

    @property
    def text(self) -> str:
        """The row as it is painted, without padding."""
        return "".join(glyph.text for glyph in self.glyphs)

    @cached_property
    def cells(self) -> tuple[Glyph | None, ...]:
        """The glyph in each of the row's `width` columns; None is padding."""
        found: list[Glyph | None] = [None] * self.width
        for glyph in self.glyphs:
            for column in range(glyph.column, min(glyph.column + glyph.width, self.width)):
                found[column] = glyph
        return tuple(found)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """What is drawn of each glyph for which the row has room."""
        return tuple(glyph.text for glyph in self.glyphs if glyph.column + glyph.width <= self.width)

    @property
    def left(self) -> int:
        """Cells of padding before the first glyph."""
        return self.glyphs[0].column if self.texts else self.width

    @property
    def right(self) -> int:
        """Cells of padding after the last glyph for which the row has room."""
        last = self.glyphs[len(self.texts) - 1] if self.texts else None
        return 0 if last is None else self.width - last.column - last.width

    @cached_property
    def places(self) -> dict[int, int]:
        """The index among the glyphs of what is drawn for each offset."""
        return {
            offset: place
            for place, glyph in enumerate(self.glyphs)
            for offset in range(glyph.start, glyph.end)
        }

    def column_of(self, offset: int) -> int | None:
        """Return the leftmost column of what is drawn for `offset`, or None."""
        place = self.places.get(offset)
        return None if place is None else self.glyphs[place].column

    def nearest(self, column: int) -> Glyph | None:
        """Return the glyph in `column` or else the one nearest to it; None in a row without glyphs."""
        return min(
            self.glyphs,
            key=lambda glyph: max(glyph.column - column, column - glyph.column - glyph.width + 1),
            default=None,
        )


class _Paragraph(NamedTuple):
    """A paragraph analysed: what its rows are made from. Its indices count from its `start` in the article."""

    start: int
    analysis: bidi.Analysis
    shaped: str


# What is drawn for a range of the text, before its column in the row is known: start, end, width, text, level.
_Piece = tuple[int, int, int, str, int]


class Layout:
    """The rows of `text` at `width` cells.

    `direction`: the base direction of every paragraph. `invisible`: draw invisible characters as symbols.
    `logical`: neither reorder nor shape, for a terminal that does both itself.
    Raises ValueError where the width is less than 1.
    """

    def __init__(
        self,
        text: str,
        width: int,
        *,
        direction: Direction = Direction.AUTO,
        invisible: bool = False,
        logical: bool = False,
    ) -> None:
        self.text = text
        self.width = width
        self.direction = direction
        self.invisible = invisible
        self.logical = logical
        self.paragraphs = segment.paragraphs(text)
        self.row_starts = array("I")
        self._first_rows = array("I")
        for start, stop, end in self.paragraphs:
            self._first_rows.append(len(self.row_starts))
            last = end if invisible else stop
            if start == last:
                self.row_starts.append(start)
            else:
                self.row_starts.extend(wrap.break_rows(text, start, last, width, invisible=invisible))
        this = ref(self)  # a layout that were kept by its own caches would go only when garbage is collected
        self._paragraph = lru_cache(_KEPT_PARAGRAPHS)(lambda number: _there(this)._analyse(number))
        self._row = lru_cache(_KEPT_ROWS)(lambda index, apart: _there(this)._make_row(index, apart))
        self.words = lru_cache(_KEPT_ROWS)(lambda index: _there(this)._find_words(index))
        self.words_on = lru_cache(_KEPT_ROWS)(lambda index: _there(this)._place_words(index))

    def __len__(self) -> int:
        return len(self.row_starts)

    def __iter__(self) -> Iterator[Row]:
        return (self.row(index) for index in range(len(self)))

    def row_of(self, offset: int) -> int:
        """Return the index of the row that holds `offset`; offsets past the end belong to the last row."""
        return max(bisect_right(self.row_starts, offset) - 1, 0)

    def row_range(self, index: int) -> tuple[int, int]:
        """Return the range ``[start, end)`` of a row without making it; line separators are included."""
        following = index + 1
        return self.row_starts[index], self.row_starts[following] if following < len(self) else len(self.text)

    def paragraph_of(self, offset: int) -> segment.Paragraph:
        """Return the paragraph that holds `offset`."""
        return self.paragraphs[self.paragraphs.number_at(offset)]

    def row(self, index: int, apart: frozenset[int] = NOWHERE) -> Row:
        """Return row `index`, each lam-alef whose inner offset is in `apart` drawn as two glyphs."""
        row = self._row(index, NOWHERE)
        split = row.joints & apart
        return self._row(index, split) if split else row

    def row_apart(self, index: int) -> Row:
        """Return row `index` with every lam-alef drawn as two glyphs: one grapheme, one glyph."""
        row = self._row(index, NOWHERE)
        return self._row(index, row.joints) if row.joints else row

    def _find_words(self, index: int) -> tuple[tuple[int, int], ...]:
        """Return the words of which row `index` has a part, in reading order. A word that the row cuts is whole."""
        start, end = self.row_range(index)
        first, stop, _ = self.paragraph_of(start)
        return tuple(segment.words(self.text, *segment.with_words(self.text, start, end, first, stop)))

    def _place_words(self, index: int) -> list[tuple[int, tuple[int, int]]]:
        """Return the words that begin on row `index` with the leftmost column of each, from left to right."""
        row = self.row(index)
        found = []
        for start, end in self.words(index):
            if row.start <= start < row.end:
                shown = [row.column_of(offset) for offset in range(start, min(end, row.end))]
                columns = [column for column in shown if column is not None]
                if columns:
                    found.append((min(columns), (start, end)))
        return sorted(found)

    def _analyse(self, number: int) -> _Paragraph:
        start, stop, end = self.paragraphs[number]
        text = self.text[start:stop]
        analysis = bidi.analyse(text, self.direction)
        if self.invisible:
            base, levels, classes = analysis
            analysis = bidi.Analysis(
                base, levels + bytes([base]) * (end - stop), classes + bidi.SEPARATOR * (end - stop)
            )
        shaped = text if self.logical else shaping.shape(text)
        return _Paragraph(start, analysis, shaped + self.text[stop:end])

    def _make_row(self, index: int, apart: frozenset[int]) -> Row:
        number = bisect_right(self._first_rows, index) - 1
        _, stop, _ = self.paragraphs[number]
        row_start, row_end = self.row_range(index)
        drawn_end = row_end if self.invisible else min(row_end, stop)
        paragraph = self._paragraph(number)
        pieces, joints = self._pieces(row_start, drawn_end, paragraph, apart)
        order = range(len(pieces)) if self.logical else bidi.visual_order([piece[4] for piece in pieces])
        rtl = paragraph.analysis.base % 2 == 1
        column = max(self.width - sum(piece[2] for piece in pieces), 0) if rtl else 0
        glyphs = []
        for index in order:
            start, end, width, text, _ = pieces[index]
            if width:
                glyphs.append(Glyph(start, end, column, width, text))
                column += width
        return Row(row_start, row_end, self.width, rtl=rtl, glyphs=tuple(glyphs), joints=frozenset(joints))

    def _pieces(
        self, start: int, end: int, paragraph: _Paragraph, apart: frozenset[int]
    ) -> tuple[list[_Piece], list[int]]:
        """Return the graphemes of ``[start, end)`` as drawn, in reading order, and the joints of lam and alef.

        Those without width are left out, but for such as have a position in the visual order: an isolate's end, drawn
        or not, parts what stands at its sides.
        """
        text, invisible, reorder = self.text, self.invisible, not self.logical
        origin, analysis, shaped = paragraph
        classes = analysis.classes
        levels = bidi.row_levels(analysis, start - origin, end - origin)
        may_join = shaping.joints(text, start, end) if reorder else NOWHERE
        pieces: list[_Piece] = []
        joints = []
        column = 0
        for first, stop in segment.graphemes(text, start, end):
            index = first - origin
            letters = shaped[index : stop - origin]
            if stop - first > 1 and classes[index] in bidi.REMOVED:
                kept = (later for later in range(index, stop - origin) if classes[later] not in bidi.REMOVED)
                index = next(kept, index)
            level = levels[index + origin - start]
            drawn, width = cells.picture(letters, reorder and level % 2 == 1, invisible)
            if letters == "\t":
                width = wrap.advance(letters, column, self.width, invisible=invisible)
                drawn += " " * (width - 1)
            if not width and classes[index] in bidi.REMOVED:
                continue
            column += width
            if first in may_join and pieces and pieces[-1][1] == first:
                lam_start, _, lam_width, lam_drawn, _ = pieces[-1]
                lam = shaped[lam_start - origin]
                one = shaping.lam_alef(lam, letters[0])
                if one is not None:
                    joints.append(first)
                    if first not in apart:
                        drawn = drawn.replace(letters[0], lam_drawn.replace(lam, one, 1), 1)
                        pieces[-1] = lam_start, stop, lam_width + width - 1, drawn, level
                        column -= 1
                        continue
            pieces.append((first, stop, width, drawn, level))
        return pieces, joints


def _there(layout: ref[Layout]) -> Layout:
    found = layout()
    assert found is not None, "a layout is asked as long as it is there"
    return found


def line(text: str, width: int, *, rtl: bool | None = None, logical: bool = False) -> Row:
    """Return `text` as a single row of `width` cells, cut with an ellipsis where it is longer.

    Line separators and tabs are drawn as spaces. `rtl` None: the direction of the text's first strong character.
    """
    flat = text.translate(_FLAT)
    direction = Direction.AUTO if rtl is None else Direction.RTL if rtl else Direction.LTR
    if width < 1:
        flat = ""
    cells_left = width
    for start, stop in segment.graphemes(flat):
        cells_left -= cells.measure(flat[start:stop])
        if cells_left < 0 or (cells_left == 0 and stop < len(flat)):
            flat = flat[:start].rstrip() + "…"
            break
    if not flat:
        return Row(0, 0, max(width, 0), rtl=rtl or False, glyphs=())
    return Layout(flat, width, direction=direction, logical=logical).row(0)


_FLAT = {ord(character): " " for character in "\n\r\t\u0085\u2028\u2029"}
