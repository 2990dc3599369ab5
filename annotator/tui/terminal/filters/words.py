"""For terminals that always apply UAX #9: a row is sent such that their reordering gives the intended one.

Each word goes in the order in which it is stored, digits as they are read, brackets unmirrored: the terminal turns it
round and mirrors them. A space goes as U+2800, which is as blank and counts as a left-to-right letter, so that words
stay where they are and the row counts as left-to-right.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import NamedTuple

from annotator.text.mirroring import MIRRORED
from annotator.tui.terminal.filters.painted import RIGHT_TO_LEFT
from annotator.tui.terminal.filters.pen import hidden
from annotator.tui.terminal.filters.pieces import BRACKETS, Piece, pieces
from annotator.tui.terminal.filters.row import BLANK, Cells
from annotator.tui.terminal.filters.screen import RowFilter

SPACE = "\u2800"
"""BRAILLE PATTERN BLANK, whose class is L."""

HAMZA = "\u0621"
"""A letter that joins with no other; its class is AL."""

_ALEF, _ONE_ALEF = "\ufe8e\u064b", "\ufd3c"
"""A final alef with fathatan, of which PuTTY draws the alef only, and both as one character, of which it draws all."""

_CLASSES = {"L": "L", "R": "R", "AL": "A", "AN": "N", "EN": "E", "ET": "T", "ES": "S", "CS": "C"}


class Words(RowFilter):
    """Sends words in the order in which they are stored."""

    def arrange(self, row: Cells) -> Cells:
        """Return what is sent for a row."""
        return _arranged(row) if RIGHT_TO_LEFT.search("".join(row.texts)) else row

    def origins(self, texts: tuple[str, ...]) -> tuple[int, ...]:
        """Return, for each column that is sent of a row, the column from which it comes."""
        return _ordered(texts).origins


class _Order(NamedTuple):
    """How a row is sent: the column from which each cell comes, and its text."""

    origins: tuple[int, ...]
    texts: tuple[str, ...]
    hidden: frozenset[int]


def _arranged(row: Cells) -> Cells:
    order = _ordered(row.texts)
    styles = [*map(row.styles.__getitem__, order.origins)]
    for column in order.hidden:
        styles[column] = hidden(styles[column])
    return Cells(order.texts, tuple(styles))


@lru_cache(maxsize=1024)
def _ordered(texts: tuple[str, ...]) -> _Order:
    own = [column for column, text in enumerate(texts) if text] if "" in texts else [*range(len(texts))]
    cells = texts if len(own) == len(texts) else tuple(map(texts.__getitem__, own))
    origins = [*own]
    sent = [SPACE if text == BLANK else text for text in cells]
    letters = set()
    as_one = _ALEF in texts
    for piece in _pieces(cells):
        start, end = piece.start, piece.end
        part, columns = cells[start:end], own[start:end]
        if piece.order.turned and not as_one and not piece.letters:
            origins[start:end] = columns[::-1]
            sent[start:end] = part[::-1]
            continue
        origins[start:end] = [columns[index] for index, _ in piece.order.cells]
        sent[start:end] = [_turned(part[index], level) for index, level in piece.order.cells]
        for letter in piece.letters:
            index = origins.index(columns[letter], start, end)
            sent[index] = HAMZA
            letters.add(index)
    if len(own) == len(texts):
        return _Order(tuple(origins), tuple(sent), frozenset(letters))
    return _spread(texts, origins, sent, letters)


def _spread(texts: tuple[str, ...], origins: list[int], sent: list[str], letters: set[int]) -> _Order:
    """Return the order with the second columns of wide cells."""
    from_: list[int] = []
    cells: list[str] = []
    hidden_: set[int] = set()
    for index, (column, text) in enumerate(zip(origins, sent, strict=True)):
        if index in letters:
            hidden_.add(len(from_))
        wide = texts[column + 1 : column + 2] == ("",)
        from_ += [column, column + 1] if wide else [column]
        cells += [text, ""] if wide else [text]
    return _Order(tuple(from_), tuple(cells), frozenset(hidden_))


def _pieces(texts: tuple[str, ...]) -> tuple[Piece, ...]:
    classes = "".join(map(_class, texts))
    brackets = "".join(text[0] for text in texts if text[0] in BRACKETS) if "B" in classes else ""
    return pieces(classes, brackets)


@lru_cache(maxsize=8192)
def _class(text: str) -> str:
    """Return what a cell counts as, as one letter of `pieces`."""
    if text == BLANK:
        return " "
    return "B" if text[0] in BRACKETS else _CLASSES.get(unicodedata.bidirectional(text[0]), "O")


def _turned(text: str, level: int) -> str:
    if text == _ALEF:
        return _ONE_ALEF
    return text if level % 2 == 0 else MIRRORED.get(text[0], text[0]) + text[1:]
