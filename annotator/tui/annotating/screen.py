"""The screen in which an article is read and tagged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from msgspec.structs import replace

from annotator.errors import AnnotatorError
from annotator.model import OPEN, Status
from annotator.text.plain import isolated
from annotator.tui.annotating import keys, showing
from annotator.tui.annotating.edges import PUTS_BACK
from annotator.tui.annotating.panel import WIDTH as PANEL_WIDTH
from annotator.tui.annotating.panel import Panel
from annotator.tui.annotating.ways import WaysScreen
from annotator.tui.editor import Outcome
from annotator.tui.keys import EDGES, MOVING, SHOWING
from annotator.tui.notes.addressing import WITH_ADJUDICATORS
from annotator.tui.notes.lines import open_notes, told_back
from annotator.tui.notes.showing import show_notes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

    from annotator.text.navigation import Range
    from annotator.tui.annotating.app import AnnotatorApp
    from annotator.tui.annotating.open_article import OpenArticle
    from annotator.tui.keys import Key, KeyTable, Press
    from annotator.tui.palette import Palette

_LABEL_CELLS = 12
"""Cells of the labels' keys in the hint; the panel and the footer have all of them."""


class AnnotateScreen(WaysScreen):
    """One article with the annotator's spans."""

    KEYS: ClassVar[KeyTable[Any]] = keys.ARTICLE
    SIDE: ClassVar[int] = PANEL_WIDTH

    def __init__(
        self, program: AnnotatorApp, palette: Palette, opened: OpenArticle, message: str = ""
    ) -> None:
        panel = Panel(opened.editor, program.schema, palette, logical=program.logical)
        super().__init__(program, palette, opened, panel, message)

    @property
    def facts(self) -> Sequence[str]:
        """The left part of the status line: which article this is, its status, and how many spans it has."""
        count = self.editor.session.count()
        spans = "1 span" if count == 1 else f"{count} spans"
        status = "back" if self.opened.sent_back_with is not None else self.opened.progress.status.value
        return [f"{self._which()}, {status}, {spans}{open_notes(self.editor.notes)}"]

    def _which(self) -> str:
        """Return the place of the article in the annotator's list."""
        try:
            place = self.program.place(self.article.id)
        except AnnotatorError:  # the article is worked on all the same
            return "? of ?"
        return f"{place.position:,} of {place.of:,}" if place.position else "not assigned to you"

    @property
    def status_message(self) -> str:
        """The right part of the status line: a number that is typed, else the last message, how to end what was begun, or the note.

        As long as occurrences are lit, what the keys do with them stands behind each message.
        """
        if self.number_typed:
            return self.number_typed
        if self.editor.occurrences is not None and self._message:
            return f"{isolated(self._message)}  {self.editor.mode}"
        return self._message or self.editor.mode or self.opened.progress.note

    def show_status(self) -> None:
        """Show the status line as it should be now, and the keys that are in force."""
        self.use_table(self.KEYS if self.editor.occurrences is None else keys.OCCURRENCES)
        super().show_status()

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
        after.occurrences = None
        super().show_article(opened, message, opened.top)

    def apply(self, outcome: Outcome) -> None:
        """Save the change of an action, and show it and its message; then what the change means for gold or a status."""
        super().apply(outcome)
        if not outcome.operations:
            return
        self.program.paint_at_once()  # the project is asked for the rest, which takes longer than all before
        gold = self.opened.gold_status()
        if gold:
            # Before the message, or a narrow screen cuts it off.
            self._message = f"{gold}  {self._message}".strip()
            self.show_status()
        elif self.opened.progress.status is Status.DONE:
            done = "this article is done, D opens it again"
            self._message = f"{self._message.removesuffix('.')}; {done}" if self._message else done
            self.show_status()

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
        """Count the time of work, then do what the table says."""
        self.opened.tick()
        return super().press_key(event)

    def perform(self, entry: Key[Any], press: Press | None = None) -> None:
        """Do what an entry of the table says; where occurrences are lit, a key that is not for them leaves them first."""
        lit = self.editor.occurrences
        is_for_lit = any(entry is one for one in keys.OCCURRENCES.entries) or entry.group == SHOWING
        if lit is not None and not is_for_lit:
            looks_around = entry.group == MOVING and not (press and press.shift)
            if lit.by_itself or not looks_around:
                self._leave_lit()
        before = self.editor.current
        super().perform(entry, press)
        if entry.group == EDGES and self.editor.current != before and self.program.settings.show_occurrences:
            showing.show_mended(self.editor)
            self.view.sync()
            self.show_status()

    def _leave_lit(self) -> None:
        """Light nothing any more; the caret stays where it is."""
        self.editor.occurrences = None
        self._message = ""
        self.view.sync()
        self.show_status()

    def use_label(self, label: str) -> None:
        """Tag with a label, or take the tag away; where occurrences wait for their label, take them."""
        lit = self.editor.occurrences
        if lit is not None and not lit.label:
            taken = showing.take_with(self.editor, label)
            if taken.operations:
                self.program.last_label = label
            self.apply(taken)
            return
        if lit is not None:
            self._leave_lit()
        is_tagging = self.editor.editing is None
        outcome = self.editor.tag(label)
        if is_tagging and any(operation.edit.before is None for operation in outcome.operations):
            self.program.last_label = label
        if self.program.settings.show_occurrences:
            tagged = outcome
            outcome = showing.show_tagged(self.editor, tagged)
            if self.editor.occurrences is not None and PUTS_BACK in tagged.message:
                outcome = outcome._replace(message="  ".join(filter(None, (tagged.message, outcome.message))))
        self.apply(outcome)

    def tag_again(self, count: int = 1) -> None:
        """Tag what a label's key would tag, or so many words, with the label of the last tag."""
        label = self.program.last_label
        if label and not self.select_counted(count):
            return
        if not label:
            self.apply(Outcome("Nothing was tagged yet: . tags with the label of the last tag."))
        elif (span := self.editor.tagged(label)) is not None:
            text = isolated(self.editor.text(span.start, span.end))
            self.apply(Outcome(f"{text} is tagged {label} already; its key would untag it."))
        else:
            self.use_label(label)

    def toggle_occurrences(self) -> None:
        """Show the other occurrences after each tag from now on, or no more."""
        shows = not self.program.settings.show_occurrences
        self.program.keep_settings(replace(self.program.settings, show_occurrences=shows))
        self.tell(f"After a tag, its other occurrences are {'shown' if shows else 'not shown'}.")

    def accept(self) -> None:
        """Keep the edit; else set the article to done, and open the next one that is open."""
        if self.editor.editing is not None:
            self.apply(self.editor.keep_edit())
            return
        if self._was_sent_back():
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

    def _was_sent_back(self) -> bool:
        """Show with which note the article was sent back since it was opened, if it was; return whether it is shown now."""
        try:
            note = self.opened.sent_back_since()
        except AnnotatorError as error:
            self.program.warn(str(error))
            return False
        if note is None:
            return False
        self.editor.before_move()
        self.editor.go_to_offset(note.start)
        self.show_anew()
        self.tell(f"{told_back(note)}; Enter again finishes it", urgent=True)
        return True

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

    def show_notes(self) -> None:
        """Show the annotator's own notes at the place that is at hand."""
        me = self.program.annotator
        show_notes(self, [(WITH_ADJUDICATORS, (me,))], str, lambda _: WITH_ADJUDICATORS)

    def search(self) -> None:
        """Ask what to search, and go to the first match."""
        self.ask("Search:", "", lambda text: self.jump(lambda editor: editor.search(text)))

    def flag(self) -> None:
        """Ask for a note, and flag the article with it."""
        self.ask("Flag this article, note:", self.opened.progress.note, self._flag)

    def _flag(self, note: str) -> None:
        self.opened.set_status(Status.FLAGGED, note.strip())
        self.apply(Outcome("Flagged. D opens the article again."))
