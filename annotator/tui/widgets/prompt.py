"""A line to type into, drawn by the text engine, so that Arabic stands right in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from annotator.text import layout, segment
from annotator.tui.paint import fitting
from annotator.tui.widgets.painted_lines import PaintedLines

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events

    from annotator.tui.palette import Palette


_ROOM = 10
"""Cells that are kept for the text, where the line is long enough."""
_LEAVING = ("Esc leaves", "Esc")
"""What is said of the key that leaves the line."""

EDITING = frozenset({"backspace", "ctrl+w", "ctrl+u"})
"""Keys that take something from a line, also where it is empty."""


class Prompt(PaintedLines):
    """Asks for a line of text. The caret stays at the end; Backspace takes a letter, Ctrl+W a word, Ctrl+U all."""

    def __init__(self, palette: Palette, *, logical: bool = False) -> None:
        super().__init__(palette.base, id="prompt")
        self.question = ""
        self.palette = palette
        self.logical = logical
        self.text = ""
        self._enter = ""
        self._on_answer: Callable[[str | None], None] | None = None

    def ask(
        self, question: str, text: str, on_answer: Callable[[str | None], None], *, enter: str = "ends"
    ) -> None:
        """Begin anew with this question and text; `on_answer` is called with the answer, or with None where there is none.

        `enter` is the word for what Enter does.
        """
        self.question, self.text, self._on_answer, self._enter = question, text, on_answer, enter
        self.draw()

    def on_resize(self) -> None:
        """Draw for the new width."""
        self.draw()

    def press_key(self, event: events.Key) -> None:
        """Take a letter or a key that edits; Enter answers, Escape gives no answer."""
        if event.key in {"enter", "escape"}:
            on_answer, self._on_answer = self._on_answer, None
            if on_answer is not None:
                on_answer(self.text if event.key == "enter" else None)
        else:
            self.set_text(edited(self.text, event))

    def set_text(self, text: str) -> None:
        """Set the text."""
        if text != self.text:
            self.text = text
            self.draw()

    def draw(self) -> None:
        """Show question and text, the end of the text if it is longer than the line, and the key that leaves."""
        width, palette = self.size.width, self.palette
        most = max(width - _ROOM - len(_LEAVING[-1]) - 4, 0)
        question = f" {self.question if len(self.question) <= most else self.question[:most]} "
        leaving = fitting(
            (f"Enter {self._enter}, {_LEAVING[0]}", *_LEAVING), width - len(question) - _ROOM - 2
        )
        end = f" {leaving} " if leaving else ""
        room = width - len(question) - len(end)
        if room < 2:
            return
        row = layout.line(last_part(self.text, room - 1), room - 1, logical=self.logical)
        caret = Segment(" ", palette.base + palette.caret)
        text = [Segment(glyph.text, palette.base) for glyph in row.glyphs]
        typed = Strip([caret, *text] if row.rtl else [*text, caret]).adjust_cell_length(room, palette.base)
        parts = [
            Strip([Segment(question, palette.base + Style(bold=True))]),
            typed,
            Strip([Segment(end, palette.quiet)]),
        ]
        self.show([Strip.join(parts).adjust_cell_length(width, palette.base)], palette.base)


def last_part(text: str, width: int) -> str:
    """Return as much of the end of `text` as fits into `width` cells."""
    starts = [start for start, _ in segment.graphemes(text)]
    return text if len(starts) <= width else text[starts[-width] :]


def edited(text: str, event: events.Key) -> str:
    """Return `text` after a key: a letter put at its end or something taken from there."""
    if event.key == "backspace":
        starts = [start for start, _ in segment.graphemes(text)]
        return text[: starts[-1]] if starts else ""
    if event.key == "ctrl+w":
        return text.rstrip().rpartition(" ")[0]
    if event.key == "ctrl+u":
        return ""
    if event.character is not None and event.is_printable:
        return text + event.character
    return text


def typed(text: str, event: events.Key) -> str | None:
    """Return `text` after a key; None where the key is not one of a line that is typed into."""
    after = edited(text, event)
    return after if after != text or event.key in EDITING else None
