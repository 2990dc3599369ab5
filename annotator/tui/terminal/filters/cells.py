"""Which cell each grapheme is written to, and which of them a terminal would turn round.

A terminal that orders runs of one style by itself leaves a cell alone when it differs from both its neighbours. So
each right-to-left cell in an odd column is made different, and so is a cell in an odd column beside one; the columns
between them are not. Columns are counted from the row's start, so that what is written later fits what is there.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len

from annotator.tui.terminal.filters.marks import has_marks, without_marks
from annotator.tui.terminal.filters.tokens import Token, Tokens, graphemes

if TYPE_CHECKING:
    from annotator.config import Marks, Wide

RIGHT_TO_LEFT = re.compile(
    r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""The blocks of scripts that are written right to left: Hebrew to Arabic Extended-A, presentation forms, plane 1.

All that is in them is turned round by one terminal or another, digits of the class EN included: some go by the class of
a character, others by its script.
"""

_MOVE = re.compile(r"\x1b\[([\d;]*)([HfG`CDEF])")
TAB = 8


class Cell(NamedTuple):
    """Text that is written at `column` (from 0) over `width` columns; `rtl` if a terminal would turn it round."""

    text: str
    column: int
    width: int
    rtl: bool


class CellFilter(ABC):
    """Follows the cursor through what is written and lets a subclass paint each cell.

    `marks` and `wide` say how marks and cells of two columns are sent.
    """

    def __init__(self, marks: Marks = "kept", wide: Wide = "counted") -> None:
        self._bare = marks == "none"
        self._placed = wide == "placed"
        self._tokens = Tokens()
        self._column = 0
        self._out: list[str] = []
        self._before: Cell | None = None
        self._held: Cell | None = None
        self._place = False
        self._styles: list[str] = []

    def __call__(self, data: str) -> str:
        """Return what is to be written for `data`; its last cell is kept back until its neighbour is known."""
        for token in self._tokens.feed(data):
            self._take(token)
        return self._take_out()

    def flush(self) -> str:
        """Return what was kept back, as if nothing followed it on the row."""
        for token in self._tokens.flush():
            self._take(token)
        self._release(None)
        self._before = None
        self.settle()
        return self._take_out()

    def column(self, line: int, column: int) -> int:  # noqa: ARG002
        """Return the column for which the program wrote what was sent to `column`: the same."""
        return column

    @abstractmethod
    def paint(self, cell: Cell, *, exposed: bool) -> None:
        """Write a cell. `exposed`: it is right-to-left or stands beside such a cell."""

    @abstractmethod
    def restyle(self, sequence: str) -> None:
        """Write an SGR sequence and note what it says."""

    def settle(self) -> None:
        """Leave the terminal's style as the program set it."""
        return

    def write(self, data: str) -> None:
        """Add to what goes to the terminal."""
        self._out.append(data)

    def _take_out(self) -> str:
        out = "".join(self._out)
        self._out.clear()
        return out

    def _take(self, token: Token) -> None:
        if token.kind == "text":
            for cell in self._cells(token.data):
                self._release(cell)
                self._held = cell
        elif token.kind == "csi" and token.data.endswith("m") and token.data[2:3] not in ("<", ">", "?"):
            self._styles.append(token.data)
            if self._held is None:
                self._restyle_held()
        else:
            self._release(None)
            self._before = None
            self._place = False
            self._move(token.data)
            self.write(token.data)

    def _cells(self, text: str) -> list[Cell]:
        each = not text.isascii() and (self._bare or self._placed or RIGHT_TO_LEFT.search(text))
        cells = []
        for piece in graphemes(text) if each else _ends(text):
            width = cell_len(piece)
            cells.append(Cell(piece, self._column, width, RIGHT_TO_LEFT.search(piece) is not None))
            self._column += width
        return cells

    def _release(self, after: Cell | None) -> None:
        """Paint the cell that was held, now that it is known what stands after it."""
        held = self._held
        if held is not None:
            if self._place:
                self.write(f"\x1b[{held.column + 1}G")
            sent = held
            if self._bare:
                sent = held._replace(text=without_marks(held.text, "" if after is None else after.text))
            beside = (self._before, after)
            self.paint(sent, exposed=held.rtl or any(cell is not None and cell.rtl for cell in beside))
            self._place = (
                self._placed and _is_wide(held) and not has_marks(sent.text)
            )  # screen would lose them
            self._before, self._held = held, None
        self._restyle_held()

    def _restyle_held(self) -> None:
        for sequence in self._styles:
            self.restyle(sequence)
        self._styles.clear()

    def _move(self, data: str) -> None:
        if match := _MOVE.fullmatch(data):
            self._move_by(match[1].split(";"), match[2])
        elif data in "\r\n" or data == "\x1bc":
            self._column = 0
        elif data == "\b":
            self._column = max(0, self._column - 1)
        elif data == "\t":
            self._column = (self._column // TAB + 1) * TAB

    def _move_by(self, numbers: list[str], final: str) -> None:
        count = max(1, int(numbers[0] or 1))
        if final in "Hf":
            self._column = max(1, int(numbers[1] or 1)) - 1 if len(numbers) > 1 else 0
        elif final in "G`":
            self._column = count - 1
        elif final == "C":
            self._column += count
        elif final == "D":
            self._column = max(0, self._column - count)
        else:
            self._column = 0


def _is_wide(cell: Cell) -> bool:
    return cell.width == 2 and not cell.text.isascii()


class Plain(CellFilter):
    """Leaves styles alone; for terminals that need marks or wide cells sent otherwise."""

    def paint(self, cell: Cell, *, exposed: bool) -> None:  # noqa: ARG002
        """Write a cell."""
        self.write(cell.text)

    def restyle(self, sequence: str) -> None:
        """Write an SGR sequence."""
        self.write(sequence)


def _ends(text: str) -> list[str]:
    """Return text without right-to-left letters in at most three pieces: only its ends can stand beside one."""
    pieces = graphemes(text)
    return pieces if len(pieces) < 4 else [pieces[0], "".join(pieces[1:-1]), pieces[-1]]
