"""Clitics at the start of a word: و ف ب ل ك and the article ال (ٱل), in any chain.

Whether a letter is a clitic or the first of the name (وليد, بغداد) is not decided here: two edges are compared.
"""

from __future__ import annotations

import re
from unicodedata import category

from annotator.text.compiled import when_used
from annotator.text.simple import MARKS, is_simple

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
