"""Writing many rows without what is done for each of them, where the caller has done that for all at once."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence


@contextmanager
def dropped(database: sqlite3.Connection, names: Sequence[str]) -> Iterator[None]:
    """Run the block, part of a transaction, without some triggers, and make them again as they were; no other connection sees that."""
    marks = ", ".join("?" * len(names))
    sql = f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name IN ({marks})"
    found = database.execute(sql, names).fetchall()
    for name, _ in found:
        database.execute(f"DROP TRIGGER {name}")
    yield  # after an error the transaction, and with it this, is rolled back
    for _, statement in found:
        database.execute(statement)


@contextmanager
def without_checks(database: sqlite3.Connection) -> Iterator[None]:
    """Run the block without the CHECKs of tables, for rows that this program made of checked values; keys and NOT NULL hold."""
    database.execute("PRAGMA ignore_check_constraints = ON")
    try:
        yield
    finally:
        database.execute("PRAGMA ignore_check_constraints = OFF")
