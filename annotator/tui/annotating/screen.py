"""The screen in which an article is read and tagged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from annotator.errors import AnnotatorError
from annotator.model import OPEN, Status
from annotator.tui.annotating import keys
from annotator.tui.annotating.editor import SpanEditor
from annotator.tui.annotating.open_article import OpenArticle
from annotator.tui.annotating.panel import WIDTH as PANEL_WIDTH
from annotator.tui.annotating.panel import Panel
from annotator.tui.editor import Outcome
from annotator.tui.screens.jumping import JumpingScreen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

    from annotator.text.navigation import Range
    from annotator.tui.annotating.app import AnnotatorApp
    from annotator.tui.keys import KeyTable
    from annotator.tui.palette import Palette

_LABEL_CELLS = 12
"""Cells of the labels' keys in the hint; the panel and the footer have all of them."""


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
        """The right part of the status line: the last message, else how to end what was begun, else the note."""
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
        query = self.editor.query
        opened.restart_stopwatch()
        opened.editor.query = opened.editor.query or query
        super().show_article(opened, message, opened.top)

    def apply(self, outcome: Outcome) -> None:
        """Save the change of an action, and show it and its message; then what the change means for gold or a status."""
        super().apply(outcome)
        if outcome.operation is None:
            return
        self.program.paint_at_once()  # the project is asked for the rest, which takes longer than all before
        if warning := self.opened.warning():
            # Before the message, or a narrow screen cuts it off.
            self._message = f"{warning}  {self._message}".strip()
            self.show_status()

    def save(self, outcome: Outcome) -> Sequence[Range]:
        """Save the operation, if there is one; return the ranges that look different."""
        operation = outcome.operation
        if operation is None:
            return ()
        self.opened.save(operation)
        return [(span.start, span.end) for span in (operation.edit.before, operation.edit.after) if span]

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
        """Count the time of work, then do what the table says."""
        self.opened.tick()
        return super().press_key(event)

    def use_label(self, label: str) -> None:
        """Tag with a label, or take the tag away."""
        self.apply(self.editor.tag(label))

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
        self.ask("Search:", "", lambda text: self.apply(self.editor.search(text)))

    def flag(self) -> None:
        """Ask for a note, and flag the article with it."""
        self.ask("Flag this article, note:", self.opened.progress.note, self._flag)

    def _flag(self, note: str) -> None:
        self.opened.set_status(Status.FLAGGED, note.strip())
        self.apply(Outcome("Flagged. D opens the article again."))
