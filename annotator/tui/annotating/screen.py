"""The screen in which an article is read and tagged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from annotator.errors import AnnotatorError
from annotator.model import OPEN, Status
from annotator.sentences import shortened
from annotator.text import moves
from annotator.text.plain import isolated
from annotator.tui.annotating import keys
from annotator.tui.annotating.app import Remembered
from annotator.tui.annotating.editor import SpanEditor
from annotator.tui.annotating.open_article import OpenArticle
from annotator.tui.annotating.panel import WIDTH as PANEL_WIDTH
from annotator.tui.annotating.panel import Panel
from annotator.tui.editor import Outcome, repeated
from annotator.tui.key_names import is_arabic, key_name
from annotator.tui.keys import Press
from annotator.tui.screens.jumping import JumpingScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events

    from annotator.text.moves import Move
    from annotator.text.navigation import Range
    from annotator.tui.annotating.app import AnnotatorApp
    from annotator.tui.keys import Key, KeyTable
    from annotator.tui.palette import Palette

_LABEL_CELLS = 12
"""Cells of the labels' keys in the hint; the panel and the footer have all of them."""

MOST_TIMES = 9_999
"""The highest number before a move."""
_DIGITS = frozenset("0123456789")
_LONGEST_NUMBER = 12
_JUMPS = frozenset((moves.page_up, moves.page_down, moves.article_start, moves.article_end))
"""The moves that Backspace leads back from."""


class AnnotateScreen(JumpingScreen[OpenArticle, SpanEditor]):
    """One article with the annotator's spans."""

    KEYS: ClassVar[KeyTable[Any]] = keys.ARTICLE
    SIDE: ClassVar[int] = PANEL_WIDTH

    def __init__(
        self, program: AnnotatorApp, palette: Palette, opened: OpenArticle, message: str = ""
    ) -> None:
        panel = Panel(opened.editor, program.schema, palette, logical=program.logical)
        super().__init__(program, palette, opened, panel, message)
        self.program: AnnotatorApp = program
        self._number = 0  # typed before a move
        self._taken = 0  # that number, for the key that is being pressed

    @property
    def editor(self) -> SpanEditor:
        """The editor of the article that is shown."""
        return self.opened.editor

    @property
    def facts(self) -> str:
        """The left part of the status line: which article this is, its status, and how many spans it has."""
        count = self.editor.session.count()
        spans = "1 span" if count == 1 else f"{count} spans"
        return f"{self._which()}, {self.opened.progress.status.value}, {spans}"

    def _which(self) -> str:
        """Return the place of the article in the annotator's list."""
        try:
            place = self.program.place(self.article.id)
        except AnnotatorError:  # the article is worked on all the same
            return "? of ?"
        return f"{place.position:,} of {place.of:,}" if place.position else "not assigned to you"

    @property
    def status_message(self) -> str:
        """The right part of the status line: a number that is typed, else the last message, how to end what was begun, or the note."""
        if self._number:
            return f"{self._number:,} times: a move or a selection; Esc drops the number"
        return self._message or self.editor.mode or self.opened.progress.note

    @property
    def hints(self) -> Sequence[str]:
        """The keys to begin with, where the layer is empty: wordings for the status line, the longest first."""
        if self.editor.session.count():
            return ()
        tag = f"{self.labels.shown(_LABEL_CELLS)} tag"
        return (
            f"Arrows move, with Shift they select, {tag}; ? helps",
            f"← → move, Shift selects, {tag}, ? helps",
            f"{tag}, ? helps",
            "? helps",
        )

    def show_article(self, opened: OpenArticle, message: str = "", top: int = 0) -> None:  # noqa: ARG002
        """Show another article as it was left, and tell a message; what was searched stays the same."""
        before, after = self.editor, opened.editor
        opened.restart_stopwatch()
        if not after.query:
            after.query, after.searches_name = before.query, before.searches_name
        super().show_article(opened, message, opened.top)

    def save(self, outcome: Outcome) -> Sequence[Range]:
        """Save the operations, if there are any; return the ranges that look different."""
        if not outcome.operations:
            return ()
        self.opened.save(outcome.operations)
        edits = [operation.edit for operation in outcome.operations]
        return [(span.start, span.end) for edit in edits for span in (edit.before, edit.after) if span]

    def read_again(self, reason: str) -> None:
        """Show the spans as the project has them, and tell the reason."""
        before = self.editor
        try:
            self.opened.read_again()
        except AnnotatorError as error:
            self.tell(str(error), urgent=True)
            return
        if self.editor is not before:
            self.show_article(self.opened)
        self._refusal = ""
        self.show_anew()
        self.tell(reason, urgent=True)

    # --- keys -------------------------------------------------------------------------------------

    def press_key(self, event: events.Key) -> bool:
        """Count the time of work, then do what the table says, as often as the number says that was typed before."""
        self.opened.tick()
        if not self.is_typed_into and (arabic := is_arabic(event.character)) is not None:
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
        """Take a digit as one of the number before a move; else look the key up among the labels' keys."""
        if name in _DIGITS and (self._taken or name != "0"):
            self._number = min(self._taken * 10 + int(name), MOST_TIMES)
            self.show_status()
            return True
        return super().handle_other_key(name, event)

    def perform(self, entry: Key[Any], press: Press | None = None) -> None:
        """Do what an entry of the table says, as often as was typed; Escape only drops the number."""
        number, self._taken = self._taken, 0
        if number and "escape" in entry.keys:
            return
        press = press or Press(entry.keys[0])
        super().perform(entry, press._replace(times=number) if number and entry.counts else press)

    def apply(self, outcome: Outcome) -> None:
        """Drop the number that was typed, save the change of an action, and show it and its message; then what it means for gold or a status."""
        self._number = 0
        super().apply(outcome)
        if not outcome.operations:
            return
        self.program.paint_at_once()  # the project is asked for the rest, which takes longer than all before
        if warning := self.opened.warning():
            # Before the message, or a narrow screen cuts it off.
            self._message = f"{warning}  {self._message}".strip()
            self.show_status()

    def use_label(self, label: str) -> None:
        """Tag with a label, or take the tag away."""
        is_tagging = self.editor.editing is None
        outcome = self.editor.tag(label)
        if is_tagging and any(operation.edit.before is None for operation in outcome.operations):
            self.program.last_label = label
        self.apply(outcome)

    def tag_again(self) -> None:
        """Tag what a label's key would tag with the label of the last tag."""
        label = self.program.last_label
        if not label:
            self.apply(Outcome("Nothing was tagged yet: . tags with the label of the last tag."))
        elif (span := self.editor.tagged(label)) is not None:
            text = isolated(self.editor.text(span.start, span.end))
            self.apply(Outcome(f"{text} is tagged {label} already; its key would untag it."))
        else:
            self.use_label(label)

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

    def accept(self) -> None:
        """Keep the edit; else set the article to done, and open the next one that is open."""
        if self.editor.editing is not None:
            self.apply(self.editor.keep_edit())
            return
        self.opened.set_status(Status.DONE)
        gold = self.opened.gold_status()
        article = self.article
        try:
            following = self.program.following(article.id)
            teamwork = following is not None or self.program.totals().teamwork
        except AnnotatorError as error:
            self.apply(Outcome(f"Done. {error}{gold}", refused=True))
            return
        if following is not None:
            self.program.open_article(
                following, f"Done; < goes back to it, and D there opens it again.{gold}"
            )
            self.previous = article.id
        elif teamwork:
            self.apply(Outcome(f"Done. Asking for the next article…{gold}"))
            self.program.request_next(article.id, f"Handed out to you. Done: {article.title}.{gold}")
        else:
            self.tell_nothing_next()

    def tell_nothing_next(self) -> None:
        """Show the message that there is no next article."""
        try:
            flagged = self.program.totals().flagged  # this one is done
        except AnnotatorError as error:
            self.program.warn(str(error))
            flagged = 0
        still = f" {flagged} {'is' if flagged == 1 else 'are'} flagged." if flagged else ""
        self.apply(Outcome(f"Done. No other article is open.{still}{self.opened.gold_status()}"))

    def reopen(self) -> None:
        """Set the article back from done or flagged."""
        if self.opened.progress.status in OPEN:
            self.apply(Outcome("The article is open: Enter says that it is done."))
            return
        self.opened.set_status(Status.DOING)
        self.apply(Outcome("The article is open again."))

    def search(self) -> None:
        """Ask what to search, and go to the first match."""
        self.ask("Search:", "", lambda text: self.jump(lambda editor: editor.search(text)))

    def flag(self) -> None:
        """Ask for a note, and flag the article with it."""
        self.ask("Flag this article, note:", self.opened.progress.note, self._flag)

    def _flag(self, note: str) -> None:
        self.opened.set_status(Status.FLAGGED, note.strip())
        self.apply(Outcome("Flagged. D opens the article again."))
