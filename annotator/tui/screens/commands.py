"""The palette of commands: what the keys of a screen do, found by typing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.text import fold
from annotator.tui.key_names import all_shown
from annotator.tui.paint import joined, text_strip
from annotator.tui.screens.keyed import KeyedScreen
from annotator.tui.widgets.painted_lines import PaintedLines
from annotator.tui.widgets.prompt import Prompt, edited

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.strip import Strip

    from annotator.tui.keys import Key
    from annotator.tui.palette import Palette

_KEY_COLUMN = 16


class Commands(KeyedScreen):
    """Shows entries of a table of keys; Enter or a click leaves the palette and calls `do` with one of them.

    Arrows choose an entry, and typed words filter them. Only visible entries can be run.
    """

    def __init__(
        self, entries: Sequence[Key[Any]], do: Callable[[Key[Any]], None], palette: Palette, *, logical: bool
    ) -> None:
        super().__init__(palette)
        self.entries_shown = list(entries)
        self.cursor = 0
        self._all = list(entries)
        self._do = do
        self._top = 0
        self._columns_shown, self._rows_shown = 0, 0
        self._prompt = Prompt(palette, logical=logical)
        self._list = PaintedLines(palette.base, id="commands")

    def compose(self) -> ComposeResult:
        """Yield the line that is typed into and the list under it."""
        yield self._prompt
        yield self._list

    def on_mount(self) -> None:
        """Ask."""
        self._prompt.ask("Command:", "", lambda _: None)

    def on_resize(self, event: events.Resize) -> None:
        """Hide the input line if there is no room for it; draw for the new size."""
        prompted = event.size.height > 1
        self._prompt.display = prompted
        self._columns_shown, self._rows_shown = event.size.width, event.size.height - prompted
        self._move(0)

    # --- the list ---------------------------------------------------------------------------------

    def _move(self, by: int) -> None:
        """Move the cursor by entries, as far as there are any, and draw."""
        self.cursor = max(min(self.cursor + by, len(self.entries_shown) - 1), 0)
        self._top = max(min(self._top, self.cursor), self.cursor - self._rows_shown + 1, 0)
        shown = self.entries_shown[self._top : self._top + self._rows_shown]
        self._list.show([self._line(index, entry) for index, entry in enumerate(shown, self._top)])

    def _line(self, index: int, entry: Key[Any]) -> Strip:
        width = self._columns_shown
        style = self.palette.base + self.palette.chosen if index == self.cursor else self.palette.base
        key = min(_KEY_COLUMN, width // 3)
        parts = [
            text_strip(f" {all_shown(entry.keys)}", key, style, rtl=False),
            text_strip(f" {entry.help}", width - key, style, rtl=False),
        ]
        return joined(parts, width, style)

    def _find(self, text: str) -> None:
        self._prompt.set_text(text)
        patterns = fold.patterns(text)
        self.entries_shown = [
            entry for entry in self._all if all(pattern.search(_searched(entry)) for pattern in patterns)
        ]
        self.cursor = self._top = 0
        self._move(0)

    # --- what keys and the mouse do ---------------------------------------------------------------

    def handle_other_key(self, name: str, event: events.Key) -> bool:  # noqa: ARG002
        """Choose, do, leave or find."""
        page = max(self._rows_shown, 1)
        steps = {
            "up": -1, "down": 1, "pageup": -page, "pagedown": page, "home": -len(self._all), "end": len(self._all)
        }  # fmt: skip
        if event.key == "escape":
            self.app.pop_screen()
        elif event.key == "enter":
            self._choose(self.cursor)
        elif event.key in steps:
            self._move(steps[event.key])
        else:
            text = self._prompt.text
            if (wanted := edited(text, event)) != text:
                self._find(wanted)
        return True

    def handle_paste(self, text: str) -> bool:
        """Find what is pasted."""
        self._find(self.with_paste(self._prompt.text, text))
        return True

    def on_click(self, event: events.Click) -> None:
        """Run the entry that was clicked."""
        region = self._list.region
        if region.contains(event.screen_x, event.screen_y):
            self._choose(self._top + event.screen_y - region.y)

    def on_mouse_scroll_down(self) -> None:
        """Move down."""
        self._move(3)

    def on_mouse_scroll_up(self) -> None:
        """Move up."""
        self._move(-3)

    def _choose(self, index: int) -> None:
        if self._top <= index < min(self._top + self._rows_shown, len(self.entries_shown)):
            self.app.pop_screen()
            self._do(self.entries_shown[index])


def _searched(entry: Key[Any]) -> str:
    return f"{entry.help} {all_shown(entry.keys)}"
