"""Simple text, as nearly all news is: for it the tables of Unicode come down to a few classes of characters.

Each character of it is a grapheme in one cell (UAX #29), but for marks, which belong to the one before. Any other text is
looked up by the package `regex`, which takes 10 ms to be imported; where both apply they agree, as tests/text/test_simple.py
checks for each character.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MARKS = "\u064b-\u0652\u0670"
"""Harakat, tanwin, shadda, sukun and the small alef, as a class of characters: Joining_Type T."""

TO_BOTH = "ئبت-خس-غـف-هىيٸ-ڇښ-ڿہۂیێېۑ"
"""Letters that join to the one before and to the one after: Joining_Type D, and C for the tatweel."""

TO_PREVIOUS = "آ-إاةد-زوٱ-ٳٵ-ٷڈ-ڙۀۃ-ۋۍۏےۓ"
"""Letters that join to the one before only: Joining_Type R."""

LETTERS = "ء-غـف-يٱ-ۓ"
"""All Arabic letters of simple text; those in neither class do not join, as the hamza."""

_SIGNS = "\\x20-~«»÷×،؛؟٠-٬“”‘’–—…·←-↓✓█░▲▸▼│"
_SHAPED = "ﭐ-ﮱﺀ-ﻼ"
_ISOLATES = "\u2068\u2069"

_STRANGE = re.compile(f"[^{LETTERS}{MARKS}{_SIGNS}]")
_STRANGE_BESIDE_ISOLATES = re.compile(f"[^{LETTERS}{MARKS}{_SIGNS}{_ISOLATES}]|[{_ISOLATES}][{MARKS}]")
_MARK = re.compile(f"[{MARKS}]")
_GRAPHEME = re.compile(f"[^{MARKS}][{MARKS}]*")
_SIMPLE_GRAPHEME = re.compile(f"[{LETTERS}{_SIGNS}{_SHAPED}][{MARKS}]*")


def is_simple(text: str, start: int, end: int, *, isolates: bool = False) -> bool:
    """Return whether ``text[start:end]`` is simple and does not begin with a mark.

    `isolates`: U+2068 and U+2069, which take no cell, may be in it.
    """
    strange = _STRANGE_BESIDE_ISOLATES if isolates else _STRANGE
    return strange.search(text, start, end) is None and _MARK.match(text, start, end) is None


def is_apart(text: str, offset: int) -> bool:
    """Return whether nothing at an offset belongs to the character beside it: it is simple, ends a line, or is no offset."""
    return not 0 <= offset < len(text) or text[offset] == "\n" or is_simple(text, offset, offset + 1)


def is_simple_grapheme(grapheme: str) -> bool:
    """Return whether a grapheme is a simple character with its marks, a letter shaped or not."""
    return _SIMPLE_GRAPHEME.fullmatch(grapheme) is not None


def graphemes(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the range of each grapheme in ``text[start:end]``, which is simple."""
    for match in _GRAPHEME.finditer(text, start, end):
        yield match.span()


def marks(text: str, start: int, end: int) -> list[int]:
    """Return the offsets of the marks in ``text[start:end]``."""
    return [match.start() for match in _MARK.finditer(text, start, end)]
