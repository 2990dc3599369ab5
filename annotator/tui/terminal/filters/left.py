"""For terminals that draw the marks of a cell on the cell to its right: a letter's marks go to the cell to its left."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from annotator.tui.terminal.filters.row import Cells
from annotator.tui.terminal.filters.screen import RowFilter


class MarksLeft(RowFilter):
    """Sends the marks of each letter after the cell to its left.

    In the first column there is no such cell: marks of a letter there are left out.
    """

    def arrange(self, row: Cells) -> Cells:
        """Return what is sent for a row."""
        return row if max(map(len, row.texts), default=1) < 2 else _moved(row)


@lru_cache(maxsize=1024)
def _moved(row: Cells) -> Cells:
    texts = [*row.texts]
    for column, text in enumerate(row.texts):
        if len(text) > 1:
            texts[column], marks = _apart(text)
            before = column - 1
            while before > 0 and texts[before] == "":
                before -= 1
            if before >= 0:
                texts[before] += marks
    return Cells(tuple(texts), row.styles)


@lru_cache(maxsize=4096)
def _apart(text: str) -> tuple[str, str]:
    """Return the text of a cell without its marks, and these."""
    marks = "".join(char for char in text[1:] if unicodedata.category(char) in ("Mn", "Me"))
    return "".join(char for char in text if char not in marks), marks
