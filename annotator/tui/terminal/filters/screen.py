"""What is on the screen: the cells of each row, each with the style in which it was written.

The program writes only the parts that change. `RowFilter` follows it, so that a subclass sees whole rows.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.cells import cell_len

from annotator.tui.terminal.filters.pen import after, change
from annotator.tui.terminal.filters.row import BLANK, END, Cells, Row, drawn
from annotator.tui.terminal.filters.tokens import Token, Tokens, graphemes

if TYPE_CHECKING:
    from collections.abc import Sequence

TAB = 8
KEPT = 1000
"""Rows that are remembered above the cursor: no screen is higher, and a long output has no end."""

# Characters that take a cell each, and marks that come after them.
_BASE = (
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u060c\u061b\u061e-\u064a\u0660-\u066f\u0671-\u06d3\u06f0-\u06ff\u2010-\u2027\u2030-\u205e"
    "\u2190-\u2319\u2400-\u2426\u2500-\u25fc\u2800-\u28ff\ufb50-\ufbb1\ufbd3-\ufd3f\ufe70-\ufefc]"
)
_MARK = "[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4]"
_SINGLE = re.compile(f"{_BASE}+")
_MARKS = re.compile(f"({_MARK}+)")
# Text in a style that is set before it and taken back after it: what Textual writes, for the most part.
_PAINT = re.compile(r"\x1b\[([\d;]+)m([^\x00-\x1f\x7f]+)\x1b\[0m")
_PAINTED = re.compile(rf"(?:{_PAINT.pattern})+")
_NEXT_ROW = re.compile(r"\r\n\x1b\[(\d+);(\d+)H")
_CSI = re.compile(r"\x1b\[(\??)([\d;]*)([A-Za-z@`])")
_FORGET = frozenset("@PLMSTb")
"""What shifts cells or rows about. The program sends none of these."""


class RowFilter(ABC):
    """Follows what is written and sends each row as `arrange` says: what is written, and what that changes beside it."""

    def __init__(self) -> None:
        self._tokens = Tokens()
        self._rows: dict[int, Row] = {}
        # Where the cursor is before the first absolute move is not known: rows far above the screen stand for it.
        self._line = -1_000_000
        self._column = self._at = 0
        self._style = self._set = ""
        self._saved = (self._line, 0, "")
        self._out: list[str] = []
        self._columns = END

    def resize(self, columns: int) -> None:
        """Forget what was written: the terminal has so many columns from now on, and all is written anew."""
        self._rows.clear()
        self._columns = columns

    def __call__(self, data: str) -> str:
        """Return what is to be written for `data`; the row that the cursor is on is kept back."""
        done = 0
        for match in _PAINTED.finditer(data):
            start = match.start()
            if done and (move := _NEXT_ROW.fullmatch(data, done, start)) and not self._tokens.midway:
                self._send_row()
                self._out.append(move[0])
                self._line, self._column = max(int(move[1]), 1) - 1, max(int(move[2]), 1) - 1
                self._at = self._column
            else:
                self._feed(data[done:start])
            done = match.end()
            # A mark at its beginning would belong to what comes before it.
            if self._style or self._tokens.midway or not (painted := _painted(match[0])):
                self._feed(match[0])
            else:
                self._put(*painted)
        self._feed(data[done:])
        return self._take_out()

    def _feed(self, data: str) -> None:
        for token in self._tokens.feed(data) if data else ():
            self._take(token)

    def flush(self) -> str:
        """Return what was kept back, as if nothing followed it on the row."""
        for token in self._tokens.flush():
            self._take(token)
        self._send_row()
        return self._take_out()

    def column(self, line: int, column: int) -> int:
        """Return the column for which the program wrote what was sent to `column` of a line."""
        row = self._rows.get(line)
        origins = self.origins(tuple(row.texts)) if row else ()
        return origins[column] if column < len(origins) else column

    def origins(self, texts: tuple[str, ...]) -> tuple[int, ...]:
        """Return, for each column that is sent of a row, the column from which it comes."""
        return tuple(range(len(texts)))

    @abstractmethod
    def arrange(self, row: Cells) -> Cells:
        """Return what is sent for a row."""

    # --- what the program writes ------------------------------------------------------------------

    def _take_out(self) -> str:
        out = "".join(self._out)
        self._out.clear()
        return out

    def _take(self, token: Token) -> None:
        if token.kind == "text":
            self._write(token.data)
        elif token.kind == "csi":
            self._take_sequence(token.data)
        else:
            self._send_row()
            self._out.append(token.data)
            self._control(token.data)

    def _write(self, text: str) -> None:
        cells = _cells(text)
        if _is_joined(cells) and self._column:
            self._join(cells[0])
            cells = cells[1:]
        if cells:
            self._put(cells, [self._style] * len(cells))

    def _put(self, cells: Sequence[str], styles: Sequence[str]) -> None:
        """Write cells at the cursor; what is beyond the terminal's edge is not seen, and no neighbour."""
        room = max(self._columns - self._column, 0)
        kept = [*cells[:room]]
        if kept and cells[room:] and not cells[room]:
            kept[-1] = BLANK
        if kept:
            self._row(self._line).put(self._column, kept, [*styles[:room]])
        self._column += len(cells)

    def _join(self, marks: str) -> None:
        """Put marks that come by themselves on the cell before the cursor."""
        row, column = self._row(self._line), self._column - 1
        row.put(column, row.texts[column : column + 1] or [BLANK], [self._style])
        row.texts[column] += marks

    def _row(self, line: int) -> Row:
        row = self._rows.get(line)
        if row is None:
            row = self._rows[line] = Row()
            self._rows.pop(line - KEPT, None)
        return row

    def _take_sequence(self, data: str) -> None:
        match = _CSI.fullmatch(data)
        if match is None or match[1]:
            self._send_row()
            self._out.append(data)
            if match and match[2] in ("47", "1047", "1049"):
                self._rows.clear()
        elif match[3] == "m":
            self._style = after(self._style, match[2])
        elif not self._move(match[2].split(";"), match[3], data):
            self._send_row()
            self._out.append(data)
            self._change(match[2], match[3])

    def _move(self, numbers: list[str], final: str, data: str) -> bool:
        """Follow a move of the cursor and say whether it was one. Within the row nothing is sent for it yet."""
        count = max(1, int(numbers[0] or 1))
        line, column = self._line, self._column
        match final:
            case "H" | "f":
                line, column = count - 1, max(1, int(numbers[1] or 1)) - 1 if len(numbers) > 1 else 0
            case "d":
                line = count - 1
            case "G" | "`":
                column = count - 1
            case "C" | "a":
                column += count
            case "D":
                column = max(0, column - count)
            case "A" | "F":
                line -= count
            case "B" | "E" | "e":
                line += count
            case _:
                return False
        if final in "EF":
            column = 0
        if line != self._line:
            self._send_row()
            self._out.append(data)
            self._line, self._at = line, column
        self._column = column
        return True

    def _change(self, number: str, final: str) -> None:
        """Follow what erases or shifts cells."""
        line, column = self._line, self._column
        erased = [(line, column, END)]
        match final, number or "0":
            case ("J", "0"):
                erased += [(each, 0, END) for each in self._rows if each > line]
            case ("J" | "K", "1"):
                erased = [(line, 0, column + 1)]
                if final == "J":
                    erased += [(each, 0, END) for each in self._rows if each < line]
            case ("J", _):
                erased = [(each, 0, END) for each in self._rows]
            case ("K", "0"):
                pass
            case ("K", _):
                erased = [(line, 0, END)]
            case ("X", _):
                erased = [(line, column, column + max(1, int(number or 1)))]
            case (("s" | "u"), _):
                self._keep(final == "s")
                return
            case _:
                if final in _FORGET:
                    self._rows.clear()
                return
        for each, start, end in erased:
            if each == line or each in self._rows:
                self._row(each).erase(start, end, self._style)

    def _control(self, data: str) -> None:
        match data:
            case "\r":
                self._column = 0
            case "\n":
                self._line += 1
                self._column = 0
            case "\b":
                self._column = max(0, self._column - 1)
            case "\t":
                self._column = (self._column // TAB + 1) * TAB
            case "\x1b7" | "\x1b8":
                self._keep(data == "\x1b7")
            case "\x1bc":
                self._rows.clear()
                self._line = self._column = 0
                self._style = self._set = ""
            case _:
                return
        self._at = self._column

    def _keep(self, saving: bool) -> None:
        if saving:
            self._saved = (self._line, self._column, self._style)
        else:
            self._line, self._column, self._style = self._saved
            self._at, self._set = self._column, self._style

    # --- what is sent -----------------------------------------------------------------------------

    def _send_row(self) -> None:
        """Send what the program wrote in the cursor's row, and leave cursor and style as the program has them."""
        row = self._rows.get(self._line)
        if row is not None and row.fresh:
            self._send(row)
        if self._at != self._column:
            self._out.append(f"\x1b[{self._column + 1}G")
            self._at = self._column
        self._pen(self._style)

    def _pen(self, style: str) -> None:
        if style != self._set:
            self._out.append(change(self._set, style))
            self._set = style

    def _send(self, row: Row) -> None:
        sent = self.arrange(Cells(tuple(row.texts), tuple(row.styles)))
        for start, end in row.due(sent):
            if start != self._at:
                self._out.append(f"\x1b[{start + 1}G")
            self._out.append(drawn(self._set, sent.texts[start:end], sent.styles[start:end]))
            self._at, self._set = end, sent.styles[end - 1]
        row.fresh.clear()
        row.shown = sent


@lru_cache(maxsize=2048)
def _painted(data: str) -> tuple[list[str], list[str]] | None:
    """Return text and style of each cell of what _PAINTED finds; None where marks come before any letter."""
    texts: list[str] = []
    styles: list[str] = []
    for numbers, text in _PAINT.findall(data):
        cells = _cells(text)
        if _is_joined(cells):
            return None
        texts += cells
        styles += [after("", numbers)] * len(cells)
    return texts, styles


@lru_cache(maxsize=2048)
def _cells(text: str) -> tuple[str, ...]:
    """Return what each cell shows of `text`, "" in the second column of a wide one."""
    if _SINGLE.fullmatch(text):
        return tuple(text)
    pieces = _MARKS.split(text)
    bases = "".join(pieces[::2])
    if pieces[0] and _SINGLE.fullmatch(bases):
        cells = [*bases]
        index = -1
        for between, marks in zip(pieces[::2], pieces[1::2], strict=False):
            index += len(between)
            cells[index] += marks
        return tuple(cells)
    return tuple([cell for piece in graphemes(text) for cell in (piece, *[""] * (cell_len(piece) - 1))])


def _is_joined(cells: tuple[str, ...]) -> bool:
    return bool(cells) and not _SINGLE.match(cells[0]) and cell_len(cells[0]) == 0
