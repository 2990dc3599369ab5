"""All that is used of Textual without being promised by it: every name of it that begins with an underscore.

Elsewhere the public names of these classes are used. tests/tui/test_textual_private.py says which name is gone when
Textual changes.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from functools import partial
from select import select
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TextIO

from rich.control import Control
from textual._ansi_sequences import SYNC_END, SYNC_START
from textual._compositor import ChopsUpdate
from textual._styles_cache import StylesCache
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Callback, Key, MouseEvent
from textual.geometry import Region
from textual.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from textual.driver import Driver
    from textual.geometry import Size
    from textual.message import Message
    from textual.strip import Strip
    from textual.widget import Widget


_AT_ONCE = 4096
"""Characters that are written at once at most: a terminal that is slow to take more must not hold up the program."""


class FaultingApp(App[None]):
    """An app that ends at a fault of its own without printing it: whoever runs it finds it in `fault`."""

    @property
    def fault(self) -> BaseException | None:
        """The exception that ended the app, if one did."""
        return self._exception

    @property
    def driver(self) -> Driver | None:
        """The driver of the terminal, also after the end."""
        return self._driver

    def paint_at_once(self) -> None:
        """Paint what the message at hand changed on the screen, unless more wait, of which the last paints for all."""
        screen = self.screen
        if isinstance(screen, CalmScreen) and not (self._pending_message or self.message_queue_size):
            DirectPaint(screen).paint()

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
    """A screen that is painted once when it opens, where Textual paints it four times, and is gone when it is closed."""

    def on_unmount(self) -> None:
        """Clear the cache of all screens' colours, in which each screen would be held with all that it has painted."""
        StylesCache.get_inner_outer.cache_clear()

    def _compositor_refresh(self) -> None:
        """Leave out a painting that a whole one is about to follow."""
        if not (self.is_current and self._repaint_required):
            super()._compositor_refresh()


class DirectPaint:
    """Paints what the widgets of a screen want painted anew, at once and in one write.

    Textual does so after three messages and a timer, and looks at every line of every widget. What is written is the
    same, byte for byte, and so is what Textual remembers of it. Where anything is in the way, nothing is done, and
    Textual paints as it does.
    """

    def __init__(self, screen: CalmScreen) -> None:
        self._screen = screen

    def paint(self) -> bool:
        """Paint what waits to be painted; return whether nothing waits any more."""
        driver = self._screen.app._driver
        if not isinstance(driver, PosixDriver) or not self._is_at_rest():
            return False
        regions = self._waiting()
        if regions is None:
            return False
        for widget in regions:
            widget._exchange_repaint_regions()
            widget._repaint_required = False
        if regions:
            driver.paint(self._sequence(regions))
        return True

    def _is_at_rest(self) -> bool:
        """Whether the terminal shows what the compositor has, and the layout stays as it is."""
        screen, app = self._screen, self._screen.app
        return (
            app.screen is screen
            and not (app.is_headless or app.is_inline or app._exit or app._batch_count)
            and not (screen._repaint_required or screen._scroll_required or screen._recompose_required)
            and not (
                screen._compositor._dirty_regions or screen.message_queue_size or screen._pending_message
            )
            and not self._wants_layout(screen)
        )

    def _wants_layout(self, widget: Widget) -> bool:
        """Whether a widget, shown or not, or one in it wants to be laid out anew."""
        return widget._layout_required or any(map(self._wants_layout, widget._nodes))

    def _waiting(self) -> dict[Widget, list[Region]] | None:
        """Return the regions of the screen to be painted, by widget; None where one is not in sight as a whole."""
        found: dict[Widget, list[Region]] = {}
        above: list[Region] = []
        for widget, (region, clip) in self._screen._compositor.visible_widgets.items():
            if widget._repaint_regions:
                parts = [part.translate(region.offset) for part in widget._repaint_regions if part]
                if any(not clip.contains_region(part) or any(map(part.overlaps, above)) for part in parts):
                    return None
                if parts:
                    found[widget] = parts
            above.append(region.intersection(clip))
        return found

    def _sequence(self, regions: Mapping[Widget, Sequence[Region]]) -> str:
        """Return what Textual would write for these regions, and for the cursor after it."""
        screen, app, compositor = self._screen, self._screen.app, self._screen._compositor
        spans = list(compositor._regions_to_spans(part for parts in regions.values() for part in parts))
        cuts = {y: compositor.cuts[y] for y, _, _ in spans}
        chops: list[dict[int, Strip | None]] = [
            dict.fromkeys(cuts.get(y, [])[:-1]) for y in range(compositor.size.height)
        ]
        for widget, parts in regions.items():
            region, _ = compositor.visible_widgets[widget]
            lines = {y for part in parts for y in part.line_range}
            first = min(lines)
            crop = Region(0, first - region.y, region.width, max(lines) + 1 - first)
            strips = widget.render_lines(crop)
            for y in lines:
                inside = [cut for cut in cuts[y] if region.x <= cut <= region.right]
                pieces = strips[y - first].divide([cut - region.x for cut in inside[1:]])
                chops[y].update(zip(inside, pieces, strict=False))
        update = ChopsUpdate(chops, spans, [cuts.get(y, [])[1:] for y in range(len(chops))])
        cursor = Control.move_to(*screen.outer_size.clamp_offset(app.cursor_position)).segment.text
        painted = f"{update.render_segments(app.console)}{cursor}"
        return f"{SYNC_START}{painted}{SYNC_END}" if app._sync_available else painted


class Output:
    """The file of the thread that writes to the terminal. `done`: how many of its writes have reached the terminal."""

    def __init__(self, file: TextIO) -> None:
        self.file = file
        self.taken = 0
        self.done = 0

    def write(self, text: str) -> int:
        """Take a text."""
        self.taken += 1
        return self.file.write(text)

    def flush(self) -> None:
        """Send what was taken."""
        taken = self.taken
        self.file.flush()
        self.done = taken


class PosixDriver(LinuxDriver):
    """Textual's driver with the parts that ours needs under public names."""

    def __init__(self, app: App[Any], *, debug: bool, mouse: bool, size: tuple[int, int]) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        # This is known to be the terminal; standard error, which Textual takes, may be a file, or closed.
        self.terminal_file = sys.__stdout__
        self._output = None if self.terminal_file is None else Output(self.terminal_file)
        self._file = self._output  # type: ignore[assignment]  # the thread uses no more of it
        self._handed = 0

    def hand_over(self, data: str) -> None:
        """Give the thread that writes something to be written."""
        self._handed += 1
        super().write(data)

    def write_at_once(self, data: str) -> None:
        """Write without the thread where it has nothing to do and the terminal takes it, else through it.

        Past the file's buffer, whose lock a signal handler that writes to the terminal would find taken.
        """
        file = self.terminal_file
        is_free = self._output is not None and self._output.done == self._handed
        if file is None or not is_free or len(data) > _AT_ONCE or not select([], [file], [], 0)[1]:
            self.hand_over(data)
            return
        left = data.encode(file.encoding, file.errors or "strict")
        with suppress(OSError):  # the terminal is gone; the thread that reads tells of it
            while left:
                left = left[os.write(file.fileno(), left) :]

    def paint(self, sequence: str) -> None:
        """Write what paints a part of the screen, all of it in one write."""
        raise NotImplementedError

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

    def send_message(self, message: Message) -> None:
        """Send a message to the app, from any thread. Textual makes a task for each."""
        self.call_soon(self._app.post_message, message)

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

    def stop_reading(self) -> None:
        """Wait for the thread that reads to end; what it has not read stays to be read."""
        if self.exit_event.is_set() or self._key_thread is None:
            return
        signal.signal(signal.SIGWINCH, signal.SIG_DFL)
        self._disable_mouse_support()
        self.exit_event.set()
        self._key_thread.join()
        self.exit_event.clear()

    def stop_writing(self) -> None:
        """Wait until all is written, and end the thread that writes."""
        if self._writer_thread is not None and self._writer_thread.is_alive():
            self._writer_thread.stop()

    def write_through(self, sequence: str) -> None:
        """Write to the terminal past the thread that writes. Raises OSError when the terminal is gone."""
        if self.terminal_file is not None:
            self.terminal_file.write(sequence)
            self.terminal_file.flush()


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
