"""A table of any number of articles, which has the rows around the cursor and draws those in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Generic, NamedTuple

from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from annotator.model import ListColumn, ListOrder
from annotator.tui.list_reader import R
from annotator.tui.paint import joined, text_strip

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.style import Style
    from textual import events

    from annotator.tui.list_reader import Rows
    from annotator.tui.palette import Palette

HEADING = 1
_LEAST_TITLE = 24
_NEAR = 8
_TITLE = "Title"


class Column(NamedTuple):
    """A column left of the title: its heading, its width in cells, and what it is sorted by."""

    heading: str
    cells: int
    by: ListColumn


class Table(Widget, Generic[R]):
    """Shows rows and a cursor; posts what the mouse asks for. A subclass says what stands in its columns.

    `begins` and `ends`: the first and the last row of the list are among the rows. `top`: the index of the first one in
    sight.
    """

    COLUMNS: ClassVar[Sequence[Column]] = ()
    """The later ones go first where there is no room."""
    ORDER: ClassVar[ListOrder] = ListOrder()
    """The order that the list begins with."""

    class Chosen(Message):
        """An article is to be opened."""

    class Scrolled(Message):
        """The cursor is to be moved by so many rows."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    class HeadClicked(Message):
        """The list is to be sorted by a column."""

        def __init__(self, column: ListColumn) -> None:
            super().__init__()
            self.column = column

    def __init__(self, palette: Palette, *, logical: bool) -> None:
        super().__init__(id="table")
        self.palette = palette
        self.logical = logical
        self.rows: list[R] = []
        self.begins = self.ends = True
        self.cursor = 0
        self.top = 0
        self.order = self.ORDER
        self._largest = 0

    @property
    def selected(self) -> R | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.rows else None

    @property
    def page(self) -> int:
        """How many rows are in sight."""
        return max(self.size.height - HEADING, 1)

    def show(self, read: Rows[R], cursor: int, order: ListOrder) -> None:
        """Show these rows, which are sorted so, with the cursor on one, in the line in which it was if that is possible."""
        line, before = self.cursor - self.top, self._in_sight
        self.rows, self.begins, self.ends = read.rows, read.begins, read.ends
        self._largest, self.order = read.largest, order
        self.cursor = max(min(cursor, len(self.rows) - 1), 0)
        self.top = self.cursor - line
        self.move(0)
        if self._in_sight != before:
            self.refresh()

    @property
    def _in_sight(self) -> object:
        """What the painting depends on."""
        rows = self.rows[self.top : self.top + self.page]
        return rows, self.cursor - self.top, self.order, len(str(self._largest))

    def move(self, by: int) -> bool:
        """Move the cursor by rows, as far as the list has any; return False where those rows were not read yet."""
        wanted, cursor, top = self.cursor + by, self.cursor, self.top
        is_read = (wanted >= 0 or self.begins) and (wanted < len(self.rows) or self.ends)
        if is_read:
            self.cursor = max(min(wanted, len(self.rows) - 1), 0)
            self.top = max(
                min(self.top, self.cursor, len(self.rows) - self.page), self.cursor - self.page + 1, 0
            )
            if by:
                self._repaint(cursor, top)
        return is_read

    def _repaint(self, cursor: int, top: int) -> None:
        """Paint anew what differs from when cursor and top were these."""
        if top != self.top:
            self.refresh()
        elif cursor != self.cursor:
            lines = (index - top + HEADING for index in (cursor, self.cursor))
            self.refresh(*(Region(0, y, self.size.width, 1) for y in lines))

    @property
    def lacks(self) -> bool:
        """Whether more rows are to be read, before those that were are at an end."""
        behind, ahead = self.cursor, len(self.rows) - self.cursor - 1
        near = max(2 * self.page, _NEAR)
        return (behind < near and not self.begins) or (ahead < near and not self.ends)

    def on_resize(self, _: events.Resize) -> None:
        """Keep the cursor in sight."""
        self.move(0)
        self.refresh()
        self.post_message(self.Scrolled(0))  # more rows may be in sight than were read

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is; a double click opens. A click on a heading sorts."""
        index = self.top + event.y - HEADING
        if event.y < HEADING:
            self.post_message(self.HeadClicked(self._column_at(event.x)))
        elif index < len(self.rows):
            self.move(index - self.cursor)
            self.post_message(self.Chosen() if event.chain == 2 else self.Scrolled(0))

    def on_mouse_scroll_down(self) -> None:
        """Move down."""
        self.post_message(self.Scrolled(3))

    def on_mouse_scroll_up(self) -> None:
        """Move up."""
        self.post_message(self.Scrolled(-3))

    def render_line(self, y: int) -> Strip:
        """Return line `y`: the heading, then the rows in sight."""
        if y < HEADING:
            headings = [f"{self._arrow(column.by)}{column.heading}" for column in self.COLUMNS]
            title = f"{self._arrow(ListColumn.TITLE)}{_TITLE}".strip()
            return self._line(headings, title, self.palette.quiet, rtl=False)
        index = self.top + y - HEADING
        if index >= len(self.rows):
            return Strip.blank(self.size.width, self.palette.base)
        row = self.rows[index]
        style = self.palette.quiet if self.is_quiet(row) else self.palette.base
        if index == self.cursor:
            style += self.palette.chosen
        return self._line([f" {fact}" for fact in self.facts(row)], self.title(row), style)

    def facts(self, row: R) -> list[str]:
        """Return what stands in the columns of a row."""
        raise NotImplementedError

    def title(self, row: R) -> str:
        """Return what stands in the last column: the title."""
        return row.title

    def is_quiet(self, row: R) -> bool:
        """Return whether nothing is to be done with a row any more."""
        raise NotImplementedError

    # --- columns ----------------------------------------------------------------------------------

    @property
    def sortable(self) -> list[ListColumn]:
        """What the list can be sorted by: the columns that are in sight, from the left."""
        return [*(column.by for column, _ in self._shown()), ListColumn.TITLE]

    def _arrow(self, by: ListColumn) -> str:
        """Return what stands before a heading: which way the list is sorted, where it is sorted by that column."""
        if by is not self.order.column:
            return " "
        return "▼" if self.order.descending else "▲"

    def _shown(self) -> Iterator[tuple[Column, int]]:
        """Yield the columns that have room, each with its width in cells."""
        left = self.size.width - 2
        for column in self.COLUMNS:
            cells = column.cells
            if column.by is ListColumn.NUMBER:
                cells = max(cells, len(str(self._largest)) + 2)
            if left - cells < _LEAST_TITLE:
                return
            left -= cells
            yield column, cells

    def _column_at(self, x: int) -> ListColumn:
        right = 0
        for column, cells in self._shown():
            right += cells
            if x < right:
                return column.by
        return ListColumn.TITLE

    def _line(self, facts: list[str], title: str, style: Style, *, rtl: bool | None = None) -> Strip:
        width = self.size.width
        parts = [
            text_strip(fact, cells, style, rtl=False)
            for (_, cells), fact in zip(self._shown(), facts, strict=False)
        ]
        left = width - 2 - sum(part.cell_length for part in parts)
        parts += [
            text_strip(" ", 1, style),
            text_strip(title, max(left, 1), style, rtl=rtl, logical=self.logical),
            text_strip(" ", 1, style),
        ]
        return joined(parts, width, style)
