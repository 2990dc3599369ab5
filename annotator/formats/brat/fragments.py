"""What brat calls fragments: the parts of a span, none of which may go on over the end of a line.

brat reads the lines of its files with Python's `str.splitlines`, so that more characters than the line feed end one.
"""

from __future__ import annotations

import re

BREAKS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
"""What ends a line for brat."""

_LINE = re.compile(f"[^{BREAKS}]+")
_BREAK = re.compile(f"[{BREAKS}]")

Range = tuple[int, int]


def cut(text: str, start: int, end: int) -> list[Range]:
    """Return the parts of ``[start, end)`` that are each on one line, in order."""
    return [found.span() for found in _LINE.finditer(text, start, end)]


def joined(text: str, parts: list[Range]) -> list[Range]:
    """Return parts in order with those made one that only white space with the end of a line in it lies between."""
    found: list[Range] = []
    for start, end in parts:
        if found and _is_break(text[found[-1][1] : start]):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def reference(text: str, parts: list[Range]) -> str:
    """Return what an annotation line says its parts are: their texts with a space between them."""
    return " ".join(text[start:end] for start, end in parts)


def _is_break(between: str) -> bool:
    return between.isspace() and _BREAK.search(between) is not None
