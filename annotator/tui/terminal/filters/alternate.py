"""For terminals that order each run of one style: every second cell gets a style of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.tui.terminal.filters.cells import Cell, CellFilter
from annotator.tui.terminal.filters.sgr import Style, neighbour

if TYPE_CHECKING:
    from annotator.config import Marks, Wide


class AlternateItalic(CellFilter):
    """Turns italic on (off in italic text) in every second cell: a terminal of one font shows no difference."""

    def __init__(self, marks: Marks = "kept", wide: Wide = "counted") -> None:
        super().__init__(marks, wide)
        self._style = Style()
        self._italic = False

    def paint(self, cell: Cell, *, exposed: bool) -> None:
        """Write a cell, italic the other way where it must differ from its neighbours."""
        self._set(self._style.italic != (exposed and cell.column % 2 == 1))
        self.write(cell.text)

    def restyle(self, sequence: str) -> None:
        """Write an SGR sequence and note whether it turns italic on or off."""
        self.write(sequence)
        style = self._style.after(sequence)
        if style.italic_set:
            self._italic = style.italic
        self._style = style

    def settle(self) -> None:
        """Leave italic as the program set it."""
        self._set(self._style.italic)

    def _set(self, italic: bool) -> None:
        if italic != self._italic:
            self.write("\x1b[3m" if italic else "\x1b[23m")
            self._italic = italic


class Dither(CellFilter):
    """Moves the text's colour by one step in 255 in every second cell."""

    def __init__(self, marks: Marks = "kept", wide: Wide = "counted") -> None:
        super().__init__(marks, wide)
        self._style = Style()
        self._moved = False

    def paint(self, cell: Cell, *, exposed: bool) -> None:
        """Write a cell, in the colour beside its own where it must differ from its neighbours."""
        self._set(exposed and cell.column % 2 == 1)
        self.write(cell.text)

    def restyle(self, sequence: str) -> None:
        """Write an SGR sequence and note which colour it sets."""
        self.write(sequence)
        self._style = self._style.after(sequence)
        if self._style.foreground_set:
            self._moved = False

    def settle(self) -> None:
        """Leave the colour as the program set it."""
        self._set(False)

    def _set(self, moved: bool) -> None:
        if moved != self._moved:
            self.write(neighbour(self._style.foreground) if moved else self._style.plain())
            self._moved = moved
