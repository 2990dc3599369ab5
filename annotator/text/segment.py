"""Where paragraphs, sentences, words and graphemes are. Everything is in offsets of the text that was given."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

_GRAPHEME = regex.compile(r"\X")
_SEPARATOR = regex.compile("\r\n|[\n\r\u0085\u2028\u2029]")
_INNER = r"[\p{L}\p{M}\p{N}\u200c\u200d_]"
WORD = rf"{_INNER}+(?:(?:(?<=\p{{N}})[.,:/٫٬-](?=\p{{N}})|(?<=[A-Za-z0-9])[-'’&.](?=[A-Za-z0-9])){_INNER}+)*"
"""What a word is, as a pattern of the package regex."""

_WORD = regex.compile(WORD)
_LETTER = regex.compile(r"[\p{L}\p{N}_]")
_PREPENDED = regex.compile(r"\p{GCB=Prepend}")
_EXTENDING = regex.compile(r"[\p{GCB=Extend}\p{GCB=ZWJ}\p{GCB=SpacingMark}]+")
_SPACE = regex.compile(r"\s")
_SPACE_BEFORE = regex.compile(r"(?r)\s")
_CLOSING = "\"'”’»›)\\]}\u200e\u200f"
# A full stop after a single letter ends an abbreviation (د. أحمد), one between digits belongs to a number.
_SENTENCE_END = regex.compile(rf"(?:(?<!\b\p{{L}})\.|[!?؟…])[.!?؟…]*[{_CLOSING}]*(?=\s|$|[“«])")


class Paragraph(NamedTuple):
    """A paragraph is ``[start, end)``; `stop` is where its separator begins (equal to `end` where it has none)."""

    start: int
    stop: int
    end: int


def paragraphs(text: str) -> list[Paragraph]:
    """Return the paragraphs of `text`, in order; together they are all of it. No text: no paragraph."""
    found = []
    start = 0
    for match in _SEPARATOR.finditer(text):
        found.append(Paragraph(start, match.start(), match.end()))
        start = match.end()
    if start < len(text):
        found.append(Paragraph(start, len(text), len(text)))
    return found


def graphemes(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield the range of each extended grapheme cluster (UAX #29) in ``text[start:end]``."""
    for match in _GRAPHEME.finditer(text, start, len(text) if end is None else end):
        yield match.span()


def paragraph_at(text: str, offset: int) -> Paragraph:
    """Return the paragraph that holds `offset`, ``0 <= offset < len(text)``."""
    found = paragraphs(text)
    return found[bisect_right(found, offset, key=lambda paragraph: paragraph.start) - 1]


def words(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield the range of each word in ``text[start:end]``: letters with their marks, numbers, names like MX-4.

    No word begins or ends inside a grapheme (UAX #29): what joins the parts of an emoji is none.
    """
    for match in _WORD.finditer(text, start, len(text) if end is None else end):
        first, last = match.span()
        letter = _LETTER.search(text, first, last)
        if letter is None:
            continue
        first = letter.start()
        while first and _PREPENDED.match(text, first - 1):
            first -= 1
        after = _EXTENDING.match(text, last)
        yield first, after.end() if after else last


def unspaced(text: str, start: int, end: int, first: int, stop: int) -> tuple[int, int]:
    """Return ``[start, end)`` widened to the next white space on either side, ``[first, stop)`` at most."""
    before = _SPACE_BEFORE.search(text, first, start)
    after = _SPACE.search(text, end, stop)
    return before.end() if before else min(first, start), after.start() if after else max(stop, end)


def count_words(text: str) -> int:
    """Return the number of words in `text`."""
    return sum(1 for _ in words(text))


@lru_cache(maxsize=64)
def sentences(paragraph: str) -> tuple[tuple[int, int], ...]:
    """Return the range of each sentence of a paragraph, white space around it left out."""
    found = []
    start = 0
    for match in _SENTENCE_END.finditer(paragraph):
        found.append((start, match.end()))
        start = match.end()
    found.append((start, len(paragraph)))
    return tuple(trimmed for first, last in found if (trimmed := trim(paragraph, first, last)) is not None)


def trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the range without white space at either side; None where nothing else is in it."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
