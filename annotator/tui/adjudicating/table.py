"""The table of articles to adjudicate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.tui.adjudicating.rows import AdjudicationRow
from annotator.tui.widgets import article_table
from annotator.tui.widgets.article_table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence


class CaseTable(Table[AdjudicationRow]):
    """Articles with how much is open in each."""

    COLUMNS = (("No.", 6), ("Open", 6), ("Status", 10), ("Stale", 7), ("Layers", 8))

    def facts(self, row: AdjudicationRow) -> list[str]:
        """Return number, open disagreements, status, stale decisions and how many layers there are."""
        return [str(row.number), str(row.open or ""), status(row), str(row.stale or ""), str(len(row.people))]

    def is_quiet(self, row: AdjudicationRow) -> bool:
        """Return whether the article is settled for good."""
        return row.is_gold


def status(row: AdjudicationRow) -> str:
    """Return how far an article is adjudicated, as a sign and a word."""
    if row.settled:
        return "✓ settled" if row.is_complete else "! changed"
    return "… begun" if row.decided else "· new"


def matching(rows: Sequence[AdjudicationRow], query: str, *, people: bool) -> list[AdjudicationRow]:
    """Return the rows in which every word of `query` is found: in title, id, status, number, and names if `people`."""
    return article_table.matching(rows, query, lambda row: _searched(row, people))


def _searched(row: AdjudicationRow, people: bool) -> str:
    names = row.people if people else ()
    return "\n".join((row.title, row.id, *names, status(row), str(row.number)))
