"""The library: the articles of an annotator, found by typing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, ClassVar

from annotator.command_line import command_line
from annotator.model import LibraryRow, Status
from annotator.text.plain import isolated
from annotator.tui.annotating import keys
from annotator.tui.annotating.table import ArticleTable, matching
from annotator.tui.screens.listing import ListScreen, progress_bar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.tui.annotating.app import AnnotatorApp
    from annotator.tui.keys import KeyTable
    from annotator.tui.palette import Palette


class LibraryScreen(ListScreen[LibraryRow]):
    """The list an annotator begins with. Once articles are assigned, it has the annotator's own."""

    KEYS: ClassVar[KeyTable[Any]] = keys.LIBRARY

    def __init__(self, program: AnnotatorApp, palette: Palette) -> None:
        self.articles = ArticleTable(palette, logical=program.logical)
        super().__init__(program, palette, self.articles)
        self.program: AnnotatorApp = program

    def read(self) -> Sequence[LibraryRow]:
        """Return the articles as the annotator sees them, and mark the next one of their own."""
        rows = self.program.read_rows()
        self.articles.next = self.program.following(None) if self.program.workload().teamwork else None
        return rows

    def refill(self, article: str | None = None) -> None:
        """Show the current articles, the cursor on `article`, or where it was, or on the next one."""
        self.rows = list(self.read())
        self.show(article or self.at or self.articles.next)

    def matching(self, query: str) -> Sequence[LibraryRow]:
        """Return the rows that a filter finds."""
        return matching(self.rows, query)

    def facts(self) -> str:
        """Return the progress of the annotator in what is assigned to them, or in everything."""
        load = self.program.workload()
        own = [row for row in self.rows if row.assigned]
        done = [row for row in own if row.status is Status.DONE]
        if not self.rows:
            return self._nothing()
        if own:
            bar = progress_bar(len(done), len(own))
            facts = f"{isolated(self.program.annotator)} {bar} {len(done)} of {len(own)} done"
        else:
            begun = "1 article is" if len(self.rows) == 1 else f"{len(self.rows)} articles are"
            facts = f"Nothing is assigned to {isolated(self.program.annotator)}; {begun} begun all the same"
        if own and load.teamwork:
            facts += f", {sum(row.words for row in done):,} of {sum(row.words for row in own):,} words"
        flagged = Counter(row.status for row in self.rows)[Status.FLAGGED]
        if flagged:
            facts += f", {flagged} flagged"
        if load.waiting and self.articles.next is None:
            facts += f", Ctrl+n: the next of {load.waiting:,}"
        return facts

    def _nothing(self) -> str:
        load = self.program.workload()
        if load.waiting:
            return f"Nothing is handed out to {isolated(self.program.annotator)} yet. Ctrl+n: the first of {load.waiting:,}"
        if load.teamwork:
            return f"Nothing is assigned to {isolated(self.program.annotator)}. Leave with Ctrl+q"
        how = command_line("import", "PATH", project=self.program.reader.path)
        return f"No articles yet. Leave with Ctrl+q, then: {how}"

    def open_next(self) -> None:
        """Open the next article: of the annotator's own, else one that is handed out."""
        self.program.read_rows()
        following = self.program.following(None)
        if following is not None:
            self.program.open_article(following)
        elif self.program.workload().teamwork:
            self.program.request_next(None)
        else:
            self.tell_nothing_next()

    def tell_nothing_next(self) -> None:
        """Show the articles as they are now, and tell that none is open."""
        self.refill()
        self.notify("No article is open for you.")
