"""The groups of a concordance: how many spans each has, its label and its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style
from textual.message import Message

from annotator.tui.concordance.groups import Column, Order
from annotator.tui.paint import joined, text_strip
from annotator.tui.widgets.painted_lines import PaintedLines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.strip import Strip

    from annotator.tui.concordance.groups import Group
    from annotator.tui.palette import Palette

_MARK, _COUNT = 2, 8
_LABEL_SHARE = 4
"""The part of the width that a label's name has at most."""
_LONGEST_LABEL = 16


class GroupList(PaintedLines):
    """A heading and a line for each group, of which one has the cursor. `is_active`: whether keys go to this list."""

    class Moved(Message):
        """Another group has the cursor, by the mouse."""

    class Scrolled(Message):
        """The cursor is to be moved by so many lines."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    class Chosen(Message):
        """The group under the cursor was double-clicked."""

    class HeadClicked(Message):
        """The groups are to be sorted by a column."""

        def __init__(self, column: Column) -> None:
            super().__init__()
            self.column = column

    def __init__(self, palette: Palette, *, logical: bool) -> None:
        super().__init__(palette.base, id="groups")
        self.palette = palette
        self.logical = logical
        self.groups: Sequence[Group] = ()
        self.order = Order()
        self.cursor = 0
        self.is_active = True
        self._top = 0

    @property
    def selected(self) -> Group | None:
        """The group under the cursor."""
        return self.groups[self.cursor] if self.groups else None

    @property
    def page(self) -> int:
        """How many groups are in sight."""
        return max(self.size.height - 1, 1)

    def put(self, groups: Sequence[Group], cursor: int, order: Order) -> None:
        """Show these groups, the cursor in the line it was in if that is possible."""
        line = self.cursor - self._top
        self.groups, self.order = groups, order
        self.cursor = cursor
        self._top = cursor - line
        self.move(0)

    def move(self, by: int) -> None:
        """Move the cursor by lines, as far as there are any, and draw."""
        self.cursor = max(min(self.cursor + by, len(self.groups) - 1), 0)
        self._top = max(
            min(self._top, self.cursor, len(self.groups) - self.page), self.cursor - self.page + 1, 0
        )
        self.draw()

    def on_resize(self) -> None:
        """Draw for the new width."""
        self.move(0)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is; a double click opens; a click on the heading sorts."""
        index = self._top + event.y - 1
        if event.y == 0:
            self.post_message(self.HeadClicked(self._column_at(event.x)))
        elif index < len(self.groups):
            self.move(index - self.cursor)
            self.post_message(self.Chosen() if event.chain == 2 else self.Moved())

    def on_mouse_scroll_down(self) -> None:
        """Move down."""
        self.post_message(self.Scrolled(3))

    def on_mouse_scroll_up(self) -> None:
        """Move up."""
        self.post_message(self.Scrolled(-3))

    # --- painting ---------------------------------------------------------------------------------

    @property
    def _label_cells(self) -> int:
        return min(self.size.width // _LABEL_SHARE, _LONGEST_LABEL)

    def _column_at(self, x: int) -> Column:
        if x < _MARK + _COUNT:
            return Column.COUNT
        return Column.LABEL if x < _MARK + _COUNT + 1 + self._label_cells else Column.TEXT

    def draw(self) -> None:
        """Draw the groups in sight."""
        width = self.size.width
        if not width:
            return
        rows = enumerate(self.groups[self._top : self._top + self.page], self._top)
        lines = [self._line(group, width, is_chosen=index == self.cursor) for index, group in rows]
        self.show([self._heading(width), *lines], self.palette.base)

    def _heading(self, width: int) -> Strip:
        quiet = self.palette.quiet
        down = (self.order.column is Column.COUNT) != self.order.reverse

        def name(column: Column) -> str:
            return f"{'▼' if down else '▲'}{column}" if self.order.column is column else column.value

        parts = [
            text_strip(f"{name(Column.COUNT):>{_MARK + _COUNT}} ", _MARK + _COUNT + 1, quiet, rtl=False),
            text_strip(name(Column.LABEL), self._label_cells, quiet, rtl=False),
            text_strip(
                f" {name(Column.TEXT)}",
                max(width - _MARK - _COUNT - 1 - self._label_cells, 1),
                quiet,
                rtl=False,
            ),
        ]
        return joined(parts, width, quiet)

    def _line(self, group: Group, width: int, *, is_chosen: bool) -> Strip:
        palette = self.palette
        base = palette.base
        if is_chosen:
            base += palette.cursor(is_active=self.is_active)
        marked = len(group.marked)
        sign = "▪" if marked and marked == group.count else "▫" if marked else " "
        label = (
            base if is_chosen and self.is_active else base + Style(color=palette.ink(group.key.label).color)
        )
        cells = self._label_cells
        parts = [
            text_strip(f"{sign} ", _MARK, base, rtl=False),
            text_strip(f"{group.count:>{_COUNT},} ", _COUNT + 1, base, rtl=False),
            text_strip(group.key.label, cells, label, rtl=False),
            text_strip(" ", 1, base),
            text_strip(group.text, max(width - _MARK - _COUNT - cells - 3, 1), base, logical=self.logical),
            text_strip(" ", 1, base),
        ]
        return joined(parts, width, base)
