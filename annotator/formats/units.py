"""What offsets of other programs count, and ours made of them and back: the one place for each conversion is here or in utf16."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Literal

from annotator.formats.utf16 import Units
from annotator.text.segment import graphemes

if TYPE_CHECKING:
    from collections.abc import Callable

Unit = Literal["code-points", "utf-16", "graphemes"]
"""Code points, as Python counts; UTF-16 units, as JavaScript; or what a reader sees as letters (UAX #29)."""


OFFSETS_HELP = (
    "what offsets count: code-points as Python does, utf-16 units as browsers do, or graphemes, where a doccano project "
    "counts those; they differ after emoji, graphemes at harakat too. auto: what fits the texts of regions, else utf-16"
)
"""What to say of an option `offsets`."""


def to_code_points(text: str, unit: Unit) -> Callable[[int], int]:
    """Return what makes an offset in `unit` one in code points; that raises ValueError, in words fit for a message."""
    if unit == "utf-16":
        return Units(text).to_code_points
    starts = range(len(text) + 1) if unit == "code-points" else _edges(text)
    what = "characters" if unit == "code-points" else "grapheme clusters"

    def convert(offset: int) -> int:
        if not 0 <= offset < len(starts):
            raise ValueError(f"offset {offset} is outside the text, which has {len(starts) - 1} {what}")
        return starts[offset]

    return convert


def from_code_points(text: str, unit: Unit) -> Callable[[int, int], tuple[int, int]]:
    """Return what makes a range in code points one in `unit`.

    In graphemes a range whose edge is between a letter and its marks becomes wider.
    """
    if unit == "code-points":
        return lambda start, end: (start, end)
    if unit == "utf-16":
        units = Units(text)
        return lambda start, end: (units.to_utf16(start), units.to_utf16(end))
    edges = _edges(text)
    return lambda start, end: (bisect_right(edges, start) - 1, bisect_left(edges, end))


def _edges(text: str) -> list[int]:
    return [0, *(end for _, end in graphemes(text))]
