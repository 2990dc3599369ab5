"""A table of any number of articles, of which only those in sight are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Generic, Protocol, TypeVar

from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from annotator.text import fold
from annotator.tui.paint import joined, text_strip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.style import Style
    from textual import events

    from annotator.tui.palette import Palette

HEADING = 1
_LEAST_TITLE = 24


class Numbered(Protocol):
    """Anything that has the number of an article."""

    @property
    def number(self) -> int:
        """The article's number, from 1."""


class Listed(Numbered, Protocol):
    """What any row of a table of articles has."""

    @property
    def id(self) -> str:
        """The article's id."""

    @property
    def title(self) -> str:
        """The article's title."""


R = TypeVar("R", bound=Listed)
N = TypeVar("N", bound=Numbered)


class Table(Widget, Generic[R]):
    """Shows rows and a cursor; posts `Chosen` on a double click. A subclass says what stands in its columns."""

    COLUMNS: ClassVar[Sequence[tuple[str, int]]] = ()
    """Columns left of the title: heading and width in cells. The later ones go first where there is no room."""

    class Chosen(Message):
        """An article is to be opened."""

    def __init__(self, palette: Palette, *, logical: bool) -> None:
        super().__init__(id="table")
        self.palette = palette
        self.logical = logical
        self.rows: list[R] = []
        self.cursor = 0
        self.top = 0

    @property
    def selected(self) -> R | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.rows else None

    @property
    def page(self) -> int:
        """How many rows are in sight."""
        return max(self.size.height - HEADING, 1)

    def show(self, rows: Sequence[R], selected: str | None = None) -> None:
        """Show these rows, the cursor on the one with the id `selected` if it is among them."""
        self.rows = list(rows)
        self.cursor = next((index for index, row in enumerate(self.rows) if row.id == selected), 0)
        self.move(0)

    def move(self, by: int) -> None:
        """Move the cursor by rows, as far as there are any."""
        self.cursor = max(min(self.cursor + by, len(self.rows) - 1), 0)
        self.top = max(min(self.top, self.cursor, len(self.rows) - self.page), self.cursor - self.page + 1, 0)
        self.refresh()

    def on_resize(self, _: events.Resize) -> None:
        """Keep the cursor in sight."""
        self.move(0)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is; a double click opens."""
        index = self.top + event.y - HEADING
        if event.y >= HEADING and index < len(self.rows):
            self.move(index - self.cursor)
            if event.chain == 2:
                self.post_message(self.Chosen())

    def on_mouse_scroll_down(self) -> None:
        """Move down."""
        self.move(3)

    def on_mouse_scroll_up(self) -> None:
        """Move up."""
        self.move(-3)

    def render_line(self, y: int) -> Strip:
        """Return line `y`: the heading, then the rows in sight."""
        if y < HEADING:
            return self._line([name for name, _ in self.COLUMNS], "Title", self.palette.quiet, rtl=False)
        index = self.top + y - HEADING
        if index >= len(self.rows):
            return Strip.blank(self.size.width, self.palette.base)
        row = self.rows[index]
        style = self.palette.quiet if self.is_quiet(row) else self.palette.base
        if index == self.cursor:
            style += self.palette.chosen
        return self._line(self.facts(row), row.title, style)

    def facts(self, row: R) -> list[str]:
        """Return what stands in the columns of a row."""
        raise NotImplementedError

    def is_quiet(self, row: R) -> bool:
        """Return whether nothing is to be done with a row any more."""
        raise NotImplementedError

    def _line(self, facts: list[str], title: str, style: Style, *, rtl: bool | None = None) -> Strip:
        width = self.size.width
        parts: list[Strip] = []
        left = width - 2
        for (_, room), fact in zip(self.COLUMNS, facts, strict=True):
            if left - room < _LEAST_TITLE:
                break
            parts.append(text_strip(f" {fact}", room, style, rtl=False))
            left -= room
        parts += [
            text_strip(" ", 1, style),
            text_strip(title, max(left, 1), style, rtl=rtl, logical=self.logical),
            text_strip(" ", 1, style),
        ]
        return joined(parts, width, style)


def matching(rows: Sequence[N], query: str, searched: Callable[[N], str]) -> list[N]:
    """Return the rows in whose text, as `searched` gives it, each word of `query` is found; all for a query without words.

    The row whose number is exactly the query comes first.
    """
    patterns = fold.patterns(query)
    if not patterns:
        return list(rows)
    number = fold.pattern(query)
    found = [row for row in rows if all(pattern.search(searched(row)) for pattern in patterns)]
    return sorted(found, key=lambda row: number is None or number.fullmatch(str(row.number)) is None)
