"""A driver without a terminal, which keeps what would be written to one that needs a filter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.driver import Driver

from annotator.tui.terminal.driver import TerminalDriver
from annotator.tui.terminal.filters import filter_of
from annotator.tui.terminal.filters.pen import after
from tests.tui.terminal.emulator import Emulator

if TYPE_CHECKING:
    from textual.app import App

    from annotator.config import Marks, Wide
    from annotator.tui.terminal.plan import Filter
    from tests.tui.terminal.emulator import Square

Drawing = tuple["Filter", "Marks", "Wide"]
"""What `filter_of` takes."""


class Colored(Emulator):
    """A terminal that knows all of each cell's style, also what no filter looks at."""

    def __init__(self) -> None:
        super().__init__()
        self.pen = ""
        self.pens: dict[tuple[int, int], str] = {}

    def _put(self, char: str) -> None:
        super()._put(char)
        if self._last is not None:
            self.pens[self._last] = self.pen

    def _sequence(self, numbers: str, final: str, whole: str) -> None:
        super()._sequence(numbers, final, whole)
        if final == "m":
            self.pen = after(self.pen, numbers)

    def shown(self) -> dict[tuple[int, int], tuple[Square, str]]:
        """Return each cell with its style."""
        return {cell: (square, self.pens[cell]) for cell, square in self.cells.items()}


class Recorder(TerminalDriver):
    """Writes to an emulated terminal. `at_once`: what was painted straight from the handler of a key."""

    drawing: Drawing = ("none", "kept", "counted")

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        Driver.__init__(self, app, debug=debug, mouse=mouse, size=size)  # without the signals of the process
        self.terminal_screen = Colored()
        self.written: list[str] = []
        self.at_once: list[str] = []
        self._filter, self._columns = filter_of(*self.drawing), 0
        self._entered, self._starting, self._takes_over, self._pointed = True, False, False, False

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
