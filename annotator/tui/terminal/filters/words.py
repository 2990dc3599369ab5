"""For terminals that order each row by UAX #9 and can't be told not to: what they make of it is the row that is meant.

Each word goes in the order in which it is stored, digits as they are read, brackets unmirrored: the terminal turns it
round and mirrors them. A space goes as U+2800, which is as blank and counts as a left-to-right letter, so that words
stay where they are and the row counts as left-to-right.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from annotator.text.mirroring import MIRRORED
from annotator.tui.terminal.filters.pen import hidden
from annotator.tui.terminal.filters.pieces import BRACKETS, Piece, pieces
from annotator.tui.terminal.filters.screen import BLANK, RIGHT_TO_LEFT, Cells, RowFilter

SPACE = "\u2800"
"""BRAILLE PATTERN BLANK, whose class is L."""

HAMZA = "\u0621"
"""A letter that joins with no other; its class is AL."""

_CLASSES = {"L": "L", "R": "R", "AL": "A", "AN": "N", "EN": "E", "ET": "T", "ES": "S", "CS": "C"}


class Words(RowFilter):
    """Sends words in the order in which they are stored."""

    def arrange(self, row: Cells) -> Cells:
        """Return what is sent for a row."""
        return _arranged(row) if RIGHT_TO_LEFT.search("".join(row.texts)) else row


@lru_cache(maxsize=1024)
def _arranged(row: Cells) -> Cells:
    wide = "" in row.texts
    own = [column for column, text in enumerate(row.texts) if text] if wide else range(len(row.texts))
    texts, styles = (
        row if not wide else ([row.texts[column] for column in own], [row.styles[column] for column in own])
    )
    sent = [SPACE if text == BLANK else text for text in texts]
    painted = [*styles]
    order = [*own]
    for piece in _pieces(tuple(texts)):
        start, end = piece.start, piece.end
        order[start:end] = [own[start + index] for index, _ in piece.order]
        painted[start:end] = [styles[start + index] for index, _ in piece.order]
        sent[start:end] = [_turned(texts[start + index], level) for index, level in piece.order]
        if piece.led:
            place = order.index(own[end - 1])
            sent[place], painted[place] = HAMZA, hidden(styles[end - 1])
    if wide:
        return _spread(row.texts, order, sent, painted)
    return Cells(tuple(sent), tuple(painted))


def _spread(texts: tuple[str, ...], order: list[int], sent: list[str], painted: list[str]) -> Cells:
    """Return what is sent with the second columns of wide cells; `order` has the column from which each cell comes."""
    cells: list[tuple[str, str]] = []
    for column, text, style in zip(order, sent, painted, strict=True):
        cells.append((text, style))
        if texts[column + 1 : column + 2] == ("",):
            cells.append(("", style))
    return Cells(tuple(text for text, _ in cells), tuple(style for _, style in cells))


@lru_cache(maxsize=1024)
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
    return text if level % 2 == 0 else MIRRORED.get(text[0], text[0]) + text[1:]
