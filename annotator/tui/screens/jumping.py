"""Places of an article that are pointed at: by the mouse, and by the letters on the words in sight, the jump labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from annotator.text import jumps
from annotator.tui.editor import ArticleEditor, Outcome
from annotator.tui.key_names import is_meant
from annotator.tui.keys import SUSPEND
from annotator.tui.screens.article import ArticleScreen

if TYPE_CHECKING:
    from typing import Any

    from textual import events

    from annotator.text.navigation import Range
    from annotator.tui.keys import Key, KeyTable, Press
    from annotator.tui.widgets.pointing import Pointing

O = TypeVar("O")  # noqa: E741
E = TypeVar("E", bound=ArticleEditor)

PROMPT = "Jump: type a word's letters; Shift selects, Esc leaves"


class JumpingScreen(ArticleScreen[O, E], Generic[O, E]):
    """The screen of an article in which the mouse, and letters on the words in sight, go to these words.

    The labels are `view.jump`. While there are any, all keys are theirs.
    """

    def use_table(self, table: KeyTable[Any]) -> None:
        """Put the keys of a table in force, and show them."""
        if table is not self.table_in_force:
            super().use_table(table)
            self.keys.table = table
            self.keys.draw(self.size.width)

    def start_jump(self) -> None:
        """Put a label on each word in sight; none where the terminal would move the letters, because it orders the text itself."""
        if self.program.logical:
            self.tell(
                "This terminal orders the text itself, so no letters can be put on its words.", urgent=True
            )
            return
        self._show_labels()
        self.tell(PROMPT if self.view.jump else "There is no word in sight.")

    def _show_labels(self) -> None:
        words = jumps.words_in_sight(self.editor.layout, self.view.rows_in_sight)
        self.view.show_jump(jumps.assigned(words, self.editor.caret.start))

    def press_key(self, event: events.Key) -> bool:
        """Go where a label's letters say, while there are labels; any other key takes them away and does nothing else."""
        if not self.view.jump or not is_meant(event.key, event.character):
            return super().press_key(event)
        if event.key in SUSPEND.keys:
            self._leave("")
            return super().press_key(event)
        typed = self.name_of(event)
        left = jumps.narrowed(self.view.jump, typed.lower())
        reached = next((word for word, rest in left.items() if not rest), None)
        if reached is not None:
            self._go(reached, shift=typed.isupper())
        elif left:
            self.view.show_jump(left)
        else:
            self._leave(f"No word has the letter {typed}." if len(typed) == 1 and typed.isalpha() else "")
        return True

    def _go(self, word: Range, *, shift: bool) -> None:
        if not shift and not self.editor.selecting and self.editor.editing is None:
            self.remember_place()
        self.move(jumps.to_word(word), shift=shift)

    def remember_place(self) -> None:
        """Keep the place of the caret, from where a jump is about to begin, where the screen has a key that leads back there."""

    def _leave(self, message: str) -> None:
        if self.view.jump:
            self.view.show_jump({})
            self.tell(message)

    # --- the mouse --------------------------------------------------------------------------------

    def on_pointing_pointed(self, event: Pointing.Pointed) -> None:
        """Move the caret to where the mouse is, or select up to there."""
        if event.start is None:
            self.apply(self.editor.point(event.offset, selecting=event.selecting))
        else:
            self.apply(self.editor.drag(event.start, event.offset, event.unit))

    # --- what takes the labels away ---------------------------------------------------------------------------------------

    def apply(self, outcome: Outcome) -> None:
        """Take the labels away, and show what an action did."""
        self.view.show_jump({})
        super().apply(outcome)

    def perform(self, entry: Key[Any], press: Press | None = None) -> None:
        """Take the labels away, and do what an entry of the table says."""
        self._leave("")
        super().perform(entry, press)

    def show_article(self, opened: O, message: str = "", top: int = 0) -> None:
        """Take the labels away, and show another article."""
        self.view.show_jump({})
        super().show_article(opened, message, top)

    def on_screen_suspend(self) -> None:
        """Take the labels away: another screen is shown now."""
        self._leave("")

    def on_mouse_down(self, event: events.MouseDown) -> None:  # noqa: ARG002
        """Take the labels away: the mouse does something else."""
        self._leave("")

    def on_article_view_resized(self) -> None:
        """Take the labels away: the words are elsewhere now."""
        self._leave("")

    def on_article_view_shifted(self) -> None:
        """Put labels on the words that are in sight now."""
        if self.view.jump:
            self._show_labels()
