"""A screen with a few alternatives, of which one is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.style import Style
from textual.strip import Strip

from annotator.text.bidi import Direction
from annotator.text.layout import Layout
from annotator.tui.key_names import is_meant
from annotator.tui.keys import ARTICLES, MOVING, SHOWING, Key, KeyTable
from annotator.tui.paint import joined, row_strip, text_strip
from annotator.tui.screens.keyed import HELP_HINT, KeyedScreen
from annotator.tui.widgets.key_bar import KeyBar
from annotator.tui.widgets.painted_lines import PaintedLines

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events
    from textual.app import ComposeResult

    from annotator.tui import Alternative
    from annotator.tui.choosing import Chooser

_INDENT = 7
"""The column of the texts; before it stand the mark of the chosen one and the letter."""


class ChoiceScreen(KeyedScreen):
    """A question and its alternatives: a letter, Enter or a click chooses one of them, arrows go from one to the next."""

    def __init__(
        self, program: Chooser, heading: str, question: str, alternatives: Sequence[Alternative]
    ) -> None:
        super().__init__(program.palette)
        self.program = program
        self.cursor = 0
        self.table = _table(self, alternatives)
        self._by_key = self.table.by_key()
        self._heading = heading
        self._question = question
        self._alternatives = alternatives
        self._alternative_of: list[int | None] = []  # by line: which one it is about
        self._shown = PaintedLines(self.palette.base, id="choice")
        self._keys = KeyBar(self.table, self.palette)
        self._columns_shown, self._rows_shown = 0, 0
        self._hints_at_help = self._has_told_of_help = False

    def compose(self) -> ComposeResult:
        """Yield the alternatives, and the keys under them."""
        yield self._shown
        yield self._keys

    def on_resize(self, event: events.Resize) -> None:
        """Draw for the new size."""
        self._keys.display = event.size.height > 1
        self._columns_shown, self._rows_shown = event.size.width, event.size.height - self._keys.display
        self._draw()

    # --- what is drawn ----------------------------------------------------------------------------

    def _draw(self) -> None:
        """Draw heading, question and alternatives; less of them, the fewer lines there are."""
        above: list[Strip] = []
        blocks: list[list[Strip]] = []
        every, one = set(range(len(self._alternatives))), {self.cursor}
        for is_roomy, told in ((True, every), (False, every), (False, one), (False, set[int]())):
            above, blocks = self._above(is_roomy), self._blocks(is_roomy, told)
            if len(above) + sum(map(len, blocks)) <= self._rows_shown:
                break
        else:
            above = []
        lines = [(strip, index) for index, block in enumerate(blocks) for strip in block]
        room = max(self._rows_shown - len(above), 0)
        last = max((at for at, (_, index) in enumerate(lines) if index == self.cursor), default=0)
        first = max(last + 1 - room, 0)
        seen = lines[first : first + room]
        self._alternative_of = [None] * len(above) + [index for _, index in seen]
        shown = [*above, *(strip for strip, _ in seen)]
        if self._hints_at_help and len(shown) < self._rows_shown:
            shown += [self._blank()] * (self._rows_shown - 1 - len(shown))
            shown.append(text_strip(f" {HELP_HINT}", self._columns_shown, self.palette.quiet, rtl=False))
        self._shown.show(shown, self.palette.base)

    def _above(self, is_roomy: bool) -> list[Strip]:
        width, palette = self._columns_shown, self.palette
        blank = [self._blank()] if is_roomy else []
        heading = text_strip(f" {self._heading}", width, palette.bar, rtl=False)
        return [heading, *blank, *self._rows(self._question, 1, palette.base), *blank]

    def _blocks(self, is_roomy: bool, told: set[int]) -> list[list[Strip]]:
        """Return the lines of each alternative, for those of `told` with what is said about it."""
        blocks = []
        for index, alternative in enumerate(self._alternatives):
            is_chosen = index == self.cursor
            style = self.palette.base + self.palette.chosen if is_chosen else self.palette.base
            mark = "▶" if is_chosen else " "
            title = [
                text_strip(f" {mark} ", 3, style, rtl=False),
                text_strip(f"{alternative.key}", _INDENT - 3, style + Style(bold=True), rtl=False),
                text_strip(alternative.title, max(self._columns_shown - _INDENT, 0), style, rtl=False, logical=self.program.logical),
            ]  # fmt: skip
            block = [joined(title, self._columns_shown, style)]
            if index in told:
                block += self._rows(alternative.about, _INDENT, self.palette.quiet)
            blocks.append([*block, self._blank()] if is_roomy else block)
        return blocks

    def _rows(self, text: str, indent: int, style: Style) -> list[Strip]:
        """Return a text as lines that begin at column `indent`."""
        base = self.palette.base
        room = max(self._columns_shown - indent - 1, 1)
        rows = Layout(text, room, direction=Direction.LTR, logical=self.program.logical)
        margin = Strip.blank(indent, base)
        return [
            joined([margin, row_strip(row, lambda _: style, base)], self._columns_shown, base) for row in rows
        ]

    def _blank(self) -> Strip:
        return Strip.blank(self._columns_shown, self.palette.base)

    # --- what keys and the mouse do ---------------------------------------------------------------

    def press_key(self, event: events.Key) -> bool:
        """Do what the table says; a hint that was shown goes away."""
        if self._hints_at_help:
            self._hints_at_help = False
            self._draw()
        return super().press_key(event)

    def handle_other_key(self, name: str, event: events.Key) -> bool:  # noqa: ARG002
        """Show once, until the next key, that there is a help; only where a line is free."""
        if not self._has_told_of_help and is_meant(event.key, event.character):
            self._has_told_of_help = self._hints_at_help = True
            self._draw()
        return False

    def move(self, by: int) -> None:
        """Go to another alternative, around the ends."""
        self.cursor = (self.cursor + by) % len(self._alternatives)
        self._draw()

    def choose(self) -> None:
        """Choose the one at the cursor."""
        self.program.choose(self._alternatives[self.cursor])

    def on_click(self, event: events.Click) -> None:
        """Choose the one that was clicked."""
        line = event.screen_y - self._shown.region.y
        index = self._alternative_of[line] if 0 <= line < len(self._alternative_of) else None
        if index is not None:
            self.cursor = index
            self._draw()
            self.choose()

    def on_mouse_scroll_down(self) -> None:
        """Go down."""
        self.move(1)

    def on_mouse_scroll_up(self) -> None:
        """Go up."""
        self.move(-1)


def _table(screen: ChoiceScreen, alternatives: Sequence[Alternative]) -> KeyTable[Any]:
    def calls(does: Callable[[], object]) -> Callable[[Any, Any], object]:
        return lambda _screen, _press: does()

    program = screen.program
    return KeyTable(
        "Choosing",
        (
            *(
                Key((each.key,), each.title, ARTICLES, calls(lambda each=each: program.choose(each)))  # type: ignore[misc]
                for each in alternatives
            ),
            Key(("enter",), "choose the marked one", ARTICLES, calls(screen.choose), footer="open"),
            Key(("up", "shift+tab"), "one up", MOVING, calls(lambda: screen.move(-1))),
            Key(("down", "tab"), "one down", MOVING, calls(lambda: screen.move(1))),
            Key(("question_mark",), "this help", SHOWING, calls(program.show_help), footer="help", stays=True),
            Key(("ctrl+z",), "stop the program; the shell's fg goes on with it", SHOWING, calls(program.action_suspend_process)),
            Key(("q", "escape"), "leave", ARTICLES, calls(program.leave), footer="leave", stays=True),
        ),
    )  # fmt: skip
