"""Which cell each grapheme is written to, and which of them a terminal would turn round.

A terminal that orders runs of one style by itself leaves a cell alone when it differs from both its neighbours. So
each right-to-left cell in an odd column is made different, and so is a cell in an odd column beside one; the columns
between them are not. Columns are counted from the row's start, so that what is written later fits what is there.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len

from annotator.tui.terminal.filters.marks import bare, begins_with_fathatan, has_marks, with_fathatan
from annotator.tui.terminal.filters.painted import END, PARTS, RIGHT_TO_LEFT, ROW, SIMPLE, Part, beside, part
from annotator.tui.terminal.filters.sgr import Style
from annotator.tui.terminal.filters.tokens import Token, Tokens, graphemes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.config import Marks, Wide

_KEPT_ROWS, _KEPT_PARTS = 512, 2048
_MOVE = re.compile(r"\x1b\[([\d;]*)([HfG`CDEF])")
TAB = 8
PLAIN = Style()


class Cell(NamedTuple):
    """Text that is written at `column` (from 0) over `width` columns; `rtl` if a terminal would turn it round."""

    text: str
    column: int
    width: int
    rtl: bool


class Run(NamedTuple):
    """Cells of one column each, side by side from `column` on and of one style.

    `bases` has a character for each, which is right-to-left if the cell is. The cells in the ranges `exposed` are
    right-to-left or stand beside such a cell.
    """

    cells: Sequence[str]
    bases: str
    column: int
    exposed: tuple[tuple[int, int], ...]


class CellFilter(ABC):
    """Follows the cursor through what is written and lets a subclass paint the cells.

    `marks` and `wide` say how marks and cells of two columns are sent.
    """

    def __init__(self, marks: Marks = "kept", wide: Wide = "counted") -> None:
        self._bare = marks == "none"
        self._placed = wide == "placed"
        self._tokens = Tokens()
        self._column = 0
        self._out: list[str] = []
        self._beside_rtl = False
        self._held: Cell | None = None
        self._needs_position = False
        self._at = 0
        self._styles: list[str] = []
        self._sent_row = lru_cache(maxsize=_KEPT_ROWS)(self._row)
        self._sent_part = lru_cache(maxsize=_KEPT_PARTS)(self._part)

    def __call__(self, data: str) -> str:
        """Return what is to be written for `data`; its last cell is kept back until its neighbour is known."""
        done, whole = 0, False
        for row in ROW.finditer(data):
            start, content = row.start(), row.start("content")
            if whole and done == start:
                self.write(data[start:content])
                self._column = max(int(row["column"]), 1) - 1
            else:
                self._feed(data[done:content])
            # Within a title that does not end, what looks like a row is none.
            ready = not self._tokens.midway and self.style() == PLAIN
            column = self._column
            sent, width = self._sent_row(row["content"], column) if ready else ("", 0)
            whole = width > 0
            if whole:
                self.write(sent)
                self._column = column + width
            else:
                self._feed(row["content"])
            done = row.end()
        self._feed(data[done:])
        return self._take_out()

    def _feed(self, data: str) -> None:
        for token in self._tokens.feed(data) if data else ():
            self._take(token)

    def _row(self, content: str, start: int) -> tuple[str, int]:
        """Return what is to be written for a row from the column `start` on, and its columns.

        No columns if a part of it vanishes. Most rows of a screen are written time and again: when it scrolls, or goes
        back to where it was.
        """
        found = PARTS.findall(content)
        parts = [part(text or other, self._bare) for _, text, other in found]
        if None in parts:
            return "", 0
        parts.append(END)
        sent: list[str] = []
        column, rtl = start, False
        for (numbers, text, other), this, after in zip(found, parts, islice(parts, 1, None), strict=False):
            if this is None or after is None:
                break
            if self._needs_position and this.simple:
                sent.append(f"\x1b[{column + 1}G")
                self._needs_position = False
            if not this.simple:
                self._column, self._beside_rtl = column, rtl
                sent.append(self._each_cell(numbers, text or other, after))
                column = self._column
            elif this.exposed or rtl or after.begins or this.bare or after.fathatan:
                at = column % 2, rtl, after.begins, after.fathatan
                sent.append(self._sent_part(numbers, text or other, at))
            else:
                sent.append(f"\x1b[{numbers}m{text}\x1b[0m" if numbers else other)
            column += len(this.bases)
            rtl = this.ends
        self._beside_rtl = self._needs_position = False
        return "".join(sent), column - start

    def _each_cell(self, numbers: str, text: str, after: Part) -> str:
        """Return what is to be written for a part of a row cell by cell; the cursor goes on."""
        out, self._out = self._out, []
        if numbers:
            self._restyle(begin_of(numbers))
        self._take_text(text)
        self._release("\u0627" if after.begins else "", fathatan=after.fathatan)
        if numbers:
            self._restyle(end_of(numbers))
        self.restore_style()
        sent = self._take_out()
        self._out = out
        return sent

    def _part(self, numbers: str, text: str, at: tuple[int, bool, bool, bool]) -> str:
        """Return what is to be written for a part of a row.

        `at`: 1 in an odd column, else 0; whether right-to-left cells stand before it and after it, and whether a fathatan.
        """
        this = part(text, self._bare)
        assert this is not None
        odd, before, after, fathatan = at
        cells = [*this.cells[:-1], with_fathatan(this.cells[-1])] if fathatan else this.cells
        return self.part(
            numbers, Run(cells, this.bases, odd, beside(this.exposed, len(cells), before=before, after=after))
        )

    def flush(self) -> str:
        """Return what was kept back, as if nothing followed it on the row."""
        for token in self._tokens.flush():
            self._take(token)
        self._release()
        self._beside_rtl = False
        self.restore_style()
        return self._take_out()

    def column(self, line: int, column: int) -> int:  # noqa: ARG002
        """Return the column for which the program wrote what was sent to `column`: the same."""
        return column

    def resize(self, columns: int) -> None:  # noqa: B027 (of no cell is kept what it depends on)
        """Do nothing: what is sent for a cell depends on what is written with it."""

    @abstractmethod
    def paint(self, cell: Cell, *, exposed: bool) -> None:
        """Write a cell. `exposed`: it is right-to-left or stands beside such a cell."""

    @abstractmethod
    def part(self, numbers: str, run: Run) -> str:
        """Return what is to be written for cells in the style `numbers`, which is set before them and taken back after.

        Without `numbers` they are in the terminal's own style.
        """

    @abstractmethod
    def restyle(self, sequence: str) -> None:
        """Write SGR sequences, also with text that is not exposed between them, and note what they say."""

    def style(self) -> Style:
        """Return the style as the program set it, as far as a subclass must know it."""
        return PLAIN

    def restore_style(self) -> None:
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
            self._take_text(token.data)
        elif token.kind == "csi" and token.data.endswith("m") and token.data[2:3] not in ("<", ">", "?"):
            self._restyle(token.data)
        else:
            self._release()
            self.restore_style()
            self._beside_rtl = self._needs_position = False
            self._move(token.data)
            self.write(token.data)

    def _restyle(self, sequences: str) -> None:
        self._styles.append(sequences)
        if self._held is None:
            self._restyle_held()

    def _take_text(self, text: str) -> None:
        """Paint text but for its last cell, which is held until it is known what stands after it."""
        simple = SIMPLE.fullmatch(text) is not None
        sent = text if simple or not self._bare else bare(text)
        simple = simple or SIMPLE.fullmatch(sent) is not None
        if not sent:
            return  # a mark without a letter
        cells: Sequence[str] = sent if simple else graphemes(sent)
        bases = sent if simple else "".join(cell[0] for cell in cells)
        self._release(bases[0], fathatan=self._bare and begins_with_fathatan(text))
        for cell, base in zip(cells, bases, strict=True):
            self._release(base)
            self._hold(cell, base, 1 if simple else cell_len(cell))

    def _hold(self, text: str, base: str, width: int) -> None:
        self._held = Cell(text, self._column, width, RIGHT_TO_LEFT.match(base) is not None)
        self._column += width

    def _release(self, after: str = "", *, fathatan: bool = False) -> None:
        """Paint the cell that was held, now that it is known what stands after it: base, and whether with a fathatan."""
        held, self._held = self._held, None
        if held is not None:
            if fathatan:
                held = held._replace(text=with_fathatan(held.text))
            if held.width:
                self._place_cursor()
            exposed = held.rtl or self._beside_rtl or RIGHT_TO_LEFT.match(after) is not None
            # After a cell with marks screen would lose them.
            self._needs_position = self._placed and _is_wide(held) and not has_marks(held.text)
            if self._needs_position:
                # A terminal that counts one column would leave in the second what stood there.
                held = held._replace(text=f"  \x1b[{held.column + 1}G{held.text}")
            self.paint(held, exposed=exposed)
            self._beside_rtl = held.rtl
            self._at = held.column + held.width
        self._restyle_held()

    def _place_cursor(self) -> None:
        """Write the column of the next cell, if it follows a cell of two columns."""
        if self._needs_position:
            self.write(f"\x1b[{self._at + 1}G")
            self._needs_position = False

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

    def part(self, numbers: str, run: Run) -> str:
        """Return what is to be written for a part of a row."""
        return f"{begin_of(numbers)}{''.join(run.cells)}{end_of(numbers)}"

    def paint(self, cell: Cell, *, exposed: bool) -> None:  # noqa: ARG002
        """Write a cell."""
        self.write(cell.text)

    def restyle(self, sequence: str) -> None:
        """Write an SGR sequence."""
        self.write(sequence)


def begin_of(numbers: str) -> str:
    """Return what sets the style of a part of a row."""
    return f"\x1b[{numbers}m" if numbers else ""


def end_of(numbers: str) -> str:
    """Return what takes the style of a part of a row back."""
    return "\x1b[0m" if numbers else ""


def interleaved(cells: Sequence[str], first: str, second: str) -> str:
    """Return cells joined, with `first` after the first, third and so on, `second` after the others."""
    count = len(cells)
    sent = [first] * (2 * count - 1)
    sent[::2] = cells
    sent[3::4] = [second] * ((count - 1) // 2)
    return "".join(sent)
