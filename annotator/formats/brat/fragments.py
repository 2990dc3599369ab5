"""Fragments: the parts of one annotation in brat, none of which goes on over the end of a line.

brat splits its files into lines with Python's `str.splitlines`, which knows more line breaks than the line feed.
Ranges are in code points.
"""

from __future__ import annotations

import re

BREAKS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
"""The characters that end a line for brat."""

_LINE = re.compile(f"[^{BREAKS}]+")
_BREAK = re.compile(f"[{BREAKS}]")

Range = tuple[int, int]


def cut_at_breaks(text: str, start: int, end: int) -> list[Range]:
    """Return the parts of ``[start, end)`` that are each on one line, in order."""
    return [found.span() for found in _LINE.finditer(text, start, end)]


def joined_over_breaks(text: str, parts: list[Range]) -> list[Range]:
    """Return the parts in order, two as one where only white space with a line break lies between them."""
    found: list[Range] = []
    for start, end in parts:
        if found and _is_break(text[found[-1][1] : start]):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def text_of(text: str, parts: list[Range]) -> str:
    """Return the text of an annotation line: the texts of its parts with a space between them."""
    return " ".join(text[start:end] for start, end in parts)


def _is_break(between: str) -> bool:
    return between.isspace() and _BREAK.search(between) is not None
