"""The app of an adjudicator: the list of articles with their disagreements, and the articles."""

from __future__ import annotations

from contextlib import suppress
from heapq import merge
from itertools import chain, takewhile
from typing import TYPE_CHECKING, Any, ClassVar, Unpack

import msgspec
from textual.message import Message

from annotator.errors import AnnotatorError
from annotator.model import CaseRow, CaseTotals, Decided, Wanted
from annotator.text.plain import isolated
from annotator.tui.adjudicating import keys, sending
from annotator.tui.adjudicating.library import CaseLibraryScreen
from annotator.tui.adjudicating.rows import (
    CaseCounter,
    CaseListing,
    place_of,
    row_of_adjudication,
    with_changed,
    with_counted,
)
from annotator.tui.adjudicating.sentences import majority_of_two
from annotator.tui.articles_app import ArticlesApp, as_article_screen
from annotator.tui.concordance.keys import CONCORDANCE
from annotator.tui.notes.keys import NOTES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.adjudication import Policy
    from annotator.model import GoldStep
    from annotator.project import Project
    from annotator.tui.adjudicating.all_gold import AllGold
    from annotator.tui.adjudicating.editor import DecisionEditor
    from annotator.tui.adjudicating.screen import AdjudicateScreen
    from annotator.tui.keys import KeyTable
    from annotator.tui.surroundings import Surroundings


_COUNT_SECONDS = 0.2
"""How many seconds the list waits for what is not counted, so that it is painted once where that is little."""
_FEW = 50
"""How many articles that are counted that soon, and how many uncounted ones a key looks at to find one with an open case."""


class Counted(Message):
    """More cases are counted, or can't be: then with the reason."""

    def __init__(self, error: str) -> None:
        super().__init__()
        self.error = error


class AdjudicatorApp(ArticlesApp[CaseRow, "DecisionEditor"]):
    """Disagreements of one project, for one adjudicator. `hide_names`: letters stand for the annotators."""

    TABLES: ClassVar[Sequence[KeyTable[Any]]] = (*keys.TABLES, CONCORDANCE, NOTES)

    def __init__(
        self,
        reader: Project,
        annotator: str,
        policy: Policy,
        *,
        article: str | None = None,
        hide_names: bool = False,
        **surroundings: Unpack[Surroundings],
    ) -> None:
        super().__init__(reader, annotator, article, **surroundings)
        self.policy = policy
        self.hide_names = hide_names
        self.counter = CaseCounter(reader, lambda error: self.post_message(Counted(error)))
        self._left: int | None = None  # how many other articles are left, once that was asked for
        self.uncounted = ""
        """Why the cases can't be counted; empty where they can."""
        # The rows of articles as they stood when opened first since the list was seen.
        self._places: dict[str, CaseRow] = {}
        self._unsaved_notes: dict[str, dict[str, str]] = {}  # by article: notes on cases that are not decided

    def library_screen(self) -> CaseLibraryScreen:
        """Return a new screen of the list."""
        return CaseLibraryScreen(self, self.palette)

    def article_screen(self, opened: DecisionEditor, message: str = "") -> AdjudicateScreen:
        """Return a new screen of an article."""
        from annotator.tui.adjudicating.screen import AdjudicateScreen

        return AdjudicateScreen(self, self.palette, opened, message)

    def show_first_screen(self) -> None:
        """Show the list, or the article to begin with, and have the cases counted."""
        if self._first is not None:
            self._count_or_warn()  # the list does so by itself
        super().show_first_screen()

    def close(self) -> None:
        """Write the waiting changes, and stop counting."""
        super().close()
        self.counter.stop()

    # --- the list ---------------------------------------------------------------------------------

    @property
    def counting(self) -> bool:
        """Whether cases are being counted."""
        return self.counter.is_counting

    def list_of(self, project: Project) -> CaseListing:
        """Return the list of a project; called in the thread that reads it."""
        return CaseListing(project, self.policy, names=not self.hide_names)

    def laid_over(self, row: CaseRow) -> CaseRow:
        """Return a row with what is decided in its article and not saved yet."""
        editor = next((one for one in self._unread() if one.article.id == row.id), None)
        if editor is None:
            return row
        now, notes = row_of_adjudication(row.number, editor.adjudication), editor.notes
        return msgspec.structs.replace(now, back=bool(notes.back), threads=len(notes.open))

    def count(self) -> None:
        """Have counted what is not counted; wait for it where that is little, or nothing is counted yet. Raises `AnnotatorError`."""
        self.counter.start()
        self.reader.refresh()
        totals = self.reader.cases.totals(self.policy)
        if totals.uncounted and (not totals.listed or totals.uncounted <= _FEW):
            self.counter.wait(_COUNT_SECONDS)

    def totals(self) -> CaseTotals:
        """Return the sums over the list, with what is decided and not saved or not counted yet. Raises `AnnotatorError`."""
        self.reader.refresh()
        with self.reader.as_of_now(moves=False):
            totals = self.reader.cases.totals(self.policy)
            for editor in self._unread():
                now = row_of_adjudication(0, editor.adjudication)
                if self.reader.cases.is_uncounted(editor.article.id):
                    totals = with_counted(totals, now)
                elif before := self.reader.cases.row(self.policy, editor.article.id):
                    totals = with_changed(totals, before, now)
        return totals

    def on_counted(self, event: Counted) -> None:
        """Show the list again: more of it is counted. Or tell why it can't be."""
        self.uncounted = event.error
        self._count_left_anew()
        if event.error:
            self.warn(event.error)
        if isinstance(self.screen, CaseLibraryScreen):
            self.screen.refill()

    def all_saved(self) -> None:
        """Have what was decided counted anew, but for the article that is shown: its counts are known, and each decision changes them."""
        were_left = bool(self._unsaved)
        super().all_saved()
        if were_left or self.shown_article is None:
            self._count_left_anew()
            self.counter.start()

    def _unread(self) -> list[DecisionEditor]:
        """Return the articles that are open, or not saved yet."""
        here = [] if self.opened is None else [self.opened]
        return [*here, *(one for one in self._unsaved.values() if one is not self.opened)]

    # --- articles ---------------------------------------------------------------------------------

    def read(self, article: str) -> DecisionEditor:
        """Open an article by its id, as the project has it now.

        Raises `UnfinishedError` where fewer than two people have finished it, and other kinds of `AnnotatorError`.
        """
        from annotator.adjudication import Adjudication
        from annotator.text.layout import Layout
        from annotator.tui.adjudicating.editor import DecisionEditor
        from annotator.tui.adjudicating.screen import AdjudicateScreen

        reader = self.reader
        reader.refresh()
        text = reader.articles.get(article)
        layers = reader.finished.layers(text.id)
        gold, steps = reader.gold.get(text.id), reader.gold.steps(text.id)
        if len(layers) < 2:
            raise sending.unfinished(text.id, layers, reader.notes.back(text.id), hidden=self.hide_names)
        self._remember_place(text.id)
        adjudication = Adjudication(text, self.annotator, layers, gold, steps, self.policy)
        adjudication.restore_notes(self._unsaved_notes.get(text.id, {}))
        columns = AdjudicateScreen.columns(self.size.width)
        shown_as = reader.people.drawn_letters() if self.hide_names else None
        editor = DecisionEditor(adjudication, Layout(text.text, columns, logical=self.logical), shown_as)
        editor.notes.read(reader, text.id)
        return editor

    def source(self) -> AllGold:
        """Return all gold."""
        from annotator.tui.adjudicating.all_gold import AllGold

        return AllGold(self.annotator, self.policy)

    def go_to_span(self, opened: DecisionEditor, start: int, end: int, label: str) -> None:
        """Go to the case that a gold span comes from, or to where it would be."""
        wanted = (start, end, label)
        for case in opened.adjudication.cases:
            if case.decision is not None and any(span.mark == wanted for span in case.decision.spans):
                opened.go_to_case(case)
                return
        opened.before_move()
        opened.go_to_offset(start)

    def keep(self, opened: DecisionEditor) -> None:
        """Remember the notes on cases that are not decided: the project has none of them."""
        self._unsaved_notes[opened.article.id] = opened.adjudication.notes()

    def show(self, opened: DecisionEditor, message: str = "") -> None:
        """Show an article with a message on its state."""
        self._left = None
        introduction = self._introduction(opened)
        if message and introduction:
            message = f"{message} In this one: {introduction}"
        super().show(opened, message or introduction)
        self.call_after_refresh(self.counter.start)  # what was left before it

    def _introduction(self, editor: DecisionEditor) -> str:
        """Return how far an article is adjudicated, who has still to finish it, and what a majority of two is."""
        from annotator.tui.adjudicating.stale import introduction

        adjudication = editor.adjudication
        stale, settled = adjudication.tally.stale, adjudication.settled
        sentences = []
        if stale:
            sentences.append(introduction(editor))
        elif settled is not None:
            who, still = isolated(editor.decided_by(settled.adjudicator)), adjudication.tally.open
            if adjudication.tally.is_complete:
                sentences.append(f"Settled by {who}; a decision opens it again.")
            elif still:
                sentences.append(f"Changed since {who} settled it: {still} open.")
            else:
                sentences.append(f"Changed since {who} settled it: Enter settles it again.")
        if names := sending.names_awaited(editor, self.awaited(editor.article.id)):
            sentences.append(f"Still to finish it: {names}.")
        sentences += majority_of_two(adjudication)
        if self.annotator in adjudication.people:
            sentences.append("One of the layers is yours.")
        return " ".join(sentences)

    def save_step(self, step: GoldStep) -> None:
        """Save a step."""
        self.save(Decided(step=step))

    def is_outdated(self, editor: DecisionEditor) -> bool:
        """Return whether a layer changed since the article was read; if so, show a message and read the article again.

        While changes are being saved, the message only asks to press Enter again.
        """
        try:
            self.reader.refresh()
            layers = self.reader.finished.layers(editor.article.id)
        except AnnotatorError as error:
            self.warn(str(error))
            return True
        if editor.adjudication.was_made_from(layers):
            return False
        if self.saver.waiting:
            message = "A layer changed meanwhile. What you decided is being saved: press Enter again."
            if (shown := self.shown_article) is not None:
                shown.tell(message, urgent=True)
        else:
            self.read_again(
                "A layer changed meanwhile, so the article was read again. Look, then Enter settles."
            )
        return True

    def read_again(self, reason: str) -> None:
        """Show the article as the project has it now, and tell the reason; what is shown over it goes away."""
        screen = next(filter(None, map(as_article_screen, reversed(self.screen_stack))), None)
        if screen is not None:
            while self.screen is not screen:
                self.pop_screen()
            self.keep(screen.opened)
            try:
                self.opened = self.read(screen.article.id)
            except AnnotatorError as error:
                self.back_to_library()
                self.warn(str(error))
                return
            screen.show_article(self.opened)
            screen.tell(reason, urgent=True)

    def awaited(self, article: str) -> tuple[str, ...]:
        """Return the people who have not finished their assignment of an article."""
        try:
            return self.reader.assignments.awaited(article)
        except AnnotatorError:
            return ()

    # --- what is still to be done -----------------------------------------------------------------

    def forget_places(self) -> None:
        """Forget where articles stood: the list is shown, in the order of now."""
        self._places.clear()

    def beside(self, article: str, by: int) -> str | None:
        """Return the id of the next (1) or previous (-1) article of the list. Raises `AnnotatorError`."""
        self.reader.refresh()
        found = next(self._ahead(self._place(article), by, None), None)
        return None if found is None else found.id

    def open_other(self, by: int, message: str) -> bool:
        """Show the next (1) or previous (-1) article with an open case, around the ends; return whether there is one."""
        return self._open_first(by, message, Wanted.OPEN)

    def open_unsettled(self, message: str) -> bool:
        """Show the next article that is not settled, or changed since, around the end; return whether there is one."""
        return self._open_first(1, message, Wanted.UNSETTLED)

    def unsettled(self) -> int:
        """Return how many articles beside the one that is shown are not settled, or changed since."""
        totals = self.totals()
        here = self.opened is not None and not row_of_adjudication(0, self.opened.adjudication).is_gold
        return totals.listed + totals.uncounted - totals.settled - here

    @property
    def left(self) -> int:
        """How many other articles are not settled, or changed since: counted when an article is shown, not by each key."""
        with suppress(AnnotatorError):
            self._left = self.unsettled() if self._left is None else self._left
        return self._left or 0

    def _count_left_anew(self) -> None:
        self._left = None
        if self.shown_article is not None:
            self.shown_article.show_status()

    def _count_or_warn(self) -> None:
        try:
            self.count()
        except AnnotatorError as error:
            self.warn(str(error))

    def _remember_place(self, article: str) -> None:
        """Remember where an article stands, or will once it is counted, which is soon where that is little."""
        row = self._place(article)
        if row is not None and article not in self._places:
            soon = not row.is_counted and self.reader.cases.totals(self.policy).uncounted <= _FEW
            self._places[article] = msgspec.structs.replace(row, is_counted=True) if soon else row

    def _place(self, article: str) -> CaseRow | None:
        return self._places.get(article) or self.reader.cases.row(self.policy, article)

    def _ahead(self, place: CaseRow | None, by: int, wanted: Wanted | None) -> Iterator[CaseRow]:
        """Yield the rows behind (1) or before (-1) a place, nearest first; those whose places are remembered stand there."""
        remembered = {row.number for row in self._places.values()}
        stored = self.reader.cases.ahead(self.policy, place, by, wanted, without=remembered)
        kept = sorted(self._places.values(), key=place_of, reverse=by < 0)
        if place is not None:
            kept = [row for row in kept if (place_of(row) > place_of(place)) == (by > 0) and row != place]
        return merge(stored, kept, key=place_of, reverse=by < 0)

    def _open_first(self, by: int, message: str, wanted: Wanted) -> bool:
        here = None if self.opened is None else self.opened.article.id
        try:
            place = None if here is None else self._place(here)
            around = self._ahead(None, by, wanted)
            if place is not None:
                around = takewhile(
                    lambda row: row.id != here and (place_of(row) < place_of(place)) == (by > 0), around
                )
            not_counted = 0
            for row in chain(() if place is None else self._ahead(place, by, wanted), around):
                not_counted += not row.is_counted
                if not_counted > _FEW:
                    break
                if row.id != here and self._may_be(row, wanted) and self._open_if(row, by, message, wanted):
                    return True
        except AnnotatorError as error:
            self.warn(str(error))
        return False

    def _may_be(self, row: CaseRow, wanted: Wanted) -> bool:
        """Return whether an article may be wanted, by its row of now where its place is older."""
        if row.id not in self._places:
            return True
        now = self.reader.cases.row(self.policy, row.id)
        return now is not None and wanted.holds(self.laid_over(now))

    def _open_if(self, row: CaseRow, by: int, message: str, wanted: Wanted) -> bool:
        """Show an article, unless it is not wanted any more: it was worked on meanwhile, here or elsewhere."""
        try:
            editor = self.find(row.id)
        except AnnotatorError as error:
            self.warn(str(error))
            return False
        if not wanted.holds(row_of_adjudication(row.number, editor.adjudication)):
            return False
        editor.go_to_first_open(by)
        self._leave_article()
        self.show(editor, message)
        return True
