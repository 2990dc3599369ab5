"""A program to be run in a pseudo-terminal: it says HELLO and shows the keys that it gets."""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import TYPE_CHECKING

from textual.app import App, ComposeResult
from textual.widgets import Label

from annotator.tui.terminal import driver_class, prepare

if TYPE_CHECKING:
    from textual.events import Key


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


KINDS = {"keeping": Keeping, "interrupted": Interrupted}

if __name__ == "__main__":
    bidi = sys.argv[1] if len(sys.argv) > 1 else "auto"
    kind = sys.argv[2] if len(sys.argv) > 2 else ""
    app = KINDS.get(kind, Tiny)(driver_class=driver_class(prepare(bidi)))
    app.run()
    sys.exit(app.return_code)
