"""The message that a terminal answered after the first paint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from annotator.tui.terminal.plan import Terminal


class Recognized(Message):
    """Another terminal is there than was thought; it is served as `terminal` says from now on."""

    def __init__(self, terminal: Terminal) -> None:
        super().__init__()
        self.terminal = terminal
