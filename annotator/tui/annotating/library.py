"""The library: the articles of an annotator, found by typing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from annotator.command_line import command_line
from annotator.errors import AnnotatorError
from annotator.model import LibraryRow, ListTotals
from annotator.text.plain import isolated
from annotator.tui.annotating import keys
from annotator.tui.annotating.table import ArticleTable
from annotator.tui.screens.listing import ListScreen, progress_bar

if TYPE_CHECKING:
    from annotator.tui.annotating.app import AnnotatorApp
    from annotator.tui.keys import KeyTable
    from annotator.tui.palette import Palette


class LibraryScreen(ListScreen[LibraryRow]):
    """The list an annotator begins with. Once articles are assigned, it has the annotator's own."""

    KEYS: ClassVar[KeyTable[Any]] = keys.LIBRARY

    def __init__(self, program: AnnotatorApp, palette: Palette) -> None:
        self.articles = ArticleTable(palette, logical=program.logical)
        self._totals = ListTotals()
        super().__init__(program, palette, self.articles)
        self.program: AnnotatorApp = program

    def read_totals(self) -> None:
        """Read how much is done, and mark the next article of the annotator's own."""
        try:
            self._totals = self.program.totals()
            following = self.program.following(None) if self._totals.teamwork else None
        except AnnotatorError as error:
            self.program.warn(str(error))
            return
        if following != self.articles.next:
            self.articles.next = following
            self.articles.refresh()

    def first(self) -> str | None:
        """Return the id of the next article of the annotator's own."""
        return self.articles.next

    def facts(self) -> str:
        """Return the progress of the annotator in what is assigned to them, or in everything."""
        totals = self._totals
        if not totals.listed:
            return self._nothing()
        if totals.own:
            bar = progress_bar(totals.done, totals.own)
            facts = f"{isolated(self.program.annotator)} {bar} {totals.done:,} of {totals.own:,} done"
        else:
            begun = "1 article is" if totals.listed == 1 else f"{totals.listed:,} articles are"
            facts = f"Nothing is assigned to {isolated(self.program.annotator)}; {begun} begun all the same"
        if totals.own and totals.teamwork:
            facts += f", {totals.words_done:,} of {totals.words_own:,} words"
        if totals.back:
            facts += f", {totals.back:,} sent back"
        if totals.flagged:
            facts += f", {totals.flagged:,} flagged"
        if totals.waiting and self.articles.next is None:
            facts += f", Ctrl+n: the next of {totals.waiting:,}"
        return facts

    def _nothing(self) -> str:
        totals = self._totals
        if totals.waiting:
            return (
                f"Nothing is handed out to {isolated(self.program.annotator)} yet."
                f" Ctrl+n: the first of {totals.waiting:,}"
            )
        if totals.teamwork:
            return f"Nothing is assigned to {isolated(self.program.annotator)}. Leave with Ctrl+q"
        how = command_line("import", "PATH", project=self.program.reader.path)
        return f"No articles yet. Leave with Ctrl+q, then: {how}"

    def open_next(self) -> None:
        """Open the next article: of the annotator's own, else one that is handed out."""
        try:
            following = self.program.following(None)
            teamwork = following is not None or self.program.totals().teamwork
        except AnnotatorError as error:
            self.program.warn(str(error))
            return
        if following is not None:
            self.program.open_article(following)
        elif teamwork:
            self.program.request_next(None)
        else:
            self.tell_nothing_next()

    def tell_nothing_next(self) -> None:
        """Show the articles as they are now, and tell that none is open."""
        self.refill()
        self.notify("No article is open for you.")
