"""The screen in which an article is read and tagged: keys to the desk, what came of them to the eyes and the project."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.containers import Horizontal

from annotator import keys
from annotator.editing import Session
from annotator.model import Article, Progress, Status
from annotator.text.layout import Layout
from annotator.tui.desk import Desk, Outcome
from annotator.tui.screens.keyed import KeyedScreen
from annotator.tui.stopwatch import Stopwatch
from annotator.tui.widgets.article_view import ArticleView
from annotator.tui.widgets.bars import KeyBar, StatusLine
from annotator.tui.widgets.panel import WIDTH as PANEL_WIDTH
from annotator.tui.widgets.panel import Panel
from annotator.tui.widgets.prompt import Prompt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events
    from textual.app import ComposeResult

    from annotator.model import Operation
    from annotator.tui.desktop import Desktop
    from annotator.tui.keymap import Action
    from annotator.tui.palette import Palette
    from annotator.tui.saver import Report

_PANEL_FROM, _KEYS_FROM, _STATUS_FROM = 70, 8, 4
"""From which width or height on there is room for side panel, line of keys and status line."""
_FLUSH_SECONDS = 30.0
"""How much time of work is kept before it is written."""


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


class Work(NamedTuple):
    """An article as it was left: what is on the desk, how far the annotator is, the first line in sight."""

    desk: Desk
    progress: Progress
    top: int


class AnnotateScreen(KeyedScreen):
    """One article on the desk. `TABLE` has every key but those of the labels, which the schema gives."""

    TABLE: ClassVar[Sequence[keys.Key]] = keys.ANNOTATE

    def __init__(
        self,
        desktop: Desktop,
        article: Article,
        palette: Palette,
        size: tuple[int, int],
        *,
        with_lanes: bool,
        left: Work | None = None,
    ) -> None:
        super().__init__(palette)
        self.desktop = desktop
        self.labels = {label.key: label.name for label in desktop.schema.labels}
        self._invisible = left is not None and left.desk.layout.invisible
        self._columns = ArticleView.columns(size[0] - PANEL_WIDTH if size[0] >= _PANEL_FROM else size[0])
        self._open(article, "", left)
        label_keys = {label.name: label.key for label in desktop.schema.labels}
        self.view = ArticleView(self.desk, palette, label_keys)
        self.panel = Panel(self.desk, desktop.schema, palette, logical=desktop.logical)
        self.status = StatusLine(palette, logical=desktop.logical)
        self.keys = KeyBar(self.TABLE, palette)
        self.prompt = Prompt(palette, logical=desktop.logical)
        self._answered: Callable[[str], None] | None = None
        if with_lanes:
            self.view.show_lanes(True)
        if left is not None:
            self.view.top = left.top

    def _open(self, article: Article, message: str, left: Work | None) -> None:
        """Take an article on the desk, as it was `left` or as the project has it."""
        self.article = article
        self.progress: Progress = (
            left.progress if left else self.desktop.reader.progress(article.id, self.desktop.annotator)
        )
        self._message = message
        self._urgent = False
        self._refused = ""
        self._stopwatch = Stopwatch()
        layout = self._layout()
        self.desk: Desk = left.desk if left else Desk(article, self._read_session(), layout)
        self.desk.layout = layout

    def put(self, article: Article, message: str, left: Work | None) -> None:
        """Show another article on this screen."""
        query = self.desk.query
        self._open(article, message, left)
        self.desk.query = self.desk.query or query
        self.panel.desk = self.desk
        self.view.put(self.desk, left.top if left else 0)
        self.panel.sync()
        self._show_status()

    def work(self) -> Work:
        """Return what is on the screen, to be put back later."""
        return Work(self.desk, self.progress, self.view.top)

    def _read_session(self) -> Session:
        reader, article, name = self.desktop.reader, self.article, self.desktop.annotator
        return Session(
            article.id,
            name,
            len(article.text),
            reader.layer(article.id, name),
            reader.operations(article.id, name),
        )

    def _layout(self) -> Layout:
        return Layout(
            self.article.text, self._columns, invisible=self._invisible, logical=self.desktop.logical
        )

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
        """Take the keyboard and draw."""
        self.view.focus()
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
        self.desk.layout = self._layout()
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
            self._record(operation)
        deeper = self.view.too_few_lanes(changed)
        if deeper:
            self.view.show_lanes(True)
        self.view.sync(changed, everything=deeper)
        self.panel.sync()
        self._show_status()

    def _record(self, operation: Operation) -> None:
        if self.progress.status is Status.TODO:
            self.progress = Progress(status=Status.DOING, seconds=self.progress.seconds)
        self._note()
        self.desktop.save(lambda project: project.record(operation))

    def _note(self) -> None:
        self.desktop.note_row(self.article.id, self.progress.status, self.desk.session.count())

    def report(self, report: Report) -> None:
        """Tell how saving went."""
        self._refused = report.refused or self._refused
        if self._refused and not self.desktop.unsaved:
            self.desk.session = self._read_session()
            self.desk.cancel()
            self.desk.recount()
            self.view.sync(everything=True)
            self.panel.sync()
            self._message, self._urgent = f"Changed elsewhere, so read again. {self._refused}", True
            self._refused = ""
        self._show_status()

    def _show_status(self) -> None:
        rows = self.desktop.rows()
        place = self.desktop.place_of(self.article.id)
        unsaved = self.desktop.unsaved
        trouble = self.desktop.trouble
        saved = "saving" if unsaved else "saved"
        count = self.desk.session.count()
        spans = "1 span" if count == 1 else f"{count} spans"
        facts = f"{place + 1} of {len(rows)}, {self.progress.status.value}, {spans}"
        # Nothing is cut off a narrow screen that is bad news.
        facts = f"NOT SAVED ({unsaved}), {facts}" if trouble else f"{facts}, {saved}"
        self.status.say(facts, trouble or self._message or self._mode(), urgent=self._urgent or bool(trouble))

    def _mode(self) -> str:
        desk = self.desk
        if desk.editing is not None:
            edge = "end" if desk.editing.at_end else "start"
            return f"Editing {desk.editing.label}: arrows move its {edge}, Tab the other edge, Enter keeps, Esc leaves"
        if desk.selecting:
            return "Selecting: move, then a label's key"
        return self.progress.note

    def on_key(self, event: events.Key) -> None:
        """Count the time of work, then do what the table says."""
        self._stopwatch.tick()
        if self._stopwatch.seconds >= _FLUSH_SECONDS:
            self.flush_time()
        if self._answered is not None:
            # The prompt has been asked for but not got the keyboard yet.
            self.prompt.on_key(event)
        else:
            super().on_key(event)

    def flush_time(self) -> None:
        """Have the time spent so far written."""
        seconds = self._stopwatch.take()
        article, name = self.article.id, self.desktop.annotator
        if seconds:
            self.desktop.save(lambda project: project.add_time(article, name, seconds))

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
        self._set_status(Status.DONE)
        rows = self.desktop.rows()
        place = self.desktop.place_of(self.article.id)
        around = rows[place + 1 :] + rows[:place]
        following = next((row for row in around if row.status in {Status.TODO, Status.DOING}), None)
        if following is not None:
            self._leave_for(following.id, f"Done: {self.article.title}. Back to it: <, open it again: D.")
        else:
            self._message = "Done. No other article is open."
            self._show_status()

    def do_reopen(self) -> None:
        """Take back that the article is done or flagged."""
        self._set_status(Status.DOING)
        self._message = "The article is open again."
        self._show_status()

    def _set_status(self, status: Status, note: str = "") -> None:
        self.progress = Progress(status=status, note=note, seconds=self.progress.seconds)
        article, name = self.article.id, self.desktop.annotator
        self._note()
        self.desktop.save(lambda project: project.set_status(article, name, status, note))

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
            self._leave_for(rows[place].id)
        else:
            self._came_of(Outcome("This is the last article." if by > 0 else "This is the first article."))

    def _leave_for(self, article: str, message: str = "") -> None:
        self.flush_time()
        self.desktop.open_article(article, message)

    def do_back(self) -> None:
        """Go back to the library."""
        self.flush_time()
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

    def do_help(self) -> None:
        """Show all keys."""
        self.desktop.show_help()

    def do_guidelines(self) -> None:
        """Show what the labels mean."""
        self.desktop.show_guidelines()

    def do_suspend(self) -> None:
        """Stop the program until the shell's fg."""
        self.desktop.suspend_program()

    def do_theme(self) -> None:
        """Change between dark and light."""
        self.desktop.change_theme()

    # --- questions --------------------------------------------------------------------------------

    def do_search(self) -> None:
        """Ask what to search."""
        self._ask("Search:", "", lambda text: self._came_of(self.desk.search(text)))

    def do_flag(self) -> None:
        """Ask for the note of a flag."""
        self._ask("Flag this article, note:", self.progress.note, self._flag)

    def _flag(self, note: str) -> None:
        self._set_status(Status.FLAGGED, note.strip())
        self._came_of(Outcome("Flagged. D opens the article again."))

    def _ask(self, question: str, text: str, answered: Callable[[str], None]) -> None:
        self._answered = answered
        self.prompt.ask(question, text)
        self._arrange(self.size.width, self.size.height)
        self.prompt.focus()

    def on_prompt_submitted(self, event: Prompt.Submitted) -> None:
        """Take the answer."""
        answered = self._answered
        self._close_prompt()
        if answered is not None:
            answered(event.text)

    def on_prompt_cancelled(self) -> None:
        """Go back to the article."""
        self._close_prompt()

    def _close_prompt(self) -> None:
        self._answered = None
        self.view.focus()
        self._arrange(self.size.width, self.size.height)
