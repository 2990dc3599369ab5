"""The articles that can be adjudicated, those with most open disagreements first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from annotator.command_line import command_line
from annotator.text.plain import isolated
from annotator.tui.adjudicating import keys, table
from annotator.tui.adjudicating.table import CaseTable
from annotator.tui.screens.listing import ListScreen, progress_bar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.tui.adjudicating.app import AdjudicatorApp
    from annotator.tui.adjudicating.rows import AdjudicationRow
    from annotator.tui.keys import KeyTable
    from annotator.tui.palette import Palette


class CaseLibraryScreen(ListScreen["AdjudicationRow"]):
    """The list an adjudicator begins with."""

    KEYS: ClassVar[KeyTable[Any]] = keys.LIBRARY

    def __init__(self, program: AdjudicatorApp, palette: Palette) -> None:
        super().__init__(program, palette, CaseTable(palette, logical=program.logical))
        self.program: AdjudicatorApp = program

    def read(self) -> Sequence[AdjudicationRow]:
        """Return the rows as they were counted last; they are being counted anew. The first ones are waited for a moment."""
        self.program.count()
        if not self.program.rows():
            self.program.first_rows()
        return sorted(self.program.rows(), key=lambda row: row.order)

    def matching(self, query: str) -> Sequence[AdjudicationRow]:
        """Return the rows that a filter finds."""
        return table.matching(self.rows, query, people=not self.program.hide_names)

    def facts(self) -> str:
        """Return how many are settled and how much is open."""
        total = len(self.rows)
        if not total:
            if self.program.counting:
                return "Counting disagreements…"
            if self.program.uncounted:
                return f"Disagreements can't be counted: {self.program.uncounted}"
            how = command_line("status", project=self.program.reader.path)
            return f"No article has been finished by two people yet. Leave with Ctrl+q, then: {how}"
        settled = sum(row.is_gold for row in self.rows)
        bar = progress_bar(settled, total)
        open_ = sum(row.open for row in self.rows)
        return f"{isolated(self.program.annotator)} {bar} {settled} of {total} settled, {open_} open"
