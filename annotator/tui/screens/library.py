"""The library: all articles of the project, found by typing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, ClassVar

from annotator import keys
from annotator.model import LibraryRow, Status
from annotator.tui.screens.keyed import DesktopScreen
from annotator.tui.widgets.article_table import ArticleTable, matching
from annotator.tui.widgets.bars import KeyBar, StatusLine
from annotator.tui.widgets.prompt import edited

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult

    from annotator.tui.desktop import AnnotatingDesktop
    from annotator.tui.palette import Palette
    from annotator.tui.saver import Report

_PROGRESS_CELLS = 12


class LibraryScreen(DesktopScreen):
    """Table, line of progress, keys. Letters go to the filter."""

    TABLE: ClassVar[Sequence[keys.Key]] = keys.LIBRARY

    def __init__(self, desktop: AnnotatingDesktop, palette: Palette) -> None:
        super().__init__(desktop, palette)
        self.desktop: AnnotatingDesktop = desktop
        self.filter = ""
        self._rows: list[LibraryRow] = []
        self.came_from: str | None = None
        self._last: str | None = None

    def compose(self) -> ComposeResult:
        """Table above, two lines below."""
        logical = self.desktop.logical
        yield ArticleTable(self.palette, logical=logical)
        yield StatusLine(self.palette, logical=logical)
        yield KeyBar(self.TABLE, self.palette)

    def on_screen_resume(self) -> None:
        """Read the project again: an article was worked on, or someone else worked."""
        self._rows = self.desktop.library()
        came_from, self.came_from = self.came_from, None
        self._last = came_from or self._last
        self._show(came_from)

    def on_resize(self, event: events.Resize) -> None:
        """Leave out the lines below where there is no room."""
        self.query_one(KeyBar).display = event.size.height > 6
        self.query_one(StatusLine).display = event.size.height > 3

    def report(self, report: Report) -> None:  # noqa: ARG002
        """Tell if something can't be saved."""
        if self._ready:
            self._show_status(len(self.query_one(ArticleTable).rows))

    def typed(self, name: str, event: events.Key) -> bool:  # noqa: ARG002
        """Filter as one types."""
        text = edited(self.filter, event)
        if text == self.filter:
            return False
        self._set_filter(text)
        return True

    def on_paste(self, event: events.Paste) -> None:
        """Filter by what is pasted."""
        self._set_filter(self.filter + " ".join(event.text.split()))

    def _set_filter(self, text: str) -> None:
        self.filter = text
        self._show()

    @property
    def at(self) -> str | None:
        """The id of the article under the cursor."""
        selected = self.query_one(ArticleTable).selected
        return selected.id if selected else self._last

    def _show(self, article: str | None = None) -> None:
        """Show what there is now, the cursor on `article` or else where it was."""
        table = self.query_one(ArticleTable)
        selected = article or self.at
        shown = matching(self._rows, self.filter)
        table.put(shown, selected)
        self._show_status(len(shown))

    def _show_status(self, found: int) -> None:
        count = Counter(row.status for row in self._rows)
        total, done = len(self._rows), count[Status.DONE]
        filled = done * _PROGRESS_CELLS // total if total else 0
        bar = "█" * filled + "░" * (_PROGRESS_CELLS - filled)
        facts = f"{self.desktop.annotator} {bar} {done} of {total} done"
        if count[Status.FLAGGED]:
            facts += f", {count[Status.FLAGGED]} flagged"
        if self.desktop.trouble:
            facts += f", NOT SAVED ({self.desktop.unsaved})"
        if not total:
            facts = "No articles yet. Leave with Ctrl+q, then: annotator import PATH"
        message = f"Filter: {self.filter} ({found})" if self.filter else "Type to filter"
        self.query_one(StatusLine).say(facts, message)

    # --- what keys do -----------------------------------------------------------------------------

    def do_move(self, by: str) -> None:
        """Move the cursor by a row."""
        self.query_one(ArticleTable).move(int(by))

    def do_page(self, by: str) -> None:
        """Move the cursor by a screen."""
        table = self.query_one(ArticleTable)
        table.move(int(by) * table.page)

    def do_edge(self, last: str) -> None:
        """Move the cursor to the first or the last article."""
        table = self.query_one(ArticleTable)
        table.move(len(table.rows) if int(last) else -len(table.rows))

    def do_open(self) -> None:
        """Open the article under the cursor."""
        selected = self.query_one(ArticleTable).selected
        if selected is not None:
            self.desktop.open_article(selected.id)

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
