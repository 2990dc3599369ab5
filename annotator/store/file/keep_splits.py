"""The tables of splits that are kept: where each article was dealt to, by the shares of a data set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.store.file import checksums

if TYPE_CHECKING:
    from sqlite_utils import Database


def keep_splits(db: Database) -> None:
    """Add the splits by their shares, each with how it was dealt, and the part of each article in each of them."""
    db.executescript("""
        CREATE TABLE split (
            number INTEGER PRIMARY KEY,
            shares TEXT NOT NULL UNIQUE CHECK (shares <> ''),
            seed TEXT NOT NULL,
            grouped_by TEXT NOT NULL,
            dealt TEXT NOT NULL
        );
        CREATE TABLE split_part (
            split INTEGER NOT NULL REFERENCES split (number),
            article INTEGER NOT NULL REFERENCES article (number),
            part TEXT NOT NULL CHECK (part <> ''),
            PRIMARY KEY (split, article)
        ) WITHOUT ROWID;
        CREATE INDEX split_part_by_article ON split_part (article, split);
    """)
    checksums.add(db.conn, ("split", "split_part"))
