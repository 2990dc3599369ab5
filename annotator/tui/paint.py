"""Rows to strips: the one place where laid-out text gets its colours."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
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
    return Strip(row_segments(row, [style_of(glyph) for glyph in row.glyphs], base), row.width)


def row_segments(row: Row, styles: Sequence[Style], base: Style) -> list[Segment]:
    """Return a row painted: its glyphs in `styles`, which has one for each; the padding in `base`. As wide as the row."""
    texts = row.texts
    segments = [Segment(" " * row.left, base)] if row.left else []
    start = 0
    for style, run in groupby(styles[: len(texts)]):
        end = start + len(list(run))
        segments.append(Segment("".join(texts[start:end]), style))
        start = end
    if row.right:
        segments.append(Segment(" " * row.right, base))
    return segments


def text_strip(
    text: str, width: int, style: Style, *, rtl: bool | None = None, logical: bool = False
) -> Strip:
    """Return `text` as one painted line of `width` cells, cut where it is longer."""
    if width < 1:
        return Strip([], 0)
    row = _line(text, width, rtl=rtl, logical=logical)
    return Strip(row_segments(row, [style] * len(row.glyphs), style), row.width)


def drawn(text: str, width: int, *, logical: bool = False) -> str:
    """Return text for a part of Textual's own that wraps at `width` cells; Arabic is laid out, as Textual does not."""
    if not is_right_to_left(text):
        return text
    rows = layout.Layout(text, width, direction=Direction.LTR, logical=logical)
    return "\n".join(row_strip(row, lambda _: _NO_STYLE, _NO_STYLE).text.rstrip() for row in rows)


def fitting(texts: Sequence[str], room: int) -> str:
    """Return the first of `texts` that is no wider than `room` cells, a cell for each code point; an empty string if none is."""
    return next((text for text in texts if len(text) <= room), "")


# The same words stand in bars and panels after each key.
_line = lru_cache(maxsize=256)(layout.line)


def joined(parts: Sequence[Strip], width: int, base: Style) -> Strip:
    """Return strips side by side, cut or padded to `width`."""
    return Strip.join(parts).adjust_cell_length(width, base).simplify()
