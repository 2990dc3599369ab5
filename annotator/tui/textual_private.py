"""All that is used of Textual without being promised by it: every name of it that begins with an underscore.

Elsewhere the public names of these classes are used. tests/tui/test_textual_private.py says which name is gone when
Textual changes.
"""

from __future__ import annotations

import signal
import sys
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Callback, Key, MouseEvent
from textual.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from textual.geometry import Size
    from textual.widget import Widget


class FaultingApp(App[None]):
    """An app that ends at a fault of its own without printing it: whoever runs it finds it in `fault`."""

    @property
    def fault(self) -> BaseException | None:
        """The exception that ended the app, if one did."""
        return self._exception

    def get_default_screen(self) -> GroundScreen:
        """Return the screen under all others."""
        return GroundScreen()

    def _fatal_error(self) -> None:
        """End the app. Textual would print a traceback over the screen of the shell."""
        self._close_messages_no_wait()


class GroundScreen(Screen[None]):
    """The screen that Textual has under all others. Nobody sees it, so it has no parts, and is not laid out or painted."""

    def _extend_compose(self, widgets: list[Widget]) -> None:
        """Leave out the places for tooltips and notices."""

    def _refresh_layout(self, size: Size | None = None, scroll: bool = False) -> None:
        """Leave out the layout, after which Textual would paint the screen above once more."""

    def _compositor_refresh(self) -> None:
        """Leave out the painting."""


class CalmScreen(Screen[None]):
    """A screen that is painted once when it opens. Textual paints it four times."""

    def _compositor_refresh(self) -> None:
        """Leave out a painting that a whole one is about to follow."""
        if not (self.is_current and self._repaint_required):
            super()._compositor_refresh()


class PosixDriver(LinuxDriver):
    """Textual's driver with the parts that ours needs under public names."""

    def __init__(self, app: App[Any], *, debug: bool, mouse: bool, size: tuple[int, int]) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        # This is known to be the terminal; standard error, which Textual takes, may be a file, or closed.
        self._file = sys.__stdout__

    def terminal_size(self) -> tuple[int, int]:
        """Return columns and rows of the terminal now."""
        raise NotImplementedError

    @property
    def wraps(self) -> bool:
        """Whether what is too long for a row goes on in the next one while the app is shown."""
        raise NotImplementedError

    def _disable_line_wrap(self) -> None:
        if not self.wraps:
            super()._disable_line_wrap()

    def _get_terminal_size(self) -> tuple[int, int]:
        return self.terminal_size()

    @property
    def shown(self) -> bool:
        """Whether the app has the terminal."""
        raise NotImplementedError

    def _enable_mouse_support(self) -> None:
        """Ask for the mouse's moves with a button held, then for all: PuTTY 0.78 knows the first only, and the last one counts."""
        super()._enable_mouse_support()
        if self._mouse:
            self.write("\x1b[?1002h\x1b[?1003h")

    def _disable_mouse_support(self) -> None:
        """Undo it."""
        super()._disable_mouse_support()
        if self._mouse:
            self.write("\x1b[?1002l")

    def follow_signals(self) -> None:
        """Handle changes of the terminal's size between callbacks; to be called after each start.

        Python may run one signal handler inside another, so that an earlier size would be handled last, and it runs them
        only when its main thread does. Once the loop handles one signal, it wakes the main thread for every signal.
        """
        handler = signal.getsignal(signal.SIGWINCH)
        if callable(handler):
            self._loop.add_signal_handler(signal.SIGWINCH, handler, signal.SIGWINCH, None)

    def _sigtstp_application(self, *_: object) -> None:
        """Suspend between two callbacks: a signal may come while this thread holds a lock that suspending waits for."""
        self.call_soon(super()._sigtstp_application)

    def _sigcont_application(self, *_: object) -> None:
        """Go on between two callbacks; also after a stop without a signal, before which the terminal was not reset."""
        self.call_soon(self.go_on)

    def go_on(self) -> None:
        """Take the terminal again after the process was stopped."""
        if self.shown and self._auto_restart:
            self.suspend_application_mode()
        super()._sigcont_application()

    @property
    def program(self) -> App[Any]:
        """The app that is shown."""
        return self._app

    def call_soon(self, call: Callable[..., object], *arguments: object) -> None:
        """Call a function in the app's thread; may be called from any thread."""
        self._loop.call_soon_threadsafe(call, *arguments)

    def fail(self, fault: Exception) -> None:
        """End the app because of a fault that another thread met, after what was sent before it is dealt with."""
        self.send_message(Callback(partial(self._app._handle_exception, fault)))

    @property
    def writing(self) -> bool:
        """Whether the thread that writes to the terminal is there."""
        return self._writer_thread is not None and self._writer_thread.is_alive()

    def stop_writing(self) -> None:
        """Wait until all is written, and end the thread that writes."""
        if self._writer_thread is not None and self._writer_thread.is_alive():
            self._writer_thread.stop()

    def write_through(self, sequence: str) -> None:
        """Write to the terminal past the thread that writes. Raises OSError when the terminal is gone."""
        if self._file is not None:
            self._file.write(sequence)
            self._file.flush()


def put_at(event: MouseEvent, column: int) -> None:
    """Change the column in which the mouse is said to be."""
    event._x = event._screen_x = column


class KeyParser(XTermParser):
    """Textual's parser of what a terminal sends for keys and the mouse.

    `own`: names of keys by sequence, which hold in place of Textual's.
    """

    def __init__(self, own: Mapping[str, str] = MappingProxyType({})) -> None:
        self.own = own  # before Textual's: it begins to parse at once
        super().__init__()

    @property
    def midway(self) -> bool:
        """Whether an escape sequence has begun that is not known yet."""
        return self._awaiting.timeout is not None

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[Key]:
        if sequence in self.own:
            return [Key(self.own[sequence], None)]
        return super()._sequence_to_key_events(sequence, alt)
