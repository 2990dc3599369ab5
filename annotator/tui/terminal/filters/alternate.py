"""For terminals that order each run of one style: every second cell gets a style of its own."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from annotator.tui.terminal.filters.cells import Cell, CellFilter
from annotator.tui.terminal.filters.sgr import DEFAULT, Style, neighbour

if TYPE_CHECKING:
    from annotator.config import Marks, Wide


class Alternate(CellFilter):
    """Gives right-to-left cells in odd columns, and those beside one, the style that `moved` makes of their own."""

    def __init__(self, marks: Marks = "kept", wide: Wide = "counted") -> None:
        super().__init__(marks, wide)
        self._style = Style()
        self._shown = Style()

    @abstractmethod
    def moved(self, style: Style) -> Style:
        """Return the style that stands in for `style`."""

    def paint(self, cell: Cell, *, exposed: bool) -> None:
        """Write a cell, in the other style where it must differ from its neighbours."""
        self.show(self.moved(self._style) if exposed and cell.column % 2 else self._style)
        self.write(cell.text)

    def restyle(self, sequence: str) -> None:
        """Write an SGR sequence; what it does not speak of stays as it is shown, until the next cell."""
        self.write(sequence)
        self._style = self._style.after(sequence)
        self._shown = self._shown.after(sequence)

    def settle(self) -> None:
        """Leave the style as the program set it."""
        self.show(self._style)

    def show(self, style: Style) -> None:
        """Write what leads to a style."""
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

    def __init__(self, marks: Marks = "kept", wide: Wide = "counted") -> None:
        super().__init__(marks, wide)
        self._protected = False

    def moved(self, style: Style) -> Style:
        """Return the style in the colour beside its own."""
        return style._replace(foreground=neighbour(style.foreground))

    def paint(self, cell: Cell, *, exposed: bool) -> None:
        """Write a cell, in the other colour or protected where it must differ from its neighbours."""
        self._protect(exposed and cell.column % 2 == 1 and self._style.foreground == DEFAULT)
        super().paint(cell, exposed=exposed)

    def restyle(self, sequence: str) -> None:
        """Write an SGR sequence; to some terminals SGR 0 ends protection."""
        self._protect(False)
        super().restyle(sequence)

    def settle(self) -> None:
        """Leave style and protection as the program set them."""
        self._protect(False)
        super().settle()

    def _protect(self, protected: bool) -> None:
        if protected != self._protected:
            self.write('\x1b[1"q' if protected else '\x1b[0"q')
            self._protected = protected
