"""For terminals that order each run of one style: every second cell gets a style of its own."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, NamedTuple

from annotator.tui.terminal.filters.cells import PLAIN, Cell, CellFilter, Run, begin_of, end_of, interleaved
from annotator.tui.terminal.filters.sgr import DEFAULT, Style, shades

if TYPE_CHECKING:
    from annotator.config import Marks, Wide


class _Look(NamedTuple):
    """What is sent around the cells of a style and between them, each for even columns and for odd ones.

    `into` leads from the program's style to those that stand in for it, `across` from each of these to the other, `back`
    to the program's. `begin` and `end` are what the program sends.
    """

    begin: str
    into: tuple[str, str]
    across: tuple[str, str]
    back: tuple[str, str]
    close: tuple[str, str]


class Alternate(CellFilter):
    """Gives right-to-left cells, and those beside one, one style in even columns and another in odd ones."""

    def __init__(self, marks: Marks = "kept", wide: Wide = "counted") -> None:
        super().__init__(marks, wide)
        self._style = Style()
        self._shown = Style()
        self._pairs: dict[Style, tuple[Style, Style]] = {}
        self._looks: dict[str, _Look] = {}

    @abstractmethod
    def pair(self, style: Style) -> tuple[Style, Style]:
        """Return what stands in for `style` in even columns and in odd ones."""

    def paint(self, cell: Cell, *, exposed: bool) -> None:
        """Write a cell, in the style of its column where it must differ from its neighbours."""
        self.show(self._pair(self._style)[cell.column % 2] if exposed else self._style)
        self.write(cell.text)

    def part(self, numbers: str, run: Run) -> str:
        """Return what is to be written for a part of a row, with its style."""
        look = self._looks.get(numbers)
        if look is None:
            look = self._looks[numbers] = self._look(numbers)
        cells, exposed, column = run.cells, run.exposed, run.column
        across = look.across
        sent = [look.begin]
        done, shown, last = 0, -1, len(cells)
        for start, stop in exposed:
            if shown >= 0:
                sent.append(look.back[shown])
            if start > done:
                sent.append("".join(cells[done:start]))
            odd = (column + start) % 2
            shown = (column + stop - 1) % 2
            sent.append(look.into[odd])
            sent.append(interleaved(cells[start:stop], across[odd], across[1 - odd]))
            done = stop
        if done < last:
            if shown >= 0:
                sent.append(look.back[shown])
                shown = -1
            sent.append("".join(cells[done:]))
        sent.append(look.close[shown] if shown >= 0 else end_of(numbers))
        return "".join(sent)

    def _look(self, numbers: str) -> _Look:
        style = PLAIN.after(begin_of(numbers))
        even, odd = self._pair(style)
        back = even.to(style), odd.to(style)
        return _Look(
            begin_of(numbers),
            (style.to(even), style.to(odd)),
            (even.to(odd), odd.to(even)),
            back,
            (self.closing(even, numbers), self.closing(odd, numbers)),
        )

    def closing(self, shown: Style, numbers: str) -> str:
        """Return what leads from what is shown to the terminal's own style, with what the program sends for it."""
        end = end_of(numbers)
        return f"{end}{shown.after(end).to(PLAIN)}"

    def _pair(self, style: Style) -> tuple[Style, Style]:
        found = self._pairs.get(style)
        if found is None:
            found = self._pairs[style] = self.pair(style)
        return found

    def restyle(self, sequence: str) -> None:
        """Write an SGR sequence; attributes that it does not set stay as shown until the next cell."""
        self.write(sequence)
        same = self._shown is self._style
        self._style = self._style.after(sequence)
        self._shown = self._style if same else self._shown.after(sequence)

    def style(self) -> Style:
        """Return the style as the program set it."""
        return self._style

    def restore_style(self) -> None:
        """Leave the style as the program set it."""
        self.show(self._style)

    def show(self, style: Style) -> None:
        """Write what leads to a style."""
        if style is not self._shown:
            self.write(self._shown.to(style))
            self._shown = style


class AlternateItalic(Alternate):
    """Italic in odd columns, upright in even ones, whatever the text was: a terminal of one font shows no difference.

    Cells that differ in colour alone are one text to kitty.
    """

    def pair(self, style: Style) -> tuple[Style, Style]:
        """Return the style upright and in italic."""
        return style._replace(italic=False), style._replace(italic=True)


class AlternateBold(Alternate):
    """Bold in odd columns only, where nothing is handed on that is not seen: the letters stand in order."""

    def pair(self, style: Style) -> tuple[Style, Style]:
        """Return the style without bold and with it."""
        return style._replace(bold=False), style._replace(bold=True)


class AlternateFaint(Alternate):
    """Faint in odd columns only, for terminals that note it with the cell and don't show it."""

    def pair(self, style: Style) -> tuple[Style, Style]:
        """Return the style without faint and with it."""
        return style._replace(faint=False), style._replace(faint=True)


class Dither(AlternateFaint):
    """Blue of an even value in even columns, of an odd one in odd columns; of the terminal's own colour, faint in these."""

    def pair(self, style: Style) -> tuple[Style, Style]:
        """Return the style in two colours that look like its own, or without faint and with it."""
        return _shaded(style) or super().pair(style)


class Protect(Alternate):
    """Moves the colour as `Dither` does; where it is the terminal's own, protects the cell from erasing (DECSCA).

    Other terminals print the end of that sequence.
    """

    def pair(self, style: Style) -> tuple[Style, Style]:
        """Return the style in two colours that look like its own, or as it is and protected."""
        return _shaded(style) or (style._replace(protected=False), style._replace(protected=True))

    def closing(self, shown: Style, numbers: str) -> str:
        """Return what leads to the terminal's own style; to some terminals SGR 0 ends protection."""
        unprotected = shown._replace(protected=False)
        return shown.to(unprotected) + super().closing(unprotected, numbers)

    def restyle(self, sequence: str) -> None:
        """Write an SGR sequence; to some terminals SGR 0 ends protection."""
        if self._shown.protected != self._style.protected:
            self.show(self._shown._replace(protected=self._style.protected))
        super().restyle(sequence)


def _shaded(style: Style) -> tuple[Style, Style] | None:
    """Return the style in two colours that look like its own; None of the terminal's own, of which there is one."""
    if style.foreground == DEFAULT:
        return None
    even, odd = shades(style.foreground)
    return style._replace(foreground=even), style._replace(foreground=odd)
