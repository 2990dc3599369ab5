"""The limits of what comes from outside, in one table: files, lines, values, and how deep they may go."""

from __future__ import annotations

from typing import NamedTuple


class Limit(NamedTuple):
    """The most of something: `unit` is what is counted, in the plural, `of` what it is in."""

    most: int
    unit: str
    of: str

    def fault(self, found: int) -> str:
        """Return a clause on what is beyond the limit, "" for nothing."""
        return f"has {found:,} {self.unit}, {self.of} may have {self.most:,}" if found > self.most else ""


COLUMNS = Limit(100, "columns", "a line of CoNLL")
PARAGRAPH = Limit(250_000, "characters", "a paragraph")
"""The levels of a paragraph are found for all of it at once: one of this length takes 100 MB and two seconds at worst."""
