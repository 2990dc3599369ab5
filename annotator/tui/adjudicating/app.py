"""The program of an adjudicator: the list of articles with their disagreements, and the articles."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Unpack

from textual.message import Message

from annotator import keys
from annotator.adjudication import Adjudication
from annotator.errors import AnnotatorError, UnfinishedError
from annotator.model import Decided
from annotator.text.layout import Layout
from annotator.text.plain import isolated
from annotator.tui.adjudicating.cards import letters
from annotator.tui.adjudicating.case_list import Counter, row_of_adjudication
from annotator.tui.adjudicating.editor import Settling
from annotator.tui.adjudicating.library import CaseLibraryScreen
from annotator.tui.adjudicating.screen import AdjudicateScreen
from annotator.tui.program import Program

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from annotator.adjudication import Policy
    from annotator.model import GoldStep
    from annotator.project import Project
    from annotator.tui.adjudicating.case_list import CaseRow
    from annotator.tui.saver import Report
    from annotator.tui.surroundings import Surroundings


class Counted(Message):
    """The disagreements of all articles are counted; or why they can't be."""

    def __init__(self, rows: list[CaseRow] | str) -> None:
        super().__init__()
        self.rows = rows


class AdjudicatorApp(Program):
    """Disagreements of one project, for one adjudicator. `hide_names`: annotators are A, B, C."""

    TABLES: ClassVar[Sequence[tuple[str, Sequence[keys.Key]]]] = (
        ("Adjudicating", keys.ADJUDICATE),
        ("List of articles: type to filter", keys.LISTING),
    )

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
        super().__init__(reader, annotator, **surroundings)
        self.policy = policy
        self.hide_names = hide_names
        self.counter = Counter(reader, policy, lambda rows: self.post_message(Counted(rows)))
        self.counting = True
        self.uncounted = ""
        self._first = article
        self._rows: list[CaseRow] = []
        # What is not written yet and so can't be read: articles as they were left; notes on what is not decided.
        self._left: dict[str, Settling] = {}
        self._notes: dict[str, dict[str, str]] = {}

    def begin(self) -> None:
        """Show the list, or the article that was asked for."""
        if self._first is None:
            self.push_screen(CaseLibraryScreen(self, self.palette))
        else:
            self.count()
            self.open_article(self._first)

    # --- the list ---------------------------------------------------------------------------------

    def count(self) -> None:
        """Have the disagreements of all articles counted anew."""
        self.counting = True
        self.counter.start()

    def on_counted(self, event: Counted) -> None:
        """Take the rows, and what is not written yet from memory."""
        self.counting = False
        self.uncounted = event.rows if isinstance(event.rows, str) else ""
        if isinstance(event.rows, str):
            self.warn(event.rows)
            if isinstance(self.screen, CaseLibraryScreen):
                self.screen.show()
            return
        self._rows = event.rows
        for settling in (*self._left.values(), *self._shown()):
            self._note(settling)
        if isinstance(self.screen, CaseLibraryScreen):
            self.screen.rows = sorted(self._rows, key=lambda row: row.order)
            self.screen.show()

    def rows(self) -> list[CaseRow]:
        """Return the articles as they were counted last, with what was decided since."""
        return self._rows

    def _note(self, settling: Settling) -> None:
        """Bring the row of an article in line with what was decided in it."""
        for place, row in enumerate(self._rows):
            if row.id == settling.article.id:
                self._rows[place] = row_of_adjudication(row.number, settling.adjudication)

    def _shown(self) -> list[Settling]:
        return [screen.desk for screen in self.screen_stack if isinstance(screen, AdjudicateScreen)]

    # --- articles ---------------------------------------------------------------------------------

    def record(self, desk: Settling, step: GoldStep) -> None:
        """Have a step written."""
        self._note(desk)
        self.save(Decided(step=step))

    def open_article(self, article: str, message: str = "") -> None:
        """Show an article in place of the one that is shown, if any, and say something with it."""
        try:
            desk = self._left.get(article) or self._read(article)
        except AnnotatorError as error:
            self.warn(str(error))
            if not self.screen_stack or not isinstance(self.screen, AdjudicateScreen | CaseLibraryScreen):
                self.push_screen(CaseLibraryScreen(self, self.palette))
            return
        self._show(desk, message)

    def _show(self, desk: Settling, message: str) -> None:
        self._leave_article()
        self._left.pop(desk.article.id, None)
        self._note(desk)
        introduction = self._introduction(desk)
        said = (
            f"{message} In this one: {introduction}" if message and introduction else message or introduction
        )
        if isinstance(self.screen, AdjudicateScreen):
            self.screen.put(desk, said)
            return
        screen = AdjudicateScreen(self, self.palette, desk, self.size.width, said)
        screen.view.show_lanes(not self.palette.colored)
        self.push_screen(screen)

    def _read(self, article: str) -> Settling:
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
        adjudication.put_notes(self._notes.get(text.id, {}))
        columns = AdjudicateScreen.columns(self.size.width)
        shown_as = letters(text.id, adjudication.people) if self.hide_names else None
        return Settling(adjudication, Layout(text.text, columns, logical=self.logical), shown_as)

    def _introduction(self, desk: Settling) -> str:
        """Return what is to be known of an article before one begins."""
        adjudication = desk.adjudication
        stale = adjudication.tally.stale
        settled = adjudication.settled
        said = []
        if stale:
            said.append(
                "A layer changed after it was adjudicated."
                if stale == 1
                else "Layers changed after they were adjudicated."
            )
        elif settled is not None:
            who, still = isolated(settled.adjudicator), adjudication.tally.open
            if adjudication.tally.stands:
                said.append(f"Settled by {who}; a decision opens it again.")
            elif still:
                said.append(f"Changed since {who} settled it: {still} open.")
            else:
                said.append(f"Changed since {who} settled it: Enter settles it again.")
        awaited = self.awaited(desk.article.id)
        if awaited:
            said.append(
                f"Still to finish it: {isolated(', '.join(sorted(desk.name(person) for person in awaited)))}."
            )
        if self.annotator in adjudication.people:
            said.append("One of the layers is yours.")
        return " ".join(said)

    def outdated(self, desk: Settling) -> bool:
        """Say whether a layer changed since the article was read; it is then read again, and that is told."""
        try:
            self.reader.refresh()
            layers = self.reader.finished.layers(desk.article.id)
        except AnnotatorError as error:
            self.warn(str(error))
            return True
        if desk.adjudication.is_about(layers):
            return False
        if self.saver.waiting:
            sentence = "A layer changed meanwhile. What you decided is being saved: press Enter again."
            if isinstance(self.screen, AdjudicateScreen):
                self.screen.tell(sentence, urgent=True)
        else:
            self.read_again(
                "A layer changed meanwhile, so the article was read again. Look, then Enter settles."
            )
        return True

    def awaited(self, article: str) -> tuple[str, ...]:
        """Return to whom an article is assigned who have not finished it."""
        try:
            return self.reader.assignments.awaited(article)
        except AnnotatorError:
            return ()

    def _leave_article(self) -> None:
        """Keep the article that is shown as long as not all of it can be read from the project."""
        for desk in self._shown():
            self._notes[desk.article.id] = desk.adjudication.notes()
            if self.saver.waiting:
                self._left[desk.article.id] = desk

    def open_other(self, by: int, message: str = "") -> bool:
        """Show the next or previous article that has something open, around the ends; say whether there is one."""
        return self._open_first(by, message, lambda row: row.open > 0)

    def open_unsettled(self, message: str = "") -> bool:
        """Show the next article that is not settled, or changed since, around the end; say whether there is one."""
        return self._open_first(1, message, lambda row: not row.is_gold)

    def unsettled(self) -> int:
        """Return how many articles beside the one that is shown are not settled, or changed since."""
        rows, place = self._around()
        return sum(not row.is_gold for at, row in enumerate(rows) if at != place)

    def _open_first(self, by: int, message: str, wanted: Callable[[CaseRow], bool]) -> bool:
        rows, place = self._around()
        ahead = rows[place + 1 :] + rows[:place] if by > 0 else rows[:place][::-1] + rows[place + 1 :][::-1]
        return any(wanted(row) and self._open_if(row, by, message, wanted) for row in ahead)

    def _open_if(self, row: CaseRow, by: int, message: str, wanted: Callable[[CaseRow], bool]) -> bool:
        """Show an article unless somebody else did meanwhile what was to be done when it was counted."""
        try:
            desk = self._left.get(row.id) or self._read(row.id)
        except AnnotatorError as error:
            self.warn(str(error))
            return False
        self._note(desk)
        if not wanted(row_of_adjudication(row.number, desk.adjudication)):
            return False
        desk.go_to_end(by)
        self._show(desk, message)
        return True

    def open_beside(self, by: int) -> bool:
        """Show the next or previous article of the list; say whether there is one."""
        rows, place = self._around()
        if not 0 <= place + by < len(rows):
            return False
        self.open_article(rows[place + by].id)
        return True

    def _around(self) -> tuple[list[CaseRow], int]:
        """Return the list in its order, and the place in it of the article that is shown."""
        shown = self._shown()
        here = shown[-1].article.id if shown else None
        return self._rows, next((place for place, row in enumerate(self._rows) if row.id == here), -1)

    def read_again(self, message: str) -> None:
        """Show the article as the project has it now, and say why."""
        screen = self.screen
        if isinstance(screen, AdjudicateScreen):
            self._notes[screen.article.id] = screen.desk.adjudication.notes()
            try:
                desk = self._read(screen.article.id)
            except AnnotatorError as error:
                self.back_to_library()
                self.warn(str(error))
                return
            screen.put(desk)
            screen.tell(message, urgent=True)

    def back_to_library(self) -> None:
        """Show the list."""
        self._leave_article()
        article = self.screen.article.id if isinstance(self.screen, AdjudicateScreen) else None
        library = next(
            (screen for screen in self.screen_stack if isinstance(screen, CaseLibraryScreen)), None
        )
        if library is not None:
            self.pop_screen()
        if library is None or library.palette is not self.palette:
            library = self._library(library)
            self.switch_screen(library)
        library.came_from = article

    def _library(self, before: CaseLibraryScreen | None = None) -> CaseLibraryScreen:
        screen = CaseLibraryScreen(self, self.palette)
        if before is not None:
            screen.filter, screen.came_from = before.filter, before.at
        return screen

    def dress(self) -> None:
        """Show the list or the article anew, in the palette of now."""
        showing = self.screen
        if isinstance(showing, AdjudicateScreen):
            screen = AdjudicateScreen(self, self.palette, showing.desk, self.size.width)
            screen.view.lanes, screen.view.top = showing.view.lanes, showing.view.top
            self.switch_screen(screen)
        elif isinstance(showing, CaseLibraryScreen):
            self.switch_screen(self._library(showing))

    # --- what is not written yet ------------------------------------------------------------------

    def written(self) -> None:
        """Forget what can be read from the project now."""
        self._left.clear()

    def forget(self, article: str) -> None:
        """Let go of an article as it was left."""
        self._left.pop(article, None)

    def told(self, report: Report) -> bool:
        """Hand a report to the screens; the one that shows the article tells of what was refused."""
        told = False
        for screen in self.screen_stack:
            if isinstance(screen, CaseLibraryScreen):
                screen.report(report)
            elif isinstance(screen, AdjudicateScreen):
                mine = screen.article.id == report.article
                screen.report(report if mine else report._replace(refused=""))
                told = told or mine
        return told

    def close(self) -> None:
        """Write what is waiting, and count no more."""
        super().close()
        self.counter.stop()
