"""The status line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style

from annotator.text.bidi import Direction
from annotator.text.layout import Layout
from annotator.tui.paint import fitting, joined, row_strip, text_strip
from annotator.tui.widgets.painted_lines import PaintedLines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.strip import Strip

    from annotator.tui.palette import Palette
    from annotator.tui.saver import Saving


class StatusLine(PaintedLines):
    """One line: facts and whether all is saved at the left, the message of the last action at the right.

    Where not all has room, the message is cut off first, and whether all is saved never. Without a message a hint may stand in
    its place, dim, and whole or not at all.
    """

    def __init__(self, palette: Palette, *, logical: bool) -> None:
        super().__init__(palette.bar, id="status")
        self.palette = palette
        self.logical = logical
        self._facts = ""
        self._shorter: Sequence[str] = ()
        self._message = ""
        self._saving: Saving | None = None
        self._urgent = False
        self._hints: Sequence[str] = ()
        self._rows = 1

    def say(
        self,
        facts: str,
        message: str = "",
        saving: Saving | None = None,
        *,
        urgent: bool = False,
        hints: Sequence[str] = (),
        shorter: Sequence[str] = (),
    ) -> None:
        """Show facts, whether all is saved, and message; an urgent message stands out.

        `shorter`: other wordings of the facts, the longest first, for a line that has no room for all.
        `hints`: wordings of the hint for a line without a message, the longest first. The first that fits is shown.
        """
        said = (facts, message, saving, urgent, hints, shorter)
        if said != (self._facts, self._message, self._saving, self._urgent, self._hints, self._shorter):
            self._facts, self._message, self._saving, self._urgent, self._hints, self._shorter = said
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
        if not self._message:
            self._draw_hint(width)
            return
        message = f" {self._message} "
        state = len(self._saving.state) + 4 if self._saving else 2
        wordings = [self._facts, *self._shorter]
        least = min(len(message), width // 2, width - state)
        facts = fitting(wordings, width - state - len(message)) or fitting(wordings, width - state - least)
        facts = facts or wordings[-1]
        room = max(width - len(facts) - state, least, 0)
        style = palette.bar + Style(bold=True)
        left = self._facts_and_saving(width - room, facts)
        self._show_lines(
            [
                joined(
                    [*left, text_strip(message, room, style, rtl=False, logical=self.logical)],
                    width,
                    palette.bar,
                )
            ]
        )

    def _draw_hint(self, width: int) -> None:
        """Show the longest hint that has room beside the facts."""
        state = len(self._saving.state) + 2 if self._saving else 0
        facts = self._fitting_facts(width)
        hint = fitting(self._hints, width - len(facts) - state - 4)
        room = len(hint) + 2 if hint else 0
        palette = self.palette
        parts = [
            *self._facts_and_saving(width - room, facts),
            text_strip(f" {hint} ", room, palette.hint, rtl=False),
        ]
        self._show_lines([joined(parts, width, palette.bar)])

    def _fitting_facts(self, width: int) -> str:
        """Return the facts in the wording that a line without anything else has room for."""
        wordings = [self._facts, *self._shorter]
        state = len(self._saving.state) + 4 if self._saving else 2
        return fitting(wordings, width - state) or wordings[-1]

    def _facts_and_saving(self, width: int, facts: str) -> list[Strip]:
        """Return facts and whether all is saved in `width` cells; trouble comes first."""
        bar, saving = self.palette.bar, self._saving
        if saving is None:
            parts = [facts]
        elif saving.is_trouble:
            parts = [f"{saving.state}, {facts}"]
        else:
            parts = [facts, f", {saving.state}"]
        whole = f" {''.join(parts)} "
        if len(whole) <= width or len(parts) == 1:
            return [text_strip(whole, width, bar, rtl=False, logical=self.logical)]
        room = max(width - len(parts[1]) - 1, 0)
        return [
            text_strip(f" {facts}", room, bar, rtl=False, logical=self.logical),
            text_strip(f"{parts[1]} ", width - room, bar, rtl=False, logical=self.logical),
        ]

    def _draw_urgent(self, width: int) -> None:
        """Show all of the message, below the facts where it is longer than the line."""
        palette = self.palette
        facts = joined(self._facts_and_saving(width, self._fitting_facts(width)), width, palette.bar)
        rows = Layout(f"{self._message}", max(width - 2, 1), direction=Direction.LTR, logical=self.logical)
        lines = [row_strip(row, lambda _: palette.warn, palette.warn) for row in rows]
        margin = text_strip(" ", 1, palette.warn)
        self._show_lines([facts, *(joined([margin, line, margin], width, palette.warn) for line in lines)])

    def _show_lines(self, lines: list[Strip]) -> None:
        if len(lines) != self._rows:
            self._rows = len(lines)
            self.styles.height = len(lines)
        self.show(lines, self.palette.bar)
