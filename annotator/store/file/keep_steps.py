"""The step that notes which operations were made together, as one step of undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def keep_steps(db: Database) -> None:
    """Add what only those operations share that were made, or undone, or redone, together; empty for one alone."""
    db.executescript("""
        ALTER TABLE operation ADD COLUMN step TEXT NOT NULL DEFAULT '' CHECK (length(step) <= 64);
    """)
