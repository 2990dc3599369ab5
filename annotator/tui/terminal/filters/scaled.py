"""For kitty from 0.40: each right-to-left cell is sent as a text of its own (OSC 66, the text sizing protocol)."""

from __future__ import annotations

import re

from annotator.tui.terminal.filters.cells import RIGHT_TO_LEFT, Cell, CellFilter, Run, interleaved

_RIGHT_TO_LEFT_CELLS = re.compile(f"{RIGHT_TO_LEFT.pattern}+")


class Scaled(CellFilter):
    """Wraps right-to-left cells. Neighbours differ in `h`, which has no effect on text of full size."""

    def paint(self, cell: Cell, *, exposed: bool) -> None:  # noqa: ARG002
        """Write a cell, wrapped if it is right-to-left."""
        if cell.rtl and cell.width == 1:
            self.write(f"\x1b]66;w=1:h={1 + cell.column % 2};{cell.text}\x1b\\")
        else:
            self.write(cell.text)

    def paint_run(self, run: Run) -> None:
        """Write the cells of a run, those that are right-to-left wrapped."""
        done = 0
        for found in _RIGHT_TO_LEFT_CELLS.finditer(run.bases, 0, len(run.cells)):
            start, stop = found.span()
            self.write("".join(run.cells[done:start]))
            odd = (run.column + start) % 2
            opening = ["\x1b]66;w=1:h=1;", "\x1b]66;w=1:h=2;"]
            between = [f"\x1b\\{opening[1 - odd]}", f"\x1b\\{opening[odd]}"]
            self.write(opening[odd] + interleaved(run.cells[start:stop], *between) + "\x1b\\")
            done = stop
        self.write("".join(run.cells[done:]))

    def restyle(self, sequence: str) -> None:
        """Write an SGR sequence."""
        self.write(sequence)
