"""Arabic letters to the forms they take beside their neighbours.

Which letters join is Unicode's Joining_Type (The Unicode Standard, 9.2, rules R1 to R7), looked up by `regex`; what
a joined letter looks like is in arabic-reshaper's table. Its `reshape` is not called: it drops a ZWJ, so that
offsets move; a letter without forms of its own (U+06B5) or a newer mark (U+08CC) is a break in a word to it; and it
forgets that noon ghunna joins on both sides. A letter whose form has no code point is sent as it is, its neighbours
joined to it.
"""

from __future__ import annotations

from functools import lru_cache

import regex
from arabic_reshaper.letters import FINAL, INITIAL, ISOLATED, LETTERS_ARABIC, MEDIAL, TATWEEL, ZWJ

_JOINED = regex.compile(r"[\p{jt=D}\p{jt=L}\p{jt=C}]\p{jt=T}*+(?=[\p{jt=D}\p{jt=R}\p{jt=C}])")
_WORD = regex.compile(r"[\p{jt=D}\p{jt=R}\p{jt=L}\p{jt=C}\p{jt=T}]+")
_LONG = 40
_FORMS = {letter: forms for letter, forms in LETTERS_ARABIC.items() if letter not in {TATWEEL, ZWJ}}
_FORM = {
    (False, False): ISOLATED, (False, True): INITIAL, (True, True): MEDIAL, (True, False): FINAL,
}  # fmt: skip
_ALEFS = {
    ("آ", False): "ﻵ", ("آ", True): "ﻶ",
    ("أ", False): "ﻷ", ("أ", True): "ﻸ",
    ("إ", False): "ﻹ", ("إ", True): "ﻺ",
    ("ا", False): "ﻻ", ("ا", True): "ﻼ",
}  # fmt: skip
_LAM_ALEF = {
    LETTERS_ARABIC["ل"][MEDIAL if joined else INITIAL] + LETTERS_ARABIC[alef][FINAL]: ligature
    for (alef, joined), ligature in _ALEFS.items()
}
_LAM_BEFORE_ALEF = regex.compile(r"ل[\p{jt=T}\u200d]*+[آأإا]")


def shape(text: str) -> str:
    """Return the paragraph `text` with each letter in its form: as many code points, each in its own place.

    Lam and alef stay apart here; `lam_alef` joins them.
    """
    shaped: str = _WORD.sub(_shape_match, text)
    return shaped


def _shape_match(match: regex.Match[str]) -> str:
    word = match[0]
    return _shape_known(word) if len(word) < _LONG else _shape_word(word)


def _shape_word(word: str) -> str:
    """Return a word shaped: beyond its ends nothing joins."""
    to_next = set()
    to_previous = set()
    for match in _JOINED.finditer(word):
        to_next.add(match.start())
        to_previous.add(match.end())
    shaped = list(word)
    for index, letter in enumerate(word):
        forms = _FORMS.get(letter)
        if forms is not None:
            form = _FORM[index in to_previous, index in to_next]
            shaped[index] = forms[form] or letter
    return "".join(shaped)


_shape_known = lru_cache(maxsize=16384)(_shape_word)


def lam_alef(lam: str, alef: str) -> str | None:
    """Return the one letter that a shaped lam and the shaped alef joined to it become, or None."""
    return _LAM_ALEF.get(lam + alef)


def joints(text: str, start: int, end: int) -> frozenset[int]:
    """Return where ``text[start:end]`` has an alef that its lam may take in, as offsets of the alefs."""
    return frozenset(match.end() - 1 for match in _LAM_BEFORE_ALEF.finditer(text, start, end))
