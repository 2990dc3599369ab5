"""For kitty from 0.40: each right-to-left cell is sent as a text of its own (OSC 66, the text sizing protocol)."""

from __future__ import annotations

from annotator.tui.terminal.filters.cells import Cell, CellFilter


class Scaled(CellFilter):
    """Wraps right-to-left cells. Neighbours differ in `h`, which has no effect on text of full size."""

    def paint(self, cell: Cell, *, exposed: bool) -> None:  # noqa: ARG002
        """Write a cell, wrapped if it is right-to-left."""
        if cell.rtl and cell.width == 1:
            self.write(f"\x1b]66;w=1:h={1 + cell.column % 2};{cell.text}\x1b\\")
        else:
            self.write(cell.text)

    def restyle(self, sequence: str) -> None:
        """Write an SGR sequence."""
        self.write(sequence)
