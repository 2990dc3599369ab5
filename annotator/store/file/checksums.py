"""Checksums of rows whose values nothing else tells: articles' titles, people's names, status, time, assignments.

The values of spans and of gold stand in their histories as well, texts have a hash. These rows have the column
`checksum`, over all their other columns. Whoever writes need not think of it: each connection that can write has triggers of
its own that keep it.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

import msgspec

from annotator.store.disk.failures import ROW_DAMAGED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlite_utils import Database

    Value = str | int | float | bytes | None

TABLES = ("project", "article", "annotator", "former_name", "work", "assignment", "pool", "written")
COLUMN = "checksum"

_FUNCTION = "checksum_of"
_encode = msgspec.msgpack.Encoder().encode


def checksum(table: str, values: Sequence[Value]) -> int:
    """Return the checksum of a row, whose values come in the order of its columns, as a signed number of 64 bits.

    Raises `UnicodeEncodeError` for a text that is none.
    """
    return int.from_bytes(blake2b(_encode((table, *values)), digest_size=8).digest(), "big", signed=True)


def add(database: Database, tables: Sequence[str] = TABLES) -> None:
    """Add the column to tables that have none, and fill it in, inside a transaction."""
    for table in tables:
        database.execute(f"ALTER TABLE {table} ADD COLUMN {COLUMN} INTEGER")
        fill(database, table)


def fill(database: Database, table: str) -> None:
    """Fill in the checksums of a table anew, inside a transaction, after it was given another column."""
    _know_function(database)
    values = ", ".join(columns(database, table))
    database.execute(f"UPDATE {table} SET {COLUMN} = {_FUNCTION}('{table}', {values})")


def add_triggers(database: Database) -> None:
    """Keep the checksums of all that this connection writes from now on; a row that is damaged is not changed.

    Tables that have no checksums yet are passed over. To be called again when a table has got other columns.
    """
    _know_function(database)
    for table in TABLES:
        if not _has_checksums(database, table):
            continue
        names, key = columns(database, table), _key(database, table)
        values = ", ".join(f"NEW.{name}" for name in names)
        same = " AND ".join(f"{name} = NEW.{name}" for name in key)
        old = ", ".join(f"OLD.{name}" for name in names)
        database.execute(f"DROP TRIGGER IF EXISTS temp.checksum_of_{table}_before_update")
        database.execute(
            f"CREATE TEMP TRIGGER checksum_of_{table}_before_update BEFORE UPDATE OF {', '.join(names)} ON main.{table} "
            f"WHEN OLD.{COLUMN} IS NOT {_FUNCTION}('{table}', {old}) "
            f"BEGIN SELECT RAISE(ABORT, '{ROW_DAMAGED}'); END"
        )
        for event in ("INSERT", f"UPDATE OF {', '.join(names)}"):
            name = f"checksum_of_{table}_after_{event.split()[0].lower()}"
            database.execute(f"DROP TRIGGER IF EXISTS temp.{name}")
            database.execute(
                f"CREATE TEMP TRIGGER {name} AFTER {event} ON main.{table} BEGIN "
                f"UPDATE {table} SET {COLUMN} = {_FUNCTION}('{table}', {values}) WHERE {same}; END"
            )


def columns(database: Database, table: str) -> list[str]:
    """Return the names of a table's columns without that of the checksum, in their order."""
    return [row[1] for row in database.execute(f"PRAGMA table_info({table})") if row[1] != COLUMN]


def _has_checksums(database: Database, table: str) -> bool:
    return any(row[1] == COLUMN for row in database.execute(f"PRAGMA table_info({table})"))


def _key(database: Database, table: str) -> list[str]:
    return [row[1] for row in database.execute(f"PRAGMA table_info({table})") if row[5]]


def _know_function(database: Database) -> None:
    def checksum_of(table: str, *values: Value) -> int:
        return checksum(table, values)

    database.conn.create_function(_FUNCTION, -1, checksum_of, deterministic=True)
