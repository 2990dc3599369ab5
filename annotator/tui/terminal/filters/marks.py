"""Letters without their marks, for terminals that don't show marks, or show them in place of the letter.

What a letter is stays: a hamza or a madda that makes another letter of it, and an accent, are sent with it as one code
point. So is a fathatan on an alef, which has a code point in Unicode. The other marks are left out.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from annotator.text.compiled import when_used

if TYPE_CHECKING:
    import regex

FATHATAN = "\u064b"
_ALEF = "\u0627"
_ALEFS = frozenset("\u0627\ufe8d\ufe8e")
_MARK = r"[\p{Mn}\p{Me}]"
_MARKED = when_used(
    rf"(?s)([\u0627\ufe8d\ufe8e])(?=[^\p{{Mn}}\p{{Me}}]{_MARK}*\u064b)|[^\p{{Mn}}\p{{Me}}]?{_MARK}+"
)
_FATHATAN_FIRST = when_used(rf"(?s).{_MARK}*\u064b")
_ANY_MARK = when_used(_MARK)
_PRESENTATION = range(0xFB50, 0xFF00)
_ALEF_ALONE = str.maketrans({"\ufd3c": "\ufe8e", "\ufd3d": "\u0627"})
_AS_IF = {"\u0649\u0654": "\u0626"}
"""Pairs that Unicode does not take for equal and readers do: alef maksura with a hamza is a yeh with it."""


def has_marks(text: str) -> bool:
    """Return whether `text` has a mark (Mn, Me) as a code point of its own."""
    return not text.isascii() and _ANY_MARK.search(text) is not None


def bare(text: str) -> str:
    """Return what is sent for shaped `text` in visual order to a terminal that takes no marks: as many cells.

    A fathatan stands on a final alef also where it is stored on the letter before, which is to the right of it.
    """
    sent: str = _MARKED.sub(_replaced, text)
    return sent


def bare_cells(cells: list[str], marked: list[int]) -> list[str]:
    """Return what `bare` makes of cells, those at the indices `marked` with marks."""
    sent = [*cells]
    for index in marked:
        sent[index] = without_marks(cells[index])
        if FATHATAN in cells[index] and index and cells[index - 1] in _ALEFS:
            sent[index - 1] = with_fathatan(cells[index - 1])
    return sent


def begins_with_fathatan(text: str) -> bool:
    """Return whether the first cell of `text` has a fathatan."""
    return _FATHATAN_FIRST.match(text) is not None


def with_fathatan(cell: str) -> str:
    """Return an alef with a fathatan on it as one code point; any other cell as it is."""
    return without_marks(cell + FATHATAN) if cell in _ALEFS else cell


class NoFathatan:
    """Sends the alef alone where alef and fathatan are one character."""

    def __call__(self, data: str) -> str:
        """Return what is to be written for `data`."""
        return data.translate(_ALEF_ALONE)

    def flush(self) -> str:
        """Return nothing, as nothing is kept back."""
        return ""

    def column(self, _line: int, column: int) -> int:
        """Return the column, which is the same."""
        return column

    def resize(self, columns: int) -> None:
        """Do nothing: no cell depends on others."""


def _replaced(match: regex.Match[str]) -> str:
    return with_fathatan(match[0]) if match[1] else without_marks(match[0])


@lru_cache(maxsize=8192)
def without_marks(cell: str) -> str:
    """Return what is sent for a shaped `cell` of a terminal that takes no marks."""
    form, letters = _plain(cell[0])
    marks = "".join(filter(_is_mark, cell[1:]))
    whole = unicodedata.normalize("NFC", letters + marks)
    for pair, letter in _AS_IF.items():
        whole = whole.replace(pair, letter)
    unmarked = "".join(char for char in whole if not _is_mark(char))
    if unmarked == _ALEF and FATHATAN in marks:
        unmarked += FATHATAN
    if unmarked == letters:
        return cell[0]
    return _forms().get((form or "isolated", unmarked), unmarked)


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
