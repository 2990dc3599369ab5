"""Textual's driver for POSIX terminals, which readies the terminal for text in visual order and puts it back."""

from __future__ import annotations

import atexit
import contextlib
import os
import select
import signal
import sys
import termios
import threading
import time
from codecs import getincrementaldecoder
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, runtime_checkable

from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

from annotator.text.plain import plain
from annotator.tui.terminal.answers import LateAnswers
from annotator.tui.terminal.filters import Filter, filter_of
from annotator.tui.terminal.multiplexer import send

if TYPE_CHECKING:
    from types import FrameType

    from textual.app import App

    from annotator.tui.terminal.plan import Terminal

SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
"""What ends a program without its doing. Ctrl+C is a key here, so that SIGINT comes from elsewhere."""

GRACE = 13.0
"""Seconds that the program has for its own way out after such a signal: longer than it waits for a locked project."""

LATE = 5.0
"""Seconds for which answers to our questions are kept away from the keys."""

RESET = "\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?2004l\x1b[?1004l\x1b[?7h\x1b[<u\x1b[?1049l\x1b[?25h\x1b[0m"
"""Undoes what Textual sets: mouse, paste, focus, wrapping, keyboard protocol, alternate screen, hidden cursor."""


@runtime_checkable
class Rescuing(Protocol):
    """An app with work that must outlast its end."""

    def rescue(self) -> None:
        """Keep at once what is not saved; from any thread, also in the middle of anything."""

    def end(self, status: int) -> None:
        """End with an exit status, and ask nobody anything."""

    def losses(self) -> str:
        """Say what is not saved, and where it is."""


class TerminalDriver(LinuxDriver):
    """Sends `enter` before anything else is written, `leave` after everything, each time, once each."""

    terminal: ClassVar[Terminal]

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._file = (
            sys.__stdout__
        )  # which is known to be the terminal; standard error may be a file, or closed
        self._started = False
        self._starting = False
        self._entered = False
        self._filter: Filter | None = None
        self._typed = self.terminal.typed
        self._late = self.terminal.late
        self._handlers: dict[int, Any] = {}
        self._ending = False

    # --- the way in and out ---------------------------------------------------------------------

    def start_application_mode(self) -> None:
        """Start Textual's application mode; its first write readies the terminal."""
        again, self._started = self._started, True
        self._starting = True
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if again:
            # Textual counts on the size it reports to itself for a new picture, which is lost in a batch of updates.
            self._loop.call_soon_threadsafe(partial(self._app.refresh, layout=True))

    def stop_application_mode(self) -> None:
        """Stop application mode, see everything written, then put the terminal back."""
        if not self._entered:
            self._starting = False
            return
        self._rescue()  # from here on a signal ends the program at once, also while it is suspended
        super().stop_application_mode()
        self._drain()
        self._leave()

    def write(self, data: str) -> None:
        """Write `data` through the filter. What comes outside of application mode is dropped."""
        if self._starting:
            self._starting = False
            self._enter()
        if not self._entered or self._writer_thread is None or not self._writer_thread.is_alive():
            return
        out = self._filter(data) if self._filter else data
        if out:
            super().write(out)

    def flush(self) -> None:
        """Write what the filter kept back to see how it goes on."""
        if self._filter and self._entered:
            out = self._filter.flush()
            if out:
                super().write(out)

    def _enter(self) -> None:
        self._entered = True
        self._filter = filter_of(self.terminal.filter)
        atexit.register(self._abandon)
        for number in SIGNALS:
            self._handlers[number] = signal.signal(number, self._on_signal)
        self._send(self.terminal.enter)

    def _leave(self) -> None:
        if not self._entered:
            return
        self._entered = False
        self._filter = None
        atexit.unregister(self._abandon)
        self._send(self.terminal.leave)
        if threading.current_thread() is threading.main_thread():
            self._restore_handlers()

    def _send(self, sequence: str) -> None:
        """Write `sequence` at once: the writer thread has nothing to write yet, or no more."""
        if not sequence:
            return
        with contextlib.suppress(OSError):  # the terminal may be gone
            self._typed += send(self.terminal, self._write_through, sequence)

    def _write_through(self, sequence: str) -> None:
        if self._file is not None:
            self._file.write(sequence)
            self._file.flush()

    def _drain(self) -> None:
        self.flush()
        if self._writer_thread is not None and self._writer_thread.is_alive():
            self._writer_thread.stop()

    # --- ends that nobody asked for ---------------------------------------------------------------

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        """Let the program end as it does when the user quits, with the shell's exit status for the signal.

        What is not saved is kept first. The program is ended by force when it does not get there, and at once by a second
        signal that comes after that.
        """
        if self._ending:
            return
        self._ending = True
        force = threading.Timer(GRACE, self._die, (number,))
        force.daemon = True
        force.start()
        self._rescue()
        self._restore_handlers()
        app = self._app
        end = app.end if isinstance(app, Rescuing) else partial(app.exit, None)
        self._loop.call_soon_threadsafe(end, 128 + number)

    def _rescue(self) -> None:
        if isinstance(self._app, Rescuing):
            self._app.rescue()

    def _hang_up(self) -> None:
        """End the program as SIGHUP does, which may be ignored or be late: there is no terminal any more."""
        if not self.exit_event.is_set():
            self._loop.call_soon_threadsafe(self._on_signal, signal.SIGHUP, None)

    def _die(self, number: int) -> None:
        self._rescue()
        self._abandon()
        if isinstance(self._app, Rescuing) and (losses := self._app.losses()):
            with contextlib.suppress(OSError):
                os.write(2, f"{plain(losses)}\n".encode())
        os.kill(os.getpid(), number)
        os._exit(128 + number)  # the signal is ignored

    def _abandon(self) -> None:
        """Give the terminal back without Textual's help."""
        if not self._entered:
            return
        self._leave()
        with contextlib.suppress(OSError, termios.error):
            self._write_through(RESET)
            if self.attrs_before is not None:
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)

    def _restore_handlers(self) -> None:
        while self._handlers:
            number, handler = self._handlers.popitem()
            signal.signal(number, handler)

    # --- keys -------------------------------------------------------------------------------------

    def run_input_thread(self) -> None:
        """Read keys; first those that were typed while the terminal was asked, without answers that come late.

        Bytes that are not UTF-8 become U+FFFD; Textual's own loop ends the program over them.
        """
        answers = LateAnswers()
        answers.ended = not (self._late and self.terminal.late)
        typed, self._typed, self._late = self._typed, b"", False
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")("replace").decode

        def process(data: bytes) -> None:
            for event in (*parser.feed(decode(data)), *parser.tick()) if data else parser.tick():
                self.process_message(event)

        process(typed)
        until = time.monotonic() + LATE
        while not self.exit_event.is_set():
            ready = select.select([self.fileno], [], [], 0.1)[0]
            if not answers.ended and time.monotonic() > until:
                answers.ended = True
                process(answers.flush())
            if not ready:
                process(answers.quiet())
                continue
            data = self._read_terminal()
            if not data:
                self._hang_up()
                break
            process(data if answers.ended else answers.feed(data))
        process(answers.flush())
        with contextlib.suppress(EOFError, ParseError):
            for _ in parser.feed(""):
                pass

    def _read_terminal(self) -> bytes:
        """Return what was typed; nothing where the terminal is gone."""
        try:
            return os.read(self.fileno, 4096)
        except OSError:
            return b""


def make(terminal: Terminal) -> type[TerminalDriver]:
    """Return the driver class for `terminal`."""
    return type("BoundTerminalDriver", (TerminalDriver,), {"terminal": terminal})
