"""The step that notes which operations were made together, as one step of undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def keep_steps(db: Database) -> None:
    """Add what operations that were made together share, as do those that undo and redo them; empty for one that was made alone."""
    db.executescript("""
        ALTER TABLE operation ADD COLUMN step TEXT NOT NULL DEFAULT '' CHECK (length(step) <= 64);
    """)
