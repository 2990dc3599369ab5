"""The step after which the card has its row always, so that one that is gone is known from one that states nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.store.file import checksums

if TYPE_CHECKING:
    from sqlite_utils import Database


def keep_card_row(db: Database) -> None:
    """Add the row of a card that states nothing where there is none, `changed` is "" for never, and let it be changed only.

    A card that is there stays with its checksum, which tells whether it is damaged.
    """
    if db.execute("SELECT 1 FROM card").fetchone() is None:
        checksums.insert(db.conn, "card", [(1, "{}", "")])
    db.executescript("""
        CREATE TRIGGER card_is_never_deleted BEFORE DELETE ON card
        BEGIN SELECT RAISE(ABORT, 'the row of the card stays'); END;
    """)
