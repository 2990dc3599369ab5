"""Clitics at the start of a word: و ف ب ل ك and the article ال (ٱل), in any chain.

Whether a letter is a clitic or the first of the name (وليد, بغداد) is not decided here: two edges are compared, or a person steps
past one after another. To leave clitics out without being asked each time is in `left_out`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import category, normalize

from annotator.text.compiled import when_used
from annotator.text.occurrences import CHAINS
from annotator.text.simple import MARKS, is_simple

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIMPLE_CHAIN = re.compile(f"(?:(?:[وفبلك]|[اٱ][{MARKS}]*ـ*ل)[{MARKS}ـ]*)+")
_CHAIN = when_used(r"(?:(?:[وفبلك]|[اٱ]\p{M}*ـ*ل)[\p{M}ـ]*)+")
_IN_RUN = when_used(r"[\p{L}\p{M}\p{N}ـ]")


def is_chain(text: str) -> bool:
    """Return whether `text` is nothing but a chain of clitics, marks and tatweel after any of them included."""
    if is_simple(text, 0, len(text)):
        return _SIMPLE_CHAIN.fullmatch(text) is not None
    return _CHAIN.fullmatch(text) is not None


def apart_by_clitic(text: str, first: int, second: int) -> bool:
    """Return whether two offsets differ by a chain of clitics at the start of one word, and by nothing else.

    The nearer one is where the word begins or has nothing but clitics before it. Equal offsets don't differ.
    """
    near, far = sorted((first, second))
    if near == far or not is_chain(text[near:far]):
        return False
    if far >= len(text) or not _is_in_run(text[far]):
        return False
    start = letters_start(text, near)
    return start == near or is_chain(text[start:near])


def letters_start(text: str, offset: int) -> int:
    """Return where the run of letters, marks and digits before `offset` begins.

    Such a run is narrower than a word of `segment.words`: an underscore ends it, so that clitics are found in each part of
    a hashtag.
    """
    while offset > 0 and _is_in_run(text[offset - 1]):
        offset -= 1
    return offset


def _is_in_run(character: str) -> bool:
    kind = category(character)
    return kind[0] in "LMN" or (kind == "Cn" and _IN_RUN.match(character) is not None)


# --- from one clitic to the next ------------------------------------------------------------------

_CHAINS = frozenset(CHAINS)
_JOINERS = "\u200c\u200d"
SIN = "س"
AFTER_SIN = tuple("اأآينت")
"""The letters with which a verb begins after the sin of the future."""


def next_clitic(text: str, start: int, end: int) -> int | None:
    """Return where ``[start, end)`` would begin past the clitic at its start; None if there is none, or nothing would be left.

    There is one only where the word begins, or behind other clitics of one of the `CHAINS`. Marks and tatweel go with their letter.
    The two lams of لل are two steps, because only the reader knows whether the second one is the article's (للجيش) or the
    name's (للبنان).
    """
    word = word_start(text, start)
    cuts = [cut for cut, _ in clitics(text, word, end)]
    if start != word and start not in cuts:
        return None
    return next((cut for cut in cuts if cut > start), None)


def previous_clitic(text: str, start: int) -> int | None:
    """Return where the clitic before `start` begins; None where no clitic of the same word stands there."""
    word = word_start(text, start)
    cuts = [word, *(cut for cut, _ in clitics(text, word, start + 1))]
    return cuts[-2] if len(cuts) > 1 and cuts[-1] == start else None


def word_start(text: str, offset: int) -> int:
    """Return where the run of letters, marks, digits and joiners before `offset` begins."""
    while offset > 0 and (text[offset - 1] in _JOINERS or _is_in_run(text[offset - 1])):
        offset -= 1
    return offset


def clitics(text: str, word: int, end: int) -> Iterator[tuple[int, str]]:
    """Yield where each clitic of the word at `word` ends, and the letters of all of them so far, as long as letters follow before `end`."""
    chain, at = "", word
    while (found := _one(text, at, end, chain)) is not None:
        at, chain = found
        if at >= end or category(text[at])[0] not in "LN":
            return
        if chain.endswith(SIN) and _plain(text[at]) not in AFTER_SIN:
            return
        yield at, chain


def _one(text: str, at: int, end: int, chain: str) -> tuple[int, str] | None:
    """Return where a clitic at `at` ends, which continues a chain, and the chain with it."""
    if at >= end:
        return None
    letter, after = _plain(text[at]), _after_letter(text, at)
    if letter in "اٱ" and after < end and _plain(text[after]) == "ل":
        letter, after = "ال", _after_letter(text, after)
    longer = chain + letter
    return (after, longer) if longer in _CHAINS else None


def _after_letter(text: str, at: int) -> int:
    """Return the offset after a letter with its marks and tatweel."""
    at += 1
    while at < len(text) and (text[at] in f"ـ{_JOINERS}" or category(text[at])[0] == "M"):
        at += 1
    return at


def _plain(letter: str) -> str:
    """Return a letter, where it is a joined form the one that it is a form of."""
    return normalize("NFKC", letter)
