"""Tokens, as taggers want them: words, numbers, each mark of punctuation apart; together all of the text but its white space."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import regex

from annotator.text.segment import WORD

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

SPACE = r"[\s\x1c-\x1f]"
"""White space as `str.isspace` has it, and so `str.split`: for the package regex U+001C to U+001F are none."""

# Directions, byte order marks and the like go with what stands before them, or else with what comes after.
_UNSEEN = rf"(?:(?!{SPACE})[\p{{Cf}}\p{{Cc}}--[\u200c\u200d]])"
_TOKEN = regex.compile(rf"{_UNSEEN}*+(?:{WORD}|(?!{SPACE})\X){_UNSEEN}*+|{_UNSEEN}++", flags=regex.VERSION1)


class Token(NamedTuple):
    """A range ``[start, end)`` of the text, in code points."""

    start: int
    end: int


def tokens(text: str, cuts: Collection[int] = frozenset()) -> Iterator[Token]:
    """Yield the tokens of `text` in order, cut at each of the offsets `cuts` that lies within one.

    A word has its marks and its tatweel, a number its separators (percent signs stand apart); punctuation and symbols
    are a token a grapheme, so that an emoji sequence is one token. Characters that can't be seen (U+200F, say) belong to
    the token they touch. Tokens don't overlap, and each character that is not white space is in one.
    """
    edges = sorted(cuts)
    place, last = 0, len(edges)
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        while place < last and edges[place] < end:
            if edges[place] > start:
                yield Token(start, edges[place])
                start = edges[place]
            place += 1
        yield Token(start, end)
