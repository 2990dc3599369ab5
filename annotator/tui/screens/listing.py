"""What the screens with a list of articles share: a table with a cursor, a filter that is typed, and an order."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Generic

import msgspec
from textual.events import Key as KeyEvent

from annotator.model import ListOrder, ListQuery
from annotator.text.plain import isolated
from annotator.tui.key_names import key_name
from annotator.tui.latest import Failed
from annotator.tui.list_reader import Counted, R, Request
from annotator.tui.screens.keyed import HELP_HINT, ProgramScreen, deliver
from annotator.tui.widgets.key_bar import KeyBar
from annotator.tui.widgets.prompt import typed
from annotator.tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.app import ComposeResult

    from annotator.model import ListColumn
    from annotator.tui.articles_app import ArticlesApp
    from annotator.tui.keys import Key, Press
    from annotator.tui.list_reader import Rows
    from annotator.tui.palette import Palette
    from annotator.tui.saver import Report
    from annotator.tui.widgets.article_table import Table

_PROGRESS_CELLS = 12
_FIRST_SECONDS = 0.2
"""How many seconds the first rows are waited for, so that the list is painted once."""
_KEY_SECONDS = 0.015
"""How many seconds a key waits for the rows that it asks for, so that nothing flickers; what comes later is painted later."""
_AT_LEAST, _PAGES = 8, 4
"""How many rows more than a screen are read on either side of the cursor while a key waits, and how many screens when none does."""


def progress_bar(done: int, total: int) -> str:
    """Return a bar of 12 cells, filled as far as `done` of `total` goes."""
    filled = done * _PROGRESS_CELLS // total
    return "█" * filled + "░" * (_PROGRESS_CELLS - filled)


class ListScreen(ProgramScreen, Generic[R]):
    """A table of articles, a line of progress, keys. Letters go to the filter. A subclass has its table of keys, and its sums.

    Only rows around the cursor are read, by the program's `ListReader`. While a key waits for rows, later ones wait, too,
    but for those that change the filter.

    `came_from`: the id of the article that the cursor is to be on when the screen is shown again.
    """

    table: Table[R]

    def __init__(self, program: ArticlesApp[R, Any], palette: Palette, table: Table[R]) -> None:
        super().__init__(program, palette)
        self.program: ArticlesApp[R, Any] = program
        self.filter = ""
        self.order = table.ORDER
        self.table = table
        self.status = StatusLine(palette, logical=program.logical)
        self.keys = KeyBar(self.KEYS, palette)
        self.came_from: str | None = None
        self.found: int | None = 0
        """How many rows the filter finds; None as long as they are being counted."""
        self._has_failed = False  # whether what was asked for last can't be read or counted
        self._shown = ListQuery("", self.order)  # what the rows in the table were asked for with
        self._asked: Request | None = None  # what was not answered yet
        self._is_waiting = False  # whether keys wait for that
        self._stays = False  # whether the cursor stays where it is when that is shown
        self._later: list[Callable[[], object]] = []  # what waits for it
        self._goal: str | int | None = None  # the article that the cursor is to be on, or was on last
        self._begins = False  # whether the cursor is to be where the list begins
        self._began_on: int | None = None  # the article on which it was put then
        self._has_read = False
        self._hints_at_help = False  # until the next key

    # --- what subclasses say ----------------------------------------------------------------------

    def read_totals(self) -> None:
        """Read anew how much is done; called before the rows are read."""

    def first(self) -> str | None:
        """Return the id of the article that the cursor is on at first; None for the first of the list."""
        return None

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
        self.refill(came_from)

    def on_resize(self, event: events.Resize) -> None:
        """Leave out the lines below where there is no room."""
        self.keys.display = event.size.height > 6
        self.status.display = event.size.height > 3

    def report(self, report: Report) -> None:  # noqa: ARG002
        """Show whether something can't be saved."""
        if self._ready:
            self.show_status()

    def show_status(self) -> None:
        """Show the status line as it should be now."""
        found = "?" if self._has_failed else "…" if self.found is None else f"{self.found:,}"
        message = f"Filter: {isolated(self.filter)} ({found})" if self.filter else "Type to filter"
        if self.filter and self.found == 0 and not self._has_failed:
            message += ", Esc shows all"
        if self._hints_at_help:
            message = HELP_HINT
        saving = self.program.saving
        is_of_project = saving.state not in {"saved", "saving"}
        self.status.say(self.facts(), message, saving if is_of_project else None)

    # --- reading ----------------------------------------------------------------------------------

    @property
    def at(self) -> str | None:
        """The id of the article under the cursor."""
        selected = self.table.selected
        return selected.id if selected else None

    @property
    def is_settled(self) -> bool:
        """Whether all that was asked for is shown."""
        return self._asked is None and self.found is not None

    def refill(self, article: str | None = None) -> None:
        """Show the rows as they are now, the cursor on `article` or else where it was, or where the list begins if nobody moved it."""
        self.read_totals()
        before = self._asked if self._is_waiting and article is None else None
        selected = self.table.selected
        self._begins = article is None and (selected is None or selected.number == self._began_on)
        self._ask(
            article or (None if self._begins else self._here) or self.first(),
            last=before is not None and before.last,
            leads=before is not None and before.leads,
        )

    @property
    def _here(self) -> str | int | None:
        """The article that the cursor is on, or is to be on once it is read."""
        selected = self.table.selected
        return self._goal if self._is_waiting or selected is None else selected.number

    def _ask(self, at: str | int | None, *, last: bool = False, leads: bool = False) -> None:
        """Ask for the rows of now around an article, and let keys wait until they are there."""
        self._goal, self.found, self._has_failed = at, None, False
        query = ListQuery(self.filter, self.order)
        self._ask_for(
            Request(query, at, self._page + _AT_LEAST, last=last, leads=leads, counts=bool(self.filter)),
            stays=False,
        )
        self._is_waiting = True
        self.take(_KEY_SECONDS if self._has_read else _FIRST_SECONDS)
        self.show_status()

    @property
    def _page(self) -> int:
        """How many rows are in sight, or will be once the screen is laid out."""
        return max(self.table.page, self.program.size.height)

    def _read_more(self) -> None:
        """Ask for rows around the cursor, where those that were read are almost at an end. No key waits for them."""
        selected = self.table.selected
        if self._asked is None and selected is not None and self.table.lacks:
            counts = self.found is None
            margin = _PAGES * self._page + _AT_LEAST
            self._ask_for(Request(self._shown, selected.number, margin, counts=counts), stays=True)

    def _ask_for(self, request: Request, *, stays: bool) -> None:
        self._asked, self._stays = request, stays
        self.program.list_reader.ask_for(request)

    def take(self, seconds: float = 0.0) -> None:
        """Show what was read; wait so many seconds at most for what was asked last."""
        for answer in self.program.list_reader.take(seconds):
            if isinstance(answer, Counted):
                if answer.query == self._shown:
                    self.found = answer.found
                    self.show_status()
            elif isinstance(answer, Failed):
                self._take_failure(answer)
            elif answer.request is self._asked:
                self._take_rows(answer)

    def _take_rows(self, read: Rows[R]) -> None:
        query, cursor = read.request.query, read.cursor
        selected = self.table.selected
        if self._stays and selected is not None:
            numbers = (index for index, row in enumerate(read.rows) if row.number == selected.number)
            cursor = next(numbers, cursor)
        self._asked, self._shown, self._has_read = None, query, True
        if read.begins and read.ends:
            self.found = len(read.rows)
        elif not query.filter:
            self.found = 0  # it is not told
        rows = [self.program.laid_over(row) for row in read.rows]
        self.table.show(msgspec.structs.replace(read, rows=rows), cursor, query.order)
        if self._begins and self.table.selected is not None:
            self._began_on = self.table.selected.number
        self._go_on()
        self.show_status()

    def _take_failure(self, failure: Failed) -> None:
        """Tell why rows can't be read or counted, and keep those that were read last, with the filter that found them."""
        if failure.asked is not self._asked and not failure.went_on:
            return
        self.program.warn(failure.reason)
        self.found, self._has_failed = self.found or 0, True
        if not failure.went_on:
            self._asked, self.filter, self.order = None, self._shown.filter, self._shown.order
            self._drop_waiting()  # it was meant for other rows
            self._go_on()
        self.show_status()

    def _drop_waiting(self) -> None:
        self._later.clear()
        if self._ready:
            self._held.clear()

    def _go_on(self) -> None:
        """Do what waited for rows."""
        self._is_waiting = False
        later, self._later = self._later, []
        while later and not self._is_waiting:
            later.pop(0)()
        self._later = [*later, *self._later]
        if not self._is_waiting and self._ready:
            held, self._held = self._held, []
            for event in held:
                deliver(self.app, event)

    # --- what keys do -----------------------------------------------------------------------------

    def hold(self, event: events.Key | events.Paste) -> bool:
        """Keep a key or a paste until this screen is shown and has its rows; those that change the filter don't wait for rows."""
        if super().hold(event):
            return True
        if not self._is_waiting:
            return False
        if isinstance(event, KeyEvent) and event.key == "escape":
            self._drop_waiting()
            return False
        if not self._held and not self._later and self._edits(event):
            return False
        self._held.append(event)
        return True

    def _edits(self, event: events.Key | events.Paste) -> bool:
        """Whether a key or a paste changes the filter."""
        if not isinstance(event, KeyEvent):
            return True
        is_in_table = key_name(event.key, event.character) in self._by_key or event.key in self._by_key
        return not is_in_table and typed(self.filter, event) is not None

    def perform(self, entry: Key[Any], press: Press | None = None) -> None:
        """Do what an entry of the table says, once the rows are there that were asked for."""
        if self._is_waiting and "escape" not in entry.keys:
            self._later.append(partial(super().perform, entry, press))
        else:
            super().perform(entry, press)

    def press_key(self, event: events.Key) -> bool:
        """Do what the table says, or filter."""
        if self._hints_at_help:
            self._hints_at_help = False
            self.show_status()
        return super().press_key(event)

    def tell_of_help(self) -> bool:
        """Show that there is a help, until the next key."""
        self._hints_at_help = True
        self.show_status()
        return True

    def handle_other_key(self, name: str, event: events.Key) -> bool:  # noqa: ARG002
        """Filter as one types."""
        text = typed(self.filter, event)
        if text is not None and text != self.filter:
            self._set_filter(text)
        return text is not None

    def handle_paste(self, text: str) -> bool:
        """Filter by what is pasted."""
        self._set_filter(self.with_paste(self.filter, text))
        return True

    def _set_filter(self, text: str) -> None:
        here = self._here
        self.filter = text
        self._ask(here, leads=True)

    def clear_filter(self) -> None:
        """Drop the filter."""
        if self.filter:
            self._set_filter("")

    # --- moving and opening -----------------------------------------------------------------------

    def move(self, by: int) -> None:
        """Move the cursor by rows, as far as there are any."""
        if self.table.move(by):
            self._read_more()
            return
        self._later.append(partial(self._move_on, by))
        self._goal = self._here
        self._read_more()
        self._is_waiting = True
        self.take(_KEY_SECONDS)

    def _move_on(self, by: int) -> None:
        """Move the cursor by as many of the rows as are there now."""
        table = self.table
        table.move(max(-table.cursor, min(by, len(table.rows) - 1 - table.cursor)))

    def move_page(self, by: int) -> None:
        """Move the cursor by as many screens."""
        self.move(by * self.table.page)

    def move_to_end(self, *, last: bool) -> None:
        """Move the cursor to the first article, or to the last one."""
        table = self.table
        if table.ends if last else table.begins:
            table.move(len(table.rows) if last else -len(table.rows))
            self._read_more()
        else:
            self._ask(None, last=last)

    def on_table_scrolled(self, event: Table.Scrolled) -> None:
        """Move the cursor as the wheel says."""
        if not self._is_waiting:
            self.move(event.by)

    def open_selected(self) -> None:
        """Open the article under the cursor."""
        if self.table.selected is not None:
            self.program.open_article(self.table.selected.id)

    def on_table_chosen(self) -> None:
        """Open the article that was double-clicked."""
        self.open_selected()

    # --- the order --------------------------------------------------------------------------------

    def sort_next(self) -> None:
        """Sort by the next column."""
        columns = self.table.sortable
        index = columns.index(self.order.column) + 1 if self.order.column in columns else 0
        self._sort(ListOrder(columns[index % len(columns)]))

    def sort_reversed(self) -> None:
        """Turn the order around."""
        self._sort(ListOrder(self.order.column, not self.order.descending))

    def on_table_head_clicked(self, event: Table.HeadClicked) -> None:
        """Sort by the column that was clicked, in the other direction where that is the order already."""
        column: ListColumn = event.column
        if column is self.order.column:
            self.sort_reversed()
        else:
            self._sort(ListOrder(column))

    def _sort(self, order: ListOrder) -> None:
        """Show the first rows in an order."""
        self.order = order
        self._ask(None)
