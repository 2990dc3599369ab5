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

from annotator.tui.terminal.filters.marks import bare, begins_with_fathatan, has_marks, with_fathatan
from annotator.tui.terminal.filters.sgr import Style
from annotator.tui.terminal.filters.tokens import Token, Tokens, graphemes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.config import Marks, Wide

RIGHT_TO_LEFT = re.compile(
    r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""The blocks of scripts that are written right to left: Hebrew to Arabic Extended-A, presentation forms, plane 1.

All that is in them is turned round by one terminal or another, digits of the class EN included: some go by the class of
a character, others by its script.
"""

_EXPOSED = re.compile(f".?{RIGHT_TO_LEFT.pattern}+(?:.{RIGHT_TO_LEFT.pattern}+)*.?", re.DOTALL)
_SIMPLE = re.compile(
    r"[ -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0377\u0391-\u03a1\u03a3-\u03ff\u0400-\u0482\u05d0-\u05ea\u0606-\u060f"
    r"\u061e-\u064a\u0660-\u066f\u0671-\u06d5\u06ee-\u06ff\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2500-\u259f"
    r"\ufb50-\ufbb1\ufbd3-\ufd3f\ufe70-\ufe74\ufe76-\ufefc]*"
)
"""Text of which each character has one cell of one column. Other text is cut into graphemes, which takes longer."""

_ROW = re.compile(
    r"\x1b\[\d+;\d+H(?P<content>(?:[^\x00-\x1f\x7f]++|\x1b\[[\d;]*+m)++)(?=[\r\n]|\x1b\[\d+;\d+H|\x1b\[\?)"
)
_PIECE = re.compile(r"([^\x1b]+)|((?:\x1b\[[\d;]*m)+)")
_STYLES = re.compile(r"\x1b\[[\d;]*m")
_SIMPLE_MARK = (
    r"[\u0300-\u034e\u0350-\u036f\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]"
)
_MARKS = re.compile(f"{_SIMPLE_MARK}+")
_MARK_FIRST = re.compile(f"(?:^|\x1b\\[[\\d;]*m){_SIMPLE_MARK}")
_CELL = re.compile(f".{_SIMPLE_MARK}*")
_KEPT_ROWS = 512
_MOVE = re.compile(r"\x1b\[([\d;]*)([HfG`CDEF])")
TAB = 8


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
        self._place = False
        self._at = 0
        self._styles: list[str] = []
        self._rows: dict[tuple[str, int, Style], tuple[str, int, Style]] = {}

    def __call__(self, data: str) -> str:
        """Return what is to be written for `data`; its last cell is kept back until its neighbour is known."""
        done = 0
        for row in _ROW.finditer(data):
            self._feed(data[done : row.start("content")])
            if self._tokens.midway:  # a title that does not end: what looks like a row is in it
                done = row.start("content")
                continue
            self.write(self._row(row["content"]))
            done = row.end()
        self._feed(data[done:])
        return self._take_out()

    def _feed(self, data: str) -> None:
        for token in self._tokens.feed(data):
            self._take(token)

    def _row(self, content: str) -> str:
        """Return what is to be written for text and styles that follow a move of the cursor and have one after them.

        Most rows of a screen are written time and again: when it scrolls, or goes back to where it was.
        """
        key = (content, self._column, self.style())
        found = self._rows.get(key)
        if found is None:
            before = self._take_out()
            plain = _STYLES.sub("", content)
            bases = plain if _SIMPLE.fullmatch(plain) else _MARKS.sub("", plain)
            if _SIMPLE.fullmatch(bases) and not _MARK_FIRST.search(content):
                self._paint_simple(content, bases, marked=len(bases) < len(plain))
            else:
                for text, styles in _PIECE.findall(content):
                    if text:
                        self._take_text(text)
                    else:
                        self._restyle(styles)
                self._release()
            self.settle()
            found = self._rows[key] = self._take_out(), self._column, self.style()
            self.write(before)
            if len(self._rows) > _KEPT_ROWS:
                del self._rows[next(iter(self._rows))]
        sent, self._column, style = found
        self.go_on(style)
        self._beside_rtl = self._place = False
        return sent

    def _paint_simple(self, content: str, bases: str, *, marked: bool) -> None:
        """Paint a row of cells of one column; `bases` are those of its letters, `marked`: some have marks."""
        exposed = [found.span() for found in _EXPOSED.finditer(bases)]
        column = self._column
        self._column += len(bases)
        bare_now = marked and self._bare
        if not exposed and not bare_now:
            self.restyle(content)
            return
        pieces = _PIECE.findall(_bare_row(content) if bare_now else content)
        each = marked and not bare_now
        place = at = 0
        for text, styles in pieces:
            if styles:
                self.restyle(styles)
                continue
            cells = _CELL.findall(text) if each else text
            end = place + len(cells)
            spans = []
            while at < len(exposed) and exposed[at][0] < end:
                start, stop = exposed[at]
                spans.append((max(start, place) - place, min(stop, end) - place))
                if stop > end:
                    break  # it goes on in the next style
                at += 1
            self.paint_run(Run(cells, bases[place:end] if each else text, column + place, tuple(spans)))
            place = end

    def flush(self) -> str:
        """Return what was kept back, as if nothing followed it on the row."""
        for token in self._tokens.flush():
            self._take(token)
        self._release()
        self._beside_rtl = False
        self.settle()
        return self._take_out()

    def column(self, line: int, column: int) -> int:  # noqa: ARG002
        """Return the column for which the program wrote what was sent to `column`: the same."""
        return column

    @abstractmethod
    def paint(self, cell: Cell, *, exposed: bool) -> None:
        """Write a cell. `exposed`: it is right-to-left or stands beside such a cell."""

    def paint_run(self, run: Run) -> None:
        """Write the cells of a run."""
        exposed = {place for start, stop in run.exposed for place in range(start, stop)}
        for place, text in enumerate(run.cells):
            rtl = RIGHT_TO_LEFT.match(run.bases[place]) is not None
            self.paint(Cell(text, run.column + place, 1, rtl), exposed=place in exposed)

    @abstractmethod
    def restyle(self, sequence: str) -> None:
        """Write SGR sequences, also with text that is not exposed between them, and note what they say."""

    def style(self) -> Style:
        """Return what a subclass must know of what was written before a row, to write the row."""
        return Style()

    def go_on(self, style: Style) -> None:  # noqa: ARG002
        """Take it that a row was written after which `style` is what `style` returned when it was written before."""
        return

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
            self._take_text(token.data)
        elif token.kind == "csi" and token.data.endswith("m") and token.data[2:3] not in ("<", ">", "?"):
            self._restyle(token.data)
        else:
            self._release()
            self.settle()
            self._beside_rtl = self._place = False
            self._move(token.data)
            self.write(token.data)

    def _restyle(self, sequences: str) -> None:
        self._styles.append(sequences)
        if self._held is None:
            self._restyle_held()

    def _take_text(self, text: str) -> None:
        """Paint text but for its last cell, which is held until it is known what stands after it."""
        simple = _SIMPLE.fullmatch(text) is not None
        sent = text if simple or not self._bare else bare(text)
        simple = simple or _SIMPLE.fullmatch(sent) is not None
        if not sent:
            return  # a mark without a letter
        cells: Sequence[str] = sent if simple else graphemes(sent)
        bases = sent if simple else "".join(cell[0] for cell in cells)
        self._release(bases[0], fathatan=self._bare and begins_with_fathatan(text))
        before = "\u0627" if self._beside_rtl else ""
        exposed = _exposed(before + bases, bool(before)) if before or RIGHT_TO_LEFT.search(bases) else ()
        last = len(cells) - 1
        widths = () if simple else tuple(map(cell_len, cells))
        if widths.count(1) == len(widths):
            if last:
                self._place_cursor()
                self.paint_run(Run(cells[:last], bases, self._column, exposed))
                self._beside_rtl = RIGHT_TO_LEFT.match(bases[last - 1]) is not None
            self._column += last
            self._hold(cells[last], bases[last], 1)
        else:
            self._take_each(cells, bases, widths)

    def _take_each(self, cells: Sequence[str], bases: str, widths: Sequence[int]) -> None:
        for cell, base, width in zip(cells, bases, widths, strict=True):
            self._release(base)
            self._hold(cell, base, width)

    def _hold(self, text: str, base: str, width: int) -> None:
        self._held = Cell(text, self._column, width, RIGHT_TO_LEFT.match(base) is not None)
        self._column += width

    def _release(self, after: str = "", *, fathatan: bool = False) -> None:
        """Paint the cell that was held, now that it is known what stands after it: base, and whether with a fathatan."""
        held, self._held = self._held, None
        if held is not None:
            if fathatan:
                held = held._replace(text=with_fathatan(held.text))
            self._place_cursor()
            exposed = held.rtl or self._beside_rtl or RIGHT_TO_LEFT.match(after) is not None
            self.paint(held, exposed=exposed)
            self._beside_rtl = held.rtl
            self._place = (
                self._placed and _is_wide(held) and not has_marks(held.text)
            )  # screen would lose them
            self._at = held.column + held.width
        self._restyle_held()

    def _place_cursor(self) -> None:
        """Say where the next cell stands, if it stands after one of two columns."""
        if self._place:
            self.write(f"\x1b[{self._at + 1}G")
            self._place = False

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

    def paint_run(self, run: Run) -> None:
        """Write the cells of a run."""
        self.write("".join(run.cells))

    def paint(self, cell: Cell, *, exposed: bool) -> None:  # noqa: ARG002
        """Write a cell."""
        self.write(cell.text)

    def restyle(self, sequence: str) -> None:
        """Write an SGR sequence."""
        self.write(sequence)


def _bare_row(content: str) -> str:
    """Return text and styles without marks; a fathatan goes to an alef also where a style begins between the two."""
    sent: list[str] = []
    alef = -1
    for text, styles in _PIECE.findall(content):
        if text:
            if alef >= 0 and begins_with_fathatan(text):
                sent[alef] = sent[alef][:-1] + with_fathatan(sent[alef][-1])
            sent.append(bare(text))
            alef = len(sent) - 1
        else:
            sent.append(styles)
    return "".join(sent)


def _exposed(bases: str, beside: bool) -> tuple[tuple[int, int], ...]:
    """Return the ranges of cells that are right-to-left or beside such a cell; `beside`: the first is not of the run."""
    return tuple(
        (max(found.start() - beside, 0), found.end() - beside)
        for found in _EXPOSED.finditer(bases)
        if found.end() > beside
    )


def interleaved(cells: Sequence[str], first: str, second: str) -> str:
    """Return cells joined, with `first` after the first, third and so on, `second` after the others."""
    whole = second.join(map(first.join, zip(cells[::2], cells[1::2], strict=False)))
    return f"{whole}{second if whole else ''}{cells[-1]}" if len(cells) % 2 else whole
