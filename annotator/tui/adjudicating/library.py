"""The articles that can be adjudicated, those with most open disagreements first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.text.plain import isolated
from annotator.tui.adjudicating import case_table
from annotator.tui.adjudicating.case_table import CaseTable
from annotator.tui.screens.listing import PROGRESS_CELLS, ListScreen
from annotator.typed import typed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.tui.adjudicating.case_list import CaseRow
    from annotator.tui.desktop import AdjudicatingDesktop
    from annotator.tui.palette import Palette


class CaseLibraryScreen(ListScreen["CaseRow"]):
    """The list an adjudicator begins with."""

    def __init__(self, desktop: AdjudicatingDesktop, palette: Palette) -> None:
        super().__init__(desktop, palette, CaseTable(palette, logical=desktop.logical))
        self.desktop: AdjudicatingDesktop = desktop

    def read(self) -> Sequence[CaseRow]:
        """Return the rows as they were counted last; they are being counted anew."""
        self.desktop.count()
        return sorted(self.desktop.rows(), key=lambda row: row.order)

    def matching(self, query: str) -> Sequence[CaseRow]:
        """Return the rows that a filter finds."""
        return case_table.matching(self.rows, query, people=not self.desktop.hide_names)

    def facts(self) -> str:
        """Return how many are settled and how much is open."""
        total = len(self.rows)
        if not total:
            if self.desktop.counting:
                return "Counting disagreements…"
            if self.desktop.uncounted:
                return f"Disagreements can't be counted: {self.desktop.uncounted}"
            how = typed("status", project=self.desktop.reader.path)
            return f"No article has been finished by two people yet. Leave with Ctrl+q, then: {how}"
        settled = sum(row.is_gold for row in self.rows)
        filled = settled * PROGRESS_CELLS // total
        bar = "█" * filled + "░" * (PROGRESS_CELLS - filled)
        open_ = sum(row.open for row in self.rows)
        return f"{isolated(self.desktop.annotator)} {bar} {settled} of {total} settled, {open_} open"

    def open(self, row: CaseRow) -> None:
        """Open an article."""
        self.desktop.open_article(row.id)
