"""A small model of a terminal: what stands in which cell, in which style, after all that was written to it."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from rich.cells import get_character_cell_size

from annotator.tui.terminal.filters.sgr import Style

_TOKEN = re.compile(
    r"\x1b\]66;[^;]*;(?P<sized>[^\x1b]*)\x1b\\"
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1bP[^\x1b]*\x1b\\"
    r'|\x1b\[(?P<protect>[01])"q'
    r"|\x1b\[(?P<numbers>[?\d;:]*)(?P<final>[A-Za-z`])"
    r"|(?P<char>.)",
    re.DOTALL,
)


class Square(NamedTuple):
    """One cell: its text with marks, its style, and whether it is protected."""

    text: str
    style: Style
    protected: bool


class Emulator:
    """Rows without end. `narrow`: characters of two columns move the cursor by one, as where their tables are old."""

    def __init__(self, *, narrow: bool = False) -> None:
        self.cells: dict[tuple[int, int], Square] = {}
        self.row = self.column = 0
        self.style = Style()
        self.protected = False
        self._narrow = narrow
        self._last: tuple[int, int] | None = None

    def feed(self, data: str) -> Emulator:
        """Take what is written."""
        for match in _TOKEN.finditer(data):
            if match["protect"]:
                self.protected = match["protect"] == "1"
            elif match["final"]:
                self._sequence(match["numbers"], match["final"], match[0])
            elif match["sized"] is not None or match["char"]:
                for char in match["sized"] or match["char"]:
                    self._put(char)
        return self

    def _put(self, char: str) -> None:
        if char in "\r\n\b\t":
            self._last = None
            self.row += char == "\n"
            self.column = {"\b": max(self.column - 1, 0), "\t": (self.column // 8 + 1) * 8}.get(char, 0)
        elif unicodedata.category(char) in ("Mn", "Me"):
            if self._last is not None:
                square = self.cells[self._last]
                self.cells[self._last] = square._replace(text=square.text + char)
        else:
            self._last = (self.row, self.column)
            self.cells[self._last] = Square(char, self.style, self.protected)
            width = 1 if self._narrow else get_character_cell_size(char)
            if width == 2:
                self.cells.pop((self.row, self.column + 1), None)
            self.column += width

    def _sequence(self, numbers: str, final: str, whole: str) -> None:
        if final == "m":
            self.style = self.style.after(whole)
            return
        first, _, second = numbers.partition(";")
        count = int(first) if first.isdigit() else 1
        if final == "H":
            self.row, self.column = count - 1, int(second or 1) - 1
        elif final == "G":
            self.column = count - 1
        elif final == "C":
            self.column += count
        elif final == "D":
            self.column = max(self.column - count, 0)
        if final in "HGCD":
            self._last = None
