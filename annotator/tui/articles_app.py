"""What the apps of both wings have in common: a list of articles, one article at a time, and articles not yet saved."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, Unpack

from annotator.errors import AnnotatorError, UnsavedError
from annotator.tui.articles_told import IndexTold, OverRead, RowsRead, TextsSearched
from annotator.tui.index_builder import IndexBuilder
from annotator.tui.latest import LatestReader
from annotator.tui.list_reader import ListReader, R
from annotator.tui.program import Program
from annotator.tui.screens.keyed import ProgramScreen
from annotator.tui.screens.listing import ListScreen
from annotator.tui.screens.over import Origin, OverScreen
from annotator.tui.screens.search import SearchScreen

if TYPE_CHECKING:
    from textual.screen import Screen

    from annotator.model import Article, Change, FoundArticle, FoundLine, IndexState, SearchResult
    from annotator.project import Project
    from annotator.tui.concordance.source import Source
    from annotator.tui.list_reader import ArticleList
    from annotator.tui.saver import Report
    from annotator.tui.screens.article import ArticleScreen
    from annotator.tui.surroundings import Surroundings


class Opened(Protocol):
    """What an app keeps of an article that is open."""

    @property
    def article(self) -> Article:
        """The article."""


def as_article_screen(screen: Screen[Any]) -> ArticleScreen[Any, Any] | None:
    """Return the screen if it is that of an article. What such a screen needs is imported with the first one, not to ask this."""
    module = sys.modules.get("annotator.tui.screens.article")
    return screen if module is not None and isinstance(screen, module.ArticleScreen) else None


O = TypeVar("O", bound=Opened)  # noqa: E741


class ArticlesApp(Program, Generic[R, O]):
    """A list of articles, with a row of type `R` for each, and one article at a time, of which an `O` is kept.

    `article`: the id of the article to begin with; without it, the list is shown. A subclass makes the screens, reads
    articles, and knows the rows.
    """

    def __init__(
        self, reader: Project, annotator: str, article: str | None, **surroundings: Unpack[Surroundings]
    ) -> None:
        super().__init__(reader, annotator, **surroundings)
        self._first = article
        self.list_reader: ListReader[R] = ListReader(
            reader, self.list_of, lambda: self.post_message(RowsRead())
        )
        self.search_reader: LatestReader[tuple[tuple[str, int], SearchResult]] = LatestReader(
            reader, lambda: self.post_message(TextsSearched())
        )
        self.index_builder = IndexBuilder(reader, lambda told: self.post_message(IndexTold(told)))
        self.index_state: IndexState | None = None
        """How far the index for searching is; None as long as it is not known."""
        self.opened: O | None = None
        """The article that is shown, or is behind a screen that is read and left again."""
        self._unsaved: dict[
            str, O
        ] = {}  # by id: articles that were left and can't be read from the project yet
        self._changing: set[str] = (
            set()
        )  # ids of articles that were changed without being opened, until all is saved

    # --- what subclasses say ----------------------------------------------------------------------

    def library_screen(self) -> ListScreen[R]:
        """Return a new screen of the list."""
        raise NotImplementedError

    def article_screen(self, opened: O, message: str = "") -> ArticleScreen[O, Any]:
        """Return a new screen of an article."""
        raise NotImplementedError

    def read(self, article: str) -> O:
        """Open an article by its id, as the project has it now. Raises `AnnotatorError`."""
        raise NotImplementedError

    def list_of(self, project: Project) -> ArticleList[R]:
        """Return the list of a project; called in the thread that reads it."""
        raise NotImplementedError

    def laid_over(self, row: R) -> R:
        """Return a row as it is with what is not saved yet."""
        return row

    def beside(self, article: str, by: int) -> str | None:
        """Return the id of the next (1) or previous (-1) article of the list. Raises `AnnotatorError`."""
        raise NotImplementedError

    def go_to_span(self, opened: O, start: int, end: int, label: str) -> None:
        """Put the caret of an article on a span of it, or where it would be."""
        raise NotImplementedError

    def keep(self, opened: O) -> None:
        """Save and remember what is needed of an article before another screen replaces it."""

    # --- going from screen to screen --------------------------------------------------------------

    def show_first_screen(self) -> None:
        """Show the list, or the article to begin with."""
        if self._first is None:
            self.push_screen(self.library_screen())
        else:
            self.open_article(self._first)

    def open_article(self, article: str, message: str = "") -> None:
        """Show an article in place of the one that is shown, if any, and tell a message in it."""
        self._leave_article()
        try:
            opened = self.find(article)
        except AnnotatorError as error:
            self.warn(str(error))
            if self._library is None and self.shown_article is None:
                self.push_screen(self.library_screen())
            return
        self.show(opened, message)

    @property
    def shown_article(self) -> ArticleScreen[O, Any] | None:
        """The screen of an article, if that is shown."""
        return as_article_screen(self.screen)

    def find(self, article: str) -> O:
        """Return an article as it was left, if it is not saved yet, else from the project. Raises `AnnotatorError`."""
        if article in self._changing:
            raise UnsavedError(f"What was changed in {article} is not saved yet. Open it once it is.")
        return self._unsaved.get(article) or self.read(article)

    def show(self, opened: O, message: str = "") -> None:
        """Show an article on the article screen; make one where the list is shown."""
        self._unsaved.pop(opened.article.id, None)
        self.opened = opened
        if (shown := self.shown_article) is not None:
            shown.show_article(opened, message)
            return
        screen = self.article_screen(opened, message)
        screen.view.show_lanes(not self.palette.colored)
        self.push_screen(screen)

    def open_beside(self, by: int) -> bool:
        """Show the next (1) or previous (-1) article of the list; return whether there is one, or why is told."""
        try:
            found = None if self.opened is None else self.beside(self.opened.article.id, by)
        except AnnotatorError as error:
            self.warn(str(error))
            return True
        if found is not None:
            self.open_article(found)
        return found is not None

    def _leave_article(self) -> None:
        """Keep the article that is shown as long as not all of it can be read from the project."""
        if self.opened is not None:
            self.keep(self.opened)
            if self.saver.waiting:
                self._unsaved[self.opened.article.id] = self.opened

    def back_to_library(self) -> None:
        """Show the list, the cursor on the article that was shown, or what a search found, where it was opened from that."""
        self._leave_article()
        left, self.opened = self.opened, None
        if self._library is None and self._over is None:
            self.switch_screen(self.library_screen())
        else:
            self.pop_screen()
            self._show_in_palette()
        library = self._library
        if left is not None and library is not None:
            library.came_from = left.article.id
        if isinstance(self.screen, OverScreen):
            self.screen.came_back()

    def _show_in_palette(self) -> None:
        """Show the screen anew where it is not in the colours of now."""
        shown = self.screen
        if isinstance(shown, ProgramScreen) and shown.palette is not self.palette:
            self.restyle()

    @property
    def _library(self) -> ListScreen[R] | None:
        """The screen of the list, if there is one, shown or behind others."""
        return next((screen for screen in self.screen_stack if isinstance(screen, ListScreen)), None)

    @property
    def _over(self) -> OverScreen | None:
        """The screen over the list or an article, if there is one, shown or behind an article."""
        return next((screen for screen in self.screen_stack if isinstance(screen, OverScreen)), None)

    def on_rows_read(self) -> None:
        """Show the rows that were read."""
        if (library := self._library) is not None:
            library.take()
            self.paint_at_once()

    def close(self) -> None:
        """Write the waiting changes, and stop the threads that read."""
        self.index_builder.stop()
        super().close()
        self.list_reader.stop()
        self.search_reader.stop()

    # --- screens over the list or an article ------------------------------------------------------

    def source(self) -> Source:
        """Return what the concordance is of."""
        raise NotImplementedError

    def show_concordance(self) -> None:
        """Show all spans of the project in groups."""
        from annotator.tui.concordance.screen import ConcordanceScreen

        self.show_over(ConcordanceScreen(self, self.palette, self.source()))

    def show_over(self, screen: OverScreen) -> None:
        """Show a screen over the list, or in place of the article that is shown, to which it leads back.

        Where the article was itself opened from such a screen, that one is gone back to.
        """
        shown = self.shown_article
        if shown is None:
            screen.begin()
            self.push_screen(screen)
        elif type(self.screen_stack[-2]) is type(screen):
            self.back_to_library()
        else:
            article, caret = shown.article, shown.editor.caret
            screen.origin = Origin(article.id, article.edition, caret, shown.view.top)
            self._leave_article()
            self.opened = None
            screen.begin()
            self.switch_screen(screen)

    def leave_over(self) -> None:
        """Go back to the list or the article from the screen over it."""
        screen = self.screen
        assert isinstance(screen, OverScreen)
        origin = screen.origin
        opened: O | None = None
        if origin is not None:
            try:
                opened = self.find(origin.article)
            except AnnotatorError as error:
                self.warn(str(error))
                if self._library is None or isinstance(error, UnsavedError):
                    return  # there is nothing else to show, or soon it can be shown
        if origin is None or opened is None:
            self.pop_screen()
            self._show_in_palette()
            return
        self._unsaved.pop(origin.article, None)
        self.opened = opened
        shown = self.article_screen(opened)
        if opened.article.edition == origin.edition:
            shown.editor.before_move()
            shown.editor.caret, shown.view.top = origin.caret, origin.top
        shown.view.show_lanes(not self.palette.colored)
        self.switch_screen(shown)

    def open_place(self, article: str, start: int, end: int, label: str, text: str) -> None:
        """Show an article with the caret on a span of it, whose text was `text` when it was found."""
        self.open_article(article)
        shown = self.shown_article
        if shown is None or self.opened is None or shown.article.id != article:
            return  # why is told
        if shown.article.text[start:end] != text:
            shown.tell("The text was corrected after it was listed.", urgent=True)
            return
        self.go_to_span(self.opened, start, end, label)
        shown.show_anew()
        shown.show_status()

    def tell_over_read(self) -> None:
        """Have such screens take what a reader found. May be called from any thread."""
        self.post_message(OverRead())

    def on_over_read(self) -> None:
        """Show what a reader found."""
        for screen in self.screen_stack:
            if isinstance(screen, OverScreen):
                screen.take()
        self.paint_at_once()

    # --- searching --------------------------------------------------------------------------------

    def show_search(self) -> None:
        """Show the screen that searches the texts of all articles."""
        self.push_screen(SearchScreen(self, self.palette))

    def leave_search(self) -> None:
        """Go back to the list from a search."""
        self.search_reader.drop()
        self.pop_screen()
        self._show_in_palette()

    def open_found(self, article: FoundArticle, line: FoundLine, words: str) -> None:
        """Show an article that was found, the first hit of a line selected."""
        self.open_article(article.id)
        shown = self.shown_article
        if shown is None or shown.article.id != article.id:
            return  # why is told
        if shown.article.text[line.start : line.end] != line.text:
            shown.tell("The text was corrected after it was found: search again.", urgent=True)
            return
        hits = [(hit.start, hit.end) for one in article.lines for hit in one.hits]
        shown.apply(shown.editor.go_to_found(words, hits, (line.hits[0].start, line.hits[0].end)))

    def on_texts_searched(self) -> None:
        """Show what was found."""
        if isinstance(self.screen, SearchScreen):
            self.screen.take()
            self.paint_at_once()

    def begin_work(self) -> None:
        """Let other threads begin, that which makes the index for searching, too."""
        super().begin_work()
        self.index_builder.start()

    def on_index_told(self, event: IndexTold) -> None:
        """Show how far the index is, or why it can't be made."""
        if isinstance(event.told, str):
            self.warn(event.told)
            return
        self.index_state = event.told
        if isinstance(self.screen, SearchScreen):
            self.screen.show_status()

    # --- the colours ------------------------------------------------------------------------------

    def _library_like(self, before: ListScreen[R] | None) -> ListScreen[R]:
        """Return a new screen of the list, with the filter, the order and the cursor of the one before."""
        screen = self.library_screen()
        if before is not None:
            screen.filter, screen.order, screen.came_from = before.filter, before.order, before.at
        return screen

    def restyle(self) -> None:
        """Show the list or the article on a new screen, in the palette of now."""
        before = self.screen
        if isinstance(before, ListScreen):
            self.switch_screen(self._library_like(before))
        elif isinstance(before, SearchScreen | OverScreen):
            self.switch_screen(before.in_palette(self.palette))
        elif (shown := self.shown_article) is not None and self.opened is not None:
            self.keep(self.opened)
            screen = self.article_screen(self.opened)
            screen.view.lanes, screen.view.top = shown.view.lanes, shown.view.top
            self.switch_screen(screen)

    # --- saving -----------------------------------------------------------------------------------

    def all_saved(self) -> None:
        """Forget the articles that were left: they can be read from the project now."""
        self._unsaved.clear()
        if self._changing:
            self._changing.clear()
            if isinstance(self.screen, ListScreen):
                self.screen.refill()

    def save_aside(self, change: Change) -> None:
        """Queue a change of an article that is not open; it can't be opened before all is saved."""
        self._changing.add(change.article)
        self.save(change)

    def forget(self, article: str) -> None:
        """Forget an article as it was left, because a change of it was refused."""
        self._unsaved.pop(article, None)

    def show_report(self, report: Report) -> bool:
        """Pass a report to the screens; return whether one of them shows the article, and with it what was refused."""
        is_shown = False
        for screen in self.screen_stack:
            if isinstance(screen, ListScreen):
                screen.report(report)
            elif isinstance(screen, OverScreen):
                is_shown = screen.report(report) or is_shown
            elif (article_screen := as_article_screen(screen)) is not None:
                is_about = article_screen.article.id == report.article
                article_screen.report(report if is_about else report._replace(refused=""))
                is_shown = is_shown or is_about
        return is_shown
