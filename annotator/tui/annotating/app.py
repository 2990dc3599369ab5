"""The program of an annotator: the library and the articles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Unpack

import msgspec
from textual import events
from textual.message import Message

from annotator import keys
from annotator.errors import AnnotatorError
from annotator.model import OPEN, Status, Workload
from annotator.text.plain import plain
from annotator.tui.annotating.library import LibraryScreen
from annotator.tui.annotating.open_article import Work
from annotator.tui.annotating.screen import AnnotateScreen
from annotator.tui.program import Program
from annotator.tui.screens.keyed import deliver

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.screen import Screen

    from annotator.model import LibraryRow
    from annotator.project import Project
    from annotator.tui.saver import Report
    from annotator.tui.surroundings import Surroundings


class HandedOut(Message):
    """The saver has asked for the next article: its id, or None where there is none."""

    def __init__(self, article: str | None) -> None:
        super().__init__()
        self.article = article


class Errand:
    """An article that is asked for: the screen that waits for it, what to say with it, and keys that came meanwhile."""

    def __init__(self, screen: Screen[Any], message: str) -> None:
        self.screen = screen
        self.message = message
        self.keys: list[events.Key | events.Paste] = []


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
        **surroundings: Unpack[Surroundings],
    ) -> None:
        super().__init__(reader, annotator, **surroundings)
        self._first = article
        self._rows: list[LibraryRow] | None = None
        self._places: dict[str, int] = {}
        self._workload = Workload()
        self._errand: Errand | None = None
        self._reading: AnnotateScreen | None = None
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
            self.reader.refresh()
            self._rows = self.reader.work.library(self.annotator)
            self._workload = self.reader.work.workload(self.annotator)
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

    def workload(self) -> Workload:
        """Return what is assigned to the annotator, as it was read last."""
        return self._workload

    def following(self, article: str | None) -> str | None:
        """Return the id of the annotator's next article that is open, after this one and then from the first on."""
        return self._following(self.rows(), article) or self._following(self.library(), article)

    def _following(self, rows: list[LibraryRow], article: str | None) -> str | None:
        place = -1 if article is None else self.place_of(article)
        around = rows[place + 1 :] + rows[: max(place, 0)]
        return next((row.id for row in around if row.assigned and row.status in OPEN), None)

    def note_row(self, article: str, status: Status, spans: int) -> None:
        """Remember what was done to an article."""
        self._noted[article] = (status, spans)
        rows, place = self.rows(), self.place_of(article)
        if place >= 0:
            rows[place] = msgspec.structs.replace(rows[place], status=status, spans=spans)

    # --- what is handed out -----------------------------------------------------------------------

    def ask_next(self, after: str | None, message: str = "") -> None:
        """Have the next article handed out; it is opened then, and `message` said with it.

        That is written by the saver, after all that was done before. Keys that come meanwhile are for the article to
        come and wait for it.
        """
        self._errand = Errand(self.screen, message)
        self.saver.ask(lambda project: self._hand_out(project, after), after or "")

    def _hand_out(self, project: Project, after: str | None) -> None:
        self.post_message(HandedOut(project.pool.next_article(self.annotator, after)))

    def on_handed_out(self, event: HandedOut) -> None:
        """Open what was handed out, if it is still waited for, and take the keys that waited."""
        errand, self._errand = self._errand, None
        self.library()
        if errand is None or errand.screen is not self.screen:
            if event.article is not None:
                self.notify(
                    f"{plain(event.article)} was handed out to you: it is in the library.", markup=False
                )
            if isinstance(self.screen, LibraryScreen):
                self.screen.refill()
        elif event.article is not None:
            self.open_article(event.article, errand.message)
            for key in errand.keys:
                deliver(self, key)
        elif isinstance(errand.screen, (AnnotateScreen, LibraryScreen)):
            errand.screen.nothing_next()

    async def _taken(self, event: events.Key | events.Paste) -> bool:
        if self._errand is None or self._errand.screen is not self.screen or event.is_forwarded:
            return await super()._taken(event)
        if isinstance(event, events.Key) and event.key in {"escape", "ctrl+q", "f10"}:
            self._errand = None  # what is handed out is in the library then
            return await super()._taken(event)
        self._errand.keys.append(event)
        return True

    # --- articles ---------------------------------------------------------------------------------

    def open_article(self, article: str, message: str = "") -> None:
        """Show an article in place of the one that is shown, if any, and say something with it."""
        showing = self._leave_article()
        left = self._left.get(article)
        try:
            self.reader.refresh()
            opened = self.reader.articles.get(article)
            if showing is not None:
                showing.put(opened, message, left)
            else:
                work = left or Work(self, opened, AnnotateScreen.columns(self.size.width))
                screen = self._reading = AnnotateScreen(self, self.palette, work, self.size.width)
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
            self._reading = screen
            screen.view.lanes, screen.view.top = showing.view.lanes, showing.view.top
            self.switch_screen(screen)
        elif isinstance(showing, LibraryScreen):
            self.switch_screen(self._library_screen(showing))

    # --- what is not written yet ------------------------------------------------------------------

    def put_away(self) -> None:
        """Have the time spent with the article that is shown, or is behind what is shown, written."""
        if self._reading is not None:
            self._reading.work.flush_time()

    def written(self) -> None:
        """Forget what can be read from the project now."""
        self._left.clear()
        self._noted.clear()

    def forget(self, article: str) -> None:
        """Let go of an article as it was left."""
        self._left.pop(article, None)

    def told(self, report: Report) -> bool:
        """Hand a report to the screens; the one that shows the article tells of what was refused."""
        if report.error:
            self._errand = None  # the screens tell why; keys must not wait for what may take long
        told = False
        for screen in self.screen_stack:
            if isinstance(screen, LibraryScreen):
                screen.report(report)
            elif isinstance(screen, AnnotateScreen):
                mine = screen.article.id == report.article
                screen.report(report if mine else report._replace(refused=""))
                told = told or mine
        return told
