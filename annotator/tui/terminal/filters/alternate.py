"""For terminals that order each run of one style: every second cell gets a style of its own."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from annotator.tui.terminal.filters.cells import Cell, CellFilter, Run, interleaved
from annotator.tui.terminal.filters.sgr import DEFAULT, Style, neighbour

if TYPE_CHECKING:
    from annotator.config import Marks, Wide


class Alternate(CellFilter):
    """Gives right-to-left cells in odd columns, and those beside one, the style that `moved` makes of their own."""

    def __init__(self, marks: Marks = "kept", wide: Wide = "counted") -> None:
        super().__init__(marks, wide)
        self._style = Style()
        self._shown = Style()
        self._others: dict[Style, tuple[Style, str, str]] = {}

    @abstractmethod
    def moved(self, style: Style) -> Style:
        """Return the style that stands in for `style`."""

    def paint(self, cell: Cell, *, exposed: bool) -> None:
        """Write a cell, in the other style where it must differ from its neighbours."""
        self.show(self._other(self._style)[0] if exposed and cell.column % 2 else self._style)
        self.write(cell.text)

    def paint_run(self, run: Run) -> None:
        """Write the cells of a run, each second of those that are exposed in the other style."""
        style = self._style
        if not run.exposed:
            self.show(style)
            self.write("".join(run.cells))
            return
        other, there, back = self._other(style)
        cells, write = run.cells, self.write
        styles, between = (style, other), (there, back)
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

    def _other(self, style: Style) -> tuple[Style, str, str]:
        """Return the other style and the sequences that lead to it and back."""
        found = self._others.get(style)
        if found is None:
            other = self.moved(style)
            found = self._others[style] = other, style.to(other), other.to(style)
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
    """Turns italic on (off in italic text): a terminal of one font shows no difference."""

    def moved(self, style: Style) -> Style:
        """Return the style with italic the other way."""
        return style._replace(italic=not style.italic)


class AlternateBold(Alternate):
    """Turns bold on (off in bold text), where nothing is handed on that is not seen: the letters stand in order."""

    def moved(self, style: Style) -> Style:
        """Return the style with bold the other way."""
        return style._replace(bold=not style.bold)


class AlternateFaint(Alternate):
    """Turns faint on (off in faint text), for terminals that note it with the cell and don't show it."""

    def moved(self, style: Style) -> Style:
        """Return the style with faint the other way."""
        return style._replace(faint=not style.faint)


class Dither(AlternateFaint):
    """Moves the colour by one step in 255; where it is the terminal's own, of which no step is known, turns faint on."""

    def moved(self, style: Style) -> Style:
        """Return the style in the colour beside its own."""
        if style.foreground == DEFAULT:
            return super().moved(style)
        return style._replace(foreground=neighbour(style.foreground))


class Protect(Alternate):
    """Moves the colour as `Dither` does; where it is the terminal's own, protects the cell from erasing (DECSCA).

    Other terminals print the end of that sequence.
    """

    def moved(self, style: Style) -> Style:
        """Return the style in the colour beside its own, or protected."""
        if style.foreground == DEFAULT:
            return style._replace(protected=not style.protected)
        return style._replace(foreground=neighbour(style.foreground))

    def restyle(self, sequence: str) -> None:
        """Write an SGR sequence; to some terminals SGR 0 ends protection."""
        if self._shown.protected != self._style.protected:
            self.show(self._shown._replace(protected=self._style.protected))
        super().restyle(sequence)
