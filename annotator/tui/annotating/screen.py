"""The screen in which an article is read and tagged: keys to the desk, what came of them to the eyes and the project."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from annotator import keys
from annotator.errors import AnnotatorError
from annotator.model import OPEN, Status
from annotator.tui.annotating.editor import Desk
from annotator.tui.annotating.open_article import Work
from annotator.tui.annotating.panel import WIDTH as PANEL_WIDTH
from annotator.tui.annotating.panel import Panel
from annotator.tui.cursor import Outcome
from annotator.tui.screens.article import READ_AGAIN, ArticleScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events

    from annotator.model import Article
    from annotator.tui.cursor import Cursor
    from annotator.tui.desktop import AnnotatingDesktop
    from annotator.tui.keymap import Action
    from annotator.tui.palette import Palette
    from annotator.tui.saver import Report

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


class AnnotateScreen(ArticleScreen):
    """One article on the desk. `TABLE` has every key but those of the labels, which the schema gives."""

    TABLE: ClassVar[Sequence[keys.Key]] = keys.ANNOTATE

    SIDE: ClassVar[int] = PANEL_WIDTH

    def __init__(self, desktop: AnnotatingDesktop, palette: Palette, work: Work, width: int) -> None:
        self.panel = Panel(work.desk, desktop.schema, palette, logical=desktop.logical)
        super().__init__(desktop, palette, work.desk, self.panel, width)
        self.desktop: AnnotatingDesktop = desktop
        self.work = work
        self._message = ""
        self._urgent = False
        self._refused = ""
        self._came_from: str | None = None

    @property
    def cursor(self) -> Cursor:
        """The desk of the article that is shown."""
        return self.work.desk

    @property
    def desk(self) -> Desk:
        """The desk of the article that is shown."""
        return self.work.desk

    def put(self, article: Article, message: str = "", left: Work | None = None) -> None:
        """Show another article on this screen, as it was `left` or as the project has it."""
        query = self.desk.query
        self.work = left or Work(self.desktop, article, self._columns)
        self.work.resume()
        self.show_work()
        self.desk.query = self.desk.query or query
        self._message, self._urgent, self._refused = message, False, ""
        self._came_from = None
        self.show_status()
        self.desktop.tell_marks(article.text)

    def show_work(self) -> None:
        """Hand the work to the parts that show it, laid out for this screen."""
        self.fit(self.desk)
        self.panel.desk = self.desk
        self.view.put(self.desk, self.work.top)
        self.panel.sync()

    def leave(self) -> Work:
        """Return the work on the article, to be put back later; time spent so far is written."""
        self.work.flush_time()
        self.work.top = self.view.top
        return self.work

    def sync_side(self) -> None:
        """Show labels and spans."""
        self.panel.sync()

    # --- after a key ------------------------------------------------------------------------------

    def came_of(self, outcome: Outcome) -> None:
        """Save what is to be saved and paint what changed."""
        self._message, self._urgent = outcome.message, False
        operation = outcome.operation
        changed = []
        if operation is not None:
            changed = [
                (span.start, span.end) for span in (operation.edit.before, operation.edit.after) if span
            ]
            self.work.record(operation)
            # First, or a narrow screen cuts it off.
            self._message = f"{self.work.warning()}  {self._message}".strip()
        deeper = self.view.too_few_lanes(changed)
        if deeper:
            self.view.show_lanes(True)
        self.view.sync(changed, everything=deeper)
        self.panel.sync()
        self.show_status()

    def report(self, report: Report) -> None:
        """Tell how saving went."""
        self._refused = report.refused or self._refused
        if self._refused and not self.desktop.unsaved:
            try:
                self.work.read_again()
            except AnnotatorError as error:
                self._message, self._urgent = str(error), True
                self.show_status()
                return
            self.view.sync(everything=True)
            self.panel.sync()
            self._message, self._urgent = f"{self._refused} {READ_AGAIN}", True
            self._refused = ""
        self.show_status()

    def tell(self, message: str, *, urgent: bool = False) -> None:
        """Say something in the status line."""
        self._message, self._urgent = message, urgent
        self.show_status()

    def show_status(self) -> None:
        """Show how things stand."""
        trouble = self.desktop.trouble
        message = trouble or self._message or self._mode()
        self.status.say(self.work.facts(), message, self.desktop.saving, urgent=self._urgent or bool(trouble))

    def _mode(self) -> str:
        desk = self.desk
        if desk.editing is not None:
            return f"Editing {desk.editing.label}: arrows move its {desk.moving_edge}, Tab the other edge, Enter harmless, Esc leaves"
        if desk.selecting:
            return "Selecting: move, then a label's key"
        return self.work.progress.note

    def take(self, event: events.Key) -> bool:
        """Count the time of work, then do what the table says."""
        self.work.tick()
        return super().take(event)

    def typed(self, name: str, event: events.Key) -> bool:  # noqa: ARG002
        """Tag with a label's key."""
        label = self.labels.get(name)
        if label is not None:
            self.came_of(self.desk.tag(label))
        return label is not None

    def perform(self, action: Action) -> None:
        """Do an action of the table, on the desk or here."""
        on_desk = ON_DESK.get(action.name)
        if on_desk is not None:
            self.came_of(on_desk(self.desk))
        else:
            super().perform(action)

    # --- keys of the table ------------------------------------------------------------------------

    def do_accept(self) -> None:
        """Keep the edit; else the article is done, and the next open one comes."""
        if self.desk.editing is not None:
            self.came_of(self.desk.keep_edit())
            return
        self.work.set_status(Status.DONE)
        gold = self.work.gold_now()
        following, title = self.work.following(), self.article.title
        if following is not None:
            here = self.article.id
            self.desktop.open_article(
                following, f"Done; < goes back to it, and D there opens it again.{gold}"
            )
            self._came_from = here
        elif self.desktop.workload().teamwork:
            self.came_of(Outcome(f"Done. Asking for the next article…{gold}"))
            self.desktop.ask_next(self.article.id, f"Handed out to you. Done: {title}.{gold}")
        else:
            self.nothing_next()

    def nothing_next(self) -> None:
        """Say that there is no article to go on to."""
        flagged = sum(
            row.status is Status.FLAGGED for row in self.desktop.rows() if row.id != self.article.id
        )
        still = f" {flagged} {'is' if flagged == 1 else 'are'} flagged." if flagged else ""
        self.came_of(Outcome(f"Done. No other article is open.{still}{self.work.gold_now()}"))

    def do_reopen(self) -> None:
        """Take back that the article is done or flagged."""
        if self.work.progress.status in OPEN:
            self.came_of(Outcome("The article is open: Enter says that it is done."))
            return
        self.work.set_status(Status.DOING)
        self.came_of(Outcome("The article is open again."))

    def do_next_article(self) -> None:
        """Go to the next article."""
        self._step(1)

    def do_previous_article(self) -> None:
        """Go to the previous article."""
        if self._came_from is not None:
            self.desktop.open_article(self._came_from)
        else:
            self._step(-1)

    def _step(self, by: int) -> None:
        rows = self.desktop.rows()
        place = self.desktop.place_of(self.article.id) + by
        if 0 <= place < len(rows):
            self.desktop.open_article(rows[place].id)
        else:
            self.came_of(Outcome("This is the last article." if by > 0 else "This is the first article."))

    def do_back(self) -> None:
        """Go back to the library."""
        self.desktop.back_to_library()

    # --- questions --------------------------------------------------------------------------------

    def do_search(self) -> None:
        """Ask what to search."""
        self.ask("Search:", "", lambda text: self.came_of(self.desk.search(text)))

    def do_flag(self) -> None:
        """Ask for the note of a flag."""
        self.ask("Flag this article, note:", self.work.progress.note, self._flag)

    def _flag(self, note: str) -> None:
        self.work.set_status(Status.FLAGGED, note.strip())
        self.came_of(Outcome("Flagged. D opens the article again."))
