"""The program of an annotator: the library and the articles."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import msgspec

from annotator import keys
from annotator.errors import AnnotatorError
from annotator.tui.program import Program
from annotator.tui.screens.annotate import AnnotateScreen
from annotator.tui.screens.library import LibraryScreen
from annotator.tui.work import Work

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.driver import Driver

    from annotator import config
    from annotator.model import LibraryRow, Status
    from annotator.project import Project
    from annotator.tui.saver import Report


class AnnotatorApp(Program):
    """Library and articles of one project, for one annotator."""

    TABLES: ClassVar[Sequence[tuple[str, Sequence[keys.Key]]]] = (
        ("Reading and tagging", keys.ANNOTATE),
        ("Library: type to filter", keys.LIBRARY),
    )

    def __init__(
        self,
        reader: Project,
        annotator: str,
        *,
        article: str | None = None,
        logical: bool = False,
        settings: config.Settings | None = None,
        notice: str = "",
        driver_class: type[Driver] | None = None,
    ) -> None:
        super().__init__(
            reader, annotator, logical=logical, settings=settings, notice=notice, driver_class=driver_class
        )
        self._first = article
        self._rows: list[LibraryRow] | None = None
        self._places: dict[str, int] = {}
        # What is not written yet and so can't be read: open articles as they were left, and lines of the library.
        self._left: dict[str, Work] = {}
        self._noted: dict[str, tuple[Status, int]] = {}

    def begin(self) -> None:
        """Show the library, or the article that was asked for."""
        if self._first is None:
            self.push_screen(self._library_screen())
        else:
            self.open_article(self._first)

    # --- the list of articles ---------------------------------------------------------------------

    def library(self) -> list[LibraryRow]:
        """Read all articles as the annotator sees them."""
        try:
            self._rows = self.reader.library(self.annotator)
        except AnnotatorError as error:
            self.warn(str(error))
            self._rows = self._rows or []
        self._places = {row.id: place for place, row in enumerate(self._rows)}
        for article, (status, spans) in self._noted.items():
            self.note_row(article, status, spans)
        return self._rows

    def rows(self) -> list[LibraryRow]:
        """Return the articles as they were read last, with what was done since."""
        return self.library() if self._rows is None else self._rows

    def place_of(self, article: str) -> int:
        """Return the place of an article among `rows`, from 0."""
        self.rows()
        return self._places.get(article, -1)

    def note_row(self, article: str, status: Status, spans: int) -> None:
        """Remember what was done to an article."""
        self._noted[article] = (status, spans)
        rows, place = self.rows(), self.place_of(article)
        if place >= 0:
            rows[place] = msgspec.structs.replace(rows[place], status=status, spans=spans)

    # --- articles ---------------------------------------------------------------------------------

    def open_article(self, article: str, message: str = "") -> None:
        """Show an article in place of the one that is shown, if any, and say something with it."""
        showing = self._leave_article()
        left = self._left.get(article)
        try:
            opened = self.reader.article(article)
            if showing is not None:
                showing.put(opened, message, left)
            else:
                work = left or Work(self, opened, AnnotateScreen.columns(self.size.width))
                screen = AnnotateScreen(self, self.palette, work, self.size.width)
                screen.view.show_lanes(not self.palette.colored)
                self.push_screen(screen)
        except AnnotatorError as error:
            self.warn(str(error))
        else:
            self._left.pop(article, None)

    def _leave_article(self) -> AnnotateScreen | None:
        """Put away the article that is shown, and keep it as long as not all of it can be read from the project."""
        showing = self.screen if isinstance(self.screen, AnnotateScreen) else None
        if showing is not None:
            work = showing.leave()
            if self.saver.waiting:
                self._left[work.article.id] = work
        return showing

    def back_to_library(self) -> None:
        """Show the library."""
        left = self._leave_article()
        library = next((screen for screen in self.screen_stack if isinstance(screen, LibraryScreen)), None)
        if library is not None:
            self.pop_screen()
        if library is None or library.palette is not self.palette:
            library = self._library_screen(library)
            self.switch_screen(library)
        if left is not None:
            library.came_from = left.article.id

    def _library_screen(self, before: LibraryScreen | None = None) -> LibraryScreen:
        """Return a library, with the filter and the cursor of the one before."""
        screen = LibraryScreen(self, self.palette)
        if before is not None:
            screen.filter, screen.came_from = before.filter, before.at
        return screen

    def dress(self) -> None:
        """Show the library or the article anew, in the palette of now."""
        showing = self.screen
        if isinstance(showing, AnnotateScreen):
            screen = AnnotateScreen(self, self.palette, showing.leave(), self.size.width)
            screen.view.lanes, screen.view.top = showing.view.lanes, showing.view.top
            self.switch_screen(screen)
        elif isinstance(showing, LibraryScreen):
            self.switch_screen(self._library_screen(showing))

    # --- what is not written yet ------------------------------------------------------------------

    def put_away(self) -> None:
        """Have the time spent with the article that is shown written."""
        if isinstance(self.screen, AnnotateScreen):
            self.screen.leave()

    def written(self) -> None:
        """Forget what can be read from the project now."""
        self._left.clear()
        self._noted.clear()

    def forget(self, article: str) -> None:
        """Let go of an article as it was left."""
        self._left.pop(article, None)

    def told(self, report: Report) -> bool:
        """Hand a report to the screens; the one that shows the article tells of what was refused."""
        told = False
        for screen in self.screen_stack:
            if isinstance(screen, LibraryScreen):
                screen.report(report)
            elif isinstance(screen, AnnotateScreen):
                mine = screen.article.id == report.article
                screen.report(report if mine else report._replace(refused=""))
                told = told or mine
        return told
