"""A driver without a terminal, which keeps what would be written to one that needs a filter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.driver import Driver

from annotator.tui.terminal.driver import TerminalDriver
from annotator.tui.terminal.filters import filter_of
from tests.tui.terminal.emulator import Emulator

if TYPE_CHECKING:
    from textual.app import App

    from annotator.config import Marks, Wide
    from annotator.tui.terminal.plan import Filter

Drawing = tuple["Filter", "Marks", "Wide"]
"""What `filter_of` takes."""


class Recorder(TerminalDriver):
    """Writes to an emulated terminal. `at_once`: what was painted straight from the handler of a key."""

    drawing: Drawing = ("none", "kept", "counted")

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        Driver.__init__(self, app, debug=debug, mouse=mouse, size=size)  # without the signals of the process
        self.terminal_screen = Emulator()
        self.written: list[str] = []
        self.at_once: list[str] = []
        self._filter, self._columns = filter_of(*self.drawing), 0
        self._entered, self._starting, self._pointed = True, False, False

    @property
    def writing(self) -> bool:
        return True

    def hand_over(self, data: str) -> None:
        self.written.append(data)
        self.terminal_screen.feed(data)

    def write_at_once(self, data: str) -> None:
        self.at_once.append(data)
        self.hand_over(data)

    def start_application_mode(self) -> None:
        """There is nothing to start."""

    def stop_application_mode(self) -> None:
        """There is nothing to stop."""

    def disable_input(self) -> None:
        """There is none."""

    def close(self) -> None:
        """There is no thread."""


def recorder(drawing: Drawing) -> type[Recorder]:
    """Return the driver class for a terminal that is drawn for so."""
    return type("BoundRecorder", (Recorder,), {"drawing": drawing})
