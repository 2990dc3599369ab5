"""Rows to strips: the one place where laid-out text gets its colours."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from annotator.text import layout
from annotator.text.bidi import Direction
from annotator.text.sentence import is_right_to_left

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from annotator.text.layout import Glyph, Row


_NO_STYLE = Style()


def row_strip(row: Row, style_of: Callable[[Glyph], Style], base: Style) -> Strip:
    """Return a row painted: each glyph in its style, the padding in `base`. As wide as the row."""
    segments: list[Segment] = []
    column = 0
    run: list[str] = []
    run_style = base
    for glyph in row.glyphs:
        if glyph.column + glyph.width > row.width:
            break
        if glyph.column > column:
            segments.append(Segment(" " * (glyph.column - column), base))
        style = style_of(glyph)
        if style is not run_style and run:
            segments.append(Segment("".join(run), run_style))
            run = []
        run_style = style
        run.append(glyph.text)
        column = glyph.column + glyph.width
    if run:
        segments.append(Segment("".join(run), run_style))
    if column < row.width:
        segments.append(Segment(" " * (row.width - column), base))
    return Strip(segments, row.width)


def text_strip(
    text: str, width: int, style: Style, *, rtl: bool | None = None, logical: bool = False
) -> Strip:
    """Return `text` as one painted line of `width` cells, cut where it is longer."""
    if width < 1:
        return Strip([], 0)
    return row_strip(_line(text, width, rtl=rtl, logical=logical), lambda _: style, style)


def drawn(text: str, width: int, *, logical: bool = False) -> str:
    """Return text for a part of Textual's own that wraps at `width` cells; Arabic is laid out, as Textual does not."""
    if not is_right_to_left(text):
        return text
    rows = layout.Layout(text, width, direction=Direction.LTR, logical=logical)
    return "\n".join(row_strip(row, lambda _: _NO_STYLE, _NO_STYLE).text.rstrip() for row in rows)


def fitting(texts: Sequence[str], room: int) -> str:
    """Return the first of `texts`, plain ones in Latin letters, that is no wider than `room` cells; an empty string if none is."""
    return next((text for text in texts if len(text) <= room), "")


# The same words stand in bars and panels after each key.
_line = lru_cache(maxsize=512)(layout.line)


def joined(parts: Sequence[Strip], width: int, base: Style) -> Strip:
    """Return strips side by side, cut or padded to `width`."""
    return Strip.join(parts).adjust_cell_length(width, base).simplify()
