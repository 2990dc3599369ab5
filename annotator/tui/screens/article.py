"""What the screens of one article share: the text, its side panel, status line, keys, and the line to type into."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual.containers import Horizontal

from annotator.keys import LEADING_KEY
from annotator.text import marks, navigation
from annotator.text.layout import Layout
from annotator.text.plain import isolated
from annotator.tui.editor import ArticleEditor, Outcome, repeated
from annotator.tui.keys import SUSPEND
from annotator.tui.label_list import LabelList
from annotator.tui.label_lookup import LabelLookup
from annotator.tui.screens.keyed import HELP_HINT, ProgramScreen
from annotator.tui.widgets.article_view import ArticleView
from annotator.tui.widgets.key_bar import KeyBar
from annotator.tui.widgets.prompt import Prompt
from annotator.tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from textual import events
    from textual.app import ComposeResult

    from annotator.model import Article
    from annotator.text.moves import Move
    from annotator.text.navigation import Range
    from annotator.tui.articles_app import ArticlesApp
    from annotator.tui.keys import Key, Press
    from annotator.tui.palette import Palette
    from annotator.tui.saver import Report
    from annotator.tui.widgets.side_panel import SidePanel

O = TypeVar("O")  # noqa: E741
E = TypeVar("E", bound=ArticleEditor)

_KEYS_FROM, _STATUS_FROM = 8, 4
"""From which height on there is room for the line of keys and the status line."""


class ArticleScreen(ProgramScreen, Generic[O, E]):
    """One article in an editor of type `E`. `opened`, of type `O`, is what the program keeps of an article that is open.

    A subclass has its table of keys and its side panel, saves the changes of actions, and gives the texts of the status line.
    """

    SIDE: ClassVar[int] = 0
    """Cells of the side panel."""
    SIDE_FROM: ClassVar[int] = 70
    """From which width on there is room for it."""
    SIDE_LINES: ClassVar[int] = 8
    """How many lines it has at most where it stands over the article."""

    def __init__(
        self,
        program: ArticlesApp[Any, Any],
        palette: Palette,
        opened: O,
        side: SidePanel[E],
        message: str = "",
    ) -> None:
        super().__init__(program, palette)
        self.program: ArticlesApp[Any, Any] = program
        self.opened = opened
        self.labels = LabelLookup(program.schema)
        self._invisible = self.editor.layout.invisible
        self._columns = self.columns(program.size.width)
        self._on_answer: Callable[[str], None] | None = None
        self._message, self._is_urgent = message, False
        self._refusal = ""  # why a change of this article was not made, until the article is read again
        self.previous: str | None = None  # the id of the article that < goes back to
        self.parts = Horizontal(id="parts")
        self.side = side
        keys = {label.name: label.key for label in program.schema.labels}
        self.view = ArticleView(self.editor, palette, keys)
        self.status = StatusLine(palette, logical=program.logical)
        self.keys = KeyBar(self.KEYS, palette, self.labels)
        self.prompt = Prompt(palette, logical=program.logical)

    @classmethod
    def columns(cls, width: int) -> int:
        """Return how many columns the text has on a screen of `width` cells."""
        return ArticleView.columns(width - cls.SIDE if width >= cls.SIDE_FROM else width)

    # --- what subclasses say ----------------------------------------------------------------------

    @property
    def editor(self) -> E:
        """The editor of the article that is shown."""
        raise NotImplementedError

    def save(self, outcome: Outcome) -> Sequence[Range]:
        """Save what an action changed, if it did; return the ranges that look different."""
        raise NotImplementedError

    def read_again(self, reason: str) -> None:
        """Show the article as the project has it, because it was changed elsewhere, and tell the reason."""
        raise NotImplementedError

    def use_label(self, label: str) -> None:
        """Do what a label's key does."""
        raise NotImplementedError

    def show_notes(self) -> None:
        """Show the notes at the place that is at hand."""
        raise NotImplementedError

    @property
    def facts(self) -> Sequence[str]:
        """The left part of the status line, which article this is and how far it is done: wordings, the longest first."""
        raise NotImplementedError

    @property
    def status_message(self) -> str:
        """The right part of the status line: the last message, or how to end what was begun."""
        raise NotImplementedError

    @property
    def hints(self) -> Sequence[str]:
        """The keys to begin with, where nothing is done in the article yet: wordings for the status line, the longest first."""
        raise NotImplementedError

    # --- showing an article -----------------------------------------------------------------------

    @property
    def article(self) -> Article:
        """The article that is shown."""
        return self.editor.article

    def show_article(self, opened: O, message: str = "", top: int = 0) -> None:
        """Show another article, from line `top` on, and tell a message."""
        self.close_labels()
        self.opened = opened
        editor = self.editor
        if (editor.layout.width, editor.layout.invisible) != (self._columns, self._invisible):
            editor.layout = self._layout()
        self._message, self._is_urgent, self._refusal, self.previous = message, False, "", None
        self.side.editor = editor
        self.view.show(editor, top)
        self.side.sync()
        self.show_status()
        self.program.tell_marks(self.article.text)

    def show_anew(self) -> None:
        """Show the whole article as the editor has it now."""
        self.view.sync(everything=True)
        self.side.sync()

    def open_next(self) -> None:
        """Open the next article of the list."""
        self._open_beside(1)

    def open_previous(self) -> None:
        """Open the article that was shown before this one, if it is to be gone back to, else the previous one of the list."""
        if self.previous is not None:
            self.program.open_article(self.previous)
        else:
            self._open_beside(-1)

    def _open_beside(self, by: int) -> None:
        if not self.program.open_beside(by):
            self.apply(Outcome("This is the last article." if by > 0 else "This is the first article."))

    # --- after an action --------------------------------------------------------------------------

    def apply(self, outcome: Outcome) -> None:
        """Save the change of an action, and show it and its message."""
        self.close_labels()
        self._message, self._is_urgent = outcome.message, outcome.refused
        changed = self.save(outcome)
        if is_deeper := self.view.too_few_lanes(changed):
            self.view.show_lanes(True)
        self.view.sync(changed, everything=is_deeper)
        self.side.sync()
        self.show_status()

    def tell(self, message: str, *, urgent: bool = False) -> None:
        """Show a message in the status line; an urgent one in whole, on several lines if need be."""
        self._message, self._is_urgent = message, urgent
        self.show_status()

    def show_status(self) -> None:
        """Show the status line as it should be now."""
        trouble, saving = self.program.trouble, self.program.saving
        urgent = self._is_urgent or bool(trouble)
        message = trouble or self.status_message
        hints = self.hints if self._on_answer is None else ()  # in an answer these keys are text
        facts, *shorter = self.facts
        self.status.say(facts, message, saving, urgent=urgent, hints=hints, shorter=shorter)

    def report(self, report: Report) -> None:
        """Show how saving went; once all is saved, read the article again where a change of it was refused."""
        self._refusal = report.refused or self._refusal
        if self._refusal and not self.program.unsaved:
            self.read_again(f"{self._refusal} Your last change was not made, and the article was read again.")
        self.show_status()

    # --- the parts --------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Yield side panel and article, then status line and keys."""
        with self.parts:
            yield self.side
            yield self.view
        yield self.status
        yield self.keys
        yield self.prompt

    def on_mount(self) -> None:
        """Draw."""
        self.make_room(self.app.size.width, self.app.size.height)
        self.program.tell_marks(self.article.text)

    def on_resize(self, event: events.Resize) -> None:
        """Hide the parts that have no room."""
        self.make_room(event.size.width, event.size.height)

    def make_room(self, width: int, height: int) -> None:
        """Show the parts that a screen of this many cells has room for."""
        self.place_side(width, height)
        self.status.display = height >= _STATUS_FROM
        self.prompt.display = self._on_answer is not None
        self.keys.display = height >= _KEYS_FROM and not self.prompt.display
        self.side.sync()
        self.show_status()

    def place_side(self, width: int, height: int) -> None:
        """Show the side panel beside the article where there is room; else over it, while a label is chosen in it."""
        beside = width >= self.SIDE_FROM
        self.parts.styles.layout = "horizontal" if beside else "vertical"
        self.side.styles.width = self.SIDE if beside else "100%"
        self.side.styles.height = "1fr" if beside else min(self.SIDE_LINES, max(height // 2 - 1, 1))
        self.side.display = beside or self.side.labels is not None

    def on_article_view_resized(self) -> None:
        """Lay the article out for its new width."""
        self._lay_out()

    def _layout(self) -> Layout:
        invisible, logical = self._invisible, self.program.logical
        return Layout(self.article.text, self._columns, invisible=invisible, logical=logical)

    def _lay_out(self) -> None:
        self._columns = ArticleView.columns(self.view.size.width)
        self.editor.layout = self._layout()
        self.view.sync(everything=True)

    # --- keys -------------------------------------------------------------------------------------

    def press_key(self, event: events.Key) -> bool:
        """Do what the table says; give the key to the list of labels or the line that is typed into, where one is open."""
        if self.side.labels is not None:
            self._press_in_list(self.side.labels, event)
        elif self._on_answer is not None:
            self.prompt.press_key(event)
        elif self.labels.opens_list(event):
            self.open_labels()
        else:
            return super().press_key(event)
        return True

    def perform(self, entry: Key[Any], press: Press | None = None) -> None:
        """Do what an entry of the table says, unless that would silently drop an edit."""
        self.close_labels()
        if self.editor.is_unfinished and not entry.while_editing:
            self.tell(f"First end what you have begun. {self.editor.mode}", urgent=True)
        else:
            super().perform(entry, press)

    def handle_other_key(self, name: str, event: events.Key) -> bool:  # noqa: ARG002
        """Look the key up among the labels' keys."""
        if (label := self.labels.by_key(name)) is not None:
            self.use_label(label)
            return True
        if (led := self.labels.led_by_key(name)) is not None:
            self._tell_of_keys(f"{isolated(led)} is on two keys now: {LEADING_KEY} and then {name}.")
        return led is not None

    # --- the list of labels -----------------------------------------------------------------------

    def open_labels(self) -> None:
        """List the labels in the side panel, and ask for letters of a name."""
        self.side.labels = LabelList(self.labels)
        self.ask("Label:", "", lambda _: None, enter="takes")

    def _press_in_list(self, labels: LabelList, event: events.Key) -> None:
        """Narrow the list, choose in it, take a label or leave it; a label's key of the program, pressed first, takes that."""
        led = None if self.prompt.text else self.labels.in_list(event)
        if led is not None:
            self.use_picked(led)
        elif event.key in SUSPEND.keys:
            self.close_labels()
            super().press_key(event)
        elif event.key == "escape":
            self.close_labels()
            self._tell_of_keys("No label was chosen.")
        elif event.key == "enter":
            if labels.chosen is not None:
                self.use_picked(labels.chosen)
        elif not labels.move(event.key, max(self.side.size.height - 2, 1)):
            self.prompt.press_key(event)
            labels.narrow(self.prompt.text)
        self.side.sync()

    def use_picked(self, label: str) -> None:
        """Use a label of the list, and close that."""
        self.close_labels()
        self.use_label(label)

    def on_side_panel_picked(self, event: SidePanel.Picked) -> None:
        """Use the label that was clicked in the list."""
        if self.side.labels is not None:
            self.use_picked(event.label)

    def close_labels(self) -> None:
        """Close the list of labels, if it is open, without taking one."""
        if self.side.labels is not None:
            self.side.labels = None
            self._end_question(None)

    def on_screen_suspend(self) -> None:
        """Close the list of labels: another screen is shown now."""
        self.close_labels()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Close the list of labels where the mouse does something else."""
        if not self.side.region.contains(event.screen_x, event.screen_y):
            self.close_labels()

    def _tell_of_keys(self, message: str) -> None:
        self.tell(message, urgent=self.status_is_taken)

    def handle_paste(self, text: str) -> bool:
        """Put what is pasted into the answer to a question, or what narrows the list of labels."""
        if self._on_answer is not None:
            self.prompt.set_text(self.with_paste(self.prompt.text, text))
        if self.side.labels is not None:
            self.side.labels.narrow(self.prompt.text)
            self.side.sync()
        return True

    def move(self, to: Move, *, shift: bool = False, count: int = 1) -> None:
        """Move the caret, or select with `shift`, `count` times or as often as it moves."""
        page = max(self.view.page - 1, 1)
        self.apply(repeated(self.editor, lambda editor: editor.move(to, shift=shift, page=page), count))

    def toggle_lanes(self) -> None:
        """Show the bars under the rows or not."""
        self.view.show_lanes(not self.view.lanes)
        self.view.sync(everything=True)

    def toggle_invisible(self) -> None:
        """Draw invisible characters or not."""
        self._invisible = not self._invisible
        self._lay_out()
        self.apply(Outcome("Invisible characters are shown." if self._invisible else ""))

    def spell(self) -> None:
        """Show which marks the word under the caret has, or which character is there."""
        layout, caret = self.editor.layout, self.editor.caret.start
        start, end = navigation.word_at(layout, caret) or navigation.letter_at(layout, caret)
        spelled = marks.spelled(self.article.text[start:end])
        message = f"Marks: {spelled}" if spelled else "There are no marks here."
        self.tell(message, urgent=self.status_is_taken or len(message) > self.size.width // 2)

    def tell_of_help(self) -> bool:
        """Show that there is a help, unless the status line has something to say that must stay; return whether it is shown."""
        is_free = not (self._is_urgent or self.program.trouble or self.editor.mode)
        if is_free:
            self.tell(HELP_HINT)
        return is_free

    @property
    def status_is_taken(self) -> bool:
        """Whether the status line shows how to end what was begun, so that only an urgent message is seen."""
        return False

    # --- questions --------------------------------------------------------------------------------

    def ask(self, question: str, text: str, on_answer: Callable[[str], None], *, enter: str = "ends") -> None:
        """Ask for a line of text, filled in with `text`; Escape gives no answer. `enter` is the word for what Enter does."""
        self._on_answer = on_answer
        self.prompt.ask(question, text, self._end_question, enter=enter)
        self.make_room(self.size.width, self.size.height)

    def _end_question(self, text: str | None) -> None:
        """Go back to the article, with the answer or, where it is None, without."""
        on_answer, self._on_answer = self._on_answer, None
        self.make_room(self.size.width, self.size.height)
        if on_answer is not None and text is not None:
            on_answer(text)
