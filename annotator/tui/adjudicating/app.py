"""The app of an adjudicator: the list of articles with their disagreements, and the articles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Unpack

from textual.message import Message

from annotator.errors import AnnotatorError, UnfinishedError
from annotator.model import Decided
from annotator.text.plain import isolated
from annotator.tui.adjudicating import keys
from annotator.tui.adjudicating.library import CaseLibraryScreen
from annotator.tui.adjudicating.rows import AdjudicationRow, CaseCounter, row_of_adjudication
from annotator.tui.articles_app import ArticlesApp

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from annotator.adjudication import Policy
    from annotator.model import GoldStep
    from annotator.project import Project
    from annotator.tui.adjudicating.editor import DecisionEditor
    from annotator.tui.adjudicating.screen import AdjudicateScreen
    from annotator.tui.keys import KeyTable
    from annotator.tui.surroundings import Surroundings


_COUNT_SECONDS = 0.2
"""How many seconds the first list waits for its rows, so that it is painted once where they are counted quickly."""


class Counted(Message):
    """The cases of all articles were counted, or can't be: then with the reason."""

    def __init__(self, rows: list[AdjudicationRow] | str) -> None:
        super().__init__()
        self.rows = rows


class AdjudicatorApp(ArticlesApp[AdjudicationRow, "DecisionEditor"]):
    """Disagreements of one project, for one adjudicator. `hide_names`: annotators are A, B, C."""

    TABLES: ClassVar[Sequence[KeyTable[Any]]] = (keys.ARTICLE, keys.LIBRARY)

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
        self.counter = CaseCounter(reader, policy, lambda rows: self.post_message(Counted(rows)))
        self.counting = True
        self.uncounted = ""
        """Why the cases can't be counted; empty where they can."""
        self._rows: list[AdjudicationRow] = []
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
            self.count()  # the list does so by itself
        super().show_first_screen()

    def close(self) -> None:
        """Write the waiting changes, and stop counting."""
        super().close()
        self.counter.stop()

    # --- the list ---------------------------------------------------------------------------------

    def count(self) -> None:
        """Start counting the cases of all articles again."""
        self.counting = True
        self.counter.start()

    def first_rows(self) -> None:
        """Take the first rows if they are counted soon."""
        self.counter.wait(_COUNT_SECONDS)
        if isinstance(self.counter.counted, list):
            self._take(self.counter.counted)

    def on_counted(self, event: Counted) -> None:
        """Show the counted rows, updated by the decisions in articles that are open or not saved yet."""
        if event.rows is self._rows:
            return  # the list was made with them
        library = self.screen if isinstance(self.screen, CaseLibraryScreen) else None
        if isinstance(event.rows, str):
            self.counting, self.uncounted = False, event.rows
            self.warn(event.rows)
        else:
            self._take(event.rows)
            if library is not None:
                library.rows = sorted(self._rows, key=lambda row: row.order)
        if library is not None:
            library.show()

    def _take(self, rows: list[AdjudicationRow]) -> None:
        """Take counted rows, updated by the decisions in articles that are open or not saved yet."""
        self.counting, self.uncounted, self._rows = False, "", rows
        for editor in (*self._unsaved.values(), *([self.opened] if self.opened else ())):
            self._update_row(editor)

    def rows(self) -> list[AdjudicationRow]:
        """Return the rows of the list as they were counted last, with what was decided since."""
        return self._rows

    def _update_row(self, editor: DecisionEditor) -> None:
        """Count the cases of an article that is open into its row."""
        for index, row in enumerate(self._rows):
            if row.id == editor.article.id:
                self._rows[index] = row_of_adjudication(row.number, editor.adjudication)

    # --- articles ---------------------------------------------------------------------------------

    def read(self, article: str) -> DecisionEditor:
        """Open an article by its id, as the project has it now.

        Raises `UnfinishedError` where fewer than two people have finished it, and other kinds of `AnnotatorError`.
        """
        from annotator.adjudication import Adjudication
        from annotator.text.layout import Layout
        from annotator.tui.adjudicating.cards import letters
        from annotator.tui.adjudicating.editor import DecisionEditor
        from annotator.tui.adjudicating.screen import AdjudicateScreen

        reader = self.reader
        reader.refresh()
        text = reader.articles.get(article)
        layers = reader.finished.layers(text.id)
        gold, steps = reader.gold.get(text.id), reader.gold.steps(text.id)
        if len(layers) < 2:
            names = ", ".join(layer.annotator for layer in layers) or "nobody"
            raise UnfinishedError(
                f"{text.id} can be adjudicated once two people have finished it; it is finished by {names}."
            )
        adjudication = Adjudication(text, self.annotator, layers, gold, steps, self.policy)
        adjudication.restore_notes(self._unsaved_notes.get(text.id, {}))
        columns = AdjudicateScreen.columns(self.size.width)
        shown_as = letters(text.id, adjudication.people) if self.hide_names else None
        return DecisionEditor(adjudication, Layout(text.text, columns, logical=self.logical), shown_as)

    def keep(self, opened: DecisionEditor) -> None:
        """Remember the notes on cases that are not decided: the project has none of them."""
        self._unsaved_notes[opened.article.id] = opened.adjudication.notes()

    def show(self, opened: DecisionEditor, message: str = "") -> None:
        """Show an article with a message on its state."""
        self._update_row(opened)
        introduction = self._introduction(opened)
        if message and introduction:
            message = f"{message} In this one: {introduction}"
        super().show(opened, message or introduction)

    def _introduction(self, editor: DecisionEditor) -> str:
        """Return how far an article is adjudicated, and who has still to finish it."""
        adjudication = editor.adjudication
        stale, settled = adjudication.tally.stale, adjudication.settled
        sentences = []
        if stale:
            sentences.append(
                "A layer changed after it was adjudicated."
                if stale == 1
                else "Layers changed after they were adjudicated."
            )
        elif settled is not None:
            who, still = isolated(settled.adjudicator), adjudication.tally.open
            if adjudication.tally.is_complete:
                sentences.append(f"Settled by {who}; a decision opens it again.")
            elif still:
                sentences.append(f"Changed since {who} settled it: {still} open.")
            else:
                sentences.append(f"Changed since {who} settled it: Enter settles it again.")
        awaited = self.awaited(editor.article.id)
        if awaited:
            names = ", ".join(sorted(editor.name(person) for person in awaited))
            sentences.append(f"Still to finish it: {isolated(names)}.")
        if self.annotator in adjudication.people:
            sentences.append("One of the layers is yours.")
        return " ".join(sentences)

    def save_step(self, editor: DecisionEditor, step: GoldStep) -> None:
        """Save a step, and count the cases of its article anew."""
        self._update_row(editor)
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
        """Show the article as the project has it now, and tell the reason."""
        screen = self.shown_article
        if screen is not None:
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

    def open_other(self, by: int) -> bool:
        """Show the next (1) or previous (-1) article with an open case, around the ends; return whether there is one."""
        return self._open_first(by, "", lambda row: row.open > 0)

    def open_unsettled(self, message: str) -> bool:
        """Show the next article that is not settled, or changed since, around the end; return whether there is one."""
        return self._open_first(1, message, lambda row: not row.is_gold)

    def unsettled(self) -> int:
        """Return how many articles beside the one that is shown are not settled, or changed since."""
        here = self.index_of_opened()
        return sum(not row.is_gold for index, row in enumerate(self._rows) if index != here)

    def _open_first(self, by: int, message: str, wanted: Callable[[AdjudicationRow], bool]) -> bool:
        rows, here = self._rows, self.index_of_opened()
        ahead = rows[here + 1 :] + rows[:here] if by > 0 else rows[:here][::-1] + rows[here + 1 :][::-1]
        return any(wanted(row) and self._open_if(row, by, message, wanted) for row in ahead)

    def _open_if(
        self, row: AdjudicationRow, by: int, message: str, wanted: Callable[[AdjudicationRow], bool]
    ) -> bool:
        """Show an article, unless its row is not wanted any more: somebody else may have worked on it meanwhile."""
        try:
            editor = self.find(row.id)
        except AnnotatorError as error:
            self.warn(str(error))
            return False
        self._update_row(editor)
        if not wanted(row_of_adjudication(row.number, editor.adjudication)):
            return False
        editor.go_to_first_open(by)
        self._leave_article()
        self.show(editor, message)
        return True
