"""A question that must be answered before the program ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.text.bidi import Direction
from annotator.text.layout import Layout
from annotator.tui.paint import joined, row_strip, text_strip
from annotator.tui.screens.keyed import KeyedScreen
from annotator.tui.widgets.painted_lines import PaintedLines

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events
    from textual.app import ComposeResult

    from annotator.tui.palette import Palette


class Question(KeyedScreen):
    """Shows lines and waits for one of the keys in `answers`; each leads to its function."""

    def __init__(
        self, lines: Sequence[str], answers: dict[str, Callable[[], None]], palette: Palette
    ) -> None:
        super().__init__(palette)
        self._lines = lines
        self._answers = answers
        self._shown = PaintedLines(palette.base, id="question")

    def compose(self) -> ComposeResult:
        """One widget, all of the screen."""
        yield self._shown

    def on_resize(self, event: events.Resize) -> None:
        """Draw for the new width."""
        base = self.palette.base
        text = "\n".join(["", *self._lines])
        rows = Layout(text, max(event.size.width - 2, 1), direction=Direction.LTR)
        margin = text_strip(" ", 1, base)
        strips = [
            joined([margin, row_strip(row, lambda _: base, base)], event.size.width, base) for row in rows
        ]
        self._shown.show(strips)

    def handle_other_key(self, name: str, event: events.Key) -> bool:  # noqa: ARG002
        """Answer."""
        answer = self._answers.get(event.key)
        if answer is not None:
            answer()
        return True
