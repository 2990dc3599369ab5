"""Textual's driver for POSIX terminals, which sets the terminal up for text in visual order and resets it."""

from __future__ import annotations

import atexit
import contextlib
import os
import select
import signal
import termios
import threading
import time
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.events import MouseEvent

from annotator.text.plain import plain
from annotator.tui.terminal.answers import LateAnswers
from annotator.tui.terminal.apps import Keeping, Rescuing
from annotator.tui.terminal.filters import Filter, filter_of
from annotator.tui.terminal.multiplexer import send
from annotator.tui.terminal.reading import KeyReader
from annotator.tui.terminal.recognized import Recognized
from annotator.tui.terminal.sequences import ALTERNATE, BACK, POINTER, RESET
from annotator.tui.terminal.size import terminal_size
from annotator.tui.textual_private import PosixDriver, put_at

if TYPE_CHECKING:
    from types import FrameType

    from textual.app import App

    from annotator.tui.terminal import Prepared
    from annotator.tui.terminal.plan import Terminal

SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
"""Signals that end the program. Ctrl+C is a key here, so SIGINT comes from another program."""

GRACE = 13.0
"""Seconds that the program has for its own way out after such a signal: longer than it waits for a locked project."""

_DEAF = 1.0
"""Seconds after which a main thread that does not hear of its end is not waited for."""

LATE = 5.0
"""Seconds for which answers to our questions are kept away from the keys."""

_DESCRIPTORS = (1, 0, 2)
"""Which of the standard streams is asked for the terminal's size first: the one that is written to."""


class TerminalDriver(PosixDriver):
    """Sends `enter` before anything else is written, `leave` after everything, each time, once each."""

    prepared: ClassVar[Prepared]
    earlier: ClassVar[TerminalDriver | None] = None
    """The driver of an app that kept the terminal for this one."""
    _attributes: list[Any] | None = None

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        # While the mouse is on, screen holds the Escape key back until the next one, which comes with it as one with Alt.
        self.terminal = self.prepared.terminal
        mouse = mouse and self.terminal.multiplexer != "screen"
        super().__init__(app, debug=debug, mouse=mouse, size=size or self.terminal_size())
        self._started = False
        self._starting = False
        self._entered = self._takes_over = False
        self._pointed = False
        self._filter: Filter | None = None
        self._columns = 0
        self._typed = self.earlier.unread if self.earlier else self.terminal.typed
        self._late = self.terminal.late
        self._handlers: dict[int, Any] = {}
        self._kept = self._has_printed_losses = False
        self._ending = self._second = 0  # by which signal

    def terminal_size(self) -> tuple[int, int]:
        """Return columns and rows of the terminal now."""
        return terminal_size(_DESCRIPTORS)

    @property
    def shown(self) -> bool:
        """Whether the app has the terminal."""
        return self._entered

    @property
    def wraps(self) -> bool:
        """Whether wrapping is left on, which no row here needs: screen 5 counts marks as columns where it is off."""
        return self.terminal.multiplexer == "screen"

    @property
    def keeps(self) -> bool:
        """Whether the terminal stays as it is when the app ends: raw, and in the alternate screen."""
        return isinstance(self.program, Keeping) and self.program.keeps_terminal

    @property
    def unread(self) -> bytes:
        """What was typed after the end of an app that kept the terminal."""
        return self._typed

    @property
    def attrs_before(self) -> list[Any] | None:
        """How the terminal was set before the first app that had it; None where it is not to be set back."""
        return None if self.keeps else self._attributes

    @attrs_before.setter
    def attrs_before(self, attributes: list[Any] | None) -> None:
        self._attributes = attributes if self.earlier is None else self.earlier._attributes

    # --- the way in and out ---------------------------------------------------------------------

    def start_application_mode(self) -> None:
        """Start Textual's application mode; its first write readies the terminal."""
        again, self._started = self._started, True
        self._takes_over = self.earlier is not None and not again
        self._starting = True
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._takes_over = False
        self.follow_signals()
        if again:
            # Textual counts on the size it reports to itself for a new picture, which is lost in a batch of updates.
            self.call_soon(partial(self.program.refresh, layout=True))

    def stop_application_mode(self) -> None:
        """Stop application mode, wait until everything is written, then reset the terminal."""
        if not self._entered:
            self._starting = False
            return
        self._rescue()  # from here on a signal ends the program at once, also while it is suspended
        if self._pointed:
            self.write(POINTER)
            self._pointed = False
        super().stop_application_mode()
        self._drain()
        if self.keeps:
            self._stay()
        else:
            self._leave()

    def disable_input(self) -> None:
        """Stop reading; what was typed already is dropped, unless another app will read it."""
        if self.keeps:
            self.stop_reading()
        else:
            super().disable_input()

    def release(self) -> None:
        """Reset a terminal that was kept, unless another app has taken it over."""
        self._abandon()
        if threading.current_thread() is threading.main_thread():
            self._restore_handlers()

    def _stay(self) -> None:
        """Keep the terminal: there is no loop any more, so that a signal ends the program at once."""
        for number in SIGNALS:
            signal.signal(number, lambda number, _frame: self._die(number))
        signal.signal(signal.SIGTSTP, signal.SIG_IGN)
        signal.signal(signal.SIGCONT, signal.SIG_DFL)
        if self._ending:  # too late for the loop
            self._die(self._ending)

    def write(self, data: str) -> None:
        """Write `data` through the filter. What comes outside of application mode is dropped."""
        if self._starting:
            self._starting = False
            self._enter()
        if not self._entered or not self.writing:
            return
        self._pointed = self._pointed or "\x1b]22;" in data
        out = self._filtered(data)
        if (self._takes_over and data == ALTERNATE) or (self.keeps and data in BACK):
            return
        if out:
            self.hand_over(out)

    def paint(self, sequence: str) -> None:
        """Write what paints a part of the screen, with all that the filter holds back of it, in one write."""
        if not self._entered or not self.writing:
            return
        out = self._filtered(sequence)
        if self._filter:
            out += self._filter.flush()
        if out:
            self.write_at_once(out)

    def _filtered(self, data: str) -> str:
        if self._filter is None:
            return data
        if self.program.size.width != self._columns:
            self._columns = self.program.size.width
            self._filter.resize(self._columns)
        return self._filter(data)

    def flush(self) -> None:
        """Write what the filter has held back."""
        if self._filter and self._entered:
            out = self._filter.flush()
            if out:
                self.hand_over(out)

    def _enter(self) -> None:
        self._entered = True
        terminal = self.terminal
        self._filter, self._columns = filter_of(terminal.filter, terminal.marks, terminal.wide), 0
        atexit.register(self._abandon)
        for number in SIGNALS:
            self._handlers[number] = signal.signal(number, self._on_signal)
        if self.earlier is not None and self._takes_over:
            self._handlers = self.earlier.hand_on()
        else:
            self._send(self.terminal.enter)

    def hand_on(self) -> dict[int, Any]:
        """Give up the terminal as it is; return the handlers of signals that were set before it was taken."""
        self._entered = False
        atexit.unregister(self._abandon)
        handlers, self._handlers = self._handlers, {}
        return handlers

    def _recognize(self, late: Terminal) -> None:
        """Draw all anew, as a terminal needs it that answered late."""
        if (late.name, late.version) == (self.terminal.name, self.terminal.version) or not self._entered:
            return
        self.flush()
        self.terminal = late
        self._filter, self._columns = filter_of(late.filter, late.marks, late.wide), 0
        if late.enter:
            self.hand_over(late.enter)
        self.program.refresh(layout=True)
        self.program.post_message(Recognized(late))

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
            self._typed += send(self.terminal, self.write_through, sequence)

    def _drain(self) -> None:
        self.flush()
        self.stop_writing()

    # --- ends that nobody asked for ---------------------------------------------------------------

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        """Let the program end as it does when the user quits, with the shell's exit status for the signal.

        What is not saved is kept first. The program is ended by force when it does not get there, and as soon as all is
        kept by a second signal, which may come at any point of this.
        """
        # Python handles signals at calls; there is none between these two.
        again, self._ending = self._ending, self._ending or number
        if again:
            self._second = number
        else:
            self._end(number)
        if self._second and self._kept:
            self._die(self._second)

    def _end(self, number: int) -> None:
        """Write the rescue file and ask the program to end, with a timer that ends it by force."""
        force = threading.Timer(GRACE, self._die, (number,))
        force.daemon = True
        force.start()
        self._rescue()
        self._kept = True
        app = self.program
        end = app.end if isinstance(app, Rescuing) else partial(app.exit, None)
        self.call_soon(end, 128 + number)

    def _rescue(self) -> None:
        if isinstance(self.program, Rescuing):
            self.program.rescue()

    def _hang_up(self) -> None:
        """End the program as SIGHUP does, which may be ignored or be late: there is no terminal any more."""
        if not self.exit_event.is_set():
            self.call_soon(self._on_hang_up)

    def _on_hang_up(self) -> None:
        if not self._ending:  # the signal that a lost terminal sends is no second one
            self._on_signal(signal.SIGHUP, None)

    def _die(self, number: int) -> None:
        """Write the rescue file, reset the terminal and end; only the main thread can end the process by the signal."""
        self._rescue()
        self._abandon()
        self._tell_losses()
        if threading.current_thread() is threading.main_thread():
            self._restore_handlers()
            os.kill(os.getpid(), number)
        else:
            os.kill(os.getpid(), number)
            time.sleep(_DEAF)
        os._exit(128 + number)  # the signal is ignored, or the main thread does not hear

    def _tell_losses(self) -> None:
        app, has_printed = self.program, self._has_printed_losses
        self._has_printed_losses = True
        if not has_printed and isinstance(app, Rescuing) and (losses := app.losses()):
            with contextlib.suppress(OSError):
                os.write(2, f"{plain(losses)}\n".encode())

    def _abandon(self) -> None:
        """Give the terminal back without Textual's help."""
        if not self._entered:
            return
        self._leave()
        with contextlib.suppress(OSError, termios.error):
            self.write_through(RESET)
            if self._attributes is not None:
                termios.tcsetattr(self.fileno, termios.TCSANOW, self._attributes)

    def _restore_handlers(self) -> None:
        while self._handlers:
            number, handler = self._handlers.popitem()
            signal.signal(number, handler)

    # --- keys -------------------------------------------------------------------------------------

    def run_input_thread(self) -> None:
        """Read keys; a fault of ours in doing so ends the program as any other does."""
        with contextlib.ExitStack() as stack:
            stack.push(self._fail_by)
            self._read_keys()

    def _fail_by(self, _: object, fault: BaseException | None, __: object) -> bool:
        """Report a fault, once, after the keys that were read: Textual would end the program before they are handled."""
        if isinstance(fault, Exception):
            self.fail(fault)
        return isinstance(fault, Exception)

    def _read_keys(self) -> None:
        """Read keys; first those that were typed while the terminal was asked, without answers that come late."""
        answers = LateAnswers()
        answers.ended = not (self._late and self.terminal.late)
        typed, self._typed, self._late = self._typed, b"", False
        reader = KeyReader(keys=self.terminal.keys)

        def process(data: bytes) -> None:
            for message in (*reader.feed(data), *reader.quiet()):
                if self._filter and isinstance(message, MouseEvent):
                    put_at(message, self._filter.column(message.y, message.x))
                self.process_message(message)

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
            if self.keeps:
                self._typed += data
                continue
            if answers.ended:
                process(data)
                continue
            process(answers.feed(data))
            if answers.ended:
                late = self.prepared.again(answers.answers)
                reader = KeyReader(keys=late.keys)
                self.call_soon(self._recognize, late)
        process(answers.flush())

    def _read_terminal(self) -> bytes:
        """Return what was typed; nothing where the terminal is gone."""
        try:
            return os.read(self.fileno, 4096)
        except OSError:
            return b""


def make(prepared: Prepared, earlier: TerminalDriver | None = None) -> type[TerminalDriver]:
    """Return the driver class for a terminal, which `earlier` may have kept."""
    return type("BoundTerminalDriver", (TerminalDriver,), {"prepared": prepared, "earlier": earlier})
