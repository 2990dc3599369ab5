"""Offsets in UTF-16 units, as programs of JavaScript and Java count them, to and from code points."""

from __future__ import annotations

import re
from bisect import bisect_left

_WIDE = re.compile("[\U00010000-\U0010ffff]")


class Units:
    """Both counts of one text; a character beyond U+FFFF, most emoji among them, is two units.

    Where the text has none, both counts are the same and nothing is looked up.
    """

    def __init__(self, text: str) -> None:
        self._length = len(text)
        self._wide = [match.start() for match in _WIDE.finditer(text)]
        self._starts = [offset + before for before, offset in enumerate(self._wide)]

    def __len__(self) -> int:
        """Return the length of the text in UTF-16 units."""
        return self._length + len(self._wide)

    def to_utf16(self, offset: int) -> int:
        """Return the unit at which the code point at `offset` begins. Raises ValueError outside the text."""
        if not 0 <= offset <= self._length:
            raise ValueError(f"offset {offset} is outside the text, which has {self._length} characters")
        return offset + bisect_left(self._wide, offset) if self._wide else offset

    def to_code_points(self, unit: int) -> int:
        """Return the offset of the code point that begins at `unit`.

        Raises ValueError, whose words are fit for a message, outside the text and between the halves of a character.
        """
        if not 0 <= unit <= len(self):
            raise ValueError(f"offset {unit} is outside the text, which has {len(self)} UTF-16 units")
        if not self._wide:
            return unit
        before = bisect_left(self._starts, unit)
        if before and self._starts[before - 1] == unit - 1:
            raise ValueError(f"offset {unit} is in the middle of a character (in UTF-16 units)")
        return unit - before
