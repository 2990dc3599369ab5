"""A program to be run in a pseudo-terminal: it says HELLO and shows the keys that it gets.

With ANSWERED in the environment it waits for the terminal's answers for as long as they take.
"""

from __future__ import annotations

import fcntl
import os
import signal
import struct
import sys
import termios
import time
from functools import partial
from threading import Thread, get_ident
from typing import TYPE_CHECKING, Any

from textual.app import App, ComposeResult
from textual.widgets import Label

from annotator.tui import terminal
from annotator.tui.terminal import driver, driver_class, prepare

if TYPE_CHECKING:
    from textual.events import Key, Resize


def say(word: str) -> None:
    """Write past Python's buffers, which must not be written to in the middle of being written to."""
    os.write(2, f"{word}\n".encode())


class Tiny(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("مُ", id="arabic")
        yield Label("HELLO", id="keys")

    def hang(self) -> None:
        """Hang in naps: a signal that comes just before a nap is handled after it."""
        while True:
            time.sleep(0.01)

    def on_key(self, event: Key) -> None:
        if event.key == "q":
            self.exit()
        elif event.key == "b":
            raise ZeroDivisionError("BROKEN")
        elif event.key == "p":
            self._set_pointer_shape("text")
        elif event.key == "h":
            say("HANGING")
            self.hang()
        elif event.key == "s":
            with self.suspend():
                print("OUTSIDE", flush=True)
        else:
            label = self.query_one("#keys", Label)
            label.update(f"{label.content}+{event.key}")


class Keeping(Tiny):
    """Has work to keep; when it hangs, it says HANDLED as soon as a signal was."""

    kept = False

    def hang(self) -> None:
        while not self.kept:
            time.sleep(0.01)
        say("HANDLED")
        super().hang()

    def rescue(self) -> None:
        self.kept = True

    def end(self, status: int) -> None:
        self.exit(None, return_code=status)

    def losses(self) -> str:
        return ""


class Interrupted(Keeping):
    """Gets a second signal in the middle of keeping its work."""

    def rescue(self) -> None:
        if not self.kept:
            os.kill(os.getpid(), signal.SIGHUP)
            say("KEPT")
        super().rescue()


class Sized(Tiny):
    """Shows its size. On the key t, a signal comes to a thread other than the main one, which sleeps then."""

    def on_resize(self, event: Resize) -> None:
        self.query_one("#keys", Label).update(f"{event.size.width}x{event.size.height}")

    def on_key(self, event: Key) -> None:
        if event.key == "t":
            Thread(target=self.hear_elsewhere, daemon=True).start()

    def hear_elsewhere(self) -> None:
        time.sleep(0.5)
        signal.pthread_kill(get_ident(), signal.SIGTERM)


def overtaken(driver: type[Any]) -> type[Any]:
    """Return a driver whose terminal changes from 80 columns to 110 as soon as it was found to have 80."""

    class Overtaken(driver):  # type: ignore[misc]
        def terminal_size(self) -> tuple[int, int]:
            size: tuple[int, int] = super().terminal_size()
            if size[0] == 80:
                fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 12, 110, 0, 0))
                time.sleep(0.01)  # the signal has come
            return size

    return Overtaken


KINDS = {"keeping": Keeping, "interrupted": Interrupted, "sized": Sized}

if __name__ == "__main__":
    driver.LATE = 3600.0  # whenever the test answers, it is in time
    driver._DEAF = 60.0
    if "ANSWERED" in os.environ:
        terminal.look = partial(terminal.look, 3600.0)
    bidi = sys.argv[1] if len(sys.argv) > 1 else "auto"
    kind = sys.argv[2] if len(sys.argv) > 2 else ""
    drives = driver_class(prepare(bidi))
    app = KINDS.get(kind, Tiny)(driver_class=overtaken(drives) if kind == "sized" else drives)
    app.run()
    sys.exit(app.return_code)
