"""The articles that can be adjudicated, those with most open disagreements first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from annotator.command_line import command_line
from annotator.errors import AnnotatorError
from annotator.model import CaseRow, CaseTotals
from annotator.text.plain import isolated
from annotator.tui.adjudicating import keys
from annotator.tui.adjudicating.table import CaseTable
from annotator.tui.screens.listing import ListScreen, progress_bar

if TYPE_CHECKING:
    from annotator.tui.adjudicating.app import AdjudicatorApp
    from annotator.tui.keys import KeyTable
    from annotator.tui.palette import Palette


class CaseLibraryScreen(ListScreen[CaseRow]):
    """The list an adjudicator begins with."""

    KEYS: ClassVar[KeyTable[Any]] = keys.LIBRARY

    def __init__(self, program: AdjudicatorApp, palette: Palette) -> None:
        self._totals = CaseTotals()
        super().__init__(program, palette, CaseTable(palette, logical=program.logical))
        self.program: AdjudicatorApp = program

    def read_totals(self) -> None:
        """Have counted what is not, which is waited for a moment, and read how much is settled."""
        self.program.forget_places()
        try:
            self.program.count()
            self._totals = self.program.totals()
        except AnnotatorError as error:
            self.program.warn(str(error))

    def facts(self) -> str:
        """Return how many are settled, how much is open, and how many articles are not counted yet."""
        totals = self._totals
        if not totals.listed and not totals.uncounted:
            how = command_line("status", project=self.program.reader.path)
            back = f" {totals.back:,} sent back." if totals.back else ""
            return f"No article has been finished by two people yet.{back} Leave with Ctrl+q, then: {how}"
        if self.program.uncounted:
            return f"Disagreements can't be counted: {self.program.uncounted}"
        bar = progress_bar(totals.settled, max(totals.listed, 1))
        facts = f"{isolated(self.program.annotator)} {bar} {totals.settled:,} of {totals.listed:,} settled, {totals.open:,} open"
        if totals.back:
            facts += f", {totals.back:,} sent back"
        if not totals.uncounted:
            return facts
        if self.program.reader.writable:
            return f"{facts}, {totals.uncounted:,} to be counted"
        return f"{facts}, {totals.uncounted:,} counted only in sight"
