"""For kitty from 0.40: each right-to-left cell is sent as a text of its own (OSC 66, the text sizing protocol)."""

from __future__ import annotations

import re

from annotator.tui.terminal.filters.cells import Cell, CellFilter, Run, begin_of, end_of, interleaved
from annotator.tui.terminal.filters.painted import RIGHT_TO_LEFT

_RIGHT_TO_LEFT_CELLS = re.compile(f"{RIGHT_TO_LEFT.pattern}+")
_OPENING = "\x1b]66;w=1:h=1;", "\x1b]66;w=1:h=2;"
_ACROSS = f"\x1b\\{_OPENING[1]}", f"\x1b\\{_OPENING[0]}"


class Scaled(CellFilter):
    """Wraps right-to-left cells. Neighbours differ in `h`, which has no effect on text of full size."""

    def paint(self, cell: Cell, *, exposed: bool) -> None:  # noqa: ARG002
        """Write a cell, wrapped if it is right-to-left."""
        if cell.rtl and cell.width == 1:
            self.write(f"\x1b]66;w=1:h={1 + cell.column % 2};{cell.text}\x1b\\")
        else:
            self.write(cell.text)

    def part(self, numbers: str, run: Run) -> str:
        """Return what is to be written for a part of a row, its right-to-left cells wrapped."""
        done = 0
        sent = [begin_of(numbers)]
        for found in _RIGHT_TO_LEFT_CELLS.finditer(run.bases):
            start, stop = found.span()
            odd = (run.column + start) % 2
            sent += run.cells[done:start]
            sent += (
                _OPENING[odd],
                interleaved(run.cells[start:stop], _ACROSS[odd], _ACROSS[1 - odd]),
                "\x1b\\",
            )
            done = stop
        sent += run.cells[done:]
        sent.append(end_of(numbers))
        return "".join(sent)

    def restyle(self, sequence: str) -> None:
        """Write an SGR sequence."""
        self.write(sequence)
