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
PARAGRAPH = Limit(1_000_000, "characters", "a paragraph")

VALUE = Limit(80_000_000, "bytes", "a value in a project")
"""The longest text of an article (`TEXT`) in UTF-8, at most four bytes a character."""
TEXT = Limit(20_000_000, "characters", "an article")
LABELS = Limit(10_000, "labels", "a schema")

STATEMENT = Limit(1_000_000, "bytes", "a statement of SQL")
EXPRESSION = Limit(100, "levels", "an expression of SQL")
SELECTS = Limit(50, "parts", "a SELECT")
ARGUMENTS = Limit(60, "arguments", "a function of SQL")
PATTERN = Limit(1_000, "bytes", "a pattern of LIKE or GLOB")
INSTRUCTIONS = Limit(25_000, "instructions", "a statement of SQL")
TRIGGERS = Limit(20, "levels", "triggers that fire triggers")

STEPS_AT_LEAST = 100_000_000
STEPS_OF_A_BYTE = 20
"""How many steps SQLite may take for one statement: so many for each byte of the file, and never less than the first number."""
