"""The mouse on text: clicks, drags, the wheel."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.message import Message
from textual.widget import Widget

if TYPE_CHECKING:
    from textual import events

    from annotator.tui.editor import Unit

_WHEEL_LINES = 3


class _Held(NamedTuple):
    """The button went down: where, when in seconds, at which offset, the how manieth click in a row, and whether with Shift."""

    x: int
    y: int
    time: float
    offset: int
    clicks: int
    shift: bool

    @property
    def unit(self) -> Unit:
        """What is selected from here on."""
        return "word" if self.clicks < 3 else "sentence"


class Pointing(Widget):
    """Turns the mouse into offsets. A widget that is one says where its text is and how it scrolls."""

    class Pointed(Message):
        """The mouse points at an offset.

        `selecting`: and selects from the caret to there. `start`: it selects whole units from the one at that offset to the one at
        this, by a drag or by clicks in a row; None for a click.
        """

        def __init__(
            self, offset: int, *, selecting: bool = False, start: int | None = None, unit: Unit = "letter"
        ) -> None:
            super().__init__()
            self.offset = offset
            self.selecting = selecting
            self.start = start
            self.unit = unit

    _held: _Held | None = None
    _is_down = False
    _has_moved = False

    def offset_at(self, x: int, y: int) -> int | None:
        """Return the offset at a cell of the widget, or None."""
        raise NotImplementedError

    def scroll_by(self, lines: int) -> None:
        """Scroll down, or up where `lines` is negative."""
        raise NotImplementedError

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Put the caret where the mouse is, select the word or the sentence at a second or third click, and be ready to select more."""
        if event.button != 1:
            return
        before, self._held = self._held, None
        offset = self.offset_at(event.x, event.y)
        if before is not None and self._is_next(event, before):
            # The text may have scrolled under the mouse at the first click.
            offset, clicks = before.offset, before.clicks + 1
        else:
            clicks = 1
        self._is_down, self._has_moved = True, False
        self.capture_mouse()
        if offset is None:
            return
        self._held = _Held(event.x, event.y, event.time, offset, clicks, event.shift)
        if clicks == 1:
            self.post_message(self.Pointed(offset, selecting=event.shift))
        else:
            self.post_message(self.Pointed(offset, start=offset, unit=self._held.unit))

    def _is_next(self, event: events.MouseDown, before: _Held) -> bool:
        """Return whether a click belongs to the one before it, as Textual tells double clicks."""
        at_once = event.time - before.time <= self.app.CLICK_CHAIN_TIME_THRESHOLD
        return at_once and (event.x, event.y) == (before.x, before.y) and not (event.shift or before.shift)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Select while the button is down: words, with Alt letters, sentences after a third click."""
        held = self._held
        if not self._is_down or (
            held is not None and not self._has_moved and (event.x, event.y) == (held.x, held.y)
        ):
            return
        self._has_moved = True
        offset = self.offset_at(event.x, event.y)
        if offset is None:
            return
        if held is None or held.shift:
            self.post_message(self.Pointed(offset, selecting=True))
        else:
            unit = "letter" if event.meta else held.unit
            self.post_message(self.Pointed(offset, start=held.offset, unit=unit))

    def on_mouse_up(self) -> None:
        """End selecting. A click after a drag is a first one."""
        if self._is_down:
            self._is_down = False
            self.release_mouse()
            if self._has_moved:
                self._held = None

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down without moving the caret."""
        self.scroll_by(_WHEEL_LINES)
        event.stop()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up without moving the caret."""
        self.scroll_by(-_WHEEL_LINES)
        event.stop()
