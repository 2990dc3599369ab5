"""Jump labels: letters for the words in sight, none of which begins another one, and the cells in which they are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from annotator.text.layout import Glyph, Layout, Row
    from annotator.text.moves import Move
    from annotator.text.navigation import Range

LETTERS = "fjdksaghrueiwoqptyvncmxz"
"""The letters of the labels, those that are typed with most ease first.

No b, a key with which Arabic layouts type two letters, and no l, with which they type the sign of the search where Shift is held.
"""

_NEAR = 2
"""How many words on either side of the caret an arrow reaches as fast."""


def codes(count: int) -> list[str]:
    """Return at least `count` labels, the shortest first: of one letter as many as may be, none the beginning of another."""
    found = list(LETTERS)
    while (missing := count - len(found)) > 0:  # once for each letter that they have more
        longer = min(-(-missing // (len(LETTERS) - 1)), len(found))
        found = [*found[:-longer], *(first + letter for first in found[-longer:] for letter in LETTERS)]
    return found


def assigned(words: Sequence[Range], caret: int) -> dict[Range, str]:
    """Return the label of each of `words`, which come in reading order, for a caret at the offset `caret`.

    The shortest labels are for the words that follow the caret, those next to it left out, which an arrow reaches; then for
    those before it.
    """
    after = [word for word in words if word[0] > caret]
    before = [word for word in reversed(words) if word[0] <= caret]
    wanting = [*after[_NEAR:], *before[1 + _NEAR :], *after[:_NEAR], *before[: 1 + _NEAR]]
    found = codes(len(words))
    short = sum(len(code) == len(found[0]) for code in found)
    ordered = [*wanting[:short], *sorted(wanting[short:])]
    return dict(sorted(zip(ordered, found, strict=False)))


def narrowed(labels: dict[Range, str], letter: str) -> dict[Range, str]:
    """Return what is left to be typed once a letter was: the labels that begin with it, without it."""
    return {word: code[1:] for word, code in labels.items() if code.startswith(letter)}


def words_in_sight(layout: Layout, rows: Iterable[int]) -> list[Range]:
    """Return the words of which a letter is drawn on one of `rows`, in reading order."""
    found: dict[Range, None] = {}
    for index in rows:
        row = layout.row(index)
        found |= dict.fromkeys(word for word in layout.words(index) if _drawn(row, word))
    return list(found)


def _drawn(row: Row, word: Range) -> list[Glyph]:
    """Return what is drawn of a word on a row."""
    offsets = range(max(word[0], row.start), min(word[1], row.end))
    places = {row.places[offset] for offset in offsets if offset in row.places}
    return [row.glyphs[place] for place in places]


def to_word(word: Range) -> Move:
    """Return the move to a word, wherever it stands."""
    return lambda _layout, caret, selecting, _page: caret.at(word, by_letter=False, selecting=selecting)


def first_cells(row: Row, word: Range, count: int) -> list[int]:
    """Return the columns of the first cells of a word on a row, from left to right: `count`, or as many as it has there.

    First as the word is read: an Arabic word begins at its right. They lie side by side.
    """
    drawn = _drawn(row, word)
    if not drawn:
        return []
    first, last = min(drawn), max(drawn)
    taken = {
        column
        for glyph in drawn
        if glyph.column + glyph.width <= row.width
        for column in range(glyph.column, glyph.column + glyph.width)
    }
    step = -1 if first.column > last.column else 1
    column = first.column if step > 0 else first.column + first.width - 1
    found: list[int] = []
    while column in taken and len(found) < count:
        found.append(column)
        column += step
    return sorted(found)
