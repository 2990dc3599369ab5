"""The table of the library."""

from __future__ import annotations

from annotator.model import LibraryRow, ListColumn, Status
from annotator.tui.widgets.article_table import Column, Table

_MARKS = {Status.TODO: "· todo", Status.DOING: "… doing", Status.DONE: "✓ done", Status.FLAGGED: "! flagged"}
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
        mark = _MARKS[row.status] if row.id != self.next else f"{NEXT} {row.status.value}"
        return [str(row.number), mark, str(row.spans or ""), f"{row.words:,}", row.date or ""]

    def is_quiet(self, row: LibraryRow) -> bool:
        """Return whether the annotator is done with the article, or it is not for them."""
        return row.status is Status.DONE or not row.assigned
