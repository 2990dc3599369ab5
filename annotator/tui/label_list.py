"""The list from which a label is taken: it narrows as letters of the name are typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.keys import pressed_for
from annotator.tui.paint import joined, text_strip

if TYPE_CHECKING:
    from textual.strip import Strip

    from annotator.model import Label
    from annotator.tui.label_lookup import LabelLookup
    from annotator.tui.palette import Palette


class LabelList:
    """The labels whose names have what was typed, and the one that Enter takes."""

    def __init__(self, labels: LabelLookup) -> None:
        self._all = labels
        self._text = ""
        self._top = 0
        self.cursor = 0
        self.found = labels.matching("")

    @property
    def chosen(self) -> str | None:
        """The name of the label that Enter takes, None where none has what was typed."""
        return self.found[self.cursor].name if self.found else None

    def narrow(self, text: str) -> None:
        """List the labels whose names have `text`, the best one chosen."""
        if text != self._text:
            self._text, self.found, self.cursor, self._top = text, self._all.matching(text), 0, 0

    def move(self, key: str, page: int) -> bool:
        """Choose another label by the name of a key; return whether the key does that."""
        steps = {"up": -1, "down": 1, "pageup": -page, "pagedown": page, "shift+tab": -1, "tab": 1}
        if key in steps:
            self.cursor = max(min(self.cursor + steps[key], len(self.found) - 1), 0)
        return key in steps

    def at(self, line: int) -> str | None:
        """Return the label on a line of `lines`, or None."""
        index = self._top + line - 1
        return self.found[index].name if line > 0 and index < len(self.found) else None

    def lines(self, width: int, height: int, palette: Palette) -> list[Strip]:
        """Return a heading and the labels as lines, so many that the chosen one is in sight."""
        room = max(height - 1, 1)
        self._top = max(min(self._top, self.cursor), self.cursor - room + 1, 0)
        count = (
            f" {len(self.found)} of {len(self._all.labels)} labels" if self.found else " No label has this"
        )
        seen = enumerate(self.found[self._top : self._top + room], self._top)
        return [
            text_strip(count, width, palette.quiet, rtl=False),
            *(self._line(label, width, palette, is_chosen=index == self.cursor) for index, label in seen),
        ]

    def _line(self, label: Label, width: int, palette: Palette, *, is_chosen: bool) -> Strip:
        name = palette.base + (palette.chosen if is_chosen else palette.ink(label.name))
        parts = [
            text_strip("▶" if is_chosen else " ", 1, name, rtl=False),
            text_strip(
                f"{pressed_for(label.key):^3}", 3, palette.base + palette.span(label.name, 1, is_chosen)
            ),
            text_strip(f" {label.name}", max(width - 4, 1), name, rtl=False).adjust_cell_length(
                max(width - 4, 1), name
            ),
        ]
        return joined(parts, width, palette.base)
