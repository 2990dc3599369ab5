"""A question that must be answered before the program ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.text.bidi import Direction
from annotator.text.layout import Layout
from annotator.tui.keys import ARTICLES, HELP, Key, KeyTable
from annotator.tui.paint import joined, row_strip, text_strip
from annotator.tui.screens.keyed import ProgramScreen
from annotator.tui.widgets.key_bar import KeyBar
from annotator.tui.widgets.painted_lines import PaintedLines

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events
    from textual.app import ComposeResult

    from annotator.tui.program import Program


def answer(key: str, word: str, does: Callable[[], object], *, stays: bool = False) -> Key[Any]:
    """Return the entry of an answer: its key, the word for the footer, and what it does. `stays` is as in `Key`."""
    return Key((key,), word, ARTICLES, lambda _screen, _press: does(), footer=word, stays=stays)


class Question(ProgramScreen):
    """Shows lines and waits for the key of one of the answers."""

    def __init__(self, program: Program, lines: Sequence[str], answers: Sequence[Key[Any]]) -> None:
        super().__init__(program, program.palette)
        table = KeyTable("Question", (*answers, HELP))
        self._by_key = table.by_key()
        self._lines = lines
        self._shown = PaintedLines(self.palette.base, id="question")
        self._keys = KeyBar(table, self.palette)

    def compose(self) -> ComposeResult:
        """Yield the lines, and the keys under them."""
        yield self._shown
        yield self._keys

    def on_resize(self, event: events.Resize) -> None:
        """Draw for the new width."""
        self._keys.display = event.size.height > 1
        base = self.palette.base
        text = "\n".join(["", *self._lines])
        rows = Layout(text, max(event.size.width - 2, 1), direction=Direction.LTR)
        margin = text_strip(" ", 1, base)
        strips = [
            joined([margin, row_strip(row, lambda _: base, base)], event.size.width, base) for row in rows
        ]
        self._shown.show(strips)

    def handle_other_key(self, name: str, event: events.Key) -> bool:  # noqa: ARG002
        """Take all other keys: the question must be answered first."""
        return True
