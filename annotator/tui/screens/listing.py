"""What the screens with a list of articles share: a table with a cursor, and a filter that is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from annotator.text.plain import isolated
from annotator.tui.screens.keyed import HELP_HINT, ProgramScreen
from annotator.tui.widgets.article_table import Listed, Table
from annotator.tui.widgets.key_bar import KeyBar
from annotator.tui.widgets.prompt import EDITING, edited
from annotator.tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult

    from annotator.tui.articles_app import ArticlesApp
    from annotator.tui.palette import Palette
    from annotator.tui.saver import Report

R = TypeVar("R", bound=Listed)

_PROGRESS_CELLS = 12


def progress_bar(done: int, total: int) -> str:
    """Return a bar of 12 cells, filled as far as `done` of `total` goes."""
    filled = done * _PROGRESS_CELLS // total
    return "█" * filled + "░" * (_PROGRESS_CELLS - filled)


class ListScreen(ProgramScreen, Generic[R]):
    """A table of articles, a line of progress, keys. Letters go to the filter. A subclass has its table of keys, and its rows.

    `came_from`: the id of the article that the cursor is to be on when the screen is shown again.
    """

    table: Table[R]

    def __init__(self, program: ArticlesApp[R, Any], palette: Palette, table: Table[R]) -> None:
        super().__init__(program, palette)
        self.program: ArticlesApp[R, Any] = program
        self.filter = ""
        self.table = table
        self.status = StatusLine(palette, logical=program.logical)
        self.keys = KeyBar(self.KEYS, palette)
        self.rows: list[R] = []
        self.came_from: str | None = None
        self._last: str | None = None
        self._hints_at_help = False  # until the next key

    # --- what subclasses say ----------------------------------------------------------------------

    def read(self) -> Sequence[R]:
        """Return all rows as they are now."""
        raise NotImplementedError

    def matching(self, query: str) -> Sequence[R]:
        """Return the rows that a filter finds."""
        raise NotImplementedError

    def facts(self) -> str:
        """Return how much is done, for the line under the table."""
        raise NotImplementedError

    # --- the parts --------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Yield the table, then status line and keys."""
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
        """Show whether something can't be saved."""
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
        self.table.show(shown, selected)
        self.show_status(len(shown))

    def show_status(self, found: int) -> None:
        """Show the status line as it should be now; `found` is how many rows the filter finds."""
        message = f"Filter: {isolated(self.filter)} ({found})" if self.filter else "Type to filter"
        if self.filter and not found:
            message += ", Esc shows all"
        if self._hints_at_help:
            message = HELP_HINT
        saving = self.program.saving
        is_of_project = saving.state not in {"saved", "saving"}
        self.status.say(self.facts(), message, saving if is_of_project else None)

    # --- what keys do -----------------------------------------------------------------------------

    def press_key(self, event: events.Key) -> bool:
        """Do what the table says, or filter."""
        if self._hints_at_help:
            self._hints_at_help = False
            self.show_status(len(self.table.rows))
        return super().press_key(event)

    def tell_of_help(self) -> bool:
        """Show that there is a help, until the next key."""
        self._hints_at_help = True
        self.show_status(len(self.table.rows))
        return True

    def handle_other_key(self, name: str, event: events.Key) -> bool:  # noqa: ARG002
        """Filter as one types."""
        text = edited(self.filter, event)
        is_typed = text != self.filter
        if is_typed:
            self._set_filter(text)
        return is_typed or event.key in EDITING

    def handle_paste(self, text: str) -> bool:
        """Filter by what is pasted."""
        self._set_filter(self.with_paste(self.filter, text))
        return True

    def _set_filter(self, text: str) -> None:
        self.filter = text
        found = next(iter(self.matching(text)), None)
        named = found is not None and text.strip() == str(found.number)
        self.show(found.id if found is not None and named else None)

    def open_selected(self) -> None:
        """Open the article under the cursor."""
        if self.table.selected is not None:
            self.program.open_article(self.table.selected.id)

    def on_table_chosen(self) -> None:
        """Open the article that was double-clicked."""
        self.open_selected()

    def clear_filter(self) -> None:
        """Drop the filter."""
        if self.filter:
            self._set_filter("")
