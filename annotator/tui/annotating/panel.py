"""The side panel: the labels with their keys and counts, and the spans at the caret."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rich.style import Style

from annotator.keys import LEADING_KEY, pressed_for
from annotator.tui.annotating.editor import SpanEditor
from annotator.tui.label_lookup import LabelLookup
from annotator.tui.notes.lines import panel_lines
from annotator.tui.paint import joined, text_strip
from annotator.tui.widgets.side_panel import SidePanel

if TYPE_CHECKING:
    from textual.strip import Strip

    from annotator.model import LabelSchema
    from annotator.tui.palette import Palette

WIDTH = 26
"""Cells of the panel, its right margin included."""
_SPAN_LINES = 5
"""Lines that are kept for the spans at the caret: a heading and two spans."""


class Panel(SidePanel[SpanEditor]):
    """Draws the labels, and the spans at the editor's caret."""

    def __init__(self, editor: SpanEditor, schema: LabelSchema, palette: Palette, *, logical: bool) -> None:
        super().__init__(editor, palette, logical=logical, id="panel")
        self.schema = schema
        self._has_list = LabelLookup(schema).has_list
        # Most lines stay the same from key to key.
        self._label = lru_cache(maxsize=256)(self._draw_label)
        self._line = lru_cache(maxsize=16)(self._draw_line)
        self._span = lru_cache(maxsize=64)(self._draw_span)

    def show_editor(self) -> None:
        """Show the state that the editor has now."""
        spans, notes = self._spans(), self._notes()
        left = self.size.height - min(len(spans), _SPAN_LINES) - len(notes)
        self.show([*self._labels(left), *notes, *spans], self.palette.base)

    def _labels(self, height: int) -> list[Strip]:
        """Return the labels in `height` lines, the heading and a blank one among them; how many are left out is said there.

        The label that a span is to get is always among them.
        """
        editing, counts = self.editor.editing, self.editor.counts
        chosen = None if editing is None else editing.label
        seen = list(self.schema.labels)
        left_out = []
        if height > 0 and len(seen) > height - 2:
            seen = seen[: max(height - 3, 1)]
            more = f" {len(self.schema.labels) - len(seen)} more: {LEADING_KEY if self._has_list else 'F1'} lists them"
            left_out = [self._line(more, self.palette.quiet)]
            if chosen is not None and all(label.name != chosen for label in seen):
                seen[-1:] = [label for label in self.schema.labels if label.name == chosen]
        labels = [
            self._label(label.name, label.key, counts[label.name], label.name == chosen) for label in seen
        ]
        heading = self._line(" Labels", self.palette.quiet)
        return [heading, *labels, *left_out, self._line("", self.palette.base)]

    def _draw_label(self, name: str, key: str, count: int, chosen: bool) -> Strip:
        palette = self.palette
        number = str(count or "")
        parts = [
            text_strip(" ", 1, palette.base),
            text_strip(f"{pressed_for(key):^3}", 3, palette.base + palette.span(name, 1, chosen)),
            text_strip(f" {name}", WIDTH - 7 - len(number), palette.base + palette.ink(name)),
            text_strip(number, len(number), palette.quiet),
        ]
        return joined(parts, WIDTH, palette.base)

    def _notes(self) -> list[Strip]:
        """Return the last note at the caret, where a thread is open there."""
        editor = self.editor
        if not editor.notes.open or editor.place is None:
            return []
        thread = editor.notes.at(*editor.place)
        return panel_lines(thread, str, WIDTH, self.palette, logical=self.logical)

    def _spans(self) -> list[Strip]:
        editor = self.editor
        spans = editor.spans_at_caret()
        lines = [self._line(" Spans here" if spans else " No span here", self.palette.quiet)]
        current = editor.current
        for span in spans:
            chosen = current is not None and span.id == current.id
            lines += self._span(span.label, editor.text(span.start, span.end), chosen)
        return lines

    def _draw_span(self, label: str, text: str, chosen: bool) -> tuple[Strip, Strip]:
        palette = self.palette
        mark = "▶" if chosen else " "
        name = palette.base + palette.ink(label)
        shown = text_strip(text, WIDTH - 3, palette.base, logical=self.logical)
        return (
            self._line(f"{mark}{label}", name + Style(bold=True) if chosen else name),
            joined([text_strip("  ", 2, palette.base), shown], WIDTH, palette.base),
        )

    def _draw_line(self, text: str, style: Style) -> Strip:
        return text_strip(text, WIDTH, style, rtl=False).adjust_cell_length(WIDTH, self.palette.base)
