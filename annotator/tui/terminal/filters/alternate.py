"""For terminals that order each run of one style: every second cell gets a style of its own."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from annotator.tui.terminal.filters.cells import Cell, CellFilter, Run, interleaved
from annotator.tui.terminal.filters.sgr import DEFAULT, Style, shades

if TYPE_CHECKING:
    from annotator.config import Marks, Wide


class Alternate(CellFilter):
    """Gives right-to-left cells, and those beside one, one style in even columns and another in odd ones."""

    def __init__(self, marks: Marks = "kept", wide: Wide = "counted") -> None:
        super().__init__(marks, wide)
        self._style = Style()
        self._shown = Style()
        self._pairs: dict[Style, tuple[tuple[Style, Style], tuple[str, str]]] = {}

    @abstractmethod
    def pair(self, style: Style) -> tuple[Style, Style]:
        """Return what stands in for `style` in even columns and in odd ones."""

    def paint(self, cell: Cell, *, exposed: bool) -> None:
        """Write a cell, in the other style where it must differ from its neighbours."""
        self.show(self._pair(self._style)[0][cell.column % 2] if exposed else self._style)
        self.write(cell.text)

    def paint_run(self, run: Run) -> None:
        """Write the cells of a run, each second of those that are exposed in the other style."""
        style = self._style
        if not run.exposed:
            self.show(style)
            self.write("".join(run.cells))
            return
        styles, between = self._pair(style)
        cells, write = run.cells, self.write
        done, last = 0, len(cells)
        for start, stop in run.exposed:
            stop = min(stop, last)
            if start > done:
                self.show(style)
                write("".join(cells[done:start]))
            if stop > start:
                odd = (run.column + start) % 2
                self.show(styles[odd])
                write(interleaved(cells[start:stop], between[odd], between[1 - odd]))
                self._shown = styles[(run.column + stop - 1) % 2]
                done = stop
        if done < last:
            self.show(style)
            write("".join(cells[done:]))

    def _pair(self, style: Style) -> tuple[tuple[Style, Style], tuple[str, str]]:
        """Return both styles, and the sequences that lead from each to the other."""
        found = self._pairs.get(style)
        if found is None:
            even, odd = self.pair(style)
            found = self._pairs[style] = (even, odd), (even.to(odd), odd.to(even))
        return found

    def restyle(self, sequence: str) -> None:
        """Write an SGR sequence; what it does not speak of stays as it is shown, until the next cell."""
        self.write(sequence)
        same = self._shown is self._style
        self._style = self._style.after(sequence)
        self._shown = self._style if same else self._shown.after(sequence)

    def style(self) -> Style:
        """Return the style as the program set it."""
        return self._style

    def go_on(self, style: Style) -> None:
        """Take it that a row was written after which this is the style."""
        self._style = self._shown = style

    def settle(self) -> None:
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
