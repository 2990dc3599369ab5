"""Offsets as other programs count them, to and from code points.

Offsets in this program are in code points, as Python counts. JavaScript and Java count UTF-16 units, in which a
character beyond U+FFFF, such as most emoji, is two. doccano can count grapheme clusters (UAX #29).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable


_WIDE = re.compile("[\U00010000-\U0010ffff]")

Unit = Literal["code-points", "utf-16", "graphemes"]
"""What offsets count: code points, UTF-16 units, or extended grapheme clusters (UAX #29)."""

UNIT_NAMES: dict[Unit, str] = {
    "code-points": "code points",
    "utf-16": "UTF-16 units",
    "graphemes": "grapheme clusters",
}
"""What offsets count, in the words of messages."""

Ends = Literal["exclusive", "inclusive"]
"""Whether the end of a span is the offset after it, or that of its last character."""

ENDS_HELP = "whether the end of a span is the offset after it, or, inclusive, that of its last character"
"""The help of an option `ends`."""

OFFSETS_HELP = (
    "what offsets count: code-points as Python does, utf-16 units as browsers do, or graphemes, where a doccano project "
    "counts those; they differ after emoji, graphemes at harakat too"
)
"""The help of an option `offsets`, without what `auto` is."""

AUTO_HELP = "auto: code points, and it is told where UTF-16 units would be other places"
"""What the value `auto` of an option `offsets` is where nothing in a file says what they count."""

UNSAID = "read offsets after characters such as emoji as code points (--offsets says otherwise)"
"""The note on offsets of which nothing says that they count code points and not UTF-16 units."""


def to_code_points(text: str, unit: Unit) -> Callable[[int], int]:
    """Return a function from an offset in `unit` to one in code points. It raises ValueError, with a message for users."""
    if unit == "utf-16":
        return Utf16Offsets(text).to_code_points
    starts = range(len(text) + 1) if unit == "code-points" else _edges(text)
    what = "characters" if unit == "code-points" else "grapheme clusters"

    def convert(offset: int) -> int:
        if not 0 <= offset < len(starts):
            raise ValueError(f"offset {offset} is outside the text, which has {len(starts) - 1} {what}")
        return starts[offset]

    return convert


def from_code_points(text: str, unit: Unit) -> Callable[[int, int], tuple[int, int]]:
    """Return a function from a range in code points to one in `unit`.

    In graphemes a range that begins or ends between a letter and its marks becomes wider.
    """
    if unit == "code-points":
        return lambda start, end: (start, end)
    if unit == "utf-16":
        units = Utf16Offsets(text)
        return lambda start, end: (units.to_utf16(start), units.to_utf16(end))
    edges = _edges(text)
    return lambda start, end: (bisect_right(edges, start) - 1, bisect_left(edges, end))


def _edges(text: str) -> list[int]:
    from annotator.text.segment import graphemes

    return [0, *(end for _, end in graphemes(text))]


class Utf16Offsets:
    """Offsets in one text in UTF-16 units and in code points.

    They are the same, and nothing is looked up, in a text without characters beyond U+FFFF.
    """

    def __init__(self, text: str) -> None:
        self._length = len(text)
        self._wide = [match.start() for match in _WIDE.finditer(text)]
        self._starts = [offset + before for before, offset in enumerate(self._wide)]

    def __len__(self) -> int:
        """Return the length of the text in UTF-16 units."""
        return self._length + len(self._wide)

    def to_utf16(self, offset: int) -> int:
        """Return an offset in code points in UTF-16 units. Raises ValueError outside the text."""
        if not 0 <= offset <= self._length:
            raise ValueError(f"offset {offset} is outside the text, which has {self._length} characters")
        return offset + bisect_left(self._wide, offset) if self._wide else offset

    def to_code_points(self, offset: int) -> int:
        """Return an offset in UTF-16 units in code points.

        Raises ValueError, with a message for users, outside the text and between the two units of a character.
        """
        if not 0 <= offset <= len(self):
            raise ValueError(f"offset {offset} is outside the text, which has {len(self)} UTF-16 units")
        if not self._wide:
            return offset
        before = bisect_left(self._starts, offset)
        if before and self._starts[before - 1] == offset - 1:
            raise ValueError(f"offset {offset} is in the middle of a character (in UTF-16 units)")
        return offset - before


class UnsaidOffsets:
    """Offsets in one text that are read as code points, where nothing but the spans' own texts says that they are not UTF-16 units."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._units = Utf16Offsets(text)
        self._same = len(self._units) == len(text)
        self._elsewhere = False

    def add(self, start: object, end: object, surface: str = "") -> None:
        """Add the range of a span, which fits its own text if that is not empty."""
        if self._same or not isinstance(start, int) or not isinstance(end, int):
            return
        try:
            first, last = self._units.to_code_points(start), self._units.to_code_points(end)
        except ValueError:
            self._same = True  # these can't be UTF-16 units
            return
        if (first, last) != (start, end):
            if surface in ("", self._text[first:last]):
                self._elsewhere = True
            else:
                self._same = True

    @property
    def notes(self) -> tuple[str, ...]:
        """The note that they may be others, empty where they can't be or where that would be the same places."""
        return (UNSAID,) if self._elsewhere and not self._same else ()
