"""Letters without their marks, for terminals that don't show marks, or show them in place of the letter.

What a letter is stays: a hamza or a madda that makes another letter of it, and an accent, are sent with it as one code
point. So is a fathatan on an alef, which has a code point in Unicode. The other marks are left out.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_FATHATAN = "\u064b"
_ALEF = "\u0627"
_ALEFS = frozenset("\u0627\ufe8d\ufe8e")
_PRESENTATION = range(0xFB50, 0xFF00)
_AS_IF = {"\u0649\u0654": "\u0626"}
"""Pairs that Unicode does not take for equal and readers do: alef maksura with a hamza is a yeh with it."""


def has_marks(text: str) -> bool:
    """Return whether `text` has a mark (Mn, Me) as a code point of its own."""
    return not text.isascii() and any(map(_is_mark, text))


@lru_cache(maxsize=8192)
def without_marks(cell: str, right: str = "") -> str:
    """Return what is sent for a shaped `cell` of a terminal that takes no marks; `right` is the cell to its right.

    A fathatan stands on a final alef also where it is stored on the letter before.
    """
    alone = cell in _ALEFS and _FATHATAN in right
    if not alone and not has_marks(cell):
        return cell
    form, letters = _plain(cell[0])
    marks = "".join(filter(_is_mark, cell[1:]))
    whole = unicodedata.normalize("NFC", letters + marks)
    for pair, letter in _AS_IF.items():
        whole = whole.replace(pair, letter)
    bare = "".join(char for char in whole if not _is_mark(char))
    if bare == _ALEF and (alone or _FATHATAN in marks):
        bare += _FATHATAN
    rest = "".join(char for char in cell[1:] if not _is_mark(char))
    if bare == letters:
        return cell[0] + rest
    return _forms().get((form or "isolated", bare), bare) + rest


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) in ("Mn", "Me")


def _plain(char: str) -> tuple[str, str]:
    """Return form ("isolated", "final", "initial", "medial", or none) and letters of an Arabic presentation form."""
    if ord(char) in _PRESENTATION:
        tag, _, codes = unicodedata.decomposition(char).partition("> ")
        if codes:
            return tag[1:], "".join(chr(int(code, 16)) for code in codes.split())
    return "", char


@lru_cache(maxsize=1)
def _forms() -> dict[tuple[str, str], str]:
    """Return the presentation forms by form and letters."""
    return {_plain(char): char for char in map(chr, _PRESENTATION) if _plain(char)[0]}
