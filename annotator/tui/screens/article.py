"""What the screens of one article share: the text, its side panel, status line, keys, and the line to type into."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal

from annotator.text import marks, navigation
from annotator.text.layout import Layout
from annotator.tui.cursor import Cursor, Outcome
from annotator.tui.screens.keyed import DesktopScreen
from annotator.tui.widgets.article_view import ArticleView
from annotator.tui.widgets.bars import KeyBar, StatusLine
from annotator.tui.widgets.prompt import Prompt

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.app import ComposeResult

    from annotator.model import Article
    from annotator.tui.desktop import Desktop
    from annotator.tui.palette import Palette
    from annotator.tui.widgets.lines import Lines

READ_AGAIN = "Your last change was not made, and the article was read again."

_KEYS_FROM, _STATUS_FROM = 8, 4
"""From which height on there is room for the line of keys and the status line."""


class ArticleScreen(DesktopScreen):
    """One article on a desk. A kind of screen says what its keys come to, and what stands beside the text."""

    SIDE: ClassVar[int] = 0
    """Cells of what stands beside the text."""
    SIDE_FROM: ClassVar[int] = 70
    """From which width on there is room for it."""
    LABELS_DO: ClassVar[str] = "tag"
    """What the labels' keys do, in a word."""

    def __init__(self, desktop: Desktop, palette: Palette, desk: Cursor, side: Lines, width: int) -> None:
        super().__init__(desktop, palette)
        self.labels = {label.key: label.name for label in desktop.schema.labels}
        self._invisible = desk.layout.invisible
        self._columns = self.columns(width)
        self._answered: Callable[[str], None] | None = None
        self.parts = Horizontal(id="desk")
        self.side = side
        self.view = ArticleView(desk, palette, {name: key for key, name in self.labels.items()})
        self.status = StatusLine(palette, logical=desktop.logical)
        self.keys = KeyBar(self.TABLE, palette, labels=" ".join(self.labels), does=self.LABELS_DO)
        self.prompt = Prompt(palette, logical=desktop.logical)

    @classmethod
    def columns(cls, width: int) -> int:
        """Return how many columns the text has on a screen of `width` cells."""
        return ArticleView.columns(width - cls.SIDE if width >= cls.SIDE_FROM else width)

    # --- what kinds of screen differ in -----------------------------------------------------------

    @property
    def cursor(self) -> Cursor:
        """The desk of the article that is shown."""
        raise NotImplementedError

    @property
    def article(self) -> Article:
        """The article that is shown."""
        return self.cursor.article

    def came_of(self, outcome: Outcome) -> None:
        """Save what is to be saved and paint what changed."""
        raise NotImplementedError

    def sync_side(self) -> None:
        """Show beside the text what is so now."""
        raise NotImplementedError

    def show_status(self) -> None:
        """Show how things stand."""
        raise NotImplementedError

    def tell(self, message: str, *, urgent: bool = False) -> None:
        """Say something in the status line; what is urgent in whole, on several lines if need be."""
        raise NotImplementedError

    @property
    def busy(self) -> bool:
        """Whether the status line is taken by what the screen waits for."""
        return False

    # --- the parts --------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Side and article, then status line and keys."""
        with self.parts:
            yield self.side
            yield self.view
        yield self.status
        yield self.keys
        yield self.prompt

    def on_mount(self) -> None:
        """Draw."""
        self.make_room(self.app.size.width, self.app.size.height)
        self.desktop.tell_marks(self.article.text)

    def on_resize(self, event: events.Resize) -> None:
        """Leave out what has no room."""
        self.make_room(event.size.width, event.size.height)

    def make_room(self, width: int, height: int) -> None:
        """Show the parts that a screen of this many cells has room for."""
        self.side.display = width >= self.SIDE_FROM
        self.status.display = height >= _STATUS_FROM
        self.prompt.display = self._answered is not None
        self.keys.display = height >= _KEYS_FROM and not self.prompt.display
        self.sync_side()
        self.show_status()

    def on_article_view_resized(self) -> None:
        """Lay the article out for its new width."""
        self._lay_out()

    def lay_out(self, article: Article) -> Layout:
        """Return an article laid out for this screen."""
        return Layout(article.text, self._columns, invisible=self._invisible, logical=self.desktop.logical)

    def fit(self, desk: Cursor) -> None:
        """Give a desk a layout for this screen, if it has another."""
        if (desk.layout.width, desk.layout.invisible) != (self._columns, self._invisible):
            desk.layout = self.lay_out(desk.article)

    def _lay_out(self) -> None:
        self._columns = ArticleView.columns(self.view.size.width)
        self.cursor.layout = self.lay_out(self.article)
        self.view.sync(everything=True)

    # --- keys -------------------------------------------------------------------------------------

    def take(self, event: events.Key) -> bool:
        """Do what the table says, or give the key to the line that is typed into."""
        if self._answered is None:
            return super().take(event)
        self.prompt.take(event)
        return True

    def take_paste(self, text: str) -> bool:
        """Put what is pasted into the answer to a question."""
        if self._answered is not None:
            self.prompt.put(self.with_paste(self.prompt.text, text))
        return True

    def do_move(self, action: str, *, shift: bool = False) -> None:
        """Move the caret."""
        self.came_of(self.cursor.move(action, shift=shift, page=max(self.view.page - 1, 1)))

    def on_pointing_pointed(self, event: ArticleView.Pointed) -> None:
        """Move the caret to where the mouse is."""
        self.came_of(self.cursor.point(event.offset, selecting=event.selecting, word=event.word))

    def do_toggle_lanes(self) -> None:
        """Show the bars under the rows or not."""
        self.view.show_lanes(not self.view.lanes)
        self.view.sync(everything=True)

    def do_toggle_invisible(self) -> None:
        """Draw invisible characters or not."""
        self._invisible = not self._invisible
        self._lay_out()
        self.came_of(Outcome("Invisible characters are shown." if self._invisible else ""))

    def do_spell(self) -> None:
        """Say which marks the word under the caret has, or what stands there."""
        cursor = self.cursor
        caret = cursor.caret.start
        start, end = navigation.word_at(cursor.layout, caret) or navigation.letter_at(cursor.layout, caret)
        spelled = marks.spelled(self.article.text[start:end])
        message = f"Marks: {spelled}" if spelled else "There are no marks here."
        self.tell(message, urgent=self.busy or len(message) > self.size.width // 2)

    # --- questions --------------------------------------------------------------------------------

    def ask(self, question: str, text: str, answered: Callable[[str], None]) -> None:
        """Have a line typed, which begins as `text`; Escape gives no answer."""
        self._answered = answered
        self.prompt.ask(question, text, self._on_answer)
        self.make_room(self.size.width, self.size.height)

    def _on_answer(self, text: str | None) -> None:
        """Go back to the article, with the answer or, where it is None, without."""
        answered, self._answered = self._answered, None
        self.make_room(self.size.width, self.size.height)
        if answered is not None and text is not None:
            answered(text)
