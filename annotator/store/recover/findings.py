"""What a recovery tells the user: what can't be read, what was left out, and what is doubtful."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.store.recover.btree import Gap


class Findings:
    """Sentences in order, each once."""

    def __init__(self) -> None:
        self._lines: dict[str, None] = {}

    @property
    def lines(self) -> tuple[str, ...]:
        """The sentences."""
        return tuple(self._lines)

    def add(self, line: str) -> None:
        """Add a sentence."""
        self._lines[line] = None


def history_finding(gone: int, there: int, added: int) -> list[str]:
    """Return at most one clause: how many entries of a history can't be used, and how many were added to it."""
    parts = []
    if gone:
        parts.append(
            f"{gone:,} of {there:,} {'entry' if there == 1 else 'entries'} of its history can't be used"
        )
    if added:
        entries = "entry was" if added == 1 else "entries were"
        parts.append(f"{added:,} {entries} put into its history for what the others don't tell")
    return [", ".join(parts)] if parts else []


def gap_rows(table: str, gap: Gap) -> str:
    """Return the rows of a gap in words."""
    if gap.low is None and gap.high is None:
        return f"rows of {table} (page {gap.page})"
    if gap.high is None:
        return f"rows from {(gap.low or 0) + 1} on of {table} (page {gap.page})"
    if gap.low is None:
        return f"rows up to {gap.high} of {table} (page {gap.page})"
    if gap.high - gap.low <= 1:
        return f"row {gap.high} of {table} (page {gap.page})"
    return f"rows {gap.low + 1}–{gap.high} of {table} (page {gap.page})"
