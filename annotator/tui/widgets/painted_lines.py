"""A widget that shows lines it is given and repaints only those that changed."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.style import Style


class PaintedLines(Widget):
    """Shows strips from its first line down; the rest is blank."""

    def __init__(self, blank: Style, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._blank = blank
        self._strips: list[Strip] = []

    def show(self, strips: Sequence[Strip], blank: Style | None = None) -> None:
        """Show these lines. `blank` is the style of the lines below them."""
        if blank is not None and blank != self._blank:
            self._blank = blank
            self.refresh()
        before, self._strips = self._strips, list(strips)
        changed = [
            y
            for y, (old, new) in enumerate(zip_longest(before, self._strips))
            if old is not new and old != new
        ]
        if changed:
            width = self.size.width
            self.refresh(*(Region(0, y, width, 1) for y in changed))

    def render_line(self, y: int) -> Strip:
        """Return line `y` of the widget."""
        width = self.size.width
        if y < len(self._strips):
            return self._strips[y].adjust_cell_length(width, self._blank)
        return Strip.blank(width, self._blank)
