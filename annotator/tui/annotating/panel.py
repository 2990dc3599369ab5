"""The side panel: the labels with their keys and counts, and the spans at the caret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style

from annotator.keys import pressed_for
from annotator.tui.annotating.editor import SpanEditor
from annotator.tui.paint import joined, text_strip
from annotator.tui.widgets.side_panel import SidePanel

if TYPE_CHECKING:
    from textual.strip import Strip

    from annotator.model import LabelSchema
    from annotator.tui.palette import Palette

WIDTH = 26
"""Cells of the panel, its right margin included."""


class Panel(SidePanel[SpanEditor]):
    """Draws the labels, and the spans at the editor's caret."""

    def __init__(self, editor: SpanEditor, schema: LabelSchema, palette: Palette, *, logical: bool) -> None:
        super().__init__(editor, palette, logical=logical, id="panel")
        self.schema = schema

    def sync(self) -> None:
        """Show the state that the editor has now."""
        self.show([*self._labels(), *self._spans()], self.palette.base)

    def _labels(self) -> list[Strip]:
        palette = self.palette
        lines = [self._line(" Labels", palette.quiet)]
        editing = self.editor.editing
        for label in self.schema.labels:
            count = str(self.editor.counts[label.name] or "")
            chosen = editing is not None and editing.label == label.name
            swatch = text_strip(
                f"{pressed_for(label.key):^3}", 3, palette.base + palette.span(label.name, 1, chosen)
            )
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

    def _spans(self) -> list[Strip]:
        palette, editor = self.palette, self.editor
        spans = editor.spans_at_caret()
        lines = [self._line(" Spans here" if spans else " No span here", palette.quiet)]
        current = editor.current
        for span in spans:
            chosen = current is not None and span.id == current.id
            mark = "▶" if chosen else " "
            name = palette.base + palette.ink(span.label)
            lines.append(self._line(f"{mark}{span.label}", name + Style(bold=True) if chosen else name))
            text = text_strip(
                editor.text(span.start, span.end), WIDTH - 3, palette.base, logical=self.logical
            )
            lines.append(joined([text_strip("  ", 2, palette.base), text], WIDTH, palette.base))
        return lines

    def _line(self, text: str, style: Style) -> Strip:
        return text_strip(text, WIDTH, style, rtl=False).adjust_cell_length(WIDTH, self.palette.base)
