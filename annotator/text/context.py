"""A range of a text on one line with what stands around it (key word in context): the range in the middle, drawn as in the article."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from annotator.text import bidi
from annotator.text.bidi import Direction
from annotator.text.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.text.layout import Glyph, Row

_SEPARATORS = "\n\r\x0b\x0c\x1c\x1d\x1e\u0085\u2028\u2029"
_FLAT = {ord(separator): " " for separator in f"{_SEPARATORS}\t"}
_CUT = " … "
_PER_CELL = 3
"""How many code points are laid out for each cell beside the range: marks of letters take none."""
_FAR = 20_000
"""How many code points before the range the beginning of its paragraph is looked for."""
_TO_FIRST_STRONG = 1000
"""How far into a paragraph its direction is looked for."""


class Run(NamedTuple):
    """What is drawn in some cells beside each other; `inside`: it is of the range."""

    text: str
    inside: bool


def context(text: str, start: int, end: int, width: int, *, logical: bool = False) -> tuple[Run, ...]:
    """Return ``[start, end)`` of a text with what stands around it in its paragraph, from left to right in `width` cells.

    The range is in the middle; of one that is longer than two thirds of the cells its ends are shown. `logical` is as in
    `Layout`. What has no cell of its own is left out.
    """
    if width < 1:
        return ()
    reach = _PER_CELL * width
    first = max(text.rfind(separator, max(start - _FAR, 0), start) for separator in _SEPARATORS) + 1
    first = first or max(start - _FAR, 0)
    stops = [at for separator in _SEPARATORS if (at := text.find(separator, end, end + reach)) >= 0]
    last = min(stops, default=len(text))
    before = text[max(first, start - reach) : start]
    behind = text[end : min(last, end + reach)]
    inside = _shortened(text[start:end], max(width * 2 // 3, 1))
    line = f"{before}{inside}{behind}".translate(_FLAT)
    begin, stop = len(before), len(before) + len(inside)
    base = bidi.analyse(text[first : min(last, first + _TO_FIRST_STRONG)].translate(_FLAT)).base
    direction = Direction.RTL if base % 2 else Direction.LTR
    layout = Layout(line, 2 * len(line) + 2, direction=direction, logical=logical)
    return _window(layout.row(0, frozenset({begin, stop})), begin, stop, width)


def _shortened(inside: str, most: int) -> str:
    """Return a range as it is, or its two ends where it has more code points than `most`, parted at blanks where it has any there."""
    if len(inside) <= 2 * most:
        return inside
    head, tail = inside[:most], inside[-most // 2 :]
    return f"{(head.rsplit(None, 1) or [''])[0]}{_CUT}{(tail.split(None, 1) or [''])[-1]}"


def _window(row: Row, begin: int, stop: int, width: int) -> tuple[Run, ...]:
    """Return `width` cells of a row, those of ``[begin, stop)`` in the middle."""
    within = [begin <= glyph.start < stop for glyph in row.glyphs]
    columns = [
        column
        for glyph, is_inside in zip(row.glyphs, within, strict=True)
        if is_inside
        for column in (glyph.column, glyph.column + glyph.width)
    ]
    left, right = (min(columns), max(columns)) if columns else (0, 0)
    if right - left <= width:
        first = left - (width - (right - left)) // 2
    else:
        first = right - width if row.rtl else left
    glyphs = list(zip(row.glyphs, within, strict=True))
    seen = [at for at, (glyph, _) in enumerate(glyphs) if 0 <= glyph.column - first <= width - glyph.width]
    if not seen:
        return (Run(" " * width, inside=False),)
    begins = seen[0] + _part_of_word(glyphs[max(seen[0] - 1, 0) :]) if seen[0] else 0
    behind = seen[-1] + 1
    ends = behind - _part_of_word(glyphs[behind::-1]) if behind < len(glyphs) else behind
    runs: list[Run] = []
    column = 0
    for glyph, is_inside in glyphs[begins:ends]:
        at = glyph.column - first
        _add(runs, " " * (at - column), inside=False)
        _add(runs, glyph.text, inside=is_inside)
        column = at + glyph.width
    _add(runs, " " * (width - column), inside=False)
    return tuple(runs)


def _part_of_word(glyphs: Sequence[tuple[Glyph, bool]]) -> int:
    """Return how many glyphs behind the first, which has no room, are of the same word; of the range none is."""
    for count, (glyph, is_inside) in enumerate(glyphs):
        if is_inside:
            return 0
        if glyph.text.isspace():
            return max(count - 1, 0)
    return 0


def _add(runs: list[Run], text: str, *, inside: bool) -> None:
    if runs and runs[-1].inside == inside:
        runs[-1] = Run(runs[-1].text + text, inside)
    elif text:
        runs.append(Run(text, inside))
