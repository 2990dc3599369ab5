"""Whether an index is as it was written: asked before it is believed, and before it is changed."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from annotator import advice
from annotator.errors import DamagedIndexError
from annotator.store.disk import failures
from annotator.store.file import search_tables
from annotator.store.file.search_tables import INDEXES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.store.file.connection import Connection

_DAMAGED = failures.DAMAGED | {sqlite3.SQLITE_ERROR}


def require(connection: Connection, name: str) -> None:
    """Raise `DamagedIndexError` unless an index has its sum; one that was changed since it was summed is taken as it is.

    What was found right once is not read again by the connection.
    """
    with told(connection):
        state = search_tables.state(connection.database, name)
        if state is None:
            raise damaged(connection, "what is known of it is gone")
        if state.sum is None or connection.sound_indexes.get(name) == state.sum:
            return
        if search_tables.sum_of(connection.database, name) != state.sum:
            raise damaged(connection, "it is not as it was written last")
        connection.sound_indexes[name] = state.sum


@contextmanager
def told(connection: Connection) -> Iterator[None]:
    """Raise `DamagedIndexError` where SQLite can't read an index inside."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if failures.primary_code(error) in _DAMAGED:
            raise damaged(connection, str(error)) from error
        raise


def damaged(connection: Connection, what: str) -> DamagedIndexError:
    """Return the error for an index that is damaged; `what` is a clause on it."""
    return DamagedIndexError(
        f"The index for searching in {connection.path} is damaged ({what})", advice.repair(connection.path)
    )


def seal(connection: Connection) -> None:
    """Store the sums of the indexes that were changed since they were summed, unless they are being changed again.

    They are summed while others can write.
    """
    for name in INDEXES:
        with failures.translated(connection.path), told(connection):
            with connection.as_of_now():
                state = search_tables.state(connection.database, name)
                if state is None or state.sum is not None:
                    continue
                before = search_tables.changes(connection.database, name)
                total = search_tables.sum_of(connection.database, name)
            with connection.writing():
                if search_tables.changes(connection.database, name) == before:
                    connection.execute("UPDATE search_index SET sum = ? WHERE name = ?", [total, name])
                    connection.sound_indexes[name] = total
