"""The step that adds the card of the project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.store.file import checksums

if TYPE_CHECKING:
    from sqlite_utils import Database


def keep_card(db: Database) -> None:
    """Add the card, in one row or none: what people state about the data, as JSON, and when that was changed last."""
    db.executescript("""
        CREATE TABLE card (
            number INTEGER PRIMARY KEY CHECK (number = 1),
            card TEXT NOT NULL CHECK (json_valid(card)),
            changed TEXT NOT NULL
        );
    """)
    checksums.add(db.conn, ("card",))
