"""The letters of jump labels, painted over the first cells of their words; what is around them stays where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.text import jumps, navigation
from annotator.text.layout import Glyph, Row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.style import Style

    from annotator.text.navigation import Range
    from annotator.tui.palette import Palette


def letters(row: Row, labels: Mapping[Range, str], *, is_first: bool) -> dict[int, tuple[str, int]]:
    """Return what is painted in columns of a row: a letter and its place in the label.

    A word too narrow for its label shows the letter that is to be typed next. `is_first`: it is the first row in sight, so
    that words which began before it have their labels here.
    """
    found: dict[int, tuple[str, int]] = {}
    for word in navigation.overlapping(list(labels), row.start, row.end):
        if word[0] >= row.start or is_first:
            label = labels[word]
            columns = jumps.first_cells(row, word, len(label))
            found |= {
                column: (letter, place)
                for place, (column, letter) in enumerate(zip(columns, label, strict=False))
            }
    return found


def with_letters(
    row: Row, styles: Sequence[Style], found: Mapping[int, tuple[str, int]], palette: Palette
) -> tuple[Row, list[Style]]:
    """Return a row, and the style of each of its glyphs, with letters in the place of what is drawn in their columns."""
    glyphs: list[Glyph] = []
    painted: list[Style] = []
    for glyph, style in zip(row.glyphs, styles, strict=True):
        columns = range(glyph.column, glyph.column + glyph.width)
        if found.keys().isdisjoint(columns):
            glyphs.append(glyph)
            painted.append(style)
            continue
        for column in columns:
            letter, place = found.get(column, (" ", -1))
            glyphs.append(Glyph(glyph.start, glyph.end, column, 1, letter))
            painted.append(style if place < 0 else palette.jump(style, place))
    return Row(row.start, row.end, row.width, rtl=row.rtl, glyphs=tuple(glyphs)), painted
