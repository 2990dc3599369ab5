"""A line over a list that says what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style

from annotator.tui.paint import joined, text_strip
from annotator.tui.widgets.painted_lines import PaintedLines

if TYPE_CHECKING:
    from annotator.tui.palette import Palette


class TitleBar(PaintedLines):
    """Shows a sentence, bold where keys go to the list under it."""

    def __init__(self, palette: Palette, *, logical: bool, id: str = "title") -> None:  # noqa: A002
        super().__init__(palette.bar, id=id)
        self.palette = palette
        self.logical = logical
        self._text = ""
        self._is_active = False

    def say(self, text: str, *, is_active: bool) -> None:
        """Show a sentence."""
        if (text, is_active) != (self._text, self._is_active):
            self._text, self._is_active = text, is_active
            self.draw()

    def on_resize(self) -> None:
        """Draw for the new width."""
        self.draw()

    def draw(self) -> None:
        """Draw the sentence."""
        width, bar = self.size.width, self.palette.bar
        if width:
            style = bar + Style(bold=True) if self._is_active else bar
            strip = text_strip(f" {self._text}", width, style, rtl=False, logical=self.logical)
            self.show([joined([strip], width, bar)], bar)
