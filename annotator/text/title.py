"""The title of an article that has none of its own: its first line."""

from __future__ import annotations

import re

LONGEST = 120
"""The most code points of such a title."""

_LINE = re.compile(rf"[^\s\ufeff][^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]{{0,{LONGEST}}}")


def first_line(text: str) -> str | None:
    """Return the first line of a text, cut at a blank if it has one where it is longer than `LONGEST`; None for a blank text."""
    found = _LINE.search(text)
    if found is None:
        return None
    line = found.group().rstrip()
    if len(line) <= LONGEST:
        return line
    head = line[: LONGEST - 1]
    return (head.rsplit(None, 1)[0] if " " in head else head) + "…"
