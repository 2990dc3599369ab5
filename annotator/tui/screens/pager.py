"""Screens to be read: the help, and the guidelines for the labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.style import Style

from annotator.keys import LEADING_KEY, pressed_for
from annotator.text.layout import Layout
from annotator.tui.key_names import all_shown
from annotator.tui.label_lookup import LabelLookup
from annotator.tui.paint import fitting, joined, row_strip, text_strip
from annotator.tui.screens.keyed import KeyedScreen
from annotator.tui.widgets.painted_lines import PaintedLines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.strip import Strip

    from annotator.model import LabelSchema
    from annotator.tui.keys import KeyTable
    from annotator.tui.palette import Palette

_STEPS = {"up": -1, "down": 1, "pageup": -10, "pagedown": 10, "home": -(10**6), "end": 10**6}
_KEY_COLUMN = 25
LIST_HELP = "list the labels: letters of a name narrow it, Enter takes, Escape leaves"
CLITICS_OUT = "Clitics before the word are left out when it is tagged (و ف ب ل ك)."
_FOOT = ("↑ ↓ scroll, any other key goes back", "any other key goes back", "any key but ↑ ↓", "Esc")


class Pager(KeyedScreen):
    """Shows lines made for the width; arrows scroll, any other key leaves."""

    def __init__(self, lines: Callable[[int], Sequence[Strip]], palette: Palette) -> None:
        super().__init__(palette)
        self._make = lines
        self._first = 0
        self._shown = PaintedLines(palette.base, id="pager")

    def compose(self) -> ComposeResult:
        """One widget, all of the screen."""
        yield self._shown

    def on_resize(self, event: events.Resize) -> None:
        """Draw for the new size."""
        self._draw(event.size.width, event.size.height)

    def _draw(self, width: int, height: int) -> None:
        lines = self._make(width)
        foot = text_strip(f" {fitting(_FOOT, width - 1)}", width, self.palette.bar, rtl=False)
        room = max(height - 1, 1)
        self._first = max(min(self._first, len(lines) - room), 0)
        seen = list(lines[self._first : self._first + room])
        blank = text_strip("", width, self.palette.base).adjust_cell_length(width, self.palette.base)
        seen += [blank] * (room - len(seen))
        self._shown.show([*seen, foot] if height > 1 else seen)

    def handle_other_key(self, name: str, event: events.Key) -> bool:  # noqa: ARG002
        """Scroll or leave."""
        if event.key in _STEPS:
            self._first += _STEPS[event.key]
            self._draw(self.size.width, self.size.height)
        else:
            self.app.pop_screen()
        return True


def help_lines(
    tables: Sequence[KeyTable[Any]], schema: LabelSchema, palette: Palette, width: int
) -> list[Strip]:
    """Return the help: every key of the tables, group by group, and the labels' keys."""
    bold = palette.base + Style(bold=True)
    lines: list[Strip] = []
    lookup = LabelLookup(schema)

    def entry(keys: str, text: str) -> None:
        column = max(_KEY_COLUMN, len(keys) + 4)
        lines.append(
            joined(
                [
                    text_strip(f"   {keys}", column, bold, rtl=False),
                    text_strip(text, max(width - column, 1), palette.base, rtl=False),
                ],
                width,
                palette.base,
            )
        )

    for table in tables:
        lines.append(text_strip(f" {table.heading}", width, palette.bar, rtl=False))
        for group in table.groups:
            lines.append(text_strip(f" {group}", width, palette.quiet, rtl=False))
            if table.labels is not None and table.labels.group == group:
                told = table.labels.help
                for keys in _in_lines(lookup.pressed):
                    entry(keys, told)
                    told = ""
                if lookup.has_list:
                    entry(LEADING_KEY, LIST_HELP)
            for key in table.in_group(group):
                entry(all_shown(key.keys), key.help)
            if any(key.selects for key in table.in_group(group)):
                entry("Shift + any of these", "the same, and select")
    lines.append(
        text_strip(
            " Letters work as well with the Arabic keyboard layout on.", width, palette.quiet, rtl=False
        )
    )
    return lines


def _in_lines(keys: Sequence[str]) -> Iterator[str]:
    """Yield the keys of labels, as many a line as the column of keys has room for."""
    line = ""
    for key in keys:
        if line and len(line) + 1 + len(key) > _KEY_COLUMN - 4:
            yield line
            line = ""
        line = f"{line} {key}".strip()
    yield line


def guideline_lines(schema: LabelSchema, palette: Palette, width: int, *, logical: bool) -> list[Strip]:
    """Return what each label means, in English and in Arabic, with its examples."""
    lines = [text_strip(f" Labels: {schema.name}", width, palette.bar, rtl=False)]
    inner = max(width - 4, 1)
    indent = text_strip("  ", 2, palette.base)
    was_told = True
    for label in schema.labels:
        told = [text for text in (label.definition.en, label.definition.ar) if text]
        told += [CLITICS_OUT] if label.clitics == "out" else []
        if told or label.examples or was_told:
            lines.append(text_strip("", width, palette.base))
        was_told = bool(told or label.examples)
        swatch = text_strip(
            f"{pressed_for(label.key):^3}", 3, palette.base + palette.span(label.name, 1, False)
        )
        name = text_strip(
            f" {label.name}", max(width - 4, 1), palette.base + palette.ink(label.name) + Style(bold=True)
        )
        lines.append(joined([text_strip(" ", 1, palette.base), swatch, name], width, palette.base))
        texts = [(text, palette.base) for text in told]
        texts += [(example, palette.quiet) for example in label.examples]
        for text, style in texts:
            for row in Layout(text, inner, logical=logical):
                strip = row_strip(row, lambda _, style=style: style, palette.base)  # type: ignore[misc]
                lines.append(joined([indent, strip], width, palette.base))
    return lines
