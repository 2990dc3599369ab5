"""The library: the articles of an annotator, found by typing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, ClassVar

from annotator import keys
from annotator.model import LibraryRow, Status
from annotator.text.plain import isolated
from annotator.tui.screens.listing import PROGRESS_CELLS, ListScreen
from annotator.tui.widgets.article_table import ArticleTable, matching
from annotator.typed import typed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.tui.desktop import AnnotatingDesktop
    from annotator.tui.palette import Palette


class LibraryScreen(ListScreen[LibraryRow]):
    """The list an annotator begins with. Once articles are assigned, it has the annotator's own."""

    TABLE: ClassVar[Sequence[keys.Key]] = keys.LIBRARY

    def __init__(self, desktop: AnnotatingDesktop, palette: Palette) -> None:
        self.articles = ArticleTable(palette, logical=desktop.logical)
        super().__init__(desktop, palette, self.articles)
        self.desktop: AnnotatingDesktop = desktop

    def read(self) -> Sequence[LibraryRow]:
        """Return the articles as the annotator sees them, and mark the next one of their own."""
        rows = self.desktop.library()
        self.articles.next = self.desktop.following(None) if self.desktop.workload().teamwork else None
        return rows

    def refill(self, article: str | None = None) -> None:
        """Show the articles as they are now, the cursor on `article`, or where it was, or on what is next."""
        self.rows = list(self.read())
        self.show(article or self.at or self.articles.next)

    def matching(self, query: str) -> Sequence[LibraryRow]:
        """Return the rows that a filter finds."""
        return matching(self.rows, query)

    def facts(self) -> str:
        """Return how far the annotator is with what is assigned to them, or with everything."""
        load = self.desktop.workload()
        own = [row for row in self.rows if row.assigned]
        done = [row for row in own if row.status is Status.DONE]
        if not self.rows:
            return self._nothing()
        if own:
            filled = len(done) * PROGRESS_CELLS // len(own)
            bar = "█" * filled + "░" * (PROGRESS_CELLS - filled)
            facts = f"{isolated(self.desktop.annotator)} {bar} {len(done)} of {len(own)} done"
        else:
            begun = "1 article is" if len(self.rows) == 1 else f"{len(self.rows)} articles are"
            facts = f"Nothing is assigned to {isolated(self.desktop.annotator)}; {begun} begun all the same"
        if own and load.teamwork:
            facts += f", {sum(row.words for row in done):,} of {sum(row.words for row in own):,} words"
        flagged = Counter(row.status for row in self.rows)[Status.FLAGGED]
        if flagged:
            facts += f", {flagged} flagged"
        if load.waiting and self.articles.next is None:
            facts += f", Ctrl+n: the next of {load.waiting:,}"
        return facts

    def _nothing(self) -> str:
        load = self.desktop.workload()
        if load.waiting:
            return f"Nothing is handed out to {isolated(self.desktop.annotator)} yet. Ctrl+n: the first of {load.waiting:,}"
        if load.teamwork:
            return f"Nothing is assigned to {isolated(self.desktop.annotator)}. Leave with Ctrl+q"
        how = typed("import", "PATH", project=self.desktop.reader.path)
        return f"No articles yet. Leave with Ctrl+q, then: {how}"

    def open(self, row: LibraryRow) -> None:
        """Open an article."""
        self.desktop.open_article(row.id)

    def do_next(self) -> None:
        """Open what is next, of the annotator's own or handed out."""
        self.desktop.library()
        following = self.desktop.following(None)
        if following is not None:
            self.desktop.open_article(following)
        elif self.desktop.workload().teamwork:
            self.desktop.ask_next(None)
        else:
            self.nothing_next()

    def nothing_next(self) -> None:
        """Say that there is nothing to open, beside the articles as they are now."""
        self.refill()
        self.notify("No article is open for you.")
