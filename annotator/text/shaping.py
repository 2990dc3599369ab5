"""Arabic letters to the forms they take beside their neighbours.

Which letters join is Unicode's Joining_Type (The Unicode Standard, 9.2, rules R1 to R7), looked up by `regex`; what
a joined letter looks like is in arabic-reshaper's table. Its `reshape` is not called, because it returns a text of
another length where there is a ZWJ, takes several marks and letters for breaks in a word (U+0615 or U+06B5), and
forgets that noon ghunna joins on both sides.
"""

from __future__ import annotations

import regex
from arabic_reshaper.letters import FINAL, INITIAL, ISOLATED, LETTERS_ARABIC, MEDIAL

_JOINED = regex.compile(r"[\p{jt=D}\p{jt=L}\p{jt=C}]\p{jt=T}*+(?=[\p{jt=D}\p{jt=R}\p{jt=C}])")
_LETTER = regex.compile(
    "[" + "".join(letter for letter in LETTERS_ARABIC if letter not in "\u0640\u200d") + "]"
)
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


def shape(text: str) -> str:
    """Return the paragraph `text` with each letter in its form: as many code points, each in its own place.

    Lam and alef stay apart here; `lam_alef` joins them.
    """
    to_next = bytearray(len(text) + 1)
    to_previous = bytearray(len(text) + 1)
    for match in _JOINED.finditer(text):
        to_next[match.start()] = 1
        to_previous[match.end()] = 1
    if 1 not in to_next and not _LETTER.search(text):
        return text
    shaped = list(text)
    for match in _LETTER.finditer(text):
        place = match.start()
        if to_previous[place]:
            form = MEDIAL if to_next[place] else FINAL
        else:
            form = INITIAL if to_next[place] else ISOLATED
        letter = shaped[place]
        shaped[place] = LETTERS_ARABIC[letter][form] or letter
    return "".join(shaped)


def lam_alef(lam: str, alef: str) -> str | None:
    """Return the one letter that a shaped lam and the shaped alef joined to it become, or None."""
    return _LAM_ALEF.get(lam + alef)


MAY_LIGATE = regex.compile("ل\\p{jt=T}*+[آأإا]")
"""Where a paragraph may hold a lam-alef, seen in the unshaped text."""
