"""The table of articles to adjudicate."""

from __future__ import annotations

from annotator.model import CaseRow, ListColumn, ListOrder
from annotator.tui.notes.lines import BACK, with_threads
from annotator.tui.widgets.article_table import Column, Table


class CaseTable(Table[CaseRow]):
    """Articles with how much is open in each, those with most open cases first."""

    COLUMNS = (
        Column("No.", 6, ListColumn.NUMBER),
        Column("Open", 6, ListColumn.OPEN),
        Column("Status", 10, ListColumn.STATUS),
        Column("Stale", 7, ListColumn.STALE),
        Column("Layers", 8, ListColumn.LAYERS),
    )
    ORDER = ListOrder(ListColumn.OPEN, descending=True)

    def facts(self, row: CaseRow) -> list[str]:
        """Return number, open disagreements, status, stale decisions and how many layers there are."""
        told = f"{BACK} back" if row.back else status(row)
        return [str(row.number), str(row.open or ""), told, str(row.stale or ""), str(len(row.people))]

    def title(self, row: CaseRow) -> str:
        """Return the title, behind how many threads are open."""
        return with_threads(row.threads, row.title)

    def is_quiet(self, row: CaseRow) -> bool:
        """Return whether the article is settled for good."""
        return row.is_gold


def status(row: CaseRow) -> str:
    """Return how far an article is adjudicated, as a sign and a word."""
    if row.settled:
        return "✓ settled" if row.is_complete else "! changed"
    return "… begun" if row.decided else "· new"
