"""A program to be run in a pseudo-terminal: it says HELLO and shows the keys that it gets."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from textual.app import App, ComposeResult
from textual.widgets import Label

from annotator.tui.terminal import driver_class, prepare

if TYPE_CHECKING:
    from textual.events import Key


class Tiny(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("HELLO")

    def on_key(self, event: Key) -> None:
        if event.key == "q":
            self.exit()
        elif event.key == "b":
            raise ZeroDivisionError("BROKEN")
        elif event.key == "p":
            self._set_pointer_shape("text")
        elif event.key == "h":
            print("HANGING", file=sys.__stderr__, flush=True)
            time.sleep(3600)
        elif event.key == "s":
            with self.suspend():
                print("OUTSIDE", flush=True)
        else:
            label = self.query_one(Label)
            label.update(f"{label.content}+{event.key}")


if __name__ == "__main__":
    app = Tiny(driver_class=driver_class(prepare(sys.argv[1] if len(sys.argv) > 1 else "auto")))
    app.run()
    sys.exit(app.return_code)
