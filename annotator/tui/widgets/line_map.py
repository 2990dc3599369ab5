"""Which line of the article's view each row stands on, with the lanes under it counted in."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.text.layout import Layout


class LineMap:
    """Rows and lines of a layout with `lanes` lanes under each row. Blank rows have none."""

    def __init__(self, layout: Layout, lanes: int) -> None:
        self._layout = layout
        self._lanes = lanes
        self._starts = array("I")
        if lanes:
            rows = map(layout.row_range, range(len(layout)))
            heights = (1 if layout.text[start:end].isspace() else 1 + lanes for start, end in rows)
            self._starts.extend(accumulate(heights, initial=0))

    def fits(self, layout: Layout, lanes: int) -> bool:
        """Return whether this is the map of that layout and number of lanes."""
        return self._layout is layout and self._lanes == lanes

    def __len__(self) -> int:
        """Return the number of lines."""
        return self._starts[-1] if self._lanes else len(self._layout)

    def line_of(self, row: int) -> int:
        """Return the line on which `row` stands; for the row after the last one, the number of lines."""
        return self._starts[row] if self._lanes else row

    def row_at(self, line: int) -> tuple[int, int]:
        """Return the row at `line` and which of its lines that is: 0 is its text, then come its lanes."""
        if not self._lanes:
            return line, 0
        row = bisect_right(self._starts, line) - 1
        return row, line - self._starts[row]
