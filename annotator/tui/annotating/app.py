"""The app of an annotator: the library and the articles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol, Unpack, runtime_checkable

import msgspec
from textual import events
from textual.message import Message

from annotator.model import OPEN, LibraryRow, ListQuery, ListTotals, Status
from annotator.text.plain import plain
from annotator.tui.annotating import keys
from annotator.tui.annotating.edges import CliticRule
from annotator.tui.annotating.library import LibraryScreen
from annotator.tui.annotating.lint_keys import LINT
from annotator.tui.annotating.own_list import OwnList, changed
from annotator.tui.articles_app import ArticlesApp
from annotator.tui.concordance.keys import CONCORDANCE
from annotator.tui.keys import QUIT, SEARCH
from annotator.tui.notes.keys import NOTES
from annotator.tui.notes.lines import told_back
from annotator.tui.screens.keyed import deliver

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.screen import Screen

    from annotator.model import Finding
    from annotator.project import Project
    from annotator.text.navigation import Caret
    from annotator.tui.annotating.open_article import OpenArticle
    from annotator.tui.annotating.own_spans import OwnSpans
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


class Place(NamedTuple):
    """The place of an article in the list, from 1; 0 where it is not in it. `of`: how many are in the list."""

    article: str
    position: int
    of: int


class Remembered(NamedTuple):
    """A place to come back to: an article by its id, which of its texts, and the caret there."""

    article: str
    edition: int
    caret: Caret


class AnnotatorApp(ArticlesApp[LibraryRow, "OpenArticle"]):
    """Library and articles of one project, for one annotator."""

    TABLES: ClassVar[Sequence[KeyTable[Any]]] = (
        keys.ARTICLE,
        keys.OCCURRENCES,
        keys.LIBRARY,
        SEARCH,
        CONCORDANCE,
        LINT,
        NOTES,
    )

    def __init__(
        self,
        reader: Project,
        annotator: str,
        *,
        article: str | None = None,
        **surroundings: Unpack[Surroundings],
    ) -> None:
        super().__init__(reader, annotator, article, **surroundings)
        self._place: Place | None = None  # of the article that is shown
        labels = frozenset(label.name for label in self.schema.labels if label.clitics == "out")
        self.clitic_rule = CliticRule(labels=labels, articles=reader.search.articles_with)
        self.last_label = ""
        """The label of the last tag, in whichever article."""
        self.before_jump: Remembered | None = None
        """The place that the last jump began at."""
        self.types_arabic = False
        """Whether the last letter that was pressed for a command came from the Arabic layout."""
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
        self._place = None
        return OpenArticle(
            self, self.reader.articles.get(article, self.annotator), AnnotateScreen.columns(self.size.width)
        )

    def show(self, opened: OpenArticle, message: str = "") -> None:
        """Show an article; of one that was sent back, the note in whole, behind the message of what was done."""
        note = opened.sent_back_with
        if note is not None:
            message = f"{message}  {told_back(note)}".lstrip()
        super().show(opened, message)
        if note is not None and (shown := self.shown_article) is not None:
            shown.tell(message, urgent=True)

    def source(self) -> OwnSpans:
        """Return the annotator's spans."""
        from annotator.tui.annotating.own_spans import OwnSpans

        return OwnSpans(self.annotator)

    def show_lint(self) -> None:
        """Show what is likely wrong in the annotator's spans."""
        from annotator.tui.annotating.lint_screen import LintScreen

        self.show_over(LintScreen(self, self.palette))

    def open_finding(self, finding: Finding, *, is_marked: bool) -> None:
        """Show an article at what was found in it; select it where no span has it."""
        self.open_place(finding.article, finding.start, finding.end, finding.label, finding.text)
        shown = self.shown_article
        if (
            not is_marked
            and shown is not None
            and shown.article.text[finding.start : finding.end] == finding.text
        ):
            shown.apply(shown.editor.select(finding.start, finding.end))

    def go_to_span(self, opened: OpenArticle, start: int, end: int, label: str) -> None:
        """Make a span of an article current, the caret on it."""
        opened.editor.go_to_span(start, end, label)

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

    def list_of(self, project: Project) -> OwnList:
        """Return the annotator's list of a project."""
        return OwnList(project, self.annotator)

    def laid_over(self, row: LibraryRow) -> LibraryRow:
        """Return a row with status and number of spans as they are here."""
        unsaved = self._unsaved_rows.get(row.id)
        if unsaved is None:
            return row
        status, spans = unsaved
        return msgspec.structs.replace(
            row, status=status, spans=spans, back=row.back and status is not Status.DONE
        )

    def beside(self, article: str, by: int) -> str | None:
        """Return the id of the next (1) or previous (-1) article of the list; next to one that is not in it is the first.

        Raises `AnnotatorError`.
        """
        self.reader.refresh()
        library = self.reader.library
        found = library.beside(self.annotator, article, by)
        if found is None and by > 0 and library.rank(self.annotator, article) is None:
            found = next((row.id for row in library.rows(self.annotator, ListQuery(), None, 1)), None)
        return found

    def place(self, article: str) -> Place:
        """Return the place of an article in the list, as it was when it was asked for first since the article was opened.

        Raises `AnnotatorError`.
        """
        if self._place is None or self._place.article != article:
            self.reader.refresh()
            rank = self.reader.library.rank(self.annotator, article)
            self._place = Place(article, *(rank or (0, 0)))
        return self._place

    def article_at(self, position: int) -> str | None:
        """Return the id of the article at a place of the list, from 1, None where the list has no such place. Raises `AnnotatorError`."""
        self.reader.refresh()
        return self.reader.library.at(self.annotator, position)

    def totals(self) -> ListTotals:
        """Return how much there is and how much is done, with what is not saved yet. Raises `AnnotatorError`."""
        self.reader.refresh()
        with self.reader.as_of_now(moves=False):
            totals = self.reader.library.totals(self.annotator)
            rows = [self._row(article) for article in self._unsaved_rows]
        for row in rows:
            if row is not None:
                totals = changed(totals, row, self.laid_over(row))
        return totals

    def following(self, article: str | None) -> str | None:
        """Return the id of the annotator's next article that is open, after this one and then from the first on.

        Those that were sent back come first. Raises `AnnotatorError`.
        """
        self.reader.refresh()
        with self.reader.as_of_now(moves=False):
            here = None if article is None else self._row(article)
            found = self.reader.library.following(self.annotator, article, without=self._unsaved_rows)
            named = {*self._unsaved_rows, *([found] if found else [])} - {article}  # as they are here
            rows = [self.laid_over(row) for row in map(self._row, named) if row is not None]
        after = 0 if here is None else here.number
        is_open = [row for row in rows if (row.assigned or row.back) and row.status in OPEN]
        following = min(
            is_open, key=lambda row: (not row.back, row.number <= after, row.number), default=None
        )
        return None if following is None else following.id

    def _row(self, article: str) -> LibraryRow | None:
        return self.reader.library.row(self.annotator, article)

    def update_row(self, article: str, status: Status, spans: int) -> None:
        """Set status and number of spans in the row of an article, until they can be read from the project."""
        self._unsaved_rows[article] = (status, spans)

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
        if self._unsaved_rows:
            self._unsaved_rows.clear()
            if isinstance(self.screen, LibraryScreen):
                self.screen.refill()  # what the filter finds may be other rows now

    def show_report(self, report: Report) -> bool:
        """Pass a report to the screens; return whether one of them shows the article, and with it what was refused."""
        if report.error:
            self._request = None  # the screens tell why; keys must not wait for what may take long
        return super().show_report(report)
