"""What screens with a list of articles share: a table, found by typing, with a cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from annotator import keys
from annotator.text.plain import isolated
from annotator.tui.screens.keyed import DesktopScreen
from annotator.tui.widgets.article_table import Listed, Table
from annotator.tui.widgets.bars import KeyBar, StatusLine
from annotator.tui.widgets.prompt import edited

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult

    from annotator.tui.desktop import Desktop
    from annotator.tui.palette import Palette
    from annotator.tui.saver import Report

R = TypeVar("R", bound=Listed)

PROGRESS_CELLS = 12


class ListScreen(DesktopScreen, Generic[R]):
    """Table, line of progress, keys. Letters go to the filter. A kind of list says what its rows are."""

    TABLE: ClassVar[Sequence[keys.Key]] = keys.LISTING

    def __init__(self, desktop: Desktop, palette: Palette, table: Table[R]) -> None:
        super().__init__(desktop, palette)
        self.filter = ""
        self.table = table
        self.status = StatusLine(palette, logical=desktop.logical)
        self.keys = KeyBar(self.TABLE, palette)
        self.rows: list[R] = []
        self.came_from: str | None = None
        self._last: str | None = None

    # --- what kinds of list differ in -------------------------------------------------------------

    def read(self) -> Sequence[R]:
        """Return all rows as they are now."""
        raise NotImplementedError

    def matching(self, query: str) -> Sequence[R]:
        """Return the rows that a filter finds."""
        raise NotImplementedError

    def facts(self) -> str:
        """Return how things stand, for the line under the table."""
        raise NotImplementedError

    def open(self, row: R) -> None:
        """Open an article."""
        raise NotImplementedError

    # --- the parts --------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Table above, two lines below."""
        yield self.table
        yield self.status
        yield self.keys

    def on_screen_resume(self) -> None:
        """Read the project again: an article was worked on, or someone else worked."""
        came_from, self.came_from = self.came_from, None
        self._last = came_from or self._last
        self.refill(came_from)

    def refill(self, article: str | None = None) -> None:
        """Show the rows as they are now, the cursor on `article` or else where it was."""
        self.rows = list(self.read())
        self.show(article)

    def on_resize(self, event: events.Resize) -> None:
        """Leave out the lines below where there is no room."""
        self.keys.display = event.size.height > 6
        self.status.display = event.size.height > 3

    def report(self, report: Report) -> None:  # noqa: ARG002
        """Tell if something can't be saved."""
        if self._ready:
            self.show_status(len(self.table.rows))

    @property
    def at(self) -> str | None:
        """The id of the article under the cursor."""
        selected = self.table.selected
        return selected.id if selected else self._last

    def show(self, article: str | None = None) -> None:
        """Show what the filter finds, the cursor on `article` or else where it was."""
        selected = article or self.at
        shown = self.matching(self.filter)
        self.table.put(shown, selected)
        self.show_status(len(shown))

    def show_status(self, found: int) -> None:
        """Show how things stand."""
        message = f"Filter: {isolated(self.filter)} ({found})" if self.filter else "Type to filter"
        if self.filter and not found:
            message += ", Esc shows all"
        saving = self.desktop.saving
        told = saving.state not in {"saved", "saving"}  # of no single article
        self.status.say(self.facts(), message, saving if told else None)

    # --- what keys do -----------------------------------------------------------------------------

    def typed(self, name: str, event: events.Key) -> bool:  # noqa: ARG002
        """Filter as one types."""
        text = edited(self.filter, event)
        if text == self.filter:
            return False
        self._set_filter(text)
        return True

    def take_paste(self, text: str) -> bool:
        """Filter by what is pasted."""
        self._set_filter(self.with_paste(self.filter, text))
        return True

    def _set_filter(self, text: str) -> None:
        self.filter = text
        found = next(iter(self.matching(text)), None)
        named = found is not None and text.strip() == str(found.number)
        self.show(found.id if found is not None and named else None)

    def do_move(self, by: str) -> None:
        """Move the cursor by a row."""
        self.table.move(int(by))

    def do_page(self, by: str) -> None:
        """Move the cursor by a screen."""
        self.table.move(int(by) * self.table.page)

    def do_edge(self, last: str) -> None:
        """Move the cursor to the first or the last article."""
        self.table.move(len(self.table.rows) if int(last) else -len(self.table.rows))

    def do_open(self) -> None:
        """Open the article under the cursor."""
        if self.table.selected is not None:
            self.open(self.table.selected)

    def on_table_chosen(self) -> None:
        """Open the article that was double-clicked."""
        self.do_open()

    def do_clear(self) -> None:
        """Drop the filter."""
        if self.filter:
            self._set_filter("")

    def do_quit(self) -> None:
        """Leave the program."""
        self.desktop.leave()
