"""Fragments: the parts of one annotation in brat, none of which goes on over the end of a line.

brat splits its files into lines with Python's `str.splitlines`, which knows more line breaks than the line feed.
Ranges are in code points.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from operator import itemgetter

BREAKS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
"""The characters that end a line for brat."""

_LINE = re.compile(f"[^{BREAKS}]+")
_BREAK = re.compile(f"[{BREAKS}]")
_BLANKS = re.compile(r"\s+")

Range = tuple[int, int]


def cut_at_breaks(text: str, start: int, end: int) -> list[Range]:
    """Return the parts of ``[start, end)`` that are each on one line, in order."""
    return [found.span() for found in _LINE.finditer(text, start, end)]


class Breaks:
    """The line breaks of a text, with the white space around them."""

    def __init__(self, text: str) -> None:
        self._blanks = [found.span() for found in _BLANKS.finditer(text)]
        self._breaks = [found.start() for found in _BREAK.finditer(text)]

    def joined(self, parts: list[Range]) -> list[Range]:
        """Return the parts in order, two as one where only white space with a line break lies between them."""
        found: list[Range] = []
        for start, end in parts:
            if found and self._is_break(found[-1][1], start):
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
        return found

    def _is_break(self, start: int, end: int) -> bool:
        first = bisect_left(self._breaks, start)
        if first == len(self._breaks) or self._breaks[first] >= end:
            return False
        blank_start, blank_end = self._blanks[bisect_right(self._blanks, start, key=itemgetter(0)) - 1]
        return blank_start <= start and end <= blank_end


def text_of(text: str, parts: list[Range]) -> str:
    """Return the text of an annotation line: the texts of its parts with a space between them."""
    return " ".join(text[start:end] for start, end in parts)
