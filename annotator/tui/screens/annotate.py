"""The screen in which an article is read and tagged: keys to the desk, what came of them to the eyes and the project."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal

from annotator import keys
from annotator.errors import AnnotatorError
from annotator.model import Status
from annotator.text.layout import Layout
from annotator.tui.cursor import Outcome
from annotator.tui.desk import Desk
from annotator.tui.screens.keyed import DesktopScreen
from annotator.tui.widgets.article_view import ArticleView
from annotator.tui.widgets.bars import KeyBar, StatusLine
from annotator.tui.widgets.panel import WIDTH as PANEL_WIDTH
from annotator.tui.widgets.panel import Panel
from annotator.tui.widgets.prompt import Prompt
from annotator.tui.work import Work

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events
    from textual.app import ComposeResult

    from annotator.model import Article
    from annotator.tui.desktop import AnnotatingDesktop
    from annotator.tui.keymap import Action
    from annotator.tui.palette import Palette
    from annotator.tui.saver import Report

_PANEL_FROM, _KEYS_FROM, _STATUS_FROM = 70, 8, 4
"""From which width or height on there is room for side panel, line of keys and status line."""


ON_DESK: dict[str, Callable[[Desk], Outcome]] = {
    "toggle_selecting": Desk.toggle_selecting,
    "select_sentence": Desk.select_sentence,
    "grow_sentence": Desk.grow_sentence,
    "select_paragraph": Desk.select_paragraph,
    "cancel": Desk.cancel,
    "next_span": Desk.next_span,
    "previous_span": Desk.previous_span,
    "edit_span": Desk.edit_span,
    "remove_span": Desk.remove_span,
    "undo": Desk.undo,
    "redo": Desk.redo,
    "search_next": lambda desk: desk.step(1),
    "search_previous": lambda desk: desk.step(-1),
}
"""Actions of the table that are the desk's alone."""


class AnnotateScreen(DesktopScreen):
    """One article on the desk. `TABLE` has every key but those of the labels, which the schema gives."""

    TABLE: ClassVar[Sequence[keys.Key]] = keys.ANNOTATE

    def __init__(self, desktop: AnnotatingDesktop, palette: Palette, work: Work, width: int) -> None:
        super().__init__(desktop, palette)
        self.desktop: AnnotatingDesktop = desktop
        self.labels = {label.key: label.name for label in desktop.schema.labels}
        self._invisible = work.desk.layout.invisible
        self._columns = self.columns(width)
        self._message = ""
        self._urgent = False
        self._refused = ""
        self._answered: Callable[[str], None] | None = None
        self.work = work
        label_keys = {label.name: label.key for label in desktop.schema.labels}
        self.view = ArticleView(self.desk, palette, label_keys)
        self.panel = Panel(self.desk, desktop.schema, palette, logical=desktop.logical)
        self.status = StatusLine(palette, logical=desktop.logical)
        self.keys = KeyBar(self.TABLE, palette, labels=" ".join(self.labels))
        self.prompt = Prompt(palette, logical=desktop.logical)

    @staticmethod
    def columns(width: int) -> int:
        """Return how many columns the text has on a screen of `width` cells."""
        return ArticleView.columns(width - PANEL_WIDTH if width >= _PANEL_FROM else width)

    @property
    def desk(self) -> Desk:
        """The desk of the article that is shown."""
        return self.work.desk

    @property
    def article(self) -> Article:
        """The article that is shown."""
        return self.work.article

    def put(self, article: Article, message: str = "", left: Work | None = None) -> None:
        """Show another article on this screen, as it was `left` or as the project has it."""
        query = self.desk.query
        self.work = left or Work(self.desktop, article, self._columns)
        self.work.resume()
        self.show_work()
        self.desk.query = self.desk.query or query
        self._message, self._urgent, self._refused = message, False, ""
        self._show_status()

    def show_work(self) -> None:
        """Hand the work to the parts that show it, laid out for this screen."""
        layout = self.desk.layout
        if (layout.width, layout.invisible) != (self._columns, self._invisible):
            self.desk.layout = self._layout(self.article)
        self.panel.desk = self.desk
        self.view.put(self.desk, self.work.top)
        self.panel.sync()

    def leave(self) -> Work:
        """Return the work on the article, to be put back later; time spent so far is written."""
        self.work.flush_time()
        self.work.top = self.view.top
        return self.work

    def _layout(self, article: Article) -> Layout:
        return Layout(article.text, self._columns, invisible=self._invisible, logical=self.desktop.logical)

    # --- the parts --------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Panel and article, then status line and keys."""
        with Horizontal(id="desk"):
            yield self.panel
            yield self.view
        yield self.status
        yield self.keys
        yield self.prompt

    def on_mount(self) -> None:
        """Draw."""
        self._arrange(self.app.size.width, self.app.size.height)

    def on_resize(self, event: events.Resize) -> None:
        """Leave out what has no room."""
        self._arrange(event.size.width, event.size.height)

    def _arrange(self, width: int, height: int) -> None:
        self.panel.display = width >= _PANEL_FROM
        self.status.display = height >= _STATUS_FROM
        self.prompt.display = self._answered is not None
        self.keys.display = height >= _KEYS_FROM and not self.prompt.display
        self.panel.sync()
        self._show_status()

    def on_article_view_resized(self) -> None:
        """Lay the article out for its new width."""
        self._lay_out()

    def _lay_out(self) -> None:
        self._columns = ArticleView.columns(self.view.size.width)
        self.desk.layout = self._layout(self.article)
        self.view.sync(everything=True)

    # --- after a key ------------------------------------------------------------------------------

    def _came_of(self, outcome: Outcome) -> None:
        """Save what is to be saved and paint what changed."""
        self._message, self._urgent = outcome.message, False
        operation = outcome.operation
        changed = []
        if operation is not None:
            changed = [
                (span.start, span.end) for span in (operation.edit.before, operation.edit.after) if span
            ]
            self.work.record(operation)
        deeper = self.view.too_few_lanes(changed)
        if deeper:
            self.view.show_lanes(True)
        self.view.sync(changed, everything=deeper)
        self.panel.sync()
        self._show_status()

    def report(self, report: Report) -> None:
        """Tell how saving went."""
        self._refused = report.refused or self._refused
        if self._refused and not self.desktop.unsaved:
            try:
                self.work.read_again()
            except AnnotatorError as error:
                self._message, self._urgent = str(error), True
                self._show_status()
                return
            self.view.sync(everything=True)
            self.panel.sync()
            self._message, self._urgent = f"Changed elsewhere, so read again. {self._refused}", True
            self._refused = ""
        self._show_status()

    def _show_status(self) -> None:
        trouble = self.desktop.trouble
        message = trouble or self._message or self._mode()
        self.status.say(self.work.facts(), message, urgent=self._urgent or bool(trouble))

    def _mode(self) -> str:
        desk = self.desk
        if desk.editing is not None:
            edge = "end" if desk.editing.at_end else "start"
            return f"Editing {desk.editing.label}: arrows move its {edge}, Tab the other edge, Enter keeps, Esc leaves"
        if desk.selecting:
            return "Selecting: move, then a label's key"
        return self.work.progress.note

    def take(self, event: events.Key) -> bool:
        """Count the time of work, then do what the table says."""
        self.work.tick()
        if self._answered is None:
            return super().take(event)
        self.prompt.take(event)
        return True

    def on_paste(self, event: events.Paste) -> None:
        """Put what is pasted into the answer to a question."""
        if self._answered is not None:
            self.prompt.put(self.prompt.text + " ".join(event.text.split()))

    def typed(self, name: str, event: events.Key) -> bool:  # noqa: ARG002
        """Tag with a label's key."""
        label = self.labels.get(name)
        if label is not None:
            self._came_of(self.desk.tag(label))
        return label is not None

    def perform(self, action: Action) -> None:
        """Do an action of the table, on the desk or here."""
        on_desk = ON_DESK.get(action.name)
        if on_desk is not None:
            self._came_of(on_desk(self.desk))
        else:
            super().perform(action)

    # --- keys of the table ------------------------------------------------------------------------

    def do_move(self, action: str, *, shift: bool = False) -> None:
        """Move the caret."""
        self._came_of(self.desk.move(action, shift=shift, page=max(self.view.page - 1, 1)))

    def on_pointing_pointed(self, event: ArticleView.Pointed) -> None:
        """Move the caret to where the mouse is."""
        self._came_of(self.desk.point(event.offset, selecting=event.selecting, word=event.word))

    def do_accept(self) -> None:
        """Keep the edit; else the article is done, and the next open one comes."""
        if self.desk.editing is not None:
            self._came_of(self.desk.keep_edit())
            return
        self.work.set_status(Status.DONE)
        following = self.work.following()
        if following is not None:
            title = self.article.title
            self.desktop.open_article(following, f"Done: {title}. Back to it: <, open it again: D.")
        else:
            self._came_of(Outcome("Done. No other article is open."))

    def do_reopen(self) -> None:
        """Take back that the article is done or flagged."""
        self.work.set_status(Status.DOING)
        self._came_of(Outcome("The article is open again."))

    def do_next_article(self) -> None:
        """Go to the next article."""
        self._step(1)

    def do_previous_article(self) -> None:
        """Go to the previous article."""
        self._step(-1)

    def _step(self, by: int) -> None:
        rows = self.desktop.rows()
        place = self.desktop.place_of(self.article.id) + by
        if 0 <= place < len(rows):
            self.desktop.open_article(rows[place].id)
        else:
            self._came_of(Outcome("This is the last article." if by > 0 else "This is the first article."))

    def do_back(self) -> None:
        """Go back to the library."""
        self.desktop.back_to_library()

    def do_toggle_lanes(self) -> None:
        """Show the bars under the rows or not."""
        self.view.show_lanes(not self.view.lanes)
        self.view.sync(everything=True)

    def do_toggle_invisible(self) -> None:
        """Draw invisible characters or not."""
        self._invisible = not self._invisible
        self._lay_out()
        self._came_of(Outcome("Invisible characters are shown." if self._invisible else ""))

    # --- questions --------------------------------------------------------------------------------

    def do_search(self) -> None:
        """Ask what to search."""
        self._ask("Search:", "", lambda text: self._came_of(self.desk.search(text)))

    def do_flag(self) -> None:
        """Ask for the note of a flag."""
        self._ask("Flag this article, note:", self.work.progress.note, self._flag)

    def _flag(self, note: str) -> None:
        self.work.set_status(Status.FLAGGED, note.strip())
        self._came_of(Outcome("Flagged. D opens the article again."))

    def _ask(self, question: str, text: str, answered: Callable[[str], None]) -> None:
        self._answered = answered
        self.prompt.ask(question, text, self._on_answer)
        self._arrange(self.size.width, self.size.height)

    def _on_answer(self, text: str | None) -> None:
        """Go back to the article, with the answer or, where it is None, without."""
        answered, self._answered = self._answered, None
        self._arrange(self.size.width, self.size.height)
        if answered is not None and text is not None:
            answered(text)
