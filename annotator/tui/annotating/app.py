"""The app of an annotator: the library and the articles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Unpack, runtime_checkable

import msgspec
from textual import events
from textual.message import Message

from annotator.errors import AnnotatorError
from annotator.model import OPEN, LibraryRow, Status, Workload
from annotator.text.plain import plain
from annotator.tui.annotating import keys
from annotator.tui.annotating.library import LibraryScreen
from annotator.tui.articles_app import ArticlesApp
from annotator.tui.keys import QUIT
from annotator.tui.screens.keyed import deliver

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.screen import Screen

    from annotator.project import Project
    from annotator.tui.annotating.open_article import OpenArticle
    from annotator.tui.annotating.screen import AnnotateScreen
    from annotator.tui.keys import KeyTable
    from annotator.tui.saver import Report
    from annotator.tui.surroundings import Surroundings


class HandedOut(Message):
    """The answer to the request for the next article: its id, or None if there is none."""

    def __init__(self, article: str | None) -> None:
        super().__init__()
        self.article = article


@runtime_checkable
class NextAsking(Protocol):
    """A screen on which a key asks for the next article."""

    def tell_nothing_next(self) -> None:
        """Tell that no article is open."""


class NextArticleRequest:
    """The screen that waits for the next article, the message to tell in that article, and the keys for it."""

    def __init__(self, screen: Screen[Any], message: str) -> None:
        self.screen = screen
        self.message = message
        self.keys: list[events.Key | events.Paste] = []


class AnnotatorApp(ArticlesApp[LibraryRow, "OpenArticle"]):
    """Library and articles of one project, for one annotator."""

    TABLES: ClassVar[Sequence[KeyTable[Any]]] = (keys.ARTICLE, keys.LIBRARY)

    def __init__(
        self,
        reader: Project,
        annotator: str,
        *,
        article: str | None = None,
        **surroundings: Unpack[Surroundings],
    ) -> None:
        super().__init__(reader, annotator, article, **surroundings)
        self._rows: list[LibraryRow] | None = None
        self._indexes: dict[str, int] = {}  # of the rows, by the article's id
        self._workload = Workload()
        self._request: NextArticleRequest | None = None
        # Status and number of spans of articles as they are here, as long as that can't be read from the project.
        self._unsaved_rows: dict[str, tuple[Status, int]] = {}

    def library_screen(self) -> LibraryScreen:
        """Return a new screen of the library."""
        return LibraryScreen(self, self.palette)

    def article_screen(self, opened: OpenArticle, message: str = "") -> AnnotateScreen:
        """Return a new screen of an article."""
        from annotator.tui.annotating.screen import AnnotateScreen

        return AnnotateScreen(self, self.palette, opened, message)

    def read(self, article: str) -> OpenArticle:
        """Open an article by its id, as the project has it now. Raises `AnnotatorError`."""
        from annotator.tui.annotating.open_article import OpenArticle
        from annotator.tui.annotating.screen import AnnotateScreen

        self.reader.refresh()
        return OpenArticle(
            self, self.reader.articles.get(article, self.annotator), AnnotateScreen.columns(self.size.width)
        )

    def keep(self, opened: OpenArticle) -> None:
        """Save the time spent with an article, and remember what of it is in sight."""
        opened.save_time()
        if (shown := self.shown_article) is not None:
            opened.top = shown.view.top

    def flush(self) -> None:
        """Save the time spent with the article that is shown."""
        if self.opened is not None:
            self.opened.save_time()

    # --- the list of articles ---------------------------------------------------------------------

    def read_rows(self) -> list[LibraryRow]:
        """Read the articles as the annotator sees them; where that fails, warn and return those that were read last."""
        try:
            self.reader.refresh()
            self._rows = self.reader.work.library(self.annotator)
            self._workload = self.reader.work.workload(self.annotator)
        except AnnotatorError as error:
            self.warn(str(error))
            self._rows = self._rows or []
        self._indexes = {row.id: index for index, row in enumerate(self._rows)}
        for article, (status, spans) in self._unsaved_rows.items():
            self.update_row(article, status, spans)
        return self._rows

    def rows(self) -> list[LibraryRow]:
        """Return the rows of the list as they were read last, with what was done since."""
        return self.read_rows() if self._rows is None else self._rows

    def index_of(self, article: str) -> int:
        """Return the index of an article among the rows, -1 where it is not among them."""
        self.rows()
        return self._indexes.get(article, -1)

    def workload(self) -> Workload:
        """Return what is assigned to the annotator, as it was read last."""
        return self._workload

    def following(self, article: str | None) -> str | None:
        """Return the id of the annotator's next article that is open, after this one and then from the first on."""
        return self._following(self.rows(), article) or self._following(self.read_rows(), article)

    def _following(self, rows: list[LibraryRow], article: str | None) -> str | None:
        index = -1 if article is None else self.index_of(article)
        around = rows[index + 1 :] + rows[: max(index, 0)]
        return next((row.id for row in around if row.assigned and row.status in OPEN), None)

    def update_row(self, article: str, status: Status, spans: int) -> None:
        """Set status and number of spans in the row of an article, until they can be read from the project."""
        self._unsaved_rows[article] = (status, spans)
        rows, index = self.rows(), self.index_of(article)
        if index >= 0:
            rows[index] = msgspec.structs.replace(rows[index], status=status, spans=spans)

    # --- what is handed out -----------------------------------------------------------------------

    def request_next(self, after: str | None, message: str = "") -> None:
        """Request the next article, then open it with a message.

        The saver hands it out, after all changes made before. Keys that are pressed meanwhile wait for that article.
        """
        self._request = NextArticleRequest(self.screen, message)
        self.saver.request(lambda project: self._hand_out(project, after), after or "")

    def _hand_out(self, project: Project, after: str | None) -> None:
        self.post_message(HandedOut(project.pool.next_article(self.annotator, after)))

    def on_handed_out(self, event: HandedOut) -> None:
        """Open the article that was handed out, if it is still requested, and handle the keys that waited."""
        request, self._request = self._request, None
        self.read_rows()
        if request is None or request.screen is not self.screen:
            if event.article is not None:
                self.notify(
                    f"{plain(event.article)} was handed out to you: it is in the library.", markup=False
                )
            if isinstance(self.screen, LibraryScreen):
                self.screen.refill()
        elif event.article is not None:
            self.open_article(event.article, request.message)
            for key in request.keys:
                deliver(self, key)
        elif isinstance(request.screen, NextAsking):
            request.screen.tell_nothing_next()

    def handle_input(self, event: events.Key | events.Paste) -> bool:
        """Hold back what is typed while the next article is requested; else pass it to the screen."""
        if self._request is None or self._request.screen is not self.screen:
            return super().handle_input(event)
        if isinstance(event, events.Key) and event.key in {"escape", *QUIT.keys}:
            self._request = None  # what is handed out is in the library then
            return super().handle_input(event)
        self._request.keys.append(event)
        return True

    # --- saving -----------------------------------------------------------------------------------

    def all_saved(self) -> None:
        """Forget what can be read from the project now."""
        super().all_saved()
        self._unsaved_rows.clear()

    def show_report(self, report: Report) -> bool:
        """Pass a report to the screens; return whether one of them shows the article, and with it what was refused."""
        if report.error:
            self._request = None  # the screens tell why; keys must not wait for what may take long
        return super().show_report(report)
