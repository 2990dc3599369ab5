"""The mouse on text: a click, a drag, a double click, the wheel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message
from textual.widget import Widget

if TYPE_CHECKING:
    from textual import events

_DOUBLE = 2
_WHEEL_LINES = 3


class Pointing(Widget):
    """Turns the mouse into offsets. A widget that is one says where its text is and how it scrolls."""

    class Pointed(Message):
        """The mouse points at an offset: a click, a drag (`selecting`) or a double click (`word`)."""

        def __init__(self, offset: int, *, selecting: bool, word: bool) -> None:
            super().__init__()
            self.offset = offset
            self.selecting = selecting
            self.word = word

    _dragging = False

    def offset_at(self, x: int, y: int) -> int | None:
        """Return the offset at a cell of the widget, or None."""
        raise NotImplementedError

    def scroll_by(self, lines: int) -> None:
        """Scroll down, or up where `lines` is negative."""
        raise NotImplementedError

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Put the caret where the mouse is, and be ready to select."""
        if event.button == 1:
            self._dragging = True
            self.capture_mouse()
            self._point(event, selecting=event.shift)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Select while the button is down."""
        if self._dragging:
            self._point(event, selecting=True)

    def on_mouse_up(self) -> None:
        """End selecting."""
        if self._dragging:
            self._dragging = False
            self.release_mouse()

    def on_click(self, event: events.Click) -> None:
        """Select the word on a double click."""
        if event.chain == _DOUBLE:
            self._point(event, selecting=False, word=True)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down without moving the caret."""
        self.scroll_by(_WHEEL_LINES)
        event.stop()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up without moving the caret."""
        self.scroll_by(-_WHEEL_LINES)
        event.stop()

    def _point(self, event: events.MouseEvent, *, selecting: bool, word: bool = False) -> None:
        offset = self.offset_at(event.x, event.y)
        if offset is not None:
            self.post_message(self.Pointed(offset, selecting=selecting, word=word))
