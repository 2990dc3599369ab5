"""The table of the library."""

from __future__ import annotations

from annotator.model import LibraryRow, ListColumn, Status
from annotator.tui.notes.lines import BACK, with_threads
from annotator.tui.widgets.article_table import Column, Table

_SIGNS = {Status.TODO: "·", Status.DOING: "…", Status.DONE: "✓", Status.FLAGGED: "!"}
NEXT = "▸"


class ArticleTable(Table[LibraryRow]):
    """The articles as one annotator sees them."""

    next: str | None = None
    """The id of the article that is marked as the next one."""

    COLUMNS = (
        Column("No.", 6, ListColumn.NUMBER),
        Column("Status", 10, ListColumn.STATUS),
        Column("Spans", 6, ListColumn.SPANS),
        Column("Words", 7, ListColumn.WORDS),
        Column("Date", 11, ListColumn.DATE),
    )

    def facts(self, row: LibraryRow) -> list[str]:
        """Return number, status, spans, words and date."""
        word = "back" if row.back else row.status.value
        sign = NEXT if row.id == self.next else BACK if row.back else _SIGNS[row.status]
        return [str(row.number), f"{sign} {word}", str(row.spans or ""), f"{row.words:,}", row.date or ""]

    def title(self, row: LibraryRow) -> str:
        """Return the title, behind how many threads of the annotator are open."""
        return with_threads(row.threads, row.title)

    def is_quiet(self, row: LibraryRow) -> bool:
        """Return whether the annotator is done with the article, or it is not for them."""
        return row.status is Status.DONE or not row.assigned
