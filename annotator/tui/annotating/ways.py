"""Ways through articles: a number before a key, the place before the last jump, an article by its number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.errors import AnnotatorError
from annotator.sentences import shortened
from annotator.text import moves
from annotator.text.navigation import Caret
from annotator.text.plain import isolated
from annotator.tui.annotating.app import Remembered
from annotator.tui.annotating.editor import SpanEditor
from annotator.tui.annotating.open_article import OpenArticle
from annotator.tui.editor import Outcome, repeated
from annotator.tui.key_names import is_arabic, key_name
from annotator.tui.keys import Press
from annotator.tui.screens.jumping import JumpingScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events

    from annotator.text.moves import Move
    from annotator.tui.annotating.app import AnnotatorApp
    from annotator.tui.annotating.panel import Panel
    from annotator.tui.keys import Key
    from annotator.tui.palette import Palette

MOST_TIMES = 9_999
"""The highest number before a move."""
_DIGITS = frozenset("0123456789")
_LONGEST_NUMBER = 12
_JUMPS = frozenset((moves.page_up, moves.page_down, moves.article_start, moves.article_end))
"""The moves that Backspace leads back from."""


_SELECTED = "Nothing was tagged: a number before a label's key is of words from the caret on, and something is selected. Esc drops it."


def select_words(editor: SpanEditor, count: int) -> None:
    """Select so many words from the one under the caret on, or as many as there are; nothing where no word is there."""
    target = editor.target
    if target is None:
        return
    editor.caret = Caret(*target)
    for _ in range(count - 1):
        row = editor.layout.row(editor.layout.row_of(editor.caret.start))
        before = editor.caret
        editor.move(moves.word_left if row.rtl else moves.word_right, shift=True)
        if editor.caret == before:
            return


class WaysScreen(JumpingScreen[OpenArticle, SpanEditor]):
    """One article of an annotator, with numbers before keys and the way back from jumps."""

    def __init__(
        self, program: AnnotatorApp, palette: Palette, opened: OpenArticle, side: Panel, message: str = ""
    ) -> None:
        super().__init__(program, palette, opened, side, message)
        self.program: AnnotatorApp = program
        self._number = 0  # typed before a move
        self._taken = 0  # that number, for the key that is being pressed
        self._of_list = 0  # that number, for the label that is chosen in the list

    @property
    def editor(self) -> SpanEditor:
        """The editor of the article that is shown."""
        return self.opened.editor

    # --- a number before a key --------------------------------------------------------------------

    @property
    def number_typed(self) -> str:
        """What is told of a number that was typed, "" where none was."""
        return (
            f"{self._number:,} times: a move, a selection, or words to tag; Esc drops the number"
            if self._number
            else ""
        )

    def press_key(self, event: events.Key) -> bool:
        """Do what the table says, as often as the number says that was typed before."""
        is_command = self.side.labels is None and self._on_answer is None
        if is_command and (arabic := is_arabic(event.character)) is not None:
            self.program.types_arabic = arabic
        number = self._taken = self._number
        self._number = 0
        is_known = super().press_key(event)
        self._taken = 0
        if number and not self._number:
            self.show_status()
        return is_known

    def name_of(self, event: events.Key) -> str:
        """Return the name that a key has in the tables, in the layout that is on."""
        return key_name(event.key, event.character, in_arabic=self.program.types_arabic)

    def handle_other_key(self, name: str, event: events.Key) -> bool:
        """Take a digit as one of the number before a key; else look the key up among the labels' keys, a number says how many words."""
        if name in _DIGITS and (self._taken or name != "0"):
            self._number = min(self._taken * 10 + int(name), MOST_TIMES)
            self.show_status()
            return True
        if self.labels.by_key(name) is not None and not self.select_counted(self._taken):
            return True
        return super().handle_other_key(name, event)

    def select_counted(self, count: int) -> bool:
        """Select as many words as a number before a label says, if it says any; tell and return False where something else is selected."""
        if count > 1 and self.editor.editing is None:
            if self.editor.caret.anchor is not None or self.editor.occurrences is not None:
                self.apply(Outcome(_SELECTED, refused=True))
                return False
            select_words(self.editor, count)
        return True

    def open_labels(self) -> None:
        """List the labels; a number that was typed is for the one that is taken."""
        self._of_list = self._taken
        super().open_labels()

    def use_picked(self, label: str) -> None:
        """Use a label of the list, for as many words as was typed before."""
        if self.select_counted(self._of_list):
            super().use_picked(label)
        else:
            self.close_labels()

    def perform(self, entry: Key[Any], press: Press | None = None) -> None:
        """Do what an entry of the table says, as often as was typed; Escape only drops the number."""
        number, self._taken = self._taken, 0
        if number and "escape" in entry.keys:
            return
        press = press or Press(entry.keys[0])
        super().perform(entry, press._replace(times=number) if number and entry.counts else press)

    def apply(self, outcome: Outcome) -> None:
        """Drop the number that was typed, save the change of an action, and show it and its message."""
        self._number = 0
        super().apply(outcome)

    # --- jumps ------------------------------------------------------------------------------------

    def remember_place(self) -> None:
        """Keep the place of the caret, from where a jump is about to begin."""
        self.program.before_jump = self._place

    @property
    def _place(self) -> Remembered:
        return Remembered(self.article.id, self.article.edition, self.editor.caret)

    def jump(self, do: Callable[[SpanEditor], Outcome], count: int = 1) -> None:
        """Do what a key does so many times, and keep the place before it, if it led away from there."""
        place = self._place
        outcome = repeated(self.editor, do, count)
        if self.editor.editing is None and self._place != place:
            self.program.before_jump = place
        self.apply(outcome)

    def move(self, to: Move, *, shift: bool = False, count: int = 1) -> None:
        """Move the caret, or select with `shift`; a move over more than what is in sight is a jump."""
        place = self._place
        super().move(to, shift=shift, count=count)
        is_jump = to in _JUMPS and not shift and self.editor.caret.anchor is None
        if is_jump and self._place != place:
            self.program.before_jump = place

    def go_back(self) -> None:
        """Go to where the last jump began; from there it leads back again."""
        place, here = self.program.before_jump, self._place
        if place is None:
            self.apply(Outcome("There was no jump yet to come back from."))
            return
        if place.article != here.article:
            self.program.open_article(place.article)
            if self.article.id != place.article:
                return  # why is told
        self.program.before_jump = here
        if self.article.edition != place.edition:
            self.apply(Outcome("The text was corrected since: the place in it is not known any more."))
        else:
            self.apply(self.editor.stand(place.caret))

    def ask_number(self) -> None:
        """Ask for the number of an article in the list, and open it."""
        try:
            most = self.program.place(self.article.id).of or self.program.totals().listed
        except AnnotatorError as error:
            self.apply(Outcome(str(error), refused=True))
            return
        self.ask(f"Article, 1 to {most:,}:", "", lambda text: self._open_numbered(text, most), enter="opens")

    def _open_numbered(self, text: str, most: int) -> None:
        digits = text.strip().replace(",", "").replace("٬", "")
        if not digits:
            return
        is_number = digits.isdecimal() and len(digits) <= _LONGEST_NUMBER
        number = int(digits) if is_number else 0
        try:
            found = self.program.article_at(number) if number else None
        except AnnotatorError as error:
            self.apply(Outcome(str(error), refused=True))
            return
        if found is None:
            what = f"no article {number:,}" if is_number else f"no article {isolated(shortened(digits))}"
            told = f"There is {what}: the list has articles 1 to {most:,}."
            self.apply(Outcome(told, refused=True))
            return
        place = self._place
        if found == place.article:
            self.apply(Outcome("This is that article."))
            return
        self.program.open_article(found)
        if self.article.id == found:
            self.program.before_jump = place
