"""Writing many rows without the triggers that would fire for each of them, where the caller does all at once what these do."""

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
