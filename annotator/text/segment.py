"""Segmentation: paragraphs, sentences, words, tokens and graphemes. All ranges are in code points of the text.

- A *grapheme* is an extended grapheme cluster (UAX #29): what a reader sees as one character.
- A *word* is a run of letters, marks and digits, with the separators inside numbers and Latin names (3,000 and MX-4).
  It is what the caret moves by, and what agreement on words counts. It is close to a word of UAX #29, in which a hyphen
  or an ampersand does not join letters and digits; punctuation and white space are no words here.
- A *token* is a word, or one grapheme of punctuation or a symbol, with the characters around it that can't be seen: all
  of a text but its white space. It is what formats for taggers write, which need every character in a token.
- The *length in words* of an article is the number of its runs between white space, as `wc -w` counts.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple, overload

from annotator.text import simple
from annotator.text.compiled import when_used

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator


GRAPHEME = r"(?:\p{GCB=Regional_Indicator}{2}[\p{GCB=Extend}\p{GCB=ZWJ}\p{GCB=SpacingMark}]*+|\X)"
"""An extended grapheme cluster, as a pattern of the package regex. Its `\\X` alone looks back over all flags before a flag."""
_GRAPHEME = when_used(GRAPHEME)
_SEPARATOR = re.compile("\r\n|[\n\r\u0085\u2028\u2029]")


def _word(inner: str, digit: str) -> str:
    return (
        rf"{inner}+(?:(?:(?<={digit})[.,:/٫٬-](?={digit})|(?<=[A-Za-z0-9])[-'’&.](?=[A-Za-z0-9])){inner}+)*"
    )


WORD = _word(r"[\p{L}\p{M}\p{N}\u200c\u200d_]", r"\p{N}")
"""A word, as a pattern of the package regex."""
_SIMPLE_LETTER = f"{simple.LETTERS}0-9٠-٩A-Za-z_"
_SIMPLE_WORD = re.compile(
    f"(?=[{simple.MARKS}]*+[{_SIMPLE_LETTER}])[{simple.MARKS}]*+({_word(f'[{_SIMPLE_LETTER}{simple.MARKS}]', '[0-9٠-٩]')})"
)

_SIMPLE_TOKEN = re.compile(f"{_word(f'[{_SIMPLE_LETTER}{simple.MARKS}]', '[0-9٠-٩]')}|[^ ][{simple.MARKS}]*+")
_LINE = re.compile("[^\n]+")

_WORD = when_used(WORD)
_LETTER = when_used(r"[\p{L}\p{N}_]")
_PREPENDED = when_used(r"\p{GCB=Prepend}")
_EXTENDING = when_used(r"[\p{GCB=Extend}\p{GCB=ZWJ}\p{GCB=SpacingMark}]+")
_OUTER = r"[^\p{L}\p{M}\p{N}\u200c\u200d_]"
_APART = r"[^\p{L}\p{M}\p{N}\u200c\u200d_.,:/٫٬\-'’&]"
_NO_WORD = when_used(rf"{_APART}|(?<={_OUTER}){_OUTER}")
_NO_WORD_BEFORE = when_used(rf"(?r){_APART}|{_OUTER}(?={_OUTER})")
_CLOSING = "\"'”’»›)\\]}\u200e\u200f"
_ENDING = "[.!?؟…]"
# A full stop after a single letter ends an abbreviation (د. أحمد), one between digits belongs to a number. A run of such signs
# is entered at its start only, and never left halfway: what may follow a sentence stands behind the run or nowhere.
_SENTENCE_END = when_used(
    rf"(?<!{_ENDING})(?:(?<!\b\p{{L}})|(?=\.{_ENDING}|[^.])){_ENDING}++[{_CLOSING}]*+(?=\s|$|[“«])"
)

SPACE = r"[\s\x1c-\x1f]"
"""White space as in `str.isspace`. It has U+001C to U+001F, which are none for the package regex."""

# Direction marks, byte order marks and the like belong to the token before them, or else to the one after.
_UNSEEN = rf"(?:(?!{SPACE})[\p{{Cf}}\p{{Cc}}--[\u200c\u200d]])"
_TOKEN = when_used(rf"(?V1){_UNSEEN}*+(?:{WORD}|(?!{SPACE}){GRAPHEME}){_UNSEEN}*+|{_UNSEEN}++")


class Paragraph(NamedTuple):
    """A paragraph ``[start, end)`` with its separator, which begins at `stop` (equal to `end` where there is none)."""

    start: int
    stop: int
    end: int


class Token(NamedTuple):
    """A token ``[start, end)``."""

    start: int
    end: int


class Paragraphs(Sequence[Paragraph]):
    """The paragraphs of a text, in order. Together they are all of it; an empty text has none."""

    def __init__(self, text: str) -> None:
        self._starts = array("I", [0] if text else [])
        self._stops = array("I")
        end = 0
        for match in _SEPARATOR.finditer(text):
            end = match.end()
            self._stops.append(match.start())
            if end < len(text):
                self._starts.append(end)
        if end < len(text):
            self._stops.append(len(text))
        self._end = len(text)

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, index: int) -> Paragraph: ...

    @overload
    def __getitem__(self, index: slice) -> list[Paragraph]: ...

    def __getitem__(self, index: int | slice) -> Paragraph | list[Paragraph]:
        if isinstance(index, slice):
            return [self[one] for one in range(*index.indices(len(self)))]
        number = range(len(self))[index]
        end = self._starts[number + 1] if number + 1 < len(self) else self._end
        return Paragraph(self._starts[number], self._stops[number], end)

    def __iter__(self) -> Iterator[Paragraph]:
        return map(Paragraph, self._starts, self._stops, chain(islice(self._starts, 1, None), [self._end]))

    def number_at(self, offset: int) -> int:
        """Return the number of the paragraph that holds `offset`, from 0; the last one's where it is past the end."""
        return max(bisect_right(self._starts, offset) - 1, 0)


def paragraphs(text: str) -> Paragraphs:
    """Return the paragraphs of a text, in order. Together they are all of it; an empty text has none."""
    return Paragraphs(text)


def graphemes(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield the range of each extended grapheme cluster (UAX #29) in ``text[start:end]``."""
    end = len(text) if end is None else end
    if simple.is_simple(text, start, end, isolates=True):
        yield from simple.graphemes(text, start, end)
    else:
        yield from clusters(text, start, end)


def clusters(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield what `graphemes` yields, without a look at all of the text first to see whether it is simple."""
    for match in _GRAPHEME.finditer(text, start, end):
        yield match.span()


def paragraph_at(text: str, offset: int) -> Paragraph:
    """Return the paragraph that holds `offset`, ``0 <= offset < len(text)``."""
    found = paragraphs(text)
    return found[found.number_at(offset)]


def words(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield the range of each word in ``text[start:end]``: letters with their marks, numbers, names such as MX-4.

    No word begins or ends within a grapheme. What joins the parts of an emoji is no word.
    """
    end = len(text) if end is None else end
    if simple.is_simple(text, start, end) and simple.is_apart(text, start - 1) and simple.is_apart(text, end):
        for match in _SIMPLE_WORD.finditer(text, start, end):
            yield match.span(1)
        return
    for match in _WORD.finditer(text, start, end):
        first, last = match.span()
        letter = _LETTER.search(text, first, last)
        if letter is None:
            continue
        first = letter.start()
        while first and _PREPENDED.match(text, first - 1):
            first -= 1
        after = _EXTENDING.match(text, last)
        yield first, after.end() if after else last


def tokens(text: str, cuts: Collection[int] = frozenset()) -> Iterator[Token]:
    """Return the tokens of a text in order, cut at each of the offsets `cuts` that is within one.

    A word is a token with its marks and its tatweel, a number with its separators but without a percent sign. Each
    grapheme of punctuation and symbols is a token, also an emoji sequence. A character that can't be seen, such as
    U+200F, belongs to the token beside it. Tokens don't overlap, and every character but white space is in one.
    """
    found = _tokens(text)
    return _cut(found, sorted(cuts)) if cuts else found


def _tokens(text: str) -> Iterator[Token]:
    """Yield the tokens, line by line: none has a line feed, and most lines are simple."""
    for line in _LINE.finditer(text):
        start, end = line.span()
        made = _SIMPLE_TOKEN if simple.is_simple(text, start, end) else _TOKEN
        for match in made.finditer(text, start, end):
            yield Token(*match.span())


def _cut(found: Iterable[Token], edges: Sequence[int]) -> Iterator[Token]:
    cut, last = 0, len(edges)
    for token in found:
        start, end = token
        while cut < last and edges[cut] < end:
            if edges[cut] > start:
                yield Token(start, edges[cut])
                start = edges[cut]
            cut += 1
        yield Token(start, end)


def with_words(text: str, start: int, end: int, first: int, stop: int) -> tuple[int, int]:
    """Return ``[start, end)`` extended so that no word is cut, to ``[first, stop)`` at most.

    That is, on both sides, to the next character that no word has, or to between two that no word has side by side.
    """
    before = _NO_WORD_BEFORE.search(text, first, min(start + 1, stop))
    after = _NO_WORD.search(text, end, stop)
    return min(before.end() if before else first, start), after.start() if after else max(stop, end)


@lru_cache(maxsize=8)
def sentences(paragraph: str) -> tuple[tuple[int, int], ...]:
    """Return the range of each sentence of one paragraph, white space around it left out."""
    found = []
    start = 0
    for match in _SENTENCE_END.finditer(paragraph):
        found.append((start, match.end()))
        start = match.end()
    found.append((start, len(paragraph)))
    return tuple(trimmed for first, last in found if (trimmed := trim(paragraph, first, last)) is not None)


def text_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the range of each sentence of all paragraphs of a text, white space around it left out."""
    for paragraph in paragraphs(text):
        for start, end in sentences(text[paragraph.start : paragraph.stop]):
            yield paragraph.start + start, paragraph.start + end


def trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the range without white space at its edges; None where it has nothing else."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
