"""The table of the library, and its filter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.model import LibraryRow, Status
from annotator.tui.widgets import article_table
from annotator.tui.widgets.article_table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

_MARKS = {Status.TODO: "· todo", Status.DOING: "… doing", Status.DONE: "✓ done", Status.FLAGGED: "! flagged"}
NEXT = "▸"


class ArticleTable(Table[LibraryRow]):
    """The articles as one annotator sees them."""

    next: str | None = None
    """The id of the article that is marked as the next one."""

    COLUMNS = (("No.", 6), ("Status", 10), ("Spans", 6), ("Words", 7), ("Date", 11))

    def facts(self, row: LibraryRow) -> list[str]:
        """Return number, status, spans, words and date."""
        mark = _MARKS[row.status] if row.id != self.next else f"{NEXT} {row.status.value}"
        return [str(row.number), mark, str(row.spans or ""), f"{row.words:,}", row.date or ""]

    def is_quiet(self, row: LibraryRow) -> bool:
        """Return whether the annotator is done with the article, or it is not for them."""
        return row.status is Status.DONE or not row.assigned


def matching(rows: Sequence[LibraryRow], query: str) -> list[LibraryRow]:
    """Return the rows in which every word of `query` is found: in title, id, source, date, status, note or number."""
    return article_table.matching(rows, query, _searched)


def _searched(row: LibraryRow) -> str:
    return "\n".join(
        (row.title, row.id, row.source or "", row.date or "", row.status, row.note, str(row.number))
    )
