"""A line to type into, drawn by the text engine, so that Arabic stands right in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.message import Message
from textual.strip import Strip

from annotator.text import layout, segment
from annotator.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from textual import events

    from annotator.tui.palette import Palette


class Prompt(Lines, can_focus=True):
    """Asks for a line of text. The caret stays at the end; Backspace takes a letter, Ctrl+W a word, Ctrl+U all."""

    class Changed(Message):
        """The text is another now."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Submitted(Changed):
        """Enter was pressed."""

    class Cancelled(Message):
        """Escape was pressed."""

    def __init__(self, palette: Palette, *, logical: bool = False) -> None:
        super().__init__(palette.base, id="prompt")
        self.question = ""
        self.palette = palette
        self.logical = logical
        self.text = ""
        self._asking = False

    def ask(self, question: str, text: str) -> None:
        """Begin anew with this question and text."""
        self.question, self.text, self._asking = question, text, True
        self.draw()

    def on_resize(self) -> None:
        """Draw for the new width."""
        self.draw()

    def on_key(self, event: events.Key) -> None:
        """Take letters and the keys that edit; all others stay here too, until there is an answer."""
        if not self._asking:
            return
        event.stop()
        event.prevent_default()
        if event.key == "enter":
            self._asking = False
            self.post_message(self.Submitted(self.text))
        elif event.key == "escape":
            self._asking = False
            self.post_message(self.Cancelled())
        else:
            self.put(edited(self.text, event))

    def on_paste(self, event: events.Paste) -> None:
        """Put in what is pasted, as one line."""
        event.stop()
        self.put(self.text + " ".join(event.text.split()))

    def put(self, text: str) -> None:
        """Set the text and tell if it is another."""
        if text != self.text:
            self.text = text
            self.draw()
            self.post_message(self.Changed(text))

    def draw(self) -> None:
        """Show question and text, the end of the text if it is longer than the line."""
        width = self.size.width
        question = f" {self.question} "
        room = width - len(question) - 2
        if room < 1:
            return
        palette = self.palette
        row = layout.line(last_part(self.text, room), room, logical=self.logical)
        caret = Segment(" ", palette.base + palette.caret)
        text = [Segment(glyph.text, palette.base) for glyph in row.glyphs]
        typed = [caret, *text] if row.rtl else [*text, caret]
        shown = Strip([Segment(question, palette.base + Style(bold=True)), *typed])
        self.show([shown.adjust_cell_length(width, palette.base)], palette.base)


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
