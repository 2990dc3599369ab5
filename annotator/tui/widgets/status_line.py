"""The status line, and the line of keys below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.style import Style

from annotator.text.bidi import Direction
from annotator.text.layout import Layout
from annotator.tui.key_names import all_shown
from annotator.tui.paint import joined, row_strip, text_strip
from annotator.tui.widgets.painted_lines import PaintedLines

if TYPE_CHECKING:
    from textual import events
    from textual.strip import Strip

    from annotator.tui.keys import Key, KeyTable
    from annotator.tui.palette import Palette
    from annotator.tui.saver import Saving


class StatusLine(PaintedLines):
    """One line: facts and whether all is saved at the left, the message of the last action at the right.

    Where not all has room, the message is cut off first, and whether all is saved never.
    """

    def __init__(self, palette: Palette, *, logical: bool) -> None:
        super().__init__(palette.bar, id="status")
        self.palette = palette
        self.logical = logical
        self._facts = ""
        self._message = ""
        self._saving: Saving | None = None
        self._urgent = False
        self._rows = 1

    def say(
        self, facts: str, message: str = "", saving: Saving | None = None, *, urgent: bool = False
    ) -> None:
        """Show facts, whether all is saved, and message; an urgent message stands out."""
        said = (facts, message, saving, urgent)
        if said != (self._facts, self._message, self._saving, self._urgent):
            self._facts, self._message, self._saving, self._urgent = said
            self._draw()

    def on_resize(self) -> None:
        """Draw for the new width."""
        self._draw()

    def _draw(self) -> None:
        width, palette = self.size.width, self.palette
        if not width:
            return
        if self._urgent:
            self._draw_urgent(width)
            return
        message = f" {self._message} " if self._message else ""
        state = len(self._saving.state) + 4 if self._saving else 2
        most = max(width - len(self._facts) - state, min(len(message), width // 2, width - state))
        room = max(most, 0) if message else 0
        style = palette.bar + Style(bold=True)
        left = self._facts_and_saving(width - room)
        self._show_lines(
            [
                joined(
                    [*left, text_strip(message, room, style, rtl=False, logical=self.logical)],
                    width,
                    palette.bar,
                )
            ]
        )

    def _facts_and_saving(self, width: int) -> list[Strip]:
        """Return facts and whether all is saved in `width` cells; trouble comes first."""
        bar, saving = self.palette.bar, self._saving
        if saving is None:
            parts = [self._facts]
        elif saving.is_trouble:
            parts = [f"{saving.state}, {self._facts}"]
        else:
            parts = [self._facts, f", {saving.state}"]
        whole = f" {''.join(parts)} "
        if len(whole) <= width or len(parts) == 1:
            return [text_strip(whole, width, bar, rtl=False, logical=self.logical)]
        room = max(width - len(parts[1]) - 1, 0)
        return [
            text_strip(f" {self._facts}", room, bar, rtl=False, logical=self.logical),
            text_strip(f"{parts[1]} ", width - room, bar, rtl=False, logical=self.logical),
        ]

    def _draw_urgent(self, width: int) -> None:
        """Show all of the message, below the facts where it is longer than the line."""
        palette = self.palette
        facts = joined(self._facts_and_saving(width), width, palette.bar)
        rows = Layout(f"{self._message}", max(width - 2, 1), direction=Direction.LTR, logical=self.logical)
        lines = [row_strip(row, lambda _: palette.warn, palette.warn) for row in rows]
        margin = text_strip(" ", 1, palette.warn)
        self._show_lines([facts, *(joined([margin, line, margin], width, palette.warn) for line in lines)])

    def _show_lines(self, lines: list[Strip]) -> None:
        if len(lines) != self._rows:
            self._rows = len(lines)
            self.styles.height = len(lines)
        self.show(lines, self.palette.bar)


class KeyBar(PaintedLines):
    """The keys of the labels and those that have a word for the footer, as many as fit."""

    def __init__(self, table: KeyTable[Any], palette: Palette, labels: str = "") -> None:
        super().__init__(palette.base, id="keys")
        self.labels = labels
        self.table = table
        self.palette = palette

    def on_resize(self, event: events.Resize) -> None:
        """Draw for the new width."""
        self.draw(event.size.width)

    def draw(self, width: int) -> None:
        """Show the keys that fit into `width` cells."""
        palette = self.palette
        parts: list[Strip] = []
        left = width
        words = [(_short(entry), entry.footer) for entry in self.table.entries]
        if self.table.labels is not None:
            words.insert(0, (self.labels, self.table.labels.footer))
        for name, word in words:
            if word and len(name) + len(word) + 3 <= left:
                parts.append(
                    text_strip(f" {name} ", len(name) + 2, palette.base + Style(bold=True), rtl=False)
                )
                parts.append(text_strip(f"{word} ", len(word) + 1, palette.quiet, rtl=False))
                left -= len(name) + len(word) + 3
        self.show([joined(parts, width, palette.base)], palette.base)


def _short(entry: Key[Any]) -> str:
    """Return the first key of an entry, or all where they are a range."""
    return all_shown(entry.keys if len(entry.keys) > 2 else entry.keys[:1])
