"""The list of labels where it stands in a place of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from annotator.tui.widgets.painted_lines import PaintedLines

if TYPE_CHECKING:
    from textual import events

    from annotator.tui.label_list import LabelList
    from annotator.tui.palette import Palette


class LabelPanel(PaintedLines):
    """Shows a list of labels while there is one."""

    class Picked(Message):
        """A label was clicked."""

        def __init__(self, label: str) -> None:
            super().__init__()
            self.label = label

    def __init__(self, palette: Palette) -> None:
        super().__init__(palette.base, id="labels")
        self.palette = palette
        self.labels: LabelList | None = None

    def on_resize(self) -> None:
        """Draw for the new size."""
        self.draw()

    def draw(self) -> None:
        """Draw the list."""
        width, height = self.size
        if self.labels is not None and width:
            self.show(self.labels.lines(width, height, self.palette), self.palette.base)

    def on_click(self, event: events.Click) -> None:
        """Pick the label that was clicked."""
        if self.labels is not None and (label := self.labels.at(event.y)) is not None:
            self.post_message(self.Picked(label))
