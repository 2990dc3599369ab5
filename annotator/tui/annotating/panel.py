"""The side panel: the labels with their keys and counts, and the spans at the caret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style

from annotator.tui.paint import joined, text_strip
from annotator.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from textual.strip import Strip

    from annotator.model import LabelSchema
    from annotator.tui.annotating.editor import Desk
    from annotator.tui.palette import Palette

WIDTH = 26
"""Cells of the panel, its right margin included."""


class Panel(Lines):
    """Draws what `Desk` says of labels and of the place where the caret is."""

    def __init__(self, desk: Desk, schema: LabelSchema, palette: Palette, *, logical: bool) -> None:
        super().__init__(palette.base, id="panel")
        self.desk = desk
        self.schema = schema
        self.palette = palette
        self.logical = logical

    def sync(self) -> None:
        """Show the desk as it is now."""
        self.show([*self._labels(), *self._here()], self.palette.base)

    def _labels(self) -> list[Strip]:
        palette = self.palette
        lines = [self._line(" Labels", palette.quiet)]
        editing = self.desk.editing
        for label in self.schema.labels:
            count = str(self.desk.counts[label.name] or "")
            chosen = editing is not None and editing.label == label.name
            swatch = text_strip(f" {label.key} ", 3, palette.base + palette.span(label.name, 1, chosen))
            room = WIDTH - 7 - len(count)
            lines.append(
                joined(
                    [
                        text_strip(" ", 1, palette.base),
                        swatch,
                        text_strip(f" {label.name}", room, palette.base + palette.ink(label.name)),
                        text_strip(count, len(count), palette.quiet),
                    ],
                    WIDTH,
                    palette.base,
                )
            )
        return [*lines, self._line("", palette.base)]

    def _here(self) -> list[Strip]:
        palette, desk = self.palette, self.desk
        spans = desk.here()
        lines = [self._line(" Spans here" if spans else " No span here", palette.quiet)]
        current = desk.current
        for span in spans:
            chosen = current is not None and span.id == current.id
            mark = "▶" if chosen else " "
            name = palette.base + palette.ink(span.label)
            lines.append(self._line(f"{mark}{span.label}", name + Style(bold=True) if chosen else name))
            text = text_strip(desk.text(span.start, span.end), WIDTH - 3, palette.base, logical=self.logical)
            lines.append(joined([text_strip("  ", 2, palette.base), text], WIDTH, palette.base))
        return lines

    def _line(self, text: str, style: Style) -> Strip:
        return text_strip(text, WIDTH, style, rtl=False).adjust_cell_length(WIDTH, self.palette.base)
